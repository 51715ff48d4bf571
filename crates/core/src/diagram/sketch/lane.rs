//! Lanes: one per role, in the order in which they first do something.
//!
//! What nobody does stands in the lane of what leads to it. Read [`Draft::assign_lanes`].

use std::collections::{BTreeMap, VecDeque};

use super::{Draft, FlowKind};
use crate::diagram::Besides;
use crate::diagram::element::{Kind, Lane};
use crate::diagram::geometry::Bounds;
use crate::procedure::RoleIx;
use crate::render::Word;

/// How the ids of lanes begin that are drawn here: the id of the role follows.
const DRAWN: &str = "lane.role.";

/// The work of a role, or of nobody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Role(RoleIx),
    /// One that the model wrote, by position.
    Written(usize),
    Nobody,
}

impl Draft<'_> {
    pub(super) fn assign_lanes(&mut self, besides: &Besides) {
        if besides.of_model && besides.lanes.is_empty() {
            return;
        }
        let mut whose = self.whose();
        let fallback = match besides.lanes.is_empty() {
            true => Whose::Nobody,
            false => self.take_lanes(besides, &mut whose),
        };
        if !whose.iter().any(|whose| matches!(whose, Some(Whose::Role(_) | Whose::Written(_)))) {
            return;
        }
        self.spread(&mut whose);
        for (position, whose) in whose.into_iter().enumerate() {
            let shape = &self.sketch.elements[position];
            if shape.parent.is_some() || shape.kind == Kind::Group {
                self.name_role(position);
                continue;
            }
            let whose = whose.unwrap_or(fallback);
            let lane = self.lane(whose);
            self.sketch.elements[position].lane = Some(lane);
        }
        self.same_lane_as_host();
    }

    /// The lanes that the model wrote, all of them; what stands in none goes by its role, or to the first.
    fn take_lanes(&mut self, besides: &Besides, whose: &mut [Option<Whose>]) -> Whose {
        let mut held: BTreeMap<&str, usize> = BTreeMap::new();
        for (position, lane) in besides.lanes.iter().enumerate() {
            held.extend(lane.holds.iter().map(|id| (id.as_str(), position)));
            let (id, name) = (lane.id.clone(), lane.name.clone());
            self.sketch.lanes.push(Lane {
                id,
                role: None,
                name,
                lines: Vec::new(),
                bounds: Bounds::default(),
            });
        }
        self.sketch.lane_depth = besides.lane_depth.into();
        let roles = &self.reader.procedure.roles;
        for (shape, whose) in self.sketch.elements.iter().zip(whose) {
            let of_role = match *whose {
                Some(Whose::Role(role)) => {
                    let id = &*roles[role.index()].id;
                    besides
                        .lanes
                        .iter()
                        .position(|lane| lane.id.strip_prefix(DRAWN).unwrap_or(&lane.id) == id)
                }
                _ => None,
            };
            *whose = held.get(shape.id.as_str()).copied().or(of_role).map(Whose::Written);
        }
        Whose::Written(0)
    }

    /// Inside a sub-process, which stands in one lane, the role is said in the box, or that there is none.
    fn name_role(&mut self, position: usize) {
        let origin = &self.origins[position];
        let name = match origin.role {
            Some(role) => self.reader.role(role),
            None if origin.unassigned => self.reader.word(Word::Unassigned).to_owned(),
            None => return,
        };
        if !matches!(self.sketch.elements[position].kind, Kind::Task { .. } | Kind::Call) {
            return;
        }
        self.sketch.elements[position].notes.insert(0, format!("({name})"));
    }

    /// Who does what stands outside of all sub-processes; of a block without a role, who first does something in it.
    fn whose(&self) -> Vec<Option<Whose>> {
        let outermost = self.outermost();
        let mut whose: Vec<Option<Whose>> = vec![None; self.sketch.elements.len()];
        for (position, origin) in self.origins.iter().enumerate() {
            if outermost[position] == position {
                whose[position] = origin.role.map(Whose::Role).or(origin.unassigned.then_some(Whose::Nobody));
            }
        }
        for (position, origin) in self.origins.iter().enumerate() {
            let around = &mut whose[outermost[position]];
            *around = around.or(origin.role.map(Whose::Role));
        }
        whose
    }

    /// Of each shape the sub-process around it that stands in no other; each chain is climbed once.
    fn outermost(&self) -> Vec<usize> {
        let mut outermost: Vec<Option<usize>> = vec![None; self.sketch.elements.len()];
        for position in 0..outermost.len() {
            let (mut chain, mut at) = (Vec::new(), position);
            let top = loop {
                if let Some(known) = outermost[at] {
                    break known;
                }
                chain.push(at);
                match self.sketch.elements[at].parent {
                    Some(parent) => at = parent,
                    None => break at,
                }
            };
            chain.into_iter().for_each(|shape| outermost[shape] = Some(top));
        }
        outermost.into_iter().enumerate().map(|(position, top)| top.unwrap_or(position)).collect()
    }

    /// Along the lines, first forwards, then backwards.
    fn spread(&self, whose: &mut [Option<Whose>]) {
        let count = self.sketch.elements.len();
        let (mut ahead, mut behind) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for flow in &self.sketch.flows {
            let (Some(from), Some(to)) = (flow.from.element(), flow.to.element()) else { continue };
            if flow.kind == FlowKind::Return {
                continue;
            }
            ahead[from].push(to);
            behind[to].push(from);
        }
        for (from, to) in &self.sketch.order {
            ahead[*from].push(*to);
        }
        for (position, shape) in self.sketch.elements.iter().enumerate() {
            if let Some(host) = shape.host {
                ahead[host].push(position);
            }
        }
        for ways in [ahead, behind] {
            let mut queue: VecDeque<usize> =
                (0..count).filter(|position| whose[*position].is_some()).collect();
            while let Some(position) = queue.pop_front() {
                for next in &ways[position] {
                    if whose[*next].is_none() {
                        whose[*next] = whose[position];
                        queue.push_back(*next);
                    }
                }
            }
        }
    }

    fn lane(&mut self, whose: Whose) -> usize {
        let role = match whose {
            Whose::Role(role) => Some(role),
            Whose::Written(lane) => return lane,
            Whose::Nobody => None,
        };
        if let Some(found) = self.lanes_by_role.get(&role) {
            return *found;
        }
        let (id, name) = match role {
            Some(role) => {
                (format!("{DRAWN}{}", self.reader.procedure.roles[role.index()].id), self.reader.role(role))
            }
            None => ("lane.unassigned".to_owned(), self.reader.word(Word::Unassigned).to_owned()),
        };
        self.sketch.lanes.push(Lane { id, role, name, lines: Vec::new(), bounds: Bounds::default() });
        self.lanes_by_role.insert(role, self.sketch.lanes.len() - 1);
        self.sketch.lanes.len() - 1
    }

    /// What is attached to something stands where that stands.
    fn same_lane_as_host(&mut self) {
        for position in 0..self.sketch.elements.len() {
            if let Some(host) = self.sketch.elements[position].host {
                self.sketch.elements[position].lane = self.sketch.elements[host].lane;
            }
        }
    }
}
