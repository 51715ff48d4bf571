//! The letterhead and the numerals before and after the activities.

use super::outcome::exit_mark;
use super::repetition::repetitions;
use super::{Letterhead, Mark, Part, Reader, Section, Tone, sign, trigger};
use crate::document::{Node, Table};
use crate::graph::{Exit, NodeKind};
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, Reading};
use crate::render::Glossary;
use crate::render::escape::joined;
use crate::render::words::{Word, term_count};

pub(super) fn letterhead(reader: &Reader<'_>) -> Letterhead {
    let head = reader.root().table(Keyword::Procedure);
    let said = |key, word| Some(Mark::labelled(reader.label(word), reader.value_of(head?, key)?));
    let organization = head.and_then(|head| reader.value_of(head, Keyword::Organization));
    let name =
        Mark::labelled(reader.label(Word::Procedure), joined(&reader.procedure.head.name)).toned(Tone::Title);
    let titles = [
        organization.map(|text| Mark::plain(text).toned(Tone::Title)),
        said(Keyword::Process, Word::Process),
        said(Keyword::Level, Word::Level),
        Some(name),
        said(Keyword::Area, Word::Area),
        said(Keyword::PartOf, Word::PartOf),
        head.and_then(|head| reader.names_of(head, Keyword::Leader))
            .map(|names| Mark::labelled(reader.label(Word::Leader), names)),
    ];
    let facts = [
        // A code that the source does not give is not the id that stands for it.
        said(Keyword::Code, Word::Code),
        said(Keyword::Version, Word::Version),
        said(Keyword::Date, Word::Date),
        said(Keyword::Status, Word::Status),
        said(Keyword::Deadline, Word::Deadline),
        said(Keyword::MinimumTerm, Word::MinimumTerm),
    ];
    Letterhead {
        titles: titles.into_iter().flatten().collect(),
        facts: facts.into_iter().flatten().collect(),
        warnings: warnings(reader),
    }
}

fn warnings(reader: &Reader<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    if reader.procedure.reading == Reading::Literal {
        warnings.push(reader.word(Word::LiteralReading).to_owned());
    }
    if !reader.procedure.unfit.is_empty() {
        warnings.push(format!("{} {}", reader.label(Word::Unfit), reader.procedure.unfit.join(", ")));
    }
    warnings
}

/// The numerals before the activities, in the order of the official document.
pub(super) fn before(reader: &Reader<'_>, glossary: Glossary) -> Vec<Section> {
    let sections = [
        prose(reader, Keyword::Objective, Word::Objective),
        prose(reader, Keyword::Scope, Word::Scope),
        texts(reader, Keyword::Input, Word::Inputs),
        texts(reader, Keyword::Output, Word::Outputs),
        prose(reader, Keyword::Product, Word::Product),
        Some(conventions(reader)),
        definitions(reader, glossary),
        listed(reader, Keyword::LegalBasis, Word::LegalBasis),
        prose(reader, Keyword::GeneralConditions, Word::GeneralConditions),
        listed(reader, Keyword::Policy, Word::Policies),
        listed(reader, Keyword::Reference, Word::References),
        roles(reader),
        participants(reader),
        records(reader),
        indicators(reader),
        windows(reader),
        milestones(reader),
        data(reader),
    ];
    sections.into_iter().flatten().collect()
}

/// The numerals after the activities.
pub(super) fn after(reader: &Reader<'_>) -> Vec<Section> {
    let sections = [
        gateways(reader),
        events(reader),
        repetitions(reader),
        listed(reader, Keyword::Annex, Word::Annexes),
        changes(reader),
        approval(reader),
    ];
    sections.into_iter().flatten().collect()
}

fn section(reader: &Reader<'_>, word: Word, parts: Vec<Part>) -> Option<Section> {
    (!parts.is_empty()).then(|| Section { title: reader.word(word), parts })
}

fn marks(marks: impl IntoIterator<Item = Mark>) -> Vec<Part> {
    marks.into_iter().map(Part::Mark).collect()
}

fn prose(reader: &Reader<'_>, key: Keyword, word: Word) -> Option<Section> {
    let head = reader.root().table(Keyword::Procedure)?;
    section(reader, word, marks(paragraphs(reader.prose_of(head, key))))
}

/// Each text of a list of the head.
fn texts(reader: &Reader<'_>, key: Keyword, word: Word) -> Option<Section> {
    let head = reader.root().table(Keyword::Procedure)?;
    let texts = head.list(key).iter().map(|node| Mark::plain(reader.value(node)).signed(sign::ITEM));
    section(reader, word, marks(texts))
}

/// Paragraphs with an empty line between them.
fn paragraphs(texts: Vec<String>) -> impl Iterator<Item = Mark> {
    let texts = texts.into_iter().enumerate();
    texts.map(|(position, text)| match position {
        0 => Mark::plain(text),
        _ => Mark::plain(text).apart(),
    })
}

fn conventions(reader: &Reader<'_>) -> Section {
    let signs = [
        (sign::CONTROL, Word::ControlPoint),
        (sign::DECISION, Word::Decision),
        (sign::NOTE, Word::Note),
        (sign::EVIDENCE, Word::EvidencePlural),
        (sign::INTERACTION, Word::Interaction),
    ];
    let signs: Vec<String> = signs.map(|(sign, word)| format!("{sign}\u{a0}{}", reader.word(word))).into();
    Section { title: reader.word(Word::Conventions), parts: marks([Mark::plain(signs.join(" · "))]) }
}

fn definitions(reader: &Reader<'_>, glossary: Glossary) -> Option<Section> {
    let definitions: Vec<&Table> = reader.root().tables(Keyword::Definition).collect();
    if definitions.is_empty() {
        return None;
    }
    let parts = match glossary {
        Glossary::Full => marks(definitions.iter().map(|definition| item(reader, definition))),
        Glossary::Terms => {
            let terms = definitions.iter().filter_map(|definition| definition.text(Keyword::Term));
            let terms: Vec<String> = terms.map(|term| joined(term)).collect();
            marks([Mark::labelled(term_count(terms.len(), reader.language), terms.join(" · "))])
        }
    };
    section(reader, Word::Definitions, parts)
}

fn listed(reader: &Reader<'_>, key: Keyword, word: Word) -> Option<Section> {
    section(reader, word, marks(reader.root().tables(key).map(|block| item(reader, block))))
}

/// A block of which everything is printed: number, heading, code, text, list, who, how often, source.
fn item(reader: &Reader<'_>, block: &Table) -> Mark {
    let headings = [Keyword::Term, Keyword::Norm, Keyword::Name, Keyword::Title];
    let heading = headings.into_iter().find_map(|key| reader.value_of(block, key));
    let number = reader.value_of(block, Keyword::Number).map(|number| format!("{number}."));
    let is_named = heading.is_some();
    let label: Vec<String> = [number, heading].into_iter().flatten().collect();
    let mut label = label.join(" ");
    let texts = [Keyword::Code, Keyword::Text, Keyword::List];
    let mut texts: Vec<String> = texts.into_iter().filter_map(|key| reader.value_of(block, key)).collect();
    if is_named && !texts.is_empty() {
        let kept = label.trim_end_matches('.').len();
        label.truncate(kept);
        label.push(':');
    }
    let brackets = [
        reader.names_of(block, Keyword::Role),
        reader.value_of(block, Keyword::Frequency),
        reader.value_of(block, Keyword::Source),
    ];
    texts.extend(brackets.into_iter().flatten().map(|text| in_brackets(&text)));
    Mark::labelled(label, texts.join(" "))
}

/// A citation in brackets, once.
fn in_brackets(source: &str) -> String {
    if source.starts_with('(') && source.ends_with(')') { source.to_owned() } else { format!("({source})") }
}

fn roles(reader: &Reader<'_>) -> Option<Section> {
    let mut parts = Vec::new();
    for role in reader.root().tables(Keyword::Role) {
        let external = role.flag(Keyword::External).then(|| format!("({})", reader.word(Word::External)));
        parts.push(named(reader, role, external));
    }
    for team in reader.root().tables(Keyword::Team) {
        let members = reader.value_of(team, Keyword::Members).map(|members| format!(": {members}"));
        let text = format!("({}){}", reader.word(Word::Team), members.unwrap_or_default());
        parts.push(named(reader, team, Some(text)));
    }
    let area = reader.root().table(Keyword::Defaults).and_then(|all| reader.value_of(all, Keyword::Area));
    parts.extend(area.map(|area| Mark::labelled(reader.label(Word::AreaOfActivities), area)));
    section(reader, Word::Roles, marks(parts))
}

/// Who takes part: the code of a procedure, or a black box with its messages.
fn participants(reader: &Reader<'_>) -> Option<Section> {
    let one = |block: &Table| {
        let name = [Keyword::Name, Keyword::Id].into_iter().find_map(|key| reader.value_of(block, key));
        let count = reader.value_of(block, Keyword::HowMany).map(|count| format!("× {count}"));
        let is = reader.value_of(block, Keyword::Procedure);
        let is = is.unwrap_or_else(|| reader.word(Word::BlackBox).to_owned());
        let messages = [(Keyword::Throws, Word::Throws), (Keyword::Wait, Word::Awaits)];
        let said = |(key, word)| Some(format!("{} {}", reader.word(word), reader.value_of(block, key)?));
        let messages: Vec<String> = messages.into_iter().filter_map(said).collect();
        let messages = (!messages.is_empty()).then(|| messages.join("; "));
        let parts: Vec<String> =
            [name, count, Some(format!("({is})")), messages].into_iter().flatten().collect();
        Mark::plain(parts.join(" ")).signed(sign::ITEM)
    };
    section(reader, Word::Participants, marks(reader.root().tables(Keyword::Participant).map(one)))
}

fn named(reader: &Reader<'_>, block: &Table, addition: Option<String>) -> Mark {
    let name = reader.value_of(block, Keyword::Name).unwrap_or_default();
    let words: Vec<String> = [Some(name), addition].into_iter().flatten().collect();
    Mark::plain(words.join(" ")).signed(sign::ITEM)
}

fn records(reader: &Reader<'_>) -> Option<Section> {
    let columns = [
        (Keyword::Name, Word::Record),
        (Keyword::Code, Word::Code),
        (Keyword::Retention, Word::Retention),
        (Keyword::Custodian, Word::Custodian),
    ];
    grid(reader, Keyword::Record, &columns, Word::Records)
}

fn indicators(reader: &Reader<'_>) -> Option<Section> {
    let columns = [
        (Keyword::Name, Word::Indicator),
        (Keyword::Unit, Word::Unit),
        (Keyword::Target, Word::Target),
        (Keyword::Direction, Word::BetterWhen),
        (Keyword::TrafficLight, Word::TrafficLight),
        (Keyword::ForEach, Word::MeasuredFor),
    ];
    grid(reader, Keyword::Indicator, &columns, Word::Indicators)
}

fn data(reader: &Reader<'_>) -> Option<Section> {
    let columns = [(Keyword::Name, Word::Datum), (Keyword::Type, Word::Kind), (Keyword::Unit, Word::Unit)];
    grid(reader, Keyword::DataItem, &columns, Word::Data)
}

fn windows(reader: &Reader<'_>) -> Option<Section> {
    let columns = [(Keyword::Name, Word::Window), (Keyword::From, Word::From), (Keyword::Until, Word::Until)];
    grid(reader, Keyword::Window, &columns, Word::Windows)
}

fn milestones(reader: &Reader<'_>) -> Option<Section> {
    let columns = [(Keyword::Name, Word::Milestone), (Keyword::ForEach, Word::ForEach)];
    grid(reader, Keyword::Milestone, &columns, Word::Milestones)
}

fn changes(reader: &Reader<'_>) -> Option<Section> {
    let columns = [
        (Keyword::Version, Word::Version),
        (Keyword::Date, Word::EffectiveFrom),
        (Keyword::Change, Word::Change),
    ];
    grid(reader, Keyword::ChangeLog, &columns, Word::ChangeLog)
}

/// A table of blocks; a column that no block fills is left out.
fn grid(reader: &Reader<'_>, key: Keyword, columns: &[(Keyword, Word)], title: Word) -> Option<Section> {
    let blocks: Vec<&Table> = reader.root().tables(key).collect();
    let filled = |column: &&(Keyword, Word)| blocks.iter().any(|block| block.get(column.0).is_some());
    let columns: Vec<_> = columns.iter().filter(filled).collect();
    if columns.is_empty() {
        return None;
    }
    let header = columns.iter().map(|(_, word)| reader.word(*word).to_owned()).collect();
    let cell = |block: &Table, key| block.get(key).map(|node: &Node| reader.value(node)).unwrap_or_default();
    let rows =
        blocks.iter().map(|block| columns.iter().map(|(key, _)| cell(block, *key)).collect()).collect();
    section(reader, title, vec![Part::Table { header, rows }])
}

/// The approval route: what was done above who did it, as the source lays it out.
fn approval(reader: &Reader<'_>) -> Option<Section> {
    let steps: Vec<&Table> = reader.root().tables(Keyword::Approval).collect();
    let header: Vec<String> = steps.iter().map(|step| approval_heading(reader, step)).collect();
    let row = |key| -> Option<Vec<String>> {
        let filled = steps.iter().any(|step| step.get(key).is_some());
        filled.then(|| steps.iter().map(|step| reader.value_of(step, key).unwrap_or_default()).collect())
    };
    let rows: Vec<Vec<String>> =
        [Keyword::Name, Keyword::Position, Keyword::Date].into_iter().filter_map(row).collect();
    (!header.is_empty()).then_some(())?;
    section(reader, Word::Approval, vec![Part::Table { header, rows }])
}

/// «Elaboró», with the accent that a keyword cannot carry.
fn approval_heading(reader: &Reader<'_>, step: &Table) -> String {
    let Some(action) = step.word(Keyword::Action) else {
        return String::new();
    };
    let word = action.word(reader.language);
    let word = match (reader.language, word.strip_suffix('o')) {
        (crate::source::Language::Spanish, Some(stem)) => format!("{stem}ó"),
        _ => word.replace('_', " "),
    };
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn gateways(reader: &Reader<'_>) -> Option<Section> {
    let first = reader.procedure.activities.len();
    let gateways = reader.procedure.gateways.iter().enumerate();
    let mut parts = Vec::new();
    for (position, gateway) in gateways {
        // Repetitions and events have sections of their own.
        let is_block = reader.procedure.graph.node(ElementIx::at(first + position)).kind == NodeKind::Block;
        if is_block || reader.event_block(&gateway.id).is_some() {
            continue;
        }
        let name = if gateway.name.is_empty() { &gateway.id } else { &gateway.name };
        parts.push(
            Mark::plain(format!("{} ({})", joined(name), gateway.id)).signed(sign::DECISION).toned(Tone::Ask),
        );
        parts.extend(flows(reader, ElementIx::at(first + position)));
    }
    section(reader, Word::Gateways, marks(parts))
}

/// What may happen meanwhile, and the ways to begin.
fn events(reader: &Reader<'_>) -> Option<Section> {
    let procedure = reader.procedure;
    let mut parts = Vec::new();
    for (position, gateway) in procedure.gateways.iter().enumerate() {
        let Some(block) = reader.event_block(&gateway.id) else { continue };
        let element = ElementIx::at(procedure.activities.len() + position);
        let name = if gateway.name.is_empty() { &gateway.id } else { &gateway.name };
        let heading = Mark::plain(format!("{} ({})", joined(name), gateway.id)).signed(sign::EVENT);
        parts.push(heading.toned(Tone::Ask));
        let host = procedure.graph.special(element).and_then(|special| special.host);
        let beside = host.map(|host| procedure.reference(host).to_string());
        parts.extend(beside.map(|host| Mark::labelled(reader.label(Word::Beside), host).below()));
        parts.extend(trigger(reader, block).into_iter().map(Mark::below));
        // What only tells or begins something leads nowhere.
        let leads = |mark: &Mark| mark.text != reader.word(Word::Ends);
        parts.extend(flows(reader, element).into_iter().filter(leads));
    }
    section(reader, Word::Events, marks(parts))
}

/// The ways out of a gateway, each with its condition before it.
fn flows(reader: &Reader<'_>, gateway: ElementIx) -> Vec<Mark> {
    let ways = gateway_ways(reader, gateway).into_iter();
    let mark = |(condition, exit): (String, &Exit)| {
        let label = if condition.is_empty() { condition } else { format!("{condition}:") };
        Mark { label, below: true, ..exit_mark(reader, exit, None) }
    };
    ways.map(mark).collect()
}

/// The ways out of a gateway with their conditions as the file writes them, in the order of the file.
pub(in crate::render) fn gateway_ways<'a>(
    reader: &Reader<'a>,
    gateway: ElementIx,
) -> Vec<(String, &'a Exit)> {
    let procedure = reader.procedure;
    let block = reader.block(procedure.id(gateway));
    let written = block.map_or(&[][..], |block| block.list(Keyword::Next));
    let exits = procedure.graph.exits_of(gateway).map(|(_, exit)| exit).enumerate();
    let way = |(position, exit): (usize, &'a Exit)| {
        let flow = written.get(position).and_then(Node::as_table);
        let condition = flow.and_then(|flow| reader.value_of(flow, Keyword::IfMet));
        let label = match condition {
            Some(condition) => format!("{} {condition}", reader.word(Word::If)),
            None if exit.otherwise => reader.word(Word::Otherwise).to_owned(),
            None => String::new(),
        };
        (label, exit)
    };
    exits.map(way).collect()
}
