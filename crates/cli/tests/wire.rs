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
