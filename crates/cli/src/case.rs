//! A case brought back from its records.

use cauce::data::Timestamp;
use cauce::event::Event;
use cauce::instance::Instance;
use cauce::log::{Log, LogError};
use cauce::procedure::Definitions;
use cauce::record::{Reader, RecordError, Stream};
use cauce::rejection::Rejection;
use cauce::view::CaseTally;

/// Why a case cannot be brought back.
#[derive(Debug)]
pub(crate) enum Lost {
    Log(LogError),
    /// A record cannot be read, by its number.
    Record(u64, RecordError),
    /// The definition that the case is pinned to is not there.
    Rejected(Rejection),
}

/// Reads the records of a case one after another.
pub(crate) fn each_record(
    (log, definitions): (&impl Log, &Definitions),
    stream: &Stream,
    mut take: impl FnMut(Timestamp, &[Event]) -> Result<(), Rejection>,
) -> Result<(), Lost> {
    // The log has proved every line when it was opened.
    let mut reader = Reader::new(definitions).trusting();
    for (line, number) in log.read(stream, 1).map_err(Lost::Log)?.iter().zip(1..) {
        let record = reader.read(line).map_err(|error| Lost::Record(number, error))?;
        take(record.at, &record.events).map_err(Lost::Rejected)?;
    }
    Ok(())
}

/// A case as it stands.
pub(crate) fn bring_back(of: (&impl Log, &Definitions), stream: &Stream) -> Result<Instance, Lost> {
    let mut instance = Instance::new();
    each_record(of, stream, |at, events| instance.apply(of.1, at, events))?;
    Ok(instance)
}

/// A case with what its state does not keep.
pub(crate) fn tally(of: (&impl Log, &Definitions), stream: &Stream) -> Result<CaseTally, Lost> {
    let mut tally = CaseTally::new();
    each_record(of, stream, |at, events| tally.take(of.1, at, events))?;
    Ok(tally)
}
