//! Activities, their control points, answers, evidence, events and repetitions.

use super::flow::{FLOWS, THROW, TRIGGER, WAIT};
use super::{Block, CADENCE, DEADLINE, DURATION, GUARDS, IDS, Key, REFERENCES, Shape, TEXTS};
use crate::keywords::Keyword as K;

/// An activity: a row of the official table, a block, a step of any kind.
pub(crate) static ACTIVITY: Block = Block {
    name: K::Activity,
    keys: &[
        Key::prose(K::Number, Shape::Reference),
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::prose(K::Description, Shape::Text),
        Key::prose(K::Level, Shape::Text),
        Key::prose(K::Alias, TEXTS),
        Key::may(K::Inside, Shape::Id),
        Key::may(
            K::Type,
            Shape::Word(&[
                K::Abstract,
                K::User,
                K::Manual,
                K::Transaction,
                K::AdHoc,
                K::Service,
                K::Script,
                K::Send,
                K::Receive,
                K::BusinessRule,
            ]),
        ),
        Key::may(K::End, Shape::Either(&[Shape::Bool, Shape::Inline(&THROW)])),
        Key::may(K::Informative, Shape::Bool),
        Key::may(K::Responsible, IDS),
        Key::prose(K::Area, Shape::Text),
        Key::may(K::Participation, Shape::Word(&[K::One, K::All])),
        Key::may(K::Agreement, Shape::Word(&[K::One, K::Majority, K::All])),
        Key::may(K::AppliesIf, Shape::Either(&[Shape::Guard, Shape::Inline(&APPLIES)])),
        Key::may(K::Evidence, Shape::Many(&EVIDENCE)),
        Key::may(K::SignedBy, SIGNERS),
        Key::prose(K::Product, Shape::Text),
        Key::may(K::Captures, Shape::Many(&Shape::Either(&[Shape::Id, Shape::Inline(&CAPTURE)]))),
        Key::may(K::Measures, Shape::Many(&Shape::Either(&[Shape::Id, Shape::Inline(&MEASURE)]))),
        Key::prose(K::Frequency, CADENCE),
        Key::prose(K::Notes, TEXTS),
        Key::may(K::Control, Shape::Either(&[Shape::Text, Shape::Inline(&CONTROL)])),
        Key::may(K::VerifiedBy, Shape::Id),
        Key::may(K::DifferentPerson, Shape::Bool),
        Key::may(K::Question, Shape::Text),
        Key::may(K::Who, IDS),
        Key::may(K::Decides, Shape::Guard),
        Key::may(K::Suggests, Shape::Guard),
        Key::may(K::ConfirmedBy, IDS),
        Key::may(K::Yes, Shape::Inline(&OUTCOME)),
        Key::may(K::No, Shape::Inline(&OUTCOME)),
        Key::may(K::Answer, Shape::Blocks(&ANSWER)),
        Key::may(K::Next, FLOWS),
        Key::may(K::Deadline, DEADLINE),
        Key::may(K::MinimumTerm, DEADLINE),
        Key::may(K::WarnsBefore, DURATION),
        Key::may(K::WhenOverdue, Shape::Inline(&OVERDUE)),
        Key::may(K::Notifies, IDS),
        Key::may(K::Order, Shape::Word(&[K::InParallel, K::InSequence])),
        Key::may(K::DoesNotHold, Shape::Bool),
        Key::may(K::JoinsAt, Shape::Id),
        Key::may(K::ForEach, FOR_EACH),
        Key::may(K::WhileMet, Shape::Guard),
        Key::may(K::TestBefore, Shape::Bool),
        Key::may(K::Maximum, Shape::Count),
        Key::may(K::CompletesIf, Shape::Guard),
        Key::may(K::CancelsRemaining, Shape::Bool),
        Key::may(K::Procedure, Shape::Text),
        Key::may(K::Version, Shape::Text),
        Key::may(K::Start, Shape::Id),
        Key::may(K::Job, Shape::Text),
        Key::may(K::Script, Shape::Text),
        Key::may(K::Table, Shape::Id),
        Key::may(K::Computes, GUARDS),
        Key::may(K::Input, GUARDS),
        Key::may(K::Output, GUARDS),
        Key::may(K::Retries, Shape::Count),
        Key::may(K::Wait, Shape::Inline(&WAIT)),
        Key::may(K::Instantiates, Shape::Bool),
        Key::may(K::Throws, Shape::Inline(&THROW)),
        Key::may(K::Link, Shape::Text),
        Key::may(K::Milestone, Shape::Id),
        Key::may(K::CompensatedBy, Shape::Id),
        Key::may(K::StartQuantity, Shape::Count),
        Key::may(K::CompletionQuantity, Shape::Count),
        Key::prose(K::Source, Shape::Text),
        Key::may(K::Interaction, Shape::Blocks(&INTERACTION)),
        Key::may(K::Alternative, Shape::Blocks(&ALTERNATIVE)),
        Key::may(K::Event, Shape::Blocks(&EVENT)),
        Key::may(K::Activity, Shape::Blocks(&ACTIVITY)),
    ],
};

/// A record, a choice of records, or a record with what it needs.
pub(crate) static EVIDENCE: Shape = Shape::Either(&[Shape::Id, Shape::Inline(&EVIDENCE_BLOCK)]);

static EVIDENCE_BLOCK: Block = Block {
    name: K::Evidence,
    keys: &[
        Key::may(K::Record, Shape::Id),
        Key::may(K::OneOf, IDS),
        Key::may(K::AnyOf, IDS),
        Key::may(K::SignedBy, SIGNERS),
        Key::may(K::Optional, Shape::Bool),
    ],
};

const SIGNERS: Shape = Shape::Many(&Shape::Either(&[Shape::Id, Shape::Inline(&SIGNER)]));

static SIGNER: Block = Block { name: K::SignedBy, keys: &[Key::may(K::OneOf, IDS), Key::may(K::AnyOf, IDS)] };

static CAPTURE: Block = Block {
    name: K::Captures,
    keys: &[Key::must(K::DataItem, Shape::Id), Key::may(K::Optional, Shape::Bool)],
};

static MEASURE: Block = Block {
    name: K::Measures,
    keys: &[
        Key::may(K::Window, Shape::Id),
        Key::may(K::Indicators, IDS),
        Key::may(K::Indicator, Shape::Id),
        Key::may(K::Optional, Shape::Bool),
    ],
};

static APPLIES: Block = Block {
    name: K::AppliesIf,
    keys: &[Key::must(K::Question, Shape::Text), Key::may(K::Who, IDS), Key::may(K::Suggests, Shape::Guard)],
};

static CONTROL: Block = Block {
    name: K::Control,
    keys: &[
        Key::must(K::Verifies, Shape::Text),
        Key::may(K::Who, IDS),
        Key::prose(K::Frequency, CADENCE),
        Key::prose(K::How, Shape::Text),
        Key::may(K::IfNonconforming, Shape::Either(&[Shape::Text, Shape::Inline(&OUTCOME)])),
        Key::may(K::Evidence, Shape::Many(&EVIDENCE)),
        Key::may(K::Points, TEXTS),
    ],
};

static OUTCOME: Block = Block { name: K::Answer, keys: OUTCOME_KEYS };

const OUTCOME_KEYS: &[Key] = &[
    Key::may(K::BackTo, Shape::Reference),
    Key::may(K::OnTo, Shape::Reference),
    Key::may(K::Repeat, Shape::Bool),
    Key::may(K::After, DURATION),
    Key::may(K::Maximum, Shape::Count),
    Key::may(K::EndsCase, Shape::Bool),
    Key::may(K::CancelsOthers, Shape::Bool),
    Key::may(K::EnabledIf, Shape::Guard),
    Key::may(K::ConfirmedBy, IDS),
    Key::may(K::Notifies, IDS),
];

static ANSWER: Block = Block {
    name: K::Answer,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Text, Shape::Text),
        OUTCOME_KEYS[0],
        OUTCOME_KEYS[1],
        OUTCOME_KEYS[2],
        OUTCOME_KEYS[3],
        OUTCOME_KEYS[4],
        OUTCOME_KEYS[5],
        OUTCOME_KEYS[6],
        OUTCOME_KEYS[7],
        OUTCOME_KEYS[8],
        OUTCOME_KEYS[9],
    ],
};

static OVERDUE: Block =
    Block { name: K::WhenOverdue, keys: &[Key::may(K::EscalatesTo, IDS), Key::may(K::Notifies, IDS)] };

const FOR_EACH: Shape = Shape::Either(&[Shape::Id, Shape::Inline(&FOR_EACH_BLOCK)]);

static FOR_EACH_BLOCK: Block = Block {
    name: K::ForEach,
    keys: &[
        Key::may(K::Member, Shape::Id),
        Key::may(K::List, Shape::Id),
        Key::may(K::Cardinality, Shape::Either(&[Shape::Count, Shape::Guard])),
        Key::may(K::Order, Shape::Word(&[K::InParallel, K::InSequence])),
        Key::may(K::CompletesIf, Shape::Guard),
    ],
};

static INTERACTION: Block = Block {
    name: K::Interaction,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::may(K::Procedure, Shape::Text),
        Key::may(K::Version, Shape::Text),
        Key::may(K::With, Shape::Text),
        Key::may(K::Question, Shape::Text),
        Key::may(K::Who, IDS),
        Key::may(K::WaitsForResult, Shape::Bool),
        Key::prose(K::Frequency, CADENCE),
        Key::may(K::Input, GUARDS),
        Key::may(K::Output, GUARDS),
        Key::prose(K::Source, Shape::Text),
    ],
};

static ALTERNATIVE: Block = Block {
    name: K::Alternative,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::must(K::When, Shape::Inline(&TRIGGER)),
        Key::may(K::GoesTo, Shape::Reference),
        Key::may(K::Next, FLOWS),
        Key::prose(K::Source, Shape::Text),
    ],
};

/// Something that may happen while its host is open.
pub(crate) static EVENT: Block = Block {
    name: K::Event,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::prose(K::Description, Shape::Text),
        Key::may(K::WhileOpen, REFERENCES),
        Key::may(K::Inside, Shape::Id),
        Key::must(K::When, Shape::Inline(&TRIGGER)),
        Key::may(K::Interrupts, Shape::Bool),
        Key::may(K::EnabledIf, Shape::Guard),
        Key::may(K::Maximum, Shape::Count),
        Key::may(K::GoesTo, Shape::Reference),
        Key::may(K::Next, FLOWS),
        Key::may(K::BackTo, Shape::Reference),
        Key::may(K::CancelsOthers, Shape::Bool),
        Key::may(K::Redo, REFERENCES),
        Key::may(K::Opens, Shape::Inline(&OPENS)),
        Key::may(K::Notifies, IDS),
        Key::prose(K::Source, Shape::Text),
        Key::may(K::Activity, Shape::Blocks(&ACTIVITY)),
    ],
};

static OPENS: Block = Block {
    name: K::Opens,
    keys: &[
        Key::must(K::Procedure, Shape::Text),
        Key::may(K::Version, Shape::Text),
        Key::may(K::Start, Shape::Id),
        Key::may(K::Input, GUARDS),
    ],
};

/// A repeated range of a flat list.
pub(crate) static REPETITION: Block = Block {
    name: K::Repetition,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::may(K::Inside, Shape::Id),
        Key::must(K::First, Shape::Reference),
        Key::must(K::Last, Shape::Reference),
        Key::must(K::ForEach, FOR_EACH),
        Key::prose(K::Source, Shape::Text),
    ],
};
