//! What has happened on a path so far, as its expectations and its story need it.
//!
//! Knows how to fold events; takes each event once, in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::ItemId;
use crate::data::Text;
use crate::event::{CalledProcedure, Completed, Event, ItemKind, NoticeReason, Occurred, Thrown};
use crate::graph::Target;
use crate::keywords::Keyword;
use crate::procedure::{Answer, ElementIx, Procedure, RoleIx};
use crate::reference::Reference;
use crate::source::Language;
use crate::view::{Coverage, Named, Spot, Track, printed, sentence};

/// Work that was done: what a walk calls a word.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trod {
    /// The procedure whose element it is; none for the case's own.
    pub(super) called: Option<CalledProcedure>,
    pub(super) element: ElementIx,
    /// The members it stands in, from the outside in.
    pub(super) members: Vec<Text>,
    /// The elements that call its procedure, from the outside in.
    pub(super) outer: Vec<Spot>,
    /// Whether it was asked whether the activity applies.
    pub(super) question: bool,
    /// The id of the answer.
    pub(super) answer: Option<Text>,
    pub(super) conforming: Option<bool>,
}

/// An element on the way to work that was done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'p> {
    pub(super) procedure: &'p Procedure,
    pub(super) element: ElementIx,
    pub(super) members: &'p [Text],
}

impl Trod {
    /// An element in its members, with nothing said of how it was done.
    fn at(at: Level<'_>, element: ElementIx, members: Vec<Text>) -> Self {
        Trod {
            called: at.called.cloned(),
            element,
            members,
            outer: at.track.outer.clone(),
            question: false,
            answer: None,
            conforming: None,
        }
    }

    /// What people call it.
    pub(super) fn printed(&self, own: &Procedure) -> Text {
        let reference = Reference::new(self.procedure(own).reference(self.element), self.members.clone());
        printed(own, &self.outer, reference)
    }

    fn procedure<'p>(&'p self, own: &'p Procedure) -> &'p Procedure {
        self.called.as_ref().map_or(own, |called| &called.0)
    }

    /// Whether a reference means it.
    pub(super) fn is(&self, own: &Procedure, reference: &Reference) -> bool {
        let (element, members, outer) = (self.element, &self.members[..], &self.outer[..]);
        Named { own, procedure: self.procedure(own), element, members, outer }.is(reference)
    }

    /// Whether it is at the same element in the same members.
    pub(super) fn is_same_place(&self, other: &Trod) -> bool {
        self.element == other.element && self.members == other.members && self.outer == other.outer
    }

    /// The elements by which it is reached from the case, through calls, itself last.
    pub(super) fn way<'p>(&'p self, own: &'p Procedure) -> Vec<Step<'p>> {
        let outer = self.outer.iter().map(|spot| {
            let procedure = spot.procedure.as_ref().map_or(own, |called| &called.0);
            Step { procedure, element: spot.element, members: &spot.members }
        });
        let last = Step { procedure: self.procedure(own), element: self.element, members: &self.members };
        outer.chain([last]).collect()
    }

    /// The answers of its question.
    pub(super) fn answers<'p>(&'p self, own: &'p Procedure) -> &'p [Answer] {
        self.procedure(own).activity(self.element).map_or(&[], |activity| &activity.answers)
    }
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
    /// Whether anybody will read the story.
    is_told: bool,
    track: Track,
    covered: Track,
    pub(super) coverage: Coverage,
    /// The last element instance that is known.
    last: u32,
    /// Element instances that were stuck before they ran.
    stuck: BTreeSet<ItemId>,
    /// The shared item to which one of several has just given their part.
    shared: Option<ItemId>,
    /// The error that was thrown last, and the id of the element that threw it.
    thrown: Option<(Text, Text)>,
    /// The error that ended the case.
    pub(super) error: Option<Failure>,
    pub(super) story: Vec<Text>,
    pub(super) walk: Vec<Trod>,
    /// Ids of what ran, of called procedures too.
    pub(super) ran: Vec<Text>,
    /// How often each return was taken, by what people call both ends.
    pub(super) rounds: BTreeMap<(Text, Text), Round>,
    /// How often each event occurred, by what people call it in its members.
    pub(super) occurred: BTreeMap<Text, (Trod, u32)>,
    pub(super) notices: Vec<Notice>,
    pub(super) skips: Vec<Trod>,
    /// The codes of the procedures of which cases were opened.
    pub(super) opened: Vec<Text>,
}

/// A notice that was given, and to whom.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) said: Text,
    /// The ids of the roles.
    to: Vec<Text>,
}

impl Notice {
    /// With those who were told: `12: fuera de plazo (director, auditor)`.
    pub(super) fn addressed(&self) -> Text {
        format!("{} ({})", self.said, self.to.join(", ")).into()
    }
}

/// A return that was taken.
#[derive(Debug)]
pub(super) struct Round {
    pub(super) from: Trod,
    pub(super) to: Trod,
    pub(super) times: u32,
}

impl<'a> History<'a> {
    pub(super) fn new(procedure: &'a Procedure, (language, is_told): (Language, bool)) -> Self {
        History {
            procedure,
            language,
            is_told,
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
            occurred: BTreeMap::new(),
            notices: Vec::new(),
            skips: Vec::new(),
            opened: Vec::new(),
        }
    }

    /// Takes the next event; gives its sentence, if people read it.
    pub(super) fn take(&mut self, event: &Event) {
        if self.is_told {
            let said = sentence(self.procedure, &self.track, event, self.language);
            self.story.extend(said.map(Text::from));
        }
        self.coverage.add_event(self.procedure, &mut self.covered, event);
        self.fold(event);
        let _ = self.track.walked(event);
    }

    fn fold(&mut self, event: &Event) {
        if let Event::InCall { call, event, .. } = event {
            let Some((procedure, track)) = self.track.take_called(*call) else { return };
            self.fold_at(Level { procedure: &procedure.0, called: Some(&procedure), track: &track }, event);
            return self.track.put_called(*call, (procedure, track));
        }
        // The track is looked at while the rest of the history is written.
        let (procedure, track) = (self.procedure, std::mem::take(&mut self.track));
        self.fold_at(Level { procedure, called: None, track: &track }, event);
        self.track = track;
    }

    fn fold_at(&mut self, at: Level<'_>, event: &Event) {
        if !matches!(event, Event::Closed { .. } | Event::Returned { .. }) {
            self.shared = None;
        }
        match event {
            Event::Opened(opened) => {
                self.last = self.last.max(opened.item.0);
                if opened.kind == ItemKind::EventGateway {
                    self.ran(at, opened.element);
                }
            }
            Event::Called(called) => self.last = self.last.max(called.item.0),
            Event::Passed { item, element, .. }
            | Event::Decided { item, element, .. }
            | Event::Forked { item, element, .. }
            | Event::Joined { item, element, .. } => self.passed(at, *item, *element),
            Event::Occurred(occurred) => {
                self.last = self.last.max(occurred.item.0);
                self.occurred(at, occurred);
                // An event sub-process has run when it is done.
                if at.procedure.graph.block(occurred.element).is_none() {
                    self.ran(at, occurred.element);
                }
            }
            Event::Reached(reached) => {
                self.last = self.last.max(reached.item.0);
                self.ran(at, reached.element);
            }
            Event::Arrived { item, .. } => self.last = self.last.max(item.0),
            Event::Skipped { item, element, scope, .. } => {
                self.last = self.last.max(item.0);
                self.skips.push(Trod::at(at, *element, at.track.members(*scope)));
            }
            Event::Completed(completed) => self.completed(at, completed),
            Event::Returned { taken, closed, .. } => {
                self.close(at, closed);
                self.returned(at, *taken);
            }
            Event::Closed { items } => self.close(at, items),
            _ => self.fold_more(at, event),
        }
    }

    fn fold_more(&mut self, at: Level<'_>, event: &Event) {
        match event {
            Event::Answered { item, yes, .. } => {
                let is_interaction = |element| {
                    let activity = at.procedure.activity(element);
                    activity.is_some_and(|activity| activity.interaction.is_some())
                };
                let question = at.track.kind(*item) == Some(ItemKind::Applies)
                    && !at.track.element(*item).is_some_and(is_interaction);
                let answer = Some(if *yes { "yes".into() } else { "no".into() });
                self.trod(at, *item, |trod| (trod.question, trod.answer) = (question, answer));
            }
            Event::Verified { item, finding } => {
                let conforming = Some(finding.conforming);
                self.trod(at, *item, |trod| trod.conforming = conforming);
            }
            Event::Thrown { item, element, what, .. } => {
                match &**what {
                    Thrown::Error { code } => {
                        self.thrown = Some((code.clone(), at.procedure.id(*element).clone()));
                    }
                    Thrown::Case { procedure, .. } => self.opened.push(procedure.clone()),
                    _ => {}
                }
                self.passed(at, *item, *element);
            }
            Event::IncidentRaised { item, .. } if item.0 > self.last => {
                self.stuck.insert(*item);
            }
            Event::Finished { error: Some(code), .. } => {
                let thrown = self.thrown.clone().filter(|(thrown, _)| thrown == code);
                self.error =
                    Some(Failure { code: code.clone(), element: thrown.map(|(_, element)| element) });
            }
            Event::DeadlineNear { item } => self.notice(at, *item, ("por vencer", "due soon")),
            Event::DeadlinePassed { item } => self.notice(at, *item, ("fuera de plazo", "overdue")),
            Event::Notified { item, roles, reason } => {
                let before = self.notices.len();
                match reason {
                    // That the deadline passed has been said.
                    NoticeReason::Overdue => {}
                    NoticeReason::Occurred => self.notice(at, *item, ("ocurrió", "occurred")),
                    NoticeReason::Answered => self.notice(at, *item, ("resultado", "answered")),
                    NoticeReason::Closed => self.notice(at, *item, ("cerrada", "closed")),
                }
                let id = |role: &RoleIx| Some(at.procedure.roles.get(role.index())?.id.clone());
                let is_said = *reason == NoticeReason::Overdue || self.notices.len() > before;
                if let Some(notice) = self.notices.last_mut().filter(|_| is_said) {
                    notice.to.extend(roles.iter().filter_map(id));
                }
            }
            _ => {}
        }
    }

    fn printed(&self, at: Level<'_>, element: ElementIx, scope: ItemId) -> Text {
        let reference = Reference::new(at.procedure.reference(element), at.track.members(scope));
        printed(self.procedure, &at.track.outer, reference)
    }

    fn completed(&mut self, at: Level<'_>, completed: &Completed) {
        let Some(element) = at.track.element(completed.item) else { return };
        let shared = at.track.scope(completed.item);
        let answers = at.procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
        let answer = completed.answer.and_then(|answer| answers.get(usize::from(answer)));
        let conforming = completed.verification.as_ref().map(|found| found.conforming);
        let answer = answer.map(|answer| answer.id.clone());
        self.trod(at, completed.item, |trod| (trod.answer, trod.conforming) = (answer, conforming));
        match at.track.kind_of_scope(shared) {
            // Of several responsible each does a part: the activity has run when they are done.
            Some(ItemKind::Joint) => self.shared = Some(shared),
            _ => self.ran(at, element),
        }
    }

    /// What several shared is closed right after the part that decided it.
    fn close(&mut self, at: Level<'_>, items: &[ItemId]) {
        let shared = self.shared.take().filter(|shared| items.contains(shared));
        if let Some(element) = shared.and_then(|shared| at.track.element(shared)) {
            self.ran(at, element);
        }
    }

    /// Work that was done; the rest of what is known of it is filled in.
    fn trod(&mut self, at: Level<'_>, item: ItemId, fill: impl FnOnce(&mut Trod)) {
        let Some(element) = at.track.element(item) else { return };
        let mut trod = Trod::at(at, element, at.track.members(at.track.scope(item)));
        fill(&mut trod);
        self.walk.push(trod);
    }

    /// An element that ran by itself; what was open before has been counted when it was done.
    fn passed(&mut self, at: Level<'_>, item: ItemId, element: ElementIx) {
        use ItemKind::{Block, Call, Job, Wait};
        let is_done_by_passing = matches!(at.track.kind(item), Some(Block | Call | Job | Wait));
        if item.0 > self.last || is_done_by_passing || self.stuck.remove(&item) {
            self.ran(at, element);
        }
        self.last = self.last.max(item.0);
    }

    /// An element ran; a gateway that the file only implies is nothing that anybody wrote.
    fn ran(&mut self, at: Level<'_>, element: ElementIx) {
        if !at.procedure.is_implied(element) {
            self.ran.push(at.procedure.id(element).clone());
        }
    }

    fn returned(&mut self, at: Level<'_>, taken: crate::procedure::ReturnIx) {
        let graph = &at.procedure.graph;
        let exit = graph.exit(graph.returns[taken.index()].exit);
        if let Target::Element(target) = exit.target {
            let [from, to] = [exit.from, target].map(|element| Trod::at(at, element, Vec::new()));
            let between = (from.printed(self.procedure), to.printed(self.procedure));
            let round = self.rounds.entry(between).or_insert_with(|| Round { from, to, times: 0 });
            round.times = round.times.saturating_add(1);
        }
    }

    fn occurred(&mut self, at: Level<'_>, occurred: &Occurred) {
        let trod = Trod::at(at, occurred.element, at.track.members(occurred.scope));
        let known = self.occurred.entry(trod.printed(self.procedure)).or_insert((trod, 0));
        known.1 = known.1.saturating_add(1);
    }

    /// A notice about the case itself, or about a called procedure, which goes by what calls it.
    fn notice_of_the_whole(&mut self, at: Level<'_>, words: &str) {
        let name = match at.track.outer.split_last() {
            None => Keyword::Case.word(self.language).into(),
            Some((call, around)) => {
                let procedure = call.procedure.as_ref().map_or(self.procedure, |called| &called.0);
                let call = Reference::new(procedure.reference(call.element), call.members.clone());
                printed(self.procedure, around, call)
            }
        };
        self.notices.push(Notice { said: format!("{name}: {words}").into(), to: Vec::new() });
    }

    fn notice(&mut self, at: Level<'_>, item: ItemId, (spanish, english): (&str, &str)) {
        let words = match self.language {
            Language::Spanish => spanish,
            Language::English => english,
        };
        if item.0 == 0 {
            return self.notice_of_the_whole(at, words);
        }
        let Some(element) = at.track.element(item) else { return };
        let reference = self.printed(at, element, at.track.scope(item));
        self.notices.push(Notice { said: format!("{reference}: {words}").into(), to: Vec::new() });
    }
}

/// A procedure that runs in the case, with what is followed of it.
#[derive(Clone, Copy)]
struct Level<'l> {
    procedure: &'l Procedure,
    called: Option<&'l CalledProcedure>,
    track: &'l Track,
}

/// Work as a word of a walk.
pub(super) fn word(procedure: &Procedure, trod: &Trod, language: Language) -> Text {
    let reference = trod.printed(procedure);
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
