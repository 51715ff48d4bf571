//! Problems of a procedure as a whole: its graph, its control points, what it declares and does not use.
//!
//! Knows what the check rules can find, and says it in both languages.
//! Does not find it: the rules do.
//! Read [`CheckProblem`] first.

mod english;
mod listing;
mod spanish;

pub use listing::{Junction, Listing, Place, Way};
pub(super) use listing::{cited, joined};

use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

/// One of the six aspects that a control point should state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// What is verified.
    What,
    /// Who verifies.
    Who,
    /// How often.
    HowOften,
    /// How it is verified.
    How,
    /// What follows when it does not conform.
    IfNot,
    /// What evidence remains.
    Evidence,
}

impl Aspect {
    /// All six, in the order they are said.
    pub const ALL: [Aspect; 6] =
        [Aspect::What, Aspect::Who, Aspect::HowOften, Aspect::How, Aspect::IfNot, Aspect::Evidence];
}

/// What asks for a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneUse {
    /// A key of the activity: a frequency, a deadline.
    Key(Keyword),
    /// A guard that asks for today's date.
    Guard,
}

problem_family! {
    /// What can be wrong with a procedure whose names and targets are known.
    CheckProblem;
    /// Activities that nobody reaches.
    Unreachable {
        /// The activities.
        elements: Listing,
        /// The one before them in the file, whose ways lead elsewhere.
        before: Option<Junction>,
        /// Ids of the findings that record what the source prints there.
        recorded: Vec<Text>,
    } = "C0201", "actividad-inalcanzable", "unreachable-activity";
    /// Activities from which no end can be reached.
    NoWayToEnd {
        /// The activities.
        elements: Listing,
        /// Those of them that go round without a way out.
        circle: Listing,
        /// The last of these, which should lead on.
        gate: Junction,
        /// Ids of the findings that record what the source prints there.
        recorded: Vec<Text>,
    } = "C0202", "sin-salida", "no-way-to-end";
    /// Nothing in the whole procedure leads to an end.
    NoEnd {
        /// The last activity of the circle that holds the case, which should lead on.
        gate: Junction,
        /// Ids of the findings that record what the source prints there.
        recorded: Vec<Text>,
    } = "C0203", "sin-fin", "no-end";
    /// An element that is no end and leads nowhere.
    DeadEnd {
        /// The element.
        element: Listing,
    } = "C0204", "sin-continuacion", "dead-end";
    /// The procedure has no activity.
    NoActivity = "C0205", "sin-actividades", "no-activity";
    /// A circle of automatic elements that nothing in it can ever leave.
    AutomaticCycle {
        /// The elements, in the order walked.
        cycle: Vec<Text>,
    } = "C0206", "ciclo-automatico", "automatic-cycle";
    /// A guard decides by an indicator that has no target.
    DecidesWithoutTarget {
        /// The activity.
        activity: Text,
        /// The name of the indicator as printed.
        indicator: Text,
    } = "C0207", "decide-sin-meta", "decides-without-target";
    /// Something counts days and nobody says where.
    ZoneMissing {
        /// What asks for the zone.
        used_by: ZoneUse,
        /// The activities that need it.
        activities: Listing,
    } = "C0208", "falta-zona-horaria", "time-zone-missing";
    /// Two findings have the same id.
    RepeatedFinding {
        /// The id.
        id: Text,
    } = "C0209", "hallazgo-repetido", "repeated-finding";
    /// All answers of a question lead to the same place.
    SameWay {
        /// The activity.
        activity: Text,
        /// The answers.
        answers: Vec<Text>,
        /// Where they lead.
        to: Place,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0501", "mismo-destino", "same-target";
    /// Control points that do not say what follows when they are not met.
    ControlWithoutConsequence {
        /// The activities.
        activities: Listing,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0502", "control-sin-consecuencia", "control-without-consequence";
    /// Activities with the same text, responsible and evidence.
    RepeatedActivities {
        /// The activities.
        activities: Listing,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0503", "actividad-repetida", "repeated-activity";
    /// Records without a retention time or without a keeper.
    RecordsWithoutRetention {
        /// Ids of the records without a retention time.
        retention: Vec<Text>,
        /// Ids of the records without a keeper.
        keeper: Vec<Text>,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0504", "registro-sin-conservacion", "record-without-retention";
    /// Aspects that control points do not state.
    ControlAspects {
        /// Each missing aspect with the activities whose control point lacks it.
        missing: Vec<(Aspect, Listing)>,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0505", "aspectos-del-control", "control-aspects";
    /// Something is declared and nothing names it.
    Unused {
        /// The block that declares it.
        block: Keyword,
        /// Its id.
        id: Text,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0506", "declarado-sin-usar", "declared-unused";
    /// Activities that leave no evidence.
    WithoutEvidence {
        /// The activities.
        activities: Listing,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0507", "actividad-sin-evidencia", "activity-without-evidence";
    /// A guard proposes or enables by an indicator that has no target.
    WithoutTarget {
        /// The activity.
        activity: Text,
        /// The name of the indicator as printed.
        indicator: Text,
        /// Ids of the findings that say so.
        recorded: Vec<Text>,
    } = "C0508", "sin-meta", "no-target";
    /// Ids that are not written as the others.
    IdStyle {
        /// The ids.
        ids: Vec<Text>,
        /// Whether they are names of guards: data and indicators.
        guard_names: bool,
    } = "C0509", "forma-del-id", "id-style";
    /// A gateway all of whose flows have a condition.
    NoDefaultFlow {
        /// The gateway.
        gateway: Text,
    } = "C0510", "compuerta-sin-otro-caso", "gateway-without-otherwise";
    /// A flow that stands behind one that is always taken.
    NeverTaken {
        /// The gateway.
        gateway: Text,
        /// Where the flow leads.
        to: Place,
        /// Where the one that is always taken leads.
        always: Place,
    } = "C0512", "salida-que-nunca-se-toma", "flow-never-taken";
    /// A condition on a flow of a gateway that takes them all.
    IgnoredCondition {
        /// The gateway.
        gateway: Text,
        /// Where the flow leads.
        to: Place,
    } = "C0533", "condicion-que-no-se-mira", "ignored-condition";
    /// What comes next after something that waits for the first of several things and goes on where that leads.
    UntakenNext {
        /// The activity.
        activity: Text,
    } = "C0534", "continuacion-que-nunca-se-toma", "next-never-taken";
    /// A circle of automatic elements that something in it may leave.
    BoundedCycle {
        /// The elements, in the order walked.
        cycle: Vec<Text>,
    } = "C0513", "ciclo-que-puede-salir", "bounded-cycle";
    /// A finding that does not say where in the source it is.
    FindingWithoutPlace {
        /// The id of the finding.
        id: Text,
    } = "C0514", "hallazgo-sin-lugar", "finding-without-place";
    /// A second person verifies and there is no control point.
    VerifierOfNothing {
        /// The activity.
        activity: Text,
    } = "C0525", "verifica-sin-control", "verifies-nothing";
    /// A list of signers that is empty.
    SignedByNobody {
        /// The activity.
        activity: Text,
    } = "C0526", "nadie-firma", "nobody-signs";
    /// An activity asks for the same thing twice.
    AskedTwice {
        /// The activity.
        activity: Text,
        /// The key that asks.
        key: Keyword,
        /// What it asks for.
        what: Text,
    } = "C0527", "pedido-dos-veces", "asked-twice";
    /// A return with a maximum of zero.
    NeverReturns {
        /// The activity.
        activity: Text,
    } = "C0528", "regreso-sin-vueltas", "return-never-taken";
    /// The warning ahead is longer than the deadline.
    WarnsTooEarly {
        /// The activity.
        activity: Text,
    } = "C0529", "aviso-antes-de-abrir", "warning-before-opening";
    /// The minimum term is longer than the deadline.
    MinimumBeyondDeadline {
        /// The activity.
        activity: Text,
    } = "C0530", "minimo-tras-el-plazo", "minimum-beyond-deadline";
    /// A deadline is counted from an activity that can only come later.
    AnchorOnlyLater {
        /// The activity.
        activity: Text,
        /// What it is counted from.
        anchor: Text,
        /// The key of the term.
        key: Keyword,
    } = "C0531", "ancla-posterior", "anchor-only-later";
}

impl CheckProblem {
    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into()).0
    }

    /// What to write instead, or where it is already on record.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into()).1)
    }

    /// Ids of the findings that already record it, so that remarks on record can be counted apart.
    #[must_use]
    pub fn recorded(&self) -> &[Text] {
        match self {
            CheckProblem::Unreachable { recorded, .. }
            | CheckProblem::NoWayToEnd { recorded, .. }
            | CheckProblem::NoEnd { recorded, .. }
            | CheckProblem::SameWay { recorded, .. }
            | CheckProblem::ControlWithoutConsequence { recorded, .. }
            | CheckProblem::RepeatedActivities { recorded, .. }
            | CheckProblem::RecordsWithoutRetention { recorded, .. }
            | CheckProblem::ControlAspects { recorded, .. }
            | CheckProblem::Unused { recorded, .. }
            | CheckProblem::WithoutEvidence { recorded, .. }
            | CheckProblem::WithoutTarget { recorded, .. } => recorded,
            _ => &[],
        }
    }

    fn said(&self, Voice { reader, file }: Voice) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self, file),
            Language::English => english::said(self, file),
        }
    }
}
