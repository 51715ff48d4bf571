//! The shortest way out: the fewest things to do until a case ends, as words of a path.
//!
//! Knows how to look for it: ways are tried on copies of the case, those first that the shape of the graph says are
//! shortest; when nothing shorter can be left, the way is the shortest, and says so.
//! Does not invent data: what work asks for is given as a path gives it that says nothing.
//! Read [`way_out`] first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::distance::Known;
use crate::instance::{ElementInstance, Instance, Status};
use crate::path::{Move, MoveKind, Trial};
use crate::view::levels;

/// Moves of a way that goes straight on, at least, however much is open.
const STRAIGHT: usize = 500;

/// How much may be tried before a question is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Moves that are tried, on small cases; larger ones take as much work for fewer moves.
    pub tries: usize,
}

impl Default for Budget {
    /// Enough for a second's work on a small machine.
    fn default() -> Self {
        Budget { tries: 10_000 }
    }
}

impl Budget {
    /// How many moves may be tried on a case: each costs a copy of what is open in it.
    pub(super) fn tries_on(self, instance: &Instance) -> usize {
        self.tries / (1 + instance.state.size() / 64)
    }
}

/// A way out of a case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Way {
    /// What is done, in order.
    pub moves: Vec<Move>,
    /// How many of the moves somebody has to make: all but the passing of time.
    pub acts: usize,
    /// Whether nothing shorter can be left; else it is the shortest that was found within the budget.
    pub is_shortest: bool,
    /// How the case ends by it.
    pub ends: Status,
}

/// What came of looking for a way out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WayOut {
    /// There is one.
    Way(Way),
    /// The case has ended.
    Over(Status),
    /// Everything was tried and nothing leads to an end, without data or messages that nobody has foreseen.
    None,
    /// Nothing was found within the budget.
    Undecided {
        /// How many moves were tried.
        tries: usize,
    },
}

/// The fewest things that have to be done until a case ends.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::command::Start;
/// use cauce::path::{Trial, steps};
/// use cauce::procedure::Definitions;
/// use cauce::question::{Budget, WayOut, way_out};
/// use cauce::source::{Language, Source};
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// rol = { id = "r", nombre = "R" }
/// actividad = [
///   { numero = 1, id = "a", titulo = "Recibir", responsables = "r", pregunta = "¿Está completa?",
///     si = { continua_en = 3 }, no = { continua_en = 2 } },
///   { numero = 2, id = "b", titulo = "Completar", responsables = "r" },
///   { numero = 3, id = "c", titulo = "Archivar", responsables = "r" },
/// ]
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
/// let (trial, _) = Trial::begin(&definitions, Start::of("P"), Language::Spanish)?;
/// let WayOut::Way(way) = way_out(&trial, &Budget::default()) else { panic!("there is one") };
/// assert_eq!(steps(&way.moves, Language::Spanish), "1:SI 3");
/// assert!(way.is_shortest);
/// # Ok::<(), cauce::rejection::Rejection>(())
/// ```
#[must_use]
pub fn way_out(trial: &Trial<'_>, budget: &Budget) -> WayOut {
    if trial.is_over() {
        return WayOut::Over(trial.instance().status());
    }
    let mut search = Search::new(trial, budget);
    match search.look() {
        Found::Way(way) => WayOut::Way(way),
        Found::Nothing => WayOut::None,
        Found::TooMuch => match straight(trial, budget) {
            Some(way) => WayOut::Way(way),
            None => WayOut::Undecided { tries: search.tries },
        },
    }
}

enum Found {
    Way(Way),
    Nothing,
    TooMuch,
}

/// What was tried, with the move that led to it.
struct Tried {
    before: Option<usize>,
    made: Option<Move>,
}

/// A case that is to be looked at further: the most hopeful first, of equals the one that is furthest, then the first.
struct Candidate<'d> {
    least: Cost,
    done: Reverse<Cost>,
    place: usize,
    trial: Trial<'d>,
}

/// What a way costs: things that somebody does, then times that have to pass.
type Cost = (u32, u32);

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
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
        (self.least, self.done, self.place).cmp(&(other.least, other.done, other.place))
    }
}

struct Search<'d> {
    tried: Vec<Tried>,
    /// The least that it took to get to each state.
    seen: BTreeMap<String, Cost>,
    open: BinaryHeap<Reverse<Candidate<'d>>>,
    known: Known,
    tries: usize,
    most: usize,
}

impl<'d> Search<'d> {
    fn new(trial: &Trial<'d>, budget: &Budget) -> Self {
        let mut known = Known::default();
        let least = (known.left(trial.instance()), 0);
        let first = Candidate { least, done: Reverse((0, 0)), place: 0, trial: trial.clone() };
        Search {
            tried: vec![Tried { before: None, made: None }],
            seen: BTreeMap::from([(likeness(trial), (0, 0))]),
            open: BinaryHeap::from([Reverse(first)]),
            known,
            tries: 0,
            most: budget.tries_on(trial.instance()),
        }
    }

    fn look(&mut self) -> Found {
        while let Some(Reverse(candidate)) = self.open.pop() {
            if candidate.trial.is_over() {
                return Found::Way(self.way(&candidate));
            }
            let Reverse(done) = candidate.done;
            if self.seen.get(&likeness(&candidate.trial)).is_some_and(|least| *least < done) {
                continue;
            }
            for made in candidate.trial.moves() {
                if self.tries >= self.most {
                    return Found::TooMuch;
                }
                self.tries += 1;
                self.make(&candidate, made);
            }
        }
        Found::Nothing
    }

    fn make(&mut self, from: &Candidate<'d>, made: Move) {
        let mut trial = from.trial.clone();
        if trial.take(&made).is_err() {
            return;
        }
        let Reverse((acts, waits)) = from.done;
        let done = match made.kind() {
            MoveKind::Time => (acts, waits + 1),
            _ => (acts + 1, waits),
        };
        if !trial.is_over() && !self.is_nearer(&trial, done) {
            return;
        }
        let left = if trial.is_over() { 0 } else { self.known.left(trial.instance()) };
        let place = self.tried.len();
        self.tried.push(Tried { before: Some(from.place), made: Some(made) });
        let least = (done.0.saturating_add(left), done.1);
        self.open.push(Reverse(Candidate { least, done: Reverse(done), place, trial }));
    }

    /// Whether nothing led to such a case by less; if so, that is noted.
    fn is_nearer(&mut self, trial: &Trial<'_>, done: Cost) -> bool {
        let like = likeness(trial);
        let is_nearer = self.seen.get(&like).is_none_or(|least| done < *least);
        if is_nearer {
            self.seen.insert(like, done);
        }
        is_nearer
    }

    fn way(&self, end: &Candidate<'_>) -> Way {
        let (mut moves, mut at) = (Vec::new(), Some(end.place));
        while let Some(tried) = at.and_then(|place| self.tried.get(place)) {
            moves.extend(tried.made.clone());
            at = tried.before;
        }
        moves.reverse();
        way(moves, end.trial.instance().status(), true)
    }
}

fn way(moves: Vec<Move>, ends: Status, is_shortest: bool) -> Way {
    let acts = moves.iter().filter(|made| made.kind() != MoveKind::Time).count();
    Way { moves, acts, is_shortest, ends }
}

/// What tells cases apart in which something else may happen next.
fn likeness(trial: &Trial<'_>) -> String {
    let levels = levels(trial.instance());
    let reads = levels.iter().any(|level| level.procedure.has_guards());
    // What may not be done yet may be done once the time has come, though nothing else has changed.
    let too_early = |open: &&ElementInstance| {
        open.due().and_then(|due| due.not_before).is_some_and(|moment| moment > trial.now())
    };
    let early: usize = levels.iter().map(|level| level.state.open.iter().filter(too_early).count()).sum();
    format!("{early};{}", trial.instance().state.likeness(reads))
}

/// A way that goes straight on, each time by the move after which least is left: a way, and no proof.
fn straight(trial: &Trial<'_>, budget: &Budget) -> Option<Way> {
    let (mut trial, mut known, mut moves) = (trial.clone(), Known::default(), Vec::new());
    let mut seen = BTreeSet::new();
    for _ in 0..budget.tries_on(trial.instance()).max(STRAIGHT) {
        if trial.is_over() {
            return Some(way(moves, trial.instance().status(), false));
        }
        let mut best: Option<(u32, Move, Trial<'_>)> = None;
        // The ways of one item are compared; among items the first is as good as any.
        let mut item = None;
        for made in trial.moves() {
            let own = made.item().map(|item| item.item);
            if best.is_some() && own != item {
                continue;
            }
            let mut next = trial.clone();
            if next.take(&made).is_err() || seen.contains(&likeness(&next)) {
                continue;
            }
            let left = if next.is_over() { 0 } else { known.left(next.instance()) };
            if best.as_ref().is_none_or(|(least, ..)| left < *least) {
                (item, best) = (own, Some((left, made, next)));
            }
        }
        let (_, made, next) = best?;
        seen.insert(likeness(&next));
        moves.push(made);
        trial = next;
    }
    None
}
