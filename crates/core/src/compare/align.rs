//! The cheapest way to read the rows of a log as a case of a procedure.
//!
//! Knows the moves of an alignment: together with a row, by the row alone, by the procedure alone; and how the cheapest
//! sequence of them is looked for, on copies of a case, the most hopeful first.
//! What passes by itself costs nothing; of equally cheap ones the one with the fewest other marks is taken.
//! Does not say what a move means for people: see [`super::deviation`].
//! Read [`align`] first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;
use std::sync::Arc;

use super::conform::{Ending, Observed};
use super::label::{Labels, Meaning};
use crate::data::{Digest, Text, Timestamp};
use crate::event::ItemKind;
use crate::keywords::Keyword as K;
use crate::path::{self, Beginning, MoveKind, Told, Trial};
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;
use crate::view::{Ahead, AwaitedKind, WorkItem, ahead, levels};

/// What a case is read against.
pub(super) struct Ground<'d> {
    pub(super) definitions: &'d Definitions,
    pub(super) procedure: &'d Arc<Procedure>,
    pub(super) labels: Labels<'d>,
    pub(super) ending: Ending,
    /// Moves that are tried for one case.
    pub(super) tries: usize,
    /// Whether the log records answers and roles at all.
    pub(super) tells_answers: bool,
}

/// A row with what it means.
pub(super) struct Row<'r> {
    pub(super) observed: &'r Observed,
    pub(super) meaning: Rc<Meaning>,
}

/// What a alignment costs: moves that do not fit; then, of equally dear ones, how many of them stand apart, other marks,
/// and what had to pass by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    pub(super) moves: u32,
    apart: u32,
    marks: u32,
    silent: u32,
}

impl Cost {
    /// After a move of the log and the case together, with so many misfits and marks.
    fn together(self, moves: u32, marks: u32) -> Self {
        Cost { moves: self.moves.saturating_add(moves), marks: self.marks.saturating_add(marks), ..self }
    }

    /// After a move of one of them alone.
    fn alone(self) -> Self {
        Cost { moves: self.moves.saturating_add(1), apart: self.apart.saturating_add(1), ..self }
    }

    /// After something that costs nothing.
    fn silent(self, times: u32) -> Self {
        Cost { silent: self.silent.saturating_add(times), ..self }
    }
}

/// One move of an alignment.
#[derive(Clone, Debug)]
pub(super) enum Move {
    /// The row and the case together.
    Synchronous { row: usize, did: Rc<Did> },
    /// The row, and nothing in the case.
    Log { row: usize },
    /// The case, and no row.
    Model { did: Rc<Did> },
    /// The case waited for a moment that the log has not reached.
    Early { until: Timestamp },
    /// The authority set the case going again.
    Resolved { reference: Text },
    /// A row that names what passes by itself, or a move of the case that nobody records.
    Silent,
}

/// What was done in the case.
#[derive(Debug)]
pub(super) enum Did {
    /// An item, with the answer it was given, and when.
    Item { item: Box<WorkItem>, answer: Option<Text>, at: Timestamp },
    /// An event that a person declared.
    Declared(Ahead),
}

/// A case of a log, read as a case of a procedure.
pub(super) struct Alignment {
    pub(super) moves: Vec<Move>,
    pub(super) cost: Cost,
    /// Whether nothing cheaper can be left.
    pub(super) is_cheapest: bool,
}

/// The cheapest alignment; where the budget ends before it is proved, a cheap one; nothing where none is found.
///
/// # Errors
///
/// Why the case cannot begin.
pub(super) fn align(
    ground: &Ground<'_>,
    rows: &[Row<'_>],
    told: &Told,
) -> Result<Option<Alignment>, Rejection> {
    let bases = beginnings(ground, rows, told)?;
    let exact = Search::new(ground, rows, (told, false)).look(&bases);
    Ok(match exact {
        Found::Alignment(alignment) => Some(alignment),
        Found::Nothing => None,
        Found::TooMuch => match Search::new(ground, rows, (told, true)).look(&bases) {
            Found::Alignment(alignment) => Some(Alignment { is_cheapest: false, ..alignment }),
            _ => None,
        },
    })
}

/// A case for each way in which it may begin; the ordinary one first.
fn beginnings<'d>(ground: &Ground<'d>, rows: &[Row<'_>], told: &Told) -> Result<Vec<Trial<'d>>, Rejection> {
    let procedure = ground.procedure;
    let at = rows.first().and_then(|row| row.observed.at);
    let named = procedure.graph.entries.iter().map(|entry| Some(procedure.id(*entry).clone()));
    let (mut begun, mut refused) = (Vec::new(), None);
    for start in std::iter::once(None).chain(named) {
        match Trial::begin_told(ground.definitions, &Beginning { procedure, start, at }, told) {
            Ok(trial) => begun.push(trial),
            Err(rejection) => refused = refused.or(Some(rejection)),
        }
    }
    match (begun.is_empty(), refused) {
        (true, Some(rejection)) => Err(rejection),
        _ => Ok(begun),
    }
}

enum Found {
    Alignment(Alignment),
    Nothing,
    TooMuch,
}

/// A case and what may be done in it.
struct Base<'d> {
    trial: Trial<'d>,
    moves: Vec<path::Move>,
}

/// What is to be done next with a case.
enum Next<'d> {
    /// Nothing: a row by itself, or the beginning.
    Stay(Rc<Trial<'d>>),
    /// One of the moves of a case.
    Take(Rc<Base<'d>>, usize),
}

struct Candidate<'d> {
    hope: u32,
    cost: Cost,
    /// Rows that are read after it.
    row: usize,
    /// Its number: of equal ones the first.
    serial: usize,
    before: usize,
    by: Move,
    next: Next<'d>,
}

impl Candidate<'_> {
    fn rank(&self) -> (u32, u32, u32, u32, Reverse<usize>, usize) {
        let Cost { apart, marks, silent, .. } = self.cost;
        (self.hope, apart, marks, silent, Reverse(self.row), self.serial)
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Candidate<'_> {}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// What led to a case.
struct Reached {
    before: usize,
    by: Move,
}

struct Search<'s, 'd> {
    ground: &'s Ground<'d>,
    rows: &'s [Row<'s>],
    told: &'s Told,
    /// Whether any alignment will do, if it is cheap.
    greedy: bool,
    guarded: bool,
    /// Rows from each on that can only stand alone.
    alone: Vec<u32>,
    reached: Vec<Reached>,
    open: BinaryHeap<Reverse<Candidate<'d>>>,
    seen: BTreeMap<(usize, Digest), Cost>,
    serial: usize,
}

impl<'s, 'd> Search<'s, 'd> {
    fn new(ground: &'s Ground<'d>, rows: &'s [Row<'s>], (told, greedy): (&'s Told, bool)) -> Self {
        let mut alone = vec![0; rows.len() + 1];
        for (place, row) in rows.iter().enumerate().rev() {
            alone[place] = alone[place + 1] + u32::from(row.meaning.is_unknown());
        }
        let guarded = ground.definitions.iter().any(|procedure| procedure.has_guards());
        Search {
            ground,
            rows,
            told,
            greedy,
            guarded: guarded || ground.procedure.has_guards(),
            alone,
            reached: Vec::new(),
            open: BinaryHeap::new(),
            seen: BTreeMap::new(),
            serial: 0,
        }
    }

    fn look(&mut self, begun: &[Trial<'d>]) -> Found {
        for (place, trial) in begun.iter().enumerate() {
            let silent = u32::try_from(place).unwrap_or(u32::MAX);
            let next = Next::Stay(Rc::new(trial.clone()));
            self.push((usize::MAX, 0), Cost::default().silent(silent), (Move::Silent, next));
        }
        for _ in 0..self.ground.tries {
            let Some(Reverse(candidate)) = self.open.pop() else { return Found::Nothing };
            let Candidate { cost, row, before, by, next, .. } = candidate;
            let Some(trial) = taken(next) else { continue };
            let is_end = row == self.rows.len() && (trial.is_over() || self.ground.ending == Ending::Open);
            if !is_end && !self.is_cheaper(&trial, row, cost) {
                continue;
            }
            self.reached.push(Reached { before, by });
            if is_end {
                return Found::Alignment(Alignment { moves: self.moves(), cost, is_cheapest: true });
            }
            self.expand(&trial, row, cost);
        }
        Found::TooMuch
    }

    /// Whether nothing led to such a case by less; if so, that is noted.
    fn is_cheaper(&mut self, trial: &Trial<'_>, row: usize, cost: Cost) -> bool {
        let like = (row, likeness(trial, self.guarded));
        let is_cheaper = self.seen.get(&like).is_none_or(|least| cost < *least);
        if is_cheaper {
            self.seen.insert(like, cost);
        }
        is_cheaper
    }

    fn moves(&self) -> Vec<Move> {
        let (mut moves, mut at) = (Vec::new(), self.reached.len().checked_sub(1));
        while let Some(reached) = at.and_then(|place| self.reached.get(place)) {
            moves.push(reached.by.clone());
            at = Some(reached.before);
        }
        moves.reverse();
        moves
    }

    fn push(&mut self, (before, row): (usize, usize), cost: Cost, (by, next): (Move, Next<'d>)) {
        let left = u32::try_from(self.rows.len() - row).unwrap_or(u32::MAX);
        let hope = match self.greedy {
            // A row that is read is worth half a move that does not fit.
            true => cost.moves.saturating_mul(2).saturating_add(left),
            false => cost.moves.saturating_add(self.alone[row]),
        };
        let serial = self.serial;
        self.serial += 1;
        self.open.push(Reverse(Candidate { hope, cost, row, serial, before, by, next }));
    }

    fn expand(&mut self, trial: &Rc<Trial<'d>>, row: usize, cost: Cost) {
        let here = (self.reached.len() - 1, row);
        let base = self.base(Trial::clone(trial));
        if let Some(Row { observed, meaning }) = self.rows.get(row) {
            let after = (here.0, row + 1);
            let (by, cost_alone) = match meaning.is_done || meaning.is_unknown() {
                true => (Move::Log { row }, cost.alone()),
                false => (Move::Silent, cost),
            };
            self.push(after, cost_alone, (by, Next::Stay(Rc::clone(trial))));
            let later = self.waited(trial, observed.at);
            self.together(after, cost, later.as_ref().unwrap_or(&base));
            if let Some(later) = later.filter(|later| later.trial.instance().seq() != trial.instance().seq())
            {
                self.alone(here, cost, &later);
            }
        }
        self.alone(here, cost, &base);
    }

    fn base(&self, trial: Trial<'d>) -> Rc<Base<'d>> {
        let moves = trial.moves().iter().flat_map(|one| one.told(self.told, self.guarded)).collect();
        Rc::new(Base { trial, moves })
    }

    /// The case at the moment of a row; nothing where it stands there already.
    fn waited(&self, trial: &Trial<'d>, at: Option<Timestamp>) -> Option<Rc<Base<'d>>> {
        let at = at.filter(|at| *at > trial.now())?;
        let mut later = trial.clone();
        later.wait_until(at).ok()?;
        Some(self.base(later))
    }

    /// The moves that a row may be.
    fn together(&mut self, (before, after): (usize, usize), cost: Cost, base: &Rc<Base<'d>>) {
        let rows = self.rows;
        let (row, own) = (after - 1, self.ground.procedure);
        let Row { observed, meaning } = &rows[row];
        let events = ahead(base.trial.instance());
        for (place, made) in base.moves.iter().enumerate() {
            let (did, moves, marks) = match (made.item(), made.kind()) {
                (Some(item), _) if meaning.means(own, item) => {
                    let Some((moves, marks)) = self.fit(made, item, observed) else { continue };
                    (did(made, item, &base.trial), moves, marks)
                }
                (None, MoveKind::Declare) => {
                    let Some(event) = declared(made, &events) else { continue };
                    if !meaning.means_event(own, event) {
                        continue;
                    }
                    (Did::Declared(event.clone()), 0, 0)
                }
                _ => continue,
            };
            let by = Move::Synchronous { row, did: Rc::new(did) };
            self.push((before, after), cost.together(moves, marks), (by, Next::Take(Rc::clone(base), place)));
        }
    }

    /// What it costs that a row is this move: another answer is one that does not fit, the rest are marks.
    fn fit(&self, made: &path::Move, item: &WorkItem, observed: &Observed) -> Option<(u32, u32)> {
        let role = observed.role.as_ref().is_some_and(|role| !may(self.ground.procedure, item, role));
        let role = u32::from(role);
        if let Some(code) = made.error() {
            let is_it = observed.answer.as_ref().is_some_and(|written| **written == **code);
            return is_it.then_some((0, role));
        }
        let answer = said_answer(made);
        match (&observed.answer, answer) {
            // Whether it applies is answered by doing it; only a row that answers answers it.
            (None, _) if item.kind == ItemKind::Applies => None,
            (Some(written), Some(answer)) => {
                let fits = is_said(written, &answer, item);
                Some((u32::from(!fits), role))
            }
            (None, Some(answer)) if self.ground.tells_answers || item.answers.is_empty() => {
                // What is recorded without a result conforms, unless what follows says otherwise.
                Some((0, role + u32::from(&*answer != "conforming")))
            }
            _ => Some((0, role)),
        }
    }

    /// The moves that nobody recorded.
    fn alone(&mut self, here: (usize, usize), cost: Cost, base: &Rc<Base<'d>>) {
        let next_at = self.rows.get(here.1).and_then(|row| row.observed.at);
        let events = ahead(base.trial.instance());
        for (place, made) in base.moves.iter().enumerate() {
            let by = match (made.kind(), made.item()) {
                (MoveKind::Job | MoveKind::Outside, _) => Move::Silent,
                (MoveKind::Onward | MoveKind::Return, Some(item)) if item.kind == ItemKind::Applies => {
                    Move::Silent
                }
                (MoveKind::Onward | MoveKind::Return, Some(item)) => {
                    Move::Model { did: Rc::new(did(made, item, &base.trial)) }
                }
                (MoveKind::Declare, _) => match declared(made, &events) {
                    Some(event) => Move::Model { did: Rc::new(Did::Declared(event.clone())) },
                    None => continue,
                },
                (MoveKind::Time, _) => {
                    match made.until().filter(|until| next_at.is_some_and(|at| at < *until)) {
                        Some(until) => Move::Early { until },
                        None => Move::Silent,
                    }
                }
                (MoveKind::Resolve, _) => Move::Resolved { reference: stuck(&base.trial, made) },
                _ => continue,
            };
            let cost = if matches!(by, Move::Silent) { cost.silent(1) } else { cost.alone() };
            self.push(here, cost, (by, Next::Take(Rc::clone(base), place)));
        }
    }
}

/// The case after what is to be done; nothing where it is refused.
fn taken(next: Next<'_>) -> Option<Rc<Trial<'_>>> {
    match next {
        Next::Stay(trial) => Some(trial),
        Next::Take(base, place) => {
            let mut trial = base.trial.clone();
            trial.take_now(base.moves.get(place)?).ok()?;
            Some(Rc::new(trial))
        }
    }
}

fn did(made: &path::Move, item: &WorkItem, trial: &Trial<'_>) -> Did {
    Did::Item { item: Box::new(item.clone()), answer: said_answer(made), at: trial.now() }
}

/// The answer that a move gives, the result of a verification, or the code of an error.
fn said_answer(made: &path::Move) -> Option<Text> {
    let item = made.item()?;
    if let Some(answer) = made.answer().or(made.error()) {
        return Some(answer.clone());
    }
    let verifies = item.answers.is_empty() && (item.verifies.is_some() || item.kind == ItemKind::Verify);
    let is_bad = [K::Nonconforming.es(), K::Nonconforming.en()].into_iter().any(|word| {
        made.text().strip_suffix(&*word.replace(' ', "-")).is_some_and(|before| before.ends_with(':'))
    });
    verifies.then(|| if is_bad { "nonconforming" } else { "conforming" }.into())
}

/// The event that a declaration declares.
fn declared<'e>(made: &path::Move, events: &'e [Ahead]) -> Option<&'e Ahead> {
    let name = made.text().strip_prefix('!')?;
    events.iter().find(|event| event.kind == AwaitedKind::Declared && *event.reference == *name)
}

/// What is stuck that a resolution is for.
fn stuck(trial: &Trial<'_>, made: &path::Move) -> Text {
    let open = crate::view::open_items(trial.instance());
    let stuck = open.iter().filter(|item| item.kind == ItemKind::Incident);
    let named = stuck.clone().find(|item| made.text().contains(&format!("\"{}\"", item.reference)));
    named.or(stuck.clone().next()).map(|item| item.reference.clone()).unwrap_or_default()
}

/// Whether somebody in a role may do it; where the source names nobody, anyone may.
pub(super) fn may(own: &Procedure, item: &WorkItem, role: &str) -> bool {
    let wanted = super::label::plain(role);
    let procedure = item.procedure(own);
    let is_named = |id: &Text| {
        let name = procedure.role(id).map(|role| &procedure.roles()[role.index()].name);
        super::label::plain(id) == wanted || name.is_some_and(|name| super::label::plain(name) == wanted)
    };
    item.roles.is_empty() || item.roles.iter().any(is_named)
}

/// Whether a log means that answer, or that result.
pub(super) fn is_said(written: &str, answer: &str, item: &WorkItem) -> bool {
    let said = super::label::plain(written);
    let word = |keyword: K| [keyword.es(), keyword.en()].map(super::label::plain).contains(&said);
    match answer {
        "yes" => {
            word(K::AnswerYes)
                || matches!(&*said, "s" | "y" | "true" | "verdadero")
                || named(&said, answer, item)
        }
        "no" => word(K::AnswerNo) || matches!(&*said, "n" | "false" | "falso") || named(&said, answer, item),
        "conforming" => !is_bad(&said),
        "nonconforming" => is_bad(&said),
        _ => named(&said, answer, item),
    }
}

fn named(said: &str, answer: &str, item: &WorkItem) -> bool {
    let offered = item.answers.iter().find(|offered| *offered.id == *answer);
    super::label::plain(answer) == said
        || offered.is_some_and(|offered| super::label::plain(&offered.text) == said)
}

/// Whether a recorded result says that it does not conform.
fn is_bad(said: &str) -> bool {
    let said = said.replace('_', " ");
    ["no conforme", "nonconforming", "not conforming", "no cumple", "no"].contains(&&*said)
}

/// What tells cases apart in which something else may happen next, in little room.
fn likeness(trial: &Trial<'_>, guarded: bool) -> Digest {
    let instance = trial.instance();
    let early =
        levels(instance).iter().flat_map(|level| level.state.open.iter()).fold(0_usize, |early, open| {
            let moment = open.due().and_then(|due| due.not_before);
            early + usize::from(moment.is_some_and(|moment| moment > trial.now()))
        });
    let told = format!("{:?};{early};{}", instance.status(), instance.state.likeness(guarded));
    Digest::of(told.as_bytes())
}
