//! The case that an event begins: `abre`, with the procedure, the start in it and what it is given.
//!
//! Knows what can be said wrong of the procedure's own start; another procedure may be loaded later, or be replaced, and
//! is looked at when the event occurs.

use super::elements::OtherKind;
use super::{Builder, given};
use crate::diagnostic::ReferenceProblem;
use crate::document::Table;
use crate::graph::Opens;
use crate::keywords::Keyword as K;

impl<'d> Builder<'d> {
    /// The case that begins when an event occurs.
    pub(super) fn opens(&mut self, table: &'d Table) -> Option<Box<Opens>> {
        let opens = table.table(K::Opens)?;
        let code = opens.text(K::Procedure)?.clone();
        if self.root.table(K::Procedure).and_then(|head| head.text(K::Code)) == Some(&code)
            && given(opens, K::Version).is_none()
        {
            self.own_start(opens);
        }
        Some(Box::new(Opens {
            code,
            version: opens.text(K::Version).cloned(),
            start: opens.text(K::Start).cloned(),
            input: self.named_guards(opens, K::Input),
        }))
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
