//! Messages to cases and between them, written down: each one once, answered the same each time.
//!
//! What became of a message is a record of the stream `message/NAME`, in the commit of the case that took it.
//! Who waits is found in the table of waits, what is kept in that of kept messages: nothing has to be brought back after
//! a restart. To whom a message goes the core says. Read [`Cases::message`] first.

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, ItemId, Message, Request};
use cauce::data::{Digest, Text, Timestamp};
use cauce::log::{Appended, Batch, Head, Log as _, LogError};
use cauce::post::{Answer, Place, Receipt, Way, accepted, case_name, start, stream_of, way};
use cauce::record::{Entry, Noted, Stream};
use cauce::rejection::Rejection;
use cauce::view::{MessageWait, message_waits};

use super::outbox::Round;
use super::perform::{Ask, Beside};
use super::{Cases, CasesError, Result};
use crate::append::{Change, int, standing};
use crate::error::{FrameError, StoreError};
use crate::frame;
use crate::mail::{Mail, mark};
use crate::sql::{Cell, one};

const RECORD: &str = "SELECT position, frame FROM record WHERE stream = $1 AND seq = $2";
pub(super) const KEPT: &str = "SELECT seq FROM kept WHERE mark = $1 AND stream = $2 AND seq > $3 AND until >= $4 \
    ORDER BY seq LIMIT 100";

/// How often the way of a message is looked for again when another was faster; each time the other has come further.
const TRIES: usize = 1_000;

/// The next record of a stream that is no case.
struct Page {
    entry: Entry,
    beside: Beside,
}

impl<C: Clock> Cases<C> {
    /// Sends a message: to the oldest wait for its name and correlation, else to a procedure that begins with it,
    /// else it is kept where a procedure says how long; the same identity gets the first answer again.
    ///
    /// A case that it begins is called by the code of its procedure and the identity of the message.
    /// What cases throw because of it is passed on too.
    ///
    /// ```
    /// use cauce::command::{Actor, Message};
    /// use cauce::post::Answer;
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// let receipt = cases.message(Message::new("pago").id("p-1"), &Actor::host("web"))?;
    /// assert_eq!(receipt.answer, Answer::NotCorrelated);
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when whoever waits for it cannot take it; then it has not come.
    pub fn message(&self, message: Message, actor: &Actor) -> Result<Receipt> {
        let message = accepted(message, self.definitions()?.limits())?;
        let mut round = Round::of(Vec::new());
        let receipt = self.route(&message, actor, &mut round);
        self.pass_quietly(&mut round);
        receipt
    }

    /// What nobody can take counts as not correlated: whoever threw it has gone on.
    pub(super) fn route_thrown(&self, message: &Message, round: &mut Round) -> Result<Receipt> {
        match self.route(message, &Actor::Engine, round) {
            Err(CasesError::Rejected(refused)) => {
                let answer = Answer::NotCorrelated;
                self.note_answer(message, &answer, round)?;
                let mut receipt = Receipt::of(message, answer);
                receipt.refused = Some(refused);
                Ok(receipt)
            }
            routed => routed,
        }
    }

    /// Finds the way of a message and goes it.
    fn route(&self, message: &Message, actor: &Actor, round: &mut Round) -> Result<Receipt> {
        let mut last = Rejection::NotAwaited { message: message.name.clone() };
        for _ in 0..TRIES {
            if let Some(answer) = self.answer_of(message)? {
                let mut receipt = Receipt::of(message, answer);
                receipt.repeated = true;
                return Ok(receipt);
            }
            let stream = self.book(&message.name)?;
            let head = self.host.store.head(&stream)?;
            match self.go(message, actor, (&stream, head), round) {
                Ok(answer) => return Ok(Receipt::of(message, answer)),
                // Another was faster: the wait is over, or the stream has grown.
                Err(CasesError::Rejected(over @ Rejection::NotAwaited { .. })) => last = over,
                // The place in the stream after which the case was to be called has gone to another message.
                Err(CasesError::Rejected(taken @ (Rejection::AlreadyStarted | Rejection::Finished)))
                    if message.id.is_none() && self.host.store.head(&stream)? != head =>
                {
                    last = taken;
                }
                Err(CasesError::Log(LogError::Conflict { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Err(last.into())
    }

    fn go(
        &self,
        message: &Message,
        actor: &Actor,
        (stream, head): (&Stream, Option<Head>),
        round: &mut Round,
    ) -> Result<Answer> {
        let now = self.host.clock.now();
        let oldest = self.oldest(message)?;
        if oldest.is_none() {
            self.host.shelf.refresh(&self.host.store, &self.tenant)?;
        }
        match way(&*self.definitions()?, oldest, message, now) {
            Way::Deliver(place) => {
                let answer = Answer::Delivered { case: place.case.clone(), item: place.item };
                let request = Request::new(now, actor.clone(), Command::Message(message.clone()));
                let asked = self.ask_beside((&place.case, request), (message, answer), (stream, head), round);
                asked.map_err(|error| match error {
                    // The case has ended meanwhile, and its wait with it.
                    CasesError::Rejected(Rejection::Finished) => {
                        Rejection::NotAwaited { message: message.name.clone() }.into()
                    }
                    other => other,
                })
            }
            Way::Begin(procedure, element) => {
                let start = start(&procedure, element, message)?;
                let case = self.stream(case_name(procedure.code(), &cause(message, head)).id())?;
                let request = Request::new(now, actor.clone(), Command::Start(start));
                let answer = Answer::Started { case: case.clone() };
                self.ask_beside((&case, request), (message, answer), (stream, head), round)
            }
            Way::Keep(until) => {
                let answer = self.note_answer(message, &Answer::Buffered { until }, round)?;
                // A wait that opened meanwhile has it in the outbox.
                if let Some(place) = self.oldest(message)? {
                    round.touch(&place.case);
                }
                Ok(answer)
            }
            _ => self.note_answer(message, &Answer::NotCorrelated, round),
        }
    }

    fn oldest(&self, message: &Message) -> Result<Option<Place>> {
        let Some(found) = self.awaiting(message)? else { return Ok(None) };
        Ok(Some(Place { since: found.since, case: self.stream(&found.case)?, item: found.item }))
    }

    /// The stream of the messages of a name.
    pub(super) fn book(&self, name: &str) -> Result<Stream> {
        Ok(Stream::new(&self.tenant, "message", stream_of("message", name).id())?)
    }

    fn answer_of(&self, message: &Message) -> Result<Option<Answer>> {
        let Some(id) = &message.id else { return Ok(None) };
        let stream = self.book(&message.name)?;
        let Some(seq) = self.host.store.find(&stream, id)? else { return Ok(None) };
        match self.entry(&stream, seq)?.map(|entry| entry.noted) {
            Some(Noted::Received { answer, .. }) => Ok(Some(answer)),
            _ => Ok(None),
        }
    }

    /// A request to a case whose record is kept together with what became of the message, right after that record.
    fn ask_beside(
        &self,
        (case, mut request): (&Stream, Request),
        (message, answer): (&Message, Answer),
        (stream, head): (&Stream, Option<Head>),
        round: &mut Round,
    ) -> Result<Answer> {
        // The clock of the host is believed, however long a case has been silent.
        request.clock_jump = ClockJump::Confirmed;
        let noted = Noted::Received { message: message.clone(), answer: answer.clone() };
        let mut page = self.page_after(head, stream, (message.id.clone(), request.at), noted)?;
        page.beside.mail.extend(round.sent());
        self.ask_quietly(case, &Ask::given(&request).beside(page.beside), round)?;
        Ok(answer)
    }

    pub(super) fn note_answer(&self, message: &Message, answer: &Answer, round: &Round) -> Result<Answer> {
        let until = match answer {
            Answer::Buffered { until } => Some(*until),
            _ => None,
        };
        // Without an identity nobody can ask for it again.
        if message.id.is_some() || until.is_some() {
            let noted = Noted::Received { message: message.clone(), answer: answer.clone() };
            let stream = self.book(&message.name)?;
            let now = self.host.clock.now();
            let mut page = self.page(&stream, (message.id.clone(), now), noted)?;
            let seq = page.entry.seq;
            page.beside.mail.extend(round.sent());
            if let Some(until) = until {
                let (marks, asked) = (self.marks(message), self.asked_of(message)?);
                page.beside.mail.push(Mail::Kept { stream, seq, marks, until, asked });
            } else if !(message.data.is_empty() && message.correlates.is_empty()) {
                // Nobody may have its values: they stand there until they are forgotten.
                let (marks, asked) = (vec![mark(&self.tenant, "", None)], Vec::new());
                page.beside.mail.push(Mail::Kept { stream, seq, marks, until: now, asked });
            }
            self.keep_beside(page.beside)?;
        }
        Ok(answer.clone())
    }

    /// The marks under which a message is found: its name, and each value that a wait may ask for.
    pub(super) fn marks(&self, message: &Message) -> Vec<i64> {
        let values = message.correlates.iter().chain(&message.data);
        let own = values.map(|(name, value)| mark(&self.tenant, &message.name, Some((name, value))));
        let mut marks: Vec<i64> = own.chain([mark(&self.tenant, &message.name, None)]).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// Gives a wait that has opened the oldest message that was kept for it.
    pub(super) fn hand_out(&self, case: &Stream, item: ItemId, round: &mut Round) -> Result<()> {
        let waits = self.see(case, |case| {
            let own = |wait: &MessageWait| wait.item == item;
            message_waits(case).into_iter().filter(own).collect::<Vec<_>>()
        })?;
        for wait in waits {
            for turn in 0..TRIES {
                match self.hand_out_to(case, &wait, round) {
                    Ok(true) => return Ok(()),
                    Ok(false) => break,
                    // Another was faster: what was kept may be taken.
                    Err(CasesError::Log(LogError::Conflict { .. })) if turn + 1 < TRIES => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    fn hand_out_to(&self, case: &Stream, wait: &MessageWait, round: &mut Round) -> Result<bool> {
        let (stream, now) = (self.book(&wait.name)?, self.host.clock.now());
        let head = self.host.store.head(&stream)?;
        let first = wait.correlates.first().map(|(name, value)| (&**name, value));
        let (mark, mut after) = (mark(&self.tenant, &wait.name, first), 0);
        loop {
            let kept = self.kept(&stream, (mark, after), now)?;
            let Some(last) = kept.last() else { return Ok(false) };
            after = *last;
            for seq in kept {
                let Some(message) = self.kept_message(&stream, seq)?.filter(|message| wait.fits(message))
                else {
                    continue;
                };
                match self.give((case, wait.item), head, (&stream, seq, message), round) {
                    Ok(()) => return Ok(true),
                    // Its values are of another kind: it stays for others and does not stand in the way.
                    Err(CasesError::Rejected(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    fn give(
        &self,
        (case, item): (&Stream, ItemId),
        head: Option<Head>,
        (stream, seq, message): (&Stream, u64, Message),
        round: &mut Round,
    ) -> Result<()> {
        let now = self.host.clock.now();
        let marks = self.marks(&message);
        let noted = Noted::Taken { of: seq, case: case.clone(), item };
        let mut page = self.page_after(head, stream, (None, now), noted)?;
        page.beside.mail.push(Mail::Taken { stream: stream.clone(), seq, marks });
        let mut request = Request::new(now, Actor::Engine, Command::Message(message));
        request.clock_jump = ClockJump::Confirmed;
        self.ask_quietly(case, &Ask::given(&request).beside(page.beside), round).map(|_| ())
    }

    fn kept(&self, stream: &Stream, (mark, after): (i64, u64), now: Timestamp) -> Result<Vec<u64>> {
        let mut found = Vec::new();
        self.host.store.base().read(&mut |connection| {
            found.clear();
            let id = standing(connection, stream)?.id;
            let cells = [mark, id, int(after), now.millis()].map(Cell::Int);
            connection.rows(KEPT, &cells, &mut |row| {
                found.push(row.int(0)?.unsigned_abs());
                Ok(())
            })
        })?;
        Ok(found)
    }

    fn kept_message(&self, stream: &Stream, seq: u64) -> Result<Option<Message>> {
        Ok(self.entry(stream, seq)?.and_then(|entry| match entry.noted {
            Noted::Received { mut message, .. } => {
                message.id = entry.key;
                Some(message)
            }
            _ => None,
        }))
    }

    /// One record of a stream that is no case.
    pub(super) fn entry(&self, stream: &Stream, seq: u64) -> Result<Option<Entry>> {
        let line = self.line(stream, seq)?;
        Ok(line.map(|line| Entry::read(&line)).transpose()?.map(|(entry, _)| entry))
    }

    /// The same as it is written.
    pub(super) fn line(&self, stream: &Stream, seq: u64) -> Result<Option<Vec<u8>>> {
        let mut line = None;
        self.host.store.base().read(&mut |connection| {
            let id = standing(connection, stream)?.id;
            line = one(connection, (RECORD, &[Cell::Int(id), Cell::Int(int(seq))]), |row| {
                let position = row.int(0)?.unsigned_abs();
                let damaged = |what: FrameError| StoreError::Damaged { position, what };
                Ok(frame::line(position, row.bytes(1)?).map_err(damaged)?.to_vec())
            })?;
            Ok(())
        })?;
        Ok(line)
    }

    /// The next record of a stream that is no case, not kept yet.
    fn page(&self, stream: &Stream, named: (Option<Text>, Timestamp), noted: Noted) -> Result<Page> {
        self.page_after(self.host.store.head(stream)?, stream, named, noted)
    }

    /// The record after that one: what was looked at before cannot have changed when it is kept.
    fn page_after(
        &self,
        head: Option<Head>,
        stream: &Stream,
        (key, at): (Option<Text>, Timestamp),
        noted: Noted,
    ) -> Result<Page> {
        let (expected, prev) = head.map_or((0, Digest::ZERO), |head| (head.seq, head.digest));
        let entry = Entry { stream: stream.clone(), seq: expected + 1, at, prev, key: key.clone(), noted };
        let (record, _) = entry.write(self.host.entropy.as_ref().map(|bytes| bytes()))?;
        let batch = Batch { stream: stream.clone(), expected, key, record };
        Ok(Page { entry, beside: Beside { batch: Some(batch), ..Beside::default() } })
    }

    /// Keeps a record that stands alone; one that is there under its key already is not kept again.
    pub(super) fn keep_beside(&self, beside: Beside) -> Result<()> {
        let Beside { batch, mail, .. } = beside;
        let at = batch.as_ref().map(|batch| (batch.stream.clone(), batch.expected));
        let change = Change { batches: batch.into_iter().collect(), mail, ..Change::default() };
        let kept = self.host.store.commit(change).map_err(LogError::from)?;
        match (kept.first(), at) {
            (Some(Appended::Repeated { seq: found }), Some((stream, expected))) => {
                Err(LogError::Conflict { stream, expected, found: *found }.into())
            }
            _ => Ok(()),
        }
    }

    /// The record of a schedule after that one, to be kept with the case that it begins.
    pub(super) fn noted_beside(
        &self,
        (head, stream): (Option<Head>, &Stream),
        at: Timestamp,
        noted: Noted,
        mail: Vec<Mail>,
    ) -> Result<Beside> {
        let page = self.page_after(head, stream, (None, at), noted)?;
        Ok(Beside { mail, ..page.beside })
    }
}

/// What began a case, as its name says: the identity of the message, else its place among all.
fn cause(message: &Message, head: Option<Head>) -> String {
    match &message.id {
        Some(id) => id.to_string(),
        None => format!("{} {}", message.name, head.map_or(0, |head| head.seq).saturating_add(1)),
    }
}
