//! A path as data: what is done, in order, and what is expected at the end.
//!
//! Knows every key of a path file; does not know the procedure it walks.

use super::double::Double;
use super::{step, word};
use crate::data::{Date, Duration, Text, Timestamp};
use crate::diagnostic::{Diagnostic, Grade, PathProblem};
use crate::document::{Member, Node, Table, Tree, decode_path};
use crate::keywords::Keyword;
use crate::limits::Limits;
use crate::procedure::Reading;
use crate::reference::Reference;
use crate::source::{Language, Source, Span};

/// Problems of one path that are listed; a file with more is a file of another kind.
pub(super) const MOST_PROBLEMS: usize = 100;

/// A path file, read: a test, a training exercise, an audit story.
///
/// ```
/// use cauce::path::PathFile;
/// use cauce::source::Source;
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// [camino]
/// nombre        = "Directo"
/// procedimiento = "P-1"
/// recorrido     = "1 2:NO"
/// "#;
/// let (path, diagnostics) = PathFile::parse(&Source::new("directo.toml", text));
/// assert!(diagnostics.is_empty());
/// assert_eq!(path.unwrap().name(), "Directo");
/// ```
#[derive(Clone, Debug)]
pub struct PathFile {
    pub(super) language: Language,
    pub(super) name: Text,
    pub(super) span: Span,
    pub(super) procedure: Option<(Text, Span)>,
    pub(super) version: Option<(Text, Span)>,
    pub(super) reading: Reading,
    pub(super) reading_span: Span,
    pub(super) allows: Vec<Text>,
    /// What the word for everything that is open answers to the questions it meets.
    pub(super) answers: Vec<Work>,
    pub(super) begins: Option<Moment>,
    /// By which start the case begins, where the head says it.
    pub(super) begin: Option<Begin>,
    pub(super) data: Vec<Member>,
    pub(super) still: bool,
    pub(super) acts: Vec<Act>,
    pub(super) expected: Option<Expected>,
    pub(super) doubles: Vec<Double>,
    /// Whether the procedure was read from a model, which does not say what its work writes.
    pub(super) over_model: bool,
}

/// A path file as it came from its bytes: the text that diagnostics point into, and the path.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReadPath {
    /// The text, with which diagnostics and differences are shown.
    pub source: Source,
    /// The language of the file, and of its messages.
    pub language: Language,
    /// The path; `None` when the file has an error.
    pub path: Option<PathFile>,
    /// Everything found, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// One thing that is done, in the order of the path.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) span: Span,
    /// The word or the action as written, for messages.
    pub(super) text: Text,
    /// When, if the path says so.
    pub(super) on: Option<Moment>,
    pub(super) action: Action,
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Does a work item, answers a question, verifies, or signs.
    Work(Box<Work>),
    /// Moves time by this much.
    Advance(Duration),
    /// Moves time to that moment.
    Until(Moment),
    /// Fires that one timer, wherever the clock stands.
    Fire(Reference),
    /// Does all ordinary open work, inside what is written around it; a question stops it.
    Rest(Option<Reference>),
    /// A person says that an event happened.
    Declare { event: Reference, given: Box<Given> },
    /// A message or a signal comes from outside.
    Send(Box<Send>),
    /// Another case begins.
    Begin(Box<Begin>),
    /// Sets case data.
    SetData(Box<Given>),
    /// Reports indicators.
    Measure(Box<Given>),
    /// Does nothing more than move to the moment of the step and compare.
    Check(Box<Expected>),
    /// The authority sets stuck work going again.
    Resolve(Box<Resolve>),
    /// The authority cancels the case.
    Cancel(Box<Given>),
    /// Tries something that must be refused.
    Reject { attempt: Box<Action>, reason: Text },
}

/// A work item and what is done with it.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) reference: Reference,
    /// Whether the question is meant whether the activity applies.
    pub(super) question: bool,
    pub(super) given: Given,
}

/// Stuck work and how it goes on.
#[derive(Clone, Debug)]
pub(super) struct Resolve {
    pub(super) reference: Reference,
    pub(super) how: Way,
    pub(super) given: Given,
}

/// How stuck work goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// What failed is tried again.
    Again,
    /// One more return beyond the maximum.
    OneMore,
    /// By the exit of that answer.
    Answer(Said),
    /// At another element, by number or id.
    At(Text),
}

/// What comes from outside, with what it carries.
#[derive(Clone, Debug)]
pub(super) struct Send {
    pub(super) what: Sent,
    pub(super) name: Text,
    /// The members, or correlation values, of who is meant.
    pub(super) members: Vec<Text>,
    pub(super) data: Vec<Member>,
}

/// What comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// To one who waits for it.
    Message,
    /// To all who wait for it.
    Signal,
}

/// A case that begins.
#[derive(Clone, Debug)]
pub(super) struct Begin {
    /// The code of its procedure; that of the path when it says none.
    pub(super) procedure: Option<Text>,
    /// By which start.
    pub(super) start: Option<Text>,
    pub(super) data: Vec<Member>,
}

/// What a step says; what it leaves out comes from the procedure.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) role: Option<Text>,
    pub(super) person: Option<Text>,
    pub(super) delivers: Option<Vec<Text>>,
    pub(super) signed_by: Option<Vec<Text>>,
    pub(super) answer: Option<Said>,
    pub(super) applies: Option<Said>,
    pub(super) control: Option<bool>,
    pub(super) note: Option<Text>,
    pub(super) data: Vec<Member>,
    pub(super) measures: Vec<Member>,
    /// The code of the error that the work ends with.
    pub(super) error: Option<Text>,
}

/// An answer as a path gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Yes,
    No,
    /// The result of a verification.
    Conforming(bool),
    /// The id or the printed text of an answer.
    Other(Text),
}

/// A moment as a path gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A date, at eight in the morning or right after what was done that day.
    Day(Date),
    /// A local time, in milliseconds of the day.
    Local(Date, i64),
    /// An instant.
    Instant(Timestamp),
}

/// What must hold; what is not said is not compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    pub(super) case: Option<(Keyword, Span)>,
    pub(super) walk: Option<(Vec<Act>, Span)>,
    pub(super) rounds: Option<(Vec<Round>, Span)>,
    /// How often events are expected to have occurred.
    pub(super) counts: Vec<Counted>,
    /// The code of the error with which the case is expected to have failed.
    pub(super) error: Option<(Text, Span)>,
    /// The codes of the procedures of which the case is expected to have opened cases.
    pub(super) opens: Option<(Vec<Text>, Span)>,
    pub(super) open: Option<(Vec<Text>, Span)>,
    pub(super) waiting: Option<(Vec<Text>, Span)>,
    pub(super) notices: Option<(Vec<Text>, Span)>,
    pub(super) skips: Option<(Vec<Text>, Span)>,
    pub(super) data: Vec<Member>,
    pub(super) measures: Vec<Member>,
    pub(super) milestones: Option<(Vec<Text>, Span)>,
    pub(super) windows: Option<(Vec<Text>, Span)>,
    /// Names of what is wrong with the procedure, when it is to be refused.
    pub(super) refused: Vec<(Text, Span)>,
}

/// How often a return is expected.
#[derive(Clone, Debug)]
pub(super) struct Round {
    pub(super) from: Text,
    pub(super) to: Text,
    pub(super) count: u32,
    pub(super) span: Span,
}

/// How often an event is expected to have occurred.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) event: Text,
    pub(super) times: u32,
    pub(super) span: Span,
}

impl PathFile {
    /// Reads a path file; there is a path unless an error was found.
    ///
    /// Spans point into that source; a byte order mark belongs off before (see [`PathFile::decode`]).
    #[must_use]
    pub fn parse(source: &Source) -> (Option<PathFile>, Vec<Diagnostic>) {
        let read = Self::decode(source.name(), source.text().as_bytes(), &Limits::default());
        (read.path, read.diagnostics)
    }

    /// Reads the bytes of a path file.
    #[must_use]
    pub fn decode(name: &str, bytes: &[u8], limits: &Limits) -> ReadPath {
        let decoded = decode_path(name, bytes, limits);
        let mut reader = Reader { source: &decoded.source, language: decoded.language, found: Vec::new() };
        let path = decoded.document.as_ref().and_then(|document| reader.path(&document.root));
        let mut diagnostics = decoded.diagnostics;
        reader.found.truncate(MOST_PROBLEMS);
        if diagnostics.iter().any(|diagnostic| diagnostic.grade == Grade::Error) {
            // The block may be there and not be readable: what is wrong with the text is said alone.
            reader.found.retain(|found| found.problem.code() != PathProblem::PathBlock { count: 0 }.code());
        }
        diagnostics.append(&mut reader.found);
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let broken = diagnostics.iter().any(|diagnostic| diagnostic.grade == Grade::Error);
        let path = path.filter(|_| !broken);
        ReadPath { source: decoded.source, language: decoded.language, path, diagnostics }
    }

    /// How the case begins that the path is about, and what is done then: a first step that begins one begins it.
    pub(super) fn first_case(&self) -> (Option<&Begin>, &[Act]) {
        match self.acts.split_first() {
            Some((Act { action: Action::Begin(begin), .. }, rest)) => (Some(begin), rest),
            _ => (self.begin.as_ref(), &self.acts),
        }
    }

    /// The name of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The code of the procedure it walks, when it says one.
    #[must_use]
    pub fn procedure(&self) -> Option<&str> {
        self.procedure.as_ref().map(|(code, _)| &**code)
    }

    /// The reading it walks.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// The same path over another reading of its procedure than the one it says.
    #[must_use]
    pub fn with_reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// Names or codes of diagnostics that make a definition unfit and are accepted here.
    #[must_use]
    pub fn allows(&self) -> &[Text] {
        &self.allows
    }

    /// The language of the file, and of everything said about it.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

/// Turns the tree of a path file into a path and collects what is wrong.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) language: Language,
    pub(super) found: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn error(&mut self, problem: PathProblem, span: Span) {
        self.found.push(Diagnostic::error(problem, span));
    }

    fn path(&mut self, root: &Table) -> Option<PathFile> {
        let paths: Vec<&Table> = root.tables(Keyword::Path).collect();
        let [path] = paths[..] else {
            let span = paths.get(1).map_or(Span::at(0), |second| second.span);
            self.error(PathProblem::PathBlock { count: paths.len() }, span);
            return None;
        };
        let result = path.table(Keyword::Result).or_else(|| root.table(Keyword::Result));
        let literal = path.word(Keyword::Reading) == Some(Keyword::Literal);
        let spanned = |key| path.get(key).and_then(|node| Some((node.as_text()?.clone(), node.span)));
        Some(PathFile {
            language: self.language,
            name: path.text(Keyword::Name).cloned().unwrap_or_else(|| "".into()),
            span: path.span,
            procedure: spanned(Keyword::Procedure),
            begin: path.text(Keyword::Start).map(|start| Begin {
                procedure: None,
                start: Some(start.clone()),
                data: Vec::new(),
            }),
            version: spanned(Keyword::Version),
            reading: if literal { Reading::Literal } else { Reading::Chosen },
            reading_span: path.get(Keyword::Reading).map_or(path.span, |node| node.span),
            allows: path.texts(Keyword::Allows).map(|(text, _)| text.clone()).collect(),
            begins: path.get(Keyword::On).and_then(|node| self.moment(node)),
            data: path.get(Keyword::Data).map_or(&[][..], Node::as_map).to_vec(),
            answers: path.get(Keyword::AnswersWith).map_or_else(Vec::new, |node| self.answers(node)),
            still: path.word(Keyword::Clock) == Some(Keyword::Still),
            acts: self.acts(path),
            expected: result.map(|result| self.expected(result)),
            doubles: self.doubles(root),
            over_model: false,
        })
    }

    /// Words that answer, written as in a walk; others say nothing here.
    fn answers(&mut self, node: &Node) -> Vec<Work> {
        let answer = |act: Act| match act.action {
            Action::Work(work) => Some(*work),
            _ => None,
        };
        self.walk(node).into_iter().filter_map(answer).collect()
    }

    fn acts(&mut self, path: &Table) -> Vec<Act> {
        let (walk, steps) = (path.get(Keyword::Walk), path.get(Keyword::Steps));
        if walk.is_some() == steps.is_some() {
            let span = path.entry(Keyword::Steps).map_or(path.span, |entry| entry.key_span);
            self.error(PathProblem::OneForm { both: walk.is_some() }, span);
        }
        if let Some(walk) = walk {
            return self.walk(walk);
        }
        let steps = path.list(Keyword::Steps).iter();
        steps.filter_map(Node::as_table).flat_map(|table| step::read_step(self, table)).collect()
    }

    pub(super) fn walk(&mut self, node: &Node) -> Vec<Act> {
        word::read_walk(node, self.source, self.language, &mut self.found)
    }

    /// A date or instant; an instant without an offset is local to the procedure.
    pub(super) fn moment(&mut self, node: &Node) -> Option<Moment> {
        let moment = match &node.value {
            Tree::Date(date) => Some(Moment::Day(*date)),
            Tree::Instant(text) => read_instant(text),
            _ => None,
        };
        if moment.is_none() {
            let written = self.source.slice(node.span).chars().take(40).collect::<String>().into();
            self.error(PathProblem::BadMoment { written }, node.span);
        }
        moment
    }

    pub(super) fn expected(&mut self, table: &Table) -> Expected {
        let members = |key| table.get(key).map_or(&[][..], Node::as_map).to_vec();
        let texts = |key| {
            let node = table.get(key)?;
            let texts = node.as_list().iter().filter_map(Node::reference_text).collect::<Vec<Text>>();
            Some((texts, node.span))
        };
        Expected {
            case: table.get(Keyword::Case).and_then(|node| Some((node.as_word()?, node.span))),
            walk: table.get(Keyword::Walk).map(|node| (self.walk(node), node.span)),
            rounds: table.get(Keyword::Rounds).map(|node| (self.rounds(node), node.span)),
            counts: table.get(Keyword::Count).map_or_else(Vec::new, counts),
            error: table.get(Keyword::Error).and_then(|node| Some((node.as_text()?.clone(), node.span))),
            opens: texts(Keyword::Opens),
            open: texts(Keyword::OpenItems),
            waiting: texts(Keyword::Waiting),
            notices: texts(Keyword::Notices),
            skips: texts(Keyword::Skips),
            data: members(Keyword::Data),
            measures: members(Keyword::Measures),
            milestones: texts(Keyword::Milestone),
            windows: texts(Keyword::Window),
            refused: table.texts(Keyword::Reason).map(|(text, span)| (text.clone(), span)).collect(),
        }
    }

    fn rounds(&mut self, node: &Node) -> Vec<Round> {
        let mut rounds = Vec::new();
        for member in node.as_map() {
            match self.round(member) {
                Some(round) => rounds.push(round),
                None => self.error(PathProblem::BadRounds { written: member.name.clone() }, member.name_span),
            }
        }
        rounds
    }

    fn round(&self, member: &Member) -> Option<Round> {
        let between = match self.language {
            Language::Spanish => " a ",
            Language::English => " to ",
        };
        let (from, to) = member.name.split_once(between)?;
        let count = u32::try_from(member.node.as_number()?.to_i64()?).ok()?;
        Some(Round { from: from.trim().into(), to: to.trim().into(), count, span: member.node.span })
    }
}

/// Events with how often; what is no whole number was refused when the file was read.
fn counts(node: &Node) -> Vec<Counted> {
    let counted = |member: &Member| {
        let times = u32::try_from(member.node.as_number()?.to_i64()?).ok()?;
        Some(Counted { event: member.name.clone(), times, span: member.node.span })
    };
    node.as_map().iter().filter_map(counted).collect()
}

/// `2022-04-07T10:00:00.000` with or without an offset.
pub(super) fn read_instant(text: &str) -> Option<Moment> {
    if let Ok(instant) = text.parse() {
        return Some(Moment::Instant(instant));
    }
    let (date, _) = text.split_at_checked(10)?;
    let date: Date = date.parse().ok()?;
    let universal: Timestamp = format!("{text}Z").parse().ok()?;
    let midnight: Timestamp = format!("{date}T00:00:00Z").parse().ok()?;
    Some(Moment::Local(date, universal.millis().checked_sub(midnight.millis())?))
}
