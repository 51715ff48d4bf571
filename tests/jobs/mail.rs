//! Messages, signals, openings and notices.
