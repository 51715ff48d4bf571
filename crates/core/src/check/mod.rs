//! From a file to a procedure: everything that is wrong with it, and the procedure when nothing forbids one.
//!
//! Knows the order of the work: decode, read, build, apply the rules.
//! Does not know the words of a diagnostic (`diagnostic`) nor how a file is read (`document`).
//! Read [`check`] first, then `Site`, which is what every rule sees.

mod build;
mod concerned;
mod rules;
mod together;

pub use rules::pending;
pub use together::together;

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, FileProblem, Grade, Ink, Problem, ReferenceProblem, render};
use crate::document::{Decoded, Document, Table, decode, patch_literal};
use crate::guard::Vocabulary;
use crate::keywords::Keyword as K;
use crate::limits::Limits;
use crate::procedure::{Fates, Procedure, Reading};
use crate::proof::{Budget, Soundness, prove_knowing};
use crate::source::{Language, Source, Span};
use build::{Built, build, forbids};

/// How a file is loaded.
#[derive(Debug)]
pub struct Options {
    /// Which reading of the source is wanted.
    pub reading: Reading,
    /// The language of the texts of labels; the file's when not given.
    pub language: Option<Language>,
    /// How large things may get.
    pub limits: Limits,
    /// The functions that the host lends to guards.
    pub vocabulary: Vocabulary,
    /// Whether a case keeps the digests of records that more than one activity needs, so that they can be cited.
    pub citations: bool,
    /// How guards are compiled.
    pub guards: GuardForm,
    /// How much a proof may look at; `None` leaves the procedure connected and not proved.
    pub proof: Option<Budget>,
}

/// How guards are compiled; both forms give the same values, faults and inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuardForm {
    /// Natively where a guard is simple enough, as a script otherwise.
    #[default]
    Auto,
    /// Always as a script: to compare the two.
    ScriptOnly,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            reading: Reading::Chosen,
            language: None,
            limits: Limits::default(),
            vocabulary: Vocabulary::default(),
            citations: true,
            guards: GuardForm::Auto,
            proof: Some(load_budget()),
        }
    }
}

/// States that a proof walks through at most while a file is loaded: a fraction of a second, whatever the file is.
const LOADED_STATES: usize = 20_000;

fn load_budget() -> Budget {
    Budget { states: LOADED_STATES, ..Budget::default() }
}

/// What checking a file gives: as much as there is, and everything that is wrong.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// The text, with which the diagnostics can be rendered.
    pub source: Source,
    /// The language of the file, said or guessed.
    pub language: Language,
    /// The procedure, unless there is an error.
    pub procedure: Option<Procedure>,
    /// All diagnostics, in the order of their places in the file.
    pub diagnostics: Vec<Diagnostic>,
    /// What is proved of the procedure; `None` when nothing was to be proved or there is none.
    pub soundness: Option<Soundness>,
}

/// What a rule sees: the compiled procedure, and where each of its parts stands in the file.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) procedure: &'a Procedure,
    /// The document that was built: in the literal reading, with what the findings say is printed.
    pub(crate) document: &'a Document,
    pub(crate) options: &'a Options,
    pub(crate) picked: rules::Picked,
    /// What the conditions leave possible.
    pub(crate) fates: Fates,
    /// By element: its block in the document; of a gateway that an activity's conditions imply, the activity's.
    pub(crate) tables: Vec<&'a Table>,
    /// By exit: where its target stands; for the way on that no key names, where its element's block stands.
    pub(crate) exit_spans: Vec<Span>,
    /// By guard: where it stands.
    pub(crate) guard_spans: Vec<Span>,
}

/// A file that is no procedure, with everything that is wrong with it; printing it shows each place and its remedy.
#[derive(Debug)]
pub struct Faults {
    source: Source,
    language: Language,
    diagnostics: Vec<Diagnostic>,
}

/// Checks a text.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::source::Source;
/// let text = r#"
/// formato = 1
/// idioma = "es"
/// [procedimiento]
/// codigo = "P-1"
/// nombre = "Archivar"
/// [[actividad]]
/// numero = 1
/// id = "archivar"
/// titulo = "Archivar el expediente"
/// "#;
/// let checked = check(&Source::new("p-1.toml", text), &Options::default());
/// assert_eq!(checked.procedure.map(|procedure| procedure.activities().len()), Some(1));
/// ```
#[must_use]
pub fn check(source: &Source, options: &Options) -> Checked {
    check_bytes(source.name(), source.text().as_bytes(), options)
}

/// Checks a file as it was read, whatever its bytes are.
#[must_use]
pub fn check_bytes(name: &str, bytes: &[u8], options: &Options) -> Checked {
    let Decoded { source, language, document, mut diagnostics, held_back, .. } =
        decode(name, bytes, &options.limits);
    let understood = !forbids(&diagnostics);
    let mut soundness = None;
    let procedure = document.and_then(|document| {
        let (document, printed) = read(document, options.reading, &mut diagnostics);
        let document = Arc::new(document);
        let mut built = build(&document, options, &printed);
        join(&mut diagnostics, std::mem::take(&mut built.diagnostics), &held_back);
        let found = Found { diagnostics: &mut diagnostics, soundness: &mut soundness };
        let procedure = apply_rules(built, &document, options, understood, found);
        concerned::name(&document, &mut diagnostics);
        procedure
    });
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    Checked { source, language, procedure, diagnostics, soundness }
}

/// Checks a file that has been decoded, in the reading that its tree has.
pub(crate) fn check_document(document: Document, options: &Options) -> (Option<Procedure>, Vec<Diagnostic>) {
    let document = Arc::new(document);
    let mut built = build(&document, options, &[]);
    let mut diagnostics = std::mem::take(&mut built.diagnostics);
    let understood = !forbids(&diagnostics);
    let found = Found { diagnostics: &mut diagnostics, soundness: &mut None };
    let procedure = apply_rules(built, &document, options, understood, found);
    (procedure, diagnostics)
}

/// The reading asked for, with the places of what findings say is printed; says which findings do not hold.
fn read(document: Document, reading: Reading, diagnostics: &mut Vec<Diagnostic>) -> (Document, Vec<Span>) {
    let findings = || document.root.tables(K::Finding);
    let departs =
        findings().any(|finding| finding.get(K::Changes).is_some() || finding.get(K::Adds).is_some());
    if !departs {
        return (document, Vec::new());
    }
    let changes = findings().flat_map(|finding| finding.tables(K::Changes));
    let printed = changes.filter_map(|change| Some(change.get(K::Says)?.span)).collect();
    let mut literal = document.clone();
    diagnostics.extend(patch_literal(&mut literal));
    match reading {
        Reading::Chosen => (document, Vec::new()),
        Reading::Literal => (literal, printed),
    }
}

/// Adds what building found, without what would only echo a slip that decoding has named.
fn join(diagnostics: &mut Vec<Diagnostic>, built: Vec<Diagnostic>, held_back: &[Span]) {
    let nameless = |diagnostic: &Diagnostic| {
        matches!(&diagnostic.problem, Problem::Reference(ReferenceProblem::MissingId { .. }))
    };
    let better: Vec<Span> = built.iter().filter(|found| nameless(found)).map(|found| found.span).collect();
    let bare = |diagnostic: &Diagnostic| {
        let missing =
            matches!(&diagnostic.problem, Problem::File(FileProblem::MissingKey { key: K::Id, .. }));
        missing && better.binary_search(&diagnostic.span).is_ok()
    };
    diagnostics.retain(|diagnostic| !bare(diagnostic));
    let reach = reach(held_back);
    let echo = |found: &Diagnostic| {
        let begun = reach.partition_point(|(start, _)| *start <= found.span.start);
        begun.checked_sub(1).is_some_and(|last| reach[last].1 >= found.span.end)
    };
    diagnostics.extend(built.into_iter().filter(|found| !echo(found)));
}

/// Where spans begin, in order, each with the farthest end of those begun so far.
fn reach(spans: &[Span]) -> Vec<(u32, u32)> {
    let mut reach: Vec<(u32, u32)> = spans.iter().map(|span| (span.start, span.end)).collect();
    reach.sort_unstable();
    let mut farthest = 0;
    for (_, end) in &mut reach {
        farthest = farthest.max(*end);
        *end = farthest;
    }
    reach
}

/// What is found, as it grows.
struct Found<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
    soundness: &'a mut Option<Soundness>,
}

/// Holds the procedure against the rules; there is one only when nothing forbids it.
fn apply_rules(
    built: Built<'_>,
    document: &Document,
    options: &Options,
    understood: bool,
    Found { diagnostics, soundness }: Found<'_>,
) -> Option<Procedure> {
    let Built { procedure: mut procedure @ Some(_), whole, tables, exit_spans, guard_spans, .. } = built
    else {
        return None;
    };
    if let (true, Some(procedure)) = (whole && understood, &procedure) {
        let picked = rules::Picked::of(&procedure.activities);
        let fates = procedure.fates();
        let site = Site { procedure, document, options, picked, fates, tables, exit_spans, guard_spans };
        diagnostics.extend(rules::run(&site));
        // What is an error now would only be proved to be one.
        if let (Some(budget), false) = (&options.proof, forbids(diagnostics)) {
            let proved = soundness.insert(prove_knowing(procedure, budget, &site.fates));
            rules::tell_soundness(&site, proved, diagnostics);
        }
    }
    let unfit = diagnostics.iter().filter(|diagnostic| diagnostic.grade == Grade::Unfit);
    let mut codes: Vec<&'static str> = unfit.map(|diagnostic| diagnostic.problem.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    if let Some(procedure) = &mut procedure {
        procedure.unfit = codes;
    }
    procedure.filter(|_| !forbids(diagnostics))
}

impl Faults {
    /// Everything that is wrong, in the order of the file.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The text that the places refer to.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&render(&self.source, &self.diagnostics, self.language, Ink::Plain))
    }
}

impl std::error::Error for Faults {}

impl Procedure {
    /// Reads a procedure from its text, in the reading chosen by the file.
    ///
    /// A procedure that is unfit to run is given all the same: see [`Procedure::unfit`].
    ///
    /// ```
    /// use cauce::procedure::Procedure;
    /// let faults = Procedure::parse("formato = 1\nidioma = \"es\"\n").unwrap_err();
    /// assert!(faults.to_string().contains("procedimiento"));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Faults`] when there is an error; they print as a page with each place and what to write there.
    pub fn parse(text: &str) -> Result<Procedure, Faults> {
        let checked = check_bytes("", text.as_bytes(), &Options::default());
        let Checked { source, language, procedure, diagnostics, .. } = checked;
        procedure.ok_or(Faults { source, language, diagnostics })
    }
}
