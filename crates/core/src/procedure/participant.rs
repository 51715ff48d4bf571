//! Who takes part in a collaboration, and with what messages.
//!
//! Knows what a file says of its participants. Message flows are not written: they follow from who throws a message
//! of a name and who waits for one. Read [`Participant`] first.

use crate::data::Text;

/// A participant of a collaboration: a procedure, or a black box.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Participant {
    /// The identity.
    pub id: Text,
    /// The name as printed.
    pub name: Text,
    /// The code of the procedure that it is; `None` for a black box.
    pub procedure: Option<Text>,
    /// How many of its kind take part; `None` when the file does not say.
    pub how_many: Option<u32>,
    /// Names of the messages that a black box throws.
    pub throws: Vec<Text>,
    /// Names of the messages that a black box waits for.
    pub awaits: Vec<Text>,
}

impl Participant {
    /// Whether nothing is known of its messages.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.procedure.is_none() && self.throws.is_empty() && self.awaits.is_empty()
    }
}
