//! The ways out of elements, and gateways.

use cauce::diagnostic::BpmnProblem;
use cauce::keywords::Keyword as K;
use cauce::source::Language;

use super::process::Draft;
use super::text::Value;
use crate::model::{Flow, FlowIx, Gateway, Node, NodeIx};

impl<'t> Draft<'_, 't> {
    /// The key that says what follows; where nothing does, the way ends there.
    pub(super) fn ways(&mut self, node: &Node<'t>) {
        let value = match node.outgoing.as_slice() {
            [] => Value::word(self.body.word(K::End)),
            flows => {
                let rows: Vec<Value> = flows.iter().map(|flow| self.way(node, *flow)).collect();
                Value::rows(&rows)
            }
        };
        self.body.pair(K::Next, &value);
    }

    /// One way out, with its condition.
    fn way(&mut self, node: &Node<'t>, index: FlowIx) -> Value {
        let process = self.process;
        let flow = process.flow(index);
        let mut pairs = Vec::new();
        if !flow.id.is_empty() {
            pairs.push((self.body.word(K::Id), Value::word(&self.names.of(flow.id))));
        }
        if !flow.name.is_empty() {
            pairs.push((self.body.word(K::Name), Value::line(flow.name)));
        }
        pairs.push((self.body.word(K::GoesTo), self.target(flow)));
        let conditions =
            !matches!(node.kind, crate::model::Kind::Gateway(Gateway::Parallel | Gateway::EventBased));
        if node.default == Some(index) {
            pairs.push((self.body.word(K::Otherwise), Value::yes()));
        } else if let (Some(at), true) = (flow.condition, conditions)
            && !self.model.tree.text(at).trim().is_empty()
        {
            let guard = self.guard(at, flow.id, true);
            pairs.push((self.body.word(K::IfMet), Value::guard(&guard)));
        }
        self.keep_flow(flow);
        Value::table(&pairs)
    }

    /// Where a flow leads, as it is written.
    pub(super) fn target(&mut self, flow: &Flow<'t>) -> Value {
        let id = self.process.node(flow.to).id;
        Value::word(&self.names.of(id))
    }

    pub(super) fn gateway(&mut self, index: NodeIx, node: &Node<'t>, kind: Gateway) {
        if kind == Gateway::Exclusive && self.is_question(node) {
            return self.question(index, node);
        }
        self.body.block(K::Gateway, node.at);
        self.name(node);
        let word = match kind {
            Gateway::Exclusive => K::Exclusive,
            Gateway::Parallel => K::Parallel,
            Gateway::Inclusive => K::Inclusive,
            Gateway::Complex => K::Complex,
            Gateway::EventBased => K::EventBased,
        };
        self.body.pair(K::Type, &Value::word(self.body.word(word)));
        self.inside(node);
        if kind == Gateway::Complex {
            self.activation(node);
        }
        if self.model.tree.get(node.at, "instantiate") == Some("true") {
            self.body.pair(K::Instantiates, &Value::yes());
        }
        self.ways(node);
    }

    fn activation(&mut self, node: &Node<'t>) {
        let condition = self.model.child(node.at, "activationCondition");
        if let Some(at) = condition.filter(|at| !self.model.tree.text(*at).trim().is_empty()) {
            let guard = self.guard(at, node.id, true);
            self.body.pair(K::ActivatesIf, &Value::guard(&guard));
        }
    }

    /// Whether a gateway splits without a single condition: then somebody has to decide.
    fn is_question(&self, node: &Node<'t>) -> bool {
        let bare = |flow: &FlowIx| {
            let condition = self.process.flow(*flow).condition;
            condition.is_none_or(|at| self.model.tree.text(at).trim().is_empty())
        };
        node.outgoing.len() > 1 && node.outgoing.iter().all(bare)
    }

    /// A split that a person decides: a question whose answers are the ways out.
    fn question(&mut self, index: NodeIx, node: &Node<'t>) {
        self.model.remark(BpmnProblem::PersonDecides { gateway: node.id.into() }, node.at);
        self.body.block(K::Activity, node.at);
        self.name(node);
        self.inside(node);
        let spanish = self.body.language() == Language::Spanish;
        let role = self.lane_of(node).map(str::to_owned);
        let roles: Vec<String> = role.into_iter().collect();
        self.responsible(&roles);
        let asked = match (node.name, spanish) {
            ("", true) => "¿Qué sigue?",
            ("", false) => "What follows?",
            (name, _) => name,
        };
        self.body.title(K::Question, asked);
        let process = self.process;
        let flows: Vec<&Flow<'t>> = node.outgoing.iter().map(|flow| process.flow(*flow)).collect();
        if let Some(answers) = yes_and_no(&flows) {
            for (key, flow) in [K::Yes, K::No].into_iter().zip(answers) {
                let (word, target) = self.answer_way(index, flow);
                let word = self.body.word(word);
                self.body.pair(key, &Value::table(&[(word, target)]));
                self.keep_answer(node, flow);
            }
            return;
        }
        for flow in flows {
            let (word, target) = self.answer_way(index, flow);
            self.body.place(flow.at);
            let (activity, answer) = (self.body.word(K::Activity), self.body.word(K::Answer));
            self.body.out.push_str(&format!("\n[[{activity}.{answer}]]\n"));
            let id = self.names.of(flow.id).into_owned();
            self.body.text(K::Id, &id);
            self.body.title(K::Text, if flow.name.is_empty() { &id } else { flow.name });
            self.body.pair(word, &target);
            self.keep_flow(flow);
        }
    }

    /// Whether an answer leads on, back, or to the same question.
    fn answer_way(&mut self, index: NodeIx, flow: &Flow<'t>) -> (K, Value) {
        let place = |node: NodeIx| self.position[node.0 as usize];
        match place(flow.to).cmp(&place(index)) {
            std::cmp::Ordering::Greater => (K::OnTo, self.target(flow)),
            std::cmp::Ordering::Equal => (K::Repeat, Value::yes()),
            std::cmp::Ordering::Less => (K::BackTo, self.target(flow)),
        }
    }
}

/// The two ways out of a question that is answered with yes or no, yes first.
pub(super) fn yes_and_no<'f, 't>(flows: &[&'f Flow<'t>]) -> Option<[&'f Flow<'t>; 2]> {
    let [one, other] = flows else { return None };
    let means = |flow: &Flow<'_>| match flow.name.trim().trim_end_matches('.').to_lowercase().as_str() {
        "sí" | "si" | "yes" | "y" | "true" | "verdadero" => Some(true),
        "no" | "n" | "false" | "falso" => Some(false),
        _ => None,
    };
    match (means(one), means(other)) {
        (Some(true), Some(false)) => Some([one, other]),
        (Some(false), Some(true)) => Some([other, one]),
        _ => None,
    }
}
