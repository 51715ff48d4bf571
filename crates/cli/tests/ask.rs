//! Questions about cases: what is answered to each file of `tests/ask`, in both languages and on the wire.
//!
//! The second line of a file says what has been done before it is asked about.

mod support;

use std::fs;
use std::path::PathBuf;

use support::{Folder, Said, cauce, root, run, snapshot};

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/ask")).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn ask(file: &PathBuf, more: &[&str]) -> Said {
    let text = fs::read_to_string(file).expect("it can be read");
    let second = text.lines().nth(1).unwrap_or_default();
    let done = second.trim_start_matches("# recorrido").trim_start_matches("# walk").trim();
    let name = format!("tests/ask/{}", file.file_name().expect("a name").to_string_lossy());
    let before = ["pregunta", &name, "--recorrido", done];
    run(&root(), before.into_iter().chain(more.iter().copied()), "")
}

#[test]
fn every_question_is_answered_in_both_languages() {
    for file in files() {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let spanish = ask(&file, &["--idioma", "es"]).whole();
        let english = ask(&file, &["--lang", "en"]).whole();
        snapshot(&format!("pregunta-{name}"), &format!("{spanish}\n{english}"));
    }
}

#[test]
fn the_way_out_is_a_path_that_ends_the_case() {
    for file in files() {
        let said = ask(&file, &["salida", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let Some(words) = json["out"]["steps"].as_str().filter(|words| !words.starts_with('[')) else {
            continue;
        };
        let tried = ask(&file, &["y-si", words, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&tried.out).expect("JSON");
        assert_eq!(json["what_if"]["result"], "ok", "{}", tried.out);
        assert_ne!(json["what_if"]["state"], "waiting", "{words}: {}", tried.out);
    }
}

#[test]
fn the_wire_answers_the_same() {
    let file = root().join("tests/ask/falta.toml");
    snapshot("wire-ask", &ask(&file, &["--format", "json"]).out);
    let union = root().join("tests/ask/union.toml");
    snapshot("wire-ask-what-if", &ask(&union, &["y-si", "3 4", "--format", "json"]).out);
}

#[test]
fn what_if_tells_the_differences_and_keeps_nothing() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let orders = "1\n:salir\n";
    let began =
        folder.cauce_with("corre p --bitacora l.jsonl --ordenes - --como responsable --persona ana", orders);
    let before = folder.read("l.jsonl");
    let mut text = String::new();
    for line in [
        "pregunta l.jsonl --con p",
        "ask l.jsonl why --with p --lang en",
        "pregunta l.jsonl y-si 1 --con p",
        "pregunta l.jsonl y-si 9 --con p",
        "pregunta l.jsonl y-si } --con p",
        "pregunta l.jsonl",
        "pregunta l.jsonl quien --con p",
        "pregunta l.jsonl y-si --con p",
        "pregunta l.jsonl --caso 9 --con p",
        "pregunta",
    ] {
        let said = folder.cauce(line).whole();
        text.push_str(&format!("> cauce {line}\n{}\n", timeless(&said)));
    }
    assert_eq!(folder.read("l.jsonl"), before, "{}", began.whole());
    snapshot("pregunta-bitacora", &text);
}

/// A text without the minutes of the machine.
fn timeless(text: &str) -> String {
    let is_moment = |line: &str| line.len() > 20 && line.trim_start().starts_with("20") && line.contains(':');
    let line = |line: &str| match is_moment(line) {
        true => format!("    [minute]  {}", line.trim_start().get(16..).unwrap_or_default().trim_start()),
        false => line.to_owned(),
    };
    text.lines().map(|one| line(one) + "\n").collect()
}

#[test]
fn a_question_may_be_asked_in_the_middle_of_a_case() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let orders = ":pregunta salida\n:pregunta y-si 1\n:pregunta nada\n:salir\n";
    let said = folder.cauce_with("corre p --ordenes - --persona ana", orders);
    assert!(said.out.contains("La salida más corta"), "{}", said.whole());
    assert!(said.out.contains("nada se guardó"), "{}", said.whole());
    assert!(said.out.contains("por-que, falta"), "{}", said.whole());
}

#[test]
fn questions_about_every_procedure_that_ships() {
    for folder in
        ["ibague-pro-gs-029", "mexico-asesoria", "santa-marta-mm-gsa-p-075", "santander-asistencia-tecnica"]
    {
        let said = cauce(&format!("pregunta procedures/{folder} salida --format json"));
        assert_eq!(said.code, 0, "{}", said.whole());
        assert!(said.out.contains("\"shortest\": true"), "{folder}: {}", said.out);
    }
}
