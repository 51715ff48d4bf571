//! The words of the tool on a printed document, in both languages.

use crate::source::Language;

macro_rules! define_words {
    ($($variant:ident = $es:literal, $en:literal;)+) => {
        /// A heading or label of the printed document.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Word { $($variant),+ }

        impl Word {
            /// The word in that language.
            pub(crate) fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Word::$variant, Language::Spanish) => $es,
                      (Word::$variant, Language::English) => $en,)+
                }
            }
        }
    };
}

define_words! {
    // Letterhead
    Process = "PROCESO", "PROCESS";
    Procedure = "PROCEDIMIENTO", "PROCEDURE";
    Code = "Código", "Code";
    Version = "Versión", "Version";
    Date = "Fecha", "Date";
    Status = "Estado", "Status";
    Area = "Área", "Area";
    Leader = "Líder", "Leader";
    PartOf = "Hace parte de", "Part of";
    Product = "Producto", "Product";
    LiteralReading = "Lectura literal: lo que la fuente trae impreso", "Literal reading: what the source prints";
    Unfit = "No apto para ejecutarse", "Unfit to run";

    // Sections
    Objective = "Objetivo", "Objective";
    Inputs = "Entradas", "Inputs";
    Outputs = "Salidas", "Outputs";
    Windows = "Ventanas de medición", "Windows of measurement";
    Milestones = "Hitos", "Milestones";
    Scope = "Alcance", "Scope";
    Conventions = "Convenciones", "Conventions";
    Definitions = "Definiciones", "Definitions";
    LegalBasis = "Base legal", "Legal basis";
    GeneralConditions = "Condiciones generales", "General conditions";
    Policies = "Políticas de operación", "Operating policies";
    References = "Documentos de referencia", "Reference documents";
    Annexes = "Anexos", "Annexes";
    Roles = "Roles y equipos", "Roles and teams";
    Records = "Registros", "Records";
    Indicators = "Indicadores", "Indicators";
    Data = "Datos", "Data";
    Participants = "Participantes", "Participants";
    Activities = "Actividades", "Activities";
    Repetitions = "Repeticiones", "Repetitions";
    Gateways = "Compuertas", "Gateways";
    ChangeLog = "Control de cambios", "Change log";
    Approval = "Ruta de aprobación", "Approval route";
    Findings = "Hallazgos", "Findings";

    Execution = "Para ejecutarlo", "To run it";
    DecisionTables = "Tablas de decisión", "Decision tables";

    // What is said of the whole, of roles, teams and blocks
    AlsoCalled = "También", "Also";
    NumberInPlan = "Número en el plan", "Number in the plan";
    Source = "Fuente", "Source";
    Members = "Integrantes", "Members";
    Functions = "Funciones", "Functions";
    OneForEach = "uno por cada", "one for each";
    ReportsTo = "reporta a", "reports to";
    Authority = "Resuelve, cancela y traslada casos", "Resolves, cancels and moves cases";
    Calendar = "Calendario", "Calendar";
    Holidays = "Festivos", "Holidays";
    TimeZone = "Zona horaria", "Time zone";
    Values = "Valores", "Values";
    Member = "Cada elemento", "Each element";
    Inside = "Dentro de", "Inside";

    // Columns
    Number = "No.", "No.";
    Description = "Descripción de la actividad", "Description of the activity";
    Responsible = "Responsable", "Responsible";
    Evidence = "Evidencia", "Evidence";
    External = "externo", "external";
    Team = "equipo", "team";
    BlackBox = "caja negra", "black box";
    Throws = "emite", "throws";
    Awaits = "espera", "waits for";
    Record = "Registro", "Record";
    Retention = "Conservación", "Retention";
    Custodian = "Custodia", "Custodian";
    Indicator = "Indicador", "Indicator";
    Unit = "Unidad", "Unit";
    Target = "Meta", "Target";
    Window = "Ventana", "Window";
    From = "Desde", "From";
    Until = "Hasta", "Until";
    Milestone = "Hito", "Milestone";
    ForEach = "Por cada", "For each";
    Datum = "Dato", "Data item";
    Kind = "Tipo", "Type";
    EffectiveFrom = "Vigente desde", "Effective from";
    Change = "Descripción del cambio", "Description of the change";
    Undefined = "sin definir", "undefined";
    Blank = "en blanco", "blank";

    // Marks of an activity
    ControlPoint = "Punto de control", "Control point";
    Decision = "Decisión", "Decision";
    Note = "Nota", "Note";
    EvidencePlural = "Evidencias", "Evidence";
    Interaction = "Interacción con otros procesos", "Interaction with other processes";
    Yes = "SI", "YES";
    No = "NO", "NO";
    Who = "Quién", "Who";
    How = "Cómo", "How";
    Frequency = "Frecuencia", "Frequency";
    IfNonconforming = "Si no es conforme", "If nonconforming";
    Nonconforming = "no conforme", "nonconforming";
    VerifiedBy = "Verifica además", "Also verified by";
    AnotherPerson = "otra persona", "another person";
    AnsweredBy = "Responde", "Answered by";
    ConfirmedBy = "Confirma", "Confirmed by";
    DecidedBy = "Se decide por", "Decided by";
    SuggestedBy = "Se sugiere por", "Suggested by";
    Available = "Disponible si", "Available if";
    AppliesIf = "Se hace si", "Done if";
    Captures = "Se anota", "Captured";
    Measures = "Se mide", "Measured";
    Deadline = "Plazo", "Deadline";
    MinimumTerm = "No antes de", "Not before";
    WarnsBefore = "Se avisa", "Warning";
    Ahead = "antes", "ahead";
    WhenOverdue = "Al vencer se informa a", "When overdue, told to";
    Notifies = "Se informa a", "Notice to";
    After = "tras", "after";
    Level = "Nivel", "Level";
    AreaOfActivities = "Área de las actividades", "Area of the activities";
    Optional = "opcional", "optional";
    OneOf = "una de", "one of";
    AnyOf = "una o más de", "one or more of";
    Signed = "firman", "signed by";
    Or = "o", "or";
    And = "y", "and";
    AllTakePart = "Intervienen todos", "All take part";
    Agreement = "Acuerdo", "Agreement";
    Otherwise = "en otro caso", "otherwise";
    If = "Si", "If";
    Start = "Inicio", "Start";
    End = "Fin", "End";
    EndOfCase = "Fin del caso", "End of the case";

    // What runs beside or instead of a person's work
    Events = "Eventos", "Events";
    When = "Cuándo", "When";
    Declares = "Puede declararlo", "May be declared by";
    Beside = "Junto a", "Beside";
    During = "Mientras", "While open";
    GoesOn = "no interrumpe", "does not interrupt";
    OpensCase = "Abre el caso", "Opens the case";
    OnceMore = "Se hace otra vez", "Done once more";
    Every = "Cada", "Every";
    RepeatsFor = "Se hace por cada", "Done for each";
    RepeatsWhile = "Se repite mientras", "Repeated while";
    AtMost = "A lo sumo", "At most";
    EnoughWhen = "Basta cuando", "Enough when";
    WaitsFor = "Espera", "Waits for";
    Calls = "Sigue el procedimiento", "Follows the procedure";
    Automatic = "Trabajo automático", "Automatic work";
    ScriptRun = "Cálculo", "Script";
    Computes = "Se calcula", "Computed";
    DecisionTable = "Tabla de decisión", "Decision table";
    Attempts = "Reintentos", "Retries";
    UndoneBy = "Se deshace con", "Undone by";
    BlockKind = "Clase", "Kind";
    OrderOf = "Orden", "Order";
    DoesNotHold = "No detiene lo que sigue", "Does not hold up what follows";
    JoinsAt = "Debe estar antes de que termine", "Must be done before the end of";
    Statement = "Se deja constancia; no es trabajo de nadie", "A statement; nobody's work";
    Aside = "se aguarda", "waited for";
    Alongside = "a la par", "alongside";
    MeasuredFor = "Se mide por", "Measured for";
    BetterWhen = "Sentido", "Direction";
    TrafficLight = "Semáforo (verde; ámbar)", "Traffic light (green; amber)";

    OfVersion = "versión", "version";
    BeginsAt = "desde", "from";
    TestedFirst = "Se comprueba antes de empezar", "Tested before it begins";
    CancelsRemaining = "Al bastar, se cancela lo que siga abierto", "Once enough, what is still open is cancelled";
    CancelsOthers = "cancela lo demás", "cancels the rest";
    NeedsTokens = "Necesita llegadas", "Arrivals needed";
    GivesTokens = "Da salidas", "Departures given";
    LinkedBy = "Enlace", "Link";
    BeginsCase = "Con ella puede empezar un caso", "A case may begin with it";
    EndsWith = "Termina con", "Ends with";
    TaskKind = "Tarea", "Task";
    MessageNamed = "el mensaje", "the message";
    SignalNamed = "la señal", "the signal";
    ErrorNamed = "el error", "the error";
    EscalationNamed = "la escalada", "the escalation";
    CancelOf = "se cancela", "it is cancelled";
    CompensationOf = "se deshace", "it is undone";
    WithSame = "con", "with";
    KeptFor = "se conserva", "kept for";
    TakesFrom = "deja", "gives";
    DeclaredAs = "lo declara", "declared by";

    // Outcomes, as official tables print them
    BackTo = "Regresar a la actividad No.", "Return to activity No.";
    OnTo = "Continúa Actividad No.", "Continue with activity No.";
    BackToNamed = "Regresar a", "Return to";
    OnToNamed = "Continúa con", "Continue with";
    OnToGateway = "Continúa en la compuerta", "Continue at gateway";
    Again = "Se repite esta actividad", "This activity is repeated";
    Ends = "Termina", "Ends";
    EndsCase = "Termina el caso", "Ends the case";

    // Findings
    Says = "Dice", "Says";
    ReadAs = "Se lee", "Read as";
    Adds = "Agrega", "Adds";

    // Drawn procedures
    Conforming = "conforme", "conforming";
    IsConforming = "¿Conforme?", "Conforming?";
    Unassigned = "Sin responsable", "Nobody responsible";
}

impl Word {
    /// The word as a label: with its colon.
    pub(crate) fn label(self, language: Language) -> String {
        format!("{}:", self.text(language))
    }
}

/// How many times a return is allowed.
pub(super) fn at_most(times: &str, language: Language) -> String {
    let (before, one, many) = match language {
        Language::Spanish => ("máximo", "vez", "veces"),
        Language::English => ("at most", "time", "times"),
    };
    format!("({before} {times} {})", if times == "1" { one } else { many })
}

/// How many terms the definitions have.
pub(super) fn term_count(count: usize, language: Language) -> String {
    match (language, count) {
        (Language::Spanish, 1) => "1 término:".to_owned(),
        (Language::Spanish, _) => format!("{count} términos:"),
        (Language::English, 1) => "1 term:".to_owned(),
        (Language::English, _) => format!("{count} terms:"),
    }
}
