//! Cauce.
pub mod data;
