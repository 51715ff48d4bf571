//! The data of a case, by name.

use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::instance::Instance;

/// The data that a case holds now, by id, in order of declaration.
///
/// What belongs to a block, to a member or to a called procedure is not the case's own and is left out.
///
/// ```
/// use cauce::instance::Instance;
/// assert!(cauce::view::case_data(&Instance::new()).is_empty());
/// ```
#[must_use]
pub fn case_data(instance: &Instance) -> Vec<(Text, Value)> {
    let Some(procedure) = instance.procedure() else { return Vec::new() };
    let held = (0u32..).zip(procedure.data()).filter_map(|(place, datum)| {
        let value = instance.state.datum(ItemId(0), place)?;
        Some((datum.id.clone(), value.clone()))
    });
    held.collect()
}
