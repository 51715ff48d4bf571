//! The scopes of a case below the case itself: who stands where, whose facts are whose.

use thin_vec::ThinVec;

use super::inner::{Beyond, Inner, More, Progress};
use super::state::{Arrival, ElementInstance, Facts, State, Status, Undoable};
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{ItemKind, Opened};
use crate::graph::{Exit, Graph, NodeKind, Target};
use crate::procedure::{ElementIx, Procedure};
use crate::reference::member_name;

impl State {
    /// The scope that an element instance is; `None` for the case itself and for what is no scope.
    #[inline]
    pub(crate) fn inner(&self, instance: ItemId) -> Option<&Inner> {
        // The case itself, which is no scope below the case, is asked for most of all.
        if instance.0 == 0 { None } else { self.inner.get(instance) }
    }

    #[inline]
    pub(super) fn inner_mut(&mut self, instance: ItemId) -> Option<&mut Inner> {
        if instance.0 == 0 { None } else { self.inner.get_mut(instance) }
    }

    /// What a scope stands in; the case itself stands in nothing.
    #[inline]
    pub(crate) fn parent(&self, scope: ItemId) -> Option<ItemId> {
        self.inner(scope).map(|inner| inner.parent)
    }

    /// The element whose scope an instance is; `None` for the case itself.
    pub(crate) fn scope_element(&self, scope: ItemId) -> Option<ElementIx> {
        self.inner(scope).map(|inner| inner.element)
    }

    /// Whether a scope is a member of the repetition of that very element.
    pub(crate) fn is_member_of(&self, scope: ItemId, element: ElementIx) -> bool {
        scope.0 > 0 && self.inner(scope).is_some_and(|inner| inner.is_home && inner.element == element)
    }

    /// Whether a scope is there for that very element: a member of its repetition, or the element once more and alone.
    pub(crate) fn is_alone_in(&self, scope: ItemId, element: ElementIx) -> bool {
        let is_for_it = |inner: &Inner| inner.element == element && (inner.is_home || inner.is_once_more);
        scope.0 > 0 && self.inner(scope).is_some_and(is_for_it)
    }

    /// Whether a scope is no block of the procedure, but holds what is done once more and alone.
    pub(crate) fn is_once_more(&self, scope: ItemId) -> bool {
        self.inner(scope).is_some_and(|inner| inner.is_once_more)
    }

    /// The scope that an element instance stands in; the work of one of several stands where their shared item does.
    pub(crate) fn scope_of(&self, instance: &ElementInstance) -> ItemId {
        self.shared(instance).map_or(instance.scope, |shared| shared.scope)
    }

    /// The scope in which the target of an exit stands: that of its origin, or one around it.
    pub(crate) fn scope_of_target(&self, graph: &Graph, from: ItemId, exit: &Exit) -> ItemId {
        match exit.target {
            // What undoes goes back to itself where it undoes.
            Target::Element(target) if target == exit.from && self.is_undoing(from) => from,
            Target::Element(target) => self.scope_around(graph, from, target).unwrap_or(ItemId(0)),
            Target::End | Target::CaseEnd => from,
        }
    }

    /// The scope that an element stands in, from a scope outwards; `None` where it stands in none of these.
    pub(crate) fn scope_around(&self, graph: &Graph, from: ItemId, element: ElementIx) -> Option<ItemId> {
        let own = self.inner(from).filter(|inner| inner.element == element);
        if own.is_some_and(|own| own.is_home) {
            return Some(from);
        }
        let within = graph.within(element);
        let (mut scope, mut below) = (from, None);
        loop {
            let inner = self.inner(scope);
            if inner.is_some_and(|inner| inner.is_undoing) && below == Some(element) {
                return Some(scope);
            }
            // What is done once more and alone goes back to itself where it is done.
            if inner.is_some_and(|inner| inner.is_once_more && inner.element == element) {
                return Some(scope);
            }
            if inner.map(|inner| inner.element) == within && !inner.is_some_and(Inner::is_repetition) {
                return Some(scope);
            }
            below = inner.map(|inner| inner.element);
            scope = inner?.parent;
        }
    }

    /// Tokens that wait at joins, in order of arrival.
    pub(crate) fn arrivals(&self) -> impl DoubleEndedIterator<Item = &Arrival> + Clone {
        self.rare.iter().flat_map(|rare| &rare.arrivals)
    }

    /// How many tokens wait at joins.
    pub(crate) fn held(&self) -> usize {
        self.rare.as_ref().map_or(0, |rare| rare.arrivals.len())
    }

    /// Tokens that wait at joins of one scope, in order of arrival.
    pub(crate) fn arrivals_in(&self, scope: ItemId) -> impl Iterator<Item = &Arrival> {
        self.rare.iter().flat_map(move |rare| rare.arrivals.in_place(scope))
    }

    /// Lets the tokens go that a join takes, which it names in the order in which they came.
    pub(super) fn take_held(&mut self, tokens: &[ItemId]) {
        // The last first: where all that is held is taken, nothing has to move.
        for token in tokens.iter().rev() {
            let Some(rare) = &mut self.rare else { return };
            if let Some(held) = rare.arrivals.remove(*token) {
                self.let_go(&held);
            }
        }
        self.drop_rare_when_empty();
    }

    /// A token is held no longer.
    fn let_go(&mut self, arrival: &Arrival) {
        if let Some(rare) = &mut self.rare {
            rare.merging = rare.merging.saturating_sub(u32::from(arrival.merges));
            rare.note_let_go();
        }
        self.change_live(arrival.scope, false);
    }

    /// Lets a held token go.
    pub(super) fn drop_held(&mut self, token: ItemId) {
        let Some(rare) = &mut self.rare else { return };
        if let Some(held) = rare.arrivals.remove(token) {
            self.let_go(&held);
            self.drop_rare_when_empty();
        }
    }

    /// Whether the case runs and nothing keeps it open; subscriptions do not.
    pub(crate) fn is_over(&self) -> bool {
        let waits_for_nothing = |instance: &ElementInstance| instance.kind == ItemKind::Subscription;
        self.status == Status::Running
            && !self.is_held()
            && self.held() == 0
            && (self.open.is_empty() || self.open.iter().all(waits_for_nothing))
    }

    /// The members that run, in order of their beginning.
    pub(crate) fn member_scopes(&self) -> impl Iterator<Item = ItemId> {
        self.inner.iter().filter(|inner| inner.is_home).map(|inner| inner.instance)
    }

    /// Whether nothing keeps a scope open.
    pub(crate) fn is_idle(&self, scope: ItemId) -> bool {
        self.inner(scope).is_some_and(|inner| inner.live == 0)
    }

    /// Notes what has been done in an ad hoc block.
    pub(super) fn note_chosen(&mut self, procedure: &Procedure, scope: ItemId, element: ElementIx) {
        let elements = procedure.graph.len();
        if let Some(inner) = self.inner_mut(scope)
            && !inner.is_home
            && procedure.graph.ad_hoc(inner.element).is_some()
        {
            inner.more.get_mut().chosen.insert(element.index(), elements);
        }
    }

    /// Whether something has been done in an ad hoc block.
    pub(crate) fn was_chosen(&self, scope: ItemId, element: ElementIx) -> bool {
        let more = self.inner(scope).and_then(|inner| inner.more.get());
        more.is_some_and(|more| more.chosen.contains(element.index()))
    }

    /// The member, or the case itself (0), that facts of what stands in a scope belong to.
    pub(crate) fn home(&self, scope: ItemId) -> ItemId {
        let mut at = scope;
        while let Some(inner) = self.inner(at) {
            if inner.is_home {
                return at;
            }
            at = inner.parent;
        }
        ItemId(0)
    }

    /// The members that what stands in a scope belongs to, from the outside in.
    pub(crate) fn members(&self, scope: ItemId) -> Vec<Text> {
        let mut members = Vec::new();
        let mut at = self.home(scope);
        while let Some(inner) = self.inner(at) {
            members.push(member_name(inner.value(), inner.index()));
            at = self.home(inner.parent);
        }
        members.reverse();
        members
    }

    /// Where facts of an element are, seen from a scope: the nearest member of what it stands in, or the case itself.
    pub(crate) fn home_of(&self, procedure: &Procedure, scope: ItemId, element: ElementIx) -> Option<ItemId> {
        if self.inner.is_empty() {
            return Some(ItemId(0));
        }
        let wanted = procedure.graph.home(element);
        let mut at = self.home(scope);
        loop {
            let Some(inner) = self.inner(at) else {
                return wanted.is_none().then_some(ItemId(0));
            };
            if wanted == Some(inner.element) || inner.element == element {
                return Some(at);
            }
            at = self.home(inner.parent);
        }
    }

    /// The scope whose datum it is, seen from a scope: the nearest that declares it, or the case itself.
    pub(crate) fn home_of_datum(&self, procedure: &Procedure, scope: ItemId, datum: u32) -> ItemId {
        let Some(owner) = procedure.data.get(datum as usize).and_then(|datum| datum.owner) else {
            return ItemId(0);
        };
        let mut at = scope;
        while let Some(inner) = self.inner(at) {
            let repeated = procedure.graph.special(owner).is_some_and(|special| special.repeats.is_some());
            if inner.element == owner && (inner.is_home || !repeated) {
                return at;
            }
            at = inner.parent;
        }
        ItemId(0)
    }

    pub(super) fn facts_at(&self, home: ItemId) -> Option<&Facts> {
        match self.inner(home) {
            Some(inner) => inner.facts.as_deref(),
            None => self.facts.as_deref(),
        }
    }

    pub(super) fn facts_at_mut(&mut self, home: ItemId) -> &mut Facts {
        match self.inner.get_mut(home) {
            Some(inner) => inner.facts.get_or_insert_default(),
            None => self.facts.get_or_insert_default(),
        }
    }

    /// Keeps the number of what is open in each scope.
    pub(super) fn count_live(&mut self, instance: &ElementInstance, opened: bool) {
        if instance.kind != ItemKind::Subscription {
            self.change_live(instance.scope, opened);
        }
    }

    #[inline]
    pub(super) fn change_live(&mut self, scope: ItemId, more: bool) {
        self.touch(scope);
        if let Some(inner) = self.inner_mut(scope) {
            inner.live = if more { inner.live.saturating_add(1) } else { inner.live.saturating_sub(1) };
        }
    }

    /// Begins the scope of an element instance that is one.
    pub(super) fn open_scope(&mut self, procedure: &Procedure, opened: &Opened) {
        let more = opened.more.as_deref();
        let is_home = opened.kind == ItemKind::Member;
        let is_undoing = opened.kind == ItemKind::Compensation;
        if !matches!(opened.kind, ItemKind::Block | ItemKind::Repetition) && !is_home && !is_undoing {
            return;
        }
        if is_home && let Some(repetition) = self.inner_mut(opened.scope) {
            let progress = &mut repetition.more.get_mut().progress;
            progress.begun = progress.begun.saturating_add(1);
        }
        // Lines from before events told it: only what is done once more stands in a scope of its own element.
        if let Some(around) = self.inner_mut(opened.scope) {
            around.is_once_more |= around.is_block() && around.element == opened.element;
        }
        let is_once_more = opened.kind == ItemKind::Block
            && (more.is_some_and(|more| more.once_more)
                || procedure.graph.node(opened.element).kind != NodeKind::Block);
        // What undoes a block sees the block as it was.
        let seen = self.inner(opened.scope).and_then(|around| around.seen_again().first().copied());
        let progress = Progress { members: more.and_then(|more| more.members), ..Progress::default() };
        let index = more.and_then(|more| more.index).unwrap_or(0);
        let value = more.and_then(|more| more.value.clone());
        let inner = Inner {
            instance: opened.item,
            element: opened.element,
            parent: seen.unwrap_or(opened.scope),
            is_home,
            is_repetition: opened.kind == ItemKind::Repetition,
            is_once_more,
            is_undoing,
            more: More::of(Beyond { index, value, progress, ..Beyond::default() }),
            ..Inner::default()
        };
        self.inner.insert(inner);
    }

    /// Ends the scope of an element instance that is no longer open; what it has done can still be undone.
    pub(super) fn end_scope(&mut self, instance: ItemId) -> Option<Inner> {
        let mut ended = self.inner.remove(instance)?;
        self.forget(&ended.take_seen_again());
        self.drop_resetting(|reset| reset.scope == instance);
        if ended.is_home {
            self.end_milestones(instance);
        }
        Some(ended)
    }

    /// Begins the next round of an element in a scope in which it opens and keeps it open; gives the round.
    #[inline]
    pub(super) fn begin_in(&mut self, scope: ItemId, element: ElementIx, elements: usize) -> u32 {
        self.touch(scope);
        if let Some(inner) = self.inner_mut(scope) {
            inner.live = inner.live.saturating_add(1);
            return inner.counts.next(element, elements);
        }
        self.root.next(element, elements)
    }

    /// What a scope has completed and can undo, in order of completion.
    pub(crate) fn undoable(&self, scope: ItemId) -> &[Undoable] {
        match self.inner(scope) {
            Some(inner) => inner.undoable(),
            None => self.rare.as_ref().map_or(&[], |rare| &rare.undoable),
        }
    }

    pub(super) fn undoable_mut(&mut self, scope: ItemId) -> &mut ThinVec<Undoable> {
        match self.inner.get_mut(scope) {
            Some(inner) => &mut inner.more.get_mut().undoable,
            None => &mut self.rare.get_or_insert_default().undoable,
        }
    }

    /// Everything that stands in an element instance, itself included, in reverse order of creation.
    pub(crate) fn inside(&self, top: ItemId) -> Vec<ItemId> {
        if self.open.are_many() {
            return self.inside_of_many(top);
        }
        let mut found = vec![top];
        for instance in &self.open {
            let host = instance.extra.as_ref().and_then(|extra| extra.host);
            let is_in = |id: ItemId| found.binary_search(&id).is_ok();
            if instance.id > top && (is_in(instance.scope) || host.is_some_and(is_in)) {
                found.push(instance.id);
            }
        }
        let held = self.arrivals().filter(|held| found.binary_search(&held.scope).is_ok());
        let held: Vec<ItemId> = held.map(|held| held.token).collect();
        let mut below = Vec::new();
        self.open_below(&found, &mut below);
        found.extend(held);
        found.extend(below);
        found.sort_unstable_by(|one, other| other.cmp(one));
        found
    }

    /// The same, from scope to scope, where there is too much to look at all of it.
    fn inside_of_many(&self, top: ItemId) -> Vec<ItemId> {
        let mut found = vec![top];
        let mut next = 0;
        while let Some(item) = found.get(next).copied() {
            found.extend(self.open.in_place(item).map(|instance| instance.id));
            found.extend(self.attached_to(item));
            next += 1;
        }
        found.sort_unstable();
        found.dedup();
        let held: Vec<ItemId> =
            found.iter().flat_map(|item| self.arrivals_in(*item)).map(|held| held.token).collect();
        let mut below = Vec::new();
        self.open_below(&found, &mut below);
        found.extend(held);
        found.extend(below);
        found.sort_unstable_by(|one, other| other.cmp(one));
        found
    }

    /// The events attached to an element instance that stand beside it; most were opened right after it.
    pub(super) fn attached_to(&self, host: ItemId) -> impl Iterator<Item = ItemId> {
        let attached = self.item(host).and_then(|open| open.extra.as_ref()).map_or(0, |extra| extra.attached);
        let is_attached = move |other: &&ElementInstance| {
            other.extra.as_ref().is_some_and(|extra| extra.host == Some(host))
        };
        self.open.since(host).filter(is_attached).map(|open| open.id).take(attached as usize)
    }
}
