//! Procedures in the store: every text that was ever added, loaded when a case needs it.
//!
//! Of each code the one that was added last is in force; a case finds its own by its digest.
//! Read [`Shelf`] first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use cauce::check::{Options, check};
use cauce::data::{Digest, Text, Timestamp};
use cauce::procedure::{Definitions, Procedure, Reading};
use cauce::source::{Language, Source};

use super::{CasesError, Result};
use crate::append::digest;
use crate::error::StoreError;
use crate::sql::{Cell, Connection, Row, one};
use crate::store::{Store, held};

const ADD: &str = "INSERT INTO definition (tenant, digest, sha256, code, version, language, reading, text, \
    added, rank) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
    ON CONFLICT (tenant, digest, sha256) DO UPDATE SET rank = excluded.rank";
const RANK: &str = "SELECT coalesce(max(rank), 0) FROM definition WHERE tenant = $1";
/// What is in force and newer than what is known.
const NEWEST: &str = "SELECT id, digest, reading, text, rank FROM definition AS new WHERE tenant = $1 \
    AND rank > $2 AND NOT EXISTS (SELECT 1 FROM definition AS newer WHERE newer.tenant = new.tenant \
    AND newer.code = new.code AND newer.rank > new.rank) ORDER BY rank";
const ALL: &str = "SELECT id, digest, reading, text, rank FROM definition WHERE tenant = $1 ORDER BY rank";
const ONE: &str = "SELECT id, digest, reading, text, rank FROM definition WHERE tenant = $1 AND digest = $2 \
    ORDER BY rank DESC LIMIT 1";
const NUMBER: &str = "SELECT min(id) FROM definition WHERE tenant = $1 AND digest = $2";
const VERSIONS: &str = "SELECT digest, sha256, version, language, reading, text, added FROM definition \
    WHERE tenant = $1 AND code = $2 ORDER BY rank DESC";

/// A text of a procedure as it was added.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Version {
    /// The digest of the definition: what cases are pinned to.
    pub definition: Digest,
    /// The digest of the bytes of the text.
    pub sha256: Digest,
    /// The version label as printed.
    pub version: Text,
    /// The language of its keywords.
    pub language: Language,
    /// The reading in which it was loaded.
    pub reading: Reading,
    /// The text.
    pub text: Text,
    /// When it was first added.
    pub added: Timestamp,
}

/// The procedures of all tenants, as far as they are loaded.
pub(super) struct Shelf {
    options: Mutex<Options>,
    known: Mutex<BTreeMap<Text, Known>>,
}

#[derive(Clone, Default)]
struct Known {
    definitions: Arc<Definitions>,
    /// The numbers of definitions in rows.
    numbers: BTreeMap<Digest, i64>,
    /// Up to which rank what is in force is loaded.
    rank: i64,
    whole: bool,
}

/// A text of the store.
struct Kept {
    digest: Digest,
    reading: Reading,
    text: String,
    rank: i64,
}

fn kept(row: &dyn Row) -> std::result::Result<Kept, StoreError> {
    let reading = reading(row.text(2)?);
    Ok(Kept { digest: digest(row, 1)?, reading, text: row.text(3)?.to_owned(), rank: row.int(4)? })
}

fn reading(text: &str) -> Reading {
    if text == "literal" { Reading::Literal } else { Reading::Chosen }
}

fn language(text: &str) -> Language {
    if text == "en" { Language::English } else { Language::Spanish }
}

impl Shelf {
    pub(super) fn new(options: Options) -> Self {
        Shelf { options: Mutex::new(options), known: Mutex::default() }
    }

    pub(super) fn add(&self, store: &Store, tenant: &str, text: &str, now: Timestamp) -> Result<Digest> {
        let options = held(&self.options);
        let checked = check(&Source::new("procedure", text), &options);
        let Some(procedure) = checked.procedure else {
            return Err(CasesError::Faults { diagnostics: checked.diagnostics });
        };
        drop(options);
        let procedure = Arc::new(procedure);
        let digest = Definitions::new().add(Arc::clone(&procedure)).map_err(CasesError::Unfit)?;
        store.base().write(&mut |connection| write(connection, tenant, &procedure, (text, now)))?;
        self.refresh(store, tenant)?;
        Ok(digest)
    }

    pub(super) fn versions(&self, store: &Store, tenant: &str, code: &str) -> Result<Vec<Version>> {
        let mut found = Vec::new();
        store.base().read(&mut |connection| {
            found.clear();
            connection.rows(VERSIONS, &[Cell::Text(tenant), Cell::Text(code)], &mut |row| {
                found.push(Version {
                    definition: digest(row, 0)?,
                    sha256: digest(row, 1)?,
                    version: row.text(2)?.into(),
                    language: language(row.text(3)?),
                    reading: reading(row.text(4)?),
                    text: row.text(5)?.into(),
                    added: Timestamp::from_millis(row.int(6)?).ok_or(StoreError::wrong_row())?,
                });
                Ok(())
            })
        })?;
        Ok(found)
    }

    /// The procedures of a tenant that are loaded: those in force, and those that its cases have needed.
    pub(super) fn definitions(&self, store: &Store, tenant: &str) -> Result<Arc<Definitions>> {
        if let Some(known) = held(&self.known).get(tenant) {
            return Ok(Arc::clone(&known.definitions));
        }
        self.refresh(store, tenant)?;
        Ok(held(&self.known).get(tenant).map(|known| Arc::clone(&known.definitions)).unwrap_or_default())
    }

    /// Whether something was added, by another program perhaps, that is loaded only now.
    pub(super) fn refresh(&self, store: &Store, tenant: &str) -> Result<bool> {
        let known = held(&self.known).get(tenant).cloned();
        let after = known.as_ref().map_or(0, |known| known.rank);
        let (mut new, mut newest) = (Vec::new(), 0);
        store.base().read(&mut |connection| {
            new.clear();
            newest = one(connection, (RANK, &[Cell::Text(tenant)]), |row| row.int(0))?.unwrap_or(0);
            if newest > after {
                connection.rows(NEWEST, &[Cell::Text(tenant), Cell::Int(after)], &mut |row| {
                    new.push(kept(row)?);
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        if new.is_empty() && known.is_some() {
            return Ok(false);
        }
        self.load(tenant, &new, newest)?;
        Ok(true)
    }

    /// Loads the definition that a case is pinned to.
    pub(super) fn need(&self, store: &Store, tenant: &str, definition: Digest) -> Result<()> {
        self.definitions(store, tenant)?;
        let mut found = None;
        store.base().read(&mut |connection| {
            let cells = [Cell::Text(tenant), Cell::Bytes(&definition.0)];
            found = one(connection, (ONE, &cells), kept)?;
            Ok(())
        })?;
        let found = found.ok_or(CasesError::DefinitionMissing { definition })?;
        self.load(tenant, &[found], 0)
    }

    /// Loads everything that a tenant has ever added; gives whether that was anything more.
    pub(super) fn need_all(&self, store: &Store, tenant: &str) -> Result<bool> {
        if held(&self.known).get(tenant).is_some_and(|known| known.whole) {
            return Ok(false);
        }
        let before = self.definitions(store, tenant)?.iter().count();
        let mut all = Vec::new();
        store.base().read(&mut |connection| {
            all.clear();
            connection.rows(ALL, &[Cell::Text(tenant)], &mut |row| {
                all.push(kept(row)?);
                Ok(())
            })
        })?;
        self.load(tenant, &all, 0)?;
        let mut known = held(&self.known);
        let known = known.entry(tenant.into()).or_default();
        known.whole = true;
        Ok(known.definitions.iter().count() > before)
    }

    /// The number that rows say a definition by.
    pub(super) fn number(&self, store: &Store, tenant: &str, definition: &Digest) -> Result<i64> {
        if let Some(number) = held(&self.known).get(tenant).and_then(|known| known.numbers.get(definition)) {
            return Ok(*number);
        }
        let mut found = None;
        store.base().read(&mut |connection| {
            let cells = [Cell::Text(tenant), Cell::Bytes(&definition.0)];
            found = one(connection, (NUMBER, &cells), |row| row.int_or_null(0))?.flatten();
            Ok(())
        })?;
        let number = found.ok_or(CasesError::DefinitionMissing { definition: *definition })?;
        if let Some(known) = held(&self.known).get_mut(tenant) {
            known.numbers.insert(*definition, number);
        }
        Ok(number)
    }

    /// Takes texts in; with them everything in force is known up to that rank.
    fn load(&self, tenant: &str, texts: &[Kept], upto: i64) -> Result<()> {
        let limits = held(&self.options).limits.clone();
        let mut loaded: Vec<(i64, Arc<Procedure>)> = Vec::with_capacity(texts.len());
        for kept in texts {
            loaded.push((kept.rank, self.checked(tenant, kept)?));
        }
        let mut known = held(&self.known);
        let known = known.entry(tenant.into()).or_insert_with(|| Known {
            definitions: Arc::new(Definitions::with_limits(limits)),
            ..Known::default()
        });
        let (rank, definitions) = (known.rank, Arc::make_mut(&mut known.definitions));
        for (new, procedure) in loaded {
            // What is older than what is in force must not take its place.
            let newest = definitions.by_code(procedure.code()).filter(|_| new <= rank).cloned();
            definitions.add_unfit(procedure);
            if let Some(newest) = newest {
                definitions.add_unfit(newest);
            }
        }
        known.rank = rank.max(upto);
        Ok(())
    }

    /// A procedure of the store: proved when it was added, so not again.
    fn checked(&self, tenant: &str, kept: &Kept) -> Result<Arc<Procedure>> {
        if let Some(known) =
            held(&self.known).get(tenant).and_then(|known| known.definitions.get(&kept.digest))
        {
            return Ok(Arc::clone(known));
        }
        let mut options = held(&self.options);
        let usual = (options.reading, options.proof.take());
        options.reading = kept.reading;
        let checked = check(&Source::new("procedure", kept.text.as_str()), &options);
        (options.reading, options.proof) = usual;
        let changed = CasesError::DefinitionChanged { definition: kept.digest };
        let procedure = checked.procedure.filter(|found| found.digests().definition == kept.digest);
        procedure.map(Arc::new).ok_or(changed)
    }
}

fn write(
    connection: &mut dyn Connection,
    tenant: &str,
    procedure: &Procedure,
    (text, now): (&str, Timestamp),
) -> std::result::Result<(), StoreError> {
    let (head, digests) = (procedure.head(), procedure.digests());
    let reading = if procedure.reading() == Reading::Literal { "literal" } else { "chosen" };
    let language = if head.language == Language::English { "en" } else { "es" };
    let rank = one(connection, (RANK, &[Cell::Text(tenant)]), |row| row.int(0))?.unwrap_or(0);
    let cells = [
        Cell::Text(tenant),
        Cell::Bytes(&digests.definition.0),
        Cell::Bytes(&digests.text.0),
        Cell::Text(procedure.code()),
        Cell::Text(&head.version),
        Cell::Text(language),
        Cell::Text(reading),
        Cell::Text(text),
        Cell::Int(now.millis()),
        Cell::Int(rank.saturating_add(1)),
    ];
    connection.run(ADD, &cells)
}
