//! What a path is to do: where it goes, with which values, and what stays as it is on the shortest way.
//!
//! Knows the grounds of the procedures that a case may come to: their maps and the values of the straight path.
//! Read [`Policy`] first.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::goal::Goal;
use super::map::{Distances, Map, Need, enough, needs_of_exit};
use super::told::{Deeds, Telling, is_left_out};
use super::witness::{Values, Witness};
use crate::calendar::Zone;
use crate::data::{Date, Digest, Text, Timestamp};
use crate::document::toml_text::value;
use crate::graph::{Moment, NodeKind, On, Over};
use crate::guard::Slot;
use crate::path::Walker;
use crate::procedure::{Applies, DatumIx, Definitions, ElementIx, GuardIx, Procedure};
use crate::source::Language;
use crate::view::Coverage;

/// Ways to one goal that are tried.
const ALTERNATIVES: usize = 12;
/// Conditions beside an outcome that are kept as they are on the straight path.
const BESIDE: usize = 8;

/// What is known of one procedure before a case is walked.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) map: Map,
    pub(super) witness: Witness<'a>,
    /// The values of the straight path.
    pub(super) straight: Values,
    /// Which data some guard, list or time reads.
    read: Vec<bool>,
    /// What conditions say on the straight path, as far as values tell.
    said: Vec<(GuardIx, bool)>,
}

/// The grounds of every procedure of a set.
#[derive(Debug)]
pub(super) struct Grounds<'a> {
    all: BTreeMap<Digest, Ground<'a>>,
}

/// Where a path goes before it goes to the end.
#[derive(Clone, Debug)]
pub(super) struct Aim {
    pub(super) goal: Goal,
    /// The flow that it is, where it is one.
    pub(super) exit: Option<crate::procedure::ExitIx>,
    pub(super) distances: Rc<Distances>,
    /// The values with which it is reached; nothing where no values are known to do.
    pub(super) values: Option<Values>,
    /// Automatic work that ends with an error on the way.
    pub(super) fails: Vec<(ElementIx, Text)>,
    /// How often it is shown, of a return; how often it is done, of what comes before another.
    pub(super) times: u32,
    /// When it is reached.
    pub(super) until: Until,
    /// Days that pass before the way to it is gone on.
    pub(super) days: u32,
}

/// When what a path goes to is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// When coverage says that it has been shown.
    Shown,
    /// Before all others: when it has been done, or has happened.
    Done,
    /// Before all others: when it has been left out.
    LeftOut,
    /// Before all others: when it is open.
    Open,
}

/// What a path is to do.
pub(super) struct Policy<'p> {
    pub(super) language: Language,
    pub(super) own: &'p Ground<'p>,
    pub(super) grounds: &'p Grounds<'p>,
}

impl Aim {
    /// Whether it is reached before every other.
    pub(super) fn is_before(&self) -> bool {
        self.until != Until::Shown
    }
}

impl<'a> Grounds<'a> {
    pub(super) fn of(definitions: &'a Definitions, procedure: &'a Procedure) -> Self {
        let all = definitions.iter().map(|procedure| &**procedure).chain([procedure]);
        Grounds {
            all: all.map(|procedure| (procedure.digests().definition, Ground::of(procedure))).collect(),
        }
    }

    /// How many elements there are in all of them.
    pub(super) fn elements(&self) -> usize {
        self.all.values().map(|ground| ground.procedure.graph.len()).sum()
    }

    pub(super) fn get(&self, procedure: &Procedure) -> Option<&Ground<'a>> {
        self.all.get(&procedure.digests().definition)
    }
}

/// How often an element has returned so far, by whichever way.
pub(super) fn returned(procedure: &Procedure, walker: &Walker<'_>, element: ElementIx) -> u32 {
    let name = procedure.reference(element);
    let rounds = walker.rounds().into_iter().filter(|((from, _), _)| from == name);
    rounds.fold(0, |all, (_, times)| all.saturating_add(times))
}

impl<'p> Policy<'p> {
    /// The ground of a procedure that is called; of one that is not in the set, which is none that is called, the own.
    pub(super) fn called(&self, procedure: &Procedure) -> &'p Ground<'p> {
        self.grounds.get(procedure).unwrap_or(self.own)
    }

    /// How often an element has returned so far.
    pub(super) fn returned(&self, walker: &Walker<'_>, element: ElementIx) -> u32 {
        returned(self.own.procedure, walker, element)
    }
}

impl<'a> Ground<'a> {
    pub(super) fn of(procedure: &'a Procedure) -> Self {
        let map = Map::of(procedure);
        let witness = Witness::of(procedure, beginning(procedure));
        let straight = witness.preferring(&preferences(procedure, &map));
        let said = said(procedure, &witness, &straight);
        Ground { procedure, map, witness, straight, read: read(procedure), said }
    }

    /// Whether anything reads a datum.
    pub(super) fn is_read(&self, datum: DatumIx) -> bool {
        self.read.get(datum.index()).copied().unwrap_or(false)
    }

    /// The way to a goal, and the values that it takes.
    pub(super) fn aim(&self, goal: Goal) -> Aim {
        self.aim_with(goal, &Telling { facts: Values::new(), deeds: Deeds::default() })
    }

    /// The ways to a goal by what a path does before, so that guards read what they should.
    pub(super) fn told_aims(&self, goal: Goal) -> Vec<Vec<Aim>> {
        let ways = goal.ways(self.procedure);
        let tellings = self.witness.tellings(&ways, goal.element(self.procedure));
        let mut all = Vec::new();
        let is_usual =
            |telling: &Telling| telling.deeds == Deeds::default() && self.witness.is_usual(&telling.facts);
        for telling in tellings.iter().filter(|telling| !is_usual(telling)) {
            let aim = self.aim_with(goal, telling);
            if aim.values.is_some() && all.len() < ALTERNATIVES {
                all.push(self.led_up_to(aim, &telling.deeds));
            }
        }
        all
    }

    /// What is done before a goal, and then the goal.
    fn led_up_to(&self, mut aim: Aim, deeds: &Deeds) -> Vec<Aim> {
        let graph = &self.procedure.graph;
        let before = |goal: Goal, until: Until, times: u32| {
            let spot = goal.spot(self.procedure, &self.map);
            let distances = Rc::new(self.map.to_beside(spot, &deeds.avoided));
            let (values, fails) = (aim.values.clone(), aim.fails.clone());
            Aim { goal, exit: None, distances, values, fails, times, until, days: 0 }
        };
        let is_event = |element: ElementIx| graph.node(element).kind == NodeKind::Event;
        let goal = |element| if is_event(element) { Goal::Event(element) } else { Goal::Activity(element) };
        let mut aims: Vec<Aim> = Vec::new();
        aims.extend(deeds.done.iter().map(|(element, times)| before(goal(*element), Until::Done, *times)));
        aims.extend(deeds.skipped.iter().map(|element| before(Goal::Skip(*element), Until::LeftOut, 1)));
        aims.extend(deeds.open.iter().map(|element| before(goal(*element), Until::Open, 1)));
        aim.days = deeds.days;
        aims.push(aim);
        aims
    }

    fn aim_with(&self, goal: Goal, telling: &Telling) -> Aim {
        let procedure = self.procedure;
        let deeds = &telling.deeds;
        let distances = self.map.to_beside(goal.spot(procedure, &self.map), &deeds.avoided);
        let mut on_the_way = self.map.needs(&distances, self.map.start_spot());
        on_the_way.extend(deeds.needs.iter().cloned());
        let ways = goal.ways(procedure);
        let of_all = ways.iter().flatten().chain(&on_the_way);
        let fails = of_all.filter_map(|need| match need {
            Need::Fails(element, code) => Some((*element, code.clone())),
            _ => None,
        });
        let fails = fails.collect();
        // What the way needs may only come to be so on the way.
        let values = self.values((goal, telling), &ways, &on_the_way);
        let values = values.or_else(|| self.values((goal, telling), &ways, &deeds.needs));
        let (exit, distances) = (goal.exit(procedure), Rc::new(distances));
        Aim { goal, exit, distances, values, fails, times: 1, until: Until::Shown, days: 0 }
    }

    /// Values with which one of the ways to show a goal is met, with what is needed besides.
    fn values(
        &self,
        (goal, telling): (Goal, &Telling),
        ways: &[Vec<Need>],
        besides: &[Need],
    ) -> Option<Values> {
        let mut bases = self.bases(goal);
        bases.iter_mut().for_each(|base| base.extend(telling.facts.clone()));
        ways.iter().find_map(|way| {
            let needs = [way, besides].concat();
            bases.iter().find_map(|base| {
                let values = self.witness.meeting(&needs, base)?;
                Some(self.as_straight(goal, needs.clone(), (base, values)))
            })
        })
    }

    /// Values with which the conditions beside an outcome say what they say on the straight path, as many as can, so that
    /// the path differs from it by the outcome alone.
    fn as_straight(&self, goal: Goal, mut needs: Vec<Need>, (base, mut values): (&Values, Values)) -> Values {
        let Goal::Outcome(outcome) = goal else { return values };
        let reads = |guard: GuardIx| self.procedure.guards[guard.index()].reads();
        let of_goal = reads(outcome.guard);
        let is_beside = |said: &&(GuardIx, bool)| {
            said.0 != outcome.guard && reads(said.0).iter().any(|slot| of_goal.contains(slot))
        };
        for (guard, holds) in self.said.iter().filter(is_beside).take(BESIDE) {
            needs.push(Need::Holds(*guard, *holds));
            match self.witness.meeting(&needs, base) {
                Some(better) => values = better,
                None => drop(needs.pop()),
            }
        }
        values
    }

    /// The values to begin looking from.
    fn bases(&self, goal: Goal) -> Vec<Values> {
        match goal {
            Goal::Outcome(outcome) => {
                super::outcome::rounds(self.procedure, &outcome, (&self.witness, &self.straight))
            }
            Goal::Row(element, row) => self.witness.in_row((element, row), &self.straight),
            _ => vec![self.straight.clone()],
        }
    }

    /// Whether some guard has to say something for a goal.
    pub(super) fn asks(&self, goal: Goal) -> bool {
        !goal.ways(self.procedure).iter().any(Vec::is_empty)
    }

    /// The data of the case among what needs read, as a path writes them.
    pub(super) fn settable(&self, values: &Values, needs: &[Need]) -> Vec<(Text, String)> {
        let read = self.reads(needs);
        self.written(values, |datum| read.contains(&datum))
    }

    /// Data of the case with their values, where something else than a value of their own decides it.
    pub(super) fn written(&self, values: &Values, wanted: impl Fn(DatumIx) -> bool) -> Vec<(Text, String)> {
        let mut written = Vec::new();
        for (position, declared) in self.procedure.data().iter().enumerate() {
            let datum = DatumIx::at(position);
            if declared.owner.is_some() || !wanted(datum) || is_left_out(values, datum) {
                continue;
            }
            let chosen = values.get(&Slot::Datum(datum.0)).cloned().or_else(|| self.witness.plain(datum));
            written.extend(chosen.as_ref().and_then(value).map(|value| (declared.id.clone(), value)));
        }
        written
    }

    fn reads(&self, needs: &[Need]) -> Vec<DatumIx> {
        let mut read = Vec::new();
        for need in needs {
            match need {
                Need::Holds(guard, _) | Need::Gives(guard, _) | Need::Several(guard) => {
                    let slots = self.procedure.guards[guard.index()].reads().iter();
                    read.extend(slots.filter_map(|slot| match slot {
                        Slot::Datum(datum) => Some(DatumIx(*datum)),
                        _ => None,
                    }));
                }
                Need::Members(list, _) => read.push(*list),
                Need::Row(..) | Need::Fails(..) => {}
            }
        }
        read
    }

    /// The data that something reads and nothing in the procedure gives: the case begins with them.
    pub(super) fn given(&self) -> Vec<bool> {
        let procedure = self.procedure;
        let mut read = self.read.clone();
        let mut given =
            |datum: DatumIx| read.iter_mut().skip(datum.index()).take(1).for_each(|read| *read = false);
        for activity in procedure.activities() {
            activity.captures.iter().filter(|capture| !capture.optional).for_each(|it| given(it.what));
        }
        for special in &procedure.graph.specials {
            special.takes.iter().flatten().for_each(|(datum, _)| given(*datum));
            special.input.iter().chain(&special.output).for_each(|(datum, _)| given(*datum));
            let outputs = special.call.iter().flat_map(|call| &call.output);
            outputs.for_each(|(datum, _)| given(*datum));
            let handed = special.job.iter().flat_map(|job| job.takes.iter().flatten());
            handed.for_each(|(_, datum)| given(*datum));
        }
        read
    }
}

/// What the conditions that coverage counts say with the values of the straight path.
fn said(procedure: &Procedure, witness: &Witness<'_>, straight: &Values) -> Vec<(GuardIx, bool)> {
    let mut said: Vec<(GuardIx, bool)> = Vec::new();
    for outcome in Coverage::none(procedure).outcomes() {
        if witness.is_met(&Need::Holds(outcome.guard, outcome.holds), straight) {
            said.push((outcome.guard, outcome.holds));
        }
    }
    said
}

/// Which data some guard, list or time reads.
fn read(procedure: &Procedure) -> Vec<bool> {
    let mut read = vec![false; procedure.data().len()];
    let mut mark = |datum: usize| read.iter_mut().skip(datum).take(1).for_each(|read| *read = true);
    for slot in procedure.guards.iter().flat_map(|guard| guard.reads()) {
        if let Slot::Datum(datum) | Slot::Has(datum) = slot {
            mark(*datum as usize);
        }
    }
    for special in &procedure.graph.specials {
        if let Some(Over::List(list)) = special.repeats.as_deref().map(|repeats| &repeats.over) {
            mark(list.index());
        }
        for on in special.trigger.iter().flat_map(|trigger| &trigger.on) {
            if let On::Time(Moment::Datum(datum)) = on {
                mark(datum.index());
            }
        }
    }
    read
}

/// When a path of a procedure begins: on its day, in the morning.
pub(super) fn beginning(procedure: &Procedure) -> (Date, Timestamp) {
    let zone = procedure.head.zone.unwrap_or(Zone::UTC);
    let now = procedure.head.date.and_then(|date| zone.midnight(date));
    let now = now.or_else(|| Timestamp::from_millis(1_704_182_400_000)).unwrap_or(Timestamp::EPOCH);
    (zone.local_date(now), now)
}

/// What the straight path would like guards to say: everything applies, every list has members, and of several ways the
/// shortest is taken; those on the shortest way first.
fn preferences(procedure: &Procedure, map: &Map) -> Vec<Need> {
    let graph = &procedure.graph;
    let mut needs = map.needs(map.end(), map.start_spot());
    for element in (0..graph.len()).map(ElementIx::at) {
        if let Some(Applies::If(guard)) = procedure.activity(element).map(|activity| &activity.applies) {
            needs.push(Need::Holds(*guard, true));
        }
        match graph.repeats(element).map(|repeats| &repeats.over) {
            Some(Over::List(list)) => needs.push(Need::Members(*list, true)),
            Some(Over::Count(guard)) => needs.push(Need::Several(*guard)),
            _ => {}
        }
        needs.extend(enough(graph, element));
        let far = |exit: &crate::graph::Exit| map.end().of(map.target(graph, exit)).unwrap_or(u32::MAX);
        let best = graph.exits_of(element).min_by_key(|(_, exit)| far(exit));
        needs.extend(best.map(|(exit, _)| needs_of_exit(procedure, exit)).unwrap_or_default());
    }
    needs
}
