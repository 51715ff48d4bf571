//! What an activity is when it is not simply a person's work: repeated, waiting, called, automatic, a block of its own.
//!
//! Knows the keys of the file that say so, in the order people ask for them; what is printed is the value in words.
//! Read [`made`] first.

use super::repetition::for_each;
use super::{Mark, Reader, sign};
use crate::document::{Node, Table};
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
    (K::End, Word::EndsWith),
    (K::Link, Word::LinkedBy),
    (K::StartQuantity, Word::NeedsTokens),
    (K::CompletionQuantity, Word::GivesTokens),
    (K::CompensatedBy, Word::UndoneBy),
    (K::JoinsAt, Word::JoinsAt),
];

/// What is said when it is so.
const FLAGS: &[(K, Word)] = &[
    (K::TestBefore, Word::TestedFirst),
    (K::CancelsRemaining, Word::CancelsRemaining),
    (K::Instantiates, Word::BeginsCase),
    (K::DoesNotHold, Word::DoesNotHold),
];

/// What an activity is, besides work of a person.
pub(in crate::render) fn made(reader: &Reader<'_>, activity: &Activity) -> Vec<Mark> {
    let mut marks = Vec::new();
    let Some(block) = reader.block(&activity.id) else { return marks };
    marks.extend(kind(reader, activity, block));
    for (key, word) in KEYS {
        let value = block.get(*key).and_then(|node| said(reader, *key, node, block));
        let value = value.filter(|value| !value.is_empty());
        let mark = value.map(|value| Mark::labelled(reader.label(*word), value));
        let findings = || reader.findings_on(activity, *key);
        marks.extend(mark.map(|mark| Mark { findings: findings(), ..mark.signed(sign_of(*key)) }));
    }
    marks.extend(milestone(reader, activity));
    let flags = FLAGS.iter().filter(|(key, _)| block.flag(*key));
    let flag = |(key, word): &(K, Word)| Mark {
        findings: reader.findings_on(activity, *key),
        ..Mark::plain(reader.word(*word))
    };
    marks.extend(flags.map(flag));
    marks
}

/// The value of a key in a sentence; `None` where nothing is to be said.
fn said(reader: &Reader<'_>, key: K, node: &Node, block: &Table) -> Option<String> {
    match (key, node.as_table()) {
        (K::ForEach, Some(each)) => Some(for_each(reader, each)),
        (K::Wait | K::When | K::Throws | K::End, Some(trigger)) => Some(happening(reader, trigger)),
        // That it is an end is said by its kind.
        (K::End, None) => None,
        (K::Procedure, _) => Some(called_procedure(reader, block)),
        (K::Opens, Some(opened)) => Some(called_procedure(reader, opened)),
        (K::JoinsAt | K::CompensatedBy, _) => {
            let element = reader.procedure.find(&node.reference_text()?);
            Some(element.map_or_else(|| reader.value(node), |element| in_full(reader, element)))
        }
        (K::WhileOpen | K::Redo, _) => reader.called_in(block, key),
        _ => Some(reader.value(node)),
    }
}

/// «fase 2 (Continuidad y operación)».
fn in_full(reader: &Reader<'_>, element: crate::procedure::ElementIx) -> String {
    let (called, title) = (reader.called(element), joined(reader.procedure.title(element)));
    if title.is_empty() || called.contains(&title) { called } else { format!("{called} ({title})") }
}

/// «MAS-C01 · versión 2 · desde por-solicitud».
fn called_procedure(reader: &Reader<'_>, block: &Table) -> String {
    let code = reader.value_of(block, K::Procedure);
    let rest = [(K::Version, Word::OfVersion), (K::Start, Word::BeginsAt)];
    let start = |id: &str| {
        let title = reader.event_block(id).and_then(|start| reader.value_of(start, K::Title));
        title.map_or_else(|| joined(id), |title| format!("«{title}»"))
    };
    let rest = rest.into_iter().filter_map(|(key, word)| {
        let text = match key {
            K::Start => block.text(key).map(|id| start(id)),
            _ => reader.value_of(block, key),
        };
        Some(format!("{} {}", reader.word(word), text?))
    });
    code.into_iter().chain(rest).collect::<Vec<_>>().join(" · ")
}

/// What is waited for or sent out: «el mensaje «solicitud» con entidad = «miembro»».
fn happening(reader: &Reader<'_>, trigger: &Table) -> String {
    const NAMED: &[(K, Word)] = &[
        (K::Message, Word::MessageNamed),
        (K::Signal, Word::SignalNamed),
        (K::Error, Word::ErrorNamed),
        (K::Escalation, Word::EscalationNamed),
    ];
    const SAID: &[(K, Word)] = &[
        (K::Correlates, Word::WithSame),
        (K::BufferedFor, Word::KeptFor),
        (K::Output, Word::TakesFrom),
        (K::Input, Word::TakesFrom),
    ];
    let value = |key| reader.value_of(trigger, key);
    let named =
        NAMED.iter().filter_map(|(key, word)| Some(format!("{} «{}»", reader.word(*word), value(*key)?)));
    let plain = [K::Time, K::Condition].into_iter().filter_map(value);
    let declared = reader.names_of(trigger, K::DeclaredBy);
    let declared = declared.map(|names| format!("{} {names}", reader.word(Word::DeclaredAs)));
    let flags =
        [(K::Cancels, Word::CancelOf), (K::Compensates, Word::CompensationOf), (K::Terminates, Word::Ends)];
    let flags = flags.into_iter().filter(|(key, _)| trigger.get(*key).is_some());
    let flags =
        flags.map(|(key, word)| match reader.called_in(trigger, key).filter(|_| !trigger.flag(key)) {
            Some(what) => format!("{} {what}", reader.word(word)),
            None => reader.word(word).to_owned(),
        });
    let several =
        [(K::AllTriggers, Word::And), (K::AnyOf, Word::Or)].into_iter().filter_map(|(key, word)| {
            // A trigger of triggers holds no further ones, so this goes one step down.
            let each: Vec<String> = trigger.tables(key).map(|one| simple(reader, one)).collect();
            (!each.is_empty()).then(|| each.join(&format!(" {} ", reader.word(word))))
        });
    let what: Vec<String> = named.chain(plain).chain(declared).chain(flags).chain(several).collect();
    let rest = SAID.iter().filter_map(|(key, word)| Some(format!("{} {}", reader.word(*word), value(*key)?)));
    let rest: Vec<String> = rest.collect();
    let what = what.join("; ");
    if rest.is_empty() { what } else { format!("{what}, {}", rest.join(", ")) }
}

/// One of several triggers, its values by their keywords.
fn simple(reader: &Reader<'_>, trigger: &Table) -> String {
    trigger.entries.iter().map(|entry| reader.value(&entry.node)).collect::<Vec<_>>().join(" ")
}

fn sign_of(key: K) -> &'static str {
    match key {
        K::ForEach | K::WhileMet => sign::AGAIN,
        K::Wait => sign::TIME,
        K::Procedure => sign::INTERACTION,
        _ => "",
    }
}

/// What kind of block or task it is, and in what order its activities are done.
fn kind(reader: &Reader<'_>, activity: &Activity, block: &Table) -> Vec<Mark> {
    if activity.kind == ActivityKind::Statement {
        let findings = reader.findings_on(activity, K::Informative);
        return vec![Mark { findings, ..Mark::plain(reader.word(Word::Statement)) }];
    }
    let is_block = matches!(activity.kind, ActivityKind::Group | ActivityKind::Block);
    let said = |key, word| Some(Mark::labelled(reader.label(word), reader.value_of(block, key)?));
    let kind = said(K::Type, if is_block { Word::BlockKind } else { Word::TaskKind });
    kind.into_iter().chain(said(K::Order, Word::OrderOf)).collect()
}

fn milestone(reader: &Reader<'_>, activity: &Activity) -> Option<Mark> {
    let id = activity.milestone.as_ref()?;
    let declared = reader.procedure.milestones.iter().find(|milestone| milestone.id == *id);
    let name = declared.map_or(id, |milestone| &milestone.name);
    let findings = reader.findings_on(activity, K::Milestone);
    Some(Mark { findings, ..Mark::labelled(reader.label(Word::Milestone), joined(name)) })
}

/// What an event waits for, and what comes of it besides the way it leads.
pub(in crate::render) fn trigger(reader: &Reader<'_>, block: &Table) -> Vec<Mark> {
    const SAID: &[(K, Word)] = &[
        (K::When, Word::When),
        (K::Every, Word::Every),
        (K::From, Word::From),
        (K::Until, Word::Until),
        (K::Inside, Word::Inside),
        (K::WhileOpen, Word::During),
        (K::EnabledIf, Word::Available),
        (K::Maximum, Word::AtMost),
        (K::Redo, Word::OnceMore),
        (K::Opens, Word::OpensCase),
        (K::Output, Word::Outputs),
    ];
    let mut marks = Vec::new();
    let declares = block.table(K::When).and_then(|when| reader.names_of(when, K::DeclaredBy));
    for (key, word) in SAID {
        let who = declares.as_ref().filter(|_| *key == K::When);
        if let Some(names) = who {
            marks.push(Mark::labelled(reader.label(Word::Declares), names.clone()));
            continue;
        }
        let value = match key {
            K::Inside => reader.called_in(block, *key),
            _ => block.get(*key).and_then(|node| said(reader, *key, node, block)),
        };
        let value = value.filter(|value| !value.is_empty());
        marks.extend(value.map(|value| Mark::labelled(reader.label(*word), value)));
    }
    let told = reader.names_of(block, K::Notifies);
    marks.extend(told.map(|names| Mark::labelled(reader.label(Word::Notifies), names)));
    if block.get(K::Interrupts).is_some() && !block.flag(K::Interrupts) {
        marks.push(Mark::plain(reader.word(Word::GoesOn)));
    }
    if block.flag(K::CancelsOthers) {
        marks.push(Mark::plain(reader.word(Word::CancelsOthers)));
    }
    marks
}
