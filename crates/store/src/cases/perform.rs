//! One command on one case: brought back, decided on, kept with its rows; when another was faster, once more.

use std::sync::Arc;

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, Request};
use cauce::data::{Digest, Text, Timestamp};
use cauce::engine::Step;
use cauce::event::Event;
use cauce::instance::{Instance, Status};
use cauce::log::{Batch, Log as _, LogError};
use cauce::procedure::Definitions;
use cauce::record::{Entry, Key, Noted, Reader, Record, RecordError, Seals, Stream, content_digest};
use cauce::rejection::Rejection;

use super::held::Held;
use super::{Cases, CasesError, Host, Result};
use crate::append::{Change, Refused};
use crate::mail::{Holder, Mail};
use crate::rows::{Difference, Rows, Sheet, Term};
use crate::store::held;

/// How often a command is decided again when another writer was faster; each time the other has come further.
const TRIES: usize = 1_000;

/// How long a business key may be.
const LONGEST_KEY: usize = 200;

/// What is asked of a case.
pub(super) struct Ask<'a> {
    at: Timestamp,
    jump: ClockJump,
    /// Whether what is due fires first.
    catches_up: bool,
    begins: bool,
    key: Option<Text>,
    business: Option<Text>,
    /// What is kept together with it, or neither is.
    beside: Option<Beside>,
    request: Wanted<'a>,
}

/// What is kept in the commit of a command when it is not refused.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    pub(super) batch: Option<Batch>,
    pub(super) mail: Vec<Mail>,
    pub(super) holder: Option<Holder>,
}

impl Beside {
    /// Whether something is kept, or held, that is not of the case alone.
    fn is_more(&self) -> bool {
        self.batch.is_some() || self.holder.is_some()
    }
}

enum Wanted<'a> {
    Given(&'a Request),
    /// Known once the case is at hand.
    Found(&'a dyn Fn(&Instance) -> std::result::Result<Request, Rejection>),
}

impl<'a> Ask<'a> {
    /// What a whole request asks.
    pub(super) fn given(request: &'a Request) -> Self {
        let advances = matches!(request.command, Command::Advance);
        Ask {
            at: request.at,
            jump: request.clock_jump,
            catches_up: !advances && request.expected.is_none(),
            begins: matches!(request.command, Command::Start(_)),
            key: request.key.clone(),
            business: None,
            beside: None,
            request: Wanted::Given(request),
        }
    }

    /// What is asked now of something that is found in the case.
    pub(super) fn found(
        now: Timestamp,
        request: &'a dyn Fn(&Instance) -> std::result::Result<Request, Rejection>,
    ) -> Self {
        Ask {
            at: now,
            // The clock of the host is believed, however long a case has been silent.
            jump: ClockJump::Confirmed,
            catches_up: true,
            begins: false,
            key: None,
            business: None,
            beside: None,
            request: Wanted::Found(request),
        }
    }

    /// The same under a business key.
    pub(super) fn under(self, business: Option<Text>) -> Self {
        Ask { business, ..self }
    }

    /// The same, kept together with something else.
    pub(super) fn beside(self, beside: Beside) -> Self {
        Ask { beside: Some(beside), ..self }
    }
}

/// What was decided and is not kept yet.
pub(super) struct Staged {
    pub(super) batches: Vec<Batch>,
    pub(super) answer: std::result::Result<Step, Rejection>,
    /// Whether it depends on which procedures are in force, or one was missed.
    pub(super) shelf: Shelved,
}

/// What a decision asked of the procedures at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shelved {
    Nothing,
    /// Which is in force.
    Newest,
    /// One that may be in the store and is not at hand.
    Missed,
}

/// What became of what was staged.
pub(super) enum Kept {
    Yes,
    /// Another was faster: the case has to be brought back.
    Anew,
    Repeated(u64),
}

impl<C: Clock> Cases<C> {
    /// Does what is asked, whole; whatever others do to the case meanwhile.
    ///
    /// What cases have thrown because of it is passed on.
    pub(super) fn perform(&self, stream: &Stream, ask: &Ask<'_>) -> Result<Step> {
        let (mut done, posted) = self.perform_alone(stream, ask);
        if posted {
            let sent = self.pass_on_of(stream);
            if let Ok(step) = &mut done {
                step.sent = sent;
            }
        }
        done
    }

    /// Does what is asked; says whether something is to be passed on.
    pub(super) fn perform_alone(&self, stream: &Stream, ask: &Ask<'_>) -> (Result<Step>, bool) {
        if let Err(error) = check_business_key(ask.business.as_deref()) {
            return (Err(error), false);
        }
        self.with_case(stream, |held| {
            let done = self.perform_held(stream, held, ask);
            if !matches!(done, Ok(_) | Err(CasesError::Rejected(_))) {
                held.forget();
            }
            (done, std::mem::take(&mut held.posted))
        })
    }

    /// Acts on the case at hand; one that turns out not to exist is put away again.
    pub(super) fn with_case<T>(&self, stream: &Stream, act: impl FnOnce(&mut Held) -> T) -> T {
        let shared = self.host.desk.hold(stream);
        let mut case = held(&shared);
        let done = act(&mut case);
        if case.instance.seq() == 0 {
            self.host.desk.put_away(stream);
        }
        done
    }

    fn perform_held(&self, stream: &Stream, held: &mut Held, ask: &Ask<'_>) -> Result<Step> {
        // A case at hand may be behind: then what was decided is not kept, and what changes nothing, a refusal
        // or a time at which nothing is due, is looked at again.
        let mut sure = false;
        for turn in 0..TRIES {
            if held.head.is_none() && !(ask.begins && turn == 0) {
                self.bring_back(stream, held)?;
                sure = true;
            }
            if held.instance.seq() == 0 && !ask.begins {
                return Err(CasesError::unknown(stream));
            }
            let Staged { batches, answer, shelf } = self.stage(stream, held, ask)?;
            if (answer.is_err() || batches.is_empty()) && !sure {
                if batches.is_empty() && held.head.is_some() && self.is_current(stream, held)? {
                    sure = true;
                } else {
                    held.forget();
                    continue;
                }
            }
            if self.shelf_has_more(shelf)? {
                held.forget();
                continue;
            }
            if batches.is_empty() {
                return match answer {
                    Err(rejection) => self.answered_before(stream, held, ask, rejection),
                    Ok(step) => Ok(step),
                };
            }
            let beside = ask.beside.as_ref().filter(|_| answer.is_ok());
            match self.keep(stream, held, batches, (ask.business.as_ref(), beside))? {
                Kept::Yes => return answer.or_else(|why| self.answered_before(stream, held, ask, why)),
                // What is kept beside was there already, not what was asked.
                Kept::Repeated(found) if ask.beside.as_ref().is_some_and(Beside::is_more) => {
                    let (stream, expected) = (stream.clone(), found.saturating_sub(1));
                    return Err(LogError::Conflict { stream, expected, found }.into());
                }
                Kept::Repeated(seq) => {
                    self.bring_back(stream, held)?;
                    return self.repeated(stream, held, ask, seq);
                }
                Kept::Anew => {}
            }
        }
        Err(CasesError::Busy { case: stream.id().into() })
    }

    /// Whether the store has procedures that were not at hand for a decision that asked for them; now they are.
    pub(super) fn shelf_has_more(&self, asked: Shelved) -> Result<bool> {
        let Host { shelf, store, .. } = &*self.host;
        Ok(asked >= Shelved::Newest && shelf.refresh(store, &self.tenant)?
            || asked == Shelved::Missed && shelf.need_all(store, &self.tenant)?)
    }

    /// Decides: first that time passes, then what is asked; the case at hand has gone on, the store has not.
    pub(super) fn stage(&self, stream: &Stream, held: &mut Held, ask: &Ask<'_>) -> Result<Staged> {
        let definitions = self.definitions()?;
        if held.rows.is_none() {
            if held.astray {
                // A person may have another number now.
                self.host.terms.clear();
            }
            held.rows = Some(self.sheet(held)?.0);
        }
        let mut staged =
            Staged { batches: Vec::new(), answer: Err(Rejection::NotStarted), shelf: Shelved::Nothing };
        while ask.catches_up && held.instance.next_due().is_some_and(|due| due <= ask.at) {
            let mut advance = Request::new(ask.at, Actor::Engine, Command::Advance);
            advance.clock_jump = ask.jump;
            match self.decided(stream, held, &definitions, (advance, &mut staged)) {
                Ok(step) if step.events.is_empty() => break,
                Ok(_) => {}
                Err(CasesError::Rejected(why)) => {
                    staged.answer = Err(why);
                    return Ok(staged);
                }
                Err(error) => return Err(error),
            }
        }
        let request = match &ask.request {
            Wanted::Given(request) => Ok((*request).clone()),
            Wanted::Found(find) => find(&held.instance),
        };
        staged.answer = match request {
            Err(why) => Err(why),
            Ok(request) => match self.decided(stream, held, &definitions, (request, &mut staged)) {
                Ok(step) => Ok(step),
                Err(CasesError::Rejected(why)) => Err(why),
                Err(error) => return Err(error),
            },
        };
        if matches!(staged.answer, Err(Rejection::UnknownProcedure { .. })) {
            staged.shelf = Shelved::Missed;
        }
        Ok(staged)
    }

    /// Decides one request and writes its record, not into the store yet.
    fn decided(
        &self,
        stream: &Stream,
        held: &mut Held,
        definitions: &Arc<Definitions>,
        (mut request, staged): (Request, &mut Staged),
    ) -> Result<Step> {
        request.entropy = request.entropy.or_else(|| self.host.entropy.as_ref().map(|bytes| bytes()));
        let asked = (request.at, request.actor.clone(), request.entropy);
        let key =
            request.key.clone().map(|id| Key { id, of: content_digest(&request.command, &request.actor) });
        let events = held.instance.handle(definitions, request)?;
        if events.is_empty() {
            return Ok(Step::of(stream, held.instance.seq(), events, &held.instance));
        }
        held.moved_over |= events.iter().any(|event| matches!(event.innermost(), Event::Migrated(_)));
        staged.shelf = events.iter().map(asks_shelf).fold(staged.shelf, Shelved::max);
        let (batch, events) = written(stream, held, asked, (key, events))?;
        staged.batches.push(batch);
        let step = Step::of(stream, held.instance.seq(), events, &held.instance);
        held.note_thrown(&step);
        Ok(step)
    }

    /// Keeps what was staged, with the rows that it changes.
    pub(super) fn keep(
        &self,
        stream: &Stream,
        held: &mut Held,
        batches: Vec<Batch>,
        (business, beside): (Option<&Text>, Option<&Beside>),
    ) -> Result<Kept> {
        let (mut change, after) = self.change(stream, held, batches, business)?;
        if let Some(Beside { batch, mail, holder }) = beside {
            change.batches.extend(batch.clone());
            change.mail.extend_from_slice(mail);
            change.holder.clone_from(holder);
        }
        let Some((entry, batch)) = self.business_entry(stream, held, business)? else {
            let answer = self.host.store.commit(change).map(|_| ());
            return settled(stream, held, after, answer);
        };
        change.batches.push(batch);
        let answer = self.host.store.commit(change).map(|_| ());
        match settled(stream, held, after, answer) {
            Err(CasesError::Log(LogError::Conflict { stream: other, .. })) if other == entry.stream => {
                Err(taken(entry))
            }
            kept => kept,
        }
    }

    /// The change that keeps what was staged, and the rows after it.
    pub(super) fn change(
        &self,
        stream: &Stream,
        held: &mut Held,
        batches: Vec<Batch>,
        business: Option<&Text>,
    ) -> Result<(Change, Sheet)> {
        if let Some(business) = business {
            held.past.business = Some(business.clone());
        }
        let seq = held.instance.seq();
        let (after, mut rows) = match held.rows.take().filter(|_| !held.astray) {
            Some(mut sheet) => {
                let difference = self.follow(held, &mut sheet)?;
                let rows = Rows::after(stream, seq, &sheet, difference);
                (sheet, rows)
            }
            None => {
                let (sheet, all) = self.sheet(held)?;
                let rows = Rows::whole(stream, seq, &sheet, all);
                (sheet, rows)
            }
        };
        let frozen = self.freeze(held);
        (rows.frozen, rows.number) = (frozen, held.number.clone());
        let mail = self.posted(stream, held, &rows);
        Ok((Change { batches, rows: Some(rows), mail, ..Change::default() }, after))
    }

    /// The record that gives a case its business key: it is the first of its stream, or another case has the key.
    fn business_entry(
        &self,
        stream: &Stream,
        held: &Held,
        business: Option<&Text>,
    ) -> Result<Option<(Entry, Batch)>> {
        let (Some(key), Some(procedure)) = (business, held.instance.procedure()) else { return Ok(None) };
        let code: Text = procedure.code().into();
        let entry = Entry {
            stream: Stream::new(&self.tenant, BUSINESS, &business_name(&code, key))?,
            seq: 1,
            at: held.instance.at().unwrap_or(Timestamp::EPOCH),
            prev: Digest::ZERO,
            key: None,
            noted: Noted::Named { code, key: key.clone(), case: stream.clone() },
        };
        let (record, _) = entry.write(self.host.entropy.as_ref().map(|bytes| bytes()))?;
        let batch = Batch { stream: entry.stream.clone(), expected: 0, key: None, record };
        Ok(Some((entry, batch)))
    }

    /// What was answered to the same key before, when it was the same command; else the refusal.
    fn answered_before(
        &self,
        stream: &Stream,
        held: &mut Held,
        ask: &Ask<'_>,
        rejection: Rejection,
    ) -> Result<Step> {
        let found = match &ask.key {
            Some(key) => self.host.store.find(stream, key)?,
            None => None,
        };
        match found {
            Some(seq) => self.repeated(stream, held, ask, seq),
            None => Err(rejection.into()),
        }
    }

    fn repeated(&self, stream: &Stream, held: &Held, ask: &Ask<'_>, seq: u64) -> Result<Step> {
        let record = self.read_all(stream)?.into_iter().find(|record| record.seq == seq);
        let known = record.as_ref().and_then(|record| record.key.clone());
        let content = match &ask.request {
            Wanted::Given(request) => content_digest(&request.command, &request.actor),
            Wanted::Found(_) => Digest::ZERO,
        };
        match (record, known) {
            (Some(record), Some(known)) if known.of == content || known.of == Digest::ZERO => {
                Ok(Step::of(stream, seq, record.events, &held.instance))
            }
            _ => Err(Rejection::KeyReused { key: ask.key.clone().unwrap_or_default() }.into()),
        }
    }

    /// Looks at a case as the store has it now.
    pub(super) fn see<T>(&self, stream: &Stream, see: impl FnOnce(&Instance) -> T) -> Result<T> {
        self.with_case(stream, |held| {
            if held.head.is_none() || !self.is_current(stream, held)? {
                self.bring_back(stream, held)?;
            }
            match held.instance.seq() {
                0 => Err(CasesError::unknown(stream)),
                _ => Ok(see(&held.instance)),
            }
        })
    }

    fn is_current(&self, stream: &Stream, held: &Held) -> Result<bool> {
        let head = self.host.store.head(stream)?;
        if head.map(|head| head.digest) != held.head {
            return Ok(false);
        }
        // Of what has ended something may have been disposed of, which its digests do not show.
        match held.instance.status() {
            Status::Ended(_) => {
                let kept = self.host.store.head(&self.keeping_stream(stream)?)?;
                Ok(kept.map(|head| head.digest) == held.kept)
            }
            _ => Ok(true),
        }
    }

    /// Brings a case to where its lines lead.
    pub(super) fn replay(&self, lines: &[Vec<u8>], held: &mut Held) -> Result<()> {
        self.with_needed(|definitions| {
            let mut reader = Reader::new(definitions);
            let mut fresh = Held::default();
            for line in lines {
                let record = reader.read(line)?;
                fresh.instance.apply(definitions, record.at, &record.events)?;
                fresh.past.take(record.at, &record.actor, &record.events);
            }
            held.head = (!lines.is_empty()).then(|| reader.position().1);
            (held.instance, held.past) = (fresh.instance, fresh.past);
            Ok(())
        })
    }

    /// The records of a stream of this tenant, proved.
    pub(super) fn read_all(&self, stream: &Stream) -> Result<Vec<Record>> {
        let lines = self.host.store.read(stream, 1)?;
        self.with_needed(|definitions| {
            let mut reader = Reader::new(definitions);
            lines.iter().map(|line| Ok(reader.read(line)?)).collect()
        })
    }

    /// Reads with the definitions at hand; one that is missed is loaded, and it is read again.
    pub(super) fn with_needed<T>(&self, mut read: impl FnMut(&Definitions) -> Result<T>) -> Result<T> {
        let mut last = Digest::ZERO;
        loop {
            let definitions = self.definitions()?;
            match read(&definitions) {
                Err(CasesError::Record(RecordError::DefinitionMissing { definition }))
                    if definition != last =>
                {
                    last = definition;
                    self.host.shelf.need(&self.host.store, &self.tenant, definition)?;
                }
                done => return done,
            }
        }
    }

    pub(super) fn definitions(&self) -> Result<Arc<Definitions>> {
        self.host.shelf.definitions(&self.host.store, &self.tenant)
    }

    /// The rows that a case at hand has, and what writes them all.
    pub(super) fn sheet(&self, held: &Held) -> Result<(Sheet, Difference)> {
        let (mut sheet, is_anew) = (Sheet::default(), true);
        let all = self.follow_to(held, &mut sheet, is_anew)?;
        Ok((sheet, all))
    }

    /// Follows a case at hand with its rows.
    fn follow(&self, held: &mut Held, sheet: &mut Sheet) -> Result<Difference> {
        let is_anew = std::mem::take(&mut held.moved_over);
        let difference = self.follow_to(held, sheet, is_anew)?;
        debug_assert_eq!(sheet.snapshot(), self.sheet(held)?.0.snapshot());
        Ok(difference)
    }

    fn follow_to(&self, held: &Held, sheet: &mut Sheet, is_anew: bool) -> Result<Difference> {
        let Some(procedure) = held.instance.procedure() else { return Ok(Difference::default()) };
        let (host, digest) = (&*self.host, procedure.digests().definition);
        let definition = host.shelf.number(&host.store, &self.tenant, &digest)?;
        let numbers = |term: Term, text: &str| {
            let tenant = if term == Term::Cited { "" } else { &*self.tenant };
            host.terms.id(host.store.base(), tenant, (term, text))
        };
        Ok(sheet.follow((&held.instance, &held.past), (definition, is_anew), &numbers)?)
    }
}

/// The kind of the streams that say which case has a business key.
pub(super) const BUSINESS: &str = "business";

/// What the stream of a business key is called.
pub(super) fn business_name(code: &str, key: &str) -> String {
    Digest::of_parts(&[code.as_bytes(), b"\n", key.as_bytes()]).to_string()
}

fn check_business_key(key: Option<&str>) -> Result<()> {
    let fits = |key: &str| {
        !key.trim().is_empty() && key.chars().count() <= LONGEST_KEY && !key.contains(char::is_control)
    };
    match key.is_none_or(fits) {
        true => Ok(()),
        false => Err(CasesError::BusinessKeyUnfit),
    }
}

/// What an event comes of.
fn asks_shelf(event: &Event) -> Shelved {
    match event.innermost() {
        Event::Started(_) | Event::Called(_) => Shelved::Newest,
        Event::IncidentRaised { .. } => Shelved::Missed,
        _ => Shelved::Nothing,
    }
}

/// Writes the record of what was decided: the case at hand ends with it.
fn written(
    stream: &Stream,
    held: &mut Held,
    (at, actor, entropy): (Timestamp, Actor, Option<[u8; 32]>),
    (key, events): (Option<Key>, Vec<Event>),
) -> Result<(Batch, Vec<Event>)> {
    let Held { instance, head, past, writer, since_frozen, .. } = held;
    let Some(procedure) = instance.procedure() else { return Err(Rejection::NotStarted.into()) };
    let at = instance.at().unwrap_or(at);
    past.take(at, &actor, &events);
    let id = key.as_ref().map(|key| key.id.clone());
    let record = Record {
        stream: stream.clone(),
        seq: instance.seq(),
        at,
        prev: head.unwrap_or(Digest::ZERO),
        actor,
        key,
        events,
        seals: Seals::New(entropy),
    };
    let line = writer.write(&record, procedure)?;
    *head = Some(line.digest);
    *since_frozen = since_frozen.saturating_add(line.line.len());
    let batch =
        Batch { stream: stream.clone(), expected: record.seq - 1, key: id, record: line.line.to_vec() };
    Ok((batch, record.events))
}

/// What the answer of the store means for the case at hand.
pub(super) fn settled(
    stream: &Stream,
    held: &mut Held,
    after: Sheet,
    answer: std::result::Result<(), Refused>,
) -> Result<Kept> {
    match answer {
        Ok(()) => {
            held.rows = Some(after);
            held.astray = false;
            return Ok(Kept::Yes);
        }
        Err(Refused::Repeated(seq)) => {
            held.forget();
            return Ok(Kept::Repeated(seq));
        }
        Err(Refused::Leased) => {
            held.forget();
            return Err(CasesError::LeaseLost { case: stream.id().into() });
        }
        Err(refused @ Refused::Forgone) => {
            held.forget();
            return Err(LogError::from(refused).into());
        }
        Err(Refused::NotIndexed) => held.astray = true,
        Err(Refused::Log(LogError::Conflict { stream: of, .. })) if of == *stream => {}
        Err(Refused::Log(error)) => {
            held.forget();
            return Err(error.into());
        }
    }
    held.forget();
    Ok(Kept::Anew)
}

/// Another case has the business key: had this one begun meanwhile, that would have been the conflict.
fn taken(entry: Entry) -> CasesError {
    match entry.noted {
        Noted::Named { code, key, .. } => CasesError::BusinessKeyTaken { code, key },
        _ => CasesError::BusinessKeyUnfit,
    }
}
