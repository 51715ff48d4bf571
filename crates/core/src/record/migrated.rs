//! The bytes of the event that moves a case to another version: what was is spelled in the names of the old one, what
//! is and all that follows in those of the new.

use std::sync::Arc;

use super::RecordError;
use super::frozen::Frozen;
use super::reader::Decoder;
use super::writer::Encoder;
use crate::event::{CalledProcedure, Event, Migrated};
use crate::procedure::{Digests, Procedure, Reading};

type Read<T> = Result<T, RecordError>;

impl<'a> Encoder<'a> {
    /// Writes the event; what comes after it is of the new version.
    pub(super) fn migrated(&mut self, migrated: &'a Migrated) -> &mut Self {
        let (from, to) = (&*migrated.from.0, &*migrated.to.0);
        self.kind("migrated").digest(",\"from\":", &from.digests.definition);
        self.text(",\"code\":", &to.head.code).text(",\"version\":", &to.head.version);
        self.text(",\"reading\":", to.reading.word());
        let digests = &migrated.digests;
        self.digest(",\"text\":", &digests.text).digest(",\"definition\":", &digests.definition);
        self.digest(",\"behaviour\":", &digests.behaviour);
        self.list(",\"moved\":[", &migrated.moved, |out, (before, now)| {
            out.within(from).element("[", *before);
            out.within(to).element(",", *now).json("]");
        });
        self.list(",\"flows\":[", &migrated.flows, |out, (before, now)| {
            out.within(from).exit("[", *before);
            out.within(to).exit(",", *now).json("]");
        });
        self.list(",\"returns\":[", &migrated.returns, |out, (before, now)| {
            out.within(from).taken_return("[", *before);
            out.within(to).taken_return(",", *now).json("]");
        });
        self.list(",\"data\":[", &migrated.data, |out, (before, now)| {
            out.within(from).datum("[", *before);
            match now {
                Some(now) => out.within(to).datum(",", *now).json("]"),
                None => out.json(",null]"),
            };
        });
        self.items(",\"closed\":[", &migrated.closed);
        self.optional(migrated.reason.as_ref(), |out, reason| out.sealed_text(",\"reason\":", reason));
        self.within(to)
    }

    /// The names that follow are those of a procedure.
    fn within(&mut self, procedure: &'a Procedure) -> &mut Self {
        self.procedure = procedure;
        self
    }
}

impl Decoder<'_> {
    /// Reads the event; what comes after it is of the new version.
    pub(super) fn migrated(&mut self) -> Read<Event> {
        let from = self.procedure.clone().ok_or(RecordError::NoStart)?;
        if self.digest(",\"from\":")? != from.digests.definition {
            return Err(self.damage("the definition that the case goes by"));
        }
        let (to, digests) = self.version()?;
        let moved = self.list(",\"moved\":[", |read| read.pair(&from, &to, Self::element))?;
        let flows = self.list(",\"flows\":[", |read| read.pair(&from, &to, Self::exit))?;
        let returns = self.list(",\"returns\":[", |read| read.pair(&from, &to, Self::taken_return))?;
        let data = self.list(",\"data\":[", |read| {
            let before = read.within(&from).datum("[")?;
            let now = match read.passes(",null") {
                true => None,
                false => Some(read.within(&to).datum(",")?),
            };
            read.json("]").map(|()| (before, now))
        })?;
        let closed = self.items(",\"closed\":[")?;
        let reason = self.optional(",\"reason\":", |read| read.sealed_text(""))?;
        self.within(&to);
        let (moved, flows) = (moved.into(), flows.into());
        let (returns, data) = (returns.into(), data.into());
        let (from, to) = (CalledProcedure(from), CalledProcedure(to));
        let migrated = Migrated { from, to, digests, moved, flows, returns, data, closed, reason };
        Ok(Event::Migrated(Box::new(migrated)))
    }

    /// The version that is named, as it was then.
    fn version(&mut self) -> Read<(Arc<Procedure>, Digests)> {
        let (code, version) = (self.text(",\"code\":")?, self.text(",\"version\":")?);
        let reading: Reading = self.frozen(",\"reading\":")?;
        let (text, definition) = (self.digest(",\"text\":")?, self.digest(",\"definition\":")?);
        let behaviour = self.digest(",\"behaviour\":")?;
        let found = self.definitions.get(&definition).cloned();
        let found = found.ok_or(RecordError::DefinitionMissing { definition })?;
        match (&found.head.code, &found.head.version, found.reading) == (&code, &version, reading) {
            true => Ok((found, Digests { text, definition, behaviour })),
            false => Err(self.damage("the code, version and reading of its definition")),
        }
    }

    /// Something of the version before and what it is in the version now.
    fn pair<T>(
        &mut self,
        from: &Arc<Procedure>,
        to: &Arc<Procedure>,
        read: impl Fn(&mut Self, &'static str) -> Read<T>,
    ) -> Read<(T, T)> {
        let before = read(self.within(from), "[")?;
        let now = read(self.within(to), ",")?;
        self.json("]").map(|()| (before, now))
    }

    fn within(&mut self, procedure: &Arc<Procedure>) -> &mut Self {
        self.procedure = Some(Arc::clone(procedure));
        self
    }
}
