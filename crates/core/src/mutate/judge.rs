//! Which mutants the paths notice.

use std::sync::Arc;

use super::{Mutant, Refused, mutants};
use crate::check::Options;
use crate::data::Text;
use crate::generate::{Candidate, candidates};
use crate::path::{PathFile, replay, shown};
use crate::procedure::{Definitions, ElementIx, Procedure, Reading};
use crate::view::CoverageSet;

/// Rounds up to which a return is taken to notice another maximum.
const ROUNDS: u32 = 10;
/// Things done in all replays together before survivors are left as they are.
const STEPS: usize = 200_000;

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// A path notices it: the first one, by its name.
    Killed {
        /// The name of the path.
        by: Text,
    },
    /// No path notices it.
    Survived,
    /// It behaves as the original does.
    Equivalent,
    /// The checker refuses it, by that code.
    Unfit(&'static str),
}

/// A mutant with what came of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Judged {
    /// The mutant.
    pub mutant: Mutant,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of the mutants of a procedure.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The mutants that were tried, in the order of the file.
    pub judged: Vec<Judged>,
    /// How many more there are than were to be tried.
    pub left_out: usize,
    /// How many paths were replayed over them.
    pub paths: usize,
}

impl Report {
    /// Those that a path notices.
    #[must_use]
    pub fn killed(&self) -> usize {
        self.judged.iter().filter(|judged| matches!(judged.verdict, Verdict::Killed { .. })).count()
    }

    /// Those that no path notices.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.judged.iter().filter(|judged| judged.verdict == Verdict::Survived).map(|judged| &judged.mutant)
    }

    /// How many count: those that are noticed, and those that are not.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.killed() + self.survivors().count()
    }

    /// Looks for a path that would notice each survivor and gives it its words: of those that are generated the shortest
    /// that does.
    ///
    /// What already names a step that would do keeps it. The search has its limits, and leaves the rest as it was.
    pub fn find_paths(
        &mut self,
        (definitions, procedure): (&Definitions, &Arc<Procedure>),
        options: &Options,
    ) {
        let is_asked = |judged: &&mut Judged| {
            let names_a_step = judged.mutant.operator.is_noticed_by_a_step() && judged.mutant.words.is_some();
            judged.verdict == Verdict::Survived && !names_a_step
        };
        let mut survivors = self.judged.iter_mut().filter(is_asked).peekable();
        if survivors.peek().is_none() {
            return;
        }
        let candidates = candidates(definitions, procedure, ROUNDS);
        let court = Court { definitions, procedure, witnesses: &[], options };
        let mut left = STEPS;
        for Judged { mutant, .. } in survivors {
            let Ok(built) = mutant.build(procedure, options) else { continue };
            let definitions = court.with(built);
            let notices = |candidate: &&Candidate| {
                left = left.saturating_sub(candidate.length.max(1));
                left > 0 && shown(&definitions, &candidate.path).is_none()
            };
            if let Some(candidate) = candidates.iter().find(notices) {
                mutant.words = Some(candidate.words.clone());
            }
        }
    }

    /// How many of a hundred that count are noticed, rounded down; a hundred where none counts.
    #[must_use]
    pub fn score(&self) -> usize {
        self.killed().saturating_mul(100).checked_div(self.counted()).unwrap_or(100)
    }
}

/// Replays paths over each mutant of a procedure, which is one of `definitions`, at most `limit` of them.
///
/// Paths that do not replay over the original notice nothing and are left out, as are those of another reading.
///
/// ```
/// use cauce::check::Options;
/// use cauce::mutate::judge;
/// use cauce::path::PathFile;
/// use cauce::procedure::{Definitions, Procedure};
/// use cauce::source::{Language, Source};
///
/// let mut definitions = Definitions::new();
/// let digest = definitions.add(Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// registro = { id = "acta", nombre = "Acta" }
/// actividad = { numero = 1, id = "redactar", titulo = "Redactar el acta", evidencias = "acta" }
/// "#)?)?;
/// let path = |steps: &str| {
///     let head = "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"Uno\"\nprocedimiento = \"ACTA-1\"\n";
///     PathFile::parse(&Source::new("uno.toml", format!("{head}{steps}"))).0.unwrap()
/// };
/// let procedure = definitions.get(&digest).unwrap();
/// let (plain, exact) = (path("recorrido = \"1\""), path("pasos = [{ actividad = 1, entrega = [\"acta\"] }]"));
/// let judged = |path| judge((&definitions, procedure), &[path], usize::MAX, &Options::default());
///
/// let survivor = judged(plain).survivors().next().unwrap().remedy(Language::Spanish);
/// assert_eq!(survivor, "diga lo que se entrega y quién firma: { actividad = 1, entrega = [\"acta\"] }");
/// assert_eq!(judged(exact).score(), 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn judge(
    (definitions, procedure): (&Definitions, &Arc<Procedure>),
    paths: &[PathFile],
    limit: usize,
    options: &Options,
) -> Report {
    let witnesses = witnesses(definitions, procedure, paths);
    let mut all = mutants(procedure);
    let left_out = all.len().saturating_sub(limit);
    all.truncate(limit);
    let court = Court { definitions, procedure, witnesses: &witnesses, options };
    let judged = all.into_iter().map(|mutant| Judged { verdict: court.verdict(&mutant), mutant }).collect();
    Report { judged, left_out, paths: witnesses.len() }
}

/// A path that replays over the original, and what it walks of the procedure.
struct Witness<'p> {
    path: &'p PathFile,
    walks: Vec<ElementIx>,
}

/// The paths that walk a procedure, alone or called.
fn witnesses<'p>(
    definitions: &Definitions,
    procedure: &Arc<Procedure>,
    paths: &'p [PathFile],
) -> Vec<Witness<'p>> {
    let mut witnesses = Vec::new();
    for path in paths.iter().filter(|path| path.reading() == Reading::Chosen) {
        let replayed = replay(definitions, path);
        let Some(about) = replayed.procedure.as_ref().filter(|_| replayed.is_ok()) else { continue };
        let mut walked = CoverageSet::new();
        walked.add_case(about, replayed.timeline.iter().flat_map(|happened| &happened.events));
        let Some(coverage) = walked.of(procedure) else { continue };
        let elements = (0..procedure.graph().len()).map(ElementIx::at);
        witnesses
            .push(Witness { path, walks: elements.filter(|element| coverage.walks(*element)).collect() });
    }
    witnesses
}

struct Court<'a> {
    definitions: &'a Definitions,
    procedure: &'a Arc<Procedure>,
    witnesses: &'a [Witness<'a>],
    options: &'a Options,
}

impl Court<'_> {
    fn verdict(&self, mutant: &Mutant) -> Verdict {
        let built = match mutant.build(self.procedure, self.options) {
            Ok(built) => built,
            Err(Refused(code)) => return Verdict::Unfit(code),
        };
        if built.digests().behaviour == self.procedure.digests().behaviour {
            return Verdict::Equivalent;
        }
        let definitions = self.with(built);
        // Those that walk the place are the likely ones; the others may notice it too.
        let place = self.procedure.find(&mutant.at);
        let walks = |witness: &&Witness<'_>| place.is_some_and(|place| witness.walks.contains(&place));
        let likely = self.witnesses.iter().filter(walks);
        let others = self.witnesses.iter().filter(|witness| !walks(witness));
        let notices = |witness: &&Witness<'_>| shown(&definitions, witness.path).is_none();
        match likely.chain(others).find(notices) {
            Some(witness) => Verdict::Killed { by: witness.path.name().into() },
            None => Verdict::Survived,
        }
    }

    /// The procedures with the mutant in the place of the original.
    fn with(&self, mutant: Procedure) -> Definitions {
        let original = self.procedure.digests().definition;
        let mut definitions = Definitions::with_limits(self.definitions.limits().clone());
        let mutant = Arc::new(mutant);
        let put = |one: &Arc<Procedure>| match one.digests().definition == original {
            true => Arc::clone(&mutant),
            false => Arc::clone(one),
        };
        // What is added last is the newest of its code, and has to be the same one.
        for one in self.definitions.iter().chain(self.definitions.newest()) {
            definitions.add_unfit(put(one));
        }
        definitions
    }
}
