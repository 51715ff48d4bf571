//! The usual set: the straight path, and one for each thing that is shown by itself.
//!
//! Knows in which order things are looked for, when one is given up and why, and that what is written replays.
//! Read [`generate`] first.

use std::cell::RefCell;
use std::sync::Arc;

use super::drive::{Beginning, Driver, Manner, Run};
use super::goal::Goal;
use super::moves::Piece;
use super::policy::{Aim, Grounds};
use super::words::Words;
use super::{Generated, GeneratedPath, Names, NotCovered, Options, Why, write};
use crate::document::toml_text::quoted;
use crate::limits::Limits;
use crate::path::{PathFile, replay, shown};
use crate::procedure::{Definitions, Procedure};
use crate::view::Coverage;

/// Walks that are made for one thing before it is given up.
const WALKS: usize = 16;
/// Things done in all walks together, by element, before the search is ended.
const WORK: usize = 400;
/// Things that are done at least before the search is ended.
const LEAST_WORK: usize = 40_000;

/// Automatic steps of one command on a walk, by element.
const STEPS: usize = 200;

/// A walk with what it is called and the set it belongs to.
pub(super) struct Found {
    pub(super) words: Words,
    pub(super) goal: Option<Goal>,
    pub(super) run: Run,
}

pub(super) fn generate(definitions: &Definitions, procedure: &Procedure, options: &Options) -> Generated {
    let coverage = existing(definitions, procedure, options);
    let none = Generated {
        paths: Vec::new(),
        not_covered: Vec::new(),
        coverage: coverage.clone(),
        is_smallest: false,
    };
    let made = with_set((definitions, procedure), coverage, |mut set| {
        match options.compact {
            true => set.fewest(),
            false => set.usual(),
        }
        set.more(options);
        set.finish()
    });
    made.unwrap_or(none)
}

/// Makes something of a set that is empty yet.
pub(super) fn with_set<R>(
    (definitions, procedure): (&Definitions, &Procedure),
    coverage: Coverage,
    make: impl FnOnce(Set<'_>) -> R,
) -> Option<R> {
    let grounds = Grounds::of(definitions, procedure);
    let own = grounds.get(procedure)?;
    let lean = lean(definitions, &grounds);
    let driver = Driver {
        definitions: &lean,
        procedure,
        grounds: &grounds,
        own,
        given: own.given(),
        read: RefCell::default(),
    };
    Some(make(Set::of(definitions, &driver, coverage)))
}

/// The same procedures for walks that may come to nothing: what turns without end is ended sooner.
fn lean(definitions: &Definitions, grounds: &Grounds<'_>) -> Definitions {
    let mut limits = definitions.limits().clone();
    let steps = grounds.elements().saturating_mul(STEPS).saturating_add(STEPS);
    limits.automatic_steps = limits.automatic_steps.min(u32::try_from(steps).unwrap_or(u32::MAX));
    let mut lean = Definitions::with_limits(limits);
    // The newest of each code is the one that was added last.
    for procedure in definitions.iter().chain(definitions.newest()) {
        lean.add_unfit(Arc::clone(procedure));
    }
    lean
}

/// What paths that there are already show.
fn existing(definitions: &Definitions, procedure: &Procedure, options: &Options) -> Coverage {
    let mut coverage = Coverage::none(procedure);
    for path in &options.existing {
        let replayed = replay(definitions, path);
        let same = |other: &Procedure| other.digests().definition == procedure.digests().definition;
        if let (true, Some(walked)) =
            (replayed.is_ok() && replayed.procedure.as_deref().is_some_and(same), &replayed.coverage)
        {
            coverage.merge(walked);
        }
    }
    coverage
}

/// A set while it is made.
pub(super) struct Set<'s> {
    /// The procedures with which a path is replayed once it is written.
    definitions: &'s Definitions,
    pub(super) driver: &'s Driver<'s>,
    names: Names,
    pub(super) paths: Vec<GeneratedPath>,
    not_covered: Vec<NotCovered>,
    pub(super) coverage: Coverage,
    /// What was shown before the first of them.
    pub(super) before: Coverage,
    /// What each of the paths shows.
    pub(super) each: Vec<Coverage>,
    /// The walks of the paths, so that none stands twice.
    pub(super) walks: Vec<(Beginning, Vec<Piece>)>,
    /// Things that may still be done.
    pub(super) work: usize,
    /// Whether the straight path comes to an end.
    ends: bool,
    pub(super) is_smallest: bool,
}

impl<'s> Set<'s> {
    fn of(definitions: &'s Definitions, driver: &'s Driver<'s>, coverage: Coverage) -> Self {
        let work = driver.procedure.graph.len().saturating_mul(WORK).max(LEAST_WORK);
        Set {
            definitions,
            driver,
            names: Names::default(),
            paths: Vec::new(),
            not_covered: Vec::new(),
            before: coverage.clone(),
            coverage,
            each: Vec::new(),
            walks: Vec::new(),
            work,
            ends: true,
            is_smallest: false,
        }
    }

    fn finish(self) -> Generated {
        let procedure = self.driver.procedure;
        let Set { paths, mut not_covered, coverage, is_smallest, .. } = self;
        // What was given up may have come along with something else.
        let missing = coverage.missing(procedure);
        not_covered.retain(|not| missing.contains(&not.what));
        Generated { paths, not_covered, coverage, is_smallest }
    }

    /// The straight path, then one for each thing that has its own, then those that show the rest.
    pub(super) fn usual(&mut self) {
        let procedure = self.driver.procedure;
        let goals = Goal::all(procedure);
        // Where everything is shown already the straight path would only be one more.
        if goals.iter().any(|goal| !goal.is_shown(&self.coverage)) {
            let before = self.coverage.missing(procedure).len();
            self.straight();
            // A straight path that somebody wrote is enough.
            if !self.paths.is_empty() && self.coverage.missing(procedure).len() == before {
                self.drop(0);
            }
        }
        let before = self.coverage.clone();
        for goal in goals.iter().filter(|goal| goal.has_own_path() && !goal.is_shown(&before)) {
            self.show(*goal);
        }
        let map = &self.driver.own.map;
        let distances = map.from(map.start_spot());
        let far = |goal: &Goal| distances.of(goal.spot(procedure, map)).unwrap_or(u32::MAX);
        let mut rest: Vec<(u32, Goal)> = goals.iter().map(|goal| (far(goal), *goal)).collect();
        rest.retain(|(_, goal)| !goal.has_own_path());
        rest.sort_unstable();
        for (_, goal) in rest {
            if !goal.is_shown(&self.coverage) {
                self.show(goal);
            }
        }
    }

    pub(super) fn straight(&mut self) {
        if let Some(run) = self.best(&[]) {
            let words = Words::straight(self.driver.language());
            self.add(Found { words, goal: None, run });
        }
    }

    /// A path that shows one thing, or the reason why there is none.
    pub(super) fn show(&mut self, goal: Goal) {
        let own = self.driver.own;
        let mut ways = vec![vec![own.aim(goal)]];
        if !self.goes(goal, &ways[0]) {
            // What a guard reads may have to be brought about first.
            let told = own.told_aims(goal);
            let _ = told.iter().any(|aims| self.goes(goal, aims));
            ways.extend(told);
        }
        if !goal.is_shown(&self.coverage) {
            let why = match () {
                () if !ways.iter().any(|aims| self.is_led_to(aims)) => Why::NoWay,
                () if self.work == 0 => Why::TooLarge,
                () if own.asks(goal) && ways.iter().flatten().all(|aim| aim.values.is_none()) => {
                    Why::NeverHolds
                }
                () => Why::NotReached,
            };
            let title = Words::goal(self.driver.procedure, goal).title;
            self.not_covered.push(NotCovered { what: goal.missing(self.driver.procedure), title, why });
        }
    }

    /// Whether something leads to each aim.
    fn is_led_to(&self, aims: &[Aim]) -> bool {
        let start = self.driver.own.map.start_spot();
        aims.iter().all(|aim| aim.distances.of(start).is_some())
    }

    /// Adds the path that goes by some aims, where there is one; whether its goal is then shown.
    fn goes(&mut self, goal: Goal, aims: &[Aim]) -> bool {
        let run = if self.is_led_to(aims) { self.best(aims) } else { None };
        let words = Words::goal(self.driver.procedure, goal);
        // A walk may show less once it is a path of its own, under the limits of the host.
        let _ = run.is_some_and(|run| self.add(Found { words, goal: Some(goal), run }));
        goal.is_shown(&self.coverage)
    }

    /// The first walk that goes where it should and to an end, else the first that goes where it should.
    ///
    /// Where there is no end the walk stops with the last thing that shows something more.
    pub(super) fn best(&mut self, aims: &[Aim]) -> Option<Run> {
        let run = self.first_whole(aims)?;
        if aims.is_empty() {
            self.ends = run.ended.is_some();
        }
        if run.ended.is_some() {
            return Some(run);
        }
        let mut pieces = run.pieces.clone();
        pieces.truncate(self.last_news(&run));
        self.driver.retrace(&run.beginning, pieces)
    }

    /// How many things a walk does until nothing more is shown by it.
    fn last_news(&self, run: &Run) -> usize {
        let procedure = self.driver.procedure;
        let (mut last, mut fewest) = (0, usize::MAX);
        self.driver.looked_at(run, |place, walker| {
            let missing = walker.coverage().missing(procedure).len();
            if missing < fewest {
                (last, fewest) = (place, missing);
            }
        });
        let all = run.missing < fewest;
        if all { run.pieces.len() } else { last }
    }

    fn first_whole(&mut self, aims: &[Aim]) -> Option<Run> {
        let mut partial: Option<Run> = None;
        let mut tried: Option<Run> = None;
        let gives = self.driver.given.contains(&true);
        let asks = self.driver.given.contains(&false);
        let manners = [(false, false), (false, true), (true, false), (true, true)];
        // Manners that would come to the same are tried once.
        let differs = |(gives_all, sets_back): &(bool, bool)| {
            (!gives_all || asks) && (!sets_back || ((gives || *gives_all) && !aims.is_empty()))
        };
        for (gives_all, sets_back) in manners.into_iter().filter(differs) {
            let manner = Manner { gives_all, sets_back, ..Manner::default() };
            let Some(run) = self.walk(aims, &manner) else { continue };
            // Where nothing ends, to get there is all that can be asked for.
            if run.is_whole() || run.reached && !self.ends {
                return Some(run);
            }
            keep_better(&mut partial, &mut tried, run);
        }
        if let Some(run) = partial.take_if(|_| aims.is_empty()) {
            return Some(run);
        }
        // Something that was done on the way was perhaps not the thing to do.
        let choices = partial.as_ref().or(tried.as_ref()).map(|run| run.choices.clone()).unwrap_or_default();
        for choice in choices.into_iter().rev().take(WALKS) {
            let manner = Manner { not: [(choice.place, choice.chosen)].into(), ..Manner::default() };
            let Some(run) = self.walk(aims, &manner) else { continue };
            if run.is_whole() {
                return Some(run);
            }
            keep_better(&mut partial, &mut tried, run);
        }
        partial
    }

    pub(super) fn walk(&mut self, aims: &[Aim], manner: &Manner) -> Option<Run> {
        if self.work == 0 {
            return None;
        }
        let run = self.driver.drive(aims, manner);
        let done = run.as_ref().map_or(1, |run| run.pieces.len().max(1));
        self.work = self.work.saturating_sub(done);
        run
    }

    /// Whether no path shows anything yet.
    pub(super) fn is_untouched(&self) -> bool {
        let procedure = self.driver.procedure;
        !Goal::all(procedure).into_iter().any(|goal| goal.is_shown(&self.coverage))
    }

    /// Gives the path that was added last another name.
    pub(super) fn rename_last(&mut self, words: &Words) {
        let last = self.paths.len().saturating_sub(1);
        self.rename(last, words);
    }

    /// Gives the first path another name.
    pub(super) fn rename_first(&mut self, words: &Words) {
        self.rename(0, words);
    }

    fn rename(&mut self, place: usize, words: &Words) {
        let Some(path) = self.paths.get_mut(place) else { return };
        self.names.give_back(&path.file);
        path.file = self.names.take(&words.file);
        path.text = path.text.replacen(&quoted(&path.title), &quoted(&words.title), 1);
        path.title.clone_from(&words.title);
    }

    /// Takes a path away; what it shows, others show.
    pub(super) fn drop(&mut self, place: usize) {
        if place < self.paths.len() {
            let path = self.paths.remove(place);
            self.names.give_back(&path.file);
            self.walks.remove(place);
            self.each.remove(place);
        }
    }

    /// Adds the path of a walk, unless it is one already or does not replay as it is written.
    pub(super) fn add(&mut self, found: Found) -> bool {
        let Found { words, goal, run } = found;
        let walk = (run.beginning.clone(), run.pieces.clone());
        // With other data the same words are another walk where they show what the others do not: what passes by itself,
        // or is left out, has no word.
        let is_same = |((beginning, pieces), each): (&(Beginning, Vec<Piece>), &Coverage)| {
            *pieces == walk.1
                && beginning.start == walk.0.start
                && (*beginning == walk.0 || goal.is_none_or(|goal| goal.is_shown(each)))
        };
        if self.walks.iter().zip(&self.each).any(is_same) {
            return true;
        }
        let text = write::text(self.driver, &run, (&words, goal));
        let read = PathFile::decode("", text.as_bytes(), &Limits::default());
        let Some(path) = read.path else { return false };
        let Some(walked) = shown(self.definitions, &path) else { return false };
        self.coverage.merge(&walked);
        self.each.push(walked);
        self.walks.push(walk);
        let file = self.names.take(&words.file);
        self.paths.push(GeneratedPath { file, title: words.title, text });
        true
    }
}

/// Keeps a walk that came to its goal, and the first that did not.
fn keep_better(partial: &mut Option<Run>, tried: &mut Option<Run>, run: Run) {
    let place = if run.reached { partial } else { tried };
    if place.is_none() {
        *place = Some(run);
    }
}
