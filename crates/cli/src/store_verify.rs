//! `cauce log verifica` of a store: proves every record that lies in a database, and the database beneath.
//!
//! What is proved, `cauce-store` knows; here it is said.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use cauce::source::Language;
use cauce_store::verify::{Damage, Verification};
use cauce_store::{Store, StoreError};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::log_verify::{Proof, print_streams};
use crate::wire::{self, StoreDamage, StoreVerified, WIRE};

/// How the file of a database begins.
const BEGINNING: &[u8] = b"SQLite format 3\0";

/// How many streams are listed for people.
const LISTED: usize = 20;

/// Whether the file is a store, or is called one: a damaged beginning makes it no log.
pub(crate) fn is_store(path: &Path) -> std::io::Result<bool> {
    let mut beginning = Vec::new();
    File::open(path)?.take(BEGINNING.len() as u64).read_to_end(&mut beginning)?;
    let is_called_so = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("db"));
    Ok(beginning == BEGINNING || is_called_so)
}

/// Proves the store, brings its cases back where procedures are given, and says what was found.
pub(crate) fn prove(
    desk: &mut Desk,
    (path, json): (&Path, bool),
    mut proof: Proof<'_>,
) -> Result<(), Failure> {
    let language = desk.language();
    let mut apart = Vec::new();
    let proved = Store::open_read_only(path).and_then(|store| {
        store.verify_each(|position, line| {
            // What the store finds sound may still not be what the procedure allows.
            if let Err(what) = proof.take(line) {
                let (name, message) = (what.name(Language::English), what.message(language));
                let at = say!(language, "posición {position}: {message}", "position {position}: {message}");
                let position = Some(position);
                apart.push(StoreDamage { name, message: at, position, stream: None, cut: false });
            }
        })
    });
    let mut answer = answer(path, proved, language)?;
    answer.streams = proof.streams();
    answer.damages.extend(apart);
    answer.damage = answer.damages.first().cloned();
    answer.sound = answer.damage.is_none();
    match json {
        true => wire::print(desk, &answer)?,
        false => print_text(desk, &answer)?,
    }
    match answer.sound {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

/// What was proved; a database that is none, or is too damaged to be one, is damage like any other.
fn answer(
    path: &Path,
    proved: Result<Verification, StoreError>,
    language: Language,
) -> Result<StoreVerified, Failure> {
    let (records, damages, further) = match proved {
        Ok(proved) => {
            let said = |damage: &Damage| said(damage, language);
            (proved.records, proved.damage.iter().map(said).collect(), proved.further)
        }
        Err(error @ StoreError::NoStore) => {
            let message = error.message(language);
            let none = StoreDamage { name: "no-store", message, position: None, stream: None, cut: false };
            (0, vec![none], 0)
        }
        Err(error @ (StoreError::NewerSchema { .. } | StoreError::OlderSchema { .. })) => {
            let (file, message) = (path.display(), error.message(language));
            return Err(Failure::Refused(format!("{file}: {message}.")));
        }
        Err(error) => {
            let (file, message) = (path.display(), error.message(language));
            return Err(Failure::Files(format!("{file}: {message}.")));
        }
    };
    let file = path.display().to_string();
    Ok(StoreVerified {
        wire: WIRE,
        file,
        sound: false,
        records,
        streams: Vec::new(),
        damage: None,
        damages,
        further,
    })
}

fn said(damage: &Damage, language: Language) -> StoreDamage {
    StoreDamage {
        name: damage.what.name(),
        message: damage.message(language),
        position: damage.position,
        stream: damage.stream.as_deref().map(str::to_owned),
        cut: damage.is_torn(),
    }
}

fn print_text(desk: &mut Desk, answer: &StoreVerified) -> Result<(), Failure> {
    let language = desk.language();
    let (file, records, streams) = (&answer.file, answer.records, answer.streams.len());
    print_streams(desk, &answer.streams[..streams.min(LISTED)])?;
    if streams > LISTED {
        let more = streams - LISTED;
        desk.line(&say!(language, "… y {more} secuencias más.", "… and {more} more sequences."))?;
    }
    for damage in &answer.damages {
        desk.line(&format!("{file}: {}", damage.message))?;
    }
    if answer.further > 0 {
        let further = answer.further;
        desk.line(&say!(language, "… y {further} daños más.", "… and {further} more."))?;
    }
    let found = counted(records, streams, language);
    desk.line(&match answer.sound {
        true => say!(language, "{file}: íntegro: {found}.", "{file}: whole: {found}."),
        false => say!(
            language,
            "{file}: dañado; lo demás está íntegro: {found}.",
            "{file}: damaged; the rest is whole: {found}."
        ),
    })
}

fn counted(records: u64, streams: usize, language: Language) -> String {
    let records = match records {
        1 => say!(language, "1 registro", "1 record"),
        _ => say!(language, "{records} registros", "{records} records"),
    };
    match streams {
        1 => say!(language, "{records} en 1 secuencia", "{records} in 1 sequence"),
        _ => say!(language, "{records} en {streams} secuencias", "{records} in {streams} sequences"),
    }
}
