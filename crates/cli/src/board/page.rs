//! The board as a page in the terminal.
//!
//! Knows the order in which an office asks: how many, where, what is late, how well, how often back.

use cauce::calendar::Zone;
use cauce::source::Language;
use cauce::view::{
    Board, ComponentBoard, IndicatorBoard, LateBoard, LoopBoard, PhaseBoard, PlaceBoard, ProcedureBoard,
};

use super::Counted;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::grid::table;
use crate::story::{due_moment, moment, plain};

/// How many late items are listed; the others are counted.
const LATE: usize = 20;

/// How wide a bar is.
const BAR: usize = 20;

/// Prints the board.
pub(super) fn print(desk: &mut Desk, counted: &Counted, language: Language) -> Result<(), Failure> {
    let board = &counted.board;
    let mut any = false;
    for procedure in board.procedures() {
        any = true;
        Page { desk, procedure, board, language }.print()?;
    }
    if !any {
        desk.line(pick!(language, "No hay casos.", "There are no cases."))?;
    }
    if counted.unknown > 0 {
        let unknown = counted.unknown;
        desk.line(&match unknown {
            1 => say!(
                language,
                "1 caso no se contó: su procedimiento no se dio con --con.",
                "1 case was not counted: its procedure was not given by --with."
            ),
            _ => say!(
                language,
                "{unknown} casos no se contaron: su procedimiento no se dio con --con.",
                "{unknown} cases were not counted: their procedure was not given by --with."
            ),
        })?;
    }
    Ok(())
}

/// The page of one procedure.
struct Page<'a> {
    desk: &'a mut Desk,
    procedure: &'a ProcedureBoard,
    board: &'a Board,
    language: Language,
}

impl Page<'_> {
    fn print(&mut self) -> Result<(), Failure> {
        self.head()?;
        self.phases()?;
        self.components()?;
        self.places()?;
        self.late()?;
        self.indicators()?;
        self.loops()
    }

    fn zone(&self) -> Option<Zone> {
        self.procedure.procedure.head().zone
    }

    fn head(&mut self) -> Result<(), Failure> {
        let (language, head) = (self.language, self.procedure.procedure.head());
        let (code, name, version) = (plain(&head.code), plain(&head.name), plain(&head.version));
        let version = match &*version {
            "" => String::new(),
            version => say!(language, " · versión {version}", " · version {version}"),
        };
        let title = self.desk.bold(&format!("{code} · {name}{version}"));
        self.desk.line(&title)?;
        let cases = self.procedure.cases;
        let (all, at) = (cases.all, moment(self.board.at(), self.zone()));
        let mut parts = vec![match all {
            1 => pick!(language, "1 caso", "1 case").to_owned(),
            _ => say!(language, "{all} casos", "{all} cases"),
        }];
        let names = pick!(
            language,
            [
                ["en curso"; 2],
                ["con algo vencido"; 2],
                ["trabado", "trabados"],
                ["terminado", "terminados"],
                ["cancelado", "cancelados"],
                ["fallido", "fallidos"],
            ],
            [
                ["running"; 2],
                ["with something late"; 2],
                ["stuck"; 2],
                ["completed"; 2],
                ["cancelled"; 2],
                ["failed"; 2],
            ],
        );
        let counts = [cases.running, cases.late, cases.stuck, cases.completed, cases.cancelled, cases.failed];
        let said = counts.iter().zip(names).filter(|(count, _)| **count > 0);
        parts.extend(said.map(|(count, name)| format!("{count} {}", name[usize::from(*count != 1)])));
        let parts = parts.join(" · ");
        self.desk.line(&say!(language, "{parts} · a {at}", "{parts} · as of {at}"))?;
        self.desk.line("")
    }

    fn phases(&mut self) -> Result<(), Failure> {
        let title = pick!(self.language, "Fases", "Phases");
        let head = pick!(
            self.language,
            ["N.º", "Fase", "Por llegar", "Abierta", "Hecha", "Vencida", ""],
            ["No.", "Phase", "Ahead", "Open", "Done", "Late", ""],
        );
        let all = self.procedure.cases.all;
        let row = |phase: &PhaseBoard| {
            let counts = [phase.ahead, phase.open, phase.done, phase.late].map(|count| count.to_string());
            let name = format!("{}{}", "  ".repeat(phase.depth.min(6)), plain(&phase.title));
            let first = [plain(&phase.reference), name].into_iter();
            first.chain(counts).chain([bar(phase.done, phase.open, all)]).collect()
        };
        let rows = self.procedure.phases.iter().map(row).collect();
        self.grid(title, &head, rows)
    }

    fn components(&mut self) -> Result<(), Failure> {
        let title = pick!(self.language, "Componentes", "Components");
        let head = pick!(
            self.language,
            ["Código", "Procedimiento", "Llamados", "En curso", "Con algo vencido"],
            ["Code", "Procedure", "Called", "Running", "With something late"],
        );
        let row = |one: &ComponentBoard| {
            let counts = [one.called, one.running, one.late].map(|count| count.to_string());
            [plain(&one.code), plain(&one.name)].into_iter().chain(counts).collect()
        };
        let rows = self.procedure.components.iter().map(row).collect();
        self.grid(title, &head, rows)
    }

    fn places(&mut self) -> Result<(), Failure> {
        let title = pick!(self.language, "Dónde están los casos", "Where the cases stand");
        let head = pick!(
            self.language,
            ["N.º", "Actividad", "Casos", "Abiertas", "Vencidas"],
            ["No.", "Activity", "Cases", "Open", "Late"],
        );
        let row = |place: &PlaceBoard| {
            let called = place.called.as_ref().map_or_else(String::new, |code| format!("{} ", plain(code)));
            let counts = [place.cases, place.items, place.late].map(|count| count.to_string());
            let first = [format!("{called}{}", plain(&place.reference)), plain(&place.title)].into_iter();
            first.chain(counts).collect()
        };
        let rows = self.procedure.places.iter().map(row).collect();
        self.grid(title, &head, rows)
    }

    fn late(&mut self) -> Result<(), Failure> {
        let (language, zone) = (self.language, self.zone());
        let title = pick!(language, "Vencido", "Late");
        let head = pick!(
            language,
            ["Caso", "N.º", "Actividad", "Quién", "Desde"],
            ["Case", "No.", "Activity", "Who", "Since"],
        );
        let row = |late: &LateBoard| {
            let roles = late.roles.iter().map(|role| plain(role)).collect::<Vec<_>>();
            let roles = roles.join(pick!(language, " o ", " or "));
            let who = match &late.person {
                Some(person) => format!("{roles} ({})", plain(person)),
                None => roles,
            };
            let (case, reference, title) = (plain(&late.case), plain(&late.reference), plain(&late.title));
            vec![case, reference, title, who, due_moment(late.due, zone, language)]
        };
        let rows: Vec<Vec<String>> = self.procedure.late.iter().take(LATE).map(row).collect();
        let more = self.procedure.late.len().saturating_sub(rows.len());
        self.grid(title, &head, rows)?;
        if more > 0 {
            self.desk.line(&say!(
                language,
                "… y {more} más; --formato json las trae todas.",
                "… and {more} more; --format json has them all."
            ))?;
            self.desk.line("")?;
        }
        Ok(())
    }

    fn indicators(&mut self) -> Result<(), Failure> {
        let language = self.language;
        let title = pick!(language, "Indicadores", "Indicators");
        let head = pick!(
            language,
            ["Indicador", "Meta", "Valores", "Verde", "Ámbar", "Rojo", "Sin medir", "Menor", "Mayor"],
            ["Indicator", "Target", "Values", "Green", "Amber", "Red", "Missing", "Lowest", "Highest"],
        );
        let number =
            |value: Option<cauce::data::Decimal>| value.map_or_else(String::new, |value| value.to_string());
        let row = |one: &IndicatorBoard| {
            let unit = one.unit.as_ref().map_or_else(String::new, |unit| format!(" ({})", plain(unit)));
            let lights = [("●", one.green), ("▲", one.amber), ("■", one.red)];
            let lights = lights.map(|(sign, count)| match count {
                0 => String::new(),
                count => format!("{sign} {count}"),
            });
            let missing = if one.missing == 0 { String::new() } else { one.missing.to_string() };
            let first = [format!("{}{unit}", plain(&one.name)), number(one.target), one.values.to_string()];
            let last = [missing, number(one.lowest), number(one.highest)];
            first.into_iter().chain(lights).chain(last).collect()
        };
        let rows = self.procedure.indicators.iter().map(row).collect();
        self.grid(title, &head, rows)
    }

    fn loops(&mut self) -> Result<(), Failure> {
        let language = self.language;
        let title = pick!(language, "Vueltas dadas", "Loops taken");
        let head = pick!(
            language,
            ["Vuelta", "Veces", "Casos", "Máximo en un caso"],
            ["Loop", "Times", "Cases", "Most in one case"],
        );
        let own = self.procedure.procedure.code();
        let row = |one: &LoopBoard| {
            let called =
                if *one.procedure == *own { String::new() } else { format!("{} ", plain(&one.procedure)) };
            let (from, to) = (plain(&one.from), plain(&one.to));
            let way = say!(language, "{called}{from} a {to}", "{called}{from} to {to}");
            vec![way, one.times.to_string(), one.cases.to_string(), one.most.to_string()]
        };
        let rows = self.procedure.loops.iter().map(row).collect();
        self.grid(title, &head, rows)
    }

    fn grid(&mut self, title: &str, head: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let title = self.desk.bold(title);
        self.desk.line(&title)?;
        for line in table(head, &rows, self.desk.width) {
            self.desk.line(&line)?;
        }
        self.desk.line("")
    }
}

/// Done, open and ahead as a bar.
fn bar(done: usize, open: usize, all: usize) -> String {
    let part = |count: usize| count.saturating_mul(BAR).checked_div(all).unwrap_or(0);
    let (done, open) = (part(done), part(open));
    let rest = BAR.saturating_sub(done + open);
    format!("{}{}{}", "█".repeat(done), "▒".repeat(open), "·".repeat(rest))
}
