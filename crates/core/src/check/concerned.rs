//! Which elements a diagnostic concerns, where what found it did not say so.
//!
//! Knows the blocks of a document by their places and by what people call them.
//! Does not read text: places and references come with the diagnostic.
//! Read [`name`] first.

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
    /// Where each begins, in the order of the file, with its id when it is an activity or gateway.
    begun: Vec<(u32, Option<&'d Text>)>,
    /// Ids by printed number and by id.
    called: BTreeMap<Text, &'d Text>,
}

impl<'d> Blocks<'d> {
    fn of(document: &'d Document) -> Self {
        let mut blocks = Blocks { begun: Vec::new(), called: BTreeMap::new() };
        for entry in &document.root.entries {
            let element = matches!(entry.key, K::Activity | K::Gateway);
            for table in tables(&entry.node) {
                blocks.add(table, element);
            }
        }
        blocks.begun.sort_unstable();
        blocks
    }

    fn add(&mut self, table: &'d Table, element: bool) {
        let id = table.text(K::Id).filter(|_| element);
        self.begun.push((table.span.start, id));
        let Some(id) = id else { return };
        self.called.entry(id.clone()).or_insert(id);
        if let Some(number) = table.get(K::Number).and_then(Node::reference_text) {
            self.called.entry(number).or_insert(id);
        }
    }

    /// The element whose block holds a place.
    fn at(&self, place: u32) -> Option<&'d Text> {
        let before = self.begun.partition_point(|(start, _)| *start <= place);
        self.begun.get(before.checked_sub(1)?)?.1
    }

    fn called(&self, name: &Text) -> Option<&'d Text> {
        self.called.get(name).copied()
    }
}

fn tables(node: &Node) -> impl Iterator<Item = &Table> {
    node.as_list().iter().filter_map(Node::as_table)
}
