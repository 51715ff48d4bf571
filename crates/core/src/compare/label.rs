//! Which element the rows of a log mean: by number, by id, by heading, and the nearest where none is meant.
//!
//! Knows that people write `7`, `7.`, `Actividad 7`, `7 Comisionar` and `COMISIONAR` and mean one thing.
//! Does not know cases.
//! Read [`Labels`] first.

use std::collections::BTreeMap;

use crate::data::{Digest, Text};
use crate::graph::On;
use crate::keywords::distance;
use crate::procedure::{ActivityKind, Definitions, ElementIx, Procedure};
use crate::reference::Reference;
use crate::view::{Ahead, WorkItem};

/// An element of one of the procedures that a case may meet.
pub(super) type Element = (Digest, ElementIx);

/// What a row means.
#[derive(Clone, Debug, Default)]
pub(super) struct Meaning {
    reference: Option<Reference>,
    elements: Vec<Element>,
    /// Whether somebody does it: else the row names what passes by itself.
    pub(super) is_done: bool,
}

impl Meaning {
    /// Whether it is no element of the procedure.
    pub(super) fn is_unknown(&self) -> bool {
        self.elements.is_empty()
    }

    /// Whether an open item is meant.
    pub(super) fn means(&self, own: &Procedure, item: &WorkItem) -> bool {
        match &self.reference {
            Some(reference) => item.is(own, reference),
            None => self.elements.contains(&(item.procedure(own).digests().definition, item.element)),
        }
    }

    /// Whether an event that a person declares is meant.
    pub(super) fn means_event(&self, own: &Procedure, ahead: &Ahead) -> bool {
        ahead.call.is_none() && self.elements.contains(&(own.digests().definition, ahead.element))
    }

    /// The first element that is meant.
    pub(super) fn element(&self) -> Option<Element> {
        self.elements.first().copied()
    }

    /// The members that the row names.
    pub(super) fn members(&self) -> impl Iterator<Item = &Text> {
        self.reference.iter().flat_map(Reference::members)
    }
}

/// The names of everything that a case may meet.
pub(super) struct Labels<'d> {
    definitions: &'d Definitions,
    own: &'d Procedure,
    /// Elements by their headings, as they are compared.
    titles: BTreeMap<String, Vec<Element>>,
}

impl<'d> Labels<'d> {
    pub(super) fn new(definitions: &'d Definitions, own: &'d Procedure) -> Self {
        let mut titles: BTreeMap<String, Vec<Element>> = BTreeMap::new();
        let others = definitions.iter().map(|procedure| &**procedure);
        for procedure in std::iter::once(own).chain(others.filter(|other| !std::ptr::eq(*other, own))) {
            for element in elements(procedure) {
                let title = plain(procedure.title(element));
                let known = titles.entry(title).or_default();
                let found = (procedure.digests().definition, element);
                if !known.contains(&found) {
                    known.push(found);
                }
            }
        }
        titles.remove("");
        Labels { definitions, own, titles }
    }

    /// What a row means by an activity.
    pub(super) fn meaning(&self, written: &str) -> Meaning {
        let written = written.trim();
        let bare = without_word(written);
        let first = bare.split_whitespace().next().unwrap_or_default();
        let first = first.trim_end_matches(['.', ')', ':', '-', 'º', 'ª', '°']);
        let ways = [self.named(written), self.titled(written), self.named(bare), self.titled(bare)];
        let found = ways.into_iter().flatten().next();
        // What begins with the number of an activity means it, whatever became of its heading since.
        let numbered =
            || self.named(first).filter(|_| first.starts_with(|letter: char| letter.is_ascii_digit()));
        found.or_else(numbered).unwrap_or_default()
    }

    fn named(&self, written: &str) -> Option<Meaning> {
        let reference = Reference::parse(written)?;
        let digest = |procedure: &Procedure| procedure.digests().definition;
        if let Some(element) = self.own.find_reference(&reference) {
            return Some(self.with((Some(reference), vec![(digest(self.own), element)])));
        }
        let others = self.definitions.iter();
        let found = others.filter_map(|other| Some((digest(other), other.find(reference.element())?)));
        let found: Vec<Element> = found.collect();
        let is_inside = reference.around().next().is_some();
        (!found.is_empty()).then(|| self.with((Some(reference).filter(|_| is_inside), found)))
    }

    fn titled(&self, written: &str) -> Option<Meaning> {
        let found = self.titles.get(&plain(written))?;
        Some(self.with((None, found.clone())))
    }

    fn with(&self, (reference, elements): (Option<Reference>, Vec<Element>)) -> Meaning {
        let is_done = elements.iter().any(|element| self.is_done(*element));
        Meaning { reference, elements, is_done }
    }

    fn is_done(&self, (digest, element): Element) -> bool {
        let Some(procedure) = self.procedure(digest) else { return false };
        match procedure.activity(element) {
            Some(activity) => matches!(activity.kind, ActivityKind::Work | ActivityKind::Job),
            None => {
                let trigger = procedure.graph.trigger(element);
                trigger.is_some_and(|trigger| trigger.on.iter().any(|on| matches!(on, On::Declared(_))))
            }
        }
    }

    fn procedure(&self, digest: Digest) -> Option<&Procedure> {
        match self.own.digests().definition == digest {
            true => Some(self.own),
            false => self.definitions.get(&digest).map(|procedure| &**procedure),
        }
    }

    /// What an element is called, and its heading.
    pub(super) fn called(&self, (digest, element): Element) -> (Text, Text) {
        self.procedure(digest).map_or_else(Default::default, |procedure| {
            (procedure.reference(element).clone(), procedure.title(element).clone())
        })
    }

    /// The one heading that begins with what a row says, else the one that is spelled most like it, unless none is.
    pub(super) fn nearest(&self, written: &str) -> Option<Text> {
        let own = || elements(self.own).filter(|element| self.own.activity(*element).is_some());
        let wanted = plain(without_word(written.trim()));
        let names = own().flat_map(|element| [self.own.title(element), self.own.id(element)]);
        let begun =
            own().map(|element| self.own.title(element)).filter(|title| plain(title).starts_with(&wanted));
        if let ([only], false) = (&begun.collect::<Vec<_>>()[..], wanted.is_empty()) {
            return Some(Text::clone(only));
        }
        let far = |name: &Text| distance(&wanted, &plain(name));
        let near = names.map(|name| (far(name), name)).min_by_key(|(far, _)| *far)?;
        let allowed = (wanted.chars().count() / 3).max(1);
        Some(near.1.clone()).filter(|_| near.0 <= allowed)
    }
}

/// Every element of a procedure.
pub(super) fn elements(procedure: &Procedure) -> impl Iterator<Item = ElementIx> + use<> {
    let count = u32::try_from(procedure.graph().len()).unwrap_or(u32::MAX);
    (0..count).map(ElementIx)
}

/// A text as it is compared: without accents, case, and signs at its ends.
pub(super) fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(crate::keywords::unaccented).collect();
    words.join(" ").trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}

/// A label without the word for an activity before its number.
fn without_word(written: &str) -> &str {
    const WORDS: [&str; 8] = ["actividad", "activity", "paso", "step", "act", "tarea", "task", "n.º"];
    let Some((first, rest)) = written.split_once(char::is_whitespace) else { return written };
    let first = first.to_lowercase();
    match WORDS.contains(&first.trim_end_matches(['.', ':'])) || WORDS.contains(&&*first) {
        true => rest.trim(),
        false => written,
    }
}
