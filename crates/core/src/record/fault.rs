//! Faults of guards in records: the code, then the fields of that fault by name.
//!
//! What a fault quotes from the data of a case is sealed.

use super::RecordError;
use super::reader::Decoder;
use super::writer::Encoder;
use crate::guard::GuardFault;

impl Encoder<'_> {
    pub(super) fn fault(&mut self, key: &str, fault: &GuardFault) -> &mut Self {
        self.json(key).text("{\"code\":", fault.code());
        match fault {
            GuardFault::Missing => {}
        }
        self.json("}")
    }
}

impl Decoder<'_> {
    pub(super) fn fault(&mut self, key: &'static str) -> Result<GuardFault, RecordError> {
        self.json(key)?;
        self.json("{\"code\":\"")?;
        let fault = match self.word()? {
            "C0801" => GuardFault::Missing,
            code => return Err(RecordError::UnknownKind { kind: code.into() }),
        };
        self.json("}")?;
        Ok(fault)
    }
}
