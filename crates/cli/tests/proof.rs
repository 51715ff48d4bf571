//! Proofs at the desk: a fault told, said on the wire, written as a path that replays, and drawn.

mod support;

use support::{Folder, snapshot};

const STUCK: &str = include_str!("../../../tests/stories/junta-imposible.toml");

/// A path is written for each fault; it replays green, and only with the leave that it gives.
#[test]
fn a_fault_is_told_written_and_replayed() {
    let folder = Folder::new();
    folder.write("p.toml", STUCK);
    let told = folder.cauce("revisa p.toml --caminos caminos");
    assert_eq!(told.code, 1);
    snapshot("revisa-prueba", &told.whole().replace('\\', "/"));
    let replayed = folder.cauce("repite p.toml caminos/espera-sin-fin-junta.toml");
    assert_eq!(replayed.code, 0, "{}", replayed.whole());
    let again = folder.cauce("revisa p.toml --caminos caminos");
    assert_eq!(again.code, 3, "what is there is not written over: {}", again.whole());
    assert_eq!(folder.cauce("revisa p.toml --caminos caminos --encima").code, 1);
    let run = folder.cauce("corre p.toml");
    assert_eq!(run.code, 1, "what is not sound is not put to work: {}", run.whole());
}

#[test]
fn verdicts_are_on_the_wire() {
    let folder = Folder::new();
    folder.write("p.toml", STUCK);
    let soundness = |arguments: &str| -> serde_json::Value {
        let said = folder.cauce(&format!("check p.toml --format json {arguments}")).out;
        let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        json["soundness"].clone()
    };
    let proved = soundness("");
    assert_eq!(proved["safe"], true);
    assert_eq!(proved["option_to_complete"]["verdict"], false);
    assert_eq!(proved["option_to_complete"]["elements"][0], "junta");
    assert_eq!(proved["no_dead_activities"]["elements"][1], "archivar");
    assert_eq!(soundness("--budget 1")["safe"], "undecided");
    snapshot("wire-check-proof", &folder.cauce("check p.toml --format json --lang en").out);
}

/// A condition that is never true counts only when conditions are taken at their word.
#[test]
fn conditions_are_free_choices_unless_they_are_to_count() {
    let folder = Folder::new();
    folder.write("p.toml", include_str!("../../../tests/stories/salida-que-no-se-toma.toml"));
    let whole = |arguments: &str| -> serde_json::Value {
        let said = folder.cauce(&format!("check p.toml --format json {arguments}")).out;
        let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        json["soundness"]["option_to_complete"].clone()
    };
    assert_eq!(whole(""), true);
    assert_eq!(whole("--with-guards")["verdict"], false);
}

#[test]
fn the_way_to_a_fault_is_drawn() {
    let folder = Folder::new();
    folder.write("p.toml", STUCK);
    let drawn = folder.cauce("muestra p.toml --formato svg --prueba");
    assert_eq!(drawn.code, 0);
    for part in ["aquí está la falla", "class=\"flow walked\"", "class=\"badge stuck\""] {
        assert!(drawn.out.contains(part), "{part}\n{}", drawn.out);
    }
    let wrong = folder.cauce("muestra p.toml --prueba");
    assert_eq!((wrong.code, wrong.err.contains("--formato svg")), (2, true), "{}", wrong.whole());
    assert_eq!(folder.cauce("revisa p.toml --presupuesto muchas").code, 2);
}
