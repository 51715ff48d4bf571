//! Canonical JSON, written by hand into one buffer: no spare space, NFC, no floats.

use std::io::Write as _;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc, is_nfc_quick};

use crate::data::{Date, Decimal, Digest, Duration, Text, Timestamp, Value};

/// How deep lists of values may stand in each other in a record.
pub(super) const DEEPEST: usize = 64;

/// Gives a text in Unicode form NFC, the form in which records keep every text.
///
/// Requests go through this once, so that what a case holds live is what it holds when it is replayed.
///
/// ```
/// assert_eq!(&*cauce::record::normalized(&"an\u{303}o".into()), "a\u{f1}o");
/// ```
#[must_use]
pub fn normalized(text: &Text) -> Text {
    if is_normalized(text) { text.clone() } else { text.nfc().collect::<String>().into() }
}

pub(super) fn is_normalized(text: &str) -> bool {
    // Below U+0300, where Spanish is written, every character is its own composed form; 0xCC leads the first that is not.
    if text.bytes().fold(true, |low, byte| low & (byte < 0xcc)) {
        return true;
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => is_nfc(text),
    }
}

/// A buffer of canonical JSON.
#[derive(Clone, Debug, Default)]
pub(super) struct Canonical {
    pub(super) bytes: Vec<u8>,
}

impl Canonical {
    /// Adds JSON that is canonical as it stands.
    pub(super) fn raw(&mut self, json: &str) -> &mut Self {
        self.bytes.extend_from_slice(json.as_bytes());
        self
    }

    /// Adds a text in quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes.push(b'"');
        self.fragment(text);
        self.bytes.push(b'"');
        self
    }

    /// Adds a part of a text that stands in quotes already.
    pub(super) fn fragment(&mut self, text: &str) -> &mut Self {
        if is_plain(text) {
            self.bytes.extend_from_slice(text.as_bytes());
        } else if is_normalized(text) {
            self.escaped(text);
        } else {
            self.escaped(&text.nfc().collect::<String>());
        }
        self
    }

    fn escaped(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                b'"' | b'\\' => self.bytes.extend_from_slice(&[b'\\', byte]),
                0..0x20 => self.control(byte),
                _ => self.bytes.push(byte),
            }
        }
    }

    fn control(&mut self, byte: u8) {
        match short_escape(byte) {
            Some(letter) => self.bytes.extend_from_slice(&[b'\\', letter]),
            None => {
                self.bytes.extend_from_slice(b"\\u00");
                self.hex(&[byte]);
            }
        }
    }

    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        let mut digits = [0; 20];
        let mut first = digits.len();
        let mut rest = number;
        loop {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[first..]);
        self
    }

    pub(super) fn flag(&mut self, flag: bool) -> &mut Self {
        self.raw(if flag { "true" } else { "false" })
    }

    /// Adds hexadecimal digits without quotes.
    pub(super) fn hex(&mut self, bytes: &[u8]) -> &mut Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for byte in bytes {
            let pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
            self.bytes.extend_from_slice(&pair);
        }
        self
    }

    pub(super) fn digest(&mut self, digest: &Digest) -> &mut Self {
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(&digest.to_hex());
        self.bytes.push(b'"');
        self
    }

    pub(super) fn instant(&mut self, instant: Timestamp) -> &mut Self {
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(&instant_digits(instant));
        self.bytes.push(b'"');
        self
    }

    pub(super) fn decimal(&mut self, number: Decimal) -> &mut Self {
        self.shown(number)
    }

    fn shown(&mut self, shown: impl std::fmt::Display) -> &mut Self {
        // Writing to a vector cannot fail.
        let _ = write!(self.bytes, "\"{shown}\"");
        self
    }

    /// Adds a value; says whether it was shallow enough to be read again.
    pub(super) fn value(&mut self, value: &Value) -> bool {
        self.value_at(value, 0)
    }

    /// The recursion ends at [`DEEPEST`].
    fn value_at(&mut self, value: &Value, depth: usize) -> bool {
        match value {
            Value::Bool(flag) => self.flag(*flag),
            Value::Text(text) => self.text(text),
            Value::Number(number) => self.raw("{\"number\":").decimal(*number).raw("}"),
            Value::Date(date) => self.date(*date),
            Value::Instant(instant) => self.raw("{\"instant\":").instant(*instant).raw("}"),
            Value::Duration(duration) => self.duration(*duration),
            Value::Disposed => self.raw("{\"disposed\":true}"),
            Value::List(_) if depth == DEEPEST => return false,
            Value::List(values) => return self.list(values, depth),
        };
        true
    }

    fn list(&mut self, values: &[Value], depth: usize) -> bool {
        let mut separator = "[";
        for value in values {
            self.raw(separator);
            separator = ",";
            if !self.value_at(value, depth + 1) {
                return false;
            }
        }
        self.raw(if values.is_empty() { "[]" } else { "]" });
        true
    }

    fn date(&mut self, date: Date) -> &mut Self {
        self.raw("{\"date\":").shown(date).raw("}")
    }

    fn duration(&mut self, duration: Duration) -> &mut Self {
        self.raw("{\"duration\":").shown(duration).raw("}")
    }
}

/// Whether a text is ASCII and stands for itself; without an early way out, so that it runs over many bytes at once.
pub(super) fn is_plain(text: &str) -> bool {
    let special = |byte: u8| !(0x20..0x80).contains(&byte) | (byte == b'"') | (byte == b'\\');
    !text.bytes().fold(false, |found, byte| found | special(byte))
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// How many bytes at the beginning are ASCII and stand for themselves in a text, eight at a time.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (position, word) in words.iter().enumerate() {
        let marks = special_marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return 8 * position + marks.trailing_zeros() as usize / 8;
        }
    }
    let plain = |byte: &&u8| (0x20..0x80).contains(*byte) && !matches!(byte, b'"' | b'\\');
    8 * words.len() + rest.iter().take_while(plain).count()
}

/// Marks the bytes of a word that do not stand for themselves; the lowest mark is right, those above it may not be.
fn special_marks(word: u64) -> u64 {
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 0x20) | equal(b'"') | equal(b'\\') | word) & (ONES * 0x80)
}

/// The letter of the short escape of a control character, where there is one.
pub(super) fn short_escape(byte: u8) -> Option<u8> {
    match byte {
        0x08 => Some(b'b'),
        b'\t' => Some(b't'),
        b'\n' => Some(b'n'),
        0x0c => Some(b'f'),
        b'\r' => Some(b'r'),
        _ => None,
    }
}

const DAY: i64 = 86_400_000;

/// `2022-04-07T15:00:00.000Z`, by arithmetic alone: formatters cost more than the rest of a record's head.
pub(super) fn instant_digits(instant: Timestamp) -> [u8; 24] {
    let (days, millis) = (instant.millis().div_euclid(DAY), instant.millis().rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let mut digits = *b"0000-00-00T00:00:00.000Z";
    let parts = [
        (3, year),
        (6, month),
        (9, day),
        (12, millis / 3_600_000),
        (15, millis / 60_000 % 60),
        (18, millis / 1_000 % 60),
        (22, millis % 1_000),
    ];
    for (last, number) in parts {
        let (mut at, mut rest) = (last, number);
        while rest > 0 {
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            at = at.saturating_sub(1);
        }
    }
    digits
}

/// Year, month and day of a number of days since 1970, in years that begin in March so that leap days come last.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The instant of 24 digits and signs, if they are its only form.
pub(super) fn instant_from(text: &[u8]) -> Option<Timestamp> {
    let text: &[u8; 24] = text.try_into().ok()?;
    if !has_the_signs(text) {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if !exists || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let clock = hour * 3_600_000 + minute * 60_000 + second * 1_000 + number(20, 23);
    Timestamp::from_millis(days_of(year, month, day) * DAY + clock)
}

/// Whether digits stand where digits belong, and every other sign in its place.
fn has_the_signs(text: &[u8; 24]) -> bool {
    const FORM: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
    const HIGHEST: &[u8; 24] = b"9999-99-99T99:99:99.999Z";
    let mut right = true;
    for ((sign, lowest), highest) in text.iter().zip(FORM).zip(HIGHEST) {
        right &= (lowest <= sign) & (sign <= highest);
    }
    right
}

fn days_in(year: i64, month: i64) -> i64 {
    let leaps = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leaps),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Canonical, instant_digits, instant_from};
    use crate::data::{Timestamp, Value};
    use proptest::prelude::*;

    #[test]
    fn texts_have_one_spelling() {
        let mut json = Canonical::default();
        json.text("a\"\\\u{1}\n\u{7f}/an\u{303}o\u{2028}");
        assert_eq!(String::from_utf8(json.bytes).unwrap(), "\"a\\\"\\\\\\u0001\\n\u{7f}/a\u{f1}o\u{2028}\"");
    }

    #[test]
    fn the_shortcut_for_spanish_texts_agrees_with_unicode() {
        use unicode_normalization::UnicodeNormalization as _;
        for first in '\u{0}'..'\u{300}' {
            for second in ['n', 'ñ', '\u{301}', '\u{2ff}'] {
                let text: String = [first, second].iter().collect();
                assert_eq!(super::is_normalized(&text), text.nfc().eq(text.chars()), "{text:?}");
            }
        }
    }

    #[test]
    fn numbers_and_values_have_one_spelling() {
        let mut json = Canonical::default();
        json.number(0).raw(" ").number(u64::MAX).raw(" ").decimal("0.60".parse().unwrap());
        assert!(json.value(&Value::List([Value::Bool(true), Value::List([].into())].into())));
        assert_eq!(json.bytes, *b"0 18446744073709551615 \"0.6\"[true,[]]");
    }

    #[test]
    fn values_deeper_than_allowed_are_refused() {
        let deep = |depth| (0..depth).fold(Value::Bool(true), |inner, _| Value::List([inner].into()));
        assert!(Canonical::default().value(&deep(64)));
        assert!(!Canonical::default().value(&deep(65)));
    }

    #[test]
    fn other_spellings_of_an_instant_are_refused() {
        for bad in [
            "2025-02-30T00:00:00.000Z",
            "2025-02-03T24:00:00.000Z",
            "2025-02-03T00:00:60.000Z",
            "2025-02-03T00:00:00.000z",
            "0000-01-01T00:00:00.000Z",
            "2100-02-29T00:00:00.000Z",
            "2025-04-31T00:00:00.000Z",
            "2025-00-01T00:00:00.000Z",
            "2025-13-01T00:00:00.000Z",
            "2025-01-00T00:00:00.000Z",
            "2025-02-03T00:60:00.000Z",
            "2025-02-03 00:00:00.000Z",
            "+025-02-03T00:00:00.000Z",
            "",
            "2025",
        ] {
            assert_eq!(instant_from(bad.as_bytes()), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn plain_bytes_are_counted_as_one_by_one(bytes in "[ -~ñ€\"\\\\\u{0}-\u{30}]{0,40}") {
            let plain = |byte: &u8| (0x20..0x80).contains(byte) && !matches!(byte, b'"' | b'\\');
            let expected = bytes.bytes().take_while(plain).count();
            prop_assert_eq!(super::plain_length(bytes.as_bytes()), expected);
        }

        #[test]
        fn instants_are_written_as_everywhere_else(millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis()) {
            let instant = Timestamp::from_millis(millis).unwrap();
            let digits = instant_digits(instant);
            prop_assert_eq!(std::str::from_utf8(&digits).unwrap(), instant.to_string());
            prop_assert_eq!(instant_from(&digits), Some(instant));
        }
    }
}
