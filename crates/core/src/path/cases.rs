//! The cases of a path, and what an act asks of which of them.
//!
//! Knows which open item, event or timer a reference means; the first case that has it is meant.
//! Does not move time and sends nothing: the replay does.

use std::sync::Arc;

use super::clock::Clock;
use super::compare;
use super::difference::{Clash, Stop};
use super::double::Doubles;
use super::file::{Action, Given, Send, Sent, Work};
use super::history::History;
use super::replay::Runner;
use super::supply::{Order, Supply};
use super::value;
use crate::command::{Actor, Command, Message, ProcedureRef, Start};
use crate::data::{Text, Timestamp, Value};
use crate::decide::message::begun_by;
use crate::decide::signal::begun_by_signal;
use crate::event::{ItemKind, Thrown};
use crate::graph::On;
use crate::instance::{Instance, Status};
use crate::post;
use crate::procedure::Procedure;
use crate::reference::Reference;
use crate::rejection::Rejection;
use crate::source::Language;
use crate::view::{Declarable, WorkItem, declarable, effects, message_waits, open_items};

/// One case of a path.
pub(super) struct Case<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) instance: Instance,
    pub(super) history: History<'a>,
    pub(super) doubles: Doubles<'a>,
}

impl<'a> Case<'a> {
    pub(super) fn new(procedure: &'a Procedure, told: (Language, bool)) -> Self {
        let (instance, history) = (Instance::new(), History::new(procedure, told));
        Case { procedure, instance, history, doubles: Doubles::default() }
    }

    /// When something happens next by itself: a timer of the case, or the answer that a double has promised.
    pub(super) fn next_due(&mut self) -> Option<Timestamp> {
        if self.instance.status() != Status::Running {
            return None;
        }
        let promised = self.doubles.next_due(&self.instance);
        self.instance.next_due().into_iter().chain(promised).min()
    }

    /// Where the case stands, for what is looked for in it.
    pub(super) fn place(&self) -> (&'a Procedure, &Instance) {
        (self.procedure, &self.instance)
    }

    /// The correlation values that a path writes in brackets, under the names that a wait for that message has.
    fn correlation(&self, name: &Text, values: &[Text]) -> Vec<(Text, Value)> {
        let triggers = self.procedure.graph.specials.iter().filter_map(|special| special.trigger.as_deref());
        let mut keys = triggers.flat_map(|trigger| &trigger.on).filter_map(|on| match on {
            On::Message { name: message, correlates, .. } if message == name => Some(correlates),
            _ => None,
        });
        let keys = keys.next().map_or(&[][..], Vec::as_slice);
        let value = |((key, _), value): (&(Text, _), &Text)| (key.clone(), Value::Text(value.clone()));
        keys.iter().zip(values).map(value).collect()
    }

    /// Whether a word that answers means an item.
    pub(super) fn is_answered(&self, word: &Work, item: &WorkItem) -> bool {
        is_meant(item.kind, word.question) && item.is(self.procedure, &word.reference)
    }

    /// Whether an item stands inside what is written before braces.
    pub(super) fn holds(&self, around: &Reference, item: &WorkItem) -> bool {
        item.is_inside(self.procedure, around)
    }
}

impl<'a> Runner<'a> {
    /// The commands that an act gives, and to which case.
    pub(super) fn orders(&mut self, action: &Action) -> Result<(usize, Vec<Order>), Stop> {
        let main = self.main().procedure;
        Ok(match action {
            Action::Work(work) => {
                let (case, item) = self.open_item(work)?;
                match item.kind {
                    ItemKind::Job => (case, vec![self.job_order(case, &item, &work.given)]),
                    _ => (case, self.orders_for(case, &item, &work.given)?),
                }
            }
            Action::Declare { event, given } => self.declaration(event, given)?,
            Action::SetData(given) => {
                let data = value::data(main, &given.data, &self.clock, self.path.language);
                (0, vec![(Supply::reporter(given), Command::SetData { data })])
            }
            Action::Measure(given) => {
                let measures = value::measures(&given.measures);
                (0, vec![(Supply::reporter(given), Command::Measure { measures })])
            }
            Action::Resolve(resolve) => self.resolution(resolve)?,
            Action::Cancel(given) => (0, vec![self.cancellation(given)]),
            _ => (0, Vec::new()),
        })
    }

    /// The commands that do an item; data that is given is that of its own procedure.
    pub(super) fn orders_for(
        &self,
        case: usize,
        item: &WorkItem,
        given: &Given,
    ) -> Result<Vec<Order>, Rejection> {
        let procedure = item.procedure(self.cases[case].procedure);
        let (clock, language, over_model) = (&self.clock, self.path.language, self.path.over_model);
        Supply { procedure, clock, language, over_model }.orders(item, given)
    }

    /// The case that has an element of that name: the first that has one, else the one that the path is about.
    pub(super) fn case_of(&self, reference: &Reference) -> usize {
        let has = |case: &Case<'_>| case.procedure.find_reference(reference).is_some();
        self.cases.iter().position(has).unwrap_or(0)
    }

    /// The open item that a word means, and its case.
    pub(super) fn open_item(&self, work: &Work) -> Result<(usize, WorkItem), Clash> {
        let mut second = None;
        for (position, case) in self.cases.iter().enumerate() {
            let items = open_items(&case.instance);
            let fits = |item: &&WorkItem| {
                item.is(case.procedure, &work.reference)
                    && (is_meant(item.kind, work.question) || is_needed(case.procedure, item, work))
            };
            let mine = |item: &&WorkItem| is_for(item, &work.given);
            if let Some(found) = items.iter().filter(fits).find(mine) {
                return Ok((position, found.clone()));
            }
            second = second.or_else(|| Some((position, items.iter().find(fits)?.clone())));
        }
        second.ok_or_else(|| self.not_open(work))
    }

    /// What comes from outside: a signal to every case that waits for it, a message to the first that waits for it.
    pub(super) fn send(&mut self, sent: &Send) -> Result<(), Stop> {
        match sent.what {
            Sent::Signal => self.broadcast(&sent.name, None),
            Sent::Message => {
                let given = self.path.language;
                let message = |case: &Case<'_>, clock: &Clock<'_>| Message {
                    name: sent.name.clone(),
                    correlates: case.correlation(&sent.name, &sent.members),
                    data: value::data(case.procedure, &sent.data, clock, given),
                    ..Message::default()
                };
                self.deliver(message)
            }
        }
    }

    /// Tells a signal to every other case that waits for it; then a case begins of each procedure that begins with it,
    /// but of that which throws it.
    fn broadcast(&mut self, name: &Text, thrower: Option<usize>) -> Result<(), Stop> {
        let (mut heard, mut refused) = (false, None);
        let others = self.cases.len();
        for case in (0..others).filter(|case| Some(*case) != thrower) {
            if others == 1 || self.cases[case].instance.status() == Status::Running {
                match self.handle(case, Actor::host("camino"), Command::Signal { name: name.clone() }) {
                    Ok(()) => heard = true,
                    Err(rejection) => refused = refused.or(Some(rejection)),
                }
            }
        }
        let own = thrower.map(|thrower| self.cases[thrower].procedure.code());
        let begun = self.definitions.newest().filter(|procedure| Some(procedure.code()) != own);
        let begun: Vec<_> =
            begun.filter_map(|procedure| Some((procedure, begun_by_signal(procedure, name)?))).collect();
        for (procedure, start) in begun {
            match self.open_case(procedure, (Some(procedure.id(start).clone()), Vec::new())) {
                Err(Stop::Refused(rejection)) => refused = refused.or(Some(rejection)),
                begun => {
                    begun?;
                    heard = true;
                }
            }
        }
        let refused = refused.filter(|_| !heard && thrower.is_none());
        refused.map_or(Ok(()), |rejection| Err(rejection.into()))
    }

    /// Hands a message to the first case that takes it, in the order in which they began.
    fn deliver(&mut self, message: impl Fn(&Case<'_>, &Clock<'_>) -> Message) -> Result<(), Stop> {
        let mut refused = None;
        for case in 0..self.cases.len() {
            let message = message(&self.cases[case], &self.clock);
            match self.handle(case, Actor::host("camino"), Command::Message(message)) {
                Ok(()) => return Ok(()),
                Err(rejection) => refused = refused.or(Some(rejection)),
            }
        }
        refused.map_or(Ok(()), |rejection| Err(rejection.into()))
    }

    /// Passes on what cases have thrown for each other; a message that nobody waits for is lost, as in life.
    pub(super) fn pass_on(&mut self) -> Result<bool, Stop> {
        let Some((thrower, thrown)) = self.thrown.pop_front() else { return Ok(false) };
        match thrown {
            Thrown::Signal { name } => self.broadcast(&name, Some(thrower)).map(|()| true),
            Thrown::Message { name, correlates, data } => {
                let message = |_: &Case<'_>, _: &Clock<'_>| Message {
                    name: name.clone(),
                    correlates: correlates.clone(),
                    data: data.clone(),
                    ..Message::default()
                };
                match self.deliver(message) {
                    Ok(()) => Ok(true),
                    Err(Stop::Refused(_)) => {
                        self.begin_by(&message(&self.cases[0], &self.clock)).map(|()| true)
                    }
                    Err(stop) => Err(stop),
                }
            }
            Thrown::Case { procedure, version, start, data } => {
                let Some(found) = self.definitions.of_version(&procedure, version.as_deref()) else {
                    return Ok(true);
                };
                self.open_case(found, (start, data))?;
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    /// Begins the case that a message begins, when no case waits for it; one that cannot be taken is lost too.
    fn begin_by(&mut self, message: &Message) -> Result<(), Stop> {
        let waits = |case: &Case<'_>| message_waits(&case.instance).iter().any(|wait| wait.fits(message));
        if self.cases.iter().any(waits) {
            return Ok(());
        }
        let begins = |procedure: &&'a Arc<Procedure>| begun_by(procedure, &message.name).is_some();
        let Some(procedure) = self.definitions.newest().find(begins) else { return Ok(()) };
        let Some(element) = begun_by(procedure, &message.name) else { return Ok(()) };
        match post::start(procedure, element, message) {
            Ok(start) => self.open_case(procedure, (start.at_start, start.data)),
            Err(_) => Ok(()),
        }
    }

    /// Begins a case that an event of another has asked for.
    fn open_case(
        &mut self,
        procedure: &'a Procedure,
        (at_start, data): (Option<Text>, Vec<(Text, Value)>),
    ) -> Result<(), Stop> {
        let (doubles, _) = Doubles::bind(procedure, self.path, &[]);
        self.cases.push(Case { doubles, ..Case::new(procedure, (self.path.language, self.is_told)) });
        let procedure = ProcedureRef::Definition(procedure.digests().definition);
        let start = Command::Start(Start { procedure, data, at_start });
        let begun = self.handle(self.cases.len() - 1, Actor::host("camino"), start);
        if begun.is_err() {
            // A case that did not begin is none.
            self.cases.pop();
        }
        Ok(begun?)
    }

    /// A person in a role that may declare an event says that it happened.
    pub(super) fn declaration(&self, event: &Reference, given: &Given) -> Result<(usize, Vec<Order>), Clash> {
        let position = self.case_of(event);
        let case = &self.cases[position];
        let element = case.procedure.find_reference(event);
        let is_meant = |open: &&Declarable| {
            let members = case.instance.state.item(open.item);
            let members = members.map(|open| case.instance.state.members(open.scope)).unwrap_or_default();
            open.call.is_none() && Some(open.element) == element && event.fits(&members)
        };
        let open = declarable(&case.instance);
        let Some(found) = open.iter().find(is_meant) else {
            return Err(self.nothing_open(event.to_string().into()));
        };
        let role = given.role.as_ref().or(found.roles.first()).cloned().unwrap_or_default();
        let person = given.person.clone().unwrap_or_else(|| role.clone());
        let command = Command::Declare { item: found.item, note: given.note.clone() };
        Ok((position, vec![(Actor::person(&person, &role), command)]))
    }

    /// A job that the path itself answers: as a program of the host, unless it says who.
    pub(super) fn job_order(&self, case: usize, item: &WorkItem, given: &Given) -> Order {
        let case = &self.cases[case];
        let found = effects(&case.instance).into_iter().find(|effect| effect.item == item.item);
        let attempt = found.map_or(1, |effect| effect.attempt);
        let data = value::data(item.procedure(case.procedure), &given.data, &self.clock, self.path.language);
        (Supply::reporter(given), Command::CompleteJob { item: item.item, attempt, data })
    }

    pub(super) fn not_open(&self, work: &Work) -> Clash {
        let mark = if work.question { "?" } else { "" };
        self.nothing_open(format!("{}{mark}", work.reference).into())
    }

    pub(super) fn nothing_open(&self, reference: Text) -> Clash {
        let (language, status) = (self.path.language, self.main().instance.status());
        let ended = matches!(status, Status::Ended(_)) && self.cases.len() == 1;
        let ended = ended.then(|| compare::state_word(status, language).into());
        let items = self.cases.iter().flat_map(|case| open_items(&case.instance));
        let open = items.map(|item| compare::described(&item, language)).collect();
        Clash::NotOpen { reference, open, ended }
    }
}

fn is_meant(kind: ItemKind, question: bool) -> bool {
    match kind {
        ItemKind::Applies => question,
        ItemKind::Work | ItemKind::Question | ItemKind::Confirm | ItemKind::Verify | ItemKind::Job => {
            !question
        }
        _ => false,
    }
}

/// Whether an answer is to the question whether an interaction is needed, which is written without a sign of its own.
fn is_needed(own: &Procedure, item: &WorkItem, work: &Work) -> bool {
    let activity = item.procedure(own).activity(item.element);
    let interacts = activity.is_some_and(|activity| activity.interaction.is_some());
    interacts && item.kind == ItemKind::Applies && work.given.answer.is_some()
}

/// Whether an item of joint work is that of the role a step names.
fn is_for(item: &WorkItem, given: &Given) -> bool {
    given.role.as_ref().is_none_or(|role| item.roles.contains(role))
}
