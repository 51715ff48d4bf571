//! Triggers, starts, gateways, throws and sequence flows.

use super::{Block, DURATION, GUARDS, IDS, Key, Shape, TEXTS, TIMER};
use crate::keywords::Keyword as K;

/// Outgoing flows: one target, or targets with their conditions.
pub(crate) const FLOWS: Shape = Shape::Many(&Shape::Either(&[Shape::Reference, Shape::Inline(&FLOW)]));

static FLOW: Block = Block {
    name: K::Next,
    keys: &[
        Key::prose(K::Id, Shape::Id),
        Key::prose(K::Name, Shape::Text),
        Key::must(K::GoesTo, Shape::Reference),
        Key::may(K::IfMet, Shape::Guard),
        Key::may(K::Otherwise, Shape::Bool),
    ],
};

/// What sets something off.
pub(crate) static TRIGGER: Block = Block { name: K::When, keys: &TRIGGER_KEYS };

/// What an activity waits for.
pub(crate) static WAIT: Block = Block { name: K::Wait, keys: &TRIGGER_KEYS };

/// Several triggers; a static of its own, so that triggers may hold triggers.
static ONE_TRIGGER: Shape = Shape::Inline(&TRIGGER);

static TRIGGER_KEYS: [Key; 14] = [
    Key::may(K::Message, Shape::Text),
    Key::may(K::Signal, Shape::Text),
    Key::may(K::Time, TIMER),
    Key::may(K::Condition, Shape::Guard),
    Key::may(K::Error, Shape::Text),
    Key::may(K::Escalation, Shape::Text),
    Key::may(K::DeclaredBy, IDS),
    Key::may(K::Cancels, Shape::Bool),
    Key::may(K::Compensates, Shape::Bool),
    Key::may(K::AllTriggers, Shape::Many(&ONE_TRIGGER)),
    Key::may(K::AnyOf, Shape::Many(&ONE_TRIGGER)),
    Key::may(K::Correlates, GUARDS),
    Key::may(K::BufferedFor, DURATION),
    Key::may(K::Output, GUARDS),
];

/// What an element sends out, or how an end ends.
pub(crate) static THROW: Block = Block {
    name: K::Throws,
    keys: &[
        Key::may(K::Message, Shape::Text),
        Key::may(K::Signal, Shape::Text),
        Key::may(K::Escalation, Shape::Text),
        Key::may(K::Error, Shape::Text),
        Key::may(K::Compensates, Shape::Either(&[Shape::Bool, Shape::Id])),
        Key::may(K::Cancels, Shape::Bool),
        Key::may(K::Terminates, Shape::Bool),
        Key::may(K::Correlates, GUARDS),
        Key::may(K::Input, GUARDS),
        Key::may(K::Link, Shape::Text),
    ],
};

/// A way to begin.
pub(crate) static START: Block = Block {
    name: K::Start,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::may(K::Inside, Shape::Id),
        Key::may(K::When, Shape::Inline(&TRIGGER)),
        Key::may(K::Every, DURATION),
        Key::may(K::From, Shape::Moment),
        Key::may(K::Until, Shape::Moment),
        Key::may(K::Interrupts, Shape::Bool),
        Key::may(K::GoesTo, Shape::Reference),
        Key::may(K::Next, FLOWS),
        Key::may(K::Output, GUARDS),
        Key::prose(K::Source, Shape::Text),
    ],
};

/// A gateway, reached by `sigue` and never by position.
pub(crate) static GATEWAY: Block = Block {
    name: K::Gateway,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::must(
            K::Type,
            Shape::Word(&[K::Exclusive, K::Parallel, K::Inclusive, K::Complex, K::EventBased]),
        ),
        Key::may(K::Inside, Shape::Id),
        Key::may(K::ActivatesIf, Shape::Guard),
        Key::may(K::Instantiates, Shape::Bool),
        Key::may(K::Next, FLOWS),
        Key::prose(K::Source, Shape::Text),
    ],
};

/// A pool: a procedure by its code, or a black box with the messages that it throws and waits for.
///
/// It changes nothing of what a case does, so all of it is prose.
pub(crate) static PARTICIPANT: Block = Block {
    name: K::Participant,
    keys: &[
        Key::must_prose(K::Id, Shape::Id),
        Key::prose(K::Name, Shape::Text),
        Key::prose(K::Procedure, Shape::Text),
        Key::prose(K::HowMany, Shape::Count),
        Key::prose(K::Throws, TEXTS),
        Key::prose(K::Wait, TEXTS),
        Key::prose(K::Source, Shape::Text),
    ],
};
