//! Where a file can go wrong: a walk over its tree in the order of the file.
//!
//! Only what is done is looked at, never prose: the blocks of [`BLOCKS`] and what stands in them.

use super::{Change, Mutant, Operator, Step, condition, words};
use crate::data::{Decimal, Text};
use crate::document::{Document, Entry, Node, Table, Tree, guard_read};
use crate::keywords::Keyword as K;
use crate::source::Language;

/// The blocks of a file that say what is done.
const BLOCKS: [K; 6] = [K::Defaults, K::Activity, K::Gateway, K::Event, K::Start, K::Repetition];

/// Blocks that people call by a number or an id.
const NAMED: [K; 7] =
    [K::Activity, K::Gateway, K::Event, K::Start, K::Repetition, K::Interaction, K::Alternative];

/// Keys whose guards decide something.
const CONDITIONS: [K; 9] = [
    K::Decides,
    K::Suggests,
    K::EnabledIf,
    K::AppliesIf,
    K::IfMet,
    K::CompletesIf,
    K::WhileMet,
    K::ActivatesIf,
    K::Condition,
];

/// Keys that lead somewhere.
const TARGETS: [K; 4] = [K::BackTo, K::OnTo, K::GoesTo, K::Next];

/// Keys that say who acts.
const ACTORS: [K; 6] = [K::Responsible, K::Who, K::ConfirmedBy, K::VerifiedBy, K::DeclaredBy, K::SignedBy];

pub(super) fn find(document: &Document) -> Vec<Mutant> {
    let root = &document.root;
    let activities = root.tables(K::Activity);
    let references = activities.filter_map(|table| {
        let number = table.get(K::Number).and_then(Node::reference_text);
        Some((number, table.text(K::Id)?.clone()))
    });
    let roles = root.tables(K::Role).chain(root.tables(K::Team));
    let mut finder = Finder {
        language: document.language,
        references: references.collect(),
        roles: roles.filter_map(|role| role.text(K::Id).cloned()).collect(),
        undecided: root.tables(K::Indicator).filter_map(without_target).collect(),
        found: Vec::new(),
    };
    finder.walk(root);
    let mut found = finder.found;
    found.sort_by_key(|mutant| mutant.span.start);
    found
}

struct Finder {
    language: Language,
    /// The activities that stand in the file itself, each by number, where it has one, and by id.
    references: Vec<(Option<Text>, Text)>,
    roles: Vec<Text>,
    /// How a guard names targets that the source does not give: there a person decides, whatever the guard says.
    undecided: Vec<String>,
    found: Vec<Mutant>,
}

/// A value, how it is reached, and what it stands in.
#[derive(Clone)]
struct Place<'d> {
    way: Vec<Step>,
    node: &'d Node,
    key: K,
    /// What people call the element around it.
    at: Text,
    /// The words that take the way on which it stands: `4:SI`.
    taken: Text,
}

impl Finder {
    fn walk(&mut self, root: &Table) {
        let mut open: Vec<Place<'_>> = Vec::new();
        for entry in root.entries.iter().rev().filter(|entry| BLOCKS.contains(&entry.key)) {
            open.push(place_of(entry, &[], (&"".into(), &"".into())));
        }
        while let Some(place) = open.pop() {
            self.look_at(&place);
            match &place.node.value {
                Tree::List(nodes) => {
                    for (item, node) in nodes.iter().enumerate().rev() {
                        let way = place.way.iter().cloned().chain([Step::Item(item)]).collect();
                        open.push(Place { way, node, ..place.clone() });
                    }
                }
                Tree::Table(table) => {
                    let at = self.name(&place, table);
                    let taken = self.taken(&place, table, &at);
                    self.look_into(&place, table, &at);
                    let entries = table.entries.iter().rev();
                    open.extend(entries.map(|entry| place_of(entry, &place.way, (&at, &taken))));
                }
                _ => {}
            }
        }
    }

    /// What people call a block, or what it stands in.
    fn name(&self, place: &Place<'_>, table: &Table) -> Text {
        if !NAMED.contains(&place.key) {
            return place.at.clone();
        }
        let number = table.get(K::Number).and_then(Node::reference_text);
        let name = number.or_else(|| table.text(K::Id).cloned());
        match (name, place.key) {
            (Some(name), K::Interaction) => format!("{}/{name}", place.at).into(),
            (Some(name), _) => name,
            (None, _) => place.at.clone(),
        }
    }

    /// The words that take the way on which a block stands.
    fn taken(&self, place: &Place<'_>, table: &Table, at: &Text) -> Text {
        let answer = match place.key {
            K::Yes => Some(K::AnswerYes.word(self.language).into()),
            K::No => Some(K::AnswerNo.word(self.language).into()),
            K::Answer => table.text(K::Id).cloned(),
            K::IfNonconforming => Some(K::Nonconforming.word(self.language).replace(' ', "-").into()),
            _ => None,
        };
        match (answer, place.key) {
            (Some(answer), _) => format!("{at}:{answer}").into(),
            (None, K::Event) => format!("!{at}").into(),
            (None, key) if NAMED.contains(&key) => at.clone(),
            (None, _) => place.taken.clone(),
        }
    }

    /// What can go wrong in a value.
    fn look_at(&mut self, place: &Place<'_>) {
        let key = place.key;
        let is_item = matches!(place.way.last(), Some(Step::Item(_)));
        match &place.node.value {
            Tree::Guard(guard) if CONDITIONS.contains(&key) && self.decides(&guard.neutral) => {
                self.guard(place, &guard.written);
            }
            Tree::Number(number) if key == K::Maximum => self.limit(place, *number),
            Tree::Text(_) | Tree::Number(_) | Tree::Word(_) if TARGETS.contains(&key) => self.target(place),
            Tree::Text(role) if ACTORS.contains(&key) => self.role(place, role),
            Tree::List(_) if key == K::Evidence => self.evidence(place),
            Tree::Table(table) if key == K::Event && is_item => self.event(place, table),
            _ => {}
        }
    }

    /// What can go wrong in a block as a whole.
    fn look_into(&mut self, place: &Place<'_>, table: &Table, at: &Text) {
        let here = Place { at: at.clone(), ..place.clone() };
        if table.get(K::Yes).is_some() && table.get(K::No).is_some() {
            let (yes, no) = (K::AnswerYes.word(self.language), K::AnswerNo.word(self.language));
            let span = table.get(K::Yes).map_or(table.span, |node| node.span);
            let words = (format!("{yes} ↔ {no}"), String::new(), Some(format!("{at}:{yes}")));
            self.push((Operator::FlipAnswers, K::Yes), &here, Change::Swap(K::Yes, K::No), words);
            self.at(span);
        }
        let answers = table.list(K::Answer);
        for item in 0..answers.len().saturating_sub(1) {
            let id = |item: usize| answers[item].as_table()?.text(K::Id).map(ToString::to_string);
            let (Some(one), Some(other)) = (id(item), id(item + 1)) else { continue };
            let way = here.way.iter().cloned().chain([Step::Key(K::Answer), Step::Item(item)]).collect();
            let words = (format!("{one} ↔ {other}"), String::new(), Some(format!("{at}:{one}")));
            let pair = Place { way, node: &answers[item], ..here.clone() };
            self.push((Operator::FlipAnswers, K::Answer), &pair, Change::SwapNames, words);
        }
        for (key, operator) in
            [(K::Control, Operator::DropControl), (K::WhenOverdue, Operator::DropConsequence)]
        {
            // The answer of a question is the result of its control point: without it nothing else happens.
            let decides = key != K::Control || place.key == K::Activity && table.get(K::Question).is_none();
            let Some(node) = table.get(key).filter(|_| decides) else { continue };
            let way = here.way.iter().cloned().chain([Step::Key(key)]).collect();
            let said = match &node.value {
                Tree::Table(inner) => inner.text(K::Verifies).map_or_else(String::new, ToString::to_string),
                _ => node.as_text().map_or_else(String::new, ToString::to_string),
            };
            let noticed = match operator {
                Operator::DropControl => words::nonconforming(at, self.language),
                _ => words::overdue(at, node, self.language),
            };
            let gone = Place { way, node, ..here.clone() };
            self.push((operator, key), &gone, Change::Remove, (said, String::new(), Some(noticed)));
        }
    }

    /// Whether a guard decides at all, instead of leaving it to a person.
    fn decides(&self, neutral: &str) -> bool {
        !self.undecided.iter().any(|target| neutral.contains(target.as_str()))
    }

    fn guard(&mut self, place: &Place<'_>, guard: &Text) {
        let wrong = condition::shifted(guard).into_iter().map(|wrong| (Operator::ShiftGuard, wrong));
        for (operator, wrong) in [(Operator::NegateGuard, condition::negated(guard))].into_iter().chain(wrong)
        {
            let tree = guard_read(wrong.as_str().into(), self.language);
            self.push((operator, place.key), place, Change::Replace(tree), (guard.to_string(), wrong, None));
        }
    }

    fn limit(&mut self, place: &Place<'_>, limit: Decimal) {
        let Some(limit) = limit.to_i64() else { return };
        for other in [limit.checked_sub(1), limit.checked_add(1)].into_iter().flatten().filter(|it| *it >= 0)
        {
            let words = (limit.to_string(), other.to_string(), None);
            let tree = Tree::Number(Decimal::from(other));
            self.push((Operator::ChangeLimit, place.key), place, Change::Replace(tree), words);
        }
    }

    /// A target by number stays a number, and one by id an id, so that the slip is one that people make.
    fn target(&mut self, place: &Place<'_>) {
        let Some(target) = place.node.reference_text() else { return };
        let by_number = |(number, _): &(Option<Text>, Text)| number.as_ref() == Some(&target);
        let found = self.references.iter().position(|it| by_number(it) || it.1 == target);
        let Some(found) = found else { return };
        let named = self.references[found].1 == target;
        for other in [found.checked_sub(1), found.checked_add(1)].into_iter().flatten() {
            let Some((number, id)) = self.references.get(other) else { continue };
            let other = if named { id.clone() } else { number.clone().unwrap_or_else(|| id.clone()) };
            let tree = Tree::Text(other.clone());
            let words = (target.to_string(), other.to_string(), Some(format!("{} {target}", place.taken)));
            self.push((Operator::MoveTarget, place.key), place, Change::Replace(tree), words);
        }
    }

    /// The next role of the file takes the place of one.
    fn role(&mut self, place: &Place<'_>, role: &Text) {
        let Some(found) = self.roles.iter().position(|known| known == role) else { return };
        let next = self.roles.iter().cycle().skip(found + 1).take(self.roles.len() - 1).next();
        let Some(other) = next.cloned() else { return };
        let words = words::acting(&place.at, (place.key, role), self.language);
        let tree = Tree::Text(other.clone());
        let said = (role.to_string(), other.to_string(), Some(words));
        self.push((Operator::ChangeRole, place.key), place, Change::Replace(tree), said);
    }

    /// Each piece of a list of evidence, and each who signs one.
    fn evidence(&mut self, list: &Place<'_>) {
        let pieces = list.node.as_list();
        self.pieces(list, (K::Delivers, pieces));
        for (item, piece) in pieces.iter().enumerate() {
            let signers = piece.as_table().and_then(|table| table.get(K::SignedBy));
            if let Some(node) = signers {
                let way =
                    list.way.iter().cloned().chain([Step::Item(item), Step::Key(K::SignedBy)]).collect();
                self.pieces(&Place { way, node, ..list.clone() }, (K::SignedBy, node.as_list()));
            }
        }
    }

    /// What is delivered or signs, one after another left out; a path that names them all notices each.
    fn pieces(&mut self, list: &Place<'_>, (key, pieces): (K, &[Node])) {
        let all: Vec<String> =
            pieces.iter().filter_map(|piece| words::ids(piece).into_iter().next()).collect();
        for (item, node) in pieces.iter().enumerate() {
            let way = list.way.iter().cloned().chain([Step::Item(item)]).collect();
            let noticed = words::exactly(&list.at, (key, &all), self.language);
            let said = (words::ids(node).join(" / "), String::new(), Some(noticed));
            let place = Place { way, node, ..list.clone() };
            self.push((Operator::DropEvidence, list.key), &place, Change::Remove, said);
        }
    }

    fn event(&mut self, place: &Place<'_>, event: &Table) {
        let Some(id) = event.text(K::Id) else { return };
        let words = (id.to_string(), String::new(), words::happening(id, event));
        self.push((Operator::DropEvent, place.key), place, Change::Remove, words);
    }

    fn push(
        &mut self,
        (operator, key): (Operator, K),
        place: &Place<'_>,
        change: Change,
        (before, after, words): (String, String, Option<String>),
    ) {
        self.found.push(Mutant {
            operator,
            at: place.at.clone(),
            key,
            span: place.node.span,
            before: before.into(),
            after: after.into(),
            words: words.map(Into::into),
            way: place.way.clone(),
            change,
        });
    }

    /// Moves the last one to where it is seen best.
    fn at(&mut self, span: crate::source::Span) {
        if let Some(mutant) = self.found.last_mut() {
            mutant.span = span;
        }
    }
}

/// How a guard names the target of an indicator that has none, in neutral words.
fn without_target(indicator: &Table) -> Option<String> {
    let is_given = indicator.get(K::Target).is_some_and(|node| matches!(node.value, Tree::Number(_)));
    let id = indicator.text(K::Id).filter(|_| !is_given)?;
    Some(format!("target(\"{id}\")"))
}

fn place_of<'d>(entry: &'d Entry, way: &[Step], (at, taken): (&Text, &Text)) -> Place<'d> {
    let way = way.iter().cloned().chain([Step::Key(entry.key)]).collect();
    Place { way, node: &entry.node, key: entry.key, at: at.clone(), taken: taken.clone() }
}
