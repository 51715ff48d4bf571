//! From text to tree, within limits; stops at the first fault, because what follows a torn tag means nothing.

use std::borrow::Cow;
use std::collections::btree_map::Entry;

use cauce::data::Text;
use cauce::diagnostic::{BpmnProblem, Excess};
use cauce::source::Span;
use quick_xml::XmlVersion;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{At, Attribute, BPMN, Declared, Link, Node, Space, Tree, local, prefix};
use crate::limits::Limits;

/// What an attribute counts for besides its value, so that a text of nothing but attributes is bounded as well.
const ATTRIBUTE: usize = 32;

/// Why there is no tree, and where.
pub(crate) type Fault = (BpmnProblem, Span);

/// Reads a text.
pub(crate) fn grow<'t>(text: &'t str, limits: &Limits) -> Result<Tree<'t>, Fault> {
    if text.len() > limits.bytes {
        return Err((BpmnProblem::TooMuch { what: Excess::Bytes, limit: limits.bytes }, Span::at(0)));
    }
    let mut grower = Grower {
        whole: text,
        tree: Tree { nodes: Vec::with_capacity(tags(text).min(limits.elements)), ..Tree::default() },
        open: Vec::new(),
        bindings: vec![("xml", Space::NONE)],
        limits,
        text_held: 0,
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    loop {
        let start = position(reader.buffer_position());
        let event = reader.read_event();
        let end = position(reader.buffer_position());
        match event {
            Ok(Event::Eof) => return grower.finish(),
            Ok(event) => grower.event(event, Span::new(start, end))?,
            Err(error) => return Err((malformed(&error), Span::new(position(reader.error_position()), end))),
        }
    }
}

/// How many tags a text may open at most: room is made once, because a list that grows holds its elements twice.
fn tags(text: &str) -> usize {
    text.as_bytes().windows(2).filter(|pair| pair[0] == b'<' && pair[1] != b'/').count()
}

fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn malformed(error: &Error) -> BpmnProblem {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            BpmnProblem::Mismatched { open: shortened(expected), close: shortened(found) }
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
            BpmnProblem::Mismatched { open: "".into(), close: shortened(found) }
        }
        _ => BpmnProblem::Syntax,
    }
}

/// As much of a name as a message shows.
fn shortened(name: &str) -> Text {
    name.chars().take(60).collect::<String>().into()
}

struct Grower<'t, 'l> {
    whole: &'t str,
    tree: Tree<'t>,
    /// The elements that are open, with how many bindings held before each.
    open: Vec<(At, usize)>,
    bindings: Vec<(&'t str, Space)>,
    limits: &'l Limits,
    text_held: usize,
}

impl<'t> Grower<'t, '_> {
    fn event(&mut self, event: Event<'t>, span: Span) -> Result<(), Fault> {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::Empty(tag) => {
                self.start(&tag, span)?;
                self.end(span);
                Ok(())
            }
            Event::End(_) => {
                self.end(span);
                Ok(())
            }
            Event::Text(text) => self.add_text(text.xml10_content(), span),
            Event::CData(text) => self.add_text(text.xml10_content(), span),
            Event::GeneralRef(reference) => {
                let character = resolved(&reference)
                    .ok_or((BpmnProblem::Entity { name: shortened(&reference) }, span))?;
                self.add_text(character.to_string().into(), span)
            }
            Event::DocType(_) => Err((BpmnProblem::DocType, span)),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'t>, span: Span) -> Result<(), Fault> {
        let over = |excess, limit| Err((BpmnProblem::TooMuch { what: excess, limit }, span));
        if self.open.len() >= self.limits.depth {
            return over(Excess::Depth, self.limits.depth);
        }
        if self.tree.nodes.len() >= self.limits.elements {
            return over(Excess::Elements, self.limits.elements);
        }
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err((BpmnProblem::Syntax, span));
        }
        let at = At(index(self.tree.nodes.len()));
        let held = self.bindings.len();
        let attributes = self.attributes(tag, at, span)?;
        let name = self.lasting(tag.name().0).ok_or((BpmnProblem::Syntax, span))?;
        let space = self.bound(prefix(name)).ok_or_else(|| (unbound(name), span))?;
        let parent = self.open.last().map(|(parent, _)| *parent);
        self.hang(at, parent);
        self.tree.nodes.push(Node {
            space,
            name,
            prefix: u16::try_from(name.len() - local(name).len()).unwrap_or(0),
            attributes,
            parent: parent.map_or(Link::NONE, Link::from),
            first: Link::NONE,
            last: Link::NONE,
            next: Link::NONE,
            tag: span,
            end: span.end,
        });
        self.open.push((at, held));
        Ok(())
    }

    /// Puts an element after its elder sibling.
    fn hang(&mut self, at: At, parent: Option<At>) {
        let Some(parent) = parent else { return };
        let parent = &mut self.tree.nodes[parent.0 as usize];
        let elder = std::mem::replace(&mut parent.last, at.into());
        match elder.get() {
            Some(elder) => self.tree.nodes[elder.0 as usize].next = at.into(),
            None => parent.first = at.into(),
        }
    }

    fn end(&mut self, span: Span) {
        if let Some((at, held)) = self.open.pop() {
            self.bindings.truncate(held);
            self.tree.nodes[at.0 as usize].end = span.end;
        }
    }

    /// The attributes of a tag: declarations first, because the names of all others depend on them.
    fn attributes(
        &mut self,
        tag: &BytesStart<'t>,
        at: At,
        span: Span,
    ) -> Result<std::ops::Range<u32>, Fault> {
        let mut read: Vec<(&'t str, Cow<'t, str>)> = Vec::new();
        let mut attributes = tag.attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|_| (BpmnProblem::Syntax, span))?;
            if read.len() >= self.limits.attributes {
                return Err((
                    BpmnProblem::TooMuch { what: Excess::Attributes, limit: self.limits.attributes },
                    span,
                ));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| (entity_in(&attribute.value), span))?;
            if !value.chars().all(is_allowed) {
                return Err((BpmnProblem::Syntax, span));
            }
            self.hold(value.len().saturating_add(ATTRIBUTE), span)?;
            let key = self.lasting(attribute.key.0).ok_or((BpmnProblem::Syntax, span))?;
            let value = match &value {
                Cow::Borrowed(value) => self.lasting(value).map(Cow::Borrowed),
                Cow::Owned(_) => None,
            }
            .unwrap_or_else(|| Cow::Owned(value.into_owned()));
            read.push((key, value));
        }
        twice(&read)
            .map_or(Ok(()), |name| Err((BpmnProblem::TwiceTheAttribute { name: shortened(name) }, span)))?;
        let (declared, plain): (Vec<_>, Vec<_>) =
            read.into_iter().partition(|(name, _)| *name == "xmlns" || name.starts_with("xmlns:"));
        for (name, value) in declared {
            self.declare(at, name.strip_prefix("xmlns:").unwrap_or(""), value, span)?;
        }
        let first = index(self.tree.attributes.len());
        for (name, value) in plain {
            let space = match prefix(name) {
                "" => Space::NONE,
                given => self.bound(given).ok_or_else(|| (unbound(name), span))?,
            };
            self.tree.attributes.push(Attribute { space, name, value });
        }
        twice_meant(&self.tree.attributes[first as usize..])
            .map_or(Ok(()), |name| Err((BpmnProblem::TwiceTheAttribute { name: shortened(name) }, span)))?;
        Ok(first..index(self.tree.attributes.len()))
    }

    fn declare(&mut self, at: At, prefix: &'t str, uri: Cow<'t, str>, span: Span) -> Result<(), Fault> {
        let known = self.tree.spaces.iter().position(|known| *known == uri);
        let space = Space(index(known.unwrap_or(self.tree.spaces.len())));
        if known.is_none() {
            if self.tree.spaces.len() >= self.limits.namespaces {
                return Err((
                    BpmnProblem::TooMuch { what: Excess::Namespaces, limit: self.limits.namespaces },
                    span,
                ));
            }
            if uri == BPMN {
                self.tree.bpmn = Some(space);
            }
            self.tree.spaces.push(uri);
        }
        self.bind(prefix, space, span)?;
        self.tree.declared.push(Declared { at, prefix, space });
        Ok(())
    }

    /// Lets a prefix stand for a namespace from here on; each name below looks through what is bound.
    fn bind(&mut self, prefix: &'t str, space: Space, span: Span) -> Result<(), Fault> {
        let bound = self.bindings.iter().rev().find(|(bound, _)| *bound == prefix);
        if bound.is_some_and(|(_, known)| *known == space) {
            return Ok(());
        }
        if self.bindings.len() > self.limits.namespaces {
            let limit = self.limits.namespaces;
            return Err((BpmnProblem::TooMuch { what: Excess::Namespaces, limit }, span));
        }
        self.bindings.push((prefix, space));
        Ok(())
    }

    /// A part of the text that is read, for as long as the text is there.
    fn lasting(&self, part: &str) -> Option<&'t str> {
        let offset = (part.as_ptr() as usize).checked_sub(self.whole.as_ptr() as usize)?;
        self.whole.get(offset..offset.checked_add(part.len())?)
    }

    /// What a prefix stands for here; the empty one stands for none where no default is declared.
    fn bound(&self, prefix: &str) -> Option<Space> {
        let found = self.bindings.iter().rev().find(|(bound, _)| *bound == prefix).map(|(_, space)| *space);
        found.or_else(|| prefix.is_empty().then_some(Space::NONE))
    }

    fn add_text(&mut self, text: Cow<'t, str>, span: Span) -> Result<(), Fault> {
        let Some((at, _)) = self.open.last() else {
            return if text.trim().is_empty() { Ok(()) } else { Err((BpmnProblem::Syntax, span)) };
        };
        if !text.chars().all(is_allowed) {
            return Err((BpmnProblem::Syntax, span));
        }
        match self.tree.texts.entry(at.0) {
            Entry::Occupied(mut held) => held.get_mut().to_mut().push_str(&text),
            // What is only laid out is no text.
            Entry::Vacant(_) if text.trim().is_empty() => {}
            Entry::Vacant(place) => drop(place.insert(text)),
        }
        self.hold(0, span)
    }

    /// Counts what is kept besides the text itself.
    fn hold(&mut self, bytes: usize, span: Span) -> Result<(), Fault> {
        self.text_held = self.text_held.saturating_add(bytes);
        if self.text_held > self.limits.bytes {
            return Err((BpmnProblem::TooMuch { what: Excess::Bytes, limit: self.limits.bytes }, span));
        }
        Ok(())
    }

    fn finish(self) -> Result<Tree<'t>, Fault> {
        if let Some((at, _)) = self.open.last() {
            let node = &self.tree.nodes[at.0 as usize];
            return Err((BpmnProblem::Unclosed { name: shortened(node.name) }, node.tag));
        }
        if self.tree.nodes.is_empty() {
            return Err((BpmnProblem::NoProcess, Span::at(0)));
        }
        Ok(self.tree)
    }
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// The first name that stands twice.
fn twice<'n>(read: &[(&'n str, Cow<'_, str>)]) -> Option<&'n str> {
    let mut names: Vec<&str> = read.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// The first name that stands twice under prefixes that mean the same.
fn twice_meant<'n>(read: &'n [Attribute<'_>]) -> Option<&'n str> {
    let mut meant: Vec<(u32, &str, &str)> = (read.iter().filter(|one| one.space != Space::NONE))
        .map(|one| (one.space.0, local(one.name), one.name))
        .collect();
    meant.sort_unstable();
    let same = |pair: &&[(u32, &str, &str)]| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1);
    meant.windows(2).find(same).map(|pair| pair[1].2)
}

fn unbound(name: &str) -> BpmnProblem {
    BpmnProblem::UnknownPrefix { prefix: shortened(prefix(name)) }
}

fn entity_in(value: &str) -> BpmnProblem {
    let name = value.split('&').nth(1).and_then(|rest| rest.split(';').next()).unwrap_or("");
    BpmnProblem::Entity { name: shortened(name) }
}

/// The character of a reference; those that a document type would declare are unknown.
fn resolved(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten().filter(|c| is_allowed(*c)),
    }
}

/// Whether XML 1.0 has that character.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}
