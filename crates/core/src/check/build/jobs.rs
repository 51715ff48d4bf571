//! Automatic work and what is computed: jobs, scripts, decision tables, data handed in and back.

use std::sync::Arc;

use super::{Builder, given, text};
use crate::data::{Kind, Text};
use crate::diagnostic::{Diagnostic, ReferenceProblem};
use crate::document::{Node, Table, Tree};
use crate::graph::Job;
use crate::guard::{Expects, is_reserved};
use crate::keywords::Keyword as K;
use crate::procedure::{ActivityKind, DatumIx, ElementIx, GuardIx};
use crate::table::{Column, DecisionTable, Gap, Hits, Row, cell};

/// What only automatic work and computing steps have.
pub(super) const KEYS: [K; 7] = [K::Job, K::Script, K::Computes, K::Table, K::Input, K::Output, K::Retries];

/// Rows that one table may have.
const MOST_ROWS: usize = 1_000;

/// What an activity is that no person does, and the key or word that says so.
pub(super) fn kind(table: &Table) -> Option<(ActivityKind, K)> {
    for key in [K::Job, K::Script] {
        if given(table, key).is_some() {
            return Some((ActivityKind::Job, key));
        }
    }
    let word = table.word(K::Type)?;
    let is_computed = || given(table, K::Computes).is_some() || given(table, K::Table).is_some();
    match word {
        K::Script => Some((ActivityKind::Automatic, word)),
        K::BusinessRule if is_computed() => Some((ActivityKind::Automatic, word)),
        K::Receive if table.get(K::Wait).is_some() => None,
        K::BusinessRule | K::Service | K::Send | K::Receive => Some((ActivityKind::Job, word)),
        _ => None,
    }
}

impl<'d> Builder<'d> {
    /// What an activity computes, and the job that it is.
    pub(super) fn automatic(&mut self, element: ElementIx, table: &'d Table, kind: ActivityKind) {
        let marks = table.marks();
        let is_job = kind == ActivityKind::Job;
        if !is_job && !KEYS.iter().any(|key| marks.may_have(*key)) {
            return;
        }
        self.exclude(table, K::Job, K::Script);
        // What jobs and called procedures are handed has names of their own.
        let has_own = is_job || kind == ActivityKind::Call;
        let (job, output) = if is_job {
            let (job, output) = self.job(table);
            (Some(Box::new(job)), output)
        } else {
            self.need(table, K::Retries, K::Job);
            (None, if has_own { Vec::new() } else { self.assigned(table, K::Output) })
        };
        let input = if has_own { Vec::new() } else { self.assigned(table, K::Input) };
        let computes = self.assigned(table, K::Computes);
        let rules = self.table_of(table);
        if job.is_none() && [&input, &output, &computes].iter().all(|list| list.is_empty()) && rules.is_none()
        {
            return;
        }
        let special = self.graph.special(element);
        (special.job, special.input, special.output) = (job, input, output);
        (special.computes, special.table) = (computes, rules);
    }

    fn job(&mut self, table: &'d Table) -> (Job, Vec<(DatumIx, GuardIx)>) {
        let (takes, output) = self.taken(table);
        let job = Job {
            name: table.text(K::Job).cloned().unwrap_or_else(|| text(table, K::Id)),
            input: self.named_guards(table, K::Input),
            attempts: self.count(table, K::Retries).unwrap_or(1).max(1),
            script: table.text(K::Script).cloned(),
            takes,
        };
        (job, output)
    }

    /// Data, each with the expression that gives its value.
    fn assigned(&mut self, table: &'d Table, key: K) -> Vec<(DatumIx, GuardIx)> {
        let mut assigned = Vec::new();
        for member in table.get(key).map_or(&[][..], Node::as_map) {
            if let Some(datum) = self.datum_named(&member.name, member.name_span)
                && let Some(guard) = self.guard_at(&member.node, self.expected_of(datum))
            {
                assigned.push((datum, guard));
            }
        }
        assigned
    }

    /// What a job gives back: a name alone is what the host calls it, anything else is computed from the case.
    #[expect(clippy::type_complexity, reason = "two lists that only its one caller takes apart")]
    fn taken(&mut self, table: &'d Table) -> (Option<Vec<(Text, DatumIx)>>, Vec<(DatumIx, GuardIx)>) {
        let Some(node) = given(table, K::Output) else { return (None, Vec::new()) };
        let (mut takes, mut output) = (Vec::new(), Vec::new());
        for member in node.as_map() {
            let Some(datum) = self.datum_named(&member.name, member.name_span) else { continue };
            match &member.node.value {
                Tree::Guard(guard) if is_name(&guard.written) => {
                    takes.push((guard.written.trim().into(), datum));
                }
                _ => {
                    let guard = self.guard_at(&member.node, self.expected_of(datum));
                    output.extend(guard.map(|guard| (datum, guard)));
                }
            }
        }
        (Some(takes), output)
    }

    fn datum_named(&mut self, id: &Text, span: crate::source::Span) -> Option<DatumIx> {
        let datum = self.data.find(id);
        if datum.is_none() {
            let problem = self.data.unknown(id);
            self.error(problem, span);
        }
        datum.map(DatumIx)
    }

    /// What an expression must give to be the value of a datum.
    fn expected_of(&self, datum: DatumIx) -> Expects {
        match self.data_list.get(datum.index()) {
            Some(datum) if datum.kind == Kind::Choice => {
                Expects::Choice(datum.values.iter().map(ToString::to_string).collect())
            }
            Some(datum) => Expects::Kind(datum.kind),
            None => Expects::Any,
        }
    }

    /// The block that a datum says it belongs to.
    pub(super) fn owner(&mut self, node: &Node) -> Option<ElementIx> {
        let id = node.as_text()?;
        let problem = match self.elements.find(id) {
            Some(block) if self.layout.is_block(block) => return Some(block),
            Some(_) => ReferenceProblem::NotABlock { id: id.clone() },
            None => ReferenceProblem::UnknownBlock { id: id.clone() },
        };
        self.error(problem, node.span);
        None
    }

    fn table_of(&mut self, table: &Table) -> Option<Arc<DecisionTable>> {
        let node = given(table, K::Table)?;
        let id = node.as_text()?;
        let Some(position) = self.rules.find(id) else {
            let problem = self.rules.unknown(id);
            self.error(problem, node.span);
            return None;
        };
        self.rule_list.get(position as usize)?.clone()
    }

    /// Reads every decision table and says what its rows leave out or say twice.
    pub(super) fn decision_tables(&mut self) {
        let tables: Vec<&Table> = self.rules.tables().collect();
        for table in tables {
            let before = self.report.len();
            let read = self.decision_table(table);
            if self.report.len() == before
                && let Some(read) = &read
            {
                self.prove(read, table);
            }
            self.rule_list.push(read.map(Arc::new));
        }
    }

    fn decision_table(&mut self, table: &'d Table) -> Option<DecisionTable> {
        let hits = match table.word(K::Matches) {
            Some(K::FirstRow) => Hits::First,
            Some(K::AllRows) => Hits::All,
            _ => Hits::One,
        };
        let inputs =
            self.columns(table, K::Input, |kind| !matches!(kind, Kind::List | Kind::Duration | Kind::Any));
        let outputs = self.columns(table, K::Output, |kind| hits != Hits::All || kind == Kind::List);
        let rows = table.list(K::Rows);
        if rows.len() > MOST_ROWS {
            let problem = ReferenceProblem::TooMany { what: K::Rows, limit: MOST_ROWS };
            self.error(problem, rows[MOST_ROWS].span);
            return None;
        }
        let id = text(table, K::Id);
        let mut read = DecisionTable { id, hits, inputs, outputs, rows: Vec::with_capacity(rows.len()) };
        for (position, row) in rows.iter().enumerate() {
            if let Some(row) = self.row(&read, position + 1, row) {
                read.rows.push(row);
            }
        }
        Some(read)
    }

    fn columns(&mut self, table: &Table, key: K, serves: impl Fn(Kind) -> bool) -> Vec<Column> {
        let mut columns = Vec::new();
        for (id, span) in table.texts(key) {
            let Some(datum) = self.datum_named(id, span) else { continue };
            let declared = &self.data_list[datum.index()];
            let (kind, choices) = (declared.kind, declared.values.clone());
            if !serves(kind) {
                let wants_list = key == K::Output;
                self.error(ReferenceProblem::BadColumn { column: id.clone(), wants_list }, span);
            }
            columns.push(Column { datum, id: id.clone(), kind, choices });
        }
        columns
    }

    fn row(&mut self, table: &DecisionTable, number: usize, node: &Node) -> Option<Row> {
        let cells = node.as_list();
        let wanted = table.inputs.len() + table.outputs.len();
        if cells.len() != wanted {
            let found = cells.len();
            let problem = ReferenceProblem::RowLength { table: table.id.clone(), row: number, found, wanted };
            self.error(problem, node.span);
            return None;
        }
        let (conditions, given) = cells.split_at(table.inputs.len());
        let language = self.language;
        let conditions = table.inputs.iter().zip(conditions);
        let when = conditions.map(|(column, node)| (column, node, cell::condition(node, column)));
        let when: Vec<_> =
            when.filter_map(|(column, node, read)| self.readable(column, node, true, read)).collect();
        let given = table.outputs.iter().zip(given);
        let then = given.map(|(column, node)| (column, node, cell::outcome(node, column, language)));
        let then: Vec<_> =
            then.filter_map(|(column, node, read)| self.readable(column, node, false, read)).collect();
        let whole = when.len() + then.len() == wanted;
        whole.then_some(Row { when, then })
    }

    fn readable<T>(
        &mut self,
        column: &Column,
        node: &Node,
        is_condition: bool,
        read: Option<T>,
    ) -> Option<T> {
        if read.is_none() {
            let (written, kind) = (cell::written(node), column.kind);
            let problem =
                ReferenceProblem::BadCell { column: column.id.clone(), written, kind, is_condition };
            self.error(problem, node.span);
        }
        read
    }

    /// Rows that exclude each other, no case left out, no row for nothing.
    fn prove(&mut self, read: &DecisionTable, table: &Table) {
        let span = |row: usize| table.list(K::Rows).get(row).map_or(table.span, |node| node.span);
        let id = || read.id.clone();
        if read.hits == Hits::One
            && let Some((first, second)) = read.overlap()
        {
            let problem = ReferenceProblem::RowsOverlap { table: id(), first: first + 1, second: second + 1 };
            self.error(problem, span(second));
        }
        if read.hits == Hits::First {
            for row in read.unreached() {
                let problem = ReferenceProblem::RowNeverReached { table: id(), row: row + 1 };
                self.report.push(Diagnostic::remark(problem, span(row)));
            }
        }
        let problem = match read.gap() {
            _ if read.hits == Hits::All => return,
            Gap::None => return,
            Gap::Case(example) => ReferenceProblem::RowsGap { table: id(), example: example.into() },
            Gap::Undecided => ReferenceProblem::TableUndecided { table: id() },
        };
        let place = super::declared::place(table, K::Rows);
        self.report.push(Diagnostic::remark(problem, place));
    }
}

/// Whether an expression is one name and nothing else.
fn is_name(written: &str) -> bool {
    let name = written.trim();
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && !is_reserved(name)
}
