//! How a log that people kept elsewhere fits a procedure: case by case, and in all.
//!
//! Knows what a row of such a log may say, and what fitness is: one less the cost of the cheapest alignment of a case over
//! the cost of the worst one, in which every row stands alone and everything the shortest run asks for was skipped.
//! That is the fitness of optimal alignments (Adriansyah, van Dongen and van der Aalst, 2011), with unit costs.
//! Does not read files: readers hand in rows.
//! Read [`conform`] first.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::align::{Alignment, Ground, Row, align};
use super::deviation::{Deviation, deviations};
use super::label::Labels;
use crate::data::{Decimal, Text, Timestamp};
use crate::diagnostic::ObservedProblem;
use crate::path::Told;
use crate::procedure::{Definitions, Procedure};
use crate::question::Budget;
use crate::rejection::Rejection;

/// A row of a log: something that was done in a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// The line of the file, for messages.
    pub line: usize,
    /// The activity, by number, id or heading.
    pub activity: Text,
    /// The answer or the result, where one is recorded.
    pub answer: Option<Text>,
    /// When.
    pub at: Option<Timestamp>,
    /// Who.
    pub person: Option<Text>,
    /// In which role, by id or name.
    pub role: Option<Text>,
    /// The evidence that was delivered, by id or name; none where the log does not record evidence.
    pub evidence: Option<Vec<Text>>,
    /// Data as written, by id.
    pub data: Vec<(Text, Text)>,
}

/// A case of a log, its rows in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObservedCase {
    /// What the log calls it.
    pub id: Text,
    /// What was done.
    pub rows: Vec<Observed>,
}

/// Whether the cases of a log are whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// Each has ended: what is missing at the end was skipped.
    #[default]
    Whole,
    /// They may be open still: nothing is missing at the end.
    Open,
}

/// What a log records at all, and how its cases are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recorded {
    /// Whether answers are recorded: one that is missing is then a deviation.
    pub answers: bool,
    /// Whether the cases are whole.
    pub ending: Ending,
    /// How much may be tried for one case.
    pub budget: Budget,
}

/// How one case fits.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaseFit {
    /// What the log calls the case.
    pub id: Text,
    /// How many rows it has.
    pub rows: usize,
    /// What its cheapest alignment costs; nothing where none was found within the budget.
    pub cost: Option<u32>,
    /// What its worst alignment costs, of a case that costs nothing at least; nothing where no run of the procedure was
    /// found.
    pub worst: Option<u32>,
    /// From 0 to 1; nothing where no run of the procedure was found.
    pub fitness: Option<Decimal>,
    /// Whether no cheaper alignment can be left; else the budget ended before that was sure.
    pub is_exact: bool,
    /// What does not fit, in order.
    pub deviations: Vec<Deviation>,
}

/// A deviation that many cases share.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Frequent {
    /// One of them.
    pub deviation: Deviation,
    /// How often it was found.
    pub times: usize,
    /// In how many cases.
    pub cases: usize,
}

/// How a log fits a procedure.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Conformance {
    /// The cases, in the order of the log.
    pub cases: Vec<CaseFit>,
    /// Over all cases whose fitness is known: one less all costs over all worst costs.
    pub fitness: Option<Decimal>,
    /// What does not fit, the most frequent first.
    pub frequent: Vec<Frequent>,
}

/// Reads each case of a log as a case of a procedure, as cheaply as it can be read.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::compare::{Observed, ObservedCase, Recorded, conform};
/// use cauce::procedure::Definitions;
/// use cauce::source::Source;
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// rol = { id = "r", nombre = "R" }
/// actividad = [
///   { numero = 1, id = "a", titulo = "Recibir", responsables = "r" },
///   { numero = 2, id = "b", titulo = "Revisar", responsables = "r" },
///   { numero = 3, id = "c", titulo = "Archivar", responsables = "r" },
/// ]
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
/// let procedure = definitions.by_code("P").unwrap();
/// let row = |activity: &str| Observed { activity: activity.into(), ..Observed::default() };
/// let case = ObservedCase { id: "7".into(), rows: vec![row("Recibir"), row("3")] };
/// let found = conform(&definitions, procedure, &[case], &Recorded::default());
/// // One skipped activity, of two rows and three activities.
/// assert_eq!(found.cases[0].fitness.unwrap().to_string(), "0.8");
/// ```
#[must_use]
pub fn conform(
    definitions: &Definitions,
    procedure: &Arc<Procedure>,
    cases: &[ObservedCase],
    recorded: &Recorded,
) -> Conformance {
    let ground = Ground {
        definitions,
        procedure,
        labels: Labels::new(definitions, procedure),
        ending: recorded.ending,
        tries: recorded.budget.tries,
        tells_answers: recorded.answers,
    };
    let mut judge = Judge { ground, meanings: BTreeMap::new(), shortest: BTreeMap::new() };
    let cases: Vec<CaseFit> = cases.iter().map(|case| judge.case(case)).collect();
    let known = || cases.iter().filter_map(|case| Some((u64::from(case.cost?), u64::from(case.worst?))));
    let (cost, worst) = known().fold((0, 0), |(cost, worst), (own, most)| (cost + own, worst + most));
    let fitness = known().next().and_then(|_| fitness(cost, worst));
    Conformance { fitness, frequent: frequent(&cases), cases }
}

/// One less the cost over the worst cost, to four places, rounded down: what deviates is never called whole.
fn fitness(cost: u64, worst: u64) -> Option<Decimal> {
    if worst == 0 {
        return Some(Decimal::ONE);
    }
    let parts = u128::from(worst.saturating_sub(cost)) * 10_000 / u128::from(worst);
    Decimal::from(i64::try_from(parts).ok()?).checked_div(Decimal::from(10_000_i64))
}

struct Judge<'d> {
    ground: Ground<'d>,
    meanings: BTreeMap<Text, Rc<super::label::Meaning>>,
    /// What the shortest run costs, by what is told.
    shortest: BTreeMap<String, Option<u32>>,
}

impl Judge<'_> {
    fn case(&mut self, case: &ObservedCase) -> CaseFit {
        let mut order: Vec<&Observed> = case.rows.iter().collect();
        // A log that dates everything says the order by its dates.
        if order.iter().all(|row| row.at.is_some()) {
            order.sort_by_key(|row| row.at);
        }
        let rows: Vec<Row<'_>> =
            order.iter().map(|row| Row { observed: row, meaning: self.meaning(&row.activity) }).collect();
        let told = told(&rows);
        let read = align(&self.ground, &rows, &told);
        let shortest = self.shortest(&told);
        self.fit(case, &rows, (read, shortest))
    }

    fn meaning(&mut self, written: &Text) -> Rc<super::label::Meaning> {
        if let Some(known) = self.meanings.get(written) {
            return Rc::clone(known);
        }
        let meaning = Rc::new(self.ground.labels.meaning(written));
        self.meanings.insert(written.clone(), Rc::clone(&meaning));
        meaning
    }

    /// What a case costs of which nothing was recorded: the fewest things that have to be done.
    fn shortest(&mut self, told: &Told) -> Option<u32> {
        let key = format!("{told:?}");
        if let Some(known) = self.shortest.get(&key) {
            return *known;
        }
        let found = align(&self.ground, &[], told).ok().flatten().filter(|found| found.is_cheapest);
        let cost = found.map(|alignment| alignment.cost.moves);
        self.shortest.insert(key, cost);
        cost
    }

    fn fit(
        &self,
        case: &ObservedCase,
        rows: &[Row<'_>],
        (read, shortest): (Result<Option<Alignment>, Rejection>, Option<u32>),
    ) -> CaseFit {
        // Rows that name what passes by itself stand for nothing, alone or not.
        let counted = rows.iter().filter(|row| row.meaning.is_done || row.meaning.is_unknown()).count();
        let counted = u32::try_from(counted).unwrap_or(u32::MAX);
        let mut worst = shortest.map(|shortest| shortest.saturating_add(counted));
        let (cost, is_exact, deviations) = match read {
            Ok(Some(alignment)) => {
                let found = deviations(&self.ground, rows, &alignment);
                (Some(alignment.cost.moves), alignment.is_cheapest, found)
            }
            // The worst alignment is one.
            Ok(None) => (worst, false, Vec::new()),
            Err(rejection) => {
                let reason = rejection.message(self.ground.procedure.head().language).into();
                let line = rows.first().map(|row| row.observed.line);
                let problem = ObservedProblem::CannotBegin { reason };
                (worst, true, vec![Deviation { problem, line, cost: 0, element: None }])
            }
        };
        // What costs nothing fits whole, also where the shortest run was not found: it is at least no shorter than none.
        if cost == Some(0) && worst.is_none() {
            worst = Some(counted);
        }
        let both = cost.zip(worst);
        let fitness = both.and_then(|(cost, worst)| fitness(u64::from(cost), u64::from(worst)));
        CaseFit { id: case.id.clone(), rows: rows.len(), cost, worst, fitness, is_exact, deviations }
    }
}

/// What the rows of a case tell of its data: of each datum the first value.
fn told(rows: &[Row<'_>]) -> Told {
    let mut told = Told::default();
    for (id, value) in rows.iter().flat_map(|row| &row.observed.data) {
        if !value.is_empty() && told.values.iter().all(|(known, _)| known != id) {
            told.values.push((id.clone(), value.clone()));
        }
    }
    for member in rows.iter().flat_map(|row| row.meaning.members()) {
        if !told.members.contains(member) {
            told.members.push(member.clone());
        }
    }
    told
}

/// The deviations that are alike, the most frequent first; of equally frequent ones the first that was found.
fn frequent(cases: &[CaseFit]) -> Vec<Frequent> {
    let mut found: Vec<(Frequent, usize)> = Vec::new();
    let mut places: BTreeMap<(&str, Text), usize> = BTreeMap::new();
    for (number, case) in cases.iter().enumerate() {
        for deviation in &case.deviations {
            let key = (deviation.problem.code(), deviation.about());
            let place = *places.entry(key).or_insert_with(|| {
                found.push((Frequent { deviation: deviation.clone(), times: 0, cases: 0 }, usize::MAX));
                found.len() - 1
            });
            let (frequent, last) = &mut found[place];
            frequent.times += 1;
            frequent.cases += usize::from(*last != number);
            *last = number;
        }
    }
    let mut found: Vec<Frequent> = found.into_iter().map(|(frequent, _)| frequent).collect();
    found.sort_by_key(|frequent| std::cmp::Reverse((frequent.times, frequent.cases)));
    found
}
