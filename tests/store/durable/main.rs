//! A store in a real file: killed while it writes, damaged by hand, and opened by a later version.
#![allow(clippy::panic, reason = "another answer than the expected one is a failure")]
#![allow(clippy::disallowed_methods, reason = "how long the long forms take is for whoever runs them to say")]

mod chain;
mod damage;
mod golden;
mod golden_jobs;
mod killed;
