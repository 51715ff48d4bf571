//! What was opened, done and closed in a case: the events of a log for process mining.
//!
//! Knows which events are somebody's doing; what passes by itself is none.
//! Read [`Deed`] first.

use cauce::command::ItemId;
use cauce::data::{Text, Timestamp, Value};
use cauce::event::ItemKind;
use cauce::procedure::ElementIx;
use cauce::reference::Reference;

use super::case::{Noted, Who};
use super::place::At;

/// Something that was opened, done or closed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deed {
    /// The record that says it, counted from 1.
    pub record: u64,
    /// Its place among the deeds of the record, from 1.
    pub place: u32,
    /// When.
    pub at: Timestamp,
    /// What it is.
    pub kind: DeedKind,
    /// Since when its item was open.
    pub opened: Timestamp,
    /// The item.
    pub item: ItemId,
    /// The activity without its members, as a diagram names it: number and heading, else heading, else id.
    pub activity: Text,
    /// What people call it in its members: one grammar with work lists and paths.
    pub reference: Text,
    /// The id of the element.
    pub element: Text,
    /// The code of the procedure whose element it is.
    pub procedure: Text,
    /// The members it stands in, from the outside in.
    pub members: Vec<Text>,
    /// What was open: work, a question, a verification.
    pub asks: ItemKind,
    /// The round of the element.
    pub round: u32,
    /// Who; of what opens or closes by itself, whoever brought it about.
    pub who: Who,
    /// The id of the answer: `yes`, `no` or that of an outcome; `conforming`, `nonconforming` of a verification; the code of
    /// the error that it ended with.
    pub answer: Option<Text>,
    /// The ids of the records of which evidence was delivered.
    pub evidence: Vec<Text>,
    /// What was written with it.
    pub notes: Vec<Noted>,
    /// Data and indicators given with it, by id.
    pub data: Vec<(Text, Value)>,
}

/// What a deed is, in the lifecycle of its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeedKind {
    /// The item opened.
    Start,
    /// A person took it, or was given it.
    Assign,
    /// It was done.
    Complete,
    /// It was closed without being done.
    Abort,
}

impl DeedKind {
    /// The transition of the standard lifecycle of XES.
    #[must_use]
    pub fn transition(self) -> &'static str {
        match self {
            DeedKind::Start => "start",
            DeedKind::Assign => "assign",
            DeedKind::Complete => "complete",
            DeedKind::Abort => "ate_abort",
        }
    }
}

impl Deed {
    /// The members as one text, `Nayarit/Z1`; empty where it stands in none.
    #[must_use]
    pub fn member(&self) -> String {
        self.members.join("/")
    }

    /// The reference without members.
    pub(super) fn bare(&self) -> String {
        Reference::parse(&self.reference).map_or_else(|| self.reference.to_string(), |read| bare(&read))
    }
}

/// How an element is named in a log: the activity, the reference, the members.
pub(super) fn named(at: At<'_>, element: ElementIx, scope: ItemId) -> (Text, Text, Vec<Text>) {
    let reference = at.reference(element, scope);
    let title = at.procedure.title(element);
    let Some(read) = Reference::parse(&reference) else { return (reference.clone(), reference, Vec::new()) };
    let bare = bare(&read);
    let is_numbered = bare.starts_with(|letter: char| letter.is_ascii_digit());
    let activity = match (title.is_empty(), is_numbered) {
        (false, true) => format!("{bare} {title}"),
        // A heading that is the name of something else would be taken for that.
        (false, false) if at.level == ItemId(0) && at.own.find(title).is_none() => title.to_string(),
        _ => bare,
    };
    (activity.into(), reference, read.members().cloned().collect())
}

fn bare(reference: &Reference) -> String {
    let names: Vec<&str> = reference.around().chain([reference.element()]).collect();
    names.join("/")
}
