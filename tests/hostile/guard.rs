//! Guards: what is refused when the file is loaded, and what leaves a case waiting.

use cauce::command::{Actor, Command, Start};
use cauce::data::{Decimal, Text, Value};
use cauce::engine::Engine;
use cauce::source::Language;

use super::case::{Case, checked};

const FILE: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "G-1"
nombre = "Guardas"
[[dato]]
id = "n"
nombre = "N"
tipo = "decimal"
[[dato]]
id = "texto"
nombre = "Texto"
tipo = "texto"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
aplica_si = "#;

fn file(guard: &str) -> String {
    format!("{FILE}'''{guard}'''\n[[actividad]]\nnumero = 2\nid = \"dos\"\ntitulo = \"Dos\"\n")
}

/// Guards that no file may hold.
pub(crate) fn loading() -> Vec<Case> {
    let guards: Vec<(&'static str, String)> = vec![
        ("syntax error", "n > ".into()),
        ("syntax error on a second line", "n > 1 &&\n  ) 2".into()),
        ("unknown name", "nn > 1".into()),
        ("unknown function", "cuadrado(n) > 1".into()),
        ("result not a boolean", "n + 1".into()),
        ("endless loop", "loop { }".into()),
        ("while", "while true { n }".into()),
        ("text doubling", "texto + texto == texto".into()),
        ("padding", "texto.pad(1000000, 'x') == texto".into()),
        ("array doubling", "[1, 2].len() > 1".into()),
        ("map", "#{ a: 1 }.a == 1".into()),
        ("blob", "blob(1000000).len() > 1".into()),
        ("100,000 brackets", "(".repeat(100_000)),
        ("2,000 brackets", format!("{}n > 1{}", "(".repeat(2_000), ")".repeat(2_000))),
        ("1,000 negations", format!("{}(n > 1)", "!".repeat(1_000))),
        ("recursion", "fn f() { f() } f()".into()),
        ("closure", "(|| 1).call() == 1".into()),
        ("eval", "eval(\"true\")".into()),
        ("import", "import \"m\" as m; true".into()),
        ("import of an absolute path", "import \"/etc/passwd\" as m; true".into()),
        ("sleep", "sleep(10) == n".into()),
        ("timestamp", "timestamp() == n".into()),
        ("print", "print(\"x\") == n".into()),
        ("assignment to case data", "n = 3".into()),
        ("assignment by operator", "n += 3".into()),
        ("text compared with number", "texto < 3".into()),
        ("nothing compared with something", "() == n".into()),
        ("\"1\" == 1", "\"1\" == 1".into()),
        ("interpolation", "`${n}` == texto".into()),
        ("5 KiB of guard", format!("n > 1 || {}", "n > 1 || ".repeat(600)) + "n > 1"),
        ("NUL", "n\0> 1".into()),
    ];
    guards.into_iter().map(|(name, guard)| Case::of(name, move || checked(file(&guard).as_bytes()))).collect()
}

/// Guards that a file may hold and that meet bad data: the case waits, it does not die.
pub(crate) fn running() -> Vec<Case> {
    let number = |text: &str| Value::Number(text.parse::<Decimal>().expect("a number"));
    let largest = "79228162514264337593543950335";
    let words = |text: &str| Value::Text(text.into());
    let cases: Vec<(_, _, Vec<(_, _)>)> = vec![
        ("missing value", "n > 1", vec![]),
        ("division by zero", "1 / n > 1", vec![("n", number("0"))]),
        ("overflow", "n + 1 > n", vec![("n", number(largest))]),
        ("overflow of a product", "n * n > n", vec![("n", number(largest))]),
        ("data with a call", "texto == \"a\"", vec![("texto", words("\"); loop{}"))]),
        ("data with an interpolation", "texto == \"a\"", vec![("texto", words("${n}"))]),
        ("data with back-ticks", "texto == \"a\"", vec![("texto", words("`x` || true"))]),
        ("data with a direction override", "texto == \"a\"", vec![("texto", words("a\u{202e}"))]),
        ("a long text", "texto == \"a\"", vec![("texto", words(&"x".repeat(100_000)))]),
    ];
    cases.into_iter().map(|(name, guard, data)| Case::of(name, move || started(guard, &data))).collect()
}

fn started(guard: &str, data: &[(&str, Value)]) -> String {
    let engine = Engine::in_memory();
    if let Err(error) = engine.add(&file(guard)) {
        return error.to_string();
    }
    let data: Vec<(Text, Value)> = data.iter().map(|(id, value)| ((*id).into(), value.clone())).collect();
    let start = Command::Start(Start { data, ..Start::of("G-1") });
    if let Err(error) = engine.ask("caso", &Actor::host("prueba"), start) {
        return error.to_string();
    }
    let open = engine.work("caso").expect("the case has begun");
    let said = open.iter().map(|item| match &item.trouble {
        Some(trouble) => {
            let (spanish, english) = (trouble.message(Language::Spanish), trouble.message(Language::English));
            format!("{} at {}\n   {spanish}\n   {english}", trouble.code(), item.reference)
        }
        None => format!("open: {}", item.reference),
    });
    said.collect::<Vec<_>>().join("\n")
}
