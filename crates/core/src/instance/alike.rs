//! When two cases are alike for what comes next: what is open and held, and what guards may read; not when, not by whom.
//!
//! Knows which parts of a state bear on what can happen; identities of element instances do not, nor moments.
//! Read [`State::likeness`] first.

use std::fmt::Write as _;

use super::state::{Facts, State};
use crate::command::ItemId;
use crate::event::ItemKind;

impl State {
    /// A text that is the same of states in which the same can happen next; with facts, where a guard may read them.
    ///
    /// Guards that read moments see more than it says.
    pub(crate) fn likeness(&self, with_facts: bool) -> String {
        let mut lines: Vec<String> = Vec::new();
        for open in self.open.iter().filter(|open| open.kind != ItemKind::Subscription) {
            let mut line = format!("{}{:?}{:?}", open.element.0, open.kind, open.role);
            self.write_scopes(self.scope_of(open), &mut line);
            let extra = open.extra.as_deref();
            if let Some(extra) = extra {
                let _ = write!(line, "{:?}{:?}{:?}", extra.pending, extra.joint.answers, extra.met);
            }
            lines.push(line);
        }
        for held in self.arrivals() {
            let mut line = format!("j{}{:?}", held.join.0, held.flow);
            self.write_scopes(held.scope, &mut line);
            lines.push(line);
        }
        for inner in self.inner.iter() {
            let mut line = format!("s{:?}", inner.progress());
            self.write_scopes(inner.instance, &mut line);
            if with_facts {
                let beyond = inner.more.get().map(|beyond| (&beyond.allowed, &beyond.chosen));
                let _ = write!(line, "{:?}{:?}{beyond:?}", inner.counts, inner.data);
                write_facts(inner.facts.as_deref(), &mut line);
            }
            lines.push(line);
        }
        lines.sort_unstable();
        if with_facts {
            let mut line = format!("{:?}{:?}", self.root, self.data);
            write_facts(self.facts.as_deref(), &mut line);
            lines.push(line);
        }
        let mut told = lines.join(";");
        for child in self.calls() {
            let _ = write!(told, "({}{})", child.procedure.code(), child.state.likeness(with_facts));
        }
        told
    }

    /// The scopes that something stands in, from the inside out.
    fn write_scopes(&self, mut scope: ItemId, line: &mut String) {
        while let Some(inner) = self.inner(scope) {
            let _ = write!(line, "/{}.{}", inner.element.0, inner.index());
            scope = inner.parent;
        }
    }
}

fn write_facts(facts: Option<&Facts>, line: &mut String) {
    if let Some(Facts { indicators, answers, done, evidence, .. }) = facts {
        let _ = write!(line, "{indicators:?}{answers:?}{done:?}{evidence:?}");
    }
}
