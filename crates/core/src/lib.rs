//! Cauce.
pub mod data;
pub mod diagnostic;
pub mod document;
pub mod keywords;
pub mod limits;
pub mod source;
