//! Cases in which a role has open work, by what it has had open longest: each case once.

use super::list::{Found, Stored, found, has};
use super::page::Cursor;
use crate::sql::{Cell, Connection};

/// The columns of a case with the item by which it is found.
macro_rules! by_item {
    ($claimed:literal) => {
        concat!(
            "SELECT s.id, s.name, (SELECT text FROM term WHERE id = s.code), s.definition, s.business, s.state, ",
            "s.started, s.moved, s.due, s.deadline, s.open, s.code, i.since, i.item ",
            "FROM item AS i CROSS JOIN stream AS s WHERE s.id = i.stream AND i.audience = $1 AND i.claimed ",
            $claimed,
            " AND (i.since, i.stream, i.item) > ($2, $3, $4) ORDER BY i.since, i.stream, i.item LIMIT $5"
        )
    };
}

pub(super) const BY_FREE: &str = by_item!("IS NULL");
pub(super) const BY_TAKEN: &str = by_item!("IS NOT NULL");
pub(super) const HAS_WORK: &str = "SELECT 1 FROM item WHERE stream = $1 AND audience = $2 LIMIT 1";
pub(super) const HAS_EARLIER: &str =
    "SELECT 1 FROM item WHERE stream = $1 AND audience = $2 AND (since, item) < ($3, $4) LIMIT 1";

/// The next cases with work for any of some sets of roles; a case comes as often as it has such work.
pub(super) fn candidates(
    connection: &mut dyn Connection,
    audiences: &[i64],
    (after, ask): (Cursor, usize),
) -> Stored<Vec<Found>> {
    let most = i64::try_from(ask).unwrap_or(i64::MAX);
    let [since, stream, item, most] = [after.key, after.stream, after.item, most].map(Cell::Int);
    let mut rows = Vec::new();
    for audience in audiences {
        for statement in [BY_FREE, BY_TAKEN] {
            let cells = [Cell::Int(*audience), since, stream, item, most];
            connection.rows(statement, &cells, &mut |row| {
                let mut case = found(row)?;
                (case.at.key, case.at.item) = (row.int(12)?, row.int(13)?);
                rows.push(case);
                Ok(())
            })?;
        }
    }
    rows.sort_by_key(|row| row.at);
    rows.truncate(ask);
    Ok(rows)
}

/// Whether that is the first by which the case is found, so that it is told once.
pub(super) fn is_first(connection: &mut dyn Connection, audiences: &[i64], case: &Found) -> Stored<bool> {
    let [stream, since, item] = [case.at.stream, case.at.key, case.at.item].map(Cell::Int);
    for audience in audiences {
        if has(connection, HAS_EARLIER, &[stream, Cell::Int(*audience), since, item])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a case has work for any of some sets of roles.
pub(super) fn has_work(connection: &mut dyn Connection, audiences: &[i64], case: &Found) -> Stored<bool> {
    for audience in audiences {
        if has(connection, HAS_WORK, &[Cell::Int(case.at.stream), Cell::Int(*audience)])? {
            return Ok(true);
        }
    }
    Ok(false)
}
