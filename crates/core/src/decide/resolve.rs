//! `Resolve`: the authority sets stuck work going again, with a reason.

use super::Journal;
use super::context::Context;
use super::open::Opening;
use super::stepper::{Here, Stepper, Token};
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
        Resolution::MoveTo(reference) => cx.procedure.find(reference).map(Resolved::MoveTo),
    }
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
    let here = Here { item: stuck.id, scope: stuck.scope, element: stuck.element };
    let item = here.item;
    stepper.close_inside(item);
    stepper.emit(Event::IncidentResolved { item, how: how.clone(), reason });
    match how {
        Resolved::Retry => retry(&mut stepper, &stuck),
        Resolved::OneMore => {
            if let Some(Trouble::TooManyReturns { taken, .. }) = trouble(&stuck) {
                let exit = stepper.procedure.graph.returns[taken.index()].exit;
                stepper.leave(here, Some(exit));
            }
        }
        Resolved::Take(exit) => stepper.leave(here, Some(exit)),
        Resolved::MoveTo(element) => stepper.send(Token { element, scope: here.scope, flow: None }),
    }
    stepper.run();
}

fn retry<J: Journal>(stepper: &mut Stepper<'_, J>, stuck: &ElementInstance) {
    let (item, scope, element) = (stuck.id, stuck.scope, stuck.element);
    let here = Here { item, scope, element };
    if stepper.procedure.graph.node(element).kind == NodeKind::Exclusive {
        return stepper.route(here);
    }
    if stepper.procedure.graph.node(element).kind == NodeKind::Catch {
        return stepper.send(Token { element, scope, flow: None });
    }
    let Some(activity) = stepper.activity(element) else { return };
    let opening = Opening { scope, element, activity, round: None };
    match (trouble(stuck), &activity.applies) {
        (Some(Trouble::Guard { stage: Stage::Applies, .. }), Applies::If(guard)) => {
            stepper.apply_if(opening, *guard, Some(item));
        }
        (Some(Trouble::Deadline), _) => stepper.open(opening),
        (Some(Trouble::Guard { .. }), _) => stepper.decide_again(here, stuck.round),
        _ => stepper.send(Token { element, scope, flow: None }),
    }
}
