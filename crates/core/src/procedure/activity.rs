//! What an activity asks for: who, evidence, control point, question, data, time.

use super::{DatumIx, ElementIx, ExitIx, GuardIx, IndicatorIx, RecordIx, RoleIx};
use crate::data::{Duration, Text};

/// An activity, a numbered end or a statement of the printed procedure.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Activity {
    /// The number as printed; empty when the source prints none.
    pub number: Text,
    /// The identity, never printed.
    pub id: Text,
    /// The heading.
    pub title: Text,
    /// What kind of work it is.
    pub kind: ActivityKind,
    /// Who performs it.
    pub responsible: Responsible,
    /// The records that completing needs, in file order.
    pub evidence: Vec<EvidenceNeed>,
    /// What it verifies.
    pub control: Option<ControlPoint>,
    /// The question that its outcomes answer.
    pub question: Option<Text>,
    /// The possible answers, SI before NO, others in file order; empty without a question.
    pub answers: Vec<Answer>,
    /// How the answer comes about.
    pub decision: Decision,
    /// The role that confirms the answer as a work item of its own.
    pub confirmed_by: Option<RoleIx>,
    /// A second person who verifies, as a work item of its own.
    pub verified_by: Option<Verifier>,
    /// Data asked at completion.
    pub captures: Vec<Capture<DatumIx>>,
    /// Indicators asked at completion.
    pub measures: Vec<Capture<IndicatorIx>>,
    /// When it applies at all.
    pub applies: Applies,
    /// Where it leads without an answer: on completion when it asks no question, or when it is skipped.
    pub next: Option<ExitIx>,
    /// Due by.
    pub deadline: Option<DeadlineRule>,
    /// Not before.
    pub minimum_term: Option<DeadlineRule>,
    /// Warning ahead of the deadline.
    pub warns_before: Option<Duration>,
    /// Roles told when it is overdue.
    pub escalates_to: Vec<RoleIx>,
    /// Roles told when it closes.
    pub notifies: Vec<RoleIx>,
    /// Who answers its question, where that is not who performs it.
    pub answered_by: Vec<RoleIx>,
    /// The interaction with another process that it is, of another activity.
    pub interaction: Option<Interaction>,
    /// The id of the milestone it shares with others: the first to close closes them all.
    pub milestone: Option<Text>,
}

/// What an interaction with another process is, besides work or a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Interaction {
    /// The activity that it is written in, and opens with.
    pub host: super::ElementIx,
    /// Whether that activity stays open until the interaction is closed.
    pub awaited: bool,
    /// The counterpart, where it is closed by hand.
    pub with: Option<Text>,
}

impl Activity {
    /// The signatures that evidence of a record needs.
    pub(crate) fn signed_by(&self, record: RecordIx) -> impl Iterator<Item = &SignerNeed> {
        let options = self.evidence.iter().flat_map(|need| &need.options);
        options.filter(move |option| option.record == record).flat_map(|option| &option.signed_by)
    }

    /// Whether one of its terms is counted from a datum or another element, which may move.
    pub(crate) fn has_movable_term(&self) -> bool {
        let movable = |rule: &DeadlineRule| !matches!(rule.anchor, Anchor::Opened | Anchor::Start);
        self.deadline.iter().chain(&self.minimum_term).any(movable)
    }

    /// Whether any of its evidence has to be signed.
    pub(crate) fn asks_signatures(&self) -> bool {
        self.evidence.iter().flat_map(|need| &need.options).any(|option| !option.signed_by.is_empty())
    }

    /// Whether the answer of its question is given by others than those who perform it.
    pub(crate) fn is_answered_apart(&self) -> bool {
        !self.answered_by.is_empty()
    }

    /// The role that confirms what came out: that of the answer itself, else that of every answer.
    pub(crate) fn confirmer(&self, answer: Option<u16>, nonconforming: bool) -> Option<&RoleIx> {
        match answer {
            Some(answer) => {
                let own =
                    self.answers.get(usize::from(answer)).and_then(|answer| answer.confirmed_by.as_ref());
                own.or(self.confirmed_by.as_ref())
            }
            None if nonconforming => self.control.as_ref()?.confirmed_by.as_ref(),
            None => None,
        }
    }

    /// Whether something that comes out of it is confirmed.
    pub(crate) fn may_be_confirmed(&self) -> bool {
        self.confirmed_by.is_some()
            || self.answers.iter().any(|answer| answer.confirmed_by.is_some())
            || self.control.as_ref().is_some_and(|control| control.confirmed_by.is_some())
    }

    /// The roles told of what came out, whichever way it leads.
    pub(crate) fn told_of(&self, answer: Option<u16>, nonconforming: bool) -> &[RoleIx] {
        let answered = answer.and_then(|answer| self.answers.get(usize::from(answer)));
        let refused = self.control.as_ref().filter(|_| nonconforming && answer.is_none());
        match (answered, refused) {
            (Some(answer), _) => &answer.notifies,
            (None, Some(control)) => &control.notifies,
            (None, None) => &[],
        }
    }

    /// Whether all of several responsible take part.
    pub(crate) fn is_joint(&self) -> bool {
        self.responsible.participation == Participation::All && self.responsible.roles.len() > 1
    }
}

/// What kind of work an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActivityKind {
    /// A person does it: a work item.
    Work,
    /// A task without type: passes by itself.
    Automatic,
    /// A printed step that is no work: passes by itself.
    Statement,
    /// A numbered end.
    End,
    /// A block that only heads its activities.
    Group,
    /// A block that is a scope: it ends when what stands in it has ended.
    Block,
    /// It waits for something that happens.
    Wait,
    /// Automatic work of the host: a job.
    Job,
    /// A call of another procedure.
    Call,
}

/// Who performs an activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responsible {
    /// The roles; empty means that the source does not say: anyone the host vouches for.
    pub roles: Vec<RoleIx>,
    /// Whether one of them is enough or all take part.
    pub participation: Participation,
    /// How several answers become one.
    pub agreement: Agreement,
}

/// Who of the responsible takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Participation {
    /// Any one of them: one work item.
    #[default]
    One,
    /// All of them: one work item each.
    All,
}

/// How the answers of several responsible become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Agreement {
    /// All must have answered, and alike.
    #[default]
    All,
    /// More than half.
    Majority,
    /// Whoever is first.
    One,
}

/// Evidence that completing needs: one record, or a choice of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceNeed {
    /// How many of the options are needed.
    pub rule: Choice,
    /// The records that serve.
    pub options: Vec<EvidenceOption>,
    /// Whether it may be missing.
    pub optional: bool,
    /// The block at whose end alone it is needed, where nobody knows before which of its work will be the last.
    pub(crate) at_end_of: Option<ElementIx>,
}

impl EvidenceNeed {
    pub(crate) fn of(rule: Choice) -> Self {
        EvidenceNeed { rule, options: Vec::new(), optional: false, at_end_of: None }
    }

    /// Whether it is asked of the activity itself, and not of whichever is the last of a block.
    pub(crate) fn is_own(&self) -> bool {
        self.at_end_of.is_none()
    }
}

/// One record that serves as evidence, and who signs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceOption {
    /// The record.
    pub record: RecordIx,
    /// The signatures it needs.
    pub signed_by: Vec<SignerNeed>,
}

/// A signature that a piece of evidence needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerNeed {
    /// How many of the roles must sign.
    pub rule: Choice,
    /// The roles.
    pub roles: Vec<RoleIx>,
}

/// How many of several options are needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// All of them; for one option, that one.
    #[default]
    All,
    /// `una_de`: exactly one.
    OneOf,
    /// `alguna_de`: one or more.
    AnyOf,
}

/// A control point: what is verified and what follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ControlPoint {
    /// What it verifies, as printed.
    pub verifies: Text,
    /// The items of a check list, each with a result of its own; empty without a list.
    pub points: Vec<Text>,
    /// Where a nonconformity leads; `None` when the source does not say: the work goes on.
    pub if_nonconforming: Option<ExitIx>,
    /// The role that confirms a nonconformity.
    pub confirmed_by: Option<RoleIx>,
    /// Roles told of a nonconformity.
    pub notifies: Vec<RoleIx>,
}

/// One possible answer of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `yes`, `no`, or the id of the outcome: what events store.
    pub id: Text,
    /// What people read: SI, NO or the printed text.
    pub text: Text,
    /// Where it leads.
    pub exit: ExitIx,
    /// The role that confirms this answer.
    pub confirmed_by: Option<RoleIx>,
    /// Roles told when this answer is given.
    pub notifies: Vec<RoleIx>,
}

/// How an answer comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decision {
    /// A person answers.
    #[default]
    Person,
    /// A guard answers.
    Computed(GuardIx),
    /// A guard proposes, a person answers.
    Suggested(GuardIx),
}

/// A second person who verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verifier {
    /// The role.
    pub role: RoleIx,
    /// Whether it must be another person than the one who did the work.
    pub different_person: bool,
}

impl Choice {
    /// Whether that many of the options are enough.
    pub(crate) fn is_met_by(self, count: usize, options: usize) -> bool {
        match self {
            Choice::All => count == options,
            Choice::OneOf => count == 1,
            Choice::AnyOf => count >= 1,
        }
    }
}

/// Something asked at completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture<T> {
    /// What is asked.
    pub what: T,
    /// Whether it may be missing.
    pub optional: bool,
}

/// Whether an activity applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Applies {
    /// Always.
    #[default]
    Always,
    /// When a guard says so.
    If(GuardIx),
    /// When a person says so: a work item of its own.
    Asked {
        /// The question.
        question: Text,
        /// Who answers; empty means the responsible of the activity.
        who: Vec<RoleIx>,
        /// What proposes the answer.
        suggests: Option<GuardIx>,
    },
}

/// A deadline, minimum term or warning, counted from a moment of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineRule {
    /// How long after the anchor.
    pub duration: Duration,
    /// From when it is counted.
    pub anchor: Anchor,
}

/// The moment a deadline is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anchor {
    /// When the item opened.
    Opened,
    /// When the case started.
    Start,
    /// When that element was last opened.
    StartOf(super::ElementIx),
    /// When that element was last completed: `actividad N` and `fin de ID`.
    Completed(super::ElementIx),
    /// The date or instant that a datum holds.
    Datum(DatumIx),
}
