//! What the rows of a table leave out, say twice, or say in vain: found at load, by cutting each column where its
//! conditions begin and end.

use std::cmp::Ordering;
use std::ops::Bound;

use super::cell::Condition;
use super::{Column, DecisionTable, Row};
use crate::data::{Kind, Stretch, Value, in_order};

/// How many cells one search may look at.
const BUDGET: usize = 2_000_000;

/// Whether some case has no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    /// Such a case, as people read it.
    Case(String),
    /// The table is too large to say.
    Undecided,
}

/// A piece of a column in which no condition begins or ends.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    At(Value),
    /// Everything between two values, without them.
    Between(Option<Value>, Option<Value>),
    /// A text that no condition names.
    Other,
}

impl DecisionTable {
    /// The first two rows that apply to one case.
    pub(crate) fn overlap(&self) -> Option<(usize, usize)> {
        let meet = |one: &Row, other: &Row| {
            let cells = one.when.iter().zip(&other.when).zip(&self.inputs);
            cells.into_iter().all(|((one, other), column)| one.meets(other, column))
        };
        (0..self.rows.len()).find_map(|second| {
            let first = (0..second).find(|first| meet(&self.rows[*first], &self.rows[second]))?;
            Some((first, second))
        })
    }

    /// A case that no row applies to.
    pub(crate) fn gap(&self) -> Gap {
        let pieces: Vec<Vec<Piece>> = (0..self.inputs.len()).map(|column| self.pieces(column)).collect();
        match self.uncovered(&pieces, &self.rows) {
            Ok(None) => Gap::None,
            Ok(Some(case)) => {
                let said = case.iter().zip(&self.inputs).map(|(piece, column)| piece.said(column));
                Gap::Case(said.collect::<Vec<_>>().join(", "))
            }
            Err(TooLarge) => Gap::Undecided,
        }
    }

    /// The rows that the rows before them leave nothing to; one that cannot be decided counts as reached.
    pub(crate) fn unreached(&self) -> Vec<usize> {
        let all: Vec<Vec<Piece>> = (0..self.inputs.len()).map(|column| self.pieces(column)).collect();
        let reached = |row: usize| {
            let own = |(column, pieces): (usize, &Vec<Piece>)| {
                let condition = &self.rows[row].when[column];
                pieces.iter().filter(|piece| condition.covers(piece)).cloned().collect()
            };
            let own: Vec<Vec<Piece>> = all.iter().enumerate().map(own).collect();
            !matches!(self.uncovered(&own, &self.rows[..row]), Ok(None))
        };
        (1..self.rows.len()).filter(|row| !reached(*row)).collect()
    }

    /// Cuts a column where the conditions of its rows begin and end.
    fn pieces(&self, position: usize) -> Vec<Piece> {
        let column = &self.inputs[position];
        match column.kind {
            Kind::YesNo => return [true, false].map(|truth| Piece::At(Value::Bool(truth))).into(),
            Kind::Choice => {
                return column.choices.iter().map(|choice| Piece::At(Value::Text(choice.clone()))).collect();
            }
            _ => {}
        }
        let mut cuts: Vec<&Value> = self.rows.iter().flat_map(|row| row.when[position].cuts()).collect();
        cuts.sort_by(|one, other| in_order(one, other).unwrap_or(Ordering::Equal));
        cuts.dedup();
        let points = cuts.iter().map(|cut| Piece::At((*cut).clone()));
        if column.kind == Kind::Text {
            return points.chain([Piece::Other]).collect();
        }
        let ends = |at: Option<usize>| at.and_then(|at| cuts.get(at)).map(|cut| (*cut).clone());
        let between = (0..=cuts.len()).map(|at| Piece::Between(ends(at.checked_sub(1)), ends(Some(at))));
        let mut pieces: Vec<Piece> = Vec::with_capacity(2 * cuts.len() + 1);
        for (between, point) in between.zip(points.map(Some).chain([None])) {
            pieces.extend((!is_nothing(&between, column.kind)).then_some(between));
            pieces.extend(point);
        }
        pieces
    }

    /// A case made of these pieces that none of the rows applies to; explicit stack, one column after another.
    fn uncovered(&self, pieces: &[Vec<Piece>], rows: &[Row]) -> Result<Option<Vec<Piece>>, TooLarge> {
        if pieces.iter().any(Vec::is_empty) {
            return Ok(None);
        }
        let mut left = BUDGET;
        let mut open: Vec<(Vec<Piece>, Vec<&Row>)> = vec![(Vec::new(), rows.iter().collect())];
        while let Some((case, rows)) = open.pop() {
            let at = case.len();
            if rows.is_empty() {
                let rest = pieces[at..].iter().map(|pieces| pieces[0].clone());
                return Ok(Some(case.into_iter().chain(rest).collect()));
            }
            let takes_all = |row: &&Row| row.when[at..].iter().all(|condition| *condition == Condition::Any);
            if rows.iter().any(takes_all) {
                continue;
            }
            for piece in pieces[at].iter().rev() {
                left = left.checked_sub(rows.len() + at + 1).ok_or(TooLarge)?;
                let fits = |row: &&Row| row.when[at].covers(piece);
                let mut case = case.clone();
                case.push(piece.clone());
                open.push((case, rows.iter().copied().filter(fits).collect()));
            }
        }
        Ok(None)
    }
}

/// A search went beyond its budget.
struct TooLarge;

/// Whether no value lies between two: whole numbers side by side, days one after the other.
fn is_nothing(piece: &Piece, kind: Kind) -> bool {
    match (piece, kind) {
        (Piece::Between(Some(Value::Number(low)), Some(Value::Number(high))), Kind::Integer) => {
            high.checked_sub(*low).is_some_and(|gap| gap <= crate::data::Decimal::ONE)
        }
        (Piece::Between(Some(Value::Date(low)), Some(Value::Date(high))), _) => high.days_since(*low) <= 1,
        _ => false,
    }
}

impl Condition {
    /// Whether it holds for everything in a piece.
    fn covers(&self, piece: &Piece) -> bool {
        match (self, piece) {
            (Condition::Any, _) | (Condition::Not(_), Piece::Other) => true,
            (_, Piece::At(value)) => self.holds(Some(value)),
            (Condition::In(stretches), Piece::Between(low, high)) => {
                stretches.iter().any(|stretch| stretch.spans(low.as_ref(), high.as_ref()))
            }
            _ => false,
        }
    }

    /// Whether some value of the column fits both.
    fn meets(&self, other: &Condition, column: &Column) -> bool {
        match (self, other) {
            (Condition::Any, _) | (_, Condition::Any) => true,
            (Condition::In(one), Condition::In(other)) => {
                one.iter().any(|one| other.iter().any(|other| one.meets(other)))
            }
            (Condition::In(stretches), Condition::Not(texts))
            | (Condition::Not(texts), Condition::In(stretches)) => {
                stretches.iter().any(|stretch| !texts.iter().any(|text| stretch.holds(text)))
            }
            (Condition::Not(one), Condition::Not(other)) => {
                let free = |choice: &crate::data::Text| {
                    let value = Value::Text(choice.clone());
                    !one.contains(&value) && !other.contains(&value)
                };
                column.kind != Kind::Choice || column.choices.iter().any(free)
            }
        }
    }

    /// The values at which it begins or ends.
    fn cuts(&self) -> Vec<&Value> {
        let value = |bound| match bound {
            &Bound::Included(ref value) | &Bound::Excluded(ref value) => Some(value),
            &Bound::Unbounded => None,
        };
        match self {
            Condition::Any => Vec::new(),
            Condition::In(stretches) => {
                stretches.iter().flat_map(|stretch| [&stretch.low, &stretch.high]).filter_map(value).collect()
            }
            Condition::Not(texts) => texts.iter().collect(),
        }
    }
}

impl Stretch {
    /// Whether it holds for everything between two values.
    fn spans(&self, low: Option<&Value>, high: Option<&Value>) -> bool {
        let from = match (&self.low, low) {
            (Bound::Unbounded, _) => true,
            (_, None) => false,
            (Bound::Included(own) | Bound::Excluded(own), Some(low)) => {
                in_order(own, low) != Some(Ordering::Greater)
            }
        };
        let to = match (&self.high, high) {
            (Bound::Unbounded, _) => true,
            (_, None) => false,
            (Bound::Included(own) | Bound::Excluded(own), Some(high)) => {
                in_order(own, high) != Some(Ordering::Less)
            }
        };
        from && to
    }
}

impl Piece {
    fn said(&self, column: &Column) -> String {
        let id = &column.id;
        match self {
            Piece::At(value) => format!("{id} = {}", shown(value)),
            Piece::Between(None, None) | Piece::Other => format!("{id} = …"),
            Piece::Between(None, Some(high)) => format!("{id} < {}", shown(high)),
            Piece::Between(Some(low), None) => format!("{id} > {}", shown(low)),
            Piece::Between(Some(low), Some(high)) => format!("{} < {id} < {}", shown(low), shown(high)),
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(true) => "SI".into(),
        Value::Bool(false) => "NO".into(),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Instant(instant) => instant.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        _ => "…".into(),
    }
}
