//! `Cancel`: the authority ends the case, with a reason.

use super::Journal;
use super::context::Context;
use super::stepper::Stepper;
use crate::data::Text;
use crate::event::Outcome;
use crate::rejection::Rejection;

pub(super) fn decide(cx: &Context<'_>, reason: Text) -> Result<Text, Rejection> {
    cx.check_authority()?;
    if reason.trim().is_empty() {
        return Err(Rejection::ReasonMissing);
    }
    cx.check_payload(reason.len())?;
    Ok(reason)
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, reason: Text) {
    stepper.close_all();
    stepper.end_with(Outcome::Cancelled, Some(reason), None);
}
