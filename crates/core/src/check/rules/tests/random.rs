//! Random flat procedures: the verdicts agree with a naive search.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::found;
use crate::diagnostic::{CheckProblem, Grade, Problem};
use crate::procedure::Reading;

/// Per activity, where SI and NO lead; without them the next one follows.
type Answers = Vec<Option<(usize, usize)>>;

fn text(answers: &Answers) -> String {
    let mut text =
        String::from("formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P\"\nnombre = \"P\"\n");
    for (at, outcomes) in answers.iter().enumerate() {
        let _ = write!(text, "[[actividad]]\nnumero = {at}\nid = \"a{at}\"\ntitulo = \"Hacer {at}\"\n");
        if let Some((yes, no)) = outcomes {
            let _ = write!(
                text,
                "pregunta = \"¿?\"\nsi = {}\nno = {}\n",
                outcome(at, *yes, answers),
                outcome(at, *no, answers)
            );
        }
    }
    text
}

fn outcome(at: usize, to: usize, answers: &Answers) -> String {
    match to {
        to if to == answers.len() => "{ continua_en = \"fin\" }".to_owned(),
        to if to == at => "{ repite = true }".to_owned(),
        to if to < at => format!("{{ regresa_a = {to} }}"),
        to => format!("{{ continua_en = {to} }}"),
    }
}

/// The activities that the steps from one lead to; the number of activities stands for the end.
fn ways(answers: &Answers, at: usize) -> Vec<usize> {
    answers[at].map_or_else(|| vec![at + 1], |(yes, no)| vec![yes, no])
}

fn leads_to(answers: &Answers, from: usize) -> Vec<bool> {
    let mut seen = vec![false; answers.len() + 1];
    seen[from] = true;
    for _ in answers {
        for at in 0..answers.len() {
            if seen[at] {
                ways(answers, at).into_iter().for_each(|to| seen[to] = true);
            }
        }
    }
    seen
}

/// The activities a listing names; numbers here are positions.
fn numbers(said: &str) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut run = false;
    for word in said.split([' ', ',']).filter(|word| !word.is_empty()) {
        match word.parse::<usize>() {
            Ok(number) if run => found.extend(found.last().map_or(0, |last| last + 1)..=number),
            Ok(number) => found.push(number),
            Err(_) => {}
        }
        run = word == "a";
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn verdicts_agree_with_a_naive_search(
        answers in (1usize..9).prop_flat_map(|count| {
            let targets = (0..=count, 0..=count);
            prop::collection::vec(prop::option::of(targets), count)
        })
    ) {
        let diagnostics = found(&text(&answers), Reading::Chosen);
        let (mut lost, mut stuck, mut endless) = (Vec::new(), Vec::new(), false);
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.grade != Grade::Remark) {
            prop_assert_eq!(diagnostic.grade, Grade::Unfit);
            match &diagnostic.problem {
                Problem::Check(CheckProblem::Unreachable { elements, .. }) => lost.extend(numbers(&elements.said(crate::source::Language::Spanish))),
                Problem::Check(CheckProblem::NoWayToEnd { elements, .. }) => stuck.extend(numbers(&elements.said(crate::source::Language::Spanish))),
                Problem::Check(CheckProblem::NoEnd { .. }) => endless = true,
                other => prop_assert!(false, "{:?}", other),
            }
        }
        lost.sort_unstable();
        stuck.sort_unstable();
        let reached = leads_to(&answers, 0);
        let is_lost: Vec<usize> = (0..answers.len()).filter(|at| !reached[*at]).collect();
        let is_stuck: Vec<usize> = (0..answers.len()).filter(|at| !leads_to(&answers, *at)[answers.len()]).collect();
        prop_assert_eq!(lost, is_lost);
        prop_assert_eq!(endless, is_stuck.len() == answers.len());
        prop_assert_eq!(stuck, if endless { Vec::new() } else { is_stuck });
    }
}
