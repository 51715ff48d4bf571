//! How the parts of a file find their places: the rules of TOML about tables.
//!
//! Knows what may be defined again and what may not; does not know how a text is cut into keys and values.
//! Read [`Grower`] first.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Fault, FaultKind, Key, Kind, Marks, NONE, Part, Raw};
use crate::source::Span;

/// From how many keys on a block is looked up in the index: below, walking them is quicker.
const MANY: usize = 24;

/// A tree that grows as the file is read.
pub(super) struct Grower<'t> {
    pub(super) raw: Raw<'t>,
    /// Of blocks with many keys: block and key.
    index: BTreeMap<(u32, Cow<'t, str>), u32>,
    /// The block that keys without brackets belong to.
    current: u32,
    /// A fault of the current `[[header]]`: it counts after those of its block.
    pending: Option<Fault>,
}

impl<'t> Grower<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Grower { raw: Raw::new(text), index: BTreeMap::new(), current: 0, pending: None }
    }

    /// How many parts there are.
    pub(super) fn count(&self) -> usize {
        self.raw.parts.len()
    }

    /// Adds a part; gives its place.
    pub(super) fn add(&mut self, part: Part) -> u32 {
        let at = u32::try_from(self.raw.parts.len()).unwrap_or(NONE);
        self.raw.parts.push(part);
        at
    }

    /// A value whose content may have been decoded; `tail` bytes of marks follow it in the file.
    pub(super) fn scalar(&mut self, kind: Kind, span: Span, content: Cow<'t, str>, tail: usize) -> Part {
        let end = span.range().end.saturating_sub(tail);
        let start = end.saturating_sub(content.len());
        let stands = self.raw.text.get(start..end);
        if let (Cow::Borrowed(borrowed), Some(stands)) = (&content, stands)
            && (borrowed.is_empty() || std::ptr::eq(borrowed.as_ptr(), stands.as_ptr()))
        {
            return Part::plain(kind, span, start..end);
        }
        let place = self.raw.owned.len();
        self.raw.owned.push(content.into());
        Part { marks: Marks::OWNED, ..Part::plain(kind, span, place..place) }
    }

    fn edit(&mut self, at: u32, change: impl FnOnce(&mut Part)) {
        if let Some(part) = self.raw.parts.get_mut(at as usize) {
            change(part);
        }
    }

    pub(super) fn close(&mut self, at: u32, end: Span) {
        self.edit(at, |part| part.span.end = end.end);
    }

    /// Puts a part at the end of a list or block.
    pub(super) fn append(&mut self, parent: u32, child: u32) {
        let last = self.raw.part(parent).last;
        if last == NONE {
            self.edit(parent, |part| part.first = child);
        } else {
            self.edit(last, |part| part.next = child);
        }
        self.edit(parent, |part| part.last = child);
    }

    fn name(&mut self, at: u32, key: &Key<'t>) {
        self.edit(at, |part| part.key = key.span);
        if let Cow::Owned(text) = &key.text {
            self.raw.owned_keys.insert(at, text.as_str().into());
        }
    }

    fn put(&mut self, block: u32, key: &Key<'t>, child: u32) {
        self.name(child, key);
        self.append(block, child);
        if self.raw.part(block).marks.has(Marks::INDEXED) {
            self.index.insert((block, key.text.clone()), child);
        }
    }

    fn find(&mut self, block: u32, key: &str) -> Option<u32> {
        if self.raw.part(block).marks.has(Marks::INDEXED) {
            let index: &BTreeMap<(u32, Cow<'_, str>), u32> = &self.index;
            return index.get(&(block, Cow::Borrowed(key))).copied();
        }
        let mut at = self.raw.part(block).first;
        let mut walked = 0;
        while let Some(part) = self.raw.parts.get(at as usize) {
            // Written with quotation marks it is longer; most keys differ in length, which costs nothing to see.
            if (part.key.end - part.key.start) as usize >= key.len() && self.raw.key(at) == key {
                return Some(at);
            }
            at = part.next;
            walked += 1;
        }
        if walked >= MANY {
            self.index_keys(block);
        }
        None
    }

    fn index_keys(&mut self, block: u32) {
        self.edit(block, |part| part.marks = part.marks.with(Marks::INDEXED));
        let mut at = self.raw.part(block).first;
        while at != NONE {
            let key = self.raw.key(at).to_owned();
            self.index.insert((block, Cow::Owned(key)), at);
            at = self.raw.part(at).next;
        }
    }

    /// Follows the way to a block; blocks that are not there are made.
    fn descend(&mut self, from: u32, way: &[Key<'t>], dotted: bool, made: Marks) -> Result<u32, Fault> {
        let mut block = from;
        for key in way {
            block = match self.find(block, &key.text) {
                Some(found) => self.enter(found, key, dotted, made)?,
                None => {
                    let child = self.add(Part::container(Kind::Block, key.span, made));
                    self.put(block, key, child);
                    child
                }
            };
        }
        Ok(block)
    }

    /// The block that a key on the way leads into.
    fn enter(&mut self, found: u32, key: &Key<'t>, dotted: bool, made: Marks) -> Result<u32, Fault> {
        let part = self.raw.part(found);
        let in_braces = made.has(Marks::INLINE);
        match part.kind {
            Kind::List if part.marks.has(Marks::BLOCKS) && !in_braces => Ok(part.last),
            Kind::Block if part.marks.has(Marks::INLINE) && !in_braces => Err(cannot_extend(key)),
            Kind::Block if dotted && !part.marks.has(Marks::IMPLICIT) => Err(duplicate(key)),
            Kind::Block => {
                if dotted {
                    self.edit(found, |part| part.marks = part.marks.with(Marks::DOTTED));
                }
                Ok(found)
            }
            _ => Err(cannot_extend(key)),
        }
    }

    /// A key of the current block with its value.
    pub(super) fn pair(&mut self, keys: &[Key<'t>], child: u32) -> Result<(), Fault> {
        let Some((key, way)) = keys.split_last() else {
            return Ok(());
        };
        let mut block = self.current;
        if !way.is_empty() {
            block = self.descend(block, way, true, Marks::IMPLICIT.with(Marks::DOTTED))?;
            if !self.raw.part(block).marks.has(Marks::IMPLICIT) {
                return Err(duplicate(key));
            }
        }
        self.put_new(block, key, child)
    }

    /// A key of a block in braces with its value.
    pub(super) fn inline_pair(&mut self, from: u32, keys: &[Key<'t>], child: u32) -> Result<(), Fault> {
        let Some((key, way)) = keys.split_last() else {
            return Ok(());
        };
        let made = Marks::IMPLICIT.with(Marks::DOTTED).with(Marks::INLINE);
        let block = self.descend(from, way, true, made)?;
        if self.raw.part(block).marks.has(Marks::DOTTED) == way.is_empty() {
            return Err(duplicate(key));
        }
        self.put_new(block, key, child)
    }

    fn put_new(&mut self, block: u32, key: &Key<'t>, child: u32) -> Result<(), Fault> {
        if self.find(block, &key.text).is_some() {
            return Err(duplicate(key));
        }
        self.put(block, key, child);
        Ok(())
    }

    /// Leaves the block of the last header: what was wrong with the header itself is said now.
    pub(super) fn finish_block(&mut self) -> Result<(), Fault> {
        self.pending.take().map_or(Ok(()), Err)
    }

    /// `[x]`.
    pub(super) fn header(&mut self, keys: &[Key<'t>], span: Span) -> Result<(), Fault> {
        let Some((key, way)) = keys.split_last() else {
            return Ok(());
        };
        let parent = self.descend(0, way, false, Marks::IMPLICIT)?;
        self.current = match self.find(parent, &key.text) {
            Some(found) => self.claim(found, key)?,
            None => {
                let child = self.add(Part::container(Kind::Block, span, Marks::default()));
                self.put(parent, key, child);
                child
            }
        };
        self.edit(self.current, |part| part.span = span);
        Ok(())
    }

    /// Gives its header to a block that only the way to another one had named.
    fn claim(&mut self, found: u32, key: &Key<'t>) -> Result<u32, Fault> {
        let part = self.raw.part(found);
        let free =
            part.kind == Kind::Block && part.marks.has(Marks::IMPLICIT) && !part.marks.has(Marks::DOTTED);
        if !free {
            return Err(duplicate(key));
        }
        self.name(found, key);
        self.edit(found, |part| part.marks = part.marks.without(Marks::IMPLICIT));
        Ok(found)
    }

    /// `[[x]]`.
    pub(super) fn blocks_header(&mut self, keys: &[Key<'t>], span: Span) {
        let block = self.add(Part::container(Kind::Block, span, Marks::default()));
        self.current = block;
        if let Err(fault) = self.add_to_blocks(keys, span, block) {
            self.pending = Some(fault);
        }
    }

    fn add_to_blocks(&mut self, keys: &[Key<'t>], span: Span, block: u32) -> Result<(), Fault> {
        let Some((key, way)) = keys.split_last() else {
            return Ok(());
        };
        let parent = self.descend(0, way, false, Marks::IMPLICIT)?;
        let list = match self.find(parent, &key.text) {
            Some(found) if self.raw.part(found).marks.has(Marks::BLOCKS) => found,
            Some(_) => return Err(duplicate(key)),
            None => {
                let list = self.add(Part::container(Kind::List, span, Marks::BLOCKS));
                self.put(parent, key, list);
                list
            }
        };
        self.append(list, block);
        Ok(())
    }
}

fn duplicate(key: &Key<'_>) -> Fault {
    Fault { at: key.span.start as usize, kind: FaultKind::Duplicate }
}

fn cannot_extend(key: &Key<'_>) -> Fault {
    Fault { at: key.span.start as usize, kind: FaultKind::Other }
}
