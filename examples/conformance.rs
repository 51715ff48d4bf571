//! A log that was kept elsewhere, held against the procedure: what does not fit, and how well the rest does.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::compare::{Observed, ObservedCase, Recorded, conform};
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Language;

const PROCEDURE: &str = include_str!("../procedures/ibague-pro-gs-029/PRO-GS-029.toml");

/// What a spreadsheet has: the activity, and the answer where there is one.
const ROWS: &[(&str, &str)] = &[
    ("1", ""),
    ("3", ""),
    ("2", ""),
    ("Elaborar el cronograma anual", "SI"),
    ("3", ""),
    ("4", "NO"),
    ("5", "NO"),
    ("Almorzar", ""),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut definitions = Definitions::new();
    definitions.add(Procedure::parse(PROCEDURE)?)?;
    let procedure = definitions.by_code("PRO-GS-029").ok_or("it was added")?;

    let row = |(line, (activity, answer)): (usize, &(&str, &str))| Observed {
        line: line + 2,
        activity: (*activity).into(),
        answer: (!answer.is_empty()).then(|| (*answer).into()),
        ..Observed::default()
    };
    let case = ObservedCase { id: "2022-07".into(), rows: ROWS.iter().enumerate().map(row).collect() };
    let recorded = Recorded { answers: true, ending: cauce::compare::Ending::Open, ..Recorded::default() };

    let found = conform(&definitions, procedure, &[case], &recorded);
    for case in &found.cases {
        let (cost, fitness) = case.cost.zip(case.fitness).ok_or("the procedure can be walked")?;
        println!("{}: cost {cost}, fitness {fitness}", case.id);
        for deviation in &case.deviations {
            println!("  {}", deviation.problem.message(Language::English));
        }
    }
    Ok(())
}
