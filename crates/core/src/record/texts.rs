//! Texts that come again and again in a log: who acts, in what role, kinds of files.
//!
//! Knows a few texts that were read lately and hands them on instead of making each anew.
//! Does not know what they mean; what it forgets is made again. Read [`Texts`] first.

use crate::data::Text;

/// How many places there are.
const PLACES: usize = 32;
/// What is longer is somebody's prose and hardly comes twice.
const LONGEST: usize = 64;

/// The texts read lately, each in the place that its letters give it.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts([Option<Text>; PLACES]);

impl Texts {
    /// That text, shared with the last one that was equal.
    pub(super) fn shared(&mut self, text: &str) -> Text {
        if text.len() > LONGEST {
            return text.into();
        }
        match &mut self.0[place(text.as_bytes())] {
            Some(known) if **known == *text => known.clone(),
            other => other.insert(text.into()).clone(),
        }
    }
}

/// From the length, the first letters and the last: enough to keep a log's few words apart.
fn place(text: &[u8]) -> usize {
    let letters = text.iter().take(4).chain(text.iter().rev().take(4));
    let mixed = letters.fold(text.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    mixed % PLACES
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Texts;

    #[test]
    fn equal_texts_are_one_and_others_stay_apart() {
        let mut texts = Texts::default();
        let first = texts.shared("auditor");
        assert!(Arc::ptr_eq(&first, &texts.shared("auditor")));
        for number in 0..1_000 {
            let text = number.to_string();
            assert_eq!(&*texts.shared(&text), text);
        }
        assert_eq!(texts.shared("auditor"), first);
        assert_eq!(&*texts.shared(""), "");
        assert_eq!(texts.shared(&"ñ".repeat(100)).chars().count(), 100);
    }
}
