//! One element: its name in BPMN, its attributes, and its parts in the order that the standard's schema asks for.

use cauce::diagram::{Kind, Place, SubProcess, Task, Trigger};
use cauce::document::Table;
use cauce::keywords::Keyword as K;

use super::definition;
use super::head::Roots;
use super::hints::Kept;
use super::process::Part;
use crate::xml::Writer;

/// A part of an element, with its place among the others.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    rank: u8,
    xml: String,
}

impl Piece {
    /// What was kept, in an element.
    pub(super) fn of(part: &Kept<'_>) -> Self {
        Piece { rank: rank(part.name), xml: part.xml.to_owned() }
    }

    /// What was kept, in a process, where resources come after everything else.
    pub(super) fn of_process(part: &Kept<'_>) -> Self {
        let resource = rank(part.name) == rank("performer");
        Piece { rank: if resource { LAST } else { rank(part.name) }, xml: part.xml.to_owned() }
    }

    pub(super) fn ranked(name: &str, xml: String) -> Self {
        Piece { rank: rank(name), xml }
    }

    /// An element that holds a text.
    pub(super) fn element(name: &str, text: &str) -> Self {
        let mut out = Writer::part();
        out.open(name.to_owned()).text(text).close();
        Piece { rank: rank(crate::xml::local(name)), xml: out.take() }
    }
}

/// Writes parts in their order.
pub(super) fn write(out: &mut Writer, mut pieces: Vec<Piece>) {
    pieces.sort_by_key(|piece| piece.rank);
    for piece in pieces {
        out.raw(&piece.xml);
    }
}

const LAST: u8 = 30;

/// The place of a part in the schema of the standard.
fn rank(name: &str) -> u8 {
    match name {
        "documentation" => 0,
        "extensionElements" => 1,
        "auditing" => 2,
        "monitoring" => 3,
        "categoryValueRef" => 4,
        "incoming" => 5,
        "outgoing" => 6,
        "ioSpecification" => 7,
        "property" => 8,
        "dataInput" | "dataOutput" => 9,
        "dataInputAssociation" | "dataOutputAssociation" => 10,
        "inputSet" | "outputSet" => 12,
        "performer" | "humanPerformer" | "potentialOwner" | "resourceRole" => 13,
        "standardLoopCharacteristics" | "multiInstanceLoopCharacteristics" => 14,
        "eventDefinitionRef" => 16,
        name if name.ends_with("EventDefinition") => 15,
        "laneSet" => 17,
        "association" | "group" | "textAnnotation" => 19,
        "script" | "completionCondition" | "activationCondition" | "conditionExpression" | "rendering" => 20,
        "correlationSubscription" => LAST + 1,
        "supports" => LAST + 2,
        // Flow elements, and the data among them.
        _ => 18,
    }
}

/// Attributes that are written from the file.
const OWN: &[&str] = &[
    "id",
    "name",
    "default",
    "attachedToRef",
    "cancelActivity",
    "isInterrupting",
    "isForCompensation",
    "triggeredByEvent",
    "parallelMultiple",
    "instantiate",
    "calledElement",
    "messageRef",
    "ordering",
    "cancelRemainingInstances",
];

impl Part<'_> {
    /// A shape as an element; documents and groups are artifacts and data.
    pub(super) fn shape(&self, index: usize, roots: &Roots<'_>) -> Vec<Piece> {
        match self.shapes[index].kind {
            // Data of a model is kept as it was.
            Kind::Document if self.shapes[index].host.is_some() => self.document(index, roots),
            Kind::Document | Kind::Store | Kind::Note | Kind::Group => Vec::new(),
            _ => vec![self.flow_node(index, roots)],
        }
    }

    /// Evidence: a reference to a data object, and the object.
    fn document(&self, index: usize, roots: &Roots<'_>) -> Vec<Piece> {
        let shape = &self.shapes[index];
        let object = format!("{}.object", shape.id);
        let mut out = Writer::part();
        out.open(roots.name("dataObjectReference")).attribute("id", &shape.id);
        out.attribute("name", &self.diagram.elements[index].name).attribute("dataObjectRef", &object).close();
        let reference = Piece::ranked("dataObjectReference", out.take());
        let mut out = Writer::part();
        out.open(roots.name("dataObject")).attribute("id", &object).close();
        vec![reference, Piece::ranked("dataObject", out.take())]
    }

    fn flow_node(&self, index: usize, roots: &Roots<'_>) -> Piece {
        let shape = &self.shapes[index];
        let own = self.hints.of(&shape.own);
        let mut out = Writer::part();
        out.open(roots.name(self.element_name(index))).attribute("id", &shape.id);
        for (name, value) in self.hints.declarations(own) {
            out.attribute(&name, &value);
        }
        let title = self.title(index);
        if !title.is_empty() {
            out.attribute("name", &title);
        }
        self.own_attributes(index, roots, &mut out);
        for (name, value) in self.hints.attributes(own, OWN) {
            out.attribute(name, &value);
        }
        write(&mut out, self.parts_of(index, roots));
        out.close();
        Piece::ranked("", out.take())
    }

    /// The name: with the number in front, as people speak of it.
    pub(super) fn title(&self, index: usize) -> String {
        let element = &self.diagram.elements[index];
        if self.hints.is_imported() {
            let block = self.block(index).map(|(_, block)| block);
            let title =
                block.and_then(|block| block.text(K::Title)).map(ToString::to_string).unwrap_or_default();
            return self.hints.name(&self.shapes[index].own, &title);
        }
        match element.number.is_empty() {
            true => element.name.clone(),
            false => format!("{} {}", element.number, element.name),
        }
    }

    fn element_name(&self, index: usize) -> &'static str {
        match self.shapes[index].kind {
            Kind::Task { task, .. } => match (task, self.hints.local(&self.shapes[index].own)) {
                (Task::Plain, Some("callActivity")) => "callActivity",
                (Task::Plain, Some("subProcess")) => "subProcess",
                (Task::Plain, Some("adHocSubProcess")) => "adHocSubProcess",
                (Task::Plain, Some("transaction")) => "transaction",
                (Task::User, _) => "userTask",
                (Task::Manual, _) => "manualTask",
                (Task::Service, _) => "serviceTask",
                (Task::Script, _) => "scriptTask",
                (Task::Send, _) => "sendTask",
                (Task::Receive, _) => "receiveTask",
                (Task::BusinessRule, _) => "businessRuleTask",
                _ => "task",
            },
            Kind::Call => "callActivity",
            Kind::SubProcess(SubProcess::Transaction) => "transaction",
            Kind::SubProcess(SubProcess::AdHoc { .. }) => "adHocSubProcess",
            Kind::SubProcess(_) => "subProcess",
            Kind::Gateway { gateway, .. } => Self::gateway_name(gateway),
            Kind::Event { place, .. } => match place {
                Place::Start => "startEvent",
                Place::Catch => "intermediateCatchEvent",
                Place::Throw => "intermediateThrowEvent",
                Place::Boundary => "boundaryEvent",
                _ => "endEvent",
            },
            _ => "task",
        }
    }

    fn own_attributes(&self, index: usize, roots: &Roots<'_>, out: &mut Writer) {
        let shape = &self.shapes[index];
        let block = self.block(index).map(|(_, block)| block);
        if let Some(line) = shape.outgoing.iter().map(|line| &self.lines[*line]).find(|line| line.default) {
            out.attribute("default", self.hints.id(&line.id));
        } else if let (Some(at), Some((K::Activity, _))) = (self.hints.of(&shape.own), self.block(index))
            && let (Some(id), Kind::Gateway { .. }) = (self.hints.tree().get(at, "default"), shape.kind)
        {
            out.attribute("default", id);
        }
        if self.diagram.elements[index].undoes {
            out.attribute("isForCompensation", "true");
        }
        match shape.kind {
            Kind::Event { place: Place::Boundary, interrupts, .. } => {
                out.attribute("attachedToRef", shape.host.map_or("", |host| &self.shapes[host].id));
                if !interrupts {
                    out.attribute("cancelActivity", "false");
                }
            }
            Kind::Event { place: Place::Start, interrupts, .. } => {
                // The block of an event sub-process says so, not that of its start.
                let event = shape.parent.and_then(|parent| self.block(parent)).map(|(_, block)| block);
                let said = event.and_then(|event| event.get(K::Interrupts)).map(|node| &node.value);
                if !interrupts || matches!(said, Some(cauce::document::Tree::Bool(false))) {
                    out.attribute("isInterrupting", "false");
                }
            }
            Kind::SubProcess(SubProcess::Event) => {
                out.attribute("triggeredByEvent", "true");
            }
            Kind::SubProcess(SubProcess::AdHoc { one_at_a_time, cancels_remaining }) => {
                if one_at_a_time {
                    out.attribute("ordering", "Sequential");
                }
                if !cancels_remaining {
                    out.attribute("cancelRemainingInstances", "false");
                }
            }
            Kind::Task { instantiates: true, .. } | Kind::Gateway { instantiates: true, .. } => {
                out.attribute("instantiate", "true");
            }
            Kind::Call => {
                if let Some(code) = block.and_then(|block| block.text(K::Procedure)) {
                    out.attribute("calledElement", &self.called(index, code));
                }
            }
            _ => {}
        }
        if let Kind::Event { trigger: Trigger::ParallelMultiple, .. } = shape.kind {
            out.attribute("parallelMultiple", "true");
        }
        if let (Kind::Task { task: Task::Send | Task::Receive, .. }, Some(block)) = (shape.kind, block)
            && let Some(id) =
                definition::message_of(block).and_then(|name| roots.id_of(super::head::Root::Message, &name))
        {
            out.attribute("messageRef", id);
        }
    }

    /// The process that is called: as the model named it, while the file still means the same.
    fn called(&self, index: usize, code: &str) -> String {
        let own = self.hints.of(&self.shapes[index].own);
        let said = own.and_then(|at| self.hints.tree().get(at, "calledElement"));
        let same = said.filter(|said| said.rsplit_once(':').map_or(*said, |(_, bare)| bare) == code);
        same.map_or_else(|| super::head::xml_id(code), str::to_owned)
    }

    fn parts_of(&self, index: usize, roots: &Roots<'_>) -> Vec<Piece> {
        let shape = &self.shapes[index];
        let block = self.block(index).map(|(_, block)| block);
        let kept = self.hints.parts(self.hints.of(&shape.own));
        let mut pieces = Vec::new();
        let text = block.and_then(|block| block.text(K::Description));
        pieces.extend(self.documented(text.map(|text| &**text), &kept, roots));
        for (name, lines) in [("incoming", &shape.incoming), ("outgoing", &shape.outgoing)] {
            for line in lines {
                pieces.push(Piece::element(&roots.name(name), self.hints.id(&self.lines[*line].id)));
            }
        }
        pieces.extend(self.evidence(index, roots));
        let generated = block.map_or_else(Vec::new, |block| definition::of_block(self, index, block, roots));
        let generated =
            if generated.is_empty() { definition::of_shape(self, index, roots) } else { generated };
        definition::merge(self, generated, &kept, roots, &mut pieces);
        if let Kind::SubProcess(_) = shape.kind {
            self.inside(Some(index), roots, &mut pieces);
        }
        pieces
    }

    /// The documentation: as the model had it while the file says the same, else what the file says.
    pub(super) fn documented(&self, text: Option<&str>, kept: &[Kept<'_>], roots: &Roots<'_>) -> Vec<Piece> {
        let tree = self.hints.tree();
        let had: Vec<&Kept<'_>> = kept.iter().filter(|part| part.name == "documentation").collect();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = had.iter().map(|part| tree.text(part.at).trim()).collect::<Vec<_>>().join(" ");
        match text {
            Some(text) if words(&said) != words(text) => {
                vec![Piece::element(&roots.name("documentation"), text)]
            }
            _ => had.into_iter().map(Piece::of).collect(),
        }
    }

    /// What an activity delivers.
    fn evidence(&self, index: usize, roots: &Roots<'_>) -> Vec<Piece> {
        let delivered = self.near.documents[index].iter();
        let pieces = delivered.map(|document| {
            let id = &self.shapes[*document].id;
            let mut out = Writer::part();
            out.open(roots.name("dataOutputAssociation")).attribute("id", &format!("{id}.out"));
            out.open(roots.name("targetRef")).text(id).close();
            out.close();
            Piece::ranked("dataOutputAssociation", out.take())
        });
        pieces.collect()
    }
}

/// The text of a key of a block.
pub(super) fn text_of(block: &Table, key: K) -> Option<&str> {
    block.text(key).map(|text| &**text)
}
