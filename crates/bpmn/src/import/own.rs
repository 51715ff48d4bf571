//! A model that was written here carries its procedure file: while the drawing still says the same, the file comes back
//! as it was.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use cauce::procedure::Procedure;
use cauce::source::Language;

use super::lanes::Lanes;
use crate::export::{CAUCE, ExportOptions, export, is_sealed};
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
    /// Whether the process is what was written, byte for byte.
    is_sealed: bool,
    again: OnceCell<String>,
}

impl Carried {
    /// The file of a process, if it carries one that can be read.
    pub(super) fn of(model: &Model<'_>, whole: &str, process: &Process<'_>) -> Option<Self> {
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
        let suffix = tree.get(file, "suffix").unwrap_or("").to_owned();
        let is_sealed = is_sealed(whole, &tree.span(process.at).range(), tree.tag(file).range().start);
        Some(Carried { text, procedure, language, suffix, is_sealed, again: OnceCell::new() })
    }

    /// The model that the file was written as.
    pub(super) fn base(&self) -> Tree<'_> {
        let options = ExportOptions { language: self.language, ..ExportOptions::default() };
        let again = self.again.get_or_init(|| export(&[&self.procedure], &options));
        grow(again, &Limits::default()).unwrap_or_default()
    }

    /// How far the process is from what the file says.
    pub(super) fn drift(&self, model: &Model<'_>, process: &Process<'_>) -> Drift {
        if self.is_sealed {
            return Drift::None;
        }
        let base = self.base();
        let written = read(&base);
        let other = written.processes.iter().find(|other| other.id == process.id);
        let Some(other) = other else { return Drift::More };
        if Said::without(model, process, &self.suffix) != Said::of(&written, other) {
            return Drift::More;
        }
        let lanes = Lanes::between(other, process, &self.suffix);
        if lanes.are_same() { Drift::None } else { Drift::Lanes }
    }
}

/// How far a drawing is from the file that it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drift {
    None,
    /// Only lanes are others, or what stands in them.
    Lanes,
    More,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the only process of a model is known by its digest, and whether it says what its file does.
    fn known(text: &str) -> (bool, bool) {
        let tree = grow(text, &Limits::default()).expect("a tree");
        let model = read(&tree);
        let process = model.processes.first().expect("a process");
        let carried = Carried::of(&model, text, process).expect("a file");
        (carried.is_sealed, carried.drift(&model, process) == Drift::None)
    }

    #[test]
    fn what_nobody_touched_is_known_by_its_digest() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bpmn/drawn/visita.toml");
        let procedure =
            Procedure::parse(&std::fs::read_to_string(path).expect("a file")).expect("a procedure");
        let written = export(&[&procedure], &ExportOptions::default());
        assert_eq!(known(&written), (true, true));
        let moved = written.replacen("waypoint x=\"1", "waypoint x=\"2", 1);
        assert!(moved != written && known(&moved) == (true, true), "a drawing says nothing");
        let saved = written.replacen("isExecutable=\"true\"", "isExecutable=\"false\"", 1);
        assert_eq!(known(&saved), (false, true));
        let file = written.find(":file ").expect("the file");
        let other = written[file..].replacen("titulo = ", "titulo  = ", 1);
        assert_eq!(known(&(written[..file].to_owned() + other.as_str())), (false, true));
    }
}
