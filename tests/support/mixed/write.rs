//! How a random model is spelt: one file for each of its procedures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::asked::{asks, extra};
use super::spell::{HEAD, begins, chosen, each, fits, flow, interrupts, own, spell, term};
use super::{Beside, Block, Body, Gate, Kind, Mixed, Part, Range, Shape, Step, Trigger};

/// How rich the file is: what a border forbids is left out of the poorer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rich {
    /// Activities and events that go back.
    pub(crate) returns: bool,
    /// Flows that lead elsewhere, steps that are spanned or repeated together.
    pub(crate) tangled: bool,
}

/// The code of a procedure of the model.
pub(crate) fn code(place: usize) -> String {
    format!("AZAR-{place}")
}

impl Mixed {
    /// The files, the first is the one that is begun.
    pub(crate) fn texts(&self, rich: Rich) -> Vec<String> {
        let body = |(place, body): (usize, &Body)| {
            let calls = (place + 1..self.bodies.len()).map(code).collect();
            text(body, &code(place), calls, rich)
        };
        self.bodies.iter().enumerate().map(body).collect()
    }
}

fn text(body: &Body, code: &str, calls: Vec<String>, rich: Rich) -> String {
    let head =
        format!("formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"{code}\"\n{}{HEAD}", term(body));
    let mut writer =
        Writer { out: head, count: 0, rich, calls, after: String::new(), homes: BTreeMap::new() };
    let mut parts = body.parts.clone();
    parts.insert(0, Part::Step(plain(6)));
    writer.out.push_str(begins(body.begins));
    writer.sequence(&parts, At { inside: None, next: Some("fin"), cancels: false }, &mut Vec::new());
    for beside in &body.around {
        writer.around(beside, None);
    }
    writer.out
}

/// Where something stands and what comes next.
#[derive(Clone, Copy)]
struct At<'a> {
    inside: Option<&'a str>,
    next: Option<&'a str>,
    /// Whether the block around it is a transaction.
    cancels: bool,
}

struct Writer {
    out: String,
    count: usize,
    rich: Rich,
    calls: Vec<String>,
    /// What stands after the activity that is being written, beside it.
    after: String,
    /// What each activity stands in.
    homes: BTreeMap<String, Option<String>>,
}

pub(crate) fn plain(extra: u8) -> Step {
    let (back, jump, beside) = (None, None, Vec::new());
    Step { kind: Kind::Work(extra), repeats: 23, back, jump, beside, undone: false }
}

impl Writer {
    fn id(&mut self) -> String {
        self.count += 1;
        format!("e{}", self.count)
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn open(&mut self, id: &str, inside: Option<&str>) {
        let _ = writeln!(self.out, "[[actividad]]\nid = \"{id}\"\ntitulo = \"Paso {id}\"");
        self.homes.insert(id.to_owned(), inside.map(str::to_owned));
        self.place(inside);
    }

    fn place(&mut self, inside: Option<&str>) {
        if let Some(block) = inside {
            let _ = writeln!(self.out, "dentro_de = \"{block}\"");
        }
    }

    fn go_on(&mut self, next: Option<&str>) {
        if let Some(next) = next {
            let _ = writeln!(self.out, "sigue = \"{next}\"");
        }
    }

    /// Parts one after another: each says which comes next. `before` are the activities that can be gone back to.
    fn sequence(&mut self, parts: &[Part], at: At<'_>, before: &mut Vec<String>) {
        let ids: Vec<String> = parts.iter().map(|_| self.id()).collect();
        for (place, part) in parts.iter().enumerate() {
            let follows = ids.get(place + 1).map(String::as_str);
            let here = At { next: follows.or(at.next), ..at };
            let elsewhere = (&ids[..], place);
            self.part(part, &ids[place], (here, follows.is_none()), (before, elsewhere));
        }
    }

    fn part(
        &mut self,
        part: &Part,
        id: &str,
        (at, last): (At<'_>, bool),
        (before, ids): (&mut Vec<String>, (&[String], usize)),
    ) {
        match part {
            Part::Step(step) => self.step(step, id, (at, last), (before, ids)),
            Part::Span(steps, beside) => self.span(steps, beside, id, at),
            Part::Range(range) => self.range(range, id, at),
            Part::Block(block) => self.block(block, id, at, before),
            Part::Gate(gate, branches) => self.gate(*gate, branches, id, (at, before)),
        }
    }

    /// Steps in a row, the first with that id, each leading to the next.
    fn row(&mut self, steps: &[Step], id: &str, at: At<'_>, kept: fn(Kind) -> bool) -> Vec<String> {
        let mut ids = vec![id.to_owned()];
        ids.extend(steps.iter().skip(1).map(|_| self.id()));
        for (place, step) in steps.iter().enumerate() {
            let step = if kept(step.kind) { step.clone() } else { plain(0) };
            let here = At { next: ids.get(place + 1).map(String::as_str).or(at.next), ..at };
            self.step(&step, &ids[place], (here, false), (&mut Vec::new(), (&[], 0)));
        }
        ids
    }

    /// Steps that are repeated together; the last may go back to one of them.
    fn range(&mut self, range: &Range, id: &str, at: At<'_>) {
        let stays =
            |kind: Kind| !matches!(kind, Kind::End(_) | Kind::Race(..) | Kind::Link | Kind::Work(9 | 12..));
        let ids: Vec<String> = range.steps.iter().map(|_| self.id()).collect();
        let (first, last) = (ids[0].clone(), ids[ids.len() - 1].clone());
        let is_whole = self.rich.tangled && at.next.is_some();
        // A range is led to as a whole, and is left to what stands behind it.
        let to_first = if is_whole { format!("r{id}") } else { first.clone() };
        self.step(&plain(0), id, (At { next: Some(&to_first), ..at }, false), (&mut Vec::new(), (&[], 0)));
        let mut before = Vec::new();
        for (place, step) in range.steps.iter().enumerate() {
            let mut step = if stays(step.kind) { step.clone() } else { plain(0) };
            if let (Some(far), true) = (range.back, place + 1 == ids.len()) {
                step = Step { kind: Kind::Work(0), back: Some((far, 2)), ..step };
            }
            let end = if is_whole { Some("fin") } else { at.next };
            let here = At { next: ids.get(place + 1).map(String::as_str).or(end), ..at };
            self.step(&step, &ids[place], (here, false), (&mut before, (&[], 0)));
        }
        if is_whole {
            let behind = format!("z{id}");
            self.step(&plain(0), &behind, (at, false), (&mut Vec::new(), (&[], 0)));
            let each = each(range.count, range.at_once, range.enough);
            let _ = writeln!(
                self.out,
                "[[repeticion]]\nid = \"r{id}\"\nprimera = \"{first}\"\nultima = \"{last}\"\npor_cada = {each}"
            );
            self.place(at.inside);
        }
    }

    fn span(&mut self, steps: &[Step], beside: &Beside, id: &str, at: At<'_>) {
        let stays =
            |kind: Kind| matches!(kind, Kind::Work(extra) if extra < 2) || matches!(kind, Kind::Wait(_));
        let ids = self.row(steps, id, at, stays);
        if self.rich.tangled && fits(beside, false) {
            let event = self.id();
            let _ =
                writeln!(self.out, "[[evento]]\nid = \"{event}\"\nmientras = [\"{}\"]", ids.join("\", \""));
            self.event(beside, &event, at, &[]);
            self.own(beside, &event, at.inside);
        }
    }

    fn step(
        &mut self,
        step: &Step,
        id: &str,
        (at, last): (At<'_>, bool),
        (before, (ids, place)): (&mut Vec<String>, (&[String], usize)),
    ) {
        self.open(id, at.inside);
        let leads = self.kind(step, id, (at, last));
        let is_open = matches!(
            step.kind,
            Kind::Work(_) | Kind::Wait(_) | Kind::Job(_) | Kind::Call(_) | Kind::Race(..)
        );
        let repeats = !matches!(step.kind, Kind::End(_) | Kind::Link | Kind::Race(..) | Kind::Throw(_))
            && at.next.is_some();
        if repeats {
            self.repeats(step);
        }
        let back = step.back.filter(|_| self.rich.returns && !before.is_empty());
        let can_ask = matches!(step.kind, Kind::Work(extra) if extra != 9);
        match (back, at.next) {
            _ if !leads => {}
            (Some((far, maximum)), Some(next)) if can_ask => {
                let target = &before[before.len() - 1 - usize::from(far) % before.len()];
                let back = format!("regresa_a = \"{target}\", maximo = {maximum}, cancela_lo_demas = true");
                self.ask(step.kind, (next, Some(back)));
            }
            (_, Some(next)) if can_ask && asks(step.kind).is_some() => self.ask(step.kind, (next, None)),
            _ => self.lead(step, (ids, place), at.next),
        }
        if step.undone && at.next.is_some() && is_open && !matches!(step.kind, Kind::Race(..)) {
            let _ = writeln!(self.out, "compensa_con = \"h{id}\"");
            let _ = writeln!(
                self.after,
                "[[actividad]]\nid = \"h{id}\"\ntitulo = \"Deshace {id}\"\nresponsables = [\"auditor\"]"
            );
            if let Some(block) = at.inside {
                let _ = writeln!(self.after, "dentro_de = \"{block}\"");
            }
        }
        if is_open {
            self.besides(&step.beside, at, before);
        }
        let after = std::mem::take(&mut self.after);
        self.out.push_str(&after);
        if leads && !matches!(step.kind, Kind::Throw(_) | Kind::Link) {
            before.push(id.to_owned());
        }
    }

    /// A question, with what its kind adds; SI goes back or on.
    fn ask(&mut self, kind: Kind, (next, back): (&str, Option<String>)) {
        let (keys, in_yes) = asks(kind).unwrap_or_default();
        let yes = back.unwrap_or_else(|| format!("continua_en = \"{next}\""));
        let _ = writeln!(
            self.out,
            "{keys}pregunta = \"¿Otra vez?\"\nsi = {{ {yes}{in_yes} }}\nno = {{ continua_en = \"{next}\" }}"
        );
    }

    /// Where it leads: on, or elsewhere in the same row under a condition.
    fn lead(&mut self, step: &Step, (ids, place): (&[String], usize), next: Option<&str>) {
        let Some(next) = next else { return };
        let elsewhere = step.jump.filter(|_| self.rich.tangled && !matches!(step.kind, Kind::Link)).and_then(
            |(on, far)| {
                let far = usize::from(far);
                let target = if on { place + 2 + far } else { place.checked_sub(far)? };
                // Back only from what stops, so that no loop runs by itself; the first starts the whole and is not led to.
                let stops = matches!(step.kind, Kind::Work(_) | Kind::Wait(_));
                ids.get(target).filter(|_| on || stops && target > 0)
            },
        );
        match elsewhere {
            Some(other) if other != next => {
                let _ = writeln!(
                    self.out,
                    "sigue = [{{ va_a = \"{other}\", si_cumple = 'dias > 3' }}, {{ va_a = \"{next}\", en_otro_caso = true }}]"
                );
            }
            _ => self.go_on(Some(next)),
        }
    }

    /// What it is; whether it leads on.
    fn kind(&mut self, step: &Step, id: &str, (at, last): (At<'_>, bool)) -> bool {
        match step.kind {
            // What is chosen opens no interactions.
            Kind::Work(12..16) if at.next.is_none() => self.work(0, id),
            // What does not hold up the order may be waited for further out.
            Kind::Work(28) => {
                self.work(0, id);
                let inner = at.inside.filter(|_| self.rich.tangled && at.next.is_some());
                let around = inner.and_then(|block| self.homes.get(block).cloned().flatten());
                if let Some(block) = around {
                    let _ = writeln!(self.out, "no_detiene = true\ntermina_en = \"{block}\"");
                }
            }
            Kind::Work(extra) => self.work(extra, id),
            Kind::Auto => self.line("tipo = \"abstracta\""),
            Kind::Job(extra) => {
                let _ = writeln!(self.out, "trabajo = \"enviar\"\nreintentos = {}", extra + 1);
                match extra {
                    1 => self.line("entrada = { cuantos = 'dias + 1' }"),
                    2 => self.line("salida = { dias = 'valor' }"),
                    _ => {}
                }
            }
            Kind::Script => self.line("tipo = \"guion\"\ncalcula = { dias = 'dias + 1' }"),
            Kind::Table => self.line("tipo = \"regla\"\ntabla = \"tramos\""),
            Kind::Wait(trigger) => {
                let _ = writeln!(self.out, "espera = {}", spell(trigger));
            }
            Kind::Race(one, other) => return self.race(id, (one, other), at),
            Kind::Throw(throw) => self.throw(throw),
            Kind::End(end) if last && at.next.is_some() => return self.end(end, at),
            Kind::End(_) => self.throw(4),
            Kind::Call(which) => {
                match self.calls.get(usize::from(which) % self.calls.len().max(1)).cloned() {
                    Some(code) => {
                        let _ = writeln!(self.out, "procedimiento = \"{code}\"");
                        if which == 1 {
                            self.line("entrada = { dias = 'dias' }\nsalida = { dias = 'dias + 1' }");
                        }
                    }
                    None => self.line("trabajo = \"llamar\""),
                }
            }
            Kind::Link => {
                let _ = writeln!(self.out, "emite = {{ enlace = \"L{id}\" }}");
                let inside = at.inside.map(|block| format!("dentro_de = \"{block}\"\n")).unwrap_or_default();
                let next = at.next.unwrap_or("fin");
                let _ = writeln!(
                    self.after,
                    "[[actividad]]\nid = \"l{id}\"\ntitulo = \"Llega {id}\"\nenlace = \"L{id}\"\nsigue = \"{next}\"\n{inside}"
                );
                return false;
            }
        }
        true
    }

    fn work(&mut self, kind: u8, id: &str) {
        self.line("responsables = [\"auditor\", \"prestador\"]");
        if let Some(more) = extra(kind, id, self.calls.first()) {
            self.line(&more);
        }
        self.older(kind);
    }

    fn older(&mut self, extra: u8) {
        let more = match extra {
            1 => "intervienen = \"todos\"",
            2 => "aplica_si = 'dias > 2'",
            3 => "aplica_si = { pregunta = \"¿Aplica?\", quien = \"auditor\" }",
            4 => "plazo = \"2 días\"\navisa_antes = \"1 día\"\nal_vencer = { escala_a = \"autoridad\" }",
            5 => "plazo = \"2 años desde dato dia\"\nplazo_minimo = \"1 hora\"",
            6 => "anota = [{ dato = \"dias\", opcional = true }, { dato = \"zonas\", opcional = true }]",
            7 => "evidencias = [{ registro = \"acta\", firman = [\"auditor\", \"prestador\"] }]",
            8 => "control = \"Que esté\"\nverifica_otro = \"autoridad\"\ndistinta_persona = true",
            9 => "cantidad_inicial = 2",
            10 => "cantidad_final = 2",
            _ => return,
        };
        self.line(more);
    }

    fn repeats(&mut self, step: &Step) {
        match step.repeats {
            1 => self.line("por_cada = { cantidad = 3, orden = \"a_la_vez\" }"),
            2 => self.line("por_cada = { miembro = \"zona\", termina_si = 'nrOfCompletedInstances >= 1' }"),
            3 => self.line("mientras_cumple = 'dias > 2'\nmaximo = 2"),
            4 => self.line("por_cada = { cantidad = 'dias' }"),
            _ => {}
        }
    }

    fn race(&mut self, id: &str, (one, other): (Trigger, Trigger), at: At<'_>) -> bool {
        let next = at.next.unwrap_or("fin");
        for (name, trigger, to) in [("a", one, next), ("b", other, "fin")] {
            let _ = writeln!(
                self.out,
                "[[actividad.alternativa]]\nid = \"{name}{id}\"\ntitulo = \"Lo que sea\"\ncuando = {}\nva_a = \"{to}\"",
                spell(trigger)
            );
        }
        false
    }

    fn throw(&mut self, throw: u8) {
        self.line(match throw {
            0 => "emite = { escalada = \"E\" }",
            1 => "emite = { escalada = \"F\" }",
            2 => "emite = { compensa = true }",
            3 => {
                "emite = { mensaje = \"m0\", correlaciona = { pedido = 'dias' }, entrada = { valor = '3' } }"
            }
            4 => "emite = { senal = \"s0\" }",
            _ => "emite = { mensaje = \"m1\", entrada = { valor = '4' } }",
        });
    }

    fn end(&mut self, end: u8, at: At<'_>) -> bool {
        self.line(match end {
            0 => "fin = { error = \"X\" }",
            1 => "fin = { error = \"Y\" }",
            2 => "fin = { escalada = \"E\" }",
            3 => "fin = { termina = true }",
            4 => "fin = { compensa = true }",
            5 => "fin = { senal = \"s1\" }",
            6 => "fin = { mensaje = \"m0\", correlaciona = { pedido = 'dias' }, entrada = { valor = '2' } }",
            _ if at.cancels => "fin = { cancela = true }",
            _ => "fin = { termina = true }",
        });
        false
    }

    /// The events attached to what has just been written.
    fn besides(&mut self, besides: &[Beside], at: At<'_>, before: &[String]) {
        for beside in besides.iter().filter(|beside| fits(beside, false)) {
            self.attached(beside, at, before);
        }
    }

    fn attached(&mut self, beside: &Beside, at: At<'_>, before: &[String]) {
        let event = self.id();
        let _ = writeln!(self.out, "[[actividad.evento]]\nid = \"{event}\"");
        self.event(beside, &event, at, before);
        let mut out = std::mem::take(&mut self.out);
        let after = std::mem::take(&mut self.after);
        self.own(beside, &event, at.inside);
        std::mem::swap(&mut self.out, &mut out);
        self.after = format!("{after}{out}");
    }

    /// The keys of an event: its trigger and where it leads.
    fn event(&mut self, beside: &Beside, event: &str, at: At<'_>, before: &[String]) {
        let _ = writeln!(self.out, "titulo = \"Algo {event}\"\ncuando = {}", spell(beside.trigger));
        let interrupts = interrupts(beside);
        if !interrupts {
            self.line("interrumpe = false");
        }
        // An event goes back, or does again, what stands beside it.
        let near = |id: &&String| self.homes.get(*id).is_some_and(|home| home.as_deref() == at.inside);
        let back = before.iter().rev().find(near);
        let own = !own(beside).is_empty();
        match (beside.effect, back, at.next, self.calls.first().cloned()) {
            (0, Some(back), Some(_), _) if self.rich.returns && interrupts && !own => {
                let _ = writeln!(self.out, "regresa_a = \"{back}\"\nmaximo = 2\ncancela_lo_demas = true");
            }
            // Also out of the block around it.
            (8, ..) if self.rich.returns && self.rich.tangled && interrupts && !own && !before.is_empty() => {
                let _ =
                    writeln!(self.out, "regresa_a = \"{}\"\nmaximo = 2\ncancela_lo_demas = true", before[0]);
            }
            (1, Some(back), ..) if self.rich.returns && !interrupts => {
                let _ = writeln!(self.out, "rehace = [\"{back}\"]");
            }
            (2, _, _, Some(code)) => {
                let _ = writeln!(self.out, "abre = {{ procedimiento = \"{code}\" }}");
            }
            (3, _, Some(_), _) => self.line("va_a = \"fin\""),
            (4, ..) if !interrupts => self.line("avisa = [\"auditor\"]\nmaximo = 2"),
            (5, _, Some(next), _) if beside.trigger == Trigger::Declared => {
                let _ = writeln!(self.out, "va_a = \"{next}\"\nhabilita_si = 'dias > 1'");
            }
            (_, _, Some(next), _) => {
                let _ = writeln!(self.out, "va_a = \"{next}\"");
            }
            _ if own => {}
            _ => self.line("avisa = [\"auditor\"]"),
        }
    }

    /// What is done when an event happens, inside it.
    fn own(&mut self, beside: &Beside, event: &str, _inside: Option<&str>) {
        let steps = own(beside);
        if steps.is_empty() {
            return;
        }
        // They stand in the scope of the event, which may be one whose work is chosen: that opens no interactions.
        let stays =
            |step: &Step| if matches!(step.kind, Kind::Work(12..16)) { plain(0) } else { step.clone() };
        let parts: Vec<Part> = steps.iter().map(stays).map(Part::Step).collect();
        let at = At { inside: Some(event), next: Some("fin"), cancels: false };
        self.sequence(&parts, at, &mut Vec::new());
    }

    /// An event of a block, or of the whole case.
    fn around(&mut self, beside: &Beside, inside: Option<&str>) {
        if !fits(beside, false) {
            return;
        }
        let event = self.id();
        let _ = writeln!(self.out, "[[evento]]\nid = \"{event}\"\ntitulo = \"Algo {event}\"");
        self.place(inside);
        let _ = writeln!(self.out, "cuando = {}", spell(beside.trigger));
        if !interrupts(beside) {
            self.line("interrumpe = false");
        }
        let mut parts = vec![Part::Step(plain(0))];
        parts.extend(beside.own.iter().cloned().map(Part::Step));
        parts.extend(beside.chosen.as_ref().map(|(count, at_once, steps)| chosen(*count, *at_once, steps)));
        let at = At { inside: Some(&event), next: Some("fin"), cancels: false };
        self.sequence(&parts, at, &mut Vec::new());
    }

    /// How a block says itself that it is undone.
    fn undoing(&mut self, inside: &str) {
        let event = self.id();
        let _ = writeln!(self.out, "[[evento]]\nid = \"{event}\"\ntitulo = \"Deshace {inside}\"");
        self.place(Some(inside));
        self.line("cuando = { compensa = true }");
        let at = At { inside: Some(&event), next: Some("fin"), cancels: false };
        self.sequence(&[Part::Step(plain(0))], at, &mut Vec::new());
    }

    fn block(&mut self, block: &Block, id: &str, at: At<'_>, before: &mut Vec<String>) {
        let shape = block.shape;
        let is_group =
            shape == Shape::Group && block.inside.is_empty() && block.beside.is_empty() && !block.data;
        self.open(id, at.inside);
        self.shape(shape);
        if block.data && !is_group {
            let _ = writeln!(self.out, "entrada = {{ d{id} = 'dias' }}\nsalida = {{ dias = 'd{id} + 1' }}");
            let _ = writeln!(
                self.after,
                "[[dato]]\nid = \"d{id}\"\nnombre = \"Propio\"\ntipo = \"entero\"\nopcional = true\ndentro_de = \"{id}\""
            );
        }
        if block.data && !is_group && block.children.len() == 2 {
            self.line("plazo_minimo = \"3 horas\"");
        }
        if !is_group {
            self.go_on(at.next);
        }
        // What a block says itself stands in it; what another activity does, beside it.
        let by_itself = block.undone && !is_group && block.children.len() > 1;
        if block.undone && at.next.is_some() && !is_group && !by_itself {
            let inside = at.inside.map(|block| format!("dentro_de = \"{block}\"\n")).unwrap_or_default();
            let _ = writeln!(self.out, "compensa_con = \"h{id}\"");
            let _ = writeln!(
                self.after,
                "[[actividad]]\nid = \"h{id}\"\ntitulo = \"Deshace {id}\"\nresponsables = [\"auditor\"]\n{inside}"
            );
        }
        let may_cancel = shape == Shape::Transaction;
        for beside in block.beside.iter().filter(|beside| fits(beside, may_cancel)) {
            if !is_group {
                self.attached(beside, at, before);
            }
        }
        let after = std::mem::take(&mut self.after);
        let next = if is_group { at.next } else { Some("fin") };
        let here = At { inside: Some(id), next, cancels: may_cancel };
        let mut within = before.clone();
        if matches!(shape, Shape::Transaction | Shape::Each { .. } | Shape::While { .. }) && block.data {
            within.push(id.to_owned());
        }
        self.children(block, (id, here), &mut within);
        if !is_group {
            block.inside.iter().for_each(|beside| self.around(beside, Some(id)));
            if by_itself {
                self.undoing(id);
            }
            before.push(id.to_owned());
        }
        self.out.push_str(&after);
    }

    fn shape(&mut self, shape: Shape) {
        match shape {
            Shape::Group => {}
            Shape::AtOnce => self.line("orden = \"a_la_vez\""),
            Shape::Each { at_once, enough, count } => {
                let each = each(count, at_once, enough);
                let _ = writeln!(self.out, "por_cada = {each}");
            }
            Shape::While { before } => {
                let _ = writeln!(self.out, "mientras_cumple = 'dias > 2'\nantes = {before}\nmaximo = 2");
            }
            Shape::Transaction => self.line("tipo = \"transaccion\""),
            Shape::Free { at_once, enough, cancels } => {
                self.line("tipo = \"libre\"");
                if !at_once {
                    self.line("orden = \"en_secuencia\"");
                }
                if enough {
                    let _ = writeln!(self.out, "termina_si = 'dias > 3'\ncancela_restantes = {cancels}");
                }
            }
        }
    }

    fn children(&mut self, block: &Block, (id, here): (&str, At<'_>), before: &mut Vec<String>) {
        if !matches!(block.shape, Shape::AtOnce | Shape::Free { .. }) {
            let mut children = block.children.clone();
            if !matches!(children.first(), Some(Part::Step(_))) {
                children.insert(0, Part::Step(plain(0)));
            }
            return self.sequence(&children, here, before);
        }
        let alone = At { inside: Some(id), next: None, ..here };
        for child in &block.children {
            let child_id = self.id();
            let begins = match child {
                Part::Step(step) => !matches!(step.kind, Kind::Link | Kind::Race(..)),
                Part::Block(block) => block.shape != Shape::Group,
                _ => false,
            };
            let instead = Part::Step(plain(6));
            let child = if begins { child } else { &instead };
            self.part(child, &child_id, (alone, false), (&mut before.clone(), (&[], 0)));
        }
    }

    fn gate(
        &mut self,
        gate: Gate,
        branches: &[Vec<Part>],
        id: &str,
        (at, before): (At<'_>, &mut Vec<String>),
    ) {
        let join = self.id();
        let heads: Vec<String> = branches.iter().map(|_| self.id()).collect();
        let flows: Vec<String> =
            heads.iter().enumerate().map(|(place, head)| flow(gate, place, head)).collect();
        self.gateway(gate, (id, true), at.inside, &flows.join(", "));
        self.gateway(gate, (&join, false), at.inside, &format!("\"{}\"", at.next.unwrap_or("fin")));
        for (place, (branch, head)) in branches.iter().zip(&heads).enumerate() {
            let mut own = before.to_vec();
            let first = format!("e{}", self.count + 1);
            let mut step = plain(if place == 0 { 6 } else { 0 });
            if gate == Gate::First {
                let place = u8::try_from(place).unwrap_or(0);
                step.kind = Kind::Wait(
                    [Trigger::Signal(place), Trigger::Time(1), Trigger::Condition(0)][usize::from(place % 3)],
                );
            }
            let to_first = At { next: Some(&first), ..at };
            self.step(&step, head, (to_first, false), (&mut own, (&[], 0)));
            self.sequence(branch, At { next: Some(&join), ..at }, &mut own);
        }
    }

    fn gateway(&mut self, gate: Gate, (id, parts): (&str, bool), inside: Option<&str>, flows: &str) {
        let kind = match (gate, parts) {
            (Gate::Parallel, _) | (Gate::Complex(_), true) => "paralela",
            (Gate::Exclusive, _) | (Gate::First, false) => "exclusiva",
            (Gate::Inclusive, _) => "inclusiva",
            (Gate::Complex(_), false) => "compleja",
            (Gate::First, true) => "por_evento",
        };
        let _ = writeln!(self.out, "[[compuerta]]\nid = \"{id}\"\ntipo = \"{kind}\"\nsigue = [{flows}]");
        match (gate, parts) {
            (Gate::Complex(0), false) => self.line("activa_si = 'dias > 2'"),
            (Gate::Complex(many), false) => {
                let _ = writeln!(self.out, "activa_si = 'activationCount >= {many}'");
            }
            _ => {}
        }
        self.place(inside);
    }
}
