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
        ("${empty lista}", "!has(lista) || length(lista) == 0"),
        ("${not empty lista and ok}", "!(!has(lista) || length(lista) == 0) && ok"),
        ("x == null", "!has(x)"),
        ("${null != pedido.total && pedido.total > 3}", "has(pedido_total) && pedido_total > 3"),
        ("= x = null or y != null", "!has(x) || has(y)"),
        ("= is defined(pedido.cliente)", "has(pedido_cliente)"),
        ("${order.items.size() > 0}", "length(order_items) > 0"),
        ("order['total'] * 2 > n", "order_total * 2 > n"),
        ("tiene(n) && largo(xs) > 1", "has(n) && length(xs) > 1"),
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
    assert_eq!(spanish.reads.into_keys().collect::<Vec<_>>(), ["xs", "y"]);
}

#[test]
fn what_no_guard_says() {
    let cases = [
        "",
        "${servicio.revisar(pedido)}",
        "x = 3",
        "n > ",
        "${a}${b}",
        "x > null",
        "null == null",
        "null",
        "f(x) == null",
        "nrOfInstances != null",
        "a.b > 1 && a_b > 2",
        "has(1)",
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

/// The rows of the pages that say what is translated.
#[test]
fn what_the_pages_say() {
    for (page, language) in [("es/bpmn.md", Spanish), ("en/bpmn.md", English)] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
        let text = std::fs::read_to_string(path).expect("a page");
        let rows = text.lines().filter(|line| {
            line.starts_with("| `${")
                || line.starts_with("| `= ")
                || line.contains(" in [1, 2]")
                || line.contains(".contains(")
        });
        let mut count = 0;
        for row in rows {
            let cells: Vec<Vec<&str>> = row
                .trim_matches('|')
                .split(" | ")
                .map(|cell| cell.split('`').skip(1).step_by(2).collect())
                .collect();
            let [written, read] = &cells[..] else { panic!("{row}") };
            for (at, one) in written.iter().enumerate() {
                let guard = translate(one, "feel", language).or_else(|| translate(one, "", language));
                let expected = read.get(at).or(read.last()).expect("a guard").replace("\\|", "|");
                assert_eq!(guard.map(|guard| guard.text).as_deref(), Some(&*expected), "{one}");
                count += 1;
            }
        }
        assert!(count > 5, "{page}: {count}");
    }
}
