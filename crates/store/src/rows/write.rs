//! Writing rows: only those that differ, each number once for all who share the commit.

use super::{ItemRow, Rows, Tallies, Term};
use crate::append::int;
use crate::error::StoreError;
use crate::sql::{Cell, Connection, one};

type Result<T> = std::result::Result<T, StoreError>;

const SET_CASE: &str = "UPDATE stream SET indexed = $1, code = $2, definition = $3, state = $4, started = $5, \
    moved = $6, due = $7, deadline = $8, open = $9 WHERE id = $10";
const PUT_ITEM: &str = "INSERT INTO item (item, kind, activity, reference, title, audience, claimed, round, \
    since, due, topic, stream) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const MOVE_ITEM: &str = "UPDATE item SET item = $1, kind = $2, activity = $3, reference = $4, title = $5, \
    audience = $6, claimed = $7, round = $8, since = $9, due = $10, topic = $11 WHERE stream = $12 AND item = $13";
const PUT_JOB: &str = "INSERT INTO item (item, kind, activity, reference, title, audience, claimed, round, \
    since, due, topic, attempt, stream) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
/// Who does an attempt of a job keeps it as long as it is that attempt.
const MOVE_JOB: &str = "UPDATE item SET item = $1, kind = $2, activity = $3, reference = $4, title = $5, \
    audience = $6, claimed = $7, round = $8, since = $9, due = $10, topic = $11, attempt = $12, \
    lease = CASE WHEN item = $1 AND attempt = $12 THEN lease END, \
    worker = CASE WHEN item = $1 AND attempt = $12 THEN worker END WHERE stream = $13 AND item = $14";
const DROP_ITEM: &str = "DELETE FROM item WHERE stream = $1 AND item = $2";
const PUT_WAIT: &str =
    "INSERT INTO wait (stream, item, subject, correlation, since) VALUES ($1, $2, $3, $4, $5)";
const DROP_WAIT: &str =
    "DELETE FROM wait WHERE stream = $1 AND item = $2 AND subject = $3 AND correlation = $4";
const PUT_FACT: &str = "INSERT INTO fact (stream, name, value) VALUES ($1, $2, $3)";
const DROP_FACT: &str = "DELETE FROM fact WHERE stream = $1 AND name = $2 AND value = $3";
const IS_NAMED: &str = "SELECT id FROM term WHERE id = $1 AND kind = $2";
const PUT_PERSON: &str = "INSERT INTO person (stream, person) VALUES ($1, $2)";
const COUNT: &str = "INSERT INTO tally (subject, taken, shard, count) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (subject, taken, shard) DO UPDATE SET count = tally.count + excluded.count";
const WIPE: [&str; 4] = [
    "DELETE FROM item WHERE stream = $1",
    "DELETE FROM wait WHERE stream = $1",
    "DELETE FROM fact WHERE stream = $1",
    "DELETE FROM person WHERE stream = $1",
];
const COUNTED: &str = "SELECT audience, claimed FROM item WHERE stream = $1 AND audience IS NOT NULL";

impl Rows {
    /// Whether a person is named whose number nobody has any more, since all was disposed of that named them.
    pub(crate) fn names_nobody(&self, connection: &mut dyn Connection) -> Result<bool> {
        let claimed = self.difference.items.iter().filter_map(|(_, row)| row.claimed);
        for person in self.difference.persons.iter().copied().chain(claimed) {
            let cells = [Cell::Int(person), Cell::Int(Term::Person as i64)];
            if one(connection, (IS_NAMED, &cells), |row| row.int(0))?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes what differs of the case whose stream has that number; numbers are added to those of the others.
    pub(crate) fn write(
        &self,
        connection: &mut dyn Connection,
        stream: i64,
        tallies: &mut Tallies,
    ) -> Result<()> {
        let own = Cell::Int(stream);
        if self.whole {
            self.wipe(connection, stream, tallies)?;
        }
        for item in &self.difference.items_gone {
            connection.run(DROP_ITEM, &[own, Cell::Int(*item)])?;
        }
        for (place, row) in &self.difference.items {
            let [a, b, c, d, e, f, g, h, i, j, k] = row.cells();
            let (attempt, is_job) = (Cell::int_or_null(row.attempt), row.topic.is_some());
            match place {
                Some(old) if is_job => {
                    let cells = [a, b, c, d, e, f, g, h, i, j, k, attempt, own, Cell::Int(*old)];
                    connection.run(MOVE_JOB, &cells)?;
                }
                None if is_job => {
                    connection.run(PUT_JOB, &[a, b, c, d, e, f, g, h, i, j, k, attempt, own])?;
                }
                Some(old) => {
                    let cells = [a, b, c, d, e, f, g, h, i, j, k, own, Cell::Int(*old)];
                    connection.run(MOVE_ITEM, &cells)?;
                }
                None => connection.run(PUT_ITEM, &[a, b, c, d, e, f, g, h, i, j, k, own])?,
            };
        }
        self.write_rest(connection, own)?;
        for (key, count) in &self.difference.tallies.counts {
            tallies.add(*key, *count);
        }
        match &self.frozen {
            Some(frozen) => frozen.write(connection, stream),
            None => Ok(()),
        }
    }

    fn write_rest(&self, connection: &mut dyn Connection, own: Cell<'_>) -> Result<()> {
        for wait in &self.difference.waits.gone {
            let (item, subject) = (Cell::Int(wait.item), Cell::Int(wait.subject));
            connection.run(DROP_WAIT, &[own, item, subject, Cell::Text(&wait.correlation)])?;
        }
        for wait in &self.difference.waits.come {
            let (item, subject) = (Cell::Int(wait.item), Cell::Int(wait.subject));
            let cells = [own, item, subject, Cell::Text(&wait.correlation), Cell::Int(wait.since)];
            connection.run(PUT_WAIT, &cells)?;
        }
        for (name, value) in &self.difference.facts.gone {
            connection.run(DROP_FACT, &[own, Cell::Int(*name), Cell::Text(value)])?;
        }
        for (name, value) in &self.difference.facts.come {
            connection.run(PUT_FACT, &[own, Cell::Int(*name), Cell::Text(value)])?;
        }
        for person in &self.difference.persons {
            connection.run(PUT_PERSON, &[own, Cell::Int(*person)])?;
        }
        Ok(())
    }

    /// Takes away the rows that are there, whatever they are, and says what the case is now.
    fn wipe(&self, connection: &mut dyn Connection, stream: i64, tallies: &mut Tallies) -> Result<()> {
        let own = Cell::Int(stream);
        connection.rows(COUNTED, &[own], &mut |row| {
            let (audience, claimed) = (row.int(0)?, row.int_or_null(1)?);
            tallies.add((audience, i64::from(claimed.is_some())), -1);
            if let Some(person) = claimed {
                tallies.add((person, 1), -1);
            }
            Ok(())
        })?;
        for statement in WIPE {
            connection.run(statement, &[own])?;
        }
        let [code, definition, state, started, moved, due, deadline, open] = self.case.cells();
        let seq = Cell::Int(int(self.seq));
        let cells = [seq, code, definition, state, started, moved, due, deadline, open, own];
        connection.run(SET_CASE, &cells)?;
        Ok(())
    }
}

impl ItemRow {
    fn cells(&self) -> [Cell<'_>; 11] {
        [
            Cell::Int(self.item),
            Cell::Int(self.kind),
            Cell::Int(self.activity),
            Cell::Text(&self.reference),
            Cell::Text(&self.title),
            Cell::int_or_null(self.audience),
            Cell::int_or_null(self.claimed),
            Cell::Int(self.round),
            Cell::Int(self.since),
            Cell::int_or_null(self.due),
            Cell::int_or_null(self.topic),
        ]
    }
}

impl Tallies {
    /// Writes by how much the numbers change, in one order for all who write at once.
    pub(crate) fn write(&self, connection: &mut dyn Connection, shard: i64) -> Result<()> {
        for ((subject, taken), count) in self.counts.iter().filter(|(_, count)| **count != 0) {
            let cells = [Cell::Int(*subject), Cell::Int(*taken), Cell::Int(shard), Cell::Int(*count)];
            connection.run(COUNT, &cells)?;
        }
        Ok(())
    }
}
