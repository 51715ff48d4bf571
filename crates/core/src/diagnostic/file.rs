//! Problems of a file as a text: encoding, TOML, keys and the shape of values.

use crate::data::Text;
use crate::source::Language;

/// What can be wrong with a file before anything is known about its procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileProblem {
    /// Nothing is in it.
    Empty,
    /// A key that no block of this kind has.
    UnknownKey {
        /// The key as written.
        key: Text,
        /// The nearest key of the block.
        nearest: Option<Text>,
    },
}

impl FileProblem {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            FileProblem::Empty => "C0001",
            FileProblem::UnknownKey { .. } => "C0002",
        }
    }

    /// The name in that language.
    #[must_use]
    pub fn name(&self, _language: Language) -> &'static str {
        ""
    }

    /// The sentence in that language.
    #[must_use]
    pub fn message(&self, _language: Language) -> String {
        String::new()
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, _language: Language) -> Option<String> {
        None
    }
}
