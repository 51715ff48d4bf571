//! Many cases at once: how many stand where, what is late, how often was gone back, how indicators stand.
//!
//! Knows how one case after another is counted in; what is told of each procedure is a sum, and what is late a list.
//! Does not read logs and does not keep cases: a case is brought back by [`CaseTally`], counted, and forgotten.
//! Read [`Board`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::tally::{CaseTally, Gone};
use super::term::{BlockTerm, terms};
use super::work::{WorkItem, open_items};
use super::{standings, window::WindowStanding};
use crate::data::{Decimal, Digest, Text, Timestamp};
use crate::event::Outcome;
use crate::instance::Status;
use crate::procedure::{ElementIx, Indicator, Light, Nest, Procedure};

/// Where many cases stand at a moment, procedure by procedure.
#[derive(Clone, Debug)]
pub struct Board {
    at: Timestamp,
    procedures: BTreeMap<(Text, Text, Digest), ProcedureBoard>,
}

/// The cases of one procedure.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProcedureBoard {
    /// Which.
    pub procedure: Arc<Procedure>,
    /// How many cases stand how.
    pub cases: CaseCounts,
    /// Its blocks, in file order.
    pub phases: Vec<PhaseBoard>,
    /// The procedures that it calls, by code.
    pub components: Vec<ComponentBoard>,
    /// Its indicators and those of what it calls, that have a value or lack one.
    pub indicators: Vec<IndicatorBoard>,
    /// What is open at each element, in file order; called procedures after.
    pub places: Vec<PlaceBoard>,
    /// What is late, the longest first.
    pub late: Vec<LateBoard>,
    /// The returns that were taken, the most frequent first.
    pub loops: Vec<LoopBoard>,
    nest: Nest,
}

/// How many cases stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseCounts {
    /// All of them.
    pub all: usize,
    /// Running, those that are stuck included.
    pub running: usize,
    /// Running, with an incident.
    pub stuck: usize,
    /// Running, with something late or late themselves.
    pub late: usize,
    /// Ended well.
    pub completed: usize,
    /// Ended by the authority.
    pub cancelled: usize,
    /// Ended by an error.
    pub failed: usize,
}

/// A block, and how many cases stand how in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PhaseBoard {
    /// The block.
    pub element: ElementIx,
    /// What people call it.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// How many blocks it stands in.
    pub depth: usize,
    /// Cases that have not come to it.
    pub ahead: usize,
    /// Cases with something open in it.
    pub open: usize,
    /// Cases that have been in it and have left it.
    pub done: usize,
    /// Cases with something late in it.
    pub late: usize,
}

/// A procedure that is called, and how its runs stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ComponentBoard {
    /// Its code.
    pub code: Text,
    /// Its name.
    pub name: Text,
    /// How often it was called.
    pub called: usize,
    /// How many of its runs are open.
    pub running: usize,
    /// How many of them have something late.
    pub late: usize,
}

/// An indicator, and how its last values stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndicatorBoard {
    /// The code of the procedure that declares it.
    pub procedure: Text,
    /// Its id.
    pub id: Text,
    /// Its name as printed.
    pub name: Text,
    /// Its unit.
    pub unit: Option<Text>,
    /// Its target.
    pub target: Option<Decimal>,
    /// How many cases and members have a value.
    pub values: usize,
    /// How many of the values are green.
    pub green: usize,
    /// How many are amber.
    pub amber: usize,
    /// How many are red.
    pub red: usize,
    /// In how many windows that are over it has no value.
    pub missing: usize,
    /// The lowest value.
    pub lowest: Option<Decimal>,
    /// The highest value.
    pub highest: Option<Decimal>,
}

/// An element, and what is open at it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlaceBoard {
    /// The code of the procedure that is called, where it is not the case's own.
    pub called: Option<Text>,
    /// What people call it, without members.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// How many cases have something open at it.
    pub cases: usize,
    /// How many items are open at it.
    pub items: usize,
    /// How many of them are late.
    pub late: usize,
}

/// Something late.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LateBoard {
    /// The case.
    pub case: Text,
    /// What people call it, with its members; empty for the case itself.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// Names of the roles that have to do it.
    pub roles: Vec<Text>,
    /// Who has claimed it.
    pub person: Option<Text>,
    /// When it was due.
    pub due: Timestamp,
}

/// A return, and how often it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoopBoard {
    /// The code of the procedure that it is a return of.
    pub procedure: Text,
    /// Where it was gone back from.
    pub from: Text,
    /// Where to.
    pub to: Text,
    /// How often, over all cases.
    pub times: u64,
    /// In how many cases.
    pub cases: usize,
    /// The most that one case took it.
    pub most: u64,
}

impl Board {
    /// An empty board, as of a moment.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Board { at, procedures: BTreeMap::new() }
    }

    /// The moment.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Counts a case in; one that has not begun is nothing.
    pub fn count(&mut self, case: &str, tally: &CaseTally) {
        let Some(procedure) = tally.instance().procedure() else { return };
        let head = procedure.head();
        let key = (head.code.clone(), head.version.clone(), procedure.digests().definition);
        let board = self.procedures.entry(key).or_insert_with(|| ProcedureBoard::new(procedure));
        board.count(&Counted { case, tally, at: self.at });
    }

    /// The procedures that have cases, by code and version.
    pub fn procedures(&self) -> impl Iterator<Item = &ProcedureBoard> {
        self.procedures.values()
    }

    /// Puts what was counted in the order it is read in; to be called once, at the end.
    #[must_use]
    pub fn ordered(mut self) -> Self {
        self.procedures.values_mut().for_each(ProcedureBoard::order);
        self
    }
}

/// A case that is counted in.
struct Counted<'a> {
    case: &'a str,
    tally: &'a CaseTally,
    at: Timestamp,
}

/// When an item was due, where that has passed.
fn late_since(item: &WorkItem, at: Timestamp) -> Option<Timestamp> {
    let due = item.due.as_ref()?.due?;
    (item.overdue || due <= at).then_some(due)
}

impl ProcedureBoard {
    fn new(procedure: &Arc<Procedure>) -> Self {
        let nest = Nest::of(procedure);
        let phase = |element: ElementIx| PhaseBoard {
            element,
            reference: procedure.reference(element).clone(),
            title: procedure.title(element).clone(),
            depth: nest.blocks_around(element).count(),
            ahead: 0,
            open: 0,
            done: 0,
            late: 0,
        };
        ProcedureBoard {
            procedure: Arc::clone(procedure),
            cases: CaseCounts::default(),
            phases: nest.blocks().map(phase).collect(),
            components: Vec::new(),
            indicators: Vec::new(),
            places: Vec::new(),
            late: Vec::new(),
            loops: Vec::new(),
            nest,
        }
    }

    fn count(&mut self, counted: &Counted<'_>) {
        let instance = counted.tally.instance();
        self.cases.all += 1;
        match instance.status() {
            Status::Ended(Outcome::Completed) => self.cases.completed += 1,
            Status::Ended(Outcome::Cancelled) => self.cases.cancelled += 1,
            Status::Ended(_) => self.cases.failed += 1,
            _ => self.cases.running += 1,
        }
        let items = if instance.status() == Status::Running { open_items(instance) } else { Vec::new() };
        self.cases.stuck += usize::from(items.iter().any(|item| item.trouble.is_some()));
        self.count_places(&items, counted.at);
        let mut blocks = if instance.status() == Status::Running { terms(instance) } else { Vec::new() };
        blocks.retain(|block| block.late_since(counted.at).is_some());
        self.count_phases((&items, &blocks), counted);
        let late = self.count_late((&items, &blocks), counted);
        self.cases.late += usize::from(late);
        self.count_components(&items, counted);
        self.count_indicators(counted);
        for (gone, times) in counted.tally.returns() {
            self.count_loop(gone, *times);
        }
    }

    fn count_places(&mut self, items: &[WorkItem], at: Timestamp) {
        let mut seen = BTreeSet::new();
        for item in items {
            let procedure = item.procedure(&self.procedure);
            let called = item.called.as_ref().map(|called| called.0.code().into());
            let reference = procedure.reference(item.element);
            let found =
                self.places.iter().position(|place| place.called == called && place.reference == *reference);
            let place = found.unwrap_or_else(|| {
                let (reference, title) = (reference.clone(), item.title.clone());
                self.places.push(PlaceBoard { called, reference, title, cases: 0, items: 0, late: 0 });
                self.places.len() - 1
            });
            let board = &mut self.places[place];
            board.items += 1;
            board.late += usize::from(late_since(item, at).is_some());
            board.cases += usize::from(seen.insert(place));
        }
    }

    /// What stands in a call stands in the blocks around the element that calls.
    fn count_phases(&mut self, (items, terms): (&[WorkItem], &[BlockTerm]), counted: &Counted<'_>) {
        let mut open = BTreeSet::new();
        // A phase is late by its own deadline too, and by that of a block in it.
        let own = terms.iter().filter_map(|term| term.element);
        let mut late: BTreeSet<ElementIx> =
            own.flat_map(|element| self.nest.blocks_around(element).chain([element])).collect();
        for item in items {
            let element = item.outer.first().map_or(item.element, |spot| spot.element);
            let blocks: Vec<ElementIx> = self.nest.blocks_around(element).collect();
            if late_since(item, counted.at).is_some() {
                late.extend(blocks.iter().copied());
            }
            open.extend(blocks);
        }
        let been: BTreeSet<ElementIx> =
            counted.tally.been().flat_map(|element| self.nest.blocks_around(element)).collect();
        for phase in &mut self.phases {
            let (is_open, has_been) = (open.contains(&phase.element), been.contains(&phase.element));
            phase.open += usize::from(is_open);
            phase.done += usize::from(has_been && !is_open);
            phase.ahead += usize::from(!has_been && !is_open);
            phase.late += usize::from(late.contains(&phase.element));
        }
    }

    /// Lists what is late, the case itself first; says whether anything is.
    fn count_late(&mut self, (items, terms): (&[WorkItem], &[BlockTerm]), counted: &Counted<'_>) -> bool {
        let (before, case) = (self.late.len(), Text::from(counted.case));
        let instance = counted.tally.instance();
        let own =
            instance.due().and_then(|due| due.due).filter(|due| instance.is_overdue() || *due <= counted.at);
        if let Some(due) = own.filter(|_| instance.status() == Status::Running) {
            let title = self.procedure.head().name.clone();
            let (reference, roles) = (Text::default(), Vec::new());
            self.late.push(LateBoard { case: case.clone(), reference, title, roles, person: None, due });
        }
        for (term, due) in terms.iter().filter_map(|term| Some((term, term.late_since(counted.at)?))) {
            let (case, reference, title) = (case.clone(), term.reference.clone(), term.title.clone());
            self.late.push(LateBoard { case, reference, title, roles: Vec::new(), person: None, due });
        }
        for item in items {
            let Some(due) = late_since(item, counted.at) else { continue };
            let procedure = item.procedure(&self.procedure);
            let name = |id: &Text| {
                let role = procedure.roles.iter().find(|role| role.id == *id);
                role.map_or_else(|| id.clone(), |role| role.name.clone())
            };
            self.late.push(LateBoard {
                case: case.clone(),
                reference: item.reference.clone(),
                title: item.title.clone(),
                roles: item.roles.iter().map(name).collect(),
                person: item.claimed_by.clone(),
                due,
            });
        }
        self.late.len() > before
    }

    fn count_components(&mut self, items: &[WorkItem], counted: &Counted<'_>) {
        for (procedure, times) in counted.tally.called() {
            self.component(procedure).called += times;
        }
        if counted.tally.instance().status() != Status::Running {
            return;
        }
        for (call, procedure) in counted.tally.instance().calls() {
            let is_late = |item: &WorkItem| item.call == Some(call) && late_since(item, counted.at).is_some();
            let late = items.iter().any(is_late);
            let component = self.component(&procedure);
            component.running += 1;
            component.late += usize::from(late);
        }
    }

    fn component(&mut self, procedure: &Procedure) -> &mut ComponentBoard {
        let code = procedure.code();
        let found = self.components.iter().position(|component| *component.code == *code);
        let place = found.unwrap_or_else(|| {
            let (code, name) = (code.into(), procedure.head().name.clone());
            self.components.push(ComponentBoard { code, name, called: 0, running: 0, late: 0 });
            self.components.len() - 1
        });
        &mut self.components[place]
    }

    fn count_indicators(&mut self, counted: &Counted<'_>) {
        for measured in counted.tally.measured() {
            let light = measured.indicator.light(measured.value);
            let board = self.indicator(measured.procedure, measured.indicator);
            board.values += 1;
            board.green += usize::from(light == Some(Light::Green));
            board.amber += usize::from(light == Some(Light::Amber));
            board.red += usize::from(light == Some(Light::Red));
            let value = Some(measured.value);
            board.lowest = board.lowest.min(value).or(value);
            board.highest = board.highest.max(value);
        }
        let instance = counted.tally.instance();
        if instance.status() == Status::Running {
            standings(instance, counted.at).iter().for_each(|window| self.count_missing(window));
        }
    }

    fn count_missing(&mut self, window: &WindowStanding) {
        if !window.is_late() {
            return;
        }
        let declaring = (self.procedure.code() == &*window.procedure).then(|| Arc::clone(&self.procedure));
        for id in &window.missing {
            let known = self
                .indicators
                .iter_mut()
                .find(|board| board.procedure == window.procedure && board.id == *id);
            if let Some(board) = known {
                board.missing += 1;
            } else if let Some((own, procedure)) = declaring.as_ref().and_then(|procedure| {
                Some((procedure.indicators.iter().find(|own| own.id == *id)?, procedure))
            }) {
                self.indicator(procedure, own).missing += 1;
            }
        }
    }

    fn indicator(&mut self, procedure: &Procedure, indicator: &Indicator) -> &mut IndicatorBoard {
        let is_it =
            |board: &IndicatorBoard| *board.procedure == *procedure.code() && board.id == indicator.id;
        let place = self.indicators.iter().position(is_it).unwrap_or_else(|| {
            self.indicators.push(IndicatorBoard {
                procedure: procedure.code().into(),
                id: indicator.id.clone(),
                name: indicator.name.clone(),
                unit: indicator.unit.clone(),
                target: indicator.target,
                values: 0,
                green: 0,
                amber: 0,
                red: 0,
                missing: 0,
                lowest: None,
                highest: None,
            });
            self.indicators.len() - 1
        });
        &mut self.indicators[place]
    }

    fn count_loop(&mut self, gone: &Gone, times: u64) {
        let is_it = |board: &LoopBoard| {
            board.procedure == gone.procedure && board.from == gone.from && board.to == gone.to
        };
        let place = self.loops.iter().position(is_it).unwrap_or_else(|| {
            let Gone { procedure, from, to } = gone.clone();
            self.loops.push(LoopBoard { procedure, from, to, times: 0, cases: 0, most: 0 });
            self.loops.len() - 1
        });
        let board = &mut self.loops[place];
        board.times = board.times.saturating_add(times);
        board.cases += 1;
        board.most = board.most.max(times);
    }

    fn order(&mut self) {
        self.late.sort_by(|one, other| (one.due, &one.case).cmp(&(other.due, &other.case)));
        self.loops.sort_by(|one, other| {
            (other.times, &one.procedure, &one.from, &one.to).cmp(&(
                one.times,
                &other.procedure,
                &other.from,
                &other.to,
            ))
        });
        self.components.sort_by(|one, other| one.code.cmp(&other.code));
        let own = Arc::clone(&self.procedure);
        let place = |board: &PlaceBoard| match &board.called {
            None => (None, own.find(&board.reference)),
            Some(code) => (Some(code.clone()), None),
        };
        self.places.sort_by_cached_key(place);
        let known: BTreeMap<&Text, usize> =
            own.indicators.iter().enumerate().map(|(place, indicator)| (&indicator.id, place)).collect();
        self.indicators.sort_by_cached_key(|board| {
            let is_own = *board.procedure == *own.code();
            (
                !is_own,
                board.procedure.clone(),
                known.get(&board.id).copied().filter(|_| is_own),
                board.id.clone(),
            )
        });
    }
}
