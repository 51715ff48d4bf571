//! What makes an element what it is: event definitions, conditions, scripts, repetitions.
//!
//! What was kept of a model is written again as it was, as long as the file still says the same.

use std::collections::BTreeSet;

use cauce::diagram::{Kind, Place, Trigger};
use cauce::document::{Node, Table, TimeShape, Tree};
use cauce::keywords::Keyword as K;
use cauce::procedure::Procedure;
use cauce::source::Language;

use super::head::{Root, Roots};
use super::hints::Kept;
use super::node::{Piece, text_of};
use super::process::Part;
use crate::expression::{translate, unwrapped_text};
use crate::xml::Writer;

/// The language of our own guards.
pub(super) const RHAI: &str = "urn:cauce:rhai";

/// A part that is written from the file, with what it means, so that the kept one can be compared.
#[derive(Clone, Debug)]
pub(super) struct Made {
    name: &'static str,
    xml: String,
    /// What it says: a name, a code, a time, a guard.
    meaning: String,
}

/// What a block sends, throws or waits for by name.
pub(super) fn declares(block: &Table, declared: &mut BTreeSet<(Root, String)>) {
    let whens = [K::When, K::Wait, K::Throws, K::End].into_iter().filter_map(|key| block.table(key));
    let mut open: Vec<&Table> = whens.collect();
    while let Some(when) = open.pop() {
        let kinds = [
            (K::Message, Root::Message),
            (K::Signal, Root::Signal),
            (K::Error, Root::Error),
            (K::Escalation, Root::Escalation),
        ];
        for (key, root) in kinds {
            if let Some(name) = text_of(when, key).filter(|name| *name != "*") {
                declared.insert((root, name.to_owned()));
            }
        }
        open.extend([K::AllTriggers, K::AnyOf].into_iter().flat_map(|key| when.tables(key)));
    }
}

/// The message that a task sends or waits for.
pub(super) fn message_of(block: &Table) -> Option<String> {
    let when = [K::Wait, K::Throws].into_iter().find_map(|key| block.table(key))?;
    text_of(when, K::Message).map(str::to_owned)
}

/// The text of a guard.
pub(super) fn guard_of(node: &Node) -> Option<String> {
    match &node.value {
        Tree::Guard(guard) => Some(guard.written.to_string()),
        _ => None,
    }
}

/// Whether an expression of a model means what a guard of the file says.
pub(super) fn says_the_same(written: &str, language: &str, guard: &str, procedure: &Procedure) -> bool {
    let own = language == RHAI && written.trim() == guard;
    let tongue = procedure.head().language;
    let untranslated = || {
        let title = procedure.data().iter().find(|datum| *datum.id == *guard).map(|datum| datum.name.clone());
        title.is_some_and(|title| {
            *title == *written.trim() || (written.trim().is_empty() && is_instead(guard))
        })
    };
    own || translate(written, language, tongue).map_or_else(untranslated, |same| same.text == guard)
}

/// Whether that is the name of a data item that stands for an expression.
fn is_instead(name: &str) -> bool {
    [Language::Spanish, Language::English].into_iter().any(|of| name.starts_with(crate::import::instead(of)))
}

/// The parts that the block of an element says.
pub(super) fn of_block(part: &Part<'_>, index: usize, block: &Table, roots: &Roots<'_>) -> Vec<Made> {
    let mut made = Vec::new();
    if let Kind::Event { place, .. } = part.shapes[index].kind {
        let whens = match place {
            Place::Throw | Place::End => [K::Throws, K::End],
            _ => [K::When, K::Wait],
        };
        // An event sub-process says what sets its start off.
        let when = whens.into_iter().find_map(|key| block.table(key)).or_else(|| part.set_off(index));
        if let Some(when) = when {
            events(when, roots, &mut made);
        } else if let Some(every) = block.get(K::Every) {
            made.push(timer(every, roots, true));
        }
        let drawn = matches!(part.shapes[index].kind, Kind::Event { trigger: Trigger::Conditional, .. });
        if made.is_empty() && drawn && !part.hints.is_imported() {
            // A way to begin that somebody chooses.
            made.push(condition_event(&part.diagram.elements[index].name, roots));
        }
        if let Some(link) = text_of(block, K::Link) {
            made.push(event("linkEventDefinition", &[("name", link)], link, roots));
        }
        return made;
    }
    repeats(block, roots, &mut made);
    if let Some(script) = text_of(block, K::Script) {
        made.push(text_part("script", script, roots));
    }
    if let Some(guard) = block.get(K::ActivatesIf).and_then(guard_of) {
        made.push(expression("activationCondition", &guard, roots));
    }
    let ad_hoc =
        matches!(part.shapes[index].kind, Kind::SubProcess(cauce::diagram::SubProcess::AdHoc { .. }));
    if let (true, Some(guard)) = (ad_hoc, block.get(K::CompletesIf).and_then(guard_of)) {
        made.push(expression("completionCondition", &guard, roots));
    }
    made
}

/// What the kind of a shape says where no block does: deadlines, parts of an event sub-process, ends of returns.
pub(super) fn of_shape(part: &Part<'_>, index: usize, roots: &Roots<'_>) -> Vec<Made> {
    let Kind::Event { trigger, .. } = part.shapes[index].kind else { return Vec::new() };
    if part.block(index).is_some() {
        return Vec::new();
    }
    let name = part.diagram.elements[index].name.as_str();
    if let Some(when) = part.set_off(index) {
        let mut made = Vec::new();
        events(when, roots, &mut made);
        return made;
    }
    let one = |local: &'static str| vec![event(local, &[], name, roots)];
    match trigger {
        Trigger::None | Trigger::Multiple | Trigger::ParallelMultiple => Vec::new(),
        Trigger::Message => one("messageEventDefinition"),
        Trigger::Signal => one("signalEventDefinition"),
        Trigger::Error => one("errorEventDefinition"),
        Trigger::Escalation => one("escalationEventDefinition"),
        Trigger::Compensation => one("compensateEventDefinition"),
        Trigger::Cancel => one("cancelEventDefinition"),
        Trigger::Terminate => one("terminateEventDefinition"),
        Trigger::Link => vec![event("linkEventDefinition", &[("name", name)], name, roots)],
        Trigger::Conditional => vec![condition_event(name, roots)],
        _ => vec![timer_of("timeDuration", name, roots)],
    }
}

impl<'p> Part<'p> {
    /// What sets off the event sub-process that a start stands in.
    fn set_off(&self, index: usize) -> Option<&'p Table> {
        let Kind::Event { place: Place::Start, .. } = self.shapes[index].kind else { return None };
        let parent = self.shapes[index].parent?;
        let (kind, block) = self.block(parent)?;
        (kind == K::Event).then(|| block.table(K::When)).flatten()
    }
}

/// Writes the parts: each as it was kept, if it still says the same, else as it is now; then what is kept besides.
pub(super) fn merge(
    part: &Part<'_>,
    made: Vec<Made>,
    kept: &[Kept<'_>],
    roots: &Roots<'_>,
    pieces: &mut Vec<Piece>,
) {
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let counts: Vec<&'static str> = made.iter().map(|made| made.name).collect();
    for made in made {
        let same = kept.iter().enumerate().find(|(index, other)| {
            other.name == made.name && !used.contains(index) && part.means(other, &made.meaning, roots)
        });
        match same {
            Some((index, other)) => {
                used.insert(index);
                pieces.push(Piece::of(other));
            }
            None => pieces.push(Piece::ranked(made.name, made.xml)),
        }
    }
    let replaced = |name: &str| name.ends_with("EventDefinition") || MADE.contains(&name);
    // The file throws one of a kind, where a model may throw several.
    let several = |name: &str| {
        let had = kept.iter().filter(|other| other.name == name).count();
        let has = counts.iter().filter(|made| **made == name).count();
        has > 0 && had > has && name.ends_with("EventDefinition")
    };
    for (index, other) in kept.iter().enumerate() {
        let stays = !replaced(other.name) || several(other.name) || part.says_nothing(other);
        if stays && !used.contains(&index) && other.name != "documentation" {
            pieces.push(Piece::of(other));
        }
    }
}

/// Parts that are written from the file whenever it says them.
const MADE: &[&str] = &[
    "script",
    "activationCondition",
    "completionCondition",
    "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics",
    "incoming",
    "outgoing",
];

impl Part<'_> {
    /// Whether a kept part still says what the file does.
    fn means(&self, kept: &Kept<'_>, meaning: &str, roots: &Roots<'_>) -> bool {
        let tree = self.hints.tree();
        let named = |attribute: &str, root: Root| {
            let id = tree.get(kept.at, attribute).map(crate::xml::local).or_else(|| {
                // The operation names the message.
                tree.get(kept.at, "operationRef")
            });
            match id {
                Some(id) => roots.id_of(root, meaning) == Some(id) || tree.get(kept.at, attribute).is_none(),
                None => true,
            }
        };
        let text = |at: crate::xml::At| tree.text(at).trim();
        match kept.name {
            "messageEventDefinition" => named("messageRef", Root::Message),
            "signalEventDefinition" => named("signalRef", Root::Signal),
            "errorEventDefinition" => {
                meaning == "*" && tree.get(kept.at, "errorRef").is_none() || named("errorRef", Root::Error)
            }
            "escalationEventDefinition" => named("escalationRef", Root::Escalation),
            "timerEventDefinition" => {
                let written = tree.children(kept.at).next().map_or("", text);
                let inside = unwrapped_text(written, "").trim_matches(['"', '\'']);
                inside == meaning
                    || self.stands_for(meaning, written)
                    || crate::import::same_time(inside, meaning)
            }
            "conditionalEventDefinition" => {
                let inner = tree.children(kept.at).find(|child| tree.local(*child) == "condition");
                inner.is_none_or(|at| {
                    says_the_same(text(at), tree.get(at, "language").unwrap_or(""), meaning, self.procedure)
                })
            }
            "compensateEventDefinition" => {
                let said = tree.get(kept.at, "activityRef");
                said.map_or(meaning.is_empty(), |said| said == self.hints.id(meaning))
            }
            "linkEventDefinition" => tree.get(kept.at, "name").is_none_or(|name| name.trim() == meaning),
            "script" => text(kept.at) == meaning.trim(),
            "activationCondition" | "completionCondition" => says_the_same(
                text(kept.at),
                tree.get(kept.at, "language").unwrap_or(""),
                meaning,
                self.procedure,
            ),
            // What it says is more than one thing; what the file says of it has been read from it.
            "standardLoopCharacteristics" | "multiInstanceLoopCharacteristics" => self.hints.is_imported(),
            _ => true,
        }
    }

    /// Whether a kept loop says neither how often nor how long: then the file has none.
    fn says_nothing(&self, kept: &Kept<'_>) -> bool {
        let tree = self.hints.tree();
        kept.name == "standardLoopCharacteristics"
            && tree.get(kept.at, "loopMaximum").is_none()
            && tree.within(kept.at).all(|at| tree.text(at).trim().is_empty())
    }

    /// Whether a data item of the file stands for what could not be read.
    fn stands_for(&self, meaning: &str, written: &str) -> bool {
        let name = meaning.rsplit(' ').next().unwrap_or("");
        let datum = self.procedure.data().iter().find(|datum| *datum.id == *name);
        let said = |datum: &cauce::procedure::Datum| {
            *datum.name == *written || unwrapped_text(written, "") == &*datum.id
        };
        datum.is_some_and(|datum| said(datum) || (written.is_empty() && is_instead(&datum.id)))
    }
}

fn events(when: &Table, roots: &Roots<'_>, made: &mut Vec<Made>) {
    let named = [
        (K::Message, "messageEventDefinition", "messageRef", Root::Message),
        (K::Signal, "signalEventDefinition", "signalRef", Root::Signal),
        (K::Error, "errorEventDefinition", "errorRef", Root::Error),
        (K::Escalation, "escalationEventDefinition", "escalationRef", Root::Escalation),
    ];
    for (key, local, attribute, root) in named {
        if let Some(name) = text_of(when, key) {
            let id = roots.id_of(root, name).unwrap_or("");
            let attributes: &[(&str, &str)] = if id.is_empty() { &[] } else { &[(attribute, id)] };
            made.push(event(local, attributes, name, roots));
        }
    }
    if let Some(time) = when.get(K::Time) {
        made.push(timer(time, roots, false));
    }
    if let Some(guard) = when.get(K::Condition).and_then(guard_of) {
        made.push(condition_event(&guard, roots));
    }
    if when.get(K::DeclaredBy).is_some() {
        made.push(condition_event("declared", roots));
    }
    if let Some(link) = text_of(when, K::Link) {
        made.push(event("linkEventDefinition", &[("name", link)], link, roots));
    }
    if let Some(undone) = when.get(K::Compensates) {
        let id = undone.as_text().map_or("", |id| id);
        let attributes: &[(&str, &str)] = if id.is_empty() { &[] } else { &[("activityRef", id)] };
        made.push(event("compensateEventDefinition", attributes, id, roots));
    }
    if when.flag(K::Cancels) {
        made.push(event("cancelEventDefinition", &[], "", roots));
    }
    if when.flag(K::Terminates) {
        made.push(event("terminateEventDefinition", &[], "", roots));
    }
    for inner in [K::AllTriggers, K::AnyOf].into_iter().flat_map(|key| when.tables(key)) {
        events_one(inner, roots, made);
    }
}

/// One of several: several do not stand in several.
fn events_one(when: &Table, roots: &Roots<'_>, made: &mut Vec<Made>) {
    let nested = [K::AllTriggers, K::AnyOf].into_iter().any(|key| when.get(key).is_some());
    if !nested {
        events(when, roots, made);
    }
}

fn event(local: &'static str, attributes: &[(&str, &str)], meaning: &str, roots: &Roots<'_>) -> Made {
    let mut out = Writer::part();
    out.open(roots.name(local));
    for (name, value) in attributes {
        out.attribute(name, value);
    }
    out.close();
    Made { name: local, xml: out.take(), meaning: meaning.to_owned() }
}

fn condition_event(guard: &str, roots: &Roots<'_>) -> Made {
    let mut out = Writer::part();
    out.open(roots.name("conditionalEventDefinition"));
    out.raw(&expression("condition", guard, roots).xml);
    out.close();
    Made { name: "conditionalEventDefinition", xml: out.take(), meaning: guard.to_owned() }
}

fn expression(local: &'static str, guard: &str, roots: &Roots<'_>) -> Made {
    let mut out = Writer::part();
    out.open(roots.name(local)).attribute("xsi:type", &roots.name("tFormalExpression"));
    out.attribute("language", RHAI).text(guard).close();
    Made { name: local, xml: out.take(), meaning: guard.to_owned() }
}

fn text_part(local: &'static str, text: &str, roots: &Roots<'_>) -> Made {
    let mut out = Writer::part();
    out.open(roots.name(local)).text(text).close();
    Made { name: local, xml: out.take(), meaning: text.to_owned() }
}

/// A timer: how long, when, or how often.
fn timer(node: &Node, roots: &Roots<'_>, again: bool) -> Made {
    let (local, text) = match &node.value {
        Tree::Date(date) => ("timeDate", date.to_string()),
        Tree::Instant(instant) => ("timeDate", instant.to_string()),
        Tree::Time(shape, time) => {
            let neutral = time.neutral.to_string();
            let cycle = again || neutral.starts_with('R') || *shape == TimeShape::Cadence;
            match (cycle, neutral.starts_with('R') || neutral.contains(' ')) {
                (true, false) => ("timeCycle", format!("R/{neutral}")),
                (true, true) => ("timeCycle", neutral),
                (false, _) => ("timeDuration", neutral),
            }
        }
        _ => ("timeDuration", node.as_text().map(ToString::to_string).unwrap_or_default()),
    };
    timer_of(local, &text, roots)
}

fn timer_of(local: &str, text: &str, roots: &Roots<'_>) -> Made {
    let mut out = Writer::part();
    out.open(roots.name("timerEventDefinition"));
    out.open(roots.name(local)).attribute("xsi:type", &roots.name("tFormalExpression")).text(text).close();
    out.close();
    Made { name: "timerEventDefinition", xml: out.take(), meaning: text.to_owned() }
}

fn repeats(block: &Table, roots: &Roots<'_>, made: &mut Vec<Made>) {
    if let Some(guard) = block.get(K::WhileMet).and_then(guard_of) {
        let mut out = Writer::part();
        out.open(roots.name("standardLoopCharacteristics"));
        if block.flag(K::TestBefore) {
            out.attribute("testBefore", "true");
        }
        if let Some(most) = block.get(K::Maximum).and_then(Node::as_number) {
            out.attribute("loopMaximum", &most.to_string());
        }
        out.raw(&expression("loopCondition", &guard, roots).xml);
        out.close();
        made.push(Made { name: "standardLoopCharacteristics", xml: out.take(), meaning: guard });
    }
    let Some(each) = block.get(K::ForEach) else { return };
    let table = each.as_table();
    let in_order = table.is_none_or(|each| each.word(K::Order) != Some(K::InParallel));
    let mut out = Writer::part();
    out.open(roots.name("multiInstanceLoopCharacteristics"));
    if in_order {
        out.attribute("isSequential", "true");
    }
    let count = table.and_then(|each| each.get(K::Cardinality));
    let count = count
        .and_then(|count| guard_of(count).or_else(|| count.as_number().map(|number| number.to_string())));
    let member =
        table.and_then(|each| text_of(each, K::Member)).or_else(|| each.as_text().map(|text| &**text));
    let list = table.and_then(|each| text_of(each, K::List));
    let count = count.or_else(|| {
        let of = list.or(member)?;
        Some(format!("{}({of})", if roots.language() == Language::Spanish { "largo" } else { "length" }))
    });
    if let Some(count) = &count {
        out.raw(&expression("loopCardinality", count, roots).xml);
    }
    if let Some(member) = member {
        out.open(roots.name("inputDataItem")).attribute("name", member).close();
    }
    if let Some(guard) = table.and_then(|each| each.get(K::CompletesIf)).and_then(guard_of) {
        out.raw(&expression("completionCondition", &guard, roots).xml);
    }
    out.close();
    made.push(Made { name: "multiInstanceLoopCharacteristics", xml: out.take(), meaning: String::new() });
}
