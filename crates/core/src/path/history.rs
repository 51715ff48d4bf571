//! What has happened on a path so far, as its expectations and its story need it.
//!
//! Knows how to fold events; takes each event once, in order.

use std::collections::BTreeMap;

use crate::command::ItemId;
use crate::data::Text;
use crate::event::{Event, ItemKind, NoticeReason};
use crate::graph::Target;
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, Procedure};
use crate::source::Language;
use crate::view::{Coverage, Track, sentence};

/// Work that was done: what a walk calls a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trod {
    pub(super) element: ElementIx,
    /// Whether it was asked whether the activity applies.
    pub(super) question: bool,
    /// The id of the answer.
    pub(super) answer: Option<Text>,
    pub(super) conforming: Option<bool>,
}

/// A fold over the events of one path.
#[derive(Debug)]
pub(super) struct History<'a> {
    procedure: &'a Procedure,
    pub(super) language: Language,
    track: Track,
    covered: Track,
    pub(super) coverage: Coverage,
    items: BTreeMap<ItemId, (ElementIx, ItemKind)>,
    last: u32,
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
            items: BTreeMap::new(),
            last: 0,
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
        match event {
            Event::Opened(opened) => {
                self.items.insert(opened.item, (opened.element, opened.kind));
                self.last = self.last.max(opened.item.0);
            }
            Event::Passed { item, element, .. }
            | Event::Decided { item, element, .. }
            | Event::Thrown { item, element, .. } => {
                self.passed(*item, *element);
            }
            Event::Skipped { item, element, .. } => {
                self.last = self.last.max(item.0);
                self.skips.push(self.procedure.reference(*element).clone());
            }
            Event::Completed(completed) => {
                if let Some((element, _)) = self.items.get(&completed.item).copied() {
                    self.ran.push(element);
                    let answer = completed.answer.and_then(|answer| self.answer_id(element, answer));
                    let conforming = completed.verification.as_ref().map(|found| found.conforming);
                    self.walk.push(Trod { element, question: false, answer, conforming });
                }
            }
            Event::Returned { taken, .. } => self.returned(*taken),
            _ => self.fold_more(event),
        }
    }

    fn fold_more(&mut self, event: &Event) {
        match event {
            Event::Answered { item, yes, .. } => {
                if let Some((element, kind)) = self.items.get(item).copied() {
                    let answer = Some(if *yes { "yes".into() } else { "no".into() });
                    self.walk.push(Trod {
                        element,
                        question: kind == ItemKind::Applies,
                        answer,
                        conforming: None,
                    });
                }
            }
            Event::Verified { item, finding } => {
                if let Some((element, _)) = self.items.get(item).copied() {
                    let conforming = Some(finding.conforming);
                    self.walk.push(Trod { element, question: false, answer: None, conforming });
                }
            }
            Event::Occurred(occurred) => {
                self.ran.push(occurred.element);
                self.last = self.last.max(occurred.item.0);
                self.items.insert(occurred.item, (occurred.element, ItemKind::Wait));
            }
            Event::Notified { item, reason: NoticeReason::Occurred, .. } => {
                self.notice(*item, "ocurrió", "occurred");
            }
            Event::DeadlineNear { item } => self.notice(*item, "por vencer", "due soon"),
            Event::DeadlinePassed { item } => self.notice(*item, "fuera de plazo", "overdue"),
            Event::Notified { item, reason: NoticeReason::Closed, .. } => {
                self.notice(*item, "cerrada", "closed");
            }
            _ => {}
        }
    }

    /// An element that ran by itself; what was open before has been counted when it was done.
    fn passed(&mut self, item: ItemId, element: ElementIx) {
        if item.0 > self.last {
            self.ran.push(element);
            self.last = item.0;
            self.items.insert(item, (element, ItemKind::Work));
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
        let Some((element, _)) = self.items.get(&item) else {
            return;
        };
        let words = match self.language {
            Language::Spanish => spanish,
            Language::English => english,
        };
        self.notices.push(format!("{}: {words}", self.procedure.reference(*element)).into());
    }
}

/// Work as a word of a walk.
pub(super) fn word(procedure: &Procedure, trod: &Trod, language: Language) -> Text {
    let reference = procedure.reference(trod.element);
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
