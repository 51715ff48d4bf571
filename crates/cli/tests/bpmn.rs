//! Models in the place of procedures: every command, paths over models, import and export, bad models.
//!
//! The models are those of `tests/bpmn`: `models` are also those of the reader's own tests, `cli` are for what only the
//! program shows, `hostile` are to be refused or told about.

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{Folder, Said, cauce, root, snapshot};

/// The files of a folder of `tests/bpmn` that end so, from the root of the repository, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let at = root().join("tests/bpmn").join(folder);
    let names = std::fs::read_dir(at).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.into_string().expect("a name"));
    let named = names.filter(|name| name.ends_with(ending));
    let mut files: Vec<PathBuf> = named.map(|name| Path::new("tests/bpmn").join(folder).join(name)).collect();
    files.sort();
    files
}

fn models() -> Vec<PathBuf> {
    let models: Vec<PathBuf> = [files("models", ".bpmn"), files("cli", ".bpmn")].concat();
    assert!(models.len() > 9, "{} models", models.len());
    models
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).expect("JSON")
}

#[test]
fn every_command_takes_a_model() {
    for model in models() {
        let model = model.display();
        let well = |line: &str| {
            let said = cauce(line);
            assert_eq!((said.code, &*said.err), (0, ""), "{line}: {}", said.whole());
            said.out
        };
        if model.to_string().ends_with("sin-inicio.bpmn") {
            // Where everything without an entrance begins, what two of them lead to is done twice.
            let said = cauce(&format!("revisa {model}"));
            assert!(said.code == 1 && said.out.contains("dos veces a la vez"), "{}", said.whole());
            continue;
        }
        assert!(well(&format!("revisa {model}")).contains(".bpmn: "));
        assert!(json(&cauce(&format!("check {model} --format json --pending")))["diagnostics"].is_array());
        for format in ["tabla", "markdown", "mermaid", "dot", "svg"] {
            assert!(!well(&format!("muestra {model} --formato {format}")).is_empty());
        }
        assert!(well(&format!("repite {model}")).contains("bien "));
        assert!(well(&format!("repite {model} --formato json")).contains("\"wire\": 1"));
        assert!(well(&format!("corre {model} --situacion")).len() > 40);
        let exported = well(&format!("exporta {model}"));
        assert!(exported.starts_with("<?xml") && exported.contains("BPMNPlane"));
    }
}

#[test]
fn a_folder_of_models_is_a_folder_of_procedures() {
    let said = cauce("repite tests/bpmn/models");
    assert_eq!(said.code, 0, "{}", said.whole());
    let paths = files("models", ".camino.toml").len();
    assert_eq!(said.out.matches("bien ").count(), paths, "{}", said.out);
    let checked = cauce("revisa tests/bpmn/cli");
    assert_eq!((checked.code, checked.out.matches(".bpmn: ").count()), (0, files("cli", ".bpmn").len()));
}

#[test]
fn xml_is_a_model_when_it_begins_as_one() {
    let folder = Folder::new();
    let model = std::fs::read(root().join("tests/bpmn/cli/otro.bpmn")).expect("a model");
    folder.write("a.bpmn20.xml", &model);
    folder.write("b.xml", &model);
    folder.write("c.xml", "<html/>");
    folder.write(
        "caminos/otro.toml",
        std::fs::read(root().join("tests/bpmn/cli/otro.camino.toml")).expect("a path"),
    );
    let said = folder.cauce("revisa .");
    assert_eq!((said.code, said.out.matches(": todo está bien").count()), (0, 2), "{}", said.whole());
    assert_eq!(folder.cauce("revisa c.xml").code, 1);
    let replayed = folder.cauce("repite b.xml");
    assert!(replayed.out.contains("OTRO: 1/1"), "{}", replayed.whole());
    let path = folder.cauce("repite b.xml a.bpmn20.xml");
    assert_eq!(
        (path.code, path.err.contains("es un procedimiento, no un camino")),
        (2, true),
        "{}",
        path.whole()
    );
}

#[test]
fn paths_walk_models() {
    let mut told = String::new();
    for folder in ["models", "cli"] {
        for path in files(folder, ".camino.toml") {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let model = path.with_file_name(format!("{}.bpmn", name.split('.').next().expect("a stem")));
            let line = format!("repite {} {} --formato json", model.display(), path.display());
            let said = cauce(&line);
            let replayed = json(&said);
            assert_eq!((said.code, &replayed["result"]), (0, &"ok".into()), "{}", said.whole());
            let _ = writeln!(told, "── {name}");
            replayed["steps"].as_array().expect("steps").iter().for_each(|step| tell(&mut told, step));
        }
    }
    snapshot("bpmn-paths", &told);
}

/// One step in one line: the state, and whatever is not empty.
fn tell(told: &mut String, step: &Value) {
    let _ = write!(told, "{} {}", step["step"], step["state"].as_str().expect("a state"));
    for key in ["ran", "open", "subscriptions", "timers", "tokens", "incidents", "error", "data"] {
        let value = match &step[key] {
            Value::Array(all) if key == "open" || key == "subscriptions" => all
                .iter()
                .map(|one| {
                    let member = one["member"].as_str().map_or(String::new(), |member| format!("[{member}]"));
                    format!(
                        "{}{member}:{}",
                        one["element"].as_str().unwrap_or(""),
                        one["kind"].as_str().unwrap_or("")
                    )
                })
                .collect::<Vec<_>>()
                .join(" "),
            Value::Array(all) if all.is_empty() => String::new(),
            Value::Object(all) if all.is_empty() => String::new(),
            Value::Null => String::new(),
            value => value.to_string(),
        };
        if !value.is_empty() {
            let _ = write!(told, "\n  {key} {value}");
        }
    }
    told.push('\n');
}

#[test]
fn a_replay_of_a_model_on_the_wire() {
    let said = cauce("replay tests/bpmn/cli/errores.bpmn tests/bpmn/cli/errores.camino.toml --format json");
    snapshot("wire-replay-bpmn", &said.out);
}

#[test]
fn a_called_model_is_given_beside() {
    let line = "repite tests/bpmn/models/bloques.bpmn tests/bpmn/models/bloques.camino.toml --formato json";
    let state =
        |said: &Said| json(said)["steps"].as_array().expect("steps").last().expect("one")["state"].clone();
    assert_eq!(state(&cauce(line)), "incident");
    assert_eq!(state(&cauce(&format!("{line} --con tests/bpmn/cli/otro.bpmn"))), "waiting");
}

#[test]
fn data_that_no_expression_reads_is_accepted_where_a_path_hands_it_in() {
    let folder = Folder::new();
    let model = std::fs::read(root().join("tests/bpmn/cli/otro.bpmn")).expect("a model");
    folder.write("m.bpmn", model);
    folder.write("m.camino.toml", "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"n\"\ndatos = { a = 1 }\npasos = [{ datos = { b = [\"x\", \"y\"] } }, { actividad = \"o-a\", anota = { c = true } }]\n[resultado]\ncaso = \"terminado\"\ndatos = { a = 1, b = [\"x\", \"y\"], c = true }\n");
    let said = folder.cauce("repite m.bpmn");
    assert_eq!(said.code, 0, "{}", said.whole());
    // An English path beside it counts as well, and `m.n.bpmn` would be another model.
    folder.write("m.well.path.toml", "format = 1\nlanguage = \"en\"\n[path]\nname = \"n\"\nwalk = \"o-a\"\n");
    folder
        .write("mm.path.toml", "format = 1\nlanguage = \"en\"\n[path]\nname = \"not of m\"\nwalk = \"1\"\n");
    let said = folder.cauce("replay m.bpmn");
    assert!(said.code == 0 && said.out.contains("OTRO: 2/2"), "{}", said.whole());
    std::fs::remove_file(folder.path().join("m.well.path.toml")).expect("a path");
    // What no data can be called is still refused, by the path and not by the model.
    folder.write("m.camino.toml", "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"n\"\npasos = [{ datos = { \"no es nombre\" = 1 } }]\n");
    let said = folder.cauce("repite m.bpmn");
    assert_eq!((said.code, said.out.contains("no es nombre")), (1, true), "{}", said.whole());
}

/// A model that may not be put to work, since it never ends.
const UNFIT: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <process id="P">
    <startEvent id="s"/><userTask id="a"/><userTask id="b"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
    <sequenceFlow id="f3" sourceRef="b" targetRef="a"/>
  </process>
</definitions>"#;

#[test]
fn a_model_that_may_not_be_put_to_work_is_replayed_all_the_same() {
    let folder = Folder::new();
    folder.write("m.bpmn", UNFIT);
    let checked = folder.cauce("check m.bpmn --format json");
    let grades: Vec<Value> = json(&checked)["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["grade"].clone())
        .collect();
    assert_eq!((checked.code, grades.contains(&"unfit".into())), (1, true), "{}", checked.out);
    assert!(!grades.contains(&"error".into()), "{}", checked.out);
    folder.write(
        "m.camino.toml",
        "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"n\"\nrecorrido = \"a b a\"\n",
    );
    let replayed = json(&folder.cauce("replay m.bpmn m.camino.toml --format json"));
    assert_eq!(replayed["result"], "ok", "{replayed}");
    assert_eq!(folder.cauce("corre m.bpmn").code, 1);
}

#[test]
fn a_model_that_does_not_load_is_rejected_with_its_own_places() {
    let said = cauce(
        "replay tests/bpmn/hostile/referencia-a-nada.bpmn tests/bpmn/cli/otro.camino.toml --format json",
    );
    let replayed = json(&said);
    assert_eq!((said.code, &replayed["result"]), (1, &"refused".into()), "{}", said.out);
    assert_eq!(replayed["steps"][0]["state"], "rejected");
    let found = replayed["diagnostics"].as_array().expect("a list");
    let found = found.iter().find(|one| one["code"] == "C1013").expect("the reference");
    assert_eq!(found["elements"], serde_json::json!(["f2"]));
    assert_eq!((&found["line"], &found["column"]), (&3.into(), &135.into()));
    assert!(found["file"].as_str().expect("a file").ends_with("referencia-a-nada.bpmn"));
}

#[test]
fn places_and_ids_are_those_of_the_model() {
    let said = json(&cauce("check tests/bpmn/hostile/llamadas-en-circulo.bpmn --format json"));
    let circle = &said["diagnostics"][0];
    assert_eq!((&circle["line"], &circle["elements"][0]), (&3.into(), &"c-A".into()), "{said}");
    let pending = json(&cauce("check tests/bpmn/models/compuertas.bpmn --format json --pending"));
    assert_eq!(pending["pending"][0]["line"], 6, "{pending}");
}

#[test]
fn a_process_is_named() {
    let model = "tests/bpmn/cli/piscinas.bpmn";
    assert!(cauce(&format!("muestra {model}")).out.contains("Cliente"));
    assert!(cauce(&format!("muestra {model} --codigo tienda")).out.contains("Empacar"));
    assert!(cauce(&format!("show {model} --code Tienda")).out.contains("Empacar"));
    assert!(cauce(&format!("corre {model} --codigo Tienda --situacion")).out.contains("Empacar"));
    let wrong = cauce(&format!("muestra {model} --codigo nadie"));
    assert_eq!((wrong.code, wrong.err.contains("cliente, tienda")), (2, true), "{}", wrong.whole());
}

#[test]
fn a_case_of_a_model_is_kept_proved_and_counted() {
    let folder = Folder::new();
    let model = root().join("tests/bpmn/cli/otro.bpmn");
    let model = model.display();
    let line = format!("corre {model} --bitacora c.jsonl --ordenes - --persona ana --como jefe");
    let run = folder.cauce_with(&line, "o-a\nSI\n");
    assert_eq!(run.code, 0, "{}", run.whole());
    let proved = folder.cauce(&format!("log verifica c.jsonl --con {model}"));
    assert!(proved.code == 0 && proved.out.contains("terminado"), "{}", proved.whole());
    let board = folder.cauce(&format!("tablero c.jsonl --con {model}"));
    assert!(board.code == 0 && board.out.contains("OTRO"), "{}", board.whole());
    let story = folder.cauce(&format!("muestra {model} --bitacora c.jsonl"));
    assert!(story.code == 0 && story.out.contains("Caso 1"), "{}", story.whole());
    assert_eq!(folder.cauce(&format!("muestra {model} --bitacora c.jsonl --formato svg")).code, 0);
}

#[test]
fn a_program_loads_a_model_by_file_and_by_text() {
    let text = std::fs::read_to_string(root().join("tests/bpmn/cli/piscinas.bpmn")).expect("a model");
    let lines = [
        serde_json::json!({ "op": "load", "file": "tests/bpmn/cli/otro.bpmn", "declares": ["n"] }),
        serde_json::json!({ "op": "start", "case": "1", "procedure": "OTRO", "data": { "n": 3 } }),
        serde_json::json!({ "op": "complete", "case": "1", "activity": "o-a", "actor": { "person": "ana", "role": "jefe" } }),
        serde_json::json!({ "op": "load", "text": text }),
        serde_json::json!({ "op": "start", "case": "2", "procedure": "cliente" }),
        serde_json::json!({ "op": "snapshot", "case": "2" }),
        serde_json::json!({ "op": "load", "file": "tests/bpmn/hostile/entidad-externa.bpmn" }),
        serde_json::json!({ "op": "load", "file": "no-existe.bpmn" }),
    ];
    let input = lines.map(|line| format!("{line}\n")).concat();
    let said = support::run(&root(), ["drive"], &input);
    let answers: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let oks: Vec<bool> = answers.iter().map(|answer| answer["ok"].as_bool().expect("ok")).collect();
    assert_eq!(oks, [true, true, true, true, true, true, false, false], "{}", said.out);
    assert_eq!(answers[2]["steps"][0]["finished"], "completed", "{}", said.out);
    assert_eq!(answers[3]["procedures"], serde_json::json!(["cliente", "tienda"]));
    assert_eq!(answers[6]["diagnostics"][0]["code"], "C1005", "{}", said.out);
    assert_eq!(answers[7]["error"]["name"], "file-unreadable");
    let given = cauce("drive tests/bpmn/cli/piscinas.bpmn");
    assert_eq!(given.code, 0, "{}", given.whole());
}

#[test]
fn imports_are_files_that_check() {
    let folder = Folder::new();
    for model in models() {
        let name = model.file_name().expect("a name").to_string_lossy().into_owned();
        folder.write(&name, std::fs::read(root().join(&model)).expect("a model"));
        let said = folder.cauce(&format!("importa {name} --salida {name}.d"));
        assert_eq!(said.code, 0, "{}", said.whole());
        let unsound = i32::from(name == "sin-inicio.bpmn");
        let checked = folder.cauce(&format!("revisa {name}.d"));
        assert_eq!(checked.code, unsound, "{}", checked.whole());
        let english = folder.cauce(&format!("import {name} --out {name}.e --lang en"));
        assert_eq!(english.code, 0, "{}", english.whole());
        assert_eq!(folder.cauce(&format!("check {name}.e")).code, unsound);
    }
    assert!(String::from_utf8(folder.read("otro.bpmn.e/OTRO.toml")).expect("text").contains("[procedure]"));
    assert!(folder.path().join("piscinas.bpmn.d/cliente.toml").exists());
    assert!(folder.path().join("piscinas.bpmn.d/tienda.toml").exists());
}

#[test]
fn what_an_import_says() {
    let folder = Folder::new();
    let model = root().join("tests/bpmn/models/dibujo-de-lectura.bpmn");
    folder.write("m.bpmn", std::fs::read(model).expect("a model"));
    let mut told = folder.cauce("importa m.bpmn").whole();
    told += &folder.cauce("importa m.bpmn").whole();
    told += &folder.cauce("import m.bpmn --lang en --overwrite").whole();
    told += &folder.cauce("import m.bpmn --format json --out otra").whole();
    told += &folder.cauce("importa").whole();
    told += &folder.cauce("importa no-existe.bpmn").whole();
    snapshot("bpmn-import", &told);
}

#[test]
fn nothing_is_written_over_and_no_name_leads_out() {
    let folder = Folder::new();
    folder.write(
        "d/rutas.bpmn",
        std::fs::read(root().join("tests/bpmn/hostile/rutas-hacia-afuera.bpmn")).expect("a model"),
    );
    folder.write("d/rutas/NUL.txt", "");
    let said = folder.cauce("importa d/rutas.bpmn");
    assert_eq!(said.code, 0, "{}", said.whole());
    assert_eq!(inside(folder.path()), ["d"]);
    assert_eq!(inside(&folder.path().join("d")), ["rutas", "rutas.bpmn"]);
    let written = inside(&folder.path().join("d/rutas"));
    assert_eq!(written.len(), 11, "{written:?}");
    let allowed = |name: &String| {
        name.trim_end_matches(".toml")
            .trim_end_matches(".txt")
            .chars()
            .all(|c| c.is_alphanumeric() || "-_".contains(c))
    };
    assert!(written.iter().all(allowed), "{written:?}");
    // One of several is in the way: none is written.
    std::fs::remove_file(folder.path().join("d/rutas/com1-toml.toml")).expect("a file");
    let again = folder.cauce("importa d/rutas.bpmn");
    assert_eq!((again.code, inside(&folder.path().join("d/rutas")).len()), (3, 10), "{}", again.whole());
    let one = folder.cauce("importa d/rutas.bpmn --salida x.toml");
    assert_eq!((one.code, one.err.contains("10 procesos")), (2, true), "{}", one.whole());
    assert_eq!(folder.cauce("importa d/rutas.bpmn --salida x.toml --codigo ..").code, 0);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let folder = Folder::new();
    folder.write("m.bpmn", std::fs::read(root().join("tests/bpmn/cli/otro.bpmn")).expect("a model"));
    folder.write("lejos/secreto", "queda");
    std::os::unix::fs::symlink(folder.path().join("lejos/secreto"), folder.path().join("m.toml"))
        .expect("a link");
    assert_eq!(folder.cauce("importa m.bpmn --encima").code, 3);
    assert_eq!(folder.read("lejos/secreto"), b"queda");
}

fn inside(folder: &Path) -> Vec<String> {
    let entries =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_is_exported_comes_back_as_it_was() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    assert_eq!(folder.cauce("nuevo q --codigo Q-1").code, 0);
    assert_eq!(folder.cauce("exporta p --salida p.bpmn").code, 0);
    assert_eq!(folder.cauce("importa p.bpmn --salida vuelta").code, 0);
    // The file comes back as it is printed: a path and a case of before go on.
    let shown = |file: &str| folder.cauce(&format!("muestra {file}")).out;
    assert_eq!(shown("vuelta/P-1.toml"), shown("p/P-1.toml"));
    assert_eq!(folder.cauce("repite vuelta/P-1.toml p/caminos/01-directo.toml").code, 0);
    let rehearsed = folder.cauce_with("corre p --bitacora c.jsonl --ordenes - --como r --persona a", "");
    assert_eq!(rehearsed.code, 0, "{}", rehearsed.whole());
    let proved = folder.cauce("log verifica c.jsonl --con p.bpmn");
    assert_eq!(proved.code, 0, "{}", proved.whole());
    let twice = folder.cauce("exporta p p");
    assert_eq!((twice.code, twice.err.contains("P-1")), (2, true), "{}", twice.whole());
    assert_eq!(folder.cauce("exporta p q --salida p.bpmn").code, 3);
    assert_eq!(folder.cauce("exporta p q --salida p.bpmn --encima").code, 0);
    assert_eq!(String::from_utf8(folder.read("p.bpmn")).expect("text").matches("<process ").count(), 2);
    assert_eq!(folder.cauce("export p q --code Q-1 --out otro/q.bpmn").code, 0);
    assert!(folder.cauce("muestra otro/q.bpmn").out.contains("Q-1"));
    assert_eq!(folder.cauce("exporta").code, 2);
    assert_eq!(folder.cauce("exporta no-existe.toml").code, 3);
    folder.write("malo.toml", "nada");
    assert_eq!(folder.cauce("exporta malo.toml --salida malo.bpmn").code, 1);
    assert!(!folder.path().join("malo.bpmn").exists());
}

#[test]
fn bad_models_are_refused_by_every_command_and_nothing_is_written() {
    let refused: Vec<PathBuf> = [files("hostile", ".bpmn"), files("hostile", ".xml")].concat();
    let told_only = [
        "dibujo-de-nada.bpmn",
        "elementos-sin-efecto.bpmn",
        "entidades-en-cdata.bpmn",
        "etiquetas.bpmn",
        "instrucciones.bpmn",
        "llamadas-en-circulo.bpmn",
        "rutas-hacia-afuera.bpmn",
        "se-incluye.bpmn",
        "utf16.bpmn",
    ];
    for file in refused {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let folder = Folder::new();
        folder.write(&name, std::fs::read(root().join(&file)).expect("a file"));
        folder.write("c.toml", "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"n\"\nrecorrido = \"*\"\n");
        let told = told_only.contains(&&*name);
        for line in [
            "revisa",
            "muestra",
            "corre",
            "exporta",
            "importa",
            "exporta --salida x.bpmn",
            "check --format json",
        ] {
            let code = folder.cauce(&format!("{line} {name}")).code;
            assert_eq!(code, i32::from(!told), "{line} {name}");
            if told {
                break;
            }
        }
        if !told {
            let replayed = json(&folder.cauce(&format!("replay {name} c.toml --format json")));
            assert_eq!(replayed["steps"][0]["state"], "rejected", "{name}: {replayed}");
            assert_eq!(inside(folder.path()).len(), 2, "{name}");
        }
    }
}

#[test]
fn models_as_large_as_they_come_are_refused() {
    let folder = Folder::new();
    let file = std::fs::File::create(folder.path().join("grande.bpmn")).expect("a file");
    file.set_len(50_000_000).expect("its length");
    let said = folder.cauce("check grande.bpmn --format json");
    assert_eq!((said.code, &json(&said)["diagnostics"][0]["code"]), (1, &"C1009".into()), "{}", said.whole());
    folder.write("hondo.bpmn", "<a>".repeat(1_000_000));
    assert!(folder.cauce("revisa hondo.bpmn --formato json").out.contains("C1009"));
}

#[test]
fn no_label_becomes_markup() {
    let model = "tests/bpmn/hostile/etiquetas.bpmn";
    let shown = |format: &str| cauce(&format!("muestra {model} --formato {format}")).out;
    let exported = cauce(&format!("exporta {model}")).out;
    for (format, text) in [
        ("markdown", shown("markdown")),
        ("mermaid", shown("mermaid")),
        ("dot", shown("dot")),
        ("svg", shown("svg")),
        ("bpmn", exported),
    ] {
        assert!(text.contains("alert(6"), "{format}: {text}");
        // The carried file and kept parts are texts inside elements: no tag is made of them either.
        for tag in ["<script", "<img", "<iframe", "</text><script", "</svg><svg", "<b onclick"] {
            assert!(!text.contains(tag), "{format}: {tag}\n{text}");
        }
    }
    for (format, link) in [
        ("markdown", "(javascript:"),
        ("mermaid", "javascript:"),
        ("dot", "URL=\"javascript:"),
        ("svg", "javascript:"),
    ] {
        assert!(!shown(format).contains(link), "{format}");
    }
}
