//! Cases that last: the records of the engine kept in a database, whole, and everything that is asked of many cases.
//!
//! Wraps the lines of [`cauce::record`] and never changes them.
//! Does not decide anything: that is the core's.
//! Read [`Cases`] first, then [`Store`].

mod append;
pub mod attachment;
pub mod cases;
pub mod checkpoint;
mod error;
pub mod export;
mod frame;
mod log;
mod rows;
mod schema;
mod sql;
mod store;

pub use cases::Cases;
pub use error::{FrameError, StoreError};
pub use store::Store;
