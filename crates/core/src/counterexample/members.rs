//! How many members what is repeated has on a way.
//!
//! A proof tells one round of what is repeated, or passes by it; a path has to say how many members there are.
//! Read [`asked`] first.

use std::collections::BTreeMap;

use crate::data::Value;
use crate::guard::{Facts, Slot};
use crate::procedure::{DatumIx, ElementIx, GuardIx, Procedure};
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
    // Where an event occurs beside something, that stands open.
    let hosts = way.iter().filter_map(|one| match one {
        Move::Occurs { host, .. } => *host,
        _ => None,
    });
    for (at, is_left) in moved.chain(hosts.chain(reached.iter().copied()).map(|element| (element, false))) {
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

/// Data with which a guard counts so many; nothing where none are found among few small numbers.
pub(super) fn counting(
    procedure: &Procedure,
    guard: GuardIx,
    count: u32,
) -> Option<BTreeMap<DatumIx, Value>> {
    let guard = procedure.guards.get(guard.index())?;
    let data = guard.reads().iter().filter_map(|slot| match slot {
        Slot::Datum(datum) => Some(DatumIx(*datum)),
        _ => None,
    });
    let data: Vec<DatumIx> = data.collect();
    let wanted = Value::Number(i64::from(count).into());
    let tries = NUMBERS.checked_pow(u32::try_from(data.len()).ok()?).filter(|tries| *tries <= TRIES)?;
    let supposed = (0..tries).map(|at| {
        let numbers = data.iter().scan(at, |rest, datum| {
            let number = *rest % NUMBERS;
            *rest /= NUMBERS;
            Some((*datum, Value::Number(number.into())))
        });
        Supposed(numbers.collect())
    });
    let counts = |supposed: &Supposed| guard.evaluate(supposed, &mut Vec::new()).ok() == Some(wanted.clone());
    supposed.into_iter().find(counts).map(|supposed| supposed.0)
}

/// So many numbers are tried for a datum, from none on, and so many combinations.
const NUMBERS: i64 = 5;
const TRIES: i64 = 3_125;

struct Supposed(BTreeMap<DatumIx, Value>);

impl Facts for Supposed {
    fn read(&self, slot: Slot) -> Option<Value> {
        match slot {
            Slot::Datum(datum) => self.0.get(&DatumIx(datum)).cloned(),
            _ => None,
        }
    }
}
