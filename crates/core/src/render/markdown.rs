//! The official document as Markdown, with the table as a GitHub table.

use super::Glossary;
use super::escape::markdown as escaped;
use super::sheet::{Footnote, Letterhead, Mark, Part, Row, Section, Sheet, Tone, sign};
use super::words::Word;
use crate::procedure::Procedure;
use crate::source::Language;

/// Renders the official document as Markdown, definitions included.
///
/// Texts of the procedure are escaped: they can open no link, tag, table cell or code.
#[must_use]
pub fn markdown(procedure: &Procedure, language: Language) -> String {
    let sheet = Sheet::of(procedure, language, Glossary::Full);
    let mut page = Page { out: String::new(), language };
    page.letterhead(&sheet.head, &procedure.head.name);
    page.sections(&sheet.before);
    page.activities(&sheet.rows);
    page.sections(&sheet.after);
    page.footnotes(&sheet.footnotes);
    page.out
}

struct Page {
    out: String,
    language: Language,
}

/// What was written last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Paragraph,
    List,
    /// What belongs to a paragraph: nothing stands under its items.
    Listed,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }

    fn letterhead(&mut self, head: &Letterhead, name: &str) {
        self.line(&format!("# {}", escaped(&super::escape::joined(name))));
        let about = |mark: &&Mark| mark.label != Word::Procedure.label(self.language);
        let titles: Vec<String> = head.titles.iter().filter(about).map(inline).collect();
        if !titles.is_empty() {
            self.paragraph(&titles.join("  \n"));
        }
        let labels: Vec<String> =
            head.facts.iter().map(|fact| escaped(fact.label.trim_end_matches(':'))).collect();
        let texts: Vec<String> = head.facts.iter().map(|fact| escaped(&fact.text)).collect();
        self.line("");
        self.grid(&labels, &[texts]);
        for warning in &head.warnings {
            self.paragraph(&format!("> **⚠ {}**", escaped(warning)));
        }
    }

    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            self.paragraph(&format!("## {}", section.title));
            // A list needs an empty line before it, and a paragraph one after it.
            let mut before = Block::Paragraph;
            for part in &section.parts {
                before = self.part(part, before);
            }
        }
    }

    fn part(&mut self, part: &Part, before: Block) -> Block {
        match part {
            Part::Mark(mark) if mark.sign == sign::ITEM => {
                if before == Block::Paragraph {
                    self.line("");
                }
                let is_under = mark.below && before == Block::List;
                let indent = if is_under { "  " } else { "" };
                self.line(&format!("{indent}* {}", inline(&mark.clone().signed(""))));
                if mark.below && !is_under { Block::Listed } else { Block::List }
            }
            // What is said of an item stays with it.
            Part::Mark(mark) if mark.below && before == Block::List => {
                self.line(&format!("  * {}", inline(mark)));
                Block::List
            }
            Part::Mark(mark) => {
                self.paragraph(&inline(mark));
                Block::Paragraph
            }
            Part::Table { header, rows } => {
                let escape_row = |row: &Vec<String>| row.iter().map(|cell| escaped(cell)).collect::<Vec<_>>();
                self.line("");
                self.grid(&escape_row(header), &rows.iter().map(escape_row).collect::<Vec<_>>());
                Block::Paragraph
            }
        }
    }

    fn grid(&mut self, header: &[String], rows: &[Vec<String>]) {
        self.line(&format!("| {} |", header.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(header.len())));
        for row in rows {
            self.line(&format!("| {} |", row.join(" | ")));
        }
    }

    fn activities(&mut self, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        self.paragraph(&format!("## {}", Word::Activities.text(self.language)));
        self.line("");
        let header = [Word::Number, Word::Description, Word::Responsible, Word::Evidence];
        let header = header.map(|word| word.text(self.language).to_owned());
        let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
        self.grid(&header, &rows);
    }

    fn footnotes(&mut self, footnotes: &[Footnote]) {
        if footnotes.is_empty() {
            return;
        }
        self.paragraph(&format!("## {}", Word::Findings.text(self.language)));
        self.line("");
        for footnote in footnotes {
            let lines: Vec<String> = footnote.lines.iter().map(inline).collect();
            let heading = escaped(&footnote.heading);
            self.line(&format!("* **\\[{}\\]** {heading}<br>{}", escaped(&footnote.id), lines.join("<br>")));
        }
    }
}

fn cells(row: &Row) -> Vec<String> {
    let cell = |marks: &[Mark]| marks.iter().map(inline).collect::<Vec<_>>().join("<br>");
    vec![
        format!("{}{}", "&emsp;".repeat(row.depth.min(8)), escaped(&row.number)),
        cell(&row.description),
        cell(&row.responsible),
        cell(&row.evidence),
    ]
}

/// A mark on one line.
fn inline(mark: &Mark) -> String {
    let text = escaped(&mark.text);
    let text = match mark.tone {
        _ if text.is_empty() => text,
        Tone::Title | Tone::Ask => format!("**{text}**"),
        _ => text,
    };
    let label = match escaped(&mark.label) {
        label if label.is_empty() => label,
        label => format!("**{label}**"),
    };
    let findings: Vec<String> =
        mark.findings.iter().map(|finding| format!("\\[{}\\]", escaped(finding))).collect();
    let parts = [mark.sign.to_owned(), label, text, findings.join(" ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
