//! What the streams of messages hold of a case, and goes with it: what began it, what reached it, and what it threw.
//!
//! A message that a case took stands right after the record that took it; one that it threw is found by its identity.
//! Of a message that no case took its values go when nobody keeps them any longer.
//! Knows which lines these are; that they may go was decided before. Read [`Cases::forget_expired`] first.

use std::collections::BTreeMap;

use cauce::clock::Clock;
use cauce::log::Log as _;
use cauce::post::{Answer, Letter, thrown};
use cauce::record::{Entry, Field, Noted, Stream, dispose_of};

use super::dispose::{Chosen, Plan};
use super::keep_error::KeepError;
use super::{Cases, Result};
use crate::append::{Change, number};
use crate::mail::{Mail, Post};
use crate::rewrite::Rewrite;
use crate::sql::Cell;

/// The records of messages that stand right after those of a case.
pub(super) const BESIDE: &str = "SELECT own.seq, s.name, next.seq FROM record AS own \
    JOIN record AS next ON next.position = own.position + 1 JOIN stream AS s ON s.id = next.stream \
    WHERE own.stream = (SELECT id FROM stream WHERE tenant = $1 AND kind = 'case' AND name = $2) \
    AND s.tenant = $1 AND s.kind = 'message' ORDER BY own.seq";
pub(super) const UNSENT: &str = "SELECT id, place FROM outbox WHERE kind = $1 \
    AND stream = (SELECT id FROM stream WHERE tenant = $2 AND kind = 'case' AND name = $3) ORDER BY id";
const EXPIRED: &str = "SELECT s.name, k.seq, k.mark FROM kept AS k JOIN stream AS s ON s.id = k.stream \
    WHERE s.tenant = $1 AND k.until < $2 ORDER BY s.name, k.seq, k.mark LIMIT 1000";

/// A line of the messages of a name, by their stream and its place.
type Place = (Stream, u64);

impl<C: Clock> Cases<C> {
    /// Forgets the values of messages that no case took while they were kept for one; gives how many messages lost them.
    ///
    /// That they came, and what became of them, stays on record, and so does their identity.
    /// [`dispose`](Self::dispose) and [`sweep`](Self::sweep) do so too, and see to the bytes in the store as well.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// assert_eq!(cases.forget_expired()?, 0);
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn forget_expired(&self) -> Result<u64> {
        let mut forgotten = 0u64;
        loop {
            let expired = self.expired()?;
            if expired.is_empty() {
                return Ok(forgotten);
            }
            let mut of_stream: BTreeMap<Stream, BTreeMap<u64, Vec<i64>>> = BTreeMap::new();
            for ((stream, seq), mark) in expired {
                of_stream.entry(stream).or_default().entry(seq).or_default().push(mark);
            }
            for (stream, messages) in of_stream {
                forgotten = forgotten.saturating_add(self.forget_messages(&stream, messages)?);
            }
        }
    }

    fn expired(&self) -> Result<Vec<(Place, i64)>> {
        let mut found: Vec<(String, u64, i64)> = Vec::new();
        let cells = [Cell::Text(&self.tenant), Cell::Int(self.host.clock.now().millis())];
        self.host.store.base().read(&mut |connection| {
            found.clear();
            connection.rows(EXPIRED, &cells, &mut |row| {
                found.push((row.text(0)?.to_owned(), number(row, 1)?, row.int(2)?));
                Ok(())
            })
        })?;
        let place = |(name, seq, mark): (String, _, _)| Ok(((self.book_named(&name)?, seq), mark));
        found.into_iter().map(place).collect()
    }

    /// Takes the values of messages of one stream away, and the rows by which they were found, in one commit.
    fn forget_messages(&self, stream: &Stream, messages: BTreeMap<u64, Vec<i64>>) -> Result<u64> {
        let (mut lines, mut mail) = (Vec::new(), Vec::new());
        for (seq, marks) in messages {
            if let Some(line) = self.line(stream, seq)? {
                let kept = dispose_of(&line, &[Field::Datum])?;
                lines.extend((kept != line).then(|| (stream.clone(), seq, kept)));
            }
            mail.push(Mail::Taken { stream: stream.clone(), seq, marks });
        }
        let count = lines.len() as u64;
        let rewrite = Rewrite { case: stream.clone(), lines, forgets_key: false, persons: Vec::new() };
        let change = Change { rewrite: Some(Box::new(rewrite)), mail, ..Change::default() };
        self.host.store.commit(change).map_err(cauce::log::LogError::from)?;
        Ok(count)
    }

    /// What the case has thrown has to be on its way before it is disposed of: afterwards nobody knows what it was.
    pub(super) fn may_forget_mail(&self, stream: &Stream, chosen: &Chosen) -> Result<()> {
        match self.unsent_rows(stream, chosen)?.is_empty() {
            true => Ok(()),
            false => Err(KeepError::Unsent { case: stream.id().into() }.into()),
        }
    }

    /// Adds what the streams of messages hold of the chosen records.
    pub(super) fn plan_mail(&self, stream: &Stream, chosen: &Chosen, plan: &mut Plan) -> Result<()> {
        if !chosen.fields.contains(&Field::Datum) {
            return Ok(());
        }
        // Who asks early asks for this too: what was not passed on by now is not any more.
        let unsent = self.unsent_rows(stream, chosen)?;
        plan.mail.extend(unsent.into_iter().map(|row| Mail::Done { row }));
        let mut places = self.messages_taken(stream, chosen)?;
        places.extend(self.messages_thrown(stream, chosen)?);
        places.sort_unstable();
        places.dedup();
        for (book, seq) in places {
            let Some(line) = self.line(&book, seq)? else { continue };
            let kept = dispose_of(&line, &chosen.fields)?;
            if kept == line {
                continue;
            }
            if let Noted::Received { message, answer: Answer::Buffered { .. } } = Entry::read(&line)?.0.noted
            {
                plan.mail.push(Mail::Taken { stream: book.clone(), seq, marks: self.marks(&message) });
            }
            plan.lines.push((book, seq, kept));
        }
        Ok(())
    }

    /// The messages that began the case or reached it, at once or after they had been kept.
    fn messages_taken(&self, stream: &Stream, chosen: &Chosen) -> Result<Vec<Place>> {
        let mut found: Vec<(u64, String, u64)> = Vec::new();
        let cells = [Cell::Text(&self.tenant), Cell::Text(stream.id())];
        self.host.store.base().read(&mut |connection| {
            found.clear();
            connection.rows(BESIDE, &cells, &mut |row| {
                found.push((number(row, 0)?, row.text(1)?.to_owned(), number(row, 2)?));
                Ok(())
            })
        })?;
        let mut places = Vec::new();
        for (_, name, seq) in found.into_iter().filter(|(own, ..)| chosen.is_of(*own)) {
            let book = self.book_named(&name)?;
            // The next record may as well be of somebody else.
            let taken = match self.entry(&book, seq)?.map(|entry| entry.noted) {
                Some(Noted::Received {
                    answer: Answer::Delivered { case, .. } | Answer::Started { case },
                    ..
                }) if case == *stream => seq,
                Some(Noted::Taken { of, case, .. }) if case == *stream => of,
                _ => continue,
            };
            places.push((book, taken));
        }
        Ok(places)
    }

    /// The messages that the case threw, as far as they were noted, whatever became of them.
    fn messages_thrown(&self, stream: &Stream, chosen: &Chosen) -> Result<Vec<Place>> {
        let own = Stream::case(stream.id())?;
        let mut places = Vec::new();
        for record in self.read_all(stream)?.into_iter().filter(|record| chosen.is_of(record.seq)) {
            for letter in thrown(&own, &record.events) {
                let Letter::Message(message) = letter else { continue };
                let book = self.book(&message.name)?;
                let noted = message.id.map(|id| self.host.store.find(&book, &id)).transpose()?.flatten();
                places.extend(noted.map(|seq| (book, seq)));
            }
        }
        Ok(places)
    }

    /// What the chosen records have thrown with values and nobody has passed on, by its rows.
    fn unsent_rows(&self, stream: &Stream, chosen: &Chosen) -> Result<Vec<i64>> {
        let mut rows = Vec::new();
        if !chosen.fields.contains(&Field::Datum) {
            return Ok(rows);
        }
        let letters = Cell::Int(Post::Letters as i64);
        let cells = [letters, Cell::Text(&self.tenant), Cell::Text(stream.id())];
        self.host.store.base().read(&mut |connection| {
            rows.clear();
            connection.rows(UNSENT, &cells, &mut |row| {
                if chosen.is_of(number(row, 1)?) {
                    rows.push(row.int(0)?);
                }
                Ok(())
            })
        })?;
        Ok(rows)
    }

    fn book_named(&self, name: &str) -> Result<Stream> {
        Ok(Stream::new(&self.tenant, "message", name)?)
    }
}
