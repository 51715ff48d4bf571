//! Who vouches for a checkpoint: keys by name, and what the host brings to sign, to stamp and to check both.

use std::fmt;

use cauce::data::{Digest, Timestamp};
use cauce::source::Language;

use super::HostError;

/// Names a key as signed notes do: by a name and the first four bytes of a digest over name, kind and public key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    name: String,
    id: [u8; 4],
}

/// A name that cannot stand in a checkpoint.
///
/// A name has one to 128 characters, none of them a space, a control character, a mark that turns the direction
/// of writing, or `+`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct KeyError {
    /// What was given, cut to 64 characters.
    pub name: String,
}

impl KeyError {
    pub(super) fn of(name: &str) -> Self {
        KeyError { name: name.chars().take(64).collect() }
    }

    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let name = &self.name;
        match language {
            Language::Spanish => {
                format!("{name:?} no sirve de nombre: de 1 a 128 letras, sin espacios, controles ni «+»")
            }
            Language::English => {
                format!("{name:?} cannot be a name: 1 to 128 characters without spaces, controls or “+”")
            }
        }
    }
}

impl Key {
    /// The key of that name, kind and public part; the kind of Ed25519 is 1.
    ///
    /// ```
    /// use cauce_store::checkpoint::Key;
    /// let key = Key::new("archivo.example", 1, &[7; 32])?;
    /// assert_eq!(key.to_string(), "archivo.example+e1d7a5bb");
    /// # Ok::<(), cauce_store::checkpoint::KeyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the name cannot stand in a checkpoint.
    pub fn new(name: &str, kind: u8, public: &[u8]) -> Result<Self, KeyError> {
        let Digest([a, b, c, d, ..]) = Digest::of_parts(&[name.as_bytes(), b"\n", &[kind], public]);
        Self::with_id(name, [a, b, c, d])
    }

    /// The key of that name and those four bytes, for kinds of keys that number themselves otherwise.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the name cannot stand in a checkpoint.
    pub fn with_id(name: &str, id: [u8; 4]) -> Result<Self, KeyError> {
        if is_name(name) { Ok(Key { name: name.into(), id }) } else { Err(KeyError::of(name)) }
    }

    /// Who holds it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which of the keys of that name it is.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        self.id
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}+{:08x}", self.name, u32::from_be_bytes(self.id))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

pub(super) fn is_name(name: &str) -> bool {
    let length = name.chars().take(129).count();
    (1..=128).contains(&length) && !name.contains(is_refused)
}

fn is_refused(character: char) -> bool {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    character == '+' || character.is_whitespace() || character.is_control() || turns
}

/// Signs checkpoints.
pub trait Signer {
    /// The key it signs with.
    fn key(&self) -> &Key;

    /// Signs the text of a checkpoint.
    ///
    /// # Errors
    ///
    /// Whatever keeps the key from being used.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HostError>;
}

/// Tells whether a key has signed something.
pub trait Verifier {
    /// The key it knows.
    fn key(&self) -> &Key;

    /// Whether this is a signature of that key over those bytes.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// Gives tokens that say when something existed, as an authority of RFC 3161 does.
pub trait Timestamper {
    /// Who it is; a name like that of a [`Key`].
    fn name(&self) -> &str;

    /// A token over that digest.
    ///
    /// # Errors
    ///
    /// Whatever keeps the authority from answering.
    fn stamp(&self, digest: Digest) -> Result<Vec<u8>, HostError>;
}

/// Reads the tokens of one authority.
pub trait TokenVerifier {
    /// Who gives them.
    fn name(&self) -> &str;

    /// When the digest existed, if this is a token of that authority over it.
    fn verify(&self, digest: Digest, token: &[u8]) -> Option<Timestamp>;
}

/// Why a checkpoint was not signed or stamped, or nobody known vouches for it.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum SignatureError {
    /// The host could not sign or stamp.
    Host {
        /// Why.
        source: HostError,
    },
    /// The name of the authority cannot stand in a checkpoint.
    Name {
        /// Which one.
        source: KeyError,
    },
    /// The key has signed already.
    Repeated {
        /// The key.
        key: Key,
    },
    /// There are as many signatures as there may be.
    TooMany,
    /// It has a token, which is over all that stands before it; no signature can be added.
    Stamped,
    /// No signature is of a key that is known.
    NoKnownKey,
    /// A signature is not of the key that it names.
    NotOfKey {
        /// The key.
        key: Key,
    },
    /// It has no token of that authority.
    NoToken,
    /// The token is not of this checkpoint or not of the authority.
    NotOfAuthority {
        /// Who is named.
        name: String,
    },
}

impl SignatureError {
    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            SignatureError::Host { .. } => "no se pudo firmar la constancia".into(),
            SignatureError::Name { source } => source.message(Language::Spanish),
            SignatureError::Repeated { key } => format!("la llave {key} ya firmó"),
            SignatureError::TooMany => "la constancia no admite más firmas".into(),
            SignatureError::Stamped => {
                "la constancia ya tiene estampa de tiempo: no admite más firmas".into()
            }
            SignatureError::NoKnownKey => "ninguna firma es de una llave conocida".into(),
            SignatureError::NotOfKey { key } => format!("la firma no es de la llave {key}"),
            SignatureError::NoToken => "la constancia no tiene estampa de tiempo de esa autoridad".into(),
            SignatureError::NotOfAuthority { name } => {
                format!("la estampa de tiempo no es de {name} sobre esta constancia")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            SignatureError::Host { .. } => "the checkpoint could not be signed".into(),
            SignatureError::Name { source } => source.message(Language::English),
            SignatureError::Repeated { key } => format!("key {key} has signed already"),
            SignatureError::TooMany => "the checkpoint takes no more signatures".into(),
            SignatureError::Stamped => "the checkpoint has a timestamp: it takes no more signatures".into(),
            SignatureError::NoKnownKey => "no signature is of a known key".into(),
            SignatureError::NotOfKey { key } => format!("the signature is not of key {key}"),
            SignatureError::NoToken => "the checkpoint has no timestamp of that authority".into(),
            SignatureError::NotOfAuthority { name } => {
                format!("the timestamp is not of {name} over this checkpoint")
            }
        }
    }
}
