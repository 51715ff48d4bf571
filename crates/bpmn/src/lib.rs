//! x
mod expression;
mod import;
mod limits;
mod model;
mod xml;
pub use import::{Import, ImportOptions, Imported, import};
pub use limits::Limits;
