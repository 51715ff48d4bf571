//! Cases found: by procedure, version, state, what is open, role, lateness, business key, data, person.

use cauce::clock::Clock;
use cauce::data::{Digest, Text, Timestamp, Value};

use super::page::{Cursor, Page};
use super::{Cases, Result, by_role};
use crate::append::digest;
use crate::error::StoreError;
use crate::rows::{Term, fact};
use crate::sql::{Cell, Connection, Row, one};

/// The columns of a case and where its row is from.
macro_rules! cases {
    ($($rest:literal)+) => {
        concat!(
            "SELECT s.id, s.name, (SELECT text FROM term WHERE id = s.code), s.definition, s.business, s.state, ",
            "s.started, s.moved, s.due, s.deadline, s.open, s.code FROM ",
            $($rest),+
        )
    };
}

pub(super) const BY_STATE: &str =
    cases!("stream AS s WHERE s.tenant = $1 AND s.state = $2 AND s.id > $3 ORDER BY s.id LIMIT $4");
pub(super) const BY_CODE: &str =
    cases!("stream AS s WHERE s.code = $1 AND s.state = $2 AND s.id > $3 ORDER BY s.id LIMIT $4");
pub(super) const BY_DEFINITION: &str =
    cases!("stream AS s WHERE s.definition = $1 AND s.state = $2 AND s.id > $3 ORDER BY s.id LIMIT $4");
pub(super) const BY_BUSINESS: &str =
    cases!("stream AS s WHERE s.tenant = $1 AND s.business = $2 AND s.id > $3 ORDER BY s.id LIMIT $4");
pub(super) const BY_THAT_DEADLINE: &str =
    cases!("stream AS s WHERE s.tenant = $1 AND s.deadline = $2 AND s.id > $3 ORDER BY s.id LIMIT $4");
pub(super) const BY_DEADLINE: &str = cases!(
    "stream AS s WHERE s.tenant = $1 AND s.deadline > $2 AND s.deadline < $3 "
    "ORDER BY s.deadline, s.id LIMIT $4"
);
pub(super) const BY_FACT: &str = cases!(
    "fact AS f CROSS JOIN stream AS s WHERE s.id = f.stream AND f.name = $1 AND f.value = $2 "
    "AND f.stream > $3 ORDER BY f.stream LIMIT $4"
);
pub(super) const BY_PERSON: &str = cases!(
    "person AS p CROSS JOIN stream AS s WHERE s.id = p.stream AND p.person = $1 AND p.stream > $2 "
    "ORDER BY p.stream LIMIT $3"
);
pub(super) const BY_ACTIVITY: &str = cases!(
    "item AS i CROSS JOIN stream AS s WHERE s.id = i.stream AND i.activity = $1 AND i.stream > $2 "
    "ORDER BY i.stream LIMIT $3"
);
pub(super) const HAS_FACT: &str = "SELECT 1 FROM fact WHERE stream = $1 AND name = $2 AND value = $3";
pub(super) const HAS_PERSON: &str = "SELECT 1 FROM person WHERE stream = $1 AND person = $2";
pub(super) const HAS_ACTIVITY: &str = "SELECT 1 FROM item WHERE activity = $1 AND stream = $2 LIMIT 1";
pub(super) const ONE_CASE: &str =
    cases!("stream AS s WHERE s.tenant = $1 AND s.kind = 'case' AND s.name = $2 AND s.state IS NOT NULL");
const VERSION: &str =
    "SELECT min(id) FROM definition WHERE tenant = $1 AND code = $2 AND version = $3 GROUP BY digest";
const NUMBER: &str = "SELECT min(id) FROM definition WHERE tenant = $1 AND digest = $2";
const DEFINITION: &str = "SELECT digest, version FROM definition WHERE id = $1";

/// How many cases one page looks at, at most, before it says from where to go on.
const LOOKS: usize = 10_000;

/// Where a case stands, as lists say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CaseState {
    /// People have something to do.
    Open,
    /// It waits for a message, a time, a job.
    Waiting,
    /// Something in it is stuck.
    Incident,
    /// It reached an end.
    Completed,
    /// The authority cancelled it.
    Cancelled,
    /// An error that nothing caught ended it.
    Failed,
}

impl CaseState {
    /// Every state.
    pub const ALL: [CaseState; 6] = [
        CaseState::Open,
        CaseState::Waiting,
        CaseState::Incident,
        CaseState::Completed,
        CaseState::Cancelled,
        CaseState::Failed,
    ];

    /// The number that rows say it by; never given to another.
    pub(crate) fn number(self) -> i64 {
        match self {
            CaseState::Open => 1,
            CaseState::Waiting => 2,
            CaseState::Incident => 3,
            CaseState::Completed => 4,
            CaseState::Cancelled => 5,
            CaseState::Failed => 6,
        }
    }

    fn of(number: i64) -> std::result::Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|state| state.number() == number);
        found.ok_or(StoreError::wrong_row())
    }
}

/// A case as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseSummary {
    /// What it is called.
    pub case: Text,
    /// The code of its procedure.
    pub code: Text,
    /// The version label of its procedure.
    pub version: Text,
    /// The definition that it is pinned to.
    pub definition: Digest,
    /// Its business key.
    pub business_key: Option<Text>,
    /// Where it stands.
    pub state: CaseState,
    /// When it began.
    pub started: Timestamp,
    /// When something last happened in it.
    pub moved: Timestamp,
    /// When something in it falls due by itself.
    pub next_due: Option<Timestamp>,
    /// The earliest deadline of what is open.
    pub deadline: Option<Timestamp>,
    /// How much is open for people.
    pub open: u64,
}

/// Which cases are looked for: those for which all that is said holds; build it from [`Find::all`].
///
/// ```
/// use cauce_store::cases::{CaseState, Find};
/// let stuck = Find::all().code("PRO-GS-029").state(CaseState::Incident);
/// assert_ne!(stuck, Find::all());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Find {
    code: Option<Text>,
    version: Option<Text>,
    definition: Option<Digest>,
    states: Vec<CaseState>,
    activity: Option<(Text, Text)>,
    late: Option<Timestamp>,
    business_key: Option<Text>,
    data: Vec<(Text, Value)>,
    person: Option<Text>,
    role: Option<Text>,
}

impl Find {
    /// All cases.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Of the procedure with that code.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Of one version of a procedure, by code and version label.
    #[must_use]
    pub fn version(mut self, code: &str, label: &str) -> Self {
        self.version = Some(label.into());
        self.code(code)
    }

    /// Of exactly one definition.
    #[must_use]
    pub fn definition(mut self, digest: Digest) -> Self {
        self.definition = Some(digest);
        self
    }

    /// That stand there; said several times, that stand at one of them.
    #[must_use]
    pub fn state(mut self, state: CaseState) -> Self {
        self.states.push(state);
        self
    }

    /// In which an element is open: the code of the procedure that it is of, the case's own or a called one, and its id.
    #[must_use]
    pub fn activity(mut self, code: &str, id: &str) -> Self {
        self.activity = Some((code.into(), id.into()));
        self
    }

    /// In which a deadline has passed by then; the longest ago comes first where nothing else is looked for by index.
    #[must_use]
    pub fn late(mut self, by: Timestamp) -> Self {
        self.late = Some(by);
        self
    }

    /// With that business key.
    #[must_use]
    pub fn business_key(mut self, key: &str) -> Self {
        self.business_key = Some(key.into());
        self
    }

    /// Whose datum has that value, or has it among its members; texts are found up to 64 characters.
    #[must_use]
    pub fn data(mut self, name: &str, value: Value) -> Self {
        self.data.push((name.into(), value));
        self
    }

    /// In which that role has open work, taken or not.
    #[must_use]
    pub fn role(mut self, role: &str) -> Self {
        self.role = Some(role.into());
        self
    }

    /// In which that person took part: asked for something or signed.
    #[must_use]
    pub fn person(mut self, id: &str) -> Self {
        self.person = Some(id.into());
        self
    }
}

/// What is looked for, in the numbers of the rows; what has none is in no case.
struct Sought<'f> {
    tenant: &'f str,
    code: Option<i64>,
    definitions: Option<Vec<i64>>,
    states: Vec<CaseState>,
    activity: Option<i64>,
    late: Option<i64>,
    business: Option<&'f str>,
    facts: Vec<(i64, String)>,
    person: Option<i64>,
    /// The sets of roles in which the role is that has open work.
    audiences: Option<Vec<i64>>,
}

/// A row of a case, before what it refers to is looked up.
pub(super) struct Found {
    pub(super) at: Cursor,
    name: Text,
    code_text: Text,
    code: i64,
    definition: i64,
    business: Option<Text>,
    state: CaseState,
    started: i64,
    moved: i64,
    due: Option<i64>,
    deadline: Option<i64>,
    open: i64,
}

pub(super) type Stored<T> = std::result::Result<T, StoreError>;

pub(super) fn found(row: &dyn Row) -> Stored<Found> {
    Ok(Found {
        at: Cursor { key: 0, stream: row.int(0)?, item: 0 },
        name: row.text(1)?.into(),
        code_text: row.text_or_null(2)?.unwrap_or_default().into(),
        code: row.int(11)?,
        definition: row.int(3)?,
        business: row.text_or_null(4)?.map(Into::into),
        state: CaseState::of(row.int(5)?)?,
        started: row.int(6)?,
        moved: row.int(7)?,
        due: row.int_or_null(8)?,
        deadline: row.int_or_null(9)?,
        open: row.int(10)?,
    })
}

impl<C: Clock> Cases<C> {
    /// The cases for which all that is said holds, page by page: in the order in which they began; where nothing but a
    /// role or lateness leads, by what the role has had open longest, or by the deadline.
    ///
    /// The most telling of what is said leads by an index; a page looks at 10,000 cases for the rest at most, and so may
    /// be short or empty while there is more: it is the end where there is no cursor.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// use cauce_store::cases::{CaseState, Find};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// let page = cases.find(&Find::all().state(CaseState::Incident), None, 50)?;
    /// assert!(page.rows.is_empty() && page.next.is_none());
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn find(&self, find: &Find, after: Option<Cursor>, limit: usize) -> Result<Page<CaseSummary>> {
        let mut page = Page { rows: Vec::new(), next: None };
        let Some(sought) = self.sought(find)? else { return Ok(page) };
        self.host.store.base().read(&mut |connection| {
            let (rows, next) = sought.page(connection, after.unwrap_or(Cursor::BEGIN), limit.max(1))?;
            page = Page { rows: summaries(connection, rows)?, next };
            Ok(())
        })?;
        Ok(page)
    }

    /// One case as lists show it.
    ///
    /// # Errors
    ///
    /// [`CasesError::UnknownCase`](super::CasesError::UnknownCase) when there is no such case.
    pub fn summary(&self, case: &str) -> Result<CaseSummary> {
        let stream = self.stream(case)?;
        let mut rows = Vec::new();
        self.host.store.base().read(&mut |connection| {
            let cells = [Cell::Text(&self.tenant), Cell::Text(stream.id())];
            let row = one(connection, (ONE_CASE, &cells), found)?;
            rows = summaries(connection, row.into_iter().collect())?;
            Ok(())
        })?;
        rows.pop().ok_or_else(|| super::CasesError::unknown(&stream))
    }

    /// What is looked for, in numbers; nothing where no case can have it.
    fn sought<'f>(&'f self, find: &'f Find) -> Result<Option<Sought<'f>>> {
        let number = |term, text: &str| -> Result<Option<i64>> {
            Ok(self.host.terms.find(self.host.store.base(), &self.tenant, (term, text))?)
        };
        let mut sought = Sought {
            tenant: &self.tenant,
            code: None,
            definitions: None,
            states: if find.states.is_empty() { CaseState::ALL.to_vec() } else { find.states.clone() },
            activity: None,
            late: find.late.map(Timestamp::millis),
            business: find.business_key.as_deref(),
            facts: Vec::new(),
            person: None,
            audiences: find.role.as_ref().map(|role| self.audiences(&[role])).transpose()?,
        };
        sought.states.sort_unstable();
        sought.states.dedup();
        let activity = find.activity.as_ref().map(|(code, id)| format!("{code}\n{id}"));
        let terms = [
            (Term::Code, find.code.as_deref(), &mut sought.code),
            (Term::Activity, activity.as_deref(), &mut sought.activity),
            (Term::Person, find.person.as_deref(), &mut sought.person),
        ];
        for (term, text, place) in terms {
            if let Some(text) = text {
                let Some(id) = number(term, text)? else { return Ok(None) };
                *place = Some(id);
            }
        }
        for (name, value) in &find.data {
            let (Some(name), Some(value)) = (number(Term::Datum, name)?, fact(value)) else {
                return Ok(None);
            };
            sought.facts.push((name, value));
        }
        sought.definitions = self.definition_numbers(find)?;
        Ok(Some(sought))
    }

    fn definition_numbers(&self, find: &Find) -> Result<Option<Vec<i64>>> {
        if find.version.is_none() && find.definition.is_none() {
            return Ok(None);
        }
        let mut lists: Vec<Vec<i64>> = Vec::new();
        self.host.store.base().read(&mut |connection| {
            lists.clear();
            let tenant = Cell::Text(&self.tenant);
            if let (Some(code), Some(label)) = (&find.code, &find.version) {
                let cells = [tenant, Cell::Text(code), Cell::Text(label)];
                lists.push(numbers(connection, VERSION, &cells)?);
            }
            if let Some(definition) = &find.definition {
                lists.push(numbers(connection, NUMBER, &[tenant, Cell::Bytes(&definition.0)])?);
            }
            Ok(())
        })?;
        let mut lists = lists.into_iter();
        let first = lists.next().unwrap_or_default();
        Ok(Some(lists.fold(first, |both, list| both.into_iter().filter(|id| list.contains(id)).collect())))
    }
}

fn numbers(connection: &mut dyn Connection, statement: &'static str, cells: &[Cell<'_>]) -> Stored<Vec<i64>> {
    let mut found = Vec::new();
    connection.rows(statement, cells, &mut |row| {
        found.extend(row.int_or_null(0)?);
        Ok(())
    })?;
    Ok(found)
}

impl Sought<'_> {
    fn page(
        &self,
        connection: &mut dyn Connection,
        mut after: Cursor,
        limit: usize,
    ) -> Stored<(Vec<Found>, Option<Cursor>)> {
        let (mut rows, mut looked) = (Vec::new(), 0);
        // A little more than is wanted, so that the end is seen where it is.
        let ask = (limit + 1).clamp(16, LOOKS);
        loop {
            let candidates = self.candidates(connection, after, ask)?;
            let (count, mut last) = (candidates.len(), None);
            for candidate in candidates {
                if last == Some(candidate.at.stream) {
                    continue;
                }
                last = Some(candidate.at.stream);
                if rows.len() == limit {
                    return Ok((rows, Some(after)));
                }
                after = candidate.at;
                looked += 1;
                if self.fits(connection, &candidate)? {
                    rows.push(candidate);
                }
            }
            if count < ask {
                return Ok((rows, None));
            }
            if looked >= LOOKS {
                return Ok((rows, Some(after)));
            }
        }
    }

    /// Whether the cases are looked for by the work of a role, and nothing that tells more was said.
    fn role_leads(&self) -> bool {
        self.business.is_none() && self.facts.is_empty() && self.person.is_none() && self.activity.is_none()
    }

    /// The next cases by whatever leads to the fewest, in order.
    fn candidates(&self, connection: &mut dyn Connection, after: Cursor, ask: usize) -> Stored<Vec<Found>> {
        let from = Cell::Int(after.stream);
        let most = Cell::Int(i64::try_from(ask).unwrap_or(i64::MAX));
        let tenant = Cell::Text(self.tenant);
        if let Some(business) = self.business {
            return list(connection, BY_BUSINESS, &[tenant, Cell::Text(business), from, most]);
        }
        if let Some((name, value)) = self.facts.first() {
            return list(connection, BY_FACT, &[Cell::Int(*name), Cell::Text(value), from, most]);
        }
        if let Some(person) = self.person {
            return list(connection, BY_PERSON, &[Cell::Int(person), from, most]);
        }
        if let Some(activity) = self.activity {
            return list(connection, BY_ACTIVITY, &[Cell::Int(activity), from, most]);
        }
        if let Some(audiences) = &self.audiences {
            return by_role::candidates(connection, audiences, (after, ask));
        }
        if let Some(late) = self.late {
            let key = Cell::Int(after.key);
            let mut rows = Vec::new();
            if after.key < late {
                rows = list(connection, BY_THAT_DEADLINE, &[tenant, key, from, most])?;
            }
            rows.extend(list(connection, BY_DEADLINE, &[tenant, key, Cell::Int(late), most])?);
            rows.iter_mut().for_each(|row| row.at.key = row.deadline.unwrap_or(i64::MAX));
            rows.truncate(ask);
            return Ok(rows);
        }
        let mut rows = Vec::new();
        for state in &self.states {
            let state = Cell::Int(state.number());
            match (&self.definitions, self.code) {
                (Some(definitions), _) => {
                    for definition in definitions {
                        let cells = [Cell::Int(*definition), state, from, most];
                        rows.extend(list(connection, BY_DEFINITION, &cells)?);
                    }
                }
                (None, Some(code)) => {
                    rows.extend(list(connection, BY_CODE, &[Cell::Int(code), state, from, most])?);
                }
                (None, None) => rows.extend(list(connection, BY_STATE, &[tenant, state, from, most])?),
            }
        }
        rows.sort_by_key(|row| row.at);
        rows.truncate(ask);
        Ok(rows)
    }

    fn fits(&self, connection: &mut dyn Connection, case: &Found) -> Stored<bool> {
        let plain = self.states.contains(&case.state)
            && self.code.is_none_or(|code| code == case.code)
            && self.definitions.as_ref().is_none_or(|all| all.contains(&case.definition))
            && self.business.is_none_or(|key| case.business.as_deref() == Some(key))
            && self.late.is_none_or(|late| case.deadline.is_some_and(|deadline| deadline < late));
        if !plain {
            return Ok(false);
        }
        let stream = Cell::Int(case.at.stream);
        for (name, value) in &self.facts {
            if !has(connection, HAS_FACT, &[stream, Cell::Int(*name), Cell::Text(value)])? {
                return Ok(false);
            }
        }
        if let Some(person) = self.person
            && !has(connection, HAS_PERSON, &[stream, Cell::Int(person)])?
        {
            return Ok(false);
        }
        if let Some(activity) = self.activity
            && !has(connection, HAS_ACTIVITY, &[Cell::Int(activity), stream])?
        {
            return Ok(false);
        }
        match &self.audiences {
            Some(audiences) if self.role_leads() => by_role::is_first(connection, audiences, case),
            Some(audiences) => by_role::has_work(connection, audiences, case),
            None => Ok(true),
        }
    }
}

fn list(connection: &mut dyn Connection, statement: &'static str, cells: &[Cell<'_>]) -> Stored<Vec<Found>> {
    let mut rows = Vec::new();
    connection.rows(statement, cells, &mut |row| {
        rows.push(found(row)?);
        Ok(())
    })?;
    Ok(rows)
}

pub(super) fn has(
    connection: &mut dyn Connection,
    statement: &'static str,
    cells: &[Cell<'_>],
) -> Stored<bool> {
    Ok(one(connection, (statement, cells), |_| Ok(()))?.is_some())
}

/// The rows with what they refer to; definitions are few, each is looked up once.
fn summaries(connection: &mut dyn Connection, rows: Vec<Found>) -> Stored<Vec<CaseSummary>> {
    let mut known: std::collections::BTreeMap<i64, (Digest, Text)> = std::collections::BTreeMap::new();
    let mut summaries = Vec::with_capacity(rows.len());
    for row in rows {
        let (definition, version) = match known.get(&row.definition) {
            Some(known) => known.clone(),
            None => {
                let cells = [Cell::Int(row.definition)];
                let take = |row: &dyn Row| Ok((digest(row, 0)?, Text::from(row.text(1)?)));
                let new = one(connection, (DEFINITION, &cells), take)?.ok_or(StoreError::wrong_row())?;
                known.insert(row.definition, new.clone());
                new
            }
        };
        summaries.push(row.summary(definition, version)?);
    }
    Ok(summaries)
}

impl Found {
    fn summary(self, definition: Digest, version: Text) -> Stored<CaseSummary> {
        Ok(CaseSummary {
            case: self.name,
            code: self.code_text,
            version,
            definition,
            business_key: self.business,
            state: self.state,
            started: instant(self.started)?,
            moved: instant(self.moved)?,
            next_due: self.due.map(instant).transpose()?,
            deadline: self.deadline.map(instant).transpose()?,
            open: self.open.unsigned_abs(),
        })
    }
}

pub(super) fn instant(millis: i64) -> Stored<Timestamp> {
    Timestamp::from_millis(millis).ok_or(StoreError::wrong_row())
}
