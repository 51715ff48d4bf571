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
