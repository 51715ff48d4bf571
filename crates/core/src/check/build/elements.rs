//! Activities and gateways by number and id.
//!
//! Knows which element a reference names. Does not know ways. Read [`Elements`] first.

use unicode_normalization::UnicodeNormalization as _;

use super::declared::{Suggestions, duplicate, place};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, Named, Nearest, ReferenceProblem};
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;
use crate::source::{Language, Span};

/// What can be named: activities in file order, then their interactions, gateways, repetitions, starts, events and alternatives.
pub(super) struct Elements<'d> {
    pub(super) activities: Vec<&'d Table>,
    /// The activities that the last of these, which are interactions, are written in.
    interactions: Vec<ElementIx>,
    pub(super) others: Vec<Other<'d>>,
    /// Printed numbers of the activities; empty where none is printed.
    pub(super) numbers: Vec<Text>,
    /// Numbers and ids, sorted.
    references: Vec<(Text, ElementIx)>,
    /// Ids of gateways that the file only implies.
    implied: Vec<(Text, ElementIx)>,
    suggestions: Suggestions,
    whole: bool,
    /// The blocks that data say they belong to.
    pub(super) owners: Vec<Text>,
}

/// An element that is no activity.
#[derive(Clone, Copy)]
pub(super) struct Other<'d> {
    pub(super) table: &'d Table,
    pub(super) kind: OtherKind,
    /// The activity that an event or an alternative is written in.
    pub(super) host: Option<ElementIx>,
}

/// What an element is that is no activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherKind {
    Gateway,
    Repetition,
    Start,
    Event,
    Alternative,
}

/// Everything that is no activity, each kind in file order.
fn others<'d>(root: &'d Table, activities: &[&'d Table]) -> Vec<Other<'d>> {
    let mut others = Vec::new();
    let kinds = [
        (K::Gateway, OtherKind::Gateway),
        (K::Repetition, OtherKind::Repetition),
        (K::Start, OtherKind::Start),
        (K::Event, OtherKind::Event),
    ];
    for (key, kind) in kinds {
        others.extend(root.tables(key).map(|table| Other { table, kind, host: None }));
    }
    for (key, kind) in [(K::Event, OtherKind::Event), (K::Alternative, OtherKind::Alternative)] {
        for (position, activity) in activities.iter().enumerate() {
            if activity.marks().may_have(key) {
                let host = Some(ElementIx::at(position));
                others.extend(activity.tables(key).map(|table| Other { table, kind, host }));
            }
        }
    }
    others
}

/// A name of an element; names are in the order of their texts, those of one text in the order of the elements.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    /// The first bytes of the text, as a number: they decide nearly every comparison without following the text.
    begins: u128,
    text: Text,
    element: ElementIx,
    is_number: bool,
}

impl Name {
    fn new(text: &Text, element: ElementIx, is_number: bool) -> Self {
        let mut begins = [0; 16];
        begins.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
        Name { begins: u128::from_be_bytes(begins), text: text.clone(), element, is_number }
    }

    fn says_the_same(&self, other: &Name) -> bool {
        self.begins == other.begins && self.text == other.text
    }
}

impl<'d> Elements<'d> {
    pub(super) fn new(root: &'d Table, language: Language, report: &mut Vec<Diagnostic>) -> Self {
        let mut activities: Vec<&Table> = root.tables(K::Activity).collect();
        let others = others(root, &activities);
        let mut numbers: Vec<Text> = activities.iter().map(|table| number(table)).collect();
        let written = interactions(&activities);
        for (host, table) in &written {
            numbers.push(inner_number(&numbers[host.index()], activities[host.index()], table));
        }
        activities.extend(written.iter().map(|(_, table)| *table));
        let mut elements = Elements {
            activities,
            interactions: written.into_iter().map(|(host, _)| host).collect(),
            others,
            numbers,
            references: Vec::new(),
            implied: Vec::new(),
            suggestions: Suggestions::default(),
            whole: true,
            owners: root.tables(K::DataItem).filter_map(|table| table.text(K::Inside).cloned()).collect(),
        };
        let before = report.len();
        elements.check_presence(language, report);
        elements.index(report);
        elements.whole = report.len() == before;
        elements
    }

    /// Whether every element has its own id and number.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// How many elements the file itself has.
    pub(super) fn len(&self) -> usize {
        self.activities.len() + self.others.len()
    }

    pub(super) fn find(&self, name: &str) -> Option<ElementIx> {
        let found = self.references.binary_search_by(|(other, _)| (**other).cmp(name)).ok()?;
        Some(self.references[found].1)
    }

    pub(super) fn is_activity(&self, element: ElementIx) -> bool {
        element.index() < self.written()
    }

    /// How many activities the file itself writes.
    fn written(&self) -> usize {
        self.activities.len() - self.interactions.len()
    }

    /// The activity that an interaction is written in.
    pub(super) fn host_of_interaction(&self, element: ElementIx) -> Option<ElementIx> {
        self.interactions.get(element.index().checked_sub(self.written())?).copied()
    }

    /// The interactions, each with the activity that it is written in.
    pub(super) fn interactions(&self) -> impl Iterator<Item = (ElementIx, ElementIx)> + use<'_, 'd> {
        let first = self.written();
        let hosts = self.interactions.iter().enumerate();
        hosts.map(move |(position, host)| (ElementIx::at(first + position), *host))
    }

    pub(super) fn table(&self, element: ElementIx) -> &'d Table {
        match self.activities.get(element.index()) {
            Some(table) => table,
            None => self.others[element.index() - self.activities.len()].table,
        }
    }

    /// What people call an element.
    pub(super) fn shown(&self, element: ElementIx) -> Text {
        match self.numbers.get(element.index()) {
            Some(number) if !number.is_empty() => number.clone(),
            // A gateway that the file does not write has no table; it may have a name.
            _ if element.index() >= self.activities.len() + self.others.len() => {
                let named = self.implied.iter().find(|(_, implied)| *implied == element);
                named.map(|(id, _)| id.clone()).unwrap_or_default()
            }
            _ => super::text(self.table(element), K::Id),
        }
    }

    /// What people call the activity so many places before or after another.
    pub(super) fn beside(&self, element: ElementIx, step: isize) -> Option<Text> {
        let position = element.index().checked_add_signed(step)?;
        (position < self.written()).then(|| self.shown(ElementIx::at(position)))
    }

    /// What an element is, when it is no activity.
    pub(super) fn other(&self, element: ElementIx) -> Option<Other<'d>> {
        self.others.get(element.index().checked_sub(self.activities.len())?).copied()
    }

    /// The elements that are no activities, with what they are.
    pub(super) fn others(&self) -> impl Iterator<Item = (ElementIx, Other<'d>)> + use<'d> {
        let first = self.activities.len();
        let others = self.others.clone().into_iter().enumerate();
        others.map(move |(position, other)| (ElementIx::at(first + position), other))
    }

    /// What to say of an activity that is not there.
    pub(super) fn unknown(&mut self, name: &Text) -> ReferenceProblem {
        let nearest = self.nearest(name);
        ReferenceProblem::UnknownName { what: Named::Activity, name: name.clone(), nearest }
    }

    /// The nearest id; of a number nothing is nearer than another.
    pub(super) fn nearest(&mut self, name: &str) -> Option<Nearest> {
        if name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let tables = || self.activities.iter().copied().chain(self.others.iter().map(|other| other.table));
        let ids = tables().map(|table| table.text(K::Id).map_or("", |id| id));
        let titled = self
            .suggestions
            .printed(name, tables().map(|table| table.text(K::Title).map_or("", |title| title)));
        let position = titled.or_else(|| self.suggestions.nearest(name, ids))?;
        let table = tables().nth(position)?;
        Some(Nearest { id: super::text(table, K::Id), name: super::text(table, K::Title) })
    }

    /// The first and the last activity, for people who named one that does not exist.
    pub(super) fn known(&self) -> [Text; 2] {
        match self.written().checked_sub(1) {
            Some(last) => [self.shown(ElementIx::at(0)), self.shown(ElementIx::at(last))],
            None => [Text::default(), Text::default()],
        }
    }

    /// Adds the id of a gateway that the file only implies.
    pub(super) fn add(&mut self, id: Text, element: ElementIx) {
        self.implied.push((id, element));
    }

    /// All names, sorted.
    pub(super) fn take_references(&mut self) -> Vec<(Text, ElementIx)> {
        let mut references = std::mem::take(&mut self.references);
        if !self.implied.is_empty() {
            references.append(&mut self.implied);
            references.sort();
        }
        references
    }

    fn check_presence(&self, language: Language, report: &mut Vec<Diagnostic>) {
        for (table, number) in self.activities.iter().zip(&self.numbers).take(self.written()) {
            if table.get(K::Id).is_none() {
                report.push(missing_id(table, number, language));
            }
            if matches!(table.get(K::Number), Some(Node { value: Tree::Word(_), .. })) {
                let problem = ReferenceProblem::ReservedName { name: number.clone() };
                report.push(Diagnostic::error(problem, place(table, K::Number)));
            }
        }
    }

    /// Sorts all names; equal neighbours of different elements are faults.
    fn index(&mut self, report: &mut Vec<Diagnostic>) {
        let mut names = self.names();
        // Stable, because it profits from ids and numbers that stand in their order.
        names.sort();
        for pair in names.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            if first.says_the_same(second) && first.element != second.element {
                let kinds = (first.is_number, second.is_number);
                report.push(self.clash(&first.text, (first.element, second.element), kinds));
            }
        }
        names.dedup_by(|next, kept| next.says_the_same(kept));
        self.references = names.into_iter().map(|name| (name.text, name.element)).collect();
    }

    /// Ids and numbers, in no order.
    fn names(&self) -> Vec<Name> {
        let tables = self.activities.iter().copied().chain(self.others.iter().map(|other| other.table));
        let ids = tables.map(|table| table.text(K::Id));
        let mut names = Vec::with_capacity(2 * self.len());
        let mut add = |position: usize, text: &Text, is_number: bool| {
            if !text.is_empty() {
                names.push(Name::new(text, ElementIx::at(position), is_number));
            }
        };
        for (position, id) in ids.enumerate() {
            id.into_iter().for_each(|id| add(position, id, false));
        }
        // What an interaction is called derives from its id, which is here already.
        for (position, number) in self.numbers.iter().take(self.written()).enumerate() {
            add(position, number, true);
        }
        names
    }

    fn clash(&self, name: &Text, (first, second): (ElementIx, ElementIx), kinds: (bool, bool)) -> Diagnostic {
        let (first, second) = (self.table(first), self.table(second));
        let (problem, places) = match kinds {
            (false, false) => return duplicate(name, first, second),
            (true, true) => {
                (ReferenceProblem::DuplicateNumber { number: name.clone() }, (K::Number, K::Number))
            }
            (true, false) => (ReferenceProblem::NumberIsId { number: name.clone() }, (K::Number, K::Id)),
            (false, true) => (ReferenceProblem::NumberIsId { number: name.clone() }, (K::Id, K::Number)),
        };
        Diagnostic::error(problem, place(second, places.1)).with_label(place(first, places.0), &**name)
    }
}

/// The interactions of all activities, in file order, each with the activity that it is written in.
fn interactions<'d>(activities: &[&'d Table]) -> Vec<(ElementIx, &'d Table)> {
    let mut found = Vec::new();
    for (position, activity) in activities.iter().enumerate() {
        if activity.marks().may_have(K::Interaction) {
            let host = ElementIx::at(position);
            found.extend(activity.tables(K::Interaction).map(|table| (host, table)));
        }
    }
    found
}

/// What people call an interaction: `3/contratacion`, by the number of its activity or else its id.
fn inner_number(number: &Text, host: &Table, table: &Table) -> Text {
    let host = if number.is_empty() { host.text(K::Id) } else { Some(number) };
    let names = host.zip(table.text(K::Id));
    names.map_or_else(Text::default, |(host, id)| format!("{host}/{id}").into())
}

fn number(table: &Table) -> Text {
    table.get(K::Number).and_then(Node::reference_text).unwrap_or_default()
}

fn missing_id(table: &Table, number: &Text, language: Language) -> Diagnostic {
    let title = table.text(K::Title).map_or("", |title| title);
    let mut offer = slug(title);
    let is_end = table.get(K::End).is_some();
    if offer.is_empty() || is_end {
        let word = if is_end { K::End } else { K::Activity };
        let number = slug(number);
        offer = format!("{}{}{number}", word.word(language), if number.is_empty() { "" } else { "-" });
    }
    let at = Span::at(table.entries.first().map_or(table.span.end, |entry| entry.key_span.start) as usize);
    let line = format!("id = \"{offer}\"\n");
    let problem = ReferenceProblem::MissingId { offer: offer.into() };
    Diagnostic::error(problem, table.span).with_fix(at, line)
}

/// Lower-case words joined by hyphens, at most 48 letters.
fn slug(title: &str) -> String {
    let letters = title.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).flat_map(char::to_lowercase);
    let mut slug = String::new();
    for letter in letters.take(200) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(48);
    slug.trim_matches('-').to_owned()
}
