//! Problems of a path file: words of a walk, steps, and what the path says of a procedure that is not so.
//!
//! Knows what can be wrong before anything is replayed, and says it in both languages.
//! Does not know what differs while replaying: that is no fault of the file and is told by `path`.
//! Read [`PathProblem`] first.

mod english;
mod spanish;

use crate::calendar::CalendarProblem;
use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

problem_family! {
    /// What can be wrong with a path before it is replayed.
    PathProblem;
    /// A word of a walk that cannot be read.
    BadWord {
        /// The word as written.
        word: Text,
    } = "C0601", "palabra-ilegible", "unreadable-word";
    /// A word that announces an answer and gives none.
    AnswerLeftOut {
        /// The word as written.
        word: Text,
    } = "C0603", "palabra-sin-respuesta", "word-without-answer";
    /// A length of time that cannot be read or does not fit.
    BadAdvance {
        /// As written.
        written: Text,
        /// What is wrong with it.
        why: CalendarProblem,
    } = "C0604", "avance-ilegible", "unreadable-advance";
    /// Neither or both of `recorrido` and `pasos`.
    OneForm {
        /// Whether both stand there.
        both: bool,
    } = "C0605", "recorrido-o-pasos", "walk-or-steps";
    /// A step that does nothing, or several things at once.
    StepShape {
        /// The actions found in it.
        found: Vec<Keyword>,
    } = "C0606", "paso-ambiguo", "ambiguous-step";
    /// A key that means nothing beside the action of its step.
    StepKey {
        /// The key.
        key: Keyword,
        /// The action.
        action: Keyword,
    } = "C0607", "clave-sin-efecto", "key-without-effect";
    /// A step that must be refused without the name of the refusal.
    ReasonLeftOut = "C0608", "rechazo-sin-motivo", "rejection-without-reason";
    /// No `[camino]`, or several in one file.
    PathBlock {
        /// How many.
        count: usize,
    } = "C0609", "un-camino-por-archivo", "one-path-per-file";
    /// No procedure of that code is loaded.
    UnknownProcedure {
        /// The code; empty when the path names none and several are loaded.
        code: Text,
        /// The codes that are loaded.
        known: Vec<Text>,
    } = "C0610", "camino-sin-procedimiento", "path-without-procedure";
    /// The definition is unfit for reasons that the path does not accept.
    NotAllowed {
        /// The code of the procedure.
        code: Text,
        /// Names of the diagnostics, in the language of the path.
        reasons: Vec<Text>,
    } = "C0611", "definicion-no-apta", "unfit-definition";
    /// An activity that the procedure does not have.
    UnknownActivity {
        /// The reference as written.
        reference: Text,
        /// The nearest one.
        nearest: Option<Text>,
    } = "C0612", "actividad-desconocida", "unknown-activity";
    /// A word for something that is nobody's work.
    NoWork {
        /// The reference as written.
        reference: Text,
        /// Whether it is a numbered end.
        end: bool,
    } = "C0613", "no-es-trabajo", "not-work";
    /// Rounds that are not written as from and to.
    BadRounds {
        /// As written.
        written: Text,
    } = "C0614", "vueltas-ilegibles", "unreadable-rounds";
    /// The reading asked for is not the one loaded.
    OtherReading {
        /// The reading asked for.
        reading: Keyword,
    } = "C0615", "otra-lectura", "other-reading";
    /// The version asked for is not loaded.
    OtherVersion {
        /// The version asked for.
        version: Text,
        /// The versions loaded.
        known: Vec<Text>,
    } = "C0616", "otra-version", "other-version";
    /// A share of coverage that is not between 0 and 100.
    BadShare {
        /// What it is demanded of.
        what: Keyword,
    } = "C0617", "porcentaje-imposible", "impossible-share";
    /// A moment that lies outside the years 1 to 9999.
    BadMoment {
        /// As written.
        written: Text,
    } = "C0618", "momento-imposible", "impossible-moment";
    /// A reason that no refusal has.
    UnknownReason {
        /// The reason as written.
        reason: Text,
        /// The nearest one.
        nearest: Option<Text>,
    } = "C0619", "motivo-desconocido", "unknown-reason";
    /// A brace that has no partner.
    UnmatchedBrace {
        /// The brace.
        word: Text,
    } = "C0620", "llave-sin-pareja", "unmatched-brace";
    /// A reference with more members than what it names can stand in.
    TooManyMembers {
        /// The reference as written.
        reference: Text,
        /// How many it can stand in.
        most: usize,
    } = "C0621", "miembros-de-mas", "more-members-than-repetitions";
    /// An event that nobody declares.
    NotDeclared {
        /// The reference as written.
        reference: Text,
        /// Whether it is an event at all.
        event: bool,
    } = "C0622", "evento-que-nadie-declara", "event-nobody-declares";
    /// A double for automatic work that the procedure does not have.
    DoubleForNothing {
        /// How it is named: by job, element or script.
        key: Keyword,
        /// The name as written.
        name: Text,
    } = "C0181", "doble-sin-destino", "double-for-nothing";
    /// A double that names nothing or several things, or answers in several ways.
    DoubleShape {
        /// Whether it is what it answers for that is not one thing.
        is_target: bool,
    } = "C0182", "doble-incompleto", "double-shape";
}

/// What people put between the words of a walk: commas, arrows, dashes. No word of a walk ends so.
pub(crate) fn mark_between_words(word: &str) -> Option<&str> {
    let alone = ["-", "–", "—", "->", "=>", ">", "→", "⇒", "…", "|", "/"];
    let at_the_end = word.strip_suffix([',', ';']).map(|rest| &word[rest.len()..]);
    at_the_end.or_else(|| alone.contains(&word).then_some(word))
}

impl PathProblem {
    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        let Voice { reader, file } = voice.into();
        match reader {
            Language::Spanish => self.spanish(file),
            Language::English => self.english(file),
        }
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        let Voice { reader, file } = voice.into();
        Some(match reader {
            Language::Spanish => self.help_in_spanish(file),
            Language::English => self.help_in_english(file),
        })
    }
}

/// Two refusals as a path names them.
fn reasons(file: Language) -> (&'static str, &'static str) {
    match file {
        Language::Spanish => ("falta-evidencia", "rol-no-autorizado"),
        Language::English => ("evidence-missing", "role-not-allowed"),
    }
}

/// The word between two activities of a round.
fn to(file: Language) -> &'static str {
    match file {
        Language::Spanish => "a",
        Language::English => "to",
    }
}

fn listed(words: &[Keyword], language: Language) -> String {
    words.iter().map(|word| word.word(language)).collect::<Vec<_>>().join(", ")
}
