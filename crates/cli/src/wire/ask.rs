//! Answers to questions on the wire.

use cauce::path::steps;
use cauce::question::{EndKind, Fate, Fated, Lack, Need, Place as Reached, Tried, WayOut, Why};
use cauce::source::Language;
use cauce::view::WorkItem;
use serde::Serialize;
use serde_json::value::RawValue;

use super::WIRE;
use crate::ask::{Answers, Subject, page};

/// What was asked, answered; what was not asked is absent.
#[derive(Debug, Serialize)]
pub(crate) struct Asked {
    wire: u32,
    procedure: String,
    case: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Chain>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<Missing>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Vec<Answer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<Vec<Decided>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    can: Option<Can>,
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<Out>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<WhatIf>,
}

#[derive(Debug, Serialize)]
struct Place {
    reference: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct Chain {
    item: u32,
    reference: String,
    earlier: bool,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    seq: u64,
    at: String,
    said: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Missing {
    item: u32,
    reference: String,
    title: String,
    needs: Vec<Wanted>,
}

/// One thing that is missing: its kind, what it is called, and who or what of it there is a choice of.
#[derive(Debug, Serialize)]
struct Wanted {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    of: Vec<String>,
    /// The need as a sentence.
    text: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    item: u32,
    reference: String,
    word: String,
    answer: Option<String>,
    taken: Option<u32>,
    maximum: Option<u32>,
    /// `opens`, `ends`, `stuck` or `refused`.
    fate: &'static str,
    opens: Vec<String>,
    /// The code of the trouble or of the refusal.
    code: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Decided {
    item: u32,
    reference: String,
    answer: Option<String>,
}

#[derive(Debug, Serialize)]
struct Can {
    ahead: Vec<Place>,
    gone: Vec<Place>,
    ends: Vec<End>,
}

#[derive(Debug, Serialize)]
struct End {
    reference: String,
    title: String,
    /// `plain`, `case` or `error`.
    kind: &'static str,
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct Out {
    /// `way`, `over`, `none` or `undecided`.
    verdict: &'static str,
    steps: Option<String>,
    acts: Option<usize>,
    shortest: Option<bool>,
    state: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct WhatIf {
    /// `ok`, `differs` or `refused`.
    result: &'static str,
    state: Option<&'static str>,
    closed: Vec<Place>,
    opened: Vec<Place>,
    data: Vec<Changed>,
    diagnostics: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Changed {
    name: String,
    before: Option<Box<RawValue>>,
    after: Box<RawValue>,
}

impl Asked {
    /// The answers about a case, sentences in that language.
    pub(crate) fn of(subject: &Subject, answers: &Answers, language: Language) -> Self {
        let own = subject.procedure.head().language;
        let fates = answers.answers.as_ref();
        let missing = |lack: &Lack| missing(subject, lack, language);
        let decided = |one: &cauce::question::Decided| Decided {
            item: one.item.0,
            reference: one.reference.to_string(),
            answer: one.answer.as_ref().map(ToString::to_string),
        };
        Asked {
            wire: WIRE,
            procedure: subject.procedure.code().to_owned(),
            case: subject.case.clone(),
            why: answers.why.as_ref().map(|all| all.iter().map(chain).collect()),
            missing: answers.missing.as_ref().map(|all| all.iter().map(missing).collect()),
            answers: fates.map(|(fates, _)| fates.iter().map(answer).collect()),
            decided: fates.map(|(_, all)| all.iter().map(decided).collect()),
            can: answers.can.as_ref().map(can),
            out: answers.out.as_ref().map(|found| out(found, own)),
            what_if: answers.what_if.as_ref().map(|(read, tried)| what_if(read, tried.as_ref(), language)),
        }
    }
}

fn chain(why: &Why) -> Chain {
    let step = |step: &cauce::question::Step| Step {
        seq: step.seq,
        at: step.at.to_string(),
        said: step.said.iter().map(ToString::to_string).collect(),
    };
    Chain {
        item: why.item.item.0,
        reference: why.item.reference.to_string(),
        earlier: why.has_earlier,
        steps: why.steps.iter().map(step).collect(),
    }
}

fn missing(subject: &Subject, lack: &Lack, language: Language) -> Missing {
    let wanted = |need: &Need| {
        let (kind, name, of) = parts(need);
        Wanted { kind, name, of, text: page::need_text(subject, need, language) }
    };
    Missing {
        item: lack.item.0,
        reference: lack.reference.to_string(),
        title: lack.title.to_string(),
        needs: lack.needs.iter().map(wanted).collect(),
    }
}

fn parts(need: &Need) -> (&'static str, Option<String>, Vec<String>) {
    let all = |names: &[cauce::data::Text]| names.iter().map(ToString::to_string).collect();
    match need {
        Need::Doing(roles) => ("doing", None, all(roles)),
        Need::Answer { question, answers } => ("answer", Some(question.to_string()), all(answers)),
        Need::Verification(what) => ("verification", Some(what.to_string()), Vec::new()),
        Need::Evidence(_, records) => ("evidence", None, all(records)),
        Need::Signatures(record, _, roles) => ("signatures", Some(record.to_string()), all(roles)),
        Need::Datum(name) => ("datum", Some(name.to_string()), Vec::new()),
        Need::Measure(name) => ("measure", Some(name.to_string()), Vec::new()),
        Need::Moment(at) => ("moment", Some(at.to_string()), Vec::new()),
        Need::Interaction(reference) => ("interaction", Some(reference.to_string()), Vec::new()),
        Need::Job => ("job", None, Vec::new()),
        Need::Delay => ("delay", None, Vec::new()),
        Need::Message(name, _) => ("message", Some(name.to_string()), Vec::new()),
        Need::Signal(name) => ("signal", Some(name.to_string()), Vec::new()),
        Need::Time(due) => ("time", due.map(|due| due.to_string()), Vec::new()),
        Need::Condition => ("condition", None, Vec::new()),
        Need::Declaration(roles) => ("declaration", None, all(roles)),
        Need::Authority(code, roles) => ("authority", Some(code.to_string()), all(roles)),
        Need::Flows(flows) => ("flows", None, flows.iter().map(|flow| flow.from.to_string()).collect()),
        Need::Members(done, _) => ("members", Some(done.to_string()), Vec::new()),
        _ => ("other", None, Vec::new()),
    }
}

fn answer(fated: &Fated) -> Answer {
    let (fate, opens, code) = match &fated.fate {
        Fate::Opens(open) => ("opens", open.iter().map(ToString::to_string).collect(), None),
        Fate::Ends(_) => ("ends", Vec::new(), None),
        Fate::Stuck(trouble) => ("stuck", Vec::new(), Some(trouble.code())),
        Fate::Refused(rejection) => ("refused", Vec::new(), Some(rejection.code())),
        _ => ("other", Vec::new(), None),
    };
    Answer {
        item: fated.item.0,
        reference: fated.reference.to_string(),
        word: fated.word.to_string(),
        answer: fated.answer.as_ref().map(ToString::to_string),
        taken: fated.returns.map(|(taken, _)| taken),
        maximum: fated.returns.map(|(_, maximum)| maximum),
        fate,
        opens,
        code,
    }
}

fn can(can: &cauce::question::Possible) -> Can {
    let places = |all: &[Reached]| all.iter().map(place).collect();
    let end = |end: &cauce::question::PossibleEnd| {
        let (kind, error) = match &end.kind {
            EndKind::Case => ("case", None),
            EndKind::Error(code) => ("error", Some(code.to_string())),
            _ => ("plain", None),
        };
        let Place { reference, title } = place(&end.place);
        End { reference, title, kind, error }
    };
    Can { ahead: places(&can.ahead), gone: places(&can.gone), ends: can.ends.iter().map(end).collect() }
}

fn place(place: &Reached) -> Place {
    Place { reference: place.reference.to_string(), title: place.title.to_string() }
}

fn out(found: &WayOut, own: Language) -> Out {
    let none = Out { verdict: "none", steps: None, acts: None, shortest: None, state: None };
    match found {
        WayOut::Way(way) => Out {
            verdict: "way",
            steps: Some(steps(&way.moves, own)),
            acts: Some(way.acts),
            shortest: Some(way.is_shortest),
            state: Some(super::step::status(way.ends)),
        },
        WayOut::Over(status) => Out { verdict: "over", state: Some(super::step::status(*status)), ..none },
        WayOut::Undecided { .. } => Out { verdict: "undecided", ..none },
        _ => none,
    }
}

fn what_if(read: &cauce::path::ReadPath, tried: Option<&Tried>, language: Language) -> WhatIf {
    let item =
        |item: &WorkItem| Place { reference: item.reference.to_string(), title: item.title.to_string() };
    let mut diagnostics: Vec<String> = read.diagnostics.iter().map(|found| found.message(language)).collect();
    let Some(tried) = tried else {
        let (closed, opened, data) = (Vec::new(), Vec::new(), Vec::new());
        return WhatIf { result: "refused", state: None, closed, opened, data, diagnostics };
    };
    let replay = &tried.replay;
    diagnostics.extend(replay.diagnostics.iter().map(|found| found.message(language)));
    diagnostics.extend(replay.differences.iter().map(|found| found.render(&read.source, language)));
    let changed =
        |(name, before, after): &(cauce::data::Text, Option<cauce::data::Value>, cauce::data::Value)| {
            Changed {
                name: name.to_string(),
                before: before.as_ref().map(super::json),
                after: super::json(after),
            }
        };
    WhatIf {
        result: super::replay::result(replay.result),
        state: Some(super::step::status(tried.status)),
        closed: tried.closed.iter().map(item).collect(),
        opened: tried.opened.iter().map(item).collect(),
        data: tried.data.iter().map(changed).collect(),
        diagnostics,
    }
}
