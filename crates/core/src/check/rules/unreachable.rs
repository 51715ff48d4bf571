//! Every activity is reached.

use super::Site;
use super::recorded::printed;
use super::telling::{block_span, exit_span, ids, junction, language, listing, only_way_on};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic, Junction};
use crate::graph::reach;
use crate::procedure::ElementIx;
use crate::source::{Language, Span};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let reached = reach::reached(graph);
    if !reached.contains(&false) || !reached.contains(&true) {
        return;
    }
    let lost = reached.iter().map(|mark| !mark).collect();
    let groups = reach::groups(graph, &lost);
    found.extend(groups.iter().filter(|group| !follows_dead_end(site, group)).map(|group| told(site, group)));
}

/// Whether the way was lost at a dead end, which is told by itself: one slip is one message.
fn follows_dead_end(site: &Site<'_>, group: &[ElementIx]) -> bool {
    before(site, group[0]).is_some_and(|before| reach::is_dead_end(&site.procedure.graph, before))
}

/// One story for what hangs together: the activity before it in the file is where the way was lost.
fn told(site: &Site<'_>, group: &[ElementIx]) -> Diagnostic {
    let first = group[0];
    let before = before(site, first);
    let story = before.map(|before| junction(site, before));
    let cause = before.and_then(|before| cause(site, before, story.as_ref()?));
    let problem = CheckProblem::Unreachable {
        elements: listing(site, group),
        before: story,
        recorded: before.map_or_else(Vec::new, |before| printed(site, before)),
    };
    let block = block_span(site, first);
    let told = match cause {
        Some(cause) => Diagnostic::unfit(problem, cause).with_label(block, label(site)),
        None => Diagnostic::unfit(problem, block),
    };
    told.with_elements(ids(site, group))
}

/// Where the way was lost: the only flow that could have led on, or the activity that only leads back.
fn cause(site: &Site<'_>, before: ElementIx, story: &Junction) -> Option<Span> {
    let flow =
        only_way_on(site, before).map(|exit| exit_span(site, exit)).filter(|span| *span != Span::default());
    flow.or_else(|| story.only_returns().then(|| block_span(site, before)))
}

fn before(site: &Site<'_>, element: ElementIx) -> Option<ElementIx> {
    site.procedure.activity(element)?;
    element.index().checked_sub(1).map(ElementIx::at)
}

fn label(site: &Site<'_>) -> Text {
    match language(site) {
        Language::Spanish => "aquí empieza lo que queda sin entrada".into(),
        Language::English => "what nobody reaches begins here".into(),
    }
}
