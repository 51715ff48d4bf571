//! The name of a sequence of records.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization as _;

use crate::data::Text;

/// The name of a sequence of records: `tenant/kind/id`, the tenant may be empty.
///
/// Each part has at most 64 characters, none of them `/`, `"` or `\`, a control or a mark that turns the
/// direction of writing, and no spaces at its ends. Names are kept in Unicode form NFC, so that what looks alike is one stream.
///
/// ```
/// use cauce::record::Stream;
/// let stream = Stream::case("2022-014")?;
/// assert_eq!(stream.to_string(), "/case/2022-014");
/// assert_eq!("ibague/schedule/PRO-GS-029".parse::<Stream>()?.id(), "PRO-GS-029");
/// # Ok::<(), cauce::record::StreamError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream {
    text: Text,
}

/// A text that does not name a stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// There are not three parts.
    #[error("«{text}» is not tenant/kind/id")]
    Shape {
        /// What was read, cut to 64 characters.
        text: String,
    },
    /// The kind or the id is empty.
    #[error("the {part} of a stream is empty")]
    Empty {
        /// Which part.
        part: &'static str,
    },
    /// A part has more than 64 characters.
    #[error("the {part} of a stream has more than 64 characters")]
    TooLong {
        /// Which part.
        part: &'static str,
    },
    /// A part holds a slash, a straight quotation mark, a control, a mark of direction, or spaces at its ends.
    #[error(
        "the {part} of a stream holds a slash, a backslash, a straight quotation mark, a control character or spaces at its ends"
    )]
    Character {
        /// Which part.
        part: &'static str,
    },
}

const LONGEST: usize = 64;

impl Stream {
    /// The stream of a tenant, a kind and an id.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when a part is empty (the tenant may be), too long or holds a character that it may not.
    pub fn new(tenant: &str, kind: &str, id: &str) -> Result<Self, StreamError> {
        let tenant = checked("tenant", tenant)?;
        let (kind, id) = (checked("kind", kind)?, checked("id", id)?);
        for (part, text) in [("kind", &kind), ("id", &id)] {
            if text.is_empty() {
                return Err(StreamError::Empty { part });
            }
        }
        Ok(Stream { text: format!("{tenant}/{kind}/{id}").into() })
    }

    /// The stream of a case without a tenant.
    ///
    /// # Errors
    ///
    /// As [`Stream::new`].
    pub fn case(id: &str) -> Result<Self, StreamError> {
        Self::new("", "case", id)
    }

    /// Whose it is; empty where there is one owner.
    #[must_use]
    pub fn tenant(&self) -> &str {
        self.part(0)
    }

    /// What it is about: `case`, `schedule`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.part(1)
    }

    /// Which one, given by the host.
    #[must_use]
    pub fn id(&self) -> &str {
        self.part(2)
    }

    /// The whole name, `tenant/kind/id`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn part(&self, number: usize) -> &str {
        self.text.split('/').nth(number).unwrap_or("")
    }
}

fn checked(part: &'static str, text: &str) -> Result<String, StreamError> {
    // Cut before normalising: a long text is refused without being copied whole.
    let text: String = match text.len() <= LONGEST && text.is_ascii() {
        true => text.into(),
        false => text.chars().take(4 * LONGEST + 1).nfc().collect(),
    };
    if text.chars().count() > LONGEST {
        return Err(StreamError::TooLong { part });
    }
    if text.trim() != text || text.contains(is_refused) {
        return Err(StreamError::Character { part });
    }
    Ok(text)
}

fn is_refused(character: char) -> bool {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    // Quotes and backslashes would have to be escaped in every line that names the stream.
    matches!(character, '/' | '"' | '\\')
        || character.is_control()
        || turns
        || matches!(character, '\u{2028}' | '\u{2029}')
}

impl FromStr for Stream {
    type Err = StreamError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(tenant), Some(kind), Some(id)) => Self::new(tenant, kind, id),
            _ => Err(StreamError::Shape { text: text.chars().take(LONGEST).collect() }),
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Stream, StreamError};

    #[test]
    fn what_a_stream_may_be_called() {
        for good in ["/case/1", "ibague/case/Expediente 14 · año 2022", "t/schedule/PRO-GS-029"] {
            assert_eq!(good.parse::<Stream>().unwrap().to_string(), good);
        }
        let composed: Stream = "/case/an\u{303}o".parse().unwrap();
        assert_eq!(composed, "/case/a\u{f1}o".parse().unwrap());
    }

    #[test]
    fn what_a_stream_may_not_be_called() {
        let refusal = |text: &str| text.parse::<Stream>().unwrap_err();
        assert_eq!(refusal("case"), StreamError::Shape { text: "case".into() });
        assert_eq!(refusal("//1"), StreamError::Empty { part: "kind" });
        assert_eq!(refusal("/case/"), StreamError::Empty { part: "id" });
        assert_eq!(refusal(&format!("/case/{}", "x".repeat(65))), StreamError::TooLong { part: "id" });
        for bad in [
            "/case/a/b",
            "/case/a\n",
            "/case/ a",
            "/case/a\u{202e}b",
            "\u{0}/case/a",
            "/case/a\"b",
            "/case/a\\b",
        ] {
            assert!(matches!(refusal(bad), StreamError::Character { .. }), "{bad:?}");
        }
        assert!(Stream::case(&"é".repeat(1_000_000)).is_err());
    }
}
