//! `cauce nuevo`: a small procedure to begin with, and the path that walks it.
//!
//! What is written checks without a remark and its path runs; a test says so.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::{Failure, unwritable};

const SPANISH: [&str; 2] = [include_str!("new/procedimiento.toml"), include_str!("new/camino.toml")];
const ENGLISH: [&str; 2] = [include_str!("new/procedure.toml"), include_str!("new/path.toml")];

/// What stands in the templates where the code and the name belong.
const CODE: &str = "@CODE@";
const NAME: &str = "@NAME@";

/// `cauce nuevo ARCHIVO.toml|CARPETA`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [word] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué archivo .toml o qué carpeta se escribe.",
            "Say which .toml file or which folder is to be written."
        )));
    };
    let named = Path::new(word);
    let code = match given.text(Opt::Code, language)? {
        Some(code) => code.to_owned(),
        None => code_of(named),
    };
    let usual = pick!(language, "Mi procedimiento", "My procedure");
    let name = given.text(Opt::Name, language)?.unwrap_or(usual);
    for text in [&*code, name] {
        check_text(text, language)?;
    }
    let texts = match language {
        Language::Spanish => SPANISH,
        Language::English => ENGLISH,
    };
    let texts = texts.map(|text| text.replace(CODE, &escaped(&code)).replace(NAME, &escaped(name)));
    let places = places(named, &code, language);
    write_all(&places, &texts, language)?;
    tell(desk, &places, language)
}

/// The file of the procedure and that of its path.
fn places(named: &Path, code: &str, language: Language) -> [PathBuf; 2] {
    let is_file = named.extension().is_some_and(|extension| extension == "toml");
    let procedure =
        if is_file { named.to_path_buf() } else { named.join(format!("{}.toml", file_part(code))) };
    let folder = procedure.parent().unwrap_or(Path::new("")).to_path_buf();
    let path = pick!(language, "caminos/01-directo.toml", "paths/01-straight.toml");
    [procedure, folder.join(path)]
}

/// The code of a procedure that is only named by its file: the name in capitals.
fn code_of(named: &Path) -> String {
    let stem = named.file_stem().map(|stem| stem.to_string_lossy().to_uppercase()).unwrap_or_default();
    let code = file_part(&stem);
    let code = code.trim_matches('-');
    if code.is_empty() { "PRO-001".to_owned() } else { code.to_owned() }
}

fn file_part(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' }).collect()
}

fn check_text(text: &str, language: Language) -> Result<(), Failure> {
    let long = text.chars().count() > 200;
    if text.trim().is_empty() || long || text.chars().any(char::is_control) {
        return Err(Failure::Usage(say!(
            language,
            "El código y el nombre llevan de 1 a 200 letras, sin caracteres de control.",
            "Code and name have 1 to 200 letters and no control characters."
        )));
    }
    Ok(())
}

/// The text inside a basic string of TOML.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Writes all files or says which one is in the way; what exists is never written over.
fn write_all(places: &[PathBuf; 2], texts: &[String; 2], language: Language) -> Result<(), Failure> {
    if let Some(taken) = places.iter().find(|place| place.symlink_metadata().is_ok()) {
        return Err(unwritable(taken, &io::ErrorKind::AlreadyExists.into(), language));
    }
    for (place, text) in places.iter().zip(texts) {
        write_new(place, text).map_err(|error| unwritable(place, &error, language))?;
    }
    Ok(())
}

fn write_new(place: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(place)?.write_all(text.as_bytes())
}

fn tell(desk: &mut Desk, places: &[PathBuf; 2], language: Language) -> Result<(), Failure> {
    let [procedure, path] = places.each_ref().map(|place| place.display());
    desk.line(&say!(language, "Escritos: {procedure}, {path}", "Written: {procedure}, {path}"))?;
    desk.line(&say!(
        language,
        "Cámbielo y después: cauce revisa {procedure} · cauce repite {procedure} · cauce corre {procedure}",
        "Change it and then: cauce check {procedure} · cauce replay {procedure} · cauce run {procedure}"
    ))
}
