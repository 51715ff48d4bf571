//! The steps of a fault as words and steps of a path.
//!
//! Knows which step is what in a path file. What passes by itself is not written; the data that it needs are, before the
//! step that leads there. Read [`Script`] first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Unwritten;
use super::called::Called;
use super::members;
use super::witness::{Want, found};
use crate::data::{Text, Value};
use crate::document::toml_text::{braces, quoted, value};
use crate::graph::{ExitKind, NodeKind, On, Over, Target};
use crate::keywords::Keyword as K;
use crate::path::ANY_ERROR;
use crate::procedure::{Activity, Applies, DatumIx, Decision, ElementIx, ExitIx, Procedure};
use crate::proof::{Fault, FaultKind, Move};
use crate::source::Language;

/// What a path does, in order.
pub(super) struct Script<'p> {
    procedure: &'p Procedure,
    called: &'p Called<'p>,
    start: Option<Text>,
    /// Data with which the case begins.
    data: BTreeMap<DatumIx, Value>,
    steps: Vec<Step>,
    /// Automatic work, with the error that it fails with.
    doubles: BTreeMap<ElementIx, Option<Text>>,
}

/// One step, and the data that must be there when it is done.
struct Step {
    kind: StepKind,
    data: BTreeMap<DatumIx, Value>,
}

enum StepKind {
    /// A word of a walk; of work, whose.
    Word(String, Option<(ElementIx, Option<String>)>),
    /// A key with a name: a signal, a timer.
    Key(K, Text),
    /// Work that ends with an error: what people call it, and the code.
    Fails(Text, Text),
}

impl<'p> Script<'p> {
    /// The script of a fault.
    pub(super) fn of(
        procedure: &'p Procedure,
        fault: &Fault,
        called: &'p Called<'p>,
    ) -> Result<Self, Unwritten> {
        let (data, doubles) = (BTreeMap::new(), BTreeMap::new());
        let mut script = Script { procedure, called, start: None, data, steps: Vec::new(), doubles };
        let way = fault.way(procedure);
        for (element, count) in members::asked(procedure, &way, &fault.elements) {
            script.has_members(element, count)?;
        }
        script.is_not_ready();
        for (position, one) in way.iter().enumerate() {
            match one {
                // What decides first has gone on by what has just been said.
                Move::Leaves { element, .. }
                    if position > 0
                        && matches!(way[position - 1], Move::Occurs { event, .. } if event == *element) => {}
                Move::Begins { element } => script.start = Some(procedure.id(*element).clone()),
                Move::Leaves { element, exit } => script.leaves(*element, *exit)?,
                Move::Takes { element, exits } => script.takes(*element, exits)?,
                Move::Occurs { event, .. } => script.occurs(*event)?,
                Move::Throws { element } => script.fails(*element, &way[position..])?,
            }
        }
        if fault.kind == FaultKind::Livelock {
            script.passes_on(way.last());
        }
        Ok(script)
    }

    /// Where a circle closes its way ends, maybe before gateways: these take the first flow for which data are found.
    fn passes_on(&mut self, last: Option<&Move>) {
        let graph = &self.procedure.graph;
        let target = |exit: ExitIx| match graph.exit(exit).target {
            Target::Element(next) => Some(next),
            Target::End | Target::CaseEnd => None,
        };
        let exits = last.map_or(&[][..], Move::exits);
        let mut open: Vec<ElementIx> = exits.iter().filter_map(|exit| target(*exit)).collect();
        for _ in 0..graph.len() {
            let Some(next) = open.pop() else { return };
            match graph.node(next).kind {
                NodeKind::Automatic | NodeKind::Exclusive | NodeKind::Inclusive | NodeKind::Fork => {
                    let mut exits = graph.exits_of(next).map(|(exit, _)| exit);
                    let taken = exits.find(|exit| self.takes(next, &[*exit]).is_ok());
                    open.extend(taken.and_then(target));
                }
                NodeKind::Block => open.extend(graph.block(next).iter().flat_map(|block| &block.starts)),
                _ => {}
            }
        }
    }

    /// Gateways that fire when data say so do not before they have to, as far as such data are found.
    fn is_not_ready(&mut self) {
        let fires = self.procedure.graph.specials.iter().filter_map(|special| special.activates_if);
        for guard in fires {
            self.data.extend(found(self.procedure, &Want::False(guard)).unwrap_or_default());
        }
    }

    /// The data that say how often something is done are there from the beginning.
    fn has_members(&mut self, element: ElementIx, count: u32) -> Result<(), Unwritten> {
        let Some(repeats) = self.procedure.graph.repeats(element) else { return Ok(()) };
        match repeats.over {
            Over::List(datum) => {
                let one = |at: u32| Value::Text(at.to_string().into());
                self.data.insert(datum, Value::List((1..=count).map(one).collect()));
                Ok(())
            }
            Over::Count(guard) => {
                let data = members::counting(self.procedure, guard, count).ok_or(Unwritten::Data)?;
                self.data.extend(data);
                Ok(())
            }
            Over::Fixed(_) | Over::While { .. } => Ok(()),
        }
    }

    fn leaves(&mut self, element: ElementIx, exit: Option<ExitIx>) -> Result<(), Unwritten> {
        let reference = self.procedure.reference(element).clone();
        match self.procedure.graph.node(element).kind {
            NodeKind::Block => Ok(()),
            NodeKind::Catch | NodeKind::EventGateway => self.occurs(element),
            NodeKind::Job => {
                self.doubles.entry(element).or_insert(None);
                Ok(())
            }
            NodeKind::Call => self.goes_through(element, None),
            NodeKind::Work => {
                let Some(activity) = self.procedure.activity(element) else { return Err(Unwritten::NoWords) };
                self.applies(activity, &reference)?;
                let answer =
                    exit.or_else(|| self.ends_member(element)).and_then(|exit| self.answer(activity, exit));
                let word = answer
                    .as_ref()
                    .map_or_else(|| reference.to_string(), |said| format!("{reference}:{said}"));
                self.push(StepKind::Word(word, Some((element, answer))));
                Ok(())
            }
            _ => Err(Unwritten::NoWords),
        }
    }

    /// Of what is done for each member: an answer that goes on, which ends the member.
    fn ends_member(&self, element: ElementIx) -> Option<ExitIx> {
        let graph = &self.procedure.graph;
        graph.repeats(element)?;
        let answers = &self.procedure.activity(element)?.answers;
        let onward = answers.iter().find(|answer| graph.exit(answer.exit).kind == ExitKind::Onward);
        onward.map(|answer| answer.exit)
    }

    /// What a called procedure needs until it is done, or until it fails with an error.
    fn goes_through(&mut self, element: ElementIx, error: Option<&Text>) -> Result<(), Unwritten> {
        let call = self.procedure.graph.special(element).and_then(|special| special.call.as_deref());
        let reference = self.procedure.reference(element);
        let words = call.and_then(|call| self.called.way(call, error)).ok_or(Unwritten::Called)?;
        for word in words {
            self.push(StepKind::Word(format!("{reference}/{word}"), None));
        }
        Ok(())
    }

    /// What has to be said before, so that an activity is done and not left out.
    fn applies(&mut self, activity: &Activity, reference: &Text) -> Result<(), Unwritten> {
        match &activity.applies {
            Applies::Always => Ok(()),
            Applies::If(guard) => self.want(&Want::True(*guard)),
            Applies::Asked { .. } => {
                let yes = K::AnswerYes.word(self.language());
                self.push(StepKind::Word(format!("{reference}?:{yes}"), None));
                Ok(())
            }
        }
    }

    fn answer(&self, activity: &Activity, exit: ExitIx) -> Option<String> {
        let answer = activity.answers.iter().find(|answer| answer.exit == exit);
        let control = activity.control.as_ref();
        match answer {
            Some(answer) => Some(match &*answer.id {
                "yes" => K::AnswerYes.word(self.language()).to_owned(),
                "no" => K::AnswerNo.word(self.language()).to_owned(),
                id => id.to_owned(),
            }),
            None if activity.next != Some(exit) && control?.if_nonconforming == Some(exit) => {
                Some(K::Nonconforming.word(self.language()).replace(' ', "-"))
            }
            None => None,
        }
    }

    fn takes(&mut self, element: ElementIx, exits: &[ExitIx]) -> Result<(), Unwritten> {
        let activity = self.procedure.activity(element);
        let computed = activity.map(|activity| (activity, &activity.decision));
        if let (Some((activity, Decision::Computed(guard))), [exit]) = (computed, exits) {
            let yes = activity.answers.first().is_some_and(|answer| answer.exit == *exit);
            return self.want(&if yes { Want::True(*guard) } else { Want::False(*guard) });
        }
        let special = self.procedure.graph.special(element);
        if let Some(guard) = special.and_then(|special| special.activates_if) {
            self.want(&Want::True(guard))?;
        }
        self.want(&Want::Exits(element, exits))
    }

    /// Something happens that is waited for.
    fn occurs(&mut self, element: ElementIx) -> Result<(), Unwritten> {
        let reference = self.procedure.reference(element).clone();
        let Some(trigger) = self.procedure.graph.trigger(element) else { return Err(Unwritten::NoWords) };
        for on in &trigger.on {
            match on {
                On::Message { name, .. } => self.push(StepKind::Word(format!("@{name}"), None)),
                On::Signal(name) => self.push(StepKind::Key(K::Signal, name.clone())),
                On::Time(_) => self.push(StepKind::Key(K::Fires, reference.clone())),
                On::Declared(_) => self.push(StepKind::Word(format!("!{reference}"), None)),
                On::Condition(guard) => self.want(&Want::True(*guard))?,
                // What is thrown has been thrown.
                On::Error(_) | On::Escalation(_) | On::Cancel => {}
            }
            if !trigger.all {
                break;
            }
        }
        Ok(())
    }

    /// Work, or what is called, fails with the error that the next event takes; what throws does so by itself.
    fn fails(&mut self, element: ElementIx, rest: &[Move]) -> Result<(), Unwritten> {
        let kind = self.procedure.graph.node(element).kind;
        if !matches!(kind, NodeKind::Work | NodeKind::Job | NodeKind::Call) {
            return Ok(());
        }
        let caught = rest.iter().find_map(|one| match one {
            Move::Occurs { event, .. } => self.procedure.graph.trigger(*event),
            _ => None,
        });
        let code = caught.into_iter().flat_map(|trigger| &trigger.on).find_map(|on| match on {
            On::Error(code) => Some(code.clone()),
            _ => None,
        });
        let (is_error, code) = (code.is_some(), code.flatten());
        if kind == NodeKind::Call {
            let throws = self.goes_through(element, Some(&code.clone().unwrap_or_default()));
            return if is_error { throws.or_else(|_| self.fails_inside(element, code)) } else { throws };
        }
        let code = code.unwrap_or_else(|| ANY_ERROR.into());
        if kind == NodeKind::Job {
            self.doubles.insert(element, Some(code));
            return Ok(());
        }
        let reference = self.procedure.reference(element).clone();
        if let Some(activity) = self.procedure.activity(element) {
            self.applies(activity, &reference)?;
        }
        self.push(StepKind::Fails(reference, code));
        Ok(())
    }

    /// Where nothing throws it in a called procedure, whoever works there says it.
    fn fails_inside(&mut self, element: ElementIx, code: Option<Text>) -> Result<(), Unwritten> {
        let call = self.procedure.graph.special(element).and_then(|special| special.call.as_deref());
        let reference = self.procedure.reference(element).clone();
        let (words, work) = call.and_then(|call| self.called.way_to_work(call)).ok_or(Unwritten::Called)?;
        for word in words {
            self.push(StepKind::Word(format!("{reference}/{word}"), None));
        }
        self.push(StepKind::Fails(
            format!("{reference}/{work}").into(),
            code.unwrap_or_else(|| ANY_ERROR.into()),
        ));
        Ok(())
    }

    /// Data with which guards say what they have to, there before the step that leads to them.
    fn want(&mut self, want: &Want<'_>) -> Result<(), Unwritten> {
        let data = found(self.procedure, want).ok_or(Unwritten::Data)?;
        let place = self.steps.last_mut().map_or(&mut self.data, |step| &mut step.data);
        place.extend(data);
        Ok(())
    }

    fn push(&mut self, kind: StepKind) {
        self.steps.push(Step { kind, data: BTreeMap::new() });
    }

    fn language(&self) -> Language {
        self.procedure.head().language
    }

    /// The keys of the path that say what is done.
    pub(super) fn keys(&self) -> Vec<(K, String)> {
        let mut keys = Vec::new();
        keys.extend(self.start.as_ref().map(|start| (K::Start, quoted(start))));
        if !self.data.is_empty() {
            keys.push((K::Data, self.values(self.data.iter())));
        }
        let is_word = |step: &Step| matches!(step.kind, StepKind::Word(..)) && step.data.is_empty();
        if self.steps.iter().all(is_word) {
            keys.push((K::Walk, self.walk(&self.steps)));
            return keys;
        }
        let mut steps = String::from("[\n");
        let mut rest = &self.steps[..];
        while let Some((first, others)) = rest.split_first() {
            let words = rest.iter().take_while(|step| is_word(step)).count();
            if words > 0 {
                let _ = writeln!(steps, "  {{ {} = {} }},", self.word(K::Walk), self.walk(&rest[..words]));
                rest = &rest[words..];
                continue;
            }
            steps.push_str(&self.step(first));
            rest = others;
        }
        keys.push((K::Steps, steps + "]"));
        keys
    }

    fn word(&self, keyword: K) -> &'static str {
        keyword.word(self.language())
    }

    fn walk(&self, steps: &[Step]) -> String {
        let words = steps.iter().filter_map(|step| match &step.kind {
            StepKind::Word(word, _) => Some(word.as_str()),
            StepKind::Key(..) | StepKind::Fails(..) => None,
        });
        quoted(&words.collect::<Vec<_>>().join(" "))
    }

    /// A step that is more than a word: what it captures is given with it, other data before it.
    fn step(&self, step: &Step) -> String {
        let captured = |datum: &DatumIx| match &step.kind {
            StepKind::Word(_, Some((element, _))) => {
                let activity = self.procedure.activity(*element);
                activity
                    .is_some_and(|activity| activity.captures.iter().any(|capture| capture.what == *datum))
            }
            _ => false,
        };
        let mut out = String::new();
        let (own, other): (Vec<_>, Vec<_>) = step.data.iter().partition(|(datum, _)| captured(datum));
        if !other.is_empty() {
            let _ = writeln!(out, "  {{ {} = {} }},", self.word(K::Data), self.values(other.into_iter()));
        }
        let _ = match &step.kind {
            StepKind::Key(key, name) => writeln!(out, "  {{ {} = {} }},", self.word(*key), quoted(name)),
            StepKind::Fails(reference, code) => {
                let (activity, error) = (self.word(K::Activity), self.word(K::Error));
                writeln!(out, "  {{ {activity} = {}, {error} = {} }},", quoted(reference), quoted(code))
            }
            StepKind::Word(_, Some((element, answer))) if !own.is_empty() => {
                let reference = quoted(self.procedure.reference(*element));
                let said = answer.as_ref().map_or_else(String::new, |said| {
                    format!(", {} = {}", self.word(K::AnswersWith), quoted(said))
                });
                let (activity, captures) = (self.word(K::Activity), self.word(K::Captures));
                let values = self.values(own.into_iter());
                writeln!(out, "  {{ {activity} = {reference}{said}, {captures} = {values} }},")
            }
            StepKind::Word(word, _) => writeln!(out, "  {{ {} = {} }},", self.word(K::Walk), quoted(word)),
        };
        out
    }

    fn values<'v>(&self, data: impl Iterator<Item = (&'v DatumIx, &'v Value)>) -> String {
        let pair = |(datum, given): (&DatumIx, &Value)| {
            Some((self.procedure.data()[datum.index()].id.clone(), value(given)?))
        };
        braces(&data.filter_map(pair).collect::<Vec<_>>())
    }

    /// What stands in for automatic work.
    pub(super) fn doubles(&self) -> String {
        let mut out = String::new();
        for (element, error) in &self.doubles {
            let id = quoted(self.procedure.id(*element));
            let _ = write!(out, "\n[[{}]]\n{} = {id}\n", self.word(K::Double), self.word(K::Element));
            let _ = match error {
                Some(error) => writeln!(out, "{} = {}", self.word(K::Error), quoted(error)),
                None => writeln!(out, "{} = {{}}", self.word(K::Yields)),
            };
        }
        out
    }
}
