//! Where a case stands: what is open, who may do it, what it needs, until when.

use cauce::event::ItemKind;
use cauce::instance::{Instance, Status};
use cauce::procedure::{Choice, Procedure};
use cauce::source::Language;
use cauce::view::{EvidenceWanted, RecordWanted, WorkItem};

use super::session::Session;
use super::tree::{Branch, tree};
use crate::failure::Failure;
use crate::grid::table;
use crate::story::{due_moment, plain, role_name};

impl Session<'_> {
    /// Shows the head of the case, the table of what is open, and what else is to be known.
    pub(super) fn show_standing(&mut self) -> Result<(), Failure> {
        let items = self.work()?;
        let instance = self.instance()?;
        let ended = instance.status() != Status::Running;
        self.show_head(&instance, ended)?;
        if ended {
            return self.show_end();
        }
        self.show_work(&items)?;
        self.show_beyond(&instance)
    }

    fn show_work(&mut self, items: &[WorkItem]) -> Result<(), Failure> {
        let language = self.language;
        if items.is_empty() {
            let text = pick!(language, "No hay trabajo de nadie.", "There is work for nobody.");
            self.desk.line(text)?;
            return self.desk.line("");
        }
        let head = pick!(
            language,
            ["N.º", "Actividad", "Quién puede", "Qué falta", "Vence"],
            ["No.", "Activity", "Who may", "What is missing", "Due"],
        );
        let branch = |branch: &Branch<'_>| row(branch, &self.procedure, language);
        let rows: Vec<Vec<String>> = tree(&self.procedure, items).iter().map(branch).collect();
        let has_due = rows.iter().any(|row| !row[4].is_empty());
        let columns = if has_due { 5 } else { 4 };
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row[..columns].to_vec()).collect();
        for line in table(&head[..columns], &rows, self.desk.width) {
            self.desk.line(&line)?;
        }
        self.desk.line("")
    }

    fn show_head(&mut self, instance: &Instance, ended: bool) -> Result<(), Failure> {
        let language = self.language;
        let head = self.procedure.head();
        let (code, name, version) = (plain(&head.code), plain(&head.name), plain(&head.version));
        let version = match &*version {
            "" => String::new(),
            version => say!(language, " · versión {version}", " · version {version}"),
        };
        let title = format!("{code} · {name}{version}");
        let case = plain(&self.case);
        let state = match ended {
            false => pick!(language, "en curso", "running"),
            true => pick!(language, "cerrado", "closed"),
        };
        self.desk.line("")?;
        let title = self.desk.bold(&title);
        self.desk.line(&title)?;
        self.desk.line(&say!(language, "Caso {case} · {state}", "Case {case} · {state}"))?;
        self.show_term(instance)?;
        self.desk.line("")
    }

    /// The last line of the story says how the case ended.
    fn show_end(&mut self) -> Result<(), Failure> {
        let story = self.story()?;
        let last = story.lines(story.told.len().saturating_sub(1));
        for line in last {
            self.desk.line(&line)?;
        }
        Ok(())
    }
}

fn row(branch: &Branch<'_>, procedure: &Procedure, language: Language) -> Vec<String> {
    match branch {
        Branch::Heading { depth, reference, title } => {
            let reference = format!("{}{}", "  ".repeat(*depth), plain(reference));
            vec![reference, plain(title), String::new(), String::new(), String::new()]
        }
        Branch::Item { depth, item } => {
            let mut cells = item_row(item, procedure, language);
            cells[0] = format!("{}{}", "  ".repeat(*depth), cells[0]);
            cells
        }
    }
}

fn item_row(item: &WorkItem, procedure: &Procedure, language: Language) -> Vec<String> {
    let title = match item.round {
        1 => plain(&item.title),
        round => {
            let title = plain(&item.title);
            say!(language, "{title} (vez {round})", "{title} (time {round})")
        }
    };
    let title = match &item.with {
        Some(with) => format!("⇄ {title} · {}", plain(with)),
        None if item.opened_with.is_some() => format!("⇄ {title}"),
        None => title,
    };
    let reference = match item.kind {
        ItemKind::Applies => format!("{}?", item.reference),
        _ => item.reference.to_string(),
    };
    vec![
        plain(&reference),
        title,
        who(item, procedure, language),
        missing(item, procedure, language),
        due(item, procedure, language),
    ]
}

fn who(item: &WorkItem, procedure: &Procedure, language: Language) -> String {
    match item.kind {
        ItemKind::Delay | ItemKind::Wait | ItemKind::EventGateway => return String::new(),
        ItemKind::Job => return pick!(language, "el sistema", "the system").to_owned(),
        _ => {}
    }
    // Roles of a procedure that is called are its own.
    let procedure = item.procedure(procedure);
    let names: Vec<String> = item.roles.iter().map(|role| plain(role_name(procedure, role))).collect();
    let names = match names.is_empty() {
        true => pick!(language, "no se dice", "not said").to_owned(),
        false => names.join(pick!(language, " o ", " or ")),
    };
    match &item.claimed_by {
        Some(person) => {
            let person = plain(person);
            say!(language, "{names} (la tiene {person})", "{names} ({person} has it)")
        }
        None => names,
    }
}

/// Everything that the item needs, in the order in which it is asked.
pub(super) fn missing(item: &WorkItem, procedure: &Procedure, language: Language) -> String {
    let mut parts = Vec::new();
    match item.kind {
        ItemKind::Delay => {
            parts.push(pick!(language, "que pase el tiempo", "time to pass").to_owned());
        }
        ItemKind::Wait | ItemKind::EventGateway => {
            parts.push(pick!(language, "que llegue lo que espera", "what it waits for").to_owned());
        }
        ItemKind::Job => parts.push(
            pick!(language, "trabajo automático; o hecho a mano", "automatic work; or done by hand")
                .to_owned(),
        ),
        ItemKind::Incident => {
            let trouble = item.trouble.as_ref().map_or_else(String::new, |trouble| trouble.message(language));
            parts.push(say!(
                language,
                "que la autoridad lo resuelva: {trouble}",
                "the authority to resolve it: {trouble}"
            ));
        }
        _ => wanted(item, item.procedure(procedure), language, &mut parts),
    }
    match parts.is_empty() {
        true => pick!(language, "decir que se hizo", "to say that it is done").to_owned(),
        false => parts.iter().map(|part| format!("· {}", plain(part))).collect::<Vec<_>>().join("\n"),
    }
}

fn wanted(item: &WorkItem, procedure: &Procedure, language: Language, parts: &mut Vec<String>) {
    if !item.answers.is_empty() {
        let answers: Vec<&str> = item.answers.iter().map(|answer| &*answer.text).collect();
        let answers = answers.join(pick!(language, " o ", " or "));
        parts.push(match &item.question {
            Some(question) => format!("{question} {answers}"),
            None => answers,
        });
    }
    if item.answers.is_empty() && !item.answered_by.is_empty() {
        let names: Vec<&str> = item.answered_by.iter().map(|role| role_name(procedure, role)).collect();
        let names = names.join(pick!(language, " o ", " or "));
        parts.push(say!(language, "después responde: {names}", "then answered by: {names}"));
    }
    if let Some(verifies) = &item.verifies {
        let verifies = verifies.trim_end_matches('.');
        parts.push(say!(language, "resultado del control: {verifies}", "result of the control: {verifies}"));
    }
    parts.extend(item.evidence.iter().map(|evidence| evidence_wanted(evidence, procedure, language)));
    let data = item.data.iter().filter(|data| !data.optional).map(|data| data.name.to_string());
    let measures =
        item.measures.iter().filter(|measure| !measure.optional).map(|measure| measure.name.to_string());
    parts.extend(data.chain(measures));
}

fn evidence_wanted(wanted: &EvidenceWanted, procedure: &Procedure, language: Language) -> String {
    let records: Vec<String> =
        wanted.records.iter().map(|record| record_wanted(record, procedure, language)).collect();
    let joined = match wanted.rule {
        Choice::All => records.join(", "),
        _ => records.join(pick!(language, " o ", " or ")),
    };
    match wanted.optional {
        true => say!(language, "{joined} (si lo hay)", "{joined} (if there is one)"),
        false => joined,
    }
}

fn record_wanted(record: &RecordWanted, procedure: &Procedure, language: Language) -> String {
    let unsigned = |role: &&cauce::data::Text| !record.signed.contains(*role);
    let group = |(rule, roles): &(Choice, Vec<cauce::data::Text>)| {
        let names: Vec<&str> = roles.iter().filter(unsigned).map(|role| role_name(procedure, role)).collect();
        match rule {
            Choice::All => names.join(", "),
            _ => names.join(pick!(language, " o ", " or ")),
        }
    };
    let signers: Vec<String> = record.signed_by.iter().map(group).filter(|names| !names.is_empty()).collect();
    let name = &record.name;
    match signers.is_empty() {
        true => name.to_string(),
        false => {
            let signers = signers.join(", ");
            say!(language, "{name} (firma: {signers})", "{name} (signed by: {signers})")
        }
    }
}

fn due(item: &WorkItem, procedure: &Procedure, language: Language) -> String {
    let Some(due) = &item.due else {
        return String::new();
    };
    let zone = procedure.head().zone;
    let said = |at| due_moment(at, zone, language);
    match (due.due, due.not_before) {
        (Some(at), _) if item.overdue => {
            let at = said(at);
            say!(language, "VENCIDA desde {at}", "OVERDUE since {at}")
        }
        (Some(at), _) => said(at),
        (None, Some(at)) => {
            let at = said(at);
            say!(language, "no antes de {at}", "not before {at}")
        }
        (None, None) => String::new(),
    }
}
