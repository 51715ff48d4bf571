//! Paths over small procedures: what is supplied, what is compared, and that a walk replays as it was walked.

use proptest::prelude::*;

use super::{Clash, Demand, PathFile, Replay, ReplayResult, SnapshotState, replay};
use crate::check::{Options, check};
use crate::event::Event;
use crate::procedure::Definitions;
use crate::source::{Language, Source};

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P-1\"\nnombre = \"Prueba\"\n";

fn definitions(body: &str) -> Definitions {
    let checked = check(&Source::new("p.toml", format!("{HEAD}{body}")), &Options::default());
    let procedure = checked.procedure.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let mut definitions = Definitions::new();
    definitions.add_unfit(procedure);
    definitions
}

fn path(rest: &str) -> PathFile {
    let text = format!("formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"c\"\n{rest}\n");
    let (path, diagnostics) = PathFile::parse(&Source::new("c.toml", text));
    path.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

fn told(replayed: &Replay) -> Vec<String> {
    let sides = replayed.differences.iter();
    let sides =
        sides.map(|one| format!("{} | {}", one.expected(Language::Spanish), one.found(Language::Spanish)));
    let problems = replayed.diagnostics.iter().map(|found| found.problem.message(Language::Spanish));
    sides.chain(problems).collect()
}

#[track_caller]
fn replays(body: &str, rest: &str) -> Replay {
    let replayed = replay(&definitions(body), &path(rest));
    assert_eq!(told(&replayed), Vec::<String>::new());
    assert_eq!(replayed.result, ReplayResult::Ok);
    replayed
}

#[track_caller]
fn differs(body: &str, rest: &str, expected: &[&str]) {
    let replayed = replay(&definitions(body), &path(rest));
    assert_eq!(told(&replayed), expected);
}

const EVERYTHING: &str = r#"
zona_horaria = "America/Bogota"
fecha = 2022-02-25
[[rol]]
id = "jefe"
nombre = "Jefe"
[[rol]]
id = "cliente"
nombre = "Cliente"
[[registro]]
id = "acta"
nombre = "Acta"
[[registro]]
id = "carta"
nombre = "Carta"
[[dato]]
id = "tamano"
nombre = "Tamaño"
tipo = "opcion"
valores = ["grande", "chico"]
[[dato]]
id = "cuando_fue"
nombre = "Cuándo"
tipo = "fecha"
[[indicador]]
id = "avance"
nombre = "Avance"
[[actividad]]
numero = 1
id = "visitar"
titulo = "Visitar"
responsables = ["jefe", "cliente"]
evidencias = [{ registro = "acta", firman = ["jefe", "cliente"] }, { una_de = ["carta", "acta"] }]
control = { verifica = "todo", puntos = ["a", "b"] }
anota = ["tamano", "cuando_fue"]
mide = ["avance"]
[[actividad]]
numero = 2
id = "revisar"
titulo = "Revisar"
pregunta = "¿Ajustes?"
si = { regresa_a = 1 }
no = { continua_en = 3 }
[[actividad]]
numero = 3
id = "cerrar"
titulo = "Cerrar"
responsables = ["jefe"]
plazo = "1 día"
aplica_si = { pregunta = "¿Aplica?", quien = "cliente" }
"#;

#[test]
fn what_ran_names_each_element_of_a_model_once() {
    let block = |id: &str| format!("[[actividad]]\nid = \"{id}\"\ntipo = \"abstracta\"\n");
    let body = [
        "[[inicio]]\nid = \"s\"\nsigue = [{ id = \"f\", va_a = \"espera\" }, \"sub\"]\n",
        "[[inicio]]\nid = \"es\"\ndentro_de = \"evento\"\nva_a = \"et\"\n",
        "[[evento]]\nid = \"evento\"\ncuando = { senal = \"X\" }\n",
        "[[actividad]]\nid = \"espera\"\nespera = { senal = \"Y\" }\nsigue = \"fin\"\n",
        "[[actividad]]\nid = \"sub\"\norden = \"a_la_vez\"\nsigue = \"fin\"\n",
        &format!("{}dentro_de = \"sub\"\nsigue = \"g\"\n", block("a")),
        &format!("{}dentro_de = \"sub\"\nsigue = \"g\"\n", block("b")),
        "[[compuerta]]\nid = \"g\"\ntipo = \"paralela\"\ndentro_de = \"sub\"\nsigue = \"e\"\n",
        "[[actividad]]\nid = \"e\"\ndentro_de = \"sub\"\nfin = true\n",
        &format!("{}dentro_de = \"evento\"\nsigue = \"ee\"\n", block("et")),
        "[[actividad]]\nid = \"ee\"\ndentro_de = \"evento\"\nfin = true\n",
    ]
    .concat();
    let replayed = replays(&body, "pasos = [{ senal = \"X\" }]");
    let ran: Vec<&str> = replayed.ran.iter().map(|id| &**id).collect();
    assert_eq!(ran.join(" "), "s a b g e sub es et ee evento");
}

#[test]
fn what_is_not_written_comes_from_the_procedure() {
    let replayed = replays(
        &EVERYTHING.replace("[\"carta\", \"acta\"]", "[\"carta\"]"),
        r#"recorrido = "1 2:SI 1:no-conforme 2:NO 3?:SI 3"
[resultado]
caso = "terminado"
vueltas = { "2 a 1" = 1 }
recorrido = "1 2:SI 1:no-conforme 2:NO 3?:SI 3"
abiertas = []
avisos = []
omisiones = []
datos = { tamano = "grande", cuando_fue = 2022-02-25 }
mide = { avance = 0 }"#,
    );
    assert_eq!(replayed.steps.len(), 7);
    assert_eq!(replayed.steps[6].state, SnapshotState::Completed);
    assert_eq!((replayed.steps[6].ran, replayed.ran.len()), (5, 5));
    assert_eq!(replayed.steps[0].at.to_string(), "2022-02-25T13:00:00.000Z");
    assert_eq!(replayed.steps[1].at.to_string(), "2022-02-25T13:01:00.000Z");
    let first =
        replayed.timeline.iter().flat_map(|happened| &happened.events).find_map(|event| match event {
            Event::Completed(completed) => Some(completed),
            _ => None,
        });
    let first = first.expect("something was done");
    assert_eq!((first.evidence.len(), first.signatures.len(), first.data.len()), (2, 2, 2));
    assert_eq!(first.verification.as_ref().map(|found| found.points.clone()), Some(vec![true, true]));
}

#[test]
fn a_word_of_the_result_without_an_answer_says_only_where_the_case_went() {
    let walk = "recorrido = \"1 2:SI 1:no-conforme 2:NO 3?:SI 3\"\n[resultado]\n";
    replays(EVERYTHING, &format!("{walk}recorrido = \"1 2 1 2 3?:SI 3\""));
    let expected = ["recorrido: 3 | recorrido: 2:NO"];
    differs(EVERYTHING, &format!("{walk}recorrido = \"1 2 1 3 3?:SI 3\""), &expected);
}

#[test]
fn an_optional_activity_is_skipped_by_its_question() {
    replays(
        EVERYTHING,
        r#"pasos = [
  { actividad = 1, entrega = ["acta"], anota = { tamano = "chico", cuando_fue = 2022-03-01 }, mide = { avance = 0.5 } },
  { recorrido = "2:NO" },
  { comprueba = { abiertas = [3], datos = { tamano = "chico", cuando_fue = 2022-03-01 }, mide = { avance = 0.5 } } },
  { actividad = "cerrar", aplica_si = "NO" },
]
[resultado]
caso = "terminado"
recorrido = "1 2:NO cerrar?:NO"
omisiones = [3]"#,
    );
}

#[test]
fn time_is_moved_by_words_and_steps_and_notices_are_given() {
    let replayed = replays(
        EVERYTHING,
        r#"pasos = [
  { el = 2022-03-01T09:30:00, actividad = 1, entrega = ["acta"] },
  { el = 2022-03-01, recorrido = "2:NO 3?:SI" },
  { recorrido = "+12h" },
  { comprueba = { avisos = [] } },
  { dispara = 3 },
  { comprueba = { avisos = ["3: fuera de plazo"], abiertas = [3] } },
  { hasta = 2022-03-10 },
  { avanza = "2 días" },
  { actividad = 3 },
]"#,
    );
    let due = replayed.timeline.iter().find(|happened| happened.actor == crate::command::Actor::Engine);
    assert_eq!(due.map(|due| due.at.to_string()).as_deref(), Some("2022-03-03T05:00:00.000Z"));
    let last = replayed.steps.last().map(|step| step.at.to_string());
    assert_eq!(last.as_deref(), Some("2022-03-12T13:01:00.000Z"));
}

#[test]
fn firing_goes_to_the_deadline_past_its_warnings_and_says_what_there_is_instead() {
    let body = EVERYTHING.replace("plazo = \"1 día\"", "plazo = \"5 días\"\navisa_antes = \"2 días\"");
    let steps = |first: &str, fired: &str| {
        format!("pasos = [{{ el = 2022-03-01, recorrido = \"{first}\" }}, {{ dispara = {fired} }}]")
    };
    let replayed = replays(&body, &steps("1 2:NO 3?:SI", "3"));
    let last = replayed.steps.last().expect("a step");
    assert_eq!((last.at.to_string().as_str(), last.timers.len()), ("2022-03-07T05:00:00.000Z", 0));
    let other = "un plazo o una espera de la 2 | no tiene ninguno; los hay de la 3 (2022-03-07 00:00)";
    differs(&body, &steps("1 2:NO 3?:SI", "2"), &[other]);
    let none = "un plazo o una espera de la 3 | no tiene ninguno, ni lo hay en el caso";
    differs(&body, &steps("1", "3"), &[none]);
}

#[test]
fn several_moments_are_named_where_one_is_fired() {
    let clash = Clash::SeveralTimers {
        reference: "3".into(),
        due: vec!["2022-03-04 00:00".into(), "2022-03-07 00:00".into()],
    };
    let (span, word) = (crate::source::Span::default(), "dispara".into());
    let difference = super::Difference { span, word, clash, story: Vec::new() };
    assert_eq!(difference.expected(Language::Spanish), "un solo plazo o espera de la 3");
    let found = "tiene 2: 2022-03-04 00:00, 2022-03-07 00:00; diga a qué fecha se llega";
    assert_eq!(difference.found(Language::Spanish), found);
    assert!(difference.found(Language::English).starts_with("it has 2: 2022-03-04 00:00"));
}

#[test]
fn a_clock_that_stands_still_is_moved_by_steps_alone() {
    let replayed = replays(
        "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\n",
        "reloj = \"quieto\"\nel = 2024-05-06T07:00:00Z\nrecorrido = \"1\"",
    );
    assert!(replayed.steps.iter().all(|step| step.at.to_string() == "2024-05-06T07:00:00.000Z"));
}

#[test]
fn signatures_of_other_days_are_steps_of_their_own() {
    let body = EVERYTHING.replace("control = { verifica = \"todo\", puntos = [\"a\", \"b\"] }\n", "");
    replays(
        &body,
        r#"pasos = [
  { actividad = 1, rol = "cliente", persona_id = "ana", firman = ["cliente"] },
  { comprueba = { abiertas = [1] } },
  { actividad = 1, entrega = ["acta"] },
  { rechaza = { actividad = 2, rol = "jefe" }, motivo = "falta-respuesta" },
  { comprueba = { abiertas = [2] } },
]"#,
    );
}

#[test]
fn both_sides_of_a_difference_are_said() {
    differs(EVERYTHING, "recorrido = \"3\"", &["hacer la 3 | abierta: 1 · Visitar"]);
    differs(
        EVERYTHING,
        "recorrido = \"1 +3d\"\n[resultado]\nabiertas = [1]\nvueltas = { \"2 a 1\" = 2 }",
        &["vueltas \"2 a 1\": 2 | vueltas \"2 a 1\": 0", "abiertas: 1 | abiertas: 2"],
    );
    differs(
        EVERYTHING,
        "recorrido = \"1\"\n[resultado]\nrecorrido = \"1 2:SI\"",
        &["recorrido: 2:SI | recorrido: nada más"],
    );
    differs(
        EVERYTHING,
        "recorrido = \"7 visitr\"",
        &["El procedimiento no tiene la actividad «7».", "El procedimiento no tiene la actividad «visitr»."],
    );
}

/// A list of zones, each of which follows a procedure that is not loaded.
const CALLS: &str = r#"
[[dato]]
id = "zonas"
tipo = "lista"
miembro = "zona"
[[actividad]]
numero = 1
id = "listar"
titulo = "Listar"
anota = ["zonas"]
[[actividad]]
numero = "C1"
id = "seguir"
titulo = "Seguir"
procedimiento = "P-2"
por_cada = { miembro = "zona", orden = "a_la_vez" }
"#;

#[test]
fn of_many_open_items_the_first_are_told_and_how_many_more() {
    let zones: Vec<String> = (1..=40).map(|zone| format!("\"Z{zone}\"")).collect();
    let listed = format!("pasos = [{{ actividad = 1, anota = {{ zonas = [{}] }} }}", zones.join(", "));
    let replayed = replay(&definitions(CALLS), &path(&format!("{listed}, {{ recorrido = \"*\" }}]")));
    let [only] = &replayed.differences[..] else { panic!("{:?}", told(&replayed)) };
    let found = only.found(Language::Spanish);
    assert!(found.contains("C1[Z12] · Seguir (") && !found.contains("C1[Z13]"), "{found}");
    assert!(found.ends_with("; y 28 más"), "{found}");
    assert!(only.found(Language::English).ends_with("; and 28 more"));
    assert!(matches!(&only.clash, Clash::NotOpen { open, .. } if open.len() == 40));
    assert_eq!(only.expected(Language::Spanish), "hacer lo que esté abierto («*»)");
    assert_eq!(only.expected(Language::English), "to do what is open («*»)");
}

#[test]
fn of_long_facts_the_part_that_differs_is_told() {
    let zones: Vec<String> = (1..=400).map(|zone| format!("Z{zone:03}")).collect();
    let captured = format!("pasos = [{{ actividad = 1, anota = {{ zonas = {zones:?} }} }}]");
    let sides = |missing: &str| {
        let waiting: Vec<String> =
            zones.iter().filter(|zone| *zone != missing).map(|zone| format!("C1[{zone}]")).collect();
        let rest = format!("{captured}\n[resultado]\nesperando = {waiting:?}");
        let replayed = replay(&definitions(CALLS), &path(&rest));
        let [only] = &replayed.differences[..] else { panic!("{:?}", told(&replayed)) };
        (only.expected(Language::Spanish), only.found(Language::Spanish))
    };
    let (expected, found) = sides("Z001");
    assert!(expected.starts_with("esperando: C1[Z002], ") && expected.ends_with('…'), "{expected}");
    assert!(found.starts_with("esperando: C1[Z001], ") && found.ends_with('…'), "{found}");
    assert!(expected.chars().count() < 700 && found.chars().count() < 700);
    let (_, found) = sides("Z399");
    assert!(found.starts_with("esperando: …") && found.ends_with(", C1[Z399], C1[Z400]"), "{found}");
}

#[test]
fn a_word_in_a_procedure_that_is_not_loaded_says_which_and_once() {
    let known = ["No está cargado el procedimiento «P-2»."];
    differs(CALLS, "recorrido = \"1 C1[Z1]/1 C1[Z1]/2:SI\"\n[resultado]\nabiertas = [\"C1[Z2]/3\"]", &known);
}

#[test]
fn what_waits_and_what_is_stuck_is_told() {
    let body = r#"
zona_horaria = "America/Bogota"
[[actividad]]
numero = 1
id = "medir"
titulo = "Medir"
pregunta = "¿Otra vez?"
si = { repite = true, tras = "2 días", maximo = 1 }
no = { continua_en = "fin" }
"#;
    differs(body, "recorrido = \"1:SI 1:NO\"", &["hacer la 1 | abierta: 1 · Medir (esperando)"]);
    let replayed = replay(&definitions(body), &path("recorrido = \"1:SI +2d 1:SI 1:NO\""));
    assert!(told(&replayed)[0].starts_with("hacer la 1 | abierta: 1 · Medir ("), "{:?}", told(&replayed));
    let last = &replayed.steps[replayed.steps.len() - 1];
    assert_eq!((last.state, last.incidents.len(), last.open.len()), (SnapshotState::Incident, 1, 0));
}

#[test]
fn a_difference_ends_the_replay_and_a_comparison_does_not() {
    let replayed = replay(
        &definitions(EVERYTHING),
        &path(
            "pasos = [{ comprueba = { abiertas = [2] } }, { recorrido = \"2:NO 1\" }]\n[resultado]\ncaso = \"terminado\"",
        ),
    );
    assert_eq!(replayed.differences.len(), 2);
    assert!(matches!(replayed.differences[1].clash, Clash::NotOpen { .. }));
    assert_eq!(replayed.steps.len(), 3);
}

#[test]
fn delays_wait_and_pass() {
    let body = r#"
zona_horaria = "America/Bogota"
[[actividad]]
numero = 1
id = "medir"
titulo = "Medir"
pregunta = "¿Otra vez?"
si = { repite = true, tras = "2 días" }
no = { cierra_caso = true }
"#;
    replays(
        body,
        r#"pasos = [
  { recorrido = "1:SI" },
  { comprueba = { abiertas = [], esperando = [1] } },
  { avanza = "2 días" },
  { comprueba = { abiertas = [1], esperando = [] } },
  { recorrido = "1:NO" },
]
[resultado]
caso = "terminado"
vueltas = { "1 a 1" = 1 }"#,
    );
}

#[test]
fn a_demand_that_is_not_met_names_what_is_missing() {
    let text =
        "formato = 1\nidioma = \"es\"\n[cobertura]\nactividades = 100\nrespuestas = 60\nregresos = 0\n";
    let (demand, found) = Demand::parse(&Source::new("caminos.toml", text));
    assert!(found.is_empty(), "{found:?}");
    let definitions = definitions(EVERYTHING);
    let replayed = replay(&definitions, &path("recorrido = \"1 2:NO 3?:NO\""));
    let (coverage, procedure) = (replayed.coverage.expect("walked"), replayed.procedure.expect("found"));
    let said = demand.expect("read").shortfalls(&procedure, &coverage);
    let said: Vec<String> = said.iter().map(|shortfall| shortfall.message(Language::Spanish)).collect();
    assert_eq!(said, ["respuestas: 1 de 2, se pide 60 %. Faltan: 2:SI"]);
    let (none, found) = Demand::parse(&Source::new("c.toml", text.replace("60", "160")));
    assert!(none.is_none() && found[0].problem.code() == "C0617");
}

#[test]
fn an_unfit_definition_needs_leave_by_name() {
    let body = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\n";
    let checked = check(&Source::new("p.toml", format!("{HEAD}{body}")), &Options::default());
    let mut procedure = checked.procedure.expect("a procedure");
    // Any code with a name will do: what makes a definition unfit is the checker's business.
    procedure.unfit = vec!["C0613", "C0613", "C0614"];
    let mut definitions = Definitions::new();
    definitions.add_unfit(procedure);
    let replayed = |allows: &str| replay(&definitions, &path(&format!("{allows}\nrecorrido = \"1\"")));
    assert_eq!(told(&replayed("")), ["«P-1» no se puede poner en marcha: no-es-trabajo, vueltas-ilegibles."]);
    assert_eq!(
        told(&replayed("permite = [\"not-work\"]")),
        ["«P-1» no se puede poner en marcha: vueltas-ilegibles."]
    );
    assert!(replayed("permite = [\"no-es-trabajo\", \"C0614\"]").is_ok());
    assert_eq!(replayed("").result, ReplayResult::Refused);
}

/// A flat procedure: each activity, but the first, may send back to an earlier one.
fn flat(returns: &[Option<usize>]) -> String {
    let mut body = String::new();
    for (position, back) in returns.iter().enumerate() {
        let number = position + 1;
        body.push_str(&format!(
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"A{number}\"\n"
        ));
        if let (Some(back), true) = (back, position > 0) {
            let (target, next) = (back % position + 1, number + 1);
            let onward = if next > returns.len() { "\"fin\"".to_owned() } else { next.to_string() };
            body.push_str(&format!(
                "pregunta = \"¿?\"\nsi = {{ regresa_a = {target} }}\nno = {{ continua_en = {onward} }}\n"
            ));
        }
    }
    body
}

/// Walks by drawing an answer wherever one is asked: the words, and the returns taken.
fn walk(returns: &[Option<usize>], draws: &[bool]) -> (Vec<String>, Vec<String>) {
    let (mut words, mut rounds, mut at) = (Vec::new(), Vec::new(), 0);
    let mut draws = draws.iter().copied();
    while at < returns.len() {
        let number = at + 1;
        match returns[at] {
            Some(back) if at > 0 => {
                let goes_back = draws.next().unwrap_or(false);
                words.push(format!("{number}:{}", if goes_back { "SI" } else { "NO" }));
                if goes_back {
                    rounds.push(format!("{number} a {}", back % at + 1));
                }
                at = if goes_back { back % at } else { at + 1 };
            }
            _ => {
                words.push(number.to_string());
                at += 1;
            }
        }
    }
    (words, rounds)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_walk_by_legal_work_replays(
        returns in prop::collection::vec(prop::option::of(0_usize..8), 1..8),
        draws in prop::collection::vec(any::<bool>(), 0..12),
    ) {
        let (words, rounds) = walk(&returns, &draws);
        let mut counted: Vec<(String, usize)> = Vec::new();
        for round in rounds {
            match counted.iter_mut().find(|(known, _)| *known == round) {
                Some((_, count)) => *count += 1,
                None => counted.push((round, 1)),
            }
        }
        let counted: Vec<String> = counted.iter().map(|(round, count)| format!("\"{round}\" = {count}")).collect();
        let walk = words.join(" ");
        let rest = format!(
            "recorrido = \"{walk}\"\n[resultado]\ncaso = \"terminado\"\nabiertas = []\nrecorrido = \"{walk}\"\nvueltas = {{ {} }}",
            counted.join(", "),
        );
        let definitions = definitions(&flat(&returns));
        let replayed = replay(&definitions, &path(&rest));
        prop_assert_eq!(told(&replayed), Vec::<String>::new());
        prop_assert_eq!(replayed.steps.len(), words.len() + 1);
        // The same path again gives the same events, and folding them gives the same case.
        let again = replay(&definitions, &path(&rest));
        let events = |replayed: &Replay| replayed.timeline.iter().map(|one| (one.at, one.events.clone())).collect::<Vec<_>>();
        prop_assert_eq!(events(&replayed), events(&again));
    }

    #[test]
    fn a_word_too_many_is_told_at_its_place(returns in prop::collection::vec(prop::option::of(0_usize..8), 1..8)) {
        let (words, _) = walk(&returns, &[]);
        let rest = format!("recorrido = \"{} 1\"", words.join(" "));
        let replayed = replay(&definitions(&flat(&returns)), &path(&rest));
        prop_assert_eq!(told(&replayed), vec!["hacer la 1 | el caso está terminado".to_owned()]);
    }

    #[test]
    fn any_text_is_read_without_panic(walk in "[ -~áñ«»\\n\\[\\]{}:?+!@*/]{0,60}") {
        let walk = walk.replace(['"', '\\', '\u{7f}'], " ");
        let text = format!("formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"c\"\nrecorrido = \"\"\"{walk}\"\"\"\n");
        let (path, _) = PathFile::parse(&Source::new("c.toml", text));
        if let Some(path) = path {
            let _ = replay(&definitions(&flat(&[None, Some(0)])), &path);
        }
    }
}

#[test]
fn only_what_somebody_asks_for_can_be_refused() {
    let codes = |step: &str| {
        let text = format!(
            "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"N\"\nprocedimiento = \"P\"\n\
             pasos = [{{ rechaza = {step}, motivo = \"falta-respuesta\" }}]\n"
        );
        let (_, found) = PathFile::parse(&Source::new("c.toml", text));
        found.iter().map(|found| found.problem.code()).collect::<Vec<_>>()
    };
    assert_eq!(codes("{ actividad = 1 }"), [""; 0]);
    assert_eq!(codes("{ avanza = \"1 día\" }"), ["C0606"]);
    assert_eq!(codes("{ comprueba = { abiertas = [1] } }"), ["C0606"]);
}

#[test]
fn a_remark_is_no_reason_to_refuse_a_procedure() {
    let text = "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"N\"\nprocedimiento = \"P\"\nrecorrido = \"\"\n\
                [resultado]\nmotivo = \"actividad-sin-evidencia\"\n";
    let (path, _) = PathFile::parse(&Source::new("c.toml", text));
    let body = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\n";
    let checked = check(&Source::new("p.toml", format!("{HEAD}{body}")), &Options::default());
    let remarked = checked
        .diagnostics
        .iter()
        .any(|found| found.problem.name(Language::Spanish) == "actividad-sin-evidencia");
    assert!(remarked, "{:?}", checked.diagnostics);
    let replayed =
        super::refused(&path.expect("it reads"), None, &checked.diagnostics).expect("it is about that");
    assert!(!replayed.is_ok());
}

#[test]
fn a_path_that_cannot_be_read_is_not_said_to_be_missing() {
    let codes = |text: &str| {
        let (_, found) = PathFile::parse(&Source::new("c.toml", text));
        found.iter().map(|found| found.problem.code()).collect::<Vec<_>>()
    };
    assert_eq!(codes("formato = 1\nidioma = \"es\"\n[camino\n"), ["C0033"]);
    assert_eq!(codes("formato = 1\nidioma = \"es\"\n"), ["C0609"]);
}

/// The blocks of a page in TOML.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```toml\n").skip(1).map(|block| block.split("```").next().unwrap_or_default()).collect()
}

#[test]
fn the_paths_on_the_pages_replay() {
    let pages =
        [include_str!("../../../../docs/es/caminos.md"), include_str!("../../../../docs/en/paths.md")];
    for page in pages {
        let [procedure, paths @ ..] = &blocks(page)[..] else { panic!("a procedure comes first") };
        let checked = check(&Source::new("p.toml", *procedure), &Options::default());
        let mut definitions = Definitions::new();
        definitions.add(checked.procedure.unwrap()).unwrap();
        for text in paths {
            let (path, found) = PathFile::parse(&Source::new("c.toml", *text));
            let replayed = replay(&definitions, &path.unwrap_or_else(|| panic!("{found:#?}")));
            assert_eq!((told(&replayed), replayed.result), (Vec::new(), ReplayResult::Ok), "{text}");
        }
        assert_eq!(paths.len(), 3);
    }
}
