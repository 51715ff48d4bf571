//! The story of a literal reading, what is pending, and what a large procedure costs.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{found, said};
use crate::check::build::build;
use crate::check::rules::{pending, run};
use crate::check::{Options, Site};
use crate::diagnostic::{Diagnostic, Grade, Problem};
use crate::document::decode;
use crate::limits::Limits;
use crate::procedure::Reading;
use crate::source::Language;

/// Eight activities, the seventh printed as leading only back.
const IBAGUE: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo = "PRO-GS-029"
nombre = "Asistencia técnica"
[[actividad]]
numero = 6
id     = "comunicar-fecha"
titulo = "Comunicar la fecha"
[[actividad]]
numero   = 7
id       = "comisionar-equipo"
titulo   = "Comisionar al equipo"
pregunta = "¿Requiere ajustes?"
si = { regresa_a = 6 }
no = { continua_en = 8 }
[[actividad]]
numero = 8
id     = "definir-instrumentos"
titulo = "Definir los instrumentos"
[[actividad]]
numero = 9
id     = "presentarse"
titulo = "Presentarse"
[[actividad]]
numero = 10
id     = "fin-10"
titulo = "Fin"
fin    = true
[[hallazgo]]
id      = "H-01"
clase   = "autorreferencia"
donde   = "pág. 8, actividad 7, salida NO"
nota    = "Apunta a sí misma."
cambios = [{ actividad = 7, campo = "no", dice = { continua_en = 7 }, se_lee = { continua_en = 8 } }]
"#;

fn unfit(reading: Reading, language: Language) -> Vec<String> {
    let mut diagnostics = found(IBAGUE, reading);
    diagnostics.retain(|diagnostic| diagnostic.grade != Grade::Remark);
    said(&diagnostics, language)
}

#[test]
fn the_literal_reading_is_told_as_a_story() {
    assert!(unfit(Reading::Chosen, Language::Spanish).is_empty());
    assert_eq!(
        unfit(Reading::Literal, Language::Spanish),
        [
            "C0201 Nadie llega a las actividades 8 a 10: desde la 7, tanto SI como NO regresan.",
            "C0202 Desde las actividades 6 y 7 no se puede llegar al fin: desde la 7, tanto SI como NO regresan.",
        ]
    );
    assert_eq!(
        unfit(Reading::Literal, Language::English),
        [
            "C0201 Nobody reaches activities 8 to 10: from activity 7, both SI and NO lead back.",
            "C0202 No end can be reached from activities 6 and 7: from activity 7, both SI and NO lead back.",
        ]
    );
    let literal = found(IBAGUE, Reading::Literal);
    let lost = literal.iter().find(|diagnostic| diagnostic.problem.code() == "C0201");
    let help = lost.and_then(|lost| lost.problem.help(Language::Spanish));
    assert_eq!(help.as_deref(), Some("Así está impreso y consta en H-01; la lectura elegida lo corrige."));
}

#[test]
fn what_is_pending_is_listed_with_its_place() {
    let text = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo = "sin definir"
id     = "p"
nombre = "P"
[[registro]]
id           = "acta"
nombre       = "Acta"
conservacion = "sin definir"
[[actividad]]
numero       = 7
id           = "revisar"
titulo       = "Revisar"
responsables = "sin definir"
control      = { verifica = "Todo", quien = "sin definir" }
[[hallazgo]]
id      = "H-01"
nota    = "No lo dice."
cambios = [{ actividad = 7, campo = "cadencia", dice = "sin definir", se_lee = "anual" }]
"#;
    let decoded = crate::document::decode("p.toml", text.as_bytes(), &Limits::default());
    let places = pending(&decoded.document.expect("it is whole"));
    let said: Vec<&str> = places.iter().map(|(_, place)| &**place).collect();
    assert_eq!(
        said,
        [
            "procedimiento/codigo",
            "registro acta/conservacion",
            "actividad 7/responsables",
            "actividad 7/control/quien"
        ]
    );
}

/// Twenty thousand activities with a return each ten, an error at the end and remarks throughout.
#[test]
fn a_large_procedure_is_checked_in_order_of_its_size() {
    let mut text =
        String::from("formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P\"\nnombre = \"P\"\n");
    for at in 1..=20_000 {
        let _ = write!(
            text,
            "[[actividad]]\nnumero = {at}\nid = \"a{at}\"\ntitulo = \"Hacer lo mismo\"\ncontrol = \"Verificar\"\n"
        );
        if at % 10 == 0 && at < 20_000 {
            let _ = write!(
                text,
                "pregunta = \"¿?\"\nsi = {{ regresa_a = {} }}\nno = {{ continua_en = {} }}\n",
                at - 3,
                at + 1
            );
        }
    }
    let decoded = decode("p.toml", text.as_bytes(), &Limits::default());
    let document = Arc::new(decoded.document.expect("it is whole"));
    let options = Options::default();
    let built = build(&document, &options, &[]);
    let procedure = built.procedure.as_ref().expect("it is a procedure");
    let site = Site {
        procedure,
        document: &document,
        picked: super::super::Picked::of(&procedure.activities),
        fates: procedure.fates(),
        options: &options,
        tables: built.tables,
        exit_spans: built.exit_spans,
        guard_spans: built.guard_spans,
    };
    #[expect(clippy::disallowed_methods, reason = "the test prints what the rules cost")]
    let began = std::time::Instant::now();
    let diagnostics = run(&site);
    println!("{} diagnostics in {:?}", diagnostics.len(), began.elapsed());
    assert!(diagnostics.len() < 10, "{}", diagnostics.len());
}

/// The procedure of Ibagué: its findings already say what the rules remark, and its literal reading is a story.
#[test]
fn the_procedure_of_ibague_is_told_what_its_findings_already_say() {
    let text = include_str!("../../../../../../procedures/ibague-pro-gs-029/PRO-GS-029.toml");
    let chosen = found(text, Reading::Chosen);
    assert!(
        chosen.iter().all(|diagnostic| diagnostic.grade == Grade::Remark),
        "{:?}",
        said(&chosen, Language::Spanish)
    );
    for (code, finding) in [("C0502", "IB-4"), ("C0503", "IB-2"), ("C0504", "IB-12"), ("C0507", "IB-5")] {
        let told: Vec<_> = chosen.iter().filter(|diagnostic| diagnostic.problem.code() == code).collect();
        assert!(matches!(told.as_slice(), [only] if recorded(only) == [finding]), "{code}: {told:?}");
    }
    let literal = found(text, Reading::Literal);
    let unfit: Vec<_> = literal.iter().filter(|diagnostic| diagnostic.grade == Grade::Unfit).collect();
    assert!(unfit.iter().all(|diagnostic| recorded(diagnostic) == ["IB-1"]), "{unfit:?}");
    let messages: Vec<String> = unfit.iter().map(|found| found.problem.message(Language::Spanish)).collect();
    assert_eq!(
        messages,
        [
            "Nadie llega a las actividades 8 a 18: desde la 7, tanto SI como NO regresan.",
            "Desde las actividades 1 a 7 no se puede llegar al fin: desde la 7, tanto SI como NO regresan.",
        ]
    );
}

fn recorded(diagnostic: &Diagnostic) -> Vec<&str> {
    match &diagnostic.problem {
        Problem::Check(problem) => problem.recorded().iter().map(|id| &**id).collect(),
        _ => Vec::new(),
    }
}
