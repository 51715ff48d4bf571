//! The ways of a procedure as one map: what leads where, at what cost, and what has to be so for it.
//!
//! Knows elements before and after they are done, flows, blocks, events beside them, throws and their catches.
//! Does not know a case: where the map is wrong, which it may be, the case that is walked says so.
//! Read [`Map`] first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use crate::data::Text;
use crate::graph::{BlockKind, Exit, Graph, NodeKind, On, Over, Target, Throw};
use crate::procedure::{Applies, DatumIx, Decision, ElementIx, ExitIx, GuardIx, Procedure};

/// What doing some work costs; what passes by itself costs next to nothing.
const WORK: u32 = 100;
/// What ending work of people with an error costs: more than nearly any way around.
pub(super) const ERROR: u32 = 1_000_000;
/// What leaving an activity out costs: less than no end at all, and more than any way around.
const SKIP: u32 = 10_000_000;

/// A place of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot(u32);

/// What has to be so for a way to be taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Need {
    /// A guard gives SI, or NO.
    Holds(GuardIx, bool),
    /// A guard gives the id of an answer.
    Gives(GuardIx, Text),
    /// A list has members, or none.
    Members(DatumIx, bool),
    /// A number is at least one.
    Several(GuardIx),
    /// A row of the decision table of an element applies; the first is 1.
    Row(ElementIx, u32),
    /// Automatic work ends with that error.
    Fails(ElementIx, Text),
}

#[derive(Clone, Debug)]
struct Edge {
    from: Spot,
    to: Spot,
    cost: u32,
    needs: Vec<Need>,
}

/// The ways of one procedure.
#[derive(Debug)]
pub(super) struct Map {
    elements: usize,
    edges: Vec<Edge>,
    /// The edges into each place.
    into: Vec<Vec<u32>>,
    /// The edges out of each place.
    out: Vec<Vec<u32>>,
    /// What each place is from the end.
    end: Distances,
}

/// How far each place is from somewhere, and the way that leads there.
#[derive(Clone, Debug)]
pub(super) struct Distances {
    far: Vec<Option<u32>>,
    next: Vec<Option<u32>>,
}

impl Distances {
    /// How far a place is; nothing where no way leads.
    pub(super) fn of(&self, spot: Spot) -> Option<u32> {
        self.far.get(spot.0 as usize).copied().flatten()
    }
}

impl Map {
    pub(super) fn of(procedure: &Procedure) -> Self {
        let graph = &procedure.graph;
        let takes_error = |event: &ElementIx| {
            let trigger = graph.trigger(*event);
            trigger.is_some_and(|trigger| trigger.on.iter().any(|on| matches!(on, On::Error(_))))
        };
        let errors: Rc<[ElementIx]> = (0..graph.len()).map(ElementIx::at).filter(takes_error).collect();
        let mut draft = Draft { procedure, graph, edges: Vec::new(), errors };
        for element in (0..graph.len()).map(ElementIx::at) {
            draft.element(element);
        }
        draft.starts();
        let elements = graph.len();
        let (mut into, mut out) = (vec![Vec::new(); 2 * elements + 2], vec![Vec::new(); 2 * elements + 2]);
        for (position, edge) in (0_u32..).zip(&draft.edges) {
            into[edge.to.0 as usize].push(position);
            out[edge.from.0 as usize].push(position);
        }
        let nowhere = Distances { far: Vec::new(), next: Vec::new() };
        let mut map = Map { elements, edges: draft.edges, into, out, end: nowhere };
        map.end = map.to(map.end_spot());
        map
    }

    /// How far everything is from the end.
    pub(super) fn end(&self) -> &Distances {
        &self.end
    }

    /// The place before an element is done.
    pub(super) fn before(&self, element: ElementIx) -> Spot {
        before(element)
    }

    /// The place after an element is done.
    pub(super) fn after(&self, element: ElementIx) -> Spot {
        after(element)
    }

    /// The place where an exit leads.
    pub(super) fn target(&self, graph: &Graph, exit: &Exit) -> Spot {
        target(graph, exit)
    }

    fn end_spot(&self) -> Spot {
        Spot(2 * u32::try_from(self.elements).unwrap_or(0))
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.into.len()
    }

    /// Where a case begins.
    pub(super) fn start_spot(&self) -> Spot {
        Spot(self.end_spot().0 + 1)
    }

    /// How far one place is from every other.
    pub(super) fn to(&self, goal: Spot) -> Distances {
        self.to_beside(goal, &[])
    }

    /// How far one place is from every other, where nothing leads through some elements.
    pub(super) fn to_beside(&self, goal: Spot, avoided: &[ElementIx]) -> Distances {
        let is_open = |edge: &Edge| !avoided.iter().any(|element| edge.from == before(*element));
        self.search(goal, |place| &self.into[place], |edge| is_open(edge).then_some(edge.from))
    }

    /// How far every place is from one, all in one search.
    pub(super) fn from(&self, start: Spot) -> Distances {
        self.search(start, |place| &self.out[place], |edge| Some(edge.to))
    }

    /// The shortest ways along edges, from the nearest place to the furthest.
    fn search<'m>(
        &'m self,
        first: Spot,
        edges: impl Fn(usize) -> &'m [u32],
        beyond: impl Fn(&Edge) -> Option<Spot>,
    ) -> Distances {
        let places = self.into.len();
        let mut found = Distances { far: vec![None; places], next: vec![None; places] };
        let mut open = BinaryHeap::from([Reverse((0_u32, first.0))]);
        if let Some(far) = found.far.get_mut(first.0 as usize) {
            *far = Some(0);
        }
        while let Some(Reverse((far, place))) = open.pop() {
            if found.far[place as usize] != Some(far) {
                continue;
            }
            for position in edges(place as usize) {
                let edge = &self.edges[*position as usize];
                let Some(next) = beyond(edge) else { continue };
                let further = far.saturating_add(edge.cost);
                let known = &mut found.far[next.0 as usize];
                if known.is_none_or(|known| further < known) {
                    *known = Some(further);
                    found.next[next.0 as usize] = Some(*position);
                    open.push(Reverse((further, next.0)));
                }
            }
        }
        found
    }

    /// What has to be so on the shortest way from one place, the nearest to the goal first.
    pub(super) fn needs(&self, distances: &Distances, from: Spot) -> Vec<Need> {
        let mut needs = Vec::new();
        let mut at = from;
        // No place is passed twice on a shortest way.
        for _ in 0..self.into.len() {
            let Some(edge) = distances.next.get(at.0 as usize).copied().flatten() else { break };
            let edge = &self.edges[edge as usize];
            needs.push(edge.needs.clone());
            at = edge.to;
        }
        needs.into_iter().rev().flatten().collect()
    }
}

fn before(element: ElementIx) -> Spot {
    Spot(2 * element.0)
}

fn after(element: ElementIx) -> Spot {
    Spot(2 * element.0 + 1)
}

fn target(graph: &Graph, exit: &Exit) -> Spot {
    match exit.target {
        Target::Element(element) => before(element),
        Target::End => leaving(graph, exit.from),
        Target::CaseEnd => end(graph),
    }
}

fn end(graph: &Graph) -> Spot {
    Spot(2 * u32::try_from(graph.len()).unwrap_or(0))
}

/// Where a token goes that comes to an end beside an element.
fn leaving(graph: &Graph, element: ElementIx) -> Spot {
    graph.within(element).map_or(end(graph), after)
}

/// What an exit needs, from the guards of its element and its own.
pub(super) fn needs_of_exit(procedure: &Procedure, exit: ExitIx) -> Vec<Need> {
    let graph = &procedure.graph;
    let taken = graph.exit(exit);
    let mut needs: Vec<Need> = taken.enabled_if.iter().map(|guard| Need::Holds(*guard, true)).collect();
    if let Some(activity) = procedure.activity(taken.from)
        && let Decision::Computed(guard) = activity.decision
        && let Some(answer) = activity.answers.iter().find(|answer| answer.exit == exit)
    {
        needs.push(Need::Gives(guard, answer.id.clone()));
    }
    needs.extend(enough(graph, taken.from));
    let is_exclusive = graph.node(taken.from).kind == NodeKind::Exclusive;
    for (other, way) in graph.exits_of(taken.from) {
        let Some(condition) = way.condition else { continue };
        if other == exit {
            needs.push(Need::Holds(condition, true));
        } else if taken.otherwise || (is_exclusive && other.0 < exit.0) {
            needs.push(Need::Holds(condition, false));
        }
    }
    needs
}

/// What the conditions have to say for these exits of an element to be taken and no others.
pub(crate) fn needs_of_exits(procedure: &Procedure, element: ElementIx, exits: &[ExitIx]) -> Vec<Need> {
    let graph = &procedure.graph;
    let kind = graph.node(element).kind;
    if kind == NodeKind::Parallel {
        return Vec::new();
    }
    let takes_first = matches!(kind, NodeKind::Exclusive | NodeKind::Automatic);
    let by_default = exits.iter().any(|exit| graph.exit(*exit).otherwise);
    let mut needs = Vec::new();
    for (exit, way) in graph.exits_of(element).filter(|(_, way)| !way.otherwise) {
        let is_taken = exits.contains(&exit);
        // Of an exclusive choice those behind the one that is taken are not looked at.
        let is_asked = !takes_first || by_default || exits.iter().any(|taken| exit <= *taken);
        needs.extend(way.condition.filter(|_| is_asked).map(|guard| Need::Holds(guard, is_taken)));
    }
    needs
}

/// What has to be so for a block to be enough whose work persons choose, or for a loop to end.
pub(super) fn enough(graph: &Graph, element: ElementIx) -> Option<Need> {
    if let Some(BlockKind::AdHoc { completes_if: Some(guard), .. }) =
        graph.block(element).map(|block| &block.kind)
    {
        return Some(Need::Holds(*guard, true));
    }
    match &graph.repeats(element)?.over {
        Over::While { condition: Some(guard), .. } => Some(Need::Holds(*guard, false)),
        _ => None,
    }
}

struct Draft<'a> {
    procedure: &'a Procedure,
    graph: &'a Graph,
    edges: Vec<Edge>,
    /// The events that take errors.
    errors: Rc<[ElementIx]>,
}

impl Draft<'_> {
    fn edge(&mut self, (from, to): (Spot, Spot), cost: u32, needs: Vec<Need>) {
        self.edges.push(Edge { from, to, cost, needs });
    }

    fn starts(&mut self) {
        let start = Spot(end(self.graph).0 + 1);
        let graph = self.graph;
        for element in graph.starts.iter().chain(&graph.entries) {
            self.edge((start, before(*element)), 1, Vec::new());
        }
        for event in &graph.events {
            self.edge((start, before(*event)), WORK, Vec::new());
        }
        // A wait may begin a case although nothing leads from a start to it.
        let begins = |element: &ElementIx| graph.special(*element).is_some_and(|special| special.begins_case);
        for element in (0..graph.len()).map(ElementIx::at).filter(begins) {
            self.edge((start, before(element)), WORK, Vec::new());
        }
    }

    fn element(&mut self, element: ElementIx) {
        let entry = self.entry_needs(element);
        self.inside(element, &entry);
        self.beside(element, &entry);
        self.throws(element);
        if let Some(skip) = self.skip_needs(element) {
            self.edge((before(element), after(element)), SKIP, skip);
        }
        let graph = self.graph;
        if graph.ways_of(element).is_empty() {
            let host = graph.special(element).and_then(|special| special.host);
            let is_interaction = self.procedure.activity(element).is_some_and(|it| it.interaction.is_some());
            let to = host.filter(|_| is_interaction).map_or(leaving(graph, element), after);
            self.edge((after(element), to), 1, Vec::new());
        }
        for (exit, way) in graph.exits_of(element) {
            let needs = needs_of_exit(self.procedure, exit);
            let cost = if way.after.is_some() { 1 + WORK } else { 1 };
            self.edge((after(element), target(graph, way)), cost, needs);
        }
    }

    /// What has to be so for an element to be done once it is reached.
    fn entry_needs(&self, element: ElementIx) -> Vec<Need> {
        let mut needs = Vec::new();
        if let Some(Applies::If(guard)) = self.procedure.activity(element).map(|activity| &activity.applies) {
            needs.push(Need::Holds(*guard, true));
        }
        let Some(special) = self.graph.special(element) else { return needs };
        if let Some(trigger) = special.trigger.as_deref() {
            needs.extend(trigger.enabled_if.map(|guard| Need::Holds(guard, true)));
            let conditions = trigger.on.iter().filter_map(|on| match on {
                On::Condition(guard) => Some(Need::Holds(*guard, true)),
                _ => None,
            });
            needs.extend(conditions.take(if trigger.all { usize::MAX } else { 1 }));
        }
        needs.extend(special.activates_if.map(|guard| Need::Holds(guard, true)));
        match special.repeats.as_deref().map(|repeats| &repeats.over) {
            Some(Over::List(list)) => needs.push(Need::Members(*list, true)),
            Some(Over::Count(guard)) => needs.push(Need::Several(*guard)),
            Some(Over::While { condition: Some(guard), before: true, .. }) => {
                needs.push(Need::Holds(*guard, true));
            }
            _ => {}
        }
        needs
    }

    /// What has to be so for an element to be left out; nothing where it cannot be.
    fn skip_needs(&self, element: ElementIx) -> Option<Vec<Need>> {
        let activity = self.procedure.activity(element)?;
        match &activity.applies {
            Applies::Always => {}
            Applies::If(guard) => return Some(vec![Need::Holds(*guard, false)]),
            Applies::Asked { .. } => return Some(Vec::new()),
        }
        match &self.graph.repeats(element)?.over {
            Over::List(list) => Some(vec![Need::Members(*list, false)]),
            _ => None,
        }
    }

    /// The way through an element: what stands in it, or simply past it.
    fn inside(&mut self, element: ElementIx, entry: &[Need]) {
        let graph = self.graph;
        let (before, after) = (before(element), after(element));
        if let Some(block) = graph.block(element) {
            for start in &block.starts {
                self.edge((before, self::before(*start)), 1, entry.to_vec());
            }
            for event in &block.events {
                self.edge((before, self::before(*event)), WORK, entry.to_vec());
            }
            let is_chosen = matches!(block.kind, BlockKind::AdHoc { .. });
            if block.starts.is_empty() || is_chosen {
                self.edge((before, after), WORK * 10, entry.to_vec());
            }
            return;
        }
        let cost = match graph.node(element).kind {
            NodeKind::Work | NodeKind::Catch | NodeKind::Job | NodeKind::Call | NodeKind::EventGateway => {
                WORK
            }
            NodeKind::Group => return,
            _ => 1,
        };
        // What has no wait of its own is left by the first of what it waits for, and by nothing else.
        if graph.node(element).kind == NodeKind::EventGateway && graph.trigger(element).is_none() {
            return;
        }
        self.edge((before, after), cost, entry.to_vec());
    }

    /// What may happen while an element is open, what opens with it, and what is done once more.
    fn beside(&mut self, element: ElementIx, entry: &[Need]) {
        let Some(special) = self.graph.special(element) else { return };
        let from = before(element);
        for event in &special.attached {
            if !self.comes_from_inside(*event) {
                self.edge((from, before(*event)), WORK, entry.to_vec());
            }
        }
        for other in special.alternatives.iter().chain(&special.interactions) {
            self.edge((from, before(*other)), 1, entry.to_vec());
        }
        let Some(trigger) = special.trigger.as_deref() else { return };
        for host in &trigger.hosts {
            if !self.comes_from_inside(element) {
                self.edge((before(*host), from), WORK, Vec::new());
            }
        }
        for again in &trigger.redo {
            self.edge((from, before(*again)), WORK, Vec::new());
        }
    }

    /// Whether an event is only what something inside throws.
    fn comes_from_inside(&self, event: ElementIx) -> bool {
        let is_thrown = |on: &On| matches!(on, On::Error(_) | On::Escalation(_) | On::Cancel);
        self.graph
            .trigger(event)
            .is_some_and(|trigger| !trigger.on.is_empty() && trigger.on.iter().all(is_thrown))
    }

    /// From what throws to what catches it.
    fn throws(&mut self, element: ElementIx) {
        let graph = self.graph;
        if graph.node(element).kind == NodeKind::Work {
            return self.may_end_with_errors(element);
        }
        let Some(special) = graph.special(element) else { return };
        let fails = special.job.is_some();
        let calls = special.call.is_some();
        if !fails && !calls && special.throws.is_none() {
            return;
        }
        if let Some(Throw::Compensation(of)) = special.throws.as_deref() {
            self.undoes(element, *of);
        }
        for event in (0..graph.len()).map(ElementIx::at) {
            let Some(trigger) = graph.trigger(event) else { continue };
            for on in &trigger.on {
                let caught = match (special.throws.as_deref(), on) {
                    (Some(Throw::Error(thrown)), On::Error(code)) => is_same(code.as_ref(), thrown),
                    (Some(Throw::Escalation(thrown)), On::Escalation(code)) => is_same(code.as_ref(), thrown),
                    (Some(Throw::Cancel), On::Cancel) => true,
                    _ => false,
                };
                let way = (before(element), before(event));
                match on {
                    _ if caught => self.edge(way, WORK, Vec::new()),
                    On::Error(code) if fails && self.is_around(event, element) => {
                        let code = code.clone().unwrap_or_else(|| "error".into());
                        self.edge(way, WORK, vec![Need::Fails(element, code)]);
                    }
                    On::Error(_) | On::Escalation(_) if calls && self.is_around(event, element) => {
                        self.edge(way, WORK, Vec::new());
                    }
                    _ => {}
                }
            }
        }
    }

    /// From work of people to the events that take an error around it.
    fn may_end_with_errors(&mut self, work: ElementIx) {
        let errors = Rc::clone(&self.errors);
        for event in errors.iter().copied() {
            if self.is_around(event, work) {
                self.edge((before(work), before(event)), ERROR, Vec::new());
            }
        }
    }

    /// Whether an event stands beside an element or beside something around it.
    fn is_around(&self, event: ElementIx, element: ElementIx) -> bool {
        let host = self.graph.special(event).and_then(|special| special.host);
        let hosts = self.graph.trigger(event).map_or(&[][..], |trigger| &trigger.hosts);
        let place = self.graph.within(event);
        let mut at = Some(element);
        while let Some(inside) = at {
            if host == Some(inside) || hosts.contains(&inside) {
                return true;
            }
            at = self.graph.within(inside);
            if host.is_none() && hosts.is_empty() && at == place {
                return true;
            }
        }
        false
    }

    fn undoes(&mut self, element: ElementIx, of: Option<ElementIx>) {
        let graph = self.graph;
        for done in (0..graph.len()).map(ElementIx::at).filter(|done| of.is_none_or(|of| of == *done)) {
            let Some(special) = graph.special(done) else { continue };
            let own = special.block.as_deref().and_then(|block| block.compensation);
            for undoing in special.compensated_by.iter().chain(&own) {
                self.edge((before(element), before(*undoing)), WORK, Vec::new());
            }
        }
    }
}

fn is_same(caught: Option<&Text>, thrown: &Text) -> bool {
    caught.is_none_or(|caught| caught == thrown)
}
