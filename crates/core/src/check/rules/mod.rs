//! The rules that a built procedure is held against, one per file.
//!
//! Does not know how the procedure was built.
//! Read [`run`] first.

use super::Site;
use crate::diagnostic::Diagnostic;

/// Applies every rule.
pub(crate) fn run(_site: &Site<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
