//! Answers and their ways: what follows SI, NO, another answer, a nonconformity.

use super::declared::place;
use super::{Builder, given};
use crate::data::Text;
use crate::diagnostic::{Nearest, ReferenceProblem};
use crate::document::{Node, Table, Tree};
use crate::graph::{Target, Way};
use crate::guard::Expects;
use crate::keywords::Keyword as K;
use crate::procedure::{Answer, ElementIx, ExitIx, RoleIx};
use crate::source::Span;

/// The keys that say where an answer leads; one of them stands in each.
const WAYS: [K; 4] = [K::BackTo, K::OnTo, K::Repeat, K::EndsCase];

/// An answer as it stands in the file.
pub(super) struct Outcome<'t> {
    pub(super) from: ElementIx,
    /// What people read; none for a nonconformity.
    pub(super) shown: Option<Text>,
    pub(super) table: &'t Table,
}

impl<'d> Builder<'d> {
    /// The answers of a question, with their exits: SI, NO, then the others in file order.
    pub(super) fn answers(&mut self, from: ElementIx, table: &'d Table) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (key, word) in [(K::Yes, K::AnswerYes), (K::No, K::AnswerNo)] {
            if let Some(node) = table.get(key) {
                let shown: Text = word.word(self.language).into();
                answers.extend(self.answer(from, key.en().into(), shown, node));
            }
        }
        for node in table.list(K::Answer) {
            if let Some(block) = node.as_table() {
                answers.extend(self.other_answer(from, block, node, &answers));
            }
        }
        answers
    }

    fn other_answer(
        &mut self,
        from: ElementIx,
        block: &'d Table,
        node: &'d Node,
        known: &[Answer],
    ) -> Option<Answer> {
        let id = block.text(K::Id)?.clone();
        if known.iter().any(|answer| answer.id == id) {
            self.broken(ReferenceProblem::DuplicateAnswer { id }, place(block, K::Id));
            return None;
        }
        if matches!(&*id, "yes" | "no" | "si") {
            self.broken(ReferenceProblem::ReservedName { name: id.clone() }, place(block, K::Id));
        }
        let shown = block.text(K::Text).unwrap_or(&id).clone();
        self.answer(from, id, shown, node)
    }

    fn answer(&mut self, from: ElementIx, id: Text, text: Text, node: &'d Node) -> Option<Answer> {
        let table = match &node.value {
            Tree::Table(table) => table,
            Tree::Undefined | Tree::Blank => return self.blank(from, Some(&text), node),
            _ => return None,
        };
        let exit = self.outcome(&Outcome { from, shown: Some(text.clone()), table })?;
        let (confirmed_by, notifies) = self.told_by(table);
        Some(Answer { id, text, exit, confirmed_by, notifies })
    }

    /// The exit of an answer, or of a nonconformity.
    pub(super) fn outcome(&mut self, outcome: &Outcome<'d>) -> Option<ExitIx> {
        let table = outcome.table;
        let (key, node) = self.way_key(outcome)?;
        let (target, counted) = match key {
            K::Repeat => (Target::Element(outcome.from), true),
            K::EndsCase => (Target::CaseEnd, false),
            _ => self.aim(outcome, key, node)?,
        };
        if counted {
            self.check_cancels(outcome.from, target, (table, node.span));
        }
        let maximum = self.maximum(table, counted, node.span);
        let enabled_if = self.guard(table, K::EnabledIf, Expects::Bool);
        let after = self.duration(table, K::After);
        if matches!(target, Target::End | Target::CaseEnd) {
            let ends = if target == Target::End { K::End } else { K::EndsCase };
            if let Some(entry) = table.entry(K::After) {
                self.error(ReferenceProblem::Conflict { first: ends, second: K::After }, entry.key_span);
            }
        }
        Some(self.leave(Way { maximum, enabled_if, after, ..Way::to(target) }, node.span))
    }

    /// A return that leaves parallel work cancels it, and the file says so.
    pub(super) fn check_cancels(&mut self, from: ElementIx, target: Target, (table, span): (&Table, Span)) {
        if let (Target::Element(to), false) = (target, table.flag(K::CancelsOthers))
            && let Some(block) = self.leaves_parallel(from, to)
        {
            let (target, block) = (self.elements.shown(to), self.elements.shown(block));
            self.broken(ReferenceProblem::ReturnCancels { target, block }, span);
        }
    }

    pub(super) fn leave(&mut self, way: Way, span: Span) -> ExitIx {
        self.exit_spans.push(span);
        self.graph.leave(way)
    }

    /// Which of the four ways an answer takes.
    fn way_key(&mut self, outcome: &Outcome<'d>) -> Option<(K, &'d Node)> {
        let table = outcome.table;
        let says = |key: &K| match table.get(*key) {
            Some(node) => !matches!(node.value, Tree::Bool(false)),
            None => false,
        };
        let mut said = WAYS.into_iter().filter(says);
        let (first, second) = (said.next(), said.next());
        if let (Some(first), Some(second)) = (first, second) {
            self.whole = false;
            self.exclude(table, first, second);
            return None;
        }
        if first.is_none() {
            self.whole = false;
            let from = self.elements.shown(outcome.from);
            let answer = outcome.shown.clone().unwrap_or_else(|| K::Nonconforming.word(self.language).into());
            self.error(ReferenceProblem::AnswerWithoutWay { from, answer }, table.span);
        }
        let key = first?;
        Some((key, table.get(key)?))
    }

    /// The target of `regresa_a` or `continua_en`, and whether the way there is counted.
    fn aim(&mut self, outcome: &Outcome<'_>, key: K, node: &Node) -> Option<(Target, bool)> {
        let target = self.target(outcome.from, key, node, outcome.shown.as_ref())?;
        let Target::Element(to) = target else {
            if key == K::BackTo {
                self.broken(ReferenceProblem::Conflict { first: K::BackTo, second: K::End }, node.span);
            }
            return Some((target, false));
        };
        if !self.elements.is_activity(to) {
            return Some((target, key == K::BackTo));
        }
        let as_printed = self.printed.iter().any(|span| span.contains(node.span));
        if as_printed {
            return Some((target, key == K::BackTo && to <= outcome.from));
        }
        if let Some(problem) = self.direction(outcome.from, to, key) {
            self.broken(problem, node.span);
        }
        Some((target, key == K::BackTo))
    }

    /// Where a reference leads.
    pub(super) fn target(
        &mut self,
        from: ElementIx,
        way: K,
        node: &Node,
        answer: Option<&Text>,
    ) -> Option<Target> {
        match &node.value {
            Tree::Word(K::End) => return Some(Target::End),
            Tree::Undefined | Tree::Blank => return self.blank(from, answer, node),
            _ => {}
        }
        let target = node.reference_text()?;
        if let Some(element) = self.elements.find(&target) {
            if let Some(problem) = self.left_badly(from, element, way) {
                self.broken(problem, node.span);
                return None;
            }
            if let Some(block) = self.entered_from_outside(from, element) {
                let block = self.elements.shown(block);
                self.broken(ReferenceProblem::EntersBlock { target, block }, node.span);
                return None;
            }
            if self.elements.host_of_interaction(element).is_some() {
                self.broken(ReferenceProblem::LeadsToInteraction { id: target }, node.span);
                return None;
            }
            if self.layout.stands_apart(element) {
                self.broken(ReferenceProblem::OnlyUndoes { id: target }, node.span);
                return None;
            }
            return Some(Target::Element(self.layout.entry(element)));
        }
        if [K::Blank.es(), K::Blank.en()].contains(&&*target) {
            return self.blank(from, answer, node);
        }
        let (nearest, known) = (self.end_meant(&target), self.elements.known());
        let nearest = nearest.or_else(|| self.elements.nearest(&target));
        let from = self.elements.shown(from);
        self.broken(ReferenceProblem::UnknownTarget { from, way, target, nearest, known }, node.span);
        None
    }

    /// What is wrong with a way that leaves a scope: only a return may, and `fin` is how the rest is left.
    fn left_badly(&self, from: ElementIx, target: ElementIx, way: K) -> Option<ReferenceProblem> {
        let shown = |element: ElementIx| self.elements.shown(element);
        if let (K::BackTo | K::OnTo, Some(parent)) = (way, self.layout.parent(from))
            && self.layout.parent(target) == Some(parent)
            && self.layout.is_at_once(parent)
            && from != target
        {
            return Some(ReferenceProblem::BetweenParallel { from: shown(from), to: shown(target) });
        }
        let scope = self.layout.scope(from)?;
        let around = self.layout.scope(target);
        if way == K::BackTo
            || around == Some(scope)
            || target == scope
            || self.layout.is_inside(target, scope)
        {
            return None;
        }
        Some(ReferenceProblem::LeavesBlock { target: shown(target), block: shown(scope) })
    }

    /// The parallel block that a return would leave with everything in it, where the file does not say that it may.
    pub(super) fn leaves_parallel(&self, from: ElementIx, target: ElementIx) -> Option<ElementIx> {
        let around = self.layout.scope(target);
        let mut at = self.layout.scope(from);
        let mut below = from;
        while at != around {
            let scope = at?;
            if self.layout.is_at_once(scope) || self.is_repeated_at_once(scope) {
                return Some(scope);
            }
            below = scope;
            at = self.layout.scope(scope);
        }
        self.is_repeated_at_once(below).then_some(below).filter(|below| *below == from && from != target)
    }

    fn is_repeated_at_once(&self, element: ElementIx) -> bool {
        let for_each = self.elements.table(element).table(K::ForEach);
        for_each.is_some_and(|block| block.word(K::Order) == Some(K::InParallel))
    }

    /// The scope that a way would enter other than by its beginning.
    fn entered_from_outside(&self, from: ElementIx, target: ElementIx) -> Option<ElementIx> {
        let scope = self.layout.scope(target)?;
        let mut around = Some(from);
        while let Some(element) = around {
            if element == scope || self.layout.scope(element) == Some(scope) {
                return None;
            }
            around = self.layout.scope(element);
        }
        Some(scope)
    }

    /// The word for the end, where a file names it in the other language.
    fn end_meant(&self, target: &str) -> Option<Nearest> {
        let meant = target == K::End.word(self.language.other());
        meant.then(|| Nearest { id: K::End.word(self.language).into(), name: Text::default() })
    }

    fn blank<T>(&mut self, from: ElementIx, answer: Option<&Text>, node: &Node) -> Option<T> {
        let word = if matches!(node.value, Tree::Undefined) { K::Undefined } else { K::Blank };
        let from = self.elements.shown(from);
        self.broken(ReferenceProblem::BlankTarget { from, answer: answer.cloned(), word }, node.span);
        None
    }

    /// What is wrong with the direction of a way between two activities.
    fn direction(&self, from: ElementIx, to: ElementIx, key: K) -> Option<ReferenceProblem> {
        let shown = |element| self.elements.shown(element);
        let back = key == K::BackTo;
        Some(match (back, to.cmp(&from)) {
            (true, std::cmp::Ordering::Less) | (false, std::cmp::Ordering::Greater) => return None,
            (true, std::cmp::Ordering::Equal) => {
                ReferenceProblem::BackToItself { from: shown(from), before: self.elements.beside(from, -1) }
            }
            (false, std::cmp::Ordering::Equal) => {
                ReferenceProblem::OnToItself { from: shown(from), after: self.elements.beside(from, 1) }
            }
            (true, _) => {
                let swapped = self.swapped(to, |other| other < from);
                ReferenceProblem::BackToLater { from: shown(from), to: shown(to), swapped }
            }
            (false, _) => {
                let swapped = self.swapped(to, |other| other > from);
                ReferenceProblem::OnToEarlier { from: shown(from), to: shown(to), swapped }
            }
        })
    }

    /// The number with its digits the other way round, where that would be right.
    fn swapped(&self, to: ElementIx, fits: impl Fn(ElementIx) -> bool) -> Option<Text> {
        let number = self.elements.shown(to);
        let digits = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
        let turned: String = number.chars().rev().collect();
        let found = self.elements.find(&turned).filter(|_| digits)?;
        fits(found).then(|| turned.into())
    }

    /// How many returns are allowed, for a way that is counted.
    pub(super) fn maximum(&mut self, table: &Table, counted: bool, way: Span) -> Option<u32> {
        let limit = self.options.limits.returns_per_exit;
        let Some(node) = given(table, K::Maximum) else {
            return counted.then_some(limit);
        };
        if !counted {
            if !self.printed.iter().any(|span| span.contains(way)) {
                self.error(ReferenceProblem::MaximumWithoutReturn {}, node.span);
            }
            return None;
        }
        let number = node.as_number().and_then(|number| number.to_i64());
        let maximum = number.and_then(|number| u32::try_from(number).ok());
        if maximum.is_none_or(|maximum| maximum > limit) {
            let written = node.reference_text().unwrap_or_default();
            self.error(ReferenceProblem::MaximumTooHigh { maximum: written, limit }, node.span);
        }
        Some(maximum.unwrap_or(limit))
    }

    /// Who confirms what leads this way, and who is told of it.
    pub(super) fn told_by(&mut self, table: &Table) -> (Option<RoleIx>, Vec<RoleIx>) {
        (self.one_role(table, K::ConfirmedBy), self.roles(table, K::Notifies))
    }
}
