//! Native form and script agree on value, fault, inputs and order of reading, for random guards over random facts.

use proptest::prelude::*;

use super::*;

fn numeric() -> BoxedStrategy<String> {
    let leaf = prop::sample::select(vec![
        "n",
        "k",
        "0",
        "1",
        "2.50",
        "0.0000001",
        "79228162514264337593543950335",
        "vueltas(4)",
        "indicador(\"x\")",
        "meta(\"x\")",
        "cuenta(\"incumplimiento-256\")",
        "dias_desde(4)",
        "uno",
        "otro",
        "largo(algo)",
        "entidades.len()",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 3, |inner| {
        let operator = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("- {a}")),
            (truth(1), inner.clone(), inner)
                .prop_map(|(c, a, b)| format!("(if {c} {{ {a} }} else {{ {b} }})")),
        ]
    })
    .boxed()
}

pub(super) fn truth(depth: u32) -> BoxedStrategy<String> {
    let compares = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let numbers = if depth > 1 {
        numeric()
    } else {
        prop::sample::select(vec!["n", "k", "3", "vueltas(4)"]).prop_map(str::to_owned).boxed()
    };
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "ajustes",
            "tiene(n)",
            "tiene(uno) && uno == otro",
            "!tiene(texto) || texto == \"hola\"",
            "true",
            "SI",
            "evidencia(\"acta\")",
            "evidencia(\"acta\", 4)",
            "terminada(4)",
            "respuesta(4) == SI",
            "respuesta(3) != \"devuelto\"",
            "texto == \"hola\"",
            "color != \"rojo\"",
            "hoy() > vence",
            "plazo == plazo",
            "recibido < recibido",
            "contiene(entidades, miembro)",
            "largo(entidades) > 1",
            "algo",
            "uno == otro",
            "otro == \"hola\"",
            "otro + \"!\" != texto",
            "uno + otro == otro",
            "otro.contains(\"ol\")",
            "uno in entidades",
            "(if algo { uno } else { otro }) > 2",
        ])
        .prop_map(str::to_owned),
        (numbers.clone(), compares, numbers).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
    ];
    leaf.prop_recursive(depth, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} || {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) == ({b})")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(c, a, b)| format!("if {c} {{ {a} }} else {{ {b} }}")),
        ]
    })
    .boxed()
}

/// Drops facts, or replaces them by others of any kind.
fn disturbed(changes: &[(u8, u8)]) -> Case {
    let mut case = case();
    let slots: Vec<Slot> = case.facts.keys().copied().collect();
    let others = [
        None,
        Some(number("0")),
        Some(number("-3.25")),
        Some(number("79228162514264337593543950335")),
        Some(Value::Bool(false)),
        Some(Value::Text("no".into())),
        Some(Value::List([number("1"), Value::Text("no".into())].into())),
        Some(Value::Date(Date::new(2022, 2, 25).unwrap())),
    ];
    for (slot, other) in changes {
        let slot = slots[usize::from(*slot) % slots.len()];
        match &others[usize::from(*other) % others.len()] {
            None => drop(case.facts.remove(&slot)),
            Some(value) => drop(case.facts.insert(slot, value.clone())),
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]
    #[test]
    fn native_and_script_agree(text in truth(3), changes in prop::collection::vec((any::<u8>(), any::<u8>()), 0..5)) {
        if compile(&text, Language::Spanish, &Expects::Bool, Mode::Auto).is_ok() {
            run(&text, &Expects::Bool, &disturbed(&changes));
        }
    }

    #[test]
    fn native_and_script_calculate_alike(text in numeric(), changes in prop::collection::vec((any::<u8>(), any::<u8>()), 0..5)) {
        if compile(&text, Language::Spanish, &Expects::Kind(Kind::Decimal), Mode::Auto).is_ok() {
            run(&text, &Expects::Kind(Kind::Decimal), &disturbed(&changes));
        }
    }

    #[test]
    fn guards_decided_together_agree_with_one_after_another(
        texts in prop::collection::vec(prop::sample::select(OF_FEW_FACTS.to_vec()), 2..7),
        changes in prop::collection::vec((any::<u8>(), any::<u8>()), 0..3),
    ) {
        for mode in [Mode::Auto, Mode::RhaiOnly] {
            let guards: Vec<Guard> = texts
                .iter()
                .map(|text| compile(text, Language::Spanish, &Expects::Bool, mode).unwrap())
                .collect();
            agree_with_one_after_another(&guards.iter().collect::<Vec<_>>(), &disturbed(&changes));
        }
    }
}

/// Conditions that often look at the same facts.
pub(super) const OF_FEW_FACTS: [&str; 14] = [
    "tiene(n)",
    "!tiene(n)",
    "n == 1",
    "n < 3",
    "n > 2.4",
    "!(n == 2.5)",
    "n == 2.5 && n != 7",
    "n == k",
    "n == k && k > 2",
    "if n > k { n > 3 } else { k == 7 }",
    "texto == \"hola\"",
    "texto != \"hola\"",
    "contiene(entidades, \"Cali\")",
    "contiene(entidades, \"Colima\")",
];

/// What is decided together is what evaluating one after another gives, with the same inputs; of a fault nothing is said.
fn agree_with_one_after_another(guards: &[&Guard], case: &Case) {
    let Some(fork) = Fork::of(guards) else { return };
    let mut inputs = Vec::new();
    let mut one_by_one = Ok(guards.len());
    for (position, guard) in guards.iter().enumerate() {
        match guard.evaluate(case, &mut inputs) {
            Ok(Value::Bool(false)) => continue,
            Ok(_) => one_by_one = Ok(position),
            Err(fault) => one_by_one = Err(fault),
        }
        break;
    }
    assert_eq!(fork.first_position(case), fork.first_true(case).map(|(position, _)| position));
    match (fork.first_true(case), one_by_one) {
        (Some((position, read)), Ok(expected)) => {
            assert_eq!(position, expected);
            assert_eq!(*read, *inputs);
        }
        (together, one_by_one) => assert!(together.is_none() && one_by_one.is_err(), "{one_by_one:?}"),
    }
}
