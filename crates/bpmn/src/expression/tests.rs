//! What people write, and the guard it becomes.

use cauce::source::Language::{English, Spanish};

use super::translate;

#[test]
fn what_people_write() {
    let cases = [
        ("n > 3", "n > 3"),
        ("${n > 3 and ok}", "n > 3 && ok"),
        ("#{not ok or n le 2.5}", "!ok || n <= 2.5"),
        ("= total = 100 and estado = \"listo\"", "total == 100 && estado == \"listo\""),
        ("${estado == 'a \"b\"'}", "estado == \"a \\\"b\\\"\""),
        ("lista.contains(\"a\")", "contains(lista, \"a\")"),
        ("= list contains(lista, 3)", "contains(lista, 3)"),
        ("=not(ok)", "!ok"),
        ("= x in [1, 2]", "x == 1 || x == 2"),
        ("= not(x in (1, 2)) and ok", "!(x == 1 || x == 2) && ok"),
        ("${empty lista}", "length(lista) == 0"),
        ("a - (b - c) * -d", "a - (b - c) * -d"),
        ("${ok ? 1 : 2}", "if ok { 1 } else { 2 }"),
        ("= if ok then 1 else 2", "if ok { 1 } else { 2 }"),
        ("nombre.equals('x')", "nombre == \"x\""),
        ("a === b && c !== d", "a == b && c != d"),
        ("10L < n", "10 < n"),
        ("(a || b) && c", "(a || b) && c"),
        ("!(a && b)", "!(a && b)"),
    ];
    for (written, guard) in cases {
        let found = translate(written, "", English).map(|guard| guard.text);
        assert_eq!(found.as_deref(), Some(guard), "{written}");
    }
    let spanish = translate("xs.contains(y)", "", Spanish).expect("a guard");
    assert_eq!(spanish.text, "contiene(xs, y)");
    assert_eq!(spanish.reads.into_iter().collect::<Vec<_>>(), ["xs", "y"]);
}

#[test]
fn what_no_guard_says() {
    let cases = [
        "",
        "${servicio.revisar(pedido)}",
        "x = 3",
        "n > ",
        "${a}${b}",
        "x == null",
        "a < b < c",
        "año > 3",
        "\"sin cerrar",
        "1e5 > n",
        "`x`",
        "[1, 2]",
        "f(x)",
        "x; y",
    ];
    for written in cases {
        assert_eq!(translate(written, "", English), None, "{written}");
    }
    let deep = format!("{}n > 3{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(translate(&deep, "", English), None);
    let nots = format!("{}ok", "!".repeat(100_000));
    assert_eq!(translate(&nots, "", English), None);
}
