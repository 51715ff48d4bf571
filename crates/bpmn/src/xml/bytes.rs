//! The bytes of a model as text, in the encodings that drawing programs write.

use std::borrow::Cow;

/// The text of a file: UTF-8, UTF-16 with its mark, or the Latin alphabet where the declaration says so.
///
/// # Errors
///
/// The first byte that is no text.
pub(crate) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest).map_err(|at| at + 3),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map_err(|at| at + 2),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map_err(|at| at + 2),
        _ if is_latin(bytes) && std::str::from_utf8(bytes).is_err() => {
            Ok(bytes.iter().map(|byte| western(*byte)).collect::<String>().into())
        }
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to())
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, usize> {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    for read in char::decode_utf16(units) {
        text.push(read.map_err(|_| text.encode_utf16().count() * 2)?);
    }
    if bytes.len() % 2 == 1 { Err(bytes.len() - 1) } else { Ok(text.into()) }
}

/// Whether the declaration says that each byte is a character.
fn is_latin(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(200)];
    let end = head.iter().position(|byte| *byte == b'>').unwrap_or(0);
    let head = head[..end].to_ascii_lowercase();
    ["iso-8859-1", "windows-1252", "latin1", "us-ascii"]
        .iter()
        .any(|name| head.windows(name.len()).any(|window| window == name.as_bytes()))
}

/// A byte of Windows-1252, which differs from ISO 8859-1 only where that has control characters.
fn western(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
