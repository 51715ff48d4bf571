//! No activity stands twice: same text, responsible and evidence, neighbours or not.

use super::Site;
use super::recorded::Recorded;
use super::telling::{block_span, ids, key_span, language, listing, of};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::document::Table;
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};
use crate::source::Language;

const CLASSES: &[&str] = &["duplicad", "repetida", "duplicate", "repeated"];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let groups = alike(site);
    if groups.is_empty() {
        return;
    }
    let recorded = Recorded::about(site, CLASSES);
    for group in groups {
        let problem = CheckProblem::RepeatedActivities {
            activities: listing(site, &group),
            recorded: recorded.covering(&group),
        };
        let second = key_span(site, group[1], Keyword::Id);
        let told = Diagnostic::remark(problem, second).with_label(block_span(site, group[0]), label(site));
        found.push(told.with_elements(ids(site, &group)));
    }
}

/// The number of a text without letters.
const NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

/// How many different activities with the same number are told apart.
const COMPARED: usize = 16;

/// Groups of two or more that are alike, in the order of their first member.
///
/// Activities are sorted by a number made of their text, so that only those with the same number are compared in full.
fn alike(site: &Site<'_>) -> Vec<Vec<ElementIx>> {
    let work = of(site, &site.picked.work);
    let number = |element, activity| Some(mixed_with_duty(number_of(text(site, element)?)?, activity));
    let mut keyed: Vec<(u64, ElementIx)> =
        work.filter_map(|(element, activity)| Some((number(element, activity)?, element))).collect();
    keyed.sort_unstable();
    let mut groups: Vec<Vec<ElementIx>> = Vec::new();
    for same_number in keyed.chunk_by(|one, other| one.0 == other.0).filter(|chunk| chunk.len() > 1) {
        divide(site, same_number, &mut groups);
    }
    groups.sort_unstable();
    groups
}

/// Compares in full; different activities with the same number are rare, and only a file made for it has many.
fn divide(site: &Site<'_>, same_number: &[(u64, ElementIx)], groups: &mut Vec<Vec<ElementIx>>) {
    let mut kinds: Vec<Vec<ElementIx>> = Vec::new();
    for (_, element) in same_number {
        match kinds.iter_mut().take(COMPARED).find(|kind| same(site, kind[0], *element)) {
            Some(kind) => kind.push(*element),
            None => kinds.push(vec![*element]),
        }
    }
    groups.extend(kinds.into_iter().filter(|kind| kind.len() > 1));
}

fn same(site: &Site<'_>, one: ElementIx, other: ElementIx) -> bool {
    let (Some(first), Some(second)) = (site.procedure.activity(one), site.procedure.activity(other)) else {
        return false;
    };
    same_duty(first, second)
        && text(site, one).map(letters).zip(text(site, other).map(letters)).is_some_and(|(a, b)| a.eq(b))
}

fn same_duty(one: &Activity, other: &Activity) -> bool {
    one.responsible == other.responsible && one.evidence == other.evidence
}

/// What an activity says: its description, else its title.
fn text<'a>(site: &Site<'a>, element: ElementIx) -> Option<&'a str> {
    let table: &'a Table = site.tables.get(element.index())?;
    table.text(Keyword::Description).or_else(|| table.text(Keyword::Title)).map(|text| &**text)
}

/// Letters and digits in lower case: spaces, line ends and punctuation do not make a difference.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| letter.is_alphanumeric()).map(lower)
}

/// The lower case of a letter; of the few that become several, the first is enough to compare by.
fn lower(letter: char) -> char {
    match letter.is_ascii() {
        true => letter.to_ascii_lowercase(),
        false => letter.to_lowercase().next().unwrap_or(letter),
    }
}

/// FNV-1a over the letters; `None` when there are none.
fn number_of(text: &str) -> Option<u64> {
    let number = letters(text).map(u32::from).fold(NOTHING, mix);
    (number != NOTHING).then_some(number)
}

fn mixed_with_duty(number: u64, activity: &Activity) -> u64 {
    let roles = activity.responsible.roles.iter().map(|role| role.0);
    let records = activity.evidence.iter().flat_map(|need| &need.options).map(|option| option.record.0);
    roles.chain([u32::MAX]).chain(records).fold(number, mix)
}

fn mix(number: u64, part: u32) -> u64 {
    (number ^ u64::from(part)).wrapping_mul(0x0100_0000_01b3)
}

fn label(site: &Site<'_>) -> &'static str {
    match language(site) {
        Language::Spanish => "la primera de ellas",
        Language::English => "the first of them",
    }
}
