//! `cauce caso muestra`: where a case stands, what is open and what to write to do it, what has happened.

use cauce::event::Event;
use cauce::instance::Status;
use cauce::path::Snapshot;
use cauce::view::{ahead, case_data};
use cauce_store::cases::CaseSummary;

use super::list::state_word;
use super::recipe::recipe;
use super::{Counter, Mode, the_case};
use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::run::beyond;
use crate::run::standing::work_table;
use crate::story::{due_moment, moment, plain};
use crate::wire::{self, CaseShown};

/// `cauce caso muestra CASO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let case = the_case(given, desk.language())?;
    let mut counter = Counter::open(desk, given, Mode::Look)?;
    match given.wants_json(desk.language())? {
        true => as_json(desk, &mut counter, given, &case),
        false => page(desk, &mut counter, given, &case),
    }
}

/// The case as JSON.
pub(super) fn as_json(
    desk: &mut Desk,
    counter: &mut Counter,
    given: &Given,
    case: &str,
) -> Result<(), Failure> {
    let standing = counter.look(desk, given, case)?;
    let summary = counter.cases.summary(case).map_err(|error| counter.failed(error))?;
    let records = counter.cases.records(case).map_err(|error| counter.failed(error))?;
    let events: Vec<Event> = records.into_iter().flat_map(|record| record.events).collect();
    let Some((picture, ran)) = Snapshot::of(&standing.instance, &events) else {
        return Err(Failure::Unsound);
    };
    let story = match given.has(Opt::History) {
        true => Some(counter.story(case)?.lines(0)),
        false => None,
    };
    let snapshot = wire::Step::of(&picture, &ran);
    let own = &standing.procedure;
    wire::print(desk, &CaseShown::of(&summary, (&standing.items, own, counter.language), snapshot, story))
}

/// The case as people read it.
pub(super) fn page(desk: &mut Desk, counter: &mut Counter, given: &Given, case: &str) -> Result<(), Failure> {
    let standing = counter.look(desk, given, case)?;
    let summary = counter.cases.summary(case).map_err(|error| counter.failed(error))?;
    head(desk, counter, &standing, &summary)?;
    if given.has(Opt::History) {
        let title = pick!(counter.language, "Lo que ha pasado:", "What has happened:");
        desk.line(title)?;
        for line in counter.story(case)?.lines(0) {
            desk.line(&format!("  {line}"))?;
        }
        desk.line("")?;
    }
    match standing.instance.status() {
        Status::Running => open(desk, counter, &standing),
        _ => end(desk, counter, case),
    }
}

fn head(
    desk: &mut Desk,
    counter: &Counter,
    standing: &super::Standing,
    summary: &CaseSummary,
) -> Result<(), Failure> {
    let (language, zone) = (counter.language, standing.procedure.head().zone);
    let head = standing.procedure.head();
    let version = match &*head.version {
        "" => String::new(),
        version => say!(language, " · versión {version}", " · version {version}"),
    };
    let title = plain(&format!("{} · {}{version}", head.code, head.name));
    let title = desk.bold(&title);
    desk.line(&title)?;
    let (case, state) = (plain(&summary.case), state_word(summary.state, language));
    let key = summary.business_key.as_ref().map_or_else(String::new, |key| format!(" · {}", plain(key)));
    desk.line(&say!(language, "Caso {case}{key} · {state}", "Case {case}{key} · {state}"))?;
    let (started, moved) = (moment(summary.started, zone), moment(summary.moved, zone));
    desk.line(&say!(
        language,
        "Comenzó {started}; lo último, {moved}",
        "Began {started}; last moved {moved}"
    ))?;
    if let Some(due) = standing.instance.due().and_then(|due| due.due) {
        let late = standing.instance.is_overdue() || due < counter.now();
        let due = due_moment(due, zone, language);
        desk.line(&match late {
            true => say!(
                language,
                "Plazo del caso: VENCIDO desde {due}",
                "Deadline of the case: OVERDUE since {due}"
            ),
            false => say!(language, "Plazo del caso: {due}", "Deadline of the case: {due}"),
        })?;
    }
    let data = case_data(&standing.instance);
    if !data.is_empty() {
        let said: Vec<String> = data
            .iter()
            .map(|(id, value)| plain(&format!("{id} = {}", cauce::reference::said(value))))
            .collect();
        let said = said.join(" · ");
        desk.line(&say!(language, "Datos: {said}", "Data: {said}"))?;
    }
    desk.line("")
}

/// What is open, and under the table what to write to do each thing.
fn open(desk: &mut Desk, counter: &Counter, standing: &super::Standing) -> Result<(), Failure> {
    let (language, zone) = (counter.language, standing.procedure.head().zone);
    if standing.items.is_empty() {
        desk.line(pick!(language, "No hay trabajo de nadie.", "There is work for nobody."))?;
    } else {
        let page = (language, desk.width);
        for line in work_table(&standing.items, &standing.instance, &standing.procedure, page) {
            desk.line(&line)?;
        }
    }
    desk.line("")?;
    let recipes: Vec<String> =
        standing.items.iter().filter_map(|item| recipe(standing, item, language)).collect();
    list(desk, pick!(language, "Se escribe:", "To write:"), &recipes)?;
    let events: Vec<String> =
        ahead(&standing.instance).iter().map(|ahead| beyond::line(ahead, zone, language)).collect();
    list(desk, pick!(language, "Puede pasar:", "What may happen:"), &events)
}

fn list(desk: &mut Desk, title: &str, lines: &[String]) -> Result<(), Failure> {
    if lines.is_empty() {
        return Ok(());
    }
    desk.line(title)?;
    lines.iter().try_for_each(|line| desk.line(&format!("  {line}")))
}

/// The last line of the story says how the case ended.
fn end(desk: &mut Desk, counter: &Counter, case: &str) -> Result<(), Failure> {
    let story = counter.story(case)?;
    story.lines(story.told.len().saturating_sub(1)).iter().try_for_each(|line| desk.line(line))?;
    let case = super::quoted(case);
    desk.line(&say!(
        counter.language,
        "Su documento: cauce caso exporta {case} --salida caso.md",
        "Its document: cauce case export {case} --out case.md"
    ))
}
