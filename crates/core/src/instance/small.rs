//! Small collections sized for a case: nothing allocated until needed, one entry without spare room.

/// A set of element numbers: one machine word until a number beyond 63 comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bits {
    Word(u64),
    Many(Box<[u64]>),
}

impl Default for Bits {
    fn default() -> Self {
        Bits::Word(0)
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

    pub(super) fn contains(&self, number: usize) -> bool {
        match self {
            Bits::Word(word) => number < 64 && word >> number & 1 == 1,
            Bits::Many(words) => words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1),
        }
    }
}

/// A sparse map from small numbers, sorted by key; eight bytes while empty.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::box_collection, reason = "empty in most cases: eight bytes instead of twenty-four")]
pub(super) struct Sparse<T>(Option<Box<Vec<(u32, T)>>>);

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Sparse(None)
    }
}

impl<T> Sparse<T> {
    #[inline]
    fn position(&self, key: u32) -> Result<usize, usize> {
        let Some(entries) = &self.0 else { return Err(0) };
        // Work goes on: what is asked for is mostly the last entry, or comes after it.
        match entries.last() {
            Some(last) if last.0 == key => Ok(entries.len() - 1),
            Some(last) if last.0 > key => entries.binary_search_by_key(&key, |entry| entry.0),
            _ => Err(entries.len()),
        }
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<&T> {
        let position = self.position(key).ok()?;
        self.0.as_ref().map(|entries| &entries[position].1)
    }

    #[inline]
    pub(super) fn insert(&mut self, key: u32, value: T) {
        match (self.position(key), &mut self.0) {
            (Ok(position), Some(entries)) => entries[position].1 = value,
            (position, _) => self.add(position.unwrap_or_else(|place| place), (key, value)),
        }
    }

    /// The value of a key, which is the given one before it is changed.
    #[inline]
    pub(super) fn change(&mut self, key: u32, first: T, change: impl FnOnce(T) -> T)
    where
        T: Copy,
    {
        match (self.position(key), &mut self.0) {
            (Ok(position), Some(entries)) => entries[position].1 = change(entries[position].1),
            (position, _) => self.add(position.unwrap_or_else(|place| place), (key, change(first))),
        }
    }

    /// Room for one, then four, then, if they are small, sixteen: who returns once seldom returns often.
    fn add(&mut self, position: usize, entry: (u32, T)) {
        let Some(entries) = &mut self.0 else {
            self.0 = Some(Box::new(vec![entry]));
            return;
        };
        if entries.len() == entries.capacity() {
            let small = size_of::<T>() <= 4 && entries.len() < 16;
            entries.reserve(if small { 3 * entries.len() } else { 1 });
        }
        entries.insert(position, entry);
    }

    pub(super) fn remove(&mut self, key: u32) {
        self.retain(|other| other != key);
    }

    pub(super) fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        if let Some(entries) = &mut self.0 {
            entries.retain(|entry| keep(entry.0));
            if entries.is_empty() {
                self.0 = None;
            }
        }
    }
}

/// Cases wait long and hold few things: a vector begins with one and grows by four or an eighth, so that little room stays unused.
pub(super) fn grow_by_few<T>(entries: &mut Vec<T>) {
    if entries.len() == entries.capacity() {
        let few = if entries.is_empty() { 1 } else { 4 };
        entries.reserve_exact(few.max(entries.len() / 8));
    }
}

/// Most cases hold one of a thing: the first gets room for itself alone, later ones grow as vectors do.
pub(super) fn first_without_spare<T>(entries: &mut Vec<T>) {
    if entries.capacity() == 0 {
        entries.reserve_exact(1);
    }
}
