//! The state of one case: open element instances in a tree of scopes, counters, facts.
//!
//! State does not grow with rounds: what a return supersedes is forgotten here and stays in the journal.

use std::sync::Arc;

use thin_vec::ThinVec;

use super::calls::Calls;
use super::inner::Inner;
use super::milestone::Reached;
use super::rows::Rows;
use super::small::{Bits, Few, Sparse};
use super::spin::Spin;
use super::term::Term;
use super::touched::Touched;
use crate::command::ItemId;
use crate::data::{Decimal, Digest, Text, Timestamp, Value};
use crate::event::{Due, ItemKind, Outcome, Pending};
use crate::incident::{Stage, Trouble};
use crate::procedure::{
    Activity, Applies, DatumIx, ElementIx, ExitIx, IndicatorIx, RecordIx, ReturnIx, RoleIx,
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
    pub(super) root: Scope,
    /// Scopes below the case, by the element instance that is the scope.
    /// In order of creation.
    pub(super) inner: Rows<Inner, ThinVec<Inner>>,
    /// Open element instances by ascending identity, which is order of creation.
    pub(crate) open: Rows<ElementInstance, Vec<ElementInstance>>,
    /// What the data of the case hold: many cases have some and no other fact.
    pub(super) data: Sparse<Value>,
    pub(super) facts: Option<Box<Facts>>,
    pub(super) rare: Option<Box<Rare>>,
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

/// A completed element instance that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Undoable {
    pub(crate) item: ItemId,
    pub(crate) element: ElementIx,
    /// How many of the entries right before it were done inside it; what was done inside has no handler of its own.
    pub(crate) inside: u32,
    /// Of a block that says itself how it is undone: it and the scopes that have ended around it, as they were, the
    /// innermost first; nothing of anything else.
    pub(super) kept: Vec<Arc<Inner>>,
}

/// What is counted per scope instance: rounds of elements and returns taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scope {
    /// Elements opened at least once.
    pub(super) opened: Bits,
    /// Elements opened more than once: how often.
    pub(super) rounds: Sparse<u32>,
    /// Returns taken at least once: how often; not reset by an outer return.
    pub(super) returns: Sparse<u32>,
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
    /// What a subscription is attached to.
    pub(crate) host: Option<ItemId>,
    /// How many events are attached to it; they are the instances that were created right after it.
    pub(crate) attached: u32,
    /// The values that a message must correlate with; of a job what it is handed.
    pub(crate) correlates: Vec<Value>,
    /// How often a job has failed.
    pub(crate) failed: u32,
    /// Which of the things it waits for have happened or hold, by position, where that is not all.
    pub(crate) met: Vec<u16>,
    /// How often its timer has been set again.
    pub(crate) cycles: u32,
    /// Of an incident: what it was when it was open and got stuck.
    pub(crate) was: Option<ItemKind>,
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

/// What guards, deadlines and open items can read of the case beside its data.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    pub(super) indicators: Sparse<Decimal>,
    pub(super) answers: Sparse<u16>,
    pub(super) done: Bits,
    pub(super) completed_at: Sparse<Timestamp>,
    pub(super) opened_at: Sparse<Timestamp>,
    pub(super) started_at: Option<Timestamp>,
    pub(super) evidence: Vec<HeldEvidence>,
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
pub(super) struct Rare {
    /// The code of the error that ended it.
    pub(super) error: Option<Text>,
    /// In order of due time, then identity.
    pub(super) timers: Few<Timer>,
    /// Tokens that reached a join, in order of arrival.
    pub(super) arrivals: Rows<Arrival, ThinVec<Arrival>>,
    /// Called procedures that run.
    pub(super) calls: Option<Box<Calls>>,
    /// What the case itself has completed and can undo, in order of completion.
    pub(super) undoable: ThinVec<Undoable>,
    /// How many of the tokens held wait for what can still come.
    pub(super) merging: u32,
    /// Where something has changed since joins that wait for what can still come were looked at.
    pub(super) touched: Touched,
    /// Complex gateways that have fired and wait for the rest, in order of firing.
    pub(super) resetting: Vec<Resetting>,
    /// Returns of the case itself with more allowed than their maximum, by the authority.
    pub(super) allowed: Sparse<u32>,
    /// Deadline and earliest end of the case itself.
    pub(super) term: Option<Box<Term>>,
    /// Milestones that have been reached, in the order of that.
    pub(super) reached: ThinVec<Reached>,
    /// Waits that were due from the start and have led to each other.
    pub(super) spin: Option<Spin>,
}

/// A complex gateway that has fired and waits for the rest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resetting {
    pub(crate) join: ElementIx,
    pub(crate) scope: ItemId,
    /// The element instance that fired.
    pub(crate) item: ItemId,
    /// The flows whose tokens were taken then.
    pub(crate) flows: Vec<ExitIx>,
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
    /// What a wait or a subscription waits for.
    Event,
}

/// A token that waits at a join, and the flow it came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) join: ElementIx,
    pub(crate) scope: ItemId,
    pub(crate) token: ItemId,
    /// The flow it came by; `None` when no flow leads there.
    pub(crate) flow: Option<ExitIx>,
    /// Whether the join waits for what can still come: it is inclusive or complex.
    pub(crate) merges: bool,
}

impl Default for State {
    fn default() -> Self {
        State {
            seq: 0,
            at: Timestamp::MIN,
            last_item: 0,
            status: Status::New,
            root: Scope::default(),
            inner: Rows::default(),
            open: Rows::default(),
            data: Sparse::default(),
            facts: None,
            rare: None,
        }
    }
}

impl Scope {
    /// Counts one more opening; the first needs no entry of its own.
    #[inline]
    fn count_round(&mut self, element: ElementIx, elements: usize) {
        let _ = self.next(element, elements);
    }

    /// Begins the next round of an element, and says which.
    #[inline]
    pub(super) fn next(&mut self, element: ElementIx, elements: usize) -> u32 {
        if !self.opened.insert(element.index(), elements) {
            return 1;
        }
        self.rounds.change(element.0, 1, |rounds| rounds.saturating_add(1))
    }

    /// Notes the round of something that has opened; what follows work of an earlier round takes none back.
    fn begin_round(&mut self, element: ElementIx, round: u32, elements: usize) {
        self.opened.insert(element.index(), elements);
        if round > self.rounds.get(element.0).copied().unwrap_or(1) {
            self.rounds.insert(element.0, round);
        }
    }

    /// Takes back the last opening of an element that got stuck before it opened.
    fn take_back_round(&mut self, element: ElementIx, round: u32) {
        if self.next_round(element) != round.saturating_add(1) {
            return;
        }
        match round {
            0 | 1 => self.opened.remove(element.index()),
            2 => self.rounds.remove(element.0),
            _ => self.rounds.insert(element.0, round - 1),
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
    #[inline]
    fn scope(&self, instance: ItemId) -> &Scope {
        self.inner(instance).map_or(&self.root, |inner| &inner.counts)
    }

    #[inline]
    fn scope_mut(&mut self, instance: ItemId) -> &mut Scope {
        // The case itself, which is no scope below the case, is asked for most of all.
        if instance.0 == 0 { &mut self.root } else { self.scope_below(instance) }
    }

    #[inline(never)]
    fn scope_below(&mut self, instance: ItemId) -> &mut Scope {
        match self.inner.get_mut(instance) {
            Some(inner) => &mut inner.counts,
            None => &mut self.root,
        }
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

    pub(super) fn take_back_round(&mut self, scope: ItemId, element: ElementIx, round: u32) {
        self.scope_mut(scope).take_back_round(element, round);
    }

    /// How often a return has been taken in its scope.
    pub(crate) fn returns_taken(&self, scope: ItemId, taken: ReturnIx) -> u32 {
        self.scope(scope).returns.get(taken.0).copied().unwrap_or(0)
    }

    /// How many more than its maximum the authority has allowed.
    pub(crate) fn returns_allowed(&self, scope: ItemId, taken: ReturnIx) -> u32 {
        let allowed = match self.inner(scope) {
            Some(inner) => inner.more.get().map(|more| &more.allowed),
            None => self.rare.as_ref().map(|rare| &rare.allowed),
        };
        allowed.and_then(|allowed| allowed.get(taken.0)).copied().unwrap_or(0)
    }

    pub(super) fn set_returns_taken(&mut self, scope: ItemId, taken: ReturnIx, count: u32) {
        self.scope_mut(scope).returns.insert(taken.0, count);
    }

    pub(super) fn allow_return(&mut self, scope: ItemId, taken: ReturnIx) {
        let allowed = self.returns_allowed(scope, taken).saturating_add(1);
        match self.inner_mut(scope) {
            Some(inner) => inner.more.get_mut().allowed.insert(taken.0, allowed),
            None => self.rare.get_or_insert_default().allowed.insert(taken.0, allowed),
        }
    }

    /// The open element instance of that identity.
    pub(crate) fn item(&self, id: ItemId) -> Option<&ElementInstance> {
        self.open.get(id)
    }

    pub(super) fn item_mut(&mut self, id: ItemId) -> Option<&mut ElementInstance> {
        self.open.get_mut(id)
    }

    #[inline]
    pub(super) fn push(&mut self, instance: ElementInstance) {
        self.count_live(&instance, true);
        self.open.insert(instance);
    }

    /// Takes an element instance out, with its timers.
    pub(super) fn remove(&mut self, id: ItemId) -> Option<ElementInstance> {
        let instance = self.open.remove(id)?;
        self.count_live(&instance, false);
        if let Some(due) = &instance.due {
            self.drop_timers_of(id, due);
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
        self.rare.get_or_insert_default().timers.insert(timer);
    }

    pub(super) fn drop_timer(&mut self, item: ItemId, kind: TimerKind) {
        if let Some(rare) = &mut self.rare {
            rare.timers.retain(|timer| timer.item != item || timer.kind != kind);
        }
        self.drop_rare_when_empty();
    }

    /// Takes out what was to fall due of an element instance: its times say where to look.
    fn drop_timers_of(&mut self, item: ItemId, due: &Due) {
        if let Some(rare) = &mut self.rare {
            for instant in [due.warn, due.due].into_iter().flatten() {
                rare.timers.remove_all(&(instant, item), |timer| (timer.due, timer.item));
            }
        }
        self.drop_rare_when_empty();
    }

    pub(super) fn drop_timers(&mut self, item: ItemId) {
        if let Some(rare) = &mut self.rare {
            rare.timers.retain(|timer| timer.item != item);
        }
        self.drop_rare_when_empty();
    }

    pub(super) fn drop_rare_when_empty(&mut self) {
        if self.rare.as_ref().is_some_and(|rare| rare.is_empty()) {
            self.rare = None;
        }
    }

    /// How much is open: element instances, tokens that wait at joins, and both in what was called.
    pub(crate) fn size(&self) -> usize {
        let beside = |rare: &Rare| {
            let called = rare.calls.as_ref().map_or(0, |calls| calls.size());
            rare.arrivals.len().saturating_add(called)
        };
        self.open.len().saturating_add(self.rare.as_deref().map_or(0, beside))
    }

    /// Whether a join holds tokens that wait for what can still come.
    #[inline]
    pub(crate) fn is_merging(&self) -> bool {
        self.rare.as_ref().is_some_and(|rare| rare.is_merging())
    }

    /// Complex gateways that have fired and wait for the rest, in order of firing.
    pub(crate) fn resetting(&self) -> &[Resetting] {
        self.rare.as_ref().map_or(&[], |rare| &rare.resetting)
    }

    /// How a complex gateway fired that waits for the rest.
    pub(crate) fn reset_of(&self, join: ElementIx, scope: ItemId) -> Option<&Resetting> {
        self.resetting().iter().find(|reset| reset.join == join && reset.scope == scope)
    }

    /// Forgets that complex gateways wait for the rest.
    pub(super) fn drop_resetting(&mut self, gone: impl Fn(&Resetting) -> bool) {
        if let Some(rare) = &mut self.rare
            && !rare.resetting.is_empty()
        {
            rare.resetting.retain(|reset| !gone(reset));
            self.drop_rare_when_empty();
        }
    }
}

impl Rare {
    /// Whether a join holds tokens that wait for what can still come, or waits for the rest.
    pub(super) fn is_merging(&self) -> bool {
        self.merging > 0 || !self.resetting.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.error.is_none()
            && self.timers.is_empty()
            && self.arrivals.is_empty()
            && self.undoable.is_empty()
            && self.calls.as_ref().is_none_or(|calls| calls.is_empty())
            && self.resetting.is_empty()
            && self.allowed.is_empty()
            && self.term.is_none()
            && self.reached.is_empty()
            && self.spin.is_none()
    }
}

impl Joint {
    /// Counts one contribution.
    pub(crate) fn add(&mut self, answer: Option<u16>) {
        self.completed = self.completed.saturating_add(1);
        let Some(answer) = answer else { return };
        match self.answers.iter_mut().find(|(given, _)| *given == answer) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.answers.push((answer, 1)),
        }
    }
}

impl ElementInstance {
    /// Whether nothing falls due of it and nothing is kept of it that only some have.
    #[inline]
    pub(super) fn is_bare(&self) -> bool {
        self.extra.is_none() && self.due.is_none()
    }

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
            (ItemKind::Confirm, _) => {
                let pending = self.extra.as_deref().and_then(|extra| extra.pending.as_deref());
                let came_out =
                    pending.map_or((None, false), |pending| (pending.answer, pending.nonconforming));
                activity.confirmer(came_out.0, came_out.1).map(std::slice::from_ref)
            }
            (ItemKind::Question, _) => Some(&activity.answered_by),
            (ItemKind::Verify, _) => {
                activity.verified_by.as_ref().map(|verifier| std::slice::from_ref(&verifier.role))
            }
            _ => None,
        }
    }

    /// Which attempt of a job is running, the first is 1.
    pub(crate) fn attempt(&self) -> u32 {
        self.extra.as_ref().map_or(0, |extra| extra.failed).saturating_add(1)
    }

    /// What it is again when an incident is tried again: the item stays, with its claim, signatures and members.
    pub(crate) fn stays_as(&self) -> Option<ItemKind> {
        let extra = self.extra.as_deref()?;
        let stays = extra.trouble.as_deref()?.may_stay();
        extra.was.filter(|_| stays)
    }

    /// Whether its element is under way in it, stuck or not: what is asked before and what is judged after is not.
    pub(crate) fn is_under_way(&self) -> bool {
        use ItemKind::{Block, Call, EventGateway, Incident, Job, Joint, Repetition, Wait, Work};
        let was = || self.extra.as_deref().and_then(|extra| extra.was);
        let kind = if self.kind == Incident { was() } else { Some(self.kind) };
        kind.is_some_and(|kind| {
            matches!(kind, Work | Joint | Block | Repetition | Wait | EventGateway | Job | Call)
        })
    }

    /// Whether it got stuck on the way into its element: its round has not begun.
    pub(crate) fn is_stuck_at_the_door(&self) -> bool {
        let Some(extra) = self.extra.as_deref() else { return false };
        let before_opening = matches!(
            extra.trouble.as_deref(),
            Some(
                Trouble::Guard { stage: Stage::Applies | Stage::Members | Stage::Input, .. }
                    | Trouble::NoProcedure { .. }
                    | Trouble::NoStart { .. }
                    | Trouble::CallsTooDeep { .. }
                    | Trouble::WrongInput { .. }
                    | Trouble::NoMembers { .. }
                    | Trouble::TooManyMembers { .. }
                    | Trouble::Runaway { .. }
                    | Trouble::Crowded { .. }
                    | Trouble::Deadline
            )
        );
        before_opening && extra.was.is_none()
    }

    /// Its times, where it has any.
    pub(crate) fn due(&self) -> Option<&Due> {
        self.due.as_deref()
    }
}
