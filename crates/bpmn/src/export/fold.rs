//! What an imported procedure draws besides what its model had is taken out again, and lines are led on.

use cauce::diagram::{End, Kind, Place, Point};

use super::process::{Line, Part};

impl Part<'_> {
    /// What an imported procedure draws besides what its model had is taken out again.
    pub(super) fn simplify(&mut self) {
        if !self.hints.is_imported() {
            return;
        }
        for position in 0..self.shapes.len() {
            let element = &self.diagram.elements[position];
            let bare = self.shapes[position].own.is_empty();
            let drawn = bare && matches!(element.kind, Kind::Event { place: Place::Start | Place::End, .. });
            if let (Kind::Gateway { .. }, true) = (element.kind, bare) {
                self.fold_gateway(position);
            } else if element.implied || drawn {
                self.drop_shape(position);
            }
        }
    }

    fn drop_shape(&mut self, position: usize) {
        self.shapes[position].gone = true;
        for line in &mut self.lines {
            line.gone |= [line.from, line.to].contains(&End::Element(position));
        }
    }

    /// A gateway that stands for the choice of an activity: of a question that was a gateway in the model, the gateway
    /// stays and the activity goes; of conditions on the flows of an activity, the other way round.
    fn fold_gateway(&mut self, gateway: usize) {
        if self.diagram.elements[gateway].id.ends_with(".merge") {
            return self.fold_merge(gateway);
        }
        let to_it = |line: &&Line| !line.gone && line.to == End::Element(gateway);
        let mut entering = self.lines.iter().filter(to_it);
        let (Some(only), None) = (entering.next(), entering.next()) else { return };
        let Some(activity) = only.from.element() else { return };
        let between = self.lines.iter().position(|line| std::ptr::eq(line, only)).unwrap_or(0);
        let own = self.shapes[activity].own.clone();
        if own.is_empty()
            || !matches!(
                self.shapes[activity].kind,
                Kind::Task { .. } | Kind::Call | Kind::SubProcess(_) | Kind::Event { .. }
            )
        {
            return;
        }
        let path = self.lines[between].waypoints.clone();
        self.lines[between].gone = true;
        let was_gateway = self.hints.local(&own).is_some_and(|name| name.ends_with("Gateway"));
        if was_gateway {
            let id = self.shapes[activity].id.clone();
            self.shapes[activity].gone = true;
            (self.shapes[gateway].id, self.shapes[gateway].own) = (id, own);
            for line in &mut self.lines {
                if line.to == End::Element(activity) {
                    line.to = End::Element(gateway);
                    line.waypoints = joined(&line.waypoints, &path);
                }
            }
            return;
        }
        self.shapes[gateway].gone = true;
        for line in &mut self.lines {
            if line.from == End::Element(gateway) {
                line.from = End::Element(activity);
                line.waypoints = joined(&path, &line.waypoints);
            }
        }
    }

    /// A gateway that joins and splits is drawn as two, and was one.
    fn fold_merge(&mut self, merge: usize) {
        let mut leaving =
            self.lines.iter().enumerate().filter(|(_, line)| !line.gone && line.from == End::Element(merge));
        let (Some((between, only)), None) = (leaving.next(), leaving.next()) else { return };
        let (to, path) = (only.to, only.waypoints.clone());
        self.lines[between].gone = true;
        self.shapes[merge].gone = true;
        for line in self.lines.iter_mut().filter(|line| line.to == End::Element(merge)) {
            line.to = to;
            line.waypoints = joined(&line.waypoints, &path);
        }
    }
}

/// Two paths of which one begins where the other ends.
fn joined(first: &[Point], second: &[Point]) -> Vec<Point> {
    let mut points = first.to_vec();
    // From one corner of what is gone to another there is a bend.
    if let (Some(before), Some(after)) = (first.last(), second.first()) {
        points.push(Point::new(after.x, before.y));
    }
    points.extend_from_slice(second);
    points.dedup();
    // What lies on a straight line between its neighbours is no bend.
    let mut at = 1;
    while at + 1 < points.len() {
        let (a, b, c) = (points[at - 1], points[at], points[at + 1]);
        let straight = (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y);
        if straight {
            points.remove(at);
        } else {
            at += 1;
        }
    }
    points
}
