//! The sets of paths that are generated: they replay, they show everything that can be shown, and they stay small.
//!
//! What cannot be shown is listed by name, so that nothing falls away unseen.
//!
//! A case of `tests/generate` is a procedure, without its head where it is in Spanish; after `===== paths` the files of its set, in order, each
//! with something that it says; after `===== not covered` what no path shows, with the reason.
//! `CAUCE_PATHS=1` prints the sets.

#[path = "support/sound.rs"]
mod sound;
#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::check::{Options as Checking, check};
use cauce::command::{Actor, ClockJump, Command, Request, Start};
use cauce::data::Timestamp;
use cauce::event::ItemKind;
use cauce::generate::{Generated, GeneratedPath, Options, paths, words};
use cauce::instance::Instance;
use cauce::mutate::{Mutant, Operator, judge};
use cauce::path::{PathFile, replay};
use cauce::procedure::{Definitions, Procedure};
use cauce::source::{Language, Source};
use cauce::view::{Coverage, Missing, open_items};
use proptest::prelude::*;
use support::procedures::spec;

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).expect("the root").to_owned()
}

/// The procedures of a folder, each once.
fn definitions(folder: &str) -> Definitions {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut definitions = Definitions::new();
    for file in files {
        definitions.add_unfit(read(&file.display().to_string(), &fs::read_to_string(&file).expect("a file")));
    }
    definitions
}

#[expect(clippy::panic, reason = "a test that cannot begin says why")]
fn read(name: &str, text: &str) -> Procedure {
    let checked = check(&Source::new(name, text), &Checking::default());
    checked.procedure.unwrap_or_else(|| panic!("{name}: {:#?}", checked.diagnostics))
}

/// Every path replays, and together they show what the set says that it shows.
fn holds(definitions: &Definitions, procedure: &Procedure, generated: &Generated) {
    for path in &generated.paths {
        let (read, diagnostics) = PathFile::parse(&Source::new(path.file.as_str(), path.text.as_str()));
        assert!(diagnostics.is_empty(), "{}\n{diagnostics:?}\n{}", path.file, path.text);
        let replayed = replay(definitions, &read.expect("a path"));
        assert!(replayed.is_ok(), "{}\n{:#?}\n{}", path.file, replayed.differences, path.text);
        assert_eq!(sound::stays_sound(definitions, &replayed.timeline), Ok(()), "{}", path.text);
    }
    let missing = generated.coverage.missing(procedure);
    let named: Vec<_> = generated.not_covered.iter().map(|not| not.what.clone()).collect();
    for missing in missing {
        assert!(named.contains(&missing), "{}: {missing:?} is missing and not named", procedure.code());
    }
}

/// Each procedure of a folder with its set, which holds.
fn sets(folder: &str, options: &Options) -> Vec<(String, Generated)> {
    let definitions = definitions(folder);
    let mut sets = Vec::new();
    for procedure in definitions.newest() {
        sets.push((procedure.code().to_owned(), set((&definitions, procedure), options)));
    }
    sets
}

const FOLDERS: [&str; 5] = [
    "procedures/ibague-pro-gs-029",
    "procedures/santander-asistencia-tecnica",
    "procedures/mexico-asesoria",
    "procedures/santa-marta-mm-gsa-p-075",
    "procedures/mas-bienestar",
];

/// PRO-GS-029, with what it stands in.
fn ibague() -> (Definitions, Arc<Procedure>) {
    let definitions = definitions(FOLDERS[0]);
    let procedure = definitions.by_code("PRO-GS-029").expect("the procedure").clone();
    (definitions, procedure)
}

/// A procedure by itself.
fn alone(text: &str) -> (Definitions, Arc<Procedure>) {
    let mut definitions = Definitions::new();
    let digest = definitions.add_unfit(read("a.toml", text));
    let procedure = definitions.get(&digest).expect("it was added").clone();
    (definitions, procedure)
}

/// The set of a procedure, which holds.
fn set((definitions, procedure): (&Definitions, &Procedure), options: &Options) -> Generated {
    let generated = paths(definitions, procedure, options);
    holds(definitions, procedure, &generated);
    generated
}

fn compact() -> Options {
    let mut options = Options::default();
    options.compact = true;
    options
}

fn files(generated: &Generated) -> Vec<&str> {
    generated.paths.iter().map(|path| &*path.file).collect()
}

fn walk<'g>(generated: &'g Generated, file: &str) -> &'g str {
    let path = generated.paths.iter().find(|path| path.file == file).expect("a path of that name");
    path.text.lines().find(|line| line.starts_with("recorrido")).expect("a walk")
}

#[test]
fn every_procedure_is_shown_whole() {
    for folder in FOLDERS {
        for (code, generated) in sets(folder, &Options::default()) {
            assert!(generated.is_complete(), "{code}: {:?}", generated.not_covered);
            let ended = |text: &str| text.contains("\"terminado\"");
            assert!(generated.paths.iter().all(|path| ended(&path.text)), "{code} has a path without end");
        }
    }
}

#[test]
fn each_return_of_ibague_has_a_path_that_differs_by_it_alone() {
    let sets = sets(FOLDERS[0], &Options::default());
    let (_, generated) = &sets[0];
    let returns = ["4-a-3", "5-a-4", "7-a-6", "9-a-8", "12-a-11", "14-a-13", "15-a-14", "16-a-15", "17-a-16"];
    let mut expected = vec!["directo.toml".to_owned()];
    expected.extend(returns.iter().map(|name| format!("regresa-{name}.toml")));
    assert_eq!(files(generated), expected);
    let straight = "recorrido     = \"1 2 3 4:NO 5:NO 6 7:NO 8 9:NO 10 11 12:NO 13 14:NO 15:NO 16:NO 17:NO\"";
    assert_eq!(walk(generated, "directo.toml"), straight);
    for (file, there, back) in [
        ("regresa-4-a-3.toml", "4:NO", "4:SI 3 4:NO"),
        ("regresa-5-a-4.toml", "5:NO", "5:SI 4:NO 5:NO"),
        ("regresa-17-a-16.toml", "17:NO", "17:SI 16:NO 17:NO"),
    ] {
        assert_eq!(walk(generated, file), straight.replacen(there, back, 1));
    }
}

#[test]
fn one_path_is_enough_for_each_procedure_and_where_data_decide_it_is_not_called_the_least() {
    for folder in FOLDERS {
        for (code, generated) in sets(folder, &compact()) {
            assert!(generated.is_complete(), "{code}: {:?}", generated.not_covered);
            let most = if code == "MAS-BIENESTAR" || !code.starts_with("MAS") && code != "PRO-GS-029" {
                3
            } else {
                1
            };
            assert!(generated.paths.len() <= most, "{code}: {:?}", files(&generated));
            if code == "PRO-GS-029" {
                assert!(generated.is_smallest);
            }
            if code == "MAS-C05" {
                assert!(!generated.is_smallest, "what may be skipped is not computed");
            }
        }
    }
}

#[test]
fn what_somebody_wrote_counts_first() {
    let (definitions, procedure) = ibague();
    let mut options = Options::default();
    let mut written = Vec::new();
    for file in ["01-directo", "02-regresa-4-a-3"] {
        let text =
            fs::read_to_string(root().join(FOLDERS[0]).join(format!("caminos/{file}.toml"))).expect("a path");
        written.extend(PathFile::parse(&Source::new(file, text)).0);
    }
    options.existing = written;
    let generated = set((&definitions, &procedure), &options);
    assert!(generated.is_complete());
    assert!(!files(&generated).contains(&"regresa-4-a-3.toml"), "{:?}", files(&generated));
    assert!(files(&generated).contains(&"regresa-5-a-4.toml"));
}

#[test]
fn a_small_change_of_the_procedure_changes_few_files() {
    let text = fs::read_to_string(root().join(FOLDERS[0]).join("PRO-GS-029.toml")).expect("the file");
    let paths = |text: &str| {
        let (definitions, procedure) = alone(text);
        set((&definitions, &procedure), &Options::default()).paths
    };
    let before = paths(&text);
    let edited = text.replacen("= { regresa_a = 3 }", "= { regresa_a = 2 }", 1);
    assert_ne!(text, edited);
    let after = paths(&edited);
    let changed: Vec<&str> =
        after.iter().filter(|path| !before.contains(path)).map(|path| &*path.file).collect();
    assert_eq!(changed, ["regresa-4-a-2.toml"]);
}

#[test]
fn more_can_be_asked_for() {
    let (definitions, procedure) = ibague();
    let with = |ask: fn(&mut Options)| {
        let mut options = Options::default();
        ask(&mut options);
        set((&definitions, &procedure), &options)
    };
    let rounds = with(|options| options.rounds = Some(2));
    assert_eq!(rounds.paths.len(), 19);
    assert!(walk(&rounds, "regresa-4-a-3-2-veces.toml").contains("3 4:SI 3 4:SI 3 4:NO 5:NO"));
    // Two of nine questions that are both answered with a return.
    let pairs = with(|options| options.pairs = true);
    assert!(
        walk(&pairs, "responde-4-si-luego-responde-7-si.toml").contains("4:SI 3 4:NO 5:NO 6 7:SI 6 7:NO")
    );
    let refusals = with(|options| options.refusals = true);
    for file in
        ["rechaza-4-rol-no-autorizado.toml", "rechaza-4-falta-nota.toml", "rechaza-4-falta-respuesta.toml"]
    {
        assert!(files(&refusals).contains(&file), "{file}: {:?}", files(&refusals));
    }
    // Nothing but a return differs from the straight path of this procedure.
    assert_eq!(with(|options| options.loop_free = true).paths.len(), 10);
}

#[test]
fn a_slip_that_nothing_notices_is_told_with_a_path_that_does() {
    let text = format!(
        "{HEAD}{}",
        r#"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = ["r"]
pregunta = "¿Falta algo?"
si = { regresa_a = 1, maximo = 3 }
no = { continua_en = 3 }
[[actividad]]
numero = 3
id = "tres"
titulo = "Tres"
responsables = ["r"]
"#
    );
    let (definitions, procedure) = alone(&text);
    let path = |walk: &str| {
        let head = "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"X\"\nprocedimiento = \"E\"\n";
        PathFile::parse(&Source::new("x.toml", format!("{head}recorrido = \"{walk}\"\n"))).0.expect("a path")
    };
    let report =
        |walk: &str| judge((&definitions, &procedure), &[path(walk)], usize::MAX, &Checking::default());
    let mut weak = report("1 2:NO 3");
    weak.find_paths((&definitions, &procedure), &Checking::default());
    let lower = |mutant: &&Mutant| mutant.operator == Operator::ChangeLimit && &*mutant.after == "2";
    let words = weak.survivors().find(lower).expect("a survivor").words.clone().expect("words");
    assert_eq!(&*words, "1 2:SI 1 2:SI 1 2:SI 1 2:NO 3");
    assert!(report(&words).survivors().find(lower).is_none(), "the path does not notice it");
    // Three returns are never one too many.
    let higher = |mutant: &&Mutant| mutant.operator == Operator::ChangeLimit && &*mutant.after == "4";
    assert_eq!(weak.survivors().find(higher).expect("a survivor").words, None);
}

/// The paths that stand beside the procedures of a folder.
fn written(folder: &str) -> Vec<PathFile> {
    let files = fs::read_dir(root().join(folder).join("caminos")).expect("a folder");
    let files = files.map(|entry| entry.expect("an entry").path());
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).expect("a file");
        PathFile::parse(&Source::new(file.display().to_string(), text)).0
    };
    files.filter(|file| file.is_file()).filter_map(read).collect()
}

#[test]
fn the_paths_of_the_five_notice_every_slip() {
    for folder in FOLDERS {
        let (definitions, paths) = (definitions(folder), written(folder));
        let mut counted = 0;
        for procedure in definitions.newest() {
            let report = judge((&definitions, procedure), &paths, usize::MAX, &Checking::default());
            let survivors: Vec<&Mutant> = report.survivors().collect();
            assert!(survivors.is_empty(), "{}: {survivors:#?}", procedure.code());
            counted += report.counted();
        }
        assert!(counted > 0, "{folder} has nothing that could be wrong");
    }
}

#[test]
fn what_is_missing_is_told_with_the_shortest_path_there() {
    let (definitions, procedure) = ibague();
    let missing = [Missing::Answer("4".into(), "SI".into()), Missing::Row("4".into(), 1)];
    let found = words(&definitions, &procedure, &missing);
    let straight = "1 2 3 4:SI 3 4:NO 5:NO 6 7:NO 8 9:NO 10 11 12:NO 13 14:NO 15:NO 16:NO 17:NO";
    assert_eq!(found, [Some(straight.into()), None]);
    // Of very many no words are told.
    let all = Coverage::none(&procedure).missing(&procedure);
    assert!(all.len() > 40 && words(&definitions, &procedure, &all).iter().all(Option::is_none));
}

/// What every case of `tests/elements` would repeat, as that suite has it.
const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n";

/// The lines of a part of a case, each before and after its mark.
fn lines<'t>(text: &'t str, title: &str) -> Vec<(&'t str, String)> {
    let part = text.split("\n===== ").find_map(|part| part.strip_prefix(title));
    let lines = part.unwrap_or_default().lines().filter_map(|line| line.split_once(" · "));
    lines.map(|(name, says)| (name, says.replace("\\n", "\n"))).collect()
}

#[test]
fn what_a_guard_reads_is_made_to_say_both() {
    let mut cases: Vec<PathBuf> = fs::read_dir(root().join("tests/generate"))
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    cases.sort();
    let mut wrong = String::new();
    for case in &cases {
        let text = fs::read_to_string(case).expect("a case");
        let procedure = text.split("\n===== ").next().expect("a procedure");
        let head = if procedure.contains("\nformat = 1") { "" } else { HEAD };
        let (definitions, procedure) = alone(&format!("{head}{procedure}\n"));
        let generated = set((&definitions, &procedure), &Options::default());
        let (expected, left) = (lines(&text, "paths"), lines(&text, "not covered"));
        let said: Vec<(&str, String)> = generated
            .not_covered
            .iter()
            .map(|not| (&*not.title, not.why.message(Language::Spanish).to_owned()))
            .collect();
        let says = |path: &GeneratedPath| {
            expected.iter().any(|(file, says)| path.file == *file && path.text.contains(says))
        };
        let is_right = files(&generated) == expected.iter().map(|(file, _)| *file).collect::<Vec<&str>>()
            && generated.paths.iter().all(says)
            && said == left;
        if !is_right || std::env::var_os("CAUCE_PATHS").is_some() {
            let texts = generated.paths.iter().map(|path| format!("--- {}\n{}", path.file, path.text));
            wrong += &format!("{}\n{}{said:#?}\n", case.display(), texts.collect::<String>());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The sets of procedures of `tests/elements`.
fn elements() -> Vec<Definitions> {
    let mut open = vec![root().join("tests/elements")];
    let mut found = Vec::new();
    while let Some(place) = open.pop() {
        if place.is_dir() {
            open.extend(fs::read_dir(place).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(&place).expect("a file");
        let mut definitions = Definitions::new();
        for (number, part) in text.split("\n=====").enumerate() {
            let (title, part) = match number {
                0 => part
                    .strip_prefix("=====")
                    .map_or(("", part), |part| part.split_once('\n').unwrap_or((part, ""))),
                _ => part.split_once('\n').unwrap_or((part, "")),
            };
            if matches!(title.trim(), "" | "procedure") {
                let whole = part.trim_start().starts_with("format");
                let part = if whole { part.to_owned() } else { format!("{HEAD}{part}") };
                let checked = check(&Source::new("procedure", part), &Checking::default());
                checked.procedure.into_iter().for_each(|procedure| {
                    definitions.add_unfit(procedure);
                });
            }
        }
        found.push(definitions);
    }
    found
}

/// Procedures of `tests/elements` of which everything can be shown; the others stop, throw, or wait for ever by design.
const COMPLETE: usize = 345;

#[test]
fn the_procedures_of_the_elements_give_paths_that_replay() {
    let mut complete = 0;
    for definitions in elements() {
        for procedure in definitions.newest() {
            let generated = set((&definitions, procedure), &Options::default());
            complete += usize::from(generated.is_complete());
        }
    }
    assert!(complete >= COMPLETE, "{complete} are complete");
}

/// What a case shows in which open work is done in any order and answered in any way.
fn wandered(definitions: &Definitions, procedure: &Procedure, turns: &[usize]) -> Coverage {
    let mut case = Instance::new();
    let mut coverage = Coverage::none(procedure);
    let mut events = Vec::new();
    let mut at: Timestamp = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let mut ask = |case: &mut Instance, actor: Actor, command: Command| {
        at = at.checked_add_millis(3_600_000).expect("a later time");
        let mut request = Request::new(at, actor, command);
        request.clock_jump = ClockJump::Confirmed;
        events.extend(case.handle(definitions, request).unwrap_or_default());
    };
    ask(&mut case, Actor::host("x"), Command::Start(Start::of(procedure.code())));
    for turn in turns {
        let items = open_items(&case);
        let Some(item) = items.get(turn % items.len().max(1)) else { break };
        let role = item.roles.first().map_or("auditor", |role| &**role);
        let (actor, number) = (Actor::person(&format!("{role}-{:?}", item.kind), role), item.item);
        let yes = if turn % 3 == 0 { "no" } else { "yes" };
        let command = match item.kind {
            ItemKind::Work | ItemKind::Question => {
                Command::Complete { item: number, done: support::done(item, turn / 7) }
            }
            ItemKind::Verify => {
                Command::Verify { item: number, verification: support::verification(item, turn / 7) }
            }
            _ => Command::Answer { item: number, answer: yes.into(), note: Some("porque no".into()) },
        };
        ask(&mut case, Actor::Engine, Command::Advance);
        ask(&mut case, actor, command);
    }
    coverage.add(procedure, &events);
    coverage
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_somebody_can_walk_is_shown(spec in spec(), turns in prop::collection::vec(0_usize..1_000, 60)) {
        let (definitions, procedure) = alone(&spec.text());
        for options in [Options::default(), compact()] {
            let generated = set((&definitions, &procedure), &options);
            let shown = wandered(&definitions, &procedure, &turns).missing(&procedure);
            for not in &generated.not_covered {
                prop_assert!(shown.contains(&not.what), "{not:?} can be walked\n{}", spec.text());
            }
        }
    }
}
