//! Tests of guards: what they mean, what they refuse, and that both forms agree.

mod agreement;
mod hostile;
mod meaning;
mod speed;
mod weighing;

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;
use crate::data::{Date, Duration, Timestamp};

/// A small procedure: names and indices that the tests agree on.
pub(super) struct Fixture;

pub(super) const DATA: [(&str, Kind); 12] = [
    ("ajustes", Kind::YesNo),
    ("n", Kind::Decimal),
    ("k", Kind::Integer),
    ("texto", Kind::Text),
    ("color", Kind::Choice),
    ("vence", Kind::Date),
    ("recibido", Kind::DateTime),
    ("plazo", Kind::Duration),
    ("entidades", Kind::List),
    ("uno", Kind::Any),
    ("otro", Kind::Any),
    ("algo", Kind::Any),
];

fn place(words: &[&str], id: &str) -> Option<u32> {
    words.iter().position(|word| *word == id).and_then(|index| u32::try_from(index).ok())
}

impl Names for Fixture {
    fn datum(&self, id: &str) -> Option<(u32, Kind)> {
        if id == "falta" {
            // A number that no case has.
            return Some((DATA.len() as u32, Kind::Decimal));
        }
        let index = place(&DATA.map(|(name, _)| name), id)?;
        Some((index, DATA[index as usize].1))
    }
    fn choices(&self, _datum: u32) -> Vec<String> {
        vec!["rojo".to_owned(), "verde".to_owned()]
    }
    fn indicator(&self, id: &str) -> Option<u32> {
        place(&["oportunidad", "x"], id)
    }
    fn record(&self, id: &str) -> Option<u32> {
        place(&["acta", "carta"], id)
    }
    fn activity(&self, number_or_id: &str) -> Option<u32> {
        place(&["1", "2", "3", "4", "1.10"], number_or_id)
            .or_else(|| place(&["-", "-", "-", "cronograma"], number_or_id))
    }
    fn answers(&self, activity: u32) -> Vec<String> {
        let words: &[&str] = match activity {
            3 => &["yes", "no"],
            2 => &["aprobado", "devuelto"],
            _ => &[],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }
    fn event(&self, id: &str) -> Option<u32> {
        place(&["incumplimiento-256"], id)
    }
    fn member(&self) -> Option<Kind> {
        Some(Kind::Text)
    }
    fn candidates(&self, of: NameKind) -> Vec<String> {
        let words: &[&str] = match of {
            NameKind::Datum => return DATA.map(|(name, _)| name.to_owned()).to_vec(),
            NameKind::Indicator => &["oportunidad", "x"],
            NameKind::Record => &["acta", "carta"],
            NameKind::Activity => &["cronograma"],
            NameKind::Event => &["incumplimiento-256"],
            NameKind::Window => &[],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }
}

/// Facts as a table that notes what was asked.
#[derive(Default)]
pub(super) struct Case {
    pub(super) facts: BTreeMap<Slot, Value>,
    pub(super) asked: RefCell<Vec<Slot>>,
}

impl Facts for Case {
    fn read(&self, slot: Slot) -> Option<Value> {
        self.asked.borrow_mut().push(slot);
        match slot {
            Slot::Has(datum) => Some(Value::Bool(self.facts.contains_key(&Slot::Datum(datum)))),
            _ => self.facts.get(&slot).cloned(),
        }
    }
}

pub(super) fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

pub(super) fn case() -> Case {
    let data = [
        Value::Bool(true),
        number("2.5"),
        number("7"),
        Value::Text("hola".into()),
        Value::Text("rojo".into()),
        Value::Date(Date::new(2022, 2, 25).unwrap()),
        Value::Instant(Timestamp::EPOCH),
        Value::Duration(Duration::from_days(3).expect("three days")),
        Value::List([Value::Text("Nayarit".into()), Value::Text("Colima".into())].into()),
        number("3"),
        Value::Text("hola".into()),
        Value::Bool(true),
    ];
    let mut facts: BTreeMap<Slot, Value> = (0..).map(Slot::Datum).zip(data).collect();
    facts.extend([
        (Slot::Indicator(1), number("0.60")),
        (Slot::Target(1), number("0.6")),
        (Slot::Rounds(3), number("1")),
        (Slot::Answer(3), Value::Text("yes".into())),
        (Slot::Answer(2), Value::Text("devuelto".into())),
        (Slot::Evidence { record: 0, activity: None }, Value::Bool(true)),
        (Slot::Evidence { record: 0, activity: Some(3) }, Value::Bool(false)),
        (Slot::Signed(0), Value::Bool(true)),
        (Slot::Done(3), Value::Bool(true)),
        (Slot::IsOpen(3), Value::Bool(false)),
        (Slot::Count(0), number("2")),
        (Slot::DaysSince(3), number("10")),
        (Slot::Today, Value::Date(Date::new(2022, 3, 1).unwrap())),
        (Slot::Member, Value::Text("Nayarit".into())),
        (Slot::Loop(LoopFact::Completed), number("3")),
        (Slot::Loop(LoopFact::Instances), number("5")),
    ]);
    Case { facts, asked: RefCell::default() }
}

pub(super) fn compile(
    text: &str,
    language: Language,
    expects: &Expects,
    mode: Mode,
) -> Result<Guard, Vec<GuardProblem>> {
    Guard::compile(GuardSource::new(text, language), expects, &Fixture, &Vocabulary::default(), mode)
}

/// What an evaluation read and what came of it.
#[derive(Debug, PartialEq)]
pub(super) struct Evaluation {
    pub(super) inputs: Vec<Input>,
    pub(super) result: Result<Value, GuardFault>,
}

/// Compiles Spanish text in both forms and evaluates both; they must agree.
pub(super) fn run(text: &str, expects: &Expects, case: &Case) -> Evaluation {
    let [native, script] = [Mode::Auto, Mode::RhaiOnly].map(|mode| {
        let guard = compile(text, Language::Spanish, expects, mode)
            .unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
        case.asked.borrow_mut().clear();
        let mut inputs = Vec::new();
        let result = guard.evaluate(case, &mut inputs).map_err(|fault| *fault);
        let asked = case.asked.take();
        let evaluation = Evaluation { inputs, result };
        glances(&guard, case, &evaluation);
        (evaluation, asked)
    });
    assert_eq!(native, script, "{text}");
    native.0
}

/// A glance, alone or as one of several, says what the evaluation says, or nothing; so does a script of several.
fn glances(guard: &Guard, case: &Case, evaluation: &Evaluation) {
    let alone = guard.at_a_glance(case);
    if let Some((holds, read)) = &alone {
        assert_eq!(evaluation.result, Ok(Value::Bool(*holds)));
        assert_eq!(evaluation.inputs, std::slice::from_ref(read));
    }
    let Some(fork) = Fork::of(&[guard, guard]) else {
        let is_script = matches!(guard.form, GuardForm::Script(_));
        return assert!(alone.is_none() || is_script, "guards of one fact; scripts may be too long together");
    };
    assert_eq!(fork.first_position(case), fork.first_true(case).map(|(position, _)| position));
    match (fork.first_true(case), &evaluation.result) {
        (Some((position, read)), Ok(Value::Bool(holds))) => {
            assert_eq!(position, if *holds { 0 } else { 2 });
            assert_eq!(*read, *evaluation.inputs);
        }
        (Some(_), other) => panic!("a fork where evaluating gives {other:?}"),
        (None, Ok(Value::Bool(_))) => panic!("a fork that says nothing"),
        (None, _) => assert!(alone.is_none(), "a glance where evaluating is no answer"),
    }
}

pub(super) fn holds(text: &str) -> bool {
    run(text, &Expects::Bool, &case()).result == Ok(Value::Bool(true))
}

/// The problems of a Spanish text, as `CODE«text at that place»`.
pub(super) fn problems(text: &str) -> Vec<String> {
    match compile(text, Language::Spanish, &Expects::Bool, Mode::Auto) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            problems.iter().map(|problem| format!("{}«{}»", problem.code(), &text[problem.range()])).collect()
        }
    }
}
