//! The net of one scope: places where a token can be, and the ways out of each.
//!
//! Every way begins at one place; only joins take several tokens. A token rests at work, waits and blocks; what passes
//! by itself is gone through at once, as the engine does.
//! Does not know how a procedure becomes a net, nor what a net can do. Read [`Net`] first.

use super::tale::{NOTHING, Tale};
use crate::procedure::{ElementIx, ExitIx, ReturnIx};

/// A place of a net, by number.
pub(super) type PlaceIx = u32;

/// What one scope can do.
#[derive(Debug, Default)]
pub(super) struct Net {
    pub(super) places: Vec<Place>,
    /// In definition order.
    pub(super) joins: Vec<Join>,
    /// Where it can begin: the first is how it begins by itself, the others are looked at each alone.
    pub(super) roots: Vec<PlaceIx>,
    /// What may begin as long as something of it stands open, or has to undo it; each is looked at alone.
    pub(super) events: Vec<PlaceIx>,
    /// What ways close besides the token that takes them.
    pub(super) clears: Vec<Clears>,
    /// How people choose what is done, where they do: then nothing is told of what they leave.
    pub(super) choice: Option<Choice>,
    /// Where people choose: so many tokens at one place are told apart at least.
    pub(super) crowd: usize,
    /// Whether a join waits for whatever can still come.
    pub(super) merges: bool,
    /// The place that marks what goes on beside the scope, where something does.
    pub(super) beside: Option<PlaceIx>,
}

/// How people choose what is done in a scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// Whether what was chosen has to end before something else can be.
    pub(super) one_at_a_time: bool,
    pub(super) enough: Enough,
}

/// When it is enough of what people choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enough {
    /// When everything has been done once.
    Each,
    /// When a condition says so after something was done, and nothing else goes on; until then all is offered again.
    Waits,
    /// When a condition says so after something was done; what goes on is closed.
    Closes,
}

/// What begins beside something else.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) outs: Vec<PlaceIx>,
    pub(super) tale: Tale,
}

/// Where a token can be.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) element: ElementIx,
    pub(super) kind: Kind,
    pub(super) ways: Vec<Way>,
    /// What may begin beside it while a token is there; each is looked at alone.
    pub(super) threads: Vec<Root>,
    /// Whether it stays what it is when the net is folded.
    pub(super) is_fixed: bool,
    /// The shortest way from here to where a token rests, and the element where it does.
    pub(super) rest: (Tale, ElementIx),
    /// A way past it from where it is led to, that comes to the same.
    pub(super) past: Option<Tale>,
}

/// What a place does with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It stays until something is done or happens.
    Rests,
    /// People may choose it.
    Offered,
    /// It goes on at once.
    Passes,
    /// It waits for those of the other flows.
    Slot { join: u32, flow: ExitIx },
    /// It waits until so many are there.
    Gathers { needed: u32 },
    /// It has gone out into a scope around.
    Outside,
    /// No token of its own: what goes on here goes on beside the scope, and is not how that ends.
    Beside,
    /// A complex gateway has fired, and has taken what came by this flow.
    Taken,
    /// It has been folded into another.
    Gone,
}

/// A way out of a place.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Where tokens go, in order.
    pub(super) outs: Vec<PlaceIx>,
    /// Of these any that are chosen go too.
    pub(super) options: Option<Box<Options>>,
    pub(super) clears: Option<u32>,
    /// How it ends the whole scope.
    pub(super) ends: Option<Ending>,
    /// Whether it comes only of what goes on beside, or of what interrupts from outside: no end can count on it.
    pub(super) is_aside: bool,
    /// Whether a token may end on it besides those that it sends.
    pub(super) sheds: bool,
    pub(super) tale: Tale,
}

/// Flows that are taken when their conditions are true.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) element: ElementIx,
    /// Flows that are always taken.
    pub(super) always: Vec<(ExitIx, Option<PlaceIx>)>,
    pub(super) some: Vec<(ExitIx, Option<PlaceIx>)>,
    /// Taken when none of these is.
    pub(super) otherwise: Option<(ExitIx, Option<PlaceIx>)>,
}

/// How a scope can be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// In the normal way.
    Done,
    /// With the whole case, by an end of it or because nobody catches an error.
    CaseEnd,
    /// An event further out catches what was thrown.
    Caught(ElementIx),
    /// A return leads further out.
    Returns(ExitIx),
    /// A block around is left in the normal way.
    Closes(ElementIx),
}

/// What a way closes.
#[derive(Clone, Debug)]
pub(super) enum Clears {
    /// Everything in the scope.
    All,
    /// What is in the range of a return.
    Range(ReturnIx),
    /// What is in the range of a return in which no flows part or meet: as long as no flow holds two tokens, that is
    /// the token itself. What is folded into one place is in it as a whole or not at all.
    Alone(ReturnIx),
    /// These siblings.
    Hosts(Vec<ElementIx>),
}

/// Several flows that become one.
#[derive(Debug)]
pub(super) struct Join {
    /// Where the token goes that comes out.
    pub(super) out: PlaceIx,
    pub(super) slots: Vec<PlaceIx>,
    /// Of a complex gateway: the same flows once it has fired.
    pub(super) taken: Vec<PlaceIx>,
    pub(super) kind: JoinKind,
    pub(super) element: ElementIx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JoinKind {
    /// Of each flow one.
    All,
    /// Whatever can still come.
    Coming,
    /// When its condition is true; then it takes what can still come, and nothing follows.
    When,
}

impl Place {
    pub(super) fn new(element: ElementIx, kind: Kind) -> Self {
        Place {
            element,
            kind,
            ways: Vec::new(),
            threads: Vec::new(),
            is_fixed: false,
            rest: (NOTHING, element),
            past: None,
        }
    }
}

impl Way {
    pub(super) fn to(outs: Vec<PlaceIx>, tale: Tale) -> Self {
        Way { outs, options: None, clears: None, ends: None, is_aside: false, sheds: false, tale }
    }

    /// Whether it does nothing but send tokens.
    pub(super) fn is_plain(&self) -> bool {
        self.options.is_none() && self.clears.is_none() && self.ends.is_none() && !self.is_aside
    }

    /// Whether a token may end on it.
    pub(super) fn ends_token(&self) -> bool {
        self.sheds || self.outs.is_empty()
    }

    /// Where it leads, when it does nothing but lead to one place.
    pub(super) fn only(&self) -> Option<PlaceIx> {
        match self.outs[..] {
            [only] if self.is_plain() => Some(only),
            _ => None,
        }
    }

    /// Every place that it can send a token to.
    pub(super) fn targets(&self) -> impl Iterator<Item = PlaceIx> {
        let options = self.options.iter().flat_map(|options| {
            options.always.iter().chain(&options.some).chain(&options.otherwise).filter_map(|(_, to)| *to)
        });
        self.outs.iter().copied().chain(options)
    }
}

impl Net {
    pub(super) fn place(&self, place: PlaceIx) -> &Place {
        &self.places[place as usize]
    }

    pub(super) fn place_mut(&mut self, place: PlaceIx) -> &mut Place {
        &mut self.places[place as usize]
    }

    pub(super) fn add(&mut self, place: Place) -> PlaceIx {
        self.places.push(place);
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }
}
