//! How a case begins, what may happen meanwhile, what is done once per member: printed as what each of them is.
//!
//! Knows starts, events, alternatives and repetitions as the file writes them, wherever they stand in it.
//! Does not know what they do to a case; what leads on from them reads like any other way.
//! Read [`starts`] and [`events`].

use super::outcome::{exit_mark, to};
use super::{Mark, Part, Reader, Section, Tone, sign};
use crate::document::{Entry, Node, Table};
use crate::graph::ExitKind;
use crate::keywords::Keyword;
use crate::render::escape::joined;
use crate::render::words::Word;

/// The ways to begin, when the file says any.
pub(super) fn starts(reader: &Reader<'_>) -> Option<Section> {
    let starts = reader.root().tables(Keyword::Start);
    section(reader, Word::Starts, starts.flat_map(|start| start_marks(reader, start)))
}

/// What may happen meanwhile: in the order of the activities that carry it, then the rest.
pub(super) fn events(reader: &Reader<'_>) -> Option<Section> {
    let carried = reader.root().tables(Keyword::Activity).flat_map(|host| {
        let kinds = [Keyword::Event, Keyword::Alternative].into_iter();
        kinds.flat_map(move |kind| host.tables(kind).map(move |event| (Some(host), event)))
    });
    let free = reader.root().tables(Keyword::Event).map(|event| (None, event));
    let marks = carried.chain(free).flat_map(|(host, event)| event_marks(reader, host, event));
    section(reader, Word::Events, marks)
}

/// The ranges of activities that are done once per member.
pub(super) fn repetitions(reader: &Reader<'_>) -> Option<Section> {
    let ranges = reader.root().tables(Keyword::Repetition);
    section(reader, Word::Repetitions, ranges.flat_map(|range| repetition_marks(reader, range)))
}

fn section(reader: &Reader<'_>, word: Word, marks: impl Iterator<Item = Mark>) -> Option<Section> {
    let parts: Vec<Part> = marks.map(Part::Mark).collect();
    (!parts.is_empty()).then(|| Section { title: reader.word(word), parts })
}

/// What it is called: its title and its id.
fn heading(reader: &Reader<'_>, block: &Table) -> Mark {
    let id = block.text(Keyword::Id).map_or_else(String::new, |id| joined(id));
    let text = match reader.value_of(block, Keyword::Title).filter(|title| !title.is_empty()) {
        Some(title) => format!("{title} ({id})"),
        None => id,
    };
    Mark::plain(text).toned(Tone::Title)
}

fn below(reader: &Reader<'_>, word: Word, text: impl Into<String>) -> Mark {
    Mark::labelled(reader.label(word), text).below()
}

fn start_marks(reader: &Reader<'_>, start: &Table) -> Vec<Mark> {
    let mut marks = vec![heading(reader, start)];
    marks.extend(start.table(Keyword::When).map(|when| below(reader, Word::When, triggers(reader, when))));
    for (key, word) in
        [(Keyword::Every, Word::Every), (Keyword::From, Word::From), (Keyword::Until, Word::Until)]
    {
        marks.extend(reader.value_of(start, key).map(|text| below(reader, word, text).signed(sign::TIME)));
    }
    marks.extend(ways(reader, start));
    marks
}

fn event_marks(reader: &Reader<'_>, host: Option<&Table>, event: &Table) -> Vec<Mark> {
    let mut marks = vec![heading(reader, event)];
    marks.extend(event.table(Keyword::When).map(|when| below(reader, Word::When, triggers(reader, when))));
    marks.extend(meanwhile(reader, host, event).map(|hosts| below(reader, Word::While, hosts)));
    marks.extend(reader.value_of(event, Keyword::EnabledIf).map(|text| below(reader, Word::Available, text)));
    if event.get(Keyword::Interrupts).is_some_and(|_| !event.flag(Keyword::Interrupts)) {
        marks.push(Mark::plain(reader.word(Word::DoesNotInterrupt)).below());
    }
    marks.extend(effects(reader, event));
    marks
}

/// What it may happen during: the activity that carries it, those it names, or the block it stands in.
fn meanwhile(reader: &Reader<'_>, host: Option<&Table>, event: &Table) -> Option<String> {
    let shown = |reference: &str| -> String {
        let element = reader.procedure.find(reference);
        element.map_or_else(|| reference.into(), |element| reader.procedure.reference(element).to_string())
    };
    if let Some(host) = host {
        return host.text(Keyword::Id).map(|id| shown(id));
    }
    let named = event.list(Keyword::WhileOpen).iter().filter_map(Node::reference_text);
    let named: Vec<String> = named.map(|reference| shown(&reference)).collect();
    match named.is_empty() {
        true => event.text(Keyword::Inside).map(|id| shown(id)),
        false => Some(named.join(", ")),
    }
}

/// What follows when it happens, each thing on its line.
fn effects(reader: &Reader<'_>, event: &Table) -> Vec<Mark> {
    let mut marks = ways(reader, event);
    let redone = event.list(Keyword::Redo).iter().filter_map(Node::reference_text);
    let redone: Vec<String> = redone.map(|reference| reference.to_string()).collect();
    if !redone.is_empty() {
        marks.push(below(reader, Word::Redone, redone.join(", ")).toned(Tone::On));
    }
    marks.extend(
        event.table(Keyword::Opens).map(|opens| below(reader, Word::OpensCase, opened(reader, opens))),
    );
    marks.extend(reader.names_of(event, Keyword::Notifies).map(|who| below(reader, Word::Notifies, who)));
    marks.extend(reader.value_of(event, Keyword::Maximum).map(|most| below(reader, Word::AtMost, most)));
    marks
}

/// Where it leads, when the file says where.
fn ways(reader: &Reader<'_>, block: &Table) -> Vec<Mark> {
    let says = [Keyword::GoesTo, Keyword::BackTo].iter().any(|key| block.get(*key).is_some());
    let element = block.text(Keyword::Id).filter(|_| says).and_then(|id| reader.procedure.find(id));
    let exits = element.map_or(&[][..], |element| reader.procedure.graph.ways_of(element));
    exits.iter().map(|exit| exit_mark(reader, exit, None).below()).collect()
}

/// The case that it opens: of which procedure, at which start, with what.
fn opened(reader: &Reader<'_>, opens: &Table) -> String {
    let start = reader.value_of(opens, Keyword::Start);
    let keys = [Keyword::Procedure, Keyword::Version];
    let mut parts: Vec<String> = keys.into_iter().filter_map(|key| reader.value_of(opens, key)).collect();
    parts.extend(start.map(|start| format!("({} {start})", reader.label(Word::Start))));
    parts.extend(reader.value_of(opens, Keyword::Input).map(|input| format!("[{input}]")));
    parts.join(" ")
}

/// What sets it off, in the words of the file: «lo declara alguno de: Directores», «tiempo: 5 días».
fn triggers(reader: &Reader<'_>, when: &Table) -> String {
    let said = |entry: &Entry| {
        if let (Keyword::DeclaredBy, Some(names)) = (entry.key, reader.names_of(when, entry.key)) {
            return format!("{} {names}", reader.word(Word::DeclaredBy));
        }
        format!("{}: {}", entry.key.word(reader.language).replace('_', " "), reader.value(&entry.node))
    };
    when.entries.iter().map(said).collect::<Vec<_>>().join("; ")
}

fn repetition_marks(reader: &Reader<'_>, range: &Table) -> Vec<Mark> {
    let mut marks = vec![heading(reader, range)];
    let ends = [Keyword::First, Keyword::Last].into_iter();
    let ends: Vec<String> = ends.filter_map(|key| reader.value_of(range, key)).collect();
    marks.push(below(reader, Word::Activities, ends.join(" – ")));
    marks.extend(range.get(Keyword::ForEach).map(|each| {
        let text = each.as_table().map_or_else(|| reader.value(each), |each| for_each(reader, each));
        below(reader, Word::ForEach, text)
    }));
    marks
}

/// «actor (Actores priorizados), a la vez».
fn for_each(reader: &Reader<'_>, each: &Table) -> String {
    let list = each.text(Keyword::List).map(|list| {
        let datum = reader.procedure.data.iter().find(|datum| datum.id == *list);
        format!("({})", datum.map_or_else(|| joined(list), |datum| joined(&datum.name)))
    });
    let count = reader.value_of(each, Keyword::Cardinality).map(|count| format!("× {count}"));
    let named: Vec<String> =
        [reader.value_of(each, Keyword::Member), list, count].into_iter().flatten().collect();
    let order = reader.value_of(each, Keyword::Order);
    let enough = reader.value_of(each, Keyword::CompletesIf);
    let enough = enough.map(|enough| format!("{} {enough}", reader.word(Word::Until).to_lowercase()));
    [Some(named.join(" ")), order, enough].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Where a way arrives that leads to a repetition: at the first activity of its range.
pub(super) fn to_repetition(reader: &Reader<'_>, exit: &crate::graph::Exit) -> Option<String> {
    let crate::graph::Target::Element(target) = exit.target else { return None };
    let first = reader.first_of(target).filter(|_| exit.kind == ExitKind::Onward)?;
    Some(to(reader, Word::OnTo, reader.procedure.reference(first)))
}
