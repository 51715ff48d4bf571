//! Cauce.
pub mod calendar;
pub mod data;
pub mod source;
