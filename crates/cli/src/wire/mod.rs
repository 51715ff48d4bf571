//! The wire: what the command line says to programs, as JSON, version 1.
//!
//! Knows the names and the order of the keys; they are a contract, golden files hold them.
//! Read [`Answer`] first.

mod ask;
mod board;
mod case;
mod compare;
mod conform;
mod coverage;
mod import;
mod keep;
mod log;
mod mutants;
mod proof;
mod replay;
mod step;

use cauce::diagnostic::{Beat, Diagnostic, Grade};
use cauce::source::{Language, Source, Voice};
use serde::Serialize;

use crate::desk::Desk;
use crate::failure::Failure;

pub(crate) use ask::Asked;
pub(crate) use board::BoardShown;
pub(crate) use case::{CaseMoved, CaseShown, CasesListed};
pub(crate) use compare::Compared;
pub(crate) use conform::Conformed;
pub(crate) use coverage::{CoverageShown, PathsCovered};
pub(crate) use import::Imported;
pub(crate) use keep::{CaseArchived, CaseKept};
pub(crate) use log::{DamageFound, LogVerified, StoreDamage, StoreVerified, StreamVerified};
pub(crate) use mutants::{AllMutants, MutantsJudged};
pub(crate) use proof::{OneProved, Proved, proved};
pub(crate) use replay::PathReplayed;
pub(crate) use step::{Step, json, kind, member};

/// The version of the wire.
pub(crate) const WIRE: u32 = 1;

/// What a check says.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    pub(crate) wire: u32,
    pub(crate) diagnostics: Vec<Said>,
    /// What is proved of the procedure, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) soundness: Option<Proved>,
    /// The same of each of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) procedures: Option<Vec<OneProved>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pending: Option<Vec<Pending>>,
}

/// One diagnostic.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Said {
    code: &'static str,
    name: &'static str,
    grade: &'static str,
    message: String,
    help: Option<String>,
    file: String,
    line: usize,
    column: usize,
    elements: Vec<String>,
    labels: Vec<SaidLabel>,
    fix: Option<SaidFix>,
    /// How a case gets there, sentence by sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    story: Vec<SaidBeat>,
}

/// One sentence of a story; what is only counted is about no element.
#[derive(Clone, Debug, Serialize)]
struct SaidBeat {
    text: String,
    line: usize,
    column: usize,
    element: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct SaidLabel {
    line: usize,
    column: usize,
    text: String,
}

/// What is replaced by what; line and column of the end are those after the last character.
#[derive(Clone, Debug, Serialize)]
struct SaidFix {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    replacement: String,
}

/// A place where a file says that its source is silent.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pending {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) place: String,
}

impl Said {
    /// A diagnostic of a source; names are English, as everything the wire fixes, messages are in the language asked.
    pub(crate) fn of(source: &Source, diagnostic: &Diagnostic, voice: Voice) -> Self {
        let (line, column) = source.line_column(diagnostic.span.start);
        let problem = &diagnostic.problem;
        let label = |label: &cauce::diagnostic::Label| {
            let (line, column) = source.line_column(label.span.start);
            SaidLabel { line, column, text: label.text.to_string() }
        };
        Said {
            code: problem.code(),
            name: problem.name(Language::English),
            grade: grade(diagnostic.grade),
            message: diagnostic.message(voice),
            help: diagnostic.help(voice),
            file: source.name().to_owned(),
            line,
            column,
            elements: diagnostic.elements.iter().map(ToString::to_string).collect(),
            labels: diagnostic.labels.iter().map(label).collect(),
            fix: diagnostic.fix.as_ref().map(|fix| SaidFix::of(source, fix)),
            story: diagnostic.story.iter().map(|beat| SaidBeat::of(source, beat, voice.reader)).collect(),
        }
    }
}

impl SaidBeat {
    fn of(source: &Source, beat: &Beat, language: Language) -> Self {
        let (line, column) = source.line_column(beat.span.start);
        let element = beat.element.as_ref().map(ToString::to_string);
        SaidBeat { text: beat.told(language), line, column, element }
    }
}

impl SaidFix {
    fn of(source: &Source, fix: &cauce::diagnostic::Fix) -> Self {
        let (line, column) = source.line_column(fix.span.start);
        let (end_line, end_column) = source.line_column(fix.span.end);
        SaidFix { line, column, end_line, end_column, replacement: fix.replacement.to_string() }
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Error => "error",
        Grade::Unfit => "unfit",
        Grade::Remark => "remark",
    }
}

/// Prints one JSON document.
pub(crate) fn print(desk: &mut Desk, answer: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(answer).map_err(|error| Failure::Files(error.to_string()))?;
    desk.line(&text)
}
