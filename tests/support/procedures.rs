//! Random flat procedures, written as files: what the machine must carry whatever people write.

use std::fmt::Write as _;

use cauce::check::{Options, check};
use cauce::procedure::Procedure;
use cauce::source::Source;
use proptest::prelude::*;

/// A random procedure.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// Its activities, in order.
    pub(crate) activities: Vec<ActivitySpec>,
}

/// A random activity.
#[derive(Clone, Debug)]
pub(crate) struct ActivitySpec {
    /// Passes by itself.
    pub(crate) automatic: bool,
    /// Which of three records it needs, and who signs the first.
    pub(crate) evidence: Vec<usize>,
    /// Whether the record is signed by two roles.
    pub(crate) signed: bool,
    /// Asks a question: how far SI goes back, and how often at most.
    pub(crate) question: Option<(usize, u32)>,
    /// How the answer comes about.
    pub(crate) decision: u8,
    /// Verifies something.
    pub(crate) control: bool,
    /// A second person verifies or confirms, all take part, applies only if.
    pub(crate) second: u8,
    /// Due in so many days.
    pub(crate) deadline: Option<u32>,
    /// Asks for a datum or an indicator.
    pub(crate) asks: u8,
}

/// Any procedure of up to a dozen activities.
pub(crate) fn spec() -> impl Strategy<Value = Spec> {
    let activity = (
        (prop::bool::weighted(0.2), prop::collection::btree_set(0usize..3, 0..2), any::<bool>()),
        (prop::option::of((1usize..4, 1u32..4)), 0u8..5, any::<bool>()),
        (0u8..8, prop::option::weighted(0.3, 1u32..5), 0u8..4),
    );
    let activity =
        activity.prop_map(|((automatic, evidence, signed), (question, decision, control), rest)| {
            let (second, deadline, asks) = rest;
            let evidence = evidence.into_iter().collect();
            ActivitySpec { automatic, evidence, signed, question, decision, control, second, deadline, asks }
        });
    prop::collection::vec(activity, 1..12).prop_map(|activities| Spec { activities })
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
[[registro]]
id = "informe"
nombre = "Informe"
[[registro]]
id = "plan"
nombre = "Plan"
[[dato]]
id = "dias"
nombre = "Días"
tipo = "entero"
[[indicador]]
id = "cumplimiento"
nombre = "Cumplimiento"
meta = 1
"#;

impl Spec {
    /// The file.
    pub(crate) fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (position, activity) in self.activities.iter().enumerate() {
            activity.write(position, self.activities.len(), &mut text);
        }
        text
    }

    /// The procedure; a file of this kind has no errors.
    #[expect(clippy::panic, reason = "a test that cannot begin says why")]
    pub(crate) fn procedure(&self) -> Procedure {
        let text = self.text();
        let source = Source::new("azar.toml", text.as_str());
        let checked = check(&source, &Options::default());
        let diagnostics = checked.diagnostics;
        checked.procedure.unwrap_or_else(|| panic!("{diagnostics:#?}\n{text}"))
    }
}

impl ActivitySpec {
    fn write(&self, position: usize, all: usize, out: &mut String) {
        let number = position + 1;
        let _ =
            writeln!(out, "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso {number}\"");
        if self.automatic {
            out.push_str("tipo = \"abstracta\"\n");
        } else {
            self.write_work(out);
        }
        self.write_question(number, all, out);
    }

    fn write_work(&self, out: &mut String) {
        out.push_str("responsables = [\"auditor\", \"prestador\"]\n");
        let records: Vec<String> = self.evidence.iter().map(|record| self.record(*record)).collect();
        let _ = writeln!(out, "evidencias = [{}]", records.join(", "));
        if self.control {
            out.push_str("control = \"Que esté completo\"\n");
        }
        match self.second {
            1 if self.control => {
                out.push_str("verifica_otro = \"autoridad\"\ndistinta_persona = true\n");
            }
            2 => out.push_str("intervienen = \"todos\"\n"),
            3 => out.push_str("intervienen = \"todos\"\nacuerdo = \"uno\"\n"),
            4 => out.push_str("aplica_si = { pregunta = \"¿Aplica?\", quien = \"auditor\" }\n"),
            5 => out.push_str("aplica_si = 'dias > 2'\n"),
            6 => out.push_str("avisa = [\"prestador\"]\n"),
            _ => {}
        }
        if let Some(days) = self.deadline {
            let _ = writeln!(
                out,
                "plazo = \"{days} días\"\navisa_antes = \"1 día\"\nal_vencer = {{ escala_a = \"autoridad\" }}"
            );
        }
        match self.asks {
            1 => out.push_str("anota = [\"dias\"]\n"),
            2 => out.push_str("mide = [\"cumplimiento\"]\n"),
            _ => {}
        }
    }

    fn record(&self, record: usize) -> String {
        let id = ["acta", "informe", "plan"][record];
        match (record, self.signed) {
            (0, true) => format!("{{ registro = \"{id}\", firman = [\"auditor\", \"prestador\"] }}"),
            (1, true) => "{ una_de = [\"informe\", \"plan\"] }".to_owned(),
            _ => format!("\"{id}\""),
        }
    }

    fn write_question(&self, number: usize, all: usize, out: &mut String) {
        let Some((back, maximum)) = self.question.filter(|_| number > 1) else { return };
        let target = number.saturating_sub(back).max(1);
        let onward = if number == all { "\"fin\"".to_owned() } else { (number + 1).to_string() };
        let _ = writeln!(out, "pregunta = \"¿Requiere ajustes?\"");
        let _ = writeln!(
            out,
            "si = {{ regresa_a = {target}, maximo = {maximum} }}\nno = {{ continua_en = {onward} }}"
        );
        match (self.automatic, self.decision) {
            (true, 0 | 1) | (false, 1) => {
                let _ = writeln!(out, "decide = 'vueltas({number}) < 1'");
            }
            (true, _) => {
                let _ = writeln!(out, "decide = 'indicador(\"cumplimiento\") < meta(\"cumplimiento\")'");
            }
            (false, 2) => {
                let _ = writeln!(out, "sugiere = 'vueltas({number}) < 1'");
            }
            (false, 3) => out.push_str("confirma = \"autoridad\"\n"),
            _ => {}
        }
    }
}
