//! In which order the elements of a process are written: as the work goes, what leads back left aside.

use super::flow::yes_and_no;
use crate::model::{Flow, Kind, NodeIx, Process};

/// All elements, those of a sub-process right after it.
pub(super) fn order(process: &Process<'_>) -> Vec<NodeIx> {
    let mut held: Vec<Vec<NodeIx>> = vec![Vec::new(); process.nodes.len() + 1];
    for index in along(process) {
        let scope = process.node(index).parent.map_or(0, |parent| parent.0 as usize + 1);
        held[scope].push(index);
    }
    let mut ordered = Vec::with_capacity(process.nodes.len());
    let mut open: Vec<NodeIx> = held[0].iter().rev().copied().collect();
    while let Some(index) = open.pop() {
        ordered.push(index);
        open.extend(held[index.0 as usize + 1].iter().rev());
    }
    ordered
}

/// Every element once, each after those that lead to it unless they lead back.
fn along(process: &Process<'_>) -> Vec<NodeIx> {
    let borne = borne(process);
    let mut seen = vec![false; process.nodes.len()];
    let mut done = Vec::with_capacity(process.nodes.len());
    let begins = |index: &NodeIx| {
        let node = process.node(*index);
        node.incoming.is_empty() && node.host.is_none()
    };
    let all = || process.numbered().map(|(index, _)| index);
    let mut firsts: Vec<NodeIx> = all().filter(|index| process.node(*index).kind == Kind::Start).collect();
    firsts.extend(all().filter(begins));
    firsts.extend(all());
    // The last to be begun comes first in the end.
    firsts.reverse();
    let mut first_seen = vec![false; process.nodes.len()];
    let mut roots: Vec<NodeIx> = Vec::new();
    for first in firsts.into_iter().rev() {
        if !std::mem::replace(&mut first_seen[first.0 as usize], true) {
            roots.push(first);
        }
    }
    for root in roots {
        let begun = done.len();
        walk(process, &borne, root, &mut seen, &mut done);
        done[begun..].reverse();
    }
    done
}

/// Takes down what can be reached from an element, the last first.
fn walk(
    process: &Process<'_>,
    borne: &[Vec<NodeIx>],
    root: NodeIx,
    seen: &mut [bool],
    done: &mut Vec<NodeIx>,
) {
    if std::mem::replace(&mut seen[root.0 as usize], true) {
        return;
    }
    let next = |index: NodeIx| -> Vec<NodeIx> {
        let flows: Vec<&Flow<'_>> =
            process.node(index).outgoing.iter().map(|flow| process.flow(*flow)).collect();
        // Yes comes before no, as the file has them.
        let flows = yes_and_no(&flows).map_or(flows, Vec::from);
        let flows = flows.into_iter().map(|flow| flow.to);
        borne[index.0 as usize].iter().rev().copied().chain(flows.rev()).collect()
    };
    let mut path: Vec<(NodeIx, Vec<NodeIx>)> = vec![(root, next(root))];
    while let Some((index, ahead)) = path.last_mut() {
        let Some(to) = ahead.first().copied() else {
            done.push(*index);
            path.pop();
            continue;
        };
        ahead.remove(0);
        if !std::mem::replace(&mut seen[to.0 as usize], true) {
            path.push((to, next(to)));
        }
    }
}

/// The boundary events of each element.
fn borne(process: &Process<'_>) -> Vec<Vec<NodeIx>> {
    let mut borne = vec![Vec::new(); process.nodes.len()];
    for (index, node) in process.numbered() {
        if let Some(host) = node.host {
            borne[host.0 as usize].push(index);
        }
    }
    borne
}
