//! The state of a case under another version of its procedure: every number of the one becomes that of the other.
//!
//! Knows where a state names things of a definition. Does not know whether it may be moved, that is `migration`:
//! what has no counterpart in the new version is forgotten here.
//! Read [`State::rebind`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::inner::Inner;
use super::small::Sparse;
use super::state::{Arrival, ElementInstance, Extra, Facts, Joint, Rare, Scope, State, Undoable};
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Input, ItemKind, Migrated, same_element};
use crate::graph::NodeKind;
use crate::guard::{LoopFact, Slot};
use crate::incident::Trouble;
use crate::procedure::{ElementIx, ExitIx, IndicatorIx, Procedure, RecordIx, ReturnIx, RoleIx};

/// What a state counts and holds by the ways of its graph, here and in what it keeps to undo.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    /// The flows by which tokens came that are held.
    pub(crate) flows: BTreeSet<ExitIx>,
    /// The returns that have been taken, or allowed once more.
    pub(crate) returns: BTreeSet<ReturnIx>,
}

/// A fact that is noted of an element, in a member or in the case itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    Answer(ElementIx, u16),
    Indicator(IndicatorIx),
}

/// What things of one version are in another.
struct Numbers<'m> {
    moved: BTreeMap<ElementIx, ElementIx>,
    from: &'m Procedure,
    to: &'m Procedure,
    elements: Vec<Option<ElementIx>>,
    data: Vec<Option<u32>>,
    roles: Vec<Option<u32>>,
    records: Vec<Option<u32>>,
    indicators: Vec<Option<u32>>,
    flows: BTreeMap<ExitIx, ExitIx>,
    returns: BTreeMap<ReturnIx, ReturnIx>,
}

impl State {
    /// What `apply` does for `Migrated`: closes what ends, and goes on in the numbers of the new version.
    pub(super) fn rebind(&mut self, migrated: &Migrated) {
        self.close_all(&migrated.closed);
        let numbers = Numbers::of(migrated);
        numbers.scope(&mut self.root);
        self.data = numbers.data(&self.data);
        numbers.facts(&mut self.facts);
        self.inner.each(|inner| numbers.inner(inner));
        self.open.each(|open| numbers.item(open));
        if let Some(rare) = &mut self.rare {
            numbers.rare(rare);
        }
        self.note_standing(migrated.to.0.graph.len());
        self.drop_rare_when_empty();
        self.touch_everywhere();
    }

    /// What is open has been opened at least once, wherever it was moved to.
    fn note_standing(&mut self, elements: usize) {
        use ItemKind::{Compensation, Delay, Member, Subscription};
        // What has got stuck is what it was.
        let kind =
            |open: &ElementInstance| open.extra.as_deref().and_then(|extra| extra.was).unwrap_or(open.kind);
        let begins = |open: &&ElementInstance| {
            !matches!(kind(open), Compensation | Delay | Member | Subscription) && open.role.is_none()
        };
        let standing = self.open.iter().filter(begins).map(|open| (open.scope, open.element, open.round));
        for (scope, element, round) in standing.collect::<Vec<_>>() {
            if self.next_round(scope, element) <= round {
                self.begin_round(scope, element, round, elements);
            }
        }
    }

    /// What is counted and held by ways of the graph.
    pub(crate) fn counted(&self) -> Counted {
        let mut counted = Counted::default();
        counted.scope(&self.root);
        self.inner.iter().for_each(|inner| counted.inner(inner));
        counted.flows.extend(self.arrivals().filter_map(|held| held.flow));
        for reset in self.resetting() {
            counted.flows.extend(reset.flows.iter().copied());
        }
        if let Some(rare) = &self.rare {
            counted.returns.extend(rare.allowed.iter().map(|(back, _)| ReturnIx(back)));
            rare.undoable.iter().flat_map(|done| &done.kept).for_each(|inner| counted.inner(inner));
        }
        for open in &self.open {
            let trouble = open.extra.as_deref().and_then(|extra| extra.trouble.as_deref());
            if let Some(Trouble::TooManyReturns { taken, .. }) = trouble {
                counted.returns.insert(*taken);
            }
        }
        counted
    }

    /// The facts that have a value of their own in some member or in the case itself.
    pub(crate) fn noted(&self) -> Vec<Noted> {
        let members = self.inner.iter().filter_map(|inner| inner.facts.as_deref());
        let mut noted = Vec::new();
        for facts in members.chain(self.facts.as_deref()) {
            noted.extend(
                facts.answers.iter().map(|(element, answer)| Noted::Answer(ElementIx(element), *answer)),
            );
            noted.extend(
                facts.indicators.iter().map(|(indicator, _)| Noted::Indicator(IndicatorIx(indicator))),
            );
        }
        noted
    }

    /// Whether an element has been open in some scope that is still there.
    pub(crate) fn has_been_at(&self, element: ElementIx) -> bool {
        let place = element.index();
        self.root.opened.contains(place) || self.inner.iter().any(|inner| inner.counts.opened.contains(place))
    }

    /// The data that have a value, each with the scope whose it is; the case itself is 0.
    pub(crate) fn values(&self) -> Vec<(ItemId, u32, &Value)> {
        let own = self.data.iter().map(|(datum, value)| (ItemId(0), datum, value));
        let below = self
            .inner
            .iter()
            .flat_map(|inner| inner.data.iter().map(|(datum, value)| (inner.instance, datum, value)));
        own.chain(below).collect()
    }

    /// Everything that can be undone, in whatever scope.
    pub(crate) fn all_undoable(&self) -> Vec<ElementIx> {
        let own = self.rare.iter().flat_map(|rare| &rare.undoable);
        let below = self.inner.iter().flat_map(Inner::undoable);
        let mut elements: Vec<ElementIx> = own.chain(below).map(|done| done.element).collect();
        elements.sort_unstable();
        elements.dedup();
        elements
    }
}

impl Counted {
    fn scope(&mut self, scope: &Scope) {
        self.returns.extend(scope.returns.iter().map(|(back, _)| ReturnIx(back)));
    }

    fn inner(&mut self, inner: &Inner) {
        self.scope(&inner.counts);
        let allowed = inner.more.get().map(|more| &more.allowed);
        self.returns
            .extend(allowed.into_iter().flat_map(|allowed| allowed.iter().map(|(back, _)| ReturnIx(back))));
        // What is kept of a block holds nothing that is kept in turn.
        for kept in inner.undoable().iter().flat_map(|done| &done.kept) {
            self.scope(&kept.counts);
        }
    }
}

/// The place of each thing of one list in another, by id.
fn by_id<'t>(
    before: impl Iterator<Item = &'t Text>,
    now: impl Iterator<Item = &'t Text>,
) -> Vec<Option<u32>> {
    let places: BTreeMap<&Text, u32> = now.zip(0..).collect();
    before.map(|id| places.get(id).copied()).collect()
}

impl<'m> Numbers<'m> {
    fn of(migrated: &'m Migrated) -> Self {
        let (from, to) = (&*migrated.from.0, &*migrated.to.0);
        let moved: BTreeMap<ElementIx, ElementIx> = migrated.moved.iter().copied().collect();
        let now = |before| moved.get(&before).copied().or_else(|| same_element(from, to, before));
        let elements = (0..from.graph.len()).map(|place| now(ElementIx::at(place))).collect();
        let mut data = by_id(from.data.iter().map(|datum| &datum.id), to.data.iter().map(|datum| &datum.id));
        for (before, now) in &migrated.data {
            if let Some(place) = data.get_mut(before.index()) {
                *place = now.map(|now| now.0);
            }
        }
        Numbers {
            moved,
            from,
            to,
            elements,
            data,
            roles: by_id(from.roles.iter().map(|role| &role.id), to.roles.iter().map(|role| &role.id)),
            records: by_id(from.records.iter().map(|it| &it.id), to.records.iter().map(|it| &it.id)),
            indicators: by_id(from.indicators.iter().map(|it| &it.id), to.indicators.iter().map(|it| &it.id)),
            flows: migrated.flows.iter().copied().collect(),
            returns: migrated.returns.iter().copied().collect(),
        }
    }

    fn element(&self, before: ElementIx) -> Option<ElementIx> {
        self.elements.get(before.index()).copied().flatten()
    }

    /// Where facts of an element go on; of two that become one, the one that had its id keeps its own.
    fn facts_of(&self, before: ElementIx) -> Option<ElementIx> {
        let now = self.element(before)?;
        let is_moved = self.moved.contains_key(&before);
        let namesake = self.from.find(self.to.id(now)).filter(|own| *own != before);
        let stays = |own: ElementIx| self.from.id(own) == self.to.id(now) && self.element(own) == Some(now);
        (!is_moved || !namesake.is_some_and(stays)).then_some(now)
    }

    fn place(places: &[Option<u32>], before: u32) -> Option<u32> {
        places.get(before as usize).copied().flatten()
    }

    fn role(&self, role: RoleIx) -> Option<RoleIx> {
        Self::place(&self.roles, role.0).map(RoleIx)
    }

    fn record(&self, record: RecordIx) -> Option<RecordIx> {
        Self::place(&self.records, record.0).map(RecordIx)
    }

    /// An answer of an element by its id, in the list of what the element is now.
    fn answer(&self, element: ElementIx, answer: u16) -> Option<u16> {
        let id = &self.from.activity(element)?.answers.get(usize::from(answer))?.id;
        let answers = &self.to.activity(self.element(element)?)?.answers;
        u16::try_from(answers.iter().position(|answer| answer.id == *id)?).ok()
    }

    fn data(&self, data: &Sparse<Value>) -> Sparse<Value> {
        data.renumbered(|datum, value| Some((Self::place(&self.data, datum)?, value.clone())))
    }

    fn scope(&self, scope: &mut Scope) {
        let element = |before: u32| self.facts_of(ElementIx(before)).map(|now| now.0);
        let opened = |before: usize| self.facts_of(ElementIx::at(before)).map(ElementIx::index);
        scope.opened = scope.opened.renumbered(self.to.graph.len(), opened);
        scope.rounds = scope.rounds.renumbered(|before, rounds| Some((element(before)?, *rounds)));
        scope.returns = self.counts(&scope.returns);
    }

    /// What is counted by return.
    fn counts(&self, counts: &Sparse<u32>) -> Sparse<u32> {
        counts.renumbered(|before, count| Some((self.returns.get(&ReturnIx(before))?.0, *count)))
    }

    fn facts(&self, facts: &mut Option<Box<Facts>>) {
        let Some(facts) = facts.as_deref_mut() else { return };
        let element = |before: u32| self.facts_of(ElementIx(before)).map(|now| now.0);
        let indicator = |before: u32| Self::place(&self.indicators, before);
        facts.indicators = facts.indicators.renumbered(|before, value| Some((indicator(before)?, *value)));
        facts.answers = facts
            .answers
            .renumbered(|before, answer| Some((element(before)?, self.answer(ElementIx(before), *answer)?)));
        let done = |before: usize| self.facts_of(ElementIx::at(before)).map(ElementIx::index);
        facts.done = facts.done.renumbered(self.to.graph.len(), done);
        facts.completed_at = facts.completed_at.renumbered(|before, at| Some((element(before)?, *at)));
        facts.opened_at = facts.opened_at.renumbered(|before, at| Some((element(before)?, *at)));
        facts.evidence.retain_mut(|held| {
            let now = self.facts_of(held.element).zip(self.record(held.record));
            now.is_some_and(|now| {
                (held.element, held.record) = now;
                true
            })
        });
    }

    fn inner(&self, inner: &mut Inner) {
        self.inner_alone(inner);
        if !inner.undoable().is_empty() {
            inner.more.get_mut().undoable.iter_mut().for_each(|done| self.undoable(done));
        }
    }

    /// A scope without what can be undone in it.
    fn inner_alone(&self, inner: &mut Inner) {
        inner.element = self.element(inner.element).unwrap_or_default();
        self.scope(&mut inner.counts);
        inner.data = self.data(&inner.data);
        self.facts(&mut inner.facts);
        if !inner.has_no_more() {
            let more = inner.more.get_mut();
            more.allowed = self.counts(&more.allowed);
            let chosen = |before: usize| self.facts_of(ElementIx::at(before)).map(ElementIx::index);
            more.chosen = more.chosen.renumbered(self.to.graph.len(), chosen);
        }
    }

    /// What can be undone, with the blocks that are kept as they were; these keep nothing in turn.
    fn undoable(&self, done: &mut Undoable) {
        done.element = self.element(done.element).unwrap_or_default();
        for kept in &mut done.kept {
            let mut inner = Inner::clone(kept);
            self.inner_alone(&mut inner);
            *kept = Arc::new(inner);
        }
    }

    fn item(&self, open: &mut ElementInstance) {
        let before = open.element;
        open.element = self.element(before).unwrap_or_default();
        open.role = open.role.and_then(|role| self.role(role));
        if let Some(extra) = &mut open.extra {
            self.extra(before, extra);
        }
    }

    fn extra(&self, element: ElementIx, extra: &mut Extra) {
        extra.signatures = self.signatures(&extra.signatures);
        self.joint(element, &mut extra.joint);
        if let Some(pending) = &mut extra.pending {
            pending.answer = pending.answer.and_then(|answer| self.answer(element, answer));
        }
        if let Some(trouble) = &mut extra.trouble {
            self.trouble(element, trouble);
        }
    }

    fn signatures<T: Copy>(&self, signatures: &[(RecordIx, RoleIx, T)]) -> Vec<(RecordIx, RoleIx, T)> {
        let now = |(record, role, sha256): &(RecordIx, RoleIx, T)| {
            Some((self.record(*record)?, self.role(*role)?, *sha256))
        };
        signatures.iter().filter_map(now).collect()
    }

    fn joint(&self, element: ElementIx, joint: &mut Joint) {
        let answers = joint.answers.iter();
        joint.answers =
            answers.filter_map(|(answer, count)| Some((self.answer(element, *answer)?, *count))).collect();
        joint.evidence.retain_mut(|(record, _)| {
            self.record(*record).is_some_and(|now| {
                *record = now;
                true
            })
        });
        joint.signatures = self.signatures(&joint.signatures);
        joint.data.retain_mut(|datum| {
            Self::place(&self.data, datum.0).is_some_and(|now| {
                datum.0 = now;
                true
            })
        });
        joint.measures.retain_mut(|measure| {
            Self::place(&self.indicators, measure.0).is_some_and(|now| {
                measure.0 = now;
                true
            })
        });
    }

    fn trouble(&self, element: ElementIx, trouble: &mut Trouble) {
        match trouble {
            Trouble::TooManyReturns { taken, .. } => {
                *taken = self.returns.get(taken).copied().unwrap_or_default();
            }
            Trouble::NoMoment { datum } => datum.0 = Self::place(&self.data, datum.0).unwrap_or_default(),
            Trouble::Computation { answer, inputs, .. } => {
                *answer = answer.and_then(|answer| self.answer(element, answer));
                *inputs = self.inputs(inputs);
            }
            Trouble::Guard { inputs, .. }
            | Trouble::NoWay { inputs }
            | Trouble::NoMembers { inputs }
            | Trouble::TooManyMembers { inputs, .. } => *inputs = self.inputs(inputs),
            Trouble::NoAgreement
            | Trouble::Runaway { .. }
            | Trouble::Crowded { .. }
            | Trouble::NoProcedure { .. }
            | Trouble::CallsTooDeep { .. }
            | Trouble::WrongInput { .. }
            | Trouble::NothingToOpen { .. }
            | Trouble::OpensWithOther { .. }
            | Trouble::NoStart { .. }
            | Trouble::Deadline
            | Trouble::JobFailed { .. } => {}
        }
    }

    /// What a guard had read, by what is still there.
    fn inputs(&self, inputs: &[Input]) -> Box<[Input]> {
        let now = |input: &Input| Some(Input { slot: self.slot(input.slot)?, value: input.value.clone() });
        inputs.iter().filter_map(now).collect()
    }

    fn slot(&self, slot: Slot) -> Option<Slot> {
        let element = |before: u32| self.element(ElementIx(before)).map(|now| now.0);
        let datum = |before| Self::place(&self.data, before);
        let record = |before| Self::place(&self.records, before);
        let indicator = |before| Self::place(&self.indicators, before);
        Some(match slot {
            Slot::Datum(before) => Slot::Datum(datum(before)?),
            Slot::Has(before) => Slot::Has(datum(before)?),
            Slot::Indicator(before) => Slot::Indicator(indicator(before)?),
            Slot::Target(before) => Slot::Target(indicator(before)?),
            Slot::Evidence { record: before, activity } => {
                let activity = activity.map(|activity| element(activity).ok_or(())).transpose().ok()?;
                Slot::Evidence { record: record(before)?, activity }
            }
            Slot::Signed(before) => Slot::Signed(record(before)?),
            Slot::Rounds(before) => Slot::Rounds(element(before)?),
            Slot::Answer(before) => Slot::Answer(element(before)?),
            Slot::Done(before) => Slot::Done(element(before)?),
            Slot::IsOpen(before) => Slot::IsOpen(element(before)?),
            Slot::Count(before) => Slot::Count(element(before)?),
            Slot::DaysSince(before) => Slot::DaysSince(element(before)?),
            Slot::Loop(LoopFact::Activation(before)) => Slot::Loop(LoopFact::Activation(element(before)?)),
            Slot::Loop(_) | Slot::Today | Slot::Member => slot,
        })
    }

    fn rare(&self, rare: &mut Rare) {
        rare.arrivals.each(|held| self.arrival(held));
        let merging = rare.arrivals.iter().filter(|held| held.merges).count();
        rare.merging = u32::try_from(merging).unwrap_or(u32::MAX);
        rare.undoable.iter_mut().for_each(|done| self.undoable(done));
        for reset in &mut rare.resetting {
            reset.join = self.element(reset.join).unwrap_or_default();
            reset.flows = reset.flows.iter().filter_map(|flow| self.flows.get(flow).copied()).collect();
        }
        rare.allowed = self.counts(&rare.allowed);
        rare.reached.retain(|reached| self.to.shares.concern(&reached.milestone));
        for reached in &mut rare.reached {
            reached.element = reached.element.and_then(|element| self.element(element));
        }
    }

    fn arrival(&self, held: &mut Arrival) {
        held.join = self.element(held.join).unwrap_or_default();
        held.flow = held.flow.and_then(|flow| self.flows.get(&flow).copied());
        let kind = self.to.graph.nodes.get(held.join.index()).map(|node| node.kind);
        held.merges = matches!(kind, Some(NodeKind::Inclusive | NodeKind::Complex));
    }
}
