//! Why a record cannot be written or read, in both languages.

use crate::data::{Digest, Text};
use crate::diagnostic::Page;
use crate::source::Language;

/// Why a record cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum RecordError {
    /// The bytes are not what a record has at that place.
    Corrupt {
        /// The byte of the line.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The line ends before the record does.
    Cut,
    /// The record does not have the digest that its line gives.
    Changed {
        /// The digest its line gives.
        stated: Digest,
        /// The digest it has.
        found: Digest,
    },
    /// A sealed value does not have the digest that its record gives.
    SealBroken {
        /// Which sealed field, counted from 0.
        index: usize,
    },
    /// The record does not follow the one before it.
    ChainBroken {
        /// The record it names as its predecessor.
        prev: Digest,
        /// The record that is its predecessor.
        expected: Digest,
    },
    /// A record is missing, or records changed places.
    OutOfPlace {
        /// The number it should have.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// The record belongs to another stream.
    OtherStream {
        /// The stream it belongs to.
        found: Text,
    },
    /// The record was written by a newer version.
    NewerFormat {
        /// The version of its format.
        format: u64,
    },
    /// A kind of event that this version does not know.
    UnknownKind {
        /// The kind.
        kind: Text,
    },
    /// A newer version of a kind of event.
    NewerEvent {
        /// The kind.
        kind: Text,
        /// Its version.
        version: u64,
    },
    /// The definition that the case is pinned to is not among the definitions.
    DefinitionMissing {
        /// The digest of the definition.
        definition: Digest,
    },
    /// A name that the definition does not have: the record is of another procedure.
    UnknownName {
        /// The name.
        name: Text,
    },
    /// The stream does not begin with the start of a case.
    NoStart,
    /// The record to be written speaks of something that its definition does not have.
    NotOfDefinition {
        /// What.
        what: &'static str,
    },
    /// A value has more lists in each other than records keep.
    TooDeep,
}

/// Writes codes, names and pages from one list; an error without a row does not compile.
macro_rules! errors {
    ($($variant:ident $code:literal $spanish:literal $english:literal;)+) => {
        impl RecordError {
            fn row(&self) -> [&'static str; 3] {
                match self { $(RecordError::$variant { .. } => [$code, $spanish, $english],)+ }
            }
        }

        /// The pages of all errors of records, in order of their codes.
        pub(crate) const PAGES: &[Page] = &[$($crate::diagnostic::family::page!($code, $spanish, $english)),+];
    };
}

errors! {
    Corrupt "C0901" "registro-danado" "record-corrupt";
    Cut "C0902" "registro-cortado" "record-cut";
    Changed "C0903" "registro-alterado" "record-changed";
    SealBroken "C0904" "sello-roto" "seal-broken";
    ChainBroken "C0905" "cadena-rota" "chain-broken";
    OutOfPlace "C0906" "registro-fuera-de-lugar" "record-out-of-place";
    OtherStream "C0907" "registro-de-otro-caso" "record-of-another-stream";
    NewerFormat "C0908" "formato-mas-nuevo" "newer-format";
    UnknownKind "C0909" "suceso-desconocido" "unknown-event";
    NewerEvent "C0910" "suceso-mas-nuevo" "newer-event";
    DefinitionMissing "C0911" "falta-procedimiento-del-registro" "record-without-definition";
    UnknownName "C0912" "nombre-de-otro-procedimiento" "name-of-another-procedure";
    NoStart "C0913" "registro-sin-inicio" "record-without-start";
    NotOfDefinition "C0914" "suceso-de-otro-procedimiento" "event-of-another-procedure";
    TooDeep "C0915" "valor-demasiado-anidado" "value-too-deep";
}

impl RecordError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.row()[0]
    }

    /// The name in that language.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        let [_, spanish, english] = self.row();
        match language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            RecordError::Corrupt { at, expected } => {
                format!("el registro está dañado en el byte {at}: debía haber {expected}")
            }
            RecordError::Cut => "el último registro está cortado; lo anterior está completo".into(),
            RecordError::Changed { stated, found } => {
                format!(
                    "el registro fue alterado: su huella debía ser {} y es {}",
                    short(stated),
                    short(found)
                )
            }
            RecordError::SealBroken { index } => {
                format!("el dato sellado {} no es el que se registró", index + 1)
            }
            RecordError::ChainBroken { prev, expected } => {
                format!(
                    "el registro no sigue al anterior: nombra a {} y el anterior es {}",
                    short(prev),
                    short(expected)
                )
            }
            RecordError::OutOfPlace { expected, found } => {
                format!("falta un registro o cambió de lugar: debía ser el {expected} y es el {found}")
            }
            RecordError::OtherStream { found } => {
                format!("el registro es de «{found}», no de este caso")
            }
            RecordError::NewerFormat { format } => {
                format!("el registro tiene el formato {format}, más nuevo que este programa")
            }
            RecordError::UnknownKind { kind } => {
                format!("este programa no conoce los sucesos «{kind}»")
            }
            RecordError::NewerEvent { kind, version } => {
                format!("el suceso «{kind}» tiene la versión {version}, más nueva que este programa")
            }
            RecordError::DefinitionMissing { definition } => {
                format!("no está cargado el procedimiento con el que empezó el caso ({})", short(definition))
            }
            RecordError::UnknownName { name } => {
                format!("el procedimiento no tiene «{name}»: el registro es de otro")
            }
            RecordError::NoStart => "los registros no empiezan con el inicio del caso".into(),
            RecordError::NotOfDefinition { what } => {
                format!("el suceso nombra algo que su procedimiento no tiene ({what})")
            }
            RecordError::TooDeep => "un valor tiene demasiadas listas dentro de otras".into(),
        }
    }

    fn english(&self) -> String {
        match self {
            RecordError::Corrupt { at, expected } => {
                format!("the record is damaged at byte {at}: expected {expected}")
            }
            RecordError::Cut => "the last record is cut off; what stands before it is whole".into(),
            RecordError::Changed { stated, found } => {
                format!(
                    "the record was changed: its digest should be {} and is {}",
                    short(stated),
                    short(found)
                )
            }
            RecordError::SealBroken { index } => {
                format!("sealed value {} is not the one that was recorded", index + 1)
            }
            RecordError::ChainBroken { prev, expected } => {
                format!(
                    "the record does not follow the one before: it names {} and that one is {}",
                    short(prev),
                    short(expected)
                )
            }
            RecordError::OutOfPlace { expected, found } => {
                format!("a record is missing or changed places: expected number {expected}, found {found}")
            }
            RecordError::OtherStream { found } => {
                format!("the record belongs to “{found}”, not to this case")
            }
            RecordError::NewerFormat { format } => {
                format!("the record has format {format}, newer than this program")
            }
            RecordError::UnknownKind { kind } => {
                format!("this program does not know events “{kind}”")
            }
            RecordError::NewerEvent { kind, version } => {
                format!("event “{kind}” has version {version}, newer than this program")
            }
            RecordError::DefinitionMissing { definition } => {
                format!("the procedure that the case began with is not loaded ({})", short(definition))
            }
            RecordError::UnknownName { name } => {
                format!("the procedure has no “{name}”: the record is of another one")
            }
            RecordError::NoStart => "the records do not begin with the start of the case".into(),
            RecordError::NotOfDefinition { what } => {
                format!("the event names something that its procedure does not have ({what})")
            }
            RecordError::TooDeep => "a value has too many lists inside each other".into(),
        }
    }
}

/// As much of a digest as a person compares.
fn short(digest: &Digest) -> String {
    digest.to_string().chars().take(12).collect()
}
