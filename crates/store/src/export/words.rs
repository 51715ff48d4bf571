//! The words of the tool on an exported document, in both languages.

use cauce::source::Language;

macro_rules! define_words {
    ($($variant:ident = $es:literal, $en:literal;)+) => {
        /// A heading or label of an exported document.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Word { $($variant),+ }

        impl Word {
            /// The word in that language.
            pub(super) fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Word::$variant, Language::Spanish) => $es,
                      (Word::$variant, Language::English) => $en,)+
                }
            }
        }
    };
}

define_words! {
    // Head
    Case = "Caso", "Case";
    Tenant = "Inquilino", "Tenant";
    Version = "Versión", "Version";
    Running = "En curso", "Running";
    Completed = "Terminado", "Completed";
    Cancelled = "Cancelado", "Cancelled";
    Failed = "Fallido", "Failed";
    Began = "Comenzó", "Began";
    LastChange = "Último cambio", "Last change";
    Clocks = "Horas de", "Times of";
    Records = "Registros del caso", "Records of the case";
    LastDigest = "Digesto del último registro", "Digest of the last record";
    DefinitionDigest = "Digesto de la definición", "Digest of the definition";
    TextDigest = "Digesto del texto aprobado", "Digest of the approved text";
    BehaviourDigest = "Digesto del comportamiento", "Digest of the behaviour";
    Semantics = "Versión del significado", "Version of the semantics";

    // Sections
    Stands = "Dónde está", "Where it stands";
    Timeline = "Línea de tiempo", "Timeline";
    Evidence = "Índice de evidencias", "Evidence index";
    Deadlines = "Plazos", "Deadlines";
    Returns = "Regresos", "Returns";
    Incidents = "Incidentes", "Incidents";
    Data = "Datos e indicadores", "Data and indicators";
    Findings = "Hallazgos de la definición", "Findings of the definition";

    // Columns
    When = "Cuándo", "When";
    Who = "Quién", "Who";
    What = "Qué", "What";
    Activity = "Actividad", "Activity";
    WhoMay = "Quién puede", "Who may";
    Since = "Desde", "Since";
    Due = "Vence", "Due";
    Record = "Registro", "Record";
    File = "Archivo", "File";
    SignedBy = "Firmas", "Signatures";
    Counts = "Vale", "Counts";
    From = "De", "From";
    To = "A", "To";
    Round = "Vuelta", "Round";
    Trouble = "Qué pasó", "What happened";
    Resolution = "Cómo se resolvió", "How it was resolved";
    Datum = "Dato", "Data item";
    Value = "Valor", "Value";
    Set = "Anotado", "Set";
    Result = "Resultado", "Result";
    Finding = "Hallazgo", "Finding";
    Place = "Dónde", "Where";
    Note = "Nota", "Note";

    // Values
    Disposed = "dato dispuesto", "disposed";
    Withheld = "reservado", "withheld";
    TimePassing = "el paso del tiempo", "time passing";
    System = "el sistema", "the system";
    InPlaceOf = "en lugar de", "in place of";
    NotSaid = "no se dice", "not said";
    Reason = "Motivo", "Reason";
    Valid = "vigente", "valid";
    Superseded = "reemplazada", "superseded";
    Cited = "citada", "cited";
    OnTime = "cumplido", "kept";
    Late = "incumplido", "missed";
    OpenTerm = "abierto", "open";
    Dropped = "cerrado sin hacerse", "closed without being done";
    Moved = "movido", "moved";
    DoneAt = "hecho", "done";
    TheCase = "El caso", "The case";
    OpenIncident = "sin resolver", "not resolved";
    ClosedWith = "se cerró con lo que lo rodeaba", "closed with what surrounded it";
    OfMaximum = "de", "of";
    Times = "veces", "times";
    RoundOf = "vez", "round";
    Yes = "Sí", "Yes";
    No = "No", "No";
    Overdue = "vencido", "overdue";
    NothingOpen = "No hay nada abierto.", "Nothing is open.";
    NoEvidence = "No se ha entregado ninguna evidencia.", "No evidence has been handed in.";
    ReadDifferently = "se lee distinto de lo impreso", "read otherwise than printed";
    InCall = "en", "in";
    Bytes = "bytes", "bytes";
    Page = "Exportado de los registros del caso: cada uno nombra el digesto del anterior, y el de arriba es el del último.", "Exported from the records of the case: each names the digest of the one before, and the one above is that of the last.";
}
