//! From a model to procedure files.
//!
//! Knows how each element of BPMN is written in a procedure file, and keeps what such a file cannot say.
//! Does not check procedures: the core does, and its findings come back with the places of the model.
//! Read [`import`] first.

mod activity;
mod data;
mod edited;
mod event;
mod flow;
mod kept;
mod lanes;
mod names;
mod order;
mod own;
mod process;
mod text;
mod time;

pub(crate) use data::{COUNTERS, instead};
pub(crate) use names::role_id;
#[cfg(test)]
pub(crate) use own::Said;
pub(crate) use process::LANE;
pub(crate) use text::one_line;

use cauce::check::{Checked, Options, check};
use cauce::data::Text;
use cauce::diagnostic::{BpmnProblem, Diagnostic, Excess, Grade};
use cauce::source::{Language, Source, Span};

use crate::limits::Limits;
use crate::model::{Model, Weight, read};
use crate::xml::{At, grow, text_of};

/// How a model is read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ImportOptions {
    /// The language of the keywords of the procedure files.
    pub language: Language,
    /// How large a model may get.
    pub limits: Limits,
    /// Names of data that the host hands in, besides those that the model's own expressions read.
    pub data: Vec<String>,
}

/// What a model is read as.
#[derive(Debug)]
#[non_exhaustive]
pub struct Import {
    /// The text of the model, to which all places refer.
    pub source: Source,
    /// One procedure per process that has elements; in the order of the model.
    pub procedures: Vec<Imported>,
    /// What is wrong, and what is not understood, in the order of the model.
    pub diagnostics: Vec<Diagnostic>,
}

/// One process as a procedure file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Imported {
    /// The code of the procedure: the id of the process.
    pub code: Text,
    /// The text of the file.
    pub text: String,
    /// Where each part of the text was read, in order: first byte of the text, place and id in the model.
    places: Vec<(u32, Span, Text)>,
}

impl Import {
    /// Whether nothing forbids using the procedures.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.diagnostics.iter().all(|found| found.grade != Grade::Error)
    }
}

impl Imported {
    /// Checks the procedure; what is found has the places and ids of the model.
    ///
    /// The model is the text that was read: [`Import::source`].
    #[must_use]
    pub fn check(&self, model: &Source, options: &Options) -> Checked {
        let mut checked = check(&Source::new(model.name(), self.text.as_str()), options);
        for found in &mut checked.diagnostics {
            let (span, id) = self.place(found.span);
            found.span = span;
            for label in &mut found.labels {
                label.span = self.place(label.span).0;
            }
            for beat in &mut found.story {
                beat.span = self.place(beat.span).0;
            }
            // What would repair the text of the procedure does not repair the model.
            found.fix = None;
            if found.elements.is_empty() && !id.is_empty() {
                found.elements.push(id);
            }
        }
        checked.diagnostics.sort_by_key(|found| found.span);
        checked.source = model.clone();
        checked
    }

    /// The place and the id in the model of a place in the text.
    #[must_use]
    pub fn place(&self, span: Span) -> (Span, Text) {
        let begun = self.places.partition_point(|(start, ..)| *start <= span.start);
        begun.checked_sub(1).map_or((Span::at(0), "".into()), |last| {
            let (_, span, id) = &self.places[last];
            (*span, id.clone())
        })
    }
}

/// Reads a model in BPMN 2.0 XML.
///
/// Whatever the bytes are, there is an answer: procedures as far as they can be read, and everything that is wrong.
///
/// ```
/// use cauce_bpmn::{ImportOptions, import};
/// let model = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
///   <process id="P">
///     <startEvent id="s"/><userTask id="a" name="Revisar"/><endEvent id="e"/>
///     <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
///   </process>
/// </definitions>"#;
/// let import = import("revisar.bpmn", model.as_bytes(), &ImportOptions::default());
/// assert!(import.is_whole());
/// assert!(import.procedures[0].text.contains("titulo = \"Revisar\""));
/// ```
#[must_use]
pub fn import(name: &str, bytes: &[u8], options: &ImportOptions) -> Import {
    let refused = |text: &str, problem: BpmnProblem, span: Span| Import {
        source: Source::new(name, text),
        procedures: Vec::new(),
        diagnostics: vec![Diagnostic::error(problem, span)],
    };
    if bytes.len() > options.limits.bytes {
        let problem = BpmnProblem::TooMuch { what: Excess::Bytes, limit: options.limits.bytes };
        return refused("", problem, Span::at(0));
    }
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(byte) => return refused("", BpmnProblem::NotText { byte }, Span::at(0)),
    };
    let tree = match grow(&text, &options.limits) {
        Ok(tree) => tree,
        Err((problem, span)) => return refused(&text, problem, span),
    };
    let mut model = read(&tree);
    let fatal = model
        .found
        .iter()
        .any(|(_, problem, _)| matches!(problem, BpmnProblem::NotBpmn { .. } | BpmnProblem::NoProcess));
    let procedures = if fatal { Vec::new() } else { process::write(&mut model, &text, options) };
    let diagnostics = told(&model, options.limits.problems);
    Import { source: Source::new(name, &*text), procedures, diagnostics }
}

/// What was found, in the order of the model.
fn told(model: &Model<'_>, most: usize) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    for (weight, problem, at) in &model.found {
        let span = model.tree.tag(*at);
        let found = match weight {
            Weight::Error => Diagnostic::error(problem.clone(), span),
            Weight::Remark => Diagnostic::remark(problem.clone(), span),
        };
        told.push(found.with_elements(nearest_id(model, *at)));
    }
    told.sort_by_key(|found| (found.span, found.grade));
    told.dedup_by(|a, b| a.problem == b.problem && a.span == b.span);
    // What is left out is a remark, so that nobody takes for whole what is not.
    let errors = told.iter().filter(|found| found.grade == Grade::Error).count();
    let mut room = most.saturating_sub(errors);
    told.retain(|found| {
        let stays = found.grade == Grade::Error || room > 0;
        room = room.saturating_sub(usize::from(found.grade != Grade::Error));
        stays
    });
    told.truncate(most);
    told
}

/// The id of an element, or of the nearest around it that has one.
fn nearest_id(model: &Model<'_>, at: At) -> Option<Text> {
    let mut here = Some(at);
    while let Some(at) = here {
        if let Some(id) = model.tree.get(at, "id") {
            return Some(id.into());
        }
        here = model.tree.parent(at);
    }
    None
}

/// Whether two texts are one length of time.
pub(crate) fn same_time(one: &str, other: &str) -> bool {
    let read = |text: &str| time::length(text).or_else(|| time::moment(text));
    read(one).is_some_and(|time| Some(time) == read(other))
}
