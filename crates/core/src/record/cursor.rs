//! Reads canonical JSON strictly: what is not the one spelling of a thing is damage.

use std::borrow::Cow;

use super::RecordError;
use super::canonical::{self, DEEPEST};
use crate::data::{Date, Decimal, Digest, Duration, Text, Timestamp, Value};

type Read<T> = Result<T, RecordError>;

/// A place in a part of a line.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// Where the part begins in its line.
    base: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, base: usize) -> Self {
        Cursor { text, at: 0, base }
    }

    pub(super) fn damage(&self, expected: &'static str) -> RecordError {
        RecordError::Corrupt { at: self.base + self.at, expected }
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or(&[])
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The text read since an earlier position.
    pub(super) fn since(&self, begin: usize) -> &'a str {
        self.text.get(begin..self.at).unwrap_or("")
    }

    /// Goes past that JSON if it stands here.
    ///
    /// Inlined everywhere, so that a constant is compared as words of the machine.
    #[inline(always)]
    pub(super) fn passes(&mut self, json: &str) -> bool {
        let stands = self.rest().starts_with(json.as_bytes());
        self.at += if stands { json.len() } else { 0 };
        stands
    }

    /// Goes past that JSON, which must stand here.
    #[inline(always)]
    pub(super) fn json(&mut self, json: &'static str) -> Read<()> {
        if self.passes(json) { Ok(()) } else { Err(self.damage(json)) }
    }

    /// The next bytes, which end between two characters; they are passed.
    fn take(&mut self, length: usize) -> Read<&'a str> {
        let taken = self.text.get(self.at..self.at + length).ok_or_else(|| self.damage("a text"))?;
        self.at += length;
        Ok(taken)
    }

    /// The characters up to a quote, of a word that has no escapes; the quote is passed.
    pub(super) fn word(&mut self) -> Read<&'a str> {
        let length = self.rest().iter().position(|byte| *byte == b'"').ok_or_else(|| self.damage("\""))?;
        let word = self.take(length)?;
        self.at += 1;
        Ok(word)
    }

    /// A text in quotes.
    pub(super) fn text(&mut self) -> Read<Cow<'a, str>> {
        self.json("\"")?;
        let plain = canonical::plain_length(self.rest());
        if self.rest().get(plain) == Some(&b'"') {
            let text = self.take(plain)?;
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        self.text_with_signs(plain)
    }

    /// A text that after its plain beginning has other letters or escapes.
    fn text_with_signs(&mut self, plain: usize) -> Read<Cow<'a, str>> {
        let signs = self.rest().iter().skip(plain);
        let length = plain + signs.take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
        if self.rest().get(length) == Some(&b'"') {
            let begin = self.clone();
            let text = self.take(length)?;
            begin.normalized(text)?;
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        let text = self.unescaped()?;
        self.normalized(&text)?;
        Ok(Cow::Owned(text))
    }

    fn normalized(&self, text: &str) -> Read<()> {
        if canonical::is_normalized(text) { Ok(()) } else { Err(self.damage("a text in Unicode form NFC")) }
    }

    fn unescaped(&mut self) -> Read<String> {
        let mut bytes = Vec::new();
        loop {
            let byte = *self.rest().first().ok_or_else(|| self.damage("\""))?;
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => bytes.push(self.escape()?),
                0..0x20 => return Err(self.damage("an escaped control character")),
                _ => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).map_err(|_| self.damage("UTF-8"))
    }

    fn escape(&mut self) -> Read<u8> {
        let letter = *self.rest().first().ok_or_else(|| self.damage("an escape"))?;
        self.at += 1;
        match letter {
            b'"' | b'\\' => Ok(letter),
            b'u' => self.control(),
            _ => (0..0x20)
                .find(|byte| canonical::short_escape(*byte) == Some(letter))
                .ok_or_else(|| self.damage("an escape")),
        }
    }

    /// The two digits of a control character that has no short escape.
    fn control(&mut self) -> Read<u8> {
        self.json("00")?;
        let [byte] = self.hex::<1>()?;
        let has_long = byte < 0x20 && canonical::short_escape(byte).is_none();
        if has_long { Ok(byte) } else { Err(self.damage("a control character")) }
    }

    pub(super) fn shared(&mut self) -> Read<Text> {
        Ok(self.text()?.into())
    }

    pub(super) fn number(&mut self) -> Read<u64> {
        let rest = self.rest();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 1 && rest[0] == b'0' {
            return Err(self.damage("a number without leading zeros"));
        }
        let next = |sum: u64, digit: &u8| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0'));
        let number = rest[..digits].iter().try_fold(0, next).filter(|_| digits > 0);
        let number = number.ok_or_else(|| self.damage("a number"))?;
        self.at += digits;
        Ok(number)
    }

    pub(super) fn small<T: TryFrom<u64>>(&mut self) -> Read<T> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| self.damage("a smaller number"))
    }

    pub(super) fn flag(&mut self) -> Read<bool> {
        if self.passes("true") {
            return Ok(true);
        }
        self.json("false").map(|()| false).map_err(|_| self.damage("true or false"))
    }

    /// That many bytes in lower-case hexadecimal digits.
    pub(super) fn hex<const N: usize>(&mut self) -> Read<[u8; N]> {
        let digits = self.rest().get(..2 * N).ok_or_else(|| self.damage("hexadecimal digits"))?;
        let wrong = digits.iter().fold(0, |wrong, digit| wrong | nibble(*digit));
        if wrong > 15 {
            return Err(self.damage("hexadecimal digits"));
        }
        let mut bytes = [0; N];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks().0) {
            let pair = u16::from_be_bytes(*pair);
            // Digits are 0x30 to 0x39, letters 0x61 to 0x66.
            let values = (pair & 0x0f0f) + 9 * (pair >> 6 & 0x0101);
            *byte = (values >> 4 | values) as u8;
        }
        self.at += 2 * N;
        Ok(bytes)
    }

    pub(super) fn digest(&mut self) -> Read<Digest> {
        self.json("\"")?;
        let digest = Digest(self.hex()?);
        self.json("\"")?;
        Ok(digest)
    }

    pub(super) fn instant(&mut self) -> Read<Timestamp> {
        self.json("\"")?;
        let found = self.rest().get(..24).and_then(canonical::instant_from);
        let instant = found.ok_or_else(|| self.damage("an instant"))?;
        self.at += 24;
        self.json("\"")?;
        Ok(instant)
    }

    pub(super) fn decimal(&mut self) -> Read<Decimal> {
        let begin = self.clone();
        self.json("\"")?;
        let text = self.word()?;
        let number = text.parse::<Decimal>().ok().filter(|number| number.to_string() == text);
        number.ok_or_else(|| begin.damage("a normalised decimal"))
    }

    pub(super) fn value(&mut self) -> Read<Value> {
        self.value_at(0)
    }

    /// The recursion ends at [`DEEPEST`].
    fn value_at(&mut self, depth: usize) -> Read<Value> {
        match self.rest().first() {
            Some(b'"') => self.shared().map(Value::Text),
            Some(b'{') => self.tagged(),
            Some(b'[') if depth == DEEPEST => Err(RecordError::TooDeep),
            Some(b'[') => self.list(depth),
            _ => self.flag().map(Value::Bool),
        }
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        let mut values = Vec::new();
        if self.passes("[]") {
            return Ok(Value::List(values.into()));
        }
        self.json("[")?;
        loop {
            values.push(self.value_at(depth + 1)?);
            if !self.passes(",") {
                break;
            }
        }
        self.json("]")?;
        Ok(Value::List(values.into()))
    }

    fn tagged(&mut self) -> Read<Value> {
        let begin = self.clone();
        self.json("{\"")?;
        let tag = self.word()?;
        self.json(":")?;
        let value = match tag {
            "number" => Value::Number(self.decimal()?),
            "instant" => Value::Instant(self.instant()?),
            "date" => Value::Date(self.date()?),
            "duration" => Value::Duration(self.duration()?),
            "disposed" if self.passes("true") => Value::Disposed,
            _ => return Err(begin.damage("a value")),
        };
        self.json("}")?;
        Ok(value)
    }

    fn date(&mut self) -> Read<Date> {
        let begin = self.clone();
        self.json("\"")?;
        let text = self.word()?;
        let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
        date.ok_or_else(|| begin.damage("a date"))
    }

    fn duration(&mut self) -> Read<Duration> {
        let begin = self.clone();
        self.json("\"")?;
        let text = self.word()?;
        let duration = duration_from(text).filter(|duration| (*duration).to_string() == text);
        duration.ok_or_else(|| begin.damage("a length of time"))
    }

    /// Goes past one JSON value of whatever kind, without recursion.
    pub(super) fn skip(&mut self) -> Read<()> {
        let mut depth = 0usize;
        loop {
            let byte = *self.rest().first().ok_or_else(|| self.damage("a value"))?;
            match byte {
                b'"' => {
                    self.text()?;
                }
                b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b']' | b'}' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                b'a'..=b'z' | b'0'..=b'9' => self.at += 1,
                _ => return Err(self.damage("a value")),
            }
            let goes_on =
                self.rest().first().is_some_and(|next| next.is_ascii_lowercase() || next.is_ascii_digit());
            if depth == 0 && !(goes_on && byte.is_ascii_alphanumeric()) {
                return Ok(());
            }
        }
    }
}

/// The digest of 64 lower-case hexadecimal digits.
pub(super) fn digest_of(digits: &str) -> Option<Digest> {
    let mut cursor = Cursor::new(digits, 0);
    cursor.hex().ok().filter(|_| cursor.is_at_end()).map(Digest)
}

/// The value of a hexadecimal digit, by arithmetic without branches so that many are read at once; above 15 for everything else.
#[inline(always)]
fn nibble(digit: u8) -> u8 {
    let (number, letter) = (digit.wrapping_sub(b'0'), digit.wrapping_sub(b'a'));
    let letter = if letter < 6 { letter + 10 } else { 255 };
    if number < 10 { number } else { letter }
}

/// Reads a length of time; its spelling is checked by writing the result again.
fn duration_from(text: &str) -> Option<Duration> {
    text.parse().ok()
}
