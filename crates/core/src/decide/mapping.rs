//! What an element computes: data handed in when it opens; when it is done what it calculates, what its table says,
//! and data handed back.
//!
//! All expressions of one step see what was known before it and are written together, so a failure writes nothing.

use super::Journal;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Event, Input};
use crate::graph::{NodeKind, Special};
use crate::guard::{Facts, Slot};
use crate::incident::{Stage, Trouble, Uncomputed};
use crate::instance::{CaseFacts, ElementInstance};
use crate::procedure::{Activity, DatumIx, Decision, ElementIx, GuardIx};
use crate::table::Miss;

/// Values that are written together, each with the scope that it is written from.
#[derive(Default)]
pub(super) struct Computed {
    data: Vec<(DatumIx, ItemId, Value)>,
    inputs: Vec<Input>,
}

/// Why a step computes nothing.
struct Failed {
    of: Text,
    why: Uncomputed,
    inputs: Vec<Input>,
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Computes what is handed in to an element; nothing when it is stuck on it.
    #[inline]
    pub(super) fn hand_in(&mut self, (scope, element): (ItemId, ElementIx)) -> Option<Computed> {
        match self.procedure.graph.special(element) {
            Some(special) if !special.input.is_empty() => self.handed_in((scope, element), special),
            _ => Some(Computed::default()),
        }
    }

    fn handed_in(&mut self, (scope, element): (ItemId, ElementIx), special: &Special) -> Option<Computed> {
        let mut computed = Computed::default();
        for (datum, guard) in &special.input {
            match self.value_of(scope, *guard, Stage::Input, &mut computed.inputs) {
                Ok(value) => computed.data.push((*datum, scope, value)),
                Err(trouble) => {
                    let here = Here { item: self.new_item(), scope, element };
                    self.stuck(here, trouble);
                    return None;
                }
            }
        }
        Some(computed)
    }

    /// Writes what is handed in, seen from the scope that has opened.
    #[inline]
    pub(super) fn write_in(&mut self, scope: ItemId, mut computed: Computed) {
        if computed.data.is_empty() {
            return;
        }
        computed.data.iter_mut().for_each(|(_, from, _)| *from = scope);
        self.write(computed);
    }

    /// Writes values to the nearest declarations of their data; the first carries what all of them read.
    fn write(&mut self, computed: Computed) {
        let Computed { data, mut inputs } = computed;
        if data.is_empty() {
            return;
        }
        for (datum, from, value) in data {
            let scope = self.state.home_of_datum(self.procedure, from, datum.0);
            let inputs = std::mem::take(&mut inputs).into();
            self.emit(Event::DataSet { datum, scope, value, inputs });
        }
        super::deadline::move_with_anchors(self);
    }

    /// Computes what an element computes when it is done; false when it is stuck on it.
    pub(super) fn conclude(&mut self, finished: &Finished) -> bool {
        let here = finished.here;
        self.conclude_in(here, here.scope, here, (finished.answer, finished.nonconforming))
    }

    /// The same for a block, which computes inside, and for a call, which computes where it stands.
    pub(super) fn conclude_block(&mut self, here: Here) -> bool {
        let special = self.procedure.graph.special(here.element);
        if special.is_none_or(Special::computes_nothing)
            || self.state.inner(here.item).is_some_and(|inner| inner.is_repetition())
        {
            return true;
        }
        let (inside, stuck) = match self.state.inner(here.item) {
            Some(_) => (here.item, Here { item: self.new_item(), scope: here.item, ..here }),
            // What was called has a state of its own, in which nothing of this procedure is declared.
            None => (here.scope, here),
        };
        self.conclude_in(here, inside, stuck, (None, false))
    }

    fn conclude_in(
        &mut self,
        here: Here,
        inside: ItemId,
        stuck: Here,
        (answer, nonconforming): (Option<u16>, bool),
    ) -> bool {
        let Some(special) = self.procedure.graph.special(here.element) else { return true };
        if special.computes_nothing() {
            return true;
        }
        match self.computed(special, inside) {
            Ok(computed) => {
                self.write(computed);
                true
            }
            Err(Failed { of, why, inputs }) => {
                let inputs = inputs.into();
                self.stuck(stuck, Trouble::Computation { of, why, answer, nonconforming, inputs });
                false
            }
        }
    }

    /// Evaluates the calculations, then the table with their results, then what is handed back with both.
    ///
    /// All is written seen from inside: what is handed back to data around an element finds them from there too.
    fn computed(&self, special: &Special, inside: ItemId) -> Result<Computed, Failed> {
        let mut computed = Computed::default();
        self.calculate(&special.computes, inside, &mut computed)?;
        if let Some(table) = &special.table {
            let facts = self.brought(inside, &computed);
            let mut inputs = Vec::new();
            let found = table.look_up(&facts, &mut inputs);
            computed.add_inputs(inputs);
            match found {
                Ok(data) => {
                    computed.data.extend(data.into_iter().map(|(datum, value)| (datum, inside, value)));
                }
                Err(miss) => {
                    let why = match miss {
                        Miss::Fault(fault) => Uncomputed::Fault(fault),
                        Miss::NoRow => Uncomputed::NoRow,
                        Miss::Several(rows) => Uncomputed::SeveralRows(rows.into()),
                    };
                    return Err(Failed { of: table.id.clone(), why, inputs: computed.inputs });
                }
            }
        }
        self.calculate(&special.output, inside, &mut computed)?;
        Ok(computed)
    }

    /// Evaluates expressions of one step: each sees what was known before the step.
    fn calculate(
        &self,
        expressions: &[(DatumIx, GuardIx)],
        inside: ItemId,
        computed: &mut Computed,
    ) -> Result<(), Failed> {
        let (mut results, mut inputs) = (Vec::with_capacity(expressions.len()), Vec::new());
        for (datum, guard) in expressions {
            let facts = self.brought(inside, computed);
            match self.procedure.guards[guard.index()].evaluate(&facts, &mut inputs) {
                Ok(value) => results.push((*datum, inside, value)),
                Err(fault) => {
                    computed.add_inputs(inputs);
                    let of = self.procedure.data[datum.index()].id.clone();
                    let inputs = std::mem::take(&mut computed.inputs);
                    return Err(Failed { of, why: Uncomputed::Fault(*fault), inputs });
                }
            }
        }
        computed.add_inputs(inputs);
        computed.data.append(&mut results);
        Ok(())
    }

    fn brought<'b>(&'b self, scope: ItemId, computed: &'b Computed) -> Brought<'b> {
        let case = CaseFacts { procedure: self.procedure, state: self.state, scope, at: self.state.at };
        Brought { case, computed }
    }

    /// An element that passes by itself: it computes, a guard answers where one does, and it goes on.
    pub(super) fn automatic(&mut self, here: Here, activity: &'a Activity) {
        if !self.conclude(&Finished::of(here, 0)) {
            return;
        }
        if let Decision::Computed(guard) = activity.decision {
            return self.compute(here, guard);
        }
        let Here { item, scope, element } = here;
        self.emit(Event::Passed { item, element, scope });
        self.leave(here, activity.next);
    }

    /// Tries again what an element could not compute.
    pub(super) fn conclude_again(&mut self, stuck: &ElementInstance, given: (Option<u16>, bool)) {
        let here = Here::of(stuck);
        let Some(activity) = self.activity(here.element) else { return };
        match self.procedure.graph.node(here.element).kind {
            NodeKind::Block => {
                if let Some(scope) = self.state.parent(here.scope) {
                    self.block_done(Here { item: here.scope, scope, element: here.element });
                }
            }
            NodeKind::Automatic => self.automatic(here, activity),
            NodeKind::Call => self.block_done(here),
            _ => {
                let (answer, nonconforming) = given;
                let finished = Finished { answer, nonconforming, ..Finished::of(here, stuck.round) };
                self.answer_due(activity, finished);
            }
        }
    }
}

impl Computed {
    /// Adds what was read, each fact once.
    fn add_inputs(&mut self, inputs: Vec<Input>) {
        for input in inputs {
            if !self.inputs.iter().any(|known| known.slot == input.slot) {
                self.inputs.push(input);
            }
        }
    }
}

/// The facts of a case with what has been computed and is not written yet.
struct Brought<'a> {
    case: CaseFacts<'a>,
    computed: &'a Computed,
}

impl Facts for Brought<'_> {
    fn read(&self, slot: Slot) -> Option<Value> {
        let wanted = match slot {
            Slot::Datum(datum) | Slot::Has(datum) => DatumIx(datum),
            _ => return self.case.read(slot),
        };
        let brought = self.computed.data.iter().rev().find(|(datum, ..)| *datum == wanted);
        match brought {
            Some(_) if slot == Slot::Has(wanted.0) => Some(Value::Bool(true)),
            Some((.., value)) => Some(value.clone()),
            None => self.case.read(slot),
        }
    }
}
