//! A procedure from a document, for the parts of a file that the rules look at.
//!
//! The rules are tried on their own: names that do not exist end the test.

use std::sync::Arc;

use crate::calendar::DayCount;
use crate::check::{Options, Site};
use crate::data::{Decimal, Digest, Kind, Text};
use crate::document::{Document, Node, Table, Tree};
use crate::graph::{Draft, NodeKind, Target, Way};
use crate::guard::{Expects, Guard, GuardSource, Mode, NameKind, Names, Vocabulary};
use crate::keywords::Keyword as K;
use crate::procedure::*;
use crate::source::{Language, Span};

pub(super) struct Assembled {
    procedure: Procedure,
    document: Arc<Document>,
    options: Options,
    exit_spans: Vec<Span>,
}

impl Assembled {
    pub(super) fn of(document: Document, reading: Reading) -> Self {
        let document = Arc::new(document);
        let mut assembly = Assembly::declared(&document);
        for table in document.root.tables(K::Activity) {
            assembly.add_activity(table);
        }
        for table in document.root.tables(K::Gateway) {
            assembly.draft.begin(NodeKind::Exclusive);
            assembly.flows(table);
        }
        let exit_spans = std::mem::take(&mut assembly.exit_spans);
        let procedure = assembly.finished(Arc::clone(&document), reading);
        Assembled { procedure, document, options: Options::default(), exit_spans }
    }

    pub(super) fn site(&self) -> Site<'_> {
        let root = &self.document.root;
        Site {
            procedure: &self.procedure,
            document: &self.document,
            options: &self.options,
            tables: root.tables(K::Activity).chain(root.tables(K::Gateway)).collect(),
            exit_spans: self.exit_spans.clone(),
        }
    }
}

struct Assembly<'a> {
    root: &'a Table,
    language: Language,
    roles: Vec<Role>,
    records: Vec<Named>,
    indicators: Vec<Indicator>,
    data: Vec<Datum>,
    activities: Vec<Activity>,
    references: Vec<(Text, ElementIx)>,
    guards: Vec<Guard>,
    draft: Draft,
    exit_spans: Vec<Span>,
}

fn text(table: &Table, key: K) -> Text {
    table.get(key).and_then(Node::reference_text).unwrap_or_else(|| "".into())
}

impl<'a> Assembly<'a> {
    fn declared(document: &'a Document) -> Self {
        let root = &document.root;
        let named = |key| root.tables(key).map(|table| Named { id: text(table, K::Id), name: text(table, K::Name) });
        let roles = named(K::Role).chain(named(K::Team)).map(|named| Role { id: named.id, name: named.name, external: false });
        let target = |table: &Table| table.get(K::Target).and_then(Node::as_number);
        let indicator = |table: &Table| Indicator { id: text(table, K::Id), name: text(table, K::Name), unit: None, target: target(table) };
        let datum = |table: &Table| Datum {
            id: text(table, K::Id),
            name: text(table, K::Name),
            kind: if table.word(K::Type) == Some(K::YesNo) { Kind::YesNo } else { Kind::Decimal },
            values: Vec::new(),
        };
        let activities = root.tables(K::Activity).count();
        let elements = root.tables(K::Activity).chain(root.tables(K::Gateway)).enumerate();
        let mut references: Vec<(Text, ElementIx)> = elements
            .flat_map(|(at, table)| {
                let number = (at < activities).then(|| text(table, K::Number)).filter(|number| !number.is_empty());
                number.into_iter().chain([text(table, K::Id)]).map(move |name| (name, ElementIx::at(at)))
            })
            .collect();
        references.sort();
        Assembly {
            root,
            language: document.language,
            roles: roles.collect(),
            records: named(K::Record).collect(),
            indicators: root.tables(K::Indicator).map(indicator).collect(),
            data: root.tables(K::DataItem).map(datum).collect(),
            activities: Vec::new(),
            references,
            guards: Vec::new(),
            draft: Draft::default(),
            exit_spans: Vec::new(),
        }
    }

    fn add_activity(&mut self, table: &'a Table) {
        let kind = match (table.flag(K::End), table.word(K::Type)) {
            (true, _) => ActivityKind::End,
            (_, Some(K::Abstract)) => ActivityKind::Automatic,
            _ => ActivityKind::Work,
        };
        let element = self.draft.begin(match kind {
            ActivityKind::End => NodeKind::End,
            ActivityKind::Work => NodeKind::Work,
            _ => NodeKind::Automatic,
        });
        let mut answers = self.outcomes(table, element);
        for other in table.tables(K::Answer) {
            let exit = self.outcome(other, element);
            answers.push(Answer { id: text(other, K::Id), text: text(other, K::Text), exit });
        }
        let next = match (kind, answers.is_empty(), table.get(K::Next)) {
            (ActivityKind::End, ..) | (_, false, _) => None,
            (_, _, Some(_)) => Some(self.flows(table)),
            _ => Some(self.fall_through(table, element)),
        };
        let decision = match (table.get(K::Decides), table.get(K::Suggests)) {
            (Some(guard), _) => Decision::Computed(self.guard(guard, Expects::Bool)),
            (_, Some(guard)) => Decision::Suggested(self.guard(guard, Expects::Bool)),
            _ => Decision::Person,
        };
        let control = table.get(K::Control).map(|control| ControlPoint {
            verifies: control.as_text().cloned().unwrap_or_else(|| control.as_table().map_or("".into(), |table| text(table, K::Verifies))),
            ..ControlPoint::default()
        });
        self.activities.push(Activity {
            number: text(table, K::Number),
            id: text(table, K::Id),
            title: text(table, K::Title),
            kind,
            responsible: Responsible { roles: self.responsible(table), ..Responsible::default() },
            evidence: self.evidence(table),
            control,
            question: table.text(K::Question).cloned(),
            answers,
            decision,
            confirmed_by: None,
            verified_by: None,
            captures: Vec::new(),
            measures: Vec::new(),
            applies: Applies::Always,
            next,
            deadline: None,
            minimum_term: None,
            warns_before: None,
            escalates_to: Vec::new(),
            notifies: Vec::new(),
        });
    }

    fn outcomes(&mut self, table: &'a Table, element: ElementIx) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (key, id, said) in [(K::Yes, "yes", "SI"), (K::No, "no", "NO")] {
            if let Some(outcome) = table.table(key) {
                let exit = self.outcome(outcome, element);
                answers.push(Answer { id: id.into(), text: said.into(), exit });
            }
        }
        answers
    }

    fn outcome(&mut self, outcome: &'a Table, element: ElementIx) -> ExitIx {
        let enabled_if = outcome.get(K::EnabledIf).map(|guard| self.guard(guard, Expects::Bool));
        let (node, maximum) = match (outcome.get(K::BackTo), outcome.get(K::OnTo)) {
            (Some(node), _) => (node, Some(3)),
            (_, Some(node)) => (node, None),
            _ => panic!("an outcome of {element:?} leads nowhere"),
        };
        self.leave(Way { maximum, enabled_if, ..Way::to(self.target(node)) }, node.span)
    }

    fn flows(&mut self, table: &'a Table) -> ExitIx {
        let mut first = None;
        for node in table.list(K::Next) {
            let exit = match node.as_table() {
                None => self.leave(Way::to(self.target(node)), node.span),
                Some(flow) => {
                    let to = flow.get(K::GoesTo).expect("a flow leads somewhere");
                    let condition = flow.get(K::IfMet).map(|guard| self.guard(guard, Expects::Bool));
                    let way = Way { condition, otherwise: flow.flag(K::Otherwise), ..Way::to(self.target(to)) };
                    self.leave(way, to.span)
                }
            };
            first.get_or_insert(exit);
        }
        first.unwrap_or(ExitIx::at(0))
    }

    fn fall_through(&mut self, table: &Table, element: ElementIx) -> ExitIx {
        let next = ElementIx::at(element.index() + 1);
        let last = next.index() >= self.root.tables(K::Activity).count();
        self.leave(Way::to(if last { Target::End } else { Target::Element(next) }), table.span)
    }

    fn leave(&mut self, way: Way, span: Span) -> ExitIx {
        self.exit_spans.push(span);
        self.draft.leave(way)
    }

    fn target(&self, node: &Node) -> Target {
        let name = node.reference_text().expect("a target is a reference");
        match &*name {
            "fin" | "end" => Target::End,
            name => Target::Element(self.find(name).unwrap_or_else(|| panic!("no element {name}"))),
        }
    }

    fn find(&self, name: &str) -> Option<ElementIx> {
        let at = self.references.binary_search_by(|(other, _)| (**other).cmp(name)).ok()?;
        Some(self.references[at].1)
    }

    fn guard(&mut self, node: &Node, expects: Expects) -> GuardIx {
        let Tree::Guard(text) = &node.value else { panic!("no guard: {node:?}") };
        let source = GuardSource::new(text, self.language);
        let guard = Guard::compile(source, &expects, self, &Vocabulary::default(), Mode::Auto);
        self.guards.push(guard.expect("the guard is right"));
        GuardIx::at(self.guards.len() - 1)
    }

    /// The value of a key of an activity, else of `[por_defecto]`.
    fn inherited(&self, table: &'a Table, key: K) -> &'a [Node] {
        match (table.get(key), self.root.table(K::Defaults)) {
            (None, Some(defaults)) => defaults.list(key),
            _ => table.list(key),
        }
    }

    fn responsible(&self, table: &'a Table) -> Vec<RoleIx> {
        let ids = self.inherited(table, K::Responsible).iter().filter_map(Node::as_text);
        ids.map(|id| RoleIx::at(self.roles.iter().position(|role| role.id == *id).expect("the role is declared"))).collect()
    }

    fn evidence(&self, table: &'a Table) -> Vec<EvidenceNeed> {
        let position = |id: &Text| self.records.iter().position(|record| record.id == *id).expect("the record is declared");
        let option = |id| EvidenceOption { record: RecordIx::at(position(id)), signed_by: Vec::new() };
        let ids = |node: &'a Node| match node.as_table() {
            None => node.as_text().into_iter().collect::<Vec<_>>(),
            Some(block) => [K::Record, K::OneOf, K::AnyOf].iter().flat_map(|key| block.texts(*key)).map(|(id, _)| id).collect(),
        };
        let need = |node| EvidenceNeed { rule: Choice::All, options: ids(node).into_iter().map(option).collect(), optional: false };
        self.inherited(table, K::Evidence).iter().map(need).collect()
    }

    fn finished(self, document: Arc<Document>, reading: Reading) -> Procedure {
        let gateway = |table: &Table| Gateway { id: text(table, K::Id), name: text(table, K::Name) };
        Procedure {
            head: Head {
                code: "P-1".into(),
                name: "".into(),
                version: "".into(),
                date: None,
                language: self.language,
                zone: None,
                days: DayCount::AllDays,
                holidays: None,
                authority: Vec::new(),
            },
            roles: self.roles,
            records: self.records,
            indicators: self.indicators,
            data: self.data,
            activities: self.activities,
            gateways: document.root.tables(K::Gateway).map(gateway).collect(),
            graph: self.draft.finish(|_| false),
            guards: self.guards,
            findings: Vec::new(),
            reading,
            digests: Digests { text: Digest::ZERO, definition: Digest::ZERO, behaviour: Digest::ZERO },
            unfit: Vec::new(),
            keeps: Keeps::default(),
            document,
            references: self.references,
        }
    }
}

impl Names for Assembly<'_> {
    fn datum(&self, id: &str) -> Option<(u32, Kind)> {
        let at = self.data.iter().position(|datum| &*datum.id == id)?;
        Some((at as u32, self.data[at].kind))
    }

    fn indicator(&self, id: &str) -> Option<u32> {
        self.indicators.iter().position(|indicator| &*indicator.id == id).map(|at| at as u32)
    }

    fn target(&self, indicator: u32) -> Option<Decimal> {
        self.indicators[indicator as usize].target
    }

    fn record(&self, id: &str) -> Option<u32> {
        self.records.iter().position(|record| &*record.id == id).map(|at| at as u32)
    }

    fn activity(&self, number_or_id: &str) -> Option<u32> {
        self.find(number_or_id).map(|element| element.0)
    }

    fn answers(&self, _activity: u32) -> Vec<String> {
        vec!["yes".into(), "no".into()]
    }

    fn event(&self, _id: &str) -> Option<u32> {
        None
    }

    fn member(&self) -> Option<Kind> {
        None
    }

    fn candidates(&self, _of: NameKind) -> Vec<String> {
        Vec::new()
    }
}
