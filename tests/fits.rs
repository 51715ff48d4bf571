//! Logs of legal walks fit whole, and each planted misfit is found and costs what it must.

#[path = "support/length.rs"]
mod length;

use std::sync::Arc;

use cauce::compare::{CaseFit, Ending, Observed, ObservedCase, Recorded, conform};
use cauce::event::ItemKind;
use cauce::path::MoveKind;
use cauce::procedure::Procedure;
use cauce::question::Budget;
use cauce::view::WorkItem;
use cauce_testing::{Walk, sound_procedures, walks};
use proptest::prelude::*;

/// A walk, and what somebody would have written down who records work and answers.
fn recorded() -> impl Strategy<Value = (Walk, Vec<Observed>)> {
    let walks = sound_procedures().prop_flat_map(|model| walks(model.procedure(), 30));
    // What the authority has to set going again is no legal log.
    let legal = |walk: &Walk| walk.moves.iter().all(|made| made.kind() != MoveKind::Resolve);
    walks.prop_filter("it is legal", legal).prop_map(|walk| {
        let rows = walk.moves.iter().filter_map(|made| {
            let kind = made.kind();
            // Whether something applies is told by doing it.
            let done = |item: &&WorkItem| kind != MoveKind::Job && item.kind != ItemKind::Applies;
            let item: &WorkItem = made.item().filter(done)?;
            Some(Observed {
                activity: item.reference.clone(),
                answer: made.answer().cloned(),
                role: item.roles.first().cloned(),
                ..Observed::default()
            })
        });
        let rows = (1..).zip(rows).map(|(line, row)| Observed { line, ..row }).collect();
        (walk, rows)
    })
}

fn procedure(walk: &Walk) -> Arc<Procedure> {
    Arc::clone(walk.instance.procedure().expect("it has begun"))
}

fn fit(walk: &Walk, rows: &[Observed], tries: usize) -> CaseFit {
    let case = ObservedCase { id: "1".into(), rows: rows.to_vec() };
    let ending =
        if walk.instance.status() == cauce::instance::Status::Running { Ending::Open } else { Ending::Whole };
    let how = Recorded { answers: true, ending, budget: Budget { tries } };
    let mut found = conform(walk.definitions(), &procedure(walk), &[case], &how);
    found.cases.remove(0)
}

const ENOUGH: usize = 20_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(length::cases(32)))]

    #[test]
    fn what_was_done_as_it_should_be_fits((walk, rows) in recorded()) {
        let found = fit(&walk, &rows, ENOUGH);
        prop_assert_eq!((found.cost, found.is_exact), (Some(0), true), "{:#?}", found.deviations);
        prop_assert!(found.deviations.is_empty(), "{:#?}", found.deviations);
    }

    #[test]
    fn a_row_about_nothing_costs_one((walk, mut rows) in recorded(), at in any::<prop::sample::Index>()) {
        let row = Observed { line: 999, activity: "almorzar en la oficina".into(), ..Observed::default() };
        rows.insert(at.index(rows.len() + 1), row);
        let found = fit(&walk, &rows, ENOUGH);
        prop_assert_eq!((found.cost, found.deviations.len()), (Some(1), 1));
        prop_assert_eq!(found.deviations[0].problem.code(), "C1418");
        prop_assert_eq!(found.deviations[0].line, Some(999));
    }

    #[test]
    fn a_row_that_is_missing_costs_one_at_most((walk, mut rows) in recorded(), at in any::<prop::sample::Index>()) {
        prop_assume!(!rows.is_empty());
        rows.remove(at.index(rows.len()));
        let found = fit(&walk, &rows, ENOUGH);
        // Without the row another case may have been recorded that is legal too.
        prop_assert!(found.cost <= Some(1), "{:?}: {:#?}", found.cost, found.deviations);
        prop_assert_eq!(found.cost, Some(found.deviations.iter().map(|one| one.cost).sum::<u32>()));
    }

    #[test]
    fn another_role_is_told_and_costs_nothing((walk, mut rows) in recorded(), at in any::<prop::sample::Index>()) {
        prop_assume!(!rows.is_empty());
        let place = at.index(rows.len());
        prop_assume!(rows[place].role.is_some());
        rows[place].role = Some("nadie en particular".into());
        let found = fit(&walk, &rows, ENOUGH);
        prop_assert_eq!((found.cost, found.deviations.len()), (Some(0), 1));
        prop_assert_eq!(found.deviations[0].problem.code(), "C1421");
    }

    /// Rows put in any order: a reading within a small budget is never called cheaper than the cheapest, and what it
    /// costs is what is told of it.
    #[test]
    fn a_small_budget_is_never_a_guess((walk, rows) in recorded().prop_flat_map(|(walk, rows)| {
        (Just(walk), Just(rows).prop_shuffle())
    })) {
        let rows = &rows[..rows.len().min(8)];
        let (best, quick) = (fit(&walk, rows, ENOUGH), fit(&walk, rows, 12));
        prop_assert!(quick.cost.is_none() || quick.cost >= best.cost || !best.is_exact);
        prop_assert!(!quick.is_exact || quick.cost == best.cost);
        if let (true, Some(worst)) = (best.is_exact, best.worst) {
            prop_assert!(best.cost <= Some(worst));
            prop_assert_eq!(best.cost, Some(best.deviations.iter().map(|one| one.cost).sum::<u32>()));
        }
    }
}
