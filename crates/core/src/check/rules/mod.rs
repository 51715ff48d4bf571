//! The rules that a built procedure is held against, one per file.
//!
//! Knows which rules there are and in which order they speak.
//! Does not know how the procedure was built, nor what a problem is called in words.
//! Read [`run`] first.

mod asked_twice;
mod aspects;
mod automatic_cycle;
mod begins_in_block;
mod calls_itself;
mod cancel_host;
mod consequence;
mod data_conditions;
mod data_rounds;
mod data_ways;
mod enters_event;
mod extra_ways_in;
mod findings;
mod gateway_flows;
mod hollow;
mod id_style;
mod ignored_condition;
mod indicator_target;
mod kept_for;
mod key_without_use;
mod late_anchor;
mod link_pairs;
mod never_meanwhile;
mod no_activity;
mod no_evidence;
mod own_message;
mod passes_only;
mod pending;
mod picked;
mod recorded;
mod repeated;
mod retention;
mod same_flow;
mod same_target;
mod soundness;
mod stuck;
mod telling;
mod terms;
mod thrown_inside;
mod time_zone;
mod unreachable;
mod untaken_next;
mod unused;

#[cfg(test)]
mod tests;

pub use pending::pending;
pub(super) use picked::Picked;
pub(super) use soundness::tell as tell_soundness;

use super::Site;
use crate::diagnostic::Diagnostic;

/// A rule: looks at the whole procedure and adds what it finds.
type Rule = fn(&Site<'_>, &mut Vec<Diagnostic>);

/// Every rule; those that make a procedure impossible or unfit come first.
const RULES: &[Rule] = &[
    no_activity::check,
    unreachable::check,
    stuck::check,
    automatic_cycle::check,
    indicator_target::check,
    time_zone::check,
    findings::check,
    same_target::check,
    consequence::check,
    repeated::check,
    retention::check,
    aspects::check,
    unused::check,
    no_evidence::check,
    id_style::check,
    gateway_flows::check,
    ignored_condition::check,
    hollow::check,
    asked_twice::check,
    terms::check,
    late_anchor::check,
    enters_event::check,
    begins_in_block::check,
    key_without_use::check,
    untaken_next::check,
    cancel_host::check,
    extra_ways_in::check,
    passes_only::check,
    same_flow::check,
    never_meanwhile::check,
    link_pairs::check,
    thrown_inside::check,
    own_message::check,
    calls_itself::check,
    kept_for::check,
    data_ways::check,
    data_conditions::check,
    data_rounds::check,
];

/// Applies every rule.
///
/// Each is a loop over the elements or the blocks of the file, so that all of them together stay linear.
pub(crate) fn run(site: &Site<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in RULES {
        rule(site, &mut found);
    }
    found
}
