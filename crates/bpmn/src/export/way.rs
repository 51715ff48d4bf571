//! Sequence flows and associations: what the file calls them, and how they are written.

use std::collections::BTreeSet;

use cauce::diagram::{End, FlowKind, Kind};
use cauce::document::Table;
use cauce::keywords::Keyword as K;

use super::head::Roots;
use super::node::Piece;
use super::process::{Line, Part};
use crate::xml::Writer;

impl Part<'_> {
    pub(super) fn line(&self, line: &Line, roots: &Roots<'_>) -> Option<Piece> {
        let end = |end: End| end.element().map(|end| self.shapes[end].id.as_str());
        let (from, to) = (end(line.from)?, end(line.to)?);
        let mut out = Writer::part();
        let own = self.hints.of(&line.id);
        match line.kind {
            FlowKind::Sequence | FlowKind::Return => {
                out.open(roots.name("sequenceFlow")).attribute("id", self.hints.id(&line.id));
                for (name, value) in self.hints.declarations(own) {
                    out.attribute(&name, &value);
                }
                let name = self.hints.name(&line.id, &line.name);
                if !name.is_empty() {
                    out.attribute("name", &name);
                }
                out.attribute("sourceRef", from).attribute("targetRef", to);
                for (name, value) in self.hints.attributes(own, &["id", "name"]) {
                    out.attribute(name, &value);
                }
                super::node::write(&mut out, self.flow_pieces(line, roots));
                out.close();
                Some(Piece::ranked("sequenceFlow", out.take()))
            }
            FlowKind::Association => {
                out.open(roots.name("association")).attribute("id", &line.id);
                out.attribute("associationDirection", "One");
                out.attribute("sourceRef", from).attribute("targetRef", to).close();
                Some(Piece::ranked("association", out.take()))
            }
            _ => None,
        }
    }

    fn flow_pieces(&self, line: &Line, roots: &Roots<'_>) -> Vec<Piece> {
        let kept = self.hints.parts(self.hints.of(&line.id));
        let mut pieces: Vec<Piece> =
            kept.iter().filter(|part| part.name != "conditionExpression").map(Piece::of).collect();
        let tree = self.hints.tree();
        let Some(condition) = &line.condition else {
            // A condition that says nothing is none, and stays.
            let empty = |part: &&super::hints::Kept<'_>| {
                part.name == "conditionExpression" && tree.text(part.at).trim().is_empty()
            };
            pieces.extend(kept.iter().find(empty).map(Piece::of));
            return pieces;
        };
        let same = |part: &&super::hints::Kept<'_>| {
            let language = tree.get(part.at, "language").unwrap_or("");
            let language = self
                .hints
                .definitions
                .filter(|_| language.is_empty())
                .and_then(|at| tree.get(at, "expressionLanguage"))
                .unwrap_or(language);
            super::definition::says_the_same(tree.text(part.at), language, condition, self.procedure)
        };
        match kept.iter().filter(|part| part.name == "conditionExpression").find(same) {
            Some(part) => pieces.push(Piece::of(part)),
            None => {
                let mut out = Writer::part();
                out.open(roots.name("conditionExpression"))
                    .attribute("xsi:type", &roots.name("tFormalExpression"));
                out.attribute("language", super::definition::RHAI).text(condition).close();
                pieces.push(Piece::ranked("conditionExpression", out.take()));
            }
        }
        pieces
    }

    /// Gives flows the ids and conditions that the file writes.
    pub(super) fn name_lines(&mut self) {
        let mut taken: BTreeSet<String> = self.shapes.iter().map(|shape| shape.id.clone()).collect();
        for index in 0..self.lines.len() {
            let said = self.written(index);
            let line = &mut self.lines[index];
            if let Some((id, name, condition)) = said {
                line.condition = condition;
                if let Some(name) = name {
                    line.name = name;
                } else if line.condition.is_some() && !self.hints.is_imported() {
                    line.name.clear();
                }
                if let Some(id) = id.filter(|id| !taken.contains(id)) {
                    line.id = id;
                }
            }
            taken.insert(line.id.clone());
        }
    }

    /// What the file says of a flow: its id, its name, its condition.
    fn written(&self, index: usize) -> Option<(Option<String>, Option<String>, Option<String>)> {
        let flow = &self.diagram.flows[index];
        let from = flow.from.element()?;
        // What leads to a gateway that only the drawing has is no way of the file.
        let drawn = |end: usize| {
            self.shapes[end].own.is_empty() && matches!(self.shapes[end].kind, Kind::Gateway { .. })
        };
        if flow.to.element().is_some_and(drawn)
            && !self.diagram.elements[flow.to.element()?].id.ends_with(".merge")
        {
            return None;
        }
        let graph_from = self.diagram.elements[from].stands_for?;
        let mut id: &str = self.procedure.id(graph_from);
        if !self.blocks.contains_key(id) {
            // A gateway that the conditions of an activity imply.
            let before = &self.diagram.flows[self.near.first_to[from]?];
            let activity = before.from.element().and_then(|from| self.diagram.elements[from].stands_for)?;
            id = self.procedure.id(activity);
        }
        let (_, block) = self.blocks.get(id)?;
        let exit = flow.exit?;
        if let Some(answer) = flow.answer {
            if block.get(K::Yes).is_some() {
                let key = format!("{id}.{}", if answer == 0 { "yes" } else { "no" });
                let tree = self.hints.tree();
                let said =
                    |name: &str| self.hints.of(&key).and_then(|at| tree.get(at, name)).map(str::to_owned);
                return said("id").map(|id| (Some(id), said("name").or(Some(String::new())), None));
            }
            let answers: Vec<&Table> = block.tables(K::Answer).collect();
            let answer = answers.get(usize::from(answer))?;
            let id = answer.text(K::Id).map(ToString::to_string);
            // A way without a name goes by its id.
            let text = answer.text(K::Text).map(ToString::to_string).filter(|text| Some(text) != id.as_ref());
            return Some((id, text, None));
        }
        // Ways are numbered in the order of the file.
        let position = self.near.exits[from].iter().position(|known| *known == exit).unwrap_or(0);
        let way = block.list(K::Next).get(position)?;
        let way = way.as_table()?;
        let text = |key: K| way.text(key).map(|text| text.to_string());
        let guard = way.get(K::IfMet).and_then(super::definition::guard_of);
        Some((text(K::Id), text(K::Name), guard))
    }
}
