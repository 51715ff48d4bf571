//! Small files, each with one slip and the place it is said at; and what a sound file becomes.

mod errors;

use proptest::prelude::*;

use crate::check::{Checked, Options, check};
use crate::diagnostic::{Diagnostic, Grade};
use crate::graph::{ExitKind, NodeKind, Range, Target};
use crate::keywords::Keyword as K;
use crate::procedure::{
    ActivityKind, Anchor, Applies, Choice, Decision, ElementIx, ExitIx, Procedure, Reading, RecordIx, RoleIx,
};
use crate::source::{Language, Source};

const HEAD: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "P-1"
nombre = "Prueba"
zona_horaria = "America/Bogota"
festivos = "colombia"
[[rol]]
id = "auditor"
nombre = "Auditor asignado"
[[rol]]
id = "director"
nombre = "Director"
[[equipo]]
id = "comite"
nombre = "Comité"
[[registro]]
id = "acta"
nombre = "Acta de visita"
[[registro]]
id = "fotos"
nombre = "Fotografías"
[[indicador]]
id = "avance"
nombre = "Avance"
meta = 0.8
[[dato]]
id = "monto"
nombre = "Monto"
tipo = "decimal"
[[dato]]
id = "visita"
nombre = "Día de la visita"
tipo = "fecha"
"#;

fn checked(body: &str, reading: Reading) -> Checked {
    whole(format!("{HEAD}{body}"), Options { reading, ..Options::default() })
}

/// A file checked; what the rules remark is their business.
#[expect(clippy::needless_pass_by_value, reason = "each test makes its own")]
fn whole(text: String, options: Options) -> Checked {
    let mut checked = check(&Source::new("p.toml", text), &options);
    checked.diagnostics.retain(|found| found.grade == Grade::Error);
    checked
}

/// Codes of the errors with what stands at their places.
fn errors(body: &str) -> Vec<(&'static str, String)> {
    let checked = checked(body, Reading::Chosen);
    let named = |found: &Diagnostic| (found.problem.code(), checked.source.slice(found.span).to_owned());
    checked.diagnostics.iter().map(named).collect()
}

#[track_caller]
fn error(body: &str, code: &'static str, at: &str) {
    assert_eq!(errors(body), [(code, at.to_owned())], "{body}");
}

#[track_caller]
fn procedure(body: &str) -> Procedure {
    let checked = checked(body, Reading::Chosen);
    let shown = checked.diagnostics;
    checked.procedure.unwrap_or_else(|| panic!("{shown:?}"))
}

fn activity(number: usize, rest: &str) -> String {
    format!("[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso {number}\"\n{rest}\n")
}

/// Three activities; the middle one says what is given.
fn three(middle: &str) -> String {
    [activity(1, ""), activity(2, middle), activity(3, "")].concat()
}

/// Three activities; the middle one asks, and its NO leads as given.
fn asks(no: &str) -> String {
    three(&format!("pregunta = \"¿Ajustes?\"\nsi = {{ regresa_a = 1 }}\nno = {no}"))
}

#[test]
fn a_flat_list_falls_through_to_its_end() {
    let procedure = procedure(&three(""));
    let targets: Vec<Target> = procedure.graph.exits.iter().map(|exit| exit.target).collect();
    assert_eq!(targets, [Target::Element(ElementIx(1)), Target::Element(ElementIx(2)), Target::End]);
    assert_eq!(procedure.find("2"), procedure.find("a2"));
    assert_eq!(&**procedure.reference(ElementIx(1)), "2");
    assert!(procedure.graph.nodes.iter().all(|node| node.plain && node.kind == NodeKind::Work));
}

#[test]
fn exits_stand_in_their_order() {
    let procedure = procedure(&three(
        "aplica_si = 'monto > 3'\npregunta = \"¿Ajustes?\"\nno = { continua_en = 3 }\nsi = { regresa_a = 1, maximo = 3 }\n\
         [[actividad.respuesta]]\nid = \"aplaza\"\ntexto = \"Se aplaza\"\nrepite = true\ntras = \"3 días hábiles\"",
    ));
    let activity = &procedure.activities[1];
    let answers: Vec<(&str, &str, ExitIx)> =
        activity.answers.iter().map(|answer| (&*answer.id, &*answer.text, answer.exit)).collect();
    assert_eq!(
        answers,
        [("yes", "SI", ExitIx(1)), ("no", "NO", ExitIx(2)), ("aplaza", "Se aplaza", ExitIx(3))]
    );
    assert_eq!(activity.next, Some(ExitIx(4)));
    assert!(matches!(activity.applies, Applies::If(_)));
    let returns = &procedure.graph.returns;
    assert_eq!((returns[0].maximum, &returns[0].range), (3, &Range::Span(0, 1)));
    assert_eq!((returns[1].maximum, &returns[1].range), (1_000, &Range::Span(1, 1)));
    assert_eq!(procedure.graph.exits[3].after.map(|after| after.is_working()), Some(true));
    assert!(!procedure.graph.nodes[1].plain);
}

#[test]
fn evidence_keeps_its_choices_and_signers() {
    let procedure = procedure(&three(
        "evidencias = [\"fotos\", { registro = \"acta\", firman = [\"auditor\", { una_de = [\"director\", \"comite\"] }] }, \
         { alguna_de = [\"acta\", \"fotos\"], opcional = true }]",
    ));
    let needs = &procedure.activities[1].evidence;
    assert_eq!(needs[0].options[0].record, RecordIx(1));
    let signed = &needs[1].options[0].signed_by;
    assert_eq!((signed[0].rule, signed[0].roles.as_slice()), (Choice::All, &[RoleIx(0)][..]));
    assert_eq!((signed[1].rule, signed[1].roles.as_slice()), (Choice::OneOf, &[RoleIx(1), RoleIx(2)][..]));
    assert_eq!((needs[2].rule, needs[2].options.len(), needs[2].optional), (Choice::AnyOf, 2, true));
}

#[test]
fn a_control_point_says_what_follows_and_what_it_needs() {
    let procedure = procedure(&three(
        "control = { verifica = \"El acta\", quien = \"auditor\", evidencias = \"acta\", puntos = [\"a\", \"b\"], si_no_conforme = { regresa_a = 1 } }",
    ));
    let activity = &procedure.activities[1];
    let control = activity.control.as_ref().unwrap();
    assert_eq!((control.points.len(), control.if_nonconforming), (2, Some(ExitIx(1))));
    assert_eq!(activity.next, Some(ExitIx(2)));
    assert_eq!(activity.evidence[0].options[0].record, RecordIx(0));
}

#[test]
fn facts_that_something_reads_are_kept() {
    let body = [
        activity(1, "evidencias = \"acta\""),
        activity(2, "plazo = \"1 día desde actividad 1\"\navisa = \"director\"\nevidencias = \"acta\""),
        activity(
            3,
            "pregunta = \"¿Sigue?\"\ndecide = 'terminada(\"a1\") && respuesta(3) != SI'\nsi = { regresa_a = 1 }\nno = { continua_en = \"fin\" }",
        ),
    ];
    let procedure = procedure(&body.concat());
    let keeps = &procedure.keeps;
    assert_eq!(keeps.completed_at, [true, false, false]);
    assert_eq!(keeps.done, [true, false, false]);
    assert_eq!(keeps.answers, [false, false, true]);
    assert_eq!(keeps.evidence, [true, false]);
    assert_eq!(
        procedure.activities[1].deadline.map(|rule| rule.anchor),
        Some(Anchor::Completed(ElementIx(0)))
    );
    assert!(matches!(procedure.activities[2].decision, Decision::Computed(_)));
    assert!(procedure.graph.nodes.iter().all(|node| !node.plain));
}

#[test]
fn defaults_reach_work_and_undefined_does_not() {
    let body = format!(
        "[por_defecto]\nresponsables = [\"auditor\"]\n{}{}{}",
        activity(1, ""),
        activity(2, "responsables = \"sin definir\""),
        activity(3, "fin = true")
    );
    let procedure = procedure(&body);
    let roles: Vec<usize> =
        procedure.activities.iter().map(|activity| activity.responsible.roles.len()).collect();
    assert_eq!(roles, [1, 0, 0]);
    assert_eq!(procedure.activities[2].kind, ActivityKind::End);
    assert_eq!(procedure.graph.nodes[2].exit_count, 0);
}

#[test]
fn gateways_follow_the_activities() {
    let body = format!(
        "{}[[compuerta]]\nid = \"c1\"\ntipo = \"exclusiva\"\nsigue = [{{ va_a = 2, si_cumple = 'monto > 1' }}, {{ va_a = \"fin\", en_otro_caso = true }}]\n",
        [activity(1, "sigue = \"c1\""), activity(2, "")].concat()
    );
    let procedure = procedure(&body);
    let exits: Vec<_> = procedure.graph.exits_of(ElementIx(2)).map(|(_, exit)| exit.clone()).collect();
    assert_eq!(exits[0].target, Target::Element(ElementIx(1)));
    assert!(exits[0].condition.is_some() && !exits[0].otherwise);
    assert!(exits[1].target == Target::End && exits[1].otherwise);
    assert_eq!(procedure.find("c1"), Some(ElementIx(2)));
    assert_eq!(procedure.graph.exits[0].target, Target::Element(ElementIx(2)));
}

#[test]
fn one_condition_on_an_activity_is_a_gateway() {
    let procedure = procedure(&three(
        "sigue = [{ va_a = 1, si_cumple = 'monto > 1' }, { va_a = 3, en_otro_caso = true }]",
    ));
    assert_eq!(procedure.find("a2-next"), Some(ElementIx(3)));
    assert_eq!(procedure.graph.exits[1].target, Target::Element(ElementIx(3)));
    assert_eq!(procedure.graph.node(ElementIx(3)).kind, NodeKind::Exclusive);
    assert_eq!(procedure.graph.returns.len(), 0);
}

const CHANGED: &str =
    "[[hallazgo]]\nid = \"H-01\"\nclase = \"autorreferencia\"\ndonde = \"2\"\nnota = \"así\"\n";

#[test]
fn the_literal_reading_is_built_as_printed() {
    let body = format!(
        "{}{CHANGED}cambios = [{{ actividad = 2, campo = \"no\", dice = {{ continua_en = 2 }}, se_lee = {{ continua_en = 3 }} }}]\n",
        asks("{ continua_en = 3 }")
    );
    let literal = checked(&body, Reading::Literal);
    let literal = literal.procedure.unwrap_or_else(|| panic!("{:?}", literal.diagnostics));
    let no = literal.activities[1].answers[1].exit;
    assert_eq!(literal.graph.exit(no).target, Target::Element(ElementIx(1)));
    assert_eq!(literal.graph.exit(no).kind, ExitKind::Onward);
    let chosen = procedure(&body);
    assert_ne!(chosen.digests.definition, literal.digests.definition);
    assert_ne!(chosen.digests.behaviour, literal.digests.behaviour);
    assert_eq!(chosen.digests.text, literal.digests.text);
    assert!(chosen.findings[0].changes);
}

#[test]
fn a_blank_in_the_source_is_named() {
    // A blank after NO and a blank for what follows NO are the same blank.
    for change in [
        "campo = \"no/continua_en\", dice = \"en blanco\", se_lee = 3",
        "campo = \"no\", dice = \"en blanco\", se_lee = { continua_en = 3 }",
    ] {
        let body =
            format!("{}{CHANGED}cambios = [{{ actividad = 2, {change} }}]\n", asks("{ continua_en = 3 }"));
        assert!(checked(&body, Reading::Chosen).procedure.is_some());
        let literal = checked(&body, Reading::Literal);
        assert_eq!(literal.diagnostics[0].problem.code(), "C0114");
        assert!(literal.procedure.is_none());
        let said = literal.diagnostics[0].message(Language::Spanish);
        assert!(said.contains("«en blanco»") && said.contains("NO"), "{said}");
    }
}

#[test]
fn findings_must_hold() {
    let with = |change: &str| {
        format!("{}{CHANGED}cambios = [{{ actividad = 2, {change} }}]\n", asks("{ continua_en = 3 }"))
    };
    error(&with("campo = \"sigue\", dice = 1, se_lee = 3"), "C0046", "\"sigue\"");
    error(
        &with("campo = \"no\", dice = { continua_en = 2 }, se_lee = { continua_en = 1 }"),
        "C0047",
        "\"no\"",
    );
}

#[test]
fn digests_follow_meaning() {
    let plain = procedure(&three(""));
    let prose = procedure(&three("descripcion = \"Otra prosa\""));
    assert_eq!(plain.digests.behaviour, prose.digests.behaviour);
    assert_ne!(plain.digests.definition, prose.digests.definition);
    let behaves = procedure(&three("responsables = \"auditor\""));
    assert_ne!(plain.digests.behaviour, behaves.digests.behaviour);
}

#[test]
fn limits_are_said_with_a_place() {
    let mut options = Options::default();
    options.limits.flows = 2;
    let Checked { source, diagnostics, .. } = whole(format!("{HEAD}{}", three("")), options);
    let found = &diagnostics[0];
    assert_eq!((found.problem.code(), source.line_column(found.span.start).0), ("C0137", 45));
}

#[test]
fn every_problem_speaks_both_languages() {
    for code in crate::diagnostic::codes(Language::Spanish).map(|(code, _)| code) {
        for language in [Language::Spanish, Language::English] {
            let page = crate::pages::page(code, language).unwrap_or("");
            assert!(page.contains(code), "{code} lacks its page");
        }
    }
    assert_eq!(K::Activity.es(), "actividad");
}

/// Steps of a random flat list: where SI returns to, and how far NO goes on.
fn flat(steps: &[(Option<usize>, usize)]) -> String {
    let last = steps.len();
    let step = |(position, (back, on)): (usize, &(Option<usize>, usize))| {
        let number = position + 1;
        let on = number + on;
        match back {
            Some(back) if position > 0 => {
                let back = back % position + 1;
                let on = if on > last { "\"fin\"".to_owned() } else { on.to_string() };
                activity(
                    number,
                    &format!(
                        "pregunta = \"¿?\"\nsi = {{ regresa_a = {back} }}\nno = {{ continua_en = {on} }}"
                    ),
                )
            }
            _ => activity(number, ""),
        }
    };
    steps.iter().enumerate().map(step).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn random_flat_procedures_build(steps in prop::collection::vec((prop::option::of(0usize..20), 1usize..4), 1..20)) {
        let procedure = procedure(&flat(&steps));
        prop_assert_eq!(procedure.activities.len(), steps.len());
        let asked = procedure.activities.iter().filter(|activity| activity.question.is_some()).count();
        prop_assert_eq!(procedure.graph.return_count(), asked);
        for back in &procedure.graph.returns {
            let exit = procedure.graph.exit(back.exit);
            prop_assert!(back.range.contains(exit.from));
            prop_assert!(matches!(exit.target, Target::Element(to) if back.range.contains(to)));
        }
    }

    #[test]
    fn nothing_panics(body in "(\\[\\[(actividad|compuerta|dato|rol)\\]\\]\n((id|numero|si|no|sigue|pregunta|fin|control|evidencias) = (1|\"x\"|true|\\[\\]|\\{\\}|\\{ continua_en = 1 \\}|\"sin definir\")\n){0,4}){0,5}") {
        let _ = checked(&body, Reading::Chosen);
        let _ = checked(&body, Reading::Literal);
    }
}

fn ibague(reading: Reading) -> Checked {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures/ibague-pro-gs-029/PRO-GS-029.toml");
    let text = std::fs::read_to_string(path).expect("the procedure is part of the repository");
    check(&Source::new("PRO-GS-029.toml", text), &Options { reading, ..Options::default() })
}

#[test]
fn the_procedure_of_ibague_builds_in_both_readings() {
    let checked = ibague(Reading::Chosen);
    let shown = crate::diagnostic::render(
        &checked.source,
        &checked.diagnostics,
        Language::Spanish,
        crate::diagnostic::Ink::Plain,
    );
    let chosen = checked.procedure.unwrap_or_else(|| panic!("{shown}"));
    let questions = chosen.activities.iter().filter(|activity| activity.question.is_some()).count();
    assert_eq!((chosen.activities.len(), questions, chosen.graph.return_count()), (18, 9, 9));
    assert_eq!(chosen.activities.iter().filter(|activity| activity.control.is_some()).count(), 14);
    let literal = ibague(Reading::Literal).procedure.expect("the literal reading is a graph");
    assert!(chosen.unfit.is_empty() && !literal.unfit.is_empty());
    let no = literal.activities[6].answers[1].exit;
    assert_eq!(literal.graph.exit(no).target, Target::Element(ElementIx(6)));
}

#[test]
#[ignore = "prints how long a long list takes"]
fn a_long_list_is_quick() {
    let mut body = String::from(HEAD);
    for number in 1..=20_000 {
        let rest = match number % 20 {
            0 => format!(
                "responsables = \"auditor\"\npregunta = \"¿Sirve?\"\nno = {{ regresa_a = {} }}\nsi = {{ continua_en = {} }}",
                number - 15,
                if number == 20_000 { "\"fin\"".into() } else { (number + 1).to_string() }
            ),
            _ => "responsables = [\"auditor\", \"director\"]\nevidencias = \"acta\"".into(),
        };
        body += &activity(number, &rest);
    }
    let options = Options::default();
    let source = Source::new("p", body);
    for _ in 0..3 {
        #[expect(clippy::disallowed_methods, reason = "a measurement")]
        let begun = std::time::Instant::now();
        let decoded = crate::document::decode("p", source.text().as_bytes(), &options.limits);
        let decoding = begun.elapsed();
        let document = std::sync::Arc::new(decoded.document.unwrap());
        let built = super::build(&document, &options, &[]);
        let building = begun.elapsed() - decoding;
        let canonical = crate::document::canonical(&document, crate::document::Extent::Whole).len();
        let digest = begun.elapsed() - decoding - building;
        println!(
            "{} bytes: decoded {decoding:?}, built {building:?}, of which canonical about 2 × {digest:?} ({canonical})",
            source.text().len()
        );
        let checked = check(&source, &options);
        let all = begun.elapsed() - decoding - building - digest;
        println!("all of it {all:?}, {} remarks", checked.diagnostics.len());
        assert!(built.diagnostics.is_empty(), "{:?}", &built.diagnostics[..1]);
    }
}
