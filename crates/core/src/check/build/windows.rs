//! Windows of measurement, and which indicators an activity asks in which of them.
//!
//! Knows that an indicator in a window is an indicator of its own, called `id[window]`, beside the one that is declared.
//! Does not know any moment of a case: when a window is open is counted when somebody looks.

use super::activity::asked;
use super::{Builder, given, printed_name, text};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table};
use crate::keywords::Keyword as K;
use crate::procedure::{Anchor, Capture, DeadlineRule, Indicator, IndicatorIx, Window, WindowIx};

impl Builder<'_> {
    /// The windows that are declared.
    pub(super) fn window_list(&mut self) -> Vec<Window> {
        let tables: Vec<&Table> = self.windows.tables().collect();
        let mut windows = Vec::with_capacity(tables.len());
        for table in tables {
            let (from, until) = (self.edge(table, K::From), self.edge(table, K::Until));
            if given(table, K::From).is_none() && given(table, K::Until).is_none() {
                self.error(ReferenceProblem::WindowWithoutTime { id: text(table, K::Id) }, table.span);
            }
            windows.push(Window { id: text(table, K::Id), name: printed_name(table), from, until });
        }
        windows
    }

    /// An edge of a window; without an anchor it is counted from the start of the case.
    fn edge(&mut self, table: &Table, key: K) -> Option<DeadlineRule> {
        let rule = self.deadline(table, key)?;
        Some(match rule.anchor {
            Anchor::Opened => DeadlineRule { anchor: Anchor::Start, ..rule },
            _ => rule,
        })
    }

    /// The indicators that completing an activity asks, each in the window meant, or in all that it is declared for.
    pub(super) fn measures(&mut self, table: &Table) -> Vec<Capture<IndicatorIx>> {
        let mut measures = Vec::new();
        for node in table.list(K::Measures) {
            let block = node.as_table();
            let window = block.and_then(|block| given(block, K::Window));
            let keys = block.is_some_and(|block| block.get(K::Indicators).is_some());
            let (named, optional) = asked(node, if keys { K::Indicators } else { K::Indicator });
            let what = match window {
                Some(window) => self.in_window(window, &named),
                None => named.into_iter().flat_map(|(id, node)| self.in_own_windows(id, node)).collect(),
            };
            measures.extend(what.into_iter().map(|what| Capture { what, optional }));
        }
        measures
    }

    /// Indicators in a window: those named, else all that are declared for it.
    fn in_window(&mut self, window: &Node, named: &[(&Text, &Node)]) -> Vec<IndicatorIx> {
        let Some(id) = window.as_text() else { return Vec::new() };
        let Some(place) = self.windows.find(id) else {
            let problem = self.windows.unknown(id);
            self.error(problem, window.span);
            return Vec::new();
        };
        if named.is_empty() {
            let tables = self.indicators.tables().enumerate();
            let measured = tables.filter(|(_, table)| table.texts(K::Window).any(|(own, _)| own == id));
            let measured: Vec<usize> = measured.map(|(position, _)| position).collect();
            let all = measured.into_iter().map(IndicatorIx::at);
            return all.map(|indicator| self.windowed(indicator, WindowIx(place))).collect();
        }
        let found: Vec<IndicatorIx> = named.iter().filter_map(|(id, node)| self.declared(id, node)).collect();
        found.into_iter().map(|indicator| self.windowed(indicator, WindowIx(place))).collect()
    }

    /// An indicator in each window it is declared for; itself where it is declared for none.
    fn in_own_windows(&mut self, id: &Text, node: &Node) -> Vec<IndicatorIx> {
        let Some(indicator) = self.declared(id, node) else { return Vec::new() };
        let Some(table) = self.indicators.tables().nth(indicator.index()) else { return Vec::new() };
        let own: Vec<WindowIx> =
            table.texts(K::Window).filter_map(|(id, _)| self.windows.find(id)).map(WindowIx).collect();
        match own[..] {
            [] => vec![indicator],
            _ => own.into_iter().map(|window| self.windowed(indicator, window)).collect(),
        }
    }

    fn declared(&mut self, id: &Text, node: &Node) -> Option<IndicatorIx> {
        let found = self.indicators.find(id).map(IndicatorIx);
        if found.is_none() {
            let problem = self.indicators.unknown(id);
            self.error(problem, node.span);
        }
        found
    }

    /// An indicator in one window: an indicator of its own.
    fn windowed(&mut self, indicator: IndicatorIx, window: WindowIx) -> IndicatorIx {
        let within = Some((indicator, window));
        if let Some(known) = self.windowed.get(&(indicator, window)) {
            return *known;
        }
        let place = self.windows.tables().nth(window.index());
        let (id, name) = place.map(|table| (text(table, K::Id), printed_name(table))).unwrap_or_default();
        let own = &self.indicator_list[indicator.index()];
        let made = Indicator {
            id: format!("{}[{id}]", own.id).into(),
            name: format!("{} ({name})", own.name).into(),
            within,
            ..own.clone()
        };
        self.indicator_list.push(made);
        let made = IndicatorIx::at(self.indicator_list.len() - 1);
        self.windowed.insert((indicator, window), made);
        made
    }

    /// What a file says of the windows and members of its indicators names what there is.
    pub(super) fn check_indicators(&mut self) {
        let tables: Vec<&Table> = self.indicators.tables().collect();
        for table in tables {
            for (id, span) in table.texts(K::Window) {
                if self.windows.find(id).is_none() {
                    let problem = self.windows.unknown(id);
                    self.error(problem, span);
                }
            }
            if let Some(node) = given(table, K::ForEach)
                && let Some(member) = node.as_text()
                && self.graph.repeated_by(member).is_none()
                && !self.is_repeated_badly(member)
            {
                self.error(ReferenceProblem::UnknownMember { member: member.clone() }, node.span);
            }
        }
    }
}
