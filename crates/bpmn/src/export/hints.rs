//! What an imported procedure keeps of its model: fragments of XML, each read again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cauce::keywords::Keyword as K;
use cauce::procedure::Procedure;

use crate::import::one_line;
use crate::limits::Limits;
use crate::model::BPMN;
use crate::xml::{At, Tree, escaped, grow};

/// The fragments of one procedure as one text.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    whole: String,
    /// Whose each fragment is; empty of the process and of the whole model.
    owners: Vec<String>,
}

/// The fragments, read.
#[derive(Debug, Default)]
pub(super) struct Hints<'h> {
    tree: Tree<'h>,
    whole: &'h str,
    by_owner: BTreeMap<String, At>,
    pub(super) process: Option<At>,
    pub(super) definitions: Option<At>,
}

/// A part of a fragment that is written again as it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept<'h> {
    pub(super) name: &'h str,
    pub(super) xml: &'h str,
    pub(super) at: At,
}

impl Fragments {
    pub(super) fn of(procedure: &Procedure) -> Self {
        let blocks: Vec<_> = procedure.document().root.tables(K::Bpmn).collect();
        let texts: Vec<(&str, &str)> = blocks
            .iter()
            .filter_map(|block| {
                let owner = block.text(K::Element).map_or("", |owner| owner);
                Some((owner, &**block.text(K::Xml)?))
            })
            .collect();
        let mut fragments = Fragments::default();
        let root = texts.iter().find(|(owner, xml)| owner.is_empty() && is_definitions(xml));
        fragments.whole.push_str("<fragments");
        for (prefix, uri) in root.map_or(Vec::new(), |(_, xml)| declared(xml)) {
            let colon = if prefix.is_empty() { "" } else { ":" };
            let _ = write!(fragments.whole, " xmlns{colon}{prefix}=\"{}\"", escaped(&uri));
        }
        fragments.whole.push('>');
        for (owner, xml) in texts {
            // What does not stand alone would tear the others.
            let alone =
                format!("{}{xml}</fragments>", fragments.whole.split_inclusive('>').next().unwrap_or(""));
            let is_one = |tree: Tree<'_>| tree.children(tree.root()).count() == 1;
            if grow(&alone, &Limits::default()).is_ok_and(is_one) {
                fragments.whole.push_str(xml);
                fragments.owners.push(owner.to_owned());
            }
        }
        fragments.whole.push_str("</fragments>");
        fragments
    }

    pub(super) fn read(&self, procedure: &Procedure) -> Hints<'_> {
        let Ok(tree) = grow(&self.whole, &Limits::default()) else { return Hints::default() };
        let mut hints = Hints { whole: &self.whole, ..Hints::default() };
        let fragments: Vec<At> = tree.children(tree.root()).collect();
        for (owner, at) in self.owners.iter().zip(fragments) {
            match (owner.as_str(), tree.local(at)) {
                ("", "definitions") => hints.definitions = Some(at),
                ("", "process") => hints.process = Some(at),
                ("", _) => {}
                // The event of what undoes an activity is drawn as a part of it.
                (owner, "boundaryEvent")
                    if hints.by_owner.contains_key(owner) || !is_event(procedure, owner) =>
                {
                    hints.by_owner.insert(format!("{owner}.undo"), at);
                }
                // The ways of yes and of no, in this order.
                (owner, "sequenceFlow") if procedure.find(owner).is_some() => {
                    let yes = format!("{owner}.yes");
                    let name = if hints.by_owner.contains_key(&yes) { format!("{owner}.no") } else { yes };
                    hints.by_owner.insert(name, at);
                }
                (owner, _) => {
                    hints.by_owner.insert(owner.to_owned(), at);
                }
            }
        }
        hints.tree = tree;
        hints
    }
}

/// Whether that is the id of an event.
fn is_event(procedure: &Procedure, id: &str) -> bool {
    procedure.find(id).is_some_and(|element| procedure.activity(element).is_none())
}

/// Whether a fragment is of the whole model.
fn is_definitions(xml: &str) -> bool {
    let name = xml.trim_start().trim_start_matches('<').split([' ', '>', '/', '\n', '\t']).next();
    name.is_some_and(|name| crate::xml::local(name) == "definitions")
}

/// The prefixes that the root of a fragment declares.
fn declared(xml: &str) -> Vec<(String, String)> {
    let Ok(tree) = grow(xml, &Limits::default()) else { return Vec::new() };
    let own = tree.declared(tree.root()).iter();
    own.map(|declared| (declared.prefix.to_owned(), tree.space_text(declared.space).to_owned())).collect()
}

impl<'h> Hints<'h> {
    pub(super) fn tree(&self) -> &Tree<'h> {
        &self.tree
    }

    /// Whether the procedure was read from a model.
    pub(super) fn is_imported(&self) -> bool {
        self.definitions.is_some() || self.process.is_some()
    }

    /// The fragment of an element of the procedure.
    pub(super) fn of(&self, id: &str) -> Option<At> {
        self.by_owner.get(id).copied()
    }

    /// The fragments of elements, with their ids in the procedure.
    pub(super) fn owned(&self) -> impl Iterator<Item = (&str, At)> {
        self.by_owner.iter().map(|(owner, at)| (owner.as_str(), *at))
    }

    /// The name of the element that a fragment is of.
    pub(super) fn local(&self, id: &str) -> Option<&'h str> {
        self.of(id).map(|at| self.tree.local(at))
    }

    /// The id in the model, where the file writes another.
    pub(super) fn id<'i>(&'i self, id: &'i str) -> &'i str {
        self.of(id).and_then(|at| self.tree.get(at, "id")).unwrap_or(id)
    }

    /// The name of an element: with the line ends that the model had, while the words are the same.
    pub(super) fn name(&self, id: &str, said: &str) -> String {
        let kept = self.of(id).and_then(|at| self.tree.get(at, "name"));
        kept.filter(|kept| one_line(kept) == said || said.is_empty()).unwrap_or(said).to_owned()
    }

    /// The attributes of a fragment besides those.
    pub(super) fn attributes(&self, at: Option<At>, besides: &[&str]) -> Vec<(&'h str, String)> {
        let all = at.map_or(&[][..], |at| self.tree.attributes(at));
        let kept = all.iter().filter(|attribute| !besides.contains(&attribute.name));
        kept.map(|attribute| (attribute.name, attribute.value.clone().into_owned())).collect()
    }

    /// The declarations that a fragment makes for itself.
    pub(super) fn declarations(&self, at: Option<At>) -> Vec<(String, String)> {
        let own = at.map_or(&[][..], |at| self.tree.declared(at));
        let named = own.iter().map(|declared| {
            let colon = if declared.prefix.is_empty() { "" } else { ":" };
            (format!("xmlns{colon}{}", declared.prefix), self.tree.space_text(declared.space).to_owned())
        });
        named.collect()
    }

    /// The parts of a fragment, in order.
    pub(super) fn parts(&self, at: Option<At>) -> Vec<Kept<'h>> {
        let Some(at) = at else { return Vec::new() };
        let part = |at: At| Kept { name: self.part_name(at), xml: self.xml(at), at };
        self.tree.children(at).map(part).collect()
    }

    /// The name of a part in the language of BPMN; empty in another.
    fn part_name(&self, at: At) -> &'h str {
        if self.tree.space(at) == BPMN { self.tree.local(at) } else { "" }
    }

    /// A part as it was written.
    pub(super) fn xml(&self, at: At) -> &'h str {
        &self.whole[self.tree.span(at).range()]
    }
}
