//! Which timer `dispara` means: the moment to go to, or, where the clock stands still, that one timer alone.
//!
//! Knows that a reference with fewer members means any of them, and that the warning of a deadline is not meant.
//! Does not fire it: the replay does.
//! Read [`moment`] first.

use super::difference::Clash;
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::instance::{Instance, State, Timer, TimerKind};
use crate::procedure::Procedure;
use crate::reference::Reference;

/// The moment at which the deadline, delay or wait of an element falls due.
pub(super) fn moment(
    procedure: &Procedure,
    instance: &Instance,
    reference: &Reference,
) -> Result<Timestamp, Clash> {
    let mut due: Vec<Timestamp> = named(procedure, instance, reference).iter().map(|timer| timer.due).collect();
    due.dedup();
    match due[..] {
        [only] => Ok(only),
        [] => Err(none(procedure, instance, reference)),
        _ => {
            let due = due.into_iter().map(|at| shown(procedure, at)).collect();
            Err(Clash::SeveralTimers { reference: reference.to_string().into(), due })
        }
    }
}

/// The timer that is meant where the clock stands still: of several the one that falls due first.
pub(super) fn timer(
    procedure: &Procedure,
    instance: &Instance,
    reference: &Reference,
) -> Result<ItemId, Clash> {
    let first = named(procedure, instance, reference).first().map(|timer| timer.item);
    first.ok_or_else(|| none(procedure, instance, reference))
}

fn named(procedure: &Procedure, instance: &Instance, reference: &Reference) -> Vec<Timer> {
    let (state, element) = (&instance.state, procedure.find_reference(reference));
    let is_named = |timer: &&Timer| {
        state.item(timer.item).is_some_and(|open| {
            Some(open.element) == element && reference.fits(&state.members(state.scope_of(open)))
        })
    };
    meant(state).filter(is_named).copied().collect()
}

fn none(procedure: &Procedure, instance: &Instance, reference: &Reference) -> Clash {
    Clash::NoTimer { reference: reference.to_string().into(), others: others(procedure, &instance.state) }
}

/// What falls due, in order, without the warnings.
fn meant(state: &State) -> impl Iterator<Item = &Timer> {
    state.timers().iter().filter(|timer| timer.kind != TimerKind::Warning)
}

/// What does fall due, with what people call it.
fn others(procedure: &Procedure, state: &State) -> Vec<Text> {
    let told = meant(state).filter_map(|timer| {
        let open = state.item(timer.item)?;
        let reference = procedure.reference_in(open.element, state.members(state.scope_of(open)));
        Some(format!("{reference} ({})", shown(procedure, timer.due)).into())
    });
    let mut told: Vec<Text> = told.collect();
    told.dedup();
    told
}

/// A moment as clocks of the procedure show it.
fn shown(procedure: &Procedure, at: Timestamp) -> Text {
    procedure.head().zone.unwrap_or(crate::calendar::Zone::UTC).local_time(at).to_string().into()
}
