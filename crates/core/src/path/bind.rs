//! A path against its procedure, before anything is replayed.
//!
//! Knows how to find the procedure a path means, and what the path says of it that is not so.

use std::sync::Arc;

use super::due;
use super::file::{Act, Action, Expected, MOST_PROBLEMS, PathFile};
use crate::data::Text;
use crate::decide::message::begun_by;
use crate::decide::signal::begun_by_signal;
use crate::diagnostic::{Diagnostic, PathProblem, codes};
use crate::graph::{Call, NodeKind, On, Throw};
use crate::keywords::{Keyword, distance};
use crate::procedure::{ActivityKind, Definitions, ElementIx, Procedure, Reading};
use crate::reference::Reference;
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

/// The procedure of another case that the path begins: the newest of that code, in the reading of the path if there is.
pub(super) fn named<'d>(definitions: &'d Definitions, path: &PathFile, code: &str) -> Option<&'d Procedure> {
    let named = || definitions.iter().filter(|procedure| procedure.code() == code);
    let newest = definitions.by_code(code).filter(|newest| newest.reading() == path.reading);
    let read = named().find(|procedure| procedure.reading() == path.reading);
    newest.or(read).or_else(|| named().next()).map(|procedure| &**procedure)
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
    let first = path.first_case().0.and_then(|begin| begin.procedure.clone());
    match (&path.procedure, &known[..]) {
        _ if first.is_some() => (first.unwrap_or_default(), path.span),
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
pub(super) fn check(definitions: &Definitions, procedure: &Procedure, path: &PathFile) -> Vec<Diagnostic> {
    let begun = path.acts.iter().filter_map(|act| match &act.action {
        Action::Begin(begin) => named(definitions, path, begin.procedure.as_deref()?),
        _ => None,
    });
    let reached = reached(definitions, std::iter::once(procedure).chain(begun));
    let mut binder = Binder { definitions, procedure, reached, found: Vec::new() };
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

/// The procedures that a path may meet: those it begins, and what they call, open and write to, each once.
pub(super) fn reached<'d>(
    definitions: &'d Definitions,
    begun: impl Iterator<Item = &'d Procedure>,
) -> Vec<&'d Procedure> {
    let mut reached: Vec<&Procedure> = begun.collect();
    let mut next = 0;
    while let Some(procedure) = reached.get(next).copied() {
        let calls = procedure.graph.specials.iter().filter_map(|special| special.call.as_deref());
        let triggers = procedure.graph.specials.iter().filter_map(|special| special.trigger.as_deref());
        let opened = triggers.filter_map(|trigger| trigger.opens.as_deref());
        let calls = calls.map(|call| (&call.code, &call.version));
        let named = calls.chain(opened.map(|opens| (&opens.code, &opens.version)));
        let named = named.filter_map(|(code, version)| definitions.of_version(code, version.as_deref()));
        let signals = begun_by_signals(definitions, procedure);
        for called in named.chain(begun_by_messages(definitions, procedure)).chain(signals) {
            let digest = called.digests().definition;
            if !reached.iter().any(|known| known.digests().definition == digest) {
                reached.push(called);
            }
        }
        next += 1;
    }
    reached
}

/// The procedures that begin with a message that this one throws.
fn begun_by_messages<'d>(
    definitions: &'d Definitions,
    procedure: &'d Procedure,
) -> impl Iterator<Item = &'d Arc<Procedure>> {
    let thrown = procedure.graph.specials.iter().filter_map(|special| match special.throws.as_deref() {
        Some(Throw::Message { name, .. }) => Some(name),
        _ => None,
    });
    thrown.filter_map(|name| definitions.newest().find(|other| begun_by(other, name).is_some()))
}

/// The procedures that begin with a signal that this one throws.
fn begun_by_signals<'d>(
    definitions: &'d Definitions,
    procedure: &'d Procedure,
) -> impl Iterator<Item = &'d Arc<Procedure>> {
    let thrown = procedure.graph.specials.iter().filter_map(|special| match special.throws.as_deref() {
        Some(Throw::Signal(name)) => Some(name),
        _ => None,
    });
    thrown.flat_map(|name| definitions.newest().filter(|other| begun_by_signal(other, name).is_some()))
}

struct Binder<'a> {
    definitions: &'a Definitions,
    procedure: &'a Procedure,
    /// Every procedure that the path may meet, its own first.
    reached: Vec<&'a Procedure>,
    found: Vec<Diagnostic>,
}

impl<'a> Binder<'a> {
    fn act(&mut self, act: &Act) {
        let attempted = match &act.action {
            Action::Reject { attempt, .. } => attempt,
            action => action,
        };
        match attempted {
            Action::Work(work) => self.work(&work.reference, act.span),
            Action::Fire(reference) if due::means_the_case(self.procedure, reference) => {}
            Action::Fire(reference) => {
                let _ = self.known(reference, act.span);
            }
            Action::Resolve(resolve) => {
                let _ = self.known(&resolve.reference, act.span);
            }
            Action::Declare { event, .. } => self.declared(event, act.span),
            Action::Rest(Some(around)) if !around.element().is_empty() => {
                let _ = self.known(around, act.span);
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
                let _ = self.written(reference, *span);
            }
        }
        for counted in &expected.counts {
            self.counted(&counted.event, counted.span);
        }
        for round in expected.rounds.iter().flat_map(|(rounds, _)| rounds) {
            let _ = self.written(&round.from, round.span);
            let _ = self.written(&round.to, round.span);
        }
    }

    /// A reference as an expectation writes it.
    fn written(&mut self, written: &Text, span: Span) -> Option<(&'a Procedure, ElementIx)> {
        match Reference::parse(written) {
            Some(reference) => self.known(&reference, span),
            None => {
                let problem = PathProblem::UnknownActivity { reference: written.clone(), nearest: None };
                self.found.push(Diagnostic::error(problem, span));
                None
            }
        }
    }

    /// Something that occurs: an event, or a wait for one.
    fn counted(&mut self, written: &Text, span: Span) {
        let Some((procedure, element)) = self.written(written, span) else { return };
        if procedure.graph.trigger(element).is_none() {
            let problem = PathProblem::NotDeclared { reference: written.clone(), event: false };
            let id = procedure.id(element).clone();
            self.found.push(Diagnostic::error(problem, span).with_elements([id]));
        }
    }

    /// An event that a walk declares: one that persons say has happened.
    fn declared(&mut self, reference: &Reference, span: Span) {
        let Some((procedure, element)) = self.known(reference, span) else { return };
        let trigger = procedure.graph.trigger(element);
        let is_declared =
            trigger.is_some_and(|trigger| trigger.on.iter().any(|on| matches!(on, On::Declared(_))));
        if !is_declared {
            let event = trigger.is_some() || procedure.graph.node(element).kind == NodeKind::Event;
            let problem = PathProblem::NotDeclared { reference: printed(reference), event };
            let id = procedure.id(element).clone();
            self.found.push(Diagnostic::error(problem, span).with_elements([id]));
        }
    }

    fn work(&mut self, reference: &Reference, span: Span) {
        let Some((procedure, element)) = self.known(reference, span) else {
            return;
        };
        let kind = procedure.activity(element).map(|activity| activity.kind);
        if !matches!(kind, Some(ActivityKind::Work | ActivityKind::Job)) && !is_asked(procedure, element) {
            let end = kind == Some(ActivityKind::End);
            let problem = PathProblem::NoWork { reference: printed(reference), end };
            let id = procedure.id(element).clone();
            self.found.push(Diagnostic::error(problem, span).with_elements([id]));
        }
    }

    /// What a reference names, in the procedure of the path, in one that it begins or in one that is called.
    fn known(&mut self, reference: &Reference, span: Span) -> Option<(&'a Procedure, ElementIx)> {
        let found = self.find(reference);
        let Some((procedure, element, is_called)) = found else {
            if let Some(code) = self.not_loaded(reference) {
                self.miss(code, span);
                return None;
            }
            let nearest = self.nearest(reference.element());
            let problem = PathProblem::UnknownActivity { reference: printed(reference), nearest };
            self.found.push(Diagnostic::error(problem, span));
            return None;
        };
        // Members of what calls count with those of what is called: how many there are shows in the case.
        let most = procedure.graph.members_deep(element);
        if !is_called && reference.members().count() > most {
            let problem = PathProblem::TooManyMembers { reference: printed(reference), most };
            let id = procedure.id(element).clone();
            self.found.push(Diagnostic::error(problem, span).with_elements([id]));
            return None;
        }
        Some((procedure, element))
    }

    /// The procedure and the element, and whether it is reached by a call.
    fn find(&self, reference: &Reference) -> Option<(&'a Procedure, ElementIx, bool)> {
        let own = |procedure: &&'a Procedure| {
            let element = procedure.find_reference(reference)?;
            Some((*procedure, element, false))
        };
        if let Some((procedure, element, _)) = self.reached.first().and_then(own) {
            return Some((procedure, element, false));
        }
        let has = |name: &str| self.reached.iter().any(|procedure| procedure.find(name).is_some());
        let named =
            |procedure: &&'a Procedure| Some((*procedure, procedure.find(reference.element())?, true));
        let all = reference.around().all(has);
        let mut others = self.reached.iter().skip(1);
        all.then(|| others.find_map(named)).flatten()
    }

    /// The procedure that is called on the way to what a reference names, where it is not loaded.
    fn not_loaded(&self, reference: &Reference) -> Option<Text> {
        let calls = |name: &str| {
            let call =
                |procedure: &&'a Procedure| procedure.graph.special(procedure.find(name)?)?.call.as_deref();
            self.reached.iter().find_map(call)
        };
        let is_missing =
            |call: &&Call| self.definitions.of_version(&call.code, call.version.as_deref()).is_none();
        reference.around().filter_map(calls).find(is_missing).map(|call| call.code.clone())
    }

    /// Says once for all the words in it that a called procedure is not loaded.
    fn miss(&mut self, code: Text, span: Span) {
        let known = sorted(self.definitions.iter().map(|procedure| &procedure.head().code));
        let missed = Diagnostic::error(PathProblem::UnknownProcedure { code, known }, span);
        if !self.found.iter().any(|found| found.problem == missed.problem) {
            self.found.push(missed);
        }
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

/// Whether an element that passes by itself still asks something: whether it applies, whether it is confirmed,
/// whether it is chosen.
fn is_asked(procedure: &Procedure, element: ElementIx) -> bool {
    let asks = |activity: &crate::procedure::Activity| {
        matches!(activity.applies, crate::procedure::Applies::Asked { .. }) || activity.may_be_confirmed()
    };
    let graph = &procedure.graph;
    let is_chosen = graph.within(element).is_some_and(|block| graph.ad_hoc(block).is_some());
    is_chosen || procedure.activity(element).is_some_and(asks)
}

fn printed(reference: &Reference) -> Text {
    reference.to_string().into()
}
