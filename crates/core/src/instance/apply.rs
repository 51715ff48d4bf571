//! `apply`: the only writer of state. Dull on purpose: no guard, no clock, no date arithmetic, no randomness.

use std::sync::Arc;

use thin_vec::ThinVec;

use super::inner::Inner;
use super::state::{Arrival, ElementInstance, Extra, Resetting, State, Status, Timer, TimerKind, Undoable};
use crate::command::ItemId;
use crate::data::Timestamp;
use crate::event::{Due, Event, ItemKind, Met, Occurred, Opened, OpenedMore, Outcome, Resolved};
use crate::graph::{NodeKind, On};
use crate::incident::Trouble;
use crate::procedure::{ElementIx, ExitIx, Procedure, ReturnIx};

impl State {
    /// Begins a record: the effective time of all its events.
    pub(crate) fn begin(&mut self, at: Timestamp) {
        self.seq += 1;
        self.at = at;
    }

    /// Applies one event of the record that has begun.
    pub(crate) fn apply(&mut self, procedure: &Procedure, event: &Event) {
        match event {
            Event::Started(_) => self.start(procedure),
            Event::Opened(opened) => self.opened(procedure, opened),
            Event::Passed { item, element, scope } | Event::Skipped { item, element, scope, .. } => {
                self.passed(procedure, *item, *element, *scope);
            }
            Event::Decided { item, element, scope, exit, .. } => {
                self.decided(procedure, (*item, *scope), *element, *exit);
            }
            // Work that throws an error is not done: what catches the error closes it.
            Event::Thrown { item, .. } if self.is_open_work(*item) => {}
            Event::Forked { item, element, scope, .. } | Event::Thrown { item, element, scope, .. } => {
                self.passed(procedure, *item, *element, *scope);
            }
            Event::Arrived { item, element, scope, flow } => {
                self.hold(procedure, *item, (*element, *scope), *flow);
            }
            Event::Joined { item, element, scope, tokens } => {
                let resets = self.note_joined(procedure, (*item, *scope), *element, tokens);
                self.take_held(tokens);
                if !resets {
                    self.run(procedure, *item, *element, *scope);
                }
            }
            Event::Occurred(occurred) => self.occurred(procedure, occurred),
            Event::Returned { item, scope, taken, count, closed } => {
                self.close_all(closed);
                self.remove(*item);
                self.set_returns_taken(*scope, *taken, *count);
                self.supersede(procedure, *scope, *taken);
            }
            Event::Completed(completed) => self.completed(procedure, completed),
            Event::Answered { item, .. } | Event::Verified { item, .. } => self.judged(procedure, *item),
            Event::Elapsed { item: ItemId(0) } => self.pass_minimum(),
            Event::Reached(reached) => {
                self.run(procedure, reached.item, reached.element, reached.scope);
                self.note_completion(procedure, reached.scope, reached.element);
            }
            Event::Elapsed { item } => {
                self.note_spin(*item);
                self.close(*item, true);
            }
            Event::DataSet { datum, scope, value, .. } => self.set_datum(*scope, datum.0, value.clone()),
            Event::Measured { indicator, value } => {
                self.set_indicator(procedure, (ItemId(0), indicator.0), *value);
            }
            Event::IncidentRaised { item, element, scope, trouble } => {
                self.stuck(procedure, (*item, *scope), *element, trouble);
            }
            Event::IncidentResolved { item, how, .. } => self.resolved(procedure, *item, how),
            Event::Closed { items } => self.close_all(items),
            Event::Finished { outcome, error, .. } => {
                self.end(*outcome);
                if let Some(error) = error {
                    self.rare.get_or_insert_default().error = Some(error.clone());
                }
            }
            Event::Called(called) => self.called(procedure, called),
            Event::Migrated(migrated) => self.rebind(migrated),
            Event::InCall { call, .. } => self.apply_in_call(*call, std::slice::from_ref(event)),
            Event::Notified { .. } => {}
            _ => self.apply_to_item(event),
        }
    }

    /// Applies an event that changes one open item and nothing else.
    fn apply_to_item(&mut self, event: &Event) {
        match event {
            Event::DeadlineMoved { item: ItemId(0), due } => self.set_term(due),
            Event::DeadlinePassed { item: ItemId(0) } => self.pass_deadline(),
            Event::Milestone(milestone) => self.note_milestone(milestone),
            Event::Signed { item, signature } => {
                let signed = (signature.record, signature.role, signature.sha256);
                self.with_extra(*item, |extra| extra.signatures.push(signed));
            }
            Event::Claimed { item, person } => self.claim(*item, Some(person), false),
            Event::Delegated { item, to } => self.claim(*item, Some(to), true),
            Event::Released { item } => self.claim(*item, None, false),
            Event::DeadlineMoved { item, due } => self.move_due(*item, due),
            Event::TimerSet { item, due } => {
                self.move_due(*item, due);
                self.with_extra(*item, |extra| extra.cycles = extra.cycles.saturating_add(1));
            }
            Event::Met(met) => self.met(met),
            Event::JobFailed { item, attempt, .. } => {
                self.with_extra(*item, |extra| extra.failed = *attempt);
            }
            Event::Compensating { item, completed } => self.undo(*item, *completed),
            Event::DeadlineNear { item } => self.drop_timer(*item, TimerKind::Warning),
            Event::DeadlinePassed { item } => {
                self.drop_timer(*item, TimerKind::Deadline);
                if let Some(instance) = self.item_mut(*item) {
                    instance.overdue = true;
                }
            }
            _ => {}
        }
    }

    /// What `apply` does for `Started`.
    pub(crate) fn start(&mut self, procedure: &Procedure) {
        self.status = Status::Running;
        self.note_start(procedure);
    }

    /// What `apply` does for `Finished`.
    #[inline]
    pub(crate) fn end(&mut self, outcome: Outcome) {
        self.status = Status::Ended(outcome);
        if self.rare.is_some() {
            self.end_term();
        }
    }

    /// An element ran without staying open, or an open one is done with.
    fn passed(&mut self, procedure: &Procedure, item: ItemId, element: ElementIx, scope: ItemId) {
        let ended = self.run(procedure, item, element, scope);
        if !procedure.graph.node(element).plain {
            self.note_completion(procedure, scope, element);
            self.note_undoable(procedure, (item, scope), element, ended);
        }
    }

    /// What `apply` does for `Passed` and `Decided` at a plain element that was not open, for the stepper's short way.
    #[inline]
    pub(crate) fn pass_plain(&mut self, item: ItemId, element: ElementIx, scope: ItemId, elements: usize) {
        self.last_item = item.0;
        self.count_round(scope, element, elements);
    }

    /// What `apply` does for `Opened` of a block that is plain: its scope opens; gives the round that begins.
    pub(crate) fn open_block_plain(
        &mut self,
        item: ItemId,
        (element, scope): (ElementIx, ItemId),
        elements: usize,
    ) -> u32 {
        let round = self.open_plain(item, (element, scope), ItemKind::Block, elements);
        self.inner.insert(Inner { instance: item, element, parent: scope, ..Inner::default() });
        round
    }

    /// What `apply` does for `Opened` of an element that is plain and of which nothing more is said; gives its round.
    #[inline]
    pub(crate) fn open_plain(
        &mut self,
        item: ItemId,
        (element, scope): (ElementIx, ItemId),
        kind: ItemKind,
        elements: usize,
    ) -> u32 {
        self.last_item = item.0;
        let since = self.at;
        let round = self.begin_in(scope, element, elements);
        self.open.insert(ElementInstance {
            id: item,
            element,
            scope,
            round,
            since,
            kind,
            role: None,
            overdue: false,
            due: None,
            extra: None,
        });
        round
    }

    /// What `apply` does for `Passed` of a block that is plain and the last thing opened; false where it is not.
    pub(crate) fn close_block_plain(&mut self, item: ItemId) -> bool {
        let is_last = self.inner.last().is_some_and(|inner| inner.instance == item && inner.has_no_more());
        let is_bare = self.open.last().is_some_and(|open| open.id == item && open.is_bare());
        if !is_last || !is_bare {
            return false;
        }
        let parent = self.inner.last().map_or(ItemId(0), |inner| inner.parent);
        self.open.drop_last();
        self.inner.drop_last();
        self.change_live(parent, false);
        self.drop_resetting(|reset| reset.scope == item);
        true
    }

    fn decided(
        &mut self,
        procedure: &Procedure,
        (item, scope): (ItemId, ItemId),
        element: ElementIx,
        exit: ExitIx,
    ) {
        let is_new = item.0 > self.last_item;
        self.run(procedure, item, element, scope);
        if procedure.graph.node(element).plain {
            return;
        }
        self.note_completion(procedure, scope, element);
        if is_new {
            self.note_undoable(procedure, (item, scope), element, None);
        }
        self.note_answer_of(procedure, scope, element, exit);
    }

    /// The answer whose exit was taken counts as the answer given.
    fn note_answer_of(&mut self, procedure: &Procedure, scope: ItemId, element: ElementIx, exit: ExitIx) {
        let answers = procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
        if let Some(answer) = answers.iter().position(|answer| answer.exit == exit) {
            self.note_answer(procedure, scope, element, answer as u16);
        }
    }

    /// Counts the round of an element instance that is new; closes one that was open, and gives the scope it was.
    fn run(
        &mut self,
        procedure: &Procedure,
        item: ItemId,
        element: ElementIx,
        scope: ItemId,
    ) -> Option<Inner> {
        if item.0 <= self.last_item {
            return self.close(item, true);
        }
        self.last_item = item.0;
        self.count_round(scope, element, procedure.graph.len());
        if !procedure.graph.node(element).plain {
            self.note_opening(procedure, scope, element);
        }
        None
    }

    /// What is completed and has a way to be undone is kept until it is, with what it did inside.
    pub(super) fn note_undoable(
        &mut self,
        procedure: &Procedure,
        (item, scope): (ItemId, ItemId),
        element: ElementIx,
        ended: Option<Inner>,
    ) {
        let special = procedure.graph.special(element);
        if special.is_none() && ended.is_none() {
            return;
        }
        let has_handler = special.is_some_and(|special| special.compensated_by.is_some());
        let is_whole = ended.as_ref().is_none_or(|inner| !inner.is_home && !inner.is_repetition);
        let done = match ended {
            Some(inner) if !(has_handler && is_whole) => Self::kept_of(procedure, item, inner),
            _ => ThinVec::new(),
        };
        // A block that undoes itself is one completion by itself.
        if done.first().is_some_and(|done| done.item == item) {
            if !self.is_undoing(scope) {
                self.undoable_mut(scope).extend(done);
            }
            return;
        }
        if !self.is_undoing(scope) && (has_handler && is_whole || !done.is_empty()) {
            let inside = u32::try_from(done.len()).unwrap_or(u32::MAX);
            let kept = self.undoable_mut(scope);
            kept.extend(done);
            kept.push(Undoable { item, element, inside, kept: Vec::new() });
        }
    }

    /// A token is held at a join.
    fn hold(
        &mut self,
        procedure: &Procedure,
        token: ItemId,
        (join, scope): (ElementIx, ItemId),
        flow: Option<ExitIx>,
    ) {
        self.last_item = self.last_item.max(token.0);
        let merges = matches!(procedure.graph.node(join).kind, NodeKind::Inclusive | NodeKind::Complex);
        let rare = self.rare.get_or_insert_default();
        rare.arrivals.insert(Arrival { join, scope, token, flow, merges });
        rare.merging = rare.merging.saturating_add(u32::from(merges));
        rare.note_held();
        self.change_live(scope, true);
    }

    /// A complex gateway that fires by its condition then waits for the rest; says whether this took the rest.
    fn note_joined(
        &mut self,
        procedure: &Procedure,
        (item, scope): (ItemId, ItemId),
        join: ElementIx,
        tokens: &[ItemId],
    ) -> bool {
        let activates = |special: &crate::graph::Special| special.activates_if.is_some();
        let graph = &procedure.graph;
        if graph.node(join).kind != NodeKind::Complex || !graph.special(join).is_some_and(activates) {
            return false;
        }
        if self.reset_of(join, scope).is_some() {
            self.drop_resetting(|reset| reset.join == join && reset.scope == scope);
            return true;
        }
        let taken = self.arrivals_in(scope).filter(|held| tokens.contains(&held.token));
        let flows = taken.filter_map(|held| held.flow).collect();
        self.rare.get_or_insert_default().resetting.push(Resetting { join, scope, item, flows });
        false
    }

    /// Takes an element instance out, with its timers, the scope it was and the events attached to it.
    pub(super) fn close(&mut self, item: ItemId, completed: bool) -> Option<Inner> {
        let Some(instance) = self.remove(item) else {
            self.drop_held(item);
            return None;
        };
        if let Some(extra) = &instance.extra {
            self.close_attached(item, extra.attached);
            if let Some(host) = extra.host {
                self.with_extra(host, |extra| extra.attached = extra.attached.saturating_sub(1));
            }
        }
        if instance.kind == ItemKind::Member
            && let Some(repetition) = self.inner_mut(instance.scope)
        {
            let progress = &mut repetition.more.get_mut().progress;
            let counter = if completed { &mut progress.completed } else { &mut progress.terminated };
            *counter = counter.saturating_add(1);
        }
        let was = instance.extra.as_ref().and_then(|extra| extra.was);
        if instance.kind == ItemKind::Call || was == Some(ItemKind::Call) {
            self.drop_call(item);
        }
        // Whatever it is called now: a scope that is stuck is an incident.
        self.end_scope(item)
    }

    /// Takes out the events attached to what is closed; most were opened right after it.
    fn close_attached(&mut self, host: ItemId, attached: u32) {
        let mut from = host;
        for _ in 0..attached {
            let is_attached =
                |other: &&ElementInstance| other.extra.as_ref().is_some_and(|extra| extra.host == Some(host));
            let Some(found) = self.open.since(from).find(is_attached).map(|found| found.id) else { return };
            from = found;
            self.remove(found);
        }
    }

    /// One of the things that are waited for happened, or holds no longer.
    fn met(&mut self, met: &Met) {
        self.with_extra(met.item, |extra| {
            extra.met.retain(|trigger| *trigger != met.trigger);
            if met.holds {
                extra.met.push(met.trigger);
            }
        });
    }

    /// What was waited for happened: the wait is over, or the event runs beside what goes on.
    fn occurred(&mut self, procedure: &Procedure, occurred: &Occurred) {
        self.note_spin(occurred.subscription.unwrap_or(occurred.item));
        self.close_all(&occurred.closed);
        if let Some(subscription) = occurred.subscription {
            self.forget_met(procedure, subscription);
        }
        self.run(procedure, occurred.item, occurred.element, occurred.scope);
        if !procedure.graph.node(occurred.element).plain {
            self.note_completion(procedure, occurred.scope, occurred.element);
        }
    }

    /// What goes on waiting for all of several waits for them anew; whether a condition holds is still known.
    fn forget_met(&mut self, procedure: &Procedure, subscription: ItemId) {
        let Some(element) = self.item(subscription).map(|instance| instance.element) else { return };
        let trigger = procedure.graph.trigger(element);
        let holds = |place: &u16| {
            let on = trigger.and_then(|trigger| trigger.on.get(usize::from(*place)));
            matches!(on, Some(On::Condition(_)))
        };
        self.with_extra(subscription, |extra| extra.met.retain(holds));
    }

    fn opened(&mut self, procedure: &Procedure, opened: &Opened) {
        self.last_item = self.last_item.max(opened.item.0);
        if !matches!(
            opened.kind,
            ItemKind::Delay | ItemKind::Subscription | ItemKind::Member | ItemKind::Compensation
        ) {
            self.begin_round(opened.scope, opened.element, opened.round, procedure.graph.len());
        }
        // An activity begins with its work, not with what is asked before or checked after.
        if matches!(
            opened.kind,
            ItemKind::Work
                | ItemKind::Joint
                | ItemKind::Block
                | ItemKind::Repetition
                | ItemKind::Job
                | ItemKind::Wait
                | ItemKind::EventGateway
        ) {
            self.note_opening(procedure, opened.scope, opened.element);
        }
        self.open_scope(procedure, opened);
        self.push(ElementInstance {
            id: opened.item,
            element: opened.element,
            scope: opened.scope,
            round: opened.round,
            since: self.at,
            kind: opened.kind,
            role: opened.role,
            overdue: false,
            due: None,
            extra: None,
        });
        if opened.kind == ItemKind::Compensation {
            self.take_undoable(procedure, opened);
        }
        if let Some(due) = &opened.due {
            self.set_due(opened.item, due);
        }
        if let Some(more) = &opened.more {
            self.opened_more(opened.item, more);
        }
        if let Some(pending) = &opened.pending {
            let pending = pending.clone();
            self.with_extra(opened.item, |extra| extra.pending = Some(pending));
        }
    }

    /// What a subscription waits for; the event attached to an open element counts with it.
    fn opened_more(&mut self, item: ItemId, more: &OpenedMore) {
        if let Some(host) = more.host {
            self.with_extra(item, |extra| extra.host = Some(host));
            self.with_extra(host, |extra| extra.attached = extra.attached.saturating_add(1));
        }
        if !more.correlates.is_empty() {
            self.with_extra(item, |extra| extra.correlates.clone_from(&more.correlates));
        }
    }

    fn set_due(&mut self, item: ItemId, due: &Arc<Due>) {
        let Some(instance) = self.item_mut(item) else { return };
        instance.due = Some(Arc::clone(due));
        instance.overdue = false;
        let kind = due_kind(instance.kind);
        for (instant, kind) in [(due.warn, TimerKind::Warning), (due.due, kind)] {
            if let Some(due) = instant {
                self.add_timer(Timer { due, item, kind });
            }
        }
    }

    /// What `apply` does for `Returned` where nothing is open, for the stepper's short way.
    #[inline]
    pub(crate) fn return_plain(&mut self, procedure: &Procedure, scope: ItemId, taken: ReturnIx, count: u32) {
        self.set_returns_taken(scope, taken, count);
        self.supersede(procedure, scope, taken);
    }

    /// Sets other times; what has fired and stays as it was does not fire again.
    fn move_due(&mut self, item: ItemId, due: &Arc<Due>) {
        let Some(instance) = self.item_mut(item) else { return };
        let before = instance.due.replace(Arc::clone(due));
        let (warn, end) = before.map_or((None, None), |before| (before.warn, before.due));
        instance.overdue &= end == due.due;
        let times = [(warn, due.warn, TimerKind::Warning), (end, due.due, due_kind(instance.kind))];
        for (_, now, kind) in times.into_iter().filter(|(before, now, _)| before != now) {
            self.drop_timer(item, kind);
            now.into_iter().for_each(|due| self.add_timer(Timer { due, item, kind }));
        }
    }

    /// An activity that was verified or confirmed ends then, not when its work was done.
    fn judged(&mut self, procedure: &Procedure, item: ItemId) {
        if let Some(judged) = self.remove(item)
            && matches!(judged.kind, ItemKind::Verify | ItemKind::Confirm)
        {
            self.note_completion(procedure, judged.scope, judged.element);
        }
    }

    fn stuck(
        &mut self,
        procedure: &Procedure,
        (item, scope): (ItemId, ItemId),
        element: ElementIx,
        trouble: &Trouble,
    ) {
        if item.0 > self.last_item {
            self.run(procedure, item, element, scope);
        }
        if self.item(item).is_none() {
            let round = self.next_round(scope, element).saturating_sub(1);
            let (since, kind) = (self.at, ItemKind::Incident);
            self.push(ElementInstance {
                id: item,
                element,
                scope,
                round,
                since,
                kind,
                role: None,
                overdue: false,
                due: None,
                extra: None,
            });
        }
        self.drop_timers(item);
        // A subscription keeps nothing open, and what is stuck does.
        let was = self.item(item).filter(|was| was.kind == ItemKind::Subscription).map(|was| was.scope);
        was.into_iter().for_each(|scope| self.change_live(scope, true));
        let stored = Box::new(trouble.clone());
        if let Some(instance) = self.item_mut(item) {
            let before = std::mem::replace(&mut instance.kind, ItemKind::Incident);
            let extra = instance.extra_mut();
            extra.trouble = Some(stored);
            extra.was = extra.was.or(Some(before).filter(|kind| *kind != ItemKind::Incident));
        }
    }

    fn resolved(&mut self, procedure: &Procedure, item: ItemId, how: &Resolved) {
        let Some(instance) = self.item(item).cloned() else { return };
        if let (Resolved::Retry, Some(kind)) = (how, instance.stays_as()) {
            return self.restore(item, kind);
        }
        self.close(item, true);
        if *how == Resolved::Retry && instance.is_stuck_at_the_door() {
            self.take_back_round(instance.scope, instance.element, instance.round);
        }
        if let Resolved::Take(exit) = how {
            self.note_answer_of(procedure, instance.scope, instance.element, *exit);
        }
        let trouble = instance.extra.and_then(|extra| extra.trouble).map(|trouble| *trouble);
        if let (Resolved::OneMore, Some(Trouble::TooManyReturns { taken, .. })) = (how, trouble) {
            let exit = procedure.graph.exit(procedure.graph.returns[taken.index()].exit);
            let scope = self.scope_of_target(&procedure.graph, instance.scope, exit);
            self.allow_return(scope, taken);
        }
    }

    /// Makes an incident what it was before it got stuck.
    fn restore(&mut self, item: ItemId, kind: ItemKind) {
        if let Some(instance) = self.item_mut(item) {
            instance.kind = kind;
            let extra = instance.extra_mut();
            (extra.trouble, extra.was) = (None, None);
        }
    }

    fn claim(&mut self, item: ItemId, person: Option<&crate::data::Text>, delegated: bool) {
        self.with_extra(item, |extra| {
            extra.claimed_by = person.cloned();
            extra.delegated = delegated;
        });
    }

    pub(super) fn close_all(&mut self, items: &[ItemId]) {
        for item in items {
            self.close(*item, false);
        }
    }

    pub(super) fn with_extra(&mut self, item: ItemId, change: impl FnOnce(&mut Extra)) {
        if let Some(instance) = self.item_mut(item) {
            change(instance.extra_mut());
        }
    }
}

/// What falls due at the time of an item.
fn due_kind(kind: ItemKind) -> TimerKind {
    match kind {
        ItemKind::Delay => TimerKind::Delay,
        kind if kind.waits() => TimerKind::Event,
        _ => TimerKind::Deadline,
    }
}
