//! What a decision read, as its event keeps it: one fact, the usual case, needs no allocation.

use std::ops::Deref;

use super::Input;

/// What the guards of one decision read, each fact once, in order of reading.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Held);

#[derive(Clone, Debug, Default)]
enum Held {
    #[default]
    None,
    One(Input),
    Many(Box<[Input]>),
}

impl Inputs {
    /// Takes what was read out of a buffer that is used again.
    #[inline]
    pub(crate) fn take(buffer: &mut Vec<Input>) -> Self {
        Inputs(match buffer.len() {
            0 => Held::None,
            1 => buffer.pop().map_or(Held::None, Held::One),
            _ => Held::Many(buffer.drain(..).collect()),
        })
    }
}

impl From<Input> for Inputs {
    #[inline]
    fn from(input: Input) -> Self {
        Inputs(Held::One(input))
    }
}

impl Deref for Inputs {
    type Target = [Input];

    fn deref(&self) -> &[Input] {
        match &self.0 {
            Held::None => &[],
            Held::One(input) => std::slice::from_ref(input),
            Held::Many(inputs) => inputs,
        }
    }
}

impl PartialEq for Inputs {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl From<Box<[Input]>> for Inputs {
    fn from(inputs: Box<[Input]>) -> Self {
        Inputs::take(&mut inputs.into_vec())
    }
}
