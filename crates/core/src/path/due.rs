//! Which timer `dispara` means: the moment to go to, or, where the clock stands still, that one timer alone.
//!
//! Knows that a reference with fewer members means any of them, and that the warning of a deadline is not meant.
//! Does not fire it: the replay does.
//! Read [`moment`] first.

use super::difference::Clash;
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::instance::{Instance, Timer, TimerKind};
use crate::procedure::Procedure;
use crate::reference::Reference;
use crate::view::{Named, levels, printed};

/// The moment at which the deadline, delay or wait of an element falls due.
pub(super) fn moment(
    procedure: &Procedure,
    instance: &Instance,
    reference: &Reference,
) -> Result<Timestamp, Clash> {
    let mut due: Vec<Timestamp> =
        named(procedure, instance, reference).iter().map(|timer| timer.due).collect();
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

/// Every timer but warnings, of called procedures too, with whether a reference means it and what people call it.
fn timers(own: &Procedure, instance: &Instance, reference: &Reference) -> Vec<(Timer, bool, Text)> {
    let mut found = Vec::new();
    for level in levels(instance) {
        let meant = level.state.timers().iter().filter(|timer| timer.kind != TimerKind::Warning);
        for timer in meant {
            let Some(open) = level.state.item(timer.item) else { continue };
            let members = level.state.members(level.state.scope_of(open));
            let (procedure, element) = (&**level.procedure, open.element);
            let named = Named { own, procedure, element, members: &members, outer: &level.outer };
            let is = named.is(reference);
            let name = Reference::new(procedure.reference(element), members.clone());
            found.push((*timer, is, printed(own, &level.outer, name)));
        }
    }
    found.sort_by_key(|(timer, ..)| *timer);
    found
}

fn named(procedure: &Procedure, instance: &Instance, reference: &Reference) -> Vec<Timer> {
    let all = timers(procedure, instance, reference).into_iter();
    all.filter(|(_, is, _)| *is).map(|(timer, ..)| timer).collect()
}

fn none(procedure: &Procedure, instance: &Instance, reference: &Reference) -> Clash {
    let told = timers(procedure, instance, reference).into_iter();
    let told = told.map(|(timer, _, name)| format!("{name} ({})", shown(procedure, timer.due)).into());
    let mut others: Vec<Text> = told.collect();
    others.dedup();
    Clash::NoTimer { reference: reference.to_string().into(), others }
}

/// A moment as clocks of the procedure show it.
fn shown(procedure: &Procedure, at: Timestamp) -> Text {
    procedure.head().zone.unwrap_or(crate::calendar::Zone::UTC).local_time(at).to_string().into()
}
