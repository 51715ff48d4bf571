//! Faults of guards in records: the code, then the fields of that fault by name.
//!
//! What a fault quotes from the data of a case is sealed.

use super::RecordError;
use super::frozen::Frozen;
use super::reader::Decoder;
use super::writer::Encoder;
use crate::guard::GuardFault;

impl Encoder<'_> {
    pub(super) fn fault(&mut self, key: &str, fault: &GuardFault) -> &mut Self {
        self.json(key).text("{\"code\":", fault.code());
        match fault {
            GuardFault::Missing { read } => self.text(",\"read\":", read),
            GuardFault::MixedKinds { left, right } => {
                self.text(",\"left\":", left.word()).text(",\"right\":", right.word())
            }
            GuardFault::HostFailed { function, reason } => {
                self.text(",\"function\":", function).sealed_text(",\"reason\":", reason)
            }
            GuardFault::WrongKind { read, expected, found } => self
                .text(",\"read\":", read)
                .text(",\"expected\":", expected.word())
                .text(",\"found\":", found.word()),
            GuardFault::WrongResult { result } => self.sealed_text(",\"result\":", result),
            GuardFault::Script { reason } => self.sealed_text(",\"reason\":", reason),
            GuardFault::DivisionByZero | GuardFault::Overflow | GuardFault::Budget | GuardFault::TooLarge => {
                &mut *self
            }
        };
        self.json("}")
    }
}

impl Decoder<'_> {
    pub(super) fn fault(&mut self, key: &'static str) -> Result<GuardFault, RecordError> {
        self.json(key)?;
        self.json("{\"code\":\"")?;
        let fault = match self.word()? {
            "C0801" => GuardFault::Missing { read: self.string(",\"read\":")? },
            "C0802" => GuardFault::MixedKinds {
                left: self.frozen(",\"left\":")?,
                right: self.frozen(",\"right\":")?,
            },
            "C0803" => GuardFault::DivisionByZero,
            "C0804" => GuardFault::Overflow,
            "C0805" => GuardFault::Budget,
            "C0806" => GuardFault::TooLarge,
            "C0807" => GuardFault::HostFailed {
                function: self.string(",\"function\":")?,
                reason: self.sealed(",\"reason\":")?,
            },
            "C0808" => GuardFault::WrongKind {
                read: self.string(",\"read\":")?,
                expected: self.frozen(",\"expected\":")?,
                found: self.frozen(",\"found\":")?,
            },
            "C0809" => GuardFault::WrongResult { result: self.sealed(",\"result\":")? },
            "C0810" => GuardFault::Script { reason: self.sealed(",\"reason\":")? },
            code => return Err(RecordError::UnknownKind { kind: code.into() }),
        };
        self.json("}")?;
        Ok(fault)
    }

    fn string(&mut self, key: &'static str) -> Result<String, RecordError> {
        self.json(key)?;
        Ok(self.any_text()?.into_owned())
    }

    fn sealed(&mut self, key: &'static str) -> Result<String, RecordError> {
        Ok(self.sealed_text(key)?.as_ref().into())
    }
}
