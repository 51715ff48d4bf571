//! A model that was written here carries its procedure file: while the drawing still says the same, the file comes back
//! as it was.

use std::collections::BTreeMap;

use cauce::procedure::Procedure;
use cauce::source::Language;

use crate::export::{CAUCE, ExportOptions, export};
use crate::limits::Limits;
use crate::model::{Kind, Model, Process, TriggerKind, read};
use crate::xml::{Tree, grow};

/// The file that a process carries, and the model that it was written as.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) text: String,
    pub(super) procedure: Procedure,
    /// The language of the words of the drawing.
    pub(super) language: Language,
    /// What ids end with in the model and not in the file.
    pub(super) suffix: String,
    again: String,
}

impl Carried {
    /// The file of a process, if it carries one that can be read.
    pub(super) fn of(model: &Model<'_>, process: &Process<'_>) -> Option<Self> {
        let extensions = model.child(process.at, "extensionElements")?;
        let tree = model.tree;
        let is_file = |child: &crate::xml::At| tree.local(*child) == "file" && tree.space(*child) == CAUCE;
        let file = tree.children(extensions).find(is_file)?;
        if tree.get(file, "format") != Some("1") {
            return None;
        }
        let text = tree.text(file).to_owned();
        let procedure = Procedure::parse(&text).ok()?;
        let language = tree.get(file, "language").and_then(Language::from_code).unwrap_or_default();
        let options = ExportOptions { language, ..ExportOptions::default() };
        let again = export(&[&procedure], &options);
        let suffix = tree.get(file, "suffix").unwrap_or("").to_owned();
        Some(Carried { text, procedure, language, suffix, again })
    }

    /// The model that the file was written as.
    pub(super) fn base(&self) -> Tree<'_> {
        grow(&self.again, &Limits::default()).unwrap_or_default()
    }

    /// Whether the process still says what the file does.
    pub(super) fn is_unchanged(&self, model: &Model<'_>, process: &Process<'_>) -> bool {
        let base = self.base();
        let written = read(&base);
        let other = written.processes.iter().find(|other| other.id == process.id);
        other.is_some_and(|other| Said::without(model, process, &self.suffix) == Said::of(&written, other))
    }
}

/// What a process says, without its drawing and without what other programs add.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    nodes: BTreeMap<String, String>,
    flows: BTreeMap<String, String>,
}

impl Said {
    pub(crate) fn of(model: &Model<'_>, process: &Process<'_>) -> Self {
        Self::without(model, process, "")
    }

    /// The same with ids that end otherwise.
    fn without(model: &Model<'_>, process: &Process<'_>, suffix: &str) -> Self {
        let bare = |id: &str| id.strip_suffix(suffix).unwrap_or(id).to_owned();
        let id = |index: Option<crate::model::NodeIx>| {
            index.map_or(String::new(), |index| bare(process.node(index).id))
        };
        let nodes = process.nodes.iter().map(|node| {
            let triggers: Vec<String> = node
                .triggers
                .iter()
                .map(|trigger| match trigger.kind {
                    TriggerKind::Timer(Some(at)) | TriggerKind::Condition(Some(at)) => {
                        format!("{} {}", model.tree.local(at), model.tree.text(at).trim())
                    }
                    kind => format!("{kind:?}"),
                })
                .collect();
            let repeats = node.repeats.map(|repeats| {
                let at = match repeats {
                    crate::model::Repeats::Loop(at) | crate::model::Repeats::Members { at, .. } => at,
                };
                let texts: Vec<&str> = model.tree.within(at).map(|at| model.tree.text(at).trim()).collect();
                (model.tree.local(at), texts.join(" "))
            });
            let script = model.child(node.at, "script").map(|at| model.tree.text(at).trim());
            let documented: Vec<&str> = match node.kind {
                Kind::Task(_) | Kind::SubProcess(_) | Kind::Call => {
                    let children =
                        model.tree.children(node.at).filter(|child| model.is(*child, "documentation"));
                    children.map(|child| model.tree.text(child).trim()).collect()
                }
                _ => Vec::new(),
            };
            let said = format!(
                "{:?} {} in {:?} at {:?} by {triggers:?} {:?} {} {} {repeats:?} {script:?} {documented:?}",
                node.kind,
                node.name,
                id(node.parent),
                id(node.host),
                node.all_triggers,
                node.interrupts,
                node.compensates
            );
            (bare(node.id), said)
        });
        let flows = process.flows.iter().map(|flow| {
            let condition = flow.condition.map(|at| model.tree.text(at).trim());
            let default =
                process.node(flow.from).default.is_some_and(|default| process.flow(default).id == flow.id);
            let (from, to) = (bare(process.node(flow.from).id), bare(process.node(flow.to).id));
            (bare(flow.id), format!("{from} {to} {} {condition:?} {default}", flow.name))
        });
        Said { nodes: nodes.collect(), flows: flows.collect() }
    }
}

#[cfg(test)]
impl Said {
    /// Says what differs, one line each.
    pub(crate) fn assert_same(&self, other: &Said, name: &str) {
        let mut wrong = Vec::new();
        for (before, after) in [(&self.nodes, &other.nodes), (&self.flows, &other.flows)] {
            for (id, said) in before {
                match after.get(id) {
                    None => wrong.push(format!("{id}: gone")),
                    Some(now) if now != said => wrong.push(format!("{id}:\n  {said}\n  {now}")),
                    Some(_) => {}
                }
            }
            wrong.extend(after.keys().filter(|id| !before.contains_key(*id)).map(|id| format!("{id}: new")));
        }
        assert!(wrong.is_empty(), "{name}\n{}", wrong.join("\n"));
    }
}
