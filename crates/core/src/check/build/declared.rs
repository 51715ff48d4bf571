//! Names that a file declares: looked up by id, suggested when one is misspelt.
//!
//! Does not know what the names are used for. Read [`Declared`] first.

use std::collections::BTreeMap;

use crate::data::Text;
use crate::diagnostic::{Diagnostic, Named, Nearest, ReferenceProblem};
use crate::document::Table;
use crate::guard::is_reserved;
use crate::keywords::{Keyword as K, distance, unaccented};
use crate::procedure::Named as Entry;
use crate::source::Span;

/// The names of one kind.
pub(super) struct Declared<'d> {
    pub(super) what: Named,
    tables: Vec<&'d Table>,
    index: BTreeMap<&'d str, u32>,
    suggestions: Suggestions,
}

/// How many comparisons suggestions may still cost: a file with thousands of unknown names gets no more of them.
#[derive(Debug)]
pub(super) struct Suggestions(u32);

impl Default for Suggestions {
    fn default() -> Self {
        Suggestions(20_000)
    }
}

impl<'d> Declared<'d> {
    /// Collects the blocks of one kind; one id must not stand twice.
    pub(super) fn new(
        what: Named,
        tables: impl Iterator<Item = &'d Table>,
        report: &mut Vec<Diagnostic>,
    ) -> Self {
        let tables: Vec<&Table> = tables.collect();
        let mut index: BTreeMap<&str, u32> = BTreeMap::new();
        for (position, table) in (0u32..).zip(&tables) {
            let Some(id) = table.text(K::Id) else {
                continue;
            };
            if let Some(first) = index.get(&**id) {
                report.push(duplicate(id, tables[*first as usize], table));
            } else {
                index.insert(id, position);
            }
            if matches!(what, Named::DataItem | Named::Indicator) {
                report.extend(unusable(id, table));
            }
        }
        Declared { what, tables, index, suggestions: Suggestions::default() }
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        self.index.get(id).copied()
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &'d Table> {
        self.tables.iter().copied()
    }

    /// Ids in their order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &'d str> {
        self.index.keys().copied()
    }

    /// Each with its printed name, and how it is kept.
    pub(super) fn named(&self) -> Vec<Entry> {
        let entry = |table: &&Table| Entry {
            id: super::text(table, K::Id),
            name: super::printed_name(table),
            retention: table.text(K::Retention).cloned(),
            keeper: table.text(K::Custodian).cloned(),
        };
        self.tables.iter().map(entry).collect()
    }

    /// What to say of a name that is not declared.
    pub(super) fn unknown(&mut self, name: &Text) -> ReferenceProblem {
        let texts = |key: K| self.tables.iter().map(move |table| table.text(key).map_or("", |text| text));
        let printed = self.suggestions.printed(name, texts(K::Name));
        let nearest = printed.or_else(|| self.suggestions.nearest(name, texts(K::Id)));
        let nearest = nearest.map(|position| {
            let table = self.tables[position];
            Nearest { id: super::text(table, K::Id), name: super::text(table, K::Name) }
        });
        ReferenceProblem::UnknownName { what: self.what, name: name.clone(), nearest }
    }
}

impl Suggestions {
    /// The position of what is printed so: people write the name where its id belongs.
    pub(super) fn printed<'c>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'c str>,
    ) -> Option<usize> {
        let plain = unaccented(name);
        for (position, candidate) in candidates.enumerate() {
            // Accents make few bytes of difference.
            if candidate.is_empty() || candidate.len().abs_diff(name.len()) > 8 {
                continue;
            }
            self.0 = self.0.checked_sub(1)?;
            if unaccented(candidate) == plain {
                return Some(position);
            }
        }
        None
    }

    /// The position of the candidate nearest to a misspelt name, when one is near enough.
    pub(super) fn nearest<'c>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'c str>,
    ) -> Option<usize> {
        let plain = unaccented(name);
        let length = plain.chars().count();
        let allowed = (length / 3).clamp(1, 3);
        let mut best: Option<(usize, usize)> = None;
        for (position, candidate) in candidates.enumerate() {
            let other = unaccented(candidate);
            if other.chars().count().abs_diff(length) > allowed {
                continue;
            }
            self.0 = self.0.checked_sub(1)?;
            let steps = distance(&plain, &other);
            if steps <= allowed && best.is_none_or(|(least, _)| steps < least) {
                best = Some((steps, position));
            }
        }
        best.map(|(_, position)| position)
    }
}

pub(super) fn duplicate(id: &Text, first: &Table, second: &Table) -> Diagnostic {
    let problem = ReferenceProblem::DuplicateId { id: id.clone() };
    Diagnostic::error(problem, place(second, K::Id)).with_label(place(first, K::Id), &**id)
}

/// Where a key's value stands, or its block when there is none.
pub(super) fn place(table: &Table, key: K) -> Span {
    table.get(key).map_or(table.span, |node| node.span)
}

/// Data and indicators are names of guards.
fn unusable(id: &Text, table: &Table) -> Option<Diagnostic> {
    let letters = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = id.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if letters && begins && !is_reserved(id) {
        return None;
    }
    let problem = ReferenceProblem::BadGuardName { id: id.clone(), offer: usable(id).into() };
    Some(Diagnostic::error(problem, place(table, K::Id)))
}

fn usable(id: &str) -> String {
    let plain = unaccented(id);
    let mut name: String = plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.insert(0, 'x');
    }
    if is_reserved(&name) {
        name.push_str("_1");
    }
    name
}
