//! How long a case is kept: legal holds, and until when it is retained by the rules of its procedure.
//!
//! Each is an entry of the stream `keeping/CASE`, chained and sealed as every record; nothing of it is ever edited.
//! Knows what is in force; what goes when nothing forbids it is for `dispose`.
//! Read [`CaseKeeping`] first.

use cauce::clock::Clock;
use cauce::command::Actor;
use cauce::data::{Digest, Text, Timestamp};
use cauce::log::{Batch, Log as _, LogError};
use cauce::record::{Entry, Field, Keeping, Noted, Stream};

use super::keep_error::KeepError;
use super::{Cases, CasesError, Result};
use crate::append::{Change, Refused};

/// The kind of the streams that say how a case is kept.
pub(super) const KEEPING: &str = "keeping";

/// How often something is settled again when another was faster.
const TRIES: usize = 100;

/// What is settled about the keeping of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseKeeping {
    /// The holds in force, the oldest first.
    pub holds: Vec<Hold>,
    /// Until when it is retained: what was said last of each record, and of the case as a whole.
    pub retentions: Vec<Retention>,
    /// What was disposed of, the oldest first.
    pub disposals: Vec<Disposal>,
}

/// A legal hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hold {
    /// Its number, by which it is released.
    pub number: u64,
    /// Since when, by whom and why.
    pub by: Deed,
}

/// Until when a case is retained.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retention {
    /// Until when.
    pub until: Timestamp,
    /// The record of the procedure whose rule that is; none where it is of the case as a whole.
    pub record: Option<Text>,
    /// How long the procedure says that the record is kept, as printed.
    pub rule: Option<Text>,
    /// Who keeps it, as printed.
    pub keeper: Option<Text>,
    /// When that was fixed, by whom and why.
    pub by: Deed,
}

/// Until when a case is to be retained; build it from [`Until::date`].
///
/// ```
/// use cauce::data::Timestamp;
/// use cauce_store::cases::Until;
/// let until = Until::date(Timestamp::EPOCH).by_rule_of("minutes");
/// assert_eq!(until.record.as_deref(), Some("minutes"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Until {
    /// Until when.
    pub date: Timestamp,
    /// The record of the procedure whose rule that is; none where it is of the case as a whole.
    pub record: Option<Text>,
}

impl Until {
    /// Until then, the case as a whole.
    #[must_use]
    pub fn date(date: Timestamp) -> Self {
        Until { date, record: None }
    }

    /// The same by the rule of a record of the procedure, by id.
    #[must_use]
    pub fn by_rule_of(self, record: &str) -> Self {
        Until { record: Some(record.into()), ..self }
    }
}

/// Something that was disposed of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disposal {
    /// Of which records, each the first and the last of several that follow one another.
    pub records: Vec<(u64, u64)>,
    /// Which kinds of fields.
    pub fields: Vec<Field>,
    /// The attachments that the case no longer cites.
    pub files: Vec<Digest>,
    /// When, by whom and why.
    pub by: Deed,
}

/// When something was settled, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub who: Actor,
    /// Why; empty once it was disposed of.
    pub reason: Text,
}

impl CaseKeeping {
    /// Until when the case is retained, where that was fixed: the latest of all that was said.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        self.retentions.iter().map(|retention| retention.until).max()
    }

    fn take(&mut self, entry: Entry) {
        let Noted::Keeping { who, reason, what, .. } = entry.noted else { return };
        let by = Deed { at: entry.at, who, reason };
        match what {
            Keeping::Held => self.holds.push(Hold { number: entry.seq, by }),
            Keeping::Released { hold } => self.holds.retain(|held| held.number != hold),
            Keeping::Retained { until, record, rule, keeper } => {
                self.retentions.retain(|before| before.record != record);
                self.retentions.push(Retention { until, record, rule, keeper, by });
            }
            Keeping::Disposed { records, fields, files } => {
                self.disposals.push(Disposal { records, fields, files, by });
            }
            _ => {}
        }
    }
}

/// Where the stream of what is settled about a case stands, and what it says.
pub(super) struct Settled {
    pub(super) keeping: CaseKeeping,
    stream: Stream,
    seq: u64,
    prev: Digest,
    last: Option<Timestamp>,
}

/// Who settles something, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Because<'a> {
    pub(super) actor: &'a Actor,
    pub(super) reason: &'a str,
}

impl<C: Clock> Cases<C> {
    /// What is settled about the keeping of a case.
    ///
    /// # Errors
    ///
    /// [`CasesError::UnknownCase`] when there is no such case.
    pub fn keeping(&self, case: &str) -> Result<CaseKeeping> {
        let stream = self.stream(case)?;
        self.is_known(&stream)?;
        Ok(self.settled_of(&stream)?.keeping)
    }

    /// Puts a legal hold on a case: until it is released nothing of the case is disposed of. Gives its number.
    ///
    /// There may be several at a time, each for a reason of its own.
    ///
    /// # Errors
    ///
    /// [`KeepError::NoReason`]; [`CasesError::UnknownCase`] when there is no such case.
    pub fn hold(&self, case: &str, reason: &str, actor: &Actor) -> Result<u64> {
        self.settle(case, Because { actor, reason }, &|_| Ok(Keeping::Held))
    }

    /// Releases a hold by its number.
    ///
    /// # Errors
    ///
    /// [`KeepError::NoHold`] when it is not in force, [`KeepError::NoReason`].
    pub fn release_hold(&self, case: &str, hold: u64, reason: &str, actor: &Actor) -> Result<()> {
        let released = self.settle(case, Because { actor, reason }, &|settled| match settled
            .keeping
            .holds
            .iter()
            .any(|held| held.number == hold)
        {
            true => Ok(Keeping::Released { hold }),
            false => Err(KeepError::NoHold { case: case.into(), hold }.into()),
        });
        released.map(|_| ())
    }

    /// Fixes until when a case is retained at least: by the rule of a record of its procedure, or as a whole.
    ///
    /// What is said again of the same record takes the place of what was said before; both stay on record.
    ///
    /// # Errors
    ///
    /// [`KeepError::NoRecord`] when the procedure has no such record, [`KeepError::NoReason`].
    pub fn retain(&self, case: &str, until: &Until, reason: &str, actor: &Actor) -> Result<()> {
        let what = match &until.record {
            None => Keeping::Retained { until: until.date, record: None, rule: None, keeper: None },
            Some(id) => self.rule_of(case, until.date, id)?,
        };
        self.settle(case, Because { actor, reason }, &|_| Ok(what.clone())).map(|_| ())
    }

    /// What the procedure says of the keeping of a record.
    fn rule_of(&self, case: &str, until: Timestamp, id: &str) -> Result<Keeping> {
        self.look(case, |instance| {
            let code = instance.procedure().map_or("", |procedure| procedure.code());
            let records = instance.procedure().map_or(&[][..], |procedure| procedure.records());
            match records.iter().find(|record| &*record.id == id) {
                None => Err(KeepError::NoRecord { code: code.into(), record: id.into() }.into()),
                Some(record) => Ok(Keeping::Retained {
                    until,
                    record: Some(record.id.clone()),
                    rule: record.retention.clone(),
                    keeper: record.keeper.clone(),
                }),
            }
        })?
    }

    fn is_known(&self, stream: &Stream) -> Result<()> {
        match self.host.store.head(stream)? {
            Some(_) => Ok(()),
            None => Err(CasesError::unknown(stream)),
        }
    }

    /// Writes an entry, decided anew when another was faster; gives its place.
    fn settle(
        &self,
        case: &str,
        because: Because<'_>,
        what: &dyn Fn(&Settled) -> Result<Keeping>,
    ) -> Result<u64> {
        let stream = self.stream(case)?;
        self.is_known(&stream)?;
        for _ in 0..TRIES {
            let settled = self.settled_of(&stream)?;
            let batch = self.entry_of(&stream, &settled, because, what(&settled)?)?;
            match self.host.store.commit(Change { batches: vec![batch], ..Change::default() }) {
                Ok(_) => return Ok(settled.next()),
                Err(Refused::Log(LogError::Conflict { .. })) => {}
                Err(refused) => return Err(CasesError::Log(refused.into())),
            }
        }
        Err(CasesError::Busy { case: case.into() })
    }

    pub(super) fn keeping_stream(&self, case: &Stream) -> Result<Stream> {
        Ok(Stream::new(case.tenant(), KEEPING, case.id())?)
    }

    pub(super) fn settled_of(&self, case: &Stream) -> Result<Settled> {
        let stream = self.keeping_stream(case)?;
        let mut settled =
            Settled { keeping: CaseKeeping::default(), stream, seq: 0, prev: Digest::ZERO, last: None };
        for line in self.host.store.read(&settled.stream, 1)? {
            let (entry, digest) = Entry::read(&line)?;
            (settled.seq, settled.prev, settled.last) = (entry.seq, digest, Some(entry.at));
            settled.keeping.take(entry);
        }
        Ok(settled)
    }

    /// The next entry of the stream, ready to be kept.
    pub(super) fn entry_of(
        &self,
        case: &Stream,
        settled: &Settled,
        because: Because<'_>,
        what: Keeping,
    ) -> Result<Batch> {
        let reason = because.reason.trim();
        if reason.is_empty() {
            return Err(KeepError::NoReason.into());
        }
        let now = self.host.clock.now();
        let entry = Entry {
            stream: settled.stream.clone(),
            seq: settled.next(),
            // A clock that was set back does not turn the order around.
            at: settled.last.map_or(now, |last| last.max(now)),
            prev: settled.prev,
            key: None,
            noted: Noted::Keeping {
                case: case.clone(),
                who: because.actor.clone(),
                reason: reason.into(),
                what,
            },
        };
        let (record, _) = entry.write(self.host.entropy.as_ref().map(|bytes| bytes()))?;
        Ok(Batch { stream: entry.stream, expected: settled.seq, key: None, record })
    }
}

impl Settled {
    fn next(&self) -> u64 {
        self.seq.saturating_add(1)
    }
}
