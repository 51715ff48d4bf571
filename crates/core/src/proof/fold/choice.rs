//! Ways of one place that come to the same, and circles that can be left.

use super::Folder;
use crate::proof::net::{Clears, Kind, PlaceIx, Way};
use crate::proof::tale::Tale;

/// A way of a place, with where it comes to in the end.
struct Course {
    /// Where its token goes after it has rested, or at once.
    to: Vec<PlaceIx>,
    /// Where it rests, if it does.
    by: Option<PlaceIx>,
    way: usize,
}

impl Folder<'_, '_> {
    /// A way that leads back to its own place changes nothing as long as there is another.
    pub(super) fn leave_circle(&mut self, place: PlaceIx) -> bool {
        let own = self.net.place(place);
        if !matches!(own.kind, Kind::Rests | Kind::Passes) || own.ways.len() < 2 {
            return false;
        }
        let back = |way: &Way| way.outs == [place] && way.options.is_none() && way.ends.is_none();
        let Some(onward) = own.ways.iter().position(|way| !back(way)) else { return false };
        let closes_others = |way: &Way| way.clears.is_some_and(|closed| !self.closes_only(closed, place));
        let Some(circle) = own.ways.iter().position(|way| back(way) && !closes_others(way)) else {
            return false;
        };
        let (told, untold) = (own.ways[onward].tale, own.ways[circle].tale);
        let tale = self.tales.beside(told, untold);
        let own = self.net.place_mut(place);
        own.ways[onward].tale = tale;
        let gone = own.ways.remove(circle);
        own.ways.iter_mut().for_each(|way| way.sheds |= gone.sheds);
        if let Some(closed) = gone.clears {
            self.unclose(closed);
        }
        self.unlead(place);
        self.touch(place);
        true
    }

    /// Whether nothing that a way closes can be anywhere but at one place.
    fn closes_only(&self, closed: u32, place: PlaceIx) -> bool {
        let clears = &self.net.clears[closed as usize];
        if matches!(clears, Clears::Alone(_)) {
            return true;
        }
        let elsewhere = (0u32..).zip(&self.net.places).any(|(at, other)| {
            let holds =
                matches!(other.kind, Kind::Rests | Kind::Offered | Kind::Slot { .. } | Kind::Gathers { .. });
            let element =
                if matches!(other.kind, Kind::Rests | Kind::Offered) { other.rest.1 } else { other.element };
            holds && at != place && self.led[at as usize] > 0 && self.covers(clears, element)
        });
        !elsewhere
    }

    /// Two ways that come to the same, whether or not a token rests on them, are one.
    pub(super) fn same_ways(&mut self, place: PlaceIx) -> bool {
        if self.net.place(place).ways.len() < 2 {
            return false;
        }
        let mut courses = self.courses(place);
        // Of those that come to the same, one on which nothing rests comes first.
        courses.sort_by(|one, other| (&one.to, one.by, one.way).cmp(&(&other.to, other.by, other.way)));
        let mut gone = vec![false; self.net.place(place).ways.len()];
        for same in courses.chunk_by(|one, other| one.to == other.to).filter(|same| same.len() > 1) {
            self.make_one(place, same, &mut gone);
        }
        let is_less = gone.contains(&true);
        for way in (0..gone.len()).rev().filter(|way| gone[*way]) {
            self.drop_way(place, way);
        }
        is_less
    }

    fn courses(&self, place: PlaceIx) -> Vec<Course> {
        let mut courses = Vec::new();
        for (position, way) in self.net.place(place).ways.iter().enumerate().filter(|(_, way)| way.is_plain())
        {
            courses.push(Course { to: way.outs.clone(), by: None, way: position });
            let Some(by) = way.only().filter(|by| *by != place && self.is_alone(*by)) else { continue };
            if let [then] = &self.net.place(by).ways[..]
                && then.is_plain()
                && !then.outs.contains(&by)
            {
                courses.push(Course { to: then.outs.clone(), by: Some(by), way: position });
            }
        }
        courses
    }

    /// Keeps one of the ways that come to the same, or one for each side of what closes some of them.
    fn make_one(&mut self, place: PlaceIx, same: &[Course], gone: &mut [bool]) {
        let mut kept: Vec<&Course> = Vec::new();
        for course in same.iter().filter(|course| course.by.is_some()) {
            let Some(by) = course.by else { continue };
            match kept.iter().find(|one| one.by.is_some_and(|one| self.same_side(one, by))) {
                Some(one) => {
                    self.merge_rests((place, one.way, one.by.unwrap_or(by)), (course.way, by));
                    gone[course.way] = true;
                }
                None => kept.push(course),
            }
        }
        let mut direct = same.iter().filter(|course| course.by.is_none());
        let Some(first) = direct.next() else { return };
        for other in direct {
            let ways = &self.net.place(place).ways;
            let (one, two) = (ways[first.way].tale, ways[other.way].tale);
            let (tale, sheds) = (self.tales.either(one, two), ways[other.way].sheds);
            let kept = &mut self.net.place_mut(place).ways[first.way];
            (kept.tale, kept.sheds) = (tale, kept.sheds || sheds);
            gone[other.way] = true;
        }
        if let Some(rests) = kept.first().and_then(|kept| kept.by) {
            let direct = &self.net.place(place).ways[first.way];
            let (past, sheds) = (direct.tale, direct.sheds);
            self.may_go_past(rests, past);
            self.net.place_mut(rests).ways[0].sheds |= sheds;
            gone[first.way] = true;
        }
    }

    /// Of two ways one rests and the other does not: the one that rests stands for both.
    fn may_go_past(&mut self, by: PlaceIx, past: Tale) {
        let before = self.net.place(by).past;
        let past = before.map_or(past, |before| self.tales.either(before, past));
        let told = self.net.place(by).ways[0].tale;
        let tale = self.tales.beside(told, past);
        let own = self.net.place_mut(by);
        (own.past, own.ways[0].tale) = (Some(past), tale);
    }

    fn merge_rests(&mut self, (place, way, by): (PlaceIx, usize, PlaceIx), (other, gone): (usize, PlaceIx)) {
        let ways = &self.net.place(place).ways;
        let (one, two) = (ways[way].tale, ways[other].tale);
        let (mut then, mut other_then) = (self.net.place(by).ways[0].tale, self.net.place(gone).ways[0].tale);
        let length = |tales: [Tale; 2]| tales.iter().map(|tale| self.tales.length(*tale)).sum::<u32>();
        let (mut first, mut second) = (one, two);
        if length([two, other_then]) < length([one, then]) {
            (first, second) = (second, first);
            (then, other_then) = (other_then, then);
            let rest = self.net.place(gone).rest;
            self.net.place_mut(by).rest = rest;
        }
        let past = match (self.net.place(by).past, self.net.place(gone).past) {
            (Some(one), Some(two)) => Some(self.tales.either(one, two)),
            (one, two) => one.or(two),
        };
        let (first, then) = (self.tales.beside(first, second), self.tales.beside(then, other_then));
        let sheds = self.net.place(place).ways[other].sheds || self.net.place(gone).ways[0].sheds;
        self.net.place_mut(place).ways[way].tale = first;
        let own = self.net.place_mut(by);
        (own.ways[0].tale, own.past) = (then, past);
        own.ways[0].sheds |= sheds;
    }

    fn drop_way(&mut self, place: PlaceIx, gone: usize) {
        let gone = self.net.place_mut(place).ways.remove(gone);
        gone.outs.iter().for_each(|target| self.unlead(*target));
        self.touch(place);
    }
}
