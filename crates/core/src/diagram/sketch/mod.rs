//! What is drawn of a procedure, before anything has a position.
//!
//! Each element of the graph becomes its shapes, each way a line; what BPMN needs besides is added: starts, ends, the
//! gateway of a question. Knows procedures; does not know positions. Read [`Sketch`] first.

mod activity;
mod beside;
mod besides;
mod event;
mod gateway;
mod lane;
mod pool;
mod scope;
mod way;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::Besides;
use super::element::{Element, End, Flow, FlowKind, Kind, Lane, OtherPool};
use super::geometry::Bounds;
use crate::graph::{Graph, Target};
use crate::procedure::{ElementIx, ExitIx, Procedure, RoleIx};
use crate::render::Reader;
use crate::source::Language;

/// The shapes and lines of a procedure, with what a layout has to know of them.
pub(super) struct Sketch {
    pub(super) name: String,
    pub(super) elements: Vec<Element>,
    pub(super) flows: Vec<Flow>,
    pub(super) lanes: Vec<Lane>,
    pub(super) others: Vec<OtherPool>,
    /// Shapes of which one comes before the other, with no line between them.
    pub(super) order: Vec<(usize, usize)>,
    /// Of each shape the groups that it stands in, from the inside out.
    pub(super) groups: Vec<Vec<usize>>,
    /// How many lanes stand around the innermost.
    pub(super) lane_depth: i32,
    /// Lines that say nothing of what comes first.
    pub(super) aside: BTreeSet<usize>,
    /// Lines that leave the picture below.
    pub(super) falls: BTreeSet<usize>,
    /// Events whose names stand above them.
    pub(super) raised: BTreeSet<usize>,
    /// Shapes that are not drawn: a model has no start and no end besides its own.
    pub(super) unseen: BTreeSet<usize>,
}

impl Sketch {
    pub(super) fn of(procedure: &Procedure, language: Language, besides: &Besides) -> Self {
        let reader = Reader::new(procedure, language);
        let mut draft = Draft::new(&reader);
        for element in draft.all() {
            draft.shape(element);
        }
        draft.starts();
        for element in draft.all() {
            draft.ways(element);
        }
        draft.beside();
        draft.things(besides);
        draft.place();
        draft.ties(besides);
        draft.gather();
        draft.assign_lanes(besides);
        match besides.of_model {
            true => draft.as_modelled(besides),
            false => draft.pools(),
        }
        draft.sketch
    }
}

/// A shape while it is drawn.
#[derive(Clone, Copy, Default)]
struct Origin {
    /// The block that it stands in.
    scope: Option<ElementIx>,
    role: Option<RoleIx>,
    /// Whether it is work that nobody is responsible for.
    unassigned: bool,
}

struct Draft<'a> {
    reader: &'a Reader<'a>,
    graph: &'a Graph,
    sketch: Sketch,
    origins: Vec<Origin>,
    /// By element: where lines arrive.
    entry: Vec<Option<usize>>,
    /// By element: the shape that it is.
    main: Vec<Option<usize>>,
    /// By element: the shape that its ways leave.
    leave: Vec<Option<usize>>,
    /// Events that are drawn at several activities: all of their shapes.
    copies: BTreeMap<ElementIx, Vec<usize>>,
    /// By element: whether it is one of several waits.
    is_alternative: Vec<bool>,
    /// By element: the first that leads to it.
    came_from: Vec<Option<ElementIx>>,
    /// By element: how many ways that are no links lead to it.
    led_to: Vec<u32>,
    /// By element, of blocks: whether nothing in it needs a start or an end.
    quiet: Vec<bool>,
    /// Whether a case has several starts that nothing triggers: each is drawn as what makes it begin so.
    chooses_start: bool,
    /// Where links arrive.
    caught: BTreeMap<ElementIx, usize>,
    /// By block: the end that everything in it shares.
    shared_ends: BTreeMap<ElementIx, usize>,
    /// Ends by the shape that leads to them.
    ends: BTreeMap<usize, usize>,
    /// Ids of shapes, to keep them apart.
    ids: BTreeMap<String, usize>,
    lanes_by_role: BTreeMap<Option<RoleIx>, usize>,
}

impl<'a> Draft<'a> {
    fn new(reader: &'a Reader<'a>) -> Self {
        let procedure = reader.procedure;
        let graph = &procedure.graph;
        let count = graph.len();
        let head = &procedure.head;
        let name = [&*head.code, &*head.name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let mut draft = Draft {
            reader,
            graph,
            sketch: Sketch {
                name: crate::render::joined(&name.join(" · ")),
                elements: Vec::new(),
                flows: Vec::new(),
                lanes: Vec::new(),
                others: Vec::new(),
                order: Vec::new(),
                groups: Vec::new(),
                lane_depth: 0,
                aside: BTreeSet::new(),
                falls: BTreeSet::new(),
                raised: BTreeSet::new(),
                unseen: BTreeSet::new(),
            },
            origins: Vec::new(),
            entry: vec![None; count],
            main: vec![None; count],
            leave: vec![None; count],
            copies: BTreeMap::new(),
            is_alternative: vec![false; count],
            came_from: vec![None; count],
            led_to: vec![0; count],
            quiet: vec![false; count],
            chooses_start: false,
            caught: BTreeMap::new(),
            shared_ends: BTreeMap::new(),
            ends: BTreeMap::new(),
            ids: BTreeMap::new(),
            lanes_by_role: BTreeMap::new(),
        };
        draft.look();
        draft.find_quiet();
        draft.chooses_start = draft.has_several_starts();
        draft
    }

    /// What has to be known before anything is drawn.
    fn look(&mut self) {
        for element in self.all() {
            let alternatives = self.graph.special(element).map_or(&[][..], |special| &special.alternatives);
            for alternative in alternatives {
                self.is_alternative[alternative.index()] = true;
            }
        }
        for exit in &self.graph.exits {
            if let Target::Element(to) = exit.target {
                self.came_from[to.index()].get_or_insert(exit.from);
                self.led_to[to.index()] += u32::from(!self.throws_link(exit.from));
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = ElementIx> + use<> {
        (0..self.graph.len()).map(ElementIx::at)
    }

    /// An id that no other shape has; ids of the procedure have no dot, ids with one are ours.
    fn free_id(&mut self, wanted: String) -> String {
        let times = self.ids.entry(wanted.clone()).or_default();
        *times += 1;
        if *times == 1 { wanted } else { format!("{wanted}.{times}") }
    }

    fn add(
        &mut self,
        id: String,
        kind: Kind,
        name: String,
        of: (Option<ElementIx>, Option<ElementIx>),
    ) -> usize {
        let (stands_for, scope) = of;
        let id = self.free_id(id);
        self.sketch.elements.push(Element {
            id,
            stands_for,
            kind,
            repeats: None,
            undoes: false,
            implied: false,
            number: String::new(),
            name,
            notes: Vec::new(),
            lines: Vec::new(),
            note_lines: Vec::new(),
            lane: None,
            parent: None,
            host: None,
            members: Vec::new(),
            bounds: Bounds::default(),
            label: None,
        });
        self.origins.push(Origin { scope, ..Origin::default() });
        self.sketch.elements.len() - 1
    }

    /// A part of what a shape stands for, in the same place.
    fn add_part(&mut self, of: usize, suffix: &str, kind: Kind, name: String) -> usize {
        let (id, stands_for) =
            (format!("{}.{suffix}", self.sketch.elements[of].id), self.sketch.elements[of].stands_for);
        let scope = self.origins[of].scope;
        let part = self.add(id, kind, name, (stands_for, scope));
        self.origins[part].role = self.origins[of].role;
        part
    }

    fn line(&mut self, from: usize, to: usize, kind: FlowKind) -> usize {
        let id = format!("flow.{}", self.sketch.flows.len() + 1);
        self.sketch.flows.push(Flow {
            id,
            from: End::Element(from),
            to: End::Element(to),
            name: String::new(),
            lines: Vec::new(),
            kind,
            conditional: false,
            default: false,
            exit: None,
            answer: None,
            waypoints: Vec::new(),
            label: None,
        });
        self.sketch.flows.len() - 1
    }

    /// A line in the picture for a way of the graph.
    fn named_line(&mut self, (from, to): (usize, usize), name: String, exit: Option<ExitIx>) -> usize {
        let line = self.line(from, to, FlowKind::Sequence);
        let flow = &mut self.sketch.flows[line];
        (flow.name, flow.exit) = (name, exit);
        line
    }

    /// Every shape in the sub-process of its scope.
    fn place(&mut self) {
        for position in 0..self.origins.len() {
            let block = self.origins[position].scope;
            self.sketch.elements[position].parent = block.and_then(|block| self.main[block.index()]);
        }
    }
}
