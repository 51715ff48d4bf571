//! Values of a frozen case: a list of lists is as deep as its author liked, so nothing here calls itself.

use super::page::{Page, Part, Pen};
use crate::data::Value;

/// As deep as a record may be: what is deeper has never been kept.
const DEEPEST: usize = 64;

impl Part for Value {
    fn put(&self, pen: &mut Pen) {
        let mut open = vec![std::slice::from_ref(self).iter()];
        while let Some(values) = open.last_mut() {
            let Some(value) = values.next() else {
                open.pop();
                continue;
            };
            put_plain(value, pen);
            if let Value::List(values) = value {
                open.push(values.iter());
            }
        }
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        // Lists that have begun: how many values are still to come, and those that have.
        let mut open: Vec<(usize, Vec<Value>)> = Vec::new();
        loop {
            let mut value = match page.byte()? {
                7 if open.len() == DEEPEST => return None,
                7 => {
                    open.push((page.count()?, Vec::new()));
                    None
                }
                kind => Some(take_plain(kind, page)?),
            };
            // What is whole goes into the list around it, which may be whole with that.
            loop {
                let Some((left, values)) = open.last_mut() else { return value };
                if let Some(value) = value.take() {
                    values.push(value);
                    *left -= 1;
                }
                if *left > 0 {
                    break;
                }
                value = open.pop().map(|(_, values)| Value::List(values.into()));
            }
        }
    }
}

/// A value, or how a list begins.
fn put_plain(value: &Value, pen: &mut Pen) {
    match value {
        Value::Bool(flag) => with(0, flag, pen),
        Value::Number(number) => with(1, number, pen),
        Value::Text(text) => with(2, text, pen),
        Value::Date(date) => with(3, date, pen),
        Value::Instant(instant) => with(4, instant, pen),
        Value::Duration(duration) => with(5, duration, pen),
        Value::Disposed => 6u8.put(pen),
        Value::List(values) => with(7, &values.len(), pen),
    }
}

fn with(kind: u8, part: &impl Part, pen: &mut Pen) {
    kind.put(pen);
    part.put(pen);
}

fn take_plain(kind: u8, page: &mut Page<'_>) -> Option<Value> {
    Some(match kind {
        0 => Value::Bool(Part::take(page)?),
        1 => Value::Number(Part::take(page)?),
        2 => Value::Text(Part::take(page)?),
        3 => Value::Date(Part::take(page)?),
        4 => Value::Instant(Part::take(page)?),
        5 => Value::Duration(Part::take(page)?),
        6 => Value::Disposed,
        _ => return None,
    })
}
