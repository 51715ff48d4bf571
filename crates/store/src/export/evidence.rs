//! The evidence of a case: what was handed in, who signed it, and whether it still stands.
//!
//! Knows that evidence is valid by activity and record until the same is handed in again, or a return goes back over
//! the activity; does not know the documents, only their digests.
//! Read [`Piece`] first.

use cauce::command::ItemId;
use cauce::data::{Digest, Text, Timestamp};
use cauce::event::{Completed, Event, EvidenceRef, ItemKind, Migrated, Signature};
use cauce::procedure::{ElementIx, ReturnIx};

use super::case::Who;
use super::place::{At, Places, Step};

/// A document that was handed in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Piece {
    /// The id of the record it is evidence of.
    pub record: Text,
    /// The name of the record as printed.
    pub name: Text,
    /// The document; its file name is empty where it was disposed of, and of what is cited.
    pub document: EvidenceRef,
    /// Whether it cites evidence that the case already held.
    pub cited: bool,
    /// What people call the activity that delivered it, with its members.
    pub reference: Text,
    /// The heading of the activity.
    pub title: Text,
    /// The round of the activity.
    pub round: u32,
    /// The work item.
    pub item: ItemId,
    /// When.
    pub at: Timestamp,
    /// Who handed it in.
    pub by: Who,
    /// Who signed it.
    pub signatures: Vec<Signed>,
    /// Since when it counts no longer.
    pub superseded: Option<Timestamp>,
}

/// A signature on a document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Signed {
    /// In which role, as printed.
    pub role: Text,
    /// The id of that role.
    pub role_id: Text,
    /// Who; empty where it was disposed of.
    pub person: Text,
}

/// A piece that still stands, with what decides whether it does.
#[derive(Clone, Debug)]
struct Kept {
    /// Where the piece stands.
    place: usize,
    level: ItemId,
    /// The id of its record.
    record: Text,
    home: ItemId,
    /// The way from its element out to the case.
    way: Vec<Step>,
}

/// A signature, by ids that other versions know.
#[derive(Clone, Debug)]
struct Signing {
    record: Text,
    sha256: Digest,
    signed: Signed,
}

impl Signing {
    fn of(at: At<'_>, signature: &Signature) -> Self {
        let role = &at.procedure.roles()[signature.role.index()];
        let (role, role_id) = (role.name.clone(), role.id.clone());
        let signed = Signed { role, role_id, person: signature.person.clone() };
        let record = at.procedure.records()[signature.record.index()].id.clone();
        Signing { record, sha256: signature.sha256, signed }
    }
}

impl Kept {
    /// What it is evidence of: only one document of the same stands.
    fn of(&self) -> (ItemId, &Text, ItemId, Option<ElementIx>) {
        (self.level, &self.record, self.home, self.element())
    }

    fn element(&self) -> Option<ElementIx> {
        self.way.first().and_then(|step| step.element)
    }
}

/// The evidence of a case as its events bring it.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidences {
    pieces: Vec<Piece>,
    /// Those that still stand: few, however often a case goes round.
    valid: Vec<Kept>,
    /// Signatures given before completing, by item: the own one, or the one that several share.
    before: Vec<(ItemId, Signing)>,
}

impl Evidences {
    pub(super) fn take(&mut self, (at, places): (At<'_>, &Places), when: Moment<'_>, event: &Event) {
        match event {
            Event::Signed { item, signature } => self.signed(at, *item, signature),
            Event::Completed(completed) => self.completed((at, places), when, completed),
            Event::Returned { scope, taken, .. } => self.returned(at, (*taken, *scope), when.at),
            Event::Migrated(migrated) => self.migrated(at, migrated),
            _ => {}
        }
    }

    /// A signature given before completing goes with what is handed in later, by whoever shares the work.
    fn signed(&mut self, at: At<'_>, item: ItemId, signature: &Signature) {
        self.before.push((shared(at, item), Signing::of(at, signature)));
    }

    fn completed(&mut self, (at, places): (At<'_>, &Places), when: Moment<'_>, completed: &Completed) {
        let scope = at.track.scope(completed.item);
        let item = shared(at, completed.item);
        let (before, rest) = std::mem::take(&mut self.before).into_iter().partition(|(of, _)| *of == item);
        self.before = rest;
        let before: Vec<(ItemId, Signing)> = before;
        for given in &completed.evidence {
            let record = &at.procedure.records()[given.record.index()];
            let piece = Piece {
                record: record.id.clone(),
                name: record.name.clone(),
                document: given.document.clone(),
                cited: given.cited,
                reference: at.reference(completed.element, scope),
                title: at.procedure.title(completed.element).clone(),
                round: when.round,
                item: completed.item,
                at: when.at,
                by: when.who.clone(),
                signatures: Vec::new(),
                superseded: None,
            };
            let way = places.way(at.level, completed.element, scope);
            let home = places.member(scope);
            let record = record.id.clone();
            let kept = Kept { place: self.pieces.len(), level: at.level, record, home, way };
            self.add(piece, kept);
        }
        let own = completed.signatures.iter().map(|signature| Signing::of(at, signature));
        let signatures = before.iter().map(|(_, signing)| signing.clone()).chain(own);
        signatures.for_each(|signing| self.sign((at, places), (completed.element, scope), &signing));
        // What one of several signed early may be handed in by the next.
        if at.track.kind_of_scope(scope) == Some(ItemKind::Joint) {
            self.before.extend(before);
        }
    }

    fn add(&mut self, piece: Piece, new: Kept) {
        self.supersede(piece.at, |old| old.of() == new.of());
        self.pieces.push(piece);
        self.valid.push(new);
    }

    fn supersede(&mut self, when: Timestamp, is_over: impl Fn(&Kept) -> bool) {
        let Evidences { pieces, valid, .. } = self;
        valid.retain(|kept| {
            let over = is_over(kept);
            if let Some(piece) = pieces.get_mut(kept.place).filter(|_| over) {
                piece.superseded = Some(when);
            }
            !over
        });
    }

    /// A signature is on the digest of a document: of the valid ones of its record in the same activity.
    fn sign(
        &mut self,
        (at, places): (At<'_>, &Places),
        (element, scope): (ElementIx, ItemId),
        signing: &Signing,
    ) {
        let of = (at.level, &signing.record, places.member(scope), Some(element));
        for kept in self.valid.iter().filter(|kept| kept.of() == of) {
            let piece = self.pieces.get_mut(kept.place);
            let piece = piece.filter(|piece| piece.document.sha256 == signing.sha256);
            if let Some(piece) = piece.filter(|piece| !piece.signatures.contains(&signing.signed)) {
                piece.signatures.push(signing.signed.clone());
            }
        }
    }

    /// A return supersedes what elements of its range delivered, and what was delivered inside them.
    fn returned(&mut self, at: At<'_>, (taken, scope): (ReturnIx, ItemId), when: Timestamp) {
        let graph = at.procedure.graph();
        let is_in = |step: &Step| {
            step.level == at.level
                && step.scope == scope
                && step.element.is_some_and(|element| graph.covers(taken, element))
        };
        self.supersede(when, |kept| kept.way.iter().any(is_in));
    }

    /// What was handed in under a version that is left belongs to what the new one calls so; what it does not have
    /// keeps its piece, and nothing will supersede it.
    fn migrated(&mut self, at: At<'_>, migrated: &Migrated) {
        let steps = self.valid.iter_mut().flat_map(|kept| &mut kept.way);
        for step in steps.filter(|step| step.level == at.level) {
            step.element = step.element.and_then(|before| migrated.element(before));
        }
    }

    pub(super) fn finish(self) -> Vec<Piece> {
        self.pieces
    }
}

/// When and by whom something was done, and in which round of its element.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) at: Timestamp,
    pub(super) who: &'a Who,
    pub(super) round: u32,
}

/// The item that several responsible share, or the item itself.
fn shared(at: At<'_>, item: ItemId) -> ItemId {
    let scope = at.track.scope(item);
    match at.track.kind_of_scope(scope) {
        Some(ItemKind::Joint) => scope,
        _ => item,
    }
}
