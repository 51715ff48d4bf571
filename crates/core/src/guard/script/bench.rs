//! What an evaluation needs besides the script: kept from one evaluation to the next, so that nothing is built for each.
//!
//! Knows variables, resolved functions and the counters of the engine.
//! Does not know guards.
//! Read [`Bench`] first.

use std::cell::Cell;

use rhai::{AST, Caches, Dynamic, Engine, EvalAltResult, GlobalRuntimeState, Scope};

use super::Script;
use super::engine::{self, Numbers};
use crate::data::Value;

/// Names of the variables that stand ready, by place; a guard seldom begins with more reads.
pub(super) const PLACES: [&str; 4] = ["v0", "v1", "v2", "v3"];

/// Which of the kept benches: engines do not share one, and those of hosts take turns.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shelf {
    Shared(bool),
    Own,
}

/// The engine's state for one evaluation after another.
pub(super) struct Bench {
    /// The engine whose functions are resolved here.
    of: u64,
    global: GlobalRuntimeState,
    caches: Caches,
    scope: Scope<'static>,
    /// What each place holds, where that is known: it need not be set again.
    held: [Option<Plain>; PLACES.len()],
    /// Whether a place may hold more than something plain, and is to be tidied up.
    heavy: bool,
}

/// A value that may stay in its place: it owns nothing and tells of nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Answer(bool),
    Whole(i64),
}

type Kept = Cell<Option<Box<Bench>>>;

thread_local! {
    // An evaluation writes into its bench, and cases are evaluated on several threads at once: each thread keeps its own, and no lock is taken.
    // No text and no list of a case stays in them. A bench is taken out while it is used, so that a function of a host may evaluate guards itself.
    static DECIMAL: Kept = const { Cell::new(None) };
    static WHOLE: Kept = const { Cell::new(None) };
    static OWN: Kept = const { Cell::new(None) };
}

impl Shelf {
    fn with<T>(self, use_it: impl FnOnce(&Kept) -> T) -> Option<T> {
        let kept = match self {
            Shelf::Shared(false) => &DECIMAL,
            Shelf::Shared(true) => &WHOLE,
            Shelf::Own => &OWN,
        };
        // A thread that is ending keeps nothing more.
        kept.try_with(use_it).ok()
    }
}

impl Bench {
    /// The bench that this thread keeps for that engine, or a new one.
    #[inline]
    pub(super) fn take(shelf: Shelf, script: &Script) -> Box<Bench> {
        match shelf.with(Cell::take).flatten() {
            Some(bench) if bench.of == script.number => bench,
            _ => Box::new(Bench::new(script)),
        }
    }

    fn new(script: &Script) -> Bench {
        let mut scope = Scope::new();
        // The engine looks from the end: the first place is found first.
        for name in PLACES.iter().rev() {
            scope.push_dynamic(*name, Dynamic::UNIT);
        }
        Bench {
            of: script.number,
            global: script.engine.new_global_runtime_state(),
            caches: Caches::new(),
            scope,
            held: [None; PLACES.len()],
            heavy: false,
        }
    }

    /// Leaves the bench for the next evaluation, which sets every place that it reads; no text or list stays there.
    #[inline]
    pub(super) fn put_back(mut self: Box<Self>, shelf: Shelf) {
        if self.scope.len() > PLACES.len() {
            self.scope.rewind(PLACES.len());
        }
        if self.heavy {
            self.tidy_up();
        }
        shelf.with(|kept| kept.set(Some(self)));
    }

    fn tidy_up(&mut self) {
        (0..PLACES.len()).for_each(|place| self.assign(place, Dynamic::UNIT));
        self.held = [None; PLACES.len()];
        self.heavy = false;
    }

    /// Gives a place its value; of a plain one that is there already nothing is done.
    #[inline]
    pub(super) fn set(&mut self, place: usize, value: &Value, numbers: Numbers) {
        let plain = plain(value, numbers);
        let Some(held) = self.held.get_mut(place) else { return };
        if plain.is_some() && *held == plain {
            return;
        }
        *held = plain;
        self.heavy |= plain.is_none();
        self.assign(place, engine::to_dynamic(value, numbers));
    }

    #[inline]
    fn assign(&mut self, place: usize, value: Dynamic) {
        if let Some(variable) = PLACES.get(place).and_then(|name| self.scope.get_mut(name)) {
            *variable = value;
        }
    }

    /// Adds a variable.
    pub(super) fn push(&mut self, name: String, value: Dynamic) {
        self.scope.push_dynamic(name, value);
    }

    /// Whether there is such a variable.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.scope.contains(name)
    }

    /// Evaluates a script, using the functions that earlier evaluations resolved.
    #[inline]
    #[expect(
        deprecated,
        reason = "the engine marks so what it may change; its version is pinned, and no other way keeps resolved functions"
    )]
    pub(super) fn eval(&mut self, engine: &Engine, script: &AST) -> Result<Dynamic, Box<EvalAltResult>> {
        self.global.num_operations = Default::default();
        let (global, caches) = (&mut self.global, &mut self.caches);
        let result = engine.eval_statements_raw(global, caches, &mut self.scope, script.statements());
        if result.is_err() {
            // What an evaluation leaves behind when it stops half way is not looked into.
            self.global = engine.new_global_runtime_state();
            self.caches = Caches::new();
            self.held = [None; PLACES.len()];
        }
        result
    }
}

/// The value, if it is plain; a number where it is an integer of the engine.
#[inline]
fn plain(value: &Value, numbers: Numbers) -> Option<Plain> {
    match value {
        Value::Bool(answer) => Some(Plain::Answer(*answer)),
        Value::Number(number) => numbers.whole(*number).map(Plain::Whole),
        _ => None,
    }
}
