//! Diagnostics as text for people: place, sentence, the line, a mark under it, what to write instead.

use std::fmt::Write as _;

use super::{Diagnostic, Grade};
use crate::source::{Language, Source, Span, Voice};

/// Columns of a quoted line; longer ones are cut around the place.
const WIDTH: usize = 96;

/// Whether the text carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text alone.
    Plain,
    /// ANSI colours.
    Colour,
}

/// Renders diagnostics of one source, in the order of the file, remarks counted and last.
///
/// The voice is a language, or a reader's with that of the file: advice names the keywords that stand in the file.
///
/// ```
/// use cauce::diagnostic::{Ink, render};
/// use cauce::{document::decode, limits::Limits, source::Language};
/// let decoded = decode("p.toml", b"formato = 1\nidioma = \"es\"\nfecha = 25/02/2022\n", &Limits::default());
/// let text = render(&decoded.source, &decoded.diagnostics, Language::Spanish, Ink::Plain);
/// assert!(text.starts_with("p.toml:3:9  La fecha no se entiende.\n  3 | fecha = 25/02/2022\n    |         ^^^^^^^^^^\n"));
/// ```
#[must_use]
pub fn render(source: &Source, diagnostics: &[Diagnostic], voice: impl Into<Voice>, ink: Ink) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.span);
    let (remarks, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        sorted.into_iter().partition(|diagnostic| diagnostic.grade == Grade::Remark);
    let mut page = Page { source, voice: voice.into(), ink, out: String::new() };
    for diagnostic in others {
        page.diagnostic(diagnostic);
    }
    page.remarks(&remarks);
    page.out
}

struct Page<'p> {
    source: &'p Source,
    voice: Voice,
    ink: Ink,
    out: String,
}

impl Page<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let message = diagnostic.message(self.voice);
        let place = self.place(diagnostic.span);
        let colour = if diagnostic.grade == Grade::Error { "1;31" } else { "1;33" };
        let message = self.inked(&shown(&message).0, colour);
        let _ = writeln!(self.out, "{place}  {message}");
        self.quote(diagnostic.span);
        for label in &diagnostic.labels {
            let line = self.source.line_column(label.span.start).0;
            if line != self.source.line_column(diagnostic.span.start).0 {
                self.quote(label.span);
            }
        }
        self.story(diagnostic);
        if let Some(help) = diagnostic.help(self.voice) {
            self.help(&help);
        }
        self.out.push('\n');
    }

    /// The way there, a line a sentence, with the line of the file that it is about.
    fn story(&mut self, diagnostic: &Diagnostic) {
        if diagnostic.story.is_empty() {
            return;
        }
        let (title, line_word) = match self.voice.reader {
            Language::Spanish => ("Cómo se llega ahí:", "renglón"),
            Language::English => ("How a case gets there:", "line"),
        };
        let _ = writeln!(self.out, "  {title}");
        let width = diagnostic.story.len().to_string().len();
        for (number, beat) in (1..).zip(&diagnostic.story) {
            let said = shown(&beat.told(self.voice.reader)).0;
            let line = self.source.line_column(beat.span.start).0;
            let place = if beat.element.is_some() { format!(" ({line_word} {line})") } else { String::new() };
            let _ = writeln!(self.out, "  {number:>width$}. {said}{place}");
        }
    }

    fn place(&self, span: Span) -> String {
        let (line, column) = self.source.line_column(span.start);
        let place = format!("{}:{line}:{column}", shown(self.source.name()).0);
        self.inked(&place, "1")
    }

    fn inked(&self, text: &str, colour: &str) -> String {
        match self.ink {
            Ink::Plain => text.to_owned(),
            Ink::Colour => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
        }
    }

    fn quote(&mut self, span: Span) {
        let (line, column) = self.source.line_column(span.start);
        let text = self.source.line_text(line);
        if text.trim().is_empty() {
            return;
        }
        let before: usize = column - 1;
        let under = self.source.slice(span).split(['\n', '\r']).next().unwrap_or("").chars().count().max(1);
        let cut = Cut::around(text, before, under);
        let margin = " ".repeat(line.to_string().len());
        let mark = self.inked(&"^".repeat(cut.width), "1;31");
        let _ = writeln!(self.out, "  {line} | {}", cut.text);
        let _ = writeln!(self.out, "  {margin} | {}{mark}", " ".repeat(cut.indent));
    }

    fn help(&mut self, help: &str) {
        let arrow = self.inked("→", "1;32");
        let _ = writeln!(self.out, "  {arrow} {}", shown(help).0);
    }

    fn remarks(&mut self, remarks: &[&Diagnostic]) {
        if remarks.is_empty() {
            return;
        }
        let count = remarks.len();
        let title = match (self.voice.reader, count) {
            (Language::Spanish, 1) => "1 aviso (no impide publicar):".to_owned(),
            (Language::Spanish, _) => format!("{count} avisos (no impiden publicar):"),
            (Language::English, 1) => "1 remark (it does not hinder publishing):".to_owned(),
            (Language::English, _) => format!("{count} remarks (they do not hinder publishing):"),
        };
        let _ = writeln!(self.out, "{title}");
        for remark in remarks {
            let (line, column) = self.source.line_column(remark.span.start);
            let help = remark.help(self.voice).map_or(String::new(), |help| format!(" {help}"));
            let said = shown(&format!("{}{help}", remark.message(self.voice))).0;
            let _ = writeln!(self.out, "{}:{line}:{column}  {said}", shown(self.source.name()).0);
        }
    }
}

/// A line as it is shown, cut around a place if it is long, and where the mark goes.
struct Cut {
    text: String,
    indent: usize,
    width: usize,
}

impl Cut {
    fn around(line: &str, before: usize, under: usize) -> Cut {
        let letters: Vec<char> = line.chars().collect();
        let fits = letters.len() <= WIDTH;
        let start = if fits { 0 } else { before.saturating_sub(WIDTH / 3) };
        let end = if fits { letters.len() } else { letters.len().min(start + WIDTH) };
        let part =
            |from: usize, to: usize| letters.get(from.min(end)..to.clamp(from.min(end), end)).unwrap_or(&[]);
        let text = |from: usize, to: usize| shown(&part(from, to).iter().collect::<String>());
        let (lead, lead_width) = text(start, before);
        let (marked, width) = text(before, before.saturating_add(under));
        let (rest, _) = text(before.saturating_add(under), end);
        let opening = if start > 0 { "…" } else { "" };
        let closing = if end < letters.len() { "…" } else { "" };
        Cut {
            text: format!("{opening}{lead}{marked}{rest}{closing}"),
            indent: lead_width + opening.chars().count(),
            width: width.max(1),
        }
    }
}

/// A text that a terminal shows as it is, and its width: tabs are blanks, hidden characters are named.
fn shown(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut width = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                out.push_str("  ");
                width += 2;
            }
            c if is_hidden(c) => {
                let name = format!("<U+{:04X}>", u32::from(c));
                width += name.len();
                out.push_str(&name);
            }
            c => {
                width += columns(c);
                out.push(c);
            }
        }
    }
    (out, width)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// The columns a character takes: none for combining marks, two for wide letters and pictures.
fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' => 0,
        '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' => 2,
        '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Ink, render};
    use crate::diagnostic::{Diagnostic, FileProblem, codes};
    use crate::pages::page;
    use crate::source::{Language, Source, Span};

    fn shown(text: &str, mark: &str) -> String {
        let source = Source::new("p.toml", text);
        let at = text.find(mark).unwrap();
        let span = Span::new(at, at + mark.len());
        let problem = FileProblem::EmptyText { key: "x".into() };
        render(&source, &[Diagnostic::error(problem, span)], Language::English, Ink::Plain)
    }

    #[test]
    fn marks_stand_under_what_they_mark() {
        let tab = shown("\tx = 1", "1");
        assert!(tab.contains("1 |   x = 1\n    |       ^\n"), "{tab}");
        let wide = shown("a = \"日本\" # z", "z");
        assert!(wide.contains(&format!("    | {}^\n", " ".repeat(13))), "{wide}");
        let combining = shown("a = \"e\u{301}\" # z", "z");
        assert!(combining.contains(&format!("    | {}^\n", " ".repeat(10))), "{combining}");
        let turned = shown("a = \"\u{202e}b\" # z", "z");
        assert!(turned.contains("<U+202E>b") && !turned.contains('\u{202e}'), "{turned}");
    }

    #[test]
    fn remarks_come_last_and_are_counted() {
        let source = Source::new("p.toml", "a\nb\n");
        let remark = Diagnostic::remark(FileProblem::ByteOrderMark, Span::at(0));
        let error = Diagnostic::error(FileProblem::StrayLine, Span::new(2, 3));
        let text = render(&source, &[remark, error], Language::Spanish, Ink::Plain);
        assert!(text.starts_with("p.toml:2:1  Este renglón"), "{text}");
        assert!(text.contains("\n1 aviso (no impide publicar):\np.toml:1:1  El archivo"), "{text}");
    }

    #[test]
    fn colour_is_asked_for() {
        let source = Source::new("p.toml", "a\n");
        let error = [Diagnostic::error(FileProblem::StrayLine, Span::new(0, 1))];
        assert!(render(&source, &error, Language::Spanish, Ink::Colour).contains("\u{1b}["));
        assert!(!render(&source, &error, Language::Spanish, Ink::Plain).contains('\u{1b}'));
    }

    #[test]
    fn every_code_has_its_page_in_both_languages() {
        for language in [Language::Spanish, Language::English] {
            let mut all: Vec<_> = codes(language).collect();
            all.sort_unstable();
            assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0), "no code stands twice");
            for (code, name) in all {
                let text = page(code, language).unwrap();
                assert!(text.starts_with(&format!("# {code} · {name}\n")), "{code}");
                assert_eq!(page(name, language), Some(text));
            }
        }
    }
}
