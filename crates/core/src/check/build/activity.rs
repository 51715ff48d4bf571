//! Activities, one after another: who, what for, what is asked, and their ways out in a fixed order.
//!
//! The exits of an activity stand side by side: its answers (SI, NO, others), what follows a nonconformity, and last
//! the way on, which is there when it asks no question or may be skipped.

use super::outcome::Outcome;
use super::{Builder, given, text};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Marks, Node, Table, Tree};
use crate::graph::NodeKind;
use crate::guard::Expects;
use crate::keywords::Keyword as K;
use crate::procedure::{
    Activity, ActivityKind, Agreement, Answer, Applies, Capture, ControlPoint, DatumIx, Decision, ElementIx,
    ExitIx, Participation, Responsible, RoleIx, Verifier,
};

/// What a step that passes by itself cannot ask.
const NEEDS_PERSON: [K; 12] = [
    K::Evidence,
    K::SignedBy,
    K::Control,
    K::Captures,
    K::Measures,
    K::VerifiedBy,
    K::Participation,
    K::Suggests,
    K::Deadline,
    K::MinimumTerm,
    K::WarnsBefore,
    K::WhenOverdue,
];

/// What a printed end or statement cannot ask either.
const NEEDS_DECISION: [K; 6] = [K::Question, K::Decides, K::ConfirmedBy, K::Yes, K::No, K::Answer];

/// Keys that make an activity something that is nobody's work.
const WHAT_IT_IS: [K; 6] = [K::Procedure, K::Wait, K::Alternative, K::Throws, K::Job, K::Script];

/// Keys that mean nothing without another.
const PAIRS: [(K, K); 8] = [
    (K::WarnsBefore, K::Deadline),
    (K::WhenOverdue, K::Deadline),
    (K::DifferentPerson, K::VerifiedBy),
    (K::Agreement, K::Participation),
    (K::Decides, K::Question),
    (K::Suggests, K::Question),
    (K::ConfirmedBy, K::Question),
    (K::Who, K::Question),
];

impl<'d> Builder<'d> {
    pub(super) fn activities(&mut self) -> Vec<Activity> {
        let tables = self.elements.activities.clone();
        let limit = self.options.limits.activities;
        if let Some(table) = tables.get(limit) {
            self.broken(ReferenceProblem::TooMany { what: K::Activities, limit }, table.span);
        }
        if let Some(defaults) = self.root.table(K::Defaults) {
            self.cadence(defaults);
        }
        let mut activities: Vec<Activity> = Vec::with_capacity(tables.len());
        for (position, table) in tables.into_iter().enumerate() {
            let element = ElementIx::at(position);
            let activity = match self.elements.host_of_interaction(element) {
                Some(host) => self.interaction((element, table), (host, &activities[host.index()])),
                None => self.activity(element, table),
            };
            activities.push(activity);
        }
        activities
    }

    fn activity(&mut self, element: ElementIx, table: &'d Table) -> Activity {
        let kind = self.kind(element, table);
        self.begin(element, self.node_kind(kind, table), table);
        self.special(element, table);
        self.waits(element, table);
        self.wait_of_message(element, table);
        self.automatic(element, table, kind);
        self.check_pairs(table, table.marks());
        self.cadence(table);
        let applies = self.applies(table);
        let question = table.text(K::Question).cloned();
        let answers = self.answers(element, table);
        self.check_answers(element, table, &answers);
        let control = self.control(element, table);
        let milestone = self.milestone(table, kind);
        let may_be_left_out = applies != Applies::Always || milestone.is_some();
        let may_pass = question.is_none() || may_be_left_out;
        let next = match may_be_left_out || !self.is_left_by_others(element, table) {
            true => self.next(element, table, kind, may_pass),
            false => None,
        };
        let mine = kind == ActivityKind::Work;
        let evidence = match self.layout.is_block(element) {
            true => self.evidence_of_block(element, table),
            false if mine => self.evidence(element, table),
            false => Vec::new(),
        };
        Activity {
            number: self.elements.numbers[element.index()].clone(),
            id: text(table, K::Id),
            title: text(table, K::Title),
            kind,
            responsible: self.responsible((element, table), kind),
            evidence,
            decision: self.decision(element, table, kind, &answers),
            confirmed_by: self.one_role(table, K::ConfirmedBy),
            verified_by: self.verifier(table),
            captures: self.captures(table),
            measures: self.measures(table),
            deadline: self.deadline(table, K::Deadline),
            minimum_term: self.deadline(table, K::MinimumTerm),
            warns_before: self.duration(table, K::WarnsBefore),
            escalates_to: self.escalates_to(table),
            notifies: self.notifies(table, kind),
            answered_by: self.answered_by(table),
            interaction: None,
            control,
            question,
            answers,
            applies,
            next,
            milestone,
        }
    }

    /// Whether it waits for the first of its alternatives alone: each of them leads on, and it does not.
    fn is_left_by_others(&mut self, element: ElementIx, table: &Table) -> bool {
        let leads_on = [K::Wait, K::Next].iter().any(|key| given(table, *key).is_some());
        given(table, K::Alternative).is_some() && !leads_on && self.graph.special(element).trigger.is_none()
    }

    pub(super) fn begin(&mut self, element: ElementIx, kind: NodeKind, table: &'d Table) {
        let begun = self.graph.begin(kind);
        debug_assert_eq!(begun, element, "elements are built in their order");
        self.tables.push(table);
    }

    fn kind(&mut self, element: ElementIx, table: &Table) -> ActivityKind {
        if self.layout.is_block(element) {
            return match self.layout.is_scope(element) {
                true => ActivityKind::Block,
                false => ActivityKind::Group,
            };
        }
        let Some((kind, because)) = passes(table) else { return ActivityKind::Work };
        if kind == ActivityKind::End {
            self.exclude(table, K::End, K::Informative);
        }
        self.asks_no_work(table, because);
        self.is_one_thing(table, because);
        kind
    }

    /// What an activity is that is nobody's work it is alone: a wait throws nothing, a throw calls nothing.
    fn is_one_thing(&mut self, table: &Table, because: K) {
        let is_wait = because == K::Wait;
        let said_by = if because == K::Abstract { K::Type } else { because };
        let first = if is_wait && given(table, K::Wait).is_none() { K::Alternative } else { said_by };
        for other in WHAT_IT_IS {
            let is_the_same = other == because || (is_wait && other == K::Alternative);
            let is_said_elsewhere = match other {
                K::Job | K::Script => matches!(because, K::End | K::Informative | K::Job | K::Script),
                K::Throws => because == K::Abstract,
                _ => false,
            };
            if !is_the_same && !is_said_elsewhere && given(table, other).is_some() {
                self.exclude(table, first, other);
            }
        }
    }

    fn asks_no_work(&mut self, table: &Table, because: K) {
        let is_printed = matches!(because, K::End | K::Informative);
        let printed: &[K] = if is_printed { &NEEDS_DECISION } else { &[] };
        let run: &[K] = if is_printed { &super::jobs::KEYS } else { &[] };
        let ended: &[K] = if because == K::End { &[K::AppliesIf, K::Next] } else { &[] };
        for entry in &table.entries {
            let forbidden = [&NEEDS_PERSON, printed, run, ended].iter().any(|keys| keys.contains(&entry.key));
            let says_nothing = entry.node.as_list().is_empty();
            if forbidden && !says_nothing {
                self.error(ReferenceProblem::NoWork { key: entry.key, because }, entry.key_span);
            }
        }
    }

    fn check_pairs(&mut self, table: &Table, marks: Marks) {
        for (key, needs) in PAIRS.into_iter().filter(|(key, _)| marks.may_have(*key)) {
            self.need(table, key, needs);
        }
        if marks.may_have(K::Decides) {
            self.exclude(table, K::Decides, K::Suggests);
        }
        if marks.may_have(K::Who) {
            self.exclude(table, K::Decides, K::Who);
        }
    }

    fn applies(&mut self, table: &'d Table) -> Applies {
        if let Some(guard) = self.guard(table, K::AppliesIf, Expects::Bool) {
            return Applies::If(guard);
        }
        let Some(asked) = table.table(K::AppliesIf) else {
            return Applies::Always;
        };
        let suggests = self.guard(asked, K::Suggests, Expects::Bool);
        Applies::Asked { question: text(asked, K::Question), who: self.roles(asked, K::Who), suggests }
    }

    /// A question has at least two answers, and answers belong to a question.
    fn check_answers(&mut self, element: ElementIx, table: &Table, answers: &[Answer]) {
        let keys = [K::Yes, K::No, K::Answer];
        // What stands there and cannot be read has been told.
        let Some(question) = table.entry(K::Question) else {
            for key in keys {
                self.need(table, key, K::Question);
            }
            return;
        };
        let has = keys.map(|key| table.get(key).is_some() || table.lost.contains(&key));
        let (span, from) = (question.key_span, self.elements.shown(element));
        match has {
            [false, false, false] => {
                self.broken(ReferenceProblem::QuestionWithoutAnswers { from }, span);
            }
            [true, false, false] => {
                self.broken(ReferenceProblem::MissingAnswer { from, missing: Some(K::No) }, span);
            }
            [false, true, false] => {
                self.broken(ReferenceProblem::MissingAnswer { from, missing: Some(K::Yes) }, span);
            }
            [false, false, true] if answers.len() == 1 && table.list(K::Answer).len() == 1 => {
                self.broken(ReferenceProblem::MissingAnswer { from, missing: None }, span);
            }
            _ => {}
        }
        let limit = usize::from(u16::MAX);
        if answers.len() > limit {
            self.broken(ReferenceProblem::TooMany { what: K::Answers, limit }, span);
        }
    }

    fn control(&mut self, element: ElementIx, table: &'d Table) -> Option<ControlPoint> {
        let node = given(table, K::Control)?;
        let Some(control) = node.as_table() else {
            return Some(ControlPoint { verifies: node.as_text()?.clone(), ..ControlPoint::default() });
        };
        self.cadence(control);
        self.roles(control, K::Who);
        let if_nonconforming = self.nonconformity(element, table, control);
        let outcome = control.table(K::IfNonconforming);
        let (confirmed_by, notifies) = outcome.map(|outcome| self.told_by(outcome)).unwrap_or_default();
        Some(ControlPoint {
            verifies: text(control, K::Verifies),
            points: control.texts(K::Points).map(|(point, _)| point.clone()).collect(),
            if_nonconforming,
            confirmed_by,
            notifies,
        })
    }

    fn nonconformity(&mut self, element: ElementIx, table: &Table, control: &'d Table) -> Option<ExitIx> {
        let outcome = control.table(K::IfNonconforming)?;
        if table.get(K::Question).is_some() {
            let from = self.elements.shown(element);
            self.broken(ReferenceProblem::NonconformityBesideAnswers { from }, outcome.span);
            return None;
        }
        self.outcome(&Outcome { from: element, shown: None, table: outcome })
    }

    /// Who performs it: its own responsible, else those of the nearest block around it, else those by default.
    fn responsible(&mut self, (element, table): (ElementIx, &Table), kind: ActivityKind) -> Responsible {
        let works = matches!(kind, ActivityKind::Work | ActivityKind::Automatic);
        let inherits = works && table.get(K::Responsible).is_none();
        let roles =
            match (inherits.then(|| self.block_with_responsible(element)), self.root.table(K::Defaults)) {
                // What a block says wrongly is told once, at the block.
                (Some(Some(block)), _) => self.known_roles(block, K::Responsible),
                (Some(None), Some(defaults)) => self.roles(defaults, K::Responsible),
                _ => self.roles(table, K::Responsible),
            };
        Responsible {
            roles,
            participation: match table.word(K::Participation) {
                Some(K::All) => Participation::All,
                _ => Participation::One,
            },
            agreement: match table.word(K::Agreement) {
                Some(K::Majority) => Agreement::Majority,
                Some(K::One) => Agreement::One,
                _ => Agreement::All,
            },
        }
    }

    /// The nearest block around an activity that says who is responsible, or that nobody knows.
    fn block_with_responsible(&self, element: ElementIx) -> Option<&'d Table> {
        let mut around = self.layout.parent(element);
        while let Some(block) = around {
            let table = self.elements.table(block);
            if table.get(K::Responsible).is_some() {
                return Some(table);
            }
            around = self.layout.parent(block);
        }
        None
    }

    fn decision(
        &mut self,
        element: ElementIx,
        table: &'d Table,
        kind: ActivityKind,
        answers: &[Answer],
    ) -> Decision {
        let expects = expected(answers);
        if let Some(guard) = self.guard(table, K::Decides, expects.clone()) {
            return Decision::Computed(guard);
        }
        if let Some(guard) = self.guard(table, K::Suggests, expects) {
            return Decision::Suggested(guard);
        }
        if let (ActivityKind::Automatic | ActivityKind::Wait | ActivityKind::Job, Some(question)) =
            (kind, table.entry(K::Question))
        {
            let from = self.elements.shown(element);
            self.broken(ReferenceProblem::NobodyAnswers { from }, question.key_span);
        }
        Decision::Person
    }

    /// Who answers, where the file names others than those who perform.
    fn answered_by(&mut self, table: &Table) -> Vec<RoleIx> {
        match table.get(K::Question) {
            Some(_) => self.roles(table, K::Who),
            None => Vec::new(),
        }
    }

    pub(super) fn one_role(&mut self, table: &Table, key: K) -> Option<RoleIx> {
        let roles = self.roles(table, key);
        if roles.len() > 1 {
            let span = super::declared::place(table, key);
            self.error(ReferenceProblem::OneRoleOnly { key }, span);
        }
        roles.first().copied()
    }

    fn verifier(&mut self, table: &Table) -> Option<Verifier> {
        let role = self.one_role(table, K::VerifiedBy)?;
        Some(Verifier { role, different_person: table.flag(K::DifferentPerson) })
    }

    fn captures(&mut self, table: &Table) -> Vec<Capture<DatumIx>> {
        let mut captures = Vec::new();
        for node in table.list(K::Captures) {
            let (named, optional) = asked(node, K::DataItem);
            for (id, node) in named {
                let Some(datum) = self.data.find(id) else {
                    let problem = self.data.unknown(id);
                    self.error(problem, node.span);
                    continue;
                };
                let declared =
                    self.data.tables().nth(datum as usize).is_some_and(|table| table.flag(K::Optional));
                captures.push(Capture { what: DatumIx(datum), optional: optional || declared });
            }
        }
        captures
    }

    /// Whoever is told when it is overdue; `avisa` there says the same in another word.
    fn escalates_to(&mut self, table: &Table) -> Vec<RoleIx> {
        let Some(overdue) = table.table(K::WhenOverdue) else {
            return Vec::new();
        };
        let mut roles = self.roles(overdue, K::EscalatesTo);
        for role in self.roles(overdue, K::Notifies) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }

    fn notifies(&mut self, table: &Table, kind: ActivityKind) -> Vec<RoleIx> {
        let source = match (table.get(K::Notifies), self.root.table(K::Defaults)) {
            (None, Some(defaults)) if kind == ActivityKind::Work => defaults,
            _ => table,
        };
        self.roles(source, K::Notifies)
    }
}

/// What an activity is that is nobody's work, and the key that makes it so.
pub(super) fn passes(table: &Table) -> Option<(ActivityKind, K)> {
    let is_end = match table.get(K::End) {
        Some(node) => !matches!(node.value, Tree::Bool(false) | Tree::Undefined),
        None => false,
    };
    if is_end {
        Some((ActivityKind::End, K::End))
    } else if table.get(K::Procedure).is_some() {
        Some((ActivityKind::Call, K::Procedure))
    } else if table.flag(K::Informative) {
        Some((ActivityKind::Statement, K::Informative))
    } else if table.word(K::Type) == Some(K::Abstract) {
        Some((ActivityKind::Automatic, K::Abstract))
    } else if [K::Wait, K::Alternative].iter().any(|key| given(table, *key).is_some()) {
        Some((ActivityKind::Wait, K::Wait))
    } else if table.get(K::Throws).is_some() {
        Some((ActivityKind::Automatic, K::Throws))
    } else if table.get(K::Link).is_some() {
        Some((ActivityKind::Automatic, K::Link))
    } else {
        super::jobs::kind(table)
    }
}

/// What a guard that answers must give: SI or NO, or the id of an answer.
fn expected(answers: &[Answer]) -> Expects {
    if answers.iter().all(|answer| matches!(&*answer.id, "yes" | "no")) {
        return Expects::Bool;
    }
    Expects::Choice(answers.iter().map(|answer| answer.id.to_string()).collect())
}

/// The ids under a key of a block, or the value itself; and whether they may be missing.
pub(super) fn asked(node: &Node, key: K) -> (Vec<(&Text, &Node)>, bool) {
    let (nodes, optional) = match node.as_table() {
        Some(table) => (table.list(key), table.flag(K::Optional)),
        None => (std::slice::from_ref(node), false),
    };
    let named = nodes.iter().filter_map(|node| Some((node.as_text()?, node)));
    (named.collect(), optional)
}
