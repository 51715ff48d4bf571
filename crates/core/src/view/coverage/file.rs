//! A coverage as a line of text: versioned JSON, known by the digest of the definition.
//!
//! Counts stand in the order of the definition, which the digest vouches for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use serde_json::Value;

use super::Coverage;
use crate::data::Digest;
use crate::procedure::Procedure;
use crate::source::Language;

/// The version of the lines.
const VERSION: u64 = 1;

/// The lists of a line, in order.
const LISTS: [&str; 8] =
    ["elements", "flows", "returns", "answers", "skips", "deadlines", "conditions", "rows"];

/// Why a text is no coverage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum CoverageError {
    /// A line is something else.
    NotCoverage {
        /// The line, the first is 1.
        line: usize,
    },
    /// A later release wrote it.
    Newer {
        /// The line, the first is 1.
        line: usize,
        /// Its version.
        version: u64,
    },
    /// A line lacks something, or does not fit another one of the same definition.
    Damaged {
        /// The line, the first is 1.
        line: usize,
    },
}

impl CoverageError {
    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (CoverageError::NotCoverage { line }, Language::Spanish) => {
                format!("el renglón {line} no es de un archivo de cobertura")
            }
            (CoverageError::NotCoverage { line }, Language::English) => {
                format!("line {line} is not of a coverage file")
            }
            (CoverageError::Newer { line, version }, Language::Spanish) => {
                format!("el renglón {line} es de la versión {version}; este programa lee la {VERSION}")
            }
            (CoverageError::Newer { line, version }, Language::English) => {
                format!("line {line} is of version {version}; this program reads {VERSION}")
            }
            (CoverageError::Damaged { line }, Language::Spanish) => {
                format!("al renglón {line} le falta algo, o no concuerda con otro de la misma definición")
            }
            (CoverageError::Damaged { line }, Language::English) => {
                format!("line {line} lacks something, or does not fit another one of the same definition")
            }
        }
    }
}

/// The counts of one definition, without the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    code: String,
    version: String,
    cases: u64,
    lists: [Vec<u64>; LISTS.len()],
}

impl Counts {
    pub(super) fn of(procedure: &Procedure, coverage: &Coverage) -> Self {
        let some = |list: &[Option<u64>]| list.iter().copied().flatten().collect();
        Counts {
            code: procedure.code().to_owned(),
            version: procedure.head().version.to_string(),
            cases: coverage.cases,
            lists: [
                coverage.elements.clone(),
                coverage.exits.clone(),
                coverage.returns.clone(),
                coverage.answers.iter().flatten().copied().collect(),
                some(&coverage.skips),
                some(&coverage.deadlines),
                coverage.conditions.times().collect(),
                coverage.rows.times().collect(),
            ],
        }
    }

    /// What people call the procedure.
    pub(super) fn name(&self) -> (&str, &str) {
        (&self.code, &self.version)
    }

    /// Adds other counts of the same definition; false when they do not fit, and then nothing is added.
    pub(super) fn add(&mut self, other: &Counts) -> bool {
        let fits = self.lists.iter().zip(&other.lists).all(|(mine, theirs)| mine.len() == theirs.len());
        if fits {
            self.cases = self.cases.saturating_add(other.cases);
            self.lists.iter_mut().zip(&other.lists).for_each(|(mine, theirs)| super::add_all(mine, theirs));
        }
        fits
    }

    /// The coverage of the procedure that they are of; nothing when they are of another shape.
    pub(super) fn coverage(&self, procedure: &Procedure) -> Option<Coverage> {
        let mut coverage = Coverage::none(procedure);
        let [elements, flows, returns, answers, skips, deadlines, conditions, rows] = &self.lists;
        coverage.cases = self.cases;
        put(elements, coverage.elements.iter_mut())?;
        put(flows, coverage.exits.iter_mut())?;
        put(returns, coverage.returns.iter_mut())?;
        put(answers, coverage.answers.iter_mut().flatten())?;
        put(skips, coverage.skips.iter_mut().flatten())?;
        put(deadlines, coverage.deadlines.iter_mut().flatten())?;
        put(conditions, coverage.conditions.times_mut())?;
        put(rows, coverage.rows.times_mut())?;
        Some(coverage)
    }
}

/// Adds counts to those of the same definition; false when they do not fit.
pub(super) fn add(all: &mut BTreeMap<Digest, Counts>, digest: Digest, counts: Counts) -> bool {
    match all.entry(digest) {
        Entry::Occupied(mut known) => known.get_mut().add(&counts),
        Entry::Vacant(place) => {
            place.insert(counts);
            true
        }
    }
}

/// Puts counts where they belong; nothing when there are more or fewer of them.
fn put<'c>(counts: &[u64], places: impl Iterator<Item = &'c mut u64>) -> Option<()> {
    let mut counts = counts.iter();
    for place in places {
        *place = *counts.next()?;
    }
    counts.next().is_none().then_some(())
}

/// One line.
pub(super) fn write(digest: &Digest, counts: &Counts) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let (code, version) = (text(&counts.code), text(&counts.version));
    let mut line = format!(
        "{{\"coverage\":{VERSION},\"procedure\":{code},\"version\":{version},\"definition\":\"{digest}\",\"cases\":{}",
        counts.cases
    );
    for (name, list) in LISTS.iter().zip(&counts.lists) {
        let list: Vec<String> = list.iter().map(u64::to_string).collect();
        let _ = write!(line, ",\"{name}\":[{}]", list.join(","));
    }
    line.push_str("}\n");
    line
}

/// The definition that a line is of, with its counts.
pub(super) fn read(text: &str, line: usize) -> Result<(Digest, Counts), CoverageError> {
    let value: Value = serde_json::from_str(text).map_err(|_| CoverageError::NotCoverage { line })?;
    match value.get("coverage").and_then(Value::as_u64) {
        Some(VERSION) => counts(&value).ok_or(CoverageError::Damaged { line }),
        Some(version) if version > VERSION => Err(CoverageError::Newer { line, version }),
        _ => Err(CoverageError::NotCoverage { line }),
    }
}

fn counts(value: &Value) -> Option<(Digest, Counts)> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let list =
        |name: &str| -> Option<Vec<u64>> { value.get(name)?.as_array()?.iter().map(Value::as_u64).collect() };
    let mut lists: [Vec<u64>; LISTS.len()] = Default::default();
    for (place, name) in lists.iter_mut().zip(LISTS) {
        *place = list(name)?;
    }
    let cases = value.get("cases").and_then(Value::as_u64)?;
    let (code, version) = (text("procedure")?.to_owned(), text("version")?.to_owned());
    Some((text("definition")?.parse().ok()?, Counts { code, version, cases, lists }))
}
