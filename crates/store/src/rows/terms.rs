//! Texts that rows say by a number, each written down once for a tenant.

use std::collections::BTreeMap;
use std::sync::Mutex;

use cauce::data::Text;

use crate::error::StoreError;
use crate::sql::{Base, Cell, Connection, one};
use crate::store::held;

type Result<T> = std::result::Result<T, StoreError>;

const FIND: &str = "SELECT id FROM term WHERE tenant = $1 AND kind = $2 AND text = $3";
const PUT: &str = "INSERT INTO term (tenant, kind, text) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const SEAT: &str = "INSERT INTO seat (tenant, role, audience) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

/// How many texts of one kind are kept at hand; then all of them are asked for again.
const AT_HAND: usize = 100_000;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    /// A set of roles, sorted, one a line; empty for whoever the host vouches for.
    Audience = 1,
    /// The code of a procedure and the id of its element, one a line.
    Activity = 2,
    Person = 3,
    /// What is waited for: a message with the names that it correlates by, or a signal.
    Subject = 4,
    Datum = 5,
    /// The name of a job.
    Topic = 6,
    Code = 7,
    /// That a case cites a file: one number for all tenants, who may share a folder of files.
    Cited = 8,
}

/// The numbers of texts, as far as they are known.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    known: Mutex<Known>,
}

/// By tenant, kind and text.
type Known = BTreeMap<Text, BTreeMap<Term, BTreeMap<Text, i64>>>;

impl Terms {
    /// The number of a text, which it is given now if it has none.
    ///
    /// That is a commit of its own: nothing refers to a number before it is kept.
    pub(crate) fn id(&self, base: &dyn Base, tenant: &str, (term, text): (Term, &str)) -> Result<i64> {
        if let Some(id) = self.find(base, tenant, (term, text))? {
            return Ok(id);
        }
        let mut id = 0;
        base.write(&mut |connection| {
            let cells = [Cell::Text(tenant), Cell::Int(term as i64), Cell::Text(text)];
            connection.run(PUT, &cells)?;
            id = one(connection, (FIND, &cells), |row| row.int(0))?.ok_or(StoreError::wrong_row())?;
            seats(connection, tenant, (term, text), id)
        })?;
        self.keep(tenant, (term, text), id);
        Ok(id)
    }

    /// The number of a text, where it has one.
    pub(crate) fn find(
        &self,
        base: &dyn Base,
        tenant: &str,
        (term, text): (Term, &str),
    ) -> Result<Option<i64>> {
        let at_hand = |known: &Known| known.get(tenant)?.get(&term)?.get(text).copied();
        if let Some(id) = at_hand(&held(&self.known)) {
            return Ok(Some(id));
        }
        let mut found = None;
        base.read(&mut |connection| {
            let cells = [Cell::Text(tenant), Cell::Int(term as i64), Cell::Text(text)];
            found = one(connection, (FIND, &cells), |row| row.int(0))?;
            Ok(())
        })?;
        if let Some(id) = found {
            self.keep(tenant, (term, text), id);
        }
        Ok(found)
    }

    /// Asks for all numbers again: some may be another's now.
    pub(crate) fn clear(&self) {
        held(&self.known).clear();
    }

    /// Asks for the number of a text again.
    pub(crate) fn forget(&self, tenant: &str, (term, text): (Term, &str)) {
        let mut known = held(&self.known);
        let texts = known.get_mut(tenant).and_then(|terms| terms.get_mut(&term));
        texts.map(|texts| texts.remove(text));
    }

    fn keep(&self, tenant: &str, (term, text): (Term, &str), id: i64) {
        let mut known = held(&self.known);
        let texts = known.entry(tenant.into()).or_default().entry(term).or_default();
        if texts.len() >= AT_HAND {
            texts.clear();
        }
        texts.insert(text.into(), id);
    }
}

fn seats(
    connection: &mut dyn Connection,
    tenant: &str,
    (term, text): (Term, &str),
    audience: i64,
) -> Result<()> {
    if term == Term::Audience {
        for role in text.lines() {
            connection.run(SEAT, &[Cell::Text(tenant), Cell::Text(role), Cell::Int(audience)])?;
        }
    }
    Ok(())
}
