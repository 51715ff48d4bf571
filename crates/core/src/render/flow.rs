//! The flow of a procedure as shapes and arrows, before any notation.
//!
//! Keys are positions (`a4`, `q4`), never ids of the author: nothing the author writes becomes syntax.

use std::collections::BTreeMap;

use super::escape::joined;
use super::sheet::Reader;
use super::words::Word;
use crate::document::{Node, Table};
use crate::graph::{Exit, ExitKind, NodeKind, Target};
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, ActivityKind, Applies, Choice, ElementIx, Procedure};
use crate::source::Language;

/// What a diagram shows.
pub(super) struct Flow {
    pub(super) shapes: Vec<Shape>,
    pub(super) arrows: Vec<Arrow>,
    /// Blocks, in definition order.
    pub(super) frames: Vec<Frame>,
}

/// A block: what stands in it is drawn inside a frame.
pub(super) struct Frame {
    pub(super) key: String,
    pub(super) title: String,
    inside: Option<ElementIx>,
    element: ElementIx,
    /// How many shapes come before it.
    after: usize,
}

/// What a notation writes, in order: frames open and close around what stands in them.
pub(super) enum Piece<'f> {
    Open(&'f Frame),
    Shape(&'f Shape),
    Close,
}

/// One shape with the lines of its label.
pub(super) struct Shape {
    pub(super) key: String,
    pub(super) form: Form,
    pub(super) lines: Vec<String>,
    /// The first responsible role, which gives the colour.
    pub(super) role: Option<usize>,
    /// The block that it stands in.
    inside: Option<ElementIx>,
}

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Terminal,
    Work,
    Automatic,
    Statement,
    Question,
    Document,
    /// Where a block begins.
    Entry,
    /// Where the ways in a block end.
    Exit,
    /// Something that may happen.
    Event,
    /// A way to begin.
    Start,
    /// Where ways part or meet that stands in no file.
    Knot,
}

/// One arrow.
pub(super) struct Arrow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) label: String,
    pub(super) line: Stroke,
    /// The frame that it leaves, where it does not leave a shape.
    pub(super) frame: Option<String>,
}

/// How an arrow is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stroke {
    Onward,
    /// A counted return: dotted.
    Return,
    /// From an activity to its evidence: no head.
    Evidence,
}

impl Flow {
    pub(super) fn of(procedure: &Procedure, language: Language) -> Self {
        let mut draft = Draft {
            reader: &Reader::new(procedure, language),
            flow: Flow { shapes: Vec::new(), arrows: Vec::new(), frames: Vec::new() },
            at: None,
            end: false,
            case_end: false,
        };
        draft.start();
        for (position, activity) in procedure.activities.iter().enumerate() {
            draft.activity(position, activity);
        }
        for position in 0..procedure.gateways.len() {
            draft.gateway(procedure.activities.len() + position);
        }
        draft.at = None;
        draft.ends();
        draft.flow
    }

    /// Shapes and frames in order, what stands in a frame inside it.
    pub(super) fn pieces(&self) -> Vec<Piece<'_>> {
        let frames = self.frames.iter().map(|frame| ((frame.after, 0), frame.inside, Piece::Open(frame)));
        let shapes = self.shapes.iter().enumerate();
        let shapes = shapes.map(|(position, shape)| ((position, 1), shape.inside, Piece::Shape(shape)));
        let mut ordered: Vec<_> = frames.chain(shapes).collect();
        ordered.sort_by_key(|(place, ..)| *place);
        let mut held: BTreeMap<Option<ElementIx>, Vec<Piece<'_>>> = BTreeMap::new();
        for (_, inside, piece) in ordered {
            held.entry(inside).or_default().push(piece);
        }
        let mut pieces = Vec::new();
        let mut open: Vec<Piece<'_>> = held.remove(&None).unwrap_or_default();
        open.reverse();
        while let Some(piece) = open.pop() {
            if let Piece::Open(frame) = &piece {
                open.push(Piece::Close);
                let inside = held.remove(&Some(frame.element)).unwrap_or_default();
                open.extend(inside.into_iter().rev());
            }
            pieces.push(piece);
        }
        pieces
    }
}

struct Draft<'a> {
    reader: &'a Reader<'a>,
    flow: Flow,
    /// The block that is drawn in.
    at: Option<ElementIx>,
    /// Whether some way leads to the end.
    end: bool,
    case_end: bool,
}

impl Draft<'_> {
    fn shape(&mut self, key: String, form: Form, lines: Vec<String>) {
        let inside = self.at;
        self.flow.shapes.push(Shape { key, form, lines, role: None, inside });
    }

    fn arrow(&mut self, from: String, to: String, label: impl Into<String>, line: Stroke) {
        self.flow.arrows.push(Arrow { from, to, label: label.into(), line, frame: None });
    }

    /// Where a case begins; a way to begin that the file writes is itself the beginning.
    fn start(&mut self) {
        let procedure = self.reader.procedure;
        let starts = procedure.graph.starts.iter();
        let unnamed: Vec<ElementIx> =
            starts.copied().filter(|start| !self.is_start(procedure.id(*start))).collect();
        if !unnamed.is_empty() {
            self.shape("inicio".to_owned(), Form::Terminal, vec![self.reader.word(Word::Start).to_owned()]);
        }
        for first in unnamed {
            self.arrow_to("inicio".to_owned(), first, "", Stroke::Onward);
        }
    }

    fn is_start(&self, id: &str) -> bool {
        self.reader.root().tables(K::Start).any(|start| start.text(K::Id).is_some_and(|own| **own == *id))
    }

    /// A block as a frame, with the point where it begins when it is a scope.
    fn frame(&mut self, element: ElementIx, title: String) {
        let key = format!("g{}", element.index() + 1);
        let graph = &self.reader.procedure.graph;
        self.flow.frames.push(Frame {
            key: key.clone(),
            title,
            inside: self.at,
            element,
            after: self.flow.shapes.len(),
        });
        if graph.node(element).kind == NodeKind::Group {
            return;
        }
        let outside = self.at.replace(element);
        let entry = format!("a{}", element.index() + 1);
        self.shape(entry.clone(), Form::Entry, vec![String::new()]);
        let block = graph.block(element);
        for start in block.map_or(&[][..], |block| &block.starts) {
            self.arrow_to(entry.clone(), *start, "", Stroke::Onward);
        }
        self.at = outside;
        let leaves: Vec<Exit> = graph.ways_of(element).to_vec();
        for exit in &leaves {
            self.way(entry.clone(), exit, String::new());
            if let Some(arrow) = self.flow.arrows.last_mut() {
                arrow.frame = Some(key.clone());
            }
        }
    }

    /// An event: at what it is attached to, or alone.
    fn event(&mut self, element: ElementIx, name: &str) {
        let key = format!("a{}", element.index() + 1);
        let procedure = self.reader.procedure;
        let graph = &procedure.graph;
        let host = self.reader.host(element);
        self.at = host.map_or_else(|| self.stands_in(element), |host| self.stands_in(host));
        let block = self.reader.event_block(procedure.id(element));
        let is_start = self.is_start(procedure.id(element));
        let sign = if is_start { "" } else { super::sheet::sign::EVENT };
        let mut lines = vec![format!("{sign} {name}").trim_start().to_owned()];
        let told = block.map_or_else(Vec::new, |block| super::sheet::trigger(self.reader, block));
        // What an arrow shows is not said once more.
        let shown = [Word::During, Word::OnceMore].map(|word| self.reader.label(word));
        lines.extend(told.iter().filter(|mark| !shown.contains(&mark.label)).map(said));
        self.shape(key.clone(), if is_start { Form::Start } else { Form::Event }, lines);
        let during = block.map_or_else(Vec::new, |block| self.elements(block, K::WhileOpen));
        for host in host.into_iter().chain(during) {
            self.beside(host, &key);
        }
        if let (true, Some(arrow)) = (self.reader.is_alternative(element), self.flow.arrows.last_mut()) {
            arrow.line = Stroke::Onward;
        }
        let label = self.reader.word(Word::OnceMore);
        for again in block.map_or_else(Vec::new, |block| self.elements(block, K::Redo)) {
            self.arrow(key.clone(), format!("a{}", again.index() + 1), label, Stroke::Return);
        }
        // What only tells or begins something leads nowhere.
        let is_written = block.is_some_and(|block| block.get(K::GoesTo).is_some());
        let leads = |exit: &&Exit| is_written || exit.target != Target::End;
        for exit in graph.ways_of(element).iter().filter(leads) {
            self.way(key.clone(), exit, String::new());
        }
    }

    /// The elements that a key names.
    fn elements(&self, block: &Table, key: K) -> Vec<ElementIx> {
        let written = block.list(key).iter().filter_map(Node::reference_text);
        written.filter_map(|written| self.reader.procedure.find(&written)).collect()
    }

    /// The line from an element, or the frame of a block, to what belongs to it.
    fn beside(&mut self, host: ElementIx, key: &str) {
        let has_frame = self.flow.frames.iter().any(|frame| frame.element == host);
        self.arrow(format!("a{}", host.index() + 1), key.to_owned(), "", Stroke::Evidence);
        let frame = has_frame.then(|| format!("g{}", host.index() + 1));
        if let Some(arrow) = self.flow.arrows.last_mut() {
            arrow.frame = frame;
        }
    }

    /// What an element is written in: a scope, or a heading; a heading stands where what it heads does.
    fn stands_in(&self, element: ElementIx) -> Option<ElementIx> {
        let procedure = self.reader.procedure;
        let graph = &procedure.graph;
        let heading = |element| {
            procedure.heading(element).filter(|held: &ElementIx| procedure.activity(*held).is_some())
        };
        // An interaction stands where it opens.
        let opens_at = procedure.activity(element).and_then(|activity| activity.interaction.as_ref());
        let element = opens_at.map_or(element, |interaction| interaction.host);
        heading(element).or_else(|| match graph.node(element).kind {
            NodeKind::Group => {
                let next = ElementIx::at(element.index() + 1);
                let is_headed = next.index() < graph.len() && heading(next) == Some(element);
                is_headed.then(|| graph.within(next)).flatten()
            }
            _ => graph.within(element),
        })
    }

    /// Where an arrow to an element arrives: at the question whether it applies, else at the element.
    fn entry(&self, element: ElementIx) -> String {
        let optional = self
            .reader
            .procedure
            .activity(element)
            .is_some_and(|activity| activity.applies != Applies::Always);
        format!("{}{}", if optional { 'o' } else { 'a' }, element.index() + 1)
    }

    fn activity(&mut self, position: usize, activity: &Activity) {
        let element = ElementIx::at(position);
        let key = format!("a{}", position + 1);
        self.at = self.stands_in(element);
        if matches!(activity.kind, ActivityKind::Group | ActivityKind::Block) {
            let title = self.label(activity).join(" · ");
            return self.frame(element, title);
        }
        self.optional(element, activity);
        self.opened_with(element, activity);
        let form = match activity.kind {
            ActivityKind::Work
            | ActivityKind::Wait
            | ActivityKind::Group
            | ActivityKind::Block
            | ActivityKind::Call => Form::Work,
            ActivityKind::Automatic | ActivityKind::Job => Form::Automatic,
            ActivityKind::Statement => Form::Statement,
            ActivityKind::End => Form::Terminal,
        };
        let role = activity.responsible.roles.first().map(|role| role.index());
        let (lines, inside) = (self.label(activity), self.at);
        self.flow.shapes.push(Shape { key: key.clone(), form, lines, role, inside });
        self.evidence(&key, activity);
        self.question(element, activity);
        self.ways_out(element, activity);
    }

    /// The line from an activity to an interaction that opens with it.
    fn opened_with(&mut self, element: ElementIx, activity: &Activity) {
        if let Some(interaction) = &activity.interaction {
            let (from, to) = (format!("a{}", interaction.host.index() + 1), self.entry(element));
            self.arrow(from, to, "", Stroke::Evidence);
        }
    }

    /// The diamond before an optional activity, with the way around it.
    fn optional(&mut self, element: ElementIx, activity: &Activity) {
        let question = match &activity.applies {
            Applies::Always => return,
            Applies::Asked { question, .. } => joined(question),
            Applies::If(_) => {
                let block = self.reader.block(&activity.id);
                let guard = block.and_then(|block| self.reader.value_of(block, K::AppliesIf));
                guard.unwrap_or_else(|| self.reader.label(Word::AppliesIf))
            }
        };
        let key = self.entry(element);
        self.shape(key.clone(), Form::Question, vec![question]);
        self.arrow(
            key.clone(),
            format!("a{}", element.index() + 1),
            self.reader.word(Word::Yes),
            Stroke::Onward,
        );
        if let Some(next) = activity.next {
            let exit = self.reader.procedure.graph.exit(next);
            self.way(key, exit, self.reader.word(Word::No).to_owned());
        }
    }

    /// Number and title, who does it, what is verified.
    fn label(&self, activity: &Activity) -> Vec<String> {
        let number = (!activity.number.is_empty()).then(|| activity.number.to_string());
        let title = Some(joined(&activity.title)).filter(|title| !title.is_empty());
        // An interaction has no number of its own: it goes by its sign.
        let heading: Vec<String> = match (&activity.interaction, title) {
            (Some(_), Some(title)) => vec![format!("{} {title}", super::sheet::sign::INTERACTION)],
            (_, title) => [number, title].into_iter().flatten().collect(),
        };
        let mut lines = vec![heading.join(" · ")];
        if heading.is_empty() {
            lines = vec![activity.id.to_string()];
        }
        // What stands in a frame says itself who does it.
        let is_frame = matches!(activity.kind, ActivityKind::Group | ActivityKind::Block);
        if !is_frame && !activity.responsible.roles.is_empty() {
            lines.push(format!("({})", self.reader.roles(&activity.responsible.roles)));
        }
        if let Some(control) = &activity.control {
            lines.push(format!("{} {}", super::sheet::sign::CONTROL, joined(&control.verifies)));
        }
        // Arrows show what does not hold up the rest, and by when it is met again.
        let shown = |mark: &super::sheet::Mark| {
            mark.label == self.reader.label(Word::JoinsAt) || mark.text == self.reader.word(Word::DoesNotHold)
        };
        lines.extend(super::sheet::made(self.reader, activity).iter().filter(|mark| !shown(mark)).map(said));
        let block = self.reader.block(&activity.id);
        let deadline = block.and_then(|block| self.reader.value_of(block, K::Deadline));
        let label = self.reader.label(Word::Deadline);
        lines.extend(deadline.map(|due| format!("{} {label} {due}", super::sheet::sign::TIME)));
        lines
    }

    /// The records that it leaves, in one document; a choice says so before its records.
    fn evidence(&mut self, key: &str, activity: &Activity) {
        let mut lines = Vec::new();
        for need in activity.evidence.iter().filter(|need| need.is_own()) {
            let word = match need.rule {
                Choice::All => None,
                Choice::OneOf => Some(Word::OneOf),
                Choice::AnyOf => Some(Word::AnyOf),
            };
            lines.extend(word.map(|word| self.reader.label(word)));
            let records = need
                .options
                .iter()
                .filter_map(|option| self.reader.procedure.records.get(option.record.index()));
            lines.extend(records.map(|record| match word {
                Some(_) => format!("{} {}", super::sheet::sign::ITEM, joined(&record.name)),
                None => joined(&record.name),
            }));
        }
        if !lines.is_empty() {
            let document = format!("e{}", key.trim_start_matches('a'));
            self.shape(document.clone(), Form::Document, lines);
            self.arrow(key.to_owned(), document, "", Stroke::Evidence);
        }
    }

    fn question(&mut self, element: ElementIx, activity: &Activity) {
        let Some(question) = &activity.question else {
            return;
        };
        let (from, diamond) = (format!("a{}", element.index() + 1), format!("q{}", element.index() + 1));
        self.shape(diamond.clone(), Form::Question, vec![joined(question)]);
        self.arrow(from, diamond.clone(), "", Stroke::Onward);
        for answer in &activity.answers {
            let label = match &*answer.id {
                "yes" => self.reader.word(Word::Yes).to_owned(),
                "no" => self.reader.word(Word::No).to_owned(),
                _ => joined(&answer.text),
            };
            let exit = self.reader.procedure.graph.exit(answer.exit);
            self.way(diamond.clone(), exit, label);
        }
    }

    /// The ways out that no question decides.
    fn ways_out(&mut self, element: ElementIx, activity: &Activity) {
        let graph = &self.reader.procedure.graph;
        let from = format!("a{}", element.index() + 1);
        if let (Some(next), None) = (activity.next, &activity.question) {
            self.way(from.clone(), graph.exit(next), String::new());
        }
        if let Some(exit) = activity.control.as_ref().and_then(|control| control.if_nonconforming) {
            self.way(from, graph.exit(exit), self.reader.word(Word::Nonconforming).to_owned());
        }
    }

    fn gateway(&mut self, position: usize) {
        let element = ElementIx::at(position);
        if self.goes_straight(element) {
            return;
        }
        let gateway = &self.reader.procedure.gateways[position - self.reader.procedure.activities.len()];
        let name = if gateway.name.is_empty() { &gateway.id } else { &gateway.name };
        let kind = self.reader.procedure.graph.node(element).kind;
        self.at = self.stands_in(element);
        match kind {
            NodeKind::Block => return self.frame(element, joined(name)),
            NodeKind::Event => return self.event(element, &joined(name)),
            _ => {}
        }
        let key = format!("a{}", position + 1);
        match self.reader.procedure.is_implied(element) {
            true => self.shape(key.clone(), Form::Knot, vec![sign_of(kind).trim_end().to_owned()]),
            false => {
                self.shape(key.clone(), Form::Question, vec![format!("{}{}", sign_of(kind), joined(name))]);
            }
        }
        for (condition, exit) in super::sheet::gateway_ways(self.reader, element) {
            self.way(key.clone(), exit, condition);
        }
    }

    fn way(&mut self, from: String, exit: &Exit, label: String) {
        let line = if matches!(exit.kind, ExitKind::Return(_)) { Stroke::Return } else { Stroke::Onward };
        match exit.target {
            Target::Element(element) => self.arrow_to(from, element, &label, line),
            _ => {
                let to = self.target(exit);
                self.arrow(from, to, label, line);
            }
        }
    }

    /// An arrow to an element; where a fork only sets it apart from the end of its block, past the fork.
    fn arrow_to(&mut self, from: String, element: ElementIx, label: &str, line: Stroke) {
        let to = match self.reader.past_made(element).filter(|_| self.goes_straight(element)) {
            Some(behind) => self.entry(behind),
            None => self.entry(element),
        };
        self.arrow(from, to, label, line);
    }

    /// Whether it is a fork that stands in no file and of which all other ways end: of what advances at once.
    fn goes_straight(&self, element: ElementIx) -> bool {
        let ways = self.reader.procedure.graph.ways_of(element);
        let is_fork = ways.len() > 1;
        let mut ways = ways.iter();
        let leads = is_fork && ways.next().is_some_and(|way| matches!(way.target, Target::Element(_)));
        self.reader.procedure.is_implied(element) && leads && ways.all(|way| way.target == Target::End)
    }

    fn target(&mut self, exit: &Exit) -> String {
        match exit.target {
            Target::Element(element) => self.entry(element),
            // A numbered end is its own terminal: nothing leads on from it.
            Target::End => {
                if let Some(block) = self.reader.procedure.graph.within(exit.from) {
                    return self.end_of(block);
                }
                self.end = true;
                "fin".to_owned()
            }
            Target::CaseEnd => {
                self.case_end = true;
                "fin_caso".to_owned()
            }
        }
    }

    /// Where ways end inside a block: one point for all of them.
    fn end_of(&mut self, block: ElementIx) -> String {
        let key = format!("z{}", block.index() + 1);
        if !self.flow.shapes.iter().any(|shape| shape.key == key) {
            let outside = self.at.replace(block);
            self.shape(key.clone(), Form::Exit, vec![String::new()]);
            self.at = outside;
        }
        key
    }

    fn ends(&mut self) {
        if self.end {
            self.shape("fin".to_owned(), Form::Terminal, vec![self.reader.word(Word::End).to_owned()]);
        }
        if self.case_end {
            self.shape(
                "fin_caso".to_owned(),
                Form::Terminal,
                vec![self.reader.word(Word::EndOfCase).to_owned()],
            );
        }
    }
}

/// A mark of the table as a line of a label.
fn said(mark: &super::sheet::Mark) -> String {
    let parts = [mark.sign, &mark.label, &mark.text].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// The sign inside the diamond of a gateway; the plain one has none.
fn sign_of(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Parallel | NodeKind::Fork => "+ ",
        NodeKind::Inclusive => "○ ",
        NodeKind::Complex => "✱ ",
        NodeKind::EventGateway => "⬠ ",
        _ => "",
    }
}
