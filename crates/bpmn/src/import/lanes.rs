//! The lanes of a model that carries its file: what was moved from one to another, and who answers for it now.
//!
//! Knows which lane of the drawing is which lane that was written, and which role of the file it is; writes the roles
//! into the file, or tells why it does not. Read [`Lanes::between`] first.

use std::collections::{BTreeMap, BTreeSet};

use cauce::diagnostic::LaneLeft;
use cauce::document::Table;
use cauce::keywords::Keyword as K;
use cauce::procedure::{Activity, Procedure};

use super::edited::Editor;
use super::names::role_id;
use super::process::{Draft, LANE};
use super::text::Value;
use crate::model::{Kind, Lane, Node, NodeIx, Process};

/// The id of the lane that is drawn for what nobody is responsible for.
const UNASSIGNED: &str = "lane.unassigned";

/// Whose work stands in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Role(String),
    Nobody,
    /// The lane has no id and no name.
    Unnamed,
}

/// The lanes of two drawings of one process.
#[derive(Debug)]
pub(super) struct Lanes<'p, 't> {
    before: &'p Process<'p>,
    after: &'p Process<'t>,
    /// Of each lane of the later drawing, the one of the earlier that it is.
    same: Vec<Option<usize>>,
    /// The innermost lane that names an element, by the id that the file has for it.
    was: BTreeMap<&'p str, usize>,
    is: BTreeMap<&'p str, usize>,
    suffix: &'p str,
}

/// The roles of a file by their ids, and by their names.
struct Roles<'c> {
    ids: BTreeSet<&'c str>,
    names: BTreeMap<&'c str, &'c str>,
}

impl<'p, 't> Lanes<'p, 't> {
    /// Compares two drawings: a lane is known by its id, else by its name.
    pub(super) fn between(before: &'p Process<'p>, after: &'p Process<'t>, suffix: &'p str) -> Self {
        let numbered = || before.lanes.iter().enumerate();
        let ids: BTreeMap<&str, usize> = numbered()
            .filter(|(_, lane)| !lane.id.is_empty())
            .map(|(index, lane)| (lane.id, index))
            .collect();
        let names: BTreeMap<&str, usize> = numbered()
            .rev()
            .filter(|(_, lane)| !lane.name.is_empty())
            .map(|(index, lane)| (lane.name, index))
            .collect();
        let same = |lane: &Lane<'_>| ids.get(lane.id).or_else(|| names.get(lane.name)).copied();
        Lanes {
            before,
            after,
            same: after.lanes.iter().map(same).collect(),
            was: held(&before.lanes, ""),
            is: held(&after.lanes, suffix),
            suffix,
        }
    }

    /// Whether everything stands where it stood, in lanes of the same names.
    pub(super) fn are_same(&self) -> bool {
        let lanes = self.after.lanes.iter().zip(&self.same);
        let named = lanes.into_iter().all(|(lane, same)| {
            same.is_none_or(|same| lane.name.is_empty() || self.before.lanes[same].name == lane.name)
        });
        let ids = self.was.keys().chain(self.is.keys());
        named && ids.into_iter().all(|id| self.was.get(id).copied() == self.now(id))
    }

    /// The lane of the earlier drawing that an element stands in now; what stands in a new one is told by a number that
    /// the earlier has not.
    fn now(&self, id: &str) -> Option<usize> {
        self.is.get(id).map(|lane| self.same[*lane].unwrap_or(self.before.lanes.len().saturating_add(*lane)))
    }

    fn bare<'n>(&self, node: &Node<'n>) -> &'n str {
        bare(node.id, self.suffix)
    }

    /// Elements of both drawings that stand in another lane now, with that lane; what only went along with the
    /// sub-process around it is not among them.
    fn moved(&self) -> Vec<(NodeIx, Option<usize>)> {
        let known: BTreeSet<&str> = self.before.nodes.iter().map(|node| node.id).collect();
        let nodes = self.after.numbered().filter(|(_, node)| known.contains(self.bare(node)));
        let moved = nodes.filter(|(_, node)| {
            let id = self.bare(node);
            let (was, now) = (self.was.get(id).copied(), self.now(id));
            match node.parent {
                None => was != now,
                Some(_) => now.is_some() && was != now && self.around(node) != now,
            }
        });
        moved.map(|(index, node)| (index, self.is.get(self.bare(node)).copied())).collect()
    }

    /// The lane of what an element stands in.
    fn around(&self, node: &Node<'_>) -> Option<usize> {
        let mut here = node.parent;
        while let Some(parent) = here {
            let node = self.after.node(parent);
            if let Some(lane) = self.now(self.bare(node)) {
                return Some(lane);
            }
            here = node.parent;
        }
        None
    }

    /// Whose lane each of the later drawing is.
    pub(super) fn whose(&self, procedure: &Procedure) -> Vec<Whose> {
        let roles = Roles::of(procedure);
        let lanes = self.after.lanes.iter().zip(&self.same);
        lanes.map(|(lane, same)| roles.whose(same.map_or(lane, |same| &self.before.lanes[same]))).collect()
    }
}

/// The innermost lane of each element.
fn held<'p>(lanes: &'p [Lane<'_>], suffix: &str) -> BTreeMap<&'p str, usize> {
    let mut held = BTreeMap::new();
    for (index, lane) in lanes.iter().enumerate() {
        held.extend(lane.holds.iter().map(|id| (bare(id, suffix), index)));
    }
    held
}

fn bare<'i>(id: &'i str, suffix: &str) -> &'i str {
    id.strip_suffix(suffix).unwrap_or(id)
}

impl<'c> Roles<'c> {
    fn of(procedure: &'c Procedure) -> Self {
        let roles = procedure.roles();
        let names = roles.iter().rev().map(|role| (&*role.name, &*role.id)).collect();
        Roles { ids: roles.iter().map(|role| &*role.id).collect(), names }
    }

    /// A role of the file by the id of the lane, else by its name, else one that the file gets.
    fn whose(&self, lane: &Lane<'_>) -> Whose {
        if lane.id == UNASSIGNED {
            return Whose::Nobody;
        }
        let id = lane.id.strip_prefix(LANE).filter(|id| !id.is_empty()).unwrap_or(lane.id);
        let id = role_id(if id.is_empty() { lane.name } else { id });
        if lane.id.is_empty() && lane.name.is_empty() {
            return Whose::Unnamed;
        }
        if self.ids.contains(id.as_str()) {
            return Whose::Role(id);
        }
        Whose::Role(self.names.get(lane.name).map_or(id, |known| (*known).to_owned()))
    }
}

impl Editor<'_> {
    /// Writes who does what has been moved, and what lanes are called now; gives the roles that it wrote.
    pub(super) fn take_lanes(
        &mut self,
        lanes: &Lanes<'_, '_>,
        draft: &mut Draft<'_, '_>,
    ) -> BTreeSet<String> {
        let mut written = BTreeSet::new();
        let whose = lanes.whose(&self.carried.procedure);
        self.rename_lanes(lanes, &whose);
        if lanes.after.lanes.is_empty() && !lanes.before.lanes.is_empty() {
            self.left.push((lanes.after.id.to_owned(), "".into(), LaneLeft::NoLane));
            return written;
        }
        let roles = Roles::of(&self.carried.procedure);
        for (index, lane) in lanes.moved() {
            let node = lanes.after.node(index);
            if !matches!(node.kind, Kind::Task(_) | Kind::SubProcess(_) | Kind::Call) {
                // Nobody is responsible for an event or a gateway: only the picture is another.
                continue;
            }
            let old = lanes.was.get(lanes.bare(node)).map(|lane| roles.whose(&lanes.before.lanes[*lane]));
            let id = lanes.bare(node);
            let taken = match lane.map(|lane| &whose[lane]) {
                None => Err(LaneLeft::NoLane),
                Some(Whose::Unnamed) => Err(LaneLeft::Unnamed),
                Some(_) if draft.names_performers(index) => Err(LaneLeft::Named),
                Some(new) => self.hand_over(id, node, (old.as_ref(), new)),
            };
            match (taken, lane) {
                (Ok(role), _) => written.extend(role),
                (Err(why), lane) => {
                    let lane = lane.map(|lane| &lanes.after.lanes[lane]);
                    let name = lane.map_or("", |lane| if lane.name.is_empty() { lane.id } else { lane.name });
                    self.left.push((node.id.to_owned(), crate::model::shortened(name), why));
                }
            }
        }
        written
    }

    /// Writes who answers for an activity now; gives the role when it wrote one.
    fn hand_over(
        &mut self,
        id: &str,
        node: &Node<'_>,
        (old, new): (Option<&Whose>, &Whose),
    ) -> Result<Option<String>, LaneLeft> {
        let procedure = &self.carried.procedure;
        let found = procedure.find(id).and_then(|element| procedure.activity(element));
        let (Some(activity), Some(block)) = (found, self.blocks.get(id).copied()) else { return Ok(None) };
        let own = block.get(K::Responsible).map(|value| value.span);
        if own.is_none() && matches!(node.kind, Kind::SubProcess(_)) {
            return Err(LaneLeft::Elsewhere);
        }
        if own.is_none() && activity.responsible.roles.is_empty() {
            // What the engine does by itself has nobody who answers for it.
            return Ok(None);
        }
        if own.is_none() && node.parent.is_some() {
            return Err(LaneLeft::Elsewhere);
        }
        let now = handed(&self.responsible(activity, block), old, new).ok_or(LaneLeft::Several)?;
        let value = match now.as_slice() {
            [] => Value::word(self.word(K::Undefined)).into_text(),
            roles => Value::list(&roles.iter().map(|role| Value::word(role)).collect::<Vec<_>>()).into_text(),
        };
        match own {
            Some(span) => self.edits.push((span, value)),
            None => self.insert(block, K::Responsible, &value),
        }
        Ok(now.into_iter().find(|role| matches!(new, Whose::Role(new) if new == role)))
    }

    /// The ids of those who answer for an activity.
    fn responsible(&self, activity: &Activity, block: &Table) -> Vec<String> {
        if block.get(K::Responsible).is_some() {
            return block.texts(K::Responsible).map(|(role, _)| role.to_string()).collect();
        }
        let roles = self.carried.procedure.roles();
        activity.responsible.roles.iter().map(|role| roles[role.index()].id.to_string()).collect()
    }

    /// A lane that is called otherwise is a role with another name.
    fn rename_lanes(&mut self, lanes: &Lanes<'_, '_>, whose: &[Whose]) {
        let root = &self.carried.procedure.document().root;
        let blocks = [K::Role, K::Team].into_iter().flat_map(|kind| root.tables(kind));
        let blocks: BTreeMap<&str, &Table> =
            blocks.filter_map(|block| Some((&**block.text(K::Id)?, block))).collect();
        for (position, lane) in lanes.after.lanes.iter().enumerate() {
            let Some(same) = lanes.same[position].map(|same| &lanes.before.lanes[same]) else { continue };
            if lane.name.is_empty() || lane.name == same.name {
                continue;
            }
            let block = match &whose[position] {
                Whose::Role(role) => blocks.get(role.as_str()),
                Whose::Nobody | Whose::Unnamed => None,
            };
            match block.and_then(|block| block.get(K::Name)) {
                Some(name) => self.edits.push((name.span, Value::line(lane.name).into_text())),
                None => self.miss(lane.id, lane.name),
            }
        }
    }
}

/// Who answers after a move: the new role for the only one, or for that of the old lane among several.
fn handed(roles: &[String], old: Option<&Whose>, new: &Whose) -> Option<Vec<String>> {
    let role = match new {
        Whose::Role(role) => Some(role.clone()),
        Whose::Nobody | Whose::Unnamed => None,
    };
    if roles.len() <= 1 {
        return Some(role.into_iter().collect());
    }
    let (Some(Whose::Role(old)), Some(role)) = (old, role) else { return None };
    if !roles.contains(old) {
        return None;
    }
    let mut now: Vec<String> = Vec::with_capacity(roles.len());
    for known in roles {
        let next = if known == old { &role } else { known };
        if !now.contains(next) {
            now.push(next.clone());
        }
    }
    Some(now)
}
