//! Events from their bytes: one reader per kind and version.
//!
//! A kind whose version was raised keeps its old reader here, which gives the event as it would be today.

use std::sync::Arc;

use super::RecordError;
use super::reader::Decoder;
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::{
    Called, CalledProcedure, Completed, Due, Event, Evidence, EvidenceRef, Met, Milestone, Occurred, Opened,
    OpenedMore, Pending, Proposal, Reached, Resolved, Signature, Started, Thrown, VerificationFound,
};
use crate::incident::{Trouble, Uncomputed};
use crate::procedure::{Digests, ElementIx};

type Read<T> = Result<T, RecordError>;

/// Every kind that is read, with its newest version.
pub(super) const KINDS: &[(&str, u64)] = &[
    ("started", 1),
    ("opened", 1),
    ("passed", 1),
    ("skipped", 1),
    ("completed", 1),
    ("answered", 1),
    ("verified", 1),
    ("decided", 1),
    ("forked", 1),
    ("arrived", 1),
    ("joined", 1),
    ("occurred", 1),
    ("thrown", 1),
    ("met", 1),
    ("timer_set", 1),
    ("job_failed", 1),
    ("compensating", 1),
    ("called", 1),
    ("returned", 1),
    ("signed", 1),
    ("claimed", 1),
    ("released", 1),
    ("delegated", 1),
    ("data_set", 1),
    ("measured", 1),
    ("deadline_moved", 1),
    ("deadline_near", 1),
    ("deadline_passed", 1),
    ("elapsed", 1),
    ("notified", 1),
    ("incident_raised", 1),
    ("incident_resolved", 1),
    ("closed", 1),
    ("finished", 1),
    ("milestone", 1),
    ("reached", 1),
    ("migrated", 1),
];

impl Decoder<'_> {
    pub(super) fn event(&mut self) -> Read<Event> {
        self.json("{\"kind\":\"")?;
        let kind = self.word()?;
        let version: u64 = self.small(",\"v\":")?;
        if self.passes(",\"call\":") {
            let call = self.item("")?;
            return self.in_call(call, kind, version);
        }
        self.event_of(kind, version)
    }

    /// An event of a called procedure is spelled in its names.
    fn in_call(&mut self, call: ItemId, kind: &str, version: u64) -> Read<Event> {
        let Some(called) = self.calls.get(&call).cloned() else {
            return Err(self.damage("a call that has begun"));
        };
        let caller = self.procedure.replace(Arc::clone(&called));
        let event = self.event_of(kind, version);
        self.procedure = caller;
        if let Ok(Event::Migrated(migrated)) = &event {
            self.calls.insert(call, Arc::clone(&migrated.to.0));
        }
        let (event, procedure) = (Box::new(event?), CalledProcedure(called));
        Ok(Event::InCall { call, procedure, event })
    }

    fn called(&mut self, item: ItemId) -> Read<Event> {
        let (element, scope) = self.place()?;
        let round = self.small(",\"round\":")?;
        let definition = self.digest(",\"definition\":")?;
        let found = self.definitions.get(&definition).cloned();
        let procedure = found.ok_or(RecordError::DefinitionMissing { definition })?;
        let data = self.list(",\"data\":[", |read| {
            let name = read.text("[")?;
            let datum =
                procedure.datum(&name).ok_or_else(|| read.damage("a datum of the called procedure"))?;
            let entry = (datum, read.sealed_value(",")?);
            read.json("]").map(|()| entry)
        })?;
        let inputs = self.inputs()?;
        self.calls.insert(item, Arc::clone(&procedure));
        let procedure = CalledProcedure(procedure);
        Ok(Event::Called(Box::new(Called { item, element, scope, round, procedure, data, inputs })))
    }

    fn event_of(&mut self, kind: &str, version: u64) -> Read<Event> {
        let event = match (kind, version) {
            ("data_set", 1) => {
                let (datum, scope) = (self.datum(",\"datum\":")?, self.scope()?);
                let value = self.sealed_value(",\"value\":")?;
                Event::DataSet { datum, scope, value, inputs: self.inputs()? }
            }
            ("measured", 1) => self.measured()?,
            ("closed", 1) => Event::Closed { items: self.items(",\"items\":[")? },
            ("finished", 1) => self.finished()?,
            ("started", 1) => self.started()?,
            ("migrated", 1) => self.migrated()?,
            ("milestone", 1) => self.milestone()?,
            _ => self.event_of_item(kind, version)?,
        };
        self.json("}")?;
        Ok(event)
    }

    /// Events that speak of one item, which is their first field.
    fn event_of_item(&mut self, kind: &str, version: u64) -> Read<Event> {
        if version != 1 || !self.passes(",\"item\":") {
            check_kind(kind, version)?;
            return Err(self.damage(",\"item\":"));
        }
        let item = self.item("")?;
        match kind {
            "opened" => self.opened(item),
            "passed" => {
                let (element, scope) = self.place()?;
                Ok(Event::Passed { item, element, scope })
            }
            "skipped" => {
                let (element, scope) = self.place()?;
                Ok(Event::Skipped { item, element, scope, inputs: self.inputs()? })
            }
            "completed" => self.completed(item),
            "answered" => self.answered(item),
            "verified" => Ok(Event::Verified { item, finding: Box::new(self.finding(",\"finding\":")?) }),
            "decided" => self.decided(item),
            "returned" => self.returned(item),
            "incident_raised" => self.raised(item),
            "incident_resolved" => self.resolved(item),
            "notified" => self.notified(item),
            "called" => self.called(item),
            "reached" => {
                let (element, scope) = self.place()?;
                let by = self.item(",\"by\":")?;
                Ok(Event::Reached(Box::new(Reached { item, element, scope, by })))
            }
            _ => self.event_of_flow(kind, item),
        }
    }

    /// Events of tokens: where they part, wait and meet, and what they wait for or throw.
    fn event_of_flow(&mut self, kind: &str, item: ItemId) -> Read<Event> {
        if !matches!(kind, "forked" | "arrived" | "joined" | "occurred" | "thrown") {
            return self.event_of_open_item(kind, item);
        }
        let (element, scope) = self.place()?;
        Ok(match kind {
            "forked" => {
                let exits = self.list(",\"exits\":[", |read| read.exit(""))?.into();
                Event::Forked { item, element, scope, exits, inputs: self.inputs()? }
            }
            "arrived" => {
                let flow = self.optional(",\"flow\":", |read| read.exit(""))?;
                Event::Arrived { item, element, scope, flow }
            }
            "joined" => Event::Joined { item, element, scope, tokens: self.items(",\"tokens\":[")? },
            "occurred" => {
                let subscription = self.optional(",\"subscription\":", |read| read.item(""))?;
                let (inputs, closed) = (self.inputs()?, self.items(",\"closed\":[")?);
                Event::Occurred(Box::new(Occurred { item, element, scope, subscription, inputs, closed }))
            }
            _ => Event::Thrown { item, element, scope, what: Box::new(self.thrown()?) },
        })
    }

    fn thrown(&mut self) -> Read<Thrown> {
        self.json(",\"what\":\"")?;
        Ok(match self.word()? {
            "message" => Thrown::Message {
                name: self.text(",\"name\":")?,
                correlates: self.named_values(",\"correlates\":[")?,
                data: self.named_values(",\"data\":[")?,
            },
            "signal" => Thrown::Signal { name: self.text(",\"name\":")? },
            "error" => Thrown::Error { code: self.text(",\"code\":")? },
            "escalation" => Thrown::Escalation { code: self.text(",\"code\":")? },
            "terminate" => Thrown::Terminate,
            "cancel" => Thrown::Cancel,
            "compensation" => {
                Thrown::Compensation { of: self.optional(",\"of\":", |read| read.element(""))? }
            }
            "case" => Thrown::Case {
                procedure: self.text(",\"procedure\":")?,
                version: self.optional(",\"version\":", |read| read.text(""))?,
                start: self.optional(",\"start\":", |read| read.text(""))?,
                data: self.named_values(",\"data\":[")?,
            },
            kind => return Err(RecordError::UnknownKind { kind: kind.into() }),
        })
    }

    fn named_values(&mut self, opening: &str) -> Read<Vec<(Text, Value)>> {
        self.list(opening, |read| {
            let entry = (read.text("[")?, read.sealed_value(",")?);
            read.json("]").map(|()| entry)
        })
    }

    fn place(&mut self) -> Read<(ElementIx, ItemId)> {
        Ok((self.element(",\"element\":")?, self.scope()?))
    }

    /// The scope, which is left out where it is the case itself.
    fn scope(&mut self) -> Read<ItemId> {
        match self.optional(",\"scope\":", |read| read.item(""))? {
            Some(ItemId(0)) => Err(self.damage("a scope other than 0")),
            scope => Ok(scope.unwrap_or_default()),
        }
    }

    fn event_of_open_item(&mut self, kind: &str, item: ItemId) -> Read<Event> {
        Ok(match kind {
            "signed" => Event::Signed { item, signature: Box::new(self.signature(",\"signature\":")?) },
            "claimed" => Event::Claimed { item, person: self.sealed_text(",\"person\":")? },
            "released" => Event::Released { item },
            "delegated" => Event::Delegated { item, to: self.sealed_text(",\"to\":")? },
            "deadline_moved" => Event::DeadlineMoved { item, due: Arc::new(self.due(",\"due\":")?) },
            "met" => self.met(item)?,
            "timer_set" => Event::TimerSet { item, due: Arc::new(self.due(",\"due\":")?) },
            "job_failed" => Event::JobFailed {
                item,
                attempt: self.small(",\"attempt\":")?,
                reason: self.sealed_text(",\"reason\":")?,
            },
            "compensating" => Event::Compensating { item, completed: self.item(",\"completed\":")? },
            "deadline_near" => Event::DeadlineNear { item },
            "deadline_passed" => Event::DeadlinePassed { item },
            "elapsed" => Event::Elapsed { item },
            kind => {
                check_kind(kind, 1)?;
                return Err(self.damage("another first field"));
            }
        })
    }

    fn met(&mut self, item: ItemId) -> Read<Event> {
        let (trigger, holds) = (self.small(",\"trigger\":")?, self.flag(",\"holds\":")?);
        let (inputs, note) = (self.inputs()?, self.note()?);
        Ok(Event::Met(Box::new(Met { item, trigger, holds, inputs, note })))
    }

    pub(super) fn items(&mut self, opening: &str) -> Read<Box<[ItemId]>> {
        Ok(self.list(opening, |read| read.item(""))?.into())
    }

    fn signature(&mut self, key: &'static str) -> Read<Signature> {
        self.json(key)?;
        let record = self.record_name("{\"record\":")?;
        let sha256 = self.digest(",\"sha256\":")?;
        let role = self.role(",\"role\":")?;
        let person = self.sealed_text(",\"person\":")?;
        self.json("}")?;
        Ok(Signature { record, sha256, role, person })
    }

    fn due(&mut self, key: &'static str) -> Read<Due> {
        self.json(key)?;
        let zone = self.text("{\"zone\":")?;
        let calendar = self.text(",\"calendar\":")?;
        let instant =
            |read: &mut Self, key: &str| -> Read<Option<Timestamp>> { read.optional(key, Self::instant) };
        let anchor = instant(self, ",\"anchor\":")?;
        let due = instant(self, ",\"due\":")?;
        let warn = instant(self, ",\"warn\":")?;
        let not_before = instant(self, ",\"not_before\":")?;
        self.json("}")?;
        Ok(Due { due, warn, not_before, anchor, zone, calendar })
    }

    fn finding(&mut self, key: &'static str) -> Read<VerificationFound> {
        self.json(key)?;
        let conforming = self.flag("{\"conforming\":")?;
        let points = self.list(",\"points\":[", |read| read.flag(""))?;
        let note = self.note()?;
        self.json("}")?;
        Ok(VerificationFound { conforming, points, note })
    }

    fn measured(&mut self) -> Read<Event> {
        let indicator = self.indicator(",\"indicator\":")?;
        Ok(Event::Measured { indicator, value: self.decimal(",\"value\":")? })
    }

    fn milestone(&mut self) -> Read<Event> {
        let (milestone, scope) = (self.text(",\"milestone\":")?, self.scope()?);
        let by = self.optional(",\"by\":", |read| read.item(""))?;
        let element = self.optional(",\"element\":", |read| read.element(""))?;
        let at = match self.optional(",\"at\":", |read| read.item(""))? {
            Some(ItemId(0)) => return Err(self.damage("an element instance other than 0")),
            at => at.unwrap_or_default(),
        };
        Ok(Event::Milestone(Box::new(Milestone { milestone, scope, by, element, at })))
    }

    fn finished(&mut self) -> Read<Event> {
        let outcome = self.frozen(",\"outcome\":")?;
        let reason = self.optional(",\"reason\":", |read| read.sealed_text(""))?;
        let error = self.optional(",\"error\":", |read| read.text(""))?;
        Ok(Event::Finished { outcome, reason, error })
    }

    /// The start names the definition that everything after it is spelled with.
    fn started(&mut self) -> Read<Event> {
        let (code, version) = (self.text(",\"code\":")?, self.text(",\"version\":")?);
        let reading: crate::procedure::Reading = self.frozen(",\"reading\":")?;
        let (text, definition) = (self.digest(",\"text\":")?, self.digest(",\"definition\":")?);
        let behaviour = self.digest(",\"behaviour\":")?;
        let semantics = self.small(",\"semantics\":")?;
        let found = self.definitions.get(&definition);
        let procedure = found.ok_or(RecordError::DefinitionMissing { definition })?;
        let head = &procedure.head;
        if (&head.code, &head.version, procedure.reading) != (&code, &version, reading) {
            return Err(self.damage("the code, version and reading of its definition"));
        }
        self.procedure = Some(Arc::clone(procedure));
        let digests = Digests { text, definition, behaviour };
        Ok(Event::Started(Box::new(Started { digests, semantics })))
    }

    fn opened(&mut self, item: ItemId) -> Read<Event> {
        let (element, scope) = self.place()?;
        let round = self.small(",\"round\":")?;
        let kind = self.frozen(",\"what\":")?;
        let role = self.optional(",\"role\":", |read| read.role(""))?;
        let due = self.optional(",\"due\":", |read| read.due("").map(Arc::new))?;
        let pending = self.optional(",\"pending\":", |read| read.pending(element).map(Box::new))?;
        Ok(Event::Opened(Opened {
            item,
            element,
            scope,
            round,
            kind,
            role,
            due,
            pending,
            more: self.opened_more()?,
        }))
    }

    fn opened_more(&mut self) -> Read<Option<Box<OpenedMore>>> {
        let more = OpenedMore {
            host: self.optional(",\"host\":", |read| read.item(""))?,
            members: self.optional(",\"members\":", |read| read.small(""))?,
            index: self.optional(",\"index\":", |read| read.small(""))?,
            value: self.optional(",\"value\":", |read| read.sealed_value(""))?,
            correlates: self.list(",\"correlates\":[", |read| read.sealed_value(""))?,
            inputs: self.inputs()?,
            once_more: self.passes(",\"once_more\":true"),
        };
        Ok((more != OpenedMore::default()).then(|| Box::new(more)))
    }

    fn pending(&mut self, element: ElementIx) -> Read<Pending> {
        let nonconforming = !self.flag("{\"conforming\":")?;
        let answer = self.optional(",\"answer\":", |read| read.answer(element))?;
        let done_by = self.list(",\"done_by\":[", |read| read.sealed_text(""))?;
        self.json("}")?;
        Ok(Pending { answer, nonconforming, done_by })
    }

    fn completed(&mut self, item: ItemId) -> Read<Event> {
        let element = self.element(",\"element\":")?;
        let by = self.optional(",\"by\":", |read| read.sealed_text(""))?;
        let evidence = self.list(",\"evidence\":[", Self::evidence)?.into();
        let signatures = self.list(",\"signatures\":[", |read| read.signature(""))?;
        let answer = self.optional(",\"answer\":", |read| read.answer(element))?;
        let suggested = self.optional(",\"suggested\":", |read| read.answer(element))?;
        let inputs = self.inputs()?;
        let verification = self.optional(",\"verification\":", |read| read.finding("").map(Box::new))?;
        let note = self.note()?;
        let data = self.list(",\"data\":[", |read| {
            let entry = (read.datum("[")?, read.sealed_value(",")?);
            read.json("]").map(|()| entry)
        })?;
        let measures = self.list(",\"measures\":[", |read| {
            let entry = (read.indicator("[")?, read.decimal(",")?);
            read.json("]").map(|()| entry)
        })?;
        let completed = Completed {
            item,
            element,
            by,
            evidence,
            signatures,
            answer,
            suggested,
            inputs,
            verification,
            note,
            data,
            measures,
        };
        Ok(Event::Completed(Box::new(completed)))
    }

    fn evidence(&mut self) -> Read<Evidence> {
        let record = self.record_name("{\"record\":")?;
        let name = self.sealed_text(",\"name\":")?;
        let media_type = self.text(",\"media_type\":")?;
        let sha256 = self.digest(",\"sha256\":")?;
        let cited = self.passes(",\"cited\":true");
        self.json("}")?;
        Ok(Evidence { record, document: EvidenceRef { name, media_type, sha256 }, cited })
    }

    fn answered(&mut self, item: ItemId) -> Read<Event> {
        let element = self.element(",\"element\":")?;
        let yes = self.passes(",\"answer\":\"yes\"");
        if !yes {
            self.json(",\"answer\":\"no\"")?;
        }
        let note = self.note()?;
        let yes_or_no = |read: &mut Self| match read.text("")?.as_ref() {
            "yes" => Ok(true),
            "no" => Ok(false),
            kind => Err(RecordError::UnknownKind { kind: kind.into() }),
        };
        let proposed = self.optional(",\"suggested\":", yes_or_no)?;
        let inputs = self.inputs()?;
        let is_said = proposed.is_some() || !inputs.is_empty();
        let proposal = is_said.then(|| Box::new(Proposal { yes: proposed, inputs }));
        Ok(Event::Answered { item, element, yes, note, proposal })
    }

    fn decided(&mut self, item: ItemId) -> Read<Event> {
        let (element, scope) = self.place()?;
        let exit = self.exit(",\"exit\":")?;
        Ok(Event::Decided { item, element, scope, exit, inputs: self.inputs()?.into() })
    }

    fn returned(&mut self, item: ItemId) -> Read<Event> {
        let scope = self.scope()?;
        let taken = self.taken_return(",\"return\":")?;
        let count = self.small(",\"count\":")?;
        Ok(Event::Returned { item, scope, taken, count, closed: self.items(",\"closed\":[")? })
    }

    fn notified(&mut self, item: ItemId) -> Read<Event> {
        let roles = self.list(",\"roles\":[", |read| read.role(""))?.into();
        Ok(Event::Notified { item, roles, reason: self.frozen(",\"reason\":")? })
    }

    fn raised(&mut self, item: ItemId) -> Read<Event> {
        let (element, scope) = self.place()?;
        self.json(",\"trouble\":{\"kind\":\"")?;
        let trouble = match self.word()? {
            "guard" => self.guard_trouble()?,
            "no_way" => Trouble::NoWay { inputs: self.inputs()? },
            "too_many_returns" => Trouble::TooManyReturns {
                taken: self.taken_return(",\"return\":")?,
                maximum: self.small(",\"maximum\":")?,
            },
            "no_agreement" => Trouble::NoAgreement,
            "runaway" => Trouble::Runaway { cycle: self.list(",\"cycle\":[", |read| read.text(""))?.into() },
            "deadline" => Trouble::Deadline,
            "no_moment" => Trouble::NoMoment { datum: self.datum(",\"datum\":")? },
            "no_procedure" => Trouble::NoProcedure { code: self.text(",\"code\":")? },
            "no_start" => {
                Trouble::NoStart { code: self.text(",\"code\":")?, start: self.text(",\"start\":")? }
            }
            "calls_too_deep" => Trouble::CallsTooDeep { limit: self.small(",\"limit\":")? },
            "wrong_input" => Trouble::WrongInput { name: self.text(",\"name\":")? },
            "nothing_to_open" => Trouble::NothingToOpen {
                code: self.text(",\"code\":")?,
                start: self.optional(",\"start\":", |read| read.text(""))?,
            },
            "opens_with_other" => {
                Trouble::OpensWithOther { code: self.text(",\"code\":")?, name: self.text(",\"name\":")? }
            }
            "no_members" => Trouble::NoMembers { inputs: self.inputs()? },
            "too_many_members" => {
                Trouble::TooManyMembers { limit: self.small(",\"limit\":")?, inputs: self.inputs()? }
            }
            "computation" => self.computation()?,
            "job_failed" => Trouble::JobFailed { attempts: self.small(",\"attempts\":")? },
            "crowded" => Trouble::Crowded { limit: self.small(",\"limit\":")? },
            kind => return Err(RecordError::UnknownKind { kind: kind.into() }),
        };
        self.json("}")?;
        Ok(Event::IncidentRaised { item, element, scope, trouble: Box::new(trouble) })
    }

    fn computation(&mut self) -> Read<Trouble> {
        let of = self.text(",\"of\":")?;
        let answer = self.optional(",\"answer\":", |read| read.small(""))?;
        let nonconforming = self.passes(",\"nonconforming\":true");
        self.json(",\"why\":\"")?;
        let why = match self.word()? {
            "fault" => Uncomputed::Fault(self.fault(",\"fault\":")?),
            "no_row" => Uncomputed::NoRow,
            "several_rows" => {
                Uncomputed::SeveralRows(self.list(",\"rows\":[", |read| read.small(""))?.into())
            }
            kind => return Err(RecordError::UnknownKind { kind: kind.into() }),
        };
        Ok(Trouble::Computation { of, why, answer, nonconforming, inputs: self.inputs()? })
    }

    fn guard_trouble(&mut self) -> Read<Trouble> {
        let stage = self.frozen(",\"stage\":")?;
        Ok(Trouble::Guard { stage, fault: self.fault(",\"fault\":")?, inputs: self.inputs()? })
    }

    fn resolved(&mut self, item: ItemId) -> Read<Event> {
        self.json(",\"how\":\"")?;
        let how = match self.word()? {
            "retry" => Resolved::Retry,
            "one_more" => Resolved::OneMore,
            "take" => Resolved::Take(self.exit(",\"exit\":")?),
            "move" => Resolved::MoveTo(self.element(",\"to\":")?),
            kind => return Err(RecordError::UnknownKind { kind: kind.into() }),
        };
        Ok(Event::IncidentResolved { item, how, reason: self.sealed_text(",\"reason\":")? })
    }
}

/// Refuses by name what this version does not know.
fn check_kind(kind: &str, version: u64) -> Read<()> {
    let short = || kind.chars().take(256).collect::<String>().into();
    match KINDS.iter().find(|(known, _)| *known == kind) {
        None => Err(RecordError::UnknownKind { kind: short() }),
        Some((_, newest)) if version > *newest => Err(RecordError::NewerEvent { kind: short(), version }),
        Some((_, newest)) if version < *newest => Err(RecordError::UnknownKind { kind: short() }),
        Some(_) => Ok(()),
    }
}
