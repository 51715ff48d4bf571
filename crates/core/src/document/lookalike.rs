//! Ids that are different texts and look the same.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::data::Text;
use crate::diagnostic::{Diagnostic, FileProblem};
use crate::source::Span;

/// Letters of other alphabets that look like Latin ones.
const TWINS: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('ԁ', 'd'),
    ('һ', 'h'),
    ('ո', 'n'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('І', 'I'),
    ('α', 'a'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('ι', 'i'),
    ('ρ', 'p'),
    ('κ', 'k'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Χ', 'X'),
    ('Ζ', 'Z'),
    ('ı', 'i'),
    ('‐', '-'),
    ('‑', '-'),
    ('–', '-'),
    ('—', '-'),
];

/// Finds ids that look like an earlier one; texts of plain letters only cost nothing.
pub(super) fn lookalikes(ids: &[(Text, Span)]) -> Vec<Diagnostic> {
    if ids.iter().all(|(id, _)| id.is_ascii()) {
        return Vec::new();
    }
    let mut seen: BTreeMap<String, &(Text, Span)> = BTreeMap::new();
    let mut found = Vec::new();
    for id in ids {
        match seen.entry(skeleton(&id.0)) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(id);
            }
            std::collections::btree_map::Entry::Occupied(taken) if taken.get().0 != id.0 => {
                let (other, place) = taken.get();
                let (letter, characters) = first_other(&id.0, other);
                let problem =
                    FileProblem::LookalikeId { id: super::slip::shortened(&id.0), letter, characters };
                found.push(Diagnostic::error(problem, id.1).with_label(*place, other.clone()));
            }
            std::collections::btree_map::Entry::Occupied(_) => {}
        }
    }
    found
}

/// Where an id first differs from another, counted from 1, and the numbers of the characters there, 0 for none.
fn first_other(id: &str, other: &str) -> (usize, (u32, u32)) {
    let (mut here, mut there) = (id.chars().map(u32::from), other.chars().map(u32::from));
    let mut place = 1;
    loop {
        match (here.next(), there.next()) {
            (Some(one), Some(two)) if one == two => place += 1,
            (one, two) => return (place, (one.unwrap_or(0), two.unwrap_or(0))),
        }
    }
}

/// What an id looks like: compatibility forms folded, twins of Latin letters replaced.
fn skeleton(id: &str) -> String {
    let twin = |c: char| TWINS.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin);
    id.nfkc().map(twin).filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')).collect()
}
