//! `cauce caso migra`: plans what becomes of cases in another version of their procedure, and moves them when told to.
//!
//! Without `--hazlo` nothing is written. What becomes of each thing a case holds `cauce::migration` says.

use std::path::Path;
use std::sync::Arc;

use cauce::command::{Actor, Command, ItemId, Mapping};
use cauce::instance::{Instance, Status};
use cauce::migration::{Plan, plan};
use cauce::procedure::Procedure;
use cauce::source::Language;
use cauce_store::cases::CasesError;

use super::{Counter, Mode, add_all, failed, list, pair, said, texts};
use crate::arguments::{Given, Opt, spelled};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::files;
use crate::load::load_sound;
use crate::run::moment_said;
use crate::story::plain;

/// `cauce caso migra CASO… [--version ARCHIVO]`, or `--todos --codigo CÓDIGO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    if given.words.is_empty() != given.has(Opt::All) {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué casos: uno o varios por su nombre, o --todos con --codigo.",
            "Say which cases: one or several by name, or --all with --code."
        )));
    }
    let does = given.has(Opt::DoIt);
    let mut counter = Counter::open(desk, given, if does { Mode::Write } else { Mode::Look })?;
    if let Some(at) = moment_said(given, None, language)? {
        counter.clock.stand_at(at);
    }
    let target = target(desk, given, (&counter, does))?;
    if let Some(target) = &target {
        counter.language = desk.language_for(target.head().language);
    }
    let mapping = mapping(given, counter.language)?;
    let actor = if does { Some(authority(given, counter.language)?) } else { None };
    let cases: Vec<String> = match given.has(Opt::All) {
        true => list::found(&counter, given)?.0.into_iter().map(|row| row.case.to_string()).collect(),
        false => given.words.iter().map(|word| said(word, language)).collect::<Result<Vec<_>, _>>()?,
    };
    let mover = Mover { counter, target, mapping, actor };
    let mut left = 0u32;
    for case in &cases {
        if !mover.take(desk, case)? {
            left = left.saturating_add(1);
        }
    }
    mover.end(desk, left)
}

/// The version that is meant: of the file that was named, else the one that is in force in the store.
fn target(
    desk: &mut Desk,
    given: &Given,
    (counter, keeps): (&Counter, bool),
) -> Result<Option<Arc<Procedure>>, Failure> {
    let Some(path) = given.value(Opt::To).map(Path::new) else { return Ok(None) };
    let file = files::procedure(path, desk.language())?;
    let loaded = load_sound(&file, given.reading(desk.language())?, desk)?;
    let Some(procedure) = loaded.procedure.clone() else { return Err(Failure::Unsound) };
    if keeps {
        let all: Vec<String> = loaded.all().map(|one| loaded.text_of(one).to_owned()).collect();
        add_all(&counter.cases, desk, given, (&procedure, &file, &all))?;
    }
    Ok(Some(procedure))
}

/// What becomes of what the new version does not have as it was.
fn mapping(given: &Given, language: Language) -> Result<Mapping, Failure> {
    let mut mapping = Mapping::new();
    for text in texts(given, Opt::Moving, language)? {
        let (before, now) = pair(&text, language)?;
        mapping = mapping.moving(before, now);
    }
    for text in texts(given, Opt::Ending, language)? {
        mapping = mapping.ending(&text);
    }
    for text in texts(given, Opt::Renaming, language)? {
        let (before, now) = pair(&text, language)?;
        mapping = mapping.renaming(before, now);
    }
    for text in texts(given, Opt::Dropping, language)? {
        mapping = mapping.dropping(&text);
    }
    if given.has(Opt::Recounting) {
        mapping = mapping.recounting();
    }
    if given.has(Opt::WithoutPast) {
        mapping = mapping.without_past();
    }
    if let Some(text) = given.text(Opt::InCall, language)? {
        let item = text.parse().map_err(|_| {
            let name = spelled(Opt::InCall, language);
            Failure::Usage(say!(
                language,
                "{name} lleva el número de lo que llama al procedimiento.",
                "{name} takes the number of what calls the procedure."
            ))
        })?;
        mapping = mapping.in_call(ItemId(item));
    }
    Ok(match given.text(Opt::Note, language)? {
        Some(why) => mapping.because(why),
        None => mapping,
    })
}

fn authority(given: &Given, language: Language) -> Result<Actor, Failure> {
    match (given.text(Opt::Person, language)?, given.text(Opt::As, language)?) {
        (Some(person), Some(role)) => Ok(Actor::person(person, role)),
        _ => Err(Failure::Usage(say!(
            language,
            "Lo hace la autoridad del procedimiento: diga --persona ID y --como ROL.",
            "The authority of the procedure does it: say --person ID and --as ROLE."
        ))),
    }
}

struct Mover {
    counter: Counter,
    /// The version that was named; none: the one in force.
    target: Option<Arc<Procedure>>,
    mapping: Mapping,
    /// Who moves the cases; none: it is only planned.
    actor: Option<Actor>,
}

impl Mover {
    /// Plans or moves one case; whether nothing stands in its way.
    fn take(&self, desk: &mut Desk, case: &str) -> Result<bool, Failure> {
        let language = self.counter.language;
        let instance = self.counter.cases.look(case, Instance::clone);
        let instance = instance.map_err(|error| self.counter.failed(error))?;
        let name = plain(case);
        let Some(own) = instance.procedure().filter(|_| instance.status() == Status::Running) else {
            desk.line(&say!(language, "{name}: ya terminó; se queda.", "{name}: it has ended; it stays."))?;
            return Ok(true);
        };
        let to = match &self.target {
            Some(target) => Arc::clone(target),
            None => self.in_force(own.code())?,
        };
        if to.digests().definition == own.digests().definition && self.mapping.in_call.is_none() {
            desk.line(&say!(
                language,
                "{name}: ya va por esa versión.",
                "{name}: it goes by that version already."
            ))?;
            return Ok(true);
        }
        let plan = match plan(&instance, &to, &self.mapping) {
            Ok(plan) => plan,
            Err(rejection) => return Err(failed(CasesError::Rejected(rejection), language)),
        };
        tell(desk, &name, &plan, language)?;
        match &self.actor {
            Some(actor) if plan.is_possible() => self.move_case(desk, (case, &name), (&to, actor)),
            _ => Ok(plan.is_possible()),
        }
    }

    fn move_case(
        &self,
        desk: &mut Desk,
        (case, name): (&str, &str),
        (to, actor): (&Arc<Procedure>, &Actor),
    ) -> Result<bool, Failure> {
        let language = self.counter.language;
        let mapping = Box::new(self.mapping.clone());
        let command = Command::Migrate { to: to.digests().definition, mapping };
        match self.counter.cases.ask(case, actor, command) {
            Ok(_) => {
                desk.line(&say!(language, "  {name}: pasó.", "  {name}: it was moved."))?;
                Ok(true)
            }
            Err(CasesError::Rejected(rejection)) => {
                crate::run::session::tell_refusal(desk, &rejection, language)?;
                Ok(false)
            }
            Err(error) => Err(self.counter.failed(error)),
        }
    }

    /// The version that the store has in force.
    fn in_force(&self, code: &str) -> Result<Arc<Procedure>, Failure> {
        super::open::of_store(&self.counter, code).map(|(procedure, _)| procedure)
    }

    fn end(&self, desk: &mut Desk, left: u32) -> Result<(), Failure> {
        let language = self.counter.language;
        if self.actor.is_none() {
            let name = spelled(Opt::DoIt, language);
            desk.line(&say!(
                language,
                "Nada se escribió: con {name} se hace.",
                "Nothing was written: with {name} it is done."
            ))?;
        }
        if left == 0 { Ok(()) } else { Err(Failure::Unsound) }
    }
}

/// What becomes of a case, thing by thing as far as it changes.
fn tell(desk: &mut Desk, name: &str, plan: &Plan, language: Language) -> Result<(), Failure> {
    desk.line(&format!("{name}: {}", plan.message(language)))?;
    for entry in plan.changes() {
        desk.line(&format!("  · {}", plain(&entry.message(language))))?;
    }
    Ok(())
}
