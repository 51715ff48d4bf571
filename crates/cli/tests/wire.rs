//! The wire: golden files of what programs read.

mod support;

use support::{Folder, cauce, snapshot};

const FAULTY: &str = r#"formato = 1
idioma  = "es"
[procedimiento]
codigo = "P-1"
nombre = "Archivar"
fecha  = 25/02/2022
[[rol]]
id = "archivista"
nombre = "Archivista"
[[actividad]]
numero = 1
id = "archivar"
titulo = "Archivar el expediente"
responsables = ["archivist"]
pregunta = "¿Falta algo?"
si = { regresa_a = 9 }
no = { continua_en = "fin" }
"#;

#[test]
fn a_check() {
    let folder = Folder::new();
    folder.write("p.toml", FAULTY);
    let said = folder.cauce("check p.toml --format json");
    assert_eq!(said.code, 1);
    snapshot("wire-check", &said.out);
    snapshot("wire-check-en", &folder.cauce("check p.toml --format json --lang en").out);
    let well = cauce("check procedures/ibague-pro-gs-029 --format json --pending");
    assert_eq!(well.code, 0);
    assert!(well.out.contains("\"grade\": \"remark\"") && well.out.contains("\"pending\": ["));
}

#[test]
fn a_diagnostic_names_every_element_it_concerns() {
    let folder = Folder::new();
    let activity = |number: u32, rest: &str| {
        format!("[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"A {number}\"\n{rest}\n")
    };
    let head = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P-1\"\nnombre = \"P\"\n";
    let elements = |name: &str, blocks: &[String], code: &str| -> String {
        folder.write(name, format!("{head}{}", blocks.concat()));
        let said = folder.cauce(&format!("check {name} --format json")).out;
        let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let found = json["diagnostics"].as_array().expect("a list").iter().find(|one| one["code"] == code);
        found.unwrap_or_else(|| panic!("{said}"))["elements"].to_string()
    };
    let ask = "pregunta = \"¿?\"\nsi = { continua_en = 3 }\nno = { continua_en = 3 }";
    let lost = [activity(1, "sigue = \"fin\""), activity(2, ""), activity(3, "")];
    assert_eq!(elements("lost.toml", &lost, "C0201"), r#"["a2","a3"]"#);
    assert_eq!(elements("lost.toml", &lost, "C0507"), r#"["a1","a2","a3"]"#);
    let same = [activity(1, ask), activity(2, ""), activity(3, "")];
    assert_eq!(elements("same.toml", &same, "C0501"), r#"["a1"]"#);
    let back = [
        activity(1, ""),
        activity(2, &ask.replace("continua_en = 3 }\nno", "regresa_a = 3 }\nno")),
        activity(3, ""),
    ];
    assert_eq!(elements("back.toml", &back, "C0110"), r#"["a2","a3"]"#);
    let twice = [activity(1, ""), activity(1, "")];
    assert_eq!(elements("twice.toml", &twice, "C0101"), r#"["a1"]"#);
    let numbers = [activity(1, ""), activity(1, "").replace("\"a1\"", "\"b\"")];
    assert_eq!(elements("numbers.toml", &numbers, "C0103"), r#"["b","a1"]"#);
    assert_eq!(elements("head.toml", &["zona = \"x\"\n".into(), activity(1, "")], "C0002"), "[]");
    let fallen = [activity(1, ""), "[[rol]]\nid = \"r\"\nnombre = \"R\"\nnada = 1\n".into()];
    assert_eq!(elements("fallen.toml", &fallen, "C0002"), "[]");
}

#[test]
fn a_replay() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let one = folder.cauce("replay p p/caminos/01-directo.toml --format json");
    assert_eq!(one.code, 0);
    snapshot("wire-replay", &one.out);
    let all = folder.cauce("replay p --format json");
    assert!(all.out.starts_with("[\n"), "{}", all.out);
}

#[test]
fn a_replay_that_differs_and_one_that_is_refused() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let path = String::from_utf8(folder.read("p/caminos/01-directo.toml")).expect("text");
    folder.write("p/caminos/02.toml", path.replace("1 2:NO 3", "1 3"));
    folder.write("p/caminos/03.toml", path.replace("\"P-1\"", "\"P-2\""));
    folder.write("p/caminos/04.toml", "nada");
    let said = folder.cauce("replay p p/caminos --format json");
    assert_eq!(said.code, 1);
    snapshot("wire-replay-differs", &said.out);
}

#[test]
fn a_refusal_names_its_element() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let path = String::from_utf8(folder.read("p/caminos/01-directo.toml")).expect("text");
    let walk = path.lines().find(|line| line.trim_start().starts_with("recorrido")).expect("a walk");
    let steps = "pasos = [{ rechaza = { actividad = 1, entrega = [] }, motivo = \"falta-evidencia\" }]";
    folder.write("c.toml", path.replace(walk, steps).split("[resultado]").next().expect("the path"));
    let said = folder.cauce("replay p c.toml --format json");
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(json["steps"][1]["refused"]["name"], "evidence-missing", "{}", said.out);
    assert!(json["steps"][1]["refused"]["element"].is_string(), "{}", said.out);
    assert!(json["steps"][0]["refused"].is_null());
}

#[test]
fn a_procedure_that_does_not_load_is_rejected() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let text = String::from_utf8(folder.read("p/P-1.toml")).expect("text");
    folder.write("p/P-1.toml", text.replace("regresa_a = 1", "regresa_a = 9"));
    let said = folder.cauce("replay p p/caminos/01-directo.toml --format json");
    assert_eq!(said.code, 1);
    snapshot("wire-replay-rejected", &said.out);
}

#[test]
fn a_log() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    assert_eq!(folder.cauce("run p --log l.jsonl").code, 0);
    snapshot("wire-log", &folder.cauce("log verify l.jsonl --with p --format json").out);
    let mut bytes = folder.read("l.jsonl");
    bytes[30] ^= 1;
    folder.write("l.jsonl", bytes);
    let damaged = folder.cauce("log verify l.jsonl --format json");
    assert_eq!(damaged.code, 1);
    snapshot("wire-log-damaged", &damaged.out);
}
