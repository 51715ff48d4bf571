//! A procedure from its file, or the processes of a model: read, checked, ready to be shown or run.
//!
//! Reads files; what is right and wrong in them the library says.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use cauce::check::{Checked, Options, check_bytes};
use cauce::diagnostic::{BpmnProblem, Diagnostic, Excess, FileProblem, Grade, render};
use cauce::limits::Limits;
use cauce::procedure::{Procedure, Reading};
use cauce::proof::Budget;
use cauce::source::{Language, Source, Span};
use cauce_bpmn::Imported;

use crate::desk::Desk;
use crate::failure::{Failure, unreadable};
use crate::files::refuse_path;
use crate::model::{self, How};

/// As much of a file as is read: one byte more than the limit shows that it is too long.
pub(crate) const LONGEST: u64 = (4 << 20) + 1;

/// The same of a model.
const LONGEST_MODEL: u64 = (16 << 20) + 1;

/// A procedure file, or a model, that was read and checked.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) source: Source,
    /// The language of the file.
    pub(crate) language: Language,
    /// The procedure; of a model its first process, or the one that was named.
    pub(crate) procedure: Option<Arc<Procedure>>,
    /// The other processes of a model, in its order.
    pub(crate) others: Vec<Arc<Procedure>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether the file is a BPMN model.
    pub(crate) is_model: bool,
    /// What each process of a model was read as.
    pub(crate) imported: Vec<Imported>,
}

impl Loaded {
    /// A procedure file that was checked.
    pub(crate) fn of_procedure(checked: Checked) -> Self {
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
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Procedure>> {
        self.procedure.iter().chain(&self.others)
    }

    /// Whether nothing forbids putting the procedure to work.
    pub(crate) fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.grade == Grade::Remark)
    }

    /// How many diagnostics there are of a grade.
    pub(crate) fn count(&self, grade: Grade) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.grade == grade).count()
    }
}

/// How much is proved of what is loaded to be put to work, shown or replayed.
pub(crate) fn usual_budget() -> Budget {
    Options::default().proof.unwrap_or_default()
}

/// Reads and checks a procedure file or a model.
pub(crate) fn load(path: &Path, reading: Reading, desk: &Desk) -> Result<Loaded, Failure> {
    load_with(path, reading, &[], desk)
}

/// The same, proved within a budget.
pub(crate) fn load_proved(
    path: &Path,
    reading: Reading,
    proof: Budget,
    desk: &Desk,
) -> Result<Loaded, Failure> {
    let (language, asked) = (desk.language(), desk.asked);
    load_as(path, &How { reading, language, asked, data: &[], proof })
}

/// Reads and checks a procedure file, or a model to which data of these names will be handed.
pub(crate) fn load_with(
    path: &Path,
    reading: Reading,
    data: &[String],
    desk: &Desk,
) -> Result<Loaded, Failure> {
    let (language, asked) = (desk.language(), desk.asked);
    load_as(path, &How { reading, language, asked, data, proof: usual_budget() })
}

fn load_as(path: &Path, how: &How<'_>) -> Result<Loaded, Failure> {
    let limits = Limits::default();
    let name = path.display().to_string();
    if model::may_be(path) {
        return load_model(path, how);
    }
    let bytes = match read(path, how.language)? {
        Bytes::Whole(bytes) => bytes,
        Bytes::TooLong(bytes) => {
            let problem = FileProblem::TooLarge { bytes, limit: limits.file_bytes };
            return Ok(refused(&name, Diagnostic::error(problem, Span::at(0))));
        }
    };
    let proof = Some(how.proof.clone());
    let options = Options { reading: how.reading, language: how.asked, limits, proof, ..Options::default() };
    Ok(Loaded::of_procedure(check_bytes(&name, &bytes, &options)))
}

/// Reads and checks a model.
pub(crate) fn load_model(path: &Path, how: &How<'_>) -> Result<Loaded, Failure> {
    let name = path.display().to_string();
    Ok(match read_up_to(path, LONGEST_MODEL, how.language)? {
        Bytes::Whole(bytes) => model::load(&name, &bytes, how),
        Bytes::TooLong(_) => {
            let limit = cauce_bpmn::Limits::default().bytes;
            let problem = BpmnProblem::TooMuch { what: Excess::Bytes, limit };
            refused(&name, Diagnostic::error(problem, Span::at(0)))
        }
    })
}

/// Reads and checks a procedure that is to be put to work; says everything that forbids it.
pub(crate) fn load_sound(path: &Path, reading: Reading, desk: &mut Desk) -> Result<Loaded, Failure> {
    let loaded = load(path, reading, desk)?;
    if loaded.procedure.is_some() && loaded.is_sound() {
        return Ok(loaded);
    }
    refuse_path(&loaded, desk.language_for(loaded.language))?;
    show_faults(desk, &loaded, |grade| grade != Grade::Remark)
}

/// Shows the faults of those grades and ends with them.
pub(crate) fn show_faults<T>(
    desk: &mut Desk,
    loaded: &Loaded,
    wanted: fn(Grade) -> bool,
) -> Result<T, Failure> {
    let faults = loaded.diagnostics.iter().filter(|found| wanted(found.grade));
    let faults: Vec<Diagnostic> = faults.cloned().collect();
    let text = render(&loaded.source, &faults, desk.voice_for(loaded.language), desk.ink);
    desk.print(&text)?;
    Err(Failure::Unsound)
}

/// The bytes of a file, or how long it is when that is too much.
pub(crate) enum Bytes {
    Whole(Vec<u8>),
    TooLong(usize),
}

/// Reads a procedure or path file, no further than needed.
pub(crate) fn read(path: &Path, language: Language) -> Result<Bytes, Failure> {
    read_up_to(path, LONGEST, language)
}

/// Reads a file unless it is as long as that.
fn read_up_to(path: &Path, longest: u64, language: Language) -> Result<Bytes, Failure> {
    let failed = |error| unreadable(path, &error, language);
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
