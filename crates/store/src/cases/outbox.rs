//! What cases have thrown for others, passed on at least once: each has a key by which a second time is recognised.
//!
//! What is to be passed on stands in a row from the commit that threw it until it has been; what it is stands in the
//! record. Messages are recognised in their own stream, cases that begin by their name, signals by the key of the
//! request. Knows the order in which all of it goes; how a message finds its way, `messages` does.
//! Read [`Cases::pass_on`] first.

use std::collections::{BTreeMap, BTreeSet};

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, Request};
use cauce::data::{Text, Timestamp};
use cauce::engine::Step;
use cauce::event::Event;
use cauce::post::{Answer, Letter, Opening, Receipt, signals_of, thrown, throws};
use cauce::record::{Record, Stream};
use cauce::rejection::Rejection;
use cauce::view::message_waits;

use super::held::Held;
use super::notices::reason_number;
use super::perform::{Ask, Beside};
use super::signals::Throw;
use super::work::item_id;
use super::{Cases, CasesError, Result};
use crate::append::{Change, number};
use crate::mail::{Mail, Post, is_left, mark};
use crate::rows::Rows;
use crate::sql::{Cell, one};

pub(super) const OF_CASE: &str = "SELECT o.id, o.kind, o.place, s.name FROM outbox AS o JOIN stream AS s ON s.id = o.stream \
    WHERE o.stream = (SELECT id FROM stream WHERE tenant = $1 AND kind = 'case' AND name = $2) \
    ORDER BY o.kind, o.id LIMIT 1";
pub(super) const OF_TENANT: &str = "SELECT o.id, o.kind, o.place, s.name FROM outbox AS o JOIN stream AS s ON s.id = o.stream \
    WHERE o.tenant = $1 AND (o.kind, o.id) > ($2, $3) ORDER BY o.kind, o.id LIMIT 100";

const LAST: &str = "SELECT position FROM record ORDER BY position DESC LIMIT 1";
const POSITION: &str = "SELECT position FROM record WHERE seq = $1 AND stream = \
    (SELECT id FROM stream WHERE tenant = $2 AND kind = 'case' AND name = $3)";

/// What one call may pass on; the rest stays for the next.
const LETTERS: usize = 10_000;

/// How many records of a case are at hand with what they have thrown; that of others is read again.
const UNSENT: usize = 100;

/// What a record has thrown.
#[derive(Clone, Debug)]
pub(super) struct Unsent {
    at: Timestamp,
    letters: Vec<Letter>,
    /// Each with its identity.
    signals: Vec<(Text, Text)>,
}

impl Unsent {
    fn of(case: &Stream, at: Timestamp, events: &[Event]) -> Self {
        // Within a tenant a case is known by its name alone.
        let own = Stream::case(case.id()).unwrap_or_else(|_| case.clone());
        let signals = signals_of(&own, events).map(|(key, name)| (key, name.clone())).collect();
        Unsent { at, letters: thrown(&own, events).collect(), signals }
    }
}

/// What became of what cases had thrown.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PassedOn {
    /// What became of messages, and of cases that were to begin, in order.
    pub receipts: Vec<Receipt>,
    /// The cases whose mail could not be passed on, each with why; it stays.
    pub behind: Vec<(Text, CasesError)>,
}

/// A row of the outbox.
struct Due {
    row: i64,
    kind: i64,
    place: i64,
    case: Stream,
}

/// Whose mail is passed on by a call.
#[derive(Default)]
pub(super) struct Round {
    /// The cases that may have something more.
    touched: Vec<Stream>,
    /// What goes next, by kind and row.
    ready: BTreeMap<(i64, i64), Due>,
    /// Where the mail of everybody goes on; nothing where it is only that of the cases touched.
    after: Option<(i64, i64)>,
    /// The last position when it began to pass anything on.
    begun: Option<u64>,
    /// The row whose letters are being passed on.
    sending: Option<i64>,
    /// Whether it is the last of them.
    ends: bool,
    pub(super) receipts: Vec<Receipt>,
    behind: Vec<(Text, CasesError)>,
}

impl Round {
    pub(super) fn of(touched: Vec<Stream>) -> Self {
        Round { touched, ..Round::default() }
    }

    /// What goes into the commit by which a letter is passed on: its case may be disposed of meanwhile, and with the last
    /// of them what was thrown has been passed on.
    pub(super) fn sent(&self) -> impl Iterator<Item = Mail> {
        let done = self.sending.filter(|_| self.ends).map(|row| Mail::Done { row });
        self.sending.map(|row| Mail::Still { row }).into_iter().chain(done)
    }

    /// A case has thrown something, or waits for what may be kept.
    pub(super) fn touch(&mut self, stream: &Stream) {
        if self.touched.last() != Some(stream) {
            self.touched.push(stream.clone());
        }
    }
}

impl Held {
    /// Notes what a record has thrown, and whom it gives notice.
    pub(super) fn note_thrown(&mut self, step: &Step) {
        let at = self.instance.at().unwrap_or(Timestamp::EPOCH);
        if throws(&step.events) {
            let unsent = Unsent::of(&step.case, at, &step.events);
            let kinds =
                [(Post::Letters, unsent.letters.is_empty()), (Post::Signals, unsent.signals.is_empty())];
            for (kind, _) in kinds.into_iter().filter(|(_, nothing)| !nothing) {
                self.mail.push(Mail::Thrown { case: step.case.clone(), kind, seq: step.seq });
            }
            // What others have passed on need not stay at hand.
            while self.unsent.len() >= UNSENT {
                self.unsent.pop_first();
            }
            self.unsent.insert(step.seq, unsent);
        }
        for (place, notice) in (0..).zip(&step.notices) {
            self.mail.push(Mail::Notice {
                case: step.case.clone(),
                seq: step.seq,
                place,
                item: i64::from(notice.item.0),
                reason: reason_number(notice.reason),
                roles: notice.roles.join("\n"),
                at,
            });
        }
    }
}

impl<C: Clock> Cases<C> {
    /// Passes on what cases of the tenant have thrown and nobody has passed on: messages, signals and cases that are to
    /// begin, and what was kept for waits that have opened.
    ///
    /// Every call does so at its end for what it threw itself; this is for what a program left that ended in between.
    /// What was passed on already is recognised: its receipt is of then, and nothing happens twice.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// assert!(cases.pass_on()?.receipts.is_empty());
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store cannot say what there is.
    pub fn pass_on(&self) -> Result<PassedOn> {
        let mut round = Round { after: Some((i64::MIN, i64::MIN)), ..Round::default() };
        self.pass_round(&mut round)?;
        Ok(PassedOn { receipts: round.receipts, behind: round.behind })
    }

    /// Passes on what a case has thrown, and what others throw because of it; what cannot be now stays.
    pub(super) fn pass_on_of(&self, stream: &Stream) -> Vec<Receipt> {
        let mut round = Round::of(vec![stream.clone()]);
        self.pass_quietly(&mut round);
        round.receipts
    }

    /// What was asked is done; a store that fails now is told by the next call that needs it.
    pub(super) fn pass_quietly(&self, round: &mut Round) {
        if !self.host.passes_later {
            let _ = self.pass_round(round);
        }
    }

    fn pass_round(&self, round: &mut Round) -> Result<()> {
        for _ in 0..LETTERS {
            let Some(due) = self.next_due_of(round)? else { return Ok(()) };
            if round.begun.is_none() {
                round.begun = Some(self.position(LAST, &[])?);
            }
            let passed = self.pass(&due, round);
            round.sending = None;
            match passed {
                Ok(()) => round.touch(&due.case),
                // Meanwhile another has passed it on, or its case was disposed of.
                Err(_) if !self.is_left(&due)? => {}
                Err(error) => round.behind.push((due.case.id().into(), error)),
            }
        }
        Ok(())
    }

    /// What goes next: letters before signals, and signals before what was kept.
    fn next_due_of(&self, round: &mut Round) -> Result<Option<Due>> {
        for case in std::mem::take(&mut round.touched) {
            let cells = [Cell::Text(&self.tenant), Cell::Text(case.id())];
            self.ready(OF_CASE, &cells, round)?;
        }
        if let Some((kind, row)) = round.after.filter(|_| round.ready.is_empty()) {
            let cells = [Cell::Text(&self.tenant), Cell::Int(kind), Cell::Int(row)];
            self.ready(OF_TENANT, &cells, round)?;
            round.after = round.ready.last_key_value().map(|(key, _)| *key);
        }
        Ok(round.ready.pop_first().map(|(_, due)| due))
    }

    fn ready(&self, statement: &'static str, cells: &[Cell<'_>], round: &mut Round) -> Result<()> {
        let mut found: Vec<(i64, i64, i64, String)> = Vec::new();
        self.host.store.base().read(&mut |connection| {
            found.clear();
            connection.rows(statement, cells, &mut |row| {
                found.push((row.int(0)?, row.int(1)?, row.int(2)?, row.text(3)?.to_owned()));
                Ok(())
            })
        })?;
        for (row, kind, place, name) in found {
            round.ready.insert((kind, row), Due { row, kind, place, case: self.stream(&name)? });
        }
        Ok(())
    }

    fn pass(&self, due: &Due, round: &mut Round) -> Result<()> {
        let seq = due.place.unsigned_abs();
        match due.kind {
            kind if kind == Post::Letters as i64 => {
                round.sending = Some(due.row);
                let mut letters = self.unsent(&due.case, seq)?.letters.into_iter().peekable();
                while let Some(letter) = letters.next() {
                    round.ends = letters.peek().is_none();
                    let receipt = self.pass_letter(&letter, round)?;
                    round.receipts.push(receipt);
                }
            }
            kind if kind == Post::Signals as i64 => {
                let Unsent { at, signals, .. } = self.unsent(&due.case, seq)?;
                let thrown = [Cell::Int(due.place), Cell::Text(&self.tenant), Cell::Text(due.case.id())];
                let position = self.position(POSITION, &thrown)?;
                let begun = round.begun.unwrap_or(position);
                for (key, name) in signals {
                    let from = Throw { case: &due.case, key, at, position, round: begun };
                    self.broadcast(&name, &Actor::Engine, Some(&from), (&mut Vec::new(), round))?;
                }
            }
            _ => self.hand_out(&due.case, item_id(due.place), round)?,
        }
        // The last letter took the row with it, unless it had been passed on before.
        if round.sending.is_none() || self.is_left(due)? {
            self.settle_mail(vec![Mail::Done { row: due.row }])?;
        }
        if due.kind != Post::Wait as i64 {
            self.with_case(&due.case, |held| held.sent(seq, due.kind));
        }
        Ok(())
    }

    fn is_left(&self, due: &Due) -> Result<bool> {
        let mut left = false;
        self.host.store.base().read(&mut |connection| {
            left = is_left(connection, due.row)?;
            Ok(())
        })?;
        Ok(left)
    }

    fn position(&self, statement: &'static str, cells: &[Cell<'_>]) -> Result<u64> {
        let mut found = None;
        self.host.store.base().read(&mut |connection| {
            found = one(connection, (statement, cells), |row| number(row, 0))?;
            Ok(())
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps what is written beside records where there are none.
    pub(super) fn settle_mail(&self, mail: Vec<Mail>) -> Result<()> {
        let kept = self.host.store.commit(Change { mail, ..Change::default() });
        kept.map(|_| ()).map_err(|refused| cauce::log::LogError::from(refused).into())
    }

    /// What a record has thrown: at hand, or read again.
    fn unsent(&self, case: &Stream, seq: u64) -> Result<Unsent> {
        let at_hand = self.with_case(case, |held| held.unsent.get(&seq).cloned());
        if let Some(unsent) = at_hand {
            return Ok(unsent);
        }
        let record = self.read_all(case)?.into_iter().find(|record| record.seq == seq);
        let of = |record: Record| Unsent::of(case, record.at, &record.events);
        record.map(of).ok_or_else(|| CasesError::unknown(case))
    }

    fn pass_letter(&self, letter: &Letter, round: &mut Round) -> Result<Receipt> {
        match letter {
            Letter::Message(message) => self.route_thrown(message, round),
            Letter::Case(opening) => self.open_thrown(opening, round),
            // What a later core throws is passed on by a later store.
            _ => Err(Rejection::NotStarted.into()),
        }
    }

    /// Begins a case that an event asked for; one that has begun under that name already is not begun again.
    fn open_thrown(&self, opening: &Opening, round: &mut Round) -> Result<Receipt> {
        let case = self.stream(opening.case().id())?;
        self.host.shelf.refresh(&self.host.store, &self.tenant)?;
        let began = match opening.start(&*self.definitions()?) {
            Ok(start) => {
                let mut request = Request::new(self.host.clock.now(), Actor::Engine, Command::Start(start));
                (request.key, request.clock_jump) = (Some(opening.key.clone()), ClockJump::Confirmed);
                self.begin(&case, &request, round)
            }
            Err(refused) => Err(refused.into()),
        };
        let mut receipt = match began {
            Ok(is_new) => opening.receipt(Ok(!is_new)),
            Err(CasesError::Rejected(Rejection::AlreadyStarted | Rejection::Finished)) => {
                opening.receipt(Ok(true))
            }
            Err(CasesError::Rejected(refused)) => opening.receipt(Err(refused)),
            Err(error) => return Err(error),
        };
        if let Answer::Started { case: named } = &mut receipt.answer {
            *named = case;
        }
        Ok(receipt)
    }

    /// Begins a case under a key; says whether it had not begun under that key before.
    fn begin(&self, case: &Stream, request: &Request, round: &mut Round) -> Result<bool> {
        use cauce::log::Log as _;
        let began = match &request.key {
            Some(key) => self.host.store.find(case, key)?.is_some(),
            None => false,
        };
        if began {
            return Ok(false);
        }
        let beside = Beside { mail: round.sent().collect(), ..Beside::default() };
        self.ask_quietly(case, &Ask::given(request).beside(beside), round).map(|_| true)
    }

    /// Does what is asked; what that throws is passed on later in the round.
    pub(super) fn ask_quietly(&self, case: &Stream, ask: &Ask<'_>, round: &mut Round) -> Result<Step> {
        let (done, posted) = self.perform_alone(case, ask);
        if posted {
            round.touch(case);
        }
        done
    }

    /// What goes into the commit of a case beside its records: what it threw, and waits for which something is kept.
    pub(super) fn posted(&self, stream: &Stream, held: &mut Held, rows: &Rows) -> Vec<Mail> {
        let mut mail = std::mem::take(&mut held.mail);
        if rows.waits_opened().next().is_some() {
            let opened: BTreeSet<i64> = rows.waits_opened().collect();
            let at = held.instance.at().unwrap_or(Timestamp::EPOCH);
            for wait in message_waits(&held.instance) {
                let item = i64::from(wait.item.0);
                if opened.contains(&item) {
                    let first = wait.correlates.first().map(|(name, value)| (&**name, value));
                    let mark = mark(&self.tenant, &wait.name, first);
                    mail.push(Mail::Opened { case: stream.clone(), item, mark, at });
                }
            }
        }
        held.posted |= mail.iter().any(Mail::is_to_pass_on);
        mail
    }
}

impl Held {
    /// What a record threw of that kind has been passed on.
    fn sent(&mut self, seq: u64, kind: i64) {
        let Some(unsent) = self.unsent.get_mut(&seq) else { return };
        match kind == Post::Letters as i64 {
            true => unsent.letters.clear(),
            false => unsent.signals.clear(),
        }
        if unsent.letters.is_empty() && unsent.signals.is_empty() {
            self.unsent.remove(&seq);
        }
    }
}
