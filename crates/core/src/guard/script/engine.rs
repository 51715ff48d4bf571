//! Builds the engine: raw, with an allow-list and every limit on.
//!
//! Knows each operator and function by the kinds it takes.
//! Does not know guards.
//! Read [`build`] first.

use std::any::TypeId;
use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, OptimizationLevel, Position};
use rust_decimal::Decimal as Inner;

use super::declared;
use crate::data::{Date, Decimal, Duration, Kind, Timestamp, Value};
use crate::guard::fault::GuardFault;
use crate::guard::operators::{self, Arithmetic, Comparison, View};
use crate::guard::vocabulary::HostFunction;
use crate::source::Language;

pub(super) const CONTAINS: &str = "list_contains";
pub(super) const LENGTH: &str = "list_length";
pub(super) const WITHIN: &str = "in_list";

/// The kinds that a value of any kind may have to be, and what looks at it.
const MUST: [(Kind, &str); 7] = [
    (Kind::YesNo, "must_yes_no"),
    (Kind::Decimal, "must_number"),
    (Kind::Text, "must_text"),
    (Kind::Date, "must_date"),
    (Kind::DateTime, "must_date_time"),
    (Kind::Duration, "must_duration"),
    (Kind::List, "must_list"),
];

/// What looks whether a value is of a kind.
pub(super) fn must_name(kind: Kind) -> &'static str {
    MUST.iter().find(|(other, _)| *other == kind).map_or("must_text", |(_, name)| name)
}

/// How much one evaluation may do.
const MAX_OPERATIONS: u64 = 10_000;
/// A guard of so many tokens stays below that without being counted: no token costs five operations.
pub(super) const FEW_TOKENS: usize = 2_000;
/// Longest text that an operator may build.
const MAX_TEXT: usize = 4096;
/// Longest text that may be looked at: the payload limit of an event.
const MAX_SEEN: usize = 1 << 20;

/// Words and signs of the engine's own language that no guard has: the scanner refuses them, the engine does not know them.
const ABSENT: [&str; 21] = [
    "eval",
    "type_of",
    "print",
    "debug",
    "Fn",
    "call",
    "curry",
    "is_def_var",
    "is_shared",
    "**",
    "|",
    "&",
    "^",
    "<<",
    ">>",
    "..",
    "..=",
    "??",
    "in",
    "while",
    "loop",
];

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// A list of the case; no array function of the engine applies to it.
#[derive(Clone)]
struct List(Arc<[Value]>);

pub(super) fn host_name(index: usize) -> String {
    format!("f{index}")
}

/// How numbers stand in the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::guard) enum Numbers {
    /// Always as decimals, with our own operators: the engine's would round and overflow in their own way.
    Decimal,
    /// Whole numbers as integers, compared by the engine's own operators: for guards that do not calculate.
    /// Operations are not counted, so only guards of few tokens run there.
    /// Kinds cannot be mixed there, for the checker settled those of the text and the reader looks at those of the case.
    Whole,
}

impl Numbers {
    /// The number as the engine's integer, where it may be one.
    pub(super) fn whole(self, number: Decimal) -> Option<i64> {
        match self {
            Numbers::Decimal => None,
            Numbers::Whole if number.inner().scale() > 0 => None,
            Numbers::Whole => i64::try_from(number.inner().mantissa()).ok(),
        }
    }
}

pub(super) fn build(functions: &[HostFunction], numbers: Numbers) -> Engine {
    let mut engine = Engine::new_raw();
    limit(&mut engine, numbers);
    // The built-in operators would compare different kinds and say false.
    engine.set_fast_operators(numbers == Numbers::Whole);
    register_comparisons(&mut engine);
    register_logic_and_numbers(&mut engine);
    register_lists(&mut engine);
    for (index, function) in functions.iter().enumerate() {
        register_host(&mut engine, index, function);
    }
    engine
}

fn limit(engine: &mut Engine, numbers: Numbers) {
    engine.set_optimization_level(OptimizationLevel::None);
    // Counting costs a locked instruction per operation. A guard has no loops: one that is short enough cannot do too many.
    if numbers == Numbers::Decimal {
        engine.set_max_operations(MAX_OPERATIONS);
    }
    engine.set_max_string_size(MAX_SEEN);
    // Depth is bounded by our own parser; the engine counts each term of a long `&&` chain as a level.
    engine.set_max_expr_depths(0);
    engine.set_max_variables(usize::from(u16::MAX));
    for word in ABSENT {
        engine.disable_symbol(word);
    }
}

fn fault<T>(fault: GuardFault) -> Outcome<T> {
    Err(Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(fault), Position::NONE)))
}

fn raise<T>(outcome: Result<T, Box<GuardFault>>) -> Outcome<T> {
    outcome.or_else(|found| fault(*found))
}

fn register_comparisons(engine: &mut Engine) {
    for operator in Comparison::ALL {
        let sign = operator.sign();
        engine.register_fn(sign, move |a: Inner, b: Inner| operator.holds(a.cmp(&b)));
        engine.register_fn(sign, move |a: Date, b: Date| operator.holds(a.cmp(&b)));
        engine.register_fn(sign, move |a: Timestamp, b: Timestamp| operator.holds(a.cmp(&b)));
        if !operator.orders() {
            let same = operator == Comparison::Equal;
            engine.register_fn(sign, move |a: bool, b: bool| (a == b) == same);
            engine.register_fn(sign, move |a: &str, b: &str| (a == b) == same);
            engine.register_fn(sign, move |a: Duration, b: Duration| (a == b) == same);
        }
        // Every other pair of kinds: without this the engine falls back on its own comparison.
        engine.register_fn(sign, |a: Dynamic, b: Dynamic| -> Outcome<bool> { fault(mixed(a, b)) });
    }
}

fn mixed(left: Dynamic, right: Dynamic) -> GuardFault {
    match (to_value(left), to_value(right)) {
        (Some(left), Some(right)) => *operators::mixed(View::of(&left), View::of(&right)),
        _ => GuardFault::Script { reason: "a value of no kind".to_owned() },
    }
}

fn register_logic_and_numbers(engine: &mut Engine) {
    engine.register_fn("!", |answer: bool| !answer);
    engine.register_fn("-", |number: Inner| operators::negate(Decimal::from_inner(number)).inner());
    engine.register_fn("+", |number: Inner| number);
    for operator in Arithmetic::ALL {
        let sign = operator.sign();
        engine.register_fn(sign, move |a: Inner, b: Inner| -> Outcome<Inner> {
            raise(
                operators::calculate(operator, Decimal::from_inner(a), Decimal::from_inner(b))
                    .map(Decimal::inner),
            )
        });
        engine.register_fn(sign, |a: Dynamic, b: Dynamic| -> Outcome<bool> { fault(mixed(a, b)) });
    }
    engine.register_fn("+", |a: &str, b: &str| -> Outcome<String> {
        if a.len().saturating_add(b.len()) > MAX_TEXT {
            fault(GuardFault::TooLarge)
        } else {
            Ok([a, b].concat())
        }
    });
}

fn register_lists(engine: &mut Engine) {
    engine.register_fn(CONTAINS, |list: List, wanted: Dynamic| -> Outcome<bool> {
        raise(operators::contains(&list.0, View::of(&known(wanted)?)))
    });
    engine.register_fn(LENGTH, |list: List| Inner::from(list.0.len()));
    engine.register_fn(CONTAINS, |holder: Dynamic, wanted: Dynamic| -> Outcome<bool> {
        raise(operators::holds(&known(holder)?, View::of(&known(wanted)?)))
    });
    engine.register_fn(WITHIN, |wanted: Dynamic, holder: Dynamic| -> Outcome<bool> {
        raise(operators::holds(&known(holder)?, View::of(&known(wanted)?)))
    });
    engine.register_fn(LENGTH, |of: Dynamic| -> Outcome<Inner> {
        raise(operators::length(&known(of)?).map(Decimal::inner))
    });
    for (kind, name) in MUST {
        engine.register_fn(name, move |value: Dynamic, of: &str| -> Outcome<Dynamic> {
            let looked_at = known(value.clone())?;
            raise(operators::must_be(kind, of, View::of(&looked_at)).map(|()| value))
        });
    }
}

fn known(value: Dynamic) -> Outcome<Value> {
    match to_value(value) {
        Some(value) => Ok(value),
        None => fault(GuardFault::Script { reason: "a value of no kind".to_owned() }),
    }
}

fn register_host(engine: &mut Engine, index: usize, function: &HostFunction) {
    let types: Vec<TypeId> = function.parameters().iter().map(|kind| type_of(*kind)).collect();
    let function = function.clone();
    engine.register_raw_fn(
        host_name(index),
        types,
        move |_context: rhai::NativeCallContext<'_>, arguments: &mut [&mut Dynamic]| {
            // The first argument may stand for the variable itself: it is copied, never taken.
            let given: Option<Vec<Value>> =
                arguments.iter_mut().map(|argument| to_value(argument.clone())).collect();
            let value = call_host(&function, &given.unwrap_or_default()).or_else(fault)?;
            Ok(to_dynamic(&value, Numbers::Decimal))
        },
    );
}

fn call_host(function: &HostFunction, given: &[Value]) -> Result<Value, GuardFault> {
    let name = || function.name(Language::English).to_owned();
    for (value, kind) in given.iter().zip(function.parameters()) {
        if !declared(*kind, value) {
            return Err(GuardFault::WrongKind {
                read: name(),
                expected: *kind,
                found: View::of(value).kind(),
            });
        }
    }
    let value = function.call(given).map_err(|reason| GuardFault::HostFailed { function: name(), reason })?;
    if declared(function.result(), &value) {
        Ok(value)
    } else {
        Err(GuardFault::WrongKind {
            read: name(),
            expected: function.result(),
            found: View::of(&value).kind(),
        })
    }
}

fn type_of(kind: Kind) -> TypeId {
    match kind {
        Kind::YesNo => TypeId::of::<bool>(),
        Kind::Decimal | Kind::Integer => TypeId::of::<Inner>(),
        Kind::Text | Kind::Choice => TypeId::of::<ImmutableString>(),
        Kind::Date => TypeId::of::<Date>(),
        Kind::DateTime => TypeId::of::<Timestamp>(),
        Kind::Duration => TypeId::of::<Duration>(),
        Kind::List => TypeId::of::<List>(),
        Kind::Any => TypeId::of::<Dynamic>(),
    }
}

/// A value of the case as the engine holds it.
#[inline]
pub(super) fn to_dynamic(value: &Value, numbers: Numbers) -> Dynamic {
    match value {
        Value::Bool(answer) => Dynamic::from_bool(*answer),
        Value::Number(number) => match numbers.whole(*number) {
            Some(whole) => Dynamic::from_int(whole),
            None => Dynamic::from_decimal(number.inner()),
        },
        Value::Text(text) => Dynamic::from(ImmutableString::from(&**text)),
        Value::Date(date) => Dynamic::from(*date),
        Value::Instant(instant) => Dynamic::from(*instant),
        Value::Duration(duration) => Dynamic::from(*duration),
        Value::List(list) => Dynamic::from(List(Arc::clone(list))),
        Value::Disposed => Dynamic::UNIT,
    }
}

/// A value of the engine as the case holds it; `None` for a kind that cases do not have.
pub(super) fn to_value(value: Dynamic) -> Option<Value> {
    if let Ok(answer) = value.as_bool() {
        return Some(Value::Bool(answer));
    }
    if let Ok(whole) = value.as_int() {
        return Some(Value::Number(whole.into()));
    }
    if let Ok(number) = value.as_decimal() {
        return Some(Value::Number(Decimal::from_inner(number)));
    }
    if value.is_string() {
        return value.into_immutable_string().ok().map(|text| Value::Text(text.as_str().into()));
    }
    let value = match value.try_cast_result::<Date>() {
        Ok(date) => return Some(Value::Date(date)),
        Err(value) => value,
    };
    let value = match value.try_cast_result::<Timestamp>() {
        Ok(instant) => return Some(Value::Instant(instant)),
        Err(value) => value,
    };
    match value.try_cast_result::<Duration>() {
        Ok(duration) => Some(Value::Duration(duration)),
        Err(value) => value.try_cast::<List>().map(|list| Value::List(list.0)),
    }
}

/// Every operator and function that the engine has, by the kinds it takes.
#[cfg(test)]
pub(super) fn reachable() -> Vec<String> {
    let mut out = Vec::new();
    for operator in Comparison::ALL {
        let kinds = if operator.orders() {
            "number date date_time"
        } else {
            "number date date_time yes_no text duration"
        };
        out.push(format!("{} : {kinds}", operator.sign()));
    }
    out.extend(Arithmetic::ALL.map(|operator| format!("{} : number", operator.sign())));
    out.extend(
        ["+ : text", "! : yes_no", "- (sign) : number", "+ (sign) : number", CONTAINS, WITHIN, LENGTH]
            .map(str::to_owned),
    );
    out.extend(MUST.map(|(_, name)| name.to_owned()));
    out
}
