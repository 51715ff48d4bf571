//! What an activity is when it is not simply a person's work: repeated, waiting, called, automatic, a block of its own.
//!
//! Knows the keys of the file that say so, in the order people ask for them; what is printed is the value in words.
//! Read [`made`] first.

use super::{Mark, Reader, sign};
use crate::document::Table;
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, ActivityKind};
use crate::render::escape::joined;
use crate::render::words::Word;

/// The keys that say how it is done, with the words before them.
const KEYS: &[(K, Word)] = &[
    (K::ForEach, Word::RepeatsFor),
    (K::WhileMet, Word::RepeatsWhile),
    (K::Maximum, Word::AtMost),
    (K::CompletesIf, Word::EnoughWhen),
    (K::Wait, Word::WaitsFor),
    (K::Procedure, Word::Calls),
    (K::Job, Word::Automatic),
    (K::Retries, Word::Attempts),
    (K::Script, Word::ScriptRun),
    (K::Table, Word::DecisionTable),
    (K::Computes, Word::Computes),
    (K::Input, Word::Inputs),
    (K::Output, Word::Outputs),
    (K::Throws, Word::Throws),
    (K::CompensatedBy, Word::UndoneBy),
    (K::JoinsAt, Word::JoinsAt),
];

/// What an activity is, besides work of a person.
pub(in crate::render) fn made(reader: &Reader<'_>, activity: &Activity) -> Vec<Mark> {
    let mut marks = Vec::new();
    let Some(block) = reader.block(&activity.id) else { return marks };
    marks.extend(kind(reader, activity, block));
    for (key, word) in KEYS {
        let value = reader.value_of(block, *key).filter(|value| !value.is_empty());
        let mark = value.map(|value| Mark::labelled(reader.label(*word), value));
        marks.extend(mark.map(|mark| mark.signed(sign_of(*key))));
    }
    marks.extend(milestone(reader, activity));
    if block.flag(K::DoesNotHold) {
        marks.push(Mark::plain(reader.word(Word::DoesNotHold)));
    }
    marks
}

fn sign_of(key: K) -> &'static str {
    match key {
        K::ForEach | K::WhileMet => sign::AGAIN,
        K::Wait => sign::TIME,
        K::Procedure => sign::INTERACTION,
        _ => "",
    }
}

/// What kind of block it is, and in what order its activities are done.
fn kind(reader: &Reader<'_>, activity: &Activity, block: &Table) -> Vec<Mark> {
    if activity.kind == ActivityKind::Statement {
        return vec![Mark::plain(reader.word(Word::Statement))];
    }
    let is_block = matches!(activity.kind, ActivityKind::Group | ActivityKind::Block);
    let said = |key, word| Some(Mark::labelled(reader.label(word), reader.value_of(block, key)?));
    let kind = said(K::Type, Word::BlockKind).filter(|_| is_block);
    kind.into_iter().chain(said(K::Order, Word::OrderOf)).collect()
}

fn milestone(reader: &Reader<'_>, activity: &Activity) -> Option<Mark> {
    let id = activity.milestone.as_ref()?;
    let declared = reader.procedure.milestones.iter().find(|milestone| milestone.id == *id);
    let name = declared.map_or(id, |milestone| &milestone.name);
    Some(Mark::labelled(reader.label(Word::Milestone), joined(name)))
}

/// What an event waits for, and what comes of it besides the way it leads.
pub(in crate::render) fn trigger(reader: &Reader<'_>, block: &Table) -> Vec<Mark> {
    const SAID: &[(K, Word)] = &[
        (K::When, Word::When),
        (K::Every, Word::Every),
        (K::WhileOpen, Word::During),
        (K::EnabledIf, Word::Available),
        (K::Maximum, Word::AtMost),
        (K::Redo, Word::OnceMore),
        (K::Opens, Word::OpensCase),
    ];
    let mut marks = Vec::new();
    let declares = block.table(K::When).and_then(|when| reader.names_of(when, K::DeclaredBy));
    for (key, word) in SAID {
        let who = declares.as_ref().filter(|_| *key == K::When);
        if let Some(names) = who {
            marks.push(Mark::labelled(reader.label(Word::Declares), names.clone()));
            continue;
        }
        let value = reader.value_of(block, *key).filter(|value| !value.is_empty());
        marks.extend(value.map(|value| Mark::labelled(reader.label(*word), value)));
    }
    let told = reader.names_of(block, K::Notifies);
    marks.extend(told.map(|names| Mark::labelled(reader.label(Word::Notifies), names)));
    if block.get(K::Interrupts).is_some() && !block.flag(K::Interrupts) {
        marks.push(Mark::plain(reader.word(Word::GoesOn)));
    }
    marks
}
