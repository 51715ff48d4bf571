//! `cauce caso conserva`: what is settled about the keeping of a case, and settling it: holds, retention.
//!
//! What each forbids the library says; disposing is part of `cauce caso archiva`.

use cauce::calendar::Zone;
use cauce::command::Actor;
use cauce::record::Field;
use cauce::source::Language;
use cauce_store::cases::{CaseKeeping, Deed, Disposal, Retention, Until};

use super::{Counter, Mode, the_case};
use crate::arguments::{Given, Opt, spelled};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::run::time;
use crate::story::{moment, plain};
use crate::wire::{self, CaseKept};

/// What is to be settled.
enum Settle {
    Nothing,
    Hold,
    Release(u64),
    Retain,
}

/// `cauce caso conserva CASO [--retiene | --levanta N | --hasta FECHA [--registro ID]] [--formato json]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let case = the_case(given, language)?;
    let (settle, json) = (settle(given, language)?, given.wants_json(language)?);
    let looks = matches!(settle, Settle::Nothing);
    let who = if looks { None } else { Some(who(given, language)?) };
    let mut counter = Counter::open(desk, given, if looks { Mode::Look } else { Mode::Write })?;
    let standing = counter.look(desk, given, &case)?;
    if let Some((actor, reason)) = &who {
        if !given.has(Opt::At) {
            counter.clock.stand_at(cauce::clock::Clock::now(&time::DeskClock::machine()));
        }
        let zone = standing.procedure.head().zone;
        let done = match settle {
            Settle::Hold => counter.cases.hold(&case, reason, actor).map(drop),
            Settle::Release(hold) => counter.cases.release_hold(&case, hold, reason, actor),
            _ => {
                let until = given.text(Opt::Until, language)?.unwrap_or_default();
                let until = time::instant(until, zone).ok_or_else(|| no_date(until, language))?;
                let until = Until::date(until);
                let until = match given.text(Opt::Record, language)? {
                    Some(record) => until.by_rule_of(record),
                    None => until,
                };
                counter.cases.retain(&case, &until, reason, actor)
            }
        };
        done.map_err(|error| counter.failed(error))?;
    }
    let keeping = counter.cases.keeping(&case).map_err(|error| counter.failed(error))?;
    match json {
        true => wire::print(desk, &CaseKept::of(&case, &keeping)),
        false => say(desk, (&case, &keeping), (standing.procedure.head().zone, counter.language)),
    }
}

fn settle(given: &Given, language: Language) -> Result<Settle, Failure> {
    let release = given.text(Opt::Release, language)?;
    let asked = [given.has(Opt::Hold), release.is_some(), given.has(Opt::Until)];
    if asked.iter().filter(|asked| **asked).count() > 1 || given.has(Opt::Record) && !given.has(Opt::Until) {
        let [hold, release, until, record] =
            [Opt::Hold, Opt::Release, Opt::Until, Opt::Record].map(|opt| spelled(opt, language));
        return Err(Failure::Usage(say!(
            language,
            "Diga una sola cosa: {hold}, {release}, o {until} con {record} si es de un registro.",
            "Say one thing only: {hold}, {release}, or {until} with {record} where it is of a record."
        )));
    }
    Ok(match release {
        Some(number) => Settle::Release(number.parse().map_err(|_| {
            let name = spelled(Opt::Release, language);
            Failure::Usage(say!(
                language,
                "{name} lleva el número de la retención; «cauce caso conserva CASO» los dice.",
                "{name} takes the number of the hold; “cauce case keep CASE” says them."
            ))
        })?),
        None if given.has(Opt::Hold) => Settle::Hold,
        None if given.has(Opt::Until) => Settle::Retain,
        None => Settle::Nothing,
    })
}

fn who(given: &Given, language: Language) -> Result<(Actor, String), Failure> {
    let who = (given.text(Opt::Person, language)?, given.text(Opt::As, language)?);
    match (who, given.text(Opt::Note, language)?) {
        ((Some(person), Some(role)), Some(reason)) => Ok((Actor::person(person, role), reason.to_owned())),
        _ => Err(Failure::Usage(say!(
            language,
            "Lo fija alguien, por algo: diga --persona ID, --como ROL y --nota MOTIVO.",
            "Somebody settles it, for a reason: say --person ID, --as ROLE and --note REASON."
        ))),
    }
}

fn no_date(text: &str, language: Language) -> Failure {
    let text = plain(text);
    Failure::Usage(say!(
        language,
        "«{text}» no es una fecha: escríbala como 2022-04-07 o 2022-04-07T10:00:00-05:00.",
        "“{text}” is no date: write it as 2022-04-07 or 2022-04-07T10:00:00-05:00."
    ))
}

/// What is settled, one line each.
fn say(
    desk: &mut Desk,
    (case, keeping): (&str, &CaseKeeping),
    (zone, language): (Option<Zone>, Language),
) -> Result<(), Failure> {
    let said = |deed: &Deed| by(deed, zone, language);
    let mut lines: Vec<String> = Vec::new();
    for hold in &keeping.holds {
        let (number, by) = (hold.number, said(&hold.by));
        lines.push(say!(language, "Retenido por orden {number}: {by}", "Under hold {number}: {by}"));
    }
    lines.extend(keeping.retentions.iter().map(|retention| retained(retention, zone, language)));
    lines.extend(keeping.disposals.iter().map(|disposal| disposed(disposal, zone, language)));
    if lines.is_empty() {
        let case = plain(case);
        let none = say!(
            language,
            "Nada se ha fijado sobre la conservación de {case}.",
            "Nothing was settled about the keeping of {case}."
        );
        lines.push(none);
    }
    lines.iter().try_for_each(|line| desk.line(line))
}

fn retained(retention: &Retention, zone: Option<Zone>, language: Language) -> String {
    let (until, by) = (moment(retention.until, zone), by(&retention.by, zone, language));
    let said = [&retention.record, &retention.rule, &retention.keeper];
    let rule: Vec<String> = said.into_iter().flatten().map(|text| plain(text)).collect();
    let rule = if rule.is_empty() { String::new() } else { format!(" ({})", rule.join(" · ")) };
    say!(language, "Se conserva hasta {until}{rule}: {by}", "Retained until {until}{rule}: {by}")
}

fn disposed(disposal: &Disposal, zone: Option<Zone>, language: Language) -> String {
    let by = by(&disposal.by, zone, language);
    let span = |(first, last): &(u64, u64)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    };
    let records: Vec<String> = disposal.records.iter().map(span).collect();
    let fields: Vec<&str> = disposal.fields.iter().map(|field| word(*field, language)).collect();
    let (records, fields) = (records.join(", "), fields.join(", "));
    say!(
        language,
        "Dispuesto de {fields}, registros {records}: {by}",
        "Disposed of {fields}, records {records}: {by}"
    )
}

fn word(field: Field, language: Language) -> &'static str {
    match field {
        Field::Person => pick!(language, "personas", "persons"),
        Field::Note => pick!(language, "notas", "notes"),
        Field::Datum => pick!(language, "datos", "data"),
        Field::FileName => pick!(language, "archivos", "files"),
        Field::BusinessKey => pick!(language, "clave", "key"),
        other => other.word(),
    }
}

/// When, who and why.
fn by(deed: &Deed, zone: Option<Zone>, language: Language) -> String {
    let who = match &deed.who {
        Actor::Person { id, .. } if id.is_empty() => pick!(language, "dato dispuesto", "disposed").to_owned(),
        Actor::Person { id, .. } => plain(id),
        Actor::Host(name) => plain(name),
        _ => "cauce".to_owned(),
    };
    let (at, why) = (moment(deed.at, zone), plain(&deed.reason));
    say!(language, "{who}, {at}, «{why}»", "{who}, {at}, “{why}”")
}
