//! `cauce drive`: a conversation, what it answers to lines that are no requests, and the example in another language.

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

use support::snapshot;

const PROCEDURE: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "Z-1"
nombre = "Visitar zonas"
zona_horaria = "America/Bogota"
[[rol]]
id = "r"
nombre = "Rol"
[[dato]]
id = "zonas"
nombre = "Zonas"
tipo = "lista"
miembro = "zona"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
anota = ["zonas"]
[[actividad]]
numero = 2
id = "visita"
titulo = "Visita"
responsables = ["r"]
por_cada = { miembro = "zona", orden = "a_la_vez" }
plazo = "3 días"
[[actividad]]
numero = 3
id = "cierre"
titulo = "Cierre"
responsables = ["r"]
"#;

fn talk(input: &[u8]) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cauce"))
        .args(["drive", "--lang", "en"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut pipe = child.stdin.take().expect("an input");
    let input = input.to_vec();
    #[expect(clippy::disallowed_methods, reason = "the other end of a pipe, in a test")]
    let writer = std::thread::spawn(move || {
        let _ = pipe.write_all(&input);
    });
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "called with literals")]
fn request(json: serde_json::Value) -> String {
    json.to_string()
}

#[test]
fn a_conversation() {
    let ana = serde_json::json!({ "person": "ana", "role": "r" });
    let at = "2024-03-01T14:00:00Z";
    let lines = [
        request(serde_json::json!({ "op": "load", "text": PROCEDURE, "id": 1 })),
        request(
            serde_json::json!({ "op": "start", "case": "c", "procedure": "Z-1", "actor": ana, "at": at }),
        ),
        request(serde_json::json!({ "op": "complete", "case": "c", "activity": "1", "actor": ana,
            "data": { "zonas": ["Norte", "Sur"] }, "key": "k1" })),
        request(serde_json::json!({ "op": "work", "case": "c", "id": "w" })),
        request(serde_json::json!({ "op": "claim", "case": "c", "activity": "2[Sur]", "actor": ana })),
        request(serde_json::json!({ "op": "complete", "case": "c", "activity": "2[Sur]", "actor": ana })),
        request(serde_json::json!({ "op": "complete", "case": "c", "activity": "2[Sur]", "actor": ana })),
        request(serde_json::json!({ "op": "advance", "at": "2024-03-06T14:00:00Z" })),
        request(serde_json::json!({ "op": "snapshot", "case": "c" })),
        request(serde_json::json!({ "op": "cancel", "case": "c", "actor": ana, "reason": "prueba" })),
        request(serde_json::json!({ "op": "story", "case": "c" })),
        request(serde_json::json!({ "op": "quit" })),
        request(serde_json::json!({ "op": "work", "case": "c" })),
    ];
    let told = talk((lines.join("\n") + "\n").as_bytes());
    assert_eq!(told.len(), 12, "after quit nothing is answered");
    // The digest of a definition changes whenever the format of the tree does; what it is made of is tested there.
    let told: Vec<String> = told.iter().map(|line| without_digest(line)).collect();
    snapshot("drive-conversation", &(told.join("\n") + "\n"));
}

fn without_digest(line: &str) -> String {
    match line.split_once("\"definition\":\"") {
        Some((before, rest)) => format!("{before}\"definition\":\"…{}", &rest[64..]),
        None => line.to_owned(),
    }
}

#[test]
fn messages_signals_and_jobs() {
    let procedure = r#"formato = 1
idioma = "es"
procedimiento = { codigo = "M", nombre = "M" }
actividad = [
  { numero = 1, id = "espera", titulo = "Espera", espera = { mensaje = "pago" } },
  { numero = 2, id = "luego", titulo = "Luego", espera = { senal = "abren" } },
  { numero = 3, id = "manda", titulo = "Manda", trabajo = "correo" },
]
"#;
    let lines = [
        request(serde_json::json!({ "op": "load", "text": procedure })),
        request(serde_json::json!({ "op": "start", "case": "m", "procedure": "M" })),
        request(serde_json::json!({ "op": "message", "name": "otro", "message_id": "x" })),
        request(
            serde_json::json!({ "op": "message", "name": "pago", "message_id": "y", "data": { "n": 4 } }),
        ),
        request(serde_json::json!({ "op": "message", "name": "pago", "message_id": "y" })),
        request(serde_json::json!({ "op": "signal", "name": "abren" })),
        request(serde_json::json!({ "op": "complete-job", "case": "m", "activity": "manda" })),
        request(serde_json::json!({ "op": "message" })),
    ];
    let told = talk((lines.join("\n") + "\n").as_bytes());
    let read = |line: &String| -> serde_json::Value { serde_json::from_str(line).expect("JSON") };
    let told: Vec<serde_json::Value> = told.iter().map(read).collect();
    assert_eq!(told[2]["answer"], "not-correlated", "{told:#?}");
    assert_eq!((&told[3]["answer"], &told[3]["case"]), (&"delivered".into(), &"m".into()), "{told:#?}");
    assert_eq!(told[5]["steps"][0]["opened"][0]["kind"], "job", "{told:#?}");
    assert_eq!(told[6]["steps"][0]["finished"], "completed", "{told:#?}");
    assert_eq!(told[7]["error"]["name"], "key-missing", "{told:#?}");
}

#[test]
fn work_ends_with_an_error_that_an_event_takes() {
    let procedure = r#"formato = 1
idioma = "es"
procedimiento = { codigo = "E", nombre = "E" }
actividad = [
  { numero = 1, id = "cobra", titulo = "Cobra", responsables = "r", sigue = "fin",
    evento = { id = "falla", cuando = { error = "X" }, va_a = 2 } },
  { numero = 2, id = "avisa", titulo = "Avisa", responsables = "r" },
]
rol = { id = "r", nombre = "R" }
"#;
    let throw = |code: &str, actor: serde_json::Value| {
        request(
            serde_json::json!({ "op": "throw-error", "case": "e", "activity": "1", "code": code, "actor": actor }),
        )
    };
    let ana = || serde_json::json!({ "person": "ana", "role": "r" });
    let lines = [
        request(serde_json::json!({ "op": "load", "text": procedure, "at": "2024-03-01T14:00:00Z" })),
        request(serde_json::json!({ "op": "start", "case": "e", "procedure": "E" })),
        request(serde_json::json!({ "op": "work", "case": "e" })),
        throw("Y", ana()),
        throw("X", serde_json::json!({ "person": "eva", "role": "otro" })),
        throw("X", ana()),
        request(serde_json::json!({ "op": "work", "case": "e" })),
    ];
    let told = talk((lines.join("\n") + "\n").as_bytes());
    let read = |line: &String| -> serde_json::Value { serde_json::from_str(line).expect("JSON") };
    let told: Vec<serde_json::Value> = told.iter().map(read).collect();
    assert_eq!(told[2]["work"][0]["errors"], serde_json::json!(["X"]), "{told:#?}");
    assert_eq!(told[3]["error"]["name"], "error-nobody-catches", "{told:#?}");
    assert_eq!(told[4]["error"]["name"], "role-not-allowed", "{told:#?}");
    assert_eq!(told[5]["steps"][0]["opened"][0]["element"], "avisa", "{told:#?}");
    assert!(told[6]["work"][0]["errors"].is_null(), "{told:#?}");
}

#[test]
fn a_host_does_its_jobs_and_proves_its_records() {
    let procedure = r#"formato = 1
idioma = "es"
procedimiento = { codigo = "J", nombre = "J", zona_horaria = "America/Bogota", plazo = "3 días" }
dato = [{ id = "n", tipo = "decimal" }]
inicio = [{ id = "uno", va_a = "manda" }, { id = "otro", va_a = "luego" }]
actividad = [
  { numero = 1, id = "manda", titulo = "Manda", trabajo = "correo", entrada = { monto = 'n + 1' }, reintentos = 3,
    evento = { id = "nota", cuando = { declara = "r" }, interrumpe = false, avisa = "r" } },
  { numero = 2, id = "luego", titulo = "Luego", espera = { tiempo = "3 días" } },
]
rol = { id = "r", nombre = "R" }
"#;
    let lines = [
        request(serde_json::json!({ "op": "load", "text": procedure, "at": "2024-03-01T14:00:00Z" })),
        request(serde_json::json!({ "op": "start", "case": "j", "procedure": "J", "start": "uno",
            "data": { "n": 1.50 } })),
        request(serde_json::json!({ "op": "jobs", "case": "j" })),
        request(serde_json::json!({ "op": "fail-job", "case": "j", "activity": "manda", "attempt": 1,
            "reason": "caído", "retry_after": "PT2H" })),
        request(serde_json::json!({ "op": "jobs", "case": "j" })),
        request(serde_json::json!({ "op": "fail-job", "case": "j", "activity": "manda", "attempt": 2,
            "reason": "caído", "retry_after": "pronto" })),
        request(serde_json::json!({ "op": "complete-job", "case": "j", "activity": "manda", "attempt": 2 })),
        request(serde_json::json!({ "op": "fire", "case": "j", "activity": "luego" })),
        request(serde_json::json!({ "op": "verify", "case": "j" })),
        request(serde_json::json!({ "op": "verify", "case": "nobody" })),
        request(serde_json::json!({ "op": "jobs", "case": "nobody" })),
        request(serde_json::json!({ "op": "start", "case": "k", "procedure": "J", "start": "otro" })),
        request(serde_json::json!({ "op": "fire", "case": "k", "item": 0 })),
        request(serde_json::json!({ "op": "fire", "case": "k", "item": 0 })),
        request(serde_json::json!({ "op": "snapshot", "case": "k" })),
        request(serde_json::json!({ "op": "start", "case": "l", "procedure": "J", "start": "nada" })),
        request(serde_json::json!({ "op": "start", "case": "m", "procedure": "J", "start": "uno",
            "data": { "n": 1 } })),
        request(serde_json::json!({ "op": "snapshot", "case": "m" })),
        request(serde_json::json!({ "op": "declare", "case": "m", "item": 3,
            "actor": { "person": "ana", "role": "r" } })),
    ];
    let told = talk((lines.join("\n") + "\n").as_bytes());
    let read = |line: &String| -> serde_json::Value { serde_json::from_str(line).expect("JSON") };
    let told: Vec<serde_json::Value> = told.iter().map(read).collect();
    let job = &told[2]["jobs"][0];
    assert_eq!((&job["job"], &job["attempt"], &job["attempts"]), (&"correo".into(), &1.into(), &3.into()));
    assert_eq!(
        (&job["input"]["monto"], job["not_before"].is_null()),
        (&serde_json::json!(2.5), true),
        "{job:#}"
    );
    assert!(job["key"].as_str().is_some_and(|key| key.starts_with("j/") && key.ends_with("/1")), "{job:#}");
    let later = &told[4]["jobs"][0];
    assert_eq!(
        (&later["attempt"], &later["not_before"]),
        (&2.into(), &"2024-03-01T16:00:00.000Z".into()),
        "{told:#?}"
    );
    assert_eq!(told[5]["error"]["name"], "wrong-value", "{told:#?}");
    assert_eq!(told[6]["ok"], true, "{told:#?}");
    assert_eq!(told[7]["steps"][0]["finished"], "completed", "that one timer fires alone: {told:#?}");
    let proved = &told[8]["proved"];
    assert_eq!((&proved["sound"], &proved["records"]), (&true.into(), &4.into()), "{told:#?}");
    assert_eq!(proved["head"].as_str().map(str::len), Some(64), "{told:#?}");
    assert_eq!(
        (&told[9]["error"]["name"], &told[10]["error"]["name"]),
        (&"unknown-case".into(), &"unknown-case".into())
    );
    assert_eq!(told[12]["ok"], true, "the deadline of the case itself: {told:#?}");
    assert_eq!(told[13]["ok"], false, "it has passed: {told:#?}");
    assert_eq!(told[14]["snapshot"]["overdue"], true, "{told:#?}");
    assert_eq!(told[15]["ok"], false, "there is no such start: {told:#?}");
    assert_eq!(told[17]["snapshot"]["declarable"][0]["element"], "nota", "{told:#?}");
    assert_eq!(told[18]["steps"][0]["notices"][0]["reason"], "occurred", "{told:#?}");
}

#[test]
fn whatever_is_wrong_with_a_line_is_an_answer() {
    let deep = format!("{{\"op\":\"start\",\"data\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("{{\"op\":\"load\",\"text\":\"{}\"}}", "x".repeat(10 << 20));
    let mut input = Vec::new();
    for line in [
        "nada",
        "[]",
        "null",
        "{",
        "{\"op\":1}",
        "{\"op\":\"fly\"}",
        "{\"op\":\"work\",\"case\":7}",
        "{\"op\":\"work\",\"casa\":\"c\"}",
        "{\"op\":\"work\"}",
        "{\"op\":\"work\",\"case\":\"nobody\"}",
        "{\"op\":\"work\",\"case\":\"a/b\"}",
        "{\"op\":\"start\",\"case\":\"c\",\"procedure\":\"NONE\"}",
        "{\"op\":\"load\",\"text\":\"formato = 2\"}",
        "{\"op\":\"load\",\"file\":\"/no/such/file.toml\"}",
        "{\"op\":\"advance\",\"at\":\"yesterday\"}",
        "{\"op\":\"work\",\"op\":\"work\"}",
        &deep,
        &long,
        "",
    ] {
        input.extend_from_slice(line.as_bytes());
        input.push(b'\n');
    }
    input.extend_from_slice(b"{\"op\":\"\xff\"}\n{\"op\":\"advance\",\"id\":\"last\"}");
    let told = talk(&input);
    let names: Vec<String> = told
        .iter()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
            json["error"]["name"].as_str().unwrap_or("well").to_owned()
        })
        .collect();
    let wanted = [
        "not-a-request",
        "not-a-request",
        "not-a-request",
        "not-a-request",
        "not-a-request",
        "unknown-op",
        "not-a-request",
        "not-a-request",
        "key-missing",
        "unknown-case",
        "case-name",
        "procedure-not-known",
        "procedure-faulty",
        "file-unreadable",
        "wrong-value",
        "not-a-request",
        "not-a-request",
        "line-too-long",
        "not-a-request",
        "well",
    ];
    assert_eq!(names, wanted);
    assert!(told.last().is_some_and(|line| line.contains("\"id\":\"last\"")));
}

#[test]
fn the_example_in_python_walks_its_case() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/drive/drive.py");
    let Ok(output) = Command::new("python3").args([example, env!("CARGO_BIN_EXE_cauce")]).output() else {
        // Where there is no Python there is nothing to show.
        return;
    };
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(said.ends_with("2 · Revisar el acta (vez 2)\ncompleted\n"), "{said}");
}
