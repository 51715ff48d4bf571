//! What a file says is absent: every `"sin definir"`, with the place it stands in.
//!
//! Knows how a place of the tree is named for people.
//! Does not judge: what is missing is a fact of the source.

use crate::data::Text;
use crate::document::{Document, Node, Table, Tree};
use crate::keywords::Keyword;
use crate::source::{Language, Span};

/// One step from the root to a value, and the step before it.
struct Step {
    before: Option<usize>,
    part: Part,
}

/// What a step goes through.
enum Part {
    /// A key of a block.
    Key(Keyword),
    /// One of several blocks, by its number or id, else by its position.
    Block(Text),
    /// A key of the author.
    Member(Text),
}

/// Lists every value that the file says the source does not give, in the order of the file.
///
/// Each comes with where it stands and with its place in the words of the file: `actividad 7/cadencia`,
/// `registro acta/conservacion`.
/// What findings quote is left out: there `"sin definir"` is a fact of the print, not something to ask for.
#[must_use]
pub fn pending(document: &Document) -> Vec<(Span, String)> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open: Vec<(&Node, usize)> = Vec::new();
    let mut found = Vec::new();
    push_entries(&document.root, None, &mut steps, &mut open);
    while let Some((node, at)) = open.pop() {
        match &node.value {
            Tree::Undefined => found.push((node.span, said(&steps, at, document.language))),
            Tree::Table(table) => push_entries(table, Some(at), &mut steps, &mut open),
            Tree::List(nodes) => push_items(nodes, at, &mut steps, &mut open),
            Tree::Map(members) => {
                for member in members.iter().rev() {
                    open.push((&member.node, step(&mut steps, Some(at), Part::Member(member.name.clone()))));
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found
}

fn push_entries<'a>(
    table: &'a Table,
    before: Option<usize>,
    steps: &mut Vec<Step>,
    open: &mut Vec<(&'a Node, usize)>,
) {
    let quoted = |key: Keyword| key == Keyword::Changes;
    for entry in table.entries.iter().rev().filter(|entry| !quoted(entry.key)) {
        open.push((&entry.node, step(steps, before, Part::Key(entry.key))));
    }
}

fn push_items<'a>(
    nodes: &'a [Node],
    before: usize,
    steps: &mut Vec<Step>,
    open: &mut Vec<(&'a Node, usize)>,
) {
    for (position, node) in nodes.iter().enumerate().rev() {
        let at = match node.as_table() {
            Some(table) => step(steps, Some(before), Part::Block(name_of(table, position))),
            None => before,
        };
        open.push((node, at));
    }
}

fn step(steps: &mut Vec<Step>, before: Option<usize>, part: Part) -> usize {
    steps.push(Step { before, part });
    steps.len() - 1
}

fn name_of(table: &Table, position: usize) -> Text {
    let named = [Keyword::Number, Keyword::Id, Keyword::Record].into_iter().find_map(|key| table.get(key));
    named.and_then(Node::reference_text).unwrap_or_else(|| (position + 1).to_string().into())
}

fn said(steps: &[Step], at: usize, language: Language) -> String {
    let mut parts = Vec::new();
    let mut next = Some(at);
    while let Some(at) = next {
        parts.push(&steps[at].part);
        next = steps[at].before;
    }
    let mut text = String::new();
    for part in parts.into_iter().rev() {
        let (joint, word): (&str, &str) = match part {
            Part::Key(key) => ("/", key.word(language)),
            Part::Block(name) => (" ", name),
            Part::Member(name) => ("/", name),
        };
        if !text.is_empty() {
            text.push_str(joint);
        }
        text.push_str(word);
    }
    text
}
