//! What is proved of procedures that are files: `tests/proof/*.toml`, each with what is found at its end.
//!
//! The last lines are comments: the verdicts, then a line for each fault: the elements concerned, and behind `<` what
//! moves on the way there. `CAUCE_PROOF=1` writes them down as the program says now.
#![allow(unreachable_pub, reason = "what suites share is public to them")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check_bytes};
use cauce::diagnostic::Diagnostic;
use cauce::engine::{Engine, EngineError};
use cauce::procedure::{Procedure, Reading};
use cauce::proof::{Budget, Fault, FaultKind, Verdict, prove};

#[path = "support/wide.rs"]
mod wide;

const MARK: &str = "\n# proof\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn procedure(text: &str, reading: Reading) -> Procedure {
    let options = Options { reading, ..Options::default() };
    let checked = check_bytes("caso.toml", text.as_bytes(), &options);
    checked.procedure.unwrap_or_else(|| unreachable!("it cannot be built: {:?}", checked.diagnostics))
}

/// The verdicts and the faults as text.
fn told(procedure: &Procedure) -> String {
    let found = prove(procedure, &Budget::default());
    let mut told = format!(
        "# safe {:?} · completes {:?} · proper {:?} · alive {:?}\n",
        found.safe, found.option_to_complete, found.proper_completion, found.no_dead_activities
    );
    for fault in &found.faults {
        told.push_str(&line(procedure, fault));
    }
    told.to_lowercase()
}

fn line(procedure: &Procedure, fault: &Fault) -> String {
    let elements: Vec<&str> = fault.elements.iter().map(|element| &**procedure.id(*element)).collect();
    let mut line = format!("# {:?}", fault.kind);
    if let Some(block) = fault.within {
        let _ = write!(line, " in {}", procedure.id(block));
    }
    let _ = write!(line, ": {}", elements.join(" "));
    let way: Vec<&str> = fault.trace.iter().map(|one| &**procedure.id(one.element())).collect();
    if !way.is_empty() {
        let _ = write!(line, " < {}", way.join(" "));
    }
    line.push('\n');
    line
}

#[test]
fn verdicts_are_as_the_files_say() {
    #[expect(clippy::disallowed_methods, reason = "what the files say is written down when it is asked for")]
    let writes = std::env::var("CAUCE_PROOF").is_ok();
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/proof"))
        .expect("the folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    assert!(files.len() > 20, "the cases are there");
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let (file, expected) = text.split_once(MARK).unwrap_or((&text, ""));
        let told = told(&procedure(file, Reading::Chosen));
        if writes {
            fs::write(&path, format!("{}{MARK}{told}", file.trim_end())).expect("a file");
        } else if told != expected {
            wrong.push(format!("{}\n{told}instead of\n{expected}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The procedures of the house are sound in the reading chosen; what PRO-GS-029 prints is not.
#[test]
fn the_procedures_are_proved() {
    let (mut open, mut count) = (vec![root().join("procedures")], 0);
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let is_path = folder.to_string_lossy().contains("caminos");
            if is_path || path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let found = prove(
                &procedure(&fs::read_to_string(&path).expect("a file"), Reading::Chosen),
                &Budget::default(),
            );
            assert!(found.is_sound() && found.faults.is_empty(), "{}: {found:?}", path.display());
            count += 1;
        }
    }
    assert_eq!(count, 18, "every procedure");
    let literal =
        fs::read_to_string(root().join("procedures/ibague-pro-gs-029/PRO-GS-029.toml")).expect("a file");
    let literal = procedure(&literal, Reading::Literal);
    let found = prove(&literal, &Budget::default());
    let dead = found.faults.iter().find(|fault| fault.kind == FaultKind::DeadActivity).expect("8 to 18");
    let numbers: Vec<&str> = dead.elements.iter().map(|element| &**literal.reference(*element)).collect();
    assert_eq!((numbers.first(), numbers.last()), (Some(&"8"), Some(&"18")));
    assert_eq!((found.option_to_complete, found.safe), (Verdict::Fails, Verdict::Holds));
}

/// What is wide or long is folded: the states that are left do not grow with it.
#[test]
fn width_and_length_cost_no_states() {
    for (text, most) in [
        (wide::branches(20, 10, false), 3),
        (wide::crossed(17, false), 3),
        (wide::choices(300), 3),
        (wide::returns(2_000), 500),
    ] {
        let found = prove(&procedure(&text, Reading::Chosen), &Budget::default());
        assert!(found.is_sound() && found.explored <= most, "{found:?}");
    }
    for text in [wide::branches(17, 10, true), wide::crossed(17, true)] {
        let found = prove(&procedure(&text, Reading::Chosen), &Budget::default());
        assert_eq!(found.option_to_complete, Verdict::Fails);
        assert!(found.explored <= 40, "{}", found.explored);
    }
}

/// Branches that wait for each other cannot be folded: in every order they are too many states, in one they can be walked through.
#[test]
fn what_goes_on_alone_goes_first() {
    let procedure = |faulty| procedure(&wide::tied(12, faulty), Reading::Chosen);
    let mut in_every_order = Budget::default();
    in_every_order.in_every_order = usize::MAX;
    in_every_order.states = 20_000;
    let found = prove(&procedure(false), &in_every_order);
    assert_eq!((found.safe, found.option_to_complete), (Verdict::Undecided, Verdict::Undecided));
    let found = prove(&procedure(false), &Budget::default());
    assert!(found.is_sound() && found.explored < 12_000, "{found:?}");
    let found = prove(&procedure(true), &Budget::default());
    assert_eq!((found.safe, found.option_to_complete), (Verdict::Holds, Verdict::Fails), "{found:?}");
    assert_eq!(found.faults[0].kind, FaultKind::ImproperCompletion { held: 11 });
}

/// What the budget does not reach is not decided; what was found before it was spent is wrong all the same.
#[test]
fn a_budget_that_is_spent_decides_nothing() {
    let text = wide::returns(2_000);
    let mut budget = Budget::default();
    budget.states = 10;
    let found = prove(&procedure(&text, Reading::Chosen), &budget);
    assert_eq!([found.safe, found.option_to_complete, found.no_dead_activities], [Verdict::Undecided; 3]);
    assert!(found.faults.is_empty() && found.explored <= 20);
}

/// Putting to work looks less far than checking does: what only the longer look finds is told to be open, and accepted;
/// nothing is refused that the longer look lets pass.
#[test]
fn what_is_put_to_work_undecided_is_told() {
    let tells_open = |found: &[Diagnostic]| found.iter().any(|found| found.problem.code() == "C1106");
    for faulty in [false, true] {
        let text = wide::tied(30, faulty);
        let checked = check_bytes(
            "caso.toml",
            text.as_bytes(),
            &Options { proof: Some(Budget::default()), ..Options::default() },
        );
        assert!(!tells_open(&checked.diagnostics), "{:?}", checked.diagnostics);
        let procedure = checked.procedure.expect("it can be built");
        assert_eq!(!procedure.unfit().is_empty(), faulty, "checking decides");
        let engine = Engine::in_memory();
        let (_, remarks) = engine.add_with_remarks(&text).expect("nothing has been found against it");
        assert!(tells_open(&remarks), "{remarks:?}");
    }
    let engine = Engine::in_memory();
    let (_, remarks) = engine.add_with_remarks(&wide::tied(6, false)).expect("it is sound");
    assert!(!tells_open(&remarks), "what is decided is not told to be open: {remarks:?}");
    assert!(matches!(engine.add_with_remarks(&wide::tied(6, true)), Err(EngineError::Unfit(_))));
}
