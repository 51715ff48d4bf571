//! An immutable, linked set of procedures found by digest and by code.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Procedure;
use crate::data::{Digest, Text};

/// A set of procedures: what `handle` needs to start a case and to follow a call.
///
/// Cloning is cheap enough for copy-on-write: procedures are shared.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    by_digest: BTreeMap<Digest, Arc<Procedure>>,
    /// The newest of each code: the one added last.
    by_code: BTreeMap<Text, Digest>,
    limits: crate::limits::Limits,
}

/// A procedure that may not be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddError {
    /// The definition is unfit to run.
    #[error("{code} is unfit to run: {}", reasons.join(", "))]
    Unfit {
        /// The code of the procedure.
        code: Text,
        /// Codes of the diagnostics that say why.
        reasons: Vec<&'static str>,
    },
}

impl Definitions {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty set whose cases run under other limits than the default ones.
    #[must_use]
    pub fn with_limits(limits: crate::limits::Limits) -> Self {
        Definitions { limits, ..Self::default() }
    }

    /// The limits that cases run under.
    #[must_use]
    pub fn limits(&self) -> &crate::limits::Limits {
        &self.limits
    }

    /// Adds a procedure and gives the digest that cases are pinned to.
    ///
    /// # Errors
    ///
    /// [`AddError::Unfit`] when the definition is unfit to run.
    pub fn add(&mut self, procedure: impl Into<Arc<Procedure>>) -> Result<Digest, AddError> {
        let procedure = procedure.into();
        if !procedure.unfit.is_empty() {
            return Err(AddError::Unfit {
                code: procedure.head.code.clone(),
                reasons: procedure.unfit.clone(),
            });
        }
        Ok(self.add_unfit(procedure))
    }

    /// Adds a procedure even if it is unfit to run, for replaying a path up to the fault.
    pub fn add_unfit(&mut self, procedure: impl Into<Arc<Procedure>>) -> Digest {
        let procedure = procedure.into();
        let digest = procedure.digests.definition;
        self.by_code.insert(procedure.head.code.clone(), digest);
        self.by_digest.insert(digest, procedure);
        digest
    }

    /// The procedure with that digest.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<&Arc<Procedure>> {
        self.by_digest.get(digest)
    }

    /// The procedure of that code that was added last.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Arc<Procedure>> {
        self.by_digest.get(self.by_code.get(code)?)
    }

    /// Of each code the procedure that was added last, in order of the codes.
    pub fn newest(&self) -> impl Iterator<Item = &Arc<Procedure>> {
        self.by_code.values().filter_map(|digest| self.by_digest.get(digest))
    }

    /// The procedure of that code with that version label; without one, the one that was added last.
    #[must_use]
    pub fn of_version(&self, code: &str, version: Option<&str>) -> Option<&Arc<Procedure>> {
        let Some(version) = version else { return self.by_code(code) };
        let newest = self.by_code(code).filter(|procedure| *procedure.head.version == *version);
        let fits = |procedure: &&Arc<Procedure>| {
            *procedure.head.code == *code && *procedure.head.version == *version
        };
        newest.or_else(|| self.iter().find(fits))
    }

    /// All procedures, in order of digest.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Procedure>> {
        self.by_digest.values()
    }
}
