//! Values that make guards say what is wanted: found among what the guards themselves name, judged by the guards.
//!
//! Knows data, indicators, answers and rounds as far as guards read them.
//! Does not know a case: what only a case can tell is supposed.
//! Read [`Values`] first, then [`Witness`].

use std::collections::{BTreeMap, BTreeSet};

use super::map::Need;
use super::policy::beginning;
use super::told::is_left_out;
use crate::data::{Date, Decimal, Duration, Kind, Text, Timestamp, Value};
use crate::document::{Node, Table, Tree, Worded};
use crate::graph::Over;
use crate::guard::{Facts, Slot, literals};
use crate::procedure::{DatumIx, ElementIx, GuardIx, Procedure};

/// Combinations of values that are tried for guards that have to agree.
const COMBINATIONS: usize = 20_000;
/// Values that are tried for one fact.
const CANDIDATES: usize = 40;

/// A value for each fact that matters: data, indicators, answers, returns taken.
pub(super) type Values = BTreeMap<Slot, Value>;

/// What guards of one procedure can be made to say.
#[derive(Debug)]
pub(super) struct Witness<'a> {
    pub(super) procedure: &'a Procedure,
    /// The numbers and texts that its guards name.
    numbers: Vec<Decimal>,
    texts: Vec<Text>,
    /// What the members of each list are called.
    members: BTreeMap<DatumIx, Text>,
    today: Date,
    now: Timestamp,
}

/// What a guard reads: what has been chosen, and else what is usual.
struct Supposed<'a> {
    witness: &'a Witness<'a>,
    values: &'a Values,
}

impl Facts for Supposed<'_> {
    fn read(&self, slot: Slot) -> Option<Value> {
        match slot {
            Slot::Datum(datum) if is_left_out(self.values, DatumIx(datum)) => None,
            _ => self.values.get(&slot).cloned().or_else(|| self.witness.usual(slot)),
        }
    }
}

impl<'a> Witness<'a> {
    pub(super) fn of(procedure: &'a Procedure, (today, now): (Date, Timestamp)) -> Self {
        let mut pool = Pool::default();
        pool.gather(&procedure.document().root);
        let targets = procedure.indicators().iter().filter_map(|indicator| indicator.target);
        pool.numbers.extend(targets);
        let graph = &procedure.graph;
        let mut members = BTreeMap::new();
        for repeats in graph.specials.iter().filter_map(|special| special.repeats.as_deref()) {
            if let Over::List(list) = repeats.over {
                let name =
                    repeats.member.clone().unwrap_or_else(|| procedure.data()[list.index()].id.clone());
                members.insert(list, name);
            }
        }
        let (numbers, texts) = (pool.numbers.into_iter().collect(), pool.texts.into_iter().collect());
        Witness { procedure, numbers, texts, members, today, now }
    }

    /// What a fact is where nothing says otherwise.
    fn usual(&self, slot: Slot) -> Option<Value> {
        use crate::guard::LoopFact;
        let number = |number: i64| Some(Value::Number(Decimal::from(number)));
        match slot {
            Slot::Datum(datum) => self.plain(DatumIx(datum)),
            Slot::Indicator(_) | Slot::Rounds(_) | Slot::Count(_) | Slot::DaysSince(_) => number(0),
            Slot::Target(indicator) => {
                self.procedure.indicators.get(indicator as usize)?.target.map(Value::Number)
            }
            Slot::Evidence { .. } | Slot::Signed(_) | Slot::Done(_) | Slot::Has(_) => Some(Value::Bool(true)),
            Slot::IsOpen(_) => Some(Value::Bool(false)),
            Slot::Answer(element) => {
                let activity = self.procedure.activity(ElementIx(element))?;
                activity.answers.first().map(|answer| Value::Text(answer.id.clone()))
            }
            Slot::Today => Some(Value::Date(self.today)),
            Slot::Member => Some(Value::Text("x".into())),
            Slot::Loop(LoopFact::Active | LoopFact::Terminated) => number(0),
            Slot::Loop(_) => number(1),
        }
    }

    /// Whether facts say what they are supposed to say anyway.
    pub(super) fn is_usual(&self, facts: &Values) -> bool {
        facts.iter().all(|(slot, value)| self.usual(*slot).as_ref() == Some(value))
    }

    /// The value that is given for a datum where any will do; a list that something is repeated over has a member.
    pub(super) fn plain(&self, datum: DatumIx) -> Option<Value> {
        self.candidates(Slot::Datum(datum.0)).into_iter().next()
    }

    /// Whether something is repeated over a list.
    pub(super) fn is_repeated(&self, datum: DatumIx) -> bool {
        self.members.contains_key(&datum)
    }

    /// What a fact may be made to be, the usual first.
    fn candidates(&self, slot: Slot) -> Vec<Value> {
        let mut found = match slot {
            Slot::Datum(datum) => self.values_of(DatumIx(datum)),
            Slot::Indicator(_) => self.around_numbers(false),
            Slot::Rounds(_) => self.counts(),
            Slot::Answer(element) => {
                let activity = self.procedure.activity(ElementIx(element));
                let answers = activity.map_or(&[][..], |activity| &activity.answers).iter();
                answers.map(|answer| Value::Text(answer.id.clone())).collect()
            }
            _ => Vec::new(),
        };
        found.truncate(CANDIDATES);
        found
    }

    fn values_of(&self, datum: DatumIx) -> Vec<Value> {
        let Some(declared) = self.procedure.data().get(datum.index()) else { return Vec::new() };
        match declared.kind {
            Kind::Decimal => self.around_numbers(false),
            Kind::Integer => self.around_numbers(true),
            Kind::YesNo => vec![Value::Bool(false), Value::Bool(true)],
            Kind::Choice => declared.values.iter().cloned().map(Value::Text).collect(),
            Kind::Text => self.some_texts(),
            Kind::Date => [0, 1, -1, 400, -400].iter().filter_map(|days| self.day(*days)).collect(),
            Kind::DateTime => {
                let at = |hours: i64| self.now.checked_add_millis(hours * 3_600_000).map(Value::Instant);
                [1, 24, -24, 9_600, -9_600].into_iter().filter_map(at).collect()
            }
            Kind::Duration => {
                [0_u32, 1, 30].into_iter().filter_map(Duration::from_days).map(Value::Duration).collect()
            }
            Kind::List => self.lists(datum),
            Kind::Any => {
                let mut all = self.around_numbers(false);
                all.extend(self.some_texts());
                all.extend([Value::Bool(true), Value::Bool(false)]);
                all
            }
        }
    }

    fn day(&self, days: i64) -> Option<Value> {
        let midnight: Timestamp = format!("{}T00:00:00Z", self.today).parse().ok()?;
        let then = midnight.checked_add_millis(days.checked_mul(86_400_000)?)?;
        Some(Value::Date(crate::calendar::Zone::UTC.local_date(then)))
    }

    fn some_texts(&self) -> Vec<Value> {
        let known = self.texts.iter().cloned();
        std::iter::once(Text::from("x")).chain(known).map(Value::Text).collect()
    }

    fn lists(&self, datum: DatumIx) -> Vec<Value> {
        let list = |members: Vec<Value>| Value::List(members.into());
        let mut lists = [1, 0, 2].map(|members| self.list_of(datum, members)).to_vec();
        lists.extend(self.texts.iter().map(|text| list(vec![Value::Text(text.clone())])));
        lists.extend(self.numbers.iter().map(|number| list(vec![Value::Number(*number)])));
        lists
    }

    /// A list with so many members, called by their place.
    pub(super) fn list_of(&self, datum: DatumIx, members: u32) -> Value {
        let name = self.members.get(&datum).map_or("x", |name| &**name);
        let named = (1..=members).map(|number| Value::Text(format!("{name}-{number}").into()));
        Value::List(named.collect::<Vec<Value>>().into())
    }

    fn counts(&self) -> Vec<Value> {
        let small = [0_i64, 1, 2, 3].into_iter().map(Decimal::from);
        let named = self.numbers.iter().copied().filter(|number| number.is_integer());
        let mut counts: Vec<Decimal> = Vec::new();
        for number in small.chain(named.filter(|number| *number <= Decimal::from(20_i64))) {
            if !counts.contains(&number) && number >= Decimal::ZERO {
                counts.push(number);
            }
        }
        counts.into_iter().map(Value::Number).collect()
    }

    /// Zero, one, and below, at and above every number that is named.
    fn around_numbers(&self, whole: bool) -> Vec<Value> {
        let one = Decimal::from(1_i64);
        let mut found = vec![Decimal::ZERO, one];
        let mut add = |number: Option<Decimal>| {
            found.extend(number.filter(|number| !whole || number.is_integer()));
        };
        let mut named = self.numbers.clone();
        named.sort();
        for (place, number) in named.iter().enumerate() {
            add(Some(*number));
            add(number.checked_add(one));
            add(number.checked_sub(one));
            let next = named.get(place + 1).and_then(|next| number.checked_add(*next));
            add(next.and_then(|sum| sum.checked_div(Decimal::from(2_i64))));
        }
        let mut seen = BTreeSet::new();
        found.into_iter().filter(|number| seen.insert(*number)).map(Value::Number).collect()
    }

    /// Values with which every need is met, as near to the given ones as they are found; nothing where none are.
    pub(super) fn meeting(&self, needs: &[Need], base: &Values) -> Option<Values> {
        let slots = self.free_slots(needs.iter());
        let domains: Vec<Vec<Value>> = slots.iter().map(|slot| self.domain(*slot, base)).collect();
        let mut values = base.clone();
        let mut places = vec![0_usize; slots.len()];
        for _ in 0..COMBINATIONS {
            for ((slot, domain), place) in slots.iter().zip(&domains).zip(&places) {
                values.extend(domain.get(*place).map(|value| (*slot, value.clone())));
            }
            if needs.iter().all(|need| self.is_met(need, &values)) {
                return Some(values);
            }
            if !next_places(&mut places, &domains) {
                break;
            }
        }
        None
    }

    /// Values with which as many needs as possible are met, the first before the later ones.
    pub(super) fn preferring(&self, needs: &[Need]) -> Values {
        let mut values = Values::new();
        for need in needs {
            let mut fixed = values.clone();
            let free = self.free_slots(std::iter::once(need));
            if self.is_met(need, &fixed) {
                for slot in free {
                    if let Some(usual) = self.usual(slot) {
                        values.entry(slot).or_insert(usual);
                    }
                }
                continue;
            }
            let open: Vec<Slot> = free.into_iter().filter(|slot| !values.contains_key(slot)).collect();
            let domains: Vec<Vec<Value>> = open.iter().map(|slot| self.domain(*slot, &values)).collect();
            let mut places = vec![0_usize; open.len()];
            for _ in 0..COMBINATIONS / 10 {
                for ((slot, domain), place) in open.iter().zip(&domains).zip(&places) {
                    fixed.extend(domain.get(*place).map(|value| (*slot, value.clone())));
                }
                if self.is_met(need, &fixed) {
                    values = fixed;
                    break;
                }
                if !next_places(&mut places, &domains) {
                    break;
                }
            }
        }
        values
    }

    /// What may be tried for a fact: what it is supposed to be first.
    fn domain(&self, slot: Slot, base: &Values) -> Vec<Value> {
        let mut domain = self.candidates(slot);
        if let Some(known) = base.get(&slot) {
            domain.retain(|value| value != known);
            domain.insert(0, known.clone());
        }
        domain
    }

    /// The facts that needs depend on and that a path can choose.
    fn free_slots<'n>(&self, needs: impl Iterator<Item = &'n Need>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for need in needs {
            let is_free = |slot: &Slot| {
                matches!(slot, Slot::Datum(_) | Slot::Indicator(_) | Slot::Rounds(_) | Slot::Answer(_))
            };
            for slot in self.need_reads(need).into_iter().filter(is_free) {
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            }
        }
        slots
    }

    /// The facts that a need depends on.
    pub(super) fn need_reads(&self, need: &Need) -> Vec<Slot> {
        match need {
            Need::Holds(guard, _) | Need::Gives(guard, _) | Need::Several(guard) => {
                self.guard_reads(*guard).to_vec()
            }
            Need::Members(list, _) => vec![Slot::Datum(list.0)],
            Need::Row(element, _) => self.table_reads(*element),
            Need::Fails(..) => Vec::new(),
        }
    }

    /// The numbers that the guards of the procedure name.
    pub(super) fn named_numbers(&self) -> &[Decimal] {
        &self.numbers
    }

    /// The texts that the guards of the procedure name.
    pub(super) fn named_texts(&self) -> &[Text] {
        &self.texts
    }

    fn guard_reads(&self, guard: GuardIx) -> &[Slot] {
        self.procedure.guards.get(guard.index()).map_or(&[], |guard| guard.reads())
    }

    /// Whether a need is met by those values, as far as can be told without a case.
    pub(super) fn is_met(&self, need: &Need, values: &Values) -> bool {
        let facts = Supposed { witness: self, values };
        let given = |guard: &GuardIx| self.procedure.guards[guard.index()].evaluate(&facts, &mut Vec::new());
        match need {
            Need::Holds(guard, wanted) => given(guard) == Ok(Value::Bool(*wanted)),
            Need::Gives(guard, answer) => match given(guard) {
                Ok(Value::Bool(yes)) => &**answer == if yes { "yes" } else { "no" },
                Ok(Value::Text(text)) => text == *answer,
                _ => false,
            },
            Need::Several(guard) => {
                matches!(given(guard), Ok(Value::Number(number)) if number >= Decimal::from(1_i64))
            }
            Need::Members(list, some) => match facts.read(Slot::Datum(list.0)) {
                Some(Value::List(members)) => members.is_empty() != *some,
                _ => false,
            },
            Need::Row(element, row) => self.applies(&facts, (*element, *row)),
            Need::Fails(..) => true,
        }
    }
}

/// Data of a procedure with which every need is met, as a path has them from its beginning; nothing where none are found.
pub(crate) fn data_meeting(procedure: &Procedure, needs: &[Need]) -> Option<BTreeMap<DatumIx, Value>> {
    if needs.is_empty() {
        return Some(BTreeMap::new());
    }
    let witness = Witness::of(procedure, beginning(procedure));
    let values = witness.meeting(needs, &Values::new())?;
    let data = values.into_iter().filter_map(|(slot, value)| match slot {
        Slot::Datum(datum) => Some((DatumIx(datum), value)),
        _ => None,
    });
    Some(data.collect())
}

/// The next combination; the last place moves first.
fn next_places(places: &mut [usize], domains: &[Vec<Value>]) -> bool {
    for (place, domain) in places.iter_mut().zip(domains).rev() {
        *place += 1;
        if *place < domain.len() {
            return true;
        }
        *place = 0;
    }
    false
}

/// The numbers and texts that the guards and tables of a file name.
#[derive(Default)]
struct Pool {
    numbers: BTreeSet<Decimal>,
    texts: BTreeSet<Text>,
}

impl Pool {
    fn gather(&mut self, root: &Table) {
        let mut open: Vec<(&Node, bool)> = nodes(root, false);
        while let Some((node, in_table)) = open.pop() {
            match &node.value {
                Tree::Guard(Worded { written, .. }) => self.read(written),
                Tree::Text(text) if in_table => self.read(text),
                Tree::Number(number) if in_table => drop(self.numbers.insert(*number)),
                Tree::List(nodes) => open.extend(nodes.iter().map(|node| (node, in_table))),
                Tree::Map(members) => open.extend(members.iter().map(|member| (&member.node, in_table))),
                Tree::Table(table) => open.extend(nodes(table, in_table)),
                _ => {}
            }
        }
    }

    fn read(&mut self, text: &str) {
        for literal in literals(text) {
            match literal {
                Value::Number(number) => drop(self.numbers.insert(number)),
                Value::Text(text) => drop(self.texts.insert(text)),
                _ => {}
            }
        }
    }
}

/// The values of a block; those of a decision table are all read.
fn nodes(table: &Table, in_table: bool) -> Vec<(&Node, bool)> {
    let entries = table.entries.iter();
    entries.map(|entry| (&entry.node, in_table || entry.key == crate::keywords::Keyword::Table)).collect()
}
