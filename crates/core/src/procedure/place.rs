//! Which element a reference names.
//!
//! Knows what stands in what; does not know cases, so members are for whoever holds one to compare.

use super::{ElementIx, Procedure};
use crate::data::Text;
use crate::document::Table;
use crate::graph::{Exit, Target};
use crate::keywords::Keyword as K;
use crate::reference::Reference;

impl Procedure {
    /// The element that a reference names; whatever is written around it must hold it.
    ///
    /// Members are not looked at: which there are depends on the case.
    #[must_use]
    pub fn find_reference(&self, reference: &Reference) -> Option<ElementIx> {
        let element = self.find(reference.element())?;
        let around: Vec<&str> = reference.around().collect();
        let mut at = element;
        for name in around.into_iter().rev() {
            let wanted = self.find(name)?;
            at = self.climb(at, wanted)?;
        }
        Some(element)
    }

    /// The same for a reference as it is written.
    #[must_use]
    pub fn find_written(&self, reference: &str) -> Option<ElementIx> {
        self.find(reference).or_else(|| self.find_reference(&Reference::parse(reference)?))
    }

    /// What an element is called where it stands: by number, else by id, with its members.
    #[must_use]
    pub fn reference_in(&self, element: ElementIx, members: Vec<Text>) -> Text {
        match members.is_empty() {
            true => self.reference(element).clone(),
            false => Reference::new(self.reference(element), members).to_string().into(),
        }
    }

    /// Whether an element stands in another, is attached to it, or is it.
    pub(crate) fn is_in(&self, element: ElementIx, block: ElementIx) -> bool {
        element == block || self.climb(element, block).is_some()
    }

    /// Whether an element is a gateway that the file only implies: nobody has given it a name.
    pub(crate) fn is_implied(&self, element: ElementIx) -> bool {
        let gateway = element.index().checked_sub(self.activities.len());
        gateway.and_then(|gateway| self.gateways.get(gateway)).is_some_and(|gateway| gateway.implied)
    }

    /// What people call an element: a gateway that the file only implies goes by the activity whose ways imply it.
    pub(crate) fn called(&self, element: ElementIx) -> &Text {
        let leads_here = |exit: &&Exit| exit.target == Target::Element(element);
        let implying = self.is_implied(element).then(|| self.graph.exits.iter().find(leads_here)).flatten();
        self.reference(implying.map_or(element, |exit| exit.from))
    }

    /// Goes outwards from an element to one that holds it or that it is attached to.
    fn climb(&self, from: ElementIx, wanted: ElementIx) -> Option<ElementIx> {
        let mut at = from;
        // A definition nests no deeper than it has elements.
        for _ in 0..self.graph.len() {
            at = self.holder(at)?;
            if at == wanted {
                return Some(at);
            }
        }
        None
    }

    /// What an element is attached to, or stands in, a heading included.
    fn holder(&self, element: ElementIx) -> Option<ElementIx> {
        let attached = self.graph.special(element).and_then(|special| special.host);
        attached.or_else(|| self.heading(element)).or_else(|| self.graph.within(element))
    }

    /// The block that the file writes an activity in: a heading is no scope, so that the graph does not know it.
    pub(crate) fn heading(&self, element: ElementIx) -> Option<ElementIx> {
        let table: &Table = self.document.root.tables(K::Activity).nth(element.index())?;
        self.find(table.text(K::Inside)?)
    }
}
