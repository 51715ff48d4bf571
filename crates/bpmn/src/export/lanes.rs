//! The lanes of a model as they are written again: what came into the file since stands in one of them, what its file gave
//! to another role stands in the lane of that, and what went stands in none.
//!
//! Knows which lane the drawing gave each element; everything else of a lane stays as it was written.
//! Read [`Part::kept_lanes`] first.

use std::collections::BTreeSet;

use cauce::diagram::Kind;

use super::hints::Kept;
use super::node::Piece;
use super::process::Part;
use crate::import::{LANE, one_line, role_id};
use crate::xml::{At, Writer, escaped, local};

/// What is put in the place of a part of the lanes: where it begins and ends in their text, and the new text.
type Edit = (usize, usize, String);

impl Part<'_> {
    /// The lanes that a model had, with the elements that the file has now.
    pub(super) fn kept_lanes(&self, kept: &Kept<'_>) -> Piece {
        let tree = self.hints.tree();
        let references: Vec<At> =
            tree.within(kept.at).filter(|at| tree.local(*at) == "flowNodeRef").collect();
        let moved = self.moved();
        let held = references.iter().map(|at| self.named(*at));
        let held: BTreeSet<&str> = held.filter(|id| !moved.contains(id)).collect();
        let there = self.there();
        let gone = references.iter().filter(|at| {
            let id = self.named(**at);
            !there.contains(id) || moved.contains(id)
        });
        let mut edits: Vec<Edit> = gone.map(|at| self.without(kept, *at)).collect();
        for lane in tree.within(kept.at).filter(|at| tree.local(*at) == "lane") {
            edits.extend(self.renamed(kept, lane));
            let new = self.new_in(tree.get(lane, "id").unwrap_or(""), &held);
            edits.extend((!new.is_empty()).then(|| self.filled(kept, lane, &new)));
        }
        edits.sort_unstable();
        let mut xml = String::with_capacity(kept.xml.len());
        let mut written = 0;
        for (start, end, text) in edits {
            xml.push_str(&kept.xml[written..start]);
            xml.push_str(&text);
            written = end;
        }
        xml.push_str(&kept.xml[written..]);
        Piece::ranked("laneSet", xml)
    }

    /// What stands in another lane now, with the events at its border.
    fn moved(&self) -> BTreeSet<&str> {
        let moved = &self.written.moved;
        let along = self.shapes.iter().filter(|shape| {
            let host = shape.host.map(|host| self.shapes[host].id.as_str());
            moved.contains(shape.id.as_str()) || host.is_some_and(|host| moved.contains(host))
        });
        along.map(|shape| shape.id.as_str()).collect()
    }

    /// The id that a reference of a lane names.
    fn named(&self, at: At) -> &str {
        local(self.hints.tree().text(at).trim())
    }

    /// The ids of all that is written of the process: shapes, and what was kept as it was.
    fn there(&self) -> BTreeSet<&str> {
        let tree = self.hints.tree();
        let kept = self.hints.process.into_iter().flat_map(|at| tree.within(at));
        let kept = kept.filter_map(|at| tree.get(at, "id"));
        self.shapes.iter().filter(|shape| !shape.gone).map(|shape| shape.id.as_str()).chain(kept).collect()
    }

    /// The name of a lane as its role is called in the file.
    fn renamed(&self, kept: &Kept<'_>, lane: At) -> Option<Edit> {
        let tree = self.hints.tree();
        let id = tree.get(lane, "id").filter(|id| !id.is_empty())?;
        let written = tree.attributes(lane).iter().find(|attribute| attribute.name == "name")?;
        let name = one_line(&written.value);
        let id = role_id(id.strip_prefix(LANE).unwrap_or(id));
        let role = self.procedure.roles().iter().find(|role| *role.id == *id)?;
        if name.is_empty() || name == *role.name {
            return None;
        }
        let (start, _) = self.within(kept, lane);
        let tag = tree.tag(lane).range().len();
        let (from, to) = attribute(&kept.xml[start..start + tag], "name")?;
        Some((start + from, start + to, escaped(&role.name).into()))
    }

    /// Takes a reference out.
    fn without(&self, kept: &Kept<'_>, at: At) -> Edit {
        let (start, end) = self.within(kept, at);
        (start, end, String::new())
    }

    /// The elements that the drawing put into a lane and that no lane of the model holds.
    fn new_in(&self, lane: &str, held: &BTreeSet<&str>) -> Vec<&str> {
        let Some(position) = self.diagram.lanes.iter().position(|drawn| drawn.id == lane) else {
            return Vec::new();
        };
        let shapes = self.shapes.iter().zip(&self.diagram.elements);
        let new = shapes.filter(|(shape, element)| {
            let flow_node = !matches!(shape.kind, Kind::Document | Kind::Store | Kind::Note | Kind::Group);
            let stands = !shape.gone && flow_node && shape.parent.is_none() && element.lane == Some(position);
            stands && !held.contains(shape.id.as_str())
        });
        new.map(|(shape, _)| shape.id.as_str()).collect()
    }

    /// A lane with more references at its end.
    fn filled(&self, kept: &Kept<'_>, lane: At, new: &[&str]) -> Edit {
        let name = self.hints.tree().name(lane);
        let reference = name.strip_suffix("lane").map(|prefix| format!("{prefix}flowNodeRef"));
        let reference = reference.unwrap_or_else(|| "flowNodeRef".to_owned());
        let mut out = Writer::part();
        for id in new {
            out.open(reference.clone()).text(id).close();
        }
        let (start, end) = self.within(kept, lane);
        let text = &kept.xml[start..end];
        match text.strip_suffix("/>") {
            Some(open) => (start + open.trim_end().len(), end, format!(">{}</{name}>", out.take())),
            None => {
                let at = start + text.rfind("</").unwrap_or(text.len());
                (at, at, out.take())
            }
        }
    }

    /// Where an element stands in the text of the lanes.
    fn within(&self, kept: &Kept<'_>, at: At) -> (usize, usize) {
        let tree = self.hints.tree();
        let (whole, range) = (tree.span(kept.at).range(), tree.span(at).range());
        (range.start - whole.start, range.end - whole.start)
    }
}

/// Where the value of an attribute stands in a tag.
fn attribute(tag: &str, name: &str) -> Option<(usize, usize)> {
    let mut at = tag.find(char::is_whitespace)?;
    loop {
        let equals = at + tag[at..].find('=')?;
        let open = equals + tag[equals..].find(['"', '\''])?;
        let quote = if tag[open..].starts_with('"') { '"' } else { '\'' };
        let end = open + 1 + tag[open + 1..].find(quote)?;
        if tag[at..equals].trim() == name {
            return Some((open + 1, end));
        }
        at = end + 1;
    }
}
