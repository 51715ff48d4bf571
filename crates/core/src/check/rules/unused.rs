//! What is declared is used: roles, teams, records, indicators, data.

use std::collections::BTreeMap;

use super::Site;
use super::recorded::Recorded;
use super::telling::of;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::document::{Node, Table, Tree};
use crate::guard::Slot;
use crate::keywords::Keyword;
use crate::procedure::Anchor;
use crate::source::Span;

const CLASSES: &[&str] = &["sin-usar", "sin-uso", "unused"];

/// A block that declares, and the name space it declares in.
const DECLARES: &[(Keyword, Space)] = &[
    (Keyword::Role, Space::Role),
    (Keyword::Team, Space::Role),
    (Keyword::Record, Space::Record),
    (Keyword::Indicator, Space::Indicator),
    (Keyword::DataItem, Space::Datum),
    (Keyword::Milestone, Space::Milestone),
];

/// Names that are told apart only by what they name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Role,
    Record,
    Indicator,
    Datum,
    Milestone,
}

/// A declared thing, and whether something names it.
struct Declared<'a> {
    block: Keyword,
    name: &'a str,
    span: Span,
    used: bool,
}

/// All declared things by name.
type Register<'a> = BTreeMap<(Space, &'a str), Declared<'a>>;

/// Lists that are still to be read, each with the name space it speaks of.
type Lists<'a> = Vec<(&'a [Node], Option<Space>)>;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let mut register = declared(&site.document.root);
    if register.is_empty() {
        return;
    }
    read_blocks(&site.document.root, &mut register);
    read_guards(site, &mut register);
    read_anchors(site, &mut register);
    read_tables(site, &mut register);
    read_measures(site, &mut register);
    share_milestones(&site.document.root, &mut register);
    let mut unused = register.iter().filter(|(_, declared)| !declared.used).peekable();
    let Some(recorded) = unused.peek().map(|_| Recorded::about(site, CLASSES)) else {
        return;
    };
    for ((_, id), declared) in unused {
        let recorded = recorded.naming(&[id, declared.name]);
        let problem = CheckProblem::Unused { block: declared.block, id: (*id).into(), recorded };
        found.push(Diagnostic::remark(problem, declared.span));
    }
}

fn declared(root: &Table) -> Register<'_> {
    let mut register = Register::new();
    for (block, space) in DECLARES {
        for table in root.tables(*block) {
            let Some((id, span)) = table.get(Keyword::Id).and_then(|node| Some((node.as_text()?, node.span)))
            else {
                continue;
            };
            let name = table.text(Keyword::Name).map_or(&**id, |name| name);
            register.entry((*space, id)).or_insert(Declared { block: *block, name, span, used: false });
        }
    }
    register
}

/// Marks every name that stands under a key that names things of that kind.
///
/// Lists are gone through as they stand, so that what waits grows with how deep they are and not with how long.
fn read_blocks<'a>(root: &'a Table, register: &mut Register<'a>) {
    let mut lists = Lists::new();
    read_entries(root, None, &mut lists, register);
    while let Some((nodes, space)) = lists.pop() {
        let Some((node, others)) = nodes.split_first() else { continue };
        lists.push((others, space));
        match &node.value {
            Tree::Table(table) => read_entries(table, space, &mut lists, register),
            _ => read_value(node, space, &mut lists, register),
        }
    }
}

/// The values of a block, each with the name space its key speaks of; a choice speaks of its list's.
fn read_entries<'a>(
    table: &'a Table,
    outer: Option<Space>,
    lists: &mut Lists<'a>,
    register: &mut Register<'a>,
) {
    for entry in &table.entries {
        read_value(&entry.node, space_of(entry.key, outer), lists, register);
    }
}

/// Marks a name; what holds others waits its turn.
fn read_value<'a>(node: &'a Node, space: Option<Space>, lists: &mut Lists<'a>, register: &mut Register<'a>) {
    match (&node.value, space) {
        (Tree::Text(id), Some(space)) => mark(register, space, id),
        (Tree::List(nodes), _) => lists.push((nodes, space)),
        (Tree::Table(_), _) => lists.push((std::slice::from_ref(node), space)),
        _ => {}
    }
}

fn space_of(key: Keyword, outer: Option<Space>) -> Option<Space> {
    match key {
        Keyword::Responsible
        | Keyword::SignedBy
        | Keyword::VerifiedBy
        | Keyword::ConfirmedBy
        | Keyword::Who
        | Keyword::Notifies
        | Keyword::EscalatesTo
        | Keyword::DeclaredBy
        | Keyword::Authority
        | Keyword::Leader
        | Keyword::Members
        | Keyword::ReportsTo
        | Keyword::Custodian
        | Keyword::Role => Some(Space::Role),
        Keyword::Evidence | Keyword::Record => Some(Space::Record),
        Keyword::Measures | Keyword::Indicators | Keyword::Indicator => Some(Space::Indicator),
        Keyword::Captures | Keyword::DataItem | Keyword::ForEach | Keyword::List => Some(Space::Datum),
        Keyword::Milestone => Some(Space::Milestone),
        Keyword::OneOf | Keyword::AnyOf => outer,
        _ => None,
    }
}

fn mark<'a>(register: &mut Register<'a>, space: Space, id: &'a str) {
    if let Some(declared) = register.get_mut(&(space, id)) {
        declared.used = true;
    }
}

fn read_guards<'a>(site: &Site<'a>, register: &mut Register<'a>) {
    let procedure = site.procedure;
    for slot in procedure.guards.iter().flat_map(|guard| guard.reads()) {
        match slot {
            Slot::Datum(datum) | Slot::Has(datum) => mark_named(
                register,
                Space::Datum,
                procedure.data.get(*datum as usize).map(|datum| &*datum.id),
            ),
            Slot::Indicator(indicator) | Slot::Target(indicator) => {
                // What is read in a window is measured in it, and has been marked for that.
                let indicator = procedure.indicators.get(*indicator as usize);
                mark_named(register, Space::Indicator, indicator.map(|indicator| &*indicator.id));
            }
            Slot::Evidence { record, .. } | Slot::Signed(record) => {
                mark_named(
                    register,
                    Space::Record,
                    procedure.records.get(*record as usize).map(|record| &*record.id),
                );
            }
            _ => {}
        }
    }
}

fn read_anchors<'a>(site: &Site<'a>, register: &mut Register<'a>) {
    let procedure = site.procedure;
    let timed = of(site, &site.picked.timed);
    let rules = timed.map(|(_, activity)| [activity.deadline, activity.minimum_term]);
    let whole = [procedure.head.deadline, procedure.head.minimum_term];
    let of_windows = procedure.windows.iter().map(|window| [window.from, window.until]);
    for rule in rules.chain([whole]).chain(of_windows).flatten().flatten() {
        if let Anchor::Datum(datum) = rule.anchor {
            mark_named(register, Space::Datum, procedure.data.get(datum.index()).map(|datum| &*datum.id));
        }
    }
}

/// Data that tables look at, and data that jobs give back.
fn read_tables<'a>(site: &Site<'a>, register: &mut Register<'a>) {
    let procedure = site.procedure;
    for special in &procedure.graph.specials {
        let columns = special.table.iter().flat_map(|table| table.inputs.iter().chain(&table.outputs));
        let taken = special.job.iter().flat_map(|job| job.takes.iter().flatten());
        for datum in columns.map(|column| column.datum).chain(taken.map(|(_, datum)| *datum)) {
            mark_named(register, Space::Datum, procedure.data.get(datum.index()).map(|datum| &*datum.id));
        }
    }
}

/// Indicators that are measured because their window is: the file names the window, and not them.
fn read_measures<'a>(site: &Site<'a>, register: &mut Register<'a>) {
    let procedure = site.procedure;
    for measured in procedure.activities.iter().flat_map(|activity| &activity.measures) {
        let indicator = procedure.indicators.get(measured.what.index());
        let own = indicator.and_then(|indicator| procedure.indicators.get(indicator.within?.0.index()));
        mark_named(register, Space::Indicator, own.or(indicator).map(|indicator| &*indicator.id));
    }
}

/// The milestones of a procedure that calls others may be reached in those alone: it says whom they are for.
fn share_milestones(root: &Table, register: &mut Register<'_>) {
    let calls = |table: &Table| table.get(Keyword::Procedure).is_some();
    let calling = |activity: &Table| calls(activity) || activity.tables(Keyword::Interaction).any(calls);
    if !root.tables(Keyword::Activity).any(calling) {
        return;
    }
    let milestones = register.iter_mut().filter(|((space, _), _)| *space == Space::Milestone);
    milestones.for_each(|(_, declared)| declared.used = true);
}

fn mark_named<'a>(register: &mut Register<'a>, space: Space, id: Option<&'a str>) {
    if let Some(id) = id {
        mark(register, space, id);
    }
}
