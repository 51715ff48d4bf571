//! JUnit reports: what build servers read of replayed paths.

mod support;

use std::process::Command;

use support::{Folder, cauce, root, snapshot};

/// A report without how long things took, and well formed after the schema of the suite where a validator is there.
fn proved(folder: &Folder, xml: &str) -> String {
    folder.write("report.xml", xml);
    let schema = root().join("tests/cli/junit.xsd");
    let mut validator = Command::new("xmllint");
    validator.arg("--noout").arg("--schema").arg(schema).arg("report.xml").current_dir(folder.path());
    if let Ok(output) = validator.output() {
        assert!(output.status.success(), "{}\n{xml}", String::from_utf8_lossy(&output.stderr));
    }
    let mut timeless = String::new();
    for (place, part) in xml.split(" time=\"").enumerate() {
        let rest = if place == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) };
        timeless.push_str(rest);
    }
    timeless
}

#[test]
fn a_report_of_paths_that_hold_that_differ_and_that_are_none() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let path = String::from_utf8(folder.read("p/caminos/01-directo.toml")).expect("text");
    folder.write(
        "p/caminos/02.toml",
        path.replace("1 2:NO 3", "1 3").replace("nombre", "nombre = \"<&> \\\"á\\\"\"\n#"),
    );
    folder.write("p/caminos/03.toml", path.replace("\"P-1\"", "\"P-2\""));
    folder.write("p/caminos/04.toml", "nada");
    folder.write("p/caminos/caminos.toml", "formato = 1\nidioma = \"es\"\n[cobertura]\nrespuestas = 100\n");
    let said = folder.cauce("replay p --format junit");
    assert_eq!(said.code, 1, "{}", said.whole());
    snapshot("junit", &proved(&folder, &said.out));
}

#[test]
fn a_procedure_that_does_not_load_is_an_error_of_the_report() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let text = String::from_utf8(folder.read("p/P-1.toml")).expect("text");
    folder.write("p/P-1.toml", text.replace("regresa_a = 1", "regresa_a = 9"));
    let said = folder.cauce("repite p --formato junit");
    assert_eq!(said.code, 1);
    let xml = proved(&folder, &said.out);
    assert!(xml.contains("<error ") && xml.contains("P-1.toml"), "{xml}");
}

#[test]
fn the_procedures_that_ship_have_no_failures() {
    let folder = Folder::new();
    let said = cauce("repite procedures/ibague-pro-gs-029 --formato junit");
    assert_eq!(said.code, 0, "{}", said.whole());
    let xml = proved(&folder, &said.out);
    assert!(xml.contains("failures=\"0\" errors=\"0\""), "{xml}");
}
