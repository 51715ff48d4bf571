//! From a tree to the text of a guard.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cauce::source::Language;

use super::parse::Tree;

/// The guard; `None` where a name is none that guards can have.
pub(super) fn say(tree: &Tree, language: Language, reads: &mut Reads) -> Option<String> {
    let mut speaker = Speaker { out: String::new(), language, reads };
    speaker.tree(tree, 0)?;
    Some(speaker.out)
}

/// What is read, with what was written where that is a property.
type Reads = BTreeMap<String, Option<String>>;

struct Speaker<'r> {
    out: String,
    language: Language,
    reads: &'r mut Reads,
}

/// How tightly an operator binds.
fn strength(operator: &str) -> u8 {
    match operator {
        "||" => 1,
        "&&" => 2,
        "==" | "!=" => 3,
        "<" | "<=" | ">" | ">=" => 4,
        "+" | "-" => 5,
        _ => 6,
    }
}

impl Speaker<'_> {
    /// A part, in parentheses where what is around it binds tighter; as deep as the parser has let it be.
    fn tree(&mut self, tree: &Tree, around: u8) -> Option<()> {
        match tree {
            Tree::Name(_) | Tree::Of(..) => self.name(tree)?,
            Tree::Has(thing) => self.has(thing)?,
            Tree::Nothing => return None,
            Tree::Number(number) => self.out.push_str(number),
            Tree::Text(text) => self.text(text),
            Tree::Truth(truth) => self.out.push_str(if *truth { "true" } else { "false" }),
            Tree::Call(name, inside) => self.call(name, inside)?,
            Tree::Not(inside) => {
                self.out.push('!');
                self.tree(inside, 7)?;
            }
            Tree::Minus(inside) => {
                self.out.push('-');
                self.tree(inside, 7)?;
            }
            Tree::Pair(operator, left, right) => self.pair(operator, (left, right), around)?,
            Tree::Choice(parts) => self.choice(parts)?,
            Tree::OneOf(value, items) => self.one_of(value, items, around)?,
        }
        Some(())
    }

    /// A name, or a property as the name of a data item of its own; not two of one name.
    fn name(&mut self, tree: &Tree) -> Option<()> {
        let (mut parts, mut here) = (Vec::new(), tree);
        while let Tree::Of(of, part) = here {
            parts.push(part.as_str());
            here = of;
        }
        let Tree::Name(first) = here else { return None };
        parts.push(first);
        parts.reverse();
        let (name, written) = (parts.join("_"), (parts.len() > 1).then(|| parts.join(".")));
        is_guard_name(&name).then_some(())?;
        let known = self.reads.entry(name.clone()).or_insert_with(|| written.clone());
        (*known == written).then_some(())?;
        self.out.push_str(&name);
        Some(())
    }

    /// Whether a data item is there; nothing else can be asked so.
    fn has(&mut self, thing: &Tree) -> Option<()> {
        let is_counter = |name: &String| crate::import::COUNTERS.contains(&name.as_str());
        match thing {
            Tree::Name(name) if is_counter(name) => return None,
            Tree::Name(_) | Tree::Of(..) => {}
            _ => return None,
        }
        self.out.push_str(if self.language == Language::Spanish { "tiene(" } else { "has(" });
        self.name(thing)?;
        self.out.push(')');
        Some(())
    }

    fn pair(&mut self, operator: &str, (left, right): (&Tree, &Tree), around: u8) -> Option<()> {
        let own = strength(operator);
        let apart = own < around;
        if apart {
            self.out.push('(');
        }
        self.tree(left, own)?;
        let _ = write!(self.out, " {operator} ");
        self.tree(right, own + 1)?;
        if apart {
            self.out.push(')');
        }
        Some(())
    }

    fn choice(&mut self, [condition, yes, no]: &[Tree; 3]) -> Option<()> {
        self.out.push_str("if ");
        self.tree(condition, 0)?;
        self.out.push_str(" { ");
        self.tree(yes, 0)?;
        self.out.push_str(" } else { ");
        self.tree(no, 0)?;
        self.out.push_str(" }");
        Some(())
    }

    fn one_of(&mut self, value: &Tree, items: &[Tree], around: u8) -> Option<()> {
        let apart = items.len() > 1 && around > 1;
        if apart {
            self.out.push('(');
        }
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.out.push_str(" || ");
            }
            self.pair("==", (value, item), 1)?;
        }
        if apart {
            self.out.push(')');
        }
        Some(())
    }

    fn call(&mut self, name: &str, inside: &[Tree]) -> Option<()> {
        let word = match (name, self.language) {
            ("contains", Language::Spanish) => "contiene",
            ("length", Language::Spanish) => "largo",
            _ => name,
        };
        self.out.push_str(word);
        self.out.push('(');
        for (position, tree) in inside.iter().enumerate() {
            if position > 0 {
                self.out.push_str(", ");
            }
            self.tree(tree, 0)?;
        }
        self.out.push(')');
        Some(())
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

/// Whether guards can have that name.
pub(crate) fn is_guard_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= 64
}
