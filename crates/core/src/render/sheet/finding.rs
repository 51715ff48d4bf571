//! Findings as footnotes, and which row and key each of them changed.

use std::collections::BTreeMap;

use super::outcome::quoted;
use super::{Mark, Reader};
use crate::data::Text;
use crate::document::{FieldPart, Node, Table, Tree};
use crate::keywords::Keyword;
use crate::render::escape::{joined, paragraphs};
use crate::render::words::Word;

/// A finding at the foot of the document.
pub(in crate::render) struct Footnote {
    pub(in crate::render) id: Text,
    /// Its class and its place in the source.
    pub(in crate::render) heading: String,
    /// What was found, then what the source says and how it is read.
    pub(in crate::render) lines: Vec<Mark>,
}

/// All findings, in file order.
pub(super) fn footnotes(reader: &Reader<'_>) -> Vec<Footnote> {
    reader.root().tables(Keyword::Finding).map(|finding| footnote(reader, finding)).collect()
}

fn footnote(reader: &Reader<'_>, finding: &Table) -> Footnote {
    let part = |key| finding.text(key).map(|text| joined(text));
    let heading: Vec<String> = [part(Keyword::Kind), part(Keyword::Where)].into_iter().flatten().collect();
    let note = finding.text(Keyword::Note).map_or_else(Vec::new, |note| paragraphs(note));
    let mut lines: Vec<Mark> = note.into_iter().map(Mark::plain).collect();
    for change in finding.tables(Keyword::Changes) {
        lines.extend(change_mark(reader, change));
    }
    lines.extend(added(reader, finding).map(Mark::plain));
    Footnote { id: id_of(finding), heading: heading.join(" · "), lines }
}

fn id_of(finding: &Table) -> Text {
    finding.text(Keyword::Id).cloned().unwrap_or_default()
}

/// «Dice: NO: Continúa Actividad No. 7 · Se lee: NO: Continúa Actividad No. 8».
///
/// Of any other key it is said first where it is: «4.4 anota · Dice: sin definir · Se lee: unidades».
fn change_mark(reader: &Reader<'_>, change: &Table) -> Option<Mark> {
    let side = |key, word| {
        let node: &Node = change.get(key)?;
        let answer = match first_key(change) {
            Some(Keyword::Yes) => format!("{} ", reader.label(Word::Yes)),
            Some(Keyword::No) => format!("{} ", reader.label(Word::No)),
            _ => String::new(),
        };
        Some(format!("{} {answer}{}", reader.label(word), shown(reader, node)))
    };
    let silent = || format!("{} {}", reader.label(Word::Says), reader.word(Word::Undefined));
    let read_as = side(Keyword::ReadAs, Word::ReadAs);
    let says = side(Keyword::Says, Word::Says).or_else(|| read_as.as_ref().map(|_| silent()));
    let sides: Vec<String> = [says, read_as, added(reader, change)].into_iter().flatten().collect();
    let place = place(reader, change).filter(|_| !sides.is_empty());
    let parts: Vec<String> = place.into_iter().chain(sides).collect();
    (!parts.is_empty()).then(|| Mark::plain(parts.join(" · ")))
}

/// The activity and the key that a change is about; an answer says itself which it is.
fn place(reader: &Reader<'_>, change: &Table) -> Option<String> {
    if matches!(first_key(change), Some(Keyword::Yes | Keyword::No)) {
        return None;
    }
    let activity = change.get(Keyword::Activity).and_then(Node::reference_text);
    let Tree::Field(parts) = &change.get(Keyword::Field)?.value else { return None };
    let keys = parts.iter().map(|part| match part {
        FieldPart::Key(key) => key.word(reader.language).replace('_', " "),
        FieldPart::Id(id) => id.to_string(),
    });
    let words: Vec<String> = activity.map(|activity| joined(&activity)).into_iter().chain(keys).collect();
    Some(words.join(" "))
}

/// A value in words; a whole block by its name, as it is printed where it stands.
fn shown(reader: &Reader<'_>, node: &Node) -> String {
    let named = |table: &Table| {
        [Keyword::Title, Keyword::Name].into_iter().find_map(|key| reader.value_of(table, key))
    };
    let block = match &node.value {
        Tree::Table(table) => named(table),
        _ => None,
    };
    block.unwrap_or_else(|| quoted(reader, node))
}

fn added(reader: &Reader<'_>, table: &Table) -> Option<String> {
    reader.value_of(table, Keyword::Adds).map(|ids| format!("{} {ids}", reader.label(Word::Adds)))
}

/// What findings changed: by number or id of the activity or the block, the key and the finding; the head has no id.
pub(super) type Changed = BTreeMap<Text, Vec<(Keyword, Text)>>;

/// Which keys of which activities, blocks and of the head the findings changed.
pub(super) fn changed(root: &Table) -> Changed {
    let mut changed = Changed::new();
    for finding in root.tables(Keyword::Finding) {
        // What only the reading adds carries its finding where it is called by name.
        for (id, _) in finding.texts(Keyword::Adds) {
            changed.entry(id.clone()).or_default().push((Keyword::Title, id_of(finding)));
        }
        for change in finding.tables(Keyword::Changes) {
            for (owner, key) in owners(change) {
                changed.entry(owner).or_default().push((key, id_of(finding)));
            }
        }
    }
    changed
}

/// Whose keys a change is about: of `inicio por-programacion va_a` the block, of an activity with one inside both.
fn owners(change: &Table) -> Vec<(Text, Keyword)> {
    let Some(Tree::Field(parts)) = change.get(Keyword::Field).map(|field| &field.value) else {
        return Vec::new();
    };
    let activity = change.get(Keyword::Activity).and_then(Node::reference_text);
    match (activity, parts.as_slice()) {
        (activity, [FieldPart::Key(kind), FieldPart::Id(id), rest @ ..]) => {
            let key = rest.iter().find_map(|part| match part {
                FieldPart::Key(key) => Some(*key),
                FieldPart::Id(_) => None,
            });
            let block = (id.clone(), key.unwrap_or(*kind));
            activity.map(|activity| (activity, *kind)).into_iter().chain([block]).collect()
        }
        (Some(activity), [FieldPart::Key(key), ..]) => vec![(activity, *key)],
        (None, [FieldPart::Key(key), ..]) => vec![(Text::default(), *key)],
        _ => Vec::new(),
    }
}

fn first_key(change: &Table) -> Option<Keyword> {
    match &change.get(Keyword::Field)?.value {
        Tree::Field(parts) => match parts.first()? {
            FieldPart::Key(key) => Some(*key),
            FieldPart::Id(_) => None,
        },
        _ => None,
    }
}
