//! Elements, ways and places as a diagnostic tells them, and where they stand in the file.
//!
//! Knows how the parts of a procedure are cited.
//! Does not judge them.

use super::Site;
use crate::data::Text;
use crate::diagnostic::{Junction, Listing, Place, Way};
use crate::document::{Node, Tree};
use crate::graph::{Exit, ExitKind, NodeKind, Target};
use crate::guard::Slot;
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx, ExitIx, GuardIx};
use crate::source::{Language, Span};

/// Elements as people cite them, neighbours joined.
pub(super) fn listing(site: &Site<'_>, elements: &[ElementIx]) -> Listing {
    let mut listing = Listing::default();
    let mut before = None;
    for element in elements {
        let name = site.procedure.reference(*element).clone();
        if site.procedure.activity(*element).is_some() {
            listing.push(name, before == element.index().checked_sub(1));
        } else {
            listing.push_gateway(name);
        }
        before = Some(element.index());
    }
    listing
}

/// The ids of elements as the file writes them; a gateway that conditions imply goes by its activity.
pub(super) fn ids<'a>(site: &'a Site<'_>, elements: &'a [ElementIx]) -> impl Iterator<Item = Text> + use<'a> {
    let table = |element: &ElementIx| site.tables.get(element.index());
    elements.iter().filter_map(move |element| table(element)?.text(Keyword::Id).cloned())
}

/// An element with its ways out.
pub(super) fn junction(site: &Site<'_>, element: ElementIx) -> Junction {
    let graph = &site.procedure.graph;
    let ends = graph.node(element).kind == NodeKind::End;
    let exits = graph.exits_of(element).filter(|_| !ends);
    Junction {
        name: site.procedure.reference(element).clone(),
        ways: exits.map(|(at, exit)| way(site, at, exit)).collect(),
    }
}

fn way(site: &Site<'_>, at: ExitIx, exit: &Exit) -> Way {
    let activity = site.procedure.activity(exit.from);
    let answer = activity.and_then(|activity| activity.answers.iter().find(|answer| answer.exit == at));
    Way {
        answer: answer.map(|answer| answer.text.clone()),
        to: place(site, exit.target),
        back: leads_back(exit) && activity.is_some(),
    }
}

/// Whether an exit of an activity is a return, or goes to an earlier one or the same.
pub(super) fn leads_back(exit: &Exit) -> bool {
    let earlier = matches!(exit.target, Target::Element(to) if to <= exit.from);
    earlier || matches!(exit.kind, ExitKind::Return(_))
}

/// Where an exit leads, as people call it.
pub(super) fn place(site: &Site<'_>, target: Target) -> Place {
    match target {
        Target::Element(element) => Place::Element(site.procedure.reference(element).clone()),
        Target::End => Place::End,
        Target::CaseEnd => Place::CaseEnd,
    }
}

/// Where the block of an element stands.
pub(super) fn block_span(site: &Site<'_>, element: ElementIx) -> Span {
    site.tables.get(element.index()).map_or(Span::default(), |table| table.span)
}

/// Where the value of a key of an element stands; its block when it has no such key.
pub(super) fn key_span(site: &Site<'_>, element: ElementIx, key: Keyword) -> Span {
    let table = site.tables.get(element.index());
    table.and_then(|table| table.get(key)).map_or_else(|| block_span(site, element), |node| node.span)
}

/// Where the target of an exit stands.
pub(super) fn exit_span(site: &Site<'_>, exit: ExitIx) -> Span {
    site.exit_spans.get(exit.index()).copied().unwrap_or_default()
}

/// Where a guard stands; the place that is given when nobody knows.
pub(super) fn guard_span(site: &Site<'_>, guard: GuardIx, or: Span) -> Span {
    let place = site.guard_spans.get(guard.index()).copied();
    place.filter(|span| *span != Span::default()).unwrap_or(or)
}

/// A guard as the file writes it.
pub(super) fn guard_text(site: &Site<'_>, guard: GuardIx) -> Text {
    site.procedure.guards.get(guard.index()).map_or_else(|| "".into(), |guard| guard.written().into())
}

/// A fact that some guards read, as the file writes it.
pub(super) fn fact(site: &Site<'_>, guards: &[GuardIx], slot: Slot) -> Option<Text> {
    let guards = guards.iter().filter_map(|guard| site.procedure.guards.get(guard.index()));
    let mut named = guards.filter_map(|guard| guard.fact_in(slot, site.document.language));
    named.next().map(Into::into)
}

/// The one exit of an element that should have led on; `None` when several, or none, could have.
pub(super) fn only_way_on(site: &Site<'_>, element: ElementIx) -> Option<ExitIx> {
    let graph = &site.procedure.graph;
    let mut onward = graph.exits_of(element).filter(|(_, exit)| exit.kind == ExitKind::Onward);
    let (found, _) = onward.next()?;
    onward.next().is_none().then_some(found)
}

/// The language in which texts that belong to the file are written.
pub(super) fn language(site: &Site<'_>) -> Language {
    site.options.language.unwrap_or(site.document.language)
}

/// The activities with their elements, in the order of the file.
pub(super) fn activities<'a>(site: &Site<'a>) -> impl Iterator<Item = (ElementIx, &'a Activity)> + use<'a> {
    let procedure = site.procedure;
    procedure.written_activities().iter().enumerate().map(|(at, activity)| (ElementIx::at(at), activity))
}

/// Some activities with their elements.
pub(super) fn of<'a>(
    site: &Site<'a>,
    picked: &[ElementIx],
) -> impl Iterator<Item = (ElementIx, &'a Activity)> {
    let procedure = site.procedure;
    picked.iter().filter_map(|element| Some((*element, procedure.activity(*element)?)))
}

/// The name of an indicator as printed.
pub(super) fn indicator_name(site: &Site<'_>, indicator: u32) -> Text {
    let declared = site.procedure.indicators.get(indicator as usize);
    declared.map_or_else(|| indicator.to_string().into(), |indicator| indicator.name.clone())
}

/// Whether a value says something: it is there and not `"sin definir"`.
pub(super) fn is_said(node: Option<&Node>) -> bool {
    node.is_some_and(|node| match &node.value {
        Tree::Undefined | Tree::Blank => false,
        Tree::Text(text) => !text.trim().is_empty(),
        Tree::List(nodes) => !nodes.is_empty(),
        _ => true,
    })
}
