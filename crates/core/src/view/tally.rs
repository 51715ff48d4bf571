//! One case brought back from its records, with what its state does not keep: returns taken, calls made, last values.
//!
//! Knows the events that say so; the state is [`Instance`]'s.
//! Read [`CaseTally`] first.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::command::ItemId;
use crate::data::{Decimal, Text, Timestamp};
use crate::event::{Called, Event, Migrated};
use crate::graph::Target;
use crate::instance::{Instance, State};
use crate::procedure::{Definitions, ElementIx, Indicator, IndicatorIx, Procedure, ReturnIx};
use crate::rejection::Rejection;

/// A case as it is brought back.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::procedure::Definitions;
/// use cauce::source::Source;
/// use cauce::view::{Board, CaseTally};
///
/// let definitions = Definitions::new();
/// let tally = CaseTally::new();
/// let mut board = Board::new("2024-01-02T08:00:00Z".parse().unwrap());
/// board.count("1", &tally);
/// assert_eq!(board.procedures().count(), 0, "a case that has not begun is nothing");
/// ```
#[derive(Clone, Debug, Default)]
pub struct CaseTally {
    instance: Instance,
    /// What has been at, in the case's own procedure, and was not gone back over.
    been: Vec<bool>,
    returns: BTreeMap<Gone, u64>,
    called: BTreeMap<Text, (Arc<Procedure>, usize)>,
    values: BTreeMap<(Text, IndicatorIx, ItemId), (Arc<Procedure>, Decimal)>,
}

/// A return: of which procedure, from where, to where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Gone {
    pub(crate) procedure: Text,
    pub(crate) from: Text,
    pub(crate) to: Text,
}

/// A value with whose it is: the procedure by code, the indicator, the member or the call.
type Valued = ((Text, IndicatorIx, ItemId), (Arc<Procedure>, Decimal));

/// A last value.
pub(crate) struct Measured<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) indicator: &'a Indicator,
    pub(crate) value: Decimal,
}

impl CaseTally {
    /// A case that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The case.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Takes the events of one record.
    ///
    /// # Errors
    ///
    /// As [`Instance::apply`].
    pub fn take(
        &mut self,
        definitions: &Definitions,
        at: Timestamp,
        events: &[Event],
    ) -> Result<(), Rejection> {
        // Whose value it is shows in the state before: what is measured may close the member it is measured for.
        let values: Vec<_> = events.iter().flat_map(|event| self.measures(event)).collect();
        self.instance.apply(definitions, at, events)?;
        self.values.extend(values);
        let Some(procedure) = self.instance.procedure().cloned() else { return Ok(()) };
        for event in events {
            self.follow(&procedure, event);
        }
        Ok(())
    }

    fn measures(&self, event: &Event) -> Vec<Valued> {
        let (mut event, mut state, mut whole) = (event, &self.instance.state, ItemId(0));
        let Some(mut procedure) = self.instance.procedure() else { return Vec::new() };
        while let Event::InCall { call, event: inner, .. } = event {
            let Some(child) = state.child(*call) else { return Vec::new() };
            (event, state, whole, procedure) = (inner, &child.state, *call, &child.procedure);
        }
        let found: Vec<(IndicatorIx, Decimal, ItemId)> = match event {
            Event::Measured { indicator, value } => vec![(*indicator, *value, ItemId(0))],
            Event::Completed(completed) => {
                let scope = state.item(completed.item).map_or(ItemId(0), |item| state.scope_of(item));
                completed.measures.iter().map(|(indicator, value)| (*indicator, *value, scope)).collect()
            }
            _ => Vec::new(),
        };
        let home = |state: &State, indicator: IndicatorIx, scope| {
            let member = procedure.indicators.get(indicator.index()).and_then(|own| own.for_each.as_ref());
            let home = member.map_or(ItemId(0), |member| state.home_named(procedure, scope, member));
            if home == ItemId(0) { whole } else { home }
        };
        let mut values = Vec::new();
        for (indicator, value, scope) in found {
            let home = home(state, indicator, scope);
            values.push(((procedure.code().into(), indicator, home), (Arc::clone(procedure), value)));
        }
        values
    }

    fn follow(&mut self, procedure: &Arc<Procedure>, event: &Event) {
        let (mut procedure, mut event, mut is_own) = (procedure, event, true);
        while let Event::InCall { procedure: called, event: inner, .. } = event {
            (procedure, event, is_own) = (&called.0, inner, false);
        }
        match event {
            Event::Returned { taken, .. } => self.went_back(procedure, *taken, is_own),
            Event::Called(called) => self.call(called),
            Event::Migrated(migrated) => self.migrated(migrated, is_own),
            _ => {}
        }
        if let Some(element) = element_of(event).filter(|_| is_own) {
            self.mark(procedure, element, true);
        }
    }

    fn mark(&mut self, procedure: &Procedure, element: ElementIx, been: bool) {
        if self.been.len() < procedure.graph.len() {
            self.been.resize(procedure.graph.len(), false);
        }
        if let Some(mark) = self.been.get_mut(element.index()) {
            *mark = been;
        }
    }

    /// What a return goes back over is to be done again: the case has not been there.
    fn went_back(&mut self, procedure: &Procedure, taken: ReturnIx, is_own: bool) {
        let Some(found) = procedure.graph.returns.get(taken.index()) else { return };
        let exit = procedure.graph.exit(found.exit);
        let from = procedure.reference(exit.from).clone();
        let to = match exit.target {
            Target::Element(element) => procedure.reference(element).clone(),
            Target::End | Target::CaseEnd => Text::default(),
        };
        let times = self.returns.entry(Gone { procedure: procedure.code().into(), from, to }).or_default();
        *times = times.saturating_add(1);
        if is_own {
            let been = self.been.iter_mut().enumerate();
            been.filter(|(place, _)| found.range.contains(ElementIx::at(*place)))
                .for_each(|(_, been)| *been = false);
        }
    }

    /// Where it has been, and what was measured, under the version that it goes on by.
    fn migrated(&mut self, migrated: &Migrated, is_own: bool) {
        let (from, to) = (&migrated.from.0, &migrated.to.0);
        if is_own {
            let been: Vec<ElementIx> = self.been().filter_map(|element| migrated.element(element)).collect();
            self.been.clear();
            been.into_iter().for_each(|element| self.mark(to, element, true));
        }
        let rename = |((code, indicator, item), (procedure, value)): Valued| {
            if procedure.digests().definition != from.digests().definition {
                return Some(((code, indicator, item), (procedure, value)));
            }
            let now = to.indicator(&from.indicators.get(indicator.index())?.id)?;
            Some(((to.code().into(), now, item), (Arc::clone(to), value)))
        };
        self.values = std::mem::take(&mut self.values).into_iter().filter_map(rename).collect();
    }

    fn call(&mut self, called: &Called) {
        let procedure = &called.procedure.0;
        let known = self.called.entry(procedure.code().into()).or_insert_with(|| (Arc::clone(procedure), 0));
        known.1 = known.1.saturating_add(1);
    }

    /// Where the case has been, in its own procedure.
    pub(crate) fn been(&self) -> impl Iterator<Item = ElementIx> {
        self.been.iter().enumerate().filter(|(_, been)| **been).map(|(place, _)| ElementIx::at(place))
    }

    pub(crate) fn returns(&self) -> impl Iterator<Item = (&Gone, &u64)> {
        self.returns.iter()
    }

    pub(crate) fn called(&self) -> impl Iterator<Item = (&Procedure, usize)> {
        self.called.values().map(|(procedure, times)| (&**procedure, *times))
    }

    pub(crate) fn measured(&self) -> impl Iterator<Item = Measured<'_>> {
        self.values.iter().filter_map(|((_, indicator, _), (procedure, value))| {
            let indicator = procedure.indicators.get(indicator.index())?;
            Some(Measured { procedure, indicator, value: *value })
        })
    }
}

/// The element that an event says the case is at.
fn element_of(event: &Event) -> Option<ElementIx> {
    match event {
        Event::Opened(opened) => Some(opened.element),
        Event::Passed { element, .. } | Event::Skipped { element, .. } => Some(*element),
        Event::Called(called) => Some(called.element),
        Event::Completed(completed) => Some(completed.element),
        Event::Reached(reached) => Some(reached.element),
        _ => None,
    }
}
