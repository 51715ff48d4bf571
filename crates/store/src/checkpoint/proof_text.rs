//! Proofs as texts, to be handed to who verifies them.
//!
//! ```text
//! inclusion 3 7
//! SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=
//! …
//! ```
//!
//! Position and size, or both sizes, and the nodes in base64, one a line; each proof has one text.

use std::fmt;
use std::str::FromStr;

use cauce::data::Digest;

use super::base64::{decode, encode};
use super::note::exactly;
use super::{Consistency, Inclusion, NoteError, Part};

const INCLUSION: &str = "inclusion";
const CONSISTENCY: &str = "consistency";

/// More than a proof over any log takes, which has 65 nodes; a longer text is not looked at.
const LONGEST: usize = 4_096;

impl fmt::Display for Inclusion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(out, INCLUSION, [self.position, self.size], &self.path)
    }
}

impl FromStr for Inclusion {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ([position, size], path) = read(text, INCLUSION)?;
        Ok(Inclusion { position, size, path })
    }
}

impl fmt::Display for Consistency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(out, CONSISTENCY, [self.from, self.to], &self.path)
    }
}

impl FromStr for Consistency {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ([from, to], path) = read(text, CONSISTENCY)?;
        Ok(Consistency { from, to, path })
    }
}

fn write(out: &mut impl fmt::Write, kind: &str, numbers: [u64; 2], path: &[Digest]) -> fmt::Result {
    let [one, other] = numbers;
    writeln!(out, "{kind} {one} {other}")?;
    path.iter().try_for_each(|node| writeln!(out, "{}", encode(&node.0)))
}

fn read(text: &str, kind: &str) -> Result<([u64; 2], Vec<Digest>), NoteError> {
    if text.len() > LONGEST {
        return Err(NoteError::TooLong);
    }
    let mut lines = (1..).zip(text.split_terminator('\n'));
    let (_, first) = lines.next().unwrap_or((1, ""));
    let refuse = |line, expected| NoteError::Line { line, expected };
    let numbers = numbers(first, kind).ok_or(refuse(1, Part::Proof))?;
    let mut path = Vec::new();
    for (line, node) in lines {
        let node = decode(node).and_then(|bytes| bytes.try_into().ok());
        path.push(Digest(node.ok_or(refuse(line, Part::Node))?));
    }
    if text.ends_with('\n') { Ok((numbers, path)) } else { Err(refuse(path.len() + 1, Part::LineEnd)) }
}

fn numbers(line: &str, kind: &str) -> Option<[u64; 2]> {
    let numbers = line.strip_prefix(kind)?.strip_prefix(' ')?;
    let (one, other) = numbers.split_once(' ')?;
    Some([exactly(one)?, exactly(other)?])
}
