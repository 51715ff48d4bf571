//! The tree as RFC 6962 defines it, word for word and by recursion: what the crate is compared with.

use cauce::data::Digest;

fn node(left: Digest, right: Digest) -> Digest {
    Digest::of(&[&[1], &left.0[..], &right.0[..]].concat())
}

fn half(leaves: &[Digest]) -> usize {
    let mut half = 1;
    while half * 2 < leaves.len() {
        half *= 2;
    }
    half
}

/// MTH: the root over the leaves.
pub(crate) fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(half(leaves));
            node(root(left), root(right))
        }
    }
}

/// PATH: what proves the leaf at that index.
pub(crate) fn path(index: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let half = half(leaves);
    let (left, right) = leaves.split_at(half);
    let (mut below, beside) =
        if index < half { (path(index, left), root(right)) } else { (path(index - half, right), root(left)) };
    below.push(beside);
    below
}

/// PROOF: what proves that the leaves go on from the first `old` of them.
pub(crate) fn consistency(old: usize, leaves: &[Digest]) -> Vec<Digest> {
    if old == 0 { Vec::new() } else { sub_proof(old, leaves, true) }
}

fn sub_proof(old: usize, leaves: &[Digest], whole: bool) -> Vec<Digest> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let half = half(leaves);
    let (left, right) = leaves.split_at(half);
    let (mut below, beside) = if old <= half {
        (sub_proof(old, left, whole), root(right))
    } else {
        (sub_proof(old - half, right, false), root(left))
    };
    below.push(beside);
    below
}
