//! How elements stand in each other: blocks with their children, ranges that are repeated, what follows what.
//!
//! A block is a *group*, which is only a heading, unless something makes it a *scope*: its children proceed at the
//! same time, it is repeated, it is a transaction or ad hoc, or an event is attached to it.
//! Read [`Layout`] first.

use super::beside::{Beside, Joined};
use super::declared::place;
use super::elements::{Elements, OtherKind};
use super::throws::undoers;
use crate::diagnostic::{Diagnostic, ReferenceProblem};
use crate::document::Table;
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

/// Where each element stands.
#[derive(Default)]
pub(super) struct Layout {
    /// By element; empty in a flat procedure, where activities follow each other.
    places: Vec<Place>,
    /// Activities that stand in no block.
    top: Vec<ElementIx>,
    /// Whether the procedure itself begins with everything that no flow leads to.
    pub(super) top_at_once: bool,
    activities: usize,
    /// Blocks that do not hold up the order, in file order.
    pub(super) beside: Vec<Beside>,
    /// Blocks whose end waits for others.
    pub(super) joined: Vec<Joined>,
}

/// Where one element stands, and what stands in it.
#[derive(Clone, Default)]
struct Place {
    parent: Option<ElementIx>,
    /// Its position among the activities of its parent.
    position: usize,
    /// Activities, and repetitions of them, that stand in it, in file order.
    children: Vec<ElementIx>,
    is_scope: bool,
    at_once: bool,
    /// Whether persons choose what is done: only written flows lead from one child to another.
    is_free: bool,
    /// Whether it only undoes another or is an interaction, so that nothing comes before or after it.
    stands_apart: bool,
}

/// What makes a block with children a scope.
const SCOPE_KEYS: [K; 11] = [
    K::ForEach,
    K::WhileMet,
    K::Event,
    K::CompletesIf,
    K::CompensatedBy,
    K::Input,
    K::Output,
    K::Computes,
    K::Table,
    // A term runs from when something opens until it is done, and a heading does neither.
    K::Deadline,
    K::MinimumTerm,
];

impl Layout {
    pub(super) fn new(elements: &Elements<'_>, top_at_once: bool, report: &mut Vec<Diagnostic>) -> Self {
        let activities = elements.activities.len();
        let stands_in =
            |table: &Table| table.entry(K::Inside).is_some() || table.entry(K::DoesNotHold).is_some();
        let others = || elements.others.iter();
        let undoers = undoers(elements);
        let is_flat = !top_at_once
            && undoers.is_empty()
            && elements.interactions().next().is_none()
            && !elements.activities.iter().any(|table| stands_in(table))
            && !others().any(|other| other.kind == OtherKind::Repetition || stands_in(other.table));
        if is_flat {
            return Layout { activities, ..Layout::default() };
        }
        let places = vec![Place::default(); elements.len()];
        let mut layout = Layout { places, activities, top_at_once, ..Layout::default() };
        let interactions = elements.interactions().map(|(interaction, _)| interaction);
        for apart in undoers.into_iter().chain(interactions) {
            layout.places[apart.index()].stands_apart = true;
        }
        layout.find_parents(elements, report);
        layout.put_beside_hosts(elements);
        layout.break_circles(elements, report);
        layout.order(elements);
        layout.repeat(elements, report);
        layout.put_beside_hosts(elements);
        layout.find_scopes(elements);
        layout.find_held(elements);
        layout.give_data(elements);
        layout.find_beside(elements, report);
        layout
    }

    fn find_parents(&mut self, elements: &Elements<'_>, report: &mut Vec<Diagnostic>) {
        for position in 0..self.places.len() {
            let table = elements.table(ElementIx::at(position));
            let Some(id) = table.text(K::Inside) else { continue };
            match elements.find(id) {
                Some(parent) if may_hold(elements, parent) => self.places[position].parent = Some(parent),
                Some(_) => {
                    let problem = ReferenceProblem::NotABlock { id: id.clone() };
                    report.push(Diagnostic::error(problem, place(table, K::Inside)));
                }
                None => {
                    let problem = ReferenceProblem::UnknownBlock { id: id.clone() };
                    report.push(Diagnostic::error(problem, place(table, K::Inside)));
                }
            }
        }
    }

    /// An event, an alternative or an interaction stands where its host stands.
    fn put_beside_hosts(&mut self, elements: &Elements<'_>) {
        for (element, other) in elements.others() {
            let first = || elements.find(&other.table.list(K::WhileOpen).first()?.reference_text()?);
            if let Some(host) = other.host.or_else(first).filter(|host| elements.is_activity(*host)) {
                self.places[element.index()].parent = self.places[host.index()].parent;
            }
        }
        for (interaction, host) in elements.interactions() {
            self.places[interaction.index()].parent = self.places[host.index()].parent;
        }
    }

    /// A block that stands in itself, however far around, is told and lifted out.
    fn break_circles(&mut self, elements: &Elements<'_>, report: &mut Vec<Diagnostic>) {
        let mut state = vec![0u8; self.places.len()];
        for start in 0..self.places.len() {
            let mut way = Vec::new();
            let mut at = Some(start);
            while let Some(position) = at.filter(|position| state[*position] == 0) {
                state[position] = 1;
                way.push(position);
                at = self.places[position].parent.map(ElementIx::index);
            }
            if let Some(position) = at.filter(|position| state[*position] == 1) {
                let element = ElementIx::at(position);
                let problem = ReferenceProblem::BlockInItself { id: elements.shown(element) };
                report.push(Diagnostic::error(problem, place(elements.table(element), K::Inside)));
                self.places[position].parent = None;
            }
            way.into_iter().for_each(|position| state[position] = 2);
        }
    }

    /// Lists the activities of each block in file order.
    fn order(&mut self, elements: &Elements<'_>) {
        for position in 0..elements.activities.len() {
            let element = ElementIx::at(position);
            match self.places[position].parent {
                _ if self.places[position].stands_apart => {}
                Some(parent) => self.places[parent.index()].children.push(element),
                None => self.top.push(element),
            }
        }
        self.number(None);
        for position in 0..self.places.len() {
            self.number(Some(ElementIx::at(position)));
        }
    }

    fn number(&mut self, parent: Option<ElementIx>) {
        for (position, child) in self.siblings(parent).to_vec().into_iter().enumerate() {
            self.places[child.index()].position = position;
        }
    }

    fn siblings(&self, parent: Option<ElementIx>) -> &[ElementIx] {
        match parent {
            Some(parent) => &self.places[parent.index()].children,
            None => &self.top,
        }
    }

    /// Puts each repeated range into its repetition, wider ranges first.
    fn repeat(&mut self, elements: &Elements<'_>, report: &mut Vec<Diagnostic>) {
        let mut ranges: Vec<(ElementIx, ElementIx, ElementIx)> = Vec::new();
        for (element, other) in elements.others().filter(|(_, other)| other.kind == OtherKind::Repetition) {
            let end = |key: K| {
                let reference = other.table.get(key)?.reference_text()?;
                elements.find(&reference).filter(|found| elements.is_activity(*found))
            };
            match (end(K::First), end(K::Last)) {
                (Some(first), Some(last)) if first <= last => ranges.push((element, first, last)),
                _ => report.push(Diagnostic::error(
                    ReferenceProblem::BadRange { id: elements.shown(element) },
                    place(other.table, K::First),
                )),
            }
        }
        ranges.sort_by_key(|(element, first, last)| (std::cmp::Reverse(last.0 - first.0), *element));
        for (element, first, last) in ranges {
            if !self.wrap(element, first, last) {
                let problem = ReferenceProblem::BadRange { id: elements.shown(element) };
                report.push(Diagnostic::error(problem, place(elements.table(element), K::First)));
            }
        }
    }

    /// Makes a run of siblings the children of a repetition that takes their place.
    fn wrap(&mut self, repetition: ElementIx, first: ElementIx, last: ElementIx) -> bool {
        let parent = self.places[first.index()].parent;
        if self.places[last.index()].parent != parent {
            return false;
        }
        let (from, to) = (self.places[first.index()].position, self.places[last.index()].position);
        let mut siblings = self.siblings(parent).to_vec();
        if from > to || to >= siblings.len() {
            return false;
        }
        let children: Vec<ElementIx> = siblings.splice(from..=to, [repetition]).collect();
        for child in &children {
            self.places[child.index()].parent = Some(repetition);
        }
        let place = &mut self.places[repetition.index()];
        place.parent = parent;
        place.children = children;
        match parent {
            Some(parent) => self.places[parent.index()].children = siblings,
            None => self.top = siblings,
        }
        self.number(parent);
        self.number(Some(repetition));
        true
    }

    fn find_scopes(&mut self, elements: &Elements<'_>) {
        for position in 0..self.places.len() {
            let element = ElementIx::at(position);
            let place = &mut self.places[position];
            if place.children.is_empty() {
                continue;
            }
            let table = elements.table(element);
            let kind = elements.other(element).map(|other| other.kind);
            place.at_once = table.word(K::Order) == Some(K::InParallel);
            place.is_free = table.word(K::Type) == Some(K::AdHoc);
            let is_typed = matches!(table.word(K::Type), Some(K::Transaction | K::AdHoc));
            place.is_scope = kind == Some(OtherKind::Repetition)
                || kind == Some(OtherKind::Event) && is_alone(elements, element)
                || place.stands_apart
                || kind.is_none()
                    && (place.at_once
                        || is_typed
                        || SCOPE_KEYS.iter().any(|key| table.entry(*key).is_some()));
        }
    }

    /// Whether no flow leads to an activity and none follows it: it only undoes another, or is an interaction.
    pub(super) fn stands_apart(&self, element: ElementIx) -> bool {
        self.places.get(element.index()).is_some_and(|place| place.stands_apart)
    }

    /// A block in which an event or a start stands is a scope.
    fn find_held(&mut self, elements: &Elements<'_>) {
        for (element, other) in elements.others() {
            let stands = match other.kind {
                OtherKind::Start => true,
                OtherKind::Event => other.host.is_none() && other.table.entry(K::WhileOpen).is_none(),
                _ => false,
            };
            let parent = self.parent(element).filter(|parent| stands && elements.is_activity(*parent));
            if let Some(parent) = parent.filter(|parent| self.is_block(*parent)) {
                self.places[parent.index()].is_scope = true;
            }
        }
    }

    /// A block that data belongs to is a scope.
    fn give_data(&mut self, elements: &Elements<'_>) {
        for block in &elements.owners {
            if let Some(block) = elements.find(block).filter(|block| elements.is_activity(*block)) {
                let place = &mut self.places[block.index()];
                place.is_scope |= !place.children.is_empty();
            }
        }
    }

    /// The block that an element is written in, group or scope.
    pub(super) fn parent(&self, element: ElementIx) -> Option<ElementIx> {
        self.places.get(element.index())?.parent
    }

    /// Whether an element is a block with children.
    pub(super) fn is_block(&self, element: ElementIx) -> bool {
        self.places.get(element.index()).is_some_and(|place| !place.children.is_empty())
    }

    pub(super) fn is_scope(&self, element: ElementIx) -> bool {
        self.places.get(element.index()).is_some_and(|place| place.is_scope)
    }

    pub(super) fn is_at_once(&self, element: ElementIx) -> bool {
        self.places.get(element.index()).is_some_and(|place| place.at_once || place.is_free)
    }

    /// Whether what stands in a block, or in the procedure itself, has no order.
    fn proceeds_at_once(&self, parent: Option<ElementIx>) -> bool {
        parent.map_or(self.top_at_once, |parent| self.is_at_once(parent))
    }

    pub(super) fn children(&self, element: ElementIx) -> &[ElementIx] {
        self.places.get(element.index()).map_or(&[], |place| &place.children)
    }

    pub(super) fn set_scope(&mut self, block: ElementIx) {
        if let Some(place) = self.places.get_mut(block.index()) {
            place.is_scope = true;
        }
    }

    /// The innermost scope around an element; what runs beside a later block stands where that block does.
    pub(super) fn scope(&self, element: ElementIx) -> Option<ElementIx> {
        let mut at = element;
        loop {
            if let Some(beside) = self.beside(at) {
                return beside.scope;
            }
            match self.parent(at) {
                Some(block) if !self.is_scope(block) => at = block,
                around => return around,
            }
        }
    }

    /// Whether an element stands in a block, however deep.
    pub(super) fn is_inside(&self, element: ElementIx, block: ElementIx) -> bool {
        let mut above = self.parent(element);
        while let Some(parent) = above {
            if parent == block {
                return true;
            }
            above = self.parent(parent);
        }
        false
    }

    /// The innermost scope around the place where an element is written.
    pub(super) fn written_in(&self, element: ElementIx) -> Option<ElementIx> {
        match self.parent(element) {
            Some(block) if !self.is_scope(block) => self.scope(block),
            around => around,
        }
    }

    /// Where a token goes that is sent to an element: of a group to its first child, of what does not hold up the
    /// order to the fork before it.
    pub(super) fn entry(&self, element: ElementIx) -> ElementIx {
        let mut at = element;
        loop {
            if let Some(beside) = self.beside(at) {
                return beside.fork;
            }
            let is_group = self.is_block(at) && !self.is_scope(at);
            match self.children(at).first().filter(|_| is_group) {
                Some(first) => at = *first,
                None => return at,
            }
        }
    }

    /// Where the element itself begins, past the fork before it.
    pub(super) fn beginning(&self, element: ElementIx) -> ElementIx {
        match self.children(element).first() {
            Some(first) if !self.is_scope(element) => self.entry(*first),
            _ => element,
        }
    }

    /// Where a case or a scope begins: its first activity, or all that proceed at the same time.
    pub(super) fn starts(&self, scope: Option<ElementIx>) -> Vec<ElementIx> {
        if self.places.is_empty() {
            return (self.activities > 0 && scope.is_none()).then(|| ElementIx::at(0)).into_iter().collect();
        }
        let children = self.siblings(scope);
        let count = if self.proceeds_at_once(scope) { children.len() } else { 1 };
        children.iter().take(count).map(|child| self.entry(*child)).collect()
    }

    /// What comes after an activity in file order: its next sibling, or what comes after its group.
    ///
    /// The error is the event whose own activities end here, if any.
    pub(super) fn after(&self, element: ElementIx) -> After {
        if self.places.is_empty() {
            let next = element.index() + 1;
            return if next < self.activities { After::Element(ElementIx::at(next)) } else { After::End };
        }
        let mut at = element;
        loop {
            if self.stands_apart(at) {
                return After::End;
            }
            if let Some(beside) = self.beside(at) {
                let join = beside.closed_by.and_then(|block| self.join_behind(block));
                return join.map_or(After::End, After::Element);
            }
            if let Some(join) = self.join_behind(at) {
                return After::Element(join);
            }
            match self.follows(at) {
                Ok(after) => return after,
                Err(group) => at = group,
            }
        }
    }

    /// What comes after a place in file order, whatever runs beside it; or the group that ends there.
    pub(super) fn follows(&self, element: ElementIx) -> Result<After, ElementIx> {
        let parent = self.parent(element);
        let at_once = self.proceeds_at_once(parent);
        let position = self.places[element.index()].position;
        if let (Some(next), false) = (self.siblings(parent).get(position + 1), at_once) {
            return Ok(After::Element(self.entry(*next)));
        }
        match parent {
            Some(parent) if self.is_scope(parent) => Ok(After::End),
            Some(parent) if parent.index() >= self.activities => Ok(After::Event(parent)),
            Some(parent) => Err(parent),
            None => Ok(After::End),
        }
    }

    /// What comes after a place in file order, past everything that ends there.
    pub(super) fn past(&self, element: ElementIx) -> After {
        match self.follows(element) {
            Ok(after) => after,
            Err(group) => self.after(group),
        }
    }
}

/// What comes after an activity in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    Element(ElementIx),
    /// Wherever the event leads whose activities these are.
    Event(ElementIx),
    /// The end of the scope.
    End,
}

/// Whether the activities of an event are a scope of their own: it belongs to no sibling and leads nowhere after them.
fn is_alone(elements: &Elements<'_>, event: ElementIx) -> bool {
    let hosted = elements.other(event).is_some_and(|other| other.host.is_some());
    let table = elements.table(event);
    !hosted && ![K::WhileOpen, K::GoesTo, K::Next, K::BackTo].iter().any(|key| table.entry(*key).is_some())
}

/// Whether activities may stand in an element: in another activity, or in an event.
fn may_hold(elements: &Elements<'_>, element: ElementIx) -> bool {
    match elements.other(element) {
        None => elements.is_activity(element),
        Some(other) => matches!(other.kind, OtherKind::Event | OtherKind::Repetition),
    }
}
