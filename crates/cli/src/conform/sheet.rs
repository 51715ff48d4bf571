//! A log as a sheet: headings, and rows of cells, whatever file they come from.
//!
//! Knows CSV with its separators and quotes, and XES; does not know what a column means.
//! Read [`read`] first.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use cauce::diagnostic::{Diagnostic, LogExcess, ObservedProblem};
use cauce::source::{Language, Source, Span};

use crate::failure::{Failure, unreadable};

const BYTES: usize = 64 << 20;
const ROWS: usize = 1_000_000;
const COLUMNS: usize = 256;
const LETTERS: usize = 4_096;

/// The heading under which the name of a trace stands, as process mining tools write it in tables.
const CASE: &str = "case:concept:name";

/// A log, row by row.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) headings: Vec<String>,
    /// Where the headings stand.
    pub(super) top: Span,
    pub(super) rows: Vec<Row>,
}

/// A row with its place in the file.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) span: Span,
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

/// A file as it was read.
pub(super) struct ReadSheet {
    pub(super) source: Source,
    pub(super) sheet: Result<Sheet, Vec<Diagnostic>>,
}

/// Reads a log; XML is XES, everything else rows of fields.
pub(super) fn read(path: &Path, language: Language) -> Result<ReadSheet, Failure> {
    let failed = |error| unreadable(path, &error, language);
    let name = path.display().to_string();
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > BYTES {
        return Ok(refused(&name, ObservedProblem::TooMuch { what: LogExcess::Bytes, limit: BYTES }));
    }
    let is_xml = bytes.trim_ascii_start().starts_with(b"<")
        || bytes.starts_with(b"\xEF\xBB\xBF<")
        || path.extension().is_some_and(|kind| kind == "xes");
    Ok(if is_xml { of_xes(&name, &bytes) } else { of_csv(&name, bytes) })
}

fn refused(name: &str, problem: ObservedProblem) -> ReadSheet {
    let why = Diagnostic::error(problem, Span::at(0));
    ReadSheet { source: Source::new(name, ""), sheet: Err(vec![why]) }
}

fn of_csv(name: &str, bytes: Vec<u8>) -> ReadSheet {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let byte = error.utf8_error().valid_up_to();
            return refused(name, ObservedProblem::NotText { byte });
        }
    };
    let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
    let sheet = rows_of(&text).map_err(|why| vec![*why]);
    ReadSheet { source: Source::new(name, text), sheet }
}

fn stop(problem: ObservedProblem, span: Span) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(problem, span))
}

/// Reads rows; the first is that of the headings, after the line by which a spreadsheet names its separator.
fn rows_of(text: &str) -> Result<Sheet, Box<Diagnostic>> {
    let (skipped, separator) = separator(text);
    let body = &text[skipped..];
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut sheet = Sheet::default();
    let mut record = csv::StringRecord::new();
    let mut is_top = true;
    loop {
        let start = skipped + place(reader.position());
        // What is in memory and UTF-8 can always be read.
        if !reader.read_record(&mut record).unwrap_or(false) {
            break;
        }
        let start = start_of_row(text, start);
        let end = skipped + place(reader.position());
        let span = Span::new(start, start + text[start..end].trim_end().len());
        if end == text.len() && is_unclosed(&text[start..end], separator) {
            return Err(stop(ObservedProblem::Unclosed, span));
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        check_size(&record, (sheet.rows.len(), span))?;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if is_top {
            is_top = false;
            (sheet.headings, sheet.top) = (cells, span);
        } else if cells.len() != sheet.headings.len() {
            let problem = ObservedProblem::OtherWidth { found: cells.len(), wanted: sheet.headings.len() };
            return Err(stop(problem, span));
        } else {
            sheet.rows.push(Row { span, line: lines.of(start), cells });
        }
    }
    match sheet.rows.is_empty() {
        true => Err(stop(ObservedProblem::NoRows, Span::at(0))),
        false => Ok(sheet),
    }
}

fn place(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Where a row begins: the reader stands at the line ends before it.
fn start_of_row(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}

fn check_size(record: &csv::StringRecord, (rows, span): (usize, Span)) -> Result<(), Box<Diagnostic>> {
    let too_much = |what, limit| Err(stop(ObservedProblem::TooMuch { what, limit }, span));
    if rows >= ROWS {
        return too_much(LogExcess::Rows, ROWS);
    }
    if record.len() > COLUMNS {
        return too_much(LogExcess::Columns, COLUMNS);
    }
    if record.iter().any(|cell| cell.len() > LETTERS) {
        return too_much(LogExcess::Letters, LETTERS);
    }
    Ok(())
}

/// Lines of places that come in order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> usize {
        self.line += self.text[self.at..place].matches('\n').count();
        self.at = place;
        self.line
    }
}

/// What separates fields: as the first line says (`sep=;`), else what it has most of; and how long that line is.
fn separator(text: &str) -> (usize, u8) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(said) = first.strip_prefix("sep=").and_then(|said| said.bytes().next()) {
        let after = text.find('\n').map_or(text.len(), |end| end + 1);
        return (after, said);
    }
    let (mut counts, mut quoted) = ([0; 3], false);
    for letter in first.bytes() {
        match letter {
            b'"' => quoted = !quoted,
            b';' if !quoted => counts[0] += 1,
            b'\t' if !quoted => counts[1] += 1,
            b',' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let place = counts.iter().position(|count| *count == most).unwrap_or(2);
    (0, [b';', b'\t', b','][place])
}

/// Whether the last row opens a quoted field that never ends.
fn is_unclosed(row: &str, separator: u8) -> bool {
    let (mut quoted, mut at_start) = (false, true);
    for byte in row.bytes() {
        match byte {
            b'"' if quoted || at_start => (quoted, at_start) = (!quoted, !quoted),
            // A quote right after one that closed opens again: it was one of two that stand for one.
            _ if quoted => {}
            _ => at_start = byte == separator || byte == b'\n',
        }
    }
    quoted
}

/// A log in XES as the table that process mining tools make of it; what has a lifecycle counts when it is complete.
fn of_xes(name: &str, bytes: &[u8]) -> ReadSheet {
    let limits = cauce_bpmn::Limits { bytes: BYTES, elements: 4_000_000, ..cauce_bpmn::Limits::default() };
    let (source, traces) = cauce_bpmn::xes(name, bytes, &limits);
    let traces = match traces {
        Ok(traces) => traces,
        Err(why) => return ReadSheet { source, sheet: Err(vec![*why]) },
    };
    let mut sheet = Sheet { headings: vec![CASE.to_owned()], ..Sheet::default() };
    for trace in &traces {
        let case = trace.cells.iter().find(|(key, _)| &**key == "concept:name");
        let case = case.map_or("", |(_, value)| value).to_owned();
        for event in &trace.events {
            let is_complete = |(key, value): &(_, cauce::data::Text)| {
                let key: &cauce::data::Text = key;
                &**key != "lifecycle:transition" || value.eq_ignore_ascii_case("complete")
            };
            if !event.cells.iter().all(is_complete) {
                continue;
            }
            let (line, _) = source.line_column(event.span.start);
            let mut row = Row { span: event.span, line, cells: vec![case.clone()] };
            for (key, value) in &event.cells {
                set(&mut sheet.headings, &mut row.cells, (key, value));
            }
            sheet.rows.push(row);
        }
    }
    let width = sheet.headings.len();
    sheet.rows.iter_mut().for_each(|row| row.cells.resize(width, String::new()));
    let too_many = match (sheet.rows.len(), width) {
        (0, _) => Some(ObservedProblem::NoRows),
        (rows, _) if rows > ROWS => Some(ObservedProblem::TooMuch { what: LogExcess::Rows, limit: ROWS }),
        (_, width) if width > COLUMNS => {
            Some(ObservedProblem::TooMuch { what: LogExcess::Columns, limit: COLUMNS })
        }
        _ => None,
    };
    let sheet = too_many.map_or(Ok(sheet), |problem| Err(vec![Diagnostic::error(problem, Span::at(0))]));
    ReadSheet { source, sheet }
}

fn set(headings: &mut Vec<String>, cells: &mut Vec<String>, (key, value): (&str, &str)) {
    let known = headings.iter().position(|heading| heading == key);
    // Headings beyond the limit are counted once and refused; what is below them is not kept.
    if known.is_none() && headings.len() > COLUMNS {
        return;
    }
    let column = known.unwrap_or_else(|| {
        headings.push(key.to_owned());
        headings.len() - 1
    });
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    value.trim().clone_into(&mut cells[column]);
}
