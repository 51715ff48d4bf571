//! Walks as the lines that a log would keep of them.
#![allow(dead_code, reason = "each suite uses a part of it")]

use std::sync::Arc;

use cauce::data::Digest;
use cauce::path::Happened;
use cauce::procedure::Procedure;
use cauce::record::{Record, Seals, Stream, Writer};
use cauce_testing::Walk;

/// The lines of a walk, as the records of a case of that id.
pub(crate) fn lines(walk: &Walk, id: &str) -> Vec<Vec<u8>> {
    let procedure = walk.instance.procedure();
    procedure.map_or_else(Vec::new, |procedure| lines_of((procedure, &walk.happened), id))
}

/// The lines of what happened in a case of that id.
pub(crate) fn lines_of((procedure, happened): (&Arc<Procedure>, &[Happened]), id: &str) -> Vec<Vec<u8>> {
    let stream = Stream::case(id).expect("a name");
    let (mut writer, mut prev, mut lines) = (Writer::new(), Digest::ZERO, Vec::new());
    for (seq, one) in (1..).zip(happened) {
        let record = Record {
            stream: stream.clone(),
            seq,
            at: one.at,
            prev,
            actor: one.actor.clone(),
            key: None,
            events: one.events.clone(),
            seals: Seals::New(None),
        };
        let written = writer.write(&record, procedure).expect("it can be written");
        prev = written.digest;
        lines.push(written.line.to_vec());
    }
    lines
}
