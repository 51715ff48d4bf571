//! Walking a case to one goal after another, and then to the end; what is done is the path.
//!
//! Knows which of the things that can be done is done; the engine says what comes of it.
//! Read [`Run`] first, then [`drive`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::goal::Goal;
use super::moves::{Move, Moves, Piece, Turn};
use super::policy::{Aim, Ground, Grounds, Policy, Until, returned};
use super::told::days;
use super::witness::Values;
use crate::data::Text;
use crate::document::toml_text::{aligned, braces, quoted};
use crate::event::{ItemKind, Outcome};
use crate::graph::Over;
use crate::instance::{ElementInstance, Instance, Status};
use crate::keywords::Keyword as K;
use crate::path::{Acts, PathFile, Walker};
use crate::procedure::{DatumIx, Definitions, ElementIx, Procedure, Reading};
use crate::source::{Language, Source};
use crate::view::{GuardOutcome, Of};

/// Things done by one path before it is given up, by element of the procedures that it may come to.
const LONGEST: usize = 6;
/// Things that are done at least before a path is given up.
const SHORTEST: usize = 200;
/// How often one thing is done on a path: beyond it nothing new comes of it.
const EVER: u32 = 60;
/// How often the same thing is done on the way to one goal before something else is tried.
const AGAIN: u32 = 6;
/// Things refused by the engine on one walk before it is given up.
const REFUSALS: usize = 60;

/// How a path begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beginning {
    /// By which start, where it is said.
    pub(super) start: Option<Text>,
    /// With which data, as a path writes them.
    pub(super) data: Vec<(Text, String)>,
    /// Automatic work, by element, that ends with an error.
    pub(super) fails: Vec<(Text, Text)>,
}

/// A walk: what was done, and what came of it.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) beginning: Beginning,
    pub(super) pieces: Vec<Piece>,
    /// Whether every goal was reached.
    pub(super) reached: bool,
    pub(super) ended: Option<Outcome>,
    /// How many things it leaves to be shown, where it does not end.
    pub(super) missing: usize,
    pub(super) rounds: Vec<((Text, Text), u32)>,
    pub(super) skips: Vec<Text>,
    pub(super) occurred: Vec<(Text, u32)>,
    pub(super) notices: Vec<Text>,
    /// Where more than one thing could have been done to the same item.
    pub(super) choices: Vec<Choice>,
}

/// A place of a walk where something else could have been done.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) place: usize,
    pub(super) chosen: Piece,
    /// What else could have been done to the same item and does not go back.
    pub(super) others: Vec<Piece>,
}

impl Run {
    /// Whether it goes where it should and comes to an end.
    pub(super) fn is_whole(&self) -> bool {
        self.reached && self.ended.is_some()
    }
}

/// How a walk is made.
#[derive(Clone, Debug, Default)]
pub(super) struct Manner {
    /// Whether data that would be asked on the way are given from the start.
    pub(super) gives_all: bool,
    /// Whether data go back to what they are on the straight path once the goal is reached.
    pub(super) sets_back: bool,
    /// What is not done, at which place.
    pub(super) not: BTreeSet<(usize, Piece)>,
    /// What is done, at which place, whatever would be done otherwise.
    pub(super) only: BTreeMap<usize, Piece>,
}

/// Who walks: the procedures and what is known of them.
pub(super) struct Driver<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) procedure: &'a Procedure,
    pub(super) grounds: &'a Grounds<'a>,
    pub(super) own: &'a Ground<'a>,
    /// Which data the case begins with.
    pub(super) given: Vec<bool>,
    /// What has been read of what walks do: most of them do much the same.
    pub(super) read: RefCell<BTreeMap<Piece, Option<Acts>>>,
}

impl Driver<'_> {
    pub(super) fn language(&self) -> Language {
        self.procedure.head.language
    }

    /// What a path does that writes a thing so; nothing where no path can.
    fn acts(&self, piece: &Piece) -> Option<Acts> {
        let mut read = self.read.borrow_mut();
        if let Some(acts) = read.get(piece) {
            return acts.clone();
        }
        let language = self.language();
        let acts = Acts::read(&piece.block(language), language);
        read.insert(piece.clone(), acts.clone());
        acts
    }

    /// Walks to each goal and to the end; what the engine refuses is not tried again at that place.
    pub(super) fn drive(&self, aims: &[Aim], manner: &Manner) -> Option<Run> {
        let mut manner = manner.clone();
        let beginnings = self.beginnings(aims, &manner);
        for beginning in beginnings {
            let text = self.head(&beginning);
            let (Some(path), _) = PathFile::parse(&Source::new("", text)) else { continue };
            for _ in 0..REFUSALS {
                let Ok(walker) = Walker::begin(self.definitions, self.procedure, &path) else { break };
                let mut walk = Walk::new(self, &manner, walker);
                (walk.aims, walk.data) = (aims.to_vec(), beginning.data.clone());
                match walk.go(&beginning) {
                    Ok(run) => return Some(run),
                    Err(refused) => drop(manner.not.insert(refused)),
                }
            }
        }
        None
    }

    /// Walks what is already known; nothing where some of it is refused.
    pub(super) fn retrace(&self, beginning: &Beginning, pieces: Vec<Piece>) -> Option<Run> {
        let (path, _) = PathFile::parse(&Source::new("", self.head(beginning)));
        let path = path?;
        let manner = Manner::default();
        let mut walk = Walk::new(self, &manner, Walker::begin(self.definitions, self.procedure, &path).ok()?);
        for piece in pieces {
            walk.take(piece).ok()?;
        }
        Some(walk.finish(beginning.clone()))
    }

    /// What is open before each thing that a walk does, by its place.
    pub(super) fn looked_at(&self, run: &Run, mut look: impl FnMut(usize, &Walker<'_>)) {
        let (path, _) = PathFile::parse(&Source::new("", self.head(&run.beginning)));
        let Some(path) = path else { return };
        let manner = Manner::default();
        let Ok(walker) = Walker::begin(self.definitions, self.procedure, &path) else { return };
        let mut walk = Walk::new(self, &manner, walker);
        for (place, piece) in run.pieces.iter().enumerate() {
            look(place, &walk.walker);
            if walk.take(piece.clone()).is_err() {
                return;
            }
        }
    }

    /// How many things a path does at most.
    fn longest(&self) -> usize {
        let elements = self.grounds.elements();
        elements.saturating_mul(LONGEST).saturating_add(SHORTEST)
    }

    /// How a path to a goal may begin, the best first.
    fn beginnings(&self, aims: &[Aim], manner: &Manner) -> Vec<Beginning> {
        let graph = &self.procedure.graph;
        let map = &self.own.map;
        let aim = aims.first();
        let far = |element: ElementIx| {
            let spot = map.before(element);
            let to_goal = aim.map_or(Some(0), |aim| aim.distances.of(spot));
            (to_goal.unwrap_or(u32::MAX), map.end().of(spot).unwrap_or(u32::MAX))
        };
        let mut starts: Vec<((u32, u32), bool, Option<Text>)> = Vec::new();
        if !graph.starts.is_empty() {
            let nearest = graph.starts.iter().map(|start| far(*start)).min().unwrap_or((u32::MAX, u32::MAX));
            starts.push((nearest, false, None));
        }
        let begins = |element: &ElementIx| graph.special(*element).is_some_and(|special| special.begins_case);
        let waits = (0..graph.len()).map(ElementIx::at).filter(begins);
        for element in graph.entries.iter().copied().chain(waits) {
            if graph.within(element).is_none() {
                starts.push((far(element), true, Some(self.procedure.id(element).clone())));
            }
        }
        starts.sort();
        starts.dedup();
        let values = aim.and_then(|aim| aim.values.as_ref()).unwrap_or(&self.own.straight);
        let data = self.own.written(values, |datum| self.is_given(datum, manner));
        let named = |(element, code): &(ElementIx, Text)| (self.procedure.id(*element).clone(), code.clone());
        let fails: Vec<(Text, Text)> = aims.iter().flat_map(|aim| &aim.fails).map(named).collect();
        let begin = |start| Beginning { start, data: data.clone(), fails: fails.clone() };
        starts.into_iter().map(|(_, _, start)| begin(start)).collect()
    }

    fn is_given(&self, datum: DatumIx, manner: &Manner) -> bool {
        manner.gives_all || self.given.get(datum.index()).copied().unwrap_or(false)
    }

    /// The head of a path, as far as the engine needs it.
    pub(super) fn head(&self, beginning: &Beginning) -> String {
        let language = self.language();
        let word = |keyword: K| keyword.word(language);
        let mut text = format!(
            "{} = 1\n{} = \"{}\"\n[{}]\n{} = \"x\"\n{} = {}\n",
            word(K::Format),
            word(K::Language),
            language.code(),
            word(K::Path),
            word(K::Name),
            word(K::Procedure),
            quoted(self.procedure.code()),
        );
        text.push_str(&aligned(&self.terms(beginning)));
        text.push_str(&format!("{} = \"\"\n", word(K::Walk)));
        text.push_str(&self.doubles(beginning));
        text
    }

    /// What the block of a path says besides its name and its walk.
    pub(super) fn terms(&self, beginning: &Beginning) -> Vec<(&'static str, String)> {
        let word = |keyword: K| keyword.word(self.language());
        let mut terms = Vec::new();
        if self.procedure.reading() == Reading::Literal {
            terms.push((word(K::Reading), quoted(word(K::Literal))));
        }
        terms.extend(beginning.start.iter().map(|start| (word(K::Start), quoted(start))));
        if !beginning.data.is_empty() {
            terms.push((word(K::Data), braces(&beginning.data)));
        }
        if !self.procedure.unfit().is_empty() {
            let allowed: Vec<String> = self.procedure.unfit().iter().map(|code| quoted(code)).collect();
            terms.push((word(K::Allows), format!("[{}]", allowed.join(", "))));
        }
        terms
    }

    /// What stands in for automatic work that ends with an error.
    pub(super) fn doubles(&self, beginning: &Beginning) -> String {
        let word = |keyword: K| keyword.word(self.language());
        let mut text = String::new();
        for (element, code) in &beginning.fails {
            let (double, of, error) = (word(K::Double), word(K::Element), word(K::Error));
            text.push_str(&format!(
                "\n[[{double}]]\n{of} = {}\n{error} = {}\n",
                quoted(element),
                quoted(code)
            ));
        }
        text
    }
}

/// A walk while it is made.
struct Walk<'w, 'a> {
    driver: &'w Driver<'w>,
    /// Goals that are not reached yet.
    aims: Vec<Aim>,
    manner: &'w Manner,
    walker: Walker<'a>,
    pieces: Vec<Piece>,
    choices: Vec<Choice>,
    /// How often each thing has been done on the way to the present goal.
    done: BTreeMap<Piece, u32>,
    /// The data that were given last without being asked for.
    data: Vec<(Text, String)>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(driver: &'w Driver<'w>, manner: &'w Manner, walker: Walker<'a>) -> Self {
        Walk {
            driver,
            aims: Vec::new(),
            manner,
            walker,
            pieces: Vec::new(),
            choices: Vec::new(),
            done: BTreeMap::new(),
            data: Vec::new(),
        }
    }

    /// Walks until nothing is left to do; what the engine refuses ends it.
    fn go(mut self, beginning: &Beginning) -> Result<Run, (usize, Piece)> {
        let driver = self.driver;
        let policy = Policy { language: driver.language(), own: driver.own, grounds: driver.grounds };
        let mut current: Option<Goal> = None;
        while self.pieces.len() < driver.longest() && self.is_running() {
            self.reach();
            if let Some(passing) = self.passing() {
                self.take(passing)?;
                continue;
            }
            let chosen = self.choose(&policy);
            let Some((goal, chosen)) = chosen else { break };
            if goal != current {
                if goal.is_some() {
                    self.done.clear();
                }
                current = goal;
                let before = self.pieces.len();
                if self.manner.sets_back {
                    self.set(goal)?;
                }
                if self.pieces.len() > before {
                    continue;
                }
            }
            let times = self.done.entry(chosen.clone()).or_default();
            *times = times.saturating_add(1);
            self.take(chosen)?;
        }
        self.reach();
        Ok(self.finish(beginning.clone()))
    }

    fn is_running(&self) -> bool {
        self.walker.instance().status() == Status::Running
    }

    /// Lets go of the goals that are reached.
    fn reach(&mut self) {
        let (procedure, coverage) = (self.driver.procedure, self.walker.coverage());
        let instance = self.walker.instance();
        let times = |aim: &Aim| returned(procedure, &self.walker, aim.goal.element(procedure));
        let is_shown = |aim: &Aim| aim.goal.is_shown(coverage) && (aim.times < 2 || times(aim) >= aim.times);
        let is_reached = |aim: &Aim| {
            let element = aim.goal.element(procedure);
            match aim.until {
                Until::Shown => is_shown(aim) || goes_round(procedure, instance, aim.goal),
                Until::Done => coverage.times(element) >= u64::from(aim.times),
                Until::LeftOut => coverage.times_skipped(element) > Some(0),
                Until::Open => instance.state.open.iter().any(|open| open.element == element),
            }
        };
        self.aims.retain(|aim| !is_reached(aim));
    }

    /// Time that passes once everything before a goal is done; each once.
    fn passing(&mut self) -> Option<Piece> {
        if self.aims.iter().any(Aim::is_before) {
            return None;
        }
        let waits = self.aims.iter_mut().find(|aim| aim.days > 0)?;
        let language = self.driver.language();
        let names = match language {
            Language::Spanish => ["día", "días"],
            Language::English => ["day", "days"],
        };
        let length = days(std::mem::take(&mut waits.days), names);
        Some(Piece::Step(format!("{} = {}", K::Advances.word(language), quoted(&length))))
    }

    /// What is done next, and on the way to which goal.
    fn choose(&mut self, policy: &Policy<'_>) -> Option<(Option<Goal>, Piece)> {
        let place = self.pieces.len();
        for position in self.nearest() {
            let moves = self.moves(policy, self.aims.get(position));
            let far = self.towards(&moves, place);
            let mut nearest =
                moves.iter().filter(|one| far.is_some() && one.aim == far && self.may(one, place));
            let first = nearest.next();
            // Where any answer will do it is the one from which the end is nearest.
            let same = |one: &&Move| far == Some(0) && first.is_some_and(|first| first.item == one.item);
            let chosen = first.into_iter().chain(nearest.filter(same)).min_by_key(|one| one.end);
            if let Some(chosen) = chosen {
                self.note(&moves, chosen, place);
                let goal = self.aims.get(position).map(|aim| aim.goal);
                return Some((goal, self.forced(chosen)));
            }
        }
        let moves = self.moves(policy, None);
        let may = |one: &&Move| !self.manner.not.contains(&(place, one.piece.clone()));
        let often = |one: &Move| self.done.get(&one.piece).copied().unwrap_or(0);
        // What nobody has to do is done when there is nothing else, and nothing is done for ever.
        let most = |one: &Move| if one.turn < Turn::Beside { EVER } else { AGAIN };
        let is_idle = |one: &&Move| often(one) < most(one);
        // What has been done least is done first: of work that is offered again and again each has its turn.
        let first = moves.iter().filter(may).filter(is_idle).min_by_key(|one| (one.turn, often(one)))?;
        let of_item = moves.iter().filter(may).filter(|one| one.item == first.item && one.turn == first.turn);
        let chosen = match first.turn {
            Turn::Work => of_item.min_by_key(|one| one.end)?,
            turn => {
                let others = moves.iter().filter(may).filter(is_idle).filter(|one| one.turn == turn);
                others.min_by_key(|one| (one.end, often(one)))?
            }
        };
        let chosen = chosen.clone();
        self.note(&moves, &chosen, place);
        Some((None, self.forced(&chosen)))
    }

    /// What is done at this place whatever would be done otherwise, else what was chosen.
    fn forced(&self, chosen: &Move) -> Piece {
        self.manner.only.get(&self.pieces.len()).unwrap_or(&chosen.piece).clone()
    }

    /// The goals from the nearest to the furthest, by what is open; of one there is nothing to compare.
    fn nearest(&self) -> Vec<usize> {
        if self.aims.len() < 2 {
            return (0..self.aims.len()).collect();
        }
        let map = &self.driver.own.map;
        let open: Vec<_> =
            self.walker.instance().state.open.iter().map(|open| map.before(open.element)).collect();
        let far = |aim: &Aim| open.iter().filter_map(|spot| aim.distances.of(*spot)).min();
        let mut found: Vec<(u32, usize)> = Vec::new();
        let any_before = self.aims.iter().any(Aim::is_before);
        for (position, aim) in self.aims.iter().enumerate().filter(|(_, aim)| aim.is_before() || !any_before)
        {
            found.extend(far(aim).map(|far| (far, position)));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, position)| position).collect()
    }

    fn moves(&self, policy: &Policy<'_>, aim: Option<&Aim>) -> Vec<Move> {
        let straight = &self.driver.own.straight;
        let values: &Values = aim.and_then(|aim| aim.values.as_ref()).unwrap_or(straight);
        Moves { walker: &self.walker, policy, aim, values }.all()
    }

    /// How near the nearest thing leads that may be done.
    fn towards(&self, moves: &[Move], place: usize) -> Option<u32> {
        moves.iter().filter(|one| self.may(one, place)).filter_map(|one| one.aim).min()
    }

    fn may(&self, one: &Move, place: usize) -> bool {
        let often = self.done.get(&one.piece).copied().unwrap_or(0);
        often < AGAIN.saturating_add(self.aims.iter().map(|aim| aim.times).max().unwrap_or(0))
            && !self.manner.not.contains(&(place, one.piece.clone()))
    }

    /// Notes where something else could have been done.
    fn note(&mut self, moves: &[Move], chosen: &Move, place: usize) {
        let others = moves.iter().filter(|one| one.item == chosen.item && one.piece != chosen.piece);
        let mut found = others.peekable();
        if found.peek().is_some() {
            let others = found.filter(|one| !one.goes_back && one.turn == Turn::Work);
            let others = others.map(|one| one.piece.clone()).collect();
            self.choices.push(Choice { place, chosen: chosen.piece.clone(), others });
        }
    }

    /// Gives the data with which the case began the values that the next goal, or the straight path, has for them.
    fn set(&mut self, goal: Option<Goal>) -> Result<(), (usize, Piece)> {
        let (driver, manner) = (self.driver, self.manner);
        let aim = self.aims.iter().find(|aim| Some(aim.goal) == goal);
        let values = aim.and_then(|aim| aim.values.as_ref()).unwrap_or(&driver.own.straight);
        let written = driver.own.written(values, |datum| driver.is_given(datum, manner));
        let changed: Vec<(Text, String)> =
            written.iter().filter(|pair| !self.data.contains(pair)).cloned().collect();
        self.data = written;
        if changed.is_empty() {
            return Ok(());
        }
        self.take(Piece::Step(format!("{} = {}", K::Data.word(driver.language()), braces(&changed))))
    }

    fn take(&mut self, piece: Piece) -> Result<(), (usize, Piece)> {
        let taken = self.driver.acts(&piece).is_some_and(|acts| self.walker.take(&acts).is_ok());
        if !taken {
            return Err((self.pieces.len(), piece));
        }
        self.pieces.push(piece);
        Ok(())
    }

    fn finish(self, beginning: Beginning) -> Run {
        let ended = match self.walker.instance().status() {
            Status::Ended(outcome) => Some(outcome),
            _ => None,
        };
        let left = || self.walker.coverage().missing(self.driver.procedure).len();
        let missing = if ended.is_some() { 0 } else { left() };
        Run {
            beginning,
            pieces: self.pieces,
            reached: self.aims.is_empty(),
            ended,
            missing,
            rounds: self.walker.rounds(),
            skips: self.walker.skips(),
            occurred: self.walker.occurred(),
            notices: self.walker.notices(),
            choices: self.choices,
        }
    }
}

/// Whether a loop goes round once more because of its condition; coverage says so only when the loop is over.
fn goes_round(procedure: &Procedure, instance: &Instance, goal: Goal) -> bool {
    let Goal::Outcome(GuardOutcome { of: Of::Again, element, holds: true, .. }) = goal else { return false };
    let Some(Over::While { before, .. }) = procedure.graph.repeats(element).map(|repeats| &repeats.over)
    else {
        return false;
    };
    let by_itself = u32::from(!before);
    let of_loop = |open: &&ElementInstance| open.element == element && open.kind == ItemKind::Repetition;
    let begun = |open: &ElementInstance| instance.state.inner(open.id).map_or(0, |it| it.progress().begun);
    instance.state.open.iter().filter(of_loop).any(|open| begun(open) > by_itself)
}
