//! Random legal walks of any procedure: requests that a case of it accepts.
//!
//! Knows how random numbers choose among what may be done next, so that a walk shrinks to a shorter one that goes
//! straighter on; what may be done the core knows.
//! Read [`walks`] first.

use std::fmt;
use std::sync::Arc;

use cauce::command::{ProcedureRef, Start};
use cauce::instance::Instance;
use cauce::path::{Happened, Move, Trial, steps};
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Language;
use proptest::prelude::*;

/// A walk that a case has accepted, move by move.
#[derive(Clone)]
pub struct Walk {
    /// The moves, in order; as words they are [`Walk::words`].
    pub moves: Vec<Move>,
    /// What happened, one entry for each command, the beginning included.
    pub happened: Vec<Happened>,
    /// The case as it ended up.
    pub instance: Instance,
    definitions: Arc<Definitions>,
    language: Language,
}

impl Walk {
    /// The walk as a path says it.
    #[must_use]
    pub fn words(&self) -> String {
        steps(&self.moves, self.language)
    }

    /// The definitions that it was walked over.
    #[must_use]
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }
}

/// What failed is told by its words; all that it holds is a book.
impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Walk({:?})", self.words())
    }
}

/// Walks of a procedure of at most so many moves, each accepted by the case.
///
/// A case begins at its ordinary start without data; [`walks_from`](crate::walks_from) says otherwise.
/// Walks shrink to fewer moves, and to moves that go on rather than back.
///
/// ```
/// use cauce::instance::Instance;
/// use cauce::check::{Options, check};
/// use cauce::source::Source;
/// use cauce_testing::walks;
/// use proptest::prelude::*;
///
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P", autoridad = ["r"] }
/// rol = { id = "r", nombre = "R" }
/// actividad = [
///   { numero = 1, id = "a", titulo = "Redactar", responsables = "r" },
///   { numero = 2, id = "b", titulo = "Revisar", responsables = "r", pregunta = "¿Requiere ajustes?",
///     si = { regresa_a = 1, maximo = 3 }, no = { continua_en = "fin" } },
/// ]
/// "#;
/// let procedure = check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap();
/// proptest!(ProptestConfig::with_cases(16), |(walk in walks(procedure, 20))| {
///     let records = walk.happened.iter().map(|one| (one.at, &one.events[..]));
///     prop_assert_eq!(Instance::replay(walk.definitions(), records).unwrap(), walk.instance.clone());
/// });
/// ```
pub fn walks(procedure: impl Into<Arc<Procedure>>, most: usize) -> impl Strategy<Value = Walk> {
    let procedure = procedure.into();
    let mut definitions = Definitions::new();
    let digest = definitions.add_unfit(Arc::clone(&procedure));
    let start = Start { procedure: ProcedureRef::Definition(digest), data: Vec::new(), at_start: None };
    walks_from(definitions, start, most)
}

/// Walks of cases that begin so, of at most so many moves: for procedures that call others, or begin with data.
///
/// A case that cannot begin so gives walks without moves, of a case that has not begun.
pub fn walks_from(definitions: Definitions, start: Start, most: usize) -> impl Strategy<Value = Walk> {
    let definitions = Arc::new(definitions);
    prop::collection::vec(any::<prop::sample::Index>(), 0..=most)
        .prop_map(move |choices| walk(&definitions, &start, &choices))
}

fn walk(definitions: &Arc<Definitions>, start: &Start, choices: &[prop::sample::Index]) -> Walk {
    let language = match &start.procedure {
        ProcedureRef::Code(code) => definitions.by_code(code),
        ProcedureRef::Definition(digest) => definitions.get(digest),
    };
    let language = language.map_or_else(Language::default, |procedure| procedure.head().language);
    let (mut moves, mut happened, mut instance) = (Vec::new(), Vec::new(), Instance::new());
    if let Ok((mut trial, began)) = Trial::begin(definitions, start.clone(), language) {
        happened.push(began);
        for choice in choices {
            let Some((made, done)) = one(&mut trial, *choice) else { break };
            moves.push(made);
            happened.extend(done);
        }
        instance = trial.instance().clone();
    }
    Walk { moves, happened, instance, definitions: Arc::clone(definitions), language }
}

/// Makes the move that a number chooses, or the next one that the case accepts.
fn one(trial: &mut Trial<'_>, choice: prop::sample::Index) -> Option<(Move, Vec<Happened>)> {
    let moves = trial.moves();
    if moves.is_empty() {
        return None;
    }
    let first = choice.index(moves.len());
    let order = moves[first..].iter().chain(&moves[..first]);
    for chosen in order {
        if let Ok(done) = trial.take(chosen) {
            return Some((chosen.clone(), done));
        }
    }
    None
}
