//! A model that was written here and drawn on since: what has been drawn is carried into the file it carries.
//!
//! The file stays as it is but for what changed: names, what follows what, where answers lead, who does it, elements that
//! came and went. What a file cannot take over from a drawing is told, and stays as the file had it.

use std::collections::{BTreeMap, BTreeSet};

use cauce::data::Text;
use cauce::diagnostic::{BpmnProblem, LaneLeft};
use cauce::diagram::{Diagram, Kind as Shape, Place};
use cauce::document::{Node as Value, Table};
use cauce::keywords::Keyword as K;
use cauce::source::Span;

use super::lanes::Lanes;
use super::own::Carried;
use super::process::Draft;
use super::{ImportOptions, text};
use crate::export::blocks;
use crate::model::{Flow, Model, Node, NodeIx, Process, shortened};
use crate::xml::At;

/// The file with what has been drawn since, when every change is one that a file can take.
pub(super) fn edited<'t>(
    model: &mut Model<'t>,
    whole: &str,
    process: &Process<'t>,
    carried: &Carried,
    options: &ImportOptions,
) -> Option<String> {
    let language = carried.procedure.head().language;
    let diagram = Diagram::of(&carried.procedure, carried.language);
    let blocks = blocks(&carried.procedure.document().root);
    let blocks = blocks.into_iter().map(|(id, (_, block))| (id, block)).collect();
    let mut editor = Editor {
        carried,
        diagram: &diagram,
        blocks,
        edits: Vec::new(),
        missed: Vec::new(),
        left: Vec::new(),
    };
    let base = carried.base();
    let before = crate::model::read(&base);
    let before = before.processes.iter().find(|other| other.id == process.id)?;
    // One that is drawn beside others has other ids than its file; then only its lanes are others.
    let changes = match carried.suffix.is_empty() {
        true => Changes::between(before, process),
        false => Changes::default(),
    };
    let lanes = Lanes::between(before, process, &carried.suffix);
    for id in &changes.gone {
        editor.remove(id);
    }
    for (id, old, new) in &changes.renamed {
        editor.rename(id, old, new);
    }
    let options = ImportOptions { language, ..options.clone() };
    let mut draft = Draft::new(model, whole, process, &options);
    draft.take_names(|id| editor.target(id));
    draft.take_roles(&lanes.whose(&carried.procedure));
    for id in &changes.led {
        editor.lead(id, process, before, &mut draft);
    }
    let added: Vec<NodeIx> = changes.added.clone();
    if !added.is_empty() {
        editor.end_what_falls_off(before);
        draft.add(&added);
    }
    let written = editor.take_lanes(&lanes, &mut draft);
    let more = draft.take_more(&carried.procedure, &written);
    for (id, what) in std::mem::take(&mut editor.missed) {
        let at = place(process, &id);
        model.remark(BpmnProblem::SaidOtherwise { element: id.as_str().into(), what }, at);
    }
    for (id, lane, why) in std::mem::take(&mut editor.left) {
        let at = place(process, &id);
        model.remark(BpmnProblem::LaneWithoutEffect { element: id.as_str().into(), lane, why }, at);
    }
    Some(editor.apply() + &*more)
}

/// Where an element or a lane stands in the model.
fn place(process: &Process<'_>, id: &str) -> At {
    let lane = || process.lanes.iter().find(|lane| lane.id == id).map(|lane| lane.at);
    let node = process.nodes.iter().find(|node| node.id == id).map(|node| node.at);
    node.or_else(lane).unwrap_or(process.at)
}

/// What differs between two drawings of a process, by the ids of their elements.
#[derive(Debug, Default)]
struct Changes {
    gone: Vec<String>,
    added: Vec<NodeIx>,
    renamed: Vec<(String, String, String)>,
    /// Elements whose ways out are others.
    led: Vec<String>,
}

impl Changes {
    fn between(before: &Process<'_>, after: &Process<'_>) -> Self {
        let old: BTreeMap<&str, (NodeIx, &Node<'_>)> =
            before.numbered().map(|(index, node)| (node.id, (index, node))).collect();
        let new: BTreeSet<&str> = after.nodes.iter().map(|node| node.id).collect();
        let gone = old.keys().filter(|id| !new.contains(*id)).map(|id| (*id).to_owned()).collect();
        let mut changes = Changes { gone, ..Changes::default() };
        for (index, node) in after.numbered() {
            let Some((_, was)) = old.get(node.id) else {
                changes.added.push(index);
                continue;
            };
            if was.name != node.name {
                changes.renamed.push((node.id.to_owned(), was.name.to_owned(), node.name.to_owned()));
            }
            if ways(before, was) != ways(after, node) {
                changes.led.push(node.id.to_owned());
            }
        }
        changes
    }
}

/// The ways out of an element: where each leads and what it is called.
fn ways<'p>(process: &'p Process<'_>, node: &Node<'_>) -> Vec<(&'p str, &'p str, &'p str)> {
    let flows = node.outgoing.iter().map(|flow| process.flow(*flow));
    let mut ways: Vec<_> = flows.map(|flow| (flow.id, process.node(flow.to).id, flow.name)).collect();
    ways.sort_unstable();
    ways
}

pub(super) struct Editor<'c> {
    pub(super) carried: &'c Carried,
    diagram: &'c Diagram,
    pub(super) blocks: BTreeMap<&'c str, &'c Table>,
    /// What is replaced in the text of the file.
    pub(super) edits: Vec<(Span, String)>,
    /// What a file cannot take over.
    missed: Vec<(String, Text)>,
    /// What stands in another lane, which lane, and why the file does not say so.
    pub(super) left: Vec<(String, Text, LaneLeft)>,
}

impl Editor<'_> {
    pub(super) fn miss(&mut self, id: &str, what: &str) {
        self.missed.push((id.to_owned(), shortened(what)));
    }

    pub(super) fn word(&self, key: K) -> &'static str {
        key.word(self.carried.procedure.head().language)
    }

    /// Takes an element out of the file; a part of one that only the drawing has is no loss.
    fn remove(&mut self, id: &str) {
        let Some(block) = self.blocks.get(id) else {
            if !self.is_end(id) {
                self.miss(id, &self.drawn_name(id));
            }
            return;
        };
        match block_span(&self.carried.text, block.span) {
            Some(span) => self.edits.push((span, String::new())),
            None => self.miss(id, &self.drawn_name(id)),
        }
    }

    /// What an element was called in the drawing.
    fn drawn_name(&self, id: &str) -> String {
        let found = self.diagram.elements.iter().find(|element| element.id == id);
        found
            .map(|element| element.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.to_owned())
    }

    /// Whether that is a start or an end that only the drawing has.
    fn is_end(&self, id: &str) -> bool {
        let found = self.diagram.elements.iter().find(|element| element.id == id);
        found.is_some_and(|element| {
            matches!(element.kind, Shape::Event { place: Place::Start | Place::End, .. })
                && !self.blocks.contains_key(id)
        })
    }

    fn rename(&mut self, id: &str, old: &str, new: &str) {
        let (owner, key) = match id.strip_suffix(".question") {
            Some(owner) => (owner, K::Question),
            None => (id, K::Title),
        };
        let Some(block) = self.blocks.get(owner).copied() else { return self.miss(id, new) };
        let number = block.get(K::Number).and_then(Value::reference_text);
        let bare = number.and_then(|number| new.strip_prefix(&*number)).map_or(new, str::trim_start);
        let said = text::Value::line(bare).into_text();
        match block.get(key) {
            Some(value) => self.edits.push((value.span, said)),
            None if key == K::Title && !old.is_empty() => self.insert(block, key, &said),
            None => self.miss(id, new),
        }
    }

    /// Writes a key that the block has not, after its id.
    pub(super) fn insert(&mut self, block: &Table, key: K, value: &str) {
        let Some(id) = block.get(K::Id) else { return };
        let inline = self.carried.text[..block.span.range().start + 1].ends_with('{');
        let between = if inline { ", " } else { "\n" };
        let at = Span { start: id.span.end, end: id.span.end };
        self.edits.push((at, format!("{between}{} = {value}", self.word(key))));
    }

    /// Writes where an element leads now.
    fn lead(&mut self, id: &str, process: &Process<'_>, before: &Process<'_>, draft: &mut Draft<'_, '_>) {
        if let Some(owner) = id.strip_suffix(".question") {
            return self.lead_answers(id, owner, process, before);
        }
        let Some(block) = self.blocks.get(id).copied() else { return self.miss(id, "sequenceFlow") };
        let own = |other: &&Flow<'_>| {
            let target = before.node(other.to).id;
            !target.starts_with(&format!("{id}.")) || self.is_end(target)
        };
        let Some(node) = before.nodes.iter().find(|node| node.id == id) else { return };
        if !node.outgoing.iter().map(|flow| before.flow(*flow)).all(|flow| own(&flow)) {
            // What follows comes from its question, or from another part of it.
            return self.miss(id, "sequenceFlow");
        }
        let Some(now) = process.nodes.iter().find(|node| node.id == id) else { return };
        let rows: Vec<String> =
            now.outgoing.iter().map(|flow| self.way(process, process.flow(*flow), draft)).collect();
        let value = match rows.as_slice() {
            [] => format!("\"{}\"", self.word(K::End)),
            [only] if !only.starts_with('{') => only.clone(),
            rows => format!("[{}]", rows.join(", ")),
        };
        match block.get(K::Next) {
            Some(next) => self.edits.push((next.span, value)),
            None => self.insert(block, K::Next, &value),
        }
    }

    /// One way out as the file writes it.
    fn way(&self, process: &Process<'_>, flow: &Flow<'_>, draft: &mut Draft<'_, '_>) -> String {
        let target = format!("\"{}\"", self.target(process.node(flow.to).id));
        let default = process.node(flow.from).default.is_some_and(|known| process.flow(known).id == flow.id);
        let condition = flow.condition.map(|at| draft.guard(at, flow.id, true));
        if flow.name.is_empty() && !default && condition.is_none() {
            return target;
        }
        let mut pairs = vec![format!("{} = {target}", self.word(K::GoesTo))];
        if !flow.name.is_empty() {
            pairs.push(format!("{} = {}", self.word(K::Name), text::Value::line(flow.name).into_text()));
        }
        if let Some(guard) = condition {
            pairs.push(format!("{} = '{guard}'", self.word(K::IfMet)));
        }
        if default {
            pairs.push(format!("{} = true", self.word(K::Otherwise)));
        }
        format!("{{ {} }}", pairs.join(", "))
    }

    /// What the file calls a target: an end that only the drawing has is the word for the end, a part its owner.
    fn target(&self, id: &str) -> String {
        if self.blocks.contains_key(id) || !id.contains('.') {
            return id.to_owned();
        }
        if self.is_end(id) {
            return self.word(K::End).to_owned();
        }
        let owner = id.rsplit_once('.').map_or(id, |(owner, _)| owner);
        if self.blocks.contains_key(owner) { owner.to_owned() } else { id.to_owned() }
    }

    /// Writes where the answers of a question lead now.
    fn lead_answers(&mut self, id: &str, owner: &str, process: &Process<'_>, before: &Process<'_>) {
        let find = |process: &Process<'_>| -> BTreeMap<String, (String, String)> {
            let node = process.nodes.iter().find(|node| node.id == id);
            let flows = node.into_iter().flat_map(|node| node.outgoing.iter());
            let flows = flows.map(|flow| process.flow(*flow));
            flows
                .map(|flow| (flow.id.to_owned(), (process.node(flow.to).id.to_owned(), flow.name.to_owned())))
                .collect()
        };
        let (old, new) = (find(before), find(process));
        if !old.keys().eq(new.keys()) {
            self.miss(id, "sequenceFlow");
        }
        for (flow, (target, name)) in &new {
            let Some((was, called)) = old.get(flow) else { continue };
            if name != called {
                self.miss(flow, name);
            }
            if was != target && !self.lead_answer(flow, owner, target) {
                self.miss(flow, target);
            }
        }
    }

    /// Writes where one answer leads; whether the file has a place for it.
    fn lead_answer(&mut self, flow: &str, owner: &str, target: &str) -> bool {
        let drawn = self.diagram.flows.iter().find(|drawn| drawn.id == flow);
        let Some(answer) = drawn.and_then(|drawn| drawn.answer) else { return false };
        let Some(block) = self.blocks.get(owner).copied() else { return false };
        let table = match (block.table(K::Yes), answer) {
            (Some(yes), 0) => Some(yes),
            (Some(_), _) => block.table(K::No),
            (None, answer) => block.tables(K::Answer).nth(usize::from(answer)),
        };
        let Some(entry) = table
            .and_then(|table| [K::BackTo, K::OnTo, K::Repeat].into_iter().find_map(|key| table.entry(key)))
        else {
            return false;
        };
        let target = self.target(target);
        let key = match self.order_of(&target).cmp(&self.order_of(owner)) {
            std::cmp::Ordering::Less => K::BackTo,
            std::cmp::Ordering::Equal => K::Repeat,
            std::cmp::Ordering::Greater => K::OnTo,
        };
        let value = if key == K::Repeat { "true".to_owned() } else { format!("\"{target}\"") };
        let span = Span { start: entry.key_span.start, end: entry.node.span.end };
        self.edits.push((span, format!("{} = {value}", self.word(key))));
        true
    }

    /// Where an element stands in the file; what is new or the end stands last.
    fn order_of(&self, id: &str) -> u32 {
        self.blocks.get(id).map_or(u32::MAX, |block| block.span.start)
    }

    /// What ended because it was the last of the file ends still when others come after it.
    fn end_what_falls_off(&mut self, before: &Process<'_>) {
        for node in &before.nodes {
            let leads_to_end =
                node.outgoing.iter().any(|flow| self.is_end(before.node(before.flow(*flow).to).id));
            let Some(block) = self.blocks.get(node.id).copied() else { continue };
            let silent =
                [K::Next, K::Yes, K::No, K::Answer, K::End].iter().all(|key| block.get(*key).is_none());
            let edited = self
                .edits
                .iter()
                .any(|(span, _)| block.get(K::Id).is_some_and(|id| id.span.end == span.start));
            if leads_to_end && silent && !edited {
                let value = format!("\"{}\"", self.word(K::End));
                self.insert(block, K::Next, &value);
            }
        }
    }

    /// The text with all edits; of two at one place the first holds.
    fn apply(mut self) -> String {
        self.edits.sort_by_key(|(span, _)| (span.start, span.end));
        let text = &self.carried.text;
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (span, new) in &self.edits {
            let range = span.range();
            if range.start < at {
                continue;
            }
            out.push_str(&text[at..range.start]);
            out.push_str(new);
            at = range.end;
        }
        out.push_str(&text[at..]);
        out
    }
}

/// From the header of a block to the next header that is not of a block inside it.
fn block_span(text: &str, header: Span) -> Option<Span> {
    let start = header.range().start;
    let name = text.get(start..)?.strip_prefix("[[")?.split("]]").next()?.trim().to_owned();
    let mut at = text[start..].find('\n').map_or(text.len(), |end| start + end + 1);
    for line in text[at..].split_inclusive('\n') {
        let inner = line.trim_start().trim_start_matches('[').trim_start();
        let is_header = line.trim_start().starts_with('[') && !inner.starts_with(&format!("{name}."));
        if is_header {
            break;
        }
        at += line.len();
    }
    Some(Span::new(start, at))
}
