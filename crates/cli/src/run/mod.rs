//! `cauce corre`: walks a case in the terminal.
//!
//! Knows where the case is kept and in which manner it is walked: by a person, by a script, or only told.
//! Read [`obey`] first, then [`session::Session`].

pub(crate) mod beyond;
pub(crate) mod doing;
pub(crate) mod evidence;
pub(crate) mod filling;
mod happen;
mod keeper;
mod orders;
pub(crate) mod session;
pub(crate) mod standing;
mod talk;
#[cfg(test)]
mod tests;
pub(crate) mod time;
mod tree;
pub(crate) mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::check::Options;
use cauce::engine::Engine;
use cauce::log::{Batch, Log as _, LogError};
use cauce::procedure::{Procedure, Reading};
use cauce::record::{Stream, StreamError};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::called::{Beside, beside};
use crate::cases::{Mode, Place, place};
use crate::desk::Desk;
use crate::failure::{Failure, reason, unreadable, unwritable};
use crate::file_log::{FileLog, OpenError, Torn};
use crate::files;
use crate::load::{load, load_sound};
use crate::log_verify::perhaps_no_log;
use crate::story::plain;
use keeper::{Keeper, Kept};
use session::Session;
use talk::Talk;
use time::DeskClock;

/// How a case is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// A person answers in the terminal.
    Person,
    /// A file or a pipe answers.
    Script,
    /// Nobody answers: it is told where the case stands.
    Told,
}

/// `cauce corre PROCEDIMIENTO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [word] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga un procedimiento: un archivo o una carpeta.",
            "Say one procedure: a file or a folder."
        )));
    };
    let file = files::procedure(word.as_ref(), language)?;
    let reading = given.reading(language)?;
    let loaded = load_sound(&file, reading, desk)?;
    let loaded = match given.text(Opt::Code, language)? {
        Some(named) => loaded.about(named).map_err(crate::failure::of_files(language))?,
        None => loaded,
    };
    let language = desk.language_for(loaded.language);
    let text: Vec<String> = loaded.all().map(|one| loaded.text_of(one).to_owned()).collect();
    // The rest of a model takes part: its processes call each other and exchange messages.
    let (Some(procedure), others) = (loaded.procedure, loaded.others) else {
        return Err(Failure::Unsound);
    };
    let manner = manner(given, desk);
    let where_kept = where_kept(desk, given, (&procedure, manner), language)?;
    let case = case_name(given, &procedure, &where_kept, language)?;
    let stream = stream(given, &case, language)?;
    let talk = Talk::open(desk, given.value(Opt::Commands), language)?;
    let clock = clock(given, &procedure, language)?;
    // Salts must not be guessable; without the system's entropy the library would derive them from public facts.
    let mut probe = [0; 32];
    getrandom::fill(&mut probe).map_err(|error| Failure::Files(error.to_string()))?;
    let whole = Whole { procedure: Arc::clone(&procedure), others, file: &file, text: &text, reading };
    let kept = match &where_kept {
        WhereKept::Store(place, true) => in_store(desk, given, (place, &clock), (&whole, language))?,
        other => in_lines(desk, given, (other, &clock, &stream), (&whole, (keeps(given, manner), language)))?,
    };
    let keeper = Keeper { case, stream, kept, language };
    refuse_other_procedure(&keeper, &procedure)?;
    let mut session = Session {
        desk,
        talk,
        keeper,
        clock,
        procedure,
        language,
        person: given.text(Opt::Person, language)?.map(str::to_owned),
        role: given.text(Opt::As, language)?.map(str::to_owned),
        person_was_said: given.has(Opt::Person),
        role_was_said: given.has(Opt::As),
        place: where_kept.path().filter(|_| keeps(given, manner) || where_kept.is_written()),
        refusals: 0,
        told: 0,
    };
    match manner {
        Manner::Told => session.tell(),
        Manner::Person | Manner::Script => session.walk(),
    }
}

/// The procedure of the case with everything that takes part in it.
struct Whole<'a> {
    procedure: Arc<Procedure>,
    others: Vec<Arc<Procedure>>,
    file: &'a Path,
    /// The text of the procedure file.
    text: &'a [String],
    reading: Reading,
}

/// What keeps the case.
enum WhereKept {
    /// Nothing.
    Nowhere,
    /// A log of lines.
    Lines(PathBuf),
    /// A store; whether it is written to, or only looked into.
    Store(Place, bool),
}

impl WhereKept {
    fn path(&self) -> Option<PathBuf> {
        match self {
            WhereKept::Nowhere => None,
            WhereKept::Lines(path) => Some(path.clone()),
            WhereKept::Store(place, _) => Some(place.path.clone()),
        }
    }

    fn is_written(&self) -> bool {
        matches!(self, WhereKept::Store(_, true))
    }
}

/// The log that was named; else the store, which a person always has and a script only when it was named.
fn where_kept(
    desk: &Desk,
    given: &Given,
    (procedure, manner): (&Procedure, Manner),
    language: Language,
) -> Result<WhereKept, Failure> {
    let store = place(desk, given, language)?;
    match (given.value(Opt::Log), given.has(Opt::Store)) {
        (Some(_), true) => {
            return Err(Failure::Usage(say!(
                language,
                "El caso se guarda en una bitácora o en un almacén: quite --bitacora o --almacen.",
                "The case is kept in a log or in a store: leave out --log or --store."
            )));
        }
        (Some(log), false) => return Ok(WhereKept::Lines(PathBuf::from(log))),
        (None, _) => {}
    }
    let case = given.text(Opt::Case, language)?.unwrap_or("1");
    let usual = PathBuf::from(format!("{}-{}.cauce.jsonl", file_part(procedure.code()), file_part(case)));
    Ok(match manner {
        // A case that was begun in a log of its own goes on there.
        Manner::Person if !store.named && usual.exists() => WhereKept::Lines(usual),
        Manner::Person => WhereKept::Store(store, true),
        Manner::Script if store.named => WhereKept::Store(store, true),
        Manner::Told if store.path.exists() => WhereKept::Store(store, false),
        Manner::Told | Manner::Script => WhereKept::Nowhere,
    })
}

/// The case that is meant: in a store, where the cases of all procedures are, it is named after its procedure.
fn case_name(
    given: &Given,
    procedure: &Procedure,
    kept: &WhereKept,
    language: Language,
) -> Result<String, Failure> {
    Ok(match (given.text(Opt::Case, language)?, kept) {
        (Some(named), _) => named.to_owned(),
        (None, WhereKept::Store(..)) => crate::cases::numbered(procedure.code(), 1),
        (None, _) => "1".to_owned(),
    })
}

fn stream(given: &Given, case: &str, language: Language) -> Result<Stream, Failure> {
    let tenant = given.text(Opt::Tenant, language)?.unwrap_or_default();
    Stream::new(tenant, "case", case).map_err(|error| misnamed(&error, language))
}

/// The case in a store, with the texts of everything that takes part in it.
fn in_store(
    desk: &mut Desk,
    given: &Given,
    (place, clock): (&Place, &DeskClock),
    (whole, language): (&Whole<'_>, Language),
) -> Result<Kept, Failure> {
    let cases = crate::cases::over(place, given, (Mode::Make, clock.clone()), language)?;
    let shown = crate::cases::add_all(&cases, desk, given, (&whole.procedure, whole.file, whole.text));
    shown.map(|()| Kept::Store(cases))
}

/// The case in a log of lines; one that lies in a store is looked at in lines of its own, and nothing is written.
fn in_lines(
    desk: &mut Desk,
    given: &Given,
    (kept, clock, stream): (&WhereKept, &DeskClock, &Stream),
    (whole, (keeps, language)): (&Whole<'_>, (bool, Language)),
) -> Result<Kept, Failure> {
    let options = Options { reading: whole.reading, ..Options::default() };
    let (log, pinned) = match kept {
        WhereKept::Lines(path) => (open_log(desk, Some(path), (keeps, language))?, Vec::new()),
        WhereKept::Nowhere => (FileLog::forgetful(), Vec::new()),
        WhereKept::Store(place, _) => copied(place, given, (stream, clock), language)?,
    };
    let engine = Engine::new(log, clock.clone()).with_options(options).with_entropy(entropy);
    for procedure in pinned {
        engine.add_procedure(procedure).map_err(|error| Failure::Refused(error.to_string()))?;
    }
    let missing = add_called(&engine, (&whole.procedure, whole.file), desk)?;
    add_others(&engine, given, desk)?;
    for other in &whole.others {
        engine.add_procedure(Arc::clone(other)).map_err(|error| Failure::Refused(error.to_string()))?;
    }
    let own = engine.add_procedure(Arc::clone(&whole.procedure));
    own.map_err(|error| Failure::Refused(error.to_string()))?;
    say_missing(desk, &engine, &missing)?;
    Ok(Kept::Lines(Box::new(engine)))
}

/// The records of a case in a store as a log that is forgotten, with the procedures they are read with.
fn copied(
    place: &Place,
    given: &Given,
    (stream, clock): (&Stream, &DeskClock),
    language: Language,
) -> Result<(FileLog, Vec<Arc<Procedure>>), Failure> {
    let cases = crate::cases::over(place, given, (Mode::Look, clock.clone()), language)?;
    let failed = |error: LogError| log_failed(&error, language);
    let log = FileLog::forgetful();
    let lines = cases.store().read(stream, 1).map_err(failed)?;
    if lines.is_empty() {
        return Ok((log, Vec::new()));
    }
    for (record, expected) in lines.into_iter().zip(0..) {
        let batch = Batch { stream: stream.clone(), expected, key: None, record };
        log.append(&[batch]).map_err(failed)?;
    }
    let definitions = cases.definitions_of(stream.id());
    let definitions = definitions.map_err(|error| crate::cases::failed(error, language))?;
    let pinned = definitions.iter().map(Arc::clone).collect();
    Ok((log, pinned))
}

/// A store holds the cases of all procedures: one of another is not gone on with by accident.
fn refuse_other_procedure(keeper: &Keeper, procedure: &Procedure) -> Result<(), Failure> {
    let Kept::Store(_) = &keeper.kept else { return Ok(()) };
    if !keeper.has_begun()? {
        return Ok(());
    }
    let instance = keeper.instance()?;
    let Some(other) = instance.procedure().filter(|own| own.code() != procedure.code()) else {
        return Ok(());
    };
    let (case, code) = (plain(&keeper.case), plain(other.code()));
    let shown = crate::cases::quoted(&keeper.case);
    Err(Failure::Refused(say!(
        keeper.language,
        "El caso «{case}» es de {code}. Véalo con «cauce caso muestra {shown}», o diga otro con --caso.",
        "The case “{case}” is of {code}. See it with “cauce case show {shown}”, or name another with --case."
    )))
}

pub(crate) fn entropy() -> [u8; 32] {
    let mut bytes = [0; 32];
    // That the system gives entropy was tried before; a failure since then leaves salts that can be guessed.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

fn manner(given: &Given, desk: &Desk) -> Manner {
    match () {
        () if given.has(Opt::Status) => Manner::Told,
        () if given.has(Opt::Commands) => Manner::Script,
        () if desk.in_is_terminal && desk.out_is_terminal => Manner::Person,
        () => Manner::Told,
    }
}

/// Whether what happens is kept: always when somebody answers, else only in a log that was named.
fn keeps(given: &Given, manner: Manner) -> bool {
    manner == Manner::Person || (given.has(Opt::Log) && !given.has(Opt::Status))
}

/// A text as part of a file name on any system.
pub(crate) fn file_part(text: &str) -> String {
    let kept = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' }
    };
    text.chars().map(kept).collect()
}

fn open_log(
    desk: &mut Desk,
    place: Option<&Path>,
    (keeps, language): (bool, Language),
) -> Result<FileLog, Failure> {
    let Some(path) = place else {
        return Ok(FileLog::forgetful());
    };
    let (log, torn) = FileLog::open(path, keeps).map_err(|error| unusable(path, &error, language))?;
    if let Some(torn) = torn {
        mend(desk, (&log, path), torn, (keeps, language))?;
    }
    Ok(log)
}

/// Says that the last record was cut off; it is cut from the file only when the case goes on.
fn mend(
    desk: &mut Desk,
    (log, path): (&FileLog, &Path),
    torn: Torn,
    (keeps, language): (bool, Language),
) -> Result<(), Failure> {
    let (file, bytes) = (path.display(), torn.bytes);
    desk.line(&say!(
        language,
        "El último registro de «{file}» quedó a medias ({bytes} bytes), como cuando se va la luz: lo que se hizo en él \
         no quedó hecho. Lo anterior está íntegro.",
        "The last record of “{file}” was cut off ({bytes} bytes), as when the power fails: what was done in it was not \
         done. What stands before it is whole."
    ))?;
    if keeps {
        desk.line(pick!(
            language,
            "Se quita ese pedazo y se sigue.",
            "That piece is removed and the case goes on."
        ))?;
        desk.flush()?;
        log.cut(torn).map_err(|error| unwritable(path, &error, language))?;
    }
    Ok(())
}

pub(crate) fn unusable(path: &Path, error: &OpenError, language: Language) -> Failure {
    match error {
        OpenError::Unreadable(error) => unreadable(path, error, language),
        OpenError::Damaged { line, damage } => {
            let (file, code, offset) = (path.display(), damage.what.code(), damage.offset);
            let what = damage.what.message(language);
            if !files::is_log(path) {
                let perhaps = perhaps_no_log(language);
                return Failure::Refused(format!("{file}:{line}  {what} [{code}]\n{perhaps}"));
            }
            Failure::Refused(say!(
                language,
                "{file}:{line}  (byte {offset}) {what} [{code}]\n\
                 La bitácora no es la que se escribió y no se toca. Busque una copia; «cauce log verifica» dice hasta \
                 dónde está íntegra.",
                "{file}:{line}  (byte {offset}) {what} [{code}]\n\
                 The log is not what was written and is left alone. Look for a copy; “cauce log verify” says how far \
                 it is whole."
            ))
        }
    }
}

fn clock(given: &Given, procedure: &Procedure, language: Language) -> Result<DeskClock, Failure> {
    let at = moment_said(given, procedure.head().zone, language)?;
    Ok(at.map_or_else(DeskClock::machine, DeskClock::at))
}

/// The moment that `--fecha` says.
pub(crate) fn moment_said(
    given: &Given,
    zone: Option<cauce::calendar::Zone>,
    language: Language,
) -> Result<Option<cauce::data::Timestamp>, Failure> {
    let Some(text) = given.text(Opt::At, language)? else {
        return Ok(None);
    };
    time::instant(text, zone).map(Some).ok_or_else(|| {
        Failure::Usage(say!(
            language,
            "«{text}» no es una fecha: escríbala como 2022-04-07 o 2022-04-07T10:00:00-05:00.",
            "“{text}” is no date: write it as 2022-04-07 or 2022-04-07T10:00:00-05:00."
        ))
    })
}

/// Adds the procedures that it calls, where they lie beside it; the codes that no file there has.
fn add_called(
    engine: &Engine<FileLog, DeskClock>,
    (procedure, file): (&Procedure, &Path),
    desk: &Desk,
) -> Result<Vec<String>, Failure> {
    let Beside { found, missing, .. } = beside(procedure, file, desk)?;
    for procedure in found {
        engine.add_procedure(procedure).map_err(|error| Failure::Refused(error.to_string()))?;
    }
    Ok(missing)
}

/// Says before the case begins what it will not be able to call.
fn say_missing(
    desk: &mut Desk,
    engine: &Engine<FileLog, DeskClock>,
    missing: &[String],
) -> Result<(), Failure> {
    let language = desk.language();
    let definitions = engine.definitions();
    let is_absent = |code: &&String| definitions.by_code(code).is_none();
    let codes: Vec<&str> = missing.iter().filter(is_absent).map(String::as_str).collect();
    if codes.is_empty() {
        return Ok(());
    }
    let codes = codes.join(", ");
    desk.line(&say!(
        language,
        "Llama procedimientos que no están en su carpeta: {codes}. Délos con --con ARCHIVO; sin ellos, ahí se detiene.",
        "It calls procedures that are not in its folder: {codes}. Give them with --with FILE; without them it stops there."
    ))
}

/// Other versions of the procedure, for cases that began with them.
fn add_others(engine: &Engine<FileLog, DeskClock>, given: &Given, desk: &Desk) -> Result<(), Failure> {
    for path in given.values(Opt::With) {
        for file in files::procedures(&path, desk.language())? {
            for procedure in load(&file, Reading::Chosen, desk)?.all() {
                engine
                    .add_procedure(Arc::clone(procedure))
                    .map_err(|error| Failure::Refused(error.to_string()))?;
            }
        }
    }
    Ok(())
}

pub(crate) fn misnamed(error: &StreamError, language: Language) -> Failure {
    Failure::Usage(match error {
        StreamError::TooLong { .. } => {
            say!(
                language,
                "El nombre del caso pasa de 64 caracteres.",
                "The name of the case has more than 64 characters."
            )
        }
        StreamError::Empty { .. } => {
            say!(language, "El nombre del caso está vacío.", "The name of the case is empty.")
        }
        _ => say!(
            language,
            "El nombre del caso no puede llevar «/», «\\», comillas rectas, caracteres de control ni espacios en las puntas.",
            "The name of the case may not hold “/”, “\\”, straight quotes, control characters or spaces at its ends."
        ),
    })
}

/// What a log that failed says to people.
pub(crate) fn log_failed(error: &cauce::log::LogError, language: Language) -> Failure {
    let source = std::error::Error::source(error);
    let io = source.and_then(|source| source.downcast_ref::<std::io::Error>());
    let why = match io {
        Some(error) => reason(error, language),
        None => pick!(
            language,
            "otro programa cambió el archivo; vuelva a abrir el caso",
            "another program has changed the file; open the case again",
        )
        .to_owned(),
    };
    Failure::Files(say!(
        language,
        "La bitácora no se pudo escribir: {why}. Lo último no quedó hecho.",
        "The log could not be written: {why}. The last thing was not done."
    ))
}
