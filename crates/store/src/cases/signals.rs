//! Signals to all cases that wait, and the cases that begin with one.
//!
//! Nobody keeps signals: whoever waits afterwards waits for the next, however late one that a case threw is passed on. It
//! has the key of who threw it, so that a case that is told twice hears it once. Read [`Cases::signal`] first.

use std::collections::BTreeMap;

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, ProcedureRef, Request, Start};
use cauce::data::{Text, Timestamp};
use cauce::engine::Step;
use cauce::instance::Instance;
use cauce::log::Log as _;
use cauce::post::{begun_by_signals, case_name};
use cauce::record::{Reader, Stream};
use cauce::rejection::Rejection;
use cauce::view::signal_waits;

use super::outbox::Round;
use super::perform::Ask;
use super::{Cases, CasesError, Result};
use crate::append::{int, number};
use crate::sql::Cell;

/// Cases of one procedure that signals of one name may begin at one instant.
const AT_ONCE: u32 = 1_000;

/// A signal that a case has thrown.
pub(super) struct Throw<'a> {
    pub(super) case: &'a Stream,
    pub(super) key: Text,
    pub(super) at: Timestamp,
    /// The position of the record that threw it.
    pub(super) position: u64,
    /// The last position when the round began in which it is passed on.
    pub(super) round: u64,
}

const MOVED: &str = "SELECT seq, position FROM record WHERE position > $1 AND stream = \
    (SELECT id FROM stream WHERE tenant = $2 AND kind = 'case' AND name = $3) ORDER BY seq";

impl<C: Clock> Cases<C> {
    /// Tells a signal to every case that waits for it now, in the order in which they began; then a case begins of each
    /// procedure that begins with it.
    ///
    /// A case that throws a signal tells the others in the same way, after itself; it begins no case of its own
    /// procedure.
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store fails; cases before it have been told.
    pub fn signal(&self, name: &str, actor: &Actor) -> Result<Vec<Step>> {
        let (mut steps, mut round) = (Vec::new(), Round::of(Vec::new()));
        let told = self.broadcast(name, actor, None, (&mut steps, &mut round));
        self.pass_quietly(&mut round);
        if let Some(last) = steps.last_mut() {
            last.sent = round.receipts;
        }
        told.map(|()| steps)
    }

    pub(super) fn broadcast(
        &self,
        name: &str,
        actor: &Actor,
        from: Option<&Throw<'_>>,
        (steps, round): (&mut Vec<Step>, &mut Round),
    ) -> Result<()> {
        let mut after = None;
        loop {
            let page = self.listeners(name, after, 1_000)?;
            let mut requests = Vec::new();
            for (case, moved) in &page.rows {
                let stream = self.stream(case)?;
                if let Some(from) = from
                    && (*from.case == stream
                        || *moved > from.position && !self.is_meant(&stream, name, from)?)
                {
                    continue;
                }
                let mut request =
                    Request::new(self.host.clock.now(), actor.clone(), Command::Signal { name: name.into() });
                request.key = from.map(|from| from.key.clone());
                request.clock_jump = ClockJump::Confirmed;
                requests.push((case.clone(), request));
            }
            for answer in self.bulk_quietly(&requests, round) {
                match answer {
                    Ok(step) => steps.push(step),
                    // It no longer waits, has ended meanwhile, or is one that this very signal began.
                    Err(CasesError::Rejected(
                        Rejection::NobodyWaits { .. } | Rejection::Finished | Rejection::KeyReused { .. },
                    )) => {}
                    Err(error) => return Err(error),
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        self.begin_by_signal(name, actor, from, (steps, round))
    }

    /// Whether a case that has moved since a signal was thrown waited for it then and ever since, or came to wait with
    /// what was passed on before it in the same round.
    fn is_meant(&self, case: &Stream, name: &str, from: &Throw<'_>) -> Result<bool> {
        let moved = self.moved_since(case, from.position)?;
        let first = moved.keys().next().copied().unwrap_or(u64::MAX);
        let lines = self.host.store.read(case, 1)?;
        self.with_needed(|definitions| {
            let (mut reader, mut instance, mut since) = (Reader::new(definitions), Instance::default(), None);
            for line in &lines {
                let record = reader.read(line)?;
                instance.apply(definitions, record.at, &record.events)?;
                // What was before it last stood still does not matter.
                if record.seq.saturating_add(1) < first {
                    continue;
                }
                let waits = signal_waits(&instance).iter().any(|awaited| &**awaited == name);
                let position = moved.get(&record.seq).copied().unwrap_or_default();
                since = waits.then(|| since.unwrap_or(position));
            }
            Ok(since.is_some_and(|since| since <= from.position || since > from.round))
        })
    }

    /// The records of a case after a position, each with its own.
    fn moved_since(&self, case: &Stream, position: u64) -> Result<BTreeMap<u64, u64>> {
        let mut moved = BTreeMap::new();
        let cells = [Cell::Int(int(position)), Cell::Text(&self.tenant), Cell::Text(case.id())];
        self.host.store.base().read(&mut |connection| {
            moved.clear();
            connection.rows(MOVED, &cells, &mut |row| {
                moved.insert(number(row, 0)?, number(row, 1)?);
                Ok(())
            })
        })?;
        Ok(moved)
    }

    fn begin_by_signal(
        &self,
        name: &str,
        actor: &Actor,
        from: Option<&Throw<'_>>,
        (steps, round): (&mut Vec<Step>, &mut Round),
    ) -> Result<()> {
        self.host.shelf.refresh(&self.host.store, &self.tenant)?;
        let definitions = self.definitions()?;
        let own: Option<Text> = match from {
            Some(from) => self.see(from.case, |case| case.procedure().map(|own| own.code().into()))?,
            None => None,
        };
        for (procedure, element) in begun_by_signals(&definitions, name) {
            if own.as_deref() == Some(procedure.code()) {
                continue;
            }
            let start = Start {
                procedure: ProcedureRef::Definition(procedure.digests().definition),
                data: Vec::new(),
                at_start: Some(procedure.id(element).clone()),
            };
            match self.begin_at((procedure.code(), start), (name, from), actor, round) {
                Ok(step) => steps.push(step),
                // What cannot begin so, for want of data, was not meant by it.
                Err(CasesError::Rejected(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Begins a case, named after what began it: another one for another signal of the same instant.
    fn begin_at(
        &self,
        (code, start): (&str, Start),
        (signal, from): (&str, Option<&Throw<'_>>),
        actor: &Actor,
        round: &mut Round,
    ) -> Result<Step> {
        let now = from.map_or_else(|| self.host.clock.now(), |from| from.at);
        let thrower = from.map_or_else(String::new, |from| format!(" {}", from.case.id()));
        let mut request = Request::new(now, actor.clone(), Command::Start(start));
        request.key = from.map(|from| from.key.clone());
        request.clock_jump = ClockJump::Confirmed;
        let mut last = Rejection::AlreadyStarted;
        for turn in 1..=AT_ONCE {
            let place = if turn == 1 { String::new() } else { format!(" {turn}") };
            let case = case_name(code, &format!("{signal}{thrower} {now}{place}"));
            match self.ask_quietly(&self.stream(case.id())?, &Ask::given(&request), round) {
                Err(CasesError::Rejected(
                    taken @ (Rejection::AlreadyStarted | Rejection::Finished | Rejection::KeyReused { .. }),
                )) => last = taken,
                began => return began,
            }
        }
        Err(last.into())
    }
}
