//! The official document in a terminal: letterhead, numerals, the table with its four columns, findings at the foot.

mod grid;
mod line;

use grid::Grid;
use line::{Line, Paint, Printer};

use super::Glossary;
use super::sheet::{Footnote, Letterhead, Mark, Part, Row, Section, Sheet, Tone};
use super::words::Word;
use crate::procedure::Procedure;
use crate::source::Language;

/// Below this many columns a table is written as a list.
const NARROW: usize = 64;

/// How a document is laid out in a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableOptions {
    /// The language of headings and labels; the texts of the procedure stay as written.
    pub language: Language,
    /// The columns of the terminal; fewer than 24 count as 24, more than 400 as 400.
    pub width: usize,
    /// Whether lines carry ANSI colours.
    pub colour: bool,
    /// How much of the definitions is printed.
    pub glossary: Glossary,
}

impl Default for TableOptions {
    fn default() -> Self {
        TableOptions { language: Language::Spanish, width: 100, colour: false, glossary: Glossary::Terms }
    }
}

/// Renders the official document for a terminal.
///
/// Without colours the text holds no control character but line ends, whatever the procedure says.
///
/// ```
/// use cauce::check::{Options, check_bytes};
/// use cauce::render::{TableOptions, table};
/// let file = br#"
/// formato = 1
/// idioma = "es"
/// [procedimiento]
/// codigo = "PRO-1"
/// nombre = "Archivar"
/// [[actividad]]
/// numero = 1
/// id = "archivar"
/// titulo = "Archivar el acta"
/// responsables = "sin definir"
/// "#;
/// let procedure = check_bytes("pro-1.toml", file, &Options::default()).procedure.unwrap();
/// let page = table(&procedure, &TableOptions { width: 80, ..TableOptions::default() });
/// assert!(page.contains("│ 1.  │ Archivar el acta"));
/// ```
#[must_use]
pub fn table(procedure: &Procedure, options: &TableOptions) -> String {
    let sheet = Sheet::of(procedure, options.language, options.glossary);
    let mut page = Page {
        printer: Printer::new(options.colour),
        width: options.width.clamp(24, 400),
        language: options.language,
    };
    page.letterhead(&sheet.head);
    page.sections(&sheet.before);
    page.activities(&sheet.rows);
    page.sections(&sheet.after);
    page.footnotes(&sheet.footnotes);
    page.printer.finish()
}

struct Page {
    printer: Printer,
    width: usize,
    language: Language,
}

impl Page {
    fn word(&self, word: Word) -> &'static str {
        word.text(self.language)
    }

    fn letterhead(&mut self, head: &Letterhead) {
        let facts = line::flow_all(&head.facts, self.width);
        let widest = facts.iter().map(Line::width).max().unwrap_or(0);
        if self.width < NARROW || widest + 40 > self.width {
            self.marks(&head.titles);
            self.marks(&head.facts);
        } else {
            let titles = self.width.saturating_sub(widest + 7);
            let grid = Grid::new(vec![titles, widest]);
            grid.draw(&mut self.printer, None, &[vec![line::flow_all(&head.titles, titles), facts]]);
        }
        for warning in &head.warnings {
            self.printer.blank();
            self.printer
                .lines(line::flow(&Mark::plain(format!("⚠ {warning}")).toned(Tone::Back), self.width));
        }
    }

    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            self.heading(section.title);
            for part in &section.parts {
                self.part(part);
            }
        }
    }

    fn heading(&mut self, title: &str) {
        self.printer.blank();
        let mut line = Line::of(Paint::Title, title);
        line.push(Paint::Quiet, " ");
        line.push(Paint::Quiet, &"─".repeat(self.width.saturating_sub(line.width())));
        self.printer.line(&line);
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Mark(mark) => {
                if mark.apart {
                    self.printer.blank();
                }
                self.printer.lines(line::flow(mark, self.width));
            }
            Part::Table { header, rows } => self.block(header, rows),
        }
    }

    fn marks(&mut self, marks: &[Mark]) {
        self.printer.lines(line::flow_all(marks, self.width));
    }

    /// A table whose columns take what their contents need.
    fn block(&mut self, header: &[String], rows: &[Vec<String>]) {
        if self.width < NARROW || header.len() * 12 > self.width {
            return self.list(header, rows);
        }
        let widths = grid::share(self.width, header, rows);
        let cells = |row: &Vec<String>, tone: Tone| -> Vec<Vec<Line>> {
            let columns = row.iter().zip(&widths);
            columns.map(|(text, width)| line::flow(&Mark::plain(text.clone()).toned(tone), *width)).collect()
        };
        let header = cells(&header.to_vec(), Tone::Title);
        let rows: Vec<_> = rows.iter().map(|row| cells(row, Tone::Plain)).collect();
        Grid::compact(widths.clone()).draw(&mut self.printer, Some(header), &rows);
    }

    fn list(&mut self, header: &[String], rows: &[Vec<String>]) {
        for row in rows {
            for (label, text) in header.iter().zip(row).filter(|(_, text)| !text.is_empty()) {
                self.printer
                    .lines(line::flow(&Mark::labelled(format!("{label}:"), text.clone()), self.width));
            }
        }
    }

    fn activities(&mut self, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        self.heading(self.word(Word::Activities));
        if self.width < NARROW {
            return self.stacked(rows);
        }
        let widths = self.official_widths(rows);
        let cells = |row: &Row| {
            vec![
                vec![Line::of(Paint::Title, &numbered(row))],
                line::flow_all(&row.description, widths[1]),
                line::flow_all(&row.responsible, widths[2]),
                line::flow_all(&row.evidence, widths[3]),
            ]
        };
        let header = [Word::Number, Word::Description, Word::Responsible, Word::Evidence];
        let header = header.map(|word| vec![Line::of(Paint::Title, self.word(word))]).into();
        let rows: Vec<_> = rows.iter().map(cells).collect();
        Grid::new(widths.to_vec()).draw(&mut self.printer, Some(header), &rows);
    }

    /// The number takes what it needs; of the rest the description has a bit more than half.
    fn official_widths(&self, rows: &[Row]) -> [usize; 4] {
        let longest = rows.iter().map(|row| super::width::width(&numbered(row))).max();
        let number = longest.unwrap_or(0).clamp(3, 10);
        let rest = self.width.saturating_sub(number + 13);
        let side = rest * 22 / 100;
        [number, rest.saturating_sub(2 * side), side, side]
    }

    /// The rows one below the other, for narrow terminals.
    fn stacked(&mut self, rows: &[Row]) {
        for (position, row) in rows.iter().enumerate() {
            if position > 0 {
                self.printer.line(&Line::of(Paint::Quiet, &"─".repeat(self.width)));
            }
            let mut description = row.description.clone();
            if let Some(first) = description.first_mut() {
                first.label = format!("{} {}", numbered(row), first.label).trim_end().to_owned();
            }
            self.marks(&description);
            for (word, marks) in [(Word::Responsible, &row.responsible), (Word::Evidence, &row.evidence)] {
                if !marks.is_empty() {
                    self.printer.line(&Line::of(Paint::Strong, &word.label(self.language)));
                    self.marks(marks);
                }
            }
        }
    }

    fn footnotes(&mut self, footnotes: &[Footnote]) {
        if footnotes.is_empty() {
            return;
        }
        self.heading(self.word(Word::Findings));
        for footnote in footnotes {
            let heading = Mark::labelled(format!("[{}]", footnote.id), footnote.heading.clone());
            self.printer.lines(line::flow(&heading, self.width));
            for mark in &footnote.lines {
                self.printer.lines(line::indented(mark, 4, self.width));
            }
        }
    }
}

/// Deeper than this a row is indented no further.
const DEEPEST: usize = 4;

/// The number of a row, indented by the blocks that it stands in.
fn numbered(row: &Row) -> String {
    format!("{}{}", " ".repeat(row.depth.min(DEEPEST)), super::escape::visible(&row.number))
}
