//! Random unstructured procedures: whatever persons do, no join that may fire is left waiting, none fires too early,
//! and replay agrees with the case after every command.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::command::{Actor, Command, Done, ItemId, Request, Start};
use crate::event::{Event, ItemKind};
use crate::graph::{NodeKind, Target};
use crate::instance::{Instance, State, Status};
use crate::limits::Limits;
use crate::procedure::{Definitions, ElementIx, ExitIx, Procedure};
use crate::view::open_items;

/// An element: 0, 1 a work of somebody, 2 a parallel split, 3, 4 an inclusive gateway; and where it leads.
type Shape = Vec<(u8, Vec<usize>)>;

fn shape() -> impl Strategy<Value = Shape> {
    (3usize..11).prop_flat_map(|count| {
        let node = (0u8..5, prop::collection::vec(0..count + 1, 1..4));
        prop::collection::vec(node, count)
    })
}

fn procedure(shape: &Shape) -> Option<Procedure> {
    let mut text =
        "formato = 1\nidioma = \"es\"\nprocedimiento = { codigo = \"R\", nombre = \"R\" }\n".to_owned();
    text += "[[actividad]]\nid = \"e\"\ntitulo = \"E\"\nsigue = [\"n0\", \"n1\"]\n";
    let mut gateways = String::new();
    for (position, (kind, targets)) in shape.iter().enumerate() {
        let leads: Vec<String> = targets
            .iter()
            .map(|to| if *to == shape.len() { "\"fin\"".to_owned() } else { format!("\"n{to}\"") })
            .collect();
        let leads = leads.join(", ");
        let written = match kind {
            0 | 1 => {
                write!(text, "[[actividad]]\nid = \"n{position}\"\ntitulo = \"N\"\nsigue = [{}]\n", &leads)
            }
            2 => write!(
                gateways,
                "[[compuerta]]\nid = \"n{position}\"\ntipo = \"paralela\"\nsigue = [{leads}]\n"
            ),
            _ => write!(
                gateways,
                "[[compuerta]]\nid = \"n{position}\"\ntipo = \"inclusiva\"\nsigue = [{leads}]\n"
            ),
        };
        written.ok()?;
    }
    let checked = crate::check::check(
        &crate::source::Source::new("random", text + gateways.as_str()),
        &crate::check::Options::default(),
    );
    checked.procedure
}

/// The flows into a join that can be reached from an element, never through the join.
fn met(procedure: &Procedure, from: ElementIx, join: ElementIx) -> Vec<ExitIx> {
    let graph = &procedure.graph;
    let mut reached: Vec<ExitIx> = Vec::new();
    let mut open = vec![from];
    while let Some(element) = open.pop() {
        for (exit, way) in graph.exits_of(element) {
            if reached.contains(&exit) {
                continue;
            }
            reached.push(exit);
            match way.target {
                Target::Element(next) if next != join => open.push(next),
                _ => {}
            }
        }
    }
    reached.retain(|exit| graph.exit(*exit).target == Target::Element(join));
    reached
}

/// Whether a join may fire where nothing moves: the rule as it is worded.
fn may_fire(procedure: &Procedure, state: &State, join: ElementIx) -> bool {
    let held: Vec<ExitIx> =
        state.arrivals().filter(|held| held.join == join).filter_map(|held| held.flow).collect();
    let elsewhere = state.arrivals().filter(|held| held.join != join).map(|held| held.join);
    let mut elsewhere = elsewhere.chain(state.open.iter().map(|open| open.element));
    !held.is_empty()
        && elsewhere.all(|element| {
            let met = met(procedure, element, join);
            met.iter().all(|flow| held.contains(flow)) || met.iter().any(|flow| held.contains(flow))
        })
}

struct Walk {
    definitions: Definitions,
    live: Instance,
    replayed: Instance,
}

impl Walk {
    fn ask(&mut self, command: Command) -> bool {
        let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
        let request = Request::new(at, Actor::person("p", "r"), command);
        let Ok(events) = self.live.handle(&self.definitions, request) else { return false };
        self.replayed.apply(&self.definitions, at, &events).expect("events of a live case apply");
        assert_eq!(self.live, self.replayed, "replay equals live");
        self.check(&events);
        true
    }

    fn check(&self, events: &[Event]) {
        let procedure = self.live.procedure().expect("begun");
        let state = &self.live.state;
        let stuck = state.open.iter().any(|open| open.kind == ItemKind::Incident);
        if self.live.status() == Status::Running && !stuck {
            for held in state.arrivals() {
                let waits = procedure.graph.node(held.join).kind == NodeKind::Inclusive;
                assert!(!waits || !may_fire(procedure, state, held.join), "{:?} is left waiting", held.join);
            }
        }
        for event in events {
            if let Event::Joined { tokens, .. } = event {
                assert!(!tokens.is_empty());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn joins_wait_exactly_as_long_as_the_rule_says(shape in shape(), picks in prop::collection::vec(0usize..8, 1..20)) {
        let Some(procedure) = procedure(&shape) else { return Ok(()) };
        let limits = Limits { automatic_steps: 300, ..Limits::default() };
        let mut definitions = Definitions::with_limits(limits);
        definitions.add_unfit(procedure);
        let mut walk = Walk { definitions, live: Instance::new(), replayed: Instance::new() };
        assert!(walk.ask(Command::Start(Start::of("R"))), "it starts");
        for pick in picks {
            let open: Vec<ItemId> =
                open_items(&walk.live).iter().filter(|item| item.kind == ItemKind::Work).map(|item| item.item).collect();
            if open.is_empty() || open.len() > 60 {
                break;
            }
            let item = open[pick % open.len()];
            assert!(walk.ask(Command::Complete { item, done: Done::new() }), "work can be done");
        }
    }
}
