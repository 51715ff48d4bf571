//! How costs grow: per round, per case, per size. Fails on growth alone, never on a time.
//!
//! What is compared is measured in turn, the best of several batches, and margins are wide:
//! these tests find a cost that grows with what it should not know of, on any machine and in any build.

#![allow(clippy::float_arithmetic, reason = "ratios of times")]

use std::fmt::Write as _;
use std::time::Instant;

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, Done, ItemId, Request, Start};
use cauce::data::{Digest, Timestamp};
use cauce::decide::NoJournal;
use cauce::generate::{Options as Asked, paths};
use cauce::instance::{Instance, Status};
use cauce::limits::Limits;
use cauce::procedure::Definitions;
use cauce::record::{Record, Seals, Stream, Writer};

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"LARGO\"\nnombre = \"Largo\"\n\
                    [[rol]]\nid = \"auditor\"\nnombre = \"Auditor\"\n";

/// Limits wide enough for a hundred thousand of anything.
fn raised() -> Limits {
    Limits {
        file_bytes: 64 << 20,
        values: 20_000_000,
        activities: 1_000_000,
        flows: 2_000_000,
        automatic_steps: 10_000_000,
        returns_per_exit: 1_000_000,
        ..Limits::default()
    }
}

/// Activities that pass by themselves, one after another.
fn sequence(activities: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 1..=activities {
        let _ = write!(
            text,
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso\"\ntipo = \"abstracta\"\n"
        );
    }
    text
}

/// Two activities; the second sends the work back.
fn rounds() -> String {
    format!(
        "{HEAD}[[actividad]]\nnumero = 1\nid = \"elaborar\"\ntitulo = \"Elaborar\"\nresponsables = [\"auditor\"]\n\
         [[actividad]]\nnumero = 2\nid = \"revisar\"\ntitulo = \"Revisar\"\nresponsables = [\"auditor\"]\n\
         pregunta = \"¿Requiere ajustes?\"\nsi = {{ regresa_a = 1, maximo = 1000000 }}\nno = {{ continua_en = \"fin\" }}\n"
    )
}

fn definitions(text: &str, limits: Limits) -> Definitions {
    let options = Options { limits: limits.clone(), ..Options::default() };
    let checked = check_bytes("largo.toml", text.as_bytes(), &options);
    assert!(
        checked.diagnostics.len() < 100,
        "a fit text has little to say: {:?}",
        checked.diagnostics.first()
    );
    let mut definitions = Definitions::with_limits(limits);
    definitions.add(checked.procedure.expect("a text without errors")).expect("a fit procedure");
    definitions
}

fn start() -> Request {
    Request::new(morning(), Actor::host("prueba"), Command::Start(Start::of("LARGO")))
}

fn morning() -> Timestamp {
    "2022-03-01T14:00:00Z".parse().expect("an instant")
}

#[expect(clippy::disallowed_methods, reason = "growth is measured")]
fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Whether the second is at most so many times the first, in the best of a few tries.
fn grows_at_most(factor: f64, tries: u32, mut both: impl FnMut() -> (f64, f64)) {
    let mut least = (f64::MAX, f64::MAX);
    for _ in 0..tries {
        let (small, large) = both();
        least = (least.0.min(small), least.1.min(large));
        if least.1 <= factor * least.0 {
            return;
        }
    }
    let grew = least.1 / least.0;
    assert!(grew <= factor, "the cost grew {grew:.2} times, more than {factor}");
}

/// A case that goes round and round, each command with its record.
struct Rounds<'d> {
    definitions: &'d Definitions,
    instance: Instance,
    writer: Writer,
    prev: Digest,
    item: u32,
}

impl<'d> Rounds<'d> {
    fn begin(definitions: &'d Definitions) -> Self {
        let (instance, writer) = (Instance::new(), Writer::new());
        let mut rounds = Rounds { definitions, instance, writer, prev: Digest::ZERO, item: 1 };
        rounds.ask(start());
        rounds
    }

    /// One round: done, and sent back. Gives the bytes of its lines, the digits of numbers aside.
    fn go(&mut self) -> usize {
        self.complete(Done::new()) + self.complete(Done::new().yes().note("falta una firma"))
    }

    fn complete(&mut self, done: Done) -> usize {
        let command = Command::Complete { item: ItemId(self.item), done };
        self.item += 1;
        self.ask(Request::new(morning(), Actor::person("ana", "auditor"), command).entropy([7; 32]))
    }

    fn ask(&mut self, request: Request) -> usize {
        let actor = request.actor.clone();
        let events = self.instance.handle(self.definitions, request).expect("a round is legal");
        let record = Record {
            stream: Stream::case("vueltas").expect("a name"),
            seq: self.instance.seq(),
            at: self.instance.at().expect("the case has begun"),
            prev: self.prev,
            actor,
            key: None,
            events,
            seals: Seals::New(Some([7; 32])),
        };
        let procedure = self.instance.procedure().expect("a procedure").clone();
        let written = self.writer.write(&record, &procedure).expect("a record can be written");
        self.prev = written.digest;
        shape(written.line)
    }

    /// A hundred rounds, without their records.
    fn hundred(&mut self) -> f64 {
        seconds(|| {
            for _ in 0..100 {
                for done in [Done::new(), Done::new().yes().note("falta una firma")] {
                    let command = Command::Complete { item: ItemId(self.item), done };
                    self.item += 1;
                    let request = Request::new(morning(), Actor::person("ana", "auditor"), command);
                    self.instance
                        .handle_into(self.definitions, request, &mut NoJournal)
                        .expect("a round is legal");
                }
            }
        })
    }
}

/// How many bytes a line has, without the digits of numbers, which grow with what they count.
fn shape(line: &[u8]) -> usize {
    let mut inside = false;
    let mut bytes = 0;
    for byte in line {
        inside ^= *byte == b'"';
        bytes += usize::from(inside || !byte.is_ascii_digit());
    }
    bytes
}

/// The state as text, without the digits of its counters: what it holds, not how far it has counted.
fn held(instance: &Instance) -> usize {
    let text = format!("{instance:?}");
    let state = text.rfind("state: State").expect("an instance holds a state");
    text[state..].chars().filter(|letter| !letter.is_ascii_digit()).count()
}

#[test]
fn the_thousandth_round_costs_what_the_hundred_thousandth_costs() {
    let definitions = definitions(&rounds(), raised());
    let (mut early, mut late) = (Rounds::begin(&definitions), Rounds::begin(&definitions));
    (0..10).for_each(|_| {
        early.hundred();
    });
    (0..990).for_each(|_| {
        late.hundred();
    });
    assert_eq!(held(&early.instance), held(&late.instance), "the state does not grow with rounds");
    // Each case goes on while it is measured: a thousand rounds beside a hundred thousand.
    grows_at_most(1.5, 20, || (early.hundred(), late.hundred()));
    let (small, large) = (early.go(), late.go());
    assert_eq!(small, large, "a round writes the same bytes, the digits of its numbers aside");
    assert_eq!(held(&early.instance), held(&late.instance), "the state does not grow with rounds");
}

#[test]
fn twenty_thousand_activities_on_a_small_stack() {
    on_small_stack(|| {
        run_through(20_000, Limits { automatic_steps: 100_000, ..Limits::default() });
    });
}

#[test]
fn a_chain_of_a_hundred_thousand_with_limits_raised() {
    on_small_stack(|| run_through(100_000, raised()));
}

/// A chain inside blocks inside blocks, each a scope of its own.
fn nested(depth: usize, activities: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 0..depth {
        let _ =
            write!(text, "[[actividad]]\nid = \"b{number}\"\ntitulo = \"Etapa\"\ntipo = \"transaccion\"\n");
        if let Some(above) = number.checked_sub(1) {
            let _ = writeln!(text, "dentro_de = \"b{above}\"");
        }
    }
    let innermost = depth - 1;
    for number in 1..=activities {
        let _ = write!(
            text,
            "[[actividad]]\nid = \"a{number}\"\ntitulo = \"Paso\"\ntipo = \"abstracta\"\ndentro_de = \"b{innermost}\"\n"
        );
    }
    text
}

#[test]
fn a_chain_of_a_hundred_thousand_in_blocks_a_thousand_deep() {
    on_small_stack(|| {
        let (depth, activities) = (1_000, 100_000);
        let definitions = definitions(&nested(depth, activities), raised());
        let mut instance = Instance::new();
        let events = instance.handle(&definitions, start()).expect("the case begins");
        assert!(matches!(instance.status(), Status::Ended(_)), "the chain runs to its end");
        assert_eq!(events.len(), activities + 2 * depth + 2, "each block opens and is done");
        let mut again = Instance::new();
        again.apply(&definitions, morning(), &events).expect("events apply");
        assert_eq!(again, instance);
    });
}

/// A block of two activities, the first of a person, done once for each of ten thousand.
fn members(kind: &str) -> String {
    format!(
        "{HEAD}[[actividad]]\nid = \"todas\"\ntitulo = \"Todas\"\npor_cada = {{ cantidad = 10000, orden = \"a_la_vez\" }}\n\
         [[actividad]]\nid = \"visita\"\ntitulo = \"Visita\"\ndentro_de = \"todas\"\n{kind}\n\
         [[actividad]]\nid = \"acta\"\ntitulo = \"Acta\"\ndentro_de = \"todas\"\ntipo = \"abstracta\"\n"
    )
}

fn ten_thousand() -> Limits {
    Limits { members_per_step: 10_000, ..raised() }
}

#[test]
fn ten_thousand_members_begin_run_and_are_cancelled() {
    let definitions = definitions(&members("responsables = [\"auditor\"]"), ten_thousand());
    let mut instance = Instance::new();
    instance.handle(&definitions, start()).expect("the case begins");
    assert_eq!(instance.unsound(), None);
    let open = cauce::view::open_items(&instance);
    let work: Vec<ItemId> =
        open.iter().filter(|item| item.kind == cauce::event::ItemKind::Work).map(|item| item.item).collect();
    assert_eq!(work.len(), 10_000);
    for item in work.iter().step_by(100) {
        let command = Command::Complete { item: *item, done: Done::new() };
        let request = Request::new(morning(), Actor::person("ana", "auditor"), command);
        instance.handle(&definitions, request).expect("a member is done");
    }
    assert_eq!(instance.unsound(), None);
    let cancel = Request::new(morning(), Actor::host("prueba"), Command::Cancel { reason: "basta".into() });
    let events = instance.handle(&definitions, cancel).expect("it is cancelled");
    assert_eq!(events.len(), 2, "one event closes all, one ends the case");
    assert_eq!(instance.unsound(), None);
}

#[test]
fn ten_thousand_members_that_pass_by_themselves_end() {
    let definitions = definitions(&members("tipo = \"abstracta\""), ten_thousand());
    let mut instance = Instance::new();
    instance.handle_into(&definitions, start(), &mut NoJournal).expect("the case begins");
    assert!(matches!(instance.status(), Status::Ended(_)), "all members run to their end");
    assert_eq!(instance.unsound(), None);
}

fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work);
    thread.expect("a thread").join().expect("2 MiB of stack are enough");
}

/// Loads, checks and runs a sequence; its journal has one event per activity and those of the case.
fn run_through(activities: usize, limits: Limits) {
    let definitions = definitions(&sequence(activities), limits);
    let mut instance = Instance::new();
    let events = instance.handle(&definitions, start()).expect("the case begins");
    assert!(matches!(instance.status(), Status::Ended(_)), "the sequence runs to its end");
    assert_eq!(events.len(), activities + 2, "begun, each activity, finished");
}

#[test]
fn loading_grows_with_the_size_alone() {
    let (small, large) = (sequence(1_000), sequence(8_000));
    let limits = raised();
    let options = Options { limits, ..Options::default() };
    let load = |text: &str| seconds(|| drop(check_bytes("largo.toml", text.as_bytes(), &options)));
    // Eight times the size may take eight times as long, and half as much again.
    grows_at_most(12.0, 5, || (load(&small), load(&large)));
}

#[test]
fn running_grows_with_the_size_alone() {
    let (small, large) = (definitions(&sequence(1_000), raised()), definitions(&sequence(8_000), raised()));
    let run = |definitions: &Definitions| {
        seconds(|| {
            Instance::new().handle_into(definitions, start(), &mut NoJournal).expect("the case begins");
        })
    };
    // Room is made for long definitions that short ones need not touch; quadratic growth would be 64 times.
    grows_at_most(24.0, 20, || (run(&small), run(&large)));
}

#[test]
fn a_case_costs_the_same_beside_many_others() {
    let definitions = definitions(&rounds(), raised());
    let begin = |cases: &mut Vec<Instance>, count: usize| {
        seconds(|| {
            for _ in 0..count {
                let mut instance = Instance::new();
                instance.handle_into(&definitions, start(), &mut NoJournal).expect("the case begins");
                cases.push(instance);
            }
        })
    };
    let (mut few, mut many) = (Vec::with_capacity(50_000), Vec::with_capacity(50_000));
    begin(&mut many, 20_000);
    grows_at_most(2.0, 20, || (begin(&mut few, 100), begin(&mut many, 100)));
}

/// Activities of a person, one after another, of which every tenth sends back.
fn asking(activities: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 1..=activities {
        let _ = write!(
            text,
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso\"\nresponsables = [\"auditor\"]\n"
        );
        if number % 10 == 0 {
            let (back, next) = (number - 3, (number < activities).then(|| number + 1));
            let next = next.map_or("\"fin\"".to_owned(), |next| next.to_string());
            let _ = writeln!(
                text,
                "pregunta = \"¿Falta algo?\"\nsi = {{ regresa_a = {back} }}\nno = {{ continua_en = {next} }}"
            );
        }
    }
    text
}

#[test]
fn generating_paths_grows_with_what_they_say() {
    let (small, large) = (definitions(&asking(50), raised()), definitions(&asking(200), raised()));
    let generate = |definitions: &Definitions| {
        let procedure = definitions.by_code("LARGO").expect("the procedure");
        let mut words = 0;
        let took = seconds(|| {
            let generated = paths(definitions, procedure, &Asked::default());
            assert!(generated.is_complete(), "{:?}", generated.not_covered);
            words = generated.paths.iter().map(|path| path.text.len()).sum();
        });
        #[expect(clippy::cast_precision_loss, reason = "a count of letters")]
        let each = took / words as f64;
        each
    };
    // Four times the activities are four times the paths, each four times as long; what a letter of them costs stays.
    grows_at_most(2.0, 10, || (generate(&small), generate(&large)));
}

#[test]
fn the_fewest_paths_are_found_however_long_the_flow_is() {
    let definitions = definitions(&asking(1_000), raised());
    let procedure = definitions.by_code("LARGO").expect("the procedure");
    let mut asked = Asked::default();
    asked.compact = true;
    let generated = paths(&definitions, procedure, &asked);
    assert!(generated.is_complete() && generated.is_smallest, "{:?}", generated.not_covered);
    assert_eq!(generated.paths.len(), 1);
}
