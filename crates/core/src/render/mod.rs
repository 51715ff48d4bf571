//! A procedure as text: the official document in the terminal and in Markdown, its flow as Mermaid and DOT, its picture as SVG.
//!
//! Knows how the printed document looks, how wide a character is, and what each format must have escaped.
//! Does not know files, terminals or cases: every function takes a [`Procedure`] and gives a `String`.
//! Read [`table()`] first.
//!
//! A document becomes a *sheet* (the printed page as data: letterhead, sections, rows with their marks), which `table` and `markdown` lay out; a diagram becomes a *flow* (shapes and arrows), which `mermaid` and `dot` write.
//! The words of the tool come in both languages; the texts of the procedure stay as its author wrote them.

mod dot;
pub mod escape;
mod flow;
mod heat;
mod markdown;
mod mermaid;
mod sheet;
mod svg;
mod table;
mod width;
mod words;

#[cfg(test)]
mod printed;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub(crate) use escape::joined;
pub use heat::heat_map;
pub use markdown::markdown;
pub use mermaid::mermaid;
pub(crate) use sheet::Reader;
pub use svg::{Overlay, Standing, svg, svg_with};
pub use table::{TableOptions, table};
pub(crate) use words::Word;

#[cfg(doc)]
use crate::procedure::Procedure;

/// How much of the definitions a document prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glossary {
    /// How many there are, and the terms.
    #[default]
    Terms,
    /// Each term with its text and source.
    Full,
}
