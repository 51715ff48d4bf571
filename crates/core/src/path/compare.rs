//! What must hold against what is.
//!
//! Knows each expectation of `comprueba` and `[resultado]`; what a path does not say is not compared.

use std::collections::BTreeSet;

use super::branches::Branches;
use super::difference::Clash;
use super::file::{Act, Action, Expected, Round, Said};
use super::history::{History, Notice, Round as Taken, Trod, answer_word, word};
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::document::{Member, Tree, Worded};
use crate::event::{ItemKind, Outcome};
use crate::instance::{Instance, Status};
use crate::keywords::Keyword;
use crate::procedure::Procedure;
use crate::reference::{self, Reference};
use crate::source::{Language, Span};
use crate::view::{WorkItem, open_items, reached, standings};

/// Something that is found, by what people call it, and whether a reference means it.
type Found<'f> = (Text, Box<dyn Fn(&Reference) -> bool + 'f>);

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
    comparer.counts(expected);
    comparer.failure(expected);
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
        let read = |round: &Round| Some((Reference::parse(&round.from)?, Reference::parse(&round.to)?));
        let wanted: Vec<_> = rounds.iter().filter_map(|round| Some((read(round)?, round))).collect();
        let own = self.procedure;
        let is = |(from, to): &(Reference, Reference), taken: &Taken| {
            taken.from.is(own, from) && taken.to.is(own, to)
        };
        let mut facts = Vec::new();
        for (between, round) in &wanted {
            let taken = self.history.rounds.values().filter(|taken| is(between, taken));
            let times = taken.fold(0_u32, |times, taken| times.saturating_add(taken.times));
            let name = |written: &Text, read: &Reference| self.shown(read).unwrap_or_else(|| written.clone());
            let between = (name(&round.from, &between.0), name(&round.to, &between.1));
            facts.push((between, (round.count, times), round.span));
        }
        for (between, taken) in &self.history.rounds {
            if !wanted.iter().any(|(other, _)| is(other, taken)) {
                facts.push((between.clone(), (0, taken.times), *span));
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

    /// How often events occurred; one with fewer members means all that stand in those, and others are not compared.
    fn counts(&mut self, expected: &Expected) {
        for counted in &expected.counts {
            let Some(event) = Reference::parse(&counted.event) else { continue };
            let seen = self.history.occurred.values().filter(|(trod, _)| trod.is(self.procedure, &event));
            let times = seen.fold(0_u32, |times, (_, more)| times.saturating_add(*more));
            let what = format!("{} \"{}\"", self.key(Keyword::Count), counted.event);
            self.fact(&what, (counted.times.to_string(), times.to_string()), counted.span);
        }
    }

    /// The code of the error that ended the case.
    fn failure(&mut self, expected: &Expected) {
        if let Some((code, span)) = &expected.error {
            let found = self.history.error.as_ref().map_or("—", |error| &error.code).to_owned();
            self.fact(self.key(Keyword::Error), (code.to_string(), found), *span);
        }
    }

    /// A reference by its printed number, where it is an element of the case's own.
    fn shown(&self, reference: &Reference) -> Option<Text> {
        let element = self.procedure.find_reference(reference)?;
        let plain = reference.around().next().is_none() && reference.members().next().is_none();
        plain.then(|| self.procedure.reference(element).clone())
    }

    fn lists(&mut self, expected: &Expected) {
        let items = open_items(self.instance);
        let waits = |kind: ItemKind| {
            matches!(kind, ItemKind::Delay | ItemKind::Incident | ItemKind::Wait | ItemKind::EventGateway)
        };
        let own = self.procedure;
        let found = |waiting: bool| -> Vec<Found<'_>> {
            let chosen = items.iter().filter(move |item| waits(item.kind) == waiting);
            chosen
                .map(|item| (item.reference.clone(), Box::new(|meant: &_| item.is(own, meant)) as _))
                .collect()
        };
        self.references(Keyword::OpenItems, expected.open.as_ref(), &found(false));
        self.references(Keyword::Waiting, expected.waiting.as_ref(), &found(true));
        let skips = self.history.skips.iter();
        let skips: Vec<Found<'_>> =
            skips.map(|skip| (skip.printed(own), Box::new(|meant: &_| skip.is(own, meant)) as _)).collect();
        self.references(Keyword::Skips, expected.skips.as_ref(), &skips);
        if let Some((opens, span)) = &expected.opens {
            let sides = (sorted(opens), sorted(&self.history.opened));
            self.fact(self.key(Keyword::Opens), sides, *span);
        }
        if let Some((milestones, span)) = &expected.milestones {
            let sides = (sorted(milestones), sorted(&reached(self.instance)));
            self.fact(self.key(Keyword::Milestone), sides, *span);
        }
        if let Some((windows, span)) = &expected.windows {
            let language = self.language();
            let found = standings(self.instance, self.now);
            let found = found.iter().filter_map(|standing| standing.text(language)).collect::<Vec<Text>>();
            self.fact(self.key(Keyword::Window), (listed(windows), listed(&found)), *span);
        }
        if let Some((notices, span)) = &expected.notices {
            let given = self.history.notices.iter().enumerate();
            let found: Vec<Text> =
                given.map(|(place, notice)| as_written(notice, notices.get(place))).collect();
            self.fact(self.key(Keyword::Notices), (listed(notices), listed(&found)), *span);
        }
    }

    /// Compares references without order; one with fewer members means all that stand in those, and one that is
    /// written several times as many as that.
    fn references(&mut self, key: Keyword, expected: Option<&(Vec<Text>, Span)>, found: &[Found<'_>]) {
        let Some((expected, span)) = expected else {
            return;
        };
        let meant: Vec<Reference> = expected.iter().filter_map(|written| Reference::parse(written)).collect();
        let all_found = meant.iter().all(|meant| found.iter().any(|(_, is)| is(meant)));
        let all_meant = found.iter().all(|(_, is)| meant.iter().any(is));
        let name = |meant: &Reference| self.shown(meant).unwrap_or_else(|| meant.to_string().into());
        let expected: Vec<Text> = meant.iter().map(name).collect();
        let times = |name: &Text| expected.iter().filter(|other| *other == name).count();
        let as_often = |(meant, name): (&Reference, &Text)| {
            times(name) == 1 || times(name) == found.iter().filter(|(_, is)| is(meant)).count()
        };
        if !(all_found && all_meant && meant.iter().zip(&expected).all(as_often)) {
            let found: Vec<Text> = found.iter().map(|(name, _)| name.clone()).collect();
            let counts = expected.iter().any(|name| times(name) > 1);
            let shown = if counts { sorted } else { once };
            self.fact(self.key(key), (shown(&expected), shown(&found)), *span);
        }
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

/// Texts in order, as often as they stand.
fn sorted(texts: &[Text]) -> String {
    let mut texts = texts.to_vec();
    texts.sort();
    listed(&texts)
}

/// Texts in order, each once.
fn once(texts: &[Text]) -> String {
    let texts: BTreeSet<&Text> = texts.iter().collect();
    listed(&texts.into_iter().cloned().collect::<Vec<Text>>())
}

/// A notice with those who were told, where the path names any.
fn as_written(notice: &Notice, expected: Option<&Text>) -> Text {
    let names_roles = expected.is_some_and(|expected| expected.ends_with(')') && **expected != *notice.said);
    if names_roles { notice.addressed() } else { notice.said.clone() }
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
