//! The milestones of a case: which have been reached.

use crate::data::Text;
use crate::instance::Instance;
use crate::reference::Reference;

/// The milestones reached in a case, in the order of that, by id and with the member they are counted for.
///
/// A milestone that only a called procedure declares is among them once that procedure has reached it.
#[must_use]
pub fn reached(instance: &Instance) -> Vec<Text> {
    let state = &instance.state;
    let name = |milestone: &Text, members| Text::from(Reference::new(milestone, members).to_string());
    state.reached().iter().map(|reached| name(&reached.milestone, state.members(reached.home))).collect()
}
