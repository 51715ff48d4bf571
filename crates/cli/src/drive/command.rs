//! A request as a command of the library.

use cauce::command::{Command, Done, ItemId};
use cauce::data::{Kind, Text};
use cauce::procedure::Procedure;
use cauce::view::WorkItem;

use super::asked::Asked;
use super::{OPS, Wrong};

/// Where the item that is meant is looked for, and everything open: asked only by what needs it.
type Items<'i> = &'i dyn Fn() -> Result<Vec<WorkItem>, Wrong>;
type Item<'i> = &'i dyn Fn() -> Result<ItemId, Wrong>;

/// Whatever is a command of a case.
pub(super) fn command(
    asked: &Asked<'_>,
    own: &Procedure,
    items: Items<'_>,
    item: Item<'_>,
) -> Result<Command, Wrong> {
    Ok(match asked.op.as_str() {
        op if !OPS.contains(&op) => return Err(Wrong::UnknownOp(op.to_owned())),
        "data" => Command::SetData { data: asked.values(|id| kind_of(own, id))? },
        "measure" => Command::Measure { measures: asked.numbers()? },
        "cancel" => Command::Cancel { reason: reason(asked)? },
        // The case itself has the number 0: its own deadline and earliest end.
        "fire" if asked.item == Some(0) => Command::Fire { item: ItemId(0) },
        "complete" => {
            let item = item()?;
            Command::Complete { item, done: done(asked, (item, own), items)? }
        }
        _ => item_command(asked, item()?, own)?,
    })
}

/// A command about one open item.
fn item_command(asked: &Asked<'_>, item: ItemId, own: &Procedure) -> Result<Command, Wrong> {
    Ok(match asked.op.as_str() {
        "sign" => {
            let record = asked.need("record", asked.record.as_deref())?.into();
            Command::Sign { item, record, sha256: asked.digest()? }
        }
        "answer" => {
            let answer = asked.need("answer", asked.answer.as_deref())?.into();
            Command::Answer { item, answer, note: asked.note() }
        }
        "verify" => Command::Verify { item, verification: asked.verification()? },
        "claim" => Command::Claim { item },
        "release" => Command::Release { item },
        "delegate" => Command::Delegate { item, to: asked.need("to", asked.to.as_deref())?.into() },
        "resolve" => Command::Resolve { item, how: asked.resolution()?, reason: reason(asked)? },
        "fire" => Command::Fire { item },
        "declare" => Command::Declare { item, note: asked.note() },
        _ => job_command(asked, item, own)?,
    })
}

/// The answer of the host to a job.
fn job_command(asked: &Asked<'_>, item: ItemId, own: &Procedure) -> Result<Command, Wrong> {
    let attempt = asked.attempt.unwrap_or(1);
    Ok(match asked.op.as_str() {
        "complete-job" => {
            let data = asked.values(|id| kind_of(own, id))?;
            Command::CompleteJob { item, attempt, data }
        }
        "fail-job" => {
            let retry_after = asked.retry_after()?;
            Command::FailJob { item, attempt, reason: reason(asked)?, retry_after }
        }
        "throw-error" => {
            let code = asked.need("code", asked.code.as_deref())?.into();
            Command::ThrowError { item, attempt, code }
        }
        other => return Err(Wrong::UnknownOp(other.to_owned())),
    })
}

fn done(asked: &Asked<'_>, (item, own): (ItemId, &Procedure), items: Items<'_>) -> Result<Done, Wrong> {
    let items = items()?;
    let open = items.iter().find(|open| open.item == item);
    let procedure = open.map_or(own, |open| open.procedure(own));
    asked.done(|id| kind_of(procedure, id))
}

/// The kind of a datum that a procedure declares.
pub(super) fn kind_of(procedure: &Procedure, id: &str) -> Option<Kind> {
    procedure.datum(id).map(|datum| procedure.data()[datum.index()].kind)
}

fn reason(asked: &Asked<'_>) -> Result<Text, Wrong> {
    Ok(asked.need("reason", asked.reason.as_deref())?.into())
}
