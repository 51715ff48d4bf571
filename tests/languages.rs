//! Two files of one procedure, one in Spanish and one in English, are equal: trees, digests, and what each prints.

use std::path::PathBuf;

use cauce::check::{Options, check};
use cauce::diagnostic::Diagnostic;
use cauce::document::{Document, Extent, canonical, canonical_with, decode, print, print_with};
use cauce::limits::Limits;
use cauce::procedure::{Digests, Procedure};
use cauce::source::Language::{English, Spanish};
use cauce::source::Source;

fn file(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).expect("a file of this repository")
}

fn document(text: &str) -> Document {
    let decoded = decode("p.toml", text.as_bytes(), &Limits::default());
    assert!(decoded.is_whole(), "{:#?}", decoded.diagnostics);
    decoded.document.expect("a whole file has a document")
}

fn procedure(text: &str) -> Procedure {
    let checked = check(&Source::new("p.toml", text), &Options::default());
    assert!(checked.procedure.is_some(), "{:#?}", checked.diagnostics);
    checked.procedure.expect("there is one")
}

/// Everything that two files of one procedure share.
fn are_one(spanish: &str, english: &str) {
    let (es, en) = (document(spanish), document(english));
    assert_eq!(es, en);
    for extent in [Extent::Whole, Extent::Behaviour] {
        assert_eq!(canonical(&es, extent), canonical(&en, extent));
    }
    for written in [&es, &en] {
        for language in [Spanish, English] {
            let printed = print(written, language);
            let again = document(&printed);
            assert_eq!(*written, again, "{printed}");
            assert_eq!(print(&again, language), printed);
            let whole = |document| canonical(document, Extent::Whole);
            assert_eq!(whole(written), whole(&again));
        }
    }
}

fn digests(text: &str) -> Digests {
    procedure(text).digests()
}

fn same_digests(spanish: &str, english: &str) {
    let (es, en) = (digests(spanish), digests(english));
    assert_eq!((es.definition, es.behaviour), (en.definition, en.behaviour));
    assert_ne!(es.text, en.text);
}

#[test]
fn the_procedure_of_the_office_is_one_in_both_languages() {
    let spanish = file("procedures/ibague-pro-gs-029/PRO-GS-029.toml");
    let english = file("tests/files/PRO-GS-029.en.toml");
    are_one(&spanish, &english);
    same_digests(&spanish, &english);
    let printed = print(&document(&spanish), English);
    same_digests(&spanish, &printed);
    same_digests(&print(&document(&english), Spanish), &english);
}

#[test]
fn all_that_the_procedure_of_the_office_still_says_is_on_record() {
    for path in ["procedures/ibague-pro-gs-029/PRO-GS-029.toml", "tests/files/PRO-GS-029.en.toml"] {
        let checked = check(&Source::new("p.toml", file(path)), &Options::default());
        let words = ["Ya consta", "On record"];
        let said = |found: &&Diagnostic| {
            let text = found.problem.message(checked.language);
            let help = found.problem.help(checked.language).unwrap_or_default();
            !words.iter().any(|word| text.contains(word) || help.contains(word))
        };
        let open: Vec<_> = checked.diagnostics.iter().filter(said).collect();
        assert!(open.is_empty(), "{open:#?}");
    }
}

const SPANISH: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "P-1"
nombre = "Tiempos y condiciones"
zona_horaria = "America/Bogota"
calendario = "habil"
festivos = "colombia"
[[rol]]
id = "auditor"
nombre = "Auditor"
[[registro]]
id = "acta"
nombre = "Acta"
[[indicador]]
id = "avance"
nombre = "Avance"
meta = 0.6
[[dato]]
id = "monto"
tipo = "decimal"
[[dato]]
id = "zonas"
tipo = "lista"
[[dato]]
id = "radicado"
tipo = "fecha"
[[actividad]]
numero = 1
id = "medir"
titulo = "Medir"
responsables = ["auditor"]
evidencias = ["acta"]
anota = ["monto", "zonas", "radicado"]
mide = ["avance"]
cadencia = "2 veces al año"
plazo = "2 semanas desde inicio"
plazo_minimo = "1 hora y 30 minutos"
avisa_antes = "1 semana y 2 días"
[[actividad]]
numero = 2
id = "revisar"
titulo = "Revisar"
responsables = ["auditor"]
cadencia = "cada 2 semanas"
plazo = "5 días hábiles desde actividad 1"
pregunta = "¿Otra vez?"
decide = 'indicador("avance")<meta("avance") && (vueltas(2) < 3 || !firmado("acta"))'
si = { regresa_a = 1 }
no = { continua_en = 3 }
[[actividad]]
numero = 3
id = "esperar"
titulo = "Esperar"
responsables = ["auditor"]
cadencia = "trimestral"
plazo = "P1M"
aplica_si = 'terminada("medir") && respuesta(2) == NO // ya medido'
pregunta = "¿Otra vez?"
sugiere = 'contiene(zonas, "rural") && largo(zonas) > 1.50'
si = { repite = true, tras = "3 días" }
no = { continua_en = 4 }
[[actividad]]
numero = 4
id = "archivar"
titulo = "Archivar"
responsables = ["auditor"]
cadencia = "anual"
plazo = "1 año y 2 meses desde dato radicado"
aplica_si = 'evidencia("acta", 1) && dias_desde("medir") >= 0 && monto > 1000'
"#;

const ENGLISH: &str = r#"
format = 1
language = "en"
[procedure]
code = "P-1"
name = "Tiempos y condiciones"
time_zone = "America/Bogota"
calendar = "working_days"
holidays = "colombia"
[[role]]
id = "auditor"
name = "Auditor"
[[record]]
id = "acta"
name = "Acta"
[[indicator]]
id = "avance"
name = "Avance"
target = 0.6
[[data_item]]
id = "monto"
type = "decimal"
[[data_item]]
id = "zonas"
type = "list"
[[data_item]]
id = "radicado"
type = "date"
[[activity]]
number = 1
id = "medir"
title = "Medir"
responsible = ["auditor"]
evidence = ["acta"]
captures = ["monto", "zonas", "radicado"]
measures = ["avance"]
frequency = "2 times a year"
deadline = "2 weeks from start"
minimum_term = "1 hour and 30 minutes"
warns_before = "1 week and 2 days"
[[activity]]
number = 2
id = "revisar"
title = "Revisar"
responsible = ["auditor"]
frequency = "every 2 weeks"
deadline = "5 working days from activity 1"
question = "¿Otra vez?"
decides = 'indicator("avance") < target("avance") && (rounds(2) < 3 || !signed("acta"))'
yes = { back_to = 1 }
no = { on_to = 3 }
[[activity]]
number = 3
id = "esperar"
title = "Esperar"
responsible = ["auditor"]
frequency = "quarterly"
deadline = "1 month"
applies_if = 'done("medir") && answer(2) == NO'
question = "¿Otra vez?"
suggests = 'contains(zonas, "rural") && length(zonas) > 1.50'
yes = { repeat = true, after = "3 days" }
no = { on_to = 4 }
[[activity]]
number = 4
id = "archivar"
title = "Archivar"
responsible = ["auditor"]
frequency = "yearly"
deadline = "1 year and 2 months from data_item radicado"
applies_if = 'evidence_of("acta", 1) && days_since("medir") >= 0 && monto > 1000'
"#;

#[test]
fn times_and_guards_say_the_same_in_both_languages() {
    are_one(SPANISH, ENGLISH);
    same_digests(SPANISH, ENGLISH);
    let english = print(&document(SPANISH), English);
    for words in ["\"2 weeks from start\"", "\"1 week and 2 days\"", "rounds(2) < 3", "answer(2) == NO"] {
        assert!(english.contains(words), "{words}\n{english}");
    }
    let spanish = print(&document(ENGLISH), Spanish);
    for words in ["\"2 semanas desde inicio\"", "\"cada 2 semanas\"", "contiene(zonas, \"rural\")"] {
        assert!(spanish.contains(words), "{words}\n{spanish}");
    }
}

#[test]
fn another_length_or_another_guard_is_another_procedure() {
    for (from, to) in
        [("2 semanas", "15 días"), ("vueltas(2) < 3", "vueltas(2) < 4"), ("trimestral", "mensual")]
    {
        let other = SPANISH.replace(from, to);
        assert_ne!(document(SPANISH), document(&other), "{from}");
        assert_ne!(digests(SPANISH).definition, digests(&other).definition, "{from}");
    }
    let same = SPANISH.replace("2 semanas desde", "14 dias desde");
    assert_eq!(document(SPANISH), document(&same));
}

#[test]
fn functions_of_the_host_are_translated_with_their_vocabulary() {
    use cauce::data::{Kind, Value};
    use cauce::guard::{HostFunction, Vocabulary};
    let rural =
        HostFunction::new(["es_rural", "is_rural"], &[Kind::Decimal], Kind::YesNo, |_| Ok(Value::Bool(true)));
    let options = Options {
        vocabulary: Vocabulary::new("1").with(rural).expect("the names are free"),
        ..Options::default()
    };
    let spanish = SPANISH.replace("monto > 1000", "es_rural(monto)");
    let english = ENGLISH.replace("monto > 1000", "is_rural(monto)");
    let digest = |text: &str| {
        let checked = check(&Source::new("p.toml", text), &options);
        let digests = checked.procedure.as_ref().map(Procedure::digests);
        digests.map(|found| (found.definition, found.behaviour))
    };
    assert!(digest(&spanish).is_some());
    assert_eq!(digest(&spanish), digest(&english));
    let printed = print_with(&document(&spanish), English, &options.vocabulary);
    assert!(printed.contains("is_rural(monto)"), "{printed}");
    assert_eq!(digest(&printed), digest(&spanish));
    let whole = |text: &str| canonical_with(&document(text), Extent::Whole, &options.vocabulary);
    assert_eq!(whole(&printed), whole(&spanish));
}
