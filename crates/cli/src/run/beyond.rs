//! What is to be known of a case besides its work: what may happen, windows of measurement, milestones, its deadline.

use cauce::calendar::Zone;
use cauce::clock::Clock as _;
use cauce::instance::Instance;
use cauce::procedure::Procedure;
use cauce::reference::said;
use cauce::source::Language;
use cauce::view::{Ahead, AwaitedKind, WindowStanding, ahead, reached, standings};

use super::session::Session;
use crate::failure::Failure;
use crate::grid::wrap;
use crate::story::{due_moment, moment, plain};

impl Session<'_> {
    /// The deadline and the earliest end of the case itself.
    pub(super) fn show_term(&mut self, instance: &Instance) -> Result<(), Failure> {
        let (language, zone) = (self.language, self.procedure.head().zone);
        let Some(due) = instance.due() else { return Ok(()) };
        if let Some(at) = due.due {
            let at = due_moment(at, zone, language);
            let text = match instance.is_overdue() {
                true => say!(
                    language,
                    "Plazo del caso: VENCIDO desde {at}",
                    "Deadline of the case: OVERDUE since {at}"
                ),
                false => say!(language, "Plazo del caso: {at}", "Deadline of the case: {at}"),
            };
            let text = if instance.is_overdue() { self.desk.inked(&text, "1;31") } else { text };
            self.desk.line(&text)?;
        }
        if let Some(at) = due.not_before.filter(|at| *at > self.clock.now()) {
            let at = due_moment(at, zone, language);
            self.desk.line(&say!(language, "No termina antes de {at}", "It does not end before {at}"))?;
        }
        Ok(())
    }

    /// Everything under the table of work.
    pub(super) fn show_beyond(&mut self, instance: &Instance) -> Result<(), Failure> {
        let language = self.language;
        let zone = self.procedure.head().zone;
        // What stands in the table as work that waits is explained there.
        let events: Vec<String> = ahead(instance).iter().map(|ahead| line(ahead, zone, language)).collect();
        self.show_list(pick!(language, "Puede pasar:", "What may happen:"), &events)?;
        let windows = standings(instance, self.clock.now());
        let definitions = self.keeper.definitions()?;
        let windows = windows.iter().filter_map(|window| {
            let procedure = definitions.by_code(&window.procedure);
            window_line(window, procedure.map(|procedure| &**procedure), (zone, language))
        });
        let windows: Vec<String> = windows.collect();
        self.show_list(pick!(language, "Ventanas de medición:", "Windows of measurement:"), &windows)?;
        let milestones: Vec<String> = reached(instance).iter().map(|id| self.milestone(id)).collect();
        self.show_list(pick!(language, "Hitos alcanzados:", "Milestones reached:"), &milestones)
    }

    fn show_list(&mut self, title: &str, lines: &[String]) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        self.desk.line(title)?;
        let width = self.desk.width.saturating_sub(4).max(20);
        for line in lines {
            for (position, part) in wrap(line, width).iter().enumerate() {
                let indent = if position == 0 { "  " } else { "    " };
                self.desk.line(&format!("{indent}{part}"))?;
            }
        }
        self.desk.line("")
    }

    /// A milestone by the name that the procedure prints, with its member.
    fn milestone(&self, written: &str) -> String {
        let (id, member) = written.split_at(written.find('[').unwrap_or(written.len()));
        let known = self.procedure.milestones().iter().find(|milestone| &*milestone.id == id);
        let name = known.map_or(id, |milestone| &milestone.name);
        plain(&format!("{name}{}{member}", if member.is_empty() { "" } else { " " }))
    }
}

/// What may happen, with what is typed for it before it.
pub(crate) fn line(ahead: &Ahead, zone: Option<Zone>, language: Language) -> String {
    let title = if ahead.title.is_empty() { &ahead.reference } else { &ahead.title };
    let name = ahead.name.as_deref().unwrap_or_default();
    let how = match ahead.kind {
        AwaitedKind::Message => {
            let values: Vec<String> = ahead
                .correlates
                .iter()
                .map(|(key, value)| format!(" {key}={}", quoted(&said(value))))
                .collect();
            format!("@{name}{}", values.concat())
        }
        AwaitedKind::Signal => say!(language, ":senal {name}", ":signal {name}"),
        AwaitedKind::Declared => {
            let who = ahead.role_names.join(pick!(language, " o ", " or "));
            let reference = &ahead.reference;
            match who.is_empty() {
                true => say!(
                    language,
                    "!{reference} (lo puede declarar cualquiera)",
                    "!{reference} (anyone may declare it)"
                ),
                false => say!(
                    language,
                    "!{reference} (puede declararlo: {who})",
                    "!{reference} (may be declared by: {who})"
                ),
            }
        }
        AwaitedKind::Time => match ahead.due {
            Some(at) => {
                let at = moment(at, zone);
                say!(language, "al pasar el tiempo, {at}", "when time passes, {at}")
            }
            None => pick!(language, "al pasar el tiempo", "when time passes").to_owned(),
        },
        _ => pick!(language, "cuando se cumpla su condición", "when its condition holds").to_owned(),
    };
    let beside = match (ahead.beside.as_ref(), ahead.interrupts) {
        ("", _) => String::new(),
        (host, true) => say!(language, " · interrumpe {host}", " · interrupts {host}"),
        (host, false) => say!(language, " · junto a {host}", " · beside {host}"),
    };
    plain(&format!("{how} · {title}{beside}"))
}

fn quoted(text: &str) -> String {
    if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text.to_owned() }
}

/// A window that is open, or that is over and lacks something.
fn window_line(
    window: &WindowStanding,
    procedure: Option<&Procedure>,
    (zone, language): (Option<Zone>, Language),
) -> Option<String> {
    let member =
        if window.members.is_empty() { String::new() } else { format!(" [{}]", window.members.join("/")) };
    let name = format!("{}{member}", window.name);
    let named = |id: &cauce::data::Text| {
        let indicator = procedure?.indicators().iter().find(|indicator| indicator.id == *id)?;
        Some(indicator.name.to_string())
    };
    let missing: Vec<String> =
        window.missing.iter().map(|id| named(id).unwrap_or_else(|| id.to_string())).collect();
    let lacks = match missing.len() {
        0 => String::new(),
        1..=3 => {
            let missing = missing.join("; ");
            say!(language, "; falta {missing}", "; missing {missing}")
        }
        // More than that nobody reads at a glance; the work that asks for them names each.
        count => say!(language, "; faltan {count} indicadores", "; {count} indicators missing"),
    };
    let text = match (window.is_open, window.is_late(), window.until) {
        (true, _, Some(until)) => {
            let until = due_moment(until, zone, language);
            say!(language, "{name}: abierta hasta {until}{lacks}", "{name}: open until {until}{lacks}")
        }
        (true, _, None) => say!(language, "{name}: abierta{lacks}", "{name}: open{lacks}"),
        (false, true, _) => say!(language, "{name}: VENCIDA{lacks}", "{name}: OVERDUE{lacks}"),
        _ => return None,
    };
    Some(plain(&text))
}
