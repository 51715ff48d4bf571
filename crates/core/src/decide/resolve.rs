//! `Resolve`: the authority sets stuck work going again, with a reason.

use super::context::Context;
use super::open::Opening;
use super::stepper::{Here, Stepper, Token};
use super::{Journal, deadline};
use crate::command::{ItemId, Resolution};
use crate::data::Text;
use crate::event::{Event, ItemKind, Resolved};
use crate::graph::{NodeKind, Target};
use crate::incident::{Stage, Trouble};
use crate::instance::ElementInstance;
use crate::procedure::{Applies, ElementIx, ExitIx};
use crate::rejection::Rejection;

/// A resolution that has been found possible.
pub(super) struct Resolving {
    stuck: ElementInstance,
    how: Resolved,
    reason: Text,
}

pub(super) fn decide(
    cx: &Context<'_>,
    item: ItemId,
    how: &Resolution,
    reason: Text,
) -> Result<Resolving, Rejection> {
    cx.check_authority()?;
    let stuck = cx.item(item)?;
    if stuck.kind != ItemKind::Incident {
        return Err(Rejection::NoIncident { item });
    }
    if reason.trim().is_empty() {
        return Err(Rejection::ReasonMissing);
    }
    cx.check_payload(reason.len())?;
    let how = possible(cx, stuck, how).ok_or(Rejection::ResolutionNotPossible)?;
    Ok(Resolving { stuck: stuck.clone(), how, reason })
}

fn possible(cx: &Context<'_>, stuck: &ElementInstance, how: &Resolution) -> Option<Resolved> {
    let trouble = trouble(stuck)?;
    match how {
        Resolution::Retry => match trouble {
            Trouble::TooManyReturns { .. } | Trouble::NoAgreement => None,
            _ => Some(Resolved::Retry),
        },
        Resolution::OneMore => matches!(trouble, Trouble::TooManyReturns { .. }).then_some(Resolved::OneMore),
        Resolution::Take(answer) => {
            let exit = exit_named(cx, stuck.element, answer)?;
            (!is_used_up(cx, trouble, exit)).then_some(Resolved::Take(exit))
        }
        Resolution::MoveTo(reference) => {
            let target = cx.procedure.find(reference)?;
            stands_beside(cx, stuck, target).then_some(Resolved::MoveTo(target))
        }
    }
}

/// Whether a token can go on at an element without leaving the scope of what is stuck, nor entering another.
fn stands_beside(cx: &Context<'_>, stuck: &ElementInstance, target: ElementIx) -> bool {
    let (graph, scope) = (&cx.procedure.graph, goes_on_in(cx, stuck));
    let takes_tokens = !matches!(graph.node(target).kind, NodeKind::Group | NodeKind::Event);
    takes_tokens && cx.state.scope_around(graph, scope, target) == Some(scope)
}

/// The scope in which a token goes on from what is stuck: who gives up the condition of a block leaves the block.
fn goes_on_in(cx: &Context<'_>, stuck: &ElementInstance) -> ItemId {
    let is_chosen_from = |block: &&ElementInstance| {
        block.kind == ItemKind::Block
            && block.element == stuck.element
            && cx.procedure.graph.ad_hoc(block.element).is_some()
            && !cx.state.is_once_more(block.id)
    };
    let block = cx.state.item(stuck.scope).filter(is_chosen_from);
    block.map_or_else(|| cx.state.scope_of(stuck), |block| block.scope)
}

/// Whether an exit is the very return that may not be taken once more: one more is asked for by its name.
fn is_used_up(cx: &Context<'_>, trouble: &Trouble, exit: ExitIx) -> bool {
    match trouble {
        Trouble::TooManyReturns { taken, .. } => cx.procedure.graph.returns[taken.index()].exit == exit,
        _ => false,
    }
}

fn trouble(stuck: &ElementInstance) -> Option<&Trouble> {
    stuck.extra.as_ref()?.trouble.as_deref()
}

/// The exit of an answer, or of a gateway's target by number or id.
fn exit_named(cx: &Context<'_>, element: ElementIx, name: &str) -> Option<ExitIx> {
    let answers = cx.procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
    if let Some(answer) = answers.iter().find(|answer| &*answer.id == name) {
        return Some(answer.exit);
    }
    let target = Target::Element(cx.procedure.find(name)?);
    cx.procedure.graph.exits_of(element).find(|(_, exit)| exit.target == target).map(|(exit, _)| exit)
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, resolving: Resolving) {
    let Resolving { stuck, how, reason } = resolving;
    let here = Here::of(&stuck);
    let item = here.item;
    let stays = how == Resolved::Retry && stuck.stays_as().is_some();
    if !stays {
        stepper.close_inside(item);
    }
    stepper.emit(Event::IncidentResolved { item, how: how.clone(), reason });
    match how {
        Resolved::Retry if stays => go_on(&mut stepper, here),
        Resolved::Retry => retry(&mut stepper, &stuck),
        Resolved::OneMore => {
            if let Some(Trouble::TooManyReturns { taken, .. }) = trouble(&stuck) {
                let exit = stepper.procedure.graph.returns[taken.index()].exit;
                stepper.leave(here, Some(exit));
            }
        }
        Resolved::Take(exit) => {
            let here = stepper.given_up(here, trouble(&stuck));
            stepper.leave(here, Some(exit));
        }
        Resolved::MoveTo(element) => {
            let scope = stepper.given_up(here, trouble(&stuck)).scope;
            stepper.send(Token { element, scope, flow: None });
        }
    }
    stepper.run();
}

/// Tries again with an item that has stayed: its deadline is counted, or its repetition looked at.
fn go_on<J: Journal>(stepper: &mut Stepper<'_, J>, here: Here) {
    let repeats = stepper.procedure.graph.repeats(here.element);
    match (stepper.state.item(here.item).map(|instance| instance.kind), repeats) {
        (Some(ItemKind::Work | ItemKind::Joint | ItemKind::Block), _) => deadline::set_again(stepper, here),
        (Some(ItemKind::Repetition), Some(repeats)) => stepper.go_on_repeating(here, repeats),
        _ => stepper.end_token(here.item),
    }
}

/// Tries again with an item that is gone: the token goes on from where it got stuck.
fn retry<J: Journal>(stepper: &mut Stepper<'_, J>, stuck: &ElementInstance) {
    let (item, scope, element) = (stuck.id, stuck.scope, stuck.element);
    let (here, token) = (Here { item, scope, element }, Token { element, scope, flow: None });
    if let Some(Trouble::Guard { stage: Stage::Route, .. } | Trouble::NoWay { .. }) = trouble(stuck) {
        return match stepper.procedure.graph.node(element).kind {
            NodeKind::Exclusive => stepper.route(here),
            _ => stepper.fork(here),
        };
    }
    if let Some(Trouble::Computation { answer, nonconforming, .. }) = trouble(stuck) {
        return stepper.conclude_again(stuck, (*answer, *nonconforming));
    }
    if stepper.procedure.graph.node(element).kind == NodeKind::Throw {
        return stepper.throw(here);
    }
    if let Some(Trouble::Guard { stage: Stage::Completion, .. }) = trouble(stuck) {
        match stepper.procedure.graph.node(element).kind {
            // What it holds is looked at again before anything moves.
            NodeKind::Complex => return,
            NodeKind::Block if stepper.state.scope_element(scope) == Some(element) => {
                return stepper.note_progress(scope);
            }
            _ => {}
        }
    }
    let repeats = stepper.procedure.graph.repeats(element);
    let at_members = matches!(
        trouble(stuck),
        Some(
            Trouble::Guard { stage: Stage::Members, .. }
                | Trouble::NoMembers { .. }
                | Trouble::TooManyMembers { .. }
        )
    );
    if let (true, Some(repeats)) = (at_members, repeats) {
        return stepper.repeat(token, repeats);
    }
    if stepper.open_case_again(here, trouble(stuck)) {
        return;
    }
    if stepper.procedure.graph.node(element).kind != NodeKind::Catch && stepper.subscribe_again(here) {
        return;
    }
    let Some(activity) = stepper.activity(element) else { return stepper.send(token) };
    let opening = Opening { scope, element, activity, round: None };
    match (trouble(stuck), &activity.applies) {
        (Some(Trouble::Guard { stage: Stage::Applies, .. }), Applies::If(guard)) => {
            stepper.apply_if(opening, *guard);
        }
        (Some(Trouble::Deadline | Trouble::Guard { stage: Stage::Input, .. }), _) => stepper.open(opening),
        (Some(Trouble::JobFailed { .. }), _) => stepper.open(Opening { round: Some(stuck.round), ..opening }),
        (
            Some(
                Trouble::NoProcedure { .. }
                | Trouble::NoStart { .. }
                | Trouble::CallsTooDeep { .. }
                | Trouble::WrongInput { .. },
            ),
            _,
        ) => stepper.open(opening),
        (Some(Trouble::Guard { .. }), _) => stepper.decide_again(here, stuck.round),
        _ => stepper.send(token),
    }
}
