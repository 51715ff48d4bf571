//! `Answer`: a question that is an item of its own: does the activity apply, is the answer confirmed.

use super::Journal;
use super::context::Context;
use super::open::Opening;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Event, ItemKind, Proposal};
use crate::instance::{CaseFacts, ElementInstance};
use crate::procedure::{Activity, Applies};
use crate::rejection::Rejection;

/// An answer that has been found right.
pub(super) struct Answer {
    question: ElementInstance,
    yes: bool,
    note: Option<Text>,
    proposal: Option<Box<Proposal>>,
}

pub(super) fn decide(
    cx: &Context<'_>,
    item: ItemId,
    answer: &Text,
    note: Option<Text>,
) -> Result<Answer, Rejection> {
    let instance = cx.item(item)?;
    let activity = cx.procedure.activity(instance.element);
    let asks = matches!(instance.kind, ItemKind::Applies | ItemKind::Confirm);
    cx.check_doer(instance, activity.filter(|_| asks))?;
    note.iter().chain([answer]).try_for_each(|text| cx.check_payload(text.len()))?;
    let yes = match &**answer {
        "yes" => true,
        "no" => false,
        _ => {
            let answers = vec!["yes".into(), "no".into()];
            return Err(Rejection::UnknownAnswer { answer: answer.clone(), answers });
        }
    };
    if instance.kind == ItemKind::Confirm && !yes && note.as_ref().is_none_or(|note| note.trim().is_empty()) {
        return Err(Rejection::NoteMissing);
    }
    let proposal = proposal(cx, instance, activity);
    Ok(Answer { question: instance.clone(), yes, note, proposal })
}

/// What a guard proposes on whether an activity applies.
fn proposal(cx: &Context<'_>, asked: &ElementInstance, activity: Option<&Activity>) -> Option<Box<Proposal>> {
    let Applies::Asked { suggests: Some(guard), .. } = activity?.applies else { return None };
    if asked.kind != ItemKind::Applies {
        return None;
    }
    let facts = CaseFacts { procedure: cx.procedure, state: cx.state, scope: asked.scope, at: cx.at };
    let mut inputs = Vec::new();
    let said = cx.procedure.guards[guard.index()].evaluate(&facts, &mut inputs);
    let yes = match said {
        Ok(Value::Bool(yes)) => Some(yes),
        _ => None,
    };
    let is_said = yes.is_some() || !inputs.is_empty();
    is_said.then(|| Box::new(Proposal { yes, inputs: inputs.into() }))
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, answer: Answer) {
    let Answer { question, yes, note, proposal } = answer;
    let (item, element, round) = (question.id, question.element, question.round);
    stepper.emit(Event::Answered { item, element, yes, note, proposal });
    if let Some(activity) = stepper.activity(element) {
        let scope = question.scope;
        let here = Here { item, scope, element };
        let opening = Opening { scope, element, activity, round: None };
        match (question.kind, yes) {
            (ItemKind::Applies, true) => stepper.open(Opening { round: Some(round), ..opening }),
            (ItemKind::Applies, false) => {
                stepper.emit(Event::Skipped { item, element, scope, inputs: Box::default() });
                stepper.go_past(here, activity);
            }
            (_, true) => {
                let pending = question.extra.and_then(|extra| extra.pending).unwrap_or_default();
                let (answer, nonconforming, done_by) =
                    (pending.answer, pending.nonconforming, pending.done_by);
                stepper.go_on(activity, &Finished { here, round, answer, nonconforming, done_by });
            }
            (_, false) => stepper.open(opening),
        }
    }
    stepper.run();
}

#[cfg(test)]
mod tests {
    use crate::check::{Options, check};
    use crate::command::{Actor, Command, Request, Start};
    use crate::data::{Timestamp, Value};
    use crate::event::Event;
    use crate::instance::Instance;
    use crate::procedure::Definitions;
    use crate::source::Source;
    use crate::view::open_items;

    const TEXT: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P\"\nnombre = \"P\"\n\
        [[rol]]\nid = \"r\"\nnombre = \"R\"\n[[dato]]\nid = \"valor\"\ntipo = \"entero\"\n\
        [[actividad]]\nid = \"b\"\ntitulo = \"B\"\nresponsables = [\"r\"]\n\
        aplica_si = { pregunta = \"¿Aplica?\", sugiere = 'valor > 1000' }\n";

    #[test]
    fn what_was_proposed_is_offered_and_kept_with_the_answer() {
        let procedure = check(&Source::new("p", TEXT), &Options::default()).procedure.expect("it is one");
        let mut definitions = Definitions::new();
        definitions.add(procedure).expect("it is fit");
        for (valor, proposed) in [(Some(2_000_i64), Some(true)), (Some(2), Some(false)), (None, None)] {
            let mut case = Instance::new();
            let at = Timestamp::from_millis(1_646_143_200_000).expect("an instant");
            let mut start = Start::of("P");
            start.data.extend(valor.map(|valor| ("valor".into(), Value::Number(valor.into()))));
            let ask = |command| Request::new(at, Actor::person("ana", "r"), command);
            case.handle(&definitions, ask(Command::Start(start))).expect("it starts");
            let item = open_items(&case).remove(0);
            let offered: Vec<bool> = item.answers.iter().map(|answer| answer.suggested).collect();
            assert_eq!(offered, [proposed == Some(true), proposed == Some(false)]);
            let answer = Command::Answer { item: item.item, answer: "no".into(), note: None };
            let events = case.handle(&definitions, ask(answer)).expect("it is answered");
            let Some(Event::Answered { proposal, .. }) = events.first() else { panic!("{events:?}") };
            let kept = proposal.as_ref().map(|proposal| (proposal.yes, proposal.inputs.len()));
            assert_eq!(kept, proposed.map(|yes| (Some(yes), 1)));
        }
    }
}
