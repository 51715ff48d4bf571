//! What an event catches is thrown somewhere inside, and an escalation that is thrown is caught somewhere around.
//!
//! Jobs and the work of people may end with any error, and called procedures may throw anything: what holds one may
//! catch anything of that.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Site;
use super::telling::block_span;
use crate::data::Text;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::nest::Nest;
use crate::graph::{Graph, NodeKind, On, Throw, reach};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

/// What is thrown or caught: an error or an escalation with its code; `None` stands for any.
type What<'a> = (bool, Option<&'a Text>);

/// An event with what it catches.
struct Catch<'a> {
    event: ElementIx,
    what: What<'a>,
    /// The places of all that it may come from.
    from: Vec<Range<u32>>,
}

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let sought = |special: &crate::graph::Special| {
        let on = special.trigger.iter().flat_map(|trigger| &trigger.on);
        on.map(caught).any(|what| what.is_some())
            || matches!(special.throws.as_deref(), Some(Throw::Escalation(_)))
    };
    if !graph.specials.iter().any(sought) {
        return;
    }
    let nest = Nest::of(graph);
    let thrown = thrown(graph, &nest);
    let catches: Vec<Catch<'_>> =
        reach::elements(graph).flat_map(|event| catches(graph, &nest, event)).collect();
    for catch in catches.iter().filter(|catch| !is_thrown(&thrown, catch)) {
        found.push(nothing_throws(site, catch));
    }
    uncaught(site, &nest, &catches, found);
}

fn caught(on: &On) -> Option<What<'_>> {
    match on {
        On::Error(code) => Some((true, code.as_ref())),
        On::Escalation(code) => Some((false, code.as_ref())),
        _ => None,
    }
}

/// The places of what throws, in their order, by what it throws; all of a kind also stand under `None` and `true`.
fn thrown<'a>(graph: &'a Graph, nest: &Nest) -> BTreeMap<(What<'a>, bool), Vec<u32>> {
    let mut thrown: BTreeMap<(What<'a>, bool), Vec<u32>> = BTreeMap::new();
    let mut add = |what: What<'a>, place: u32| {
        thrown.entry((what, false)).or_default().push(place);
        thrown.entry(((what.0, None), true)).or_default().push(place);
    };
    for element in reach::elements(graph) {
        let place = nest.place(element);
        match graph.special(element).and_then(|special| special.throws.as_deref()) {
            Some(Throw::Error(code)) => add((true, Some(code)), place),
            Some(Throw::Escalation(code)) => add((false, Some(code)), place),
            _ => {}
        }
        let kind = graph.node(element).kind;
        if matches!(kind, NodeKind::Job | NodeKind::Work | NodeKind::Call) {
            add((true, None), place);
        }
        if kind == NodeKind::Call {
            add((false, None), place);
        }
    }
    thrown.values_mut().for_each(|places| places.sort_unstable());
    thrown
}

fn catches<'a>(graph: &'a Graph, nest: &Nest, event: ElementIx) -> Vec<Catch<'a>> {
    let Some(special) = graph.special(event) else { return Vec::new() };
    let Some(trigger) = special.trigger.as_deref() else { return Vec::new() };
    let whats: Vec<What<'a>> = trigger.on.iter().filter_map(caught).collect();
    if whats.is_empty() {
        return Vec::new();
    }
    let hosts = trigger.hosts.iter().copied().chain(special.host);
    let mut from: Vec<Range<u32>> = hosts.map(|host| nest.run(host)).collect();
    if from.is_empty() {
        from.push(graph.within(event).map_or(0..u32::MAX, |scope| nest.run(scope)));
    }
    whats.into_iter().map(|what| Catch { event, what, from: from.clone() }).collect()
}

fn is_thrown(thrown: &BTreeMap<(What<'_>, bool), Vec<u32>>, catch: &Catch<'_>) -> bool {
    let (is_error, code) = catch.what;
    let all = code.is_none();
    let keys = [((is_error, code), all), ((is_error, None), false)];
    let places = keys.iter().filter_map(|key| thrown.get(key));
    let within = |places: &Vec<u32>, run: &Range<u32>| {
        let first = places.partition_point(|place| *place < run.start);
        places.get(first).is_some_and(|place| *place < run.end)
    };
    places.into_iter().any(|places| catch.from.iter().any(|run| within(places, run)))
}

fn nothing_throws(site: &Site<'_>, catch: &Catch<'_>) -> Diagnostic {
    let problem = ModelProblem::NothingThrows {
        event: site.procedure.id(catch.event).clone(),
        kind: if catch.what.0 { K::Error } else { K::Escalation },
        code: catch.what.1.cloned(),
    };
    Diagnostic::remark(problem, block_span(site, catch.event))
}

/// Escalations that no event around catches: the work goes on as if nothing had been said.
fn uncaught(site: &Site<'_>, nest: &Nest, catches: &[Catch<'_>], found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let mut covered: BTreeMap<Option<&Text>, Vec<Range<u32>>> = BTreeMap::new();
    for catch in catches.iter().filter(|catch| !catch.what.0) {
        covered.entry(catch.what.1).or_default().extend(catch.from.iter().cloned());
    }
    covered.values_mut().for_each(merge);
    for element in reach::elements(graph) {
        let special = graph.special(element);
        let Some(Throw::Escalation(code)) = special.and_then(|special| special.throws.as_deref()) else {
            continue;
        };
        let place = nest.place(element);
        let lists = [None, Some(code)].into_iter().filter_map(|code| covered.get(&code));
        if !lists.into_iter().any(|runs| covers(runs, place)) {
            let id = site.procedure.reference(element).clone();
            let problem = ModelProblem::Uncaught { id, code: code.clone() };
            found.push(Diagnostic::remark(problem, block_span(site, element)));
        }
    }
}

/// Brings runs into order and joins those that touch.
fn merge(runs: &mut Vec<Range<u32>>) {
    runs.sort_unstable_by_key(|run| (run.start, run.end));
    let mut merged: Vec<Range<u32>> = Vec::new();
    for run in runs.drain(..) {
        match merged.last_mut() {
            Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
            _ => merged.push(run),
        }
    }
    *runs = merged;
}

fn covers(runs: &[Range<u32>], place: u32) -> bool {
    let after = runs.partition_point(|run| run.start <= place);
    after.checked_sub(1).is_some_and(|last| runs[last].contains(&place))
}
