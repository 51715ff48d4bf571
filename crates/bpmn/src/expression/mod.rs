//! The expressions that people write in models, as guards.
//!
//! Knows the common part of JUEL, FEEL, JavaScript and our own guards: comparisons, arithmetic, and/or/not, choice,
//! properties, whether something is there, and the few calls that guards have as well.
//! Values of a case have no properties: `order.total` is the data item `order_total`.
//! What has more than that is not translated, rather than guessed.
//! Read [`translate`] first.

mod cut;
mod parse;
mod say;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use cauce::source::Language;

/// A guard with the data that it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guard {
    pub(crate) text: String,
    /// The names it reads; of a property, which is a name of its own here, what was written.
    pub(crate) reads: BTreeMap<String, Option<String>>,
}

/// Which of the languages an expression is in, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// `=` compares.
    Feel,
    /// `=` would assign, which no condition does.
    Other,
}

/// An expression as a guard in the words of a language; `None` when it has more than guards can say.
///
/// `uri` is what the model says of the language of the expression, if it says anything.
pub(crate) fn translate(written: &str, uri: &str, language: Language) -> Option<Guard> {
    let (inside, dialect) = unwrapped(written, uri)?;
    let words = cut::cut(inside)?;
    let tree = parse::parse(words, dialect)?;
    let mut reads = BTreeMap::new();
    let text = say::say(&tree, language, &mut reads)?;
    Some(Guard { text, reads })
}

/// A text that is one value and nothing is computed for: `5`, `${5}`.
pub(crate) fn unwrapped_text<'e>(written: &'e str, uri: &str) -> &'e str {
    unwrapped(written, uri).map_or(written.trim(), |(inside, _)| inside.trim())
}

/// Whether a text says by its wrapping that it is computed.
pub(crate) fn is_wrapped(written: &str) -> bool {
    let written = written.trim();
    let braces = ["${", "#{"].iter().any(|open| written.starts_with(open)) && written.ends_with('}');
    braces || (written.starts_with('=') && written.len() > 1)
}

fn unwrapped<'e>(written: &'e str, uri: &str) -> Option<(&'e str, Dialect)> {
    let written = written.trim();
    for open in ["${", "#{"] {
        if let Some(rest) = written.strip_prefix(open) {
            let inside = rest.strip_suffix('}')?;
            let plain = !inside.contains("${") && !inside.contains("#{");
            return plain.then_some((inside, Dialect::Other));
        }
    }
    if let Some(inside) = written.strip_prefix('=').filter(|inside| !inside.starts_with('=')) {
        return Some((inside, Dialect::Feel));
    }
    let feel = uri.to_ascii_lowercase().contains("feel");
    Some((written, if feel { Dialect::Feel } else { Dialect::Other }))
}
