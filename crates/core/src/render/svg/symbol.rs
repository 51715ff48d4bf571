//! The signs inside shapes: what kind of task, gateway or event it is.

use crate::diagram::{Gateway, Point, Task, Trigger};

fn signed(at: Point, class: &str, path: &str) -> String {
    format!("<path class=\"{class}\" transform=\"translate({} {})\" d=\"{path}\"/>\n", at.x, at.y)
}

/// The sign of a task, 16 by 14, from its left upper corner.
pub(super) fn task(at: Point, task: Task) -> String {
    match task {
        Task::Plain => String::new(),
        Task::User => signed(at, "sign", "M8 1a3 3 0 1 1 0 6a3 3 0 1 1 0 -6zM2 14v-2q0 -4 4 -4h4q4 0 4 4v2z"),
        Task::Manual => signed(
            at,
            "sign",
            "M2 7l5 -5q2 -1 2 1l-1 2h6q2 0 1 2h-6h7q1 1 0 2h-7h6q1 1 0 2h-6h5q1 1 -1 2h-8l-3 -3z",
        ),
        Task::Service => signed(
            at,
            "sign",
            "M7 1h2l1 2l2 -1l1 1l-1 2l2 1v2l-2 1l1 2l-1 1l-2 -1l-1 2h-2l-1 -2l-2 1l-1 -1l1 -2l-2 -1v-2l2 -1l-1 -2l1 -1l2 1zM8 5a2 2 0 1 1 0 4a2 2 0 1 1 0 -4z",
        ),
        Task::Script => signed(at, "sign", "M4 1h10q-4 3 -1 6t-1 7h-10q4 -4 1 -7t1 -6zM5 4h5M6 7h5M6 10h5"),
        Task::Send => {
            let body = signed(at, "sign full", "M1 2h14v10h-14z");
            [body, signed(at, "sign light", "M1 2l7 6l7 -6")].concat()
        }
        Task::Receive => signed(at, "sign", "M1 2h14v10h-14zM1 2l7 6l7 -6"),
        Task::BusinessRule => signed(at, "sign", "M1 2h14v10h-14zM1 5h14M1 8.500h14M5 5v7"),
    }
}

/// The sign of a gateway, from its middle.
pub(super) fn gateway(at: Point, gateway: Gateway, instantiates: bool) -> String {
    let heavy = |path| signed(at, "sign heavy", path);
    match gateway {
        Gateway::Exclusive => heavy("M-6 -7L6 7M6 -7L-6 7"),
        Gateway::Parallel => heavy("M-9 0H9M0 -9V9"),
        Gateway::Inclusive => heavy("M0 -9a9 9 0 1 1 0 18a9 9 0 1 1 0 -18z"),
        Gateway::Complex => heavy("M-9 0H9M0 -9V9M-6 -6L6 6M6 -6L-6 6"),
        Gateway::EventBased => {
            let rings = if instantiates { "" } else { "M0 -10a10 10 0 1 1 0 20a10 10 0 1 1 0 -20z" };
            let rings = format!("M0 -13a13 13 0 1 1 0 26a13 13 0 1 1 0 -26z{rings}M0 -7l7 5l-3 8h-8l-3 -8z");
            signed(at, "sign", &rings)
        }
    }
}

/// The sign of an event, from its middle; what throws is filled.
pub(super) fn event(at: Point, trigger: Trigger, throws: bool) -> String {
    let class = if throws { "sign full" } else { "sign" };
    let path = match trigger {
        Trigger::None => return String::new(),
        Trigger::Message if throws => {
            let body = signed(at, "sign full", "M-9 -6h18v12h-18z");
            return [body, signed(at, "sign light", "M-9 -6l9 7l9 -7")].concat();
        }
        Trigger::Message => "M-9 -6h18v12h-18zM-9 -6l9 7l9 -7",
        Trigger::Timer => {
            return signed(
                at,
                "sign",
                "M0 -10a10 10 0 1 1 0 20a10 10 0 1 1 0 -20zM0 -6V0L4 3M0 -10v2M0 10v-2M-10 0h2M10 0h-2",
            );
        }
        Trigger::Conditional => {
            return signed(at, "sign", "M-7 -9h14v18h-14zM-4 -5h8M-4 -1.500h8M-4 2h8M-4 5.500h8");
        }
        Trigger::Signal => "M0 -9L9 7H-9z",
        Trigger::Error => "M-8 9L-3 -8L3 2L8 -9L3 8L-3 -2z",
        Trigger::Escalation => "M0 -10L8 9L0 1L-8 9z",
        Trigger::Compensation => "M0 -7L-9 0L0 7zM9 -7L0 0L9 7z",
        Trigger::Cancel => "M-9 -6L-6 -9L0 -3L6 -9L9 -6L3 0L9 6L6 9L0 3L-6 9L-9 6L-3 0z",
        Trigger::Terminate => return signed(at, "sign full", "M0 -10a10 10 0 1 1 0 20a10 10 0 1 1 0 -20z"),
        Trigger::Link => "M-9 -4H1V-9L10 0L1 9V4H-9z",
        Trigger::Multiple => "M0 -10L10 -2L6 9H-6L-10 -2z",
        Trigger::ParallelMultiple => "M-3 -9H3V-3H9V3H3V9H-3V3H-9V-3H-3z",
    };
    signed(at, class, path)
}
