//! Paths that nobody had to write: a set that shows everything a procedure can do, or the fewest that do.
//!
//! Knows what has to be shown, how to get there, and which values make guards say what is wanted; each path is walked over
//! the engine while it is written, and replayed once more as the text that it becomes.
//! Does not write files and does not judge a procedure: what cannot be shown is said with the reason.
//! Read [`paths`] first; [`Options`] says what else can be asked for.
//!
//! The usual set is the straight path and, for each return, event, skip, deadline with a consequence and outcome of a
//! guard, one path that goes by the shortest way there and by the shortest way to the end, so that it differs from the
//! straight one by that alone and a failure names its cause.

mod compact;
mod drive;
mod goal;
mod map;
mod more;
mod moves;
mod outcome;
mod policy;
mod postman;
mod refuse;
mod row;
mod set;
mod told;
mod way;
mod witness;
mod words;
mod write;

pub(crate) use self::map::{Need, needs_of_exits};
pub(crate) use self::way::{Candidate, candidates};
pub(crate) use self::witness::data_meeting;
use crate::data::Text;
use crate::path::PathFile;
use crate::procedure::{Definitions, Procedure};
use crate::source::Language;
use crate::view::{Coverage, Missing};

/// What is asked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The fewest paths instead of one for each thing.
    pub compact: bool,
    /// Also every pair of answers of two questions.
    pub pairs: bool,
    /// Also this many rounds of each return.
    pub rounds: Option<u32>,
    /// Also every path without a round.
    pub loop_free: bool,
    /// Also what has to be refused.
    pub refusals: bool,
    /// Paths that there are already: what they show is not shown again.
    pub existing: Vec<PathFile>,
}

/// What was generated.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The paths, the straight one first.
    pub paths: Vec<GeneratedPath>,
    /// What no path shows, with the reason.
    pub not_covered: Vec<NotCovered>,
    /// What the paths show, with those that there were already.
    pub coverage: Coverage,
    /// Whether no set could be smaller; only ever so where the fewest were asked for.
    pub is_smallest: bool,
}

/// A path that was generated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneratedPath {
    /// The name of its file, with the ending.
    pub file: String,
    /// The name of the path.
    pub title: String,
    /// The text of the file.
    pub text: String,
}

/// Something that no generated path shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotCovered {
    /// What.
    pub what: Missing,
    /// What the path would show, in the language of the procedure.
    pub title: String,
    /// Why.
    pub why: Why,
}

/// Why something is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Nothing leads there.
    NoWay,
    /// No value that its guard names, nor any beside them, makes the guard say so.
    NeverHolds,
    /// A way leads there, and the case that was walked did not come to it.
    NotReached,
    /// The procedure is so large that the search was ended.
    TooLarge,
}

impl Why {
    /// The reason in words.
    #[must_use]
    pub fn message(self, language: Language) -> &'static str {
        let [spanish, english] = match self {
            Why::NoWay => ["nada lleva hasta ahí", "nothing leads there"],
            Why::NeverHolds => [
                "ningún valor de los que se probaron hace que la condición lo permita",
                "no value that was tried makes the condition allow it",
            ],
            Why::NotReached => ["el caso no llegó hasta ahí", "the case did not come to it"],
            Why::TooLarge => ["la búsqueda se dejó por larga", "the search was ended for its length"],
        };
        match language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }
}

/// Generates paths of a procedure over the set that it belongs to.
///
/// ```
/// use cauce::generate::{Options, paths};
/// use cauce::procedure::{Definitions, Procedure};
/// let procedure = Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// rol = { id = "auditor", nombre = "Auditor" }
/// actividad = [
///   { numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "auditor" },
///   { numero = 2, id = "revisar", titulo = "Revisar el acta", responsables = "auditor",
///     pregunta = "¿Requiere ajustes?", si = { regresa_a = 1, maximo = 3 }, no = { continua_en = "fin" } },
/// ]
/// "#).expect("a procedure");
/// let mut definitions = Definitions::new();
/// let digest = definitions.add(procedure)?;
/// let procedure = definitions.get(&digest).expect("it was added");
/// let generated = paths(&definitions, procedure, &Options::default());
/// let files: Vec<&str> = generated.paths.iter().map(|path| &*path.file).collect();
/// assert_eq!(files, ["directo.toml", "regresa-2-a-1.toml"]);
/// assert!(generated.not_covered.is_empty());
/// # Ok::<(), cauce::procedure::AddError>(())
/// ```
#[must_use]
pub fn paths(definitions: &Definitions, procedure: &Procedure, options: &Options) -> Generated {
    set::generate(definitions, procedure, options)
}

/// The words of a path for each missing thing, in their order: of the shortest that was found.
///
/// Nothing where none was found, nor for any of them where they are so many that a set of paths is of more use.
///
/// ```
/// use cauce::generate::words;
/// use cauce::procedure::{Definitions, Procedure};
/// use cauce::view::Coverage;
/// let mut definitions = Definitions::new();
/// let digest = definitions.add(Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// actividad = [
///   { numero = 1, id = "redactar", titulo = "Redactar el acta" },
///   { numero = 2, id = "revisar", titulo = "Revisar el acta",
///     pregunta = "¿Requiere ajustes?", si = { regresa_a = 1 }, no = { continua_en = "fin" } },
/// ]
/// "#)?)?;
/// let procedure = definitions.get(&digest).expect("it was added");
/// let missing = Coverage::none(procedure).missing(procedure);
/// let words = words(&definitions, procedure, &missing);
/// assert_eq!(missing[2].shown(cauce::source::Language::Spanish), "2:SI");
/// assert_eq!(words[2].as_deref(), Some("1 2:SI 1 2:NO"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn words(definitions: &Definitions, procedure: &Procedure, missing: &[Missing]) -> Vec<Option<Text>> {
    way::words(definitions, procedure, missing)
}

/// Whether a file was generated, so that it may be written anew: its first line says so.
#[must_use]
pub fn is_generated(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().trim_end();
    [Language::Spanish, Language::English].into_iter().any(|language| first == write::mark(language))
}

/// The names of files, so that none stands twice.
#[derive(Debug, Default)]
struct Names(Vec<String>);

impl Names {
    fn give_back(&mut self, file: &str) {
        let stem = file.strip_suffix(".toml").unwrap_or(file);
        self.0.retain(|name| name != stem);
    }

    fn take(&mut self, stem: &str) -> String {
        let (mut name, mut round) = (stem.to_owned(), 2_u32);
        while self.0.contains(&name) {
            name = format!("{stem}-{round}");
            round = round.saturating_add(1);
        }
        self.0.push(name.clone());
        format!("{name}.toml")
    }
}

impl Generated {
    /// Where everything that there is to show is shown.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.not_covered.is_empty()
    }
}
