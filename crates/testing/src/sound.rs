//! Random procedures that are sound by construction: whatever is done in a case, it can still end, and ends cleanly.
//!
//! Knows shapes that keep that promise however they are put together: work in a row, choices whose branches meet again,
//! branches at once that all end before it goes on, blocks repeated for each member, and returns that leave none of them.
//! Does not know guards over data, errors, or anything else by which a procedure may get stuck on purpose.
//! Read [`sound_procedures`] first.

use std::fmt::Write as _;
use std::sync::Arc;

use cauce::check::{Options, check};
use cauce::procedure::Procedure;
use cauce::source::Source;
use proptest::prelude::*;

/// A random procedure; [`text`](SoundProcedure::text) is its file.
#[derive(Clone, Debug)]
pub struct SoundProcedure {
    parts: Vec<Part>,
}

/// A piece of one.
#[derive(Clone, Debug)]
enum Part {
    Step(Step),
    /// A question whose answers lead into branches, which meet again.
    Choice(Vec<Part>, Vec<Part>),
    /// Branches that are walked at once, between two gateways.
    AtOnce(Vec<Vec<Part>>),
    /// A block of steps that begin together.
    Together(Vec<Step>),
    /// A block repeated so many times, at once or in turn.
    Each {
        count: u8,
        at_once: bool,
        parts: Vec<Part>,
    },
}

/// One activity.
#[derive(Clone, Copy, Debug)]
struct Step {
    kind: Kind,
    /// How many activities SI goes back, and how often at most.
    back: Option<(u8, u8)>,
}

/// What an activity asks of people.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Plain,
    Automatic,
    Evidence,
    Signed,
    Verified,
    VerifiedByAnother,
    Asked,
    Joint,
    Due,
    Captures,
}

/// Procedures that are sound by construction, returns included, of up to some thirty activities.
///
/// They shrink to fewer, plainer activities.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::source::Source;
/// use cauce_testing::sound_procedures;
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(model in sound_procedures())| {
///     let text = model.text();
///     let checked = check(&Source::new("p.toml", text.as_str()), &Options::default());
///     prop_assert!(checked.procedure.is_some_and(|procedure| procedure.unfit().is_empty()), "{}", text);
/// });
/// ```
pub fn sound_procedures() -> impl Strategy<Value = SoundProcedure> {
    prop::collection::vec(part(), 1..6).prop_map(|parts| SoundProcedure { parts })
}

fn step() -> impl Strategy<Value = Step> {
    use Kind::{
        Asked, Automatic, Captures, Due, Evidence, Joint, Plain, Signed, Verified, VerifiedByAnother,
    };
    let kinds =
        [Plain, Automatic, Evidence, Signed, Verified, VerifiedByAnother, Asked, Joint, Due, Captures];
    let kind = prop_oneof![3 => Just(Plain), 5 => prop::sample::select(kinds.to_vec())];
    let back = prop::option::weighted(0.35, (0u8..6, 1u8..4));
    (kind, back).prop_map(|(kind, back)| Step { kind, back })
}

fn part() -> impl Strategy<Value = Part> {
    step().prop_map(Part::Step).prop_recursive(3, 24, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            2 => (parts(), parts()).prop_map(|(yes, no)| Part::Choice(yes, no)),
            2 => prop::collection::vec(parts(), 2..4).prop_map(Part::AtOnce),
            1 => prop::collection::vec(step(), 1..4).prop_map(Part::Together),
            1 => (0u8..4, any::<bool>(), parts())
                .prop_map(|(count, at_once, parts)| Part::Each { count, at_once, parts }),
        ]
    })
}

const HEAD: &str = r#"formato = 1
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
"#;

impl SoundProcedure {
    /// The procedure file, in Spanish keywords; its code is `AZAR`.
    #[must_use]
    pub fn text(&self) -> String {
        let mut writer = Writer { out: HEAD.to_owned(), count: 0 };
        writer.whole(&self.parts, (None, "fin"));
        writer.out
    }

    /// The procedure, checked.
    ///
    /// # Panics
    ///
    /// When the file does not load, which is a mistake of this crate or of the checker; it says which.
    #[must_use]
    #[expect(clippy::panic, reason = "a property that cannot begin says why")]
    pub fn procedure(&self) -> Arc<Procedure> {
        let text = self.text();
        let checked = check(&Source::new("azar.toml", text.as_str()), &Options::default());
        let diagnostics = checked.diagnostics;
        checked.procedure.map_or_else(|| panic!("{diagnostics:#?}\n{text}"), Arc::new)
    }
}

/// Where a part stands: in which block, and what follows it.
type Place<'a> = (Option<&'a str>, &'a str);

/// Writes a procedure, giving ids as it goes.
struct Writer {
    out: String,
    count: usize,
}

impl Writer {
    fn id(&mut self) -> String {
        self.count += 1;
        format!("e{}", self.count)
    }

    /// What stands in a block or in the procedure itself; it begins at its first activity, which no gateway is.
    fn whole(&mut self, parts: &[Part], place: Place<'_>) {
        let first = Part::Step(Step { kind: Kind::Plain, back: None });
        let gateway = matches!(parts.first(), Some(Part::AtOnce(_)));
        let parts: Vec<Part> = gateway.then_some(first).into_iter().chain(parts.iter().cloned()).collect();
        self.sequence(&parts, place, &mut Vec::new());
    }

    /// Parts one after another; `before` are the activities that may be gone back to.
    fn sequence(&mut self, parts: &[Part], (inside, next): Place<'_>, before: &mut Vec<String>) -> String {
        let ids: Vec<String> = parts.iter().map(|_| self.id()).collect();
        for (position, part) in parts.iter().enumerate() {
            let follows = ids.get(position + 1).map_or(next, |id| id);
            self.part(part, &ids[position], (inside, follows), before);
        }
        ids.into_iter().next().unwrap_or_else(|| next.to_owned())
    }

    fn part(&mut self, part: &Part, id: &str, place: Place<'_>, before: &mut Vec<String>) {
        match part {
            Part::Step(step) => {
                self.step(*step, id, place, before);
                before.push(id.to_owned());
            }
            Part::Choice(yes, no) => self.choice((yes, no), id, place, before),
            Part::AtOnce(branches) => self.at_once(branches, id, place),
            Part::Together(steps) => {
                self.block(id, place, "orden = \"a_la_vez\"");
                for step in steps {
                    let child = self.id();
                    self.open(&child, Some(id));
                    self.work(step.kind);
                }
            }
            Part::Each { count, at_once, parts } => {
                let order = if *at_once { "a_la_vez" } else { "en_secuencia" };
                self.block(id, place, &format!("por_cada = {{ cantidad = {count}, orden = \"{order}\" }}"));
                self.whole(parts, (Some(id), "fin"));
            }
        }
    }

    fn open(&mut self, id: &str, inside: Option<&str>) {
        let _ = writeln!(self.out, "\n[[actividad]]\nid = \"{id}\"\ntitulo = \"Paso {id}\"");
        self.inside(inside);
    }

    fn inside(&mut self, inside: Option<&str>) {
        if let Some(block) = inside {
            let _ = writeln!(self.out, "dentro_de = \"{block}\"");
        }
    }

    fn block(&mut self, id: &str, (inside, next): Place<'_>, what: &str) {
        self.open(id, inside);
        let _ = writeln!(self.out, "{what}\nsigue = \"{next}\"");
    }

    /// One activity: with a question where it may go back, else straight on.
    fn step(&mut self, step: Step, id: &str, (inside, next): Place<'_>, before: &[String]) {
        self.open(id, inside);
        self.work(step.kind);
        // What does not apply goes on by the order of the file, whatever its answers say: it asks nothing besides.
        let asks = !before.is_empty() && !matches!(step.kind, Kind::Asked);
        let back = step.back.filter(|_| asks);
        let Some((far, maximum)) = back else {
            let _ = writeln!(self.out, "sigue = \"{next}\"");
            return;
        };
        let target = &before[before.len() - 1 - usize::from(far) % before.len()];
        let _ = writeln!(
            self.out,
            "pregunta = \"¿Requiere ajustes?\"\nsi = {{ regresa_a = \"{target}\", maximo = {maximum} }}\n\
             no = {{ continua_en = \"{next}\" }}"
        );
        if matches!(step.kind, Kind::Automatic) {
            let _ = writeln!(self.out, "decide = 'vueltas(\"{id}\") < 1'");
        }
    }

    fn work(&mut self, kind: Kind) {
        let people = "responsables = [\"auditor\", \"prestador\"]\n";
        let more = match kind {
            Kind::Automatic => return self.out.push_str("tipo = \"abstracta\"\n"),
            Kind::Plain => "",
            Kind::Evidence => "evidencias = [\"acta\"]\n",
            Kind::Signed => "evidencias = [{ registro = \"acta\", firman = [\"auditor\", \"prestador\"] }]\n",
            Kind::Verified => "control = \"Que esté completo\"\n",
            Kind::VerifiedByAnother => "control = \"Que esté completo\"\nverifica_otro = \"autoridad\"\n",
            Kind::Asked => "aplica_si = { pregunta = \"¿Aplica?\", quien = \"auditor\" }\n",
            Kind::Joint => "intervienen = \"todos\"\n",
            Kind::Due => {
                "plazo = \"2 días\"\navisa_antes = \"1 día\"\nal_vencer = { escala_a = \"autoridad\" }\n"
            }
            Kind::Captures => "anota = [\"dias\"]\n",
        };
        self.out.push_str(people);
        self.out.push_str(more);
    }

    /// A question, its two branches, and what passes by itself where they meet.
    fn choice(
        &mut self,
        (yes, no): (&[Part], &[Part]),
        id: &str,
        (inside, next): Place<'_>,
        before: &mut Vec<String>,
    ) {
        let meets = self.id();
        let text = std::mem::take(&mut self.out);
        let first = self.sequence(yes, (inside, &meets), &mut before.clone());
        let second = self.sequence(no, (inside, &meets), &mut before.clone());
        let branches = std::mem::replace(&mut self.out, text);
        self.open(id, inside);
        let _ = writeln!(
            self.out,
            "responsables = \"auditor\"\npregunta = \"¿Por cuál?\"\nsi = {{ continua_en = \"{first}\" }}\n\
             no = {{ continua_en = \"{second}\" }}"
        );
        self.out.push_str(&branches);
        let _ = writeln!(self.out, "\n[[compuerta]]\nid = \"{meets}\"\ntipo = \"exclusiva\"");
        self.inside(inside);
        let _ = writeln!(self.out, "sigue = \"{next}\"");
        before.push(id.to_owned());
    }

    /// Branches between two parallel gateways; nothing goes back out of one.
    fn at_once(&mut self, branches: &[Vec<Part>], id: &str, (inside, next): Place<'_>) {
        let joins = self.id();
        let text = std::mem::take(&mut self.out);
        let ways = branches.iter().map(|parts| self.sequence(parts, (inside, &joins), &mut Vec::new()));
        let ways: Vec<String> = ways.map(|first| format!("\"{first}\"")).collect();
        let written = std::mem::replace(&mut self.out, text);
        let _ = writeln!(self.out, "\n[[compuerta]]\nid = \"{id}\"\ntipo = \"paralela\"");
        self.inside(inside);
        let _ = writeln!(self.out, "sigue = [{}]", ways.join(", "));
        self.out.push_str(&written);
        let _ = writeln!(self.out, "\n[[compuerta]]\nid = \"{joins}\"\ntipo = \"paralela\"");
        self.inside(inside);
        let _ = writeln!(self.out, "sigue = \"{next}\"");
    }
}
