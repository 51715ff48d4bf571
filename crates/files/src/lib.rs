//! Procedures, BPMN models and paths as they lie in folders.
//!
//! Knows which files belong together, reads them no further than their limits, and has the core check and replay them.
//! Prints nothing and judges nothing: what is right and wrong in a file the core says.
//! The program `cauce` and the harness of `cauce-testing` read folders by this, so that both see the same.
//!
//! # Where to begin
//!
//! - [`shelves`]: the procedures of a folder, with the paths beside them.
//! - [`load`]: one procedure file or model, read and checked.
//! - [`Readings`]: the procedures that paths walk, in both readings, and how a path is replayed over them.

mod fault;
mod layout;
mod load;
pub mod model;
mod readings;

pub use fault::{FilesError, reason};
pub use layout::{Shelf, beside, is_log, is_path, is_procedure, paths, procedure, procedures, shelves};
pub use load::{Bytes, How, Loaded, load, load_model, read};
pub use readings::{Readings, read_path};
