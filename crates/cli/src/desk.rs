//! The desk: where output goes, what the surroundings say about language, colours and width.
//!
//! The only place that reads the environment.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal as _, Write};

use cauce::diagnostic::Ink;
use cauce::source::{Language, Voice};

use crate::failure::Failure;

/// Columns of a page that is not printed on a terminal, or on one that does not say how wide it is.
const WIDTH: usize = 100;

/// Where the command line talks.
pub(crate) struct Desk {
    out: Box<dyn Write>,
    /// Where typed lines come from.
    typed: Option<Box<dyn BufRead>>,
    /// The language that was asked for, which wins over that of a file.
    pub(crate) asked: Option<Language>,
    /// The language of the surroundings, where no file says one.
    surroundings: Language,
    /// Whether a person reads the output as it comes.
    pub(crate) out_is_terminal: bool,
    /// Whether a person types the input.
    pub(crate) in_is_terminal: bool,
    /// How output is inked.
    pub(crate) ink: Ink,
    /// The columns of a page.
    pub(crate) width: usize,
    /// The store of cases that the surroundings name.
    pub(crate) store: Option<OsString>,
}

impl Desk {
    /// The desk of the terminal that the program was started in.
    pub(crate) fn of_this_terminal(asked: Option<Language>) -> Self {
        let out_is_terminal = io::stdout().is_terminal();
        let colour = out_is_terminal && variable("NO_COLOR").is_none_or(|value| value.is_empty());
        let width = out_is_terminal.then(terminal_size::terminal_size).flatten();
        Desk {
            out: Box::new(BufWriter::new(io::stdout())),
            typed: None,
            asked,
            surroundings: surroundings(),
            out_is_terminal,
            in_is_terminal: io::stdin().is_terminal(),
            ink: if colour { Ink::Colour } else { Ink::Plain },
            width: width
                .map_or(WIDTH, |(terminal_size::Width(columns), _)| usize::from(columns).clamp(40, 160)),
            store: store(),
        }
    }

    /// A desk at which a person sits who types those lines.
    #[cfg(test)]
    pub(crate) fn of_a_person(typed: &str, out: impl Write + 'static) -> Self {
        Desk {
            out: Box::new(out),
            typed: Some(Box::new(io::Cursor::new(typed.to_owned()))),
            asked: None,
            surroundings: Language::Spanish,
            out_is_terminal: true,
            in_is_terminal: true,
            ink: Ink::Plain,
            width: WIDTH,
            store: None,
        }
    }

    /// The lines that are typed, from here on in the hands of one reader.
    pub(crate) fn typed(&mut self) -> Box<dyn BufRead> {
        self.typed.take().unwrap_or_else(|| Box::new(BufReader::new(io::stdin())))
    }

    /// The language for texts that belong to no file.
    pub(crate) fn language(&self) -> Language {
        self.asked.unwrap_or(self.surroundings)
    }

    /// The language for texts about a file: the one asked for, else the file's.
    pub(crate) fn language_for(&self, file: Language) -> Language {
        self.asked.unwrap_or(file)
    }

    /// The voice of advice about a file: the reader's sentences with the file's keywords.
    pub(crate) fn voice_for(&self, file: Language) -> Voice {
        Voice { reader: self.language_for(file), file }
    }

    /// Prints a text as it stands.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// Prints a line.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// Where output goes, for what is written piece by piece.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut *self.out
    }

    /// Hands everything printed so far on to its reader.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }

    /// Says a sentence on standard error; there is nobody to tell if that fails.
    pub(crate) fn complain(&mut self, sentence: &str) {
        let _ = writeln!(io::stderr(), "{sentence}");
    }

    /// The text in bold, where output is inked.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.inked(text, "1")
    }

    /// The text inked in a colour, where output is inked.
    pub(crate) fn inked(&self, text: &str, colour: &str) -> String {
        match self.ink {
            Ink::Plain => text.to_owned(),
            Ink::Colour => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
        }
    }
}

/// What the environment says: our own variable, else the language of the session, else Spanish.
fn surroundings() -> Language {
    let names = ["CAUCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let said = names.into_iter().filter_map(variable).find(|value| !value.is_empty());
    let code = said.and_then(|value| value.get(..2).map(str::to_lowercase));
    code.and_then(|code| Language::from_code(&code)).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The store that the environment names.
fn store() -> Option<OsString> {
    std::env::var_os("CAUCE_STORE").filter(|value| !value.is_empty())
}
