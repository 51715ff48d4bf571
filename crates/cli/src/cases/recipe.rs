//! What to write to do a work item: the command with everything that it takes.

use cauce::event::ItemKind;
use cauce::incident::Trouble;
use cauce::procedure::Choice;
use cauce::source::Language;
use cauce::view::{EvidenceWanted, WorkItem};

use super::{Standing, quoted};
use crate::arguments::{Opt, spelled};
use crate::story::plain;

/// The command that does an item; none for what nobody does.
pub(super) fn recipe(standing: &Standing, item: &WorkItem, language: Language) -> Option<String> {
    let mut words = vec![
        pick!(language, "cauce caso haz", "cauce case do").to_owned(),
        quoted(&standing.case),
        reference(item),
    ];
    match item.kind {
        ItemKind::Delay | ItemKind::Wait | ItemKind::EventGateway => return None,
        ItemKind::Job => {
            let word = pick!(language, "hecho|fallo|error", "done|failed|error");
            words.push(word.to_owned());
            return Some(words.join(" "));
        }
        ItemKind::Incident => words.extend(ways_on(item, language)),
        _ => words.extend(taken(item, language)),
    }
    words.extend(actor(item, language));
    Some(words.join(" "))
}

fn reference(item: &WorkItem) -> String {
    let asks = if item.kind == ItemKind::Applies { "?" } else { "" };
    quoted(&format!("{}{asks}", item.reference))
}

fn option(opt: Opt, value: &str, language: Language) -> String {
    format!("{} {value}", spelled(opt, language))
}

fn ways_on(item: &WorkItem, language: Language) -> Vec<String> {
    let first = match item.trouble {
        Some(Trouble::TooManyReturns { .. }) => pick!(language, "una-mas", "one-more"),
        Some(Trouble::NoAgreement) => pick!(language, "sigue-en=ACTIVIDAD", "move-to=ACTIVITY"),
        _ => pick!(language, "intenta", "retry"),
    };
    vec![first.to_owned(), option(Opt::Note, pick!(language, "'la razón'", "'the reason'"), language)]
}

/// The answer, the result, evidence with signatures, data and indicators.
fn taken(item: &WorkItem, language: Language) -> Vec<String> {
    let mut words = Vec::new();
    if !item.answers.is_empty() {
        let answers: Vec<String> = item.answers.iter().map(|answer| quoted(&answer.text)).collect();
        words.push(answers.join("|"));
    }
    if item.kind == ItemKind::Verify || item.verifies.is_some() || !item.points.is_empty() {
        let value = match item.points.len() {
            0 => pick!(language, "conforme|no-conforme", "conforming|nonconforming").to_owned(),
            count => vec![pick!(language, "SI|NO", "YES|NO"); count].join(","),
        };
        words.push(option(Opt::Result, &value, language));
    }
    item.evidence
        .iter()
        .filter(|wanted| !wanted.optional)
        .for_each(|wanted| evidence(wanted, language, &mut words));
    for datum in item.data.iter().filter(|datum| !datum.optional) {
        words.push(option(Opt::Datum, &format!("{}=…", datum.id), language));
    }
    for measure in item.measures.iter().filter(|measure| !measure.optional) {
        words.push(option(Opt::Measure, &format!("{}=…", measure.id), language));
    }
    words
}

/// Of records of which one is enough the first stands for all.
fn evidence(wanted: &EvidenceWanted, language: Language, words: &mut Vec<String>) {
    let enough = if wanted.rule == Choice::All { wanted.records.len() } else { 1 };
    for record in wanted.records.iter().take(enough) {
        let file = pick!(language, "ARCHIVO", "FILE");
        words.push(option(Opt::Evidence, &format!("{}={file}", record.id), language));
        for (rule, roles) in &record.signed_by {
            let missing = roles.iter().filter(|role| !record.signed.contains(role));
            let enough = if *rule == Choice::All { roles.len() } else { 1 };
            for role in missing.take(enough) {
                words.push(option(Opt::Signature, &format!("{}={role}", record.id), language));
            }
        }
    }
}

fn actor(item: &WorkItem, language: Language) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(first) = item.roles.first() {
        words.push(option(Opt::As, &quoted(first), language));
    }
    let who = match &item.claimed_by {
        Some(person) => quoted(&plain(person)),
        None => pick!(language, "QUIÉN", "WHO").to_owned(),
    };
    words.push(option(Opt::Person, &who, language));
    words
}
