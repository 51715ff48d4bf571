//! Who takes part: roles, teams with their members and functions, participants of a collaboration.
//!
//! Knows the blocks of the file that say so, and prints everything that stands in them.
//! Read [`roles`] first.

use super::{Mark, Part, Reader, Section, sign};
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::render::escape::joined;
use crate::render::words::Word;

/// Roles and teams, in file order, and what all activities have of them.
pub(super) fn roles(reader: &Reader<'_>) -> Option<Section> {
    let mut marks: Vec<Mark> = reader.root().tables(K::Role).map(|role| named(reader, role, None)).collect();
    for team in reader.root().tables(K::Team) {
        marks.push(named(reader, team, Some(reader.word(Word::Team))));
        marks.extend(members(reader, team));
        marks.extend(functions(reader, team));
    }
    let defaults = reader.root().table(K::Defaults);
    let area = defaults.and_then(|all| reader.value_of(all, K::Area));
    marks.extend(area.map(|area| Mark::labelled(reader.label(Word::AreaOfActivities), area)));
    section(reader, Word::Roles, marks)
}

/// Who takes part: the code of a procedure, or a black box with its messages.
pub(super) fn participants(reader: &Reader<'_>) -> Option<Section> {
    let one = |block: &Table| {
        let name = [K::Name, K::Id].into_iter().find_map(|key| reader.value_of(block, key));
        let count = reader.value_of(block, K::HowMany).map(|count| format!("× {count}"));
        let is = reader.value_of(block, K::Procedure);
        let is = is.unwrap_or_else(|| reader.word(Word::BlackBox).to_owned());
        let is = [Some(is), reader.value_of(block, K::Source)].into_iter().flatten().collect::<Vec<_>>();
        let messages = [(K::Throws, Word::Throws), (K::Wait, Word::Awaits)];
        let said = |(key, word)| Some(format!("{} {}", reader.word(word), reader.value_of(block, key)?));
        let messages: Vec<String> = messages.into_iter().filter_map(said).collect();
        let messages = (!messages.is_empty()).then(|| messages.join("; "));
        let parts: Vec<String> =
            [name, count, Some(format!("({})", is.join("; "))), messages].into_iter().flatten().collect();
        Mark::plain(parts.join(" ")).signed(sign::ITEM)
    };
    section(reader, Word::Participants, reader.root().tables(K::Participant).map(one).collect())
}

fn section(reader: &Reader<'_>, word: Word, marks: Vec<Mark>) -> Option<Section> {
    let parts: Vec<Part> = marks.into_iter().map(Part::Mark).collect();
    (!parts.is_empty()).then(|| Section { title: reader.word(word), parts })
}

/// «Comité Estatal (CEIM) (equipo; también: comité; estatal; informa a EDG; 2.1.5)».
fn named(reader: &Reader<'_>, block: &Table, kind: Option<&'static str>) -> Mark {
    let external = block.flag(K::External).then(|| reader.word(Word::External));
    let plain = |key| reader.value_of(block, key);
    let boss = reader.names_of(block, K::ReportsTo);
    let about = [
        kind.map(str::to_owned),
        external.map(str::to_owned),
        plain(K::Alias).map(|alias| format!("{} {alias}", reader.label(Word::AlsoCalled).to_lowercase())),
        plain(K::Level),
        plain(K::Tier),
        plain(K::Area),
        plain(K::ForEach).map(|each| format!("{} {each}", reader.word(Word::OneForEach))),
        boss.map(|boss| format!("{} {boss}", reader.word(Word::ReportsTo))),
        plain(K::Source),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let name = reader.value_of(block, K::Name).unwrap_or_default();
    let text = if about.is_empty() { name } else { format!("{name} ({})", about.join("; ")) };
    Mark::plain(text).signed(sign::ITEM)
}

/// How many a team has, and who they are.
fn members(reader: &Reader<'_>, team: &Table) -> Vec<Mark> {
    let Some(node) = team.get(K::Members) else {
        let count = reader.value_of(team, K::HowMany);
        return count
            .map(|count| Mark::labelled(reader.label(Word::Members), count).below())
            .into_iter()
            .collect();
    };
    let count = reader.value_of(team, K::HowMany).map(|count| format!(" ({count})")).unwrap_or_default();
    let label = format!("{}{count}:", reader.word(Word::Members));
    let Tree::List(nodes) = &node.value else {
        return vec![Mark::labelled(label, reader.value(node)).below()];
    };
    let one = |node: &Node| Mark::plain(member(reader, node)).signed(sign::ITEM).below();
    std::iter::once(Mark::labelled(label, "").below()).chain(nodes.iter().map(one)).collect()
}

/// «Personal médico, Unidad de Atención a la Salud (1)».
fn member(reader: &Reader<'_>, node: &Node) -> String {
    let Some(block) = node.as_table() else {
        return node.as_text().map_or_else(|| reader.value(node), |id| joined(reader.named(id)));
    };
    let role = block.text(K::Role).map(|id| joined(reader.named(id)));
    let parts = [K::Name, K::Position, K::Area].into_iter().filter_map(|key| reader.value_of(block, key));
    let text = role.into_iter().chain(parts).collect::<Vec<_>>().join(", ");
    match reader.value_of(block, K::HowMany) {
        Some(count) => format!("{text} ({count})"),
        None => text,
    }
}

/// What a team is for; functions of one group stand under its name, once.
fn functions(reader: &Reader<'_>, team: &Table) -> Vec<Mark> {
    let Some(node) = team.get(K::Functions) else { return Vec::new() };
    let label = reader.word(Word::Functions);
    let Tree::List(nodes) = &node.value else {
        return vec![Mark::labelled(format!("{label}:"), reader.value(node)).below()];
    };
    let mut marks = Vec::new();
    let mut last: Option<Option<String>> = None;
    for node in nodes {
        let group = node.as_table().and_then(|block| reader.value_of(block, K::Group));
        if last.as_ref() != Some(&group) {
            let heading = [Some(label.to_owned()), group.clone()].into_iter().flatten().collect::<Vec<_>>();
            marks.push(Mark::labelled(format!("{}:", heading.join(" · ")), "").below());
            last = Some(group);
        }
        marks.extend(texts(reader, node).map(|text| Mark::plain(text).signed(sign::ITEM).below()));
    }
    marks
}

/// The texts of a function: its own, or those of its block.
fn texts<'a>(reader: &'a Reader<'_>, node: &'a Node) -> impl Iterator<Item = String> + 'a {
    let nodes = node.as_table().map_or(std::slice::from_ref(node), |block| block.list(K::Text));
    nodes.iter().map(|node| reader.value(node))
}
