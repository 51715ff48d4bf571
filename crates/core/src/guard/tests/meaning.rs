use super::*;

#[test]
fn every_word_and_operator() {
    for text in [
        "ajustes",
        "ajustes == true",
        "ajustes == SI",
        "!(ajustes == NO)",
        "indicador(\"x\") >= meta(\"x\")",
        "indicador(\"x\") == 0.6",
        "evidencia(\"acta\") && !evidencia(\"acta\", 4)",
        "firmado(\"acta\")",
        "vueltas(4) < 2",
        "vueltas(\"cronograma\") == 1",
        "respuesta(4) == SI",
        "respuesta(4) != NO",
        "respuesta(3) == \"devuelto\"",
        "terminada(\"cronograma\")",
        "!abierta(4)",
        "cuenta(\"incumplimiento-256\") == 2",
        "dias_desde(4) > 9.99",
        "hoy() > vence",
        "vence == vence",
        "recibido <= recibido",
        "plazo == plazo",
        "miembro == \"Nayarit\"",
        "nrOfCompletedInstances / nrOfInstances >= 0.6",
        "3/5 >= 0.5",
        "7 % 4 == 3",
        "contiene(entidades, miembro)",
        "largo(entidades) == 2",
        "tiene(n) && !tiene(falta)",
        "!tiene(falta) || falta > 3",
        "texto + \"!\" == \"hola!\"",
        "-n == 0 - 2.5",
        "- -n == n",
        "+n == n",
        "1 + 2 * 3 == 7",
        "(1 + 2) * 3 == 9",
        "2 - 1 - 1 == 0",
        "if ajustes { n > 2 } else { n > 3 }",
        "(if ajustes { 1 } else if n > 2 { 2 } else { 3 }) + 1 == 2",
        "if n > 9 { false } else if n > 2 { true } else { false }",
        "SI",
        "color == \"rojo\" // comentario",
        "/* a */ color != \"verde\"",
        "n == 2.50",
        "0.1 + 0.2 == 0.3",
        "123456789012345678901234567 < 1234567890123456789012345678",
        "false || true && true",
        "true || false && false",
        "(if ajustes { SI } else { NO }) == ajustes",
        "1 < 2 == true",
        "texto != \"\\\"); loop{}\"",
        "SI == ajustes",
    ] {
        assert!(holds(text), "{text}");
    }
}

fn input(slot: Slot, value: Value) -> Input {
    Input { slot, value }
}

#[test]
fn guards_of_one_decision_share_what_they_read() {
    for mode in [Mode::Auto, Mode::RhaiOnly] {
        let case = case();
        let mut inputs = Vec::new();
        for text in ["n > 2", "k == 7 && n < 3", "n == 2.5", "!ajustes || k > 1"] {
            let guard = compile(text, Language::Spanish, &Expects::Bool, mode).unwrap();
            let _value = guard.evaluate(&case, &mut inputs);
        }
        let slots: Vec<Slot> = inputs.iter().map(|input| input.slot).collect();
        assert_eq!(slots, [1, 2, 0].map(Slot::Datum));
        assert_eq!(*case.asked.borrow(), slots);
    }
}

#[test]
fn reading_is_lazy_and_in_order() {
    let mut case = case();
    case.facts.remove(&Slot::Datum(1));
    let evaluation = run("ajustes || n > 1", &Expects::Bool, &case);
    assert_eq!(evaluation.inputs, [input(Slot::Datum(0), Value::Bool(true))]);
    let evaluation = run("ajustes && k == 7 && n > 1", &Expects::Bool, &case);
    assert_eq!(evaluation.result, Err(GuardFault::Missing { read: "n".to_owned() }));
    assert_eq!(evaluation.inputs.len(), 2);
    let evaluation = run("k > k - 1 && (k / (k - 7) > 1 || ajustes)", &Expects::Bool, &case);
    assert_eq!(evaluation.result, Err(GuardFault::DivisionByZero));
    assert_eq!(evaluation.inputs, [input(Slot::Datum(2), number("7"))]);
}

#[test]
fn faults_are_faults_and_never_no() {
    let mut case = case();
    case.facts.insert(Slot::Datum(1), number("79228162514264337593543950335"));
    for (text, code) in [
        ("n * 2 > 0", "C0804"),
        ("n + n > 0", "C0804"),
        ("n / 0.1 > 0", "C0804"),
        ("k / 0 == 1", "C0803"),
        ("k % 0 == 1", "C0803"),
        ("indicador(\"oportunidad\") > 1", "C0801"),
        ("contiene(entidades, 3)", "C0802"),
    ] {
        let fault = run(text, &Expects::Bool, &case).result.unwrap_err();
        assert_eq!(fault.code(), code, "{text}");
        assert!(!fault.message(Language::Spanish).is_empty() && !fault.message(Language::English).is_empty());
    }
    case.facts.insert(Slot::Datum(2), Value::Text("7".into()));
    assert_eq!(run("k == 7", &Expects::Bool, &case).result.unwrap_err().code(), "C0808");
    let missing = GuardFault::Missing { read: "rounds(4)".to_owned() };
    assert!(missing.message(Language::Spanish).contains("«vueltas(4)»"));
}

#[test]
fn results_of_each_expectation() {
    let case = case();
    let answers = Expects::Choice(["yes", "no", "otro"].map(str::to_owned).to_vec());
    assert_eq!(
        run("if n > 2 { SI } else { \"otro\" }", &answers, &case).result,
        Ok(Value::Text("yes".into()))
    );
    assert_eq!(run("texto", &answers, &case).result.unwrap_err().code(), "C0809");
    assert_eq!(run("n * 2", &Expects::Kind(Kind::Integer), &case).result, Ok(number("5")));
    assert_eq!(run("n", &Expects::Kind(Kind::Integer), &case).result.unwrap_err().code(), "C0809");
    assert_eq!(run("largo(entidades)", &Expects::Kind(Kind::Integer), &case).result, Ok(number("2")));
    assert_eq!(
        run("entidades", &Expects::Kind(Kind::List), &case).result.unwrap(),
        case.facts[&Slot::Datum(8)]
    );
    let wrong =
        compile("if n > 2 { SI } else { \"otra\" }", Language::Spanish, &answers, Mode::Auto).unwrap_err();
    assert_eq!(wrong[0].code(), "C0324");
}

#[test]
fn each_pair_of_kinds() {
    let mut table = String::new();
    let known = || DATA.into_iter().filter(|(_, kind)| *kind != Kind::Any);
    for (left, a) in known() {
        for (right, b) in known() {
            let row: Vec<String> = ["==", "<", "+"]
                .iter()
                .map(|operator| {
                    let text = format!("({left} {operator} {right}) == ({left} {operator} {right})");
                    problems(&text).first().map_or("yes".to_owned(), |problem| problem[..5].to_owned())
                })
                .collect();
            table.push_str(&format!("{a:?} {b:?}: {}\n", row.join(" ")));
            let equal = problems(&format!("{left} == {right}"));
            assert_eq!(
                equal.is_empty(),
                check::group(a) == check::group(b) && a != Kind::List,
                "{left} {right}"
            );
        }
    }
    // At run time, past the checker: every pair of different kinds is a fault in the engine too.
    let values = case();
    let values: Vec<&Value> = (0..9).map(|index| &values.facts[&Slot::Datum(index)]).collect();
    for operator in operators::Comparison::ALL {
        for a in &values {
            for b in &values {
                let direct = operators::compare(operator, operators::View::of(a), operators::View::of(b));
                let script = script::compare_in_engine(operator.sign(), a, b);
                assert_eq!(direct.map_err(|fault| *fault), script, "{a:?} {operator:?} {b:?}");
            }
        }
    }
    insta::assert_snapshot!("each_pair_of_kinds", table);
}

#[test]
fn both_languages_have_one_neutral_form() {
    let spanish = "indicador(\"x\")<meta( \"x\" )&&respuesta(4)==SI  // nota\n || -n>0.60 && contiene(entidades,miembro) && !ajustes";
    let guard = compile(spanish, Language::Spanish, &Expects::Bool, Mode::Auto).unwrap();
    let english = Guard::in_language(spanish, Language::Spanish, Language::English, &Vocabulary::default());
    let other = compile(&english, Language::English, &Expects::Bool, Mode::Auto).unwrap();
    assert_eq!(guard.neutral(), other.neutral());
    assert_eq!(
        guard.neutral(),
        "indicator(\"x\") < target(\"x\") && answer(4) == YES || -n > 0.6 && contains(entidades, member) && !ajustes"
    );
    assert_eq!(
        Guard::in_language(&english, Language::English, Language::Spanish, &Vocabulary::default()),
        spanish
    );
    assert_eq!(guard.spelling(0), "indicator(\"x\")");
    assert_eq!(guard.spelling(2), "answer(4)");
    assert_eq!(guard.reads()[2], Slot::Answer(3));
}

#[test]
fn functions_of_the_host() {
    let double =
        HostFunction::new(["doble", "double_of"], &[Kind::Decimal], Kind::Decimal, |given| match given {
            [Value::Number(n)] => n.checked_add(*n).map(Value::Number).ok_or_else(|| "grande".to_owned()),
            _ => Err("nada".to_owned()),
        });
    let fails =
        HostFunction::new(["falla", "fails_always"], &[Kind::Integer, Kind::Text], Kind::YesNo, |_| {
            Err("no hay".to_owned())
        });
    let lies = HostFunction::new(["miente", "lies"], &[], Kind::YesNo, |_| Ok(Value::Text("sí".into())));
    let sum =
        HostFunction::new(
            ["suma", "sum"],
            &[Kind::Decimal, Kind::Decimal],
            Kind::Decimal,
            |given| match given {
                [Value::Number(one), Value::Number(two)] => {
                    one.checked_add(*two).map(Value::Number).ok_or_else(|| "grande".to_owned())
                }
                _ => Err("nada".to_owned()),
            },
        );
    let vocabulary = Vocabulary::new("1").with(double).unwrap().with(fails).unwrap().with(lies).unwrap();
    let vocabulary = vocabulary.with(sum).unwrap();
    let result = |text: &str| {
        Guard::compile(
            GuardSource::new(text, Language::Spanish),
            &Expects::Bool,
            &Fixture,
            &vocabulary,
            Mode::Auto,
        )
        .map(|guard| guard.evaluate(&case(), &mut Vec::new()).map_err(|fault| *fault))
    };
    assert_eq!(result("doble(n) == 5 && ajustes"), Ok(Ok(Value::Bool(true))));
    assert_eq!(result("falla(k, texto)").unwrap().unwrap_err().code(), "C0807");
    assert_eq!(result("falla(n, texto)").unwrap().unwrap_err().code(), "C0808");
    // Two numbers, however close they stand: neither is thousands with a decimal comma.
    assert_eq!(result("suma(1.125,40) == 41.125 && suma(1,250) == 251"), Ok(Ok(Value::Bool(true))));
    assert_eq!(result("miente()").unwrap().unwrap_err().code(), "C0808");
    assert_eq!(result("doble(texto) == 1").unwrap_err()[0].code(), "C0318");
    assert_eq!(result("double_of(n) == 1").unwrap_err()[0].code(), "C0310");
    assert_eq!(result("doblee(n) == 1").unwrap_err()[0].help(Language::Spanish), "¿quiso decir «doble»?");
    let again = HostFunction::new(["vueltas", "x2"], &[], Kind::YesNo, |_| Ok(Value::Bool(true)));
    assert!(Vocabulary::new("1").with(again).is_err());
}

#[test]
fn what_a_guard_can_reach() {
    let words: Vec<String> = words::WORDS
        .iter()
        .map(|entry| format!("{} / {} {:?}", entry.spanish, entry.english, entry.shape))
        .collect();
    insta::assert_snapshot!(
        "what_a_guard_can_reach",
        format!("{}\n\n{}\n", words.join("\n"), script::reachable().join("\n"))
    );
}

#[test]
fn data_that_looks_like_script_is_inert() {
    for text in ["${ajustes}", "\"); loop{}", "`${1}`", "s0", "' || true || '", "\u{0}\u{202e}"] {
        let mut case = case();
        case.facts.insert(Slot::Datum(3), Value::Text(text.into()));
        assert_eq!(run("texto == \"hola\"", &Expects::Bool, &case).result, Ok(Value::Bool(false)));
        assert_eq!(
            run("texto + \"\"", &Expects::Kind(Kind::Text), &case).result,
            Ok(Value::Text(text.into()))
        );
    }
}

#[test]
fn guards_are_shared_between_threads() {
    fn assert_shared<T: Send + Sync>() {}
    assert_shared::<Guard>();
    assert_shared::<Vocabulary>();
}

#[test]
fn one_look_decides_what_compares_a_fact_with_a_literal() {
    let glances = |text: &str, mode| {
        let guard = compile(text, Language::Spanish, &Expects::Bool, mode).unwrap();
        guard.at_a_glance(&case()).map(|(holds, _)| holds)
    };
    for (text, holds) in [
        ("ajustes", true),
        ("!ajustes", false),
        ("ajustes != SI", false),
        ("vueltas(4) < 2", true),
        ("vueltas(4) >= 1.5", false),
        ("vueltas(4) > 0 - 1 || SI", true),
        ("n == 2.50", true),
        ("k < 7", false),
        ("color == \"verde\"", false),
        ("respuesta(4) == SI", true),
    ] {
        let expected = (!text.contains("||")).then_some(holds);
        assert_eq!(glances(text, Mode::Auto), expected, "{text}");
        let in_script = (!text.contains(" - ")).then_some(holds);
        assert_eq!(glances(text, Mode::RhaiOnly), in_script, "{text}");
    }
    assert_eq!(glances("n == k", Mode::Auto), None);
}

#[test]
fn a_fork_says_which_guard_holds_first() {
    let guards: Vec<Guard> = ["n == 1", "n > 3", "n < 3", "n == 2.5", "ajustes"]
        .map(|text| compile(text, Language::Spanish, &Expects::Bool, Mode::Auto).unwrap())
        .into();
    let of = |count: usize| Fork::of(&guards.iter().take(count).collect::<Vec<_>>());
    let found = |count| of(count).and_then(|fork| fork.first_true(&case())).map(|(position, _)| position);
    assert_eq!(found(4), Some(2));
    assert_eq!(found(2), Some(2), "none of two");
    assert!(of(5).is_none(), "another fact");
    assert!(of(0).is_none());
    let mut nothing = case();
    nothing.facts.remove(&Slot::Datum(1));
    assert!(of(4).unwrap().first_true(&nothing).is_none(), "a fault is told by evaluating");
}

#[test]
fn scripts_over_the_same_facts_are_decided_as_one() {
    let guards = |texts: &[&str]| -> Vec<Guard> {
        let script = |text: &&str| compile(text, Language::Spanish, &Expects::Bool, Mode::RhaiOnly).unwrap();
        texts.iter().map(script).collect()
    };
    let of = |texts: &[&str]| Fork::of(&guards(texts).iter().collect::<Vec<_>>());
    let found = |texts: &[&str]| of(texts).and_then(|fork| fork.first_true(&case())).map(|found| found.0);
    assert_eq!(found(&["n == 1", "n > 3", "n == 2.5", "n < 3"]), Some(2));
    assert_eq!(found(&["n == 1", "n < 3"]), Some(1), "the last");
    assert_eq!(found(&["n == 1", "n > 3"]), Some(2), "none of two");
    assert_eq!(found(&["n == k", "n == 2.5"]), Some(1), "less than the first reads");
    assert_eq!(found(&["if ajustes { !ajustes } else { ajustes }", "ajustes"]), Some(1));
    assert_eq!(found(&["texto == \"}\"", "texto == \"hola\""]), Some(1));
    assert!(of(&["n == 1", "ajustes"]).is_none(), "another fact");
    assert!(of(&["n == 1", "k == n"]).is_none(), "in another order");
    assert!(of(&["ajustes || n == 1", "ajustes"]).is_none(), "the second fact is read only sometimes");
    assert!(of(&["n == 1 + 1", "n == 2"]).is_none(), "calculates");
    assert!(of(&["n == 1"]).is_none(), "one alone");
    assert_eq!(
        found(&[&["n == 1"; 120][..], &["n > 1"]].concat()),
        Some(120),
        "the engine's stack stays flat"
    );
    assert!(of(&["n == 1"; 1000]).is_none(), "too long to go uncounted");
    let mut other = case();
    other.facts.insert(Slot::Datum(1), Value::Bool(true));
    assert!(of(&["n == 1", "n > 3"]).unwrap().first_true(&other).is_none(), "a fault is told by evaluating");
}

#[test]
fn a_guard_too_long_to_go_uncounted_means_the_same() {
    let long = vec!["n==1"; 510].join("||");
    assert!(!holds(&long));
    assert!(holds(&format!("{long}||ajustes")));
}
