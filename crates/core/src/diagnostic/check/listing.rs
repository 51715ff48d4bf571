//! Lists as people say them: «8 a 18», «1 a 3, 11 y 13», and the ways out of an activity.

use crate::data::Text;
use crate::source::Language;

/// How many parts of a list are said before the rest is only counted.
const SAID: usize = 12;

/// Elements as people cite them, neighbours in the order of the file joined: «8 a 18».
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    runs: Vec<(Text, Text, usize)>,
    gateways: usize,
}

impl Listing {
    /// Adds what people call an element; `neighbour` says that it follows the one added before in the file.
    pub(crate) fn push(&mut self, name: Text, neighbour: bool) {
        match self.runs.last_mut() {
            Some((_, last, count)) if neighbour => {
                *last = name;
                *count += 1;
            }
            _ => self.runs.push((name.clone(), name, 1)),
        }
    }

    /// Adds what people call a gateway.
    pub(crate) fn push_gateway(&mut self, name: Text) {
        self.gateways += 1;
        self.runs.push((name.clone(), name, 1));
    }

    /// What people call the first element; empty when there is none.
    #[must_use]
    pub fn first(&self) -> &str {
        self.runs.first().map_or("", |(first, _, _)| first)
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.iter().map(|(_, _, count)| count).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The list alone: «8 a 18», "1 to 3, 11 and 13".
    #[must_use]
    pub fn said(&self, language: Language) -> String {
        let to = match language {
            Language::Spanish => "a",
            Language::English => "to",
        };
        let mut parts: Vec<String> = Vec::new();
        for (first, last, count) in &self.runs {
            match count {
                1 => parts.push(first.to_string()),
                2 => parts.extend([first.to_string(), last.to_string()]),
                _ => parts.push(format!("{first} {to} {last}")),
            }
        }
        joined(&parts, language)
    }

    /// The list with its noun: «la actividad 7», «las actividades 8 a 18», "gateways c1 and c2".
    #[must_use]
    pub fn named(&self, language: Language) -> String {
        let several = self.len() > 1;
        let noun = match (language, self.gateways) {
            (Language::Spanish, 0) if several => "las actividades",
            (Language::Spanish, 0) => "la actividad",
            (Language::Spanish, all) if all < self.len() => "las actividades y compuertas",
            (Language::Spanish, _) if several => "las compuertas",
            (Language::Spanish, _) => "la compuerta",
            (Language::English, 0) if several => "activities",
            (Language::English, 0) => "activity",
            (Language::English, all) if all < self.len() => "activities and gateways",
            (Language::English, _) if several => "gateways",
            (Language::English, _) => "gateway",
        };
        format!("{noun} {}", self.said(language))
    }
}

/// Where an answer, or an activity without a question, leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// To an element, as people call it.
    Element(Text),
    /// To the end of the procedure or block.
    End,
    /// To the end of the whole case.
    CaseEnd,
}

/// One way out of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The answer that takes it; `None` when nothing is asked.
    pub answer: Option<Text>,
    /// Where it leads.
    pub to: Place,
    /// Whether it leads back, or to the same element again.
    pub back: bool,
}

/// An element with its ways out: what a story about a lost way is told with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Junction {
    /// What people call the element.
    pub name: Text,
    /// Its ways out, in definition order.
    pub ways: Vec<Way>,
}

impl Junction {
    /// Whether all its ways lead back.
    #[must_use]
    pub fn only_returns(&self) -> bool {
        !self.ways.is_empty() && self.ways.iter().all(|way| way.back)
    }

    /// The ways in words: «desde la 7, tanto SI como NO regresan».
    #[must_use]
    pub fn told(&self, language: Language) -> String {
        let answers: Vec<&str> = self.ways.iter().filter_map(|way| way.answer.as_deref()).collect();
        let all_answered = answers.len() == self.ways.len() && self.only_returns();
        match (language, all_answered, answers.as_slice()) {
            (Language::Spanish, true, [one, other]) => {
                format!("desde {}, tanto {one} como {other} regresan", cited(&self.name, language))
            }
            (Language::English, true, [one, other]) => {
                format!("from {}, both {one} and {other} lead back", cited(&self.name, language))
            }
            (Language::Spanish, true, [_, _, ..]) => {
                format!("desde {}, todas las respuestas regresan", cited(&self.name, language))
            }
            (Language::English, true, [_, _, ..]) => {
                format!("from {}, every answer leads back", cited(&self.name, language))
            }
            _ => self.each_way(language),
        }
    }

    fn each_way(&self, language: Language) -> String {
        let name = cited(&self.name, language);
        if self.ways.is_empty() {
            return match language {
                Language::Spanish => format!("en {name} termina el procedimiento"),
                Language::English => format!("the procedure ends at {name}"),
            };
        }
        let ways: Vec<String> = self.ways.iter().map(|way| way.told(language)).collect();
        match language {
            Language::Spanish => format!("desde {name}, {}", joined(&ways, language)),
            Language::English => format!("from {name}, {}", joined(&ways, language)),
        }
    }
}

impl Way {
    fn told(&self, language: Language) -> String {
        let place = self.to.told(language);
        let (back, on, end) = match language {
            Language::Spanish => ("regresa a", "pasa a", "termina"),
            Language::English => ("leads back to", "leads to", "ends"),
        };
        let verb = match (&self.to, self.back) {
            (Place::Element(_), true) => back,
            (Place::Element(_), false) => on,
            (Place::End | Place::CaseEnd, _) => end,
        };
        let subject = match (&self.answer, language) {
            (Some(answer), _) => answer.to_string(),
            (None, Language::Spanish) => "se".to_owned(),
            (None, Language::English) => "the work".to_owned(),
        };
        format!("{subject} {verb} {place}").trim_end().to_owned()
    }
}

impl Place {
    /// The place in words: «la 8», «el fin»; a place that the verb already says is left out.
    pub(super) fn told(&self, language: Language) -> String {
        match (self, language) {
            (Place::Element(name), _) => cited(name, language),
            (Place::End, _) => String::new(),
            (Place::CaseEnd, Language::Spanish) => "el caso".to_owned(),
            (Place::CaseEnd, Language::English) => "the case".to_owned(),
        }
    }
}

/// An element in running text: «la 7» by its number, «comisionar-equipo» by its id.
pub(in crate::diagnostic) fn cited(name: &str, language: Language) -> String {
    let numbered = name.starts_with(|first: char| first.is_ascii_digit());
    match (language, numbered) {
        (Language::Spanish, true) => format!("la {name}"),
        (Language::Spanish, false) => format!("«{name}»"),
        (Language::English, true) => format!("activity {name}"),
        (Language::English, false) => format!("\"{name}\""),
    }
}

/// Names that stand in a file, each in quotes, as a sentence lists them.
pub(super) fn quoted(names: &[Text], language: Language) -> String {
    let in_quotes = |name: &Text| match language {
        Language::Spanish => format!("«{name}»"),
        Language::English => format!("\"{name}\""),
    };
    joined(&names.iter().map(in_quotes).collect::<Vec<String>>(), language)
}

/// Parts joined by commas and a conjunction; of a long list, the first ones and how many more.
pub(in crate::diagnostic) fn joined<T: AsRef<str>>(parts: &[T], language: Language) -> String {
    let said: Vec<&str> = parts.iter().take(SAID).map(AsRef::as_ref).collect();
    let rest = parts.len() - said.len();
    match (said.as_slice(), rest) {
        ([], _) => String::new(),
        ([only], 0) => (*only).to_owned(),
        ([before @ .., last], 0) => format!("{} {} {last}", before.join(", "), and(last, language)),
        (said, rest) => match language {
            Language::Spanish => format!("{} y {rest} más", said.join(", ")),
            Language::English => format!("{} and {rest} more", said.join(", ")),
        },
    }
}

/// The conjunction; in Spanish it changes before the sound of an i.
fn and(next: &str, language: Language) -> &'static str {
    let sounds_i = ["i", "I", "í", "Í", "hi", "Hi", "«i"].iter().any(|start| next.starts_with(start));
    match language {
        Language::Spanish if sounds_i => "e",
        Language::Spanish => "y",
        Language::English => "and",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Language::{English, Spanish};

    fn listing(numbers: &[u32]) -> Listing {
        let mut listing = Listing::default();
        let mut before = None;
        for number in numbers {
            listing.push(number.to_string().into(), before == number.checked_sub(1));
            before = Some(*number);
        }
        listing
    }

    #[test]
    fn neighbours_become_ranges() {
        assert_eq!(listing(&[8, 9, 10, 11]).named(Spanish), "las actividades 8 a 11");
        assert_eq!(listing(&[1, 2, 3, 11, 13]).said(Spanish), "1 a 3, 11 y 13");
        assert_eq!(listing(&[14, 15]).named(English), "activities 14 and 15");
        assert_eq!(listing(&[7]).named(Spanish), "la actividad 7");
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let odd: Vec<u32> = (1..41).filter(|n| n % 2 == 1).collect();
        assert!(listing(&odd).said(Spanish).ends_with("21, 23 y 8 más"));
    }

    #[test]
    fn spanish_ands_change_before_an_i() {
        assert_eq!(joined(&["acta", "informe"], Spanish), "acta e informe");
        assert_eq!(joined(&["acta", "informe"], English), "acta and informe");
    }

    #[test]
    fn ways_are_told_as_the_office_would() {
        let way = |answer: &str, to: &str, back| Way {
            answer: (!answer.is_empty()).then(|| answer.into()),
            to: Place::Element(to.into()),
            back,
        };
        let junction = |ways| Junction { name: "7".into(), ways };
        let both = junction(vec![way("SI", "6", true), way("NO", "7", true)]);
        assert_eq!(both.told(Spanish), "desde la 7, tanto SI como NO regresan");
        assert_eq!(both.told(English), "from activity 7, both SI and NO lead back");
        let mixed = junction(vec![way("SI", "6", true), way("NO", "9", false)]);
        assert_eq!(mixed.told(Spanish), "desde la 7, SI regresa a la 6 y NO pasa a la 9");
        assert_eq!(junction(vec![way("", "9", false)]).told(Spanish), "desde la 7, se pasa a la 9");
        let end = Way { answer: Some("NO".into()), to: Place::End, back: false };
        assert_eq!(
            junction(vec![way("SI", "6", true), end]).told(Spanish),
            "desde la 7, SI regresa a la 6 y NO termina"
        );
        assert_eq!(junction(Vec::new()).told(Spanish), "en la 7 termina el procedimiento");
    }
}
