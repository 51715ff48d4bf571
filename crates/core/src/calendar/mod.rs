//! Durations, cadences, deadlines and zones as people write them, and the arithmetic on them.
//!
//! Knows the words for lengths of time in both languages, working days, holidays as versioned data, and time zones.
//! Does not know what time it is, nor which moment an anchor names: the instant enters with each call.
//! Read [`Deadline`] first for what a file says, [`DayRules`] for how it is computed.

mod arithmetic;
mod cadence;
mod deadline;
mod duration;
mod holidays;
mod local;
mod problem;
mod timer;
mod walk;
pub(crate) mod words;
mod zone;

pub use arithmetic::{DayCount, DayRules};
pub use cadence::{Cadence, Period};
pub use deadline::{Anchor, AnchorReference, Deadline};
pub use duration::{duration_text, parse_duration};
pub use holidays::HolidaySet;
pub use local::LocalTime;
pub use problem::{CalendarProblem, Misread};
pub use timer::Timer;
pub use walk::{advance_text, parse_advance};
pub use zone::Zone;
