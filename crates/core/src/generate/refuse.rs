//! What has to be refused: the wrong role, what is missing, what is not open.
//!
//! Knows which refusals open work calls for; that the engine refuses for that reason the replay says.
//! Read [`add`] first.

use std::collections::BTreeSet;

use super::moves::Piece;
use super::set::{Found, Set};
use super::toml_text::quoted;
use super::words::Words;
use crate::event::ItemKind;
use crate::keywords::Keyword as K;
use crate::procedure::{ElementIx, Procedure};
use crate::rejection;
use crate::source::Language;
use crate::view::{WorkItem, open_without_awaiting};

/// Something that is tried in vain.
struct Attempt {
    /// Before which thing of the straight path.
    place: usize,
    element: ElementIx,
    /// The keys of what is tried.
    keys: String,
    reason: &'static str,
}

/// One path for each refusal that the work of the straight path calls for; it goes on to the end after it.
pub(super) fn add(set: &mut Set<'_>) {
    let Some(straight) = set.straight_run() else { return };
    let driver = set.driver;
    let language = driver.language();
    let mut seen: BTreeSet<(ElementIx, ItemKindOrder)> = BTreeSet::new();
    let mut attempts: Vec<Attempt> = Vec::new();
    driver.looked_at(&straight, |place, walker| {
        for item in open_without_awaiting(walker.instance()) {
            let Some(element) = Set::is_own(&item) else { continue };
            if seen.insert((element, order(item.kind))) {
                attempts.extend(
                    of(&item, driver.procedure, language).into_iter().map(|(keys, reason)| Attempt {
                        place,
                        element,
                        keys,
                        reason,
                    }),
                );
            }
        }
    });
    for attempt in attempts {
        let mut pieces = straight.pieces.clone();
        let (rejects, reason) = (K::Rejects.word(language), K::Reason.word(language));
        let step = format!("{rejects} = {{ {} }}, {reason} = {}", attempt.keys, quoted(attempt.reason));
        pieces.insert(attempt.place, Piece::Step(step));
        let words = Words::refused(driver.procedure, attempt.element, attempt.reason);
        if let Some(run) = driver.retrace(&straight.beginning, pieces) {
            let _ = set.add(Found { words, goal: None, run });
        }
    }
}

/// Kinds of items by number, for a set of them.
type ItemKindOrder = u8;

fn order(kind: ItemKind) -> ItemKindOrder {
    kind as u8
}

/// What is refused of an item, with the reason in the language of the path.
fn of(item: &WorkItem, procedure: &Procedure, language: Language) -> Vec<(String, &'static str)> {
    let word = |keyword: K| keyword.word(language);
    let mut found = Vec::new();
    let named = format!("{} = {}", word(K::Activity), quoted(&item.reference));
    let reason = |spanish: &str| named_reason(spanish, language);
    let stranger = procedure.roles().iter().find(|role| !item.roles.contains(&role.id));
    if item.kind == ItemKind::Applies {
        let asked = format!("{named}, {} = {}", word(K::AppliesIf), quoted(word(K::AnswerNo)));
        if let (Some(stranger), false) = (stranger, item.roles.is_empty()) {
            found.push((
                format!("{asked}, {} = {}", word(K::Role), quoted(&stranger.id)),
                reason("rol-no-autorizado"),
            ));
        }
        return found;
    }
    if item.kind != ItemKind::Work {
        return found;
    }
    let onward = item.answers.iter().find(|offered| !offered.returns);
    let answered = onward.map_or_else(String::new, |offered| {
        format!(", {} = {}", word(K::AnswersWith), quoted(super::words::answer_word(&offered.id, language)))
    });
    if let (Some(stranger), false) = (stranger, item.roles.is_empty()) {
        let role = format!(", {} = {}", word(K::Role), quoted(&stranger.id));
        found.push((format!("{named}{role}{answered}"), reason("rol-no-autorizado")));
    }
    if !item.answers.is_empty() {
        found.push((named.clone(), reason("falta-respuesta")));
    }
    if item.answers.is_empty() || onward.is_some() {
        if item.evidence.iter().any(|need| !need.optional) {
            found.push((format!("{named}, {} = []{answered}", word(K::Delivers)), reason("falta-evidencia")));
        }
        let signed = |need: &crate::view::EvidenceWanted| {
            !need.optional && need.records.first().is_some_and(|record| !record.signed_by.is_empty())
        };
        if item.evidence.iter().any(signed) {
            let records: Vec<String> =
                super::refuse::needed(item).iter().map(|record| quoted(record)).collect();
            let delivered =
                format!("{} = [{}], {} = []", word(K::Delivers), records.join(", "), word(K::SignedBy));
            found.push((format!("{named}, {delivered}{answered}"), reason("falta-firma")));
        }
    }
    let note = format!("{} = \"\"", word(K::Note));
    if let Some(back) = item.answers.iter().find(|offered| offered.returns) {
        let answer = quoted(super::words::answer_word(&back.id, language));
        found.push((format!("{named}, {} = {answer}, {note}", word(K::AnswersWith)), reason("falta-nota")));
    }
    if item.verifies.is_some() {
        let control = format!("{} = {}", word(K::Control), quoted(word(K::Nonconforming)));
        found.push((format!("{named}, {control}, {note}"), reason("falta-nota")));
    }
    found
}

/// The records that an item needs, of a choice the first.
pub(super) fn needed(item: &WorkItem) -> Vec<crate::data::Text> {
    let mut records: Vec<crate::data::Text> = Vec::new();
    for need in item.evidence.iter().filter(|need| !need.optional) {
        let all = if need.rule == crate::procedure::Choice::All { need.records.len() } else { 1 };
        for record in need.records.iter().take(all) {
            if !records.contains(&record.id) {
                records.push(record.id.clone());
            }
        }
    }
    records
}

/// The name of a refusal in a language, by its name in Spanish.
fn named_reason(spanish: &str, language: Language) -> &'static str {
    let place = rejection::names(Language::Spanish).position(|name| name == spanish);
    place.and_then(|place| rejection::names(language).nth(place)).unwrap_or("")
}
