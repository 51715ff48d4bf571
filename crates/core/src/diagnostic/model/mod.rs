//! Problems of a procedure as a BPMN model: events, flows, gateways, messages and who takes part.
//!
//! Knows what the rules about models can find, and says it in both languages.
//! Does not find it: the rules do.
//! Read [`ModelProblem`] first.

mod english;
mod spanish;

use super::check::Place;
use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

problem_family! {
    /// What can be odd or wrong with a procedure as a model.
    ModelProblem;
    /// A flow that leads to a start, an event or an alternative.
    EntersEvent {
        /// The element that leads there.
        from: Text,
        /// The start, event or alternative.
        target: Text,
    } = "C0210", "entra-a-un-evento", "enters-an-event";
    /// A start of a block that waits for something.
    StartTriggered {
        /// The start.
        start: Text,
        /// The block it stands in.
        block: Text,
        /// The key that says when.
        key: Keyword,
    } = "C0211", "inicio-con-disparador-en-bloque", "triggered-start-in-block";
    /// A completion condition, or what goes with it, where nothing is complete before its time.
    KeyWithoutUse {
        /// The activity.
        id: Text,
        /// The key.
        key: Keyword,
    } = "C0212", "clave-sin-uso-ahi", "key-without-use-there";
    /// An event that waits for the cancellation of what is no transaction.
    CancelWithoutTransaction {
        /// The event.
        event: Text,
    } = "C0213", "cancelacion-sin-transaccion", "cancellation-without-transaction";
    /// A wait inside a block that would begin a case.
    BeginsInBlock {
        /// The wait.
        id: Text,
        /// The block it stands in.
        block: Text,
    } = "C0214", "crea-caso-en-un-bloque", "begins-a-case-in-a-block";
    /// A wait that begins a case and that other work leads to.
    BeginsAndFollows {
        /// The wait.
        id: Text,
    } = "C0215", "crea-caso-y-tiene-entrada", "begins-a-case-and-follows";
    /// A wait behind a gateway of events that other work leads to as well.
    SharedWait {
        /// The gateway.
        gateway: Text,
        /// The wait.
        target: Text,
    } = "C0216", "espera-compartida", "shared-wait";
    /// A gateway with one way in and one way out.
    PassesOnly {
        /// The gateway.
        gateway: Text,
    } = "C0217", "compuerta-que-solo-pasa", "gateway-that-only-passes";
    /// An event beside a step that is never open.
    NeverMeanwhile {
        /// The event.
        event: Text,
        /// The step it stands beside.
        host: Text,
    } = "C0218", "evento-sin-mientras", "event-without-meanwhile";
    /// A link that arrives and that nothing leaves by.
    LinkNobodyTakes {
        /// The activity.
        id: Text,
        /// The name of the link.
        name: Text,
    } = "C0219", "enlace-sin-salida", "link-without-throw";
    /// An event that catches what nothing inside throws.
    NothingThrows {
        /// The event.
        event: Text,
        /// An error or an escalation.
        kind: Keyword,
        /// Its code; `None` for any.
        code: Option<Text>,
    } = "C0220", "nadie-lo-lanza", "nothing-throws-it";
    /// An escalation that no event around catches.
    Uncaught {
        /// The element.
        id: Text,
        /// The code of the escalation.
        code: Text,
    } = "C0221", "escalada-que-nadie-atiende", "escalation-nobody-catches";
    /// A message that a procedure throws and waits for itself.
    OwnMessage {
        /// The name of the message.
        message: Text,
        /// Where it is thrown.
        from: Text,
        /// Where it is waited for.
        to: Text,
    } = "C0222", "mensaje-a-si-mismo", "message-to-itself";
    /// A procedure that calls itself.
    CallsItself {
        /// The activity.
        activity: Text,
    } = "C0223", "se-llama-a-si-mismo", "calls-itself";
    /// A procedure is named that is not among those looked at together.
    NotInTheSet {
        /// The code.
        code: Text,
    } = "C0224", "procedimiento-que-no-esta", "procedure-not-in-the-set";
    /// A message of a collaboration that only one side knows.
    OneSided {
        /// The name of the message.
        message: Text,
        /// Whether it is waited for and not thrown; otherwise thrown and not waited for.
        awaited: bool,
    } = "C0225", "mensaje-de-un-solo-lado", "one-sided-message";
    /// Procedures that call each other in a circle.
    CallCircle {
        /// The codes, in the order of the calls.
        round: Vec<Text>,
    } = "C0226", "llamadas-en-circulo", "calls-in-a-circle";
    /// Two flows from one element to the same place.
    SameFlow {
        /// The gateway or activity.
        from: Text,
        /// Where both lead.
        to: Place,
    } = "C0227", "dos-flujos-iguales", "two-equal-flows";
    /// A participant of which there is none.
    NobodyTakesPart {
        /// The participant.
        id: Text,
    } = "C0228", "participante-de-nadie", "participant-of-nobody";
}

impl ModelProblem {
    /// One short sentence that says what is odd.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into()).0
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into()).1)
    }

    fn said(&self, Voice { reader, file }: Voice) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self, file),
            Language::English => english::said(self, file),
        }
    }
}
