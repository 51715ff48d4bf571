//! One process as a file: its head, who takes part, its data, then its elements as the work goes.

use std::collections::{BTreeMap, BTreeSet};

use cauce::data::Text;
use cauce::diagnostic::BpmnProblem;
use cauce::keywords::Keyword as K;
use cauce::procedure::Procedure;
use cauce::source::Language;

use super::data::Data;
use super::lanes::Whose;
use super::names::Names;
use super::order::order;
use super::own::Drift;
use super::text::{File, Value};
use super::{ImportOptions, Imported};
use crate::expression::{Guard, translate};
use crate::model::{Kind, Model, Node, NodeIx, Process, SubProcess, shortened};
use crate::xml::At;

/// How the ids of lanes begin that were drawn here.
pub(crate) const LANE: &str = "lane.role.";

/// A process that is being written.
pub(super) struct Draft<'m, 't> {
    pub(super) model: &'m mut Model<'t>,
    /// The text of the model.
    pub(super) whole: &'m str,
    pub(super) process: &'m Process<'t>,
    /// What comes after the data.
    pub(super) body: File,
    pub(super) names: Names<'t>,
    pub(super) data: Data,
    /// Roles by their ids, in the order in which they are met.
    pub(super) roles: Vec<(String, String, At)>,
    /// The role of each lane, by the id of what stands in it.
    lanes: BTreeMap<&'t str, String>,
    /// The place of each element in the file.
    pub(super) position: Vec<usize>,
    /// Activities that undo others: by what they undo.
    pub(super) undoes: BTreeMap<NodeIx, NodeIx>,
    /// What is kept: whose it is, the fragment, where it was.
    pub(super) kept: Vec<(Option<String>, String, At)>,
    /// Whether something waits for a date, or counts days.
    pub(super) tells_time: bool,
    pub(super) language: Language,
}

/// Writes every process that has elements.
pub(super) fn write(model: &mut Model<'_>, whole: &str, options: &ImportOptions) -> Vec<Imported> {
    let processes = std::mem::take(&mut model.processes);
    let mut written = Vec::new();
    let mut first = true;
    for process in processes.iter().filter(|process| !process.nodes.is_empty()) {
        if let Some(carried) = super::own::Carried::of(model, whole, process) {
            let text = match carried.drift(model, process) {
                Drift::None => Some(carried.text),
                // One that is drawn beside others has other ids than its file.
                Drift::More if !carried.suffix.is_empty() => None,
                Drift::Lanes | Drift::More => super::edited::edited(model, whole, process, &carried, options),
            };
            if let Some(text) = text {
                let places = vec![(0, model.tree.tag(process.at), process.id.into())];
                written.push(Imported { code: process.id.into(), text, places });
                continue;
            }
        }
        let mut draft = Draft::new(model, whole, process, options);
        draft.write_body();
        written.push(draft.finish(&processes, std::mem::take(&mut first)));
    }
    model.processes = processes;
    written
}

impl<'m, 't> Draft<'m, 't> {
    pub(super) fn new(
        model: &'m mut Model<'t>,
        whole: &'m str,
        process: &'m Process<'t>,
        options: &ImportOptions,
    ) -> Self {
        let names = Names::of_model(model.ids.keys().copied());
        Draft {
            model,
            whole,
            process,
            body: File::new(options.language),
            names,
            data: Data::handed(&options.data),
            roles: Vec::new(),
            lanes: BTreeMap::new(),
            position: vec![0; process.nodes.len()],
            undoes: BTreeMap::new(),
            kept: Vec::new(),
            tells_time: false,
            language: options.language,
        }
    }

    fn write_body(&mut self) {
        self.body.out.clear();
        let ordered = self.place();
        self.name_roles();
        self.find_undoing();
        for index in ordered {
            self.element(index);
        }
    }

    /// Gives every element its place in the file; all of them, in that order.
    fn place(&mut self) -> Vec<NodeIx> {
        let ordered = order(self.process);
        for (position, index) in ordered.iter().enumerate() {
            self.position[index.0 as usize] = position;
        }
        ordered
    }

    /// Names everything as the file that a model carries does.
    pub(super) fn take_names(&mut self, name: impl Fn(&str) -> String) {
        self.body.out.clear();
        self.place();
        for node in &self.process.nodes {
            self.names.call(node.id, name(node.id));
        }
        self.name_roles();
        self.find_undoing();
    }

    /// Gives what stands in each lane the role that the file has for it.
    pub(super) fn take_roles(&mut self, roles: &[Whose]) {
        self.lanes.clear();
        for (lane, whose) in self.process.lanes.iter().zip(roles) {
            for id in &lane.holds {
                match whose {
                    Whose::Role(role) => self.lanes.insert(id, role.clone()),
                    Whose::Nobody | Whose::Unnamed => self.lanes.remove(id),
                };
            }
            if let Whose::Role(role) = whose {
                self.role(role, if lane.name.is_empty() { lane.id } else { lane.name }, lane.at);
            }
        }
    }

    /// Writes elements that the file has not.
    pub(super) fn add(&mut self, added: &[NodeIx]) {
        for index in added {
            self.element(*index);
        }
        self.write_kept();
    }

    /// What has been written, with the roles and data that the file lacks; some roles are written elsewhere in it.
    pub(super) fn take_more(mut self, procedure: &Procedure, roles: &BTreeSet<String>) -> String {
        let at = self.process.at;
        let mut head = File::new(self.language);
        head.out.clear();
        let used = |id: &str| roles.contains(id) || self.body.out.contains(&format!("\"{id}\""));
        for (id, title, at) in self.roles.iter().filter(|(id, ..)| procedure.role(id).is_none() && used(id)) {
            head.block(K::Role, *at);
            head.text(K::Id, id);
            head.title(K::Name, title);
        }
        self.data.take_handed();
        self.data.without(|name| procedure.datum(name).is_some());
        self.data.write(&mut head, at);
        head.out + self.body.out.as_str()
    }

    fn element(&mut self, index: NodeIx) {
        let process = self.process;
        let node = process.node(index);
        match node.kind {
            Kind::Task(_) | Kind::Call => self.activity(index, node),
            Kind::SubProcess(SubProcess::Event) => self.event_sub_process(index, node),
            Kind::SubProcess(_) => self.activity(index, node),
            Kind::Gateway(kind) => self.gateway(index, node, kind),
            Kind::Start => self.start(index, node),
            Kind::Catch | Kind::Throw => self.intermediate(index, node),
            Kind::Boundary => self.boundary(index, node),
            Kind::End => self.end(index, node),
        }
        self.keep_node(node);
    }

    /// The lanes as roles; what stands in a lane inside another belongs to the inner one.
    fn name_roles(&mut self) {
        for lane in &self.process.lanes {
            let title = if lane.name.is_empty() { lane.id } else { lane.name };
            if title.is_empty() {
                let problem =
                    BpmnProblem::NotUnderstood { name: "lane".into(), element: self.process.id.into() };
                self.model.remark(problem, lane.at);
                continue;
            }
            // Lanes that were drawn here are named by their roles.
            let id = lane.id.strip_prefix(LANE).filter(|id| !id.is_empty()).unwrap_or(lane.id);
            let role = self.role(if id.is_empty() { title } else { id }, title, lane.at);
            for id in &lane.holds {
                self.lanes.insert(id, role.clone());
            }
        }
    }

    /// A role by the text that names it; gives its id.
    pub(super) fn role(&mut self, id: &str, title: &str, at: At) -> String {
        let id = super::names::role_id(id);
        if !self.roles.iter().any(|(known, ..)| *known == id) {
            self.roles.push((id.clone(), title.to_owned(), at));
        }
        id
    }

    /// The role of the lane that an element stands in, or that the sub-process around it stands in.
    pub(super) fn lane_of(&self, node: &Node<'t>) -> Option<&str> {
        let mut here = Some(node);
        while let Some(node) = here {
            if let Some(role) = self.lanes.get(node.id) {
                return Some(role);
            }
            here = node.parent.map(|parent| self.process.node(parent));
        }
        None
    }

    /// Which activity undoes which: an association leads from the event on its border to what undoes it.
    fn find_undoing(&mut self) {
        let places: BTreeMap<&str, NodeIx> =
            self.process.numbered().map(|(index, node)| (node.id, index)).collect();
        for association in &self.process.associations {
            let (Some(from), Some(to)) = (places.get(association.from), places.get(association.to)) else {
                continue;
            };
            let (event, undoer) = (self.process.node(*from), self.process.node(*to));
            if let (Some(host), true) = (event.host, undoer.compensates) {
                self.undoes.insert(host, *to);
            }
        }
    }

    /// An expression as a guard, or the data item that stands for it.
    pub(super) fn guard(&mut self, at: At, element: &str, truth: bool) -> String {
        let written = self.model.tree.text(at).trim();
        let said = self.model.tree.get(at, "language");
        let uri = said.or_else(|| self.model.tree.get(self.model.tree.root(), "expressionLanguage"));
        self.guard_text(written, uri.unwrap_or(""), (at, element), truth)
    }

    /// The same of a text that stands in an attribute.
    pub(super) fn guard_text(
        &mut self,
        written: &str,
        uri: &str,
        (at, element): (At, &str),
        truth: bool,
    ) -> String {
        if let Some(guard) = translate(written, uri, self.language)
            && self.declare(&guard, at)
        {
            return guard.text;
        }
        let datum = self.data.instead_of(self.language, (element, written), truth);
        let problem = BpmnProblem::Untranslated {
            element: element.into(),
            expression: shortened(written),
            datum: datum.as_str().into(),
        };
        self.model.remark(problem, at);
        datum
    }

    /// Declares what a guard reads; whether every name is free for it.
    pub(super) fn declare(&mut self, guard: &Guard, at: At) -> bool {
        if guard.reads.iter().any(|(name, written)| self.data.is_taken(name, written.as_deref())) {
            return false;
        }
        for (name, written) in &guard.reads {
            let Some(written) = written else {
                self.data.any(name);
                continue;
            };
            self.data.property(name, written);
            let (from, to) = (shortened(written), shortened(name));
            self.model.remark(BpmnProblem::Renamed { from, to, is_data: true }, at);
        }
        true
    }

    fn finish(mut self, processes: &[Process<'t>], keeps_head: bool) -> Imported {
        let at = self.process.at;
        let mut head = File::new(self.language);
        head.section(K::Procedure, at);
        head.text(K::Code, self.process.id);
        let participant = self.model.participants.iter().find(|known| known.process == Some(self.process.id));
        let name = [self.process.name, participant.map_or("", |known| known.name), self.process.id];
        head.title(K::Name, name.into_iter().find(|name| !name.is_empty()).unwrap_or("-"));
        if self.tells_time {
            // Models say no zone; engines take the one of their machine, which is no answer here.
            head.text(K::TimeZone, "UTC");
        }
        if self.begins_unasked(None) {
            head.pair(K::Order, &Value::word(head.word(K::InParallel)));
        }
        head.some(K::Objective, &self.documentation(at));
        for (id, title, at) in std::mem::take(&mut self.roles) {
            head.block(K::Role, at);
            head.text(K::Id, &id);
            head.title(K::Name, &title);
        }
        self.data.take_handed();
        self.data.write(&mut head, at);
        self.participants(&mut head, processes);
        let offset = u32::try_from(head.out.len()).unwrap_or(u32::MAX);
        let mut places = std::mem::take(&mut head.places);
        places.extend(self.body.places.iter().map(|(start, at)| (start.saturating_add(offset), *at)));
        self.keep_rest(keeps_head);
        let text = head.out + self.body.out.as_str();
        let code: Text = self.process.id.into();
        let places = places.into_iter().map(|(start, at)| {
            let id = super::nearest_id(self.model, at).unwrap_or_else(|| code.clone());
            (start, self.model.tree.tag(at), id)
        });
        Imported { code: code.clone(), places: places.collect(), text }
    }

    /// The other pools: processes by their codes, black boxes with their messages.
    fn participants(&self, head: &mut File, processes: &[Process<'t>]) {
        let known: BTreeSet<&str> =
            processes.iter().filter(|process| !process.nodes.is_empty()).map(|process| process.id).collect();
        let mut taken = BTreeSet::new();
        for pool in &self.model.participants {
            let own = pool.process == Some(self.process.id);
            if own || pool.id.is_empty() || !taken.insert(self.names.of(pool.id).into_owned()) {
                continue;
            }
            head.block(K::Participant, pool.at);
            head.text(K::Id, &self.names.of(pool.id));
            head.title(K::Name, if pool.name.is_empty() { pool.id } else { pool.name });
            if let Some(process) = pool.process.filter(|process| known.contains(process)) {
                head.text(K::Procedure, process);
                continue;
            }
            for (key, out) in [(K::Throws, true), (K::Wait, false)] {
                let flows = self
                    .model
                    .message_flows
                    .iter()
                    .filter(|flow| (if out { flow.from } else { flow.to }) == pool.id);
                let names: BTreeSet<&str> = flows.filter_map(|flow| flow.message).collect();
                let names: Vec<Value> = names.into_iter().map(Value::text).collect();
                if !names.is_empty() {
                    head.pair(key, &Value::list(&names));
                }
            }
        }
    }

    /// What the documentation of an element says.
    pub(super) fn documentation(&self, at: At) -> String {
        let texts = self.model.tree.children(at).filter(|child| self.model.is(*child, "documentation"));
        let texts: Vec<&str> = texts.map(|child| self.model.tree.text(child).trim()).collect();
        texts.join("\n\n").trim().to_owned()
    }
}
