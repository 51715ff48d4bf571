//! `cauce caminos`: what is written, what is left alone, and what is said.

mod support;

use support::{Folder, Said, cauce};

const PROCEDURE: &str = r#"formato = 1
idioma  = "es"

[procedimiento]
codigo = "ACTA-1"
nombre = "Levantar un acta"

[[rol]]
id     = "auditor"
nombre = "Auditor"

[[actividad]]
numero       = 1
id           = "redactar"
titulo       = "Redactar el acta"
responsables = "auditor"

[[actividad]]
numero       = 2
id           = "revisar"
titulo       = "Revisar el acta"
responsables = "auditor"
pregunta     = "¿Requiere ajustes?"
si           = { regresa_a = 1, maximo = 3 }
no           = { continua_en = "fin" }
"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("ACTA-1.toml", PROCEDURE);
    folder
}

fn text(folder: &Folder, name: &str) -> String {
    String::from_utf8(folder.read(name)).expect("UTF-8")
}

fn well(said: Said) -> String {
    assert_eq!((said.code, &*said.err), (0, ""), "{}", said.whole());
    said.out
}

#[test]
fn what_is_written_replays_and_is_written_once() {
    let folder = folder();
    let said = well(folder.cauce("caminos ACTA-1.toml --salida caminos"));
    assert!(
        said.contains("regresa-2-a-1.toml") && said.ends_with("ACTA-1: 2 caminos · todo queda recorrido\n"),
        "{said}"
    );
    assert!(text(&folder, "caminos/regresa-2-a-1.toml").contains("recorrido     = \"1 2:SI 1 2:NO\""));
    assert!(well(folder.cauce("repite ACTA-1.toml")).contains("respuestas 2/2 · regresos 1/1"));
    // What was generated does not count as written by somebody, and what is the same is not written again.
    let again = well(folder.cauce("caminos ACTA-1.toml --salida caminos"));
    assert_eq!(again, "ACTA-1: 2 caminos · todo queda recorrido\n");
}

#[test]
fn what_somebody_wrote_counts_and_is_left_alone() {
    let folder = folder();
    well(folder.cauce("paths ACTA-1.toml --out caminos"));
    let mine = text(&folder, "caminos/directo.toml").replacen("# Generado", "# Mío", 1);
    folder.write("caminos/directo.toml", &mine);
    let said = well(folder.cauce("caminos ACTA-1.toml --salida caminos"));
    assert!(said.contains("se contó 1 que ya había"), "{said}");
    assert_eq!(text(&folder, "caminos/directo.toml"), mine);
    assert!(!said.contains("directo"), "{said}");
    // Where it does not count, the straight path is written beside it under another name.
    let fresh = well(folder.cauce("caminos ACTA-1.toml --salida caminos --desde-cero"));
    assert!(fresh.ends_with("ACTA-1: 2 caminos · todo queda recorrido\n"), "{fresh}");
    assert_eq!(text(&folder, "caminos/directo.toml"), mine);
}

#[test]
fn what_is_no_longer_needed_is_named() {
    let folder = folder();
    well(folder.cauce("caminos ACTA-1.toml --salida caminos"));
    folder.write(
        "ACTA-1.toml",
        PROCEDURE.replace("{ regresa_a = 1, maximo = 3 }", "{ continua_en = \"fin\" }"),
    );
    let said = folder.cauce("caminos ACTA-1.toml --salida caminos").out;
    assert!(said.contains("Ya no hace falta: caminos/regresa-2-a-1.toml"), "{said}");
    assert!(said.contains("Escrito: caminos/responde-2-no.toml"), "{said}");
}

#[test]
fn the_fewest_are_said_to_be_the_fewest() {
    let folder = folder();
    let said = well(folder.cauce("paths ACTA-1.toml --compact --lang en"));
    assert!(said.starts_with("# compacto.toml\n# Generado"), "{said}");
    assert!(said.ends_with("ACTA-1: 1 path · there are no fewer · everything is walked\n"), "{said}");
}

#[test]
fn what_cannot_be_shown_is_said_and_is_not_well() {
    let folder = folder();
    let never = "[[dato]]\nid = \"n\"\nnombre = \"N\"\ntipo = \"entero\"\n\n[[actividad]]\nnumero = 3\nid = \"tres\"\n\
                 titulo = \"Tres\"\nresponsables = \"auditor\"\naplica_si = 'n > 3 || n < 4'\n";
    folder.write(
        "ACTA-1.toml",
        format!("{}{never}", PROCEDURE.replace("continua_en = \"fin\"", "continua_en = 3")),
    );
    let said = folder.cauce("caminos ACTA-1.toml");
    assert_eq!(said.code, 1, "{}", said.whole());
    let reason = "falta «La 3 no aplica y se omite»: ningún valor de los que se probaron hace que la condición lo permita";
    assert!(said.out.contains(reason), "{}", said.out);
}

#[test]
fn wrong_use_is_said() {
    assert_eq!(cauce("caminos").code, 2);
    let said = folder().cauce("caminos ACTA-1.toml --vueltas muchas");
    assert!(said.err.contains("--vueltas es un número de 1 a 1000"), "{}", said.whole());
}
