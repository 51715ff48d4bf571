//! The head of a procedure and the blocks that declare what its activities name.

use super::activity::{ACTIVITY, EVENT, REPETITION};
use super::flow::{GATEWAY, PARTICIPANT, START};
use super::{Block, CADENCE, DEADLINE, IDS, Key, Shape, TEXTS};
use crate::keywords::Keyword as K;

/// A procedure file; a file goes by the name of its first key.
pub(crate) static ROOT: Block = Block {
    name: K::Format,
    keys: &[
        Key::must(K::Procedure, Shape::Section(&PROCEDURE)),
        Key::prose(K::LegalBasis, Shape::Blocks(&LEGAL_BASIS)),
        Key::prose(K::Definition, Shape::Blocks(&DEFINITION)),
        Key::prose(K::Reference, Shape::Blocks(&REFERENCE)),
        Key::prose(K::Policy, Shape::Blocks(&POLICY)),
        Key::prose(K::Annex, Shape::Blocks(&ANNEX)),
        Key::may(K::Defaults, Shape::Section(&DEFAULTS)),
        Key::may(K::Role, Shape::Blocks(&ROLE)),
        Key::may(K::Team, Shape::Blocks(&TEAM)),
        Key::may(K::Record, Shape::Blocks(&RECORD)),
        Key::may(K::Indicator, Shape::Blocks(&INDICATOR)),
        Key::may(K::DataItem, Shape::Blocks(&DATA_ITEM)),
        Key::may(K::Table, Shape::Blocks(&TABLE)),
        Key::may(K::Window, Shape::Blocks(&WINDOW)),
        Key::may(K::Milestone, Shape::Blocks(&MILESTONE)),
        Key::prose(K::Participant, Shape::Blocks(&PARTICIPANT)),
        Key::may(K::Start, Shape::Blocks(&START)),
        Key::may(K::Activity, Shape::Blocks(&ACTIVITY)),
        Key::may(K::Gateway, Shape::Blocks(&GATEWAY)),
        Key::may(K::Event, Shape::Blocks(&EVENT)),
        Key::may(K::Repetition, Shape::Blocks(&REPETITION)),
        Key::prose(K::Finding, Shape::Blocks(&FINDING)),
        Key::prose(K::ChangeLog, Shape::Blocks(&CHANGE_LOG)),
        Key::prose(K::Approval, Shape::Blocks(&APPROVAL)),
        Key::prose(K::Bpmn, Shape::Blocks(&BPMN)),
    ],
};

pub(crate) static PROCEDURE: Block = Block {
    name: K::Procedure,
    keys: &[
        Key::may(K::Code, Shape::Text),
        Key::may(K::Id, Shape::Id),
        Key::must_prose(K::Name, Shape::Text),
        Key::prose(K::Alias, TEXTS),
        Key::prose(K::Process, Shape::Text),
        Key::prose(K::Organization, Shape::Text),
        Key::prose(K::Area, Shape::Text),
        Key::prose(K::Level, Shape::Text),
        Key::prose(K::Number, Shape::Reference),
        Key::prose(K::NumberInPlan, Shape::Reference),
        Key::prose(K::PartOf, Shape::Text),
        Key::prose(K::Leader, IDS),
        Key::prose(K::Version, Shape::Text),
        Key::prose(K::Date, Shape::Date),
        Key::prose(K::Status, Shape::Word(&[K::Draft, K::Review, K::Effective, K::Obsolete])),
        Key::may(K::TimeZone, Shape::Text),
        Key::may(K::Calendar, Shape::Word(&[K::AllDays, K::WorkingDays])),
        Key::may(K::Holidays, Shape::Text),
        Key::may(K::Authority, IDS),
        Key::prose(K::Objective, Shape::Text),
        Key::prose(K::Scope, Shape::Text),
        Key::prose(K::GeneralConditions, Shape::Text),
        Key::prose(K::Product, Shape::Text),
        Key::prose(K::Input, TEXTS),
        Key::prose(K::Output, TEXTS),
        Key::may(K::Deadline, DEADLINE),
        Key::may(K::MinimumTerm, DEADLINE),
        Key::may(K::Order, Shape::Word(&[K::InParallel, K::InSequence])),
        Key::prose(K::Source, Shape::Text),
    ],
};

static LEGAL_BASIS: Block = Block {
    name: K::LegalBasis,
    keys: &[
        Key::must_prose(K::Norm, Shape::Text),
        Key::prose(K::Code, Shape::Text),
        Key::prose(K::Text, Shape::Text),
        Key::prose(K::Source, Shape::Text),
    ],
};

static DEFINITION: Block = Block {
    name: K::Definition,
    keys: &[
        Key::prose(K::Number, Shape::Reference),
        Key::must_prose(K::Term, Shape::Text),
        Key::must_prose(K::Text, Shape::Text),
        Key::prose(K::Source, Shape::Text),
    ],
};

static REFERENCE: Block = Block {
    name: K::Reference,
    keys: &[
        Key::must_prose(K::Name, Shape::Text),
        Key::prose(K::Code, Shape::Text),
        Key::prose(K::Text, Shape::Text),
        Key::prose(K::Source, Shape::Text),
    ],
};

static POLICY: Block = Block {
    name: K::Policy,
    keys: &[
        Key::prose(K::Number, Shape::Reference),
        Key::must_prose(K::Text, Shape::Text),
        Key::prose(K::Role, IDS),
        Key::prose(K::Frequency, CADENCE),
        Key::prose(K::Source, Shape::Text),
    ],
};

static ANNEX: Block = Block {
    name: K::Annex,
    keys: &[
        Key::prose(K::Number, Shape::Reference),
        Key::must_prose(K::Title, Shape::Text),
        Key::prose(K::Text, Shape::Text),
        Key::prose(K::List, TEXTS),
        Key::prose(K::Source, Shape::Text),
    ],
};

static DEFAULTS: Block = Block {
    name: K::Defaults,
    keys: &[
        Key::may(K::Responsible, IDS),
        Key::prose(K::Area, Shape::Text),
        Key::prose(K::Level, Shape::Text),
        Key::may(K::Evidence, Shape::Many(&super::activity::EVIDENCE)),
        Key::prose(K::Frequency, CADENCE),
        Key::may(K::Notifies, IDS),
    ],
};

static ROLE: Block = Block {
    name: K::Role,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::must_prose(K::Name, Shape::Text),
        Key::prose(K::Alias, TEXTS),
        Key::prose(K::Area, Shape::Text),
        Key::may(K::External, Shape::Bool),
        Key::may(K::ForEach, Shape::Id),
        Key::prose(K::Source, Shape::Text),
    ],
};

static TEAM: Block = Block {
    name: K::Team,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::must_prose(K::Name, Shape::Text),
        Key::prose(K::Alias, TEXTS),
        Key::prose(K::Level, Shape::Text),
        Key::prose(K::Tier, Shape::Text),
        Key::may(K::Members, Shape::Many(&Shape::Either(&[Shape::Text, Shape::Inline(&TEAM_MEMBER)]))),
        Key::prose(K::HowMany, Shape::Count),
        Key::prose(K::Functions, Shape::Many(&Shape::Either(&[Shape::Text, Shape::Inline(&FUNCTION)]))),
        Key::prose(K::ReportsTo, IDS),
        Key::may(K::ForEach, Shape::Id),
        Key::prose(K::Source, Shape::Text),
    ],
};

static TEAM_MEMBER: Block = Block {
    name: K::Members,
    keys: &[
        Key::must(K::Role, Shape::Text),
        Key::prose(K::Name, Shape::Text),
        Key::prose(K::Area, Shape::Text),
        Key::prose(K::HowMany, Shape::Count),
        Key::prose(K::Position, Shape::Text),
    ],
};

static FUNCTION: Block =
    Block { name: K::Functions, keys: &[Key::prose(K::Group, Shape::Text), Key::must_prose(K::Text, TEXTS)] };

static RECORD: Block = Block {
    name: K::Record,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::must_prose(K::Name, Shape::Text),
        Key::prose(K::Code, Shape::Text),
        Key::prose(K::Alias, TEXTS),
        Key::prose(K::Retention, Shape::Text),
        Key::prose(K::Custodian, Shape::Text),
        Key::prose(K::Source, Shape::Text),
    ],
};

static INDICATOR: Block = Block {
    name: K::Indicator,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::must_prose(K::Name, Shape::Text),
        Key::prose(K::Description, Shape::Text),
        Key::prose(K::Unit, Shape::Text),
        Key::may(K::Target, Shape::Number),
        Key::may(K::Direction, Shape::Word(&[K::HigherIsBetter, K::LowerIsBetter])),
        Key::may(K::TrafficLight, Shape::Many(&Shape::Number)),
        Key::prose(K::Frequency, CADENCE),
        Key::may(K::Window, IDS),
        Key::may(K::ForEach, Shape::Id),
        Key::prose(K::Source, Shape::Text),
    ],
};

static DATA_ITEM: Block = Block {
    name: K::DataItem,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Name, Shape::Text),
        Key::prose(K::Description, Shape::Text),
        Key::must(K::Type, Shape::Word(DATA_KINDS)),
        Key::may(K::Values, Shape::Many(&Shape::Value)),
        Key::prose(K::Unit, Shape::Text),
        Key::may(K::Optional, Shape::Bool),
        Key::may(K::Member, Shape::Id),
        Key::may(K::ForEach, Shape::Id),
        Key::may(K::Inside, Shape::Id),
        Key::prose(K::Source, Shape::Text),
    ],
};

/// A decision table: conditions over data, and what each row gives.
static TABLE: Block = Block {
    name: K::Table,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Title, Shape::Text),
        Key::may(K::Matches, Shape::Word(&[K::OneRow, K::FirstRow, K::AllRows])),
        Key::must(K::Input, IDS),
        Key::must(K::Output, IDS),
        Key::must(K::Rows, Shape::Many(&Shape::Value)),
        Key::prose(K::Source, Shape::Text),
    ],
};

const DATA_KINDS: &[K] = &[
    K::Text,
    K::Decimal,
    K::Integer,
    K::Date,
    K::DateTime,
    K::Duration,
    K::YesNo,
    K::Choice,
    K::List,
    K::AnyKind,
];

static WINDOW: Block = Block {
    name: K::Window,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::prose(K::Name, Shape::Text),
        Key::may(K::From, DEADLINE),
        Key::may(K::Until, DEADLINE),
        Key::prose(K::Source, Shape::Text),
    ],
};

static MILESTONE: Block = Block {
    name: K::Milestone,
    keys: &[
        Key::must(K::Id, Shape::Id),
        Key::must_prose(K::Name, Shape::Text),
        Key::may(K::ForEach, Shape::Id),
        Key::prose(K::Source, Shape::Text),
    ],
};

static FINDING: Block = Block {
    name: K::Finding,
    keys: &[
        Key::must_prose(K::Id, Shape::Id),
        Key::prose(K::Kind, Shape::Text),
        Key::prose(K::Where, Shape::Text),
        Key::must_prose(K::Note, Shape::Text),
        Key::prose(K::Changes, Shape::Many(&Shape::Inline(&CHANGE))),
        Key::prose(K::Adds, IDS),
    ],
};

/// One change of a finding; `dice` and `se_lee` take the shape of the field named.
pub(crate) static CHANGE: Block = Block {
    name: K::Changes,
    keys: &[
        Key::prose(K::Activity, Shape::Reference),
        Key::must_prose(K::Field, Shape::Field),
        Key::prose(K::Says, Shape::FieldValue),
        Key::prose(K::ReadAs, Shape::FieldValue),
        Key::prose(K::Adds, IDS),
    ],
};

static CHANGE_LOG: Block = Block {
    name: K::ChangeLog,
    keys: &[
        Key::must_prose(K::Version, Shape::Text),
        Key::prose(K::Date, Shape::Date),
        Key::prose(K::Change, Shape::Text),
        Key::prose(K::Source, Shape::Text),
    ],
};

static APPROVAL: Block = Block {
    name: K::Approval,
    keys: &[
        Key::must_prose(K::Action, Shape::Word(APPROVALS)),
        Key::prose(K::Name, Shape::Text),
        Key::prose(K::Position, Shape::Text),
        Key::prose(K::Date, Shape::Date),
        Key::prose(K::Source, Shape::Text),
    ],
};

const APPROVALS: &[K] = &[K::Prepared, K::CarriedOut, K::Reviewed, K::Validated, K::Approved, K::Authorized];

/// What a model of BPMN says that this format has no word for: a fragment of its XML, kept for whoever writes it back.
static BPMN: Block =
    Block { name: K::Bpmn, keys: &[Key::prose(K::Element, Shape::Id), Key::must_prose(K::Xml, Shape::Text)] };
