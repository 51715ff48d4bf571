//! Checkpoints: the tree against a naive one and against another program, proofs, texts, and logs that were tampered with.

mod log;
mod naive;
mod notes;
mod proofs;
mod python;
mod tampering;
