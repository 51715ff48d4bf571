//! Two versions of a procedure: what is written differently, what paths notice, and what no path walks yet.
//!
//! Read [`compare`] first.

use std::sync::Arc;

use super::change::{Change, changes};
use super::outcome::{PathOutcome, outcome};
use super::pair::Pairs;
use crate::path::PathFile;
use crate::procedure::{Definitions, ElementIx, Procedure};
use crate::view::{Coverage, Missing};

/// One version, with everything that it calls.
#[derive(Clone, Copy, Debug)]
pub struct Version<'v> {
    /// The procedures that are known to it, its own among them.
    pub definitions: &'v Definitions,
    /// Its own.
    pub procedure: &'v Arc<Procedure>,
}

/// How two versions differ.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// Whether the engine does the same with both, by their behaviour digests.
    pub same_digest: bool,
    /// What is written differently.
    pub changes: Vec<Change>,
    /// What came of each path of the old version.
    pub paths: Vec<PathOutcome>,
    /// What is new and walked by none of the paths.
    pub unwalked: Vec<Missing>,
}

impl Comparison {
    /// Whether both behave alike: the digests say so, or all that differs are numbers and prose, and every path too.
    #[must_use]
    pub fn is_alike(&self) -> bool {
        let written = self.changes.iter().any(Change::is_behaviour);
        let walked = self.paths.iter().any(|path| path.unlike.is_some());
        self.same_digest || !(written || walked)
    }
}

/// Compares two versions of a procedure, replaying paths of the old one on the new one.
///
/// Elements are paired by id, else by heading, else by what stands around them; numbers pair nothing.
///
/// ```
/// use std::sync::Arc;
/// use cauce::check::{Options, check};
/// use cauce::compare::{Version, compare};
/// use cauce::procedure::Definitions;
/// use cauce::source::{Language, Source};
/// let version = |who: &str, number: u32| {
///     let text = format!(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = {{ codigo = "P", nombre = "P" }}
/// rol = [{{ id = "a", nombre = "Auxiliar" }}, {{ id = "b", nombre = "Director" }}]
/// actividad = {{ numero = {number}, id = "x", titulo = "Aprobar", responsables = "{who}" }}
/// "#);
///     let mut definitions = Definitions::new();
///     definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
///     definitions
/// };
/// let (old, new) = (version("a", 1), version("b", 2));
/// let of = |definitions| Version { definitions, procedure: definitions.by_code("P").unwrap() };
/// let found = compare(&of(&old), &of(&new), &[]);
/// let said: Vec<String> = found.changes.iter().map(|change| change.sentence(Language::Spanish)).collect();
/// assert_eq!(said[0], "Actividad 2 Aprobar: antes era la 1; ahora es la 2.");
/// assert_eq!(said[1], "Actividad 2 Aprobar: responsable cambió de «Auxiliar» a «Director».");
/// assert!(!found.is_alike());
/// ```
#[must_use]
pub fn compare(old: &Version<'_>, new: &Version<'_>, paths: &[PathFile]) -> Comparison {
    let (before, after) = (old.procedure.digests(), new.procedure.digests());
    let pairs = Pairs::of(old.procedure, new.procedure);
    let changes = if before.definition == after.definition { Vec::new() } else { changes(&pairs) };
    let mut covered = Coverage::none(new.procedure);
    let mut outcomes = Vec::new();
    for path in paths {
        let (found, walked) = outcome(&pairs, (old, new), path);
        if let Some(walked) = walked {
            covered.merge(&walked);
        }
        outcomes.push(found);
    }
    let same_digest = before.behaviour == after.behaviour;
    let unwalked = if same_digest { Vec::new() } else { unwalked(&pairs, &covered) };
    Comparison { same_digest, changes, paths: outcomes, unwalked }
}

/// What the new version has, the old one has not, and no path walks.
fn unwalked(pairs: &Pairs<'_>, covered: &Coverage) -> Vec<Missing> {
    let mut missing = covered.missing(pairs.new);
    missing.retain(|missing| is_new(pairs, missing));
    missing
}

fn is_new(pairs: &Pairs<'_>, missing: &Missing) -> bool {
    let found = |reference: &str| pairs.new.find(reference);
    let old = |reference: &str| found(reference).and_then(|element| pairs.in_old(element));
    match missing {
        Missing::Activity(reference) | Missing::Event(reference) => old(reference).is_none(),
        Missing::Answer(reference, answer) => !has_answer(pairs, old(reference), (reference, answer)),
        Missing::Return(from, to) => !has_return(pairs, old(from), old(to)),
        Missing::Skip(reference) => old(reference).is_none_or(|old| {
            let applies = pairs.old.activity(old).map(|activity| &activity.applies);
            applies.is_none_or(|applies| *applies == crate::procedure::Applies::Always)
        }),
        Missing::Deadline(reference) => old(reference)
            .is_none_or(|old| pairs.old.activity(old).is_none_or(|activity| activity.deadline.is_none())),
        _ => false,
    }
}

fn has_answer(pairs: &Pairs<'_>, old: Option<ElementIx>, (reference, answer): (&str, &str)) -> bool {
    let new = pairs.new.find(reference).and_then(|element| pairs.new.activity(element));
    let wanted = new.into_iter().flat_map(|activity| &activity.answers);
    let wanted = wanted.clone().find(|known| *known.text == *answer || *known.id == *answer);
    let before = old.and_then(|old| pairs.old.activity(old));
    let has = |id: &str| before.is_some_and(|activity| activity.answers.iter().any(|known| *known.id == *id));
    has(wanted.map_or(answer, |known| &known.id))
}

fn has_return(pairs: &Pairs<'_>, from: Option<ElementIx>, to: Option<ElementIx>) -> bool {
    let graph = pairs.old.graph();
    graph.returns().any(|taken| {
        let (start, end, _) = graph.return_of(taken);
        Some(start) == from && end == to
    })
}
