//! What is done with a random model: commands of every kind, and everything that must hold after each.
//!
//! Knows how a case is decided, replayed, written and read side by side; does not know what the model is made of.
//! Read [`Drive`] first.

use std::collections::BTreeMap;

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, Done, ItemId, Message, Request, Resolution, Start};
use cauce::data::{Date, Decimal, Digest, Text, Timestamp, Value};
use cauce::decide::NoJournal;
use cauce::document::{decode, print};
use cauce::event::{Event, ItemKind, Outcome};
use cauce::instance::{Instance, Status};
use cauce::limits::Limits;
use cauce::procedure::Definitions;
use cauce::record::{Reader, Record, Seals, Stream, Writer};
use cauce::source::Language;
use cauce::view::{self, Coverage, Track, WorkItem};
use proptest::prelude::*;

use super::Mixed;
use super::write::{Rich, code};
use crate::support;

/// One thing that is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed {
    pub(crate) what: u8,
    pub(crate) which: usize,
    pub(crate) answer: usize,
    pub(crate) span: u8,
}

pub(crate) fn deed() -> impl Strategy<Value = Deed> {
    let one = (0u8..96, 0usize..8, 0usize..6, 0u8..8);
    one.prop_map(|(what, which, answer, span)| Deed { what, which, answer, span })
}

pub(crate) fn deeds(most: usize) -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(deed(), 1..most)
}

/// How long passes before a deed, in minutes.
pub(crate) const SPANS: [i64; 8] = [0, 0, 1, 20, 70, 1_500, 3_000, 60_000];

/// The procedures of a model, as rich as the checks let them be; `None` where none of them is any.
pub(crate) fn definitions(model: &Mixed) -> Option<(Definitions, Vec<String>)> {
    let rich = |returns, tangled| Rich { returns, tangled };
    let ways = [rich(true, true), rich(false, true), rich(true, false), rich(false, false)];
    ways.into_iter().find_map(|rich| {
        let mut texts = model.texts(rich);
        let spanish = of_texts(&texts)?;
        if !model.english {
            return Some((spanish, texts));
        }
        texts.iter_mut().for_each(|text| *text = english(text));
        let english = of_texts(&texts).expect("what is a procedure in one language is one in the other");
        let digests = |all: &Definitions| -> Vec<Digest> {
            all.newest().map(|procedure| procedure.digests().definition).collect()
        };
        assert_eq!(digests(&spanish), digests(&english), "one procedure in both languages");
        Some((english, texts))
    })
}

/// A file as the English one.
fn english(text: &str) -> String {
    let decoded = decode("azar.toml", text.as_bytes(), &Limits::default());
    print(&decoded.document.expect("a whole file has a document"), Language::English)
}

fn of_texts(texts: &[String]) -> Option<Definitions> {
    let limits = Limits { automatic_steps: 300, members_per_step: 50, open_items: 150, ..Limits::default() };
    let mut definitions = Definitions::with_limits(limits);
    for text in texts.iter().rev() {
        definitions.add_unfit(check_bytes("azar.toml", text.as_bytes(), &Options::default()).procedure?);
    }
    Some(definitions)
}

/// A case that is decided on, replayed, written and read at every step.
pub(crate) struct Drive<'d> {
    definitions: &'d Definitions,
    pub(crate) live: Instance,
    replayed: Instance,
    /// From the lines that were written.
    read: Instance,
    reader: Reader<'d>,
    writer: Writer,
    track: Track,
    coverage: Option<Coverage>,
    prev: Digest,
    lines: Vec<Vec<u8>>,
    pub(crate) at: Timestamp,
    /// How many commands were taken, and of which kinds events were.
    pub(crate) taken: u64,
    pub(crate) refused: u64,
    pub(crate) kinds: BTreeMap<String, u64>,
    /// What was asked and what came of it, for whoever looks for the cause.
    pub(crate) told: Vec<String>,
    /// What is open: as it is seen at a glance, and what a list of work shows of it.
    shown: BTreeMap<ItemId, (String, String)>,
    /// How the parts of both cases stood, by their calls, and after which record.
    parts: [(u64, BTreeMap<Option<ItemId>, String>); 2],
}

impl<'d> Drive<'d> {
    pub(crate) fn new(definitions: &'d Definitions) -> Self {
        Drive {
            definitions,
            live: Instance::new(),
            replayed: Instance::new(),
            read: Instance::new(),
            reader: Reader::new(definitions),
            writer: Writer::new(),
            track: Track::new(),
            coverage: None,
            prev: Digest::ZERO,
            lines: Vec::new(),
            at: "2022-03-01T14:00:00Z".parse().expect("an instant"),
            taken: 0,
            refused: 0,
            kinds: BTreeMap::new(),
            told: Vec::new(),
            shown: BTreeMap::new(),
            parts: Default::default(),
        }
    }

    /// Begins the case, at another start than the ordinary one where days are even and there is one.
    pub(crate) fn start(&mut self, days: Option<i64>) {
        let mut data: Vec<(Text, Value)> = vec![("zonas".into(), zones(2))];
        data.extend(days.map(|days| ("dias".into(), number(days))));
        let start = Start { data, ..Start::of(&code(0)) };
        let ways: &[&str] = match days {
            Some(0 | 2) => &["pedido", "", "a-mano"],
            Some(4) => &["queja", "", "a-mano"],
            _ => &["", "a-mano"],
        };
        let begins = ways.iter().any(|way| {
            let at_start = (!way.is_empty()).then(|| (*way).into());
            self.ask(Actor::host("prueba"), Command::Start(Start { at_start, ..start.clone() }))
        });
        assert!(begins, "it begins");
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.live.status(), Status::Ended(_))
    }

    /// Asks; whether it was taken.
    pub(crate) fn ask(&mut self, actor: Actor, command: Command) -> bool {
        self.told.push(format!("{} {actor:?} {command:?}", self.at));
        let request = Request::new(self.at, actor.clone(), command).entropy([7; 32]);
        let (mut twin, mut mute) = (self.live.clone(), self.live.clone());
        let mut thawed = self.thawed();
        let again = twin.handle(self.definitions, request.clone());
        let silent = mute.handle_into(self.definitions, request.clone(), &mut NoJournal);
        let before = self.live.clone();
        let thawed_answer = thawed.handle(self.definitions, request.clone());
        let answer = self.live.handle(self.definitions, request);
        assert_eq!(answer, thawed_answer, "brought back from bytes, answered the same");
        assert_eq!(self.live, thawed, "brought back from bytes, the same state");
        assert_eq!(self.live.freeze(), thawed.freeze(), "and the same bytes");
        assert_eq!(answer, again, "asked twice, answered the same");
        assert_eq!(self.live, twin, "asked twice, the same state");
        assert_eq!(self.live, mute, "with or without a journal, the same state");
        assert_eq!(answer.is_ok(), silent.is_ok(), "with or without a journal, the same answer");
        match answer {
            Err(rejection) => {
                assert_eq!(before, self.live, "a rejection leaves the case as it was");
                assert!(!rejection.message(Language::Spanish).is_empty());
                self.told.push(format!("    refused: {}", rejection.message(Language::English)));
                self.refused += 1;
                false
            }
            Ok(events) => {
                self.taken += 1;
                self.happened(actor, events);
                true
            }
        }
    }

    fn happened(&mut self, actor: Actor, events: Vec<Event>) {
        self.told.extend(events.iter().map(told));
        if events.is_empty() {
            return;
        }
        let at = self.live.at().expect("the case has begun");
        self.replayed.apply(self.definitions, at, &events).expect("events of a live case apply");
        assert_eq!(self.live, self.replayed, "replay equals live");
        self.glance(events.iter().any(|event| matches!(event.innermost(), Event::Migrated(_))));
        self.follow(&events);
        self.write(actor, events);
        self.check();
    }

    /// What looks the same at a glance is shown the same, as long as the case stays with its definition.
    fn glance(&mut self, is_of_another: bool) {
        self.parts_stand();
        let open = view::parts(&self.live).flat_map(|part| part.stand().open);
        let seen: BTreeMap<ItemId, String> = open.map(|seen| (seen.item, format!("{seen:?}"))).collect();
        let listed = view::open_items(&self.live);
        assert!(listed.iter().map(|item| item.item).eq(seen.keys().copied()), "the same items");
        let shown = |item: &WorkItem| {
            let due = item.due.as_ref().and_then(|due| due.due);
            let (who, round) = ((&item.roles, &item.claimed_by), item.round);
            format!(
                "{:?} {} {} {who:?} {round} {} {due:?}",
                item.kind, item.reference, item.title, item.since
            )
        };
        let now: BTreeMap<ItemId, (String, String)> =
            seen.into_iter().zip(&listed).map(|((id, seen), item)| (id, (seen, shown(item)))).collect();
        for (id, (seen, shown)) in now.iter().filter(|_| !is_of_another) {
            match self.shown.get(id) {
                Some((before, was)) if before == seen => assert_eq!(shown, was, "{seen}"),
                _ => {}
            }
        }
        let some: Vec<ItemId> = now.keys().copied().step_by(2).collect();
        let every_other: Vec<WorkItem> = listed.into_iter().step_by(2).collect();
        assert_eq!(view::open_of(&self.live, &some), every_other);
        self.shown = now;
    }

    /// Together the parts are the case, and those that have not moved stand as they did, live and replayed.
    fn parts_stand(&mut self) {
        for (case, before) in [&self.live, &self.replayed].into_iter().zip(&mut self.parts) {
            let (mut now, known) = (BTreeMap::new(), before.0);
            let (mut effects, mut messages, mut signals) = (Vec::new(), Vec::new(), Vec::new());
            for part in view::parts(case) {
                let stand = part.stand();
                let told = format!("{stand:?}");
                if part.moved <= known && case.status() == Status::Running {
                    assert_eq!(before.1.get(&part.call), Some(&told), "{:?} has not moved", part.call);
                }
                now.insert(part.call, told);
                effects.extend(stand.effects);
                messages.extend(stand.messages);
                signals.extend(stand.signals.into_iter().cloned());
            }
            effects.sort_by_key(|effect| effect.item);
            messages.sort_by_key(|wait| wait.item);
            signals.sort_unstable();
            signals.dedup();
            assert_eq!(effects, view::effects(case));
            assert_eq!(messages, view::message_waits(case));
            assert_eq!(signals, view::signal_waits(case));
            *before = (case.seq(), now);
        }
    }

    /// Folds over the events: what they tell fits the state.
    fn follow(&mut self, events: &[Event]) {
        let procedure = self.live.procedure().expect("a procedure").clone();
        let coverage = self.coverage.get_or_insert_with(|| Coverage::none(&procedure));
        let mut own = Track::new();
        std::mem::swap(&mut own, &mut self.track);
        for event in events {
            own.walked(event);
            for language in [Language::Spanish, Language::English] {
                let _ = view::sentence(&procedure, &own, event, language);
            }
            let name = format!("{event:?}");
            let name = name.split(['(', ' ', '{']).next().unwrap_or_default();
            *self.kinds.entry(name.to_owned()).or_default() += 1;
        }
        let own_work = |item: &&WorkItem| item.called.is_none() && item.kind != ItemKind::Incident;
        for item in view::open_items(&self.live).iter().filter(own_work) {
            assert_eq!(own.element(item.item), Some(item.element), "the story knows item {}", item.item);
        }
        self.track = own;
        let _ = coverage.answers();
    }

    fn write(&mut self, actor: Actor, events: Vec<Event>) {
        let record = Record {
            stream: Stream::case("random").expect("a name"),
            seq: self.live.seq(),
            at: self.live.at().expect("the case has begun"),
            prev: self.prev,
            actor,
            key: None,
            events,
            seals: Seals::New(Some([7; 32])),
        };
        let procedure = self.live.procedure().expect("a procedure").clone();
        // Every few records the reader begins anew in the middle of the case, which goes by the version of before.
        if record.seq.is_multiple_of(3) && record.seq > 1 {
            let (after, calls) = (self.reader.position(), self.read.calls());
            let before = self.read.procedure().expect("a procedure").clone();
            self.reader = Reader::resume(self.definitions, before, after).with_calls(calls);
        }
        let line = {
            let written = self.writer.write(&record, &procedure).expect("a record can be written");
            self.prev = written.digest;
            written.line.to_vec()
        };
        let found = self.reader.read(&line).expect("a line that was written can be read");
        assert_eq!(found.events, record.events, "what was written is read");
        let again = Writer::new().write(&found, &procedure).expect("it can be written again").line.to_vec();
        assert_eq!(again, line, "encode, decode, encode gives the same bytes");
        self.read.apply(self.definitions, found.at, &found.events).expect("events that were read apply");
        assert_eq!(self.live, self.read, "what was read gives the same state");
        self.lines.push(line);
    }

    /// The case as its bytes bring it back.
    fn thawed(&self) -> Instance {
        let bytes = self.live.freeze();
        assert_eq!(bytes, self.replayed.freeze(), "the same state, the same bytes");
        let thawed = Instance::thaw(self.definitions, &bytes).expect("what was frozen thaws");
        assert_eq!(self.live, thawed, "bytes bring the same state back");
        assert_eq!(bytes, thawed.freeze(), "and are the same again");
        thawed
    }

    fn check(&self) {
        assert_eq!(self.live.unsound(), None, "after record {}", self.live.seq());
        let open = view::open_items(&self.live);
        assert!(open.windows(2).all(|pair| pair[0].item < pair[1].item), "items stand in order");
        if self.live.seq().is_multiple_of(4) {
            self.check_errors(&open);
        }
        if self.has_ended() {
            check_nothing_left(&self.live);
        }
    }

    /// Work ends with the errors that it is said to take and with no other, and then nothing is unsound.
    fn check_errors(&self, open: &[WorkItem]) {
        let works = open.iter().filter(|item| item.kind == ItemKind::Work);
        let is_due = self.live.next_due().is_some_and(|due| due <= self.at);
        for (item, code) in works.take(6).flat_map(|item| ["X", "Y", "otro"].map(|code| (item, code))) {
            let mut twin = self.live.clone();
            let command = Command::ThrowError { item: item.item, attempt: 1, code: code.into() };
            let said = twin.handle(self.definitions, Request::new(self.at, Actor::host("prueba"), command));
            let is_taken =
                item.errors.iter().any(|error| matches!(error.written(), "*") || error.written() == code);
            assert!(is_due || said.is_ok() == is_taken, "{code} at {}: {said:?}", item.reference);
            assert_eq!(twin.unsound(), None, "after {code} at {}", item.reference);
        }
    }

    /// Were it cancelled now, nothing would be left; the case itself goes on.
    pub(crate) fn could_be_cancelled(&mut self) {
        self.let_time_pass();
        if self.has_ended() || self.is_crowded() {
            return;
        }
        let mut twin = self.live.clone();
        let cancel = Command::Cancel { reason: "basta".into() };
        let request = Request::new(self.at, Actor::person("eva", "autoridad"), cancel);
        let events = twin.handle(self.definitions, request).expect("a case can be cancelled");
        let closing = |event: &Event| matches!(event, Event::Closed { .. } | Event::InCall { .. });
        let closed = events.iter().filter(|event| closing(event)).count();
        assert!(closed <= 1 && events.len() == closed + 1, "one event closes all: {events:?}");
        assert_eq!(twin.unsound(), None, "after it was cancelled");
        assert!(matches!(twin.status(), Status::Ended(Outcome::Cancelled)));
        check_nothing_left(&twin);
    }

    /// Reads all lines back in one go: the same state.
    pub(crate) fn check_lines(&self) {
        let (mut reader, mut again) = (Reader::new(self.definitions), Instance::new());
        for line in &self.lines {
            let record = reader.read(line).expect("a line that was written can be read");
            again.apply(self.definitions, record.at, &record.events).expect("events that were read apply");
        }
        assert_eq!(again, self.live, "the state from the lines equals the live one");
    }

    /// Cancels what still runs: nothing is left.
    pub(crate) fn cancel(&mut self) {
        self.let_time_pass();
        if self.has_ended() || self.is_crowded() {
            return;
        }
        let cancel = Command::Cancel { reason: "basta".into() };
        assert!(self.ask(Actor::person("eva", "autoridad"), cancel), "a case can be cancelled");
        assert!(self.has_ended(), "then it has ended");
    }

    /// Whether a model multiplies by the clock: what more time would bring says nothing more.
    pub(crate) fn is_crowded(&self) -> bool {
        is_crowded(&self.live)
    }

    pub(crate) fn let_time_pass(&mut self) {
        while self.live.next_due().is_some_and(|due| due <= self.at) {
            if self.is_crowded() {
                return;
            }
            assert!(self.ask(Actor::Engine, Command::Advance), "what is due fires");
        }
    }

    pub(crate) fn step(&mut self, deed: Deed) {
        let minutes = SPANS[usize::from(deed.span) % SPANS.len()];
        self.at = self.at.checked_add_millis(minutes * 60_000).expect("within range");
        if deed.what != 90 {
            self.let_time_pass();
        }
        let (actor, command) = asked(&self.live, deed);
        self.ask(actor, command);
    }
}

/// Whether more is open than people ever work at.
pub(crate) fn is_crowded(case: &Instance) -> bool {
    view::open_items(case).len() > 400
}

fn check_nothing_left(ended: &Instance) {
    let open = view::open_items(ended);
    assert!(open.is_empty(), "an ended case has nothing open: {open:?}");
    assert!(ended.next_due().is_none(), "nor due");
    assert!(view::effects(ended).is_empty(), "nor handed out");
    assert!(view::message_waits(ended).is_empty(), "nor waited for");
    assert!(view::signal_waits(ended).is_empty(), "nor listened to");
    assert!(view::subscriptions(ended).is_empty(), "nor subscribed to");
    assert!(view::timers(ended).is_empty(), "nor timed");
    assert!(view::declarable(ended).is_empty(), "nor to be declared");
    assert!(ended.calls().is_empty(), "nor called");
}

/// An event in one line, without the procedures that it calls.
fn told(event: &Event) -> String {
    match event {
        Event::InCall { call, event, .. } => format!("    in {call}: {}", told(event).trim_start()),
        Event::Called(called) => {
            format!("    Called {} of {:?} in {}", called.item, called.element, called.scope)
        }
        event => format!("    {event:?}"),
    }
}

/// What a deed asks of a case.
pub(crate) fn asked(live: &Instance, deed: Deed) -> (Actor, Command) {
    let host = || Actor::host("prueba");
    match deed.what {
        0..46 => work(live, deed),
        46..56 => job(live, deed),
        56..64 => (host(), Command::Message(message(live, deed))),
        64..72 => {
            let waits = view::signal_waits(live);
            let name = waits.get(deed.which % waits.len().max(1)).cloned();
            (host(), Command::Signal { name: name.unwrap_or_else(|| "s9".into()) })
        }
        72..77 => {
            let all = view::declarable(live);
            let item = pick(&all, deed.which).map_or(ItemId(1), |declarable| declarable.item);
            (Actor::person("ana", "auditor"), Command::Declare { item, note: None })
        }
        77..82 => (Actor::person("ana", "auditor"), Command::SetData { data: vec![datum(deed)] }),
        82..86 => {
            let all = view::timers(live);
            let item = pick(&all, deed.which).map_or(ItemId(1), |timer| timer.item);
            (host(), Command::Fire { item })
        }
        86..89 => handled(live, deed),
        89 if deed.which == 0 => {
            (Actor::person("eva", "autoridad"), Command::Cancel { reason: "no más".into() })
        }
        91 => (host(), Command::Start(Start::of(&code(0)))),
        92 => {
            let item = ItemId(deed.which as u32 * 7);
            (Actor::person("ana", "auditor"), Command::Complete { item, done: Done::new() })
        }
        93 | 94 => retried(live, deed),
        _ => (Actor::Engine, Command::Advance),
    }
}

/// Something that is stuck is tried again, where anything is.
fn retried(live: &Instance, deed: Deed) -> (Actor, Command) {
    let open = view::open_items(live);
    let stuck: Vec<&WorkItem> = open.iter().filter(|item| item.kind == ItemKind::Incident).collect();
    let Some(item) = pick(&stuck, deed.which) else {
        return (Actor::person("ana", "auditor"), Command::SetData { data: vec![datum(deed)] });
    };
    let (how, reason) = (Resolution::Retry, "corregido".into());
    (Actor::person("eva", "autoridad"), Command::Resolve { item: item.item, how, reason })
}

fn pick<T>(all: &[T], which: usize) -> Option<&T> {
    all.get(which % all.len().max(1))
}

/// The next thing that an open item asks for.
fn work(live: &Instance, deed: Deed) -> (Actor, Command) {
    let open = view::open_items(live);
    let asks = |item: &&WorkItem| !item.kind.holds_others() && item.kind != ItemKind::Wait;
    let asking: Vec<&WorkItem> = open.iter().filter(asks).collect();
    let Some(item) = pick(&asking, deed.which) else {
        return (Actor::Engine, Command::Advance);
    };
    let role = item.roles.first().map_or("autoridad", |role| role);
    let actor = Actor::person(["ana", "luis"][deed.answer % 2], role);
    let id = item.item;
    let command = match item.kind {
        ItemKind::Job => return job(live, deed),
        ItemKind::Verify => {
            Command::Verify { item: id, verification: support::verification(item, deed.answer) }
        }
        ItemKind::Applies | ItemKind::Confirm => {
            let answer = if deed.answer.is_multiple_of(3) { "no" } else { "yes" };
            Command::Answer { item: id, answer: answer.into(), note: Some("porque sí".into()) }
        }
        ItemKind::Incident => resolve(live, item, deed),
        ItemKind::Work if deed.answer == 5 && !item.errors.is_empty() => {
            Command::ThrowError { item: id, attempt: 1, code: ["X", "Y", "Z"][deed.which % 3].into() }
        }
        _ => {
            let mut done = support::done(item, deed.answer);
            let asks_days = item.data.iter().any(|wanted| &*wanted.id == "dias");
            if asks_days {
                done.data = vec![datum(Deed { which: deed.which % 6, ..deed })];
                done.data.retain(|(id, value)| !matches!(value, Value::Bool(_)) && &**id != "dia");
            }
            Command::Complete { item: id, done }
        }
    };
    (actor, command)
}

fn resolve(live: &Instance, item: &WorkItem, deed: Deed) -> Command {
    let procedure = live.procedure().expect("a procedure");
    let count = procedure.graph().len();
    let how = match deed.answer {
        0 | 1 => Resolution::Retry,
        2 => support::resolution(item, deed.which),
        _ => {
            // Ids are given in order; some are events, some stand elsewhere.
            let id = format!("e{}", deed.which * 7 % count.max(1) + 1);
            Resolution::MoveTo(id.into())
        }
    };
    Command::Resolve { item: item.item, how, reason: "sigue".into() }
}

fn job(live: &Instance, deed: Deed) -> (Actor, Command) {
    let host = Actor::host("obrero");
    let all = view::effects(live);
    let Some(effect) = pick(&all, deed.which) else {
        return (host, Command::CompleteJob { item: ItemId(1), attempt: 1, data: Vec::new() });
    };
    let (item, attempt) = (effect.item, effect.attempt);
    let command = match deed.answer {
        0 => Command::FailJob { item, attempt, reason: "sin red".into(), retry_after: None },
        1 => {
            let retry_after = "PT1H".parse().ok();
            Command::FailJob { item, attempt, reason: "sin red".into(), retry_after }
        }
        2 => Command::ThrowError { item, attempt, code: ["X", "Y", "Z"][deed.which % 3].into() },
        3 if deed.which == 7 => Command::CompleteJob { item, attempt: attempt + 1, data: Vec::new() },
        _ => Command::CompleteJob { item, attempt, data: vec![("valor".into(), number(deed.which as i64))] },
    };
    (host, command)
}

/// A message that a wait asks for, or almost.
pub(crate) fn message(live: &Instance, deed: Deed) -> Message {
    let waits = view::message_waits(live);
    let Some(wait) = pick(&waits, deed.which) else { return Message::new("m1") };
    let mut message = Message::new(&wait.name);
    for (name, value) in &wait.correlates {
        let value = if deed.answer == 1 { number(77) } else { value.clone() };
        message = message.correlate(name, value);
    }
    if deed.answer == 2 {
        return message;
    }
    message.data("valor", number(deed.which as i64))
}

fn handled(live: &Instance, deed: Deed) -> (Actor, Command) {
    let open = view::open_items(live);
    let item = pick(&open, deed.which).map_or(ItemId(1), |item| item.item);
    let actor = Actor::person("ana", ["auditor", "prestador"][deed.answer % 2]);
    let command = match deed.what {
        86 => Command::Claim { item },
        87 if deed.answer < 3 => Command::Release { item },
        87 => Command::Delegate { item, to: "luis".into() },
        _ => Command::Sign { item, record: "acta".into(), sha256: support::document("acta") },
    };
    (actor, command)
}

fn datum(deed: Deed) -> (Text, Value) {
    match deed.which {
        6 => ("zonas".into(), zones(deed.answer % 4)),
        7 => {
            let year = [2022, 2023, 9_999, 2021][deed.answer % 4];
            ("dia".into(), Value::Date(Date::new(year, 5, 1).expect("a date")))
        }
        0 if deed.answer == 5 => ("dias".into(), Value::Bool(true)),
        which => ("dias".into(), number(which as i64)),
    }
}

fn number(number: i64) -> Value {
    Value::Number(Decimal::from(number))
}

fn zones(members: usize) -> Value {
    Value::List((0..members).map(|member| Value::Text(format!("z{member}").into())).collect())
}
