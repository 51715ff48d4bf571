//! What holds of a case after each of its records, whatever brought it there.

use cauce::event::Event;
use cauce::instance::Instance;
use cauce::path::Happened;
use cauce::procedure::Definitions;

/// The case comes back from its events, sound after each record, and from its bytes; a path of several cases tells them
/// mixed.
pub(crate) fn stays_sound(definitions: &Definitions, timeline: &[Happened]) -> Result<(), String> {
    let begins = |happened: &&Happened| matches!(happened.events.first(), Some(Event::Started(_)));
    if timeline.iter().filter(begins).count() > 1 {
        return Ok(());
    }
    let mut case = Instance::new();
    for happened in timeline {
        case.apply(definitions, happened.at, &happened.events).map_err(|error| error.to_string())?;
        if let Some(wrong) = case.unsound() {
            return Err(format!("{wrong}, after {:?}", happened.events));
        }
        let thawed = Instance::thaw(definitions, &case.freeze()).map_err(|error| error.to_string())?;
        if thawed != case {
            return Err(format!("it is another one when it is thawed, after {:?}", happened.events));
        }
    }
    Ok(())
}
