//! References: how work lists, paths, stories and the command line name an element of a case.
//!
//! Knows the one grammar, which is parsed and printed here and nowhere else: a number or an id, then the members it
//! stands in in brackets, then what stands in it or is attached to it after a slash: `4`, `4.1[Nayarit]`,
//! `c5[Nayarit/Z1]/3`, `3/contratacion`.
//! Does not know which elements there are.
//! Read [`Reference`] first.

use std::fmt::{self, Write as _};

use crate::data::{Text, Value};

/// What names an element of a case, with the members it stands in.
///
/// Inside brackets spaces belong to the name; a name that holds a sign of the grammar stands in double quotes, in which
/// a double quote is written twice.
///
/// ```
/// use cauce::reference::Reference;
/// let reference = Reference::parse("5.1[San Luis Potosí/Z1]").unwrap();
/// assert_eq!(reference.element(), "5.1");
/// assert_eq!(reference.members().count(), 2);
/// assert_eq!(reference.to_string(), "5.1[San Luis Potosí/Z1]");
/// assert!(Reference::parse("5.1[").is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// From the outside in; only that of a prefix may have no name.
    places: Vec<Place>,
}

/// An element with the members that are written beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    name: Text,
    members: Vec<Text>,
}

impl Reference {
    /// The element of that number or id, in those members, from the outside in.
    #[must_use]
    pub fn new(element: &str, members: Vec<Text>) -> Self {
        Reference { places: vec![Place { name: element.into(), members }] }
    }

    /// Reads a reference.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_prefix(text).filter(|read| !read.is_only_members())
    }

    /// Reads what may stand before braces: a reference, or members alone.
    pub(crate) fn parse_prefix(text: &str) -> Option<Self> {
        let mut places = Vec::new();
        let mut rest = text;
        loop {
            let (place, after) = Place::read(rest)?;
            let is_nameless = place.name.is_empty() && (place.members.is_empty() || !places.is_empty());
            places.push(place);
            match after.strip_prefix('/') {
                _ if is_nameless => return None,
                Some(inside) => rest = inside,
                None if after.is_empty() => break,
                None => return None,
            }
        }
        let nameless_first = places.len() > 1 && places.first().is_some_and(|place| place.name.is_empty());
        (!nameless_first).then_some(Reference { places })
    }

    /// The number or id of the element.
    #[must_use]
    pub fn element(&self) -> &str {
        self.places.last().map_or("", |place| &place.name)
    }

    /// Numbers or ids of what the element stands in or is attached to, from the outside in.
    pub fn around(&self) -> impl Iterator<Item = &str> {
        self.places.iter().rev().skip(1).rev().map(|place| &*place.name)
    }

    /// The members it stands in, from the outside in.
    pub fn members(&self) -> impl Iterator<Item = &Text> {
        self.places.iter().flat_map(|place| &place.members)
    }

    /// Whether something that stands in those members is meant: all of them that are written are the same.
    #[must_use]
    pub fn fits(&self, members: &[Text]) -> bool {
        let mut members = members.iter();
        self.members().all(|meant| members.next() == Some(meant))
    }

    /// The same seen from inside a prefix.
    pub(crate) fn inside(mut self, prefix: &Reference) -> Self {
        let Some((last, outer)) = prefix.places.split_last() else { return self };
        let Some(first) = self.places.first_mut() else { return prefix.clone() };
        if last.name.is_empty() {
            let own = std::mem::take(&mut first.members);
            first.members = last.members.iter().cloned().chain(own).collect();
            return self;
        }
        let mut places = outer.to_vec();
        let mut around = last.clone();
        if first.name.is_empty() {
            around.members.append(&mut first.members);
            self.places.remove(0);
        }
        places.push(around);
        places.append(&mut self.places);
        Reference { places }
    }

    /// The same with other names of its places, by position from the outside in; those that get none keep theirs.
    pub(crate) fn with_names(&self, rename: impl Fn(usize, &str) -> Option<Text>) -> Self {
        let mut renamed = self.clone();
        for (position, place) in renamed.places.iter_mut().enumerate() {
            if let Some(name) = rename(position, &place.name) {
                place.name = name;
            }
        }
        renamed
    }

    fn is_only_members(&self) -> bool {
        self.element().is_empty()
    }
}

impl Place {
    /// Reads one place off the beginning of a text.
    fn read(text: &str) -> Option<(Self, &str)> {
        let end = text.find(|letter| !is_of_name(letter)).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let mut place = Place { name: name.into(), members: Vec::new() };
        let Some(mut rest) = rest.strip_prefix('[') else { return Some((place, rest)) };
        loop {
            let (member, after) = read_member(rest)?;
            place.members.push(member);
            match after.split_at_checked(1)? {
                ("/", more) => rest = more,
                ("]", more) => return Some((place, more)),
                _ => return None,
            }
        }
    }
}

/// Reads the name of a member, quoted or not.
fn read_member(text: &str) -> Option<(Text, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(['/', ']', '[', '"', '{', '}'])?;
        let (name, rest) = text.split_at(end);
        let name = name.trim();
        return (!name.is_empty()).then(|| (name.into(), rest));
    };
    let mut name = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_once('"')?;
        name.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return Some((name.into(), after)),
        }
    }
}

/// Whether a letter may stand in a number or an id.
fn is_of_name(letter: char) -> bool {
    let is_mark = |letter: char| matches!(letter, '.' | '-' | '_' | '·' | '\u{300}'..='\u{36f}');
    letter.is_alphanumeric() || is_mark(letter)
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, place) in self.places.iter().enumerate() {
            if position > 0 {
                out.write_char('/')?;
            }
            out.write_str(&place.name)?;
            for (position, member) in place.members.iter().enumerate() {
                out.write_char(if position == 0 { '[' } else { '/' })?;
                write_member(out, member)?;
            }
            if !place.members.is_empty() {
                out.write_char(']')?;
            }
        }
        Ok(())
    }
}

fn write_member(out: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let is_plain = !name.is_empty()
        && name.trim() == name
        && !name.contains(['/', ']', '[', '"', '{', '}'])
        && !name.contains(char::is_control);
    match is_plain {
        true => out.write_str(name),
        false => write!(out, "\"{}\"", name.replace('"', "\"\"")),
    }
}

/// What the member of a repetition is called: by its value, else by its place, the first being 1.
#[must_use]
pub fn member_name(value: Option<&Value>, index: u32) -> Text {
    match value {
        Some(value) => said(value).into(),
        None => index.saturating_add(1).to_string().into(),
    }
}

/// A value as a path or a list of work shows it.
#[must_use]
pub fn said(value: &Value) -> String {
    match value {
        Value::List(values) => {
            let leaves = values.iter().filter(|value| !matches!(value, Value::List(_)));
            format!("[{}]", leaves.map(leaf).collect::<Vec<_>>().join(", "))
        }
        leaf_value => leaf(leaf_value),
    }
}

fn leaf(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Instant(instant) => instant.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Disposed | Value::List(_) => "—".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_form_says_what_it_names() {
        for (text, around, element, members) in [
            ("4", "", "4", ""),
            ("4.1[Nayarit]", "", "4.1", "Nayarit"),
            ("c5[Nayarit/Z1]/3", "c5", "3", "Nayarit Z1"),
            ("3/contratacion", "3", "contratacion", ""),
            ("5[\"a/b\"/\"c]\"\"\"]", "", "5", "a/b c]\""),
            ("c5[N]/3[Z]", "c5", "3", "N Z"),
        ] {
            let read = Reference::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.around().collect::<Vec<_>>().join(" "), around, "{text}");
            assert_eq!(read.element(), element, "{text}");
            let found: Vec<&str> = read.members().map(|member| &**member).collect();
            assert_eq!(found.join(" "), members, "{text}");
            assert_eq!(read.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_reference_is_none() {
        for text in [
            "", "/", "4/", "/4", "[N]", "4[", "4[]", "4[N", "4[N]x", "4[N]/", "4[/N]", "4[\"N]", "[N]/4",
            "4 5", "4[a\"b]",
        ] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_stands_before_what_is_inside() {
        let inside = |prefix: &str, text: &str| {
            let prefix = Reference::parse_prefix(prefix).expect("a prefix");
            Reference::parse_prefix(text).expect("a reference").inside(&prefix).to_string()
        };
        assert_eq!(inside("[Nayarit/Z1]", "5"), "5[Nayarit/Z1]");
        assert_eq!(inside("[Nayarit]", "5[Z1]/3"), "5[Nayarit/Z1]/3");
        assert_eq!(inside("c5", "3"), "c5/3");
        assert_eq!(inside("c5[N]", "[Z]"), "c5[N/Z]");
        assert_eq!(inside("a/c5[N]", "3"), "a/c5[N]/3");
    }

    #[test]
    fn what_is_written_less_fits_more() {
        let fits = |text: &str, members: &[&str]| {
            let members: Vec<Text> = members.iter().map(|member| (*member).into()).collect();
            Reference::parse(text).expect("a reference").fits(&members)
        };
        assert!(fits("5", &["N", "Z"]) && fits("5[N]", &["N", "Z"]) && fits("5[N/Z]", &["N", "Z"]));
        assert!(!fits("5[Z]", &["N", "Z"]) && !fits("5[N/Z]", &["N"]) && !fits("5[N]", &[]));
    }

    fn places() -> impl Strategy<Value = Vec<Place>> {
        let place = ("[A-Za-z0-9._áÑ·-]{1,6}", prop::collection::vec("[^\r\n]{0,6}", 0..3)).prop_map(
            |(name, members)| Place {
                name: name.into(),
                members: members.into_iter().map(Text::from).collect(),
            },
        );
        prop::collection::vec(place, 1..4)
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_the_same(places in places()) {
            let reference = Reference { places };
            prop_assert_eq!(Reference::parse(&reference.to_string()), Some(reference));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            if let Some(read) = Reference::parse(&text) {
                let printed = read.to_string();
                prop_assert_eq!(Reference::parse(&printed), Some(read));
            }
        }
    }
}
