//! What is written differently in two versions, in the terms of the people who wrote it.
//!
//! Knows how to walk two files side by side by the format: blocks are paired by id, references by the element they mean.
//! Does not know what a change does to cases: paths show it.
//! Read [`Change`] first, then [`changes`].

use super::label::elements;
use super::pair::Pairs;
use crate::data::Text;
use crate::document::{Node, Outline, Table, TimeShape, Tree, Under};
use crate::keywords::Keyword as K;
use crate::procedure::{ElementIx, Procedure};
use crate::source::Language;

/// What a change is about: an activity, another block, or the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece {
    /// The key of its block; none for the head.
    pub block: Option<K>,
    /// Its number, else its id, in the new version; in the old one where it is gone.
    pub reference: Text,
    /// Its heading or name.
    pub title: Text,
    /// Its id.
    pub id: Text,
}

/// One thing that is written differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It is new.
    Added(Piece),
    /// It is gone.
    Removed(Piece),
    /// It has another printed number.
    Renumbered {
        /// What it is about.
        piece: Piece,
        /// The number before.
        from: Text,
    },
    /// A key says something else.
    Said {
        /// What it is about.
        piece: Piece,
        /// The keys that lead to it; ids of what stands in between are among them.
        keys: Vec<Segment>,
        /// What it said.
        old: Option<Text>,
        /// What it says.
        new: Option<Text>,
        /// Whether it is only printed.
        is_prose: bool,
    },
}

/// A part of the path of keys that leads to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A key.
    Key(K),
    /// The id of one of several blocks.
    Id(Text),
}

impl Change {
    /// Whether it may change what happens in a case: numbers and prose do not.
    #[must_use]
    pub fn is_behaviour(&self) -> bool {
        match self {
            Change::Added(piece) | Change::Removed(piece) => !piece.block.is_some_and(is_printed),
            Change::Renumbered { .. } => false,
            Change::Said { is_prose, piece, .. } => !is_prose && !piece.block.is_some_and(is_printed),
        }
    }

    /// What it is about.
    #[must_use]
    pub fn piece(&self) -> &Piece {
        match self {
            Change::Added(piece) | Change::Removed(piece) => piece,
            Change::Renumbered { piece, .. } | Change::Said { piece, .. } => piece,
        }
    }
}

/// Whether a block is printed and nothing else.
fn is_printed(block: K) -> bool {
    Outline::of_procedures().under(block).is_some_and(|under| under.is_prose)
}

/// Everything that is written differently: the head, then each block in the order of the new version.
pub(super) fn changes(pairs: &Pairs<'_>) -> Vec<Change> {
    let root = Outline::of_procedures();
    let (old, new) = (&pairs.old.document().root, &pairs.new.document().root);
    let mut walk = Walk { pairs, found: Vec::new() };
    let mut keys: Vec<K> = new.entries.iter().map(|entry| entry.key).collect();
    keys.extend(old.entries.iter().map(|entry| entry.key).filter(|key| new.get(*key).is_none()));
    for key in keys {
        let Some(under) = root.under(key).filter(|_| !is_bookkeeping(key)) else { continue };
        match (key, under.block) {
            (K::Procedure | K::Defaults, Some(_)) | (_, None) => {
                let way = if key == K::Procedure { Vec::new() } else { vec![Segment::Key(key)] };
                walk.nodes(&Piece::default(), (way, under), (old.get(key), new.get(key)));
            }
            (_, Some(inside)) => walk.blocks(key, (inside, under.is_prose), (old, new)),
        }
    }
    walk.found
}

/// What says how a version came about and what was departed from, which is not the procedure itself.
fn is_bookkeeping(key: K) -> bool {
    matches!(key, K::Format | K::Language | K::ChangeLog | K::Approval | K::Finding)
}

struct Walk<'w, 'v> {
    pairs: &'w Pairs<'v>,
    found: Vec<Change>,
}

/// A value in both versions that is still to be compared.
type Both<'n> = (Vec<Segment>, Under, Option<&'n Node>, Option<&'n Node>);

impl Walk<'_, '_> {
    /// The blocks of one key at the top of the files.
    fn blocks(&mut self, key: K, (inside, is_prose): (Outline, bool), (old, new): (&Table, &Table)) {
        let mut left: Vec<&Table> = old.tables(key).collect();
        for after in new.tables(key) {
            let piece = piece(self.pairs.new, key, after);
            let found = left.iter().position(|before| self.is_same((key, before), after));
            let Some(before) = found.map(|place| left.remove(place)) else {
                self.found.push(Change::Added(piece));
                continue;
            };
            self.renumbered(&piece, (before, after));
            let under = Under { is_prose, names_element: false, block: Some(inside) };
            self.tables(&piece, (Vec::new(), under), (Some(before), Some(after)));
        }
        let gone = left.iter().map(|before| Change::Removed(piece(self.pairs.old, key, before)));
        let gone: Vec<Change> = gone.collect();
        self.found.extend(gone);
    }

    /// Whether two blocks are one: by what they are paired with, by id, else by name.
    fn is_same(&self, (key, old): (K, &Table), new: &Table) -> bool {
        if let (K::Activity, Some(old), Some(new)) = (key, old.text(K::Id), new.text(K::Id)) {
            return self.pairs.alike(old, new);
        }
        let name = |table: &Table| {
            [K::Id, K::Name, K::Title, K::Term, K::Norm, K::Text]
                .into_iter()
                .find_map(|key| table.text(key).cloned())
        };
        name(old) == name(new)
    }

    fn renumbered(&mut self, piece: &Piece, (old, new): (&Table, &Table)) {
        let number = |table: &Table| table.get(K::Number).and_then(Node::reference_text);
        if let (Some(from), Some(to)) = (number(old), number(new))
            && from != to
        {
            self.found.push(Change::Renumbered { piece: piece.clone(), from });
        }
    }

    fn nodes(
        &mut self,
        piece: &Piece,
        (way, under): (Vec<Segment>, Under),
        both: (Option<&Node>, Option<&Node>),
    ) {
        let mut open: Vec<Both<'_>> = vec![(way, under, both.0, both.1)];
        while let Some((way, under, old, new)) = open.pop() {
            let tables = [old, new].map(|node| node.and_then(Node::as_table));
            match under.block {
                // What stands on one side alone is told as a whole.
                Some(inside) if tables[0].is_some() && tables[1].is_some() => {
                    members((&way, under.is_prose), inside, tables, &mut open);
                }
                Some(_) if is_blocks(old) || is_blocks(new) => {
                    self.named((&way, under), (old, new), &mut open, piece);
                }
                _ => self.leaf(piece, (way, under), (old, new)),
            }
        }
    }

    fn tables(
        &mut self,
        piece: &Piece,
        (way, under): (Vec<Segment>, Under),
        both: (Option<&Table>, Option<&Table>),
    ) {
        let Some(inside) = under.block else { return };
        let mut open = Vec::new();
        members((&way, under.is_prose), inside, [both.0, both.1], &mut open);
        while let Some((way, under, old, new)) = open.pop() {
            if piece.block == Some(K::Activity) && way == [Segment::Key(K::Number)] {
                continue;
            }
            self.nodes(piece, (way, under), (old, new));
        }
    }

    /// Blocks inside a block, paired by id; what has none by its place.
    fn named<'n>(
        &mut self,
        (way, under): (&[Segment], Under),
        (old, new): (Option<&'n Node>, Option<&'n Node>),
        open: &mut Vec<Both<'n>>,
        piece: &Piece,
    ) {
        let (old, new) = (old.map_or(&[][..], Node::as_list), new.map_or(&[][..], Node::as_list));
        let id = |(place, node): (usize, &Node)| -> Text {
            let table = node.as_table();
            let id = table.and_then(|table| table.text(K::Id).or_else(|| table.text(K::Record)));
            let own = || node.reference_text().unwrap_or_else(|| (place + 1).to_string().into());
            id.cloned().unwrap_or_else(own)
        };
        let mut left: Vec<(Text, &'n Node)> = old.iter().enumerate().map(|one| (id(one), one.1)).collect();
        let mut both: Vec<Both<'n>> = Vec::new();
        for (place, after) in new.iter().enumerate() {
            let name = id((place, after));
            let before = left.iter().position(|(other, _)| *other == name).map(|place| left.remove(place).1);
            both.push((inner(way, &name), under, before, Some(after)));
        }
        both.extend(left.iter().map(|(name, before)| (inner(way, name), under, Some(*before), None)));
        for (way, under, old, new) in both {
            match (old.and_then(Node::as_table), new.and_then(Node::as_table)) {
                (Some(_), Some(_)) => open.push((way, under, old, new)),
                _ if old == new => {}
                _ => self.leaf(piece, (way, under), (old, new)),
            }
        }
    }

    fn leaf(
        &mut self,
        piece: &Piece,
        (keys, under): (Vec<Segment>, Under),
        (old, new): (Option<&Node>, Option<&Node>),
    ) {
        if self.says_the_same(under, old, new) {
            return;
        }
        let (before, after) = (self.pairs.old, self.pairs.new);
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) if is_list(old) && is_list(new) && !under.names_element => {
                self.apart(old, new)
            }
            _ if under.names_element => (old.map(|old| meant(before, old)), new.map(|new| meant(after, new))),
            _ => (old.map(|old| shown(before, old)), new.map(|new| shown(after, new))),
        };
        if old.is_some() || new.is_some() {
            let is_prose = under.is_prose;
            self.found.push(Change::Said { piece: piece.clone(), keys, old, new, is_prose });
        }
    }

    /// Of two lists what only one of them has.
    fn apart(&self, old: &Node, new: &Node) -> (Option<Text>, Option<Text>) {
        let only = |one: &Node, other: &Node, procedure: &Procedure| {
            let other = other.as_list();
            let only = one.as_list().iter().filter(|node| !other.contains(node));
            let only: Vec<Text> = only.map(|node| shown(procedure, node)).collect();
            (!only.is_empty()).then(|| only.join(", ").into())
        };
        let (gone, come) = (only(old, new, self.pairs.old), only(new, old, self.pairs.new));
        match gone.is_none() && come.is_none() {
            // The same in another order.
            true => (Some(shown(self.pairs.old, old)), Some(shown(self.pairs.new, new))),
            false => (gone, come),
        }
    }

    fn says_the_same(&self, under: Under, old: Option<&Node>, new: Option<&Node>) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => {
                old == new && !under.names_element || self.means_the_same(under, old, new)
            }
            _ => false,
        }
    }

    /// Whether both mean the same elements, by whatever number.
    fn means_the_same(&self, under: Under, old: &Node, new: &Node) -> bool {
        match (&old.value, &new.value) {
            (Tree::Guard(old), Tree::Guard(new)) => {
                self.by_ids(&old.neutral, true) == self.by_new_ids(&new.neutral, true)
            }
            (Tree::Time(TimeShape::Deadline, old), Tree::Time(TimeShape::Deadline, new)) => {
                self.by_ids(&old.neutral, false) == self.by_new_ids(&new.neutral, false)
            }
            _ if under.names_element => {
                let (old, new) = (old.as_list(), new.as_list());
                let alike = |(old, new): (&Node, &Node)| match (old.reference_text(), new.reference_text()) {
                    (Some(old), Some(new)) => self.pairs.alike(&old, &new),
                    _ => old == new,
                };
                old.len() == new.len() && old.iter().zip(new).all(alike)
            }
            _ => false,
        }
    }

    /// The text with the new id of each element that it names.
    fn by_ids(&self, text: &str, guard: bool) -> String {
        renamed(text, guard, |name| self.pairs.renamed(name))
    }

    fn by_new_ids(&self, text: &str, guard: bool) -> String {
        let new = self.pairs.new;
        renamed(text, guard, |name| Some(new.id(new.find(name)?).clone()))
    }
}

fn inner(way: &[Segment], name: &Text) -> Vec<Segment> {
    way.iter().cloned().chain([Segment::Id(name.clone())]).collect()
}

/// The keys of two blocks, the last first, so that the first is looked at first.
fn members<'n>(
    (way, is_prose): (&[Segment], bool),
    inside: Outline,
    [old, new]: [Option<&'n Table>; 2],
    open: &mut Vec<Both<'n>>,
) {
    let has = |table: Option<&'n Table>, key| table.and_then(|table| table.get(key));
    let keys_of = |table: Option<&'n Table>| table.into_iter().flat_map(|table| table.entries.iter());
    let mut keys: Vec<K> = keys_of(new).map(|entry| entry.key).collect();
    keys.extend(keys_of(old).map(|entry| entry.key).filter(|key| has(new, *key).is_none()));
    for key in keys.into_iter().rev() {
        if let Some(under) = inside.under(key) {
            let way = way.iter().cloned().chain([Segment::Key(key)]).collect();
            let under = Under { is_prose: is_prose || under.is_prose, ..under };
            open.push((way, under, has(old, key), has(new, key)));
        }
    }
}

fn is_list(node: &Node) -> bool {
    matches!(node.value, Tree::List(_)) && node.as_list().iter().all(|one| one.as_table().is_none())
}

/// Whether a value is blocks in a list.
fn is_blocks(node: Option<&Node>) -> bool {
    node.is_some_and(|node| {
        matches!(node.value, Tree::List(_)) && node.as_list().iter().any(|one| one.as_table().is_some())
    })
}

/// A text in which each number or id that stands where an element is named is replaced.
fn renamed(text: &str, guard: bool, name: impl Fn(&str) -> Option<Text>) -> String {
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(is_of_name) {
        let end = rest[start..].find(|letter| !is_of_name(letter)).map_or(rest.len(), |end| start + end);
        let (before, word) = (&rest[..start], &rest[start..end]);
        out.push_str(before);
        // In a guard an element is named right after a bracket or in quotes, in a deadline after another word.
        let is_place = if guard { before.ends_with(['(', '"', '\'']) } else { !out.is_empty() };
        match name(word).filter(|_| is_place) {
            Some(id) => out.push_str(&id),
            None => out.push_str(word),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn piece(procedure: &Procedure, key: K, table: &Table) -> Piece {
    let id = table.text(K::Id).cloned().unwrap_or_default();
    let title = [K::Title, K::Name, K::Term, K::Norm].into_iter().find_map(|key| table.text(key).cloned());
    let number = table.get(K::Number).and_then(Node::reference_text);
    let is_element = elements(procedure).any(|element: ElementIx| *procedure.id(element) == id);
    let reference = number.filter(|_| is_element || key == K::Activity).unwrap_or_else(|| id.clone());
    Piece { block: Some(key), reference, title: title.unwrap_or_default(), id }
}

/// The elements that a value names, with their headings.
fn meant(procedure: &Procedure, node: &Node) -> Text {
    let named = |node: &Node| {
        let written = node.reference_text()?;
        let Some(element) = procedure.find(&written) else { return Some(shown_one(procedure, node)) };
        let (reference, title) = (procedure.reference(element), procedure.title(element));
        Some(if title == reference { reference.to_string() } else { format!("{reference} {title}") })
    };
    let names: Vec<String> = node.as_list().iter().filter_map(named).collect();
    names.join(", ").into()
}

/// A value for people: roles and records by their names, blocks by their keys.
fn shown(procedure: &Procedure, node: &Node) -> Text {
    let parts: Vec<String> = node.as_list().iter().map(|node| shown_one(procedure, node)).collect();
    match parts.is_empty() {
        true => shown_one(procedure, node).into(),
        false => parts.join(", ").into(),
    }
}

fn shown_one(procedure: &Procedure, node: &Node) -> String {
    let language = procedure.head().language;
    match &node.value {
        Tree::Text(text) => named(procedure, text),
        Tree::Number(number) => number.to_string(),
        Tree::Bool(truth) => truth_word(*truth, language).to_owned(),
        Tree::Date(date) => date.to_string(),
        Tree::Instant(text) => text.to_string(),
        Tree::Word(word) => word.word(language).to_owned(),
        Tree::Guard(worded) | Tree::Time(_, worded) => worded.written.to_string(),
        Tree::Undefined => K::Undefined.word(language).to_owned(),
        Tree::Blank => K::Blank.word(language).to_owned(),
        Tree::Field(_) => "…".to_owned(),
        // One level of what stands inside is enough to know it again.
        Tree::List(nodes) => format!("{} …", nodes.len()),
        Tree::Map(members) => {
            members.iter().map(|member| member.name.to_string()).collect::<Vec<_>>().join(", ")
        }
        Tree::Table(table) => {
            let plain = |node: &Node| match &node.value {
                Tree::Table(_) | Tree::Map(_) => "…".to_owned(),
                Tree::List(nodes) => {
                    let names = nodes.iter().filter_map(Node::reference_text);
                    names.map(|text| named(procedure, &text)).collect::<Vec<_>>().join(", ")
                }
                Tree::Text(text) => named(procedure, text),
                Tree::Guard(worded) | Tree::Time(_, worded) => worded.written.to_string(),
                Tree::Bool(truth) => truth_word(*truth, language).to_owned(),
                Tree::Word(word) => word.word(language).to_owned(),
                _ => node.reference_text().map_or_else(|| "…".to_owned(), |text| text.to_string()),
            };
            let entries = table.entries.iter();
            let entry = |entry: &crate::document::Entry| {
                format!("{} {}", entry.key.word(language), plain(&entry.node))
            };
            entries.map(entry).collect::<Vec<_>>().join(", ")
        }
    }
}

fn truth_word(truth: bool, language: Language) -> &'static str {
    match (language, truth) {
        (Language::Spanish, true) => "sí",
        (Language::English, true) => "yes",
        (_, false) => "no",
    }
}

/// A text that is the id of a role or a record, by its name.
fn named(procedure: &Procedure, id: &str) -> String {
    let role = procedure.role(id).map(|role| &procedure.roles()[role.index()].name);
    let record = procedure.record(id).map(|record| &procedure.records()[record.index()].name);
    role.or(record).filter(|name| !name.is_empty()).map_or_else(|| id.to_owned(), |name| name.to_string())
}
