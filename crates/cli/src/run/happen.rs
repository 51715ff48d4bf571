//! What comes from outside, typed by a person who rehearses or stands in for it: messages, signals, events, jobs.

use cauce::command::{Actor, Command, Message};
use cauce::data::{Decimal, Kind, Text, Value};
use cauce::post::Answer;
use cauce::reference::Reference;
use cauce::rejection::Rejection;
use cauce::view::{Ahead, AwaitedKind, WorkItem, ahead, effects};

use super::keeper::Undone;
use super::session::{Came, Session, Turn};
use super::talk::Stop;
use super::values;
use crate::story::plain;

/// Under which name what comes from outside is recorded.
const OUTSIDE: &str = "cauce";

impl Session<'_> {
    /// Everything that may happen next.
    pub(super) fn ahead(&self) -> Result<Vec<Ahead>, Stop> {
        Ok(ahead(&self.instance()?))
    }

    /// `@pago pedido=P-1 monto=300`: a message comes in; what it must correlate with is asked when it is not said.
    pub(super) fn message(&mut self, said: &str) -> Result<Turn, Stop> {
        let words = words(said);
        let Some((name, given)) = words.split_first() else {
            return self.say_what_is_awaited(AwaitedKind::Message);
        };
        let waits: Vec<Ahead> =
            self.ahead()?.into_iter().filter(|ahead| ahead.name.as_deref() == Some(name)).collect();
        let mut message = Message::new(name);
        for word in given {
            let Some((key, value)) = word.split_once('=') else {
                let word = plain(word);
                self.desk.line(&say!(
                    self.language,
                    "«{word}» no se entiende: escriba nombre=valor.",
                    "“{word}” is not understood: write name=value."
                ))?;
                return Ok(Turn::Idle);
            };
            message.data.push((key.into(), self.value(key, value, &waits)));
        }
        self.ask_correlates(&mut message, &waits)?;
        let before = self.story()?.told.len();
        match self.keeper.message(message, &Actor::host(OUTSIDE)) {
            Ok(answer) => self.tell_receipt(&answer, before),
            Err(Undone::Rejected(rejection)) => self.refuse(&rejection),
            Err(Undone::Failed(failure)) => Err(failure.into()),
        }
    }

    /// The values that whoever waits asks for; with one wait its own are offered.
    fn ask_correlates(&mut self, message: &mut Message, waits: &[Ahead]) -> Result<(), Stop> {
        let Some(first) = waits.first() else { return Ok(()) };
        for (key, value) in &first.correlates {
            if message.value(key).is_some() {
                continue;
            }
            let offered: Vec<String> = waits
                .iter()
                .flat_map(|wait| wait.correlates.iter().filter(|(other, _)| other == key))
                .map(|(_, value)| cauce::reference::said(value))
                .collect();
            let question = format!("{key} [{}]:", offered.join("/"));
            let said = self.ask_line(&question)?;
            let given = if said.is_empty() { value.clone() } else { self.value(key, &said, waits) };
            message.data.push((key.clone(), given));
        }
        Ok(())
    }

    /// A value as whoever waits compares it: of the kind it has there, else of the datum of that name.
    fn value(&self, key: &str, said: &str, waits: &[Ahead]) -> Value {
        let mut awaited = waits.iter().flat_map(|wait| &wait.correlates);
        let kind = awaited.find(|(name, _)| **name == *key).map(|(_, value)| kind_of(value));
        let declared =
            || self.procedure.data().iter().find(|datum| &*datum.id == key).map(|datum| datum.kind);
        let read = |kind| values::parse(said, kind, self.language);
        let guessed = || said.parse::<Decimal>().ok().map(Value::Number);
        let found = match kind.flatten().or_else(declared) {
            Some(kind) => read(kind),
            None => guessed(),
        };
        found.unwrap_or_else(|| Value::Text(said.into()))
    }

    fn tell_receipt(&mut self, answer: &Answer, before: usize) -> Result<Turn, Stop> {
        let language = self.language;
        let text = match answer {
            Answer::Delivered { .. } => {
                self.tell_from(before)?;
                return Ok(Turn::Moved);
            }
            Answer::Started { case } => {
                let case = plain(case.id());
                say!(
                    language,
                    "Con ese mensaje comienza el caso {case}.",
                    "With that message the case {case} begins."
                )
            }
            Answer::Buffered { .. } => pick!(
                language,
                "Nadie lo espera todavía: queda guardado por el tiempo que dice el procedimiento.",
                "Nobody waits for it yet: it is kept for as long as the procedure says.",
            )
            .to_owned(),
            _ => {
                self.refusals = self.refusals.saturating_add(1);
                let text = pick!(
                    language,
                    "Nadie espera ese mensaje con esos valores.",
                    "Nobody waits for that message with those values.",
                );
                self.desk.line(text)?;
                return self.say_what_is_awaited(AwaitedKind::Message);
            }
        };
        self.desk.line(&text)?;
        Ok(Turn::Idle)
    }

    /// A signal is given: everybody who waits for it hears it, in other cases too, and what begins with it begins.
    pub(super) fn signal(&mut self, name: &str) -> Result<Turn, Stop> {
        if name.is_empty() {
            return self.say_what_is_awaited(AwaitedKind::Signal);
        }
        let before = self.story()?.told.len();
        let steps = match self.keeper.signal(name, &Actor::host(OUTSIDE)) {
            Ok(steps) if steps.is_empty() => {
                return self.refuse(&Rejection::NobodyWaits { signal: name.into() });
            }
            Ok(steps) => steps,
            Err(Undone::Rejected(rejection)) => return self.refuse(&rejection),
            Err(Undone::Failed(failure)) => return Err(failure.into()),
        };
        self.tell_from(before)?;
        for other in steps.iter().filter(|step| step.case.id() != self.keeper.case) {
            let case = plain(other.case.id());
            self.desk.line(&match other.seq {
                1 => say!(
                    self.language,
                    "Con esa señal comienza el caso {case}.",
                    "With that signal the case {case} begins."
                ),
                _ => say!(self.language, "La oye también el caso {case}.", "The case {case} hears it too."),
            })?;
        }
        Ok(Turn::Moved)
    }

    /// `!cambia-cronograma la nota`: a person who may says that it happened.
    pub(super) fn declare(&mut self, said: &str) -> Result<Turn, Stop> {
        let (name, note) = said.split_once(' ').unwrap_or((said, ""));
        if name.is_empty() {
            return self.say_what_is_awaited(AwaitedKind::Declared);
        }
        let is_meant = |ahead: &Ahead| {
            let written = Reference::parse(name).is_some_and(|meant| {
                let members = meant.members().count();
                meant.element() == &*ahead.id && (members == 0 || ahead.reference.ends_with(&*suffix(name)))
            });
            ahead.kind == AwaitedKind::Declared && (*ahead.reference == *name || written)
        };
        let found: Vec<Ahead> = self.ahead()?.into_iter().filter(is_meant).collect();
        let chosen = match &found[..] {
            [] => {
                let reference = name.chars().take(64).collect::<String>().into();
                return self.refuse(&cauce::rejection::Rejection::NotOpen { reference });
            }
            [_] => 0,
            several => {
                let names: Vec<String> = several.iter().map(|one| one.reference.to_string()).collect();
                self.choose(pick!(self.language, "¿Cuál de ellas?", "Which of them?"), &names, None)?
            }
        };
        let Some(event) = found.get(chosen) else { return Ok(Turn::Idle) };
        let roles: Vec<String> = event.roles.iter().map(ToString::to_string).collect();
        let actor = self.actor_among(&roles)?;
        let note = Some(note.trim()).filter(|note| !note.is_empty()).map(Text::from);
        Ok(self.request(&actor, Command::Declare { item: event.item, note })?.into())
    }

    /// Says what of that kind is waited for.
    pub(super) fn say_what_is_awaited(&mut self, kind: AwaitedKind) -> Result<Turn, Stop> {
        let waits: Vec<Ahead> = self.ahead()?.into_iter().filter(|ahead| ahead.kind == kind).collect();
        if waits.is_empty() {
            let text = pick!(self.language, "No se espera nada así.", "Nothing of that kind is waited for.");
            self.desk.line(text)?;
        }
        let zone = self.procedure.head().zone;
        for wait in &waits {
            let line = super::beyond::line(wait, zone, self.language);
            self.desk.line(&line)?;
        }
        Ok(Turn::Idle)
    }

    /// Somebody waits: says what has to come.
    pub(super) fn explain_wait(&mut self, item: &WorkItem) -> Result<Turn, Stop> {
        let waits: Vec<Ahead> = self.ahead()?.into_iter().filter(|ahead| ahead.item == item.item).collect();
        if let [Ahead { kind: AwaitedKind::Declared, reference, .. }] = &waits[..] {
            let reference = reference.to_string();
            return self.declare(&reference);
        }
        let text = pick!(self.language, "Se espera; puede llegar:", "Waiting; what may come:");
        self.desk.line(text)?;
        let zone = self.procedure.head().zone;
        for wait in &waits {
            let line = super::beyond::line(wait, zone, self.language);
            self.desk.line(&line)?;
        }
        Ok(Turn::Idle)
    }

    /// Automatic work, done by hand: it is said what came of it.
    pub(super) fn do_job(&mut self, item: &WorkItem) -> Result<Turn, Stop> {
        let language = self.language;
        let Some(job) = effects(&self.instance()?).into_iter().find(|effect| effect.item == item.item) else {
            return Ok(Turn::Idle);
        };
        let (name, attempt, attempts) = (plain(&job.job), job.attempt, job.attempts);
        self.desk.line(&say!(
            language,
            "Trabajo automático «{name}», intento {attempt} de {attempts}",
            "Automatic work “{name}”, attempt {attempt} of {attempts}"
        ))?;
        for (name, value) in &job.input {
            let line = plain(&format!("  {name} = {}", cauce::reference::said(value)));
            self.desk.line(&line)?;
        }
        let ways = [
            pick!(language, "se hizo", "it is done"),
            pick!(language, "falló", "it failed"),
            pick!(language, "terminó en un error previsto", "it ended with an error that is provided for"),
        ]
        .map(str::to_owned);
        let chosen = self.choose(pick!(language, "¿Qué pasó?", "What happened?"), &ways, Some(0))?;
        let id = item.item;
        let command = match chosen {
            0 => Command::CompleteJob { item: id, attempt, data: self.ask_results()? },
            1 => {
                let reason = self.ask_text(pick!(language, "¿Por qué?", "Why?"))?.into();
                Command::FailJob { item: id, attempt, reason, retry_after: None }
            }
            _ => {
                let code = self.ask_text(pick!(language, "Código del error:", "Code of the error:"))?.into();
                Command::ThrowError { item: id, attempt, code }
            }
        };
        Ok(self.request(&Actor::host(OUTSIDE), command)?.into())
    }

    /// What automatic work gives back: nombre=valor, several with blanks between them.
    fn ask_results(&mut self) -> Result<Vec<(Text, Value)>, Stop> {
        let question = pick!(
            self.language,
            "Qué devuelve (nombre=valor; si nada, Intro):",
            "What it gives back (name=value; Enter for nothing):",
        );
        loop {
            let said = self.ask_line(question)?;
            let pairs: Option<Vec<(Text, Value)>> = words(&said)
                .iter()
                .map(|word| {
                    word.split_once('=').map(|(key, value)| (key.into(), self.value(key, value, &[])))
                })
                .collect();
            if let Some(pairs) = pairs {
                return Ok(pairs);
            }
            self.desk.line(pick!(self.language, "Escriba nombre=valor.", "Write name=value."))?;
        }
    }

    pub(super) fn refuse(&mut self, rejection: &cauce::rejection::Rejection) -> Result<Turn, Stop> {
        self.show_refusal(rejection)?;
        Ok(Came::Refused.into())
    }
}

/// The members of a reference as they are written.
fn suffix(reference: &str) -> String {
    reference.find('[').and_then(|at| reference.get(at..)).unwrap_or_default().to_owned()
}

fn kind_of(value: &Value) -> Option<Kind> {
    Some(match value {
        Value::Bool(_) => Kind::YesNo,
        Value::Number(_) => Kind::Decimal,
        Value::Text(_) => Kind::Text,
        Value::Date(_) => Kind::Date,
        Value::Instant(_) => Kind::DateTime,
        Value::Duration(_) => Kind::Duration,
        Value::List(_) => Kind::List,
        _ => return None,
    })
}

/// The words of a line; quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, begun) = (!quoted, true),
            letter if letter.is_whitespace() && !quoted => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            letter => {
                word.push(letter);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_keep_blanks_together() {
        assert_eq!(words(r#"pago  entidad="San Luis" n=3"#), ["pago", "entidad=San Luis", "n=3"]);
        assert_eq!(words(r#"x="" "#), ["x="]);
        assert!(words("  ").is_empty());
    }
}
