//! Where a case stands: what is open, who may do it, what it needs, until when.

use cauce::calendar::Zone;
use cauce::event::{Due, ItemKind};
use cauce::instance::{Instance, Status};
use cauce::procedure::{Choice, Procedure};
use cauce::source::Language;
use cauce::view::{ErrorTaken, EvidenceWanted, RecordWanted, WorkItem, terms};

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
        self.show_work(&items, &instance)?;
        self.show_beyond(&instance)
    }

    fn show_work(&mut self, items: &[WorkItem], instance: &Instance) -> Result<(), Failure> {
        let language = self.language;
        if items.is_empty() {
            let text = pick!(language, "No hay trabajo de nadie.", "There is work for nobody.");
            self.desk.line(text)?;
            return self.desk.line("");
        }
        let page = (language, self.desk.width);
        for line in work_table(items, instance, &self.procedure, page) {
            self.desk.line(&line)?;
        }
        self.desk.line("")?;
        if is_counted(items) {
            self.desk.line(pick!(
                language,
                "Escriba «#» y la cuenta del renglón, o la referencia entera.",
                "Write “#” and the count of the row, or the whole reference."
            ))?;
        }
        Ok(())
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
        let case = plain(&self.keeper.case);
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

/// The table of what is open.
pub(crate) fn work_table(
    items: &[WorkItem],
    instance: &Instance,
    procedure: &Procedure,
    (language, width): (Language, usize),
) -> Vec<String> {
    let head = pick!(
        language,
        ["N.º", "Actividad", "Quién puede", "Qué falta", "Vence"],
        ["No.", "Activity", "Who may", "What is missing", "Due"],
    );
    let branches = tree(procedure, items);
    let mut rows: Vec<Vec<String>> = branches.iter().map(|branch| row(branch, procedure, language)).collect();
    for term in terms(instance) {
        let is_it = |branch: &Branch<'_>| match branch {
            Branch::Heading { reference, .. } => *reference == term.reference,
            Branch::Item { .. } => false,
        };
        if let Some(place) = branches.iter().position(is_it) {
            rows[place][4] = due_said(&term.due, term.overdue, procedure.head().zone, language);
        }
    }
    if is_counted(items) {
        count_rows(&branches, &mut rows);
    }
    let has_due = rows.iter().any(|row| !row[4].is_empty());
    let columns = if has_due { 5 } else { 4 };
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row[..columns].to_vec()).collect();
    table(&head[..columns], &rows, width)
}

/// Whether rows are counted: several, and one of them stands in a member, where references are long.
fn is_counted(items: &[WorkItem]) -> bool {
    items.len() > 1 && items.iter().any(|item| item.reference.contains('['))
}

/// Writes the count of each row of work before its title, so that it can be chosen without its long reference.
fn count_rows(branches: &[Branch<'_>], rows: &mut [Vec<String>]) {
    let work = branches.iter().zip(rows).filter(|(branch, _)| matches!(branch, Branch::Item { .. }));
    for (count, (_, row)) in (1..).zip(work) {
        row[1] = format!("#{count} {}", row[1]);
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
    let done = pick!(language, "decir que se hizo", "to say that it is done");
    match (parts.is_empty(), errors_taken(item, language)) {
        (true, None) => return done.to_owned(),
        (true, Some(errors)) => parts.extend([done.to_owned(), errors]),
        (false, errors) => parts.extend(errors),
    }
    parts.iter().map(|part| format!("· {}", plain(part))).collect::<Vec<_>>().join("\n")
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

/// The errors that it may end with instead.
fn errors_taken(item: &WorkItem, language: Language) -> Option<String> {
    let any = pick!(language, "cualquiera", "any");
    let codes = item.errors.iter().map(|error| match error {
        ErrorTaken::Code(code) => &**code,
        _ => any,
    });
    let codes = codes.collect::<Vec<_>>().join(pick!(language, " o ", " or "));
    let said = say!(language, "si no se puede: error {codes}", "if it cannot be done: error {codes}");
    (!item.errors.is_empty()).then_some(said)
}

fn evidence_wanted(wanted: &EvidenceWanted, procedure: &Procedure, language: Language) -> String {
    let signers: Vec<String> =
        wanted.records.iter().map(|record| signers_wanted(record, procedure, language)).collect();
    // Who signs whichever is chosen stands once, after all.
    let alike = signers.len() > 1 && signers.iter().all(|other| *other == signers[0]);
    let name = |(record, signers): (&RecordWanted, &String)| match alike {
        true => record.name.to_string(),
        false => format!("{}{signers}", record.name),
    };
    let records: Vec<String> = wanted.records.iter().zip(&signers).map(name).collect();
    let joined = match wanted.rule {
        Choice::All => records.join(", "),
        _ => records.join(pick!(language, " o ", " or ")),
    };
    let joined = if alike { format!("{joined}{}", signers[0]) } else { joined };
    match wanted.optional {
        true => say!(language, "{joined} (si lo hay)", "{joined} (if there is one)"),
        false => joined,
    }
}

/// « (firma: auditor)», nothing where nobody has to sign any more.
fn signers_wanted(record: &RecordWanted, procedure: &Procedure, language: Language) -> String {
    let unsigned = |role: &&cauce::data::Text| !record.signed.contains(*role);
    let group = |(rule, roles): &(Choice, Vec<cauce::data::Text>)| {
        let names: Vec<&str> = roles.iter().filter(unsigned).map(|role| role_name(procedure, role)).collect();
        match rule {
            Choice::All => names.join(", "),
            _ => names.join(pick!(language, " o ", " or ")),
        }
    };
    let signers: Vec<String> = record.signed_by.iter().map(group).filter(|names| !names.is_empty()).collect();
    match signers.is_empty() {
        true => String::new(),
        false => {
            let signers = signers.join(", ");
            say!(language, " (firma: {signers})", " (signed by: {signers})")
        }
    }
}

fn due(item: &WorkItem, procedure: &Procedure, language: Language) -> String {
    let due = item.due.as_ref();
    due.map_or_else(String::new, |due| due_said(due, item.overdue, procedure.head().zone, language))
}

fn due_said(due: &Due, overdue: bool, zone: Option<Zone>, language: Language) -> String {
    let said = |at| due_moment(at, zone, language);
    match (due.due, due.not_before) {
        (Some(at), _) if overdue => {
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
