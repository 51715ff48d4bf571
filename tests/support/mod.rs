//! What the suites share: random procedures, and everything that an item needs to be done.

#![allow(dead_code, unused_imports, reason = "each suite uses a part of it")]

pub(crate) mod length;
pub(crate) mod models;
pub(crate) mod procedures;

use cauce::command::{Done, Resolution, Verification};
use cauce::data::{Date, Decimal, Digest, Kind, Value};
use cauce::procedure::Choice;
use cauce::view::WorkItem;

pub(crate) use length::cases;

/// The digest of the document that stands for a record in tests.
pub(crate) fn document(record: &str) -> Digest {
    Digest::of(record.as_bytes())
}

/// Everything that an item needs, with the answer at that position.
pub(crate) fn done(item: &WorkItem, answer: usize) -> Done {
    let mut done = Done::new();
    for wanted in &item.evidence {
        let Some(record) = wanted.records.first() else { continue };
        done = done.evidence(&record.id, "archivo.pdf", "application/pdf", document(&record.id));
        for (rule, roles) in &record.signed_by {
            let needed = if *rule == Choice::All { roles.len() } else { 1 };
            for role in roles.iter().take(needed).filter(|role| !record.signed.contains(role)) {
                done = done.signed_by(&record.id, role, "quien-firma");
            }
        }
    }
    if let Some(offered) = item.answers.get(answer % item.answers.len().max(1)) {
        done = done.answer(&offered.id).note("por lo que se vio");
    }
    if item.verifies.is_some() {
        let found = verification(item, answer);
        done.verification = Some(found);
    }
    for wanted in &item.data {
        done = done.data(&wanted.id, value(wanted.kind, wanted.values.first().map_or("a", |value| value)));
    }
    for wanted in &item.measures {
        done = done.measure(&wanted.id, Decimal::from(answer as i64));
    }
    done
}

/// A result for each item of the check list, and for the whole.
pub(crate) fn verification(item: &WorkItem, answer: usize) -> Verification {
    let conforming = answer % 3 != 1;
    let points = item.points.iter().map(|_| conforming).collect();
    Verification { conforming, points, note: (!conforming).then(|| "no se ajusta".into()) }
}

/// Some way to resolve an incident; not every one is possible.
pub(crate) fn resolution(item: &WorkItem, answer: usize) -> Resolution {
    match answer % 4 {
        0 => Resolution::OneMore,
        1 => Resolution::Take("no".into()),
        2 => Resolution::Retry,
        _ => Resolution::MoveTo(item.reference.clone()),
    }
}

/// A value of a kind.
pub(crate) fn value(kind: Kind, choice: &str) -> Value {
    match kind {
        Kind::Decimal | Kind::Integer => Value::Number(Decimal::from(3i64)),
        Kind::Date => Value::Date(Date::new(2022, 3, 1).expect("a date")),
        Kind::YesNo => Value::Bool(true),
        _ => Value::Text(choice.into()),
    }
}
