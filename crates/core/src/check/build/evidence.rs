//! Evidence in all its forms, and who signs it.

use super::activity::passes;
use super::elements::OtherKind;
use super::{Builder, given};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::procedure::{Choice, ElementIx, EvidenceNeed, EvidenceOption, RecordIx, RoleIx, SignerNeed};

impl Builder<'_> {
    /// The evidence of an activity: its own or the default, that of its control point, and that of the blocks which
    /// end with it.
    pub(super) fn evidence(&mut self, element: ElementIx, table: &Table) -> Vec<EvidenceNeed> {
        let mut needs = self.own_evidence(table);
        let (mut inside, mut at_once) = (vec![element], None);
        let mut last = element;
        while let Some(block) =
            self.layout.parent(last).filter(|block| self.ends_with(*block).contains(&last))
        {
            at_once = Some(block).filter(|block| self.layout.is_at_once(*block)).or(at_once);
            let around = self.elements.table(block);
            if around.get(K::Evidence).is_some() {
                let mut more = self.evidence_asked_by(block, around);
                more.iter_mut().for_each(|need| need.at_end_of = at_once);
                self.ending.extend(at_once.iter().flat_map(|end| inside.iter().map(|child| (*end, *child))));
                needs.extend(more.into_iter().filter(|need| !covers(&needs, need)).collect::<Vec<_>>());
            }
            inside.push(block);
            last = block;
        }
        needs
    }

    /// The children with which a block ends, each somebody's work or holding it: the last in file order; all, where they
    /// proceed at the same time and nobody knows before which will be the last; none, where they are chosen or flows
    /// lead from one to another.
    fn ends_with(&self, block: ElementIx) -> Vec<ElementIx> {
        let holds_work = |child: &ElementIx| {
            let holds = self.layout.is_block(*child) || passes(self.elements.table(*child)).is_none();
            holds && self.layout.beside(*child).is_none()
        };
        let children = self.layout.children(block);
        let holding = children.iter().rev().copied().filter(holds_work);
        match self.layout.is_at_once(block) {
            false => holding.take(1).collect(),
            true if self.has_flows_inside(block) => Vec::new(),
            true => holding.collect(),
        }
    }

    /// Whether what stands in a block is led on by flows of its own, or chosen.
    fn has_flows_inside(&self, block: ElementIx) -> bool {
        let is_chosen = self.elements.table(block).word(K::Type) == Some(K::AdHoc);
        let leads_on = |child: &ElementIx| {
            let is_gateway =
                self.elements.other(*child).is_some_and(|other| other.kind == OtherKind::Gateway);
            is_gateway || self.elements.table(*child).get(K::Next).is_some()
        };
        is_chosen || self.layout.children(block).iter().any(leads_on)
    }

    /// The evidence of a block is asked of the activity it ends with; where there is none, it would never be.
    pub(super) fn evidence_of_block(&mut self, element: ElementIx, table: &Table) -> Vec<EvidenceNeed> {
        let Some(entry) = table.entry(K::Evidence).filter(|entry| !entry.node.as_list().is_empty()) else {
            return Vec::new();
        };
        let mut inside = vec![element];
        while let Some(block) = inside.pop_if(|block| self.layout.is_block(*block)) {
            let more = self.ends_with(block);
            inside.extend(more);
        }
        if inside.is_empty() {
            let block = self.elements.shown(element);
            self.error(ReferenceProblem::NotYetHere { key: K::Evidence, block }, entry.key_span);
        }
        if self.layout.is_at_once(element) { self.evidence_asked_by(element, table) } else { Vec::new() }
    }

    /// What a block asks, looked at once, however many activities it is asked of.
    fn evidence_asked_by(&mut self, block: ElementIx, table: &Table) -> Vec<EvidenceNeed> {
        if !self.asked.contains_key(&block) {
            let needs = self.own_evidence(table);
            self.asked.insert(block, needs);
        }
        self.asked.get(&block).cloned().unwrap_or_default()
    }

    /// Of each block whose evidence is asked of whichever is the last: what in it is such work or holds it, sorted.
    pub(super) fn ending(&mut self) -> Vec<(ElementIx, ElementIx)> {
        self.ending.sort_unstable();
        self.ending.dedup();
        std::mem::take(&mut self.ending)
    }

    /// What a block or an activity asks itself.
    ///
    /// `firman` beside it is for the evidence that does not say itself who signs.
    fn own_evidence(&mut self, table: &Table) -> Vec<EvidenceNeed> {
        let own = match table.get(K::Evidence) {
            Some(_) => table.list(K::Evidence),
            None => self.root.table(K::Defaults).map_or(&[][..], |defaults| defaults.list(K::Evidence)),
        };
        let mut needs: Vec<EvidenceNeed> = own.iter().filter_map(|node| self.need_of(node)).collect();
        let control = table.table(K::Control).map_or(&[][..], |control| control.list(K::Evidence));
        for node in control {
            let need = self.need_of(node);
            needs.extend(need.filter(|need| !covers(&needs, need)));
        }
        let signers = self.signers(table);
        let options = needs.iter_mut().flat_map(|need| &mut need.options);
        for option in options.filter(|option| option.signed_by.is_empty()) {
            option.signed_by.clone_from(&signers);
        }
        needs
    }

    fn need_of(&mut self, node: &Node) -> Option<EvidenceNeed> {
        match &node.value {
            Tree::Text(id) => {
                let record = self.record(id, node)?;
                Some(EvidenceNeed { options: vec![bare(record)], ..EvidenceNeed::of(Choice::All) })
            }
            Tree::Table(table) => self.need_of_table(table),
            _ => None,
        }
    }

    fn need_of_table(&mut self, table: &Table) -> Option<EvidenceNeed> {
        let (key, rule) = match [K::Record, K::OneOf, K::AnyOf].map(|key| table.get(key).is_some()) {
            [true, false, false] => (K::Record, Choice::All),
            [false, true, false] => (K::OneOf, Choice::OneOf),
            [false, false, true] => (K::AnyOf, Choice::AnyOf),
            [false, false, false] => {
                self.error(ReferenceProblem::EvidenceWithoutRecord {}, table.span);
                return None;
            }
            _ => {
                let pairs = [(K::Record, K::OneOf), (K::Record, K::AnyOf), (K::OneOf, K::AnyOf)];
                pairs.into_iter().any(|(first, second)| self.exclude(table, first, second));
                return None;
            }
        };
        let signed_by = self.signers(table);
        let nodes = table.list(key);
        self.not_empty(table, key);
        let records = nodes.iter().filter_map(|node| self.record(node.as_text()?, node));
        let options = records.map(|record| EvidenceOption { record, signed_by: signed_by.clone() }).collect();
        Some(EvidenceNeed { options, optional: table.flag(K::Optional), ..EvidenceNeed::of(rule) })
    }

    fn signers(&mut self, table: &Table) -> Vec<SignerNeed> {
        let mut all = Vec::new();
        let mut needs = Vec::new();
        for node in table.list(K::SignedBy) {
            match &node.value {
                Tree::Text(id) => all.extend(self.role(id, node)),
                Tree::Table(choice) => needs.extend(self.signer_choice(choice)),
                _ => {}
            }
        }
        if !all.is_empty() {
            needs.insert(0, SignerNeed { rule: Choice::All, roles: all });
        }
        needs
    }

    fn signer_choice(&mut self, table: &Table) -> Option<SignerNeed> {
        if self.exclude(table, K::OneOf, K::AnyOf) {
            return None;
        }
        let one = table.get(K::OneOf).is_some();
        let (key, rule) = if one { (K::OneOf, Choice::OneOf) } else { (K::AnyOf, Choice::AnyOf) };
        if table.get(key).is_none() {
            self.error(ReferenceProblem::EmptyChoice { key: K::SignedBy }, table.span);
            return None;
        }
        self.not_empty(table, key);
        Some(SignerNeed { rule, roles: self.roles(table, key) })
    }

    fn not_empty(&mut self, table: &Table, key: K) {
        if let Some(node) = given(table, key)
            && node.as_list().is_empty()
        {
            self.error(ReferenceProblem::EmptyChoice { key }, node.span);
        }
    }

    fn record(&mut self, id: &Text, node: &Node) -> Option<RecordIx> {
        let found = self.records.find(id);
        if found.is_none() {
            let problem = self.records.unknown(id);
            self.error(problem, node.span);
        }
        found.map(RecordIx)
    }

    pub(super) fn role(&mut self, id: &Text, node: &Node) -> Option<RoleIx> {
        let found = self.roles.find(id);
        if found.is_none() {
            let problem = self.roles.unknown(id);
            self.error(problem, node.span);
        }
        found.map(RoleIx)
    }

    /// The roles of a key that is told about elsewhere.
    pub(super) fn known_roles(&self, table: &Table, key: K) -> Vec<RoleIx> {
        let mut roles = Vec::new();
        for id in table.list(key).iter().filter_map(Node::as_text) {
            let role = self.roles.find(id).map(RoleIx);
            roles.extend(role.filter(|role| !roles.contains(role)));
        }
        roles
    }

    /// The roles of a key, each once, in their order.
    pub(super) fn roles(&mut self, table: &Table, key: K) -> Vec<RoleIx> {
        let mut roles = Vec::new();
        for node in table.list(key) {
            let role = node.as_text().and_then(|id| self.role(id, node));
            roles.extend(role.filter(|role| !roles.contains(role)));
        }
        roles
    }
}

fn bare(record: RecordIx) -> EvidenceOption {
    EvidenceOption { record, signed_by: Vec::new() }
}

/// Whether the activity already asks for the same record.
fn covers(needs: &[EvidenceNeed], need: &EvidenceNeed) -> bool {
    let mut asked = needs.iter().flat_map(|need| &need.options);
    need.options.len() == 1 && asked.any(|option| option.record == need.options[0].record)
}
