//! Where a scope begins that names no start: with everything in it that no flow leads to.
//!
//! Knows the flows of the whole graph, which are there once it is built.
//! Does not know which scopes begin so: the file says it. Read [`Draft::gather`].

use std::collections::BTreeSet;

use super::Draft;
use crate::graph::{BlockKind, ExitKind, NodeKind, Special, Target};
use crate::procedure::ElementIx;

impl Draft {
    /// Finds where each scope begins that begins with all that no flow leads to, gateways included.
    ///
    /// One in which a flow leads to everything begins as it would without the flows.
    pub(super) fn gather(&mut self) {
        let gathers = |special: &Special| special.block.as_deref().is_some_and(|block| block.gathers);
        if !self.gathers && !self.specials.iter().any(gathers) {
            return;
        }
        let led_to = self.led_to();
        let mut own: Vec<Vec<ElementIx>> = vec![Vec::new(); self.nodes.len() + 1];
        for position in (0..self.nodes.len()).filter(|position| !led_to[*position]) {
            let element = ElementIx::at(position);
            if self.may_begin(element) {
                let scope = self.within.get(position).copied().flatten();
                own[scope.map_or(self.nodes.len(), ElementIx::index)].push(element);
            }
        }
        for (position, gateways) in own.iter_mut().enumerate() {
            let starts = match self.nodes.get(position) {
                None if self.gathers => &mut self.starts,
                None => continue,
                Some(node) => match node.special.and_then(|special| self.specials.get_mut(special.index())) {
                    Some(Special { block: Some(block), .. })
                        if block.gathers && !matches!(block.kind, BlockKind::AdHoc { .. }) =>
                    {
                        &mut block.starts
                    }
                    _ => continue,
                },
            };
            begin_with(starts, gateways, &led_to);
        }
    }

    /// By element: whether a flow leads to it; a return is none.
    pub(super) fn led_to(&self) -> Vec<bool> {
        let mut led_to = vec![false; self.nodes.len()];
        for exit in self.exits.iter().filter(|exit| exit.kind == ExitKind::Onward) {
            if let Target::Element(element) = exit.target {
                led_to[element.index()] = true;
            }
        }
        led_to
    }

    /// Whether an element is a gateway at which a token may begin: not one that begins a case when something comes.
    fn may_begin(&self, element: ElementIx) -> bool {
        use NodeKind::{Complex, EventGateway, Exclusive, Inclusive, Parallel};
        let is_gateway = matches!(
            self.nodes[element.index()].kind,
            Exclusive | Parallel | Inclusive | Complex | EventGateway
        );
        is_gateway && !self.special_of(element).is_some_and(|special| special.begins_case)
    }
}

/// Leaves in the list what nothing leads to, and adds the gateways.
fn begin_with(starts: &mut Vec<ElementIx>, gateways: &mut Vec<ElementIx>, led_to: &[bool]) {
    let mut free: Vec<ElementIx> = starts.iter().copied().filter(|start| !led_to[start.index()]).collect();
    let begun: BTreeSet<ElementIx> = free.iter().copied().collect();
    gateways.retain(|gateway| !begun.contains(gateway));
    free.append(gateways);
    if !free.is_empty() {
        *starts = free;
    }
}
