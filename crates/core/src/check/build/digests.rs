//! The three digests of a definition.
//!
//! The definition digest covers the canonical tree, the reading, the version of the holidays and the vocabulary;
//! the behaviour digest the same without what is only printed, and without the name of the reading.
//! Numbers are printed, but targets and guards may be written with them: the behaviour digest covers them too.

use crate::calendar::HolidaySet;
use crate::check::Options;
use crate::data::{Digest, Text};
use crate::document::{Document, Extent, canonical_with};
use crate::procedure::{Digests, Reading};

pub(super) fn digests(
    document: &Document,
    options: &Options,
    holidays: Option<&HolidaySet>,
    numbers: &[Text],
) -> Digests {
    let calendar =
        holidays.map_or_else(String::new, |set| format!("{} {}", set.id(), set.version()));
    let vocabulary = options.vocabulary.canonical();
    let around = |kind: &str, extent: Extent, beside: &str| {
        let tree = canonical_with(document, extent, &options.vocabulary);
        let parts = [kind, &tree, beside, &calendar, &vocabulary];
        Digest::of(parts.join("\n").as_bytes())
    };
    let reading = match options.reading {
        Reading::Chosen => "chosen",
        Reading::Literal => "literal",
    };
    Digests {
        text: document.text_digest,
        definition: around("definition 1", Extent::Whole, reading),
        behaviour: around("behaviour 1", Extent::Behaviour, &numbers.join("\n")),
    }
}
