//! Remarks about procedures that are looked at together: who calls whom, and whether messages meet.
//!
//! Knows what one file cannot show. A set may lack what another place has, so that all of it is a remark.
//! Read [`together`] first.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::Text;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::procedure::Procedure;
use crate::source::Span;

/// Names with the place where each stands, in the order of the file.
type Names<'a> = Vec<(&'a Text, Span)>;

/// What a file says of others.
#[derive(Default)]
struct Said<'a> {
    throws: Names<'a>,
    awaits: Names<'a>,
    calls: Names<'a>,
    opens: Names<'a>,
    takes_part: Names<'a>,
}

/// What is to be said of each procedure of a set, in the order given: calls of what is not there, procedures that
/// call each other in a circle, and messages of a collaboration that only one side knows.
///
/// Of a procedure alone only what its own participants show is said.
#[must_use]
pub fn together(set: &[&Procedure]) -> Vec<Vec<Diagnostic>> {
    let said: Vec<Said<'_>> = set.iter().map(|procedure| Said::of(&procedure.document().root)).collect();
    let mut found: Vec<Vec<Diagnostic>> = set.iter().map(|_| Vec::new()).collect();
    if set.len() > 1 {
        let codes: BTreeSet<&str> = set.iter().map(|procedure| procedure.code()).collect();
        for (said, found) in said.iter().zip(&mut found) {
            absent(said, &codes, found);
        }
        circles(set, &said, &mut found);
    }
    let of_code: BTreeMap<&str, &Said<'_>> =
        set.iter().zip(&said).map(|(procedure, said)| (procedure.code(), said)).collect();
    for (procedure, found) in set.iter().zip(&mut found) {
        unmet(procedure, &of_code, found);
        found.sort_by_key(|diagnostic| diagnostic.span);
    }
    found
}

impl<'a> Said<'a> {
    fn of(root: &'a Table) -> Self {
        let mut said = Said::default();
        let mut open: Vec<(K, &Table)> = vec![(K::Format, root)];
        while let Some((block, table)) = open.pop() {
            for entry in &table.entries {
                said.entry(block, entry.key, &entry.node);
                // Findings quote what the source prints.
                if entry.key != K::Finding {
                    let inner = entry.node.as_list().iter().filter_map(Node::as_table);
                    open.extend(inner.map(|table| (within(block, entry.key), table)));
                }
            }
        }
        for names in
            [&mut said.throws, &mut said.awaits, &mut said.calls, &mut said.opens, &mut said.takes_part]
        {
            names.sort_by_key(|(_, span)| *span);
        }
        said
    }

    fn entry(&mut self, block: K, key: K, node: &'a Node) {
        let names = match (block, key) {
            (K::Throws | K::End, K::Message) => &mut self.throws,
            (K::Wait | K::When, K::Message) => &mut self.awaits,
            (K::Activity, K::Procedure) => &mut self.calls,
            (K::Opens, K::Procedure) => &mut self.opens,
            (K::Participant, K::Procedure) => &mut self.takes_part,
            _ => return,
        };
        if let Tree::Text(name) = &node.value {
            names.push((name, node.span));
        }
    }
}

/// The block that a table under a key is; one of several triggers is a trigger like the one around it.
fn within(block: K, key: K) -> K {
    match key {
        K::AllTriggers | K::AnyOf => block,
        _ => key,
    }
}

fn absent(said: &Said<'_>, codes: &BTreeSet<&str>, found: &mut Vec<Diagnostic>) {
    for (code, span) in said.calls.iter().chain(&said.opens).chain(&said.takes_part) {
        if !codes.contains(&***code) {
            let problem = ModelProblem::NotInTheSet { code: (*code).clone() };
            found.push(Diagnostic::remark(problem, *span));
        }
    }
}

/// Each circle of calls once, at the first procedure of the set that stands in it; a call of itself is told there.
fn circles(set: &[&Procedure], said: &[Said<'_>], found: &mut [Vec<Diagnostic>]) {
    let mut newest: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, procedure) in set.iter().enumerate() {
        newest.insert(procedure.code(), position);
    }
    let called = |position: usize| {
        let known = said[position].calls.iter();
        known.filter_map(|(code, span)| Some((*newest.get(&***code)?, *span)))
    };
    let mut told = vec![false; set.len()];
    for first in 0..set.len() {
        if told[first] {
            continue;
        }
        let mut came_from: Vec<Option<usize>> = vec![None; set.len()];
        let mut open = std::collections::VecDeque::from([first]);
        while let Some(position) = open.pop_front() {
            for (next, _) in called(position).filter(|(next, _)| *next != position) {
                if came_from[next].is_none() {
                    came_from[next] = Some(position);
                    open.push_back(next);
                }
            }
        }
        let Some(way) = way_round(first, &came_from) else { continue };
        let second = way.get(1).copied().unwrap_or(first);
        let span = called(first).find(|(next, _)| *next == second).map_or(Span::default(), |(_, span)| span);
        way.iter().for_each(|position| told[*position] = true);
        let round = way.iter().map(|position| set[*position].head().code.clone()).collect();
        found[first].push(Diagnostic::remark(ModelProblem::CallCircle { round }, span));
    }
}

/// A shortest way from a procedure round to itself.
fn way_round(first: usize, came_from: &[Option<usize>]) -> Option<Vec<usize>> {
    let mut way = Vec::new();
    let mut at = came_from[first]?;
    while at != first {
        way.push(at);
        at = came_from[at]?;
    }
    way.push(first);
    way.reverse();
    Some(way)
}

/// Messages of a collaboration that nobody throws or nobody waits for; nothing where not everyone is known.
fn unmet(procedure: &Procedure, of_code: &BTreeMap<&str, &Said<'_>>, found: &mut Vec<Diagnostic>) {
    let participants = procedure.participants();
    let Some(own) = of_code.get(procedure.code()).filter(|_| !participants.is_empty()) else { return };
    let mut others = Vec::new();
    for participant in participants {
        match &participant.procedure {
            Some(code) => match of_code.get(&**code) {
                Some(said) => others.push(*said),
                None => return,
            },
            None if participant.is_silent() => return,
            None => {}
        }
    }
    others.push(own);
    let boxes = || participants.iter();
    let thrown: BTreeSet<&Text> = boxes()
        .flat_map(|one| &one.throws)
        .chain(others.iter().flat_map(|said| said.throws.iter().map(|(name, _)| *name)))
        .collect();
    let awaited: BTreeSet<&Text> = boxes()
        .flat_map(|one| &one.awaits)
        .chain(others.iter().flat_map(|said| said.awaits.iter().map(|(name, _)| *name)))
        .collect();
    let lone = own.awaits.iter().filter(|(name, _)| !thrown.contains(*name));
    let unheard = own.throws.iter().filter(|(name, _)| !awaited.contains(*name));
    for ((name, span), awaited) in lone.map(|one| (one, true)).chain(unheard.map(|one| (one, false))) {
        let problem = ModelProblem::OneSided { message: (*name).clone(), awaited };
        found.push(Diagnostic::remark(problem, *span));
    }
}
