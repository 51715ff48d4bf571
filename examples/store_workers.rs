//! Workers of a store: each job is leased to one, offered again when its lease runs out, and answered once.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use cauce::clock::ManualClock;
use cauce::command::Actor;
use cauce::data::Value;
use cauce_store::cases::{Backoff, CasesError, JobLease, Opening};
use cauce_store::{Cases, Store};

const MAIL: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "AVISO-1", nombre = "Avisar por correo" }
dato = { id = "correo", tipo = "texto" }
actividad = [
  { id = "enviar", titulo = "Enviar el correo", trabajo = "enviar-correo", entrada = { para = 'correo' }, reintentos = 2 },
  { id = "archivar", titulo = "Archivar" },
]
"#;

const LEASE: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = ManualClock::at("2026-01-05T08:00:00Z".parse()?);
    let cases = Cases::new(Store::in_memory()?, clock.clone());
    cases.add(MAIL)?;
    for case in ["1", "2"] {
        let to = Value::Text(format!("{case}@x").into());
        cases.open(case, Opening::of("AVISO-1").data("correo", to), &Actor::host("web"))?;
        clock.advance(1_000);
    }
    let take = |worker: &str| -> Result<Vec<JobLease>, CasesError> {
        let jobs = cases.lease("enviar-correo", 1, LEASE, worker)?.jobs;
        jobs.iter().for_each(|job| println!("{worker} has {} for {:?}", job.key, job.effect.input[0].1));
        Ok(jobs)
    };
    // One takes the oldest and falls silent; the other does the next, then what was left.
    let silent = take("ana")?;
    cases.complete_job(&take("eva")?[0], Vec::new())?;
    println!("eva finds {} more", take("eva")?.len());
    clock.advance(60_000);
    let again = take("eva")?;
    let late = cases.complete_job(&silent[0], Vec::new()).expect_err("another has it");
    println!("ana is told: {late}");
    // The line is down: the next attempt is offered in half a minute.
    cases.fail_job(&again[0], "no contesta", Backoff::Fixed(LEASE / 2))?;
    println!("eva finds {} more", take("eva")?.len());
    clock.advance(30_000);
    cases.complete_job(&take("eva")?[0], Vec::new())?;
    println!("case 1: {}", cases.open_items("1")?[0].title);
    Ok(())
}
