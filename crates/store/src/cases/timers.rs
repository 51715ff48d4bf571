//! What falls due: found by an index, the earliest first, and fired once, by one program or many.
//!
//! A case that is advanced is claimed for a while, so that programs do not do the same in vain; that a timer fires once
//! does not hang on it, but on the record that says so. Read [`Cases::advance`] first.

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, Request};
use cauce::data::{Text, Timestamp};
use cauce::engine::Step;

use super::list::instant;
use super::page::Cursor;
use super::{Cases, CasesError, Result};
use crate::error::StoreError;
use crate::sql::{Cell, Connection, one};

/// A claim that no clock of today can have made is none.
pub(super) const DUE: &str = "SELECT due, id, name FROM stream WHERE tenant = $1 AND due <= $2 \
    AND (advancing IS NULL OR advancing <= $2 OR advancing > $3) \
    AND (due, id) > ($4, $5) ORDER BY due, id LIMIT $6";
const CLAIM: &str = "UPDATE stream SET advancing = $1 WHERE id = $2";
const LEAVE: &str = "UPDATE stream SET advancing = NULL WHERE tenant = $1 AND kind = 'case' AND name = $2";
pub(super) const NEXT_DUE: &str =
    "SELECT due FROM stream WHERE tenant = $1 AND due IS NOT NULL ORDER BY due, id LIMIT 1";

/// For how long a case is left to the program that lets time pass in it, in milliseconds.
const PATIENCE: i64 = 30_000;

/// What became of letting time pass.
#[derive(Debug)]
#[non_exhaustive]
pub struct Advanced {
    /// What happened, case by case, the earliest due first.
    pub steps: Vec<Step>,
    /// The cases that could not advance, each with why; they stay due.
    pub behind: Vec<(Text, CasesError)>,
    /// Where it goes on, when more cases are due than were asked for.
    pub next: Option<Cursor>,
}

impl<C: Clock> Cases<C> {
    /// Lets time pass up to now in the cases in which something is due, the earliest due first, at most so many of them.
    ///
    /// Each case is left to one program for up to half a minute, so that many may advance at once; what another has
    /// fired meanwhile is not fired again. What happens in up to 500 of them is kept in one commit, the earliest due
    /// first. Then the cases that fell due by schedule begin.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// let advanced = cases.advance(None, 100)?;
    /// assert!(advanced.steps.is_empty() && advanced.next.is_none());
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store cannot say what is due.
    pub fn advance(&self, after: Option<Cursor>, cases: usize) -> Result<Advanced> {
        let (now, cases) = (self.host.clock.now(), cases.max(1));
        let due = self.claim_due(now, after.unwrap_or(Cursor::BEGIN), cases)?;
        let mut advanced = Advanced { steps: Vec::new(), behind: Vec::new(), next: None };
        if due.len() >= cases {
            advanced.next = due.last().map(|(at, _)| *at);
        }
        let due: Vec<Text> = due.into_iter().map(|(_, case)| case).collect();
        for (case, (steps, failed)) in due.iter().zip(self.advance_cases(&due, now)) {
            advanced.steps.extend(steps);
            if let Some(error) = failed {
                self.leave(case)?;
                advanced.behind.push((case.clone(), error));
            }
        }
        self.begin_scheduled(now, cases, &mut advanced.steps, &mut advanced.behind)?;
        Ok(advanced)
    }

    /// What happens in each of some cases up to now, and why it goes no further, where it does not.
    fn advance_cases(&self, cases: &[Text], now: Timestamp) -> Vec<(Vec<Step>, Option<CasesError>)> {
        let mut advance = Request::new(now, Actor::Engine, Command::Advance);
        // The clock of the host is believed, however long a case has been silent.
        advance.clock_jump = ClockJump::Confirmed;
        let mut done: Vec<_> = cases.iter().map(|_| (Vec::new(), None)).collect();
        let mut left: Vec<usize> = (0..cases.len()).collect();
        while !left.is_empty() {
            let requests: Vec<_> = left.iter().map(|place| (&*cases[*place], advance.clone())).collect();
            let asked = std::mem::take(&mut left).into_iter().zip(self.bulk(&requests));
            for (place, answer) in asked {
                let (steps, failed) = &mut done[place];
                match answer {
                    Ok(step) if step.events.is_empty() => {}
                    Ok(step) => {
                        steps.push(step);
                        left.extend(self.is_still_due(&cases[place], now).then_some(place));
                    }
                    Err(error) => *failed = Some(error),
                }
            }
        }
        done
    }

    /// Whether something more is due in a case as it is at hand; one that is not has to be asked.
    fn is_still_due(&self, case: &str, now: Timestamp) -> bool {
        let Ok(stream) = self.stream(case) else { return false };
        self.with_case(&stream, |held| {
            held.head.is_none() || held.instance.next_due().is_some_and(|due| due <= now)
        })
    }

    /// What is due and nobody else lets time pass in; it is left to this program for a while.
    fn claim_due(&self, now: Timestamp, after: Cursor, cases: usize) -> Result<Vec<(Cursor, Text)>> {
        let most = i64::try_from(cases).unwrap_or(i64::MAX);
        let [at, later] = [now.millis(), now.millis().saturating_add(PATIENCE)].map(Cell::Int);
        let [key, stream, most] = [after.key, after.stream, most].map(Cell::Int);
        let cells = [Cell::Text(&self.tenant), at, later, key, stream, most];
        let (base, mut due) = (self.host.store.base(), Vec::new());
        // As long as nothing is due nobody is held up.
        base.read(&mut |connection| claimable(connection, DUE, &cells, &mut due))?;
        if due.is_empty() {
            return Ok(due);
        }
        base.write(&mut |connection| {
            claimable(connection, DUE, &cells, &mut due)?;
            for (place, _) in &due {
                connection.run(CLAIM, &[later, Cell::Int(place.stream)])?;
            }
            Ok(())
        })?;
        Ok(due)
    }

    /// A case that could not advance is free for whoever tries next.
    fn leave(&self, case: &str) -> Result<()> {
        let cells = [Cell::Text(&self.tenant), Cell::Text(case)];
        Ok(self.host.store.base().write(&mut |connection| connection.run(LEAVE, &cells))?)
    }

    /// When something falls due next.
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store fails.
    pub fn next_due(&self) -> Result<Option<Timestamp>> {
        let mut found = None;
        self.host.store.base().read(&mut |connection| {
            found = one(connection, (NEXT_DUE, &[Cell::Text(&self.tenant)]), |row| instant(row.int(0)?))?;
            Ok(())
        })?;
        let scheduled = self.next_scheduled()?;
        Ok(found.into_iter().chain(scheduled).min())
    }
}

fn claimable(
    connection: &mut dyn Connection,
    statement: &'static str,
    cells: &[Cell<'_>],
    due: &mut Vec<(Cursor, Text)>,
) -> std::result::Result<(), StoreError> {
    due.clear();
    connection.rows(statement, cells, &mut |row| {
        let at = Cursor { key: row.int(0)?, stream: row.int(1)?, item: 0 };
        due.push((at, row.text(2)?.into()));
        Ok(())
    })
}
