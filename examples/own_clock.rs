//! Time is the host's: a clock of your own, and a deadline that passes when that clock says so.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cauce::clock::Clock;
use cauce::command::Actor;
use cauce::data::Timestamp;
use cauce::engine::Engine;
use cauce::log::MemoryLog;

const PROCEDURE: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo       = "TUTELA-1"
nombre       = "Contestar una tutela"
zona_horaria = "America/Bogota"
[[rol]]
id     = "abogado"
nombre = "Abogado"
[[rol]]
id     = "director"
nombre = "Director"
[[actividad]]
numero       = 1
id           = "contestar"
titulo       = "Contestar la tutela"
responsables = ["abogado"]
plazo        = "2 días"
al_vencer    = { escala_a = "director" }
"#;

/// A clock for a training room: it shows the hours that the trainer has let pass.
#[derive(Clone, Default)]
struct Classroom(Arc<AtomicI64>);

impl Clock for Classroom {
    fn now(&self) -> Timestamp {
        let hours = self.0.load(Ordering::Relaxed);
        Timestamp::from_millis(1_646_146_800_000 + hours * 3_600_000).unwrap_or(Timestamp::MAX)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = Classroom::default();
    let engine = Engine::new(MemoryLog::new(), clock.clone());
    engine.add(PROCEDURE)?;
    engine.start("caso-1", "TUTELA-1", &Actor::person("ana", "abogado"))?;
    println!("due: {}", engine.next_due().ok_or("a deadline runs")?);

    clock.0.fetch_add(72, Ordering::Relaxed);
    for notice in engine.advance()?.iter().flat_map(|step| &step.notices) {
        println!("notice to {}: {:?}", notice.roles.join(", "), notice.reason);
    }
    Ok(())
}
