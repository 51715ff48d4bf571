//! Checkpoints: one line that says what a whole log was, and proofs that it still is.
//!
//! Knows the tree of the record digests in the order of their positions, its root, proofs over it,
//! the text of a checkpoint, who signs it, and how a whole log is proved against it.
//! Does not know where records and subtrees are kept, nor any kind of signature: the host brings both.
//! Read [`Checkpoint`] first, then [`Audit`].
//!
//! Positions are 1, 2, 3 … without gaps, over all streams of a store.
//! The tree is that of RFC 6962 and RFC 9162: a leaf is the SHA-256 of `0x00` and of what [`Leaf`] says,
//! a node that of `0x01` and of the two nodes below it; the tree of nothing is the SHA-256 of nothing.
//!
//! ```
//! use cauce::command::Message;
//! use cauce::data::{Digest, Timestamp};
//! use cauce::record::{Answer, Entry, Frame, Noted};
//! use cauce_store::checkpoint::{Checkpoint, Frontier, Leaf, audit};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let noted = Noted::Received { message: Message::new("payment"), answer: Answer::NotCorrelated };
//! let (stream, at) = ("/message/payment".parse()?, Timestamp::EPOCH);
//! let (line, _) = Entry { stream, seq: 1, at, prev: Digest::ZERO, key: None, noted }.write(None)?;
//! let log = [(1, line)];
//!
//! // The store lets its tree grow with the log, and says from time to time what it holds.
//! let mut frontier = Frontier::new();
//! for (position, line) in &log {
//!     frontier.append(Leaf::of(*position, &Frame::parse(line)?).hash());
//! }
//! let kept_elsewhere = Checkpoint::new("archivo.example/casos", frontier.head(), at)?.to_string();
//!
//! // Whoever has the line proves later that the log is still what it was.
//! let checkpoint: Checkpoint = kept_elsewhere.parse()?;
//! assert_eq!(audit(log, [checkpoint.head()])?.covered, 1);
//! let nothing: [(u64, &[u8]); 0] = [];
//! let damage = audit(nothing, [checkpoint.head()]).unwrap_err();
//! assert_eq!(damage.to_string(), "record 1 is missing");
//! # Ok(())
//! # }
//! ```

mod audit;
mod base64;
mod damage;
mod leaves;
mod note;
mod proof;
mod proof_error;
mod proof_text;
mod sign;
mod tree;

pub use audit::{Audit, Audited, audit};
pub use damage::{Damage, Finding};
pub use leaves::{LeafError, Leaves};
pub use note::{Checkpoint, NoteError, Part, Signature, Stamp};
pub use proof::{Consistency, Inclusion};
pub use proof_error::ProofError;
pub use sign::{Key, KeyError, SignatureError, Signer, Timestamper, TokenVerifier, Verifier};
pub use tree::{Frontier, FrontierError, Leaf, Subtree, TreeHead};

/// Why something of the host failed.
pub type HostError = Box<dyn std::error::Error + Send + Sync>;
