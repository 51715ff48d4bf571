//! A table is a chain of guards, and what is said of it at load is what happens when it is looked up.

use proptest::prelude::*;

use super::cell::Condition;
use super::{Column, DecisionTable, Gap, Hits, Miss, Row};
use crate::data::{Decimal, Kind, Stretch, Value};
use crate::guard::{Expects, Facts, Guard, GuardSource, Mode, NameKind, Names, Slot, Vocabulary};
use crate::procedure::DatumIx;
use crate::source::Language;
use std::ops::Bound;

struct Case(i64, bool);

impl Facts for Case {
    fn read(&self, slot: Slot) -> Option<Value> {
        match slot {
            Slot::Datum(0) => Some(Value::Number(self.0.into())),
            Slot::Datum(1) => Some(Value::Bool(self.1)),
            _ => None,
        }
    }
}

struct Known;

impl Names for Known {
    fn datum(&self, id: &str) -> Option<(u32, Kind)> {
        match id {
            "n" => Some((0, Kind::Integer)),
            "b" => Some((1, Kind::YesNo)),
            _ => None,
        }
    }
    fn indicator(&self, _: &str) -> Option<u32> {
        None
    }
    fn record(&self, _: &str) -> Option<u32> {
        None
    }
    fn activity(&self, _: &str) -> Option<u32> {
        None
    }
    fn answers(&self, _: u32) -> Vec<String> {
        Vec::new()
    }
    fn event(&self, _: &str) -> Option<u32> {
        None
    }
    fn member(&self) -> Option<Kind> {
        None
    }
    fn candidates(&self, _: NameKind) -> Vec<String> {
        Vec::new()
    }
}

/// A row as it is generated: from and to, both included, and a yes or no.
type Generated = (Option<i64>, Option<i64>, Option<bool>);

fn number(value: i64) -> Value {
    Value::Number(Decimal::from(value))
}

fn table(hits: Hits, rows: &[Generated]) -> DecisionTable {
    let column =
        |datum, id: &str, kind| Column { datum: DatumIx(datum), id: id.into(), kind, choices: Vec::new() };
    let bound = |value: Option<i64>| value.map_or(Bound::Unbounded, |value| Bound::Included(number(value)));
    let row = |(position, (low, high, truth)): (usize, &Generated)| {
        let range = match (low, high) {
            (None, None) => Condition::Any,
            _ => Condition::In(vec![Stretch { low: bound(*low), high: bound(*high) }]),
        };
        let truth =
            truth.map_or(Condition::Any, |truth| Condition::In(vec![Stretch::point(Value::Bool(truth))]));
        Row { when: vec![range, truth], then: vec![Some(number(position as i64))] }
    };
    DecisionTable {
        id: "t".into(),
        hits,
        inputs: vec![column(0, "n", Kind::Integer), column(1, "b", Kind::YesNo)],
        outputs: vec![column(2, "r", Kind::Integer)],
        rows: rows.iter().enumerate().map(row).collect(),
    }
}

/// The guard that says the same as a row.
fn guard((low, high, truth): &Generated) -> Guard {
    let mut parts = vec!["true".to_owned()];
    parts.extend(low.map(|low| format!("n >= {low}")));
    parts.extend(high.map(|high| format!("n <= {high}")));
    parts.extend(truth.map(|truth| if truth { "b".to_owned() } else { "!b".to_owned() }));
    let text = parts.join(" && ");
    let source = GuardSource::new(&text, Language::English);
    Guard::compile(source, &Expects::Bool, &Known, &Vocabulary::default(), Mode::Auto).expect("a plain guard")
}

fn generated() -> impl Strategy<Value = Vec<Generated>> {
    let row =
        (proptest::option::of(-4..5i64), proptest::option::of(0..4i64), proptest::option::of(any::<bool>()))
            .prop_map(|(low, length, truth)| (low, length.map(|length| low.unwrap_or(0) + length), truth));
    proptest::collection::vec(row, 0..6)
}

proptest! {
    #[test]
    fn a_table_is_a_chain_of_guards(rows in generated(), n in -6..10i64, b in any::<bool>()) {
        let case = Case(n, b);
        let holds = |row: &Generated| guard(row).evaluate(&case, &mut Vec::new()) == Ok(Value::Bool(true));
        let apply: Vec<usize> = (0..rows.len()).filter(|row| holds(&rows[*row])).collect();
        let looked = |hits| table(hits, &rows).look_up(&case, &mut Vec::new());
        let first = apply.first().map(|row| vec![(DatumIx(2), number(*row as i64))]);
        prop_assert_eq!(looked(Hits::First), first.clone().ok_or(Miss::NoRow));
        let all: Vec<Value> = apply.iter().map(|row| number(*row as i64)).collect();
        prop_assert_eq!(looked(Hits::All), Ok(vec![(DatumIx(2), Value::List(all.into()))]));
        let one = match apply.len() {
            0 | 1 => first.ok_or(Miss::NoRow),
            _ => Err(Miss::Several(apply.iter().map(|row| *row as u32 + 1).collect())),
        };
        prop_assert_eq!(looked(Hits::One), one);
    }

    #[test]
    fn gaps_overlaps_and_rows_in_vain_are_what_cases_meet(rows in generated()) {
        let cases = || (-20..30i64).flat_map(|n| [Case(n, true), Case(n, false)]);
        let unique = table(Hits::One, &rows);
        let missing = cases().any(|case| unique.look_up(&case, &mut Vec::new()) == Err(Miss::NoRow));
        prop_assert_eq!(unique.gap() != Gap::None, missing);
        let several = |case| matches!(unique.look_up(&case, &mut Vec::new()), Err(Miss::Several(_)));
        prop_assert_eq!(unique.overlap().is_some(), cases().any(several));
        let first = table(Hits::First, &rows);
        let found: Vec<_> = cases().filter_map(|case| first.look_up(&case, &mut Vec::new()).ok()).collect();
        let taken = |row: usize| found.iter().any(|data| data[0].1 == number(row as i64));
        for row in first.unreached() {
            prop_assert!(!taken(row));
        }
        for row in (1..rows.len()).filter(|row| !first.unreached().contains(row)) {
            prop_assert!(taken(row), "row {row}");
        }
    }
}
