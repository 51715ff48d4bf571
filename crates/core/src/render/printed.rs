//! Everything that a file says is printed somewhere: each text and number of the shipped procedures, as often as it stands.
//!
//! Knows which keys are not printed as they stand, and why; a text is looked for by its letters and digits alone.
//! Read [`NOT_PRINTED`] first.

use std::collections::BTreeMap;

use super::markdown;
use crate::check::{Options, check_bytes};
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::source::Language;

/// Keys whose values are names for the machine or for other blocks: what people read is the name of what they mean.
const NOT_PRINTED: &[(K, &str)] = &[
    (K::Id, "an identity is not for reading; blocks without rows show theirs"),
    (K::Responsible, "roles go by name"),
    (K::Authority, "roles go by name"),
    (K::Leader, "roles go by name"),
    (K::Who, "roles go by name"),
    (K::DeclaredBy, "roles go by name"),
    (K::Notifies, "roles go by name"),
    (K::EscalatesTo, "roles go by name"),
    (K::ReportsTo, "teams go by name"),
    (K::SignedBy, "roles go by name"),
    (K::ConfirmedBy, "roles go by name"),
    (K::VerifiedBy, "roles go by name"),
    (K::Role, "roles go by name"),
    (K::Evidence, "records go by name"),
    (K::Record, "records go by name"),
    (K::OneOf, "records and roles go by name"),
    (K::AnyOf, "records and roles go by name"),
    (K::Captures, "data go by name"),
    (K::DataItem, "data go by name"),
    (K::List, "a list that repeats goes by name"),
    (K::Measures, "indicators go by name"),
    (K::Indicator, "indicators go by name"),
    (K::Indicators, "indicators go by name"),
    (K::Window, "windows go by name"),
    (K::Milestone, "milestones go by name"),
    (K::Inside, "the row is indented below what it stands in"),
    (K::JoinsAt, "blocks go by number and title"),
    (K::BackTo, "activities go by number or title"),
    (K::OnTo, "activities go by number or title"),
    (K::GoesTo, "activities go by number or title"),
    (K::WhileOpen, "activities go by number or title"),
    (K::Redo, "activities go by number or title"),
    (K::First, "activities go by number or title"),
    (K::Last, "activities go by number or title"),
    (K::Start, "ways to begin go by title"),
    (K::CompensatedBy, "activities go by number or title"),
    (K::Field, "a finding says the field in words"),
];

macro_rules! shipped {
    ($($file:literal)+) => {
        /// The procedures that ship, by their paths.
        const SHIPPED: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../../../procedures/", $file)))),+];
    };
}

shipped! {
    "ibague-pro-gs-029/PRO-GS-029.toml"
    "mas-bienestar/MAS-C01.toml"
    "mas-bienestar/MAS-C02.toml"
    "mas-bienestar/MAS-C03.toml"
    "mas-bienestar/MAS-C04A.toml"
    "mas-bienestar/MAS-C04B.toml"
    "mas-bienestar/MAS-C05.toml"
    "mas-bienestar/MAS-C06.toml"
    "mas-bienestar/MAS-C07.toml"
    "mas-bienestar/MAS-C08.toml"
    "mas-bienestar/MAS-C09.toml"
    "mas-bienestar/MAS-C10.toml"
    "mas-bienestar/MAS-C11.toml"
    "mas-bienestar/MAS-C13.toml"
    "mas-bienestar/MAS-PLAN.toml"
    "mexico-asesoria/MX-ASESORIA.toml"
    "santa-marta-mm-gsa-p-075/MM-GSA-P-075.toml"
    "santander-asistencia-tecnica/ASISTENCIA-TECNICA.toml"
}

/// The lists of an annex are texts; the list of a repetition is a datum.
fn is_printed(path: &[K]) -> bool {
    let is_annex = path.first() == Some(&K::Annex);
    let quoted = path.contains(&K::Changes) && path.last() != Some(&K::Activity);
    // A member of a team may be a role that is declared nowhere else.
    let is_member = path.contains(&K::Members);
    let hidden = |key: &K| NOT_PRINTED.iter().any(|(other, _)| other == key);
    is_annex || is_member || !(quoted || path.iter().any(hidden))
}

/// What of a text stays whatever the notation escapes and wherever it breaks.
fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// The texts and numbers of a block with the keys that lead to them; the stack is explicit, as everywhere.
fn said(root: &Table) -> Vec<(Vec<K>, String)> {
    let mut found = Vec::new();
    let mut open: Vec<(Vec<K>, &Node)> = Vec::new();
    let entries = |path: &[K], table: &'_ Table| {
        let under = |key| path.iter().copied().chain([key]).collect::<Vec<_>>();
        table.entries.iter().map(|entry| (under(entry.key), entry.key)).collect::<Vec<_>>()
    };
    for (path, key) in entries(&[], root) {
        open.extend(root.get(key).map(|node| (path, node)));
    }
    while let Some((path, node)) = open.pop() {
        match &node.value {
            Tree::Text(text) => {
                found.extend(super::escape::paragraphs(text).into_iter().map(|text| (path.clone(), text)));
            }
            Tree::Number(number) => found.push((path, number.to_string())),
            Tree::List(nodes) => open.extend(nodes.iter().map(|node| (path.clone(), node))),
            Tree::Map(members) => open.extend(members.iter().map(|member| (path.clone(), &member.node))),
            Tree::Table(table) => {
                for (path, key) in entries(&path, table) {
                    open.extend(table.get(key).map(|node| (path, node)));
                }
            }
            _ => {}
        }
    }
    found
}

/// What the page of a file leaves out.
fn left_out((file, text): (&str, &str)) -> Vec<String> {
    let checked = check_bytes(file, text.as_bytes(), &Options::default());
    let procedure = checked.procedure.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let page = markdown(&procedure, Language::Spanish);
    let page = letters(&page.replace("<br>", " ").replace("&emsp;", " ").replace("&amp;", "&"));
    let mut times: BTreeMap<String, (usize, Vec<K>)> = BTreeMap::new();
    for (path, text) in said(&procedure.document().root) {
        if is_printed(&path) {
            let place = times.entry(letters(&text)).or_insert((0, path));
            // The functions of one group stand below its name, once.
            place.0 = if place.1.last() == Some(&K::Group) { 1 } else { place.0 + 1 };
        }
    }
    let missing = |(text, (times, path)): (&String, &(usize, Vec<K>))| {
        let printed = page.matches(text.as_str()).count();
        (printed < *times).then(|| format!("{file}: {path:?}: {text}: {printed} of {times}"))
    };
    times.iter().filter_map(missing).collect()
}

#[test]
fn everything_in_the_shipped_procedures_is_printed() {
    assert_eq!(SHIPPED.len(), 18, "the five procedures, one of them in fourteen files");
    let missing: Vec<String> = SHIPPED.iter().flat_map(|file| left_out(*file)).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
