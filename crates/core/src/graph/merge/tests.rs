//! The tables and the search agree with a slow, literal reading of the rule over random graphs.

use proptest::prelude::*;

use super::*;
use crate::graph::{Draft, Way};

/// A graph of gateways: whether each merges, and where its flows lead; a target beyond the last is the end.
fn graph(shape: &[(bool, Vec<usize>)]) -> Graph {
    let mut draft = Draft::default();
    for (merges, targets) in shape {
        draft.begin(if *merges { NodeKind::Inclusive } else { NodeKind::Work });
        for target in targets {
            let target =
                if *target < shape.len() { Target::Element(ElementIx::at(*target)) } else { Target::End };
            draft.leave(Way::to(target));
        }
    }
    draft.finish(|_| true, |_| None)
}

/// The flows into a join that a walk from an element meets, step by step, never through the join.
fn met(graph: &Graph, from: ElementIx, join: ElementIx) -> Vec<ExitIx> {
    let mut reached: Vec<ExitIx> = graph.exits_of(from).map(|(exit, _)| exit).collect();
    loop {
        let targets = reached.iter().filter_map(|exit| match graph.exit(*exit).target {
            Target::Element(next) if next != join => Some(next),
            _ => None,
        });
        let next: Vec<ExitIx> = targets.flat_map(|next| graph.exits_of(next).map(|(exit, _)| exit)).collect();
        let before = reached.len();
        reached.extend(next);
        reached.sort_unstable();
        reached.dedup();
        if reached.len() == before {
            break;
        }
    }
    reached.retain(|exit| graph.exit(*exit).target == Target::Element(join));
    reached
}

/// The rule as it is worded: it can reach an empty flow and no filled one.
fn literally(graph: &Graph, from: ElementIx, join: ElementIx, held: &[ExitIx]) -> bool {
    let met = met(graph, from, join);
    met.iter().any(|flow| !held.contains(flow)) && !met.iter().any(|flow| held.contains(flow))
}

fn shape() -> impl Strategy<Value = Vec<(bool, Vec<usize>)>> {
    (2usize..12).prop_flat_map(|count| {
        let node = (prop::bool::weighted(0.4), prop::collection::vec(0..count + 2, 0..4));
        prop::collection::vec(node, count)
    })
}

fn agrees(graph: &Graph, holds: u64) {
    let Some(merges) = &graph.merges else { return };
    let slow = (**merges).clone().without_tables();
    for join in merges.joins.iter().map(|merge| merge.join) {
        let flows = graph.incoming.to(join);
        let held: Vec<ExitIx> = flows
            .iter()
            .enumerate()
            .filter(|(at, _)| holds >> (at % 64) & 1 == 1)
            .map(|(_, flow)| *flow)
            .collect();
        let mut quick = merges.awaited(join, held.iter().copied()).expect("it is a join");
        let mut slow = slow.awaited(join, held.iter().copied()).expect("it is a join");
        for position in 0..graph.len() {
            let from = ElementIx::at(position);
            let expected = literally(graph, from, join, &held);
            assert_eq!(quick.waits_for(from), expected, "{from:?} {join:?} {held:?}");
            assert_eq!(slow.waits_for(from), expected, "searched {from:?} {join:?} {held:?}");
        }
    }
}

proptest! {
    #[test]
    fn tables_and_search_agree_with_the_rule_as_it_is_worded(shape in shape(), holds: u64) {
        agrees(&graph(&shape), holds);
    }
}

#[test]
fn more_flows_than_a_word_has_bits() {
    let mut shape = vec![(false, (1..=130).collect::<Vec<usize>>())];
    shape.extend((0..130).map(|_| (false, vec![131])));
    shape.push((true, vec![200]));
    for holds in [0, 1, u64::MAX, 0x5555_5555_5555_5555] {
        agrees(&graph(&shape), holds);
    }
}

#[test]
fn what_would_be_too_large_is_searched_for() {
    let count = 60_000;
    let mut shape: Vec<(bool, Vec<usize>)> =
        (0..count).map(|at| (at % 2 == 1, vec![at + 1, (at + 3).min(count)])).collect();
    shape.push((true, Vec::new()));
    let graph = graph(&shape);
    let merges = graph.merges.as_deref().expect("it has joins");
    assert!(merges.joins.iter().all(|merge| merge.table.is_none()));
    let last = ElementIx::at(count);
    let flow = graph.incoming.to(last)[0];
    let mut awaited = merges.awaited(last, [flow].into_iter()).expect("it is a join");
    assert!(!awaited.waits_for(ElementIx::at(0)));
    assert!(awaited.waits_for_arrival(None));
}
