//! The letterhead and the numerals before and after the activities.

use super::outcome::exit_mark;
use super::people::{participants, roles};
use super::repetition::repetitions;
use super::{Letterhead, Mark, Part, Reader, Section, Tone, sign, trigger};
use crate::diagnostic::capitalized;
use crate::document::{Node, Table};
use crate::graph::{Exit, NodeKind};
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, Reading};
use crate::render::Glossary;
use crate::render::escape::joined;
use crate::render::words::{Word, term_count};

pub(super) fn letterhead(reader: &Reader<'_>) -> Letterhead {
    let head = reader.root().table(Keyword::Procedure);
    let said = |key, word| {
        Some(found(reader, key, Mark::labelled(reader.label(word), reader.value_of(head?, key)?)))
    };
    let organization = head.and_then(|head| reader.value_of(head, Keyword::Organization));
    let name =
        Mark::labelled(reader.label(Word::Procedure), joined(&reader.procedure.head.name)).toned(Tone::Title);
    let titles = [
        organization.map(|text| Mark::plain(text).toned(Tone::Title)),
        said(Keyword::Process, Word::Process),
        head.and_then(|head| level(reader, head)),
        Some(name),
        said(Keyword::Alias, Word::AlsoCalled),
        said(Keyword::Area, Word::Area),
        said(Keyword::PartOf, Word::PartOf),
        said(Keyword::NumberInPlan, Word::NumberInPlan),
        head.and_then(|head| reader.names_of(head, Keyword::Leader))
            .map(|names| Mark::labelled(reader.label(Word::Leader), names)),
        said(Keyword::Source, Word::Source).map(|mark| mark.toned(Tone::Quiet)),
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

/// The mark with the findings that changed its key of the head.
fn found(reader: &Reader<'_>, key: Keyword, mark: Mark) -> Mark {
    Mark { findings: reader.findings_of("", key), ..mark }
}

/// «Nivel: componente C1»; a number alone is one of its manual and no level.
fn level(reader: &Reader<'_>, head: &Table) -> Option<Mark> {
    let keys = [Keyword::Level, Keyword::Number].into_iter();
    let said: Vec<String> = keys.filter_map(|key| reader.value_of(head, key)).collect();
    let word = if head.get(Keyword::Level).is_some() { Word::Level } else { Word::Number };
    let mark = Mark::labelled(reader.label(word), said.join(" "));
    (!said.is_empty()).then(|| found(reader, Keyword::Level, mark))
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
        execution(reader),
    ];
    sections.into_iter().flatten().collect()
}

/// The numerals after the activities.
pub(super) fn after(reader: &Reader<'_>) -> Vec<Section> {
    let sections = [
        gateways(reader),
        events(reader),
        repetitions(reader),
        decision_tables(reader),
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
        Glossary::Full => marks(definitions.iter().flat_map(|definition| item(reader, definition))),
        Glossary::Terms => {
            let terms = definitions.iter().filter_map(|definition| definition.text(Keyword::Term));
            let terms: Vec<String> = terms.map(|term| joined(term)).collect();
            marks([Mark::labelled(term_count(terms.len(), reader.language), terms.join(" · "))])
        }
    };
    section(reader, Word::Definitions, parts)
}

fn listed(reader: &Reader<'_>, key: Keyword, word: Word) -> Option<Section> {
    let blocks: Vec<&Table> = reader.root().tables(key).collect();
    // Where one item is longer than a line of its own, each begins like an item.
    let is_long = blocks.iter().any(|block| block.list(Keyword::List).len() > 1);
    let items = blocks.into_iter().enumerate().flat_map(|(position, block)| {
        let mut marks = item(reader, block);
        if let Some(first) = marks.first_mut().filter(|_| is_long && position > 0) {
            first.apart = true;
        }
        marks
    });
    section(reader, word, marks(items))
}

/// A block of which everything is printed: number, heading, code, text, who, how often, source, and its list below.
fn item(reader: &Reader<'_>, block: &Table) -> Vec<Mark> {
    let headings = [Keyword::Term, Keyword::Norm, Keyword::Name, Keyword::Title];
    let heading = headings.into_iter().find_map(|key| reader.value_of(block, key));
    let number = reader.value_of(block, Keyword::Number).map(|number| format!("{number}."));
    let is_named = heading.is_some();
    let label: Vec<String> = [number, heading].into_iter().flatten().collect();
    let mut label = label.join(" ");
    let texts = [Keyword::Code, Keyword::Text];
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
    let list = block.list(Keyword::List).iter();
    let list = list.map(|node| Mark::plain(reader.value(node)).signed(sign::ITEM).below());
    std::iter::once(Mark::labelled(label, texts.join(" "))).chain(list).collect()
}

/// A citation in brackets, once.
fn in_brackets(source: &str) -> String {
    if source.starts_with('(') && source.ends_with(')') { source.to_owned() } else { format!("({source})") }
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
        (Keyword::Frequency, Word::Frequency),
        (Keyword::Window, Word::Window),
        (Keyword::ForEach, Word::MeasuredFor),
    ];
    grid(reader, Keyword::Indicator, &columns, Word::Indicators)
}

fn data(reader: &Reader<'_>) -> Option<Section> {
    let columns = [
        (Keyword::Name, Word::Datum),
        (Keyword::Type, Word::Kind),
        (Keyword::Values, Word::Values),
        (Keyword::Unit, Word::Unit),
        (Keyword::Member, Word::Member),
        (Keyword::ForEach, Word::ForEach),
        (Keyword::Inside, Word::Inside),
    ];
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
///
/// What only explains a block stands with its first column that has a text: other names, description, source.
fn grid(reader: &Reader<'_>, key: Keyword, columns: &[(Keyword, Word)], title: Word) -> Option<Section> {
    let blocks: Vec<&Table> = reader.root().tables(key).collect();
    let filled = |column: &&(Keyword, Word)| blocks.iter().any(|block| block.get(column.0).is_some());
    let columns: Vec<_> = columns.iter().filter(filled).collect();
    if columns.is_empty() {
        return None;
    }
    let header = columns.iter().map(|(_, word)| reader.word(*word).to_owned()).collect();
    let last = columns.iter().position(|(key, _)| *key == Keyword::Change);
    let cell = |block: &Table, place: usize, key| {
        let text = cell(reader, block, key);
        if place == last.unwrap_or(0) { explained(reader, block, text) } else { text }
    };
    let row = |block: &&Table| {
        columns.iter().enumerate().map(|(place, (key, _))| cell(block, place, *key)).collect()
    };
    section(reader, title, vec![Part::Table { header, rows: blocks.iter().map(row).collect() }])
}

/// The value of a key; windows and blocks by name, a datum without a name by its id.
fn cell(reader: &Reader<'_>, block: &Table, key: Keyword) -> String {
    match key {
        Keyword::Window => {
            let named = |id: &str| {
                let windows = reader.procedure.windows.iter();
                windows
                    .clone()
                    .find(|window| *window.id == *id)
                    .map_or_else(|| joined(id), |window| joined(&window.name))
            };
            block.texts(key).map(|(id, _)| named(id)).collect::<Vec<_>>().join("; ")
        }
        Keyword::Inside => reader.called_in(block, key).unwrap_or_default(),
        Keyword::Name if block.get(key).is_none() => reader.value_of(block, Keyword::Id).unwrap_or_default(),
        _ => block.get(key).map(|node: &Node| reader.value(node)).unwrap_or_default(),
    }
}

/// «Acta de visita (también: acta; pág. 3)», with what describes it before the brackets.
fn explained(reader: &Reader<'_>, block: &Table, text: String) -> String {
    let described = reader.value_of(block, Keyword::Description);
    let text = [Some(text), described].into_iter().flatten().filter(|text| !text.is_empty());
    let alias = reader.value_of(block, Keyword::Alias);
    let alias = alias.map(|alias| format!("{} {alias}", reader.label(Word::AlsoCalled).to_lowercase()));
    let optional = block.flag(Keyword::Optional).then(|| reader.word(Word::Optional).to_owned());
    let about = [alias, optional, reader.value_of(block, Keyword::Source)];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let text = text.collect::<Vec<_>>().join(". ");
    if about.is_empty() { text } else { format!("{text} ({})", about.join("; ")) }
}

/// What running it needs besides the activities: who may unblock a case, which days count, where.
fn execution(reader: &Reader<'_>) -> Option<Section> {
    let head = reader.root().table(Keyword::Procedure)?;
    let said =
        |key, word| Some(found(reader, key, Mark::labelled(reader.label(word), reader.value_of(head, key)?)));
    let authority = reader.names_of(head, Keyword::Authority);
    let all = [
        authority.map(|names| Mark::labelled(reader.label(Word::Authority), names)),
        said(Keyword::Calendar, Word::Calendar),
        said(Keyword::Holidays, Word::Holidays),
        said(Keyword::TimeZone, Word::TimeZone),
    ];
    section(reader, Word::Execution, marks(all.into_iter().flatten()))
}

/// The decision tables: what is looked up, in the columns of the file.
fn decision_tables(reader: &Reader<'_>) -> Option<Section> {
    let mut parts = Vec::new();
    for table in reader.root().tables(Keyword::Table) {
        let named = [Keyword::Title, Keyword::Id].into_iter().find_map(|key| reader.value_of(table, key));
        let matches = reader.value_of(table, Keyword::Matches);
        let about: Vec<String> =
            [matches, reader.value_of(table, Keyword::Source)].into_iter().flatten().collect();
        let about = if about.is_empty() { String::new() } else { in_brackets(&about.join("; ")) };
        parts.push(Part::Mark(Mark::labelled(format!("{}:", named.unwrap_or_default()), about)));
        let columns = [Keyword::Input, Keyword::Output].into_iter().flat_map(|key| table.texts(key));
        let datum = |id: &str| reader.procedure.data.iter().find(|datum| *datum.id == *id);
        let header: Vec<String> = columns
            .map(|(id, _)| datum(id).map_or_else(|| joined(id), |datum| joined(&datum.name)))
            .collect();
        let rows = table.list(Keyword::Rows).iter();
        let rows = rows.map(|row| row.as_list().iter().map(|cell| reader.value(cell)).collect()).collect();
        parts.push(Part::Table { header, rows });
    }
    section(reader, Word::DecisionTables, parts)
}

/// The approval route: what was done above who did it, as the source lays it out.
fn approval(reader: &Reader<'_>) -> Option<Section> {
    let steps: Vec<&Table> = reader.root().tables(Keyword::Approval).collect();
    let header: Vec<String> = steps.iter().map(|step| approval_heading(reader, step)).collect();
    let row = |key| -> Option<Vec<String>> {
        let filled = steps.iter().any(|step| step.get(key).is_some());
        filled.then(|| steps.iter().map(|step| reader.value_of(step, key).unwrap_or_default()).collect())
    };
    let rows: Vec<Vec<String>> = [Keyword::Name, Keyword::Position, Keyword::Date, Keyword::Source]
        .into_iter()
        .filter_map(row)
        .collect();
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
    capitalized(&word)
}

fn gateways(reader: &Reader<'_>) -> Option<Section> {
    let first = reader.procedure.activities.len();
    let gateways = reader.procedure.gateways.iter().enumerate();
    let mut parts = Vec::new();
    for (position, gateway) in gateways {
        // Repetitions and events have sections of their own; forks and joins that «no detiene» makes stand in no file.
        let is_block = reader.procedure.graph.node(ElementIx::at(first + position)).kind == NodeKind::Block;
        if is_block || reader.block(&gateway.id).is_none() {
            continue;
        }
        parts.push(heading(reader, gateway).signed(sign::DECISION));
        let block = reader.block(&gateway.id);
        let said = |(key, word)| {
            let block = block?;
            Some(Mark::labelled(reader.label(word), reader.value_of(block, key)?).below())
        };
        parts.extend(
            [(Keyword::Type, Word::Kind), (Keyword::ActivatesIf, Word::Available)]
                .into_iter()
                .filter_map(said),
        );
        parts.extend(flows(reader, ElementIx::at(first + position)));
    }
    section(reader, Word::Gateways, marks(parts))
}

/// «Cambia el cronograma (cambio-cronograma; actividad 4, Nota 1)», with the findings on it.
fn heading(reader: &Reader<'_>, gateway: &crate::procedure::Gateway) -> Mark {
    let block = reader.event_block(&gateway.id).or_else(|| reader.block(&gateway.id));
    let source = block.and_then(|block| reader.value_of(block, Keyword::Source));
    let about: Vec<String> = std::iter::once(gateway.id.to_string()).chain(source).collect();
    let about = about.join("; ");
    let text = if gateway.name.is_empty() { about } else { format!("{} ({about})", joined(&gateway.name)) };
    Mark::plain(text).toned(Tone::Ask)
}

/// What may happen meanwhile, and the ways to begin.
fn events(reader: &Reader<'_>) -> Option<Section> {
    let procedure = reader.procedure;
    let mut parts = Vec::new();
    for (position, gateway) in procedure.gateways.iter().enumerate() {
        let Some(block) = reader.event_block(&gateway.id) else { continue };
        let element = ElementIx::at(procedure.activities.len() + position);
        parts.push(heading(reader, gateway).signed(sign::EVENT));
        let described = reader.prose_of(block, Keyword::Description).into_iter();
        parts.extend(described.map(|text| Mark::plain(text).below()));
        let beside = reader.host(element).map(|host| reader.called(host));
        parts.extend(beside.map(|host| Mark::labelled(reader.label(Word::Beside), host).below()));
        parts.extend(trigger(reader, block).into_iter().map(Mark::below));
        // What only tells or begins something leads nowhere.
        let is_written = block.get(Keyword::GoesTo).is_some();
        let leads = |mark: &Mark| is_written || mark.text != reader.word(Word::Ends);
        let mut ways: Vec<Mark> = flows(reader, element).into_iter().filter(leads).collect();
        if let Some(last) = ways.last_mut() {
            let keys = [Keyword::GoesTo, Keyword::BackTo, Keyword::Event, Keyword::Start];
            last.findings = keys.into_iter().flat_map(|key| reader.findings_of(&gateway.id, key)).collect();
        }
        parts.extend(ways);
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
