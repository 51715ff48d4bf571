//! The store on a disk that crashes and fails: what was acknowledged is there, nothing is there by half.
#![cfg(target_arch = "x86_64")]
#![allow(clippy::panic, reason = "another answer than the expected one is a failure")]
#![allow(clippy::disallowed_methods, reason = "how long the long forms take is for whoever runs them to say")]

mod crash;
mod disk;
mod disposal;
mod faults;
mod frozen;
mod images;
mod random;
mod work;
