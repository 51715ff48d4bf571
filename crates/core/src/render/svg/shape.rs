//! One shape each: tasks, sub-processes, gateways, events, documents.

use std::fmt::Write as _;

use super::symbol;
use super::{spoken, write_lines, write_rect, xml};
use crate::diagram::text::{SIZE, SMALL, height, leading};
use crate::diagram::{Bounds, Element, Kind, Place, Point, Repetition, SubProcess, Trigger};

/// Anything but sub-processes and groups; `class` is what an overlay says of it.
pub(super) fn draw_element(out: &mut String, element: &Element, class: &str) {
    let Bounds { width, height, .. } = element.bounds;
    if width == 0 || height == 0 {
        return;
    }
    open(out, element);
    match element.kind {
        Kind::Task { task, .. } => {
            write_rect(out, &format!("task{class}"), &element.bounds, 8);
            let at = Point::new(element.bounds.x + 6, element.bounds.y + 4);
            write_box(out, element, &symbol::task(at, task));
        }
        Kind::Call => {
            write_rect(out, &format!("call{class}"), &element.bounds, 8);
            write_box(out, element, "");
        }
        Kind::Gateway { gateway, instantiates } => {
            let c = element.bounds.centre();
            let _ = writeln!(
                out,
                "<path class=\"gateway{class}\" d=\"M{} {}l25 25l-25 25l-25 -25z\"/>",
                c.x,
                c.y - 25
            );
            out.push_str(&symbol::gateway(c, gateway, instantiates));
        }
        Kind::Event { place, trigger, interrupts } => {
            write_event(out, element, (place, trigger, interrupts, class));
        }
        Kind::Document => {
            let Bounds { x, y, width, height } = element.bounds;
            let (w, h) = (width - 8, height - 8);
            let _ = writeln!(out, "<path class=\"document\" d=\"M{x} {y}h{w}l8 8v{h}h-{width}z\"/>");
            let _ = writeln!(out, "<path class=\"sign\" d=\"M{} {y}v8h8\"/>", x + w);
        }
        Kind::Store => {
            let Bounds { x, y, width, height } = element.bounds;
            let (rx, h) = (width / 2, height - 12);
            let _ = writeln!(
                out,
                "<path class=\"document\" d=\"M{x} {}a{rx} 6 0 0 1 {width} 0v{h}a{rx} 6 0 0 1 -{width} 0z\"/>",
                y + 6
            );
        }
        Kind::Note => {
            let Bounds { x, y, height, .. } = element.bounds;
            let _ = writeln!(out, "<path class=\"sign\" d=\"M{} {y}h-10v{height}h10\"/>", x + 10);
        }
        Kind::SubProcess(_) | Kind::Group => {}
    }
    out.push_str("</g>\n");
}

/// A sub-process, behind everything that stands in it.
pub(super) fn draw_sub_process(out: &mut String, element: &Element, class: &str) {
    let Kind::SubProcess(kind) = element.kind else { return };
    open(out, element);
    let own = if kind == SubProcess::Event { "block event-block" } else { "block" };
    write_rect(out, &format!("{own}{class}"), &element.bounds, 8);
    if kind == SubProcess::Transaction {
        let Bounds { x, y, width, height } = element.bounds;
        let inner = Bounds { x: x + 3, y: y + 3, width: width - 6, height: height - 6 };
        write_rect(out, "block inner", &inner, 6);
    }
    if let Some(label) = element.label {
        write_lines(out, "number", &element.lines, (Point::new(label.x, label.y), SIZE, "start"));
        let notes = Point::new(label.x, label.y + height(&element.lines, SIZE));
        write_lines(out, "note", &element.note_lines, (notes, SMALL, "start"));
    }
    write_markers(out, element);
    out.push_str("</g>\n");
}

fn open(out: &mut String, element: &Element) {
    let name = spoken(element);
    let _ = writeln!(
        out,
        "<g role=\"graphics-symbol\" data-id=\"{}\"><title>{}</title>",
        xml(&element.id),
        xml(&name)
    );
}

/// Symbol and number, name, notes and markers of an activity.
fn write_box(out: &mut String, element: &Element, symbol: &str) {
    let Some(label) = element.label else { return };
    let has_symbol = !symbol.is_empty();
    out.push_str(symbol);
    if !element.number.is_empty() {
        let x = element.bounds.x + if has_symbol { 25 } else { 9 };
        let number = [element.number.clone()];
        write_lines(out, "number", &number, (Point::new(x, element.bounds.y + 5), SIZE, "start"));
    }
    let gap = if element.note_lines.is_empty() { 0 } else { 4 };
    let text = height(&element.lines, SIZE) + height(&element.note_lines, SMALL) + gap;
    let top = label.y + (label.height - text).max(0) / 2;
    let middle = label.centre().x;
    write_lines(out, "name", &element.lines, (Point::new(middle, top), SIZE, "middle"));
    let below = top + leading(SIZE) * i32::try_from(element.lines.len()).unwrap_or(0) + gap;
    write_lines(out, "note", &element.note_lines, (Point::new(middle, below), SMALL, "middle"));
    write_markers(out, element);
}

/// Repetition, compensation and free choice, side by side at the lower border.
fn write_markers(out: &mut String, element: &Element) {
    let mut markers = Vec::new();
    markers.extend(element.repeats.map(|repeats| match repeats {
        Repetition::Loop => "M-2 -11a5 5 0 1 1 -3 5m-1 -4l1 4l4 -1",
        Repetition::Parallel => "M-4 -11v9M0 -11v9M4 -11v9",
        Repetition::Sequential => "M-5 -10h10M-5 -6h10M-5 -2h10",
    }));
    markers.extend(element.undoes.then_some("M0 -11l-6 4.500l6 4.500zM6 -11l-6 4.500l6 4.500z"));
    if matches!(element.kind, Kind::SubProcess(SubProcess::AdHoc { .. })) {
        markers.push("M-7 -5q3.500 -5 7 -1.500t7 -1.500");
    }
    let count = i32::try_from(markers.len()).unwrap_or(0);
    let mut x = element.bounds.centre().x - 9 * (count - 1);
    for marker in markers {
        let y = element.bounds.bottom() - 4;
        let _ = writeln!(out, "<path class=\"sign\" transform=\"translate({x} {y})\" d=\"{marker}\"/>");
        x += 18;
    }
}

fn write_event(
    out: &mut String,
    element: &Element,
    (place, trigger, interrupts, class): (Place, Trigger, bool, &str),
) {
    let c = element.bounds.centre();
    let mut own = String::from("event");
    if place == Place::End {
        own.push_str(" end");
    }
    if !interrupts {
        own.push_str(" beside");
    }
    let _ = writeln!(out, "<circle class=\"{own}{class}\" cx=\"{}\" cy=\"{}\" r=\"17\"/>", c.x, c.y);
    if matches!(place, Place::Catch | Place::Throw | Place::Boundary) {
        let aside = if interrupts { "" } else { " beside" };
        let _ =
            writeln!(out, "<circle class=\"event inner{aside}\" cx=\"{}\" cy=\"{}\" r=\"14\"/>", c.x, c.y);
    }
    out.push_str(&symbol::event(c, trigger, matches!(place, Place::Throw | Place::End)));
}
