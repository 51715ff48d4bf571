//! What each section of the document of a case says.

use cauce::calendar::Zone;
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::event::{ItemKind, Outcome};
use cauce::instance::Status;
use cauce::reference::said;
use cauce::source::Language;
use cauce::view::{WorkItem, open_items};

use super::super::case::{Back, Held, NoteKind, Noted, Stuck, Told};
use super::super::words::Word;
use super::super::{CaseFile, Persons, Piece, Reveal, Signed, Term, TermEnd, Who};
use super::sheet::{Block, Cell, Line, Section, Sheet, Tone};

/// Tells a case in one language, as far as it is revealed.
pub(super) struct Teller<'a> {
    pub(super) case: &'a CaseFile,
    pub(super) reveal: Reveal,
    pub(super) size: &'a dyn Fn(Digest) -> Option<u64>,
    pub(super) language: Language,
}

impl Teller<'_> {
    fn word(&self, word: Word) -> &'static str {
        word.text(self.language)
    }

    fn heads(&self, words: &[Word]) -> Vec<String> {
        words.iter().map(|word| self.word(*word).to_owned()).collect()
    }

    pub(super) fn sheet(&self) -> Sheet {
        let (head, stream) = (self.case.procedure.head(), &self.case.stream);
        let sections = [
            self.head(),
            self.stands(),
            self.timeline(),
            self.evidence(),
            self.terms(),
            self.returns(),
            self.incidents(),
            self.data(),
            self.findings(),
        ];
        Sheet {
            language: self.language,
            over: format!("{} · {}", head.code, head.name),
            title: format!("{} {}", self.word(Word::Case), stream.id()),
            state: self.state(),
            sections: sections.into_iter().flatten().collect(),
            foot: self.word(Word::Page).to_owned(),
        }
    }

    fn section(&self, heading: Word, block: Block) -> Option<Section> {
        Some(Section { heading: self.word(heading).to_owned(), block })
    }

    /// A table, or nothing where there is no row.
    fn table(&self, heading: Word, head: &[Word], rows: Vec<Vec<Cell>>) -> Option<Section> {
        let is_empty = rows.is_empty();
        let table = Block::Table { head: self.heads(head), rows };
        self.section(heading, table).filter(|_| !is_empty)
    }

    fn state(&self) -> Line {
        let (word, tone) = match self.case.instance.status() {
            Status::Ended(Outcome::Completed) => (Word::Completed, Tone::Good),
            Status::Ended(Outcome::Cancelled) => (Word::Cancelled, Tone::Bad),
            Status::Ended(_) => (Word::Failed, Tone::Bad),
            _ => (Word::Running, Tone::Strong),
        };
        Line { text: self.word(word).to_owned(), tone }
    }

    fn head(&self) -> Option<Section> {
        let (case, head) = (self.case, self.case.procedure.head());
        let digests = case.started.digests;
        let now = case.instance.at().unwrap_or(case.began);
        let code = |digest: Digest| Cell::of(digest.to_string(), Tone::Code);
        let facts = [
            (Word::Tenant, Cell::plain(case.stream.tenant())),
            (Word::Version, Cell::plain(&*head.version)),
            (Word::Began, Cell::plain(self.moment(case.began))),
            (Word::LastChange, Cell::plain(self.moment(now))),
            (Word::Clocks, Cell::plain(self.zone().name())),
            (Word::Records, Cell::plain(case.records.to_string())),
            (Word::Semantics, Cell::plain(case.started.semantics.to_string())),
            (Word::LastDigest, code(case.digest)),
            (Word::DefinitionDigest, code(digests.definition)),
            (Word::TextDigest, code(digests.text)),
            (Word::BehaviourDigest, code(digests.behaviour)),
        ];
        let facts = facts.into_iter().filter(|(_, cell)| !cell.0.is_empty());
        let facts = facts.map(|(word, cell)| (self.word(word).to_owned(), cell)).collect();
        Some(Section { heading: String::new(), block: Block::Facts(facts) })
    }

    fn stands(&self) -> Option<Section> {
        let rows: Vec<Vec<Cell>> =
            open_items(&self.case.instance).iter().map(|item| self.open(item)).collect();
        if rows.is_empty() {
            let text = match self.case.instance.status() {
                Status::Ended(_) => {
                    self.case.told.last().map_or(String::new(), |told| told.what.clone() + ".")
                }
                _ => self.word(Word::NothingOpen).to_owned(),
            };
            return self.section(Word::Stands, Block::Text(text));
        }
        self.table(Word::Stands, &[Word::Activity, Word::WhoMay, Word::Since, Word::Due], rows)
    }

    fn open(&self, item: &WorkItem) -> Vec<Cell> {
        let procedure = item.procedure(&self.case.procedure);
        let name = |id: &Text| {
            let role = procedure.role(id).map(|role| procedure.roles()[role.index()].name.to_string());
            role.unwrap_or_else(|| id.to_string())
        };
        let who = match item.kind {
            ItemKind::Delay | ItemKind::Wait | ItemKind::EventGateway => String::new(),
            ItemKind::Job => self.word(Word::System).to_owned(),
            _ if item.roles.is_empty() => self.word(Word::NotSaid).to_owned(),
            _ => item.roles.iter().map(name).collect::<Vec<_>>().join(", "),
        };
        let claimed = item.claimed_by.as_ref().map(|person| self.person(person)).unwrap_or_default();
        let trouble = item.trouble.as_ref().map(|trouble| trouble.message(self.language));
        let due = item.due.as_ref().and_then(|due| due.due).map(|due| self.due(due)).unwrap_or_default();
        let is_deadline = !item.kind.waits() && item.kind != ItemKind::Delay;
        let overdue = if item.overdue { self.word(Word::Overdue) } else { "" };
        vec![
            self.activity((&item.reference, &item.title), item.round)
                .and(trouble.unwrap_or_default(), Tone::Bad),
            Cell::plain(who).and(claimed, Tone::Quiet),
            Cell::plain(self.moment(item.since)),
            Cell::plain(if is_deadline { due } else { String::new() }).and(overdue, Tone::Bad),
        ]
    }

    /// One row for each record: what one act brought about stands together.
    fn timeline(&self) -> Option<Section> {
        let records = self.case.told.chunk_by(|one, next| one.record == next.record);
        let rows = records.map(|told| self.told(told)).collect();
        self.table(Word::Timeline, &[Word::When, Word::Who, Word::What], rows)
    }

    fn told(&self, told: &[Told]) -> Vec<Cell> {
        let first = told.first();
        let when = first.map(|told| self.moment(told.at)).unwrap_or_default();
        let who = first.and_then(|told| told.who.as_ref()).map(|who| self.who(who)).unwrap_or_default();
        let what = told
            .iter()
            .fold(Cell::default(), |cell, told| self.notes(cell.and(&*told.what, Tone::Plain), &told.notes));
        vec![Cell::plain(when), who, what]
    }

    fn notes(&self, cell: Cell, notes: &[Noted]) -> Cell {
        notes.iter().fold(cell, |cell, note| {
            let label = match note.kind {
                NoteKind::Reason => self.word(Word::Reason),
                NoteKind::Note => self.word(Word::Note),
            };
            match &*note.text {
                "" => cell.and(format!("{label}: {}", self.gone()), Tone::Quiet),
                _ if !self.reveal.notes => cell.and(format!("{label}: {}", self.withheld()), Tone::Quiet),
                text => cell.and(format!("{label}: {text}"), Tone::Quote),
            }
        })
    }

    fn evidence(&self) -> Option<Section> {
        if self.case.evidence.is_empty() {
            return self.section(Word::Evidence, Block::Text(self.word(Word::NoEvidence).to_owned()));
        }
        let rows = self.case.evidence.iter().map(|piece| self.piece(piece)).collect();
        let head =
            [Word::Record, Word::File, Word::SignedBy, Word::Activity, Word::When, Word::Who, Word::Counts];
        self.table(Word::Evidence, &head, rows)
    }

    fn piece(&self, piece: &Piece) -> Vec<Cell> {
        let document = &piece.document;
        let size = (self.size)(document.sha256).map(|size| format!("{size} {}", self.word(Word::Bytes)));
        let kind = [Some(document.media_type.to_string()), size].into_iter().flatten();
        let kind: Vec<String> = kind.filter(|part| !part.is_empty()).collect();
        let counts = match piece.superseded {
            None => Cell::of(self.word(Word::Valid), Tone::Good),
            Some(at) => Cell::of(self.word(Word::Superseded), Tone::Bad).and(self.moment(at), Tone::Quiet),
        };
        let signed = piece.signatures.iter();
        let signed = signed.fold(Cell::default(), |cell, signed| {
            let (role, person) = self.signed(signed);
            cell.and(person, Tone::Plain).and(role, Tone::Quiet)
        });
        let cited = if piece.cited { self.word(Word::Cited) } else { "" };
        vec![
            Cell::plain(&*piece.name).and(cited, Tone::Quiet),
            self.file(piece).and(kind.join(" · "), Tone::Quiet).and(document.sha256.to_string(), Tone::Code),
            signed,
            self.activity((&piece.reference, &piece.title), piece.round),
            Cell::plain(self.moment(piece.at)),
            self.who(&piece.by),
            counts,
        ]
    }

    /// A file name; what is cited has none of its own.
    fn file(&self, piece: &Piece) -> Cell {
        match &*piece.document.name {
            "" if piece.cited => Cell::default(),
            "" => Cell::of(self.gone(), Tone::Quiet),
            _ if !self.reveal.files => Cell::of(self.withheld(), Tone::Quiet),
            name => Cell::plain(name),
        }
    }

    fn signed(&self, signed: &Signed) -> (String, String) {
        (signed.role.to_string(), self.person(&signed.person))
    }

    fn terms(&self) -> Option<Section> {
        let rows = self.case.terms.iter().map(|term| self.term(term)).collect();
        self.table(Word::Deadlines, &[Word::Activity, Word::Due, Word::Result], rows)
    }

    fn term(&self, term: &Term) -> Vec<Cell> {
        let now = self.case.instance.at().unwrap_or(self.case.began);
        let activity = match term.reference.is_empty() {
            true => Cell::plain(self.word(Word::TheCase)),
            false => self.activity((&term.reference, &term.title), term.round),
        };
        let moved = match term.moved {
            0 => String::new(),
            times => format!("{}: {times} {}", self.word(Word::Moved), self.word(Word::Times)),
        };
        let result = match term.kept(now) {
            Some(true) => Cell::of(self.word(Word::OnTime), Tone::Good),
            Some(false) => Cell::of(self.word(Word::Late), Tone::Bad),
            None => Cell::default(),
        };
        let result = match term.end {
            TermEnd::Open => result.and(self.word(Word::OpenTerm), Tone::Quiet),
            TermEnd::Done(at) => {
                result.and(format!("{}: {}", self.word(Word::DoneAt), self.moment(at)), Tone::Quiet)
            }
            TermEnd::Dropped(at) => {
                result.and(format!("{}: {}", self.word(Word::Dropped), self.moment(at)), Tone::Quiet)
            }
        };
        vec![activity, Cell::plain(self.due(term.due)).and(moved, Tone::Quiet), result]
    }

    fn returns(&self) -> Option<Section> {
        let rows = self.case.returns.iter().map(|back| self.back(back)).collect();
        let head = [Word::When, Word::Who, Word::From, Word::To, Word::Round];
        self.table(Word::Returns, &head, rows)
    }

    fn back(&self, back: &Back) -> Vec<Cell> {
        let round = format!("{} {} {}", back.count, self.word(Word::OfMaximum), back.maximum);
        let to = self.activity((&back.to, &back.title), 1);
        vec![
            Cell::plain(self.moment(back.at)),
            self.who(&back.who),
            Cell::plain(&*back.from),
            self.notes(to, &back.notes),
            Cell::plain(round),
        ]
    }

    fn incidents(&self) -> Option<Section> {
        let rows = self.case.incidents.iter().map(|stuck| self.stuck(stuck)).collect();
        let head = [Word::When, Word::Activity, Word::Trouble, Word::Resolution];
        self.table(Word::Incidents, &head, rows)
    }

    fn stuck(&self, stuck: &Stuck) -> Vec<Cell> {
        let resolution = match &stuck.settled {
            None => Cell::of(self.word(Word::OpenIncident), Tone::Bad),
            Some(settled) => {
                let how = settled.how.clone().unwrap_or_else(|| self.word(Word::ClosedWith).to_owned());
                let reason = settled.reason.iter();
                let reason = reason.map(|text| Noted { kind: NoteKind::Reason, text: text.clone() });
                let cell = self.notes(Cell::plain(how), &reason.collect::<Vec<_>>());
                let who = self.who(&settled.who).0.into_iter().map(|line| line.text).collect::<Vec<_>>();
                cell.and(format!("{} · {}", self.moment(settled.at), who.join(", ")), Tone::Quiet)
            }
        };
        vec![
            Cell::plain(self.moment(stuck.at)),
            self.activity((&stuck.reference, &stuck.title), 1),
            Cell::plain(&*stuck.message).and(&*stuck.code, Tone::Quiet),
            resolution,
        ]
    }

    fn data(&self) -> Option<Section> {
        let rows = self.case.held.iter().map(|held| self.held(held)).collect();
        self.table(Word::Data, &[Word::Datum, Word::Value, Word::Set, Word::Who], rows)
    }

    fn held(&self, held: &Held) -> Vec<Cell> {
        let members = held.members.join("/");
        let call = held.call.as_ref().map(|call| format!("{} {call}", self.word(Word::InCall)));
        let value = match &held.value {
            Value::Disposed => Cell::of(self.gone(), Tone::Quiet),
            _ if !self.reveal.data && !held.is_indicator => Cell::of(self.withheld(), Tone::Quiet),
            value => {
                Cell::plain(self.value(value)).and(held.unit.as_deref().unwrap_or_default(), Tone::Quiet)
            }
        };
        let times = match held.times {
            1 => String::new(),
            times => format!("{times} {}", self.word(Word::Times)),
        };
        vec![
            Cell::plain(&*held.name).and(members, Tone::Quiet).and(call.unwrap_or_default(), Tone::Quiet),
            value,
            Cell::plain(self.moment(held.at)).and(times, Tone::Quiet),
            self.who(&held.who),
        ]
    }

    fn findings(&self) -> Option<Section> {
        let rows = self.case.procedure.findings().iter().map(|finding| {
            let read = if finding.changes { self.word(Word::ReadDifferently) } else { "" };
            let kind = finding.kind.to_string();
            vec![
                Cell::of(&*finding.id, Tone::Strong).and(kind, Tone::Quiet),
                Cell::plain(&*finding.place),
                Cell::plain(&*finding.note).and(read, Tone::Quiet),
            ]
        });
        self.table(Word::Findings, &[Word::Finding, Word::Place, Word::Note], rows.collect())
    }

    fn activity(&self, (reference, title): (&str, &str), round: u32) -> Cell {
        let name = match title {
            "" => reference.to_owned(),
            title => format!("{reference} · {title}"),
        };
        let round = if round > 1 { format!("{} {round}", self.word(Word::RoundOf)) } else { String::new() };
        Cell::plain(name).and(round, Tone::Quiet)
    }

    fn who(&self, who: &Who) -> Cell {
        match who {
            Who::Person { id, role, in_place_of, .. } => {
                let stands_for = in_place_of
                    .as_ref()
                    .map(|other| format!("{} {}", self.word(Word::InPlaceOf), self.person(other)));
                Cell::plain(self.person(id))
                    .and(stands_for.unwrap_or_default(), Tone::Quiet)
                    .and(&**role, Tone::Quiet)
            }
            Who::Host(name) => Cell::plain(&**name),
            Who::Time => Cell::of(self.word(Word::TimePassing), Tone::Quiet),
        }
    }

    fn person(&self, id: &str) -> String {
        match (self.reveal.person(id), self.reveal.persons) {
            (Some(name), _) => name.to_string(),
            (None, Persons::Hidden) if !id.is_empty() => self.withheld(),
            (None, _) => self.gone(),
        }
    }

    fn gone(&self) -> String {
        format!("«{}»", self.word(Word::Disposed))
    }

    fn withheld(&self) -> String {
        format!("({})", self.word(Word::Withheld))
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Bool(true) => self.word(Word::Yes).to_owned(),
            Value::Bool(false) => self.word(Word::No).to_owned(),
            Value::Instant(at) => self.moment(*at),
            value => said(value),
        }
    }

    fn zone(&self) -> Zone {
        self.case.procedure.head().zone.unwrap_or(Zone::UTC)
    }

    fn moment(&self, at: Timestamp) -> String {
        self.zone().local_time(at).to_string()
    }

    /// The end of a term: a day that ends is named by that day.
    fn due(&self, at: Timestamp) -> String {
        let zone = self.zone();
        let begins = zone.midnight(zone.local_date(at)) == Some(at);
        match at.checked_add_millis(-1).filter(|_| begins) {
            Some(before) => zone.local_date(before).to_string(),
            None => self.moment(at),
        }
    }
}
