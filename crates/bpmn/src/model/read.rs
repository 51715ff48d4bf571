//! From the tree to the model; what the standard does not know is kept, what contradicts itself is said.

use cauce::diagnostic::BpmnProblem;

use super::references::shortened;
use super::{
    Association, Flow, FlowIx, Gateway, Kind, Lane, MessageFlow, Model, Node, NodeIx, Participant, Process,
    Repeats, SubProcess, Task,
};
use crate::xml::{At, Tree};

/// Reads a model; what is wrong with it is in it.
pub(crate) fn read<'t>(tree: &'t Tree<'t>) -> Model<'t> {
    let mut model = Model {
        tree,
        ids: std::collections::BTreeMap::new(),
        processes: Vec::new(),
        participants: Vec::new(),
        message_flows: Vec::new(),
        found: Vec::new(),
    };
    let root = tree.root();
    if !model.is(root, "definitions") {
        model.error(BpmnProblem::NotBpmn { root: shortened(tree.name(root)) }, root);
        return model;
    }
    model.index();
    let parts: Vec<At> = tree.children(root).collect();
    for at in &parts {
        if model.is(*at, "collaboration") {
            model.collaboration(*at);
        }
    }
    for at in &parts {
        if model.is(*at, "process") {
            let process = model.process(*at);
            model.processes.push(process);
        }
    }
    if model.processes.iter().all(|process| process.nodes.is_empty()) {
        model.error(BpmnProblem::NoProcess, root);
    }
    model
}

impl<'t> Model<'t> {
    /// Takes down every id of the standard's language; the drawing has ids of its own.
    fn index(&mut self) {
        for at in self.tree.within(self.tree.root()) {
            let Some(id) = self.tree.get(at, "id").filter(|_| self.tree.in_bpmn(at)) else { continue };
            if self.ids.insert(id, at).is_some() {
                self.error(BpmnProblem::SameId { id: shortened(id) }, at);
            }
        }
    }

    fn id(&self, at: At) -> &'t str {
        self.tree.get(at, "id").unwrap_or("")
    }

    pub(super) fn name_of(&self, at: At) -> &'t str {
        self.tree.get(at, "name").unwrap_or("").trim()
    }

    fn collaboration(&mut self, at: At) {
        for part in self.tree.children(at) {
            let id = self.id(part);
            if self.is(part, "participant") {
                let process = self.tree.get(part, "processRef");
                let process = process.map(|named| named.rsplit_once(':').map_or(named, |(_, bare)| bare));
                self.participants.push(Participant { at: part, id, name: self.name_of(part), process });
            } else if self.is(part, "messageFlow") {
                let end = |name| self.tree.get(part, name).unwrap_or("");
                let message = self.tree.get(part, "messageRef").map(|named| self.title(named));
                let message = message.or_else(|| Some(self.name_of(part)).filter(|name| !name.is_empty()));
                let (from, to) = (end("sourceRef"), end("targetRef"));
                self.message_flows.push(MessageFlow { from, to, message });
            }
        }
    }

    fn process(&mut self, at: At) -> Process<'t> {
        let mut process = Process {
            at,
            id: self.id(at),
            name: self.name_of(at),
            nodes: Vec::new(),
            flows: Vec::new(),
            lanes: Vec::new(),
            associations: Vec::new(),
            others: Vec::new(),
        };
        if process.id.is_empty() {
            self.error(BpmnProblem::Unnamed { element: "process".into(), names: "id".into() }, at);
        }
        let mut flows = Vec::new();
        let mut open: Vec<(At, Option<NodeIx>)> = self.parts(at, None);
        while let Some((part, parent)) = open.pop() {
            if let Some(kind) = self.kind(part) {
                let index = NodeIx(u32::try_from(process.nodes.len()).unwrap_or(u32::MAX));
                let node = self.flow_node(part, kind, parent);
                process.nodes.push(node);
                if let Kind::SubProcess(_) = kind {
                    open.extend(self.parts(part, Some(index)));
                }
            } else if self.is(part, "sequenceFlow") {
                flows.push(part);
            } else if self.is(part, "laneSet") {
                self.lanes(part, &mut process.lanes);
            } else if self.is(part, "association") {
                let end = |name| self.tree.get(part, name).unwrap_or("");
                let (from, to) = (end("sourceRef"), end("targetRef"));
                process.associations.push(Association { from, to });
                process.others.push((part, parent));
            } else if !self.is_detail(part) {
                process.others.push((part, parent));
            }
        }
        self.tie(&mut process, &flows);
        process
    }

    /// What stands in a process or sub-process, the last first.
    fn parts(&self, at: At, parent: Option<NodeIx>) -> Vec<(At, Option<NodeIx>)> {
        let mut parts: Vec<_> = self.tree.children(at).map(|part| (part, parent)).collect();
        parts.reverse();
        parts
    }

    /// Whether a child says something of its parent and is looked for there.
    fn is_detail(&self, at: At) -> bool {
        const DETAILS: &[&str] = &[
            "incoming",
            "outgoing",
            "documentation",
            "extensionElements",
            "standardLoopCharacteristics",
            "multiInstanceLoopCharacteristics",
            "completionCondition",
            "ioSpecification",
            "property",
            "dataInputAssociation",
            "dataOutputAssociation",
        ];
        self.tree.in_bpmn(at) && DETAILS.contains(&self.tree.local(at))
    }

    pub(super) fn kind(&self, at: At) -> Option<Kind> {
        if !self.tree.in_bpmn(at) {
            return None;
        }
        Some(match self.tree.local(at) {
            "task" => Kind::Task(Task::Undefined),
            "userTask" => Kind::Task(Task::User),
            "manualTask" => Kind::Task(Task::Manual),
            "serviceTask" => Kind::Task(Task::Service),
            "scriptTask" => Kind::Task(Task::Script),
            "sendTask" => Kind::Task(Task::Send),
            "receiveTask" => Kind::Task(Task::Receive),
            "businessRuleTask" => Kind::Task(Task::BusinessRule),
            "subProcess" if self.tree.get(at, "triggeredByEvent") == Some("true") => {
                Kind::SubProcess(SubProcess::Event)
            }
            "subProcess" => Kind::SubProcess(SubProcess::Embedded),
            "transaction" => Kind::SubProcess(SubProcess::Transaction),
            "adHocSubProcess" => Kind::SubProcess(SubProcess::AdHoc),
            "callActivity" => Kind::Call,
            "exclusiveGateway" => Kind::Gateway(Gateway::Exclusive),
            "parallelGateway" => Kind::Gateway(Gateway::Parallel),
            "inclusiveGateway" => Kind::Gateway(Gateway::Inclusive),
            "complexGateway" => Kind::Gateway(Gateway::Complex),
            "eventBasedGateway" => Kind::Gateway(Gateway::EventBased),
            "startEvent" => Kind::Start,
            "intermediateCatchEvent" => Kind::Catch,
            "intermediateThrowEvent" => Kind::Throw,
            "boundaryEvent" => Kind::Boundary,
            "endEvent" => Kind::End,
            _ => return None,
        })
    }

    fn flow_node(&mut self, at: At, kind: Kind, parent: Option<NodeIx>) -> Node<'t> {
        let id = self.id(at);
        if id.is_empty() {
            self.error(
                BpmnProblem::Unnamed { element: shortened(self.tree.name(at)), names: "id".into() },
                at,
            );
        }
        let interrupts =
            ["cancelActivity", "isInterrupting"].iter().all(|name| self.tree.get(at, name) != Some("false"));
        Node {
            at,
            id,
            name: self.name_of(at),
            kind,
            parent,
            host: None,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: None,
            triggers: self.triggers(at, kind),
            all_triggers: self.tree.get(at, "parallelMultiple") == Some("true"),
            interrupts,
            repeats: self.repeats(at),
            compensates: self.tree.get(at, "isForCompensation") == Some("true"),
        }
    }

    fn repeats(&self, at: At) -> Option<Repeats> {
        self.tree.children(at).find_map(|child| {
            if self.is(child, "standardLoopCharacteristics") {
                return Some(Repeats::Loop(child));
            }
            let members = self.is(child, "multiInstanceLoopCharacteristics");
            let in_order = self.tree.get(child, "isSequential") == Some("true");
            members.then_some(Repeats::Members { at: child, in_order })
        })
    }

    fn lanes(&mut self, set: At, lanes: &mut Vec<Lane<'t>>) {
        let mut open: Vec<At> = self.tree.children(set).collect();
        open.reverse();
        while let Some(at) = open.pop() {
            if self.is(at, "childLaneSet") {
                let mut inner: Vec<At> = self.tree.children(at).collect();
                inner.reverse();
                open.extend(inner);
            } else if self.is(at, "lane") {
                let holds = self.tree.children(at).filter(|child| self.is(*child, "flowNodeRef"));
                let holds = holds.map(|child| self.tree.text(child).trim()).collect();
                lanes.push(Lane { at, id: self.id(at), name: self.name_of(at), holds });
                open.extend(self.tree.children(at).filter(|child| self.is(*child, "childLaneSet")));
            }
        }
    }

    /// Ties flows, defaults and boundary events to their elements.
    fn tie(&mut self, process: &mut Process<'t>, flows: &[At]) {
        let mut places: Vec<(&'t str, NodeIx)> =
            process.numbered().map(|(index, node)| (node.id, index)).collect();
        places.sort_unstable();
        let place = |id: &str| {
            let found = places.binary_search_by_key(&id, |(known, _)| known).ok()?;
            Some(places[found].1)
        };
        for at in flows {
            self.flow(process, *at, &place);
        }
        for index in 0..process.nodes.len() {
            self.default_flow(process, index);
            self.host(process, index, &place);
        }
    }

    fn flow(&mut self, process: &mut Process<'t>, at: At, place: &dyn Fn(&str) -> Option<NodeIx>) {
        let id = self.id(at);
        let (Some(from), Some(to)) =
            (self.end_of(at, "sourceRef", place), self.end_of(at, "targetRef", place))
        else {
            return;
        };
        if process.node(from).parent != process.node(to).parent {
            self.error(BpmnProblem::CrossesBorder { flow: shortened(id) }, at);
            return;
        }
        let index = FlowIx(u32::try_from(process.flows.len()).unwrap_or(u32::MAX));
        let condition = self.child(at, "conditionExpression");
        process.flows.push(Flow { at, id, name: self.name_of(at), from, to, condition });
        process.nodes[from.0 as usize].outgoing.push(index);
        process.nodes[to.0 as usize].incoming.push(index);
    }

    fn end_of(&mut self, at: At, end: &str, place: &dyn Fn(&str) -> Option<NodeIx>) -> Option<NodeIx> {
        let element = shortened(self.id(at));
        let Some(named) = self.tree.get(at, end) else {
            self.error(BpmnProblem::Unnamed { element, names: shortened(end) }, at);
            return None;
        };
        let found = place(named);
        if found.is_none() {
            let crosses = self.named(named).is_some_and(|other| self.kind(other).is_some());
            let problem = match crosses {
                true => BpmnProblem::CrossesBorder { flow: element },
                false => BpmnProblem::Dangling { element, names: shortened(end), target: shortened(named) },
            };
            self.error(problem, at);
        }
        found
    }

    fn default_flow(&mut self, process: &mut Process<'t>, index: usize) {
        let node = &process.nodes[index];
        let Some(named) = self.tree.get(node.at, "default") else { return };
        let found = node.outgoing.iter().copied().find(|flow| process.flow(*flow).id == named);
        if found.is_none() {
            let (element, target) = (shortened(node.id), shortened(named));
            self.error(BpmnProblem::Dangling { element, names: "default".into(), target }, node.at);
        }
        process.nodes[index].default = found;
    }

    fn host(&mut self, process: &mut Process<'t>, index: usize, place: &dyn Fn(&str) -> Option<NodeIx>) {
        let node = &process.nodes[index];
        if node.kind != Kind::Boundary {
            return;
        }
        let host = self.tree.get(node.at, "attachedToRef").and_then(place);
        let bears = |host: &NodeIx| {
            let other = process.node(*host);
            matches!(other.kind, Kind::Task(_) | Kind::SubProcess(_) | Kind::Call)
                && other.parent == node.parent
        };
        let host = host.filter(bears);
        if host.is_none() {
            self.error(BpmnProblem::Unattached { event: shortened(node.id) }, node.at);
        }
        process.nodes[index].host = host;
    }
}
