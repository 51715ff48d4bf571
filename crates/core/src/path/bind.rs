//! A path against its procedure, before anything is replayed.
//!
//! Knows how to find the procedure a path means, and what the path says of it that is not so.

use std::sync::Arc;

use super::file::{Act, Action, Expected, MOST_PROBLEMS, PathFile};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, PathProblem, codes};
use crate::keywords::{Keyword, distance};
use crate::procedure::{ActivityKind, Definitions, ElementIx, Procedure, Reading};
use crate::source::{Language, Span};

/// The procedure a path means.
pub(super) fn find<'d>(
    definitions: &'d Definitions,
    path: &PathFile,
) -> Result<&'d Arc<Procedure>, Box<Diagnostic>> {
    let (code, span) = code_of(definitions, path);
    let named: Vec<_> = definitions.iter().filter(|procedure| *procedure.code() == *code).collect();
    if named.is_empty() {
        let known = sorted(definitions.iter().map(|procedure| &procedure.head().code));
        return refused(PathProblem::UnknownProcedure { code, known }, span);
    }
    let fitting: Vec<_> = named.iter().copied().filter(|procedure| is_version(procedure, path)).collect();
    if let (true, Some((version, span))) = (fitting.is_empty(), &path.version) {
        let known = sorted(named.iter().map(|procedure| &procedure.head().version));
        return refused(PathProblem::OtherVersion { version: version.clone(), known }, *span);
    }
    let newest = definitions.by_code(&code);
    let read = || fitting.iter().copied().filter(|procedure| procedure.reading() == path.reading);
    let last = read().find(|procedure| newest.is_some_and(|newest| Arc::ptr_eq(newest, procedure)));
    match last.or_else(|| read().next()) {
        Some(found) => Ok(found),
        None => refused(PathProblem::OtherReading { reading: reading_word(path.reading) }, path.reading_span),
    }
}

fn refused<T>(problem: PathProblem, span: Span) -> Result<T, Box<Diagnostic>> {
    Err(Box::new(Diagnostic::error(problem, span)))
}

fn sorted<'t>(texts: impl Iterator<Item = &'t Text>) -> Vec<Text> {
    let mut sorted: Vec<Text> = texts.cloned().collect();
    sorted.sort();
    sorted.dedup();
    sorted
}

fn is_version(procedure: &Procedure, path: &PathFile) -> bool {
    path.version.as_ref().is_none_or(|(label, _)| *label == procedure.head().version)
}

fn reading_word(reading: Reading) -> Keyword {
    match reading {
        Reading::Chosen => Keyword::Chosen,
        Reading::Literal => Keyword::Literal,
    }
}

/// The code a path names; one that names none means the only one there is.
fn code_of(definitions: &Definitions, path: &PathFile) -> (Text, Span) {
    let known = sorted(definitions.iter().map(|procedure| &procedure.head().code));
    match (&path.procedure, &known[..]) {
        (Some((code, span)), _) => (code.clone(), *span),
        (None, [only]) => (only.clone(), path.span),
        (None, _) => ("".into(), path.span),
    }
}

/// What makes the definition unfit and is not accepted by the path.
pub(super) fn not_allowed(procedure: &Procedure, path: &PathFile) -> Option<Diagnostic> {
    let refused = |code: &&&str| !path.allows.iter().any(|allowed| names(code).contains(&&**allowed));
    let mut reasons: Vec<Text> = Vec::new();
    for code in procedure.unfit().iter().filter(refused) {
        let name: Text = names(code)[path.language as usize].into();
        if !reasons.contains(&name) {
            reasons.push(name);
        }
    }
    let code = procedure.head().code.clone();
    (!reasons.is_empty()).then(|| Diagnostic::error(PathProblem::NotAllowed { code, reasons }, path.span))
}

/// The names of a code in Spanish and English, and the code itself.
fn names(code: &str) -> [&str; 3] {
    let name = |language| codes(language).find(|(known, _)| *known == code).map_or(code, |(_, name)| name);
    [name(Language::Spanish), name(Language::English), code]
}

/// Every reference of a path that the procedure does not have, and every word for what is nobody's work.
pub(super) fn check(procedure: &Procedure, path: &PathFile) -> Vec<Diagnostic> {
    let mut binder = Binder { procedure, found: Vec::new() };
    for act in &path.acts {
        if binder.found.len() >= MOST_PROBLEMS {
            break;
        }
        binder.act(act);
    }
    if let Some(expected) = &path.expected {
        binder.expected(expected);
    }
    binder.found
}

struct Binder<'a> {
    procedure: &'a Procedure,
    found: Vec<Diagnostic>,
}

impl Binder<'_> {
    fn act(&mut self, act: &Act) {
        let attempted = match &act.action {
            Action::Reject { attempt, .. } => attempt,
            action => action,
        };
        match attempted {
            Action::Work(work) => self.work(&work.reference, act.span),
            Action::Fire(reference) | Action::Declare { event: reference, .. } => {
                let _ = self.known(reference, act.span);
            }
            Action::Check(expected) => self.expected(expected),
            _ => {}
        }
    }

    fn expected(&mut self, expected: &Expected) {
        for act in expected.walk.iter().flat_map(|(acts, _)| acts) {
            self.act(act);
        }
        for (references, span) in [&expected.open, &expected.waiting, &expected.skips].into_iter().flatten() {
            for reference in references {
                let _ = self.known(reference, *span);
            }
        }
        for round in expected.rounds.iter().flat_map(|(rounds, _)| rounds) {
            let _ = self.known(&round.from, round.span);
            let _ = self.known(&round.to, round.span);
        }
    }

    fn work(&mut self, reference: &Text, span: Span) {
        let Some(element) = self.known(reference, span) else {
            return;
        };
        let kind = self.procedure.activity(element).map(|activity| activity.kind);
        if !matches!(kind, Some(ActivityKind::Work | ActivityKind::Job)) && !self.is_asked(element) {
            let end = kind == Some(ActivityKind::End);
            let problem = PathProblem::NoWork { reference: reference.clone(), end };
            let id = self.procedure.id(element).clone();
            self.found.push(Diagnostic::error(problem, span).with_elements([id]));
        }
    }

    /// Whether an element that passes by itself still asks something: whether it applies, whether it is confirmed,
    /// whether it is chosen.
    fn is_asked(&self, element: ElementIx) -> bool {
        let asks = |activity: &crate::procedure::Activity| {
            matches!(activity.applies, crate::procedure::Applies::Asked { .. })
                || activity.confirmed_by.is_some()
        };
        let graph = &self.procedure.graph;
        let is_chosen = graph.within(element).is_some_and(|block| graph.ad_hoc(block).is_some());
        is_chosen || self.procedure.activity(element).is_some_and(asks)
    }

    fn known(&mut self, reference: &Text, span: Span) -> Option<ElementIx> {
        let element = self.procedure.find(reference);
        if element.is_none() {
            let nearest = self.nearest(reference);
            let problem = PathProblem::UnknownActivity { reference: reference.clone(), nearest };
            self.found.push(Diagnostic::error(problem, span));
        }
        element
    }

    /// The id that looks most like it; numbers are too short to tell a slip from another number.
    fn nearest(&self, reference: &str) -> Option<Text> {
        let activities = self.procedure.activities().iter();
        let near = activities
            .map(|activity| (distance(reference, &activity.id), &activity.id))
            .min_by_key(|(far, _)| *far);
        near.filter(|(far, _)| *far <= 3 && *far < reference.chars().count()).map(|(_, id)| id.clone())
    }
}
