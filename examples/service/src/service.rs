//! What each request means: which call of the library answers it, and with which code of HTTP.
//!
//! | request | does |
//! |---|---|
//! | `POST /cases` | begins a case: `case`, `procedure`, `actor`; `business_key`, `data` |
//! | `GET /cases/CASE` | says where it stands and what is open |
//! | `GET /cases/CASE/document` | gives the case as a page |
//! | `GET /work?role=ROLE&after=PLACE` | lists work by role, or `?person=ID&role=ROLE` that of a person |
//! | `POST /cases/CASE/items/ITEM/claim` | takes an item: `actor` |
//! | `POST /cases/CASE/items/ITEM/complete` | does an item: `actor`; `answer`, `note`, `evidence`, `data` |
//! | `POST /messages` | gives a message to the case that has waited longest, or to `case`: `name`; `message_id`, `correlates`, `data` |
//!
//! The header `Idempotency-Key` makes the same request to a case given twice count once, also after a restart; a message
//! that may be sent twice names its case, since whoever waited for it waits no longer.
//! An error has `ok` = `false` and `error` = `{ code, name, message }`, with the sentence of the library.

use cauce::clock::{Clock as _, SystemClock};
use cauce::command::{Actor, Command, ItemId, Request};
use cauce::engine::Step;
use cauce::rejection::Rejection;
use cauce::source::Language;
use cauce_store::Cases;
use cauce_store::cases::{CasesError, Cursor, Work};
use cauce_store::export::{CaseFile, Document};
use serde_json::{Value, json};

use crate::asked::{Asked, need};
use crate::told;

/// How many lines a work list gives at once.
const PAGE: usize = 50;

/// How many cases are looked at in one go when time passes.
const AT_ONCE: usize = 100;

/// A request, without the things of the server.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) address: String,
    pub(crate) key: Option<String>,
    pub(crate) language: Language,
    pub(crate) body: Vec<u8>,
}

/// An answer, without the things of the server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media_type: &'static str,
    pub(crate) body: Vec<u8>,
}

/// Why a request did nothing.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// The body is no JSON, or has a key that there is not.
    Json(String),
    /// A key is missing.
    Missing(&'static str),
    /// A key has a value that it cannot have.
    Value(&'static str),
    /// There is nothing at that address.
    Nowhere,
    /// The library has refused it.
    Refused(CasesError),
}

impl<E: Into<CasesError>> From<E> for Wrong {
    fn from(error: E) -> Self {
        Wrong::Refused(error.into())
    }
}

/// The cases of a store, as HTTP.
#[derive(Debug)]
pub(crate) struct Service {
    cases: Cases,
}

type Told = Result<Answer, Wrong>;

impl Service {
    pub(crate) fn new(cases: Cases) -> Self {
        Service { cases }
    }

    /// Fires what is due; a case that cannot go on is an incident of that case and stops nobody else.
    pub(crate) fn pass_time(&self) {
        let mut after = None;
        while let Ok(passed) = self.cases.advance(after, AT_ONCE) {
            after = passed.next;
            if after.is_none() {
                return;
            }
        }
    }

    pub(crate) fn answer(&self, call: &Call) -> Answer {
        self.route(call).unwrap_or_else(|wrong| wrong.answer(call.language))
    }

    fn route(&self, call: &Call) -> Told {
        let (path, query) = call.address.split_once('?').unwrap_or((&call.address, ""));
        let parts: Option<Vec<String>> = path.split('/').skip(1).map(plain).collect();
        let parts = parts.ok_or(Wrong::Nowhere)?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match (&*call.method, &parts[..]) {
            ("POST", ["cases"]) => self.begin(call),
            ("GET", ["cases", case]) => self.case(case),
            ("GET", ["cases", case, "document"]) => self.document(case, call.language),
            ("GET", ["work"]) => self.work(query),
            ("POST", ["cases", case, "items", item, what @ ("claim" | "complete")]) => {
                let item = ItemId(item.parse().map_err(|_| Wrong::Nowhere)?);
                self.act(call, case, (item, what))
            }
            ("POST", ["messages"]) => self.message(call),
            _ => Err(Wrong::Nowhere),
        }
    }

    fn begin(&self, call: &Call) -> Told {
        let asked = Asked::read(&call.body)?;
        let case = need("case", asked.case.as_deref())?;
        let step = self.cases.open(case, asked.opening(call.key.as_deref())?, &asked.actor()?)?;
        self.moved(201, &step)
    }

    fn case(&self, case: &str) -> Told {
        let summary = self.cases.summary(case)?;
        let work = self.cases.look(case, |instance| {
            let procedure = instance.procedure();
            let items = cauce::view::open_items(instance);
            procedure.map_or_else(Vec::new, |own| items.iter().map(|item| told::item(item, own)).collect())
        })?;
        Ok(Answer::json(200, &told::case(&summary, &work)))
    }

    fn document(&self, case: &str, language: Language) -> Told {
        let (definitions, stream) = (self.cases.definitions_of(case)?, self.cases.stream_of(case)?);
        let file = CaseFile::of(self.cases.store(), &definitions, &stream, language);
        let mut page = Vec::new();
        let written = file.map(|file| Document::new(&file).html(&mut page));
        match written {
            Ok(Ok(())) => Ok(Answer { status: 200, media_type: "text/html; charset=utf-8", body: page }),
            Ok(Err(error)) => Ok(failure(500, "document", &error.to_string())),
            Err(error) => Ok(failure(500, "document", &error.message(language))),
        }
    }

    fn work(&self, query: &str) -> Told {
        let (mut roles, mut person, mut after) = (Vec::new(), None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = plain(value).ok_or(Wrong::Value("query"))?;
            match name {
                "role" => roles.push(value),
                "person" => person = Some(value),
                "after" => after = Some(value.parse::<Cursor>().map_err(|_| Wrong::Value("after"))?),
                _ => return Err(Wrong::Value("query")),
            }
        }
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        let work = match (&person, &roles[..]) {
            (Some(person), roles) => Work::of_person(person, roles),
            (None, [role]) => Work::of_role(role),
            (None, _) => return Err(Wrong::Missing("role")),
        };
        let page = self.cases.work(&work, after, PAGE)?;
        let rows: Vec<Value> = page.rows.iter().map(told::listed).collect();
        let (count, next) = (self.cases.count(&work)?, page.next.map(|next| next.to_string()));
        Ok(Answer::json(200, &json!({ "work": rows, "count": count, "next": next })))
    }

    fn act(&self, call: &Call, case: &str, (item, what): (ItemId, &str)) -> Told {
        let asked = Asked::read(&call.body)?;
        let command = match what {
            "claim" => Command::Claim { item },
            _ => Command::Complete { item, done: asked.done()? },
        };
        let step = self.request(call, case, (asked.actor()?, command))?;
        self.moved(200, &step)
    }

    /// One command under the key of the request.
    fn request(&self, call: &Call, case: &str, (actor, command): (Actor, Command)) -> Result<Step, Wrong> {
        let mut request = Request::new(SystemClock.now(), actor, command);
        request.key = call.key.as_deref().map(Into::into);
        Ok(self.cases.request(case, &request)?)
    }

    /// Another may have taken what waited in between: then whoever waits next is asked.
    fn message(&self, call: &Call) -> Told {
        let asked = Asked::read(&call.body)?;
        let message = asked.message()?;
        if let Some(case) = &asked.case {
            let step = self.request(call, case, (Actor::host("http"), Command::Message(message)))?;
            return self.moved(200, &step);
        }
        while let Some(waits) = self.cases.awaiting(&message)? {
            let command = Command::Message(message.clone());
            match self.request(call, &waits.case, (Actor::host("http"), command)) {
                Ok(step) => {
                    let steps = [self.said(&step)?];
                    let told =
                        json!({ "ok": true, "answer": "delivered", "case": &*waits.case, "steps": steps });
                    return Ok(Answer::json(200, &told));
                }
                Err(Wrong::Refused(CasesError::Rejected(Rejection::NobodyWaits { .. }))) => {}
                Err(wrong) => return Err(wrong),
            }
        }
        Ok(Answer::json(404, &json!({ "ok": false, "answer": "not-correlated" })))
    }

    fn moved(&self, status: u16, step: &Step) -> Told {
        Ok(Answer::json(status, &json!({ "ok": true, "steps": [self.said(step)?] })))
    }

    fn said(&self, step: &Step) -> Result<Value, Wrong> {
        let procedure = self.cases.look(step.case.id(), |instance| instance.procedure().cloned())?;
        Ok(procedure.map_or(Value::Null, |procedure| told::step(step, &procedure)))
    }
}

impl Wrong {
    fn answer(&self, language: Language) -> Answer {
        let spanish = language == Language::Spanish;
        let said = |es: String, en: String| if spanish { es } else { en };
        match self {
            Wrong::Json(why) => failure(400, "json", why),
            Wrong::Missing(key) => {
                failure(400, "missing", &said(format!("falta «{key}»"), format!("“{key}” is missing")))
            }
            Wrong::Value(key) => failure(
                400,
                "value",
                &said(format!("«{key}» no puede ser eso"), format!("“{key}” cannot be that")),
            ),
            Wrong::Nowhere => {
                failure(404, "nowhere", &said("ahí no hay nada".into(), "there is nothing there".into()))
            }
            Wrong::Refused(error) => refused(error, language),
        }
    }
}

/// The code of HTTP for what the library has refused, and its sentence.
fn refused(error: &CasesError, language: Language) -> Answer {
    let message = error.message(language);
    let (status, code, name) = match error {
        CasesError::UnknownCase { .. } => (404, None, "unknown-case"),
        CasesError::BusinessKeyTaken { .. } => (409, None, "business-key-taken"),
        CasesError::Busy { .. } => (503, None, "busy"),
        CasesError::Name(_) | CasesError::BusinessKeyUnfit => (400, None, "name"),
        CasesError::Rejected(why) => (rejected(why), Some(why.code()), why.name(language)),
        _ => (500, None, "store"),
    };
    let told = json!({ "ok": false, "error": { "code": code, "name": name, "message": message } });
    Answer::json(status, &told)
}

/// Who may not is 403; what is not there 404; what came too late 409; all else is a request that cannot be.
fn rejected(why: &Rejection) -> u16 {
    use Rejection as R;
    match why {
        R::RoleNotAllowed { .. } | R::PersonNeeded | R::SamePerson | R::AnswerOfOthers { .. } => 403,
        R::UnknownProcedure { .. } | R::UnknownItem { .. } => 404,
        R::AlreadyStarted
        | R::Finished
        | R::Conflict { .. }
        | R::ItemClosed { .. }
        | R::NotOpen { .. }
        | R::ClaimedByAnother { .. }
        | R::AlreadyYours { .. } => 409,
        _ => 422,
    }
}

fn failure(status: u16, name: &str, message: &str) -> Answer {
    let told = json!({ "ok": false, "error": { "code": null, "name": name, "message": message } });
    Answer::json(status, &told)
}

impl Answer {
    fn json(status: u16, told: &Value) -> Self {
        Answer { status, media_type: "application/json", body: told.to_string().into_bytes() }
    }

    pub(crate) fn too_large() -> Self {
        failure(413, "too-large", "the request is too large")
    }
}

/// A part of an address as it was meant; none where it is no text.
fn plain(part: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(part.len()), part.as_bytes());
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                rest = after;
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
            }
            byte => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}
