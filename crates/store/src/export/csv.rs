//! What was done as rows of fields (RFC 4180), named as process mining tools name the columns of tables.
//!
//! Knows which cells a spreadsheet would take for formulas, and writes them so that it does not.
//! Read [`CsvWriter`] first.

use std::fmt;
use std::io::{self, Write};

use cauce::reference::said;
use cauce::render::escape::visible;

use super::{CaseFile, Deed, DeedKind, Reveal, Who};

/// The columns, in order; the first six are named as in XES, so that tools find them.
const COLUMNS: [&str; 20] = [
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "start_timestamp",
    "org:resource",
    "org:role",
    "answer",
    "evidence",
    "cauce.id",
    "cauce.reference",
    "cauce.element",
    "cauce.member",
    "cauce.round",
    "cauce.item",
    "cauce.asks",
    "cauce.procedure",
    "cauce.version",
    "cauce.definition",
    "cauce.note",
    "cauce.data",
];

/// Writes cases as rows, one for each thing that was done, with when it was opened and when it was done.
///
/// Text cells that begin as a formula are written with an apostrophe before them.
pub struct CsvWriter<W: Write> {
    out: W,
    reveal: Reveal,
    separator: char,
}

impl<W: Write> CsvWriter<W> {
    /// Begins a table, with its headings, separated by commas.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, reveal: Reveal) -> io::Result<Self> {
        CsvWriter { out, reveal, separator: ',' }.begun()
    }

    /// Begins a table for a spreadsheet of a Spanish-speaking office: separated by semicolons, with the mark by which
    /// the program knows that it is UTF-8.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn for_spreadsheet(mut out: W, reveal: Reveal) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        CsvWriter { out, reveal, separator: ';' }.begun()
    }

    fn begun(mut self) -> io::Result<Self> {
        self.row(&COLUMNS.map(str::to_owned))?;
        Ok(self)
    }

    /// Adds a case.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn case(&mut self, case: &CaseFile) -> io::Result<()> {
        let mut done = case.deeds.iter().filter(|deed| deed.kind == DeedKind::Complete);
        done.try_for_each(|deed| self.row(&cells(case, deed, &self.reveal)))
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn row(&mut self, cells: &[String]) -> io::Result<()> {
        let cells: Vec<String> = cells.iter().map(|cell| field(cell, self.separator)).collect();
        write!(self.out, "{}\r\n", cells.join(&self.separator.to_string()))
    }
}

impl<W: Write> fmt::Debug for CsvWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvWriter").field("reveal", &self.reveal).finish()
    }
}

fn cells(case: &CaseFile, deed: &Deed, reveal: &Reveal) -> [String; 20] {
    let head = case.procedure.head();
    let notes = deed.notes.iter().filter(|_| reveal.notes).map(|note| note.text.to_string());
    let data = deed.data.iter().filter(|_| reveal.data);
    let data = data.map(|(id, value)| format!("{id}={}", said(value)));
    [
        case_name(case),
        deed.activity.to_string(),
        deed.at.to_string(),
        deed.opened.to_string(),
        resource(&deed.who, reveal).unwrap_or_default(),
        deed.who.role().map(|(_, role)| role.to_string()).unwrap_or_default(),
        deed.answer.as_deref().unwrap_or_default().to_owned(),
        deed.evidence.join("; "),
        event_id(case, deed),
        shown_reference(deed, reveal),
        deed.element.to_string(),
        if reveal.members { deed.member() } else { String::new() },
        deed.round.to_string(),
        deed.item.to_string(),
        asks(deed).to_owned(),
        deed.procedure.to_string(),
        head.version.to_string(),
        case.started.digests.definition.to_string(),
        notes.collect::<Vec<_>>().join(" · "),
        data.collect::<Vec<_>>().join("; "),
    ]
}

/// What a case is called in a log: its id, with the tenant before it where it has one.
pub(super) fn case_name(case: &CaseFile) -> String {
    match case.stream.tenant() {
        "" => case.stream.id().to_owned(),
        tenant => format!("{tenant}/{}", case.stream.id()),
    }
}

/// What an event is called, the same in every export: the case, the record, its place in it.
pub(super) fn event_id(case: &CaseFile, deed: &Deed) -> String {
    format!("{}#{}.{}", case_name(case), deed.record, deed.place)
}

/// Who did it, as far as it is revealed; programs are nobody.
pub(super) fn resource(who: &Who, reveal: &Reveal) -> Option<String> {
    match who {
        Who::Person { id, .. } => reveal.person(id).map(|name| name.to_string()),
        Who::Host(name) => Some(name.to_string()),
        Who::Time => None,
    }
}

/// The reference in its members, or without them where they are not revealed.
pub(super) fn shown_reference(deed: &Deed, reveal: &Reveal) -> String {
    if reveal.members { deed.reference.to_string() } else { deed.bare() }
}

/// What was asked of whoever did it.
pub(super) fn asks(deed: &Deed) -> &'static str {
    use cauce::event::ItemKind::{Applies, Confirm, Job, Question, Verify, Wait};
    match deed.asks {
        Applies => "applies",
        Confirm => "confirm",
        Question => "question",
        Verify => "verify",
        Job => "job",
        Wait => "declare",
        _ => "work",
    }
}

/// A field: in quotes where it has to be, and never a formula.
fn field(text: &str, separator: char) -> String {
    let text = visible(text);
    let begins = text.trim_start().chars().next();
    let acts = begins.is_some_and(|first| "=+-@＝＋－＠|%".contains(first));
    let text = if acts { format!("'{text}") } else { text };
    let needs = |letter: char| matches!(letter, '"' | ',' | ';') || letter == separator;
    match text.contains(needs) || text.trim() != text {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn what_acts_shows() {
        for (text, written) in [
            ("acta", "acta"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("  +1", "'  +1"),
            (" x", "\" x\""),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("a\r\n=1", "a  =1"),
            ("a;b", "\"a;b\""),
            ("\u{202e}fdp", "\\u{202e}fdp"),
        ] {
            assert_eq!(field(text, ','), written);
        }
    }
}
