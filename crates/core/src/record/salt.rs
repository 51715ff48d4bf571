//! Salts of sealed fields: what keeps a digest from being guessed.

use super::Stream;
use crate::data::Digest;

/// 16 bytes that stand before a sealed value when it is digested.
pub type Salt = [u8; 16];

/// Keeps salts from public facts apart from every other digest.
const PUBLIC: &[u8] = b"cauce/salt/1";

/// What the salts of one new record derive from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Salts<'a> {
    pub(super) entropy: Option<&'a [u8; 32]>,
    pub(super) stream: &'a Stream,
    pub(super) seq: u64,
}

impl Salts<'_> {
    /// The salt of the sealed field at that position of the record.
    pub(super) fn at(&self, index: usize) -> Salt {
        let place = [self.seq.to_be_bytes(), (index as u64).to_be_bytes()];
        let place = place.as_flattened();
        let digest = match self.entropy {
            Some(entropy) => Digest::of_parts(&[entropy, place]),
            None => Digest::of_parts(&[PUBLIC, self.stream.as_str().as_bytes(), place]),
        };
        let mut salt = [0; 16];
        salt.copy_from_slice(&digest.0[..16]);
        salt
    }
}
