//! What has been walked of several procedures: of cases that call others, of several runs, of files.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{self, Counts};
use super::{Coverage, CoverageError};
use crate::command::ItemId;
use crate::data::Digest;
use crate::event::{CalledProcedure, Event};
use crate::procedure::Procedure;
use crate::view::Track;

/// What has been walked of several procedures, each known by the digest of its definition.
///
/// It is written as lines of text and read back, so that the runs of several days or machines add up; lines of
/// procedures that nobody has loaded are kept as they are.
///
/// ```
/// use cauce::procedure::Procedure;
/// use cauce::view::{Coverage, CoverageSet};
/// use std::sync::Arc;
///
/// let procedure = Arc::new(Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// actividad = { numero = 1, id = "redactar", titulo = "Redactar el acta" }
/// "#)?);
/// let mut today = CoverageSet::new();
/// today.add(&procedure, &Coverage::none(&procedure));
/// let mut all = CoverageSet::new();
/// all.read(&today.write())?;
/// assert_eq!(all.of(&procedure), Some(Coverage::none(&procedure)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CoverageSet {
    walked: BTreeMap<Digest, Walked>,
    /// What was read, by definition.
    read: BTreeMap<Digest, Counts>,
}

#[derive(Clone, Debug)]
struct Walked {
    procedure: Arc<Procedure>,
    coverage: Coverage,
}

impl CoverageSet {
    /// Nothing walked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was walked of a procedure.
    pub fn add(&mut self, procedure: &Arc<Procedure>, coverage: &Coverage) {
        self.coverage_of(procedure).merge(coverage);
    }

    /// Adds what the events of one case walked, from its first event on, in the procedures that it calls too.
    pub fn add_case(
        &mut self,
        procedure: &Arc<Procedure>,
        events: impl IntoIterator<Item = impl Borrow<Event>>,
    ) {
        let mut follower = Follower::default();
        for event in events {
            self.add_event(procedure, &mut follower, event.borrow());
        }
    }

    /// Adds one event of a case that is followed.
    pub fn add_event(&mut self, procedure: &Arc<Procedure>, follower: &mut Follower, event: &Event) {
        let (call, called, event) = innermost(event);
        match called {
            None => {
                // A case that was moved goes on in the counts of its new version.
                let moved = follower.own.moved_to().map(|moved| Arc::clone(&moved.0));
                let procedure = moved.as_ref().unwrap_or(procedure);
                self.coverage_of(procedure).add_event(procedure, &mut follower.own, event);
            }
            Some(CalledProcedure(called)) => {
                let track = follower.calls.entry(call).or_default();
                self.coverage_of(called).add_event(called, track, event);
            }
        }
        follower.end(call, event);
    }

    /// What has been walked of a procedure, what was read included; `None` when nothing is known of it.
    #[must_use]
    pub fn of(&self, procedure: &Procedure) -> Option<Coverage> {
        let digest = procedure.digests().definition;
        let read = self.read.get(&digest).and_then(|counts| counts.coverage(procedure));
        let walked = self.walked.get(&digest).map(|walked| walked.coverage.clone());
        match (walked, read) {
            (Some(mut walked), Some(read)) => {
                walked.merge(&read);
                Some(walked)
            }
            (walked, read) => walked.or(read),
        }
    }

    /// The procedures of which something was walked, by code; those of which something was only read are not known.
    #[must_use]
    pub fn procedures(&self) -> Vec<&Arc<Procedure>> {
        let mut procedures: Vec<_> = self.walked.values().map(|walked| &walked.procedure).collect();
        procedures.sort_by(|one, other| one.code().cmp(other.code()));
        procedures
    }

    /// Adds the lines of a file.
    ///
    /// # Errors
    ///
    /// [`CoverageError`] with the line that is none of a coverage; then nothing is added.
    pub fn read(&mut self, text: &str) -> Result<(), CoverageError> {
        let mut all = self.read.clone();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let (digest, counts) = file::read(line, number)?;
            if !file::add(&mut all, digest, counts) {
                return Err(CoverageError::Damaged { line: number });
            }
        }
        self.read = all;
        Ok(())
    }

    /// The lines of a file, one for each definition: by code, then by digest.
    #[must_use]
    pub fn write(&self) -> String {
        let mut all = self.read.clone();
        for (digest, Walked { procedure, coverage }) in &self.walked {
            // Counts of another shape are of another engine: what was walked now is worth more.
            if !file::add(&mut all, *digest, Counts::of(procedure, coverage)) {
                all.insert(*digest, Counts::of(procedure, coverage));
            }
        }
        let mut lines: Vec<(&Digest, &Counts)> = all.iter().collect();
        lines.sort_by(|one, other| one.1.name().cmp(&other.1.name()));
        lines.iter().map(|(digest, counts)| file::write(digest, counts)).collect()
    }

    fn coverage_of(&mut self, procedure: &Arc<Procedure>) -> &mut Coverage {
        let none = || Walked { procedure: Arc::clone(procedure), coverage: Coverage::none(procedure) };
        &mut self.walked.entry(procedure.digests().definition).or_insert_with(none).coverage
    }
}

/// Follows a case with what it calls.
#[derive(Clone, Debug, Default)]
pub struct Follower {
    own: Track,
    calls: BTreeMap<ItemId, Track>,
}

impl Follower {
    /// Nothing followed yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is closed is not followed any more.
    fn end(&mut self, call: ItemId, event: &Event) {
        match event {
            Event::Passed { item, .. } => drop(self.calls.remove(item)),
            Event::Reached(reached) => drop(self.calls.remove(&reached.item)),
            Event::Migrated(migrated) => {
                migrated.closed.iter().for_each(|item| drop(self.calls.remove(item)));
            }
            Event::Closed { items } => items.iter().for_each(|item| drop(self.calls.remove(item))),
            Event::Returned { closed, .. } => closed.iter().for_each(|item| drop(self.calls.remove(item))),
            Event::Occurred(occurred) => {
                occurred.closed.iter().for_each(|item| drop(self.calls.remove(item)));
            }
            Event::Finished { .. } => drop(self.calls.remove(&call)),
            _ => {}
        }
    }
}

/// What happened, and the call that it happened in, the innermost of several.
fn innermost(event: &Event) -> (ItemId, Option<&CalledProcedure>, &Event) {
    let (mut at, mut called, mut event) = (ItemId(0), None, event);
    while let Event::InCall { call, procedure, event: inner } = event {
        (at, called, event) = (*call, Some(procedure), inner);
    }
    (at, called, event)
}
