//! A short list that mostly holds one thing, and then needs no allocation.

use std::ops::Deref;

/// A list that is made once and then read; one thing, the usual case, stands in the list itself.
///
/// ```
/// use cauce::data::Handful;
///
/// let few: Handful<u8> = vec![7].into();
/// assert_eq!(few.len(), 1);
/// assert_eq!(few[0], 7);
/// ```
#[derive(Clone, Debug)]
pub struct Handful<T>(Held<T>);

#[derive(Clone, Debug)]
enum Held<T> {
    None,
    One(T),
    Many(Box<[T]>),
}

impl<T> Handful<T> {
    /// Takes what is in a buffer that is used again.
    #[inline]
    pub(crate) fn take(buffer: &mut Vec<T>) -> Self {
        Handful(match buffer.len() {
            0 => Held::None,
            1 => buffer.pop().map_or(Held::None, Held::One),
            _ => Held::Many(buffer.drain(..).collect()),
        })
    }

    /// The things that others are made into, unless one of them cannot be.
    pub(crate) fn try_of<S, E>(
        sources: &mut Vec<S>,
        mut make: impl FnMut(S) -> Result<T, E>,
    ) -> Result<Self, E> {
        Ok(Handful(match sources.len() {
            0 => Held::None,
            1 => match sources.pop() {
                Some(source) => Held::One(make(source)?),
                None => Held::None,
            },
            _ => Held::Many(sources.drain(..).map(make).collect::<Result<_, E>>()?),
        }))
    }
}

impl<T> Default for Handful<T> {
    fn default() -> Self {
        Handful(Held::None)
    }
}

impl<T> From<T> for Handful<T> {
    #[inline]
    fn from(one: T) -> Self {
        Handful(Held::One(one))
    }
}

impl<T> From<Vec<T>> for Handful<T> {
    fn from(mut list: Vec<T>) -> Self {
        match list.len() {
            0 | 1 => Handful::take(&mut list),
            _ => Handful(Held::Many(list.into())),
        }
    }
}

impl<T> From<Box<[T]>> for Handful<T> {
    fn from(list: Box<[T]>) -> Self {
        list.into_vec().into()
    }
}

impl<T> FromIterator<T> for Handful<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        list.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T> Deref for Handful<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Held::None => &[],
            Held::One(one) => std::slice::from_ref(one),
            Held::Many(list) => list,
        }
    }
}

impl<'a, T> IntoIterator for &'a Handful<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq for Handful<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Handful<T> {}
