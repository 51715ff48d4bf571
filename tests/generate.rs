//! The sets of paths that are generated: they replay, they show everything that can be shown, and they stay small.
//!
//! What cannot be shown is listed here by name, so that nothing falls away unseen.

#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options as Checking, check};
use cauce::command::{Actor, ClockJump, Command, Request, Start};
use cauce::data::Timestamp;
use cauce::event::ItemKind;
use cauce::generate::{Generated, Options, Why, paths, words};
use cauce::instance::Instance;
use cauce::mutate::{Mutant, Operator, judge};
use cauce::path::{PathFile, replay};
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Source;
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
        let generated = paths(&definitions, procedure, options);
        holds(&definitions, procedure, &generated);
        sets.push((procedure.code().to_owned(), generated));
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
    let definitions = definitions(FOLDERS[0]);
    let procedure = definitions.by_code("PRO-GS-029").expect("the procedure");
    let mut options = Options::default();
    let mut written = Vec::new();
    for file in ["01-directo", "02-regresa-4-a-3"] {
        let text =
            fs::read_to_string(root().join(FOLDERS[0]).join(format!("caminos/{file}.toml"))).expect("a path");
        written.extend(PathFile::parse(&Source::new(file, text)).0);
    }
    options.existing = written;
    let generated = paths(&definitions, procedure, &options);
    assert!(generated.is_complete());
    assert!(!files(&generated).contains(&"regresa-4-a-3.toml"), "{:?}", files(&generated));
    assert!(files(&generated).contains(&"regresa-5-a-4.toml"));
}

#[test]
fn a_small_change_of_the_procedure_changes_few_files() {
    let text = fs::read_to_string(root().join(FOLDERS[0]).join("PRO-GS-029.toml")).expect("the file");
    let set = |text: &str| {
        let mut definitions = Definitions::new();
        definitions.add_unfit(read("a.toml", text));
        let procedure = definitions.by_code("PRO-GS-029").expect("the procedure").clone();
        paths(&definitions, &procedure, &Options::default()).paths
    };
    let before = set(&text);
    let edited = text.replacen("= { regresa_a = 3 }", "= { regresa_a = 2 }", 1);
    assert_ne!(text, edited);
    let after = set(&edited);
    let changed: Vec<&str> =
        after.iter().filter(|path| !before.contains(path)).map(|path| &*path.file).collect();
    assert_eq!(changed, ["regresa-4-a-2.toml"]);
}

#[test]
fn more_can_be_asked_for() {
    let definitions = definitions(FOLDERS[0]);
    let procedure = definitions.by_code("PRO-GS-029").expect("the procedure");
    let with = |ask: fn(&mut Options)| {
        let mut options = Options::default();
        ask(&mut options);
        let generated = paths(&definitions, procedure, &options);
        holds(&definitions, procedure, &generated);
        generated
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
fn what_cannot_be_shown_is_said_with_the_reason() {
    let text = format!(
        "{HEAD}[[dato]]\nid = \"n\"\ntipo = \"entero\"\n\
         [[actividad]]\nid = \"uno\"\ntitulo = \"Uno\"\nresponsables = [\"r\"]\nanota = [\"n\"]\n\
         [[actividad]]\nid = \"dos\"\ntitulo = \"Dos\"\nresponsables = [\"r\"]\naplica_si = 'n > 3 || n < 4'\n"
    );
    let mut definitions = Definitions::new();
    definitions.add_unfit(read("a.toml", &text));
    let procedure = definitions.by_code("E").expect("the procedure");
    let generated = paths(&definitions, procedure, &Options::default());
    holds(&definitions, procedure, &generated);
    let said: Vec<(&str, Why)> = generated.not_covered.iter().map(|not| (&*not.title, not.why)).collect();
    let not = "No se cumple «n > 3 || n < 4» en la dos";
    assert_eq!(said, [("La dos no aplica y se omite", Why::NeverHolds), (not, Why::NeverHolds)]);
}

#[test]
fn a_guard_is_met_below_at_and_above_what_it_names() {
    let text = format!(
        "{HEAD}[[dato]]\nid = \"n\"\ntipo = \"entero\"\n[[dato]]\nid = \"color\"\ntipo = \"opcion\"\nvalores = [\"azul\", \"rojo\"]\n\
         [[actividad]]\nid = \"uno\"\ntitulo = \"Uno\"\nresponsables = [\"r\"]\nanota = [\"n\", \"color\"]\n\
         sigue = [{{ va_a = \"pocos\", si_cumple = 'n < 5' }}, {{ va_a = \"cinco\", si_cumple = 'n == 5 && color == \"rojo\"' }}, {{ va_a = \"muchos\", en_otro_caso = true }}]\n\
         [[actividad]]\nid = \"pocos\"\ntitulo = \"P\"\nresponsables = [\"r\"]\nsigue = \"fin\"\n\
         [[actividad]]\nid = \"cinco\"\ntitulo = \"C\"\nresponsables = [\"r\"]\nsigue = \"fin\"\n\
         [[actividad]]\nid = \"muchos\"\ntitulo = \"M\"\nresponsables = [\"r\"]\nsigue = \"fin\"\n"
    );
    let mut definitions = Definitions::new();
    definitions.add_unfit(read("a.toml", &text));
    let procedure = definitions.by_code("E").expect("the procedure");
    let generated = paths(&definitions, procedure, &Options::default());
    holds(&definitions, procedure, &generated);
    assert!(generated.is_complete(), "{:?}", generated.not_covered);
    assert!(generated.paths.iter().any(|path| path.text.contains("n = 5, color = \"rojo\"")));
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
    let mut definitions = Definitions::new();
    definitions.add_unfit(read("a.toml", &text));
    let procedure = definitions.by_code("E").expect("the procedure");
    let path = |walk: &str| {
        let head = "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"X\"\nprocedimiento = \"E\"\n";
        PathFile::parse(&Source::new("x.toml", format!("{head}recorrido = \"{walk}\"\n"))).0.expect("a path")
    };
    let report =
        |walk: &str| judge((&definitions, procedure), &[path(walk)], usize::MAX, &Checking::default());
    let mut weak = report("1 2:NO 3");
    weak.find_paths((&definitions, procedure), &Checking::default());
    let lower = |mutant: &&Mutant| mutant.operator == Operator::ChangeLimit && &*mutant.after == "2";
    let words = weak.survivors().find(lower).expect("a survivor").words.clone().expect("words");
    assert_eq!(&*words, "1 2:SI 1 2:SI 1 2:SI 1 2:NO 3");
    assert!(report(&words).survivors().find(lower).is_none(), "the path does not notice it");
    // Three returns are never one too many.
    let higher = |mutant: &&Mutant| mutant.operator == Operator::ChangeLimit && &*mutant.after == "4";
    assert_eq!(weak.survivors().find(higher).expect("a survivor").words, None);
}

#[test]
fn what_is_missing_is_told_with_the_shortest_path_there() {
    let definitions = definitions(FOLDERS[0]);
    let procedure = definitions.by_code("PRO-GS-029").expect("the procedure");
    let missing = [Missing::Answer("4".into(), "SI".into()), Missing::Row("4".into(), 1)];
    let found = words(&definitions, procedure, &missing);
    let straight = "1 2 3 4:SI 3 4:NO 5:NO 6 7:NO 8 9:NO 10 11 12:NO 13 14:NO 15:NO 16:NO 17:NO";
    assert_eq!(found, [Some(straight.into()), None]);
    // Of very many no words are told.
    let all = Coverage::none(procedure).missing(procedure);
    assert!(all.len() > 40 && words(&definitions, procedure, &all).iter().all(Option::is_none));
}

/// What a procedure is shown by, in the order of the set, once everything is.
fn whole(text: &str) -> Vec<(String, String)> {
    let mut definitions = Definitions::new();
    definitions.add_unfit(read("a.toml", &format!("{HEAD}{text}")));
    let procedure = definitions.by_code("E").expect("the procedure");
    let generated = paths(&definitions, procedure, &Options::default());
    holds(&definitions, procedure, &generated);
    assert!(generated.is_complete(), "{:?}\n{:#?}", generated.not_covered, files(&generated));
    generated.paths.into_iter().map(|path| (path.file, path.text)).collect()
}

/// The files of a set, and whether each says something.
fn says(paths: &[(String, String)], expected: &[(&str, &str)]) {
    let files: Vec<&str> = paths.iter().map(|(file, _)| &**file).collect();
    assert_eq!(files, expected.iter().map(|(file, _)| *file).collect::<Vec<&str>>());
    for ((file, text), (_, part)) in paths.iter().zip(expected) {
        assert!(text.contains(part), "{file} does not say {part}\n{text}");
    }
}

#[test]
fn both_outcomes_of_a_guard_that_decides_proposes_or_leaves_out_have_data_of_their_own() {
    let paths = whole(
        r#"
[[dato]]
id = "n"
tipo = "entero"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
anota = ["n"]
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = ["r"]
aplica_si = 'n < 10'
[[actividad]]
numero = 3
id = "tres"
titulo = "Tres"
responsables = ["r"]
pregunta = "¿Falta?"
sugiere = 'n > 3'
si = { continua_en = 4 }
no = { continua_en = 4 }
[[actividad]]
numero = 4
id = "cuatro"
titulo = "Cuatro"
decide = 'n == 5'
pregunta = "¿Basta?"
si = { continua_en = "fin" }
no = { continua_en = 5 }
[[actividad]]
numero = 5
id = "cinco"
titulo = "Cinco"
responsables = ["r"]
"#,
    );
    says(
        &paths,
        &[
            ("directo.toml", "n = 5"),
            ("omite-2.toml", "n = 10"),
            ("sugiere-3-no.toml", "1 2 3:SI 4 5"),
            // Of the others each says what it says on the straight path.
            ("decide-4-no.toml", "n = 4"),
            ("responde-3-no.toml", "3:NO"),
        ],
    );
}

#[test]
fn a_loop_and_a_repetition_are_shown_going_on_and_ending() {
    let paths = whole(
        r#"
[[dato]]
id = "quedan"
tipo = "entero"
[[dato]]
id = "casas"
tipo = "lista"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
anota = ["casas"]
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = ["r"]
anota = ["quedan"]
mientras_cumple = 'quedan > 0'
[[actividad]]
numero = 3
id = "tres"
titulo = "Tres"
responsables = ["r"]
por_cada = { lista = "casas", termina_si = 'nrOfCompletedInstances >= 2' }
"#,
    );
    says(
        &paths,
        &[
            ("directo.toml", "casas"),
            ("otra-vuelta-2-si.toml", "quedan = 1"),
            ("basta-3-no.toml", "\"casas-2\""),
            ("basta-3-si.toml", "\"casas-3\""),
        ],
    );
}

#[test]
fn what_has_no_word_is_shown_by_the_data_with_which_a_path_begins() {
    let paths = whole(
        r#"
[[dato]]
id = "n"
tipo = "entero"
[[dato]]
id = "m"
tipo = "entero"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
calcula = { m = '1' }
aplica_si = 'n < 5'
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = ["r"]
"#,
    );
    says(
        &paths,
        &[("directo.toml", "datos         = { n = 0 }"), ("omite-1.toml", "datos         = { n = 5 }")],
    );
}

#[test]
fn each_row_of_a_table_is_shown_at_the_limits_that_it_names() {
    let paths = whole(
        r#"
[[dato]]
id = "edad"
tipo = "entero"
[[dato]]
id = "dia"
tipo = "fecha"
[[dato]]
id = "clase"
tipo = "texto"
[[tabla]]
id = "clases"
entrada = ["edad", "dia"]
salida = ["clase"]
filas = [
  ["< 18", "-", "menor"],
  ["18..64", "< 1999-05-01", "antes"],
  ["18..64", ">= 1999-05-01", "despues"],
  ["> 64", "-", "mayor"],
]
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
anota = ["edad", "dia"]
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
tipo = "regla"
tabla = "clases"
[[actividad]]
numero = 3
id = "tres"
titulo = "Tres"
responsables = ["r"]
"#,
    );
    says(
        &paths,
        &[
            ("directo.toml", "recorrido"),
            ("fila-2-2.toml", "edad = 18, dia = 1999-04-30"),
            ("fila-2-3.toml", "edad = 18, dia = 1999-05-01"),
            ("fila-2-4.toml", "edad = 65"),
        ],
    );
}

#[test]
fn events_deadlines_and_skips_each_have_a_path_of_their_own() {
    let text = format!(
        r#"{HEAD}
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = ["r"]
plazo = "2 días"
al_vencer = {{ escala_a = "r" }}
[[actividad.evento]]
id = "carta"
titulo = "Llega una carta"
cuando = {{ mensaje = "carta" }}
va_a = 3
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = ["r"]
aplica_si = {{ pregunta = "¿Hace falta?", quien = "r" }}
[[actividad]]
numero = 3
id = "tres"
titulo = "Tres"
trabajo = "archivar"
[[actividad.evento]]
id = "fallo"
titulo = "No se pudo archivar"
cuando = {{ error = "SIN-RED" }}
va_a = 2
"#
    );
    let mut definitions = Definitions::new();
    definitions.add_unfit(read("a.toml", &text));
    let procedure = definitions.by_code("E").expect("the procedure");
    let generated = paths(&definitions, procedure, &Options::default());
    holds(&definitions, procedure, &generated);
    assert!(generated.is_complete(), "{:?}", generated.not_covered);
    let expected = ["directo.toml", "ocurre-carta.toml", "ocurre-fallo.toml", "omite-2.toml", "vence-1.toml"];
    assert_eq!(files(&generated), expected);
    let text = |file: &str| {
        let path = generated.paths.iter().find(|path| path.file == file);
        path.expect("a path of that name").text.clone()
    };
    assert!(text("ocurre-carta.toml").contains("\"@carta 3\""));
    assert!(text("ocurre-fallo.toml").contains("elemento = \"tres\"\nerror = \"SIN-RED\""));
    assert!(text("omite-2.toml").contains("2?:NO"));
    assert!(text("vence-1.toml").contains("{ dispara = \"1\" }"));
}

/// What every case of `tests/elements` would repeat, as that suite has it.
const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n";

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
const COMPLETE: usize = 343;

#[test]
fn the_procedures_of_the_elements_give_paths_that_replay() {
    let mut complete = 0;
    for definitions in elements() {
        for procedure in definitions.newest() {
            let generated = paths(&definitions, procedure, &Options::default());
            holds(&definitions, procedure, &generated);
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
        let mut definitions = Definitions::new();
        let digest = definitions.add_unfit(spec.procedure());
        let procedure = definitions.get(&digest).expect("it was added");
        for options in [Options::default(), compact()] {
            let generated = paths(&definitions, procedure, &options);
            holds(&definitions, procedure, &generated);
            let shown = wandered(&definitions, procedure, &turns).missing(procedure);
            for not in &generated.not_covered {
                prop_assert!(shown.contains(&not.what), "{not:?} can be walked\n{}", spec.text());
            }
        }
    }
}
