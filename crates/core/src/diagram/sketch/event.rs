//! Events of a whole scope, and what comes of an event that leads nowhere.

use super::{Draft, FlowKind};
use crate::diagram::element::{Kind, Place, SubProcess, Trigger};
use crate::graph::Target;
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;
use crate::render::Word;

impl Draft<'_> {
    /// An event of a scope without activities of its own: a sub-process of an event that ends at once.
    ///
    /// BPMN has no way out of such a sub-process; where the work goes on elsewhere, an association shows it.
    pub(super) fn event_of_scope(&mut self, element: ElementIx, (trigger, interrupts): (Trigger, bool)) {
        let (id, name) = (self.reader.procedure.id(element).to_string(), self.event_name(element));
        let kind = Kind::SubProcess(SubProcess::Event);
        let shape = self.add(id, kind, name.clone(), (Some(element), self.graph.within(element)));
        let start =
            self.add_part(shape, "start", Kind::Event { place: Place::Start, trigger, interrupts }, name);
        self.origins[start].scope = Some(element);
        let effects = self.effects(element);
        let effects = if effects.is_empty() { self.reader.word(Word::End).to_owned() } else { effects };
        let end = self.add_part(shape, "end", plain_end(), effects);
        self.origins[end].scope = Some(element);
        self.line(start, end, FlowKind::Sequence);
        self.main[element.index()] = Some(shape);
        self.leave[element.index()] = Some(shape);
    }

    /// Where such an event leads on or back.
    pub(super) fn way_of_scope_event(&mut self, element: ElementIx) {
        let Some(from) = self.leave[element.index()] else { return };
        for (exit, way) in self.graph.exits_of(element) {
            let Target::Element(target) = way.target else { continue };
            let Some(to) = self.entry[target.index()] else { continue };
            let line = self.line(from, to, FlowKind::Association);
            self.sketch.flows[line].exit = Some(exit);
        }
    }

    /// What comes of an event besides the way it leads: a notice, another case, work done once more.
    pub(super) fn effects(&self, element: ElementIx) -> String {
        let Some(block) = self.reader.event_block(self.reader.procedure.id(element)) else {
            return String::new();
        };
        let said =
            |key, word| Some(format!("{} {}", self.reader.label(word), self.reader.value_of(block, key)?));
        let opens = block.table(K::Opens).and_then(|opens| self.reader.value_of(opens, K::Procedure));
        let opens = opens.map(|code| format!("{} {code}", self.reader.label(Word::OpensCase)));
        let told = self.reader.names_of(block, K::Notifies);
        let told = told.map(|names| format!("{} {names}", self.reader.label(Word::Notifies)));
        let effects = [said(K::Redo, Word::OnceMore), opens, told];
        effects.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// An end of nothing but its way.
pub(super) fn plain_end() -> Kind {
    Kind::Event { place: Place::End, trigger: Trigger::None, interrupts: true }
}
