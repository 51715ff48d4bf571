//! Work lists over all cases: by role and by person, oldest or due first, with counts that scan nothing.

use cauce::clock::Clock;
use cauce::command::ItemId;
use cauce::data::{Text, Timestamp};
use cauce::event::ItemKind;

use super::list::instant;
use super::page::{Cursor, Page};
use super::{Cases, Result, kind_of};
use crate::append::number;
use crate::error::StoreError;
use crate::rows::Term;
use crate::sql::{Cell, Connection, Row, one};

/// The columns of an item, and which items.
macro_rules! items {
    ($($rest:literal)+) => {
        concat!(
            "SELECT i.stream, i.item, (SELECT name FROM stream WHERE id = i.stream), i.kind, ",
            "(SELECT text FROM term WHERE id = i.activity), i.reference, i.title, ",
            "(SELECT text FROM term WHERE id = i.audience), (SELECT text FROM term WHERE id = i.claimed), ",
            "i.round, i.since, i.due FROM item AS i WHERE ",
            $($rest),+
        )
    };
}

pub(super) const FREE: &str = items!(
    "i.audience = $1 AND i.claimed IS NULL AND (i.since, i.stream, i.item) > ($2, $3, $4) "
    "ORDER BY i.since, i.stream, i.item LIMIT $5"
);
pub(super) const TAKEN: &str = items!(
    "i.audience = $1 AND i.claimed IS NOT NULL AND (i.since, i.stream, i.item) > ($2, $3, $4) "
    "ORDER BY i.since, i.stream, i.item LIMIT $5"
);
pub(super) const PERSON: &str = items!(
    "i.claimed = $1 AND (i.since, i.stream, i.item) > ($2, $3, $4) "
    "ORDER BY i.since, i.stream, i.item LIMIT $5"
);
pub(super) const FREE_DUE: &str = items!(
    "i.audience = $1 AND i.claimed IS NULL AND i.due < $2 AND (i.due, i.stream, i.item) > ($3, $4, $5) "
    "ORDER BY i.due, i.stream, i.item LIMIT $6"
);
pub(super) const TAKEN_DUE: &str = items!(
    "i.audience = $1 AND i.claimed IS NOT NULL AND i.due < $2 "
    "AND (i.due, i.stream, i.item) > ($3, $4, $5) ORDER BY i.due, i.stream, i.item LIMIT $6"
);
pub(super) const PERSON_DUE: &str = items!(
    "i.claimed = $1 AND i.due < $2 AND (i.due, i.stream, i.item) > ($3, $4, $5) "
    "ORDER BY i.due, i.stream, i.item LIMIT $6"
);
pub(super) const COUNT_FREE_DUE: &str =
    "SELECT count(*) FROM item AS i WHERE i.audience = $1 AND i.claimed IS NULL AND i.due < $2";
pub(super) const COUNT_TAKEN_DUE: &str =
    "SELECT count(*) FROM item AS i WHERE i.audience = $1 AND i.claimed IS NOT NULL AND i.due < $2";
pub(super) const COUNT_PERSON_DUE: &str =
    "SELECT count(*) FROM item AS i WHERE i.claimed = $1 AND i.due < $2";
pub(super) const TALLY: &str =
    "SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM tally WHERE subject = $1 AND taken = $2";
pub(super) const SEATS: &str = "SELECT audience FROM seat WHERE tenant = $1 AND role = $2 ORDER BY audience";

/// In which order work is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// What has been open longest first.
    #[default]
    Oldest,
    /// What has a deadline, the earliest first; what has none is left out.
    Due,
}

/// Whose work is listed; build it from [`Work::of_role`], [`Work::of_person`] or [`Work::of_anyone`].
///
/// ```
/// use cauce_store::cases::{Order, Work};
/// let mine = Work::of_person("ana", &["auditor"]).order(Order::Due);
/// assert_ne!(mine, Work::of_person("ana", &["auditor"]));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Work {
    person: Option<Text>,
    roles: Vec<Text>,
    anyone: bool,
    taken: bool,
    late: Option<Timestamp>,
    order: Order,
}

impl Work {
    fn none() -> Self {
        Work {
            person: None,
            roles: Vec::new(),
            anyone: false,
            taken: false,
            late: None,
            order: Order::Oldest,
        }
    }

    /// What a role may do, taken by somebody or not.
    #[must_use]
    pub fn of_role(role: &str) -> Self {
        Work { roles: vec![role.into()], taken: true, ..Self::none() }
    }

    /// What a person has taken, and what nobody has that is for one of the person's roles or for anyone.
    #[must_use]
    pub fn of_person(id: &str, roles: &[&str]) -> Self {
        let roles = roles.iter().map(|role| Text::from(*role)).collect();
        Work { person: Some(id.into()), roles, anyone: true, ..Self::none() }
    }

    /// What the procedure gives to no role in particular.
    #[must_use]
    pub fn of_anyone() -> Self {
        Work { anyone: true, taken: true, ..Self::none() }
    }

    /// Only what nobody has taken.
    #[must_use]
    pub fn free(self) -> Self {
        Work { person: None, taken: false, ..self }
    }

    /// Only what is due before then, the earliest first.
    #[must_use]
    pub fn late(self, by: Timestamp) -> Self {
        Work { late: Some(by), order: Order::Due, ..self }
    }

    /// In another order.
    #[must_use]
    pub fn order(self, order: Order) -> Self {
        Work { order, ..self }
    }
}

/// A work item of some case, as lists show it; [`Cases::open_items`] gives the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed {
    /// The case.
    pub case: Text,
    /// Its identity in the case.
    pub item: ItemId,
    /// What is open.
    pub kind: ItemKind,
    /// The code of the procedure whose element it is.
    pub code: Text,
    /// The id of the element.
    pub element: Text,
    /// What people call it.
    pub reference: Text,
    /// The heading.
    pub title: Text,
    /// Ids of the roles that may do it, sorted; empty when the source does not say.
    pub roles: Vec<Text>,
    /// Who has taken it.
    pub claimed_by: Option<Text>,
    /// How often the element opened, this time included.
    pub round: u32,
    /// Since when it is open.
    pub since: Timestamp,
    /// Due by.
    pub due: Option<Timestamp>,
}

type Stored<T> = std::result::Result<T, StoreError>;

/// What one list is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Free(i64),
    Taken(i64),
    Person(i64),
}

impl Of {
    fn subject(self) -> i64 {
        match self {
            Of::Free(id) | Of::Taken(id) | Of::Person(id) => id,
        }
    }

    fn statement(self, by_due: bool) -> &'static str {
        match (self, by_due) {
            (Of::Free(_), false) => FREE,
            (Of::Taken(_), false) => TAKEN,
            (Of::Person(_), false) => PERSON,
            (Of::Free(_), true) => FREE_DUE,
            (Of::Taken(_), true) => TAKEN_DUE,
            (Of::Person(_), true) => PERSON_DUE,
        }
    }

    fn count_late(self) -> &'static str {
        match self {
            Of::Free(_) => COUNT_FREE_DUE,
            Of::Taken(_) => COUNT_TAKEN_DUE,
            Of::Person(_) => COUNT_PERSON_DUE,
        }
    }
}

impl<C: Clock> Cases<C> {
    /// Work of people over all cases, page by page.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// use cauce_store::cases::Work;
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// let mut after = None;
    /// loop {
    ///     let page = cases.work(&Work::of_person("ana", &["auditor"]), after, 100)?;
    ///     for item in &page.rows {
    ///         println!("{}/{} {}", item.case, item.item, item.title);
    ///     }
    ///     after = page.next;
    ///     if after.is_none() {
    ///         break;
    ///     }
    /// }
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn work(&self, work: &Work, after: Option<Cursor>, limit: usize) -> Result<Page<Listed>> {
        let lists = self.lists(work)?;
        let (mut rows, limit) = (Vec::new(), limit.max(1));
        self.host.store.base().read(&mut |connection| {
            rows.clear();
            for list in &lists {
                part(connection, (*list, work), (after.unwrap_or(Cursor::BEGIN), limit), &mut rows)?;
            }
            Ok(())
        })?;
        rows.sort_by_key(|(at, _): &(Cursor, Listed)| *at);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().map(|(at, _)| *at).filter(|_| more);
        Ok(Page { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
    }

    /// How much work there is, from a few rows that are one number each; late work is counted by its index.
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn count(&self, work: &Work) -> Result<u64> {
        let lists = self.lists(work)?;
        let mut all = 0;
        self.host.store.base().read(&mut |connection| {
            all = 0;
            for list in &lists {
                let subject = Cell::Int(list.subject());
                let taken = Cell::Int(i64::from(!matches!(list, Of::Free(_))));
                let count = match work.late {
                    Some(by) => {
                        let cells = [subject, Cell::Int(by.millis())];
                        one(connection, (list.count_late(), &cells), |row| row.int(0))?
                    }
                    None => one(connection, (TALLY, &[subject, taken]), |row| row.int(0))?,
                };
                all += count.unwrap_or(0).max(0).unsigned_abs();
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// The sets of roles in which any of some roles is, ascending.
    pub(super) fn audiences(&self, roles: &[&Text]) -> Result<Vec<i64>> {
        let tenant = &*self.tenant;
        let mut audiences: Vec<i64> = Vec::new();
        self.host.store.base().read(&mut |connection| {
            audiences.clear();
            for role in roles {
                connection.rows(SEATS, &[Cell::Text(tenant), Cell::Text(role)], &mut |row| {
                    audiences.push(row.int(0)?);
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        audiences.sort_unstable();
        audiences.dedup();
        Ok(audiences)
    }

    /// The lists that the work is in; no item is in two of them.
    fn lists(&self, work: &Work) -> Result<Vec<Of>> {
        let (base, tenant) = (self.host.store.base(), &*self.tenant);
        let roles: Vec<&Text> = work.roles.iter().collect();
        let mut audiences = self.audiences(&roles)?;
        if work.anyone {
            audiences.extend(self.host.terms.find(base, tenant, (Term::Audience, ""))?);
        }
        audiences.sort_unstable();
        audiences.dedup();
        let mut lists: Vec<Of> = audiences.iter().map(|id| Of::Free(*id)).collect();
        if work.taken {
            lists.extend(audiences.iter().map(|id| Of::Taken(*id)));
        }
        if let Some(person) = &work.person {
            lists.extend(self.host.terms.find(base, tenant, (Term::Person, person))?.map(Of::Person));
        }
        Ok(lists)
    }
}

/// The first rows of one list, and one more where there is.
fn part(
    connection: &mut dyn Connection,
    (list, work): (Of, &Work),
    (after, limit): (Cursor, usize),
    rows: &mut Vec<(Cursor, Listed)>,
) -> Stored<()> {
    let by_due = work.order == Order::Due;
    let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
    let subject = Cell::Int(list.subject());
    let place = [after.key, after.stream, after.item, most].map(Cell::Int);
    let [key, stream, item, most] = place;
    let by = Cell::Int(work.late.map_or(i64::MAX, Timestamp::millis));
    let (timed, plain) = ([subject, by, key, stream, item, most], [subject, key, stream, item, most]);
    let cells = if by_due { &timed[..] } else { &plain[..] };
    connection.rows(list.statement(by_due), cells, &mut |row| {
        let key = if by_due { row.int(11)? } else { row.int(10)? };
        rows.push((Cursor { key, stream: row.int(0)?, item: row.int(1)? }, listed(row)?));
        Ok(())
    })
}

pub(super) fn listed(row: &dyn Row) -> Stored<Listed> {
    let (code, element) = row.text(4)?.split_once('\n').ok_or(StoreError::wrong_row())?;
    Ok(Listed {
        case: row.text(2)?.into(),
        item: item_id(row.int(1)?),
        kind: kind_of(row.int(3)?),
        code: code.into(),
        element: element.into(),
        reference: row.text(5)?.into(),
        title: row.text(6)?.into(),
        roles: row.text_or_null(7)?.unwrap_or_default().lines().map(Into::into).collect(),
        claimed_by: row.text_or_null(8)?.map(Into::into),
        round: u32::try_from(number(row, 9)?).unwrap_or(u32::MAX),
        since: instant(row.int(10)?)?,
        due: row.int_or_null(11)?.map(instant).transpose()?,
    })
}

pub(super) fn item_id(number: i64) -> ItemId {
    ItemId(u32::try_from(number).unwrap_or(u32::MAX))
}
