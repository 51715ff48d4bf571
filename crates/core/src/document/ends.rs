//! Elements whose id is the word for the end: `end`, as many models of others call theirs, or `fin`.
//!
//! In such a file the word names that element wherever a flow leads to it, and the end has no word: a file needs one of
//! the two. Does not know what leads where. Read [`Decoder::name_ends`].

use super::decode::Decoder;
use super::slip::shortened;
use super::tree::{Node, Table, Tree};
use crate::diagnostic::FileProblem;
use crate::keywords::Keyword;

impl Decoder<'_> {
    /// Turns the word for the end into the id, where an element has it; a file that then still says the word is refused.
    pub(super) fn name_ends(&mut self, root: &mut Table) {
        let Some((first, span)) = self.ends.first().cloned() else { return };
        let word = self.said(Keyword::End);
        let named = self.ends.iter().find(|(id, _)| **id == *word).map(|(id, _)| id.clone());
        let mut says_the_word = false;
        for_each_end(root, |node| match &named {
            Some(id) => node.value = Tree::Text(id.clone()),
            None => says_the_word = true,
        });
        if says_the_word {
            self.error(FileProblem::ReservedId { id: shortened(&first) }, span);
        }
    }
}

/// Visits every value that is the word for the end.
fn for_each_end(root: &mut Table, mut visit: impl FnMut(&mut Node)) {
    let mut open: Vec<&mut Node> = root.entries.values_mut().collect();
    while let Some(node) = open.pop() {
        if matches!(node.value, Tree::Word(Keyword::End)) {
            visit(node);
            continue;
        }
        match &mut node.value {
            Tree::List(nodes) => open.extend(nodes),
            Tree::Table(table) => open.extend(table.entries.values_mut()),
            _ => {}
        }
    }
}
