//! Builds a procedure from its document: names become integers, answers become exits, guards become programs.
//!
//! Knows how each key of a file becomes a part of a procedure, and says everything that cannot.
//! Does not know how a file is read (`document`) nor whether the graph makes sense (`rules`).
//! Read [`build`] first, then [`Builder`].

mod activity;
mod beside;
mod blocks;
mod declared;
mod digests;
mod elements;
mod events;
mod evidence;
mod flow;
mod guards;
mod head;
mod interaction;
mod jobs;
mod keeps;
mod layout;
mod messages;
mod milestones;
mod opens;
mod outcome;
mod participants;
mod straight;
mod throws;
mod times;
mod undoing;
mod windows;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Options;
use crate::data::Text;
use crate::diagnostic::{Diagnostic, Grade, Named, Problem, ReferenceProblem};
use crate::document::{Document, Node, Table};
use crate::graph::{Draft, Graph};
use crate::keywords::Keyword as K;
use crate::procedure::{
    Activity, ElementIx, EvidenceNeed, Finding, Gateway, Indicator, IndicatorIx, Milestone, Procedure, Role,
    Shares, WindowIx,
};
use crate::source::{Language, Span};
use declared::Declared;
use elements::Elements;
use guards::GuardDraft;
use layout::Layout;

/// What came of a document.
#[derive(Debug)]
pub(super) struct Built<'d> {
    pub(super) procedure: Option<Procedure>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether ids, ways and guards are all understood, so that rules may look at the graph.
    pub(super) whole: bool,
    pub(super) tables: Vec<&'d Table>,
    pub(super) exit_spans: Vec<Span>,
    /// By guard: where it stands.
    pub(super) guard_spans: Vec<Span>,
}

/// Builds the procedure of a document; `printed` are the places where findings say what the source prints.
pub(super) fn build<'d>(document: &'d Arc<Document>, options: &'d Options, printed: &'d [Span]) -> Built<'d> {
    let mut builder = Builder::new(document, options, printed);
    let head = builder.head();
    builder.decision_tables();
    let activities = builder.activities();
    let gateways = builder.others();
    builder.put_into_scopes();
    builder.compensations();
    builder.find_owners();
    builder.check_starts();
    let participants = builder.participants();
    builder.check_indicators();
    let guards = builder.compile_guards(&activities);
    builder.check_flows();
    let windows = builder.window_list();
    let keeps = builder.keeps((&head, &windows), &activities, &guards);
    let milestones = builder.milestone_list();
    let graph = std::mem::take(&mut builder.graph);
    let graph = graph.finish(
        |element| keeps::is_plain(&activities, &keeps, element),
        |element| straight::asked(&activities, element),
    );
    let shares = shares(&graph, &activities, &milestones);
    let forks = straight::forks(&graph, &guards, activities.len());
    let digests = digests::digests(document, options, head.holidays, &builder.elements.numbers);
    let procedure = Procedure {
        roles: builder.role_list(),
        records: builder.records.named(),
        indicators: std::mem::take(&mut builder.indicator_list),
        data: std::mem::take(&mut builder.data_list),
        milestones,
        shares,
        windows,
        findings: findings(document),
        references: builder.elements.take_references(),
        reading: options.reading,
        unfit: Vec::new(),
        document: Arc::clone(document),
        head,
        activities,
        gateways,
        participants,
        graph,
        guards,
        forks,
        digests,
        keeps,
        ending: builder.ending(),
    };
    Built {
        procedure: Some(procedure),
        diagnostics: builder.report,
        whole: builder.whole,
        tables: builder.tables,
        exit_spans: builder.exit_spans,
        guard_spans: builder.guard_spans,
    }
}

/// The milestones that may concern a procedure: its own, or any where it calls others.
fn shares(graph: &Graph, activities: &[Activity], milestones: &[Milestone]) -> Shares {
    if graph.specials.iter().any(|special| special.call.is_some()) {
        return Shares::Any;
    }
    let own = activities.iter().filter_map(|activity| activity.milestone.clone());
    let own: BTreeSet<Text> = own.chain(milestones.iter().map(|milestone| milestone.id.clone())).collect();
    Shares::Own(own.into_iter().collect())
}

/// A procedure while it is built.
struct Builder<'d> {
    root: &'d Table,
    options: &'d Options,
    /// The language of the file.
    language: Language,
    /// Where findings say what the source prints: there a wrong direction is the source's, not the author's.
    printed: &'d [Span],
    report: Vec<Diagnostic>,
    whole: bool,
    roles: Declared<'d>,
    records: Declared<'d>,
    data: Declared<'d>,
    indicators: Declared<'d>,
    indicator_list: Vec<Indicator>,
    data_list: Vec<crate::procedure::Datum>,
    elements: Elements<'d>,
    layout: Layout,
    graph: Draft,
    exit_spans: Vec<Span>,
    tables: Vec<&'d Table>,
    /// Exclusive gateways that stand for conditions written on an activity.
    implied: Vec<flow::Implied<'d>>,
    /// Where the flows of starts, events and alternatives lead that have been asked for.
    flows_known: std::collections::BTreeMap<crate::procedure::ElementIx, Option<crate::graph::Target>>,
    guards: Vec<GuardDraft<'d>>,
    /// By guard: where it stands; known once all are compiled.
    guard_spans: Vec<Span>,
    /// Whether the head says which days are not worked.
    has_holidays: bool,
    /// Decision tables as they are declared, and what they came to.
    rules: Declared<'d>,
    rule_list: Vec<Option<Arc<crate::table::DecisionTable>>>,
    milestones: Declared<'d>,
    windows: Declared<'d>,
    /// Indicators in the windows in which they are measured.
    windowed: std::collections::BTreeMap<(IndicatorIx, WindowIx), IndicatorIx>,
    /// What the blocks ask that have been looked at.
    asked: std::collections::BTreeMap<ElementIx, Vec<EvidenceNeed>>,
    /// Of each block whose evidence is asked of whichever of its work is the last: what in it is such work or holds it.
    ending: Vec<(ElementIx, ElementIx)>,
}

impl<'d> Builder<'d> {
    fn new(document: &'d Document, options: &'d Options, printed: &'d [Span]) -> Self {
        let root = &document.root;
        let mut report = Vec::new();
        let people = root.tables(K::Role).chain(root.tables(K::Team));
        let roles = Declared::new(Named::Role, people, &mut report);
        let records = Declared::new(Named::Record, root.tables(K::Record), &mut report);
        let data = Declared::new(Named::DataItem, root.tables(K::DataItem), &mut report);
        let indicators = Declared::new(Named::Indicator, root.tables(K::Indicator), &mut report);
        let rules = Declared::new(Named::Table, root.tables(K::Table), &mut report);
        let milestones = Declared::new(Named::Milestone, root.tables(K::Milestone), &mut report);
        let windows = Declared::new(Named::Window, root.tables(K::Window), &mut report);
        let elements = Elements::new(root, document.language, &mut report);
        let before = report.len();
        let at_once = root.table(K::Procedure).and_then(|head| head.word(K::Order)) == Some(K::InParallel);
        let layout = Layout::new(&elements, at_once, &mut report);
        let whole = elements.is_whole() && report.len() == before;
        let mut builder = Builder {
            root,
            options,
            language: document.language,
            printed,
            report,
            whole,
            roles,
            records,
            data,
            indicators,
            indicator_list: Vec::new(),
            data_list: Vec::new(),
            elements,
            layout,
            graph: Draft::default(),
            exit_spans: Vec::new(),
            tables: Vec::new(),
            implied: Vec::new(),
            flows_known: std::collections::BTreeMap::new(),
            guards: Vec::new(),
            guard_spans: Vec::new(),
            has_holidays: false,
            rules,
            rule_list: Vec::new(),
            milestones,
            windows,
            windowed: std::collections::BTreeMap::new(),
            asked: std::collections::BTreeMap::new(),
            ending: Vec::new(),
        };
        builder.imply_beside();
        builder.indicator_list = builder.indicators();
        builder.data_list = builder.data();
        builder
    }

    /// Reports something that forbids a procedure.
    fn error(&mut self, problem: impl Into<Problem>, span: Span) {
        self.report.push(Diagnostic::error(problem, span));
    }

    /// Reports something without which the graph would say what nobody wrote.
    fn broken(&mut self, problem: impl Into<Problem>, span: Span) {
        self.whole = false;
        self.error(problem, span);
    }

    /// The text of labels, in the language asked for or else the file's.
    fn label(&self, texts: [&'static str; 2]) -> &'static str {
        texts[self.options.language.unwrap_or(self.language) as usize]
    }

    /// Says that two keys of a block exclude each other, when both are there.
    fn exclude(&mut self, table: &Table, first: K, second: K) -> bool {
        let (Some(one), Some(other)) = (table.entry(first), table.entry(second)) else {
            return false;
        };
        let label = self.label(["el otro", "the other"]);
        let problem = ReferenceProblem::Conflict { first, second };
        let diagnostic = Diagnostic::error(problem, other.key_span).with_label(one.key_span, label);
        self.report.push(diagnostic);
        true
    }

    /// Says that a key means nothing without another one.
    fn need(&mut self, table: &Table, key: K, needs: K) {
        if let (Some(entry), None) = (table.entry(key), table.get(needs))
            && !table.lost.contains(&needs)
        {
            self.error(ReferenceProblem::NeedsKey { key, needs }, entry.key_span);
        }
    }

    fn role_list(&self) -> Vec<Role> {
        let role = |table: &Table| Role {
            id: text(table, K::Id),
            name: text(table, K::Name),
            external: table.flag(K::External),
        };
        self.roles.tables().map(role).collect()
    }

    /// Ways are limited; the file says where the first one too many stands.
    fn check_flows(&mut self) {
        let limit = self.options.limits.flows;
        if self.graph.exit_count() > limit {
            let span = self.exit_spans.get(limit).copied().unwrap_or_default();
            let what = K::Flows;
            self.broken(ReferenceProblem::TooMany { what, limit }, span);
        }
    }
}

/// Whether anything forbids a procedure.
pub(super) fn forbids(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.grade == Grade::Error)
}

/// The text of a key, empty when the source does not say.
fn text(table: &Table, key: K) -> Text {
    table.text(key).cloned().unwrap_or_default()
}

/// The printed name, or what a block without one is called.
fn printed_name(table: &Table) -> Text {
    let name = table.text(K::Name).or_else(|| table.text(K::Title));
    name.cloned().unwrap_or_else(|| text(table, K::Id))
}

/// The value, unless the source is said not to give one.
fn given(table: &Table, key: K) -> Option<&Node> {
    use crate::document::Tree;
    table.get(key).filter(|node| !matches!(node.value, Tree::Undefined | Tree::Blank))
}

/// What a key says, also when it says that the source leaves it blank.
fn said(table: &Table, key: K) -> Option<&Node> {
    table.get(key).filter(|node| !matches!(node.value, crate::document::Tree::Undefined))
}

fn findings(document: &Document) -> Vec<Finding> {
    let finding = |table: &Table| Finding {
        id: text(table, K::Id),
        kind: text(table, K::Kind),
        place: text(table, K::Where),
        note: text(table, K::Note),
        changes: !table.list(K::Changes).is_empty() || !table.list(K::Adds).is_empty(),
    };
    document.root.tables(K::Finding).map(finding).collect()
}

/// The list that a gateway of the file becomes.
fn gateway(table: &Table) -> Gateway {
    Gateway { id: text(table, K::Id), name: text(table, K::Title), implied: false }
}

/// Activities whose answers a guard can name, by position.
fn answer_ids(activities: &[Activity], element: u32) -> Vec<String> {
    let activity = activities.get(element as usize);
    let answers = activity.map_or(&[][..], |activity| &activity.answers);
    answers.iter().map(|answer| answer.id.to_string()).collect()
}
