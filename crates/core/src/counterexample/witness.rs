//! Data with which the conditions on a way say what they have to say.
//!
//! Tries the values that guards themselves name, the ones beside them and both answers, and asks the real guards.
//! Knows data alone: of a guard that reads anything else nothing is found. Read [`found`] first.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{Decimal, Kind, Text, Value};
use crate::document::{Node, Table, Tree, Worded};
use crate::graph::NodeKind;
use crate::guard::{Facts, Slot, literals};
use crate::procedure::{DatumIx, ElementIx, ExitIx, GuardIx, Procedure};

/// Combinations that are tried.
const MOST: usize = 4_096;

/// What guards have to say.
pub(super) enum Want<'w> {
    True(GuardIx),
    False(GuardIx),
    /// So many members.
    Number(GuardIx, u32),
    /// These exits of an element are taken and no others.
    Exits(ElementIx, &'w [ExitIx]),
}

struct Supposed(BTreeMap<DatumIx, Value>);

impl Facts for Supposed {
    fn read(&self, slot: Slot) -> Option<Value> {
        match slot {
            Slot::Datum(datum) => self.0.get(&DatumIx(datum)).cloned(),
            _ => None,
        }
    }
}

/// Data that make guards say what is wanted; nothing is needed where nothing is asked.
pub(super) fn found(procedure: &Procedure, want: &Want<'_>) -> Option<BTreeMap<DatumIx, Value>> {
    let read = read(procedure, want);
    let values: Vec<(DatumIx, Vec<Value>)> = match read.is_empty() {
        true => Vec::new(),
        false => {
            let named = named(&procedure.document().root);
            read.into_iter().map(|datum| (datum, candidates(procedure, datum, &named))).collect()
        }
    };
    let mut places = vec![0usize; values.len()];
    for _ in 0..MOST {
        let pairs = values.iter().zip(&places);
        let chosen = pairs.filter_map(|((datum, values), at)| Some((*datum, values.get(*at)?.clone())));
        let supposed = Supposed(chosen.collect());
        if is_met(procedure, want, &supposed) {
            return Some(supposed.0);
        }
        if !next(&mut places, &values) {
            break;
        }
    }
    None
}

fn guards(procedure: &Procedure, want: &Want<'_>) -> Vec<GuardIx> {
    match want {
        Want::True(guard) | Want::False(guard) | Want::Number(guard, _) => vec![*guard],
        Want::Exits(element, _) => {
            procedure.graph.ways_of(*element).iter().filter_map(|exit| exit.condition).collect()
        }
    }
}

/// The data that are read.
fn read(procedure: &Procedure, want: &Want<'_>) -> Vec<DatumIx> {
    let guards = guards(procedure, want);
    let slots =
        guards.iter().filter_map(|guard| procedure.guards.get(guard.index())).flat_map(|guard| guard.reads());
    let data = slots.filter_map(|slot| match slot {
        Slot::Datum(datum) => Some(DatumIx(*datum)),
        _ => None,
    });
    data.collect::<BTreeSet<_>>().into_iter().collect()
}

fn is_met(procedure: &Procedure, want: &Want<'_>, facts: &Supposed) -> bool {
    let value = |guard: GuardIx| procedure.guards.get(guard.index())?.evaluate(facts, &mut Vec::new()).ok();
    let says = |guard: GuardIx| match value(guard) {
        Some(Value::Bool(says)) => Some(says),
        _ => None,
    };
    match want {
        Want::True(guard) => says(*guard) == Some(true),
        Want::False(guard) => says(*guard) == Some(false),
        Want::Number(guard, count) => value(*guard) == Some(Value::Number(i64::from(*count).into())),
        Want::Exits(element, exits) => taken(procedure, *element, says).is_some_and(|taken| taken == **exits),
    }
}

/// The exits that an element takes; `None` where a condition cannot be evaluated.
fn taken(
    procedure: &Procedure,
    element: ElementIx,
    says: impl Fn(GuardIx) -> Option<bool>,
) -> Option<Vec<ExitIx>> {
    let graph = &procedure.graph;
    let is_exclusive = matches!(graph.node(element).kind, NodeKind::Exclusive | NodeKind::Automatic);
    if graph.node(element).kind == NodeKind::Parallel {
        return Some(graph.exits_of(element).map(|(exit, _)| exit).collect());
    }
    let (mut taken, mut conditional, mut default) = (Vec::new(), false, None);
    for (exit, way) in graph.exits_of(element) {
        match way.condition {
            Some(condition) if !way.otherwise => {
                if says(condition)? {
                    taken.push(exit);
                    conditional = true;
                }
            }
            _ if way.otherwise => default = Some(exit),
            _ => taken.push(exit),
        }
        if is_exclusive && !taken.is_empty() {
            return Some(taken);
        }
    }
    if !conditional {
        taken.extend(default);
        taken.sort_unstable();
    }
    Some(taken)
}

/// The next combination; the last place moves first.
fn next(places: &mut [usize], values: &[(DatumIx, Vec<Value>)]) -> bool {
    for (place, (_, values)) in places.iter_mut().zip(values).rev() {
        *place += 1;
        if *place < values.len() {
            return true;
        }
        *place = 0;
    }
    false
}

fn candidates(procedure: &Procedure, datum: DatumIx, named: &[Value]) -> Vec<Value> {
    let declared = &procedure.data()[datum.index()];
    let numbers = || {
        named.iter().filter_map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
    };
    let one = Decimal::from(1i64);
    let mut values: Vec<Value> = match declared.kind {
        Kind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Choice => declared.values.iter().cloned().map(Value::Text).collect(),
        Kind::Text => {
            let texts = named.iter().filter(|value| matches!(value, Value::Text(_))).cloned();
            texts.chain([Value::Text(Text::from("otro"))]).collect()
        }
        Kind::Integer | Kind::Decimal => {
            let near = numbers().flat_map(|number| {
                [number.checked_sub(one), number.checked_add(one), Some(number)].into_iter().flatten()
            });
            near.chain([Decimal::from(0i64), one]).map(Value::Number).collect()
        }
        _ => Vec::new(),
    };
    values.retain(|value| value.is_of(declared.kind, &declared.values));
    values.dedup();
    values
}

/// The numbers and texts that the guards of a file name, in the order of the file.
fn named(root: &Table) -> Vec<Value> {
    let mut open: Vec<&Node> = root.entries.iter().map(|entry| &entry.node).collect();
    let mut named = Vec::new();
    while let Some(node) = open.pop() {
        match &node.value {
            Tree::Guard(Worded { written, .. }) => named.extend(literals(written)),
            Tree::List(nodes) => open.extend(nodes),
            Tree::Map(members) => open.extend(members.iter().map(|member| &member.node)),
            Tree::Table(table) => open.extend(table.entries.iter().map(|entry| &entry.node)),
            _ => {}
        }
    }
    named
}
