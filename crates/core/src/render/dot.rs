//! The flow as a Graphviz digraph.

use std::fmt::Write as _;

use super::escape::dot as escaped;
use super::flow::{Arrow, Flow, Form, Shape, Stroke};
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
    for shape in &flow.shapes {
        write_shape(&mut out, shape);
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
        Form::Document => "shape=note, fontsize=9",
    };
    let _ = writeln!(out, "    {} [{form}, label=\"{}\"];", shape.key, label.join("\\n"));
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
    let attributes: Vec<&str> = [&*label, line].into_iter().filter(|part| !part.is_empty()).collect();
    let _ = match attributes.as_slice() {
        [] => writeln!(out, "    {} -> {};", arrow.from, arrow.to),
        written => writeln!(out, "    {} -> {} [{}];", arrow.from, arrow.to, written.join(", ")),
    };
}
