//! The case that an event begins: `abre`, with the procedure, the start in it and what it is given.
//!
//! Knows what can be said wrong of the procedure's own start, which a call of itself may name too; another procedure may be loaded later, or be replaced, and
//! is looked at when the event occurs.

use super::elements::OtherKind;
use super::{Builder, given};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table};
use crate::graph::Opens;
use crate::keywords::Keyword as K;

impl<'d> Builder<'d> {
    /// The case that begins when an event occurs.
    pub(super) fn opens(&mut self, table: &'d Table) -> Option<Box<Opens>> {
        let opens = table.table(K::Opens)?;
        let code = opens.text(K::Procedure)?.clone();
        self.begins_where_it_says(opens, &code);
        Some(Box::new(Opens {
            code,
            version: opens.text(K::Version).cloned(),
            start: given(opens, K::Start).and_then(Node::as_text).cloned(),
            input: self.named_guards(opens, K::Input),
        }))
    }

    /// Where a procedure begins another case of itself or calls itself, the start it names is one it has.
    pub(super) fn begins_where_it_says(&mut self, table: &Table, code: &Text) {
        let head = self.root.table(K::Procedure);
        let own = head.and_then(|head| head.text(K::Code).or_else(|| head.text(K::Id)));
        if own == Some(code) && given(table, K::Version).is_none() {
            self.own_start(table);
        }
    }

    /// A case of this procedure can only begin where it has a start, or a wait that begins one.
    fn own_start(&mut self, opens: &Table) {
        let Some(node) = given(opens, K::Start) else { return };
        let Some(start) = node.as_text() else { return };
        if !self.begins_at(start) {
            self.error(ReferenceProblem::OpensNowhere { start: start.clone() }, node.span);
        }
    }

    fn begins_at(&self, name: &str) -> bool {
        let Some(element) = self.elements.find(name) else { return false };
        let is_start = self.elements.other(element).is_some_and(|other| other.kind == OtherKind::Start);
        let begins = || given(self.elements.table(element), K::Instantiates).is_some();
        self.layout.scope(element).is_none() && (is_start || begins())
    }
}
