//! Evidence in all its forms, and who signs it.

use super::activity::passes;
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
        let mut last = element;
        while let Some(block) = self.layout.parent(last).filter(|block| self.last_work(*block) == Some(last))
        {
            let around = self.elements.table(block);
            if around.get(K::Evidence).is_some() {
                let more = self.own_evidence(around);
                needs.extend(more.into_iter().filter(|need| !covers(&needs, need)).collect::<Vec<_>>());
            }
            last = block;
        }
        needs
    }

    /// The child with which a block ends: the last in file order that is somebody's work, or holds it.
    ///
    /// Where everything proceeds at the same time nobody knows before which will be the last.
    fn last_work(&self, block: ElementIx) -> Option<ElementIx> {
        let holds_work = |child: &ElementIx| {
            let holds = self.layout.is_block(*child) || passes(self.elements.table(*child)).is_none();
            holds && self.layout.beside(*child).is_none()
        };
        let children = self.layout.children(block);
        children.iter().rev().copied().find(holds_work).filter(|_| !self.layout.is_at_once(block))
    }

    /// The evidence of a block is asked of the activity it ends with; where there is none, it would never be.
    pub(super) fn evidence_of_block(&mut self, element: ElementIx, table: &Table) {
        let Some(entry) = table.entry(K::Evidence).filter(|entry| !entry.node.as_list().is_empty()) else {
            return;
        };
        let mut end = Some(element);
        while let Some(block) = end.filter(|block| self.layout.is_block(*block)) {
            end = self.last_work(block);
        }
        if end.is_none() {
            let (block, instead) = (K::Order, Some(K::Activity));
            self.error(ReferenceProblem::NotYetHere { key: K::Evidence, block, instead }, entry.key_span);
        }
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
                Some(EvidenceNeed { rule: Choice::All, options: vec![bare(record)], optional: false })
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
        Some(EvidenceNeed { rule, options, optional: table.flag(K::Optional) })
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
