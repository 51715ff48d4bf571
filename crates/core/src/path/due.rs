//! Which timer `dispara` means.
//!
//! Knows that the warnings of a deadline are passed on the way to it, and that several at one moment are fired together.
//! Does not move time: the replay does.
//! Read [`moment`] first.

use super::difference::Clash;
use crate::data::{Text, Timestamp};
use crate::instance::{State, TimerKind};
use crate::procedure::Procedure;

/// The moment at which the deadline or delay of an element falls due.
pub(super) fn moment(procedure: &Procedure, state: &State, reference: &Text) -> Result<Timestamp, Clash> {
    let element = procedure.find(reference);
    let of_element = |item| state.item(item).map(|instance| instance.element) == element;
    let meant = state.timers().iter().filter(|timer| timer.kind != TimerKind::Warning);
    let mut due: Vec<Timestamp> =
        meant.filter(|timer| of_element(timer.item)).map(|timer| timer.due).collect();
    due.sort_unstable();
    due.dedup();
    match due[..] {
        [only] => Ok(only),
        [] => Err(Clash::NoTimer { reference: reference.clone(), others: others(procedure, state) }),
        _ => {
            let due = due.into_iter().map(|at| shown(procedure, at)).collect();
            Err(Clash::SeveralTimers { reference: reference.clone(), due })
        }
    }
}

/// What does fall due, with what people call it.
fn others(procedure: &Procedure, state: &State) -> Vec<Text> {
    let meant = state.timers().iter().filter(|timer| timer.kind != TimerKind::Warning);
    let told = meant.filter_map(|timer| {
        let reference = procedure.reference(state.item(timer.item)?.element);
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
