//! Pictures of procedures, random ones of every shape and those that ship: nothing overlaps, no line crosses a shape.
//!
//! `CAUCE_CASES` or `PROPTEST_CASES` asks for a longer run.
#![allow(dead_code, reason = "of what drives random models it needs the models alone")]
#![allow(unreachable_pub, reason = "what suites share is public to them")]

mod support;

#[path = "support/mixed/mod.rs"]
mod mixed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check, check_bytes};
use cauce::diagram::{
    Bounds, Diagram, Element, End, Flow, FlowKind, Kind, Place, Point, SubProcess, Trigger,
};
use cauce::procedure::Procedure;
use cauce::render::svg;
use cauce::source::{Language, Source};
use mixed::drive::definitions;
use mixed::mixed;
use proptest::prelude::*;
use support::models::model;
use support::procedures::spec;

/// A picture with what is asked of it again and again.
struct Checked<'a> {
    diagram: &'a Diagram,
    /// The rows of pixels, hundreds together, that shapes stand in.
    near: BTreeMap<i32, Vec<usize>>,
}

const BAND: i32 = 200;

impl<'a> Checked<'a> {
    fn new(diagram: &'a Diagram) -> Self {
        let mut near: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (position, element) in diagram.elements.iter().enumerate() {
            for band in element.bounds.y / BAND..=element.bounds.bottom() / BAND {
                near.entry(band).or_default().push(position);
            }
        }
        Checked { diagram, near }
    }

    fn element(&self, position: usize) -> &Element {
        &self.diagram.elements[position]
    }

    /// The shapes near a rectangle.
    fn near(&self, bounds: &Bounds) -> BTreeSet<usize> {
        let bands = bounds.y / BAND..=bounds.bottom() / BAND;
        bands.flat_map(|band| self.near.get(&band).into_iter().flatten().copied()).collect()
    }

    fn stands_in(&self, inner: usize, outer: usize) -> bool {
        let mut at = Some(inner);
        while let Some(position) = at {
            if position == outer {
                return true;
            }
            at = self.element(position).parent;
        }
        false
    }

    /// Whether one may lie on the other: a part in its whole, an event on the border of its activity, a frame.
    fn may_meet(&self, one: usize, other: usize) -> bool {
        let is_frame = |position: usize| self.element(position).kind == Kind::Group;
        let hosted = |one: usize, other: usize| {
            self.element(one).host.is_some_and(|host| host == other || self.stands_in(other, host))
        };
        is_frame(one)
            || is_frame(other)
            || self.stands_in(one, other)
            || self.stands_in(other, one)
            || hosted(one, other)
            || hosted(other, one)
    }

    fn shapes(&self) {
        let diagram = self.diagram;
        let mut ids = BTreeSet::new();
        for (position, element) in diagram.elements.iter().enumerate() {
            assert!(ids.insert(&element.id), "{} stands twice", element.id);
            assert!(is_name(&element.id), "{} is no name", element.id);
            assert!(diagram.bounds.contains(&element.bounds), "{} lies outside", element.id);
            assert!(element.bounds.width > 0 && element.bounds.height > 0, "{} has no size", element.id);
            if let Some(parent) = element.parent {
                let whole = self.element(parent);
                assert!(whole.bounds.contains(&element.bounds), "{} leaves {}", element.id, whole.id);
            }
            if let Some(lane) = element.lane {
                let lane = &diagram.lanes[lane];
                assert!(lane.bounds.contains(&element.bounds), "{} leaves {}", element.id, lane.name);
            }
            for other in self.near(&element.bounds).range(position + 1..) {
                let meets = element.bounds.overlaps(&self.element(*other).bounds);
                assert!(
                    !meets || self.may_meet(position, *other),
                    "{} lies on {}",
                    element.id,
                    self.element(*other).id
                );
            }
        }
    }

    fn lanes(&self) {
        let diagram = self.diagram;
        let mut y = diagram.pool.y;
        for lane in &diagram.lanes {
            assert_eq!(lane.bounds.y, y, "{} begins where the one above ends", lane.name);
            y = lane.bounds.bottom();
        }
        assert!(diagram.lanes.is_empty() || y == diagram.pool.bottom(), "lanes fill the pool");
        let all_stand = diagram
            .elements
            .iter()
            .all(|element| element.lane.is_some() || element.parent.is_some() || element.kind == Kind::Group);
        assert!(diagram.lanes.is_empty() || all_stand, "everything stands in a lane");
    }

    fn flows(&self) {
        for flow in &self.diagram.flows {
            assert!(flow.waypoints.len() >= 2, "{} is nowhere", flow.id);
            let inside = |end: End| end.element().and_then(|element| self.element(element).parent);
            if matches!(flow.kind, FlowKind::Sequence | FlowKind::Return) {
                assert_eq!(inside(flow.from), inside(flow.to), "{} crosses a border", flow.id);
            }
            let (first, last) = (flow.waypoints[0], flow.waypoints[flow.waypoints.len() - 1]);
            self.touches(flow, flow.from, first);
            self.touches(flow, flow.to, last);
            for pair in flow.waypoints.windows(2) {
                assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "{} is not orthogonal", flow.id);
                self.crosses_nothing(flow, (pair[0], pair[1]));
            }
        }
    }

    /// A line begins and ends on the outline of a shape: at its border, or for what is not square close to it.
    fn touches(&self, flow: &Flow, end: End, at: Point) {
        let (bounds, is_round) = match end {
            End::Element(element) => {
                let element = self.element(element);
                (element.bounds, matches!(element.kind, Kind::Gateway { .. } | Kind::Event { .. }))
            }
            End::Participant(other) => (self.diagram.others[other].bounds, false),
        };
        let on_side =
            (at.x == bounds.x || at.x == bounds.right()) && (bounds.y..=bounds.bottom()).contains(&at.y);
        let on_edge =
            (at.y == bounds.y || at.y == bounds.bottom()) && (bounds.x..=bounds.right()).contains(&at.x);
        let close = (bounds.x..=bounds.x + 8).contains(&at.x) && (bounds.centre().y - at.y).abs() <= 8;
        assert!(on_side || on_edge || is_round && close, "{} misses its end: {at:?} {bounds:?}", flow.id);
    }

    fn crosses_nothing(&self, flow: &Flow, (from, to): (Point, Point)) {
        let (low, high) =
            (Point::new(from.x.min(to.x), from.y.min(to.y)), Point::new(from.x.max(to.x), from.y.max(to.y)));
        let line = Bounds::new(low, high.x - low.x, high.y - low.y);
        let ends = [flow.from.element(), flow.to.element()];
        for position in self.near(&line) {
            let element = self.element(position);
            let around = ends.iter().flatten().any(|end| self.stands_in(*end, position));
            if element.kind == Kind::Group || around {
                continue;
            }
            let shape = &element.bounds;
            let outside =
                high.x <= shape.x || low.x >= shape.right() || high.y <= shape.y || low.y >= shape.bottom();
            assert!(outside, "{} crosses {}", flow.id, element.id);
        }
    }

    fn labels(&self) {
        let elements = self.diagram.elements.iter().enumerate();
        let own = elements
            .filter_map(|(position, element)| Some((element.id.as_str(), Some(position), element.label?)));
        let flows = self.diagram.flows.iter().filter_map(|flow| Some((flow.id.as_str(), None, flow.label?)));
        let labels: Vec<(&str, Option<usize>, Bounds)> = own.chain(flows).collect();
        let mut near: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (place, (id, position, label)) in labels.iter().enumerate() {
            assert!(self.diagram.bounds.contains(label), "the label of {id} lies outside");
            let is_frame = position.is_some_and(|position| self.element(position).kind == Kind::Group);
            for shape in self.near(label) {
                let element = self.element(shape);
                let holds = element.bounds.contains(label)
                    && matches!(element.kind, Kind::SubProcess(_) | Kind::Group);
                let mine = *position == Some(shape) || element.kind == Kind::Group || is_frame;
                assert!(
                    mine || holds || !element.bounds.overlaps(label),
                    "the label of {id} lies on {}",
                    element.id
                );
            }
            for band in label.y / BAND..=label.bottom() / BAND {
                near.entry(band).or_default().push(place);
            }
        }
        for places in near.values() {
            for (order, place) in places.iter().enumerate() {
                let (id, _, label) = &labels[*place];
                for other in places[order + 1..].iter().map(|other| &labels[*other]) {
                    assert!(!other.2.overlaps(label), "the label of {id} lies on that of {}", other.0);
                }
            }
        }
    }

    /// Every element and every return of the graph is there.
    fn is_whole(&self, procedure: &Procedure) {
        let drawn: BTreeSet<usize> =
            self.diagram.elements.iter().filter_map(|element| Some(element.stands_for?.index())).collect();
        let missing: Vec<usize> =
            (0..procedure.graph().len()).filter(|element| !drawn.contains(element)).collect();
        assert!(missing.is_empty(), "{missing:?} are not drawn");
        let back = |flow: &&Flow| matches!(flow.kind, FlowKind::Return | FlowKind::Association);
        let taken: BTreeSet<usize> =
            self.diagram.flows.iter().filter(back).filter_map(|flow| Some(flow.exit?.index())).collect();
        assert!(taken.len() >= procedure.graph().return_count(), "returns are missing");
    }
}

fn is_name(id: &str) -> bool {
    let first = id.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    first && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}'))
}

fn check_picture(procedure: &Procedure) {
    let diagram = Diagram::of(procedure, Language::Spanish);
    let checked = Checked::new(&diagram);
    checked.shapes();
    checked.lanes();
    checked.flows();
    checked.labels();
    checked.is_whole(procedure);
    let drawn = svg(procedure, Language::Spanish);
    assert_eq!(drawn, svg(procedure, Language::Spanish), "the same procedure is the same picture");
    is_well_formed(&drawn);
}

/// Tags open and close in order, and no character stands where XML has none.
fn is_well_formed(drawn: &str) {
    let mut open: Vec<&str> = Vec::new();
    for (place, piece) in drawn.split('<').enumerate() {
        if place == 0 {
            assert!(piece.is_empty(), "something stands before the picture");
            continue;
        }
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "tags close in order"),
            None if tag.ends_with('/') => {}
            None => open.push(name),
        }
        let is_plain = |c: char| c == '\n' || !c.is_control();
        assert!(text.chars().chain(tag.chars()).all(is_plain), "a control character in {piece}");
    }
    assert!(open.is_empty(), "{open:?} stay open");
}

/// The procedure that a text is, when it is one.
fn procedure_of(text: &str) -> Option<Procedure> {
    check(&Source::new("azar.toml", text), &Options::default()).procedure
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(60), ..ProptestConfig::default() })]

    #[test]
    fn random_models_are_drawn_cleanly(model in model(), returns: bool, round: bool) {
        if let Some(procedure) = procedure_of(&model.text(returns, round)) {
            check_picture(&procedure);
        }
    }

    #[test]
    fn models_with_everything_are_drawn_cleanly(model in mixed()) {
        if let Some((definitions, _)) = definitions(&model) {
            definitions.newest().for_each(|procedure| check_picture(procedure));
        }
    }

    #[test]
    fn flat_procedures_are_drawn_cleanly(spec in spec()) {
        check_picture(&spec.procedure());
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => open.push(path),
                false if path.extension().is_some_and(|own| own == kind) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_procedures_that_ship_are_drawn_cleanly() {
    let mut drawn = 0;
    for file in files(&root().join("procedures"), "toml") {
        let checked = check_bytes("p.toml", &fs::read(&file).expect("it can be read"), &Options::default());
        if let Some(procedure) = checked.procedure {
            check_picture(&procedure);
            check_rules(&Diagram::of(&procedure, Language::Spanish));
            drawn += 1;
        }
    }
    assert!(drawn >= 18, "{drawn} procedures ship");
}

/// What other programs ask of a model that is drawn: names, no loose ends, nothing that parts or begins unsaid.
fn check_rules(diagram: &Diagram) {
    let (mut arrive, mut leave) = (vec![0; diagram.elements.len()], vec![0; diagram.elements.len()]);
    let drawn = |flow: &&Flow| matches!(flow.kind, FlowKind::Sequence | FlowKind::Return);
    for flow in diagram.flows.iter().filter(drawn) {
        flow.from.element().into_iter().for_each(|from| leave[from] += 1);
        flow.to.element().into_iter().for_each(|to| arrive[to] += 1);
    }
    for (position, element) in diagram.elements.iter().enumerate() {
        let (arrive, leave, id) = (arrive[position], leave[position], &element.id);
        if let Kind::Event { place, .. } = element.kind {
            let part = matches!(element.kind, Kind::Event { trigger: Trigger::Compensation, .. });
            assert!(part || !element.name.is_empty(), "{id} has no name");
            let begins = matches!(place, Place::Start | Place::Boundary);
            assert!(begins || arrive > 0, "nothing leads to {id}");
            assert!(part || place == Place::End || leave > 0, "{id} leads nowhere");
        }
        if element.kind.is_activity() && !element.undoes && !is_loose(diagram, element) {
            assert!(arrive > 0 && leave == 1, "{id}: {arrive} arrive, {leave} leave");
        }
    }
}

/// Whether an element needs no flow: a sub-process of an event, or what people choose from.
fn is_loose(diagram: &Diagram, element: &Element) -> bool {
    let free = |kind: Kind| matches!(kind, Kind::SubProcess(SubProcess::AdHoc { .. }));
    matches!(element.kind, Kind::SubProcess(SubProcess::Event))
        || element.parent.is_some_and(|parent| free(diagram.elements[parent].kind))
}

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n";

/// Each element of BPMN in each of its ways, as the suite of elements writes it.
#[test]
fn every_element_is_drawn_cleanly() {
    let (mut drawn, mut wrong_ones) = (0, Vec::new());
    for file in files(&root().join("tests/elements"), "txt") {
        let text = fs::read_to_string(&file).expect("it can be read");
        for part in text.split("\n=====").map(|part| part.trim_start_matches('=')) {
            let head = if part.contains("formato = ") || part.contains("format = ") { "" } else { HEAD };
            if let Some(procedure) = procedure_of(&format!("{head}{part}")) {
                let wrong =
                    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check_picture(&procedure)));
                wrong_ones.extend(wrong.is_err().then(|| file.display().to_string()));
                drawn += 1;
            }
        }
    }
    assert!(wrong_ones.is_empty(), "{wrong_ones:#?}");
    assert!(drawn > 200, "only {drawn} of the elements are drawn");
}

/// What a user chooses to nest or to chain costs no stack, and a long procedure is drawn in time.
#[test]
fn long_and_deep_procedures_are_drawn() {
    let mut long = HEAD.to_owned();
    for number in 1..=10_000 {
        let back = number - number % 7;
        let asks = if number % 7 == 3 && back > 0 {
            format!(
                "pregunta = \"¿?\"\nsi = {{ regresa_a = {back} }}\nno = {{ continua_en = {} }}\n",
                number + 1
            )
        } else {
            String::new()
        };
        long.push_str(&format!("[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso\"\nresponsables = \"r\"\n{asks}"));
    }
    let procedure = procedure_of(&long).expect("a procedure");
    assert!(Diagram::of(&procedure, Language::Spanish).elements.len() > 11_000);
    let mut deep = HEAD.to_owned();
    for depth in 0..400 {
        let inside = if depth > 0 { format!("dentro_de = \"b{}\"\n", depth - 1) } else { String::new() };
        deep.push_str(&format!("[[actividad]]\nid = \"b{depth}\"\norden = \"a_la_vez\"\n{inside}"));
    }
    deep.push_str("[[actividad]]\nid = \"x\"\nresponsables = \"r\"\ndentro_de = \"b399\"\n");
    let procedure = procedure_of(&deep).expect("a procedure");
    let draw = move || drop(svg(&procedure, Language::Spanish));
    let small = std::thread::Builder::new().stack_size(256 * 1024).spawn(draw).expect("a thread");
    small.join().expect("no stack is needed");
}
