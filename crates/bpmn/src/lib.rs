//! BPMN 2.0 models into procedures, and procedures into models.
//!
//! What is drawn in other programs runs here, and what is written here opens there.
//! [`import`] reads BPMN 2.0 XML and writes procedure files; [`export`] writes XML with a drawing of our own layout.
//! What one side cannot say the other keeps: a procedure file holds the parts of a model that it does not understand,
//! a model holds the procedure file.
//!
//! Beside models it reads logs in XES, the other XML of the trade ([`xes`]), because XML is read here and nowhere else.
//!
//! No file is opened and nothing is fetched: whoever calls brings the bytes.

mod export;
mod expression;
mod import;
mod limits;
mod model;
#[cfg(test)]
mod tests;
mod xes;
mod xml;

pub use export::{ExportOptions, export};
pub use import::{Import, ImportOptions, Imported, import};
pub use limits::Limits;
pub use xes::{XesCell, XesEvent, XesTrace, xes};
