//! The ranges of activities that are done once per member, printed as what they are.
//!
//! Knows repetitions as the file writes them; the activities of a range have their own rows.
//! Read [`repetitions`] first.

use super::outcome::to;
use super::{Mark, Part, Reader, Section, Tone};
use crate::document::Table;
use crate::graph::{Exit, ExitKind, Target};
use crate::keywords::Keyword;
use crate::render::escape::joined;
use crate::render::words::Word;

/// The repetitions of the file, when it has any.
pub(super) fn repetitions(reader: &Reader<'_>) -> Option<Section> {
    let ranges = reader.root().tables(Keyword::Repetition);
    let parts: Vec<Part> = ranges.flat_map(|range| repetition_marks(reader, range)).map(Part::Mark).collect();
    (!parts.is_empty()).then(|| Section { title: reader.word(Word::Repetitions), parts })
}

/// What it is called: its title, its id and its source.
fn heading(reader: &Reader<'_>, range: &Table) -> Mark {
    let id = range.text(Keyword::Id).map_or_else(String::new, |id| joined(id));
    let about: Vec<String> =
        std::iter::once(id.clone()).chain(reader.value_of(range, Keyword::Source)).collect();
    let about = about.join("; ");
    let text = match reader.value_of(range, Keyword::Title).filter(|title| !title.is_empty()) {
        Some(title) => format!("{title} ({about})"),
        None => about,
    };
    Mark { findings: findings(reader, &id), ..Mark::plain(text).toned(Tone::Title) }
}

/// The findings that changed or added a repetition.
fn findings(reader: &Reader<'_>, id: &str) -> Vec<crate::data::Text> {
    let keys = [Keyword::Repetition, Keyword::First, Keyword::Last, Keyword::ForEach];
    let mut found = Vec::new();
    for finding in keys.into_iter().flat_map(|key| reader.findings_of(id, key)) {
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    found
}

fn below(reader: &Reader<'_>, word: Word, text: impl Into<String>) -> Mark {
    Mark::labelled(reader.label(word), text).below()
}

fn repetition_marks(reader: &Reader<'_>, range: &Table) -> Vec<Mark> {
    let mut marks = vec![heading(reader, range)];
    let ends = [Keyword::First, Keyword::Last].into_iter();
    let ends: Vec<String> = ends.filter_map(|key| reader.called_in(range, key)).collect();
    marks.push(below(reader, Word::Activities, ends.join(" – ")));
    let inside = reader.called_in(range, Keyword::Inside);
    marks.extend(inside.map(|block| below(reader, Word::Inside, block)));
    marks.extend(range.get(Keyword::ForEach).map(|each| {
        let text = each.as_table().map_or_else(|| reader.value(each), |each| for_each(reader, each));
        below(reader, Word::ForEach, text)
    }));
    marks
}

/// «actor (Actores priorizados), a la vez».
pub(super) fn for_each(reader: &Reader<'_>, each: &Table) -> String {
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
pub(super) fn to_repetition(reader: &Reader<'_>, exit: &Exit) -> Option<String> {
    let Target::Element(target) = exit.target else { return None };
    let first = reader.first_of(target).filter(|_| exit.kind == ExitKind::Onward)?;
    Some(to(reader, (Word::OnTo, Word::OnToNamed), first))
}
