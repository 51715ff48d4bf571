//! Signals to all cases, and the cases that begin with one.
//!
//! Nobody keeps signals, and what was thrown before a crash is not told again: whoever waits afterwards waits for the
//! next. Read [`Engine::signal`] first.

use std::sync::Arc;

use super::{Engine, EngineError, Step};
use crate::clock::Clock;
use crate::command::{Actor, ClockJump, Command, ProcedureRef, Request, Start};
use crate::data::Text;
use crate::decide::signal::begun_by_signal;
use crate::log::Log;
use crate::post::case_name;
use crate::procedure::{ElementIx, Procedure};
use crate::record::Stream;
use crate::rejection::Rejection;

/// Cases of one procedure that signals of one name may begin at one instant.
const AT_ONCE: u32 = 1_000;

impl<L: Log, C: Clock> Engine<L, C> {
    /// Tells a signal to every case that waits for it now, of those that this engine has seen, in order of their names;
    /// then a case begins of each procedure that begins with it.
    ///
    /// A case that throws a signal tells the others in the same way, after itself; it begins no case of its own
    /// procedure.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when the log fails; cases before it have been told.
    pub fn signal(&self, name: &str, actor: &Actor) -> Result<Vec<Step>, EngineError> {
        let mut steps = Vec::new();
        self.broadcast(name, actor, None, &mut steps)?;
        if let Some(last) = steps.pop() {
            steps.push(self.with_mail(last));
        }
        Ok(steps)
    }

    pub(super) fn broadcast(
        &self,
        name: &str,
        actor: &Actor,
        thrower: Option<&Stream>,
        steps: &mut Vec<Step>,
    ) -> Result<(), EngineError> {
        for case in self.waiting_for(name).iter().filter(|case| Some(*case) != thrower) {
            let command = Command::Signal { name: name.into() };
            let mut request = Request::new(self.clock.now(), actor.clone(), command);
            request.clock_jump = ClockJump::Confirmed;
            let told = self.with_case(case, |held, definitions| {
                self.catch_up_to(case, held, definitions, &super::passing(request.at))?;
                self.decide(case, held, definitions, request)
            });
            match told {
                Ok(step) => steps.push(step),
                // It no longer waits, or has ended meanwhile.
                Err(EngineError::Rejected(Rejection::NobodyWaits { .. } | Rejection::Finished)) => {}
                Err(error) => return Err(error),
            }
        }
        self.begin_by_signal(name, actor, thrower, steps)
    }

    fn begin_by_signal(
        &self,
        name: &str,
        actor: &Actor,
        thrower: Option<&Stream>,
        steps: &mut Vec<Step>,
    ) -> Result<(), EngineError> {
        let definitions = self.definitions();
        let begins = |procedure: &'_ Arc<Procedure>| begun_by_signal(procedure, name);
        let mut begun: Vec<(Arc<Procedure>, ElementIx)> = Vec::new();
        for procedure in definitions.newest() {
            begun.extend(begins(procedure).map(|start| (Arc::clone(procedure), start)));
        }
        let own = match thrower.filter(|_| !begun.is_empty()) {
            Some(case) => self.with_case(case, |held, _| Ok(held.instance.procedure().cloned()))?,
            None => None,
        };
        begun.retain(|(procedure, _)| own.as_ref().is_none_or(|own| own.code() != procedure.code()));
        for (procedure, start) in begun {
            match self.begin_at(&procedure, start, (name, thrower), actor) {
                Ok(step) => steps.push(step),
                // What cannot begin so, for want of data, was not meant by it.
                Err(EngineError::Rejected(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Begins a case, named after what began it: another one for another signal of the same instant.
    fn begin_at(
        &self,
        procedure: &Procedure,
        start: ElementIx,
        (signal, thrower): (&str, Option<&Stream>),
        actor: &Actor,
    ) -> Result<Step, EngineError> {
        let now = self.clock.now();
        let from: Text = thrower.map_or_else(|| "".into(), |thrower| format!(" {}", thrower.id()).into());
        let mut last = EngineError::Rejected(Rejection::AlreadyStarted);
        for turn in 1..=AT_ONCE {
            let place = if turn == 1 { String::new() } else { format!(" {turn}") };
            let case = case_name(procedure.code(), &format!("{signal}{from} {now}{place}"));
            let start = Start {
                procedure: ProcedureRef::Definition(procedure.digests().definition),
                data: Vec::new(),
                at_start: Some(procedure.id(start).clone()),
            };
            let mut request = Request::new(now, actor.clone(), Command::Start(start));
            request.clock_jump = ClockJump::Confirmed;
            let began = self.with_case(&case, |held, definitions| match held.instance.seq() {
                0 => self.decide(&case, held, definitions, request),
                _ => Err(Rejection::AlreadyStarted.into()),
            });
            match began {
                Err(error @ EngineError::Rejected(Rejection::AlreadyStarted | Rejection::Finished)) => {
                    last = error;
                }
                began => return began,
            }
        }
        Err(last)
    }
}
