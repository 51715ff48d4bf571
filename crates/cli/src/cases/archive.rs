//! `cauce caso archiva`: a case that has ended, whole, in a folder that says everything without the store.
//!
//! Knows what stands in the folder and in which order it is written; the folder has its name only once it is whole.
//! What may be disposed of afterwards the library says. Read [`Archive`] first.

mod proofs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cauce::command::Actor;
use cauce::data::Digest;
use cauce::event::Event;
use cauce::instance::Status;
use cauce::record::{Field, Record};
use cauce::source::Language;
use cauce_store::attachment::{AttachmentError, Attachments};
use cauce_store::cases::{Chosen, Disposed};
use cauce_store::export::{CaseFile, CsvWriter, Document, OcelWriter, Persons, Reveal, XesWriter};

use super::{Counter, Mode, Standing, the_case};
use crate::arguments::{Given, Opt, spelled};
use crate::desk::Desk;
use crate::failure::{Failure, unreadable, unwritable};
use crate::run::moment_said;
use crate::story::plain;
use crate::wire::{self, CaseArchived};

/// What can be disposed of, by the words that name it.
const WORDS: [(&[&str], Field); 5] = [
    (&["personas", "persons"], Field::Person),
    (&["notas", "notes"], Field::Note),
    (&["datos", "data"], Field::Datum),
    (&["archivos", "files"], Field::FileName),
    (&["clave", "key"], Field::BusinessKey),
];

/// `cauce caso archiva CASO --salida CARPETA [--dispone QUÉ] [--formato json]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let case = the_case(given, language)?;
    let Some(folder) = given.value(Opt::Out).map(PathBuf::from) else {
        let name = spelled(Opt::Out, language);
        return Err(Failure::Usage(say!(
            language,
            "Diga con {name} la carpeta que se hace.",
            "Say with {name} the folder that is made."
        )));
    };
    let (wanted, json) = (Wanted::read(given, language)?, given.wants_json(language)?);
    let mode = if wanted.is_some() { Mode::Write } else { Mode::Look };
    let mut counter = Counter::open(desk, given, mode)?;
    let standing = counter.look(desk, given, &case)?;
    if moment_said(given, None, language)?.is_none() {
        counter.clock.stand_at(cauce::clock::Clock::now(&crate::run::time::DeskClock::machine()));
    }
    ended(&counter, &standing)?;
    if let Some(wanted) = &wanted {
        let may = counter.cases.may_dispose(&case, &wanted.chosen);
        may.map_err(|error| counter.failed(error))?;
    }
    let attachments = attachments(given, &counter)?;
    let archive = Archive { counter: &counter, standing: &standing, attachments: attachments.as_ref() };
    let written = archive.make(&folder)?;
    if !json {
        archive.say(desk, &folder, &written)?;
    }
    let disposed = wanted.map(|mut wanted| {
        wanted.chosen.attachments.clone_from(&attachments);
        let Wanted { chosen, reason, actor } = wanted;
        counter.cases.dispose(&case, &chosen, &reason, &actor).map_err(|error| counter.failed(error))
    });
    let (disposed, failed) = match disposed.transpose() {
        Ok(disposed) => (disposed, None),
        Err(failure) => (None, Some(failure)),
    };
    // The archive is there whatever has become of the rest.
    match (json, &disposed) {
        (true, _) => wire::print(desk, &written.told((&case, &folder), disposed.as_ref()))?,
        (false, Some(disposed)) => say_disposed(desk, disposed, counter.language)?,
        (false, None) => {}
    }
    failed.map_or(Ok(()), Err)
}

fn ended(counter: &Counter, standing: &Standing) -> Result<(), Failure> {
    if matches!(standing.instance.status(), Status::Ended(_)) {
        return Ok(());
    }
    let case = plain(&standing.case);
    Err(Failure::Refused(say!(
        counter.language,
        "El caso «{case}» no ha terminado: se archiva cuando termine.",
        "The case “{case}” has not ended: it is archived when it has."
    )))
}

fn attachments(given: &Given, counter: &Counter) -> Result<Option<Attachments>, Failure> {
    let Some(folder) = given.value(Opt::Attachments) else { return Ok(None) };
    // A folder that is not there has no attachments, and is a mistake.
    let place = Path::new(folder);
    if !place.is_dir() {
        return Err(unreadable(place, &io::ErrorKind::NotFound.into(), counter.language));
    }
    Attachments::open(place)
        .map(Some)
        .map_err(|error| Failure::Files(format!("{}.", error.message(counter.language))))
}

/// What is to be disposed of once the archive is there, by whom and why.
struct Wanted {
    chosen: Chosen,
    reason: String,
    actor: Actor,
}

impl Wanted {
    fn read(given: &Given, language: Language) -> Result<Option<Self>, Failure> {
        let Some(text) = given.text(Opt::Dispose, language)? else { return Ok(None) };
        let mut chosen = match text {
            "todo" | "all" => Chosen::everything(),
            words => Chosen::fields(&fields(words, language)?),
        };
        chosen.early = given.has(Opt::Early);
        let who = (given.text(Opt::Person, language)?, given.text(Opt::As, language)?);
        match (given.text(Opt::Note, language)?, who) {
            (Some(reason), (Some(person), Some(role))) => {
                Ok(Some(Wanted { chosen, reason: reason.to_owned(), actor: Actor::person(person, role) }))
            }
            _ => Err(Failure::Usage(say!(
                language,
                "De un caso dispone alguien, por algo: diga --persona ID, --como ROL y --nota MOTIVO.",
                "Somebody disposes of a case, for a reason: say --person ID, --as ROLE and --note REASON."
            ))),
        }
    }
}

fn fields(words: &str, language: Language) -> Result<Vec<Field>, Failure> {
    let field = |word: &str| {
        let found = WORDS.iter().find(|(names, _)| names.contains(&word)).map(|(_, field)| *field);
        found.ok_or_else(|| {
            let word = plain(word);
            Failure::Usage(say!(
                language,
                "--dispone no puede ser «{word}»: escriba todo, o personas, notas, datos, archivos, clave, con comas.",
                "--dispose cannot be “{word}”: write all, or persons, notes, data, files, key, with commas."
            ))
        })
    };
    words.split(',').map(str::trim).map(field).collect()
}

/// A case on its way into a folder.
struct Archive<'a> {
    counter: &'a Counter,
    standing: &'a Standing,
    attachments: Option<&'a Attachments>,
}

/// Why an archive is not whole.
enum Trouble {
    Write(PathBuf, io::Error),
    Read(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Trouble::Read(failure)
    }
}

impl Archive<'_> {
    /// Writes everything beside the folder that is meant, and gives it its name when it is whole.
    fn make(&self, folder: &Path) -> Result<Written, Failure> {
        let language = self.counter.language;
        let failed = |error: &io::Error| unwritable(folder, error, language);
        if folder.symlink_metadata().is_ok() {
            return Err(failed(&io::ErrorKind::AlreadyExists.into()));
        }
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        let arriving =
            tempfile::Builder::new().prefix(".cauce-").tempdir_in(parent.unwrap_or(Path::new(".")));
        let arriving = arriving.map_err(|error| failed(&error))?;
        let place = arriving.path().join("archive");
        let written = self.write(&place).map_err(|trouble| match trouble {
            Trouble::Write(path, error) => unwritable(&path, &error, language),
            Trouble::Read(failure) => failure,
        })?;
        fs::rename(&place, folder).map_err(|error| failed(&error))?;
        Ok(written)
    }

    fn write(&self, place: &Path) -> Result<Written, Trouble> {
        let wrong = |error| Trouble::Write(place.to_path_buf(), error);
        fs::create_dir(place).map_err(wrong)?;
        let case = self.case_file()?;
        let reveal = Reveal::for_logs().persons(Persons::Named).notes(true).data(true).files(true);
        to(place, "document.md", |out| Document::new(&case).markdown(out))?;
        to(place, "document.html", |out| Document::new(&case).html(out))?;
        to(place, "log.csv", |out| {
            let mut writer = CsvWriter::new(out, reveal)?;
            writer.case(&case)?;
            writer.finish().map(drop)
        })?;
        to(place, "log.xes", |out| {
            let mut writer = XesWriter::new(out, reveal)?;
            writer.case(&case)?;
            writer.finish().map(drop)
        })?;
        to(place, "log.ocel.json", |out| {
            let mut writer = OcelWriter::new(out, tempfile::tempfile()?, reveal)?;
            writer.case(&case)?;
            writer.finish().map(drop)
        })?;
        let records = self.records()?;
        let procedures = self.procedures(place, &records)?;
        let files = self.files(place, &case)?;
        let proved = proofs::write(self.counter, &self.standing.case, place)?;
        File::open(place).and_then(|place| place.sync_all()).map_err(wrong)?;
        Ok(Written { procedures, files, proved })
    }

    fn case_file(&self) -> Result<CaseFile, Failure> {
        let (counter, name) = (self.counter, &self.standing.case);
        let definitions = counter.cases.definitions_of(name).map_err(|error| counter.failed(error))?;
        let stream = counter.cases.stream_of(name).map_err(|error| counter.failed(error))?;
        CaseFile::of(counter.cases.store(), &definitions, &stream, counter.language)
            .map_err(|error| Failure::Refused(error.message(counter.language)))
    }

    fn records(&self) -> Result<Vec<Record>, Failure> {
        self.counter.cases.records(&self.standing.case).map_err(|error| self.counter.failed(error))
    }

    /// The texts of the procedures that the records speak of.
    fn procedures(&self, place: &Path, records: &[Record]) -> Result<usize, Trouble> {
        let (counter, name) = (self.counter, &self.standing.case);
        let known = counter.cases.definitions_of(name).map_err(|error| counter.failed(error))?;
        let mut count = 0;
        for digest in spoken_of(records) {
            let Some(code) = known.get(&digest).map(|procedure| procedure.code()) else { continue };
            let versions = counter.cases.versions(code).map_err(|error| counter.failed(error))?;
            let Some(version) = versions.iter().find(|version| version.definition == digest) else {
                continue;
            };
            count += 1;
            let text = version.text.as_bytes();
            to(place, &format!("procedure-{count}.toml"), |out| out.write_all(text))?;
        }
        Ok(count)
    }

    /// The attachments that the case has, each under its digest.
    fn files(&self, place: &Path, case: &CaseFile) -> Result<(usize, usize), Trouble> {
        let Some(attachments) = self.attachments else { return Ok((0, 0)) };
        let digests: BTreeSet<Digest> =
            case.evidence.iter().map(|evidence| evidence.document.sha256).collect();
        let folder = place.join("attachments");
        fs::create_dir(&folder).map_err(|error| Trouble::Write(folder.clone(), error))?;
        let (mut there, mut missing) = (0, 0);
        for digest in digests {
            match attachments.verify(&digest) {
                Ok(_) => there += 1,
                Err(AttachmentError::Unknown { .. }) => {
                    missing += 1;
                    continue;
                }
                Err(error) => return Err(self.unread(&error).into()),
            }
            to(&folder, &digest.to_string(), |out| match attachments.read(&digest, out) {
                Ok(_) => Ok(()),
                Err(AttachmentError::Io(error)) => Err(error),
                Err(error) => Err(io::Error::other(error)),
            })?;
        }
        Ok((there, missing))
    }

    fn unread(&self, error: &AttachmentError) -> Failure {
        Failure::Files(format!("{}.", error.message(self.counter.language)))
    }

    fn say(&self, desk: &mut Desk, folder: &Path, written: &Written) -> Result<(), Failure> {
        let language = self.counter.language;
        let (case, folder) = (plain(&self.standing.case), folder.display());
        desk.line(&say!(language, "Archivado {case} en {folder}", "Archived {case} in {folder}"))?;
        let Written { procedures, files: (there, missing), proved } = written;
        let (records, size) = (proved.records, proved.size);
        desk.line(&say!(
            language,
            "{records} registros, procedimientos: {procedures}, anexos: {there}",
            "{records} records, procedures: {procedures}, attachments: {there}"
        ))?;
        if *missing > 0 {
            desk.line(&say!(
                language,
                "anexos que no están en la carpeta: {missing}",
                "attachments that are not in the folder: {missing}"
            ))?;
        }
        match size {
            Some(size) => desk.line(&say!(
                language,
                "constancia de los {size} registros del almacén, y prueba de que estos están entre ellos",
                "checkpoint of the {size} records of the store, and proofs that these are among them"
            )),
            None => desk.line(&say!(
                language,
                "sin constancia: al almacén se le cortó un registro",
                "without a checkpoint: a record was cut out of the store"
            )),
        }
    }
}

/// What was written.
struct Written {
    procedures: usize,
    /// Attachments that are there, and those that are not.
    files: (usize, usize),
    proved: proofs::Proved,
}

impl Written {
    fn told(&self, (case, folder): (&str, &Path), disposed: Option<&Disposed>) -> CaseArchived {
        let mut told = CaseArchived::of(case, &folder.display().to_string());
        (told.attachments, told.missing) = self.files;
        (told.procedures, told.records, told.checkpoint) =
            (self.procedures, self.proved.records, self.proved.size);
        told.and(disposed)
    }
}

/// Writes one file of the folder, and waits until it is on the disk.
fn to(place: &Path, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Trouble> {
    let path = place.join(name);
    let written = File::create_new(&path).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.into_inner()?.sync_all()
    });
    written.map_err(|error| Trouble::Write(path, error))
}

/// The definitions that records name: those that began, were called or moved to.
fn spoken_of(records: &[Record]) -> Vec<Digest> {
    let mut found: BTreeMap<Digest, usize> = BTreeMap::new();
    for event in records.iter().flat_map(|record| &record.events) {
        let digest = match event.innermost() {
            Event::Started(started) => started.digests.definition,
            Event::Migrated(migrated) => migrated.digests.definition,
            Event::Called(called) => called.procedure.0.digests().definition,
            _ => continue,
        };
        let next = found.len();
        found.entry(digest).or_insert(next);
    }
    let mut all: Vec<(usize, Digest)> = found.into_iter().map(|(digest, place)| (place, digest)).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, digest)| digest).collect()
}

fn say_disposed(desk: &mut Desk, disposed: &Disposed, language: Language) -> Result<(), Failure> {
    let (records, files) = (disposed.records, disposed.files.len());
    desk.line(&say!(
        language,
        "Dispuesto en el almacén: {records} registros, anexos: {files}",
        "Disposed of in the store: {records} records, attachments: {files}"
    ))?;
    if disposed.lingers {
        desk.line(&say!(
            language,
            "quedan restos en el archivo del almacén: otro programa lo usa, o falta lugar; se quitan al disponer otra vez",
            "traces are left in the file of the store: another program uses it, or room is short; disposing again takes them away"
        ))?;
    }
    Ok(())
}
