//! Random events and records, valid for the small procedure.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::fixture;
use crate::command::{Actor, ItemId};
use crate::data::{Date, Decimal, Digest, Duration, Kind, Text, Timestamp, Value};
use crate::event::*;
use crate::guard::{GuardFault, Slot};
use crate::incident::{Stage, Trouble, Uncomputed};
use crate::log::verify;
use crate::procedure::{DatumIx, Digests, ElementIx, ExitIx, IndicatorIx, RecordIx, ReturnIx, RoleIx};
use crate::record::{Key, Reader, Record, Seals, Writer, dispose, normalized};

fn any_text() -> impl Strategy<Value = Text> {
    prop_oneof![
        "[a-z ]{0,12}".prop_map(|text| normalized(&text.into())),
        "\\PC{0,12}".prop_map(|text| normalized(&text.into())),
        "[\"\\\\\u{0}-\u{1f}ñé{#:\\[\\],]{0,12}".prop_map(|text| normalized(&text.into())),
    ]
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    (Timestamp::MIN.millis()..=Timestamp::MAX.millis())
        .prop_map(|millis| Timestamp::from_millis(millis).unwrap())
}

fn any_digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest)
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0u32..20).prop_map(|(digits, scale)| {
        let sign = if digits < 0 { "-" } else { "" };
        let digits = format!("{:0>30}", digits.unsigned_abs());
        let (whole, part) = digits.split_at(30 - scale as usize);
        format!("{sign}{whole}.{part}0")
            .replace(".0", ".")
            .trim_end_matches('.')
            .parse()
            .unwrap_or(Decimal::ONE)
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    let duration = (0..3u32, 0..40u32, 0..3u8, 0..90_000u64);
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any_text().prop_map(Value::Text),
        any_decimal().prop_map(Value::Number),
        any_instant().prop_map(Value::Instant),
        (1..9999i32, 1..13u32, 1..29u32)
            .prop_map(|(year, month, day)| Value::Date(Date::new(year, month, day).unwrap())),
        duration.prop_map(|(months, days, counted, millis)| {
            let days = match counted {
                0 => Duration::from_days(days),
                1 => Duration::from_working_days(days),
                _ => Duration::from_calendar_days(days),
            };
            let parts = [Duration::from_months(months), days, Duration::from_millis(millis)];
            let sum = parts.into_iter().flatten().try_fold(Duration::ZERO, Duration::checked_add);
            Value::Duration(sum.unwrap_or(Duration::ZERO))
        }),
        Just(Value::Disposed),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| vec(inner, 0..4).prop_map(|values| Value::List(values.into())))
}

fn any_slot() -> impl Strategy<Value = Slot> {
    let record = 0..2u32;
    prop_oneof![
        (0..2u32).prop_map(Slot::Datum),
        (0..2u32).prop_map(Slot::Has),
        Just(Slot::Indicator(0)),
        Just(Slot::Target(0)),
        (record, of(0..4u32)).prop_map(|(record, activity)| Slot::Evidence { record, activity }),
        (0..2u32).prop_map(Slot::Signed),
        (0..5u32).prop_map(Slot::Rounds),
        (0..5u32).prop_map(Slot::Answer),
        (0..5u32).prop_map(Slot::Done),
        (0..5u32).prop_map(Slot::IsOpen),
        (0..5u32).prop_map(Slot::DaysSince),
        Just(Slot::Today),
        Just(Slot::Member),
    ]
}

fn any_inputs() -> impl Strategy<Value = Box<[Input]>> {
    vec((any_slot(), any_value()).prop_map(|(slot, value)| Input { slot, value }), 0..4).prop_map(Into::into)
}

fn any_item() -> impl Strategy<Value = ItemId> {
    (1..9u32).prop_map(ItemId)
}

fn any_element() -> impl Strategy<Value = ElementIx> {
    (0..5u32).prop_map(ElementIx)
}

fn any_found() -> impl Strategy<Value = VerificationFound> {
    let parts = (any::<bool>(), vec(any::<bool>(), 0..3), of(any_text()));
    parts.prop_map(|(conforming, points, note)| VerificationFound { conforming, points, note })
}

fn any_signature() -> impl Strategy<Value = Signature> {
    (0..2u32, any_digest(), 0..2u32, any_text()).prop_map(|(record, sha256, role, person)| Signature {
        record: RecordIx(record),
        sha256,
        role: RoleIx(role),
        person,
    })
}

fn any_due() -> impl Strategy<Value = Due> {
    let instants = (of(any_instant()), of(any_instant()), of(any_instant()), of(any_instant()));
    (instants, any_text(), any_text()).prop_map(|((due, warn, not_before, anchor), zone, calendar)| Due {
        due,
        warn,
        not_before,
        anchor,
        zone,
        calendar,
    })
}

fn any_completed() -> impl Strategy<Value = Completed> {
    let document = (any_text(), any_text(), any_digest());
    let document = document.prop_map(|(name, media_type, sha256)| EvidenceRef { name, media_type, sha256 });
    let evidence = (0..2u32, document, any::<bool>());
    let evidence =
        evidence.prop_map(|(record, document, cited)| Evidence { record: RecordIx(record), document, cited });
    let data = vec((0..2u32, any_value()), 0..3);
    let answers = (of(0..2u16), of(0..2u16), of(any_text()));
    let first = (any_item(), vec(evidence, 0..3), vec(any_signature(), 0..3), answers, any_inputs());
    (first, of(any_found()), of(any_text()), data, vec(any_decimal(), 0..2)).prop_map(
        |(first, verification, note, data, measures)| {
            let (item, evidence, signatures, (answer, suggested, by), inputs) = first;
            let data = data.into_iter().map(|(datum, value)| (DatumIx(datum), value)).collect();
            let measures = measures.into_iter().map(|value| (IndicatorIx(0), value)).collect();
            let verification = verification.map(Box::new);
            let element = ElementIx(item.0 % 2);
            Completed {
                item,
                element,
                by,
                evidence: evidence.into(),
                signatures,
                answer,
                suggested,
                inputs,
                verification,
                note,
                data,
                measures,
            }
        },
    )
}

fn any_opened() -> impl Strategy<Value = Opened> {
    use ItemKind::*;
    let kind = prop::sample::select(vec![
        Work,
        Joint,
        Applies,
        Confirm,
        Verify,
        Delay,
        Incident,
        Block,
        Repetition,
        Member,
        Wait,
        Subscription,
        EventGateway,
        Job,
        Compensation,
    ]);
    let pending = (of(0..2u16), any::<bool>(), prop::collection::vec(any_text(), 0..3));
    let pending =
        pending.prop_map(|(answer, nonconforming, done_by)| Pending { answer, nonconforming, done_by });
    let numbers = (any_item(), 0..2u32, 0..3u32, any::<u32>());
    (numbers, kind, of(0..2u32), of(any_due()), of(pending), any_more()).prop_map(
        |(numbers, kind, role, due, pending, more)| {
            let (item, element, scope, round) = numbers;
            let (element, scope, role) = (ElementIx(element), ItemId(scope), role.map(RoleIx));
            Opened {
                item,
                element,
                scope,
                round,
                kind,
                role,
                due: due.map(Into::into),
                pending: pending.map(Box::new),
                more: (more != OpenedMore::default()).then(|| Box::new(more)),
            }
        },
    )
}

fn any_more() -> impl Strategy<Value = OpenedMore> {
    let numbers = (of(any_item()), of(any::<u32>()), of(any::<u32>()));
    (numbers, of(any_value()), vec(any_value(), 0..3), any_inputs(), any::<bool>()).prop_map(
        |((host, members, index), value, correlates, inputs, once_more)| OpenedMore {
            host,
            members,
            index,
            value,
            correlates,
            inputs,
            once_more,
        },
    )
}

fn any_scope() -> impl Strategy<Value = ItemId> {
    (0..3u32).prop_map(ItemId)
}

fn any_named() -> impl Strategy<Value = Vec<(Text, Value)>> {
    vec((any_text(), any_value()), 0..3)
}

fn any_thrown() -> impl Strategy<Value = Thrown> {
    prop_oneof![
        (any_text(), any_named(), any_named()).prop_map(|(name, correlates, data)| Thrown::Message {
            name,
            correlates,
            data
        }),
        any_text().prop_map(|name| Thrown::Signal { name }),
        any_text().prop_map(|code| Thrown::Error { code }),
        any_text().prop_map(|code| Thrown::Escalation { code }),
        Just(Thrown::Terminate),
        Just(Thrown::Cancel),
        of(any_element()).prop_map(|of| Thrown::Compensation { of }),
        (any_text(), of(any_text()), of(any_text()), any_named())
            .prop_map(|(procedure, version, start, data)| Thrown::Case { procedure, version, start, data }),
    ]
}

/// Events of tokens: where they part, wait and meet, and what they wait for or throw.
fn kinds_of_flow() -> Vec<BoxedStrategy<Event>> {
    let place = || (any_item(), any_element(), any_scope());
    let exit = || (0..11u32).prop_map(ExitIx);
    vec![
        (place(), vec(exit(), 0..3), any_inputs())
            .prop_map(|((item, element, scope), exits, inputs)| Event::Forked {
                item,
                element,
                scope,
                exits: exits.into(),
                inputs,
            })
            .boxed(),
        (place(), of(exit()))
            .prop_map(|((item, element, scope), flow)| Event::Arrived { item, element, scope, flow })
            .boxed(),
        (place(), any_items())
            .prop_map(|((item, element, scope), tokens)| Event::Joined { item, element, scope, tokens })
            .boxed(),
        (place(), of(any_item()), any_inputs(), any_items())
            .prop_map(|((item, element, scope), subscription, inputs, closed)| {
                Event::Occurred(Box::new(Occurred { item, element, scope, subscription, inputs, closed }))
            })
            .boxed(),
        (place(), any_thrown())
            .prop_map(|((item, element, scope), what)| Event::Thrown {
                item,
                element,
                scope,
                what: Box::new(what),
            })
            .boxed(),
        (any_item(), any_due())
            .prop_map(|(item, due)| Event::TimerSet { item, due: std::sync::Arc::new(due) })
            .boxed(),
        (any_item(), any::<u32>(), any_text())
            .prop_map(|(item, attempt, reason)| Event::JobFailed { item, attempt, reason })
            .boxed(),
        (any_item(), any::<u16>(), any::<bool>(), any_inputs(), of(any_text()))
            .prop_map(|(item, trigger, holds, inputs, note)| {
                Event::Met(Box::new(crate::event::Met { item, trigger, holds, inputs, note }))
            })
            .boxed(),
        (any_item(), any_item())
            .prop_map(|(item, completed)| Event::Compensating { item, completed })
            .boxed(),
        (place(), any::<u32>(), vec((0..2u32, any_value()), 0..3), any_inputs())
            .prop_map(|((item, element, scope), round, data, inputs)| {
                let procedure = CalledProcedure(fixture::definitions().iter().next().unwrap().clone());
                let data = data.into_iter().map(|(datum, value)| (DatumIx(datum), value)).collect();
                Event::Called(Box::new(Called { item, element, scope, round, procedure, data, inputs }))
            })
            .boxed(),
    ]
}

fn any_fault() -> impl Strategy<Value = GuardFault> {
    let kind = || {
        prop::sample::select(vec![
            Kind::Text,
            Kind::Decimal,
            Kind::Integer,
            Kind::Date,
            Kind::YesNo,
            Kind::List,
            Kind::Any,
        ])
    };
    let string = || any_text().prop_map(|text| text.as_ref().to_owned());
    prop_oneof![
        string().prop_map(|read| GuardFault::Missing { read }),
        (kind(), kind()).prop_map(|(left, right)| GuardFault::MixedKinds { left, right }),
        Just(GuardFault::DivisionByZero),
        Just(GuardFault::Overflow),
        Just(GuardFault::Budget),
        Just(GuardFault::TooLarge),
        (string(), string()).prop_map(|(function, reason)| GuardFault::HostFailed { function, reason }),
        (string(), kind(), kind()).prop_map(|(read, expected, found)| GuardFault::WrongKind {
            read,
            expected,
            found
        }),
        string().prop_map(|result| GuardFault::WrongResult { result }),
        string().prop_map(|reason| GuardFault::Script { reason }),
    ]
}

fn any_trouble() -> impl Strategy<Value = Trouble> {
    let stage = prop::sample::select(vec![
        Stage::Applies,
        Stage::Decision,
        Stage::Route,
        Stage::Members,
        Stage::Input,
        Stage::Completion,
        Stage::Message,
        Stage::Condition,
    ]);
    prop_oneof![
        (stage, any_fault(), any_inputs()).prop_map(|(stage, fault, inputs)| Trouble::Guard {
            stage,
            fault,
            inputs
        }),
        any_inputs().prop_map(|inputs| Trouble::NoWay { inputs }),
        (0..3u32, any::<u32>())
            .prop_map(|(taken, maximum)| Trouble::TooManyReturns { taken: ReturnIx(taken), maximum }),
        Just(Trouble::NoAgreement),
        vec(any_text(), 0..3).prop_map(|cycle| Trouble::Runaway { cycle: cycle.into() }),
        Just(Trouble::Deadline),
        (0..2u32).prop_map(|datum| Trouble::NoMoment { datum: DatumIx(datum) }),
        any_inputs().prop_map(|inputs| Trouble::NoMembers { inputs }),
        any_text().prop_map(|code| Trouble::NoProcedure { code }),
        any::<u32>().prop_map(|limit| Trouble::CallsTooDeep { limit }),
        any::<u32>().prop_map(|limit| Trouble::Crowded { limit }),
        any_text().prop_map(|name| Trouble::WrongInput { name }),
        (any_text(), proptest::option::of(any_text()))
            .prop_map(|(code, start)| Trouble::NothingToOpen { code, start }),
        (any_text(), any_text()).prop_map(|(code, name)| Trouble::OpensWithOther { code, name }),
        (any_text(), any_text()).prop_map(|(code, start)| Trouble::NoStart { code, start }),
        (any::<u32>(), any_inputs()).prop_map(|(limit, inputs)| Trouble::TooManyMembers { limit, inputs }),
        any::<u32>().prop_map(|attempts| Trouble::JobFailed { attempts }),
        (any_text(), any_uncomputed(), proptest::option::of(0..9u16), any::<bool>(), any_inputs()).prop_map(
            |(of, why, answer, nonconforming, inputs)| Trouble::Computation {
                of,
                why,
                answer,
                nonconforming,
                inputs
            }
        ),
    ]
}

fn any_uncomputed() -> impl Strategy<Value = Uncomputed> {
    prop_oneof![
        any_fault().prop_map(Uncomputed::Fault),
        Just(Uncomputed::NoRow),
        vec(any::<u32>(), 1..4).prop_map(|rows| Uncomputed::SeveralRows(rows.into())),
    ]
}

fn any_items() -> impl Strategy<Value = Box<[ItemId]>> {
    vec(any_item(), 0..4).prop_map(Into::into)
}

fn any_started() -> impl Strategy<Value = Event> {
    any::<u32>().prop_map(|semantics| {
        let digests = fixture::procedure().digests;
        Event::Started(Box::new(Started { digests, semantics }))
    })
}

fn any_answered() -> impl Strategy<Value = Event> {
    let proposal = (of(any::<bool>()), any_inputs()).prop_map(|(yes, inputs)| {
        let is_said = yes.is_some() || !inputs.is_empty();
        is_said.then(|| Box::new(Proposal { yes, inputs }))
    });
    (any_item(), any::<bool>(), of(any_text()), proposal).prop_map(|(item, yes, note, proposal)| {
        let element = ElementIx(item.0 % 2);
        Event::Answered { item, element, yes, note, proposal }
    })
}

/// One strategy per kind of event, in the order of the enum.
fn kinds() -> Vec<BoxedStrategy<Event>> {
    let exit = || (0..11u32).prop_map(ExitIx);
    let how = prop_oneof![
        Just(Resolved::Retry),
        Just(Resolved::OneMore),
        exit().prop_map(Resolved::Take),
        any_element().prop_map(Resolved::MoveTo)
    ];
    let returned = (any_item(), any_scope(), 0..3u32, any::<u32>(), any_items());
    let reasons =
        prop::sample::select(vec![NoticeReason::Closed, NoticeReason::Overdue, NoticeReason::Occurred]);
    let outcomes = prop::sample::select(vec![Outcome::Completed, Outcome::Cancelled, Outcome::Failed]);
    let of_case = vec![
        any_started().boxed(),
        any_opened().prop_map(Event::Opened).boxed(),
        (any_item(), any_element(), any_scope())
            .prop_map(|(item, element, scope)| Event::Passed { item, element, scope })
            .boxed(),
        (any_item(), any_element(), any_scope(), any_inputs())
            .prop_map(|(item, element, scope, inputs)| Event::Skipped { item, element, scope, inputs })
            .boxed(),
        any_completed().prop_map(|completed| Event::Completed(Box::new(completed))).boxed(),
        any_answered().boxed(),
        (any_item(), any_found())
            .prop_map(|(item, found)| Event::Verified { item, finding: Box::new(found) })
            .boxed(),
        (any_item(), any_element(), any_scope(), exit(), any_inputs())
            .prop_map(|(item, element, scope, exit, inputs)| Event::Decided {
                item,
                element,
                scope,
                exit,
                inputs: inputs.into(),
            })
            .boxed(),
        returned
            .prop_map(|(item, scope, taken, count, closed)| Event::Returned {
                item,
                scope,
                taken: ReturnIx(taken),
                count,
                closed,
            })
            .boxed(),
        (any_item(), any_signature())
            .prop_map(|(item, given)| Event::Signed { item, signature: Box::new(given) })
            .boxed(),
        (any_item(), any_text()).prop_map(|(item, person)| Event::Claimed { item, person }).boxed(),
        any_item().prop_map(|item| Event::Released { item }).boxed(),
        (any_item(), any_text()).prop_map(|(item, to)| Event::Delegated { item, to }).boxed(),
        (0..2u32, any_scope(), any_value(), any_inputs())
            .prop_map(|(datum, scope, value, inputs)| Event::DataSet {
                datum: DatumIx(datum),
                scope,
                value,
                inputs,
            })
            .boxed(),
        any_decimal().prop_map(|value| Event::Measured { indicator: IndicatorIx(0), value }).boxed(),
        (any_item(), any_due())
            .prop_map(|(item, due)| Event::DeadlineMoved { item, due: due.into() })
            .boxed(),
        any_item().prop_map(|item| Event::DeadlineNear { item }).boxed(),
        any_item().prop_map(|item| Event::DeadlinePassed { item }).boxed(),
        any_item().prop_map(|item| Event::Elapsed { item }).boxed(),
        (any_item(), vec(0..2u32, 0..3), reasons)
            .prop_map(|(item, roles, reason)| Event::Notified {
                item,
                roles: roles.into_iter().map(RoleIx).collect(),
                reason,
            })
            .boxed(),
        (any_item(), any_element(), any_scope(), any_trouble())
            .prop_map(|(item, element, scope, trouble)| Event::IncidentRaised {
                item,
                element,
                scope,
                trouble: Box::new(trouble),
            })
            .boxed(),
        (any_item(), how, any_text())
            .prop_map(|(item, how, reason)| Event::IncidentResolved { item, how, reason })
            .boxed(),
        any_items().prop_map(|items| Event::Closed { items }).boxed(),
        (outcomes, of(any_text()), of(any_text()))
            .prop_map(|(outcome, reason, error)| Event::Finished { outcome, reason, error })
            .boxed(),
    ];
    let moved = any_migrated().prop_map(|migrated| Event::Migrated(Box::new(migrated))).boxed();
    of_case.into_iter().chain(kinds_of_flow()).chain(kinds_of_milestones()).chain([moved]).collect()
}

/// A move of the one procedure to itself: what is before and what is now are drawn apart.
fn any_migrated() -> impl Strategy<Value = Migrated> {
    let pairs = vec((any_element(), any_element()), 0..3);
    let data = vec((Just(DatumIx(0)), of(Just(DatumIx(0)))), 0..2);
    let returns = vec((Just(ReturnIx(0)), Just(ReturnIx(0))), 0..2);
    let flows = vec((0u32..2, 0u32..2).prop_map(|(one, other)| (ExitIx(one), ExitIx(other))), 0..3);
    let closed = any_items();
    (pairs, flows, returns, data, closed, of(any_text()), any_digest(), any_digest()).prop_map(
        |(moved, flows, returns, data, closed, reason, text, behaviour)| {
            let procedure = CalledProcedure(Arc::new(fixture::procedure()));
            let definition = procedure.0.digests.definition;
            Migrated {
                from: procedure.clone(),
                to: procedure,
                digests: Digests { text, definition, behaviour },
                moved: moved.into(),
                flows: flows.into(),
                returns: returns.into(),
                data: data.into(),
                closed,
                reason,
            }
        },
    )
}

fn kinds_of_milestones() -> Vec<BoxedStrategy<Event>> {
    vec![
        (any_text(), any_scope(), of(any_item()), of(any_element()), any_scope())
            .prop_map(|(milestone, scope, by, element, at)| {
                Event::Milestone(Box::new(Milestone { milestone, scope, by, element, at }))
            })
            .boxed(),
        (any_item(), any_element(), any_scope(), any_item())
            .prop_map(|(item, element, scope, by)| {
                Event::Reached(Box::new(Reached { item, element, scope, by }))
            })
            .boxed(),
    ]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let person = (any_text(), any_text(), of(any_text()));
    prop_oneof![
        person.prop_map(|(id, acting_as, in_place_of)| Actor::Person { id, acting_as, in_place_of }),
        any_text().prop_map(Actor::Host),
        Just(Actor::Engine),
    ]
}

fn any_record() -> impl Strategy<Value = Record> {
    let key = (any_text(), any_digest()).prop_map(|(id, of)| Key { id, of });
    let events = vec(proptest::strategy::Union::new(kinds()), 0..6);
    (any_started(), events, any_actor(), of(key), any_instant(), of(any::<[u8; 32]>())).prop_map(
        |(started, mut events, actor, key, at, entropy)| {
            events.insert(0, started);
            Record { actor, key, at, seals: Seals::New(entropy), ..fixture::record(1, events) }
        },
    )
}

/// One record for each kind of event, the same on every machine and at every time.
pub(crate) fn one_of_each() -> Vec<Record> {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut records = vec![fixture::record(1, vec![fixture::started(), fixture::opened(1, 0)])];
    for (kind, seq) in kinds().into_iter().skip(1).zip(2..) {
        let events = (0..3).map(|_| kind.new_tree(&mut runner).unwrap().current()).collect();
        records.push(fixture::record(seq, events));
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_record_survives_byte_for_byte(record in any_record(), chosen in any::<u64>()) {
        let (definitions, procedure) = (fixture::definitions(), fixture::procedure());
        let (mut writer, mut again) = (Writer::new(), Writer::new());
        let line = writer.write(&record, &procedure).unwrap().line.to_vec();
        let read = Reader::new(&definitions).read(&line).unwrap();
        prop_assert_eq!(&read.events, &record.events);
        prop_assert_eq!((&read.actor, &read.key, read.at), (&record.actor, &record.key, record.at));
        prop_assert_eq!(again.write(&read, &procedure).unwrap().line, &line[..]);

        let disposed = dispose(&line, |index| chosen >> (index % 64) & 1 == 1).unwrap();
        prop_assert_eq!(verify([&disposed[..]]).unwrap().digest, verify([&line[..]]).unwrap().digest);
        let read = Reader::new(&definitions).read(&disposed).unwrap();
        prop_assert_eq!(again.write(&read, &procedure).unwrap().line, &disposed[..]);
    }

    /// What is read is canonical: a changed line whose digests were made right again is refused or means what it says.
    #[test]
    fn nothing_but_the_canonical_form_is_read(record in any_record(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (definitions, procedure, mut writer) = (fixture::definitions(), fixture::procedure(), Writer::new());
        let mut line = writer.write(&record, &procedure).unwrap().line.to_vec();
        let position = at.index(line.len());
        line[position] = byte;
        if let Some(line) = resealed(&line)
            && let Ok(read) = Reader::new(&definitions).read(&line) {
            prop_assert_eq!(writer.write(&read, &procedure).unwrap().line, &line[..]);
        }
    }

    #[test]
    fn random_bytes_are_refused_without_harm(bytes in vec(any::<u8>(), 0..200), tail in any::<String>()) {
        let definitions = fixture::definitions();
        for line in [bytes, format!("{{\"record\":{{\"format\":1,\"stream\":{tail}").into_bytes()] {
            prop_assert!(Reader::new(&definitions).read(&line).is_err());
            prop_assert!(verify([&line[..]]).is_err());
        }
    }
}

/// The line with the digest that its changed record has.
fn resealed(line: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(line).ok()?;
    let record = text.strip_prefix("{\"record\":")?.rsplit_once(",\"sealed\":[")?.0;
    let (before, _) = text.rsplit_once(",\"sha256\":\"")?;
    Some(format!("{before},\"sha256\":\"{}\"}}", Digest::of(record.as_bytes())).into_bytes())
}
