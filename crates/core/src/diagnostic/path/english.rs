//! Problems of a path file in English.

use super::{PathProblem, listed, mark_between_words, reasons, to};
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

impl PathProblem {
    pub(super) fn english(&self, file: Language) -> String {
        let w = |keyword: Keyword| keyword.word(file);
        match self {
            PathProblem::BadWord { word } => format!("«{word}» is not a word of a walk."),
            PathProblem::AnswerLeftOut { word } => format!("The answer of «{word}» is missing."),
            PathProblem::BadAdvance { written, why } => {
                format!(
                    "«{written}» does not move time: {}.",
                    why.message(Voice { reader: Language::English, file })
                )
            }
            PathProblem::OneForm { both: true } => format!(
                "The path has both «{walk}» and «{steps}».",
                walk = w(Keyword::Walk),
                steps = w(Keyword::Steps)
            ),
            PathProblem::OneForm { both: false } => format!(
                "The path has neither «{walk}» nor «{steps}».",
                walk = w(Keyword::Walk),
                steps = w(Keyword::Steps)
            ),
            PathProblem::StepShape { found } if found.is_empty() => {
                "The step does not say what is done.".into()
            }
            PathProblem::StepShape { found } => {
                format!("The step does several things: {}.", listed(found, file))
            }
            PathProblem::StepKey { key, action } => {
                format!("«{}» has no effect in a step with «{}».", key.word(file), action.word(file))
            }
            PathProblem::ReasonLeftOut => "The rejection does not say its reason.".into(),
            PathProblem::PathBlock { count: 0 } => {
                format!("The file has no [{path}].", path = w(Keyword::Path))
            }
            PathProblem::PathBlock { count } => format!("The file has {count} paths."),
            PathProblem::UnknownProcedure { code, .. } if code.is_empty() => {
                "The path does not say which procedure it belongs to.".into()
            }
            PathProblem::UnknownProcedure { code, .. } => {
                format!("The procedure «{code}» is not loaded.")
            }
            PathProblem::NotAllowed { code, reasons } => {
                format!("«{code}» may not be put to work: {}.", reasons.join(", "))
            }
            PathProblem::UnknownActivity { reference, .. } => {
                format!("The procedure has no activity «{reference}».")
            }
            PathProblem::NoWork { reference, end: true } => {
                format!("«{reference}» is an end: nobody does it.")
            }
            PathProblem::NoWork { reference, end: false } => format!("«{reference}» is nobody's work."),
            PathProblem::BadRounds { written } => {
                format!("«{written}» does not say from where to where.")
            }
            PathProblem::OtherReading { reading } => {
                format!("The reading «{}» is not loaded.", reading.word(file))
            }
            PathProblem::OtherVersion { version, .. } => {
                format!("The version «{version}» is not loaded.")
            }
            PathProblem::BadShare { what } => {
                format!("The share of «{}» is not between 0 and 100.", what.word(file))
            }
            PathProblem::BadMoment { written } => {
                format!("«{written}» lies outside the years 1 to 9999.")
            }
            PathProblem::DoubleForNothing { key, name } => {
                format!("No automatic work has {} «{name}».", key.word(file))
            }
            PathProblem::DoubleShape { is_target: true } => {
                "The double does not say what it answers for, or says several things.".into()
            }
            PathProblem::DoubleShape { is_target: false } => "The double answers in several ways.".into(),
            PathProblem::UnknownReason { reason, .. } => {
                format!("No rejection is called «{reason}».")
            }
            PathProblem::UnmatchedBrace { word } => format!("The brace «{word}» has no partner."),
            PathProblem::TooManyMembers { reference, most: 0 } => {
                format!("«{reference}» names a member, and what it names is not repeated.")
            }
            PathProblem::TooManyMembers { reference, most } => {
                format!("«{reference}» names more members than the repetitions it stands in: {most}.")
            }
            PathProblem::NotDeclared { reference, event: true } => {
                format!("Nobody declares «{reference}»: it happens to the case by itself.")
            }
            PathProblem::NotDeclared { reference, event: false } => format!("«{reference}» is no event."),
        }
    }

    pub(super) fn help_in_english(&self, file: Language) -> String {
        let w = |keyword: Keyword| keyword.word(file);
        match self {
            PathProblem::BadWord { word } => match mark_between_words(word) {
                Some(mark) => format!("Between two words there are only spaces: remove \"{mark}\"."),
                None => format!(
                    "Write the number or id of the activity and, after a colon, the answer: 4:{yes}; or a move of time: +3d.",
                    yes = w(Keyword::AnswerYes)
                ),
            },
            PathProblem::AnswerLeftOut { .. } => format!(
                "Write it after the colon: 4:{yes}, 7?:{no}.",
                yes = w(Keyword::AnswerYes),
                no = w(Keyword::AnswerNo)
            ),
            PathProblem::BadAdvance { why, .. } => why.help(Voice { reader: Language::English, file }),
            PathProblem::OneForm { both: true } => {
                format!("Keep one; a step may be {{ {walk} = \"…\" }}.", walk = w(Keyword::Walk))
            }
            PathProblem::OneForm { both: false } => {
                format!("Add {walk} = \"1 2 3\" with the activities in order.", walk = w(Keyword::Walk))
            }
            PathProblem::StepShape { found } if found.is_empty() => {
                format!(
                    "Write {activity}, {walk}, {event}, {message}, {signal}, {begins}, {advances}, {until}, {fires}, {resolves}, {cancels}, {rejects}, {checks}, {data} or {measures}.",
                    event = w(Keyword::Event),
                    message = w(Keyword::Message),
                    signal = w(Keyword::Signal),
                    begins = w(Keyword::Begins),
                    advances = w(Keyword::Advances),
                    fires = w(Keyword::Fires),
                    resolves = w(Keyword::Resolves),
                    cancels = w(Keyword::CancelsCase),
                    checks = w(Keyword::Checks),
                    activity = w(Keyword::Activity),
                    walk = w(Keyword::Walk),
                    until = w(Keyword::Until),
                    rejects = w(Keyword::Rejects),
                    data = w(Keyword::Data),
                    measures = w(Keyword::Measures)
                )
            }
            PathProblem::StepShape { .. } => "Write one step for each, in order.".into(),
            PathProblem::StepKey { key, .. } => {
                format!("Remove «{}», or put it in the step of its activity.", key.word(file))
            }
            PathProblem::ReasonLeftOut => format!(
                "Add {reason} = \"{}\", or the name of the rejection expected.",
                reasons(file).0,
                reason = w(Keyword::Reason)
            ),
            PathProblem::PathBlock { count: 0 } => format!(
                "Write a block [{path}] with {name}, {procedure} and {walk}.",
                path = w(Keyword::Path),
                name = w(Keyword::Name),
                procedure = w(Keyword::Procedure),
                walk = w(Keyword::Walk)
            ),
            PathProblem::PathBlock { .. } => {
                format!("Keep one [{path}] in each file.", path = w(Keyword::Path))
            }
            PathProblem::UnknownProcedure { known, .. } if known.is_empty() => {
                "No procedure is loaded.".into()
            }
            PathProblem::UnknownProcedure { known, .. } => format!("Loaded: {}.", known.join(", ")),
            PathProblem::NotAllowed { reasons, .. } => {
                format!(
                    "Correct the procedure or, to replay it as it is, write {allows} = [\"{}\"].",
                    reasons.join("\", \""),
                    allows = w(Keyword::Allows)
                )
            }
            PathProblem::UnknownActivity { nearest: Some(nearest), .. } => {
                format!("Did you mean «{nearest}»?")
            }
            PathProblem::UnknownActivity { nearest: None, .. } => {
                "Use the printed number or the id of an activity.".into()
            }
            PathProblem::NoWork { end: true, .. } => "Remove the word: the end is reached by itself.".into(),
            PathProblem::NoWork { end: false, .. } => "Remove the word: it passes by itself.".into(),
            PathProblem::BadRounds { .. } => {
                format!("Write \"4 {to} 3\" = 1: from 4 to 3, once.", to = to(file))
            }
            PathProblem::OtherReading { .. } => format!(
                "Load the procedure in that reading, or change «{reading}».",
                reading = w(Keyword::Reading)
            ),
            PathProblem::OtherVersion { known, .. } => format!("Loaded: {}.", known.join(", ")),
            PathProblem::BadShare { .. } => "Write a number from 0 to 100.".into(),
            PathProblem::BadMoment { .. } => "Write a date like 2022-04-07.".into(),
            PathProblem::DoubleForNothing { .. } => "Write it as it stands in the procedure.".into(),
            PathProblem::DoubleShape { is_target: true } => {
                format!("Keep one: {}, {} or {}.", w(Keyword::Job), w(Keyword::Element), w(Keyword::Script))
            }
            PathProblem::DoubleShape { is_target: false } => format!(
                "Keep one: {}, {}, {} or {}.",
                w(Keyword::Yields),
                w(Keyword::Computes),
                w(Keyword::Error),
                w(Keyword::Fails)
            ),
            PathProblem::UnknownReason { nearest: Some(nearest), .. } => format!("Did you mean «{nearest}»?"),
            PathProblem::UnknownReason { nearest: None, .. } => {
                let (one, other) = reasons(file);
                format!("Use the name a rejection gives, like {one} or {other}.")
            }
            PathProblem::UnmatchedBrace { .. } => {
                "Write both, with what they are about before the first: c5{ 1 2 }.".into()
            }
            PathProblem::TooManyMembers { .. } => {
                "Keep one name in brackets for each repetition, from the outside in.".into()
            }
            PathProblem::NotDeclared { event: true, .. } => format!(
                "Let time pass, use {fires}, {message} or {signal}; or add {declared} to its {when}.",
                fires = w(Keyword::Fires),
                message = w(Keyword::Message),
                signal = w(Keyword::Signal),
                declared = w(Keyword::DeclaredBy),
                when = w(Keyword::When)
            ),
            PathProblem::NotDeclared { event: false, .. } => {
                "After the sign ! stands the id of an event; an activity is done by its number or id alone."
                    .into()
            }
        }
    }
}
