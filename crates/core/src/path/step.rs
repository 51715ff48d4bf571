//! The steps of a path, one by one.
//!
//! Knows which keys go together in a step. A step has one action; `el` may stand beside any of them.

use super::file::{Act, Action, Begin, Given, Reader, Resolve, Said, Send, Sent, Way, Work};
use crate::calendar::parse_duration;
use crate::data::{Duration, Text};
use crate::diagnostic::PathProblem;
use crate::document::{Member, Node, Table, Tree, Worded};
use crate::keywords::{Keyword as K, distance};
use crate::reference::Reference;
use crate::rejection;

/// Keys that say what a step does, in the order in which they are looked for.
const ACTIONS: &[K] = &[
    K::Walk,
    K::Activity,
    K::Interaction,
    K::Event,
    K::Message,
    K::Signal,
    K::Begins,
    K::Advances,
    K::Until,
    K::Fires,
    K::Resolves,
    K::CancelsCase,
    K::Rejects,
    K::Checks,
];

/// Keys that are the action of a step only when no other is: beside one they tell more of it.
const ALONE: &[K] = &[K::Start, K::Data, K::Measures];

/// Keys of which one says how stuck work goes on; without any it is tried again.
const WAYS_ON: &[K] = &[K::OneMore, K::AnswersWith, K::GoesTo];

/// Keys that belong to an activity.
const OF_WORK: &[K] = &[
    K::Role,
    K::PersonId,
    K::AppliesIf,
    K::Delivers,
    K::SignedBy,
    K::Control,
    K::AnswersWith,
    K::Note,
    K::Captures,
    K::Measures,
];

/// Keys that belong to an activity whose work ends with an error: what a completion needs is not asked.
const OF_ERROR: &[K] = &[K::Activity, K::Role, K::PersonId];

/// Reads a step: one act, or one for each word of its walk; none when it cannot be replayed.
pub(super) fn read_step(reader: &mut Reader<'_>, table: &Table) -> Vec<Act> {
    let Some(key) = action_key(reader, table) else {
        return Vec::new();
    };
    check_keys(reader, table, key);
    let on = table.get(K::On).or_else(|| table.table(K::Rejects)?.get(K::On));
    let on = on.and_then(|node| reader.moment(node));
    if key == K::Walk {
        let mut acts = table.get(K::Walk).map(|node| reader.walk(node)).unwrap_or_default();
        if let Some(first) = acts.first_mut() {
            first.on = on;
        }
        return acts;
    }
    let text = label(reader, table, key);
    let span = table.entry(key).map_or(table.span, |entry| entry.node.span);
    let action = read_action(reader, table, key);
    action.map(|action| Act { span, text, on, action }).into_iter().collect()
}

/// The one action of a step.
fn action_key(reader: &mut Reader<'_>, table: &Table) -> Option<K> {
    let mut found: Vec<K> = ACTIONS.iter().copied().filter(|key| is_said(table, *key)).collect();
    if found.is_empty() {
        found.extend(ALONE.iter().copied().filter(|key| table.get(*key).is_some()));
        if let [K::Start, K::Data] = found[..] {
            found.truncate(1);
        }
    }
    match found[..] {
        [key] => Some(key),
        _ => {
            reader.error(PathProblem::StepShape { found }, table.span);
            None
        }
    }
}

/// Whether a key says anything: a mark that is `false` does not.
fn is_said(table: &Table, key: K) -> bool {
    table.get(key).is_some_and(|node| !matches!(node.value, Tree::Bool(false)))
}

fn check_keys(reader: &mut Reader<'_>, table: &Table, action: K) {
    let fails = action == K::Activity && table.get(K::Error).is_some();
    let action = if fails { K::Error } else { action };
    let allowed: &[K] = match action {
        K::Error => OF_ERROR,
        K::Activity => OF_WORK,
        // That it is closed and that it is asked for are said of two different moments.
        K::Interaction if is_said(table, K::End) => &[K::Role, K::PersonId, K::End, K::Note],
        K::Interaction => &[K::Role, K::PersonId, K::AnswersWith, K::Note],
        K::Resolves => &[K::Role, K::PersonId, K::OneMore, K::AnswersWith, K::GoesTo, K::Data, K::Note],
        K::CancelsCase => &[K::Role, K::PersonId, K::Note],
        K::Rejects => &[K::Reason],
        K::Data | K::Measures => &[K::Role, K::PersonId],
        K::Event => &[K::Role, K::PersonId, K::Note],
        K::Message | K::Signal | K::Start => &[K::Data],
        K::Begins => &[K::Start, K::Data],
        _ => &[],
    };
    for entry in &table.entries {
        if entry.key != action && entry.key != K::On && !allowed.contains(&entry.key) {
            reader.error(PathProblem::StepKey { key: entry.key, action }, entry.key_span);
        }
    }
}

/// The step as messages name it.
fn label(reader: &Reader<'_>, table: &Table, key: K) -> Text {
    match table.get(key).and_then(Node::reference_text) {
        Some(reference) if matches!(key, K::Activity | K::Interaction | K::Resolves) => reference,
        _ => key.word(reader.language).into(),
    }
}

fn read_action(reader: &mut Reader<'_>, table: &Table, key: K) -> Option<Action> {
    let node = table.get(key)?;
    match key {
        K::Activity | K::Interaction => {
            let given = given(table);
            let reference = reference(reader, node)?;
            Some(Action::Work(Box::new(Work { reference, question: given.applies.is_some(), given })))
        }
        K::Event => {
            let event = reference(reader, node)?;
            Some(Action::Declare { event, given: Box::new(given(table)) })
        }
        K::Message | K::Signal => sent(reader, table, key).map(|sent| Action::Send(Box::new(sent))),
        K::Begins | K::Start => Some(Action::Begin(Box::new(Begin {
            procedure: table.text(K::Begins).cloned(),
            start: table.text(K::Start).cloned(),
            data: members(table, K::Data),
        }))),
        K::Advances => duration(reader, node).map(Action::Advance),
        K::Until => reader.moment(node).map(Action::Until),
        K::Fires => reference(reader, node).map(Action::Fire),
        K::Resolves => resolution(reader, table, node),
        K::CancelsCase => Some(Action::Cancel(Box::new(given(table)))),
        K::Checks => node.as_table().map(|table| Action::Check(Box::new(reader.expected(table)))),
        K::Rejects => rejection(reader, table, node),
        K::Data => Some(Action::SetData(Box::new(given(table)))),
        K::Measures => Some(Action::Measure(Box::new(given(table)))),
        _ => None,
    }
}

/// A reference as the one grammar reads it.
fn reference(reader: &mut Reader<'_>, node: &Node) -> Option<Reference> {
    let written = node.reference_text()?;
    let read = Reference::parse(&written);
    if read.is_none() {
        let word = written.chars().take(40).collect::<String>().into();
        reader.error(PathProblem::BadWord { word }, node.span);
    }
    read
}

/// Stuck work, and the one way in which it goes on.
fn resolution(reader: &mut Reader<'_>, table: &Table, node: &Node) -> Option<Action> {
    let reference = reference(reader, node)?;
    let found: Vec<K> = WAYS_ON.iter().copied().filter(|key| is_said(table, *key)).collect();
    let how = match found[..] {
        [] => Way::Again,
        [K::OneMore] => Way::OneMore,
        [K::AnswersWith] => Way::Answer(table.get(K::AnswersWith).and_then(said)?),
        [key] => Way::At(table.get(key).and_then(Node::reference_text)?),
        _ => {
            reader.error(PathProblem::StepShape { found }, table.span);
            return None;
        }
    };
    Some(Action::Resolve(Box::new(Resolve { reference, how, given: given(table) })))
}

/// A message or a signal by name; members of who is meant stand in brackets, as in a walk.
fn sent(reader: &mut Reader<'_>, table: &Table, key: K) -> Option<Send> {
    let node = table.get(key)?;
    let data = members(table, K::Data);
    let written = node.as_text()?;
    let plain = |name: Text| Send { what: Sent::Signal, name, members: Vec::new(), data: data.clone() };
    if key == K::Signal || !written.ends_with(']') {
        let what = if key == K::Signal { Sent::Signal } else { Sent::Message };
        return Some(Send { what, ..plain(written.clone()) });
    }
    let named = reference(reader, node)?;
    let members = named.members().cloned().collect();
    Some(Send { what: Sent::Message, members, ..plain(named.element().into()) })
}

fn members(table: &Table, key: K) -> Vec<Member> {
    table.get(key).map_or(&[][..], Node::as_map).to_vec()
}

fn duration(reader: &mut Reader<'_>, node: &Node) -> Option<Duration> {
    let (Tree::Time(_, Worded { written: text, .. }) | Tree::Text(text)) = &node.value else {
        return None;
    };
    let written = text.chars().take(40).collect::<String>().into();
    match parse_duration(text, reader.language) {
        Ok(read) => Some(read),
        Err(misread) => {
            let why = misread.problem;
            reader.error(PathProblem::BadAdvance { written, why }, node.span);
            None
        }
    }
}

/// What is tried and must be refused: the action of a step of its own, or a walk of one word.
fn rejection(reader: &mut Reader<'_>, table: &Table, node: &Node) -> Option<Action> {
    let inner = node.as_table()?;
    let Some(reason) = table.text(K::Reason).cloned() else {
        reader.error(PathProblem::ReasonLeftOut, table.span);
        return None;
    };
    check_reason(reader, table, &reason);
    let mut acts = read_step(reader, inner);
    let attempt = acts.pop().map(|act| act.action)?;
    let triable = matches!(
        attempt,
        Action::Work(_)
            | Action::SetData(_)
            | Action::Measure(_)
            | Action::Declare { .. }
            | Action::Send(_)
            | Action::Resolve(_)
            | Action::Cancel(_)
    );
    if !acts.is_empty() || !triable {
        reader.error(PathProblem::StepShape { found: vec![K::Rejects] }, inner.span);
        return None;
    }
    Some(Action::Reject { attempt: Box::new(attempt), reason })
}

/// The reason is a name of the language of the path; a name of the other language tells which is meant.
fn check_reason(reader: &mut Reader<'_>, table: &Table, reason: &Text) {
    let language = reader.language;
    if rejection::names(language).any(|name| name == &**reason) {
        return;
    }
    let other = rejection::names(language.other()).position(|name| name == &**reason);
    let meant = other.and_then(|place| rejection::names(language).nth(place));
    let far = |name: &&str| distance(reason, name);
    let near = rejection::names(language).min_by_key(far).filter(|name| far(name) <= 4);
    let nearest = meant.or(near).map(Text::from);
    let span = table.get(K::Reason).map_or(table.span, |node| node.span);
    reader.error(PathProblem::UnknownReason { reason: reason.clone(), nearest }, span);
}

fn given(table: &Table) -> Given {
    let ids = |key| {
        let node = table.get(key)?;
        Some(node.as_list().iter().filter_map(Node::reference_text).collect())
    };
    let data = if table.get(K::Activity).is_some() { K::Captures } else { K::Data };
    Given {
        role: table.text(K::Role).cloned(),
        person: table.text(K::PersonId).cloned(),
        delivers: ids(K::Delivers),
        signed_by: ids(K::SignedBy),
        answer: table.get(K::AnswersWith).and_then(said),
        applies: table.get(K::AppliesIf).and_then(said),
        control: table.word(K::Control).map(|word| word == K::Conforming),
        note: table.text(K::Note).cloned(),
        data: members(table, data),
        measures: members(table, K::Measures),
        error: table.text(K::Error).cloned(),
    }
}

fn said(node: &Node) -> Option<Said> {
    match &node.value {
        Tree::Word(K::AnswerYes) => Some(Said::Yes),
        Tree::Word(K::AnswerNo) => Some(Said::No),
        Tree::Text(text) => Some(Said::Other(text.clone())),
        _ => None,
    }
}
