//! A procedure as a BPMN picture: shapes in lanes, lines between them, and where each is drawn.
//!
//! Knows which BPMN shape says what an element does, and lays the picture out by itself; [`crate::render::svg`] draws
//! it, and whoever writes BPMN XML with diagram interchange writes this very data.
//! Does not know notations, colours or cases.
//!
//! What BPMN says otherwise than the file is put in BPMN's words: an activity with a question is a task and a gateway,
//! a return that leaves a block an error end caught at its border, a heading a group. Read [`Diagram`] first.

mod assemble;
mod besides;
mod element;
mod frame;
mod geometry;
mod layout;
mod piece;
mod sketch;
pub(crate) mod text;

pub use besides::{Besides, Leaving, Thing, Tie, WrittenLane};
pub use element::{
    Element, End, Flow, FlowKind, Gateway, Kind, Lane, OtherPool, Place, Repetition, SubProcess, Task,
    Trigger,
};
pub use geometry::{Bounds, Point};

use crate::procedure::Procedure;
use crate::source::Language;

/// A procedure as a picture.
///
/// ```
/// use cauce::diagram::{Diagram, Kind};
/// use cauce::procedure::Procedure;
/// use cauce::source::Language;
///
/// let procedure = Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// rol = { id = "auditor", nombre = "Auditor" }
/// actividad = [
///   { numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "auditor" },
///   { numero = 2, id = "revisar", titulo = "Revisar el acta", responsables = "auditor",
///     pregunta = "¿Requiere ajustes?", si = { regresa_a = 1 }, no = { continua_en = "fin" } },
/// ]
/// "#).unwrap();
/// let diagram = Diagram::of(&procedure, Language::Spanish);
/// let gateway = diagram.elements.iter().find(|element| element.id == "revisar.question").unwrap();
/// assert!(matches!(gateway.kind, Kind::Gateway { .. }));
/// assert_eq!(diagram.lanes[0].name, "Auditor");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagram {
    /// The id of the pool, an XML name, unique in the picture.
    pub id: String,
    /// The name of the pool: code and name of the procedure.
    pub name: String,
    /// The name as it is drawn, from below upwards.
    pub lines: Vec<String>,
    /// The size of the whole picture.
    pub bounds: Bounds,
    /// The pool.
    pub pool: Bounds,
    /// How wide the heading of the pool is.
    pub heading: i32,
    /// How wide the headings of lanes are.
    pub lane_heading: i32,
    /// The lanes, from above; empty when nobody is responsible for anything.
    pub lanes: Vec<Lane>,
    /// Other participants.
    pub others: Vec<OtherPool>,
    /// The shapes: what stands in a sub-process after it.
    pub elements: Vec<Element>,
    /// The lines.
    pub flows: Vec<Flow>,
}

impl Diagram {
    /// Draws a procedure, with the words of the tool in that language.
    #[must_use]
    pub fn of(procedure: &Procedure, language: Language) -> Self {
        Self::with(procedure, language, &Besides::default())
    }

    /// Draws a procedure with what a model had besides.
    #[must_use]
    pub fn with(procedure: &Procedure, language: Language, besides: &Besides) -> Self {
        assemble::assemble(sketch::Sketch::of(procedure, language, besides))
    }
}
