//! A BPMN 2.0 model as data: processes with their elements and flows, by number, and who takes part.
//!
//! Knows what the standard's XML says; keeps for each part the element it was read from.
//! Does not know procedures, nor what a condition means.
//! Read [`Model`] first.

mod event;
mod read;
mod references;

use std::collections::BTreeMap;

use cauce::diagnostic::BpmnProblem;

pub(crate) use read::read;
pub(crate) use references::shortened;

use crate::xml::{At, Tree};

pub(crate) use crate::xml::BPMN;

/// A whole file.
#[derive(Debug)]
pub(crate) struct Model<'t> {
    pub(crate) tree: &'t Tree<'t>,
    /// Every id of the language of BPMN, with its element.
    pub(crate) ids: BTreeMap<&'t str, At>,
    pub(crate) processes: Vec<Process<'t>>,
    pub(crate) participants: Vec<Participant<'t>>,
    pub(crate) message_flows: Vec<MessageFlow<'t>>,
    /// What was found while reading, each at its element.
    pub(crate) found: Vec<(Weight, BpmnProblem, At)>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Error,
    Remark,
}

/// One process; what stands in its sub-processes is in the same lists, with its parent.
#[derive(Debug)]
pub(crate) struct Process<'t> {
    pub(crate) at: At,
    pub(crate) id: &'t str,
    pub(crate) name: &'t str,
    pub(crate) nodes: Vec<Node<'t>>,
    pub(crate) flows: Vec<Flow<'t>>,
    pub(crate) lanes: Vec<Lane<'t>>,
    /// Associations between elements: what undoes what, and notes.
    pub(crate) associations: Vec<Association<'t>>,
    /// What is kept as it is: the element, and the sub-process it stands in.
    pub(crate) others: Vec<(At, Option<NodeIx>)>,
}

/// An element of a process by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeIx(pub(crate) u32);

/// A sequence flow by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FlowIx(pub(crate) u32);

/// A flow node.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) at: At,
    pub(crate) id: &'t str,
    pub(crate) name: &'t str,
    pub(crate) kind: Kind,
    /// The sub-process it stands in.
    pub(crate) parent: Option<NodeIx>,
    /// Of a boundary event: the activity that bears it.
    pub(crate) host: Option<NodeIx>,
    pub(crate) incoming: Vec<FlowIx>,
    pub(crate) outgoing: Vec<FlowIx>,
    pub(crate) default: Option<FlowIx>,
    /// What an event waits for or throws.
    pub(crate) triggers: Vec<Trigger<'t>>,
    /// Whether all of several triggers are needed.
    pub(crate) all_triggers: bool,
    /// Of a boundary event, or the start of an event sub-process.
    pub(crate) interrupts: bool,
    pub(crate) repeats: Option<Repeats>,
    /// Undoes another activity, and is in no flow.
    pub(crate) compensates: bool,
}

/// What a flow node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Task(Task),
    SubProcess(SubProcess),
    Call,
    Gateway(Gateway),
    Start,
    Catch,
    Throw,
    Boundary,
    End,
}

/// A kind of task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Undefined,
    User,
    Manual,
    Service,
    Script,
    Send,
    Receive,
    BusinessRule,
}

/// A kind of sub-process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubProcess {
    Embedded,
    Event,
    Transaction,
    AdHoc,
}

/// A kind of gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gateway {
    Exclusive,
    Parallel,
    Inclusive,
    Complex,
    EventBased,
}

/// What sets an event off, or what it throws.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trigger<'t> {
    pub(crate) at: At,
    pub(crate) kind: TriggerKind<'t>,
}

/// A kind of event definition; names are those that the referenced elements have, else their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TriggerKind<'t> {
    Message(Option<&'t str>),
    Signal(Option<&'t str>),
    /// A code; none catches any.
    Error(Option<&'t str>),
    Escalation(Option<&'t str>),
    /// The element that says the time.
    Timer(Option<At>),
    /// The element that holds the condition.
    Condition(Option<At>),
    Link(Option<&'t str>),
    /// The activity that is undone; none undoes all.
    Compensation(Option<&'t str>),
    Cancel,
    Terminate,
}

/// How an activity repeats; the element says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeats {
    Loop(At),
    Members { at: At, in_order: bool },
}

/// A sequence flow.
#[derive(Debug)]
pub(crate) struct Flow<'t> {
    pub(crate) at: At,
    pub(crate) id: &'t str,
    pub(crate) name: &'t str,
    pub(crate) from: NodeIx,
    pub(crate) to: NodeIx,
    /// The element that holds the condition.
    pub(crate) condition: Option<At>,
}

/// A lane with the ids that stand in it; lanes in lanes come after the outer one.
#[derive(Debug)]
pub(crate) struct Lane<'t> {
    pub(crate) at: At,
    pub(crate) id: &'t str,
    pub(crate) name: &'t str,
    pub(crate) holds: Vec<&'t str>,
}

/// An association between two elements.
#[derive(Debug)]
pub(crate) struct Association<'t> {
    pub(crate) from: &'t str,
    pub(crate) to: &'t str,
}

/// A pool.
#[derive(Debug)]
pub(crate) struct Participant<'t> {
    pub(crate) at: At,
    pub(crate) id: &'t str,
    pub(crate) name: &'t str,
    /// The process by its id; none is a black box.
    pub(crate) process: Option<&'t str>,
}

/// A message flow.
#[derive(Debug)]
pub(crate) struct MessageFlow<'t> {
    pub(crate) from: &'t str,
    pub(crate) to: &'t str,
    /// The name of the message, or of the flow.
    pub(crate) message: Option<&'t str>,
}

impl Node<'_> {
    /// Whether it is an event that begins what undoes its activity.
    pub(crate) fn undoes(&self) -> bool {
        self.triggers.iter().any(|trigger| matches!(trigger.kind, TriggerKind::Compensation(_)))
    }
}

impl<'t> Process<'t> {
    pub(crate) fn node(&self, node: NodeIx) -> &Node<'t> {
        &self.nodes[node.0 as usize]
    }

    pub(crate) fn flow(&self, flow: FlowIx) -> &Flow<'t> {
        &self.flows[flow.0 as usize]
    }

    /// All elements with their numbers.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (NodeIx, &Node<'t>)> {
        (0..).map(NodeIx).zip(&self.nodes)
    }

    /// The elements directly in a sub-process, or in the process itself.
    pub(crate) fn inside(&self, parent: Option<NodeIx>) -> impl Iterator<Item = (NodeIx, &Node<'t>)> {
        self.numbered().filter(move |(_, node)| node.parent == parent)
    }
}

impl<'t> Model<'t> {
    pub(crate) fn error(&mut self, problem: BpmnProblem, at: At) {
        self.found.push((Weight::Error, problem, at));
    }

    pub(crate) fn remark(&mut self, problem: BpmnProblem, at: At) {
        self.found.push((Weight::Remark, problem, at));
    }

    /// The child of that name in the language of BPMN.
    pub(crate) fn child(&self, at: At, name: &str) -> Option<At> {
        self.tree.children(at).find(|child| self.is(*child, name))
    }

    /// Whether an element is a flow node.
    pub(crate) fn is_flow_node(&self, at: At) -> bool {
        self.kind(at).is_some()
    }

    /// Whether an element has that name in the language of BPMN.
    pub(crate) fn is(&self, at: At, name: &str) -> bool {
        self.tree.in_bpmn(at) && self.tree.local(at) == name
    }

    /// The element that a reference names, with or without the prefix of its namespace.
    pub(crate) fn named(&self, reference: &str) -> Option<At> {
        let reference = reference.trim();
        let bare = reference.rsplit_once(':').map_or(reference, |(_, bare)| bare);
        self.ids.get(reference).or_else(|| self.ids.get(bare)).copied()
    }
}
