//! Which element of one version is which of another: by id, else by heading, else by what stands around it.
//!
//! Knows that numbers are printed and change: they pair nothing.
//! Read [`Pairs`] first.

use std::collections::BTreeMap;

use super::label::{elements, plain};
use crate::data::Text;
use crate::procedure::{ElementIx, Procedure};

/// The elements of two versions, paired.
pub(super) struct Pairs<'v> {
    pub(super) old: &'v Procedure,
    pub(super) new: &'v Procedure,
    to_new: BTreeMap<ElementIx, ElementIx>,
    to_old: BTreeMap<ElementIx, ElementIx>,
}

impl<'v> Pairs<'v> {
    pub(super) fn of(old: &'v Procedure, new: &'v Procedure) -> Self {
        let mut pairs = Pairs { old, new, to_new: BTreeMap::new(), to_old: BTreeMap::new() };
        pairs.by_id();
        pairs.by_title();
        pairs.by_neighbours();
        pairs
    }

    pub(super) fn in_new(&self, old: ElementIx) -> Option<ElementIx> {
        self.to_new.get(&old).copied()
    }

    pub(super) fn in_old(&self, new: ElementIx) -> Option<ElementIx> {
        self.to_old.get(&new).copied()
    }

    /// What an element that the old version names so is called in the new one.
    pub(super) fn renamed(&self, name: &str) -> Option<Text> {
        let element = self.in_new(self.old.find(name)?)?;
        // The id means it in every file; a number is for people.
        Some(self.new.id(element).clone())
    }

    /// Whether both name the same element, or neither names one and both say the same.
    pub(super) fn alike(&self, old: &str, new: &str) -> bool {
        match (self.old.find(old), self.new.find(new)) {
            (Some(before), Some(after)) => self.in_new(before) == Some(after),
            (None, None) => old == new,
            _ => false,
        }
    }

    fn pair(&mut self, old: ElementIx, new: ElementIx) {
        self.to_new.insert(old, new);
        self.to_old.insert(new, old);
    }

    fn is_free(&self, old: ElementIx, new: ElementIx) -> bool {
        !self.to_new.contains_key(&old) && !self.to_old.contains_key(&new)
    }

    fn by_id(&mut self) {
        let named: BTreeMap<&Text, ElementIx> =
            elements(self.new).map(|element| (self.new.id(element), element)).collect();
        let old = self.old;
        for element in elements(old).filter(|element| !old.id(*element).is_empty()) {
            if let Some(new) = named.get(old.id(element)).filter(|new| self.is_free(element, **new)) {
                self.pair(element, *new);
            }
        }
    }

    /// What is called alike in both and is the only one called so.
    fn by_title(&mut self) {
        let (old, new) = (titles(self.old, &self.to_new), titles(self.new, &self.to_old));
        for (title, before) in &old {
            if let ([before], Some([after])) = (&before[..], new.get(title).map(Vec::as_slice)) {
                self.pair(*before, *after);
            }
        }
    }

    /// One activity that stands between two that are paired, in both versions, and is of one kind with the other.
    fn by_neighbours(&mut self) {
        let (old, new) = (written(self.old), written(self.new));
        for (place, element) in old.iter().enumerate() {
            if self.to_new.contains_key(element) {
                continue;
            }
            let before = place.checked_sub(1).and_then(|place| old.get(place));
            let around = [before, old.get(place + 1)].map(|one| one.map(|one| self.in_new(*one)));
            let found = new.iter().enumerate().find(|(place, other)| {
                let before = place.checked_sub(1).and_then(|place| new.get(place)).copied();
                let after = new.get(place + 1).copied();
                self.is_free(*element, **other)
                    && same_place(around[0], before)
                    && same_place(around[1], after)
                    && self.is_of_a_kind(*element, **other)
            });
            if let Some((_, other)) = found {
                self.pair(*element, *other);
            }
        }
    }

    fn is_of_a_kind(&self, old: ElementIx, new: ElementIx) -> bool {
        let kind = |procedure: &Procedure, element| {
            let activity = procedure.activity(element)?;
            Some((activity.kind, activity.answers.len()))
        };
        kind(self.old, old).is_some() && kind(self.old, old) == kind(self.new, new)
    }
}

/// Whether a neighbour is the other's: paired with it, or none where there is none.
fn same_place(old: Option<Option<ElementIx>>, new: Option<ElementIx>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(Some(paired)), Some(new)) => paired == new,
        _ => false,
    }
}

fn written(procedure: &Procedure) -> Vec<ElementIx> {
    let count = u32::try_from(procedure.written_activities().len()).unwrap_or(u32::MAX);
    (0..count).map(ElementIx).collect()
}

fn titles(
    procedure: &Procedure,
    paired: &BTreeMap<ElementIx, ElementIx>,
) -> BTreeMap<String, Vec<ElementIx>> {
    let mut titles: BTreeMap<String, Vec<ElementIx>> = BTreeMap::new();
    for element in elements(procedure).filter(|element| !paired.contains_key(element)) {
        let title = plain(procedure.title(element));
        if !title.is_empty() {
            titles.entry(title).or_default().push(element);
        }
    }
    titles
}
