//! JSON as the exports write it: texts in quotes, nothing that acts rather than shows.

use std::fmt::Write as _;

use cauce::render::escape::visible;

/// A text in quotes, its control characters and marks of direction made visible.
pub(super) fn quoted(text: &str) -> String {
    exactly(&visible(text))
}

/// A text in quotes that is read back as it is.
pub(super) fn exactly(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            control if control.is_control() => {
                // Writing into a `String` cannot fail; controls are below U+00A0.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
