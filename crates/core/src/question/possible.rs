//! What can still happen: which elements can still be reached, which can no more, and which ends are left.
//!
//! Knows the graph from what is open and held on: every branch counts as possible but returns that are used up.
//! Does not know data: what a guard will never allow is counted as possible.
//! Read [`possible`] first.

use std::collections::BTreeMap;

use crate::command::ItemId;
use crate::data::Text;
use crate::event::ItemKind;
use crate::graph::reach::successors;
use crate::graph::{Exit, ExitKind, Graph, NodeKind, Target, Throw};
use crate::instance::{Instance, Status};
use crate::procedure::{ActivityKind, ElementIx, Procedure};
use crate::reference::Reference;
use crate::view::{Level, levels, printed};

/// What can still happen in a case, or in any case of a procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Possible {
    /// What is not open and can still be reached, in definition order, of called procedures after those of the case.
    pub ahead: Vec<Place>,
    /// What cannot be reached any more.
    pub gone: Vec<Place>,
    /// The ways in which it can still end.
    pub ends: Vec<PossibleEnd>,
}

/// An element, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// What people call it.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
}

/// A way in which it can end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PossibleEnd {
    /// Where.
    pub place: Place,
    /// How.
    pub kind: EndKind,
}

/// How something ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndKind {
    /// Nothing follows it.
    Plain,
    /// The whole case ends there, whatever else is open.
    Case,
    /// An error is thrown, of that code; the case fails if nobody catches it.
    Error(Text),
}

/// What can still happen in a case from where it stands; of one that has ended, nothing.
#[must_use]
pub fn possible(instance: &Instance) -> Possible {
    let mut found = Possible::default();
    if instance.status() != Status::Running {
        return found;
    }
    let levels = levels(instance);
    for level in &levels {
        let marks = reached(level);
        let mut open = vec![false; marks.len()];
        level.state.open.iter().for_each(|one| open[one.element.index()] = true);
        let is_open = |element: ElementIx| open[element.index()];
        let name = |element| Place {
            reference: printed(
                levels[0].procedure,
                &level.outer,
                Reference::new(level.procedure.reference(element), Vec::new()),
            ),
            title: level.procedure.title(element).clone(),
        };
        for element in elements(&level.procedure.graph).filter(|element| is_told(level.procedure, *element)) {
            match marks[element.index()] {
                _ if is_open(element) => {}
                true => found.ahead.push(name(element)),
                false => found.gone.push(name(element)),
            }
        }
        // A called procedure that ends hands back to what called it.
        let is_own = level.outer.is_empty();
        let ends =
            elements(&level.procedure.graph).filter(|element| marks[element.index()] || is_open(*element));
        for element in ends {
            let kinds = end_kinds(level.procedure, element, is_own);
            found.ends.extend(kinds.into_iter().map(|kind| PossibleEnd { place: name(element), kind }));
        }
    }
    found
}

fn elements(graph: &Graph) -> impl Iterator<Item = ElementIx> + use<> {
    (0..graph.len()).map(ElementIx::at)
}

/// Whether an element is of interest to people: what they do, wait for, or see happen.
fn is_told(procedure: &Procedure, element: ElementIx) -> bool {
    let kind = procedure.activity(element).map(|activity| activity.kind);
    let node = procedure.graph.node(element).kind;
    matches!(kind, Some(ActivityKind::Work | ActivityKind::Job | ActivityKind::End))
        || matches!(node, NodeKind::Catch | NodeKind::Event | NodeKind::Call)
}

/// The elements that can be reached from what is open and held, those included.
fn reached(level: &Level<'_>) -> Vec<bool> {
    let graph = &level.procedure.graph;
    let mut marks = vec![false; graph.len()];
    let mut next: Vec<ElementIx> = Vec::new();
    let scopes = only_scopes(level);
    for open in level.state.open.iter() {
        let scope = level.state.scope_of(open);
        match open.kind {
            // What stands in it is open itself.
            ItemKind::Block | ItemKind::Member => next.extend(follows(level, scope, open.element)),
            _ => {
                next.extend(follows(level, scope, open.element));
                let into =
                    successors(graph, open.element).filter(|other| !is_way(graph, open.element, *other));
                next.extend(into);
            }
        }
    }
    for held in level.state.arrivals() {
        next.push(held.join);
    }
    while let Some(element) = next.pop() {
        if std::mem::replace(&mut marks[element.index()], true) {
            continue;
        }
        let scope = scope_of(level, &scopes, element);
        next.extend(scope.map(|scope| follows(level, scope, element)).unwrap_or_default());
        let into = successors(graph, element);
        let ways = scope.is_some();
        next.extend(into.filter(|other| !ways || !is_way(graph, element, *other)));
    }
    marks
}

/// Whether a flow leads from one element to another.
fn is_way(graph: &Graph, from: ElementIx, to: ElementIx) -> bool {
    graph.ways_of(from).iter().any(|exit| exit.target == Target::Element(to))
}

/// Where the flows out of an element lead that can still be taken in that scope.
fn follows(level: &Level<'_>, scope: ItemId, element: ElementIx) -> Vec<ElementIx> {
    let can = |exit: &&Exit| match exit.kind {
        ExitKind::Onward => true,
        ExitKind::Return(taken) => {
            let (_, _, maximum) = level.procedure.graph.return_of(taken);
            let allowed = maximum.saturating_add(level.state.returns_allowed(scope, taken));
            level.state.returns_taken(scope, taken) < allowed
        }
    };
    let target = |exit: &Exit| match exit.target {
        Target::Element(next) => Some(next),
        Target::End | Target::CaseEnd => None,
    };
    level.procedure.graph.ways_of(element).iter().filter(can).filter_map(target).collect()
}

/// Of each block the scope of it that is open, where it is the only one; `None` where there are several.
fn only_scopes(level: &Level<'_>) -> BTreeMap<ElementIx, Option<ItemId>> {
    let mut scopes = BTreeMap::new();
    let blocks =
        level.state.open.iter().filter(|open| matches!(open.kind, ItemKind::Block | ItemKind::Member));
    for open in blocks {
        scopes.entry(open.element).and_modify(|only| *only = None).or_insert(Some(open.id));
    }
    scopes
}

/// The scope in which an element would open, where that is one that is open now and the only one.
fn scope_of(
    level: &Level<'_>,
    scopes: &BTreeMap<ElementIx, Option<ItemId>>,
    element: ElementIx,
) -> Option<ItemId> {
    match level.procedure.graph.within(element) {
        None => Some(ItemId(0)),
        Some(block) => scopes.get(&block).copied().flatten(),
    }
}

/// How it may end at an element.
fn end_kinds(procedure: &Procedure, element: ElementIx, is_own: bool) -> Vec<EndKind> {
    let graph = &procedure.graph;
    let mut kinds = Vec::new();
    if let Some(Throw::Error(code)) = graph.special(element).and_then(|special| special.throws.as_deref()) {
        return vec![EndKind::Error(code.clone())];
    }
    let exits = || graph.ways_of(element).iter();
    let at_top = is_own && graph.within(element).is_none();
    let is_end = graph.node(element).kind == NodeKind::End;
    if at_top && (is_end || exits().any(|exit| exit.target == Target::End)) {
        kinds.push(EndKind::Plain);
    }
    if exits().any(|exit| exit.target == Target::CaseEnd) {
        kinds.push(EndKind::Case);
    }
    kinds
}
