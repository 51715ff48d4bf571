//! The parts of a case that move by themselves: for whoever keeps beside a case what is open in it.
//!
//! Knows which record may have moved a part last, and what is open in it. Read [`parts`] first.

use super::effect::{Effect, effect};
use super::waits::{MessageWait, message_wait, signals};
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::decide::message::awaited_by;
use crate::event::ItemKind;
use crate::instance::{Child, Instance, State, Status};
use crate::procedure::Procedure;

/// A part of a case that moves by itself: the case without what it calls, or a procedure that it calls, with whatever
/// that one calls.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Part<'i> {
    /// The element instance that has called it; `None` for the case without what it calls.
    pub call: Option<ItemId>,
    /// The number of the last record that may have moved it.
    pub moved: u64,
    case: &'i Instance,
    called: Option<&'i Child>,
}

/// How a part stands: what is open in it and what it waits for, in no particular order.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Stand<'i> {
    /// Everything that [`open_items`](super::open_items) lists of it, looked at only as far as it may change.
    pub open: Vec<Glimpse<'i>>,
    /// Its jobs, as [`effects`](super::effects) lists them.
    pub effects: Vec<Effect>,
    /// The messages that it waits for, as [`message_waits`](super::message_waits) lists them.
    pub messages: Vec<MessageWait>,
    /// The names of the signals that it waits for, each as often as something waits for it.
    pub signals: Vec<&'i Text>,
}

/// What of an open item may change while it is open; what else [`WorkItem`](super::WorkItem) tells is told by its
/// definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Glimpse<'i> {
    /// Its identity in the case.
    pub item: ItemId,
    /// What is open.
    pub kind: ItemKind,
    /// How often the element opened, this time included.
    pub round: u32,
    /// Since when.
    pub since: Timestamp,
    /// When it falls due, if it does.
    pub due: Option<Timestamp>,
    /// Who has claimed it.
    pub claimed_by: Option<&'i str>,
}

/// The parts of a case: first the case without what it calls, then each procedure that it calls, in order of their calls.
///
/// Whoever keeps a list of what is open looks at those alone that have moved since, and makes the items anew, by
/// [`open_of`](super::open_of), that look otherwise: in a case with thousands of called procedures that is one of them.
/// None of them is looked into to list them.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::command::{Actor, Command, Request, Start};
/// use cauce::instance::Instance;
/// use cauce::procedure::Definitions;
/// use cauce::source::Source;
/// use cauce::view::{open_of, parts};
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// actividad = [{ numero = 1, id = "redactar", titulo = "Redactar" }]
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("p", text), &Options::default()).procedure.unwrap()).unwrap();
/// let (mut case, known) = (Instance::new(), 0);
/// let at = "2024-01-02T08:00:00Z".parse().unwrap();
/// case.handle(&definitions, Request::new(at, Actor::host("demo"), Command::Start(Start::of("P")))).unwrap();
/// let mut free = Vec::new();
/// for part in parts(&case).filter(|part| part.moved > known) {
///     let open = part.stand().open;
///     free.extend(open.iter().filter(|seen| seen.claimed_by.is_none()).map(|seen| seen.item));
/// }
/// assert_eq!(&*open_of(&case, &free)[0].title, "Redactar");
/// ```
pub fn parts(instance: &Instance) -> impl Iterator<Item = Part<'_>> {
    let own = Part { call: None, moved: instance.seq(), case: instance, called: None };
    let calls = instance.state.moved_calls();
    let called = calls.map(|(call, moved, child)| Part {
        call: Some(call),
        moved,
        case: instance,
        called: Some(child),
    });
    std::iter::once(own).chain(called)
}

impl<'i> Part<'i> {
    /// How it stands.
    #[must_use]
    pub fn stand(&self) -> Stand<'i> {
        let (mut stand, runs) = (Stand::default(), self.case.status() == Status::Running);
        let mut left = match (self.called, self.case.procedure()) {
            (Some(called), _) => vec![called],
            (None, Some(procedure)) => {
                stand.add(procedure, &self.case.state, runs);
                return stand;
            }
            (None, None) => return stand,
        };
        while let Some(child) = left.pop() {
            stand.add(&child.procedure, &child.state, runs);
            left.extend(child.state.calls());
        }
        stand
    }
}

impl<'i> Stand<'i> {
    /// Adds what is open in one procedure.
    fn add(&mut self, procedure: &'i Procedure, state: &'i State, runs: bool) {
        for open in state.open.iter() {
            if !open.kind.holds_others() {
                let due = open.due().or_else(|| state.shared(open)?.due());
                let claimed_by = open.extra.as_deref().and_then(|extra| extra.claimed_by.as_deref());
                let (item, kind, round, since) = (open.id, open.kind, open.round, open.since);
                let due = due.and_then(|due| due.due);
                self.open.push(Glimpse { item, kind, round, since, due, claimed_by });
            }
            self.effects.extend(effect(procedure, open));
            if runs && open.kind.waits() {
                self.messages.extend(awaited_by(procedure, open).into_iter().map(message_wait));
                self.signals.extend(signals(procedure, open));
            }
        }
    }
}
