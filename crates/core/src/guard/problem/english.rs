//! The problems of a guard in English, for people who do not program.

use super::{GuardProblem, NameKind, NotAllowed, Spelt, TextFault, Wanted, kind_name, thousands};
use crate::data::Kind;
use crate::source::Language;

fn kind(kind: Kind) -> &'static str {
    kind_name(kind, Language::English)
}

fn what(name: NameKind) -> &'static str {
    match name {
        NameKind::Datum => "data item",
        NameKind::Indicator => "indicator",
        NameKind::Record => "record",
        NameKind::Activity => "activity",
        NameKind::Event => "event",
        NameKind::Window => "window",
    }
}

fn wanted(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Value => "a value: a data item, a number or a text in quotes",
        Wanted::Operator => "an operator between the two values, such as && (and), || (or), == or <",
        Wanted::Open => "an opening parenthesis, “(”",
        Wanted::Close => "a closing parenthesis, “)”",
        Wanted::BraceOpen => "an opening brace, “{”",
        Wanted::BraceClose => "a closing brace, “}”",
        Wanted::Else => "the word “else”: a condition with “if” gives a value in both cases",
    }
}

fn in_signs(spelt: Spelt) -> &'static str {
    match spelt {
        Spelt::And => "for “and” write &&",
        Spelt::Or => "for “or” write ||",
        Spelt::Not => "for “not” write ! before the value",
        Spelt::Equal => "to compare write ==",
        Spelt::Different => "for “different from” write !=",
        Spelt::More => "for “greater than” write >, and >= if equal will do",
        Spelt::Less => "for “less than” write <, and <= if equal will do",
        Spelt::Between => "for “between 3 and 5” compare twice: value >= 3 && value <= 5",
    }
}

fn meant(suggestion: Option<&String>, otherwise: &str) -> String {
    suggestion.map_or_else(|| otherwise.to_owned(), |name| format!("did you mean “{name}”?"))
}

pub(super) fn message(problem: &GuardProblem) -> String {
    match problem {
        GuardProblem::Syntax { found: Some(found), .. } => format!("“{found}” was not expected here"),
        GuardProblem::Syntax { found: None, .. } => "the condition is incomplete".to_owned(),
        GuardProblem::Empty { .. } => "the condition is empty".to_owned(),
        GuardProblem::TooLong { limit, .. } => format!("the condition has more than {limit} bytes"),
        GuardProblem::TooDeep { limit, .. } => {
            format!("the condition has more than {limit} levels, one inside another")
        }
        GuardProblem::BadText { why, .. } => match why {
            TextFault::Unclosed => "the quote that closes the text is missing",
            TextFault::Quotes => "these quotes cannot be used in a condition",
            TextFault::Escape => "this sign after “\\” has no meaning",
            TextFault::OpenComment => "“*/” is missing at the end of the comment",
        }
        .to_owned(),
        GuardProblem::BadNumber { written, .. } => {
            format!("“{written}” is not a number that can be used")
        }
        GuardProblem::DecimalComma { .. } => "decimals are written with a point".to_owned(),
        GuardProblem::NotAllowed { what: NotAllowed::Assignment, .. } => {
            "a single “=” does not compare".to_owned()
        }
        GuardProblem::NotAllowed { written, .. } => {
            format!("“{written}” cannot be used in a condition")
        }
        GuardProblem::ForbiddenWord { word, .. } => {
            format!("“{word}” does not exist in a condition")
        }
        GuardProblem::OtherLanguage { word, .. } => {
            format!("“{word}” is a word of another language")
        }
        GuardProblem::UnknownName { name, .. } => format!("there is no data item “{name}”"),
        GuardProblem::UnknownFunction { name, .. } => format!("there is no function “{name}”"),
        GuardProblem::UnknownReference { what: kind, name, .. } => {
            format!("the procedure has no {} “{name}”", what(*kind))
        }
        GuardProblem::HyphenatedId { written, .. } => {
            format!("“{written}” would be read as a subtraction")
        }
        GuardProblem::NeedsParentheses { word, .. } => format!("“{word}” needs its parentheses"),
        GuardProblem::WrongArgument { written, function, .. } => {
            format!("“{written}” cannot stand inside “{function}(…)”")
        }
        GuardProblem::WrongCount { function, found, .. } => {
            format!("“{function}” is not used with {found} values in parentheses")
        }
        GuardProblem::WrongParameter { function, expected, found, .. } => {
            format!("“{function}” needs {} here and gets {}", kind(*expected), kind(*found))
        }
        GuardProblem::MixedComparison { left, right, .. } => {
            format!("{} is compared with {}", kind(*left), kind(*right))
        }
        GuardProblem::WrongOperand { operator, kind: found, .. } => {
            format!("“{operator}” cannot be used with {}", kind(*found))
        }
        GuardProblem::ListWithOperator { operator, .. } => {
            format!("“{operator}” cannot be used with a list")
        }
        GuardProblem::MixedBranches { left, right, .. } => {
            format!("the two cases of “if” give different things: {} and {}", kind(*left), kind(*right))
        }
        GuardProblem::WrongResult { expected, found, .. } => {
            format!("{} is needed here and the condition gives {}", kind(*expected), kind(*found))
        }
        GuardProblem::NeverEqual { value, .. } => {
            format!("“{}” is none of the possible values", shown(std::slice::from_ref(value)))
        }
        GuardProblem::NotMeasured { indicator, window, .. } => {
            format!("indicator “{indicator}” is not measured in window “{window}”")
        }
        GuardProblem::NoQuestion { activity, .. } => {
            format!("activity {activity} asks no question")
        }
        GuardProblem::OutsideRepetition { word, .. } if word == "activationCount" => {
            format!("“{word}” only exists in the condition of a complex gateway")
        }
        GuardProblem::OutsideRepetition { word, .. } => {
            format!("“{word}” only exists inside a repetition")
        }
    }
}

pub(super) fn help(problem: &GuardProblem) -> String {
    match problem {
        GuardProblem::Syntax { found, wanted: expected, .. } => match found.as_deref().and_then(Spelt::of) {
            Some(spelt) => in_signs(spelt).to_owned(),
            None => format!("here goes {}", wanted(*expected)),
        },
        GuardProblem::Empty { .. } => "write a condition, for example 'indicator(\"x\") < target(\"x\")', or remove the key".to_owned(),
        GuardProblem::TooLong { .. } => "split the condition over several data items or outcomes".to_owned(),
        GuardProblem::TooDeep { .. } => "remove parentheses or split the condition over several data items".to_owned(),
        GuardProblem::BadText { why, .. } => match why {
            TextFault::Escape => "after “\\” there can be \", \\, n, r or t",
            TextFault::OpenComment => "close the comment or remove it",
            TextFault::Unclosed | TextFault::Quotes => "write the text between straight double quotes: \"text\"",
        }
        .to_owned(),
        GuardProblem::BadNumber { instead: Some(instead), .. } => {
            format!("thousands are not separated: write {instead}")
        }
        GuardProblem::BadNumber { .. } => "write digits only, with a decimal point and at most 28 digits: 0.6".to_owned(),
        GuardProblem::DecimalComma { instead, .. } => match thousands(instead) {
            Some(thousands) => format!("write {instead}, or {thousands} if thousands are meant"),
            None => format!("write {instead}"),
        },
        GuardProblem::NotAllowed { what, .. } => match what {
            NotAllowed::Assignment => "to compare write ==; a condition cannot change data, “computes” does that",
            NotAllowed::Statement => "a condition is one expression: it compares, it does not repeat or keep anything",
            NotAllowed::ListLiteral => "lists are data items; to look inside write contains(list, value)",
            NotAllowed::SingleSign => "for “and” write &&, for “or” write ||",
            NotAllowed::Reversed => "the “=” comes after: write >= or <=",
            NotAllowed::Unequal => "for “different from” write !=",
            NotAllowed::Sign => "remove the sign; an id with other signs goes in quotes",
        }
        .to_owned(),
        GuardProblem::ForbiddenWord { .. } => "a condition only reads the data of the case; remove the word".to_owned(),
        GuardProblem::OtherLanguage { instead, .. } => format!("write “{instead}”"),
        GuardProblem::UnknownName { suggestion, .. } => meant(suggestion.as_ref(), "declare it with [[data_item]]; if it is a text, put it in quotes"),
        GuardProblem::UnknownFunction { suggestion, .. } => {
            meant(suggestion.as_ref(), "the functions are indicator, target, evidence_of, signed, rounds, answer, done, is_open, count, days_since, today, contains and length")
        }
        GuardProblem::UnknownReference { suggestion, what: kind, .. } => {
            meant(suggestion.as_ref(), &format!("check the id or number of the {}", what(*kind)))
        }
        GuardProblem::HyphenatedId { written, .. } => {
            format!("if it is an id, put it in quotes: \"{written}\"; if it is a subtraction, leave spaces around “-”")
        }
        GuardProblem::NeedsParentheses { word, .. } => format!("write {word}(…), or {word}() if nothing goes inside"),
        GuardProblem::WrongArgument { wanted: NameKind::Activity, .. } => {
            "write the printed number of the activity (in quotes if it has a point: \"1.10\") or its id in quotes".to_owned()
        }
        GuardProblem::WrongArgument { wanted: NameKind::Datum, .. } => {
            "write the id of the data item, without quotes".to_owned()
        }
        GuardProblem::WrongArgument { wanted, .. } => format!("write the id of the {} in quotes", what(*wanted)),
        GuardProblem::WrongCount { least, most, .. } if least == most => format!("it takes exactly {least}"),
        GuardProblem::WrongCount { least, most, .. } => format!("it takes between {least} and {most}"),
        GuardProblem::WrongParameter { expected, .. } => format!("put {}", kind(*expected)),
        GuardProblem::MixedComparison { .. } => "both sides must be of the same kind; numbers are written without quotes".to_owned(),
        GuardProblem::WrongOperand { operator: "&&" | "||" | "!" | "if", .. } => {
            "here goes something that is YES or NO, such as a comparison".to_owned()
        }
        GuardProblem::WrongOperand { .. } => "texts, choices, YES or NO and durations are only compared with == and !=; only numbers are calculated with".to_owned(),
        GuardProblem::ListWithOperator { .. } => "write contains(list, value) or length(list)".to_owned(),
        GuardProblem::MixedBranches { .. } => "both cases must give the same kind of value".to_owned(),
        GuardProblem::WrongResult { expected: Kind::YesNo, .. } => "end the condition with a comparison, for example “… == YES” or “… < 3”".to_owned(),
        GuardProblem::WrongResult { expected, .. } => format!("the expression must give {}", kind(*expected)),
        GuardProblem::NeverEqual { possible, .. } => format!("the possible values are: {}", shown(possible)),
        GuardProblem::NotMeasured { .. } => {
            "ask it in that window at an activity, or leave the window out to read the latest value".to_owned()
        }
        GuardProblem::NoQuestion { .. } => "use “done” to know whether it has been carried out, or give the activity a question".to_owned(),
        GuardProblem::OutsideRepetition { word, .. } if word == "activationCount" => {
            "use a data item of the case, or move the condition to “activates_if” of a complex gateway".to_owned()
        }
        GuardProblem::OutsideRepetition { .. } => "use a data item of the case, or move the condition to an activity with “for_each”".to_owned(),
    }
}

fn shown(possible: &[String]) -> String {
    let words: Vec<&str> = possible
        .iter()
        .map(|value| match value.as_str() {
            "yes" => "YES",
            "no" => "NO",
            other => other,
        })
        .collect();
    words.join(", ")
}
