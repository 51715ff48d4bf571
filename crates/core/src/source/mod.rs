//! The language of a text.

/// The two languages of procedure files and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// `es`
    Spanish,
    /// `en`
    English,
}
