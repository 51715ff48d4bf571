//! Blocks and repetitions: the scopes of a procedure, what stands in them, and how often they are done.

use super::elements::{Other, OtherKind};
use super::{Builder, given};
use crate::data::{Kind, Text};
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::graph::{Block, BlockKind, Call, Over, Repeats};
use crate::guard::Expects;
use crate::keywords::Keyword as K;
use crate::procedure::{DatumIx, ElementIx, GuardIx};

impl<'d> Builder<'d> {
    /// What an activity has beyond its ways out: its scope, its members.
    pub(super) fn special(&mut self, element: ElementIx, table: &'d Table) {
        if self.layout.is_scope(element) {
            let kind = self.block_kind(table);
            let gathers = table.word(K::Order) == Some(K::InParallel) && !self.has_start(Some(element));
            let block = Block { kind, starts: self.starts_of(element), gathers, ..Block::default() };
            self.graph.special(element).block = Some(Box::new(block));
        }
        if let Some(repeats) = self.repeats(table) {
            self.graph.special(element).repeats = Some(Box::new(repeats));
        }
        self.quantities(element, table);
        self.throws(element, table);
        if let Some(call) = self.call(table) {
            self.graph.special(element).call = Some(Box::new(call));
        }
    }

    /// Another procedure that an activity calls, with what it is given and gives back.
    fn call(&mut self, table: &'d Table) -> Option<Call> {
        self.need(table, K::Start, K::Procedure);
        let code = table.text(K::Procedure)?.clone();
        self.begins_where_it_says(table, &code);
        Some(Call {
            code,
            version: table.text(K::Version).cloned(),
            start: given(table, K::Start).and_then(Node::as_text).cloned(),
            input: self.named_guards(table, K::Input),
            output: self.given_back(table),
        })
    }

    /// Own data, each from the datum of the called procedure that it names.
    fn given_back(&mut self, table: &'d Table) -> Vec<(DatumIx, Text)> {
        let mut given = Vec::new();
        for member in table.get(K::Output).map_or(&[][..], Node::as_map) {
            let Tree::Guard(text) = &member.node.value else { continue };
            match self.data.find(&member.name) {
                Some(datum) => given.push((DatumIx(datum), text.written.trim().into())),
                None => {
                    let problem = self.data.unknown(&member.name);
                    self.error(problem, member.name_span);
                }
            }
        }
        given
    }

    fn quantities(&mut self, element: ElementIx, table: &Table) {
        for key in [K::StartQuantity, K::CompletionQuantity] {
            let Some(node) = given(table, key) else { continue };
            let limit = self.options.limits.members_per_step;
            let Some(quantity) = self.count(table, key).filter(|quantity| (1..=limit).contains(quantity))
            else {
                self.error(ReferenceProblem::BadQuantity { key, limit }, node.span);
                continue;
            };
            let special = self.graph.special(element);
            match key {
                K::StartQuantity => special.start_quantity = quantity,
                _ => special.completion_quantity = quantity,
            }
        }
    }

    fn block_kind(&mut self, table: &'d Table) -> BlockKind {
        match table.word(K::Type) {
            Some(K::Transaction) => BlockKind::Transaction,
            Some(K::AdHoc) => BlockKind::AdHoc {
                one_at_a_time: table.word(K::Order) == Some(K::InSequence),
                completes_if: self.guard(table, K::CompletesIf, Expects::Bool),
                cancels_remaining: table
                    .get(K::CancelsRemaining)
                    .is_none_or(|node| !matches!(node.value, Tree::Bool(false))),
            },
            _ => BlockKind::Plain,
        }
    }

    /// How often an element is done, where it is more than once.
    fn repeats(&mut self, table: &'d Table) -> Option<Repeats> {
        if let Some(node) = given(table, K::ForEach) {
            self.exclude(table, K::ForEach, K::WhileMet);
            return self.for_each(table, node);
        }
        let loops = table.get(K::WhileMet).is_some();
        if !loops {
            self.need(table, K::TestBefore, K::WhileMet);
            self.need(table, K::Maximum, K::WhileMet);
            return None;
        }
        let condition = self.guard(table, K::WhileMet, Expects::Bool);
        let maximum = self.count(table, K::Maximum);
        let over = Over::While { condition, before: table.flag(K::TestBefore), maximum };
        Some(Repeats { over, parallel: false, member: None, completes_if: None })
    }

    fn for_each(&mut self, table: &'d Table, node: &'d Node) -> Option<Repeats> {
        let Some(block) = node.as_table() else {
            let member = node.as_text()?;
            let over = self.list_of(member, node)?;
            let completes_if = self.guard(table, K::CompletesIf, Expects::Bool);
            return Some(Repeats { over, parallel: false, member: Some(member.clone()), completes_if });
        };
        let over = match (block.get(K::List), block.get(K::Cardinality), block.get(K::Member)) {
            (Some(list), _, _) => Over::List(self.list_named(list)?),
            (None, Some(_), _) => match self.count(block, K::Cardinality) {
                Some(members) => Over::Fixed(members),
                None => Over::Count(self.cardinality(block)?),
            },
            (None, None, Some(member)) => self.list_of(member.as_text()?, member)?,
            (None, None, None) => {
                self.broken(ReferenceProblem::NothingToRepeat {}, node.span);
                return None;
            }
        };
        self.exclude(block, K::List, K::Cardinality);
        let member = block.text(K::Member).cloned();
        let parallel = block.word(K::Order) == Some(K::InParallel);
        let completes_if = self.guard(block, K::CompletesIf, Expects::Bool);
        Some(Repeats { over, parallel, member, completes_if })
    }

    /// A number of members: written, or a guard over the case data.
    fn cardinality(&mut self, block: &'d Table) -> Option<GuardIx> {
        self.guard(block, K::Cardinality, Expects::Kind(Kind::Integer))
    }

    fn list_named(&mut self, node: &Node) -> Option<DatumIx> {
        let id = node.as_text()?;
        match self.data.find(id) {
            Some(datum) => Some(DatumIx(datum)),
            None => {
                let problem = self.data.unknown(id);
                self.broken(problem, node.span);
                None
            }
        }
    }

    /// Whether something is said to be done once per member and a mistake in it keeps it from being so: that is told
    /// where it stands.
    pub(super) fn is_repeated_badly(&self, member: &str) -> bool {
        let is_named = |table: &Table| match table.get(K::ForEach) {
            Some(Node { value: Tree::Text(text), .. }) => **text == *member,
            Some(node) => {
                node.as_table().and_then(|each| each.text(K::Member)).is_some_and(|name| **name == *member)
            }
            None => false,
        };
        let declares = |table: &Table| table.text(K::Member).is_some_and(|name| **name == *member);
        let repeats = self.elements.others().any(|(_, other)| is_named(other.table))
            || self.elements.activities.iter().any(|table| is_named(table));
        repeats && self.data.tables().any(declares)
    }

    /// The list whose datum declares that member.
    fn list_of(&mut self, member: &str, node: &Node) -> Option<Over> {
        let declares = |table: &Table| table.text(K::Member).is_some_and(|name| **name == *member);
        let found = self.data.tables().position(declares);
        match found {
            Some(position) => Some(Over::List(DatumIx::at(position))),
            None => {
                self.broken(ReferenceProblem::UnknownMember { member: member.into() }, node.span);
                None
            }
        }
    }

    /// A whole number, zero or more.
    pub(super) fn count(&mut self, table: &Table, key: K) -> Option<u32> {
        let number = given(table, key)?.as_number()?.to_i64()?;
        u32::try_from(number).ok()
    }

    /// A repeated range of a flat list: a scope around it.
    pub(super) fn repetition(&mut self, element: ElementIx, other: Other<'d>) {
        debug_assert_eq!(other.kind, OtherKind::Repetition);
        let block = Block { starts: self.starts_of(element), ..Block::default() };
        let repeats = self.repeats(other.table);
        let special = self.graph.special(element);
        special.block = Some(Box::new(block));
        special.repeats = repeats.map(Box::new);
    }

    /// Puts every element into the scope it stands in, and tells where the case begins.
    pub(super) fn put_into_scopes(&mut self) {
        for position in 0..self.tables.len() {
            let element = ElementIx::at(position);
            // An event stands where the activity stands that it is attached to.
            let host = self.elements.other(element).and_then(|other| other.host);
            let stands = host.or(self.elements.host_of_interaction(element)).unwrap_or(element);
            if let Some(scope) = self.layout.scope(stands) {
                self.graph.put_inside(element, scope);
            }
        }
        self.graph.starts = self.begin_at();
        self.graph.gathers = self.layout.top_at_once && !self.has_start(None);
    }

    /// Data that belongs to the member of a repetition: declared with the `por_cada` that it says.
    pub(super) fn find_owners(&mut self) {
        for position in 0..self.data_list.len() {
            let Some(table) = self.data.tables().nth(position) else { continue };
            if let Some(entry) = table.entry(K::Inside) {
                self.exclude(table, K::Inside, K::ForEach);
                self.data_list[position].owner = self.owner(&entry.node);
                continue;
            }
            let Some(entry) = table.entry(K::ForEach) else { continue };
            let Some(member) = entry.node.as_text() else { continue };
            let owner = self.graph.repeated_by(member);
            if owner.is_none() && !self.is_repeated_badly(member) {
                let problem = ReferenceProblem::UnknownMember { member: member.clone() };
                self.error(problem, entry.node.span);
            }
            self.data_list[position].owner = owner;
        }
    }
}
