//! The file format: text to a neutral, spanned tree and back.
//!
//! Knows the schema of procedure and path files and reports every fault of a file at once.
//! Does not know what a procedure means: targets, roles and guards are checked elsewhere.
//! Read [`Document`] first, then [`decode`].

mod canonical;
mod decode;
mod ends;
mod entries;
mod flatten;
mod literal;
mod lookalike;
mod mend;
mod outline;
mod print;
mod raw;
mod read;
mod scan;
mod schema;
mod slip;
pub(crate) mod toml_text;
mod tree;
mod typed_text;
mod value;

pub(crate) use canonical::digest_canonicals;
pub use canonical::{Extent, canonical, canonical_with};
pub use entries::Entries;
pub(crate) use entries::Marks;
pub use literal::patch_literal;
pub(crate) use outline::{Outline, Under};
pub use print::{print, print_with};
pub use read::{Decoded, decode, decode_path};
pub use tree::{Document, Entry, FieldPart, Member, Node, Table, TimeShape, Tree, Worded};
pub(crate) use typed_text::{guard_read, guard_words, time_words};

use crate::data::Text;
use crate::keywords::Keyword;
use crate::source::Language;
use schema::{Block, Shape};

/// A field of a finding, followed through the schema.
struct Field {
    parts: Vec<FieldPart>,
    /// The shape of its value; `None` when it names a whole block.
    shape: Option<Shape>,
}

/// Follows the keys and ids of a field; the error is the part that leads nowhere.
fn field_of(written: &str, language: Language, in_activity: bool) -> Result<Field, Text> {
    let mut blocks: Vec<&'static Block> = starting_blocks(in_activity);
    let mut parts = Vec::new();
    let mut shape = None;
    let mut words = written.split('/').peekable();
    while let Some(word) = words.next() {
        let refused = || slip::shortened(word);
        let keyword = Keyword::find(word, language).ok_or_else(refused)?;
        let key = blocks.iter().find_map(|block| block.key(keyword)).ok_or_else(refused)?;
        parts.push(FieldPart::Key(keyword));
        shape = Some(key.shape);
        blocks = key.shape.block().into_iter().collect();
        if let Shape::Blocks(block) = key.shape
            && let Some(id) = words.next()
        {
            parts.push(FieldPart::Id(id.into()));
            shape = Some(Shape::Inline(block));
        }
    }
    Ok(Field { parts, shape })
}

fn starting_blocks(in_activity: bool) -> Vec<&'static Block> {
    if in_activity {
        return vec![&schema::activity::ACTIVITY];
    }
    let root = &schema::procedure::ROOT;
    let head = root.key(Keyword::Procedure).and_then(|key| key.shape.block());
    std::iter::once(root).chain(head).collect()
}

#[cfg(test)]
mod tests;
