//! Counterexamples as path files: the way to a fault, so that anybody can replay it and see.
//!
//! Knows how the steps of a fault become words and steps of a path, which data make the conditions on the way say what
//! they have to say, and how the case then stands: that is asked of the engine, so that what is written is green.
//! Does not find faults (`proof`) and does not tell them (`check`).
//! Read [`counterexample`] first.

mod script;
mod witness;

use std::sync::Arc;

use crate::diagnostic::codes;
use crate::document::toml_text::{aligned, quoted};
use crate::keywords::Keyword as K;
use crate::path::{PathFile, Replay, Snapshot, SnapshotState, replay};
use crate::procedure::{Definitions, ElementIx, Procedure, Reading};
use crate::proof::{Fault, FaultKind, Move};
use crate::source::{Language, Source};
use script::Script;

/// A path file that shows a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counterexample {
    /// A name for its file, without an ending: what is wrong and where.
    pub name: String,
    /// The text of the file, in the language of the procedure.
    pub text: String,
}

/// Writes the way to a fault as a path file that replays green and ends where the fault shows.
///
/// There is none of what no case reaches, and where what happens on the way cannot be written in a path: a called
/// procedure that would be needed, or data that no value is known for.
///
/// ```
/// use std::sync::Arc;
/// use cauce::check::{Options, check_bytes};
/// use cauce::counterexample::counterexample;
///
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "V", nombre = "Visita" }
/// actividad = [
///   { numero = 1, id = "citar", titulo = "Citar", pregunta = "¿Viene?",
///     si = { continua_en = "junta" }, no = { continua_en = 2 } },
///   { numero = 2, id = "ir", titulo = "Ir a verlo", sigue = "junta" },
/// ]
/// compuerta = { id = "junta", tipo = "paralela", sigue = "fin" }
/// "#;
/// let checked = check_bytes("visita.toml", text.as_bytes(), &Options::default());
/// let procedure = Arc::new(checked.procedure.expect("it can be built"));
/// let soundness = checked.soundness.expect("it was to be proved");
/// let shown = counterexample(&procedure, &soundness.faults[0]).expect("it can be walked");
/// assert_eq!(shown.name, "espera-sin-fin-junta");
/// assert!(shown.text.contains("recorrido     = \"1:SI\""));
/// ```
#[must_use]
pub fn counterexample(procedure: &Arc<Procedure>, fault: &Fault) -> Option<Counterexample> {
    if fault.kind == FaultKind::DeadActivity {
        return None;
    }
    let script = Script::of(procedure, fault)?;
    let language = procedure.head().language;
    let name = name(procedure, fault, language);
    let head = head(procedure, &script, fault);
    let walked = walk(procedure, &head)?;
    let last = walked.steps.last().filter(|last| shows(procedure, fault, (last, &walked)))?;
    // What stands open cannot always be named in a path; how the case stands can.
    let ended = |with_open| format!("{head}{}", result(procedure, last, language, with_open));
    let text = [true, false].into_iter().map(ended).find(|text| walk(procedure, text).is_some())?;
    Some(Counterexample { name, text })
}

/// The replay of a path, when all goes as it says.
fn walk(procedure: &Arc<Procedure>, text: &str) -> Option<Replay> {
    let (path, _) = PathFile::parse(&Source::new("", text));
    let mut definitions = Definitions::new();
    definitions.add_unfit(Arc::clone(procedure));
    Some(replay(&definitions, &path?)).filter(Replay::is_ok)
}

/// Whether a fault can be seen in the case as it stands.
fn shows(procedure: &Procedure, fault: &Fault, (last, walked): (&Snapshot, &Replay)) -> bool {
    let held = |element: &ElementIx| {
        let tokens = last.tokens.iter().filter(|(join, _)| join == procedure.id(*element));
        tokens.map(|(_, count)| *count).sum::<usize>()
    };
    let open =
        |element: &ElementIx| last.open.iter().filter(|open| open.element == *procedure.id(*element)).count();
    let ran = |element: &ElementIx| walked.ran.iter().filter(|ran| **ran == *procedure.id(*element)).count();
    let goes_on = matches!(last.state, SnapshotState::Waiting | SnapshotState::Incident);
    match fault.kind {
        FaultKind::Stuck { .. } | FaultKind::ImproperCompletion { .. } => {
            goes_on && fault.elements.iter().all(|element| held(element) > 0)
        }
        FaultKind::Livelock => goes_on && fault.elements.iter().any(|element| open(element) > 0),
        FaultKind::Unsafe => {
            fault.elements.iter().any(|element| held(element).max(open(element)).max(ran(element)) > 1)
        }
        FaultKind::DeadActivity => false,
    }
}

/// What is wrong and where, as a part of a file name.
fn name(procedure: &Procedure, fault: &Fault, language: Language) -> String {
    let code = match fault.kind {
        FaultKind::Unsafe => "C1101",
        FaultKind::Stuck { .. } => "C1102",
        FaultKind::Livelock => "C1103",
        FaultKind::ImproperCompletion { .. } => "C1104",
        FaultKind::DeadActivity => "C1105",
    };
    let what = called(code, language);
    format!("{what}-{}", place(procedure, fault).map_or("", |element| procedure.id(element)))
}

/// Where a fault shows: of what goes round, where it is sent back.
fn place(procedure: &Procedure, fault: &Fault) -> Option<ElementIx> {
    let first = fault.elements.first().copied();
    match fault.kind {
        FaultKind::Livelock => fault.way(procedure).last().map(Move::element).or(first),
        _ => first,
    }
}

/// The name of a code.
fn called(code: &str, language: Language) -> &'static str {
    codes(language).find(|(known, _)| *known == code).map_or("", |(_, name)| name)
}

/// Everything but the result.
fn head(procedure: &Procedure, script: &Script<'_>, fault: &Fault) -> String {
    let language = procedure.head().language;
    let w = |keyword: K| keyword.word(language);
    let code = match language {
        Language::Spanish => "es",
        Language::English => "en",
    };
    let mut keys =
        vec![(K::Name, quoted(&title(procedure, fault, language))), (K::Procedure, quoted(procedure.code()))];
    if !procedure.head().version.is_empty() {
        keys.push((K::Version, quoted(&procedure.head().version)));
    }
    if procedure.reading() == Reading::Literal {
        keys.push((K::Reading, quoted(w(K::Literal))));
    }
    let allowed: Vec<String> = procedure.unfit().iter().map(|code| quoted(called(code, language))).collect();
    if !allowed.is_empty() {
        keys.push((K::Allows, format!("[{}]", allowed.join(", "))));
    }
    keys.extend(script.keys());
    let format = [(w(K::Format), "1".to_owned()), (w(K::Language), quoted(code))];
    let keys: Vec<(&str, String)> = keys.into_iter().map(|(key, value)| (w(key), value)).collect();
    let (format, keys) = (aligned(&format), aligned(&keys));
    format!("{format}\n[{}]\n{keys}{}", w(K::Path), script.doubles())
}

fn title(procedure: &Procedure, fault: &Fault, language: Language) -> String {
    let place = place(procedure, fault).map_or("", |element| procedure.reference(element));
    let (spanish, english) = match fault.kind {
        FaultKind::Unsafe => ("Cómo se llega dos veces a la vez a", "How two at once get to"),
        FaultKind::Livelock => ("Cómo se dan vueltas sin fin desde", "How it goes round for ever from"),
        _ => ("Cómo queda esperando sin fin", "How it waits for ever:"),
    };
    match language {
        Language::Spanish => format!("{spanish} «{place}»"),
        Language::English => format!("{english} “{place}”"),
    }
}

/// How the case stands; with what is open in it, or without.
fn result(procedure: &Procedure, last: &Snapshot, language: Language, with_open: bool) -> String {
    let w = |keyword: K| keyword.word(language);
    let state = match last.state {
        SnapshotState::Completed => K::Completed,
        SnapshotState::Failed => K::Failed,
        SnapshotState::Cancelled => K::Cancelled,
        SnapshotState::Waiting | SnapshotState::Incident => K::Running,
    };
    let mut lines = vec![(w(K::Case), quoted(w(state)))];
    if with_open {
        let known = last.open.iter().filter_map(|open| procedure.find(&open.element));
        let open: Vec<String> = known.map(|element| quoted(procedure.reference(element))).collect();
        lines.push((w(K::OpenItems), format!("[{}]", open.join(", "))));
        if open.is_empty() {
            lines.push((w(K::Waiting), "[]".to_owned()));
        }
    }
    format!("\n[{}]\n{}", w(K::Result), aligned(&lines))
}
