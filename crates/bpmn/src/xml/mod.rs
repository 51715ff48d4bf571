//! XML as a tree: elements with their names, attributes, texts and places.
//!
//! Knows names, namespaces and limits; the cutting into tags is done by quick-xml, which stays inside this module.
//! Does not know BPMN.
//! Read [`Tree`] first.

mod bytes;
mod grow;
mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use cauce::source::Span;

pub(crate) use bytes::text_of;
pub(crate) use grow::grow;
pub(crate) use write::{Writer, escaped};

/// A whole document; elements are numbered in the order of their start tags.
#[derive(Debug, Default)]
pub(crate) struct Tree<'t> {
    nodes: Vec<Node<'t>>,
    attributes: Vec<Attribute<'t>>,
    /// The namespaces that are named, each once.
    spaces: Vec<Cow<'t, str>>,
    /// The prefixes that elements declare, in order: element, prefix, namespace.
    declared: Vec<Declared<'t>>,
    /// What stands between tags, of elements that have more than spaces.
    texts: BTreeMap<u32, Cow<'t, str>>,
    /// The namespace of BPMN, once it is declared.
    bpmn: Option<Space>,
}

/// An element by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct At(u32);

/// A namespace by its position; none is [`Space::NONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Space(u32);

#[derive(Debug)]
struct Node<'t> {
    space: Space,
    /// As written, with its prefix.
    name: &'t str,
    /// How long the prefix is, its colon included.
    prefix: u16,
    attributes: Range<u32>,
    parent: Link,
    first: Link,
    last: Link,
    next: Link,
    /// From the first byte of the start tag to the byte after it.
    tag: Span,
    /// To the byte after the end tag.
    end: u32,
}

/// Another element, or none: half as wide as an option of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link(u32);

impl Link {
    const NONE: Link = Link(u32::MAX);

    fn get(self) -> Option<At> {
        (self != Link::NONE).then_some(At(self.0))
    }
}

impl From<At> for Link {
    fn from(at: At) -> Self {
        Link(at.0)
    }
}

/// One attribute that is no declaration of a namespace.
#[derive(Debug)]
pub(crate) struct Attribute<'t> {
    pub(crate) space: Space,
    /// As written, with its prefix.
    pub(crate) name: &'t str,
    pub(crate) value: Cow<'t, str>,
}

/// A prefix and what it stands for from an element on.
#[derive(Debug)]
pub(crate) struct Declared<'t> {
    pub(crate) at: At,
    /// Empty for the default.
    pub(crate) prefix: &'t str,
    pub(crate) space: Space,
}

impl Space {
    /// No namespace: a name without prefix where none is the default.
    pub(crate) const NONE: Space = Space(u32::MAX);
}

impl<'t> Tree<'t> {
    fn node(&self, at: At) -> &Node<'t> {
        &self.nodes[at.0 as usize]
    }

    /// The outermost element.
    pub(crate) fn root(&self) -> At {
        At(0)
    }

    /// The name without its prefix.
    pub(crate) fn local(&self, at: At) -> &'t str {
        let node = self.node(at);
        &node.name[usize::from(node.prefix)..]
    }

    /// Whether an element is of the language of BPMN.
    pub(crate) fn in_bpmn(&self, at: At) -> bool {
        Some(self.node(at).space) == self.bpmn
    }

    /// The name as written.
    pub(crate) fn name(&self, at: At) -> &'t str {
        self.node(at).name
    }

    pub(crate) fn space(&self, at: At) -> &str {
        self.space_text(self.node(at).space)
    }

    pub(crate) fn space_text(&self, space: Space) -> &str {
        self.spaces.get(space.0 as usize).map_or("", |text| text)
    }

    pub(crate) fn parent(&self, at: At) -> Option<At> {
        self.node(at).parent.get()
    }

    /// The elements directly inside, in order.
    pub(crate) fn children(&self, at: At) -> impl Iterator<Item = At> + '_ {
        std::iter::successors(self.node(at).first.get(), |child| self.node(*child).next.get())
    }

    /// The element itself and all inside it, in order.
    pub(crate) fn within(&self, at: At) -> impl Iterator<Item = At> + use<'t> {
        let end = self.after(at);
        (at.0..end).map(At)
    }

    /// The number of the first element after this one and all inside it.
    fn after(&self, at: At) -> u32 {
        let end = self.node(at).end;
        let nodes = &self.nodes[at.0 as usize..];
        let inside = nodes.partition_point(|node| node.tag.start < end);
        at.0 + u32::try_from(inside).unwrap_or(u32::MAX)
    }

    /// The texts directly inside, joined.
    pub(crate) fn text(&self, at: At) -> &str {
        self.texts.get(&at.0).map_or("", |text| text)
    }

    pub(crate) fn attributes(&self, at: At) -> &[Attribute<'t>] {
        let range = &self.node(at).attributes;
        &self.attributes[range.start as usize..range.end as usize]
    }

    /// The value of an attribute without prefix.
    pub(crate) fn get(&self, at: At, name: &str) -> Option<&str> {
        self.attributes(at).iter().find(|attribute| attribute.name == name).map(|attribute| &*attribute.value)
    }

    /// The value of an attribute of that namespace.
    pub(crate) fn get_in(&self, at: At, space: &str, name: &str) -> Option<&str> {
        let named = |attribute: &&Attribute<'t>| {
            local(attribute.name) == name && self.space_text(attribute.space) == space
        };
        self.attributes(at).iter().find(named).map(|attribute| &*attribute.value)
    }

    /// The declarations that an element makes.
    pub(crate) fn declared(&self, at: At) -> &[Declared<'t>] {
        let first = self.declared.partition_point(|declared| declared.at < at);
        let count = self.declared[first..].partition_point(|declared| declared.at == at);
        &self.declared[first..first + count]
    }

    /// What a prefix stands for where an element stands.
    pub(crate) fn meaning(&self, at: At, prefix: &str) -> Option<&str> {
        let mut here = Some(at);
        while let Some(at) = here {
            if let Some(found) = self.declared(at).iter().find(|declared| declared.prefix == prefix) {
                return Some(self.space_text(found.space));
            }
            here = self.parent(at);
        }
        None
    }

    /// Where the start tag stands.
    pub(crate) fn tag(&self, at: At) -> Span {
        self.node(at).tag
    }

    /// Where the whole element stands.
    pub(crate) fn span(&self, at: At) -> Span {
        Span { start: self.node(at).tag.start, end: self.node(at).end }
    }
}

/// The language of BPMN 2.0.
pub(crate) const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The prefix of a name, empty where it has none.
pub(crate) fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
