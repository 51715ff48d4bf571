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
mod frozen;
mod log;
mod mail;
mod rewrite;
mod rows;
mod schema;
mod sql;
mod store;
pub mod verify;

/// What says how a server is reached and connections are encrypted, for [`Store::postgres_by`].
#[cfg(feature = "postgres")]
pub use tokio_postgres;

pub use cases::Cases;
pub use error::{FrameError, StoreError};
pub use store::Store;

/// The pages of the project whose examples are compiled with the tests so that they stay true.
#[cfg(doctest)]
mod pages_with_examples {
    #[doc = include_str!("../../../docs/en/store.md")]
    mod store_in_english {}
    #[doc = include_str!("../../../docs/es/almacen.md")]
    mod store_in_spanish {}
    #[doc = include_str!("../../../docs/en/retention.md")]
    mod retention_in_english {}
    #[doc = include_str!("../../../docs/es/conservar.md")]
    mod retention_in_spanish {}
    #[cfg(feature = "postgres")]
    #[doc = include_str!("../../../docs/en/postgresql.md")]
    mod postgresql_in_english {}
    #[cfg(feature = "postgres")]
    #[doc = include_str!("../../../docs/es/postgresql.md")]
    mod postgresql_in_spanish {}
}
