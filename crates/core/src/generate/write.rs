//! A walk as the text of a path file, in the form in which files are printed.
//!
//! Knows how words and steps become the block of a path, and what its result says.
//! Read [`text`] first.

use super::drive::{Driver, Run};
use super::goal::Goal;
use super::moves::Piece;
use super::words::Words;
use crate::data::Text;
use crate::document::toml_text::{aligned, quoted};
use crate::event::Outcome;
use crate::keywords::Keyword as K;
use crate::source::Language;

/// Signs of a line of a walk.
const WIDTH: usize = 100;

/// The first line of a generated file: whoever changes the file and keeps it takes the line away.
pub(super) fn mark(language: Language) -> &'static str {
    match language {
        Language::Spanish => {
            "# Generado: se escribe de nuevo cuando cambia el procedimiento. Sin este renglón, no se toca."
        }
        Language::English => {
            "# Generated: written anew when the procedure changes. Without this line it is left alone."
        }
    }
}

/// The text of a path file.
pub(super) fn text(driver: &Driver<'_>, run: &Run, (words, goal): (&Words, Option<Goal>)) -> String {
    let language = driver.language();
    let word = |keyword: K| keyword.word(language);
    let (format, tongue, path, result) = (word(K::Format), word(K::Language), word(K::Path), word(K::Result));
    let mut head =
        vec![(word(K::Name), quoted(&words.title)), (word(K::Procedure), quoted(driver.procedure.code()))];
    head.extend(driver.terms(&run.beginning));
    head.push(body(&run.pieces, language));
    format!(
        "{}\n{}\n[{path}]\n{}\n[{result}]\n{}{}",
        mark(language),
        aligned(&[(format, "1".to_owned()), (tongue, quoted(language.code()))]),
        aligned(&head),
        aligned(&outcome(run, goal, language)),
        driver.doubles(&run.beginning),
    )
}

/// The walk where words are enough, else the steps, with the words between them together.
fn body(pieces: &[Piece], language: Language) -> (&'static str, String) {
    let walk = K::Walk.word(language);
    let mut steps: Vec<String> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    let close = |words: &mut Vec<&str>, steps: &mut Vec<String>| {
        if !words.is_empty() {
            steps.push(format!("{walk} = {}", quoted(&words.join(" "))));
            words.clear();
        }
    };
    for piece in pieces {
        match piece {
            Piece::Word(word) => words.push(word),
            Piece::Step(step) => {
                close(&mut words, &mut steps);
                steps.push(step.clone());
            }
        }
    }
    if steps.is_empty() {
        return (walk, walked(&words));
    }
    close(&mut words, &mut steps);
    let lines: String = steps.iter().map(|step| format!("  {{ {step} }},\n")).collect();
    (K::Steps.word(language), format!("[\n{lines}]"))
}

/// The words of a walk, in several lines where they are many.
fn walked(words: &[&str]) -> String {
    let whole = words.join(" ");
    if whole.chars().count() <= WIDTH || whole.contains(['\\', '"']) {
        return quoted(&whole);
    }
    let mut lines = String::from("\"\"\"\n");
    let mut width = 0;
    for word in words {
        let length = word.chars().count() + 1;
        if width > 0 && width + length > WIDTH {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        width += length;
    }
    lines.push_str("\n\"\"\"");
    lines
}

fn outcome(run: &Run, goal: Option<Goal>, language: Language) -> Vec<(&'static str, String)> {
    let word = |keyword: K| keyword.word(language);
    let state = match run.ended {
        Some(Outcome::Completed) => K::Completed,
        Some(Outcome::Cancelled) => K::Cancelled,
        Some(Outcome::Failed) => K::Failed,
        None => K::Running,
    };
    let to = match language {
        Language::Spanish => "a",
        Language::English => "to",
    };
    let rounds =
        run.rounds.iter().map(|((from, back), times)| (format!("{from} {to} {back}").into(), *times));
    let mut pairs = vec![(word(K::Case), quoted(word(state))), (word(K::Rounds), counted(rounds))];
    if !run.occurred.is_empty() {
        pairs.push((word(K::Count), counted(run.occurred.iter().cloned())));
    }
    if !run.skips.is_empty() {
        pairs.push((word(K::Skips), listed(&run.skips)));
    }
    if matches!(goal, Some(Goal::Deadline(_))) {
        pairs.push((word(K::Notices), listed(&run.notices)));
    }
    pairs
}

fn counted(times: impl Iterator<Item = (Text, u32)>) -> String {
    let pairs: Vec<String> = times.map(|(name, times)| format!("{} = {times}", quoted(&name))).collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

fn listed(texts: &[Text]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<String>>().join(", "))
}
