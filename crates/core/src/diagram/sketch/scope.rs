//! Where scopes begin and end: the starts and ends that the file does not write.
//!
//! Several that begin at once do so behind a parallel gateway; where all of them end by themselves they share one end.

use super::event::plain_end;
use super::{Draft, FlowKind};
use crate::diagram::element::{Gateway, Kind, Place, SubProcess, Trigger};
use crate::graph::{BlockKind, NodeKind, Target};
use crate::keywords::Keyword as K;
use crate::procedure::{Applies, ElementIx};
use crate::render::Word;

impl Draft<'_> {
    /// Finds the blocks of which everything begins at once and ends by itself.
    pub(super) fn find_quiet(&mut self) {
        for element in self.all() {
            let several = self.graph.block(element).is_some_and(|block| block.starts.len() > 1);
            self.quiet[element.index()] = several && self.graph.node(element).kind == NodeKind::Block;
        }
        let entries = self.graph.entries.iter().filter_map(|entry| self.graph.within(*entry));
        entries.for_each(|block| self.quiet[block.index()] = false);
        for element in self.all() {
            if let Some(block) = self.graph.within(element).filter(|_| self.needs_end(element)) {
                self.quiet[block.index()] = false;
            }
        }
    }

    /// Whether several starts of the case have no trigger; what comes from a model keeps its own.
    pub(super) fn has_several_starts(&self) -> bool {
        let plain = |start: &&ElementIx| {
            let special = self.graph.special(**start);
            self.graph.within(**start).is_none()
                && self.graph.node(**start).kind == NodeKind::Event
                && special.is_none_or(|special| {
                    special.schedule.is_none()
                        && special.trigger.as_deref().is_none_or(|trigger| trigger.on.is_empty())
                })
        };
        let starts = self.graph.entries.iter().filter(plain).count();
        starts > 1 && !self.comes_from_model()
    }

    /// Whether it was a model before, which is drawn with nothing that it did not have.
    fn comes_from_model(&self) -> bool {
        self.reader.root().tables(K::Bpmn).next().is_some()
    }

    /// Whether an element has a way to an end beside others, or is an end, or leads out of its scope.
    fn needs_end(&self, element: ElementIx) -> bool {
        if self.is_lift(element) {
            return false;
        }
        let procedure = self.reader.procedure;
        let scope = self.graph.within(element);
        let leaves = |target: Target| match target {
            Target::Element(target) => self.graph.within(target) != scope,
            Target::End => false,
            Target::CaseEnd => true,
        };
        let ways = self.graph.ways_of(element);
        if ways.iter().any(|way| leaves(way.target)) {
            return true;
        }
        let ends = ways.iter().any(|way| way.target == Target::End);
        let node = self.graph.node(element).kind;
        let attached = node == NodeKind::Event;
        match procedure.activity(element) {
            Some(activity) => {
                let chooses = !activity.answers.is_empty()
                    || activity.applies != Applies::Always
                    || activity.control.as_ref().is_some_and(|control| control.if_nonconforming.is_some());
                let is_end = activity.kind == crate::procedure::ActivityKind::End;
                is_end || ends && chooses && activity.interaction.is_none()
            }
            None => ends && (attached || node != NodeKind::Block),
        }
    }

    /// Whether an element parts the way into one that goes on here and one that runs beside a block outside.
    pub(super) fn is_lift(&self, element: ElementIx) -> bool {
        let scope = self.graph.within(element);
        let leaves =
            |target: Target| matches!(target, Target::Element(target) if self.graph.within(target) != scope);
        let [one, other] = self.graph.ways_of(element) else { return false };
        self.graph.node(element).kind == NodeKind::Fork
            && leaves(one.target) != leaves(other.target)
            && scope.is_some()
    }

    pub(super) fn is_ad_hoc(&self, scope: Option<ElementIx>) -> bool {
        let kind = scope.and_then(|scope| self.graph.block(scope)).map(|block| &block.kind);
        matches!(kind, Some(BlockKind::AdHoc { .. }))
    }

    /// The starts of the procedure and of its blocks.
    pub(super) fn starts(&mut self) {
        let first = self.graph.starts.clone();
        self.begin(None, ("process.start".to_owned(), None), &first);
        for element in self.all() {
            let Some(block) = self.graph.block(element) else { continue };
            let Some(shape) = self.main[element.index()] else { continue };
            let id = format!("{}.start", self.sketch.elements[shape].id);
            match block.kind {
                BlockKind::AdHoc { .. } => {}
                _ => self.begin(Some(element), (id, Some(element)), &block.starts),
            }
        }
    }

    fn begin(
        &mut self,
        scope: Option<ElementIx>,
        (id, of): (String, Option<ElementIx>),
        starts: &[ElementIx],
    ) {
        let is_written = |start: &ElementIx| self.graph.node(*start).kind == NodeKind::Event;
        let begins_case = |start: &ElementIx| {
            scope.is_none() && self.graph.special(*start).is_some_and(|special| special.begins_case)
        };
        let led: Vec<ElementIx> =
            starts.iter().copied().filter(|start| !is_written(start) && !begins_case(start)).collect();
        if led.is_empty() {
            return;
        }
        let (kind, name) = self.start_kind(scope);
        let start = self.add(id, kind, name, (of, scope));
        let from = if led.len() > 1 && !self.comes_from_model() { self.split(start) } else { start };
        for first in led {
            if let Some(to) = self.entry[first.index()] {
                self.line(from, to, FlowKind::Sequence);
            }
        }
    }

    /// The gateway behind a start of several things.
    fn split(&mut self, start: usize) -> usize {
        let kind = Kind::Gateway { gateway: Gateway::Parallel, instantiates: false };
        let split = self.add_part(start, "split", kind, String::new());
        self.sketch.elements[split].implied = true;
        self.line(start, split, FlowKind::Sequence);
        split
    }

    fn start_kind(&self, scope: Option<ElementIx>) -> (Kind, String) {
        let start = |trigger, interrupts| Kind::Event { place: Place::Start, trigger, interrupts };
        let plain = start(Trigger::None, true);
        let name = self.reader.word(Word::Start).to_owned();
        let Some(block) = scope.filter(|block| self.block_kind(*block) == SubProcess::Event) else {
            return (plain, name);
        };
        match self.graph.trigger(block) {
            Some(trigger) => {
                let symbol = super::words::symbol(&trigger.on, trigger.all);
                (start(symbol, trigger.interrupts), self.event_name(block))
            }
            None => (start(Trigger::Compensation, true), name),
        }
    }

    /// The end of the ways out of a shape; `None` where the scope ends by itself.
    pub(super) fn end_of(&mut self, from: usize, is_only_way: bool) -> Option<usize> {
        let scope = self.origins[from].scope;
        let quiet = scope.is_some_and(|scope| self.quiet[scope.index()]);
        if is_only_way && self.is_ad_hoc(scope) {
            return None;
        }
        let shared = scope.filter(|_| quiet);
        let known = shared.map_or_else(|| self.ends.get(&from), |scope| self.shared_ends.get(&scope));
        if known.is_some() {
            return known.copied();
        }
        let kind = match self.is_ad_hoc(scope) {
            // No end may stand in such a block.
            true => Kind::Event { place: Place::Throw, trigger: Trigger::None, interrupts: true },
            false => plain_end(),
        };
        let name = self.reader.word(Word::End).to_owned();
        let end = self.add_part(from, "end", kind, name);
        match shared {
            Some(scope) => self.shared_ends.insert(scope, end),
            None => self.ends.insert(from, end),
        };
        Some(end)
    }
}
