//! Which work is the last of a block whose evidence is due at its end, where all proceeds at the same time.
//!
//! Knows what is open and what of a repetition is still to come. Read [`State::ends_with`] first.

use super::inner::Inner;
use super::state::{ElementInstance, State};
use crate::procedure::{ElementIx, Procedure};

impl State {
    /// Whether a block ends with work that is open: nothing else of which its evidence is asked is open in it or still
    /// to come.
    pub(crate) fn ends_with(&self, procedure: &Procedure, work: &ElementInstance, block: ElementIx) -> bool {
        let work = self.shared(work).unwrap_or(work);
        let (mut inside, mut scope) = (work.id, work.scope);
        while let Some(inner) = self.inner(scope) {
            let others = || self.open.in_place(scope).filter(|open| open.id != inside);
            let is_asked =
                |open: &ElementInstance| procedure.ending.binary_search(&(block, open.element)).is_ok();
            if goes_on(procedure, inner) || !may_be_enough(procedure, inner) && others().any(is_asked) {
                return false;
            }
            if inner.element == block && inner.is_block() {
                break;
            }
            (inside, scope) = (scope, inner.parent);
        }
        true
    }
}

/// Whether members of a repetition have still to begin.
fn goes_on(procedure: &Procedure, inner: &Inner) -> bool {
    let progress = inner.progress();
    let more_come = progress.members.is_some_and(|members| progress.begun < members);
    inner.is_repetition() && more_come && !may_be_enough(procedure, inner)
}

/// Whether a repetition may be done with any of its members, whatever else is open in it.
fn may_be_enough(procedure: &Procedure, inner: &Inner) -> bool {
    let repeats = procedure.graph.repeats(inner.element);
    inner.is_repetition() && repeats.is_some_and(|repeats| repeats.completes_if.is_some())
}
