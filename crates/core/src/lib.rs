//! Cauce.
pub mod calendar;
pub mod command;
pub mod data;
pub mod decide;
pub mod diagnostic;
pub mod document;
pub mod event;
pub mod graph;
pub mod guard;
pub mod incident;
pub mod instance;
pub mod keywords;
pub mod limits;
pub mod procedure;
pub mod rejection;
pub mod render;
pub mod source;
