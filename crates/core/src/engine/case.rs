//! One case at hand: brought back from its records, decided on, written.

use crate::command::{Message, Request};
use crate::data::Digest;
use crate::instance::Instance;
use crate::log::{Appended, Batch, Log, LogError};
use crate::post::thrown;
use crate::procedure::Definitions;
use crate::record::{Key, Reader, Record, Seals, Stream, Writer, content_digest};
use crate::rejection::Rejection;

use super::{EngineError, Step};

/// How often a command is decided again when another writer was faster.
const TRIES: usize = 8;

/// A case at hand.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub(super) instance: Instance,
    digest: Option<Digest>,
    writer: Writer,
    /// What the records read from the log have thrown: it may not have been passed on before a crash.
    pub(super) thrown: Vec<Message>,
}

impl Case {
    /// Reads the records when they are not at hand as the log has them; says whether it did.
    pub(super) fn bring_back<L: Log>(
        &mut self,
        log: &L,
        definitions: &Definitions,
        stream: &Stream,
    ) -> Result<bool, EngineError> {
        if let Some(digest) = self.digest {
            // Another writer may have gone on meanwhile.
            let same = log.head(stream)?.map_or(Digest::ZERO, |head| head.digest) == digest;
            if same {
                return Ok(false);
            }
            self.forget();
        }
        let mut reader = Reader::new(definitions);
        let mut instance = Instance::new();
        for line in log.read(stream, 1)? {
            let record = reader.read(&line)?;
            instance.apply(definitions, record.at, &record.events)?;
            self.thrown.extend(thrown(stream, &record.events));
        }
        self.digest = Some(reader.position().1);
        self.instance = instance;
        Ok(true)
    }

    /// Forgets what is at hand, so that the log is asked again.
    fn forget(&mut self) {
        self.instance = Instance::new();
        self.digest = None;
    }

    /// Decides a request and writes its record; another writer being faster means deciding again.
    pub(super) fn decide<L: Log>(
        &mut self,
        log: &L,
        definitions: &Definitions,
        stream: &Stream,
        request: &Request,
        beside: Option<&Batch>,
    ) -> Result<Step, EngineError> {
        for _ in 0..TRIES {
            let events = self.instance.handle(definitions, request.clone())?;
            if events.is_empty() {
                return Ok(Step::of(stream, self.instance.seq(), events, &self.instance));
            }
            match self.write(log, stream, request, (events, beside)) {
                Err(EngineError::Log(LogError::Conflict { stream: of, .. }))
                    if request.expected.is_none() && of == *stream =>
                {
                    self.forget();
                    self.bring_back(log, definitions, stream)?;
                }
                Err(error) => {
                    self.forget();
                    return Err(error);
                }
                Ok((Appended::Stored { seq }, events)) => {
                    return Ok(Step::of(stream, seq, events, &self.instance));
                }
                Ok((Appended::Repeated { seq }, _)) => {
                    self.forget();
                    self.bring_back(log, definitions, stream)?;
                    let record = read_record(log, definitions, stream, seq)?;
                    return Ok(Step::of(stream, seq, record.events, &self.instance));
                }
            }
        }
        let found = self.instance.seq();
        Err(EngineError::Rejected(Rejection::Conflict { expected: found, found }))
    }

    fn write<L: Log>(
        &mut self,
        log: &L,
        stream: &Stream,
        request: &Request,
        (events, beside): (Vec<crate::event::Event>, Option<&Batch>),
    ) -> Result<(Appended, Vec<crate::event::Event>), EngineError> {
        let Some(procedure) = self.instance.procedure() else {
            return Err(EngineError::Rejected(Rejection::NotStarted));
        };
        let key =
            request.key.clone().map(|id| Key { id, of: content_digest(&request.command, &request.actor) });
        let record = Record {
            stream: stream.clone(),
            seq: self.instance.seq(),
            at: self.instance.at().unwrap_or(request.at),
            prev: self.digest.unwrap_or(Digest::ZERO),
            actor: request.actor.clone(),
            key,
            events,
            seals: Seals::New(request.entropy),
        };
        let written = self.writer.write(&record, procedure)?;
        let batch = Batch {
            stream: stream.clone(),
            expected: record.seq - 1,
            key: request.key.clone(),
            record: written.line.to_vec(),
        };
        let digest = written.digest;
        let appended = match beside {
            None => log.append(std::slice::from_ref(&batch))?,
            Some(beside) => log.append(&[batch, beside.clone()])?,
        };
        self.digest = Some(digest);
        let first = appended.first().copied().unwrap_or(Appended::Stored { seq: record.seq });
        Ok((first, record.events))
    }
}

/// One record of a stream; the start is read first, since it names the definition.
pub(super) fn read_record<L: Log>(
    log: &L,
    definitions: &Definitions,
    stream: &Stream,
    seq: u64,
) -> Result<Record, EngineError> {
    let mut reader = Reader::new(definitions);
    for line in log.read(stream, 1)? {
        let record = reader.read(&line)?;
        if record.seq == seq {
            return Ok(record);
        }
    }
    Err(EngineError::UnknownCase { case: stream.clone() })
}
