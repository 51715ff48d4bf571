//! What only a case can tell a guard: what was delivered, done or left open, how often it happened, how long ago.
//!
//! Knows what such facts may be made to say, and what a path does before so that they do.
//! Does not walk: who walks does the [`Deeds`].
//! Read [`Witness::tellings`] first.

use super::map::Need;
use super::witness::{Values, Witness};
use crate::data::{Decimal, Text, Value};
use crate::graph::Over;
use crate::guard::Slot;
use crate::procedure::{Applies, Choice, DatumIx, ElementIx, EvidenceNeed, Procedure, RecordIx};

/// Facts of one goal that are chosen.
const FACTS: usize = 4;
/// Ways in which they are chosen, together.
const TELLINGS: usize = 16;
/// How often an event happens at most, so that a guard counts it.
const TIMES: u32 = 5;
/// Days that pass at most, so that a guard counts them.
const DAYS: u32 = 4_000;

/// What a path does before a guard is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Deeds {
    /// What is done or happens, and how often.
    pub(super) done: Vec<(ElementIx, u32)>,
    /// What is said not to apply.
    pub(super) skipped: Vec<ElementIx>,
    /// What is not gone through.
    pub(super) avoided: Vec<ElementIx>,
    /// What is reached and left open.
    pub(super) open: Vec<ElementIx>,
    /// Days that pass once all of that is so.
    pub(super) days: u32,
    /// What has to be so besides.
    pub(super) needs: Vec<Need>,
}

/// What facts are to say, and what is done for it.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    pub(super) facts: Values,
    pub(super) deeds: Deeds,
}

impl Witness<'_> {
    /// Everything that a case may tell about what the guards of some ways read, the usual first; nothing where they read
    /// only what has a value of its own.
    pub(super) fn tellings(&self, ways: &[Vec<Need>], at: ElementIx) -> Vec<Telling> {
        let slots = self.told_slots(ways);
        if slots.is_empty() {
            return Vec::new();
        }
        let mut found = vec![Telling { facts: Values::new(), deeds: Deeds::default() }];
        for slot in slots {
            let says = self.sayings(slot);
            let mut more = Vec::new();
            for telling in &found {
                more.extend(says.iter().filter_map(|says| self.told(telling, (slot, says), at)));
            }
            more.truncate(TELLINGS);
            found = more;
        }
        found
    }

    fn told_slots(&self, ways: &[Vec<Need>]) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        for slot in ways.iter().flatten().flat_map(|need| self.need_reads(need)) {
            let is_told = matches!(
                slot,
                Slot::Has(_)
                    | Slot::Evidence { .. }
                    | Slot::Signed(_)
                    | Slot::Done(_)
                    | Slot::IsOpen(_)
                    | Slot::Count(_)
                    | Slot::DaysSince(_)
                    | Slot::Member
            );
            if is_told && !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        slots.truncate(FACTS);
        slots
    }

    /// What a fact may say.
    fn sayings(&self, slot: Slot) -> Vec<Value> {
        match slot {
            Slot::Count(_) => self.whole_numbers(TIMES),
            Slot::DaysSince(_) => self.whole_numbers(DAYS),
            Slot::Member => self.named_texts().iter().cloned().map(Value::Text).collect(),
            _ => vec![Value::Bool(true), Value::Bool(false)],
        }
    }

    /// Zero, one, and below, at and above every whole number that is named.
    fn whole_numbers(&self, most: u32) -> Vec<Value> {
        let mut found: Vec<u32> = vec![0, 1];
        for number in self.named_numbers().iter().filter_map(|number| whole(*number)) {
            for near in [number, number.saturating_add(1), number.saturating_sub(1)] {
                if near <= most && !found.contains(&near) {
                    found.push(near);
                }
            }
        }
        found.into_iter().map(|number| Value::Number(number.into())).collect()
    }

    /// One more fact; nothing where no path can make it say so.
    fn told(&self, before: &Telling, (slot, says): (Slot, &Value), at: ElementIx) -> Option<Telling> {
        let mut telling = before.clone();
        telling.facts.insert(slot, says.clone());
        let deeds = &mut telling.deeds;
        match (slot, says) {
            (Slot::Evidence { record, activity }, Value::Bool(says)) => {
                deeds.evidence(self.procedure, (RecordIx(record), activity.map(ElementIx)), *says)?;
            }
            (Slot::Signed(record), Value::Bool(says)) => {
                deeds.evidence(self.procedure, (RecordIx(record), None), *says)?;
            }
            (Slot::Done(element) | Slot::IsOpen(element), Value::Bool(says)) => {
                let element = ElementIx(element);
                match (slot, says) {
                    (Slot::IsOpen(_), true) => deeds.open.push(element),
                    // What is left out counts as done: only what nothing leads through is not.
                    (Slot::Done(_), false) => deeds.avoided.push(element),
                    _ => deeds.done.push((element, 1)),
                }
            }
            (Slot::Count(event), Value::Number(times)) => {
                let times = whole(*times).filter(|times| *times > 0);
                deeds.done.extend(times.map(|times| (ElementIx(event), times)));
            }
            (Slot::DaysSince(element), Value::Number(days)) => {
                deeds.done.push((ElementIx(element), 1));
                deeds.days = deeds.days.max(whole(*days)?);
            }
            (Slot::Member, Value::Text(member)) => {
                let list = list_around(self.procedure, at)?;
                let members = Value::List(vec![Value::Text(member.clone())].into());
                telling.facts.insert(Slot::Datum(list.0), members);
            }
            _ => {}
        }
        Some(telling).filter(|telling| telling.deeds.agree())
    }
}

impl Deeds {
    /// Evidence that is there or is not, of any activity or of one.
    fn evidence(
        &mut self,
        procedure: &Procedure,
        (record, activity): (RecordIx, Option<ElementIx>),
        is_there: bool,
    ) -> Option<()> {
        let is_asked = |element: &ElementIx| activity.is_none_or(|activity| activity == *element);
        let delivering = (0..procedure.activities().len()).map(ElementIx::at).filter(is_asked);
        let mut delivering = delivering.filter(|element| !needs_of(procedure, *element, record).is_empty());
        if is_there {
            self.done.push((delivering.next()?, 1));
            return Some(());
        }
        for element in delivering {
            if needs_of(procedure, element, record).into_iter().any(is_certain) {
                self.leave_out(procedure, element);
            }
        }
        Some(())
    }

    /// An activity that is not done: it does not apply, or nothing leads through it.
    fn leave_out(&mut self, procedure: &Procedure, element: ElementIx) {
        match procedure.activity(element).map(|activity| &activity.applies) {
            Some(Applies::If(guard)) => self.needs.push(Need::Holds(*guard, false)),
            Some(Applies::Asked { .. }) => self.skipped.push(element),
            _ => self.avoided.push(element),
        }
    }

    /// Whether nothing is both to be done and left out.
    fn agree(&self) -> bool {
        let is_done = |element: &ElementIx| self.done.iter().any(|(done, _)| done == element);
        !self.skipped.iter().chain(&self.avoided).any(is_done)
    }
}

/// The data whose members the repetition around an element goes through.
pub(super) fn list_around(procedure: &Procedure, element: ElementIx) -> Option<DatumIx> {
    let graph = &procedure.graph;
    let mut at = Some(element);
    // An element stands in fewer blocks than there are elements.
    for _ in 0..=graph.len() {
        match graph.repeats(at?).map(|repeats| &repeats.over) {
            Some(Over::List(list)) => return Some(*list),
            _ => at = graph.within(at?),
        }
    }
    None
}

fn needs_of(procedure: &Procedure, element: ElementIx, record: RecordIx) -> Vec<&EvidenceNeed> {
    let needs = procedure.activity(element).map_or(&[][..], |activity| &activity.evidence);
    needs.iter().filter(|need| need.options.iter().any(|option| option.record == record)).collect()
}

/// Whether what serves a need is always delivered.
fn is_certain(need: &EvidenceNeed) -> bool {
    !need.optional && (need.rule == Choice::All || need.options.len() == 1)
}

fn whole(number: Decimal) -> Option<u32> {
    number.to_string().parse().ok()
}

/// Whether a path leaves a datum without a value.
pub(super) fn is_left_out(values: &Values, datum: DatumIx) -> bool {
    values.get(&Slot::Has(datum.0)) == Some(&Value::Bool(false))
}

/// What facts say about the evidence of a record that an activity delivers; nothing where they do not.
pub(super) fn is_delivered(values: &Values, (record, element): (RecordIx, ElementIx)) -> Option<bool> {
    let slots = [
        Slot::Evidence { record: record.0, activity: Some(element.0) },
        Slot::Evidence { record: record.0, activity: None },
        Slot::Signed(record.0),
    ];
    slots.iter().find_map(|slot| match values.get(slot) {
        Some(Value::Bool(says)) => Some(*says),
        _ => None,
    })
}

/// Time that passes, as a path writes it.
pub(super) fn days(days: u32, [day, more]: [&str; 2]) -> Text {
    format!("{days} {}", if days == 1 { day } else { more }).into()
}
