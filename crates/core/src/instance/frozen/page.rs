//! The bytes of a frozen case: numbers in as few bytes as they need, each text once.
//!
//! Knows how plain things are put and taken, and that nothing taken is larger than what is left of the bytes.
//! Does not know what a case is. Read [`Part`] first.

use std::collections::BTreeMap;
use std::sync::Arc;

use thin_vec::ThinVec;

use super::kept::{Kept, Known};
use crate::command::ItemId;
use crate::data::{Decimal, Digest, Duration, Text, Timestamp};
use crate::procedure::Procedure;

/// Something that stands in a frozen case.
pub(super) trait Part: Sized {
    fn put(&self, pen: &mut Pen);
    /// `None` where the bytes say no such thing.
    fn take(page: &mut Page<'_>) -> Option<Self>;
}

/// Something of which numbers name things of the definition.
pub(super) trait PartBy<K>: Sized {
    fn put_by(&self, pen: &mut Pen);
    fn take_by(page: &mut Page<'_>) -> Option<Self>;
}

/// What is being written.
#[derive(Default)]
pub(super) struct Pen {
    pub(super) bytes: Vec<u8>,
    texts: Vec<Text>,
    numbers: BTreeMap<Text, usize>,
    pub(super) kept: Kept,
}

impl Pen {
    /// The texts that were put, in the order of their numbers.
    pub(super) fn write_texts(&self, head: &mut Pen) {
        self.texts.len().put(head);
        for text in &self.texts {
            put_text(text, head);
        }
    }
}

/// What is being read.
pub(super) struct Page<'b> {
    rest: &'b [u8],
    texts: Vec<Text>,
    /// The definition that numbers are of.
    pub(super) procedure: Option<Arc<Procedure>>,
    /// The last element instance that was given out.
    pub(super) last_item: u32,
    pub(super) known: Known,
}

impl<'b> Page<'b> {
    pub(super) fn new(rest: &'b [u8]) -> Self {
        Page { rest, texts: Vec::new(), procedure: None, last_item: 0, known: Known::default() }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn read_texts(&mut self) -> Option<()> {
        for _ in 0..self.count()? {
            let text = self.text()?.into();
            self.texts.push(text);
        }
        Some(())
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// How many things follow: never more than there are bytes, each takes one at least.
    pub(super) fn count(&mut self) -> Option<usize> {
        usize::take(self).filter(|count| *count <= self.rest.len())
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.count()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }
}

impl Part for u8 {
    fn put(&self, pen: &mut Pen) {
        pen.bytes.push(*self);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        page.byte()
    }
}

impl Part for bool {
    fn put(&self, pen: &mut Pen) {
        pen.bytes.push(u8::from(*self));
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        match page.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Part for u64 {
    fn put(&self, pen: &mut Pen) {
        let mut left = *self;
        while left >= 0x80 {
            pen.bytes.push((left & 0x7f) as u8 | 0x80);
            left >>= 7;
        }
        pen.bytes.push(left as u8);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let mut number = 0u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = page.byte()?;
            let bits = u64::from(byte & 0x7f);
            number |= bits << shift;
            if byte < 0x80 {
                // One spelling only: no bits beyond the last, no empty end.
                let is_plain = bits << shift >> shift == bits && (byte > 0 || shift == 0);
                return is_plain.then_some(number);
            }
        }
        None
    }
}

macro_rules! narrow {
    ($($number:ty)+) => {$(
        impl Part for $number {
            fn put(&self, pen: &mut Pen) {
                (*self as u64).put(pen);
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                <$number>::try_from(u64::take(page)?).ok()
            }
        }
    )+};
}

narrow!(u16 u32 usize);

impl Part for Timestamp {
    fn put(&self, pen: &mut Pen) {
        let millis = self.millis();
        ((millis << 1) ^ (millis >> 63)).cast_unsigned().put(pen);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let folded = u64::take(page)?;
        Timestamp::from_millis((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }
}

impl Part for Digest {
    fn put(&self, pen: &mut Pen) {
        pen.bytes.extend_from_slice(&self.0);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        page.bytes(32)?.try_into().ok().map(Digest)
    }
}

fn put_text(text: &str, pen: &mut Pen) {
    text.len().put(pen);
    pen.bytes.extend_from_slice(text.as_bytes());
}

/// By its number among the texts.
impl Part for Text {
    fn put(&self, pen: &mut Pen) {
        let number = match pen.numbers.get(self) {
            Some(number) => *number,
            None => {
                pen.numbers.insert(self.clone(), pen.texts.len());
                pen.texts.push(self.clone());
                pen.texts.len() - 1
            }
        };
        number.put(pen);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let number = usize::take(page)?;
        page.texts.get(number).cloned()
    }
}

/// What has a text of its own is put as that.
macro_rules! spelled {
    ($($name:ty)+) => {$(
        impl Part for $name {
            fn put(&self, pen: &mut Pen) {
                put_text(&self.to_string(), pen);
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                page.text()?.parse().ok()
            }
        }
    )+};
}

spelled!(String Decimal crate::data::Date Duration);

impl Part for ItemId {
    fn put(&self, pen: &mut Pen) {
        self.0.put(pen);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        u32::take(page).filter(|item| *item <= page.last_item).map(ItemId)
    }
}

impl<T: Part> Part for Option<T> {
    fn put(&self, pen: &mut Pen) {
        self.is_some().put(pen);
        if let Some(part) = self {
            part.put(pen);
        }
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        match bool::take(page)? {
            true => T::take(page).map(Some),
            false => Some(None),
        }
    }
}

macro_rules! boxed {
    ($($around:ident)+) => {$(
        impl<T: Part> Part for $around<T> {
            fn put(&self, pen: &mut Pen) {
                (**self).put(pen);
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                T::take(page).map($around::new)
            }
        }
    )+};
}

boxed!(Box Arc);

macro_rules! listed {
    ($($list:ty)+) => {$(
        impl<T: Part> Part for $list {
            fn put(&self, pen: &mut Pen) {
                self.len().put(pen);
                self.iter().for_each(|part| part.put(pen));
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                (0..page.count()?).map(|_| T::take(page)).collect()
            }
        }
    )+};
}

listed!(Vec<T> ThinVec<T> Box<[T]>);

impl<A: Part, B: Part> Part for (A, B) {
    fn put(&self, pen: &mut Pen) {
        self.0.put(pen);
        self.1.put(pen);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        Some((A::take(page)?, B::take(page)?))
    }
}

impl<A: Part, B: Part, C: Part> Part for (A, B, C) {
    fn put(&self, pen: &mut Pen) {
        self.0.put(pen);
        self.1.put(pen);
        self.2.put(pen);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        Some((A::take(page)?, B::take(page)?, C::take(page)?))
    }
}
