//! Which keys each block takes and what shape their values have: the format as data.
//!
//! The decoder, the printer, the canonical form and the findings all walk these tables; none of them knows a key.
//! The order of the keys is the order in which they are printed and digested.
//! Read [`Block`] and [`Key`] first, then [`procedure::ROOT`].

pub(crate) mod activity;
pub(crate) mod flow;
pub(crate) mod path;
pub(crate) mod procedure;

use super::tree::TimeShape;
use crate::keywords::Keyword;

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Printed text.
    Text,
    /// An id, of this block or of the thing meant.
    Id,
    /// A printed number or an id; `"fin"` is the word [`Keyword::End`].
    Reference,
    /// A decimal number.
    Number,
    /// A whole number, zero or more.
    Count,
    /// `true` or `false`.
    Bool,
    /// A calendar date.
    Date,
    /// A date, with or without a time.
    Moment,
    /// One word of a closed list.
    Word(&'static [Keyword]),
    /// `SI`, `NO` or the id of another answer.
    Answer,
    /// The text of a guard.
    Guard,
    /// A duration, cadence, deadline or timer.
    Time(TimeShape),
    /// Data: a text, number, date, truth value or a list of these.
    Value,
    /// Keys of the author, each with a value of one shape.
    Map(&'static Shape),
    /// A list; one value stands for a list of one.
    Many(&'static Shape),
    /// A block that may stand several times: `[[x]]`.
    Blocks(&'static Block),
    /// A block that stands once under its own header: `[x]`.
    Section(&'static Block),
    /// A block written in braces.
    Inline(&'static Block),
    /// The first of these that takes the kind of value found.
    Either(&'static [Shape]),
    /// The field that a finding changes.
    Field,
    /// A value in the shape of the field that a finding changes.
    FieldValue,
}

/// Whether a key takes part in what the engine does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearing {
    /// It changes what the engine does.
    Behaviour,
    /// It is printed: titles, prose, sources, the change log.
    Prose,
}

/// A key of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) word: Keyword,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) bearing: Bearing,
}

/// A block: its name and its keys.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) name: Keyword,
    pub(crate) keys: &'static [Key],
}

impl Block {
    pub(crate) fn key(&self, word: Keyword) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.word == word)
    }
}

impl Key {
    /// An optional key that the engine acts on.
    pub(crate) const fn may(word: Keyword, shape: Shape) -> Key {
        Key { word, shape, required: false, bearing: Bearing::Behaviour }
    }

    /// A required key that the engine acts on.
    pub(crate) const fn must(word: Keyword, shape: Shape) -> Key {
        Key { required: true, ..Key::may(word, shape) }
    }

    /// An optional key that is only printed.
    pub(crate) const fn prose(word: Keyword, shape: Shape) -> Key {
        Key { bearing: Bearing::Prose, ..Key::may(word, shape) }
    }

    /// A required key that is only printed.
    pub(crate) const fn must_prose(word: Keyword, shape: Shape) -> Key {
        Key { required: true, ..Key::prose(word, shape) }
    }
}

impl Shape {
    /// The block inside, when the shape is one or may be one.
    pub(crate) fn block(self) -> Option<&'static Block> {
        match self {
            Shape::Blocks(block) | Shape::Section(block) | Shape::Inline(block) => Some(block),
            Shape::Many(item) => item.block(),
            Shape::Either(shapes) => shapes.iter().find_map(|shape| match shape {
                Shape::Inline(block) => Some(*block),
                _ => None,
            }),
            _ => None,
        }
    }
}

pub(crate) const TEXTS: Shape = Shape::Many(&Shape::Text);
pub(crate) const IDS: Shape = Shape::Many(&Shape::Id);
pub(crate) const REFERENCES: Shape = Shape::Many(&Shape::Reference);
pub(crate) const GUARDS: Shape = Shape::Map(&Shape::Guard);
pub(crate) const VALUES: Shape = Shape::Map(&Shape::Value);
pub(crate) const COUNTS: Shape = Shape::Map(&Shape::Count);
pub(crate) const DURATION: Shape = Shape::Time(TimeShape::Duration);
pub(crate) const CADENCE: Shape = Shape::Time(TimeShape::Cadence);
pub(crate) const DEADLINE: Shape = Shape::Time(TimeShape::Deadline);
pub(crate) const TIMER: Shape = Shape::Time(TimeShape::Timer);
