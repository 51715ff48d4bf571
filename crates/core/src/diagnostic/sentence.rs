//! What is said of a diagnostic, as sentences.
//!
//! Guards and lengths of time say theirs as clauses, so that they also fit inside another sentence; here they become
//! sentences of their own.

use super::{Diagnostic, PathProblem, Problem};
use crate::source::Voice;

impl Diagnostic {
    /// What is wrong: one sentence, for people and for the wire.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        let message = self.problem.message(voice);
        if is_clause(&self.problem) { sentence(&message) } else { message }
    }

    /// What to write instead, as a sentence.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        let help = self.problem.help(voice)?;
        Some(match is_clause(&self.problem) {
            // What stands after a colon is to be written as it stands, and a full stop would be no part of it.
            true if help.contains(": ") => capitalized(&help),
            true => sentence(&help),
            false => help,
        })
    }
}

fn is_clause(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Guard(_) | Problem::Calendar(_) | Problem::Path(PathProblem::BadAdvance { .. })
    )
}

fn sentence(clause: &str) -> String {
    let ended = clause.ends_with(['.', '?', '!', '…']);
    format!("{}{}", capitalized(clause), if ended { "" } else { "." })
}

/// A text that begins with a capital letter.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
