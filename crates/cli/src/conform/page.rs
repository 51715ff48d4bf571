//! How a log fits, for people: a row for each case, then what does not fit, case by case and the most frequent first.
//!
//! Read [`print`] first.

use cauce::compare::{CaseFit, Conformance, Deviation, Fit};
use cauce::procedure::Procedure;
use cauce::source::Language;

use super::shown_fitness;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::grid::table;

/// Cases and deviations that are told one by one; all of them are on the wire.
const TOLD: usize = 200;

/// Prints how a log fits.
pub(super) fn print(
    desk: &mut Desk,
    log: &str,
    procedure: &Procedure,
    (found, language): (&Conformance, Language),
) -> Result<(), Failure> {
    let code = desk.bold(procedure.code());
    let (cases, fitness) = (counted(found.cases.len(), language), shown_fitness(found.fitness, language));
    let word = pick!(language, "ajuste", "fitness");
    desk.line(&format!("{code} · {log}: {cases} · {word} {fitness}"))?;
    desk.line("")?;
    let head = match language {
        Language::Spanish => ["Caso", "Filas", "Costo", "Ajuste", "Se aparta"],
        Language::English => ["Case", "Rows", "Cost", "Fitness", "Deviates"],
    };
    let rows: Vec<Vec<String>> = found.cases.iter().take(TOLD).map(|case| row(case, language)).collect();
    for line in table(&head, &rows, desk.width) {
        desk.line(&line)?;
    }
    if let Some(more) = found.cases.len().checked_sub(TOLD).filter(|more| *more > 0) {
        desk.line(&say!(language, "… y {more} más (--formato json)", "… and {more} more (--format json)"))?;
    }
    cases_told(desk, found, language)?;
    frequent(desk, found, language)?;
    if found.cases.iter().any(|case| !case.is_exact) {
        desk.line("")?;
        desk.line(pick!(
            language,
            "≤: no se probó que el costo no pueda ser menor; el ajuste es al menos ese.",
            "≤: it was not proved that the cost cannot be less; the fitness is at least that.",
        ))?;
    }
    Ok(())
}

fn counted(cases: usize, language: Language) -> String {
    match cases {
        1 => say!(language, "1 caso", "1 case"),
        _ => say!(language, "{cases} casos", "{cases} cases"),
    }
}

fn row(case: &CaseFit, language: Language) -> Vec<String> {
    let deviates = match case.fit() {
        Fit::Whole => "—".to_owned(),
        _ => case.deviations.len().to_string(),
    };
    let cost = match (case.cost, case.is_exact) {
        (Some(cost), true) => cost.to_string(),
        (Some(cost), false) => format!("≤ {cost}"),
        (None, _) => "—".to_owned(),
    };
    vec![case.id.to_string(), case.rows.to_string(), cost, shown_fitness(case.fitness, language), deviates]
}

/// What does not fit, case by case, in order.
fn cases_told(desk: &mut Desk, found: &Conformance, language: Language) -> Result<(), Failure> {
    let mut left = TOLD;
    for case in found.cases.iter().filter(|case| !case.deviations.is_empty()) {
        if left == 0 {
            break;
        }
        desk.line("")?;
        let id = &case.id;
        let title = say!(language, "Caso {id}", "Case {id}");
        desk.line(&desk.bold(&title))?;
        for deviation in case.deviations.iter().take(left) {
            desk.line(&format!("  {}", line(deviation, language)))?;
        }
        left = left.saturating_sub(case.deviations.len());
    }
    Ok(())
}

fn line(deviation: &Deviation, language: Language) -> String {
    let (code, message) = (deviation.problem.code(), deviation.problem.message(language));
    let place = match deviation.line {
        Some(line) => say!(language, "línea {line}: ", "line {line}: "),
        None => String::new(),
    };
    let help = match deviation.problem.code() {
        "C1418" => deviation.problem.help(language).map_or_else(String::new, |help| format!(" {help}")),
        _ => String::new(),
    };
    format!("{place}{message}{help} [{code}]")
}

/// What does not fit in more than one case, or more than once.
fn frequent(desk: &mut Desk, found: &Conformance, language: Language) -> Result<(), Failure> {
    let mut often = found.frequent.iter().filter(|frequent| frequent.times > 1).take(20).peekable();
    if often.peek().is_none() {
        return Ok(());
    }
    desk.line("")?;
    desk.line(&desk.bold(pick!(language, "Lo más frecuente", "Most frequent")))?;
    for frequent in often {
        let (times, cases) = (frequent.times, counted(frequent.cases, language));
        let message = frequent.deviation.problem.message(language);
        let code = frequent.deviation.problem.code();
        desk.line(&say!(
            language,
            "  {times} veces en {cases}: {message} [{code}]",
            "  {times} times in {cases}: {message} [{code}]"
        ))?;
    }
    Ok(())
}
