//! Mutants in words: what the slip is, and what a path has to say to notice it.

use super::{Mutant, Operator};
use crate::data::Text;
use crate::document::{Node, Table, Tree};
use crate::keywords::Keyword as K;
use crate::source::Language;

impl Operator {
    /// What the slip is called: «respuestas cambiadas», “answers changed over”.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        let [spanish, english] = match self {
            Operator::FlipAnswers => ["respuestas cambiadas", "answers changed over"],
            Operator::MoveTarget => ["otro destino", "another target"],
            Operator::DropEvidence => ["sin evidencia o firma", "without evidence or signature"],
            Operator::ChangeRole => ["otro rol", "another role"],
            Operator::NegateGuard => ["condición al revés", "condition reversed"],
            Operator::ShiftGuard => ["condición corrida", "condition shifted"],
            Operator::ChangeLimit => ["otro máximo", "another maximum"],
            Operator::DropControl => ["sin control", "without control"],
            Operator::DropConsequence => ["sin consecuencia", "without consequence"],
            Operator::DropEvent => ["sin evento", "without event"],
        };
        match language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    /// A neutral name, for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Operator::FlipAnswers => "flip-answers",
            Operator::MoveTarget => "move-target",
            Operator::DropEvidence => "drop-evidence",
            Operator::ChangeRole => "change-role",
            Operator::NegateGuard => "negate-guard",
            Operator::ShiftGuard => "shift-guard",
            Operator::ChangeLimit => "change-limit",
            Operator::DropControl => "drop-control",
            Operator::DropConsequence => "drop-consequence",
            Operator::DropEvent => "drop-event",
        }
    }
}

impl Mutant {
    /// What the slip is: «7 · otro destino: 6 → 5».
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let at = match self.at.is_empty() {
            true => K::Defaults.word(language),
            false => &*self.at,
        };
        let change = match self.after.is_empty() {
            true => self.before.to_string(),
            false => format!("{} → {}", self.before, self.after),
        };
        let name = self.operator.name(language);
        if change.is_empty() { format!("{at} · {name}") } else { format!("{at} · {name}: {change}") }
    }

    /// What a path has to say to notice it.
    #[must_use]
    pub fn remedy(&self, language: Language) -> String {
        let [spanish, english] = match self.operator {
            Operator::FlipAnswers => {
                ["dé esa respuesta y diga lo que queda abierto", "give that answer and say what is open then"]
            }
            Operator::MoveTarget => {
                ["tome ese paso y diga adónde lleva", "take that way and say where it leads"]
            }
            Operator::DropEvidence => {
                ["diga lo que se entrega y quién firma", "say what is delivered and who signs"]
            }
            Operator::ChangeRole => ["diga quién lo hace", "say who does it"],
            Operator::NegateGuard => [
                "dé datos con que se cumpla, y otros con que no",
                "give data for which it holds, and others for which it does not",
            ],
            Operator::ShiftGuard => [
                "dé datos en el límite, donde las dos difieren",
                "give data at the limit, where the two differ",
            ],
            Operator::ChangeLimit => {
                ["llegue al máximo, y una vez más", "go up to the maximum, and once more"]
            }
            Operator::DropControl => ["diga el resultado del control", "say the result of the control"],
            Operator::DropConsequence => {
                ["deje vencer el plazo y compruebe el aviso", "let the deadline pass and check the notice"]
            }
            Operator::DropEvent => ["haga que ocurra", "let it happen"],
        };
        let sentence = match language {
            Language::Spanish => spanish,
            Language::English => english,
        };
        match &self.words {
            Some(words) => format!("{sentence}: {words}"),
            None => sentence.to_owned(),
        }
    }
}

/// A reference as a value of a path file: a plain number bare, anything else in quotation marks.
fn value(at: &str) -> String {
    let is_number = !at.is_empty() && at.len() < 10 && at.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { at.to_owned() } else { format!("\"{at}\"") }
}

pub(super) fn nonconforming(at: &str, language: Language) -> String {
    format!("{at}:{}", K::Nonconforming.word(language).replace(' ', "-"))
}

pub(super) fn overdue(at: &str, consequence: &Node, language: Language) -> String {
    let late = match language {
        Language::Spanish => "fuera de plazo",
        Language::English => "overdue",
    };
    let word = |key: K| key.word(language);
    let told = [K::EscalatesTo, K::Notifies].into_iter();
    let told =
        consequence.as_table().into_iter().flat_map(|table| told.clone().flat_map(|key| table.texts(key)));
    let told: Vec<&str> = told.map(|(role, _)| &**role).collect();
    let notice = format!("{at}: {late} ({})", told.join(", "));
    format!("{{ {} = {{ {} = [\"{notice}\"] }} }}", word(K::Checks), word(K::Notices))
}

pub(super) fn acting(at: &str, (key, role): (K, &Text), language: Language) -> String {
    let word = |key: K| key.word(language);
    let what = if key == K::DeclaredBy { K::Event } else { K::Activity };
    match key {
        K::SignedBy => format!("{{ {} = {}, {} = [\"{role}\"] }}", word(what), value(at), word(K::SignedBy)),
        _ => format!("{{ {} = {}, {} = \"{role}\" }}", word(what), value(at), word(K::Role)),
    }
}

/// A step that delivers, or has signed, exactly these.
pub(super) fn exactly(at: &str, (key, ids): (K, &[String]), language: Language) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let (activity, key) = (K::Activity.word(language), key.word(language));
    format!("{{ {activity} = {}, {key} = [{}] }}", value(at), ids.join(", "))
}

/// How an event comes to happen, in a walk.
pub(super) fn happening(id: &str, event: &Table) -> Option<String> {
    let when = event.table(K::When)?;
    match (when.get(K::DeclaredBy), when.text(K::Message)) {
        (Some(_), _) => Some(format!("!{id}")),
        (None, Some(message)) => Some(format!("@{message}")),
        (None, None) => None,
    }
}

/// The ids that a piece of evidence or a signature names: of a choice all.
pub(super) fn ids(node: &Node) -> Vec<String> {
    match &node.value {
        Tree::Text(id) => vec![id.to_string()],
        Tree::Table(table) => {
            let one = table.text(K::Record).map(ToString::to_string);
            let several = [K::OneOf, K::AnyOf].into_iter().flat_map(|key| table.texts(key));
            one.into_iter().chain(several.map(|(id, _)| id.to_string())).collect()
        }
        _ => Vec::new(),
    }
}
