//! SHA-256 digests, printed as 64 lower-case hexadecimal digits.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
///
/// ```
/// use cauce::data::Digest;
/// let digest = Digest::of(b"acta");
/// assert_eq!(digest, digest.to_string().parse().unwrap());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Ord for Digest {
    /// The order of the bytes, eight at a time: a case looks its definition up by digest.
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, _) = self.0.as_chunks::<8>();
        let (others, _) = other.0.as_chunks::<8>();
        let ours = ours.iter().copied().map(u64::from_be_bytes);
        ours.cmp(others.iter().copied().map(u64::from_be_bytes))
    }
}

impl PartialOrd for Digest {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A digest of what comes piece by piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Digesting(Sha256);

impl Digesting {
    /// Begins with some pieces.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut digesting = Digesting::default();
        parts.iter().for_each(|part| digesting.add(part));
        digesting
    }

    /// Adds a piece.
    pub(crate) fn add(&mut self, part: &str) {
        self.0.update(part);
    }

    /// The digest of all pieces as if they stood one after another.
    pub(crate) fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits")]
pub struct DigestError;

impl Digest {
    /// The digest of nothing yet: what the first record of a stream names as its predecessor.
    pub const ZERO: Digest = Digest([0; 32]);

    /// Digests some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }

    /// Digests several pieces as if they stood one after another.
    #[must_use]
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Digest(hasher.finalize().into())
    }

    /// The 64 hexadecimal digits as bytes, without an allocation.
    #[must_use]
    pub fn to_hex(&self) -> [u8; 64] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = [0; 64];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        hex
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let nibble = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(DigestError),
        };
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return Err(DigestError);
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(bytes.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Digest(digest))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in self.to_hex() {
            fmt::Write::write_char(out, char::from(digit))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
