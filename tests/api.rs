//! What the public types promise to every host: threads may share them, and they can be printed while debugging.

use std::fmt::Debug;

use cauce::check::{Checked, Faults, Options};
use cauce::clock::{Clock, ManualClock, SystemClock};
use cauce::command::{Actor, Command, Done, Request, Resolution, Start};
use cauce::data::{Date, Decimal, Digest, Duration, Kind, Timestamp, Value};
use cauce::diagnostic::{Diagnostic, Problem};
use cauce::document::Document;
use cauce::engine::{Engine, EngineError, Notice, Step, Target};
use cauce::event::Event;
use cauce::graph::Graph;
use cauce::guard::{GuardFault, HostFunction, Vocabulary, VocabularyError};
use cauce::incident::Trouble;
use cauce::instance::{Instance, Status};
use cauce::limits::Limits;
use cauce::log::{Batch, Log, LogError, MemoryLog, Verified, Verifier};
use cauce::mutate::{Mutant, Operator, Report, Verdict};
use cauce::path::{Demand, Difference, PathFile, Replay};
use cauce::procedure::{Activity, AddError, Definitions, Procedure};
use cauce::record::{Reader, Record, RecordError, Stream, StreamError, Writer};
use cauce::rejection::Rejection;
use cauce::source::{Language, Source};
use cauce::view::{Coverage, CoverageError, CoverageKind, CoverageSet, Follower, Missing, WorkItem};

const RETURNS: &str = r#"
format = 1
language = "en"
procedure = { code = "R-1", name = "Returns", authority = "boss" }
role = { id = "boss", name = "Boss" }
activity = [
  { number = 1, id = "write", title = "Write", responsible = "boss" },
  { number = 2, id = "read", title = "Read", responsible = "boss", question = "Again?", yes = { back_to = 1, maximum = 0 }, no = { on_to = "end" } },
]
"#;

fn shared<T: Send + Sync + Debug>() {}

fn error<T: std::error::Error + Send + Sync + 'static>() {}

macro_rules! each {
    ($check:ident: $($kind:ty),+ $(,)?) => { $($check::<$kind>();)+ };
}

#[test]
fn everything_can_be_shared_between_threads_and_printed() {
    each!(shared: Engine, Engine<MemoryLog, ManualClock>, Procedure, Definitions, Instance, Graph, Document);
    each!(shared: Checked, Faults, Options, Diagnostic, Problem, Source, Language, Limits, Activity);
    each!(shared: Request, Command, Actor, Done, Start, Resolution, Event, Rejection, Trouble, Status);
    each!(shared: Record, Reader<'static>, Writer, Stream, Batch, MemoryLog, Verified, Verifier);
    each!(shared: Step, Notice, Target, WorkItem, Coverage, PathFile, Demand, Replay, Difference);
    each!(shared: CoverageSet, Follower, CoverageKind, Missing, Mutant, Operator, Report, Verdict);
    each!(shared: Value, Kind, Decimal, Date, Duration, Timestamp, Digest);
    each!(shared: Vocabulary, HostFunction, GuardFault, SystemClock, ManualClock);
}

#[test]
fn errors_are_errors() {
    each!(error: EngineError, AddError, RecordError, StreamError, LogError, Rejection, VocabularyError, Faults);
    each!(error: CoverageError);
}

#[test]
fn stores_and_clocks_can_be_chosen_while_running() {
    fn host(_: &dyn Log, _: &dyn Clock) {}
    host(&MemoryLog::new(), &SystemClock);
}

#[test]
fn an_incident_that_is_resolved_is_closed() {
    let (engine, boss) = (Engine::in_memory(), Actor::person("eva", "boss"));
    engine.add(RETURNS).expect("it is fit");
    engine.start("c", "R-1", &boss).expect("it begins");
    engine.complete("c", 1, Done::new(), &boss).expect("it is done");
    let stuck = engine.complete("c", 2, Done::new().yes().note("again"), &boss).expect("it is done");
    let item = stuck.opened[0].item;
    let resolve = Command::Resolve { item, how: Resolution::Take("no".into()), reason: "enough".into() };
    let step = engine.ask("c", &boss, resolve).expect("it is resolved");
    assert_eq!((step.closed, step.finished.is_some()), (vec![item], true));
}

#[test]
fn a_step_says_what_opens_and_closes_in_called_procedures() {
    const CALLER: &str = r#"
format = 1
language = "en"
procedure = { code = "OUT-1", name = "Outer" }
role = { id = "boss", name = "Boss" }
activity = [
  { number = 1, id = "write", title = "Write", responsible = "boss" },
  { number = 2, id = "review", title = "Review", procedure = "IN-1" },
]
"#;
    const CALLED: &str = r#"
format = 1
language = "en"
procedure = { code = "IN-1", name = "Inner" }
role = { id = "boss", name = "Boss" }
activity = [
  { id = "look", title = "Look", responsible = "boss" },
  { id = "sign", title = "Sign", responsible = "boss" },
]
"#;
    let (engine, boss) = (Engine::in_memory(), Actor::person("eva", "boss"));
    engine.add(CALLED).expect("it is fit");
    engine.add(CALLER).expect("it is fit");
    let named = |step: &Step| step.opened.iter().map(|item| item.reference.to_string()).collect::<Vec<_>>();
    let begun = engine.start("c", "OUT-1", &boss).expect("it begins");
    assert_eq!(named(&begun), ["1"]);
    let called = engine.complete("c", 1, Done::new(), &boss).expect("it is done");
    assert_eq!(named(&called), ["2/look"]);
    let look = called.opened[0].item;
    let inside = engine.complete("c", look, Done::new(), &boss).expect("it is done");
    assert_eq!((named(&inside), &inside.closed[..]), (vec!["2/sign".to_owned()], &[look][..]));
    let back = engine.complete("c", "sign", Done::new(), &boss).expect("it is done");
    assert_eq!((back.opened.len(), back.finished), (0, Some(cauce::event::Outcome::Completed)));
    assert!(back.closed.contains(&inside.opened[0].item));
}
