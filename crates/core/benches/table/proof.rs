//! The rows of proofs: A1, what is wide, what is long, what is wrong, and the real procedures.

use std::hint::black_box;

use cauce::check::{Options, check_bytes};
use cauce::procedure::{Procedure, Reading};
use cauce::proof::{Budget, Verdict, prove};

use super::clock::{Batch, Effort, in_turn, timed};
use crate::shared::ibague::TEXT;
use crate::shared::row::Row;
use crate::shared::{raised, wide};

/// A second, and what the literal reading of PRO-GS-029 may take, in nanoseconds.
const SECOND: f64 = 1e9;
const LITERAL: f64 = 5e6;

fn procedure(text: &str, reading: Reading) -> Procedure {
    let options = Options { reading, limits: raised(), ..Options::default() };
    check_bytes("bench.toml", text.as_bytes(), &options).procedure.expect("the text has no errors")
}

/// A proof that comes to a verdict, with how long it took.
fn proved(procedure: &Procedure, completes: Verdict) -> Batch<'_> {
    Box::new(move || {
        timed(|| {
            let found = black_box(prove(procedure, &Budget::default()));
            assert_eq!(found.option_to_complete, completes, "it is decided");
        })
    })
}

/// A1: models, each with what it may take; the states that were walked through are told.
pub(crate) fn models() -> Vec<Row> {
    let real = |path: &str| std::fs::read_to_string(path).expect("the file is there");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures/");
    let (plan, mexico) = (
        real(&format!("{folder}mas-bienestar/MAS-PLAN.toml")),
        real(&format!("{folder}mexico-asesoria/MX-ASESORIA.toml")),
    );
    let (martha, santander) = (
        real(&format!("{folder}santa-marta-mm-gsa-p-075/MM-GSA-P-075.toml")),
        real(&format!("{folder}santander-asistencia-tecnica/ASISTENCIA-TECNICA.toml")),
    );
    let (holds, fails) = (Verdict::Holds, Verdict::Fails);
    let chosen = Reading::Chosen;
    let models: Vec<(&str, String, Reading, Verdict, f64)> = vec![
        ("17 × 10 at once", wide::branches(17, 10, false), chosen, holds, SECOND),
        ("20 × 10 at once", wide::branches(20, 10, false), chosen, holds, SECOND),
        ("17 × 10, one ends too soon", wide::branches(17, 10, true), chosen, fails, SECOND),
        ("17 at once, returns across", wide::crossed(17, false), chosen, holds, SECOND),
        ("17 so, one ends too soon", wide::crossed(17, true), chosen, fails, SECOND),
        ("12 × 5 that wait across", wide::tied(12, false), chosen, holds, SECOND),
        ("12 so, one ends too soon", wide::tied(12, true), chosen, fails, SECOND),
        ("1,000 choices in order", wide::choices(1_000), chosen, holds, SECOND),
        ("10,000 with 1,000 returns", wide::returns(10_000), chosen, holds, SECOND),
        ("PRO-GS-029 literal", TEXT.to_owned(), Reading::Literal, fails, LITERAL),
        ("PRO-GS-029", TEXT.to_owned(), chosen, holds, SECOND),
        ("MM-GSA-P-075", martha, chosen, holds, SECOND),
        ("Santander", santander, chosen, holds, SECOND),
        ("MX-ASESORIA", mexico, chosen, holds, SECOND),
        ("MAS-PLAN", plan, chosen, holds, SECOND),
    ];
    let mut rows = Vec::new();
    for (name, text, reading, completes, limit) in models {
        let procedure = procedure(&text, reading);
        let [took] = in_turn(Effort::LONG, [proved(&procedure, completes)]);
        rows.push(Row::at_most(&format!("A1 {name}"), took, "ns", limit));
        #[expect(clippy::cast_precision_loss, reason = "a count of states is told")]
        let states = prove(&procedure, &Budget::default()).explored as f64;
        rows.push(Row::told(&format!("A1 {name}: states"), states, "states"));
    }
    rows
}
