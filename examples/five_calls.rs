//! From a file to a finished activity: add, start, work, complete, advance.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::command::{Actor, Done};
use cauce::data::Digest;
use cauce::engine::Engine;

const PROCEDURE: &str = include_str!("../procedures/ibague-pro-gs-029/PRO-GS-029.toml");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::in_memory();
    engine.add(PROCEDURE)?;

    let director = Actor::person("directora", "director-psc");
    engine.start("caso-1", "PRO-GS-029", &director)?;

    for item in engine.work("caso-1")? {
        println!("{} {}: {}", item.reference, item.title, item.roles.join(", "));
        for record in item.evidence.iter().flat_map(|wanted| &wanted.records) {
            println!("  needs {}", record.name);
        }
    }

    let report = Digest::of(b"the bytes of the report");
    let minutes = Digest::of(b"the bytes of the minutes");
    let done = Done::new()
        .evidence("informe-256", "informe.pdf", "application/pdf", report)
        .evidence("actas-reaccion", "actas.pdf", "application/pdf", minutes)
        .conforming();
    let step = engine.complete("caso-1", 1, done, &director)?;
    for item in &step.opened {
        println!("now open: {} {}", item.reference, item.title);
    }

    // Nothing is due yet; a host calls this now and then, or when `next_due` says.
    assert!(engine.advance()?.is_empty());
    Ok(())
}
