//! Looks at everything that a case holds, and says of each thing what becomes of it.

use super::names::{Names, Place};
use super::{Entry, Fate, Plan, What, past, shape, watch};
use crate::command::{Deadlines, ItemId, Mapping};
use crate::data::{Text, Value};
use crate::event::ItemKind;
use crate::graph::Target;
use crate::incident::Trouble;
use crate::instance::{Arrival, ElementInstance, Noted, State};
use crate::procedure::{DatumIx, ElementIx, Procedure, ReturnIx, RoleIx};
use crate::rejection::Obstacle;

/// Looks at everything that a case holds.
pub(super) fn survey(state: &State, names: &Names<'_>, mapping: &Mapping) -> Plan {
    let (from, to) = (names.from.digests, names.to.digests);
    let is_trivial = from.behaviour == to.behaviour && names.are_the_same();
    let mut survey = Survey {
        state,
        names,
        recounts: mapping.deadlines == Deadlines::Recounted,
        without_past: mapping.without_past,
        is_trivial,
        closed: closed(state, names),
        entries: Vec::new(),
    };
    survey.items();
    survey.tokens();
    survey.undoable();
    survey.values();
    survey.noted();
    survey.roles();
    let mut migrated = names.migrated();
    let counted = state.counted();
    migrated.flows = pairs(counted.flows, |flow| names.flow(flow));
    survey.counters(&counted.returns.iter().copied().collect::<Vec<_>>());
    migrated.returns = pairs(counted.returns, |back| names.back(back));
    survey.milestones();
    let openings = watch::openings(state, names, &survey.closed);
    for opening in &openings {
        survey.add(What::Event, opening.host, of_element(names.to, opening.event), Fate::Opens);
    }
    let Survey { mut entries, closed, .. } = survey;
    if !is_trivial {
        entries.extend(past::unknown(state, names, mapping));
    }
    migrated.closed = closed.into();
    migrated.reason = mapping.reason.clone();
    Plan { from, to, is_trivial, entries, migrated: Box::new(migrated), openings }
}

fn pairs<T: Copy>(before: impl IntoIterator<Item = T>, now: impl Fn(T) -> Option<T>) -> Box<[(T, T)]> {
    before.into_iter().filter_map(|before| Some((before, now(before)?))).collect()
}

fn of_element(procedure: &Procedure, element: ElementIx) -> (Text, Text) {
    (procedure.reference(element).clone(), procedure.title(element).clone())
}

/// What is closed: what stands at an element that ends, with all that is in it, in reverse order of creation.
fn closed(state: &State, names: &Names<'_>) -> Vec<ItemId> {
    if names.ended.is_empty() {
        return Vec::new();
    }
    let ends = |open: &&ElementInstance| names.ended.contains(&open.element) && is_whole(state, open);
    let whole: Vec<ItemId> = state.open.iter().filter(ends).map(|open| open.id).collect();
    let mut closed: Vec<ItemId> = whole.into_iter().flat_map(|top| state.inside(top)).collect();
    let held = state.arrivals().filter(|held| names.ended.contains(&held.join));
    closed.extend(held.map(|held| held.token));
    closed.sort_unstable_by(|one, other| other.cmp(one));
    closed.dedup();
    closed
}

/// Whether an element instance is among some that stand in reverse order of creation.
pub(super) fn is_among(items: &[ItemId], item: ItemId) -> bool {
    items.binary_search_by(|other| item.cmp(other)).is_ok()
}

/// Whether it is all of its element that is open: no member of a repetition, nor the work of one of several.
fn is_whole(state: &State, open: &ElementInstance) -> bool {
    open.role.is_none() && !state.is_alone_in(open.scope, open.element) && open.kind != ItemKind::Member
}

struct Survey<'a> {
    state: &'a State,
    names: &'a Names<'a>,
    recounts: bool,
    without_past: bool,
    is_trivial: bool,
    closed: Vec<ItemId>,
    entries: Vec<Entry>,
}

impl Survey<'_> {
    fn add(&mut self, what: What, item: Option<ItemId>, (name, title): (Text, Text), fate: Fate) {
        self.entries.push(Entry { what, item, name, title, fate });
    }

    fn is_closed(&self, item: ItemId) -> bool {
        is_among(&self.closed, item)
    }

    fn items(&mut self) {
        if self.state.due().is_some() {
            let head = &self.names.from.head;
            let named = (head.code.clone(), head.name.clone());
            self.add(What::Timer, Some(ItemId(0)), named, self.times(true));
        }
        for open in &self.state.open {
            let what = match open.kind {
                ItemKind::Block | ItemKind::Repetition | ItemKind::Member => What::Scope,
                ItemKind::Joint | ItemKind::Compensation => What::Scope,
                ItemKind::Subscription => What::Event,
                ItemKind::Call => What::Call,
                _ => What::Work,
            };
            let named = of_element(self.names.from, open.element);
            let fate = if self.is_closed(open.id) { Fate::Ends } else { self.of_item(open) };
            let ends = fate == Fate::Ends;
            self.add(what, Some(open.id), named.clone(), fate);
            if open.due.is_some() {
                let counts = matches!(open.kind, ItemKind::Work | ItemKind::Joint | ItemKind::Block);
                let fate = if ends { Fate::Ends } else { self.times(counts && open.role.is_none()) };
                self.add(What::Timer, Some(open.id), named, fate);
            }
        }
    }

    /// Times stay as they were computed, unless deadlines are counted anew.
    fn times(&self, is_deadline: bool) -> Fate {
        if self.recounts && is_deadline { Fate::Recounted } else { Fate::Stays }
    }

    fn of_item(&self, open: &ElementInstance) -> Fate {
        let Some(now) = self.names.element(open.element) else { return Fate::Cannot(Obstacle::Gone) };
        match self.obstacle(open, now) {
            Some(obstacle) => Fate::Cannot(obstacle),
            None => self.goes_on(open.element, now),
        }
    }

    /// Stays under its id, or goes on as another element.
    fn goes_on(&self, before: ElementIx, now: ElementIx) -> Fate {
        match self.names.from.id(before) == self.names.to.id(now) {
            true => Fate::Stays,
            false => {
                let (to, title) = of_element(self.names.to, now);
                Fate::Moves { to, title }
            }
        }
    }

    fn obstacle(&self, open: &ElementInstance, now: ElementIx) -> Option<Obstacle> {
        if self.is_trivial {
            return None;
        }
        let is_part = self.names.ended.contains(&open.element) && !is_whole(self.state, open);
        is_part
            .then_some(Obstacle::PartOfWhole)
            .or_else(|| shape::of_elements(self.names, open.element, now))
            .or_else(|| shape::of_item(self.names, open, now))
            .or_else(|| self.stuck_at(open))
    }

    fn stuck_at(&self, open: &ElementInstance) -> Option<Obstacle> {
        match open.extra.as_deref()?.trouble.as_deref()? {
            Trouble::TooManyReturns { taken, .. } if self.names.back(*taken).is_none() => {
                Some(Obstacle::ReturnGone)
            }
            Trouble::NoMoment { datum } if !matches!(self.names.datum(*datum), Place::Now(_)) => {
                Some(Obstacle::Gone)
            }
            Trouble::Computation { answer: Some(answer), .. }
                if self.names.answer(open.element, *answer).is_none() =>
            {
                Some(Obstacle::AnswerGone)
            }
            _ => None,
        }
    }

    fn tokens(&mut self) {
        for held in self.state.arrivals() {
            let fate = if self.is_closed(held.token) { Fate::Ends } else { self.of_token(held) };
            self.add(What::Token, Some(held.token), of_element(self.names.from, held.join), fate);
        }
    }

    fn of_token(&self, held: &Arrival) -> Fate {
        let Some(now) = self.names.element(held.join) else { return Fate::Cannot(Obstacle::Gone) };
        // A flow counts only where it leads to the same join still.
        let leads_there = |flow| self.names.to.graph.exit(flow).target == Target::Element(now);
        let flow = held.flow.is_none_or(|flow| self.names.flow(flow).is_some_and(leads_there));
        let gone = || (!flow).then_some(Obstacle::FlowGone);
        let obstacle = shape::of_elements(self.names, held.join, now).or_else(gone);
        match obstacle.filter(|_| !self.is_trivial) {
            Some(obstacle) => Fate::Cannot(obstacle),
            None => self.goes_on(held.join, now),
        }
    }

    fn undoable(&mut self) {
        for before in self.state.all_undoable() {
            let fate = match self.names.element(before) {
                None => Fate::Cannot(Obstacle::Gone),
                Some(now) if !self.is_trivial && !self.is_undone_alike(before, now) => {
                    Fate::Cannot(Obstacle::NotUndoable)
                }
                Some(now) => self.goes_on(before, now),
            };
            self.add(What::Undoable, None, of_element(self.names.from, before), fate);
        }
    }

    fn is_undone_alike(&self, before: ElementIx, now: ElementIx) -> bool {
        let how = |procedure: &Procedure, element| {
            procedure.graph.special(element).map_or((false, false), |special| {
                let itself = special.block.as_deref().is_some_and(|block| block.compensation.is_some());
                (special.compensated_by.is_some(), itself)
            })
        };
        how(self.names.from, before) == how(self.names.to, now)
    }

    fn values(&mut self) {
        for (scope, datum, value) in self.state.values() {
            let datum = DatumIx(datum);
            let declared = &self.names.from.data[datum.index()];
            let fate = if self.is_closed(scope) { Fate::Ends } else { self.of_value(datum, value) };
            let named = (declared.id.clone(), declared.name.clone());
            self.add(What::Datum, Some(scope).filter(|scope| scope.0 > 0), named, fate);
        }
    }

    fn of_value(&self, before: DatumIx, value: &Value) -> Fate {
        let now = match self.names.datum(before) {
            Place::Now(now) => now,
            Place::Dropped => return Fate::Ends,
            Place::Nowhere => return Fate::Cannot(Obstacle::Gone),
        };
        let (was, is) = (&self.names.from.data[before.index()], &self.names.to.data[now.index()]);
        if was.owner.map(|owner| self.names.element(owner)) != is.owner.map(Some) {
            return Fate::Cannot(Obstacle::OtherPlace);
        }
        if *value != Value::Disposed && !value.is_of(is.kind, &is.values) {
            return Fate::Cannot(Obstacle::OtherType { kind: is.kind });
        }
        match was.id == is.id {
            true => Fate::Stays,
            false => Fate::Moves { to: is.id.clone(), title: is.name.clone() },
        }
    }

    /// Answers and values of indicators, each once.
    fn noted(&mut self) {
        let mut noted = self.state.noted();
        noted.dedup();
        for noted in noted {
            match noted {
                Noted::Answer(element, answer) => self.answer(element, answer),
                Noted::Indicator(before) => {
                    let declared = &self.names.from.indicators[before.index()];
                    let is_measured_alike = |now: crate::procedure::IndicatorIx| {
                        self.names.to.indicators[now.index()].for_each == declared.for_each
                    };
                    let fate = match self.names.indicator(before) {
                        Some(now) if is_measured_alike(now) => Fate::Stays,
                        Some(_) => Fate::Cannot(Obstacle::OtherPlace),
                        None if self.names.drops(before) => Fate::Ends,
                        None => Fate::Cannot(Obstacle::Gone),
                    };
                    self.add(What::Indicator, None, (declared.id.clone(), declared.name.clone()), fate);
                }
            }
        }
    }

    /// An answer that was given; one that nobody reads any more is let go.
    fn answer(&mut self, before: ElementIx, answer: u16) {
        let reads = |now: ElementIx| self.names.to.keeps.answers.get(now.index()).copied().unwrap_or(false);
        let Some(now) = self.names.element(before).filter(|now| reads(*now)) else { return };
        let fate = match self.names.answer(before, answer) {
            Some(_) => self.goes_on(before, now),
            None if self.without_past => Fate::Unknown,
            None => Fate::Cannot(Obstacle::AnswerGone),
        };
        self.add(What::Past, None, of_element(self.names.from, before), fate);
    }

    /// The roles that open work is kept for, and those that have signed what is not completed yet.
    fn roles(&mut self) {
        let mut roles: Vec<RoleIx> = Vec::new();
        for open in self.state.open.iter().filter(|open| !self.is_closed(open.id)) {
            roles.extend(open.role);
            let Some(extra) = open.extra.as_deref() else { continue };
            roles.extend(extra.signatures.iter().chain(&extra.joint.signatures).map(|(_, role, _)| *role));
        }
        roles.sort_unstable();
        roles.dedup();
        for role in roles {
            let declared = &self.names.from.roles[role.index()];
            let fate = match self.names.role(role) {
                Some(_) => Fate::Stays,
                None => Fate::Cannot(Obstacle::Gone),
            };
            self.add(What::Role, None, (declared.id.clone(), declared.name.clone()), fate);
        }
    }

    /// How often was returned; what is not there any more is counted no more.
    fn counters(&mut self, returns: &[ReturnIx]) {
        for before in returns {
            let from = self.names.from.graph.return_of(*before).0;
            let fate = match self.names.back(*before) {
                Some(_) => Fate::Stays,
                None => Fate::Ends,
            };
            self.add(What::Counter, None, of_element(self.names.from, from), fate);
        }
    }

    fn milestones(&mut self) {
        let reached: Vec<Text> =
            self.state.reached().iter().map(|reached| reached.milestone.clone()).collect();
        for milestone in reached {
            let fate = match self.names.to.shares.concern(&milestone) {
                true => Fate::Stays,
                false => Fate::Ends,
            };
            let declared = self.names.from.milestones.iter().find(|declared| declared.id == milestone);
            let title = declared.map(|declared| declared.name.clone()).unwrap_or_default();
            self.add(What::Milestone, None, (milestone, title), fate);
        }
    }
}
