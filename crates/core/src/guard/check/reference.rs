//! Names and calls: what a word of a guard refers to.

use super::{
    Checker, Entry, Form, GuardProblem, Kind, Language, Meaning, NameKind, NodeId, Range, Read, Shape, Slot,
    TokenKind, Type, Value, Word, YES_NO, group, words,
};
use crate::guard::LoopFact;
use crate::guard::operators::Arithmetic;
use crate::guard::print;

/// An argument as resolved and as it is spelt neutrally.
struct Argument {
    index: u32,
    written: String,
}

impl Checker<'_> {
    pub(super) fn name(&mut self, node: NodeId) -> Type {
        let at = self.at(node);
        let word = self.text(at.clone());
        match words::find(word, self.language()) {
            Some(entry) if entry.shape == Shape::Name => return self.standing(node, entry),
            Some(_) => {
                return self.report(GuardProblem::NeedsParentheses { at, word: word.to_owned() });
            }
            None => {}
        }
        match self.around.names.datum(word) {
            Some((index, kind)) => self.datum(node, word, (index, kind)),
            None if at.start < self.hyphenated_until => Type::Unknown,
            None => self.unknown_name(at, word),
        }
    }

    fn datum(&mut self, node: NodeId, word: &str, (index, kind): (u32, Kind)) -> Type {
        let known = self.read(node, Read { slot: Slot::Datum(index), spelling: word.to_owned(), kind });
        match known {
            Type::Is(Kind::Choice, _) => Type::Is(Kind::Choice, self.around.names.choices(index)),
            other => other,
        }
    }

    fn unknown_name(&mut self, at: Range<usize>, word: &str) -> Type {
        if let Some(end) = self.hyphenated_end(&at) {
            self.hyphenated_until = end;
            let written = self.text(at.start..end).to_owned();
            return self.report(GuardProblem::HyphenatedId { at: at.start..end, written });
        }
        if let Some(instead) = self.in_this_language(word) {
            return self.report(GuardProblem::OtherLanguage { at, word: word.to_owned(), instead });
        }
        let own = words::WORDS
            .iter()
            .filter(|entry| entry.shape == Shape::Name)
            .map(|entry| entry.spelt(self.language()).to_owned());
        let known = self.around.names.candidates(NameKind::Datum).into_iter().chain(own);
        let suggestion = words::nearest(word, known);
        self.report(GuardProblem::UnknownName { at, name: word.to_owned(), suggestion })
    }

    /// Where an id like `incumplimiento-256` ends that begins with this name.
    fn hyphenated_end(&self, at: &Range<usize>) -> Option<usize> {
        let tokens = self.around.tokens;
        let mut index = tokens.iter().position(|token| token.at == *at)?;
        let mut end = None;
        while let [minus, part] = tokens.get(index + 1..index + 3)? {
            let touches = minus.at.start == tokens[index].at.end && part.at.start == minus.at.end;
            let continues = matches!(part.kind, TokenKind::Word | TokenKind::Number(_));
            if minus.kind != TokenKind::Arithmetic(Arithmetic::Subtract) || !touches || !continues {
                break;
            }
            end = Some(part.at.end);
            index += 2;
            if index + 2 >= tokens.len() {
                break;
            }
        }
        end
    }

    fn in_this_language(&self, word: &str) -> Option<String> {
        let (own, other) = match self.language() {
            Language::Spanish => (Language::Spanish, Language::English),
            Language::English => (Language::English, Language::Spanish),
        };
        let host = || {
            self.around
                .host
                .iter()
                .find(|function| function.name(other) == word)
                .map(|function| function.name(own))
        };
        words::find(word, other).map(|entry| entry.spelt(own)).or_else(host).map(str::to_owned)
    }

    /// A word that stands without parentheses.
    fn standing(&mut self, node: NodeId, entry: &'static Entry) -> Type {
        let (slot, kind) = match entry.word {
            Word::Yes | Word::No => {
                return self.constant(node, Value::Bool(entry.word == Word::Yes), Type::Answer);
            }
            Word::Loop(fact) if self.around.names.in_repetition() => (Slot::Loop(fact), Kind::Decimal),
            Word::Activation => match self.around.names.gateway() {
                Some(gateway) => (Slot::Loop(LoopFact::Activation(gateway)), Kind::Decimal),
                None => return self.outside(node),
            },
            Word::Member => match self.around.names.member() {
                Some(kind) => (Slot::Member, kind),
                None => return self.outside(node),
            },
            _ => return self.outside(node),
        };
        self.read(node, Read { slot, spelling: entry.english.to_owned(), kind })
    }

    fn outside(&mut self, node: NodeId) -> Type {
        let at = self.at(node);
        let word = self.text(at.clone()).to_owned();
        self.report(GuardProblem::OutsideRepetition { at, word })
    }

    pub(super) fn call(&mut self, node: NodeId, name: Range<usize>, arguments: &[NodeId]) -> Type {
        let word = self.text(name.clone());
        if let Some(entry) = words::find(word, self.language()) {
            return match entry.shape {
                Shape::Reference { arguments: wanted, required } => {
                    self.refer(node, entry, (wanted, required), arguments)
                }
                Shape::OfList { others } => self.of_list(node, entry, 1 + others, arguments),
                Shape::Name => self.unknown_function(name, word),
            };
        }
        let language = self.language();
        match self.around.host.iter().position(|function| function.name(language) == word) {
            Some(index) => self.host(node, index, arguments),
            None => self.unknown_function(name, word),
        }
    }

    fn unknown_function(&mut self, at: Range<usize>, word: &str) -> Type {
        if let Some(instead) = self.in_this_language(word).filter(|instead| instead != word) {
            return self.report(GuardProblem::OtherLanguage { at, word: word.to_owned(), instead });
        }
        let language = self.language();
        let own = words::WORDS
            .iter()
            .filter(|entry| entry.shape != Shape::Name)
            .map(|entry| entry.spelt(language).to_owned());
        let host = self.around.host.iter().map(|function| function.name(language).to_owned());
        let suggestion = words::nearest(word, own.chain(host));
        self.report(GuardProblem::UnknownFunction { at, name: word.to_owned(), suggestion })
    }

    fn count(&mut self, node: NodeId, function: &str, (least, most, found): (usize, usize, usize)) -> bool {
        let right = (least..=most).contains(&found);
        if !right {
            let at = self.at(node);
            self.report(GuardProblem::WrongCount { at, function: function.to_owned(), least, most, found });
        }
        right
    }

    /// A word that names something of the procedure.
    fn refer(
        &mut self,
        node: NodeId,
        entry: &'static Entry,
        (wanted, required): (&[NameKind], usize),
        arguments: &[NodeId],
    ) -> Type {
        let function = entry.spelt(self.language());
        if !self.count(node, function, (required, wanted.len(), arguments.len())) {
            return Type::Unknown;
        }
        let found: Vec<Option<Argument>> = arguments
            .iter()
            .zip(wanted)
            .map(|(argument, wanted)| self.argument(*argument, *wanted, function))
            .collect();
        let Some(found) = found.into_iter().collect::<Option<Vec<Argument>>>() else {
            return Type::Unknown;
        };
        if let (Word::Indicator, [indicator, window]) = (entry.word, arguments) {
            return self.in_window(node, entry, [*indicator, *window]);
        }
        let Some((slot, kind)) = slot_of(entry.word, &found) else {
            return Type::Unknown;
        };
        let written: Vec<&str> = found.iter().map(|argument| argument.written.as_str()).collect();
        let spelling = format!("{}({})", entry.english, written.join(", "));
        let known = self.read(node, Read { slot, spelling, kind });
        match slot {
            Slot::Answer(activity) => self.answers(node, activity, written.join(", ")),
            _ => known,
        }
    }

    /// An indicator in a window, where some activity measures it.
    fn in_window(&mut self, node: NodeId, entry: &Entry, arguments: [NodeId; 2]) -> Type {
        let text = |node: NodeId| match &self.around.tree.nodes[node].form {
            Form::Text(id) => id.clone(),
            _ => String::new(),
        };
        let [indicator, window] = arguments.map(text);
        let Some(index) = self.around.names.indicator(&format!("{indicator}[{window}]")) else {
            let at = self.at(node);
            return self.report(GuardProblem::NotMeasured { at, indicator, window });
        };
        let [one, other] = [(&indicator, NameKind::Indicator), (&window, NameKind::Window)]
            .map(|(id, kind)| spelt(id, kind));
        let spelling = format!("{}({one}, {other})", entry.english);
        self.read(node, Read { slot: Slot::Indicator(index), spelling, kind: Kind::Decimal })
    }

    fn answers(&mut self, node: NodeId, index: u32, activity: String) -> Type {
        let possible = self.around.names.answers(index);
        if possible.is_empty() {
            let at = self.at(node);
            return self.report(GuardProblem::NoQuestion { at, activity });
        }
        Type::Is(Kind::Choice, possible)
    }

    fn argument(&mut self, node: NodeId, wanted: NameKind, function: &str) -> Option<Argument> {
        let at = self.at(node);
        let source = self.text(at.clone());
        let digits = source.bytes().all(|byte| byte.is_ascii_digit());
        let id = match &self.around.tree.nodes[node].form {
            Form::Number(_) if digits && wanted == NameKind::Activity => source,
            Form::Text(id) if wanted != NameKind::Datum => id.as_str(),
            // Data stand without quotes wherever they stand.
            Form::Name if wanted == NameKind::Datum => source,
            _ => {
                self.report(GuardProblem::WrongArgument {
                    at,
                    function: function.to_owned(),
                    wanted,
                    written: source.to_owned(),
                });
                return None;
            }
        };
        let Some(index) = self.look_up(wanted, id) else {
            let suggestion = words::nearest(id, self.around.names.candidates(wanted));
            self.report(GuardProblem::UnknownReference { at, what: wanted, name: id.to_owned(), suggestion });
            return None;
        };
        Some(Argument { index, written: spelt(id, wanted) })
    }

    fn look_up(&self, wanted: NameKind, id: &str) -> Option<u32> {
        let names = self.around.names;
        match wanted {
            NameKind::Datum => names.datum(id).map(|(index, _)| index),
            NameKind::Indicator => names.indicator(id),
            NameKind::Record => names.record(id),
            NameKind::Activity => names.activity(id),
            NameKind::Event => names.event(id),
            NameKind::Window => names.window(id),
        }
    }

    /// What is asked of a value behind it, in the words of either language: conditions of other engines say it so.
    pub(super) fn applied(&mut self, node: NodeId, name: Range<usize>, arguments: &[NodeId]) -> Type {
        let word = self.text(name.clone());
        if let ("in", [wanted, list]) = (word, arguments) {
            self.holding(*list, *wanted, word);
            self.meanings[node] = Meaning::Within;
            return YES_NO;
        }
        let meant = if word == "len" { Word::Length.entry() } else { self.entry_any(word) };
        match meant.map(|entry| (entry, entry.shape)) {
            Some((entry, Shape::OfList { others })) => self.of_list(node, entry, 1 + others, arguments),
            _ => self.unknown_function(name, word),
        }
    }

    fn of_list(&mut self, node: NodeId, entry: &'static Entry, wanted: usize, arguments: &[NodeId]) -> Type {
        let function = entry.spelt(self.language());
        let length = entry.word == Word::Length;
        if self.count(node, function, (wanted, wanted, arguments.len())) {
            match arguments {
                [list, wanted] => self.holding(*list, *wanted, function),
                [only] => {
                    self.list_or_text(*only, function);
                }
                _ => {}
            }
        }
        self.meanings[node] = if length { Meaning::Length } else { Meaning::Contains };
        if length { Type::Is(Kind::Integer, Vec::new()) } else { YES_NO }
    }

    /// A list holds no list, a text holds texts.
    fn holding(&mut self, list: NodeId, wanted: NodeId, function: &str) {
        let holder = self.list_or_text(list, function);
        if holder == Some(Kind::Text) {
            return self.parameter(wanted, Kind::Text, function);
        }
        if let Type::Is(found @ Kind::List, _) = self.types[wanted] {
            let (at, function, expected) = (self.at(wanted), function.to_owned(), Kind::Text);
            self.report(GuardProblem::WrongParameter { at, function, expected, found });
        }
    }

    /// What has a length and may hold something; which of them where it is known.
    fn list_or_text(&mut self, node: NodeId, function: &str) -> Option<Kind> {
        let (found, _) = self.known(node)?;
        if !matches!(group(found), Kind::Any | Kind::Text) {
            self.parameter(node, Kind::List, function);
        }
        Some(group(found))
    }

    fn host(&mut self, node: NodeId, index: usize, arguments: &[NodeId]) -> Type {
        let function = &self.around.host[index];
        let name = function.name(self.language());
        let wanted = function.parameters();
        if self.count(node, name, (wanted.len(), wanted.len(), arguments.len())) {
            for (argument, kind) in arguments.iter().zip(wanted) {
                self.parameter(*argument, *kind, name);
            }
        }
        self.meanings[node] = Meaning::Host(index);
        Type::Is(function.result(), Vec::new())
    }

    fn parameter(&mut self, node: NodeId, expected: Kind, function: &str) {
        if self.types[node] == Type::Answer && expected == Kind::Choice {
            self.settle_as_text(node);
        }
        let Some((found, _)) = self.known(node) else {
            return;
        };
        if found == Kind::Any || expected == Kind::Any {
            self.must[node] = Some(group(expected)).filter(|kind| *kind != Kind::Any);
        } else if group(found) != group(expected) {
            let at = self.at(node);
            self.report(GuardProblem::WrongParameter { at, function: function.to_owned(), expected, found });
        }
    }
}

/// Printed numbers and data stand bare, everything else in quotes.
fn spelt(id: &str, wanted: NameKind) -> String {
    if wanted == NameKind::Datum {
        return id.to_owned();
    }
    if wanted == NameKind::Activity && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return id.to_owned();
    }
    let mut out = String::new();
    print::quote(id, &mut out);
    out
}

fn slot_of(word: Word, found: &[Argument]) -> Option<(Slot, Kind)> {
    let first = found.first().map(|argument| argument.index);
    Some(match (word, first) {
        (Word::Indicator, Some(index)) => (Slot::Indicator(index), Kind::Decimal),
        (Word::Target, Some(index)) => (Slot::Target(index), Kind::Decimal),
        (Word::EvidenceOf, Some(record)) => {
            (Slot::Evidence { record, activity: found.get(1).map(|argument| argument.index) }, Kind::YesNo)
        }
        (Word::Signed, Some(index)) => (Slot::Signed(index), Kind::YesNo),
        (Word::Rounds, Some(index)) => (Slot::Rounds(index), Kind::Decimal),
        (Word::Answer, Some(index)) => (Slot::Answer(index), Kind::Choice),
        (Word::Done, Some(index)) => (Slot::Done(index), Kind::YesNo),
        (Word::IsOpen, Some(index)) => (Slot::IsOpen(index), Kind::YesNo),
        (Word::Count, Some(index)) => (Slot::Count(index), Kind::Decimal),
        (Word::DaysSince, Some(index)) => (Slot::DaysSince(index), Kind::Decimal),
        (Word::Has, Some(index)) => (Slot::Has(index), Kind::YesNo),
        (Word::Today, _) => (Slot::Today, Kind::Date),
        _ => return None,
    })
}
