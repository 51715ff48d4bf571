//! The rows of generated paths: G1, the usual set and the fewest of a flow with many returns.

use std::hint::black_box;

use cauce::check::Options;
use cauce::generate::{Options as Asked, paths};

use super::clock::{Batch, Effort, in_turn, timed};
use crate::shared::row::Row;
use crate::shared::{Bed, raised, wide};

/// What a person waits for, in nanoseconds.
const SECONDS: f64 = 5e9;

/// A set that shows everything, with how long it took.
fn generated(bed: &Bed, compact: bool) -> Batch<'_> {
    let mut asked = Asked::default();
    asked.compact = compact;
    Box::new(move || {
        timed(|| {
            let generated = black_box(paths(&bed.definitions, &bed.procedure, &asked));
            assert!(generated.is_complete(), "everything is shown");
        })
    })
}

/// G1: as many paths as there are returns, each as long as the flow; and one that takes all of them.
pub(crate) fn sets() -> Vec<Row> {
    let options = Options { limits: raised(), ..Options::default() };
    let once = Effort { rounds: 1, ..Effort::SHORT };
    let mut rows = Vec::new();
    for count in [500, 2_000] {
        let bed = Bed::of(&wide::returns(count), &options);
        let [usual, fewest] = in_turn(once, [generated(&bed, false), generated(&bed, true)]);
        let name = format!("G1 {count} with {} returns", count / 10);
        rows.push(Row::at_most(&format!("{name}: one each"), usual, "ns", SECONDS));
        rows.push(Row::at_most(&format!("{name}: the fewest"), fewest, "ns", SECONDS));
    }
    rows
}
