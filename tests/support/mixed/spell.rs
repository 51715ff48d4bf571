//! How the smaller parts of a random model are spelt: heads, triggers, repetitions, flows.
//!
//! Knows single values of the file; where they stand is known to `write`.

use super::write::plain;
use super::{Beside, Block, Body, Gate, Part, Shape, Step, Trigger};

pub(super) const HEAD: &str = r#"nombre = "Al azar"
zona_horaria = "America/Bogota"
autoridad = ["autoridad"]
[[rol]]
id = "autoridad"
nombre = "Autoridad"
[[rol]]
id = "auditor"
nombre = "Auditor"
[[rol]]
id = "prestador"
nombre = "Prestador"
[[registro]]
id = "acta"
nombre = "Acta"
[[dato]]
id = "dias"
nombre = "Días"
tipo = "entero"
opcional = true
[[dato]]
id = "dia"
nombre = "Día"
tipo = "fecha"
opcional = true
[[dato]]
id = "zonas"
nombre = "Zonas"
tipo = "lista"
miembro = "zona"
opcional = true
[[hito]]
id = "h0"
nombre = "Un hito"
[[hito]]
id = "h1"
nombre = "Otro hito"
[[ventana]]
id = "v0"
nombre = "Los primeros días"
hasta = "2 días desde inicio"
[[ventana]]
id = "v1"
nombre = "Después"
desde = "2 días"
[[indicador]]
id = "cuantos"
nombre = "Cuántos"
meta = 3
[[tabla]]
id = "tramos"
entrada = ["dias"]
salida = ["dias"]
filas = [["< 2", 4], ["2..4", 1], [">= 5", 0]]
"#;

/// Ways to begin beside the first activity.
pub(super) fn begins(how: u8) -> &'static str {
    match how {
        1 | 2 => {
            "[[inicio]]\nid = \"a-mano\"\nva_a = \"e1\"\n\
             [[inicio]]\nid = \"ritmo\"\ncada = \"2 meses\"\nva_a = \"e1\"\n\
             [[inicio]]\nid = \"pedido\"\ncuando = { mensaje = \"m2\" }\nva_a = \"e1\"\n"
        }
        3 => {
            "[[inicio]]\nid = \"a-mano\"\nva_a = \"e1\"\n\
             [[inicio]]\nid = \"pedido\"\ncuando = { senal = \"s2\" }\nva_a = \"e1\"\n"
        }
        4 => {
            "[[inicio]]\nid = \"a-mano\"\nva_a = \"e1\"\n\
             [[compuerta]]\nid = \"segun\"\ntipo = \"por_evento\"\ncrea_caso = true\nsigue = [\"pedido\", \"queja\"]\n\
             [[actividad]]\nid = \"pedido\"\ntitulo = \"Pedido\"\nespera = { mensaje = \"m2\" }\nsigue = \"e1\"\n\
             [[actividad]]\nid = \"queja\"\ntitulo = \"Queja\"\nespera = { mensaje = \"m1\" }\nsigue = \"e1\"\n"
        }
        _ => "",
    }
}

/// The term of the whole, of some.
pub(super) fn term(body: &Body) -> &'static str {
    match body.parts.len() {
        2 => "plazo = \"2 meses\"\n",
        3 => "plazo_minimo = \"1 día\"\n",
        _ => "",
    }
}

/// A block whose work is chosen: steps that are repeated, and a block that is.
pub(super) fn chosen(count: u8, at_once: bool, steps: &[Step]) -> Part {
    let block = |shape, children| {
        let (beside, inside) = (Vec::new(), Vec::new());
        Part::Block(Block { shape, children, beside, inside, undone: false, data: false })
    };
    let each = block(Shape::Each { at_once, enough: count == 1, count }, vec![Part::Step(plain(6))]);
    let repeated = |step: &Step| Part::Step(Step { repeats: count + 1, ..step.clone() });
    let children = steps.iter().map(repeated).chain([each]).collect();
    block(Shape::Free { at_once, enough: at_once, cancels: count == 2 }, children)
}

/// Whether an event may be attached: what would never end, and what only a transaction has, may not.
pub(super) fn fits(beside: &Beside, may_cancel: bool) -> bool {
    beside.trigger != Trigger::Cancelled || may_cancel
}

pub(super) fn interrupts(beside: &Beside) -> bool {
    match beside.trigger {
        Trigger::Error(_) | Trigger::Cancelled => true,
        Trigger::Cycle => false,
        _ => beside.interrupts,
    }
}

/// What is done when it happens; some events only lead on.
pub(super) fn own(beside: &Beside) -> &[Step] {
    if beside.effect < 2 || matches!(beside.effect, 4 | 8) { &[] } else { &beside.own }
}

pub(super) fn each(count: u8, at_once: bool, enough: bool) -> String {
    let order = if at_once { "a_la_vez" } else { "en_secuencia" };
    let over = match count {
        3 => "miembro = \"zona\"".to_owned(),
        2 => "cantidad = 'dias'".to_owned(),
        count => format!("cantidad = {}", count * 2),
    };
    let enough = if enough { ", termina_si = 'dias > 3'" } else { "" };
    format!("{{ {over}, orden = \"{order}\"{enough} }}")
}

pub(super) fn flow(gate: Gate, place: usize, head: &str) -> String {
    match (gate, place) {
        (Gate::Parallel | Gate::Complex(_) | Gate::First, _) => format!("\"{head}\""),
        (_, 0) => format!("{{ va_a = \"{head}\", en_otro_caso = true }}"),
        (_, place) => format!("{{ va_a = \"{head}\", si_cumple = 'dias > {place}' }}"),
    }
}

pub(super) fn spell(trigger: Trigger) -> String {
    match trigger {
        Trigger::Message { name, correlates, carries } => {
            let correlates = if correlates { ", correlaciona = { pedido = 'dias' }" } else { "" };
            let carries = if carries { ", salida = { dias = 'valor' }" } else { "" };
            format!("{{ mensaje = \"m{name}\"{correlates}{carries} }}")
        }
        Trigger::Signal(name) => format!("{{ senal = \"s{name}\" }}"),
        Trigger::Time(0) => "{ tiempo = \"1 hora\" }".into(),
        Trigger::Time(1) => "{ tiempo = \"2 días\" }".into(),
        Trigger::Time(2) => "{ tiempo = 2022-03-04 }".into(),
        Trigger::Time(_) => "{ tiempo = \"dato dia\" }".into(),
        Trigger::Cycle => "{ tiempo = \"R3/PT1H\" }".into(),
        Trigger::Condition(0) => "{ condicion = 'dias > 2' }".into(),
        Trigger::Condition(1) => "{ condicion = 'dias == 1' }".into(),
        Trigger::Condition(_) => "{ condicion = 'terminada(\"e1\")' }".into(),
        Trigger::Declared => "{ declara = [\"auditor\"] }".into(),
        Trigger::Any => "{ alguna_de = [{ senal = \"s1\" }, { tiempo = \"1 día\" }] }".into(),
        Trigger::All => "{ todas = [{ senal = \"s0\" }, { condicion = 'dias > 2' }] }".into(),
        Trigger::Error(name) => format!("{{ error = \"{}\" }}", ["X", "Y", "*"][usize::from(name % 3)]),
        Trigger::Escalation(name) => {
            format!("{{ escalada = \"{}\" }}", ["E", "F", "*"][usize::from(name % 3)])
        }
        Trigger::Cancelled => "{ cancela = true }".into(),
    }
}
