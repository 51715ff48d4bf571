//! The scopes of a procedure from the inside out, each with what stands in it and how it can be left.
//!
//! Knows which element is which place of which net. Does not know what a net can do. Read [`Survey`] first.

use super::net::{Choice, Ending, Enough, PlaceIx};
use super::shut;
use super::tale::{Tale, Tales};
use crate::graph::{Block, BlockKind, Graph, NodeKind, On, Special};
use crate::procedure::{ElementIx, ExitIx, Fates, Procedure};

/// What is known of a procedure while its scopes are looked at, one after another.
pub(super) struct Survey<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) graph: &'a Graph,
    pub(super) tales: Tales,
    /// By exit: whether it can never be taken.
    pub(super) shut: Vec<bool>,
    /// By element: its place in the net of its scope.
    pub(super) place: Vec<PlaceIx>,
    /// By exit: the place of a flow into a join.
    pub(super) slot: Vec<PlaceIx>,
    /// By block: how it can be left; empty until it has been looked at.
    pub(super) left: Vec<Vec<Left>>,
    /// By block: whether something is wrong in it.
    pub(super) is_faulty: Vec<bool>,
    /// By block: whether it is left as soon as it is entered, whatever happens.
    pub(super) is_at_once: Vec<bool>,
}

/// A way in which a scope can be left, with what it has sent further out before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) ending: Ending,
    /// The elements further out at which tokens of it are.
    pub(super) sent: Vec<ElementIx>,
    /// Whether only what goes on beside it, or what interrupts it from outside, leaves it like that.
    pub(super) is_aside: bool,
    pub(super) tale: Tale,
}

/// A scope with what stands in it.
pub(super) struct Scope {
    /// `None` is the case itself.
    pub(super) block: Option<ElementIx>,
    pub(super) elements: Vec<ElementIx>,
}

/// No place.
pub(super) const NOWHERE: PlaceIx = PlaceIx::MAX;

impl<'a> Survey<'a> {
    /// Where no conditions count, every way may be taken.
    pub(super) fn new(procedure: &'a Procedure, fates: Option<&Fates>) -> Self {
        let graph = procedure.graph();
        Survey {
            procedure,
            graph,
            tales: Tales::new(),
            shut: shut::never_taken(procedure, fates),
            place: vec![NOWHERE; graph.len()],
            slot: vec![NOWHERE; graph.exit_count()],
            left: vec![Vec::new(); graph.len()],
            is_faulty: vec![false; graph.len()],
            is_at_once: vec![false; graph.len()],
        }
    }

    /// The scopes, those that stand in others before these.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        let count = self.graph.len();
        let mut inside: Vec<Vec<ElementIx>> = vec![Vec::new(); count + 1];
        let mut depth = vec![0u32; count];
        for element in (0..count).map(ElementIx::at) {
            let around = self.graph.within(element);
            inside[around.map_or(count, ElementIx::index)].push(element);
            depth[element.index()] = self.depth(element);
        }
        let is_scope = |element: &ElementIx| self.graph.block(*element).is_some();
        let mut blocks: Vec<ElementIx> = (0..count).map(ElementIx::at).filter(is_scope).collect();
        blocks.sort_by_key(|block| std::cmp::Reverse(depth[block.index()]));
        let mut scopes: Vec<Scope> = Vec::with_capacity(blocks.len() + 1);
        for block in blocks {
            scopes.push(Scope { block: Some(block), elements: std::mem::take(&mut inside[block.index()]) });
        }
        scopes.push(Scope { block: None, elements: std::mem::take(&mut inside[count]) });
        scopes
    }

    fn depth(&self, element: ElementIx) -> u32 {
        std::iter::successors(self.graph.within(element), |block| self.graph.within(*block))
            .zip(0..64)
            .map(|(_, deep)| deep + 1)
            .last()
            .unwrap_or(0)
    }

    pub(super) fn special(&self, element: ElementIx) -> Option<&'a Special> {
        self.graph.special(element)
    }

    pub(super) fn kind(&self, element: ElementIx) -> NodeKind {
        self.graph.node(element).kind
    }

    pub(super) fn attached(&self, element: ElementIx) -> &'a [ElementIx] {
        self.special(element).map_or(&[], |special| &special.attached)
    }

    fn block(&self, scope: Option<ElementIx>) -> Option<&'a Block> {
        scope.and_then(|block| self.graph.block(block))
    }

    /// The events of a scope, with what undoes it as a whole.
    pub(super) fn events_of(&self, scope: Option<ElementIx>) -> Vec<ElementIx> {
        match scope {
            None => self.graph.events.clone(),
            Some(_) => {
                let block = self.block(scope);
                let events = block.map_or(&[][..], |block| &block.events).iter().copied();
                events.chain(block.and_then(|block| block.compensation)).collect()
            }
        }
    }

    /// Where a scope begins.
    pub(super) fn starts_of(&self, scope: Option<ElementIx>) -> &'a [ElementIx] {
        match scope {
            None => &self.graph.starts,
            Some(_) => self.block(scope).map_or(&[], |block| &block.starts),
        }
    }

    /// How people choose what is done in a scope, where they do.
    pub(super) fn choice(&self, scope: Option<ElementIx>) -> Option<Choice> {
        let BlockKind::AdHoc { one_at_a_time, completes_if, cancels_remaining } = self.block(scope)?.kind
        else {
            return None;
        };
        let enough = match completes_if {
            None => Enough::Each,
            Some(_) if cancels_remaining => Enough::Closes,
            Some(_) => Enough::Waits,
        };
        Some(Choice { one_at_a_time, enough })
    }

    /// Whether an event ends what it stands beside.
    pub(super) fn interrupts(&self, event: ElementIx) -> bool {
        let kind = self.graph.block(event).map(|block| &block.kind);
        match (self.graph.trigger(event), kind) {
            (Some(trigger), _) => trigger.interrupts || self.catches(event, |on| !is_escalation(on)),
            (None, Some(BlockKind::Event { interrupts })) => *interrupts,
            _ => false,
        }
    }

    /// Whether an event is set off by something that is thrown, and not by what comes from outside.
    pub(super) fn is_thrown(&self, event: ElementIx) -> bool {
        self.graph.trigger(event).is_some_and(|trigger| {
            !trigger.on.is_empty()
                && trigger.on.iter().all(|on| matches!(on, On::Error(_) | On::Escalation(_) | On::Cancel))
        })
    }

    pub(super) fn catches(&self, event: ElementIx, what: impl Fn(&On) -> bool) -> bool {
        let thrown = |on: &On| matches!(on, On::Error(_) | On::Escalation(_) | On::Cancel) && what(on);
        self.graph.trigger(event).is_some_and(|trigger| trigger.on.iter().any(thrown))
    }

    /// Whether an event may have occurred as often as it may, or not be available.
    pub(super) fn may_be_away(&self, event: ElementIx) -> bool {
        self.graph
            .trigger(event)
            .is_some_and(|trigger| trigger.enabled_if.is_some() || trigger.maximum.is_some())
    }

    /// The events that may catch what is thrown at an element, the nearest first: with the level each stands at,
    /// which is the element itself or a block around it, and none for an event of the case.
    ///
    /// Those that come after one that surely catches it are left out.
    pub(super) fn catchers(&self, from: ElementIx, sought: &dyn Fn(&On) -> Option<bool>) -> Vec<ElementIx> {
        let (mut found, mut level) = (Vec::new(), Some(from));
        while let Some(element) = level {
            let scope = self.graph.within(element);
            let around = self.events_of(scope);
            for events in [self.attached(element), &around[..]] {
                let mut best: Option<(bool, ElementIx)> = None;
                for event in events {
                    let Some(trigger) = self.graph.trigger(*event) else { continue };
                    let alone = !trigger.all || trigger.on.len() == 1;
                    let fit = trigger.on.iter().filter_map(sought).max();
                    if let Some(named) = fit.filter(|_| alone)
                        && best.is_none_or(|(before, _)| named && !before)
                    {
                        best = Some((named, *event));
                    }
                }
                if let Some((_, event)) = best {
                    found.push(event);
                    if !self.may_be_away(event) {
                        return found;
                    }
                }
            }
            level = scope;
        }
        found
    }

    /// Every event around an element that takes an error, or an escalation, of a code that is not known here; not what
    /// only takes codes that a nearer one surely takes.
    pub(super) fn any_catchers(&self, from: ElementIx, sought: &dyn Fn(&On) -> bool) -> Vec<ElementIx> {
        let (mut found, mut taken, mut level) = (Vec::new(), Vec::new(), Some(from));
        while let Some(element) = level {
            let scope = self.graph.within(element);
            let around = self.events_of(scope);
            for events in [self.attached(element), &around[..]] {
                found.extend(self.take(events, sought, &mut taken));
            }
            level = scope;
        }
        found
    }

    /// Which of the events of one level take a code that is not taken yet: those that name it before those that do not.
    fn take(
        &self,
        events: &[ElementIx],
        sought: &dyn Fn(&On) -> bool,
        taken: &mut Vec<&'a On>,
    ) -> Vec<ElementIx> {
        let mut takes: Vec<(ElementIx, &'a On)> = Vec::new();
        for event in events.iter().filter(|event| self.catches(**event, sought)) {
            let trigger = self.graph.trigger(*event);
            let on = trigger.iter().flat_map(|trigger| &trigger.on).filter(|on| sought(on));
            takes.extend(on.map(|on| (*event, on)));
        }
        takes.sort_by_key(|(_, on)| takes_any(on));
        let mut found = Vec::new();
        for (event, on) in takes {
            let is_taken = taken.iter().any(|taken| *taken == on || takes_any(taken) && is_alike(taken, on));
            if is_taken {
                continue;
            }
            found.push(event);
            let needs_more = |event| self.graph.trigger(event).is_some_and(|on| on.all && on.on.len() > 1);
            if !self.may_be_away(event) && !needs_more(event) {
                taken.push(on);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What an exit leads to, when that is a flow into a join.
    pub(super) fn slot_of(&self, exit: ExitIx) -> Option<PlaceIx> {
        Some(self.slot[exit.index()]).filter(|slot| *slot != NOWHERE)
    }
}

pub(super) fn is_escalation(on: &On) -> bool {
    matches!(on, On::Escalation(_))
}

/// Whether it takes whatever code is thrown.
fn takes_any(on: &On) -> bool {
    matches!(on, On::Error(None) | On::Escalation(None))
}

/// Whether both are errors, or both escalations.
fn is_alike(one: &On, other: &On) -> bool {
    is_escalation(one) == is_escalation(other)
}
