//! Data with which the conditions on a way say what they have to say.
//!
//! Knows what a step of a fault needs of its conditions; the values are found where paths find theirs.
//! Read [`found`] first.

use std::collections::BTreeMap;

use crate::data::Value;
use crate::generate::{Need, data_meeting, needs_of_exits};
use crate::procedure::{DatumIx, ElementIx, ExitIx, GuardIx, Procedure};

/// What guards have to say.
pub(super) enum Want<'w> {
    True(GuardIx),
    False(GuardIx),
    /// These exits of an element are taken and no others.
    Exits(ElementIx, &'w [ExitIx]),
}

/// Data that make guards say what is wanted; nothing is needed where nothing is asked.
pub(super) fn found(procedure: &Procedure, want: &Want<'_>) -> Option<BTreeMap<DatumIx, Value>> {
    let needs = match want {
        Want::True(guard) => vec![Need::Holds(*guard, true)],
        Want::False(guard) => vec![Need::Holds(*guard, false)],
        Want::Exits(element, exits) => needs_of_exits(procedure, *element, exits),
    };
    data_meeting(procedure, &needs)
}
