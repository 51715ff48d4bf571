//! The work list of one case: what is open, who may do it, what it needs.

use std::sync::Arc;

use super::errors::{Codes, ErrorTaken, errors, outside};
use super::spot::{Level, Named, Spot, levels, levels_of, printed};
use crate::command::ItemId;
use crate::data::{Kind, Text, Timestamp, Value};
use crate::decide::interact::awaited;
use crate::event::{CalledProcedure, Due, ItemKind};
use crate::graph::ExitKind;
use crate::incident::Trouble;
use crate::instance::{CaseFacts, ElementInstance, Instance, State};
use crate::procedure::{Activity, Applies, Choice, Decision, ElementIx, EvidenceNeed, Procedure, RoleIx};
use crate::reference::Reference;

/// Something open: work, a question, a verification, a delay, an incident.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WorkItem {
    /// Its identity in the case.
    pub item: ItemId,
    /// The element.
    pub element: ElementIx,
    /// What people call it: the printed number of the element, else its id, with the members it stands in.
    pub reference: Text,
    /// The members it stands in, from the outside in.
    pub members: Vec<Text>,
    /// The procedure whose element it is, where that is not the case's own.
    pub called: Option<CalledProcedure>,
    /// The elements that call that procedure, from the outside in.
    pub(crate) outer: Vec<Spot>,
    /// The innermost element instance that calls that procedure.
    pub call: Option<ItemId>,
    /// What people call the activity that it opened with, where it is an interaction with another process.
    pub opened_with: Option<Text>,
    /// The counterpart of an interaction.
    pub with: Option<Text>,
    /// The heading.
    pub title: Text,
    /// What is open.
    pub kind: ItemKind,
    /// How often the element opened, this time included.
    pub round: u32,
    /// Since when.
    pub since: Timestamp,
    /// Its times, where it has any.
    pub due: Option<Due>,
    /// Whether its deadline has passed.
    pub overdue: bool,
    /// Ids of the roles that may do it; empty when the source does not say.
    pub roles: Vec<Text>,
    /// Who has claimed it.
    pub claimed_by: Option<Text>,
    /// The question it asks.
    pub question: Option<Text>,
    /// The answers it takes.
    pub answers: Vec<AnswerOffered>,
    /// Ids of the roles that answer, where only they do; whoever does it in another role gives no answer.
    pub answered_by: Vec<Text>,
    /// What it verifies, when the result is part of doing it.
    pub verifies: Option<Text>,
    /// The items of its check list.
    pub points: Vec<Text>,
    /// The evidence it needs.
    pub evidence: Vec<EvidenceWanted>,
    /// The data it asks.
    pub data: Vec<DataWanted>,
    /// The indicators it asks.
    pub measures: Vec<MeasureWanted>,
    /// What is wrong, for an incident.
    pub trouble: Option<Trouble>,
    /// The errors that it may end with instead of being done, any first, then by code.
    pub errors: Vec<ErrorTaken>,
}

/// An answer that may be given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnswerOffered {
    /// `yes`, `no` or the id of the outcome.
    pub id: Text,
    /// What people read.
    pub text: Text,
    /// Whether it goes back, and so needs a note and no evidence.
    pub returns: bool,
    /// Whether a guard proposes it.
    pub suggested: bool,
}

/// Evidence that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvidenceWanted {
    /// How many of the records.
    pub rule: Choice,
    /// The records that serve.
    pub records: Vec<RecordWanted>,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A record that serves as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordWanted {
    /// Its id.
    pub id: Text,
    /// Its name as printed.
    pub name: Text,
    /// Ids of the roles whose signature is needed: of each group as many as its rule says.
    pub signed_by: Vec<(Choice, Vec<Text>)>,
    /// Ids of the roles that have signed already.
    pub signed: Vec<Text>,
    /// Whether the case holds valid evidence of it that may be cited.
    pub citable: bool,
}

/// A datum that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataWanted {
    /// Its id.
    pub id: Text,
    /// Its name as printed.
    pub name: Text,
    /// What kind of value it holds.
    pub kind: Kind,
    /// The values a choice may take.
    pub values: Vec<Text>,
    /// Whether it may be missing.
    pub optional: bool,
}

/// An indicator that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeasureWanted {
    /// Its id.
    pub id: Text,
    /// Its name as printed.
    pub name: Text,
    /// Whether it may be missing.
    pub optional: bool,
}

/// Everything open in a case, in order of opening.
///
/// Items that only hold others together are left out: what stands in them is listed.
#[must_use]
pub fn open_items(instance: &Instance) -> Vec<WorkItem> {
    listed(&levels(instance), |level| level.state.open.iter().collect())
}

/// Those of some items that are open, as [`open_items`] lists them, each once, in order of opening.
///
/// Looks at the procedures alone in which they stand; for most of what is open [`open_items`] is faster.
/// [`parts`](super::parts) shows an example.
#[must_use]
pub fn open_of(instance: &Instance, items: &[ItemId]) -> Vec<WorkItem> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut open = listed(&levels_of(instance, items), |level| {
        items.iter().filter_map(|item| level.state.item(*item)).collect()
    });
    open.dedup_by_key(|item| item.item);
    open
}

/// What is open of what a reference means, in order of opening.
pub(crate) fn open_meant(instance: &Instance, reference: &Reference) -> Vec<WorkItem> {
    let Some(own) = instance.procedure() else { return Vec::new() };
    let mut items = listed(&levels(instance), |level| match level.procedure.find(reference.element()) {
        Some(meant) => level.state.open.iter().filter(|open| open.element == meant).collect(),
        None => Vec::new(),
    });
    items.retain(|item| item.is(own, reference));
    items
}

/// What is chosen of each of the procedures that run in a case, in order of opening.
fn listed<'l>(
    levels: &'l [Level<'_>],
    chosen: impl Fn(&'l Level<'_>) -> Vec<&'l ElementInstance>,
) -> Vec<WorkItem> {
    let outside = outside(levels);
    let mut items = Vec::new();
    for (level, outside) in levels.iter().zip(&outside) {
        let open = chosen(level).into_iter().filter(|open| !open.kind.holds_others());
        items.extend(open.map(|open| work_item(&levels[0], (level, outside), open)));
    }
    items.sort_by_key(|item| item.item);
    items
}

/// Everything open in a case but the work that waits for an interaction to close.
pub(crate) fn open_without_awaiting(instance: &Instance) -> Vec<WorkItem> {
    listed(&levels(instance), |level| {
        let (procedure, state) = (level.procedure, level.state);
        let waits = |open: &ElementInstance| {
            open.kind == ItemKind::Work
                && awaited(procedure, state, (state.scope_of(open), open.element)).next().is_some()
        };
        state.open.iter().filter(|open| !waits(open)).collect()
    })
}

/// Whether an item is still open.
pub(crate) fn is_open(instance: &Instance, item: ItemId) -> bool {
    let state = &instance.state;
    state.item(item).is_some() || state.call_with(item).is_some()
}

impl WorkItem {
    /// The procedure whose element it is.
    #[must_use]
    pub fn procedure<'p>(&'p self, own: &'p Procedure) -> &'p Procedure {
        self.called.as_ref().map_or(own, |called| &called.0)
    }

    /// Whether a reference means it, in a case of that procedure.
    #[must_use]
    pub fn is(&self, own: &Procedure, reference: &Reference) -> bool {
        self.named(own).is(reference)
    }

    /// Whether it stands inside what a reference names.
    pub(crate) fn is_inside(&self, own: &Procedure, around: &Reference) -> bool {
        self.named(own).is_inside(around)
    }

    fn named<'p>(&'p self, own: &'p Procedure) -> Named<'p> {
        let (members, outer) = (&self.members[..], &self.outer[..]);
        Named { own, procedure: self.procedure(own), element: self.element, members, outer }
    }
}

/// Whether an item can be done by saying so and nothing more.
#[must_use]
pub fn needs_nothing(item: &WorkItem) -> bool {
    let required = |evidence: &EvidenceWanted| !evidence.optional;
    item.answers.is_empty()
        && item.verifies.is_none()
        && !item.evidence.iter().any(required)
        && item.data.iter().all(|data| data.optional)
        && item.measures.iter().all(|measure| measure.optional)
}

fn work_item(case: &Level<'_>, (level, outside): (&Level<'_>, &Codes), open: &ElementInstance) -> WorkItem {
    let (procedure, state) = (level.procedure, level.state);
    let extra = open.extra.as_deref();
    let shared = state.shared(open);
    let members = state.members(state.scope_of(open));
    let own = Reference::new(procedure.reference(open.element), members.clone());
    let called = (!level.outer.is_empty()).then(|| CalledProcedure(Arc::clone(procedure)));
    let mut item = WorkItem {
        item: open.id,
        element: open.element,
        reference: match level.outer.is_empty() && members.is_empty() {
            true => procedure.reference(open.element).clone(),
            false => printed(case.procedure, &level.outer, own),
        },
        members,
        called,
        outer: level.outer.clone(),
        call: level.calls.last().copied(),
        opened_with: None,
        with: None,
        title: procedure.title(open.element).clone(),
        kind: open.kind,
        round: open.round,
        since: open.since,
        due: open.due().or_else(|| shared?.due()).cloned(),
        overdue: open.overdue || shared.is_some_and(|shared| shared.overdue),
        roles: Vec::new(),
        claimed_by: extra.and_then(|extra| extra.claimed_by.clone()),
        question: None,
        answers: Vec::new(),
        answered_by: Vec::new(),
        verifies: None,
        points: Vec::new(),
        evidence: Vec::new(),
        data: Vec::new(),
        measures: Vec::new(),
        trouble: extra.and_then(|extra| extra.trouble.as_deref().cloned()),
        errors: errors(level, open, outside),
    };
    if open.kind == ItemKind::Incident {
        item.roles =
            procedure.head.authority.iter().map(|role| procedure.roles[role.index()].id.clone()).collect();
    } else if let Some(activity) = procedure.activity(open.element) {
        if let Some(interaction) = &activity.interaction {
            let host = Reference::new(procedure.reference(interaction.host), item.members.clone());
            item.opened_with = Some(printed(case.procedure, &level.outer, host));
            item.with = interaction.with.clone();
        }
        describe(level, open, activity, &mut item);
    }
    item
}

fn describe(level: &Level<'_>, open: &ElementInstance, activity: &Activity, item: &mut WorkItem) {
    let (procedure, state) = (level.procedure, level.state);
    let ids = |roles: &[RoleIx]| roles.iter().map(|role| procedure.roles[role.index()].id.clone()).collect();
    if let Some(doers) = open.doers(activity) {
        item.roles = ids(doers);
    }
    match (open.kind, &activity.applies) {
        (ItemKind::Work, _) => {
            describe_work(level, open, activity, item);
        }
        (ItemKind::Applies, Applies::Asked { question, suggests, .. }) => {
            item.question = Some(question.clone());
            item.answers = yes_no();
            if let Some(guard) = suggests {
                let facts = CaseFacts { procedure, state, scope: open.scope, at: state.at };
                let proposed = procedure.guards[guard.index()].evaluate(&facts, &mut Vec::new());
                item.answers.iter_mut().for_each(|offered| {
                    offered.suggested = proposed == Ok(Value::Bool(&*offered.id == "yes"));
                });
            }
        }
        (ItemKind::Question, _) => {
            item.question = activity.question.clone();
            item.answers = answers(level, activity, state.scope_of(open));
        }
        (ItemKind::Confirm, _) => {
            let verifies = activity.control.as_ref().map(|control| control.verifies.clone());
            item.question = activity.question.clone().or(verifies);
            item.answers = yes_no();
        }
        (ItemKind::Verify, _) => {
            let control = activity.control.as_ref();
            item.verifies = control.map(|control| control.verifies.clone());
            item.points = control.map(|control| control.points.clone()).unwrap_or_default();
        }
        _ => {}
    }
}

fn describe_work(level: &Level<'_>, open: &ElementInstance, activity: &Activity, item: &mut WorkItem) {
    let (procedure, state) = (level.procedure, level.state);
    item.question = activity.question.clone();
    if activity.is_answered_apart() {
        item.answered_by =
            activity.answered_by.iter().map(|role| procedure.roles[role.index()].id.clone()).collect();
    }
    // The part of one of several is done without an answer, and so is work of roles that do not answer.
    let answers_here = item.answered_by.is_empty()
        || open.role.is_none()
            && (item.roles.is_empty() || item.roles.iter().any(|role| item.answered_by.contains(role)));
    if answers_here && !matches!(activity.decision, Decision::Computed(_)) {
        item.answers = answers(level, activity, state.scope_of(open));
    }
    if let Some(control) = activity.control.as_ref().filter(|_| activity.verified_by.is_none()) {
        item.points = control.points.clone();
        item.verifies = activity.answers.is_empty().then(|| control.verifies.clone());
    }
    item.evidence = activity.evidence.iter().map(|need| evidence(procedure, state, open, need)).collect();
    item.data = activity
        .captures
        .iter()
        .map(|capture| {
            let datum = &procedure.data[capture.what.index()];
            let (id, name, values) = (datum.id.clone(), datum.name.clone(), datum.values.clone());
            DataWanted { id, name, kind: datum.kind, values, optional: capture.optional }
        })
        .collect();
    item.measures = activity
        .measures
        .iter()
        .map(|capture| {
            let indicator = &procedure.indicators[capture.what.index()];
            MeasureWanted {
                id: indicator.id.clone(),
                name: indicator.name.clone(),
                optional: capture.optional,
            }
        })
        .collect();
}

fn yes_no() -> Vec<AnswerOffered> {
    let offer = |id: &str, text: &str| AnswerOffered {
        id: id.into(),
        text: text.into(),
        returns: false,
        suggested: false,
    };
    vec![offer("yes", "SI"), offer("no", "NO")]
}

fn answers(level: &Level<'_>, activity: &Activity, scope: ItemId) -> Vec<AnswerOffered> {
    let procedure = level.procedure;
    let facts = CaseFacts { procedure, state: level.state, scope, at: level.at };
    let proposed = match activity.decision {
        Decision::Suggested(guard) => procedure.guards[guard.index()].evaluate(&facts, &mut Vec::new()).ok(),
        _ => None,
    };
    let is_proposed = |id: &str| match &proposed {
        Some(Value::Bool(yes)) => id == if *yes { "yes" } else { "no" },
        Some(Value::Text(text)) => &**text == id,
        _ => false,
    };
    let offer = |answer: &crate::procedure::Answer| AnswerOffered {
        id: answer.id.clone(),
        text: answer.text.clone(),
        returns: procedure.graph.exit(answer.exit).kind != ExitKind::Onward,
        suggested: is_proposed(&answer.id),
    };
    activity.answers.iter().map(offer).collect()
}

fn evidence(
    procedure: &Procedure,
    state: &State,
    open: &ElementInstance,
    need: &EvidenceNeed,
) -> EvidenceWanted {
    let role_id = |role: &RoleIx| procedure.roles[role.index()].id.clone();
    let own = open.extra.as_ref().map_or(&[][..], |extra| &extra.signatures);
    let shared = state.shared(open).and_then(|shared| shared.extra.as_deref());
    let others = shared.map_or(&[][..], |extra| &extra.joint.signatures);
    let given = || own.iter().chain(others);
    let home = state.home(state.scope_of(open));
    let records = need.options.iter().map(|option| {
        let record = &procedure.records[option.record.index()];
        let signers = option.signed_by.iter();
        RecordWanted {
            id: record.id.clone(),
            name: record.name.clone(),
            signed_by: signers.map(|need| (need.rule, need.roles.iter().map(role_id).collect())).collect(),
            signed: given().filter(|given| given.0 == option.record).map(|given| role_id(&given.1)).collect(),
            citable: state.evidence(home).iter().any(|held| held.record == option.record),
        }
    });
    let is_due = need.at_end_of.is_none_or(|block| state.ends_with(procedure, open, block));
    EvidenceWanted { rule: need.rule, records: records.collect(), optional: need.optional || !is_due }
}
