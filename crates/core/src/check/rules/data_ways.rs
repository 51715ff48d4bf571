//! A choice leads every case one way and no more: no way is never taken, no case is left without one, and where two are
//! open the office knows that the first is taken.
//!
//! A case without a way is a remark and not unfit: which values the office ever writes down it knows better than the file.

use super::Site;
use super::telling::{block_span, exit_span, fact, guard_span, guard_text, place};
use crate::data::{Text, Value};
use crate::diagnostic::{CheckProblem, DataProblem, Diagnostic, HangsOn, Place, Problem};
use crate::graph::{Exit, NodeKind, reach};
use crate::guard::{Slot, Witness};
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, ExitIx, Fate, GuardIx, Possible, Rest};
use crate::source::Language;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    if !graph.exits.iter().any(|exit| exit.condition.is_some()) {
        return;
    }
    let mut possible = Possible::of(site.procedure);
    for element in reach::elements(graph).filter(|element| chooses(graph.node(*element).kind)) {
        let fates = site.fates.of_ways(element);
        if !fates.is_empty() {
            ways(site, element, fates, found);
            without_default(site, element, &mut possible, found);
            meetings(site, element, (&mut possible, fates), found);
        }
    }
}

/// Whether the conditions of its flows say which of them are taken.
fn chooses(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Exclusive | NodeKind::Inclusive | NodeKind::Complex | NodeKind::Fork)
}

/// Ways that are never taken, and the one that always is; what stands behind that one has the same cause and is not told.
fn ways(site: &Site<'_>, element: ElementIx, fates: &[(ExitIx, Fate)], found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let is_exclusive = graph.node(element).kind == NodeKind::Exclusive;
    for (exit, fate) in fates {
        let way = graph.exit(*exit);
        let (gateway, to) = (name(site, element), place(site, way.target));
        let span = exit_span(site, *exit);
        match (fate, way.condition) {
            (Fate::Never, Some(guard)) => {
                let hangs = hangs(is_exclusive, gateway, to);
                let problem = DataProblem::NeverTrue { guard: guard_text(site, guard), hangs };
                found.push(Diagnostic::remark(problem, guard_span(site, guard, span)));
            }
            (Fate::Always, Some(guard)) => {
                let hangs = hangs(is_exclusive, gateway, to);
                let problem = DataProblem::AlwaysTrue { guard: guard_text(site, guard), hangs };
                found.push(Diagnostic::remark(problem, guard_span(site, guard, span)));
                if is_exclusive {
                    return;
                }
            }
            (Fate::NothingLeft, condition) => {
                let problem = DataProblem::NothingLeft { gateway, to, otherwise: condition.is_none() };
                let span = condition.map_or(span, |guard| guard_span(site, guard, span));
                found.push(Diagnostic::remark(problem, span));
            }
            _ => {}
        }
    }
}

fn hangs(is_exclusive: bool, gateway: Text, to: Place) -> HangsOn {
    if is_exclusive { HangsOn::Way(gateway, to) } else { HangsOn::Branch(gateway, to) }
}

/// What people call what chooses: a gateway that an activity's ways imply goes by that activity.
fn name(site: &Site<'_>, element: ElementIx) -> Text {
    let name = site.procedure.reference(element);
    let at = element.index().checked_sub(site.procedure.activities().len());
    let is_implied = at.and_then(|at| site.procedure.gateways.get(at)).is_some_and(|gateway| gateway.implied);
    let host = site.tables.get(element.index()).filter(|_| is_implied);
    let host = host.and_then(|table| site.procedure.find(table.text(Keyword::Id)?));
    host.map_or(name, |host| site.procedure.reference(host)).clone()
}

/// Where every way has a condition, some case may find none.
fn without_default(
    site: &Site<'_>,
    element: ElementIx,
    possible: &mut Possible<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let conditional = |way: &Exit| way.condition.is_some() && !way.otherwise;
    if !site.procedure.graph.ways_of(element).iter().all(conditional) {
        return;
    }
    let gateway = name(site, element);
    let span = block_span(site, element);
    match possible.rest(element) {
        Rest::Nobody => {}
        Rest::Unknown => found.push(Diagnostic::remark(CheckProblem::NoDefaultFlow { gateway }, span)),
        Rest::Case(witness) => {
            let case = told(site, &guards(site, element), &witness);
            let problem: Problem = match case.is_empty() {
                true => CheckProblem::NoDefaultFlow { gateway }.into(),
                false => DataProblem::NoWayFor { gateway, case }.into(),
            };
            found.push(Diagnostic::remark(problem, span));
        }
    }
}

fn meetings(
    site: &Site<'_>,
    element: ElementIx,
    (possible, fates): (&mut Possible<'_>, &[(ExitIx, Fate)]),
    found: &mut Vec<Diagnostic>,
) {
    let graph = &site.procedure.graph;
    for meeting in possible.meetings(element, fates) {
        let [first, second] = [meeting.first, meeting.second].map(|exit| graph.exit(exit));
        let problem = DataProblem::BothTrue {
            gateway: name(site, element),
            first: place(site, first.target),
            second: place(site, second.target),
            case: told(site, &guards(site, element), &meeting.case),
        };
        let span = exit_span(site, meeting.second);
        let span = second.condition.map_or(span, |guard| guard_span(site, guard, span));
        found.push(Diagnostic::remark(problem, span));
    }
}

fn guards(site: &Site<'_>, element: ElementIx) -> Vec<GuardIx> {
    site.procedure.graph.ways_of(element).iter().filter_map(|way| way.condition).collect()
}

/// A case as people read it: each fact that makes the difference, as guards write it, and its value.
fn told(site: &Site<'_>, guards: &[GuardIx], case: &Witness) -> Vec<Text> {
    let given = case.told().filter(|(slot, _)| !matches!(slot, Slot::Target(_)));
    let said = given.filter_map(|(slot, value)| {
        Some(format!("{} = {}", fact(site, guards, slot)?, shown(site, slot, value)).into())
    });
    said.collect()
}

fn shown(site: &Site<'_>, slot: Slot, value: &Value) -> String {
    if let (Slot::Answer(element), Value::Text(given)) = (slot, value) {
        let activity = site.procedure.activity(ElementIx(element));
        let mut answers = activity.into_iter().flat_map(|activity| &activity.answers);
        if let Some(answer) = answers.find(|answer| answer.id == *given) {
            return answer.text.to_string();
        }
    }
    plain(value, site.document.language)
}

fn plain(value: &Value, language: Language) -> String {
    match (value, language) {
        (Value::Bool(true), Language::Spanish) => "SI".to_owned(),
        (Value::Bool(true), Language::English) => "YES".to_owned(),
        (Value::Bool(false), _) => "NO".to_owned(),
        (Value::Number(number), _) => number.to_string(),
        (Value::Text(text), _) => format!("\"{text}\""),
        (Value::Date(date), _) => date.to_string(),
        (Value::Instant(instant), _) => instant.to_string(),
        (Value::Duration(duration), _) => duration.to_string(),
        // A list of a case holds texts only.
        (Value::List(members), _) => {
            let members: Vec<String> = members.iter().map(plain_text).collect();
            format!("[{}]", members.join(", "))
        }
        (Value::Disposed, _) => "…".to_owned(),
    }
}

fn plain_text(member: &Value) -> String {
    match member {
        Value::Text(text) => format!("\"{text}\""),
        _ => "…".to_owned(),
    }
}
