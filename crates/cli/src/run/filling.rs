//! Questions with their answers: one at a time, asked again until the answer can be understood.

use cauce::command::Done;
use cauce::data::Decimal;
use cauce::view::{AnswerOffered, DataWanted, WorkItem};

use super::session::Session;
use super::talk::Stop;
use super::values;
use crate::story::plain;

impl Session<'_> {
    /// Asks a line; orders are understood everywhere.
    pub(super) fn ask_line(&mut self, question: &str) -> Result<String, Stop> {
        loop {
            let prompt = format!("{} ", plain(question));
            let Some(said) = self.talk.ask(self.desk, &prompt)? else {
                return self.quit();
            };
            match said.strip_prefix(':') {
                Some("salir" | "quit" | "q") => return self.quit(),
                Some("deja" | "leave") => return Err(Stop::Leave),
                Some(_) => self.desk.line(pick!(
                    self.language,
                    "Responda la pregunta; «:deja» la abandona sin cambiar nada, «:salir» termina.",
                    "Answer the question; “:leave” abandons it and changes nothing, “:quit” ends.",
                ))?,
                None => return Ok(said),
            }
        }
    }

    /// Goes away in the middle of a question.
    fn quit<T>(&mut self) -> Result<T, Stop> {
        let text = pick!(
            self.language,
            "Lo que quedó a medias no se hizo.",
            "What was left half said was not done."
        );
        self.desk.line(text)?;
        Err(Stop::Quit)
    }

    /// Asks a text that may not be empty.
    pub(super) fn ask_text(&mut self, question: &str) -> Result<String, Stop> {
        loop {
            let said = self.ask_line(question)?;
            if !said.is_empty() {
                return Ok(said);
            }
            self.desk.line(pick!(
                self.language,
                "Hace falta escribir algo.",
                "Something must be written."
            ))?;
        }
    }

    /// Asks SI or NO.
    pub(super) fn ask_yes(&mut self, question: &str, usual: Option<bool>) -> Result<bool, Stop> {
        loop {
            let said = self.ask_line(question)?;
            match (values::yes_or_no(&said), usual) {
                (Some(yes), _) => return Ok(yes),
                (None, Some(usual)) if said.is_empty() => return Ok(usual),
                _ => {
                    let text = pick!(self.language, "Escriba SI o NO.", "Write YES or NO.");
                    self.desk.line(text)?;
                }
            }
        }
    }

    /// Asks which of several is meant, by number or by words.
    pub(super) fn choose(
        &mut self,
        question: &str,
        names: &[String],
        usual: Option<usize>,
    ) -> Result<usize, Stop> {
        for (number, name) in (1..).zip(names) {
            self.desk.line(&format!("  {number} {}", plain(name)))?;
        }
        let question = match usual.and_then(|usual| usual.checked_add(1)) {
            Some(usual) => format!("{question} [{usual}]"),
            None => question.to_owned(),
        };
        loop {
            let said = self.ask_line(&question)?;
            if let (true, Some(usual)) = (said.is_empty(), usual) {
                return Ok(usual);
            }
            if let Some(found) = values::chosen(&said, names) {
                return Ok(found);
            }
            let count = names.len();
            self.desk.line(&say!(
                self.language,
                "Escriba un número de 1 a {count}.",
                "Write a number from 1 to {count}."
            ))?;
        }
    }

    /// Asks the question of an item, unless its answer was given with the number.
    pub(super) fn ask_answer(&mut self, item: &WorkItem, given: Option<&str>) -> Result<AnswerOffered, Stop> {
        let texts: Vec<String> = item.answers.iter().map(|answer| answer.text.to_string()).collect();
        let usual = item.answers.iter().position(|answer| answer.suggested);
        let question = item.question.as_deref().unwrap_or("");
        let mut said = given.map(str::to_owned);
        loop {
            let answer = match said.take() {
                Some(answer) => answer,
                None => self.ask_line(&prompt(question, &texts, usual))?,
            };
            let found = match (answer.is_empty(), usual) {
                (true, Some(usual)) => Some(usual),
                _ => find_answer(&item.answers, &answer),
            };
            if let Some(answer) = found.and_then(|found| item.answers.get(found)) {
                return Ok(answer.clone());
            }
            let texts = texts.join(", ");
            self.desk.line(&say!(
                self.language,
                "Las respuestas son {texts}.",
                "The answers are {texts}."
            ))?;
        }
    }

    /// Asks the data and the indicators of an item.
    pub(super) fn ask_data(&mut self, item: &WorkItem, done: &mut Done) -> Result<(), Stop> {
        for wanted in &item.data {
            if let Some(value) = self.ask_datum(wanted)? {
                done.data.push((wanted.id.clone(), value));
            }
        }
        for wanted in &item.measures {
            let question = format!("{}{}:", wanted.name, self.if_any(wanted.optional));
            loop {
                let said = self.ask_line(&question)?;
                match said.parse::<Decimal>() {
                    Ok(value) => done.measures.push((wanted.id.clone(), value)),
                    Err(_) if said.is_empty() && wanted.optional => {}
                    Err(_) => {
                        self.desk.line(values::hint(cauce::data::Kind::Decimal, self.language))?;
                        continue;
                    }
                }
                break;
            }
        }
        Ok(())
    }

    fn ask_datum(&mut self, wanted: &DataWanted) -> Result<Option<cauce::data::Value>, Stop> {
        if wanted.kind == cauce::data::Kind::Choice {
            let names: Vec<String> = wanted.values.iter().map(ToString::to_string).collect();
            let chosen = self.choose(&format!("{}:", wanted.name), &names, None)?;
            return Ok(wanted.values.get(chosen).cloned().map(cauce::data::Value::Text));
        }
        let several = match wanted.kind {
            cauce::data::Kind::List => {
                pick!(self.language, " (separe con «;»)", " (with “;” between them)")
            }
            _ => "",
        };
        let question = format!("{}{several}{}:", wanted.name, self.if_any(wanted.optional));
        loop {
            let said = self.ask_line(&question)?;
            if said.is_empty() && wanted.optional {
                return Ok(None);
            }
            if wanted.kind == cauce::data::Kind::List && said.contains(',') && !said.contains(';') {
                self.desk.line(pick!(
                    self.language,
                    "Sepárelos con «;», no con coma. Si es uno solo y su nombre lleva coma, póngale «;» al final.",
                    "Part them with “;”, not with a comma. One whose name has a comma ends with “;”.",
                ))?;
                continue;
            }
            let value = values::parse(&said, wanted.kind, self.language);
            if let Some(value) = value.filter(|_| !said.is_empty()) {
                return Ok(Some(value));
            }
            self.desk.line(values::hint(wanted.kind, self.language))?;
        }
    }

    pub(super) fn if_any(&self, optional: bool) -> &'static str {
        match optional {
            true => pick!(self.language, " (si no hay, Intro)", " (Enter if there is none)"),
            false => "",
        }
    }
}

fn prompt(question: &str, texts: &[String], usual: Option<usize>) -> String {
    let texts: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(position, text)| if Some(position) == usual { format!("{text}*") } else { text.clone() })
        .collect();
    format!("{question} [{}]", texts.join("/")).trim_start().to_owned()
}

/// The answer that is meant: its id, its text, its number among several, or a way to say SI and NO.
pub(crate) fn find_answer(answers: &[AnswerOffered], said: &str) -> Option<usize> {
    let said = said.trim();
    let written = |answer: &AnswerOffered| {
        answer.id.eq_ignore_ascii_case(said) || answer.text.to_lowercase() == said.to_lowercase()
    };
    let plainly = values::yes_or_no(said).map(|yes| if yes { "yes" } else { "no" });
    let numbered = || said.parse::<usize>().ok()?.checked_sub(1).filter(|number| *number < answers.len());
    let found = answers.iter().position(written);
    found.or_else(|| answers.iter().position(|answer| Some(&*answer.id) == plainly)).or_else(numbered)
}
