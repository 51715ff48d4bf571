//! How much the paths of a folder must walk together, in per cent.
//!
//! Knows what is demanded and compares it with a coverage; merging the coverage of paths is the caller's.
//! Read [`Demand`] first.

use super::file::Reader;
use crate::data::{Decimal, Text};
use crate::diagnostic::{Diagnostic, Grade, PathProblem};
use crate::document::{Table, decode_path};
use crate::keywords::Keyword;
use crate::limits::Limits;
use crate::procedure::Procedure;
use crate::source::{Language, Source, Span};
use crate::view::{Coverage, CoverageKind, Missing, Tally};

/// The coverage that a folder of paths demands: `caminos.toml`.
///
/// ```
/// use cauce::path::Demand;
/// use cauce::source::Source;
/// let text = "formato = 1\nidioma = \"es\"\n[cobertura]\nrespuestas = 100\n";
/// let (demand, diagnostics) = Demand::parse(&Source::new("caminos.toml", text));
/// assert!(demand.is_some() && diagnostics.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Demand {
    language: Language,
    procedure: Option<Text>,
    shares: Vec<(CoverageKind, Decimal, Span)>,
}

/// A demand that is not met.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Shortfall {
    /// What is demanded.
    pub what: CoverageKind,
    /// How much, in per cent.
    pub share: Decimal,
    /// How much was walked.
    pub walked: Tally,
    /// What is missing of it, in the order of the procedure.
    pub missing: Vec<Missing>,
    /// Where the demand stands.
    pub span: Span,
}

impl Demand {
    /// Demands the same share of everything that there is.
    #[must_use]
    pub fn of_all(share: Decimal, language: Language) -> Demand {
        let shares = CoverageKind::ALL.map(|kind| (kind, share, Span::default()));
        Demand { language, procedure: None, shares: shares.to_vec() }
    }

    /// Reads a file with a block `[cobertura]`; there is a demand unless an error was found.
    #[must_use]
    pub fn parse(source: &Source) -> (Option<Demand>, Vec<Diagnostic>) {
        let decoded = decode_path(source.name(), source.text().as_bytes(), &Limits::default());
        let mut diagnostics = decoded.diagnostics;
        let mut reader = Reader { source: &decoded.source, language: decoded.language, found: Vec::new() };
        let table = decoded.document.as_ref().and_then(|document| document.root.table(Keyword::Coverage));
        let demand = table.map(|table| Demand {
            language: decoded.language,
            procedure: table.text(Keyword::Procedure).cloned(),
            shares: shares(&mut reader, table),
        });
        diagnostics.append(&mut reader.found);
        let broken = diagnostics.iter().any(|diagnostic| diagnostic.grade == Grade::Error);
        (demand.filter(|_| !broken), diagnostics)
    }

    /// The code of the procedure it is about, when it says one.
    #[must_use]
    pub fn procedure(&self) -> Option<&str> {
        self.procedure.as_deref()
    }

    /// The language of the file.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Every demand that a coverage does not meet.
    #[must_use]
    pub fn shortfalls(&self, procedure: &Procedure, coverage: &Coverage) -> Vec<Shortfall> {
        let missing = coverage.missing(procedure);
        let shares = self.shares.iter().filter(|(what, share, _)| !is_met(coverage.tally(*what), *share));
        let shortfall = |(what, share, span): &(CoverageKind, Decimal, Span)| Shortfall {
            what: *what,
            share: *share,
            walked: coverage.tally(*what),
            missing: missing.iter().filter(|missing| is_of(missing, *what)).cloned().collect(),
            span: *span,
        };
        shares.map(shortfall).collect()
    }
}

impl Shortfall {
    /// One sentence: how much was walked, how much is demanded, and what is missing.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let (what, Tally { walked, all }) = (self.what.name(language), self.walked);
        let missing: Vec<String> = self.missing.iter().map(|missing| missing.shown(language)).collect();
        let missing = missing.join(", ");
        match language {
            Language::Spanish => {
                format!("{what}: {walked} de {all}, se pide {} %. Faltan: {missing}", self.share)
            }
            Language::English => {
                format!("{what}: {walked} of {all}, {} % demanded. Missing: {missing}", self.share)
            }
        }
    }
}

fn shares(reader: &mut Reader<'_>, table: &Table) -> Vec<(CoverageKind, Decimal, Span)> {
    let mut shares = Vec::new();
    for kind in CoverageKind::ALL {
        let what = kind.keyword();
        let Some((share, span)) = table.get(what).and_then(|node| Some((node.as_number()?, node.span)))
        else {
            continue;
        };
        if share < Decimal::ZERO || share > Decimal::from(100_u32) {
            reader.error(PathProblem::BadShare { what }, span);
        }
        shares.push((kind, share, span));
    }
    shares
}

/// Whether what is missing is of a kind; a return is a flow too.
fn is_of(missing: &Missing, kind: CoverageKind) -> bool {
    let is_flow = kind == CoverageKind::Flows && missing.kind() == CoverageKind::Returns;
    missing.kind() == kind || is_flow
}

/// Whether the walked are at least that share of all, without rounding.
fn is_met(tally: Tally, share: Decimal) -> bool {
    let number = |count: usize| Decimal::from(i64::try_from(count).unwrap_or(i64::MAX));
    let walked = number(tally.walked).checked_mul(Decimal::from(100_u32));
    let needed = number(tally.all).checked_mul(share);
    walked.zip(needed).is_some_and(|(walked, needed)| walked >= needed)
}
