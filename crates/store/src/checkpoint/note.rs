//! A checkpoint and its text: a signed note, as C2SP describes it for logs, with one line of our own for the time.
//!
//! ```text
//! archivo.example/casos
//! 12
//! SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=
//! time 2026-11-22T20:00:00.000Z
//!
//! — archivo.example/casos P5fJRT6E…
//! timestamp tsa.example AAABoxhc…
//! ```
//!
//! What stands before the empty line is signed; the token of an authority, if there is one, is over all that stands before it.
//! Each checkpoint has one text, and nothing else is read.

use std::fmt::{self, Write as _};
use std::str::{FromStr, Lines};

use cauce::data::{Digest, Timestamp};
use cauce::source::Language;

use super::base64::{decode, encode};
use super::sign::is_name;
use super::{Key, KeyError, SignatureError, Signer, Timestamper, TokenVerifier, TreeHead, Verifier};

/// Says what the log of a store was at a time: how many records, and the root of the tree over them.
///
/// ```
/// use cauce::data::Timestamp;
/// use cauce_store::checkpoint::{Checkpoint, Frontier};
/// let checkpoint = Checkpoint::new("archivo.example/casos", Frontier::new().head(), Timestamp::EPOCH)?;
/// let text = checkpoint.to_string();
/// assert_eq!(text.lines().nth(1), Some("0"));
/// assert_eq!(text.parse::<Checkpoint>()?, checkpoint);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: TreeHead,
    at: Timestamp,
    signatures: Vec<Signature>,
    stamp: Option<Stamp>,
}

/// A signature of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key that it names.
    pub key: Key,
    /// What the signer gave.
    pub bytes: Vec<u8>,
}

/// The token of an authority that says when a checkpoint existed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Who gave it.
    pub name: String,
    /// What it gave.
    pub token: Vec<u8>,
}

/// A text that is not a checkpoint, or not a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum NoteError {
    /// A line is not what stands there in a checkpoint.
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What should stand there.
        expected: Part,
    },
    /// A key has signed twice.
    Repeated {
        /// The line of the second signature, counted from 1.
        line: usize,
        /// The key.
        key: Key,
    },
    /// It is longer than a checkpoint or a proof can be.
    TooLong,
}

/// A part of the text of a checkpoint or a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The name of the store.
    Origin,
    /// How many records there are.
    Size,
    /// The root, in base64.
    Root,
    /// When it was made.
    Time,
    /// The empty line before the signatures.
    Empty,
    /// A signature.
    Signature,
    /// The token of an authority.
    Stamp,
    /// The line end after the last line.
    LineEnd,
    /// What kind of proof it is, with its two numbers.
    Proof,
    /// A node, in base64.
    Node,
}

/// More than any checkpoint with signatures and a token takes; a larger text is not looked at.
const LONGEST: usize = 1_000_000;

/// As many signatures as a checkpoint may have.
const SIGNATURES: usize = 64;

const SIGNED: &str = "— ";
const STAMPED: &str = "timestamp ";
const TIME: &str = "time ";

impl Checkpoint {
    /// The checkpoint of a store, without signatures.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the name of the store is not one that a key could have.
    pub fn new(origin: &str, head: TreeHead, at: Timestamp) -> Result<Self, KeyError> {
        if !is_name(origin) {
            return Err(KeyError::of(origin));
        }
        Ok(Checkpoint { origin: origin.into(), head, at, signatures: Vec::new(), stamp: None })
    }

    /// Which store it is of.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many records the log had, and the root over them.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.head
    }

    /// When the store says that it was made.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who has signed, in the order of the text; not proved.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The token of an authority; not proved.
    #[must_use]
    pub fn stamp(&self) -> Option<&Stamp> {
        self.stamp.as_ref()
    }

    /// What is signed: the lines before the empty one.
    #[must_use]
    pub fn body(&self) -> String {
        let (origin, TreeHead { size, root }, at) = (&self.origin, &self.head, self.at);
        format!("{origin}\n{size}\n{}\n{TIME}{at}\n", encode(&root.0))
    }

    /// Adds a signature.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] when the signer fails or has signed already, or the checkpoint takes no more.
    pub fn sign(&mut self, signer: &dyn Signer) -> Result<(), SignatureError> {
        let key = signer.key().clone();
        if self.stamp.is_some() {
            return Err(SignatureError::Stamped);
        }
        if self.signatures.len() >= SIGNATURES {
            return Err(SignatureError::TooMany);
        }
        if self.is_signed_by(&key) {
            return Err(SignatureError::Repeated { key });
        }
        let bytes = signer.sign(self.body().as_bytes());
        let bytes = bytes.map_err(|source| SignatureError::Host { source })?;
        self.signatures.push(Signature { key, bytes });
        Ok(())
    }

    /// Adds the token of an authority over body and signatures.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] when the authority does not answer or there is a token already.
    pub fn stamp_by(&mut self, authority: &dyn Timestamper) -> Result<(), SignatureError> {
        if self.stamp.is_some() {
            return Err(SignatureError::Stamped);
        }
        let name = authority.name();
        if !is_name(name) {
            return Err(SignatureError::Name { source: KeyError::of(name) });
        }
        let token = authority.stamp(self.stamped_digest());
        let token = token.map_err(|source| SignatureError::Host { source })?;
        self.stamp = Some(Stamp { name: name.into(), token });
        Ok(())
    }

    /// Proves the signatures of the keys that are known, and gives those keys; it is for the caller to say how many are enough.
    ///
    /// Signatures of other keys say nothing and are left out.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] when a signature is not of the key that it names, or no key is known.
    pub fn verify(&self, known: &[&dyn Verifier]) -> Result<Vec<Key>, SignatureError> {
        let (body, mut proved) = (self.body(), Vec::new());
        for Signature { key, bytes } in &self.signatures {
            let Some(verifier) = known.iter().find(|verifier| verifier.key() == key) else { continue };
            if !verifier.verify(body.as_bytes(), bytes) {
                return Err(SignatureError::NotOfKey { key: key.clone() });
            }
            proved.push(key.clone());
        }
        if proved.is_empty() { Err(SignatureError::NoKnownKey) } else { Ok(proved) }
    }

    /// Proves the token, and gives the time by which the checkpoint existed with its signatures.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] when there is no token of that authority or it is not over this checkpoint.
    pub fn verify_stamp(&self, authority: &dyn TokenVerifier) -> Result<Timestamp, SignatureError> {
        let stamp = self.stamp.as_ref().filter(|stamp| stamp.name == authority.name());
        let stamp = stamp.ok_or(SignatureError::NoToken)?;
        let at = authority.verify(self.stamped_digest(), &stamp.token);
        at.ok_or_else(|| SignatureError::NotOfAuthority { name: stamp.name.clone() })
    }

    fn is_signed_by(&self, key: &Key) -> bool {
        self.signatures.iter().any(|signature| signature.key == *key)
    }

    /// Body, empty line and signatures.
    fn signed_note(&self) -> String {
        let mut text = self.body();
        text.push('\n');
        for Signature { key, bytes } in &self.signatures {
            let bytes = encode(&[&key.id(), bytes.as_slice()].concat());
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{SIGNED}{} {bytes}", key.name());
        }
        text
    }

    fn stamped_digest(&self) -> Digest {
        Digest::of(self.signed_note().as_bytes())
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.signed_note())?;
        let Some(Stamp { name, token }) = &self.stamp else { return Ok(()) };
        writeln!(out, "{STAMPED}{name} {}", encode(token))
    }
}

impl FromStr for Checkpoint {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LONGEST {
            return Err(NoteError::TooLong);
        }
        let mut reader = Reader { lines: text.lines(), line: 0 };
        let mut checkpoint = reader.body()?;
        reader.rest(&mut checkpoint)?;
        // Line ends of other systems, or none after the last line.
        if checkpoint.to_string() == text { Ok(checkpoint) } else { Err(reader.refuse(Part::LineEnd)) }
    }
}

struct Reader<'a> {
    lines: Lines<'a>,
    line: usize,
}

impl<'a> Reader<'a> {
    /// What the next line says, if it says what stands there.
    fn read<T>(&mut self, expected: Part, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, NoteError> {
        self.line += 1;
        self.lines.next().and_then(read).ok_or_else(|| self.refuse(expected))
    }

    fn refuse(&self, expected: Part) -> NoteError {
        NoteError::Line { line: self.line, expected }
    }

    fn body(&mut self) -> Result<Checkpoint, NoteError> {
        let origin = self.read(Part::Origin, |line| is_name(line).then_some(line))?;
        let size = self.read(Part::Size, exactly)?;
        let root = self.read(Part::Root, |line| Some(Digest(decode(line)?.try_into().ok()?)))?;
        let at = self.read(Part::Time, |line| exactly(line.strip_prefix(TIME)?))?;
        self.read(Part::Empty, |line| line.is_empty().then_some(()))?;
        let head = TreeHead { size, root };
        Ok(Checkpoint { origin: origin.into(), head, at, signatures: Vec::new(), stamp: None })
    }

    /// Signatures, and a token at the end.
    fn rest(&mut self, checkpoint: &mut Checkpoint) -> Result<(), NoteError> {
        while let Some(line) = self.lines.next() {
            self.line += 1;
            if checkpoint.stamp.is_some() {
                return Err(self.refuse(Part::LineEnd));
            }
            match line.strip_prefix(STAMPED) {
                Some(rest) => checkpoint.stamp = Some(stamp(rest).ok_or_else(|| self.refuse(Part::Stamp))?),
                None => self.signature(line, checkpoint)?,
            }
        }
        Ok(())
    }

    fn signature(&self, line: &str, checkpoint: &mut Checkpoint) -> Result<(), NoteError> {
        let signature = line.strip_prefix(SIGNED).and_then(signature);
        let signature = signature.filter(|_| checkpoint.signatures.len() < SIGNATURES);
        let signature = signature.ok_or_else(|| self.refuse(Part::Signature))?;
        if checkpoint.is_signed_by(&signature.key) {
            return Err(NoteError::Repeated { line: self.line, key: signature.key });
        }
        checkpoint.signatures.push(signature);
        Ok(())
    }
}

/// A number or an instant, if the text is how it is written.
pub(super) fn exactly<T: FromStr + fmt::Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|read: &T| read.to_string() == text)
}

fn stamp(rest: &str) -> Option<Stamp> {
    let (name, token) = rest.split_once(' ').filter(|(name, _)| is_name(name))?;
    Some(Stamp { name: name.into(), token: decode(token)? })
}

fn signature(rest: &str) -> Option<Signature> {
    let (name, bytes) = rest.split_once(' ')?;
    let bytes = decode(bytes)?;
    let (id, bytes) = bytes.split_first_chunk()?;
    Some(Signature { key: Key::with_id(name, *id).ok()?, bytes: bytes.into() })
}

impl NoteError {
    /// One sentence that says where and what.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (NoteError::Line { line, expected }, Language::Spanish) => {
                format!("renglón {line}: debía haber {}", expected.spanish())
            }
            (NoteError::Line { line, expected }, Language::English) => {
                format!("line {line}: expected {}", expected.english())
            }
            (NoteError::Repeated { line, key }, Language::Spanish) => {
                format!("renglón {line}: la llave {key} ya firmó")
            }
            (NoteError::Repeated { line, key }, Language::English) => {
                format!("line {line}: key {key} has signed already")
            }
            (NoteError::TooLong, Language::Spanish) => {
                "es demasiado largo para ser una constancia o una prueba".into()
            }
            (NoteError::TooLong, Language::English) => "it is too long to be a checkpoint or a proof".into(),
        }
    }
}

impl Part {
    fn spanish(self) -> &'static str {
        match self {
            Part::Origin => "el nombre del archivo de casos",
            Part::Size => "el número de registros",
            Part::Root => "la raíz: 32 bytes en base64",
            Part::Time => "«time» y un instante",
            Part::Empty => "un renglón vacío",
            Part::Signature => "una firma",
            Part::Stamp => "una estampa de tiempo: nombre y base64",
            Part::LineEnd => "un fin de renglón y nada más",
            Part::Proof => "la clase de prueba y sus dos números",
            Part::Node => "un nodo: 32 bytes en base64",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Part::Origin => "the name of the store",
            Part::Size => "the number of records",
            Part::Root => "the root: 32 bytes in base64",
            Part::Time => "“time” and an instant",
            Part::Empty => "an empty line",
            Part::Signature => "a signature",
            Part::Stamp => "a timestamp: name and base64",
            Part::LineEnd => "a line end and nothing else",
            Part::Proof => "the kind of proof and its two numbers",
            Part::Node => "a node: 32 bytes in base64",
        }
    }
}
