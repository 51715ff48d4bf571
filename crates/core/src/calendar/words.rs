//! The words for time in both languages, and the cutting of a value into words.
//!
//! Knows every calendar word of the file format, once, in Spanish and English, singular and plural.
//! Does not know what a sequence of words means. Read [`Term`] first.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::problem::{CalendarProblem, Misread, shown};
use crate::source::Language;

/// A word of the calendar with its forms: the first is what is printed for one, the second for several.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) meaning: Meaning,
    pub(crate) spanish: &'static [&'static str],
    pub(crate) english: &'static [&'static str],
}

/// What a calendar word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Unit(Unit),
    Working,
    Calendar,
    And,
    From,
    Of,
    Every,
    Times,
    Start,
    End,
    Activity,
    Datum,
    /// A cadence by name: that many days, then that many months.
    Cadence(u32, u32),
    /// A cadence that people read in two ways: every so many days or months, or so many times a period.
    Ambiguous(u32, u32, super::Period),
}

/// The units a length of time is counted in, from the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

const fn term(meaning: Meaning, spanish: &'static [&'static str], english: &'static [&'static str]) -> Term {
    Term { meaning, spanish, english }
}

use super::Period;
use Meaning::{Ambiguous, And, Cadence, Calendar, Every, From, Of, Times, Working};

/// Every calendar word; one word stands in one row.
static TERMS: &[Term] = &[
    term(Meaning::Unit(Unit::Year), &["año", "años"], &["year", "years"]),
    term(Meaning::Unit(Unit::Month), &["mes", "meses"], &["month", "months"]),
    term(Meaning::Unit(Unit::Week), &["semana", "semanas"], &["week", "weeks"]),
    term(Meaning::Unit(Unit::Day), &["día", "días"], &["day", "days"]),
    term(Meaning::Unit(Unit::Hour), &["hora", "horas"], &["hour", "hours"]),
    term(Meaning::Unit(Unit::Minute), &["minuto", "minutos"], &["minute", "minutes"]),
    term(Meaning::Unit(Unit::Second), &["segundo", "segundos"], &["second", "seconds"]),
    term(Working, &["hábil", "hábiles"], &["working"]),
    term(
        Calendar,
        &["calendario", "calendario", "corrido", "corridos", "natural", "naturales"],
        &["calendar"],
    ),
    term(And, &["y"], &["and"]),
    term(From, &["desde"], &["from"]),
    term(Of, &["de"], &["of"]),
    term(Every, &["cada"], &["every"]),
    term(Times, &["vez", "veces"], &["time", "times"]),
    term(Meaning::Start, &["inicio"], &["start"]),
    term(Meaning::End, &["fin"], &["end"]),
    term(Meaning::Activity, &["actividad"], &["activity"]),
    term(Meaning::Datum, &["dato"], &["data_item"]),
    term(Cadence(1, 0), &["diaria"], &["daily"]),
    term(Cadence(7, 0), &["semanal"], &["weekly"]),
    term(Cadence(0, 1), &["mensual"], &["monthly"]),
    term(Cadence(0, 2), &["bimestral"], &["two-monthly"]),
    term(Cadence(0, 3), &["trimestral"], &["quarterly"]),
    term(Cadence(0, 4), &["cuatrimestral"], &["four-monthly"]),
    term(Cadence(0, 6), &["semestral"], &["half-yearly"]),
    term(Cadence(0, 12), &["anual"], &["yearly"]),
    term(Ambiguous(0, 2, Period::Month), &["bimensual"], &["bimonthly"]),
    term(Ambiguous(14, 0, Period::Week), &["bisemanal"], &["biweekly"]),
    term(Ambiguous(15, 0, Period::Month), &["quincenal"], &[]),
    term(Ambiguous(0, 24, Period::Year), &["bianual"], &["biannual"]),
];

/// Small numbers written out, which the file format asks for in digits.
static NUMBERS: &[(&str, &str, u32)] = &[
    ("un", "a", 1),
    ("una", "an", 1),
    ("uno", "one", 1),
    ("dos", "two", 2),
    ("tres", "three", 3),
    ("cuatro", "four", 4),
    ("cinco", "five", 5),
    ("seis", "six", 6),
    ("siete", "seven", 7),
    ("ocho", "eight", 8),
    ("nueve", "nine", 9),
    ("diez", "ten", 10),
    ("once", "eleven", 11),
    ("doce", "twelve", 12),
    ("quince", "fifteen", 15),
    ("veinte", "twenty", 20),
    ("treinta", "thirty", 30),
];

impl Term {
    /// The forms of the word in a language.
    pub(crate) fn forms(&self, language: Language) -> &'static [&'static str] {
        match language {
            Language::Spanish => self.spanish,
            Language::English => self.english,
        }
    }

    fn has(&self, language: Language, folded: &str) -> bool {
        self.forms(language).iter().any(|form| same(form, folded))
    }
}

impl Unit {
    /// The printed word for that many.
    pub(crate) fn word(self, language: Language, many: bool) -> &'static str {
        word(Meaning::Unit(self), language, many)
    }
}

/// Every calendar word of a language, so that one table of the whole format can be checked.
pub(crate) fn vocabulary(language: Language) -> impl Iterator<Item = &'static str> {
    TERMS.iter().flat_map(move |term| term.forms(language)).copied()
}

/// The rows of the table, the forms in Spanish first.
#[cfg(test)]
pub(crate) fn rows() -> impl Iterator<Item = [&'static [&'static str]; 2]> {
    TERMS.iter().map(|term| [term.spanish, term.english])
}

/// The printed word for a meaning; the second form, where there is one, for several.
pub(crate) fn word(meaning: Meaning, language: Language, many: bool) -> &'static str {
    let forms =
        TERMS.iter().find(|term| term.meaning == meaning).map_or(&[][..], |term| term.forms(language));
    let plural = forms.get(1).filter(|_| many);
    plural.or(forms.first()).copied().unwrap_or_default()
}

/// A word of a value: what it means, if it is a calendar word, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Word<'text> {
    pub(crate) text: &'text str,
    pub(crate) folded: String,
    pub(crate) start: usize,
}

impl Word<'_> {
    /// Where the word stands in the value, in bytes.
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// What the word means in a language, if it is a calendar word there.
    pub(crate) fn meaning(&self, language: Language) -> Option<Meaning> {
        TERMS.iter().find(|term| term.has(language, &self.folded)).map(|term| term.meaning)
    }

    /// Whether the word means this in that language.
    pub(crate) fn means(&self, language: Language, meaning: Meaning) -> bool {
        self.meaning(language) == Some(meaning)
    }

    /// The digits for a small number written out.
    pub(crate) fn as_number_word(&self, language: Language) -> Option<u32> {
        let spelled = |(spanish, english, _): &&(&str, &str, u32)| match language {
            Language::Spanish => *spanish == self.folded,
            Language::English => *english == self.folded,
        };
        NUMBERS.iter().find(spelled).map(|(_, _, number)| *number)
    }

    /// A refusal of this word, pointing at it.
    pub(crate) fn refuse(&self, problem: CalendarProblem) -> Misread {
        Misread { problem, range: self.range() }
    }

    /// The refusal of a word of the other language, if it is one, naming the right word.
    pub(crate) fn foreign(&self, language: Language) -> Option<Misread> {
        let (name, other) = match language {
            Language::Spanish => (Language::Spanish, Language::English),
            Language::English => (Language::English, Language::Spanish),
        };
        let found =
            TERMS.iter().find(|term| term.has(other, &self.folded) && !term.forms(name).is_empty())?;
        let many = found.forms(other).get(1).is_some_and(|plural| same(plural, &self.folded));
        let instead = word(found.meaning, language, many).to_owned();
        Some(self.refuse(CalendarProblem::OtherLanguage { text: shown(self.text), instead }))
    }

    /// The closest of the candidates, if one is close enough to be a slip of the pen.
    pub(crate) fn nearest(&self, candidates: impl Iterator<Item = &'static str>) -> Option<String> {
        nearest(&self.folded, candidates).map(str::to_owned)
    }
}

/// More words than any length of time or cadence has; what follows them is a mistake, or part of a reference.
const MOST_WORDS: usize = 64;
/// Longer than any calendar word, however many accents are typed on it.
const LONGEST_WORD: usize = 64;

/// Cuts a value into words at spaces; a comma after a word is not part of it.
pub(crate) fn split(text: &str) -> Vec<Word<'_>> {
    let base = text.as_ptr().addr();
    text.split_whitespace()
        .map(|piece| (piece.as_ptr().addr() - base, piece.trim_end_matches(',')))
        .filter(|(_, piece)| !piece.is_empty())
        .take(MOST_WORDS)
        .map(|(start, text)| Word { text, folded: fold_word(text), start })
        .collect()
}

fn fold_word(text: &str) -> String {
    if text.len() > LONGEST_WORD { shown(text) } else { fold(text) }
}

/// Lower case and without accents: how words are compared.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// Whether a word of the table is the folded word; the table is small letters with the accents of Spanish.
fn same(form: &str, folded: &str) -> bool {
    form.chars().map(without_accent).eq(folded.chars())
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        'ñ' => 'n',
        _ => letter,
    }
}

/// The candidate that differs least, if it differs in at most a third of its letters.
pub(crate) fn nearest<'word>(
    folded: &str,
    candidates: impl Iterator<Item = &'word str>,
) -> Option<&'word str> {
    let letters: Vec<char> = folded.chars().take(48).collect();
    candidates
        .map(|candidate| (distance(&letters, &fold(candidate)), candidate))
        .filter(|(changes, candidate)| changes * 3 <= candidate.chars().count())
        .min_by_key(|(changes, _)| *changes)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, dropped or changed to make one word from the other.
fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (line, letter) in to.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for (column, other) in from.iter().enumerate() {
            let change = diagonal + usize::from(*other != letter);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_stands_in_one_row() {
        let mut seen: Vec<(String, usize)> = Vec::new();
        for (row, term) in TERMS.iter().enumerate() {
            for form in term.spanish.iter().chain(term.english) {
                let folded = fold(form);
                assert!(!seen.iter().any(|(other, place)| *other == folded && *place != row), "{form}");
                seen.push((folded, row));
            }
        }
    }

    #[test]
    fn the_table_folds_as_typed_words_do() {
        for form in TERMS.iter().flat_map(|term| term.spanish.iter().chain(term.english)) {
            assert!(same(form, &fold(form)) && form.len() < LONGEST_WORD / 2, "{form}");
        }
    }

    #[test]
    fn words_know_their_place_whatever_the_accents() {
        let words = split("  3 di\u{301}as, HÁBILES ");
        let placed: Vec<_> = words.iter().map(|word| (word.folded.as_str(), word.range())).collect();
        assert_eq!(placed, [("3", 2..3), ("dias", 4..10), ("habiles", 12..20)]);
    }

    #[test]
    fn slips_find_their_word() {
        assert_eq!(nearest("semanaa", vocabulary(Language::Spanish)), Some("semana"));
        assert_eq!(nearest("quartely", vocabulary(Language::English)), Some("quarterly"));
        assert_eq!(nearest("xyz", vocabulary(Language::English)), None);
    }
}
