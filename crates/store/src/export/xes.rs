//! Cases as XES (IEEE 1849), the XML of process mining by cases.
//!
//! Knows the extensions concept, time, lifecycle and org, and what of a case is an attribute of a trace or of an event.
//! Read [`XesWriter`] first.

use std::fmt;
use std::io::{self, Write};

use cauce::reference::said;
use cauce::render::escape::xml as escaped;

use super::csv::{asks, case_name, event_id, resource, shown_reference};
use super::{CaseFile, Deed, DeedKind, Reveal};

/// What stands before the first trace.
const BEGINNING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="?"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="?"/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
  <string key="lifecycle:model" value="standard"/>
"#;

/// Writes cases as traces of events: what opened, was taken, was done, was closed.
pub struct XesWriter<W: Write> {
    out: W,
    reveal: Reveal,
}

impl<W: Write> XesWriter<W> {
    /// Begins a log.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(mut out: W, reveal: Reveal) -> io::Result<Self> {
        out.write_all(BEGINNING.as_bytes())?;
        Ok(XesWriter { out, reveal })
    }

    /// Adds a case.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn case(&mut self, case: &CaseFile) -> io::Result<()> {
        let head = case.procedure.head();
        self.out.write_all(b"  <trace>\n")?;
        let definition = case.started.digests.definition.to_string();
        for (key, value) in [
            ("concept:name", &*case_name(case)),
            ("cauce.procedure", &head.code),
            ("cauce.version", &head.version),
            ("cauce.definition", &definition),
        ] {
            self.attribute("    ", ("string", key), value)?;
        }
        case.deeds.iter().try_for_each(|deed| self.event(case, deed))?;
        self.out.write_all(b"  </trace>\n")
    }

    /// Ends the log; one that was not ended is no XML, and so is known to be cut.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"</log>\n")?;
        self.out.flush()
    }

    fn event(&mut self, case: &CaseFile, deed: &Deed) -> io::Result<()> {
        self.out.write_all(b"    <event>\n")?;
        let member = if self.reveal.members { deed.member() } else { String::new() };
        let texts = [
            ("concept:name", deed.activity.to_string()),
            ("concept:instance", deed.item.to_string()),
            ("lifecycle:transition", deed.kind.transition().to_owned()),
            ("cauce.id", event_id(case, deed)),
            ("cauce.reference", shown_reference(deed, &self.reveal)),
            ("cauce.element", deed.element.to_string()),
            ("cauce.asks", asks(deed).to_owned()),
            ("cauce.member", member),
        ];
        for (key, value) in &texts {
            self.text(key, value)?;
        }
        self.attribute("      ", ("date", "time:timestamp"), &deed.at.to_string())?;
        self.attribute("      ", ("int", "cauce.round"), &deed.round.to_string())?;
        // Of what opens or is closed by itself nobody is the one who did it.
        if matches!(deed.kind, DeedKind::Complete | DeedKind::Assign) {
            self.text("org:resource", &resource(&deed.who, &self.reveal).unwrap_or_default())?;
            self.text("org:role", deed.who.role().map_or("", |(_, role)| role))?;
        }
        if deed.kind == DeedKind::Complete {
            self.done(deed)?;
        }
        self.out.write_all(b"    </event>\n")
    }

    fn done(&mut self, deed: &Deed) -> io::Result<()> {
        self.text("answer", deed.answer.as_deref().unwrap_or_default())?;
        self.text("evidence", &deed.evidence.join("; "))?;
        let Reveal { notes, data, .. } = self.reveal;
        for note in deed.notes.iter().filter(|_| notes) {
            self.text("cauce.note", &note.text)?;
        }
        deed.data.iter().filter(|_| data).try_for_each(|(id, value)| self.text(id, &said(value)))
    }

    /// A text, where there is one.
    fn text(&mut self, key: &str, value: &str) -> io::Result<()> {
        if value.is_empty() { Ok(()) } else { self.attribute("      ", ("string", key), value) }
    }

    fn attribute(&mut self, indent: &str, (kind, key): (&str, &str), value: &str) -> io::Result<()> {
        writeln!(self.out, "{indent}<{kind} key=\"{}\" value=\"{}\"/>", escaped(key), escaped(value))
    }
}

impl<W: Write> fmt::Debug for XesWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XesWriter").field("reveal", &self.reveal).finish()
    }
}
