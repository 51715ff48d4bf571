//! The flow as a Graphviz digraph.

use std::fmt::Write as _;

use super::escape::dot as escaped;
use super::flow::{Arrow, Flow, Form, Piece, Shape, Stroke};
use super::width::wrap;
use crate::procedure::Procedure;
use crate::source::Language;

/// Columns of a label before it breaks: Graphviz breaks none by itself.
const LABEL_WIDTH: usize = 36;

/// Renders the flow as a Graphviz digraph in DOT.
///
/// Activities are boxes, questions diamonds, returns dashed arrows, evidence notes; labels are escaped.
#[must_use]
pub fn dot(procedure: &Procedure, language: Language) -> String {
    let flow = Flow::of(procedure, language);
    let mut out = String::from("digraph procedimiento {\n");
    out.push_str("    graph [rankdir=TB, charset=\"UTF-8\"];\n");
    out.push_str("    node [fontname=\"Helvetica\", fontsize=10];\n");
    out.push_str("    edge [fontname=\"Helvetica\", fontsize=9];\n");
    if !flow.frames.is_empty() {
        // Without it Graphviz ends arrows at shapes alone, never at the frame of a block.
        out.push_str("    compound=true;\n");
    }
    for piece in flow.pieces() {
        match piece {
            Piece::Open(frame) => {
                let title = wrap(&frame.title, LABEL_WIDTH);
                let title: Vec<String> = title.iter().map(|line| escaped(line)).collect();
                let _ = writeln!(
                    out,
                    "    subgraph cluster_{} {{ label=\"{}\"; style=rounded; fontname=\"Helvetica\"; fontsize=10;",
                    frame.key,
                    title.join("\\n")
                );
            }
            Piece::Shape(shape) => write_shape(&mut out, shape),
            Piece::Close => out.push_str("    }\n"),
        }
    }
    for arrow in &flow.arrows {
        write_arrow(&mut out, arrow);
    }
    out.push_str("}\n");
    out
}

// Writing into a `String` cannot fail, so the results below are dropped.

fn write_shape(out: &mut String, shape: &Shape) {
    let lines = shape.lines.iter().flat_map(|line| wrap(line, LABEL_WIDTH));
    let label: Vec<String> = lines.map(|line| escaped(&line)).collect();
    let form = match shape.form {
        Form::Terminal => "shape=box, style=rounded",
        Form::Work => "shape=box",
        Form::Automatic => "shape=box, peripheries=2",
        Form::Statement => "shape=plaintext",
        Form::Question => "shape=diamond",
        Form::Entry => "shape=circle, width=0.2",
        Form::Exit => "shape=doublecircle, width=0.15",
        Form::Event => "shape=box, style=\"rounded,dashed\", fontsize=9",
        Form::Start => "shape=box, style=rounded",
        Form::Knot => "shape=diamond, width=0.3, height=0.3, margin=0",
        Form::Document => "shape=note, fontsize=9",
    };
    let _ = writeln!(out, "    {} [{form}, label=\"{}\"];", shape.key, label.join("\\n"));
    if shape.form == Form::Document {
        // Beside its activity, so that the flow itself goes straight down.
        let activity = shape.key.replacen('e', "a", 1);
        let _ = writeln!(out, "    {{ rank=same; {activity}; {}; }}", shape.key);
    }
}

fn write_arrow(out: &mut String, arrow: &Arrow) {
    let label = match escaped(&arrow.label) {
        label if label.is_empty() => label,
        label => format!("label=\"{label}\""),
    };
    let line = match arrow.line {
        Stroke::Onward => "",
        Stroke::Return => "style=dashed, constraint=false",
        Stroke::Evidence => "style=dotted, arrowhead=none",
    };
    let frame = arrow.frame.as_ref().map_or_else(String::new, |frame| format!("ltail=cluster_{frame}"));
    let attributes: Vec<&str> = [&*label, line, &frame].into_iter().filter(|part| !part.is_empty()).collect();
    let _ = match attributes.as_slice() {
        [] => writeln!(out, "    {} -> {};", arrow.from, arrow.to),
        written => writeln!(out, "    {} -> {} [{}];", arrow.from, arrow.to, written.join(", ")),
    };
}
