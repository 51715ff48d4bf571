//! What is told of procedures that can get stuck: a file each, with the page a person reads in both languages and the
//! path that shows it.
//!
//! A new case is a new file of `tests/stories`; the pages are in `tests/stories/told`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::check::{Checked, Options, check_bytes};
use cauce::counterexample::{Unwritten, counterexample, counterexample_among};
use cauce::diagnostic::{Diagnostic, Grade, Ink, render};
use cauce::path::{PathFile, ReplayResult, replay};
use cauce::procedure::{Definitions, Procedure, Reading};
use cauce::proof::{Budget, Verdict};
use cauce::source::{Language, Source};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/stories")).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "toml"));
    files.sort();
    files
}

fn checked(file: &Path, reading: Reading) -> Checked {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = fs::read(file).expect("it can be read");
    check_bytes(&name, &bytes, &Options { reading, ..Options::default() })
}

/// The faults as a person reads them.
fn page(checked: &Checked, language: Language) -> String {
    let is_told =
        |found: &&Diagnostic| found.grade != Grade::Remark || found.problem.code().starts_with("C11");
    let told: Vec<Diagnostic> = checked.diagnostics.iter().filter(is_told).cloned().collect();
    render(&checked.source, &told, language, Ink::Plain)
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("stories/told");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn tell(file: &Path, reading: Reading) {
    let checked = checked(file, reading);
    let mut text = page(&checked, checked.language);
    let _ = write!(text, "\n{}", page(&checked, checked.language.other()));
    let soundness = checked.soundness.as_ref().expect("it was to be proved");
    let procedure = Arc::new(checked.procedure.expect("it can be built"));
    for fault in soundness.faults.iter().filter(|fault| fault.leads_somewhere()) {
        let shown = counterexample(&procedure, fault).expect("every fault here can be walked to");
        replays(&procedure, &shown.text);
        let _ = write!(text, "\n── {}.toml\n{}", shown.name, shown.text);
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    snapshot(&name, &text);
}

/// The path goes as it says; without leave to replay what is unfit, it is refused.
fn replays(procedure: &Arc<Procedure>, text: &str) {
    let mut definitions = Definitions::new();
    assert!(definitions.add(Arc::clone(procedure)).is_err(), "what is not sound is not put to work");
    definitions.add_unfit(Arc::clone(procedure));
    let walk = |text: &str| {
        let source = Source::new("camino.toml", text);
        let replayed = replay(&definitions, &PathFile::parse(&source).0.expect("it is a path"));
        let told = replayed.render(&source, Language::Spanish);
        (replayed.result, told)
    };
    let (result, told) = walk(text);
    assert_eq!(result, ReplayResult::Ok, "{told}\n{text}");
    let lines = text.lines().filter(|line| !line.starts_with("permite") && !line.starts_with("allows"));
    let strict: String = lines.map(|line| format!("{line}\n")).collect();
    assert_eq!(walk(&strict).0, ReplayResult::Refused, "{strict}");
}

#[test]
fn every_fault_is_told() {
    let files = files();
    files.iter().for_each(|file| tell(file, Reading::Chosen));
    assert!(files.len() >= 8, "{} cases", files.len());
}

#[test]
fn what_the_print_of_a_source_says_is_told_with_its_story() {
    tell(&root().join("procedures/ibague-pro-gs-029/PRO-GS-029.toml"), Reading::Literal);
}

/// Branches that are tied to their neighbours in a ring: sound, and nothing that folds.
fn ring(branches: usize) -> String {
    let names = |kind: &str, last: usize| {
        (0..last).map(|at| format!("\"{kind}{at}\"")).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "formato = 1\nidioma = \"es\"\nprocedimiento = {{ codigo = \"A\", nombre = \"Anillo\" }}\n\
         [[actividad]]\nid = \"uno\"\ntitulo = \"Uno\"\nsigue = [{}]\n",
        names("a", branches)
    );
    for at in 0..branches {
        let _ = write!(
            text,
            "[[actividad]]\nid = \"a{at}\"\ntitulo = \"A\"\nsigue = [\"j{at}\", \"j{}\"]\n\
             [[actividad]]\nid = \"b{at}\"\ntitulo = \"B\"\nsigue = \"todo\"\n\
             [[compuerta]]\nid = \"j{at}\"\ntipo = \"paralela\"\nsigue = \"b{at}\"\n",
            (at + 1) % branches
        );
    }
    text + "[[compuerta]]\nid = \"todo\"\ntipo = \"paralela\"\nsigue = \"fin\"\n"
}

fn within(text: &str, states: usize) -> Checked {
    let mut budget = Budget::default();
    budget.states = states;
    check_bytes("anillo.toml", text.as_bytes(), &Options { proof: Some(budget), ..Options::default() })
}

#[test]
fn what_the_budget_does_not_reach_is_a_remark_and_no_guess() {
    let text = ring(6);
    let whole = within(&text, 200_000);
    assert!(whole.soundness.as_ref().is_some_and(|proved| proved.is_sound()), "{:?}", whole.soundness);
    let short = within(&text, 10);
    let proved = short.soundness.as_ref().expect("it was to be proved");
    assert_eq!((proved.option_to_complete, proved.faults.len()), (Verdict::Undecided, 0));
    let procedure = short.procedure.as_ref().expect("it can be built");
    assert!(procedure.unfit().is_empty(), "{:?}", procedure.unfit());
    snapshot(
        "sin-decidir",
        &format!("{}\n{}", page(&short, Language::Spanish), page(&short, Language::English)),
    );
}

#[test]
fn what_is_not_to_be_proved_is_only_connected() {
    let bytes = fs::read(root().join("tests/stories/junta-imposible.toml")).expect("it can be read");
    let connected = check_bytes("p", &bytes, &Options { proof: None, ..Options::default() });
    assert!(connected.soundness.is_none());
    assert_eq!(connected.procedure.map(|procedure| procedure.unfit().len()), Some(0));
}

/// Two ways that a gateway waits for; one of them is a call, which may fail.
const CALLS: &str = r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "LLAMA", nombre = "Llama" }
actividad = [
  { numero = 1, id = "abre", titulo = "Abrir", sigue = [2, 3] },
  { numero = 2, id = "tramita", titulo = "Tramitar", procedimiento = "TRAMITE", sigue = "junta" },
  { numero = 3, id = "avisa", titulo = "Avisar", pregunta = "¿Contesta?",
    si = { continua_en = "junta" }, no = { continua_en = "fin" } },
]
compuerta = { id = "junta", tipo = "paralela", sigue = "fin" }
"#;

const CALLED: &str = r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "TRAMITE", nombre = "Trámite" }
actividad = [
  { numero = 1, id = "pide", titulo = "Pedir" },
  { numero = 2, id = "mira", titulo = "Mirar", pregunta = "¿Sirve?",
    si = { continua_en = "fin" }, no = { continua_en = "falla" } },
  { numero = 3, id = "falla", titulo = "Falla", fin = { error = "X" } },
]
"#;

/// The path to the only fault of a text, with what it calls at hand or not.
fn path_among(text: &str, called: &[Arc<Procedure>]) -> Result<String, Unwritten> {
    let checked = check_bytes("llama.toml", text.as_bytes(), &Options::default());
    let procedure = Arc::new(checked.procedure.expect("it can be built"));
    let soundness = checked.soundness.expect("it was to be proved");
    let fault = soundness.faults.iter().find(|fault| fault.leads_somewhere()).expect("it can get stuck");
    let shown = counterexample_among(&procedure, fault, called)?;
    let mut definitions = Definitions::new();
    for called in called {
        definitions.add_unfit(Arc::clone(called));
    }
    definitions.add_unfit(procedure);
    let path = PathFile::parse(&Source::new("camino.toml", &*shown.text)).0.expect("it is a path");
    assert_eq!(replay(&definitions, &path).result, ReplayResult::Ok, "{}", shown.text);
    Ok(shown.text)
}

#[test]
fn the_way_to_a_fault_leads_through_what_is_called() {
    let called = check_bytes("tramite.toml", CALLED.as_bytes(), &Options::default()).procedure;
    let called = [Arc::new(called.expect("it can be built"))];
    assert_eq!(path_among(CALLS, &[]), Err(Unwritten::Called), "what is called is not at hand");
    let path = path_among(CALLS, &called).expect("it is");
    assert!(path.contains("2/1 2/2:SI") && path.contains("3:NO"), "{path}");
    let fails = CALLS.replace(
        "sigue = \"junta\" },\n  { numero = 3",
        "sigue = \"fin\", evento = { id = \"cae\", cuando = { error = \"X\" }, va_a = \"junta\" } },\n  { numero = 3",
    );
    let fails = fails.replace("no = { continua_en = \"fin\" }", "no = { continua_en = \"junta\" }");
    let path = path_among(&fails, &called).expect("it is");
    assert!(path.contains("2/1 2/2:"), "{path}");
}
