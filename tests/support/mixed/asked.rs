//! What work asks for beside itself: interactions, milestones, measures, answers with consequences of their own.
//!
//! Knows the keys of each kind of work; where the answers lead is known to `write`.

use super::Kind;

/// The keys that a kind of work adds; `calls` is a procedure that it may have done.
pub(super) fn extra(kind: u8, id: &str, calls: Option<&String>) -> Option<String> {
    let by_hand = |more: &str| Some(format!("interaccion = {{ id = \"i{id}\", con = \"Otros\"{more} }}"));
    match (kind, calls) {
        (12, _) => by_hand(""),
        (13, _) => by_hand(", pregunta = \"¿Se pide?\", quien = \"prestador\", aguarda = true"),
        (14, Some(code)) => {
            let whether = "pregunta = \"¿Se pide?\", aguarda = true";
            Some(format!("interaccion = {{ id = \"i{id}\", procedimiento = \"{code}\", {whether} }}"))
        }
        (15, Some(code)) => Some(format!("interaccion = {{ id = \"i{id}\", procedimiento = \"{code}\" }}")),
        (14 | 15, None) => by_hand(", aguarda = true"),
        (16, _) => Some("hito = \"h0\"".into()),
        (17, _) => Some("hito = \"h1\"\nevidencias = [\"acta\"]".into()),
        (18, _) => Some("mide = [{ ventana = \"v0\", indicadores = \"cuantos\" }]".into()),
        (19, _) => Some("mide = [{ ventana = \"v1\", indicadores = \"cuantos\" }, \"cuantos\"]".into()),
        (20, _) => {
            Some("intervienen = \"todos\"\nverifica_otro = \"autoridad\"\ncontrol = \"Que esté\"".into())
        }
        (21, _) => Some("aplica_si = { pregunta = \"¿Aplica?\", quien = \"auditor\" }".into()),
        (24 | 25, _) => Some("intervienen = \"todos\"".into()),
        (26, _) => {
            Some("control = \"Que esté\"\nverifica_otro = \"autoridad\"\ndistinta_persona = true".into())
        }
        (27, _) => Some("no_detiene = true".into()),
        _ => None,
    }
}

/// What a question of a kind of work adds: keys beside it, and keys of SI.
pub(super) fn asks(kind: Kind) -> Option<(&'static str, &'static str)> {
    let Kind::Work(kind) = kind else { return None };
    match kind {
        21 => Some(("", ", avisa = \"auditor\"")),
        22 => Some(("", ", confirma = \"autoridad\", avisa = \"prestador\"")),
        23 => Some(("quien = \"autoridad\"\n", "")),
        24 => Some(("acuerdo = \"mayoria\"\n", "")),
        25 => Some(("quien = \"autoridad\"\n", ", confirma = \"prestador\"")),
        26 => Some(("quien = \"prestador\"\n", "")),
        _ => None,
    }
}
