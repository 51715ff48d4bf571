//! The tree and its proofs: as RFC 6962 defines them, as another program computes them, and refused when a bit is flipped.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use cauce::data::Digest;
use cauce::source::Language;
use cauce_store::checkpoint::{
    Audit, Checkpoint, Consistency, Damage, Frontier, FrontierError, HostError, Inclusion, Leaf, LeafError,
    Leaves, NoteError, Part, ProofError, SignatureError, Subtree, TreeHead,
};
use proptest::prelude::*;

use crate::naive;

const VECTORS: &str = include_str!("vectors.txt");

fn hashed(data: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], data])
}

fn vectors(kind: &str) -> Vec<Vec<&'static str>> {
    let words = |line: &'static str| line.splitn(5, ' ').collect::<Vec<_>>();
    let rows: Vec<_> = VECTORS.lines().map(words).filter(|words| words[0] == kind).collect();
    assert!(rows.len() >= 3, "{kind}");
    rows
}

fn frontier(leaves: &[Digest]) -> Frontier {
    let mut frontier = Frontier::new();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier
}

/// The leaf of a record whose digest is that of its number.
fn record(position: u64) -> Leaf<'static> {
    Leaf { position, stream: "/case/1", seq: position, digest: Digest::of(&position.to_be_bytes()) }
}

fn records(count: u64) -> Vec<Digest> {
    (1..=count).map(|position| record(position).hash()).collect()
}

#[test]
fn roots_are_those_that_another_program_computed() {
    let bytes: Vec<u8> = (0x50..0x58).collect();
    let more: Vec<u8> = (0x60..0x70).collect();
    let data: [&[u8]; 8] =
        [b"", b"\0", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", &bytes, &more];
    let examples = data.map(hashed);
    let counted: Vec<Digest> = (1..=5000u64).map(|number| hashed(&number.to_be_bytes())).collect();
    for (kind, leaves) in [("examples", &examples[..]), ("counted", &counted)] {
        for words in vectors(kind) {
            let size: usize = words[1].parse().unwrap();
            assert_eq!(frontier(&leaves[..size]).head().root.to_string(), words[2], "{kind} {size}");
            assert_eq!(
                TreeHead::of(leaves, size as u64).unwrap().root.to_string(),
                words[2],
                "{kind} {size}"
            );
        }
    }
}

#[test]
fn leaves_are_those_that_another_program_computed() {
    for words in vectors("leaf") {
        let (position, seq) = (words[1].parse().unwrap(), words[2].parse().unwrap());
        let leaf = Leaf { position, stream: words[4], seq, digest: Digest::of(words[4].as_bytes()) };
        assert_eq!(leaf.hash().to_string(), words[3], "{}", words[4]);
    }
}

#[test]
fn every_part_of_a_leaf_is_in_its_digest() {
    let leaf = Leaf { position: 1, stream: "/a/b", seq: 2, digest: Digest::of(b"x") };
    let others = [
        Leaf { position: 2, ..leaf },
        Leaf { stream: "/a/c", ..leaf },
        Leaf { stream: "/a/b\0", ..leaf },
        Leaf { seq: 3, ..leaf },
        Leaf { digest: Digest::of(b"y"), ..leaf },
    ];
    assert!(others.iter().all(|other| other.hash() != leaf.hash()));
}

#[test]
fn every_proof_of_small_trees_is_the_one_of_the_definition_and_verifies() {
    let all = records(70);
    for size in 0..=70usize {
        let leaves = &all[..size];
        let head = TreeHead { size: size as u64, root: naive::root(leaves) };
        assert_eq!(frontier(leaves).head(), head);
        assert_eq!(TreeHead::of(leaves, head.size).unwrap(), head);
        for position in 1..=size {
            let proof = Inclusion::of(leaves, position as u64, head.size).unwrap();
            assert_eq!(proof.path, naive::path(position - 1, leaves), "{position} of {size}");
            proof.verify(&record(position as u64), &head).unwrap();
        }
        for old in 0..=size {
            let before = TreeHead { size: old as u64, root: naive::root(&all[..old]) };
            let proof = Consistency::of(leaves, before.size, head.size).unwrap();
            assert_eq!(proof.path, naive::consistency(old, leaves), "{old} in {size}");
            proof.verify(&before, &head).unwrap();
        }
    }
}

/// Leaves with the subtrees that appending filled; those of some levels were thrown away. Counts what is read.
struct Kept {
    leaves: Vec<Digest>,
    subtrees: BTreeMap<Subtree, Digest>,
    read: RefCell<usize>,
}

impl Kept {
    fn of(leaves: Vec<Digest>, keeps: impl Fn(u32) -> bool) -> Self {
        let (mut frontier, mut subtrees) = (Frontier::new(), BTreeMap::new());
        for leaf in &leaves {
            frontier.append_with(*leaf, |subtree, digest| {
                if keeps(subtree.level) {
                    subtrees.insert(subtree, digest);
                }
            });
        }
        Kept { leaves, subtrees, read: RefCell::new(0) }
    }
}

impl Leaves for Kept {
    fn leaves(&self, positions: RangeInclusive<u64>) -> Result<Vec<Digest>, HostError> {
        let leaves = self.leaves.as_slice().leaves(positions)?;
        *self.read.borrow_mut() += leaves.len();
        Ok(leaves)
    }

    fn subtree(&self, subtree: Subtree) -> Result<Option<Digest>, HostError> {
        let kept = self.subtrees.get(&subtree).copied();
        *self.read.borrow_mut() += usize::from(kept.is_some());
        Ok(kept)
    }
}

#[test]
fn with_subtrees_kept_a_proof_reads_few_of_them() {
    let kept = Kept::of(records(100_000), |_| true);
    assert_eq!(kept.subtrees.len(), 100_000 - 6, "a full subtree for each leaf but those of the frontier");
    let head = frontier(&kept.leaves).head();
    for position in [1, 2, 65_536, 65_537, 99_999, 100_000] {
        *kept.read.borrow_mut() = 0;
        let proof = Inclusion::of(&kept, position, head.size).unwrap();
        proof.verify(&record(position), &head).unwrap();
        assert!(*kept.read.borrow() < 50, "{position}: {}", kept.read.borrow());
    }
}

#[test]
fn subtrees_that_were_not_kept_are_computed() {
    let leaves = records(5_000);
    for level in [1, 3, 8, 11, 12] {
        let kept = Kept::of(leaves.clone(), |own| own == level);
        for size in [1, 1_023, 1_024, 1_025, 2_048, 4_097, 5_000] {
            let head = TreeHead::of(&kept, size).unwrap();
            assert_eq!(head.root, naive::root(&leaves[..usize::try_from(size).unwrap()]), "{level} {size}");
        }
    }
}

#[test]
fn what_is_not_there_cannot_be_proved() {
    let leaves = records(5);
    let leaves = leaves.as_slice();
    assert!(matches!(Inclusion::of(leaves, 0, 5), Err(LeafError::Outside { asked: 0, size: 5 })));
    assert!(matches!(Inclusion::of(leaves, 6, 5), Err(LeafError::Outside { asked: 6, size: 5 })));
    assert!(matches!(Consistency::of(leaves, 6, 5), Err(LeafError::Outside { asked: 6, size: 5 })));
    assert!(matches!(Inclusion::of(leaves, 1, 6), Err(LeafError::Missing { from: 5, to: 6, found: 1 })));
    for far in [1 << 40, u64::MAX] {
        assert!(matches!(TreeHead::of(leaves, far), Err(LeafError::Missing { .. })));
        assert!(matches!(Inclusion::of(leaves, far, far), Err(LeafError::Missing { .. })));
        assert!(matches!(Consistency::of(leaves, 3, far), Err(LeafError::Missing { .. })));
    }
}

#[test]
fn a_reader_that_fails_is_named() {
    struct Broken;
    impl Leaves for Broken {
        fn leaves(&self, _positions: RangeInclusive<u64>) -> Result<Vec<Digest>, HostError> {
            Err("disk".into())
        }
    }
    let error = TreeHead::of(&Broken, 3).unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "disk");
}

#[test]
fn a_frontier_that_was_kept_goes_on() {
    let leaves = records(300);
    let mut whole = Frontier::new();
    for leaf in &leaves {
        let restored = Frontier::restore(whole.size(), whole.subtrees().to_vec()).unwrap();
        assert_eq!(restored, whole);
        assert!(whole.subtrees().len() <= 9);
        whole.append(*leaf);
    }
    let subtrees = whole.subtrees().to_vec();
    let refused = FrontierError { size: 301, subtrees: 4 };
    assert_eq!(Frontier::restore(301, subtrees.clone()), Err(refused));
    assert!(Frontier::restore(299, subtrees).is_err());
    let largest = vec![Digest::ZERO; 63];
    let mut largest = Frontier::restore((1 << 63) - 1, largest).unwrap();
    largest.append(Digest::ZERO);
    assert_eq!(largest.subtrees().len(), 1);
    assert!(Frontier::restore(1 << 63, vec![Digest::ZERO]).is_err());
}

#[test]
fn proofs_that_cannot_be_are_refused_and_nothing_panics() {
    let numbers = [0, 1, 2, 3, 1 << 40, (1 << 63) - 1, 1 << 63, u64::MAX - 1, u64::MAX];
    let zero = Digest::ZERO;
    for size in numbers {
        let head = TreeHead { size, root: zero };
        for other in numbers {
            for length in [0, 1, 2, 63, 64, 65, 200] {
                let path = vec![zero; length];
                let inclusion = Inclusion { position: other, size, path: path.clone() };
                inclusion.verify(&record(other), &head).unwrap_err();
                let before = TreeHead { size: other, root: zero };
                let consistency = Consistency { from: other, to: size, path };
                let same = other == size && size != 0 && length == 0;
                assert_eq!(consistency.verify(&before, &head).is_ok(), same, "{other} in {size}, {length}");
            }
        }
    }
}

#[test]
fn each_refusal_says_what_is_wrong() {
    let leaves = records(7);
    let head = frontier(&leaves).head();
    let proof = Inclusion::of(leaves.as_slice(), 3, 7).unwrap();
    let refusal = |proof: &Inclusion, leaf: u64| proof.verify(&record(leaf), &head).unwrap_err();
    let changed = |change: &dyn Fn(&mut Inclusion)| {
        let mut proof = proof.clone();
        change(&mut proof);
        proof
    };
    let longer = changed(&|proof| proof.path.push(Digest::ZERO));
    let shorter = changed(&|proof| proof.path.truncate(2));
    let other = changed(&|proof| proof.path[0] = Digest::ZERO);
    let refusals = [
        refusal(&changed(&|proof| proof.size = 8), 3),
        refusal(&proof, 4),
        refusal(&changed(&|proof| proof.position = 8), 8),
        refusal(&longer, 3),
        refusal(&shorter, 3),
        refusal(&other, 3),
    ];
    let expected = [
        ProofError::OtherSize { proof: 8, head: 7 },
        ProofError::OtherPosition { proof: 3, leaf: 4 },
        ProofError::Outside { asked: 8, size: 7 },
        ProofError::TooLong,
        ProofError::TooShort,
        ProofError::OtherRoot { size: 7 },
    ];
    assert_eq!(refusals, expected);
    for refusal in refusals {
        assert_eq!(refusal.to_string(), refusal.message(Language::English));
        assert_ne!(refusal.to_string(), refusal.message(Language::Spanish));
    }
}

#[test]
fn a_proof_has_one_text_and_is_read_as_it_was_written() {
    let leaves = records(70);
    for (number, size) in [(1, 1), (3, 7), (70, 70), (1, 70), (64, 65)] {
        let proof = Inclusion::of(leaves.as_slice(), number, size).unwrap();
        assert_eq!(proof.to_string().parse(), Ok(proof));
        let proof = Consistency::of(leaves.as_slice(), number, size).unwrap();
        assert_eq!(proof.to_string().parse(), Ok(proof));
    }
    let text = Inclusion::of(leaves.as_slice(), 3, 3).unwrap().to_string();
    let (first, node) = text.trim_end().split_once('\n').unwrap();
    assert_eq!(first, "inclusion 3 3");
    let cases = [
        (String::new(), 1, Part::Proof),
        (format!("consistency 3 3\n{node}\n"), 1, Part::Proof),
        (format!("inclusion 3\n{node}\n"), 1, Part::Proof),
        (format!("inclusion 03 3\n{node}\n"), 1, Part::Proof),
        (format!("inclusion 3 3 3\n{node}\n"), 1, Part::Proof),
        (format!("{first}\n{node}"), 2, Part::LineEnd),
        (format!("{first}\n{node}\n\n"), 3, Part::Node),
        (format!("{first}\n{node}=\n"), 2, Part::Node),
        (format!("{first}\n{node}\r\n"), 2, Part::Node),
        (format!("{first}\nAAAA\n"), 2, Part::Node),
    ];
    for (text, line, expected) in cases {
        assert_eq!(text.parse::<Inclusion>(), Err(NoteError::Line { line, expected }), "{text:?}");
    }
    let long = format!("{first}\n{}", format!("{node}\n").repeat(91));
    assert_eq!(long.parse::<Inclusion>(), Err(NoteError::TooLong));
    let longest = Consistency { from: u64::MAX - 1, to: u64::MAX, path: vec![Digest::ZERO; 65] };
    assert_eq!(longest.to_string().parse(), Ok(longest));
}

#[test]
fn a_proof_whose_text_has_a_bit_flipped_proves_nothing() {
    let leaves = records(41);
    let (old, new) = (TreeHead::of(leaves.as_slice(), 19).unwrap(), frontier(&leaves).head());
    let inclusion = Inclusion::of(leaves.as_slice(), 19, 41).unwrap().to_string();
    let consistency = Consistency::of(leaves.as_slice(), 19, 41).unwrap().to_string();
    let refused = |text: &str| {
        let inclusion = text.parse::<Inclusion>().is_ok_and(|proof| proof.verify(&record(19), &new).is_ok());
        let consistency = text.parse::<Consistency>().is_ok_and(|proof| proof.verify(&old, &new).is_ok());
        !inclusion && !consistency
    };
    for text in [inclusion, consistency] {
        assert!(!refused(&text));
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(String::from_utf8(bytes).is_ok_and(|text| refused(&text)) || bit % 8 == 7, "bit {bit}");
        }
    }
}

#[test]
fn what_is_handed_between_threads_may_be() {
    fn shared<T: Send + Sync>() {}
    shared::<(Audit, Damage, Checkpoint, Frontier, Inclusion, Consistency)>();
    shared::<(LeafError, ProofError, NoteError, SignatureError)>();
}

fn flipped(digest: Digest, bit: usize) -> Digest {
    let mut bytes = digest.0;
    bytes[bit / 8] ^= 1 << (bit % 8);
    Digest(bytes)
}

fn flipped_paths(path: &[Digest]) -> impl Iterator<Item = Vec<Digest>> {
    (0..path.len() * 256).map(|bit| {
        let mut path = path.to_vec();
        path[bit / 256] = flipped(path[bit / 256], bit % 256);
        path
    })
}

/// Everything that one flipped bit makes of a head.
fn flipped_heads(head: TreeHead) -> impl Iterator<Item = TreeHead> {
    let roots = (0..256).map(move |bit| TreeHead { root: flipped(head.root, bit), ..head });
    roots.chain((0..64).map(move |bit| TreeHead { size: head.size ^ 1 << bit, ..head }))
}

/// Everything that one flipped bit makes of a proof, of what it proves, and of what it is held against.
fn flipped_inclusions<'a>(
    proof: &Inclusion,
    leaf: &Leaf<'a>,
    head: &TreeHead,
) -> Vec<(Inclusion, Leaf<'a>, TreeHead)> {
    let mut all = Vec::new();
    all.extend(flipped_heads(*head).map(|head| (proof.clone(), *leaf, head)));
    all.extend(flipped_paths(&proof.path).map(|path| (Inclusion { path, ..*proof }, *leaf, *head)));
    for bit in 0..256 {
        all.push((proof.clone(), Leaf { digest: flipped(leaf.digest, bit), ..*leaf }, *head));
    }
    for bit in 0..64 {
        let (position, size) = (proof.position ^ 1 << bit, proof.size ^ 1 << bit);
        let moved = Inclusion { position, ..proof.clone() };
        all.push((proof.clone(), Leaf { seq: leaf.seq ^ 1 << bit, ..*leaf }, *head));
        all.push((proof.clone(), Leaf { position, ..*leaf }, *head));
        all.push((moved.clone(), *leaf, *head));
        all.push((moved, Leaf { position, ..*leaf }, *head));
        all.push((Inclusion { size, ..proof.clone() }, *leaf, *head));
    }
    all
}

fn flipped_consistencies(
    proof: &Consistency,
    old: &TreeHead,
    new: &TreeHead,
) -> Vec<(Consistency, TreeHead, TreeHead)> {
    let mut all = Vec::new();
    all.extend(flipped_heads(*old).map(|old| (proof.clone(), old, *new)));
    all.extend(flipped_heads(*new).map(|new| (proof.clone(), *old, new)));
    all.extend(flipped_paths(&proof.path).map(|path| (Consistency { path, ..*proof }, *old, *new)));
    for bit in 0..64 {
        let (from, to) = (proof.from ^ 1 << bit, proof.to ^ 1 << bit);
        all.push((Consistency { from, ..proof.clone() }, *old, *new));
        all.push((Consistency { to, ..proof.clone() }, *old, *new));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 24 } else { 500 }))]

    #[test]
    fn an_inclusion_proof_with_any_bit_flipped_is_refused(size in 1u64..3000, at in any::<prop::sample::Index>()) {
        let leaves = records(size);
        let position = at.index(leaves.len()) as u64 + 1;
        let head = frontier(&leaves).head();
        let proof = Inclusion::of(leaves.as_slice(), position, size).unwrap();
        let leaf = record(position);
        prop_assert_eq!(proof.verify(&leaf, &head), Ok(()));
        for (proof, leaf, head) in flipped_inclusions(&proof, &leaf, &head) {
            prop_assert!(proof.verify(&leaf, &head).is_err(), "{:?} {:?} {:?}", proof, leaf, head);
        }
    }

    #[test]
    fn a_consistency_proof_with_any_bit_flipped_is_refused(to in 1u64..3000, at in any::<prop::sample::Index>()) {
        let leaves = records(to);
        let from = at.index(leaves.len()) as u64 + 1;
        let old = TreeHead::of(leaves.as_slice(), from).unwrap();
        let new = frontier(&leaves).head();
        let proof = Consistency::of(leaves.as_slice(), from, to).unwrap();
        prop_assert_eq!(proof.verify(&old, &new), Ok(()));
        for (proof, old, new) in flipped_consistencies(&proof, &old, &new) {
            prop_assert!(proof.verify(&old, &new).is_err(), "{:?} {:?} {:?}", proof, old, new);
        }
    }

    #[test]
    fn a_log_that_was_written_anew_does_not_go_on_from_the_old_one(
        to in 2u64..400,
        at in any::<prop::sample::Index>(),
        changed in any::<prop::sample::Index>(),
    ) {
        let leaves = records(to);
        let from = at.index(leaves.len()) as u64 + 1;
        let old = TreeHead::of(leaves.as_slice(), from).unwrap();
        let mut forged = leaves;
        let changed = changed.index(usize::try_from(from).unwrap());
        forged[changed] = Digest::ZERO;
        let new = frontier(&forged).head();
        let proof = Consistency::of(forged.as_slice(), from, to).unwrap();
        prop_assert!(proof.verify(&old, &new).is_err());
    }
}
