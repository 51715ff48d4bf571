//! What a model had besides what its procedure says, for the drawing: lanes, data, notes and messages.
//!
//! Read [`Written::of`] first.

use std::collections::{BTreeMap, BTreeSet};

use cauce::diagram::{Besides, FlowKind, Kind, Leaving, Place, Thing, Tie, Trigger, WrittenLane};
use cauce::procedure::Procedure;

use super::hints::Hints;
use crate::import::{LANE, one_line, role_id};
use crate::xml::{At, Tree, local};

/// What a model had besides, with what only the drawing of XML needs of it.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) besides: Besides,
    /// Every lane: how deep it lies, and the first and the last of the innermost lanes in it.
    pub(super) lanes: Vec<Outline>,
    /// What stands in another lane than the model had it in, because its file names another role: the id in the model.
    pub(super) moved: BTreeSet<String>,
    /// The collaboration whose messages it sends or receives.
    pub(super) collaboration: Option<usize>,
    /// The ids of the procedure, by those of the model that differ.
    names: BTreeMap<String, String>,
}

/// A lane, by the innermost lanes that it spans.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) id: String,
    pub(super) depth: u8,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Written {
    /// What the fragments of a procedure keep.
    pub(super) fn of(hints: &Hints<'_>) -> Self {
        let mut written = Written::default();
        if !hints.is_imported() {
            return written;
        }
        written.besides.of_model = true;
        let tree = hints.tree();
        for (owner, at) in hints.owned() {
            if let Some(id) = tree.get(at, "id") {
                written.names.insert(id.to_owned(), owner.to_owned());
            }
        }
        for (owner, at) in
            hints.owned().map(|(owner, at)| (Some(owner), at)).chain(hints.process.map(|at| (None, at)))
        {
            written.things(hints, owner, at);
        }
        for (owner, at) in hints.owned() {
            if [".yes", ".no", ".undo"].iter().any(|part| owner.ends_with(part)) {
                let name = one_line(tree.get(at, "name").unwrap_or(""));
                written.besides.names.insert(owner.to_owned(), name);
            }
            // An event without a trigger is a task that passes, in the file.
            let place = match tree.local(at) {
                "intermediateThrowEvent" => Place::Throw,
                "intermediateCatchEvent" => Place::Catch,
                _ => continue,
            };
            let kind = Kind::Event { place, trigger: Trigger::None, interrupts: true };
            written.besides.kinds.insert(owner.to_owned(), kind);
        }
        written.outlines(hints);
        written.ties(hints);
        written
    }

    /// The id in the procedure of an element of the model.
    fn name<'i>(&'i self, id: &'i str) -> &'i str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// Data and notes that stand in a process or sub-process.
    fn things(&mut self, hints: &Hints<'_>, owner: Option<&str>, at: At) {
        let tree = hints.tree();
        for part in hints.parts(Some(at)) {
            let kind = match part.name {
                "dataObjectReference" => Kind::Document,
                "dataStoreReference" => Kind::Store,
                "textAnnotation" => Kind::Note,
                _ => continue,
            };
            let text = tree.children(part.at).find(|child| tree.local(*child) == "text");
            let name = tree.get(part.at, "name").or(text.map(|at| tree.text(at))).unwrap_or("");
            let state = tree.children(part.at).find(|child| tree.local(*child) == "dataState");
            let state = state.and_then(|at| tree.get(at, "name")).map(|state| format!(" [{state}]"));
            let Some(id) = tree.get(part.at, "id") else { continue };
            self.besides.things.push(Thing {
                id: id.to_owned(),
                kind,
                name: one_line(name) + state.as_deref().unwrap_or(""),
                inside: owner.map(str::to_owned),
            });
        }
    }

    fn ties(&mut self, hints: &Hints<'_>) {
        let tree = hints.tree();
        let things: std::collections::BTreeSet<String> =
            self.besides.things.iter().map(|thing| thing.id.clone()).collect();
        let known = |id: &&str| things.contains(local(id));
        let mut ties = Vec::new();
        let mut tie = |at: At, from: &str, to: &str, kind| {
            if let Some(id) = tree.get(at, "id") {
                let (from, to) = (local(from).to_owned(), local(to).to_owned());
                ties.push(Tie { id: id.to_owned(), from, to, kind });
            }
        };
        for (owner, at) in hints.owned() {
            for part in hints.parts(Some(at)) {
                let ends = |name: &'static str| texts(tree, part.at, name);
                match part.name {
                    "dataInputAssociation" => {
                        let thing = ends("sourceRef").find(known);
                        thing
                            .into_iter()
                            .for_each(|thing| tie(part.at, thing, owner, FlowKind::DataAssociation));
                    }
                    "dataOutputAssociation" => {
                        let thing = ends("targetRef").find(known);
                        thing
                            .into_iter()
                            .for_each(|thing| tie(part.at, owner, thing, FlowKind::DataAssociation));
                    }
                    _ => {}
                }
            }
        }
        let scopes = hints.owned().map(|(_, at)| at).chain(hints.process);
        for part in scopes.flat_map(|at| hints.parts(Some(at))).filter(|part| part.name == "association") {
            let (Some(from), Some(to)) = (tree.get(part.at, "sourceRef"), tree.get(part.at, "targetRef"))
            else {
                continue;
            };
            if known(&from) || known(&to) {
                tie(part.at, self.name(from), self.name(to), FlowKind::Association);
            }
        }
        self.besides.ties = ties;
    }

    /// The lanes, those in others after them.
    fn outlines(&mut self, hints: &Hints<'_>) {
        let tree = hints.tree();
        let sets = hints.parts(hints.process).into_iter().filter(|part| part.name == "laneSet");
        let mut open: Vec<(At, u8)> = sets.flat_map(|set| lanes_in(tree, set.at, 0)).collect();
        open.reverse();
        // Of each lane that is open where it stands among the outlines.
        let mut around: Vec<usize> = Vec::new();
        while let Some((at, depth)) = open.pop() {
            around.truncate(depth.into());
            let id = tree.get(at, "id").unwrap_or("").to_owned();
            let inner = tree.children(at).filter(|child| tree.local(*child) == "childLaneSet");
            let mut inner: Vec<_> =
                inner.flat_map(|set| lanes_in(tree, set, depth.saturating_add(1))).collect();
            let next = self.besides.lanes.len();
            self.lanes.push(Outline { id: id.clone(), depth, first: next, last: next });
            around.push(self.lanes.len() - 1);
            if inner.is_empty() {
                self.besides.lane_depth = self.besides.lane_depth.max(depth);
                let holds =
                    texts(tree, at, "flowNodeRef").map(|id| self.name(local(id)).to_owned()).collect();
                let name = one_line(tree.get(at, "name").unwrap_or(""));
                self.besides.lanes.push(WrittenLane { id, name, holds });
                around.iter().for_each(|lane| self.lanes[*lane].last = next);
            }
            inner.reverse();
            open.extend(inner);
        }
    }

    /// Moves what the file has given to another role into the lane of that role; where there is none, it stays.
    pub(super) fn follow_roles(&mut self, procedure: &Procedure) {
        let lanes = self.besides.lanes.iter().enumerate();
        let lane_of: BTreeMap<String, usize> =
            lanes.rev().map(|(index, lane)| (role_of(&lane.id, &lane.name), index)).collect();
        let mut moves: Vec<(usize, String, usize)> = Vec::new();
        for (from, lane) in self.besides.lanes.iter().enumerate() {
            let old = role_of(&lane.id, &lane.name);
            for id in &lane.holds {
                let activity = procedure.find(id).and_then(|element| procedure.activity(element));
                let roles = activity.map_or(&[][..], |activity| &activity.responsible.roles);
                let roles: Vec<&str> =
                    roles.iter().map(|role| &*procedure.roles()[role.index()].id).collect();
                let goals: BTreeSet<usize> =
                    roles.iter().filter_map(|role| lane_of.get(*role).copied()).collect();
                if let (false, [only], 1) = (roles.contains(&old.as_str()), roles.as_slice(), goals.len()) {
                    moves.push((from, id.clone(), lane_of[*only]));
                }
            }
        }
        let written: BTreeMap<String, String> =
            self.names.iter().map(|(id, own)| (own.clone(), id.clone())).collect();
        for (from, id, to) in moves {
            self.besides.lanes[from].holds.retain(|held| *held != id);
            self.moved.insert(written.get(&id).unwrap_or(&id).clone());
            self.besides.lanes[to].holds.push(id);
        }
    }

    /// Adds a message that leaves the picture of this procedure.
    pub(super) fn leave(&mut self, id: &str, name: &str, element: &str, below: bool) {
        let (id, name, element) = (id.to_owned(), one_line(name), self.name(element).to_owned());
        self.besides.leaving.push(Leaving { id, name, element, below });
    }

    /// Whether an id of the model is that of an element of the procedure.
    pub(super) fn has(&self, id: &str, procedure: &Procedure) -> bool {
        self.names.contains_key(id)
            || procedure.find(id).is_some_and(|element| procedure.id(element).as_ref() == id)
    }
}

/// The id of the role that a lane is read as.
fn role_of(id: &str, name: &str) -> String {
    role_id(id.strip_prefix(LANE).filter(|id| !id.is_empty()).unwrap_or(if id.is_empty() {
        name
    } else {
        id
    }))
}

fn lanes_in(tree: &Tree<'_>, set: At, depth: u8) -> Vec<(At, u8)> {
    tree.children(set).filter(|at| tree.local(*at) == "lane").map(|at| (at, depth)).collect()
}

/// The texts of the children of that name.
fn texts<'t>(tree: &'t Tree<'t>, at: At, name: &'static str) -> impl Iterator<Item = &'t str> {
    tree.children(at).filter(move |child| tree.local(*child) == name).map(|child| tree.text(child).trim())
}
