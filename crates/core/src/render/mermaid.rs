//! The flow as a Mermaid flowchart.

use std::fmt::Write as _;

use super::escape::mermaid as escaped;
use super::flow::{Arrow, Flow, Form, Piece, Shape, Stroke};
use crate::procedure::Procedure;
use crate::source::Language;

/// Pale fills with dark borders, given to roles in file order, again from the first after the last.
const COLOURS: [(&str, &str); 8] = [
    ("#e3f2fd", "#1565c0"),
    ("#e8f5e9", "#2e7d32"),
    ("#fff3e0", "#ef6c00"),
    ("#f3e5f5", "#6a1b9a"),
    ("#fce4ec", "#ad1457"),
    ("#e0f7fa", "#00838f"),
    ("#fffde7", "#9e7d0a"),
    ("#efebe9", "#4e342e"),
];

/// Renders the flow as a Mermaid flowchart (11.3 or later, for the shape of documents).
///
/// Activities are boxes coloured by their first responsible, questions diamonds, returns dotted arrows, evidence documents.
/// Labels are escaped: no text of the procedure can end a label, open a link or a directive.
#[must_use]
pub fn mermaid(procedure: &Procedure, language: Language) -> String {
    let flow = Flow::of(procedure, language);
    let mut out = String::from("flowchart TD\n");
    for piece in flow.pieces() {
        match piece {
            Piece::Open(frame) => {
                let _ = writeln!(out, "    subgraph {}[\"{}\"]", frame.key, escaped(&frame.title));
            }
            Piece::Shape(shape) => write_shape(&mut out, shape),
            Piece::Close => out.push_str("    end\n"),
        }
    }
    for arrow in &flow.arrows {
        write_arrow(&mut out, arrow);
    }
    write_classes(&mut out, &flow);
    out
}

// Writing into a `String` cannot fail, so the results below are dropped.

fn write_shape(out: &mut String, shape: &Shape) {
    let lines: Vec<String> = shape.lines.iter().map(|line| escaped(line)).collect();
    let (key, label) = (&shape.key, lines.join("<br/>"));
    let _ = match shape.form {
        Form::Terminal | Form::Start => writeln!(out, "    {key}([\"{label}\"])"),
        Form::Work => writeln!(out, "    {key}[\"{label}\"]"),
        Form::Automatic => writeln!(out, "    {key}[[\"{label}\"]]"),
        Form::Statement => writeln!(out, "    {key}(\"{label}\")"),
        Form::Question | Form::Knot => writeln!(out, "    {key}{{\"{label}\"}}"),
        Form::Entry => writeln!(out, "    {key}(( ))"),
        Form::Exit => writeln!(out, "    {key}((( )))"),
        Form::Event => writeln!(out, "    {key}{{{{\"{label}\"}}}}"),
        Form::Document => writeln!(out, "    {key}@{{ shape: doc, label: \"{label}\" }}"),
    };
}

fn write_arrow(out: &mut String, arrow: &Arrow) {
    let line = match arrow.line {
        Stroke::Onward => "-->",
        Stroke::Return => "-.->",
        Stroke::Evidence => "---",
    };
    let from = arrow.frame.as_ref().unwrap_or(&arrow.from);
    let (to, label) = (&arrow.to, escaped(&arrow.label));
    let _ = if label.is_empty() {
        writeln!(out, "    {from} {line} {to}")
    } else {
        writeln!(out, "    {from} {line}|\"{label}\"| {to}")
    };
}

fn write_classes(out: &mut String, flow: &Flow) {
    let frames: Vec<&str> = flow.frames.iter().map(|frame| &*frame.key).collect();
    if !frames.is_empty() {
        // Blocks inside blocks stay apart by their borders.
        out.push_str("    classDef bloque fill:none,stroke:#888\n");
        let _ = writeln!(out, "    class {} bloque", frames.join(","));
    }
    for (class, (fill, border)) in COLOURS.iter().enumerate() {
        let of_class =
            flow.shapes.iter().filter(|shape| shape.role.is_some_and(|role| role % COLOURS.len() == class));
        let keys: Vec<&str> = of_class.map(|shape| &*shape.key).collect();
        if !keys.is_empty() {
            let _ = writeln!(out, "    classDef rol{} fill:{fill},stroke:{border},color:#111", class + 1);
            let _ = writeln!(out, "    class {} rol{}", keys.join(","), class + 1);
        }
    }
}
