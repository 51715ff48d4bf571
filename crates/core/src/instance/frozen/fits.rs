//! What must hold of a state that was read, beyond what is [`unsound`](crate::instance::Instance::unsound).
//!
//! Records cannot bring a case to where these do not hold, so nothing else asks; bytes can say anything.

use std::collections::BTreeMap;

use crate::command::ItemId;
use crate::instance::state::State;

/// Scopes stand in each other less deep than this, however often a procedure repeats and does things once more.
const DEEPEST: u32 = 1_000;

/// So many scopes that have ended are not seen again at once.
const SEEN_AGAIN: usize = 1_000;

/// Whether counters can go on: they would have to count for longer than anything lasts to come so far.
pub(super) fn counters_fit(state: &State) -> bool {
    state.seq <= u64::MAX / 2 && state.last_item <= u32::MAX / 2
}

/// Whether everything stands in what was there before it, so that whoever looks outwards comes to the case itself.
pub(super) fn scopes_fit(state: &State) -> bool {
    let mut depths: BTreeMap<ItemId, u32> = BTreeMap::new();
    let mut seen = 0usize;
    for inner in state.inner.iter() {
        seen = seen.saturating_add(inner.seen_again().len());
        let around = depths.get(&inner.parent).copied().unwrap_or_default();
        if inner.parent >= inner.instance || around >= DEEPEST || seen > SEEN_AGAIN {
            return false;
        }
        depths.insert(inner.instance, around + 1);
    }
    state.open.iter().all(|open| open.scope < open.id)
}
