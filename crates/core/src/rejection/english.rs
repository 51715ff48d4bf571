//! Rejections in English.

use super::words::either;
use super::{Rejection, obstacle};
use crate::data::{Kind, Text};
use crate::procedure::Choice;
use crate::source::Language;

fn list(texts: &[Text]) -> String {
    either(texts, ["“", "”"], " or ")
}

/// The roles that must sign: all of them, or one.
fn signers(roles: &[Text], rule: Choice) -> String {
    either(roles, ["“", "”"], if rule == Choice::All { " and " } else { " or " })
}

/// SI and NO as people say them; other answers by their id.
fn answers_said(answers: &[Text]) -> String {
    let said = |answer: &Text| match &**answer {
        "yes" => "YES".into(),
        "no" => "NO".into(),
        _ => answer.clone(),
    };
    list(&answers.iter().map(said).collect::<Vec<_>>())
}

impl Rejection {
    pub(super) fn english(&self) -> String {
        match self {
            Rejection::UnknownProcedure { procedure } => {
                format!("there is no procedure “{procedure}”")
            }
            Rejection::DefinitionMissing { definition } => {
                format!("the version of the procedure that the case began with is not loaded ({definition})")
            }
            Rejection::NotStarted => "the case has not begun".into(),
            Rejection::AlreadyStarted => "the case has already begun".into(),
            Rejection::Finished => "the case has ended".into(),
            Rejection::Conflict { expected, found } => {
                format!("the case changed meanwhile: it had {expected} records and now has {found}")
            }
            Rejection::ClockJump { asked, last: Some(last) } => {
                format!("the clock jumped: the command says {asked} and the case was last at {last}")
            }
            Rejection::ClockJump { asked, last: None } => {
                format!("the clock says {asked}, which cannot be today")
            }
            Rejection::TimersDue { due } => format!("something has been due since {due}"),
            Rejection::UnknownItem { item } => format!("the case never had item {item}"),
            Rejection::ItemClosed { item } => format!("item {item} is already completed or closed"),
            Rejection::NotOpen { reference } => format!("“{reference}” is not open"),
            Rejection::WrongKind { reference } => {
                format!("“{reference}” is open but is not done by this command")
            }
            Rejection::RoleNotAllowed { role, allowed } if allowed.is_empty() => {
                format!("role “{role}” may not do this")
            }
            Rejection::RoleNotAllowed { role, allowed } => {
                format!("role “{role}” may not do this; it is for {}", list(allowed))
            }
            Rejection::UnknownRole { role } => format!("the procedure has no role “{role}”"),
            Rejection::PersonNeeded => "only a person may do this".into(),
            Rejection::HostNeeded => "only a program of the host may do this".into(),
            Rejection::StaleAttempt { attempt, current } => {
                format!("attempt {attempt} is over; attempt {current} is running")
            }
            Rejection::PersonIdEmpty => "it is not said who the person is".into(),
            Rejection::ClaimedByAnother { reference } => {
                format!("another person has claimed “{reference}”")
            }
            Rejection::AlreadyYours { reference } => format!("“{reference}” is yours already"),
            Rejection::NotAwaited { message } => {
                format!("the case waits for no message “{message}” with these values now")
            }
            Rejection::MessageLacks { message, value } => format!("the message “{message}” lacks “{value}”"),
            Rejection::NotClaimed { reference } => format!("nobody has claimed “{reference}”"),
            Rejection::SamePerson => "whoever did the work may not verify it".into(),
            Rejection::TooEarly { not_before } => {
                format!("not yet: it may be done from {not_before}")
            }
            Rejection::AnswerMissing { answers } => {
                format!("the answer is missing: {}", answers_said(answers))
            }
            Rejection::UnknownAnswer { answer, answers } => {
                format!("“{answer}” is no answer; there are {}", answers_said(answers))
            }
            _ => self.english_of_work(),
        }
    }

    /// What is handed in with work.
    fn english_of_work(&self) -> String {
        match self {
            Rejection::AnswerNotAsked { reference } => format!("“{reference}” asks no question"),
            Rejection::AnswerComputed { reference } => {
                format!("the answer of “{reference}” is computed; a person does not give it")
            }
            Rejection::AnswerNotEnabled { answer } => {
                format!("answer {} is not available now", answers_said(std::slice::from_ref(answer)))
            }
            Rejection::NoteMissing => {
                "a note is missing: what goes back or does not conform is explained".into()
            }
            Rejection::VerificationMissing { verifies } => {
                format!("the result of the control point is missing: {verifies}")
            }
            Rejection::VerificationNotAsked { reference } => {
                format!("“{reference}” asks for no result of a verification here")
            }
            Rejection::PointsMissing { needed, given } => {
                format!("the check list has {needed} items and {given} results were given")
            }
            Rejection::PointsContradict => "the result contradicts the items of the check list".into(),
            Rejection::EvidenceMissing { records } => {
                format!("evidence is missing: {}", list(records))
            }
            Rejection::EvidenceTooMany { records } => {
                format!("only one of these records is handed in: {}", list(records))
            }
            Rejection::EvidenceUnnamed { record } => {
                format!("the document handed in as “{record}” has no name")
            }
            Rejection::EvidenceNotAsked { record } => {
                format!("the activity does not ask for record “{record}”")
            }
            Rejection::CitationUnknown { record } => {
                format!("the case has no valid evidence of “{record}” that could be cited")
            }
            Rejection::SignatureMissing { record, roles, rule } => {
                format!("“{record}” lacks the signature of {}", signers(roles, *rule))
            }
            Rejection::SignatureNotAsked { record, role } => {
                format!("“{role}” does not sign “{record}” here")
            }
            Rejection::AlreadySigned { record, role } => {
                format!("“{role}” has already signed this document of “{record}”")
            }
            Rejection::UnknownDatum { datum } => format!("datum “{datum}” is not asked for here"),
            Rejection::DatumMissing { datum } => format!("datum “{datum}” is missing"),
            Rejection::WrongValue { datum, kind } => {
                format!("datum “{datum}” must be {}", kind_in_english(*kind))
            }
            Rejection::GivenTwice { what } => format!("“{what}” was given twice"),
            Rejection::UnknownIndicator { indicator } => {
                format!("indicator “{indicator}” is not asked for here")
            }
            Rejection::MeasureMissing { indicator } => {
                format!("the value of indicator “{indicator}” is missing")
            }
            Rejection::NoIncident { item } => format!("item {item} has no incident"),
            Rejection::ResolutionNotPossible => "the incident cannot be resolved in this way".into(),
            Rejection::ReasonMissing => "the reason is missing".into(),
            Rejection::ConditionUnknown { answer, fault } => {
                let answer = answers_said(std::slice::from_ref(answer));
                let why = fault.message(Language::English);
                format!("whether answer {answer} is available cannot be known: {why}")
            }
            Rejection::DateTooFar { datum, reference } => format!(
                "with that date in “{datum}” the deadline of “{reference}” cannot be computed: it lies beyond the year 9999"
            ),
            Rejection::KeyEmpty => "the key of the command is empty".into(),
            Rejection::AnswerOfOthers { reference, roles } => {
                format!("the question of “{reference}” is answered by {}", list(roles))
            }
            Rejection::InteractionOpen { reference, interactions } => {
                format!("“{reference}” waits until {} is closed", signers(interactions, Choice::All))
            }
            Rejection::KeyReused { key } => {
                format!("key “{key}” was already used for something else")
            }
            Rejection::NobodyCatches { reference, code } => {
                format!("no event catches the error “{code}” of “{reference}” now")
            }
            Rejection::NobodyWaits { signal } => {
                format!("nothing in the case waits for the signal “{signal}”")
            }
            Rejection::NotAvailable { reference } => format!("the event “{reference}” is not available now"),
            Rejection::CannotMigrate { obstacles } => format!(
                "the case cannot be moved to that version: {}",
                obstacle::listed(obstacles, Language::English)
            ),
            Rejection::UnknownInMapping { name, version } => {
                format!("the mapping names “{name}”, which version {version} does not have")
            }
            Rejection::TooLarge { what, limit } => {
                let what = match *what {
                    "person" => "the name of who acts",
                    "role" => "the name of the role",
                    "key" => "the key of the command",
                    "code" => "the code of the error",
                    "answers" => "the list of answers",
                    "nesting" => "lists inside lists",
                    _ => "what is handed in",
                };
                format!("too large: {what}; the limit is {limit}")
            }
            _ => "the command was not accepted".into(),
        }
    }

    pub(super) fn english_help(&self) -> Option<String> {
        let help = match self {
            Rejection::UnknownProcedure { .. } => "load the procedure or check its code",
            Rejection::DefinitionMissing { .. } => "load the versions that open cases began with as well",
            Rejection::NotStarted => "start the case first",
            Rejection::Conflict { .. } => "read the case again and repeat the command if it still applies",
            Rejection::ClockJump { .. } => "set the clock right, or confirm that the jump is meant",
            Rejection::TimersDue { .. } => "advance the time of the case first",
            Rejection::ItemClosed { .. } | Rejection::NotOpen { .. } => "the work list shows what is open",
            Rejection::RoleNotAllowed { .. } | Rejection::UnknownRole { .. } => {
                "act in one of the responsible roles, or delegate"
            }
            Rejection::ClaimedByAnother { .. } => "ask for it to be released or delegated",
            Rejection::NotAwaited { .. } => {
                "look at its name and the values that correlate, or send it later"
            }
            Rejection::MessageLacks { .. } => "send the message with all values that its wait takes",
            Rejection::AlreadyYours { .. } => "do it, release it or delegate it to another person",
            Rejection::SamePerson => "another person verifies, in the role that the activity names",
            Rejection::NoteMissing => "write in one sentence what is missing or does not conform",
            Rejection::VerificationMissing { .. } => "say “conforming” or “nonconforming”",
            Rejection::EvidenceMissing { .. } => {
                "hand in the document, or cite the one that the case already has"
            }
            Rejection::EvidenceUnnamed { .. } => "give the name of its file",
            Rejection::EvidenceTooMany { .. } => "keep one and take the others out",
            Rejection::CitationUnknown { .. } => {
                "a return takes effect away from what was handed in: hand the document in again"
            }
            Rejection::SignatureMissing { .. } => {
                "whoever is missing signs, also on another day, before completing"
            }
            Rejection::ReasonMissing => "write why: it stays in the record of the case",
            Rejection::ConditionUnknown { .. } => {
                "record that value and answer again, or choose another answer"
            }
            Rejection::NobodyCatches { .. } => "say one of the errors that the item offers, or complete it",
            Rejection::DateTooFar { .. } => "check the year of the date",
            Rejection::KeyEmpty => "give the command a key, or none",
            Rejection::AnswerOfOthers { .. } => {
                "complete it without an answer: the question then opens for those who answer"
            }
            Rejection::InteractionOpen { .. } => {
                "close the interaction first, or answer that it is not needed while that is asked"
            }
            Rejection::CannotMigrate { .. } => {
                "say in the mapping where each of these goes on or that it ends, or wait until it is done"
            }
            Rejection::UnknownInMapping { .. } => {
                "write numbers or ids as the files of both versions have them"
            }
            Rejection::KeyReused { .. } => "use a new key for each new command",
            Rejection::TooLarge { .. } => {
                "shorten what is handed in; documents are cited by their digest, not copied"
            }
            _ => return None,
        };
        Some(help.into())
    }
}

pub(super) fn kind_in_english(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Decimal => "a number",
        Kind::Integer => "a whole number",
        Kind::Date => "a date, like 2022-02-25",
        Kind::DateTime => "a date with a time",
        Kind::Duration => "a length of time",
        Kind::YesNo => "YES or NO",
        Kind::Choice => "one of its choices",
        Kind::List => "a list",
        Kind::Any => "a value",
    }
}
