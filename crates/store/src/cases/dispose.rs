//! Disposal: sealed values of a case that has ended go for good, in one commit with the entry that says so.
//!
//! What streams of messages hold of it goes in the same commit; which lines these are `dispose_mail` knows.
//! What goes is replaced in its records by nothing; positions, digests and the chain stay what they were, so that
//! proofs, checkpoints and replay are not touched. Rows no longer hold it, and neither do the bytes of the store.
//! Files go after the commit, each only when no case cites it any more; what a crash leaves of them goes with the next
//! disposal of the case, or with [`Cases::sweep`].
//! Read [`Chosen`] first.

use std::collections::BTreeSet;

use cauce::clock::Clock;
use cauce::command::Actor;
use cauce::data::{Digest, Text, Value};
use cauce::instance::Status;
use cauce::log::{Log as _, LogError};
use cauce::record::{Field, Frame, Keeping, Reader, Stream, dispose_of, sealed};

use super::held::Held;
use super::keep::{Because, CaseKeeping, KEEPING, Settled};
use super::keep_error::KeepError;
use super::perform::{BUSINESS, business_name};
use super::{Cases, CasesError, Result};
use crate::append::{Change, Refused};
use crate::attachment::Attachments;
use crate::mail::Mail;
use crate::rewrite::Rewrite;
use crate::rows::{Past, Rows, Term};
use crate::sql::{Cell, one};

/// How often it is decided anew when another was faster.
const TRIES: usize = 100;

pub(super) const CITED: &str = "SELECT stream FROM fact WHERE name = $1 AND value = $2 LIMIT 1";

/// What is to be disposed of; build it from [`Chosen::fields`] or [`Chosen::everything`].
///
/// ```
/// use cauce::record::Field;
/// use cauce_store::cases::Chosen;
/// let chosen = Chosen::fields(&[Field::Person, Field::Note]).of_records(1, 3);
/// assert!(chosen.fields.len() < Chosen::everything().fields.len());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Chosen {
    /// Which kinds of fields.
    pub fields: Vec<Field>,
    /// The first and the last of the records; none for all.
    pub records: Option<(u64, u64)>,
    /// Whether it goes although the case is still to be retained; a hold forbids it all the same.
    pub early: bool,
    /// Whether the bytes of the store are left to [`Cases::sweep`], for many disposals in a row.
    pub leaves_traces: bool,
    /// Where the attachments are that may go with the names of files; none leaves them to [`Cases::sweep`].
    pub attachments: Option<Attachments>,
}

impl Chosen {
    /// Those kinds of fields.
    #[must_use]
    pub fn fields(fields: &[Field]) -> Self {
        let mut fields = fields.to_vec();
        fields.sort_unstable();
        fields.dedup();
        Chosen { fields, records: None, early: false, leaves_traces: false, attachments: None }
    }

    /// Everything that is sealed.
    #[must_use]
    pub fn everything() -> Self {
        Self::fields(&Field::CHOICE)
    }

    /// Only of the records from the first to the last of those places.
    #[must_use]
    pub fn of_records(self, first: u64, last: u64) -> Self {
        Chosen { records: Some((first, last)), ..self }
    }

    /// Also where the case is still to be retained: what the law, or the person whom it is about, asks for.
    #[must_use]
    pub fn early(self) -> Self {
        Chosen { early: true, ..self }
    }

    /// Without building the file anew each time: for many disposals in a row, with one [`Cases::sweep`] after them.
    #[must_use]
    pub fn leaving_traces(self) -> Self {
        Chosen { leaves_traces: true, ..self }
    }

    /// With the attachments that no case cites any more, from that folder.
    #[must_use]
    pub fn attachments(self, attachments: &Attachments) -> Self {
        Chosen { attachments: Some(attachments.clone()), ..self }
    }

    pub(super) fn is_of(&self, seq: u64) -> bool {
        self.records.is_none_or(|(first, last)| (first..=last).contains(&seq))
    }
}

/// What a disposal did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disposed {
    /// How many records lost something; 0 when there was nothing left that could go.
    pub records: u64,
    /// How many messages that no case took while they were kept have lost their values with it.
    pub expired: u64,
    /// The files that were removed.
    pub files: Vec<Digest>,
    /// Whether old bytes may still stand in the file of the store or in its journal: somebody was reading or writing, there
    /// was no room to build the file anew, or that was left to [`Cases::sweep`], which removes them.
    pub lingers: bool,
}

/// What a disposal changes, before it is kept.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) lines: Vec<(Stream, u64, Vec<u8>)>,
    /// The rows of mail that go with them.
    pub(super) mail: Vec<Mail>,
    /// Which records of the case lose something.
    places: Vec<u64>,
    persons: BTreeSet<Text>,
    forgets_key: bool,
}

impl<C: Clock> Cases<C> {
    /// Disposes of sealed values of a case that has ended, for good; with them go the attachments that no case cites any
    /// more, where the names of files go and the folder is given.
    ///
    /// What is not chosen stays as it is, and the record stays whole: that something was there can still be proved.
    ///
    /// # Errors
    ///
    /// [`CasesError::Keep`] when the case is under a hold, is still to be retained, or has not ended.
    pub fn dispose(&self, case: &str, chosen: &Chosen, reason: &str, actor: &Actor) -> Result<Disposed> {
        if chosen.fields.is_empty() {
            return Err(KeepError::Nothing.into());
        }
        let (stream, because) = (self.stream(case)?, Because { actor, reason });
        self.pass_on_of(&stream);
        let mut disposed = self.with_case(&stream, |held| {
            let done = self.disposed(&stream, held, (chosen, because));
            held.forget();
            done
        })?;
        if !chosen.leaves_traces {
            disposed.expired = self.forget_expired()?;
        }
        disposed.lingers = chosen.leaves_traces || !self.host.store.base().scrub()?;
        if let Some(attachments) = &chosen.attachments {
            let keeping = self.settled_of(&stream)?.keeping;
            self.remove_files(&keeping, attachments, &mut disposed.files)?;
        }
        Ok(disposed)
    }

    /// Whether that could be disposed of now; the error says why not, and from when on.
    ///
    /// # Errors
    ///
    /// As [`dispose`](Self::dispose).
    pub fn may_dispose(&self, case: &str, chosen: &Chosen) -> Result<()> {
        let stream = self.stream(case)?;
        self.see(&stream, |_| ())?;
        let keeping = self.settled_of(&stream)?.keeping;
        self.with_case(&stream, |held| self.may_go(&stream, held, (&keeping, chosen)))
    }

    /// Removes what disposals have left: the file of the store is built anew, which takes as much room again and as long
    /// as a copy, and files go that no case cites any more. Before that the values go of messages that
    /// [nobody took in time](Self::forget_expired).
    ///
    /// Nobody may be about to cite a file that was disposed of and put there again meanwhile.
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store or the folder fails.
    pub fn sweep(&self, attachments: Option<&Attachments>) -> Result<Disposed> {
        let mut swept = Disposed { expired: self.forget_expired()?, ..Disposed::default() };
        swept.lingers = !self.host.store.base().scrub()?;
        if let Some(attachments) = attachments {
            self.each(KEEPING, &mut |name| {
                let keeping = self.settled_of(&self.stream(&name)?)?.keeping;
                self.remove_files(&keeping, attachments, &mut swept.files)
            })?;
        }
        Ok(swept)
    }

    fn disposed(
        &self,
        stream: &Stream,
        held: &mut Held,
        (chosen, because): (&Chosen, Because<'_>),
    ) -> Result<Disposed> {
        for _ in 0..TRIES {
            self.bring_back(stream, held)?;
            if held.instance.seq() == 0 {
                return Err(CasesError::unknown(stream));
            }
            let settled = self.settled_of(stream)?;
            self.may_go(stream, held, (&settled.keeping, chosen))?;
            let plan = self.planned(stream, chosen)?;
            if plan.lines.is_empty() {
                return Ok(Disposed::default());
            }
            let records = plan.places.len() as u64;
            match self.keep_disposed(stream, held, (plan, &settled, chosen, because))? {
                Ok(()) => return Ok(Disposed { records, ..Disposed::default() }),
                Err(Refused::NotIndexed) => self.host.terms.clear(),
                Err(Refused::Log(LogError::Conflict { .. })) => {}
                Err(refused) => return Err(CasesError::Log(refused.into())),
            }
        }
        Err(CasesError::Busy { case: stream.id().into() })
    }

    /// Whether anything of the case may be disposed of now.
    fn may_go(&self, stream: &Stream, held: &Held, (keeping, chosen): (&CaseKeeping, &Chosen)) -> Result<()> {
        let case: Text = stream.id().into();
        if !keeping.holds.is_empty() {
            let holds = keeping.holds.iter().map(|hold| hold.number).collect();
            return Err(KeepError::Held { case, holds }.into());
        }
        if !matches!(held.instance.status(), Status::Ended(_)) {
            return Err(KeepError::NotEnded { case }.into());
        }
        if chosen.early {
            return Ok(());
        }
        if let Some(until) = keeping.until().filter(|until| *until > self.host.clock.now()) {
            return Err(KeepError::Retained { case, until }.into());
        }
        let records = not_fixed(held, keeping);
        if !records.is_empty() {
            return Err(KeepError::NotFixed { case, records }.into());
        }
        self.may_forget_mail(stream, chosen)
    }

    /// The lines that lose something, and who is no longer named in them.
    fn planned(&self, stream: &Stream, chosen: &Chosen) -> Result<Plan> {
        let mut plan = Plan::default();
        for line in self.host.store.read(stream, 1)? {
            let seq = Frame::glance(&line)?.seq;
            let kept = if chosen.is_of(seq) { dispose_of(&line, &chosen.fields)? } else { line.clone() };
            if kept == line {
                continue;
            }
            for one in sealed(&line)? {
                if let (Field::Person, Value::Text(person)) = (one.field, one.value) {
                    plan.persons.insert(person);
                }
            }
            plan.places.push(seq);
            plan.lines.push((stream.clone(), seq, kept));
        }
        if chosen.fields.contains(&Field::BusinessKey) && chosen.records.is_none() {
            self.plan_key(stream, chosen, &mut plan)?;
        }
        if !chosen.fields.contains(&Field::Person) {
            plan.persons.clear();
        }
        self.plan_mail(stream, chosen, &mut plan)?;
        Ok(plan)
    }

    /// The business key stands in the stream that is named after its digest.
    fn plan_key(&self, stream: &Stream, chosen: &Chosen, plan: &mut Plan) -> Result<()> {
        let Some(key) = self.summary(stream.id())?.business_key else { return Ok(()) };
        let named = Stream::new(&self.tenant, BUSINESS, &business_name(&self.begun_as(stream)?, &key))?;
        plan.forgets_key = true;
        for line in self.host.store.read(&named, 1)? {
            let seq = Frame::glance(&line)?.seq;
            plan.lines.push((named.clone(), seq, dispose_of(&line, &chosen.fields)?));
        }
        Ok(())
    }

    /// The code of the procedure that the case began with; it may have been moved to another since.
    fn begun_as(&self, stream: &Stream) -> Result<Text> {
        let lines = self.host.store.read(stream, 1)?;
        self.with_needed(|definitions| {
            let mut reader = Reader::new(definitions);
            lines.first().map(|line| reader.read(line)).transpose()?;
            Ok(reader.procedure().map_or_else(Text::default, |procedure| procedure.code().into()))
        })
    }

    /// Keeps the entry, the lines and the rows in one commit.
    fn keep_disposed(
        &self,
        stream: &Stream,
        held: &mut Held,
        (mut plan, settled, chosen, because): (Plan, &Settled, &Chosen, Because<'_>),
    ) -> Result<std::result::Result<(), Refused>> {
        let before = std::mem::take(&mut held.past);
        let mut lines = self.host.store.read(stream, 1)?;
        for (of, seq, line) in &plan.lines {
            let place = usize::try_from(seq.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(old) = lines.get_mut(place).filter(|_| of == stream) {
                old.clone_from(line);
            }
        }
        self.replay(&lines, held)?;
        let what = Keeping::Disposed {
            records: spans(&plan.places),
            fields: chosen.fields.clone(),
            files: no_longer_cited(&before, &held.past),
        };
        let batch = self.entry_of(stream, settled, because, what)?;
        let (sheet, all) = self.sheet(held)?;
        let rows = Rows::whole(stream, held.instance.seq(), &sheet, all);
        let mail = std::mem::take(&mut plan.mail);
        let rewrite = self.rewrite(stream, plan)?;
        let change = Change {
            batches: vec![batch],
            rows: Some(rows),
            mail,
            rewrite: Some(Box::new(rewrite)),
            ..Change::default()
        };
        Ok(self.host.store.commit(change).map(|_| ()))
    }

    fn rewrite(&self, stream: &Stream, plan: Plan) -> Result<Rewrite> {
        let mut persons = Vec::new();
        for person in &plan.persons {
            let term = (Term::Person, &**person);
            // Another program may have taken its number away.
            self.host.terms.forget(&self.tenant, term);
            persons.extend(self.host.terms.find(self.host.store.base(), &self.tenant, term)?);
            self.host.terms.forget(&self.tenant, term);
        }
        let Plan { lines, forgets_key, .. } = plan;
        Ok(Rewrite { case: stream.clone(), lines, forgets_key, persons })
    }

    /// Removes the files that a case no longer cites and no other does; again and again is the same as once.
    fn remove_files(
        &self,
        keeping: &CaseKeeping,
        attachments: &Attachments,
        removed: &mut Vec<Digest>,
    ) -> Result<()> {
        let files: BTreeSet<Digest> =
            keeping.disposals.iter().flat_map(|disposal| disposal.files.iter().copied()).collect();
        for file in files {
            if !self.is_cited(&file)? && attachments.dispose(&file)? {
                removed.push(file);
            }
        }
        Ok(())
    }

    /// Whether any case of any tenant cites a file under a name.
    fn is_cited(&self, file: &Digest) -> Result<bool> {
        let base = self.host.store.base();
        let Some(cites) = self.host.terms.find(base, "", (Term::Cited, ""))? else { return Ok(false) };
        let mut found = None;
        base.read(&mut |connection| {
            let value = file.to_string();
            found = one(connection, (CITED, &[Cell::Int(cites), Cell::Text(&value)]), |row| row.int(0))?;
            Ok(())
        })?;
        Ok(found.is_some())
    }
}

/// The records of the procedure whose retention is said, and was not fixed for the case.
fn not_fixed(held: &Held, keeping: &CaseKeeping) -> Vec<Text> {
    if keeping.retentions.iter().any(|retention| retention.record.is_none()) {
        return Vec::new();
    }
    let records = held.instance.procedure().map_or(&[][..], |procedure| procedure.records());
    let fixed = |id: &Text| keeping.retentions.iter().any(|retention| retention.record.as_ref() == Some(id));
    let said = records.iter().filter(|record| record.retention.is_some() && !fixed(&record.id));
    said.map(|record| record.id.clone()).collect()
}

fn no_longer_cited(before: &Past, after: &Past) -> Vec<Digest> {
    before.cited.difference(&after.cited).copied().collect()
}

/// Places as spans of those that follow one another.
fn spans(places: &[u64]) -> Vec<(u64, u64)> {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for place in places {
        match spans.last_mut() {
            Some((_, last)) if last.saturating_add(1) == *place => *last = *place,
            _ => spans.push((*place, *place)),
        }
    }
    spans
}
