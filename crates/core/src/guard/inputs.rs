//! What a decision read, as its event keeps it.

use super::Input;
use crate::data::Handful;

/// What the guards of one decision read, each fact once, in order of reading; one fact is the usual case.
pub type Inputs = Handful<Input>;
