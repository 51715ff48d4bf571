//! What a procedure file cannot say: kept as fragments of XML, each at its element, and named.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use cauce::diagnostic::BpmnProblem;
use cauce::keywords::Keyword as K;

use super::activity::{VENDORS, ZEEBE};
use super::process::Draft;
use super::text::{Value, one_line};
use crate::model::{BPMN, Flow, Kind, Node, SubProcess, shortened};
use crate::xml::{At, escaped, prefix};

/// Attributes that the procedure says, or that follow from it.
const SAID: &[&str] = &["id", "name", "default", "attachedToRef", "sourceRef", "targetRef"];

/// Values that hold where nothing is said.
const USUAL: &[(&str, &str)] = &[
    ("completionQuantity", "1"),
    ("startQuantity", "1"),
    ("isForCompensation", "false"),
    ("isInterrupting", "true"),
    ("cancelActivity", "true"),
    ("parallelMultiple", "false"),
    ("triggeredByEvent", "false"),
    ("gatewayDirection", "Unspecified"),
    ("instantiate", "false"),
    ("isImmediate", "true"),
    ("implementation", "##unspecified"),
    ("implementation", "##WebService"),
];

/// Attributes of the standard that are read, or that only describe.
const UNDERSTOOD: &[&str] = &[
    "id",
    "name",
    "default",
    "attachedToRef",
    "sourceRef",
    "targetRef",
    "cancelActivity",
    "isInterrupting",
    "parallelMultiple",
    "triggeredByEvent",
    "isForCompensation",
    "startQuantity",
    "completionQuantity",
    "instantiate",
    "eventGatewayType",
    "gatewayDirection",
    "messageRef",
    "operationRef",
    "implementation",
    "calledElement",
    "scriptFormat",
    "ordering",
    "cancelRemainingInstances",
    "isExecutable",
    "isClosed",
    "processType",
    "isImmediate",
    "method",
    "itemSubjectRef",
    "isSequential",
    "testBefore",
    "loopMaximum",
    "behavior",
];

/// Children of the standard that are read where they stand, or that only describe.
const READ: &[&str] = &[
    "documentation",
    "extensionElements",
    "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics",
    "completionCondition",
    "conditionExpression",
    "activationCondition",
    "script",
    "messageEventDefinition",
    "signalEventDefinition",
    "errorEventDefinition",
    "escalationEventDefinition",
    "timerEventDefinition",
    "conditionalEventDefinition",
    "linkEventDefinition",
    "compensateEventDefinition",
    "cancelEventDefinition",
    "terminateEventDefinition",
    "eventDefinitionRef",
    "potentialOwner",
    "humanPerformer",
    "performer",
    "resourceRole",
    "laneSet",
    "operationRef",
];

/// Extensions of other engines that are read.
const EXTENSIONS: &[&str] = &[
    "inputOutput",
    "in",
    "out",
    "taskDefinition",
    "assignmentDefinition",
    "formDefinition",
    "ioMapping",
    "calledElement",
    "calledDecision",
    "script",
    "loopCharacteristics",
    "userTask",
];

/// Attributes of other engines that are read.
const VENDORED: &[&str] = &[
    "assignee",
    "candidateGroups",
    "candidateUsers",
    "dueDate",
    "formKey",
    "topic",
    "type",
    "class",
    "delegateExpression",
    "expression",
    "decisionRef",
    "retries",
    "resultVariable",
    "collection",
    "elementVariable",
];

/// Parts of the whole file that are read or only describe.
const DECLARATIONS: &[&str] = &[
    "process",
    "collaboration",
    "message",
    "signal",
    "error",
    "escalation",
    "itemDefinition",
    "interface",
    "resource",
    "extension",
    "documentation",
];

impl<'t> Draft<'_, 't> {
    /// Keeps what an element has besides what its block says.
    pub(super) fn keep_node(&mut self, node: &Node<'t>) {
        let tree = self.model.tree;
        let described =
            matches!(node.kind, Kind::Task(_) | Kind::SubProcess(_) | Kind::Call | Kind::Boundary);
        let flow_elements = matches!(node.kind, Kind::SubProcess(_));
        let kept = tree.children(node.at).filter(|child| {
            let is = |name| self.model.is(*child, name);
            let structure = is("incoming") || is("outgoing") || (described && self.is_plain_text(*child));
            let inner = flow_elements && (self.model.is_flow_node(*child) || is("sequenceFlow"));
            !structure && !inner
        });
        let kept: Vec<At> = kept.collect();
        if let (Kind::Boundary, Some(host), true) = (node.kind, node.host, node.undoes()) {
            // The activity says what undoes it; its event has no block of its own.
            let host = self.names.of(self.process.node(host).id).into_owned();
            if let Some(xml) = self.fragment(node.at, &kept, true, true) {
                self.keep(Some(&host), xml, node.at);
            }
            return self.name_what_is_kept(node.at, &kept, node.id);
        }
        let renamed = self.names.of(node.id) != node.id;
        let needed = renamed || Self::is_written_otherwise(node);
        if let Some(xml) = self.fragment(node.at, &kept, renamed, needed) {
            let id = self.names.of(node.id).into_owned();
            self.keep(Some(&id), xml, node.at);
        }
        if renamed {
            let (from, to) = (node.id.into(), self.names.of(node.id).into_owned().as_str().into());
            self.model.remark(BpmnProblem::Renamed { from, to, is_data: false }, node.at);
        }
        self.name_what_is_kept(node.at, &kept, node.id);
    }

    /// Whether the block of an element does not tell which element it was.
    fn is_written_otherwise(node: &Node<'_>) -> bool {
        match node.kind {
            Kind::Gateway(_) => node.outgoing.len() > 1,
            Kind::Catch | Kind::Throw => node.triggers.is_empty(),
            Kind::SubProcess(kind) => kind == SubProcess::Embedded,
            Kind::Call | Kind::Boundary => true,
            _ => false,
        }
    }

    /// Keeps a way out that an answer of yes or no says, whose id and name have no other place.
    pub(super) fn keep_answer(&mut self, node: &Node<'t>, flow: &Flow<'t>) {
        let kept: Vec<At> = self.model.tree.children(flow.at).collect();
        if let Some(xml) = self.fragment(flow.at, &kept, true, true) {
            let owner = self.names.of(node.id).into_owned();
            self.keep(Some(&owner), xml, flow.at);
        }
        self.name_what_is_kept(flow.at, &kept, flow.id);
    }

    pub(super) fn keep_flow(&mut self, flow: &Flow<'t>) {
        let kept: Vec<At> = self.model.tree.children(flow.at).collect();
        let named = self.names.of(flow.id).into_owned();
        let renamed = named != flow.id;
        if let Some(xml) = self.fragment(flow.at, &kept, renamed, renamed) {
            self.keep(Some(&named), xml, flow.at);
        }
        self.name_what_is_kept(flow.at, &kept, flow.id);
    }

    /// Whether it is documentation that is a text and no more: the file says it.
    fn is_plain_text(&self, at: At) -> bool {
        self.model.is(at, "documentation") && self.model.tree.attributes(at).is_empty()
    }

    /// Keeps what belongs to the process and, once, what belongs to the whole file.
    pub(super) fn keep_rest(&mut self, head: bool) {
        let tree = self.model.tree;
        let process = self.process;
        let detail = |child: &At| {
            let flow = self.model.is_flow_node(*child) || self.model.is(*child, "sequenceFlow");
            !flow && !self.is_plain_text(*child)
        };
        let kept: Vec<At> = tree.children(process.at).filter(detail).collect();
        if let Some(xml) = self.fragment(process.at, &kept, true, true) {
            self.keep(None, xml, process.at);
        }
        self.name_what_is_kept(process.at, &kept, process.id);
        let root = tree.root();
        let drawing = |child: &At| !self.model.is(*child, "process") && tree.local(*child) != "BPMNDiagram";
        let rest: Vec<At> = tree.children(root).filter(drawing).filter(|_| head).collect();
        if let Some(xml) = self.fragment(root, &rest, true, true) {
            self.keep(None, xml, root);
        }
        if head {
            self.name_the_rest(root, &rest);
        }
        self.write_kept();
    }

    fn name_the_rest(&mut self, root: At, rest: &[At]) {
        let tree = self.model.tree;
        for child in rest {
            if self.model.is(*child, "import") {
                let location = shortened(tree.get(*child, "location").unwrap_or(""));
                self.model.remark(BpmnProblem::NotOpened { location }, *child);
            } else if tree.space(*child) != BPMN || !DECLARATIONS.contains(&tree.local(*child)) {
                let element = tree.get(*child, "id").or(tree.get(root, "id")).unwrap_or("definitions").into();
                let name = tree.name(*child).into();
                self.model.remark(BpmnProblem::NotUnderstood { name, element }, *child);
            }
        }
    }

    /// Kept parts come last in the file: people read what is before them.
    fn keep(&mut self, element: Option<&str>, xml: String, at: At) {
        self.kept.push((element.map(str::to_owned), xml, at));
    }

    pub(super) fn write_kept(&mut self) {
        for (element, xml, at) in std::mem::take(&mut self.kept) {
            self.body.block(K::Bpmn, at);
            if let Some(element) = element {
                self.body.text(K::Element, &element);
            }
            self.body.pair(K::Xml, &Value::kept(&xml));
        }
    }

    /// An element with what is kept of it; `None` when there is nothing.
    fn fragment(&self, at: At, children: &[At], with_id: bool, needed: bool) -> Option<String> {
        let tree = self.model.tree;
        let keeps = |name: &str, value: &str| {
            let said = SAID.contains(&name) || USUAL.contains(&(name, value));
            // A question has no answer that holds where none is given: the model may have had one.
            let usual = name == "default" && needed;
            let lines = name == "name" && one_line(value) != value;
            !said || lines || usual || (with_id && (name == "id" || name == "name"))
        };
        let attributes = tree.attributes(at).iter();
        let attributes: Vec<_> = attributes.filter(|one| keeps(one.name, &one.value)).collect();
        if attributes.is_empty() && children.is_empty() && !needed {
            return None;
        }
        let name = tree.name(at);
        let mut xml = format!("<{name}");
        for (prefix, uri) in self.declarations(at, children) {
            let colon = if prefix.is_empty() { "" } else { ":" };
            let _ = write!(xml, " xmlns{colon}{prefix}=\"{}\"", escaped(&uri));
        }
        for attribute in attributes {
            let _ = write!(xml, " {}=\"{}\"", attribute.name, escaped(&attribute.value));
        }
        if children.is_empty() {
            xml.push_str("/>");
            return Some(xml);
        }
        xml.push('>');
        for child in children {
            xml.push_str("\n  ");
            xml.push_str(&self.whole[tree.span(*child).range()]);
        }
        let _ = write!(xml, "\n</{name}>");
        Some(xml)
    }

    /// The prefixes that a fragment uses and that are declared around it: all that the whole file declares, of its root.
    fn declarations(&self, at: At, children: &[At]) -> Vec<(String, String)> {
        let tree = self.model.tree;
        if at == tree.root() {
            let own = tree.declared(at).iter();
            return own
                .map(|declared| (declared.prefix.to_owned(), tree.space_text(declared.space).to_owned()))
                .collect();
        }
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut note = |at: At| {
            used.insert(prefix(tree.name(at)));
            used.extend(
                tree.attributes(at).iter().map(|attribute| prefix(attribute.name)).filter(|p| !p.is_empty()),
            );
        };
        note(at);
        children.iter().flat_map(|child| tree.within(*child)).for_each(note);
        let root = tree.root();
        let meant = used.into_iter().filter(|prefix| *prefix != "xml").filter_map(|prefix| {
            let here = tree.meaning(at, prefix)?;
            (tree.meaning(root, prefix) != Some(here)).then(|| (prefix.to_owned(), here.to_owned()))
        });
        meant.collect()
    }

    /// Names each kept part that has no effect here.
    fn name_what_is_kept(&mut self, at: At, children: &[At], id: &str) {
        let tree = self.model.tree;
        let mut named: BTreeSet<(String, At)> = BTreeSet::new();
        for attribute in tree.attributes(at) {
            let space = tree.space_text(attribute.space);
            let local = crate::xml::local(attribute.name);
            let known = match space {
                "" => UNDERSTOOD.contains(&local),
                _ => VENDORS.contains(&space) && VENDORED.contains(&local),
            };
            if !known {
                named.insert((attribute.name.to_owned(), at));
            }
        }
        for child in children {
            let (space, local) = (tree.space(*child), tree.local(*child));
            if space == BPMN && local == "extensionElements" {
                for inner in tree.children(*child) {
                    let vendor = VENDORS.contains(&tree.space(inner)) || tree.space(inner) == ZEEBE;
                    if !(vendor && EXTENSIONS.contains(&tree.local(inner))) {
                        named.insert((tree.name(inner).to_owned(), inner));
                    }
                }
            } else if space != BPMN || !READ.contains(&local) {
                named.insert((tree.name(*child).to_owned(), *child));
            }
        }
        let mut told: BTreeSet<String> = BTreeSet::new();
        for (name, at) in named {
            if told.insert(name.clone()) {
                let (name, element) = (name.as_str().into(), id.into());
                self.model.remark(BpmnProblem::NotUnderstood { name, element }, at);
            }
        }
    }
}
