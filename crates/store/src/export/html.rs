//! The document of a case as one HTML page: no script, no other file, and a print that stands on its own.

use std::io::{self, Write};

use cauce::render::escape::xml as escaped;
use cauce::source::Language;

use super::document::{Block, Cell, Line, Section, Sheet, Tone};

/// How it looks, on a screen and on paper.
const STYLE: &str = include_str!("page.css");

pub(super) fn write(sheet: &Sheet, mut out: impl Write) -> io::Result<()> {
    let language = match sheet.language {
        Language::Spanish => "es",
        Language::English => "en",
    };
    let (title, over) = (escaped(&sheet.title), escaped(&sheet.over));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title} · {over}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )?;
    writeln!(out, "<header><p class=\"over\">{over}</p><h1>{title}</h1>{}</header>", line(&sheet.state))?;
    sheet.sections.iter().try_for_each(|part| section(part, &mut out))?;
    write!(out, "<footer>{}</footer>\n</main>\n</body>\n</html>\n", escaped(&sheet.foot))
}

fn section(section: &Section, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<section>")?;
    if !section.heading.is_empty() {
        writeln!(out, "<h2>{}</h2>", escaped(&section.heading))?;
    }
    match &section.block {
        Block::Text(text) => writeln!(out, "<p>{}</p>", escaped(text))?,
        Block::Facts(facts) => {
            writeln!(out, "<dl>")?;
            for (label, value) in facts {
                writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(label), cell(value))?;
            }
            writeln!(out, "</dl>")?;
        }
        Block::Table { head, rows } => {
            let head: String =
                head.iter().map(|word| format!("<th scope=\"col\">{}</th>", escaped(word))).collect();
            writeln!(out, "<div class=\"wide\"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>")?;
            for row in rows {
                let cells: String = row.iter().map(|one| format!("<td>{}</td>", cell(one))).collect();
                writeln!(out, "<tr>{cells}</tr>")?;
            }
            writeln!(out, "</tbody></table></div>")?;
        }
    }
    writeln!(out, "</section>")
}

fn cell(cell: &Cell) -> String {
    cell.0.iter().map(line).collect()
}

fn line(line: &Line) -> String {
    let class = match line.tone {
        Tone::Plain => "plain",
        Tone::Strong => "strong",
        Tone::Quiet => "quiet",
        Tone::Quote => "quote",
        Tone::Code => "code",
        Tone::Good => "good",
        Tone::Bad => "bad",
    };
    // What somebody wrote may be written from right to left; it must not turn what stands beside it.
    format!("<span class=\"{class}\" dir=\"auto\">{}</span>", escaped(&line.text))
}
