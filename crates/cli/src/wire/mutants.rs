//! Mutants on the wire.

use cauce::mutate::{Judged, Verdict};
use cauce::source::Language;
use serde::Serialize;

use super::WIRE;
use crate::mutants::{Tried, verdict};

/// What came of the mutants of several procedures.
#[derive(Debug, Serialize)]
pub(crate) struct AllMutants {
    wire: u32,
    mutants: Vec<MutantsJudged>,
}

/// What came of the mutants of one procedure.
#[derive(Debug, Serialize)]
pub(crate) struct MutantsJudged {
    procedure: String,
    version: String,
    definition: String,
    paths: usize,
    score: usize,
    killed: usize,
    survived: usize,
    equivalent: usize,
    unfit: usize,
    not_tried: usize,
    judged: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    operator: &'static str,
    at: String,
    line: Option<usize>,
    key: &'static str,
    before: String,
    after: Option<String>,
    verdict: &'static str,
    /// The path that notices it.
    path: Option<String>,
    /// What the checker says.
    code: Option<&'static str>,
    /// What a path has to say to notice it, of those that survive.
    remedy: Option<String>,
    words: Option<String>,
}

impl AllMutants {
    pub(crate) fn of(mutants: Vec<MutantsJudged>) -> Self {
        AllMutants { wire: WIRE, mutants }
    }
}

impl MutantsJudged {
    pub(crate) fn of(tried: &Tried<'_>, language: Language) -> Self {
        let (procedure, report) = (tried.procedure, &tried.report);
        let count = |wanted: &str| report.judged.iter().filter(|one| verdict(&one.verdict) == wanted).count();
        MutantsJudged {
            procedure: procedure.code().to_owned(),
            version: procedure.head().version.to_string(),
            definition: procedure.digests().definition.to_string(),
            paths: report.paths,
            score: report.score(),
            killed: count("killed"),
            survived: count("survived"),
            equivalent: count("equivalent"),
            unfit: count("unfit"),
            not_tried: report.left_out,
            judged: report.judged.iter().map(|one| One::of(tried, one, language)).collect(),
        }
    }
}

impl One {
    fn of(tried: &Tried<'_>, Judged { mutant, verdict: came, .. }: &Judged, language: Language) -> Self {
        let survived = *came == Verdict::Survived;
        One {
            operator: mutant.operator.id(),
            at: mutant.at.to_string(),
            line: tried.line(mutant),
            key: mutant.key.en(),
            before: mutant.before.to_string(),
            after: Some(mutant.after.to_string()).filter(|after| !after.is_empty()),
            verdict: verdict(came),
            path: match came {
                Verdict::Killed { by } => Some(by.to_string()),
                _ => None,
            },
            code: match came {
                Verdict::Unfit(code) => Some(code),
                _ => None,
            },
            remedy: survived.then(|| mutant.remedy(language)),
            words: mutant.words.as_ref().filter(|_| survived).map(ToString::to_string),
        }
    }
}
