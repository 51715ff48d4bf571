//! Records survive encode → decode → encode byte for byte; whatever was changed is found.

pub(crate) mod fixture;
mod golden;
pub(super) mod random;
mod sound;
