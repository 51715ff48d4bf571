//! The file format: text to a neutral, spanned tree and back.
//!
//! Knows the schema of procedure and path files and reports every fault of a file at once.
//! Does not know what a procedure means: targets, roles and guards are checked elsewhere.
//! Read [`Document`] first.

mod tree;

pub use tree::{Document, Entry, FieldPart, Member, Node, Table, TimeShape, Tree};
