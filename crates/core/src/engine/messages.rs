//! Messages to cases and between them, written down: each one once, answered the same each time.
//!
//! What became of a message is a record of the stream `message/NAME`, written together with the record of the case
//! that took it, or neither is. So a message with an identity is taken once even if the engine stops in between,
//! and what is kept for later survives. Who waits is known of the cases that this engine has seen: after a restart
//! [`Engine::watch`] brings a case back, with what it had thrown and nobody had passed on.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{MutexGuard, PoisonError};

use super::case::Case;
use super::schedule::Schedules;
use super::{Engine, EngineError, Step};
use crate::clock::Clock;
use crate::command::{Actor, ClockJump, Command, Message, Request, Start};
use crate::data::{Digest, Text, Timestamp};
use crate::decide::message::accepted;
use crate::event::Event;
use crate::log::{Appended, Batch, Log, LogError};
use crate::post::{
    Answer, Buffer, Index, Kept, Letter, Opening, Receipt, Way, case_name, signals_thrown, start, stream_of,
    thrown, way,
};
use crate::record::{Entry, Noted, Stream};
use crate::rejection::Rejection;
use crate::view::{MessageWait, message_waits, signal_waits};

/// Messages that one call may pass on; the others are passed on by the next.
const LETTERS: usize = 10_000;

/// How often the way of a message is looked for again when another was faster.
const TRIES: usize = 8;

/// What cases wait for and have thrown.
#[derive(Debug, Default)]
pub(super) struct Desk {
    index: Index,
    outbox: VecDeque<Letter>,
    /// Waits that have opened: a message may have been kept for them.
    opened: VecDeque<(Stream, MessageWait)>,
    /// The signals that each case waits for.
    signals: BTreeMap<Stream, Vec<Text>>,
    /// Signals that cases have thrown and the others have not been told, with who threw them.
    signalled: VecDeque<(Stream, Text)>,
    /// When a case begins by schedule next.
    pub(super) next_scheduled: Option<Timestamp>,
}

/// What is written down of messages and schedules, as far as it was needed.
#[derive(Debug, Default)]
pub(super) struct Mail {
    books: BTreeMap<Stream, Book>,
    pub(super) schedules: Schedules,
}

impl Mail {
    /// Forgets what is known of a stream, so that the log is asked again.
    pub(super) fn forget(&mut self, stream: &Stream) {
        self.books.remove(stream);
    }
}

/// One stream that is no case: how far it is, and what is kept in it.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub(super) seq: u64,
    pub(super) digest: Digest,
    buffer: Buffer,
}

impl Book {
    pub(super) fn empty() -> Self {
        Book { seq: 0, digest: Digest::ZERO, buffer: Buffer::default() }
    }

    /// Takes in a record that was read or written.
    fn take(&mut self, entry: Entry, digest: Digest) {
        (self.seq, self.digest) = (entry.seq, digest);
        match entry.noted {
            Noted::Received { mut message, answer: Answer::Buffered { until } } => {
                message.id = entry.key;
                self.buffer.keep(Kept { seq: entry.seq, message, until });
            }
            Noted::Taken { of, .. } => self.buffer.remove(of),
            _ => {}
        }
    }
}

/// A record of a stream that is no case, ready to be appended.
pub(super) struct Page {
    pub(super) entry: Entry,
    digest: Digest,
    pub(super) batch: Batch,
}

impl<L: Log, C: Clock> Engine<L, C> {
    /// Sends a message: to the oldest wait for its name and correlation, else to a procedure that begins with it,
    /// else it is kept where a procedure says how long; the same identity gets the first answer again.
    ///
    /// A case that it begins is called by the code of its procedure and the identity of the message.
    /// What cases throw because of it is passed on too; [`Receipt`]s of that are in the next step of any call.
    ///
    /// ```
    /// use cauce::command::{Actor, Message};
    /// use cauce::data::Value;
    /// use cauce::engine::Engine;
    /// use cauce::post::Answer;
    ///
    /// let engine = Engine::in_memory();
    /// engine.add(r#"
    /// formato = 1
    /// idioma  = "es"
    /// [procedimiento]
    /// codigo  = "ASESORIA"
    /// nombre  = "Asesorar a una entidad"
    /// [[dato]]
    /// id      = "entidad"
    /// tipo    = "texto"
    /// [[inicio]]
    /// id      = "solicitud"
    /// cuando  = { mensaje = "solicitud-asesoria" }
    /// va_a    = 1
    /// [[actividad]]
    /// numero  = 1
    /// id      = "asesorar"
    /// titulo  = "Asesorar"
    /// "#)?;
    /// let web = Actor::host("web");
    /// let message = Message::new("solicitud-asesoria").id("s-1").data("entidad", Value::Text("Nayarit".into()));
    /// let receipt = engine.message(message, &web)?;
    /// let Answer::Started { case } = receipt.answer else { panic!("it begins a case") };
    /// assert_eq!(case.id(), "ASESORIA·s-1");
    /// assert_eq!(engine.work(case.id())?.len(), 1);
    /// # Ok::<(), cauce::engine::EngineError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EngineError::Rejected`] when whoever waits for it cannot take it; then it has not come.
    pub fn message(&self, message: Message, actor: &Actor) -> Result<Receipt, EngineError> {
        let message = accepted(message, self.definitions().limits())?;
        let receipt = self.route(&mut self.mail(), &message, actor)?;
        self.pass_on_quietly();
        Ok(receipt)
    }

    /// The cases that wait for a signal, in order of their names.
    pub(super) fn waiting_for(&self, signal: &str) -> Vec<Stream> {
        let waits = |names: &Vec<Text>| names.iter().any(|other| **other == *signal);
        let desk = self.desk();
        desk.signals.iter().filter(|(_, names)| waits(names)).map(|(case, _)| case.clone()).collect()
    }

    /// Passes on what cases have thrown, and hands out what was kept for waits that have opened.
    ///
    /// Every call does so at its end; what could not be passed on then, because the log failed, stays for this one.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when the log fails; what is not passed on stays.
    pub fn pass_on(&self) -> Result<Vec<Receipt>, EngineError> {
        let mut receipts = Vec::new();
        self.pass_on_to(&mut receipts)?;
        Ok(receipts)
    }

    /// Brings a case back, so that messages find it and time passes in it: after a restart, for each case that runs.
    ///
    /// # Errors
    ///
    /// [`EngineError::UnknownCase`] when the log has no such case.
    pub fn watch(&self, case: &str) -> Result<Vec<Receipt>, EngineError> {
        self.work(case)?;
        self.pass_on()
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn mail(&self) -> MutexGuard<'_, Mail> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a case that was brought back from the log.
    pub(super) fn seen(&self, stream: &Stream, case: &mut Case) {
        self.note_due(stream, case.instance.next_due());
        let thrown = std::mem::take(&mut case.thrown);
        self.note(stream, case, thrown);
    }

    /// Notes what a case waits for after a step, and what it has thrown.
    pub(super) fn note_mail(&self, stream: &Stream, case: &mut Case, events: &[Event]) {
        let mut letters = std::mem::take(&mut case.thrown);
        letters.extend(thrown(stream, events));
        self.note(stream, case, letters);
        let signals = signals_thrown(events).map(|name| (stream.clone(), name.clone()));
        self.desk().signalled.extend(signals);
    }

    fn note(&self, stream: &Stream, case: &Case, thrown: Vec<Letter>) {
        let (waits, signals) = (message_waits(&case.instance), signal_waits(&case.instance));
        let mut desk = self.desk();
        match signals.is_empty() {
            true => desk.signals.remove(stream),
            false => desk.signals.insert(stream.clone(), signals),
        };
        let new = desk.index.note(stream, waits);
        desk.opened.extend(new.into_iter().map(|wait| (stream.clone(), wait)));
        desk.outbox.extend(thrown);
    }

    /// The step with what became of the messages that were passed on after it.
    pub(super) fn with_mail(&self, mut step: Step) -> Step {
        step.sent = self.pass_on_quietly();
        step
    }

    /// What was asked is done; a log that fails now is told by the next call that needs it.
    fn pass_on_quietly(&self) -> Vec<Receipt> {
        let mut receipts = Vec::new();
        let _ = self.pass_on_to(&mut receipts);
        receipts
    }

    fn pass_on_to(&self, receipts: &mut Vec<Receipt>) -> Result<(), EngineError> {
        if self.is_at_rest() {
            return Ok(());
        }
        let mut mail = self.mail();
        for _ in 0..LETTERS {
            let next = self.desk().outbox.pop_front();
            if let Some(letter) = next {
                let gone = match &letter {
                    Letter::Message(message) => self.route_thrown(&mut mail, message),
                    Letter::Case(opening) => self.open_thrown(opening),
                };
                match gone {
                    Ok(receipt) => receipts.push(receipt),
                    Err(error) => {
                        self.desk().outbox.push_front(letter);
                        return Err(error);
                    }
                }
                continue;
            }
            let signalled = self.desk().signalled.pop_front();
            if let Some((case, name)) = signalled {
                self.broadcast(&name, &Actor::Engine, Some(&case), &mut Vec::new())?;
                continue;
            }
            let opened = self.desk().opened.pop_front();
            let Some((case, wait)) = opened else { break };
            if let Err(error) = self.hand_out(&mut mail, &case, &wait) {
                self.desk().opened.push_front((case, wait));
                return Err(error);
            }
        }
        Ok(())
    }

    fn is_at_rest(&self) -> bool {
        let desk = self.desk();
        desk.outbox.is_empty() && desk.opened.is_empty() && desk.signalled.is_empty()
    }

    /// Begins a case that an event asked for; one that has begun under that name already is not begun again.
    fn open_thrown(&self, opening: &Opening) -> Result<Receipt, EngineError> {
        let began = match opening.start(&self.definitions()) {
            Ok(start) => self.begin_opened(opening, start),
            Err(refused) => Err(refused.into()),
        };
        match began {
            Ok(()) => Ok(opening.receipt(Ok(false))),
            Err(EngineError::Rejected(Rejection::AlreadyStarted | Rejection::Finished)) => {
                Ok(opening.receipt(Ok(true)))
            }
            Err(EngineError::Rejected(refused)) => Ok(opening.receipt(Err(refused))),
            Err(error) => Err(error),
        }
    }

    fn begin_opened(&self, opening: &Opening, start: Start) -> Result<(), EngineError> {
        let case = opening.case();
        let mut request = Request::new(self.clock.now(), Actor::Engine, Command::Start(start));
        request.key = Some(opening.key.clone());
        request.clock_jump = ClockJump::Confirmed;
        self.with_case(&case, |held, definitions| match held.instance.seq() {
            0 => self.decide(&case, held, definitions, request).map(|_| ()),
            _ => Err(Rejection::AlreadyStarted.into()),
        })
    }

    /// What nobody can take counts as not correlated: whoever threw it has gone on.
    fn route_thrown(&self, mail: &mut Mail, message: &Message) -> Result<Receipt, EngineError> {
        match self.route(mail, message, &Actor::Engine) {
            Err(EngineError::Rejected(refused)) => {
                let answer = Answer::NotCorrelated;
                self.note_answer(mail, message, &answer)?;
                Ok(Receipt { refused: Some(refused), ..Receipt::of(message, answer) })
            }
            routed => routed,
        }
    }

    /// Finds the way of a message and goes it.
    fn route(&self, mail: &mut Mail, message: &Message, actor: &Actor) -> Result<Receipt, EngineError> {
        if let Some(answer) = self.answer_before(message)? {
            return Ok(Receipt { repeated: true, ..Receipt::of(message, answer) });
        }
        let (definitions, mut last) = (self.definitions(), None);
        for _ in 0..TRIES {
            let now = self.clock.now();
            let oldest = self.desk().index.oldest(message);
            let way = way(&definitions, oldest, message, now);
            let gone = match way {
                Way::Deliver(place) => {
                    let answer = Answer::Delivered { case: place.case.clone(), item: place.item };
                    let request = Request::new(now, actor.clone(), Command::Message(message.clone()));
                    self.ask_beside(mail, (&place.case, request), message, answer)
                }
                Way::Begin(procedure, element) => {
                    let start = start(&procedure, element, message)?;
                    let case = case_name(procedure.code(), &self.cause(mail, message)?);
                    let request = Request::new(now, actor.clone(), Command::Start(start));
                    self.ask_beside(mail, (&case, request), message, Answer::Started { case: case.clone() })
                }
                Way::Keep(until) => self.note_answer(mail, message, &Answer::Buffered { until }),
                Way::Nowhere => self.note_answer(mail, message, &Answer::NotCorrelated),
            };
            match gone {
                Ok(answer) => return Ok(Receipt::of(message, answer)),
                // Another was faster: the wait is over, or the stream has grown.
                Err(error @ EngineError::Rejected(Rejection::NotAwaited { .. })) => last = Some(error),
                Err(error @ EngineError::Log(LogError::Conflict { .. })) => {
                    mail.books.remove(&book_of(message));
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| Rejection::NotAwaited { message: message.name.clone() }.into()))
    }

    /// What began a case, as its name says: the identity of the message, else its place among all.
    fn cause(&self, mail: &mut Mail, message: &Message) -> Result<String, EngineError> {
        match &message.id {
            Some(id) => Ok(id.to_string()),
            None => Ok(format!("{} {}", message.name, self.book(mail, &book_of(message))?.seq + 1)),
        }
    }

    fn answer_before(&self, message: &Message) -> Result<Option<Answer>, EngineError> {
        let Some(id) = &message.id else { return Ok(None) };
        let stream = book_of(message);
        let Some(seq) = self.log.find(&stream, id)? else { return Ok(None) };
        let line = self.log.read(&stream, seq)?.into_iter().next();
        let Some(line) = line else { return Ok(None) };
        match Entry::read(&line)?.0.noted {
            Noted::Received { answer, .. } => Ok(Some(answer)),
            _ => Ok(None),
        }
    }

    /// A request to a case whose record is written together with what became of the message.
    fn ask_beside(
        &self,
        mail: &mut Mail,
        (case, mut request): (&Stream, Request),
        message: &Message,
        answer: Answer,
    ) -> Result<Answer, EngineError> {
        // The engine's own clock is believed, however long a case has been silent.
        request.clock_jump = ClockJump::Confirmed;
        let noted = Noted::Received { message: message.clone(), answer: answer.clone() };
        let page = self.page(mail, &book_of(message), (message.id.clone(), request.at), noted)?;
        self.with_case(case, |held, definitions| {
            self.catch_up_to(case, held, definitions, &super::passing(request.at))?;
            self.decide_beside(case, (held, definitions), request, Some(&page.batch))
        })?;
        self.turn(mail, page);
        Ok(answer)
    }

    fn note_answer(
        &self,
        mail: &mut Mail,
        message: &Message,
        answer: &Answer,
    ) -> Result<Answer, EngineError> {
        // Without an identity nobody can ask for it again.
        if message.id.is_some() || matches!(answer, Answer::Buffered { .. }) {
            let noted = Noted::Received { message: message.clone(), answer: answer.clone() };
            let key = (message.id.clone(), self.clock.now());
            let page = self.page(mail, &book_of(message), key, noted)?;
            self.append(mail, page)?;
        }
        Ok(answer.clone())
    }

    /// Gives a wait that has opened the oldest message that was kept for it.
    fn hand_out(&self, mail: &mut Mail, case: &Stream, wait: &MessageWait) -> Result<(), EngineError> {
        let stream = book_named(&wait.name);
        if !self.desk().index.has(case, wait) {
            return Ok(());
        }
        let now = self.clock.now();
        self.book(mail, &stream)?;
        let kept = mail.books.get_mut(&stream).map(|book| book.buffer.fitting(wait, now));
        for kept in kept.unwrap_or_default() {
            let noted = Noted::Taken { of: kept.seq, case: case.clone(), item: wait.item };
            let page = self.page(mail, &stream, (None, now), noted)?;
            let mut request = Request::new(now, Actor::Engine, Command::Message(kept.message));
            request.clock_jump = ClockJump::Confirmed;
            let given = self.with_case(case, |held, definitions| {
                self.decide_beside(case, (held, definitions), request, Some(&page.batch))
            });
            match given {
                Ok(_) => {
                    self.turn(mail, page);
                    return Ok(());
                }
                // Its values are of another kind: it stays for others and does not stand in the way.
                Err(EngineError::Rejected(_)) => {}
                Err(error) => {
                    mail.books.remove(&stream);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The stream as far as it is known, read when it is first needed.
    pub(super) fn book<'m>(&self, mail: &'m mut Mail, stream: &Stream) -> Result<&'m Book, EngineError> {
        if !mail.books.contains_key(stream) {
            let mut book = Book::empty();
            for line in self.log.read(stream, 1)? {
                let (entry, digest) = Entry::read(&line)?;
                mail.schedules.take(&entry);
                book.take(entry, digest);
            }
            mail.books.insert(stream.clone(), book);
        }
        Ok(mail.books.entry(stream.clone()).or_insert_with(Book::empty))
    }

    /// The next record of a stream.
    pub(super) fn page(
        &self,
        mail: &mut Mail,
        stream: &Stream,
        (key, at): (Option<Text>, Timestamp),
        noted: Noted,
    ) -> Result<Page, EngineError> {
        let (expected, prev) = {
            let book = self.book(mail, stream)?;
            (book.seq, book.digest)
        };
        let entry = Entry { stream: stream.clone(), seq: expected + 1, at, prev, key: key.clone(), noted };
        let (record, digest) = entry.write(self.fresh_entropy())?;
        let batch = Batch { stream: stream.clone(), expected, key, record };
        Ok(Page { entry, digest, batch })
    }

    /// Appends a record that stands alone.
    pub(super) fn append(&self, mail: &mut Mail, page: Page) -> Result<(), EngineError> {
        match self.log.append(std::slice::from_ref(&page.batch)) {
            Ok(appended) => {
                if !matches!(appended.first(), Some(Appended::Repeated { .. })) {
                    self.turn(mail, page);
                }
                Ok(())
            }
            Err(error) => {
                mail.books.remove(&page.batch.stream);
                Err(error.into())
            }
        }
    }

    /// Takes in a record that is written.
    pub(super) fn turn(&self, mail: &mut Mail, page: Page) {
        mail.schedules.take(&page.entry);
        if let Some(book) = mail.books.get_mut(&page.batch.stream) {
            book.take(page.entry, page.digest);
        }
    }
}

/// The stream of the messages of a name.
fn book_of(message: &Message) -> Stream {
    book_named(&message.name)
}

fn book_named(name: &str) -> Stream {
    stream_of("message", name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::log::MemoryLog;

    const WAITS: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\n\
        [[dato]]\nid = \"n\"\ntipo = \"entero\"\n\
        [[actividad]]\nnumero = 1\nid = \"espera\"\ntitulo = \"Espera\"\nespera = { mensaje = \"m\" }\n\
        [[actividad]]\nnumero = 2\nid = \"sigue\"\ntitulo = \"Sigue\"\n";

    fn engine() -> Engine<MemoryLog, ManualClock> {
        let clock = ManualClock::at("2024-01-31T09:00:00Z".parse().unwrap());
        let engine = Engine::new(MemoryLog::new(), clock);
        engine.add(WAITS).unwrap();
        for case in ["a", "b"] {
            engine.start(case, "E", &Actor::host("web")).unwrap();
        }
        engine
    }

    fn throw(engine: &Engine<MemoryLog, ManualClock>, message: Message) -> Receipt {
        engine.desk().outbox.push_back(Letter::Message(message));
        engine.pass_on().unwrap().remove(0)
    }

    #[test]
    fn what_is_thrown_twice_is_taken_once() {
        let engine = engine();
        let letter = Message::new("m").id("case/x/7");
        let first = throw(&engine, letter.clone());
        assert!(matches!(&first.answer, Answer::Delivered { case, .. } if case.id() == "a"));
        // The same record read again after a restart throws it again.
        let again = throw(&engine, letter);
        assert!(again.repeated && again.answer == first.answer);
        assert_eq!(&*engine.work("b").unwrap()[0].reference, "1");
    }

    #[test]
    fn what_nobody_can_take_is_noted_and_stops_nobody() {
        let engine = engine();
        let wrong = Message::new("m").id("case/x/8").data("n", crate::data::Value::Bool(true));
        let refused = throw(&engine, wrong);
        assert_eq!(refused.answer, Answer::NotCorrelated);
        assert_eq!(refused.refused.map(|rejection| rejection.code()), Some("C0740"));
        let next = throw(&engine, Message::new("m").id("case/x/9"));
        assert!(matches!(&next.answer, Answer::Delivered { case, .. } if case.id() == "a"));
        assert!(engine.is_at_rest());
    }
}
