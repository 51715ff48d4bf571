//! What has to be refused: the wrong role, what is missing, what is not open.
//!
//! Knows which refusals open work calls for; that the engine refuses for that reason the replay says.
//! Read [`add`] first.

use std::collections::BTreeSet;

use super::moves::Piece;
use super::set::{Found, Set};
use super::words::{Words, answer_word};
use crate::data::Text;
use crate::document::toml_text::quoted;
use crate::event::ItemKind;
use crate::keywords::Keyword as K;
use crate::procedure::{Choice, ElementIx, Procedure};
use crate::rejection;
use crate::source::Language;
use crate::view::{EvidenceWanted, WorkItem, open_without_awaiting};

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
    let Some(straight) = set.best(&[]) else { return };
    let driver = set.driver;
    let language = driver.language();
    let mut seen: BTreeSet<(ElementIx, u8)> = BTreeSet::new();
    let mut attempts: Vec<Attempt> = Vec::new();
    driver.looked_at(&straight, |place, walker| {
        for item in open_without_awaiting(walker.instance()) {
            if item.called.is_some() {
                continue;
            }
            let element = item.element;
            if seen.insert((element, item.kind as u8)) {
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

/// What is refused of an item, with the reason in the language of the path.
fn of(item: &WorkItem, procedure: &Procedure, language: Language) -> Vec<(String, &'static str)> {
    let writer = Writer { item, language };
    let mut found: Vec<(String, &'static str)> = Vec::new();
    match item.kind {
        ItemKind::Applies => {
            let asked = format!(", {} = {}", writer.word(K::AppliesIf), quoted(writer.word(K::AnswerNo)));
            found.extend(
                writer.stranger(procedure).map(|role| (format!("{role}{asked}"), "rol-no-autorizado")),
            );
        }
        ItemKind::Work => {
            let answer = writer.onward();
            found.extend(
                writer.stranger(procedure).map(|role| (format!("{role}{answer}"), "rol-no-autorizado")),
            );
            if !item.answers.is_empty() {
                found.push((String::new(), "falta-respuesta"));
            }
            if item.answers.is_empty() || !answer.is_empty() {
                found.extend(writer.evidence().map(|keys| (format!("{keys}{answer}"), "falta-evidencia")));
                found.extend(writer.signature().map(|keys| (format!("{keys}{answer}"), "falta-firma")));
            }
            found.extend(writer.without_note().map(|keys| (keys, "falta-nota")));
        }
        _ => {}
    }
    let named = format!("{} = {}", writer.word(K::Activity), quoted(&item.reference));
    let whole = |(keys, reason): (String, &str)| (format!("{named}{keys}"), named_reason(reason, language));
    found.into_iter().map(whole).collect()
}

/// The keys of a step that does an item wrongly, each after a comma.
struct Writer<'i> {
    item: &'i WorkItem,
    language: Language,
}

impl Writer<'_> {
    fn word(&self, keyword: K) -> &'static str {
        keyword.word(self.language)
    }

    /// A role that may not do it, where there is one.
    fn stranger(&self, procedure: &Procedure) -> Option<String> {
        let roles = &self.item.roles;
        let stranger =
            procedure.roles().iter().find(|role| !roles.is_empty() && !roles.contains(&role.id))?;
        Some(format!(", {} = {}", self.word(K::Role), quoted(&stranger.id)))
    }

    /// An answer that goes on, where it asks for one.
    fn onward(&self) -> String {
        let onward = self.item.answers.iter().find(|offered| !offered.returns);
        onward.map_or_else(String::new, |offered| self.answer(&offered.id))
    }

    fn answer(&self, id: &str) -> String {
        format!(", {} = {}", self.word(K::AnswersWith), quoted(answer_word(id, self.language)))
    }

    fn evidence(&self) -> Option<String> {
        let needed = self.item.evidence.iter().any(|need| !need.optional);
        needed.then(|| format!(", {} = []", self.word(K::Delivers)))
    }

    /// Everything that is needed, signed by nobody.
    fn signature(&self) -> Option<String> {
        let signed = |need: &EvidenceWanted| {
            !need.optional && need.records.first().is_some_and(|record| !record.signed_by.is_empty())
        };
        let records: Vec<String> = needed(self.item).iter().map(|record| quoted(record)).collect();
        let (delivers, signed_by) = (self.word(K::Delivers), self.word(K::SignedBy));
        let is_signed = self.item.evidence.iter().any(signed);
        is_signed.then(|| format!(", {delivers} = [{}], {signed_by} = []", records.join(", ")))
    }

    /// What needs a note, without one.
    fn without_note(&self) -> Option<String> {
        let note = format!(", {} = \"\"", self.word(K::Note));
        if let Some(back) = self.item.answers.iter().find(|offered| offered.returns) {
            return Some(format!("{}{note}", self.answer(&back.id)));
        }
        let control = format!(", {} = {}", self.word(K::Control), quoted(self.word(K::Nonconforming)));
        self.item.verifies.as_ref().map(|_| format!("{control}{note}"))
    }
}

/// The records that an item needs, of a choice the first.
fn needed(item: &WorkItem) -> Vec<Text> {
    let mut records: Vec<Text> = Vec::new();
    for need in item.evidence.iter().filter(|need| !need.optional) {
        let all = if need.rule == Choice::All { need.records.len() } else { 1 };
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
