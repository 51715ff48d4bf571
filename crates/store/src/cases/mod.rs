//! Many cases that last: begun, worked on, found, listed and counted, by any number of threads and programs.
//!
//! Knows how a case is brought back, decided on by the core, and kept with its rows in one commit.
//! Decides nothing itself, starts no thread, and waits for nobody but the database.
//! Read [`Cases`] first.

mod audit;
mod bulk;
mod by_role;
#[cfg(test)]
mod crashes;
mod definitions;
mod dispose;
mod dispose_mail;
mod error;
mod freeze;
mod held;
mod jobs;
mod keep;
mod keep_error;
mod list;
mod messages;
mod notices;
mod outbox;
mod page;
mod perform;
#[cfg(test)]
mod plans;
mod reindex;
mod schedule;
mod signals;
mod time;
mod timers;
mod work;

use std::sync::Arc;

use cauce::check::Options;
use cauce::clock::{Clock, SystemClock};
use cauce::command::{Actor, Command, Done, Request, Start};
use cauce::data::{Digest, Text, Value};
use cauce::engine::{Step, Target};
use cauce::event::ItemKind;
use cauce::instance::Instance;
use cauce::procedure::Definitions;
use cauce::record::{Record, Stream};
use cauce::view::WorkItem;

pub use audit::Astray;
pub use definitions::Version;
pub use dispose::{Chosen, Disposed};
pub use error::CasesError;
pub use jobs::{Backoff, JobLease, Leased};
pub use keep::{CaseKeeping, Deed, Disposal, Hold, Retention, Until};
pub use keep_error::KeepError;
pub use list::{CaseState, CaseSummary, Find};
pub use notices::NoticeRow;
pub use outbox::PassedOn;
pub use page::{Cursor, CursorError, Page};
pub use reindex::Reindexed;
pub use time::{Awaiting, JobOffer};
pub use timers::Advanced;
pub use work::{Listed, Order, Work};

use crate::rows::Terms;
use crate::store::Store;
use definitions::Shelf;
use held::Desk;
use perform::Ask;

/// What a call gives, or why it did not do what was asked.
pub type Result<T> = std::result::Result<T, CasesError>;

/// The cases of one tenant in a store; clones, and those of other tenants, share what is at hand.
///
/// `Send + Sync`; every call takes `&self`. A change is on the disk when its call returns.
///
/// ```
/// use cauce::clock::SystemClock;
/// use cauce::command::{Actor, Done};
/// use cauce_store::cases::Work;
/// use cauce_store::{Cases, Store};
///
/// let cases = Cases::new(Store::in_memory()?, SystemClock);
/// cases.add(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// rol = { id = "auditor", nombre = "Auditor" }
/// actividad = { numero = 1, id = "redactar", titulo = "Redactar", responsables = "auditor" }
/// "#)?;
/// let ana = Actor::person("ana", "auditor");
/// cases.start("visita-7", "ACTA-1", &ana)?;
/// assert_eq!(cases.count(&Work::of_role("auditor"))?, 1);
/// let open = cases.work(&Work::of_role("auditor"), None, 20)?;
/// cases.complete(&open.rows[0].case, open.rows[0].item, Done::new(), &ana)?;
/// assert_eq!(cases.count(&Work::of_role("auditor"))?, 0);
/// # Ok::<(), cauce_store::cases::CasesError>(())
/// ```
pub struct Cases<C = SystemClock> {
    host: Arc<Host<C>>,
    tenant: Text,
}

impl<C> Clone for Cases<C> {
    fn clone(&self) -> Self {
        Cases { host: Arc::clone(&self.host), tenant: self.tenant.clone() }
    }
}

impl<C> std::fmt::Debug for Cases<C> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Cases").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// What all tenants share.
struct Host<C> {
    store: Store,
    clock: C,
    entropy: Option<Entropy>,
    shelf: Shelf,
    terms: Terms,
    desk: Desk,
    passes_later: bool,
    frozen_after: u64,
    frozen_key: crate::frozen::Key,
}

type Entropy = Box<dyn Fn() -> [u8; 32] + Send + Sync>;

/// How cases are kept and procedures loaded; build it from [`Settings::default`].
#[derive(Default)]
#[non_exhaustive]
pub struct Settings {
    /// How procedures are loaded: limits, functions of the host for guards, the reading.
    pub options: Options,
    /// Where the random bytes come from that the salts of sealed fields derive from.
    ///
    /// Without any, salts derive from public facts, and sealed fields can be found out by guessing.
    pub entropy: Option<Entropy>,
    /// How many cases are kept at hand, so that they need not be brought back; 0 is the usual number.
    pub at_hand: usize,
    /// Whether what cases throw is left to [`Cases::pass_on`], so that a call does only what it was asked.
    pub passes_later: bool,
    /// How many records a case moves on before it is frozen, so that it is brought back from there; 0 is the usual
    /// number, `u64::MAX` never, and then nothing that is frozen is used. Of a large case it is more of them, until the
    /// records since are as many bytes as it was frozen in.
    pub frozen_after: u64,
    /// What frozen cases are sealed with, so that only what a host with the same secret has frozen is used.
    ///
    /// Without one, whoever may write to the store may freeze a case otherwise than its records give it, and is believed
    /// until somebody asks for what is [`astray`](Cases::astray).
    pub frozen_key: Option<[u8; 32]>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Settings")
            .field("at_hand", &self.at_hand)
            .field("frozen_after", &self.frozen_after)
            .finish_non_exhaustive()
    }
}

/// How a case begins: of which procedure, with what, under which business key.
///
/// ```
/// use cauce_store::cases::Opening;
/// let opening = Opening::of("ACTA-1").business_key("RAD-2022-014");
/// assert_eq!(opening.business_key.as_deref(), Some("RAD-2022-014"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Opening {
    /// Which procedure, with what data, at which of its starts.
    pub start: Start,
    /// By what the office knows the matter; no other case of the procedure has the same.
    pub business_key: Option<Text>,
    /// The idempotency key: the same key with the same content gets the same answer.
    pub key: Option<Text>,
}

impl Opening {
    /// A case of the procedure of that code that is in force.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Opening { start: Start::of(code), business_key: None, key: None }
    }

    /// The same under a business key.
    #[must_use]
    pub fn business_key(mut self, key: &str) -> Self {
        self.business_key = Some(key.into());
        self
    }

    /// The same with one more datum.
    #[must_use]
    pub fn data(mut self, name: &str, value: Value) -> Self {
        self.start.data.push((name.into(), value));
        self
    }

    /// The same with an idempotency key.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl<C: Clock> Cases<C> {
    /// The cases of a store with one owner.
    #[must_use]
    pub fn new(store: Store, clock: C) -> Self {
        Self::with(store, clock, Settings::default())
    }

    /// The cases of a store with one owner, kept and loaded as told.
    #[must_use]
    pub fn with(store: Store, clock: C, settings: Settings) -> Self {
        let Settings { options, entropy, at_hand, passes_later, frozen_after, frozen_key } = settings;
        let (shelf, desk, terms) = (Shelf::new(options), Desk::new(at_hand), Terms::default());
        let (frozen_after, frozen_key) = (freeze::after(frozen_after), frozen_key.unwrap_or_default());
        let host = Host { store, clock, entropy, shelf, terms, desk, passes_later, frozen_after, frozen_key };
        Cases { host: Arc::new(host), tenant: "".into() }
    }

    /// The cases of a tenant, which sees its own and nothing of the others: no case, procedure, person or number.
    ///
    /// # Errors
    ///
    /// [`CasesError::Name`] when a tenant cannot be called so.
    pub fn of(&self, tenant: &str) -> Result<Self> {
        let stream = Stream::new(tenant, "case", "0")?;
        Ok(Cases { host: Arc::clone(&self.host), tenant: stream.tenant().into() })
    }

    /// Whose cases these are; empty where there is one owner.
    #[must_use]
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The store that they are kept in, as a log of records.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.host.store
    }

    /// Checks the text of a procedure file and keeps it; gives the digest that cases are pinned to.
    ///
    /// From then on it is the one in force of its code; those before stay for the cases that began with them.
    ///
    /// # Errors
    ///
    /// [`CasesError::Faults`] with every diagnostic of the file, [`CasesError::Unfit`] when it may not run.
    pub fn add(&self, text: &str) -> Result<Digest> {
        let digest = self.host.shelf.add(&self.host.store, &self.tenant, text, self.host.clock.now())?;
        self.open_schedules();
        Ok(digest)
    }

    /// Every text of a procedure that was ever kept, the one in force first.
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store fails.
    pub fn versions(&self, code: &str) -> Result<Vec<Version>> {
        self.host.shelf.versions(&self.host.store, &self.tenant, code)
    }

    /// Begins a case, named by the host with up to 64 characters, of the procedure with that code.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when there is no such procedure or the case has begun already.
    pub fn start(&self, case: &str, code: &str, actor: &Actor) -> Result<Step> {
        self.open(case, Opening::of(code), actor)
    }

    /// Begins a case with data, at a start, under a business key.
    ///
    /// ```
    /// use cauce::clock::SystemClock;
    /// use cauce::command::Actor;
    /// use cauce_store::cases::{CasesError, Opening};
    /// use cauce_store::{Cases, Store};
    /// # let text = r#"
    /// # formato = 1
    /// # idioma  = "es"
    /// # procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
    /// # actividad = { numero = 1, id = "redactar", titulo = "Redactar" }
    /// # "#;
    /// let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// cases.add(text)?;
    /// let desk = Actor::host("ventanilla");
    /// cases.open("a", Opening::of("ACTA-1").business_key("RAD-14"), &desk)?;
    /// let taken = cases.open("b", Opening::of("ACTA-1").business_key("RAD-14"), &desk);
    /// assert!(matches!(taken, Err(CasesError::BusinessKeyTaken { .. })));
    /// # Ok::<(), CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError::BusinessKeyTaken`] when another case of the procedure has that key, [`CasesError::Rejected`] when
    /// it cannot begin so.
    pub fn open(&self, case: &str, opening: Opening, actor: &Actor) -> Result<Step> {
        let Opening { start, business_key, key } = opening;
        let mut request = Request::new(self.host.clock.now(), actor.clone(), Command::Start(start));
        request.key = key;
        let stream = self.stream(case)?;
        self.perform(&stream, &Ask::given(&request).under(business_key))
    }

    /// Everything open in a case, in order of opening.
    ///
    /// # Errors
    ///
    /// [`CasesError::UnknownCase`] when there is no such case.
    pub fn open_items(&self, case: &str) -> Result<Vec<WorkItem>> {
        self.look(case, cauce::view::open_items)
    }

    /// Looks at a case as it stands, by whatever view of the core.
    ///
    /// ```
    /// # use cauce::clock::SystemClock;
    /// # use cauce_store::{Cases, Store};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// let missing = cases.look("visita-7", |case| case.next_due()).unwrap_err();
    /// assert_eq!(missing.to_string(), "there is no case “visita-7”");
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError::UnknownCase`] when there is no such case.
    pub fn look<T>(&self, case: &str, see: impl FnOnce(&Instance) -> T) -> Result<T> {
        let stream = self.stream(case)?;
        self.see(&stream, see)
    }

    /// The records of a case, proved, the oldest first.
    ///
    /// # Errors
    ///
    /// [`CasesError::UnknownCase`] when there is no such case.
    pub fn records(&self, case: &str) -> Result<Vec<Record>> {
        let stream = self.stream(case)?;
        match self.read_all(&stream)? {
            records if records.is_empty() => Err(CasesError::unknown(&stream)),
            records => Ok(records),
        }
    }

    /// The procedures that the records of a case are read with: with them and [`store`](Self::store), any view and any
    /// export of a case can be made.
    ///
    /// # Errors
    ///
    /// [`CasesError::UnknownCase`] when there is no such case.
    pub fn definitions_of(&self, case: &str) -> Result<Arc<Definitions>> {
        self.records(case)?;
        self.definitions()
    }

    /// The stream of the records of a case.
    ///
    /// # Errors
    ///
    /// [`CasesError::Name`] when no case can be called so.
    pub fn stream_of(&self, case: &str) -> Result<Stream> {
        self.stream(case)
    }

    /// Does a work item, whole: by number, by id of the activity, or by item.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when it is not open or something is missing; the case is as it was.
    #[expect(clippy::needless_pass_by_value, reason = "as the engine's call of that name")]
    pub fn complete(&self, case: &str, target: impl Into<Target>, done: Done, actor: &Actor) -> Result<Step> {
        self.at_item(case, &target.into(), actor, &|item| Command::Complete { item, done: done.clone() })
    }

    /// Takes a work item for oneself.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when it is not open, or somebody has it.
    pub fn claim(&self, case: &str, target: impl Into<Target>, actor: &Actor) -> Result<Step> {
        self.at_item(case, &target.into(), actor, &|item| Command::Claim { item })
    }

    /// Gives a claimed work item back.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when it is not open or not claimed.
    pub fn release(&self, case: &str, target: impl Into<Target>, actor: &Actor) -> Result<Step> {
        self.at_item(case, &target.into(), actor, &|item| Command::Release { item })
    }

    /// Hands a work item to another person.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when it is not open, or another has it.
    pub fn delegate(&self, case: &str, target: impl Into<Target>, to: &str, actor: &Actor) -> Result<Step> {
        self.at_item(case, &target.into(), actor, &|item| Command::Delegate { item, to: to.into() })
    }

    /// Any other command: sign, answer, verify, set data, resolve, cancel.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when it is refused; the case is as it was.
    pub fn ask(&self, case: &str, actor: &Actor, command: Command) -> Result<Step> {
        self.request(case, &Request::new(self.host.clock.now(), actor.clone(), command))
    }

    /// A whole request, with its own time, key, expectation and entropy.
    ///
    /// What is due by then fires first, as a record of its own.
    ///
    /// # Errors
    ///
    /// [`CasesError::Rejected`] when it is refused; the case is as it was.
    pub fn request(&self, case: &str, request: &Request) -> Result<Step> {
        let stream = self.stream(case)?;
        self.perform(&stream, &Ask::given(request))
    }

    fn at_item(
        &self,
        case: &str,
        target: &Target,
        actor: &Actor,
        command: &dyn Fn(cauce::command::ItemId) -> Command,
    ) -> Result<Step> {
        let stream = self.stream(case)?;
        let now = self.host.clock.now();
        let request = |instance: &Instance| {
            let item = target.find(instance, actor)?;
            Ok(Request::new(now, actor.clone(), command(item)))
        };
        self.perform(&stream, &Ask::found(now, &request))
    }

    fn stream(&self, case: &str) -> Result<Stream> {
        Ok(Stream::new(&self.tenant, "case", case)?)
    }
}

/// The kinds of what is open, as rows say them; a number is never given to another.
const KINDS: [ItemKind; 17] = [
    ItemKind::Work,
    ItemKind::Joint,
    ItemKind::Applies,
    ItemKind::Confirm,
    ItemKind::Question,
    ItemKind::Verify,
    ItemKind::Delay,
    ItemKind::Block,
    ItemKind::Repetition,
    ItemKind::Member,
    ItemKind::Wait,
    ItemKind::Subscription,
    ItemKind::EventGateway,
    ItemKind::Job,
    ItemKind::Call,
    ItemKind::Compensation,
    ItemKind::Incident,
];

/// The number of a kind; 0 for one that is not known here.
pub(crate) fn kind_number(kind: ItemKind) -> i64 {
    let place = KINDS.iter().position(|known| *known == kind);
    place.and_then(|place| i64::try_from(place + 1).ok()).unwrap_or_default()
}

fn kind_of(number: i64) -> ItemKind {
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    place.and_then(|place| KINDS.get(place)).copied().unwrap_or(ItemKind::Wait)
}
