//! How a case is kept, and an archive of it, on the wire.

use cauce::command::Actor;
use cauce::data::Digest;
use cauce_store::cases::{CaseKeeping, Deed, Disposal, Disposed, Hold, Retention};
use serde::Serialize;

use super::WIRE;

/// What is settled about the keeping of a case.
#[derive(Debug, Serialize)]
pub(crate) struct CaseKept {
    wire: u32,
    case: String,
    /// Until when it is retained at least; the latest of all that was said.
    until: Option<String>,
    holds: Vec<Held>,
    retentions: Vec<Retained>,
    disposals: Vec<Gone>,
}

#[derive(Debug, Serialize)]
struct Held {
    number: u64,
    #[serde(flatten)]
    by: By,
}

#[derive(Debug, Serialize)]
struct Retained {
    until: String,
    record: Option<String>,
    rule: Option<String>,
    keeper: Option<String>,
    #[serde(flatten)]
    by: By,
}

#[derive(Debug, Serialize)]
struct Gone {
    records: Vec<(u64, u64)>,
    fields: Vec<&'static str>,
    files: Vec<String>,
    #[serde(flatten)]
    by: By,
}

/// When something was settled, by whom and why; what was disposed of is `null`.
#[derive(Debug, Serialize)]
struct By {
    at: String,
    who: Option<Who>,
    reason: Option<String>,
}

/// Who settled it, spelled as where a program says it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Who {
    Person { person: Option<String>, role: String, in_place_of: Option<String> },
    Host { host: String },
}

/// What an archive holds, and what the store has lost after it.
#[derive(Debug, Serialize)]
pub(crate) struct CaseArchived {
    wire: u32,
    case: String,
    folder: String,
    pub(crate) records: u64,
    pub(crate) procedures: usize,
    pub(crate) attachments: usize,
    pub(crate) missing: usize,
    /// Of how many records of the store the checkpoint is.
    pub(crate) checkpoint: Option<u64>,
    disposed: Option<Lost>,
}

#[derive(Debug, Serialize)]
struct Lost {
    records: u64,
    files: Vec<String>,
    expired: u64,
    lingers: bool,
}

impl CaseKept {
    pub(crate) fn of(case: &str, keeping: &CaseKeeping) -> Self {
        CaseKept {
            wire: WIRE,
            case: case.to_owned(),
            until: keeping.until().map(|until| until.to_string()),
            holds: keeping.holds.iter().map(Held::of).collect(),
            retentions: keeping.retentions.iter().map(Retained::of).collect(),
            disposals: keeping.disposals.iter().map(Gone::of).collect(),
        }
    }
}

impl Held {
    fn of(hold: &Hold) -> Self {
        Held { number: hold.number, by: By::of(&hold.by) }
    }
}

impl Retained {
    fn of(retention: &Retention) -> Self {
        let [record, rule, keeper] = [&retention.record, &retention.rule, &retention.keeper]
            .map(|text| text.as_deref().map(str::to_owned));
        Retained { until: retention.until.to_string(), record, rule, keeper, by: By::of(&retention.by) }
    }
}

impl Gone {
    fn of(disposal: &Disposal) -> Self {
        Gone {
            records: disposal.records.clone(),
            fields: disposal.fields.iter().map(|field| field.word()).collect(),
            files: said(&disposal.files),
            by: By::of(&disposal.by),
        }
    }
}

impl By {
    fn of(deed: &Deed) -> Self {
        By { at: deed.at.to_string(), who: Who::of(&deed.who), reason: still(&deed.reason) }
    }
}

impl Who {
    fn of(actor: &Actor) -> Option<Self> {
        match actor {
            Actor::Person { id, acting_as, in_place_of } => Some(Who::Person {
                person: still(id),
                role: acting_as.to_string(),
                in_place_of: in_place_of.as_deref().and_then(still),
            }),
            Actor::Host(name) => Some(Who::Host { host: name.to_string() }),
            _ => None,
        }
    }
}

impl CaseArchived {
    pub(crate) fn of(case: &str, folder: &str) -> Self {
        CaseArchived {
            wire: WIRE,
            case: case.to_owned(),
            folder: folder.to_owned(),
            records: 0,
            procedures: 0,
            attachments: 0,
            missing: 0,
            checkpoint: None,
            disposed: None,
        }
    }

    pub(crate) fn and(mut self, disposed: Option<&Disposed>) -> Self {
        self.disposed = disposed.map(|disposed| Lost {
            records: disposed.records,
            files: said(&disposed.files),
            expired: disposed.expired,
            lingers: disposed.lingers,
        });
        self
    }
}

/// A sealed text; what was disposed of is empty.
fn still(text: &str) -> Option<String> {
    Some(text).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn said(files: &[Digest]) -> Vec<String> {
    files.iter().map(ToString::to_string).collect()
}
