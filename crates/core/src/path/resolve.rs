//! The authority in a path: stuck work goes on, or the case is cancelled.
//!
//! Knows which stuck work a reference means, who may resolve it, and the words of a resolution as commands.
//! Does not judge whether it goes on so: the engine does, and a path may expect a refusal.

use super::cases::Case;
use super::difference::{Clash, Stop};
use super::file::{Given, Resolve, Said, Way};
use super::replay::Runner;
use super::supply::{Order, Supply};
use super::value;
use crate::command::{Actor, Command, Resolution};
use crate::data::Text;
use crate::event::ItemKind;
use crate::procedure::{Procedure, RoleIx};
use crate::reference::Reference;
use crate::source::Language;
use crate::view::{WorkItem, open_items};

impl Runner<'_> {
    /// The commands that set stuck work going again: first the data that are corrected, where a step gives any.
    pub(super) fn resolution(&self, resolve: &Resolve) -> Result<(usize, Vec<Order>), Stop> {
        let (position, item) = self.stuck_item(&resolve.reference)?;
        let own = self.cases[position].procedure;
        let (procedure, given) = (item.procedure(own), &resolve.given);
        let mut orders = Vec::new();
        if !given.data.is_empty() {
            let data = value::data(own, &given.data, &self.clock, self.path.language);
            orders.push((Supply::reporter(given), Command::SetData { data }));
        }
        let reason = self.reason(given, ("Se resolvió", "Resolved"));
        let command = Command::Resolve { item: item.item, how: how(&resolve.how, procedure, &item), reason };
        orders.push((self.authority(procedure, given), command));
        Ok((position, orders))
    }

    /// The command that cancels the case of the path.
    pub(super) fn cancellation(&self, given: &Given) -> Order {
        let reason = self.reason(given, ("Se canceló", "Cancelled"));
        (self.authority(self.main().procedure, given), Command::Cancel { reason })
    }

    /// What is stuck; of what is open and not stuck the engine says so.
    fn stuck_item(&self, reference: &Reference) -> Result<(usize, WorkItem), Clash> {
        let meant = |(position, case): (usize, &Case<'_>)| {
            let items = open_items(&case.instance).into_iter();
            let own = case.procedure;
            items.filter(move |item| item.is(own, reference)).map(move |item| (position, item)).collect()
        };
        let open: Vec<(usize, WorkItem)> =
            self.cases.iter().enumerate().flat_map(|case| -> Vec<_> { meant(case) }).collect();
        let stuck = open.iter().find(|(_, item)| item.kind == ItemKind::Incident);
        let found = stuck.or(open.first()).cloned();
        found.ok_or_else(|| self.nothing_open(reference.to_string().into()))
    }

    fn reason(&self, given: &Given, (spanish, english): (&str, &str)) -> Text {
        given.note.clone().unwrap_or_else(|| match self.path.language {
            Language::Spanish => spanish.into(),
            Language::English => english.into(),
        })
    }

    /// Who resolves and cancels: as the step says, else the first role that may.
    fn authority(&self, procedure: &Procedure, given: &Given) -> Actor {
        let id = |role: &RoleIx| procedure.roles()[role.index()].id.clone();
        let anyone = || procedure.roles().first().map(|role| role.id.clone());
        let first = procedure.head().authority.first().map(id).or_else(anyone);
        match given.role.clone().or(first) {
            Some(role) => Actor::person(given.person.as_deref().unwrap_or(&role), &role),
            None => Actor::host("camino"),
        }
    }
}

/// The words of a resolution as the engine knows it.
fn how(way: &Way, procedure: &Procedure, item: &WorkItem) -> Resolution {
    match way {
        Way::Again => Resolution::Retry,
        Way::OneMore => Resolution::OneMore,
        Way::At(element) => Resolution::MoveTo(element.clone()),
        Way::Answer(said) => Resolution::Take(match said {
            Said::Yes => "yes".into(),
            Said::No => "no".into(),
            Said::Conforming(true) => "conforming".into(),
            Said::Conforming(false) => "nonconforming".into(),
            Said::Other(text) => {
                let answers = procedure.activity(item.element).map_or(&[][..], |activity| &activity.answers);
                let named = answers.iter().find(|answer| answer.id == *text || answer.text == *text);
                named.map_or_else(|| text.clone(), |answer| answer.id.clone())
            }
        }),
    }
}
