//! What closes a work item, from the options of one line.

use std::path::Path;

use cauce::command::{Actor, Delivered, Delivery, Done, GivenSignature, Verification};
use cauce::data::{Decimal, Kind, Text};
use cauce::procedure::Procedure;
use cauce::source::Language;
use cauce::view::{RecordWanted, WorkItem};

use crate::arguments::{Given, Opt};
use crate::cases::open::{datum, value_of};
use crate::cases::{pair, texts};
use crate::failure::{Failure, unreadable};
use crate::run::evidence::evidence;
use crate::run::values;
use crate::story::plain;

/// Everything that closes an item but its answer.
pub(super) fn done(
    given: &Given,
    (item, procedure): (&WorkItem, &Procedure),
    actor: &Actor,
    language: Language,
) -> Result<Done, Failure> {
    let mut done = Done::new();
    for text in texts(given, Opt::Evidence, language)? {
        done.evidence.push(delivery(&text, (item, procedure), language)?);
    }
    for text in texts(given, Opt::Signature, language)? {
        done.signatures.push(signature(&text, actor));
    }
    for text in texts(given, Opt::Datum, language)? {
        let (name, value) = pair(&text, language)?;
        let wanted = item.data.iter().find(|wanted| *wanted.id == *name);
        let value = match wanted {
            Some(wanted) => value_of(wanted.kind, (name, value), language)?,
            None => datum(procedure, (name, value), language)?,
        };
        done.data.push((name.into(), value));
    }
    done.measures = measures(given, language)?;
    done.verification = verification(given, item, None, language)?;
    // Of a control the note belongs to its result.
    done.note = match &done.verification {
        Some(_) => None,
        None => note(given, language)?,
    };
    Ok(done)
}

/// The note that was given.
pub(super) fn note(given: &Given, language: Language) -> Result<Option<Text>, Failure> {
    Ok(given.text(Opt::Note, language)?.map(Text::from))
}

/// The values of indicators.
pub(super) fn measures(given: &Given, language: Language) -> Result<Vec<(Text, Decimal)>, Failure> {
    let mut measures = Vec::new();
    for text in texts(given, Opt::Measure, language)? {
        let (name, value) = pair(&text, language)?;
        let value = value.parse().map_err(|_| {
            let (name, hint) = (plain(name), values::hint(Kind::Decimal, language));
            Failure::Usage(format!("{name}: {hint}"))
        })?;
        measures.push((name.into(), value));
    }
    Ok(measures)
}

/// `acta=acta.pdf`, `acta==` for the one that the case has, or the file alone where one record is wanted.
fn delivery(
    text: &str,
    (item, procedure): (&WorkItem, &Procedure),
    language: Language,
) -> Result<Delivery, Failure> {
    let records: Vec<&RecordWanted> = item.evidence.iter().flat_map(|wanted| &wanted.records).collect();
    let is_record =
        |name: &str| records.iter().any(|record| *record.id == *name) || procedure.record(name).is_some();
    let (record, path) = match (text.split_once('='), &records[..]) {
        (Some((name, path)), _) if is_record(name) => (Text::from(name), path),
        (_, [only]) => (only.id.clone(), text),
        (Some((name, path)), _) => (Text::from(name), path),
        (None, _) => {
            let ids = records.iter().map(|record| &*record.id).collect::<Vec<_>>().join(", ");
            return Err(Failure::Usage(say!(
                language,
                "Diga de qué registro es: --evidencia REGISTRO=ARCHIVO ({ids}).",
                "Say of which record it is: --evidence RECORD=FILE ({ids})."
            )));
        }
    };
    if path == "=" {
        return Ok(Delivery::Cited(record));
    }
    let document =
        evidence(Path::new(path)).map_err(|error| unreadable(Path::new(path), &error, language))?;
    Ok(Delivery::Document(Delivered { record, document }))
}

/// `acta` by whoever acts, `acta=auditor` by whoever acts in that role, `acta=auditor:luis` by another on paper.
fn signature(text: &str, actor: &Actor) -> GivenSignature {
    let (record, who) = text.split_once('=').unwrap_or((text, ""));
    let (role, person) = who.split_once(':').unwrap_or((who, ""));
    let role = if role.is_empty() { actor.role().unwrap_or_default() } else { role };
    let person = Some(person).filter(|person| !person.is_empty()).map(Text::from);
    GivenSignature { record: record.into(), role: role.into(), person }
}

/// The result of a control, item by item where it is a list; none where none was given.
pub(super) fn verification(
    given: &Given,
    item: &WorkItem,
    answer: Option<&str>,
    language: Language,
) -> Result<Option<Verification>, Failure> {
    let Some(said) = given.text(Opt::Result, language)?.or(answer) else { return Ok(None) };
    let parts: Option<Vec<bool>> = said.split(',').map(|part| values::yes_or_no(part.trim())).collect();
    let Some(parts) = parts else {
        return Err(Failure::Usage(say!(
            language,
            "--resultado es conforme o no-conforme; de una lista, SI y NO separados con comas.",
            "--result is conforming or nonconforming; of a list YES and NO with commas between them."
        )));
    };
    let points = if item.points.is_empty() { Vec::new() } else { parts.clone() };
    let conforming = parts.iter().all(|part| *part);
    Ok(Some(Verification { conforming, points, note: note(given, language)? }))
}
