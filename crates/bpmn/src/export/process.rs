//! One process: its shapes as elements, its lines as flows, with what the drawing shows and the model did not have taken out.

use std::collections::{BTreeMap, BTreeSet};

use cauce::diagram::{Bounds, Diagram, End, FlowKind, Gateway, Kind, OtherPool, Point};
use cauce::document::Table;
use cauce::keywords::Keyword as K;
use cauce::procedure::{ExitIx, Procedure};

use super::ExportOptions;
use super::besides::Written;
use super::head::{Root, Roots};
use super::hints::Hints;
use super::node::Piece;
use crate::xml::Writer;

/// A process that is written.
#[derive(Debug)]
pub(super) struct Part<'p> {
    pub(super) procedure: &'p Procedure,
    pub(super) hints: &'p Hints<'p>,
    pub(super) diagram: Diagram,
    /// The blocks of the file by their ids.
    pub(super) blocks: BTreeMap<&'p str, (K, &'p Table)>,
    pub(super) shapes: Vec<Shape>,
    pub(super) lines: Vec<Line>,
    pub(super) with_file: bool,
    /// The language of the words of the drawing.
    pub(super) language: cauce::source::Language,
    pub(super) near: Near,
    pub(super) written: Written,
    pool: String,
    process: String,
    /// Whether there is a pool: a model without one keeps none.
    pub(super) has_pool: bool,
    /// Which of the kept collaborations has it.
    pub(super) collaboration: Option<usize>,
    /// What ids end with, so that they are not those of another process.
    pub(super) suffix: String,
}

/// What stands beside each shape of the diagram.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// The ways out, in the order of the file.
    pub(super) exits: Vec<Vec<ExitIx>>,
    /// The first line that leads to it.
    pub(super) first_to: Vec<Option<usize>>,
    /// The documents that it delivers.
    pub(super) documents: Vec<Vec<usize>>,
}

impl Near {
    fn of(diagram: &Diagram) -> Self {
        let count = diagram.elements.len();
        let mut near = Near {
            exits: vec![Vec::new(); count],
            first_to: vec![None; count],
            documents: vec![Vec::new(); count],
        };
        for (index, flow) in diagram.flows.iter().enumerate() {
            if let (Some(from), Some(exit)) = (flow.from.element(), flow.exit) {
                near.exits[from].push(exit);
            }
            if let Some(to) = flow.to.element() {
                near.first_to[to].get_or_insert(index);
            }
        }
        for exits in &mut near.exits {
            exits.sort_unstable();
            exits.dedup();
        }
        for (index, element) in diagram.elements.iter().enumerate() {
            if let (Kind::Document, Some(host)) = (element.kind, element.host) {
                near.documents[host].push(index);
            }
        }
        near
    }
}

/// A shape that is written, by its position in the diagram.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) id: String,
    /// The id in the procedure file; empty of what only the drawing has.
    pub(super) own: String,
    pub(super) kind: Kind,
    pub(super) bounds: Bounds,
    pub(super) parent: Option<usize>,
    pub(super) host: Option<usize>,
    /// Whether it is left out.
    pub(super) gone: bool,
    pub(super) incoming: Vec<usize>,
    pub(super) outgoing: Vec<usize>,
}

/// A line that is written.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) from: End,
    pub(super) to: End,
    pub(super) kind: FlowKind,
    pub(super) name: String,
    /// The name that was drawn.
    pub(super) drawn: String,
    pub(super) default: bool,
    /// The condition as the file has it.
    pub(super) condition: Option<String>,
    pub(super) waypoints: Vec<Point>,
    pub(super) label: Option<Bounds>,
    pub(super) gone: bool,
    /// Whether it is drawn only: what was kept of the model says it already.
    pub(super) said: bool,
}

impl<'p> Part<'p> {
    pub(super) fn new(
        (procedure, hints): (&'p Procedure, &'p Hints<'p>),
        (diagram, written): (Diagram, Written),
        roots: &mut Roots<'p>,
        options: &ExportOptions,
    ) -> Self {
        let process = hints.process.and_then(|at| hints.tree().get(at, "id"));
        let process = process.map_or_else(|| super::head::xml_id(procedure.code()), str::to_owned);
        let mut part = Part {
            procedure,
            hints,
            blocks: blocks(&procedure.document().root),
            shapes: Vec::new(),
            lines: Vec::new(),
            with_file: !options.without_file,
            language: options.language,
            near: Near::of(&diagram),
            written,
            pool: diagram.id.clone(),
            process,
            has_pool: true,
            collaboration: None,
            suffix: String::new(),
            diagram,
        };
        part.take_over();
        part.simplify();
        part.find_associations();
        part.tie();
        part.find_pool(roots);
        part.keep_apart(roots);
        part
    }

    /// The shapes and lines as the diagram has them, with the ids of the model.
    fn take_over(&mut self) {
        for element in &self.diagram.elements {
            let known = self.blocks.contains_key(element.id.as_str()) || self.hints.of(&element.id).is_some();
            let own = if known { element.id.clone() } else { String::new() };
            self.shapes.push(Shape {
                id: self.hints.id(&element.id).to_owned(),
                own,
                kind: element.kind,
                bounds: element.bounds,
                parent: element.parent,
                host: element.host,
                gone: false,
                incoming: Vec::new(),
                outgoing: Vec::new(),
            });
        }
        let besides = &self.written.besides;
        let kept: BTreeSet<&str> = (besides.ties.iter().map(|tie| tie.id.as_str()))
            .chain(besides.leaving.iter().map(|leaving| leaving.id.as_str()))
            .collect();
        for flow in &self.diagram.flows {
            let drawn_only = !matches!(flow.kind, FlowKind::Sequence | FlowKind::Return);
            self.lines.push(Line {
                id: flow.id.clone(),
                from: flow.from,
                to: flow.to,
                kind: flow.kind,
                name: flow.name.clone(),
                drawn: flow.name.clone(),
                default: flow.default,
                condition: None,
                waypoints: flow.waypoints.clone(),
                label: flow.label,
                gone: false,
                said: drawn_only && kept.contains(flow.id.as_str()),
            });
        }
        self.name_lines();
    }

    /// Associations that the model had have its ids, and are not said twice.
    fn find_associations(&mut self) {
        let tree = self.hints.tree();
        if !self.hints.is_imported() {
            return;
        }
        let kept = tree.within(tree.root()).filter(|at| tree.local(*at) == "association");
        let ends = |at| Some((tree.get(at, "sourceRef")?, tree.get(at, "targetRef")?));
        let kept: BTreeMap<(&str, &str), &str> =
            kept.filter_map(|at| Some((ends(at)?, tree.get(at, "id")?))).collect();
        let id = |end: End| end.element().map_or("", |end| self.shapes[end].id.as_str());
        for line in self.lines.iter_mut().filter(|line| line.kind == FlowKind::Association) {
            if let Some(known) = kept.get(&(id(line.from), id(line.to))) {
                (line.id, line.said) = ((*known).to_owned(), true);
            }
        }
    }

    fn tie(&mut self) {
        for (index, line) in self.lines.iter_mut().enumerate() {
            let ends = [line.from, line.to].map(End::element);
            let gone = |end: &Option<usize>| end.is_some_and(|end| self.shapes[end].gone);
            line.gone |= ends.iter().any(gone);
            if line.gone || !matches!(line.kind, FlowKind::Sequence | FlowKind::Return) {
                continue;
            }
            if let [Some(from), Some(to)] = ends {
                self.shapes[from].outgoing.push(index);
                self.shapes[to].incoming.push(index);
            }
        }
    }

    /// Gives ids that another process has already another form: all of a file of ours, what only the drawing names of a
    /// model.
    fn keep_apart(&mut self, roots: &mut Roots<'p>) {
        let taken = self.shapes.iter().any(|shape| !shape.gone && roots.has(&shape.id));
        let lines = self.lines.iter().any(|line| !line.gone && roots.has(&line.id));
        if (taken || lines) && !self.hints.is_imported() {
            self.suffix = format!(".{}", self.process);
            for shape in &mut self.shapes {
                shape.id.push_str(&self.suffix);
            }
            for line in &mut self.lines {
                line.id.push_str(&self.suffix);
            }
        }
        for shape in self.shapes.iter_mut().filter(|shape| !shape.gone) {
            shape.id = roots.free(&shape.id);
        }
        for line in self.lines.iter_mut().filter(|line| !line.gone) {
            if self.hints.of(&line.id).is_none() && !line.said {
                line.id = roots.free(&line.id);
            }
        }
        for lane in self.diagram.lanes.iter_mut().filter(|_| self.written.lanes.is_empty()) {
            lane.id = roots.free(&lane.id);
        }
        if self.has_pool && !roots.keeps_pools() {
            self.pool = roots.free(&self.pool);
        }
        for other in &mut self.diagram.others {
            other.id = roots.free(&other.id);
        }
    }

    /// The pool of the process: that of the model, or one of our own where there is no model.
    fn find_pool(&mut self, roots: &Roots<'p>) {
        let kept = roots.collaborations();
        if kept.is_empty() {
            self.has_pool = !self.hints.is_imported();
            return;
        }
        // Whoever exchanges messages with a pool is drawn beside it, in one of its own or in none.
        (self.has_pool, self.collaboration) = (false, self.written.collaboration);
        for (position, (hints, collaboration)) in kept.into_iter().enumerate() {
            let tree = hints.tree();
            let own = tree.children(collaboration).find(|pool| {
                let process = tree.get(*pool, "processRef");
                process.is_some_and(|named| crate::xml::local(named) == self.process)
            });
            if let Some(id) = own.and_then(|pool| tree.get(pool, "id")) {
                (self.pool, self.has_pool, self.collaboration) = (id.to_owned(), true, Some(position));
            }
        }
    }

    /// Whether the other participants are those of the drawing.
    pub(super) fn draws_others(&self) -> bool {
        !self.hints.is_imported()
    }

    pub(super) fn pool(&self) -> &str {
        &self.pool
    }

    pub(super) fn pool_name(&self) -> &str {
        &self.diagram.name
    }

    pub(super) fn process_id(&self) -> &str {
        &self.process
    }

    pub(super) fn others(&self) -> &[OtherPool] {
        &self.diagram.others
    }

    /// The block of the file that a shape stands for.
    pub(super) fn block(&self, shape: usize) -> Option<(K, &'p Table)> {
        self.blocks.get(self.shapes[shape].own.as_str()).copied()
    }

    /// The message flows that the drawing has.
    pub(super) fn message_flows(&self, out: &mut Writer, roots: &Roots<'_>) {
        for line in self.lines.iter().filter(|line| !line.gone && line.kind == FlowKind::Message) {
            let end = |end: End| match end {
                End::Element(element) => self.shapes[element].id.clone(),
                End::Participant(pool) => self.diagram.others[pool].id.clone(),
            };
            out.open(roots.name("messageFlow")).attribute("id", &line.id).attribute("name", &line.name);
            out.attribute("sourceRef", &end(line.from)).attribute("targetRef", &end(line.to)).close();
        }
    }

    /// What has to be declared for the whole model.
    pub(super) fn declares(&self) -> BTreeSet<(Root, String)> {
        let mut declared = BTreeSet::new();
        for (_, block) in self.blocks.values() {
            let mut of_block = BTreeSet::new();
            super::definition::declares(block, &mut of_block);
            declared.extend(of_block.into_iter().filter(|(_, name)| !self.is_vague(block, name)));
        }
        declared
    }

    /// Whether a model did not say what an element sends or waits for, so that it goes by the name of the element.
    pub(super) fn is_vague(&self, block: &Table, name: &str) -> bool {
        let own = [K::Title, K::Id].into_iter().filter_map(|key| block.text(key));
        self.hints.is_imported() && own.into_iter().any(|own| &**own == name)
    }

    pub(super) fn process(&self, out: &mut Writer, roots: &Roots<'_>) {
        out.open(roots.name("process")).attribute("id", &self.process);
        let kept = self.hints.attributes(self.hints.process, &["id"]);
        for (name, value) in self.hints.declarations(self.hints.process) {
            out.attribute(&name, &value);
        }
        let name = &*self.procedure.head().name;
        if !self.hints.is_imported() {
            out.attribute("name", name);
        }
        if !kept.iter().any(|(name, _)| *name == "isExecutable") {
            out.attribute("isExecutable", "true");
        }
        for (name, value) in &kept {
            out.attribute(name, value);
        }
        let mut pieces = self.process_pieces(roots);
        self.inside(None, roots, &mut pieces);
        super::node::write(out, pieces);
        out.close();
    }

    fn process_pieces(&self, roots: &Roots<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let kept = self.hints.parts(self.hints.process);
        let head = self.procedure.document().root.table(K::Procedure);
        let objective = head.and_then(|head| head.text(K::Objective));
        pieces.extend(self.documented(objective.map(|text| &**text), &kept, roots));
        let lanes = kept.iter().any(|part| part.name == "laneSet");
        let own = self.with_file.then(|| self.file(roots));
        pieces.extend(super::file::extensions(roots, own, &kept));
        pieces.extend(
            kept.iter().filter(|part| !matches!(part.name, "extensionElements" | "documentation")).map(
                |part| match part.name {
                    "laneSet" => self.kept_lanes(part),
                    _ => Piece::of_process(part),
                },
            ),
        );
        if !lanes && !self.hints.is_imported() && !self.diagram.lanes.is_empty() {
            pieces.push(self.lanes(roots));
        }
        pieces
    }

    /// The lanes with what stands in them.
    fn lanes(&self, roots: &Roots<'_>) -> Piece {
        let mut out = Writer::part();
        out.open(roots.name("laneSet")).attribute("id", &format!("lanes.{}", self.process));
        for (position, lane) in self.diagram.lanes.iter().enumerate() {
            out.open(roots.name("lane")).attribute("id", &lane.id).attribute("name", &lane.name);
            for (index, shape) in self.shapes.iter().enumerate() {
                let element = &self.diagram.elements[index];
                let flow_node = !matches!(shape.kind, Kind::Document | Kind::Group);
                if !shape.gone && flow_node && element.lane == Some(position) && shape.parent.is_none() {
                    out.open(roots.name("flowNodeRef")).text(&shape.id).close();
                }
            }
            out.close();
        }
        out.close();
        Piece::ranked("laneSet", out.take())
    }

    /// The elements, flows and artifacts of a scope.
    pub(super) fn inside(&self, scope: Option<usize>, roots: &Roots<'_>, pieces: &mut Vec<Piece>) {
        let standing =
            self.shapes.iter().enumerate().filter(|(_, shape)| !shape.gone && shape.parent == scope);
        let mut standing: Vec<usize> = standing.map(|(index, _)| index).collect();
        // As the file has them: what only the drawing has comes last.
        standing.sort_by_key(|index| self.block(*index).map_or(u32::MAX, |(_, block)| block.span.start));
        for index in standing {
            pieces.extend(self.shape(index, roots));
        }
        for line in &self.lines {
            let from = line.from.element().map(|from| self.shapes[from].parent);
            if !line.gone && !line.said && from == Some(scope) {
                pieces.extend(self.line(line, roots));
            }
        }
    }

    /// The element of BPMN that a gateway is.
    pub(super) fn gateway_name(gateway: Gateway) -> &'static str {
        match gateway {
            Gateway::Parallel => "parallelGateway",
            Gateway::Inclusive => "inclusiveGateway",
            Gateway::Complex => "complexGateway",
            Gateway::EventBased => "eventBasedGateway",
            _ => "exclusiveGateway",
        }
    }
}

/// The blocks that are elements, those inside activities too.
pub(crate) fn blocks(root: &Table) -> BTreeMap<&str, (K, &Table)> {
    let mut blocks = BTreeMap::new();
    let kinds = [K::Activity, K::Gateway, K::Start, K::Event, K::Repetition];
    let outer = kinds.into_iter().flat_map(|kind| root.tables(kind).map(move |table| (kind, table)));
    for (kind, table) in outer {
        if let Some(id) = table.text(K::Id) {
            blocks.insert(&**id, (kind, table));
        }
        for inner in [K::Event, K::Alternative, K::Interaction] {
            for table in table.tables(inner) {
                if let Some(id) = table.text(K::Id) {
                    blocks.insert(&**id, (inner, table));
                }
            }
        }
    }
    blocks
}
