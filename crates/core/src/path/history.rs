//! What has happened on a path so far, as its expectations and its story need it.
//!
//! Knows how to fold events; takes each event once, in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::ItemId;
use crate::data::Text;
use crate::event::{Completed, Event, ItemKind, NoticeReason, Thrown};
use crate::graph::Target;
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, Procedure};
use crate::source::Language;
use crate::view::{Coverage, Track, sentence};

/// Work that was done: what a walk calls a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trod {
    pub(super) element: ElementIx,
    /// The members it stands in, from the outside in.
    pub(super) members: Vec<Text>,
    /// Whether it was asked whether the activity applies.
    pub(super) question: bool,
    /// The id of the answer.
    pub(super) answer: Option<Text>,
    pub(super) conforming: Option<bool>,
}

/// The error that ended a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// Its code.
    pub code: Text,
    /// The id of the element that threw it, where one did.
    pub element: Option<Text>,
}

/// A fold over the events of one path.
#[derive(Debug)]
pub(super) struct History<'a> {
    procedure: &'a Procedure,
    pub(super) language: Language,
    track: Track,
    covered: Track,
    pub(super) coverage: Coverage,
    /// The last element instance that is known.
    last: u32,
    /// Element instances that were stuck before they ran.
    stuck: BTreeSet<ItemId>,
    /// The shared item to which one of several has just given their part.
    shared: Option<ItemId>,
    /// The error that was thrown last, and by which element.
    thrown: Option<(Text, ElementIx)>,
    /// The error that ended the case.
    pub(super) error: Option<Failure>,
    pub(super) story: Vec<Text>,
    pub(super) walk: Vec<Trod>,
    pub(super) ran: Vec<ElementIx>,
    pub(super) rounds: BTreeMap<(Text, Text), u32>,
    pub(super) notices: Vec<Text>,
    pub(super) skips: Vec<Text>,
}

impl<'a> History<'a> {
    pub(super) fn new(procedure: &'a Procedure, language: Language) -> Self {
        History {
            procedure,
            language,
            track: Track::new(),
            covered: Track::new(),
            coverage: Coverage::none(procedure),
            last: 0,
            stuck: BTreeSet::new(),
            shared: None,
            thrown: None,
            error: None,
            story: Vec::new(),
            walk: Vec::new(),
            ran: Vec::new(),
            rounds: BTreeMap::new(),
            notices: Vec::new(),
            skips: Vec::new(),
        }
    }

    /// Takes the next event; gives its sentence, if people read it.
    pub(super) fn take(&mut self, event: &Event) {
        let said = sentence(self.procedure, &self.track, event, self.language);
        self.story.extend(said.map(Text::from));
        self.coverage.add_event(self.procedure, &mut self.covered, event);
        self.fold(event);
        let _ = self.track.walked(event);
    }

    fn fold(&mut self, event: &Event) {
        if !matches!(event, Event::Closed { .. } | Event::Returned { .. }) {
            self.shared = None;
        }
        match event {
            Event::Opened(opened) => {
                self.last = self.last.max(opened.item.0);
                if opened.kind == ItemKind::EventGateway {
                    self.ran(opened.element);
                }
            }
            Event::Passed { item, element, .. }
            | Event::Decided { item, element, .. }
            | Event::Forked { item, element, .. }
            | Event::Joined { item, element, .. } => self.passed(*item, *element),
            Event::Occurred(occurred) => {
                self.last = self.last.max(occurred.item.0);
                self.ran(occurred.element);
            }
            Event::Arrived { item, .. } => self.last = self.last.max(item.0),
            Event::Skipped { item, element, scope, .. } => {
                self.last = self.last.max(item.0);
                let reference = self.procedure.reference_in(*element, self.track.members(*scope));
                self.skips.push(reference);
            }
            Event::Completed(completed) => self.completed(completed),
            Event::Returned { taken, closed, .. } => {
                self.close(closed);
                self.returned(*taken);
            }
            Event::Closed { items } => self.close(items),
            _ => self.fold_more(event),
        }
    }

    fn fold_more(&mut self, event: &Event) {
        match event {
            Event::Answered { item, yes, .. } => {
                let question = self.track.kind(*item) == Some(ItemKind::Applies);
                let answer = Some(if *yes { "yes".into() } else { "no".into() });
                self.trod(*item, |trod| (trod.question, trod.answer) = (question, answer));
            }
            Event::Verified { item, finding } => {
                let conforming = Some(finding.conforming);
                self.trod(*item, |trod| trod.conforming = conforming);
            }
            Event::Thrown { item, element, what, .. } => {
                if let Thrown::Error { code } = &**what {
                    self.thrown = Some((code.clone(), *element));
                }
                self.passed(*item, *element);
            }
            Event::IncidentRaised { item, .. } if item.0 > self.last => {
                self.stuck.insert(*item);
            }
            Event::Finished { error: Some(code), .. } => {
                let thrown = self.thrown.take().filter(|(thrown, _)| thrown == code);
                let element = thrown.map(|(_, element)| self.procedure.id(element).clone());
                self.error = Some(Failure { code: code.clone(), element });
            }
            Event::DeadlineNear { item } => self.notice(*item, "por vencer", "due soon"),
            Event::DeadlinePassed { item } => self.notice(*item, "fuera de plazo", "overdue"),
            Event::Notified { item, reason: NoticeReason::Closed, .. } => {
                self.notice(*item, "cerrada", "closed");
            }
            _ => {}
        }
    }

    fn completed(&mut self, completed: &Completed) {
        let Some(element) = self.track.element(completed.item) else { return };
        let shared = self.track.scope(completed.item);
        match self.track.kind_of_scope(shared) {
            // Of several responsible each does a part: the activity has run when they are done.
            Some(ItemKind::Joint) => self.shared = Some(shared),
            _ => self.ran(element),
        }
        let answer = completed.answer.and_then(|answer| self.answer_id(element, answer));
        let conforming = completed.verification.as_ref().map(|found| found.conforming);
        self.trod(completed.item, |trod| (trod.answer, trod.conforming) = (answer, conforming));
    }

    /// What several shared is closed right after the part that decided it.
    fn close(&mut self, items: &[ItemId]) {
        let shared = self.shared.take().filter(|shared| items.contains(shared));
        if let Some(element) = shared.and_then(|shared| self.track.element(shared)) {
            self.ran(element);
        }
    }

    /// Work that was done; the rest of what is known of it is filled in.
    fn trod(&mut self, item: ItemId, fill: impl FnOnce(&mut Trod)) {
        let Some(element) = self.track.element(item) else { return };
        let members = self.track.members(self.track.scope(item));
        let mut trod = Trod { element, members, question: false, answer: None, conforming: None };
        fill(&mut trod);
        self.walk.push(trod);
    }

    /// An element that ran by itself; what was open before has been counted when it was done.
    fn passed(&mut self, item: ItemId, element: ElementIx) {
        use ItemKind::{Block, Job, Wait};
        let is_done_by_passing = matches!(self.track.kind(item), Some(Block | Job | Wait));
        if item.0 > self.last || is_done_by_passing || self.stuck.remove(&item) {
            self.ran(element);
        }
        self.last = self.last.max(item.0);
    }

    /// An element ran; a gateway that the file only implies is nothing that anybody wrote.
    fn ran(&mut self, element: ElementIx) {
        if !self.procedure.is_implied(element) {
            self.ran.push(element);
        }
    }

    fn answer_id(&self, element: ElementIx, answer: u16) -> Option<Text> {
        let answers = &self.procedure.activity(element)?.answers;
        answers.get(usize::from(answer)).map(|answer| answer.id.clone())
    }

    fn returned(&mut self, taken: crate::procedure::ReturnIx) {
        let graph = &self.procedure.graph;
        let exit = graph.exit(graph.returns[taken.index()].exit);
        if let Target::Element(target) = exit.target {
            let between =
                (self.procedure.reference(exit.from).clone(), self.procedure.reference(target).clone());
            let count = self.rounds.entry(between).or_default();
            *count = count.saturating_add(1);
        }
    }

    fn notice(&mut self, item: ItemId, spanish: &str, english: &str) {
        let Some(element) = self.track.element(item) else { return };
        let words = match self.language {
            Language::Spanish => spanish,
            Language::English => english,
        };
        let members = self.track.members(self.track.scope(item));
        self.notices.push(format!("{}: {words}", self.procedure.reference_in(element, members)).into());
    }
}

/// Work as a word of a walk.
pub(super) fn word(procedure: &Procedure, trod: &Trod, language: Language) -> Text {
    let reference = procedure.reference_in(trod.element, trod.members.clone());
    let mark = if trod.question { "?" } else { "" };
    let answer = match (&trod.answer, trod.conforming) {
        (Some(answer), _) => format!(":{}", answer_word(answer, language)),
        (None, Some(false)) => format!(":{}", Keyword::Nonconforming.word(language).replace(' ', "-")),
        (None, _) => String::new(),
    };
    format!("{reference}{mark}{answer}").into()
}

/// An answer as a path writes it.
pub(super) fn answer_word(id: &str, language: Language) -> &str {
    match id {
        "yes" => Keyword::AnswerYes.word(language),
        "no" => Keyword::AnswerNo.word(language),
        _ => id,
    }
}
