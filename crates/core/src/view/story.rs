//! What happened, one sentence an event, in the words of the procedure.

use super::Track;
use super::spot::printed;
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{
    Completed, Event, ItemKind, Migrated, Milestone, NoticeReason, Opened, Outcome, Resolved, Thrown,
};
use crate::graph::Target;
use crate::procedure::{ElementIx, Procedure, RoleIx};
use crate::reference::Reference;
use crate::source::Language;

/// Says one event in a sentence without a full stop; `None` for events that people need not read.
///
/// The track must have followed all earlier events of the case, and this one not yet.
#[must_use]
pub fn sentence(procedure: &Procedure, track: &Track, event: &Event, language: Language) -> Option<String> {
    let own = Teller { own: procedure, procedure, track, language };
    match event {
        Event::InCall { call, event, .. } => {
            let (called, track) = track.called(*call)?;
            if matches!(**event, Event::Finished { outcome: Outcome::Completed, .. }) {
                // Its caller says that it is closed.
                return None;
            }
            let is_shared = |milestone: &Milestone| {
                procedure.milestones.iter().any(|declared| declared.id == milestone.milestone)
            };
            if matches!(&**event, Event::Milestone(milestone) if is_shared(milestone)) {
                // The plan says it of all that share it.
                return None;
            }
            Teller { procedure: &called.0, track, ..own }.tell(event)
        }
        event => own.tell(event),
    }
}

struct Teller<'a> {
    /// The procedure of the case.
    own: &'a Procedure,
    procedure: &'a Procedure,
    track: &'a Track,
    language: Language,
}

impl Teller<'_> {
    fn say(&self, spanish: &str, english: &str) -> String {
        match self.language {
            Language::Spanish => spanish.to_owned(),
            Language::English => english.to_owned(),
        }
    }

    /// An element where it stands, with its members.
    fn name_in(&self, element: ElementIx, scope: ItemId) -> String {
        let own = Reference::new(self.procedure.reference(element), self.track.members(scope));
        let reference = printed(self.own, &self.track.outer, own);
        let title = self.procedure.title(element);
        match title.is_empty() {
            true => reference.to_string(),
            false => format!("{reference} · {title}"),
        }
    }

    fn item(&self, item: ItemId) -> String {
        let named = |element| self.name_in(element, self.track.scope(item));
        self.track.element(item).map_or_else(|| format!("[{item}]"), named)
    }

    fn roles(&self, roles: &[RoleIx]) -> String {
        let names: Vec<&str> = roles.iter().map(|role| &*self.procedure.roles[role.index()].name).collect();
        names.join(", ")
    }

    fn tell(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::Started(_) => {
                let (code, version) = (&self.procedure.head.code, &self.procedure.head.version);
                match version.is_empty() {
                    true => {
                        self.say(&format!("Comienza el caso: {code}"), &format!("The case begins: {code}"))
                    }
                    false => self.say(
                        &format!("Comienza el caso: {code}, versión {version}"),
                        &format!("The case begins: {code}, version {version}"),
                    ),
                }
            }
            Event::Opened(opened) if opened.kind == ItemKind::Joint => return None,
            Event::Opened(opened) if is_machinery(opened) => return None,
            // A repetition and its members end with what stands in them, which has been told.
            Event::Passed { item, .. } if self.is_of_repetition(*item) => return None,
            Event::Opened(opened) => self.opened(opened),
            Event::Passed { item, element, scope } => {
                let name = self.name_in(*element, *scope);
                match self.track.kind_of_scope(*item) {
                    Some(_) => self.say(&format!("Se cierra {name}"), &format!("Closes {name}")),
                    None => self.say(&format!("Se pasa por {name}"), &format!("Passes {name}")),
                }
            }
            Event::Skipped { element, scope, .. } => {
                let name = self.name_in(*element, *scope);
                self.say(&format!("Se omite {name}: no aplica"), &format!("Skips {name}: does not apply"))
            }
            Event::Completed(completed) => self.completed(completed),
            Event::Decided { element, scope, exit, .. } => {
                let (name, to) =
                    (self.name_in(*element, *scope), self.target(self.procedure.graph.exit(*exit).target));
                self.say(
                    &format!("El cálculo decide en {name}: sigue {to}"),
                    &format!("The guard decides at {name}: on to {to}"),
                )
            }
            Event::Returned { taken, count, .. } => {
                let exit = self.procedure.graph.exit(self.procedure.graph.returns[taken.index()].exit);
                let (from, to) = (self.procedure.reference(exit.from), self.target(exit.target));
                self.say(
                    &format!("Regresa de la {from} a la {to} (vuelta {count})"),
                    &format!("Goes back from {from} to {to} (round {count})"),
                )
            }
            Event::Finished { outcome, .. } => self.finished(*outcome),
            _ => return self.tell_more(event),
        })
    }

    fn tell_more(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::Answered { item, element, yes, .. } => {
                let answer = if *yes { self.say("SI", "YES") } else { "NO".to_owned() };
                let name = self.name_in(*element, self.track.scope(*item));
                self.say(&format!("{name}: se responde {answer}"), &format!("{name}: answered {answer}"))
            }
            Event::Verified { item, finding } => {
                let (name, result) = (self.item(*item), self.result(finding.conforming));
                self.say(
                    &format!("Verificación de {name}: {result}"),
                    &format!("Verification of {name}: {result}"),
                )
            }
            Event::Signed { item, signature } => {
                let (name, role) = (self.item(*item), self.roles(&[signature.role]));
                self.say(&format!("Firma en {name}: {role}"), &format!("Signature at {name}: {role}"))
            }
            Event::Claimed { item, .. } => {
                let name = self.item(*item);
                self.say(&format!("Alguien toma {name}"), &format!("Someone claims {name}"))
            }
            Event::Released { item } => {
                let name = self.item(*item);
                self.say(&format!("Queda libre {name}"), &format!("{name} is released"))
            }
            Event::Delegated { item, .. } => {
                let name = self.item(*item);
                self.say(&format!("Se encarga a otra persona {name}"), &format!("{name} is delegated"))
            }
            Event::DataSet { datum, .. } => {
                let name = &self.procedure.data[datum.index()].name;
                self.say(&format!("Se anota {name}"), &format!("{name} is captured"))
            }
            Event::Measured { indicator, value } => {
                let name = &self.procedure.indicators[indicator.index()].name;
                format!("{name} = {value}")
            }
            Event::IncidentRaised { element, scope, trouble, .. } => {
                format!("{}: {}", self.name_in(*element, *scope), trouble.message(self.language))
            }
            Event::IncidentResolved { how, .. } => self.resolved(how),
            // What opens beside and what follows is told by itself.
            Event::Forked { element, .. } | Event::Joined { element, .. }
                if self.procedure.is_implied(*element) =>
            {
                return None;
            }
            Event::Forked { element, scope, exits, .. } => {
                let name = self.name_in(*element, *scope);
                let to = exits.iter().map(|exit| self.target(self.procedure.graph.exit(*exit).target));
                let to = to.collect::<Vec<_>>().join(", ");
                self.say(&format!("En {name} se sigue por {to}"), &format!("At {name} it goes on to {to}"))
            }
            Event::Joined { element, scope, .. } => {
                let name = self.name_in(*element, *scope);
                self.say(&format!("Se juntan los caminos en {name}"), &format!("The ways join at {name}"))
            }
            Event::Occurred(occurred) => {
                let name = self.name_in(occurred.element, occurred.scope);
                self.say(&format!("Ocurre {name}"), &format!("{name} occurs"))
            }
            Event::Called(called) => {
                let name = self.name_in(called.element, called.scope);
                let code = &called.procedure.0.head.code;
                self.say(&format!("{name}: comienza {code}"), &format!("{name}: {code} begins"))
            }
            Event::Migrated(migrated) => self.migrated(migrated),
            Event::Milestone(milestone) => self.milestone(milestone)?,
            Event::Reached(reached) => {
                let name = self.name_in(reached.element, reached.scope);
                self.say(
                    &format!("{name}: se da por hecha, su hito ya se alcanzó"),
                    &format!("{name}: counts as done, its milestone is reached"),
                )
            }
            Event::JobFailed { item, attempt, .. } => {
                let name = self.item(*item);
                self.say(
                    &format!("Falla {name} (intento {attempt})"),
                    &format!("{name} fails (attempt {attempt})"),
                )
            }
            Event::Thrown { item, what, .. } if self.track.kind(*item) == Some(ItemKind::Work) => {
                let (name, what) = (self.item(*item), self.thrown(what));
                self.say(&format!("{name} termina con {what}"), &format!("{name} ends with {what}"))
            }
            Event::Thrown { element, scope, what, .. } => {
                let (name, what) = (self.name_in(*element, *scope), self.thrown(what));
                self.say(&format!("En {name} se emite {what}"), &format!("{name} throws {what}"))
            }
            Event::Compensating { item, .. } => {
                let name = self.item(*item);
                self.say(&format!("{name}: se deshace lo hecho"), &format!("{name}: what was done is undone"))
            }
            _ => return self.tell_time(event),
        })
    }

    /// A move to another version: of the case, or of a procedure that it calls.
    fn migrated(&self, migrated: &Migrated) -> String {
        let (from, to) = (&migrated.from.0.head, &migrated.to.0.head);
        let of = match &self.track.outer[..] {
            [] => self.say("El caso", "The case"),
            _ => to.code.to_string(),
        };
        match from.version == to.version {
            true => self.say(
                &format!("{of} sigue por otro texto de {}", to.code),
                &format!("{of} goes on by another text of {}", to.code),
            ),
            false => self.say(
                &format!("{of} pasa de la versión {} a la versión {}", from.version, to.version),
                &format!("{of} goes on by version {}, after version {}", to.version, from.version),
            ),
        }
    }

    /// A milestone where it was reached; what was only told of it is told elsewhere.
    fn milestone(&self, milestone: &Milestone) -> Option<String> {
        let declared =
            self.procedure.milestones.iter().find(|declared| declared.id == milestone.milestone)?;
        let name = Reference::new(&declared.name, self.track.members(milestone.scope));
        match (milestone.by, milestone.element) {
            (None, _) => Some(self.say(
                &format!("El hito «{name}» deja de estar alcanzado"),
                &format!("Milestone “{name}” is not reached any more"),
            )),
            (Some(_), None) => None,
            (Some(_), Some(_)) => Some(
                self.say(&format!("Se alcanza el hito «{name}»"), &format!("Milestone “{name}” is reached")),
            ),
        }
    }

    /// The times of the case itself, or of a called procedure.
    fn tell_whole(&self, event: &Event) -> Option<String> {
        let (of, the) = match &self.track.outer[..] {
            [] => (self.say("del caso", "of the case"), self.say("el caso", "the case")),
            _ => {
                (format!("{} {}", self.say("de", "of"), self.procedure.code()), self.procedure.code().into())
            }
        };
        Some(match event {
            Event::DeadlineMoved { due, .. } => match (due.due, due.not_before) {
                (Some(due), _) => {
                    self.say(&format!("El plazo {of} queda en {due}"), &format!("The deadline {of} is {due}"))
                }
                (None, Some(from)) => self.say(
                    &format!("El final {of} no llega antes de {from}"),
                    &format!("The end {of} comes not before {from}"),
                ),
                (None, None) => return None,
            },
            Event::DeadlinePassed { .. } => {
                self.say(&format!("Venció el plazo {of}"), &format!("The deadline {of} has passed"))
            }
            Event::Elapsed { .. } => self
                .say(&format!("Se cumple el plazo mínimo {of}"), &format!("The minimum term {of} is over")),
            Event::Notified { roles, .. } => {
                let roles = self.roles(roles);
                self.say(
                    &format!("Se avisa a {roles}: {the} está fuera de plazo"),
                    &format!("Notice to {roles}: {the} is overdue"),
                )
            }
            _ => return None,
        })
    }

    fn tell_time(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::DeadlineMoved { item: ItemId(0), .. }
            | Event::DeadlinePassed { item: ItemId(0) }
            | Event::Elapsed { item: ItemId(0) }
            | Event::Notified { item: ItemId(0), .. } => return self.tell_whole(event),
            Event::DeadlineMoved { item, due } => {
                let name = self.item(*item);
                match (due.due, due.not_before) {
                    (Some(due), _) => self.say(
                        &format!("El plazo de {name} queda en {due}"),
                        &format!("{name} is now due {due}"),
                    ),
                    (None, Some(from)) => self.say(
                        &format!("{name} no termina antes de {from}"),
                        &format!("{name} does not end before {from}"),
                    ),
                    (None, None) => return None,
                }
            }
            Event::DeadlineNear { item } => {
                let name = self.item(*item);
                self.say(&format!("Se acerca el plazo de {name}"), &format!("The deadline of {name} is near"))
            }
            Event::DeadlinePassed { item } => {
                let name = self.item(*item);
                self.say(&format!("Venció el plazo de {name}"), &format!("{name} is overdue"))
            }
            Event::Notified { item, roles, reason } => {
                let (name, roles) = (self.item(*item), self.roles(roles));
                match reason {
                    NoticeReason::Overdue => self.say(
                        &format!("Se avisa a {roles}: {name} está vencida"),
                        &format!("Notice to {roles}: {name} is overdue"),
                    ),
                    NoticeReason::Occurred => self.say(
                        &format!("Se avisa a {roles}: ocurrió {name}"),
                        &format!("Notice to {roles}: {name} occurred"),
                    ),
                    NoticeReason::Answered => self.say(
                        &format!("Se avisa a {roles} de lo que resultó en {name}"),
                        &format!("Notice to {roles} of what came out of {name}"),
                    ),
                    NoticeReason::Closed => self.say(
                        &format!("Se avisa a {roles}: se cerró {name}"),
                        &format!("Notice to {roles}: {name} was closed"),
                    ),
                }
            }
            _ => return None,
        })
    }

    /// Whether an item is a repetition or one of its members.
    fn is_of_repetition(&self, item: ItemId) -> bool {
        matches!(self.track.kind_of_scope(item), Some(ItemKind::Member | ItemKind::Repetition))
    }

    fn thrown(&self, what: &Thrown) -> String {
        match what {
            Thrown::Message { name, .. } => {
                self.say(&format!("el mensaje {name}"), &format!("message {name}"))
            }
            Thrown::Signal { name } => self.say(&format!("la señal {name}"), &format!("signal {name}")),
            Thrown::Error { code } => self.say(&format!("el error {code}"), &format!("error {code}")),
            Thrown::Escalation { code } => {
                self.say(&format!("la escalada {code}"), &format!("escalation {code}"))
            }
            Thrown::Terminate => self.say("el final de su bloque", "the end of its block"),
            Thrown::Cancel => {
                self.say("la cancelación de la transacción", "the cancellation of the transaction")
            }
            Thrown::Compensation { .. } => self.say("una compensación", "a compensation"),
            Thrown::Case { procedure, .. } => {
                self.say(&format!("un caso de {procedure}"), &format!("a case of {procedure}"))
            }
        }
    }

    fn opened(&self, opened: &Opened) -> String {
        let mut name = self.name_in(opened.element, opened.scope);
        if let Some(role) = opened.role {
            name = format!("{name} ({})", self.roles(&[role]));
        }
        match opened.kind {
            ItemKind::Applies if self.is_interaction(opened) => self.say(
                &format!("Se pregunta si se requiere {name}"),
                &format!("Asks whether {name} is needed"),
            ),
            ItemKind::Applies => {
                self.say(&format!("Se pregunta si aplica {name}"), &format!("Asks whether {name} applies"))
            }
            ItemKind::Confirm => {
                self.say(&format!("Falta confirmar {name}"), &format!("{name} awaits confirmation"))
            }
            ItemKind::Question => {
                self.say(&format!("Falta responder {name}"), &format!("{name} awaits its answer"))
            }
            ItemKind::Verify => {
                self.say(&format!("Falta verificar {name}"), &format!("{name} awaits verification"))
            }
            ItemKind::Wait | ItemKind::EventGateway => {
                self.say(&format!("Se aguarda {name}"), &format!("Awaits {name}"))
            }
            ItemKind::Job => {
                self.say(&format!("Se encarga al sistema {name}"), &format!("Hands {name} to the system"))
            }
            ItemKind::Delay => self.say(&format!("Se espera para {name}"), &format!("Waits for {name}")),
            _ if opened.round > 1 => {
                let round = opened.round;
                self.say(&format!("Se abre {name} (vez {round})"), &format!("Opens {name} (time {round})"))
            }
            _ => self.say(&format!("Se abre {name}"), &format!("Opens {name}")),
        }
    }

    fn is_interaction(&self, opened: &Opened) -> bool {
        let activity = self.procedure.activity(opened.element);
        activity.is_some_and(|activity| activity.interaction.is_some())
    }

    fn completed(&self, completed: &Completed) -> String {
        let name = self.item(completed.item);
        let mut said = match self.track.kind(completed.item) {
            Some(ItemKind::Question) => self.say(&format!("Se responde {name}"), &format!("Answers {name}")),
            _ => self.say(&format!("Se cumple {name}"), &format!("Completes {name}")),
        };
        if let Some(answer) = self.answer(completed) {
            said = format!("{said}: {answer}");
        }
        if let Some(found) = &completed.verification {
            said = format!("{said} ({})", self.result(found.conforming));
        }
        said
    }

    fn answer(&self, completed: &Completed) -> Option<&Text> {
        let activity = self.procedure.activity(self.track.element(completed.item)?)?;
        activity.answers.get(usize::from(completed.answer?)).map(|answer| &answer.text)
    }

    fn result(&self, conforming: bool) -> String {
        match conforming {
            true => self.say("conforme", "conforming"),
            false => self.say("no conforme", "nonconforming"),
        }
    }

    fn resolved(&self, how: &Resolved) -> String {
        let how = match how {
            Resolved::Retry => self.say("se intenta de nuevo", "tried again"),
            Resolved::OneMore => self.say("se permite una vuelta más", "one more round is allowed"),
            Resolved::Take(exit) => {
                let to = self.target(self.procedure.graph.exit(*exit).target);
                self.say(&format!("se toma la salida hacia {to}"), &format!("the exit to {to} is taken"))
            }
            Resolved::MoveTo(element) => {
                let to = self.procedure.reference(*element);
                self.say(&format!("se sigue en la {to}"), &format!("it goes on at {to}"))
            }
        };
        self.say(&format!("La autoridad resuelve: {how}"), &format!("The authority resolves: {how}"))
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Element(element) => self.procedure.reference(element).to_string(),
            Target::End | Target::CaseEnd => self.say("fin", "end"),
        }
    }

    fn finished(&self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Completed => self.say("Termina el caso", "The case is completed"),
            Outcome::Cancelled => self.say("Se cancela el caso", "The case is cancelled"),
            Outcome::Failed => self.say("Falla el caso", "The case fails"),
        }
    }
}

/// What opens for the machine: a member opens with its work, an event attached with its host.
fn is_machinery(opened: &Opened) -> bool {
    matches!(
        opened.kind,
        ItemKind::Repetition | ItemKind::Member | ItemKind::Subscription | ItemKind::Compensation
    )
}
