//! What is missing to go on: of each open item, what has to be handed in, said, signed, or happen.
//!
//! Knows work, waits, joins that wait for more, and repetitions with members still to come.
//! Does not know whether that will be enough: [`super::fates`] tries it.
//! Read [`Lack`] first.

use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::ItemKind;
use crate::graph::Target;
use crate::graph::reach::successors;
use crate::instance::{Arrival, ElementInstance, Instance};
use crate::procedure::{Choice, ElementIx, ExitIx};
use crate::reference::Reference;
use crate::view::{Ahead, AwaitedKind, Level, WorkItem, ahead, levels, open_items, printed};

/// Open elements whose ways to a join are looked for; of more it is not said who is waited for.
const LOOKED_AT: usize = 200;

/// Something open, with what it lacks.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lack {
    /// What people call it, with its members.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// What is open; none of a join, at which tokens are held.
    pub kind: Option<ItemKind>,
    /// Its identity in the case; of a join that of the first token held.
    pub item: ItemId,
    /// Everything it lacks.
    pub needs: Vec<Need>,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Need {
    /// Somebody in one of these roles, by name, does it; anyone when there are none.
    Doing(Vec<Text>),
    /// An answer, one of these, to a question.
    Answer {
        /// The question.
        question: Text,
        /// The answers, as printed.
        answers: Vec<Text>,
    },
    /// What is verified, with its result.
    Verification(Text),
    /// Documents: of these records, by name, as many as the rule says.
    Evidence(Choice, Vec<Text>),
    /// Signatures on a record, by name: of these roles as many as the rule says.
    Signatures(Text, Choice, Vec<Text>),
    /// A datum, by name.
    Datum(Text),
    /// The value of an indicator, by name.
    Measure(Text),
    /// The moment before which it cannot be done.
    Moment(Timestamp),
    /// An interaction that it waits for, by reference.
    Interaction(Text),
    /// The host's answer to automatic work.
    Job,
    /// The end of a delay.
    Delay,
    /// A message, with what it must correlate with.
    Message(Text, Vec<(Text, Value)>),
    /// A signal.
    Signal(Text),
    /// A time.
    Time(Option<Timestamp>),
    /// A condition that comes true.
    Condition,
    /// Somebody in one of these roles, by name, says that it has happened.
    Declaration(Vec<Text>),
    /// The authority, to whom this is to be resolved, in these roles by id; the code of the trouble.
    Authority(Text, Vec<Text>),
    /// Tokens on these flows of a join.
    Flows(Vec<AwaitedFlow>),
    /// Members that are still to be done: how many are, and of how many, where that is known.
    Members(u32, Option<u32>),
}

/// A flow by which nothing has come yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AwaitedFlow {
    /// Where it comes from, by reference.
    pub from: Text,
    /// What is open and can still get there, by reference.
    pub open: Vec<Text>,
}

/// Everything that is missing for a case to go on: open items in order of opening, then joins, then repetitions.
///
/// Events that may happen beside the flow are not among it: the case does not need them.
#[must_use]
pub fn lacks(instance: &Instance) -> Vec<Lack> {
    let expected = ahead(instance);
    let open = open_items(instance);
    let mut found: Vec<Lack> = open.iter().map(|item| lack(instance, item, &expected)).collect();
    interactions(instance, &open, &mut found);
    let levels = levels(instance);
    for level in &levels {
        joins((&levels[0], level), &mut found);
    }
    for level in &levels {
        repetitions((&levels[0], level), &mut found);
    }
    found
}

fn lack(instance: &Instance, item: &WorkItem, expected: &[Ahead]) -> Lack {
    let mut needs = Vec::new();
    match item.kind {
        ItemKind::Incident => {
            let code = item.trouble.as_ref().map_or("", |trouble| trouble.code());
            needs.push(Need::Authority(code.into(), item.roles.clone()));
        }
        ItemKind::Job => needs.push(Need::Job),
        ItemKind::Delay => needs.push(Need::Delay),
        ItemKind::Wait | ItemKind::EventGateway => {
            needs.extend(expected.iter().filter(|ahead| ahead.item == item.item).map(awaited));
        }
        _ => work(instance, item, &mut needs),
    }
    let (reference, title) = (item.reference.clone(), item.title.clone());
    Lack { reference, title, kind: Some(item.kind), item: item.item, needs }
}

fn awaited(ahead: &Ahead) -> Need {
    let name = || ahead.name.clone().unwrap_or_default();
    match ahead.kind {
        AwaitedKind::Message => Need::Message(name(), ahead.correlates.clone()),
        AwaitedKind::Signal => Need::Signal(name()),
        AwaitedKind::Declared => Need::Declaration(ahead.role_names.clone()),
        AwaitedKind::Time => Need::Time(ahead.due),
        AwaitedKind::Condition | AwaitedKind::Thrown => Need::Condition,
    }
}

fn work(instance: &Instance, item: &WorkItem, needs: &mut Vec<Need>) {
    let own = instance.procedure();
    let procedure = own.map(|own| item.procedure(own));
    let name = |id: &Text| {
        let role = procedure.and_then(|procedure| Some((procedure, procedure.role(id)?)));
        role.map_or_else(|| id.clone(), |(procedure, role)| procedure.roles()[role.index()].name.clone())
    };
    let names = |ids: &[Text]| ids.iter().map(name).collect::<Vec<Text>>();
    needs.push(Need::Doing(names(&item.roles)));
    if let Some(question) = item.question.as_ref().filter(|_| !item.answers.is_empty()) {
        let answers = item.answers.iter().map(|answer| answer.text.clone()).collect();
        needs.push(Need::Answer { question: question.clone(), answers });
    }
    needs.extend(item.verifies.clone().map(Need::Verification));
    for wanted in item.evidence.iter().filter(|wanted| !wanted.optional) {
        if !wanted.records.iter().any(|record| record.citable) {
            let records = wanted.records.iter().map(|record| record.name.clone()).collect();
            needs.push(Need::Evidence(wanted.rule, records));
        }
        for record in &wanted.records {
            for (rule, roles) in &record.signed_by {
                let open: Vec<Text> =
                    roles.iter().filter(|role| !record.signed.contains(role)).cloned().collect();
                let is_enough = *rule != Choice::All && open.len() < roles.len();
                if !open.is_empty() && !is_enough {
                    needs.push(Need::Signatures(record.name.clone(), *rule, names(&open)));
                }
            }
        }
    }
    needs.extend(
        item.data.iter().filter(|wanted| !wanted.optional).map(|wanted| Need::Datum(wanted.name.clone())),
    );
    let measures = item.measures.iter().filter(|wanted| !wanted.optional);
    needs.extend(measures.map(|wanted| Need::Measure(wanted.name.clone())));
    let later = item.due.as_ref().and_then(|due| due.not_before);
    needs.extend(later.filter(|moment| instance.at().is_some_and(|at| *moment > at)).map(Need::Moment));
}

/// Adds to open work the interactions that it waits for.
fn interactions(instance: &Instance, open: &[WorkItem], found: &mut [Lack]) {
    let Some(own) = instance.procedure() else { return };
    for item in open {
        let activity = item.procedure(own).activity(item.element);
        let interaction = activity.and_then(|activity| activity.interaction.as_ref());
        if !interaction.is_some_and(|interaction| interaction.awaited) {
            continue;
        }
        let host = |lack: &&mut Lack| Some(&lack.reference) == item.opened_with.as_ref();
        if let Some(host) = found.iter_mut().find(host) {
            host.needs.push(Need::Interaction(item.reference.clone()));
        }
    }
}

/// Joins at which tokens are held, with the flows by which nothing has come.
fn joins((own, level): (&Level<'_>, &Level<'_>), found: &mut Vec<Lack>) {
    let mut held: Vec<&Arrival> = Vec::new();
    for arrival in level.state.arrivals() {
        if !held.iter().any(|known| known.join == arrival.join && known.scope == arrival.scope) {
            held.push(arrival);
        }
    }
    let gets = ways_of(level);
    for first in held {
        let has_come = |flow: &ExitIx| {
            let mut here = level.state.arrivals_in(first.scope).filter(|other| other.join == first.join);
            here.any(|other| other.flow == Some(*flow))
        };
        let flows = level.procedure.graph.incoming.to(first.join).iter().filter(|flow| !has_come(flow));
        let flows = flows.map(|flow| {
            let from = level.procedure.graph.exit(*flow).from;
            let open = gets.iter().filter(|(_, reached)| reached.get(from.index()) == Some(&true));
            AwaitedFlow {
                from: name((own, level), from, first.scope),
                open: open
                    .map(|(open, _)| name((own, level), open.element, level.state.scope_of(open)))
                    .collect(),
            }
        });
        found.push(Lack {
            reference: name((own, level), first.join, first.scope),
            title: level.procedure.title(first.join).clone(),
            kind: None,
            item: first.token,
            needs: vec![Need::Flows(flows.collect())],
        });
    }
}

/// What is open, each with the elements that it can still get to; nothing where too much is open.
fn ways_of<'a>(level: &Level<'a>) -> Vec<(&'a ElementInstance, Vec<bool>)> {
    let open: Vec<&ElementInstance> =
        level.state.open.iter().filter(|open| open.kind != ItemKind::Subscription).collect();
    if level.state.held() == 0 || open.len() > LOOKED_AT {
        return Vec::new();
    }
    open.into_iter().map(|open| (open, reached_from(level, open.element))).collect()
}

/// The elements that a token at one can still get to, that one included.
fn reached_from(level: &Level<'_>, from: ElementIx) -> Vec<bool> {
    let graph = &level.procedure.graph;
    let mut marks = vec![false; graph.len()];
    let mut next = vec![from];
    while let Some(element) = next.pop() {
        if std::mem::replace(&mut marks[element.index()], true) {
            continue;
        }
        next.extend(successors(graph, element).filter(|next| !marks[next.index()]));
        let ends = graph.ways_of(element).iter().any(|exit| exit.target == Target::End);
        // Where a block ends its own ways out follow.
        next.extend(graph.within(element).filter(|_| ends));
    }
    marks
}

/// Repetitions with members still to be done.
fn repetitions((own, level): (&Level<'_>, &Level<'_>), found: &mut Vec<Lack>) {
    for open in level.state.open.iter().filter(|open| open.kind == ItemKind::Repetition) {
        let Some(inner) = level.state.inner(open.id) else { continue };
        let progress = inner.progress();
        found.push(Lack {
            reference: name((own, level), open.element, open.scope),
            title: level.procedure.title(open.element).clone(),
            kind: Some(open.kind),
            item: open.id,
            needs: vec![Need::Members(progress.completed, progress.members)],
        });
    }
}

fn name((own, level): (&Level<'_>, &Level<'_>), element: ElementIx, scope: ItemId) -> Text {
    let members = level.state.members(scope);
    printed(own.procedure, &level.outer, Reference::new(level.procedure.reference(element), members))
}
