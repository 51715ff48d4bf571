//! Which ways some case can take and which no case can, as far as the conditions alone decide it.
//!
//! Knows what the procedure says of the facts that its conditions read: the values of a choice, the answers of a question,
//! targets, and that what never returns has returned zero times.
//! Does not know which facts hang together, nor which of them a case has when it gets there: what is said to be impossible
//! is so whatever they are, and a case that is shown may never come.
//! Read [`Fates`] first, then [`Possible`].

use std::collections::BTreeMap;

use super::{Decision, ElementIx, ExitIx, GuardIx, Procedure};
use crate::data::{Kind, Value};
use crate::graph::{Exit, ExitKind, NodeKind};
use crate::guard::{Claim, Gives, Guard, Known, Range, Scale, Slot, Weighed, Witness};
use crate::source::Language;

/// How many steps all questions about one procedure may take together.
const BUDGET: usize = 400_000;

/// What the conditions of a procedure leave possible.
pub(crate) struct Possible<'p> {
    procedure: &'p Procedure,
    scale: Scale<'p>,
}

/// What becomes of a way out, whatever the data are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Some case may take it, and some not.
    Open,
    /// Its condition is never true.
    Never,
    /// Its condition is always true.
    Always,
    /// The ways that are looked at before it leave it no case.
    NothingLeft,
}

/// Whether some case finds no way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rest {
    /// None does.
    Nobody,
    /// This one does.
    Case(Witness),
    /// Nobody knows.
    Unknown,
}

/// What the conditions of a procedure leave of its ways and answers: weighed once, for the rules and for the proof.
#[derive(Debug, Default)]
pub(crate) struct Fates {
    /// Of the elements whose ways have conditions.
    ways: BTreeMap<ElementIx, Vec<(ExitIx, Fate)>>,
    /// Of the conditions that make a way available.
    available: BTreeMap<GuardIx, Fate>,
    /// Answers that are computed and never come, by position.
    never_given: BTreeMap<ElementIx, Vec<usize>>,
}

impl Fates {
    /// Of the ways out of an element that has conditions; what stands behind a way without one is left out.
    pub(crate) fn of_ways(&self, element: ElementIx) -> &[(ExitIx, Fate)] {
        self.ways.get(&element).map_or(&[], Vec::as_slice)
    }

    /// Of a condition that makes a way available.
    pub(crate) fn available(&self, guard: GuardIx) -> Option<Fate> {
        self.available.get(&guard).copied()
    }

    /// The positions of the answers that a computed decision never gives.
    pub(crate) fn never_given(&self, element: ElementIx) -> &[usize] {
        self.never_given.get(&element).map_or(&[], Vec::as_slice)
    }

    /// The ways out that no case of the procedure ever takes, whatever its data are; in the order of the graph.
    ///
    /// What cannot be decided, or not within the budget, is not among them.
    pub(crate) fn impossible(&self, procedure: &Procedure) -> Vec<ExitIx> {
        let is_shut = |fate: &Fate| matches!(fate, Fate::Never | Fate::NothingLeft);
        let shut = self.ways.values().flatten().filter(|(_, fate)| is_shut(fate));
        let mut found: Vec<ExitIx> = shut.map(|(exit, _)| *exit).collect();
        let is_never = |guard: GuardIx| self.available(guard) == Some(Fate::Never);
        let exits = procedure.graph.exits.iter().enumerate();
        let unavailable = exits.filter(|(_, way)| way.enabled_if.is_some_and(is_never));
        found.extend(unavailable.map(|(position, _)| ExitIx::at(position)));
        for (element, answers) in &self.never_given {
            let activity = procedure.activity(*element).filter(|activity| !activity.may_be_confirmed());
            let given = activity.map_or(&[][..], |activity| &activity.answers);
            found.extend(answers.iter().filter_map(|answer| Some(given.get(*answer)?.exit)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Procedure {
    /// Weighs its conditions.
    pub(crate) fn fates(&self) -> Fates {
        if self.guards.is_empty() { Fates::default() } else { Possible::of(self).all() }
    }
}

impl<'p> Possible<'p> {
    pub(crate) fn of(procedure: &'p Procedure) -> Self {
        Possible { procedure, scale: Scale::new(procedure, BUDGET) }
    }

    fn all(mut self) -> Fates {
        let (procedure, mut all) = (self.procedure, Fates::default());
        for element in (0..procedure.graph.len()).map(ElementIx::at) {
            let ways = self.fates(element);
            if !ways.is_empty() {
                all.ways.insert(element, ways);
            }
            for guard in procedure.graph.ways_of(element).iter().filter_map(|way| way.enabled_if) {
                // Without the target that it compares with, a person decides whether it is available.
                if !procedure.lacks_target(guard) {
                    all.available.insert(guard, self.alone(guard));
                }
            }
            let never = self.never_given(element);
            if !never.is_empty() {
                all.never_given.insert(element, never);
            }
        }
        all
    }

    /// What a condition gives by itself.
    pub(crate) fn alone(&mut self, guard: GuardIx) -> Fate {
        let Some(guard) = self.procedure.guards.get(guard.index()) else { return Fate::Open };
        if self.scale.never(&[(guard, Gives::True)]) {
            Fate::Never
        } else if self.scale.never(&[(guard, Gives::False)]) {
            Fate::Always
        } else {
            Fate::Open
        }
    }

    /// What becomes of each way out of an element that has conditions; what stands behind a way without one is left out.
    fn fates(&mut self, element: ElementIx) -> Vec<(ExitIx, Fate)> {
        let (mut fates, mut before) = (Vec::new(), Vec::new());
        let mut otherwise = None;
        let chooses = self.chooses_one(element);
        let mut shut = false;
        for (exit, way) in self.conditional(element) {
            let fate = match (way.condition, way.otherwise) {
                (None, true) => {
                    otherwise = Some(exit);
                    continue;
                }
                (None, false) if chooses => return fates,
                (None, false) => continue,
                (Some(_), _) if shut => Fate::NothingLeft,
                (Some(guard), _) => {
                    let fate = self.after(guard, if chooses { &before } else { &[] });
                    before.push(guard);
                    fate
                }
            };
            shut |= chooses && fate == Fate::Always;
            fates.push((exit, fate));
        }
        if let Some(exit) = otherwise.filter(|_| !before.is_empty()) {
            let idle = shut || self.scale.never(&self.denied(&before));
            fates.push((exit, if idle { Fate::NothingLeft } else { Fate::Open }));
        }
        fates
    }

    /// Whether some case finds no way out of an element all of whose ways have a condition.
    pub(crate) fn rest(&mut self, element: ElementIx) -> Rest {
        let guards: Vec<GuardIx> =
            self.procedure.graph.ways_of(element).iter().filter_map(|way| way.condition).collect();
        match self.scale.weigh(&self.denied(&guards)) {
            Weighed::Never => Rest::Nobody,
            Weighed::Case(case) => Rest::Case(case),
            Weighed::Open => Rest::Unknown,
        }
    }

    /// Pairs of ways out of an exclusive gateway whose conditions are both true in some case: for each way the first that
    /// it meets.
    pub(crate) fn meetings(&mut self, element: ElementIx, fates: &[(ExitIx, Fate)]) -> Vec<Meeting> {
        if !self.chooses_one(element) {
            return Vec::new();
        }
        let open: Vec<(ExitIx, GuardIx)> = fates
            .iter()
            .filter(|(_, fate)| *fate == Fate::Open)
            .filter_map(|(exit, _)| Some((*exit, self.procedure.graph.exit(*exit).condition?)))
            .collect();
        let mut meetings = Vec::new();
        for (at, (second, other)) in open.iter().enumerate() {
            let met = open[..at].iter().find_map(|(first, guard)| match self.both(*guard, *other) {
                Weighed::Case(case) => Some(Meeting { first: *first, second: *second, case }),
                Weighed::Never | Weighed::Open => None,
            });
            meetings.extend(met);
            if self.scale.is_spent() {
                break;
            }
        }
        meetings
    }

    /// The positions of the answers that a computed decision never gives.
    fn never_given(&mut self, element: ElementIx) -> Vec<usize> {
        let Some(activity) = self.procedure.activity(element) else { return Vec::new() };
        let Decision::Computed(guard) = activity.decision else { return Vec::new() };
        let Some(guard) = self.procedure.guards.get(guard.index()) else { return Vec::new() };
        let yes_or_no = guard.outline().is_some_and(|outline| outline.is_truth());
        let gives = |id: &'p str| match (yes_or_no, id) {
            (true, "yes") => Some(Gives::True),
            (true, "no") => Some(Gives::False),
            (true, _) => None,
            (false, id) => Some(Gives::Answer(id)),
        };
        let mut found = Vec::new();
        for (position, answer) in activity.answers.iter().enumerate() {
            if gives(&answer.id).is_some_and(|gives| self.scale.never(&[(guard, gives)])) {
                found.push(position);
            }
        }
        found
    }

    /// What becomes of a condition behind others.
    fn after(&mut self, guard: GuardIx, before: &[GuardIx]) -> Fate {
        let alone = self.alone(guard);
        if alone != Fate::Open || before.is_empty() || self.scale.is_spent() {
            return alone;
        }
        let mut claims = self.denied(before);
        claims.extend(self.procedure.guards.get(guard.index()).map(|guard| (guard, Gives::True)));
        if self.scale.never(&claims) { Fate::NothingLeft } else { Fate::Open }
    }

    fn both(&mut self, one: GuardIx, other: GuardIx) -> Weighed {
        let claims: Vec<Claim<'p>> =
            [one, other].iter().map(|guard| (self.guard(*guard), Gives::True)).collect();
        self.scale.weigh(&claims)
    }

    /// That none of these is true; nothing at all when nothing more will be weighed.
    fn denied(&self, guards: &[GuardIx]) -> Vec<Claim<'p>> {
        if self.scale.is_spent() {
            return Vec::new();
        }
        guards.iter().map(|guard| (self.guard(*guard), Gives::False)).collect()
    }

    fn guard(&self, guard: GuardIx) -> &'p Guard {
        &self.procedure.guards[guard.index()]
    }

    /// Whether the first way whose condition is true is taken, and no other.
    fn chooses_one(&self, element: ElementIx) -> bool {
        self.procedure.graph.node(element).kind == NodeKind::Exclusive
    }

    /// The ways out of an element that looks at conditions; none where it does not.
    fn conditional(&self, element: ElementIx) -> impl Iterator<Item = (ExitIx, &'p Exit)> + use<'p> {
        let graph = &self.procedure.graph;
        let looks = matches!(
            graph.node(element).kind,
            NodeKind::Exclusive | NodeKind::Inclusive | NodeKind::Complex | NodeKind::Fork
        );
        let any = looks && graph.ways_of(element).iter().any(|way| way.condition.is_some());
        graph.exits_of(element).filter(move |_| any)
    }
}

/// Two ways out whose conditions are true in the same case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Meeting {
    pub(crate) first: ExitIx,
    pub(crate) second: ExitIx,
    pub(crate) case: Witness,
}

impl Known for Procedure {
    fn range(&self, slot: Slot) -> Option<Range> {
        match slot {
            Slot::Datum(datum) => {
                let datum = self.data.get(datum as usize).filter(|datum| datum.kind == Kind::Choice)?;
                (!datum.values.is_empty()).then(|| Range::texts_of(datum.values.iter().cloned()))
            }
            Slot::Answer(element) => {
                let answers = &self.activities.get(element as usize)?.answers;
                (!answers.is_empty()).then(|| Range::texts_of(answers.iter().map(|answer| answer.id.clone())))
            }
            Slot::Target(indicator) => {
                let target = self.indicators.get(indicator as usize)?.target?;
                Some(Range::OneOf(vec![Value::Number(target)]))
            }
            Slot::Rounds(element) => {
                let returns = |way: &Exit| matches!(way.kind, ExitKind::Return(_));
                let any = self.graph.ways_of(ElementIx(element)).iter().any(returns);
                (!any).then(|| Range::whole_of(&[0]))
            }
            _ => None,
        }
    }

    fn other(&self) -> &str {
        match self.head.language {
            Language::Spanish => "otro",
            Language::English => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A procedure with a gateway `g` whose ways are written there, from `a` to `b`, `c` and the end.
    fn procedure(ways: &str, kind: &str) -> Procedure {
        let text = format!(
            r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "P"
nombre = "P"
[[dato]]
id = "n"
nombre = "N"
tipo = "entero"
[[rol]]
id = "r"
nombre = "R"
[[actividad]]
id = "a"
titulo = "A"
responsables = ["r"]
pregunta = "¿Va?"
decide = 'n > 3 && n < 4'
si = {{ continua_en = "g" }}
no = {{ continua_en = "q" }}
[[actividad]]
id = "q"
titulo = "Q"
responsables = ["r"]
pregunta = "¿Va?"
si = {{ continua_en = "g", habilita_si = 'n != n' }}
no = {{ continua_en = "g" }}
[[actividad]]
id = "b"
titulo = "B"
responsables = ["r"]
[[actividad]]
id = "c"
titulo = "C"
responsables = ["r"]
[[compuerta]]
id = "g"
tipo = "{kind}"
sigue = [{ways}]
"#
        );
        Procedure::parse(&text).unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// The impossible ways, each as where it leads from and its place among the ways from there.
    fn impossible(procedure: &Procedure) -> Vec<String> {
        let told = |exit: ExitIx| {
            let from = procedure.graph.exit(exit).from;
            let first = procedure.graph.node(from).first_exit;
            format!("{} {}", procedure.id(from), exit.0 - first)
        };
        procedure.fates().impossible(procedure).into_iter().map(told).collect()
    }

    #[test]
    fn answers_exits_and_what_is_left_over_are_all_looked_at() {
        let ways = r#"{ va_a = "b", si_cumple = 'n > 2' }, { va_a = "c", si_cumple = 'n > 3' },
            { va_a = "b", si_cumple = 'n <= 2' }, { va_a = "c", en_otro_caso = true }"#;
        assert_eq!(impossible(&procedure(ways, "exclusiva")), ["a 0", "q 0", "g 1", "g 3"]);
        assert_eq!(impossible(&procedure(ways, "inclusiva")), ["a 0", "q 0", "g 3"]);
    }

    #[test]
    fn a_parallel_gateway_looks_at_no_condition() {
        let ways = r#"{ va_a = "b", si_cumple = 'n > n' }, "c""#;
        assert_eq!(impossible(&procedure(ways, "paralela")), ["a 0", "q 0"]);
    }

    #[test]
    fn what_takes_too_long_is_left_possible() {
        let procedure = procedure(
            r#"{ va_a = "b", si_cumple = 'n > n' }, { va_a = "c", en_otro_caso = true }"#,
            "exclusiva",
        );
        let possible = || Possible { procedure: &procedure, scale: Scale::new(&procedure, 1) };
        let gateway = procedure.find("g").expect("the gateway");
        assert!(possible().all().impossible(&procedure).is_empty());
        assert_eq!(possible().rest(gateway), Rest::Unknown);
    }
}
