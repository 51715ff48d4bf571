//! What paths and cases have walked of a procedure: activities, flows, both answers of every question, returns.

use super::Track;
use crate::data::Text;
use crate::event::{Event, ItemKind};
use crate::graph::{ExitKind, NodeKind, Target};
use crate::keywords::Keyword;
use crate::procedure::{Activity, ActivityKind, Applies, ElementIx, ExitIx, Procedure};

/// How much of one thing has been walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many have been walked.
    pub walked: usize,
    /// How many there are.
    pub all: usize,
}

/// Something that has not been walked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// An activity, by what people call it.
    Activity(Text),
    /// An answer of an activity.
    Answer(Text, Text),
    /// A return, from and to.
    Return(Text, Text),
    /// A flow, from and to; an end is empty.
    Flow(Text, Text),
    /// Skipping an optional activity.
    Skip(Text),
    /// An event that may happen, or a start.
    Event(Text),
    /// The deadline of an activity that says what follows when it is overdue.
    Deadline(Text),
}

/// What has been walked of one procedure; counts add up over paths and cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    elements: Vec<bool>,
    /// Which activities are only headings of others.
    headings: Vec<bool>,
    /// Which of the elements are events or starts.
    events: Vec<bool>,
    answers: Vec<Vec<bool>>,
    returns: Vec<bool>,
    exits: Vec<bool>,
    skips: Vec<Option<bool>>,
    /// Of each activity whose deadline says what follows, whether it has passed.
    deadlines: Vec<Option<bool>>,
}

impl Coverage {
    /// Nothing walked yet.
    #[must_use]
    pub fn none(procedure: &Procedure) -> Self {
        let graph = &procedure.graph;
        let optional = |applies: &Applies| (*applies != Applies::Always).then_some(false);
        Coverage {
            elements: vec![false; graph.len()],
            headings: procedure.activities.iter().map(|it| it.kind == ActivityKind::Group).collect(),
            events: (0..graph.len())
                .map(|element| graph.node(ElementIx::at(element)).kind == NodeKind::Event)
                .collect(),
            answers: procedure.activities.iter().map(|activity| vec![false; answers_of(activity)]).collect(),
            returns: vec![false; graph.returns.len()],
            exits: vec![false; graph.exits.len()],
            skips: procedure
                .activities
                .iter()
                .map(|activity| optional(&activity.applies).filter(|_| activity.interaction.is_none()))
                .collect(),
            deadlines: procedure
                .activities
                .iter()
                .map(|activity| (!activity.escalates_to.is_empty()).then_some(false))
                .collect(),
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

    /// Adds one event of a case that is followed.
    pub fn add_event(&mut self, procedure: &Procedure, track: &mut Track, event: &Event) {
        let several = track.exits(procedure, event);
        for exit in several.into_iter().chain(track.exit(procedure, event)) {
            self.exits[exit.index()] = true;
        }
        match event {
            Event::Occurred(occurred) => {
                self.add_occurred(procedure, occurred.element);
                // An event that leads nowhere has its end for a way out, which no token takes.
                if procedure.activity(occurred.element).is_none() {
                    let exits = procedure.graph.exits_of(occurred.element);
                    let ends = exits.filter(|(_, exit)| matches!(exit.target, Target::End));
                    ends.for_each(|(exit, _)| self.exits[exit.index()] = true);
                }
            }
            Event::Returned { taken, .. } => self.returns[taken.index()] = true,
            Event::Decided { element, exit, .. } => {
                self.elements[element.index()] = true;
                let answers = procedure.activity(*element).map_or(&[][..], |activity| &activity.answers);
                if let Some(answer) = answers.iter().position(|answer| answer.exit == *exit) {
                    self.answers[element.index()][answer] = true;
                }
            }
            Event::Answered { element, yes, .. } => {
                if procedure.activity(*element).is_some_and(|activity| activity.interaction.is_some())
                    && let Some(walked) = self.answers[element.index()].get_mut(usize::from(!yes))
                {
                    *walked = true;
                }
            }
            Event::DeadlinePassed { item } => {
                let element = track.element(*item).map(ElementIx::index);
                if let Some(Some(passed)) = element.and_then(|element| self.deadlines.get_mut(element)) {
                    *passed = true;
                }
            }
            Event::Opened(opened) if opened.kind == ItemKind::Block => {
                self.elements[opened.element.index()] = true;
            }
            _ => {}
        }
        if let Some(walked) = track.walked(event) {
            self.elements[walked.element.index()] = true;
            if let Some(answer) = walked.answer {
                self.answers[walked.element.index()][usize::from(answer)] = true;
            }
            if let (true, Some(skip)) = (walked.skipped, self.skips.get_mut(walked.element.index())) {
                *skip = Some(true);
            }
        }
    }

    /// A wait that is over goes on, and so does an event without activities of its own; a decision says itself which way.
    fn add_occurred(&mut self, procedure: &Procedure, element: ElementIx) {
        let graph = &procedure.graph;
        let way = match procedure.activity(element) {
            Some(activity) => activity.next.filter(|_| activity.answers.is_empty()),
            None if graph.node(element).kind == NodeKind::Block => None,
            None => graph.exits_of(element).next().map(|(exit, _)| exit),
        };
        if let Some(way) = way.filter(|way| graph.exits[way.index()].kind == ExitKind::Onward) {
            self.exits[way.index()] = true;
        }
    }

    /// Adds what another coverage of the same procedure has walked.
    pub fn merge(&mut self, other: &Coverage) {
        let add = |mine: &mut Vec<bool>, theirs: &Vec<bool>| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine |= theirs);
        };
        add(&mut self.elements, &other.elements);
        add(&mut self.returns, &other.returns);
        add(&mut self.exits, &other.exits);
        for (mine, theirs) in self.answers.iter_mut().zip(&other.answers) {
            add(mine, theirs);
        }
        let skips = self.skips.iter_mut().zip(&other.skips);
        for (mine, theirs) in skips.chain(self.deadlines.iter_mut().zip(&other.deadlines)) {
            if *theirs == Some(true) {
                *mine = Some(true);
            }
        }
    }

    /// Whether an element has been walked.
    #[must_use]
    pub fn walks(&self, element: ElementIx) -> bool {
        self.elements.get(element.index()).copied().unwrap_or(false)
    }

    /// Whether a way has been taken.
    #[must_use]
    pub fn takes(&self, exit: ExitIx) -> bool {
        self.exits.get(exit.index()).copied().unwrap_or(false)
    }

    /// Activities walked, numbered ends included; headings are not walked.
    #[must_use]
    pub fn activities(&self) -> Tally {
        let walked = self.elements.iter().zip(&self.headings).filter(|(_, heading)| !**heading);
        tally(walked.map(|(walked, _)| *walked))
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
        tally(self.elements.iter().zip(&self.events).filter(|(_, event)| **event).map(|(walked, _)| *walked))
    }

    /// Deadlines passed, of those that say what follows when they do.
    #[must_use]
    pub fn deadlines(&self) -> Tally {
        tally(self.deadlines.iter().flatten().copied())
    }

    /// What has not been walked, in the order of the procedure.
    #[must_use]
    pub fn missing(&self, procedure: &Procedure) -> Vec<Missing> {
        let name = |element: usize| procedure.reference(ElementIx::at(element)).clone();
        let mut missing = Vec::new();
        for (element, activity) in procedure.activities.iter().enumerate() {
            if !self.elements[element] && !self.headings[element] {
                missing.push(Missing::Activity(name(element)));
            }
            for (answer, walked) in self.answers[element].iter().enumerate() {
                if !walked {
                    missing.push(Missing::Answer(name(element), shown_answer(procedure, activity, answer)));
                }
            }
            if self.skips[element] == Some(false) {
                missing.push(Missing::Skip(name(element)));
            }
            if self.deadlines[element] == Some(false) {
                missing.push(Missing::Deadline(name(element)));
            }
        }
        let unseen = |element: &usize| self.events[*element] && !self.elements[*element];
        missing.extend((0..self.elements.len()).filter(unseen).map(|element| Missing::Event(name(element))));
        self.missing_ways(procedure, &mut missing);
        missing
    }

    fn missing_ways(&self, procedure: &Procedure, missing: &mut Vec<Missing>) {
        for (exit, _) in procedure.graph.exits.iter().zip(&self.exits).filter(|(_, walked)| !**walked) {
            if procedure.graph.node(exit.from).kind == NodeKind::End {
                continue;
            }
            let to = match exit.target {
                Target::Element(element) => procedure.reference(element).clone(),
                Target::End | Target::CaseEnd => "".into(),
            };
            let from = procedure.reference(exit.from).clone();
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

fn tally(walked: impl Iterator<Item = bool>) -> Tally {
    walked.fold(Tally::default(), |tally, walked| Tally {
        walked: tally.walked + usize::from(walked),
        all: tally.all + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::{Coverage, Missing};
    use crate::command::{Actor, Command, Done, Request, Start, Verification};
    use crate::instance::Instance;
    use crate::procedure::{Definitions, Procedure};
    use crate::view::{Track, open_items};

    const VERIFIED: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "V", nombre = "Verificar" }
rol = [{ id = "a", nombre = "A" }, { id = "b", nombre = "B" }]
[[actividad]]
numero = 1
id = "hacer"
titulo = "Hacer"
responsables = "a"
control = "Que esté bien"
verifica_otro = "b"
"#;

    #[test]
    fn both_answers_to_whether_an_interaction_is_needed_count() {
        let text = VERIFIED.replace(
            "control = \"Que esté bien\"\nverifica_otro = \"b\"",
            "interaccion = { id = \"c\", con = \"C\", pregunta = \"¿?\" }",
        );
        let mut definitions = Definitions::new();
        definitions.add(Procedure::parse(&text).expect("a procedure")).expect("fit to run");
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let walked = |answer: &str| {
            let mut case = Instance::new();
            let ask = |case: &mut Instance, command| {
                let request = Request::new(at, Actor::person("a", "a"), command);
                case.handle(&definitions, request).expect("accepted")
            };
            let mut events = ask(&mut case, Command::Start(Start::of("V")));
            let asked = open_items(&case).iter().find(|item| item.question.is_some()).map(|item| item.item);
            let item = asked.expect("it is asked");
            events.extend(ask(&mut case, Command::Answer { item, answer: answer.into(), note: None }));
            let procedure = case.procedure().expect("begun").clone();
            let mut coverage = Coverage::none(&procedure);
            coverage.add(&procedure, &events);
            coverage
        };
        let mut coverage = walked("yes");
        assert_eq!((coverage.answers().walked, coverage.answers().all, coverage.skips().all), (1, 2, 0));
        coverage.merge(&walked("no"));
        assert_eq!(coverage.answers().walked, 2);
    }

    #[test]
    fn waits_that_are_over_go_on_and_headings_are_not_walked() {
        let text = VERIFIED.replace("control = \"Que esté bien\"\nverifica_otro = \"b\"", "");
        let text = format!(
            "{text}[[actividad]]\nid = \"etapa\"\ntitulo = \"Etapa\"\n[[actividad]]\nid = \"espera\"\n\
             dentro_de = \"etapa\"\nespera = {{ senal = \"x\" }}\nalternativa = {{ id = \"tarde\", cuando = \
             {{ declara = \"a\" }}, va_a = \"fin\" }}\n[[actividad]]\nid = \"cierre\"\ntitulo = \"Cierre\"\n"
        );
        let mut definitions = Definitions::new();
        definitions.add(Procedure::parse(&text).expect("a procedure")).expect("fit to run");
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let walked = |declared: bool| {
            let mut case = Instance::new();
            let ask = |case: &mut Instance, command| {
                let request = Request::new(at, Actor::person("a", "a"), command);
                case.handle(&definitions, request).expect("accepted")
            };
            let mut events = ask(&mut case, Command::Start(Start::of("V")));
            let item = open_items(&case)[0].item;
            events.extend(ask(&mut case, Command::Complete { item, done: Done::new() }));
            if declared {
                let item = crate::view::declarable(&case)[0].item;
                events.extend(ask(&mut case, Command::Declare { item, note: None }));
            } else {
                events.extend(ask(&mut case, Command::Signal { name: "x".into() }));
                let item = open_items(&case)[0].item;
                events.extend(ask(&mut case, Command::Complete { item, done: Done::new() }));
            }
            let procedure = case.procedure().expect("begun").clone();
            let mut coverage = Coverage::none(&procedure);
            coverage.add(&procedure, &events);
            (coverage, procedure)
        };
        let (mut coverage, procedure) = walked(false);
        assert_eq!((coverage.activities().walked, coverage.activities().all), (3, 3));
        assert_eq!(coverage.missing(&procedure).len(), 2, "the alternative and its way are left");
        coverage.merge(&walked(true).0);
        assert_eq!(coverage.missing(&procedure), []);
    }

    #[test]
    fn events_that_happen_and_starts_that_are_taken_count() {
        let text = VERIFIED.replace(
            "control = \"Que esté bien\"\nverifica_otro = \"b\"",
            "evento = { id = \"e\", cuando = { declara = \"a\" }, interrumpe = false, avisa = \"b\" }\n\
             [[inicio]]\nid = \"uno\"\nva_a = 1\n[[inicio]]\nid = \"otro\"\nva_a = 1",
        );
        let mut definitions = Definitions::new();
        definitions.add(Procedure::parse(&text).expect("a procedure")).expect("fit to run");
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let mut case = Instance::new();
        let ask = |case: &mut Instance, command| {
            case.handle(&definitions, Request::new(at, Actor::person("a", "a"), command)).expect("accepted")
        };
        let mut events = ask(&mut case, Command::Start(Start::of("V")));
        let procedure = case.procedure().expect("begun").clone();
        let walked = |events: &[crate::event::Event]| {
            let mut coverage = Coverage::none(&procedure);
            coverage.add(&procedure, events);
            coverage
        };
        let before = walked(&events);
        assert_eq!((before.events().walked, before.events().all), (1, 3), "by the first start");
        let named = |name: &str| Missing::Event(name.into());
        let missing = before.missing(&procedure);
        assert!(missing.contains(&named("e")) && missing.contains(&named("otro")), "{missing:?}");
        assert!(missing.contains(&Missing::Flow("e".into(), "".into())), "{missing:?}");
        let item = crate::view::declarable(&case)[0].item;
        events.extend(ask(&mut case, Command::Declare { item, note: None }));
        let after = walked(&events);
        assert_eq!((after.events().walked, after.events().all), (2, 3));
        assert!(!after.missing(&procedure).contains(&Missing::Flow("e".into(), "".into())));
    }

    #[test]
    fn a_way_taken_after_another_person_verifies_is_walked() {
        let mut definitions = Definitions::new();
        definitions.add(Procedure::parse(VERIFIED).expect("a procedure")).expect("fit to run");
        let mut case = Instance::new();
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let ask = |case: &mut Instance, role: &str, command| {
            case.handle(&definitions, Request::new(at, Actor::person(role, role), command)).expect("accepted")
        };
        let mut events = ask(&mut case, "a", Command::Start(Start::of("V")));
        let item = open_items(&case)[0].item;
        events.extend(ask(&mut case, "a", Command::Complete { item, done: Done::new() }));
        let item = open_items(&case)[0].item;
        let verification = Verification { conforming: true, points: Vec::new(), note: None };
        events.extend(ask(&mut case, "b", Command::Verify { item, verification }));
        let procedure = case.procedure().expect("begun");
        let (mut coverage, mut track) = (Coverage::none(procedure), Track::new());
        for event in &events {
            coverage.add_event(procedure, &mut track, event);
        }
        assert_eq!(coverage.missing(procedure), []);
        assert!(track.follows_nothing(), "what was closed is not followed any more");
    }
}
