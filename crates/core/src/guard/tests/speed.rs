//! Prints costs; asserts nothing about absolute time. Run with `--release -- --ignored --nocapture speed`.

use std::hint::black_box;

use super::*;

struct Quick([Value; 3]);

impl Facts for Quick {
    fn read(&self, slot: Slot) -> Option<Value> {
        self.0
            .get(match slot {
                Slot::Datum(_) => 0,
                Slot::Rounds(_) => 1,
                _ => 2,
            })
            .cloned()
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn measure(name: &str, mut work: impl FnMut()) {
    let mut best = f64::MAX;
    for _ in 0..15 {
        let start = std::time::Instant::now();
        (0..20_000).for_each(|_| work());
        best = best.min(start.elapsed().as_secs_f64() / 20_000.0 * 1e9);
    }
    println!("{best:8.1} ns  {name}");
}

#[test]
#[ignore = "prints costs"]
fn speed() {
    let facts = Quick([Value::Bool(true), number("1"), number("0.5")]);
    measure("the read alone", || {
        drop(black_box(facts.read(black_box(Slot::Rounds(3)))));
    });
    for text in [
        "vueltas(4) < 1",
        "ajustes == true",
        "ajustes",
        "indicador(\"x\") < meta(\"x\")",
        "vueltas(4) < 1 && ajustes",
        "!ajustes || indicador(\"x\") * 2 >= 1",
        "texto + \"a\" == texto",
    ] {
        for mode in [Mode::Auto, Mode::RhaiOnly] {
            let guard = compile(text, Language::Spanish, &Expects::Bool, mode).unwrap();
            measure(
                &format!("{mode:?} native={} {text}", guard.is_native()),
                || drop(black_box(black_box(&guard).evaluate(black_box(&facts)))),
            );
        }
    }
    let engine = script::shared_engine();
    let ast = engine.compile("ajustes == true").unwrap();
    let mut scope = rhai::Scope::new();
    scope.push("ajustes", true);
    measure("raw engine, scope reused: ajustes == true", || {
        drop(black_box(
            engine.eval_ast_with_scope::<bool>(&mut scope, &ast),
        ));
    });
    measure("compile a guard", || {
        drop(black_box(compile(
            "indicador(\"x\") < meta(\"x\")",
            Language::Spanish,
            &Expects::Bool,
            Mode::Auto,
        )));
    });
}
