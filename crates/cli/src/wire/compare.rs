//! How two versions differ, on the wire.

use cauce::compare::{Change, Comparison, Unlike};
use cauce::procedure::Procedure;
use cauce::source::{Language, Source};
use serde::Serialize;

use super::WIRE;
use crate::compare::{span, told, unwalked};

/// How two versions differ.
#[derive(Debug, Serialize)]
pub(crate) struct Compared {
    wire: u32,
    old: Named,
    new: Named,
    /// Whether both behave alike.
    alike: bool,
    same_digest: bool,
    changes: Vec<Changed>,
    paths: Vec<Walked>,
    unwalked: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Named {
    procedure: String,
    version: String,
    behaviour: String,
}

#[derive(Debug, Serialize)]
struct Changed {
    change: &'static str,
    behaviour: bool,
    block: Option<&'static str>,
    id: String,
    reference: String,
    message: String,
}

#[derive(Debug, Serialize)]
struct Walked {
    path: String,
    name: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Parts>,
}

#[derive(Debug, Serialize)]
struct Parts {
    line: usize,
    column: usize,
    message: String,
    old: Vec<String>,
    new: Vec<String>,
}

impl Compared {
    pub(crate) fn of(
        (old, new): (&Procedure, &Procedure),
        found: &Comparison,
        (sources, language): (&[&Source], Language),
    ) -> Compared {
        let walked = found.paths.iter().zip(sources).map(|(path, source)| Walked {
            path: source.name().to_owned(),
            name: path.name.to_string(),
            result: path.unlike.as_ref().map_or("same", result),
            parts: path.unlike.as_ref().map(|unlike| parts(unlike, source, language)),
        });
        Compared {
            wire: WIRE,
            old: named(old),
            new: named(new),
            alike: found.is_alike(),
            same_digest: found.same_digest,
            changes: found.changes.iter().map(|change| changed(change, language)).collect(),
            paths: walked.collect(),
            unwalked: found.unwalked.iter().map(|missing| unwalked(missing, language)).collect(),
        }
    }
}

fn named(procedure: &Procedure) -> Named {
    Named {
        procedure: procedure.code().to_owned(),
        version: procedure.head().version.to_string(),
        behaviour: procedure.digests().behaviour.to_string(),
    }
}

fn changed(change: &Change, language: Language) -> Changed {
    let piece = change.piece();
    Changed {
        change: match change {
            Change::Added(_) => "added",
            Change::Removed(_) => "removed",
            Change::Renumbered { .. } => "renumbered",
            _ => "changed",
        },
        behaviour: change.is_behaviour(),
        block: piece.block.map(cauce::keywords::Keyword::en),
        id: piece.id.to_string(),
        reference: piece.reference.to_string(),
        message: change.sentence(language),
    }
}

fn result(unlike: &Unlike) -> &'static str {
    match unlike {
        Unlike::NotOfOld { .. } => "not-of-old",
        Unlike::Refused { .. } => "refused",
        _ => "otherwise",
    }
}

fn parts(unlike: &Unlike, source: &Source, language: Language) -> Parts {
    let (line, column) = source.line_column(span(unlike).start);
    let texts = |names: &[cauce::data::Text]| names.iter().map(ToString::to_string).collect();
    let (old, new) = match unlike {
        Unlike::Otherwise { old, new, .. } => (texts(old), texts(new)),
        Unlike::Refused { element: [old, new], .. } => (texts(old.as_slice()), texts(new.as_slice())),
        _ => (Vec::new(), Vec::new()),
    };
    Parts { line, column, message: told(unlike, language), old, new }
}
