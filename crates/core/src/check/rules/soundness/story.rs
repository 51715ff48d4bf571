//! From the steps of a case to sentences: what people do, plain runs folded, the middle of a long way only counted.
//!
//! Knows which step is what in the words of an office. Read [`of`] first.

use std::collections::BTreeSet;

use super::super::telling::{block_span, exit_span, ids, leads_back};
use super::{Site, place};
use crate::data::Text;
use crate::diagnostic::{Beat, Happening as H, Place, Spoken, Way};
use crate::graph::{Exit, ExitKind, NodeKind, Target, reach};
use crate::procedure::{Activity, ElementIx, ExitIx};
use crate::proof::{Fault, FaultKind, Move};
use crate::source::Span;

/// So many steps in a row of which nothing is to be said are told as one.
const RUN: usize = 4;

/// Of a longer story the beginning and the end are told.
const BEGINNING: usize = 10;
const ENDING: usize = 14;

/// The story of a fault; empty where no way leads there.
pub(super) fn of(site: &Site<'_>, fault: &Fault) -> Vec<Beat> {
    if fault.kind == FaultKind::DeadActivity {
        return Vec::new();
    }
    let mut told = folded(site, fault.way(site.procedure).iter().filter_map(|one| told(site, one)).collect());
    let over = told.len().saturating_sub(BEGINNING + ENDING);
    if over > 1 {
        let more = Beat { span: Span::default(), element: None, what: H::More(over) };
        told.splice(BEGINNING..BEGINNING + over, [more]);
    }
    told.extend(ending(site, fault));
    told
}

/// How it stands in the end.
fn ending(site: &Site<'_>, fault: &Fault) -> Vec<Beat> {
    let last = |what: fn(Spoken) -> H, element: &ElementIx| {
        beat(site, *element, block_span(site, *element), what(spoken(site, *element)))
    };
    match fault.kind {
        FaultKind::Unsafe => fault.elements.iter().take(1).map(|element| last(H::Twice, element)).collect(),
        FaultKind::Livelock => turning(site, fault).iter().map(|element| last(H::Round, element)).collect(),
        _ => fault.elements.iter().take(ENDING).map(|element| last(H::Waits, element)).collect(),
    }
}

/// Where the way of a circle leads back to, or its first element.
fn turning(site: &Site<'_>, fault: &Fault) -> Option<ElementIx> {
    let way = fault.way(site.procedure);
    let exit = way.last().and_then(|one| one.exits().last());
    let back = exit.and_then(|exit| match site.procedure.graph.exit(*exit).target {
        Target::Element(to) => Some(to),
        Target::End | Target::CaseEnd => None,
    });
    back.filter(|back| fault.elements.contains(back)).or(fault.elements.first().copied())
}

/// The element that people see: of a gateway that conditions imply, its activity.
pub(super) fn shown(site: &Site<'_>, element: ElementIx) -> ElementIx {
    let implied = site.procedure.is_implied(element);
    let owner = || ids(site, &[element]).next().and_then(|id| site.procedure.find(&id));
    implied.then(owner).flatten().unwrap_or(element)
}

fn spoken(site: &Site<'_>, element: ElementIx) -> Spoken {
    let (procedure, element) = (site.procedure, shown(site, element));
    let (name, title) = (procedure.reference(element).clone(), procedure.title(element));
    let title: Text = if *title == name { "".into() } else { title.clone() };
    Spoken { name, title }
}

fn beat(site: &Site<'_>, element: ElementIx, span: Span, what: H) -> Beat {
    Beat { span, element: ids(site, &[element]).next(), what }
}

/// One step in a sentence; `None` for what people do not see.
fn told(site: &Site<'_>, one: &Move) -> Option<Beat> {
    let element = one.element();
    let name = || spoken(site, element);
    let block = block_span(site, element);
    let (span, what) = match one {
        Move::Begins { .. } => (block, H::Begins(name())),
        Move::Throws { .. } => {
            let kind = site.procedure.graph.node(element).kind;
            let fails = matches!(kind, NodeKind::Work | NodeKind::Job | NodeKind::Call);
            (block, H::Throws { at: name(), fails })
        }
        Move::Occurs { host, .. } => {
            (block, H::Occurs { event: name(), host: host.map(|host| spoken(site, host)) })
        }
        Move::Leaves { exit, .. } => left(site, element, *exit)?,
        Move::Takes { exits, .. } => taken(site, element, exits)?,
    };
    Some(beat(site, element, span, what))
}

/// Work is done, a question answered, what is waited for comes.
fn left(site: &Site<'_>, element: ElementIx, exit: Option<ExitIx>) -> Option<(Span, H)> {
    let (graph, activity) = (&site.procedure.graph, site.procedure.activity(element));
    let work = spoken(site, element);
    let block = block_span(site, element);
    let Some(exit) = exit else { return Some((block, H::DoneLast(work))) };
    let way = way(site, activity, exit);
    let place = Some(exit_span(site, exit)).filter(|span| *span != Span::default()).unwrap_or(block);
    if way.answer.is_some() {
        let question = activity.and_then(|activity| activity.question.clone());
        return Some((place, H::Answered { work, question, way }));
    }
    let is_refusal = |activity: &Activity| {
        activity.control.as_ref().is_some_and(|control| control.if_nonconforming == Some(exit))
    };
    if activity.is_some_and(is_refusal) && activity.and_then(|activity| activity.next) != Some(exit) {
        return Some((place, H::NotMet { work, way }));
    }
    match graph.node(element).kind {
        NodeKind::Block => None,
        NodeKind::Catch => Some((block, H::Comes(work))),
        _ if way.back => Some((place, H::Back { work, way })),
        _ if matches!(way.to, Place::Element(_)) => Some((block, H::Done(work))),
        _ => Some((block, H::DoneLast(work))),
    }
}

/// A gateway is passed, or something that passes by itself.
fn taken(site: &Site<'_>, element: ElementIx, exits: &[ExitIx]) -> Option<(Span, H)> {
    let graph = &site.procedure.graph;
    let node = graph.node(element);
    let block = block_span(site, element);
    let at = spoken(site, element);
    if node.kind == NodeKind::Event {
        return None;
    }
    let [exit] = exits else {
        let to = exits.iter().map(|exit| place(site, graph.exit(*exit).target)).collect();
        return match (exits.len(), node.kind) {
            (0, NodeKind::End) => Some((block, H::DoneLast(at))),
            (0, _) => None,
            _ => Some((block, H::Parted { at, to })),
        };
    };
    match node.kind {
        NodeKind::Automatic => left(site, element, Some(*exit)),
        NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex
            if graph.incoming.to(element).len() > 1 =>
        {
            Some((block, H::Joined(at)))
        }
        _ if node.exit_count > 1 => {
            let place_of = Some(exit_span(site, *exit)).filter(|span| *span != Span::default());
            Some((place_of.unwrap_or(block), H::Chosen { at, to: place(site, graph.exit(*exit).target) }))
        }
        _ => None,
    }
}

fn way(site: &Site<'_>, activity: Option<&Activity>, exit: ExitIx) -> Way {
    let answer = activity.and_then(|activity| activity.answers.iter().find(|answer| answer.exit == exit));
    let out = site.procedure.graph.exit(exit);
    Way {
        answer: answer.map(|answer| answer.text.clone()),
        to: place(site, out.target),
        back: activity.is_some() && leads_back(out) && is_round(site, out),
    }
}

/// So many elements are looked at before a way to an earlier one is taken to lead back.
const NEAR: usize = 500;

/// Whether where a way leads comes round to it again: the order of a model is not the order of the work.
fn is_round(site: &Site<'_>, out: &Exit) -> bool {
    let (Target::Element(to), ExitKind::Onward) = (out.target, out.kind) else { return true };
    let (mut seen, mut open) = (BTreeSet::from([to]), vec![to]);
    while let Some(element) = open.pop() {
        if element == out.from || seen.len() > NEAR {
            return true;
        }
        open.extend(reach::successors(&site.procedure.graph, element).filter(|next| seen.insert(*next)));
    }
    false
}

/// The ways that were taken out of an element.
pub(super) fn ways(site: &Site<'_>, element: ElementIx, exits: &[ExitIx]) -> Vec<Way> {
    let activity = site.procedure.activity(element);
    exits.iter().map(|exit| way(site, activity, *exit)).collect()
}

/// The same with plain work that follows its neighbour in the file told as one.
fn folded(site: &Site<'_>, beats: Vec<Beat>) -> Vec<Beat> {
    let position = |beat: &Beat| match &beat.what {
        H::Done(_) => beat.element.as_ref().and_then(|id| site.procedure.find(id)).map(ElementIx::index),
        _ => None,
    };
    let (mut folded, mut run): (Vec<Beat>, Vec<Beat>) = (Vec::new(), Vec::new());
    let mut last = None;
    for beat in beats {
        let here = position(&beat);
        if here.is_none() || last.map(|last: usize| last + 1) != here {
            flush(&mut folded, &mut run);
        }
        last = here;
        run.push(beat);
    }
    flush(&mut folded, &mut run);
    folded
}

fn flush(folded: &mut Vec<Beat>, run: &mut Vec<Beat>) {
    let whole = match (run.first(), run.last()) {
        (Some(first), Some(last)) if run.len() >= RUN => match (&first.what, &last.what) {
            (H::Done(from), H::Done(to)) => {
                Some(Beat { what: H::Run { first: from.clone(), last: to.clone() }, ..first.clone() })
            }
            _ => None,
        },
        _ => None,
    };
    match whole {
        Some(whole) => {
            run.clear();
            folded.push(whole);
        }
        None => folded.append(run),
    }
}
