//! Reads what a person or a script says, one line at a time.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use cauce::source::Language;

use crate::desk::Desk;
use crate::failure::{Failure, unreadable};

/// The longest line that is read: notes are sentences, not books.
const LONGEST: u64 = 64 << 10;

/// Why a question was not answered.
#[derive(Debug)]
pub(super) enum Stop {
    /// The person goes back to the list.
    Leave,
    /// The person goes away, or nothing more is said.
    Quit,
    /// Something failed.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failed(failure)
    }
}

/// Where lines come from.
pub(super) struct Talk {
    lines: Box<dyn BufRead>,
    /// Whether lines must be shown, since nobody sees them typed.
    echoes: bool,
    language: Language,
}

impl Talk {
    /// Lines of a file, of standard input for `-`, or those that are typed.
    pub(super) fn open(desk: &mut Desk, script: Option<&OsStr>, language: Language) -> Result<Self, Failure> {
        let lines: Box<dyn BufRead> = match script {
            Some(name) if name != "-" => {
                let path = Path::new(name);
                Box::new(BufReader::new(
                    File::open(path).map_err(|error| unreadable(path, &error, language))?,
                ))
            }
            _ => desk.typed(),
        };
        Ok(Talk { lines, echoes: script.is_some(), language })
    }

    /// Whether a script speaks, and no person.
    pub(super) fn is_script(&self) -> bool {
        self.echoes
    }

    /// Asks and reads a line without the blanks around it; `None` at the end of what is said.
    ///
    /// In a script, lines that begin with `#` are remarks.
    pub(super) fn ask(&mut self, desk: &mut Desk, prompt: &str) -> Result<Option<String>, Failure> {
        desk.print(prompt)?;
        desk.flush()?;
        let line = self.line(desk)?;
        if self.echoes || line.is_none() {
            desk.line(line.as_deref().unwrap_or(""))?;
        }
        Ok(line)
    }

    fn line(&mut self, desk: &mut Desk) -> Result<Option<String>, Failure> {
        loop {
            let mut bytes = Vec::new();
            let read = self.lines.by_ref().take(LONGEST).read_until(b'\n', &mut bytes);
            if read.map_err(|error| Failure::Files(error.to_string()))? == 0 {
                return Ok(None);
            }
            match String::from_utf8(bytes) {
                Ok(line) if self.echoes && is_remark(&line) => {}
                Ok(line) => return Ok(Some(line.trim().to_owned())),
                Err(_) => desk.line(pick!(
                    self.language,
                    "Ese renglón no es texto UTF-8; escríbalo otra vez.",
                    "That line is not UTF-8 text; write it again.",
                ))?,
            }
        }
    }
}

/// Whether a line of a script is a remark; «#2» says which row of the table is meant.
fn is_remark(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| !rest.starts_with(|first: char| first.is_ascii_digit()))
}
