//! Random procedures of every shape: blocks in blocks, repetitions, loops, gateways in pairs and across, returns.

use std::fmt::Write as _;

use proptest::prelude::*;

/// A random procedure, written as a file.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    parts: Vec<Part>,
}

/// A piece of one.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Work of a person, or what passes by itself.
    Step(Step),
    /// A block with children.
    Block(Shape, Vec<Part>),
    /// A gateway that parts the way, branches, and one that joins them again.
    Gate(Gate, Vec<Vec<Part>>),
}

/// What one activity asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    automatic: bool,
    /// How many activities SI goes back, and how often at most.
    back: Option<(u8, u8)>,
    /// Who takes part, when it applies, when it is due, what it asks.
    extra: u8,
    repeats: u8,
}

/// What makes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A heading.
    Group,
    /// All children at once.
    AtOnce,
    /// For each member, at once or in turn, until it is enough.
    Each { at_once: bool, enough: bool, count: u8 },
    /// While a condition holds.
    While { before: bool },
    /// A transaction.
    Transaction,
}

/// What a gateway does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    Parallel,
    Exclusive,
    Inclusive,
}

/// Any model of up to four levels.
pub(crate) fn model() -> impl Strategy<Value = Model> {
    prop::collection::vec(part(), 1..6).prop_map(|parts| Model { parts })
}

fn step() -> impl Strategy<Value = Step> {
    let back = prop::option::weighted(0.35, (0u8..6, 1u8..3));
    (prop::bool::weighted(0.2), back, 0u8..14, 0u8..12).prop_map(|(automatic, back, extra, repeats)| Step {
        automatic,
        back,
        extra,
        repeats,
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        2 => Just(Shape::Group),
        3 => Just(Shape::AtOnce),
        3 => (any::<bool>(), any::<bool>(), 0u8..4)
            .prop_map(|(at_once, enough, count)| Shape::Each { at_once, enough, count }),
        1 => any::<bool>().prop_map(|before| Shape::While { before }),
        1 => Just(Shape::Transaction),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let gate = prop_oneof![Just(Gate::Parallel), Just(Gate::Exclusive), Just(Gate::Inclusive)];
    step().prop_map(Part::Step).prop_recursive(3, 20, 4, move |inner| {
        let children = prop::collection::vec(inner.clone(), 1..4);
        let branches = prop::collection::vec(prop::collection::vec(inner, 1..3), 1..4);
        prop_oneof![
            3 => (shape(), children).prop_map(|(shape, children)| Part::Block(shape, children)),
            2 => (gate.clone(), branches).prop_map(|(gate, branches)| Part::Gate(gate, branches)),
        ]
    })
}

/// What all models begin with.
pub(crate) const HEAD: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "AZAR"
nombre = "Al azar"
zona_horaria = "America/Bogota"
autoridad = ["autoridad"]
[[rol]]
id = "autoridad"
nombre = "Autoridad"
[[rol]]
id = "auditor"
nombre = "Auditor"
[[rol]]
id = "prestador"
nombre = "Prestador"
[[registro]]
id = "acta"
nombre = "Acta"
[[dato]]
id = "dias"
nombre = "Días"
tipo = "entero"
opcional = true
[[dato]]
id = "dia"
nombre = "Día"
tipo = "fecha"
opcional = true
[[dato]]
id = "zonas"
nombre = "Zonas"
tipo = "lista"
miembro = "zona"
opcional = true
[[indicador]]
id = "cumplimiento"
nombre = "Cumplimiento"
meta = 1
"#;

impl Model {
    /// The file; `returns` says whether activities may go back, `round` whether the last one sends all back to the first.
    pub(crate) fn text(&self, returns: bool, round: bool) -> String {
        let mut writer = Writer { out: HEAD.to_owned(), count: 0, returns, undoes: !round };
        let mut parts = self.parts.clone();
        parts.insert(0, Part::Step(Step { automatic: false, back: None, extra: 0, repeats: 0 }));
        let last = if round { "ultima" } else { "fin" };
        writer.sequence(&parts, None, last, &mut Vec::new());
        if round {
            writer.out.push_str(
                "[[actividad]]\nid = \"ultima\"\ntitulo = \"Última\"\nresponsables = [\"auditor\"]\npregunta = \"¿Otra vez?\"\n\
                 si = { regresa_a = \"e1\", maximo = 1000, cancela_lo_demas = true }\nno = { continua_en = \"fin\" }\n",
            );
        }
        writer.out
    }
}

/// Writes a model, giving ids as it goes.
struct Writer {
    out: String,
    count: usize,
    returns: bool,
    /// Whether activities can be undone; what can be is kept, round after round.
    undoes: bool,
}

impl Writer {
    fn id(&mut self) -> String {
        self.count += 1;
        format!("e{}", self.count)
    }

    /// Parts one after another: each says which comes next. `before` are the activities that can be gone back to.
    fn sequence(&mut self, parts: &[Part], inside: Option<&str>, next: &str, before: &mut Vec<String>) {
        let ids: Vec<String> = parts.iter().map(|_| self.id()).collect();
        for (place, part) in parts.iter().enumerate() {
            let follows = ids.get(place + 1).map_or(next, |id| id);
            self.part(part, &ids[place], (inside, Some(follows)), before);
        }
    }

    fn part(&mut self, part: &Part, id: &str, at: (Option<&str>, Option<&str>), before: &mut Vec<String>) {
        match part {
            Part::Step(step) => self.step(*step, id, at, before),
            Part::Block(shape, children) => self.block(*shape, children, id, at, before),
            Part::Gate(gate, branches) => self.gate(*gate, branches, id, at, before),
        }
    }

    fn open(&mut self, id: &str, inside: Option<&str>) {
        let _ = writeln!(self.out, "[[actividad]]\nid = \"{id}\"\ntitulo = \"Paso {id}\"");
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

    fn step(
        &mut self,
        step: Step,
        id: &str,
        (inside, next): (Option<&str>, Option<&str>),
        before: &mut Vec<String>,
    ) {
        self.open(id, inside);
        if step.automatic {
            self.out.push_str("tipo = \"abstracta\"\n");
            self.go_on(next);
            return before.push(id.to_owned());
        }
        if let Some(throws) = throws(step.extra) {
            let _ = writeln!(self.out, "{throws}");
            if !throws.starts_with("fin") {
                self.go_on(next);
            }
            return;
        }
        self.out.push_str("responsables = [\"auditor\", \"prestador\"]\n");
        match step.extra {
            1 => self.out.push_str("intervienen = \"todos\"\n"),
            2 => self.out.push_str("aplica_si = 'dias > 2'\n"),
            3 => self.out.push_str("aplica_si = { pregunta = \"¿Aplica?\", quien = \"auditor\" }\n"),
            4 => self.out.push_str(
                "plazo = \"2 días\"\navisa_antes = \"1 día\"\nal_vencer = { escala_a = \"autoridad\" }\n",
            ),
            5 => self.out.push_str("plazo = \"2 años desde dato dia\"\nplazo_minimo = \"1 hora\"\n"),
            6 => self.out.push_str("anota = [\"dias\", { dato = \"zonas\", opcional = true }]\n"),
            7 => self
                .out
                .push_str("evidencias = [{ registro = \"acta\", firman = [\"auditor\", \"prestador\"] }]\n"),
            8 => self
                .out
                .push_str("control = \"Que esté\"\nverifica_otro = \"autoridad\"\ndistinta_persona = true\n"),
            _ => {}
        }
        match step.repeats {
            1 => self.out.push_str("por_cada = { cantidad = 3, orden = \"a_la_vez\" }\n"),
            2 => self
                .out
                .push_str("por_cada = { miembro = \"zona\", termina_si = 'nrOfCompletedInstances >= 1' }\n"),
            3 => self.out.push_str("mientras_cumple = 'dias > 2'\nmaximo = 2\n"),
            4 => self.out.push_str("cantidad_final = 2\n"),
            _ => {}
        }
        let back = step.back.filter(|_| self.returns && !before.is_empty());
        match (back, next) {
            (Some((far, maximum)), Some(next)) => {
                let target = &before[before.len() - 1 - usize::from(far) % before.len()];
                let _ = writeln!(
                    self.out,
                    "pregunta = \"¿Otra vez?\"\nsi = {{ regresa_a = \"{target}\", maximo = {maximum}, cancela_lo_demas = true }}\n\
                     no = {{ continua_en = \"{next}\" }}"
                );
            }
            _ => self.go_on(next),
        }
        if step.extra == 7 && next.is_some() && self.undoes {
            let _ = writeln!(self.out, "compensa_con = \"h{id}\"");
            self.open(&format!("h{id}"), inside);
            self.out.push_str("responsables = [\"auditor\"]\n");
        }
        before.push(id.to_owned());
    }

    fn block(
        &mut self,
        shape: Shape,
        children: &[Part],
        id: &str,
        (inside, next): (Option<&str>, Option<&str>),
        before: &mut Vec<String>,
    ) {
        self.open(id, inside);
        match shape {
            Shape::Group => {}
            Shape::AtOnce => self.out.push_str("orden = \"a_la_vez\"\n"),
            Shape::Each { at_once, enough, count } => {
                let order = if at_once { "a_la_vez" } else { "en_secuencia" };
                let over =
                    if count == 3 { "miembro = \"zona\"".to_owned() } else { format!("cantidad = {count}") };
                let enough = if enough { ", termina_si = 'dias > 3'" } else { "" };
                let _ = writeln!(self.out, "por_cada = {{ {over}, orden = \"{order}\"{enough} }}");
            }
            Shape::While { before } => {
                let _ = writeln!(self.out, "mientras_cumple = 'dias > 2'\nantes = {before}\nmaximo = 2");
            }
            Shape::Transaction => self.out.push_str("tipo = \"transaccion\"\n"),
        }
        let after = if shape == Shape::Group { next } else { Some("fin") };
        if shape != Shape::Group {
            self.go_on(next);
        }
        let mut own = before.clone();
        if shape == Shape::AtOnce {
            for child in children {
                let child_id = self.id();
                // What begins with a gateway cannot be a child that begins by itself.
                match child {
                    Part::Gate(..) => self.step(PLAIN, &child_id, (Some(id), None), &mut own.clone()),
                    Part::Block(Shape::Group, _) => {
                        self.step(PLAIN, &child_id, (Some(id), None), &mut own.clone());
                    }
                    child => self.part(child, &child_id, (Some(id), None), &mut own.clone()),
                }
            }
        } else {
            let mut children = children.to_vec();
            if matches!(children.first(), Some(Part::Gate(..))) {
                children.insert(0, Part::Step(PLAIN));
            }
            self.sequence(&children, Some(id), after.unwrap_or("fin"), &mut own);
        }
        if shape != Shape::Group {
            before.push(id.to_owned());
        }
    }

    fn gate(
        &mut self,
        gate: Gate,
        branches: &[Vec<Part>],
        id: &str,
        (inside, next): (Option<&str>, Option<&str>),
        before: &mut [String],
    ) {
        let join = self.id();
        let heads: Vec<String> = branches.iter().map(|_| self.id()).collect();
        let flows: Vec<String> =
            heads.iter().enumerate().map(|(place, head)| flow(gate, place, head)).collect();
        self.gateway(gate, id, inside, &flows.join(", "));
        self.gateway(gate, &join, inside, &format!("\"{}\"", next.unwrap_or("fin")));
        for (branch, head) in branches.iter().zip(&heads) {
            let mut own = before.to_vec();
            let first = self.next_id();
            self.step(PLAIN, head, (inside, Some(&first)), &mut own);
            self.sequence(branch, inside, &join, &mut own);
        }
    }

    /// The id that will be given next.
    fn next_id(&self) -> String {
        format!("e{}", self.count + 1)
    }

    fn gateway(&mut self, gate: Gate, id: &str, inside: Option<&str>, flows: &str) {
        let kind = match gate {
            Gate::Parallel => "paralela",
            Gate::Exclusive => "exclusiva",
            Gate::Inclusive => "inclusiva",
        };
        let _ = writeln!(self.out, "[[compuerta]]\nid = \"{id}\"\ntipo = \"{kind}\"\nsigue = [{flows}]");
        self.place(inside);
    }
}

/// What a step throws instead of asking for work.
fn throws(extra: u8) -> Option<&'static str> {
    match extra {
        9 => Some("emite = { escalada = \"E\" }"),
        10 => Some("emite = { compensa = true }"),
        11 => Some("fin = { termina = true }"),
        _ => None,
    }
}

const PLAIN: Step = Step { automatic: false, back: None, extra: 0, repeats: 0 };

fn flow(gate: Gate, place: usize, head: &str) -> String {
    match (gate, place) {
        (Gate::Parallel, _) => format!("\"{head}\""),
        (_, 0) => format!("{{ va_a = \"{head}\", en_otro_caso = true }}"),
        (_, place) => format!("{{ va_a = \"{head}\", si_cumple = 'dias > {place}' }}"),
    }
}

/// An element of a tangle: its kind, where it leads, and a return.
type Tangled = (u8, Vec<u8>, Option<(u8, u8)>);

/// A graph without structure: elements in order, each leading to some later ones, through gateways that join anything.
#[derive(Clone, Debug)]
pub(crate) struct Tangle {
    elements: Vec<Tangled>,
}

/// Any tangle of up to a dozen elements.
pub(crate) fn tangle() -> impl Strategy<Value = Tangle> {
    let element =
        (0u8..8, prop::collection::vec(1u8..6, 1..4), prop::option::weighted(0.3, (0u8..8, 1u8..3)));
    prop::collection::vec(element, 2..14).prop_map(|elements| Tangle { elements })
}

impl Tangle {
    /// The file.
    pub(crate) fn text(&self) -> String {
        let mut out = HEAD.to_owned();
        let count = self.elements.len();
        let _ = writeln!(
            out,
            "[[actividad]]\nid = \"x0\"\ntitulo = \"Inicio\"\nresponsables = [\"auditor\"]\nanota = [\"dias\"]\nsigue = \"x1\""
        );
        for (place, (kind, far, back)) in self.elements.iter().enumerate() {
            let number = place + 1;
            let target = |far: &u8| {
                let target = number + usize::from(*far);
                if target > count { "fin".to_owned() } else { format!("x{target}") }
            };
            let targets: Vec<String> = far.iter().map(target).collect();
            match kind {
                0 | 1 => gateway(&mut out, "paralela", number, &targets, Gate::Parallel),
                2 => gateway(&mut out, "exclusiva", number, &targets, Gate::Exclusive),
                3 => gateway(&mut out, "inclusiva", number, &targets, Gate::Inclusive),
                kind => activity(&mut out, number, *kind, (&targets, *back)),
            }
        }
        out
    }
}

fn gateway(out: &mut String, kind: &str, number: usize, targets: &[String], gate: Gate) {
    let flows: Vec<String> = targets.iter().enumerate().map(|(place, to)| flow(gate, place, to)).collect();
    let flows = flows.join(", ");
    let _ = writeln!(out, "[[compuerta]]\nid = \"x{number}\"\ntipo = \"{kind}\"\nsigue = [{flows}]");
}

fn activity(out: &mut String, number: usize, kind: u8, (targets, back): (&[String], Option<(u8, u8)>)) {
    let _ = writeln!(out, "[[actividad]]\nid = \"x{number}\"\ntitulo = \"Paso {number}\"");
    match (kind, back) {
        (4, _) => {
            let _ = writeln!(out, "tipo = \"abstracta\"\nsigue = [\"{}\"]", targets.join("\", \""));
        }
        (_, Some((far, maximum))) => {
            let to = number.saturating_sub(usize::from(far)).min(number);
            let next = &targets[0];
            let _ = writeln!(
                out,
                "responsables = [\"auditor\"]\npregunta = \"¿Otra vez?\"\nno = {{ continua_en = \"{next}\" }}\n\
                 si = {{ regresa_a = \"x{to}\", maximo = {maximum} }}\nplazo = \"2 días\""
            );
        }
        (5, None) => {
            let _ = writeln!(
                out,
                "responsables = [\"auditor\"]\ncantidad_inicial = 2\nsigue = \"{}\"",
                targets[0]
            );
        }
        (_, None) => {
            let _ = writeln!(out, "responsables = [\"auditor\"]\nsigue = [\"{}\"]", targets.join("\", \""));
        }
    }
}
