//! The head, the data and the indicators.

use super::{Builder, given, printed_name, text};
use crate::calendar::{DayCount, DayRules, HolidaySet, Zone};
use crate::data::{Date, Decimal, Kind, Text};
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::procedure::{Anchor, Basis, Datum, DeadlineRule, Direction, Head, Indicator};

impl Builder<'_> {
    pub(super) fn head(&mut self) -> Head {
        let empty = Table::default();
        let table = self.root.table(K::Procedure).unwrap_or(&empty);
        let holidays = self.holidays(table);
        self.has_holidays = holidays.is_some();
        let (days, zone) = (self.day_count(table), self.zone(table));
        let rules = DayRules { zone: zone.unwrap_or(Zone::UTC), count: days, holidays };
        Head {
            code: self.code(table),
            name: text(table, K::Name),
            version: given(table, K::Version).and_then(Node::reference_text).unwrap_or_default(),
            date: date(table),
            language: self.language,
            zone,
            days,
            holidays,
            authority: self.roles(table, K::Authority),
            deadline: self.own_term(table, K::Deadline),
            minimum_term: self.own_term(table, K::MinimumTerm),
            basis: Basis::of(&rules),
        }
    }

    /// A term of the whole procedure: counted from its start, or from a datum.
    fn own_term(&mut self, table: &Table, key: K) -> Option<DeadlineRule> {
        let rule = self.deadline(table, key)?;
        match rule.anchor {
            Anchor::Opened => Some(DeadlineRule { anchor: Anchor::Start, ..rule }),
            Anchor::Start | Anchor::Datum(_) => Some(rule),
            Anchor::StartOf(_) | Anchor::Completed(_) => {
                let span = super::declared::place(table, key);
                self.error(ReferenceProblem::HeadAnchor { key }, span);
                None
            }
        }
    }

    fn code(&mut self, table: &Table) -> Text {
        let code = table.text(K::Code).or_else(|| table.text(K::Id));
        if code.is_none() && self.root.table(K::Procedure).is_some() {
            self.error(ReferenceProblem::MissingCode {}, table.span);
        }
        code.cloned().unwrap_or_default()
    }

    fn zone(&mut self, table: &Table) -> Option<Zone> {
        let node = given(table, K::TimeZone)?;
        let zone = Zone::parse(node.as_text()?);
        zone.map_err(|problem| self.error(problem, node.span)).ok()
    }

    fn holidays(&mut self, table: &Table) -> Option<&'static HolidaySet> {
        let node = given(table, K::Holidays)?;
        let set = HolidaySet::by_id(node.as_text()?);
        set.map_err(|problem| self.error(problem, node.span)).ok()
    }

    fn day_count(&mut self, table: &Table) -> DayCount {
        let Some(node) = given(table, K::Calendar) else {
            return DayCount::AllDays;
        };
        if node.as_word() != Some(K::WorkingDays) {
            return DayCount::AllDays;
        }
        if table.get(K::Holidays).is_none() {
            self.error(ReferenceProblem::HolidaysNeeded {}, node.span);
        }
        DayCount::WorkingDays
    }

    pub(super) fn indicators(&mut self) -> Vec<Indicator> {
        let indicator = |table: &Table| Indicator {
            id: text(table, K::Id),
            name: printed_name(table),
            unit: table.text(K::Unit).cloned(),
            target: given(table, K::Target).and_then(Node::as_number),
            direction: table.word(K::Direction).map(direction),
            limits: limits(table),
            for_each: given(table, K::ForEach).and_then(Node::as_text).cloned(),
            within: None,
        };
        self.indicators.tables().map(indicator).collect()
    }

    pub(super) fn data(&mut self) -> Vec<Datum> {
        let tables: Vec<&Table> = self.data.tables().collect();
        tables.into_iter().map(|table| self.datum(table)).collect()
    }

    fn datum(&mut self, table: &Table) -> Datum {
        let kind = table.word(K::Type).map_or(Kind::Text, kind);
        let values: Vec<Text> = table.list(K::Values).iter().filter_map(value_text).collect();
        let id = text(table, K::Id);
        if kind == Kind::Choice && values.is_empty() {
            self.error(ReferenceProblem::ChoiceWithoutValues { id: id.clone() }, table.span);
        }
        Datum { id, name: printed_name(table), kind, values, owner: None }
    }
}

fn date(table: &Table) -> Option<Date> {
    match given(table, K::Date)?.value {
        Tree::Date(date) => Some(date),
        _ => None,
    }
}

fn direction(word: K) -> Direction {
    if word == K::LowerIsBetter { Direction::Lower } else { Direction::Higher }
}

/// The limits of green and amber; a single one is that of both.
fn limits(table: &Table) -> Option<(Decimal, Decimal)> {
    let mut numbers = table.list(K::TrafficLight).iter().filter_map(Node::as_number);
    let green = numbers.next()?;
    Some((green, numbers.next().unwrap_or(green)))
}

fn kind(word: K) -> Kind {
    match word {
        K::Decimal => Kind::Decimal,
        K::Integer => Kind::Integer,
        K::Date => Kind::Date,
        K::DateTime => Kind::DateTime,
        K::Duration => Kind::Duration,
        K::YesNo => Kind::YesNo,
        K::Choice => Kind::Choice,
        K::List => Kind::List,
        K::AnyKind => Kind::Any,
        _ => Kind::Text,
    }
}

/// A value of a choice is compared and printed as text.
fn value_text(node: &Node) -> Option<Text> {
    match &node.value {
        Tree::Date(date) => Some(date.to_string().into()),
        _ => node.reference_text(),
    }
}
