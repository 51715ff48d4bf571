//! What a host says about moving a case to another version of its procedure.
//!
//! Knows only ids, as the two versions write them; what comes of it is found by `migration`.
//! Read [`Mapping`] first.

use super::ItemId;
use crate::data::Text;

/// What becomes of what the new version of a procedure does not have as it was.
///
/// What both versions have under one id stays; the empty mapping says no more than that.
///
/// ```
/// use cauce::command::Mapping;
/// let mapping = Mapping::new().moving("revisar-1", "revisar").ending("visitar").because("norma 256");
/// assert_eq!(mapping.moves[0].1, "revisar".into());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// Elements that go on as another one: number or id of before, then of now.
    pub moves: Vec<(Text, Text)>,
    /// Elements whose open work ends here: waits, blocks with all that is in them, tokens at a join, events beside.
    pub ends: Vec<Text>,
    /// Data that have another id now.
    pub renames: Vec<(Text, Text)>,
    /// Data and indicators whose values the case lets go.
    pub drops: Vec<Text>,
    /// Which deadlines count from now on.
    pub deadlines: Deadlines,
    /// Whether facts of the past may be missing that the new version reads and the case has not kept.
    pub without_past: bool,
    /// The call whose procedure is moved; `None` for the case's own.
    pub in_call: Option<ItemId>,
    /// Why; needed where something ends or is let go; sealed in records.
    pub reason: Option<Text>,
}

/// Which deadlines count once a case has been moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deadlines {
    /// Those that were computed when the work opened: somebody was promised that date.
    #[default]
    Kept,
    /// Those that the new version says, counted from the same moments.
    Recounted,
}

impl Mapping {
    /// Everything stays that both versions have under one id.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is open at one element goes on at another.
    #[must_use]
    pub fn moving(mut self, from: &str, to: &str) -> Self {
        self.moves.push((from.into(), to.into()));
        self
    }

    /// What is open at an element ends.
    #[must_use]
    pub fn ending(mut self, element: &str) -> Self {
        self.ends.push(element.into());
        self
    }

    /// A datum has another id now.
    #[must_use]
    pub fn renaming(mut self, from: &str, to: &str) -> Self {
        self.renames.push((from.into(), to.into()));
        self
    }

    /// The value of a datum or an indicator is let go.
    #[must_use]
    pub fn dropping(mut self, id: &str) -> Self {
        self.drops.push(id.into());
        self
    }

    /// Deadlines are counted anew, by the rules of the new version.
    #[must_use]
    pub fn recounting(mut self) -> Self {
        self.deadlines = Deadlines::Recounted;
        self
    }

    /// Facts of the past may be missing that the new version reads and the case has not kept.
    #[must_use]
    pub fn without_past(mut self) -> Self {
        self.without_past = true;
        self
    }

    /// The procedure that an element instance calls is moved, and not the case's own.
    #[must_use]
    pub fn in_call(mut self, call: ItemId) -> Self {
        self.in_call = Some(call);
        self
    }

    /// Why.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Whether something that the case holds is given up.
    #[must_use]
    pub fn gives_up(&self) -> bool {
        !self.ends.is_empty() || !self.drops.is_empty() || self.without_past
    }
}
