//! The board on the wire.

use cauce::data::Decimal;
use cauce::view::{
    ComponentBoard, IndicatorBoard, LateBoard, LoopBoard, PhaseBoard, PlaceBoard, ProcedureBoard,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::WIRE;
use crate::board::Counted;

/// Where the cases of several logs stand.
#[derive(Debug, Serialize)]
pub(crate) struct BoardShown {
    wire: u32,
    at: String,
    logs: usize,
    /// Cases whose procedure was not given.
    unknown: usize,
    procedures: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    code: String,
    version: String,
    definition: String,
    name: String,
    cases: Cases,
    phases: Vec<Phase>,
    components: Vec<Component>,
    places: Vec<Place>,
    late: Vec<Late>,
    indicators: Vec<Indicator>,
    loops: Vec<Loop>,
}

#[derive(Debug, Serialize)]
struct Cases {
    all: usize,
    running: usize,
    late: usize,
    stuck: usize,
    completed: usize,
    cancelled: usize,
    failed: usize,
}

#[derive(Debug, Serialize)]
struct Phase {
    element: String,
    reference: String,
    title: String,
    depth: usize,
    ahead: usize,
    open: usize,
    done: usize,
    late: usize,
}

#[derive(Debug, Serialize)]
struct Component {
    code: String,
    name: String,
    called: usize,
    running: usize,
    late: usize,
}

#[derive(Debug, Serialize)]
struct Place {
    called: Option<String>,
    reference: String,
    title: String,
    cases: usize,
    items: usize,
    late: usize,
}

#[derive(Debug, Serialize)]
struct Late {
    case: String,
    /// None for the case itself.
    reference: Option<String>,
    title: String,
    roles: Vec<String>,
    claimed_by: Option<String>,
    due: String,
}

#[derive(Debug, Serialize)]
struct Indicator {
    procedure: String,
    id: String,
    name: String,
    unit: Option<String>,
    target: Option<Box<RawValue>>,
    values: usize,
    green: usize,
    amber: usize,
    red: usize,
    missing: usize,
    lowest: Option<Box<RawValue>>,
    highest: Option<Box<RawValue>>,
}

#[derive(Debug, Serialize)]
struct Loop {
    procedure: String,
    from: String,
    to: String,
    times: u64,
    cases: usize,
    most: u64,
}

impl BoardShown {
    pub(crate) fn of(counted: &Counted) -> Self {
        BoardShown {
            wire: WIRE,
            at: counted.board.at().to_string(),
            logs: counted.logs,
            unknown: counted.unknown,
            procedures: counted.board.procedures().map(Shown::of).collect(),
        }
    }
}

impl Shown {
    fn of(board: &ProcedureBoard) -> Self {
        let (head, cases) = (board.procedure.head(), board.cases);
        Shown {
            code: head.code.to_string(),
            version: head.version.to_string(),
            definition: board.procedure.digests().definition.to_string(),
            name: head.name.to_string(),
            cases: Cases {
                all: cases.all,
                running: cases.running,
                late: cases.late,
                stuck: cases.stuck,
                completed: cases.completed,
                cancelled: cases.cancelled,
                failed: cases.failed,
            },
            phases: board.phases.iter().map(|phase| Phase::of(board, phase)).collect(),
            components: board.components.iter().map(Component::of).collect(),
            places: board.places.iter().map(Place::of).collect(),
            late: board.late.iter().map(Late::of).collect(),
            indicators: board.indicators.iter().map(Indicator::of).collect(),
            loops: board.loops.iter().map(Loop::of).collect(),
        }
    }
}

impl Phase {
    fn of(board: &ProcedureBoard, phase: &PhaseBoard) -> Self {
        Phase {
            element: board.procedure.id(phase.element).to_string(),
            reference: phase.reference.to_string(),
            title: phase.title.to_string(),
            depth: phase.depth,
            ahead: phase.ahead,
            open: phase.open,
            done: phase.done,
            late: phase.late,
        }
    }
}

impl Component {
    fn of(one: &ComponentBoard) -> Self {
        let (code, name) = (one.code.to_string(), one.name.to_string());
        Component { code, name, called: one.called, running: one.running, late: one.late }
    }
}

impl Place {
    fn of(place: &PlaceBoard) -> Self {
        Place {
            called: place.called.as_ref().map(ToString::to_string),
            reference: place.reference.to_string(),
            title: place.title.to_string(),
            cases: place.cases,
            items: place.items,
            late: place.late,
        }
    }
}

impl Late {
    fn of(late: &LateBoard) -> Self {
        Late {
            case: late.case.to_string(),
            reference: Some(late.reference.to_string()).filter(|reference| !reference.is_empty()),
            title: late.title.to_string(),
            roles: late.roles.iter().map(ToString::to_string).collect(),
            claimed_by: late.person.as_ref().map(ToString::to_string),
            due: late.due.to_string(),
        }
    }
}

impl Indicator {
    fn of(one: &IndicatorBoard) -> Self {
        Indicator {
            procedure: one.procedure.to_string(),
            id: one.id.to_string(),
            name: one.name.to_string(),
            unit: one.unit.as_ref().map(ToString::to_string),
            target: number(one.target),
            values: one.values,
            green: one.green,
            amber: one.amber,
            red: one.red,
            missing: one.missing,
            lowest: number(one.lowest),
            highest: number(one.highest),
        }
    }
}

impl Loop {
    fn of(one: &LoopBoard) -> Self {
        let procedure = one.procedure.to_string();
        let (from, to) = (one.from.to_string(), one.to.to_string());
        Loop { procedure, from, to, times: one.times, cases: one.cases, most: one.most }
    }
}

/// A number with all its digits, which never pass through a float.
fn number(value: Option<Decimal>) -> Option<Box<RawValue>> {
    RawValue::from_string(value?.to_string()).ok()
}
