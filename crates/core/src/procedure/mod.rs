//! The validated definition: immutable, shared between threads, integer ids throughout.
//!
//! Knows what a procedure says and the graph it compiles to.
//! Does not know the file it came from (that is `document`) nor any case.
//! Read [`Procedure`] first.

mod activity;
mod definitions;
mod index;
mod light;
mod nest;
mod participant;
mod place;
mod possible;

use std::sync::Arc;

pub use activity::{
    Activity, ActivityKind, Agreement, Anchor, Answer, Applies, Capture, Choice, ControlPoint, DeadlineRule,
    Decision, EvidenceNeed, EvidenceOption, Interaction, Participation, Responsible, SignerNeed, Verifier,
};
pub use definitions::{AddError, Definitions};
pub use index::{DatumIx, ElementIx, ExitIx, GuardIx, IndicatorIx, RecordIx, ReturnIx, RoleIx, WindowIx};
pub use light::{Direction, Light};
pub(crate) use nest::Nest;
pub use participant::Participant;
pub(crate) use possible::{Fate, Fates, Possible, Rest};

use crate::calendar::{DayCount, DayRules, HolidaySet, Zone};
use crate::data::{Date, Decimal, Digest, Kind, Text};
use crate::document::Document;
use crate::graph::Graph;
use crate::guard::{Fork, Guard, Slot};
use crate::source::Language;

/// A validated definition with its compiled graph and guards.
///
/// Immutable, `Send + Sync`; a case is pinned to its [`Digests::definition`].
#[derive(Debug)]
pub struct Procedure {
    pub(crate) head: Head,
    pub(crate) roles: Vec<Role>,
    pub(crate) records: Vec<Named>,
    /// The indicators that are declared, then each in every window in which it is measured: `id[window]`.
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) windows: Vec<Window>,
    pub(crate) data: Vec<Datum>,
    /// Milestones that activities share.
    pub(crate) milestones: Vec<Milestone>,
    /// Which milestones of others may concern it.
    pub(crate) shares: Shares,
    /// Activities in file order; element `n` of the graph is activity `n` while `n` is below their number.
    pub(crate) activities: Vec<Activity>,
    /// Gateways in file order; they are the elements after the activities.
    pub(crate) gateways: Vec<Gateway>,
    /// Who takes part in the collaboration, in file order.
    pub(crate) participants: Vec<Participant>,
    pub(crate) graph: Graph,
    pub(crate) guards: Vec<Guard>,
    /// Of each gateway the conditions that one fact decides, where it does.
    pub(crate) forks: Vec<Option<Fork>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) reading: Reading,
    pub(crate) digests: Digests,
    /// Codes of the diagnostics that make the definition unfit; empty when it may run.
    pub(crate) unfit: Vec<&'static str>,
    pub(crate) keeps: Keeps,
    /// Of each block whose evidence is asked of whichever of its work is the last: what in it is such work or holds it,
    /// sorted.
    pub(crate) ending: Vec<(ElementIx, ElementIx)>,
    pub(crate) document: Arc<Document>,
    /// References (`4`, `c5`, gateway ids) of elements, sorted, for lookup by number or id.
    pub(crate) references: Vec<(Text, ElementIx)>,
}

/// The head of a procedure, as far as the machine and the lists of people need it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Head {
    /// The code as printed, or the id of a procedure without one.
    pub code: Text,
    /// The name as printed.
    pub name: Text,
    /// The version label.
    pub version: Text,
    /// The date of that version.
    pub date: Option<Date>,
    /// The language of the file.
    pub language: Language,
    /// Where deadlines end.
    pub zone: Option<Zone>,
    /// Which days a count of days counts.
    pub days: DayCount,
    /// The holidays that working days leave out.
    pub holidays: Option<&'static HolidaySet>,
    /// Roles that resolve incidents, cancel and migrate; empty: whoever the host vouches for.
    pub authority: Vec<RoleIx>,
    /// The deadline of the whole procedure.
    pub deadline: Option<DeadlineRule>,
    /// Before when it does not end.
    pub minimum_term: Option<DeadlineRule>,
    /// What deadlines are computed with, as events name it.
    pub(crate) basis: Basis,
}

/// A role or team.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Role {
    /// The identity.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// Whether it is outside the organization.
    pub external: bool,
}

/// A documented record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Named {
    /// The identity.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// How long it is kept, as printed.
    pub retention: Option<Text>,
    /// Who keeps it, as printed.
    pub keeper: Option<Text>,
}

/// A declared indicator.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Indicator {
    /// The identity, a name of guards.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// The unit of measure.
    pub unit: Option<Text>,
    /// The target; `None` when the source gives none.
    pub target: Option<Decimal>,
    /// Which way is better, where the source says.
    pub direction: Option<Direction>,
    /// The limits of green and of amber, where the source gives them.
    pub limits: Option<(Decimal, Decimal)>,
    /// The member it is measured for; `None` for the case itself.
    pub for_each: Option<Text>,
    /// Of an indicator in one window: the indicator that is declared, and the window.
    pub within: Option<(IndicatorIx, WindowIx)>,
}

/// A period of measurement.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Window {
    /// The identity.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// When it opens; where nothing is said, at the moment that its end is counted from.
    pub from: Option<DeadlineRule>,
    /// When it is over; `None` of one that goes on.
    pub until: Option<DeadlineRule>,
}

/// A declared datum.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Datum {
    /// The identity, a name of guards.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// What kind of value it holds.
    pub kind: Kind,
    /// The values a choice may take.
    pub values: Vec<Text>,
    /// The block or repeated element it belongs to; `None` for the case itself.
    pub owner: Option<ElementIx>,
}

/// The milestones that a procedure shares with others: of those it does not have, it need not hear.
#[derive(Clone, Debug)]
pub(crate) enum Shares {
    /// It calls others, which may have any.
    Any,
    /// Those of its own, each once.
    Own(Box<[Text]>),
}

impl Shares {
    /// Whether a milestone may concern the procedure or what it calls.
    pub(crate) fn concern(&self, milestone: &str) -> bool {
        match self {
            Shares::Any => true,
            Shares::Own(own) => own.iter().any(|own| **own == *milestone),
        }
    }

    /// Whether no milestone concerns it.
    pub(crate) fn are_none(&self) -> bool {
        matches!(self, Shares::Own(own) if own.is_empty())
    }
}

/// A milestone that several activities share, in this procedure or in others of the case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Milestone {
    /// The identity, the same in every procedure that shares it.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// The member it is counted for; `None` for the case itself.
    pub for_each: Option<Text>,
}

/// An exclusive gateway.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Gateway {
    /// The identity.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// Whether the file only implies it, by several flows of one activity.
    pub implied: bool,
}

/// A departure from the print, or a note on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The identity.
    pub id: Text,
    /// The class, free text.
    pub kind: Text,
    /// The place in the source.
    pub place: Text,
    /// What was found and how it is read.
    pub note: Text,
    /// Whether the reading changes anything.
    pub changes: bool,
}

/// Which reading of the source is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The body of the file.
    #[default]
    Chosen,
    /// What the source prints: each finding's `dice` applied.
    Literal,
}

/// The three digests of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// The bytes of the file that was approved.
    pub text: Digest,
    /// The checked tree: what a case is pinned to.
    pub definition: Digest,
    /// The same without prose, sources and change log: equal means that moving a case is trivial.
    pub behaviour: Digest,
}

/// Which facts of a case some guard, deadline or open item can read; the rest lives in the journal only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keeps {
    /// By element: the answer given.
    pub(crate) answers: Vec<bool>,
    /// By element: whether it has been completed.
    pub(crate) done: Vec<bool>,
    /// By element: when it was last completed.
    pub(crate) completed_at: Vec<bool>,
    /// By element: when it was last opened.
    pub(crate) opened_at: Vec<bool>,
    /// When the case started.
    pub(crate) started_at: bool,
    /// By record: the digests of valid evidence.
    pub(crate) evidence: Vec<bool>,
}

impl Head {
    /// Whether the whole has a deadline or an earliest end.
    #[inline]
    pub(crate) fn has_term(&self) -> bool {
        self.deadline.is_some() || self.minimum_term.is_some()
    }

    /// How days are counted, and where; UTC when the procedure names no zone.
    #[must_use]
    pub fn day_rules(&self) -> DayRules<'_> {
        DayRules { zone: self.zone.unwrap_or(Zone::UTC), count: self.days, holidays: self.holidays }
    }

    /// The calendar by its words and, with holidays, their id and version: what a deadline was computed with.
    #[must_use]
    pub fn calendar_name(&self) -> &Text {
        &self.basis.calendar
    }
}

/// Zone and calendar by name, made once: every deadline hands them on.
#[derive(Clone, Debug)]
pub(crate) struct Basis {
    pub(crate) zone: Text,
    pub(crate) calendar: Text,
}

impl Basis {
    pub(crate) fn of(rules: &DayRules<'_>) -> Self {
        let count = match rules.count {
            DayCount::AllDays => "all_days",
            DayCount::WorkingDays => "working_days",
        };
        let calendar = match rules.holidays {
            Some(holidays) => format!("{count} {} {}", holidays.id(), holidays.version()).into(),
            None => count.into(),
        };
        Basis { zone: rules.zone.name().into(), calendar }
    }
}

impl Procedure {
    /// Whether a guard compares with a target that the source does not give: then the person decides.
    pub(crate) fn lacks_target(&self, guard: GuardIx) -> bool {
        let lacks = |slot: &Slot| match slot {
            Slot::Target(indicator) => {
                self.indicators.get(*indicator as usize).is_some_and(|indicator| indicator.target.is_none())
            }
            _ => false,
        };
        self.guards[guard.index()].reads().iter().any(lacks)
    }

    /// The head: code, name, version, zone.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The code as printed, or the id of a procedure without one.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.head.code
    }

    /// The three digests; a case is pinned to `definition`.
    #[must_use]
    pub fn digests(&self) -> Digests {
        self.digests
    }

    /// Which reading this is.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// Codes of the diagnostics that make the definition unfit to run; empty when it may run.
    #[must_use]
    pub fn unfit(&self) -> &[&'static str] {
        &self.unfit
    }

    /// The activities in file order, without the interactions that are written in them.
    pub(crate) fn written_activities(&self) -> &[Activity] {
        let written = self.activities.partition_point(|activity| activity.interaction.is_none());
        &self.activities[..written]
    }

    /// The activities in file order, then the interactions that are written in them.
    #[must_use]
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// The roles and teams in file order.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The documented records in file order.
    #[must_use]
    pub fn records(&self) -> &[Named] {
        &self.records
    }

    /// The declared data in file order.
    #[must_use]
    pub fn data(&self) -> &[Datum] {
        &self.data
    }

    /// The declared indicators in file order, then each in every window in which it is measured, as `id[window]`.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The windows of measurement in file order.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The milestones in file order.
    #[must_use]
    pub fn milestones(&self) -> &[Milestone] {
        &self.milestones
    }

    /// The findings in file order.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Who takes part in the collaboration, in file order; empty when the file does not say.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The compiled graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The file as a tree, with everything that is only printed.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Whether anything in it is decided by guards.
    pub(crate) fn has_guards(&self) -> bool {
        !self.guards.is_empty()
    }

    /// The conditions of a gateway that one fact decides.
    #[inline]
    pub(crate) fn fork(&self, gateway: ElementIx) -> Option<&Fork> {
        self.forks.get(gateway.index().checked_sub(self.activities.len())?)?.as_ref()
    }

    /// The activity of an element, when it is one.
    #[must_use]
    pub fn activity(&self, element: ElementIx) -> Option<&Activity> {
        self.activities.get(element.index())
    }

    /// What people call an element: its printed number, else its id.
    #[must_use]
    pub fn reference(&self, element: ElementIx) -> &Text {
        match self.activities.get(element.index()) {
            Some(activity) if !activity.number.is_empty() => &activity.number,
            _ => self.id(element),
        }
    }

    /// The heading of an element.
    #[must_use]
    pub fn title(&self, element: ElementIx) -> &Text {
        match self.activities.get(element.index()) {
            Some(activity) => &activity.title,
            None => &self.gateways[element.index() - self.activities.len()].name,
        }
    }

    /// The id of an element: what records store.
    #[must_use]
    pub fn id(&self, element: ElementIx) -> &Text {
        match self.activities.get(element.index()) {
            Some(activity) => &activity.id,
            None => &self.gateways[element.index() - self.activities.len()].id,
        }
    }

    /// The element with that printed number or id.
    #[must_use]
    pub fn find(&self, number_or_id: &str) -> Option<ElementIx> {
        self.references
            .binary_search_by(|(name, _)| (**name).cmp(number_or_id))
            .ok()
            .map(|position| self.references[position].1)
    }

    /// The role with that id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<RoleIx> {
        self.roles.iter().position(|role| &*role.id == id).map(RoleIx::at)
    }

    /// The record with that id.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<RecordIx> {
        self.records.iter().position(|record| &*record.id == id).map(RecordIx::at)
    }

    /// The datum with that id.
    #[must_use]
    pub fn datum(&self, id: &str) -> Option<DatumIx> {
        self.data.iter().position(|datum| &*datum.id == id).map(DatumIx::at)
    }

    /// The indicator with that id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<IndicatorIx> {
        self.indicators.iter().position(|indicator| &*indicator.id == id).map(IndicatorIx::at)
    }
}
