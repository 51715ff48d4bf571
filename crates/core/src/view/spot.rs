//! Where something stands in a case: in which procedures that call each other, at which elements, in which members.
//!
//! Knows whether a reference means it; a number alone means the case's own procedure, if that has it.
//! Read [`Spot`] first.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::event::CalledProcedure;
use crate::instance::{Child, Instance, State};
use crate::procedure::{ElementIx, Procedure};
use crate::reference::Reference;

/// An element of one procedure, with the members it stands in, from the outside in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    /// The procedure whose element it is; none for the case's own.
    pub(crate) procedure: Option<CalledProcedure>,
    pub(crate) element: ElementIx,
    pub(crate) members: Vec<Text>,
}

impl Spot {
    fn procedure<'p>(&'p self, own: &'p Procedure) -> &'p Procedure {
        self.procedure.as_ref().map_or(own, |called| &called.0)
    }

    fn printed(&self, own: &Procedure) -> Reference {
        Reference::new(self.procedure(own).reference(self.element), self.members.clone())
    }
}

/// A procedure that runs in a case: the case's own, or one that is called.
pub(crate) struct Level<'a> {
    pub(crate) procedure: &'a Arc<Procedure>,
    pub(crate) state: &'a State,
    /// The effective time of the case.
    pub(crate) at: Timestamp,
    /// The elements that call it, from the outside in.
    pub(crate) outer: Vec<Spot>,
    /// The element instances that call it, from the outside in.
    pub(crate) calls: Vec<ItemId>,
}

/// A call and the one that it stands in.
pub(crate) type Calling = (ItemId, Option<ItemId>);

/// The procedures that run in a case, each with its call.
pub(crate) fn calls(instance: &Instance) -> Vec<(Level<'_>, Option<Calling>)> {
    let calling = |level: &Level<'_>| {
        let mut calls = level.calls.iter().rev().copied();
        calls.next().map(|call| (call, calls.next()))
    };
    levels(instance)
        .into_iter()
        .map(|level| (calling(&level), level))
        .map(|(call, level)| (level, call))
        .collect()
}

/// The procedures that run in a case, its own first; none before it begins.
pub(crate) fn levels(instance: &Instance) -> Vec<Level<'_>> {
    levels_through(instance, |state| state.calls().collect())
}

/// Those of them in which some items stand or that call one in which they do, its own first.
pub(crate) fn levels_of<'i>(instance: &'i Instance, items: &[ItemId]) -> Vec<Level<'i>> {
    levels_through(instance, |state| {
        let calls: BTreeSet<ItemId> = items.iter().filter_map(|item| state.call_with(*item)).collect();
        calls.into_iter().filter_map(|call| state.child(call)).collect()
    })
}

/// The procedures that run in a case, as far as it is gone into what each calls.
fn levels_through<'i>(
    instance: &'i Instance,
    called: impl Fn(&'i State) -> Vec<&'i Child>,
) -> Vec<Level<'i>> {
    let own = instance.procedure().map(|procedure| Level {
        procedure,
        state: &instance.state,
        at: instance.state.at,
        outer: Vec::new(),
        calls: Vec::new(),
    });
    let at = instance.state.at;
    let mut levels: Vec<Level<'i>> = own.into_iter().collect();
    let mut next = 0;
    while let Some(level) = levels.get(next) {
        let (procedure, state) = (level.procedure, level.state);
        let (outer, calls) = (level.outer.clone(), level.calls.clone());
        for child in called(state) {
            let Some(call) = state.item(child.call) else { continue };
            let members = state.members(state.scope_of(call));
            let mut outer = outer.clone();
            let called = (!outer.is_empty()).then(|| CalledProcedure(Arc::clone(procedure)));
            outer.push(Spot { procedure: called, element: call.element, members });
            let calls = calls.iter().copied().chain([child.call]).collect();
            levels.push(Level { procedure: &child.procedure, state: &child.state, at, outer, calls });
        }
        next += 1;
    }
    levels
}

/// How an element is named, seen from a case of that procedure.
pub(crate) fn printed(own: &Procedure, outer: &[Spot], reference: Reference) -> Text {
    let around = outer.iter().map(|spot| spot.printed(own)).reduce(|around, inner| inner.inside(&around));
    match around {
        Some(around) => reference.inside(&around).to_string().into(),
        None => reference.to_string().into(),
    }
}

/// Something that is named: its procedure and element, the members it stands in, and what calls its procedure.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    /// The procedure of the case.
    pub(crate) own: &'a Procedure,
    pub(crate) procedure: &'a Procedure,
    pub(crate) element: ElementIx,
    pub(crate) members: &'a [Text],
    pub(crate) outer: &'a [Spot],
}

impl Named<'_> {
    /// Whether a reference means it.
    pub(crate) fn is(&self, reference: &Reference) -> bool {
        if self.procedure.find(reference.element()) != Some(self.element) {
            return false;
        }
        let names: Vec<&str> = reference.around().collect();
        let first = names.first().copied().unwrap_or(reference.element());
        let level = self.stands_in(names, (self.outer.len(), self.element));
        // What is named no further out means what the case's own procedure has of that name.
        let is_reached = |level| level == 0 || self.procedure_at(0).find(first).is_none();
        self.fits(reference) && level.is_some_and(is_reached)
    }

    /// Whether it stands inside what a reference names, or in its members where that names nothing else.
    pub(crate) fn is_inside(&self, around: &Reference) -> bool {
        if !self.fits(around) {
            return false;
        }
        let mut names: Vec<&str> = around.around().collect();
        if !around.element().is_empty() {
            names.push(around.element());
        }
        let stands = names.is_empty() || self.stands_in(names, (self.outer.len(), self.element)).is_some();
        stands || self.is(around)
    }

    fn fits(&self, reference: &Reference) -> bool {
        let outer = self.outer.iter().flat_map(|spot| &spot.members);
        let mut members = outer.chain(self.members);
        reference.members().all(|meant| members.next() == Some(meant))
    }

    fn procedure_at(&self, level: usize) -> &Procedure {
        self.outer.get(level).map_or(self.procedure, |spot| spot.procedure(self.own))
    }

    /// Goes outwards from an element, past each of the names in turn; gives the level of the procedure it comes to.
    fn stands_in(&self, mut names: Vec<&str>, from: (usize, ElementIx)) -> Option<usize> {
        let (mut level, mut element) = from;
        while let Some(name) = names.pop() {
            loop {
                let procedure = self.procedure_at(level);
                let holds = |wanted: &ElementIx| *wanted != element && procedure.is_in(element, *wanted);
                if let Some(wanted) = procedure.find(name).filter(holds) {
                    element = wanted;
                    break;
                }
                level = level.checked_sub(1)?;
                element = self.outer.get(level)?.element;
                if self.procedure_at(level).find(name) == Some(element) {
                    break;
                }
            }
        }
        Some(level)
    }
}
