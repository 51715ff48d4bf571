//! The texts of the synthetic workloads.

use std::fmt::Write as _;

const HEAD: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "BANCO"
nombre = "Banco de pruebas"
[[rol]]
id = "auditor"
nombre = "Auditor"
"#;

/// W1 and W6: a sequence of activities that pass by themselves.
pub(crate) fn sequence(activities: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 1..=activities {
        let _ = write!(
            text,
            "\n[[actividad]]\nnumero = {number}\nid = \"paso-{number}\"\ntitulo = \"Paso {number} de la secuencia\"\n\
             descripcion = \"Se anota en la planilla lo que se recibe y se pasa al siguiente.\"\ntipo = \"abstracta\"\n"
        );
    }
    text
}

/// W2: seventeen activities that pass by themselves; ten ask a guard that sends the work back once.
pub(crate) fn returns() -> String {
    let mut text = HEAD.to_owned();
    for number in 1..=17 {
        let _ = write!(
            text,
            "\n[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso {number}\"\ntipo = \"abstracta\"\n"
        );
        if ASKED.contains(&number) {
            let onward = if number == 17 { "\"fin\"".to_owned() } else { (number + 1).to_string() };
            let _ = writeln!(text, "pregunta = \"¿Requiere ajustes?\"\nsi = {{ repite = true, maximo = 3 }}");
            let _ = writeln!(text, "no = {{ continua_en = {onward} }}\ndecide = 'vueltas({number}) < 1'");
        }
    }
    text
}

/// The activities of W2 that a guard follows: the nine of PRO-GS-029 and one more.
pub(crate) const ASKED: [usize; 10] = [2, 4, 5, 7, 9, 12, 14, 15, 16, 17];

/// W5: an exclusive split with ten conditions, the last of which is true.
pub(crate) fn split() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("[[dato]]\nid = \"ajustes\"\nnombre = \"Ajustes\"\ntipo = \"si_no\"\n");
    text.push_str("[[actividad]]\nid = \"llega\"\ntitulo = \"Llega\"\ntipo = \"abstracta\"\nsigue = \"c1\"\n[[compuerta]]\nid = \"c1\"\ntipo = \"exclusiva\"\nsigue = [\n");
    for way in 1..=10 {
        let wanted = if way == 10 { "SI" } else { "NO" };
        let _ = writeln!(text, "  {{ va_a = \"a{way}\", si_cumple = 'ajustes == {wanted}' }},");
    }
    text.push_str("]\n");
    for way in 1..=10 {
        let _ = write!(
            text,
            "\n[[actividad]]\nid = \"a{way}\"\ntitulo = \"Camino {way}\"\ntipo = \"abstracta\"\nsigue = \"fin\"\n"
        );
    }
    text
}

/// L1: a person does one thing, another person sends it back.
pub(crate) fn rounds(maximum: usize) -> String {
    format!(
        "{HEAD}\n[[actividad]]\nnumero = 1\nid = \"elaborar\"\ntitulo = \"Elaborar\"\nresponsables = [\"auditor\"]\n\
         \n[[actividad]]\nnumero = 2\nid = \"revisar\"\ntitulo = \"Revisar\"\nresponsables = [\"auditor\"]\n\
         pregunta = \"¿Requiere ajustes?\"\nsi = {{ regresa_a = 1, maximo = {maximum} }}\nno = {{ continua_en = \"fin\" }}\n"
    )
}

/// W3: a split into ten branches of one activity each, and their join.
pub(crate) fn branches(kind: &str) -> String {
    let mut text = HEAD.to_owned();
    let names: Vec<String> = (1..=10).map(|branch| format!("\"a{branch}\"")).collect();
    let _ = write!(
        text,
        "[[actividad]]\nid = \"llega\"\ntitulo = \"Llega\"\ntipo = \"abstracta\"\nsigue = \"parte\"\n\
         [[compuerta]]\nid = \"parte\"\ntipo = \"{kind}\"\nsigue = [{}]\n\
         [[compuerta]]\nid = \"junta\"\ntipo = \"{kind}\"\nsigue = \"fin\"\n",
        names.join(", ")
    );
    for branch in 1..=10 {
        let _ = write!(
            text,
            "[[actividad]]\nid = \"a{branch}\"\ntitulo = \"Rama {branch}\"\ntipo = \"abstracta\"\nsigue = \"junta\"\n"
        );
    }
    text
}

/// W4: blocks inside each other around one activity.
pub(crate) fn nested(depth: usize) -> String {
    let mut text = HEAD.to_owned();
    for level in 1..=depth {
        let inside = if level > 1 { format!("dentro_de = \"b{}\"\n", level - 1) } else { String::new() };
        let _ = write!(
            text,
            "[[actividad]]\nid = \"b{level}\"\ntitulo = \"Bloque {level}\"\norden = \"a_la_vez\"\n{inside}"
        );
    }
    let _ = write!(
        text,
        "[[actividad]]\nid = \"paso\"\ntitulo = \"Paso\"\ntipo = \"abstracta\"\ndentro_de = \"b{depth}\"\n"
    );
    text
}
