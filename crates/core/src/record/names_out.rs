//! How things of a definition are spelled in records: by their ids, never by a number that depends on order.

use super::RecordError;
use super::writer::Encoder;
use crate::data::Text;
use crate::event::Input;
use crate::graph::{Exit, ExitKind, Graph, Target};
use crate::guard::{LoopFact, Slot};
use crate::procedure::{Activity, DatumIx, ElementIx, ExitIx, IndicatorIx, RecordIx, ReturnIx, RoleIx};

impl Encoder<'_> {
    pub(super) fn element(&mut self, key: &str, element: ElementIx) -> &mut Self {
        let name = self.element_id(element);
        self.name(key, name)
    }

    pub(super) fn role(&mut self, key: &str, role: RoleIx) -> &mut Self {
        self.name(key, self.procedure.roles.get(role.index()).map(|role| &role.id))
    }

    pub(super) fn record_name(&mut self, key: &str, record: RecordIx) -> &mut Self {
        self.name(key, self.procedure.records.get(record.index()).map(|record| &record.id))
    }

    pub(super) fn datum(&mut self, key: &str, datum: DatumIx) -> &mut Self {
        self.name(key, self.procedure.data.get(datum.index()).map(|datum| &datum.id))
    }

    pub(super) fn indicator(&mut self, key: &str, indicator: IndicatorIx) -> &mut Self {
        self.name(key, self.procedure.indicators.get(indicator.index()).map(|indicator| &indicator.id))
    }

    /// An answer by its id, from its position in the list of the activity.
    pub(super) fn answer(&mut self, key: &str, element: ElementIx, answer: u16) -> &mut Self {
        let answers = self.procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
        self.name(key, answers.get(usize::from(answer)).map(|answer| &answer.id))
    }

    /// An exit by the element it leaves and what it is taken for: an answer, a nonconformity, or where it leads.
    pub(super) fn exit(&mut self, key: &str, exit: ExitIx) -> &mut Self {
        let Some(taken) = self.procedure.graph.exits.get(exit.index()) else {
            return self.fail(RecordError::NotOfDefinition { what: "exit" });
        };
        let (from, target) = (taken.from, taken.target);
        self.json(key).element("{\"from\":", from);
        let activity = self.procedure.activity(from);
        let answer = activity.and_then(|activity| activity.answers.iter().find(|answer| answer.exit == exit));
        match answer {
            Some(answer) => self.name(",\"answer\":", Some(&answer.id)),
            None if is_nonconforming(activity, exit) => self.json(",\"finding\":\"nonconforming\""),
            None => self.target(target).nth(exit),
        };
        self.json("}")
    }

    fn target(&mut self, target: Target) -> &mut Self {
        match target {
            Target::Element(element) => self.element(",\"to\":", element),
            Target::End => self.json(",\"to\":\"end\""),
            Target::CaseEnd => self.json(",\"ends\":\"case\""),
        }
    }

    /// Tells apart several exits from one element to the same place; the first needs no number.
    fn nth(&mut self, exit: ExitIx) -> &mut Self {
        let graph = &self.procedure.graph;
        let Some(taken) = graph.exits.get(exit.index()) else {
            return self;
        };
        let before = exits_from(graph, taken.from).take_while(|(other, _)| *other != exit);
        match before.filter(|(_, other)| other.target == taken.target).count() {
            0 => self,
            before => self.number(",\"nth\":", before as u64 + 1),
        }
    }

    pub(super) fn taken_return(&mut self, key: &str, taken: ReturnIx) -> &mut Self {
        match self.procedure.graph.returns.get(taken.index()) {
            Some(back) if self.is_return(back.exit, taken) => self.exit(key, back.exit),
            _ => self.fail(RecordError::NotOfDefinition { what: "return" }),
        }
    }

    fn is_return(&self, exit: ExitIx, taken: ReturnIx) -> bool {
        let exit = self.procedure.graph.exits.get(exit.index());
        exit.is_some_and(|exit| exit.kind == ExitKind::Return(taken))
    }

    /// What guards read: pairs of the fact, as guards spell it with ids for arguments, and its value.
    pub(super) fn inputs(&mut self, inputs: &[Input]) -> &mut Self {
        self.list(",\"inputs\":[", inputs, |out, input| {
            out.json("[\"").slot(input.slot).json("\",");
            match input.slot {
                Slot::Datum(_) | Slot::Member => out.sealed_value("", &input.value),
                _ => out.value(&input.value),
            };
            out.json("]");
        })
    }

    fn slot(&mut self, slot: Slot) -> &mut Self {
        match slot {
            Slot::Datum(datum) => {
                self.fragment(self.procedure.data.get(datum as usize).map(|datum| &datum.id))
            }
            Slot::Has(datum) => {
                self.call("has(", self.procedure.data.get(datum as usize).map(|datum| &datum.id))
            }
            Slot::Indicator(indicator) => self.call("indicator(", self.indicator_id(indicator)),
            Slot::Target(indicator) => self.call("target(", self.indicator_id(indicator)),
            Slot::Evidence { record, activity } => self.evidence_slot(record, activity),
            Slot::Signed(record) => self.call("signed(", self.record_id(record)),
            Slot::Rounds(element) => self.call("rounds(", self.element_id(ElementIx(element))),
            Slot::Answer(element) => self.call("answer(", self.element_id(ElementIx(element))),
            Slot::Done(element) => self.call("done(", self.element_id(ElementIx(element))),
            Slot::IsOpen(element) => self.call("is_open(", self.element_id(ElementIx(element))),
            Slot::DaysSince(element) => self.call("days_since(", self.element_id(ElementIx(element))),
            Slot::Count(event) => self.call("count(", self.element_id(ElementIx(event))),
            Slot::Loop(LoopFact::Activation(gateway)) => {
                self.call("activation_count(", self.element_id(ElementIx(gateway)))
            }
            Slot::Loop(LoopFact::Instances) => self.json("nrOfInstances()"),
            Slot::Loop(LoopFact::Active) => self.json("nrOfActiveInstances()"),
            Slot::Loop(LoopFact::Completed) => self.json("nrOfCompletedInstances()"),
            Slot::Loop(LoopFact::Terminated) => self.json("nrOfTerminatedInstances()"),
            Slot::Loop(LoopFact::Counter) => self.json("loopCounter()"),
            Slot::Today => self.json("today()"),
            Slot::Member => self.json("member()"),
        }
    }

    fn evidence_slot(&mut self, record: u32, activity: Option<u32>) -> &mut Self {
        let Some(activity) = activity else {
            return self.call("evidence_of(", self.record_id(record));
        };
        let (record, activity) = (self.record_id(record), self.element_id(ElementIx(activity)));
        self.json("evidence_of(").fragment(record).json(",").fragment(activity).json(")")
    }

    fn call(&mut self, opening: &str, argument: Option<&Text>) -> &mut Self {
        self.json(opening).fragment(argument).json(")")
    }
}

impl<'a> Encoder<'a> {
    fn element_id(&self, element: ElementIx) -> Option<&'a Text> {
        let (procedure, position) = (self.procedure, element.index());
        match procedure.activities.get(position) {
            Some(activity) => Some(&activity.id),
            None => procedure.gateways.get(position - procedure.activities.len()).map(|gateway| &gateway.id),
        }
    }

    fn indicator_id(&self, indicator: u32) -> Option<&'a Text> {
        self.procedure.indicators.get(indicator as usize).map(|indicator| &indicator.id)
    }

    fn record_id(&self, record: u32) -> Option<&'a Text> {
        self.procedure.records.get(record as usize).map(|record| &record.id)
    }
}

/// The exits of an element; none when the graph does not have it.
pub(super) fn exits_from(graph: &Graph, element: ElementIx) -> impl Iterator<Item = (ExitIx, &Exit)> {
    let known = graph.nodes.get(element.index()).map(|_| element);
    known.into_iter().flat_map(|element| graph.exits_of(element))
}

pub(super) fn is_nonconforming(activity: Option<&Activity>, exit: ExitIx) -> bool {
    let control = activity.and_then(|activity| activity.control.as_ref());
    control.is_some_and(|control| control.if_nonconforming == Some(exit))
}
