//! Which files are meant by a path: procedures, and the paths beside them.
//!
//! Knows how a folder of procedures is laid out; reads no more of a file than it needs to tell what it is.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cauce::source::Source;

use crate::fault::FilesError;
use crate::load::{LONGEST, Loaded};
use crate::model;

/// Folders inside folders that are looked into.
const DEPTH: usize = 8;

/// Folders where the paths of a procedure lie, in both languages.
const PATH_FOLDERS: [&str; 2] = ["caminos", "paths"];

/// How the path of a model is called that lies beside it, in both languages.
const PATH_SUFFIXES: [&str; 2] = [".camino.toml", ".path.toml"];

/// Files that say what the paths beside them must cover, in both languages.
const DEMANDS: [&str; 2] = ["caminos.toml", "paths.toml"];

/// A folder with procedures and the paths that walk them.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The files of procedures, and models.
    pub procedures: Vec<PathBuf>,
    /// The files of paths.
    pub paths: Vec<PathBuf>,
    /// The files that say what the paths must cover.
    pub demands: Vec<PathBuf>,
}

/// The procedures that a path means: itself, or those of a folder and of the folders below it.
///
/// # Errors
///
/// [`FilesError`] when a file or folder cannot be read, or what is looked for is not there.
pub fn procedures(path: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let shelves = shelves(path)?;
    Ok(shelves.into_iter().flat_map(|shelf| shelf.procedures).collect())
}

/// The procedures of one folder, not of those below it.
///
/// # Errors
///
/// [`FilesError`] when a file or folder cannot be read, or what is looked for is not there.
pub fn beside(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let Listing { files, models, .. } = list(folder)?;
    Ok(procedures_among(&files, models, false))
}

/// The one procedure that a path means.
///
/// # Errors
///
/// [`FilesError`] when a file or folder cannot be read, or what is looked for is not there.
pub fn procedure(path: &Path) -> Result<PathBuf, FilesError> {
    let mut found = procedures(path)?;
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only),
        (_, others) => Err(FilesError::SeveralProcedures { path: path.to_owned(), count: others + 1 }),
    }
}

/// The procedures that a path means with their paths, folder by folder.
///
/// # Errors
///
/// [`FilesError`] when a file or folder cannot be read, or what is looked for is not there.
pub fn shelves(path: &Path) -> Result<Vec<Shelf>, FilesError> {
    let metadata = fs::metadata(path).map_err(|error| FilesError::unreadable(path, error))?;
    if !metadata.is_dir() {
        return Ok(vec![shelf_of_file(path)?]);
    }
    let mut found = Vec::new();
    let mut open = vec![(path.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let Listing { files, models, folders } = list(&folder)?;
        let procedures = procedures_among(&files, models, depth == 0);
        if !procedures.is_empty() {
            let (paths, demands) = paths_beside(&folder, &procedures)?;
            found.push(Shelf { procedures, paths, demands });
        }
        let below = folders.into_iter().rev().filter(|_| depth < DEPTH);
        open.extend(below.map(|folder| (folder, depth + 1)));
    }
    if found.is_empty() {
        return Err(FilesError::NoProcedures { path: path.to_owned() });
    }
    Ok(found)
}

/// The paths of a path file, or of a folder of them.
///
/// # Errors
///
/// [`FilesError`] when a file or folder cannot be read, or what is looked for is not there.
pub fn paths(path: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), FilesError> {
    let metadata = fs::metadata(path).map_err(|error| FilesError::unreadable(path, error))?;
    if !metadata.is_dir() {
        return Ok((vec![path.to_path_buf()], Vec::new()));
    }
    let files = list(path)?.files;
    if files.is_empty() {
        return Err(FilesError::NoPaths { path: path.to_owned() });
    }
    Ok(files.into_iter().partition(|file| !is_demand(file)))
}

fn shelf_of_file(path: &Path) -> Result<Shelf, FilesError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let procedures = vec![path.to_path_buf()];
    let (paths, demands) = paths_beside(folder, &procedures)?;
    Ok(Shelf { procedures, paths, demands })
}

/// The paths of procedures that are in a folder: those of its folder of paths, and `NAME.….camino.toml` beside `NAME.bpmn`.
fn paths_beside(folder: &Path, procedures: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<PathBuf>), FilesError> {
    let folders = PATH_FOLDERS.iter().map(|name| folder.join(name)).filter(|folder| folder.is_dir());
    let mut files = Vec::new();
    for folder in folders {
        files.extend(list(&folder)?.files);
    }
    if procedures.iter().any(|procedure| model::may_be(procedure)) {
        let is_beside = |path: &PathBuf| procedures.iter().any(|procedure| is_path_of(path, procedure));
        files.extend(list(folder)?.files.into_iter().filter(is_beside));
    }
    Ok(files.into_iter().partition(|file| !is_demand(file)))
}

/// Whether a file is called as the paths of a model are.
pub(crate) fn is_path_of(path: &Path, procedure: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let rest = name.strip_prefix(&model::stem(procedure)).unwrap_or("");
    let ends = PATH_SUFFIXES.iter().any(|suffix| rest.ends_with(suffix));
    model::may_be(procedure) && rest.starts_with('.') && ends
}

fn is_demand(file: &Path) -> bool {
    DEMANDS.iter().any(|name| file.file_name().is_some_and(|file| file == *name))
}

/// What a folder holds, in order of name: TOML files, models, and folders that may hold more procedures.
#[derive(Default)]
struct Listing {
    files: Vec<PathBuf>,
    models: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

fn list(folder: &Path) -> Result<Listing, FilesError> {
    let mut listing = Listing::default();
    let entries = fs::read_dir(folder).map_err(|error| FilesError::unreadable(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| FilesError::unreadable(folder, error))?;
        let (path, name) = (entry.path(), entry.file_name());
        let hidden = name.to_string_lossy().starts_with('.');
        // A linked folder may lead back up here.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if !hidden && PATH_FOLDERS.iter().all(|other| name != *other) {
                listing.folders.push(path);
            }
        } else if !hidden && path.extension().is_some_and(|extension| extension == "toml") {
            listing.files.push(path);
        } else if !hidden && is_model(&path) {
            listing.models.push(path);
        }
    }
    listing.files.sort();
    listing.models.sort();
    listing.folders.sort();
    Ok(listing)
}

/// Whether a file is a model by its name or, of other XML, by how it begins.
fn is_model(path: &Path) -> bool {
    let begins = || -> std::io::Result<bool> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(model::GLANCE).read_to_end(&mut bytes)?;
        Ok(model::begins_as_one(&bytes))
    };
    model::is_called_so(path) || (model::may_be(path) && begins().unwrap_or(false))
}

/// Those files that hold a procedure, and the models; when there are none, all of a folder that was named, so that their mistakes are said.
fn procedures_among(files: &[PathBuf], models: Vec<PathBuf>, named: bool) -> Vec<PathBuf> {
    let mut sure: Vec<PathBuf> =
        files.iter().filter(|file| holds(file, &PROCEDURE_HEADERS)).cloned().collect();
    sure.extend(models);
    if !sure.is_empty() || !named {
        return sure;
    }
    let others = files.iter().filter(|file| !holds(file, &PATH_HEADERS) && !is_demand(file));
    others.cloned().collect()
}

/// Whether what was loaded as a procedure is a path: each of its keys would be called unknown.
#[must_use]
pub fn is_path(loaded: &Loaded) -> bool {
    let source = &loaded.source;
    !loaded.is_model && says(source, &PATH_BLOCKS) && !says(source, &PROCEDURE_HEADERS)
}

/// Whether what was read as a path is a procedure or a model.
#[must_use]
pub fn is_procedure(source: &Source) -> bool {
    model::is_xml(source.text().as_bytes())
        || (says(source, &PROCEDURE_HEADERS) && !says(source, &PATH_BLOCKS))
}

/// Whether a file begins as the log of a case does, hurt or not.
#[must_use]
pub fn is_log(path: &Path) -> bool {
    let mut begins = Vec::new();
    let beginning = LOG_BEGINS.len() as u64;
    let read = fs::File::open(path).and_then(|file| file.take(beginning).read_to_end(&mut begins));
    read.is_ok() && begins == LOG_BEGINS
}

const LOG_BEGINS: &[u8] = b"{\"record\"";

fn says(source: &Source, headers: &[&str]) -> bool {
    let is_header = |line: &str| headers.iter().any(|header| line.trim_start().starts_with(header));
    source.text().lines().any(is_header)
}

const PATH_BLOCKS: [&str; 2] = ["[camino]", "[path]"];
const PROCEDURE_HEADERS: [&str; 2] = ["[procedimiento]", "[procedure]"];
const PATH_HEADERS: [&str; 4] = ["[camino]", "[path]", "[package]", "[workspace]"];

/// Whether a line of the file is one of these headers; a file that cannot be read holds nothing.
fn holds(file: &Path, headers: &[&str]) -> bool {
    let mut bytes = Vec::new();
    let read = fs::File::open(file).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    let header =
        |line: &[u8]| headers.iter().any(|header| line.trim_ascii_start().starts_with(header.as_bytes()));
    read.is_ok() && bytes.split(|byte| *byte == b'\n').any(header)
}
