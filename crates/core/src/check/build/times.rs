//! Lengths of time, cadences and deadlines: texts of the file become values of the calendar.

use std::ops::Range;

use super::{Builder, given};
use crate::calendar::{Anchor as Written, AnchorReference, Cadence, Deadline, Misread, parse_duration};
use crate::data::{Duration, Kind, Text};
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::procedure::{Anchor, DatumIx, DeadlineRule, ElementIx};
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn duration(&mut self, table: &Table, key: K) -> Option<Duration> {
        let node = given(table, key)?;
        let duration = parse_duration(time_text(node)?, self.language);
        let duration = duration.map_err(|misread| self.misread(misread, node)).ok()?;
        self.needs_holidays(duration, node.span);
        Some(duration)
    }

    /// A cadence is a printed fact: it is read to be sure that it says one thing.
    pub(super) fn cadence(&mut self, table: &Table) {
        let Some(node) = given(table, K::Frequency) else {
            return;
        };
        if let Some(text) = time_text(node)
            && let Err(misread) = Cadence::parse(text, self.language)
        {
            self.misread(misread, node);
        }
    }

    pub(super) fn deadline(&mut self, table: &Table, key: K) -> Option<DeadlineRule> {
        let node = given(table, key)?;
        let deadline = Deadline::parse(time_text(node)?, self.language);
        let deadline = deadline.map_err(|misread| self.misread(misread, node)).ok()?;
        self.needs_holidays(deadline.duration, node.span);
        let anchor = self.anchor(&deadline.anchor, node)?;
        Some(DeadlineRule { duration: deadline.duration, anchor })
    }

    fn anchor(&mut self, written: &Written, node: &Node) -> Option<Anchor> {
        match written {
            Written::CaseStart => Some(Anchor::Start),
            Written::StartOf(reference) => self.anchor_element(reference, node).map(Anchor::StartOf),
            Written::EndOf(reference) | Written::Activity(reference) => {
                self.anchor_element(reference, node).map(Anchor::Completed)
            }
            Written::Datum(reference) => self.anchor_datum(reference, node),
            Written::Opened => Some(Anchor::Opened),
        }
    }

    fn anchor_element(&mut self, reference: &AnchorReference, node: &Node) -> Option<ElementIx> {
        let found = self.elements.find(&reference.text);
        if found.is_none() {
            let problem = self.elements.unknown(&reference.text);
            self.error(problem, inside(node, &reference.range));
        }
        found
    }

    fn anchor_datum(&mut self, reference: &AnchorReference, node: &Node) -> Option<Anchor> {
        let span = inside(node, &reference.range);
        let Some(datum) = self.data.find(&reference.text) else {
            let problem = self.data.unknown(&reference.text);
            self.error(problem, span);
            return None;
        };
        let kind = self.data_list.get(datum as usize).map(|datum| datum.kind);
        if !matches!(kind, Some(Kind::Date | Kind::DateTime)) {
            let id = reference.text.clone();
            self.error(ReferenceProblem::AnchorWithoutDate { id }, span);
        }
        Some(Anchor::Datum(DatumIx(datum)))
    }

    pub(super) fn needs_holidays(&mut self, duration: Duration, span: Span) {
        if duration.is_working() && !self.has_holidays {
            self.error(ReferenceProblem::HolidaysNeeded {}, span);
        }
    }

    /// Decoding has said what is wrong with a text of the author; what the source prints is only read here.
    fn misread(&mut self, misread: Misread, node: &Node) {
        if self.printed.iter().any(|span| span.contains(node.span)) {
            self.error(misread.problem, inside(node, &misread.range));
        }
    }
}

fn time_text(node: &Node) -> Option<&Text> {
    match &node.value {
        Tree::Time(_, text) => Some(&text.written),
        _ => None,
    }
}

/// Part of a text in quotation marks, where it stands in the file.
fn inside(node: &Node, range: &Range<usize>) -> Span {
    let start = node.span.start as usize + 1;
    let part = Span::new(start + range.start, start + range.end);
    if node.span.contains(part) { part } else { node.span }
}
