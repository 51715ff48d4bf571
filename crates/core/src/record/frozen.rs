//! The frozen English words of closed choices, as they stand in records.
//!
//! A word that has once been written never changes and is never given another meaning.

use crate::data::Kind;
use crate::event::{ItemKind, NoticeReason, Outcome};
use crate::incident::Stage;
use crate::procedure::Reading;

/// A closed choice with one frozen word for each of its values.
pub(super) trait Frozen: Sized {
    fn word(&self) -> &'static str;
    fn from_word(word: &str) -> Option<Self>;
}

/// Writes both directions from one list; a variant without a word does not compile.
macro_rules! frozen {
    ($($choice:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl Frozen for $choice {
            fn word(&self) -> &'static str {
                match self { $($choice::$variant => $word),+ }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($choice::$variant),)+ _ => None }
            }
        }
    )+};
}

frozen! {
    Reading { Chosen = "chosen", Literal = "literal" }
    ItemKind {
        Work = "work",
        Joint = "joint",
        Applies = "applies",
        Confirm = "confirm",
        Question = "question",
        Verify = "verify",
        Delay = "delay",
        Block = "block",
        Repetition = "repetition",
        Member = "member",
        Wait = "wait",
        Subscription = "subscription",
        EventGateway = "event_gateway",
        Job = "job",
        Call = "call",
        Compensation = "compensation",
        Incident = "incident",
    }
    NoticeReason { Closed = "closed", Overdue = "overdue", Occurred = "occurred", Answered = "answered" }
    Outcome { Completed = "completed", Cancelled = "cancelled", Failed = "failed" }
    Kind {
        Text = "text",
        Decimal = "decimal",
        Integer = "integer",
        Date = "date",
        DateTime = "date_time",
        Duration = "duration",
        YesNo = "yes_no",
        Choice = "choice",
        List = "list",
        Any = "any",
    }
    Stage { Applies = "applies", Decision = "decision", Route = "route", Members = "members", Input = "input", Completion = "completion", Throw = "throw", Message = "message", Condition = "condition" }
}
