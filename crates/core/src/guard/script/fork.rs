//! The conditions of one decision as one script: the engine is entered once, not once for each.
//!
//! Knows conditions that read the same facts, all of them before anything else.
//! Does not know faults: where anything is unusual it says nothing, and the conditions are evaluated one by one.
//! Read [`ScriptFork`] first.

use std::fmt::Write as _;

use rhai::AST;

use super::Script;
use super::bench::{Bench, Shelf};
use super::engine::Numbers;
use crate::data::Kind;
use crate::guard::reader::fits;
use crate::guard::{Facts, Guard, GuardForm, Input, Inputs, Slot};

/// So many bytes have few enough tokens to go uncounted: behind each stands a space.
const MOST_BYTES: usize = 2 * super::engine::FEW_TOKENS;

/// Conditions in order; the script gives the position of the first that holds, or how many there are.
#[derive(Clone)]
pub(in crate::guard) struct ScriptFork {
    ast: AST,
    /// What the first condition reads, and the others too.
    reads: Box<[(Slot, Kind)]>,
}

impl std::fmt::Debug for ScriptFork {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ScriptFork").field("reads", &self.reads).finish_non_exhaustive()
    }
}

impl ScriptFork {
    /// The script of several such guards; nothing when one reads what the first does not, or later than at once.
    pub(in crate::guard) fn of(guards: &[&Guard]) -> Option<ScriptFork> {
        let (last, earlier) = guards.split_last()?;
        let first = earlier.first()?;
        let mut text = String::new();
        for (position, guard) in earlier.iter().enumerate() {
            // One after another, not one in another: the engine's stack stays flat.
            let _ = write!(text, "if ({}) {{ return {position}; }} ", condition(guard, first)?);
        }
        let _ = write!(
            text,
            "if ({}) {{ {} }} else {{ {} }}",
            condition(last, first)?,
            earlier.len(),
            guards.len()
        );
        if text.len() > MOST_BYTES {
            return None;
        }
        let ast = Script::shared(Numbers::Whole).engine.compile(text).ok()?;
        let reads = first.named.iter().map(|read| (read.slot, read.kind)).collect();
        Some(ScriptFork { ast, reads })
    }

    /// Reads the facts and says which of the conditions holds first; nothing where there is a fault.
    #[inline]
    pub(in crate::guard) fn first_true<F: Facts + ?Sized>(&self, facts: &F) -> Option<(usize, Inputs)> {
        let (script, shelf) = (Script::shared(Numbers::Whole), Shelf::Shared(true));
        let mut bench = Bench::take(shelf, script);
        let inputs = self.read(&mut bench, facts);
        let found = inputs.and_then(|inputs| {
            let position = bench.eval(&script.engine, &self.ast).ok()?.as_int().ok()?;
            Some((usize::try_from(position).ok()?, inputs))
        });
        bench.put_back(shelf);
        found
    }

    /// Reads all facts and gives each its place.
    #[inline]
    fn read<F: Facts + ?Sized>(&self, bench: &mut Bench, facts: &F) -> Option<Inputs> {
        let mut read = |place: usize| {
            let (slot, kind) = *self.reads.get(place)?;
            let value = facts.read(slot).filter(|value| fits(kind, value))?;
            bench.set(place, &value, Numbers::Whole);
            Some(Input { slot, value })
        };
        match self.reads.len() {
            1 => read(0).map(Inputs::from),
            count => {
                let inputs: Option<Box<[Input]>> = (0..count).map(read).collect();
                inputs.map(Inputs::from)
            }
        }
    }
}

/// The text of a guard that is a script, where it can stand behind another.
fn condition<'a>(guard: &'a Guard, first: &Guard) -> Option<&'a str> {
    match &guard.form {
        GuardForm::Script(script) if guard.watched.is_none() && first.reads.starts_with(&guard.reads) => {
            script.condition.as_deref()
        }
        _ => None,
    }
}
