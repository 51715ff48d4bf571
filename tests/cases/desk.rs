//! The procedures and the people of the tests.

use cauce::clock::ManualClock;
use cauce::command::Actor;
use cauce_store::cases::Cases;

pub(crate) use crate::bases::{Place, bases};

pub(crate) const ACTA: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "ACTA"
nombre  = "Levantar un acta"
version = "03"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[actividad]]
numero  = 1
id      = "redactar"
titulo  = "Redactar"
responsables = "auditor"
[[actividad]]
numero  = 2
id      = "revisar"
titulo  = "Revisar"
responsables = "auditor"
pregunta = "¿Requiere ajustes?"
si = { regresa_a = 1 }
no = { continua_en = "fin" }
"#;

pub(crate) const PLAZO: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "PLAZO"
nombre  = "Responder a tiempo"
zona_horaria = "America/Bogota"
[[rol]]
id      = "jefe"
nombre  = "Jefe"
[[rol]]
id      = "director"
nombre  = "Director"
[[dato]]
id      = "entidad"
tipo    = "texto"
[[actividad]]
id      = "responder"
titulo  = "Responder"
responsables = ["jefe", "director"]
plazo   = "1 día"
avisa_antes = "4 horas"
al_vencer = { escala_a = "director" }
"#;

pub(crate) const ESPERA: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "ESPERA"
nombre  = "Esperar un pago"
[[dato]]
id      = "pedido"
tipo    = "entero"
[[actividad]]
id      = "avisar"
titulo  = "Avisar"
trabajo = "avisar"
[[actividad]]
id      = "aguardar"
titulo  = "Aguardar el pago"
espera  = { mensaje = "pago", correlaciona = { pedido = 'pedido' } }
[[actividad]]
id      = "oir"
titulo  = "Aguardar la alarma"
espera  = { senal = "alarma" }
"#;

/// Cases with the procedures of this page.
pub(crate) fn opened(place: &Place) -> Cases<ManualClock> {
    let cases = place.again();
    for text in [ACTA, PLAZO, ESPERA] {
        cases.add(text).expect("it can be added");
    }
    cases
}

pub(crate) fn ana() -> Actor {
    Actor::person("ana", "auditor")
}

pub(crate) fn eva() -> Actor {
    Actor::person("eva", "auditor")
}

pub(crate) fn web() -> Actor {
    Actor::host("web")
}
