//! What was walked, on the wire.

use std::collections::BTreeMap;

use cauce::source::Language;
use cauce::view::{Coverage, CoverageKind, Missing, Tally};
use serde::Serialize;

use super::{PathReplayed, WIRE};
use crate::coverage::Shown;

/// How much of each kind: walked, of all there is.
#[derive(Debug, Serialize)]
pub(crate) struct Covered {
    activities: Share,
    answers: Share,
    returns: Share,
    flows: Share,
    skips: Share,
    events: Share,
    /// These are absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadlines: Option<Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Share>,
}

#[derive(Debug, Serialize)]
struct Share {
    walked: usize,
    all: usize,
}

/// What was walked of several procedures.
#[derive(Debug, Serialize)]
pub(crate) struct CoverageShown {
    wire: u32,
    /// Cases whose procedure was not given.
    unknown: usize,
    coverage: Vec<ProcedureCovered>,
}

/// The paths that were replayed, and what they walk together.
#[derive(Debug, Serialize)]
pub(crate) struct PathsCovered<'a> {
    wire: u32,
    paths: &'a [PathReplayed],
    coverage: Vec<ProcedureCovered>,
}

#[derive(Debug, Serialize)]
struct ProcedureCovered {
    procedure: String,
    version: String,
    definition: String,
    cases: u64,
    #[serde(flatten)]
    covered: Covered,
    times: Times,
    missing: Vec<Lacking>,
}

/// How often: activities by what people call them, with their answers by id.
#[derive(Debug, Serialize)]
struct Times {
    activities: BTreeMap<String, u64>,
    answers: BTreeMap<String, BTreeMap<String, u64>>,
    skips: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize)]
struct Lacking {
    kind: &'static str,
    what: String,
    message: String,
    /// The words of a path that would walk it, where they are known.
    path: Option<String>,
}

impl Covered {
    pub(super) fn of(coverage: &Coverage) -> Self {
        let share = |kind| {
            let Tally { walked, all } = coverage.tally(kind);
            Share { walked, all }
        };
        let some = |kind| Some(share(kind)).filter(|share| share.all > 0);
        Covered {
            activities: share(CoverageKind::Activities),
            answers: share(CoverageKind::Answers),
            returns: share(CoverageKind::Returns),
            flows: share(CoverageKind::Flows),
            skips: share(CoverageKind::Skips),
            events: share(CoverageKind::Events),
            deadlines: some(CoverageKind::Deadlines),
            conditions: some(CoverageKind::Conditions),
            rows: some(CoverageKind::Rows),
        }
    }
}

impl CoverageShown {
    pub(crate) fn of(shown: &[Shown<'_>], unknown: usize, language: Language) -> Self {
        CoverageShown { wire: WIRE, unknown, coverage: all(shown, language) }
    }
}

impl<'a> PathsCovered<'a> {
    pub(crate) fn of(paths: &'a [PathReplayed], shown: &[Shown<'_>], language: Language) -> Self {
        PathsCovered { wire: WIRE, paths, coverage: all(shown, language) }
    }
}

fn all(shown: &[Shown<'_>], language: Language) -> Vec<ProcedureCovered> {
    shown.iter().map(|one| ProcedureCovered::of(one, language)).collect()
}

impl ProcedureCovered {
    fn of(shown: &Shown<'_>, language: Language) -> Self {
        let (procedure, coverage) = (shown.procedure, shown.coverage);
        ProcedureCovered {
            procedure: procedure.code().to_owned(),
            version: procedure.head().version.to_string(),
            definition: procedure.digests().definition.to_string(),
            cases: coverage.cases(),
            covered: Covered::of(coverage),
            times: Times::of(shown),
            missing: shown.missing.iter().map(|one| Lacking::of(one, language)).collect(),
        }
    }
}

impl Times {
    fn of(shown: &Shown<'_>) -> Self {
        let (procedure, coverage) = (shown.procedure, shown.coverage);
        let mut times =
            Times { activities: BTreeMap::new(), answers: BTreeMap::new(), skips: BTreeMap::new() };
        for activity in procedure.activities() {
            let Some(element) = procedure.find(&activity.id).filter(|element| !coverage.is_heading(*element))
            else {
                continue;
            };
            let name = procedure.reference(element).to_string();
            times.activities.insert(name.clone(), coverage.times(element));
            if let Some(skipped) = coverage.times_skipped(element) {
                times.skips.insert(name.clone(), skipped);
            }
            let answers = activity.answers.iter().zip(coverage.times_answered(element));
            let answers: BTreeMap<String, u64> =
                answers.map(|(answer, times)| (answer.id.to_string(), *times)).collect();
            if !answers.is_empty() {
                times.answers.insert(name, answers);
            }
        }
        times
    }
}

impl Lacking {
    fn of((missing, path): &(Missing, Option<String>), language: Language) -> Self {
        Lacking {
            kind: missing.kind().name(Language::English),
            what: missing.shown(language),
            message: missing.sentence(language),
            path: path.clone(),
        }
    }
}
