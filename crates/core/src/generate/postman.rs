//! The fewest ways through a graph that take every flow: a circulation of least cost, walked in one go.
//!
//! Knows numbers of places and flows only; each flow is taken at least once, and any number of times at its cost.
//! Read [`tour`] first.

use std::collections::VecDeque;

/// Flows that are looked at before the fewest ways are given up as too dear to find.
const LOOKS: usize = 50_000_000;

/// A flow from one place to another, and what taking it costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) cost: u64,
}

/// Ways from the first place to the last that together take every flow: as few as possible, then as short as possible.
///
/// Nothing where some flow cannot be taken so, or where finding them would take too long.
pub(super) fn tour(places: usize, flows: &[Flow], (start, end): (usize, usize)) -> Option<Vec<Vec<usize>>> {
    // Going round once more costs more than any detour.
    let round = flows
        .iter()
        .fold(1_u64, |all, flow| all.saturating_add(flow.cost))
        .saturating_mul(flows.len() as u64 + 1);
    let mut all = flows.to_vec();
    all.push(Flow { from: end, to: start, cost: round });
    let times = balanced(places, &all)?;
    let circuit = circuit(places, &all, &times, start)?;
    let ways = circuit.split(|flow| *flow == flows.len());
    Some(ways.filter(|way| !way.is_empty()).map(<[usize]>::to_vec).collect())
}

/// How often each flow is taken, at least once, so that as many leave each place as come to it, at the least cost.
fn balanced(places: usize, flows: &[Flow]) -> Option<Vec<u64>> {
    let mut times = vec![1_u64; flows.len()];
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); places];
    for (position, flow) in flows.iter().enumerate() {
        touching[flow.from].push(position);
        touching[flow.to].push(position);
    }
    let mut left = LOOKS;
    // Positive where more comes than leaves.
    let mut excess = vec![0_i64; places];
    for flow in flows {
        *excess.get_mut(flow.to)? += 1;
        *excess.get_mut(flow.from)? -= 1;
    }
    while excess.iter().any(|excess| *excess > 0) {
        let way = cheapest((flows, &touching), &times, &excess, &mut left)?;
        let (from, to) = (way.from, way.to);
        for (flow, forward) in way.steps {
            times[flow] = if forward { times[flow] + 1 } else { times[flow] - 1 };
        }
        excess[from] -= 1;
        excess[to] += 1;
    }
    Some(times)
}

/// A way on which one more is sent.
struct Way {
    from: usize,
    to: usize,
    /// Flows taken once more, or once less.
    steps: Vec<(usize, bool)>,
}

/// The cheapest way from a place with too many to one with too few; nothing where that takes too long to find.
fn cheapest(
    (flows, touching): (&[Flow], &[Vec<usize>]),
    times: &[u64],
    excess: &[i64],
    left: &mut usize,
) -> Option<Way> {
    let places = excess.len();
    let mut cost: Vec<Option<i64>> = excess.iter().map(|excess| (*excess > 0).then_some(0)).collect();
    let mut by: Vec<Option<(usize, bool)>> = vec![None; places];
    let mut open: VecDeque<usize> = (0..places).filter(|place| cost[*place].is_some()).collect();
    while let Some(place) = open.pop_front() {
        let Some(so_far) = cost[place] else { continue };
        *left = left.checked_sub(touching[place].len().max(1))?;
        for position in &touching[place] {
            let flow = flows[*position];
            let forward = flow.from == place;
            // A flow that was taken more than once may be taken once less.
            if !forward && (times[*position] < 2 || flow.to != place) {
                continue;
            }
            let own = i64::try_from(flow.cost).unwrap_or(i64::MAX);
            let (next, further) = if forward {
                (flow.to, so_far.saturating_add(own))
            } else {
                (flow.from, so_far.saturating_sub(own))
            };
            if cost[next].is_none_or(|known| further < known) && excess[next] <= 0 {
                cost[next] = Some(further);
                by[next] = Some((*position, forward));
                open.push_back(next);
            }
        }
    }
    let wanting = (0..places).filter(|place| excess[*place] < 0);
    let to = wanting.filter_map(|place| Some((cost[place]?, place))).min()?.1;
    let (mut at, mut steps) = (to, Vec::new());
    // A shortest way passes no place twice.
    for _ in 0..=places {
        let Some((flow, forward)) = by[at] else { break };
        steps.push((flow, forward));
        at = if forward { flows[flow].from } else { flows[flow].to };
    }
    Some(Way { from: at, to, steps })
}

/// All flows, each as often as it is taken, one after another; nothing where they do not hang together.
fn circuit(places: usize, flows: &[Flow], times: &[u64], start: usize) -> Option<Vec<usize>> {
    let mut left = times.to_vec();
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); places];
    // What is taken last of a place is what was found first: ways back are taken before the way on.
    for (position, flow) in flows.iter().enumerate() {
        leaving[flow.from].push(position);
    }
    let mut stack: Vec<(usize, Option<usize>)> = vec![(start, None)];
    let mut found = Vec::new();
    while let Some((place, by)) = stack.last().copied() {
        let next = leaving[place].iter().copied().find(|flow| left[*flow] > 0);
        match next {
            Some(flow) => {
                left[flow] -= 1;
                stack.push((flows[flow].to, Some(flow)));
            }
            None => {
                stack.pop();
                found.extend(by);
            }
        }
    }
    found.reverse();
    left.iter().all(|left| *left == 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flows(pairs: &[(usize, usize)]) -> Vec<Flow> {
        pairs.iter().map(|(from, to)| Flow { from: *from, to: *to, cost: 1 }).collect()
    }

    #[test]
    fn a_loop_is_walked_on_the_one_way_there_is() {
        let flows = flows(&[(0, 1), (1, 0), (1, 2)]);
        assert_eq!(tour(3, &flows, (0, 2)), Some(vec![vec![0, 1, 0, 2]]));
    }

    #[test]
    fn two_ways_that_part_need_two_walks() {
        let flows = flows(&[(0, 1), (0, 2), (1, 3), (2, 3)]);
        let ways = tour(4, &flows, (0, 3)).expect("ways");
        assert_eq!(ways.len(), 2);
        let taken: usize = ways.iter().map(Vec::len).sum();
        assert_eq!(taken, 4);
    }

    #[test]
    fn what_nothing_leads_to_is_not_walked() {
        assert_eq!(tour(4, &flows(&[(0, 1), (2, 1), (1, 3)]), (0, 3)), None);
    }
}
