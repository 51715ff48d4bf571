//! The procedures that paths walk: of files and models, in both readings, since each path says which one it walks.
//!
//! Knows which procedure a path means that names none, and what a model needs so that a path can walk it.
//! Read [`Readings`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::data::Digest;
use cauce::diagnostic::Diagnostic;
use cauce::limits::Limits;
use cauce::path::{PathFile, ReadPath, Replay, meant, refused, replay};
use cauce::procedure::{Definitions, Procedure, Reading};
use cauce::source::Source;

use crate::fault::FilesError;
use crate::layout::{self, Shelf};
use crate::load::{Bytes, How, Loaded, load, read};
use crate::model;

/// The procedures of a folder in both readings.
#[derive(Debug, Default)]
pub struct Readings {
    chosen: Definitions,
    literal: Definitions,
    /// The reading that was asked for instead of the one a path says.
    forced: Option<Reading>,
    /// Those that are no procedures at all, to be shown when a path would walk them.
    pub broken: Vec<Loaded>,
    /// Those whose literal reading alone is no procedure, and what is wrong with it.
    unreadable: Vec<(Arc<Procedure>, Vec<Diagnostic>)>,
    /// Those of the folder, without those that were added.
    pub own: Vec<Arc<Procedure>>,
    /// The texts of those that come from files of their own, by definition.
    sources: BTreeMap<Digest, Source>,
    /// Names of data that the paths hand in.
    data: Vec<String>,
    /// The models of the folder, each with the code of its first process.
    models: Vec<(PathBuf, String)>,
    /// The procedures that come from models.
    modelled: BTreeSet<Digest>,
}

impl Readings {
    /// The procedures of a folder, and those of the files that were added, as they are to be read.
    ///
    /// `forced` is the reading that every path walks, whatever it says.
    ///
    /// # Errors
    ///
    /// [`FilesError::Unreadable`] when a file cannot be read; what is wrong in one is among the broken.
    pub fn load(
        shelf: &Shelf,
        others: &[PathBuf],
        forced: Option<Reading>,
        how: How<'_>,
    ) -> Result<Self, FilesError> {
        let mut readings = Readings { forced, ..Readings::default() };
        if shelf.procedures.iter().chain(others).any(|file| model::may_be(file)) {
            readings.data = data_of(&shelf.paths)?;
        }
        for file in &shelf.procedures {
            readings.add(file, true, how)?;
        }
        for file in others {
            readings.add(file, false, how)?;
        }
        Ok(readings)
    }

    fn add(&mut self, file: &Path, own: bool, how: How<'_>) -> Result<(), FilesError> {
        let read = |reading| load(file, &How { reading, data: &self.data, ..how });
        let (literal, loaded) = (read(Reading::Literal)?, read(Reading::Chosen)?);
        match (&literal.procedure, &loaded.procedure) {
            (Some(_), _) => literal.all().for_each(|one| keep(&mut self.literal, one)),
            (None, Some(chosen)) => {
                self.unreadable.push((Arc::clone(chosen), literal.diagnostics.clone()));
            }
            (None, None) => {}
        }
        if let Some(chosen) = loaded.procedure.as_ref().filter(|_| own && !loaded.is_model) {
            self.sources.insert(chosen.digests().definition, loaded.source.clone());
        }
        for chosen in loaded.all() {
            keep(&mut self.chosen, chosen);
            self.own.extend(own.then(|| Arc::clone(chosen)));
        }
        if loaded.is_model {
            self.modelled.extend(loaded.all().chain(literal.all()).map(|one| one.digests().definition));
            let first = loaded.imported.first().map_or("", |imported| &imported.code);
            self.models.extend(own.then(|| (file.to_owned(), first.to_owned())));
        }
        self.broken.extend(loaded.procedure.is_none().then_some(loaded));
        Ok(())
    }

    /// The text of a procedure that has a file of its own.
    #[must_use]
    pub fn source(&self, procedure: &Procedure) -> Option<&Source> {
        self.sources.get(&procedure.digests().definition)
    }

    /// A path as it is replayed here: in the reading asked for, over the first process of a model where it names none,
    /// and of a model whatever forbids putting it to work.
    #[must_use]
    pub fn fitted(&self, path: &PathFile, file: &Path) -> PathFile {
        let mut path = path.clone();
        if let Some(reading) = self.forced {
            path = path.with_reading(reading);
        }
        if let Some(first) = self.first_of(file) {
            path = path.or_about(first);
        }
        let procedure = meant(self.of(&path), &path);
        let of_model = procedure.filter(|one| self.modelled.contains(&one.digests().definition));
        match of_model.cloned() {
            Some(model) => path.over_model(&model),
            None => path,
        }
    }

    /// The first process of the model beside which a path lies, or of the only one there is.
    fn first_of(&self, path: &Path) -> Option<&str> {
        // Of `a.bpmn` and `a.b.bpmn` the path `a.b.camino.toml` is the latter's.
        let beside = self.models.iter().filter(|(of, _)| layout::is_path_of(path, of));
        let beside = beside.max_by_key(|(of, _)| model::stem(of).len());
        let only = || match &self.models[..] {
            [only] if self.own.iter().all(|one| self.modelled.contains(&one.digests().definition)) => {
                Some(only)
            }
            _ => None,
        };
        beside.or_else(only).map(|(_, first)| &**first)
    }

    /// Replays a path over the reading that it says.
    #[must_use]
    pub fn replay(&self, path: &PathFile) -> Replay {
        let named = |code: &str| path.procedure().is_none_or(|named| named == code);
        let literal = path.reading() == Reading::Literal;
        let mut unreadable = self.unreadable.iter().filter(|(about, _)| literal && named(about.code()));
        let refusal = unreadable.find_map(|(about, faults)| refused(path, Some(about), faults));
        refusal.unwrap_or_else(|| replay(self.of(path), path))
    }

    /// The procedures in one reading.
    #[must_use]
    pub fn in_reading(&self, reading: Reading) -> &Definitions {
        match reading {
            Reading::Chosen => &self.chosen,
            Reading::Literal => &self.literal,
        }
    }

    fn of(&self, path: &PathFile) -> &Definitions {
        self.in_reading(path.reading())
    }
}

fn keep(definitions: &mut Definitions, procedure: &Arc<Procedure>) {
    definitions.add_unfit(Arc::clone(procedure));
}

/// The data that paths hand in; what is no path says so when it is replayed.
fn data_of(paths: &[PathBuf]) -> Result<Vec<String>, FilesError> {
    let mut names = BTreeSet::new();
    for file in paths {
        if let Some(path) = read_path(file)?.path {
            names.extend(path.data_written().into_iter().map(str::to_owned));
        }
    }
    Ok(names.into_iter().collect())
}

/// Reads a path file.
///
/// # Errors
///
/// [`FilesError::Unreadable`] when the file cannot be read; what is wrong in it the path says.
pub fn read_path(file: &Path) -> Result<ReadPath, FilesError> {
    let name = file.display().to_string();
    let bytes = match read(file)? {
        Bytes::Whole(bytes) => bytes,
        Bytes::TooLong(_) => vec![b' '; Limits::default().file_bytes + 1],
    };
    Ok(PathFile::decode(&name, &bytes, &Limits::default()))
}
