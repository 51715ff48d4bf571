//! Interactions with other processes: each an element beside the activity that it is written in.
//!
//! An interaction with a procedure is a call, one with a counterpart is work that a person closes; a question before
//! it is the question whether it applies. It opens with its activity, no flow leads to it and none follows.
//! Read [`Builder::interaction`].

use super::{Builder, given, text};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::Table;
use crate::keywords::Keyword as K;
use crate::procedure::{
    Activity, ActivityKind, Agreement, Applies, Decision, ElementIx, Interaction, Participation, Responsible,
};

impl<'d> Builder<'d> {
    /// An interaction of an activity that has been built.
    pub(super) fn interaction(
        &mut self,
        (element, table): (ElementIx, &'d Table),
        (host, activity): (ElementIx, &Activity),
    ) -> Activity {
        let is_call = given(table, K::Procedure).is_some();
        let kind = if is_call { ActivityKind::Call } else { ActivityKind::Work };
        self.begin(element, self.node_kind(kind, table), table);
        self.special(element, table);
        self.automatic(element, table, kind);
        self.cadence(table);
        self.check_interaction(table, is_call);
        self.check_host(table, (host, activity.kind));
        self.graph.special(element).host = Some(host);
        self.graph.special(host).interactions.push(element);
        Activity {
            applies: self.whether_needed(table),
            interaction: Some(Interaction {
                host,
                awaited: table.flag(K::WaitsForResult),
                with: table.text(K::With).cloned(),
            }),
            responsible: Responsible {
                roles: activity.responsible.roles.clone(),
                participation: Participation::One,
                agreement: Agreement::All,
            },
            ..self.bare(element, table, kind)
        }
    }

    /// An activity of which nothing is asked.
    fn bare(&self, element: ElementIx, table: &Table, kind: ActivityKind) -> Activity {
        Activity {
            number: self.elements.numbers[element.index()].clone(),
            id: text(table, K::Id),
            title: heading(table),
            kind,
            responsible: Responsible::default(),
            evidence: Vec::new(),
            control: None,
            question: None,
            answers: Vec::new(),
            decision: Decision::Person,
            confirmed_by: None,
            verified_by: None,
            captures: Vec::new(),
            measures: Vec::new(),
            applies: Applies::Always,
            next: None,
            deadline: None,
            minimum_term: None,
            warns_before: None,
            escalates_to: Vec::new(),
            notifies: Vec::new(),
            answered_by: Vec::new(),
            interaction: None,
            milestone: None,
        }
    }

    fn whether_needed(&mut self, table: &Table) -> Applies {
        let who = self.roles(table, K::Who);
        match table.text(K::Question) {
            Some(question) => Applies::Asked { question: question.clone(), who, suggests: None },
            None => Applies::Always,
        }
    }

    /// It is with one procedure or one counterpart.
    fn check_interaction(&mut self, table: &Table, is_call: bool) {
        self.need(table, K::Who, K::Question);
        self.need(table, K::Version, K::Procedure);
        self.exclude(table, K::Procedure, K::With);
        if !is_call && given(table, K::With).is_none() {
            self.error(ReferenceProblem::InteractsWithNobody { id: text(table, K::Id) }, table.span);
        }
    }

    /// It opens with work of a person: what passes by itself, waits or only heads others has nothing to do meanwhile.
    fn check_host(&mut self, table: &Table, (host, kind): (ElementIx, ActivityKind)) {
        let around = self.layout.scope(host);
        let is_chosen =
            around.is_some_and(|scope| self.elements.table(scope).word(K::Type) == Some(K::AdHoc));
        if kind != ActivityKind::Work || is_chosen {
            let (id, host) = (text(table, K::Id), self.elements.shown(host));
            self.broken(ReferenceProblem::InteractsWithoutWork { id, host }, table.span);
        }
    }
}

/// The heading of an interaction: its own, else the name of whom it is with.
fn heading(table: &Table) -> Text {
    let said = [K::Title, K::With, K::Procedure].into_iter().find_map(|key| table.text(key));
    said.cloned().unwrap_or_default()
}
