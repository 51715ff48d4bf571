//! What is completed and can be undone: each completion once, the last one first.
//!
//! Knows which completions a compensation takes, and takes them out of their scope when it opens, so that no other
//! one finds them. Does not know what undoes them, that is `decide`.
//!
//! The completions of a scope are one list in order of completion. A block or repetition stands right behind what was
//! done inside it and says how many entries that is, so that the end of the list is always what is undone next.

use std::sync::Arc;

use thin_vec::{ThinVec, thin_vec};

use super::inner::Inner;
use super::state::{State, Undoable};
use crate::command::ItemId;
use crate::event::Opened;
use crate::graph::{BlockKind, Throw};
use crate::procedure::{ElementIx, Procedure};

impl State {
    /// Whether a scope is one in which completed work is being undone.
    pub(crate) fn is_undoing(&self, scope: ItemId) -> bool {
        self.inner(scope).is_some_and(|inner| inner.is_undoing)
    }

    /// What is undone next: the last completion that has a handler of its own.
    pub(crate) fn undone_next(&self, compensation: ItemId) -> Option<&Undoable> {
        let inner = self.inner(compensation).filter(|inner| inner.is_undoing)?;
        inner.undoable().iter().rev().find(|done| done.inside == 0)
    }

    /// The scope whose completions a compensation thrown in a scope undoes.
    ///
    /// An event sub-process undoes what the scope around it has done. One activity is looked for outwards.
    pub(crate) fn scope_to_undo(
        &self,
        procedure: &Procedure,
        scope: ItemId,
        of: Option<ElementIx>,
    ) -> Option<ItemId> {
        let mut at = scope;
        loop {
            let has_it = match of {
                Some(element) => self.undoable(at).iter().any(|done| done.element == element),
                None => !self.is_event_block(procedure, at),
            };
            if has_it && !self.is_undoing(at) {
                return Some(at);
            }
            at = self.parent(at)?;
        }
    }

    /// Whether a scope is an event sub-process.
    pub(crate) fn is_event_block(&self, procedure: &Procedure, scope: ItemId) -> bool {
        let special = self.scope_element(scope).and_then(|element| procedure.graph.special(element));
        let block = special.and_then(|special| special.block.as_deref());
        block.is_some_and(|block| matches!(block.kind, BlockKind::Event { .. }))
    }

    /// Whether a compensation thrown in a scope finds anything to undo.
    pub(crate) fn has_to_undo(&self, procedure: &Procedure, scope: ItemId, of: Option<ElementIx>) -> bool {
        self.scope_to_undo(procedure, scope, of).is_some_and(|scope| !self.undoable(scope).is_empty())
    }

    /// Whether anything inside a scope, what stands open in it included, can be undone.
    pub(crate) fn has_undoable_inside(&self, top: ItemId) -> bool {
        self.scopes_inside(top).into_iter().any(|scope| !self.undoable(scope).is_empty())
    }

    /// Moves what a compensation undoes into it.
    pub(super) fn take_undoable(&mut self, procedure: &Procedure, opened: &Opened) {
        let special = procedure.graph.special(opened.element);
        let taken = match special.and_then(|special| special.throws.as_deref()) {
            Some(Throw::Compensation(of)) => match self.scope_to_undo(procedure, opened.scope, *of) {
                Some(scope) => self.take_completions(scope, *of),
                None => ThinVec::new(),
            },
            Some(Throw::Cancel) => self.take_all_inside(opened.scope),
            _ => ThinVec::new(),
        };
        if let Some(inner) = self.inner_mut(opened.item) {
            inner.more.get_mut().undoable = taken;
        }
    }

    /// Takes the completions of one element, or all of them, out of a scope.
    fn take_completions(&mut self, scope: ItemId, of: Option<ElementIx>) -> ThinVec<Undoable> {
        if self.undoable(scope).is_empty() {
            return ThinVec::new();
        }
        let all = std::mem::take(self.undoable_mut(scope));
        let Some(element) = of else {
            self.drop_rare_when_empty();
            return all;
        };
        let (taken, kept) = parted(&all, element);
        *self.undoable_mut(scope) = kept;
        self.drop_rare_when_empty();
        taken
    }

    /// Takes what a scope has completed, and what blocks that are still open in it have.
    fn take_all_inside(&mut self, top: ItemId) -> ThinVec<Undoable> {
        let mut taken = ThinVec::new();
        for scope in self.scopes_inside(top) {
            taken.extend(self.take_completions(scope, None));
        }
        taken
    }

    /// A scope and the scopes that stand in it, in order of creation.
    fn scopes_inside(&self, top: ItemId) -> Vec<ItemId> {
        let mut found = vec![top];
        for inner in self.inner.iter() {
            if found.binary_search(&inner.parent).is_ok() {
                found.push(inner.instance);
            }
        }
        found
    }

    /// One completion is being undone; it cannot be a second time.
    pub(super) fn undo(&mut self, compensation: ItemId, completed: ItemId) {
        self.forget_seen_again(compensation);
        let Some(inner) = self.inner_mut(compensation) else { return };
        let mut kept = Vec::new();
        while let Some(done) = inner.more.get_mut().undoable.pop() {
            if done.item == completed {
                kept = done.kept;
                break;
            }
        }
        if !kept.is_empty() {
            self.see_again(compensation, kept);
        }
    }

    /// Lets scopes that have ended be seen as they were, while a block undoes itself.
    fn see_again(&mut self, compensation: ItemId, ended: Vec<Arc<Inner>>) {
        let mut seen = Vec::with_capacity(ended.len());
        for scope in ended {
            let scopes = &mut self.inner;
            seen.push(scope.instance);
            // Another compensation may see it already: the last of them to end lets it go.
            if scopes.get(scope.instance).is_none() {
                scopes.insert(Arc::unwrap_or_clone(scope));
            }
        }
        if let Some(inner) = self.inner_mut(compensation) {
            inner.more.get_mut().seen_again = seen.into();
        }
    }

    /// The scopes that were seen again are not any more.
    fn forget_seen_again(&mut self, compensation: ItemId) {
        let seen = self.inner_mut(compensation).map(Inner::take_seen_again);
        self.forget(&seen.unwrap_or_default());
    }

    /// Takes scopes out that were seen again, unless another compensation still sees them.
    pub(super) fn forget(&mut self, seen: &[ItemId]) {
        for scope in seen {
            if !self.is_seen_again(*scope) {
                self.inner.remove(*scope);
            }
        }
    }

    /// Whether a scope has ended and is only seen again as it was.
    pub(super) fn is_seen_again(&self, scope: ItemId) -> bool {
        self.inner.iter().any(|inner| inner.seen_again().contains(&scope))
    }

    /// What is kept of a scope that has ended so that it can be undone: the completions in it, in their order.
    ///
    /// A block that says itself how it is undone is one completion and is kept as it was; so are, for the sake of such
    /// blocks inside, the scopes around them.
    pub(super) fn kept_of(procedure: &Procedure, item: ItemId, mut ended: Inner) -> ThinVec<Undoable> {
        let block = procedure.graph.block(ended.element);
        let undoes_itself = block.is_some_and(|block| block.compensation.is_some());
        if undoes_itself && !ended.is_home && !ended.is_repetition {
            let element = ended.element;
            return thin_vec![Undoable { item, element, inside: 0, kept: vec![Arc::new(ended)] }];
        }
        let mut done = ended.take_undoable();
        if done.iter().any(|done| !done.kept.is_empty()) {
            let around = Arc::new(ended);
            let kept = done.iter_mut().map(|done| &mut done.kept).filter(|kept| !kept.is_empty());
            kept.for_each(|scopes| scopes.push(Arc::clone(&around)));
        }
        done
    }
}

/// The completions of an element, each with what was done inside, and the others; both in their order.
fn parted(all: &[Undoable], element: ElementIx) -> (ThinVec<Undoable>, ThinVec<Undoable>) {
    let mut is_taken = vec![false; all.len()];
    // From the end, so that what was done inside a block of that element goes with the block.
    let mut from = all.len();
    for (position, done) in all.iter().enumerate().rev() {
        if position >= from {
            is_taken[position] = true;
        } else if done.element == element {
            is_taken[position] = true;
            from = position.saturating_sub(done.inside as usize);
        }
    }
    let (mut taken, mut kept) = (ThinVec::new(), ThinVec::new());
    // How many of the entries before each one are kept.
    let mut kept_before = Vec::with_capacity(all.len());
    for (position, done) in all.iter().enumerate() {
        kept_before.push(kept.len());
        if is_taken[position] {
            taken.push(done.clone());
            continue;
        }
        let first = position.saturating_sub(done.inside as usize);
        let inside = kept.len().saturating_sub(kept_before[first]);
        if done.inside == 0 || inside > 0 {
            kept.push(Undoable { inside: u32::try_from(inside).unwrap_or(u32::MAX), ..done.clone() });
        }
    }
    (taken, kept)
}
