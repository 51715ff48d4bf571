//! The procedures that paths walk: of files and models, in both readings, since each path says which one it walks.
//!
//! Knows which procedure a path means that names none, and what a model needs so that a path can walk it.
//! Read [`Readings`] first.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::data::Digest;
use cauce::diagnostic::Diagnostic;
use cauce::path::{PathFile, Replay, meant, refused, replay};
use cauce::procedure::{Definitions, Procedure, Reading};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::files::{self, Shelf};
use crate::load::{Loaded, load_with};
use crate::model;
use crate::replay::read_path;
use crate::wire::Said;

/// The procedures of a folder in both readings.
#[derive(Default)]
pub(crate) struct Readings {
    chosen: Definitions,
    literal: Definitions,
    /// The reading that was asked for instead of the one a path says.
    forced: Option<Reading>,
    /// Those that are no procedures at all, to be shown when a path would walk them.
    pub(crate) broken: Vec<Loaded>,
    /// Those whose literal reading alone is no procedure, and what is wrong with it.
    unreadable: Vec<(Arc<Procedure>, Vec<Diagnostic>)>,
    /// Those of the folder, without those that were added.
    pub(crate) own: Vec<Arc<Procedure>>,
    /// Names of data that the paths hand in.
    data: Vec<String>,
    /// The models of the folder, each with the code of its first process.
    models: Vec<(PathBuf, String)>,
    /// The procedures that come from models.
    modelled: BTreeSet<Digest>,
}

impl Readings {
    /// The procedures of a folder, and those that were added.
    pub(crate) fn load(desk: &Desk, given: &Given, shelf: &Shelf) -> Result<Self, Failure> {
        let language = desk.language();
        let forced = given.has(Opt::Reading).then(|| given.reading(language)).transpose()?;
        let mut others = Vec::new();
        for path in given.values(Opt::With) {
            others.extend(files::procedures(&path, language)?);
        }
        let mut readings = Readings { forced, ..Readings::default() };
        if shelf.procedures.iter().chain(&others).any(|file| model::may_be(file)) {
            readings.data = data_of(&shelf.paths, language)?;
        }
        for file in &shelf.procedures {
            readings.add(file, true, desk)?;
        }
        for file in &others {
            readings.add(file, false, desk)?;
        }
        Ok(readings)
    }

    fn add(&mut self, file: &Path, own: bool, desk: &Desk) -> Result<(), Failure> {
        let literal = load_with(file, Reading::Literal, &self.data, desk)?;
        let loaded = load_with(file, Reading::Chosen, &self.data, desk)?;
        match (&literal.procedure, &loaded.procedure) {
            (Some(_), _) => literal.all().for_each(|one| keep(&mut self.literal, one)),
            (None, Some(chosen)) => {
                self.unreadable.push((Arc::clone(chosen), literal.diagnostics.clone()));
            }
            (None, None) => {}
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

    /// What is wrong with those that are no procedures, for the wire.
    pub(crate) fn faults(&self, desk: &Desk) -> Vec<Said> {
        let said = |loaded: &Loaded| -> Vec<Said> {
            let voice = desk.voice_for(loaded.language);
            let faults = loaded.diagnostics.iter();
            faults.map(|fault| Said::of(&loaded.source, fault, voice)).collect()
        };
        self.broken.iter().flat_map(said).collect()
    }

    /// A path as it is replayed here: in the reading asked for, over the first process of a model where it names none,
    /// and of a model whatever forbids putting it to work.
    pub(crate) fn fitted(&self, path: &PathFile, file: &Path) -> PathFile {
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
        let beside = self.models.iter().filter(|(of, _)| files::is_path_of(path, of));
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
    pub(crate) fn replay(&self, path: &PathFile) -> Replay {
        let named = |code: &str| path.procedure().is_none_or(|named| named == code);
        let literal = path.reading() == Reading::Literal;
        let mut unreadable = self.unreadable.iter().filter(|(about, _)| literal && named(about.code()));
        let refusal = unreadable.find_map(|(about, faults)| refused(path, Some(about), faults));
        refusal.unwrap_or_else(|| replay(self.of(path), path))
    }

    /// The procedures in one reading.
    pub(crate) fn in_reading(&self, reading: Reading) -> &Definitions {
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
fn data_of(paths: &[PathBuf], language: Language) -> Result<Vec<String>, Failure> {
    let mut names = BTreeSet::new();
    for file in paths {
        if let Some(path) = read_path(file, language)?.path {
            names.extend(path.data_written().into_iter().map(str::to_owned));
        }
    }
    Ok(names.into_iter().collect())
}
