//! The way to a fault as a story: what people do and what happens, sentence by sentence.
//!
//! Knows the sentences in both languages; each has the place in the file that it is about.
//! Does not know tokens: whoever tells a story says what people see.
//! Read [`Beat`] first.

use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::diagnostic::check::{cited, joined};
use crate::diagnostic::{Place, Way};
use crate::source::{Language, Span};

/// One sentence of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Where in the file it is about.
    pub span: Span,
    /// The id of the element it is about; none of what is only counted.
    pub element: Option<Text>,
    /// What happens.
    pub what: Happening,
}

/// An element as people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Its number, else its id.
    pub name: Text,
    /// Its heading; empty where it has none.
    pub title: Text,
}

/// What happens in one sentence of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// The case begins here and not where it begins by itself.
    Begins(Spoken),
    /// Work is done that leads one way.
    Done(Spoken),
    /// Work is done, and nothing follows it.
    DoneLast(Spoken),
    /// Neighbours are done, one after another.
    Run {
        /// The first.
        first: Spoken,
        /// The last.
        last: Spoken,
    },
    /// So many things happen that are not told one by one.
    More(usize),
    /// A question is answered.
    Answered {
        /// Whose.
        work: Spoken,
        /// The question as printed.
        question: Option<Text>,
        /// The answer, and where it leads.
        way: Way,
    },
    /// What a control point verifies is not met.
    NotMet {
        /// Whose.
        work: Spoken,
        /// Where that leads.
        way: Way,
    },
    /// Work is done, and its way leads back.
    Back {
        /// The work.
        work: Spoken,
        /// Where it leads.
        way: Way,
    },
    /// What is waited for comes.
    Comes(Spoken),
    /// One of several ways is taken.
    Chosen {
        /// Where.
        at: Spoken,
        /// Which.
        to: Place,
    },
    /// Several ways begin.
    Parted {
        /// Where.
        at: Spoken,
        /// Where they lead.
        to: Vec<Place>,
    },
    /// Several ways become one.
    Joined(Spoken),
    /// An event occurs, while something is open.
    Occurs {
        /// The event.
        event: Spoken,
        /// What is open.
        host: Option<Spoken>,
    },
    /// Work fails, or something is thrown.
    Throws {
        /// By whom.
        at: Spoken,
        /// Whether it is work that fails.
        fails: bool,
    },
    /// It waits, and nothing comes.
    Waits(Spoken),
    /// It is reached again while it is open.
    Twice(Spoken),
    /// From here on it only goes round.
    Round(Spoken),
}

impl Beat {
    /// The sentence.
    #[must_use]
    pub fn told(&self, language: Language) -> String {
        match language {
            Language::Spanish => spanish(&self.what),
            Language::English => english(&self.what),
        }
    }
}

impl Spoken {
    /// The element in running text: «la 4 «Citar»», «junta».
    #[must_use]
    pub fn told(&self, language: Language) -> String {
        let numbered = self.name.starts_with(|first: char| first.is_ascii_digit());
        let quoted = match language {
            Language::Spanish => format!("«{}»", self.title),
            Language::English => format!("“{}”", self.title),
        };
        match (numbered, self.title.is_empty()) {
            (true, false) => format!("{} {quoted}", cited(&self.name, language)),
            (false, false) => quoted,
            (_, true) => cited(&self.name, language),
        }
    }
}

fn spanish(what: &Happening) -> String {
    let language = Language::Spanish;
    let s = |spoken: &Spoken| spoken.told(language);
    match what {
        Happening::Begins(start) => format!("El caso comienza por {}.", s(start)),
        Happening::Done(work) => format!("Se hace {}.", s(work)),
        Happening::DoneLast(work) => format!("Se hace {}: por ahí no sigue nada.", s(work)),
        Happening::Run { first, last } => {
            format!("… Se hace de {} a {} …", cited(&first.name, language), cited(&last.name, language))
        }
        Happening::More(1) => "… un paso más …".to_owned(),
        Happening::More(count) => format!("… {count} pasos más …"),
        Happening::Answered { work, question, way } => {
            let answer = way.answer.as_deref().unwrap_or("");
            let asked = question.as_ref().map_or_else(String::new, |question| format!(", a «{question}»,"));
            let name = if question.is_some() { cited(&work.name, language) } else { s(work) };
            format!("En {name}{asked} se responde {answer}{}.", led(way, language))
        }
        Happening::NotMet { work, way } => {
            format!("En {} lo que se verifica no se cumple{}.", s(work), led(way, language))
        }
        Happening::Back { work, way } => format!("Se hace {}{}.", s(work), led(way, language)),
        Happening::Comes(wait) => format!("Llega lo que espera {}.", s(wait)),
        Happening::Chosen { at, to } => match to {
            Place::Element(name) => format!("En {} se sigue por {}.", s(at), cited(name, language)),
            Place::End => format!("En {} se toma la salida que termina.", s(at)),
            Place::CaseEnd => format!("En {} se toma la salida que termina el caso.", s(at)),
        },
        Happening::Parted { at, to } => {
            format!("En {} se abren a la vez {}.", s(at), places(to, "el fin", language))
        }
        Happening::Joined(at) => format!("En {} se juntan los caminos y se sigue.", s(at)),
        Happening::Occurs { event, host: Some(host) } => {
            format!("Mientras {} está abierta, ocurre {}.", s(host), s(event))
        }
        Happening::Occurs { event, host: None } => format!("Ocurre {}.", s(event)),
        Happening::Throws { at, fails: true } => format!("Falla {}.", s(at)),
        Happening::Throws { at, fails: false } => format!("Se llega a {}, que da su aviso.", s(at)),
        Happening::Waits(at) => format!("Ahí queda esperando {}.", s(at)),
        Happening::Twice(at) => format!("Se llega otra vez a {}, sin que se haya cerrado.", s(at)),
        Happening::Round(at) => format!("Desde {} ya solo se dan vueltas.", s(at)),
    }
}

fn english(what: &Happening) -> String {
    let language = Language::English;
    let s = |spoken: &Spoken| spoken.told(language);
    match what {
        Happening::Begins(start) => format!("The case begins at {}.", s(start)),
        Happening::Done(work) => format!("{} is done.", capitalized(&s(work))),
        Happening::DoneLast(work) => format!("{} is done: nothing follows it.", capitalized(&s(work))),
        Happening::Run { first, last } => {
            format!("… Activities {} to {} are done …", first.name, last.name)
        }
        Happening::More(1) => "… one more step …".to_owned(),
        Happening::More(count) => format!("… {count} more steps …"),
        Happening::Answered { work, question, way } => {
            let answer = way.answer.as_deref().unwrap_or("");
            let asked = question.as_ref().map_or_else(String::new, |question| format!(" to “{question}”"));
            let name = if question.is_some() { cited(&work.name, language) } else { s(work) };
            format!("At {name} the answer{asked} is {answer}{}.", led(way, language))
        }
        Happening::NotMet { work, way } => {
            format!("At {} what is verified is not met{}.", s(work), led(way, language))
        }
        Happening::Back { work, way } => format!("{} is done{}.", capitalized(&s(work)), led(way, language)),
        Happening::Comes(wait) => format!("What {} waits for comes.", s(wait)),
        Happening::Chosen { at, to } => match to {
            Place::Element(name) => format!("At {} the way leads to {}.", s(at), cited(name, language)),
            Place::End => format!("At {} the way out is taken that ends.", s(at)),
            Place::CaseEnd => format!("At {} the way out is taken that ends the case.", s(at)),
        },
        Happening::Parted { at, to } => {
            format!("At {} these open at the same time: {}.", s(at), places(to, "the end", language))
        }
        Happening::Joined(at) => format!("At {} the ways join and lead on.", s(at)),
        Happening::Occurs { event, host: Some(host) } => {
            format!("While {} is open, {} occurs.", s(host), s(event))
        }
        Happening::Occurs { event, host: None } => format!("{} occurs.", capitalized(&s(event))),
        Happening::Throws { at, fails: true } => format!("{} fails.", capitalized(&s(at))),
        Happening::Throws { at, fails: false } => {
            format!("{} is reached, which gives its notice.", capitalized(&s(at)))
        }
        Happening::Waits(at) => format!("{} goes on waiting.", capitalized(&s(at))),
        Happening::Twice(at) => format!("{} is reached again before it is closed.", capitalized(&s(at))),
        Happening::Round(at) => format!("From {} on it only goes round.", s(at)),
    }
}

/// Where a way leads, when that is not simply on.
fn led(way: &Way, language: Language) -> String {
    match (&way.to, way.back, language) {
        (Place::Element(name), true, Language::Spanish) => {
            format!(": se regresa a {}", cited(name, language))
        }
        (Place::Element(name), true, Language::English) => format!(": back to {}", cited(name, language)),
        (Place::Element(_), false, _) => String::new(),
        (Place::End, _, Language::Spanish) => ": por ahí no sigue nada".to_owned(),
        (Place::End, _, Language::English) => ": nothing follows there".to_owned(),
        (Place::CaseEnd, _, Language::Spanish) => ": el caso termina".to_owned(),
        (Place::CaseEnd, _, Language::English) => ": the case ends".to_owned(),
    }
}

fn places(to: &[Place], end: &str, language: Language) -> String {
    let named = |place: &Place| match place {
        Place::Element(name) => cited(name, language),
        Place::End | Place::CaseEnd => end.to_owned(),
    };
    joined(&to.iter().map(named).collect::<Vec<_>>(), language)
}
