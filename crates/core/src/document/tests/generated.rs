//! Trees made at random from the schema: printing and reading again gives the same tree in both languages.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::codes;
use crate::data::Digest;
use crate::document::schema::{Block, Shape, path, procedure};
use crate::document::tree::{Entry, Member, Node, Table, TimeShape, Tree};
use crate::document::typed_text::{guard_text, typed_text};
use crate::document::{Document, Extent, canonical, decode, decode_path, print};
use crate::keywords::Keyword;
use crate::limits::Limits;
use crate::source::{Language, Span};

/// A source of choices that shrinks to the first choice of each kind.
struct Choices<'c> {
    bytes: std::slice::Iter<'c, u8>,
    serial: usize,
}

const TEXTS: [&str; 12] = [
    "a",
    "Añadir «x»",
    "con \"comillas\"",
    "dos\nrenglones",
    "barra \\ y '",
    "\ttab",
    "",
    "\n",
    "# no",
    "5",
    "ñ\n\n\"\"\"",
    "fin de",
];
const GUARDS: [&str; 6] = ["a < 3", "respuesta(4) == SI", "x == 'y'", "\na &&\n b", "", "t == \"u\""];

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % count.max(1)
    }

    fn table(&mut self, block: &Block, depth: usize) -> Table {
        let mut entries = Vec::new();
        for key in block.keys {
            let skipped = matches!(key.shape, Shape::Field | Shape::FieldValue);
            if !skipped && (key.required || (depth < 5 && self.below(6) == 1)) {
                let node = self.node(key.shape, depth + 1, !key.required);
                let value = if key.word == Keyword::Id { self.fresh_id() } else { node.value };
                entries.push(entry(key.word, value));
            }
        }
        Table { span: Span::default(), entries: entries.into(), lost: Box::default() }
    }

    fn fresh_id(&mut self) -> Tree {
        self.serial += 1;
        Tree::Text(format!("id-{}", self.serial).into())
    }

    fn node(&mut self, shape: Shape, depth: usize, optional: bool) -> Node {
        let undefined = optional && self.below(9) == 1;
        node(if undefined { Tree::Undefined } else { self.tree(shape, depth) })
    }

    fn tree(&mut self, shape: Shape, depth: usize) -> Tree {
        match shape {
            Shape::Text => Tree::Text(TEXTS[self.below(TEXTS.len())].into()),
            Shape::Id => Tree::Text(["acta", "x.y/z", "ñ"][self.below(3)].into()),
            Shape::Reference => {
                let texts = [Tree::Number(7_i64.into()), Tree::Text("4.1".into()), Tree::Word(Keyword::End)];
                texts[self.below(3)].clone()
            }
            Shape::Number => Tree::Number(["0.6", "-3", "1000000.000001"][self.below(3)].parse().unwrap()),
            Shape::Count => Tree::Number(i64::try_from(self.below(9)).unwrap().into()),
            Shape::Bool => Tree::Bool(self.below(2) == 1),
            Shape::Date => Tree::Date("2022-02-25".parse().unwrap()),
            Shape::Moment => [
                Tree::Date("0001-01-01".parse().unwrap()),
                Tree::Instant("2023-04-20T10:00:00.500-05:00".into()),
            ][self.below(2)]
            .clone(),
            Shape::Word(words) => Tree::Word(words[self.below(words.len())]),
            Shape::Answer => {
                [Tree::Word(Keyword::AnswerYes), Tree::Word(Keyword::AnswerNo), Tree::Text("tal-vez".into())]
                    [self.below(3)]
                .clone()
            }
            Shape::Guard => {
                Tree::Guard(guard_text(GUARDS[self.below(GUARDS.len())].into(), Language::Spanish, 4096))
            }
            Shape::Time(kind) => {
                let texts = match kind {
                    TimeShape::Duration | TimeShape::Timer => ["P1M", "2 semanas", "3 días hábiles"],
                    TimeShape::Cadence => ["bimestral", "2 veces al año", "cada 5 meses"],
                    TimeShape::Deadline => ["1 semana desde fin de a", "8 horas", "1 mes desde inicio"],
                };
                let text = texts[self.below(texts.len())];
                Tree::Time(kind, typed_text(kind, text.into(), Language::Spanish).0)
            }
            Shape::Value => self.datum(depth),
            Shape::Map(item) => {
                let names = ["a", "con espacio", "z\"y"];
                let count = self.below(4);
                let member = |name: &&str| Member {
                    name: (*name).into(),
                    name_span: Span::default(),
                    node: node(Tree::Bool(true)),
                };
                let mut members: Vec<Member> = names.iter().take(count).map(member).collect();
                members.iter_mut().for_each(|member| member.node = self.node(*item, depth + 1, false));
                Tree::Map(members)
            }
            Shape::Many(item) => self.several(|own| own.node(*item, depth + 1, false)),
            Shape::Blocks(block) => self.several(|own| node(Tree::Table(own.table(block, depth + 1)))),
            Shape::Section(block) | Shape::Inline(block) => Tree::Table(self.table(block, depth + 1)),
            Shape::Either(shapes) => {
                let shape = shapes[self.below(shapes.len())];
                self.tree(shape, depth)
            }
            Shape::Field | Shape::FieldValue => Tree::Blank,
        }
    }

    fn several(&mut self, mut one: impl FnMut(&mut Self) -> Node) -> Tree {
        let count = self.below(3);
        Tree::List((0..count).map(|_| one(self)).collect())
    }

    fn datum(&mut self, depth: usize) -> Tree {
        match self.below(5) {
            0 => Tree::Text(TEXTS[self.below(TEXTS.len())].into()),
            1 => Tree::Number("1.5".parse().unwrap()),
            2 => Tree::Date("2022-02-25".parse().unwrap()),
            3 if depth < 6 => self.several(|own| node(own.datum(7))),
            _ => Tree::Bool(false),
        }
    }
}

fn node(value: Tree) -> Node {
    Node { span: Span::default(), value }
}

fn entry(key: Keyword, value: Tree) -> Entry {
    Entry { key, key_span: Span::default(), node: node(value) }
}

fn check(bytes: &[u8], root: &Block, of_path: bool) -> Result<(), TestCaseError> {
    let mut root = Choices { bytes: bytes.iter(), serial: 0 }.table(root, 0);
    super::super::flatten::lift_activities(&mut root);
    if of_path && root.entries.is_empty() {
        return Ok(());
    }
    let document = Document { language: Language::Spanish, format: 1, root, text_digest: Digest::ZERO };
    for language in [Language::Spanish, Language::English] {
        let printed = print(&document, language);
        let read = if of_path { decode_path } else { decode };
        let again = read("p.toml", printed.as_bytes(), &Limits::default());
        let faults: Vec<_> =
            codes(&again).into_iter().filter(|code| !["C0007", "C0050"].contains(code)).collect();
        prop_assert!(faults.is_empty(), "{printed}\n{:#?}", again.diagnostics);
        let again = again.document.unwrap();
        prop_assert_eq!(&document, &again, "{}", printed);
        prop_assert_eq!(canonical(&document, Extent::Whole), canonical(&again, Extent::Whole));
    }
    Ok(())
}

#[test]
fn random_trees_survive_printing() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let bytes = proptest::collection::vec(any::<u8>(), 0..3000);
    let mut runner = TestRunner::new(config);
    runner.run(&bytes, |bytes| check(&bytes, &procedure::ROOT, false)).unwrap();
    runner.run(&bytes, |bytes| check(&bytes, &path::ROOT, true)).unwrap();
}
