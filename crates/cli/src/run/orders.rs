//! Orders that begin with a colon: help, the story, the map, and commands that are no work.

use cauce::command::{Actor, Command};
use cauce::reference::Reference;
use cauce::view::{ErrorTaken, WorkItem};

use super::evidence::signed_file;
use super::session::{Session, Turn};
use super::talk::Stop;
use super::values;
use crate::nearest::nearest;
use crate::story::plain;

/// The orders, in Spanish and English, with what they do.
const ORDERS: &[[&str; 4]] = &[
    ["ayuda", "help", "explica lo que se puede escribir", "explains what may be written"],
    ["casos", "standing", "dice otra vez en qué va el caso", "says again where the case stands"],
    ["historia", "story", "cuenta lo que ha pasado", "tells what has happened"],
    [
        "pregunta",
        "ask",
        "por-que, falta, respuestas, puede, salida; «:pregunta y-si 4:SI 3» prueba y no guarda",
        "why, missing, answers, can, out; “:ask what-if 4:YES 3” tries and keeps nothing",
    ],
    ["mapa", "map", "imprime la tabla del procedimiento", "prints the table of the procedure"],
    [
        "soy",
        "iam",
        "dice quién actúa y con qué rol: «:soy ana auditor»",
        "says who acts in which role: “:iam ana auditor”",
    ],
    ["toma", "claim", "toma una actividad para sí: «:toma 4»", "takes an activity for oneself: “:claim 4”"],
    ["suelta", "release", "la devuelve: «:suelta 4»", "gives it back: “:release 4”"],
    [
        "encarga",
        "delegate",
        "la pasa a otra persona: «:encarga 4 luis»",
        "hands it to someone: “:delegate 4 luis”",
    ],
    [
        "firma",
        "sign",
        "firma un documento de una actividad: «:firma 12»",
        "signs a document of an activity: “:sign 12”",
    ],
    [
        "error",
        "error",
        "termina una actividad con un error que un evento atiende: «:error 4 SIN-FONDOS»",
        "ends an activity with an error that an event takes: “:error 4 NO-FUNDS”",
    ],
    [
        "anota",
        "note",
        "anota un dato del caso: «:anota sedes 3»",
        "sets a datum of the case: “:note sites 3”",
    ],
    [
        "mensaje",
        "message",
        "llega un mensaje: «@pago pedido=P-1»; solo, dice cuáles se esperan",
        "a message comes: “@payment order=P-1”; alone it says which are waited for",
    ],
    ["senal", "signal", "se da una señal: «:senal alerta»", "a signal is given: “:signal alert”"],
    [
        "declara",
        "declare",
        "dice que algo pasó: «!cambia-cronograma la nota»",
        "says that something happened: “!plan-changes the note”",
    ],
    [
        "tiempo",
        "time",
        "deja pasar el tiempo: «+3 días», «hasta 2024-05-02»",
        "lets time pass: “+3 days”, “until 2024-05-02”",
    ],
    ["cancela", "cancel", "cancela el caso, con la razón", "cancels the case, with the reason"],
    ["deja", "leave", "abandona una pregunta sin cambiar nada", "abandons a question and changes nothing"],
    ["salir", "quit", "termina; el caso queda como está", "ends; the case stays as it is"],
];

impl Session<'_> {
    /// Obeys an order.
    pub(super) fn order(&mut self, order: &str, items: &[WorkItem]) -> Result<Turn, Stop> {
        let (name, rest) = order.split_once(' ').unwrap_or((order, ""));
        let rest = rest.trim();
        let plain = name.replace('ñ', "n");
        let known = ORDERS
            .iter()
            .find(|words| words[0] == plain || words[1] == plain || (name == "q" && words[0] == "salir"));
        match known.map_or("", |words| words[0]) {
            "ayuda" => self.help()?,
            "casos" => self.show_standing()?,
            "historia" => self.show_story()?,
            "mapa" => self.show_map()?,
            "pregunta" => self.question(rest)?,
            "soy" => self.become_person(rest)?,
            "deja" => return Err(Stop::Leave),
            "salir" => return Err(Stop::Quit),
            "" => self.unknown_order(name)?,
            name => return self.command(name, rest, items),
        }
        Ok(Turn::Idle)
    }

    fn help(&mut self) -> Result<(), Stop> {
        let language = self.language;
        self.desk.line(pick!(
            language,
            "Escriba el número de una actividad abierta para hacerla; la respuesta puede ir de una vez: 4:NO.\n\
             Intro hace la única que se puede hacer; donde los renglones se cuentan, «#2» hace el segundo.\n\
             Lo demás empieza con dos puntos:",
            "Write the number of an open activity to do it; the answer may come along: 4:NO.\n\
             Enter does the only one that can be done; where rows are counted, “#2” does the second.\n\
             Everything else begins with a colon:",
        ))?;
        for words in ORDERS {
            let (name, what) = (words[language as usize], words[2 + language as usize]);
            self.desk.line(&format!("  :{name:<10} {what}"))?;
        }
        Ok(())
    }

    fn unknown_order(&mut self, name: &str) -> Result<(), Stop> {
        let language = self.language;
        let near = nearest(name, ORDERS.iter().map(|words| words[language as usize]));
        let meant = near.map_or_else(String::new, |near| {
            say!(language, " ¿Quiso decir «:{near}»?", " Did you mean “:{near}”?")
        });
        let name: String = plain(name).chars().take(32).collect();
        self.desk.line(&say!(
            language,
            "No hay una orden «:{name}».{meant} «:ayuda» las enumera.",
            "There is no order “:{name}”.{meant} “:help” lists them."
        ))?;
        Ok(())
    }

    fn show_story(&mut self) -> Result<(), Stop> {
        let story = self.story()?;
        for line in story.lines(0) {
            self.desk.line(&line)?;
        }
        Ok(())
    }

    /// A question about the case as it stands.
    fn question(&mut self, rest: &str) -> Result<(), Stop> {
        let words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        let (asked, walk) = match crate::ask::asked(&words, self.language) {
            Ok(asked) => asked,
            Err(failure) => {
                self.desk.line(failure.sentence().unwrap_or_default())?;
                return Ok(());
            }
        };
        let subject = self.keeper.subject()?;
        let answers = subject.answer(&asked, &walk, self.language);
        for line in crate::ask::page::lines(&subject, &answers, self.language) {
            self.desk.line(&line)?;
        }
        Ok(())
    }

    fn show_map(&mut self) -> Result<(), Stop> {
        let options = crate::show::table_options(self.desk, self.language);
        let text = cauce::render::table(&self.procedure, &options);
        self.desk.print(&text)?;
        Ok(())
    }

    fn become_person(&mut self, rest: &str) -> Result<(), Stop> {
        let (person, role) = rest.rsplit_once(' ').unwrap_or((rest, ""));
        self.person = Some(person.trim()).filter(|person| !person.is_empty()).map(str::to_owned);
        self.role = Some(role).filter(|role| !role.is_empty()).map(str::to_owned);
        (self.person_was_said, self.role_was_said) = (self.person.is_some(), self.role.is_some());
        let person = self.person.as_deref().unwrap_or("?");
        let role = self.role.as_deref().unwrap_or("?");
        let text = plain(&say!(
            self.language,
            "Actúa {person}, con el rol {role}.",
            "{person} acts, in the role {role}."
        ));
        self.desk.line(&text)?;
        Ok(())
    }

    /// Orders that change the case.
    fn command(&mut self, name: &str, rest: &str, items: &[WorkItem]) -> Result<Turn, Stop> {
        match name {
            "cancela" => return self.cancel(rest),
            "mensaje" => return self.message(rest),
            "senal" => return self.signal(rest),
            "declara" => return self.declare(rest),
            "tiempo" => return self.pass_time(&super::time::ordered(rest)),
            _ => {}
        }
        if name == "anota" {
            return self.set_datum(rest);
        }
        let (reference, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let meant = Reference::parse(reference);
        let is_meant = |item: &&WorkItem| meant.as_ref().is_some_and(|meant| item.is(&self.procedure, meant));
        let Some(item) = items.iter().find(is_meant) else {
            let reference = reference.into();
            self.show_refusal(&cauce::rejection::Rejection::NotOpen { reference })?;
            return Ok(Turn::Idle);
        };
        let id = item.item;
        match name {
            "firma" => return self.sign(item),
            "error" => return self.end_with_error(item, rest.trim()),
            _ => {}
        }
        let actor = self.actor(item)?;
        let command = match name {
            "toma" => Command::Claim { item: id },
            "suelta" => Command::Release { item: id },
            _ => {
                let to = match rest.trim() {
                    "" => self.ask_text(pick!(self.language, "¿A quién?", "To whom?"))?,
                    to => to.to_owned(),
                };
                Command::Delegate { item: id, to: to.into() }
            }
        };
        Ok(self.request(&actor, command)?.into())
    }

    /// Ends work with an error: the one that is said, else one of those that events around it take.
    fn end_with_error(&mut self, item: &WorkItem, said: &str) -> Result<Turn, Stop> {
        let language = self.language;
        let code = match (said, &item.errors[..]) {
            ("", []) => {
                let text =
                    pick!(language, "Ahí ningún evento atiende un error.", "No event takes an error there.");
                self.desk.line(text)?;
                return Ok(Turn::Idle);
            }
            ("", [ErrorTaken::Code(only)]) => only.to_string(),
            ("", errors) if errors.iter().all(|error| *error != ErrorTaken::Any) => {
                let codes: Vec<String> = errors.iter().map(|error| error.written().to_owned()).collect();
                let chosen =
                    self.choose(pick!(language, "¿Con cuál error?", "With which error?"), &codes, None)?;
                codes.into_iter().nth(chosen).unwrap_or_default()
            }
            ("", _) => self.ask_text(pick!(language, "Código del error:", "Code of the error:"))?,
            (said, _) => said.to_owned(),
        };
        let actor = self.actor(item)?;
        let command = Command::ThrowError { item: item.item, attempt: 1, code: code.into() };
        Ok(self.request(&actor, command)?.into())
    }

    fn cancel(&mut self, rest: &str) -> Result<Turn, Stop> {
        let reason = match rest {
            "" => self.ask_text(pick!(self.language, "¿Por qué se cancela?", "Why is it cancelled?"))?,
            reason => reason.to_owned(),
        };
        let roles = self.procedure.head().authority.iter();
        let roles: Vec<String> =
            roles.map(|role| self.procedure.roles()[role.index()].id.to_string()).collect();
        let actor = self.actor_among(&roles)?;
        Ok(self.request(&actor, Command::Cancel { reason: reason.into() })?.into())
    }

    fn set_datum(&mut self, rest: &str) -> Result<Turn, Stop> {
        let (id, value) = rest.split_once([' ', '=']).unwrap_or((rest, ""));
        let Some(datum) = self.procedure.data().iter().find(|datum| &*datum.id == id).cloned() else {
            self.show_refusal(&cauce::rejection::Rejection::UnknownDatum { datum: id.into() })?;
            return Ok(Turn::Idle);
        };
        let value = value.trim_start_matches([' ', '=']);
        let Some(value) = values::parse(value, datum.kind, self.language).filter(|_| !value.is_empty())
        else {
            self.desk.line(values::hint(datum.kind, self.language))?;
            return Ok(Turn::Idle);
        };
        let actor = self.actor_among(&[])?;
        Ok(self.request(&actor, Command::SetData { data: vec![(datum.id, value)] })?.into())
    }

    /// Signs a document on another day than it is handed in, as one of those who must.
    fn sign(&mut self, item: &WorkItem) -> Result<Turn, Stop> {
        let records: Vec<_> = item.evidence.iter().flat_map(|wanted| &wanted.records).collect();
        let records: Vec<_> = records.into_iter().filter(|record| !record.signed_by.is_empty()).collect();
        if records.is_empty() {
            let text = pick!(self.language, "Ahí nada se firma.", "Nothing is signed there.");
            self.desk.line(text)?;
            return Ok(Turn::Idle);
        }
        let names: Vec<String> = records.iter().map(|record| record.name.to_string()).collect();
        let chosen = match names.len() {
            1 => 0,
            _ => self.choose(pick!(self.language, "¿Cuál se firma?", "Which is signed?"), &names, Some(0))?,
        };
        let record = records[chosen.min(records.len() - 1)];
        let roles: Vec<String> =
            record.signed_by.iter().flat_map(|(_, roles)| roles.iter().map(ToString::to_string)).collect();
        let actor: Actor = self.actor_among(&roles)?;
        let sha256 = loop {
            let path =
                self.ask_text(pick!(self.language, "Archivo que se firma:", "File that is signed:"))?;
            match signed_file(&path, self.language) {
                Ok(sha256) => break sha256,
                Err(sentence) => self.desk.line(&sentence)?,
            }
        };
        let command = Command::Sign { item: item.item, record: record.id.clone(), sha256 };
        Ok(self.request(&actor, command)?.into())
    }
}
