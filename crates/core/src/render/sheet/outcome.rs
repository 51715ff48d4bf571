//! Where an answer leads, in the words of official tables.

use super::repetition::to_repetition;
use super::{Mark, Reader, Tone};
use crate::document::{Node, Table, Tree};
use crate::graph::{Exit, ExitKind, Target};
use crate::keywords::Keyword;
use crate::procedure::{Answer, ElementIx};
use crate::render::width::NO_BREAK;
use crate::render::words::{Word, at_most};

/// The line of one answer: «SI: Regresar a la actividad No. 3».
pub(super) fn answer_mark(reader: &Reader<'_>, from: ElementIx, answer: &Answer) -> Mark {
    let exit = reader.procedure.graph.exit(answer.exit);
    let block =
        reader.block(reader.procedure.id(from)).and_then(|activity| outcome_block(activity, &answer.id));
    let mut mark = exit_mark(reader, exit, block);
    mark.label = match &*answer.id {
        "yes" => reader.label(Word::Yes),
        "no" => reader.label(Word::No),
        _ => format!("{}:", answer.text),
    };
    mark.below()
}

/// What an exit says, with everything written beside its target.
pub(super) fn exit_mark(reader: &Reader<'_>, exit: &Exit, block: Option<&Table>) -> Mark {
    let tone = if matches!(exit.kind, ExitKind::Return(_)) { Tone::Back } else { Tone::On };
    let mut text = leads(reader, exit);
    for addition in block.map_or_else(Vec::new, |block| additions(reader, block)) {
        text.push(' ');
        text.push_str(&addition);
    }
    Mark::plain(text).toned(tone)
}

/// The block of an answer in the block of its activity.
fn outcome_block<'a>(activity: &'a Table, answer: &str) -> Option<&'a Table> {
    match answer {
        "yes" => activity.table(Keyword::Yes),
        "no" => activity.table(Keyword::No),
        id => activity
            .tables(Keyword::Answer)
            .find(|block| block.text(Keyword::Id).is_some_and(|own| **own == *id)),
    }
}

fn leads(reader: &Reader<'_>, exit: &Exit) -> String {
    match exit.target {
        Target::End => reader.word(Word::Ends).to_owned(),
        Target::CaseEnd => reader.word(Word::EndsCase).to_owned(),
        Target::Element(target) if target == exit.from && matches!(exit.kind, ExitKind::Return(_)) => {
            reader.word(Word::Again).to_owned()
        }
        Target::Element(target) => {
            if let Some(text) = to_repetition(reader, exit) {
                return text;
            }
            match exit.kind {
                ExitKind::Return(_) => to(reader, (Word::BackTo, Word::BackToNamed), target),
                ExitKind::Onward => to(reader, (Word::OnTo, Word::OnToNamed), target),
            }
        }
    }
}

/// «Continúa Actividad No. 5», the number kept on the line of its «No.»; what has no number goes by its title.
pub(super) fn to(reader: &Reader<'_>, (numbered, named): (Word, Word), target: ElementIx) -> String {
    let activity = reader.procedure.activity(target);
    match activity {
        None if reader.procedure.graph.block(target).is_none()
            && reader.block(reader.procedure.id(target)).is_some() =>
        {
            format!("{} {}", reader.word(Word::OnToGateway), reader.called(target))
        }
        Some(activity) if !activity.number.is_empty() => {
            let text = format!("{} {}", reader.word(numbered), activity.number);
            text.replace("No. ", &format!("No.{NO_BREAK}"))
        }
        _ => format!("{} {}", reader.word(named), reader.called(target)),
    }
}

/// The bound, the wait, the condition and the roles of an answer.
fn additions(reader: &Reader<'_>, block: &Table) -> Vec<String> {
    let mut additions = Vec::new();
    additions.extend(reader.value_of(block, Keyword::Maximum).map(|times| at_most(&times, reader.language)));
    let labelled = [
        (Keyword::After, Word::After),
        (Keyword::EnabledIf, Word::Available),
        (Keyword::ConfirmedBy, Word::ConfirmedBy),
        (Keyword::Notifies, Word::Notifies),
    ];
    for (key, word) in labelled {
        let value = match key {
            Keyword::ConfirmedBy | Keyword::Notifies => reader.names_of(block, key),
            _ => reader.value_of(block, key),
        };
        additions.extend(value.map(|value| match word {
            Word::After => format!("{} {value}", reader.word(word)),
            _ => format!("· {} {value}", reader.label(word)),
        }));
    }
    if block.flag(Keyword::CancelsOthers) {
        additions.push(format!("· {}", reader.word(Word::CancelsOthers)));
    }
    additions
}

/// A value that a finding quotes: an outcome in the words of the table, else the value in words.
pub(super) fn quoted(reader: &Reader<'_>, node: &Node) -> String {
    let Tree::Table(block) = &node.value else {
        return reader.value(node);
    };
    match outcome_words(reader, block) {
        Some(mut text) => {
            for addition in additions(reader, block) {
                text.push(' ');
                text.push_str(&addition);
            }
            text
        }
        None => reader.value(node),
    }
}

fn outcome_words(reader: &Reader<'_>, block: &Table) -> Option<String> {
    let targets = [
        (Keyword::BackTo, (Word::BackTo, Word::BackToNamed)),
        (Keyword::OnTo, (Word::OnTo, Word::OnToNamed)),
    ];
    for (key, word) in targets {
        if let Some(target) = block.get(key) {
            if matches!(target.value, Tree::Word(Keyword::End)) {
                return Some(reader.word(Word::Ends).to_owned());
            }
            let reference = target.reference_text()?;
            return Some(match reader.procedure.find(&reference) {
                Some(element) => to(reader, word, element),
                None => format!("{} {reference}", reader.word(word.0)),
            });
        }
    }
    match (block.flag(Keyword::Repeat), block.flag(Keyword::EndsCase)) {
        (true, _) => Some(reader.word(Word::Again).to_owned()),
        (_, true) => Some(reader.word(Word::EndsCase).to_owned()),
        _ => None,
    }
}
