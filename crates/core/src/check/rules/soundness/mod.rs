//! What a proof finds, told once: the fault at the element where it shows, with the way there.
//!
//! Knows which faults are one slip: what lies behind one that waits for ever is told with it, and what a rule about the
//! shape of the graph has said already only gets its story.
//! Does not prove anything. Read [`tell`] first.

mod cause;
mod story;

use super::Site;
use super::telling::{block_span, exit_span, ids, language, listing};
use crate::data::Text;
use crate::diagnostic::{
    Diagnostic, Grade, Hold, Junction, ModelProblem, Place, Problem, Property, SoundnessProblem, Waiting,
};
use crate::graph::{NodeKind, reach};
use crate::procedure::ElementIx;
use crate::proof::{Fault, FaultKind, Soundness, Verdict};
use crate::source::{Language, Span};
use cause::{Cause, Left};

/// Codes of the rules about the shape of the graph, which a proof can only confirm.
const SHAPE: [&str; 4] = ["C0201", "C0202", "C0203", "C0204"];

/// Adds what was proved to be wrong, shortest way first, and what could not be decided.
pub(in crate::check) fn tell(site: &Site<'_>, proved: &Soundness, found: &mut Vec<Diagnostic>) {
    if proved.is_sound() {
        return;
    }
    let mut teller = Teller::new(site, proved, found);
    let mut faults: Vec<&Fault> = proved.faults.iter().collect();
    faults.sort_by_key(|fault| (fault.kind == FaultKind::DeadActivity, fault.trace.len(), fault.kind));
    for fault in faults {
        teller.fault(fault);
    }
    teller.dead();
    teller.undecided(proved);
}

struct Teller<'t, 's> {
    site: &'t Site<'s>,
    found: &'t mut Vec<Diagnostic>,
    /// By element: whether no case reaches it and nobody has said so.
    dead: Vec<bool>,
    /// By element: whether it has been said that it waits for ever.
    told: Vec<bool>,
    /// Where ways parted that are not joined, with the block around: each is told once.
    parted: Vec<(Option<ElementIx>, Option<ElementIx>)>,
}

impl<'t, 's> Teller<'t, 's> {
    fn new(site: &'t Site<'s>, proved: &Soundness, found: &'t mut Vec<Diagnostic>) -> Self {
        let count = site.procedure.graph.len();
        let mut teller =
            Teller { site, found, dead: vec![false; count], told: vec![false; count], parted: Vec::new() };
        // What no flow leads to has been said.
        let reached = reach::reached(&site.procedure.graph);
        let lost = proved.faults.iter().filter(|fault| fault.kind == FaultKind::DeadActivity);
        for element in lost.flat_map(|fault| &fault.elements) {
            teller.dead[element.index()] = reached[element.index()] && teller.about(*element).is_none();
        }
        teller
    }

    /// The diagnostic about the shape of the graph that names an element.
    fn about(&self, element: ElementIx) -> Option<usize> {
        let of_shape = |found: &Diagnostic| SHAPE.contains(&found.problem.code());
        let id = ids(self.site, &[element]).next()?;
        self.found.iter().position(|found| of_shape(found) && found.elements.contains(&id))
    }

    fn fault(&mut self, fault: &Fault) {
        match fault.kind {
            FaultKind::Unsafe => self.two_at_once(fault),
            FaultKind::Stuck { .. } | FaultKind::ImproperCompletion { .. } => self.waits(fault),
            FaultKind::Livelock => self.goes_round(fault),
            FaultKind::DeadActivity => {}
        }
    }

    fn within(&self, fault: &Fault) -> Option<Text> {
        fault.within.map(|block| self.site.procedure.reference(block).clone())
    }

    fn push(&mut self, problem: SoundnessProblem, fault: &Fault, labels: &[(Span, &str)]) {
        let Some(first) = fault.elements.first().copied() else { return };
        // Of a circle a reader expects the way on where it closes.
        let circle =
            if fault.kind == FaultKind::Livelock { fault.circle(self.site.procedure) } else { Vec::new() };
        let shown = circle.last().copied().unwrap_or(first);
        let mut told = Diagnostic::unfit(problem, block_span(self.site, shown))
            .with_elements(ids(self.site, &fault.elements))
            .with_story(story::of(self.site, fault));
        for (span, text) in labels.iter().filter(|(span, _)| *span != Span::default()) {
            told = told.with_label(*span, *text);
        }
        self.found.push(told);
    }

    fn two_at_once(&mut self, fault: &Fault) {
        let Some(first) = fault.elements.first().copied() else { return };
        let parted = cause::parted(self.site, fault);
        // What follows the first that is done twice is done twice as well.
        if self.parted.contains(&(parted, fault.within)) {
            return;
        }
        self.parted.push((parted, fault.within));
        let doubled = self.found.iter().position(|found| leads_twice_to(self.site, found) == Some(first));
        if let Some(doubled) = doubled {
            let told = &mut self.found[doubled];
            (told.grade, told.story) = (Grade::Unfit, story::of(self.site, fault));
            return;
        }
        let named = parted.map(|at| self.site.procedure.reference(story::shown(self.site, at)).clone());
        let problem = SoundnessProblem::TwoAtOnce {
            element: listing(self.site, &[story::shown(self.site, first)]),
            joins: self.site.procedure.graph.node(first).kind.may_join(),
            parted: named,
            within: self.within(fault),
        };
        let text = match language(self.site) {
            Language::Spanish => "aquí se abren los caminos",
            Language::English => "the ways open here",
        };
        let labels: Vec<(Span, &str)> = parted.iter().map(|at| (block_span(self.site, *at), text)).collect();
        self.push(problem, fault, &labels);
        // Two that the file asks for by number are meant.
        let asked = |at: ElementIx| {
            let special = self.site.procedure.graph.special(at);
            special.is_some_and(|special| special.completion_quantity > 1)
        };
        if let (Some(told), true) = (self.found.last_mut(), parted.is_some_and(asked)) {
            told.grade = Grade::Remark;
        }
    }

    fn waits(&mut self, fault: &Fault) {
        if fault.elements.iter().all(|element| self.told[element.index()]) {
            return;
        }
        fault.elements.iter().for_each(|element| self.told[element.index()] = true);
        let cause = Cause::of(self.site, fault);
        let lost = self.lost(&fault.elements);
        let waiting: Vec<Waiting> =
            fault.elements.iter().map(|element| self.waiting(*element, &cause)).collect();
        let each_other = cause.wait_for_each_other(self.site, &fault.elements);
        let left_at = cause.left_at.as_ref().map(|left| Junction {
            name: self.site.procedure.reference(story::shown(self.site, left.element)).clone(),
            ways: story::ways(self.site, left.element, &left.exits),
        });
        let (lost, within) = (listing(self.site, &lost), self.within(fault));
        let problem = match fault.kind {
            FaultKind::ImproperCompletion { .. } => {
                SoundnessProblem::LeftWaiting { waiting, each_other, left_at, lost, within }
            }
            _ => SoundnessProblem::WaitsForEver { waiting, each_other, left_at, lost, within },
        };
        let labels: Vec<(Span, &str)> = cause.left_at.iter().map(|left| self.left_label(left)).collect();
        self.push(problem, fault, &labels);
    }

    fn left_label(&self, left: &Left) -> (Span, &'static str) {
        let exit = left.exits.first().map(|exit| exit_span(self.site, *exit));
        let span = exit.filter(|span| *span != Span::default());
        let text = match language(self.site) {
            Language::Spanish => "por aquí se deja de llegar",
            Language::English => "the way is left here",
        };
        (span.unwrap_or_else(|| block_span(self.site, left.element)), text)
    }

    fn waiting(&self, element: ElementIx, cause: &Cause) -> Waiting {
        let graph = &self.site.procedure.graph;
        let needed = graph.special(element).map_or(0, |special| special.start_quantity);
        let hold = match graph.node(element).kind {
            NodeKind::Inclusive => Hold::Inclusive,
            NodeKind::Complex => Hold::Complex,
            NodeKind::Parallel => Hold::Parallel,
            _ => Hold::Quantity { needed },
        };
        let named = |elements: Vec<ElementIx>| listing(self.site, &elements);
        Waiting {
            name: self.site.procedure.reference(story::shown(self.site, element)).clone(),
            hold,
            missing: named(cause.sources(self.site, element, |held| held == 0)),
            awaited: named(cause.sources(self.site, element, |_| true)),
        }
    }

    /// What nobody reaches because some elements wait for ever; it is told with them and not again.
    fn lost(&mut self, waiting: &[ElementIx]) -> Vec<ElementIx> {
        let graph = &self.site.procedure.graph;
        let mut open: Vec<ElementIx> = waiting.to_vec();
        let (mut lost, mut passed) = (Vec::new(), vec![false; graph.len()]);
        while let Some(element) = open.pop() {
            for next in reach::successors(graph, element) {
                let is_dead = std::mem::replace(&mut self.dead[next.index()], false);
                let passes = self.site.procedure.activity(next).is_none() && !passed[next.index()];
                if is_dead {
                    lost.push(next);
                }
                if is_dead || passes {
                    passed[next.index()] = true;
                    open.push(next);
                }
            }
        }
        waiting.iter().for_each(|element| self.dead[element.index()] = false);
        lost.sort_unstable();
        lost.retain(|element| !self.site.procedure.is_implied(*element) && !waiting.contains(element));
        lost
    }

    fn goes_round(&mut self, fault: &Fault) {
        let said = fault.elements.iter().find_map(|element| self.about(*element));
        if let Some(said) = said {
            let told = &mut self.found[said];
            if told.story.is_empty() {
                told.story = story::of(self.site, fault);
            }
            return;
        }
        let circle = fault.circle(self.site.procedure);
        let lost = self.lost(&circle);
        let problem = SoundnessProblem::RoundForEver {
            elements: listing(self.site, &circle),
            lost: listing(self.site, &lost),
            within: self.within(fault),
        };
        self.push(problem, fault, &[]);
    }

    /// What is left that no case reaches, one by one where it does not hang together.
    fn dead(&mut self) {
        let graph = &self.site.procedure.graph;
        if !self.dead.contains(&true) {
            return;
        }
        let procedure = self.site.procedure;
        let has_work =
            |group: &Vec<ElementIx>| group.iter().any(|element| procedure.activity(*element).is_some());
        // A gateway alone is nobody's work.
        for group in reach::groups(graph, &self.dead).into_iter().filter(has_work) {
            let within = group.first().and_then(|first| graph.within(*first));
            let fault = Fault { kind: FaultKind::DeadActivity, within, elements: group, trace: Vec::new() };
            let problem = SoundnessProblem::NeverReached {
                elements: listing(self.site, &fault.elements),
                within: self.within(&fault),
            };
            self.push(problem, &fault, &[]);
        }
    }

    /// A fault that stands in the way of knowing more is enough to know.
    fn undecided(&mut self, proved: &Soundness) {
        let open = [
            (Property::Safe, proved.safe),
            (Property::OptionToComplete, proved.option_to_complete),
            (Property::ProperCompletion, proved.proper_completion),
            (Property::NoDeadActivities, proved.no_dead_activities),
        ];
        let open = open.into_iter().filter(|(_, verdict)| *verdict == Verdict::Undecided);
        let properties: Vec<Property> = open.map(|(property, _)| property).collect();
        if properties.is_empty() || !proved.faults.is_empty() {
            return;
        }
        let problem = SoundnessProblem::Undecided { properties, explored: proved.explored };
        let span = self.site.document.root.get(crate::keywords::Keyword::Procedure);
        let span = span.map_or(Span::at(0), |node| node.span);
        self.found.push(Diagnostic::remark(Problem::from(problem), span));
    }
}

/// The element of a remark that two flows of one gateway lead to it.
fn leads_twice_to(site: &Site<'_>, found: &Diagnostic) -> Option<ElementIx> {
    match &found.problem {
        Problem::Model(ModelProblem::SameFlow { to: Place::Element(to), .. }) => site.procedure.find(to),
        _ => None,
    }
}

/// Where an exit leads, as a story says it: to what people see.
fn place(site: &Site<'_>, target: crate::graph::Target) -> Place {
    match super::telling::place(site, target) {
        Place::Element(_) => match target {
            crate::graph::Target::Element(to) => {
                Place::Element(site.procedure.reference(story::shown(site, to)).clone())
            }
            _ => Place::End,
        },
        end => end,
    }
}
