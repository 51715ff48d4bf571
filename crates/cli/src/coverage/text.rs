//! What was walked, in a terminal.

use cauce::source::Language;
use cauce::view::{Coverage, CoverageKind, Tally};

use super::Shown;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::story::plain;

/// Kinds that are told even where there are none; the others only where there are some.
const ALWAYS: [CoverageKind; 3] = [CoverageKind::Answers, CoverageKind::Returns, CoverageKind::Activities];

/// «respuestas 18/18 · regresos 9/9 · actividades 18/18»
pub(crate) fn summary(coverage: &Coverage, language: Language) -> String {
    let others = CoverageKind::ALL.into_iter().filter(|kind| {
        !ALWAYS.contains(kind) && *kind != CoverageKind::Flows && coverage.tally(*kind).all > 0
    });
    let part = |kind: CoverageKind| {
        let Tally { walked, all } = coverage.tally(kind);
        format!("{} {walked}/{all}", kind.name(language))
    };
    let parts: Vec<String> = ALWAYS.into_iter().chain(others).map(part).collect();
    parts.join(" · ")
}

/// What is missing, one line each, with the words of a path that would walk it where they are known.
pub(crate) fn missing(desk: &mut Desk, shown: &Shown<'_>, language: Language) -> Result<(), Failure> {
    if shown.missing.is_empty() {
        return desk.line(pick!(language, "  todo está recorrido", "  everything is walked"));
    }
    for (missing, words) in shown.missing {
        let words = words.as_ref().map_or_else(String::new, |words| format!("  → {words}"));
        let what = missing.sentence(language);
        let line = say!(language, "falta {what}{words}", "missing: {what}{words}");
        desk.line(&format!("  {}", plain(&line)))?;
    }
    Ok(())
}
