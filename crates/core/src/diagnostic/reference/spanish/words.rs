//! Turns of phrase that several sentences in Spanish share.

use super::super::{Named, Nearest, is_between};
use crate::data::Text;
use crate::diagnostic::check::cited;
use crate::keywords::Keyword as K;
use crate::source::Language;

pub(super) fn leads(way: K) -> &'static str {
    match way {
        K::BackTo => "regresa a la",
        K::OnTo => "continúa en la",
        _ => "va a la",
    }
}

pub(super) fn among(known: &[Text; 2], target: &str) -> String {
    let [first, last] = known;
    if first.is_empty() {
        return "Este procedimiento no tiene actividades.".into();
    }
    if is_between(known, target) {
        return format!(
            "Van de la {first} a la {last}, y ninguna lleva ese número: ¿lo llevan dos, o se corrió?"
        );
    }
    if first == last {
        return format!("Este procedimiento tiene solo la actividad {first}.");
    }
    format!("Este procedimiento tiene las actividades {first} a {last}.")
}

pub(super) fn meant(nearest: &Nearest) -> String {
    match &*nearest.name {
        "" => format!("¿Quiso decir «{}»?", nearest.id),
        name => format!("¿Quiso decir «{}» ({name})?", nearest.id),
    }
}

pub(super) fn kind(what: Named, file: Language) -> (&'static str, String) {
    let w = |keyword: K| keyword.word(file);
    match what {
        Named::Role => (
            "No hay un rol ni un equipo llamado",
            format!("Declárelo: [[{}]] con id = \"{{}}\" y su nombre.", w(K::Role)),
        ),
        Named::Record => (
            "No hay un registro llamado",
            format!("Declárelo: [[{}]] con id = \"{{}}\" y su nombre.", w(K::Record)),
        ),
        Named::DataItem => (
            "No hay un dato llamado",
            format!("Declárelo: [[{}]] con id = \"{{}}\" y su tipo.", w(K::DataItem)),
        ),
        Named::Indicator => (
            "No hay un indicador llamado",
            format!("Declárelo: [[{}]] con id = \"{{}}\" y su nombre.", w(K::Indicator)),
        ),
        Named::Activity => (
            "No hay una actividad",
            "Escriba el número o el id de una actividad de este archivo; «{}» no lo es.".into(),
        ),
        Named::Window => (
            "No hay una ventana llamada",
            format!("Declárela: [[{}]] con id = \"{{}}\" y su nombre.", w(K::Window)),
        ),
        Named::Milestone => (
            "No hay un hito llamado",
            format!("Declárelo: [[{}]] con id = \"{{}}\" y su nombre.", w(K::Milestone)),
        ),
        Named::Table => (
            "No hay una tabla de decisión llamada",
            format!("Declárela: [[{}]] con id = \"{{}}\", sus columnas y sus filas.", w(K::Table)),
        ),
        Named::Participant => (
            "No hay un participante llamado",
            format!("Declárelo: [[{}]] con id = \"{{}}\" y su nombre.", w(K::Participant)),
        ),
    }
}

/// A reference as it is written in a file: numbers bare, ids in quotation marks.
pub(super) fn written(reference: &str) -> String {
    if reference.bytes().all(|byte| byte.is_ascii_digit()) {
        reference.into()
    } else {
        format!("\"{reference}\"")
    }
}

/// How a cell is written.
pub(super) fn cell_help(kind: crate::data::Kind, is_condition: bool) -> String {
    use crate::data::Kind;
    let (value, more) = match kind {
        Kind::Decimal | Kind::Integer => ("un número: 5", ", \">= 18\", \"18..64\", [1, 2]"),
        Kind::Date | Kind::DateTime => {
            ("una fecha: 2024-01-31", ", \">= 2024-01-31\", \"2024-01-01..2024-12-31\"")
        }
        Kind::YesNo => ("\"SI\" o \"NO\"", ""),
        Kind::Choice => ("uno de sus valores", ", [\"a\", \"b\"], \"!= a\""),
        Kind::Duration => ("una duración: \"3 días\"", ""),
        Kind::Text | Kind::List | Kind::Any => ("un texto", ", [\"a\", \"b\"], \"!= a\""),
    };
    if is_condition {
        format!("Escriba {value}{more}, o \"-\" para cualquiera.")
    } else {
        format!("Escriba {value}, o \"-\" para nada.")
    }
}

/// A way whose target the source does not say.
pub(super) fn blank(from: &str, answer: Option<&str>, word: &str) -> String {
    let way = answer.map_or_else(|| "La salida".to_owned(), |answer| format!("La salida {answer}"));
    format!("{way} de {} no dice a dónde va: está «{word}».", cited(from, Language::Spanish))
}
