//! Cases that last: the records of the engine kept in a database, whole, and everything that is asked of many cases.
//!
//! Wraps the lines of [`cauce::record`] and never changes them.
//! Does not decide anything: that is the core's.

pub mod export;
