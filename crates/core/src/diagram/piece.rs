//! How large each shape is, and where its name and what is attached to it stand.
//!
//! Knows texts and sizes; does not know positions. Read [`Piece`] first.

use super::element::{Element, Kind};
use super::geometry::{Bounds, Point};
use super::layout::{CIRCLE, DIAMOND, Form, Node, Placed};
use super::text::{SIZE, SMALL, height, label_width, lines};

/// What is free beside the text of a box.
const PADDING: i32 = 8;
/// The row of the symbol and the number.
const HEADER: i32 = 18;
/// What the symbol takes of the corner of a task where other programs draw it.
const CORNER: i32 = 28;
/// The row of the markers.
const MARKERS: i32 = 18;
/// A document.
const DOCUMENT: (i32, i32) = (24, 30);
/// Data that stands by itself, and a store.
const DATA: (i32, i32) = (36, 50);
const STORE: (i32, i32) = (50, 50);
/// How wide a note is.
const NOTE: i32 = 140;
/// Where the line to the documents leaves the top of an activity.
const BUS: i32 = 42;
/// The widths that activities may have.
const WIDTHS: [i32; 3] = [116, 144, 176];
/// How far below a gateway its question stands: an answer may stand beside the corner.
const ASIDE: i32 = 12;
/// Lines of a name before it is cut.
const LINES: usize = 12;

/// A shape with what belongs to it; positions are counted from its left upper corner.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) axis: i32,
    /// The room around it: left, right, above, below.
    pub(super) room: [i32; 4],
    /// How much of the room above it is for the headings of frames.
    pub(super) strip: i32,
    pub(super) label: Option<Bounds>,
    /// Where the inside of a sub-process begins.
    pub(super) inside: Point,
    /// Documents and events that are attached to it.
    pub(super) attached: Vec<Attached>,
    /// Where lines leave its lower side, by their positions.
    pub(super) stubs: Vec<(usize, i32)>,
}

/// A shape that is attached to another.
#[derive(Clone, Debug)]
pub(super) struct Attached {
    pub(super) shape: usize,
    pub(super) bounds: Bounds,
    pub(super) label: Option<Bounds>,
    /// The line from the activity to a document.
    pub(super) way: Vec<Point>,
}

impl Piece {
    /// A shape without what is attached to it; texts are broken into lines.
    pub(super) fn of(element: &mut Element, inner: Option<&Placed>) -> Self {
        match element.kind {
            Kind::Task { .. } | Kind::Call => box_of(element),
            Kind::SubProcess(_) => sub_process(element, inner),
            Kind::Gateway { .. } => gateway(element),
            Kind::Event { .. } => event(element),
            Kind::Document => thing(element, DATA),
            Kind::Store => thing(element, STORE),
            Kind::Note => note(element),
            Kind::Group => Piece::default(),
        }
    }

    pub(super) fn node(&self, kind: Kind, (band, floats): (usize, bool)) -> Node {
        let form = match kind {
            Kind::Gateway { .. } => Form::Diamond,
            Kind::Event { .. } => Form::Circle,
            _ => Form::Box,
        };
        let [left, right, above, below] = self.room;
        let (width, height, axis) = (self.width, self.height, self.axis);
        Node { width, height, axis, left, right, above, below, strip: self.strip, band, form, floats }
    }

    /// Puts documents above it, the first one highest.
    pub(super) fn add_documents(&mut self, documents: Vec<(usize, &mut Element)>) {
        let mut y = -14;
        for (shape, element) in documents.into_iter().rev() {
            element.lines = lines(&element.name, SMALL, 110, 6);
            let (wide, high) = (label_width(&element.lines), height(&element.lines, SMALL));
            let tall = high.max(DOCUMENT.1);
            y -= tall;
            let at = Point::new(BUS + 8, y + (tall - DOCUMENT.1) / 2);
            let bounds = Bounds::new(at, DOCUMENT.0, DOCUMENT.1);
            let label = Bounds::new(Point::new(bounds.right() + 5, y + (tall - high) / 2), wide, high);
            let middle = bounds.centre().y;
            let way = vec![Point::new(BUS, 0), Point::new(BUS, middle), Point::new(bounds.x, middle)];
            self.room[1] = self.room[1].max(label.right() + 8 - self.width);
            self.room[2] = self.room[2].max(6 - y);
            self.attached.push(Attached {
                shape,
                bounds,
                label: Some(label).filter(|label| label.width > 0),
                way,
            });
            y -= 6;
        }
    }

    /// Puts events on its lower border, and beside them where associations leave.
    pub(super) fn add_below(&mut self, events: Vec<(usize, &mut Element)>, stubs: &[usize]) {
        if events.is_empty() && stubs.is_empty() {
            return;
        }
        // Events stand half in the box: what is written in it stands above them.
        if !events.is_empty() {
            self.height += CIRCLE;
        }
        let mut x = 26;
        let mut right = 0;
        let mut placed = Vec::new();
        for (shape, element) in events {
            element.lines = lines(&spoken(element), SMALL, 88, 4);
            let (wide, high) = (label_width(&element.lines), height(&element.lines, SMALL));
            placed.push((shape, x, wide, high));
            right = x + 8 + wide;
            x += (wide + 16).max(46);
        }
        for stub in stubs {
            self.stubs.push((*stub, x));
            x += 22;
        }
        let last = self.stubs.last().map(|stub| stub.1).or(placed.last().map(|event| event.1)).unwrap_or(0);
        self.width = self.width.max(last + 26);
        self.room[1] = self.room[1].max(right + 8 - self.width);
        for (shape, x, wide, high) in placed {
            let bounds = Bounds::new(Point::new(x - CIRCLE, self.height - CIRCLE), 2 * CIRCLE, 2 * CIRCLE);
            let label = Bounds::new(Point::new(x + 6, self.height + CIRCLE + 2), wide, high);
            self.room[3] = self.room[3].max(CIRCLE + high + 8);
            let label = Some(label).filter(|label| label.width > 0);
            self.attached.push(Attached { shape, bounds, label, way: Vec::new() });
        }
    }

    /// Puts the name of an event above it: a line leaves below.
    pub(super) fn raise_label(&mut self) {
        if let Some(label) = &mut self.label {
            label.y = -3 - label.height;
            (self.room[2], self.room[3]) = (label.height + 7, 0);
        }
    }

    /// Room around it for the frames of the groups that it stands in.
    pub(super) fn add_frames(&mut self, strips: i32, depth: i32) {
        let [left, right, above, below] = self.room;
        self.room = [left + 6 * depth, right + 6 * depth, above + strips, below + 6 * depth];
        self.strip = strips;
    }
}

/// Number and name.
pub(super) fn spoken(element: &Element) -> String {
    match element.number.is_empty() {
        true => element.name.clone(),
        false => format!("{} · {}", element.number, element.name),
    }
}

fn box_of(element: &mut Element) -> Piece {
    let fits = |width: &&i32| lines(&element.name, SIZE, **width - 2 * PADDING, LINES).len() <= 3;
    let width = *WIDTHS.iter().find(fits).unwrap_or(&WIDTHS[WIDTHS.len() - 1]);
    let width = width.max(super::text::width(&element.number, SIZE) + 44);
    let available = width - 2 * PADDING;
    element.lines = lines(&element.name, SIZE, available, LINES);
    element.note_lines = element.notes.iter().flat_map(|note| lines(note, SMALL, available, 5)).collect();
    let has_markers = element.repeats.is_some() || element.undoes;
    let text = height(&element.lines, SIZE) + height(&element.note_lines, SMALL);
    let gap = if element.note_lines.is_empty() { 0 } else { 4 };
    let bottom = if has_markers { MARKERS } else { PADDING };
    let tall = (HEADER + text + gap + bottom).max(76).max(clear_of_symbol(element, width));
    let label = Bounds::new(Point::new(PADDING, HEADER), available, tall - HEADER - bottom);
    Piece { width, height: tall, axis: tall / 2, label: Some(label), ..Piece::default() }
}

/// How tall a task is for its name to stand below the symbol in its corner: other programs write number and name in the
/// middle of the box.
fn clear_of_symbol(element: &Element, width: i32) -> i32 {
    let said = format!("{} {}", element.number, element.name);
    let lines = lines(said.trim(), SIZE, width - 2 * PADDING, LINES);
    let beside = super::text::widest(&lines, SIZE) + 2 * CORNER <= width;
    if beside || !matches!(element.kind, Kind::Task { .. }) {
        return 0;
    }
    height(&lines, SIZE) + 2 * (CORNER - 2)
}

fn sub_process(element: &mut Element, inner: Option<&Placed>) -> Piece {
    let (inner_width, inner_height, inner_axis) =
        inner.map_or((100, 60, 30), |inner| (inner.width, inner.height, inner.axis));
    let width = inner_width.max(150);
    let available = width - 2 * PADDING - 12;
    element.lines = lines(&spoken(element), SIZE, available, 4);
    element.note_lines = element.notes.iter().flat_map(|note| lines(note, SMALL, available, 3)).collect();
    let text = height(&element.lines, SIZE) + height(&element.note_lines, SMALL);
    let header = text + 8;
    let has_markers = element.repeats.is_some() || element.undoes || element.kind.is_ad_hoc();
    let footer = if has_markers { MARKERS + 4 } else { 4 };
    let label = Bounds::new(Point::new(PADDING + 6, 5), available, text);
    Piece {
        width,
        height: header + inner_height + footer,
        axis: header + inner_axis,
        label: Some(label).filter(|label| label.height > 0),
        inside: Point::new(0, header),
        ..Piece::default()
    }
}

fn gateway(element: &mut Element) -> Piece {
    element.lines = lines(&spoken(element), SMALL, 118, 6);
    let (wide, high) = (label_width(&element.lines), height(&element.lines, SMALL));
    let size = 2 * DIAMOND;
    let mut piece = Piece { width: size, height: size, axis: DIAMOND, ..Piece::default() };
    if wide > 0 {
        piece.label = Some(Bounds::new(Point::new(DIAMOND + 8, size + ASIDE), wide, high));
        piece.room = [0, DIAMOND + 8 + wide + 6 - size, 0, high + ASIDE + 4];
    }
    piece
}

fn event(element: &mut Element) -> Piece {
    element.lines = lines(&spoken(element), SMALL, 96, 5);
    let (wide, high) = (label_width(&element.lines), height(&element.lines, SMALL));
    let size = 2 * CIRCLE;
    let mut piece = Piece { width: size, height: size, axis: CIRCLE, ..Piece::default() };
    if wide > 0 {
        piece.label = Some(Bounds::new(Point::new((size - wide) / 2, size + 3), wide, high));
        let aside = (wide - size + 1).max(0) / 2 + 4;
        piece.room = [aside, aside, 0, high + 7];
    }
    piece
}

/// Data: its name below it.
fn thing(element: &mut Element, (width, tall): (i32, i32)) -> Piece {
    element.lines = lines(&element.name, SMALL, 96, 5);
    let (wide, high) = (label_width(&element.lines), height(&element.lines, SMALL));
    let mut piece = Piece { width, height: tall, axis: tall / 2, ..Piece::default() };
    if wide > 0 {
        piece.label = Some(Bounds::new(Point::new((width - wide) / 2, tall + 3), wide, high));
        let aside = (wide - width + 1).max(0) / 2 + 4;
        piece.room = [aside, aside, 0, high + 7];
    }
    piece
}

/// A note as large as its text.
fn note(element: &mut Element) -> Piece {
    element.lines = lines(&element.name, SIZE, NOTE - 2 * PADDING, 40);
    let tall = (height(&element.lines, SIZE) + 2 * PADDING).max(30);
    let label = Bounds::new(Point::new(PADDING, PADDING), NOTE - 2 * PADDING, tall - 2 * PADDING);
    Piece { width: NOTE, height: tall, axis: tall / 2, label: Some(label), ..Piece::default() }
}
