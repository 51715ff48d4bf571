//! Notices to roles, for a host that tells them: in the order of the records, from wherever it stands.
//!
//! A notice is an event of its case; its row is written in the same commit. Who is told, and how, the host knows.
//! Read [`Cases::notices`] first.

use cauce::clock::Clock;
use cauce::command::ItemId;
use cauce::data::{Text, Timestamp};
use cauce::event::NoticeReason;

use super::list::instant;
use super::page::{Cursor, Page};
use super::work::item_id;
use super::{Cases, Result};
use crate::sql::Cell;

pub(super) const NOTICES: &str = "SELECT n.position, n.place, s.name, n.item, n.reason, n.roles, n.at FROM notice AS n \
    JOIN stream AS s ON s.id = n.stream WHERE n.tenant = $1 AND (n.position, n.place) > ($2, $3) \
    ORDER BY n.position, n.place LIMIT $4";
const FORGET: &str = "DELETE FROM notice WHERE tenant = $1 AND (position, place) <= ($2, $3)";

/// A notice to roles, as a host reads it to tell them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoticeRow {
    /// Where it stands among all notices of the tenant: whoever has read it goes on from here.
    pub at: Cursor,
    /// The case.
    pub case: Text,
    /// About which item.
    pub item: ItemId,
    /// Ids of the roles.
    pub roles: Vec<Text>,
    /// Why.
    pub reason: NoticeReason,
    /// When it was given.
    pub given: Timestamp,
}

impl NoticeRow {
    /// The key by which whoever is told twice recognises it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}/{}.{}", self.case, self.item, self.at.key, self.at.stream)
    }
}

impl<C: Clock> Cases<C> {
    /// Notices to roles in the order of the records that gave them, for a host that tells them.
    ///
    /// Whoever tells them keeps the place up to which it has: what was told before a crash, and not noted down, is
    /// read once more, and known by its [`key`](NoticeRow::key).
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn notices(&self, after: Option<Cursor>, limit: usize) -> Result<Page<NoticeRow>> {
        let (after, limit) = (after.unwrap_or(Cursor::BEGIN), limit.max(1));
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows: Vec<NoticeRow> = Vec::new();
        self.host.store.base().read(&mut |connection| {
            rows.clear();
            let cells = [after.key, after.stream, most].map(Cell::Int);
            let cells = [Cell::Text(&self.tenant), cells[0], cells[1], cells[2]];
            connection.rows(NOTICES, &cells, &mut |row| {
                rows.push(NoticeRow {
                    at: Cursor { key: row.int(0)?, stream: row.int(1)?, item: 0 },
                    case: row.text(2)?.into(),
                    item: item_id(row.int(3)?),
                    reason: reason_of(row.int(4)?),
                    roles: row.text(5)?.lines().map(Into::into).collect(),
                    given: instant(row.int(6)?)?,
                });
                Ok(())
            })
        })?;
        let next = rows.last().map(|row| row.at).filter(|_| rows.len() >= limit);
        Ok(Page { rows, next })
    }

    /// Forgets the notices up to a place, which all who read them have passed; the records keep them.
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn forget_notices(&self, upto: Cursor) -> Result<()> {
        Ok(self.host.store.base().write(&mut |connection| {
            let cells = [Cell::Text(&self.tenant), Cell::Int(upto.key), Cell::Int(upto.stream)];
            connection.run(FORGET, &cells)
        })?)
    }
}

/// The reasons for notices, as rows say them; a number is never given to another.
const REASONS: [NoticeReason; 4] =
    [NoticeReason::Closed, NoticeReason::Overdue, NoticeReason::Occurred, NoticeReason::Answered];

pub(super) fn reason_number(reason: NoticeReason) -> i64 {
    let place = REASONS.iter().position(|known| *known == reason);
    place.and_then(|place| i64::try_from(place + 1).ok()).unwrap_or_default()
}

fn reason_of(number: i64) -> NoticeReason {
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    place.and_then(|place| REASONS.get(place)).copied().unwrap_or(NoticeReason::Occurred)
}
