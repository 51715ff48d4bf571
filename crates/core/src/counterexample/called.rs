//! Ways through procedures that are called, as words of a path.
//!
//! Knows how a called procedure is done, or fails with an error, in the fewest words; it is tried on a case of its own.
//! Does not know what the caller hands in: whether the way can be gone there shows when the path is replayed.
//! Read [`Called::way`] first.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::command::Start;
use crate::data::Text;
use crate::event::Outcome;
use crate::graph::Call;
use crate::instance::Status;
use crate::path::{MoveKind, Trial};
use crate::procedure::{Definitions, Procedure};
use crate::source::Language;

/// Moves that are tried in one called procedure.
const TRIES: usize = 2_000;

/// A procedure with those that it may call.
pub(super) struct Called<'p> {
    definitions: Definitions,
    /// The procedure that calls.
    caller: &'p Procedure,
}

impl<'p> Called<'p> {
    pub(super) fn among(caller: &'p Arc<Procedure>, called: &[Arc<Procedure>]) -> Self {
        let mut definitions = Definitions::new();
        for procedure in called.iter().filter(|procedure| !Arc::ptr_eq(procedure, caller)) {
            definitions.add_unfit(Arc::clone(procedure));
        }
        definitions.add_unfit(Arc::clone(caller));
        Called { definitions, caller }
    }

    pub(super) fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// The words by which a called procedure is done, or fails with an error: any where its code is empty.
    pub(super) fn way(&self, call: &Call, error: Option<&Text>) -> Option<Vec<Text>> {
        let procedure = self.definitions.of_version(&call.code, call.version.as_deref())?;
        let start = Start {
            procedure: crate::command::ProcedureRef::Definition(procedure.digests().definition),
            data: Vec::new(),
            at_start: call.start.clone(),
        };
        let (trial, _) = Trial::begin(&self.definitions, start, self.language()).ok()?;
        self.search(trial, error)
    }

    fn language(&self) -> Language {
        self.caller.head().language
    }

    /// The nearest case first; the words that led to it.
    fn search(&self, begun: Trial<'_>, error: Option<&Text>) -> Option<Vec<Text>> {
        let mut seen = BTreeSet::new();
        let mut open = VecDeque::from([(begun, Vec::<Text>::new())]);
        let mut tries = 0;
        while let Some((trial, words)) = open.pop_front() {
            if ends(&trial, error) {
                return Some(words);
            }
            if trial.is_over() || !seen.insert(trial.instance().state.likeness(true)) {
                continue;
            }
            for made in trial.moves() {
                let is_said = made.is_word() && matches!(made.kind(), MoveKind::Onward | MoveKind::Return);
                if !is_said {
                    continue;
                }
                tries += 1;
                if tries > TRIES {
                    return None;
                }
                let mut next = trial.clone();
                if next.take(&made).is_ok() {
                    let words = words.iter().chain([made.text()]).cloned().collect();
                    open.push_back((next, words));
                }
            }
        }
        None
    }
}

/// Whether a case has ended as it should: by being done, or with an error.
fn ends(trial: &Trial<'_>, error: Option<&Text>) -> bool {
    let failed = trial.instance().state.error();
    match (trial.instance().status(), error) {
        (Status::Ended(Outcome::Completed), None) => true,
        (Status::Ended(Outcome::Failed), Some(code)) => {
            failed.is_some_and(|failed| code.is_empty() || failed == code)
        }
        _ => false,
    }
}
