//! Tasks, sub-processes and calls: who does them, what they compute, how they repeat.

use cauce::diagnostic::BpmnProblem;
use cauce::keywords::Keyword as K;
use cauce::source::Language;

use super::data::names_in;
use super::names::guard_name;
use super::process::Draft;
use super::text::Value;
use super::time;
use crate::expression::{is_wrapped, translate, unwrapped_text};
use crate::model::{Kind, Node, NodeIx, Repeats, SubProcess, Task, TriggerKind, shortened};
use crate::xml::At;

/// The engines whose attributes mean what they say here.
pub(super) const VENDORS: &[&str] =
    &["http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn", "http://activiti.org/bpmn"];
/// The extensions of Zeebe are elements.
pub(super) const ZEEBE: &str = "http://camunda.org/schema/zeebe/1.0";

impl<'t> Draft<'_, 't> {
    /// The id and the title.
    pub(super) fn name(&mut self, node: &Node<'t>) {
        let id = self.names.of(node.id).into_owned();
        self.body.text(K::Id, &id);
        self.body.title(K::Title, node.name);
        let documented = self.documentation(node.at);
        if matches!(node.kind, Kind::Task(_) | Kind::SubProcess(_) | Kind::Call | Kind::Boundary) {
            self.body.some(K::Description, &documented);
        }
    }

    /// The block it stands in.
    pub(super) fn inside(&mut self, node: &Node<'t>) {
        if let Some(parent) = node.parent {
            let parent = self.names.of(self.process.node(parent).id).into_owned();
            self.body.text(K::Inside, &parent);
        }
    }

    pub(super) fn responsible(&mut self, roles: &[String]) {
        let roles: Vec<Value> = roles.iter().map(|role| Value::word(role)).collect();
        let value = match roles.is_empty() {
            true => Value::word(self.body.word(K::Undefined)),
            false => Value::list(&roles),
        };
        self.body.pair(K::Responsible, &value);
    }

    pub(super) fn activity(&mut self, index: NodeIx, node: &Node<'t>) {
        self.body.block(K::Activity, node.at);
        self.name(node);
        self.inside(node);
        match node.kind {
            Kind::Task(task) => self.task(node, task),
            Kind::SubProcess(kind) => self.sub_process(index, node, kind),
            Kind::Call => self.call(node),
            _ => {}
        }
        self.repeats(node);
        if let Some(undoer) = self.undoes.get(&index) {
            let id = self.names.of(self.process.node(*undoer).id).into_owned();
            self.body.text(K::CompensatedBy, &id);
        }
        for (attribute, key) in
            [("startQuantity", K::StartQuantity), ("completionQuantity", K::CompletionQuantity)]
        {
            match self.count(node, attribute) {
                Some(1) | None => {}
                Some(count) => self.body.pair(key, &Value::number(count)),
            }
        }
        // Nothing leads to what undoes another, and nothing follows it.
        if !node.compensates {
            self.ways(node);
        }
    }

    fn count(&mut self, node: &Node<'t>, attribute: &str) -> Option<u32> {
        let written = self.model.tree.get(node.at, attribute)?;
        let count = written.trim().parse().ok();
        if count.is_none() {
            let (names, value) = (attribute.into(), shortened(written));
            self.model.remark(BpmnProblem::BadValue { element: node.id.into(), names, value }, node.at);
        }
        count
    }

    fn kind(&mut self, key: K) {
        let word = Value::word(self.body.word(key));
        self.body.pair(K::Type, &word);
    }

    fn task(&mut self, node: &Node<'t>, task: Task) {
        match task {
            Task::Undefined => self.kind(K::Abstract),
            Task::User | Task::Manual => {
                self.kind(if task == Task::User { K::User } else { K::Manual });
                let roles = self.performers(node);
                self.responsible(&roles);
                self.due(node);
                self.form(node);
            }
            Task::Service => {
                self.kind(K::Service);
                self.job(node);
            }
            Task::Send => {
                self.kind(K::Send);
                self.send(node);
            }
            Task::Receive => {
                self.kind(K::Receive);
                if self.model.tree.get(node.at, "instantiate") == Some("true") {
                    self.body.pair(K::Instantiates, &Value::yes());
                }
                self.when(K::Wait, node);
            }
            Task::BusinessRule => {
                self.kind(K::BusinessRule);
                self.job(node);
            }
            Task::Script => self.script(node),
        }
        if !matches!(task, Task::Undefined | Task::Receive) {
            self.mapping(node);
        }
    }

    /// The value of an attribute of one of the engines.
    fn vendor(&self, at: At, name: &str) -> Option<&'t str> {
        let tree = self.model.tree;
        VENDORS.iter().find_map(|space| tree.get_in(at, space, name)).filter(|value| !value.trim().is_empty())
    }

    /// The first extension element of Zeebe of that name.
    fn zeebe(&self, at: At, name: &str) -> Option<At> {
        let tree = self.model.tree;
        let extensions = self.model.child(at, "extensionElements")?;
        tree.children(extensions).find(|child| tree.local(*child) == name && tree.space(*child) == ZEEBE)
    }

    /// Who does it: groups, else one assignee, else resources, else the lane.
    fn performers(&mut self, node: &Node<'t>) -> Vec<String> {
        let named = self.named_performers(node);
        if !named.is_empty() {
            return named;
        }
        self.lane_of(node).map(str::to_owned).into_iter().collect()
    }

    fn named_performers(&mut self, node: &Node<'t>) -> Vec<String> {
        let tree = self.model.tree;
        let zeebe = self.zeebe(node.at, "assignmentDefinition");
        let said = |name: &str| self.vendor(node.at, name).or_else(|| tree.get(zeebe?, name));
        let lists = [said("candidateGroups"), said("assignee"), said("candidateUsers")];
        for list in lists.into_iter().flatten() {
            if is_wrapped(list) {
                continue;
            }
            let names: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
            let roles: Vec<String> = names.into_iter().map(|name| self.role(name, name, node.at)).collect();
            if !roles.is_empty() {
                return roles;
            }
        }
        let resources = self.resources(node.at);
        resources.into_iter().map(|(id, title)| self.role(&id, &title, node.at)).collect()
    }

    /// Whether an element says by itself who does it, whatever its lane.
    pub(super) fn names_performers(&mut self, index: NodeIx) -> bool {
        let process = self.process;
        !self.named_performers(process.node(index)).is_empty()
    }

    /// The resources that an element names in the manner of the standard.
    fn resources(&self, at: At) -> Vec<(String, String)> {
        let kinds = ["potentialOwner", "humanPerformer", "performer", "resourceRole"];
        let tree = self.model.tree;
        let children = tree.children(at).filter(|child| kinds.iter().any(|kind| self.model.is(*child, kind)));
        let named = children.filter_map(|child| {
            if let Some(reference) = self.model.child(child, "resourceRef") {
                let reference = tree.text(reference).trim();
                let resource = self.model.named(reference)?;
                let name = tree.get(resource, "name").unwrap_or(reference);
                return Some((reference.to_owned(), name.to_owned()));
            }
            let expression = tree.within(child).find(|inner| self.model.is(*inner, "formalExpression"))?;
            let written = tree.text(expression).trim();
            let name =
                written.strip_prefix("group(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(written);
            (!is_wrapped(name) && !name.is_empty()).then(|| (name.to_owned(), name.to_owned()))
        });
        named.collect()
    }

    fn due(&mut self, node: &Node<'t>) {
        let Some(written) = self.vendor(node.at, "dueDate") else { return };
        if let Some(time::Time::Length(text)) =
            time::length(written).filter(|_| !written.trim().starts_with('R'))
        {
            self.body.pair(K::Deadline, &Value::word(&text));
            self.tells_time = true;
        }
    }

    fn form(&mut self, node: &Node<'t>) {
        let zeebe = self.zeebe(node.at, "formDefinition");
        let key = self.vendor(node.at, "formKey").or_else(|| {
            let at = zeebe?;
            ["formId", "formKey", "externalReference"].iter().find_map(|name| self.model.tree.get(at, name))
        });
        if let Some(key) = key {
            let spanish = self.language == Language::Spanish;
            let note = Value::text(&format!("{}: {key}", if spanish { "Formulario" } else { "Form" }));
            self.body.pair(K::Notes, &note);
        }
    }

    /// What the host picks up: a topic, a type, a class, an operation, else the element itself.
    fn job(&mut self, node: &Node<'t>) {
        let tree = self.model.tree;
        let zeebe = self.zeebe(node.at, "taskDefinition");
        let decision = self.zeebe(node.at, "calledDecision");
        let topic = zeebe.and_then(|at| tree.get(at, "type")).filter(|kind| !is_wrapped(kind));
        let attributes = ["topic", "type", "class", "delegateExpression", "expression", "decisionRef"];
        let attribute =
            || attributes.iter().find_map(|name| self.vendor(node.at, name).filter(|v| *v != "external"));
        let decision = || decision.and_then(|at| tree.get(at, "decisionId"));
        let name = topic.or_else(attribute).or_else(decision).unwrap_or(node.id).to_owned();
        self.body.text(K::Job, &name);
        let retries =
            zeebe.and_then(|at| tree.get(at, "retries")).or_else(|| self.vendor(node.at, "retries"));
        if let Some(count) =
            retries.and_then(|count| count.trim().parse::<u32>().ok()).filter(|count| *count > 0)
        {
            self.body.pair(K::Retries, &Value::number(count));
        }
        if let Some(name) = self.vendor(node.at, "resultVariable") {
            self.data.any(&guard_name(name));
        }
    }

    /// A task that sends throws its message; one that names none is a job of the host.
    fn send(&mut self, node: &Node<'t>) {
        let named = node.triggers.iter().any(|trigger| matches!(trigger.kind, TriggerKind::Message(Some(_))));
        let outside =
            self.model.message_flows.iter().any(|flow| flow.from == node.id && flow.message.is_some());
        let external =
            self.vendor(node.at, "topic").is_some() || self.zeebe(node.at, "taskDefinition").is_some();
        if (named || outside) && !external {
            self.throws(K::Throws, node);
        } else {
            self.job(node);
        }
    }

    fn script(&mut self, node: &Node<'t>) {
        let tree = self.model.tree;
        let inline = self
            .model
            .child(node.at, "script")
            .map(|at| tree.text(at).trim())
            .filter(|text| !text.is_empty());
        let zeebe = self.zeebe(node.at, "script");
        if let (None, Some(at)) = (inline, zeebe) {
            return self.computed(node, at);
        }
        self.kind(K::Script);
        let Some(text) = inline else {
            let problem = BpmnProblem::Unnamed { element: node.id.into(), names: "script".into() };
            self.model.remark(problem, node.at);
            self.body.text(K::Script, node.id);
            return;
        };
        for name in names_in(text) {
            self.data.any(name);
        }
        self.body.pair(K::Script, &Value::kept(text));
        if let Some(name) = self.vendor(node.at, "resultVariable") {
            self.data.any(&guard_name(name));
        }
    }

    /// A script that is one expression and says where its value goes.
    fn computed(&mut self, node: &Node<'t>, at: At) {
        let tree = self.model.tree;
        self.kind(K::Script);
        let target = guard_name(tree.get(at, "resultVariable").unwrap_or(node.id));
        let written = tree.get(at, "expression").unwrap_or("").to_owned();
        let guard = self.guard_text(&written, "feel", (at, node.id), false);
        self.data.any(&target);
        let pairs = Value::table(&[(&target, Value::guard(&guard))]);
        self.body.pair(K::Computes, &pairs);
    }

    /// What goes in and out by name.
    fn mapping(&mut self, node: &Node<'t>) {
        let tree = self.model.tree;
        let (mut ins, mut outs) = (Vec::new(), Vec::new());
        let Some(extensions) = self.model.child(node.at, "extensionElements") else { return };
        let parts: Vec<At> = tree.within(extensions).collect();
        for at in parts {
            let space = tree.space(at);
            let (list, name, written) = match (tree.local(at), VENDORS.contains(&space), space == ZEEBE) {
                ("inputParameter", true, _) => (&mut ins, tree.get(at, "name"), Some(tree.text(at))),
                ("outputParameter", true, _) => (&mut outs, tree.get(at, "name"), Some(tree.text(at))),
                ("in", true, _) => (
                    &mut ins,
                    tree.get(at, "target"),
                    tree.get(at, "sourceExpression").or(tree.get(at, "source")),
                ),
                ("out", true, _) => (
                    &mut outs,
                    tree.get(at, "target"),
                    tree.get(at, "sourceExpression").or(tree.get(at, "source")),
                ),
                ("input", _, true) => (&mut ins, tree.get(at, "target"), tree.get(at, "source")),
                ("output", _, true) => (&mut outs, tree.get(at, "target"), tree.get(at, "source")),
                _ => continue,
            };
            if let (Some(name), Some(written)) = (name, written.filter(|text| !text.trim().is_empty())) {
                list.push((at, guard_name(name), written.trim().to_owned()));
            }
        }
        for (key, list) in [(K::Input, ins), (K::Output, outs)] {
            let mut pairs: Vec<(String, Value)> = Vec::new();
            for (at, name, written) in list {
                let text = self.mapped(&written, at, node);
                // What goes into a job or a call is the host's or the other procedure's.
                let handed_on = matches!(
                    node.kind,
                    Kind::Call | Kind::Task(Task::Service | Task::Send | Task::BusinessRule)
                );
                if key == K::Output || !handed_on {
                    self.data.any(&name);
                }
                if !pairs.iter().any(|(known, _)| *known == name) {
                    pairs.push((name, Value::guard(&text)));
                }
            }
            let pairs: Vec<(&str, Value)> =
                pairs.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            if !pairs.is_empty() {
                self.body.pair(key, &Value::table(&pairs));
            }
        }
    }

    /// A mapped value: computed where it says so, or names data; else a text.
    fn mapped(&mut self, written: &str, at: At, node: &Node<'t>) -> String {
        let attribute = self.model.tree.get(at, "source") == Some(written);
        if is_wrapped(written) || attribute {
            return self.guard_text(written, "", (at, node.id), false);
        }
        let quoted = written.replace('\\', "\\\\").replace('"', "\\\"").replace('\'', "\\x27");
        format!("\"{}\"", quoted.replace('\n', "\\n").replace('\r', ""))
    }

    fn sub_process(&mut self, index: NodeIx, node: &Node<'t>, kind: SubProcess) {
        let process = self.process;
        if process.inside(Some(index)).next().is_none() {
            return self.kind(K::Abstract);
        }
        match kind {
            SubProcess::Transaction => self.kind(K::Transaction),
            SubProcess::AdHoc => self.ad_hoc(node),
            SubProcess::Embedded | SubProcess::Event => {
                let order = if self.begins_unasked(Some(index)) { K::InParallel } else { K::InSequence };
                let word = Value::word(self.body.word(order));
                self.body.pair(K::Order, &word);
            }
        }
        self.mapping(node);
    }

    fn ad_hoc(&mut self, node: &Node<'t>) {
        self.kind(K::AdHoc);
        let in_order = self.model.tree.get(node.at, "ordering") == Some("Sequential");
        let word = Value::word(self.body.word(if in_order { K::InSequence } else { K::InParallel }));
        self.body.pair(K::Order, &word);
        let condition = self.model.child(node.at, "completionCondition");
        if let Some(at) = condition.filter(|at| !self.model.tree.text(*at).trim().is_empty()) {
            let guard = self.guard(at, node.id, true);
            self.body.pair(K::CompletesIf, &Value::guard(&guard));
            if self.model.tree.get(node.at, "cancelRemainingInstances") == Some("false") {
                self.body.pair(K::CancelsRemaining, &Value::no());
            }
        }
    }

    fn call(&mut self, node: &Node<'t>) {
        let tree = self.model.tree;
        let zeebe = self.zeebe(node.at, "calledElement").and_then(|at| tree.get(at, "processId"));
        let called =
            tree.get(node.at, "calledElement").or(zeebe).map(str::trim).filter(|called| !called.is_empty());
        let Some(called) = called else {
            self.model.remark(BpmnProblem::CallsNothing { activity: node.id.into() }, node.at);
            return self.kind(K::Abstract);
        };
        let bare = called.rsplit_once(':').filter(|_| !is_wrapped(called)).map_or(called, |(_, bare)| bare);
        self.body.text(K::Procedure, bare);
        self.mapping(node);
    }

    fn repeats(&mut self, node: &Node<'t>) {
        match node.repeats {
            None => {}
            Some(Repeats::Loop(at)) => self.standard_loop(node, at),
            Some(Repeats::Members { at, in_order }) => self.members(node, at, in_order),
        }
    }

    fn standard_loop(&mut self, node: &Node<'t>, at: At) {
        let condition = self.model.child(at, "loopCondition");
        let guard = match condition.filter(|at| !self.model.tree.text(*at).trim().is_empty()) {
            Some(at) => self.guard(at, node.id, true),
            None => "true".to_owned(),
        };
        let most = self.model.tree.get(at, "loopMaximum").and_then(|most| most.trim().parse::<u32>().ok());
        if guard == "true" && most.is_none() {
            let problem = BpmnProblem::VagueEvent { event: node.id.into(), missing: "loopCondition".into() };
            self.model.remark(problem, at);
            return;
        }
        self.body.pair(K::WhileMet, &Value::guard(&guard));
        if self.model.tree.get(at, "testBefore") == Some("true") {
            self.body.pair(K::TestBefore, &Value::yes());
        }
        if let Some(most) = most {
            self.body.pair(K::Maximum, &Value::number(most));
        }
    }

    fn members(&mut self, node: &Node<'t>, at: At, in_order: bool) {
        let tree = self.model.tree;
        let language = self.language;
        let word = |key: K| key.word(language);
        let mut pairs: Vec<(&str, Value)> = Vec::new();
        let zeebe = self.zeebe(at, "loopCharacteristics");
        let collection = self.vendor(at, "collection").or_else(|| tree.get(zeebe?, "inputCollection"));
        let element = self.vendor(at, "elementVariable").or_else(|| tree.get(zeebe?, "inputElement"));
        let standard = |name: &str| self.model.child(at, name).map(|child| tree.text(child).trim());
        let item = self
            .model
            .child(at, "inputDataItem")
            .and_then(|child| tree.get(child, "name").or(tree.get(child, "id")));
        let list = collection.map(|text| unwrapped_text(text, "")).or_else(|| standard("loopDataInputRef"));
        let cardinality =
            self.model.child(at, "loopCardinality").filter(|at| !tree.text(*at).trim().is_empty());
        if let Some(list) = list {
            let list = self.list_name(list, at);
            let own =
                if language == Language::Spanish { "miembro_de_la_lista" } else { "member_of_the_list" };
            let member = guard_name(element.or(item).unwrap_or(own));
            self.data.list(&list, &member);
            pairs.push((word(K::Member), Value::word(&member)));
            pairs.push((word(K::List), Value::word(&list)));
        } else if let Some(at) = cardinality {
            let text = unwrapped_text(tree.text(at), "").to_owned();
            let value = match text.parse::<u32>() {
                Ok(count) => Value::number(count),
                Err(_) => Value::guard(&self.guard(at, node.id, false)),
            };
            pairs.push((word(K::Cardinality), value));
        } else {
            let datum = self.data.instead_of(language, (node.id, "loopCardinality"), false);
            let problem =
                BpmnProblem::VagueEvent { event: node.id.into(), missing: "loopCardinality".into() };
            self.model.remark(problem, at);
            pairs.push((word(K::Cardinality), Value::guard(&datum)));
        }
        let order = if in_order { K::InSequence } else { K::InParallel };
        pairs.push((word(K::Order), Value::word(word(order))));
        let condition = self.model.child(at, "completionCondition");
        let zeebe_condition = zeebe.and_then(|at| tree.get(at, "completionCondition"));
        if let Some(at) = condition.filter(|at| !tree.text(*at).trim().is_empty()) {
            let guard = self.guard(at, node.id, true);
            pairs.push((word(K::CompletesIf), Value::guard(&guard)));
        } else if let Some(written) = zeebe_condition {
            let guard = self.guard_text(written, "feel", (at, node.id), true);
            pairs.push((word(K::CompletesIf), Value::guard(&guard)));
        }
        self.body.pair(K::ForEach, &Value::table(&pairs));
    }

    /// What a list is called: a property by a name of its own.
    fn list_name(&mut self, written: &'t str, at: At) -> String {
        let property = translate(written, "", self.language).filter(|_| written.contains('.'));
        match property.filter(|guard| guard.reads.contains_key(&guard.text)) {
            Some(guard) if self.declare(&guard, at) => guard.text,
            _ => guard_name(self.title_of(written)),
        }
    }

    /// What data is called that is named by its id: the name of the object, without spaces.
    fn title_of(&self, reference: &'t str) -> &'t str {
        let Some(at) = self.model.named(reference) else { return reference };
        self.model.tree.get(at, "name").filter(|name| !name.trim().is_empty()).unwrap_or(reference)
    }
}
