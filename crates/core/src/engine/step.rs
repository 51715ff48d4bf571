//! What a call changed, and how an item is named in a call.

use crate::command::{Actor, ItemId};
use crate::data::Text;
use crate::event::{Event, NoticeReason, Outcome};
use crate::instance::Instance;
use crate::post::Receipt;
use crate::record::Stream;
use crate::reference::Reference;
use crate::rejection::Rejection;
use crate::view::{WorkItem, is_open, open_meant, open_of};

/// What a call changed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The case.
    pub case: Stream,
    /// How many records it has.
    pub seq: u64,
    /// What happened, in order; empty when nothing did.
    pub events: Vec<Event>,
    /// What opened and is still open, in called procedures too.
    pub opened: Vec<WorkItem>,
    /// What was closed.
    pub closed: Vec<ItemId>,
    /// Notices to roles.
    pub notices: Vec<Notice>,
    /// How the case ended, when it did.
    pub finished: Option<Outcome>,
    /// What became of the messages that were passed on after it, in order.
    pub sent: Vec<Receipt>,
}

/// A notice to roles.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// About which item.
    pub item: ItemId,
    /// Ids of the roles.
    pub roles: Vec<Text>,
    /// Why.
    pub reason: NoticeReason,
}

/// How a call names a work item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By a [`Reference`]: the printed number or the id of its activity, with the members it stands in.
    Reference(Text),
    /// By its identity in the case.
    Item(ItemId),
}

impl From<u32> for Target {
    fn from(number: u32) -> Self {
        Target::Reference(number.to_string().into())
    }
}

impl From<&str> for Target {
    fn from(reference: &str) -> Self {
        Target::Reference(reference.into())
    }
}

impl From<ItemId> for Target {
    fn from(item: ItemId) -> Self {
        Target::Item(item)
    }
}

impl Target {
    /// The open item that is meant; of several of one activity the first that the actor's role may do.
    ///
    /// # Errors
    ///
    /// [`Rejection::NotOpen`] when nothing of that reference is open.
    pub fn find(&self, instance: &Instance, actor: &Actor) -> Result<ItemId, Rejection> {
        let reference = match self {
            Target::Item(item) => return Ok(*item),
            Target::Reference(reference) => reference,
        };
        instance.procedure().ok_or(Rejection::NotStarted)?;
        let not_open = || Rejection::NotOpen { reference: reference.clone() };
        let meant = Reference::parse(reference).ok_or_else(not_open)?;
        let items = open_meant(instance, &meant);
        let own = items.iter().find(|item| item.roles.iter().any(|role| actor.role() == Some(role)));
        let found = own.or(items.first()).map(|item| item.item);
        found.ok_or_else(not_open)
    }
}

impl Step {
    /// What a record's events changed, in the case as it stands now: for hosts with a store of their own.
    #[must_use]
    pub fn of(stream: &Stream, seq: u64, events: Vec<Event>, instance: &Instance) -> Self {
        let mut step = Step {
            case: stream.clone(),
            seq,
            opened: Vec::new(),
            closed: Vec::new(),
            notices: Vec::new(),
            finished: None,
            sent: Vec::new(),
            events,
        };
        let mut opened = Vec::new();
        for event in &step.events {
            if let Event::Finished { outcome, .. } = event {
                step.finished = Some(*outcome);
            }
            match event.innermost() {
                Event::Opened(item) => opened.push(item.item),
                Event::IncidentRaised { item, .. } if !opened.contains(item) => opened.push(*item),
                Event::Completed(completed) => step.closed.push(completed.item),
                Event::Answered { item, .. } | Event::Verified { item, .. } | Event::Elapsed { item } => {
                    step.closed.push(*item);
                }
                // What is tried again may stay: it is no incident any more, but what it was before.
                Event::IncidentResolved { item, .. } if !is_open(instance, *item) => step.closed.push(*item),
                Event::IncidentResolved { item, .. } if !opened.contains(item) => opened.push(*item),
                Event::Occurred(occurred) => {
                    step.closed.push(occurred.item);
                    step.closed.extend(&occurred.closed);
                }
                Event::Closed { items } | Event::Returned { closed: items, .. } => step.closed.extend(items),
                _ => {}
            }
            step.notices.extend(notice(instance, event));
        }
        step.opened = open_of(instance, &opened);
        step
    }
}

/// The notice that an event gives, to roles of the procedure in which it happened: of the case, or a called one.
fn notice(instance: &Instance, event: &Event) -> Option<Notice> {
    let (mut procedure, mut event) = (instance.procedure(), event);
    while let Event::InCall { procedure: called, event: inner, .. } = event {
        (procedure, event) = (Some(&called.0), inner);
    }
    let Event::Notified { item, roles, reason } = event else { return None };
    let known = procedure.map_or(&[][..], |procedure| procedure.roles());
    let roles = roles.iter().filter_map(|role| Some(known.get(role.index())?.id.clone()));
    Some(Notice { item: *item, roles: roles.collect(), reason: *reason })
}
