//! Milestones: declared by id, named by the activities that share them.
//!
//! Knows what can have one: what is open for a while and closes.
//! Does not know the other procedures of a plan: there the same id is the same milestone.

use super::{Builder, given, printed_name, text};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table};
use crate::keywords::Keyword as K;
use crate::procedure::{ActivityKind, Milestone};

impl Builder<'_> {
    /// The milestone that an activity shares with others.
    pub(super) fn milestone(&mut self, table: &Table, kind: ActivityKind) -> Option<Text> {
        let node = given(table, K::Milestone)?;
        let id = node.as_text()?.clone();
        if self.milestones.find(&id).is_none() {
            let problem = self.milestones.unknown(&id);
            self.error(problem, node.span);
            return None;
        }
        let closes = !matches!(kind, ActivityKind::Group | ActivityKind::End | ActivityKind::Statement);
        if !closes {
            self.error(ReferenceProblem::MilestoneNowhere { id: id.clone() }, node.span);
        }
        Some(id)
    }

    /// The milestones that are declared; the member one is counted for is that of some repetition.
    pub(super) fn milestone_list(&mut self) -> Vec<Milestone> {
        let tables: Vec<&Table> = self.milestones.tables().collect();
        for table in &tables {
            let Some(node) = given(table, K::ForEach) else { continue };
            let Some(member) = node.as_text() else { continue };
            if self.graph.repeated_by(member).is_none() && !self.is_repeated_badly(member) {
                self.error(ReferenceProblem::UnknownMember { member: member.clone() }, node.span);
            }
        }
        let milestone = |table: &&Table| Milestone {
            id: text(table, K::Id),
            name: printed_name(table),
            for_each: given(table, K::ForEach).and_then(Node::as_text).cloned(),
        };
        tables.iter().map(milestone).collect()
    }
}
