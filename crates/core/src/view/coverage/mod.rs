//! What paths and cases have walked of a procedure, and how often: activities, flows, both answers of every question,
//! returns, events, both outcomes of every condition, the rows of decision tables.
//!
//! Knows how events become counts, and what has a count of zero.
//! Does not know why: which path would walk what is missing is another's.
//! Read [`Coverage`] first, then [`Missing`]; [`CoverageSet`] is of several procedures, and what files keep.

mod conditions;
mod file;
mod missing;
mod rows;
mod set;
#[cfg(test)]
mod tests;

pub use file::CoverageError;
pub use missing::{Kind, Missing};
pub use set::{CoverageSet, Follower};

use self::conditions::Conditions;
pub(crate) use self::conditions::{GuardOutcome, Of};
pub(super) use self::rows::Computing;
use self::rows::Rows;
use super::Track;
use crate::data::Text;
use crate::event::{Event, ItemKind, Occurred};
use crate::graph::{ExitKind, NodeKind, Target};
use crate::keywords::Keyword;
use crate::procedure::{Activity, ActivityKind, Applies, Decision, ElementIx, ExitIx, Procedure};

/// How much of one thing has been walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many have been walked.
    pub walked: usize,
    /// How many there are.
    pub all: usize,
}

/// What has been walked of one procedure, and how often; counts add up over paths and cases.
///
/// ```
/// use cauce::path::{PathFile, replay};
/// use cauce::procedure::{Definitions, Procedure};
/// use cauce::source::{Language, Source};
///
/// let mut definitions = Definitions::new();
/// definitions.add(Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// rol = { id = "auditor", nombre = "Auditor" }
/// actividad = [
///   { numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "auditor" },
///   { numero = 2, id = "revisar", titulo = "Revisar el acta", responsables = "auditor",
///     pregunta = "¿Requiere ajustes?", si = { regresa_a = 1 }, no = { continua_en = "fin" } },
/// ]
/// "#)?)?;
/// let path = r#"
/// formato = 1
/// idioma  = "es"
/// [camino]
/// nombre        = "El camino directo"
/// procedimiento = "ACTA-1"
/// recorrido     = "1 2:NO"
/// "#;
/// let (path, _) = PathFile::parse(&Source::new("directo.toml", path));
/// let replayed = replay(&definitions, &path.unwrap());
///
/// let (procedure, coverage) = (replayed.procedure.unwrap(), replayed.coverage.unwrap());
/// assert_eq!((coverage.answers().walked, coverage.answers().all), (1, 2));
/// let missing = coverage.missing(&procedure);
/// assert_eq!(missing[0].sentence(Language::Spanish), "la respuesta 2:SI");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    cases: u64,
    elements: Vec<u64>,
    /// Which activities are only headings of others.
    headings: Vec<bool>,
    /// Which of the elements are events or starts.
    events: Vec<bool>,
    answers: Vec<Vec<u64>>,
    returns: Vec<u64>,
    exits: Vec<u64>,
    skips: Vec<Option<u64>>,
    /// Of each activity whose deadline says what follows, how often it has passed.
    deadlines: Vec<Option<u64>>,
    conditions: Conditions,
    rows: Rows,
}

impl Coverage {
    /// Nothing walked yet.
    #[must_use]
    pub fn none(procedure: &Procedure) -> Self {
        let (graph, activities) = (&procedure.graph, &procedure.activities);
        let optional = |activity: &Activity| {
            let may_be_skipped = activity.applies != Applies::Always && activity.interaction.is_none();
            may_be_skipped.then_some(0)
        };
        let is_event = |element| graph.node(ElementIx::at(element)).kind == NodeKind::Event;
        let due = |activity: &Activity| (!activity.escalates_to.is_empty()).then_some(0);
        Coverage {
            cases: 0,
            elements: vec![0; graph.len()],
            headings: activities.iter().map(|it| it.kind == ActivityKind::Group).collect(),
            events: (0..graph.len()).map(is_event).collect(),
            answers: activities.iter().map(|activity| vec![0; answers_of(activity)]).collect(),
            returns: vec![0; graph.returns.len()],
            exits: vec![0; graph.exits.len()],
            skips: activities.iter().map(optional).collect(),
            deadlines: activities.iter().map(due).collect(),
            conditions: Conditions::of(procedure),
            rows: Rows::of(procedure),
        }
    }

    /// Adds what the events of one case walked, from its first event on.
    pub fn add(
        &mut self,
        procedure: &Procedure,
        events: impl IntoIterator<Item = impl std::borrow::Borrow<Event>>,
    ) {
        let mut track = Track::new();
        for event in events {
            self.add_event(procedure, &mut track, event.borrow());
        }
    }

    /// Adds one event of a case that is followed; what it did by another version of the procedure does not count.
    pub fn add_event(&mut self, procedure: &Procedure, track: &mut Track, event: &Event) {
        if !track.goes_by(procedure) {
            track.walked(event);
            return;
        }
        self.add_ways(procedure, track, event);
        self.conditions.add(procedure, track, event);
        self.rows.add(procedure, track, event);
        match event {
            Event::Started(_) => count(&mut self.cases),
            Event::Occurred(occurred) => {
                self.add_occurred(procedure, occurred);
                self.add_gateway(procedure, track, occurred);
            }
            Event::Returned { taken, .. } => count(&mut self.returns[taken.index()]),
            Event::Decided { item, element, exit, .. } => {
                self.add_answer(procedure, *element, *exit);
                // What is open is counted when it is walked.
                if track.kind(*item).is_none() {
                    self.add_decided(procedure, *element);
                }
            }
            Event::Answered { element, yes, .. } => {
                if procedure.activity(*element).is_some_and(|activity| activity.interaction.is_some())
                    && let Some(times) = self.answers[element.index()].get_mut(usize::from(!yes))
                {
                    count(times);
                }
            }
            Event::DeadlinePassed { item } => {
                let element = track.element(*item).map(ElementIx::index);
                if let Some(Some(times)) = element.and_then(|element| self.deadlines.get_mut(element)) {
                    count(times);
                }
            }
            Event::Opened(opened) if opened.kind == ItemKind::Block => {
                count(&mut self.elements[opened.element.index()]);
            }
            _ => {}
        }
        self.add_walked(track, event);
    }

    /// What an event says was walked; of what stands in others only the innermost is one more time.
    fn add_walked(&mut self, track: &mut Track, event: &Event) {
        let holds = matches!(event, Event::Passed { item, .. } if track.kind_of_scope(*item).is_some());
        let Some(walked) = track.walked(event) else { return };
        let element = walked.element.index();
        let skips = self.skips.get_mut(element).and_then(Option::as_mut);
        match skips.filter(|_| walked.skipped) {
            Some(skips) => count(skips),
            None if walked.skipped || holds => self.elements[element] = self.elements[element].max(1),
            None => count(&mut self.elements[element]),
        }
        if let Some(answer) = walked.answer {
            count(&mut self.answers[element][usize::from(answer)]);
        }
    }

    /// Counts the ways out: a return when it is taken and not when it is chosen, a computed answer when it is computed and
    /// not when it is confirmed.
    fn add_ways(&mut self, procedure: &Procedure, track: &Track, event: &Event) {
        let is_computed = |activity: &Activity| matches!(activity.decision, Decision::Computed(_));
        if let Event::Answered { element, .. } = event
            && procedure.activity(*element).is_some_and(is_computed)
        {
            return;
        }
        let several = track.exits(procedure, event);
        for exit in several.into_iter().chain(track.exit(procedure, event)) {
            let goes_on = procedure.graph.exit(exit).kind == ExitKind::Onward;
            if goes_on || matches!(event, Event::Returned { .. }) {
                count(&mut self.exits[exit.index()]);
            }
        }
    }

    fn add_decided(&mut self, procedure: &Procedure, element: ElementIx) {
        let times = &mut self.elements[element.index()];
        match procedure.graph.node(element).kind {
            NodeKind::Automatic | NodeKind::Exclusive => count(times),
            // Its work was counted when it was done.
            _ => *times = (*times).max(1),
        }
    }

    fn add_answer(&mut self, procedure: &Procedure, element: ElementIx, exit: ExitIx) {
        let answers = procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
        if let Some(answer) = answers.iter().position(|answer| answer.exit == exit) {
            count(&mut self.answers[element.index()][answer]);
        }
    }

    /// A wait that is over goes on, and so does an event without activities of its own; a decision says itself which way.
    fn add_occurred(&mut self, procedure: &Procedure, occurred: &Occurred) {
        let (graph, element) = (&procedure.graph, occurred.element);
        let way = match procedure.activity(element) {
            Some(activity) => activity.next.filter(|_| activity.answers.is_empty()),
            None if graph.node(element).kind == NodeKind::Block => None,
            None => graph.exits_of(element).next().map(|(exit, _)| exit),
        };
        if let Some(way) = way.filter(|way| graph.exits[way.index()].kind == ExitKind::Onward) {
            count(&mut self.exits[way.index()]);
        }
        // An event that leads nowhere has its end for a way out, which no token takes.
        if procedure.activity(element).is_none() {
            let ends = graph.exits_of(element).filter(|(_, exit)| matches!(exit.target, Target::End));
            ends.for_each(|(exit, _)| self.exits[exit.index()] = self.exits[exit.index()].max(1));
        }
    }

    /// What waits for the first of several things is walked when one of them has come.
    fn add_gateway(&mut self, procedure: &Procedure, track: &Track, occurred: &Occurred) {
        let decides = |element: &ElementIx| {
            let special = procedure.graph.special(*element);
            special.is_some_and(|special| special.alternatives.contains(&occurred.element))
        };
        let closed = occurred.closed.iter().filter_map(|item| track.element(*item));
        for gateway in closed.filter(decides) {
            count(&mut self.elements[gateway.index()]);
        }
    }

    /// Adds what another coverage of the same procedure has walked.
    pub fn merge(&mut self, other: &Coverage) {
        self.cases = self.cases.saturating_add(other.cases);
        add_all(&mut self.elements, &other.elements);
        add_all(&mut self.returns, &other.returns);
        add_all(&mut self.exits, &other.exits);
        for (mine, theirs) in self.answers.iter_mut().zip(&other.answers) {
            add_all(mine, theirs);
        }
        add_some(&mut self.skips, &other.skips);
        add_some(&mut self.deadlines, &other.deadlines);
        self.conditions.merge(&other.conditions);
        self.rows.merge(&other.rows);
    }

    /// How many cases it is of; each path begins one.
    #[must_use]
    pub fn cases(&self) -> u64 {
        self.cases
    }

    /// Whether an element has been walked; that it was left out counts.
    #[must_use]
    pub fn walks(&self, element: ElementIx) -> bool {
        self.times(element) > 0 || self.times_skipped(element) > Some(0)
    }

    /// How often an element has been walked; in a repetition once for each member.
    #[must_use]
    pub fn times(&self, element: ElementIx) -> u64 {
        self.elements.get(element.index()).copied().unwrap_or(0)
    }

    /// Whether a way has been taken.
    #[must_use]
    pub fn takes(&self, exit: ExitIx) -> bool {
        self.times_taken(exit) > 0
    }

    /// How often a way has been taken.
    #[must_use]
    pub fn times_taken(&self, exit: ExitIx) -> u64 {
        self.exits.get(exit.index()).copied().unwrap_or(0)
    }

    /// How often an optional activity was skipped; `None` when it cannot be.
    #[must_use]
    pub fn times_skipped(&self, element: ElementIx) -> Option<u64> {
        self.skips.get(element.index()).copied().flatten()
    }

    /// Whether an activity is only a heading of others, which is not walked.
    #[must_use]
    pub fn is_heading(&self, element: ElementIx) -> bool {
        self.headings.get(element.index()).copied().unwrap_or(false)
    }

    /// How often each answer of an activity was given, in their order.
    #[must_use]
    pub fn times_answered(&self, element: ElementIx) -> &[u64] {
        self.answers.get(element.index()).map_or(&[], Vec::as_slice)
    }

    /// How often the deadline of an activity has passed; `None` where nothing follows from that.
    pub(crate) fn times_overdue(&self, element: ElementIx) -> Option<u64> {
        self.deadlines.get(element.index()).copied().flatten()
    }

    /// The outcomes of conditions that are asked for.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = GuardOutcome> {
        self.conditions.outcomes()
    }

    /// How often a condition came out so.
    pub(crate) fn times_came(&self, outcome: &GuardOutcome) -> u64 {
        self.conditions.times_of(outcome)
    }

    /// The rows of decision tables that are asked for; the first of each is 1.
    pub(crate) fn asked_rows(&self) -> impl Iterator<Item = (ElementIx, u32)> {
        self.rows.asked()
    }

    /// How often a row of the table of an element applied; the first is 1.
    pub(crate) fn times_applied(&self, element: ElementIx, row: u32) -> u64 {
        self.rows.times_of(element, row)
    }

    /// How much has been walked of one kind of thing.
    #[must_use]
    pub fn tally(&self, kind: Kind) -> Tally {
        match kind {
            Kind::Activities => self.activities(),
            Kind::Answers => self.answers(),
            Kind::Returns => self.returns(),
            Kind::Flows => self.flows(),
            Kind::Skips => self.skips(),
            Kind::Events => self.events(),
            Kind::Deadlines => self.deadlines(),
            Kind::Conditions => self.conditions(),
            Kind::Rows => self.rows(),
        }
    }

    /// Activities walked, numbered ends included; headings are not walked.
    #[must_use]
    pub fn activities(&self) -> Tally {
        let activities = (0..self.headings.len()).filter(|activity| !self.headings[*activity]);
        tally(activities.map(|activity| u64::from(self.walks(ElementIx::at(activity)))))
    }

    /// Answers given, of all answers of all questions.
    #[must_use]
    pub fn answers(&self) -> Tally {
        tally(self.answers.iter().flatten().copied())
    }

    /// Returns taken.
    #[must_use]
    pub fn returns(&self) -> Tally {
        tally(self.returns.iter().copied())
    }

    /// Flows taken, returns included.
    #[must_use]
    pub fn flows(&self) -> Tally {
        tally(self.exits.iter().copied())
    }

    /// Optional activities skipped.
    #[must_use]
    pub fn skips(&self) -> Tally {
        tally(self.skips.iter().flatten().copied())
    }

    /// Events that happened and starts that were taken, of all there are.
    #[must_use]
    pub fn events(&self) -> Tally {
        tally(self.elements.iter().zip(&self.events).filter(|(_, event)| **event).map(|(times, _)| *times))
    }

    /// Deadlines passed, of those that say what follows when they do.
    #[must_use]
    pub fn deadlines(&self) -> Tally {
        tally(self.deadlines.iter().flatten().copied())
    }

    /// Outcomes of conditions: that each has held, and that each has not, where something follows from it.
    #[must_use]
    pub fn conditions(&self) -> Tally {
        tally(self.conditions.times())
    }

    /// Rows of decision tables that have applied.
    #[must_use]
    pub fn rows(&self) -> Tally {
        tally(self.rows.times())
    }

    /// What has not been walked, in the order of the procedure.
    #[must_use]
    pub fn missing(&self, procedure: &Procedure) -> Vec<Missing> {
        let name = |element: usize| procedure.reference(ElementIx::at(element)).clone();
        let mut missing = Vec::new();
        for (element, activity) in procedure.activities.iter().enumerate() {
            if !self.walks(ElementIx::at(element)) && !self.headings[element] {
                missing.push(Missing::Activity(name(element)));
            }
            for (answer, times) in self.answers[element].iter().enumerate() {
                if *times == 0 {
                    missing.push(Missing::Answer(name(element), shown_answer(procedure, activity, answer)));
                }
            }
            if self.skips[element] == Some(0) {
                missing.push(Missing::Skip(name(element)));
            }
            if self.deadlines[element] == Some(0) {
                missing.push(Missing::Deadline(name(element)));
            }
        }
        let unseen = |element: &usize| self.events[*element] && self.elements[*element] == 0;
        missing.extend((0..self.elements.len()).filter(unseen).map(|element| Missing::Event(name(element))));
        self.missing_ways(procedure, &mut missing);
        missing.extend(self.conditions.missing(procedure));
        missing.extend(self.rows.missing(procedure));
        missing
    }

    fn missing_ways(&self, procedure: &Procedure, missing: &mut Vec<Missing>) {
        for (exit, _) in procedure.graph.exits.iter().zip(&self.exits).filter(|(_, times)| **times == 0) {
            if procedure.graph.node(exit.from).kind == NodeKind::End {
                continue;
            }
            let to = match exit.target {
                Target::Element(element) => procedure.reference(element).clone(),
                Target::End | Target::CaseEnd => "".into(),
            };
            let from = procedure.called(exit.from).clone();
            missing.push(match exit.kind {
                ExitKind::Return(_) => Missing::Return(from, to),
                ExitKind::Onward => Missing::Flow(from, to),
            });
        }
    }
}

/// How many answers an activity takes; whether an interaction is taken is one of two.
fn answers_of(activity: &Activity) -> usize {
    match (&activity.interaction, &activity.applies) {
        (Some(_), Applies::Asked { .. }) => 2,
        _ => activity.answers.len(),
    }
}

fn shown_answer(procedure: &Procedure, activity: &Activity, answer: usize) -> Text {
    let word = if answer == 0 { Keyword::AnswerYes } else { Keyword::AnswerNo };
    match activity.answers.get(answer) {
        Some(answer) => answer.text.clone(),
        None => word.word(procedure.head.language).into(),
    }
}

fn tally(times: impl Iterator<Item = u64>) -> Tally {
    times.fold(Tally::default(), |tally, times| Tally {
        walked: tally.walked + usize::from(times > 0),
        all: tally.all + 1,
    })
}

fn count(times: &mut u64) {
    *times = times.saturating_add(1);
}

fn add_all(mine: &mut [u64], theirs: &[u64]) {
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine = mine.saturating_add(*theirs));
}

fn add_some(mine: &mut [Option<u64>], theirs: &[Option<u64>]) {
    let both = mine.iter_mut().zip(theirs).filter_map(|(mine, theirs)| mine.as_mut().zip(*theirs));
    both.for_each(|(mine, theirs)| *mine = mine.saturating_add(theirs));
}
