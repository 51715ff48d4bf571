//! XES, the XML in which process mining tools hand logs on (IEEE 1849): traces of events with attributes.
//!
//! Knows traces, events and the keys and values of their attributes; what a key means is for whoever reads further.
//! Lists and containers inside attributes are passed over.
//! Read [`xes`] first.

use std::borrow::Cow;

use cauce::data::Text;
use cauce::diagnostic::{Diagnostic, LogExcess, ObservedProblem};
use cauce::source::{Source, Span};

use crate::limits::Limits;
use crate::xml::{At, Tree, grow, text_of};

/// One attribute of a trace or an event.
pub type XesCell = (Text, Text);

/// One case of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XesTrace {
    /// Where it stands.
    pub span: Span,
    /// Its attributes, in order.
    pub cells: Vec<XesCell>,
    /// Its events, in order.
    pub events: Vec<XesEvent>,
}

/// One thing that was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XesEvent {
    /// Where it stands.
    pub span: Span,
    /// Its attributes, in order.
    pub cells: Vec<XesCell>,
}

/// Reads a log in XES within limits.
///
/// ```
/// let log = br#"<log><trace><string key="concept:name" value="7"/>
///   <event><string key="concept:name" value="Recibir"/></event></trace></log>"#;
/// let (_, read) = cauce_bpmn::xes("log.xes", log, &cauce_bpmn::Limits::default());
/// assert_eq!(&*read.unwrap()[0].events[0].cells[0].1, "Recibir");
/// ```
///
/// # Errors
///
/// What is wrong with the text, with its place in the source that is given back.
pub fn xes(name: &str, bytes: &[u8], limits: &Limits) -> (Source, Result<Vec<XesTrace>, Box<Diagnostic>>) {
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(byte) => {
            let why = Diagnostic::error(ObservedProblem::NotText { byte }, Span::at(0));
            return (Source::new(name, ""), Err(Box::new(why)));
        }
    };
    let read = read(&text, limits);
    let text: Cow<'_, str> = text;
    (Source::new(name, text.into_owned()), read)
}

fn read(text: &str, limits: &Limits) -> Result<Vec<XesTrace>, Box<Diagnostic>> {
    let tree = grow(text, limits).map_err(|(problem, span)| Box::new(Diagnostic::error(problem, span)))?;
    let root = tree.root();
    if tree.local(root) != "log" {
        let problem = ObservedProblem::NotALog { root: shortened(tree.name(root)).into() };
        return Err(Box::new(Diagnostic::error(problem, tree.tag(root))));
    }
    let traces = tree.children(root).filter(|child| tree.local(*child) == "trace");
    traces.map(|at| trace(&tree, at)).collect()
}

fn trace(tree: &Tree<'_>, at: At) -> Result<XesTrace, Box<Diagnostic>> {
    let events = tree.children(at).filter(|child| tree.local(*child) == "event");
    let event = |event: At| Ok(XesEvent { span: tree.tag(event), cells: cells(tree, event)? });
    let events = events.map(event).collect::<Result<_, Box<Diagnostic>>>()?;
    Ok(XesTrace { span: tree.tag(at), cells: cells(tree, at)?, events })
}

/// Letters of one value that are read.
const LETTERS: usize = 4_096;

fn cells(tree: &Tree<'_>, at: At) -> Result<Vec<XesCell>, Box<Diagnostic>> {
    let mut cells = Vec::new();
    for child in tree.children(at) {
        if let (Some(key), Some(value)) = (tree.get(child, "key"), tree.get(child, "value")) {
            if value.len() > LETTERS {
                let problem = ObservedProblem::TooMuch { what: LogExcess::Letters, limit: LETTERS };
                return Err(Box::new(Diagnostic::error(problem, tree.tag(child))));
            }
            cells.push((key.into(), value.into()));
        }
    }
    Ok(cells)
}

fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}
