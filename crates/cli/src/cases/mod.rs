//! `cauce caso`: cases that are kept in a store.
//!
//! Knows which store is meant, whose cases, at what time, and how a failure of a store is told.
//! Decides nothing: what may be done to a case the library says.
//! Read [`over`] first, then the file of a command.

mod act;
mod archive;
mod bulk;
mod export;
mod keep;
mod list;
mod migrate;
mod open;
mod recipe;
mod show;
mod wait;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::check::Options;
use cauce::clock::Clock as _;
use cauce::data::Timestamp;
use cauce::instance::Instance;
use cauce::procedure::Procedure;
use cauce::source::Language;
use cauce::view::WorkItem;
use cauce_store::cases::{CasesError, Settings};
use cauce_store::{Cases, Store, StoreError};

pub(crate) use act::obey as act;
pub(crate) use archive::obey as archive;
pub(crate) use export::obey as export;
pub(crate) use keep::obey as keep;
pub(crate) use list::obey as list;
pub(crate) use migrate::obey as migrate;
pub(crate) use open::{add_all, numbered, obey as open};
pub(crate) use show::obey as show;
pub(crate) use wait::obey as wait;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::run::time::DeskClock;
use crate::run::{entropy, moment_said};
use crate::story::plain;

/// The store where nobody names one.
const USUAL: &str = "cauce.db";

/// Under which name what comes from outside is recorded.
pub(crate) const OUTSIDE: &str = "cauce";

/// Where a store is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    /// Whether somebody named it, with the command or in the surroundings.
    pub(crate) named: bool,
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To be looked into: nothing in it is changed.
    Look,
    /// To be written to; it must be there.
    Write,
    /// To be written to; where there is none it is made.
    Make,
}

/// The store that is meant.
pub(crate) fn place(desk: &Desk, given: &Given, language: Language) -> Result<Place, Failure> {
    let named = given.value(Opt::Store).map(ToOwned::to_owned).or_else(|| desk.store.clone());
    let is_url = |name: &std::ffi::OsString| {
        name.to_str().is_some_and(|name| name.starts_with("postgres://") || name.starts_with("postgresql://"))
    };
    if named.as_ref().is_some_and(is_url) {
        return Err(Failure::Usage(say!(
            language,
            "Este programa se hizo sin PostgreSQL: el almacén es un archivo, como cauce.db.",
            "This program was built without PostgreSQL: the store is a file, such as cauce.db."
        )));
    }
    Ok(Place { named: named.is_some(), path: named.map_or_else(|| PathBuf::from(USUAL), PathBuf::from) })
}

/// The cases of the store that is meant, and of the tenant.
pub(crate) fn over(
    place: &Place,
    given: &Given,
    (mode, clock): (Mode, DeskClock),
    language: Language,
) -> Result<Cases<DeskClock>, Failure> {
    let path = &place.path;
    if mode != Mode::Make && !path.exists() {
        return Err(absent(path, language));
    }
    let opened = match mode {
        Mode::Look => Store::open_read_only(path),
        Mode::Write | Mode::Make => Store::open(path),
    };
    let store = opened.map_err(|error| unusable(path, &error, language))?;
    let mut settings = Settings::default();
    settings.options = Options { reading: given.reading(language)?, ..Options::default() };
    settings.entropy = Some(Box::new(entropy));
    let cases = Cases::with(store, clock, settings);
    match given.text(Opt::Tenant, language)? {
        Some(tenant) => cases.of(tenant).map_err(|error| failed(error, language)),
        None => Ok(cases),
    }
}

/// A command at the cases of a store.
struct Counter {
    cases: Cases<DeskClock>,
    clock: DeskClock,
    place: Place,
    language: Language,
}

impl Counter {
    fn open(desk: &Desk, given: &Given, mode: Mode) -> Result<Self, Failure> {
        let language = desk.language();
        let (place, clock) = (place(desk, given, language)?, DeskClock::machine());
        let cases = over(&place, given, (mode, clock.clone()), language)?;
        Ok(Counter { cases, clock, place, language })
    }

    fn failed(&self, error: CasesError) -> Failure {
        failed(error, self.language)
    }

    /// The case as it stands, told in the language of its file; time is what `--fecha` says from here on.
    fn look(&mut self, desk: &Desk, given: &Given, case: &str) -> Result<Standing, Failure> {
        let instance = self.cases.look(case, Instance::clone).map_err(|error| self.failed(error))?;
        let items = self.cases.open_items(case).map_err(|error| self.failed(error))?;
        let Some(procedure) = instance.procedure().cloned() else { return Err(Failure::Unsound) };
        self.language = desk.language_for(procedure.head().language);
        match moment_said(given, procedure.head().zone, self.language)? {
            Some(at) => self.clock.stand_at(at),
            None => instance.at().into_iter().for_each(|at| self.clock.not_before(at)),
        }
        Ok(Standing { case: case.to_owned(), instance, items, procedure })
    }

    fn story(&self, case: &str) -> Result<crate::story::Story, Failure> {
        let definitions = self.cases.definitions_of(case).map_err(|error| self.failed(error))?;
        let stream = self.cases.stream_of(case).map_err(|error| self.failed(error))?;
        let told = crate::story::tell(self.cases.store(), &definitions, &stream, self.language);
        told.map_err(|error| crate::run::session::untold(&error, self.language))
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// A case as it stands.
struct Standing {
    case: String,
    instance: Instance,
    items: Vec<WorkItem>,
    procedure: Arc<Procedure>,
}

/// The one case that a command is about.
fn the_case(given: &Given, language: Language) -> Result<String, Failure> {
    match &given.words[..] {
        [case] => said(case, language),
        _ => Err(Failure::Usage(say!(
            language,
            "Diga un caso, por su nombre; «cauce caso lista» los enumera.",
            "Say one case, by its name; “cauce case list” lists them."
        ))),
    }
}

/// A word of the command as text.
fn said(word: &std::ffi::OsStr, language: Language) -> Result<String, Failure> {
    word.to_str().map(str::to_owned).ok_or_else(|| {
        Failure::Usage(say!(language, "Un argumento no es texto UTF-8.", "An argument is not UTF-8 text."))
    })
}

/// All values of an option as texts.
fn texts(given: &Given, opt: Opt, language: Language) -> Result<Vec<String>, Failure> {
    given.values(opt).map(|value| said(value.as_os_str(), language)).collect()
}

/// The parts of `NAME=VALUE`.
fn pair(text: &str, language: Language) -> Result<(&str, &str), Failure> {
    text.split_once('=').ok_or_else(|| {
        let text = plain(text);
        Failure::Usage(say!(
            language,
            "«{text}» no se entiende: escriba NOMBRE=VALOR.",
            "“{text}” is not understood: write NAME=VALUE."
        ))
    })
}

/// A word as a shell takes it whole.
pub(crate) fn quoted(word: &str) -> String {
    let safe = |letter: char| letter.is_alphanumeric() || "-_./:@+,=?".contains(letter);
    match !word.is_empty() && word.chars().all(safe) {
        true => word.to_owned(),
        false => format!("'{}'", plain(word).replace('\'', "'\\''")),
    }
}

fn absent(path: &Path, language: Language) -> Failure {
    let path = path.display();
    Failure::Files(say!(
        language,
        "No hay un almacén «{path}». Lo hace «cauce caso abre PROCEDIMIENTO»; otro se nombra con --almacen.",
        "There is no store “{path}”. “cauce case open PROCEDURE” makes it; another is named with --store."
    ))
}

fn unusable(path: &Path, error: &StoreError, language: Language) -> Failure {
    let (path, why) = (path.display(), error.message(language));
    Failure::Files(format!("{path}: {why}."))
}

/// What a call that did not do what was asked says to people.
pub(crate) fn failed(error: CasesError, language: Language) -> Failure {
    let sentence = sentence(&plain(&error.message(language)));
    match error {
        CasesError::Rejected(rejection) => {
            let code = rejection.code();
            let help = rejection.help(language).map_or_else(String::new, |help| format!("\n  → {help}"));
            Failure::Refused(format!("{sentence} [{code}]{help}"))
        }
        CasesError::UnknownCase { .. } => {
            let list = pick!(
                language,
                "«cauce caso lista» los enumera; el almacén se dice con --almacen.",
                "“cauce case list” lists them; the store is said with --store."
            );
            Failure::Refused(format!("{sentence}\n  → {list}"))
        }
        CasesError::Name(_) | CasesError::BusinessKeyUnfit => Failure::Usage(sentence),
        CasesError::Store(_) | CasesError::Log(_) => Failure::Files(sentence),
        _ => Failure::Refused(sentence),
    }
}

/// What the library says within a sentence, as one of its own.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    format!("{}{}{end}", first.collect::<String>(), letters.as_str())
}
