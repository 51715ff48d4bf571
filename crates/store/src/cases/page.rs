//! Lists page by page: where one ends, the next goes on, however far it is.

use std::fmt;
use std::str::FromStr;

/// Some rows of a list, and from where it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows; there may be fewer than were asked for, and still more to come.
    pub rows: Vec<T>,
    /// Where the list goes on; none at its end.
    pub next: Option<Cursor>,
}

/// A place in a list; it can be written down and read again.
///
/// ```
/// use cauce_store::cases::Cursor;
/// let cursor: Cursor = "1700000000000.7.27".parse()?;
/// assert_eq!(cursor.to_string(), "1700000000000.7.27");
/// assert!("1.2".parse::<Cursor>().is_err());
/// # Ok::<(), cauce_store::cases::CursorError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// What the list is in order of.
    pub(super) key: i64,
    pub(super) stream: i64,
    pub(super) item: i64,
}

/// The text is not one that a [`Cursor`] was written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list")]
pub struct CursorError;

impl Cursor {
    /// Before every row.
    pub(super) const BEGIN: Cursor = Cursor { key: i64::MIN, stream: i64::MIN, item: i64::MIN };
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.key, self.stream, self.item)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '.');
        let mut next = || parts.next().and_then(|part| part.parse().ok()).ok_or(CursorError);
        Ok(Cursor { key: next()?, stream: next()?, item: next()? })
    }
}
