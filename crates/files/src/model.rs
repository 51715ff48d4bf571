//! BPMN models where a procedure is asked for: which files are models, and what their processes are as procedures.
//!
//! Knows that a model holds several processes and which of them is meant; reading the XML is the library's.
//! Read [`load`] first.

use std::path::Path;
use std::sync::Arc;

use cauce::data::Text;
use cauce::diagnostic::{Diagnostic, Grade};
use cauce::procedure::Procedure;
use cauce::source::Span;
use cauce_bpmn::{ImportOptions, Imported, import};

use crate::fault::FilesError;
use crate::load::{How, Loaded};

/// How files of models are called; of a plain `.xml` its outermost element tells.
const SUFFIXES: [&str; 2] = [".bpmn", ".bpmn20.xml"];
const XML: &str = ".xml";

/// What is in every model, whatever its prefixes.
const NAMESPACE: &[u8] = b"http://www.omg.org/spec/BPMN/20100524/MODEL";

/// Habits of procedure files that models know nothing of: evidence of every activity, the look of ids, and the data
/// that an import declares because other programs hand it in.
const HABITS: [&str; 3] = ["C0506", "C0507", "C0509"];

/// Bytes in which the outermost element of a model stands.
pub(crate) const GLANCE: u64 = 64 << 10;

/// Whether a file is called as models are.
pub(crate) fn is_called_so(path: &Path) -> bool {
    SUFFIXES.iter().any(|suffix| ends_with(path, suffix))
}

/// Whether a file may be a model by its name: any XML, when it is named.
#[must_use]
pub fn may_be(path: &Path) -> bool {
    is_called_so(path) || ends_with(path, XML)
}

/// The name of a model's file without what says that it is a model.
#[must_use]
pub fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let suffix = SUFFIXES.iter().rev().chain(&[XML]).find(|suffix| ends_with(path, suffix));
    let length = name.len() - suffix.map_or(0, |suffix| suffix.len());
    name[..length].to_owned()
}

fn ends_with(path: &Path, suffix: &str) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let start = name.len().checked_sub(suffix.len());
    start.and_then(|start| name.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
}

/// Whether a text begins as XML does, which no procedure file can.
#[must_use]
pub fn is_xml(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

/// Whether the first bytes of a file are those of a BPMN model.
pub(crate) fn begins_as_one(bytes: &[u8]) -> bool {
    is_xml(bytes) && bytes.windows(NAMESPACE.len()).any(|window| window == NAMESPACE)
}

/// Reads a model and checks each of its processes; there are procedures unless an error was found.
#[must_use]
pub fn load(name: &str, bytes: &[u8], how: &How<'_>) -> Loaded {
    let mut options = ImportOptions::default();
    (options.language, options.data) = (how.language, how.data.to_vec());
    let found = import(name, bytes, &options);
    let check = how.options();
    let (mut diagnostics, mut language) = (found.diagnostics, how.language);
    let mut procedures = Vec::new();
    // Where the model itself is wrong its procedures would only echo that.
    let whole = diagnostics.iter().all(|found| found.grade != Grade::Error);
    for imported in found.procedures.iter().rev().filter(|_| whole) {
        let checked = imported.check(&found.source, &check);
        language = checked.language;
        add(&mut diagnostics, checked.diagnostics);
        procedures.extend(checked.procedure.map(Arc::new));
    }
    procedures.reverse();
    diagnostics.sort_by_key(|found| found.span);
    // What a model says beside a mistake cannot be told from the mistake: half a model is none.
    if diagnostics.iter().any(|found| found.grade == Grade::Error) {
        procedures.clear();
    }
    let mut procedures = procedures.into_iter();
    Loaded {
        source: found.source,
        language,
        procedure: procedures.next(),
        others: procedures.collect(),
        diagnostics,
        is_model: true,
        imported: found.procedures,
    }
}

/// Adds what was not said yet, since processes that share a part of the model say the same of it; a terse model is no
/// wrong one.
fn add(diagnostics: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let new = |found: &Diagnostic| {
        let known =
            diagnostics.iter().any(|known| known.span == found.span && known.problem == found.problem);
        !known && !HABITS.contains(&found.problem.code())
    };
    let more: Vec<Diagnostic> = more.into_iter().filter(new).collect();
    diagnostics.extend(more);
}

impl Loaded {
    /// Puts the process of that id or name first.
    ///
    /// # Errors
    ///
    /// [`FilesError::UnknownProcess`] when the model has none of that name.
    pub fn about(mut self, named: &str) -> Result<Self, FilesError> {
        let mut all: Vec<Arc<Procedure>> = self.all().cloned().collect();
        let meant = all.iter().position(|one| one.code() == named);
        let meant = meant.or_else(|| all.iter().position(|one| &*one.head().name == named));
        let Some(meant) = meant.filter(|_| !all.is_empty()) else {
            // What does not load at all says so itself.
            return if all.is_empty() { Ok(self) } else { Err(unknown(named, &all)) };
        };
        self.procedure = Some(all.remove(meant));
        self.others = all;
        Ok(self)
    }

    /// Where in the file something stands that was found at a place of a procedure's own text, and in a model the id
    /// of the element it is about.
    #[must_use]
    pub fn place(&self, of: &Procedure, span: Span) -> (Span, Option<Text>) {
        let imported: Option<&Imported> = self.imported.iter().find(|imported| &*imported.code == of.code());
        imported.map(|imported| imported.place(span)).map_or((span, None), |(span, id)| (span, Some(id)))
    }
}

fn unknown(named: &str, all: &[Arc<Procedure>]) -> FilesError {
    let known = all.iter().map(|one| one.code().to_owned()).collect();
    FilesError::UnknownProcess { named: named.to_owned(), known }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_models_by_their_names() {
        for (name, called, may, short) in [
            ("a.bpmn", true, true, "a"),
            ("carpeta/a.BPMN", true, true, "a"),
            ("a.bpmn20.xml", true, true, "a"),
            ("a.xml", false, true, "a"),
            ("a.toml", false, false, "a.toml"),
            ("bpmn", false, false, "bpmn"),
        ] {
            let path = Path::new(name);
            assert_eq!((is_called_so(path), may_be(path), &*stem(path)), (called, may, short), "{name}");
        }
    }

    #[test]
    fn texts_are_models_by_their_beginning() {
        assert!(is_xml(b"\xef\xbb\xbf\n <?xml"));
        assert!(!is_xml(b"formato = 1 # <a>"));
        assert!(!begins_as_one(b"<html/>"));
    }
}
