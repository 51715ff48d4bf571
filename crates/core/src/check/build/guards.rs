//! Guards: collected while the procedure is built, compiled once every name is known.

use std::cell::Cell;

use super::Builder;
use crate::check::GuardForm;
use crate::data::{Kind, Text};
use crate::diagnostic::Diagnostic;
use crate::document::{Node, Table, Tree};
use crate::guard::{Expects, Guard, GuardSource, Mode, NameKind, Names};
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, DatumIx, ElementIx, GuardIx};
use crate::source::Span;

/// A guard that waits for all names to be known.
pub(super) struct GuardDraft<'d> {
    text: &'d Text,
    /// The inside of the quotation marks.
    span: Span,
    expects: Expects,
    /// The complex gateway whose condition it is.
    gateway: Option<u32>,
    /// The element in whose block of the file it stands.
    element: Option<ElementIx>,
}

impl<'d> Builder<'d> {
    /// The guard of a key, to be compiled later.
    pub(super) fn guard(&mut self, table: &'d Table, key: K, expects: Expects) -> Option<GuardIx> {
        let guard = self.guard_at(table.get(key)?, expects)?;
        if key == K::ActivatesIf
            && let Some(draft) = self.guards.last_mut()
        {
            draft.gateway = draft.element.map(|element| element.0);
        }
        Some(guard)
    }

    /// The guard that stands there, to be compiled later.
    pub(super) fn guard_at(&mut self, node: &'d Node, expects: Expects) -> Option<GuardIx> {
        let Tree::Guard(text) = &node.value else {
            return None;
        };
        let element = self.element_at_hand();
        self.guards.push(GuardDraft {
            text: &text.written,
            span: node.span,
            expects,
            gateway: None,
            element,
        });
        Some(GuardIx::at(self.guards.len() - 1))
    }

    /// Expressions by the names that they are handed on under.
    pub(super) fn named_guards(&mut self, table: &'d Table, key: K) -> Vec<(Text, GuardIx)> {
        let mut named = Vec::new();
        for member in table.get(key).map_or(&[][..], Node::as_map) {
            if let Tree::Guard(text) = &member.node.value {
                let (span, expects, element) = (member.node.span, Expects::Any, self.element_at_hand());
                let draft = GuardDraft { text: &text.written, span, expects, gateway: None, element };
                self.guards.push(draft);
                named.push((member.name.clone(), GuardIx::at(self.guards.len() - 1)));
            }
        }
        named
    }

    /// The element that is being built.
    fn element_at_hand(&self) -> Option<ElementIx> {
        self.tables.len().checked_sub(1).map(ElementIx::at)
    }

    /// The member of the nearest repetition around an element, itself included: whether there is one, and its kind.
    fn repetition_around(&self, element: ElementIx) -> (bool, Option<Kind>) {
        let mut repeated = false;
        let mut at = Some(element);
        while let Some(element) = at {
            if let Some(over) = self.graph.repeats_over(element) {
                repeated = true;
                if let Some(list) = over {
                    return (true, Some(self.kind_of_members(list)));
                }
            }
            at = self.layout.scope(element);
        }
        (repeated, None)
    }

    /// The entries of a declared list are texts; what is of any kind has entries of any kind.
    fn kind_of_members(&self, list: DatumIx) -> Kind {
        match self.data_list.get(list.index()).map(|datum| datum.kind) {
            Some(Kind::Any) => Kind::Any,
            _ => Kind::Text,
        }
    }

    /// Compiles all guards; where one fails there is no procedure, and their numbers no longer matter.
    pub(super) fn compile_guards(&mut self, activities: &[Activity]) -> Vec<Guard> {
        let drafts = std::mem::take(&mut self.guards);
        self.guard_spans = drafts.iter().map(|draft| draft.span).collect();
        let (misses, around, gateway) = (Cell::new(50), Cell::default(), Cell::default());
        let names = Known { builder: self, activities, misses, around, gateway };
        let mode = match self.options.guards {
            GuardForm::Auto => Mode::Auto,
            GuardForm::ScriptOnly => Mode::RhaiOnly,
        };
        let mut guards = Vec::with_capacity(drafts.len());
        let mut problems = Vec::new();
        for draft in &drafts {
            let limit = self.options.limits.guard_bytes;
            names.gateway.set(draft.gateway);
            let around = draft.element.map(|element| self.repetition_around(element));
            names.around.set(around.unwrap_or_default());
            let source = GuardSource { text: draft.text, language: self.language, limit };
            match Guard::compile(source, &draft.expects, &names, &self.options.vocabulary, mode) {
                Ok(guard) => guards.push(guard),
                Err(found) => problems.extend(found.into_iter().map(|problem| {
                    let span = inside(draft.span, &problem.range());
                    Diagnostic::error(problem, span)
                })),
            }
        }
        self.whole &= problems.is_empty();
        self.report.extend(problems);
        guards
    }
}

fn inside(span: Span, range: &std::ops::Range<usize>) -> Span {
    let start = span.start as usize;
    Span::new(start + range.start, start + range.end)
}

/// The names of the procedure, as guards look them up.
struct Known<'b, 'd> {
    builder: &'b Builder<'d>,
    activities: &'b [Activity],
    /// How many lists of suggestions are still given.
    misses: Cell<u32>,
    /// The complex gateway whose condition is compiled.
    gateway: Cell<Option<u32>>,
    /// Whether the guard at hand stands in a repetition, and the kind of its member.
    around: Cell<(bool, Option<Kind>)>,
}

impl Names for Known<'_, '_> {
    fn datum(&self, id: &str) -> Option<(u32, Kind)> {
        let datum = self.builder.data.find(id)?;
        Some((datum, self.builder.data_list.get(datum as usize)?.kind))
    }

    fn choices(&self, datum: u32) -> Vec<String> {
        let datum = self.builder.data_list.get(datum as usize);
        datum.map_or_else(Vec::new, |datum| datum.values.iter().map(ToString::to_string).collect())
    }

    fn indicator(&self, id: &str) -> Option<u32> {
        self.builder.indicators.find(id).or_else(|| {
            let measured = self.builder.indicator_list.iter().position(|indicator| &*indicator.id == id)?;
            u32::try_from(measured).ok()
        })
    }

    fn window(&self, id: &str) -> Option<u32> {
        self.builder.windows.find(id)
    }

    fn record(&self, id: &str) -> Option<u32> {
        self.builder.records.find(id)
    }

    fn activity(&self, number_or_id: &str) -> Option<u32> {
        self.builder.elements.find(number_or_id).map(|element| element.0)
    }

    fn answers(&self, activity: u32) -> Vec<String> {
        super::answer_ids(self.activities, activity)
    }

    fn event(&self, id: &str) -> Option<u32> {
        self.builder
            .elements
            .find(id)
            .filter(|element| self.builder.is_event(*element))
            .map(|element| element.0)
    }

    fn member(&self) -> Option<Kind> {
        self.around.get().1
    }

    fn in_repetition(&self) -> bool {
        self.around.get().0
    }

    fn gateway(&self) -> Option<u32> {
        self.gateway.get()
    }

    fn candidates(&self, of: NameKind) -> Vec<String> {
        let Some(left) = self.misses.get().checked_sub(1) else {
            return Vec::new();
        };
        self.misses.set(left);
        let all = |names: &super::Declared<'_>| names.ids().map(str::to_owned).collect();
        match of {
            NameKind::Datum => all(&self.builder.data),
            NameKind::Indicator => all(&self.builder.indicators),
            NameKind::Record => all(&self.builder.records),
            NameKind::Activity => self.activities.iter().map(|activity| activity.id.to_string()).collect(),
            NameKind::Event => self.builder.event_ids(),
            NameKind::Window => all(&self.builder.windows),
        }
    }
}
