//! The windows of measurement of a case: which is open, which is over, what is missing in it.
//!
//! Knows how the edges of a window are counted from what has happened so far.
//! Does not keep anything: a window of which the anchor is not known yet has no edges and is not open.
//! Read [`standings`] first.

use super::spot::{Level, levels};
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::decide::moment_of_rule;
use crate::instance::{Instance, Status};
use crate::procedure::{Procedure, Window, WindowIx};
use crate::source::Language;

/// How a window of measurement stands at a moment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WindowStanding {
    /// The id of the window.
    pub id: Text,
    /// Its name as printed.
    pub name: Text,
    /// The code of the procedure that declares it.
    pub procedure: Text,
    /// The members it is measured for, from the outside in; those of the calls around included.
    pub members: Vec<Text>,
    /// When it opens, where that is known yet.
    pub from: Option<Timestamp>,
    /// When it is over, where that is known yet.
    pub until: Option<Timestamp>,
    /// Whether it is open now.
    pub is_open: bool,
    /// Whether it is over.
    pub is_over: bool,
    /// Ids of the indicators that have no value in it yet.
    pub missing: Vec<Text>,
}

impl WindowStanding {
    /// Whether it is over and something is missing.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.is_over && !self.missing.is_empty()
    }

    /// What is to be said of it now: that it is open, or what it lacks; nothing of one that is to come or is complete.
    pub(crate) fn text(&self, language: Language) -> Option<Text> {
        let members =
            if self.members.is_empty() { String::new() } else { format!("[{}]", self.members.join("/")) };
        let name = format!("{}{members}", self.id);
        let lacks = match language {
            Language::Spanish => "falta",
            Language::English => "missing",
        };
        match (self.is_open, self.is_late()) {
            (true, _) => Some(name.into()),
            (false, true) => Some(format!("{name}: {lacks} {}", self.missing.join(", ")).into()),
            (false, false) => None,
        }
    }
}

/// How the windows of a case stand at a moment, in file order, of called procedures after those of the case.
#[must_use]
pub fn standings(instance: &Instance, at: Timestamp) -> Vec<WindowStanding> {
    if instance.status() == Status::New {
        return Vec::new();
    }
    let mut found = Vec::new();
    for level in levels(instance) {
        let homes: Vec<ItemId> = std::iter::once(ItemId(0)).chain(level.state.member_scopes()).collect();
        for (place, window) in level.procedure.windows.iter().enumerate() {
            let of_homes =
                homes.iter().filter_map(|home| standing((&level, at), (WindowIx::at(place), window), *home));
            found.extend(of_homes);
        }
    }
    found
}

/// A window as it stands for the case or for a member; none where nothing in it is measured for that.
fn standing(
    (level, at): (&Level<'_>, Timestamp),
    (place, window): (WindowIx, &Window),
    home: ItemId,
) -> Option<WindowStanding> {
    let (procedure, state): (&Procedure, _) = (level.procedure, level.state);
    let measured = procedure.indicators.iter().enumerate().filter_map(|(position, indicator)| {
        let (own, within) = indicator.within?;
        let wanted = match &indicator.for_each {
            None => ItemId(0),
            Some(member) => state.home_named(procedure, home, member),
        };
        (within == place && wanted == home && (home.0 > 0 || indicator.for_each.is_none()))
            .then_some((position, own))
    });
    let measured: Vec<_> = measured.collect();
    if measured.is_empty() {
        return None;
    }
    let is_missing = |position: usize| state.indicator(home, position as u32).is_none();
    let missing = measured.iter().filter(|(position, _)| is_missing(*position));
    let missing = missing.map(|(_, own)| procedure.indicators[own.index()].id.clone()).collect();
    let edge = |rule| moment_of_rule((procedure, state), home, rule);
    let until = window.until.and_then(edge);
    let from = match (window.from, until) {
        (Some(rule), _) => edge(rule).map(|(_, end)| end),
        (None, Some((anchor, _))) => Some(anchor),
        (None, None) => None,
    };
    let until = until.map(|(_, end)| end);
    let has_begun = from.is_some_and(|from| from <= at);
    let is_over = until.is_some_and(|until| until <= at);
    let outer = level.outer.iter().flat_map(|spot| spot.members.iter().cloned());
    Some(WindowStanding {
        id: window.id.clone(),
        name: window.name.clone(),
        procedure: procedure.code().into(),
        members: outer.chain(state.members(home)).collect(),
        from,
        until,
        is_open: has_begun && !is_over,
        is_over,
        missing,
    })
}
