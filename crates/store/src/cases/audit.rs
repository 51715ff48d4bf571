//! Whether the rows are those of the records.

use std::collections::BTreeMap;

use cauce::clock::Clock;
use cauce::data::Text;
use cauce::log::Log as _;
use cauce::record::{Entry, Noted, Stream};

use super::perform::BUSINESS;
use super::{Cases, CasesError, Result};
use crate::append::number;
use crate::error::StoreError;
use crate::rows::{CaseRow, ItemRow, Snapshot, Term, WaitRow};
use crate::sql::{Cell, Connection, Row, one};

const CASE: &str = "SELECT id, indexed, code, definition, state, started, moved, due, deadline, open, business \
    FROM stream WHERE tenant = $1 AND kind = 'case' AND name = $2";
const ITEMS: &str = "SELECT item, kind, activity, reference, title, audience, claimed, round, since, due, topic, \
    CASE WHEN topic IS NULL THEN NULL ELSE attempt END FROM item WHERE stream = $1 ORDER BY item";
const WAITS: &str = "SELECT item, subject, correlation, since FROM wait WHERE stream = $1";
const FACTS: &str = "SELECT name, value FROM fact WHERE stream = $1";
const PERSONS: &str = "SELECT person FROM person WHERE stream = $1";
const COUNTED: &str = "SELECT subject, taken, CAST(sum(count) AS BIGINT) FROM tally \
    WHERE subject IN (SELECT id FROM term WHERE tenant = $1 AND kind = $2) GROUP BY subject, taken";
const AUDIENCES: &str = "SELECT audience, CAST(CASE WHEN claimed IS NULL THEN 0 ELSE 1 END AS BIGINT), count(*) FROM item \
    WHERE audience IN (SELECT id FROM term WHERE tenant = $1 AND kind = $2) GROUP BY 1, 2";
const CLAIMS: &str = "SELECT claimed, CAST(1 AS BIGINT), count(*) FROM item WHERE audience IS NOT NULL \
    AND claimed IN (SELECT id FROM term WHERE tenant = $1 AND kind = $2) GROUP BY 1, 2";

/// What the rows say otherwise than the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Astray {
    /// The cases whose rows are not those of their records.
    pub cases: Vec<Text>,
    /// The cases that were frozen otherwise than their records give them.
    pub frozen: Vec<Text>,
    /// How many numbers of open work are not what there is.
    pub counts: usize,
}

impl Astray {
    /// Whether nothing is.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.cases.is_empty() && self.frozen.is_empty() && self.counts == 0
    }
}

type Stored<T> = std::result::Result<T, StoreError>;

impl<C: Clock> Cases<C> {
    /// Compares the rows of every case of the tenant, and what was frozen of it, with its records: where something differs,
    /// [`reindex`](Cases::reindex) makes them anew.
    ///
    /// Nobody else may write to the store meanwhile.
    ///
    /// # Errors
    ///
    /// [`CasesError`] when a case or the store cannot be read.
    pub fn astray(&self) -> Result<Astray> {
        let mut astray = Astray::default();
        let mut keys: BTreeMap<Text, Text> = BTreeMap::new();
        self.each(BUSINESS, &mut |name| self.business_of(&name, &mut keys))?;
        self.each("case", &mut |name| {
            if !self.is_right(&name, keys.get(&name))? {
                astray.cases.push(name.clone());
            }
            if !self.is_frozen_right(&self.stream(&name)?)? {
                astray.frozen.push(name);
            }
            Ok(())
        })?;
        let mut counts = 0;
        self.host.store.base().read(&mut |connection| {
            counts = 0;
            for (term, counted) in [(Term::Audience, AUDIENCES), (Term::Person, CLAIMS)] {
                let cells = [Cell::Text(&self.tenant), Cell::Int(term as i64)];
                let (kept, real) = (sums(connection, COUNTED, &cells)?, sums(connection, counted, &cells)?);
                let wrong = |(key, count): &(&(i64, i64), &i64)| kept.get(*key) != Some(*count);
                counts += real.iter().filter(wrong).count();
                counts += kept.keys().filter(|key| !real.contains_key(*key)).count();
            }
            Ok(())
        })?;
        astray.counts = counts;
        Ok(astray)
    }

    fn business_of(&self, name: &str, keys: &mut BTreeMap<Text, Text>) -> Result<()> {
        let stream = Stream::new(&self.tenant, BUSINESS, name)?;
        for line in self.host.store.read(&stream, 1)? {
            if let Noted::Named { key, case, .. } = Entry::read(&line)?.0.noted {
                keys.insert(case.id().into(), key);
            }
        }
        Ok(())
    }

    fn is_right(&self, name: &str, business: Option<&Text>) -> Result<bool> {
        let stream = self.stream(name)?;
        self.with_case(&stream, |held| {
            self.bring_back_whole(&stream, held)?;
            let mut real = self.sheet(held)?.0.snapshot();
            real.case.business = business.filter(|key| !key.is_empty()).cloned();
            let mut found = None;
            self.host.store.base().read(&mut |connection| {
                found = snapshot(connection, &stream)?;
                Ok(())
            })?;
            let (seq, kept) = found.ok_or_else(|| CasesError::unknown(&stream))?;
            Ok(seq == held.instance.seq() && kept == real)
        })
    }
}

/// The rows of a case as they are kept, and after which record they are.
fn snapshot(connection: &mut dyn Connection, stream: &Stream) -> Stored<Option<(u64, Snapshot)>> {
    let cells = [Cell::Text(stream.tenant()), Cell::Text(stream.id())];
    let Some((id, indexed, case)) = one(connection, (CASE, &cells), case)? else { return Ok(None) };
    let own = [Cell::Int(id)];
    let mut kept = Snapshot { case, ..Snapshot::default() };
    connection.rows(ITEMS, &own, &mut |row| {
        kept.items.push(item(row)?);
        Ok(())
    })?;
    connection.rows(WAITS, &own, &mut |row| {
        let (item, subject, since) = (row.int(0)?, row.int(1)?, row.int(3)?);
        kept.waits.insert(WaitRow { item, subject, correlation: row.text(2)?.to_owned(), since });
        Ok(())
    })?;
    connection.rows(FACTS, &own, &mut |row| {
        kept.facts.insert((row.int(0)?, row.text(1)?.to_owned()));
        Ok(())
    })?;
    connection.rows(PERSONS, &own, &mut |row| {
        kept.persons.insert(row.int(0)?);
        Ok(())
    })?;
    Ok(Some((indexed, kept)))
}

fn case(row: &dyn Row) -> Stored<(i64, u64, CaseRow)> {
    let int = |column| Ok::<i64, StoreError>(row.int_or_null(column)?.unwrap_or_default());
    let case = CaseRow {
        code: int(2)?,
        definition: int(3)?,
        state: int(4)?,
        started: int(5)?,
        moved: int(6)?,
        due: row.int_or_null(7)?,
        deadline: row.int_or_null(8)?,
        open: int(9)?,
        business: row.text_or_null(10)?.map(Into::into),
    };
    Ok((row.int(0)?, number(row, 1)?, case))
}

fn item(row: &dyn Row) -> Stored<ItemRow> {
    Ok(ItemRow {
        item: row.int(0)?,
        kind: row.int(1)?,
        activity: row.int(2)?,
        reference: row.text(3)?.into(),
        title: row.text(4)?.into(),
        audience: row.int_or_null(5)?,
        claimed: row.int_or_null(6)?,
        round: row.int(7)?,
        since: row.int(8)?,
        due: row.int_or_null(9)?,
        topic: row.int_or_null(10)?,
        attempt: row.int_or_null(11)?,
    })
}

/// Numbers by whose they are; those that are nothing are left out.
fn sums(
    connection: &mut dyn Connection,
    statement: &'static str,
    cells: &[Cell<'_>],
) -> Stored<BTreeMap<(i64, i64), i64>> {
    let mut found = BTreeMap::new();
    connection.rows(statement, cells, &mut |row| {
        found.insert((row.int(0)?, row.int(1)?), row.int(2)?);
        Ok(())
    })?;
    found.retain(|_, count| *count != 0);
    Ok(found)
}
