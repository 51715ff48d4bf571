//! Texts of a request in one Unicode form, so that what is decided equals what is written and read again.

use crate::command::{Actor, Command, Delivery, Done, Message, Request, Verification};
use crate::data::{Text, Value};
use crate::record::normalized;
use crate::rejection::Rejection;

/// How deep lists may stand in each other: what a record can hold.
const DEEPEST: usize = 32;

/// Brings every text of a request into NFC; plain ASCII costs a glance.
pub(super) fn normalize(request: &mut Request) -> Result<(), Rejection> {
    request.key.iter_mut().for_each(text);
    if let Actor::Person { id, acting_as, in_place_of } = &mut request.actor {
        text(id);
        text(acting_as);
        in_place_of.iter_mut().for_each(text);
    }
    match &mut request.command {
        Command::Start(start) => {
            start.at_start.iter_mut().for_each(text);
            values(&mut start.data)
        }
        Command::Message(given) => message(given),
        Command::SetData { data } => values(data),
        Command::Complete { done, .. } => completion(done),
        Command::Answer { note, .. } => {
            note.iter_mut().for_each(text);
            Ok(())
        }
        Command::Verify { verification, .. } => {
            found(verification);
            Ok(())
        }
        Command::Signal { name } => {
            text(name);
            Ok(())
        }
        Command::Declare { note, .. } => {
            note.iter_mut().for_each(text);
            Ok(())
        }
        Command::Delegate { to, .. } => {
            text(to);
            Ok(())
        }
        Command::CompleteJob { data, .. } => values(data),
        Command::FailJob { reason, .. }
        | Command::Resolve { reason, .. }
        | Command::ThrowError { code: reason, .. }
        | Command::Cancel { reason } => {
            text(reason);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn text(text: &mut Text) {
    if !text.is_ascii() {
        *text = normalized(text);
    }
}

/// Brings every text of a message into NFC.
pub(super) fn message(message: &mut Message) -> Result<(), Rejection> {
    text(&mut message.name);
    message.id.iter_mut().for_each(text);
    message.correlates.iter_mut().chain(&mut message.data).for_each(|(name, _)| text(name));
    values(&mut message.correlates)?;
    values(&mut message.data)
}

fn completion(done: &mut Done) -> Result<(), Rejection> {
    for delivery in &mut done.evidence {
        if let Delivery::Document(delivered) = delivery {
            text(&mut delivered.document.name);
            text(&mut delivered.document.media_type);
        }
    }
    for signature in &mut done.signatures {
        signature.person.iter_mut().for_each(text);
    }
    done.verification.iter_mut().for_each(found);
    done.note.iter_mut().for_each(text);
    values(&mut done.data)
}

fn found(verification: &mut Verification) {
    verification.note.iter_mut().for_each(text);
}

fn values(values: &mut [(Text, Value)]) -> Result<(), Rejection> {
    values.iter_mut().try_for_each(|(_, given)| match given {
        Value::Text(_) | Value::List(_) => value(given, DEEPEST),
        _ => Ok(()),
    })
}

/// The depth is bounded before anything is done with a value.
fn value(given: &mut Value, depth: usize) -> Result<(), Rejection> {
    match given {
        Value::Text(given) => text(given),
        Value::List(members) => {
            if depth == 0 {
                return Err(Rejection::TooLarge { what: "nesting", limit: DEEPEST as u64 });
            }
            let mut changed = members.to_vec();
            changed.iter_mut().try_for_each(|member| value(member, depth - 1))?;
            *members = changed.into();
        }
        _ => {}
    }
    Ok(())
}
