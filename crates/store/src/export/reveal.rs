//! What of a case leaves the house: persons, notes, data, file names, members.
//!
//! Knows how a person is called where the name stays at home; does not know what the forms look like.
//! Read [`Reveal`] first.

use cauce::data::{Digest, Text};

/// What of the sealed fields an export shows.
///
/// A document for the file of the case shows everything ([`Reveal::everything`]); a log for process mining is handed
/// on, so it shows no person, no note, no datum and no file name unless asked ([`Reveal::for_logs`]).
///
/// ```
/// use cauce_store::export::{Persons, Reveal};
/// let shown = Reveal::for_logs().persons(Persons::Pseudonyms([7; 32]));
/// let ana = shown.person("ana").unwrap();
/// assert!(ana.starts_with("p-") && shown.person("ana").unwrap() == ana && shown.person("eva").unwrap() != ana);
/// assert_eq!(Reveal::for_logs().person("ana"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reveal {
    /// How persons are named.
    pub persons: Persons,
    /// Whether notes and reasons are shown.
    pub notes: bool,
    /// Whether case data are shown.
    pub data: bool,
    /// Whether the names of files are shown; their digests always are.
    pub files: bool,
    /// Whether logs name the members of repetitions by their values; a document always does, and tells its indicators.
    pub members: bool,
}

/// How persons are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Persons {
    /// By their ids.
    Named,
    /// By a keyed digest: the same person has the same name in all exports with that key, and nobody without the key
    /// can find out who it is by trying likely ids.
    Pseudonyms([u8; 32]),
    /// Not at all.
    Hidden,
}

impl Reveal {
    /// Everything there is: for the file of the case itself.
    #[must_use]
    pub fn everything() -> Self {
        Reveal { persons: Persons::Named, notes: true, data: true, files: true, members: true }
    }

    /// What a log for process mining shows unless more is asked: who is left out, what happened and in which member stays.
    #[must_use]
    pub fn for_logs() -> Self {
        Reveal { persons: Persons::Hidden, notes: false, data: false, files: false, members: true }
    }

    /// The same with persons named so.
    #[must_use]
    pub fn persons(self, persons: Persons) -> Self {
        Reveal { persons, ..self }
    }

    /// The same with notes and reasons, or without.
    #[must_use]
    pub fn notes(self, notes: bool) -> Self {
        Reveal { notes, ..self }
    }

    /// The same with case data, or without.
    #[must_use]
    pub fn data(self, data: bool) -> Self {
        Reveal { data, ..self }
    }

    /// The same with the names of files, or without.
    #[must_use]
    pub fn files(self, files: bool) -> Self {
        Reveal { files, ..self }
    }

    /// The same with members named by their values in logs, or without members.
    #[must_use]
    pub fn members(self, members: bool) -> Self {
        Reveal { members, ..self }
    }

    /// What a person is called; `None` where persons are hidden, or where the name was disposed of.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Text> {
        match self.persons {
            _ if id.is_empty() => None,
            Persons::Named => Some(id.into()),
            Persons::Pseudonyms(key) => Some(pseudonym(&key, id).into()),
            Persons::Hidden => None,
        }
    }
}

/// The first 64 bits of HMAC-SHA-256, of a key of 32 bytes.
fn pseudonym(key: &[u8; 32], id: &str) -> String {
    let padded = |pad: u8| {
        let mut block = [pad; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Digest::of_parts(&[&padded(0x36), id.as_bytes()]);
    let outer = Digest::of_parts(&[&padded(0x5c), &inner.0]);
    format!("p-{}", &outer.to_string()[..16])
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_pseudonym_is_the_beginning_of_an_hmac() {
        // RFC 4231, case 2 has a key of four bytes, which is the same as one of 32 padded with zeros.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        assert_eq!(super::pseudonym(&key, "what do ya want for nothing?"), "p-5bdcc146bf60754e");
    }
}
