//! What a alignment of a case means for people: which rows and which activities do not fit, and what else is amiss.
//!
//! Knows that an activity which stands alone in the log and is asked for elsewhere was done out of order.
//! Does not look for alignments.
//! Read [`Deviation`] first.

use super::align::{Alignment, Did, Ground, Move, Row, is_said, may};
use super::label::{Element, plain};
use crate::calendar::Zone;
use crate::data::{Text, Timestamp};
use crate::diagnostic::ObservedProblem;
use crate::event::ItemKind;
use crate::keywords::Keyword as K;
use crate::procedure::Choice;
use crate::view::{EvidenceWanted, WorkItem};

/// Something in a case that does not fit the procedure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deviation {
    /// What does not fit.
    pub problem: ObservedProblem,
    /// The line of the row, where there is one.
    pub line: Option<usize>,
    /// What it costs: nothing where the order of the work fits all the same.
    pub cost: u32,
    /// The id of the activity, where it is one of the procedure.
    pub element: Option<Text>,
}

/// How far something fits, in words of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Nothing deviates.
    Whole,
    /// The order of the work fits; something beside it does not.
    Marked,
    /// The order of the work does not fit.
    Broken,
}

impl super::CaseFit {
    /// How far the case fits.
    #[must_use]
    pub fn fit(&self) -> Fit {
        match (self.cost, self.deviations.is_empty()) {
            (Some(0), true) => Fit::Whole,
            (Some(0), false) => Fit::Marked,
            _ => Fit::Broken,
        }
    }
}

impl Deviation {
    /// What it is about: the activity, else what was written.
    pub(super) fn about(&self) -> Text {
        match (&self.element, &self.problem) {
            (Some(element), _) => element.clone(),
            (None, ObservedProblem::UnknownActivity { written, .. }) => plain(written).into(),
            (None, _) => Text::default(),
        }
    }
}

/// What deviates in a case, in the order of its alignment.
pub(super) fn deviations(ground: &Ground<'_>, rows: &[Row<'_>], alignment: &Alignment) -> Vec<Deviation> {
    let pairs = pairs(ground, rows, &alignment.moves);
    let teller = Teller { ground, rows };
    let mut found = Vec::new();
    for (place, made) in alignment.moves.iter().enumerate() {
        match made {
            Move::Synchronous { row, did } => teller.together(*row, did, &mut found),
            Move::Log { row } => match pairs.iter().find(|pair| pair.extra == place) {
                Some(pair) => found.push(teller.out_of_order(*row, pair)),
                None => found.push(teller.extra(*row)),
            },
            Move::Model { did } if pairs.iter().all(|pair| pair.skipped != place) => {
                found.push(teller.skipped(did));
            }
            Move::Early { until } => {
                let until = teller.shown(*until);
                found.push(teller.plain(ObservedProblem::Early { until }, None, 1));
            }
            Move::Resolved { reference } => {
                let element = ground.procedure.find_written(reference);
                let element = element.map(|element| ground.procedure.id(element).clone());
                let problem = ObservedProblem::Beyond { reference: reference.clone() };
                found.push(Deviation { problem, line: None, cost: 1, element });
            }
            Move::Model { .. } | Move::Silent => {}
        }
    }
    found
}

/// A row that stands alone, and where the procedure asks for it; `beside` stands between them.
struct Pair {
    extra: usize,
    skipped: usize,
    beside: Text,
}

/// The rows that stand alone of what was skipped elsewhere, each with the nearest.
fn pairs(ground: &Ground<'_>, rows: &[Row<'_>], moves: &[Move]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (extra, made) in moves.iter().enumerate() {
        let Move::Log { row } = made else { continue };
        let meaning = &rows[*row].meaning;
        let is_it = |(place, made): &(usize, &Move)| {
            let Move::Model { did } = made else { return false };
            let Did::Item { item, .. } = &**did else { return false };
            meaning.means(ground.procedure, item) && pairs.iter().all(|pair| pair.skipped != *place)
        };
        let skipped = moves.iter().enumerate().filter(is_it).map(|(place, _)| place);
        let Some(skipped) = skipped.min_by_key(|place| place.abs_diff(extra)) else { continue };
        if let Some(beside) = beside(moves, extra, skipped) {
            pairs.push(Pair { extra, skipped, beside });
        }
    }
    pairs
}

/// What stands next to the place where it should have been done, on the side where it was done.
fn beside(moves: &[Move], extra: usize, skipped: usize) -> Option<Text> {
    let name = |made: &Move| match made {
        Move::Synchronous { did, .. } | Move::Model { did } => Some(reference(did)),
        _ => None,
    };
    match extra < skipped {
        true => moves.get(extra..skipped)?.iter().rev().find_map(name),
        false => moves.get(skipped + 1..extra)?.iter().find_map(name),
    }
}

fn reference(did: &Did) -> Text {
    match did {
        Did::Item { item, .. } => item.reference.clone(),
        Did::Declared(event) => event.reference.clone(),
    }
}

struct Teller<'t, 'd> {
    ground: &'t Ground<'d>,
    rows: &'t [Row<'t>],
}

impl Teller<'_, '_> {
    fn plain(&self, problem: ObservedProblem, line: Option<usize>, cost: u32) -> Deviation {
        Deviation { problem, line, cost, element: None }
    }

    fn line(&self, row: usize) -> Option<usize> {
        self.rows.get(row).map(|row| row.observed.line)
    }

    fn skipped(&self, did: &Did) -> Deviation {
        let (reference, title, element) = match did {
            Did::Item { item, .. } => (&item.reference, &item.title, self.id(item)),
            Did::Declared(event) => (&event.reference, &event.title, Some(event.id.clone())),
        };
        let problem = ObservedProblem::Skipped { reference: reference.clone(), title: title.clone() };
        Deviation { problem, line: None, cost: 1, element }
    }

    fn extra(&self, row: usize) -> Deviation {
        let Row { observed, meaning } = &self.rows[row];
        let Some(element) = meaning.element() else {
            let nearest = self.ground.labels.nearest(&observed.activity);
            let problem = ObservedProblem::UnknownActivity { written: observed.activity.clone(), nearest };
            return self.plain(problem, self.line(row), 1);
        };
        let (reference, title) = self.ground.labels.called(element);
        let problem = ObservedProblem::Extra { reference, title };
        Deviation { problem, line: self.line(row), cost: 1, element: self.id_of(element) }
    }

    fn out_of_order(&self, row: usize, pair: &Pair) -> Deviation {
        let element = self.rows[row].meaning.element();
        let (reference, title) =
            element.map(|element| self.ground.labels.called(element)).unwrap_or_default();
        let early = pair.extra < pair.skipped;
        let problem = ObservedProblem::OutOfOrder { reference, title, early, beside: pair.beside.clone() };
        let element = element.and_then(|element| self.id_of(element));
        Deviation { problem, line: self.line(row), cost: 2, element }
    }

    /// What is amiss with a row that fits.
    fn together(&self, row: usize, did: &Did, found: &mut Vec<Deviation>) {
        let Did::Item { item, answer, at } = did else { return };
        let Row { observed, .. } = &self.rows[row];
        let reference = || item.reference.clone();
        let line = self.line(row);
        let mut add = |problem, cost| found.push(Deviation { problem, line, cost, element: self.id(item) });
        match (&observed.answer, answer) {
            (Some(written), Some(answer)) if !is_said(written, answer, item) => {
                let (written, fits) = (written.clone(), self.printed(item, answer));
                add(ObservedProblem::OtherAnswer { reference: reference(), written, fits }, 1);
            }
            (None, Some(answer)) if self.ground.tells_answers && !item.answers.is_empty() => {
                let fits = self.printed(item, answer);
                add(ObservedProblem::MissingAnswer { reference: reference(), fits }, 0);
            }
            _ => {}
        }
        if let Some(role) = observed.role.as_ref().filter(|role| !may(self.ground.procedure, item, role)) {
            let roles = self.role_names(item);
            add(ObservedProblem::OtherRole { reference: reference(), written: role.clone(), roles }, 0);
        }
        let returns =
            item.answers.iter().any(|offered| Some(&offered.id) == answer.as_ref() && offered.returns);
        if let Some(given) = observed.evidence.as_ref().filter(|_| !returns && item.kind == ItemKind::Work) {
            let records = missing(item, given);
            if !records.is_empty() {
                add(ObservedProblem::MissingEvidence { reference: reference(), records }, 0);
            }
        }
        let due = item.due.as_ref().and_then(|due| due.due);
        if let Some(due) = due.filter(|due| observed.at.is_some() && *at > *due) {
            let due = self.shown(due);
            add(ObservedProblem::Late { reference: reference(), due, at: *at }, 0);
        }
    }

    fn id(&self, item: &WorkItem) -> Option<Text> {
        Some(item.procedure(self.ground.procedure).id(item.element).clone())
    }

    fn id_of(&self, (digest, element): Element) -> Option<Text> {
        let own = self.ground.procedure;
        match own.digests().definition == digest {
            true => Some(own.id(element).clone()),
            false => Some(self.ground.definitions.get(&digest)?.id(element).clone()),
        }
    }

    /// An answer as people read it.
    fn printed(&self, item: &WorkItem, answer: &Text) -> Text {
        let language = self.ground.procedure.head().language;
        let offered = item.answers.iter().find(|offered| offered.id == *answer);
        match &**answer {
            "conforming" => K::Conforming.word(language).into(),
            "nonconforming" => K::Nonconforming.word(language).into(),
            _ => offered.map_or_else(|| answer.clone(), |offered| offered.text.clone()),
        }
    }

    fn role_names(&self, item: &WorkItem) -> Vec<Text> {
        let procedure = item.procedure(self.ground.procedure);
        let name = |id: &Text| {
            let role = procedure.role(id).map(|role| &procedure.roles()[role.index()]);
            role.map_or_else(|| id.clone(), |role| role.name.clone())
        };
        item.roles.iter().map(name).collect()
    }

    /// A moment as clocks of the procedure show it.
    fn shown(&self, at: Timestamp) -> Text {
        let zone = self.ground.procedure.head().zone.unwrap_or(Zone::UTC);
        zone.local_time(at).to_string().into()
    }
}

/// The records that were needed and are not among what was delivered.
fn missing(item: &WorkItem, given: &[Text]) -> Vec<Text> {
    let given: Vec<String> = given.iter().map(|one| plain(one)).collect();
    let mut missing = Vec::new();
    for need in item.evidence.iter().filter(|need| !need.optional) {
        let absent: Vec<Text> = absent(need, &given);
        let enough = match need.rule {
            Choice::All => absent.is_empty(),
            Choice::OneOf | Choice::AnyOf => absent.len() < need.records.len(),
        };
        if !enough {
            missing.extend(absent);
        }
    }
    missing
}

fn absent(need: &EvidenceWanted, given: &[String]) -> Vec<Text> {
    let records = need.records.iter();
    let is_absent = |id: &str, name: &str| !given.contains(&plain(id)) && !given.contains(&plain(name));
    records.filter(|record| is_absent(&record.id, &record.name)).map(|record| record.name.clone()).collect()
}
