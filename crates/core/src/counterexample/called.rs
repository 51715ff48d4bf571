//! Ways through procedures that are called, as words of a path.
//!
//! Knows how a called procedure is done, or fails with an error, in the fewest words; it is tried on a case of its own.
//! Does not know what the caller hands in: whether the way can be gone there shows when the path is replayed.
//! Read [`Called::way`] first.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::command::Start;
use crate::data::Text;
use crate::event::{ItemKind, Outcome};
use crate::graph::Call;
use crate::instance::Status;
use crate::path::{MoveKind, Trial};
use crate::procedure::{Definitions, Procedure};
use crate::source::Language;
use crate::view::open_items;

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
        let is_there = |trial: &Trial<'_>| ends(trial, error).then_some(());
        self.search(self.begin(call)?, is_there).map(|(words, ())| words)
    }

    /// The words by which a called procedure comes to work of people, with what people call that.
    pub(super) fn way_to_work(&self, call: &Call) -> Option<(Vec<Text>, Text)> {
        let work = |trial: &Trial<'_>| {
            let mut items = open_items(trial.instance()).into_iter();
            items.find(|item| item.kind == ItemKind::Work).map(|item| item.reference)
        };
        self.search(self.begin(call)?, work)
    }

    fn begin(&self, call: &Call) -> Option<Trial<'_>> {
        let procedure = self.definitions.of_version(&call.code, call.version.as_deref())?;
        let start = Start {
            procedure: crate::command::ProcedureRef::Definition(procedure.digests().definition),
            data: Vec::new(),
            at_start: call.start.clone(),
        };
        Some(Trial::begin(&self.definitions, start, self.language()).ok()?.0)
    }

    fn language(&self) -> Language {
        self.caller.head().language
    }

    /// The nearest case first that is looked for; the words that led to it.
    fn search<T>(
        &self,
        begun: Trial<'_>,
        is_there: impl Fn(&Trial<'_>) -> Option<T>,
    ) -> Option<(Vec<Text>, T)> {
        let mut seen = BTreeSet::new();
        let mut open = VecDeque::from([(begun, Vec::<Text>::new())]);
        let mut tries = 0;
        while let Some((trial, words)) = open.pop_front() {
            if let Some(found) = is_there(&trial) {
                return Some((words, found));
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
