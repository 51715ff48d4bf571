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

/// Something to measure: its name and its work.
type Work<'a> = (String, Box<dyn FnMut() + 'a>);

/// Takes them in turn and keeps the best of each, so that a busy machine slows all alike.
#[expect(clippy::disallowed_methods, clippy::float_arithmetic, reason = "a measurement reads the clock")]
fn measure(mut works: Vec<Work<'_>>) {
    let mut best = vec![f64::MAX; works.len()];
    for _ in 0..40 {
        for (best, (_, work)) in best.iter_mut().zip(&mut works) {
            let start = std::time::Instant::now();
            (0..5_000).for_each(|_| work());
            *best = best.min(start.elapsed().as_secs_f64() / 5_000.0 * 1e9);
        }
    }
    for (best, (name, _)) in best.iter().zip(&works) {
        println!("{best:8.1} ns  {name}");
    }
}

fn guards(texts: &[&str], mode: Mode) -> Vec<Guard> {
    let guard = |text: &&str| compile(text, Language::Spanish, &Expects::Bool, mode).unwrap();
    texts.iter().map(guard).collect()
}

/// One decision: guards in turn over what they share, on a list that is used again.
fn decision<'a>(name: &str, texts: &[&str], mode: Mode, facts: &'a Quick) -> Work<'a> {
    let guards = guards(texts, mode);
    let mut inputs = Vec::new();
    let work = move || {
        inputs.clear();
        for guard in black_box(&guards) {
            drop(black_box(guard.evaluate(black_box(facts), black_box(&mut inputs))));
        }
    };
    (format!("{mode:?} {name}"), Box::new(work))
}

fn floor() -> Work<'static> {
    let engine = rhai::Engine::new_raw();
    let ast = engine.compile("ajustes == true").unwrap();
    let mut scope = rhai::Scope::new();
    scope.push("ajustes", true);
    let work = move || {
        drop(black_box(engine.eval_ast_with_scope::<bool>(black_box(&mut scope), black_box(&ast))));
    };
    ("F2: raw engine, scope reused: ajustes == true".to_owned(), Box::new(work))
}

#[test]
#[ignore = "prints costs"]
fn speed() {
    let facts = Quick([number("9"), number("1"), number("0.5")]);
    let yes = Quick([Value::Bool(true), number("1"), number("0.5")]);
    let read = || drop(black_box(facts.read(black_box(Slot::Rounds(3)))));
    let mut works: Vec<Work<'_>> = vec![floor(), ("the read alone".to_owned(), Box::new(read))];
    let ten: Vec<String> = (0..10).map(|value| format!("n == {value}")).collect();
    let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
    for mode in [Mode::Auto, Mode::RhaiOnly] {
        for text in [
            "vueltas(4) < 1",
            "n == 7",
            "indicador(\"x\") < meta(\"x\")",
            "vueltas(4) < 1 && n == 9",
            "indicador(\"x\") * 2 >= 1",
        ] {
            works.push(decision(text, &[text], mode, &facts));
        }
        for text in ["ajustes == true", "ajustes"] {
            works.push(decision(text, &[text], mode, &yes));
        }
        works.push(decision("n == 0 to n == 9", &ten, mode, &facts));
    }
    measure(works);
}

#[test]
#[ignore = "prints costs"]
fn speed_of_loading() {
    let text = "indicador(\"x\") < meta(\"x\")";
    let works = [Mode::Auto, Mode::RhaiOnly].map(|mode| -> Work<'_> {
        let work = move || drop(black_box(guards(&[text], mode)));
        (format!("{mode:?} compile a guard"), Box::new(work))
    });
    measure(works.into());
}
