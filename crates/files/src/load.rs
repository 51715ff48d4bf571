//! A procedure from its file, or the processes of a model: read, checked, ready to be shown or run.
//!
//! Reads files; what is right and wrong in them the core says.
//! Read [`load`] first.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use cauce::check::{Checked, Options, check_bytes};
use cauce::diagnostic::{BpmnProblem, Diagnostic, Excess, FileProblem, Grade};
use cauce::limits::Limits;
use cauce::procedure::{Procedure, Reading};
use cauce::source::{Language, Source, Span};
use cauce_bpmn::Imported;

use crate::fault::FilesError;
use crate::model;

/// As much of a file as is read: one byte more than the limit shows that it is too long.
pub(crate) const LONGEST: u64 = (4 << 20) + 1;

/// The same of a model.
const LONGEST_MODEL: u64 = (16 << 20) + 1;

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct How<'a> {
    /// The reading of a procedure file.
    pub reading: Reading,
    /// The language of the keywords of a model, and of messages where none was asked for.
    pub language: Language,
    /// The language of the messages that was asked for.
    pub asked: Option<Language>,
    /// Names of data that a model's own expressions need not mention.
    pub data: &'a [String],
    /// How many states a proof walks through at most; as many as any load where nothing is said.
    pub states: Option<usize>,
}

/// A procedure file, or a model, that was read and checked.
#[derive(Debug)]
pub struct Loaded {
    /// Its text.
    pub source: Source,
    /// The language of the file.
    pub language: Language,
    /// The procedure; of a model its first process, or the one that was named.
    pub procedure: Option<Arc<Procedure>>,
    /// The other processes of a model, in its order.
    pub others: Vec<Arc<Procedure>>,
    /// Everything that was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the file is a BPMN model.
    pub is_model: bool,
    /// What each process of a model was read as.
    pub imported: Vec<Imported>,
}

impl How<'_> {
    /// How a text is checked that is read so.
    #[must_use]
    pub fn options(&self) -> Options {
        let mut options = Options { reading: self.reading, language: self.asked, ..Options::default() };
        if let (Some(proof), Some(states)) = (&mut options.proof, self.states) {
            proof.states = states;
        }
        options
    }
}

impl Loaded {
    /// A procedure file that was checked.
    #[must_use]
    pub fn of_procedure(checked: Checked) -> Self {
        let Checked { source, language, procedure, diagnostics, .. } = checked;
        let procedure = procedure.map(Arc::new);
        Loaded {
            source,
            language,
            procedure,
            others: Vec::new(),
            diagnostics,
            is_model: false,
            imported: Vec::new(),
        }
    }

    /// Every procedure of the file.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Procedure>> {
        self.procedure.iter().chain(&self.others)
    }

    /// The text of the procedure file: of a model that which the process was read as.
    #[must_use]
    pub fn text_of(&self, procedure: &Procedure) -> &str {
        let imported = self.imported.iter().find(|imported| *imported.code == *procedure.code());
        imported.map_or_else(|| self.source.text(), |imported| &imported.text)
    }

    /// Whether nothing forbids putting the procedure to work.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.grade == Grade::Remark)
    }

    /// How many diagnostics there are of a grade.
    #[must_use]
    pub fn count(&self, grade: Grade) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.grade == grade).count()
    }
}

/// Reads and checks a procedure file or a model.
///
/// # Errors
///
/// [`FilesError::Unreadable`] when the file cannot be read.
pub fn load(path: &Path, how: &How<'_>) -> Result<Loaded, FilesError> {
    if model::may_be(path) {
        return load_model(path, how);
    }
    let limits = Limits::default();
    let name = path.display().to_string();
    let bytes = match read(path)? {
        Bytes::Whole(bytes) => bytes,
        Bytes::TooLong(bytes) => {
            let problem = FileProblem::TooLarge { bytes, limit: limits.file_bytes };
            return Ok(refused(&name, Diagnostic::error(problem, Span::at(0))));
        }
    };
    Ok(Loaded::of_procedure(check_bytes(&name, &bytes, &how.options())))
}

/// Reads and checks a model.
///
/// # Errors
///
/// [`FilesError::Unreadable`] when the file cannot be read.
pub fn load_model(path: &Path, how: &How<'_>) -> Result<Loaded, FilesError> {
    let name = path.display().to_string();
    Ok(match read_up_to(path, LONGEST_MODEL)? {
        Bytes::Whole(bytes) => model::load(&name, &bytes, how),
        Bytes::TooLong(_) => {
            let limit = cauce_bpmn::Limits::default().bytes;
            let problem = BpmnProblem::TooMuch { what: Excess::Bytes, limit };
            refused(&name, Diagnostic::error(problem, Span::at(0)))
        }
    })
}

/// The bytes of a file, or how long it is when that is too much.
#[derive(Debug)]
pub enum Bytes {
    /// All of it.
    Whole(Vec<u8>),
    /// Longer than the limit, by that many bytes in all.
    TooLong(usize),
}

/// Reads a procedure or path file, no further than needed.
///
/// # Errors
///
/// [`FilesError::Unreadable`] when the file cannot be read.
pub fn read(path: &Path) -> Result<Bytes, FilesError> {
    read_up_to(path, LONGEST)
}

/// Reads a file unless it is as long as that.
fn read_up_to(path: &Path, longest: u64) -> Result<Bytes, FilesError> {
    let failed = |error| FilesError::unreadable(path, error);
    let file = fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::new();
    let too_long = |length: u64| Ok(Bytes::TooLong(usize::try_from(length).unwrap_or(usize::MAX)));
    // What says that it is too long is not read; what does not say it, such as a pipe, is read no further.
    if length >= longest {
        return too_long(length);
    }
    file.take(longest).read_to_end(&mut bytes).map_err(failed)?;
    match bytes.len() as u64 >= longest {
        true => too_long(longest),
        false => Ok(Bytes::Whole(bytes)),
    }
}

/// What was not even read.
fn refused(name: &str, why: Diagnostic) -> Loaded {
    Loaded {
        source: Source::new(name, ""),
        language: Language::default(),
        procedure: None,
        others: Vec::new(),
        diagnostics: vec![why],
        is_model: false,
        imported: Vec::new(),
    }
}
