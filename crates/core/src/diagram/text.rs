//! How wide a text is and where its lines break, so that labels fit their boxes in any common sans serif.
//!
//! Widths are those of the widest of the usual fonts, in thousandths of the size: a box is never too small.
//! Read [`lines`] first.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The size of names.
pub(crate) const SIZE: i32 = 12;
/// The size of notes and of the labels of lines.
pub(crate) const SMALL: i32 = 11;

/// How far apart lines of that size stand.
pub(crate) const fn leading(size: i32) -> i32 {
    size + 2
}

/// From the space on, character by character.
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 667, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 556, 1015, 684, 686, 722, 770, 667, 611, 778, 752, 295,
    500, 667, 557, 863, 748, 787, 667, 787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 337, 390, 838,
    556, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

fn thousandths(character: char) -> i32 {
    let plain = |character: char| {
        let position = (character as usize).checked_sub(32)?;
        ASCII.get(position).map(|width| i32::from(*width))
    };
    if let Some(width) = plain(character) {
        return width;
    }
    if is_combining_mark(character) {
        return 0;
    }
    let base = std::iter::once(character).nfd().next().unwrap_or(character);
    plain(base).unwrap_or(match character {
        '\u{a0}' => 318,
        '¿' | '¡' | '·' => 556,
        '«' | '»' | '“' | '”' => 612,
        '\u{370}'..='\u{5ff}' => 900,
        _ => 1100,
    })
}

/// The width of a text of that size, rounded up.
pub(crate) fn width(text: &str, size: i32) -> i32 {
    let sum = text.chars().fold(0i64, |sum, character| sum + i64::from(thousandths(character)));
    let pixels = (sum * i64::from(size) + 999) / 1000;
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// A text broken into lines that are no wider; of more than so many lines the last ends in an ellipsis.
pub(crate) fn lines(text: &str, size: i32, available: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    let space = width(" ", size);
    for word in text.split_whitespace() {
        let mut rest = word;
        while !rest.is_empty() {
            if lines.len() > most {
                return ended(lines, (size, available), most);
            }
            let wide = width_up_to(rest, size, available);
            if used > 0 && used + space + wide > available {
                lines.push(std::mem::take(&mut line));
                used = 0;
                continue;
            }
            let (part, left) = split(rest, size, available);
            if used > 0 {
                line.push(' ');
                used += space;
            }
            line.push_str(part);
            used += width(part, size);
            rest = left;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    ended(lines, (size, available), most)
}

/// The width of a word, looked at no further than it must.
fn width_up_to(word: &str, size: i32, available: i32) -> i32 {
    width(split(word, size, available).0, size)
}

/// The part of a word that fits, never empty, and the rest; a long word breaks after a stroke where it has one.
fn split(word: &str, size: i32, available: i32) -> (&str, &str) {
    let (mut taken, mut stroke) = (0i64, None);
    for (offset, character) in word.char_indices() {
        taken += i64::from(thousandths(character)) * i64::from(size);
        if taken > i64::from(available) * 1000 && offset > 0 {
            return word.split_at(stroke.unwrap_or(offset));
        }
        if matches!(character, '/' | '-' | '_') {
            stroke = Some(offset + character.len_utf8()).filter(|after| *after < word.len());
        }
    }
    (word, "")
}

fn ended(mut lines: Vec<String>, (size, available): (i32, i32), most: usize) -> Vec<String> {
    if lines.len() <= most {
        return lines;
    }
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        while !last.is_empty() && width(last, size) + width("…", size) > available {
            last.pop();
        }
        last.push('…');
    }
    lines
}

/// The width of the widest line.
pub(crate) fn widest(lines: &[String], size: i32) -> i32 {
    lines.iter().map(|line| width(line, size)).max().unwrap_or(0)
}

/// The width of a label: what draws it may need a little more than we measure.
pub(crate) fn label_width(lines: &[String]) -> i32 {
    match widest(lines, SMALL) {
        0 => 0,
        wide => wide + 6,
    }
}

/// The height of some lines.
pub(crate) fn height(lines: &[String], size: i32) -> i32 {
    leading(size).saturating_mul(i32::try_from(lines.len()).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        for text in [
            "¿Requiere ajustes o más información?",
            "Correspondencia/enviada-a-los-prestadores",
            "審査審査審査",
        ] {
            for available in [20, 40, 90, 200] {
                let lines = lines(text, SIZE, available, 99);
                assert!(lines.iter().all(|line| width(line, SIZE) <= available), "{lines:?}");
                let said: String = lines.concat().split_whitespace().collect();
                assert_eq!(said, text.split_whitespace().collect::<String>());
            }
        }
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        let long = lines(&"palabra ".repeat(100_000), SIZE, 100, 3);
        assert_eq!(long.len(), 3);
        assert!(long[2].ends_with('…') && width(&long[2], SIZE) <= 100, "{long:?}");
        assert_eq!(lines(&"x".repeat(1 << 20), SIZE, 100, 2).len(), 2);
    }
}
