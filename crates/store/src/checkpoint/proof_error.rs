//! Why a proof does not prove what it should, in both languages.

use cauce::source::Language;

/// Why a proof does not prove what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum ProofError {
    /// The proof is of a log of another size.
    OtherSize {
        /// The size that the proof names.
        proof: u64,
        /// The size that the head names.
        head: u64,
    },
    /// The proof is of another record.
    OtherPosition {
        /// The position that the proof names.
        proof: u64,
        /// The position of the record.
        leaf: u64,
    },
    /// There is no such position in a log of that size.
    Outside {
        /// The position, or the earlier size.
        asked: u64,
        /// How many records there are.
        size: u64,
    },
    /// Nodes are missing at the end.
    TooShort,
    /// There are more nodes than the way to the root has.
    TooLong,
    /// The nodes do not lead to the root.
    OtherRoot {
        /// The size of the log whose root it should be.
        size: u64,
    },
}

impl ProofError {
    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            ProofError::OtherSize { proof, head } => {
                format!("la prueba es de una bitácora de {proof} registros, no de {head}")
            }
            ProofError::OtherPosition { proof, leaf } => {
                format!("la prueba es del registro {proof}, no del {leaf}")
            }
            ProofError::Outside { asked, size } => {
                format!("{asked} no está en una bitácora de {size} registros")
            }
            ProofError::TooShort => "a la prueba le faltan nodos".into(),
            ProofError::TooLong => "la prueba tiene nodos de más".into(),
            ProofError::OtherRoot { size } => {
                format!("la prueba no lleva a la raíz de la bitácora de {size} registros")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            ProofError::OtherSize { proof, head } => {
                format!("the proof is of a log of {proof} records, not of {head}")
            }
            ProofError::OtherPosition { proof, leaf } => {
                format!("the proof is of record {proof}, not of {leaf}")
            }
            ProofError::Outside { asked, size } => {
                format!("{asked} is not in a log of {size} records")
            }
            ProofError::TooShort => "the proof lacks nodes".into(),
            ProofError::TooLong => "the proof has nodes to spare".into(),
            ProofError::OtherRoot { size } => {
                format!("the proof does not lead to the root of the log of {size} records")
            }
        }
    }
}
