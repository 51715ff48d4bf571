//! Where a case stands: what is open, who may do it, what it needs, until when.

use cauce::event::ItemKind;
use cauce::procedure::{Choice, Procedure};
use cauce::source::Language;
use cauce::view::{EvidenceWanted, RecordWanted, WorkItem};

use super::session::Session;
use crate::failure::Failure;
use crate::grid::table;
use crate::story::{due_moment, plain, role_name};

impl Session<'_> {
    /// Shows the head of the case and the table of what is open.
    pub(super) fn show_standing(&mut self) -> Result<(), Failure> {
        let items = self.work()?;
        self.show_head(items.is_empty())?;
        if items.is_empty() {
            return self.show_end();
        }
        let language = self.language;
        let head = pick!(
            language,
            ["N.º", "Actividad", "Quién puede", "Qué falta", "Vence"],
            ["No.", "Activity", "Who may", "What is missing", "Due"],
        );
        let rows: Vec<Vec<String>> = items.iter().map(|item| row(item, &self.procedure, language)).collect();
        let has_due = rows.iter().any(|row| !row[4].is_empty());
        let columns = if has_due { 5 } else { 4 };
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row[..columns].to_vec()).collect();
        for line in table(&head[..columns], &rows, self.desk.width) {
            self.desk.line(&line)?;
        }
        self.desk.line("")
    }

    fn show_head(&mut self, ended: bool) -> Result<(), Failure> {
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

fn row(item: &WorkItem, procedure: &Procedure, language: Language) -> Vec<String> {
    let title = match item.round {
        1 => plain(&item.title),
        round => {
            let title = plain(&item.title);
            say!(language, "{title} (vez {round})", "{title} (time {round})")
        }
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
    if item.kind == ItemKind::Delay {
        return String::new();
    }
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
        ItemKind::Incident => {
            let trouble = item.trouble.as_ref().map_or_else(String::new, |trouble| trouble.message(language));
            parts.push(say!(
                language,
                "que la autoridad lo resuelva: {trouble}",
                "the authority to resolve it: {trouble}"
            ));
        }
        _ => wanted(item, procedure, language, &mut parts),
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
