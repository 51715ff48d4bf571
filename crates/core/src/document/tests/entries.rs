//! The keys of a block: what the marks say and what stands there are the same, however the block came about.

use super::decoded;
use crate::data::{Digest, Digesting};
use crate::document::entries::Entries;
use crate::document::{Entry, Extent, Node, Tree, canonical, digest_canonicals};
use crate::guard::Vocabulary;
use crate::keywords::Keyword as K;
use crate::source::Span;

fn entry(key: K) -> Entry {
    let node = Node { span: Span::default(), value: Tree::Bool(true) };
    Entry { key, key_span: Span::default(), node }
}

fn keys(entries: &Entries) -> Vec<K> {
    entries.iter().map(|entry| entry.key).collect()
}

/// Two keys with the same mark.
fn alike() -> [K; 2] {
    let shares = |key: &&K| **key as u32 % 64 == K::Activity as u32 % 64 && **key != K::Activity;
    let other = K::ALL.iter().find(shares).expect("there are more keywords than marks");
    [K::Activity, *other]
}

#[test]
fn keys_with_one_mark_are_told_apart() {
    let [one, other] = alike();
    let entries = Entries::from(vec![entry(one)]);
    assert!(entries.marks().may_have(other), "the mark alone does not know");
    assert!(entries.find(one).is_some() && entries.find(other).is_none());
}

#[test]
fn a_key_that_is_added_is_found_and_one_that_is_taken_is_not() {
    let mut entries = Entries::from(vec![entry(K::Id), entry(K::Gateway)]);
    entries.push(entry(K::Inside));
    assert_eq!(keys(&entries), [K::Id, K::Gateway, K::Inside]);
    assert!(entries.find(K::Inside).is_some());
    assert!(entries.take(K::Gateway).is_some_and(|taken| taken.key == K::Gateway));
    assert!(entries.take(K::Gateway).is_none());
    assert_eq!(keys(&entries), [K::Id, K::Inside]);
    assert!(entries.find(K::Gateway).is_none() && !entries.marks().may_have(K::Gateway));
}

/// A form that is handed on in parts has the digest of the whole.
#[test]
fn canonical_forms_are_digested_while_they_are_written() {
    let mut text =
        "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P-1\"\nnombre = \"Larga\"\n".to_owned();
    for number in 1..=3_000 {
        let block = format!("[[actividad]]\nid = \"a{number}\"\ntitulo = \"Se hace «{number}»\"\n");
        text.push_str(&block);
    }
    let document = decoded(&text).document.expect("it is whole");
    let [mut whole, mut behaviour] = [Digesting::of(&["definition "]), Digesting::default()];
    digest_canonicals(&document, &Vocabulary::default(), [&mut whole, &mut behaviour]);
    let form = canonical(&document, Extent::Whole);
    assert!(form.len() > 2 * (16 << 10), "it is handed on more than once");
    assert_eq!(whole.finish(), Digest::of(format!("definition {form}").as_bytes()));
    assert_eq!(behaviour.finish(), Digest::of(canonical(&document, Extent::Behaviour).as_bytes()));
}
