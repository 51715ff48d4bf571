//! Text of a procedure file: for now only the language it is written in.

/// The language of a file's keywords and of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Español.
    Spanish,
    /// English.
    English,
}
