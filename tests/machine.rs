//! Properties of the machine over random procedures and random requests, legal and not.
#![allow(unreachable_pub, reason = "what suites share is public to them")]

mod support;

use cauce::check::{GuardForm, Options, check_bytes};
use cauce::command::{Actor, Command, Done, Request, Resolution, Start};
use cauce::data::{Date, Decimal, Digest, Text, Timestamp, Value};
use cauce::decide::NoJournal;
use cauce::event::{Event, ItemKind};
use cauce::instance::{Instance, Status};
use cauce::procedure::Definitions;
use cauce::proof::{Budget, Verdict, prove};
use cauce::record::{Reader, Record, Seals, Stream, Writer};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use support::models::{Model, model, tangle};
use support::procedures::{Spec, spec};

/// One thing that is tried: which item, what with it.
#[derive(Clone, Debug)]
struct Try {
    item: usize,
    what: u8,
    answer: usize,
    minutes: i64,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0usize..6, 0u8..40, 0usize..4, 0i64..4_000);
    prop::collection::vec(
        one.prop_map(|(item, what, answer, minutes)| Try { item, what, answer, minutes }),
        1..60,
    )
}

/// A case that is decided on, replayed and written at every step.
struct Case {
    definitions: Definitions,
    live: Instance,
    replayed: Instance,
    writer: Writer,
    prev: Digest,
    lines: Vec<Vec<u8>>,
    at: Timestamp,
}

impl Case {
    fn new(spec: &Spec) -> Self {
        let mut definitions = Definitions::new();
        definitions.add(spec.procedure()).expect("a procedure that may run");
        Self::of(definitions)
    }

    /// A case of a text; nothing where the text is no procedure.
    fn of_text(text: &str) -> Option<Self> {
        let options = Options::default();
        let checked = check_bytes("azar.toml", text.as_bytes(), &options);
        let mut definitions = Definitions::new();
        definitions.add_unfit(checked.procedure?);
        Some(Self::of(definitions))
    }

    fn of(definitions: Definitions) -> Self {
        Case {
            definitions,
            live: Instance::new(),
            replayed: Instance::new(),
            writer: Writer::new(),
            prev: Digest::ZERO,
            lines: Vec::new(),
            at: "2022-03-01T14:00:00Z".parse().expect("an instant"),
        }
    }

    fn ask(&mut self, actor: Actor, command: Command) -> bool {
        let request = Request::new(self.at, actor.clone(), command).entropy([7; 32]);
        let before = self.live.clone();
        match self.live.handle(&self.definitions, request) {
            Err(_) => {
                assert_eq!(before, self.live, "a rejection leaves the case as it was");
                false
            }
            Ok(events) => {
                self.check(actor, events);
                true
            }
        }
    }

    fn check(&mut self, actor: Actor, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let at = self.live.at().expect("the case has begun");
        self.replayed.apply(&self.definitions, at, &events).expect("events of a live case apply");
        assert_eq!(self.live, self.replayed, "replay equals live");
        let record = Record {
            stream: Stream::case("random").expect("a name"),
            seq: self.live.seq(),
            at,
            prev: self.prev,
            actor,
            key: None,
            events,
            seals: Seals::New(Some([7; 32])),
        };
        let procedure = self.live.procedure().expect("a procedure").clone();
        let written = self.writer.write(&record, &procedure).expect("a record can be written");
        self.prev = written.digest;
        self.lines.push(written.line.to_vec());
        self.check_shape();
    }

    fn check_shape(&self) {
        assert_eq!(self.live.unsound(), None, "after record {}", self.live.seq());
        let open = cauce::view::open_items(&self.live);
        if matches!(self.live.status(), Status::Ended(_)) {
            assert!(open.is_empty(), "an ended case has nothing open");
            assert!(self.live.next_due().is_none(), "an ended case has nothing due");
        }
        assert!(open.windows(2).all(|pair| pair[0].item < pair[1].item), "items stand in order");
    }

    /// Reads all lines back: the same events, the same bytes, the same state.
    fn check_lines(&self) {
        let mut reader = Reader::new(&self.definitions);
        let mut again = Instance::new();
        let mut writer = Writer::new();
        for line in &self.lines {
            let record = reader.read(line).expect("a line that was written can be read");
            again.apply(&self.definitions, record.at, &record.events).expect("events that were read apply");
            let procedure = again.procedure().expect("a procedure").clone();
            let written = writer.write(&record, &procedure).expect("a record that was read can be written");
            assert_eq!(written.line, &line[..], "encode, decode, encode gives the same bytes");
        }
        assert_eq!(again, self.live, "the state from the lines equals the live one");
    }

    fn step(&mut self, attempt: &Try) {
        self.at = self.at.checked_add_millis(attempt.minutes * 60_000).expect("within range");
        let open = cauce::view::open_items(&self.live);
        let Some(item) = open.get(attempt.item % open.len().max(1)) else {
            self.ask(Actor::person("ana", "autoridad"), Command::Cancel { reason: "nada".into() });
            return;
        };
        let role = item.roles.first().map_or("autoridad", |role| role);
        let actor = Actor::person(["ana", "luis"][attempt.answer % 2], role);
        let id = item.item;
        while self.live.next_due().is_some_and(|due| due <= self.at) {
            assert!(self.ask(Actor::Engine, Command::Advance), "what is due fires");
        }
        let command = match (attempt.what, item.kind) {
            (0, _) => Command::Complete { item: id, done: Done::new() },
            (1, _) => {
                Command::Complete { item: id, done: support::done(item, attempt.answer).answer("tal vez") }
            }
            (2, _) => Command::Claim { item: id },
            (3, _) => Command::Release { item: id },
            (4, _) => Command::Delegate { item: id, to: "luis".into() },
            (5, _) => Command::SetData { data: vec![("dias".into(), Value::Number(Decimal::ONE))] },
            (6, _) => Command::SetData { data: vec![("dias".into(), Value::Bool(true))] },
            (18, _) => Command::SetData { data: vec![("zonas".into(), list(attempt.answer))] },
            (19, _) => Command::SetData { data: vec![("dia".into(), far_date(attempt.answer))] },
            (20..=22, _) => {
                let days = Decimal::from(attempt.answer as i64 + 1);
                Command::SetData { data: vec![("dias".into(), Value::Number(days))] }
            }
            (7, _) => Command::Measure { measures: vec![("cumplimiento".into(), Decimal::ONE)] },
            (8, _) => Command::Sign { item: id, record: "acta".into(), sha256: support::document("acta") },
            (9, _) => Command::Answer { item: id, answer: "quizá".into(), note: None },
            (10, _) => {
                let item = cauce::command::ItemId(id.0.wrapping_add(1_000));
                Command::Complete { item, done: Done::new() }
            }
            (11, _) => Command::Start(Start::of("AZAR")),
            (12, _) => Command::Advance,
            (_, ItemKind::Work) => Command::Complete { item: id, done: support::done(item, attempt.answer) },
            (_, ItemKind::Verify) => {
                Command::Verify { item: id, verification: support::verification(item, attempt.answer) }
            }
            (_, ItemKind::Incident) => {
                let how = match attempt.what {
                    13..=16 => {
                        Resolution::MoveTo(format!("e{}", attempt.what - 9 + attempt.answer as u8).into())
                    }
                    17 => Resolution::MoveTo("x3".into()),
                    _ => support::resolution(item, attempt.answer),
                };
                Command::Resolve { item: id, how, reason: "sigue".into() }
            }
            _ => {
                let answer = if attempt.answer.is_multiple_of(2) { "yes" } else { "no" };
                Command::Answer { item: id, answer: answer.into(), note: Some("porque sí".into()) }
            }
        };
        self.ask(actor, command);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(256), ..ProptestConfig::default() })]

    #[test]
    fn replay_equals_live_and_rejections_change_nothing(spec in spec(), tries in tries()) {
        let mut case = Case::new(&spec);
        case.ask(Actor::host("prueba"), Command::Start(Start::of("AZAR")));
        for attempt in &tries {
            case.step(attempt);
        }
        case.check_lines();
    }

    #[test]
    fn returns_stay_within_their_bounds(spec in spec(), answers in prop::collection::vec(0usize..2, 1..200)) {
        let mut case = Case::new(&spec);
        case.ask(Actor::host("prueba"), Command::Start(Start::of("AZAR")));
        for answer in answers {
            case.step(&Try { item: 0, what: 39, answer, minutes: 1 });
        }
        let procedure = case.live.procedure().expect("a procedure").clone();
        let mut taken = std::collections::BTreeMap::new();
        let mut allowed = std::collections::BTreeMap::<String, u32>::new();
        let mut reader = Reader::new(&case.definitions);
        for line in &case.lines {
            for event in reader.read(line).expect("readable").events {
                match event {
                    Event::Returned { taken: back, count, .. } => {
                        let (from, to, maximum) = procedure.graph().return_of(back);
                        let name = format!("{from:?} {to:?}");
                        let more = allowed.get(&name).copied().unwrap_or(0);
                        prop_assert!(count <= maximum + more, "{name}: {count} of {maximum}");
                        let before = taken.insert(name, count).unwrap_or(0);
                        prop_assert_eq!(before + 1, count, "returns are counted one by one");
                    }
                    Event::IncidentResolved { how: cauce::event::Resolved::OneMore, .. } => {
                        for more in allowed_names(&procedure) {
                            *allowed.entry(more).or_default() += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// A list of up to three members.
fn list(members: usize) -> Value {
    Value::List((0..members).map(|member| Value::Text(format!("z{member}").into())).collect())
}

/// A date near, or so far that no deadline can be counted from it.
fn far_date(answer: usize) -> Value {
    let year = [2022, 2023, 9_999, 2021][answer % 4];
    Value::Date(Date::new(year, 5, 1).expect("a date"))
}

/// The richest case that a model can be: with returns, where borders allow them, else without.
fn case_of(model: &Model, round: bool) -> Option<Case> {
    Case::of_text(&model.text(true, round)).or_else(|| Case::of_text(&model.text(false, round)))
}

/// A case that has begun and can go round, of a model which is not proved to hold two tokens where one should be.
fn safe_case_of(model: &Model, days: i64) -> Option<Case> {
    let mut case = case_of(model, true)?;
    let data = vec![("zonas".into(), list(2)), ("dias".into(), Value::Number(days.into()))];
    case.ask(Actor::host("prueba"), Command::Start(Start { data, ..Start::of("AZAR") }));
    let safe = prove(case.live.procedure()?, &Budget::default()).safe;
    (safe != Verdict::Fails).then_some(case)
}

/// Begins a case and tries things; at the end it is cancelled, unless it has ended.
fn run(mut case: Case, tries: &[Try], days: Option<i64>) {
    let mut data: Vec<(Text, Value)> = vec![("zonas".into(), list(2))];
    data.extend(days.map(|days| ("dias".into(), Value::Number(days.into()))));
    case.ask(Actor::host("prueba"), Command::Start(Start { data, ..Start::of("AZAR") }));
    for attempt in tries {
        case.step(attempt);
    }
    case.check_returns();
    case.cancel();
    case.check_lines();
}

impl Case {
    fn cancel(&mut self) {
        if matches!(self.live.status(), Status::Ended(_)) {
            return;
        }
        while self.live.next_due().is_some_and(|due| due <= self.at) {
            assert!(self.ask(Actor::Engine, Command::Advance), "what is due fires");
        }
        let cancel = Command::Cancel { reason: "basta".into() };
        let ended = matches!(self.live.status(), Status::Ended(_));
        assert!(ended || self.ask(Actor::person("eva", "autoridad"), cancel), "a case can be cancelled");
        assert!(matches!(self.live.status(), Status::Ended(_)), "then it has ended");
    }

    /// No return is taken more often than it may, in one scope, and each is counted by one more.
    fn check_returns(&self) {
        let Some(procedure) = self.live.procedure() else { return };
        let mut reader = Reader::new(&self.definitions);
        let (mut taken, mut more) = (std::collections::BTreeMap::new(), 0);
        for line in &self.lines {
            for event in reader.read(line).expect("readable").events {
                match event {
                    Event::Returned { taken: back, scope, count, .. } => {
                        let (_, _, maximum) = procedure.graph().return_of(back);
                        assert!(count <= maximum + more, "{count} of {maximum}");
                        let before = taken.insert((format!("{back:?}"), scope), count).unwrap_or(0);
                        assert_eq!(before + 1, count, "returns are counted one by one in {scope}");
                    }
                    Event::IncidentResolved { how: cauce::event::Resolved::OneMore, .. } => more += 1,
                    _ => {}
                }
            }
        }
    }

    /// Does whatever is open, in order, until that item is open again; nothing where it never is.
    fn go_round(&mut self, last: &str) -> Option<()> {
        for _ in 0..400 {
            self.at = self.at.checked_add_millis(60_000).expect("within range");
            while self.live.next_due().is_some_and(|due| due <= self.at) {
                assert!(self.ask(Actor::Engine, Command::Advance), "what is due fires");
            }
            let open = cauce::view::open_items(&self.live);
            let item = open.iter().find(|item| &*item.reference != last).or(open.first())?;
            if &*item.reference == last {
                return (item.kind == ItemKind::Work).then_some(());
            }
            let role = item.roles.first().map_or("autoridad", |role| role);
            let (id, actor) = (item.item, Actor::person("ana", role));
            let command = match item.kind {
                // The second answer is NO: on it goes.
                ItemKind::Work => Command::Complete { item: id, done: support::done(item, 1).note("sigue") },
                ItemKind::Verify => {
                    Command::Verify { item: id, verification: support::verification(item, 0) }
                }
                ItemKind::Applies | ItemKind::Confirm => {
                    Command::Answer { item: id, answer: "yes".into(), note: None }
                }
                ItemKind::Incident => return None,
                _ => return None,
            };
            let actor = if item.kind == ItemKind::Verify { Actor::person("luis", role) } else { actor };
            if !self.ask(actor, command) {
                self.at = self.at.checked_add_millis(7_200_000).expect("within range");
            }
        }
        None
    }

    /// Sends everything back to the first activity.
    fn again(&mut self) {
        let open = cauce::view::open_items(&self.live);
        let item = open.first().expect("the last is open").item;
        let command = Command::Complete { item, done: Done::new().yes().note("otra vez") };
        assert!(self.ask(Actor::person("ana", "auditor"), command), "it goes round");
    }

    /// The state as text without digits: what it holds, not how far it has counted.
    fn held(&self) -> String {
        let text = format!("{:?}", self.live);
        let state = text.rfind("state: State").expect("an instance holds a state");
        text[state..].chars().filter(|letter| !letter.is_ascii_digit()).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(192), ..ProptestConfig::default() })]

    /// Blocks in blocks, gateways in pairs, returns inside and across borders: nothing is left behind, replay is exact.
    #[test]
    fn models_of_every_shape_stay_sound(model in model(), tries in tries(), days in prop::option::weighted(0.8, 0i64..6)) {
        if let Some(case) = case_of(&model, false) {
            run(case, &tries, days);
        }
    }

    /// Gateways and activities that lead anywhere.
    #[test]
    fn tangles_stay_sound(tangle in tangle(), tries in tries(), days in prop::option::weighted(0.8, 0i64..6)) {
        if let Some(case) = Case::of_text(&tangle.text()) {
            run(case, &tries, days);
        }
    }

    /// A case that has gone round six times holds what it held after three, unless each round sends a token more to where
    /// one is already.
    #[test]
    fn state_does_not_grow_with_rounds(model in model(), days in 0i64..6) {
        let Some(mut case) = safe_case_of(&model, days) else { return Ok(()) };
        let mut held = Vec::new();
        for _ in 0..6 {
            if case.go_round("ultima").is_none() {
                return Ok(());
            }
            held.push(case.held());
            case.again();
        }
        prop_assert_eq!(&held[2], &held[5], "after three and after six rounds\n{}", model.text(true, true));
        case.cancel();
    }
}

/// Models are mostly procedures, and mostly go round: else the properties above would say little.
#[test]
fn most_models_are_procedures() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut with, mut without, mut safe, mut tangled) = (0, 0, 0, 0);
    for _ in 0..200 {
        let any = model().new_tree(&mut runner).expect("a model").current();
        with += i32::from(Case::of_text(&any.text(true, true)).is_some());
        without += i32::from(Case::of_text(&any.text(false, true)).is_some());
        safe += i32::from(safe_case_of(&any, 3).is_some());
        let tangle = tangle().new_tree(&mut runner).expect("a tangle").current();
        tangled += i32::from(Case::of_text(&tangle.text()).is_some());
    }
    assert!(with >= 100 && without >= 180 && safe >= 100, "{with}, {without}, {safe} of 200");
    assert!(tangled >= 150, "{tangled} of 200");
}

/// A gateway over a number and an answer, after an activity that a guard sends back.
fn gateway(ways: &[(u8, i64)], otherwise: bool) -> String {
    let mut text = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"AZAR\"\nnombre = \"Al azar\"\n\
        [[dato]]\nid = \"n\"\nnombre = \"N\"\ntipo = \"decimal\"\n[[dato]]\nid = \"si_o_no\"\nnombre = \"SI o NO\"\ntipo = \"si_no\"\n\
        [[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\ntipo = \"abstracta\"\npregunta = \"¿Otra vez?\"\n\
        si = { repite = true, maximo = 2 }\nno = { continua_en = \"g\" }\ndecide = 'vueltas(1) < 2'\n\
        [[compuerta]]\nid = \"g\"\ntipo = \"exclusiva\"\nsigue = [\n"
        .to_owned();
    for (position, (operator, number)) in ways.iter().enumerate() {
        let condition = match operator {
            0 => "si_o_no".to_owned(),
            1 => "n > 1 && si_o_no".to_owned(),
            other => format!("n {} {number}", ["==", "<", ">=", "!="][usize::from(other % 4)]),
        };
        text.push_str(&format!("{{ va_a = \"w{position}\", si_cumple = '{condition}' }},\n"));
    }
    text.push_str(if otherwise { "{ va_a = \"w0\", en_otro_caso = true },\n]\n" } else { "]\n" });
    for position in 0..ways.len() {
        text.push_str(&format!(
            "[[actividad]]\nid = \"w{position}\"\ntitulo = \"W\"\ntipo = \"abstracta\"\nsigue = \"fin\"\n"
        ));
    }
    text
}

/// The case that such a gateway is reached in, its guards compiled in one form: what happened.
#[expect(clippy::panic, reason = "a test that cannot begin says why")]
fn events_of(text: &str, guards: GuardForm, data: &[(Text, Value)]) -> Vec<Event> {
    let checked = check_bytes("azar.toml", text.as_bytes(), &Options { guards, ..Options::default() });
    let Some(procedure) = checked.procedure else { panic!("{:#?}\n{text}", checked.diagnostics) };
    let mut definitions = Definitions::new();
    definitions.add_unfit(procedure);
    let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let start = Start { data: data.to_vec(), ..Start::of("AZAR") };
    let (mut live, mut bare) = (Instance::new(), Instance::new());
    let request = Request::new(at, Actor::Engine, Command::Start(start));
    bare.handle_into(&definitions, request.clone(), &mut NoJournal).expect("the case begins");
    let events = live.handle(&definitions, request).expect("the case begins");
    let replayed = Instance::replay(&definitions, [(at, &events[..])]).expect("events apply");
    assert_eq!(live, replayed, "replay equals live");
    assert_eq!(live, bare, "with or without a journal");
    events
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(256), ..ProptestConfig::default() })]

    /// The short ways of compiled guards do what scripts do on the long way.
    #[test]
    fn compiled_guards_choose_as_scripts_do(
        ways in prop::collection::vec((0u8..12, 0i64..4), 1..6),
        otherwise: bool,
        number in prop::option::weighted(0.9, 0i64..4),
        answer in prop::option::weighted(0.9, any::<bool>()),
    ) {
        let text = gateway(&ways, otherwise);
        let number = number.map(|number| ("n".into(), Value::Number(number.into())));
        let answer = answer.map(|answer| ("si_o_no".into(), Value::Bool(answer)));
        let data: Vec<(Text, Value)> = number.into_iter().chain(answer).collect();
        let compiled = events_of(&text, GuardForm::Auto, &data);
        prop_assert_eq!(compiled, events_of(&text, GuardForm::ScriptOnly, &data));
    }
}

/// Allowing one more is for one return; for this bound it is enough to count it for all.
fn allowed_names(procedure: &cauce::procedure::Procedure) -> Vec<String> {
    let graph = procedure.graph();
    let names = graph.returns().map(|back| {
        let (from, to, _) = graph.return_of(back);
        format!("{from:?} {to:?}")
    });
    names.collect()
}

/// The procedures of the files about what is thrown and caught, each with the head that the files leave out.
fn throwing() -> Vec<String> {
    const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"AZAR\"\nnombre = \"A\"\nautoridad = [\"autoridad\"]\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n[[rol]]\nid = \"autoridad\"\nnombre = \"A\"\n";
    let below = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/elements");
    let mut texts = Vec::new();
    for topic in ["error", "escalation", "terminate", "compensation", "transaction", "link"] {
        for file in std::fs::read_dir(below.join(topic)).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            texts.extend(text.split("=====").next().map(|procedure| format!("{HEAD}{procedure}")));
        }
    }
    texts.sort();
    texts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(192), ..ProptestConfig::default() })]

    /// Errors, escalations, compensation and transactions: nothing is left behind, replay is exact.
    #[test]
    fn throws_stay_sound(which in 0usize..1_000, tries in tries()) {
        let texts = throwing();
        prop_assert!(texts.len() > 30, "the files are found");
        let text = &texts[which % texts.len()];
        let Some(mut case) = Case::of_text(text) else { return Ok(()) };
        let zones = text.contains("id = \"zonas\"").then(|| ("zonas".into(), list(2)));
        let data = zones.into_iter().collect();
        let begun = case.ask(Actor::host("prueba"), Command::Start(Start { data, ..Start::of("AZAR") }));
        prop_assert!(begun, "it begins");
        for attempt in &tries {
            case.step(attempt);
        }
        case.cancel();
        case.check_lines();
    }
}
