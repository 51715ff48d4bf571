//! The two readings of the procedures whose print cannot be run, and what begins by itself.
//!
//! What their paths cannot show: the words of the refusals, in both languages and at their place; cases that nobody starts.

use cauce::check::{Checked, Options, check};
use cauce::clock::ManualClock;
use cauce::diagnostic::{Diagnostic, Grade};
use cauce::engine::Engine;
use cauce::log::MemoryLog;
use cauce::procedure::Reading;
use cauce::source::Language::{English, Spanish};
use cauce::source::{Source, Voice};

const SANTANDER: &str = include_str!("../procedures/santander-asistencia-tecnica/ASISTENCIA-TECNICA.toml");
const SANTA_MARTA: &str = include_str!("../procedures/santa-marta-mm-gsa-p-075/MM-GSA-P-075.toml");

fn checked(text: &str, reading: Reading) -> Checked {
    check(&Source::new("procedimiento.toml", text), &Options { reading, ..Options::default() })
}

/// The one error of a literal reading, with the text that it points at.
fn refusal(text: &str) -> (Diagnostic, String) {
    let literal = checked(text, Reading::Literal);
    assert!(literal.procedure.is_none(), "a literal reading with an error is no procedure");
    let mut grave = literal.diagnostics.into_iter().filter(|found| found.grade != Grade::Remark);
    let only = grave.next().expect("an error");
    assert!(grave.next().is_none(), "one error and no more");
    let place = literal.source.slice(only.span).to_owned();
    (only, place)
}

#[test]
fn the_literal_santander_names_the_blank() {
    let (blank, place) = refusal(SANTANDER);
    assert_eq!((blank.problem.code(), &*place), ("C0114", "\"en blanco\""));
    let spanish = "La salida de «por-programacion» no dice a dónde va: está «en blanco».";
    assert_eq!(blank.problem.message(Spanish), spanish);
    let english = "The way out of por-programacion does not say where it goes: it is \"en blanco\".";
    assert_eq!(blank.problem.message(Voice { reader: English, file: Spanish }), english);
}

#[test]
fn the_literal_santa_marta_is_refused_with_both_meanings() {
    let (twice, place) = refusal(SANTA_MARTA);
    assert_eq!(&*place, "bimensual");
    for language in [Spanish, English] {
        let said = format!(
            "{} {}",
            twice.problem.message(language),
            twice.problem.help(language).unwrap_or_default()
        );
        let meanings = match language {
            Spanish => ["«bimensual»", "\"cada 2 meses\"", "\"2 veces al mes\""],
            English => ["bimensual", "every 2 months", "2 times a month"],
        };
        assert!(meanings.iter().all(|meaning| said.contains(meaning)), "{said}");
    }
}

/// A departure from the print is a finding, and what it reads is what the body says: else loading is an error.
#[test]
fn the_chosen_readings_are_fit_and_their_findings_stand() {
    for (text, first, findings) in [(SANTANDER, "SA-1", 27), (SANTA_MARTA, "SM-1", 16)] {
        let chosen = checked(text, Reading::Chosen);
        assert!(
            chosen.diagnostics.iter().all(|found| found.grade == Grade::Remark),
            "{:?}",
            chosen.diagnostics
        );
        let procedure = chosen.procedure.expect("a procedure");
        assert_eq!((&*procedure.findings()[0].id, procedure.findings().len()), (first, findings));
    }
}

#[test]
fn santa_marta_begins_twice_a_year_by_itself() {
    let clock = ManualClock::at("2019-11-18T08:00:00-05:00".parse().expect("an instant"));
    let engine = Engine::new(MemoryLog::new(), clock.clone());
    engine.add(SANTA_MARTA).expect("added");
    assert!(engine.advance().expect("advanced").is_empty(), "nothing is due on the first day");
    clock.set("2020-11-18T08:00:00-05:00".parse().expect("an instant"));
    let begun = engine.advance().expect("advanced");
    let cases: Vec<&str> = begun.iter().map(|step| step.case.id()).collect();
    assert_eq!(cases, ["MM-GSA-P-075·cada-semestre·1", "MM-GSA-P-075·cada-semestre·2"]);
    let opened = |step: &cauce::engine::Step| {
        step.opened.iter().map(|item| item.reference.to_string()).collect::<Vec<_>>()
    };
    assert!(begun.iter().all(|step| opened(step) == ["1"]), "each at the schedule of its semester");
}
