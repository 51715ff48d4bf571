//! What advice quotes as an example: words of the file it is to be written in, whatever the language of the sentence.

use crate::source::Language;

/// Examples in the words of one language, with their quotation marks.
#[derive(Debug)]
pub(super) struct Examples {
    pub(super) lengths: [&'static str; 3],
    pub(super) smaller: [&'static str; 2],
    pub(super) month: &'static str,
    pub(super) working: &'static str,
    pub(super) days: &'static str,
    pub(super) months: &'static str,
    pub(super) units: [&'static str; 8],
    pub(super) cadences: [&'static str; 6],
    pub(super) from: &'static str,
    pub(super) anchors: [&'static str; 5],
    pub(super) references: [&'static str; 3],
}

impl Examples {
    /// The examples for a file of that language.
    pub(super) fn of(file: Language) -> &'static Examples {
        match file {
            Language::Spanish => &SPANISH,
            Language::English => &ENGLISH,
        }
    }
}

/// The parts with commas, and a word of the sentence before the last.
pub(super) fn listed(parts: &[&str], before_last: &str) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{}{before_last}{last}", first.join(", ")),
        _ => parts.concat(),
    }
}

static SPANISH: Examples = Examples {
    lengths: ["\"3 días\"", "\"1 mes\"", "\"2 horas\""],
    smaller: ["\"90 minutos\"", "\"18 meses\""],
    month: "\"1 mes\"",
    working: "\"5 días hábiles\"",
    days: "días",
    months: "meses",
    units: ["segundos", "minutos", "horas", "días", "días hábiles", "semanas", "meses", "años"],
    cadences: [
        "\"diaria\"",
        "\"semanal\"",
        "\"mensual\"",
        "\"anual\"…",
        "\"cada 2 meses\"",
        "\"2 veces al año\"",
    ],
    from: "desde",
    anchors: [
        "\"desde inicio\"",
        "\"desde inicio de ID\"",
        "\"desde fin de ID\"",
        "\"desde actividad 12\"",
        "\"desde dato ID\"",
    ],
    references: ["\"actividad 12\"", "\"fin de ID\"", "\"dato ID\""],
};

static ENGLISH: Examples = Examples {
    lengths: ["\"3 days\"", "\"1 month\"", "\"2 hours\""],
    smaller: ["\"90 minutes\"", "\"18 months\""],
    month: "\"1 month\"",
    working: "\"5 working days\"",
    days: "days",
    months: "months",
    units: ["seconds", "minutes", "hours", "days", "working days", "weeks", "months", "years"],
    cadences: [
        "\"daily\"",
        "\"weekly\"",
        "\"monthly\"",
        "\"yearly\"…",
        "\"every 2 months\"",
        "\"2 times a year\"",
    ],
    from: "from",
    anchors: [
        "\"from start\"",
        "\"from start of ID\"",
        "\"from end of ID\"",
        "\"from activity 12\"",
        "\"from data_item ID\"",
    ],
    references: ["\"activity 12\"", "\"end of ID\"", "\"data_item ID\""],
};
