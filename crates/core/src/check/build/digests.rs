//! The three digests of a definition.
//!
//! The definition digest covers the canonical tree, the reading, the version of the holidays and the vocabulary;
//! the behaviour digest the same without what is only printed, and without the name of the reading.
//! Numbers are printed, but targets and guards may be written with them: the behaviour digest covers them too.

use crate::calendar::HolidaySet;
use crate::check::Options;
use crate::data::{Digesting, Text};
use crate::document::{Document, digest_canonicals};
use crate::procedure::{Digests, Reading};

pub(super) fn digests(
    document: &Document,
    options: &Options,
    holidays: Option<&HolidaySet>,
    numbers: &[Text],
) -> Digests {
    let calendar = holidays.map_or_else(String::new, |set| format!("{} {}", set.id(), set.version()));
    let vocabulary = options.vocabulary.canonical();
    let [mut definition, mut behaviour] =
        ["definition 1\n", "behaviour 1\n"].map(|kind| Digesting::of(&[kind]));
    digest_canonicals(document, &options.vocabulary, [&mut definition, &mut behaviour]);
    let around = |mut tree: Digesting, beside: &str| {
        ["\n", beside, "\n", &calendar, "\n", &vocabulary].iter().for_each(|part| tree.add(part));
        tree.finish()
    };
    let reading = match options.reading {
        Reading::Chosen => "chosen",
        Reading::Literal => "literal",
    };
    Digests {
        text: document.text_digest,
        definition: around(definition, reading),
        behaviour: around(behaviour, &numbers.join("\n")),
    }
}
