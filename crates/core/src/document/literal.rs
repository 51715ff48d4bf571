//! The literal reading: each finding's change is undone, so that the body says what the source prints.

use std::collections::BTreeSet;

use super::decode::field_text;
use super::tree::{Document, Entry, FieldPart, Node, Table, Tree};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, FileProblem};
use crate::keywords::Keyword;
use crate::source::Span;

/// Turns the chosen reading into the literal one; says of each change that does not hold why not.
///
/// A change whose field is absent, or whose `se_lee` is not what the body says, leaves the body as it is.
#[must_use]
pub fn patch_literal(document: &mut Document) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let language = document.language;
    for change in changes(&document.root) {
        if let Err(problem) = undo(&mut document.root, &change) {
            let field = field_text(&change.field, language).into();
            let problem = match problem {
                Refused::NotThere => FileProblem::FieldNotThere { field },
                Refused::Differs => FileProblem::ReadingDiffers { field },
            };
            diagnostics.push(Diagnostic::error(problem, change.span));
        }
    }
    remove_added(&mut document.root);
    diagnostics
}

/// One change of a finding.
struct Change {
    activity: Option<Text>,
    field: Vec<FieldPart>,
    says: Option<Node>,
    read_as: Option<Node>,
    span: Span,
}

enum Refused {
    NotThere,
    Differs,
}

fn changes(root: &Table) -> Vec<Change> {
    let tables = root.tables(Keyword::Finding).flat_map(|finding| finding.tables(Keyword::Changes));
    tables.filter_map(change).collect()
}

fn change(table: &Table) -> Option<Change> {
    let field = table.get(Keyword::Field)?;
    let Tree::Field(parts) = &field.value else {
        return None;
    };
    Some(Change {
        activity: table.get(Keyword::Activity).and_then(Node::reference_text),
        field: parts.clone(),
        says: table.get(Keyword::Says).cloned(),
        read_as: table.get(Keyword::ReadAs).cloned(),
        span: field.span,
    })
}

fn undo(root: &mut Table, change: &Change) -> Result<(), Refused> {
    let start = match &change.activity {
        Some(activity) => member(root.get_mut(Keyword::Activity).ok_or(Refused::NotThere)?, activity),
        None => head(root, change.field.first()),
    };
    let mut table = start.ok_or(Refused::NotThere)?;
    let mut parts = change.field.as_slice();
    while let [FieldPart::Key(key), rest @ ..] = parts {
        let key = *key;
        match rest {
            [] => return replace(table, key, change),
            [FieldPart::Id(id)] => return replace_member(table, key, id, change),
            [FieldPart::Id(id), inner @ ..] => {
                table = table.get_mut(key).and_then(|node| member(node, id)).ok_or(Refused::NotThere)?;
                parts = inner;
            }
            inner => {
                table = table.get_mut(key).and_then(table_of).ok_or(Refused::NotThere)?;
                parts = inner;
            }
        }
    }
    Err(Refused::NotThere)
}

/// A change without an activity is in the head: in a block of the file, or in `[procedimiento]`.
fn head<'r>(root: &'r mut Table, first: Option<&FieldPart>) -> Option<&'r mut Table> {
    let in_head = match first {
        Some(FieldPart::Key(key)) => super::schema::procedure::ROOT.key(*key).is_none(),
        _ => false,
    };
    if in_head && root.get(Keyword::Procedure).is_some() {
        return root.get_mut(Keyword::Procedure).and_then(table_of);
    }
    Some(root)
}

fn table_of(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Tree::Table(table) => Some(table),
        _ => None,
    }
}

/// The block of a list with that id or printed number.
fn member<'n>(list: &'n mut Node, id: &str) -> Option<&'n mut Table> {
    let Tree::List(nodes) = &mut list.value else {
        return None;
    };
    let named = |table: &Table, key: Keyword| {
        table.get(key).and_then(Node::reference_text).is_some_and(|text| &*text == id)
    };
    let by =
        |key: Keyword| nodes.iter().position(|node| node.as_table().is_some_and(|table| named(table, key)));
    let at = by(Keyword::Id).or_else(|| by(Keyword::Number))?;
    table_of(nodes.get_mut(at)?)
}

fn replace(table: &mut Table, key: Keyword, change: &Change) -> Result<(), Refused> {
    check(table.get(key), change.read_as.as_ref())?;
    if change.says.is_none() {
        table.entries.take(key);
    }
    match (&change.says, table.get_mut(key)) {
        (Some(says), Some(node)) => *node = says.clone(),
        (Some(says), None) => {
            table.entries.push(Entry { key, key_span: change.span, node: says.clone() });
        }
        (None, _) => {}
    }
    Ok(())
}

fn replace_member(table: &mut Table, key: Keyword, id: &str, change: &Change) -> Result<(), Refused> {
    let list = table.get_mut(key).ok_or(Refused::NotThere)?;
    let block = member(list, id).ok_or(Refused::NotThere)?;
    let now = Node { span: change.span, value: Tree::Table(block.clone()) };
    check(Some(&now), change.read_as.as_ref())?;
    match &change.says {
        Some(Node { value: Tree::Table(says), .. }) => *block = says.clone(),
        _ => remove_member(list, id),
    }
    Ok(())
}

fn remove_member(list: &mut Node, id: &str) {
    if let Tree::List(nodes) = &mut list.value {
        nodes.retain(|node| {
            node.as_table().and_then(|table| table.text(Keyword::Id)).is_none_or(|text| &**text != id)
        });
    }
}

/// The body must say what the finding says it reads; absent and `"sin definir"` are the same.
fn check(now: Option<&Node>, read_as: Option<&Node>) -> Result<(), Refused> {
    let given = |node: Option<&Node>| node.filter(|node| !matches!(node.value, Tree::Undefined)).cloned();
    match (given(now), given(read_as)) {
        (None, Some(_)) => Err(Refused::NotThere),
        (now, read_as) if now == read_as => Ok(()),
        _ => Err(Refused::Differs),
    }
}

/// Takes out the activities that only the reading adds.
fn remove_added(root: &mut Table) {
    let in_changes = |finding: &Table| {
        finding
            .tables(Keyword::Changes)
            .flat_map(|c| c.texts(Keyword::Adds).map(|(t, _)| t.clone()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let added: BTreeSet<Text> = root
        .tables(Keyword::Finding)
        .flat_map(|finding| {
            let own = finding.texts(Keyword::Adds).map(|(text, _)| text.clone());
            own.chain(in_changes(finding)).collect::<Vec<_>>()
        })
        .collect();
    let is_added = |node: &Node| {
        node.as_table().and_then(|table| table.text(Keyword::Id)).is_some_and(|id| added.contains(id))
    };
    if let (false, Some(list)) = (added.is_empty(), root.get_mut(Keyword::Activity))
        && let Tree::List(nodes) = &mut list.value
    {
        nodes.retain(|node| !is_added(node));
    }
}
