//! A case as bytes that bring it back without its records: for caches, which may be thrown away at any time.
//!
//! Knows the order of what is written: version, texts, the state of the case, then those of what it calls.
//! It is no format that lasts: the bytes are of one version, and another does not read them; the records stay the truth.
//! Same state, same bytes. Whatever bytes are read, they give an error or a case that no command breaks.
//! Read [`Instance::freeze`] first.

mod fits;
mod kept;
mod page;
mod parts;
mod value;

use std::sync::Arc;

use page::{Page, Part, Pen};

use super::Instance;
use super::call::Child;
use super::calls::Calls;
use super::state::{State, Status};
use crate::command::ItemId;
use crate::data::Digest;
use crate::event::SEMANTICS;
use crate::procedure::{Definitions, Procedure};

/// The version of the bytes: raised with whatever changes in them or in what a state means.
const VERSION: u32 = 3;

/// The version of what [`Instance::freeze`] writes and of what its events mean: another is not read.
///
/// A cache keeps it beside the bytes, so that what another version wrote is not taken for damage.
pub const FROZEN_VERSION: (u32, u32) = (VERSION, SEMANTICS);

/// Why bytes do not bring a case back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ThawError {
    /// They are of another version, or were not written by [`Instance::freeze`].
    #[error("this is no frozen case of this version")]
    NotFrozen,
    /// A definition that the case goes by is not there.
    #[error("definition {definition} is not loaded")]
    DefinitionMissing {
        /// Its digest.
        definition: Digest,
    },
}

impl Instance {
    /// The case as bytes, from which [`thaw`](Instance::thaw) of the same version brings it back.
    ///
    /// They hold the data of the case and the persons in it as they are, and say nothing of what proved them: whoever
    /// keeps them keeps beside them which record they are after.
    ///
    /// ```
    /// use cauce::instance::Instance;
    /// use cauce::procedure::Definitions;
    ///
    /// let case = Instance::new();
    /// assert_eq!(Instance::thaw(&Definitions::new(), &case.freeze())?, case);
    /// # Ok::<(), cauce::instance::ThawError>(())
    /// ```
    #[must_use]
    pub fn freeze(&self) -> Vec<u8> {
        let mut pen = Pen::default();
        match &self.procedure {
            None => false.put(&mut pen),
            Some(procedure) => {
                true.put(&mut pen);
                let State { seq, at, last_item, .. } = &self.state;
                seq.put(&mut pen);
                at.put(&mut pen);
                last_item.put(&mut pen);
                write_all(&mut pen, procedure, &self.state);
            }
        }
        let mut head = Pen::default();
        FROZEN_VERSION.0.put(&mut head);
        FROZEN_VERSION.1.put(&mut head);
        pen.write_texts(&mut head);
        head.bytes.extend_from_slice(&pen.bytes);
        head.bytes
    }

    /// Brings a case back from bytes that this version has written of it.
    ///
    /// # Errors
    ///
    /// [`ThawError::NotFrozen`] when the bytes are anything else, [`ThawError::DefinitionMissing`] when a definition
    /// that the case goes by is not among these.
    pub fn thaw(definitions: &Definitions, bytes: &[u8]) -> Result<Self, ThawError> {
        let mut page = Page::new(bytes);
        let is_ours = u32::take(&mut page).zip(u32::take(&mut page)) == Some(FROZEN_VERSION);
        let begun = Some(()).filter(|()| is_ours).and_then(|()| {
            page.read_texts()?;
            bool::take(&mut page)
        });
        let case = match begun.ok_or(ThawError::NotFrozen)? {
            false => Instance::new(),
            true => thaw_begun(definitions, &mut page)?,
        };
        if page.is_at_end() && case.unsound().is_none() { Ok(case) } else { Err(ThawError::NotFrozen) }
    }
}

/// Writes a state and, in order of their calls, those of what it calls, the nearest first.
fn write_all(pen: &mut Pen, procedure: &Procedure, state: &State) {
    let mut states = vec![(procedure, state)];
    let mut next = 0;
    while let Some((procedure, state)) = states.get(next).copied() {
        next += 1;
        procedure.digests.definition.put(pen);
        pen.keep_all_of(state);
        parts::put_state(state, pen);
        state.calls().count().put(pen);
        for child in state.calls() {
            child.call.put(pen);
            states.push((&child.procedure, &child.state));
        }
    }
}

/// A state that has been read and waits for what it calls.
struct Read {
    procedure: Arc<Procedure>,
    state: State,
    /// Which of the states before it called it, by which element instance.
    caller: (usize, ItemId),
    /// What it calls, the last first.
    children: Vec<Child>,
}

fn thaw_begun(definitions: &Definitions, page: &mut Page<'_>) -> Result<Instance, ThawError> {
    let mut start = || {
        let (seq, at) = (u64::take(page)?, Part::take(page)?);
        page.last_item = u32::take(page)?;
        Some(State { seq, at, last_item: page.last_item, ..State::default() })
    };
    let blank = start().filter(fits::counters_fit).ok_or(ThawError::NotFrozen)?;
    let states = read_all(definitions, page, &blank)?;
    let whole = put_together(states).ok_or(ThawError::NotFrozen)?;
    Ok(Instance { procedure: Some(whole.procedure), state: whole.state })
}

/// Reads the states in the order in which they were written.
fn read_all(definitions: &Definitions, page: &mut Page<'_>, blank: &State) -> Result<Vec<Read>, ThawError> {
    let mut states: Vec<Read> = Vec::new();
    let mut awaited = vec![((0, ItemId(0)), 0)];
    while let Some((caller, depth)) = awaited.get(states.len()).copied() {
        let definition = Digest::take(page).ok_or(ThawError::NotFrozen)?;
        let found = definitions.get(&definition).cloned();
        let procedure = found.ok_or(ThawError::DefinitionMissing { definition })?;
        let mut read = || {
            let state = parts::take_state(page, &procedure, blank)?;
            let calls: Vec<ItemId> = Part::take(page)?;
            calls.is_sorted_by(|one, next| one < next).then_some((state, calls))
        };
        let fits = |(state, calls): &(State, Vec<ItemId>)| {
            state.status != Status::New
                && fits::scopes_fit(state)
                && (calls.is_empty() || depth < definitions.limits().call_depth)
        };
        let (state, calls) = read().filter(fits).ok_or(ThawError::NotFrozen)?;
        awaited.extend(calls.into_iter().map(|call| ((states.len(), call), depth + 1)));
        states.push(Read { procedure, state, caller, children: Vec::new() });
    }
    Ok(states)
}

/// Puts each state into the one that called it, the last first, so that each is whole when it is put.
fn put_together(mut states: Vec<Read>) -> Option<Read> {
    while let Some(mut last) = states.pop() {
        if !last.children.is_empty() {
            last.children.reverse();
            let calls = Calls::of(std::mem::take(&mut last.children));
            last.state.rare.get_or_insert_default().calls = Some(Box::new(calls));
        }
        if states.is_empty() {
            return Some(last);
        }
        let Read { procedure, state, caller: (caller, call), .. } = last;
        states.get_mut(caller)?.children.push(Child { call, procedure, due: None, state });
    }
    None
}
