//! What must hold against what is.
//!
//! Knows each expectation of `comprueba` and `[resultado]`; what a path does not say is not compared.

use super::branches::Branches;
use super::difference::Clash;
use super::file::{Act, Action, Expected, Round, Said};
use super::history::{History, Trod, answer_word, word};
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::document::{Member, Tree, Worded};
use crate::event::{ItemKind, Outcome};
use crate::instance::{Instance, Status};
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, Procedure};
use crate::reference::{self, Reference};
use crate::source::{Language, Span};
use crate::view::{WorkItem, open_items, reached, standings};

/// A reference, with its element where that is one of the case's own procedure.
type Place = (Option<ElementIx>, Reference);

/// Whether what is meant is found: the same element, in the members that are written.
fn fits(meant: &Place, found: &Place) -> bool {
    let same = match (meant.0, found.0) {
        (Some(meant), Some(found)) => meant == found,
        (None, None) => meant.1.element() == found.1.element() && meant.1.around().eq(found.1.around()),
        _ => false,
    };
    let members: Vec<Text> = found.1.members().cloned().collect();
    same && meant.1.fits(&members)
}

/// Everything that is not as expected, with its place in the file.
pub(super) fn clashes(
    procedure: &Procedure,
    (instance, now): (&Instance, Timestamp),
    history: &History<'_>,
    expected: &Expected,
) -> Vec<(Clash, Span)> {
    let mut comparer = Comparer { procedure, instance, now, history, found: Vec::new() };
    comparer.case(expected);
    comparer.walk(expected);
    comparer.rounds(expected);
    comparer.lists(expected);
    expected.data.iter().for_each(|member| comparer.datum(member));
    expected.measures.iter().for_each(|member| comparer.measure(member));
    comparer.found
}

/// What a difference is about, for its headline.
pub(super) fn label(clash: &Clash) -> Text {
    match clash {
        Clash::Fact { what, .. } => what.clone(),
        _ => Keyword::Result.es().into(),
    }
}

/// The state of a case as a path writes it.
pub(super) fn state_word(status: Status, language: Language) -> &'static str {
    let word = match status {
        Status::Ended(Outcome::Completed) => Keyword::Completed,
        Status::Ended(Outcome::Cancelled) => Keyword::Cancelled,
        Status::Ended(_) => Keyword::Failed,
        _ => Keyword::Running,
    };
    word.word(language)
}

/// An open item as a message lists it: `4 · Elaborar el cronograma (SI, NO)`; what is stuck says why.
pub(super) fn described(item: &WorkItem, language: Language) -> Text {
    let mark = if item.kind == ItemKind::Applies { "?" } else { "" };
    let aside = match (&item.trouble, item.kind) {
        (Some(trouble), _) => trouble.message(language),
        (None, ItemKind::Delay) => Keyword::Waiting.word(language).to_owned(),
        _ => answers_of(item, language),
    };
    let aside = if aside.is_empty() { aside } else { format!(" ({aside})") };
    format!("{}{mark} · {}{aside}", item.reference, item.title).into()
}

fn answers_of(item: &WorkItem, language: Language) -> String {
    let answers = item.answers.iter().map(|offered| answer_word(&offered.id, language));
    answers.collect::<Vec<&str>>().join(", ")
}

struct Comparer<'a, 'h> {
    procedure: &'a Procedure,
    instance: &'a Instance,
    /// The time of the path, which moves without a record where nothing is due.
    now: Timestamp,
    history: &'a History<'h>,
    found: Vec<(Clash, Span)>,
}

impl Comparer<'_, '_> {
    fn language(&self) -> Language {
        self.history.language
    }

    fn fact(&mut self, what: &str, (expected, found): (String, String), span: Span) {
        if expected != found {
            let (what, expected, found) = (what.into(), expected.into(), found.into());
            self.found.push((Clash::Fact { what, expected, found }, span));
        }
    }

    fn key(&self, keyword: Keyword) -> &'static str {
        keyword.word(self.language())
    }

    fn case(&mut self, expected: &Expected) {
        if let Some((word, span)) = expected.case {
            let found = state_word(self.instance.status(), self.language());
            self.fact(self.key(Keyword::Case), (self.key(word).to_owned(), found.to_owned()), span);
        }
    }

    /// The walk word by word, so that the first word that differs is named; parallel work may be interleaved otherwise.
    fn walk(&mut self, expected: &Expected) {
        let Some((acts, span)) = &expected.walk else {
            return;
        };
        let words: Vec<&Act> = acts.iter().filter(|act| matches!(act.action, Action::Work(_))).collect();
        let trodden = &self.history.walk;
        let agrees = |word: usize, trod: &Trod| words.get(word).is_some_and(|act| self.agrees(act, trod));
        let parts = Branches::of(self.procedure).first_difference(words.len(), trodden, agrees);
        let Some((word_at, step)) = parts else { return };
        let nothing = match self.language() {
            Language::Spanish => "nada más",
            Language::English => "nothing more",
        };
        let word_meant = word_at.and_then(|word| words.get(word));
        let at = word_meant.map_or(*span, |act| act.span);
        let wanted = word_meant.map_or(nothing, |act| &*act.text).to_owned();
        let found = step
            .and_then(|step| trodden.get(step))
            .map_or_else(|| nothing.into(), |trod| word(self.procedure, trod, self.language()));
        self.fact(self.key(Keyword::Walk), (wanted, found.to_string()), at);
    }

    fn agrees(&self, act: &Act, trod: &Trod) -> bool {
        let Action::Work(work) = &act.action else {
            return false;
        };
        let said = if work.question { &work.given.applies } else { &work.given.answer };
        let answered = match said {
            // A word without an answer says where the case went, and leaves open how it was answered.
            None => true,
            Some(Said::Yes) => trod.answer.as_deref() == Some("yes"),
            Some(Said::No) => trod.answer.as_deref() == Some("no"),
            Some(Said::Conforming(conforming)) => trod.conforming == Some(*conforming),
            Some(Said::Other(text)) => self.answers(trod, text),
        };
        trod.is(self.procedure, &work.reference) && work.question == trod.question && answered
    }

    /// Whether an answer was given by that id or printed text.
    fn answers(&self, trod: &Trod, text: &Text) -> bool {
        let named =
            trod.answers(self.procedure).iter().find(|answer| answer.id == *text || answer.text == *text);
        named.is_some_and(|answer| trod.answer.as_ref() == Some(&answer.id))
    }

    /// Every return that is expected and every one that was taken; one that is not named is expected never.
    fn rounds(&mut self, expected: &Expected) {
        let Some((rounds, span)) = &expected.rounds else {
            return;
        };
        let name = |reference: &str| {
            let element = self.procedure.find_written(reference);
            let own = element.map(|element| self.procedure.reference(element).clone());
            // What a called procedure has is known by what its caller is called.
            own.or_else(|| Reference::parse(reference).map(|read| read.to_string().into()))
        };
        let between = |round: &Round| Some((name(&round.from)?, name(&round.to)?));
        let wanted: Vec<_> =
            rounds.iter().filter_map(|round| Some((between(round)?, round.count, round.span))).collect();
        let mut facts = Vec::new();
        for (between, count, at) in &wanted {
            let taken = self.history.rounds.get(between).copied().unwrap_or(0);
            facts.push((between.clone(), (*count, taken), *at));
        }
        for (between, taken) in &self.history.rounds {
            if !wanted.iter().any(|(other, ..)| other == between) {
                facts.push((between.clone(), (0, *taken), *span));
            }
        }
        for ((from, to), (wanted, taken), at) in facts {
            let to_word = match self.language() {
                Language::Spanish => "a",
                Language::English => "to",
            };
            let what = format!("{} \"{from} {to_word} {to}\"", self.key(Keyword::Rounds));
            self.fact(&what, (wanted.to_string(), taken.to_string()), at);
        }
    }

    fn lists(&mut self, expected: &Expected) {
        let items = open_items(self.instance);
        let waits = |kind: ItemKind| {
            matches!(kind, ItemKind::Delay | ItemKind::Incident | ItemKind::Wait | ItemKind::EventGateway)
        };
        let references = |waiting: bool| {
            let chosen = items.iter().filter(move |item| waits(item.kind) == waiting);
            chosen.map(|item| item.reference.clone()).collect::<Vec<Text>>()
        };
        let (open, waiting) = (references(false), references(true));
        self.references(Keyword::OpenItems, expected.open.as_ref(), &open);
        self.references(Keyword::Waiting, expected.waiting.as_ref(), &waiting);
        self.references(Keyword::Skips, expected.skips.as_ref(), &self.history.skips);
        if let Some((milestones, span)) = &expected.milestones {
            let sorted = |mut names: Vec<Text>| {
                names.sort();
                listed(&names)
            };
            let sides = (sorted(milestones.clone()), sorted(reached(self.instance)));
            self.fact(self.key(Keyword::Milestone), sides, *span);
        }
        if let Some((windows, span)) = &expected.windows {
            let language = self.language();
            let found = standings(self.instance, self.now);
            let found = found.iter().filter_map(|standing| standing.text(language)).collect::<Vec<Text>>();
            self.fact(self.key(Keyword::Window), (listed(windows), listed(&found)), *span);
        }
        if let Some((notices, span)) = &expected.notices {
            let sides = (listed(notices), listed(&self.history.notices));
            self.fact(self.key(Keyword::Notices), sides, *span);
        }
    }

    /// Compares references as sets, without order, each once; one with fewer members means all that stand in those.
    fn references(&mut self, key: Keyword, expected: Option<&(Vec<Text>, Span)>, found: &[Text]) {
        let Some((expected, span)) = expected else {
            return;
        };
        let (expected, found) = (self.named(expected), self.named(found));
        let all_found = expected.iter().all(|meant| found.iter().any(|one| fits(meant, one)));
        let all_meant = found.iter().all(|one| expected.iter().any(|meant| fits(meant, one)));
        if !(all_found && all_meant) {
            let name = |places: &[Place]| {
                listed(&places.iter().map(|(_, place)| place.to_string().into()).collect::<Vec<Text>>())
            };
            self.fact(self.key(key), (name(&expected), name(&found)), *span);
        }
    }

    /// References in order, each once, by number where there is one.
    fn named(&self, references: &[Text]) -> Vec<Place> {
        let place = |written: &Text| {
            let read = Reference::parse(written)?;
            let element = self.procedure.find_reference(&read);
            let plain = read.around().next().is_none();
            match element.filter(|_| plain) {
                Some(found) => {
                    let members = read.members().cloned().collect();
                    Some((element, Reference::new(self.procedure.reference(found), members)))
                }
                None => Some((element, read)),
            }
        };
        let mut places: Vec<Place> = references.iter().filter_map(place).collect();
        places.sort();
        places.dedup();
        places
    }

    fn datum(&mut self, member: &Member) {
        let held = self
            .procedure
            .datum(&member.name)
            .and_then(|datum| self.instance.state.datum(ItemId(0), datum.0));
        let found = held.map_or_else(|| "—".to_owned(), reference::said);
        self.fact(
            &format!("{} {}", self.key(Keyword::Data), member.name),
            (written(&member.node.value), found),
            member.node.span,
        );
    }

    fn measure(&mut self, member: &Member) {
        let indicator = self.procedure.indicator(&member.name);
        let held = indicator.and_then(|indicator| self.instance.state.indicator(ItemId(0), indicator.0));
        let found = held.map_or_else(|| "—".to_owned(), |value| value.to_string());
        self.fact(
            &format!("{} {}", self.key(Keyword::Measures), member.name),
            (written(&member.node.value), found),
            member.node.span,
        );
    }
}

fn listed(texts: &[Text]) -> String {
    if texts.is_empty() { "—".into() } else { texts.join(", ") }
}

fn written(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) | Tree::Time(_, Worded { written: text, .. }) => text.to_string(),
        Tree::Number(number) => number.to_string(),
        Tree::Bool(truth) => truth.to_string(),
        Tree::Date(date) => date.to_string(),
        Tree::Instant(text) => {
            text.parse::<crate::data::Timestamp>().map_or_else(|_| text.to_string(), |at| at.to_string())
        }
        Tree::List(nodes) => {
            let leaves = nodes.iter().filter(|node| !matches!(node.value, Tree::List(_)));
            format!("[{}]", leaves.map(|node| written(&node.value)).collect::<Vec<_>>().join(", "))
        }
        _ => "—".into(),
    }
}
