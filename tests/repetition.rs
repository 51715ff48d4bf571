//! Properties of repetitions: whatever the members, their order and who is done first, a repetition ends.
//!
//! `CAUCE_CASES` or `PROPTEST_CASES` asks for a longer run.
#![allow(unreachable_pub, reason = "what suites share is public to them")]

mod support;

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, Done, Request, Start};
use cauce::data::{Decimal, Timestamp, Value};
use cauce::event::{Event, ItemKind, Opened};
use cauce::instance::{Instance, Status};
use cauce::procedure::Definitions;
use cauce::view::{self, WorkItem};
use proptest::prelude::*;

const HEAD: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "P"
nombre = "P"
[[rol]]
id = "r"
nombre = "R"
[[dato]]
id = "zonas"
nombre = "Zonas"
tipo = "lista"
miembro = "zona"
[[dato]]
id = "n"
nombre = "N"
tipo = "entero"
"#;

/// What is repeated, over what, and when it is enough.
#[derive(Clone, Debug)]
struct Spec {
    what: What,
    over: Over,
    members: usize,
    /// How many activities each member has; that of one activity has one.
    steps: usize,
    at_once: bool,
    enough: Enough,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Activity,
    Block,
    Range,
}

#[derive(Clone, Copy, Debug)]
enum Over {
    List,
    Count,
    Datum,
}

/// When a repetition ends before its last member.
#[derive(Clone, Copy, Debug)]
enum Enough {
    Never,
    /// So many have been completed.
    Completed(usize),
    /// That share of them, in tenths, has been completed.
    Share(usize),
    /// A person says so, after so many pieces of work.
    Said(usize),
}

fn spec() -> impl Strategy<Value = Spec> {
    let what = prop_oneof![Just(What::Activity), Just(What::Block), Just(What::Range)];
    let over = prop_oneof![Just(Over::List), Just(Over::Count), Just(Over::Datum)];
    let enough = prop_oneof![
        Just(Enough::Never),
        (1usize..6).prop_map(Enough::Completed),
        (1usize..11).prop_map(Enough::Share),
        (0usize..6).prop_map(Enough::Said),
    ];
    (what, over, 0usize..7, 1usize..4, any::<bool>(), enough).prop_map(
        |(what, over, members, steps, at_once, enough)| {
            let steps = if what == What::Activity { 1 } else { steps };
            Spec { what, over, members, steps, at_once, enough }
        },
    )
}

impl Spec {
    fn text(&self) -> String {
        let over = match self.over {
            Over::List => "miembro = \"zona\"".to_owned(),
            Over::Count => format!("cantidad = {}", self.members),
            Over::Datum => "cantidad = 'n'".to_owned(),
        };
        let order = if self.at_once { "a_la_vez" } else { "en_secuencia" };
        let enough = match self.enough {
            Enough::Completed(many) => format!(", termina_si = 'nrOfCompletedInstances >= {many}'"),
            Enough::Share(tenths) => {
                format!(", termina_si = 'nrOfCompletedInstances / nrOfInstances >= 0.{tenths}'")
                    .replace("0.10'", "1'")
            }
            Enough::Never | Enough::Said(_) => String::new(),
        };
        let each = format!("{{ {over}, orden = \"{order}\"{enough} }}");
        let event =
            "[[actividad.evento]]\nid = \"basta\"\ncuando = { declara = [\"r\"] }\nva_a = \"despues\"\n";
        let work = |id: &str, more: &str| {
            format!(
                "[[actividad]]\nid = \"{id}\"\ntitulo = \"{id}\"\nresponsables = [\"r\"]\nevidencias = \"sin definir\"\n{more}"
            )
        };
        let steps =
            |more: &str| -> String { (0..self.steps).map(|step| work(&format!("s{step}"), more)).collect() };
        let repeated = match self.what {
            What::Activity => work("todo", &format!("por_cada = {each}\n{event}")),
            What::Block => format!(
                "[[actividad]]\nid = \"todo\"\ntitulo = \"Todo\"\npor_cada = {each}\n{event}{}",
                steps("dentro_de = \"todo\"\n")
            ),
            // A range has no events of its own: what ends it stands around it.
            What::Range => format!(
                "[[actividad]]\nid = \"alrededor\"\ntitulo = \"Alrededor\"\n{event}{}\
                 [[repeticion]]\nid = \"todo\"\ndentro_de = \"alrededor\"\nprimera = \"s0\"\nultima = \"s{}\"\npor_cada = {each}\n",
                steps("dentro_de = \"alrededor\"\n"),
                self.steps - 1
            ),
        };
        format!("{HEAD}{}{repeated}{}", work("antes", ""), work("despues", "sigue = \"fin\"\n"))
    }

    /// How many members are completed when all that is open is done, until nothing more is.
    fn completed(&self) -> usize {
        match self.enough {
            Enough::Never | Enough::Said(_) => self.members,
            Enough::Completed(many) => self.members.min(many),
            Enough::Share(tenths) => (self.members * tenths).div_ceil(10),
        }
    }
}

/// A case, and what has been told of its members.
struct Case {
    definitions: Definitions,
    live: Instance,
    at: Timestamp,
    begun: usize,
    completed: usize,
    members: Vec<cauce::command::ItemId>,
}

impl Case {
    fn of(spec: &Spec) -> Self {
        let checked = check_bytes("p.toml", spec.text().as_bytes(), &Options::default());
        let said: Vec<&str> = checked.diagnostics.iter().map(|told| told.problem.code()).collect();
        let mut definitions = Definitions::new();
        definitions.add_unfit(checked.procedure.unwrap_or_else(|| unreachable!("{said:?}\n{}", spec.text())));
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let (live, members) = (Instance::new(), Vec::new());
        let mut case = Case { definitions, live, at, begun: 0, completed: 0, members };
        let zones = (0..spec.members).map(|member| Value::Text(format!("z{member}").into())).collect();
        let number = Value::Number(Decimal::from(spec.members as i64));
        let data = vec![("zonas".into(), Value::List(zones)), ("n".into(), number)];
        case.ask(Actor::host("prueba"), Command::Start(Start { data, ..Start::of("P") }));
        case
    }

    fn ask(&mut self, actor: Actor, command: Command) {
        let mut again = self.live.clone();
        let request = Request::new(self.at, actor, command);
        let events = self.live.handle(&self.definitions, request).expect("it can be done");
        again.apply(&self.definitions, self.at, &events).expect("events apply");
        assert_eq!(again, self.live, "replay equals live");
        assert_eq!(self.live.unsound(), None);
        for event in &events {
            match event {
                Event::Opened(Opened { item, kind: ItemKind::Member, .. }) => {
                    self.begun += 1;
                    self.members.push(*item);
                }
                Event::Passed { item, .. } => self.completed += usize::from(self.members.contains(item)),
                _ => {}
            }
        }
    }

    fn open(&self) -> Vec<WorkItem> {
        let mut open = view::open_items(&self.live);
        open.retain(|item| item.kind == ItemKind::Work);
        open
    }

    fn complete(&mut self, which: usize) {
        let open = self.open();
        let item = open[which % open.len()].item;
        self.ask(Actor::person("ana", "r"), Command::Complete { item, done: Done::new() });
    }

    /// Whether the repetition is over: the next activity is open, alone.
    fn is_over(&self) -> bool {
        let open = self.open();
        let is_next = |item: &WorkItem| &*item.reference == "despues";
        assert!(
            !open.iter().any(is_next) || open.len() == 1,
            "what comes next waits for the whole: {open:?}"
        );
        open.iter().any(is_next)
    }
}

fn run(spec: &Spec, order: &[usize]) {
    let mut case = Case::of(spec);
    case.complete(0);
    let (mut done, mut is_said) = (0, false);
    while !case.is_over() {
        assert!(done < spec.members * spec.steps, "it ends when all have done all");
        if matches!(spec.enough, Enough::Said(after) if after == done) {
            let item = view::declarable(&case.live)[0].item;
            case.ask(Actor::person("ana", "r"), Command::Declare { item, note: None });
            is_said = true;
            break;
        }
        let open = case.open().len();
        assert!(open > 0 && (spec.at_once || open == 1), "one after another or all at once: {open}");
        case.complete(order[done % order.len()]);
        done += 1;
    }
    assert!(case.is_over(), "a repetition ends");
    if !is_said {
        assert_eq!(case.completed, spec.completed(), "as many as were needed");
        let begun = if spec.at_once { spec.members } else { spec.completed() };
        assert_eq!(case.begun, begun, "no member begins that nobody waits for");
    }
    assert_eq!(view::declarable(&case.live), [], "its event is over with it");
    case.complete(0);
    assert!(matches!(case.live.status(), Status::Ended(_)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(256), ..ProptestConfig::default() })]

    #[test]
    fn a_repetition_ends_for_any_order_of_completions(
        spec in spec(),
        order in prop::collection::vec(0usize..30, 1..30),
    ) {
        run(&spec, &order);
    }
}
