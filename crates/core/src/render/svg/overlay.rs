//! What is laid over a picture: where a case stands, what paths have walked, or how often each thing was walked.
//!
//! Knows counts by element and by way; folds events and coverages. Read [`Overlay`] first.

use crate::event::Event;
use crate::procedure::{ElementIx, ExitIx, Procedure};
use crate::source::Language;
use crate::view::{Coverage, Track, WorkItem};

/// What is known of the elements and ways of one procedure.
///
/// ```
/// use cauce::procedure::Procedure;
/// use cauce::render::{Overlay, svg_with};
/// use cauce::source::Language;
/// use cauce::view::Coverage;
///
/// let procedure = Procedure::parse(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// actividad = { numero = 1, id = "redactar", titulo = "Redactar el acta" }
/// "#).unwrap();
/// let mut overlay = Overlay::of_paths(&procedure);
/// overlay.add_coverage(&Coverage::none(&procedure));
/// assert!(svg_with(&procedure, Language::Spanish, &overlay).contains("never"));
/// ```
#[derive(Clone, Debug)]
pub struct Overlay {
    of: Of,
    elements: Vec<Walked>,
    exits: Vec<u32>,
}

/// What an overlay tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Where one case stands.
    Case,
    /// The way to a fault.
    Fault,
    /// By how many paths each thing is walked; that none does is worth saying.
    Paths,
    /// How often each thing was walked; the most is told by colour.
    Times {
        /// How often what was walked most.
        most: u32,
    },
}

/// How many colours tell how often something was walked.
const LEVELS: u32 = 5;

#[derive(Clone, Copy, Debug, Default)]
struct Walked {
    done: u32,
    skipped: u32,
    open: u32,
    late: bool,
    stuck: bool,
}

/// How an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Standing {
    /// Done, or walked.
    Done,
    /// Open.
    Open,
    /// Open, and its deadline has passed.
    Late,
    /// Stuck by an incident.
    Stuck,
    /// Skipped, and never done.
    Skipped,
    /// Not walked by any path.
    Never,
}

impl Overlay {
    /// Nothing known yet of a case.
    #[must_use]
    pub fn of_case(procedure: &Procedure) -> Self {
        let graph = procedure.graph();
        Overlay {
            of: Of::Case,
            elements: vec![Walked::default(); graph.len()],
            exits: vec![0; graph.exit_count()],
        }
    }

    /// Nothing known yet of paths: what they do not walk is marked.
    #[must_use]
    pub fn of_paths(procedure: &Procedure) -> Self {
        Overlay { of: Of::Paths, ..Self::of_case(procedure) }
    }

    /// How often paths or cases have walked each thing, told by colour and number.
    #[must_use]
    pub fn of_times(procedure: &Procedure, coverage: &Coverage) -> Self {
        let count = |times: u64| u32::try_from(times).unwrap_or(u32::MAX);
        let mut overlay = Self::of_case(procedure);
        for (position, of) in overlay.elements.iter_mut().enumerate() {
            let element = ElementIx::at(position);
            of.skipped = coverage.times_skipped(element).map_or(0, count);
            of.done = count(coverage.times(element));
        }
        for (position, taken) in overlay.exits.iter_mut().enumerate() {
            *taken = count(coverage.times_taken(ExitIx::at(position)));
        }
        let done = overlay.elements.iter().map(|of| of.done);
        overlay.of = Of::Times { most: done.chain(overlay.exits.iter().copied()).max().unwrap_or(0) };
        overlay
    }

    /// Nothing known yet of a way to a fault.
    pub(super) fn showing_fault(procedure: &Procedure) -> Self {
        Overlay { of: Of::Fault, ..Self::of_case(procedure) }
    }

    /// A step of the way is at an element.
    pub(super) fn walk(&mut self, element: ElementIx) {
        if let Some(of) = self.elements.get_mut(element.index()) {
            of.done = of.done.saturating_add(1);
        }
    }

    /// A step of the way leads along an exit.
    pub(super) fn take(&mut self, exit: ExitIx) {
        count(&mut self.exits, exit.index());
    }

    /// The fault shows at an element.
    pub(super) fn blame(&mut self, element: ElementIx) {
        if let Some(of) = self.elements.get_mut(element.index()) {
            (of.stuck, of.open) = (true, 1);
        }
    }

    /// Adds an event of a case that is followed from its first event on; what it did by another version of the procedure
    /// is not in the picture.
    pub fn add_event(&mut self, procedure: &Procedure, track: &mut Track, event: &Event) {
        if !track.goes_by(procedure) {
            track.walked(event);
            return;
        }
        let several = track.exits(procedure, event);
        for exit in several.into_iter().chain(track.exit(procedure, event)) {
            count(&mut self.exits, exit.index());
        }
        if let Event::Occurred(occurred) = event
            && let Some(walked) = self.elements.get_mut(occurred.element.index())
        {
            walked.done = walked.done.saturating_add(1);
        }
        let Some(walked) = track.walked(event) else { return };
        let Some(of) = self.elements.get_mut(walked.element.index()) else { return };
        match walked.skipped {
            true => of.skipped = of.skipped.saturating_add(1),
            false => of.done = of.done.saturating_add(1),
        }
    }

    /// Adds what is open in a case; what belongs to a called procedure is left out.
    pub fn add_open<'i>(&mut self, items: impl IntoIterator<Item = &'i WorkItem>) {
        for item in items.into_iter().filter(|item| item.called.is_none()) {
            let Some(of) = self.elements.get_mut(item.element.index()) else { continue };
            of.open = of.open.saturating_add(1);
            of.late |= item.overdue;
            of.stuck |= item.trouble.is_some();
        }
    }

    /// Adds what one path has walked: counts are numbers of paths.
    pub fn add_coverage(&mut self, coverage: &Coverage) {
        for (position, of) in self.elements.iter_mut().enumerate() {
            of.done = of.done.saturating_add(u32::from(coverage.walks(ElementIx::at(position))));
        }
        for (position, taken) in self.exits.iter_mut().enumerate() {
            *taken = taken.saturating_add(u32::from(coverage.takes(ExitIx::at(position))));
        }
    }

    /// How an element stands; `None` when there is nothing to say.
    #[must_use]
    pub fn standing(&self, element: ElementIx) -> Option<Standing> {
        let of = self.elements.get(element.index())?;
        match of {
            Walked { stuck: true, .. } => Some(Standing::Stuck),
            Walked { late: true, .. } => Some(Standing::Late),
            Walked { open: 1.., .. } => Some(Standing::Open),
            Walked { done: 1.., .. } => Some(Standing::Done),
            Walked { skipped: 1.., .. } => Some(Standing::Skipped),
            _ => (!matches!(self.of, Of::Case | Of::Fault)).then_some(Standing::Never),
        }
    }

    /// How often a way was taken.
    #[must_use]
    pub fn taken(&self, exit: ExitIx) -> u32 {
        self.exits.get(exit.index()).copied().unwrap_or(0)
    }

    /// Whether how often is told by colour.
    pub(super) fn is_of_times(&self) -> bool {
        matches!(self.of, Of::Times { .. })
    }

    /// Which colour tells how often a shape was walked: 1 is the least.
    pub(super) fn heat(&self, element: ElementIx) -> Option<u32> {
        self.level(self.elements.get(element.index())?.done)
    }

    /// Which width tells how often a way was taken.
    pub(super) fn heat_of_way(&self, exit: ExitIx) -> Option<u32> {
        self.level(self.taken(exit))
    }

    /// Twice as often is one step of as many as it takes to the most; steps are laid evenly on the colours.
    fn level(&self, times: u32) -> Option<u32> {
        let Of::Times { most } = self.of else { return None };
        let doublings = |times: u32| times.checked_ilog2();
        let (steps, all) = (doublings(times)?, doublings(most)?);
        Some((steps * (LEVELS - 1)).checked_div(all).map_or(LEVELS, |level| 1 + level))
    }

    /// The colours that occur, each with the least and the most that it stands for.
    pub(super) fn scale(&self) -> Vec<(u32, u32, u32)> {
        let Of::Times { most } = self.of else { return Vec::new() };
        let mut scale: Vec<(u32, u32, u32)> = Vec::new();
        for step in 0..=most.checked_ilog2().unwrap_or(0) {
            let (low, high) = (1 << step, (u32::MAX >> (31 - step)).min(most));
            match (self.level(low), scale.last_mut()) {
                (Some(level), Some((last, _, until))) if *last == level => *until = high,
                (Some(level), _) => scale.push((level, low, high)),
                (None, _) => {}
            }
        }
        scale
    }

    /// The sign of a standing, with how often where that is more than once.
    pub(super) fn badge(&self, element: ElementIx, standing: Standing) -> String {
        let of = self.elements.get(element.index()).copied().unwrap_or_default();
        let times = match standing {
            Standing::Done => of.done,
            Standing::Open | Standing::Late | Standing::Stuck => of.open,
            Standing::Skipped => of.skipped,
            Standing::Never => 0,
        };
        let sign = standing.sign();
        let rounds = match standing {
            Standing::Open | Standing::Late | Standing::Stuck if of.done > 0 => format!(" ✓{}", of.done),
            _ => String::new(),
        };
        if times > 1 { format!("{sign}{times}{rounds}") } else { format!("{sign}{rounds}") }
    }

    /// The standings that occur in such a picture, in words.
    pub(super) fn legend(&self, language: Language) -> Vec<(Standing, &'static str)> {
        let words = |standing| {
            let [spanish, english] = match standing {
                Standing::Done if self.of == Of::Fault => {
                    ["en el camino a la falla", "on the way to the fault"]
                }
                Standing::Stuck if self.of == Of::Fault => ["aquí está la falla", "here is the fault"],
                Standing::Done if self.of == Of::Paths => {
                    ["recorrido, y en cuántos caminos", "walked, and by how many paths"]
                }
                Standing::Done => ["hecho, y cuántas veces", "done, and how often"],
                Standing::Open => ["abierto", "open"],
                Standing::Late => ["vencido", "late"],
                Standing::Stuck => ["con incidente", "with an incident"],
                Standing::Skipped => ["omitido", "skipped"],
                Standing::Never if self.is_of_times() => ["nunca se recorrió", "never walked"],
                Standing::Never => ["ningún camino lo recorre", "no path walks it"],
            };
            match language {
                Language::Spanish => spanish,
                Language::English => english,
            }
        };
        let case = [Standing::Done, Standing::Open, Standing::Late, Standing::Stuck, Standing::Skipped];
        let shown = match self.of {
            Of::Case => &case[..],
            Of::Fault => &[Standing::Done, Standing::Stuck],
            Of::Paths => &[Standing::Done, Standing::Never],
            // How often what was done is told by the scale of colours.
            Of::Times { .. } => &[Standing::Skipped, Standing::Never],
        };
        shown.iter().map(|standing| (*standing, words(*standing))).collect()
    }
}

impl Standing {
    pub(super) fn class(self) -> &'static str {
        match self {
            Standing::Done => "done",
            Standing::Open => "open",
            Standing::Late => "late",
            Standing::Stuck => "stuck",
            Standing::Skipped => "skipped",
            Standing::Never => "never",
        }
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Standing::Done => "✓",
            Standing::Open => "●",
            Standing::Late => "!",
            Standing::Stuck => "✕",
            Standing::Skipped => "–",
            Standing::Never => "∅",
        }
    }
}

fn count(counts: &mut [u32], position: usize) {
    if let Some(count) = counts.get_mut(position) {
        *count = count.saturating_add(1);
    }
}
