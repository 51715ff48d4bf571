//! The commands: how they are called, which options they take, who obeys them.
//!
//! Read [`Verb`] first; they all stand in [`VERBS`].

mod verbs;

use std::ffi::OsString;

use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::help;
use crate::nearest::nearest;
pub(crate) use verbs::VERBS;

/// A command.
pub(crate) struct Verb {
    /// Its name in Spanish and English.
    pub(crate) names: [&'static str; 2],
    /// Other names it answers to.
    also: &'static [&'static str],
    /// What follows the name, in Spanish and English.
    pub(crate) usage: [&'static str; 2],
    /// What it does, in one line.
    pub(crate) summary: [&'static str; 2],
    /// What else is worth knowing.
    pub(crate) details: [&'static str; 2],
    /// The options it takes.
    pub(crate) options: &'static [Opt],
    obey: fn(&mut Desk, &Given) -> Result<(), Failure>,
}

impl Verb {
    /// The name in that language.
    pub(crate) fn name(&self, language: Language) -> &'static str {
        self.names[language as usize]
    }

    fn answers_to(&self, name: &str) -> bool {
        self.names.contains(&name) || self.also.contains(&name)
    }

    /// Whether the name is the first word of this command.
    fn begins_with(&self, name: &str) -> bool {
        let spellings = self.names.iter().chain(self.also);
        spellings.into_iter().any(|spelling| spelling.split_once(' ').is_some_and(|(first, _)| first == name))
    }

    /// The command with that name, in either language.
    pub(crate) fn find(name: &str) -> Option<&'static Verb> {
        VERBS.iter().find(|verb| verb.answers_to(name))
    }
}

/// Obeys one command line.
pub(crate) fn obey(desk: &mut Desk, arguments: Vec<OsString>) -> Result<(), Failure> {
    let language = desk.language();
    let mut given = Given::parse(arguments, language)?;
    given.check_language(language)?;
    if given.has(Opt::Version) {
        return desk.line(concat!("cauce ", env!("CARGO_PKG_VERSION")));
    }
    let name = take_name(&mut given.words);
    match name.as_deref() {
        None => help::general(desk),
        Some("help" | "ayuda") => help::obey(desk, &given),
        Some(name) => {
            let verb = Verb::find(name).ok_or_else(|| unknown(name, language))?;
            if given.has(Opt::Help) {
                return help::of(desk, verb);
            }
            given.only(verb.options, language)?;
            (verb.obey)(desk, &given)
        }
    }
}

/// Takes the name of the command off the words: one word, or two of which the first is `log` or `case`.
pub(crate) fn take_name(words: &mut Vec<OsString>) -> Option<String> {
    let first = words.first()?.to_string_lossy().into_owned();
    words.remove(0);
    let has_second = matches!(&*first, "log" | "bitacora" | "caso" | "case") && !words.is_empty();
    Some(if has_second { format!("{first} {}", words.remove(0).to_string_lossy()) } else { first })
}

/// Nobody answers to that name.
pub(crate) fn unknown(name: &str, language: Language) -> Failure {
    // A command of two words of which one was given is nearer than any that is spelled alike.
    let begun = VERBS.iter().find(|verb| verb.begins_with(name));
    let near = || nearest(name, VERBS.iter().flat_map(|verb| verb.names)).and_then(Verb::find);
    let meant = begun.or_else(near).map(|verb| verb.name(language));
    let meant = match meant {
        Some(near) => say!(language, " ¿Quiso decir «{near}»?", " Did you mean “{near}”?"),
        None => String::new(),
    };
    Failure::Usage(say!(
        language,
        "No hay un mandato «{name}».{meant} «cauce ayuda» los enumera.",
        "There is no command “{name}”.{meant} “cauce help” lists them."
    ))
}
