//! The rows of graphs: W3, W4, and the inclusive join beside the parallel one.

use std::hint::black_box;

use cauce::check::Options;

use super::clock::{Batch, Effort, in_turn, repeated};
use super::{floor, run};
use crate::shared::row::Row;
use crate::shared::{Bed, text};

/// Whole cases with what happened kept.
fn runs(bed: &Bed) -> Batch<'_> {
    run::ends(&run::full(bed, bed.start(Vec::new())).0);
    repeated(200, move || {
        drop(black_box(run::full(bed, bed.start(Vec::new()))));
    })
}

/// W3: a split into ten branches and their join, parallel and inclusive; W4: five blocks inside each other.
pub(crate) fn graphs() -> Vec<Row> {
    let [parallel, inclusive, nested] =
        [text::branches("paralela"), text::branches("inclusiva"), text::nested(5)]
            .map(|text| Bed::of(&text, &Options::default()));
    let batches = [floor::per_activity(), runs(&parallel), runs(&inclusive), runs(&nested)];
    let [activity, parallel, inclusive, nested] = in_turn(Effort::SHORT, batches);
    vec![
        Row::time("W3 full, per case", parallel, ("F1", activity), (1000.0, 294.0)),
        Row::time("W4 full, per case", nested, ("F1", activity), (800.0, 235.0)),
        Row::ratio("W3 with inclusive gateways, per case", inclusive, ("W3", parallel), 2.0),
    ]
}
