//! Path files: a walk through a procedure, its steps, its expected end, the doubles that stand in for the host.

use super::{Block, COUNTS, DURATION, GUARDS, IDS, Key, REFERENCES, Shape, TEXTS, VALUES};
use crate::keywords::Keyword as K;

/// A path file.
pub(crate) static ROOT: Block = Block {
    name: K::Format,
    keys: &[
        Key::may(K::Path, Shape::Blocks(&PATH)),
        Key::may(K::Result, Shape::Section(&AT_THE_END)),
        Key::may(K::Double, Shape::Blocks(&DOUBLE)),
        Key::may(K::Coverage, Shape::Section(&COVERAGE)),
    ],
};

static PATH: Block = Block {
    name: K::Path,
    keys: &[
        Key::must(K::Name, Shape::Text),
        Key::may(K::Procedure, Shape::Text),
        Key::may(K::Version, Shape::Text),
        Key::may(K::Reading, Shape::Word(&[K::Chosen, K::Literal])),
        Key::may(K::Allows, TEXTS),
        Key::may(K::Start, Shape::Id),
        Key::may(K::On, Shape::Moment),
        Key::may(K::Clock, Shape::Word(&[K::Still])),
        Key::may(K::Data, VALUES),
        Key::may(K::AnswersWith, Shape::Text),
        Key::may(K::Walk, Shape::Text),
        Key::may(K::Steps, Shape::Many(&Shape::Inline(&STEP))),
        Key::may(K::Result, Shape::Inline(&AT_THE_END)),
    ],
};

static STEP: Block = Block {
    name: K::Steps,
    keys: &[
        Key::may(K::On, Shape::Moment),
        Key::may(K::Walk, Shape::Text),
        Key::may(K::Begins, Shape::Text),
        Key::may(K::Start, Shape::Id),
        Key::may(K::Activity, Shape::Reference),
        Key::may(K::Event, Shape::Reference),
        Key::may(K::Interaction, Shape::Reference),
        Key::may(K::Message, Shape::Text),
        Key::may(K::Signal, Shape::Text),
        Key::may(K::Advances, DURATION),
        Key::may(K::Until, Shape::Moment),
        Key::may(K::Fires, Shape::Reference),
        Key::may(K::Role, Shape::Text),
        Key::may(K::PersonId, Shape::Text),
        Key::may(K::AppliesIf, Shape::Answer),
        Key::may(K::Delivers, IDS),
        Key::may(K::SignedBy, IDS),
        Key::may(K::Control, Shape::Word(&[K::Conforming, K::Nonconforming])),
        Key::may(K::AnswersWith, Shape::Answer),
        Key::may(K::Note, Shape::Text),
        Key::may(K::Error, Shape::Text),
        Key::may(K::Captures, VALUES),
        Key::may(K::Measures, VALUES),
        Key::may(K::Data, VALUES),
        Key::may(K::End, Shape::Bool),
        Key::may(K::Resolves, Shape::Reference),
        Key::may(K::OneMore, Shape::Bool),
        Key::may(K::GoesTo, Shape::Reference),
        Key::may(K::CancelsCase, Shape::Bool),
        Key::may(K::Rejects, Shape::Inline(&STEP)),
        Key::may(K::Reason, Shape::Text),
        Key::may(K::Checks, Shape::Inline(&RESULT)),
    ],
};

static RESULT: Block = Block { name: K::Result, keys: &RESULT_KEYS };

static RESULT_KEYS: [Key; 14] = [
    Key::may(K::Case, Shape::Word(&[K::Running, K::Completed, K::Cancelled, K::Failed])),
    Key::may(K::Walk, Shape::Text),
    Key::may(K::Rounds, VALUES),
    Key::may(K::Count, COUNTS),
    Key::may(K::OpenItems, REFERENCES),
    Key::may(K::Waiting, REFERENCES),
    Key::may(K::Notices, TEXTS),
    Key::may(K::Skips, REFERENCES),
    Key::may(K::Error, Shape::Text),
    Key::may(K::Opens, TEXTS),
    Key::may(K::Data, VALUES),
    Key::may(K::Measures, VALUES),
    Key::may(K::Milestone, TEXTS),
    Key::may(K::Window, TEXTS),
];

/// At the end of a path also that its procedure is refused; during it there would be no case to compare.
static AT_THE_END: Block = Block {
    name: K::Result,
    keys: &[
        Key::may(K::Reason, TEXTS),
        RESULT_KEYS[0],
        RESULT_KEYS[1],
        RESULT_KEYS[2],
        RESULT_KEYS[3],
        RESULT_KEYS[4],
        RESULT_KEYS[5],
        RESULT_KEYS[6],
        RESULT_KEYS[7],
        RESULT_KEYS[8],
        RESULT_KEYS[9],
        RESULT_KEYS[10],
        RESULT_KEYS[11],
        RESULT_KEYS[12],
        RESULT_KEYS[13],
    ],
};

static DOUBLE: Block = Block {
    name: K::Double,
    keys: &[
        Key::may(K::Job, Shape::Text),
        Key::may(K::Script, Shape::Text),
        Key::may(K::Element, Shape::Id),
        Key::may(K::Attempt, Shape::Count),
        Key::may(K::After, DURATION),
        Key::may(K::Yields, VALUES),
        Key::may(K::Computes, GUARDS),
        Key::may(K::Error, Shape::Text),
        Key::may(K::Fails, Shape::Text),
    ],
};

static COVERAGE: Block = Block {
    name: K::Coverage,
    keys: &[
        Key::may(K::Procedure, Shape::Text),
        Key::may(K::Activities, Shape::Number),
        Key::may(K::Flows, Shape::Number),
        Key::may(K::Answers, Shape::Number),
        Key::may(K::Returns, Shape::Number),
        Key::may(K::Events, Shape::Number),
        Key::may(K::Skips, Shape::Number),
        Key::may(K::Deadline, Shape::Number),
        Key::may(K::Conditions, Shape::Number),
        Key::may(K::Rows, Shape::Number),
    ],
};
