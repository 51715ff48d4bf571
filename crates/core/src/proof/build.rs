//! From a scope of the graph to its net.
//!
//! Knows what each kind of element does with a token when nothing is known of data: every answer may be given, every
//! condition may be true or false, every event may occur. Blocks have been looked at before what they stand in.
//! Does not know what a net can do. Read [`Builder::build`] first.

mod again;
mod chosen;
mod thrown;

use super::Move;
use super::net::{Clears, Ending, Join, JoinKind, Kind, Net, Options, Place, PlaceIx, Root, Way};
use super::survey::{Left, NOWHERE, Scope, Survey};
use super::tale::{NOTHING, Tale};
use crate::graph::{Exit, ExitKind, NodeKind, Range, Return, Target};
use crate::procedure::{Applies, ElementIx, ExitIx};

/// Builds the net of one scope.
pub(super) struct Builder<'s, 'a> {
    survey: &'s mut Survey<'a>,
    block: Option<ElementIx>,
    net: Net,
    /// Places of elements further out, to which tokens go from here.
    outside: Vec<(ElementIx, PlaceIx)>,
    /// Whether more than one token can be in it at a time.
    is_parallel: bool,
    /// Places behind or before which there can be several tokens.
    parting: Vec<ElementIx>,
}

/// Where an exit leads, seen from a scope.
enum Goal {
    Place(PlaceIx),
    Nowhere,
    Ending(Ending),
}

/// Builds the net of a scope; everything that stands in its blocks has been looked at.
pub(super) fn build(survey: &mut Survey<'_>, scope: &Scope) -> Net {
    let net = Net { choice: survey.choice(scope.block), ..Net::default() };
    let mut builder = Builder {
        survey,
        block: scope.block,
        net,
        outside: Vec::new(),
        is_parallel: false,
        parting: Vec::new(),
    };
    builder.lay_out(&scope.elements);
    for element in &scope.elements {
        builder.element(*element);
    }
    builder.begin(&scope.elements);
    builder.net
}

impl Builder<'_, '_> {
    /// Gives each element its place, and each flow into a join.
    fn lay_out(&mut self, elements: &[ElementIx]) {
        for element in elements {
            let kind = match self.survey.kind(*element) {
                NodeKind::Group => continue,
                NodeKind::Work | NodeKind::Catch | NodeKind::EventGateway | NodeKind::Job => Kind::Rests,
                NodeKind::Block if self.survey.is_at_once[element.index()] => Kind::Passes,
                NodeKind::Call | NodeKind::Block => Kind::Rests,
                NodeKind::Automatic | NodeKind::Throw | NodeKind::End | NodeKind::Event => Kind::Passes,
                NodeKind::Exclusive | NodeKind::Fork => Kind::Passes,
                NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex => Kind::Passes,
            };
            let place = self.net.add(Place::new(*element, kind));
            self.survey.place[element.index()] = place;
        }
        for element in elements {
            self.lay_out_join(*element);
        }
        self.is_parallel = !self.parting.is_empty()
            || self.survey.starts_of(self.block).len() > 1
            || self.net.choice.is_some();
    }

    fn lay_out_join(&mut self, element: ElementIx) {
        let (kind, graph) = (self.survey.kind(element), self.survey.graph);
        let flows = graph.incoming.to(element);
        let special = self.survey.special(element);
        let quantity = special.map_or(0, |special| special.start_quantity.max(special.completion_quantity));
        let parts =
            matches!(kind, NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex | NodeKind::Fork);
        let leads_out = |exit: &Exit| match exit.target {
            Target::Element(target) => {
                exit.kind == ExitKind::Onward && graph.within(target) != graph.within(element)
            }
            Target::End | Target::CaseEnd => false,
        };
        if parts || quantity > 1 || graph.ways_of(element).iter().any(leads_out) {
            self.parting.push(element);
        }
        let kind = match kind {
            NodeKind::Parallel if flows.len() > 1 => JoinKind::All,
            NodeKind::Inclusive if flows.len() > 1 => JoinKind::Coming,
            NodeKind::Complex if special.is_some_and(|special| special.activates_if.is_some()) => {
                JoinKind::When
            }
            NodeKind::Complex => JoinKind::Coming,
            _ => return,
        };
        let join = u32::try_from(self.net.joins.len()).unwrap_or(u32::MAX);
        let mut slots = Vec::with_capacity(flows.len());
        for flow in flows {
            let slot = self.net.add(Place::new(element, Kind::Slot { join, flow: *flow }));
            self.survey.slot[flow.index()] = slot;
            slots.push(slot);
        }
        self.net.merges |= kind != JoinKind::All;
        let taken = match kind {
            JoinKind::When => slots.iter().map(|_| self.net.add(Place::new(element, Kind::Taken))).collect(),
            JoinKind::All | JoinKind::Coming => Vec::new(),
        };
        self.net.joins.push(Join { out: self.survey.place[element.index()], slots, taken, kind, element });
    }

    /// Where a token goes that reaches an element by no flow.
    fn entrance(&self, element: ElementIx) -> Option<PlaceIx> {
        let first = self.survey.graph.incoming.to(element).first();
        let slot = first.and_then(|flow| self.survey.slot_of(*flow));
        slot.or(Some(self.survey.place[element.index()])).filter(|place| *place != NOWHERE)
    }

    fn tell(&mut self, one: Move) -> Tale {
        self.survey.tales.of(one)
    }

    fn ways(&mut self, element: ElementIx) -> &mut Vec<Way> {
        let place = self.survey.place[element.index()];
        &mut self.net.place_mut(place).ways
    }

    /// The ways of one element.
    fn element(&mut self, element: ElementIx) {
        match self.survey.kind(element) {
            NodeKind::Group => return,
            NodeKind::Work | NodeKind::Automatic | NodeKind::Catch | NodeKind::Job => self.works(element),
            NodeKind::EventGateway => self.waits_for_first(element),
            NodeKind::End => {
                let tale = self.tell(Move::Takes { element, exits: Vec::new() });
                self.ways(element).push(Way::to(Vec::new(), tale));
            }
            NodeKind::Exclusive => self.chooses(element),
            NodeKind::Fork | NodeKind::Inclusive | NodeKind::Complex => self.forks(element),
            NodeKind::Parallel => self.splits(element),
            NodeKind::Block => self.is_a_block(element),
            NodeKind::Call => {
                self.goes_out(element);
                self.fails(element);
            }
            NodeKind::Event => self.goes_out(element),
            NodeKind::Throw => self.throws(element),
        }
        self.may_be_left_out(element);
        self.events(element);
        if self.turns_for_ever(element) {
            self.begins_members(element);
        }
        self.gathers(element);
    }

    /// What one leads to that is done with, or nothing when it cannot be taken.
    fn goal(&mut self, exit: ExitIx) -> Goal {
        let way = self.survey.graph.exit(exit);
        let target = match way.target {
            Target::End => return Goal::Nowhere,
            Target::CaseEnd => return Goal::Ending(Ending::CaseEnd),
            Target::Element(target) => target,
        };
        if self.survey.graph.within(target) == self.block {
            let slot = self.survey.slot_of(exit).unwrap_or(self.survey.place[target.index()]);
            return if slot == NOWHERE { Goal::Nowhere } else { Goal::Place(slot) };
        }
        match way.kind {
            ExitKind::Return(_) => Goal::Ending(Ending::Returns(exit)),
            ExitKind::Onward => Goal::Place(self.outside(target)),
        }
    }

    /// The place of an element further out.
    fn outside(&mut self, target: ElementIx) -> PlaceIx {
        if let Some((_, place)) = self.outside.iter().find(|(known, _)| *known == target) {
            return *place;
        }
        let place = self.net.add(Place::new(target, Kind::Outside));
        self.outside.push((target, place));
        place
    }

    /// Adds the way that an exit is.
    fn leave(&mut self, element: ElementIx, exit: Option<ExitIx>) {
        if exit.is_some_and(|exit| self.survey.shut[exit.index()]) {
            return;
        }
        let rests = self.net.place(self.survey.place[element.index()]).kind == Kind::Rests;
        let tale = self.tell(match rests {
            true => Move::Leaves { element, exit },
            false => Move::Takes { element, exits: exit.into_iter().collect() },
        });
        let way = self.way_by(exit, tale);
        let again = self.survey.special(element).map_or(1, |special| special.completion_quantity);
        let outs: Vec<PlaceIx> = match way.outs[..] {
            // A case has no more open than it may; what one produces is bounded when it is loaded.
            [only] if again > 1 => vec![only; again as usize],
            _ => way.outs.clone(),
        };
        self.ways(element).push(Way { outs, ..way });
    }

    fn way_by(&mut self, exit: Option<ExitIx>, tale: Tale) -> Way {
        let Some(exit) = exit else { return Way::to(Vec::new(), tale) };
        let mut way = match self.goal(exit) {
            Goal::Place(place) => Way::to(vec![place], tale),
            Goal::Nowhere => Way::to(Vec::new(), tale),
            Goal::Ending(ending) => Way { ends: Some(ending), ..Way::to(Vec::new(), tale) },
        };
        if let ExitKind::Return(taken) = self.survey.graph.exit(exit).kind
            && way.ends.is_none()
        {
            way.clears = self.range(taken.0);
        }
        way
    }

    /// What a return closes; nothing where there is never another token.
    fn range(&mut self, taken: u32) -> Option<u32> {
        if !self.is_parallel {
            return None;
        }
        let back = &self.survey.graph.returns[taken as usize];
        let parts = self.parting.iter().any(|element| back.range.contains(*element));
        let parts = parts || !self.goes_round(back);
        let taken = crate::procedure::ReturnIx(taken);
        let number = u32::try_from(self.net.clears.len()).unwrap_or(u32::MAX);
        self.net.clears.push(if parts { Clears::Range(taken) } else { Clears::Alone(taken) });
        Some(number)
    }

    /// Whether a way leads from where a return goes to where it comes from: else its range is these two alone.
    fn goes_round(&self, back: &Return) -> bool {
        let Range::Set(bits) = &back.range else { return true };
        let graph = self.survey.graph;
        let words = (0usize..).zip(bits).filter(|(_, word)| **word != 0);
        let elements = words.flat_map(|(at, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        });
        let beside = elements.map(ElementIx::at).filter(|element| graph.within(*element) == self.block);
        let elements: Vec<ElementIx> = beside.take(3).collect();
        let leads = |from: ElementIx, to: ElementIx| {
            let targets = graph.ways_of(from).iter().any(|way| way.target == Target::Element(to));
            targets || self.survey.attached(from).contains(&to)
        };
        match elements[..] {
            [one, other] => match graph.exit(back.exit).target {
                Target::Element(target) => leads(target, if one == target { other } else { one }),
                Target::End | Target::CaseEnd => true,
            },
            _ => true,
        }
    }

    fn clears_all(&mut self) -> u32 {
        let all = self.net.clears.iter().position(|clears| matches!(clears, Clears::All));
        let number = all.unwrap_or_else(|| {
            self.net.clears.push(Clears::All);
            self.net.clears.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// Work, a wait, a job: it is left by an answer, by what was found, or by its way on.
    fn works(&mut self, element: ElementIx) {
        if self.survey.graph.repeats(element).is_some() {
            return self.works_again(element);
        }
        let exits: Vec<ExitIx> = self.survey.graph.exits_of(element).map(|(exit, _)| exit).collect();
        for exit in &exits {
            self.leave(element, Some(*exit));
        }
        let activity = self.survey.procedure.activity(element);
        let ends = activity.is_none_or(|activity| activity.next.is_none() && activity.answers.is_empty());
        if ends && (exits.is_empty() || activity.is_some_and(|activity| activity.control.is_some())) {
            self.leave(element, None);
        }
        if matches!(self.survey.kind(element), NodeKind::Job | NodeKind::Work) {
            self.fails(element);
        }
    }

    /// The way out of what asks nothing.
    fn goes_out(&mut self, element: ElementIx) {
        let exit = self.way_out(element);
        self.leave(element, exit);
    }

    fn way_out(&self, element: ElementIx) -> Option<ExitIx> {
        match self.survey.procedure.activity(element) {
            Some(activity) => activity.next,
            None => self.survey.graph.exits_of(element).next().map(|(exit, _)| exit),
        }
    }

    /// What does not apply, has nobody to do it, or has been reached elsewhere.
    fn may_be_left_out(&mut self, element: ElementIx) {
        let Some(activity) = self.survey.procedure.activity(element) else { return };
        let may_be = activity.applies != Applies::Always || activity.milestone.is_some();
        let asks = !activity.answers.is_empty();
        // Without answers the way on is there already.
        if may_be && asks && activity.next.is_none() {
            self.leave(element, None);
        }
    }

    /// The first of several waits decides.
    fn waits_for_first(&mut self, element: ElementIx) {
        if self.survey.graph.trigger(element).is_some() {
            self.works(element);
        }
        let alternatives = self.survey.special(element).map_or(&[][..], |special| &special.alternatives);
        for event in alternatives {
            let tale = self.tell(Move::Occurs { event: *event, host: Some(element) });
            let exits: Vec<ExitIx> = self.survey.graph.exits_of(*event).map(|(exit, _)| exit).collect();
            if self.survey.kind(*event) == NodeKind::Event {
                let place = self.survey.place[event.index()];
                self.ways(element).push(Way::to(vec![place], tale));
                continue;
            }
            if exits.is_empty() {
                self.ways(element).push(Way::to(Vec::new(), tale));
            }
            for exit in exits {
                let then = self.tell(Move::Leaves { element: *event, exit: Some(exit) });
                let tale = self.survey.tales.then(tale, then);
                let way = self.way_by(Some(exit), tale);
                self.ways(element).push(way);
            }
        }
    }

    fn chooses(&mut self, element: ElementIx) {
        let exits: Vec<ExitIx> = self.survey.graph.exits_of(element).map(|(exit, _)| exit).collect();
        for exit in exits {
            self.leave(element, Some(exit));
        }
    }

    /// All flows whose condition is true; the default when no conditional one is.
    fn forks(&mut self, element: ElementIx) {
        let mut options = Options { element, ..Options::default() };
        let exits: Vec<ExitIx> = self.survey.graph.exits_of(element).map(|(exit, _)| exit).collect();
        for exit in exits {
            let way = self.survey.graph.exit(exit);
            let (condition, otherwise) = (way.condition, way.otherwise);
            if self.survey.shut[exit.index()] {
                continue;
            }
            let flow = (exit, self.sent(exit));
            match condition {
                Some(condition) if super::shut::constant(self.survey.procedure, condition).is_none() => {
                    options.some.push(flow);
                }
                None if otherwise => options.otherwise = Some(flow),
                _ => options.always.push(flow),
            }
        }
        if options.some.is_empty() && options.otherwise.is_none() {
            let exits = options.always.iter().map(|(exit, _)| *exit).collect();
            let outs: Vec<PlaceIx> = options.always.iter().filter_map(|(_, to)| *to).collect();
            let sheds = outs.len() < options.always.len();
            let tale = self.tell(Move::Takes { element, exits });
            return self.ways(element).push(Way { sheds, ..Way::to(outs, tale) });
        }
        let way = Way { options: Some(Box::new(options)), ..Way::to(Vec::new(), NOTHING) };
        self.ways(element).push(way);
    }

    /// Where one of several flows leads; one that ends the case is as good as one that ends.
    fn sent(&mut self, exit: ExitIx) -> Option<PlaceIx> {
        match self.goal(exit) {
            Goal::Place(place) => Some(place),
            Goal::Nowhere => None,
            Goal::Ending(ending) => {
                let from = self.survey.graph.exit(exit).from;
                let mut place = Place::new(from, Kind::Passes);
                place.ways.push(Way { ends: Some(ending), ..Way::to(Vec::new(), NOTHING) });
                Some(self.net.add(place))
            }
        }
    }

    fn splits(&mut self, element: ElementIx) {
        let exits: Vec<ExitIx> = self.survey.graph.exits_of(element).map(|(exit, _)| exit).collect();
        let outs: Vec<PlaceIx> = exits.iter().filter_map(|exit| self.sent(*exit)).collect();
        let sheds = outs.len() < exits.len();
        let tale = self.tell(Move::Takes { element, exits });
        self.ways(element).push(Way { sheds, ..Way::to(outs, tale) });
    }

    /// A block is left in one of the ways in which its body can end.
    fn is_a_block(&mut self, element: ElementIx) {
        let place = self.survey.place[element.index()];
        self.net.place_mut(place).is_fixed |= self.survey.is_faulty[element.index()];
        for left in self.survey.left[element.index()].clone() {
            self.is_left(element, &left);
        }
        if self.survey.graph.repeats(element).is_some() {
            self.goes_out(element);
        }
        let activity = self.survey.procedure.activity(element);
        if activity
            .is_some_and(|activity| activity.applies != Applies::Always || activity.milestone.is_some())
        {
            self.goes_out(element);
        }
    }

    fn is_left(&mut self, element: ElementIx, left: &Left) {
        let sent: Vec<PlaceIx> = left.sent.iter().filter_map(|target| self.arrives(*target)).collect();
        let mut way = match left.ending {
            Ending::Done => self.left_normally(element, left.tale),
            Ending::Closes(block) if block == element => self.left_normally(element, left.tale),
            Ending::Caught(event) => self.caught((element, event), left.tale),
            Ending::Returns(exit) => self.way_by(Some(exit), left.tale),
            ending => Way { ends: Some(ending), ..Way::to(Vec::new(), left.tale) },
        };
        way.outs.extend(sent);
        way.is_aside = left.is_aside;
        // However it is left, it has been there.
        let left = self.tell(Move::Leaves { element, exit: None });
        way.tale = self.survey.tales.beside(way.tale, left);
        self.ways(element).push(way);
    }

    fn left_normally(&mut self, element: ElementIx, tale: Tale) -> Way {
        let exit = self.way_out(element);
        let left = self.tell(Move::Leaves { element, exit });
        let tale = self.survey.tales.then(tale, left);
        self.way_by(exit, tale)
    }

    /// Where a token goes that an element inside sent to one that stands here, or further out.
    fn arrives(&mut self, target: ElementIx) -> Option<PlaceIx> {
        match self.survey.graph.within(target) == self.block {
            true => self.entrance(target),
            false => Some(self.outside(target)),
        }
    }

    /// What may happen beside an element while a token is there.
    fn events(&mut self, element: ElementIx) {
        let place = self.survey.place[element.index()];
        if self.survey.is_at_once[element.index()] {
            return;
        }
        for event in self.survey.attached(element) {
            let event = *event;
            let thread = self.survey.place[event.index()];
            if !self.survey.interrupts(event) {
                let tale = self.tell(Move::Occurs { event, host: Some(element) });
                self.begins_beside(place, thread, tale);
                continue;
            }
            if self.survey.is_thrown(event) {
                continue;
            }
            let tale = self.tell(Move::Occurs { event, host: Some(element) });
            let mut way = Way::to(vec![thread], tale);
            let hosts = self.survey.graph.trigger(event).map_or(&[][..], |trigger| &trigger.hosts);
            if !hosts.is_empty() && self.is_parallel {
                self.net.clears.push(Clears::Hosts(hosts.to_vec()));
                way.clears = u32::try_from(self.net.clears.len() - 1).ok();
            }
            self.ways(element).push(way);
        }
        let interactions = self.survey.special(element).map_or(&[][..], |special| &special.interactions);
        for interaction in interactions {
            self.begins_beside(place, self.survey.place[interaction.index()], NOTHING);
        }
    }

    /// Something may begin beside what stands at a place.
    fn begins_beside(&mut self, host: PlaceIx, thread: PlaceIx, tale: Tale) {
        let outs = vec![self.beside(), thread];
        let host = self.net.place_mut(host);
        host.threads.push(Root { outs, tale });
        host.is_fixed = true;
    }

    /// The mark of what goes on beside the scope.
    fn beside(&mut self) -> PlaceIx {
        if let Some(place) = self.net.beside {
            return place;
        }
        let place = self.net.add(Place::new(ElementIx::at(0), Kind::Beside));
        self.net.beside = Some(place);
        place
    }

    /// An element that needs several tokens to start has a place where they are held.
    fn gathers(&mut self, element: ElementIx) {
        let needed = self.survey.special(element).map_or(0, |special| special.start_quantity);
        if needed <= 1 || self.survey.kind(element) == NodeKind::Group {
            return;
        }
        self.net.crowd = self.net.crowd.max(needed as usize);
        // The place itself is where they come; what they become is another.
        let place = self.survey.place[element.index()];
        let (kind, ways, threads) = {
            let own = self.net.place_mut(place);
            let kind = std::mem::replace(&mut own.kind, Kind::Gathers { needed });
            (kind, std::mem::take(&mut own.ways), std::mem::take(&mut own.threads))
        };
        let own = Place { ways, threads, is_fixed: true, ..Place::new(element, kind) };
        let whole = self.net.add(own);
        self.net.place_mut(place).ways.push(Way::to(vec![whole], NOTHING));
        self.net.place_mut(place).is_fixed = true;
    }

    /// How the scope can begin, and what else begins in it by itself.
    fn begin(&mut self, elements: &[ElementIx]) {
        self.order_choices();
        let starts = self.survey.starts_of(self.block);
        let outs = starts.iter().filter_map(|start| self.first(*start)).collect();
        self.root(outs, NOTHING);
        if self.block.is_none() {
            self.begin_elsewhere(elements);
        }
        for event in self.survey.events_of(self.block) {
            if !self.survey.is_thrown(event) || !self.survey.interrupts(event) {
                self.may_occur(event);
            }
        }
        for element in elements {
            if self.survey.special(*element).is_some_and(|special| special.undoes) {
                let tale = self.tell(Move::Begins { element: *element });
                let outs = vec![self.beside(), self.survey.place[element.index()]];
                self.root(outs, tale);
            }
        }
    }

    /// An event of the scope: it comes from outside as long as the scope stands open, unless it is thrown or undoes it.
    fn may_occur(&mut self, event: ElementIx) {
        let tale = self.tell(Move::Occurs { event, host: None });
        let place = self.survey.place[event.index()];
        let outs = if self.survey.interrupts(event) { vec![place] } else { vec![self.beside(), place] };
        let root = self.beginning(outs, tale);
        let is_from_outside = self.survey.graph.trigger(event).is_some() && !self.survey.is_thrown(event);
        let begins = if is_from_outside { &mut self.net.events } else { &mut self.net.roots };
        begins.push(root);
    }

    fn root(&mut self, outs: Vec<PlaceIx>, tale: Tale) {
        let root = self.beginning(outs, tale);
        self.net.roots.push(root);
    }

    fn beginning(&mut self, outs: Vec<PlaceIx>, tale: Tale) -> PlaceIx {
        let element = outs.first().map_or(ElementIx::at(0), |out| self.net.place(*out).element);
        let mut root = Place::new(element, Kind::Passes);
        root.ways.push(Way::to(outs, tale));
        self.net.add(root)
    }

    /// A case may also begin at a start that is named, or at a wait for which something came.
    fn begin_elsewhere(&mut self, elements: &[ElementIx]) {
        let begins = |element: &ElementIx| {
            let is_named = self.survey.graph.entries.contains(element);
            is_named || self.survey.special(*element).is_some_and(|special| special.begins_case)
        };
        let plain = self.survey.starts_of(None);
        let others: Vec<ElementIx> =
            elements.iter().copied().filter(|element| begins(element) && plain != [*element]).collect();
        for element in others {
            let Some(entrance) = self.entrance(element) else { continue };
            let tale = self.tell(Move::Begins { element });
            self.root(vec![entrance], tale);
        }
    }
}
