//! The ways out of an element: onward, to an end, or back by a counted return.

use std::sync::Arc;

use super::Journal;
use super::deadline;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::data::{Duration, Text};
use crate::event::{Event, ItemKind, NoticeReason, Opened, Outcome};
use crate::graph::{Exit, ExitKind, Target};
use crate::incident::Trouble;
use crate::procedure::{Activity, ElementIx, ExitIx, ReturnIx};

impl<J: Journal> Stepper<'_, J> {
    /// Goes on after an activity that was skipped: nothing was closed, nobody is told.
    pub(super) fn go_past(&mut self, here: Here, activity: &Activity) {
        self.note_progress(here.scope);
        match activity.next {
            Some(exit) => self.follow(here, exit),
            None => self.end_token(here.scope),
        }
    }

    /// Leaves an activity by an exit, telling who is to be told.
    pub(super) fn leave(&mut self, here: Here, exit: Option<ExitIx>) {
        // A plain element tells nobody and shares no milestone.
        if !self.procedure.graph.node(here.element).plain {
            let onward = exit.is_none_or(|exit| self.procedure.graph.exit(exit).kind == ExitKind::Onward);
            if onward && !self.tell_closed(here) {
                return;
            }
        }
        self.note_progress(here.scope);
        match exit {
            Some(exit) => self.follow(here, exit),
            None => self.end_token(here.scope),
        }
    }

    /// Tells who is to be told, and reaches its milestone; false when what it stood in was closed with that.
    fn tell_closed(&mut self, here: Here) -> bool {
        let Some(activity) = self.activity(here.element) else { return true };
        if !activity.notifies.is_empty() {
            self.notify(here.item, &activity.notifies, NoticeReason::Closed);
        }
        if activity.milestone.is_none() {
            return true;
        }
        self.reach(here);
        here.scope.0 == 0 || self.state.item(here.scope).is_some()
    }

    /// Follows an exit of an element instance that is done; of a member, going on is ending it.
    #[inline]
    pub(super) fn follow(&mut self, here: Here, exit: ExitIx) {
        let way = self.procedure.graph.exit(exit);
        if let Some(here) = self.may_go(here, way) {
            self.go(here, exit, way);
        }
    }

    /// Follows an exit and says where the token is, when it is its turn again at once.
    #[inline]
    pub(super) fn follow_straight(&mut self, here: Here, exit: ExitIx) -> Option<Token> {
        let way = self.procedure.graph.exit(exit);
        let here = self.may_go(here, way)?;
        match (way.target, way.after) {
            (Target::Element(element), None)
                if here.scope.0 == 0 && self.next.is_none() && self.queue.is_empty() =>
            {
                Some(Token { element, scope: here.scope, flow: Some(exit) })
            }
            _ => {
                self.go(here, exit, way);
                self.next.take()
            }
        }
    }

    /// Whether a way may be taken, and from where: a return may lead out of scopes.
    #[inline]
    fn may_go(&mut self, here: Here, way: &Exit) -> Option<Here> {
        match way.kind {
            ExitKind::Onward if here.scope.0 > 0 && self.state.is_alone_in(here.scope, here.element) => {
                self.end_token(here.scope);
                None
            }
            ExitKind::Onward => Some(here),
            ExitKind::Return(taken) => self.take_back(here, way, taken),
        }
    }

    #[inline]
    fn go(&mut self, here: Here, exit: ExitIx, way: &Exit) {
        // What does not hold up the order may run further out than where it was begun.
        let scope = if here.scope.0 > 0 {
            self.state.scope_of_target(&self.procedure.graph, here.scope, way)
        } else {
            here.scope
        };
        match (way.target, way.after) {
            (Target::Element(element), None) => {
                self.send_out(Token { element, scope, flow: Some(exit) }, here);
            }
            (Target::Element(element), Some(after)) => self.delay((scope, element), after),
            (Target::End, _) => self.end_token(scope),
            (Target::CaseEnd, _) => self.end_case(),
        }
    }

    /// Sends as many tokens as the element produces.
    #[inline]
    fn send_out(&mut self, token: Token, from: Here) {
        self.send(token);
        if let Some(special) = self.procedure.graph.special(from.element) {
            for _ in 1..special.completion_quantity {
                self.send(token);
            }
        }
    }

    /// Takes a counted return, unless it has been taken as often as it may.
    // Apart, so that the way onward is short enough to stand where it is taken.
    #[inline(never)]
    fn take_back(&mut self, here: Here, way: &Exit, taken: ReturnIx) -> Option<Here> {
        let back = &self.procedure.graph.returns[taken.index()];
        let (item, scope) = (here.item, self.state.scope_of_target(&self.procedure.graph, here.scope, way));
        let count = self.state.returns_taken(scope, taken).saturating_add(1);
        let maximum = back.maximum;
        if count > maximum && count > maximum.saturating_add(self.state.returns_allowed(scope, taken)) {
            self.stuck(here, Trouble::TooManyReturns { taken, maximum });
            return None;
        }
        let back_at = Here { scope, ..here };
        let in_range = |token: &Token| token.scope == scope && back.range.contains(token.element);
        if self.moving().any(|token| in_range(&token)) {
            self.drop_moving(in_range);
        }
        if self.state.open.is_empty() && self.state.held() == 0 {
            self.state.return_plain(self.procedure, scope, taken, count);
            if J::KEEPS {
                self.journal.push(Event::Returned { item, scope, taken, count, closed: Box::default() });
            }
            self.take_back_milestones(scope, taken);
            return Some(back_at);
        }
        let closed = self.open_on_the_way((here, scope), |element| back.range.contains(element));
        self.emit(Event::Returned { item, scope, taken, count, closed });
        self.drop_moving_in_closed();
        self.take_back_milestones(scope, taken);
        Some(back_at)
    }

    /// What a return closes, in reverse order of creation: in its scope what its range holds, and everything inside;
    /// of the scopes that it leaves, everything.
    fn open_on_the_way(
        &self,
        (here, scope): (Here, ItemId),
        inside: impl Fn(ElementIx) -> bool,
    ) -> Box<[ItemId]> {
        let graph = &self.procedure.graph;
        // Nothing stands in anything, waits at a join, is attached or called.
        if graph.within.is_empty() && graph.incoming.is_empty() && graph.specials.is_empty() {
            let open = self.state.open.iter().rev();
            let on_the_way = open.filter(|instance| instance.id != here.item && inside(instance.element));
            return on_the_way.map(|instance| instance.id).collect();
        }
        let mut closed: Vec<ItemId> = Vec::new();
        for instance in &self.state.open {
            let is_there = instance.scope == scope && inside(instance.element);
            let host = instance.extra.as_ref().and_then(|extra| extra.host);
            let is_below = |id: ItemId| closed.binary_search(&id).is_ok();
            if is_there || is_below(instance.scope) || host.is_some_and(is_below) {
                closed.push(instance.id);
            }
        }
        let held = self.state.arrivals().filter(|held| {
            closed.binary_search(&held.scope).is_ok() || (held.scope == scope && inside(held.join))
        });
        let held: Vec<ItemId> = held.map(|held| held.token).collect();
        closed.extend(held);
        self.with_what_was_called(&mut closed);
        closed.retain(|id| *id != here.item);
        closed.sort_unstable_by(|one, other| other.cmp(one));
        closed.into()
    }

    /// Adds what is open in the procedures that are closed with their calls.
    fn with_what_was_called(&self, closed: &mut Vec<ItemId>) {
        let mut below = Vec::new();
        self.state.open_below(closed, &mut below);
        closed.extend(below);
    }

    /// Lets the tokens go that move in scopes which are no longer there.
    pub(super) fn drop_moving_in_closed(&mut self) {
        let state = &*self.state;
        let gone = |token: &Token| token.scope.0 > 0 && state.inner(token.scope).is_none();
        let gone: Vec<ItemId> = self.moving().filter(gone).map(|token| token.scope).collect();
        if !gone.is_empty() {
            self.drop_moving(|token| gone.contains(&token.scope));
        }
    }

    fn delay(&mut self, (scope, element): (ItemId, ElementIx), after: Duration) {
        let (item, kind, round) = (self.new_item(), ItemKind::Delay, self.state.next_round(scope, element));
        let Some(due) = deadline::after(self.procedure, self.state.at, after) else {
            return self.stuck(Here { item, scope, element }, Trouble::Deadline);
        };
        let (role, due, pending, more) = (None, Some(Arc::new(due)), None, None);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
    }

    /// Closes everything that stands in an element instance; it stays open itself.
    pub(super) fn close_inside(&mut self, top: ItemId) {
        let items: Box<[ItemId]> = self.state.inside(top).into_iter().filter(|item| *item != top).collect();
        self.close_items(items);
    }

    /// Closes an element instance with everything that stands in it.
    pub(super) fn close_whole(&mut self, top: ItemId) {
        let items = self.state.inside(top).into();
        self.close_items(items);
    }

    fn close_items(&mut self, items: Box<[ItemId]>) {
        if !items.is_empty() {
            self.emit(Event::Closed { items });
            self.drop_moving_in_closed();
        }
    }

    /// Closes everything that is open, in reverse order of creation.
    pub(super) fn close_all(&mut self) {
        let mut items: Vec<ItemId> = self.state.open.iter().map(|instance| instance.id).collect();
        items.extend(self.state.arrivals().map(|held| held.token));
        self.with_what_was_called(&mut items);
        items.sort_unstable_by(|one, other| other.cmp(one));
        self.drop_moving(|_| true);
        self.parked.clear();
        self.close_items(items.into());
    }

    fn end_case(&mut self) {
        self.close_all();
        self.finish(Outcome::Completed);
    }

    /// Ends the case; events that nobody waits for any more are closed before.
    pub(super) fn finish(&mut self, outcome: Outcome) {
        if !self.state.open.is_empty() {
            self.close_all();
        }
        if self.state.is_held() {
            // It ends by itself when its minimum term is over.
            return;
        }
        self.end(outcome);
    }

    /// Ends the case with a reason or the code of an error.
    pub(super) fn end_with(&mut self, outcome: Outcome, reason: Option<Text>, error: Option<Text>) {
        if !self.state.open.is_empty() {
            self.close_all();
        }
        self.emit(Event::Finished { outcome, reason, error });
    }
}
