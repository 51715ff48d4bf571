//! What a replayed path looks like on the wire.

use cauce::path::{Difference, ReadPath, Replay, ReplayResult};
use cauce::source::{Language, Source, Voice};
use serde::Serialize;

use super::coverage::Covered;
use super::{Said, Step, WIRE};

/// A path, replayed.
#[derive(Debug, Serialize)]
pub(crate) struct PathReplayed {
    wire: u32,
    path: String,
    result: &'static str,
    steps: Vec<Step>,
    differences: Vec<Differs>,
    diagnostics: Vec<Said>,
    coverage: Option<Covered>,
}

/// Where path and case part.
#[derive(Debug, Serialize)]
struct Differs {
    line: usize,
    column: usize,
    word: String,
    expected: String,
    found: String,
}

impl PathReplayed {
    /// A path that was replayed, or refused.
    pub(crate) fn of(read: &ReadPath, replay: &Replay, language: Language) -> Self {
        let diagnostics = read.diagnostics.iter().chain(&replay.diagnostics);
        PathReplayed {
            wire: WIRE,
            path: read.source.name().to_owned(),
            result: result(replay.result),
            steps: replay.steps.iter().map(|snapshot| Step::of(snapshot, &replay.ran)).collect(),
            differences: replay
                .differences
                .iter()
                .map(|found| Differs::of(found, &read.source, language))
                .collect(),
            diagnostics: diagnostics
                .map(|found| Said::of(&read.source, found, Voice { reader: language, file: read.language }))
                .collect(),
            coverage: replay.coverage.as_ref().map(Covered::of),
        }
    }

    /// Adds what is wrong with the procedures, when the path could not be replayed since one does not load.
    pub(crate) fn reject(&mut self, faults: Vec<Said>) {
        if self.result == "refused" && !faults.is_empty() {
            self.steps = vec![Step::rejected()];
            self.diagnostics.extend(faults);
        }
    }

    /// A file that is no path.
    pub(crate) fn unread(read: &ReadPath, language: Language) -> Self {
        PathReplayed {
            wire: WIRE,
            path: read.source.name().to_owned(),
            result: "refused",
            steps: Vec::new(),
            differences: Vec::new(),
            diagnostics: read
                .diagnostics
                .iter()
                .map(|found| Said::of(&read.source, found, Voice { reader: language, file: read.language }))
                .collect(),
            coverage: None,
        }
    }
}

/// How a replay went.
pub(super) fn result(result: ReplayResult) -> &'static str {
    match result {
        ReplayResult::Ok => "ok",
        ReplayResult::Differs => "differs",
        ReplayResult::Refused => "refused",
    }
}

impl Differs {
    fn of(found: &Difference, source: &Source, language: Language) -> Self {
        let (line, column) = source.line_column(found.span.start);
        Differs {
            line,
            column,
            word: found.word.to_string(),
            expected: found.expected(language),
            found: found.found(language),
        }
    }
}
