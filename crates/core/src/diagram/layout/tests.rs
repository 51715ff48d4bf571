//! Random graphs of shapes: nothing overlaps, no line crosses a shape, whatever the graph.

use super::{CIRCLE, DIAMOND, Edge, Form, Node, Placed, Start, place};
use crate::diagram::geometry::{Bounds, Point};

/// A small generator: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

fn node(dice: &mut Dice, bands: usize) -> Node {
    let form = [Form::Box, Form::Box, Form::Diamond, Form::Circle][dice.roll(4)];
    let size = match form {
        Form::Box => 0,
        Form::Diamond => 2 * DIAMOND,
        Form::Circle => 2 * CIRCLE,
    };
    let (width, height) =
        if size > 0 { (size, size) } else { (100 + dice.roll(80) as i32, 60 + dice.roll(90) as i32) };
    Node {
        width,
        height,
        axis: height / 2,
        left: dice.roll(30) as i32,
        right: dice.roll(60) as i32,
        above: dice.roll(40) as i32,
        strip: 0,
        below: 20 + dice.roll(40) as i32,
        band: dice.roll(bands),
        form,
        floats: false,
    }
}

fn graph(seed: u64) -> (Vec<Node>, Vec<Edge>, usize) {
    let mut dice = Dice(seed);
    let (count, bands) = (1 + dice.roll(24), 1 + dice.roll(4));
    let mut nodes: Vec<Node> = (0..count).map(|_| node(&mut dice, bands)).collect();
    let edges = (0..dice.roll(2 * count + 1)).map(|_| {
        let (from, to) = (dice.roll(count), dice.roll(count));
        let below = nodes[from].form == Form::Box && dice.roll(5) == 0;
        Edge {
            from,
            to: (dice.roll(30) > 0).then_some(to),
            start: if below { Start::Below(30 + 20 * dice.roll(3) as i32, 18) } else { Start::Free },
            down: dice.roll(2) == 0,
            back: dice.roll(4) == 0 || to <= from && dice.roll(2) == 0,
            thin: dice.roll(6) == 0,
            hidden: dice.roll(12) == 0,
            label: (nodes[from].form == Form::Diamond && dice.roll(2) == 0)
                .then(|| (20 + dice.roll(80) as i32, 13 + 13 * dice.roll(2) as i32)),
        }
    });
    let edges: Vec<Edge> = edges.collect();
    for (position, node) in nodes.iter_mut().enumerate() {
        let lonely = !edges.iter().any(|edge| edge.from == position || edge.to == Some(position));
        node.floats = lonely && position % 2 == 0;
    }
    (nodes, edges, bands)
}

fn bounds(nodes: &[Node], placed: &Placed) -> Vec<Bounds> {
    let shapes = nodes.iter().zip(&placed.at);
    shapes.map(|(node, at)| Bounds::new(*at, node.width, node.height)).collect()
}

fn crosses(from: Point, to: Point, shape: &Bounds) -> bool {
    let (left, right) = (from.x.min(to.x), from.x.max(to.x));
    let (top, bottom) = (from.y.min(to.y), from.y.max(to.y));
    left < shape.right()
        && shape.x < right.max(left + 1)
        && top < shape.bottom()
        && shape.y < bottom.max(top + 1)
        && (left > shape.x || right > shape.x)
        && (top > shape.y || bottom > shape.y)
}

/// Lines may touch the box around their own diamond or circle: its outline lies inside.
fn check(seed: u64) {
    let (nodes, edges, bands) = graph(seed);
    let placed = place(&nodes, &edges, &vec![60; bands]);
    let shapes = bounds(&nodes, &placed);
    let whole = Bounds { x: 0, y: 0, width: placed.width, height: placed.height };
    for (position, shape) in shapes.iter().enumerate() {
        assert!(whole.contains(shape), "{seed}: {position} lies outside");
        let (top, bottom) =
            placed.bands[if nodes[position].floats { bands - 1 } else { nodes[position].band }];
        assert!(top <= shape.y && shape.bottom() <= bottom, "{seed}: {position} leaves its lane");
        let covered = shapes[position + 1..].iter().find(|other| shape.overlaps(other));
        assert!(covered.is_none(), "{seed}: {position} overlaps {covered:?}");
    }
    for pair in placed.bands.windows(2) {
        assert_eq!(pair[0].1, pair[1].0, "{seed}: lanes meet");
    }
    for (line, edge) in edges.iter().enumerate().filter(|(_, edge)| !edge.hidden) {
        let way = &placed.ways[line];
        assert!(way.len() >= 2, "{seed}: line {line} is nowhere");
        for pair in way.windows(2) {
            assert!(
                pair[0].x == pair[1].x || pair[0].y == pair[1].y,
                "{seed}: line {line} is not orthogonal {way:?}"
            );
            for (position, shape) in shapes.iter().enumerate() {
                let own = edge.from == position || edge.to == Some(position);
                let round = nodes[position].form != Form::Box;
                assert!(
                    own && round || !crosses(pair[0], pair[1], shape),
                    "{seed}: line {line} crosses {position}: {way:?} {shape:?} {edge:?}"
                );
            }
        }
        if let Some(label) = placed.labels[line] {
            assert!(whole.contains(&label), "{seed}: the label of {line} lies outside");
            assert!(
                !shapes.iter().any(|shape| shape.overlaps(&label)),
                "{seed}: the label of {line} covers a shape"
            );
        }
    }
    let labels: Vec<&Bounds> = placed.labels.iter().flatten().collect();
    for (position, label) in labels.iter().enumerate() {
        let other = labels[position + 1..].iter().find(|other| label.overlaps(other));
        assert!(other.is_none(), "{seed}: {label:?} covers {other:?}");
    }
    no_line_runs_on_another(seed, &edges, &placed);
}

/// Lines with nothing in common cross, and never run on top of each other.
fn no_line_runs_on_another(seed: u64, edges: &[Edge], placed: &Placed) {
    let mut pieces = Vec::new();
    for (line, way) in placed.ways.iter().enumerate() {
        pieces.extend(way.windows(2).map(|pair| (line, pair[0].min(pair[1]), pair[0].max(pair[1]))));
    }
    for (position, (line, from, to)) in pieces.iter().enumerate() {
        for (other, from2, to2) in &pieces[position + 1..] {
            let (one, two) = (&edges[*line], &edges[*other]);
            if line == other || one.from == two.from || one.to == two.to {
                continue;
            }
            let vertical = from.x == to.x && from2.x == to2.x && from.x == from2.x;
            let level = from.y == to.y && from2.y == to2.y && from.y == from2.y;
            let on_top =
                vertical && from.y < to2.y && from2.y < to.y || level && from.x < to2.x && from2.x < to.x;
            assert!(
                !on_top,
                "{seed}: line {line} runs on {other}: {from:?} {to:?} {from2:?} {to2:?} {one:?} {two:?} {:?} {:?} {:?}",
                placed.ways[*line], placed.ways[*other], placed.cells
            );
        }
    }
}

#[test]
fn random_graphs_are_drawn_cleanly() {
    (0..2000).for_each(check);
}

#[test]
fn the_same_graph_is_the_same_picture() {
    let (nodes, edges, bands) = graph(7);
    let heights = vec![60; bands];
    assert_eq!(place(&nodes, &edges, &heights).ways, place(&nodes, &edges, &heights).ways);
}
