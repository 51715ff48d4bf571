//! What the audit of the kernel found, each a case for ever: retries, dates, clocks, other writers, roles.

use std::sync::Arc;

use cauce::check::{Options, check};
use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, ItemId, Request, Resolution, Start};
use cauce::data::{Decimal, Digest, Text, Timestamp, Value};
use cauce::diagnostic::{Ink, render};
use cauce::engine::{Engine, EngineError};
use cauce::event::{Event, ItemKind};
use cauce::instance::Instance;
use cauce::log::{Appended, Batch, Head, Log, LogError, MemoryLog};
use cauce::procedure::Definitions;
use cauce::record::Stream;
use cauce::rejection::Rejection;
use cauce::source::{Language, Source};
use cauce::view::{Coverage, WorkItem, declarable, open_items};

const HEAD: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "P"
nombre = "P"
zona_horaria = "America/Bogota"
autoridad = ["jefe"]
[[rol]]
id = "jefe"
nombre = "Jefe"
[[rol]]
id = "aux"
nombre = "Auxiliar"
[[registro]]
id = "acta"
nombre = "Acta"
[[dato]]
id = "n"
nombre = "N"
tipo = "entero"
opcional = true
[[dato]]
id = "dia"
nombre = "Día"
tipo = "fecha"
opcional = true
[[dato]]
id = "lista"
nombre = "Lista"
tipo = "lista"
miembro = "uno"
opcional = true
"#;

/// One case of a small procedure, asked directly.
struct Case {
    definitions: Definitions,
    instance: Instance,
    at: Timestamp,
}

impl Case {
    fn of(text: &str) -> Self {
        Self::with(text, Vec::new())
    }

    #[expect(clippy::panic, reason = "a test that cannot begin says why")]
    fn with(text: &str, data: Vec<(Text, Value)>) -> Self {
        let checked = check(&Source::new("p.toml", format!("{HEAD}{text}")), &Options::default());
        let said = render(&checked.source, &checked.diagnostics, Language::Spanish, Ink::Plain);
        let mut definitions = Definitions::new();
        definitions.add_unfit(checked.procedure.unwrap_or_else(|| panic!("{said}")));
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let mut case = Case { definitions, instance: Instance::new(), at };
        case.ask(Actor::host("prueba"), Command::Start(Start { data, ..Start::of("P") })).expect("it begins");
        case
    }

    fn ask(&mut self, actor: Actor, command: Command) -> Result<Vec<Event>, Rejection> {
        let before = self.instance.clone();
        let answer = self.instance.handle(&self.definitions, Request::new(self.at, actor, command));
        match &answer {
            Err(_) => assert_eq!(before, self.instance, "a rejection changes nothing"),
            Ok(events) => {
                let mut again = before;
                let at = self.instance.at().expect("it has begun");
                again.apply(&self.definitions, at, events).expect("events apply");
                assert_eq!(again, self.instance, "replay equals live");
                assert_eq!(self.instance.unsound(), None);
            }
        }
        answer
    }

    fn open(&self) -> Vec<WorkItem> {
        open_items(&self.instance)
    }

    fn item(&self, reference: &str) -> WorkItem {
        let named = |item: &WorkItem| item.reference.split('[').next() == Some(reference);
        self.open().into_iter().find(named).expect("it is open")
    }

    fn set(&mut self, id: &str, value: Value) -> Result<Vec<Event>, Rejection> {
        self.ask(aux(), Command::SetData { data: vec![(id.into(), value)] })
    }

    fn complete(&mut self, reference: &str, done: Done) -> Result<Vec<Event>, Rejection> {
        let item = self.item(reference).item;
        self.ask(aux(), Command::Complete { item, done })
    }

    fn retry(&mut self, reference: &str) -> Result<Vec<Event>, Rejection> {
        let item = self.item(reference).item;
        let (how, reason) = (Resolution::Retry, "corregido".into());
        self.ask(Actor::person("eva", "jefe"), Command::Resolve { item, how, reason })
    }
}

fn aux() -> Actor {
    Actor::person("ana", "aux")
}

fn number(number: i64) -> Value {
    Value::Number(Decimal::from(number))
}

fn day(text: &str) -> Value {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().expect("a number"));
    let mut next = || parts.next().expect("three parts");
    let (year, month, day) = (next(), next(), next());
    let date = cauce::data::Date::new(year.into(), month.unsigned_abs().into(), day.unsigned_abs().into());
    Value::Date(date.expect("a date"))
}

const APPLIES: &str =
    "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\naplica_si = 'n > 2'\n";

#[test]
fn a_retry_of_whether_it_applies_opens_the_first_round() {
    let mut case = Case::of(APPLIES);
    assert_eq!(case.item("1").kind, ItemKind::Incident);
    case.retry("1").expect("it may be tried again");
    assert_eq!(case.item("1").kind, ItemKind::Incident, "the datum is still missing");
    case.set("n", number(3)).expect("it is set");
    case.retry("1").expect("it may be tried again");
    let item = case.item("1");
    assert_eq!((item.kind, item.round), (ItemKind::Work, 1));
}

#[test]
fn a_retry_of_members_opens_the_first_round() {
    let text = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\npor_cada = \"uno\"\n";
    let mut case = Case::of(text);
    assert_eq!(case.item("1").kind, ItemKind::Incident);
    case.set("lista", Value::List(vec![Value::Text("x".into())].into())).expect("it is set");
    let events = case.retry("1").expect("it may be tried again");
    let rounds: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Opened(opened) if opened.kind == ItemKind::Repetition => Some(opened.round),
            _ => None,
        })
        .collect();
    assert_eq!(rounds, [1]);
}

#[test]
fn a_retry_of_a_completion_condition_keeps_the_members() {
    let text = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\n\
                por_cada = { miembro = \"uno\", orden = \"a_la_vez\", termina_si = 'n > 2' }\n";
    let members = Value::List(vec![Value::Text("x".into()), Value::Text("y".into())].into());
    let mut case = Case::with(text, vec![("lista".into(), members)]);
    case.complete("1", Done::new()).expect("the first member is done");
    let kinds = |case: &Case| case.open().iter().map(|item| item.kind).collect::<Vec<_>>();
    assert!(kinds(&case).contains(&ItemKind::Incident), "n is not known: {:?}", kinds(&case));
    let stuck = case.open().into_iter().find(|item| item.kind == ItemKind::Incident).expect("stuck").item;
    let second = case.open().into_iter().find(|item| item.kind == ItemKind::Work).expect("a member").item;
    case.set("n", number(1)).expect("it is set");
    let (how, reason) = (Resolution::Retry, "corregido".into());
    case.ask(Actor::person("eva", "jefe"), Command::Resolve { item: stuck, how, reason }).expect("resolved");
    assert_eq!(case.item("1").item, second, "the other member is as it was");
    case.complete("1", Done::new()).expect("the second member is done");
    assert!(case.open().is_empty(), "both are done: {:?}", case.open());
}

#[test]
fn a_retry_of_an_event_whose_host_is_gone_lets_the_block_end() {
    let text = "[[actividad]]\nnumero = 1\nid = \"bloque\"\ntitulo = \"B\"\ntipo = \"transaccion\"\n\
                [[actividad]]\nnumero = 2\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\ndentro_de = \"bloque\"\n\
                [[actividad.evento]]\nid = \"e\"\ntitulo = \"E\"\ncuando = { tiempo = \"dato dia\" }\ninterrumpe = false\navisa = \"aux\"\n\
                [[actividad]]\nnumero = 3\nid = \"c\"\ntitulo = \"C\"\nresponsables = [\"aux\"]\n";
    let mut case = Case::of(text);
    case.complete("2", Done::new()).expect("what carries the event is done");
    let stuck =
        case.open().into_iter().find(|item| item.kind == ItemKind::Incident).expect("no date is known");
    let (how, reason) = (Resolution::Retry, "corregido".into());
    let resolve = Command::Resolve { item: stuck.item, how, reason };
    case.ask(Actor::person("eva", "jefe"), resolve).expect("it may be tried again");
    case.complete("3", Done::new()).expect("the block has ended");
}

const DATED: &str = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\n\
                     evidencias = [{ registro = \"acta\", firman = [\"aux\", \"jefe\"] }]\nplazo = \"100 años desde dato dia\"\n";

#[test]
fn a_retry_of_a_deadline_keeps_the_round_the_claim_and_the_signatures() {
    let mut case = Case::with(DATED, vec![("dia".into(), day("9950-01-01"))]);
    let stuck = case.item("1");
    assert_eq!((stuck.kind, stuck.round), (ItemKind::Incident, 1));
    case.set("dia", day("2022-05-01")).expect("a date that can be");
    case.retry("1").expect("it may be tried again");
    let open = case.item("1");
    assert_eq!((open.item, open.kind, open.round), (stuck.item, ItemKind::Work, 1), "the same item goes on");
    assert!(open.due.is_some_and(|due| due.due.is_some()), "with its deadline");
}

/// Work that may be opened beside itself, and is verified.
const BESIDE: &str = r#"
[[actividad]]
numero = 1
id = "a"
titulo = "A"
responsables = ["aux"]
sigue = "fin"
[[actividad.evento]]
id = "otra"
titulo = "Otra"
cuando = { declara = ["aux"] }
interrumpe = false
va_a = 2
[[actividad]]
numero = 2
id = "b"
titulo = "B"
responsables = ["aux"]
control = "Que esté"
verifica_otro = "jefe"
distinta_persona = true
"#;

#[test]
fn no_round_begins_twice_whichever_was_done_first() {
    let mut case = Case::of(BESIDE);
    let declare = |case: &mut Case| {
        let item = declarable(&case.instance)[0].item;
        case.ask(aux(), Command::Declare { item, note: None }).expect("it happens");
    };
    let rounds = |case: &Case| {
        case.open().iter().filter(|open| &*open.reference == "2").map(|open| open.round).collect::<Vec<_>>()
    };
    (0..3).for_each(|_| declare(&mut case));
    assert_eq!(rounds(&case), [1, 2, 3]);
    for round in [3, 2] {
        let open = case.open();
        let last =
            open.iter().find(|open| &*open.reference == "2" && open.round == round).expect("it is open");
        case.ask(aux(), Command::Complete { item: last.item, done: Done::new() }).expect("it is done");
    }
    declare(&mut case);
    assert_eq!(rounds(&case), [1, 3, 2, 4], "those that are verified keep theirs");
}

#[test]
fn what_is_tried_again_and_stays_is_still_followed() {
    let text = DATED.replace("evidencias = [{ registro = \"acta\", firman = [\"aux\", \"jefe\"] }]\n", "");
    let mut case = Case { instance: Instance::new(), ..Case::of(&text) };
    let start = Start { data: vec![("dia".into(), day("9950-01-01"))], ..Start::of("P") };
    let mut events = case.ask(Actor::host("prueba"), Command::Start(start)).expect("it begins");
    assert_eq!(case.item("1").kind, ItemKind::Incident);
    events.extend(case.set("dia", day("2022-05-01")).expect("a date that can be"));
    events.extend(case.retry("1").expect("it may be tried again"));
    events.extend(case.complete("1", Done::new()).expect("it is done"));
    let procedure = case.instance.procedure().expect("it has begun").clone();
    let mut coverage = Coverage::none(&procedure);
    coverage.add(&procedure, &events);
    assert_eq!(coverage.missing(&procedure), [], "the way out is taken by what had been stuck");
}

#[test]
fn what_is_tried_again_and_stays_is_not_closed() {
    let text = DATED.replace("evidencias = [{ registro = \"acta\", firman = [\"aux\", \"jefe\"] }]\n", "");
    let checked = check(&Source::new("p.toml", format!("{HEAD}{text}")), &Options::default());
    let clock = ManualClock::at("2022-03-01T14:00:00Z".parse().expect("an instant"));
    let engine = Engine::new(cauce::log::MemoryLog::new(), clock);
    engine.add_procedure(checked.procedure.expect("a procedure")).expect("fit to run");
    let start = Start { data: vec![("dia".into(), day("9950-01-01"))], ..Start::of("P") };
    engine.ask("uno", &Actor::host("prueba"), Command::Start(start)).expect("it begins");
    let item = engine.work("uno").expect("there is one")[0].item;
    let data = vec![("dia".into(), day("2022-05-01"))];
    engine.ask("uno", &aux(), Command::SetData { data }).expect("a date that can be");
    let resolve = Command::Resolve { item, how: Resolution::Retry, reason: "corregido".into() };
    let step = engine.ask("uno", &Actor::person("eva", "jefe"), resolve).expect("it may be tried again");
    let opened: Vec<(ItemId, ItemKind)> = step.opened.iter().map(|open| (open.item, open.kind)).collect();
    assert_eq!((opened, step.closed), (vec![(item, ItemKind::Work)], Vec::new()), "it is work again");
}

#[test]
fn a_date_beyond_the_calendar_is_refused_and_the_deadline_stays() {
    let mut case = Case::with(DATED, vec![("dia".into(), day("2022-05-01"))]);
    case.ask(aux(), Command::Claim { item: ItemId(1) }).expect("claimed");
    let before = case.item("1");
    let refused = case.set("dia", day("9950-01-01")).expect_err("no deadline can be counted from it");
    assert_eq!(refused.code(), "C0752", "{refused}");
    assert_eq!(case.item("1"), before);
    case.set("dia", day("2023-05-01")).expect("a date that can be");
    assert_ne!(case.item("1").due, before.due);
    assert_eq!(case.item("1").claimed_by, before.claimed_by);
}

#[test]
fn a_date_beyond_the_calendar_is_refused_in_a_completion_too() {
    let text = format!(
        "[[actividad]]\nnumero = 9\nid = \"parte\"\ntitulo = \"Parte\"\norden = \"a_la_vez\"\n{}{}dentro_de = \"parte\"\n",
        "[[actividad]]\nnumero = 2\nid = \"b\"\ntitulo = \"B\"\nresponsables = [\"aux\"]\nanota = [\"dia\"]\ndentro_de = \"parte\"\n",
        DATED
    );
    let mut case = Case::with(&text, vec![("dia".into(), day("2022-05-01"))]);
    let refused =
        case.complete("2", Done::new().data("dia", day("9950-01-01"))).expect_err("it moves a deadline");
    assert_eq!(refused.code(), "C0752", "{refused}");
    case.complete("2", Done::new().data("dia", day("2024-05-01"))).expect("a date that can be");
}

#[test]
fn the_rule_of_signatures_is_said() {
    let mut case = Case::of(DATED);
    let done = || Done::new().evidence("acta", "a.pdf", "application/pdf", Digest::of(b"a"));
    let refused = case.complete("1", done()).expect_err("nobody has signed");
    assert_eq!(refused.message(Language::Spanish), "a «acta» le falta la firma de «aux» y «jefe»");
    assert_eq!(refused.message(Language::English), "“acta” lacks the signature of “aux” and “jefe”");
    let one = DATED.replace("[\"aux\", \"jefe\"]", "[{ alguna_de = [\"aux\", \"jefe\"] }]");
    let refused = Case::of(&one).complete("1", done()).expect_err("nobody has signed");
    assert_eq!(refused.message(Language::Spanish), "a «acta» le falta la firma de «aux» o «jefe»");
}

#[test]
fn an_exit_over_an_unknown_value_says_which_value_is_missing() {
    let text = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\npregunta = \"¿Sí?\"\n\
                si = { continua_en = \"fin\", habilita_si = 'n > 2' }\nno = { continua_en = \"fin\" }\n";
    let mut case = Case::of(text);
    let refused = case.complete("1", Done::new().yes()).expect_err("n is not known");
    assert_eq!(refused.code(), "C0751", "{refused}");
    case.set("n", number(1)).expect("it is set");
    let refused = case.complete("1", Done::new().yes()).expect_err("n is one");
    assert_eq!(refused.code(), "C0725", "{refused}");
    case.set("n", number(3)).expect("it is set");
    case.complete("1", Done::new().yes()).expect("it is enabled");
}

#[test]
fn who_was_handed_an_item_acts_in_a_role_of_the_procedure() {
    let text = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\n";
    let mut case = Case::of(text);
    case.ask(aux(), Command::Delegate { item: ItemId(1), to: "luis".into() }).expect("handed over");
    let complete = || Command::Complete { item: ItemId(1), done: Done::new() };
    let refused = case.ask(Actor::person("luis", "inventado"), complete()).expect_err("no such role");
    assert!(matches!(refused, Rejection::UnknownRole { .. }), "{refused}");
    case.ask(Actor::person("luis", "jefe"), complete()).expect("a role of the procedure");
}

#[test]
fn an_empty_key_is_refused() {
    let mut case = Case::of(APPLIES);
    for key in ["", "  "] {
        let request = Request::new(case.at, aux(), Command::SetData { data: vec![("n".into(), number(3))] });
        let refused = case.instance.handle(&case.definitions, request.key(key)).expect_err("no key at all");
        assert_eq!(refused.code(), "C0753", "{refused}");
    }
}

#[test]
fn going_on_elsewhere_stays_where_the_work_stands() {
    let text = format!(
        "[[actividad]]\nnumero = 9\nid = \"parte\"\ntitulo = \"Parte\"\norden = \"a_la_vez\"\n{}dentro_de = \"parte\"\n{}dentro_de = \"parte\"\n{}",
        APPLIES,
        "[[actividad]]\nnumero = 2\nid = \"b\"\ntitulo = \"B\"\nresponsables = [\"aux\"]\n",
        "[[actividad]]\nnumero = 3\nid = \"c\"\ntitulo = \"C\"\nresponsables = [\"aux\"]\n"
    );
    let mut case = Case::of(&text);
    let item = case.item("1").item;
    let mut go = |to: &str| {
        let (how, reason) = (Resolution::MoveTo(to.into()), "sigue".into());
        case.ask(Actor::person("eva", "jefe"), Command::Resolve { item, how, reason })
    };
    assert_eq!(go("3").expect_err("it stands outside").code(), "C0745");
    assert_eq!(go("9").expect_err("it is what it stands in").code(), "C0745");
    go("2").expect("a sibling");
}

// What the record names.

/// An activity of `aux`, with more lines.
fn activity(id: &str, more: &str) -> String {
    format!("[[actividad]]\nid = \"{id}\"\ntitulo = \"{id}\"\n{more}\n")
}

fn work(id: &str, more: &str) -> String {
    activity(id, &format!("responsables = [\"aux\"]\n{more}"))
}

impl Case {
    fn done(&mut self, reference: &str) -> Vec<Event> {
        self.complete(reference, Done::new()).expect("it may be done")
    }

    fn signal(&mut self, name: &str) -> Vec<Event> {
        self.ask(aux(), Command::Signal { name: name.into() }).expect("somebody waits")
    }
}

/// The items that events open, those of called procedures included, the last one first.
fn opened(events: &[Event]) -> Vec<ItemId> {
    let one = |event: &Event| match event {
        Event::Opened(opened) => Some(opened.item),
        Event::Called(called) => Some(called.item),
        Event::InCall { event, .. } => match &**event {
            Event::Opened(opened) => Some(opened.item),
            _ => None,
        },
        _ => None,
    };
    let mut items: Vec<ItemId> = events.iter().filter_map(one).collect();
    items.reverse();
    items
}

fn subscription(events: &[Event]) -> Option<ItemId> {
    events.iter().find_map(|event| match event {
        Event::Opened(opened) if opened.kind == ItemKind::Subscription => Some(opened.item),
        _ => None,
    })
}

#[test]
fn a_return_names_all_that_it_closes() {
    let beside = "[[actividad.evento]]\nid = \"ev\"\ncuando = { senal = \"s\" }\nva_a = \"fin\"";
    let text = [
        work("uno", "sigue = [\"b\", \"q\", \"c\"]"),
        work("b", &format!("sigue = \"d\"\n{beside}")),
        activity("q", "procedimiento = \"Q\"\nsigue = \"d\""),
        work("c", "sigue = \"junta\""),
        "[[compuerta]]\nid = \"junta\"\ntipo = \"inclusiva\"\nsigue = \"d\"\n".to_owned(),
        work("d", "pregunta = \"¿Otra vez?\"\nsi = { regresa_a = \"uno\" }\nno = { continua_en = \"fin\" }"),
    ];
    let inner = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"Q\"\nnombre = \"Q\"\n[[rol]]\nid = \"x\"\n\
                 nombre = \"X\"\n[[actividad]]\nid = \"dentro\"\ntitulo = \"Dentro\"\nresponsables = [\"x\"]\n";
    let called = check(&Source::new("q.toml", inner), &Options::default()).procedure.expect("it is whole");
    let mut case = Case::of(&text.concat());
    case.definitions.add_unfit(called);
    let open = opened(&case.done("uno"));
    let c = case.item("c").item;
    case.done("c");
    let back = case.complete("d", Done::new().yes().note("falta")).expect("it goes back");
    let closed = back.iter().find_map(|event| match event {
        Event::Returned { closed, .. } => Some(closed.to_vec()),
        _ => None,
    });
    let rest: Vec<ItemId> = open.into_iter().filter(|item| *item != c).collect();
    assert_eq!((rest.len(), closed), (4, Some(rest)), "work, its event, a call and the work in it");
}

#[test]
fn what_catches_an_error_names_where_it_waited() {
    let text = [
        work("uno", ""),
        activity(
            "bloque",
            "tipo = \"transaccion\"\n[[actividad.evento]]\nid = \"ev\"\ncuando = { error = \"E\" }\nva_a = \"z\"",
        ),
        work("a", "dentro_de = \"bloque\""),
        activity("falla", "dentro_de = \"bloque\"\nfin = { error = \"E\" }"),
        work("z", ""),
    ];
    let mut case = Case::of(&text.concat());
    let open = case.done("uno");
    let events = case.done("a");
    let named = events.iter().find_map(|event| match event {
        Event::Occurred(occurred) => Some((occurred.subscription, occurred.closed.to_vec())),
        _ => None,
    });
    let (from, closed) = named.expect("it is caught");
    assert_eq!(
        (from, closed),
        (subscription(&open), opened(&open)[1..].to_vec()),
        "it closes with what it stood beside"
    );
}

#[test]
fn the_one_time_of_an_event_that_is_not_available_is_said_to_have_passed() {
    let event = "[[actividad.evento]]\nid = \"ev\"\ncuando = { tiempo = \"1 día\" }\nhabilita_si = 'n == 1'\nva_a = \"fin\"";
    let mut case = Case::of(&[work("uno", ""), work("a", event)].concat());
    let item = subscription(&case.done("uno")).expect("it waits");
    case.at = case.at.checked_add_millis(2 * 86_400_000).expect("two days later");
    let events = case.ask(Actor::Engine, Command::Advance).expect("it is due");
    assert_eq!(events, [Event::Elapsed { item }]);
    assert_eq!(case.open().len(), 1, "the work alone");
}

#[test]
fn a_complex_gateway_of_a_block_that_is_closed_takes_nothing_more() {
    let inside = |id: &str, next: &str| work(id, &format!("dentro_de = \"bloque\"\nsigue = {next}"));
    let text = [
        activity("bloque", "tipo = \"transaccion\"\n[[actividad.evento]]\nid = \"ev\"\ncuando = { senal = \"s\" }\nva_a = \"z\""),
        inside("abre", "[\"a\", \"b\", \"c\"]"),
        ["a", "b", "c"].map(|id| inside(id, "\"junta\"")).concat(),
        "[[compuerta]]\nid = \"junta\"\ntipo = \"compleja\"\nactiva_si = 'activationCount >= 2'\ndentro_de = \"bloque\"\nsigue = \"d\"\n".to_owned(),
        inside("d", "\"fin\""),
        work("z", ""),
    ];
    let mut case = Case::of(&text.concat());
    for id in ["abre", "a", "b"] {
        case.done(id);
    }
    let after = case.signal("s");
    assert!(!after.iter().any(|event| matches!(event, Event::Joined { .. })), "{after:?}");
    assert_eq!(case.open().len(), 1, "what follows the event");
}

#[test]
fn tokens_end_at_a_gateway_that_leads_nowhere() {
    let text = [
        activity("bloque", "tipo = \"transaccion\""),
        work("a", "dentro_de = \"bloque\"\nsigue = \"nada\""),
        "[[compuerta]]\nid = \"nada\"\ntipo = \"paralela\"\ndentro_de = \"bloque\"\n".to_owned(),
        work("z", ""),
    ];
    let mut case = Case::of(&text.concat());
    case.done("a");
    case.done("z");
}

#[test]
fn what_a_gateway_held_that_could_not_tell_is_given_up() {
    let text = [
        work("uno", "sigue = [\"a\", \"b\"]"),
        work("a", "sigue = \"junta\""),
        work("b", "sigue = \"junta\""),
        "[[compuerta]]\nid = \"junta\"\ntipo = \"compleja\"\nactiva_si = 'n == 1 && activationCount == 1'\nsigue = \"z\"\n".to_owned(),
        work("z", "sigue = \"fin\""),
    ];
    let mut case = Case::of(&text.concat());
    for id in ["uno", "a"] {
        case.done(id);
    }
    let stuck = case.open().into_iter().find(|item| item.kind == ItemKind::Incident).expect("n is not known");
    let (how, reason) = (Resolution::MoveTo("z".into()), "sigue".into());
    let resolve = Command::Resolve { item: stuck.item, how, reason };
    case.ask(Actor::person("eva", "jefe"), resolve).expect("the authority moves on");
    case.set("n", number(1)).expect("it is set");
    for id in ["z", "b", "z"] {
        case.done(id);
    }
    assert_eq!(case.open().len(), 0);
}

#[test]
fn an_answer_that_a_guard_gives_tells_whom_it_names() {
    let asks = "tipo = \"abstracta\"\npregunta = \"¿Mayor?\"\ndecide = 'n > 1'\n\
                si = { continua_en = \"z\", avisa = [\"aux\"] }\nno = { continua_en = \"z\" }";
    for (n, notices) in [(2, 1), (1, 0)] {
        let mut case = Case::of(&[work("uno", ""), activity("mira", asks), work("z", "")].concat());
        case.set("n", number(n)).expect("it is set");
        let told = |event: &&Event| matches!(event, Event::Notified { .. });
        assert_eq!(case.done("uno").iter().filter(told).count(), notices, "{n}");
    }
}

// The engine.

fn engine<L: Log>(log: L) -> (Engine<L, ManualClock>, ManualClock) {
    let clock = ManualClock::at("2022-03-01T14:00:00Z".parse().expect("an instant"));
    let engine = Engine::new(log, clock.clone());
    let text = "[[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"aux\"]\nplazo = \"1 día\"\n\
                [[actividad]]\nnumero = 2\nid = \"b\"\ntitulo = \"B\"\nresponsables = [\"aux\"]\n";
    engine.add(&format!("{HEAD}{text}")).expect("it is fit");
    (engine, clock)
}

#[test]
fn a_case_silent_for_eleven_years_does_not_stop_the_others() {
    let (engine, clock) = engine(MemoryLog::new());
    engine.start("vieja", "P", &aux()).expect("it begins");
    clock.set("2033-04-01T14:00:00Z".parse().expect("an instant"));
    engine.start("nueva", "P", &aux()).expect("it begins");
    clock.set("2033-04-20T14:00:00Z".parse().expect("an instant"));
    let steps = engine.advance().expect("the log works");
    let cases: Vec<String> = steps.iter().map(|step| step.case.to_string()).collect();
    assert_eq!(cases.len(), 2, "{cases:?}");
    assert!(engine.next_due().is_none(), "nothing is left behind");
    engine.complete("vieja", 1, Done::new(), &aux()).expect("the old case goes on");
}

/// A log that cannot store one case.
#[derive(Default)]
struct Shut {
    log: MemoryLog,
    shut: std::sync::atomic::AtomicBool,
}

impl Log for Shut {
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError> {
        let shut = self.shut.load(std::sync::atomic::Ordering::Relaxed);
        if shut && batches.iter().any(|batch| batch.stream == Stream::case("cerrada").expect("a name")) {
            return Err(LogError::Store { source: "shut".into() });
        }
        self.log.append(batches)
    }

    fn read(&self, stream: &Stream, from: u64) -> Result<Vec<Vec<u8>>, LogError> {
        self.log.read(stream, from)
    }

    fn head(&self, stream: &Stream) -> Result<Option<Head>, LogError> {
        self.log.head(stream)
    }

    fn find(&self, stream: &Stream, key: &str) -> Result<Option<u64>, LogError> {
        self.log.find(stream, key)
    }
}

#[test]
fn a_case_that_cannot_advance_is_named_and_the_steps_of_others_are_returned() {
    let (engine, clock) = engine(Shut::default());
    for case in ["cerrada", "otra"] {
        engine.start(case, "P", &aux()).expect("it begins");
    }
    engine.log().shut.store(true, std::sync::atomic::Ordering::Relaxed);
    clock.set("2022-04-01T14:00:00Z".parse().expect("an instant"));
    let Err(EngineError::Behind { steps, cases }) = engine.advance() else {
        unreachable!("one case cannot be stored")
    };
    assert_eq!(steps.iter().map(|step| step.case.to_string()).collect::<Vec<_>>().len(), 1);
    assert_eq!(steps[0].case, Stream::case("otra").expect("a name"));
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].0, Stream::case("cerrada").expect("a name"));
    engine.log().shut.store(false, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(engine.advance().expect("it can be stored again").len(), 1);
}

/// One log for two engines.
#[derive(Clone, Default)]
struct Shared(Arc<MemoryLog>);

impl Log for Shared {
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError> {
        self.0.append(batches)
    }

    fn read(&self, stream: &Stream, from: u64) -> Result<Vec<Vec<u8>>, LogError> {
        self.0.read(stream, from)
    }

    fn head(&self, stream: &Stream) -> Result<Option<Head>, LogError> {
        self.0.head(stream)
    }

    fn find(&self, stream: &Stream, key: &str) -> Result<Option<u64>, LogError> {
        self.0.find(stream, key)
    }
}

#[test]
fn what_another_writer_did_is_seen() {
    let log = Shared::default();
    let ((one, _), (other, _)) = (engine(log.clone()), engine(log));
    one.start("c", "P", &aux()).expect("it begins");
    assert_eq!(other.work("c").expect("there is one")[0].reference, "1".into());
    one.complete("c", 1, Done::new(), &aux()).expect("it is done");
    assert_eq!(other.work("c").expect("there is one")[0].reference, "2".into());
    other.complete("c", 2, Done::new(), &aux()).expect("the second is open");
    assert!(one.work("c").expect("there is one").is_empty());
}

#[test]
fn a_block_in_which_nothing_begins_goes_on_after_it_was_stuck() {
    let text = "[[actividad]]\nid = \"libre\"\ntitulo = \"Libre\"\ntipo = \"libre\"\ntermina_si = 'n > 1'\nsigue = \"despues\"\n\
        [[actividad]]\nid = \"x\"\ntitulo = \"X\"\ndentro_de = \"libre\"\nsigue = \"y\"\n\
        [[actividad]]\nid = \"y\"\ntitulo = \"Y\"\ndentro_de = \"libre\"\nsigue = [\"x\", \"fin\"]\n\
        [[actividad]]\nid = \"despues\"\ntitulo = \"Después\"\nresponsables = [\"aux\"]\nsigue = \"fin\"\n";
    let mut case = Case::of(text);
    assert_eq!(case.item("libre").kind, ItemKind::Incident);
    case.set("n", number(2)).expect("it is known now");
    case.retry("libre").expect("it may be tried again");
    assert_eq!(case.item("despues").kind, ItemKind::Work, "it is left in the normal way");
}

const REDO: &str = r#"[[actividad]]
id = "bloque"
titulo = "Bloque"
tipo = "transaccion"
sigue = "b"
[[actividad]]
id = "a"
titulo = "A"
responsables = ["aux"]
dentro_de = "bloque"
[[actividad]]
id = "b"
titulo = "B"
responsables = ["aux"]
sigue = "fin"
[[actividad.evento]]
id = "otra-vez"
cuando = { declara = ["aux"] }
interrumpe = false
rehace = ["bloque"]
"#;

#[test]
fn lines_that_do_not_say_what_is_done_once_more_are_still_read_so() {
    let mut case = Case::of(REDO);
    case.complete("a", Done::new()).expect("it is done");
    let (item, mut old) = (declarable(&case.instance)[0].item, case.instance.clone());
    let mut events = case.ask(aux(), Command::Declare { item, note: None }).expect("it may be declared");
    let mut told = 0;
    for event in &mut events {
        let Event::Opened(opened) = event else { continue };
        told += u32::from(opened.more.take_if(|more| more.once_more).is_some());
    }
    assert_eq!(told, 1, "only what holds it says so");
    old.apply(&case.definitions, case.at, &events).expect("they apply");
    assert_eq!(old, case.instance, "the same state");
}

#[test]
fn what_is_done_once_more_beside_what_is_done_once_more_stands_where_it_does() {
    let event = "[[actividad.evento]]\nid = \"ademas\"\ncuando = { senal = \"ademas\" }\ninterrumpe = false\nrehace = [\"antes\"]\n";
    let text = REDO.replace(
        "tipo = \"transaccion\"\nsigue = \"b\"\n",
        &format!("tipo = \"transaccion\"\nsigue = \"b\"\n{event}"),
    );
    let first = "[[actividad]]\nid = \"antes\"\ntitulo = \"Antes\"\nresponsables = [\"aux\"]\n";
    let mut case = Case::of(&format!("{first}{text}"));
    case.complete("antes", Done::new()).expect("it is done");
    case.complete("a", Done::new()).expect("it is done");
    let item = declarable(&case.instance)[0].item;
    case.ask(aux(), Command::Declare { item, note: None }).expect("it may be declared");
    case.ask(Actor::host("prueba"), Command::Signal { name: "ademas".into() }).expect("it is heard");
    let open: Vec<ItemId> =
        case.open().iter().filter(|item| item.kind == ItemKind::Work).map(|item| item.item).collect();
    assert_eq!(open.len(), 3, "{:?}", case.open());
}

#[test]
fn who_gives_up_the_condition_of_a_block_leaves_the_block() {
    let text = "[[actividad]]\nid = \"libre\"\ntitulo = \"Libre\"\ntipo = \"libre\"\ntermina_si = 'n > 1'\nsigue = \"despues\"\n\
        [[actividad]]\nid = \"x\"\ntitulo = \"X\"\nresponsables = [\"aux\"]\ndentro_de = \"libre\"\n\
        [[actividad]]\nid = \"y\"\ntitulo = \"Y\"\nresponsables = [\"aux\"]\ndentro_de = \"libre\"\n\
        [[actividad]]\nid = \"despues\"\ntitulo = \"Después\"\nresponsables = [\"aux\"]\nsigue = \"fin\"\n";
    let mut case = Case::of(text);
    case.complete("x", Done::new()).expect("it is done, and whether that is enough cannot be told");
    let item = case.item("libre").item;
    let mut move_to = |target: &str| {
        let (how, reason) = (Resolution::MoveTo(target.into()), "sigue".into());
        case.ask(Actor::person("eva", "jefe"), Command::Resolve { item, how, reason })
    };
    assert_eq!(move_to("y"), Err(Rejection::ResolutionNotPossible), "it stands in what is left");
    move_to("despues").expect("it stands beside the block");
    assert_eq!(case.open().len(), 1, "{:?}", case.open());
}
