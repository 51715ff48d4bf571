//! The rows of the table that concern XML: a model of 10,000 elements, read and checked, and written.
//!
//! Knows one synthetic model and how its rows are measured; printing and measuring are those of the core's table.
//! `cargo bench --package cauce-bpmn` prints them; `--strict` fails when one is missed. Read [`main`] first.

#![allow(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark computes and prints")]
#![allow(
    dead_code,
    reason = "measures and rows are shared with the core's table, and not all of them are used"
)]

#[path = "../../core/benches/table/clock.rs"]
mod clock;
#[path = "../../core/benches/shared/row.rs"]
mod row;

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;

use cauce::check::Options;
use cauce_bpmn::{ExportOptions, Import, ImportOptions, export, import};

use clock::{Batch, Effort, in_turn, timed};
use row::Row;

/// Flow elements of the model: nodes and flows.
const ELEMENTS: usize = 10_000;
/// What importing and checking it may take.
const MILLISECONDS: f64 = 100.0;

fn main() -> ExitCode {
    let strict = std::env::args().any(|argument| argument == "--strict");
    let (bare, drawn) = (model(false), model(true));
    let found = read(&drawn);
    let checked = found.procedures[0].check(&found.source, &Options::default()).procedure.expect("no errors");
    let written = export(&[&checked], &ExportOptions::default());
    let batches: [Batch<'_>; 5] = [
        Box::new(|| timed(|| whole(&bare))),
        Box::new(|| timed(|| whole(&drawn))),
        Box::new(|| timed(|| drop(black_box(read(&drawn))))),
        Box::new(|| timed(|| drop(black_box(export(&[&checked], &ExportOptions::default()))))),
        Box::new(|| timed(|| whole(&written))),
    ];
    let times = in_turn(Effort::LONG, batches);
    let names = [
        "import with checks",
        "with its drawing: import with checks",
        "  of it reading and writing the file",
        "export with its layout",
        "exported: import with checks",
    ];
    println!("{}", Row::title());
    let mut rows = Vec::new();
    for (at, (name, time)) in names.into_iter().zip(times).enumerate() {
        let (name, value) = (format!("BPMN XML {ELEMENTS}: {name}"), time / 1e6);
        rows.push(if at < 2 {
            Row::at_most(&name, value, "ms", MILLISECONDS)
        } else {
            Row::told(&name, value, "ms")
        });
    }
    rows.push(Row::told("  per element, with its drawing", times[1] / ELEMENTS as f64, "ns"));
    rows.iter().for_each(|row| println!("{row}"));
    let missed = rows.iter().filter(|row| !row.is_met()).count();
    println!("\n{missed} missed");
    if strict && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read(model: &str) -> Import {
    let found = import("bench.bpmn", black_box(model).as_bytes(), &ImportOptions::default());
    assert!(found.is_whole(), "the benchmark's own model has errors");
    found
}

/// Reading, writing the file, and every check of it.
fn whole(model: &str) {
    let found = read(model);
    let checked = found.procedures[0].check(&found.source, &Options::default());
    assert!(checked.procedure.is_some(), "{:?}", checked.diagnostics.first());
    drop(black_box(checked));
}

/// A model of blocks: a task, a choice with a condition between two tasks, a join, work with a deadline.
fn model(drawn: bool) -> String {
    let mut nodes = String::from("<startEvent id=\"s\"/>\n");
    let (mut shapes, mut last, mut count, mut block) = (shape("s", 0), "s".to_owned(), 1, 0);
    while count < ELEMENTS - 15 {
        block += 1;
        let [a, b, c, d, x, j, t] = ["a", "b", "c", "d", "x", "j", "t"].map(|stem| format!("{stem}{block}"));
        let _ = write!(
            nodes,
            "<userTask id=\"{a}\" name=\"Revisar la solicitud {block}\"><documentation>Se revisa completa.</documentation></userTask>\n\
             <exclusiveGateway id=\"{x}\" name=\"¿Cumple?\" default=\"{x}-no\"/>\n\
             <serviceTask id=\"{b}\" name=\"Radicar\"/>\n<userTask id=\"{c}\" name=\"Devolver\"/>\n<exclusiveGateway id=\"{j}\"/>\n\
             <userTask id=\"{d}\" name=\"Archivar\"/>\n<boundaryEvent id=\"{t}\" attachedToRef=\"{d}\" cancelActivity=\"true\">\
             <timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>\n"
        );
        for (id, from, to) in [
            (format!("{a}-in"), &last, &a),
            (format!("{a}-out"), &a, &x),
            (format!("{x}-no"), &x, &c),
            (format!("{b}-out"), &b, &j),
            (format!("{c}-out"), &c, &j),
            (format!("{j}-out"), &j, &d),
            (format!("{t}-out"), &t, &a),
        ] {
            let _ = writeln!(nodes, "<sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>");
            shapes.push_str(&edge(&id, block));
        }
        let _ = writeln!(
            nodes,
            "<sequenceFlow id=\"{x}-si\" name=\"SI\" sourceRef=\"{x}\" targetRef=\"{b}\">\
             <conditionExpression xsi:type=\"tFormalExpression\">${{monto &gt; {block}}}</conditionExpression></sequenceFlow>"
        );
        shapes.push_str(&edge(&format!("{x}-si"), block));
        for id in [&a, &b, &c, &d, &x, &j, &t] {
            shapes.push_str(&shape(id, block));
        }
        count += 15;
        last = d;
    }
    let _ = write!(
        nodes,
        "<endEvent id=\"e\"/>\n<sequenceFlow id=\"e-in\" sourceRef=\"{last}\" targetRef=\"e\"/>\n"
    );
    let drawing = if drawn {
        format!(
            "<di:BPMNDiagram id=\"diagram\"><di:BPMNPlane id=\"plane\" bpmnElement=\"p\">\n{shapes}</di:BPMNPlane></di:BPMNDiagram>\n"
        )
    } else {
        String::new()
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:di=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
         xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:dd=\"http://www.omg.org/spec/DD/20100524/DI\" id=\"d\" targetNamespace=\"urn:banco\">\n\
         <process id=\"p\" isExecutable=\"true\">\n{nodes}</process>\n{drawing}</definitions>\n"
    )
}

fn shape(id: &str, block: usize) -> String {
    format!(
        "<di:BPMNShape id=\"{id}-di\" bpmnElement=\"{id}\"><dc:Bounds x=\"{}\" y=\"100\" width=\"100\" height=\"80\"/></di:BPMNShape>\n",
        block * 150
    )
}

fn edge(id: &str, block: usize) -> String {
    format!(
        "<di:BPMNEdge id=\"{id}-di\" bpmnElement=\"{id}\"><dd:waypoint x=\"{0}\" y=\"140\"/><dd:waypoint x=\"{1}\" y=\"140\"/></di:BPMNEdge>\n",
        block * 150,
        block * 150 + 50
    )
}
