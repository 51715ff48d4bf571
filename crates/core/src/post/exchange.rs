//! Several cases in memory that send each other messages: deterministic, for paths, simulations and tests.

use std::collections::{BTreeMap, VecDeque};

use super::{Answer, Buffer, Index, Kept, Letter, Opening, Receipt, Way, case_name, start, thrown, way};
use crate::command::{Actor, ClockJump, Command, Message, Request};
use crate::data::{Text, Timestamp};
use crate::decide::message::accepted;
use crate::event::Event;
use crate::instance::{Instance, Status};
use crate::procedure::Definitions;
use crate::record::{Stream, StreamError};
use crate::rejection::Rejection;
use crate::view::{MessageWait, message_waits};

/// Messages that one call may pass on; beyond it cases answer each other without end, and the rest stays where it is.
const LETTERS: usize = 10_000;

/// Several cases in memory that send each other messages.
///
/// What a case throws goes, once the case stands still, to the oldest wait, else to a procedure that begins with it,
/// else it is kept where a procedure says so. The same calls give the same cases, event by event.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::command::{Actor, Command, Message, Request, Start};
/// use cauce::post::{Answer, Exchange};
/// use cauce::procedure::Definitions;
/// use cauce::source::Source;
///
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// [procedimiento]
/// codigo  = "PAGO"
/// nombre  = "Esperar un pago"
/// [[actividad]]
/// numero  = 1
/// id      = "esperar"
/// titulo  = "Esperar el pago"
/// espera  = { mensaje = "pago" }
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("pago", text), &Options::default()).procedure.unwrap()).unwrap();
/// let mut exchange = Exchange::new(&definitions);
/// let at = "2022-03-01T09:00:00-05:00".parse().unwrap();
/// exchange.handle("1", Request::new(at, Actor::host("web"), Command::Start(Start::of("PAGO")))).unwrap();
/// let receipt = exchange.message(at, &Actor::host("web"), Message::new("pago")).unwrap();
/// assert!(matches!(receipt.answer, Answer::Delivered { .. }));
/// ```
#[derive(Clone, Debug)]
pub struct Exchange<'d> {
    definitions: &'d Definitions,
    cases: BTreeMap<Stream, Instance>,
    /// In order of beginning.
    begun: Vec<Stream>,
    index: Index,
    buffers: BTreeMap<Text, Buffer>,
    answers: BTreeMap<Text, Answer>,
    outbox: VecDeque<Letter>,
    opened: VecDeque<(Stream, MessageWait)>,
    happened: Vec<Happening>,
    receipts: Vec<Receipt>,
    received: u64,
}

/// What one command did to one case.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Happening {
    /// The case.
    pub case: Stream,
    /// The effective time.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What happened.
    pub events: Vec<Event>,
}

impl<'d> Exchange<'d> {
    /// An exchange without cases.
    #[must_use]
    pub fn new(definitions: &'d Definitions) -> Self {
        Exchange {
            definitions,
            cases: BTreeMap::new(),
            begun: Vec::new(),
            index: Index::default(),
            buffers: BTreeMap::new(),
            answers: BTreeMap::new(),
            outbox: VecDeque::new(),
            opened: VecDeque::new(),
            happened: Vec::new(),
            receipts: Vec::new(),
            received: 0,
        }
    }

    /// The cases in order of beginning.
    pub fn cases(&self) -> impl Iterator<Item = (&Stream, &Instance)> {
        self.begun.iter().filter_map(|case| Some((case, self.cases.get(case)?)))
    }

    /// The case of that name.
    #[must_use]
    pub fn case(&self, name: &str) -> Option<&Instance> {
        self.cases.get(&Stream::case(name).ok()?)
    }

    /// What happened since it was last asked, in order, over all cases.
    pub fn take_happened(&mut self) -> Vec<Happening> {
        std::mem::take(&mut self.happened)
    }

    /// What became of the messages that cases have thrown since it was last asked.
    pub fn take_receipts(&mut self) -> Vec<Receipt> {
        std::mem::take(&mut self.receipts)
    }

    /// Handles a request of one case, then passes on what cases throw until all stand still.
    ///
    /// # Errors
    ///
    /// [`ExchangeError`]; nothing has changed then.
    pub fn handle(&mut self, case: &str, request: Request) -> Result<(), ExchangeError> {
        let (case, at) = (Stream::case(case)?, request.at);
        self.command(&case, request)?;
        self.settle(at);
        Ok(())
    }

    /// Sends a message: to the oldest wait, to a start, or into the buffer.
    ///
    /// # Errors
    ///
    /// [`Rejection`] when the message is too large or whoever waits for it cannot take it; nothing has changed then.
    pub fn message(&mut self, at: Timestamp, actor: &Actor, message: Message) -> Result<Receipt, Rejection> {
        let message = accepted(message, self.definitions.limits())?;
        let receipt = self.route(at, actor, &message)?;
        self.settle(at);
        Ok(receipt)
    }

    /// Lets time pass up to that instant in every case.
    ///
    /// # Errors
    ///
    /// [`Rejection`] of the first case that refuses the time.
    pub fn advance(&mut self, at: Timestamp) -> Result<(), Rejection> {
        for case in self.begun.clone() {
            self.catch_up(&case, at)?;
        }
        self.settle(at);
        Ok(())
    }

    /// When something falls due next.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let running = self.cases.values().filter(|case| case.status() == Status::Running);
        running.filter_map(Instance::next_due).min()
    }

    fn command(&mut self, case: &Stream, mut request: Request) -> Result<(), Rejection> {
        request.clock_jump = ClockJump::Confirmed;
        let (at, actor) = (request.at, request.actor.clone());
        let is_new = !self.cases.contains_key(case);
        let mut instance = self.cases.remove(case).unwrap_or_default();
        let handled = instance.handle(self.definitions, request);
        if !is_new || handled.is_ok() {
            self.cases.insert(case.clone(), instance);
        }
        let events = handled?;
        if is_new {
            self.begun.push(case.clone());
        }
        self.outbox.extend(thrown(case, &events));
        let waits = self.cases.get(case).map(message_waits).unwrap_or_default();
        let new = self.index.note(case, waits);
        self.opened.extend(new.into_iter().map(|wait| (case.clone(), wait)));
        self.happened.push(Happening { case: case.clone(), at, actor, events });
        Ok(())
    }

    fn catch_up(&mut self, case: &Stream, at: Timestamp) -> Result<(), Rejection> {
        let is_due = |instance: &Instance| {
            instance.status() == Status::Running && instance.next_due().is_some_and(|due| due <= at)
        };
        while self.cases.get(case).is_some_and(is_due) {
            self.command(case, Request::new(at, Actor::Engine, Command::Advance))?;
            if self.happened.last().is_some_and(|last| last.events.is_empty()) {
                break;
            }
        }
        Ok(())
    }

    /// Passes on what was thrown and hands out what was kept, until nothing moves.
    fn settle(&mut self, at: Timestamp) {
        for _ in 0..LETTERS {
            if let Some(letter) = self.outbox.pop_front() {
                let receipt = match letter {
                    Letter::Message(message) => self.route_thrown(at, &message),
                    Letter::Case(opening) => opening.receipt(self.open(at, &opening)),
                };
                self.receipts.push(receipt);
            } else if let Some((case, wait)) = self.opened.pop_front() {
                self.hand_out(at, &case, &wait);
            } else {
                return;
            }
        }
    }

    fn route_thrown(&mut self, at: Timestamp, message: &Message) -> Receipt {
        self.route(at, &Actor::Engine, message).unwrap_or_else(|refused| Receipt {
            refused: Some(refused),
            ..Receipt::of(message, Answer::NotCorrelated)
        })
    }

    /// Begins a case that an event asked for, once; whether it had begun already.
    fn open(&mut self, at: Timestamp, opening: &Opening) -> Result<bool, Rejection> {
        let case = opening.case();
        if self.cases.contains_key(&case) {
            return Ok(true);
        }
        let start = Command::Start(opening.start(self.definitions)?);
        self.command(
            &case,
            Request { key: Some(opening.key.clone()), ..Request::new(at, Actor::Engine, start) },
        )?;
        Ok(false)
    }

    fn hand_out(&mut self, at: Timestamp, case: &Stream, wait: &MessageWait) {
        if !self.index.has(case, wait) {
            return;
        }
        let Some(buffer) = self.buffers.get_mut(&wait.name) else { return };
        // One that is refused, since its values are of another kind, stays for others and does not stand in the way.
        for kept in buffer.fitting(wait, at) {
            let request = Request::new(at, Actor::Engine, Command::Message(kept.message));
            if self.command(case, request).is_ok() {
                if let Some(buffer) = self.buffers.get_mut(&wait.name) {
                    buffer.remove(kept.seq);
                }
                return;
            }
        }
    }

    fn route(&mut self, at: Timestamp, actor: &Actor, message: &Message) -> Result<Receipt, Rejection> {
        let known = message.id.as_ref().and_then(|id| self.answers.get(id));
        if let Some(answer) = known.cloned() {
            return Ok(Receipt { repeated: true, ..Receipt::of(message, answer) });
        }
        let answer = self.place(at, actor, message)?;
        self.received += 1;
        if let Answer::Buffered { until } = answer {
            let (seq, message) = (self.received, message.clone());
            self.buffers.entry(message.name.clone()).or_default().keep(Kept { seq, message, until });
        }
        if let Some(id) = &message.id {
            self.answers.insert(id.clone(), answer.clone());
        }
        Ok(Receipt::of(message, answer))
    }

    fn place(&mut self, at: Timestamp, actor: &Actor, message: &Message) -> Result<Answer, Rejection> {
        loop {
            match way(self.definitions, self.index.oldest(message), message, at) {
                Way::Deliver(place) => {
                    let before = self.happened.len();
                    self.catch_up(&place.case, at)?;
                    if self.happened.len() > before {
                        continue;
                    }
                    let command = Command::Message(message.clone());
                    self.command(&place.case, Request::new(at, actor.clone(), command))?;
                    return Ok(Answer::Delivered { case: place.case, item: place.item });
                }
                Way::Begin(procedure, element) => {
                    let start = start(&procedure, element, message)?;
                    let count = self.begun.len() + 1;
                    let cause = message.id.as_ref().map_or_else(|| count.to_string(), ToString::to_string);
                    let case = case_name(procedure.code(), &cause);
                    self.command(&case, Request::new(at, actor.clone(), Command::Start(start)))?;
                    return Ok(Answer::Started { case });
                }
                Way::Keep(until) => return Ok(Answer::Buffered { until }),
                Way::Nowhere => return Ok(Answer::NotCorrelated),
            }
        }
    }
}

/// Why an exchange did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// A case cannot be named so.
    #[error(transparent)]
    Name(#[from] StreamError),
    /// The request was refused.
    #[error(transparent)]
    Rejected(#[from] Rejection),
}
