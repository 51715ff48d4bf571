//! When procedures begin by themselves: which periods there are, counted from the first moment so that months never drift.
//!
//! Knows how a period is found and what its case is called; does not know where it is written down how far each is.
//! Read [`Planned`] first.

use std::sync::Arc;

use super::{case_name, stream_of};
use crate::command::{ProcedureRef, Start};
use crate::data::{Text, Timestamp, Value};
use crate::graph::Schedule;
use crate::procedure::{Definitions, ElementIx, Procedure};
use crate::record::Stream;

/// From when the periods of a schedule are counted, and which one is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// From when.
    pub from: Timestamp,
    /// The number of the next period.
    pub next: u64,
}

/// One start of one procedure that begins by itself.
#[derive(Debug)]
pub struct Planned<'p> {
    procedure: &'p Arc<Procedure>,
    element: ElementIx,
    schedule: &'p Schedule,
    /// The stream that says how far it is: `schedule/CODE`.
    pub stream: Stream,
}

impl Planned<'_> {
    /// The start, by id.
    #[must_use]
    pub fn start(&self) -> &Text {
        self.procedure.id(self.element)
    }

    /// How far it is when it is opened.
    #[must_use]
    pub fn opened(&self, now: Timestamp) -> Progress {
        let from = self.instant(self.schedule.from.as_ref());
        Progress { from: from.unwrap_or(now), next: u64::from(from.is_none()) }
    }

    /// When its next case begins; never after its end.
    #[must_use]
    pub fn due(&self, progress: Progress) -> Option<Timestamp> {
        let length = self.schedule.every.checked_mul(progress.next)?;
        let due = self.procedure.head().day_rules().after(progress.from, length).ok()?;
        let until = self.instant(self.schedule.until.as_ref());
        until.is_none_or(|until| due <= until).then_some(due)
    }

    /// What the case of a period is called.
    #[must_use]
    pub fn case(&self, number: u64) -> Stream {
        case_name(self.procedure.code(), &format!("{}·{number}", self.start()))
    }

    /// How the case of a period begins.
    #[must_use]
    pub fn begin(&self) -> Start {
        let procedure = ProcedureRef::Definition(self.procedure.digests().definition);
        Start { procedure, data: Vec::new(), at_start: Some(self.start().clone()) }
    }

    fn instant(&self, value: Option<&Value>) -> Option<Timestamp> {
        match value? {
            Value::Instant(instant) => Some(*instant),
            Value::Date(date) => self.procedure.head().day_rules().zone.midnight(*date),
            _ => None,
        }
    }
}

/// Everything that begins by itself, of the newest procedure of each code.
pub fn planned(definitions: &Definitions) -> impl Iterator<Item = Planned<'_>> {
    definitions.newest().flat_map(|procedure| {
        let elements = (0..procedure.graph.len()).map(ElementIx::at);
        elements.filter_map(move |element| {
            let schedule = procedure.graph.special(element)?.schedule.as_deref()?;
            let stream = stream_of("schedule", procedure.code());
            Some(Planned { procedure, element, schedule, stream })
        })
    })
}
