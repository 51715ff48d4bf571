//! The data of a process: a model declares little of it, so what its expressions read is declared for it.

use std::collections::BTreeMap;

use cauce::keywords::Keyword as K;
use cauce::source::Language;

use super::names::guard_name;
use super::text::{File, Value};

/// The data of one process, by name.
#[derive(Debug, Default)]
pub(super) struct Data {
    items: BTreeMap<String, Item>,
    /// What the host hands in: declared as it is where the model says nothing of it.
    handed: Vec<String>,
}

/// What is known of one data item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Item {
    kind: Kind,
    /// What it is called, where that is not its name.
    title: String,
    /// Of a list: what one of its values is called.
    member: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Any,
    /// A list whose values are gone through.
    List,
    /// The answer to an expression that is not translated.
    Truth,
}

/// How the names of data begin that stand for an expression.
pub(crate) fn instead(language: Language) -> &'static str {
    match language {
        Language::Spanish => "expresion_",
        Language::English => "expression_",
    }
}

/// Names that guards have already.
pub(crate) const COUNTERS: &[&str] = &[
    "nrOfInstances",
    "nrOfActiveInstances",
    "nrOfCompletedInstances",
    "nrOfTerminatedInstances",
    "loopCounter",
    "activationCount",
];

impl Data {
    pub(super) fn handed(names: &[String]) -> Self {
        Data { items: BTreeMap::new(), handed: names.to_vec() }
    }

    /// Declares what the host hands in besides.
    pub(super) fn take_handed(&mut self) {
        for name in std::mem::take(&mut self.handed) {
            self.any(&name);
        }
    }

    /// Something that is read or written.
    pub(super) fn any(&mut self, name: &str) {
        let counter = COUNTERS.contains(&name);
        let member = self.items.values().any(|item| item.member.as_deref() == Some(name));
        if !counter && !member {
            self.items.entry(name.to_owned()).or_default();
        }
    }

    /// A property that is read.
    pub(super) fn property(&mut self, name: &str, written: &str) {
        self.items
            .entry(name.to_owned())
            .or_insert_with(|| Item { title: written.to_owned(), ..Item::default() });
    }

    /// Whether a name is taken by something else than a property, or than no property.
    pub(super) fn is_taken(&self, name: &str, property: Option<&str>) -> bool {
        let known = self.items.get(name);
        known.is_some_and(|item| match property {
            Some(written) => item.title != written,
            None => item.kind == Kind::Any && item.title.contains('.'),
        })
    }

    /// A list that is gone through, and what one of its values is called.
    pub(super) fn list(&mut self, name: &str, member: &str) {
        self.items.remove(member);
        let item = self.items.entry(name.to_owned()).or_default();
        item.kind = Kind::List;
        item.member.get_or_insert_with(|| member.to_owned());
    }

    /// A data item that stands for an expression; gives its name.
    pub(super) fn instead_of(
        &mut self,
        language: Language,
        (element, expression): (&str, &str),
        truth: bool,
    ) -> String {
        let name = guard_name(&format!("{}{element}", instead(language)));
        let kind = if truth { Kind::Truth } else { Kind::Any };
        let item = Item { kind, title: expression.trim().to_owned(), member: None };
        let mut wanted = name.clone();
        let mut round = 2u32;
        while self.items.get(&wanted).is_some_and(|other| *other != item) {
            wanted = format!("{name}_{round}");
            round += 1;
        }
        self.items.insert(wanted.clone(), item);
        wanted
    }

    /// Leaves out what is declared elsewhere.
    pub(super) fn without(&mut self, declared: impl Fn(&str) -> bool) {
        self.items.retain(|name, _| !declared(name));
    }

    pub(super) fn write(&self, file: &mut File, at: crate::xml::At) {
        let language = file.language();
        for (name, item) in &self.items {
            file.block(K::DataItem, at);
            file.pair(K::Id, &Value::word(name));
            file.some(K::Name, &item.title);
            let kind = match item.kind {
                Kind::Any => K::AnyKind,
                Kind::List => K::List,
                Kind::Truth => K::YesNo,
            };
            file.pair(K::Type, &Value::word(kind.word(language)));
            if let Some(member) = &item.member {
                file.pair(K::Member, &Value::word(member));
            }
        }
    }
}

/// The names in a script that may be data: words of its language and functions are left out.
pub(super) fn names_in(script: &str) -> Vec<&str> {
    const WORDS: &[&str] = &[
        "var",
        "let",
        "const",
        "if",
        "else",
        "for",
        "while",
        "return",
        "function",
        "true",
        "false",
        "null",
        "new",
        "in",
        "of",
        "def",
        "import",
        "from",
        "as",
        "and",
        "or",
        "not",
        "None",
        "True",
        "False",
        "this",
        "typeof",
        "do",
        "switch",
        "case",
        "break",
        "continue",
        "try",
        "catch",
        "throw",
        "int",
        "String",
        "boolean",
        "double",
        "void",
        "class",
        "print",
        "println",
        "console",
        "execution",
        "Math",
        "JSON",
    ];
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = Vec::new();
    let mut rest = script;
    let mut before = ' ';
    while let Some(start) = rest.find(|c: char| part(c) || matches!(c, '"' | '\'')) {
        before = rest[..start].chars().next_back().unwrap_or(before);
        let word = &rest[start..];
        if let Some(quote) = word.chars().next().filter(|c| !part(*c)) {
            let end = word[1..].find(quote).map_or(word.len(), |end| end + 2);
            (rest, before) = (&word[end..], quote);
            continue;
        }
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        let after = word[end..].trim_start().chars().next();
        let name = &word[..end];
        let fits = !name.starts_with(|c: char| c.is_ascii_digit()) && before != '.' && after != Some('(');
        if fits && !WORDS.contains(&name) && name.len() <= 60 && !names.contains(&name) {
            names.push(name);
        }
        before = name.chars().next_back().unwrap_or(' ');
        rest = &word[end..];
    }
    names.truncate(200);
    names
}
