//! The names of a model as a procedure writes them: without signs that it has not, and none that is too long.
//!
//! The ids of a model are unique, so that one which a procedure can have stays as it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use cauce::keywords::Keyword;

/// How long an id of a procedure may be.
const LONGEST: usize = 120;

/// What is called otherwise than in the model.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    others: BTreeMap<&'t str, String>,
}

impl<'t> Names<'t> {
    /// The names of all ids of a model.
    pub(super) fn of_model(ids: impl Iterator<Item = &'t str> + Clone) -> Self {
        let mut others: BTreeMap<&'t str, String> = BTreeMap::new();
        let foreign: Vec<&'t str> = ids.clone().filter(|id| !is_legal(id)).collect();
        if foreign.is_empty() {
            return Names { others };
        }
        let mut taken: BTreeSet<String> = ids.filter(|id| is_legal(id)).map(str::to_owned).collect();
        for id in foreign {
            let wanted = legal(id);
            let mut name = wanted.clone();
            let mut round = 2u32;
            while !taken.insert(name.clone()) {
                name = format!("{wanted}-{round}");
                round += 1;
            }
            others.insert(id, name);
        }
        Names { others }
    }

    /// Gives an id the name that a file has for it.
    pub(super) fn call(&mut self, id: &'t str, name: String) {
        if name != id {
            self.others.insert(id, name);
        }
    }

    /// The name of an id.
    pub(super) fn of<'n>(&'n self, id: &'n str) -> Cow<'n, str> {
        match self.others.get(id) {
            Some(name) => Cow::Borrowed(name),
            None if is_legal(id) => Cow::Borrowed(id),
            None => Cow::Owned(legal(id)),
        }
    }
}

/// Whether a procedure can have that id.
fn is_legal(id: &str) -> bool {
    let first = id.chars().next();
    id.len() <= LONGEST
        && first.is_some_and(|c| c.is_alphabetic() || c == '_')
        && id.chars().all(is_letter)
        && ![Keyword::End.es(), Keyword::End.en()].contains(&id)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// An id as procedures may have it.
fn legal(id: &str) -> String {
    let letter = |c: char| if is_letter(c) { c } else { '_' };
    let mut name: String = id.chars().take(LONGEST / 4).map(letter).collect();
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
pub(crate) fn role_id(text: &str) -> String {
    legal(text.trim())
}
