//! Words that people write where the format has another.

use super::super::schema::{Block, Shape, path, procedure};
use crate::keywords::Keyword;

/// Every block of procedures and of paths, each once.
fn blocks() -> Vec<&'static Block> {
    let mut all: Vec<&'static Block> = vec![&procedure::ROOT, &path::ROOT];
    let mut next = 0;
    while next < all.len() {
        let mut shapes: Vec<Shape> = all[next].keys.iter().map(|key| key.shape).collect();
        while let Some(shape) = shapes.pop() {
            match shape {
                Shape::Blocks(block) | Shape::Section(block) | Shape::Inline(block)
                    if !all.iter().any(|known| std::ptr::eq(*known, block)) =>
                {
                    all.push(block);
                }
                Shape::Many(item) | Shape::Map(item) => shapes.push(*item),
                Shape::Either(either) => shapes.extend(either),
                _ => {}
            }
        }
        next += 1;
    }
    all
}

#[test]
fn each_word_that_is_meant_can_be_meant_somewhere() {
    let all = blocks();
    let never = crate::keywords::meant_words().filter(|(keyword, word, language)| {
        let own = Keyword::find(word, *language);
        let takes = |block: &Block, key: Keyword| block.key(key).is_some();
        let unknown = all.iter().filter(|block| own.is_none_or(|own| !takes(block, own)));
        let mut meant = unknown.map(|block| crate::keywords::meant(word, |key| takes(block, key), *language));
        !meant.any(|meant| meant == Some(*keyword))
    });
    assert_eq!(never.collect::<Vec<_>>(), []);
}
