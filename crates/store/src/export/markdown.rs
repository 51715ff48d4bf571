//! The document of a case as Markdown.

use std::io::{self, Write};

use cauce::render::escape::markdown as escaped;

use super::document::{Block, Cell, Line, Sheet, Tone};

pub(super) fn write(sheet: &Sheet, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "# {}\n\n{} · {}", escaped(&sheet.title), escaped(&sheet.over), line(&sheet.state))?;
    for section in &sheet.sections {
        if !section.heading.is_empty() {
            write!(out, "\n## {}\n", escaped(&section.heading))?;
        }
        match &section.block {
            Block::Text(text) => writeln!(out, "\n{}", escaped(text))?,
            Block::Facts(facts) => {
                writeln!(out, "\n| | |\n|---|---|")?;
                for (label, value) in facts {
                    writeln!(out, "| {} | {} |", escaped(label), cell(value))?;
                }
            }
            Block::Table { head, rows } => {
                let head: Vec<String> = head.iter().map(|word| escaped(word)).collect();
                writeln!(out, "\n| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()))?;
                for row in rows {
                    let cells: Vec<String> = row.iter().map(cell).collect();
                    writeln!(out, "| {} |", cells.join(" | "))?;
                }
            }
        }
    }
    writeln!(out, "\n---\n\n{}", escaped(&sheet.foot))
}

fn cell(cell: &Cell) -> String {
    cell.0.iter().map(line).collect::<Vec<_>>().join("<br>")
}

fn line(line: &Line) -> String {
    let text = escaped(&line.text);
    match line.tone {
        Tone::Strong | Tone::Good | Tone::Bad => format!("**{text}**"),
        // A digest holds nothing that would have to be escaped.
        Tone::Code => format!("`{text}`"),
        Tone::Plain | Tone::Quiet | Tone::Quote => text,
    }
}
