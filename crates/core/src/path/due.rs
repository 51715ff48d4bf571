//! Which timer `dispara` means: the moment to go to, or, where the clock stands still, that one timer alone.
//!
//! Knows that a reference with fewer members means any of them, that the warning of a deadline is not meant, and that
//! the word for the case means the case's own deadline and earliest end; those of what is called go by what calls it.
//! Does not fire it: the replay does.
//! Read [`moment`] first.

use super::difference::Clash;
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::instance::{Instance, Timer, TimerKind};
use crate::keywords::Keyword;
use crate::procedure::Procedure;
use crate::reference::Reference;
use crate::source::Language;
use crate::view::{Level, Named, levels, printed};

/// The case in which a timer is looked for.
type Place<'a> = (&'a Procedure, &'a Instance);

/// A timer, with what people call it.
struct Due {
    timer: Timer,
    /// The item that is named to the engine: of a called procedure, what calls it.
    item: ItemId,
    /// Whether the reference means it.
    is_meant: bool,
    name: Text,
}

/// Whether a reference is the word for the case itself, which an activity of that name takes away.
pub(super) fn means_the_case(procedure: &Procedure, reference: &Reference) -> bool {
    let is_word = |language| reference.element() == Keyword::Case.word(language);
    let is_plain = reference.members().next().is_none() && reference.around().next().is_none();
    let any = is_word(Language::Spanish) || is_word(Language::English);
    any && is_plain && procedure.find_reference(reference).is_none()
}

/// The moment at which the deadline, delay or wait of an element falls due.
pub(super) fn moment(place: Place<'_>, reference: &Reference) -> Result<Timestamp, Clash> {
    let mut due: Vec<Timestamp> = meant(place, reference).iter().map(|due| due.timer.due).collect();
    due.dedup();
    match due[..] {
        [only] => Ok(only),
        [] => Err(none(place, reference)),
        _ => {
            let due = due.into_iter().map(|at| shown(place.0, at)).collect();
            Err(Clash::SeveralTimers { reference: reference.to_string().into(), due })
        }
    }
}

/// The timer that is meant where the clock stands still: of several the one that falls due first.
pub(super) fn timer(place: Place<'_>, reference: &Reference) -> Result<ItemId, Clash> {
    let first = meant(place, reference).first().map(|due| due.item);
    first.ok_or_else(|| none(place, reference))
}

/// Every timer but warnings, of called procedures too, in the order in which they fall due.
fn timers((own, instance): Place<'_>, reference: &Reference) -> Vec<Due> {
    let mut found = Vec::new();
    for level in levels(instance) {
        let meant = level.state.timers().iter().filter(|timer| timer.kind != TimerKind::Warning);
        found.extend(meant.filter_map(|timer| match timer.item {
            ItemId(0) => of_the_whole(own, &level, reference, *timer),
            _ => of_an_item(own, &level, reference, *timer),
        }));
    }
    found.sort_by_key(|due| due.timer);
    found
}

fn of_an_item(own: &Procedure, level: &Level<'_>, reference: &Reference, timer: Timer) -> Option<Due> {
    let open = level.state.item(timer.item)?;
    let members = level.state.members(level.state.scope_of(open));
    let (procedure, element) = (&**level.procedure, open.element);
    let named = Named { own, procedure, element, members: &members, outer: &level.outer };
    let is_meant = named.is(reference);
    let name = Reference::new(procedure.reference(element), members.clone());
    Some(Due { timer, item: timer.item, is_meant, name: printed(own, &level.outer, name) })
}

/// The deadline or earliest end of the case itself, or of a called procedure, which goes by what calls it.
fn of_the_whole(own: &Procedure, level: &Level<'_>, reference: &Reference, timer: Timer) -> Option<Due> {
    let Some((call, outer)) = level.outer.split_last() else {
        let name = Keyword::Case.word(own.head().language).into();
        return Some(Due { timer, item: timer.item, is_meant: means_the_case(own, reference), name });
    };
    let procedure = call.procedure.as_ref().map_or(own, |called| &called.0);
    let named = Named { own, procedure, element: call.element, members: &call.members, outer };
    let name = Reference::new(procedure.reference(call.element), call.members.clone());
    let item = *level.calls.last()?;
    Some(Due { timer, item, is_meant: named.is(reference), name: printed(own, outer, name) })
}

fn meant(place: Place<'_>, reference: &Reference) -> Vec<Due> {
    let mut all = timers(place, reference);
    all.retain(|due| due.is_meant);
    all
}

fn none(place: Place<'_>, reference: &Reference) -> Clash {
    let told = timers(place, reference).into_iter();
    let told = told.map(|due| format!("{} ({})", due.name, shown(place.0, due.timer.due)).into());
    let mut others: Vec<Text> = told.collect();
    others.dedup();
    Clash::NoTimer { reference: reference.to_string().into(), others }
}

/// A moment as clocks of the procedure show it.
fn shown(procedure: &Procedure, at: Timestamp) -> Text {
    procedure.head().zone.unwrap_or(crate::calendar::Zone::UTC).local_time(at).to_string().into()
}
