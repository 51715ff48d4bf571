//! The values a case works with: decimals, dates, instants, texts, lists.
//!
//! Knows what a value is, how it is written and how it compares.
//! Does not know where values come from: files, guards and commands bring them.
//! Read [`Value`] first.

mod decimal;
mod digest;
mod duration;
mod handful;
mod stretch;
mod thousands;
mod time;
mod value;

pub use decimal::{Decimal, DecimalError};
pub(crate) use digest::Digesting;
pub use digest::{Digest, DigestError};
pub use duration::{Duration, DurationError};
pub use handful::Handful;
pub(crate) use stretch::{Stretch, in_order};
pub(crate) use thousands::{doubtful, grouped};
pub use time::{Date, Timestamp, TimestampError};
pub use value::{Kind, Value};

/// A text that is cheap to hand on: events, state and views share one allocation.
pub type Text = std::sync::Arc<str>;
