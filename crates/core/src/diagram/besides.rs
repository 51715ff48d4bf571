//! What is drawn besides what a procedure file says: the lanes, the data and the notes of a model that was drawn
//! elsewhere, and where its messages leave the picture.
//!
//! Knows elements by their ids in the procedure. Read [`Besides`] first.

use std::collections::BTreeMap;

use super::element::{Element, FlowKind, Kind};

/// What a model had that no procedure says.
#[derive(Clone, Debug, Default)]
pub struct Besides {
    /// The lanes, instead of one for each role; empty where the model had none.
    pub lanes: Vec<WrittenLane>,
    /// How many lanes stand around the innermost.
    pub lane_depth: u8,
    /// Data and notes.
    pub things: Vec<Thing>,
    /// Lines between things and elements.
    pub ties: Vec<Tie>,
    /// Messages that leave the picture or come into it; whoever draws the other side leads them on.
    pub leaving: Vec<Leaving>,
    /// The names of what has none in the file: the ways of yes and no, by the id of the question with `.yes` or `.no`;
    /// the event that undoes an activity, by its id with `.undo`.
    pub names: BTreeMap<String, String>,
    /// What the model drew otherwise than the file, by the id in the procedure.
    pub kinds: BTreeMap<String, Kind>,
    /// Whether the picture is of a model: then it shows nothing that the model had not.
    pub of_model: bool,
}

/// A lane with what stands in it.
#[derive(Clone, Debug)]
pub struct WrittenLane {
    /// Its id in the model.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The elements.
    pub holds: Vec<String>,
}

/// Data or a note.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its id in the model.
    pub id: String,
    /// A document, a store or a note.
    pub kind: Kind,
    /// What is written below it, or in it.
    pub name: String,
    /// The sub-process that it stands in.
    pub inside: Option<String>,
}

/// A line between a thing and an element, or between two elements.
#[derive(Clone, Debug)]
pub struct Tie {
    /// Its id in the model.
    pub id: String,
    /// Where it begins.
    pub from: String,
    /// Where it leads.
    pub to: String,
    /// An association of data, or of a note.
    pub kind: FlowKind,
}

/// A message that leaves the picture, or comes into it.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// Its id in the model.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who sends or receives it.
    pub element: String,
    /// Whether the other side is below.
    pub below: bool,
}

impl Element {
    /// Whether it is data or a note that stands by itself.
    pub(super) fn is_thing(&self) -> bool {
        matches!(self.kind, Kind::Document | Kind::Store | Kind::Note) && self.host.is_none()
    }
}
