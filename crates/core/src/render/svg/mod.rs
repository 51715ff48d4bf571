//! The picture of a procedure as SVG: lanes, numbered boxes, diamonds with SI and NO, documents, returns.
//!
//! Knows how each shape of BPMN looks and what SVG must have escaped; where things stand is [`crate::diagram`]'s.
//! Nothing is loaded from elsewhere, nothing runs, and colours never say what no shape or word says as well.
//! Read [`svg`] first.

mod fault;
mod overlay;
mod shape;
mod style;
mod symbol;

use std::fmt::Write as _;

pub use overlay::{Overlay, Standing};

use self::shape::{draw_element, draw_sub_process};
use super::escape::xml;
use super::words::Word;
use crate::diagram::text::{SIZE, SMALL, leading};
use crate::diagram::{Bounds, Diagram, Element, Flow, FlowKind, Kind, Place, Point};
use crate::procedure::Procedure;
use crate::source::Language;

/// Renders the picture of a procedure as SVG.
///
/// The picture is as wide as the work is long: a lane per responsible role, activities from left to right.
/// Texts are escaped: no text of the procedure becomes markup, a link or a script.
#[must_use]
pub fn svg(procedure: &Procedure, language: Language) -> String {
    Picture { diagram: &Diagram::of(procedure, language), overlay: None, language }.write()
}

/// The same with what a case or a set of paths has walked.
#[must_use]
pub fn svg_with(procedure: &Procedure, language: Language, overlay: &Overlay) -> String {
    Picture { diagram: &Diagram::of(procedure, language), overlay: Some(overlay), language }.write()
}

// Writing into a `String` cannot fail, so the results below are dropped.

struct Picture<'a> {
    diagram: &'a Diagram,
    overlay: Option<&'a Overlay>,
    language: Language,
}

/// How high the legend of an overlay is.
const LEGEND: i32 = 34;

impl Picture<'_> {
    fn write(&self) -> String {
        let mut out = String::new();
        self.open(&mut out);
        self.pools(&mut out);
        let elements = &self.diagram.elements;
        let mut blocks: Vec<&Element> =
            elements.iter().filter(|element| matches!(element.kind, Kind::SubProcess(_))).collect();
        // What stands in another one is smaller.
        blocks.sort_by_key(|block| {
            std::cmp::Reverse(i64::from(block.bounds.width) * i64::from(block.bounds.height))
        });
        for block in blocks {
            draw_sub_process(&mut out, block, &self.class(block));
        }
        elements
            .iter()
            .filter(|element| element.kind == Kind::Group)
            .for_each(|group| write_group(&mut out, group));
        self.diagram.flows.iter().for_each(|flow| self.flow(&mut out, flow));
        let is_boundary = |element: &&Element| element.kind.is_event_at(Place::Boundary);
        let others =
            elements.iter().filter(|element| !matches!(element.kind, Kind::SubProcess(_) | Kind::Group));
        let (boundary, plain): (Vec<&Element>, Vec<&Element>) = others.partition(is_boundary);
        for element in plain.into_iter().chain(boundary) {
            draw_element(&mut out, element, &self.class(element));
        }
        self.labels(&mut out);
        self.badges(&mut out);
        self.legend(&mut out);
        out.push_str("</svg>\n");
        out
    }

    fn open(&self, out: &mut String) {
        let Bounds { width, height, .. } = self.diagram.bounds;
        let height = height + if self.overlay.is_some() { LEGEND } else { 0 };
        let language = match self.language {
            Language::Spanish => "es",
            Language::English => "en",
        };
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
             {height}\" role=\"graphics-document\" aria-labelledby=\"cauce-title cauce-desc\" xml:lang=\"{language}\">"
        );
        let _ = writeln!(out, "<title id=\"cauce-title\">{}</title>", xml(&self.diagram.name));
        let _ = writeln!(out, "<desc id=\"cauce-desc\">{}</desc>", xml(&self.description()));
        out.push_str(style::STYLE);
        if self.overlay.is_some_and(Overlay::is_of_times) {
            out.push_str(style::HEAT);
        }
        out.push_str(style::MARKERS);
        let _ = writeln!(out, "<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>");
    }

    /// What the picture shows, for those who do not see it: the lanes, then each activity with where it leads.
    fn description(&self) -> String {
        let lanes: Vec<&str> = self.diagram.lanes.iter().map(|lane| &*lane.name).collect();
        let mut text = String::new();
        if !lanes.is_empty() {
            let _ = write!(text, "{}: {}. ", Word::Responsible.text(self.language), lanes.join("; "));
        }
        let mut steps = Vec::new();
        for element in &self.diagram.elements {
            if matches!(element.kind, Kind::Task { .. } | Kind::Call) {
                steps.push(spoken(element));
            }
        }
        let _ = write!(text, "{}: {}.", Word::Activities.text(self.language), steps.join("; "));
        text
    }

    fn pools(&self, out: &mut String) {
        let diagram = self.diagram;
        for other in &diagram.others {
            write_rect(out, "pool", &other.bounds, 0);
            write_lines(out, "name", &other.lines, (other.bounds.centre(), SIZE, "middle"));
        }
        let pool = diagram.pool;
        write_rect(out, "pool", &pool, 0);
        write_upwards(out, "pool-name", &diagram.lines, (pool, diagram.heading));
        for (position, lane) in diagram.lanes.iter().enumerate() {
            let class = if position % 2 == 0 { "lane" } else { "lane even" };
            write_rect(out, class, &lane.bounds, 0);
            write_upwards(out, "lane-name", &lane.lines, (lane.bounds, diagram.lane_heading));
            let x = lane.bounds.x + diagram.lane_heading;
            let _ = writeln!(
                out,
                "<path class=\"border\" d=\"M{x} {}V{}\"/>",
                lane.bounds.y,
                lane.bounds.bottom()
            );
        }
        let x = pool.x + diagram.heading;
        let _ = writeln!(out, "<path class=\"border\" d=\"M{x} {}V{}\"/>", pool.y, pool.bottom());
    }

    /// What an overlay says of a shape.
    fn class(&self, element: &Element) -> String {
        let Some((overlay, of)) = self.overlay.zip(element.stands_for) else { return String::new() };
        match (overlay.standing(of), overlay.heat(of)) {
            (Some(standing), Some(heat)) => format!(" {} heat{heat}", standing.class()),
            (Some(standing), None) => format!(" {}", standing.class()),
            (None, _) => String::new(),
        }
    }

    fn flow(&self, out: &mut String, flow: &Flow) {
        let Some((first, rest)) = flow.waypoints.split_first() else { return };
        let mut class = match flow.kind {
            FlowKind::Sequence => "flow",
            FlowKind::Return => "flow return",
            FlowKind::DataAssociation => "data",
            FlowKind::Association => "association",
            FlowKind::Message => "message",
        }
        .to_owned();
        let taken = self.overlay.zip(flow.exit).map(|(overlay, exit)| overlay.taken(exit));
        if let Some(taken) = taken {
            class.push_str(if taken > 0 { " walked" } else { " never" });
        }
        if let Some(heat) = self.overlay.zip(flow.exit).and_then(|(overlay, exit)| overlay.heat_of_way(exit))
        {
            let _ = write!(class, " wide{heat}");
        }
        let mut path = format!("M{} {}", first.x, first.y);
        for point in rest {
            let _ = write!(path, "L{} {}", point.x, point.y);
        }
        let end = match flow.kind {
            FlowKind::Sequence => " marker-end=\"url(#cauce-arrow)\"",
            FlowKind::Return => " marker-end=\"url(#cauce-arrow-back)\"",
            FlowKind::DataAssociation | FlowKind::Association => "",
            FlowKind::Message => " marker-start=\"url(#cauce-ring)\" marker-end=\"url(#cauce-open)\"",
        };
        let title = self.flow_title(flow, taken);
        let _ =
            writeln!(out, "<path class=\"{class}\" d=\"{path}\"{end}><title>{}</title></path>", xml(&title));
        if flow.default {
            self.slash(out, flow);
        }
    }

    fn flow_title(&self, flow: &Flow, taken: Option<u32>) -> String {
        let name = |end: crate::diagram::End| match end {
            crate::diagram::End::Element(element) => spoken(&self.diagram.elements[element]),
            crate::diagram::End::Participant(other) => self.diagram.others[other].name.clone(),
        };
        let label = if flow.name.is_empty() { String::new() } else { format!(" ({})", flow.name) };
        let times = taken.map_or_else(String::new, |taken| format!(" ×{taken}"));
        format!("{} → {}{label}{times}", name(flow.from), name(flow.to))
    }

    /// The stroke across the beginning of a default flow.
    fn slash(&self, out: &mut String, flow: &Flow) {
        let [first, second, ..] = flow.waypoints[..] else { return };
        let (dx, dy) = ((second.x - first.x).signum(), (second.y - first.y).signum());
        let at = Point::new(first.x + 9 * dx, first.y + 9 * dy);
        let _ = writeln!(out, "<path class=\"slash\" d=\"M{} {}l8 -8\"/>", at.x - 4, at.y + 4);
    }

    fn labels(&self, out: &mut String) {
        for element in &self.diagram.elements {
            let Some(label) = element.label else { continue };
            match element.kind {
                Kind::Task { .. } | Kind::Call | Kind::SubProcess(_) => {}
                Kind::Group => {
                    write_lines(
                        out,
                        "group-name",
                        &element.lines,
                        (Point::new(label.x, label.y), SMALL, "start"),
                    );
                }
                Kind::Event { place, .. } if place != Place::Boundary => {
                    let top = Point::new(label.centre().x, label.y);
                    write_lines(out, "small", &element.lines, (top, SMALL, "middle"));
                }
                Kind::Gateway { .. } => {
                    write_lines(
                        out,
                        "question",
                        &element.lines,
                        (Point::new(label.x, label.y), SMALL, "start"),
                    );
                }
                _ => {
                    write_lines(out, "small", &element.lines, (Point::new(label.x, label.y), SMALL, "start"));
                }
            }
        }
        for flow in &self.diagram.flows {
            if let Some(label) = flow.label {
                write_lines(out, "answer", &flow.lines, (Point::new(label.x, label.y), SMALL, "start"));
            }
        }
    }

    /// How often, at the corner of each shape that an overlay says something of.
    fn badges(&self, out: &mut String) {
        let Some(overlay) = self.overlay else { return };
        let mut seen = std::collections::BTreeSet::new();
        for element in &self.diagram.elements {
            let Some(of) =
                element.stands_for.filter(|_| !matches!(element.kind, Kind::Document | Kind::Group))
            else {
                continue;
            };
            let Some(standing) = overlay.standing(of).filter(|_| seen.insert(of)) else { continue };
            let text = overlay.badge(of, standing);
            let width = crate::diagram::text::width(&text, SMALL) + 10;
            let (x, y) = (element.bounds.right() - width + 6, element.bounds.y - 8);
            let class = standing.class();
            let _ = writeln!(
                out,
                "<g class=\"badge {class}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"16\" rx=\"8\"/>"
            );
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>",
                x + width / 2,
                y + 12,
                xml(&text)
            );
        }
    }

    fn legend(&self, out: &mut String) {
        let Some(overlay) = self.overlay else { return };
        let (mut x, y) = (self.diagram.pool.x, self.diagram.bounds.height + 4);
        for (heat, low, high) in overlay.scale() {
            let words = if low == high { format!("×{low}") } else { format!("×{low}–{high}") };
            let _ = writeln!(
                out,
                "<rect class=\"task done heat{heat}\" x=\"{x}\" y=\"{y}\" width=\"22\" height=\"16\" rx=\"4\"/>"
            );
            let width = crate::diagram::text::width(&words, SMALL);
            write_lines(out, "small", &[words], (Point::new(x + 28, y + 1), SMALL, "start"));
            x += 28 + width + 22;
        }
        for (standing, words) in overlay.legend(self.language) {
            let sign = standing.sign();
            let class = standing.class();
            let _ = writeln!(
                out,
                "<g class=\"badge {class}\"><rect x=\"{x}\" y=\"{y}\" width=\"22\" height=\"16\" rx=\"8\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{sign}</text></g>",
                x + 11,
                y + 12
            );
            write_lines(out, "small", &[words.to_owned()], (Point::new(x + 28, y + 1), SMALL, "start"));
            x += 28 + crate::diagram::text::width(words, SMALL) + 22;
        }
    }
}

/// Number and name.
fn spoken(element: &Element) -> String {
    match (element.number.is_empty(), element.name.is_empty()) {
        (true, true) => element.id.clone(),
        (true, false) => element.name.clone(),
        (false, _) => format!("{} · {}", element.number, element.name),
    }
}

fn write_rect(out: &mut String, class: &str, bounds: &Bounds, radius: i32) {
    let Bounds { x, y, width, height } = bounds;
    let round = if radius > 0 { format!(" rx=\"{radius}\"") } else { String::new() };
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}/>"
    );
}

/// Lines below each other, from the top of the first.
fn write_lines(out: &mut String, class: &str, lines: &[String], (at, size, anchor): (Point, i32, &str)) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(out, "<text class=\"{class}\" text-anchor=\"{anchor}\">");
    let mut y = at.y + size - 1;
    for line in lines {
        let _ = write!(out, "<tspan x=\"{}\" y=\"{y}\">{}</tspan>", at.x, xml(line));
        y += leading(size);
    }
    out.push_str("</text>\n");
}

/// Lines beside each other, read from below, in the heading of a pool or lane.
fn write_upwards(out: &mut String, class: &str, lines: &[String], (bounds, heading): (Bounds, i32)) {
    let high = leading(SIZE) * i32::try_from(lines.len()).unwrap_or(0);
    let (mut x, y) = (bounds.x + (heading - high) / 2 + SIZE - 1, bounds.centre().y);
    for line in lines {
        let _ = writeln!(
            out,
            "<text class=\"{class}\" text-anchor=\"middle\" transform=\"translate({x} {y}) rotate(-90)\">{}</text>",
            xml(line)
        );
        x += leading(SIZE);
    }
}

fn write_group(out: &mut String, group: &Element) {
    if group.bounds.width > 0 {
        write_rect(out, "group", &group.bounds, 10);
    }
}
