//! How many members what is repeated has on a way.
//!
//! A proof tells one round of what is repeated, or passes by it; a path has to say how many members there are.
//! Read [`asked`] first.

use std::collections::BTreeMap;

use crate::procedure::{ElementIx, Procedure};
use crate::proof::Move;

/// What is repeated on a way and where that leads, each with how many members it has there: one, or none where nothing
/// of it is done.
pub(super) fn asked(procedure: &Procedure, way: &[Move], reached: &[ElementIx]) -> BTreeMap<ElementIx, u32> {
    let graph = &procedure.graph;
    let mut members = BTreeMap::new();
    if !graph.specials.iter().any(|special| special.repeats.is_some()) {
        return members;
    }
    let moved = way.iter().map(|one| (one.element(), true));
    for (at, is_left) in moved.chain(reached.iter().map(|element| (*element, false))) {
        let around = std::iter::successors(Some(at), |inner| graph.within(*inner)).take(64);
        for element in around.filter(|element| graph.repeats(*element).is_some()) {
            // A block that is left before anything in it is done has nobody to do it for.
            let is_passed = is_left && element == at && graph.block(element).is_some();
            let count = members.entry(element).or_insert(0);
            if !is_passed {
                *count = 1;
            }
        }
    }
    // A block that the way only leads into opens what stands in it.
    for element in (0..graph.len()).map(ElementIx::at).filter(|element| graph.repeats(*element).is_some()) {
        let around = std::iter::successors(graph.within(element), |inner| graph.within(*inner)).take(64);
        if around.into_iter().any(|block| reached.contains(&block)) {
            members.entry(element).or_insert(1);
        }
    }
    members
}
