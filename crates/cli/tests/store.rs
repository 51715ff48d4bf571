//! `cauce log verify` of a store: whole, damaged, and of files that are no store.

mod support;

use std::path::PathBuf;

use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce_store::{Cases, Store};
use rusqlite::Connection;
use support::{Folder, snapshot};

const ACTA: &str = include_str!("../../../tests/golden/store-v1.toml");

/// A folder with a store of two cases, and with their procedure.
fn filled() -> (Folder, PathBuf) {
    let folder = Folder::new();
    folder.write("acta.toml", ACTA);
    let path = folder.path().join("casos.db");
    let clock = ManualClock::at("2026-01-05T08:00:00Z".parse().expect("a time"));
    let cases = Cases::new(Store::open(&path).expect("a store"), clock);
    let ana = Actor::person("ana", "auditor");
    cases.add(ACTA).expect("a procedure");
    for case in ["a-1", "a-2"] {
        cases.start(case, "ACTA", &ana).expect("it begins");
        cases.complete(case, 1, Done::new(), &ana).expect("it goes on");
    }
    cases.complete("a-1", 2, Done::new().no(), &ana).expect("it ends");
    (folder, path)
}

fn run(path: &PathBuf, statements: &str) {
    Connection::open(path).and_then(|base| base.execute_batch(statements)).expect("it is carried out");
}

#[test]
fn a_whole_store() {
    let (folder, _) = filled();
    let said = folder.cauce("log verifica casos.db");
    assert_eq!(said.code, 0, "{}", said.whole());
    snapshot("store-verifica", &said.whole());
    snapshot("store-verify", &folder.cauce("log verify casos.db --with acta.toml --lang en").whole());
    let json = folder.cauce("log verify casos.db --with acta.toml --format json");
    assert_eq!(json.code, 0);
    snapshot("wire-store", &json.out);
}

#[test]
fn a_damaged_store_names_each_damage_and_goes_on() {
    let (folder, path) = filled();
    run(
        &path,
        "UPDATE record SET frame = substr(frame, 1, 90) WHERE position = 5; \
         UPDATE record SET key = 'k' WHERE position = 3;",
    );
    let said = folder.cauce("log verifica casos.db");
    assert_eq!(said.code, 1, "{}", said.whole());
    snapshot("store-danado", &said.whole());
    snapshot("store-damaged", &folder.cauce("log verify casos.db --lang en").whole());
    let json = folder.cauce("log verify casos.db --format json");
    assert_eq!(json.code, 1);
    snapshot("wire-store-damaged", &json.out);
}

#[test]
fn a_newer_store_is_refused_with_both_numbers() {
    let (folder, path) = filled();
    run(&path, "UPDATE store SET version = 99");
    let said = folder.cauce("log verifica casos.db");
    assert_eq!((said.code, said.err.contains("99")), (1, true), "{}", said.whole());
}

#[test]
fn files_that_are_no_store() {
    let (folder, path) = filled();
    let whole = folder.read("casos.db");
    folder
        .write("texto.db", "esto no es una base de datos, aunque así se llame, y es largo además: no lo es");
    folder.write("vacio.db", "");
    folder.write("cortado.db", &whole[..whole.len() / 2]);
    folder.write("cabeza.db", &whole[..60]);
    folder.write("ajena.db", "");
    run(&path.with_file_name("ajena.db"), "CREATE TABLE other (x); INSERT INTO other VALUES (1)");
    folder.write("copia-sin-apellido", &whole);
    std::fs::create_dir(folder.path().join("carpeta.db")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink("vuelta.db", folder.path().join("vuelta.db")).expect("a link");
    for (name, code) in [
        ("texto.db", 1),
        ("vacio.db", 1),
        ("cortado.db", 1),
        ("cabeza.db", 1),
        ("ajena.db", 1),
        ("copia-sin-apellido", 0),
        ("carpeta.db", 3),
        ("no-existe.db", 3),
        #[cfg(unix)]
        ("vuelta.db", 3),
    ] {
        for language in ["es", "en"] {
            let said = folder.cauce(&format!("log verifica {name} --idioma {language}"));
            assert_eq!(said.code, code, "{name}: {}", said.whole());
            assert!(!said.whole().contains("panick"), "{name}: {}", said.whole());
        }
        let json = folder.cauce(&format!("log verify {name} --format json"));
        assert_eq!(json.code, code, "{name}: {}", json.whole());
        assert_eq!(json.out.contains("\"sound\": true"), code == 0, "{name}: {}", json.out);
    }
    assert_eq!(folder.read("cortado.db"), &whole[..whole.len() / 2], "who proves changes nothing");
}
