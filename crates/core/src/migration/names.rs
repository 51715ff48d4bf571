//! What things of one version are in another: by their ids, and as a mapping says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::command::Mapping;
use crate::data::Text;
use crate::event::{CalledProcedure, Migrated, same_element};
use crate::procedure::{DatumIx, ElementIx, ExitIx, IndicatorIx, Procedure, RecordIx, ReturnIx, RoleIx};
use crate::rejection::Rejection;

/// Two versions, and what a mapping says of them.
pub(super) struct Names<'a> {
    pub(super) from: &'a Arc<Procedure>,
    pub(super) to: &'a Arc<Procedure>,
    moved: BTreeMap<ElementIx, ElementIx>,
    pub(super) ended: BTreeSet<ElementIx>,
    data: BTreeMap<DatumIx, Option<DatumIx>>,
    dropped: BTreeSet<IndicatorIx>,
}

/// What becomes of the value of a datum.
pub(super) enum Place {
    Now(DatumIx),
    Dropped,
    Nowhere,
}

impl<'a> Names<'a> {
    /// Finds what a mapping names.
    pub(super) fn of(
        from: &'a Arc<Procedure>,
        to: &'a Arc<Procedure>,
        mapping: &Mapping,
    ) -> Result<Self, Rejection> {
        let (moved, ended, data, dropped) = Default::default();
        let mut names = Names { from, to, moved, ended, data, dropped };
        for (before, now) in &mapping.moves {
            let (old, new) = (element(from, before)?, element(to, now)?);
            once(names.moved.insert(old, new).is_none(), before)?;
        }
        for name in &mapping.ends {
            let old = element(from, name)?;
            once(names.ended.insert(old) && !names.moved.contains_key(&old), name)?;
        }
        for (before, now) in &mapping.renames {
            let (old, new) = (datum(from, before)?, datum(to, now)?);
            once(names.data.insert(old, Some(new)).is_none(), before)?;
        }
        names.drop(&mapping.drops)?;
        names.moved.retain(|old, new| same_element(from, to, *old) != Some(*new));
        Ok(names)
    }

    fn drop(&mut self, drops: &[Text]) -> Result<(), Rejection> {
        for name in drops {
            let is_first = match (self.from.datum(name), self.from.indicator(name)) {
                (Some(datum), _) => self.data.insert(datum, None).is_none(),
                (None, Some(indicator)) => self.dropped.insert(indicator),
                (None, None) => return Err(unknown(self.from, name)),
            };
            once(is_first, name)?;
        }
        Ok(())
    }

    /// Whether a mapping says nothing but that everything stays what it is.
    pub(super) fn are_the_same(&self) -> bool {
        self.moved.is_empty() && self.ended.is_empty() && self.data.is_empty() && self.dropped.is_empty()
    }

    /// What an element is now.
    pub(super) fn element(&self, before: ElementIx) -> Option<ElementIx> {
        let moved = self.moved.get(&before).copied();
        moved.or_else(|| same_element(self.from, self.to, before))
    }

    pub(super) fn datum(&self, before: DatumIx) -> Place {
        match self.data.get(&before) {
            Some(Some(now)) => Place::Now(*now),
            Some(None) => Place::Dropped,
            None => match self.to.datum(&self.from.data[before.index()].id) {
                Some(now) => Place::Now(now),
                None => Place::Nowhere,
            },
        }
    }

    pub(super) fn role(&self, before: RoleIx) -> Option<RoleIx> {
        self.to.role(&self.from.roles[before.index()].id)
    }

    pub(super) fn record(&self, before: RecordIx) -> Option<RecordIx> {
        self.to.record(&self.from.records[before.index()].id)
    }

    pub(super) fn indicator(&self, before: IndicatorIx) -> Option<IndicatorIx> {
        self.to.indicator(&self.from.indicators[before.index()].id)
    }

    /// Whether the value of an indicator is let go that the new version does not have.
    pub(super) fn drops(&self, indicator: IndicatorIx) -> bool {
        self.dropped.contains(&indicator)
    }

    /// An answer by its id.
    pub(super) fn answer(&self, element: ElementIx, answer: u16) -> Option<u16> {
        let id = &self.from.activity(element)?.answers.get(usize::from(answer))?.id;
        let answers = &self.to.activity(self.element(element)?)?.answers;
        u16::try_from(answers.iter().position(|answer| answer.id == *id)?).ok()
    }

    /// A flow by what people take it for: an answer, a nonconformity, where it leads.
    pub(super) fn flow(&self, before: ExitIx) -> Option<ExitIx> {
        use crate::graph::Target;
        let graph = &self.from.graph;
        let exit = graph.exit(before);
        let from = self.element(exit.from)?;
        let activity = self.from.activity(exit.from);
        let given = activity.and_then(|it| it.answers.iter().position(|answer| answer.exit == before));
        if let Some(given) = given {
            let now = self.answer(exit.from, u16::try_from(given).ok()?)?;
            return Some(self.to.activity(from)?.answers.get(usize::from(now))?.exit);
        }
        let refused =
            |procedure: &Procedure, element| procedure.activity(element)?.control.as_ref()?.if_nonconforming;
        if refused(self.from, exit.from) == Some(before) {
            return refused(self.to, from);
        }
        let target = match exit.target {
            Target::Element(element) => Target::Element(self.element(element)?),
            end => end,
        };
        let leads = graph.exits_of(exit.from).filter(|(_, other)| other.target == exit.target);
        let nth = leads.take_while(|(other, _)| *other != before).count();
        let mut now = self.to.graph.exits_of(from).filter(|(_, other)| other.target == target);
        now.nth(nth).map(|(exit, _)| exit)
    }

    /// A return by the flow that it is.
    pub(super) fn back(&self, before: ReturnIx) -> Option<ReturnIx> {
        let flow = self.flow(self.from.graph.returns[before.index()].exit)?;
        match self.to.graph.exit(flow).kind {
            crate::graph::ExitKind::Return(now) => Some(now),
            crate::graph::ExitKind::Onward => None,
        }
    }

    /// The event of what was decided, as far as it is about names.
    pub(super) fn migrated(&self) -> Migrated {
        Migrated {
            from: CalledProcedure(Arc::clone(self.from)),
            to: CalledProcedure(Arc::clone(self.to)),
            digests: self.to.digests,
            moved: self.moved.iter().map(|(before, now)| (*before, *now)).collect(),
            data: self.data.iter().map(|(before, now)| (*before, *now)).collect(),
            flows: Box::default(),
            returns: Box::default(),
            closed: Box::default(),
            reason: None,
        }
    }
}

fn once(is_first: bool, name: &Text) -> Result<(), Rejection> {
    if is_first { Ok(()) } else { Err(Rejection::GivenTwice { what: name.clone() }) }
}

fn unknown(procedure: &Procedure, name: &Text) -> Rejection {
    Rejection::UnknownInMapping { name: name.clone(), version: procedure.head.version.clone() }
}

fn element(procedure: &Procedure, name: &Text) -> Result<ElementIx, Rejection> {
    procedure.find(name).ok_or_else(|| unknown(procedure, name))
}

fn datum(procedure: &Procedure, name: &Text) -> Result<DatumIx, Rejection> {
    procedure.datum(name).ok_or_else(|| unknown(procedure, name))
}
