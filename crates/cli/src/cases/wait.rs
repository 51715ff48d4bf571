//! `cauce caso espera`: lets time pass in one case or in all, says what fired and what is due next.

use cauce::command::{Actor, ClockJump, Command, Request};
use cauce::data::Timestamp;
use cauce::engine::Step;
use cauce::instance::{Instance, Status};
use cauce_store::cases::CasesError;

use super::{Counter, Mode, the_case};
use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::drive::told::Moved;
use crate::failure::Failure;
use crate::run::moment_said;
use crate::run::time::{instant, later};
use crate::story::{moment, plain};
use crate::wire::{self, CaseMoved};

/// How many cases advance between two looks at what is due.
const PAGE: usize = 1_000;

/// `cauce caso espera CASO`, or `--todos`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let json = given.wants_json(language)?;
    match given.has(Opt::All) {
        true if !given.words.is_empty() => {
            Err(Failure::Usage(say!(language, "O un caso, o --todos.", "Either one case, or --all.")))
        }
        true => all(desk, given, json),
        false => one(desk, given, json),
    }
}

fn one(desk: &mut Desk, given: &Given, json: bool) -> Result<(), Failure> {
    let case = the_case(given, desk.language())?;
    let mut counter = Counter::open(desk, given, Mode::Write)?;
    let standing = counter.look(desk, given, &case)?;
    let (language, zone) = (counter.language, standing.procedure.head().zone);
    if let Some(text) = given.text(Opt::Until, language)? {
        let until = later(text, counter.now(), &standing.procedure, language);
        counter.clock.stand_at(until.ok_or_else(|| no_moment(text, language))?);
    }
    let before = counter.cases.records(&case).map_err(|error| counter.failed(error))?.len() as u64;
    let steps = match standing.instance.status() {
        Status::Running => pass(&counter, &case)?,
        _ => Vec::new(),
    };
    let due = counter.cases.look(&case, Instance::next_due).map_err(|error| counter.failed(error))?;
    if json {
        let own = &standing.procedure;
        let steps = steps.iter().map(|step| Moved::of(step, own, language)).collect();
        return wire::print(desk, &CaseMoved::of(steps, due));
    }
    let story = counter.story(&case)?;
    let lines = story.lines(story.before(before + 1));
    if lines.is_empty() {
        desk.line(pick!(language, "No venció nada.", "Nothing fell due."))?;
    }
    lines.iter().try_for_each(|line| desk.line(&format!("  {line}")))?;
    desk.line(&next(due.map(|at| moment(at, zone)), language))
}

/// Lets time pass in a case until nothing more is due.
fn pass(counter: &Counter, case: &str) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    loop {
        let mut request = Request::new(counter.now(), Actor::Engine, Command::Advance);
        request.clock_jump = ClockJump::Confirmed;
        match counter.cases.request(case, &request) {
            Ok(step) if step.events.is_empty() => return Ok(steps),
            Ok(step) => steps.push(step),
            Err(CasesError::Rejected(cauce::rejection::Rejection::Finished)) => return Ok(steps),
            Err(error) => return Err(counter.failed(error)),
        }
    }
}

fn all(desk: &mut Desk, given: &Given, json: bool) -> Result<(), Failure> {
    let counter = Counter::open(desk, given, Mode::Write)?;
    let language = counter.language;
    let until = match given.text(Opt::Until, language)? {
        Some(text) => Some(instant(text, None).ok_or_else(|| no_moment(text, language))?),
        None => moment_said(given, None, language)?,
    };
    until.into_iter().for_each(|at| counter.clock.stand_at(at));
    let (mut steps, mut behind, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let advanced = counter.cases.advance(after, PAGE).map_err(|error| counter.failed(error))?;
        steps.extend(advanced.steps);
        behind.extend(advanced.behind);
        after = advanced.next;
        if after.is_none() {
            break;
        }
    }
    let due = counter.cases.next_due().map_err(|error| counter.failed(error))?;
    match json {
        true => wire::print(desk, &CaseMoved::of(moved(&counter, &steps)?, due))?,
        false => tell(desk, &counter, &steps, due)?,
    }
    for (case, error) in &behind {
        let (case, why) = (plain(case), plain(&error.message(language)));
        desk.complain(&format!("{case}: {why}"));
    }
    if behind.is_empty() { Ok(()) } else { Err(Failure::Unsound) }
}

pub(super) fn moved(counter: &Counter, steps: &[Step]) -> Result<Vec<Moved>, Failure> {
    let mut moved = Vec::with_capacity(steps.len());
    for step in steps {
        let own = counter.cases.look(step.case.id(), |case| case.procedure().cloned());
        let own = own.map_err(|error| counter.failed(error))?;
        moved.extend(own.map(|own| Moved::of(step, &own, counter.language)));
    }
    Ok(moved)
}

/// Case by case what happened, in the order in which it fell due.
fn tell(desk: &mut Desk, counter: &Counter, steps: &[Step], due: Option<Timestamp>) -> Result<(), Failure> {
    let language = counter.language;
    let mut last: Option<&str> = None;
    for step in steps {
        let case = step.case.id();
        // The records of a case follow each other: the first of them says from where its story is told.
        if last.replace(case) == Some(case) {
            continue;
        }
        desk.line(&say!(language, "Caso {case}", "Case {case}"))?;
        let story = counter.story(case)?;
        for line in story.lines(story.before(step.seq)) {
            desk.line(&format!("  {line}"))?;
        }
    }
    if steps.is_empty() {
        desk.line(pick!(language, "No venció nada.", "Nothing fell due."))?;
    }
    desk.line(&next(due.map(|at| at.to_string()), language))
}

fn next(due: Option<String>, language: cauce::source::Language) -> String {
    match due {
        Some(at) => say!(language, "Lo próximo vence: {at}", "Due next: {at}"),
        None => say!(language, "No hay nada por vencer.", "Nothing more falls due."),
    }
}

fn no_moment(text: &str, language: cauce::source::Language) -> Failure {
    let text = plain(text);
    Failure::Usage(say!(
        language,
        "«{text}» no dice hasta cuándo: escriba 2022-04-07, 2022-04-07T10:00:00-05:00 o, de un caso, «+3 días».",
        "“{text}” does not say until when: write 2022-04-07, 2022-04-07T10:00:00-05:00 or, of one case, “+3 days”."
    ))
}
