//! The names of a model as a procedure writes them: without dots, none twice, none that is reserved.

use std::collections::{BTreeMap, BTreeSet};

use cauce::keywords::Keyword;

/// How long an id of a procedure may be.
const LONGEST: usize = 120;

/// What each id of the model is called.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    given: BTreeMap<&'t str, String>,
    taken: BTreeSet<String>,
}

impl<'t> Names<'t> {
    /// The name of an id; the first to ask for a name gets it.
    pub(super) fn give(&mut self, id: &'t str) -> &str {
        if !self.given.contains_key(id) {
            let name = self.free(&legal(id));
            self.given.insert(id, name);
        }
        &self.given[id]
    }

    /// The name of an id that has one, else as it would be written.
    pub(super) fn of(&self, id: &str) -> String {
        self.given.get(id).cloned().unwrap_or_else(|| legal(id))
    }

    fn free(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut round = 2u32;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}-{round}");
            round += 1;
        }
        name
    }
}

/// An id as procedures may have it.
fn legal(id: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
    let mut name: String = id.chars().take(LONGEST).map(letter).collect();
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    if [Keyword::End.es(), Keyword::End.en()].contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// A name that guards can have, for a text of the model.
pub(super) fn guard_name(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut name: String = text.trim().chars().take(60).map(letter).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    name
}

/// The id of a role, for the text that names it in the model.
pub(super) fn role_id(text: &str) -> String {
    legal(text.trim())
}
