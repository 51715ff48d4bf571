//! Cases on their way out: as a document that people read, as lines that another store takes up, as logs for mining.
//!
//! Knows five forms, each written as it goes, so that memory does not grow with the number of cases:
//!
//! | form | for whom | writes |
//! |---|---|---|
//! | document, Markdown or HTML | whoever reads one case whole | [`Document`] |
//! | JSON Lines | another store, an archive | [`LinesWriter`], read again by [`LinesReader`] |
//! | XES (IEEE 1849) | process mining by cases | [`XesWriter`] |
//! | OCEL 2.0 | process mining by objects | [`OcelWriter`] |
//! | CSV (RFC 4180) | a spreadsheet | [`CsvWriter`] |
//!
//! Works over the lines of records, wherever they are kept: a [`Log`](cauce::log::Log), or pairs of a position and a
//! line. Does not know databases and decides nothing.
//! What was sealed comes out as far as a [`Reveal`] says, and what was disposed of is named as that.
//! Read [`CaseFile`] first.

mod case;
mod csv;
mod deed;
mod document;
mod evidence;
mod fold;
mod html;
mod json;
mod lines;
mod lines_in;
mod markdown;
mod ocel;
mod place;
mod problem;
mod reveal;
mod terms;
mod words;
mod xes;

pub use case::{Back, CaseFile, Held, NoteKind, Noted, Settled, Stuck, Told, Who};
pub use csv::CsvWriter;
pub use deed::{Deed, DeedKind};
pub use document::Document;
pub use evidence::{Piece, Signed};
pub use lines::{LINES_FORMAT, LinesWriter, Trailer, join};
pub use lines_in::{LinesReader, Positioned};
pub use ocel::OcelWriter;
pub use problem::{ExportError, LinesError};
pub use reveal::{Persons, Reveal};
pub use terms::{Term, TermEnd};
pub use xes::XesWriter;
