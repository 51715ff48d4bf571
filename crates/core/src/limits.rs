//! The limits that are on by default: what a file, a guard, a command may cost.
//!
//! Knows the numbers.
//! Does not enforce them: each part checks its own and says so with a position.
//! Read [`Limits`] first.

/// How large things may get; a host may raise any of them.
///
/// ```
/// let limits = cauce::limits::Limits { nesting: 32, ..Default::default() };
/// assert_eq!(limits.activities, 20_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a procedure or path file.
    pub file_bytes: usize,
    /// Brackets and keys inside each other in a file.
    pub nesting: usize,
    /// Values of a file, blocks and members of lists included.
    pub values: usize,
    /// Activities of a procedure.
    pub activities: usize,
    /// Sequence flows of a procedure.
    pub flows: usize,
    /// Bytes of the text of a guard.
    pub guard_bytes: usize,
    /// Operations of one evaluation of a guard.
    pub guard_operations: u64,
    /// Characters of a text inside a guard.
    pub string_chars: usize,
    /// Members of a list or map inside a guard.
    pub collection_items: usize,
    /// Automatic steps of one command; also how often waits may lead to each other whose time had passed before.
    pub automatic_steps: u32,
    /// Members of a repetition opened in one step.
    pub members_per_step: u32,
    /// What a case may have open at once, tokens at joins and what it has called included.
    pub open_items: usize,
    /// Calls of procedures inside each other.
    pub call_depth: u32,
    /// Timers fired by one advance.
    pub timers_per_advance: u32,
    /// Returns of one exit when the file gives no `maximo`, and the highest `maximo` a file may give.
    pub returns_per_exit: u32,
    /// Bytes of the payload of one event.
    pub payload_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 4 << 20,
            nesting: 64,
            values: 400_000,
            activities: 20_000,
            flows: 60_000,
            guard_bytes: 4 << 10,
            guard_operations: 10_000,
            string_chars: 4_096,
            collection_items: 1_000,
            automatic_steps: 100_000,
            members_per_step: 1_000,
            open_items: 100_000,
            call_depth: 32,
            timers_per_advance: 1_000,
            returns_per_exit: 1_000,
            payload_bytes: 1 << 20,
        }
    }
}
