//! Counterexamples as path files: the way to a fault, so that anybody can replay it and see.
//!
//! Knows how the steps of a fault become words and steps of a path, which data make the conditions on the way say what
//! they have to say, and how the case then stands: that is asked of the engine, so that what is written is green.
//! Does not find faults (`proof`) and does not tell them (`check`).
//! Read [`counterexample`] first.

mod called;
mod members;
mod script;
mod witness;

use std::sync::Arc;

use crate::diagnostic::codes;
use crate::document::toml_text::{aligned, quoted};
use crate::graph::NodeKind;
use crate::keywords::Keyword as K;
use crate::path::{OpenElement, PathFile, Replay, Snapshot, SnapshotState, replay};
use crate::procedure::{ElementIx, Procedure, Reading};
use crate::proof::{Fault, FaultKind, Move};
use crate::source::{Language, Source};
use called::Called;
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

/// Why the way to a fault is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Unwritten {
    /// No case gets there: there is no way.
    NoWay,
    /// It leads through a called procedure that is not at hand, or through which no way was found.
    Called,
    /// A condition needs data for which no value is known.
    Data,
    /// Something happens on it for which a path has no words.
    NoWords,
    /// Replayed, the case does not come to where the fault shows.
    GoesElsewhere,
}

/// Writes the way to a fault as a path file that replays green and ends where the fault shows.
///
/// There is none of what no case reaches, and where what happens on the way cannot be written in a path: see
/// [`counterexample_among`], which says why, and knows the procedures that are called.
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
    counterexample_among(procedure, fault, &[]).ok()
}

/// Writes the way to a fault, which may lead through procedures that are called.
///
/// # Errors
///
/// Why it cannot be written.
pub fn counterexample_among(
    procedure: &Arc<Procedure>,
    fault: &Fault,
    called: &[Arc<Procedure>],
) -> Result<Counterexample, Unwritten> {
    if !fault.leads_somewhere() {
        return Err(Unwritten::NoWay);
    }
    let language = procedure.head().language;
    let called = Called::among(procedure, called);
    let script = Script::of(procedure, fault, &called)?;
    let name = name(procedure, fault, language);
    let head = head(procedure, &script, fault);
    let walked = walk(&called, &head).ok_or(Unwritten::GoesElsewhere)?;
    let last = walked.steps.last().filter(|last| shows(procedure, fault, (last, &walked)));
    let last = last.ok_or(Unwritten::GoesElsewhere)?;
    // What stands open cannot always be named in a path; how the case stands can.
    let ended = |with_open| format!("{head}{}", result(procedure, last, language, with_open));
    let text = [true, false].into_iter().map(ended).find(|text| walk(&called, text).is_some());
    Ok(Counterexample { name, text: text.ok_or(Unwritten::GoesElsewhere)? })
}

/// The replay of a path, when all goes as it says.
fn walk(called: &Called<'_>, text: &str) -> Option<Replay> {
    let (path, _) = PathFile::parse(&Source::new("", text));
    Some(replay(called.definitions(), &path?)).filter(Replay::is_ok)
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
    // Of a call, what is open is open in what it has called.
    let called = last.instances.iter().filter(|case| case.parent.is_some()).count();
    let calls = |element: &ElementIx| procedure.graph.node(*element).kind == NodeKind::Call;
    let in_calls = |element: &ElementIx| if calls(element) { called } else { 0 };
    let calls_inside = |block: &ElementIx| {
        let elements = (0..procedure.graph.len()).map(ElementIx::at);
        elements.filter(|element| calls(element) && is_within(procedure, *element, *block)).count()
    };
    match fault.kind {
        FaultKind::Stuck { .. } | FaultKind::ImproperCompletion { .. } => {
            goes_on && fault.elements.iter().all(|element| held(element) > 0)
        }
        FaultKind::Livelock => {
            let inside = |around: ElementIx| last.open.iter().any(|open| stands_in(procedure, open, around));
            let is_called = |element: &ElementIx| called > 0 && calls_inside(element) > 0;
            goes_on && fault.elements.iter().any(|element| inside(*element) || is_called(element))
        }
        FaultKind::Unsafe => {
            let there = |element| held(element).max(open(element)).max(ran(element)).max(in_calls(element));
            // Of calls inside a block no more are at work than there are, unless it is open twice.
            let calls_twice = |element: &ElementIx| (1..called).contains(&calls_inside(element));
            let is_twice =
                |element: &ElementIx| twice_inside(procedure, last, *element) || calls_twice(element);
            fault.elements.iter().any(|element| there(element) > 1 || is_twice(element))
        }
        FaultKind::DeadActivity => false,
    }
}

/// Whether what is open is an element, or stands in it however deep.
fn stands_in(procedure: &Procedure, open: &OpenElement, around: ElementIx) -> bool {
    procedure.find(&open.element).is_some_and(|element| is_within(procedure, element, around))
}

/// Whether an element is another, or stands in it however deep.
fn is_within(procedure: &Procedure, element: ElementIx, around: ElementIx) -> bool {
    let outwards = |element: &ElementIx| procedure.graph.within(*element);
    std::iter::successors(Some(element), outwards).take(64).any(|element| element == around)
}

/// Whether a block is open twice: so is then what stands in it, for the same members.
fn twice_inside(procedure: &Procedure, last: &Snapshot, block: ElementIx) -> bool {
    let is_inside = |open: &&OpenElement| stands_in(procedure, open, block);
    let inside = last.open.iter().filter(is_inside).map(|open| (&open.element, &open.members));
    let mut inside: Vec<_> = inside.collect();
    inside.sort_unstable();
    procedure.graph.block(block).is_some() && inside.windows(2).any(|pair| pair[0] == pair[1])
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
