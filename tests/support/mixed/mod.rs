//! Random models with everything: blocks, events, waits, throws, calls, jobs, ad hoc work, gateways of all kinds.
//!
//! Knows what a model is made of and how one is drawn; `write` knows how it is spelt, `drive` what is done with it.
//! Read [`Mixed`] first.

mod asked;
pub(crate) mod drive;
mod spell;
pub(crate) mod write;

use proptest::prelude::*;

/// A procedure and those it may call or begin: each calls only later ones, so that no call comes back.
#[derive(Clone, Debug)]
pub(crate) struct Mixed {
    pub(crate) bodies: Vec<Body>,
    /// Whether its files are read in English.
    pub(crate) english: bool,
}

/// What one procedure consists of.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) parts: Vec<Part>,
    /// Events of the whole case.
    pub(crate) around: Vec<Beside>,
    /// How it begins beside at its first activity: by itself, by a message or a signal, where an event is waited for.
    pub(crate) begins: u8,
}

/// A piece of a procedure.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Step(Step),
    /// Steps one after another with one event over all of them.
    Span(Vec<Step>, Beside),
    Range(Range),
    Block(Block),
    Gate(Gate, Vec<Vec<Part>>),
}

/// One activity.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) repeats: u8,
    /// How many activities SI goes back, and how often at most.
    pub(crate) back: Option<(u8, u8)>,
    /// Where else it leads, on or back, under a condition.
    pub(crate) jump: Option<(bool, u8)>,
    pub(crate) beside: Vec<Beside>,
    /// Whether an activity undoes it.
    pub(crate) undone: bool,
}

/// Steps one after another that are done once for each of several.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub(crate) steps: Vec<Step>,
    pub(crate) at_once: bool,
    pub(crate) enough: bool,
    pub(crate) count: u8,
    /// How many activities the last goes back.
    pub(crate) back: Option<u8>,
}

/// What an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Work(u8),
    Auto,
    Job(u8),
    Script,
    Table,
    Wait(Trigger),
    Race(Trigger, Trigger),
    Throw(u8),
    End(u8),
    Call(u8),
    Link,
}

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    Message { name: u8, correlates: bool, carries: bool },
    Signal(u8),
    Time(u8),
    Cycle,
    Condition(u8),
    Declared,
    Any,
    All,
    Error(u8),
    Escalation(u8),
    Cancelled,
}

/// Something that may happen beside the flow.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    pub(crate) trigger: Trigger,
    pub(crate) interrupts: bool,
    pub(crate) effect: u8,
    /// What is done when it happens.
    pub(crate) own: Vec<Step>,
    /// What persons choose then, of an event that stands in a block: members of repetitions.
    pub(crate) chosen: Option<(u8, bool, Vec<Step>)>,
}

/// Activities with one around them.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) shape: Shape,
    pub(crate) children: Vec<Part>,
    pub(crate) beside: Vec<Beside>,
    pub(crate) inside: Vec<Beside>,
    pub(crate) undone: bool,
    pub(crate) data: bool,
}

/// What makes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Group,
    AtOnce,
    Each { at_once: bool, enough: bool, count: u8 },
    While { before: bool },
    Transaction,
    Free { at_once: bool, enough: bool, cancels: bool },
}

/// What a gateway does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    Parallel,
    Exclusive,
    Inclusive,
    Complex(u8),
    First,
}

/// Any model: one to three procedures.
pub(crate) fn mixed() -> impl Strategy<Value = Mixed> {
    let called = prop::collection::vec(body(3), 0..3);
    (body(5), called, prop::bool::weighted(0.2)).prop_map(|(first, called, english)| {
        let bodies = std::iter::once(first).chain(called).collect();
        Mixed { bodies, english }
    })
}

fn body(parts: usize) -> impl Strategy<Value = Body> {
    let around = prop::collection::vec(beside(catch()), 0..2);
    (prop::collection::vec(part(), 1..parts), around, 0u8..7).prop_map(|(parts, around, begins)| Body {
        parts,
        around,
        begins,
    })
}

/// What is waited for in the flow.
fn wait() -> impl Strategy<Value = Trigger> {
    prop_oneof![
        3 => (0u8..3, any::<bool>(), any::<bool>())
            .prop_map(|(name, correlates, carries)| Trigger::Message { name, correlates, carries }),
        3 => (0u8..3).prop_map(Trigger::Signal),
        2 => (0u8..4).prop_map(Trigger::Time),
        2 => (0u8..3).prop_map(Trigger::Condition),
        1 => Just(Trigger::Declared),
        1 => Just(Trigger::Any),
        1 => Just(Trigger::All),
    ]
}

/// What is caught beside it.
fn catch() -> impl Strategy<Value = Trigger> {
    prop_oneof![
        6 => wait(),
        1 => Just(Trigger::Cycle),
        2 => (0u8..3).prop_map(Trigger::Error),
        2 => (0u8..3).prop_map(Trigger::Escalation),
    ]
}

fn beside(trigger: impl Strategy<Value = Trigger>) -> impl Strategy<Value = Beside> {
    let own = || prop::collection::vec(inner_step(), 0..3);
    let chosen = prop::option::weighted(0.2, (0u8..4, any::<bool>(), own()));
    (trigger, any::<bool>(), 0u8..9, own(), chosen).prop_map(|(trigger, interrupts, effect, own, chosen)| {
        Beside { trigger, interrupts, effect, own, chosen }
    })
}

fn range() -> impl Strategy<Value = Range> {
    let steps = prop::collection::vec(inner_step(), 1..4);
    let back = prop::option::weighted(0.4, 0u8..3);
    (steps, any::<bool>(), any::<bool>(), 0u8..4, back)
        .prop_map(|(steps, at_once, enough, count, back)| Range { steps, at_once, enough, count, back })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        9 => (0u8..12).prop_map(Kind::Work),
        6 => (12u8..29).prop_map(Kind::Work),
        2 => Just(Kind::Auto),
        2 => (0u8..3).prop_map(Kind::Job),
        1 => Just(Kind::Script),
        1 => Just(Kind::Table),
        3 => wait().prop_map(Kind::Wait),
        1 => (wait(), wait()).prop_map(|(one, other)| Kind::Race(one, other)),
        3 => (0u8..6).prop_map(Kind::Throw),
        2 => (0u8..8).prop_map(Kind::End),
        2 => (0u8..2).prop_map(Kind::Call),
        1 => Just(Kind::Link),
    ]
}

/// A step of an event's own activities, without events of its own.
fn inner_step() -> impl Strategy<Value = Step> {
    (kind(), 0u8..24, any::<bool>()).prop_map(|(kind, repeats, undone)| Step {
        kind,
        repeats,
        back: None,
        jump: None,
        beside: Vec::new(),
        undone: undone && repeats % 3 == 0,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let back = prop::option::weighted(0.2, (0u8..6, 1u8..3));
    let jump = prop::option::weighted(0.15, (any::<bool>(), 0u8..4));
    let events = prop_oneof![
        3 => Just(Vec::new()),
        2 => prop::collection::vec(beside(catch()), 1..3),
    ];
    (inner_step(), back, jump, events).prop_map(|(step, back, jump, beside)| Step {
        back,
        jump,
        beside,
        ..step
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        1 => Just(Shape::Group),
        2 => Just(Shape::AtOnce),
        3 => (any::<bool>(), any::<bool>(), 0u8..4)
            .prop_map(|(at_once, enough, count)| Shape::Each { at_once, enough, count }),
        1 => any::<bool>().prop_map(|before| Shape::While { before }),
        3 => Just(Shape::Transaction),
        2 => (any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(at_once, enough, cancels)| Shape::Free { at_once, enough, cancels }),
    ]
}

fn gate() -> impl Strategy<Value = Gate> {
    prop_oneof![
        3 => Just(Gate::Parallel),
        1 => Just(Gate::Exclusive),
        2 => Just(Gate::Inclusive),
        2 => (0u8..3).prop_map(Gate::Complex),
        2 => Just(Gate::First),
    ]
}

fn block(inner: impl Strategy<Value = Part>) -> impl Strategy<Value = Block> {
    let trigger = prop_oneof![4 => catch(), 1 => Just(Trigger::Cancelled)];
    let events = prop::collection::vec(beside(trigger), 0..3);
    let inside = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(beside(catch()), 1..3)];
    let children = prop::collection::vec(inner, 1..4);
    (shape(), children, events, inside, prop::bool::weighted(0.2), prop::bool::weighted(0.2)).prop_map(
        |(shape, children, beside, inside, undone, data)| Block {
            shape,
            children,
            beside,
            inside,
            undone,
            data,
        },
    )
}

fn part() -> impl Strategy<Value = Part> {
    let steps = || prop::collection::vec(inner_step(), 2..4);
    let leaf = prop_oneof![
        8 => step().prop_map(Part::Step),
        1 => (steps(), beside(catch())).prop_map(|(steps, beside)| Part::Span(steps, beside)),
        1 => range().prop_map(Part::Range),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let branches = prop::collection::vec(prop::collection::vec(inner.clone(), 1..3), 1..4);
        prop_oneof![
            3 => block(inner).prop_map(Part::Block),
            2 => (gate(), branches).prop_map(|(gate, branches)| Part::Gate(gate, branches)),
        ]
    })
}
