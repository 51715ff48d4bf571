//! Guards: the conditions and expressions of a procedure, checked at load and evaluated over the facts of a case.
//!
//! Knows the words and operators of a guard in both languages, which kinds they take, and what each guard reads.
//! Does not know procedures or cases: names come through a trait at load, facts through another at run time.
//! Read `Guard` first; hosts read [`Vocabulary`].
//!
//! What conditions can give together is found from their outlines (`outline`, `range`, `weigh`, `witness`), without running them.
//! A guard becomes text → tokens (`scan`) → tree (`parse`) → names and kinds settled (`check`), and then a native program (`native`) or, where lists, joined texts or functions of a host are used, a script (`script`).
//! Both forms give the same value, the same fault and the same inputs; a property test holds them to it.

mod check;
mod fault;
mod glance;
mod inputs;
mod native;
mod operators;
mod outline;
mod parse;
mod print;
mod problem;
mod quick;
mod range;
mod reader;
mod scan;
mod script;
mod vocabulary;
mod weigh;
mod witness;
mod words;

#[cfg(test)]
mod tests;

pub use fault::GuardFault;
pub(crate) use fault::Outcome;
pub(crate) use glance::Fork;
pub use inputs::Inputs;
pub(crate) use outline::Outline;
pub use problem::{GuardProblem, NotAllowed, TextFault, Wanted};
pub(crate) use range::Range;
pub use vocabulary::{HostFunction, MAX_PARAMETERS, Vocabulary, VocabularyError};
pub(crate) use weigh::{Claim, Gives, Known, Scale, Weighed};
pub(crate) use witness::Witness;
pub(crate) use words::is_reserved;
#[cfg(test)]
pub(crate) use words::vocabulary;

use crate::data::{Kind, Value};
use crate::source::Language;

/// What a guard can read; indices are those of the compiled procedure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Slot {
    /// The value of a datum.
    Datum(u32),
    /// Whether a datum has a value.
    Has(u32),
    /// The last reported value of an indicator.
    Indicator(u32),
    /// The target of an indicator.
    Target(u32),
    /// Whether valid evidence of a record is there, of any activity or of one.
    Evidence {
        /// The record.
        record: u32,
        /// The activity, where one is named.
        activity: Option<u32>,
    },
    /// Whether evidence of a record is signed by all it needs.
    Signed(u32),
    /// Returns taken by an activity.
    Rounds(u32),
    /// The valid answer of an activity.
    Answer(u32),
    /// Whether an activity has been completed.
    Done(u32),
    /// Whether an activity is open.
    IsOpen(u32),
    /// How often an event occurred.
    Count(u32),
    /// Days since an activity was last completed.
    DaysSince(u32),
    /// The local date of the request.
    Today,
    /// The current member of a repetition.
    Member,
    /// What the standard tells about a repetition.
    Loop(LoopFact),
}

/// What the standard tells about a repetition.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LoopFact {
    /// `nrOfInstances`
    Instances,
    /// `nrOfActiveInstances`
    Active,
    /// `nrOfCompletedInstances`
    Completed,
    /// `nrOfTerminatedInstances`
    Terminated,
    /// `loopCounter`
    Counter,
    /// `activationCount`: the tokens that a complex gateway holds.
    Activation(u32),
}

/// What an id in a guard names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NameKind {
    /// A datum.
    Datum,
    /// An indicator.
    Indicator,
    /// A documented record.
    Record,
    /// An activity.
    Activity,
    /// An event.
    Event,
    /// A window of measurement.
    Window,
}

/// Names known at load, given by the checker.
pub(crate) trait Names {
    fn datum(&self, id: &str) -> Option<(u32, Kind)>;
    /// The values of a datum that is a choice; empty when they are not known.
    fn choices(&self, _datum: u32) -> Vec<String> {
        Vec::new()
    }
    fn indicator(&self, id: &str) -> Option<u32>;
    /// A window of measurement.
    fn window(&self, _id: &str) -> Option<u32> {
        None
    }
    fn record(&self, id: &str) -> Option<u32>;
    /// By printed number or id.
    fn activity(&self, number_or_id: &str) -> Option<u32>;
    /// The possible answers of an activity, neutral: `yes`, `no` or ids of outcomes; empty when it asks nothing.
    fn answers(&self, activity: u32) -> Vec<String>;
    fn event(&self, id: &str) -> Option<u32>;
    /// The kind of the current member; `None` outside a repetition over a list.
    fn member(&self) -> Option<Kind>;
    /// Whether `loopCounter` and its kin have a value here.
    fn in_repetition(&self) -> bool {
        self.member().is_some()
    }
    /// The complex gateway whose condition it is.
    fn gateway(&self) -> Option<u32> {
        None
    }
    /// Ids to suggest from.
    fn candidates(&self, of: NameKind) -> Vec<String>;
}

/// Facts of a case at run time.
pub(crate) trait Facts {
    /// `None` when it is not known: an incident, never NO.
    fn read(&self, slot: Slot) -> Option<Value>;

    /// A fact that is SI or NO; nothing when it is something else or not known.
    fn truth(&self, slot: Slot) -> Option<bool> {
        match self.read(slot)? {
            Value::Bool(answer) => Some(answer),
            _ => None,
        }
    }

    /// What reading `Slot::Rounds` gives, as a count.
    fn rounds(&self, element: u32) -> Option<u32> {
        match self.read(Slot::Rounds(element))? {
            Value::Number(rounds) => u32::try_from(rounds.to_i64()?).ok(),
            _ => None,
        }
    }
}

/// What the place of a guard needs from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expects {
    Bool,
    /// One of these texts; `SI` and `NO` give `yes` and `no`.
    Choice(Vec<String>),
    Kind(Kind),
    /// Whatever it gives: it is handed on, and whoever takes it looks.
    Any,
}

/// Which form a guard takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Native where possible.
    Auto,
    /// Always the script engine: for tests and benchmarks.
    RhaiOnly,
}

/// A guard as it stands in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GuardSource<'a> {
    pub(crate) text: &'a str,
    pub(crate) language: Language,
    /// Longest text in bytes.
    pub(crate) limit: usize,
}

#[cfg(test)]
impl<'a> GuardSource<'a> {
    pub(crate) const LIMIT: usize = 4096;

    pub(crate) fn new(text: &'a str, language: Language) -> Self {
        GuardSource { text, language, limit: Self::LIMIT }
    }
}

/// A guard checked and compiled: immutable, shared between threads.
#[derive(Debug)]
pub(crate) struct Guard {
    /// What one look decides, where it does.
    glance: Option<glance::Glance>,
    form: GuardForm,
    reads: Box<[Slot]>,
    named: Box<[check::Read]>,
    /// As it stands in the file.
    written: Box<str>,
    #[cfg(test)]
    neutral: Box<str>,
    /// What it asks of which fact, where it is a condition or gives an answer.
    outline: Option<Outline>,
    /// Set when the value of the result has to be looked at.
    watched: Option<Expects>,
}

#[derive(Debug)]
enum GuardForm {
    Quick(quick::Quick),
    Native(native::Program),
    Script(Box<script::ScriptGuard>),
}

/// A fact that a guard read.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Which fact.
    pub slot: Slot,
    /// Its value.
    pub value: Value,
}

/// The numbers and the quoted texts that a guard names, in order; of what is no guard those that can be read.
pub(crate) fn literals(text: &str) -> Vec<Value> {
    let (tokens, _) = scan::scan(text);
    let literal = |token: scan::Token| match token.kind {
        scan::TokenKind::Number(number) => Some(Value::Number(number)),
        scan::TokenKind::Text(text) => Some(Value::Text(text.into())),
        _ => None,
    };
    tokens.into_iter().filter_map(literal).collect()
}

impl Guard {
    /// Checks and compiles a guard, or reports every problem.
    pub(crate) fn compile(
        source: GuardSource<'_>,
        expects: &Expects,
        names: &dyn Names,
        vocabulary: &Vocabulary,
        mode: Mode,
    ) -> Result<Guard, Vec<GuardProblem>> {
        if source.text.len() > source.limit {
            return Err(vec![GuardProblem::TooLong { at: 0..source.text.len(), limit: source.limit }]);
        }
        let (tokens, problems) = scan::scan(source.text);
        if !problems.is_empty() {
            return Err(problems);
        }
        let tree = parse::parse(source.text, &tokens).map_err(|problem| vec![problem])?;
        let host = vocabulary.functions();
        let around = check::Surroundings { source: &source, tokens: &tokens, tree: &tree, names, host };
        let checked = check::check(around, expects)?;
        let writer = script::Writer { text: source.text, tokens: &tokens, tree: &tree, checked: &checked };
        let form = form(&writer, vocabulary, mode)?;
        #[cfg(test)]
        let neutral = print::neutral(source.text, &tokens, source.language, host).into();
        let reads = checked.reads.iter().map(|read| read.slot).collect();
        let outline = match expects {
            Expects::Bool | Expects::Choice(_) => Outline::of(&writer, matches!(expects, Expects::Choice(_))),
            Expects::Kind(_) | Expects::Any => None,
        };
        let watched = checked.watched.then(|| expects.clone());
        let glance = match &form {
            GuardForm::Quick(quick) if watched.is_none() => quick.glance(&checked.reads),
            _ => None,
        };
        Ok(Guard {
            glance,
            form,
            reads,
            named: checked.reads.into(),
            written: source.text.into(),
            #[cfg(test)]
            neutral,
            outline,
            watched,
        })
    }

    /// Evaluates over the facts of a case, reading only what the result depends on.
    ///
    /// What is read stands in `inputs` by slot, once, in order of first reading; guards of one decision share it, and what one has read the next does not read again.
    #[inline]
    pub(crate) fn evaluate<F: Facts + ?Sized>(&self, facts: &F, inputs: &mut Vec<Input>) -> Outcome<Value> {
        let mut reader = reader::Reader::new(facts, &self.named, inputs);
        let result = match &self.form {
            GuardForm::Quick(quick) => quick.run(&mut reader),
            GuardForm::Native(program) => program.run(&mut reader),
            GuardForm::Script(script) => script.run(&mut reader),
        };
        match &self.watched {
            None => result,
            Some(expects) => result.and_then(|value| watch(expects, value)),
        }
    }

    /// Whether the guard holds, with the one fact that it reads, where one look or one script decides.
    ///
    /// Nothing for every other guard and for every fault: then [`evaluate`](Guard::evaluate) says more.
    #[inline]
    pub(crate) fn at_a_glance<F: Facts + ?Sized>(&self, facts: &F) -> Option<(bool, Input)> {
        match (&self.glance, &self.form) {
            (Some(glance), _) => glance.first(facts),
            (None, GuardForm::Script(script)) if self.watched.is_none() => {
                script.first(self.named.first()?, facts)
            }
            _ => None,
        }
    }

    /// What it asks of which fact.
    pub(crate) fn outline(&self) -> Option<&Outline> {
        self.outline.as_ref()
    }

    /// A fact that it reads as it is written in a language.
    pub(crate) fn fact_in(&self, slot: Slot, language: Language) -> Option<String> {
        let read = self.named.iter().find(|read| read.slot == slot)?;
        Some(print::translate(&read.spelling, Language::English, language, &[]))
    }

    /// The text of the guard as it stands in the file.
    pub(crate) fn written(&self) -> &str {
        &self.written
    }

    /// Everything the guard may read.
    pub(crate) fn reads(&self) -> &[Slot] {
        &self.reads
    }

    #[cfg(test)]
    /// Neutral spelling of a read as it stands in events: `rounds(4)`, `indicator("x")`, the name of a datum.
    pub(crate) fn spelling(&self, read: usize) -> &str {
        self.named.get(read).map_or("", |read| &read.spelling)
    }

    #[cfg(test)]
    /// The text in its neutral form, as it enters the digest of a definition.
    pub(crate) fn neutral(&self) -> &str {
        &self.neutral
    }

    /// The neutral form of a text that is not compiled; one that is no row of tokens only changes its words.
    pub(crate) fn neutral_text(text: &str, language: Language, vocabulary: &Vocabulary) -> String {
        let host = vocabulary.functions();
        let (tokens, problems) = scan::scan(text);
        if problems.is_empty() {
            print::neutral(text, &tokens, language, host)
        } else {
            print::translate(text, language, Language::English, host)
        }
    }

    /// The text with its words in the other language; spacing, comments and everything else stay.
    pub(crate) fn in_language(text: &str, from: Language, to: Language, vocabulary: &Vocabulary) -> String {
        print::translate(text, from, to, vocabulary.functions())
    }
}

/// Looks at a result whose kind alone does not settle that its place can take it.
fn watch(expects: &Expects, value: Value) -> Outcome<Value> {
    let expected = match (expects, &value) {
        (Expects::Choice(possible), Value::Text(text)) => possible.iter().any(|value| **value == **text),
        (Expects::Kind(Kind::Integer), Value::Number(number)) => number.is_integer(),
        _ => true,
    };
    match value {
        Value::Text(text) if !expected => Err(wrong_result(&text)),
        Value::Number(number) if !expected => Err(wrong_result(&number)),
        other => Ok(other),
    }
}

#[cold]
fn wrong_result(result: &dyn std::fmt::Display) -> Box<GuardFault> {
    Box::new(GuardFault::WrongResult { result: result.to_string() })
}

fn form(
    writer: &script::Writer<'_>,
    vocabulary: &Vocabulary,
    mode: Mode,
) -> Result<GuardForm, Vec<GuardProblem>> {
    let native = if mode == Mode::Auto { native::Program::of(writer.tree, writer.checked) } else { None };
    if let Some(program) = native {
        let quick = quick::Quick::of(&program, &writer.checked.reads);
        return Ok(quick.map_or(GuardForm::Native(program), GuardForm::Quick));
    }
    script::ScriptGuard::of(writer, vocabulary).map(|script| GuardForm::Script(Box::new(script))).map_err(
        |_| {
            vec![GuardProblem::Syntax {
                at: 0..writer.text.len(),
                found: Some(writer.text.to_owned()),
                wanted: Wanted::Operator,
            }]
        },
    )
}
