//! Which elements a diagnostic concerns, where what found it did not say so.
//!
//! Knows the blocks of a document by their places and by what people call them.
//! Does not read text: places and references come with the diagnostic.
//! Read [`name`] first.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::data::Text;
use crate::diagnostic::{Diagnostic, Problem};
use crate::document::{Document, Node, Table};
use crate::keywords::Keyword as K;

/// Names the elements in whose blocks a diagnostic and its labels stand, and those it refers to.
pub(super) fn name(document: &Document, diagnostics: &mut [Diagnostic]) {
    let silent = |found: &&mut Diagnostic| found.elements.is_empty();
    let mut silent = diagnostics.iter_mut().filter(silent).peekable();
    if silent.peek().is_none() {
        return;
    }
    let blocks = Blocks::of(document);
    for found in silent {
        let places = std::iter::once(found.span).chain(found.labels.iter().map(|label| label.span));
        let mut ids: Vec<Text> = places.filter_map(|place| blocks.at(place.start)).cloned().collect();
        ids.extend(referred(&found.problem).into_iter().filter_map(|name| blocks.called(name)).cloned());
        let mut seen: Vec<Text> = Vec::new();
        ids.retain(|id| {
            !seen.contains(id) && {
                seen.push(id.clone());
                true
            }
        });
        found.elements = ids;
    }
}

/// What a problem says of other elements than the one it stands in.
fn referred(problem: &Problem) -> Option<&Text> {
    match problem {
        Problem::Reference(problem) => problem.refers_to(),
        _ => None,
    }
}

/// The blocks at the root of a document.
struct Blocks<'d> {
    document: &'d Document,
    /// Where each begins, in the order of the file, with the block when it is an activity or gateway.
    begun: Vec<(u32, Option<&'d Table>)>,
    /// Ids by printed number and by id, once a reference is looked for.
    called: OnceCell<BTreeMap<Text, &'d Text>>,
}

impl<'d> Blocks<'d> {
    fn of(document: &'d Document) -> Self {
        let mut begun = Vec::new();
        for entry in &document.root.entries {
            let element = is_element(entry.key);
            let places = tables(&entry.node).map(|table| (table.span.start, Some(table).filter(|_| element)));
            begun.extend(places);
        }
        // Stable, because it profits from blocks of one kind that stand in their order.
        begun.sort_by_key(|(start, _)| *start);
        Blocks { document, begun, called: OnceCell::new() }
    }

    /// The element whose block holds a place.
    fn at(&self, place: u32) -> Option<&'d Text> {
        let before = self.begun.partition_point(|(start, _)| *start <= place);
        let (last, _) = self.begun.get(before.checked_sub(1)?)?;
        let first = self.begun.partition_point(|(start, _)| start < last);
        // What is put in where a finding stands begins where others do: the last id of them.
        self.begun[first..before].iter().filter_map(|(_, table)| (*table)?.text(K::Id)).max()
    }

    fn called(&self, name: &Text) -> Option<&'d Text> {
        self.called.get_or_init(|| called(self.document)).get(name).copied()
    }
}

/// The ids of all elements by printed number and by id; of two with one name the first.
fn called(document: &Document) -> BTreeMap<Text, &Text> {
    let mut called = BTreeMap::new();
    let elements = document.root.entries.iter().filter(|entry| is_element(entry.key));
    for table in elements.flat_map(|entry| tables(&entry.node)) {
        let Some(id) = table.text(K::Id) else { continue };
        called.entry(id.clone()).or_insert(id);
        if let Some(number) = table.get(K::Number).and_then(Node::reference_text) {
            called.entry(number).or_insert(id);
        }
    }
    called
}

fn is_element(key: K) -> bool {
    matches!(key, K::Activity | K::Gateway)
}

fn tables(node: &Node) -> impl Iterator<Item = &Table> {
    node.as_list().iter().filter_map(Node::as_table)
}
