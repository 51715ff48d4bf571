//! The work list of a role over several cases: a fold over what each case has open.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::command::{Actor, Command, Done};
use cauce::engine::{Engine, EngineError};

const PROCEDURE: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "QUEJA-1", nombre = "Atender una queja" }
[[rol]]
id     = "recepcion"
nombre = "Recepción"
[[rol]]
id     = "juridica"
nombre = "Oficina jurídica"
[[actividad]]
numero       = 1
id           = "recibir"
titulo       = "Recibir la queja"
responsables = ["recepcion"]
[[actividad]]
numero       = 2
id           = "responder"
titulo       = "Responder la queja"
responsables = ["juridica"]
"#;

fn main() -> Result<(), EngineError> {
    let engine = Engine::in_memory();
    engine.add(PROCEDURE)?;
    let desk = Actor::person("luis", "recepcion");
    let lawyer = Actor::person("ana", "juridica");
    let cases = ["q-1", "q-2", "q-3"];
    for case in cases {
        engine.start(case, "QUEJA-1", &desk)?;
    }
    engine.complete("q-1", 1, Done::new(), &desk)?;
    let step = engine.complete("q-3", 1, Done::new(), &desk)?;

    // What has been claimed stays in the list, with whose it is.
    let item = step.opened[0].item;
    engine.ask("q-3", &lawyer, Command::Claim { item })?;

    println!("open for the legal office:");
    for case in cases {
        let mut open = engine.work(case)?;
        open.retain(|item| item.roles.contains(&"juridica".into()));
        for item in open {
            let whose = item.claimed_by.as_deref().unwrap_or("nobody yet");
            println!("  {case}/{} {} ({whose})", item.item, item.title);
        }
    }
    Ok(())
}
