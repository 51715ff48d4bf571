//! Cases at hand: brought back once, then used as long as nobody else has gone on with them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use cauce::data::Digest;
use cauce::instance::Instance;
use cauce::record::{Stream, Writer};

use super::outbox::Unsent;
use crate::mail::Mail;
use crate::rows::{Number, Past, Sheet};
use crate::store::held;

/// How many cases are kept at hand where the host says nothing.
const USUAL: usize = 10_000;

/// A case at hand.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) instance: Instance,
    /// The digest of its last record; none while it has not been brought back.
    pub(super) head: Option<Digest>,
    /// After which of its records it is known to be frozen in the store; 0 where it is not.
    pub(super) frozen: u64,
    /// How many bytes that was.
    pub(super) frozen_bytes: usize,
    /// How many bytes of records have come since.
    pub(super) since_frozen: usize,
    /// The digest of the last entry about its keeping, when it was brought back.
    pub(super) kept: Option<Digest>,
    pub(super) past: Past,
    /// Its rows as they are in the store, once they are needed.
    pub(super) rows: Option<Sheet>,
    pub(super) writer: Writer,
    /// The number of its stream.
    pub(super) number: Number,
    /// Whether the rows in the store are not those of its records, so that all have to be written.
    pub(super) astray: bool,
    /// Whether it has gone over to other definitions since its rows were made.
    pub(super) moved_over: bool,
    /// What goes into the next commit beside its records.
    pub(super) mail: Vec<Mail>,
    /// Whether commits since it was last asked had something to pass on.
    pub(super) posted: bool,
    /// What records have thrown that is not passed on yet, as far as it is at hand.
    pub(super) unsent: BTreeMap<u64, Unsent>,
}

impl Held {
    /// Forgets what is at hand, so that the store is asked again.
    pub(super) fn forget(&mut self) {
        let (writer, astray) = (std::mem::take(&mut self.writer), self.astray);
        let number = self.number.clone();
        *self = Held { writer, number, astray, posted: self.posted, ..Held::default() };
    }
}

type Shared = Arc<Mutex<Held>>;

/// The cases at hand: those of now, and those of before, which go when now is full unless they are asked for.
pub(super) struct Desk {
    half: usize,
    ages: Mutex<(BTreeMap<Stream, Shared>, BTreeMap<Stream, Shared>)>,
}

impl Desk {
    pub(super) fn new(at_hand: usize) -> Self {
        let most = if at_hand == 0 { USUAL } else { at_hand };
        Desk { half: most.div_ceil(2), ages: Mutex::default() }
    }

    /// The case at hand, or an empty one that is to be brought back.
    pub(super) fn hold(&self, stream: &Stream) -> Shared {
        let mut ages = held(&self.ages);
        let (now, before) = &mut *ages;
        if let Some(case) = now.get(stream) {
            return Arc::clone(case);
        }
        let case = before.remove(stream).unwrap_or_default();
        if now.len() >= self.half {
            // What somebody is working on stays: two must not have the same case at hand.
            let mut gone = std::mem::replace(before, std::mem::take(now));
            gone.retain(|_, case| Arc::strong_count(case) > 1);
            before.append(&mut gone);
        }
        now.insert(stream.clone(), Arc::clone(&case));
        case
    }

    /// Puts away what turned out to be no case.
    pub(super) fn put_away(&self, stream: &Stream) {
        held(&self.ages).0.remove(stream);
    }
}
