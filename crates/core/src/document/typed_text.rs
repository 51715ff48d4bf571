//! The seam to the calendar and to the guards: texts whose words belong to a language.
//!
//! This is the one place where a duration, cadence or deadline becomes data, and where the words of a guard are
//! translated; everything else hands such texts through here.

use std::borrow::Cow;

use super::tree::{TimeShape, Tree};
use crate::data::Text;
use crate::source::Language;

/// Reads a text of time; the calendar's parser belongs here and turns it into a neutral value.
pub(super) fn typed_text(shape: TimeShape, text: Text, _language: Language) -> Tree {
    Tree::Time(shape, text)
}

/// Writes a text of time in a language; the calendar's printer belongs here.
pub(super) fn time_words(
    _shape: TimeShape,
    text: &str,
    _from: Language,
    _to: Language,
) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

/// Writes a guard with the vocabulary of a language; the guards' translator belongs here.
pub(super) fn guard_words(text: &str, _from: Language, _to: Language) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
