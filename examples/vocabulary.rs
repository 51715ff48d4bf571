//! A pure function of the host in a guard: the procedure asks `es_rural(…)`, the host says what that means.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::check::Options;
use cauce::command::{Actor, Done};
use cauce::data::{Kind, Value};
use cauce::engine::Engine;
use cauce::guard::{HostFunction, Vocabulary};

const PROCEDURE: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "VISITA-1", nombre = "Visitar a un prestador" }
rol  = { id = "auditor", nombre = "Auditor" }
dato = { id = "sede", nombre = "Sede", tipo = "texto" }
[[actividad]]
id           = "programar"
titulo       = "Programar la visita"
responsables = "auditor"
anota        = "sede"
[[actividad]]
id        = "transporte"
titulo    = "Pedir transporte"
aplica_si = 'es_rural(sede)'
[[actividad]]
id     = "visitar"
titulo = "Visitar"
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rural = HostFunction::new(["es_rural", "is_rural"], &[Kind::Text], Kind::YesNo, |given| {
        Ok(Value::Bool(given == [Value::Text("Juntas".into())]))
    });
    let options = Options { vocabulary: Vocabulary::new("1").with(rural)?, ..Options::default() };
    let engine = Engine::in_memory().with_options(options);
    engine.add(PROCEDURE)?;

    let ana = Actor::person("ana", "auditor");
    for (case, place) in [("centro", "Centro"), ("vereda", "Juntas")] {
        engine.start(case, "VISITA-1", &ana)?;
        let done = Done::new().data("sede", Value::Text(place.into()));
        let step = engine.complete(case, "programar", done, &ana)?;
        println!("{place}: next is {}", step.opened[0].title);
    }
    Ok(())
}
