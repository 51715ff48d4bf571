//! Rows made anew from the records alone.

use cauce::clock::Clock;
use cauce::data::Text;
use cauce::log::Log as _;
use cauce::record::{Entry, Noted, Stream};

use super::perform::{BUSINESS, settled};
use super::{Cases, CasesError, Result};
use crate::append::Change;
use crate::error::StoreError;
use crate::rows::{Rows, Term};
use crate::sql::{Cell, Connection};

const NAMES: &str =
    "SELECT name FROM stream WHERE tenant = $1 AND kind = $2 AND name > $3 ORDER BY name LIMIT 1000";
const NAME: &str = "UPDATE stream SET business = $1 WHERE tenant = $2 AND kind = 'case' AND name = $3";
const FORGET: &str =
    "DELETE FROM tally WHERE subject IN (SELECT id FROM term WHERE tenant = $1 AND kind = $2)";
const COUNT_AUDIENCES: &str = "INSERT INTO tally (subject, taken, shard, count) \
    SELECT audience, CAST(CASE WHEN claimed IS NULL THEN 0 ELSE 1 END AS BIGINT), 0, count(*) FROM item \
    WHERE audience IN (SELECT id FROM term WHERE tenant = $1 AND kind = $2) GROUP BY 1, 2";
const COUNT_PERSONS: &str = "INSERT INTO tally (subject, taken, shard, count) \
    SELECT claimed, CAST(1 AS BIGINT), CAST(0 AS BIGINT), count(*) FROM item WHERE audience IS NOT NULL \
    AND claimed IN (SELECT id FROM term WHERE tenant = $1 AND kind = $2) GROUP BY 1";

/// What became of making rows anew.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reindexed {
    /// How many cases have their rows again.
    pub cases: u64,
    /// The cases whose rows could not be made, each with why.
    pub left: Vec<(Text, CasesError)>,
}

impl<C: Clock> Cases<C> {
    /// Makes the rows of all cases of the tenant anew, from their records alone, and counts what is open.
    ///
    /// What was frozen of them is thrown away.
    ///
    /// Nobody else may write to the store meanwhile.
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store fails; cases that cannot be read are told apart.
    pub fn reindex(&self) -> Result<Reindexed> {
        self.host.terms.clear();
        let mut done = Reindexed { cases: 0, left: Vec::new() };
        self.throw_frozen_away()?;
        self.each("case", &mut |name| {
            match self.reindex_case(&name) {
                Ok(()) => done.cases += 1,
                Err(error) => done.left.push((name, error)),
            }
            Ok(())
        })?;
        self.each(BUSINESS, &mut |name| self.reindex_business(&name))?;
        self.host.store.base().write(&mut |connection| recount(connection, &self.tenant))?;
        Ok(done)
    }

    /// Every stream of a kind, in order of the names.
    pub(super) fn each(&self, kind: &str, act: &mut dyn FnMut(Text) -> Result<()>) -> Result<()> {
        let mut after = String::new();
        loop {
            let mut names: Vec<Text> = Vec::new();
            self.host.store.base().read(&mut |connection| {
                names.clear();
                let cells = [Cell::Text(&self.tenant), Cell::Text(kind), Cell::Text(&after)];
                connection.rows(NAMES, &cells, &mut |row| {
                    names.push(row.text(0)?.into());
                    Ok(())
                })
            })?;
            let Some(last) = names.last() else { return Ok(()) };
            after = last.to_string();
            for name in names {
                act(name)?;
            }
        }
    }

    fn reindex_case(&self, name: &str) -> Result<()> {
        let stream = self.stream(name)?;
        self.with_case(&stream, |held| {
            self.bring_back_whole(&stream, held)?;
            let (after, all) = self.sheet(held)?;
            let rows = Rows::whole(&stream, held.instance.seq(), &after, all);
            let change = Change { rows: Some(rows), ..Change::default() };
            let answer = self.host.store.commit(change).map(|_| ());
            settled(&stream, held, after, answer).map(|_| ())
        })
    }

    fn reindex_business(&self, name: &str) -> Result<()> {
        let stream = Stream::new(&self.tenant, BUSINESS, name)?;
        for line in self.host.store.read(&stream, 1)? {
            let Noted::Named { key, case, .. } = Entry::read(&line)?.0.noted else { continue };
            let key = Cell::text_or_null(Some(&*key).filter(|key| !key.is_empty()));
            self.host.store.base().write(&mut |connection| {
                connection.run(NAME, &[key, Cell::Text(case.tenant()), Cell::Text(case.id())])
            })?;
        }
        Ok(())
    }
}

/// Counts what is open of the tenant: of each set of roles and of each person.
fn recount(connection: &mut dyn Connection, tenant: &str) -> std::result::Result<(), StoreError> {
    for (term, statement) in [(Term::Audience, COUNT_AUDIENCES), (Term::Person, COUNT_PERSONS)] {
        let cells = [Cell::Text(tenant), Cell::Int(term as i64)];
        connection.run(FORGET, &cells)?;
        connection.run(statement, &cells)?;
    }
    Ok(())
}
