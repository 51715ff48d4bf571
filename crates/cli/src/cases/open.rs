//! `cauce caso abre`: begins a case of a procedure that lies in a file, or is in the store already.
//!
//! Keeps in the store the text of the procedure and of everything that it calls, so that the case can go on without the files.

use std::path::Path;

use cauce::command::{Actor, ProcedureRef, Start};
use cauce::data::{Digest, Kind, Text, Value};
use cauce::diagnostic::{Grade, render};
use cauce::procedure::Procedure;
use cauce::rejection::Rejection;
use cauce::source::Language;
use cauce_store::Cases;
use cauce_store::cases::{CasesError, Opening};

use super::{Counter, Mode, OUTSIDE, failed, pair, said, show, texts};
use crate::arguments::{Given, Opt};
use crate::called::{Beside, beside};
use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::files;
use crate::load::{load, load_sound};
use crate::run::time::DeskClock;
use crate::run::{file_part, moment_said, values};
use crate::story::plain;

/// The most numbers that are tried for a name.
const NUMBERS: u32 = 1 << 30;

/// `cauce caso abre PROCEDIMIENTO [CASO]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let (word, named) = match &given.words[..] {
        [word] => (word, None),
        [word, case] => (word, Some(said(case, language)?)),
        _ => {
            return Err(Failure::Usage(say!(
                language,
                "Diga un procedimiento (un archivo, una carpeta o su código) y, si quiere, el nombre del caso.",
                "Say a procedure (a file, a folder or its code) and, if you like, the name of the case."
            )));
        }
    };
    let json = given.wants_json(language)?;
    let path = Path::new(word);
    let mut counter;
    let (procedure, definition) = if path.exists() || looks_like_a_file(path) {
        let file = files::procedure(path, language)?;
        let loaded = load_sound(&file, given.reading(language)?, desk)?;
        let loaded = match given.text(Opt::Code, language)? {
            Some(named) => loaded.about(named).map_err(of_files(language))?,
            None => loaded,
        };
        let Some(procedure) = loaded.procedure.clone() else { return Err(Failure::Unsound) };
        let all: Vec<String> = loaded.all().map(|one| loaded.text_of(one).to_owned()).collect();
        counter = Counter::open(desk, given, Mode::Make)?;
        counter.language = desk.language_for(loaded.language);
        add_all(&counter.cases, desk, given, (&procedure, &file, &all))?;
        let definition = procedure.digests().definition;
        (procedure, definition)
    } else {
        counter = Counter::open(desk, given, Mode::Write)?;
        of_store(&counter, &said(word, language)?)?
    };
    if let Some(at) = moment_said(given, procedure.head().zone, counter.language)? {
        counter.clock.stand_at(at);
    }
    let opening = opening(given, &procedure, definition, counter.language)?;
    let actor = actor(given, &procedure, counter.language)?;
    let case = begin(&counter, (named, &procedure), &opening, &actor)?;
    if json {
        return show::as_json(desk, &mut counter, given, &case);
    }
    tell(desk, &mut counter, given, &case)
}

/// Whether what is not there was meant as a file.
fn looks_like_a_file(path: &Path) -> bool {
    path.components().count() > 1 || path.extension().is_some_and(|end| end == "toml" || end == "bpmn")
}

/// The procedure of that code that is in force in the store.
pub(super) fn of_store(
    counter: &Counter,
    code: &str,
) -> Result<(std::sync::Arc<Procedure>, Digest), Failure> {
    let language = counter.language;
    let versions = counter.cases.versions(code).map_err(|error| counter.failed(error))?;
    let Some(version) = versions.first() else {
        let code = plain(code);
        return Err(Failure::Refused(say!(
            language,
            "«{code}» no es un archivo, ni el código de un procedimiento del almacén.",
            "“{code}” is no file, and not the code of a procedure in the store."
        )));
    };
    let options = cauce::check::Options { reading: version.reading, ..cauce::check::Options::default() };
    let checked = cauce::check::check(&cauce::source::Source::new(code, version.text.clone()), &options);
    match checked.procedure {
        Some(procedure) => Ok((procedure.into(), version.definition)),
        None => Err(counter.failed(CasesError::DefinitionChanged { definition: version.definition })),
    }
}

/// Puts into the store the texts of a file, of what `--con` gives, and of what the procedure calls; the file comes last.
pub(crate) fn add_all(
    cases: &Cases<DeskClock>,
    desk: &mut Desk,
    given: &Given,
    (procedure, file, own): (&Procedure, &Path, &[String]),
) -> Result<(), Failure> {
    let language = desk.language_for(procedure.head().language);
    let Beside { texts, missing, .. } = beside(procedure, file, desk)?;
    let mut all = texts;
    let mut codes: Vec<String> = Vec::new();
    for path in given.values(Opt::With) {
        for file in files::procedures(&path, desk.language())? {
            let loaded = load(&file, given.reading(language)?, desk)?;
            codes.extend(loaded.all().map(|one| one.code().to_owned()));
            all.extend(loaded.all().map(|one| loaded.text_of(one).to_owned()));
        }
    }
    // The first of a file is the one that is meant, and what is added last is in force.
    all.extend(own.iter().rev().cloned());
    for text in &all {
        add(cases, text, language)?;
    }
    let is_absent =
        |code: &&String| !codes.contains(*code) && cases.versions(code).is_ok_and(|all| all.is_empty());
    let absent: Vec<&str> = missing.iter().filter(is_absent).map(String::as_str).collect();
    if absent.is_empty() {
        return Ok(());
    }
    let codes = absent.join(", ");
    desk.line(&say!(
        language,
        "Llama procedimientos que no están en su carpeta: {codes}. Délos con --con ARCHIVO; sin ellos, ahí se detiene.",
        "It calls procedures that are not in its folder: {codes}. Give them with --with FILE; without them it stops there."
    ))
}

/// Adds a text; one that is in force already stays as it is.
fn add(cases: &Cases<DeskClock>, text: &str, language: Language) -> Result<(), Failure> {
    match cases.add(text) {
        Ok(_) => Ok(()),
        Err(CasesError::Faults { diagnostics }) => {
            let source = cauce::source::Source::new("…", text);
            let faults: Vec<_> =
                diagnostics.into_iter().filter(|found| found.grade == Grade::Error).collect();
            let voice = cauce::source::Voice { reader: language, file: language };
            Err(Failure::Refused(render(&source, &faults, voice, cauce::diagnostic::Ink::Plain)))
        }
        Err(error) => Err(failed(error, language)),
    }
}

/// How the case begins.
fn opening(
    given: &Given,
    procedure: &Procedure,
    definition: Digest,
    language: Language,
) -> Result<Opening, Failure> {
    let mut opening = Opening::of(procedure.code());
    let at_start = given.text(Opt::Start, language)?.map(Text::from);
    let start = Start { procedure: ProcedureRef::Definition(definition), at_start, data: Vec::new() };
    opening.start = start;
    opening.business_key = given.text(Opt::Key, language)?.map(Text::from);
    for text in texts(given, Opt::Datum, language)? {
        let (name, value) = pair(&text, language)?;
        opening.start.data.push((name.into(), datum(procedure, (name, value), language)?));
    }
    Ok(opening)
}

/// The value of a datum of the procedure, of the kind that it holds; what it does not know is left to be refused.
pub(super) fn datum(
    procedure: &Procedure,
    (name, value): (&str, &str),
    language: Language,
) -> Result<Value, Failure> {
    let kind = procedure.datum(name).map_or(Kind::Any, |datum| procedure.data()[datum.index()].kind);
    value_of(kind, (name, value), language)
}

/// A value of that kind, or what is to be written.
pub(super) fn value_of(
    kind: Kind,
    (name, value): (&str, &str),
    language: Language,
) -> Result<Value, Failure> {
    values::parse(value, kind, language).ok_or_else(|| {
        let (name, hint) = (plain(name), values::hint(kind, language));
        Failure::Usage(format!("{name}: {hint}"))
    })
}

/// Who begins it: in the role that is said, else in the only one that can do what comes first; nobody said is a program.
fn actor(given: &Given, procedure: &Procedure, language: Language) -> Result<Actor, Failure> {
    let (person, role) = (given.text(Opt::Person, language)?, given.text(Opt::As, language)?);
    let first = procedure.activities().first().map_or(&[][..], |first| &first.responsible.roles);
    let ids: Vec<&Text> = first.iter().map(|role| &procedure.roles()[role.index()].id).collect();
    match (person, role, &ids[..]) {
        (Some(person), Some(role), _) => Ok(Actor::person(person, role)),
        (Some(person), None, [only]) => Ok(Actor::person(person, only)),
        (Some(_), None, _) => {
            let ids = ids.iter().map(|id| &***id).collect::<Vec<_>>().join(", ");
            Err(Failure::Usage(say!(
                language,
                "Diga con qué rol comienza: --como ROL ({ids}).",
                "Say in which role it begins: --as ROLE ({ids})."
            )))
        }
        (None, Some(_), _) => Err(Failure::Usage(say!(
            language,
            "Diga quién comienza: --persona ID.",
            "Say who begins: --person ID."
        ))),
        (None, None, _) => Ok(Actor::host(OUTSIDE)),
    }
}

/// Begins the case under the name that was said, or under the first number that is free.
fn begin(
    counter: &Counter,
    (named, procedure): (Option<String>, &Procedure),
    opening: &Opening,
    actor: &Actor,
) -> Result<String, Failure> {
    let open = |case: &str| counter.cases.open(case, opening.clone(), actor);
    if let Some(case) = named {
        return match open(&case) {
            Ok(_) => Ok(case),
            Err(error) => Err(counter.failed(error)),
        };
    }
    let taken = |number: u32| -> Result<bool, Failure> {
        match counter.cases.summary(&numbered(procedure.code(), number)) {
            Ok(_) => Ok(true),
            Err(CasesError::UnknownCase { .. }) => Ok(false),
            Err(error) => Err(counter.failed(error)),
        }
    };
    let mut number = first_free(taken)?;
    loop {
        let case = numbered(procedure.code(), number);
        match open(&case) {
            Ok(_) => return Ok(case),
            // Another desk was faster.
            Err(CasesError::Rejected(Rejection::AlreadyStarted)) if number < NUMBERS => number += 1,
            Err(error) => return Err(counter.failed(error)),
        }
    }
}

/// A number that nobody has, after one that somebody has: found by halves, since the numbers are given in order.
fn first_free(taken: impl Fn(u32) -> Result<bool, Failure>) -> Result<u32, Failure> {
    let (mut held, mut free) = (0, 1);
    while free < NUMBERS && taken(free)? {
        (held, free) = (free, free * 2);
    }
    while free - held > 1 {
        let middle = held + (free - held) / 2;
        match taken(middle)? {
            true => held = middle,
            false => free = middle,
        }
    }
    Ok(free)
}

/// The name of a case by its procedure and a number, as far as names may be long.
pub(crate) fn numbered(code: &str, number: u32) -> String {
    let code: String = file_part(code).chars().take(50).collect();
    format!("{code}-{number}")
}

fn tell(desk: &mut Desk, counter: &mut Counter, given: &Given, case: &str) -> Result<(), Failure> {
    let language = counter.language;
    let (name, place) = (plain(case), counter.place.path.display().to_string());
    desk.line(&say!(
        language,
        "Comienza el caso {name}, que se guarda en {place}.",
        "The case {name} begins; it is kept in {place}."
    ))?;
    show::page(desk, counter, given, case)
}

#[cfg(test)]
mod tests {
    use super::{first_free, numbered};

    #[test]
    fn the_next_number_is_found_without_asking_for_all() {
        for count in 0..200 {
            let asked = std::cell::Cell::new(0);
            let free = first_free(|number| {
                asked.set(asked.get() + 1);
                Ok(number <= count)
            });
            assert_eq!(free.expect("a number"), count + 1);
            assert!(asked.get() <= 17, "{} for {count}", asked.get());
        }
    }

    #[test]
    fn a_name_is_no_longer_than_names_may_be() {
        assert_eq!(numbered("PRO/1 \"x\"", 7), "PRO-1--x--7");
        assert!(numbered(&"á".repeat(400), u32::MAX).chars().count() <= 64);
    }
}
