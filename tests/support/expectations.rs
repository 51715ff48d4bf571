//! Expectations beside the line they are about: `# error[C0012]: part of the message`.
//!
//! A comment at the end of a line is about that line; a comment alone on its line is about the next line that is not
//! an expectation. Grades are `error`, `unfit` and `remark`. Every diagnostic must be expected, every expectation met.

/// One expectation, or one diagnostic brought to the same form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Expected {
    /// Line, from 1.
    pub(crate) line: usize,
    /// `error`, `unfit` or `remark`.
    pub(crate) grade: String,
    /// The code.
    pub(crate) code: String,
    /// Part of the message; of a diagnostic, the whole message and help.
    pub(crate) text: String,
}

/// Reads the expectations of a text.
pub(crate) fn expectations(text: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    let mut waiting: Vec<Expected> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let alone = line.trim_start().starts_with('#');
        let here = in_line(line, number);
        if alone && !here.is_empty() {
            waiting.extend(here);
            continue;
        }
        found.extend(waiting.drain(..).map(|expected| Expected { line: number, ..expected }));
        found.extend(here);
    }
    found
}

fn in_line(line: &str, number: usize) -> Vec<Expected> {
    line.split("# ").skip(1).filter_map(|comment| one(comment, number)).collect()
}

fn one(comment: &str, line: usize) -> Option<Expected> {
    let (grade, rest) = comment.split_once('[')?;
    let (code, text) = rest.split_once("]:")?;
    let known = ["error", "unfit", "remark"].contains(&grade);
    known.then(|| Expected { line, grade: grade.into(), code: code.into(), text: text.trim().into() })
}

/// Says what differs; `None` when every diagnostic is expected and every expectation met.
pub(crate) fn difference(expected: &[Expected], found: &[Expected]) -> Option<String> {
    let mut left: Vec<&Expected> = found.iter().collect();
    let mut missing = Vec::new();
    for wanted in expected {
        let meets = |seen: &&Expected| {
            seen.line == wanted.line
                && seen.grade == wanted.grade
                && seen.code == wanted.code
                && seen.text.contains(&wanted.text)
        };
        match left.iter().position(meets) {
            Some(at) => drop(left.remove(at)),
            None => missing.push(wanted),
        }
    }
    (!missing.is_empty() || !left.is_empty())
        .then(|| format!("expected, not found: {missing:#?}\nnot expected: {left:#?}"))
}
