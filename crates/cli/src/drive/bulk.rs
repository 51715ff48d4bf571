//! Requests to the cases of a store, one JSON on each line, done together: the vocabulary of the conversation.
//!
//! Answers come in the order of the requests; what is wrong with one is its answer and none of the others'.
//! Read [`bulk`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::sync::Arc;

use cauce::check::{Options, check};
use cauce::clock::Clock as _;
use cauce::command::{Command, ItemId, Request, Start};
use cauce::engine::{EngineError, Step, Target};
use cauce::instance::Instance;
use cauce::procedure::Procedure;
use cauce::record::Stream;
use cauce::source::{Language, Source};
use cauce_store::Cases;
use cauce_store::cases::CasesError;
use serde_json::value::RawValue;

use super::asked::Asked;
use super::command::{command, kind_of};
use super::told::{Moved, Told};
use super::{Line, Wrong, next_line, read_request, say_line};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::run::time::DeskClock;

/// How many requests share a commit.
const TOGETHER: usize = 500;

/// A request that waits for the others of its commit, or what is wrong with it.
struct Waiting {
    id: Option<Box<RawValue>>,
    request: Result<(String, Request), Wrong>,
}

struct Bulk<'c> {
    cases: &'c Cases<DeskClock>,
    clock: &'c DeskClock,
    language: Language,
    /// The procedures in force, by code.
    codes: BTreeMap<String, Arc<Procedure>>,
    waiting: Vec<Waiting>,
    /// The cases that wait.
    touched: BTreeSet<String>,
    refused: bool,
}

/// Does all requests; whether every one was done.
pub(crate) fn bulk(
    desk: &mut Desk,
    mut input: Box<dyn BufRead>,
    (cases, clock, language): (&Cases<DeskClock>, &DeskClock, Language),
) -> Result<bool, Failure> {
    let (codes, touched) = (BTreeMap::new(), BTreeSet::new());
    let mut bulk = Bulk { cases, clock, language, codes, waiting: Vec::new(), touched, refused: false };
    while let Some(line) = next_line(&mut input)? {
        match line {
            Line::TooLong => {
                let request = Err(Wrong::TooLong(super::LONGEST_LINE));
                bulk.waiting.push(Waiting { id: None, request });
            }
            Line::Whole(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
            Line::Whole(bytes) => bulk.take(desk, &bytes)?,
        }
        if bulk.waiting.len() >= TOGETHER {
            bulk.keep(desk)?;
        }
    }
    bulk.keep(desk)?;
    Ok(!bulk.refused)
}

impl Bulk<'_> {
    fn take(&mut self, desk: &mut Desk, bytes: &[u8]) -> Result<(), Failure> {
        let asked = match read_request(bytes) {
            Ok(asked) => asked,
            Err(why) => {
                self.waiting.push(Waiting { id: None, request: Err(Wrong::NotARequest(why)) });
                return Ok(());
            }
        };
        // What is said about an open item of a case is looked for in the case as it is after what waits.
        if asked.case.as_ref().is_some_and(|case| self.touched.contains(case)) {
            self.keep(desk)?;
        }
        let request = self.request(&asked);
        if let Ok((case, _)) = &request {
            self.touched.insert(case.clone());
        }
        self.waiting.push(Waiting { id: asked.id.map(ToOwned::to_owned), request });
        Ok(())
    }

    fn request(&mut self, asked: &Asked<'_>) -> Result<(String, Request), Wrong> {
        let case = asked.case()?;
        let at = asked.time()?.unwrap_or_else(|| self.clock.now());
        let command = match asked.op.as_str() {
            "start" => self.start(asked)?,
            "message" => Command::Message(asked.message()?),
            "signal" => Command::Signal { name: asked.need("name", asked.name.as_deref())?.into() },
            "advance" => Command::Advance,
            _ => {
                let instance = self.cases.look(case, Instance::clone).map_err(wrong)?;
                let own = instance.procedure().cloned().ok_or(Wrong::Missing("case"))?;
                let items = || Ok(cauce::view::open_items(&instance));
                command(asked, &own, &items, &|| item(asked, &instance))?
            }
        };
        let mut request = Request::new(at, asked.actor(), command);
        request.key = asked.key.as_deref().map(Into::into);
        request.expected = asked.expected;
        Ok((case.to_owned(), request))
    }

    fn start(&mut self, asked: &Asked<'_>) -> Result<Command, Wrong> {
        let code = asked.need("procedure", asked.procedure.as_deref())?;
        let own = self.procedure(code)?;
        let mut start = Start::of(code);
        start.at_start = asked.start.as_deref().map(Into::into);
        start.data = asked.values(|id| own.as_ref().and_then(|own| kind_of(own, id)))?;
        Ok(Command::Start(start))
    }

    /// The procedure of that code that is in force; what there is none of is refused when the case begins.
    fn procedure(&mut self, code: &str) -> Result<Option<Arc<Procedure>>, Wrong> {
        if let Some(known) = self.codes.get(code) {
            return Ok(Some(Arc::clone(known)));
        }
        let versions = self.cases.versions(code).map_err(wrong)?;
        let Some(version) = versions.first() else { return Ok(None) };
        let options = Options { reading: version.reading, ..Options::default() };
        let checked = check(&Source::new(code, version.text.clone()), &options);
        let procedure = checked.procedure.map(Arc::new);
        if let Some(procedure) = &procedure {
            self.codes.insert(code.to_owned(), Arc::clone(procedure));
        }
        Ok(procedure)
    }

    /// Does what waits, in one commit, and answers each request.
    fn keep(&mut self, desk: &mut Desk) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.waiting);
        self.touched.clear();
        let mut requests = Vec::with_capacity(waiting.len());
        let mut places = Vec::with_capacity(waiting.len());
        for Waiting { id, request } in waiting {
            match request {
                Ok(request) => {
                    requests.push(request);
                    places.push((id, None));
                }
                Err(wrong) => places.push((id, Some(wrong))),
            }
        }
        let mut answers = self.cases.bulk(&requests).into_iter();
        for (id, wrong_before) in places {
            let answer = match wrong_before {
                Some(wrong) => Err(wrong),
                None => answers.next().map_or(Err(Wrong::Missing("case")), |answer| answer.map_err(wrong)),
            };
            self.refused |= answer.is_err();
            let told = answer.and_then(|step| self.told(&step));
            let told = told.unwrap_or_else(|wrong| Told::wrong(&wrong, self.language));
            say_line(desk, &told.to(id.as_deref()))?;
        }
        Ok(())
    }

    fn told<'a>(&self, step: &Step) -> Result<Told<'a>, Wrong> {
        let own = self.cases.look(step.case.id(), |case| case.procedure().cloned()).map_err(wrong)?;
        let moved = own.map(|own| Moved::of(step, &own, self.language));
        Ok(Told { steps: Some(moved.into_iter().collect()), ..Told::well() })
    }
}

fn item(asked: &Asked<'_>, instance: &Instance) -> Result<ItemId, Wrong> {
    match (asked.item, asked.activity.as_deref()) {
        (Some(item), _) => Ok(ItemId(item)),
        (None, Some(reference)) => Target::from(reference)
            .find(instance, &asked.actor())
            .map_err(|why| EngineError::from(why).into()),
        (None, None) => Err(Wrong::Missing("item")),
    }
}

fn wrong(error: CasesError) -> Wrong {
    match error {
        CasesError::Rejected(rejection) => EngineError::from(rejection).into(),
        CasesError::UnknownCase { case } => match Stream::case(&case) {
            Ok(case) => EngineError::UnknownCase { case }.into(),
            Err(error) => EngineError::from(error).into(),
        },
        CasesError::Name(error) => EngineError::from(error).into(),
        other => Wrong::Store(Box::new(other)),
    }
}
