//! Folds the records of a case into what an export tells of it.
//!
//! Knows which event adds to which list; does not know how a form writes them.
//! Read [`Fold`] first.

use std::collections::BTreeMap;
use std::sync::Arc;

use cauce::command::{Actor, ItemId};
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::event::{Completed, Event, ItemKind, Migrated, Opened, Resolved, Started, Thrown};
use cauce::instance::Instance;
use cauce::procedure::{Definitions, ElementIx, Procedure};
use cauce::record::{Frame, Reader, Record, Stream};
use cauce::source::Language;
use cauce::view::{Track, sentence};

use super::ExportError;
use super::case::{Back, CaseFile, Held, NoteKind, Noted, Settled, Stuck, Told, Who};
use super::deed::{Deed, DeedKind, named};
use super::evidence::{Evidences, Moment};
use super::place::{At, Places};
use super::terms::{TermEnd, Terms};

/// Reads the records of one case, one after another.
pub(super) struct Fold<'d> {
    definitions: &'d Definitions,
    language: Language,
    reader: Reader<'d>,
    instance: Instance,
    track: Track,
    stream: Option<Stream>,
    began: Option<(Started, Timestamp)>,
    found: Found,
}

/// What was found so far.
#[derive(Default)]
struct Found {
    told: Vec<Told>,
    deeds: Vec<Deed>,
    returns: Vec<Back>,
    incidents: Vec<Stuck>,
    /// The incident of an item that is stuck.
    stuck: BTreeMap<ItemId, usize>,
    held: Vec<Held>,
    /// Where a datum or an indicator of a procedure stands, by what it belongs to.
    homes: BTreeMap<Home, usize>,
    evidence: Evidences,
    terms: Terms,
    places: Places,
    open: BTreeMap<ItemId, OpenItem>,
    /// What people call the elements that call procedures.
    calls: BTreeMap<ItemId, Text>,
    /// How many deeds the record has.
    deeds_of_record: u32,
    /// What somebody wrote that stands in an event of which nothing is told.
    waiting: Vec<Noted>,
}

/// What a value belongs to: the call, whether it is an indicator, which, the scope or the members.
type Home = (ItemId, bool, Text, ItemId, Vec<Text>);

/// An item that is open.
#[derive(Clone)]
struct OpenItem {
    level: ItemId,
    element: ElementIx,
    scope: ItemId,
    kind: ItemKind,
    round: u32,
    since: Timestamp,
    /// Where the deed stands that it opened.
    start: usize,
}

/// The record whose events are told.
#[derive(Clone, Copy)]
struct Now<'a> {
    record: &'a Record,
    who: &'a Who,
    language: Language,
    is_first: bool,
}

impl<'d> Fold<'d> {
    pub(super) fn new(definitions: &'d Definitions, language: Language) -> Self {
        Fold {
            definitions,
            language,
            reader: Reader::new(definitions),
            instance: Instance::new(),
            track: Track::new(),
            stream: None,
            began: None,
            found: Found::default(),
        }
    }

    /// Whether a line is of a stream.
    pub(super) fn is_of(&self, line: &[u8], stream: &Stream) -> Result<bool, ExportError> {
        let frame = Frame::glance(line).map_err(|what| self.unsound(what))?;
        Ok(frame.is_of(stream))
    }

    fn unsound(&self, what: cauce::record::RecordError) -> ExportError {
        ExportError::Record { record: self.reader.position().0.saturating_add(1), what }
    }

    /// Takes the next record.
    pub(super) fn take(&mut self, line: &[u8]) -> Result<(), ExportError> {
        let record = self.reader.read(line).map_err(|what| self.unsound(what))?;
        let unapplied = || ExportError::Unapplied { record: record.seq };
        let procedure = Arc::clone(self.reader.procedure().ok_or_else(unapplied)?);
        self.instance.apply(self.definitions, record.at, &record.events).map_err(|_| unapplied())?;
        let who = Who::of(&record.actor, &procedure);
        self.found.deeds_of_record = 0;
        let mut is_first = true;
        for event in &record.events {
            if let Event::Started(started) = event {
                self.began = Some((Started::clone(started), record.at));
            }
            let now = Now { record: &record, who: &who, language: self.language, is_first };
            self.found.tell(&procedure, &self.track, (now, event));
            self.fold(&procedure, (now, event));
            let _ = self.track.walked(event);
            is_first = false;
        }
        self.found.tell_rest(&record, &who);
        self.stream = Some(record.stream);
        Ok(())
    }

    fn fold(&mut self, own: &Procedure, (now, event): (Now<'_>, &Event)) {
        match event {
            Event::InCall { call, event, .. } => {
                if let Some((called, track)) = self.track.called(*call) {
                    let at = At { own, procedure: &called.0, track, level: *call };
                    self.found.take(at, (now, event));
                }
            }
            event => {
                let at = At { own, procedure: own, track: &self.track, level: ItemId(0) };
                self.found.take(at, (now, event));
            }
        }
    }

    pub(super) fn finish(self) -> Result<CaseFile, ExportError> {
        let Fold { reader, instance, language, stream, began, found, .. } = self;
        let (records, digest): (u64, Digest) = reader.position();
        let (Some(stream), Some((started, began))) = (stream, began) else { return Err(ExportError::Empty) };
        let procedure = Arc::clone(reader.procedure().ok_or(ExportError::Empty)?);
        Ok(CaseFile {
            stream,
            procedure,
            started,
            records,
            digest,
            began,
            instance,
            language,
            told: found.told,
            deeds: found.deeds,
            evidence: found.evidence.finish(),
            returns: found.returns,
            incidents: found.incidents,
            held: found.held,
            terms: found.terms.finish(),
        })
    }
}

impl Found {
    /// Tells an event; what somebody wrote in one of which nothing is told stands with what it brought about.
    fn tell(&mut self, own: &Procedure, track: &Track, (now, event): (Now<'_>, &Event)) {
        self.waiting.extend(notes(event.innermost()));
        if let Some(what) = sentence(own, track, event, now.language) {
            let is_new = self.told.last().is_none_or(|told| told.record != now.record.seq);
            let who = is_new.then(|| now.who.clone());
            let (record, at, notes) = (now.record.seq, now.record.at, std::mem::take(&mut self.waiting));
            self.told.push(Told { record, at, who, what, notes });
        }
    }

    /// What nothing followed in its record stands alone.
    fn tell_rest(&mut self, record: &Record, who: &Who) {
        let notes = std::mem::take(&mut self.waiting);
        if !notes.is_empty() {
            let (record, at, who) = (record.seq, record.at, Some(who.clone()));
            self.told.push(Told { record, at, who, what: String::new(), notes });
        }
    }

    fn take(&mut self, at: At<'_>, (now, event): (Now<'_>, &Event)) {
        let round = match event {
            Event::Completed(completed) => self.open.get(&completed.item).map_or(1, |open| open.round),
            _ => 1,
        };
        let when = Moment { at: now.record.at, who: now.who, round };
        self.evidence.take((at, &self.places), when, event);
        self.terms.take(at, now.record.at, event);
        self.places.take(at.level, event);
        match event {
            Event::Opened(opened) => self.opened(at, now, opened),
            Event::Completed(completed) => {
                self.completed(at, now, completed);
                self.data_of(at, now, completed);
            }
            Event::Answered { item, yes, .. } => {
                let answer = if *yes { "yes" } else { "no" };
                self.done(at, now, (*item, Some(answer.into()), event));
            }
            Event::Verified { item, finding } => {
                let answer = if finding.conforming { "conforming" } else { "nonconforming" };
                self.done(at, now, (*item, Some(answer.into()), event));
            }
            Event::Met(met) if now.is_first => {
                let Some(element) = at.track.element(met.item) else { return };
                self.declared(at, now, (met.item, element, at.track.scope(met.item), event));
            }
            Event::Occurred(occurred) => {
                if now.is_first {
                    self.declared(at, now, (occurred.item, occurred.element, occurred.scope, event));
                }
                self.close(now, &occurred.closed);
            }
            Event::Returned { scope, taken, count, closed, .. } => {
                self.close(now, closed);
                self.returned(at, now, (*taken, *scope, *count));
            }
            Event::Closed { items } => self.close(now, items),
            Event::Migrated(migrated) => {
                self.close(now, &migrated.closed);
                self.migrated(at.level, migrated);
            }
            _ => self.take_more(at, now, event),
        }
    }

    fn take_more(&mut self, at: At<'_>, now: Now<'_>, event: &Event) {
        match event {
            Event::Claimed { item, .. } => drop(self.deed(at, now, (*item, DeedKind::Assign))),
            Event::Delegated { item, to } => {
                if let Some(deed) = self.deed(at, now, (*item, DeedKind::Assign)) {
                    deed.who = Who::named(to);
                }
            }
            Event::Passed { item, .. } | Event::Skipped { item, .. } | Event::Elapsed { item } => {
                self.open.remove(item);
            }
            // Somebody said so; what throws by itself stands open for nobody.
            Event::Thrown { item, what, .. } => {
                let kind = self.open.get(item).map(|open| open.kind);
                if let (Thrown::Error { code }, Some(ItemKind::Work)) = (&**what, kind) {
                    self.done(at, now, (*item, Some(code.clone()), event));
                }
            }
            // It counts as done, and nobody did it.
            Event::Reached(reached) => self.close(now, &[reached.item]),
            Event::DataSet { datum, scope, value, .. } => {
                self.hold(at, now, (false, datum.index(), *scope), value.clone());
            }
            Event::Measured { indicator, value } => {
                self.hold(at, now, (true, indicator.index(), ItemId(0)), Value::Number(*value));
            }
            Event::Called(called) => {
                self.calls.insert(called.item, at.reference(called.element, called.scope));
                for (datum, value) in &called.data {
                    let datum = (datum.index(), &*called.procedure.0);
                    self.hold_in_call(now, (datum, called.item), value.clone());
                }
            }
            Event::IncidentRaised { item, element, scope, trouble } => {
                self.stuck.insert(*item, self.incidents.len());
                self.incidents.push(Stuck {
                    reference: at.reference(*element, *scope),
                    title: at.procedure.title(*element).clone(),
                    at: now.record.at,
                    code: trouble.code().into(),
                    message: trouble.message(now.language),
                    settled: None,
                });
            }
            Event::IncidentResolved { item, how, reason } => {
                // How, the sentence says that was told last.
                let said = self.told.last().map(|told| told.what.clone());
                self.settle(*item, now, (said, Some(reason.clone())));
                if *how != Resolved::Retry {
                    self.close(now, &[*item]);
                }
            }
            Event::Finished { .. } if at.level == ItemId(0) => {
                let open: Vec<ItemId> = self.open.keys().copied().collect();
                self.close(now, &open);
            }
            _ => {}
        }
    }

    fn opened(&mut self, at: At<'_>, now: Now<'_>, opened: &Opened) {
        self.open.insert(
            opened.item,
            OpenItem {
                level: at.level,
                element: opened.element,
                scope: opened.scope,
                kind: opened.kind,
                round: opened.round,
                since: now.record.at,
                start: self.deeds.len(),
            },
        );
        self.deed(at, now, (opened.item, DeedKind::Start));
    }

    /// Adds what happened to an open item that is somebody's to do.
    fn deed(&mut self, at: At<'_>, now: Now<'_>, (item, kind): (ItemId, DeedKind)) -> Option<&mut Deed> {
        let open = self.open.get(&item).filter(|open| is_deed(open.kind))?;
        let (element, scope, round) = (open.element, open.scope, open.round);
        let shape = Shape { kind, since: open.since, asks: open.kind, round };
        Some(self.add(at, now, (item, element, scope), shape))
    }

    fn add(
        &mut self,
        at: At<'_>,
        now: Now<'_>,
        (item, element, scope): (ItemId, ElementIx, ItemId),
        shape: Shape,
    ) -> &mut Deed {
        let (activity, reference, members) = named(at, element, scope);
        self.deeds_of_record = self.deeds_of_record.saturating_add(1);
        let deed = Deed {
            record: now.record.seq,
            place: self.deeds_of_record,
            at: now.record.at,
            kind: shape.kind,
            opened: shape.since,
            item,
            activity,
            reference,
            element: at.procedure.id(element).clone(),
            procedure: at.procedure.code().into(),
            members,
            asks: shape.asks,
            round: shape.round,
            who: now.who.clone(),
            answer: None,
            evidence: Vec::new(),
            notes: Vec::new(),
            data: Vec::new(),
        };
        let place = self.deeds.len();
        self.deeds.push(deed);
        &mut self.deeds[place]
    }

    fn completed(&mut self, at: At<'_>, now: Now<'_>, completed: &Completed) {
        let answers = at.procedure.activity(completed.element).map_or(&[][..], |activity| &activity.answers);
        let answer = completed.answer.and_then(|answer| answers.get(usize::from(answer)));
        let found = completed.verification.as_deref().map(|found| found.conforming);
        let found = found.map(|conforming| if conforming { "conforming" } else { "nonconforming" });
        let answer = answer.map(|answer| answer.id.clone()).or(found.map(Into::into));
        let (records, data) = (at.procedure.records(), at.procedure.data());
        let indicators = at.procedure.indicators();
        let evidence = completed.evidence.iter().map(|given| records[given.record.index()].id.clone());
        let evidence: Vec<Text> = evidence.collect();
        let given =
            completed.data.iter().map(|(datum, value)| (data[datum.index()].id.clone(), value.clone()));
        let measured = completed.measures.iter();
        let measured = measured.map(|(of, value)| (indicators[of.index()].id.clone(), Value::Number(*value)));
        let (item, notes) = (completed.item, completed_notes(completed));
        if let Some(deed) = self.deed(at, now, (item, DeedKind::Complete)) {
            (deed.answer, deed.evidence, deed.notes) = (answer, evidence, notes);
            deed.data = given.chain(measured).collect();
        }
        self.open.remove(&item);
    }

    fn done(&mut self, at: At<'_>, now: Now<'_>, (item, answer, event): (ItemId, Option<Text>, &Event)) {
        if let Some(deed) = self.deed(at, now, (item, DeedKind::Complete)) {
            (deed.answer, deed.notes) = (answer, notes(event));
        }
        self.open.remove(&item);
    }

    /// What happens first in the record of a person, and is nothing that was done, a person has declared.
    fn declared(
        &mut self,
        at: At<'_>,
        now: Now<'_>,
        (item, element, scope, event): (ItemId, ElementIx, ItemId, &Event),
    ) {
        if !matches!(now.record.actor, Actor::Person { .. }) {
            return;
        }
        let since = self.open.get(&item).map_or(now.record.at, |open| open.since);
        let shape = Shape { kind: DeedKind::Complete, since, asks: ItemKind::Wait, round: 1 };
        let deed = self.add(at, now, (item, element, scope), shape);
        deed.notes = notes(event);
    }

    /// What is closed without being done, with all that runs in calls that are closed.
    fn close(&mut self, now: Now<'_>, items: &[ItemId]) {
        let calls: Vec<ItemId> = items.iter().flat_map(|item| self.places.below(*item)).collect();
        // Most of what is closed is no call, and then nothing is looked for.
        let all = if calls.is_empty() { None } else { Some(self.open.iter()) };
        let inside = all.into_iter().flatten().filter(|(_, open)| calls.contains(&open.level));
        let inside: Vec<ItemId> = inside.map(|(item, _)| *item).collect();
        for item in inside.iter().chain(items).chain(&calls) {
            self.terms.end(*item, TermEnd::Dropped(now.record.at));
            self.settle(*item, now, (None, None));
            self.abort(now, *item);
            self.open.remove(item);
        }
    }

    /// It is named as when it opened: what it stood in may be gone already.
    fn abort(&mut self, now: Now<'_>, item: ItemId) {
        let Some(open) = self.open.get(&item).filter(|open| is_deed(open.kind)) else { return };
        let Some(start) = self.deeds.get(open.start).cloned() else { return };
        self.deeds_of_record = self.deeds_of_record.saturating_add(1);
        let (record, place) = (now.record.seq, self.deeds_of_record);
        let (at, who) = (now.record.at, now.who.clone());
        self.deeds.push(Deed { record, place, at, who, kind: DeedKind::Abort, ..start });
    }

    fn returned(
        &mut self,
        at: At<'_>,
        now: Now<'_>,
        (taken, scope, count): (cauce::procedure::ReturnIx, ItemId, u32),
    ) {
        let (from, to, maximum) = at.procedure.graph().return_of(taken);
        let to = to.unwrap_or(from);
        let notes = now.record.events.iter().flat_map(|event| notes(event.innermost())).collect();
        self.returns.push(Back {
            from: at.reference(from, scope),
            to: at.reference(to, scope),
            title: at.procedure.title(to).clone(),
            count,
            maximum,
            at: now.record.at,
            who: now.who.clone(),
            notes,
        });
    }

    fn settle(&mut self, item: ItemId, now: Now<'_>, (how, reason): (Option<String>, Option<Text>)) {
        let place = self.stuck.remove(&item);
        if let Some(stuck) = place.and_then(|place| self.incidents.get_mut(place)) {
            stuck.settled = Some(Settled { at: now.record.at, who: now.who.clone(), how, reason });
        }
    }

    /// What a completion gave: a datum belongs to the nearest declaration, an indicator to the members around.
    fn data_of(&mut self, at: At<'_>, now: Now<'_>, completed: &Completed) {
        let scope = at.track.scope(completed.item);
        for (datum, value) in &completed.data {
            let owner = at.procedure.data()[datum.index()].owner;
            let home = owner.and_then(|owner| self.places.nearest(scope, |element, _| element == owner));
            self.hold(at, now, (false, datum.index(), home.unwrap_or_default()), value.clone());
        }
        for (indicator, value) in &completed.measures {
            self.hold(at, now, (true, indicator.index(), scope), Value::Number(*value));
        }
    }

    fn hold(
        &mut self,
        at: At<'_>,
        now: Now<'_>,
        (is_indicator, index, scope): (bool, usize, ItemId),
        value: Value,
    ) {
        let members = at.track.members(scope);
        let scope = if is_indicator { ItemId(0) } else { scope };
        let (id, name, unit) = match is_indicator {
            true => {
                let indicator = &at.procedure.indicators()[index];
                (&indicator.id, &indicator.name, indicator.unit.clone())
            }
            false => (&at.procedure.data()[index].id, &at.procedure.data()[index].name, None),
        };
        let call = self.calls.get(&at.level).cloned();
        let (id, name) = (id.clone(), name.clone());
        let key = (at.level, is_indicator, id.clone(), scope, members.clone());
        let (at, who) = (now.record.at, now.who.clone());
        self.put(key, Held { id, name, is_indicator, unit, members, call, value, at, who, times: 1 });
    }

    fn hold_in_call(
        &mut self,
        now: Now<'_>,
        ((index, procedure), call): ((usize, &Procedure), ItemId),
        value: Value,
    ) {
        let datum = &procedure.data()[index];
        let (id, name, members) = (datum.id.clone(), datum.name.clone(), Vec::new());
        let key = (call, false, id.clone(), ItemId(0), Vec::new());
        let call = self.calls.get(&call).cloned();
        let (at, who) = (now.record.at, now.who.clone());
        self.put(
            key,
            Held { id, name, is_indicator: false, unit: None, members, call, value, at, who, times: 1 },
        );
    }

    /// What is open and held goes on under the names of another version.
    fn migrated(&mut self, level: ItemId, migrated: &Migrated) {
        self.open.retain(|_, open| {
            let element =
                if open.level == level { migrated.element(open.element) } else { Some(open.element) };
            open.element = element.unwrap_or(open.element);
            element.is_some()
        });
        for (before, now) in &migrated.data {
            let (before, now) =
                (&migrated.from.0.data()[before.index()], now.map(|now| &migrated.to.0.data()[now.index()]));
            let is_it = |key: &Home| key.0 == level && !key.1 && key.2 == before.id;
            let keys: Vec<Home> = self.homes.keys().filter(|key| is_it(key)).cloned().collect();
            for key in keys {
                let (Some(place), Some(now)) = (self.homes.remove(&key), now) else { continue };
                if let Some(held) = self.held.get_mut(place) {
                    (held.id, held.name) = (now.id.clone(), now.name.clone());
                }
                self.homes.insert((key.0, key.1, now.id.clone(), key.3, key.4), place);
            }
        }
    }

    fn put(&mut self, key: Home, held: Held) {
        let place = *self.homes.entry(key).or_insert(self.held.len());
        match self.held.get_mut(place) {
            Some(known) => *known = Held { times: known.times.saturating_add(1), ..held },
            None => self.held.push(held),
        }
    }
}

/// What a deed is beside its element.
#[derive(Clone, Copy)]
struct Shape {
    kind: DeedKind,
    since: Timestamp,
    asks: ItemKind,
    round: u32,
}

/// Whether what is open is somebody's to do: a person's, or a program's.
fn is_deed(kind: ItemKind) -> bool {
    use ItemKind::{Applies, Confirm, Job, Question, Verify, Work};
    matches!(kind, Work | Applies | Confirm | Question | Verify | Job)
}

/// What a person wrote that an event carries.
fn notes(event: &Event) -> Vec<Noted> {
    let note = |text: &Option<Text>| text.clone().map(|text| Noted { kind: NoteKind::Note, text });
    let reason = |text: &Text| Noted { kind: NoteKind::Reason, text: text.clone() };
    match event {
        Event::Completed(completed) => completed_notes(completed),
        Event::Answered { note: text, .. } => note(text).into_iter().collect(),
        Event::Verified { finding, .. } => note(&finding.note).into_iter().collect(),
        Event::Met(met) => note(&met.note).into_iter().collect(),
        Event::JobFailed { reason: text, .. } | Event::IncidentResolved { reason: text, .. } => {
            vec![reason(text)]
        }
        Event::Finished { reason: Some(text), .. } => vec![reason(text)],
        _ => Vec::new(),
    }
}

fn completed_notes(completed: &Completed) -> Vec<Noted> {
    let found = completed.verification.as_deref().and_then(|found| found.note.clone());
    let both = completed.note.iter().cloned().chain(found);
    both.map(|text| Noted { kind: NoteKind::Note, text }).collect()
}
