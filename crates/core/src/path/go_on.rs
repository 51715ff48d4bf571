//! A path that goes on with a case instead of beginning one: what would come of it.
//!
//! Knows how a copy of a case takes the place of the one that a path begins; the case itself is never touched.
//! Read [`go_on`] first.

use super::bind::checked;
use super::file::PathFile;
use super::replay::{Replay, Runner};
use crate::document::toml_text::quoted;
use crate::instance::Instance;
use crate::limits::Limits;
use crate::path::ReadPath;
use crate::procedure::Definitions;
use crate::source::Language;

/// Replays a path from where a case stands, on a copy of it; gives the copy as it ends.
///
/// What a path says of how a case begins is not looked at; from one that has not begun nothing goes on, and its path is
/// replayed as any other.
#[must_use]
pub fn go_on(definitions: &Definitions, instance: &Instance, path: &PathFile) -> (Replay, Instance) {
    let Some((procedure, now)) = instance.procedure().zip(instance.at()) else {
        return (super::replay(definitions, path), instance.clone());
    };
    let path = &path.clone().or_about(procedure.code());
    let doubles = match checked(definitions, procedure, path) {
        Ok(doubles) => doubles,
        Err(diagnostics) => {
            return (Replay::refused(Some(procedure.clone()), diagnostics), instance.clone());
        }
    };
    let mut runner = Runner::new(definitions, procedure, (path, true));
    runner.clock.now = now;
    runner.cases[0].doubles = doubles;
    runner.cases[0].instance = instance.clone();
    runner.go(&path.acts);
    let ended = runner.main().instance.clone();
    (runner.finish(procedure.clone()), ended)
}

impl PathFile {
    /// Reads words as the walk of a path of that language.
    ///
    /// ```
    /// use cauce::path::PathFile;
    /// use cauce::source::Language;
    /// assert!(PathFile::of_words("4:SI 3 4:NO", Language::Spanish).path.is_some());
    /// assert_eq!(PathFile::of_words("4:SI }", Language::Spanish).diagnostics.len(), 1);
    /// ```
    #[must_use]
    pub fn of_words(words: &str, language: Language) -> ReadPath {
        let (code, block, name, walk) = match language {
            Language::Spanish => ("formato = 1\nidioma = \"es\"\n", "camino", "nombre", "recorrido"),
            Language::English => ("format = 1\nlanguage = \"en\"\n", "path", "name", "walk"),
        };
        // As it stands each word has a place of its own in messages; what a literal text cannot hold is escaped.
        let words = match words.contains('\'') {
            true => quoted(words),
            false => format!("'''{words}'''"),
        };
        let text = format!("{code}[{block}]\n{name} = \"\"\n{walk} = {words}\n");
        PathFile::decode(block, text.as_bytes(), &Limits::default())
    }
}

#[cfg(test)]
mod tests {
    use super::PathFile;
    use crate::source::Language;

    #[test]
    fn words_on_several_lines_may_hold_single_marks() {
        for words in ["4:SI\n@acta[O'Higgins]", "4:SI\n@acta"] {
            let read = PathFile::of_words(words, Language::Spanish);
            assert!(read.path.is_some() && read.diagnostics.is_empty(), "{words}: {:?}", read.diagnostics);
        }
    }
}
