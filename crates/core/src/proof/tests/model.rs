//! Random small procedures: parts that fit, then some of their flows led elsewhere.
//!
//! What a model of the wider mix has besides is drawn with dice of its own (`dress`), so that a plain model stays what
//! its seed says. Read [`Model::of`] and [`Model::wide`] first.

mod dress;

use std::fmt::Write as _;

use dress::More;

/// A source of numbers that are the same on every machine.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Work,
    /// Work with SI and NO.
    Question,
    Exclusive,
    Parallel,
    Inclusive,
    Block,
    /// A block whose children all begin at once.
    AtOnce,
    /// An end of its scope, or one that throws an error.
    Terminate,
    Fails,
    /// A gateway of which the first wait decides, and a wait.
    First,
    Wait,
    /// A gateway whose condition says when it is enough.
    Complex,
    /// A block of which people choose what is done.
    Free,
    /// An event with activities of its own: beside an element, or of its scope.
    Event,
    /// Another procedure.
    Call,
}

#[derive(Clone, Debug)]
struct Element {
    kind: Kind,
    /// Where it leads; `None` is the end.
    outs: Vec<Option<usize>>,
    scope: Option<usize>,
    /// Where an event beside it leads, by whether an error sets it off.
    event: Option<(bool, Option<usize>)>,
    /// Whether its first answer ends the case.
    closes: bool,
    more: More,
}

/// A random procedure; what is written last was drawn first.
#[derive(Clone, Debug)]
pub(super) struct Model {
    elements: Vec<Element>,
    flags: usize,
    /// How many data it has that are numbers up to two.
    numbers: usize,
    names: Vec<usize>,
}

impl Model {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let mut model = Model { elements: Vec::new(), flags: 0, numbers: 0, names: Vec::new() };
        let size = 2 + dice.roll(3 + seed as usize % 5);
        model.sequence(&mut dice, None, (None, size, 2));
        for _ in 0..dice.roll(4) {
            model.lead_elsewhere(&mut dice);
        }
        model
    }

    fn add(&mut self, kind: Kind, scope: Option<usize>, outs: Vec<Option<usize>>) -> usize {
        self.elements.push(Element { kind, outs, scope, event: None, closes: false, more: More::default() });
        self.elements.len() - 1
    }

    /// Some parts in order, work first; the number of the first.
    fn sequence(
        &mut self,
        dice: &mut Dice,
        to: Option<usize>,
        (scope, size, deep): (Option<usize>, usize, usize),
    ) -> usize {
        let mut next = to;
        let mut left = size;
        while left > 1 {
            let part = 1 + dice.roll(left - 1);
            next = Some(self.part(dice, next, (scope, part, deep)));
            left -= part;
        }
        self.add(Kind::Work, scope, vec![next])
    }

    fn part(
        &mut self,
        dice: &mut Dice,
        to: Option<usize>,
        (scope, size, deep): (Option<usize>, usize, usize),
    ) -> usize {
        match dice.roll(if size < 2 { 3 } else { 9 }) {
            0 => {
                let work = self.add(Kind::Work, scope, vec![to]);
                if dice.roll(5) == 0 {
                    self.elements[work].event = Some((false, to));
                }
                work
            }
            1 | 2 => {
                let ask = self.add(Kind::Question, scope, vec![to, to]);
                let before = self.sequence(dice, Some(ask), (scope, size, deep));
                self.elements[ask].outs[dice.roll(2)] = Some(before);
                before
            }
            3 | 4 if deep > 0 => {
                let kind = if dice.roll(4) == 0 { Kind::AtOnce } else { Kind::Block };
                let block = self.add(kind, scope, vec![to]);
                if dice.roll(2) == 0 {
                    self.elements[block].event = Some((dice.roll(2) == 0, to));
                }
                self.sequence(dice, None, (Some(block), size, deep - 1));
                if dice.roll(3) == 0 {
                    let end = if dice.roll(2) == 0 { Kind::Terminate } else { Kind::Fails };
                    let end = self.add(end, Some(block), Vec::new());
                    let ask = self.add(Kind::Question, Some(block), vec![Some(end), None]);
                    let _ = self.add(Kind::Work, Some(block), vec![Some(ask)]);
                }
                block
            }
            _ => self.gates(dice, to, (scope, size, deep)),
        }
    }

    fn gates(
        &mut self,
        dice: &mut Dice,
        to: Option<usize>,
        (scope, size, deep): (Option<usize>, usize, usize),
    ) -> usize {
        let kinds = [Kind::Exclusive, Kind::Parallel, Kind::Parallel, Kind::Inclusive];
        let kind = kinds[dice.roll(4)];
        let join = self.add(kind, scope, vec![to]);
        let count = 2 + dice.roll(2);
        let mut outs = Vec::new();
        for _ in 0..count {
            outs.push(match dice.roll(6) {
                0 => Some(join),
                _ => Some(self.sequence(
                    dice,
                    Some(join),
                    (scope, 1 + size / (count + 1), deep.saturating_sub(1)),
                )),
            });
        }
        if kind == Kind::Parallel && dice.roll(6) == 0 {
            outs[0] = Some(self.add(Kind::Terminate, scope, Vec::new()));
        }
        self.add(kind, scope, outs)
    }

    /// One flow leads somewhere else in its scope, or an answer further out; a gateway may become another.
    fn lead_elsewhere(&mut self, dice: &mut Dice) {
        let at = dice.roll(self.elements.len());
        let own = self.elements[at].clone();
        if dice.roll(2) == 0 && matches!(own.kind, Kind::Exclusive | Kind::Parallel | Kind::Inclusive) {
            self.elements[at].kind = [Kind::Exclusive, Kind::Parallel, Kind::Inclusive][dice.roll(3)];
            return;
        }
        if own.kind == Kind::Question && dice.roll(8) == 0 {
            self.elements[at].closes = true;
            return;
        }
        if own.outs.is_empty() {
            return;
        }
        let out = dice.roll(own.outs.len());
        let fits = |other: &usize| {
            let (scope, more) = (self.elements[*other].scope, &self.elements[*other].more);
            if self.elements[*other].kind == Kind::Event || more.led_by_event != own.more.led_by_event {
                return false;
            }
            let outward = own.kind == Kind::Question && own.scope.is_some() && scope.is_none() && *other > at;
            scope == own.scope || outward
        };
        let others: Vec<usize> = (0..self.elements.len()).filter(fits).collect();
        let target = if dice.roll(7) == 0 { None } else { Some(others[dice.roll(others.len())]) };
        self.elements[at].outs[out] = target;
        if dice.roll(5) == 0 && own.event.is_some_and(|(error, _)| !error) && own.kind == Kind::Work {
            self.elements[at].event = Some((false, target));
        }
    }

    /// How many data it has that are SI or NO.
    pub(super) fn flags(&self) -> usize {
        self.flags
    }

    fn is_activity(&self, element: usize) -> bool {
        use Kind::{Complex, Event, Exclusive, First, Inclusive, Parallel};
        !matches!(self.elements[element].kind, Exclusive | Parallel | Inclusive | First | Complex | Event)
    }

    /// The file; `None` where something in it cannot be written.
    pub(super) fn text(&mut self) -> Option<String> {
        let count = self.elements.len();
        let mut order: Vec<usize> = (0..count).rev().collect();
        // Children stand behind their block.
        order.sort_by_key(|element| self.chain(*element));
        let mut place = vec![0; count];
        order.iter().enumerate().for_each(|(at, element)| place[*element] = at);
        self.names = place;
        let (mut body, mut flags) = (String::new(), 0);
        for element in order {
            self.write(element, &mut body, &mut flags)?;
        }
        self.flags = flags;
        let mut text = String::from(HEAD);
        for flag in 0..flags {
            let _ = write!(
                text,
                "[[dato]]\nid = \"f{flag}\"\nnombre = \"F\"\ntipo = \"si_no\"\nopcional = true\n"
            );
        }
        for number in 0..self.numbers {
            let _ = write!(
                text,
                "[[dato]]\nid = \"n{number}\"\nnombre = \"N\"\ntipo = \"entero\"\nopcional = true\n"
            );
        }
        text.push_str(&body);
        Some(text)
    }

    /// The blocks around an element from the outside in, and the element, each by when it was drawn.
    fn chain(&self, element: usize) -> Vec<(bool, usize)> {
        let mut chain = vec![self.rank(element)];
        let mut at = self.elements[element].scope;
        while let Some(block) = at {
            chain.push(self.rank(block));
            at = self.elements[block].scope;
        }
        chain.reverse();
        chain
    }

    fn name(&self, to: Option<usize>) -> String {
        to.map_or_else(|| "\"fin\"".into(), |to| format!("\"e{to}\""))
    }

    fn write(&self, element: usize, body: &mut String, flags: &mut usize) -> Option<()> {
        let own = &self.elements[element];
        if own.kind == Kind::Event {
            self.write_scope_event(element, body);
            return Some(());
        }
        let table = if self.is_activity(element) { "actividad" } else { "compuerta" };
        let _ = write!(body, "[[{table}]]\nid = \"e{element}\"\n");
        if self.is_activity(element) {
            let _ = writeln!(body, "titulo = \"E\"");
        }
        if let Some(scope) = own.scope {
            let _ = writeln!(body, "dentro_de = \"e{scope}\"");
        }
        let flow = |to: &Option<usize>| self.name(*to);
        match own.kind {
            Kind::Work if self.leads_by_place(element) => {}
            Kind::Work => {
                let _ = writeln!(body, "sigue = {}", flow(&own.outs[0]));
            }
            Kind::Wait => {
                let _ =
                    writeln!(body, "espera = {{ declara = [\"quien\"] }}\nsigue = {}", flow(&own.outs[0]));
            }
            Kind::Call => {
                let _ = writeln!(body, "procedimiento = \"LLAMADO\"\nsigue = {}", flow(&own.outs[0]));
            }
            Kind::Free => {
                let _ = writeln!(body, "tipo = \"libre\"\nsigue = {}", flow(&own.outs[0]));
            }
            Kind::First => {
                let ways: Vec<String> = own.outs.iter().map(flow).collect();
                let _ = writeln!(body, "tipo = \"por_evento\"\nsigue = [{}]", ways.join(", "));
            }
            Kind::Event => {}
            Kind::Block => {
                let _ = writeln!(body, "tipo = \"transaccion\"\nsigue = {}", flow(&own.outs[0]));
            }
            Kind::AtOnce => {
                let _ = writeln!(body, "orden = \"a_la_vez\"\nsigue = {}", flow(&own.outs[0]));
            }
            Kind::Terminate => body.push_str("fin = { termina = true }\n"),
            Kind::Fails => body.push_str("fin = { error = \"X\" }\n"),
            Kind::Question => {
                let _ = writeln!(body, "pregunta = \"¿?\"");
                for (answer, to) in ["si", "no"].iter().zip(&own.outs) {
                    let way = match to {
                        _ if own.closes && *answer == "si" => "cierra_caso = true".into(),
                        None => "continua_en = \"fin\"".into(),
                        Some(to) if *to == element => "repite = true".into(),
                        Some(to) if self.names[*to] > self.names[element] => {
                            format!("continua_en = \"e{to}\"")
                        }
                        Some(to) if self.is_activity(*to) => {
                            let out = self.elements[*to].scope != own.scope;
                            let more = if out { ", cancela_lo_demas = true" } else { "" };
                            format!("regresa_a = \"e{to}\"{more}")
                        }
                        Some(_) => return None,
                    };
                    let _ = writeln!(body, "{answer} = {{ {way} }}");
                }
            }
            Kind::Parallel => {
                let ways: Vec<String> = own.outs.iter().map(flow).collect();
                let _ = writeln!(body, "tipo = \"paralela\"\nsigue = [{}]", ways.join(", "));
            }
            Kind::Exclusive | Kind::Inclusive | Kind::Complex => {
                let kind = match own.kind {
                    Kind::Exclusive => "exclusiva",
                    Kind::Inclusive => "inclusiva",
                    _ => "compleja",
                };
                let last = own.outs.len() - 1;
                let mut ways = Vec::new();
                for (at, to) in own.outs.iter().enumerate() {
                    let condition = match (at == last, last, own.kind) {
                        (true, 0, _) => String::new(),
                        (true, _, Kind::Exclusive) => ", en_otro_caso = true".into(),
                        _ => {
                            *flags += 1;
                            format!(", si_cumple = 'f{}'", *flags - 1)
                        }
                    };
                    ways.push(format!("{{ va_a = {}{condition} }}", flow(to)));
                }
                let _ = writeln!(body, "tipo = \"{kind}\"\nsigue = [{}]", ways.join(", "));
            }
        }
        self.write_more(element, body, flags);
        if let Some((error, to)) = own.event {
            let when = if error { "error = \"X\"" } else { "declara = [\"quien\"]" };
            let _ = write!(
                body,
                "[[actividad.evento]]\nid = \"v{element}\"\ncuando = {{ {when} }}\nva_a = {}\n",
                flow(&to)
            );
        }
        self.write_events_beside(element, body);
        Some(())
    }
}

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"AZAR\"\nnombre = \"Al azar\"\n\
                    [[rol]]\nid = \"quien\"\nnombre = \"Quien\"\n";
