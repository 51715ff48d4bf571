//! How many columns a text takes in a terminal, and where its lines break.

use unicode_normalization::char::is_combining_mark;

/// Stays together at the end of a line and prints as a space: `No. 3`.
pub(super) const NO_BREAK: char = '\u{a0}';

/// Blocks whose characters take two columns: Hangul, kana, ideographs, full-width forms, pictographs.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x23e9, 0x23ec),
    (0x2e80, 0x303e),
    (0x3041, 0xa4cf),
    (0xa960, 0xa97c),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0xffe0, 0xffe6),
    (0x1_f300, 0x1_f64f),
    (0x1_f680, 0x1_f6ff),
    (0x1_f900, 0x1_f9ff),
    (0x2_0000, 0x3_fffd),
];

/// The columns of one character: 0 for a mark on the one before, 2 for wide scripts, else 1.
fn columns(character: char) -> usize {
    let code = u32::from(character);
    if code < 0x300 {
        return 1;
    }
    if is_combining_mark(character) || matches!(code, 0x200b..=0x200d | 0xfe00..=0xfe0f | 0xe_0100..=0xe_01ef)
    {
        return 0;
    }
    if WIDE.iter().any(|&(first, last)| (first..=last).contains(&code)) { 2 } else { 1 }
}

/// The columns of a text without control characters.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Whether a text takes more than that many columns; looks no further than it must.
pub(super) fn exceeds(text: &str, available: usize) -> bool {
    let (part, rest) = split_at_width(text, available);
    !rest.is_empty() || width(part) > available
}

/// The words of a text; what is joined by a no-break space is one word.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() && c != NO_BREAK).filter(|word| !word.is_empty())
}

/// Splits a word into the part that fits into some columns and the rest; the part is never empty.
pub(super) fn split_at_width(word: &str, available: usize) -> (&str, &str) {
    let mut taken = 0;
    for (offset, character) in word.char_indices() {
        taken += columns(character);
        if taken > available && offset > 0 {
            return word.split_at(offset);
        }
    }
    (word, "")
}

/// Breaks a text into lines of at most that many columns.
pub(super) fn wrap(text: &str, available: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in words(text) {
        let mut rest = word;
        while !rest.is_empty() {
            let gap = usize::from(used > 0);
            if used > 0 && exceeds(rest, available.saturating_sub(used + gap)) {
                lines.push(std::mem::take(&mut line));
                used = 0;
                continue;
            }
            let (part, left) = split_at_width(rest, available);
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(part);
            used += gap + width(part);
            rest = left;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_no_column_and_ideographs_take_two() {
        assert_eq!(width("Ibagué"), 6);
        assert_eq!(width("Ibague\u{301}"), 6);
        assert_eq!(width("審査"), 4);
        assert_eq!(width("☑ ◇ ✎ • ⇄ │"), 11);
    }

    #[test]
    fn a_word_of_a_megabyte_breaks_in_linear_time() {
        let word = "x".repeat(1 << 20);
        assert_eq!(wrap(&word, 4).len(), 1 << 18);
        assert!(exceeds(&word, 4) && !exceeds("審査", 4) && exceeds("審", 1));
    }

    #[test]
    fn lines_break_between_words_and_inside_long_ones() {
        assert_eq!(wrap("uno dos tres", 7), ["uno dos", "tres"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("審査審査", 3), ["審", "査", "審", "査"]);
        assert_eq!(wrap("a No.\u{a0}3", 5), ["a", "No.\u{a0}3"]);
        assert_eq!(wrap("   ", 5), Vec::<String>::new());
    }
}
