//! From procedures to BPMN 2.0 XML with its drawing.
//!
//! The shapes and lines are those of [`Diagram`]; what they do is said from the file, and what the model of an
//! imported procedure said besides comes back from the fragments that it keeps.
//! The whole file rides along in an extension element, so that nothing is lost on the way back.
//! Read [`export`] first.

mod besides;
mod definition;
mod drawing;
mod file;
mod fold;
mod head;
mod hints;
mod lanes;
mod message;
mod node;
mod process;
mod way;

use cauce::diagram::Diagram;
use cauce::procedure::Procedure;
use cauce::source::Language;

use besides::Written;
pub(crate) use file::is_sealed;
use head::Roots;
use hints::{Fragments, Hints};
use message::Messages;
use process::Part;
pub(crate) use process::blocks;

use crate::xml::Writer;

/// The namespace of what is ours in a model.
pub(crate) const CAUCE: &str = "urn:cauce:bpmn:1";

/// How procedures are written as a model.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ExportOptions {
    /// The language of the words that the drawing adds.
    pub language: Language,
    /// Whether the text of each procedure file is left out; then only what BPMN says comes back.
    pub without_file: bool,
}

/// Writes procedures as one model: a pool each, with our own layout.
///
/// ```
/// use cauce::procedure::Procedure;
/// use cauce_bpmn::{ExportOptions, export};
/// let procedure = Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// actividad = [{ numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "sin definir" }]
/// "#).unwrap();
/// let model = export(&[&procedure], &ExportOptions::default());
/// assert!(model.contains("userTask id=\"redactar\" name=\"1 Redactar el acta\""));
/// ```
#[must_use]
pub fn export(procedures: &[&Procedure], options: &ExportOptions) -> String {
    let fragments: Vec<Fragments> = procedures.iter().map(|procedure| Fragments::of(procedure)).collect();
    let hints: Vec<Hints<'_>> =
        fragments.iter().zip(procedures).map(|(fragments, procedure)| fragments.read(procedure)).collect();
    let mut roots = Roots::of(&hints, options.language);
    let mut written: Vec<Written> = hints.iter().map(Written::of).collect();
    for (written, procedure) in written.iter_mut().zip(procedures) {
        written.follow_roles(procedure);
    }
    let messages = Messages::of(&roots, procedures, &mut written);
    let mut parts: Vec<Part<'_>> = Vec::new();
    for ((procedure, hints), written) in procedures.iter().zip(&hints).zip(written) {
        let diagram = Diagram::with(procedure, options.language, &written.besides);
        parts.push(Part::new((procedure, hints), (diagram, written), &mut roots, options));
    }
    let mut out = Writer::new();
    roots.open(&mut out, procedures);
    roots.declare(&mut out, &parts);
    head::collaboration(&mut out, &roots, &parts);
    let mut processes = Vec::new();
    for part in &parts {
        let start = out.length();
        part.process(&mut out, &roots);
        processes.push(start..out.length());
    }
    drawing::draw(&mut out, (&roots, &messages), &parts);
    roots.after(&mut out);
    out.close();
    let mut model = out.finish();
    file::seal(&mut model, &roots, &processes);
    model
}
