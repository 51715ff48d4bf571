//! Events: starts, what is waited for and thrown, what may happen meanwhile, ends.

use cauce::diagnostic::BpmnProblem;
use cauce::keywords::Keyword as K;

use super::process::Draft;
use super::text::Value;
use super::time::{self, Time};
use crate::expression::{is_wrapped, translate, unwrapped_text};
use crate::model::{Kind, Node, NodeIx, SubProcess, Trigger, TriggerKind, shortened};
use crate::xml::At;

/// What waits or throws, as a block in braces.
type Pairs = Vec<(&'static str, Value)>;

impl<'t> Draft<'_, 't> {
    pub(super) fn start(&mut self, _: NodeIx, node: &Node<'t>) {
        let process = self.process;
        let event_block = node
            .parent
            .is_some_and(|parent| process.node(parent).kind == Kind::SubProcess(SubProcess::Event));
        self.body.block(K::Start, node.at);
        self.name(node);
        self.inside(node);
        // What sets off an event sub-process stands on the sub-process.
        if !event_block {
            match self.cycle(node) {
                Some(every) => self.body.pair(K::Every, &every),
                None => self.when(K::When, node),
            }
        }
        self.led_to(node);
    }

    /// The rhythm of a start that begins cases by itself.
    fn cycle(&self, node: &Node<'t>) -> Option<Value> {
        let [Trigger { kind: TriggerKind::Timer(Some(at)), .. }] = node.triggers.as_slice() else {
            return None;
        };
        if !self.model.is(*at, "timeCycle") || node.parent.is_some() {
            return None;
        }
        let written = unwrapped_text(self.model.tree.text(*at), "");
        let (times, length) = written.trim_matches('"').split_once('/')?;
        (times == "R" && time::length(length).is_some()).then(|| Value::word(length))
    }

    /// Whether a process, or sub-process, has no start: then all begins that no flow leads to.
    pub(super) fn begins_unasked(&mut self, scope: Option<NodeIx>) -> bool {
        let process = self.process;
        if process.inside(scope).any(|(_, node)| node.kind == Kind::Start) {
            return false;
        }
        // What is chosen, or begins with a message, begins by itself.
        let ad_hoc =
            scope.is_some_and(|scope| process.node(scope).kind == Kind::SubProcess(SubProcess::AdHoc));
        let instantiates = |node: &Node<'_>| self.model.tree.get(node.at, "instantiate") == Some("true");
        if ad_hoc || process.inside(scope).any(|(_, node)| instantiates(node)) {
            return false;
        }
        let (at, id) =
            scope.map_or((process.at, process.id), |scope| (process.node(scope).at, process.node(scope).id));
        self.model.remark(BpmnProblem::BeginsUnasked { element: id.into() }, at);
        true
    }

    /// What a start or an event leads to.
    fn led_to(&mut self, node: &Node<'t>) {
        let process = self.process;
        match node.outgoing.as_slice() {
            [] => self.body.pair(K::GoesTo, &Value::word(self.body.word(K::End))),
            [only] if process.flow(*only).name.is_empty() && process.flow(*only).id.is_empty() => {
                let target = self.target(process.flow(*only));
                self.body.pair(K::GoesTo, &target);
            }
            _ => self.ways(node),
        }
    }

    pub(super) fn intermediate(&mut self, _: NodeIx, node: &Node<'t>) {
        self.body.block(K::Activity, node.at);
        self.name(node);
        self.inside(node);
        let link = node.triggers.iter().find_map(|trigger| match trigger.kind {
            TriggerKind::Link(name) => Some(name.unwrap_or(node.name)),
            _ => None,
        });
        match (node.kind, link) {
            (Kind::Catch, Some(link)) => self.body.text(K::Link, link),
            (Kind::Catch, None) if !node.triggers.is_empty() => self.when(K::Wait, node),
            (_, None) if node.triggers.is_empty() => {
                self.body.pair(K::Type, &Value::word(self.body.word(K::Abstract)));
            }
            _ => self.throws(K::Throws, node),
        }
        if node.kind == Kind::Throw && link.is_some() {
            return;
        }
        self.ways(node);
    }

    pub(super) fn boundary(&mut self, _: NodeIx, node: &Node<'t>) {
        let process = self.process;
        let Some(host) = node.host else { return };
        if node.undoes() {
            return;
        }
        self.body.block(K::Event, node.at);
        self.name(node);
        let host = self.names.of(process.node(host).id).into_owned();
        self.body.text(K::WhileOpen, &host);
        self.when(K::When, node);
        if !node.interrupts {
            self.body.pair(K::Interrupts, &Value::no());
        }
        self.led_to(node);
    }

    pub(super) fn event_sub_process(&mut self, _: NodeIx, node: &Node<'t>) {
        let process = self.process;
        let own = process.numbered().find(|(_, other)| {
            other.kind == Kind::Start && other.parent.is_some_and(|parent| process.node(parent).id == node.id)
        });
        self.body.block(K::Event, node.at);
        self.name(node);
        self.inside(node);
        let Some((_, start)) = own else {
            let problem = BpmnProblem::Unnamed { element: node.id.into(), names: "startEvent".into() };
            self.model.error(problem, node.at);
            return;
        };
        self.when(K::When, start);
        if !start.interrupts {
            self.body.pair(K::Interrupts, &Value::no());
        }
    }

    pub(super) fn end(&mut self, _: NodeIx, node: &Node<'t>) {
        self.body.block(K::Activity, node.at);
        self.name(node);
        self.inside(node);
        if node.triggers.is_empty() {
            self.body.pair(K::End, &Value::yes());
        } else {
            self.throws(K::End, node);
        }
    }

    /// What an element waits for.
    pub(super) fn when(&mut self, key: K, node: &Node<'t>) {
        let mut all: Vec<Pairs> =
            node.triggers.iter().filter_map(|trigger| self.awaited(trigger, node)).collect();
        let value = match (all.len(), node.all_triggers) {
            (0, _) => return,
            (1, _) => Value::table(&all.remove(0)),
            (_, all_needed) => {
                let rows: Vec<Value> = all.iter().map(|pairs| Value::table(pairs)).collect();
                let word = self.body.word(if all_needed { K::AllTriggers } else { K::AnyOf });
                Value::table(&[(word, Value::list(&rows))])
            }
        };
        self.body.pair(key, &value);
    }

    fn awaited(&mut self, trigger: &Trigger<'t>, node: &Node<'t>) -> Option<Pairs> {
        let language = self.language;
        let word = |key: K| key.word(language);
        let one = |key: K, value: Value| Some(vec![(word(key), value)]);
        match trigger.kind {
            TriggerKind::Message(name) => one(K::Message, self.title(name, node, "messageRef")),
            TriggerKind::Signal(name) => one(K::Signal, self.title(name, node, "signalRef")),
            TriggerKind::Error(code) => one(K::Error, Value::line(code.unwrap_or("*"))),
            TriggerKind::Escalation(code) => one(K::Escalation, Value::text(code.unwrap_or("*"))),
            TriggerKind::Timer(at) => {
                let value = self.time(at, trigger.at, node);
                one(K::Time, value)
            }
            TriggerKind::Condition(at) => {
                let guard = match at.filter(|at| !self.model.tree.text(*at).trim().is_empty()) {
                    Some(at) => self.guard(at, node.id, true),
                    None => self.vague(trigger.at, node, "condition", true),
                };
                one(K::Condition, Value::guard(&guard))
            }
            TriggerKind::Cancel => one(K::Cancels, Value::yes()),
            TriggerKind::Compensation(_) => one(K::Compensates, Value::yes()),
            TriggerKind::Link(_) | TriggerKind::Terminate => None,
        }
    }

    /// What an element throws, or how an end ends.
    pub(super) fn throws(&mut self, key: K, node: &Node<'t>) {
        let mut pairs: Pairs = Vec::new();
        for trigger in &node.triggers {
            let Some((word, value)) = self.thrown(trigger, node) else { continue };
            if pairs.iter().any(|(known, _)| *known == word) {
                let what = shortened(&format!("{}: {word}", self.model.tree.name(trigger.at)));
                self.model.remark(BpmnProblem::SaidOtherwise { element: node.id.into(), what }, trigger.at);
                continue;
            }
            pairs.push((word, value));
        }
        let value = if pairs.is_empty() { Value::yes() } else { Value::table(&pairs) };
        self.body.pair(key, &value);
    }

    fn thrown(&mut self, trigger: &Trigger<'t>, node: &Node<'t>) -> Option<(&'static str, Value)> {
        let language = self.language;
        let word = |key: K| key.word(language);
        Some(match trigger.kind {
            TriggerKind::Message(name) => (word(K::Message), self.title(name, node, "messageRef")),
            TriggerKind::Signal(name) => (word(K::Signal), self.title(name, node, "signalRef")),
            TriggerKind::Error(code) => (word(K::Error), self.title(code, node, "errorRef")),
            TriggerKind::Escalation(code) => (word(K::Escalation), self.title(code, node, "escalationRef")),
            TriggerKind::Compensation(Some(id)) if self.process.nodes.iter().any(|node| node.id == id) => {
                (word(K::Compensates), Value::word(&self.names.of(id)))
            }
            TriggerKind::Compensation(_) => (word(K::Compensates), Value::yes()),
            TriggerKind::Link(name) => (word(K::Link), Value::text(name.unwrap_or(node.name))),
            TriggerKind::Cancel => (word(K::Cancels), Value::yes()),
            TriggerKind::Terminate => (word(K::Terminates), Value::yes()),
            TriggerKind::Timer(_) | TriggerKind::Condition(_) => return None,
        })
    }

    /// The name of what is sent or caught; without one, the element's own.
    fn title(&mut self, name: Option<&str>, node: &Node<'t>, missing: &str) -> Value {
        if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
            return Value::line(name);
        }
        let flow = self.model.message_flows.iter().find(|flow| flow.from == node.id || flow.to == node.id);
        if let Some(name) = flow.and_then(|flow| flow.message) {
            return Value::line(name);
        }
        let problem = BpmnProblem::VagueEvent { event: node.id.into(), missing: missing.into() };
        self.model.remark(problem, node.at);
        Value::line(if node.name.is_empty() { node.id } else { node.name })
    }

    /// What stands for a condition or a time that is not there.
    fn vague(&mut self, at: At, node: &Node<'t>, missing: &str, truth: bool) -> String {
        let problem = BpmnProblem::VagueEvent { event: node.id.into(), missing: missing.into() };
        self.model.remark(problem, at);
        self.data.instead_of(self.language, (node.id, node.name), truth)
    }

    /// What a timer waits for.
    fn time(&mut self, at: Option<At>, definition: At, node: &Node<'t>) -> Value {
        self.tells_time = true;
        let Some(at) = at.filter(|at| !self.model.tree.text(*at).trim().is_empty()) else {
            let datum = self.vague(definition, node, "timeDuration", false);
            return self.datum(&datum);
        };
        let written = self.model.tree.text(at).trim();
        let inside = unwrapped_text(written, "").trim_matches(['"', '\'']).to_owned();
        match time::length(&inside).or_else(|| time::moment(&inside)) {
            Some(Time::Length(text)) => Value::word(&text),
            Some(Time::Moment(text)) => Value::bare(&text),
            None => self.computed_time(written, at, node),
        }
    }

    /// A time that a data item holds, or that nobody can read.
    fn computed_time(&mut self, written: &str, at: At, node: &Node<'t>) -> Value {
        let name = is_wrapped(written).then(|| translate(written, "", self.language)).flatten();
        if let Some(guard) = name
            && guard.reads.contains_key(&guard.text)
            && self.declare(&guard, at)
        {
            return self.datum(&guard.text);
        }
        let problem = BpmnProblem::UnreadTime { element: node.id.into(), written: shortened(written) };
        self.model.remark(problem, at);
        let datum = self.data.instead_of(self.language, (node.id, written), false);
        self.datum(&datum)
    }

    fn datum(&self, name: &str) -> Value {
        Value::word(&format!("{} {name}", self.body.word(K::DataItem)))
    }
}
