//! Data, notes and messages of a model that no procedure says.
//!
//! A thing stands in the grid as any shape does, behind what makes it or before what needs it. Read [`Draft::things`].

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use crate::diagram::Besides;
use crate::diagram::element::{End, FlowKind, Kind};

impl Draft<'_> {
    /// Data and notes as shapes.
    pub(super) fn things(&mut self, besides: &Besides) {
        for thing in &besides.things {
            let inside = thing.inside.as_deref().and_then(|id| self.reader.procedure.find(id));
            self.add(thing.id.clone(), thing.kind, thing.name.clone(), (None, inside));
        }
    }

    /// The lines between things and elements; of what stands in a sub-process beside the thing they end at its border.
    pub(super) fn ties(&mut self, besides: &Besides) {
        let places = self.places();
        let is_thing = |shape: usize| self.sketch.elements[shape].is_thing();
        let ends = besides.ties.iter().map(|tie| {
            let (from, to) = (*places.get(&tie.from)?, *places.get(&tie.to)?);
            let (from, to) = if is_thing(from) { (from, self.level_with(to, from)?) } else { (self.level_with(from, to)?, to) };
            Some((from, self.sketch.elements[to].host.unwrap_or(to)))
        });
        let ends: Vec<Option<(usize, usize)>> = ends.collect();
        let made: BTreeSet<usize> = ends.iter().flatten().map(|(_, to)| *to).filter(|to| is_thing(*to)).collect();
        for (tie, ends) in besides.ties.iter().zip(ends) {
            let Some((from, to)) = ends.filter(|(from, to)| from != to) else { continue };
            let line = self.line(from, to, tie.kind);
            self.sketch.flows[line].id.clone_from(&tie.id);
            // Whatever makes a thing stands before it; who needs it then may stand anywhere.
            if made.contains(&from) {
                self.sketch.aside.insert(line);
            }
        }
    }

    /// Messages to and from what another picture shows.
    pub(super) fn leaving(&mut self, besides: &Besides) {
        let places = self.places();
        for (position, leaving) in besides.leaving.iter().enumerate() {
            let Some(shape) = places.get(&leaving.element).map(|shape| self.outermost_of(*shape)) else { continue };
            let line = self.line(shape, shape, FlowKind::Message);
            let flow = &mut self.sketch.flows[line];
            (flow.to, flow.name) = (End::Participant(position), leaving.name.clone());
            flow.id.clone_from(&leaving.id);
            if leaving.below {
                self.sketch.falls.insert(line);
                if matches!(self.sketch.elements[shape].kind, Kind::Event { .. }) {
                    self.sketch.raised.insert(shape);
                }
            }
        }
    }

    fn places(&self) -> BTreeMap<String, usize> {
        self.sketch.elements.iter().enumerate().map(|(shape, element)| (element.id.clone(), shape)).collect()
    }

    /// A shape, or the sub-process around it that stands beside another.
    fn level_with(&self, shape: usize, other: usize) -> Option<usize> {
        let level = self.sketch.elements[other].parent;
        std::iter::successors(Some(shape), |shape| self.sketch.elements[*shape].parent)
            .find(|shape| self.sketch.elements[*shape].parent == level)
    }

    fn outermost_of(&self, shape: usize) -> usize {
        let around = std::iter::successors(Some(shape), |shape| self.sketch.elements[*shape].parent);
        around.last().unwrap_or(shape)
    }
}
