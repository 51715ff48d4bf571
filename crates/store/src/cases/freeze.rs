//! Cases that are brought back from where they were frozen, and when they are frozen.
//!
//! What was frozen is believed only as far as the records bear it out: the record that it is after has to have that
//! very digest, it has to be sealed with the key of the host, and the records that follow are proved as ever. Whatever
//! is wrong with it, the records are read instead.

use cauce::clock::Clock;
use cauce::data::Digest;
use cauce::instance::{Instance, ThawError};
use cauce::log::Log as _;
use cauce::procedure::Definitions;
use cauce::record::{Frame, Reader, RecordError, Stream};

use super::held::Held;
use super::{Cases, Result};
use crate::frozen::{self, Frozen};

/// How many records a case moves on before it is frozen where the host says nothing.
const USUAL: u64 = 200;

/// Of [`Settings::frozen_after`](super::Settings::frozen_after).
pub(super) fn after(setting: u64) -> u64 {
    if setting == 0 { USUAL } else { setting }
}

impl<C: Clock> Cases<C> {
    /// Throws all frozen cases of the tenant away: they are made anew as cases go on.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// cases.throw_frozen_away()?;
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`](super::CasesError) when the store fails.
    pub fn throw_frozen_away(&self) -> Result<()> {
        Ok(self
            .host
            .store
            .base()
            .write(&mut |connection| frozen::throw_all_away(connection, &self.tenant))?)
    }

    /// The case at hand frozen, when it has moved on far enough since it last was.
    ///
    /// What is written anew each time is never more than the records since: of a large case that is seldom.
    pub(super) fn freeze(&self, held: &mut Held) -> Option<Frozen> {
        let seq = held.instance.seq();
        let few = seq.saturating_sub(held.frozen) < self.host.frozen_after;
        if few || held.since_frozen < held.frozen_bytes {
            return None;
        }
        let frozen = Frozen::of(&held.instance, &held.past, held.head?, &self.host.frozen_key);
        held.note_frozen(&frozen, 0);
        Some(frozen)
    }

    /// Brings a case back, from where it was frozen if that serves; definitions that it needs are loaded.
    pub(super) fn bring_back(&self, stream: &Stream, held: &mut Held) -> Result<()> {
        self.begin_anew(stream, held)?;
        if self.thaw(stream, held) { Ok(()) } else { self.replay(&self.host.store.read(stream, 1)?, held) }
    }

    /// Brings a case back from all its records and nothing else.
    pub(super) fn bring_back_whole(&self, stream: &Stream, held: &mut Held) -> Result<()> {
        self.begin_anew(stream, held)?;
        self.replay(&self.host.store.read(stream, 1)?, held)
    }

    /// Forgets what is at hand; first what was disposed of is looked up, so that what is read after that is not older.
    fn begin_anew(&self, stream: &Stream, held: &mut Held) -> Result<()> {
        held.forget();
        held.kept = self.host.store.head(&self.keeping_stream(stream)?)?.map(|head| head.digest);
        Ok(())
    }

    /// Brings a case back from where it was frozen, if it was and that serves; whether it did.
    fn thaw(&self, stream: &Stream, held: &mut Held) -> bool {
        if self.host.frozen_after == u64::MAX {
            return false;
        }
        // Whatever fails here fails again, and is told, when the records are read.
        let Some((frozen, lines)) =
            self.frozen(stream).filter(|(frozen, _)| frozen.serves(&self.host.frozen_key))
        else {
            return false;
        };
        match self.with_needed(|definitions| gone_on(definitions, &frozen, &lines)) {
            Ok(Some(thawed)) => {
                (held.instance, held.head, held.past) = (thawed.instance, thawed.head, thawed.past);
                held.note_frozen(&frozen, lines.iter().skip(1).map(Vec::len).sum());
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    /// Where the case was frozen, and its records from there on, when the first of them is the one that it is after.
    fn frozen(&self, stream: &Stream) -> Option<(Frozen, Vec<Vec<u8>>)> {
        let mut frozen = None;
        let read = self.host.store.base().read(&mut |connection| {
            frozen = frozen::find(connection, stream)?;
            Ok(())
        });
        let frozen = frozen.filter(|_| read.is_ok())?;
        let lines = self.host.store.read(stream, frozen.seq).ok()?;
        let own = Frame::parse(lines.first()?).ok()?;
        ((own.seq, own.digest) == (frozen.seq, frozen.digest)).then_some((frozen, lines))
    }

    /// Whether the case has no frozen row, or one that gives what its records give up to there.
    pub(super) fn is_frozen_right(&self, stream: &Stream) -> Result<bool> {
        let mut found = Ok(None);
        self.host.store.base().read(&mut |connection| {
            found = if frozen::is_kept(connection)? { frozen::find(connection, stream) } else { Ok(None) };
            Ok(())
        })?;
        let frozen = match found {
            Ok(Some(frozen)) => frozen,
            Ok(None) => return Ok(true),
            // A cell is not even of the kind that was written.
            Err(_) => return Ok(false),
        };
        let mut lines = self.host.store.read(stream, 1)?;
        lines.truncate(usize::try_from(frozen.seq).unwrap_or(usize::MAX));
        let mut real = Held::default();
        self.replay(&lines, &mut real)?;
        let (head, key) = (real.head.unwrap_or(Digest::ZERO), &self.host.frozen_key);
        // One of another release is no damage: it is not used.
        Ok(frozen.is_foreign() || Frozen::of(&real.instance, &real.past, head, key) == frozen)
    }
}

impl Held {
    /// It is frozen in the store, and so many bytes of records have come since.
    fn note_frozen(&mut self, frozen: &Frozen, since: usize) {
        (self.frozen, self.frozen_bytes, self.since_frozen) = (frozen.seq, frozen.len(), since);
    }
}

/// The case as it was frozen, gone on by the records after that; `None` where the bytes do not give it.
fn gone_on(definitions: &Definitions, frozen: &Frozen, lines: &[Vec<u8>]) -> Result<Option<Held>> {
    let Some((past, bytes)) = frozen.parts() else { return Ok(None) };
    let mut case = Held { past, ..Held::default() };
    case.instance = match Instance::thaw(definitions, bytes) {
        Ok(instance) => instance,
        Err(ThawError::DefinitionMissing { definition }) => {
            return Err(RecordError::DefinitionMissing { definition }.into());
        }
        Err(_) => return Ok(None),
    };
    let Some(procedure) = case.instance.procedure().cloned().filter(|_| case.instance.seq() == frozen.seq)
    else {
        return Ok(None);
    };
    let calls = case.instance.calls();
    let mut reader = Reader::resume(definitions, procedure, (frozen.seq, frozen.digest)).with_calls(calls);
    for line in lines.iter().skip(1) {
        let record = reader.read(line)?;
        case.instance.apply(definitions, record.at, &record.events)?;
        case.past.take(record.at, &record.actor, &record.events);
    }
    case.head = Some(reader.position().1);
    Ok(Some(case))
}
