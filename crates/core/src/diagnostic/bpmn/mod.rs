//! Problems of a BPMN 2.0 model in XML: what cannot be read, what is not understood, what is read in one way of several.
//!
//! Knows what the reader of models can find, and says it in both languages.
//! Does not read models: another crate does.
//! Read [`BpmnProblem`] first.

mod english;
mod spanish;

use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::source::{Language, Voice};

/// What there is too much of in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excess {
    /// Bytes of the file.
    Bytes,
    /// Elements inside each other.
    Depth,
    /// Elements.
    Elements,
    /// Attributes of one element.
    Attributes,
    /// Namespaces.
    Namespaces,
}

/// Why the file does not say that an element stands in another lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LaneLeft {
    /// The lane has neither a name nor an id.
    Unnamed,
    /// It stands in no lane.
    NoLane,
    /// Several are responsible, and none is the role of the old lane, or the new lane is nobody's.
    Several,
    /// Who is responsible is said by what it stands in, or by what stands in it.
    Elsewhere,
    /// The element names who does it, whatever its lane.
    Named,
}

problem_family! {
    /// What can be odd or wrong with a model in XML.
    BpmnProblem;
    /// The bytes are no text.
    NotText {
        /// The first byte that is none.
        byte: usize,
    } = "C1001", "modelo-no-es-texto", "model-is-no-text";
    /// A tag, comment or text that XML does not have.
    Syntax = "C1002", "xml-mal-escrito", "ill-written-xml";
    /// An end tag that closes something else.
    Mismatched {
        /// What is open; empty when nothing is.
        open: Text,
        /// What is closed.
        close: Text,
    } = "C1003", "cierre-de-otro", "end-tag-of-another";
    /// An element without its end tag.
    Unclosed {
        /// Its name.
        name: Text,
    } = "C1004", "elemento-sin-cerrar", "unclosed-element";
    /// A document type.
    DocType = "C1005", "tipo-de-documento", "document-type";
    /// A reference to an entity that XML does not have of itself.
    Entity {
        /// Its name.
        name: Text,
    } = "C1006", "entidad-desconocida", "unknown-entity";
    /// Two attributes of one name.
    TwiceTheAttribute {
        /// The name.
        name: Text,
    } = "C1007", "atributo-repetido", "duplicate-attribute";
    /// A prefix that stands for nothing.
    UnknownPrefix {
        /// The prefix.
        prefix: Text,
    } = "C1008", "prefijo-desconocido", "unknown-prefix";
    /// More than the limits allow.
    TooMuch {
        /// Of what.
        what: Excess,
        /// How much is allowed.
        limit: usize,
    } = "C1009", "modelo-demasiado-grande", "model-too-large";
    /// XML that is no BPMN 2.0.
    NotBpmn {
        /// The outermost element.
        root: Text,
    } = "C1010", "no-es-bpmn", "not-bpmn";
    /// A model without a process.
    NoProcess = "C1011", "modelo-sin-proceso", "model-without-process";
    /// Two elements of one id.
    SameId {
        /// The id.
        id: Text,
    } = "C1012", "id-repetido-en-el-modelo", "duplicate-id-in-model";
    /// A reference to nothing, or to something else than it may name.
    Dangling {
        /// The element.
        element: Text,
        /// The attribute or child that names it.
        names: Text,
        /// What it names.
        target: Text,
    } = "C1013", "referencia-a-nada", "dangling-reference";
    /// Something that an element must name and does not.
    Unnamed {
        /// The element.
        element: Text,
        /// The attribute or child that is missing.
        names: Text,
    } = "C1014", "falta-en-el-elemento", "missing-in-element";
    /// An element that is kept and does nothing.
    NotUnderstood {
        /// The name of the element, with its prefix.
        name: Text,
        /// What it belongs to.
        element: Text,
    } = "C1015", "se-conserva-sin-efecto", "kept-without-effect";
    /// An expression that cannot be translated.
    Untranslated {
        /// The element that has it.
        element: Text,
        /// As written.
        expression: Text,
        /// The data item that stands for it.
        datum: Text,
    } = "C1016", "expresion-sin-traducir", "untranslated-expression";
    /// An id, or a property of data, that the procedure writes in another way.
    Renamed {
        /// In the model.
        from: Text,
        /// In the procedure.
        to: Text,
        /// Whether it is a property of data, which the case is given by its own name.
        is_data: bool,
    } = "C1017", "id-con-otro-nombre", "renamed-id";
    /// A sequence flow between elements of different processes or sub-processes.
    CrossesBorder {
        /// The flow.
        flow: Text,
    } = "C1018", "flujo-que-cruza-un-borde", "flow-across-a-border";
    /// A process, or sub-process, without a start event: what no flow leads to begins.
    BeginsUnasked {
        /// The process or sub-process.
        element: Text,
    } = "C1019", "comienza-sin-evento-de-inicio", "begins-without-start-event";
    /// A split without conditions: a person decides.
    PersonDecides {
        /// The gateway.
        gateway: Text,
    } = "C1020", "decide-una-persona", "a-person-decides";
    /// An event definition that says less than it has to.
    VagueEvent {
        /// The event.
        event: Text,
        /// What is missing.
        missing: Text,
    } = "C1021", "evento-sin-definir", "undefined-event";
    /// A time that cannot be read.
    UnreadTime {
        /// The event.
        element: Text,
        /// As written.
        written: Text,
    } = "C1022", "tiempo-ilegible-en-el-modelo", "unreadable-time-in-model";
    /// A boundary event attached to nothing that can bear it.
    Unattached {
        /// The event.
        event: Text,
    } = "C1023", "evento-de-borde-sin-actividad", "boundary-event-without-activity";
    /// A call that does not say what it calls.
    CallsNothing {
        /// The activity.
        activity: Text,
    } = "C1024", "llamada-a-nada", "calls-nothing";
    /// A file that the model imports: it is not opened.
    NotOpened {
        /// As written.
        location: Text,
    } = "C1025", "archivo-que-no-se-abre", "file-not-opened";
    /// Something that the procedure file cannot say in that place, and what is done instead.
    SaidOtherwise {
        /// The element.
        element: Text,
        /// What it is.
        what: Text,
    } = "C1026", "se-lee-de-otro-modo", "read-otherwise";
    /// A value of an attribute that it may not have.
    BadValue {
        /// The element.
        element: Text,
        /// The attribute.
        names: Text,
        /// The value.
        value: Text,
    } = "C1027", "valor-que-no-puede-tener", "value-it-may-not-have";
    /// An element stands in another lane than its file says, and the file stays as it is.
    LaneWithoutEffect {
        /// The element, or the process of which all lanes are gone.
        element: Text,
        /// The lane by its name; empty where there is none.
        lane: Text,
        /// Why the file stays.
        why: LaneLeft,
    } = "C1028", "carril-sin-efecto", "lane-without-effect";
}

impl BpmnProblem {
    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into().reader).0
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into().reader).1)
    }

    fn said(&self, reader: Language) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self),
            Language::English => english::said(self),
        }
    }
}
