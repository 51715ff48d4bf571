use proptest::prelude::*;

use super::*;

#[test]
fn each_slip_has_its_message_and_its_place() {
    let mut out = String::new();
    for text in [
        "",
        "  // nada",
        "n >",
        "n 3",
        "(n > 1",
        "n > 1)",
        "ajustes y n > 1",
        "no ajustes",
        "n = 3",
        "n <> 3",
        "n > 0,6",
        "n > 1;",
        "let x = 1",
        "while true {}",
        "|x| x",
        "[1] == n",
        "texto.size() == 1",
        "texto.len == 1",
        "texto.contains(n)",
        "n in n",
        "n in",
        ".len() == 1",
        "texto == 'hola'",
        "texto == “hola”",
        "texto == `a${n}`",
        "texto == \"abc",
        "texto == \"\\q\"",
        "n == 1e5",
        "n == 0x10",
        "n == 99999999999999999999999999999999",
        "n == 1.",
        "/* abierto",
        "eval(\"1\") == 1",
        "import \"/x\"",
        "print(n)",
        "type_of(n) == texto",
        "sleep(3)",
        "timestamp() > n",
        "nn > 1",
        "ajuste",
        "si == ajustes",
        "vuelta(4) < 1",
        "rounds(4) < 1",
        "answer(4) == YES",
        "incumplimiento-256 > 0",
        "cuenta(incumplimiento-256) > 0",
        "cuenta(\"incumplimiento-25\") > 0",
        "tiene(\"n\")",
        "tiene(nn)",
        "tiene(n) > 1",
        "has(n)",
        "indicador(x) > 1",
        "indicador() > 1",
        "indicador(\"x\", 1) > 1",
        "respuesta(1.10) == SI",
        "respuesta(99) == SI",
        "respuesta(1) == SI",
        "hoy > vence",
        "meta > 1",
        "texto < 3",
        "1 == \"1\"",
        "texto == SI",
        "n == SI",
        "ajustes && n",
        "!n",
        "-texto == 1",
        "texto < texto",
        "color < color",
        "entidades == entidades",
        "entidades && ajustes",
        "n + texto == 1",
        "contiene(texto, n)",
        "respuesta(4) == \"tal vez\"",
        "respuesta(3) == \"aprobada\"",
        "respuesta(3) == SI",
        "color == \"azul\"",
        "\"a\" == \"b\"",
        "n + 1",
        "texto",
        "if ajustes { n }",
        "if ajustes { n } else { texto } == 1",
        "nn > 1 && mm < \"a\" && ajustes < 2",
    ] {
        let found = compile(text, Language::Spanish, &Expects::Bool, Mode::Auto).err().unwrap_or_default();
        assert!(!found.is_empty(), "{text} was accepted");
        out.push_str(&format!("--- {text}\n"));
        for problem in found {
            out.push_str(&format!(
                "{} {} «{}»\n",
                problem.code(),
                problem.name(Language::Spanish),
                &text[problem.range()]
            ));
            out.push_str(&format!(
                "    {} — {}\n",
                problem.message(Language::Spanish),
                problem.help(Language::Spanish)
            ));
            out.push_str(&format!(
                "    {} — {}\n",
                problem.message(Language::English),
                problem.help(Language::English)
            ));
        }
    }
    insta::assert_snapshot!("each_slip", out);
}

#[test]
fn too_long_and_too_deep() {
    let generous = |text: &str| {
        let source = GuardSource { text, language: Language::Spanish, limit: 1 << 20 };
        Guard::compile(source, &Expects::Bool, &Fixture, &Vocabulary::default(), Mode::RhaiOnly)
            .map(|_| ())
            .unwrap_err()[0]
            .code()
    };
    assert_eq!(problems(&"(".repeat(100_000))[0][..5], *"C0303");
    for text in [
        "(".repeat(100_000),
        "!".repeat(100_000),
        "-".repeat(100_000),
        "if ".repeat(100_000),
        format!("{}1 > 0", "1+".repeat(1000)),
    ] {
        assert_eq!(generous(&text), "C0304");
    }
}

#[test]
fn the_deepest_guards_fit_a_small_stack() {
    let deepest = std::thread::Builder::new().stack_size(2 << 20);
    let worker = deepest.spawn(|| {
        let depth = parse::MAX_DEPTH - 2;
        for text in [
            format!("{}n{} == n", "(".repeat(depth - 1), ")".repeat(depth - 1)),
            format!("{}ajustes", "!".repeat(depth - 2)),
            format!("n {} != 0", "+ n ".repeat(depth - 2)),
            format!("{}n{} != 0", "(n - ".repeat(depth / 2), ")".repeat(depth / 2)),
            format!("{}ajustes{}", "if ajustes { ".repeat(depth / 2), " } else { false }".repeat(depth / 2)),
            format!("ajustes{}", " && ajustes".repeat(350)),
            format!("{}ajustes", "if !ajustes { ajustes } else ".repeat(20) + "{ ajustes } && "),
        ] {
            run(&text, &Expects::Bool, &case());
        }
    });
    worker.unwrap().join().unwrap();
}

#[test]
fn text_cannot_grow_without_end() {
    let mut case = case();
    case.facts.insert(Slot::Datum(3), Value::Text("a".repeat(3000).into()));
    assert_eq!(run("texto + texto == texto", &Expects::Bool, &case).result, Err(GuardFault::TooLarge));
    assert_eq!(run("texto == texto", &Expects::Bool, &case).result, Ok(Value::Bool(true)));
}

#[test]
fn the_engine_has_nothing_but_what_is_registered() {
    let engine = script::shared_engine();
    for text in [
        "eval(\"1\")",
        "print(1)",
        "type_of(1)",
        "timestamp()",
        "sleep(1)",
        "range(0, 9)",
        "\"a\" == 1",
        "1 == 1",
        "() == ()",
        "1 + 1",
        "1 < 2.0",
        "'a' == 'a'",
        "\"a\".len()",
        "[1].len()",
        "1..2 == 1..2",
        "\"a\" < \"b\"",
        "\"a\" in \"abc\"",
        "2 ** 3",
        "1 | 2",
        "true | false",
        "true ^ true",
        "1 << 3",
        "parse_int(\"1\")",
        "Fn(\"x\").call()",
    ] {
        assert!(engine.eval::<rhai::Dynamic>(text).is_err(), "{text}");
    }
}

#[test]
fn reserved_words() {
    for word in [
        "vueltas", "rounds", "SI", "YES", "NO", "miembro", "if", "let", "eval", "type_of", "true", "hoy",
        "contains",
    ] {
        assert!(is_reserved(word), "{word}");
    }
    assert!(!is_reserved("ajustes") && !is_reserved("si_no") && !is_reserved("fin"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        for language in [Language::Spanish, Language::English] {
            if let Err(problems) = compile(&text, language, &Expects::Bool, Mode::Auto) {
                for problem in problems {
                    prop_assert!(text.get(problem.range()).is_some());
                    prop_assert!(!problem.message(language).is_empty() && !problem.help(language).is_empty());
                }
            }
        }
        let _ = Guard::in_language(&text, Language::Spanish, Language::English, &Vocabulary::default());
    }

    #[test]
    fn no_heap_of_tokens_panics(words in prop::collection::vec(prop::sample::select(vec!["n", "ajustes", "texto", "(", ")", "{", "}", "if", "else", "&&", "||", "!", "-", "+", "*", "/", "%", "==", "<", ",", "1", "0.5", "\"a\"", "SI", "vueltas(4)", "respuesta(4)", "contiene", "incumplimiento-256", "hoy()"]), 0..14)) {
        let text = words.join(" ");
        for expects in [Expects::Bool, Expects::Kind(Kind::Decimal), Expects::Kind(Kind::Text)] {
            if compile(&text, Language::Spanish, &expects, Mode::Auto).is_ok() {
                run(&text, &expects, &case());
            }
        }
    }
}
