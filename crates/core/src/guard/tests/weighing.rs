//! What is said of conditions without running them is what comes of running them: «never» over random facts, cases by
//! evaluation, and over facts of few values both.

use proptest::prelude::*;

use super::agreement::{OF_FEW_FACTS, truth};
use super::*;

impl Known for Fixture {
    fn range(&self, slot: Slot) -> Option<Range> {
        let texts = |texts: &[&str]| Range::texts_of(texts.iter().map(|text| (*text).into()));
        match slot {
            Slot::Datum(4) => Some(texts(&["rojo", "verde"])),
            Slot::Answer(3) => Some(texts(&["yes", "no"])),
            Slot::Answer(2) => Some(texts(&["aprobado", "devuelto"])),
            Slot::Target(1) => Some(Range::OneOf(vec![number("0.6")])),
            Slot::Rounds(0) => Some(Range::whole_of(&[0])),
            _ => None,
        }
    }
}

/// Facts of the kinds that are declared, often at the ends of what conditions compare with.
fn typed(choices: &[u8]) -> Case {
    let mut case = case();
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::Text((*text).into())).collect::<Vec<_>>();
    let numbers = |numbers: &[&str]| numbers.iter().map(|text| number(text)).collect::<Vec<_>>();
    let date = |day| Value::Date(Date::new(2022, 3, day).unwrap());
    let list = |members: &[&str]| Value::List(texts(members).into());
    let bools = || vec![Value::Bool(true), Value::Bool(false)];
    let facts: Vec<(Slot, Vec<Value>)> = vec![
        (Slot::Datum(0), bools()),
        (Slot::Datum(1), numbers(&["-1", "0", "1", "2", "2.4", "2.45", "2.5", "3", "3.5", "7"])),
        (Slot::Datum(2), numbers(&["-1", "0", "1", "2", "3", "4", "6", "7", "8"])),
        (Slot::Datum(3), texts(&["hola", "otro", "", "no"])),
        (Slot::Datum(4), texts(&["rojo", "verde"])),
        (Slot::Datum(5), vec![date(1), date(2)]),
        (
            Slot::Datum(8),
            vec![list(&[]), list(&["Cali"]), list(&["Nayarit", "Colima"]), list(&["Cali", "Colima"])],
        ),
        (Slot::Datum(9), [numbers(&["1", "3"]), texts(&["hola"])].concat()),
        (Slot::Datum(10), [numbers(&["1", "3"]), texts(&["hola"]), bools()].concat()),
        (Slot::Datum(11), bools()),
        (Slot::Indicator(1), numbers(&["0.59", "0.6", "0.61", "3"])),
        (Slot::Rounds(3), numbers(&["0", "1", "2", "3", "4"])),
        (Slot::Answer(3), texts(&["yes", "no"])),
        (Slot::Answer(2), texts(&["aprobado", "devuelto"])),
        (Slot::Evidence { record: 0, activity: None }, bools()),
        (Slot::Evidence { record: 0, activity: Some(3) }, bools()),
        (Slot::Done(3), bools()),
        (Slot::Count(0), numbers(&["0", "1", "2", "3"])),
        (Slot::DaysSince(3), numbers(&["-1", "0", "1", "3", "10"])),
        (Slot::Today, vec![date(1), date(2)]),
        (Slot::Member, texts(&["Cali", "Nayarit"])),
    ];
    for ((slot, values), choice) in facts.into_iter().zip(choices) {
        case.facts.insert(slot, values[usize::from(*choice) % values.len()].clone());
    }
    case
}

fn compiled(text: &str) -> Option<Guard> {
    compile(text, Language::Spanish, &Expects::Bool, Mode::Auto).ok()
}

fn gives(guard: &Guard, case: &Case) -> Option<bool> {
    match guard.evaluate(case, &mut Vec::new()) {
        Ok(Value::Bool(truth)) => Some(truth),
        _ => None,
    }
}

/// Holds what is said of two conditions against some cases.
fn holds_against(guards: [&Guard; 2], cases: &[Case]) {
    for wanted in [[true, true], [true, false], [false, true], [false, false]] {
        let gives_of = |truth| if truth { Gives::True } else { Gives::False };
        let claims: Vec<Claim<'_>> =
            guards.iter().zip(wanted).map(|(guard, truth)| (*guard, gives_of(truth))).collect();
        let weighed = Scale::new(&Fixture, 1_000_000).weigh(&claims);
        let is_so =
            |case: &&Case| guards.iter().zip(wanted).all(|(guard, truth)| gives(guard, case) == Some(truth));
        if let Some(case) = cases.iter().find(is_so) {
            assert_ne!(weighed, Weighed::Never, "{wanted:?} in {:?}", case.facts);
        }
        let never = Scale::new(&Fixture, 1_000_000).never(&claims);
        assert_eq!(never, weighed == Weighed::Never, "with and without a case");
    }
}

fn few() -> impl Strategy<Value = String> {
    let more = [
        "k + 1 > 3",
        "3 - k >= 0",
        "k < 3",
        "!(k >= 4)",
        "-k == 1",
        "k != 3 && k > 2 && k < 4",
        "2 * k > 7",
        "n > 2",
        "n >= 2.5",
        "n <= 2.5 && n >= 2.5",
        "n == k - 1",
        "vueltas(1) > 0",
        "vueltas(4) >= 0",
        "vueltas(4) - 1 > 0",
        "indicador(\"x\") >= meta(\"x\")",
        "indicador(\"x\") < meta(\"x\")",
        "indicador(\"x\") < 0.6",
        "indicador(\"x\") * 2 > meta(\"x\")",
        "color == \"rojo\"",
        "color != \"verde\"",
        "respuesta(3) == \"devuelto\"",
        "respuesta(4) == SI",
        "terminada(4) == ajustes",
        "ajustes",
        "!ajustes",
        "hoy() > vence",
        "vence < hoy()",
        "hoy() <= vence",
        "largo(entidades) == 0",
        "largo(entidades) > 1 && !contiene(entidades, \"Cali\")",
        "contiene(texto, \"ol\")",
        "texto == \"hola\"",
        "dias_desde(4) < 0",
        "miembro == \"Cali\"",
        "miembro in entidades",
        "n > 2 || k > 2",
    ];
    let leaf = prop::sample::select([more.as_slice(), OF_FEW_FACTS.as_slice()].concat())
        .prop_map(|text| format!("({text})"));
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} == {b})")),
            inner.clone().prop_map(|a| format!("!{a}")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(c, a, b)| format!("(if {c} {{ {a} }} else {{ {b} }})")),
        ]
    })
}

/// Conditions over four facts that together have 2 · 2 · 2 · 4 values.
fn finite() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "ajustes",
        "evidencia(\"acta\")",
        "color == \"rojo\"",
        "color != \"rojo\"",
        "color == \"verde\"",
        "SI",
        "NO",
        "respuesta(4) == SI",
        "respuesta(4) != NO",
        "terminada(4) == SI",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" && "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" || "))),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(c, a, b)| format!("(if {c} {{ {a} }} else {{ {b} }})")),
        ]
    })
}

/// Every case of those four facts and whether the activity was completed.
fn every_case() -> Vec<Case> {
    (0..32u8)
        .map(|bits| {
            let bit = |position: u8| bits >> position & 1 == 1;
            let mut case = case();
            let text = |truth, yes: &str, no: &str| Value::Text(if truth { yes } else { no }.into());
            case.facts.insert(Slot::Datum(0), Value::Bool(bit(0)));
            case.facts.insert(Slot::Evidence { record: 0, activity: None }, Value::Bool(bit(1)));
            case.facts.insert(Slot::Datum(4), text(bit(2), "rojo", "verde"));
            case.facts.insert(Slot::Answer(3), text(bit(3), "yes", "no"));
            case.facts.insert(Slot::Done(3), Value::Bool(bit(4)));
            case
        })
        .collect()
}

fn choices() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 21), 24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_never_so_is_so_in_no_case(one in few(), other in few(), choices in choices()) {
        let (one, other) = (compiled(&one).expect("a guard"), compiled(&other).expect("a guard"));
        let cases: Vec<Case> = choices.iter().map(|choices| typed(choices)).collect();
        holds_against([&one, &other], &cases);
    }

    #[test]
    fn random_guards_are_never_misjudged(one in truth(3), other in truth(3), choices in choices()) {
        let (Some(one), Some(other)) = (compiled(&one), compiled(&other)) else { return Ok(()) };
        let cases: Vec<Case> = choices.iter().map(|choices| typed(choices)).collect();
        holds_against([&one, &other], &cases);
    }

    #[test]
    fn over_facts_of_few_values_everything_is_decided(one in finite(), other in finite()) {
        let (one, other) = (compiled(&one).expect("a guard"), compiled(&other).expect("a guard"));
        let cases = every_case();
        for wanted in [Gives::True, Gives::False] {
            let truth = wanted == Gives::True;
            let claims = [(&one, wanted), (&other, wanted)];
            let is_so = |case: &Case| gives(&one, case) == Some(truth) && gives(&other, case) == Some(truth);
            match Scale::new(&Fixture, 1_000_000).weigh(&claims) {
                Weighed::Never => prop_assert!(!cases.iter().any(is_so)),
                Weighed::Case(_) => prop_assert!(cases.iter().any(is_so)),
                Weighed::Open => prop_assert!(false, "left open"),
            }
        }
    }
}

fn weighed(text: &str, wanted: Gives<'_>) -> Weighed {
    let guard = compiled(text).unwrap_or_else(|| panic!("{text}"));
    Scale::new(&Fixture, 100_000).weigh(&[(&guard, wanted)])
}

#[test]
fn what_contradicts_itself_is_never_true() {
    for text in [
        "n > 3 && n < 3",
        "k > 3 && k < 4",
        "k > 2.5 && k < 3",
        "n == 1 && n == 2",
        "k + 1 > 3 && k < 3",
        "2 - k > 0 && k >= 2",
        "color != \"rojo\" && color != \"verde\"",
        "texto == \"a\" && texto != \"a\"",
        "vueltas(1) > 0",
        "vueltas(4) < 0",
        "ajustes && !ajustes",
        "hoy() > vence && vence > hoy()",
        "indicador(\"x\") >= meta(\"x\") && indicador(\"x\") < 0.5",
        "contiene(entidades, \"Cali\") && !contiene(entidades, \"Cali\")",
        "largo(entidades) < 0",
        "respuesta(4) != SI && respuesta(4) != NO",
        "n * n > 4 && n * n < 3",
        "if ajustes { n > 3 && n < 2 } else { k != k }",
        "!(n > 3) && !(n <= 3)",
        "k != 3 && k > 2 && k < 4",
        "(n > 3) == (n <= 3)",
        "miembro in entidades && !(miembro in entidades)",
    ] {
        assert_eq!(weighed(text, Gives::True), Weighed::Never, "{text}");
    }
}

#[test]
fn what_can_be_so_is_shown_by_a_case() {
    for text in [
        "n > 2.4 && n < 2.5",
        "k > 2 && k < 4",
        "k != 0 && k >= 0 && k != 1",
        "texto != \"otro\" && texto != \"x\"",
        "hoy() > vence",
        "indicador(\"x\") >= meta(\"x\")",
        "contiene(entidades, \"Cali\") && largo(entidades) == 3",
        "contiene(texto, \"ol\")",
        "n == k && k > 2",
        "n < k && k < 2",
        "color != \"rojo\" && respuesta(4) == NO",
        "if ajustes { n > 3 } else { k > 3 }",
        "plazo == plazo",
        "largo(entidades) == 0",
        "vueltas(4) == 7",
        "recibido < recibido || ajustes",
        "dias_desde(4) < 0",
    ] {
        assert!(
            matches!(weighed(text, Gives::True), Weighed::Case(_)),
            "{text}: {:?}",
            weighed(text, Gives::True)
        );
    }
}

#[test]
fn what_is_too_much_is_left_open() {
    // What contradicts is looked at last, behind as many ways as two to the number of pairs.
    let pairs: Vec<String> = (0..40).map(|at| format!("(n * {at} > 1 || k * {at} > 1)")).collect();
    let text = format!("(n < 2 || k != k) && n > 3 && {}", pairs.join(" && "));
    assert_eq!(weighed(&text, Gives::True), Weighed::Open);
    let guard = compiled(&text).expect("a guard");
    let mut scale = Scale::new(&Fixture, 5);
    assert!(!scale.never(&[(&guard, Gives::True)]));
}
