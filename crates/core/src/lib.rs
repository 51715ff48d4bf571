//! Cauce.
pub mod data;
pub mod guard;
pub mod source;
