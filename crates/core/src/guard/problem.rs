//! What can be wrong with the text of a guard, each with its place.
//!
//! Knows codes, names and places; the words for people are in `spanish` and `english`.
//! Does not know how a problem is found.
//! Read [`GuardProblem`] first.

mod english;
mod spanish;

use std::ops::Range;

use super::NameKind;
use crate::data::Kind;
use crate::source::Language;

/// What stands in a guard although a guard is one expression without effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotAllowed {
    /// A single `=`.
    Assignment,
    /// A statement: a loop, a declaration, a `;`.
    Statement,
    /// A list written in the guard.
    ListLiteral,
    /// A single `|` or `&`.
    SingleSign,
    /// `<>`.
    Unequal,
    /// `=>` or `=<`.
    Reversed,
    /// A sign that means nothing here.
    Sign,
}

/// What is wrong with a text in quotes or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextFault {
    /// The closing quote is missing.
    Unclosed,
    /// The quotes are not straight double quotes.
    Quotes,
    /// The sign after a backslash has no meaning.
    Escape,
    /// The end of the comment is missing.
    OpenComment,
}

/// What was expected where the grammar broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// A value: a name, a number, a text.
    Value,
    /// An operator between two values.
    Operator,
    /// An opening parenthesis.
    Open,
    /// A closing parenthesis.
    Close,
    /// An opening brace.
    BraceOpen,
    /// A closing brace.
    BraceClose,
    /// The word `else`.
    Else,
}

/// What people write in words, in either language, where a guard has a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelt {
    And,
    Or,
    Not,
    Equal,
    Different,
    More,
    Less,
    Between,
}

impl Spelt {
    fn of(word: &str) -> Option<Self> {
        Some(match &*word.to_lowercase() {
            "y" | "and" => Spelt::And,
            "o" | "or" => Spelt::Or,
            "no" | "not" => Spelt::Not,
            "es" | "is" | "igual" | "equal" | "equals" => Spelt::Equal,
            "distinto" | "distinta" | "diferente" | "different" | "differs" => Spelt::Different,
            "mayor" | "supera" | "greater" | "more" | "above" | "exceeds" => Spelt::More,
            "menor" | "less" | "below" => Spelt::Less,
            "entre" | "between" => Spelt::Between,
            _ => return None,
        })
    }
}

/// What a number with three decimals would be in thousands.
fn thousands(decimal: &str) -> Option<String> {
    let (whole, decimals) = decimal.split_once('.')?;
    (decimals.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0")
        .then(|| format!("{whole}{decimals}"))
}

/// One problem in the text of a guard; `at` is its place in bytes of that text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "fields are what the variant's sentence names")]
pub enum GuardProblem {
    /// The grammar broke at this place.
    Syntax { at: Range<usize>, found: Option<String>, wanted: Wanted },
    /// There is no guard in the text.
    Empty { at: Range<usize> },
    /// The text is longer than the limit.
    TooLong { at: Range<usize>, limit: usize },
    /// The parentheses, signs or operators are nested deeper than the limit.
    TooDeep { at: Range<usize>, limit: usize },
    /// A text in quotes or a comment is malformed.
    BadText { at: Range<usize>, why: TextFault },
    /// A number is malformed or has more digits than fit.
    BadNumber { at: Range<usize>, written: String, instead: Option<String> },
    /// A decimal comma.
    DecimalComma { at: Range<usize>, instead: String },
    /// Something stands there that a guard does not have.
    NotAllowed { at: Range<usize>, what: NotAllowed, written: String },
    /// A function of the script language that guards do not have.
    ForbiddenWord { at: Range<usize>, word: String },
    /// A word of the other language.
    OtherLanguage { at: Range<usize>, word: String, instead: String },
    /// A name that no datum has.
    UnknownName { at: Range<usize>, name: String, suggestion: Option<String> },
    /// A function that does not exist.
    UnknownFunction { at: Range<usize>, name: String, suggestion: Option<String> },
    /// An indicator, record, activity or event that the procedure does not have.
    UnknownReference { at: Range<usize>, what: NameKind, name: String, suggestion: Option<String> },
    /// An id with a hyphen that would be read as a subtraction.
    HyphenatedId { at: Range<usize>, written: String },
    /// A function written without its parentheses.
    NeedsParentheses { at: Range<usize>, word: String },
    /// An argument that must be an id in quotes or a printed number, and is not.
    WrongArgument { at: Range<usize>, function: String, wanted: NameKind, written: String },
    /// Too few or too many arguments.
    WrongCount { at: Range<usize>, function: String, least: usize, most: usize, found: usize },
    /// An argument of another kind than the function takes.
    WrongParameter { at: Range<usize>, function: String, expected: Kind, found: Kind },
    /// A comparison of two kinds.
    MixedComparison { at: Range<usize>, left: Kind, right: Kind },
    /// An operator that this kind does not have.
    WrongOperand { at: Range<usize>, operator: &'static str, kind: Kind },
    /// A list used with an operator.
    ListWithOperator { at: Range<usize>, operator: &'static str },
    /// The branches after `if` and `else` give different kinds.
    MixedBranches { at: Range<usize>, left: Kind, right: Kind },
    /// The result is not of the kind that its place needs.
    WrongResult { at: Range<usize>, expected: Kind, found: Kind },
    /// A comparison or result that can never be one of the possible values.
    NeverEqual { at: Range<usize>, value: String, possible: Vec<String> },
    /// The answer of an activity that asks nothing.
    NoQuestion { at: Range<usize>, activity: String },
    /// A word that only has a value inside a repetition.
    OutsideRepetition { at: Range<usize>, word: String },
    /// An indicator in a window in which nothing measures it.
    NotMeasured { at: Range<usize>, indicator: String, window: String },
}

/// Gives each variant its code and its two names; the table is the whole truth.
macro_rules! catalogue {
    ($($variant:ident $code:literal $spanish:literal $english:literal),+ $(,)?) => {
        #[cfg(test)]
        impl GuardProblem {
            /// Code and names of every problem.
            pub(crate) const ROWS: &[[&str; 3]] = &[$([$code, $spanish, $english]),+];
        }

        impl GuardProblem {
            /// Neutral, stable code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(GuardProblem::$variant { .. } => $code),+ }
            }

            /// Short name in that language.
            #[must_use]
            pub fn name(&self, language: Language) -> &'static str {
                match (self, language) {
                    $((GuardProblem::$variant { .. }, Language::Spanish) => $spanish,
                      (GuardProblem::$variant { .. }, Language::English) => $english),+
                }
            }

            /// Its place in bytes of the guard's text.
            #[must_use]
            pub fn range(&self) -> Range<usize> {
                match self { $(GuardProblem::$variant { at, .. } => at.clone()),+ }
            }
        }
    };
}

catalogue! {
    Syntax "C0301" "sintaxis-de-guarda" "guard-syntax",
    Empty "C0302" "guarda-vacia" "empty-guard",
    TooLong "C0303" "guarda-demasiado-larga" "guard-too-long",
    TooDeep "C0304" "guarda-demasiado-anidada" "guard-too-deep",
    BadText "C0305" "texto-mal-escrito" "malformed-text",
    BadNumber "C0306" "numero-mal-escrito" "malformed-number",
    DecimalComma "C0307" "coma-en-condicion" "comma-in-guard",
    NotAllowed "C0308" "solo-una-expresion" "expression-only",
    ForbiddenWord "C0309" "palabra-prohibida" "forbidden-word",
    OtherLanguage "C0310" "palabra-del-otro-idioma" "word-of-the-other-language",
    UnknownName "C0311" "nombre-desconocido" "unknown-name",
    UnknownFunction "C0312" "funcion-desconocida" "unknown-function",
    UnknownReference "C0313" "referencia-desconocida" "unknown-reference",
    HyphenatedId "C0314" "id-con-guion" "hyphenated-id",
    NeedsParentheses "C0315" "faltan-parentesis" "needs-parentheses",
    WrongArgument "C0316" "argumento-equivocado" "wrong-argument",
    WrongCount "C0317" "cantidad-de-argumentos" "wrong-number-of-arguments",
    WrongParameter "C0318" "tipo-de-argumento" "argument-of-another-kind",
    MixedComparison "C0319" "comparacion-mezclada" "mixed-comparison",
    WrongOperand "C0320" "operador-equivocado" "wrong-operator",
    ListWithOperator "C0321" "lista-con-operador" "list-with-operator",
    MixedBranches "C0322" "ramas-mezcladas" "mixed-branches",
    WrongResult "C0323" "resultado-de-otro-tipo" "result-of-another-kind",
    NeverEqual "C0324" "valor-imposible" "impossible-value",
    NoQuestion "C0325" "actividad-sin-pregunta" "activity-without-question",
    OutsideRepetition "C0326" "fuera-de-repeticion" "outside-repetition",
    NotMeasured "C0327" "no-se-mide-en-la-ventana" "not-measured-in-window",
}

impl GuardProblem {
    /// What is wrong, in one phrase.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => spanish::message(self),
            Language::English => english::message(self),
        }
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, language: Language) -> String {
        match language {
            Language::Spanish => spanish::help(self),
            Language::English => english::help(self),
        }
    }
}

/// A kind in the words of that language, with its article.
pub(super) fn kind_name(kind: Kind, language: Language) -> &'static str {
    let (spanish, english) = match kind {
        Kind::Text => ("un texto", "a text"),
        Kind::Decimal => ("un número", "a number"),
        Kind::Integer => ("un número entero", "an integer"),
        Kind::Date => ("una fecha", "a date"),
        Kind::DateTime => ("una fecha y hora", "a date and time"),
        Kind::Duration => ("una duración", "a duration"),
        Kind::YesNo => ("un SI o NO", "a YES or NO"),
        Kind::Choice => ("una opción", "a choice"),
        Kind::List => ("una lista", "a list"),
        Kind::Any => ("un valor cualquiera", "a value of any kind"),
    };
    match language {
        Language::Spanish => spanish,
        Language::English => english,
    }
}
