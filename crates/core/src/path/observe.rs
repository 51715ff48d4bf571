//! Moves of a trial with what a log says of them: at the moment of the log, with the data that its columns hold.
//!
//! Knows how written data reach the work that asks for them, and which values are tried where a log is silent.
//! Does not read logs and does not choose moves.
//! Read [`Told`] first.

use std::sync::Arc;

use super::clock::Clock;
use super::trial::{Doing, Move, Trial};
use super::value;
use crate::command::{Actor, ClockJump, Command, ProcedureRef, Request, Start};
use crate::data::{Kind, Text, Timestamp};
use crate::document::{Member, Node, Tree};
use crate::instance::Instance;
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;
use crate::source::Span;
use crate::view::DataWanted;

/// Values that are tried for one move where nothing is told; beyond them the first of each datum stands for all.
const TRIED: usize = 8;

/// What a log tells of the data of a case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Values as written, by id of the datum or of the indicator.
    pub(crate) values: Vec<(Text, Text)>,
    /// The members that the log names, in order: what an untold list holds.
    pub(crate) members: Vec<Text>,
}

impl Told {
    /// The value told for a datum, as a path would write it.
    fn node(&self, wanted: &DataWanted) -> Option<Node> {
        self.value_of(&wanted.id, wanted.kind)
    }

    /// What a case is given when it begins: what is told of its own data, and the members of lists that nobody asks for.
    fn at_start(&self, procedure: &Procedure) -> Vec<Member> {
        let own = procedure.data().iter().filter(|datum| datum.owner.is_none());
        let is_asked = |id: &Text| {
            let captures = procedure.activities().iter().flat_map(|activity| &activity.captures);
            captures.clone().any(|capture| procedure.data()[capture.what.index()].id == *id)
        };
        let unasked = own.filter(|datum| !is_asked(&datum.id));
        let node = |datum: &crate::procedure::Datum| self.value_of(&datum.id, datum.kind);
        unasked.filter_map(|datum| Some(member(&datum.id, node(datum)?))).collect()
    }

    fn value_of(&self, id: &Text, kind: Kind) -> Option<Node> {
        let told = self.values.iter().find(|(told, _)| told == id).map(|(_, value)| value);
        match (told, kind) {
            (Some(value), kind) => Some(node(value, kind)),
            (None, Kind::List) if !self.members.is_empty() => Some(list(self.members.iter().cloned())),
            (None, _) => None,
        }
    }
}

/// How a case of a log begins.
#[derive(Clone, Debug)]
pub(crate) struct Beginning<'b> {
    pub(crate) procedure: &'b Arc<Procedure>,
    /// By which start; the ordinary one when absent.
    pub(crate) start: Option<Text>,
    /// When; on the day of the procedure when absent.
    pub(crate) at: Option<Timestamp>,
}

impl<'d> Trial<'d> {
    /// A case that begins as a log tells.
    pub(crate) fn begin_told(
        definitions: &'d Definitions,
        begins: &Beginning<'_>,
        told: &Told,
    ) -> Result<Self, Rejection> {
        let procedure = begins.procedure;
        let language = procedure.head().language;
        let now = begins.at.unwrap_or_else(|| Clock::new(procedure, None, false).now);
        let given = told.at_start(procedure);
        let data = value::data(procedure, &given, &Clock::at(procedure, now), language);
        let by = ProcedureRef::Definition(procedure.digests().definition);
        let start = Start { procedure: by, data, at_start: begins.start.clone() };
        let mut instance = Instance::new();
        let mut request = Request::new(now, Actor::host("camino"), Command::Start(start));
        request.clock_jump = ClockJump::Confirmed;
        instance.handle(definitions, request)?;
        Ok(Trial { definitions, instance, now, language })
    }
}

impl Trial<'_> {
    /// Lets time pass up to a moment, firing what falls due; one that has passed changes nothing.
    pub(crate) fn wait_until(&mut self, to: Timestamp) -> Result<(), Rejection> {
        if to > self.now { self.pass(to, &mut Vec::new()) } else { Ok(()) }
    }

    /// Makes a move as time stands; one of time moves it.
    pub(crate) fn take_now(&mut self, chosen: &Move) -> Result<(), Rejection> {
        match chosen.doing {
            Doing::Until(at) => self.wait_until(at),
            _ => self.give(&chosen.doing, &mut Vec::new()),
        }
    }
}

impl Move {
    /// The same with the data that a log tells, and with each value that yes or no and choices may have where it tells
    /// none and a guard may read them.
    pub(crate) fn told(&self, told: &Told, guarded: bool) -> Vec<Move> {
        let Doing::Item(done) = &self.doing else { return vec![self.clone()] };
        let item = &done.0;
        if item.data.is_empty() && item.measures.is_empty() || self.error().is_some() {
            return vec![self.clone()];
        }
        let mut first = self.clone();
        if let Doing::Item(done) = &mut first.doing {
            let given = &mut done.1;
            given.data.extend(item.data.iter().filter_map(|one| Some(member(&one.id, told.node(one)?))));
            let measured = item.measures.iter().filter_map(|one| {
                let (_, value) = told.values.iter().find(|(id, _)| *id == one.id)?;
                Some(member(&one.id, node(value, Kind::Decimal)))
            });
            given.measures.extend(measured);
        }
        let mut found = vec![first];
        let untold = item.data.iter().filter(|one| guarded && !one.optional && told.node(one).is_none());
        for wanted in untold {
            let values = tried(wanted);
            if values.len() < 2 || found.len() * values.len() > TRIED {
                continue;
            }
            found = found.iter().flat_map(|one| values.iter().map(|value| one.with(wanted, value))).collect();
        }
        found
    }

    fn with(&self, wanted: &DataWanted, value: &Node) -> Move {
        let mut made = self.clone();
        if let Doing::Item(done) = &mut made.doing {
            done.1.data.push(member(&wanted.id, value.clone()));
        }
        made
    }
}

/// The values that are tried for a datum of which nothing is told.
fn tried(wanted: &DataWanted) -> Vec<Node> {
    match wanted.kind {
        Kind::YesNo => [false, true].map(|truth| at_no_place(Tree::Bool(truth))).to_vec(),
        Kind::Choice => wanted.values.iter().map(|value| at_no_place(Tree::Text(value.clone()))).collect(),
        _ => Vec::new(),
    }
}

fn member(id: &Text, node: Node) -> Member {
    Member { name: id.clone(), name_span: Span::default(), node }
}

fn at_no_place(value: Tree) -> Node {
    Node { span: Span::default(), value }
}

/// A value of a log as a path would write it: what does not fit its kind is handed on as written.
fn node(written: &Text, kind: Kind) -> Node {
    let text = || Tree::Text(written.clone());
    at_no_place(match kind {
        // A comma may be decimal: thousands are not told apart in logs that people keep.
        Kind::Decimal | Kind::Integer => {
            written.replace(',', ".").parse().map_or_else(|_| text(), Tree::Number)
        }
        Kind::Date => written.parse().map_or_else(|_| text(), Tree::Date),
        Kind::DateTime => Tree::Instant(written.clone()),
        Kind::YesNo => truth(written).map_or_else(text, Tree::Bool),
        Kind::List => return list(written.split(['|', ';']).map(|one| one.trim().into())),
        _ => text(),
    })
}

fn list(values: impl Iterator<Item = Text>) -> Node {
    let values = values.filter(|value| !value.is_empty()).map(|value| at_no_place(Tree::Text(value)));
    at_no_place(Tree::List(values.collect()))
}

/// Yes or no as people write it in lists.
fn truth(written: &str) -> Option<bool> {
    match &*written.trim().to_lowercase() {
        "si" | "sí" | "yes" | "true" | "verdadero" | "x" | "1" => Some(true),
        "no" | "false" | "falso" | "0" => Some(false),
        _ => None,
    }
}
