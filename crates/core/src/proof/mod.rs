//! Proof that a procedure cannot get stuck, or the shortest way to where it does.
//!
//! Knows what a procedure can do whatever its data are: every condition may be true or false, every answer may be
//! given, everything that is waited for may come. Each scope is a net of its own: the case, the body of a block, of an
//! event, of a member; a block is, in the scope around it, a choice among the ways in which its body can end.
//! What cannot change a verdict is folded away first; what is left is walked through state by state, within a budget,
//! and what the budget does not reach is not decided.
//! Does not know cases, and does not say what it finds in words: that is for `check` and `render`.
//! Read [`prove`] and [`Soundness`] first.
//!
//! ```
//! use cauce::check::{Options, check_bytes};
//! use cauce::proof::{Budget, FaultKind, Verdict, prove};
//!
//! let text = r#"
//! formato = 1
//! idioma  = "es"
//! procedimiento = { codigo = "V", nombre = "Visita" }
//! actividad = [
//!   { numero = 1, id = "citar", titulo = "Citar", pregunta = "¿Viene?",
//!     si = { continua_en = "junta" }, no = { continua_en = 2 } },
//!   { numero = 2, id = "ir", titulo = "Ir a verlo", sigue = "junta" },
//! ]
//! compuerta = { id = "junta", tipo = "paralela", sigue = "fin" }
//! "#;
//! let checked = check_bytes("visita.toml", text.as_bytes(), &Options::default());
//! let procedure = checked.procedure.expect("it can be built");
//! let found = prove(&procedure, &Budget::default());
//! assert_eq!((found.safe, found.option_to_complete), (Verdict::Holds, Verdict::Fails));
//! let fault = &found.faults[0];
//! assert_eq!(fault.kind, FaultKind::Stuck { held: 1 });
//! let way: Vec<&str> = fault.trace.iter().map(|step| &**procedure.id(step.element())).collect();
//! assert_eq!(way, ["citar"]);
//! ```

mod alone;
mod build;
mod fold;
mod judge;
mod net;
mod order;
mod round;
mod shut;
mod states;
mod survey;
mod tale;
mod told;
mod walk;

#[cfg(test)]
mod tests;

use crate::procedure::{ElementIx, ExitIx, Fates, Procedure};
use judge::Judge;
use survey::Survey;

/// How much a proof may look at, and what it takes at its word.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Budget {
    /// States walked through, over all scopes; what is beyond them is not decided.
    pub states: usize,
    /// Whether ways that no data can open are taken for shut; else every condition may be true or false.
    pub with_guards: bool,
    /// So many states of a scope are walked through with all that can come next; beyond them, what has nothing to do
    /// with the rest goes first. Verdicts stay what they are; a way to a fault may then not be the shortest.
    pub in_every_order: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { states: 200_000, with_guards: true, in_every_order: 2_000 }
    }
}

/// What is proved of a procedure.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct Soundness {
    /// No flow and no element ever holds two tokens of one scope.
    pub safe: Verdict,
    /// From wherever a case can get to it can still come to an end.
    pub option_to_complete: Verdict,
    /// When all that runs has ended, nothing is left waiting.
    pub proper_completion: Verdict,
    /// Every element is reached by some case.
    pub no_dead_activities: Verdict,
    /// What is wrong, each with the shortest way to it; at most one of a kind for each element.
    pub faults: Vec<Fault>,
    /// How many states were walked through after folding.
    pub explored: usize,
}

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is proved.
    Holds,
    /// There is a case in which it is not so.
    Fails,
    /// The budget was spent first, or another fault stands in the way of knowing.
    Undecided,
}

/// Something that is wrong with a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The block it is in; the case itself when `None`.
    pub within: Option<ElementIx>,
    /// What is concerned, in definition order: where two tokens meet, where tokens wait for ever, what turns in a
    /// circle, what is never reached.
    pub elements: Vec<ElementIx>,
    /// The shortest way there from the beginning, up to [`Budget::in_every_order`]; empty where there is none.
    pub trace: Vec<Move>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FaultKind {
    /// A flow or an element holds two tokens.
    Unsafe,
    /// Tokens wait for others that can no longer come.
    Stuck {
        /// How many tokens wait.
        held: usize,
    },
    /// Something goes on for ever and no end can be reached.
    Livelock,
    /// An end has been reached, and tokens are left that wait for ever.
    ImproperCompletion {
        /// How many tokens are left.
        held: usize,
    },
    /// No case reaches it.
    DeadActivity,
}

/// One step of a case, as far as its way is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Move {
    /// The case begins here, where it could begin elsewhere.
    Begins {
        /// The start, or the wait that begins a case.
        element: ElementIx,
    },
    /// What stands open is done, or left out, and its way goes on by an exit; without one its token ends.
    Leaves {
        /// Work, a wait, a job, a call, a block.
        element: ElementIx,
        /// The exit: of an answer, of a verification, or the only one.
        exit: Option<ExitIx>,
    },
    /// What passes by itself takes some of its exits.
    Takes {
        /// The gateway.
        element: ElementIx,
        /// What it takes, in definition order.
        exits: Vec<ExitIx>,
    },
    /// An event occurs; what it leads to at once it takes as a gateway does.
    Occurs {
        /// The event.
        event: ElementIx,
        /// What it is attached to; none of an event of a scope.
        host: Option<ElementIx>,
    },
    /// Something is thrown, or fails with an error.
    Throws {
        /// What throws, or the job or call that fails.
        element: ElementIx,
    },
}

impl Move {
    /// What moves.
    #[must_use]
    pub fn element(&self) -> ElementIx {
        match self {
            Move::Begins { element }
            | Move::Leaves { element, .. }
            | Move::Takes { element, .. }
            | Move::Throws { element } => *element,
            Move::Occurs { event, .. } => *event,
        }
    }

    /// By which exits.
    #[must_use]
    pub fn exits(&self) -> &[ExitIx] {
        match self {
            Move::Leaves { exit, .. } => exit.as_slice(),
            Move::Takes { exits, .. } => exits,
            Move::Begins { .. } | Move::Occurs { .. } | Move::Throws { .. } => &[],
        }
    }
}

impl Soundness {
    /// Whether nothing is wrong and everything is decided.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let verdicts = [self.safe, self.option_to_complete, self.proper_completion, self.no_dead_activities];
        verdicts.iter().all(|verdict| *verdict == Verdict::Holds)
    }
}

/// Proves what can be proved of a procedure.
///
/// The same procedure and budget give the same answer, on every machine.
pub fn prove(procedure: &Procedure, budget: &Budget) -> Soundness {
    prove_knowing(procedure, budget, &procedure.fates())
}

/// The same, where somebody has weighed the conditions already.
pub(crate) fn prove_knowing(procedure: &Procedure, budget: &Budget, fates: &Fates) -> Soundness {
    proved(procedure, (budget, fates), fold::fold)
}

/// Proves what is left when the net of each scope has been folded.
fn proved(
    procedure: &Procedure,
    (budget, fates): (&Budget, &Fates),
    fold: impl Fn(&mut Survey<'_>, &mut net::Net),
) -> Soundness {
    let mut survey = Survey::new(procedure, budget.with_guards.then_some(fates));
    let mut judge = Judge::new(survey.graph.len());
    for scope in survey.scopes() {
        let mut net = build::build(&mut survey, &scope);
        fold(&mut survey, &mut net);
        let left = budget.states.saturating_sub(judge.explored);
        let walked = walk::walk(&mut survey, &net, (left, budget.in_every_order));
        let lefts = judge.judge(&mut survey, (scope.block, &net), &walked);
        if let Some(block) = scope.block {
            survey.left[block.index()] = lefts;
        }
    }
    told::soundness(&survey, &judge)
}
