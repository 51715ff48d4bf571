//! Diagnostics as data: a problem, its grade, where it stands and what to write instead.
//!
//! Knows how a problem is named, said and shown in both languages.
//! Does not find problems: the decoder and the checks do.
//! Read [`Diagnostic`] first.

mod bpmn;
mod calendar_pages;
mod check;
mod data;
pub(crate) mod family;
mod file;
mod guard_pages;
mod model;
mod observed;
mod path;
mod reference;
mod render;
mod sentence;
mod soundness;
#[cfg(test)]
mod tests;

use crate::data::Text;
use crate::source::{Language, Span, Voice};

pub use crate::calendar::CalendarProblem;
pub use crate::guard::GuardProblem;
pub use bpmn::{BpmnProblem, Excess, LaneLeft};
pub use check::{Aspect, CheckProblem, Junction, Listing, Place, Way, ZoneUse};
pub use data::{DataProblem, HangsOn};
pub use file::{Expected, FileProblem, Found, NewerFeature};
pub use model::ModelProblem;
pub use observed::{LogExcess, ObservedProblem};
pub use path::PathProblem;
pub(crate) use path::mark_between_words;
pub use reference::{Named, Nearest, ReferenceProblem};
pub use render::{Ink, render};
pub(crate) use sentence::capitalized;
pub use soundness::{Beat, Happening, Hold, Property, SoundnessProblem, Spoken, Waiting};

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// There is no procedure.
    Error,
    /// There is a procedure that may not be put to work.
    Unfit,
    /// Worth knowing; hinders nothing.
    Remark,
}

/// What a replacement changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What is written instead.
    pub replacement: Text,
}

/// A second place that belongs to a problem, with what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there, in the language of the file.
    pub text: Text,
}

/// One problem of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// How much it weighs.
    pub grade: Grade,
    /// Where it stands.
    pub span: Span,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// What repairs it, when that is certain.
    pub fix: Option<Fix>,
    /// Ids of the activities and gateways it concerns, as the file writes them.
    pub elements: Vec<Text>,
    /// The shortest way in which a case gets there, sentence by sentence; empty where there is nothing to tell.
    pub story: Vec<Beat>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(problem: impl Into<Problem>, span: Span) -> Self {
        Self::new(Grade::Error, problem, span)
    }

    /// Something that makes a definition unfit, at a place.
    #[must_use]
    pub fn unfit(problem: impl Into<Problem>, span: Span) -> Self {
        Self::new(Grade::Unfit, problem, span)
    }

    /// A remark at a place.
    #[must_use]
    pub fn remark(problem: impl Into<Problem>, span: Span) -> Self {
        Self::new(Grade::Remark, problem, span)
    }

    fn new(grade: Grade, problem: impl Into<Problem>, span: Span) -> Self {
        Diagnostic {
            problem: problem.into(),
            grade,
            span,
            labels: Vec::new(),
            fix: None,
            elements: Vec::new(),
            story: Vec::new(),
        }
    }

    /// The same with a second place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<Text>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// The same, concerning these elements besides those it already concerns.
    #[must_use]
    pub fn with_elements(mut self, ids: impl IntoIterator<Item = Text>) -> Self {
        for id in ids {
            if self.elements.last() != Some(&id) {
                self.elements.push(id);
            }
        }
        self
    }

    /// The same with the way in which a case gets there.
    #[must_use]
    pub fn with_story(mut self, story: Vec<Beat>) -> Self {
        self.story = story;
        self
    }

    /// The same with a certain repair.
    #[must_use]
    pub fn with_fix(mut self, span: Span, replacement: impl Into<Text>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}

/// Writes the enum of all problems and hands each question on to the family that knows the answer.
///
/// `in reader` marks a family whose sentences know one language only.
macro_rules! problems {
    ($($(#[$doc:meta])* $family:ident($kind:ty) $(in $only:ident)?,)+) => {
        /// What is wrong: one family per part that finds problems.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Problem {
            $($(#[$doc])* $family($kind),)+
        }

        impl Problem {
            /// The stable, neutral code: `C0102`.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Problem::$family(problem) => problem.code(),)+ }
            }

            /// The name in that language: `destino-inexistente`, `unknown-target`.
            #[must_use]
            pub fn name(&self, language: Language) -> &'static str {
                match self { $(Problem::$family(problem) => problem.name(language),)+ }
            }

            /// One short sentence that says what is wrong.
            #[must_use]
            pub fn message(&self, voice: impl Into<Voice>) -> String {
                let voice = voice.into();
                match self { $(Problem::$family(problem) => problem.message(voice$(.$only)?),)+ }
            }

            /// What to write instead.
            #[must_use]
            pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
                let voice = voice.into();
                match self { $(Problem::$family(problem) => problem.help(voice$(.$only)?).into(),)+ }
            }
        }

        $(impl From<$kind> for Problem {
            fn from(problem: $kind) -> Self {
                Problem::$family(problem)
            }
        })+
    };
}

problems! {
    /// The text of the file, its keys and the shape of their values.
    File(FileProblem),
    /// The words and steps of a path, and what it says of its procedure.
    Path(PathProblem),
    /// Names, numbers and ways of a procedure.
    Reference(ReferenceProblem),
    /// The text of a guard.
    Guard(GuardProblem) in reader,
    /// Lengths of time, zones and holidays.
    Calendar(CalendarProblem),
    /// The graph, the control points and the declarations of a procedure.
    Check(CheckProblem),
    /// The procedure as a model: events, flows, messages, participants.
    Model(ModelProblem),
    /// A model in XML that is read.
    Bpmn(BpmnProblem),
    /// Conditions, whatever the data are.
    Data(DataProblem),
    /// What a proof finds: waits for ever, rounds without an end, work left behind.
    Soundness(SoundnessProblem),
    /// A log that people kept elsewhere, and the cases in it.
    Observed(ObservedProblem),
}

/// The page of one problem: what it checks, why it matters, an example before and after.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) code: &'static str,
    pub(crate) names: [&'static str; 2],
    pub(crate) texts: [&'static str; 2],
}

/// The pages of every family of problems; a family adds its list here.
pub(crate) const PAGES: &[&[Page]] = &[
    file::PAGES,
    reference::PAGES,
    guard_pages::PAGES,
    calendar_pages::PAGES,
    check::PAGES,
    path::PAGES,
    model::PAGES,
    bpmn::PAGES,
    data::PAGES,
    soundness::PAGES,
    observed::PAGES,
];

/// The pages of what can go wrong when a guard is evaluated: incidents, not problems of a file.
pub(crate) use guard_pages::FAULT_PAGES;

/// The codes of diagnostics with their names in that language, family by family.
pub(crate) fn codes(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.iter().copied().flatten().map(move |page| (page.code, page.names[language as usize]))
}
