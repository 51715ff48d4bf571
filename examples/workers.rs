//! Workers: automatic work is picked up, done and acknowledged; what fails is tried again, then a person decides.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::command::{Actor, Command, Resolution, Start};
use cauce::data::Value;
use cauce::engine::{Engine, EngineError};
use cauce::view::Effect;

const MAIL: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "AVISO-1", nombre = "Avisar por correo", autoridad = "jefe" }
rol  = { id = "jefe", nombre = "Jefe" }
dato = [{ id = "correo", tipo = "texto" }, { id = "folio", tipo = "texto", opcional = true }]
evento = { id = "rebota", mientras = "enviar", cuando = { error = "REBOTA" }, va_a = "llamar" }
actividad = [
  { id = "enviar", titulo = "Enviar el correo", trabajo = "enviar-correo", entrada = { para = 'correo' }, salida = { folio = 'acuse' }, reintentos = 2, sigue = "fin" },
  { id = "llamar", titulo = "Llamar por teléfono" },
]
"#;

/// A mail server that does not know everybody, and cannot send far away while its line is down.
fn send(Effect { item, attempt, input, .. }: &Effect, line_is_up: bool) -> Command {
    let (item, attempt) = (*item, *attempt);
    match &input[0].1 {
        Value::Text(to) if &**to == "nadie@x" => Command::ThrowError { item, attempt, code: "REBOTA".into() },
        Value::Text(to) if &**to == "lejos@x" && !line_is_up => {
            Command::FailJob { item, attempt, reason: "no contesta".into(), retry_after: None }
        }
        _ => Command::CompleteJob { item, attempt, data: vec![("acuse".into(), Value::Text("A-7".into()))] },
    }
}

fn main() -> Result<(), EngineError> {
    let (engine, mailer, head) = (Engine::in_memory(), Actor::host("correo"), Actor::person("ana", "jefe"));
    engine.add(MAIL)?;
    let mut line_is_up = false;
    for (case, to) in [("1", "ana@x"), ("2", "nadie@x"), ("3", "lejos@x")] {
        let data = vec![("correo".into(), Value::Text(to.into()))];
        engine.ask(case, &mailer, Command::Start(Start { data, ..Start::of("AVISO-1") }))?;
        loop {
            if let Some(job) = engine.effects(case)?.first() {
                engine.ask(case, &mailer, send(job, line_is_up))?;
                println!("{to}: attempt {} has the key {}", job.attempt, job.key(case));
            } else if let Some(stuck) = engine.work(case)?.iter().find(|open| open.trouble.is_some()) {
                line_is_up = true;
                let (item, how, reason) = (stuck.item, Resolution::Retry, "ya contesta".into());
                engine.ask(case, &head, Command::Resolve { item, how, reason })?;
                println!("{to}: no attempt is left; the head has the line repaired");
            } else {
                break;
            }
        }
        println!("{to}: {}", engine.work(case)?.first().map_or("sent", |open| &open.title));
    }
    Ok(())
}
