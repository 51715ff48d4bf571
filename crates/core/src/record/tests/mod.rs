//! Records survive encode → decode → encode byte for byte; whatever was changed is found.

pub(crate) mod fixture;
mod golden;
mod random;
mod sound;
