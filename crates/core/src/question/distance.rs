//! How far it is to the end, at least: for each element the fewest things people still have to do after it.
//!
//! Knows the shape of the graph and nothing of data: every branch counts as possible, so that the truth is never nearer.
//! Does not know the way itself: [`super::way_out`] looks for it, and this tells it where to look first.
//! Read [`Distances`] first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::data::Digest;
use crate::event::ItemKind;
use crate::graph::{BlockKind, Graph, NodeKind, Over, Target, Throw};
use crate::instance::{ElementInstance, Instance, State};
use crate::procedure::{Applies, ElementIx, Procedure};
use crate::view::{Level, levels};

/// What cannot be reached at all is this far.
const FAR: u32 = u32::MAX / 4;

/// Blocks in blocks that are looked into; deeper ones count as nothing.
const DEPTH: usize = 64;

/// The least distances of one procedure, by element.
#[derive(Clone, Debug)]
pub(super) struct Distances {
    /// Work left after an element, to the end of the scope that it stands in.
    after: Vec<u32>,
    /// The same, to the next gateway that joins.
    to_join: Vec<u32>,
    /// Whether something may end early what still stands open.
    ends_early: bool,
}

/// The distances of every procedure that has been looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(BTreeMap<Digest, Distances>);

impl Known {
    /// The fewest things that people still have to do in a case, at least.
    pub(super) fn left(&mut self, instance: &Instance) -> u32 {
        let levels = levels(instance);
        for level in &levels {
            let digest = level.procedure.digests().definition;
            self.0.entry(digest).or_insert_with(|| Distances::of(level.procedure));
        }
        let early = levels.iter().any(|level| self.of(level).ends_early);
        let mut tokens: Vec<Token> = Vec::new();
        let mut bases: Vec<u32> = Vec::new();
        for level in &levels {
            let base = self.base(level, &levels, &bases);
            bases.push(base);
            self.tokens(level, base, &mut tokens);
        }
        let open = u32::from(!tokens.is_empty());
        if early {
            return open.min(tokens.iter().map(|token| token.own).max().unwrap_or(0));
        }
        let apart: u32 = tokens.iter().fold(0, |sum, token| sum.saturating_add(token.own + token.to_join));
        let beyond = tokens.iter().map(|token| token.whole.saturating_sub(token.own + token.to_join)).max();
        apart.saturating_add(beyond.unwrap_or(0))
    }

    fn of(&self, level: &Level<'_>) -> &Distances {
        &self.0[&level.procedure.digests().definition]
    }

    /// What is left after the call that a procedure runs in.
    fn base(&self, level: &Level<'_>, levels: &[Level<'_>], bases: &[u32]) -> u32 {
        let Some(call) = level.calls.last() else { return 0 };
        let caller =
            levels.iter().zip(bases).find_map(|(outer, base)| Some((outer, base, outer.state.item(*call)?)));
        caller.map_or(0, |(outer, base, open)| base.saturating_add(self.beyond(outer, outer.state, open).1))
    }

    /// What is left after something open: in its own scope up to a join, and to the end of everything.
    fn beyond(&self, level: &Level<'_>, state: &State, open: &ElementInstance) -> (u32, u32) {
        let distances = self.of(level);
        let at = |of: &[u32], element: ElementIx| of.get(element.index()).copied().unwrap_or(0).min(FAR);
        let to_join = at(&distances.to_join, open.element);
        let mut whole = at(&distances.after, open.element);
        let (mut scope, mut left) = (open.scope, Some(open.element));
        while let Some((element, parent)) = state.scope_element(scope).zip(state.parent(scope)) {
            // A repetition, its members and the block that one is are of one element, which is left once.
            if left != Some(element) {
                whole = whole.saturating_add(at(&distances.after, element));
            }
            left = Some(element);
            scope = parent;
        }
        (to_join, whole)
    }

    /// What is open and has to be done, each with what is left after it; of several that share one work the first.
    fn tokens(&self, level: &Level<'_>, base: u32, found: &mut Vec<Token>) {
        for open in level.state.open.iter() {
            if open.kind.holds_others() || open.role.is_some() && is_later(level.state, open) {
                continue;
            }
            let own = u32::from(is_act(open.kind));
            // What waits for a confirmation goes on by the answer that was given; what is stuck, anywhere.
            if matches!(open.kind, ItemKind::Confirm | ItemKind::Incident) {
                found.push(Token { own, to_join: 0, whole: own });
                continue;
            }
            let (to_join, whole) = self.beyond(level, level.state, open);
            found.push(Token { own, to_join, whole: own.saturating_add(whole).saturating_add(base) });
        }
    }
}

/// Something open, as far as distance goes.
struct Token {
    own: u32,
    to_join: u32,
    whole: u32,
}

/// Whether an item of joint work is not the first of those that are open.
fn is_later(state: &State, open: &ElementInstance) -> bool {
    let same = |other: &&ElementInstance| other.element == open.element && other.scope == open.scope;
    state.open.iter().find(same).is_some_and(|first| first.id != open.id)
}

/// Whether somebody has to act before it goes on; a wait may end by itself.
fn is_act(kind: ItemKind) -> bool {
    use ItemKind::{Applies, Confirm, Incident, Job, Question, Verify, Work};
    matches!(kind, Work | Applies | Confirm | Question | Verify | Job | Incident)
}

impl Distances {
    fn of(procedure: &Procedure) -> Self {
        let graph = &procedure.graph;
        let mut inner = vec![0; graph.len()];
        let mut after = Vec::new();
        for _ in 0..DEPTH {
            after = relax(procedure, &inner, false);
            let next: Vec<u32> =
                elements(graph).map(|block| inside(procedure, &inner, &after, block)).collect();
            if next == inner {
                break;
            }
            inner = next;
        }
        let to_join = relax(procedure, &inner, true);
        Distances { after, to_join, ends_early: ends_early(procedure) }
    }
}

fn elements(graph: &Graph) -> impl Iterator<Item = ElementIx> + use<> {
    (0..graph.len()).map(ElementIx::at)
}

/// What an element takes: one for work, what stands in it for a block.
fn cost(procedure: &Procedure, inner: &[u32], element: ElementIx) -> u32 {
    let graph = &procedure.graph;
    let maybe_none =
        procedure.activity(element).is_some_and(|activity| matches!(activity.applies, Applies::If(_)));
    let asked =
        procedure.activity(element).is_some_and(|activity| matches!(activity.applies, Applies::Asked { .. }));
    let once = match graph.node(element).kind {
        _ if maybe_none => return 0,
        // Leaving it out takes the answer alone.
        _ if asked => return 1,
        NodeKind::Work => 1,
        NodeKind::Job if graph.special(element).is_some_and(|special| special.job.is_some()) => 1,
        NodeKind::Block => inner[element.index()],
        _ => 0,
    };
    match graph.repeats(element).map(|repeats| (&repeats.over, repeats.completes_if)) {
        None => once,
        Some((Over::Fixed(times), None)) => once.saturating_mul(*times).min(FAR),
        Some(_) => 0,
    }
}

/// What has to be done in a block, at least.
fn inside(procedure: &Procedure, inner: &[u32], after: &[u32], element: ElementIx) -> u32 {
    let Some(block) = procedure.graph.block(element) else { return 0 };
    let is_chosen = matches!(block.kind, BlockKind::AdHoc { .. });
    let starts = block.starts.iter().filter(|_| !is_chosen);
    let each = starts.map(|start| {
        // What no flow leads out of begins with its siblings and ends alone.
        cost(procedure, inner, *start).saturating_add(after[start.index()])
    });
    // Tokens that begin apart may meet, and what comes after is then done once.
    match block.gathers || block.starts.len() < 2 {
        true => each.fold(0, |sum: u32, one| sum.saturating_add(one.min(FAR))).min(FAR),
        false => each.max().unwrap_or(0).min(FAR),
    }
}

/// The least work after each element: over one way out, or over all of them where all are taken.
fn relax(procedure: &Procedure, inner: &[u32], to_join: bool) -> Vec<u32> {
    let graph = &procedure.graph;
    let mut after = vec![FAR; graph.len()];
    let mut waits: Vec<u32> = elements(graph).map(|element| ways_needed(graph, element)).collect();
    let mut before: Vec<Vec<ElementIx>> = vec![Vec::new(); graph.len()];
    let mut queue = BinaryHeap::new();
    let reach =
        |element: ElementIx, left: u32, waits: &mut [u32], after: &mut [u32], queue: &mut BinaryHeap<_>| {
            let at = element.index();
            waits[at] = waits[at].saturating_sub(1);
            // The last way that is needed is the longest, since ways are settled in order of length.
            if waits[at] == 0 && after[at] == FAR {
                after[at] = left;
                // In order of what it takes with itself: so nothing is settled by a way while a shorter one is left.
                let through = left.saturating_add(cost(procedure, inner, element)).min(FAR);
                queue.push(Reverse((through, element)));
            }
        };
    for element in elements(graph) {
        // What may come first instead leads on from elsewhere.
        let instead = graph.special(element).is_some_and(|special| !special.alternatives.is_empty());
        if instead || graph.ways_of(element).is_empty() {
            waits[element.index()] = 1;
            reach(element, 0, &mut waits, &mut after, &mut queue);
        }
    }
    for exit in &graph.exits {
        match exit.target {
            Target::End | Target::CaseEnd => reach(exit.from, 0, &mut waits, &mut after, &mut queue),
            Target::Element(next) if to_join && graph.node(next).kind.may_join() => {
                reach(exit.from, 0, &mut waits, &mut after, &mut queue);
            }
            Target::Element(next) => before[next.index()].push(exit.from),
        }
    }
    while let Some(Reverse((through, element))) = queue.pop() {
        for earlier in std::mem::take(&mut before[element.index()]) {
            reach(earlier, through, &mut waits, &mut after, &mut queue);
        }
    }
    after
}

/// How many ways out of an element have to be walked: all of a parallel gateway, else one.
fn ways_needed(graph: &Graph, element: ElementIx) -> u32 {
    match graph.node(element).kind {
        NodeKind::Parallel => graph.node(element).exit_count.max(1),
        _ => 1,
    }
}

/// Whether something may end early what still stands open, so that work that is open need not be done.
fn ends_early(procedure: &Procedure) -> bool {
    let graph = &procedure.graph;
    let is_special = elements(graph).any(|element| {
        let Some(special) = graph.special(element) else { return false };
        // What only tells others ends nothing, nor does a way to begin.
        let tells = |what: &Throw| matches!(what, Throw::Message { .. } | Throw::Signal(_));
        let beside = graph.node(element).kind == NodeKind::Event && !special.begins_case;
        let block = special.block.as_deref();
        special.throws.as_deref().is_some_and(|what| !tells(what))
            || beside
            || !special.attached.is_empty()
            || special.call.is_some()
            || special.repeats.as_deref().is_some_and(|repeats| repeats.completes_if.is_some())
            || block.is_some_and(|block| {
                let odd = matches!(block.kind, BlockKind::AdHoc { .. } | BlockKind::Transaction);
                odd || !block.events.is_empty()
            })
    });
    let leaves = graph.exits.iter().any(|exit| exit.target == Target::CaseEnd);
    let merges = elements(graph).any(|element| matches!(graph.node(element).kind, NodeKind::Complex));
    is_special || leaves || merges || !graph.events.is_empty() || !procedure.milestones().is_empty()
}
