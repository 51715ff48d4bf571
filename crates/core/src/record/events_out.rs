//! The bytes of each kind of event. Kinds, keys and their order are frozen.
//!
//! Whoever changes what a kind carries raises its version here and reads both versions in `events_in`.

use super::frozen::Frozen;
use super::writer::Encoder;
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{
    Called, CalledProcedure, Completed, Due, Event, Evidence, Input, Milestone, Occurred, Opened, OpenedMore,
    Pending, Resolved, Signature, Started, Thrown, VerificationFound,
};
use crate::incident::{Trouble, Uncomputed};
use crate::procedure::{ElementIx, ReturnIx};

impl<'a> Encoder<'a> {
    pub(super) fn event(&mut self, event: &'a Event) {
        match event {
            Event::InCall { call, procedure, event } => return self.in_call(*call, procedure, event),
            Event::Started(started) => self.started(started),
            Event::Migrated(migrated) => self.migrated(migrated),
            Event::Opened(opened) => self.opened(opened),
            Event::Passed { item, element, scope } => self.at("passed", *item).place(*element, *scope),
            Event::Skipped { item, element, scope, inputs } => {
                self.at("skipped", *item).place(*element, *scope).inputs(inputs)
            }
            Event::Completed(completed) => self.completed(completed),
            Event::Answered { item, element, yes, note, proposal } => {
                self.at("answered", *item)
                    .element(",\"element\":", *element)
                    .text(",\"answer\":", yes_or_no(*yes))
                    .note(note.as_ref());
                self.optional(proposal.as_deref(), |out, proposal| {
                    out.optional(proposal.yes, |out, yes| out.text(",\"suggested\":", yes_or_no(yes)));
                    out.inputs(&proposal.inputs)
                })
            }
            Event::Verified { item, finding } => self.at("verified", *item).finding(",\"finding\":", finding),
            Event::Decided { item, element, scope, exit, inputs } => {
                self.at("decided", *item).place(*element, *scope).exit(",\"exit\":", *exit).inputs(inputs)
            }
            Event::Returned { item, scope, taken, count, closed } => {
                self.at("returned", *item).scope(*scope).returned((*taken, *count), closed)
            }
            _ => self.event_of_flow(event),
        };
        self.json("}");
    }

    /// Events of tokens: where they part, wait and meet, and what they wait for or throw.
    fn event_of_flow(&mut self, event: &Event) -> &mut Self {
        match event {
            Event::Called(called) => self.called(called),
            Event::Forked { item, element, scope, exits, inputs } => {
                self.at("forked", *item).place(*element, *scope);
                self.list(",\"exits\":[", exits, |out, exit| {
                    out.exit("", *exit);
                });
                self.inputs(inputs)
            }
            Event::Arrived { item, element, scope, flow } => {
                self.at("arrived", *item).place(*element, *scope);
                self.optional(*flow, |out, flow| out.exit(",\"flow\":", flow))
            }
            Event::Joined { item, element, scope, tokens } => {
                self.at("joined", *item).place(*element, *scope).items(",\"tokens\":[", tokens)
            }
            Event::Occurred(occurred) => self.occurred(occurred),
            Event::Thrown { item, element, scope, what } => {
                self.at("thrown", *item).place(*element, *scope).thrown(what)
            }
            Event::Met(met) => {
                self.at("met", met.item).number(",\"trigger\":", u64::from(met.trigger));
                self.flag(",\"holds\":", met.holds).inputs(&met.inputs).note(met.note.as_ref())
            }
            Event::TimerSet { item, due } => self.at("timer_set", *item).json(",\"due\":").due(due),
            Event::JobFailed { item, attempt, reason } => self
                .at("job_failed", *item)
                .number(",\"attempt\":", u64::from(*attempt))
                .sealed_text(",\"reason\":", reason),
            Event::Compensating { item, completed } => {
                self.at("compensating", *item).item(",\"completed\":", *completed)
            }
            _ => self.event_of_item(event),
        }
    }

    /// An event of a called procedure is spelled in its names and says which call it is of.
    fn in_call(&mut self, call: ItemId, procedure: &'a CalledProcedure, event: &'a Event) {
        let caller = std::mem::replace(&mut self.procedure, &procedure.0);
        self.call = Some(call);
        match event {
            Event::InCall { .. } => {
                self.fail(super::RecordError::NotOfDefinition { what: "call" });
            }
            event => self.event(event),
        }
        (self.procedure, self.call) = (caller, None);
    }

    fn called(&mut self, called: &Called) -> &mut Self {
        self.at("called", called.item).place(called.element, called.scope);
        self.number(",\"round\":", u64::from(called.round));
        let procedure = &*called.procedure.0;
        self.digest(",\"definition\":", &procedure.digests.definition);
        self.list(",\"data\":[", &called.data, |out, (datum, value)| {
            let name = procedure.data.get(datum.index()).map(|datum| &datum.id);
            out.name("[", name).sealed_value(",", value).json("]");
        });
        self.inputs(&called.inputs)
    }

    fn occurred(&mut self, occurred: &Occurred) -> &mut Self {
        self.at("occurred", occurred.item).place(occurred.element, occurred.scope);
        self.optional(occurred.subscription, |out, item| out.item(",\"subscription\":", item));
        self.inputs(&occurred.inputs).items(",\"closed\":[", &occurred.closed)
    }

    fn thrown(&mut self, what: &Thrown) -> &mut Self {
        match what {
            Thrown::Message { name, correlates, data } => {
                self.text(",\"what\":\"message\",\"name\":", name);
                self.named_values(",\"correlates\":[", correlates).named_values(",\"data\":[", data)
            }
            Thrown::Signal { name } => self.text(",\"what\":\"signal\",\"name\":", name),
            Thrown::Error { code } => self.text(",\"what\":\"error\",\"code\":", code),
            Thrown::Escalation { code } => self.text(",\"what\":\"escalation\",\"code\":", code),
            Thrown::Terminate => self.json(",\"what\":\"terminate\""),
            Thrown::Cancel => self.json(",\"what\":\"cancel\""),
            Thrown::Compensation { of } => {
                self.json(",\"what\":\"compensation\"");
                self.optional(*of, |out, of| out.element(",\"of\":", of))
            }
            Thrown::Case { procedure, version, start, data } => {
                self.text(",\"what\":\"case\",\"procedure\":", procedure);
                self.optional(version.as_ref(), |out, version| out.text(",\"version\":", version));
                self.optional(start.as_ref(), |out, start| out.text(",\"start\":", start));
                self.named_values(",\"data\":[", data)
            }
        }
    }

    fn named_values(&mut self, opening: &str, values: &[(Text, Value)]) -> &mut Self {
        self.list(opening, values, |out, (name, value)| {
            out.text("[", name).sealed_value(",", value).json("]");
        })
    }

    /// An element, and the scope it stands in unless that is the case itself.
    fn place(&mut self, element: ElementIx, scope: ItemId) -> &mut Self {
        self.element(",\"element\":", element).scope(scope)
    }

    fn scope(&mut self, scope: ItemId) -> &mut Self {
        let scope = Some(scope).filter(|scope| scope.0 > 0);
        self.optional(scope, |out, scope| out.item(",\"scope\":", scope))
    }

    /// Events that speak of one open item.
    fn event_of_item(&mut self, event: &Event) -> &mut Self {
        match event {
            Event::Signed { item, signature } => {
                self.at("signed", *item).json(",\"signature\":").signature(signature)
            }
            Event::Claimed { item, person } => self.at("claimed", *item).sealed_text(",\"person\":", person),
            Event::Released { item } => self.at("released", *item),
            Event::Delegated { item, to } => self.at("delegated", *item).sealed_text(",\"to\":", to),
            Event::DeadlineMoved { item, due } => self.at("deadline_moved", *item).json(",\"due\":").due(due),
            Event::DeadlineNear { item } => self.at("deadline_near", *item),
            Event::DeadlinePassed { item } => self.at("deadline_passed", *item),
            Event::Elapsed { item } => self.at("elapsed", *item),
            Event::Notified { item, roles, reason } => {
                self.at("notified", *item).list(",\"roles\":[", roles, |out, role| {
                    out.role("", *role);
                });
                self.text(",\"reason\":", reason.word())
            }
            Event::IncidentRaised { item, element, scope, trouble } => {
                self.at("incident_raised", *item).place(*element, *scope).trouble(trouble)
            }
            Event::IncidentResolved { item, how, reason } => self.resolved(*item, how, reason),
            _ => self.event_of_case(event),
        }
    }

    /// Events that speak of the case.
    fn event_of_case(&mut self, event: &Event) -> &mut Self {
        match event {
            Event::DataSet { datum, scope, value, inputs } => {
                self.kind("data_set").datum(",\"datum\":", *datum).scope(*scope);
                self.sealed_value(",\"value\":", value).inputs(inputs)
            }
            Event::Measured { indicator, value } => {
                self.kind("measured").indicator(",\"indicator\":", *indicator).decimal(",\"value\":", *value)
            }
            Event::Milestone(milestone) => self.milestone(milestone),
            Event::Reached(reached) => self
                .at("reached", reached.item)
                .place(reached.element, reached.scope)
                .item(",\"by\":", reached.by),
            Event::Closed { items } => self.kind("closed").items(",\"items\":[", items),
            Event::Finished { outcome, reason, error } => {
                self.kind("finished").text(",\"outcome\":", outcome.word());
                self.optional(reason.as_ref(), |out, reason| out.sealed_text(",\"reason\":", reason));
                self.optional(error.as_ref(), |out, error| out.text(",\"error\":", error))
            }
            _ => self.fail(super::RecordError::NotOfDefinition { what: "kind" }),
        }
    }

    fn milestone(&mut self, milestone: &Milestone) -> &mut Self {
        self.kind("milestone").text(",\"milestone\":", &milestone.milestone).scope(milestone.scope);
        self.optional(milestone.by, |out, by| out.item(",\"by\":", by));
        self.optional(milestone.element, |out, element| out.element(",\"element\":", element));
        let at = Some(milestone.at).filter(|at| at.0 > 0);
        self.optional(at, |out, at| out.item(",\"at\":", at))
    }

    pub(super) fn kind(&mut self, kind: &str) -> &mut Self {
        self.json("{\"kind\":\"").json(kind).json("\",\"v\":1");
        self.optional(self.call, |out, call| out.item(",\"call\":", call))
    }

    fn at(&mut self, kind: &str, item: ItemId) -> &mut Self {
        self.kind(kind).item(",\"item\":", item)
    }

    pub(super) fn items(&mut self, opening: &str, items: &[ItemId]) -> &mut Self {
        self.list(opening, items, |out, item| {
            out.item("", *item);
        })
    }

    fn started(&mut self, started: &Started) -> &mut Self {
        let (head, reading) = (&self.procedure.head, self.procedure.reading);
        self.kind("started").text(",\"code\":", &head.code).text(",\"version\":", &head.version);
        self.text(",\"reading\":", reading.word());
        self.digest(",\"text\":", &started.digests.text)
            .digest(",\"definition\":", &started.digests.definition);
        self.digest(",\"behaviour\":", &started.digests.behaviour);
        self.number(",\"semantics\":", u64::from(started.semantics))
    }

    fn opened(&mut self, opened: &Opened) -> &mut Self {
        self.at("opened", opened.item).place(opened.element, opened.scope);
        self.number(",\"round\":", u64::from(opened.round)).text(",\"what\":", opened.kind.word());
        self.optional(opened.role, |out, role| out.role(",\"role\":", role));
        self.optional(opened.due.as_deref(), |out, due| out.json(",\"due\":").due(due));
        self.optional(opened.pending.as_deref(), |out, pending| out.pending(opened.element, pending));
        self.optional(opened.more.as_deref(), Self::opened_more)
    }

    fn opened_more(&mut self, more: &OpenedMore) -> &mut Self {
        self.optional(more.host, |out, host| out.item(",\"host\":", host));
        self.optional(more.members, |out, members| out.number(",\"members\":", u64::from(members)));
        self.optional(more.index, |out, index| out.number(",\"index\":", u64::from(index)));
        self.optional(more.value.as_ref(), |out, value| out.sealed_value(",\"value\":", value));
        self.list(",\"correlates\":[", &more.correlates, |out, value| {
            out.sealed_value("", value);
        });
        self.inputs(&more.inputs);
        self.optional(more.once_more.then_some(()), |out, ()| out.flag(",\"once_more\":", true))
    }

    fn due(&mut self, due: &Due) -> &mut Self {
        self.text("{\"zone\":", &due.zone).text(",\"calendar\":", &due.calendar);
        let instants = [
            (",\"anchor\":", due.anchor),
            (",\"due\":", due.due),
            (",\"warn\":", due.warn),
            (",\"not_before\":", due.not_before),
        ];
        for (key, instant) in instants {
            self.optional(instant, |out, instant| out.instant(key, instant));
        }
        self.json("}")
    }

    fn pending(&mut self, element: ElementIx, pending: &Pending) -> &mut Self {
        self.flag(",\"pending\":{\"conforming\":", !pending.nonconforming);
        self.optional(pending.answer, |out, answer| out.answer(",\"answer\":", element, answer));
        self.list(",\"done_by\":[", &pending.done_by, |out, person| {
            out.sealed_text("", person);
        });
        self.json("}")
    }

    fn completed(&mut self, completed: &Completed) -> &mut Self {
        self.at("completed", completed.item).element(",\"element\":", completed.element);
        self.optional(completed.by.as_ref(), |out, person| out.sealed_text(",\"by\":", person));
        self.list(",\"evidence\":[", &completed.evidence, Self::evidence);
        self.list(",\"signatures\":[", &completed.signatures, |out, signature| {
            out.signature(signature);
        });
        self.optional(completed.answer, |out, answer| out.answer(",\"answer\":", completed.element, answer));
        self.optional(completed.suggested, |out, answer| {
            out.answer(",\"suggested\":", completed.element, answer)
        });
        self.inputs(&completed.inputs);
        self.optional(completed.verification.as_deref(), |out, found| {
            out.finding(",\"verification\":", found)
        });
        self.note(completed.note.as_ref());
        self.list(",\"data\":[", &completed.data, |out, (datum, value)| {
            out.datum("[", *datum).sealed_value(",", value).json("]");
        });
        self.list(",\"measures\":[", &completed.measures, |out, (indicator, value)| {
            out.indicator("[", *indicator).decimal(",", *value).json("]");
        })
    }

    fn evidence(&mut self, evidence: &Evidence) {
        let document = &evidence.document;
        self.record_name("{\"record\":", evidence.record).sealed_text(",\"name\":", &document.name);
        self.text(",\"media_type\":", &document.media_type).digest(",\"sha256\":", &document.sha256);
        self.json(if evidence.cited { ",\"cited\":true}" } else { "}" });
    }

    fn signature(&mut self, signature: &Signature) -> &mut Self {
        self.record_name("{\"record\":", signature.record).digest(",\"sha256\":", &signature.sha256);
        self.role(",\"role\":", signature.role).sealed_text(",\"person\":", &signature.person).json("}")
    }

    fn finding(&mut self, key: &str, found: &VerificationFound) -> &mut Self {
        self.json(key).flag("{\"conforming\":", found.conforming);
        self.list(",\"points\":[", &found.points, |out, point| {
            out.flag("", *point);
        });
        self.note(found.note.as_ref()).json("}")
    }

    fn returned(&mut self, (taken, count): (ReturnIx, u32), closed: &[ItemId]) -> &mut Self {
        self.taken_return(",\"return\":", taken).number(",\"count\":", u64::from(count));
        self.items(",\"closed\":[", closed)
    }

    fn trouble(&mut self, trouble: &Trouble) -> &mut Self {
        self.json(",\"trouble\":{\"kind\":");
        match trouble {
            Trouble::Guard { stage, fault, inputs } => {
                self.guard_trouble(stage.word(), |out| out.fault(",\"fault\":", fault), inputs)
            }
            Trouble::NoWay { inputs } => self.json("\"no_way\"").inputs(inputs),
            Trouble::TooManyReturns { taken, maximum } => self
                .json("\"too_many_returns\"")
                .taken_return(",\"return\":", *taken)
                .number(",\"maximum\":", u64::from(*maximum)),
            Trouble::NoAgreement => self.json("\"no_agreement\""),
            Trouble::Runaway { cycle } => {
                self.json("\"runaway\"").list(",\"cycle\":[", cycle, |out, reference| {
                    out.text("", reference);
                })
            }
            Trouble::Deadline => self.json("\"deadline\""),
            Trouble::NoMoment { datum } => self.json("\"no_moment\"").datum(",\"datum\":", *datum),
            Trouble::NoProcedure { code } => self.json("\"no_procedure\"").text(",\"code\":", code),
            Trouble::NoStart { code, start } => {
                self.json("\"no_start\"").text(",\"code\":", code).text(",\"start\":", start)
            }
            Trouble::CallsTooDeep { limit } => {
                self.json("\"calls_too_deep\"").number(",\"limit\":", u64::from(*limit))
            }
            Trouble::WrongInput { name } => self.json("\"wrong_input\"").text(",\"name\":", name),
            Trouble::NothingToOpen { code, start } => {
                self.json("\"nothing_to_open\"").text(",\"code\":", code);
                self.optional(start.as_ref(), |out, start| out.text(",\"start\":", start))
            }
            Trouble::OpensWithOther { code, name } => {
                self.json("\"opens_with_other\"").text(",\"code\":", code).text(",\"name\":", name)
            }
            Trouble::NoMembers { inputs } => self.json("\"no_members\"").inputs(inputs),
            Trouble::TooManyMembers { limit, inputs } => {
                self.json("\"too_many_members\"").number(",\"limit\":", u64::from(*limit)).inputs(inputs)
            }
            Trouble::Computation { of, why, answer, nonconforming, inputs } => {
                self.json("\"computation\"").text(",\"of\":", of);
                self.optional(*answer, |out, answer| out.number(",\"answer\":", u64::from(answer)));
                self.json(if *nonconforming { ",\"nonconforming\":true" } else { "" });
                self.uncomputed(why).inputs(inputs)
            }
            Trouble::JobFailed { attempts } => {
                self.json("\"job_failed\"").number(",\"attempts\":", u64::from(*attempts))
            }
            Trouble::Crowded { limit } => self.json("\"crowded\"").number(",\"limit\":", u64::from(*limit)),
        };
        self.json("}")
    }

    fn uncomputed(&mut self, why: &Uncomputed) -> &mut Self {
        match why {
            Uncomputed::Fault(fault) => self.json(",\"why\":\"fault\"").fault(",\"fault\":", fault),
            Uncomputed::NoRow => self.json(",\"why\":\"no_row\""),
            Uncomputed::SeveralRows(rows) => {
                self.json(",\"why\":\"several_rows\"").list(",\"rows\":[", rows, |out, row| {
                    out.number("", u64::from(*row));
                })
            }
        }
    }

    fn guard_trouble(
        &mut self,
        stage: &str,
        fault: impl FnOnce(&mut Self) -> &mut Self,
        inputs: &[Input],
    ) -> &mut Self {
        fault(self.json("\"guard\"").text(",\"stage\":", stage)).inputs(inputs)
    }

    fn resolved(&mut self, item: ItemId, how: &Resolved, reason: &Text) -> &mut Self {
        self.at("incident_resolved", item);
        match how {
            Resolved::Retry => self.json(",\"how\":\"retry\""),
            Resolved::OneMore => self.json(",\"how\":\"one_more\""),
            Resolved::Take(exit) => self.json(",\"how\":\"take\"").exit(",\"exit\":", *exit),
            Resolved::MoveTo(element) => self.json(",\"how\":\"move\"").element(",\"to\":", *element),
        };
        self.sealed_text(",\"reason\":", reason)
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
