//! Lines of painted runs: how a mark breaks into them and how they are written.

use crate::render::escape::visible;
use crate::render::sheet::{Mark, Tone};
use crate::render::width::{exceeds, split_at_width, width, words};

/// How a run of a line looks where there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Paint {
    #[default]
    Plain,
    Title,
    Strong,
    Quiet,
    Check,
    Ask,
    Back,
    On,
    Finding,
}

impl Paint {
    /// The parameters of the ANSI sequence; empty for none.
    fn code(self) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Title | Paint::Strong => "1",
            Paint::Quiet => "2",
            Paint::Check => "36",
            Paint::Ask => "35",
            Paint::Back => "33",
            Paint::On => "32",
            Paint::Finding => "31",
        }
    }

    fn of(tone: Tone) -> Self {
        match tone {
            Tone::Plain => Paint::Plain,
            Tone::Title => Paint::Title,
            Tone::Check => Paint::Check,
            Tone::Ask => Paint::Ask,
            Tone::Back => Paint::Back,
            Tone::On => Paint::On,
            Tone::Quiet => Paint::Quiet,
        }
    }
}

/// One line of a terminal, not wider than it was made for.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    runs: Vec<(Paint, String)>,
    width: usize,
}

impl Line {
    pub(super) fn of(paint: Paint, text: &str) -> Self {
        let mut line = Line::default();
        line.push(paint, text);
        line
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Adds a text without control characters.
    pub(super) fn push(&mut self, paint: Paint, text: &str) {
        self.width += width(text);
        match self.runs.last_mut() {
            Some((last, run)) if *last == paint => run.push_str(text),
            _ => self.runs.push((paint, text.to_owned())),
        }
    }
}

/// The lines of several marks, one after another.
pub(super) fn flow_all(marks: &[Mark], available: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for mark in marks {
        if mark.apart && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(flow(mark, available));
    }
    lines
}

/// The lines of a mark; those after the first stand below its text.
pub(super) fn flow(mark: &Mark, available: usize) -> Vec<Line> {
    indented(mark, if mark.below { 2 } else { 0 }, available)
}

/// The lines of a mark, all moved to the right.
pub(super) fn indented(mark: &Mark, indent: usize, available: usize) -> Vec<Line> {
    let hanging = if mark.sign.is_empty() { 0 } else { width(mark.sign) + 1 };
    let mut breaker =
        Breaker { lines: Vec::new(), line: Line::default(), available, margin: indent, at_start: true };
    breaker.begin();
    let text = Paint::of(mark.tone);
    breaker.words(mark.sign, text);
    breaker.margin = indent + hanging;
    breaker.words(&mark.label, if text == Paint::Plain { Paint::Strong } else { text });
    breaker.words(&mark.text, if mark.tone == Tone::Check { Paint::Plain } else { text });
    for finding in &mark.findings {
        breaker.words(&format!("[{finding}]"), Paint::Finding);
    }
    breaker.finish()
}

struct Breaker {
    lines: Vec<Line>,
    line: Line,
    available: usize,
    margin: usize,
    at_start: bool,
}

impl Breaker {
    fn begin(&mut self) {
        self.line = Line::default();
        // A margin that leaves no room for text is none.
        let margin = if self.margin + 4 > self.available { 0 } else { self.margin };
        self.line.push(Paint::Plain, &" ".repeat(margin));
        self.at_start = true;
    }

    fn next_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.begin();
    }

    fn words(&mut self, text: &str, paint: Paint) {
        for word in words(text) {
            self.word(&visible(word), paint);
        }
    }

    fn word(&mut self, word: &str, paint: Paint) {
        let mut rest = word;
        while !rest.is_empty() {
            let gap = usize::from(!self.at_start);
            let room = self.available.saturating_sub(self.line.width() + gap);
            if !self.at_start && exceeds(rest, room) {
                self.next_line();
                continue;
            }
            let (part, left) = split_at_width(rest, room);
            if gap == 1 {
                self.line.push(paint, " ");
            }
            self.line.push(paint, part);
            self.at_start = false;
            rest = left;
        }
    }

    fn finish(mut self) -> Vec<Line> {
        if !self.at_start {
            self.lines.push(self.line);
        }
        self.lines
    }
}

/// Collects the lines of a page.
pub(super) struct Printer {
    out: String,
    colour: bool,
}

impl Printer {
    pub(super) fn new(colour: bool) -> Self {
        Printer { out: String::new(), colour }
    }

    pub(super) fn line(&mut self, line: &Line) {
        self.run(line);
        self.end();
    }

    pub(super) fn lines(&mut self, lines: Vec<Line>) {
        for line in lines {
            self.line(&line);
        }
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes the runs of a line without ending it.
    pub(super) fn run(&mut self, line: &Line) {
        for (paint, text) in &line.runs {
            let code = paint.code();
            if self.colour && !code.is_empty() {
                self.out.extend(["\u{1b}[", code, "m", text, "\u{1b}[0m"]);
            } else {
                self.out.push_str(text);
            }
        }
    }

    /// Ends a line; no line ends in spaces.
    pub(super) fn end(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}
