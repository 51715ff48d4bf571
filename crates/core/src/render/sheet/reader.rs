//! Values of the tree in the words of the reader's language.

use std::collections::BTreeMap;

use super::finding::{Changed, changed};
use crate::data::{Date, Text};
use crate::document::{Node, Table, Tree, guard_words, time_words};
use crate::guard::Vocabulary;
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx, Nest, Procedure, RoleIx};
use crate::render::escape::joined;
use crate::render::words::Word;
use crate::source::Language;

/// Values inside values that are printed; what lies deeper is an ellipsis.
const DEPTH: usize = 4;

/// A procedure seen in one language, with its blocks by id.
pub(crate) struct Reader<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) language: Language,
    activities: BTreeMap<&'a str, &'a Table>,
    gateways: BTreeMap<&'a str, &'a Table>,
    /// Events, alternatives and starts, wherever they are written.
    events: BTreeMap<&'a str, &'a Table>,
    /// What stands in what.
    pub(crate) nest: Nest,
    names: BTreeMap<&'a str, &'a str>,
    /// What waits at each alternative.
    waiting: BTreeMap<ElementIx, ElementIx>,
    changed: Changed,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(procedure: &'a Procedure, language: Language) -> Self {
        let root = &procedure.document.root;
        let roles = procedure.roles.iter().map(|role| (&*role.id, &*role.name));
        Reader {
            procedure,
            language,
            activities: by_id(root, Keyword::Activity),
            gateways: by_id(root, Keyword::Gateway),
            events: events(root),
            nest: Nest::of(procedure),
            names: roles.collect(),
            waiting: waiting(procedure),
            changed: changed(root),
        }
    }

    pub(crate) fn word(&self, word: Word) -> &'static str {
        word.text(self.language)
    }

    pub(crate) fn label(&self, word: Word) -> String {
        word.label(self.language)
    }

    pub(crate) fn root(&self) -> &'a Table {
        &self.procedure.document.root
    }

    /// The block of an activity or gateway in the file.
    pub(crate) fn block(&self, id: &str) -> Option<&'a Table> {
        self.activities.get(id).or_else(|| self.gateways.get(id)).copied()
    }

    /// The block of an event, an alternative or a start in the file.
    pub(crate) fn event_block(&self, id: &str) -> Option<&'a Table> {
        self.events.get(id).copied()
    }

    pub(crate) fn role(&self, role: RoleIx) -> String {
        self.procedure.roles.get(role.index()).map_or_else(String::new, |role| joined(&role.name))
    }

    pub(crate) fn roles(&self, roles: &[RoleIx]) -> String {
        roles.iter().map(|&role| self.role(role)).collect::<Vec<_>>().join("; ")
    }

    /// The first activity of a repetition, through those that begin with it.
    pub(super) fn first_of(&self, repetition: ElementIx) -> Option<ElementIx> {
        let mut at = repetition;
        while self.procedure.activity(at).is_none() {
            let [first] = self.procedure.graph.block(at)?.starts[..] else { return None };
            at = first;
        }
        (at != repetition).then_some(at)
    }

    /// The findings that changed a key of an activity.
    pub(super) fn findings_on(&self, activity: &Activity, key: Keyword) -> Vec<Text> {
        let references = [&activity.number, &activity.id];
        references.into_iter().flat_map(|reference| self.findings_of(reference, key)).collect()
    }

    /// The findings that changed a key of an activity by its number or id, of a block by its id, of the head by an empty one.
    pub(super) fn findings_of(&self, owner: &str, key: Keyword) -> Vec<Text> {
        let changes = self.changed.get(owner).into_iter().flatten();
        let mut found: Vec<Text> = Vec::new();
        for (changed, finding) in changes {
            if *changed == key && !found.contains(finding) {
                found.push(finding.clone());
            }
        }
        found
    }

    /// What an event is attached to, or what waits at an alternative.
    pub(in crate::render) fn host(&self, element: ElementIx) -> Option<ElementIx> {
        let attached = self.procedure.graph.special(element).and_then(|special| special.host);
        attached.or_else(|| self.waiting.get(&element).copied())
    }

    /// Whether something waits at it.
    pub(in crate::render) fn is_alternative(&self, element: ElementIx) -> bool {
        self.waiting.contains_key(&element)
    }

    /// What people call an element in a sentence: «fase 1», «4», else its title in quotes, else its id.
    pub(in crate::render) fn called(&self, element: ElementIx) -> String {
        let title = joined(self.procedure.title(element));
        match self.procedure.activity(element).filter(|activity| !activity.number.is_empty()) {
            Some(activity) => {
                let level = self.block(&activity.id).and_then(|block| block.text(Keyword::Level));
                let parts = level.map(|level| joined(level)).into_iter().chain([activity.number.to_string()]);
                parts.collect::<Vec<_>>().join(" ")
            }
            None if title.is_empty() => self.procedure.id(element).to_string(),
            None => format!("«{title}»"),
        }
    }

    /// The same for a number or an id that the file writes.
    pub(super) fn called_as(&self, written: &str) -> String {
        self.procedure.find(written).map_or_else(|| joined(written), |element| self.called(element))
    }

    /// The elements of a key, as people call them.
    pub(super) fn called_in(&self, table: &Table, key: Keyword) -> Option<String> {
        let written = table.list(key).iter().filter_map(Node::reference_text);
        let called: Vec<String> = written.map(|written| self.called_as(&written)).collect();
        (!called.is_empty()).then(|| called.join("; "))
    }

    /// Where a way arrives that leads to an element, past the forks and joins that stand in no file.
    pub(in crate::render) fn past_made(&self, element: ElementIx) -> Option<ElementIx> {
        let graph = &self.procedure.graph;
        let mut at = element;
        // As many steps as there are elements, at most.
        for _ in 0..graph.len() {
            if !self.procedure.is_implied(at) {
                return Some(at);
            }
            match graph.exits_of(at).next()?.1.target {
                crate::graph::Target::Element(next) => at = next,
                _ => return None,
            }
        }
        None
    }

    /// A length of time or a due time in words; an activity that it counts from goes by what people call it.
    fn time(&self, written: &str) -> String {
        let Some((words, anchor)) = written.rsplit_once(' ') else { return joined(written) };
        let named = self.procedure.find(anchor).filter(|_| anchor.parse::<u64>().is_err());
        let datum =
            || self.procedure.data.iter().find(|datum| *datum.id == *anchor && !datum.name.is_empty());
        match (named, datum()) {
            (Some(element), _) => format!("{} {}", joined(words), self.called(element)),
            (None, Some(datum)) => format!("{} «{}»", joined(words), joined(&datum.name)),
            (None, None) => joined(written),
        }
    }

    /// The name of a role or team, or what is written when none has that id.
    pub(super) fn named<'n>(&self, id: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.names.get(id).copied().unwrap_or(id)
    }

    /// The roles of a key by name; `None` without the key.
    pub(crate) fn names_of(&self, table: &'a Table, key: Keyword) -> Option<String> {
        let names: Vec<String> = table.texts(key).map(|(id, _)| joined(self.named(id))).collect();
        (!names.is_empty()).then(|| names.join("; "))
    }

    /// The value of a key in words; `None` without the key.
    pub(crate) fn value_of(&self, table: &Table, key: Keyword) -> Option<String> {
        table.get(key).map(|node| self.value(node))
    }

    /// The paragraphs of a key.
    pub(crate) fn prose_of(&self, table: &Table, key: Keyword) -> Vec<String> {
        match table.get(key) {
            Some(Node { value: Tree::Text(text), .. }) => crate::render::escape::paragraphs(text),
            Some(node) => vec![self.value(node)],
            None => Vec::new(),
        }
    }

    /// A value in words.
    pub(crate) fn value(&self, node: &Node) -> String {
        self.value_within(node, DEPTH)
    }

    /// A value in words, down to a fixed depth: the recursion is bounded by [`DEPTH`].
    fn value_within(&self, node: &Node, depth: usize) -> String {
        match &node.value {
            _ if depth == 0 => "…".to_owned(),
            Tree::Text(text) | Tree::Instant(text) => joined(text),
            Tree::Number(number) => number.to_string(),
            Tree::Bool(true) => self.word(Word::Yes).to_owned(),
            Tree::Bool(false) => self.word(Word::No).to_owned(),
            Tree::Date(date) => self.date(*date),
            Tree::Word(word) => self.plain_word(*word),
            Tree::Guard(guard) => {
                let words = guard_words(guard, self.languages(), &Vocabulary::default());
                format!("«{}»", joined(&words))
            }
            Tree::Time(shape, text) => self.time(&time_words(*shape, text, self.languages())),
            Tree::Field(_) => String::new(),
            Tree::Undefined => self.word(Word::Undefined).to_owned(),
            Tree::Blank => self.word(Word::Blank).to_owned(),
            Tree::List(nodes) => {
                let values = nodes.iter().map(|node| self.value_within(node, depth - 1));
                values.collect::<Vec<_>>().join("; ")
            }
            Tree::Table(table) => self.entries(table, depth - 1),
            Tree::Map(members) => {
                let member = |member: &crate::document::Member| {
                    format!("{} = {}", member.name, self.value_within(&member.node, depth - 1))
                };
                members.iter().map(member).collect::<Vec<_>>().join("; ")
            }
        }
    }

    fn entries(&self, table: &Table, depth: usize) -> String {
        let entry = |entry: &crate::document::Entry| {
            format!("{}: {}", self.plain_word(entry.key), self.value_within(&entry.node, depth))
        };
        table.entries.iter().map(entry).collect::<Vec<_>>().join("; ")
    }

    /// From the language of the file to the reader's.
    fn languages(&self) -> (Language, Language) {
        (self.procedure.document.language, self.language)
    }

    /// A keyword as people read it: with spaces.
    fn plain_word(&self, word: Keyword) -> String {
        word.word(self.language).replace('_', " ")
    }

    /// A date as official documents of the language print it.
    pub(crate) fn date(&self, date: Date) -> String {
        let iso = date.to_string();
        match (self.language, iso.split('-').collect::<Vec<_>>().as_slice()) {
            (Language::Spanish, [year, month, day]) => format!("{day}/{month}/{year}"),
            _ => iso,
        }
    }
}

/// Alternatives with what waits at them.
fn waiting(procedure: &Procedure) -> BTreeMap<ElementIx, ElementIx> {
    let graph = &procedure.graph;
    let all = (0..graph.len()).map(ElementIx::at);
    let alternatives = all.filter_map(|at| Some((at, graph.special(at)?)));
    alternatives.flat_map(|(at, special)| special.alternatives.iter().map(move |way| (*way, at))).collect()
}

/// Events, alternatives and starts by id: those of the whole, and those of its activities.
fn events(root: &Table) -> BTreeMap<&str, &Table> {
    let mut found = by_id(root, Keyword::Start);
    for table in std::iter::once(root).chain(root.tables(Keyword::Activity)) {
        found.extend(by_id(table, Keyword::Event));
        found.extend(by_id(table, Keyword::Alternative));
    }
    found
}

fn by_id(root: &Table, key: Keyword) -> BTreeMap<&str, &Table> {
    root.tables(key).filter_map(|table| table.text(Keyword::Id).map(|id| (&**id, table))).collect()
}
