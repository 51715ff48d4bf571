//! A procedure from its file: read, checked, ready to be shown or run.
//!
//! Reads files; what is right and wrong in them the library says.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use cauce::check::{Checked, Options, check_bytes};
use cauce::diagnostic::{Diagnostic, FileProblem, Grade, render};
use cauce::limits::Limits;
use cauce::procedure::{Procedure, Reading};
use cauce::source::{Language, Source, Span};

use crate::desk::Desk;
use crate::failure::{Failure, unreadable};
use crate::files::refuse_path;

/// As much of a file as is read: one byte more than the limit shows that it is too long.
pub(crate) const LONGEST: u64 = (4 << 20) + 1;

/// A procedure file that was read and checked.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) source: Source,
    /// The language of the file.
    pub(crate) language: Language,
    pub(crate) procedure: Option<Arc<Procedure>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether nothing forbids putting the procedure to work.
    pub(crate) fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.grade == Grade::Remark)
    }

    /// How many diagnostics there are of a grade.
    pub(crate) fn count(&self, grade: Grade) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.grade == grade).count()
    }
}

/// Reads and checks a procedure file.
pub(crate) fn load(path: &Path, reading: Reading, desk: &Desk) -> Result<Loaded, Failure> {
    let limits = Limits::default();
    let name = path.display().to_string();
    let bytes = match read(path, desk.language())? {
        Bytes::Whole(bytes) => bytes,
        Bytes::TooLong(length) => return Ok(too_long(&name, length, &limits)),
    };
    let options = Options { reading, language: desk.asked, limits, ..Options::default() };
    let Checked { source, language, procedure, diagnostics, .. } = check_bytes(&name, &bytes, &options);
    Ok(Loaded { source, language, procedure: procedure.map(Arc::new), diagnostics })
}

/// Reads and checks a procedure that is to be put to work; says everything that forbids it.
pub(crate) fn load_sound(
    path: &Path,
    reading: Reading,
    desk: &mut Desk,
) -> Result<(Arc<Procedure>, Language), Failure> {
    let loaded = load(path, reading, desk)?;
    let sound = loaded.is_sound();
    match loaded.procedure {
        Some(procedure) if sound => Ok((procedure, loaded.language)),
        _ => {
            refuse_path(&loaded.source, desk.language_for(loaded.language))?;
            let faults: Vec<Diagnostic> =
                loaded.diagnostics.into_iter().filter(|found| found.grade != Grade::Remark).collect();
            let voice = desk.voice_for(loaded.language);
            let text = render(&loaded.source, &faults, voice, desk.ink);
            desk.print(&text)?;
            Err(Failure::Unsound)
        }
    }
}

/// The bytes of a file, or how long it is when that is too much.
pub(crate) enum Bytes {
    Whole(Vec<u8>),
    TooLong(usize),
}

/// Reads a procedure or path file, no further than needed.
pub(crate) fn read(path: &Path, language: Language) -> Result<Bytes, Failure> {
    let failed = |error| unreadable(path, &error, language);
    let file = fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(match bytes.len() as u64 {
        LONGEST => Bytes::TooLong(usize::try_from(length.max(LONGEST)).unwrap_or(usize::MAX)),
        _ => Bytes::Whole(bytes),
    })
}

fn too_long(name: &str, bytes: usize, limits: &Limits) -> Loaded {
    let problem = FileProblem::TooLarge { bytes, limit: limits.file_bytes };
    Loaded {
        source: Source::new(name, ""),
        language: Language::default(),
        procedure: None,
        diagnostics: vec![Diagnostic::error(problem, Span::at(0))],
    }
}
