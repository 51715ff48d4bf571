//! Real requests to the program, which is killed and started again between two of them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

const PROCEDURE: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "QUEJA"
nombre  = "Atender una queja"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[dato]]
id      = "radicado"
tipo    = "entero"
[[actividad]]
numero  = 1
id      = "responder"
titulo  = "Responder"
responsables = "auditor"
pregunta = "¿Procede?"
si = { continua_en = 2 }
no = { continua_en = "fin" }
[[actividad]]
numero  = 2
id      = "aguardar"
titulo  = "Aguardar el pago"
espera  = { mensaje = "pago", correlaciona = { radicado = 'radicado' } }
"#;

/// The program while it runs; killed when it is dropped.
struct Running {
    program: Child,
    address: String,
}

impl Running {
    fn on(folder: &Path) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cauce-example-service"))
            .arg(folder.join("cases.db"))
            .arg("127.0.0.1:0")
            .arg(folder.join("queja.toml"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut said = String::new();
        let out = program.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut said).expect("it says where it is");
        let address = said.trim().strip_prefix("http://").expect("an address").to_owned();
        Running { program, address }
    }

    /// Asks, and gives the code and what was answered.
    fn ask(&self, head: &str, extra: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{extra}Content-Length: {length}\r\n\r\n{body}"
        )
        .expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a code");
        (status, body.to_owned())
    }

    fn json(&self, head: &str, key: Option<&str>, body: &Value) -> (u16, Value) {
        let key = key.map_or_else(String::new, |key| format!("Idempotency-Key: {key}\r\n"));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, answer) = self.ask(head, &key, &body);
        (status, serde_json::from_str(&answer).expect(&answer))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.program.kill().expect("it runs");
        self.program.wait().expect("it ends");
    }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("queja.toml"), PROCEDURE).expect("it is written");
    folder
}

fn ana() -> Value {
    json!({ "person": "ana", "role": "auditor" })
}

#[test]
fn a_case_is_begun_worked_on_and_told_although_the_program_is_killed_in_between() {
    let folder = folder();
    let desk = json!({ "host": "ventanilla" });
    let begin = json!({ "case": "q 1", "procedure": "QUEJA", "business_key": "RAD-1", "actor": desk, "data": { "radicado": 14 } });
    let first = {
        let service = Running::on(folder.path());
        let (status, first) = service.json("POST /cases", Some("orden-1"), &begin);
        assert_eq!((status, &first["ok"]), (201, &json!(true)), "{first}");
        assert_eq!(first["steps"][0]["opened"][0]["reference"], "1");
        first
    };
    // The answer was lost: the same request after a restart is answered the same and begins nothing.
    let service = Running::on(folder.path());
    assert_eq!(service.json("POST /cases", Some("orden-1"), &begin), (201, first));
    let (status, work) = service.json("GET /work?role=auditor", None, &Value::Null);
    assert_eq!((status, &work["count"]), (200, &json!(1)));
    let item = work["work"][0]["item"].as_u64().expect("a number");
    assert_eq!((&work["work"][0]["case"], &work["work"][0]["element"]), (&json!("q 1"), &json!("responder")));
    let claim = format!("POST /cases/q%201/items/{item}/claim");
    assert_eq!(service.json(&claim, None, &json!({ "actor": ana() })).0, 200);
    let (_, mine) = service.json("GET /work?person=ana", None, &Value::Null);
    assert_eq!(mine["work"][0]["claimed_by"], "ana");
    let complete = format!("POST /cases/q%201/items/{item}/complete");
    let done = json!({ "actor": ana(), "answer": "yes", "note": "procede" });
    let (status, step) = service.json(&complete, Some("orden-2"), &done);
    assert_eq!((status, &step["steps"][0]["closed"][0]), (200, &json!(item)), "{step}");
    drop(service);

    let service = Running::on(folder.path());
    assert_eq!(service.json(&complete, Some("orden-2"), &done).0, 200, "the same request");
    let (status, waiting) = service.json("GET /cases/q%201", None, &Value::Null);
    assert_eq!((status, &waiting["state"]), (200, &json!("waiting")), "{waiting}");
    let pay = |number: i64| json!({ "name": "pago", "correlates": { "radicado": number } });
    assert_eq!(service.json("POST /messages", None, &pay(15)).0, 404, "nobody waits for that");
    let (status, paid) = service.json("POST /messages", None, &pay(14));
    assert_eq!((status, &paid["answer"], &paid["case"]), (200, &json!("delivered"), &json!("q 1")), "{paid}");
    assert_eq!(paid["steps"][0]["finished"], "completed");
    let (status, page) = service.ask("GET /cases/q%201/document", "", "");
    assert!(status == 200 && page.contains("<html") && page.contains("procede"), "{page}");
}

#[test]
fn what_cannot_be_has_its_code_and_its_sentence_in_the_language_asked_for() {
    let folder = folder();
    let service = Running::on(folder.path());
    let begin =
        |case: &str| json!({ "case": case, "procedure": "QUEJA", "business_key": "RAD-1", "actor": ana() });
    assert_eq!(service.json("POST /cases", None, &begin("a")).0, 201);
    let item = service.json("GET /cases/a", None, &Value::Null).1["work"][0]["item"].clone();
    let complete = format!("POST /cases/a/items/{item}/complete");
    let other = json!({ "person": "eva", "role": "jefe" });
    let cases: [(&str, Value, u16, &str); 10] = [
        ("GET /cases/b", Value::Null, 404, "«b»"),
        ("GET /nada", Value::Null, 404, "nada"),
        ("DELETE /cases/a", Value::Null, 404, "nada"),
        ("POST /cases", begin("b"), 409, "RAD-1"),
        ("POST /cases", json!({ "case": "b", "procedure": "OTRO", "actor": ana() }), 404, "OTRO"),
        ("POST /cases", json!({ "case": "b" }), 400, "procedure"),
        ("POST /cases", json!({ "caso": "b" }), 400, "caso"),
        (&complete, json!({ "actor": other, "answer": "yes" }), 403, ""),
        (&complete, json!({ "actor": ana() }), 422, ""),
        ("GET /work?x=1", Value::Null, 400, "query"),
    ];
    for (head, body, code, says) in cases {
        let (status, told) = service.json(head, None, &body);
        let message = told["error"]["message"].as_str().expect("a sentence");
        assert!(status == code && message.contains(says) && told["ok"] == false, "{head}: {status} {told}");
    }
    let (status, told) = service.ask("GET /cases/b", "Accept-Language: en\r\n", "");
    assert!(status == 404 && told.contains("there is no case"), "{told}");
    let done = json!({ "actor": ana(), "answer": "no" });
    assert_eq!(service.json(&complete, Some("k"), &done).0, 200);
    assert_eq!(service.json(&complete, None, &done).0, 409, "it has ended");
    let otherwise = json!({ "actor": ana(), "answer": "yes" });
    assert_eq!(service.json(&complete, Some("k"), &otherwise).0, 422, "the key of another request");
    let (status, _) = service.ask("POST /cases", "", &"x".repeat((1 << 20) + 1));
    assert_eq!(status, 413);
    assert_eq!(service.ask("POST /cases", "", "{").0, 400);
}
