//! Numbers as people write thousands, which are no numbers here, or others than was meant.
//!
//! Knows groups of three digits behind points or commas. Does not know what a number is for. Read [`grouped`] first.

use std::ops::Range;

/// The number that a text begins with, if its thousands are in groups behind a mark: two groups or more, or one and
/// decimals behind the other mark. How long it is, and the number without groups and with a decimal point.
pub(crate) fn grouped(text: &str, mark: char) -> Option<(usize, String)> {
    let first = digits(text);
    let (mut length, mut groups, mut plain) = (first.len(), 0, first.to_owned());
    while let Some(group) = text[length..].strip_prefix(mark).map(digits).filter(|group| group.len() == 3) {
        plain.push_str(group);
        length += mark.len_utf8() + group.len();
        groups += 1;
    }
    let other = if mark == '.' { ',' } else { '.' };
    let decimals = text[length..].strip_prefix(other).map(digits).filter(|decimals| !decimals.is_empty());
    if let Some(decimals) = decimals {
        plain = format!("{plain}.{decimals}");
        length += other.len_utf8() + decimals.len();
    }
    let is_whole =
        !text[length..].starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '.'));
    let is_grouped = groups > 1 || groups == 1 && decimals.is_some();
    ((1..=3).contains(&first.len()) && is_grouped && is_whole).then_some((length, plain))
}

/// The digits that a text begins with.
fn digits(text: &str) -> &str {
    &text[..text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len())]
}

/// Where numbers stand that are thousands to who separates them with a point, as `5.000`; not those in quotation marks,
/// nor what goes on with a decimal comma.
pub(crate) fn doubtful(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || *byte >= 0x80;
    let goes_on =
        |at: usize| bytes.get(at) == Some(&b',') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    let (mut at, mut is_quoted) = (0, false);
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            let start = at;
            at += 1;
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\\' if is_quoted => at += 1,
                _ if !is_quoted && is_of_word(byte) => {
                    at += bytes[at..].iter().take_while(|byte| is_of_word(byte)).count();
                    if is_one_group(&bytes[start..at]) && !goes_on(at) {
                        return Some(start..at);
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// One to three digits, none of them a zero before others, a point and three more.
fn is_one_group(number: &[u8]) -> bool {
    let point = number.len().saturating_sub(4);
    let fits = |(at, byte): (usize, &u8)| if at == point { *byte == b'.' } else { byte.is_ascii_digit() };
    (1..=3).contains(&point) && number[0] != b'0' && number.iter().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn groups_of_three_are_thousands() {
        for (text, mark, length, plain) in [
            ("1.000.000", '.', 9, "1000000"),
            ("1.000.000 + 2", '.', 9, "1000000"),
            ("12.345,50", '.', 9, "12345.50"),
            ("1,000,000", ',', 9, "1000000"),
            ("1,000.5)", ',', 7, "1000.5"),
        ] {
            assert_eq!(grouped(text, mark), Some((length, plain.to_owned())), "{text}");
        }
        for text in
            ["1.000", "1.5", "1.000.00", "1000.000.000", "1.000.000x", "1.000.000.0", "1,5", "", ".000.000"]
        {
            assert_eq!(grouped(text, '.'), None, "{text}");
        }
    }

    #[test]
    fn one_group_is_doubtful_outside_quotation_marks() {
        let found = |text: &str| doubtful(text).map(|at| text[at].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("5.000"), ["5.000"]);
        assert_eq!(found("valor > 5.000 && otro < 120.500"), ["5.000", "120.500"]);
        for text in [
            "0.125",
            "5.00",
            "5.0000",
            "5000.000",
            "5.000,5",
            "x5.000",
            "5.000x",
            "5.000.000",
            "a.b",
            "\"5.000\"",
            "\"a\\\"5.000\"",
            "05.000",
            "5.000_",
            "é5.000",
            "\"5.000",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9.,\"\\\\a é_]{0,24}", any in "\\PC{0,24}") {
            for text in [text, any] {
                prop_assert!(doubtful(&text).all(|at| text.get(at).is_some_and(|found| found.parse::<f64>().is_ok())));
                for mark in ['.', ','] {
                    let grouped = grouped(&text, mark);
                    prop_assert!(grouped.is_none_or(|(length, plain)| text.get(..length).is_some() && plain.parse::<f64>().is_ok()));
                }
            }
        }
    }
}
