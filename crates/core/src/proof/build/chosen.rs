//! Scopes in which people choose: what is offered, and how often.
//!
//! Does not know when it is enough of it: that depends on where the tokens are. Read [`Builder::first`] first.

use super::Builder;
use crate::procedure::ElementIx;
use crate::proof::net::{Enough, Kind, Place, PlaceIx, Way};
use crate::proof::tale::NOTHING;

impl Builder<'_, '_> {
    /// Where the token is that a scope begins with at an element: there, or where people may choose it.
    pub(super) fn first(&mut self, start: ElementIx) -> Option<PlaceIx> {
        let entrance = self.entrance(start)?;
        match self.is_offered(start, entrance) {
            true => Some(self.offered(start, entrance)),
            false => Some(entrance),
        }
    }

    /// Where nothing needs two tokens it comes to the same whether one thing goes on at a time: what is offered once
    /// then goes on beside the rest, and what is offered again one at a time, which are the fewer states.
    pub(super) fn order_choices(&mut self) {
        let meets = !self.net.joins.is_empty() || self.net.crowd > 0;
        if let Some(choice) = self.net.choice.as_mut().filter(|_| !meets) {
            choice.one_at_a_time = choice.enough != Enough::Each;
        }
    }

    /// What rests and is offered once beside the rest is as good as open; what nobody sees begins by itself.
    fn is_offered(&self, start: ElementIx, entrance: PlaceIx) -> bool {
        let Some(choice) = self.net.choice else { return false };
        let is_open = self.net.place(entrance).kind == Kind::Rests
            && choice.enough == Enough::Each
            && !choice.one_at_a_time;
        self.survey.procedure.activity(start).is_some() && !is_open
    }

    /// A place from which something begins when it is chosen, once or again and again.
    fn offered(&mut self, start: ElementIx, entrance: PlaceIx) -> PlaceIx {
        let is_once = self.net.choice.is_none_or(|choice| choice.enough == Enough::Each);
        let place = self.net.add(Place { is_fixed: true, ..Place::new(start, Kind::Offered) });
        let again = Some(place).filter(|_| !is_once);
        let outs = [entrance].into_iter().chain(again).collect();
        self.net.place_mut(place).ways.push(Way::to(outs, NOTHING));
        place
    }
}
