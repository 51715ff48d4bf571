//! A copy of a case to try things on: what can be done next, as words of a path, and what comes of it.
//!
//! Knows every step that people, time and the world outside may take now, with what it takes to take it.
//! Does not know which of them are wise, and keeps nothing: the case that was copied is never touched.
//! Read [`Trial`] first.

use std::sync::Arc;

use super::clock::Clock;
use super::file::{Action, Given};
use super::replay::Happened;
use super::supply::{Order, Supply, answer_id};
use super::word;
use crate::calendar::{advance_text, parse_advance};
use crate::command::{Actor, ClockJump, Command, ItemId, Message, ProcedureRef, Request, Resolution, Start};
use crate::data::{Text, Timestamp, Value};
use crate::document::toml_text::quoted;
use crate::event::ItemKind;
use crate::graph::ExitKind;
use crate::instance::{Instance, Status};
use crate::keywords::Keyword as K;
use crate::procedure::{Answer, Definitions, Procedure};
use crate::reference::Reference;
use crate::rejection::Rejection;
use crate::source::Language;
use crate::view::{Ahead, AwaitedKind, ErrorTaken, WorkItem, ahead, effects, is_open, open_without_awaiting};

/// Timers that one move of time may fire; a definition that turns without end fires no more.
const TIMERS_PER_MOVE: usize = 1_000;

/// A copy of a case with a clock of its own, on which moves are tried.
///
/// Each move is made a minute after the one before, as the words of a path are, and what falls due on the way falls due.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::command::Start;
/// use cauce::path::Trial;
/// use cauce::procedure::Definitions;
/// use cauce::source::{Language, Source};
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// rol = { id = "r", nombre = "R" }
/// actividad = [
///   { numero = 1, id = "a", titulo = "Redactar", responsables = "r" },
///   { numero = 2, id = "b", titulo = "Revisar", responsables = "r", pregunta = "¿Requiere ajustes?",
///     si = { regresa_a = 1 }, no = { continua_en = "fin" } },
/// ]
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
/// let (mut trial, _) = Trial::begin(&definitions, Start::of("P"), Language::Spanish)?;
/// let first = trial.moves();
/// trial.take(&first[0])?;
/// let words: Vec<_> = trial.moves().iter().map(|next| next.text().to_string()).collect();
/// assert_eq!(words, ["2:NO", "2:SI"]);
/// # Ok::<(), cauce::rejection::Rejection>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trial<'d> {
    pub(super) definitions: &'d Definitions,
    pub(super) instance: Instance,
    pub(super) now: Timestamp,
    pub(super) language: Language,
}

/// Something that may be done next.
#[derive(Clone, Debug)]
pub struct Move {
    text: Text,
    kind: MoveKind,
    is_word: bool,
    pub(super) doing: Doing,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MoveKind {
    /// Somebody does work or answers, and nothing goes back.
    Onward,
    /// The host says that automatic work is done.
    Job,
    /// Somebody answers so that it goes back.
    Return,
    /// Somebody ends work with an error that an event around it takes.
    Fail,
    /// Somebody says that something has happened.
    Declare,
    /// A message or a signal comes.
    Outside,
    /// Time passes until something is due.
    Time,
    /// The authority sets stuck work going again.
    Resolve,
}

/// What is done, with what it takes.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    Item(Box<(WorkItem, Given)>),
    Declare(ItemId, Actor),
    Message(Box<Message>),
    Signal(Text),
    Until(Timestamp),
    Resolve(ItemId, Actor, Resolution),
}

impl Move {
    /// It as a path says it: a word of a walk, else a step.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Whether it is a word of a walk, and no step of its own.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.is_word
    }

    /// Whose move it is.
    #[must_use]
    pub fn kind(&self) -> MoveKind {
        self.kind
    }

    /// The open item that it does.
    #[must_use]
    pub fn item(&self) -> Option<&WorkItem> {
        match &self.doing {
            Doing::Item(done) => Some(&done.0),
            _ => None,
        }
    }

    /// The moment up to which it lets time pass.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        match self.doing {
            Doing::Until(at) => Some(at),
            _ => None,
        }
    }

    /// The id of the answer that it gives: `yes`, `no` or that of another outcome.
    #[must_use]
    pub fn answer(&self) -> Option<&Text> {
        let Doing::Item(done) = &self.doing else { return None };
        let (item, given) = &**done;
        let said = given.answer.as_ref().or(given.applies.as_ref())?;
        let id = answer_id(item, said);
        item.answers.iter().map(|offered| &offered.id).find(|offered| **offered == id)
    }

    /// The code of the error that it ends work with.
    #[must_use]
    pub fn error(&self) -> Option<&Text> {
        match &self.doing {
            Doing::Item(done) => done.1.error.as_ref(),
            _ => None,
        }
    }
}

impl<'d> Trial<'d> {
    /// A copy of a case as it stands; `None` of one that has not begun.
    ///
    /// Words are in that language.
    #[must_use]
    pub fn of(definitions: &'d Definitions, instance: &Instance, language: Language) -> Option<Self> {
        let now = instance.at()?;
        Some(Trial { definitions, instance: instance.clone(), now, language })
    }

    /// A case that begins now, on the day of its procedure.
    ///
    /// # Errors
    ///
    /// What a request to begin it is refused for.
    pub fn begin(
        definitions: &'d Definitions,
        start: Start,
        language: Language,
    ) -> Result<(Self, Happened), Rejection> {
        let mut instance = Instance::new();
        let procedure = match &start.procedure {
            ProcedureRef::Code(code) => definitions.by_code(code),
            ProcedureRef::Definition(digest) => definitions.get(digest),
        };
        let clock = procedure.map(|procedure| Clock::new(procedure, None, false));
        let now = clock.map_or(Timestamp::EPOCH, |clock| clock.now);
        let actor = Actor::host("camino");
        let request = Request::new(now, actor.clone(), Command::Start(start));
        let events = instance.handle(definitions, request)?;
        Ok((Trial { definitions, instance, now, language }, Happened { at: now, actor, events }))
    }

    /// The case as it would stand.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The procedure that it is a case of.
    #[must_use]
    pub fn procedure(&self) -> Option<&Arc<Procedure>> {
        self.instance.procedure()
    }

    /// When it would be.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The definitions that it is a case of.
    #[must_use]
    pub fn definitions(&self) -> &'d Definitions {
        self.definitions
    }

    /// The language of its words.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether it has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.instance.status(), Status::Ended(_))
    }

    /// What may be done next: work and answers that go on, answers that go back, errors that are taken, then what may
    /// happen, then time.
    ///
    /// Last comes how stuck work may be set going again. Whether the case takes a move shows when it is made.
    #[must_use]
    pub fn moves(&self) -> Vec<Move> {
        let Some(own) = self.instance.procedure() else { return Vec::new() };
        let ready: Vec<ItemId> = effects(&self.instance).iter().map(|effect| effect.item).collect();
        let open = open_without_awaiting(&self.instance);
        let mut found: Vec<Move> = Vec::new();
        for item in &open {
            if item.kind == ItemKind::Incident {
                self.resolutions(own, item, &mut found);
            } else if item.kind != ItemKind::Job || ready.contains(&item.item) {
                self.add_item(item, &mut found);
                self.add_errors(item, &mut found);
            }
        }
        let expected = ahead(&self.instance);
        found.extend(expected.iter().filter_map(|ahead| self.outside(own, ahead)));
        found.extend(self.time(&open, &expected));
        found.sort_by_key(|found| found.kind);
        found
    }

    /// Makes a move; when it is refused, nothing has changed.
    ///
    /// # Errors
    ///
    /// Why the case does not take it.
    pub fn take(&mut self, chosen: &Move) -> Result<Vec<Happened>, Rejection> {
        let before = (self.instance.clone(), self.now);
        let taken = self.attempt(chosen);
        if taken.is_err() {
            (self.instance, self.now) = before;
        }
        taken
    }

    fn attempt(&mut self, chosen: &Move) -> Result<Vec<Happened>, Rejection> {
        let mut happened = Vec::new();
        if let Doing::Until(at) = chosen.doing {
            self.pass(at, &mut happened)?;
            return Ok(happened);
        }
        self.pass(self.now.checked_add_millis(MINUTE).unwrap_or(self.now), &mut happened)?;
        self.give(&chosen.doing, &mut happened)?;
        Ok(happened)
    }

    /// Gives the commands of a move, as time stands.
    pub(super) fn give(&mut self, doing: &Doing, happened: &mut Vec<Happened>) -> Result<(), Rejection> {
        for (actor, command) in self.orders(doing)? {
            self.handle(actor, command, happened)?;
        }
        Ok(())
    }

    /// Moves time, firing what is due on the way.
    pub(super) fn pass(&mut self, to: Timestamp, happened: &mut Vec<Happened>) -> Result<(), Rejection> {
        for _ in 0..TIMERS_PER_MOVE {
            let due = self.instance.next_due().filter(|due| *due <= to && !self.is_over());
            let Some(due) = due else { break };
            self.now = due.max(self.now);
            self.handle(Actor::Engine, Command::Advance, happened)?;
        }
        self.now = to;
        Ok(())
    }

    fn handle(
        &mut self,
        actor: Actor,
        command: Command,
        happened: &mut Vec<Happened>,
    ) -> Result<(), Rejection> {
        let mut request = Request::new(self.now, actor.clone(), command);
        request.clock_jump = ClockJump::Confirmed;
        let events = self.instance.handle(self.definitions, request)?;
        happened.push(Happened { at: self.now, actor, events });
        Ok(())
    }

    /// The commands of a move.
    fn orders(&self, doing: &Doing) -> Result<Vec<Order>, Rejection> {
        Ok(match doing {
            Doing::Item(done) => return self.item_orders(&done.0, &done.1),
            Doing::Declare(item, actor) => {
                vec![(actor.clone(), Command::Declare { item: *item, note: None })]
            }
            Doing::Message(message) => {
                vec![(Actor::host("camino"), Command::Message(Message::clone(message)))]
            }
            Doing::Signal(name) => vec![(Actor::host("camino"), Command::Signal { name: name.clone() })],
            Doing::Resolve(item, actor, how) => {
                let reason = "camino".into();
                vec![(actor.clone(), Command::Resolve { item: *item, how: how.clone(), reason })]
            }
            Doing::Until(_) => Vec::new(),
        })
    }

    fn item_orders(&self, item: &WorkItem, given: &Given) -> Result<Vec<Order>, Rejection> {
        let own = self.instance.procedure().filter(|_| is_open(&self.instance, item.item));
        let Some(own) = own else {
            return Err(Rejection::NotOpen { reference: item.reference.clone() });
        };
        if item.kind == ItemKind::Job {
            let effect = effects(&self.instance).into_iter().find(|effect| effect.item == item.item);
            let attempt = effect.map_or(1, |effect| effect.attempt);
            let command = Command::CompleteJob { item: item.item, attempt, data: Vec::new() };
            return Ok(vec![(Actor::host("camino"), command)]);
        }
        let procedure = item.procedure(own);
        let clock = Clock::at(procedure, self.now);
        let supply = Supply { procedure, clock: &clock, language: self.language, over_model: false };
        supply.orders(item, given)
    }

    /// The moves that do an item: one for each answer or result, else one.
    fn add_item(&self, item: &WorkItem, found: &mut Vec<Move>) {
        use ItemKind::{Applies, Confirm, Job, Question, Verify, Work};
        if !matches!(item.kind, Work | Applies | Confirm | Question | Verify | Job) {
            return;
        }
        let mark = if item.kind == Applies && item.opened_with.is_none() { "?" } else { "" };
        let word = |answer: &str| match answer {
            "" => Text::clone(&item.reference),
            answer => format!("{}{mark}:{answer}", item.reference).into(),
        };
        if item.answers.is_empty() {
            let kind = if item.kind == Job { MoveKind::Job } else { MoveKind::Onward };
            self.add_word(item, (word(""), kind), found);
            if item.verifies.is_some() {
                let bad = K::Nonconforming.word(self.language).replace(' ', "-");
                self.add_word(item, (word(&bad), MoveKind::Onward), found);
            }
            return;
        }
        for offered in &item.answers {
            let kind = if offered.returns { MoveKind::Return } else { MoveKind::Onward };
            self.add_word(item, (word(said(&offered.id, self.language)), kind), found);
        }
    }

    /// The moves that end an item with an error that something takes.
    fn add_errors(&self, item: &WorkItem, found: &mut Vec<Move>) {
        for taken in &item.errors {
            let code: Text = match taken {
                ErrorTaken::Any => ANY_ERROR.into(),
                ErrorTaken::Code(code) => code.clone(),
            };
            let (activity, error) = (K::Activity.word(self.language), K::Error.word(self.language));
            let reference = quoted(&item.reference);
            let text = format!("{{ {activity} = {reference}, {error} = {} }}", quoted(&code)).into();
            let given = Given { error: Some(code), ..Given::default() };
            let doing = Doing::Item(Box::new((item.clone(), given)));
            found.push(Move { text, kind: MoveKind::Fail, is_word: false, doing });
        }
    }

    /// Adds a word, read as a path reads it, so that it means the same when it is written into one.
    fn add_word(&self, item: &WorkItem, (text, kind): (Text, MoveKind), found: &mut Vec<Move>) {
        if let Ok(Action::Work(work)) = word::action(&text, None, self.language) {
            let doing = Doing::Item(Box::new((item.clone(), work.given)));
            found.push(Move { text, kind, is_word: true, doing });
        }
    }

    /// How stuck work may go on: tried again, by another answer, by one more return.
    fn resolutions(&self, own: &Procedure, item: &WorkItem, found: &mut Vec<Move>) {
        let procedure = item.procedure(own);
        let role = item.roles.first().cloned();
        let role = role.or_else(|| procedure.roles().first().map(|role| role.id.clone()));
        let actor = role.map_or_else(|| Actor::host("camino"), |role| Actor::person(&role, &role));
        let say = |key: K| key.word(self.language);
        let mut add = |more: String, how: Resolution| {
            let text = format!("{{ {} = {}{more} }}", say(K::Resolves), quoted(&item.reference)).into();
            let doing = Doing::Resolve(item.item, actor.clone(), how);
            found.push(Move { text, kind: MoveKind::Resolve, is_word: false, doing });
        };
        let answers = procedure.activity(item.element).map_or(&[][..], |activity| &activity.answers);
        for answer in answers.iter().filter(|answer| !returns(procedure, answer)) {
            let more = format!(", {} = {}", say(K::AnswersWith), quoted(said(&answer.id, self.language)));
            add(more, Resolution::Take(answer.id.clone()));
        }
        add(String::new(), Resolution::Retry);
        add(format!(", {} = true", say(K::OneMore)), Resolution::OneMore);
    }

    /// What may come from outside the flow; what waits in a called procedure has no word in a path.
    fn outside(&self, own: &Procedure, ahead: &Ahead) -> Option<Move> {
        let step = |key: K, name: &str| format!("{{ {} = {} }}", key.word(self.language), quoted(name));
        match ahead.kind {
            AwaitedKind::Declared => {
                let role = ahead.roles.first().cloned().unwrap_or_default();
                let (text, kind) = (format!("!{}", ahead.reference).into(), MoveKind::Declare);
                let doing = Doing::Declare(ahead.item, Actor::person(&role, &role));
                Some(Move { text, kind, is_word: true, doing }).filter(|_| ahead.call.is_none())
            }
            AwaitedKind::Message => {
                let name = ahead.name.clone()?;
                let word = message_word(own, &name, &ahead.correlates);
                let is_word = word.is_some();
                let text = word.unwrap_or_else(|| step(K::Message, &name)).into();
                let message = Message { name, correlates: ahead.correlates.clone(), ..Message::default() };
                let doing = Doing::Message(Box::new(message));
                Some(Move { text, kind: MoveKind::Outside, is_word, doing })
            }
            AwaitedKind::Signal => {
                let name = ahead.name.clone()?;
                let text = step(K::Signal, &name).into();
                Some(Move { text, kind: MoveKind::Outside, is_word: false, doing: Doing::Signal(name) })
            }
            _ => None,
        }
    }

    /// The next moment at which time itself changes what may be done.
    fn time(&self, open: &[WorkItem], expected: &[Ahead]) -> Option<Move> {
        let earliest = open.iter().filter_map(|item| item.due.as_ref()?.not_before);
        let happens = expected.iter().filter_map(|ahead| ahead.due);
        let waits = open.iter().any(|item| matches!(item.kind, ItemKind::Delay | ItemKind::Job));
        let timers = self.instance.next_due().filter(|_| waits);
        let later = |at: &Timestamp| *at > self.now;
        let to = earliest.chain(happens).chain(timers).filter(later).min()?;
        let millis = to.millis().saturating_sub(self.now.millis());
        // A word counts whole seconds.
        let seconds = millis.saturating_add(999) / 1000;
        let length = parse_advance(&format!("+{seconds}s")).ok()?;
        let to = self.now.checked_add_millis(seconds.checked_mul(1000)?)?;
        let text = advance_text(length).into();
        Some(Move { text, kind: MoveKind::Time, is_word: true, doing: Doing::Until(to) })
    }
}

/// An answer as a path writes it.
fn said(id: &str, language: Language) -> &str {
    match id {
        "yes" => K::AnswerYes.word(language),
        "no" => K::AnswerNo.word(language),
        id => id,
    }
}

fn returns(procedure: &Procedure, answer: &Answer) -> bool {
    procedure.graph.exit(answer.exit).kind != ExitKind::Onward
}

/// The code of an error that is taken whatever its code.
pub(crate) const ANY_ERROR: &str = "E";

/// The minute between two things that are done.
const MINUTE: i64 = 60_000;

/// A message as a word, where its name and what it correlates with can be said so.
fn message_word(own: &Procedure, name: &Text, correlates: &[(Text, Value)]) -> Option<String> {
    let texts = correlates.iter().map(|(_, value)| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    let members: Vec<Text> = texts.collect::<Option<_>>()?;
    let word = Reference::new(name, members).to_string();
    // The names of what correlates come from the first wait for it that the procedure has.
    let is_own = own.graph.specials.iter().filter_map(|special| special.trigger.as_deref());
    let is_own = is_own
        .flat_map(|trigger| &trigger.on)
        .any(|on| matches!(on, crate::graph::On::Message { name: other, .. } if other == name));
    Reference::parse(&word).filter(|_| is_own || correlates.is_empty()).map(|_| format!("@{word}"))
}

/// The moves as steps of a path: one walk where every move is a word.
#[must_use]
pub fn steps(moves: &[Move], language: Language) -> String {
    let walk = |words: &[&str]| format!("{{ {} = {} }}", K::Walk.word(language), quoted(&words.join(" ")));
    if moves.iter().all(Move::is_word) {
        return moves.iter().map(|one| &**one.text()).collect::<Vec<_>>().join(" ");
    }
    let (mut steps, mut words): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    for one in moves {
        if one.is_word {
            words.push(&one.text);
            continue;
        }
        if !words.is_empty() {
            steps.push(walk(&std::mem::take(&mut words)));
        }
        steps.push(one.text.to_string());
    }
    if !words.is_empty() {
        steps.push(walk(&words));
    }
    format!("[{}]", steps.join(", "))
}
