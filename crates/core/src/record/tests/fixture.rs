//! A small procedure made by hand, and records of a case of it.

use std::sync::Arc;

use crate::command::{Actor, ItemId};
use crate::data::{Digest, Kind, Text, Timestamp};
use crate::document::{Document, Table};
use crate::event::{
    Completed, Due, Event, Evidence, EvidenceRef, ItemKind, Opened, Outcome, Signature, Started,
    VerificationFound,
};
use crate::graph::{Exit, ExitKind, Graph, Node, NodeKind, Range, Return, Target};
use crate::procedure::*;
use crate::record::{Key, Record, Seals, Stream, Writer};
use crate::source::{Language, Span};

pub(crate) fn text(text: &str) -> Text {
    text.into()
}

/// Four activities, a gateway; SI of the first returns to itself, NO of the second ends the case.
pub(crate) fn procedure() -> Procedure {
    let digests = Digests {
        text: Digest::of(b"text"),
        definition: Digest::of(b"definition"),
        behaviour: Digest::of(b"behaviour"),
    };
    let activities: Vec<Activity> =
        ["citar", "visitar", "informar", "archivar"].iter().enumerate().map(activity).collect();
    let mut references: Vec<(Text, ElementIx)> = Vec::new();
    for (position, activity) in activities.iter().enumerate() {
        references.push((activity.id.clone(), ElementIx::at(position)));
        references.push((activity.number.clone(), ElementIx::at(position)));
    }
    references.push((text("cruce"), ElementIx(4)));
    references.sort();
    Procedure {
        shares: crate::procedure::Shares::Any,
        milestones: Vec::new(),
        windows: Vec::new(),
        head: head(),
        roles: ["auditor", "director-psc"]
            .map(|id| Role { id: text(id), name: text(id), external: false })
            .into(),
        records: ["acta", "citación"].map(named).into(),
        indicators: vec![Indicator {
            for_each: None,
            within: None,
            id: text("oportunidad"),
            name: text("Oportunidad"),
            unit: None,
            target: None,
            direction: None,
            limits: None,
        }],
        data: ["monto", "entidades"].map(datum).into(),
        activities,
        participants: Vec::new(),
        gateways: vec![Gateway { id: text("cruce"), name: text("Cruce"), implied: false }],
        graph: graph(),
        guards: Vec::new(),
        forks: Vec::new(),
        findings: Vec::new(),
        reading: Reading::Chosen,
        digests,
        unfit: Vec::new(),
        keeps: Keeps::default(),
        ending: Vec::new(),
        document: Arc::new(document()),
        references,
    }
}

fn head() -> Head {
    Head {
        deadline: None,
        minimum_term: None,
        code: text("PRO-1"),
        name: text("Prueba"),
        version: text("01"),
        date: None,
        language: Language::Spanish,
        zone: None,
        days: crate::calendar::DayCount::AllDays,
        holidays: None,
        authority: Vec::new(),
        basis: crate::procedure::Basis { zone: text("UTC"), calendar: text("all_days") },
    }
}

fn document() -> Document {
    let root = Table { span: Span::default(), entries: Default::default(), lost: Box::default() };
    Document { language: Language::Spanish, format: 1, root, text_digest: Digest::of(b"text") }
}

fn named(id: &str) -> Named {
    Named { id: text(id), name: text(id), retention: None, keeper: None }
}

fn datum(id: &str) -> Datum {
    Datum { id: text(id), name: text(id), kind: Kind::Text, values: Vec::new(), owner: None }
}

fn activity((position, id): (usize, &&str)) -> Activity {
    let answer = |id: &str, exit| Answer {
        id: text(id),
        text: text(id),
        exit: ExitIx(exit),
        confirmed_by: None,
        notifies: Vec::new(),
    };
    let answers = match position {
        0 => vec![answer("yes", 0), answer("no", 1)],
        1 => vec![answer("total", 2), answer("parcial", 3), answer("ninguna", 4)],
        _ => Vec::new(),
    };
    let control = (position == 2)
        .then(|| ControlPoint { if_nonconforming: Some(ExitIx(6)), ..ControlPoint::default() });
    Activity {
        milestone: None,
        number: text(&(position + 1).to_string()),
        id: text(id),
        title: text(id),
        kind: ActivityKind::Work,
        responsible: Responsible::default(),
        evidence: Vec::new(),
        control,
        question: None,
        answers,
        decision: Decision::Person,
        confirmed_by: None,
        verified_by: None,
        captures: Vec::new(),
        measures: Vec::new(),
        applies: Applies::Always,
        next: None,
        deadline: None,
        minimum_term: None,
        warns_before: None,
        escalates_to: Vec::new(),
        notifies: Vec::new(),
        answered_by: Vec::new(),
        interaction: None,
    }
}

/// Exits: citar 0 (yes, back), 1 (no); visitar 2, 3, 4; informar 5, 6 (nonconforming, back); archivar 7; cruce 8, 9, 10.
fn graph() -> Graph {
    let to = |element| Target::Element(ElementIx(element));
    let exits = vec![
        exit(0, to(0), Some(0)),
        exit(0, to(1), None),
        exit(1, to(2), None),
        exit(1, to(0), Some(1)),
        exit(1, Target::CaseEnd, None),
        exit(2, to(4), None),
        exit(2, to(1), Some(2)),
        exit(3, Target::End, None),
        exit(4, to(3), None),
        exit(4, to(3), None),
        exit(4, Target::CaseEnd, None),
    ];
    let mut nodes = Vec::new();
    for element in 0..5 {
        let first = exits.iter().position(|exit| exit.from == ElementIx(element)).unwrap() as u32;
        let exit_count = exits.iter().filter(|exit| exit.from == ElementIx(element)).count() as u32;
        let kind = if element == 4 { NodeKind::Exclusive } else { NodeKind::Work };
        nodes.push(Node {
            kind,
            first_exit: first,
            exit_count,
            plain: false,
            straight_to: None,
            direct: false,
            special: None,
        });
    }
    let returns =
        [0, 3, 6].map(|exit| Return { exit: ExitIx(exit), maximum: 3, range: Range::Span(0, 1) }).into();
    Graph { nodes, exits, returns, starts: vec![ElementIx(0)], ..Graph::default() }
}

fn exit(from: u32, target: Target, back: Option<u32>) -> Exit {
    let kind = back.map_or(ExitKind::Onward, |back| ExitKind::Return(ReturnIx(back)));
    Exit {
        from: ElementIx(from),
        target,
        kind,
        condition: None,
        otherwise: false,
        enabled_if: None,
        after: None,
    }
}

pub(crate) fn definitions() -> Definitions {
    let mut definitions = Definitions::new();
    definitions.add(procedure()).unwrap();
    definitions
}

pub(crate) fn at(seq: u64) -> Timestamp {
    Timestamp::from_millis(1_646_143_200_000 + seq as i64 * 60_000).unwrap()
}

pub(crate) fn started() -> Event {
    Event::Started(Box::new(Started { digests: procedure().digests, semantics: 1 }))
}

pub(crate) fn opened(item: u32, element: u32) -> Event {
    let due = Due {
        due: Some(at(90)),
        anchor: Some(at(1)),
        zone: text("America/Bogota"),
        calendar: text("colombia@1"),
        ..Due::default()
    };
    Event::Opened(Opened {
        item: ItemId(item),
        element: ElementIx(element),
        scope: ItemId(0),
        round: 1,
        kind: ItemKind::Work,
        role: None,
        due: Some(due.into()),
        pending: None,
        more: None,
    })
}

/// What a person hands in: a document with a signature, an answer, a note.
pub(crate) fn completed(item: u32) -> Event {
    let sha256 = Digest::of(b"acta.pdf");
    let document =
        EvidenceRef { name: text("acta de reunión.pdf"), media_type: text("application/pdf"), sha256 };
    Event::Completed(Box::new(Completed {
        item: ItemId(item),
        evidence: vec![Evidence { record: RecordIx(0), document, cited: false }].into(),
        signatures: vec![Signature { record: RecordIx(0), sha256, role: RoleIx(0), person: text("ana") }],
        answer: Some(1),
        verification: Some(Box::new(VerificationFound {
            conforming: true,
            points: vec![true, false],
            note: None,
        })),
        note: Some(text("falta la firma «del prestador»\n")),
        ..Completed::default()
    }))
}

pub(crate) fn record(seq: u64, events: Vec<Event>) -> Record {
    Record {
        stream: Stream::case("2022-014").unwrap(),
        seq,
        at: at(seq),
        prev: Digest::ZERO,
        actor: Actor::person("ana", "auditor"),
        key: Some(Key { id: text("orden-1"), of: Digest::of(&seq.to_be_bytes()) }),
        events,
        seals: Seals::New(Some([7; 32])),
    }
}

/// The records of a small case as lines that form a chain.
pub(crate) fn case() -> Vec<Vec<u8>> {
    let finished =
        Event::Finished { outcome: Outcome::Cancelled, reason: Some(text("duplicado")), error: None };
    let steps = vec![
        vec![started(), opened(1, 0)],
        vec![completed(2), opened(3, 1)],
        vec![Event::Claimed { item: ItemId(3), person: text("luis") }],
        vec![completed(4), finished],
    ];
    chain(steps.into_iter().zip(1..).map(|(events, seq)| record(seq, events)).collect())
}

pub(crate) fn chain(records: Vec<Record>) -> Vec<Vec<u8>> {
    let (procedure, mut writer, mut prev) = (procedure(), Writer::new(), Digest::ZERO);
    let mut lines = Vec::new();
    for record in records {
        let written = writer.write(&Record { prev, ..record }, &procedure).unwrap();
        prev = written.digest;
        lines.push(written.line.to_vec());
    }
    lines
}
