//! Which files are meant by a path: procedures, and the paths beside them.
//!
//! Knows how a folder of procedures is laid out; reads no more of a file than it needs to tell what it is.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cauce::source::{Language, Source};

use crate::failure::{Failure, unreadable};
use crate::load::Loaded;
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
pub(crate) struct Shelf {
    pub(crate) procedures: Vec<PathBuf>,
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) demands: Vec<PathBuf>,
}

/// The procedures that a path means: itself, or those of a folder and of the folders below it.
pub(crate) fn procedures(path: &Path, language: Language) -> Result<Vec<PathBuf>, Failure> {
    let shelves = shelves(path, language)?;
    Ok(shelves.into_iter().flat_map(|shelf| shelf.procedures).collect())
}

/// The procedures of one folder, not of those below it.
pub(crate) fn beside(folder: &Path, language: Language) -> Result<Vec<PathBuf>, Failure> {
    let Listing { files, models, .. } = list(folder, language)?;
    Ok(procedures_among(&files, models, false))
}

/// The one procedure that a path means.
pub(crate) fn procedure(path: &Path, language: Language) -> Result<PathBuf, Failure> {
    let mut found = procedures(path, language)?;
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only),
        (_, others) => {
            let (path, count) = (path.display(), others + 1);
            Err(Failure::Usage(say!(
                language,
                "En «{path}» hay {count} procedimientos; diga cuál archivo.",
                "“{path}” holds {count} procedures; say which file."
            )))
        }
    }
}

/// The procedures that a path means with their paths, folder by folder.
pub(crate) fn shelves(path: &Path, language: Language) -> Result<Vec<Shelf>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error, language))?;
    if !metadata.is_dir() {
        return Ok(vec![shelf_of_file(path, language)?]);
    }
    let mut found = Vec::new();
    let mut open = vec![(path.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let Listing { files, models, folders } = list(&folder, language)?;
        let procedures = procedures_among(&files, models, depth == 0);
        if !procedures.is_empty() {
            let (paths, demands) = paths_beside(&folder, &procedures, language)?;
            found.push(Shelf { procedures, paths, demands });
        }
        let below = folders.into_iter().rev().filter(|_| depth < DEPTH);
        open.extend(below.map(|folder| (folder, depth + 1)));
    }
    if found.is_empty() {
        let path = path.display();
        return Err(Failure::Usage(say!(
            language,
            "En «{path}» no hay procedimientos: archivos .toml con un bloque [procedimiento], o modelos .bpmn.",
            "“{path}” holds no procedures: .toml files with a block [procedure], or .bpmn models."
        )));
    }
    Ok(found)
}

/// The paths of a path file, or of a folder of them.
pub(crate) fn paths(path: &Path, language: Language) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error, language))?;
    if !metadata.is_dir() {
        return Ok((vec![path.to_path_buf()], Vec::new()));
    }
    let files = list(path, language)?.files;
    if files.is_empty() {
        let path = path.display();
        return Err(Failure::Usage(say!(
            language,
            "En «{path}» no hay caminos: archivos .toml con un bloque [camino].",
            "“{path}” holds no paths: .toml files with a block [path]."
        )));
    }
    Ok(files.into_iter().partition(|file| !is_demand(file)))
}

fn shelf_of_file(path: &Path, language: Language) -> Result<Shelf, Failure> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let procedures = vec![path.to_path_buf()];
    let (paths, demands) = paths_beside(folder, &procedures, language)?;
    Ok(Shelf { procedures, paths, demands })
}

/// The paths of procedures that are in a folder: those of its folder of paths, and `NAME.….camino.toml` beside `NAME.bpmn`.
fn paths_beside(
    folder: &Path,
    procedures: &[PathBuf],
    language: Language,
) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    let folders = PATH_FOLDERS.iter().map(|name| folder.join(name)).filter(|folder| folder.is_dir());
    let mut files = Vec::new();
    for folder in folders {
        files.extend(list(&folder, language)?.files);
    }
    if procedures.iter().any(|procedure| model::may_be(procedure)) {
        let is_beside = |path: &PathBuf| procedures.iter().any(|procedure| is_path_of(path, procedure));
        files.extend(list(folder, language)?.files.into_iter().filter(is_beside));
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

fn list(folder: &Path, language: Language) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error, language))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error, language))?;
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

/// Refuses a path where a procedure was asked for: each of its keys would be called unknown.
pub(crate) fn refuse_path(loaded: &Loaded, language: Language) -> Result<(), Failure> {
    let source = &loaded.source;
    let is_path = !loaded.is_model && says(source, &PATH_BLOCKS) && !says(source, &PROCEDURE_HEADERS);
    let name = source.name();
    match is_path {
        true => Err(Failure::Usage(say!(
            language,
            "«{name}» es un camino, no un procedimiento: lo repite «cauce repite PROCEDIMIENTO {name}».",
            "“{name}” is a path, not a procedure: “cauce replay PROCEDURE {name}” replays it."
        ))),
        false => Ok(()),
    }
}

/// Refuses a procedure where a path was asked for.
pub(crate) fn refuse_procedure(source: &Source, language: Language) -> Result<(), Failure> {
    let is_model = model::is_xml(source.text().as_bytes());
    let is_procedure = is_model || (says(source, &PROCEDURE_HEADERS) && !says(source, &PATH_BLOCKS));
    let name = source.name();
    match is_procedure {
        true => Err(Failure::Usage(say!(
            language,
            "«{name}» es un procedimiento, no un camino: sus caminos llevan un bloque [camino].",
            "“{name}” is a procedure, not a path: its paths have a block [path]."
        ))),
        false => Ok(()),
    }
}

/// Whether a file begins as the log of a case does, hurt or not.
pub(crate) fn is_log(path: &Path) -> bool {
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
    let read = fs::File::open(file).and_then(|file| file.take(crate::load::LONGEST).read_to_end(&mut bytes));
    let header =
        |line: &[u8]| headers.iter().any(|header| line.trim_ascii_start().starts_with(header.as_bytes()));
    read.is_ok() && bytes.split(|byte| *byte == b'\n').any(header)
}
