//! A walk cut into words: blanks part them, braces set a prefix, brackets and quotes keep blanks.
//!
//! Knows where a word begins and ends and what stands before the braces around it; not what it says.
//! Read [`cut`] first.

use std::ops::Range;

/// A word, and the places of what stands before the braces around it, from the outside in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) word: Range<usize>,
    pub(super) around: Vec<Range<usize>>,
}

/// A brace that has no partner.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unmatched {
    pub(super) at: usize,
}

/// Cuts a walk into words; a walk is short and nests little, so each word carries what is around it.
pub(super) fn cut(text: &str) -> (Vec<Cut>, Vec<Unmatched>) {
    let mut cutter = Cutter::default();
    for (at, letter) in text.char_indices() {
        cutter.take(at, letter);
    }
    cutter.end_word(text.len());
    cutter.unmatched.extend(cutter.open.iter().map(|prefix| Unmatched { at: prefix.end }));
    (cutter.words, cutter.unmatched)
}

/// How many braces may stand in each other; more are taken for a slip.
const DEEPEST: usize = 64;

#[derive(Default)]
struct Cutter {
    words: Vec<Cut>,
    unmatched: Vec<Unmatched>,
    /// Prefixes whose braces are open.
    open: Vec<Range<usize>>,
    start: Option<usize>,
    in_brackets: bool,
    in_quotes: bool,
}

impl Cutter {
    fn take(&mut self, at: usize, letter: char) {
        match letter {
            '"' if self.in_brackets => self.in_quotes = !self.in_quotes,
            _ if self.in_quotes => {}
            '[' => {
                self.in_brackets = true;
                self.start.get_or_insert(at);
            }
            ']' if self.in_brackets => self.in_brackets = false,
            // A brace ends brackets that nobody closed: one slip stays one slip.
            '{' => self.open(at),
            '}' => self.close(at),
            _ if self.in_brackets => {}
            _ if letter.is_whitespace() => self.end_word(at),
            _ => {
                self.start.get_or_insert(at);
            }
        }
    }

    fn end_word(&mut self, at: usize) {
        (self.in_brackets, self.in_quotes) = (false, false);
        if let Some(start) = self.start.take() {
            self.words.push(Cut { word: start..at, around: self.open.clone() });
        }
    }

    fn open(&mut self, at: usize) {
        self.in_brackets = false;
        match self.start.take() {
            Some(start) if self.open.len() < DEEPEST => self.open.push(start..at),
            _ => self.unmatched.push(Unmatched { at }),
        }
    }

    fn close(&mut self, at: usize) {
        self.end_word(at);
        if self.open.pop().is_none() {
            self.unmatched.push(Unmatched { at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    fn shown(text: &str) -> Vec<String> {
        let (words, unmatched) = cut(text);
        let word = |cut: &super::Cut| {
            let around: Vec<&str> = cut.around.iter().map(|range| &text[range.clone()]).collect();
            format!(
                "{}{}",
                around.iter().map(|part| format!("{part}>")).collect::<String>(),
                &text[cut.word.clone()]
            )
        };
        words.iter().map(word).chain(unmatched.iter().map(|found| format!("!{}", found.at))).collect()
    }

    #[test]
    fn words_are_cut_at_blanks_outside_brackets() {
        assert_eq!(shown(" 1  4:SI\n@m[San Luis Potosí] 7"), ["1", "4:SI", "@m[San Luis Potosí]", "7"]);
        assert_eq!(shown("5[\"a ] }\"] 6"), ["5[\"a ] }\"]", "6"]);
    }

    #[test]
    fn braces_set_a_prefix() {
        assert_eq!(shown("1 c5{ * 2 } 7"), ["1", "c5>*", "c5>2", "7"]);
        assert_eq!(
            shown("[San Luis]{c5{3 4}5}6"),
            ["[San Luis]>c5>3", "[San Luis]>c5>4", "[San Luis]>5", "6"]
        );
    }

    #[test]
    fn a_brace_without_partner_is_told() {
        assert_eq!(shown("1 } 2"), ["1", "2", "!2"]);
        assert_eq!(shown("c{ 1"), ["c>1", "!1"]);
        assert_eq!(shown("{ 1 }"), ["1", "!0", "!4"]);
    }
}
