//! Procedures for the tests of rendering: decoded files, built just far enough to be printed.

use std::sync::Arc;

use crate::calendar::DayCount;
use crate::data::{Digest, Kind, Text};
use crate::document::{Document, Node, Table, Tree, decode, patch_literal};
use crate::graph::{Exit, ExitKind, Graph, NodeKind, Range, Return, Target};
use crate::keywords::Keyword;
use crate::limits::Limits;
use crate::procedure::*;

/// The procedure of a file, in a reading.
pub(super) fn procedure(text: &str, reading: Reading) -> Procedure {
    let decoded = decode("prueba.toml", text.as_bytes(), &Limits::default());
    let mut document = decoded
        .document
        .unwrap_or_else(|| panic!("{:?}", decoded.diagnostics));
    assert!(decoded.diagnostics.is_empty(), "{:?}", decoded.diagnostics);
    if reading == Reading::Literal {
        assert!(patch_literal(&mut document).is_empty());
    }
    Builder::new(document, reading).build()
}

struct Builder {
    document: Document,
    reading: Reading,
    roles: Vec<Role>,
    records: Vec<Named>,
    ids: Vec<(Text, Text)>,
    graph: Graph,
}

impl Builder {
    fn new(document: Document, reading: Reading) -> Self {
        let root = &document.root;
        let role = |table: &Table| Role {
            id: text(table, Keyword::Id),
            name: text(table, Keyword::Name),
            external: table.flag(Keyword::External),
        };
        let named = |table: &Table| Named {
            id: text(table, Keyword::Id),
            name: text(table, Keyword::Name),
        };
        let elements = root
            .tables(Keyword::Activity)
            .chain(root.tables(Keyword::Gateway));
        let number = |table: &Table| {
            table
                .get(Keyword::Number)
                .and_then(Node::reference_text)
                .unwrap_or_default()
        };
        Builder {
            roles: root.tables(Keyword::Role).map(role).collect(),
            records: root.tables(Keyword::Record).map(named).collect(),
            ids: elements
                .map(|table| (number(table), text(table, Keyword::Id)))
                .collect(),
            graph: Graph::default(),
            document,
            reading,
        }
    }

    fn build(mut self) -> Procedure {
        let document = Arc::new(self.document.clone());
        let root = &document.root;
        let tables: Vec<&Table> = root.tables(Keyword::Activity).collect();
        let activities = tables
            .iter()
            .enumerate()
            .map(|(at, table)| self.activity(at, table, tables.len()))
            .collect();
        let gateways = root.tables(Keyword::Gateway).enumerate();
        let gateways = gateways
            .map(|(at, table)| self.gateway(tables.len() + at, table))
            .collect();
        self.graph.start = (!tables.is_empty()).then(|| ElementIx::at(0));
        let mut references: Vec<(Text, ElementIx)> = Vec::new();
        for (at, (number, id)) in self.ids.iter().enumerate() {
            let names = [number, id].into_iter().filter(|name| !name.is_empty());
            references.extend(names.map(|name| (name.clone(), ElementIx::at(at))));
        }
        references.sort();
        let data = root.tables(Keyword::DataItem).map(|table| Datum {
            id: text(table, Keyword::Id),
            name: text(table, Keyword::Name),
            kind: Kind::Text,
            values: Vec::new(),
        });
        let indicators = root.tables(Keyword::Indicator).map(|table| Indicator {
            id: text(table, Keyword::Id),
            name: text(table, Keyword::Name),
            unit: None,
            target: None,
        });
        Procedure {
            head: head(root, self.document.language),
            data: data.collect(),
            indicators: indicators.collect(),
            activities,
            gateways,
            guards: Vec::new(),
            findings: Vec::new(),
            digests: Digests {
                text: Digest::ZERO,
                definition: Digest::ZERO,
                behaviour: Digest::ZERO,
            },
            unfit: if self.reading == Reading::Literal {
                vec!["C0301"]
            } else {
                Vec::new()
            },
            keeps: Keeps::default(),
            roles: self.roles,
            records: self.records,
            graph: self.graph,
            reading: self.reading,
            document: document.clone(),
            references,
        }
    }

    fn activity(&mut self, at: usize, table: &Table, count: usize) -> Activity {
        let is_end = table.get(Keyword::End).is_some();
        let first = self.graph.exits.len();
        let mut answers = Vec::new();
        for (key, id, words) in [(Keyword::Yes, "yes", "SI"), (Keyword::No, "no", "NO")] {
            if let Some(outcome) = table.table(key) {
                answers.push(Answer {
                    id: id.into(),
                    text: words.into(),
                    exit: self.outcome(at, outcome),
                });
            }
        }
        for outcome in table.tables(Keyword::Answer) {
            let exit = self.outcome(at, outcome);
            answers.push(Answer {
                id: text(outcome, Keyword::Id),
                text: text(outcome, Keyword::Text),
                exit,
            });
        }
        let onward = if at + 1 < count {
            Target::Element(ElementIx::at(at + 1))
        } else {
            Target::End
        };
        let next = match table
            .list(Keyword::Next)
            .first()
            .and_then(Node::reference_text)
        {
            Some(reference) => Target::Element(self.find(&reference)),
            None => onward,
        };
        let optional = table.get(Keyword::AppliesIf).is_some();
        let next = (!is_end && (answers.is_empty() || optional))
            .then(|| self.exit(at, next, ExitKind::Onward));
        let control = table
            .get(Keyword::Control)
            .map(|node| self.control(at, node));
        let kind = if is_end {
            NodeKind::End
        } else {
            NodeKind::Work
        };
        self.node(kind, first);
        Activity {
            number: self.ids[at].0.clone(),
            id: self.ids[at].1.clone(),
            title: text(table, Keyword::Title),
            kind: if is_end {
                ActivityKind::End
            } else {
                ActivityKind::Work
            },
            responsible: self.responsible(table),
            evidence: table
                .list(Keyword::Evidence)
                .iter()
                .map(|node| self.need(node))
                .collect(),
            control,
            question: table.text(Keyword::Question).cloned(),
            answers,
            decision: Decision::Person,
            confirmed_by: None,
            verified_by: table.text(Keyword::VerifiedBy).map(|id| Verifier {
                role: self.role(id),
                different_person: table.flag(Keyword::DifferentPerson),
            }),
            captures: table
                .texts(Keyword::Captures)
                .map(|_| Capture {
                    what: DatumIx::at(0),
                    optional: false,
                })
                .collect(),
            measures: Vec::new(),
            applies: self.applies(table),
            next,
            deadline: None,
            minimum_term: None,
            warns_before: None,
            escalates_to: table
                .table(Keyword::WhenOverdue)
                .map_or_else(Vec::new, |t| self.roles(t, Keyword::EscalatesTo)),
            notifies: self.roles(table, Keyword::Notifies),
        }
    }

    fn responsible(&self, table: &Table) -> Responsible {
        let all = table.word(Keyword::Participation) == Some(Keyword::All);
        Responsible {
            roles: self.roles(table, Keyword::Responsible),
            participation: if all {
                Participation::All
            } else {
                Participation::One
            },
            agreement: Agreement::default(),
        }
    }

    fn applies(&self, table: &Table) -> Applies {
        match table.get(Keyword::AppliesIf).map(|node| &node.value) {
            None => Applies::Always,
            Some(Tree::Table(asked)) => Applies::Asked {
                question: text(asked, Keyword::Question),
                who: self.roles(asked, Keyword::Who),
            },
            Some(_) => Applies::If(GuardIx::at(0)),
        }
    }

    fn control(&mut self, at: usize, node: &Node) -> ControlPoint {
        let Some(table) = node.as_table() else {
            return ControlPoint {
                verifies: node.as_text().cloned().unwrap_or_default(),
                ..ControlPoint::default()
            };
        };
        let outcome = table.table(Keyword::IfNonconforming);
        ControlPoint {
            verifies: text(table, Keyword::Verifies),
            points: table
                .texts(Keyword::Points)
                .map(|(point, _)| point.clone())
                .collect(),
            if_nonconforming: outcome.map(|outcome| self.outcome(at, outcome)),
        }
    }

    fn gateway(&mut self, at: usize, table: &Table) -> Gateway {
        let first = self.graph.exits.len();
        for flow in table.tables(Keyword::Next) {
            let reference = flow
                .get(Keyword::GoesTo)
                .and_then(Node::reference_text)
                .unwrap_or_default();
            let exit = self.exit(at, Target::Element(self.find(&reference)), ExitKind::Onward);
            self.graph.exits[exit.index()].otherwise = flow.flag(Keyword::Otherwise);
        }
        self.node(NodeKind::Exclusive, first);
        Gateway {
            id: text(table, Keyword::Id),
            name: text(table, Keyword::Title),
        }
    }

    fn node(&mut self, kind: NodeKind, first: usize) {
        let exit_count = (self.graph.exits.len() - first) as u32;
        self.graph.nodes.push(crate::graph::Node {
            kind,
            first_exit: first as u32,
            exit_count,
            plain: false,
        });
    }

    fn outcome(&mut self, at: usize, outcome: &Table) -> ExitIx {
        let named = |key| outcome.get(key).and_then(Node::reference_text);
        match (named(Keyword::BackTo), named(Keyword::OnTo)) {
            (Some(reference), _) => self.returning(at, self.find(&reference)),
            (_, Some(reference)) if &*reference == "end" => {
                self.exit(at, Target::End, ExitKind::Onward)
            }
            (_, Some(reference)) => {
                self.exit(at, Target::Element(self.find(&reference)), ExitKind::Onward)
            }
            _ if outcome.flag(Keyword::Repeat) => self.returning(at, ElementIx::at(at)),
            _ => self.exit(at, Target::CaseEnd, ExitKind::Onward),
        }
    }

    fn returning(&mut self, at: usize, to: ElementIx) -> ExitIx {
        let number = ReturnIx::at(self.graph.returns.len());
        let exit = self.exit(at, Target::Element(to), ExitKind::Return(number));
        self.graph.returns.push(Return {
            exit,
            maximum: 1_000,
            range: Range::Span(to.0, at as u32),
        });
        exit
    }

    fn exit(&mut self, at: usize, target: Target, kind: ExitKind) -> ExitIx {
        let from = ElementIx::at(at);
        self.graph.exits.push(Exit {
            from,
            target,
            kind,
            condition: None,
            otherwise: false,
            enabled_if: None,
            after: None,
        });
        ExitIx::at(self.graph.exits.len() - 1)
    }

    fn find(&self, reference: &str) -> ElementIx {
        let is = |(number, id): &(Text, Text)| &**number == reference || &**id == reference;
        ElementIx::at(
            self.ids
                .iter()
                .position(is)
                .expect("the test names its elements"),
        )
    }

    fn role(&self, id: &str) -> RoleIx {
        RoleIx::at(
            self.roles
                .iter()
                .position(|role| &*role.id == id)
                .expect("the test names its roles"),
        )
    }

    fn roles(&self, table: &Table, key: Keyword) -> Vec<RoleIx> {
        table.texts(key).map(|(id, _)| self.role(id)).collect()
    }

    fn need(&self, node: &Node) -> EvidenceNeed {
        let Some(table) = node.as_table() else {
            let options = node
                .as_text()
                .map(|id| self.option(id, Vec::new()))
                .into_iter()
                .collect();
            return EvidenceNeed {
                rule: Choice::All,
                options,
                optional: false,
            };
        };
        let options = |key| {
            table
                .texts(key)
                .map(|(id, _)| self.option(id, self.signers(table)))
                .collect::<Vec<_>>()
        };
        let lists = [
            (Keyword::Record, Choice::All),
            (Keyword::OneOf, Choice::OneOf),
            (Keyword::AnyOf, Choice::AnyOf),
        ];
        let (rule, options) = lists
            .into_iter()
            .map(|(key, rule)| (rule, options(key)))
            .find(|(_, options)| !options.is_empty())
            .unwrap();
        EvidenceNeed {
            rule,
            options,
            optional: table.flag(Keyword::Optional),
        }
    }

    fn option(&self, id: &str, signed_by: Vec<SignerNeed>) -> EvidenceOption {
        let record = self
            .records
            .iter()
            .position(|record| &*record.id == id)
            .expect("the test names its records");
        EvidenceOption {
            record: RecordIx::at(record),
            signed_by,
        }
    }

    fn signers(&self, table: &Table) -> Vec<SignerNeed> {
        let need = |node: &Node| match node.as_table() {
            None => SignerNeed {
                rule: Choice::All,
                roles: vec![self.role(node.as_text().unwrap())],
            },
            Some(one) => SignerNeed {
                rule: Choice::OneOf,
                roles: self.roles(one, Keyword::OneOf),
            },
        };
        table.list(Keyword::SignedBy).iter().map(need).collect()
    }
}

fn head(root: &Table, language: crate::source::Language) -> Head {
    let head = root.table(Keyword::Procedure).unwrap();
    Head {
        code: text(head, Keyword::Code),
        name: text(head, Keyword::Name),
        version: text(head, Keyword::Version),
        date: None,
        language,
        zone: None,
        days: DayCount::AllDays,
        holidays: None,
        authority: Vec::new(),
    }
}

fn text(table: &Table, key: Keyword) -> Text {
    table.text(key).cloned().unwrap_or_default()
}
