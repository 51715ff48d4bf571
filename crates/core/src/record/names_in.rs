//! From the names in a record back to the numbers of a definition.

use super::RecordError;
use super::names_out::{exits_from, is_nonconforming};
use super::reader::Decoder;
use crate::data::Text;
use crate::event::Input;
use crate::graph::{ExitKind, Target};
use crate::guard::{LoopFact, Slot};
use crate::procedure::{DatumIx, ElementIx, ExitIx, IndicatorIx, Procedure, RecordIx, ReturnIx, RoleIx};

type Read<T> = Result<T, RecordError>;

impl Decoder<'_> {
    pub(super) fn known(&self) -> Read<&Procedure> {
        self.procedure.as_deref().ok_or(RecordError::NoStart)
    }

    /// Reads a name and looks it up.
    fn named<T>(&mut self, key: &'static str, find: impl FnOnce(&Procedure, &str) -> Option<T>) -> Read<T> {
        self.json(key)?;
        let name = self.any_text()?;
        find(self.known()?, &name).ok_or_else(|| unknown(&name))
    }

    pub(super) fn element(&mut self, key: &'static str) -> Read<ElementIx> {
        self.named(key, element_of)
    }

    pub(super) fn role(&mut self, key: &'static str) -> Read<RoleIx> {
        self.named(key, Procedure::role)
    }

    pub(super) fn record_name(&mut self, key: &'static str) -> Read<RecordIx> {
        self.named(key, Procedure::record)
    }

    pub(super) fn datum(&mut self, key: &'static str) -> Read<DatumIx> {
        self.named(key, Procedure::datum)
    }

    pub(super) fn indicator(&mut self, key: &'static str) -> Read<IndicatorIx> {
        self.named(key, Procedure::indicator)
    }

    /// The position of an answer in the list of the activity.
    pub(super) fn answer(&mut self, element: ElementIx) -> Read<u16> {
        self.named("", |procedure, id| {
            let answers = &procedure.activity(element)?.answers;
            u16::try_from(answers.iter().position(|answer| &*answer.id == id)?).ok()
        })
    }

    pub(super) fn exit(&mut self, key: &'static str) -> Read<ExitIx> {
        self.json(key)?;
        let from = self.element("{\"from\":")?;
        let exit = if self.passes(",\"answer\":") {
            self.named("", |procedure, id| {
                let answers = &procedure.activity(from)?.answers;
                answers.iter().find(|answer| &*answer.id == id).map(|answer| answer.exit)
            })?
        } else if self.passes(",\"finding\":\"nonconforming\"") {
            let control = self.known()?.activity(from).and_then(|activity| activity.control.as_ref());
            control.and_then(|control| control.if_nonconforming).ok_or_else(|| unknown("nonconforming"))?
        } else {
            self.exit_to(from)?
        };
        self.json("}")?;
        Ok(exit)
    }

    fn exit_to(&mut self, from: ElementIx) -> Read<ExitIx> {
        let target = self.target()?;
        let nth = self.optional(",\"nth\":", |read| read.small::<u32>("").map(|nth| nth as usize))?;
        if nth.is_some_and(|nth| nth < 2) {
            return Err(self.damage("a number from 2 on"));
        }
        let procedure = self.known()?;
        let exits = exits_from(&procedure.graph, from).filter(|(_, exit)| exit.target == target);
        let found = exits.map(|(exit, _)| exit).nth(nth.map_or(0, |nth| nth - 1));
        // An exit that is taken for an answer or a nonconformity is spelled so, and only so.
        let activity = procedure.activity(from);
        let spelled_so = |exit: &ExitIx| {
            let answers =
                activity.is_some_and(|activity| activity.answers.iter().any(|answer| answer.exit == *exit));
            !answers && !is_nonconforming(activity, *exit)
        };
        found.filter(spelled_so).ok_or_else(|| unknown("exit"))
    }

    fn target(&mut self) -> Read<Target> {
        if self.passes(",\"ends\":\"case\"") {
            return Ok(Target::CaseEnd);
        }
        self.named(",\"to\":", |procedure, id| match id {
            "end" => Some(Target::End),
            id => element_of(procedure, id).map(Target::Element),
        })
    }

    pub(super) fn taken_return(&mut self, key: &'static str) -> Read<ReturnIx> {
        let exit = self.exit(key)?;
        match self.known()?.graph.exits.get(exit.index()).map(|exit| exit.kind) {
            Some(ExitKind::Return(taken)) => Ok(taken),
            _ => Err(self.damage("a return")),
        }
    }

    pub(super) fn inputs(&mut self) -> Read<Box<[Input]>> {
        let inputs = self.list(",\"inputs\":[", |read| {
            let slot = read.named("[", slot_of)?;
            read.json(",")?;
            let value = match slot {
                Slot::Datum(_) | Slot::Member => read.sealed_value("")?,
                _ => read.value()?,
            };
            read.json("]")?;
            Ok(Input { slot, value })
        })?;
        Ok(inputs.into())
    }
}

fn unknown(name: &str) -> RecordError {
    let name: Text = name.chars().take(256).collect::<String>().into();
    RecordError::UnknownName { name }
}

/// The element of that id; a printed number is not a name in records.
fn element_of(procedure: &Procedure, id: &str) -> Option<ElementIx> {
    procedure.find(id).filter(|element| &**procedure.id(*element) == id)
}

fn slot_of(procedure: &Procedure, spelling: &str) -> Option<Slot> {
    let Some((word, argument)) = spelling.split_once('(') else {
        return procedure.datum(spelling).map(|datum| Slot::Datum(datum.0));
    };
    let argument = argument.strip_suffix(')')?;
    let element = |id: &str| element_of(procedure, id).map(|element| element.0);
    let indicator = |id: &str| procedure.indicator(id).map(|indicator| indicator.0);
    let record = |id: &str| procedure.record(id).map(|record| record.0);
    match (word, argument) {
        ("has", id) => procedure.datum(id).map(|datum| Slot::Has(datum.0)),
        ("indicator", id) => indicator(id).map(Slot::Indicator),
        ("target", id) => indicator(id).map(Slot::Target),
        ("signed", id) => record(id).map(Slot::Signed),
        ("count", id) => element(id).map(Slot::Count),
        ("rounds", id) => element(id).map(Slot::Rounds),
        ("answer", id) => element(id).map(Slot::Answer),
        ("done", id) => element(id).map(Slot::Done),
        ("is_open", id) => element(id).map(Slot::IsOpen),
        ("activation_count", id) => element(id).map(|gateway| Slot::Loop(LoopFact::Activation(gateway))),
        ("days_since", id) => element(id).map(Slot::DaysSince),
        ("today", "") => Some(Slot::Today),
        ("member", "") => Some(Slot::Member),
        ("nrOfInstances", "") => Some(Slot::Loop(LoopFact::Instances)),
        ("nrOfActiveInstances", "") => Some(Slot::Loop(LoopFact::Active)),
        ("nrOfCompletedInstances", "") => Some(Slot::Loop(LoopFact::Completed)),
        ("nrOfTerminatedInstances", "") => Some(Slot::Loop(LoopFact::Terminated)),
        ("loopCounter", "") => Some(Slot::Loop(LoopFact::Counter)),
        ("evidence_of", id) => match id.split_once(',') {
            None => record(id).map(|record| Slot::Evidence { record, activity: None }),
            Some((id, activity)) => {
                Some(Slot::Evidence { record: record(id)?, activity: Some(element(activity)?) })
            }
        },
        _ => None,
    }
}
