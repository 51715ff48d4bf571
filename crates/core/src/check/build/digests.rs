//! The three digests of a definition.
//!
//! The definition digest covers the canonical tree, the reading, the version of the holidays and the vocabulary;
//! the behaviour digest the same without what is only printed, and without the name of the reading.
//! Numbers are printed, but targets and guards may be written with them: the behaviour digest covers them too.

use crate::calendar::HolidaySet;
use crate::check::Options;
use crate::data::{Digest, Text};
use crate::document::{Document, canonicals};
use crate::procedure::{Digests, Reading};

pub(super) fn digests(
    document: &Document,
    options: &Options,
    holidays: Option<&HolidaySet>,
    numbers: &[Text],
) -> Digests {
    let calendar = holidays.map_or_else(String::new, |set| format!("{} {}", set.id(), set.version()));
    let vocabulary = options.vocabulary.canonical();
    let trees = canonicals(document, &options.vocabulary);
    let around = |kind: &str, tree: &str, beside: &str| {
        let parts = [kind, "\n", tree, "\n", beside, "\n", &calendar, "\n", &vocabulary];
        Digest::of_parts(&parts.map(str::as_bytes))
    };
    let reading = match options.reading {
        Reading::Chosen => "chosen",
        Reading::Literal => "literal",
    };
    Digests {
        text: document.text_digest,
        definition: around("definition 1", &trees.whole, reading),
        behaviour: around("behaviour 1", &trees.behaviour, &numbers.join("\n")),
    }
}
