//! `cauce caso haz`: one thing done to a case, said whole in one line.
//!
//! Knows the words of that line, which are those of `cauce corre`; what it needs besides stands in options.
//! Read [`obey`] first, then [`Line`].

mod given;

use cauce::command::{Actor, Command, Message, Resolution};
use cauce::data::Text;
use cauce::event::ItemKind;
use cauce::reference::Reference;
use cauce::rejection::Rejection;
use cauce::view::{Ahead, AwaitedKind, WorkItem, ahead, effects};
use cauce_store::cases::CasesError;

use super::open::datum;
use super::recipe::recipe;
use super::{Counter, Mode, OUTSIDE, Standing, bulk, pair, said, show, wait};
use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::run::doing::split_reference;
use crate::run::evidence::signed_file;
use crate::run::filling::find_answer;
use crate::run::session::tell_refusal;
use crate::story::plain;
use crate::wire::{self, CaseMoved};
use given::{done, note, verification};

/// What may be done besides an activity, in Spanish and English: the orders of `cauce corre`.
const ORDERS: [[&str; 2]; 9] = [
    ["toma", "claim"],
    ["suelta", "release"],
    ["encarga", "delegate"],
    ["firma", "sign"],
    ["anota", "note"],
    ["mensaje", "message"],
    ["senal", "signal"],
    ["declara", "declare"],
    ["cancela", "cancel"],
];

/// The line: what is done, and the words after it.
struct Line<'a> {
    given: &'a Given,
    what: String,
    words: Vec<String>,
}

/// Who does what.
type Asked = (Actor, Command);

/// `cauce caso haz CASO QUÉ…`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    if given.has(Opt::Bulk) {
        return bulk::obey(desk, given);
    }
    let [case, what, rest @ ..] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga el caso y qué se hace: cauce caso haz CASO 4 SI. «cauce caso muestra CASO» dice qué se puede.",
            "Say the case and what is done: cauce case do CASE 4 YES. “cauce case show CASE” says what can be."
        )));
    };
    let json = given.wants_json(language)?;
    let words = rest.iter().map(|word| said(word, language)).collect::<Result<Vec<_>, _>>()?;
    let (case, what) = (said(case, language)?, said(what, language)?);
    let mut counter = Counter::open(desk, given, Mode::Write)?;
    let standing = counter.look(desk, given, &case)?;
    let line = Line { given, what, words };
    match line.ask(&counter, &standing) {
        Ok(Some(asked)) => send(desk, &mut counter, (given, &standing), (asked, json)),
        Ok(None) => Ok(()),
        Err(Stop::Failed(failure)) => Err(failure),
        Err(Stop::Refused(rejection, item)) => {
            refuse(desk, &counter, (&standing, item.as_deref()), (&rejection, json))
        }
    }
}

/// Why nothing is asked of the case.
enum Stop {
    Failed(Failure),
    /// The engine would refuse it; with the item that was meant.
    Refused(Box<Rejection>, Option<Box<WorkItem>>),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failed(failure)
    }
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Stop::Refused(Box::new(rejection), None)
    }
}

/// Asks it of the case and says what came of it.
fn send(
    desk: &mut Desk,
    counter: &mut Counter,
    (given, standing): (&Given, &Standing),
    ((actor, command), json): (Asked, bool),
) -> Result<(), Failure> {
    let case = &standing.case;
    let meant = command.item();
    let nobody = match &command {
        Command::Signal { name } => Rejection::NobodyWaits { signal: name.clone() },
        _ => Rejection::NotStarted,
    };
    let before = counter.cases.records(case).map_err(|error| counter.failed(error))?.len() as u64;
    let done = match command {
        Command::Signal { name } => counter.cases.signal(&name, &actor),
        command => counter.cases.ask(case, &actor, command).map(|step| vec![step]),
    };
    match done {
        Ok(steps) if steps.is_empty() => refuse(desk, counter, (standing, None), (&nobody, json)),
        Ok(steps) if json => {
            let due = counter.cases.look(case, cauce::instance::Instance::next_due);
            let due = due.map_err(|error| counter.failed(error))?;
            wire::print(desk, &CaseMoved::of(wait::moved(counter, &steps)?, due))
        }
        Ok(_) => {
            let story = counter.story(case)?;
            for line in story.lines(story.before(before + 1)) {
                desk.line(&format!("  {line}"))?;
            }
            desk.line("")?;
            show::page(desk, counter, given, case)
        }
        Err(CasesError::Rejected(rejection)) => {
            let item = standing.items.iter().find(|item| Some(item.item) == meant);
            refuse(desk, counter, (standing, item), (&rejection, json))
        }
        Err(error) => Err(counter.failed(error)),
    }
}

/// Says why not, and what to write instead.
fn refuse(
    desk: &mut Desk,
    counter: &Counter,
    (standing, item): (&Standing, Option<&WorkItem>),
    (rejection, json): (&Rejection, bool),
) -> Result<(), Failure> {
    let language = counter.language;
    if json {
        wire::print(desk, &CaseMoved::refused(rejection, language))?;
        return Err(Failure::Unsound);
    }
    tell_refusal(desk, rejection, language)?;
    let open = |item: &&WorkItem| standing.items.iter().any(|open| open.item == item.item);
    let recipes: Vec<String> = match item.filter(open) {
        Some(item) => recipe(standing, item, language).into_iter().collect(),
        None => standing.items.iter().filter_map(|item| recipe(standing, item, language)).take(3).collect(),
    };
    for line in recipes {
        desk.line(&say!(language, "  → se escribe: {line}", "  → write: {line}"))?;
    }
    Err(Failure::Unsound)
}

impl Line<'_> {
    /// What the line asks of the case.
    fn ask(&self, counter: &Counter, standing: &Standing) -> Result<Option<Asked>, Stop> {
        let bare = self.what.strip_prefix(':').unwrap_or(&self.what);
        if let Some(name) = self.what.strip_prefix('@') {
            return self.message(name, &self.words, (counter, standing)).map(Some);
        }
        if let Some(name) = self.what.strip_prefix('!') {
            return self.declare(name, &self.words, (counter, standing)).map(Some);
        }
        // The words of orders have no ñ, so that every keyboard has them; who writes it is understood.
        let bare = bare.replace('ñ', "n");
        let order = ORDERS.iter().find(|names| names.contains(&&*bare));
        let Some([order, _]) = order else { return self.item(counter, standing).map(Some) };
        let first = self.words.first().map(String::as_str);
        let rest = self.words.get(1..).unwrap_or_default();
        let asked = match *order {
            "anota" => self.set_data((counter, standing))?,
            "cancela" => self.cancel((counter, standing))?,
            "mensaje" => self.message(self.need(first, counter)?, rest, (counter, standing))?,
            "senal" => {
                let name = self.need(first, counter)?.into();
                (Actor::host(OUTSIDE), Command::Signal { name })
            }
            "declara" => self.declare(self.need(first, counter)?, rest, (counter, standing))?,
            order => self.about(order, (self.need(first, counter)?, rest), (counter, standing))?,
        };
        Ok(Some(asked))
    }

    fn need<'w>(&self, word: Option<&'w str>, counter: &Counter) -> Result<&'w str, Failure> {
        word.ok_or_else(|| {
            let what = plain(&self.what);
            Failure::Usage(say!(
                counter.language,
                "A «{what}» le falta a qué se refiere.",
                "“{what}” lacks what it is about."
            ))
        })
    }

    /// Takes, gives back, hands on or signs something open.
    fn about(
        &self,
        order: &str,
        (reference, rest): (&str, &[String]),
        (counter, standing): (&Counter, &Standing),
    ) -> Result<Asked, Stop> {
        let item = self.find(reference, (counter, standing))?;
        let (id, actor) = (item.item, self.actor(item, counter)?);
        let command = match order {
            "toma" => Command::Claim { item: id },
            "suelta" => Command::Release { item: id },
            "encarga" => {
                let to = self.need(rest.first().map(String::as_str), counter)?;
                Command::Delegate { item: id, to: to.into() }
            }
            _ => self.sign(item, rest, counter)?,
        };
        Ok((actor, command))
    }

    /// `firma 12 acta=acta.pdf`, or the file alone where one thing is signed.
    fn sign(&self, item: &WorkItem, rest: &[String], counter: &Counter) -> Result<Command, Stop> {
        let word = self.need(rest.first().map(String::as_str), counter)?;
        let records: Vec<_> = item.evidence.iter().flat_map(|wanted| &wanted.records).collect();
        let named =
            word.split_once('=').filter(|(name, _)| records.iter().any(|record| *record.id == **name));
        let signed: Vec<_> = records.iter().filter(|record| !record.signed_by.is_empty()).collect();
        let (record, path) = match (named, &signed[..]) {
            (Some((name, path)), _) => (Text::from(name), path),
            (None, [only]) => (only.id.clone(), word),
            _ => {
                let ids = signed.iter().map(|record| &*record.id).collect::<Vec<_>>().join(", ");
                return Err(Stop::Failed(Failure::Usage(say!(
                    counter.language,
                    "Diga qué se firma: firma {word} REGISTRO=ARCHIVO ({ids}).",
                    "Say what is signed: sign {word} RECORD=FILE ({ids})."
                ))));
            }
        };
        let sha256 = signed_file(path, counter.language).map_err(Failure::Files)?;
        Ok(Command::Sign { item: item.item, record, sha256 })
    }

    /// `anota sedes=3`, several at once.
    fn set_data(&self, (counter, standing): (&Counter, &Standing)) -> Result<Asked, Stop> {
        let mut data = Vec::new();
        let more = super::texts(self.given, Opt::Datum, counter.language)?;
        for word in self.words.iter().chain(&more) {
            let (name, value) = pair(word, counter.language)?;
            data.push((name.into(), datum(&standing.procedure, (name, value), counter.language)?));
        }
        let measures = given::measures(self.given, counter.language)?;
        let actor = self.who(&[], counter)?;
        Ok((actor, if data.is_empty() { Command::Measure { measures } } else { Command::SetData { data } }))
    }

    fn cancel(&self, (counter, standing): (&Counter, &Standing)) -> Result<Asked, Stop> {
        let reason = match self.words.is_empty() {
            true => self.reason(counter)?,
            false => self.words.join(" ").into(),
        };
        let own = &standing.procedure;
        let roles: Vec<Text> =
            own.head().authority.iter().map(|role| own.roles()[role.index()].id.clone()).collect();
        Ok((self.who(&roles, counter)?, Command::Cancel { reason }))
    }

    /// `@pago pedido=P-1`: of the kinds that whoever waits compares, else as it reads.
    fn message(
        &self,
        name: &str,
        words: &[String],
        (counter, standing): (&Counter, &Standing),
    ) -> Result<Asked, Stop> {
        let waits = ahead(&standing.instance);
        let mut message = Message::new(name);
        let more = super::texts(self.given, Opt::Datum, counter.language)?;
        for word in words.iter().chain(&more) {
            let (key, value) = pair(word, counter.language)?;
            let awaited = waits.iter().flat_map(|wait| &wait.correlates).find(|(known, _)| **known == *key);
            let value = match awaited {
                // Written as it is shown, it is that very value.
                Some((_, awaited)) if cauce::reference::said(awaited) == value => awaited.clone(),
                _ => datum(&standing.procedure, (key, value), counter.language)?,
            };
            message.data.push((key.into(), value));
        }
        Ok((Actor::host(OUTSIDE), Command::Message(message)))
    }

    /// `!cambia-cronograma la nota`.
    fn declare(
        &self,
        name: &str,
        words: &[String],
        (counter, standing): (&Counter, &Standing),
    ) -> Result<Asked, Stop> {
        let meant = Reference::parse(name);
        let is_meant = |ahead: &Ahead| {
            let by_id = meant.as_ref().is_some_and(|meant| meant.element() == &*ahead.id);
            ahead.kind == AwaitedKind::Declared && (*ahead.reference == *name || by_id)
        };
        let found: Vec<Ahead> = ahead(&standing.instance).into_iter().filter(is_meant).collect();
        let event = match &found[..] {
            [] => {
                return Err(Rejection::NotOpen {
                    reference: name.chars().take(64).collect::<String>().into(),
                }
                .into());
            }
            [only] => only,
            several => several.iter().find(|ahead| *ahead.reference == *name).unwrap_or(&several[0]),
        };
        let note = match words.is_empty() {
            true => note(self.given, counter.language)?,
            false => Some(words.join(" ").into()),
        };
        Ok((self.who(&event.roles, counter)?, Command::Declare { item: event.item, note }))
    }

    /// Something open, done: `4`, `4:NO`, `4 NO`, `7?:SI`, `4 error SIN-FONDOS`.
    fn item(&self, counter: &Counter, standing: &Standing) -> Result<Asked, Stop> {
        let (reference, answer) = match split_reference(&self.what) {
            Some((reference, answer)) => (reference, Some(answer.trim())),
            None => (&*self.what, self.words.first().map(String::as_str)),
        };
        let answer = answer.filter(|answer| !answer.is_empty());
        let item = self.find(reference, (counter, standing))?;
        if item.kind == ItemKind::Job {
            return self.job(item, answer, (counter, standing));
        }
        let waits = matches!(item.kind, ItemKind::Delay | ItemKind::Wait | ItemKind::EventGateway);
        let declared = ahead(&standing.instance)
            .into_iter()
            .find(|ahead| ahead.item == item.item && ahead.kind == AwaitedKind::Declared);
        match declared {
            Some(event) => return self.declare(&event.reference, &self.words, (counter, standing)),
            None if waits => {
                return Err(refused(Rejection::WrongKind { reference: item.reference.clone() }, item));
            }
            None => {}
        }
        let actor = self.actor(item, counter)?;
        let id = item.item;
        let is_answer = |said: &str| find_answer(&item.answers, said).is_some();
        if item.kind == ItemKind::Work && answer.is_some_and(|said| said == "error" && !is_answer(said)) {
            // After `4 error` the code is the second word, after `4:error` the first.
            let place = usize::from(split_reference(&self.what).is_none());
            let code = self.need(self.words.get(place).map(String::as_str), counter)?.into();
            return Ok((actor, Command::ThrowError { item: id, attempt: 1, code }));
        }
        let meant = answer.map(|said| match find_answer(&item.answers, said) {
            Some(found) => item.answers[found].id.clone(),
            None => said.into(),
        });
        let command = match item.kind {
            ItemKind::Work => {
                let own = item.procedure(&standing.procedure);
                let mut done = done(self.given, (item, own), &actor, counter.language)?;
                done.answer = meant;
                Command::Complete { item: id, done }
            }
            ItemKind::Verify => {
                let given = verification(self.given, item, answer, counter.language)?;
                let missing = || {
                    refused(
                        Rejection::VerificationMissing {
                            verifies: item.verifies.clone().unwrap_or_default(),
                        },
                        item,
                    )
                };
                Command::Verify { item: id, verification: given.ok_or_else(missing)? }
            }
            ItemKind::Incident => Command::Resolve {
                item: id,
                how: self.resolution(item, answer, counter)?,
                reason: self.reason(counter)?,
            },
            _ => {
                let missing = || {
                    refused(
                        Rejection::AnswerMissing {
                            answers: item.answers.iter().map(|answer| answer.text.clone()).collect(),
                        },
                        item,
                    )
                };
                Command::Answer {
                    item: id,
                    answer: meant.ok_or_else(missing)?,
                    note: note(self.given, counter.language)?,
                }
            }
        };
        Ok((actor, command))
    }

    /// How an incident goes on: `intenta`, `una-mas`, `toma=SALIDA`, `sigue-en=ACTIVIDAD`.
    fn resolution(&self, item: &WorkItem, word: Option<&str>, counter: &Counter) -> Result<Resolution, Stop> {
        let (how, what) = word.map_or(("", ""), |word| word.split_once('=').unwrap_or((word, "")));
        match (how, what) {
            ("intenta" | "retry", "") => Ok(Resolution::Retry),
            ("una-mas" | "one-more", "") => Ok(Resolution::OneMore),
            ("toma" | "take", answer) if !answer.is_empty() => {
                let found = find_answer(&item.answers, answer);
                let id = found.map_or_else(|| answer.into(), |found| item.answers[found].id.clone());
                Ok(Resolution::Take(id))
            }
            ("sigue-en" | "move-to", to) if !to.is_empty() => Ok(Resolution::MoveTo(to.into())),
            _ => Err(Stop::Failed(Failure::Usage(say!(
                counter.language,
                "Diga cómo sigue: intenta, una-mas, toma=SALIDA o sigue-en=ACTIVIDAD.",
                "Say how it goes on: retry, one-more, take=EXIT or move-to=ACTIVITY."
            )))),
        }
    }

    /// Automatic work, done by hand: `hecho`, `fallo`, `error`.
    fn job(
        &self,
        item: &WorkItem,
        word: Option<&str>,
        (counter, standing): (&Counter, &Standing),
    ) -> Result<Asked, Stop> {
        let job = effects(&standing.instance).into_iter().find(|effect| effect.item == item.item);
        let (item, attempt) = (item.item, job.map_or(1, |job| job.attempt));
        let command = match word {
            Some("fallo" | "failed") => {
                Command::FailJob { item, attempt, reason: self.reason(counter)?, retry_after: None }
            }
            Some("error") => {
                let code = self.need(self.words.get(1).map(String::as_str), counter)?.into();
                Command::ThrowError { item, attempt, code }
            }
            Some("hecho" | "done") | None => {
                let mut data = Vec::new();
                for text in super::texts(self.given, Opt::Datum, counter.language)? {
                    let (name, value) = pair(&text, counter.language)?;
                    data.push((name.into(), datum(&standing.procedure, (name, value), counter.language)?));
                }
                Command::CompleteJob { item, attempt, data }
            }
            Some(other) => {
                let other = plain(other);
                return Err(Stop::Failed(Failure::Usage(say!(
                    counter.language,
                    "De un trabajo automático se dice hecho, fallo o error CÓDIGO; no «{other}».",
                    "Of automatic work one says done, failed or error CODE; not “{other}”."
                ))));
            }
        };
        Ok((Actor::host(OUTSIDE), command))
    }

    /// The open item that is meant; of several of one activity the one of the role acted in.
    fn find<'s>(
        &self,
        written: &str,
        (counter, standing): (&Counter, &'s Standing),
    ) -> Result<&'s WorkItem, Stop> {
        let (name, asks) = (written.trim_end_matches('?'), written.ends_with('?'));
        let not_open =
            || Rejection::NotOpen { reference: written.chars().take(64).collect::<String>().into() };
        let meant = Reference::parse(name).ok_or_else(not_open)?;
        let fits = |item: &&WorkItem| {
            item.is(&standing.procedure, &meant) && (!asks || item.kind == ItemKind::Applies)
        };
        let found: Vec<&WorkItem> = standing.items.iter().filter(fits).collect();
        let role = self.given.text(Opt::As, counter.language)?;
        let own = |item: &&&WorkItem| item.roles.iter().any(|allowed| Some(&**allowed) == role);
        match &found[..] {
            [] => Err(not_open().into()),
            [only] => Ok(only),
            several if several.iter().all(|item| item.reference == several[0].reference) => {
                Ok(several.iter().find(own).unwrap_or(&several[0]))
            }
            several => {
                let all: Vec<String> = several.iter().map(|item| plain(&item.reference)).collect();
                let all = all.join(", ");
                Err(Stop::Failed(Failure::Usage(say!(
                    counter.language,
                    "Son varias; diga cuál: {all}.",
                    "There are several; say which: {all}."
                ))))
            }
        }
    }

    fn reason(&self, counter: &Counter) -> Result<Text, Failure> {
        note(self.given, counter.language)?.ok_or_else(|| {
            Failure::Usage(say!(
                counter.language,
                "Diga la razón: --nota TEXTO.",
                "Say the reason: --note TEXT."
            ))
        })
    }

    fn actor(&self, item: &WorkItem, counter: &Counter) -> Result<Actor, Failure> {
        self.who(&item.roles, counter)
    }

    /// Who acts: in the role that is said, else in the only one that may.
    fn who(&self, roles: &[Text], counter: &Counter) -> Result<Actor, Failure> {
        let language = counter.language;
        let (person, role) = (self.given.text(Opt::Person, language)?, self.given.text(Opt::As, language)?);
        let role = role.or(match roles {
            [only] => Some(&**only),
            _ => None,
        });
        match (person, role) {
            (Some(person), Some(role)) => Ok(Actor::person(person, role)),
            (None, _) => Err(Failure::Usage(say!(
                language,
                "Diga quién lo hace: --persona ID.",
                "Say who does it: --person ID."
            ))),
            (Some(_), None) => {
                let all: Vec<&str> = roles.iter().map(|role| &**role).collect();
                let all = if all.is_empty() { String::new() } else { format!(" ({})", all.join(", ")) };
                Err(Failure::Usage(say!(
                    language,
                    "Diga con qué rol: --como ROL{all}.",
                    "Say in which role: --as ROLE{all}."
                )))
            }
        }
    }
}

/// A refusal that is known before the engine is asked.
fn refused(rejection: Rejection, item: &WorkItem) -> Stop {
    Stop::Refused(Box::new(rejection), Some(Box::new(item.clone())))
}
