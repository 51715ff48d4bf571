//! Data, notes and messages of a model that no procedure says.
//!
//! A thing stands in the grid as any shape does, behind what makes it or before what needs it. Read [`Draft::things`].

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use crate::diagram::Besides;
use crate::diagram::element::{End, Flow, FlowKind, Kind, Place};
use crate::document::{Node, Table};
use crate::keywords::Keyword as K;
use crate::procedure::ExitIx;
use crate::render::joined;

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
            let (from, to) = if is_thing(from) {
                (from, self.level_with(to, from)?)
            } else {
                (self.level_with(from, to)?, to)
            };
            Some((from, self.sketch.elements[to].host.unwrap_or(to)))
        });
        let ends: Vec<Option<(usize, usize)>> = ends.collect();
        let made: BTreeSet<usize> =
            ends.iter().flatten().map(|(_, to)| *to).filter(|to| is_thing(*to)).collect();
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

    /// Nothing that the model did not have, and everything by the names that it gave.
    pub(super) fn as_modelled(&mut self, besides: &Besides) {
        let procedure = self.reader.procedure;
        self.sketch.name = joined(&procedure.head.name);
        for (shape, element) in self.sketch.elements.iter_mut().enumerate() {
            // A model says in a box what it is called and no more.
            element.notes.clear();
            if let Some(name) = besides.names.get(&element.id) {
                element.name.clone_from(name);
            }
            if let (Some(kind), Kind::Task { .. }) = (besides.kinds.get(&element.id), element.kind) {
                element.kind = *kind;
            }
            let ends = matches!(element.kind, Kind::Event { place: Place::Start | Place::End, .. });
            if ends && procedure.find(&element.id).is_none() {
                self.sketch.unseen.insert(shape);
            }
        }
        self.name_ways(besides);
        self.leaving(besides);
    }

    /// The names of ways out: those that the file writes, not their conditions.
    fn name_ways(&mut self, besides: &Besides) {
        let mut exits: BTreeMap<usize, BTreeSet<ExitIx>> = BTreeMap::new();
        for flow in &self.sketch.flows {
            if let (Some(from), Some(exit)) = (flow.from.element(), flow.exit) {
                exits.entry(from).or_default().insert(exit);
            }
        }
        let names: Vec<Option<String>> =
            self.sketch.flows.iter().map(|flow| self.way_name(flow, &exits, besides)).collect();
        for (flow, name) in self.sketch.flows.iter_mut().zip(names) {
            if let Some(name) = name {
                flow.name = joined(&name);
            }
        }
    }

    fn way_name(
        &self,
        flow: &Flow,
        exits: &BTreeMap<usize, BTreeSet<ExitIx>>,
        besides: &Besides,
    ) -> Option<String> {
        let (from, exit) = (flow.from.element()?, flow.exit?);
        let procedure = self.reader.procedure;
        let element = self.sketch.elements[from].stands_for?;
        let by = self.came_from[element.index()].filter(|_| procedure.is_implied(element));
        let id = procedure.id(by.unwrap_or(element));
        let block = self.reader.block(id)?;
        let said = |table: &Table, key: K| table.text(key).map(|text| text.to_string());
        let Some(answer) = flow.answer else {
            let position = exits.get(&from)?.iter().position(|known| *known == exit)?;
            let way = block.list(K::Next).get(position).and_then(Node::as_table);
            return Some(way.and_then(|way| said(way, K::Name)).unwrap_or_default());
        };
        if block.get(K::Yes).is_some() {
            let key = format!("{id}.{}", if answer == 0 { "yes" } else { "no" });
            return Some(besides.names.get(&key).cloned().unwrap_or_default());
        }
        // A way without a name goes by its id.
        let answer = block.tables(K::Answer).nth(usize::from(answer))?;
        let text = said(answer, K::Text);
        Some(text.filter(|text| Some(text) != said(answer, K::Id).as_ref()).unwrap_or_default())
    }

    /// Messages to and from what another picture shows.
    fn leaving(&mut self, besides: &Besides) {
        let places = self.places();
        for (position, leaving) in besides.leaving.iter().enumerate() {
            let Some(shape) = places.get(&leaving.element).map(|shape| self.outermost_of(*shape)) else {
                continue;
            };
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
