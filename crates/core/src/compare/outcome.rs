//! What a path of the old version does in the new one: the same, or where and how it parts.
//!
//! Knows how two replays are laid side by side, step by step, with each element by its name in the new version.
//! What the path itself expects is not looked at: each version is what the other is held against.
//! Read [`PathOutcome`] first.

use super::pair::Pairs;
use super::versions::Version;
use crate::data::{Text, Value};
use crate::diagnostic::Diagnostic;
use crate::event::ItemKind;
use crate::path::{Difference, PathFile, Replay, Snapshot, replay};
use crate::procedure::Procedure;
use crate::source::{Language, Span};
use crate::view::Coverage;

/// What came of one path.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathOutcome {
    /// Its name.
    pub name: Text,
    /// Where it parts; nothing where both versions do the same.
    pub unlike: Option<Unlike>,
}

/// Where a path parts in the new version.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Unlike {
    /// The path does not walk the old version, so that it says nothing of the new one.
    NotOfOld {
        /// Where in the path.
        span: Span,
        /// What is wrong.
        why: Reason,
    },
    /// The new version refuses it.
    Refused {
        /// Where in the path.
        span: Span,
        /// The word as written; empty where the path is refused as a whole.
        word: Text,
        /// What the word means in the old version and in the new one.
        element: [Option<Text>; 2],
        /// What was found instead.
        why: Reason,
    },
    /// Both take it, and something else follows.
    Otherwise {
        /// Where in the path.
        span: Span,
        /// The word as written; empty for the beginning.
        word: Text,
        /// What differs.
        what: Follows,
        /// What there was in the old version.
        old: Vec<Text>,
        /// What there is in the new one.
        new: Vec<Text>,
    },
}

/// Why a replay does not go through.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The path does not fit the procedure.
    Unfit(Box<Diagnostic>),
    /// The path and the case part.
    Parts(Box<Difference>),
}

impl Reason {
    /// The reason in words.
    #[must_use]
    pub fn told(&self, language: Language) -> String {
        match self {
            Reason::Unfit(found) => found.problem.message(language),
            Reason::Parts(found) => found.found(language),
        }
    }

    /// Where in the path.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Reason::Unfit(found) => found.span,
            Reason::Parts(found) => found.span,
        }
    }
}

/// What follows a word of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Follows {
    /// Where the case stands: running, ended, stuck.
    State,
    /// What is open.
    Open,
    /// What is waited for.
    Waits,
    /// The data of the case.
    Data,
    /// What ran.
    Ran,
}

/// Replays a path on both versions; gives what was walked of the new one too.
pub(super) fn outcome(
    pairs: &Pairs<'_>,
    (old, new): (&Version<'_>, &Version<'_>),
    path: &PathFile,
) -> (PathOutcome, Option<Coverage>) {
    let name: Text = path.name().into();
    let before = replay(old.definitions, &path.expecting_nothing());
    if let Some(why) = failure(&before) {
        let unlike = Some(Unlike::NotOfOld { span: why.span(), why });
        return (PathOutcome { name, unlike }, None);
    }
    let names = |name: &str| pairs.renamed(name);
    let after = replay(new.definitions, &path.renamed(new.procedure.code(), &names));
    let unlike = refusal(pairs, path, &after).or_else(|| otherwise(pairs, path, [&before, &after]));
    (PathOutcome { name, unlike }, after.coverage)
}

/// Why a replay is not well.
fn failure(replay: &Replay) -> Option<Reason> {
    let unfit = replay.diagnostics.first().map(|found| Reason::Unfit(Box::new(found.clone())));
    unfit.or_else(|| Some(Reason::Parts(Box::new(replay.differences.first()?.clone()))))
}

fn refusal(pairs: &Pairs<'_>, path: &PathFile, after: &Replay) -> Option<Unlike> {
    let why = failure(after)?;
    let span = why.span();
    let found = path.act_named().find(|(_, at, _)| at.contains(span) || span.contains(*at));
    let word = found.as_ref().map(|(word, ..)| Text::clone(word)).unwrap_or_default();
    let element = found.and_then(|(_, _, reference)| pairs.old.find(reference?.element()));
    let old = element.map(|element| entitled(pairs.old, pairs.old.id(element)));
    let new = element.and_then(|element| pairs.in_new(element));
    let new = new.map(|element| entitled(pairs.new, pairs.new.id(element)));
    Some(Unlike::Refused { span, word, element: [old, new], why })
}

/// The first step after which both versions stand elsewhere; else what ran, where that differs.
fn otherwise(pairs: &Pairs<'_>, path: &PathFile, [old, new]: [&Replay; 2]) -> Option<Unlike> {
    let acts: Vec<(Text, Span)> = path.act_named().map(|(word, span, _)| (word.clone(), span)).collect();
    let place = |step: usize| match step.checked_sub(1).and_then(|step| acts.get(step)) {
        Some((word, span)) => (word.clone(), *span),
        None => (Text::default(), path.place()),
    };
    for (step, (before, after)) in old.steps.iter().zip(&new.steps).enumerate() {
        if let Some((what, old, new)) = parted(pairs, before, after) {
            let (word, span) = place(step);
            return Some(Unlike::Otherwise { span, word, what, old, new });
        }
    }
    let ran = |procedure: &Procedure, ran: &[Text]| ran.iter().map(|id| called(procedure, id)).collect();
    let mapped: Vec<Text> = old.ran.iter().map(|id| mapped(pairs, id)).collect();
    (mapped != new.ran).then(|| Unlike::Otherwise {
        span: path.place(),
        word: Text::default(),
        what: Follows::Ran,
        old: ran(pairs.old, &old.ran),
        new: ran(pairs.new, &new.ran),
    })
}

/// The id in the new version of an element of the old one.
fn mapped(pairs: &Pairs<'_>, id: &Text) -> Text {
    pairs.renamed(id).unwrap_or_else(|| id.clone())
}

/// An element for people, by its id.
fn called(procedure: &Procedure, id: &Text) -> Text {
    procedure.find(id).map_or_else(|| id.clone(), |element| procedure.reference(element).clone())
}

/// The same with its heading.
fn entitled(procedure: &Procedure, id: &Text) -> Text {
    let title = procedure.find(id).map(|element| procedure.title(element));
    let name = called(procedure, id);
    match title.filter(|title| ***title != *name) {
        Some(title) => format!("{name} {title}").trim().into(),
        None => name,
    }
}

type Parted = (Follows, Vec<Text>, Vec<Text>);

/// What differs first between two pictures of one moment.
fn parted(pairs: &Pairs<'_>, old: &Snapshot, new: &Snapshot) -> Option<Parted> {
    if old.state != new.state {
        return Some((Follows::State, vec![old.state.word().into()], vec![new.state.word().into()]));
    }
    let open = |procedure: &Procedure, picture: &Snapshot, map: &dyn Fn(&Text) -> Text| {
        let open = picture.open.iter().map(|open| {
            let mark = if open.kind == ItemKind::Applies { "?" } else { "" };
            let members =
                if open.members.is_empty() { String::new() } else { format!("[{}]", open.members.join("/")) };
            let name = entitled(procedure, &open.element);
            (
                map(&open.element),
                format!("{:?}{members}", open.kind),
                Text::from(format!("{name}{members}{mark}")),
            )
        });
        let mut open: Vec<(Text, String, Text)> = open.collect();
        open.sort();
        open
    };
    let renamed = |id: &Text| mapped(pairs, id);
    let before = open(pairs.old, old, &renamed);
    let after = open(pairs.new, new, &Text::clone);
    let same = |one: &[(Text, String, Text)], other: &[(Text, String, Text)]| {
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| (&one.0, &one.1) == (&other.0, &other.1))
    };
    if !same(&before, &after) {
        let names = |open: Vec<(Text, String, Text)>| open.into_iter().map(|(_, _, name)| name).collect();
        return Some((Follows::Open, names(before), names(after)));
    }
    waits(pairs, old, new).or_else(|| data(old, new))
}

fn waits(pairs: &Pairs<'_>, old: &Snapshot, new: &Snapshot) -> Option<Parted> {
    let ids = |picture: &Snapshot, map: &dyn Fn(&Text) -> Text| {
        let subscribed = picture.subscriptions.iter().map(|one| (map(&one.element), one.element.clone()));
        let due = picture.timers.iter().map(|one| (map(&one.element), one.element.clone()));
        let mut ids: Vec<(Text, Text)> = subscribed.chain(due).collect();
        ids.sort();
        ids
    };
    let (before, mut after) = (ids(old, &|id| mapped(pairs, id)), ids(new, &Text::clone));
    // What is new and waits beside the rest parts no path that does not speak of it.
    after.retain(|(id, _)| pairs.new.find(id).is_none_or(|element| pairs.in_old(element).is_some()));
    let names = |procedure: &Procedure, ids: &[(Text, Text)]| {
        ids.iter().map(|(_, id)| called(procedure, id)).collect()
    };
    let same = before.iter().map(|(id, _)| id).eq(after.iter().map(|(id, _)| id));
    (!same).then(|| (Follows::Waits, names(pairs.old, &before), names(pairs.new, &after)))
}

fn data(old: &Snapshot, new: &Snapshot) -> Option<Parted> {
    // A datum that only one version declares is a difference of the files, not of what happened.
    let differs =
        |(id, value): &&(Text, Value)| new.data.iter().any(|(other, new)| other == id && new != value);
    let unlike: Vec<&(Text, Value)> = old.data.iter().filter(differs).collect();
    let said = |(id, value): &(Text, Value)| Text::from(format!("{id} = {}", crate::reference::said(value)));
    let now = new.data.iter().filter(|(id, _)| unlike.iter().any(|(other, _)| other == id));
    (!unlike.is_empty())
        .then(|| (Follows::Data, unlike.iter().map(|one| said(one)).collect(), now.map(said).collect()))
}
