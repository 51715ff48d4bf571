//! What is to be done by programs, who waits for what: each found by an index.

use cauce::clock::Clock;
use cauce::command::{ItemId, Message};
use cauce::data::{Text, Timestamp};

use super::list::instant;
use super::page::{Cursor, Page};
use super::work::item_id;
use super::{Cases, Result};
use crate::append::number;
use crate::error::StoreError;
use crate::rows::{Term, correlation, subject};
use crate::sql::{Cell, one};

pub(super) const JOBS: &str = "SELECT i.since, i.stream, i.item, (SELECT name FROM stream WHERE id = i.stream) \
    FROM item AS i WHERE i.topic = $1 AND i.since <= $2 AND (i.since, i.stream, i.item) > ($3, $4, $5) \
    ORDER BY i.since, i.stream, i.item LIMIT $6";
/// The names of messages and signals that are waited for are few.
pub(super) const SUBJECTS: &str = "SELECT id, text FROM term WHERE tenant = $1 AND kind = $2";
pub(super) const WAITING: &str = "SELECT w.since, w.stream, w.item, (SELECT name FROM stream WHERE id = w.stream) \
    FROM wait AS w WHERE w.subject = $1 AND w.correlation = $2 ORDER BY w.since, w.stream, w.item LIMIT 1";
pub(super) const LISTENING: &str = "SELECT w.stream, (SELECT name FROM stream WHERE id = w.stream), \
    (SELECT position FROM stream WHERE id = w.stream) FROM wait AS w WHERE w.subject = $1 AND w.correlation = '' AND w.since = 0 AND w.stream > $2 \
    ORDER BY w.stream LIMIT $3";

/// A job that a program may do now; [`cauce::view::effects`] of its case says with what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobOffer {
    /// The case.
    pub case: Text,
    /// Its identity in the case.
    pub item: ItemId,
    /// From when it may be done.
    pub since: Timestamp,
}

/// A case that waits for a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Awaiting {
    /// The case.
    pub case: Text,
    /// The element instance that waits.
    pub item: ItemId,
    /// Since when.
    pub since: Timestamp,
}

impl<C: Clock> Cases<C> {
    /// The jobs of a name that may be done now, those that have waited longest first.
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn jobs(&self, job: &str, after: Option<Cursor>, limit: usize) -> Result<Page<JobOffer>> {
        let (after, limit) = (after.unwrap_or(Cursor::BEGIN), limit.max(1));
        let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let base = self.host.store.base();
        let mut rows: Vec<(Cursor, JobOffer)> = Vec::new();
        if let Some(topic) = self.host.terms.find(base, &self.tenant, (Term::Topic, job))? {
            let now = self.host.clock.now().millis();
            let cells = [topic, now, after.key, after.stream, after.item, most].map(Cell::Int);
            base.read(&mut |connection| {
                rows.clear();
                connection.rows(JOBS, &cells, &mut |row| {
                    let at = Cursor { key: row.int(0)?, stream: row.int(1)?, item: row.int(2)? };
                    let (since, item) = (instant(at.key)?, item_id(at.item));
                    rows.push((at, JobOffer { case: row.text(3)?.into(), item, since }));
                    Ok(())
                })
            })?;
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().map(|(at, _)| *at).filter(|_| more);
        Ok(Page { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
    }

    /// The oldest wait that a message is for: the same name, and all values that it correlates by.
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn awaiting(&self, message: &Message) -> Result<Option<Awaiting>> {
        let asked = self.asked_of(message)?;
        let mut found: Option<(i64, i64, i64, Awaiting)> = None;
        self.host.store.base().read(&mut |connection| {
            found = None;
            for (subject, values) in &asked {
                let cells = [Cell::Int(*subject), Cell::Text(values)];
                let wait = one(connection, (WAITING, &cells), |row| {
                    let (since, stream, item) = (row.int(0)?, row.int(1)?, row.int(2)?);
                    let case = row.text(3)?.into();
                    let wait = Awaiting { case, item: item_id(item), since: instant(since)? };
                    Ok((since, stream, item, wait))
                })?;
                let older = |wait: &(i64, i64, i64, Awaiting)| {
                    found.as_ref().is_none_or(|best| (wait.0, wait.1, wait.2) < (best.0, best.1, best.2))
                };
                if let Some(wait) = wait.filter(older) {
                    found = Some(wait);
                }
            }
            Ok(())
        })?;
        Ok(found.map(|(.., wait)| wait))
    }

    /// What a message could be waited for as: by which names, with which values.
    pub(super) fn asked_of(&self, message: &Message) -> Result<Vec<(i64, String)>> {
        let mut subjects: Vec<(i64, String)> = Vec::new();
        self.host.store.base().read(&mut |connection| {
            subjects.clear();
            let cells = [Cell::Text(&self.tenant), Cell::Int(Term::Subject as i64)];
            connection.rows(SUBJECTS, &cells, &mut |row| {
                subjects.push((row.int(0)?, row.text(1)?.to_owned()));
                Ok(())
            })
        })?;
        let own = subject(&message.name, Some(&[]));
        let asked = subjects.into_iter().filter_map(|(id, text)| {
            let rest = text.strip_prefix(&own)?;
            let names: Vec<&str> = match rest.strip_prefix('\n') {
                Some(names) => names.split('\n').collect(),
                None if rest.is_empty() => Vec::new(),
                None => return None,
            };
            // What a message correlates by must be asked for.
            if !message.correlates.iter().all(|(name, _)| names.contains(&&**name)) {
                return None;
            }
            let values: Option<Vec<_>> = names.iter().map(|name| message.value(name)).collect();
            Some((id, correlation(values?.into_iter())))
        });
        Ok(asked.collect())
    }

    /// The cases that wait for a signal, in the order in which they began.
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn listening(&self, signal: &str, after: Option<Cursor>, limit: usize) -> Result<Page<Text>> {
        let Page { rows, next } = self.listeners(signal, after, limit)?;
        Ok(Page { rows: rows.into_iter().map(|(case, _)| case).collect(), next })
    }

    /// The same, each with the position of its last record.
    pub(super) fn listeners(
        &self,
        signal: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<(Text, u64)>> {
        let (base, limit) = (self.host.store.base(), limit.max(1));
        let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let after = after.unwrap_or(Cursor::BEGIN);
        let mut rows: Vec<(Cursor, (Text, u64))> = Vec::new();
        let text = subject(signal, None);
        if let Some(subject) = self.host.terms.find(base, &self.tenant, (Term::Subject, &text))? {
            base.read(&mut |connection| {
                rows.clear();
                let cells = [subject, after.stream, most].map(Cell::Int);
                connection.rows(LISTENING, &cells, &mut |row| {
                    let at = Cursor { key: 0, stream: row.int(0)?, item: 0 };
                    let case = row.text(1).map_err(|_: StoreError| StoreError::wrong_row())?.into();
                    rows.push((at, (case, number(row, 2)?)));
                    Ok(())
                })
            })?;
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().map(|(at, _)| *at).filter(|_| more);
        Ok(Page { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
    }
}
