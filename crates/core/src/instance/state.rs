//! The state of one case: open element instances in a tree of scopes, counters, facts.
//!
//! State does not grow with rounds: what a return supersedes is forgotten here and stays in the journal.

use std::sync::Arc;

use super::small::{Bits, Sparse, first_without_spare, grow_by_few};
use crate::command::ItemId;
use crate::data::{Decimal, Digest, Text, Timestamp, Value};
use crate::event::{Due, ItemKind, Outcome, Pending};
use crate::incident::Trouble;
use crate::procedure::{
    Activity, Applies, DatumIx, ElementIx, ExitIx, IndicatorIx, Procedure, RecordIx, ReturnIx, RoleIx,
};

/// The state of one case, written by `apply` alone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// How many records have been applied.
    pub(crate) seq: u64,
    /// The effective time of the last record.
    pub(crate) at: Timestamp,
    /// The last element instance given out; the case itself is 0.
    pub(crate) last_item: u32,
    pub(crate) status: Status,
    root: Scope,
    /// Scopes below the case, by the element instance that is the scope.
    #[expect(clippy::box_collection, reason = "absent in most cases: eight bytes instead of twenty-four")]
    inner: Option<Box<Vec<(ItemId, Scope)>>>,
    /// Open element instances by ascending identity, which is order of creation.
    pub(crate) open: Vec<ElementInstance>,
    facts: Option<Box<Facts>>,
    rare: Option<Box<Rare>>,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It has not begun.
    New,
    /// It runs.
    Running,
    /// It has ended.
    Ended(Outcome),
}

/// What is counted per scope instance: rounds of elements and returns taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scope {
    /// Elements opened at least once.
    opened: Bits,
    /// Elements opened more than once: how often.
    rounds: Sparse<u32>,
    /// Returns taken at least once: how often; not reset by an outer return.
    returns: Sparse<u32>,
    /// Returns with more allowed than their maximum, by the authority.
    allowed: Sparse<u32>,
}

/// An element that is open: a work item, or what work items stand in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ElementInstance {
    pub(crate) id: ItemId,
    pub(crate) element: ElementIx,
    pub(crate) scope: ItemId,
    pub(crate) round: u32,
    pub(crate) since: Timestamp,
    pub(crate) kind: ItemKind,
    /// The role it is for, where each responsible has an item.
    pub(crate) role: Option<RoleIx>,
    /// Whether its deadline has passed.
    pub(crate) overdue: bool,
    /// Its times, as the event that set them has them.
    pub(crate) due: Option<Arc<Due>>,
    pub(crate) extra: Option<Box<Extra>>,
}

/// What only some open elements have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Extra {
    pub(crate) claimed_by: Option<Text>,
    /// Whether the claim was handed over, so that the role is that of who handed it.
    pub(crate) delegated: bool,
    /// Signatures given before completing.
    pub(crate) signatures: Vec<(RecordIx, RoleIx, Digest)>,
    /// What the responsible of joint work have given so far.
    pub(crate) joint: Joint,
    /// The exit that waits for a confirmation or a verification, with who did the work.
    pub(crate) pending: Option<Box<Pending>>,
    pub(crate) trouble: Option<Box<Trouble>>,
}

/// What the responsible of joint work have given so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Joint {
    pub(crate) completed: u32,
    /// How many gave each answer.
    pub(crate) answers: Vec<(u16, u32)>,
    /// Of each record the document handed in last.
    pub(crate) evidence: Vec<(RecordIx, Digest)>,
    pub(crate) signatures: Vec<(RecordIx, RoleIx, Digest)>,
    /// Who has done their part.
    pub(crate) done_by: Vec<Text>,
    pub(crate) data: Vec<DatumIx>,
    pub(crate) measures: Vec<IndicatorIx>,
}

/// What guards, deadlines and open items can read of the case.
#[derive(Clone, Debug, Default, PartialEq)]
struct Facts {
    data: Sparse<Value>,
    indicators: Sparse<Decimal>,
    answers: Sparse<u16>,
    done: Bits,
    completed_at: Sparse<Timestamp>,
    opened_at: Sparse<Timestamp>,
    started_at: Option<Timestamp>,
    evidence: Vec<HeldEvidence>,
}

/// Valid evidence: by activity and record, the last delivered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeldEvidence {
    pub(crate) element: ElementIx,
    pub(crate) record: RecordIx,
    pub(crate) sha256: Digest,
    /// Whether everyone needed has signed it.
    pub(crate) signed: bool,
}

/// What most cases never have.
#[derive(Clone, Debug, Default, PartialEq)]
struct Rare {
    /// In order of due time, then identity.
    timers: Vec<Timer>,
    /// Tokens that reached a join, in order of arrival.
    arrivals: Vec<Arrival>,
}

/// Something that falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timer {
    pub(crate) due: Timestamp,
    pub(crate) item: ItemId,
    pub(crate) kind: TimerKind,
}

/// What falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TimerKind {
    Warning,
    Deadline,
    Delay,
}

/// A token that waits at a join, and the flow it came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) join: ElementIx,
    pub(crate) scope: ItemId,
    pub(crate) token: ItemId,
    pub(crate) flow: ExitIx,
}

impl Default for State {
    fn default() -> Self {
        State {
            seq: 0,
            at: Timestamp::MIN,
            last_item: 0,
            status: Status::New,
            root: Scope::default(),
            inner: None,
            open: Vec::new(),
            facts: None,
            rare: None,
        }
    }
}

impl Scope {
    /// Counts one more opening; the first needs no entry of its own.
    #[inline]
    fn count_round(&mut self, element: ElementIx, elements: usize) {
        if self.opened.insert(element.index(), elements) {
            self.rounds.change(element.0, 1, |rounds| rounds.saturating_add(1));
        }
    }

    fn begin_round(&mut self, element: ElementIx, round: u32, elements: usize) {
        self.opened.insert(element.index(), elements);
        if round > 1 {
            self.rounds.insert(element.0, round);
        }
    }

    fn next_round(&self, element: ElementIx) -> u32 {
        if !self.opened.contains(element.index()) {
            return 1;
        }
        self.rounds.get(element.0).copied().unwrap_or(1).saturating_add(1)
    }
}

impl State {
    fn scope(&self, instance: ItemId) -> &Scope {
        let inner = self.inner.as_ref().and_then(|scopes| scopes.iter().find(|scope| scope.0 == instance));
        inner.map_or(&self.root, |(_, scope)| scope)
    }

    #[inline]
    fn scope_mut(&mut self, instance: ItemId) -> &mut Scope {
        if self.inner.is_none() {
            return &mut self.root;
        }
        let inner =
            self.inner.as_mut().and_then(|scopes| scopes.iter_mut().find(|scope| scope.0 == instance));
        inner.map_or(&mut self.root, |(_, scope)| scope)
    }

    /// The round that the next opening of an element begins.
    pub(crate) fn next_round(&self, scope: ItemId, element: ElementIx) -> u32 {
        self.scope(scope).next_round(element)
    }

    #[inline]
    pub(super) fn count_round(&mut self, scope: ItemId, element: ElementIx, elements: usize) {
        self.scope_mut(scope).count_round(element, elements);
    }

    pub(super) fn begin_round(&mut self, scope: ItemId, element: ElementIx, round: u32, elements: usize) {
        self.scope_mut(scope).begin_round(element, round, elements);
    }

    /// How often a return has been taken in its scope.
    pub(crate) fn returns_taken(&self, scope: ItemId, taken: ReturnIx) -> u32 {
        self.scope(scope).returns.get(taken.0).copied().unwrap_or(0)
    }

    /// How many more than its maximum the authority has allowed.
    pub(crate) fn returns_allowed(&self, scope: ItemId, taken: ReturnIx) -> u32 {
        self.scope(scope).allowed.get(taken.0).copied().unwrap_or(0)
    }

    pub(super) fn set_returns_taken(&mut self, scope: ItemId, taken: ReturnIx, count: u32) {
        self.scope_mut(scope).returns.insert(taken.0, count);
    }

    pub(super) fn allow_return(&mut self, scope: ItemId, taken: ReturnIx) {
        let allowed = self.returns_allowed(scope, taken).saturating_add(1);
        self.scope_mut(scope).allowed.insert(taken.0, allowed);
    }

    /// The open element instance of that identity.
    pub(crate) fn item(&self, id: ItemId) -> Option<&ElementInstance> {
        self.open.binary_search_by_key(&id, |instance| instance.id).ok().map(|position| &self.open[position])
    }

    pub(super) fn item_mut(&mut self, id: ItemId) -> Option<&mut ElementInstance> {
        self.open
            .binary_search_by_key(&id, |instance| instance.id)
            .ok()
            .map(|position| &mut self.open[position])
    }

    pub(super) fn push(&mut self, instance: ElementInstance) {
        first_without_spare(&mut self.open);
        // A new element instance has the highest identity; only what is put back has not.
        match self.open.last() {
            Some(last) if last.id > instance.id => {
                let position = self.open.partition_point(|other| other.id < instance.id);
                self.open.insert(position, instance);
            }
            _ => self.open.push(instance),
        }
    }

    /// Takes an element instance out, with its timers.
    pub(super) fn remove(&mut self, id: ItemId) -> Option<ElementInstance> {
        let instance = match self.open.last() {
            Some(last) if last.id == id => self.open.pop()?,
            _ => {
                let position = self.open.binary_search_by_key(&id, |instance| instance.id).ok()?;
                self.open.remove(position)
            }
        };
        if instance.due.is_some() {
            self.drop_timers(id);
        }
        Some(instance)
    }

    /// The item that several responsible share, of an item that is the work of one of them.
    pub(crate) fn shared(&self, instance: &ElementInstance) -> Option<&ElementInstance> {
        instance.role.and_then(|_| self.item(instance.scope))
    }

    /// Timers in order of due time, then identity.
    pub(crate) fn timers(&self) -> &[Timer] {
        self.rare.as_ref().map_or(&[], |rare| &rare.timers)
    }

    pub(super) fn add_timer(&mut self, timer: Timer) {
        let timers = &mut self.rare.get_or_insert_default().timers;
        let position = timers.partition_point(|other| *other <= timer);
        timers.insert(position, timer);
    }

    pub(super) fn drop_timer(&mut self, item: ItemId, kind: TimerKind) {
        if let Some(rare) = &mut self.rare {
            rare.timers.retain(|timer| timer.item != item || timer.kind != kind);
        }
        self.drop_rare_when_empty();
    }

    pub(super) fn drop_timers(&mut self, item: ItemId) {
        if let Some(rare) = &mut self.rare {
            rare.timers.retain(|timer| timer.item != item);
        }
        self.drop_rare_when_empty();
    }

    fn drop_rare_when_empty(&mut self) {
        if self.rare.as_ref().is_some_and(|rare| rare.timers.is_empty() && rare.arrivals.is_empty()) {
            self.rare = None;
        }
    }

    /// Tokens that wait at joins, in order of arrival.
    pub(crate) fn arrivals(&self) -> &[Arrival] {
        self.rare.as_ref().map_or(&[], |rare| &rare.arrivals)
    }

    fn facts_mut(&mut self) -> &mut Facts {
        self.facts.get_or_insert_default()
    }

    /// The value of a datum.
    pub(crate) fn datum(&self, datum: u32) -> Option<&Value> {
        self.facts.as_ref()?.data.get(datum)
    }

    pub(super) fn set_datum(&mut self, datum: u32, value: Value) {
        self.facts_mut().data.insert(datum, value);
    }

    /// The last reported value of an indicator.
    pub(crate) fn indicator(&self, indicator: u32) -> Option<Decimal> {
        self.facts.as_ref()?.indicators.get(indicator).copied()
    }

    pub(super) fn set_indicator(&mut self, indicator: u32, value: Decimal) {
        self.facts_mut().indicators.insert(indicator, value);
    }

    /// The valid answer of an activity, by position.
    pub(crate) fn answer(&self, element: u32) -> Option<u16> {
        self.facts.as_ref()?.answers.get(element).copied()
    }

    /// Whether an activity has been completed.
    pub(crate) fn done(&self, element: usize) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.done.contains(element))
    }

    /// When an activity was last completed.
    pub(crate) fn completed_at(&self, element: u32) -> Option<Timestamp> {
        self.facts.as_ref()?.completed_at.get(element).copied()
    }

    /// When an activity was last opened.
    pub(crate) fn opened_at(&self, element: u32) -> Option<Timestamp> {
        self.facts.as_ref()?.opened_at.get(element).copied()
    }

    /// When the case started, where something reads it.
    pub(crate) fn started_at(&self) -> Option<Timestamp> {
        self.facts.as_ref()?.started_at
    }

    /// Valid evidence, by activity and record.
    pub(crate) fn evidence(&self) -> &[HeldEvidence] {
        self.facts.as_ref().map_or(&[], |facts| &facts.evidence)
    }

    pub(super) fn note_start(&mut self, procedure: &Procedure) {
        if procedure.keeps.started_at {
            self.facts_mut().started_at = Some(self.at);
        }
    }

    pub(super) fn note_opening(&mut self, procedure: &Procedure, element: ElementIx) {
        if flag(&procedure.keeps.opened_at, element.index()) {
            let at = self.at;
            self.facts_mut().opened_at.insert(element.0, at);
        }
    }

    pub(super) fn note_completion(&mut self, procedure: &Procedure, element: ElementIx) {
        let (keeps, at) = (&procedure.keeps, self.at);
        if flag(&keeps.done, element.index()) {
            self.facts_mut().done.insert(element.index(), procedure.graph.len());
        }
        if flag(&keeps.completed_at, element.index()) {
            self.facts_mut().completed_at.insert(element.0, at);
        }
    }

    pub(super) fn note_answer(&mut self, procedure: &Procedure, element: ElementIx, answer: u16) {
        if flag(&procedure.keeps.answers, element.index()) {
            self.facts_mut().answers.insert(element.0, answer);
        }
    }

    pub(super) fn hold_evidence(&mut self, procedure: &Procedure, evidence: HeldEvidence) {
        if !flag(&procedure.keeps.evidence, evidence.record.index()) {
            return;
        }
        let held = &mut self.facts_mut().evidence;
        let same =
            |other: &HeldEvidence| other.element == evidence.element && other.record == evidence.record;
        if let Some(position) = held.iter().position(same) {
            held.remove(position);
        }
        grow_by_few(held);
        held.push(evidence);
    }

    /// Forgets what elements of a return's range delivered: answers, evidence and signatures.
    pub(super) fn supersede(&mut self, procedure: &Procedure, taken: ReturnIx) {
        let range = &procedure.graph.returns[taken.index()].range;
        if let Some(facts) = &mut self.facts {
            facts.answers.retain(|element| !range.contains(ElementIx(element)));
            facts.evidence.retain(|held| !range.contains(held.element));
        }
    }
}

impl Joint {
    /// Counts one contribution.
    pub(crate) fn add(&mut self, answer: Option<u16>) {
        self.completed += 1;
        let Some(answer) = answer else { return };
        match self.answers.iter_mut().find(|(given, _)| *given == answer) {
            Some((_, count)) => *count += 1,
            None => self.answers.push((answer, 1)),
        }
    }
}

impl ElementInstance {
    pub(super) fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// The roles that may do it; empty where the source does not say, `None` where it is nobody's to do.
    pub(crate) fn doers<'a>(&'a self, activity: &'a Activity) -> Option<&'a [RoleIx]> {
        let responsible = &activity.responsible.roles[..];
        match (self.kind, &activity.applies) {
            (ItemKind::Work, _) => Some(self.role.as_ref().map_or(responsible, std::slice::from_ref)),
            (ItemKind::Applies, Applies::Asked { who, .. }) if !who.is_empty() => Some(who),
            (ItemKind::Applies, _) => Some(responsible),
            (ItemKind::Confirm, _) => activity.confirmed_by.as_ref().map(std::slice::from_ref),
            (ItemKind::Verify, _) => {
                activity.verified_by.as_ref().map(|verifier| std::slice::from_ref(&verifier.role))
            }
            _ => None,
        }
    }

    /// Its times, where it has any.
    pub(crate) fn due(&self) -> Option<&Due> {
        self.due.as_deref()
    }
}

fn flag(flags: &[bool], position: usize) -> bool {
    flags.get(position).copied().unwrap_or(false)
}
