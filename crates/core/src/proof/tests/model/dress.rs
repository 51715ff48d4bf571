//! What models of the wider mix have besides: waits of which the first decides, events that do not interrupt, events
//! with activities of their own, members, choices of people, quantities, work that holds nothing up, complex gateways
//! and calls.
//!
//! All of it is drawn when the plain model is there, with other dice. Read [`Model::wide`] first.

use std::fmt::Write as _;

use super::{Dice, Kind, Model};

/// What an element has besides.
#[derive(Clone, Debug, Default)]
pub(super) struct More {
    /// Whether it stands behind everything else in its scope, where it is not taken for the beginning.
    pub(super) stands_last: bool,
    /// Waits of an activity, of which the first decides: where each leads.
    alternatives: Vec<Option<usize>>,
    beside: Vec<Beside>,
    /// Whether an event does it once more: then nothing that leads on is added to it.
    is_redone: bool,
    /// The first of the elements that only an event leads to, of one of these.
    pub(super) led_by_event: Option<usize>,
    /// By which number it is done for each, and whether at once.
    members: Option<(usize, bool)>,
    /// Whether one is done at a time, and whether a condition says when it is enough, and closes the rest.
    choice: Option<(bool, Option<bool>)>,
    /// Tokens that it needs, and that it sends on.
    quantities: Option<(u32, u32)>,
    /// Whether what comes next in the file does not wait for it.
    holds_nothing_up: bool,
    /// Of an event with activities of its own: what it stands beside, and whether it ends that.
    host: Option<usize>,
    interrupts: bool,
}

/// An event beside an element, which goes on.
#[derive(Clone, Debug)]
enum Beside {
    /// It only tells.
    Notice,
    /// Its activities are done.
    Own(usize),
    /// An activity is done once more.
    Again(usize),
    /// It leads to what nothing else leads to.
    Leads(usize),
}

/// What can be added; by dice.
const ADDITIONS: usize = 13;

impl More {
    /// Whether it is done in the ordinary way, and may be done once more without anything coming of it.
    fn is_plain(&self) -> bool {
        self.alternatives.is_empty() && self.beside.is_empty() && self.members.is_none()
    }
}

impl Model {
    /// A model of the wider mix.
    pub(in super::super) fn wide(seed: u64) -> Self {
        let mut model = Model::of(seed);
        let mut dice = Dice::of(seed ^ 0x5eed_0f7e_1de5);
        for _ in 0..1 + dice.roll(3) {
            let addition = dice.roll(ADDITIONS);
            model.adorn(&mut dice, addition);
        }
        if dice.roll(3) == 0 {
            model.lead_elsewhere(&mut dice);
        }
        model
    }

    /// How many data it has that are numbers.
    pub(in super::super) fn numbers(&self) -> usize {
        self.numbers
    }

    /// By what the elements of a scope are put in order: what is drawn last stands first.
    pub(super) fn rank(&self, element: usize) -> (bool, usize) {
        (self.elements[element].more.stands_last, usize::MAX - element)
    }

    fn adorn(&mut self, dice: &mut Dice, addition: usize) {
        match addition {
            0 => self.waits_by_gateway(dice),
            1 => self.waits_by_itself(dice),
            2..=4 => self.beside_something(dice, addition),
            5 | 6 => self.event_of_scope(dice),
            7 | 8 => self.for_each(dice),
            9 => self.chosen(dice),
            10 => self.counts(dice),
            11 => self.calls_or_holds_nothing_up(dice),
            _ => self.enough(dice),
        }
    }

    /// One of the elements of some kinds.
    fn any(&self, dice: &mut Dice, kinds: &[Kind]) -> Option<usize> {
        let fits = |element: &usize| kinds.contains(&self.elements[*element].kind);
        let all: Vec<usize> = (0..self.elements.len()).filter(fits).collect();
        (!all.is_empty()).then(|| all[dice.roll(all.len())])
    }

    /// Where an element may lead instead.
    fn target(&self, dice: &mut Dice, from: usize) -> Option<usize> {
        let from = &self.elements[from];
        let beside = |element: &usize| {
            let own = &self.elements[*element];
            let is_beside = own.scope == from.scope && own.more.led_by_event == from.more.led_by_event;
            is_beside && !matches!(own.kind, Kind::Event | Kind::Wait)
        };
        let all: Vec<usize> = (0..self.elements.len()).filter(beside).collect();
        if all.is_empty() || dice.roll(4) == 0 { None } else { Some(all[dice.roll(all.len())]) }
    }

    fn is_led_to(&self, element: usize) -> bool {
        self.elements.iter().any(|other| other.outs.contains(&Some(element)))
    }

    fn waits_by_gateway(&mut self, dice: &mut Dice) {
        let Some(work) = self.any(dice, &[Kind::Work]).filter(|work| self.is_led_to(*work)) else { return };
        let (scope, to) = (self.elements[work].scope, self.elements[work].outs[0]);
        let other = if dice.roll(2) == 0 { to } else { self.target(dice, work) };
        let led_by_event = self.elements[work].more.led_by_event;
        let waits = [to, other].map(|to| {
            let wait = self.add(Kind::Wait, scope, vec![to]);
            self.elements[wait].more = More { stands_last: true, led_by_event, ..More::default() };
            Some(wait)
        });
        let own = &mut self.elements[work];
        (own.kind, own.outs, own.event) = (Kind::First, waits.to_vec(), None);
        own.more = More { stands_last: own.more.stands_last, led_by_event, ..More::default() };
    }

    fn waits_by_itself(&mut self, dice: &mut Dice) {
        let Some(work) = self.any(dice, &[Kind::Work]) else { return };
        if self.elements[work].more.members.is_some() || self.elements[work].more.is_redone {
            return;
        }
        let to = self.elements[work].outs[0];
        let other = if dice.roll(2) == 0 { to } else { self.target(dice, work) };
        self.elements[work].more.alternatives = vec![to, other];
    }

    fn beside_something(&mut self, dice: &mut Dice, addition: usize) {
        let hosts = [Kind::Work, Kind::Question, Kind::Block, Kind::AtOnce, Kind::Free, Kind::Call];
        let Some(host) = self.any(dice, &hosts).filter(|host| !self.elements[*host].more.is_redone) else {
            return;
        };
        let (scope, before) = (self.elements[host].scope, self.elements.len());
        let size = 1 + dice.roll(3);
        let beside = match addition {
            2 => {
                let event = self.add(Kind::Event, scope, Vec::new());
                self.elements[event].more.host = Some(host);
                self.sequence(dice, None, (Some(event), size, 0));
                Beside::Own(event)
            }
            3 => {
                let first = self.sequence(dice, None, (scope, size, 0));
                for element in self.elements[before..].iter_mut().filter(|element| element.scope == scope) {
                    (element.more.stands_last, element.more.led_by_event) = (true, Some(before));
                }
                Beside::Leads(first)
            }
            _ if dice.roll(3) == 0 => Beside::Notice,
            _ => match self.any(dice, &[Kind::Work]).map(|work| (work, &self.elements[work])) {
                Some((work, own)) if own.scope == scope && own.event.is_none() && own.more.is_plain() => {
                    self.elements[work].more.is_redone = true;
                    Beside::Again(work)
                }
                _ => Beside::Notice,
            },
        };
        self.elements[host].more.beside.push(beside);
    }

    fn event_of_scope(&mut self, dice: &mut Dice) {
        let scope = if dice.roll(2) == 0 { self.any(dice, &[Kind::Block, Kind::AtOnce]) } else { None };
        let event = self.add(Kind::Event, scope, Vec::new());
        let more = &mut self.elements[event].more;
        (more.stands_last, more.interrupts) = (true, dice.roll(2) == 0);
        let size = 1 + dice.roll(3);
        self.sequence(dice, None, (Some(event), size, 0));
    }

    fn for_each(&mut self, dice: &mut Dice) {
        let kinds = [Kind::Work, Kind::Question, Kind::Block, Kind::AtOnce, Kind::Call];
        let Some(element) = self.any(dice, &kinds) else { return };
        let more = &self.elements[element].more;
        if more.members.is_none() && more.alternatives.is_empty() && !more.is_redone {
            self.elements[element].more.members = Some((self.numbers, dice.roll(2) == 0));
            self.numbers += 1;
        }
    }

    fn chosen(&mut self, dice: &mut Dice) {
        let Some(block) = self.any(dice, &[Kind::Block, Kind::AtOnce]) else { return };
        let enough = [None, Some(true), Some(false)][dice.roll(3)];
        self.elements[block].kind = Kind::Free;
        self.elements[block].more.choice = Some((dice.roll(2) == 0, enough));
    }

    /// Two tokens come out of one activity, and mostly the next takes two.
    fn counts(&mut self, dice: &mut Dice) {
        let Some(work) = self.any(dice, &[Kind::Work]) else { return };
        let next = self.elements[work].outs[0].filter(|next| self.elements[*next].kind == Kind::Work);
        if dice.roll(4) > 0 {
            self.elements[work].more.quantities = Some((1, 2));
        }
        if let Some(next) = next.filter(|next| *next != work && dice.roll(4) > 0) {
            self.elements[next].more.quantities = Some((2, 1));
        }
    }

    fn calls_or_holds_nothing_up(&mut self, dice: &mut Dice) {
        let Some(work) = self.any(dice, &[Kind::Work]) else { return };
        if self.elements[work].more.is_redone {
            return;
        }
        if dice.roll(3) > 0 {
            self.elements[work].kind = Kind::Call;
            if dice.roll(2) == 0 {
                self.elements[work].event = Some((true, self.target(dice, work)));
            }
            return;
        }
        self.elements[work].more.holds_nothing_up = true;
    }

    fn enough(&mut self, dice: &mut Dice) {
        let kinds = [Kind::Parallel, Kind::Inclusive];
        let Some(gate) = self.any(dice, &kinds) else { return };
        self.elements[gate].kind = Kind::Complex;
    }

    /// Whether what comes next in the file does not wait for it; that has to be no part that only an event leads to.
    fn holds_nothing_up(&self, element: usize) -> bool {
        let own = &self.elements[element];
        let by_event = |other: &super::Element| other.scope == own.scope && other.more.led_by_event.is_some();
        own.more.holds_nothing_up && !self.elements.iter().any(by_event)
    }

    /// Whether the file says by place alone, or by events, what comes after an element.
    pub(super) fn leads_by_place(&self, element: usize) -> bool {
        self.holds_nothing_up(element) || !self.elements[element].more.alternatives.is_empty()
    }

    /// The keys that an element has besides.
    pub(super) fn write_more(&self, element: usize, body: &mut String, flags: &mut usize) {
        let own = &self.elements[element];
        let mut condition = |body: &mut String, key: &str| {
            *flags += 1;
            let _ = writeln!(body, "{key} = 'f{}'", *flags - 1);
        };
        if own.kind == Kind::Complex && own.outs.len() < 2 {
            condition(body, "activa_si");
        }
        if let Some((one_at_a_time, enough)) = own.more.choice.filter(|_| own.kind == Kind::Free) {
            if one_at_a_time {
                body.push_str("orden = \"en_secuencia\"\n");
            }
            if let Some(cancels) = enough {
                condition(body, "termina_si");
                let _ = writeln!(body, "cancela_restantes = {cancels}");
            }
        }
        if let Some((number, at_once)) = own.more.members {
            let order = if at_once { "a_la_vez" } else { "en_secuencia" };
            let _ = writeln!(body, "por_cada = {{ cantidad = 'n{number}', orden = \"{order}\" }}");
        }
        if let Some((needs, gives)) = own.more.quantities.filter(|_| own.kind == Kind::Work) {
            let _ = writeln!(body, "cantidad_inicial = {needs}\ncantidad_final = {gives}");
        }
        if own.kind == Kind::Work && self.holds_nothing_up(element) {
            body.push_str("no_detiene = true\n");
        }
        if own.kind == Kind::Work {
            for (at, to) in own.more.alternatives.iter().enumerate() {
                let to = self.name(*to);
                let _ = write!(
                    body,
                    "[[actividad.alternativa]]\nid = \"w{element}-{at}\"\n\
                     cuando = {{ declara = [\"quien\"] }}\nva_a = {to}\n"
                );
            }
        }
    }

    /// The events beside an element that do not end it.
    pub(super) fn write_events_beside(&self, element: usize, body: &mut String) {
        for (at, beside) in self.elements[element].more.beside.iter().enumerate() {
            let id = match beside {
                Beside::Own(event) => format!("e{event}"),
                _ => format!("b{element}-{at}"),
            };
            let _ = write!(
                body,
                "[[actividad.evento]]\nid = \"{id}\"\ncuando = {{ declara = [\"quien\"] }}\ninterrumpe = false\n"
            );
            let _ = match beside {
                Beside::Notice => writeln!(body, "avisa = \"quien\""),
                Beside::Own(_) => Ok(()),
                Beside::Again(work) => writeln!(body, "rehace = [\"e{work}\"]"),
                Beside::Leads(first) => writeln!(body, "va_a = \"e{first}\""),
            };
        }
    }

    /// An event of a scope with its activities; one beside an element is written with that.
    pub(super) fn write_scope_event(&self, element: usize, body: &mut String) {
        let own = &self.elements[element];
        if own.more.host.is_some() {
            return;
        }
        let _ = write!(
            body,
            "[[evento]]\nid = \"e{element}\"\ncuando = {{ declara = [\"quien\"] }}\ninterrumpe = {}\n",
            own.more.interrupts
        );
        if let Some(scope) = own.scope {
            let _ = writeln!(body, "dentro_de = \"e{scope}\"");
        }
    }
}
