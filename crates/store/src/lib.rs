//! Cases that last: the records of the engine kept in a database, whole, and everything that is asked of many cases.
//!
//! Wraps the lines of [`cauce::record`] and never changes them.
//! Does not decide anything: that is the core's.
//! Read [`Store`] first.

pub mod attachment;
pub mod checkpoint;
mod error;
mod frame;
mod log;
mod schema;
mod sql;
mod store;
pub mod verify;

pub use error::{FrameError, StoreError};
pub use store::Store;
