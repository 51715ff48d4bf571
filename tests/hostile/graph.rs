//! Graphs: ways that lead nowhere, wrong, round and round, or too far.

use std::fmt::Write as _;

use super::case::Case;

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P-1\"\nnombre = \"A\"\n";
const ROLE: &str =
    "[[rol]]\nid = \"x\"\nnombre = \"X\"\n[[dato]]\nid = \"n\"\nnombre = \"N\"\ntipo = \"decimal\"\n";

/// A file of activities, each with what is said of it beyond number, id and title.
fn acts(rest: &[&str]) -> String {
    let mut text = format!("{HEAD}{ROLE}");
    for (place, rest) in rest.iter().enumerate() {
        let number = place + 1;
        let _ = writeln!(
            text,
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso {number}\"\n{rest}"
        );
    }
    text
}

fn gate(id: &str, next: &str) -> String {
    format!("[[compuerta]]\nid = \"{id}\"\ntipo = \"exclusiva\"\nsigue = {next}\n")
}

const ASKS: &str = "responsables = \"x\"\npregunta = \"¿?\"\n";

/// Every graph of the list that is due.
pub(crate) fn cases() -> Vec<Case> {
    let asks = |ways: &str| format!("{ASKS}{ways}");
    let mut cases = vec![
        Case::text("no activity", HEAD),
        Case::text(
            "target that does not exist",
            acts(&["", &asks("si = { regresa_a = 11 }\nno = { continua_en = 3 }"), ""]),
        ),
        Case::text("activity nobody reaches", acts(&["sigue = 3", "", ""])),
        Case::text("activity without a way out", acts(&["", "sigue = 1"])),
        Case::text("answer without a way", acts(&["", &asks("si = { }\nno = { continua_en = \"fin\" }")])),
        Case::text(
            "SI and NO to the same place",
            acts(&[&asks("si = { continua_en = 2 }\nno = { continua_en = 2 }"), ""]),
        ),
        Case::text("duplicate number", acts(&["", ""]).replace("numero = 2", "numero = 1")),
        Case::text("duplicate id", acts(&["", ""]).replace("id = \"a2\"", "id = \"a1\"")),
        Case::text(
            "regresa forwards",
            acts(&[&asks("si = { regresa_a = 2 }\nno = { continua_en = 2 }"), ""]),
        ),
        Case::text(
            "continúa backwards",
            acts(&["", &asks("si = { continua_en = 1 }\nno = { continua_en = \"fin\" }")]),
        ),
        Case::text(
            "continúa to itself",
            acts(&[&asks("si = { continua_en = 1 }\nno = { continua_en = \"fin\" }")]),
        ),
        Case::text(
            "regresa to itself",
            acts(&[&asks("si = { regresa_a = 1 }\nno = { continua_en = \"fin\" }")]),
        ),
        Case::text(
            "a million rounds",
            acts(&["", &asks("si = { regresa_a = 1, maximo = 1000000 }\nno = { continua_en = \"fin\" }")]),
        ),
        Case::text("hyphenated id used as a name", acts(&["aplica_si = 'incumplimiento-256 > 0'"])),
    ];
    cases.extend(cycles());
    cases.extend(sizes());
    cases.extend(findings());
    cases.extend(blocks());
    cases.extend(beside_the_flow());
    cases
}

fn cycles() -> Vec<Case> {
    let auto = "tipo = \"abstracta\"";
    let cycle = acts(&["sigue = \"c\"", &format!("{auto}\nsigue = \"c\"")])
        + &*gate("c", "[{ va_a = 2, si_cumple = 'n > 1' }, { va_a = \"fin\", en_otro_caso = true }]");
    let gates = acts(&["sigue = \"c1\""])
        + &*gate("c1", "[{ va_a = \"c2\", si_cumple = 'n > 1' }, { va_a = \"fin\", en_otro_caso = true }]")
        + &*gate("c2", "\"c3\"")
        + &*gate("c3", "\"c1\"");
    vec![Case::text("automatic cycle", cycle), Case::text("automatic cycle of gateways", gates)]
}

fn sizes() -> Vec<Case> {
    let mut diamonds = acts(&["sigue = \"d1\"", ""]);
    for level in 1..=20 {
        let next = if level == 20 { "2".to_owned() } else { format!("\"d{}\"", level + 1) };
        let (one, other) = (format!("\"u{level}\""), format!("\"v{level}\""));
        let next_of = |id: &str| gate(id, &next);
        let _ = write!(
            diamonds,
            "{}{}{}",
            gate(
                &format!("d{level}"),
                &format!(
                    "[{{ va_a = {one}, si_cumple = 'n > {level}' }}, {{ va_a = {other}, en_otro_caso = true }}]"
                )
            ),
            next_of(&format!("u{level}")),
            next_of(&format!("v{level}")),
        );
    }
    let chain = |length: usize| {
        let mut text = format!("{HEAD}{ROLE}[[actividad]]\nid=\"a\"\ntitulo=\"A\"\nsigue=\"g1\"\n");
        for place in 1..=length {
            let next = if place == length { "\"fin\"".to_owned() } else { format!("\"g{}\"", place + 1) };
            let _ = writeln!(text, "[[compuerta]]\nid=\"g{place}\"\ntipo=\"exclusiva\"\nsigue={next}");
        }
        text
    };
    let back =
        |number: usize| format!("{ASKS}si = {{ regresa_a = 1 }}\nno = {{ continua_en = {} }}", number + 1);
    let returns: Vec<String> =
        (1..=2_000).map(|number| if number == 1 { String::new() } else { back(number) }).collect();
    let mut returns: Vec<&str> = returns.iter().map(String::as_str).collect();
    returns.push("");
    vec![
        Case::text("2²⁰ paths", diamonds),
        Case::text("chain of 19,000 gateways", chain(19_000)),
        Case::text("chain of 100,000", chain(100_000)),
        Case::text("2,000 returns to the first", acts(&returns)),
        Case::text("more states than the budget", ring(20)),
    ]
}

/// Branches that are tied to their neighbours in a ring: sound, and nothing of it folds.
fn ring(branches: usize) -> String {
    let all: Vec<String> = (0..branches).map(|at| format!("\"p{at}\"")).collect();
    let mut text = format!("{HEAD}{ROLE}[[actividad]]\nid=\"a\"\ntitulo=\"A\"\nsigue=[{}]\n", all.join(", "));
    for at in 0..branches {
        let (before, after) = (format!("\"j{at}\""), format!("\"j{}\"", (at + 1) % branches));
        let _ = write!(
            text,
            "[[actividad]]\nid=\"p{at}\"\ntitulo=\"P\"\nsigue=[{before}, {after}]\n\
             [[actividad]]\nid=\"q{at}\"\ntitulo=\"Q\"\nsigue=\"todo\"\n\
             [[compuerta]]\nid=\"j{at}\"\ntipo=\"paralela\"\nsigue=\"q{at}\"\n"
        );
    }
    text + "[[compuerta]]\nid=\"todo\"\ntipo=\"inclusiva\"\nsigue=\"fin\"\n"
}

fn findings() -> Vec<Case> {
    let finding = |change: &str| {
        acts(&["", ""])
            + &*format!(
                "[[hallazgo]]\nid = \"H-1\"\nclase = \"c\"\ndonde = \"d\"\nnota = \"n\"\ncambios = [{change}]\n"
            )
    };
    vec![
        Case::text(
            "finding about a field there is not",
            finding("{ actividad = 1, campo = \"colour\", dice = \"a\", se_lee = \"b\" }"),
        ),
        Case::text(
            "finding about a field that is absent",
            finding("{ actividad = 1, campo = \"cadencia\", dice = \"mensual\", se_lee = \"anual\" }"),
        ),
        Case::text(
            "finding whose reading differs",
            finding("{ actividad = 1, campo = \"titulo\", dice = \"a\", se_lee = \"b\" }"),
        ),
        Case::text(
            "finding about no activity",
            finding("{ actividad = 77, campo = \"titulo\", dice = \"a\", se_lee = \"b\" }"),
        ),
    ]
}

/// Blocks: entered, left and returned from in ways that nobody could follow.
fn blocks() -> Vec<Case> {
    let block = |kind: &str, inside: &str, after: &str| {
        let head = acts(&["", kind]);
        let child = |id: &str, rest: &str| {
            format!("[[actividad]]\nid = \"{id}\"\ntitulo = \"T\"\nresponsables = [\"x\"]\n{rest}\n")
        };
        let one = child("c1", &format!("dentro_de = \"a2\"\n{inside}"));
        format!("{head}{one}{}{}", child("c2", "dentro_de = \"a2\""), child("z", after))
    };
    let at_once = "orden = \"a_la_vez\"";
    let asks = |yes: &str| format!("pregunta = \"¿?\"\nsi = {yes}\nno = {{ continua_en = \"fin\" }}");
    vec![
        Case::text("jump into a parallel block", block(at_once, "", &asks("{ regresa_a = \"c1\" }"))),
        Case::text("return between siblings", block(at_once, &asks("{ regresa_a = \"c2\" }"), "")),
        Case::text("return out of a parallel block", block(at_once, &asks("{ regresa_a = 1 }"), "")),
        Case::text("on to a sibling", block(at_once, "sigue = \"z\"", "")),
        Case::text("block in itself", block("dentro_de = \"c1\"", "", "")),
        Case::text("inside nothing", acts(&["dentro_de = \"nada\"", ""])),
        Case::text("repetition without a list", acts(&["por_cada = \"entidad\""])),
        Case::text("repetition of nothing", acts(&["por_cada = { orden = \"a_la_vez\" }"])),
        Case::text(
            "repetition backwards",
            acts(&["", ""])
                + "[[repeticion]]\nid = \"v\"\nprimera = 2\nultima = 1\npor_cada = { cantidad = 3 }\n",
        ),
        Case::text("closed by nothing", acts(&["no_detiene = true\ntermina_en = \"nada\"", ""])),
    ]
}

/// What belongs to later: refused by name.
/// So many that each of them against each other would be felt.
fn many_interactions(with: &str) -> String {
    let one = |number: usize| format!("{{ {with}id = \"i{}\" }}", number / 2);
    let all: Vec<String> = (0..200).map(one).collect();
    format!("interaccion = [{}]", all.join(", "))
}

/// What stands beside the flow: windows, milestones, interactions, what undoes.
fn beside_the_flow() -> Vec<Case> {
    vec![
        Case::text("window", acts(&["mide = { ventana = \"v\", indicadores = [] }"])),
        Case::text("milestone", acts(&["hito = \"h\""])),
        Case::text("interactions with nobody", acts(&[&many_interactions("")])),
        Case::text("interactions of the same id", acts(&[&many_interactions("con = \"P\", ")])),
        Case::text(
            "interaction inside itself",
            acts(&["interaccion = { id = \"x\", con = \"P\", dentro_de = \"x\" }"]),
        ),
        Case::text(
            "interaction with its own procedure",
            acts(&["interaccion = { id = \"x\", procedimiento = \"P\", con = 7 }"]),
        ),
        Case::text(
            "undoes nothing",
            acts(&["evento = { id = \"e\", cuando = { compensa = true }, va_a = 1 }"]),
        ),
    ]
}
