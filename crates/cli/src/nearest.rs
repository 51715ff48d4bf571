//! The word that was probably meant.

/// The longest word that is compared: longer ones were not mistyped but are something else.
const LONGEST: usize = 64;

/// The candidate that a mistyped word is closest to, unless none is close.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let letters: Vec<char> = word.to_lowercase().chars().collect();
    if letters.len() > LONGEST {
        return None;
    }
    let far = letters.len().div_ceil(4);
    let distances = candidates.into_iter().map(|candidate| (distance(&letters, candidate), candidate));
    let closest = distances.min_by_key(|(distance, _)| *distance)?;
    (closest.0 <= far).then_some(closest.1)
}

/// How many letters must be added, left out or changed.
fn distance(word: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (line, letter) in other.to_lowercase().chars().take(LONGEST).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for column in 0..word.len() {
            let changed = diagonal + usize::from(word[column] != letter);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[word.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_another_word_finds_none() {
        let verbs = ["check", "replay", "run"];
        assert_eq!(nearest("chek", verbs), Some("check"));
        assert_eq!(nearest("RUN", verbs), Some("run"));
        assert_eq!(nearest("imprimir", verbs), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), verbs), None);
    }
}
