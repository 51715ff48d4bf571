//! Obeys a line: finds the item that is meant, asks for what it needs, and does it.

use cauce::command::{Actor, Command, Done, Resolution, Verification};
use cauce::event::ItemKind;
use cauce::incident::Trouble;
use cauce::reference::Reference;
use cauce::rejection::Rejection;
use cauce::view::{WorkItem, needs_nothing};

use super::session::{Session, Turn, only_doable};
use super::talk::Stop;
use crate::failure::Failure;
use crate::story::{due_moment, plain, role_name};

/// What a line at the prompt asks for.
struct Wish<'l> {
    reference: &'l str,
    /// Whether the question is meant whether the activity applies.
    question: bool,
    answer: Option<&'l str>,
}

impl<'l> Wish<'l> {
    /// `4`, `4:NO`, `4 NO`, `7?:NO`.
    fn of(line: &'l str) -> Self {
        let (reference, answer) = match split_reference(line) {
            Some((reference, answer)) => (reference, Some(answer.trim()).filter(|answer| !answer.is_empty())),
            None => (line, None),
        };
        Wish { reference: reference.trim_end_matches('?'), question: reference.ends_with('?'), answer }
    }
}

impl Session<'_> {
    /// Obeys one line.
    pub(super) fn obey_line(&mut self, line: &str, items: &[WorkItem]) -> Result<Turn, Stop> {
        if let Some(order) = line.strip_prefix(':') {
            return self.order(order, items);
        }
        if let Some(said) = super::time::asked(line) {
            return self.pass_time(said);
        }
        if let Some(said) = line.strip_prefix('@') {
            return self.message(said);
        }
        if let Some(said) = line.strip_prefix('!') {
            return self.declare(said.trim());
        }
        let item = match line {
            "" => only_doable(items).map(|item| (item, None)),
            _ => self.find(&Wish::of(line), items)?,
        };
        match item {
            Some((item, answer)) => self.do_item(&item.clone(), answer),
            None if line.is_empty() => self.say_what_to_write(),
            None => self.refuse_closed(&Wish::of(line)),
        }
    }

    fn say_what_to_write(&mut self) -> Result<Turn, Stop> {
        let text = pick!(
            self.language,
            "Escriba el número de la actividad que va a hacer, o «:ayuda».",
            "Write the number of the activity that you will do, or “:help”.",
        );
        self.desk.line(text)?;
        Ok(Turn::Idle)
    }

    fn refuse_closed(&mut self, wish: &Wish<'_>) -> Result<Turn, Stop> {
        if self.procedure.find_written(wish.reference).is_none() && !wish.reference.contains('/') {
            return self.say_it_is_no_activity(wish.reference);
        }
        let reference = wish.reference.chars().take(64).collect::<String>().into();
        self.show_refusal(&Rejection::NotOpen { reference })?;
        Ok(Turn::Idle)
    }

    /// Somebody new to it types the answer alone, or a file.
    fn say_it_is_no_activity(&mut self, written: &str) -> Result<Turn, Stop> {
        self.refusals = self.refusals.saturating_add(1);
        let written = plain(&written.chars().take(64).collect::<String>());
        let text = say!(
            self.language,
            "«{written}» no es una actividad de este procedimiento. Para hacer una escriba su número, y después se \
             pregunta lo demás; «:ayuda» dice qué más se puede escribir.",
            "“{written}” is no activity of this procedure. To do one write its number, and the rest is asked; “:help” \
             says what else may be written."
        );
        self.desk.line(&text)?;
        Ok(Turn::Idle)
    }

    /// The open item that is meant; of several of one activity the one of the role acted in, else it is asked.
    fn find<'i, 'l>(
        &mut self,
        wish: &Wish<'l>,
        items: &'i [WorkItem],
    ) -> Result<Option<(&'i WorkItem, Option<&'l str>)>, Stop> {
        // Where the table counts its rows, the count alone says which.
        if let Some(row) = wish.reference.strip_prefix('#') {
            let rows = super::tree::in_order(&self.procedure, items);
            let row = row.parse::<usize>().ok().and_then(|row| row.checked_sub(1));
            return Ok(row.and_then(|row| rows.get(row).copied()).map(|item| (item, wish.answer)));
        }
        let reference = Reference::parse(wish.reference);
        let meant = |item: &&WorkItem| {
            let is_named = reference.as_ref().is_some_and(|reference| item.is(&self.procedure, reference));
            is_named && (!wish.question || item.kind == ItemKind::Applies)
        };
        let found: Vec<&WorkItem> = items.iter().filter(meant).collect();
        let item = match &found[..] {
            [] => return Ok(None),
            [only] => *only,
            several => {
                // Of several members the one that is meant is asked, whoever acts.
                let are_members = several.iter().any(|item| item.reference != several[0].reference);
                let own = several
                    .iter()
                    .filter(|_| !are_members)
                    .find(|item| item.roles.iter().any(|role| Some(&**role) == self.role.as_deref()));
                match own {
                    Some(own) => *own,
                    None => several[self.ask_which_role(several)?],
                }
            }
        };
        Ok(Some((item, wish.answer)))
    }

    fn ask_which_role(&mut self, items: &[&WorkItem]) -> Result<usize, Stop> {
        let names: Vec<String> = items
            .iter()
            .map(|item| {
                if item.reference != items[0].reference || item.reference.ends_with(']') {
                    return plain(&item.reference);
                }
                item.roles.iter().map(|role| role_name(&self.procedure, role)).collect::<Vec<_>>().join(", ")
            })
            .collect();
        let question = pick!(self.language, "¿Cuál de ellas?", "Which of them?");
        self.choose(question, &names, None)
    }

    /// Does an item: asks for what it needs and sends one command.
    fn do_item(&mut self, item: &WorkItem, answer: Option<&str>) -> Result<Turn, Stop> {
        if item.kind == ItemKind::Delay {
            return self.tell_delay(item);
        }
        if matches!(item.kind, ItemKind::Wait | ItemKind::EventGateway) {
            return self.explain_wait(item);
        }
        if let Some(rejection) = self.unfitting_role(item) {
            self.show_refusal(&rejection)?;
            return Ok(Turn::Idle);
        }
        let heading = format!("{} · {}", item.reference, plain(&item.title));
        let heading = self.desk.bold(&heading);
        self.desk.line(&heading)?;
        if item.kind == ItemKind::Job {
            return self.do_job(item);
        }
        let actor = self.actor(item)?;
        let command = match item.kind {
            ItemKind::Work => Command::Complete { item: item.item, done: self.fill(item, answer, &actor)? },
            ItemKind::Verify => {
                Command::Verify { item: item.item, verification: self.ask_verification(item)? }
            }
            ItemKind::Incident => self.resolution(item)?,
            _ => {
                let answer = self.ask_answer(item, answer)?;
                Command::Answer {
                    item: item.item,
                    answer: answer.id.clone(),
                    note: self.note_if(answer.returns)?,
                }
            }
        };
        Ok(self.request(&actor, command)?.into())
    }

    /// The refusal that a role which was said will meet, told before anything is asked.
    fn unfitting_role(&self, item: &WorkItem) -> Option<Rejection> {
        let role = self.role.as_deref().filter(|_| self.role_was_said)?;
        let handed_over = item.claimed_by.is_some() && item.claimed_by.as_deref() == self.person.as_deref();
        let fits = item.roles.is_empty() || item.roles.iter().any(|allowed| &**allowed == role);
        (!fits && !handed_over)
            .then(|| Rejection::RoleNotAllowed { role: role.into(), allowed: item.roles.clone() })
    }

    /// Everything that closes the item.
    fn fill(&mut self, item: &WorkItem, answer: Option<&str>, actor: &Actor) -> Result<Done, Stop> {
        let mut done = Done::new();
        if answer.is_some() && item.answers.is_empty() {
            // The engine says in words that nothing was asked.
            done.answer = answer.map(Into::into);
        }
        let role = actor.role().unwrap_or_default();
        let answers = item.answered_by.is_empty() || item.answered_by.iter().any(|other| &**other == role);
        if answers && !item.answers.is_empty() {
            let answer = self.ask_answer(item, answer)?;
            done.answer = Some(answer.id.clone());
            if answer.returns {
                done.note = self.note_if(true)?;
                return Ok(done);
            }
        }
        if item.verifies.is_some() || !item.points.is_empty() {
            done.verification = Some(self.ask_verification(item)?);
        }
        for wanted in &item.evidence {
            self.ask_evidence(item, wanted, (&mut done, actor))?;
        }
        self.ask_data(item, &mut done)?;
        if needs_nothing(item) && item.evidence.is_empty() {
            let question = pick!(self.language, "¿Se hizo? [SI/NO]", "Is it done? [YES/NO]");
            if !self.ask_yes(question, Some(true))? {
                return Err(Stop::Leave);
            }
        }
        Ok(done)
    }

    fn tell_delay(&mut self, item: &WorkItem) -> Result<Turn, Stop> {
        let zone = self.procedure.head().zone;
        let until = item.due.as_ref().and_then(|due| due.due);
        let until = until.map_or_else(String::new, |at| due_moment(at, zone, self.language));
        let text = say!(
            self.language,
            "Se espera: {until}. Nadie tiene que hacer nada.",
            "Waiting: {until}. Nobody has to act."
        );
        self.desk.line(&text)?;
        Ok(Turn::Idle)
    }

    /// How stuck work goes on, as the authority says.
    fn resolution(&mut self, item: &WorkItem) -> Result<Command, Stop> {
        let language = self.language;
        if let Some(trouble) = &item.trouble {
            let text = plain(&trouble.message(language));
            self.desk.line(&text)?;
        }
        let ways = self.ways_on(item);
        let names: Vec<String> = ways.iter().map(|(name, _)| name.clone()).collect();
        let chosen = self.choose(pick!(language, "¿Cómo sigue?", "How does it go on?"), &names, None)?;
        let how = match ways.into_iter().nth(chosen) {
            Some((_, Some(how))) => how,
            _ => {
                let question = pick!(language, "¿En cuál actividad?", "At which activity?");
                Resolution::MoveTo(self.ask_text(question)?.into())
            }
        };
        let reason = self.ask_text(pick!(language, "¿Por qué?", "Why?"))?.into();
        Ok(Command::Resolve { item: item.item, how, reason })
    }

    /// The ways in which an incident may be resolved, in words; the last asks where.
    fn ways_on(&self, item: &WorkItem) -> Vec<(String, Option<Resolution>)> {
        let language = self.language;
        let first = match item.trouble {
            Some(Trouble::TooManyReturns { .. }) => {
                Some((pick!(language, "una vuelta más", "one more round"), Resolution::OneMore))
            }
            Some(Trouble::NoAgreement) => None,
            _ => Some((pick!(language, "intentar de nuevo", "try again"), Resolution::Retry)),
        };
        let mut ways: Vec<(String, Option<Resolution>)> =
            first.into_iter().map(|(name, how)| (name.to_owned(), Some(how))).collect();
        let activity = item.procedure(&self.procedure).activity(item.element);
        for answer in activity.map_or(&[][..], |activity| &activity.answers) {
            let text = plain(&answer.text);
            let name = say!(language, "tomar la salida «{text}»", "take the exit “{text}”");
            ways.push((name, Some(Resolution::Take(answer.id.clone()))));
        }
        let elsewhere = pick!(language, "seguir en otra actividad", "go on at another activity");
        ways.push((elsewhere.to_owned(), None));
        ways
    }

    /// The result of a control point, item by item when it is a list.
    fn ask_verification(&mut self, item: &WorkItem) -> Result<Verification, Stop> {
        let language = self.language;
        if let Some(verifies) = &item.verifies {
            let verifies = plain(verifies);
            self.desk.line(&say!(language, "Control: {verifies}", "Control: {verifies}"))?;
        }
        let mut points = Vec::with_capacity(item.points.len());
        for point in &item.points {
            let question = say!(language, "{point} ¿Conforme? [SI/NO]", "{point} Conforming? [YES/NO]");
            points.push(self.ask_yes(&plain(&question), None)?);
        }
        let conforming = match points.is_empty() {
            true => self.ask_yes(pick!(language, "¿Conforme? [SI/NO]", "Conforming? [YES/NO]"), None)?,
            false => points.iter().all(|point| *point),
        };
        Ok(Verification { conforming, points, note: self.note_if(!conforming)? })
    }

    fn note_if(&mut self, needed: bool) -> Result<Option<cauce::data::Text>, Stop> {
        if !needed {
            return Ok(None);
        }
        let text = self.ask_text(pick!(self.language, "Nota (¿por qué?):", "Note (why?):"))?;
        Ok(Some(text.into()))
    }

    /// Who does it, in which role; asked once and kept for the sitting while it fits.
    pub(super) fn actor(&mut self, item: &WorkItem) -> Result<Actor, Stop> {
        let roles: Vec<String> = item.roles.iter().map(ToString::to_string).collect();
        self.actor_among(&roles)
    }

    /// A role that was said is kept, whether it fits or not; otherwise another role is another person's until said so.
    pub(super) fn actor_among(&mut self, roles: &[String]) -> Result<Actor, Stop> {
        let fits = |role: &String| roles.is_empty() || roles.contains(role);
        let role = self.role.clone().filter(|role| self.role_was_said || fits(role));
        let person = match (&self.person, &role) {
            (Some(person), _) if role.is_some() || self.person_was_said => person.clone(),
            _ => self.ask_person()?,
        };
        self.person = Some(person.clone());
        let role = match role {
            Some(role) => role,
            None => self.ask_role(roles)?,
        };
        self.role = Some(role.clone());
        Ok(Actor::person(&person, &role))
    }

    fn ask_person(&mut self) -> Result<String, Stop> {
        let Some(last) = self.person.clone() else {
            let question = pick!(
                self.language,
                "¿Quién es usted? (cédula, usuario o nombre):",
                "Who are you? (an id, a user or a name):",
            );
            return self.ask_text(question);
        };
        let question = say!(self.language, "¿Quién lo hace? [{last}]", "Who does it? [{last}]");
        let said = self.ask_line(&question)?;
        Ok(if said.is_empty() { last } else { said })
    }

    fn ask_role(&mut self, roles: &[String]) -> Result<String, Stop> {
        let all: Vec<String> = self.procedure.roles().iter().map(|role| role.id.to_string()).collect();
        let roles = if roles.is_empty() { &all[..] } else { roles };
        let question = pick!(self.language, "¿Con qué rol?", "In which role?");
        let Some(first) = roles.first() else {
            return self.ask_text(question);
        };
        let names: Vec<String> =
            roles.iter().map(|role| role_name(&self.procedure, role).to_owned()).collect();
        if let [only] = &names[..] {
            let only = plain(only);
            self.desk.line(&say!(self.language, "Rol: {only}", "Role: {only}"))?;
            return Ok(first.clone());
        }
        let chosen = self.choose(question, &names, Some(0))?;
        Ok(roles.get(chosen).unwrap_or(first).clone())
    }

    /// Which way the case begins, where the procedure has several that somebody may take; `None`: the ordinary one.
    pub(super) fn ask_which_beginning(&mut self) -> Result<Option<cauce::data::Text>, Stop> {
        use cauce::keywords::Keyword;
        let mut ways = Vec::new();
        for start in self.procedure.document().root.tables(Keyword::Start) {
            // What begins by itself, or inside a block, is begun by nobody.
            let is_own = start.get(Keyword::Every).is_none() && start.get(Keyword::Inside).is_none();
            if let Some(id) = start.text(Keyword::Id).filter(|_| is_own) {
                let title = start.text(Keyword::Title).unwrap_or(id);
                ways.push((id.clone(), title.to_string()));
            }
        }
        if ways.len() < 2 {
            return Ok(None);
        }
        let titles: Vec<String> = ways.iter().map(|(_, title)| title.clone()).collect();
        let question = pick!(self.language, "¿Cómo comienza?", "How does it begin?");
        let chosen = self.choose(question, &titles, Some(0))?;
        Ok(ways.get(chosen).map(|(id, _)| id.clone()))
    }

    /// Who begins the case: a responsible of its first activity.
    pub(super) fn ask_for_the_beginning(&mut self) -> Result<(), Stop> {
        let roles = self.procedure.activities().first().map_or(&[][..], |first| &first.responsible.roles);
        let roles: Vec<String> =
            roles.iter().map(|role| self.procedure.roles()[role.index()].id.to_string()).collect();
        if self.person.is_none() || self.role.is_none() {
            let text = pick!(self.language, "Comienza un caso nuevo.", "A new case begins.");
            self.desk.line(text)?;
            self.actor_among(&roles)?;
        }
        Ok(())
    }
}

/// Turns a failure of the desk into a stop.
impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Stop::Failed(Failure::from(error))
    }
}

/// Parts a line after its reference: at a colon or a blank, but not inside brackets, where they belong to a name.
pub(crate) fn split_reference(line: &str) -> Option<(&str, &str)> {
    let (mut in_brackets, mut in_quotes) = (false, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' if in_brackets => in_quotes = !in_quotes,
            _ if in_quotes => {}
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            ':' | ' ' if !in_brackets => return Some((line.get(..at)?, line.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}
