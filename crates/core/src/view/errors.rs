//! The errors that open work may end with: what the events around it take as the case stands.
//!
//! Knows how what a called procedure lets out is taken by the events around its call.
//! Does not know who may say so. Read [`ErrorTaken`] first.

use std::collections::BTreeSet;

use super::spot::{Level, levels};
use super::work::WorkItem;
use crate::data::Text;
use crate::decide::catcher::Catchers;
use crate::event::ItemKind;
use crate::graph::NodeKind;
use crate::instance::{ElementInstance, Instance};
use crate::procedure::ElementIx;

/// An error that an event around work takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorTaken {
    /// Whatever its code, `*` in a file.
    Any,
    /// The one of that code.
    Code(Text),
}

impl ErrorTaken {
    /// As a file writes it: the code, or `*` for any.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            ErrorTaken::Any => "*",
            ErrorTaken::Code(code) => code,
        }
    }
}

/// Codes of errors; `None` is any.
pub(super) type Codes = BTreeSet<Option<Text>>;

/// Of each procedure that runs in a case, the errors that are taken outside of it.
pub(super) fn outside(levels: &[Level<'_>]) -> Vec<Codes> {
    let mut found: Vec<Codes> = Vec::with_capacity(levels.len());
    // Callers stand before what they call, and in the same order: those of one level follow those of the one around it.
    let mut place = 0;
    for level in levels {
        let mut codes = Codes::new();
        if let Some((call, around)) = level.calls.split_last() {
            while levels.get(place).is_some_and(|caller| caller.calls != around) {
                place += 1;
            }
            if let Some(caller) = levels.get(place)
                && let Some(call) = caller.state.item(*call)
            {
                codes.clone_from(&found[place]);
                catchers(caller).add_errors(call, &mut codes);
            }
        }
        found.push(codes);
    }
    found
}

/// The errors that an open item may end with, any first, then by code.
pub(super) fn errors(level: &Level<'_>, open: &ElementInstance, outside: &Codes) -> Vec<ErrorTaken> {
    // What a person may choose in an ad hoc block has not begun.
    if open.kind != ItemKind::Work || level.procedure.graph.node(open.element).kind != NodeKind::Work {
        return Vec::new();
    }
    let mut codes = outside.clone();
    // Most procedures have nothing that could take one.
    if !level.procedure.graph.specials.is_empty() {
        catchers(level).add_errors(open, &mut codes);
    }
    codes.into_iter().map(|code| code.map_or(ErrorTaken::Any, ErrorTaken::Code)).collect()
}

/// The event of the case's own procedure that takes an error at an open item; none where one of a called procedure does.
pub(crate) fn taker(instance: &Instance, item: &WorkItem, code: &str) -> Option<ElementIx> {
    let levels = levels(instance);
    let mut level = levels.iter().find(|level| level.calls.last().copied() == item.call)?;
    let mut thrower = level.state.item(item.item)?;
    loop {
        let taken = catchers(level).taker(thrower, code);
        let Some((call, around)) = level.calls.split_last().filter(|_| taken.is_none()) else {
            return taken.filter(|_| level.calls.is_empty());
        };
        level = levels.iter().find(|other| other.calls == around)?;
        thrower = level.state.item(*call)?;
    }
}

fn catchers<'a>(level: &Level<'a>) -> Catchers<'a> {
    Catchers { procedure: level.procedure, state: level.state, at: level.at }
}
