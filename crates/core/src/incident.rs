//! Incidents: work that is stuck and can be resolved, with a reason.
//!
//! Knows what can be wrong while a case runs and how to say it in both languages.
//! Does not know how it is resolved, that is `decide`.
//! Read [`Trouble`] first.

use crate::data::Text;
use crate::diagnostic::Page;
use crate::event::Input;
use crate::guard::GuardFault;
use crate::procedure::ReturnIx;
use crate::source::Language;

/// What is wrong with an element instance.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Trouble {
    /// A guard could not be evaluated.
    Guard {
        /// What it was to decide.
        stage: Stage,
        /// Why.
        fault: GuardFault,
        /// What it had read.
        inputs: Box<[Input]>,
    },
    /// No condition of a gateway was true and there is no default.
    NoWay {
        /// What was read.
        inputs: Box<[Input]>,
    },
    /// A return was asked once more than its maximum.
    TooManyReturns {
        /// Which.
        taken: ReturnIx,
        /// The maximum.
        maximum: u32,
    },
    /// Several responsible answered differently.
    NoAgreement,
    /// Automatic steps went on beyond the budget of one command.
    Runaway {
        /// The references of the elements that repeat, in order.
        cycle: Box<[Text]>,
    },
    /// A case has as much open as it may.
    Crowded {
        /// How much that is.
        limit: u32,
    },
    /// How often an element is done is not a list or a whole number.
    NoMembers {
        /// What was read.
        inputs: Box<[Input]>,
    },
    /// An element has more members than may open in one step.
    TooManyMembers {
        /// How many may.
        limit: u32,
        /// What was read.
        inputs: Box<[Input]>,
    },
    /// The procedure that is called is not there.
    NoProcedure {
        /// Its code.
        code: Text,
    },
    /// Procedures call each other deeper than the limit.
    CallsTooDeep {
        /// How deep they may.
        limit: u32,
    },
    /// What a called procedure is given is no datum of it, or of another kind.
    WrongInput {
        /// The name.
        name: Text,
    },
    /// The procedure of the case that an event begins is not there, or has no such start.
    NothingToOpen {
        /// Its code.
        code: Text,
        /// The start, where that is missing.
        start: Option<Text>,
    },
    /// What the case that an event begins is given is no datum of it, or of another kind.
    OpensWithOther {
        /// The code of its procedure.
        code: Text,
        /// The name.
        name: Text,
    },
    /// The procedure that is called has no such start.
    NoStart {
        /// Its code.
        code: Text,
        /// The start.
        start: Text,
    },
    /// A deadline could not be computed: it lies beyond the year 9999.
    Deadline,
    /// What is waited for has no time: the datum that says when has no value.
    NoMoment {
        /// The datum.
        datum: crate::procedure::DatumIx,
    },
    /// What an element computes when it is done could not be computed; nothing of it was written.
    Computation {
        /// The datum or the decision table.
        of: Text,
        /// Why.
        why: Uncomputed,
        /// The answer given, by position, whose consequence waits.
        answer: Option<u16>,
        /// Whether what was verified did not conform.
        nonconforming: bool,
        /// What was read.
        inputs: Box<[Input]>,
    },
    /// A job of the host failed as often as it may.
    JobFailed {
        /// How often.
        attempts: u32,
    },
}

/// Why something could not be computed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Uncomputed {
    /// An expression gave no value.
    Fault(GuardFault),
    /// No row of a decision table applies.
    NoRow,
    /// Several rows apply where one may; the first is 1.
    SeveralRows(Box<[u32]>),
}

/// What a guard that failed was to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Whether the activity applies.
    Applies,
    /// The answer of an activity.
    Decision,
    /// The way out of a gateway.
    Route,
    /// How many members a repetition has.
    Members,
    /// What a called procedure or a job is given.
    Input,
    /// Whether a repetition is enough, or an ad-hoc block or a gateway may go on.
    Completion,
    /// What a message correlates with.
    Message,
    /// Whether what is waited for holds.
    Condition,
    /// What a message carries.
    Throw,
}

/// Writes the pages of incidents from one list of codes and names.
macro_rules! pages {
    ($($code:literal $spanish:literal $english:literal;)+) => {
        /// The pages of the incidents that are not faults of a guard, in order of their codes.
        pub(crate) const PAGES: &[Page] = &[$($crate::diagnostic::family::page!($code, $spanish, $english)),+];
    };
}

pages! {
    "C0851" "ninguna-condicion-cumplida" "no-condition-met";
    "C0852" "vueltas-agotadas" "returns-exhausted";
    "C0853" "sin-acuerdo" "no-agreement";
    "C0854" "ciclo-en-marcha" "runaway-cycle";
    "C0855" "plazo-fuera-de-rango" "deadline-out-of-range";
    "C0856" "repeticion-sin-lista" "repetition-without-list";
    "C0857" "demasiados-miembros" "too-many-members";
    "C0863" "espera-sin-fecha" "wait-without-time";
    "C0870" "calculo-fallido" "computation-failed";
    "C0871" "trabajo-fallido" "job-failed";
    "C0872" "tabla-sin-fila" "table-without-row";
    "C0873" "tabla-con-varias-filas" "table-with-several-rows";
    "C0875" "procedimiento-ausente" "missing-procedure";
    "C0876" "llamadas-sin-fin" "calls-too-deep";
    "C0877" "entrada-equivocada" "wrong-input";
    "C0878" "nada-que-abrir" "nothing-to-open";
    "C0879" "abre-con-otro-dato" "opens-with-other-data";
    "C0880" "llamada-sin-inicio" "call-without-start";
}

impl Trouble {
    /// Whether what is stuck with it stays what it is when it is tried again: a deadline is counted once more, a
    /// condition looked at.
    pub(crate) fn may_stay(&self) -> bool {
        matches!(self, Trouble::Deadline | Trouble::Guard { stage: Stage::Completion, .. })
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Guard { fault, .. } => fault.code(),
            Trouble::NoWay { .. } => "C0851",
            Trouble::TooManyReturns { .. } => "C0852",
            Trouble::NoAgreement => "C0853",
            Trouble::Runaway { .. } | Trouble::Crowded { .. } => "C0854",
            Trouble::Deadline => "C0855",
            Trouble::NoMembers { .. } => "C0856",
            Trouble::TooManyMembers { .. } => "C0857",
            Trouble::NoMoment { .. } => "C0863",
            Trouble::Computation { why: Uncomputed::Fault(_), .. } => "C0870",
            Trouble::JobFailed { .. } => "C0871",
            Trouble::Computation { why: Uncomputed::NoRow, .. } => "C0872",
            Trouble::Computation { why: Uncomputed::SeveralRows(_), .. } => "C0873",
            Trouble::NoProcedure { .. } => "C0875",
            Trouble::CallsTooDeep { .. } => "C0876",
            Trouble::WrongInput { .. } => "C0877",
            Trouble::NothingToOpen { .. } => "C0878",
            Trouble::OpensWithOther { .. } => "C0879",
            Trouble::NoStart { .. } => "C0880",
        }
    }

    /// The name in that language.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        if let Trouble::Guard { fault, .. } = self {
            return fault.name(language);
        }
        let page = PAGES.iter().find(|page| page.code == self.code());
        page.map_or("", |page| page.names[language as usize])
    }

    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    /// What can be done about it.
    #[must_use]
    pub fn help(&self, language: Language) -> Option<String> {
        let [spanish, english] = match self {
            Trouble::Guard { .. } => [
                "corrija los datos y reintente, o la autoridad elige otra salida",
                "correct the data and try again, or the authority takes another exit",
            ],
            Trouble::NoWay { .. } => [
                "corrija los datos y reintente, o la autoridad decide por dónde sigue",
                "correct the data and try again, or the authority decides where it goes on",
            ],
            Trouble::TooManyReturns { .. } => [
                "la autoridad permite una vuelta más, elige otra salida o cancela el caso, con un motivo",
                "the authority allows one more, takes another exit or cancels the case, with a reason",
            ],
            Trouble::NoAgreement => [
                "la autoridad elige la respuesta, con un motivo",
                "the authority chooses the answer, with a reason",
            ],
            Trouble::Runaway { .. } => [
                "revise las condiciones de esos elementos: ninguna deja salir",
                "look at the conditions of those elements: none lets the work leave",
            ],
            Trouble::Crowded { .. } => [
                "revise qué se abre una y otra vez, por ejemplo con el tiempo; cierre lo que sobra y reintente",
                "look at what opens again and again, by the clock for example; close what is too much and try again",
            ],
            Trouble::Deadline => [
                "revise la fecha de la que se cuenta el plazo y reintente",
                "check the date that the deadline is counted from and try again",
            ],
            Trouble::NoMoment { .. } => [
                "escriba el dato del que depende la espera y reintente",
                "give the datum that the wait depends on and try again",
            ],
            Trouble::NoMembers { .. } => [
                "escriba la lista o el número en los datos del caso y reintente",
                "give the list or the number in the case data and try again",
            ],
            Trouble::NoProcedure { .. } => {
                ["cargue ese procedimiento y reintente", "load that procedure and try again"]
            }
            Trouble::NoStart { .. } => [
                "cargue una versión de ese procedimiento que tenga ese inicio y reintente",
                "load a version of that procedure that has that start and try again",
            ],
            Trouble::CallsTooDeep { .. } => {
                ["revise qué procedimiento se llama a sí mismo", "look at which procedure calls itself"]
            }
            Trouble::WrongInput { .. } => [
                "corrija la entrada, o el dato que se entrega, y reintente",
                "correct the input, or the value handed in, and try again",
            ],
            Trouble::NothingToOpen { .. } => [
                "cargue ese procedimiento, con ese inicio, y reintente",
                "load that procedure, with that start, and try again",
            ],
            Trouble::OpensWithOther { .. } => [
                "corrija la entrada, o el dato que se entrega, y reintente",
                "correct the input, or the value handed in, and try again",
            ],
            Trouble::TooManyMembers { .. } => [
                "reparta la lista, o suba el límite, y reintente",
                "divide the list, or raise the limit, and try again",
            ],
            Trouble::Computation { .. } => {
                ["corrija los datos del caso y reintente", "correct the case data and try again"]
            }
            Trouble::JobFailed { .. } => [
                "resuelva la causa y reintente, o mande el caso a otra actividad",
                "remove the cause and try again, or send the case to another activity",
            ],
        };
        Some(match language {
            Language::Spanish => spanish.into(),
            Language::English => english.into(),
        })
    }

    fn spanish(&self) -> String {
        match self {
            Trouble::Guard { stage, fault, .. } => {
                format!("{}: {}", stage.spanish(), fault.message(Language::Spanish))
            }
            Trouble::NoWay { .. } => "ninguna condición se cumple y no hay salida para el otro caso".into(),
            Trouble::TooManyReturns { maximum: 1, .. } => {
                "este regreso se permite una vez y se pidió otra".into()
            }
            Trouble::TooManyReturns { maximum, .. } => {
                format!("este regreso se permite {maximum} veces y se pidió una más")
            }
            Trouble::NoAgreement => "los responsables respondieron distinto y no hay acuerdo".into(),
            Trouble::Runaway { cycle } => {
                format!("el trabajo automático da vueltas sin parar: {}", cycle.join(" → "))
            }
            Trouble::Crowded { limit } => {
                format!("el caso tiene abierto todo lo que puede tener a la vez: {limit}")
            }
            Trouble::Deadline => "el plazo no se puede calcular: pasa del año 9999".into(),
            Trouble::NoMoment { .. } => {
                "no se sabe hasta cuándo se espera: el dato que lo dice no tiene valor".into()
            }
            Trouble::NoMembers { .. } => {
                "no se sabe cuántas veces se hace: la lista no tiene valor o el número no es entero".into()
            }
            Trouble::NoProcedure { code } => format!("no está cargado el procedimiento {code} que se llama"),
            Trouble::NoStart { code, start } => {
                format!("el procedimiento {code} que se llama no tiene el inicio «{start}»")
            }
            Trouble::CallsTooDeep { limit } => {
                format!("los procedimientos se llaman unos a otros más de {limit} veces")
            }
            Trouble::WrongInput { name } => {
                format!("el procedimiento que se llama no recibe «{name}», o lo espera de otro tipo")
            }
            Trouble::NothingToOpen { code, start: None } => {
                format!("no está cargado el procedimiento {code} del que se abre un caso")
            }
            Trouble::NothingToOpen { code, start: Some(start) } => {
                format!("el procedimiento {code} no tiene el inicio «{start}» en el que se abre un caso")
            }
            Trouble::OpensWithOther { code, name } => {
                format!("el caso que se abre de {code} no recibe «{name}», o lo espera de otro tipo")
            }
            Trouble::TooManyMembers { limit, .. } => {
                format!("hay más miembros de los que se abren de una vez: {limit}")
            }
            Trouble::Computation { of, why: Uncomputed::Fault(fault), .. } => {
                format!("no se puede calcular «{of}»: {}", fault.message(Language::Spanish))
            }
            Trouble::Computation { of, why: Uncomputed::NoRow, .. } => {
                format!("ninguna fila de la tabla «{of}» sirve para este caso")
            }
            Trouble::Computation { of, why: Uncomputed::SeveralRows(rows), .. } => {
                format!("varias filas de la tabla «{of}» sirven para este caso: {}", listed(rows))
            }
            Trouble::JobFailed { attempts: 1 } => "el trabajo automático falló".into(),
            Trouble::JobFailed { attempts } => format!("el trabajo automático falló {attempts} veces"),
        }
    }

    fn english(&self) -> String {
        match self {
            Trouble::Guard { stage, fault, .. } => {
                format!("{}: {}", stage.english(), fault.message(Language::English))
            }
            Trouble::NoWay { .. } => "no condition is true and there is no way for the other case".into(),
            Trouble::TooManyReturns { maximum: 1, .. } => {
                "this return is allowed once and was asked again".into()
            }
            Trouble::TooManyReturns { maximum, .. } => {
                format!("this return is allowed {maximum} times and was asked once more")
            }
            Trouble::NoAgreement => "the responsible answered differently and there is no agreement".into(),
            Trouble::Runaway { cycle } => {
                format!("automatic work goes round without end: {}", cycle.join(" → "))
            }
            Trouble::Crowded { limit } => {
                format!("the case has open as much as it may have at once: {limit}")
            }
            Trouble::Deadline => "the deadline cannot be computed: it lies beyond the year 9999".into(),
            Trouble::NoMoment { .. } => {
                "until when it waits is not known: the datum that says so has no value".into()
            }
            Trouble::NoMembers { .. } => {
                "how often it is done is not known: the list has no value or the number is not whole".into()
            }
            Trouble::NoProcedure { code } => format!("the called procedure {code} is not loaded"),
            Trouble::NoStart { code, start } => {
                format!("the called procedure {code} has no start \"{start}\"")
            }
            Trouble::CallsTooDeep { limit } => {
                format!("procedures call each other more than {limit} deep")
            }
            Trouble::WrongInput { name } => {
                format!("the called procedure takes no \"{name}\", or takes another kind")
            }
            Trouble::NothingToOpen { code, start: None } => {
                format!("the procedure {code} of which a case is to begin is not loaded")
            }
            Trouble::NothingToOpen { code, start: Some(start) } => {
                format!("procedure {code} has no start \"{start}\" at which a case could begin")
            }
            Trouble::OpensWithOther { code, name } => {
                format!("a case of {code} takes no \"{name}\", or takes another kind")
            }
            Trouble::TooManyMembers { limit, .. } => {
                format!("there are more members than may open at once: {limit}")
            }
            Trouble::Computation { of, why: Uncomputed::Fault(fault), .. } => {
                format!("“{of}” cannot be computed: {}", fault.message(Language::English))
            }
            Trouble::Computation { of, why: Uncomputed::NoRow, .. } => {
                format!("no row of table “{of}” applies to this case")
            }
            Trouble::Computation { of, why: Uncomputed::SeveralRows(rows), .. } => {
                format!("several rows of table “{of}” apply to this case: {}", listed(rows))
            }
            Trouble::JobFailed { attempts: 1 } => "the automatic work failed".into(),
            Trouble::JobFailed { attempts } => format!("the automatic work failed {attempts} times"),
        }
    }
}

/// `1, 3, 4`
fn listed(rows: &[u32]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Stage {
    fn spanish(self) -> &'static str {
        match self {
            Stage::Applies => "no se puede saber si la actividad aplica",
            Stage::Decision => "no se puede calcular la respuesta",
            Stage::Route => "no se puede decidir por dónde sigue",
            Stage::Members => "no se puede saber cuántas veces se hace",
            Stage::Input => "no se puede saber qué se entrega",
            Stage::Completion => "no se puede saber si ya es suficiente",
            Stage::Message => "no se puede saber con qué se correlaciona el mensaje",
            Stage::Condition => "no se puede saber si se cumple lo que se espera",
            Stage::Throw => "no se puede saber qué lleva el mensaje",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Stage::Applies => "it cannot be known whether the activity applies",
            Stage::Decision => "the answer cannot be computed",
            Stage::Route => "the way on cannot be decided",
            Stage::Members => "how often it is done cannot be known",
            Stage::Input => "what is handed in cannot be known",
            Stage::Completion => "whether it is enough cannot be known",
            Stage::Message => "what the message correlates with cannot be known",
            Stage::Condition => "whether what is waited for holds cannot be known",
            Stage::Throw => "it cannot be known what the message carries",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGES, Page, Trouble};
    use crate::procedure::ReturnIx;
    use crate::source::Language;

    #[test]
    fn incidents_are_said_in_both_languages() {
        let trouble = Trouble::TooManyReturns { taken: ReturnIx(0), maximum: 3 };
        assert_eq!((trouble.code(), trouble.name(Language::Spanish)), ("C0852", "vueltas-agotadas"));
        assert_eq!(trouble.message(Language::Spanish), "este regreso se permite 3 veces y se pidió una más");
        let runaway = Trouble::Runaway { cycle: ["a".into(), "b".into()].into() };
        assert_eq!(runaway.message(Language::English), "automatic work goes round without end: a → b");
    }

    #[test]
    fn each_page_begins_with_its_code_and_name() {
        for Page { code, names, texts } in PAGES {
            for (name, text) in names.iter().zip(texts) {
                assert!(text.starts_with(&format!("# {code} · {name}\n\n")), "{code}");
            }
        }
    }
}
