//! What a path does not write comes from the procedure: who may act, evidence, signatures, a note, data.
//!
//! Knows how an open item and a step become commands.
//! Does not judge them: the engine does, and a path may expect a refusal.
//!
//! A step that gives signatures signs and does not complete when the activity asks a question that the step does not
//! answer, or when the step gives nothing besides; so signatures of other days and persons have steps of their own.

use std::borrow::Cow;

use super::clock::Clock;
use super::file::{Given, Said};
use super::value;
use crate::command::{Actor, Command, Delivered, Delivery, Done, GivenSignature, Verification};
use crate::data::{Digest, Text, Value};
use crate::document::Member;
use crate::event::{EvidenceRef, ItemKind};
use crate::procedure::{Choice, Procedure};
use crate::rejection::Rejection;
use crate::source::Language;
use crate::view::{RecordWanted, WorkItem};

/// One command and who gives it.
pub(super) type Order = (Actor, Command);

/// Makes commands for open items.
pub(super) struct Supply<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) clock: &'a Clock<'a>,
    pub(super) language: Language,
    /// Whether work takes data that it does not ask for.
    pub(super) over_model: bool,
}

impl Supply<'_> {
    /// The commands that do an item as a step says.
    pub(super) fn orders(&self, item: &WorkItem, given: &Given) -> Result<Vec<Order>, Rejection> {
        if let Some(code) = &given.error {
            let command = Command::ThrowError { item: item.item, attempt: 1, code: code.clone() };
            return Ok(vec![(self.actor(item, given), command)]);
        }
        if item.kind == ItemKind::Work && signs_only(item, given) {
            return Ok(self.signatures(item, given));
        }
        let (before, given) = match self.over_model {
            true => self.unasked(item, given),
            false => (Vec::new(), Cow::Borrowed(given)),
        };
        let given = &*given;
        let command = match item.kind {
            ItemKind::Applies => self.answer(item, given, given.applies.as_ref().or(given.answer.as_ref())),
            ItemKind::Confirm => self.answer(item, given, given.answer.as_ref().or(Some(&Said::Yes))),
            ItemKind::Verify => {
                Command::Verify { item: item.item, verification: self.verification(item, given)? }
            }
            _ => Command::Complete { item: item.item, done: self.done(item, given) },
        };
        Ok(before.into_iter().chain([(self.actor(item, given), command)]).collect())
    }

    /// Data of the case that a step hands to work that does not ask for it: written before, by a command of its own.
    fn unasked<'g>(&self, item: &WorkItem, given: &'g Given) -> (Vec<Order>, Cow<'g, Given>) {
        let is_asked = |member: &Member| item.data.iter().any(|wanted| wanted.id == member.name);
        // Of called work the case knows nothing by that name, and the engine says so.
        if item.called.is_some() || given.data.iter().all(is_asked) {
            return (Vec::new(), Cow::Borrowed(given));
        }
        let mut given = given.clone();
        let (asked, unasked): (Vec<_>, Vec<_>) =
            std::mem::take(&mut given.data).into_iter().partition(is_asked);
        given.data = asked;
        let data = value::data(self.procedure, &unasked, self.clock, self.language);
        (vec![(Self::reporter(&Given::default()), Command::SetData { data })], Cow::Owned(given))
    }

    /// Who acts: as the step says, else the first who may, under a name that tells the role.
    pub(super) fn actor(&self, item: &WorkItem, given: &Given) -> Actor {
        let role = given.role.as_deref().or(usual_role(item, given)).unwrap_or(self.anyone());
        let person = given.person.as_deref().unwrap_or(role);
        match item.kind {
            // Who verifies is another person, even in the same role.
            ItemKind::Verify if given.person.is_none() => Actor::person(&format!("{person}-2"), role),
            _ => Actor::person(person, role),
        }
    }

    /// Who reports data and indicators: a program of the host unless a role is given.
    pub(super) fn reporter(given: &Given) -> Actor {
        match &given.role {
            Some(role) => Actor::person(given.person.as_deref().unwrap_or(role), role),
            None => Actor::host("camino"),
        }
    }

    fn anyone(&self) -> &'static str {
        self.said("alguien", "someone")
    }

    fn said(&self, spanish: &'static str, english: &'static str) -> &'static str {
        match self.language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    fn answer(&self, item: &WorkItem, given: &Given, said: Option<&Said>) -> Command {
        let answer = said.map_or_else(|| "".into(), |said| answer_id(item, said));
        let refused = item.kind == ItemKind::Confirm && &*answer == "no";
        let note = given
            .note
            .clone()
            .or_else(|| refused.then(|| self.said("No se confirma", "Not confirmed").into()));
        Command::Answer { item: item.item, answer, note }
    }

    fn verification(&self, item: &WorkItem, given: &Given) -> Result<Verification, Rejection> {
        let conforming = match (given.control, &given.answer) {
            (Some(conforming), _) => conforming,
            (None, Some(Said::Conforming(conforming))) => *conforming,
            (None, None) => true,
            _ => {
                return Err(Rejection::AnswerNotAsked { reference: item.reference.clone() });
            }
        };
        let note = given.note.clone().or_else(|| self.nonconforming_note(conforming));
        Ok(Verification { conforming, points: points(item, conforming), note })
    }

    fn nonconforming_note(&self, conforming: bool) -> Option<Text> {
        (!conforming).then(|| self.said("No conforme", "Nonconforming").into())
    }

    fn done(&self, item: &WorkItem, given: &Given) -> Done {
        let mut done = Done::new();
        done.answer = answer_of(item, given);
        let offered = item.answers.iter().find(|offered| Some(&offered.id) == done.answer.as_ref());
        let returns = offered.is_some_and(|offered| offered.returns);
        let conforming = conforming_of(item, given);
        let asked = item.verifies.is_some() || conforming.is_some();
        done.verification = asked.then(|| Verification {
            conforming: conforming.unwrap_or(true),
            points: points(item, conforming.unwrap_or(true)),
            note: None,
        });
        done.note = given.note.clone().or_else(|| match conforming {
            Some(false) => self.nonconforming_note(false),
            _ => returns.then(|| self.said("Se regresa", "Sent back").into()),
        });
        done.evidence = self.evidence(item, given, returns);
        done.signatures = self.given_signatures(item, given, &done.evidence);
        done.data = self.data(item, given, returns);
        done.measures = value::measures(&given.measures);
        if !returns {
            // What is given without its window is of the one window that is asked.
            let own = |id: &Text| Text::from(id.split_once('[').map_or(&**id, |(own, _)| own));
            let is_given = |id: &Text| has(&done.measures, id) || has(&done.measures, &own(id));
            let missing = item.measures.iter().filter(|wanted| !wanted.optional && !is_given(&wanted.id));
            let missing: Vec<_> =
                missing.map(|wanted| (wanted.id.clone(), crate::data::Decimal::ZERO)).collect();
            done.measures.extend(missing);
        }
        done
    }

    fn data(&self, item: &WorkItem, given: &Given, returns: bool) -> Vec<(Text, Value)> {
        let mut data = value::data(self.procedure, &given.data, self.clock, self.language);
        if !returns {
            let missing = item.data.iter().filter(|wanted| !wanted.optional && !has(&data, &wanted.id));
            let plain = |kind, values: &[Text]| value::plain(kind, values, self.clock);
            let missing: Vec<_> =
                missing.map(|wanted| (wanted.id.clone(), plain(wanted.kind, &wanted.values))).collect();
            data.extend(missing);
        }
        data
    }

    /// Documents: those the step delivers, else those that are needed; of a choice the first.
    fn evidence(&self, item: &WorkItem, given: &Given, returns: bool) -> Vec<Delivery> {
        let records: Vec<Text> = match &given.delivers {
            Some(records) => records.clone(),
            None if returns => Vec::new(),
            None => needed(item),
        };
        records
            .iter()
            .map(|record| {
                Delivery::Document(Delivered { record: record.clone(), document: document(item, record) })
            })
            .collect()
    }

    /// Signatures over what is delivered: by the roles the step names, else by all that are needed and still missing.
    fn given_signatures(&self, item: &WorkItem, given: &Given, evidence: &[Delivery]) -> Vec<GivenSignature> {
        let actor = self.actor(item, given);
        let sign = |record: &Text, role: &Text| GivenSignature {
            record: record.clone(),
            role: role.clone(),
            person: (actor.role() != Some(role)).then(|| role.clone()),
        };
        let mut signatures = Vec::new();
        for record in evidence.iter().map(record_of) {
            let roles = match &given.signed_by {
                Some(roles) => roles.iter().filter(|role| signs(item, record, role)).cloned().collect(),
                None => wanted(item, record).map(missing_signers).unwrap_or_default(),
            };
            signatures.extend(roles.iter().map(|role| sign(record, role)));
        }
        // A role that signs none of it is handed on, so that the engine can refuse it.
        let strangers = given
            .signed_by
            .iter()
            .flatten()
            .filter(|role| !evidence.iter().any(|delivery| signs(item, record_of(delivery), role)));
        let first = evidence.first().map(record_of);
        signatures.extend(strangers.filter_map(|role| Some(sign(first?, role))));
        signatures
    }

    /// One command for each signature, by the person the step names or one that tells the role.
    fn signatures(&self, item: &WorkItem, given: &Given) -> Vec<Order> {
        let records = given.delivers.clone().unwrap_or_else(|| needed(item));
        let mut orders = Vec::new();
        for role in given.signed_by.iter().flatten() {
            let own = given.role.as_ref().is_none_or(|own| own == role);
            let person = given.person.as_deref().filter(|_| own).unwrap_or(role);
            let signed: Vec<&Text> = records.iter().filter(|record| signs(item, record, role)).collect();
            let signed = if signed.is_empty() { records.iter().take(1).collect() } else { signed };
            for record in signed {
                let sha256 = document(item, record).sha256;
                let command = Command::Sign { item: item.item, record: record.clone(), sha256 };
                orders.push((Actor::person(person, role), command));
            }
        }
        orders
    }
}

/// The first role that may do it; where others answer, one that answers when an answer is given, else one that does not.
fn usual_role<'i>(item: &'i WorkItem, given: &Given) -> Option<&'i str> {
    let fits = |role: &&Text| item.answered_by.contains(role) == given.answer.is_some();
    let fitting = item.roles.iter().find(fits).filter(|_| !item.answered_by.is_empty());
    fitting.or(item.roles.first()).map(|role| &**role)
}

fn signs_only(item: &WorkItem, given: &Given) -> bool {
    let signs = given.signed_by.as_ref().is_some_and(|roles| !roles.is_empty());
    let silent =
        given.control.is_none() && given.note.is_none() && given.data.is_empty() && given.measures.is_empty();
    let unanswered = given.answer.is_none();
    let asks = !item.answers.is_empty();
    signs && unanswered && (asks || (silent && given.delivers.is_none()))
}

/// The id of an answer that a path gives by word, id or printed text; one that there is not is handed on.
pub(super) fn answer_id(item: &WorkItem, said: &Said) -> Text {
    match said {
        Said::Yes => "yes".into(),
        Said::No => "no".into(),
        Said::Conforming(true) => "conforming".into(),
        Said::Conforming(false) => "nonconforming".into(),
        Said::Other(text) => {
            let named = item.answers.iter().find(|offered| offered.id == *text || offered.text == *text);
            named.map_or_else(|| text.clone(), |offered| offered.id.clone())
        }
    }
}

/// The answer of a completion; a result of a verification is none where no question is asked.
fn answer_of(item: &WorkItem, given: &Given) -> Option<Text> {
    match &given.answer {
        Some(Said::Conforming(_)) if item.answers.is_empty() => None,
        Some(said) => Some(answer_id(item, said)),
        None => None,
    }
}

fn conforming_of(item: &WorkItem, given: &Given) -> Option<bool> {
    match (given.control, &given.answer) {
        (Some(conforming), _) => Some(conforming),
        (None, Some(Said::Conforming(conforming))) if item.answers.is_empty() => Some(*conforming),
        _ => None,
    }
}

/// A result for each item of the check list that goes with the whole.
fn points(item: &WorkItem, conforming: bool) -> Vec<bool> {
    let mut points = vec![true; item.points.len()];
    if let Some(first) = points.first_mut() {
        *first = conforming;
    }
    points
}

/// The records that are needed: all that have no alternative, then of each choice the first, unless one is there already.
fn needed(item: &WorkItem) -> Vec<Text> {
    let needs = item.evidence.iter().filter(|need| !need.optional);
    let (plain, choices): (Vec<_>, Vec<_>) =
        needs.partition(|need| need.rule == Choice::All || need.records.len() == 1);
    let mut records: Vec<Text> = Vec::new();
    for record in plain.iter().flat_map(|need| &need.records) {
        if !records.contains(&record.id) {
            records.push(record.id.clone());
        }
    }
    for choice in choices {
        if !choice.records.iter().any(|record| records.contains(&record.id)) {
            records.extend(choice.records.first().map(|record| record.id.clone()));
        }
    }
    records
}

fn wanted<'i>(item: &'i WorkItem, record: &str) -> Option<&'i RecordWanted> {
    item.evidence.iter().flat_map(|need| &need.records).find(|wanted| &*wanted.id == record)
}

fn signs(item: &WorkItem, record: &str, role: &Text) -> bool {
    wanted(item, record).is_some_and(|wanted| wanted.signed_by.iter().any(|(_, roles)| roles.contains(role)))
}

/// The roles whose signatures are still missing: all, or of a choice the first unless one has signed.
fn missing_signers(record: &RecordWanted) -> Vec<Text> {
    let mut missing = Vec::new();
    for (rule, roles) in &record.signed_by {
        let open = |role: &&Text| !record.signed.contains(role);
        match rule {
            Choice::All => missing.extend(roles.iter().filter(open).cloned()),
            Choice::OneOf | Choice::AnyOf if roles.iter().all(|role| open(&role)) => {
                missing.extend(roles.first().cloned());
            }
            Choice::OneOf | Choice::AnyOf => {}
        }
    }
    missing
}

fn record_of(delivery: &Delivery) -> &Text {
    match delivery {
        Delivery::Document(delivered) => &delivered.record,
        Delivery::Cited(record) => record,
    }
}

/// The document that stands for a record: the same in one round of an activity, another in the next.
fn document(item: &WorkItem, record: &str) -> EvidenceRef {
    let text = format!("{record} {} {}", item.reference, item.round);
    let sha256 = Digest::of(text.as_bytes());
    EvidenceRef { name: format!("{record}.pdf").into(), media_type: "application/pdf".into(), sha256 }
}

fn has<T>(given: &[(Text, T)], id: &Text) -> bool {
    given.iter().any(|(other, _)| other == id)
}
