//! Small collections sized for a case: nothing allocated until needed, one entry without spare room.

use std::ops::Deref;

use thin_vec::ThinVec;

/// A set of element numbers: one machine word until a number beyond 63 comes.
#[derive(Clone, Debug)]
pub(super) enum Bits {
    Word(u64),
    Many(Box<[u64]>),
}

impl Default for Bits {
    fn default() -> Self {
        Bits::Word(0)
    }
}

impl PartialEq for Bits {
    /// Equal when the same numbers are in it: room that was made for a number stays when the number goes.
    fn eq(&self, other: &Self) -> bool {
        self.words() == other.words()
    }
}

impl Bits {
    /// Inserts and says whether the number was there before; `size` is how many numbers there can be.
    #[inline]
    pub(super) fn insert(&mut self, number: usize, size: usize) -> bool {
        let bit = 1u64 << (number % 64);
        let slot = match self {
            Bits::Word(first) if number < 64 => first,
            _ => self.word(number, size),
        };
        let was_there = *slot & bit != 0;
        *slot |= bit;
        was_there
    }

    /// The word of a number beyond the first 64.
    fn word(&mut self, number: usize, size: usize) -> &mut u64 {
        if let Bits::Word(first) = *self {
            let mut words = vec![0; size.max(number + 1).div_ceil(64)].into_boxed_slice();
            words[0] = first;
            *self = Bits::Many(words);
        }
        match self {
            Bits::Word(first) => first,
            Bits::Many(words) => &mut words[number / 64],
        }
    }

    pub(super) fn remove(&mut self, number: usize) {
        let bit = 1u64 << (number % 64);
        match self {
            Bits::Word(word) if number < 64 => *word &= !bit,
            Bits::Word(_) => {}
            Bits::Many(words) => {
                if let Some(word) = words.get_mut(number / 64) {
                    *word &= !bit;
                }
            }
        }
    }

    /// The numbers, 64 to a word, up to the last word in which there is one.
    pub(super) fn words(&self) -> &[u64] {
        let words = match self {
            Bits::Word(word) => std::slice::from_ref(word),
            Bits::Many(words) => words,
        };
        let length = words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        &words[..length]
    }

    /// The set with these words; `None` where one is beyond how many numbers there can be.
    pub(super) fn of_words(words: &[u64], size: usize) -> Option<Self> {
        let mut bits = Bits::default();
        for (position, word) in words.iter().enumerate() {
            for number in (0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| 64 * position + bit) {
                if number >= size {
                    return None;
                }
                bits.insert(number, size);
            }
        }
        Some(bits)
    }

    /// The numbers, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let words = match self {
            Bits::Word(word) => std::slice::from_ref(word),
            Bits::Many(words) => words,
        };
        (0..words.len() * 64).filter(|number| words[number / 64] >> (number % 64) & 1 == 1)
    }

    /// The same set under other numbers; what has none now is left out.
    pub(super) fn renumbered(&self, size: usize, now: impl Fn(usize) -> Option<usize>) -> Self {
        let mut renumbered = Bits::default();
        for number in self.iter().filter_map(now) {
            renumbered.insert(number, size);
        }
        renumbered
    }

    pub(super) fn contains(&self, number: usize) -> bool {
        match self {
            Bits::Word(word) => number < 64 && word >> number & 1 == 1,
            Bits::Many(words) => words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1),
        }
    }
}

/// A sparse map from small numbers, sorted by key; eight bytes while empty, one allocation when not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sparse<T>(ThinVec<(u32, T)>);

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Sparse(ThinVec::new())
    }
}

impl<T> Sparse<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    fn position(&self, key: u32) -> Result<usize, usize> {
        // Work goes on: what is asked for is mostly the last entry, or comes after it.
        match self.0.last() {
            Some(last) if last.0 == key => Ok(self.0.len() - 1),
            Some(last) if last.0 > key => self.0.binary_search_by_key(&key, |entry| entry.0),
            _ => Err(self.0.len()),
        }
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<&T> {
        let position = self.position(key).ok()?;
        self.0.get(position).map(|entry| &entry.1)
    }

    #[inline]
    pub(super) fn insert(&mut self, key: u32, value: T) {
        match self.position(key) {
            Ok(position) => self.0[position].1 = value,
            Err(position) => self.add(position, (key, value)),
        }
    }

    /// Changes the value of a key, which is the given one before the first change, and says what it is now.
    #[inline]
    pub(super) fn change(&mut self, key: u32, first: T, change: impl FnOnce(T) -> T) -> T
    where
        T: Copy,
    {
        match self.position(key) {
            Ok(position) => {
                let value = &mut self.0[position].1;
                *value = change(*value);
                *value
            }
            Err(position) => {
                let value = change(first);
                self.add(position, (key, value));
                value
            }
        }
    }

    /// Room for one, then four, then, if they are small, sixteen: who returns once seldom returns often.
    fn add(&mut self, position: usize, entry: (u32, T)) {
        let length = self.0.len();
        if self.0.capacity() == 0 {
            self.0 = ThinVec::with_capacity(1);
        } else if length == self.0.capacity() {
            let small = size_of::<T>() <= 4 && length < 16;
            self.0.reserve_exact(match length {
                0..4 => 4 - length,
                _ if small => 3 * length,
                _ => length,
            });
        }
        match position == length {
            true => self.0.push(entry),
            false => self.0.insert(position, entry),
        }
    }

    pub(super) fn remove(&mut self, key: u32) {
        self.retain(|other| other != key);
    }

    /// The entries by ascending key.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// The same entries under other keys; what has none now is left out.
    pub(super) fn renumbered(&self, now: impl Fn(u32, &T) -> Option<(u32, T)>) -> Self {
        let mut renumbered = Sparse::default();
        for (key, value) in self.iter().filter_map(|(key, value)| now(key, value)) {
            renumbered.insert(key, value);
        }
        renumbered
    }

    pub(super) fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        self.0.retain(|entry| keep(entry.0));
        if self.0.is_empty() {
            self.0 = ThinVec::new();
        }
    }
}

/// A sorted list that mostly holds one entry, which then stands where the list does.
#[derive(Clone, Debug, Default)]
pub(super) enum Few<T> {
    #[default]
    None,
    One(T),
    Many(Vec<T>),
}

impl<T: Copy + Ord> Few<T> {
    /// The list of entries that are in order.
    pub(super) fn of(entries: Vec<T>) -> Self {
        match entries[..] {
            [] => Few::None,
            [entry] => Few::One(entry),
            _ => Few::Many(entries),
        }
    }

    /// Puts an entry behind those that do not come after it.
    pub(super) fn insert(&mut self, entry: T) {
        *self = match std::mem::take(self) {
            Few::None => Few::One(entry),
            Few::One(first) => Few::Many(vec![first.min(entry), first.max(entry)]),
            Few::Many(mut entries) => {
                let position = entries.partition_point(|other| *other <= entry);
                entries.insert(position, entry);
                Few::Many(entries)
            }
        }
    }

    /// Removes the entries with a key, by which they are sorted.
    pub(super) fn remove_all<K: Ord>(&mut self, key: &K, key_of: impl Fn(&T) -> K) {
        match self {
            Few::None => {}
            Few::One(_) => self.retain(|entry| key_of(entry) != *key),
            Few::Many(entries) => {
                let first = entries.partition_point(|entry| key_of(entry) < *key);
                let same = entries[first..].iter().take_while(|entry| key_of(entry) == *key).count();
                entries.drain(first..first + same);
                if entries.is_empty() {
                    *self = Few::None;
                }
            }
        }
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        match self {
            Few::One(entry) if !keep(entry) => *self = Few::None,
            Few::Many(entries) => {
                entries.retain(keep);
                if entries.is_empty() {
                    *self = Few::None;
                }
            }
            _ => {}
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::None => &[],
            Few::One(entry) => std::slice::from_ref(entry),
            Few::Many(entries) => entries,
        }
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// Cases wait long and hold few things: a vector begins with one and grows by four, when it is longer by eight or an eighth, so that little room stays unused.
pub(super) fn grow_by_few<T>(entries: &mut Vec<T>) {
    if entries.len() == entries.capacity() {
        let few = match entries.len() {
            0 => 1,
            1..8 => 4,
            _ => 8,
        };
        entries.reserve_exact(few.max(entries.len() / 8));
    }
}

/// Most cases hold one of a thing: the first gets room for itself alone, with the second there may be several more.
#[inline]
pub(super) fn first_without_spare<T>(entries: &mut Vec<T>) {
    match (entries.capacity(), entries.len()) {
        (0, _) => entries.reserve_exact(1),
        (1, 1) => entries.reserve_exact(5),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn what_has_a_key_is_removed_and_nothing_else() {
        let mut few: Few<(u32, u32)> = Few::default();
        few.remove_all(&1, |entry| entry.0);
        for entry in [(3, 1), (1, 1), (2, 2), (2, 1), (4, 1)] {
            few.insert(entry);
        }
        few.remove_all(&2, |entry| entry.0);
        assert_eq!(*few, [(1, 1), (3, 1), (4, 1)]);
        few.remove_all(&5, |entry| entry.0);
        for key in [1, 4] {
            few.remove_all(&key, |entry| entry.0);
        }
        assert_eq!(*few, [(3, 1)]);
        few.remove_all(&3, |entry| entry.0);
        assert!(matches!(few, Few::None));
        few.insert((7, 7));
        few.remove_all(&6, |entry| entry.0);
        assert_eq!(*few, [(7, 7)]);
        few.remove_all(&7, |entry| entry.0);
        assert!(few.is_empty());
    }
}
