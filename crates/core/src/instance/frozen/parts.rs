//! What a case is made of, field by field: put and taken in the order of these lists.
//!
//! A field or a variant that is in no list does not compile. Whoever changes one raises the version of the bytes.

use std::sync::Arc;

use super::page::{Page, Part, PartBy, Pen};
use crate::data::{Kind, Value};
use crate::event::{Due, Input, ItemKind, Outcome, Pending};
use crate::guard::{GuardFault, LoopFact, Slot};
use crate::incident::{Stage, Trouble, Uncomputed};
use crate::instance::inner::{Beyond, Inner, More, Progress};
use crate::instance::milestone::Reached;
use crate::instance::rows::{Row, Rows, Shelf};
use crate::instance::small::{Bits, Few, Sparse};
use crate::instance::spin::Spin;
use crate::instance::state::{
    Arrival, ElementInstance, Extra, Facts, HeldEvidence, Joint, Rare, Resetting, Scope, State, Status,
    Timer, TimerKind,
};
use crate::instance::term::Term;
use crate::procedure::{DatumIx, ElementIx, ExitIx, IndicatorIx, Procedure, RecordIx, ReturnIx, RoleIx};

/// Writes both directions of structs from one list; `by` says what the numbers of a field name.
macro_rules! structs {
    ($($name:ident { $($field:ident $(by $key:ident)?),+ $(,)? })+) => {$(
        impl Part for $name {
            fn put(&self, pen: &mut Pen) {
                let $name { $($field),+ } = self;
                $(part!(put $field, pen $(, $key)?);)+
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                $(let $field = part!(take page $(, $key)?);)+
                Some($name { $($field),+ })
            }
        }
    )+};
}

/// Writes both directions of choices from one list; a number is never given another meaning within a version.
macro_rules! choices {
    ($($choice:ident {
        $($number:literal = $variant:ident
            $({ $($field:ident $(by $key:ident)?),+ })? $([ $whole:ident $(by $whole_key:ident)? ])?
        ),+ $(,)?
    })+) => {$(
        impl Part for $choice {
            fn put(&self, pen: &mut Pen) {
                match self {
                    $($choice::$variant $({ $($field),+ })? $(($whole))? => {
                        pen.bytes.push($number);
                        $($(part!(put $field, pen $(, $key)?);)+)?
                        $(part!(put $whole, pen $(, $whole_key)?);)?
                    })+
                }
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                Some(match page.byte()? {
                    $($number => {
                        $($(let $field = part!(take page $(, $key)?);)+)?
                        $(let $whole = part!(take page $(, $whole_key)?);)?
                        $choice::$variant $({ $($field),+ })? $(($whole))?
                    })+
                    _ => return None,
                })
            }
        }
    )+};
}

macro_rules! part {
    (put $field:ident, $pen:ident) => {
        $field.put($pen)
    };
    (put $field:ident, $pen:ident, $key:ident) => {
        PartBy::<$key>::put_by($field, $pen)
    };
    (take $page:ident) => {
        Part::take($page)?
    };
    (take $page:ident, $key:ident) => {
        PartBy::<$key>::take_by($page)?
    };
}

/// Writes what numbers of the definition are; each names something of the definition at hand.
macro_rules! indexes {
    ($($index:ident: $procedure:ident => $count:expr;)+) => {$(
        impl Part for $index {
            fn put(&self, pen: &mut Pen) {
                self.0.put(pen);
            }

            fn take(page: &mut Page<'_>) -> Option<Self> {
                let number = u32::take(page)?;
                let $procedure = page.procedure.as_deref()?;
                (u64::from(number) < $count as u64).then_some($index(number))
            }
        }

        impl PartBy<$index> for u32 {
            fn put_by(&self, pen: &mut Pen) {
                self.put(pen);
            }

            fn take_by(page: &mut Page<'_>) -> Option<Self> {
                $index::take(page).map(|index| index.0)
            }
        }

        impl PartBy<$index> for Option<u32> {
            fn put_by(&self, pen: &mut Pen) {
                self.put(pen);
            }

            fn take_by(page: &mut Page<'_>) -> Option<Self> {
                let index: Option<$index> = Part::take(page)?;
                Some(index.map(|index| index.0))
            }
        }

        impl<T: Part> PartBy<$index> for Sparse<T> {
            fn put_by(&self, pen: &mut Pen) {
                self.iter().count().put(pen);
                for (key, part) in self.iter() {
                    key.put(pen);
                    part.put(pen);
                }
            }

            fn take_by(page: &mut Page<'_>) -> Option<Self> {
                let mut sparse = Sparse::default();
                let mut least = 0;
                for _ in 0..page.count()? {
                    let key = $index::take(page)?.0;
                    if key < least {
                        return None;
                    }
                    least = key + 1;
                    sparse.insert(key, T::take(page)?);
                }
                Some(sparse)
            }
        }
    )+};
}

indexes! {
    ElementIx: procedure => procedure.graph.len();
    ExitIx: procedure => procedure.graph.exits.len();
    ReturnIx: procedure => procedure.graph.returns.len();
    DatumIx: procedure => procedure.data.len();
    IndicatorIx: procedure => procedure.indicators.len();
    RecordIx: procedure => procedure.records.len();
    RoleIx: procedure => procedure.roles.len();
}

structs! {
    Scope { opened, rounds by ElementIx, returns by ReturnIx }
    Inner {
        instance, element, parent, live, counts, data by DatumIx, facts, is_home, is_repetition, is_once_more,
        is_undoing, more,
    }
    Beyond { allowed by ReturnIx, index, value, progress, undoable, chosen, seen_again }
    Progress { members, begun, completed, terminated }
    ElementInstance { id, element, scope, round, since, kind, role, overdue, due, extra }
    Extra {
        claimed_by, delegated, signatures, joint, pending, trouble, host, attached, correlates, failed, met, cycles,
        was,
    }
    Joint { completed, answers, evidence, signatures, done_by, data, measures }
    Pending { answer, nonconforming, done_by }
    Due { due, warn, not_before, anchor, zone, calendar }
    Facts {
        indicators by IndicatorIx, answers by ElementIx, done, completed_at by ElementIx, opened_at by ElementIx,
        started_at, evidence,
    }
    HeldEvidence { element, record, sha256, signed }
    Timer { due, item, kind }
    Arrival { join, scope, token, flow, merges }
    Resetting { join, scope, item, flows }
    Term { due, overdue, held }
    Reached { milestone, home, by, element, scopes }
    Spin { at, newest, turns }
    Input { slot, value }
}

choices! {
    Status { 0 = New, 1 = Running, 2 = Ended[outcome] }
    Outcome { 0 = Completed, 1 = Cancelled, 2 = Failed }
    TimerKind { 0 = Warning, 1 = Deadline, 2 = Delay, 3 = Event }
    ItemKind {
        0 = Work, 1 = Joint, 2 = Applies, 3 = Confirm, 4 = Question, 5 = Verify, 6 = Delay, 7 = Block,
        8 = Repetition, 9 = Member, 10 = Wait, 11 = Subscription, 12 = EventGateway, 13 = Job, 14 = Call,
        15 = Compensation, 16 = Incident,
    }
    Stage {
        0 = Applies, 1 = Decision, 2 = Route, 3 = Members, 4 = Input, 5 = Completion, 6 = Message, 7 = Condition,
        8 = Throw,
    }
    Trouble {
        0 = Guard { stage, fault, inputs },
        1 = NoWay { inputs },
        2 = TooManyReturns { taken, maximum },
        3 = NoAgreement,
        4 = Runaway { cycle },
        5 = Crowded { limit },
        6 = NoMembers { inputs },
        7 = TooManyMembers { limit, inputs },
        8 = NoProcedure { code },
        9 = CallsTooDeep { limit },
        10 = WrongInput { name },
        11 = NothingToOpen { code, start },
        12 = OpensWithOther { code, name },
        13 = NoStart { code, start },
        14 = Deadline,
        15 = NoMoment { datum },
        16 = Computation { of, why, answer, nonconforming, inputs },
        17 = JobFailed { attempts },
    }
    Uncomputed { 0 = Fault[fault], 1 = NoRow, 2 = SeveralRows[rows] }
    GuardFault {
        0 = Missing { read },
        1 = MixedKinds { left, right },
        2 = DivisionByZero,
        3 = Overflow,
        4 = Budget,
        5 = TooLarge,
        6 = HostFailed { function, reason },
        7 = WrongKind { read, expected, found },
        8 = WrongResult { result },
        9 = Script { reason },
    }
    Kind {
        0 = Text, 1 = Decimal, 2 = Integer, 3 = Date, 4 = DateTime, 5 = Duration, 6 = YesNo, 7 = Choice, 8 = List,
        9 = Any,
    }
    Slot {
        0 = Datum[datum by DatumIx],
        1 = Has[datum by DatumIx],
        2 = Indicator[indicator by IndicatorIx],
        3 = Target[indicator by IndicatorIx],
        4 = Evidence { record by RecordIx, activity by ElementIx },
        5 = Signed[record by RecordIx],
        6 = Rounds[element by ElementIx],
        7 = Answer[element by ElementIx],
        8 = Done[element by ElementIx],
        9 = IsOpen[element by ElementIx],
        10 = Count[event by ElementIx],
        11 = DaysSince[element by ElementIx],
        12 = Today,
        13 = Member,
        14 = Loop[fact],
    }
    LoopFact {
        0 = Instances, 1 = Active, 2 = Completed, 3 = Terminated, 4 = Counter, 5 = Activation[gateway by ElementIx],
    }
}

/// A set of elements; the same set is the same bytes, however it is kept.
impl Part for Bits {
    fn put(&self, pen: &mut Pen) {
        let words = self.words();
        words.len().put(pen);
        words.iter().for_each(|word| word.put(pen));
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let words: Vec<u64> = Part::take(page)?;
        Bits::of_words(&words, page.procedure.as_deref()?.graph.len())
    }
}

impl<T: Part + Copy + Ord> Part for Few<T> {
    fn put(&self, pen: &mut Pen) {
        self.len().put(pen);
        self.iter().for_each(|part| part.put(pen));
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let all: Vec<T> = Part::take(page)?;
        all.is_sorted().then(|| Few::of(all))
    }
}

impl<T: Part + Row, L: Shelf<T>> Part for Rows<T, L> {
    fn put(&self, pen: &mut Pen) {
        self.len().put(pen);
        self.iter().for_each(|row| row.put(pen));
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let mut rows = Rows::default();
        for _ in 0..page.count()? {
            let row = T::take(page)?;
            if rows.last().is_some_and(|last: &T| last.id() >= row.id()) {
                return None;
            }
            rows.insert(row);
        }
        Some(rows)
    }
}

/// Nothing beyond the usual is the same as everything beyond it being empty.
impl Part for More {
    fn put(&self, pen: &mut Pen) {
        let beyond = self.get().filter(|beyond| **beyond != Beyond::default());
        beyond.is_some().put(pen);
        if let Some(beyond) = beyond {
            beyond.put(pen);
        }
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let beyond: Option<Beyond> = Part::take(page)?;
        Some(More::of(beyond.unwrap_or_default()))
    }
}

/// Without what is called, which stands apart, and without what has changed since joins were looked at.
impl Part for Rare {
    fn put(&self, pen: &mut Pen) {
        let Rare { error, timers, arrivals, calls: _, undoable, merging, touched: _, .. } = self;
        let Rare { resetting, allowed, term, reached, spin, .. } = self;
        error.put(pen);
        timers.put(pen);
        arrivals.put(pen);
        undoable.put(pen);
        merging.put(pen);
        resetting.put(pen);
        PartBy::<ReturnIx>::put_by(allowed, pen);
        term.put(pen);
        reached.put(pen);
        spin.put(pen);
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let (error, timers, arrivals) = (Part::take(page)?, Part::take(page)?, Part::take(page)?);
        let (undoable, merging, resetting) = (Part::take(page)?, Part::take(page)?, Part::take(page)?);
        let allowed = PartBy::<ReturnIx>::take_by(page)?;
        let (term, reached, spin) = (Part::take(page)?, Part::take(page)?, Part::take(page)?);
        let mut rare = Rare {
            error,
            timers,
            arrivals,
            calls: None,
            undoable,
            merging,
            touched: Default::default(),
            resetting,
            allowed,
            term,
            reached,
            spin,
        };
        rare.note_held();
        Some(rare)
    }
}

/// Writes a state without its counters and its time, which are those of the case, and without what it calls.
pub(super) fn put_state(state: &State, pen: &mut Pen) {
    let State { seq: _, at: _, last_item: _, status, root, inner, open, data, facts, rare } = state;
    status.put(pen);
    root.put(pen);
    inner.put(pen);
    open.put(pen);
    PartBy::<DatumIx>::put_by(data, pen);
    facts.put(pen);
    rare.put(pen);
}

/// Reads a state of that procedure, with what it keeps to be undone before it; counters and time are those of the blank.
pub(super) fn take_state(page: &mut Page<'_>, procedure: &Arc<Procedure>, blank: &State) -> Option<State> {
    page.procedure = Some(Arc::clone(procedure));
    page.read_kept()?;
    let (status, root, inner) = (Part::take(page)?, Part::take(page)?, Part::take(page)?);
    let open = Part::take(page)?;
    let data: Sparse<Value> = PartBy::<DatumIx>::take_by(page)?;
    let (facts, rare) = (Part::take(page)?, Part::take(page)?);
    let State { seq, at, last_item, .. } = *blank;
    let mut state = State { seq, at, last_item, status, root, inner, open, data, facts, rare };
    state.forget_touched();
    Some(state)
}
