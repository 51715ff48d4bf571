//! Functions that a host adds to the words of a guard.
//!
//! Knows their names in both languages, their kinds and how to call them.
//! Does not know any guard.
//! Read [`Vocabulary`] first.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::{script, words};
use crate::data::{Kind, Value};
use crate::source::Language;

type Call = dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync;

/// A pure function of the host: same arguments, same result, no effect.
///
/// It may be called more than once for one decision.
#[derive(Clone)]
pub struct HostFunction {
    spanish: String,
    english: String,
    parameters: Vec<Kind>,
    result: Kind,
    call: Arc<Call>,
}

impl HostFunction {
    /// Describes a function: its name in Spanish and English, what it takes, what it gives and how.
    pub fn new<F>(names: [&str; 2], parameters: &[Kind], result: Kind, call: F) -> Self
    where
        F: Fn(&[Value]) -> Result<Value, String> + Send + Sync + 'static,
    {
        let [spanish, english] = names.map(str::to_owned);
        HostFunction { spanish, english, parameters: parameters.to_vec(), result, call: Arc::new(call) }
    }

    /// Its name in that language.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Spanish => &self.spanish,
            Language::English => &self.english,
        }
    }

    /// The kinds it takes.
    #[must_use]
    pub fn parameters(&self) -> &[Kind] {
        &self.parameters
    }

    /// The kind it gives.
    #[must_use]
    pub fn result(&self) -> Kind {
        self.result
    }

    pub(super) fn call(&self, arguments: &[Value]) -> Result<Value, String> {
        (self.call)(arguments)
    }
}

impl fmt::Debug for HostFunction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}{:?} -> {:?}", self.spanish, self.english, self.parameters, self.result)
    }
}

/// A host function cannot be added to a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VocabularyError {
    /// The name is not a letter followed by letters, digits and `_`.
    #[error("«{0}» is not a name a guard can use")]
    BadName(String),
    /// The name is already a word of guards or of another function.
    #[error("«{0}» is already taken")]
    Taken(String),
    /// More parameters than a function may have.
    #[error("«{0}» takes more than {MAX_PARAMETERS} arguments")]
    TooManyParameters(String),
}

/// Most parameters of a host function.
pub const MAX_PARAMETERS: usize = 8;

/// The pure functions that a host gives to guards at load, with their version.
///
/// ```
/// use cauce::data::{Kind, Value};
/// use cauce::guard::{HostFunction, Vocabulary};
/// let rural = HostFunction::new(["es_rural", "is_rural"], &[Kind::Text], Kind::YesNo, |given| {
///     Ok(Value::Bool(given == [Value::Text("Vereda".into())]))
/// });
/// let vocabulary = Vocabulary::new("1").with(rural)?;
/// assert_eq!(vocabulary.canonical(), "version 1:1\nis_rural es_rural(text) yes_no\n");
/// # Ok::<(), cauce::guard::VocabularyError>(())
/// ```
#[derive(Default)]
pub struct Vocabulary {
    version: String,
    functions: Vec<HostFunction>,
    engine: OnceLock<Arc<script::Script>>,
}

impl Vocabulary {
    /// A vocabulary without functions yet; the version text is part of the digest of every procedure loaded with it.
    #[must_use]
    pub fn new(version: impl Into<String>) -> Self {
        Vocabulary { version: version.into(), ..Vocabulary::default() }
    }

    /// Adds a function.
    ///
    /// # Errors
    /// When a name cannot be used in a guard or is taken.
    pub fn with(mut self, function: HostFunction) -> Result<Self, VocabularyError> {
        for name in [&function.spanish, &function.english] {
            self.admit(name)?;
        }
        if function.parameters.len() > MAX_PARAMETERS {
            return Err(VocabularyError::TooManyParameters(function.english));
        }
        self.functions.push(function);
        self.functions.sort_by(|a, b| a.english.cmp(&b.english));
        self.engine = OnceLock::new();
        Ok(self)
    }

    fn admit(&self, name: &str) -> Result<(), VocabularyError> {
        let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !letters || name.len() > 64 || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(VocabularyError::BadName(name.chars().take(64).collect()));
        }
        let taken =
            self.functions.iter().any(|function| function.spanish == name || function.english == name);
        if taken || words::is_reserved(name) { Err(VocabularyError::Taken(name.to_owned())) } else { Ok(()) }
    }

    /// The functions, in the order of their English names.
    #[must_use]
    pub fn functions(&self) -> &[HostFunction] {
        &self.functions
    }

    /// The stable text that enters the digest of a definition: version, names and kinds.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut out = format!("version {}:{}\n", self.version.len(), self.version);
        for function in &self.functions {
            let kinds: Vec<&str> = function.parameters.iter().map(|kind| neutral(*kind)).collect();
            out.push_str(&format!(
                "{} {}({}) {}\n",
                function.english,
                function.spanish,
                kinds.join(","),
                neutral(function.result)
            ));
        }
        out
    }

    pub(super) fn script(&self) -> Arc<script::Script> {
        Arc::clone(self.engine.get_or_init(|| Arc::new(script::Script::with(&self.functions))))
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Vocabulary")
            .field("version", &self.version)
            .field("functions", &self.functions)
            .finish_non_exhaustive()
    }
}

fn neutral(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Decimal => "decimal",
        Kind::Integer => "integer",
        Kind::Date => "date",
        Kind::DateTime => "date_time",
        Kind::Duration => "duration",
        Kind::YesNo => "yes_no",
        Kind::Choice => "choice",
        Kind::List => "list",
        Kind::Any => "any",
    }
}
