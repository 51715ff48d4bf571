//! The whole model: namespaces, what messages and codes are called, who takes part.

use std::collections::{BTreeMap, BTreeSet};

use cauce::procedure::Procedure;

use super::CAUCE;
use super::hints::{Hints, Kept};
use super::process::Part;
use crate::model::BPMN;
use crate::xml::{At, Writer};

/// Drawings of BPMN.
pub(super) const BPMNDI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
pub(super) const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
pub(super) const DI: &str = "http://www.omg.org/spec/DD/20100524/DI";
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What a root element declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Root {
    Message,
    Signal,
    Error,
    Escalation,
}

/// The names of a model: prefixes of namespaces, ids of what is declared for all.
#[derive(Debug)]
pub(super) struct Roots<'h> {
    hints: Vec<&'h Hints<'h>>,
    prefixes: BTreeMap<String, String>,
    bpmn: String,
    bpmndi: String,
    dc: String,
    di: String,
    cauce: String,
    /// By kind and name: the id.
    declared: BTreeMap<(Root, String), String>,
    ids: BTreeSet<String>,
    language: cauce::source::Language,
}

impl Root {
    const ALL: [(Root, &'static str, &'static str, &'static str); 4] = [
        (Root::Message, "message", "Message", "name"),
        (Root::Signal, "signal", "Signal", "name"),
        (Root::Error, "error", "Error", "errorCode"),
        (Root::Escalation, "escalation", "Escalation", "escalationCode"),
    ];
}

impl<'h> Roots<'h> {
    pub(super) fn of(hints: &'h [Hints<'h>], language: cauce::source::Language) -> Self {
        let mut roots = Roots {
            hints: hints.iter().collect(),
            prefixes: BTreeMap::new(),
            bpmn: String::new(),
            bpmndi: String::new(),
            dc: String::new(),
            di: String::new(),
            cauce: String::new(),
            declared: BTreeMap::new(),
            ids: BTreeSet::new(),
            language,
        };
        for hints in &roots.hints {
            let at = hints.definitions;
            for declared in at.map_or(&[][..], |at| hints.tree().declared(at)) {
                let uri = hints.tree().space_text(declared.space).to_owned();
                roots.prefixes.entry(declared.prefix.to_owned()).or_insert(uri);
            }
        }
        roots.bpmn = roots.prefix(BPMN, "");
        roots.bpmndi = roots.prefix(BPMNDI, "bpmndi");
        roots.dc = roots.prefix(DC, "dc");
        roots.di = roots.prefix(DI, "di");
        roots.cauce = roots.prefix(CAUCE, "cauce");
        roots.prefix(XSI, "xsi");
        roots.find_declared();
        roots
    }

    /// The prefix of a namespace, with its colon; one that is declared, else the wished one, or one like it.
    fn prefix(&mut self, uri: &str, wished: &str) -> String {
        let known = self.prefixes.iter().find(|(_, known)| *known == uri).map(|(prefix, _)| prefix.clone());
        let prefix = known.unwrap_or_else(|| {
            let mut prefix = wished.to_owned();
            let mut round = 2u32;
            while self.prefixes.contains_key(&prefix) {
                prefix = format!("{}{round}", if wished.is_empty() { "bpmn" } else { wished });
                round += 1;
            }
            self.prefixes.insert(prefix.clone(), uri.to_owned());
            prefix
        });
        if prefix.is_empty() { prefix } else { prefix + ":" }
    }

    /// What the kept parts of the model declare already.
    fn find_declared(&mut self) {
        for hints in self.hints.clone() {
            for part in hints.parts(hints.definitions) {
                let tree = hints.tree();
                let drawn_apart = part.name == "collaboration";
                for (root, name, _, code) in Root::ALL.into_iter().filter(|_| !drawn_apart) {
                    if part.name != name {
                        continue;
                    }
                    let id = tree.get(part.at, "id").unwrap_or("");
                    let said = [tree.get(part.at, code), tree.get(part.at, "name"), Some(id)];
                    let said = said.into_iter().flatten().map(str::trim).find(|text| !text.is_empty());
                    let line = said.unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
                    self.declared.entry((root, line)).or_insert_with(|| id.to_owned());
                }
                self.ids.extend(tree.within(part.at).filter_map(|at| tree.get(at, "id")).map(str::to_owned));
            }
        }
    }

    /// A name in the language of BPMN.
    pub(super) fn name(&self, local: &str) -> String {
        format!("{}{local}", self.bpmn)
    }

    pub(super) fn bpmndi(&self, local: &str) -> String {
        format!("{}{local}", self.bpmndi)
    }

    pub(super) fn dc(&self, local: &str) -> String {
        format!("{}{local}", self.dc)
    }

    pub(super) fn di(&self, local: &str) -> String {
        format!("{}{local}", self.di)
    }

    pub(super) fn cauce(&self, local: &str) -> String {
        format!("{}{local}", self.cauce)
    }

    /// Begins the model.
    pub(super) fn open(&self, out: &mut Writer, procedures: &[&Procedure]) {
        out.open(self.name("definitions"));
        for (prefix, uri) in &self.prefixes {
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            out.attribute(&name, uri);
        }
        let first = self.hints.iter().find(|hints| hints.definitions.is_some());
        let kept = first.map_or(Vec::new(), |hints| hints.attributes(hints.definitions, &[]));
        let said = |name: &str| kept.iter().any(|(known, _)| *known == name);
        if !said("id") {
            let code = procedures.first().map_or("", |procedure| procedure.code());
            out.attribute("id", &format!("definitions.{}", xml_name(code)));
        }
        if !said("targetNamespace") {
            out.attribute("targetNamespace", CAUCE);
        }
        if !said("exporter") {
            out.attribute("exporter", "cauce");
        }
        for (name, value) in &kept {
            out.attribute(name, value);
        }
    }

    /// Declares what is sent, thrown and caught, and what the model declared besides.
    pub(super) fn declare(&mut self, out: &mut Writer, parts: &[Part<'_>]) {
        let wanted: BTreeSet<(Root, String)> = parts.iter().flat_map(Part::declares).collect();
        for part in self.kept(|name| matches!(name, "import" | "extension")) {
            out.raw(part.xml);
        }
        for part in
            self.kept(|name| !matches!(name, "import" | "extension" | "relationship" | "collaboration" | ""))
        {
            out.raw(part.xml);
        }
        for (root, name) in wanted {
            if self.declared.contains_key(&(root, name.clone())) {
                continue;
            }
            let (_, element, stem, code) = Root::ALL[root as usize];
            let id = self.free(&format!("{stem}.{}", xml_name(&name)));
            out.open(self.name(element)).attribute("id", &id).attribute("name", &name);
            if code != "name" {
                out.attribute(code, &name);
            }
            out.close();
            self.declared.insert((root, name), id);
        }
    }

    /// The parts of the models that are kept, once each.
    fn kept(&self, wanted: impl Fn(&str) -> bool) -> Vec<Kept<'h>> {
        let mut seen = BTreeSet::new();
        let parts = self.hints.iter().flat_map(|hints| hints.parts(hints.definitions));
        parts.filter(|part| wanted(part.name) && seen.insert(part.xml)).collect()
    }

    pub(super) fn after(&self, out: &mut Writer) {
        for part in self.kept(|name| name == "relationship") {
            out.raw(part.xml);
        }
    }

    /// The kept collaborations.
    pub(super) fn collaborations(&self) -> Vec<(&'h Hints<'h>, At)> {
        let of = |hints: &'h Hints<'h>| {
            let parts = hints.parts(hints.definitions).into_iter();
            parts.filter(|part| part.name == "collaboration").map(move |part| (hints, part.at))
        };
        self.hints.iter().copied().flat_map(of).collect()
    }

    /// Whether the pools are those of the model.
    pub(super) fn keeps_pools(&self) -> bool {
        !self.collaborations().is_empty()
    }

    /// The id under which something is declared for all.
    pub(super) fn id_of(&self, root: Root, name: &str) -> Option<&str> {
        self.declared.get(&(root, name.to_owned())).map(String::as_str)
    }

    /// Whether an id is taken.
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    pub(super) fn free(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut round = 2u32;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}.{round}");
            round += 1;
        }
        id
    }
}

impl<'h> Roots<'h> {
    /// What each procedure keeps of its model.
    pub(super) fn all(&self) -> &[&'h Hints<'h>] {
        &self.hints
    }
}

impl Roots<'_> {
    /// The language of the guards that are written.
    pub(super) fn language(&self) -> cauce::source::Language {
        self.language
    }
}

/// Who takes part: a pool per procedure, and the other participants with their messages.
pub(super) fn collaboration(out: &mut Writer, roots: &Roots<'_>, parts: &[Part<'_>]) {
    let kept = roots.collaborations();
    for (hints, at) in &kept {
        out.open(roots.name("collaboration"));
        for (name, value) in hints.attributes(Some(*at), &[]) {
            out.attribute(name, &value);
        }
        // The pools and their messages are those of the model; what it draws besides stays too.
        for part in hints.parts(Some(*at)) {
            out.raw(part.xml);
        }
        out.close();
    }
    if !kept.is_empty() || parts.iter().all(|part| !part.has_pool) {
        return;
    }
    out.open(roots.name("collaboration")).attribute("id", COLLABORATION);
    for part in parts {
        out.open(roots.name("participant")).attribute("id", part.pool()).attribute("name", part.pool_name());
        out.attribute("processRef", part.process_id()).close();
    }
    let mut known = BTreeSet::new();
    for part in parts {
        for other in part.others() {
            if known.insert(other.id.clone()) {
                out.open(roots.name("participant"))
                    .attribute("id", &other.id)
                    .attribute("name", &other.name)
                    .close();
            }
        }
    }
    for part in parts {
        part.message_flows(out, roots);
    }
    out.close();
}

/// The id of a collaboration of our own.
const COLLABORATION: &str = "collaboration.1";

/// A text as a part of an XML name.
pub(super) fn xml_name(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    text.chars().take(60).map(letter).collect()
}

/// A code as an id of XML.
pub(super) fn xml_id(code: &str) -> String {
    let mut id = xml_name(code);
    if !id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        id.insert(0, '_');
    }
    id
}

/// What a process is drawn on: the collaboration that has its pool, else itself.
pub(super) fn plane_of(part: &Part<'_>, roots: &Roots<'_>) -> String {
    let own = part.collaboration.and_then(|at| roots.collaborations().get(at).copied());
    let id = own.and_then(|(hints, at)| hints.tree().get(at, "id"));
    match id {
        Some(id) => id.to_owned(),
        None if part.has_pool => COLLABORATION.to_owned(),
        None => part.process_id().to_owned(),
    }
}
