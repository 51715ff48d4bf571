//! `cauce caso lista`: the cases of a store that are looked for, page by page, counted.

use std::collections::BTreeMap;

use cauce::calendar::Zone;
use cauce::data::{Digest, Kind, Value};
use cauce::source::Language;
use cauce_store::cases::{CaseState, CaseSummary, Cursor, Find};

use super::{Counter, Mode, pair, texts};
use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::grid::table;
use crate::run::{moment_said, values};
use crate::story::{due_moment, moment, plain};
use crate::wire::{self, CasesListed};

/// How many cases a page shows where nobody says.
const PAGE: usize = 50;

/// The states in Spanish and English, in the order of [`CaseState::ALL`].
const STATES: [&[&str]; 6] = [
    &["abierto", "open"],
    &["esperando", "waiting"],
    &["trabado", "incident"],
    &["terminado", "completed"],
    &["cancelado", "cancelled"],
    &["fallido", "failed"],
];

/// `cauce caso lista`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    if !given.words.is_empty() {
        return Err(Failure::Usage(say!(
            language,
            "«caso lista» no lleva palabras: busque con --texto, --codigo, --estado…",
            "“case list” takes no words: look with --text, --code, --state…"
        )));
    }
    let json = given.wants_json(language)?;
    let counter = Counter::open(desk, given, Mode::Look)?;
    if let Some(at) = moment_said(given, None, language)? {
        counter.clock.stand_at(at);
    }
    let (rows, next) = found(&counter, given)?;
    match json {
        true => wire::print(desk, &CasesListed::of(&rows, next.map(|next| next.to_string()))),
        false => page(desk, &counter, (&rows, next)),
    }
}

/// The cases that are looked for, and from where there are more.
pub(super) fn found(counter: &Counter, given: &Given) -> Result<(Vec<CaseSummary>, Option<Cursor>), Failure> {
    let language = counter.language;
    let limit = limit(given, language)?;
    let mut after = cursor(given, language)?;
    let finds = finds(counter, given)?;
    let text = given.text(Opt::Matching, language)?.map(str::to_lowercase);
    let fits = |case: &CaseSummary| {
        let named = |text: &String| {
            let key = case.business_key.as_deref().unwrap_or_default();
            case.case.to_lowercase().contains(text) || key.to_lowercase().contains(text)
        };
        text.as_ref().is_none_or(named)
    };
    // A value may be meant as a number or as a text: the first way that finds anything is the one.
    for find in finds {
        let mut rows = Vec::new();
        loop {
            let page = counter.cases.find(&find, after, limit - rows.len());
            let page = page.map_err(|error| counter.failed(error))?;
            rows.extend(page.rows.into_iter().filter(&fits));
            after = page.next;
            if after.is_none() || rows.len() >= limit {
                break;
            }
        }
        if !rows.is_empty() {
            return Ok((rows, after));
        }
        after = cursor(given, language)?;
    }
    Ok((Vec::new(), None))
}

fn limit(given: &Given, language: Language) -> Result<usize, Failure> {
    let Some(text) = given.text(Opt::Limit, language)? else {
        return Ok(if given.has(Opt::All) { usize::MAX >> 8 } else { PAGE });
    };
    text.parse().ok().filter(|limit| (1..=1_000_000).contains(limit)).ok_or_else(|| {
        Failure::Usage(say!(
            language,
            "--limite es un número entre 1 y 1000000.",
            "--limit is a number from 1 to 1000000."
        ))
    })
}

fn cursor(given: &Given, language: Language) -> Result<Option<Cursor>, Failure> {
    let Some(text) = given.text(Opt::From, language)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        Failure::Usage(say!(
            language,
            "--desde lleva el lugar que dice la página anterior al final.",
            "--from takes the place that the page before says at its end."
        ))
    })
}

/// What is looked for, in each way in which a value may be meant.
fn finds(counter: &Counter, given: &Given) -> Result<Vec<Find>, Failure> {
    let language = counter.language;
    let mut find = Find::all();
    let code = given.text(Opt::Code, language)?;
    if let Some(code) = code {
        find = find.code(code);
    }
    for word in texts(given, Opt::State, language)? {
        find = find.state(state(&word, language)?);
    }
    if let Some(activity) = given.text(Opt::Activity, language)? {
        let Some(code) = code else {
            return Err(Failure::Usage(say!(
                language,
                "Diga de qué procedimiento es la actividad: --codigo CÓDIGO.",
                "Say of which procedure the activity is: --code CODE."
            )));
        };
        find = find.activity(code, &id_of(counter, (code, activity))?);
    }
    if given.has(Opt::Late) {
        find = find.late(counter.now());
    }
    if let Some(key) = given.text(Opt::Key, language)? {
        find = find.business_key(key);
    }
    if let Some(person) = given.text(Opt::Person, language)? {
        find = find.person(person);
    }
    if let Some(role) = given.text(Opt::Role, language)? {
        find = find.role(role);
    }
    let mut finds = vec![find];
    for text in texts(given, Opt::Datum, language)? {
        let (name, value) = pair(&text, language)?;
        let meant = meanings(value, language);
        let with = |find: &Find| {
            meant.iter().map(|value| find.clone().data(name, value.clone())).collect::<Vec<_>>()
        };
        finds = finds.iter().flat_map(with).take(64).collect();
    }
    Ok(finds)
}

/// The id of an activity that is named by its printed number.
fn id_of(counter: &Counter, (code, activity): (&str, &str)) -> Result<String, Failure> {
    let versions = counter.cases.versions(code).map_err(|error| counter.failed(error))?;
    let Some(version) = versions.first() else { return Ok(activity.to_owned()) };
    let options = cauce::check::Options { reading: version.reading, ..cauce::check::Options::default() };
    let checked = cauce::check::check(&cauce::source::Source::new(code, version.text.clone()), &options);
    let procedure = checked.procedure.as_ref();
    let found = procedure.and_then(|own| own.find(activity).map(|element| own.id(element).to_string()));
    Ok(found.unwrap_or_else(|| activity.to_owned()))
}

/// The values that a text may stand for, the likeliest first.
fn meanings(text: &str, language: Language) -> Vec<Value> {
    let likely = values::parse(text, Kind::Any, language);
    let bool = values::yes_or_no(text).map(Value::Bool);
    let written = Value::Text(text.into());
    let mut all: Vec<Value> = Vec::new();
    for value in likely.into_iter().chain([written]).chain(bool) {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

fn state(word: &str, language: Language) -> Result<CaseState, Failure> {
    let found = STATES.iter().position(|words| words.contains(&word));
    found.and_then(|place| CaseState::ALL.get(place)).copied().ok_or_else(|| {
        let all: Vec<&str> = STATES.iter().map(|words| words[language as usize]).collect();
        let (all, word) = (all.join(", "), plain(word));
        Failure::Usage(say!(
            language,
            "--estado no puede ser «{word}»: escriba uno de {all}.",
            "--state cannot be “{word}”: write one of {all}."
        ))
    })
}

fn page(
    desk: &mut Desk,
    counter: &Counter,
    (rows, next): (&[CaseSummary], Option<Cursor>),
) -> Result<(), Failure> {
    let language = counter.language;
    if rows.is_empty() {
        return desk.line(pick!(language, "No hay casos así.", "There are no such cases."));
    }
    let head = pick!(
        language,
        ["Caso", "Clave", "Procedimiento", "Estado", "Abiertas", "Plazo", "Lo último"],
        ["Case", "Key", "Procedure", "State", "Open", "Deadline", "Last moved"],
    );
    let mut zones = BTreeMap::new();
    let mut cells = Vec::with_capacity(rows.len());
    for case in rows {
        cells.push(row(case, zone(counter, case, &mut zones)?, counter));
    }
    for line in table(&head, &cells, desk.width) {
        desk.line(&line)?;
    }
    desk.line("")?;
    desk.line(&counts(rows, language))?;
    match next {
        Some(next) => desk.line(&say!(language, "Hay más: --desde {next}", "There are more: --from {next}")),
        None => Ok(()),
    }
}

fn row(case: &CaseSummary, zone: Option<Zone>, counter: &Counter) -> Vec<String> {
    let language = counter.language;
    let deadline = case.deadline.map_or_else(String::new, |at| {
        let due = due_moment(at, zone, language);
        match at < counter.now() {
            true => say!(language, "VENCIDO desde {due}", "OVERDUE since {due}"),
            false => due,
        }
    });
    vec![
        plain(&case.case),
        case.business_key.as_ref().map_or_else(String::new, |key| plain(key)),
        plain(format!("{} {}", case.code, case.version).trim()),
        state_word(case.state, language).to_owned(),
        case.open.to_string(),
        deadline,
        moment(case.moved, zone),
    ]
}

/// The zone of a case: that of its procedure, looked up once.
fn zone(
    counter: &Counter,
    case: &CaseSummary,
    known: &mut BTreeMap<Digest, Option<Zone>>,
) -> Result<Option<Zone>, Failure> {
    if let Some(zone) = known.get(&case.definition) {
        return Ok(*zone);
    }
    let own = |instance: &cauce::instance::Instance| instance.procedure().and_then(|own| own.head().zone);
    let zone = counter.cases.look(&case.case, own).map_err(|error| counter.failed(error))?;
    known.insert(case.definition, zone);
    Ok(zone)
}

/// How many there are, and how they stand.
fn counts(rows: &[CaseSummary], language: Language) -> String {
    let count = rows.len();
    let all = match count {
        1 => say!(language, "1 caso", "1 case"),
        _ => say!(language, "{count} casos", "{count} cases"),
    };
    let by_state = CaseState::ALL.iter().filter_map(|state| {
        let count = rows.iter().filter(|row| row.state == *state).count();
        (count > 0).then(|| format!("{} {count}", state_word(*state, language)))
    });
    format!("{all}: {}", by_state.collect::<Vec<_>>().join(" · "))
}

/// A state as people read it.
pub(super) fn state_word(state: CaseState, language: Language) -> &'static str {
    let place = CaseState::ALL.iter().position(|known| *known == state).unwrap_or_default();
    STATES[place][language as usize]
}
