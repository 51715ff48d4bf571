//! Time and work over a store: timers, jobs, messages, signals, schedules and notices, each once, whoever does it and
//! wherever a program stopped in between.
#![allow(unreachable_pub, reason = "what suites share is public to them")]
#![allow(clippy::panic, reason = "another answer than the expected one is a failure")]

#[path = "support/bases/mod.rs"]
mod bases;
#[allow(dead_code, reason = "another suite uses the rest")]
#[path = "cases/desk.rs"]
mod desk;
#[path = "jobs/lease.rs"]
mod lease;
#[path = "jobs/mail.rs"]
mod mail;
#[path = "support/mailing.rs"]
mod mailing;
#[path = "jobs/notices.rs"]
mod notices;
#[path = "jobs/schedule.rs"]
mod schedule;
#[path = "jobs/signals.rs"]
mod signals;
mod support;
#[path = "jobs/timers.rs"]
mod timers;
