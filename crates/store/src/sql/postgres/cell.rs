//! Cells as PostgreSQL takes and gives them: its texts hold no NUL, so one is written another way.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::super::{Cell, Result, Row};
use crate::error::StoreError;

/// A character that nobody uses begins what stands for a NUL, and for itself.
const MARK: char = '\u{f8f0}';

fn written(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', MARK]) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\0' => written.extend([MARK, '0']),
            MARK => written.extend([MARK, '1']),
            other => written.push(other),
        }
    }
    Cow::Owned(written)
}

/// What was meant, where that is another text than stands there.
fn meant(text: &str) -> Option<String> {
    text.contains(MARK).then(|| text.replace("\u{f8f0}0", "\0").replace("\u{f8f0}1", "\u{f8f0}"))
}

/// A cell on its way, which nobody waits for.
#[derive(Debug)]
pub(super) enum Going {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&Cell<'_>> for Going {
    fn from(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Null => Going::Null,
            Cell::Int(int) => Going::Int(*int),
            Cell::Text(text) => Going::Text(written(text).into_owned()),
            Cell::Bytes(bytes) => Going::Bytes(bytes.to_vec()),
        }
    }
}

impl ToSql for Going {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Going::Null => Ok(IsNull::Yes),
            Going::Int(int) => int.to_sql(kind, out),
            Going::Text(text) => text.to_sql(kind, out),
            Going::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

/// A row that came out.
pub(super) struct Came {
    row: tokio_postgres::Row,
    /// Its texts as they were meant, once one was asked for that is written another way.
    meant: OnceCell<Vec<Option<String>>>,
}

impl From<tokio_postgres::Row> for Came {
    fn from(row: tokio_postgres::Row) -> Self {
        Came { row, meant: OnceCell::new() }
    }
}

impl Came {
    fn raw(&self, column: usize) -> Result<Option<&str>> {
        self.row.try_get(column).map_err(|_| StoreError::wrong_row())
    }

    fn all_meant(&self) -> Vec<Option<String>> {
        (0..self.row.len()).map(|column| self.raw(column).ok().flatten().and_then(meant)).collect()
    }
}

impl Row for Came {
    fn int_or_null(&self, column: usize) -> Result<Option<i64>> {
        self.row.try_get(column).map_err(|_| StoreError::wrong_row())
    }

    fn text_or_null(&self, column: usize) -> Result<Option<&str>> {
        let raw = self.raw(column)?;
        if !raw.is_some_and(|text| text.contains(MARK)) {
            return Ok(raw);
        }
        let meant = self.meant.get_or_init(|| self.all_meant()).get(column);
        Ok(meant.and_then(Option::as_deref).or(raw))
    }

    fn bytes(&self, column: usize) -> Result<&[u8]> {
        self.row.try_get(column).map_err(|_| StoreError::wrong_row())
    }
}

#[cfg(test)]
mod tests {
    use super::{meant, written};

    #[test]
    fn a_text_with_a_nul_comes_back_as_it_was_and_is_like_no_other() {
        let texts = [
            "",
            "a",
            "\0",
            "\u{f8f0}",
            "\u{f8f0}0",
            "\u{f8f0}1",
            "a\0\u{f8f0}1\0",
            "\u{f8f0}\0",
            "\u{f8f0}\u{f8f0}0",
        ];
        for text in texts {
            let kept = written(text);
            assert!(!kept.contains('\0'));
            assert_eq!(meant(&kept).unwrap_or_else(|| kept.to_string()), text);
            assert_eq!(texts.iter().filter(|other| written(other) == kept).count(), 1, "{text:?}");
        }
    }
}
