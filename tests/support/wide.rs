//! Large procedures, written as files: wide, long, and full of returns.

use std::fmt::Write as _;

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"ANCHO\"\nnombre = \"Ancho\"\n";

fn work(text: &mut String, id: &str, more: &str) {
    let _ = writeln!(text, "[[actividad]]\nid = \"{id}\"\ntitulo = \"{id}\"\n{more}");
}

/// So many branches at once of so many activities each; one of them may end before it meets the others.
pub(crate) fn branches(count: usize, length: usize, faulty: bool) -> String {
    let mut text = String::from(HEAD);
    work(&mut text, "abre", "sigue = \"parte\"");
    for branch in 0..count {
        for at in 0..length {
            let next = match at + 1 == length {
                true => "junta".to_owned(),
                false => format!("a{branch}-{}", at + 1),
            };
            let more = match (faulty, branch, at) {
                (true, 3, 4) => format!(
                    "pregunta = \"¿?\"\nsi = {{ continua_en = \"{next}\" }}\nno = {{ continua_en = \"fin\" }}"
                ),
                _ => format!("sigue = \"{next}\""),
            };
            work(&mut text, &format!("a{branch}-{at}"), &more);
        }
    }
    work(&mut text, "cierra", "");
    let ways: Vec<String> = (0..count).map(|branch| format!("\"a{branch}-0\"")).collect();
    let _ = write!(
        text,
        "[[compuerta]]\nid = \"parte\"\ntipo = \"paralela\"\nsigue = [{}]\n\
         [[compuerta]]\nid = \"junta\"\ntipo = \"paralela\"\nsigue = \"cierra\"\n",
        ways.join(", ")
    );
    text
}

/// So many branches at once, in each of which returns cross each other; one of them may end before it meets the others.
pub(crate) fn crossed(count: usize, faulty: bool) -> String {
    let mut text = String::from(HEAD);
    work(&mut text, "abre", "sigue = \"parte\"");
    for branch in 0..count {
        let ask = |no: &str, si: &str| {
            format!(
                "pregunta = \"¿?\"\nsi = {{ continua_en = \"{si}\" }}\nno = {{ regresa_a = \"b{branch}-{no}\" }}"
            )
        };
        work(&mut text, &format!("b{branch}-0"), "");
        work(&mut text, &format!("b{branch}-1"), "");
        let is_faulty = faulty && branch == 3;
        let next = if is_faulty { "fin".to_owned() } else { format!("b{branch}-3") };
        work(&mut text, &format!("b{branch}-2"), &ask("0", &next));
        work(&mut text, &format!("b{branch}-3"), &ask("1", "junta"));
    }
    work(&mut text, "cierra", "");
    let ways: Vec<String> = (0..count).map(|branch| format!("\"b{branch}-0\"")).collect();
    let _ = write!(
        text,
        "[[compuerta]]\nid = \"parte\"\ntipo = \"paralela\"\nsigue = [{}]\n\
         [[compuerta]]\nid = \"junta\"\ntipo = \"paralela\"\nsigue = \"cierra\"\n",
        ways.join(", ")
    );
    text
}

/// So many branches at once of five activities; each waits, before its fourth, for the second of the one before.
pub(crate) fn tied(count: usize, faulty: bool) -> String {
    let mut text = String::from(HEAD);
    work(&mut text, "abre", "sigue = \"parte\"");
    let mut gates = String::new();
    for branch in 0..count {
        for (at, next) in ["b", "s", "w", "b", "j"].iter().enumerate() {
            let next = match *next {
                "b" => format!("b{branch}-{}", at + 1),
                "j" => "junta".to_owned(),
                gate => format!("{gate}{branch}"),
            };
            let more = match (faulty, branch, at) {
                (true, 3, 4) => format!(
                    "pregunta = \"¿?\"\nsi = {{ continua_en = \"{next}\" }}\nno = {{ continua_en = \"fin\" }}"
                ),
                _ => format!("sigue = \"{next}\""),
            };
            work(&mut text, &format!("b{branch}-{at}"), &more);
        }
        let after = (branch + 1) % count;
        let _ = write!(
            gates,
            "[[compuerta]]\nid = \"s{branch}\"\ntipo = \"paralela\"\nsigue = [\"b{branch}-2\", \"w{after}\"]\n\
             [[compuerta]]\nid = \"w{branch}\"\ntipo = \"paralela\"\nsigue = \"b{branch}-3\"\n"
        );
    }
    work(&mut text, "cierra", "");
    let ways: Vec<String> = (0..count).map(|branch| format!("\"b{branch}-0\"")).collect();
    let _ = write!(
        text,
        "[[compuerta]]\nid = \"parte\"\ntipo = \"paralela\"\nsigue = [{}]\n\
         [[compuerta]]\nid = \"junta\"\ntipo = \"paralela\"\nsigue = \"cierra\"\n{gates}",
        ways.join(", ")
    );
    text
}

/// So many blocks of a choice between two activities, one after another.
pub(crate) fn choices(count: usize) -> String {
    let (mut text, mut gates) = (String::from(HEAD), String::new());
    text.push_str("[[dato]]\nid = \"x\"\nnombre = \"X\"\ntipo = \"si_no\"\n");
    for at in 0..count {
        work(&mut text, &format!("c{at}"), &format!("sigue = \"x{at}\""));
        for branch in ["s", "n"] {
            let next = if at + 1 == count { "fin".to_owned() } else { format!("c{}", at + 1) };
            work(&mut text, &format!("{branch}{at}"), &format!("sigue = \"{next}\""));
        }
        let _ = write!(
            gates,
            "[[compuerta]]\nid = \"x{at}\"\ntipo = \"exclusiva\"\n\
             sigue = [{{ va_a = \"s{at}\", si_cumple = 'x' }}, {{ va_a = \"n{at}\", en_otro_caso = true }}]\n"
        );
    }
    text.push_str(&gates);
    text
}

/// So many activities in order, of which every tenth may go back: some of them across each other.
pub(crate) fn returns(count: usize) -> String {
    let mut text = String::from(HEAD);
    for at in 0..count {
        let more = match at % 10 {
            9 => {
                let back = at.saturating_sub(if at % 20 == 9 { 7 } else { 13 });
                let next = if at + 1 == count { "fin".to_owned() } else { format!("r{}", at + 1) };
                format!(
                    "pregunta = \"¿?\"\nsi = {{ continua_en = \"{next}\" }}\nno = {{ regresa_a = \"r{back}\" }}"
                )
            }
            _ => String::new(),
        };
        work(&mut text, &format!("r{at}"), &more);
    }
    text
}
