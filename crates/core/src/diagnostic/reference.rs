//! Problems of names, numbers and ways: what a file says that cannot become a procedure.
//!
//! Knows what can be wrong once the keys of a file are understood, and says it in both languages.
//! Does not find it: building a procedure does.
//! Read [`ReferenceProblem`] first.

mod english;
mod spanish;

use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

/// What a name is looked up among.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Named {
    /// Roles and teams.
    Role,
    /// Documented records.
    Record,
    /// Declared data.
    DataItem,
    /// Declared indicators.
    Indicator,
    /// Activities and gateways, by number or id.
    Activity,
    /// Decision tables.
    Table,
    /// Participants of a collaboration.
    Participant,
    /// Milestones.
    Milestone,
    /// Windows of measurement.
    Window,
}

/// The nearest name there is, with what is printed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The id.
    pub id: Text,
    /// The printed name; empty when there is none.
    pub name: Text,
}

/// Several names that were written as one, as the list that they should be.
fn as_list(written: &str) -> Option<String> {
    let joined = written.replace(" y ", ",").replace(" e ", ",").replace(" and ", ",");
    let names: Vec<&str> = joined.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let is_plain = |name: &&str| !name.contains(['"', '\\']) && !name.contains(char::is_control);
    let quoted = || names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    (names.len() > 1 && names.iter().all(is_plain)).then(|| format!("[{}]", quoted()))
}

/// The advice to declare a name; what cannot be an id is not offered as one.
fn declared_as(advice: &str, name: &str) -> String {
    let is_id = name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.'));
    if is_id { advice.replace("{}", name) } else { advice.replace("\"{}\"", "\"…\"").replace("{}", name) }
}

problem_family! {
    /// What is wrong with the names, numbers and ways of a procedure.
    ReferenceProblem;
    /// Two things with the same id.
    DuplicateId {
        /// The id.
        id: Text,
    } = "C0101", "id-repetido", "duplicate-id";
    /// A way that leads to nothing.
    UnknownTarget {
        /// The activity or gateway it leaves.
        from: Text,
        /// The word of the way: `regresa_a`, `continua_en`, `va_a`.
        way: Keyword,
        /// What it names.
        target: Text,
        /// The nearest activity or gateway.
        nearest: Option<Nearest>,
        /// The first and the last reference of the procedure.
        known: [Text; 2],
    } = "C0102", "destino-inexistente", "unknown-target";
    /// Two activities with the same number.
    DuplicateNumber {
        /// The number.
        number: Text,
    } = "C0103", "numero-repetido", "duplicate-number";
    /// A number that is the id of another activity.
    NumberIsId {
        /// The number.
        number: Text,
    } = "C0104", "numero-es-id-de-otra", "number-is-another-id";
    /// A name that the format keeps for itself.
    ReservedName {
        /// The name.
        name: Text,
    } = "C0105", "nombre-reservado", "reserved-name";
    /// An activity without id.
    MissingId {
        /// An id made from what is printed.
        offer: Text,
    } = "C0106", "falta-id", "missing-id";
    /// An id that a calculation could not use.
    BadGuardName {
        /// The id.
        id: Text,
        /// The same as calculations can use it.
        offer: Text,
    } = "C0108", "id-no-sirve-en-calculos", "bad-guard-name";
    /// A name that nothing declares.
    UnknownName {
        /// What it should be.
        what: Named,
        /// The name.
        name: Text,
        /// The nearest declared.
        nearest: Option<Nearest>,
    } = "C0109", "nombre-sin-declarar", "undeclared-name";
    /// `regresa_a` with a later activity.
    BackToLater {
        /// The activity.
        from: Text,
        /// The later one.
        to: Text,
        /// The number with its digits swapped, where that is an earlier activity.
        swapped: Option<Text>,
    } = "C0110", "regresa-hacia-adelante", "back-to-later";
    /// `continua_en` with an earlier activity.
    OnToEarlier {
        /// The activity.
        from: Text,
        /// The earlier one.
        to: Text,
        /// The number with its digits swapped, where that is a later activity.
        swapped: Option<Text>,
    } = "C0111", "continua-hacia-atras", "on-to-earlier";
    /// `regresa_a` with the activity itself.
    BackToItself {
        /// The activity.
        from: Text,
        /// The activity before it.
        before: Option<Text>,
    } = "C0112", "regresa-a-si-misma", "back-to-itself";
    /// `continua_en` with the activity itself.
    OnToItself {
        /// The activity.
        from: Text,
        /// The activity after it.
        after: Option<Text>,
    } = "C0113", "continua-en-si-misma", "on-to-itself";
    /// A way whose target the source does not say.
    BlankTarget {
        /// The activity or gateway.
        from: Text,
        /// The answer, when it is one.
        answer: Option<Text>,
        /// The word of the file: blank or undefined.
        word: Keyword,
    } = "C0114", "destino-en-blanco", "blank-target";
    /// An answer that does not say what follows.
    AnswerWithoutWay {
        /// The activity.
        from: Text,
        /// The answer.
        answer: Text,
    } = "C0115", "respuesta-sin-destino", "answer-without-way";
    /// Two keys of which only one may stand.
    Conflict {
        /// One.
        first: Keyword,
        /// The other.
        second: Keyword,
    } = "C0116", "datos-que-se-excluyen", "conflicting-keys";
    /// `maximo` on a way that is no return.
    MaximumWithoutReturn {} = "C0117", "maximo-sin-regreso", "maximum-without-return";
    /// A `maximo` above the limit.
    MaximumTooHigh {
        /// What is written.
        maximum: Text,
        /// The highest allowed.
        limit: u32,
    } = "C0118", "maximo-muy-alto", "maximum-too-high";
    /// A question without any answer.
    QuestionWithoutAnswers {
        /// The activity.
        from: Text,
    } = "C0119", "pregunta-sin-respuestas", "question-without-answers";
    /// A question with one answer only.
    MissingAnswer {
        /// The activity.
        from: Text,
        /// The answer that is missing; none when any second one would do.
        missing: Option<Keyword>,
    } = "C0120", "falta-una-respuesta", "missing-answer";
    /// Two answers with one id.
    DuplicateAnswer {
        /// The id.
        id: Text,
    } = "C0121", "respuesta-repetida", "duplicate-answer";
    /// `sigue` on an activity whose answers say where it goes.
    NextBesideAnswers {
        /// The activity.
        from: Text,
    } = "C0122", "sigue-junto-a-respuestas", "next-beside-answers";
    /// `si_no_conforme` on an activity whose answers say where it goes.
    NonconformityBesideAnswers {
        /// The activity.
        from: Text,
    } = "C0123", "no-conforme-junto-a-respuestas", "nonconformity-beside-answers";
    /// A gateway that leads nowhere.
    GatewayWithoutNext {
        /// Its id.
        id: Text,
    } = "C0125", "compuerta-sin-salida", "gateway-without-next";
    /// More than one default.
    SeveralDefaults {
        /// The activity or gateway.
        from: Text,
    } = "C0126", "varias-salidas-por-defecto", "several-defaults";
    /// Something a person would have to do, on a step that is nobody's work.
    NoWork {
        /// What is asked.
        key: Keyword,
        /// The word that says that the step is no work.
        because: Keyword,
    } = "C0127", "pide-trabajo-y-no-es-trabajo", "asks-work-of-no-work";
    /// A question that nobody answers: the step passes by itself and no guard decides.
    NobodyAnswers {
        /// The activity.
        from: Text,
    } = "C0128", "nadie-responde", "nobody-answers";
    /// A key that says nothing without another.
    NeedsKey {
        /// The key.
        key: Keyword,
        /// What it needs.
        needs: Keyword,
    } = "C0129", "falta-su-pareja", "needs-another-key";
    /// A key of a block that nobody in it can be asked for.
    NotYetHere {
        /// The key.
        key: Keyword,
        /// The block.
        block: Text,
    } = "C0130", "todavia-no-aqui", "not-yet-here";
    /// Several roles where one is asked.
    OneRoleOnly {
        /// The key.
        key: Keyword,
    } = "C0131", "un-solo-rol", "one-role-only";
    /// Evidence that names neither a record nor a choice of records.
    EvidenceWithoutRecord {} = "C0132", "evidencia-sin-registro", "evidence-without-record";
    /// A list from which nothing can be chosen.
    EmptyChoice {
        /// The key.
        key: Keyword,
    } = "C0133", "nada-que-elegir", "empty-choice";
    /// A choice without values.
    ChoiceWithoutValues {
        /// The datum.
        id: Text,
    } = "C0134", "opcion-sin-valores", "choice-without-values";
    /// Neither a code nor an id.
    MissingCode {} = "C0135", "falta-codigo", "missing-code";
    /// Working days without the days that are not worked.
    HolidaysNeeded {} = "C0136", "faltan-festivos", "holidays-needed";
    /// More activities or ways than the limit.
    TooMany {
        /// What.
        what: Keyword,
        /// The limit.
        limit: usize,
    } = "C0137", "demasiados", "too-many";
    /// A deadline counted from a datum that holds no date.
    AnchorWithoutDate {
        /// The datum.
        id: Text,
    } = "C0138", "ancla-sin-fecha", "anchor-without-date";
    /// `dentro_de` names something that cannot hold activities.
    NotABlock {
        /// What it names.
        id: Text,
    } = "C0139", "no-es-un-bloque", "not-a-block";
    /// `dentro_de` names nothing.
    UnknownBlock {
        /// What it names.
        id: Text,
    } = "C0140", "bloque-inexistente", "unknown-block";
    /// A block that stands in itself.
    BlockInItself {
        /// The block.
        id: Text,
    } = "C0141", "bloque-dentro-de-si", "block-in-itself";
    /// A repetition whose first and last activity are no range.
    BadRange {
        /// The repetition.
        id: Text,
    } = "C0142", "repeticion-sin-rango", "repetition-without-range";
    /// A way that enters a block elsewhere than at its beginning.
    EntersBlock {
        /// What it names.
        target: Text,
        /// The block.
        block: Text,
    } = "C0143", "entra-a-mitad-de-bloque", "enters-block-midway";
    /// A way that leaves a block elsewhere than at its end.
    LeavesBlock {
        /// What it names.
        target: Text,
        /// The block.
        block: Text,
    } = "C0187", "sale-de-bloque", "leaves-block";
    /// A return that cancels parallel work without saying so.
    ReturnCancels {
        /// What it names.
        target: Text,
        /// The block whose work it would cancel.
        block: Text,
    } = "C0188", "regreso-que-cancela", "return-that-cancels";
    /// A way between activities that proceed at the same time.
    BetweenParallel {
        /// The activity.
        from: Text,
        /// What it names.
        to: Text,
    } = "C0189", "entre-simultaneas", "between-parallel";
    /// `termina_en` names no block that can wait.
    JoinsNowhere {
        /// What it names.
        id: Text,
    } = "C0190", "no-puede-terminar-ahi", "cannot-join-there";
    /// `abre` names a start that its own procedure does not have.
    OpensNowhere {
        /// What it names.
        start: Text,
    } = "C0191", "abre-sin-inicio", "opens-without-start";
    /// `por_cada` without anything to count.
    NothingToRepeat {} = "C0144", "por-cada-sin-lista", "for-each-without-list";
    /// A member that no list declares.
    UnknownMember {
        /// Its name.
        member: Text,
    } = "C0145", "miembro-sin-lista", "member-without-list";
    /// An activation condition on a gateway that is not complex.
    ConditionWithoutUse {
        /// The gateway.
        id: Text,
    } = "C0146", "condicion-sin-uso", "condition-without-use";
    /// A number of tokens that is none, or more than may be.
    BadQuantity {
        /// The key.
        key: Keyword,
        /// The most that may be.
        limit: u32,
    } = "C0147", "cantidad-fuera-de-rango", "quantity-out-of-range";
    /// A wait or an event that does not say what sets it off.
    TriggerMissing {} = "C0149", "falta-que-lo-dispara", "trigger-missing";
    /// Two things in one trigger.
    SeveralTriggers {
        /// One.
        first: Keyword,
        /// The other.
        second: Keyword,
    } = "C0150", "dos-disparadores-en-uno", "two-triggers-in-one";
    /// An event after which nothing follows.
    EventWithoutEffect {
        /// The event.
        id: Text,
    } = "C0151", "evento-sin-efecto", "event-without-effect";
    /// `regresa_a` on an event that lets the work go on.
    ReturnInterrupts {
        /// The event.
        id: Text,
    } = "C0152", "regreso-sin-interrumpir", "return-without-interrupting";
    /// `mientras` names something that is never open.
    UnknownHost {
        /// What it names.
        name: Text,
    } = "C0153", "mientras-de-nada", "while-open-of-nothing";
    /// What an event names stands in another block.
    HostsApart {
        /// Where the first one is.
        first: Text,
        /// The one that stands elsewhere.
        other: Text,
    } = "C0154", "en-bloques-distintos", "in-different-blocks";
    /// A timer that repeats where something is waited for once.
    CycleHere {} = "C0155", "ciclo-en-una-espera", "cycle-in-a-wait";
    /// An error, an escalation or a cancellation where a token waits.
    NotAwaited {
        /// Which.
        kind: Keyword,
    } = "C0156", "no-se-espera", "not-waited-for";
    /// A time that does not say when.
    NoMoment {
        /// The datum, when it is one.
        id: Option<Text>,
    } = "C0157", "tiempo-sin-momento", "time-without-moment";
    /// A gateway of events that leads to something that waits for nothing.
    NothingAwaited {
        /// The gateway.
        gateway: Text,
        /// What it leads to.
        target: Text,
    } = "C0158", "destino-que-no-espera", "target-that-does-not-wait";
    /// A row of a decision table with more or fewer cells than the table has columns.
    RowLength {
        /// The table.
        table: Text,
        /// Which row, the first is 1.
        row: usize,
        /// How many cells it has.
        found: usize,
        /// How many columns there are.
        wanted: usize,
    } = "C0173", "fila-con-otras-celdas", "row-with-other-cells";
    /// A cell of a decision table that cannot be read.
    BadCell {
        /// The column.
        column: Text,
        /// As written.
        written: Text,
        /// What the column holds.
        kind: crate::data::Kind,
        /// Whether it is a condition, or what the row gives.
        is_condition: bool,
    } = "C0174", "celda-ilegible", "unreadable-cell";
    /// Two rows apply to the same case where exactly one may.
    RowsOverlap {
        /// The table.
        table: Text,
        /// One row, the first is 1.
        first: usize,
        /// The other.
        second: usize,
    } = "C0175", "filas-que-se-cruzan", "rows-overlap";
    /// A case that no row of a decision table applies to.
    RowsGap {
        /// The table.
        table: Text,
        /// The case.
        example: Text,
    } = "C0176", "tabla-con-hueco", "table-with-gap";
    /// A row that the rows before it leave nothing to.
    RowNeverReached {
        /// The table.
        table: Text,
        /// Which row, the first is 1.
        row: usize,
    } = "C0177", "fila-inalcanzable", "row-never-reached";
    /// A column of a decision table whose datum does not serve.
    BadColumn {
        /// The datum.
        column: Text,
        /// Whether a list is wanted, because rows are put together.
        wants_list: bool,
    } = "C0178", "columna-que-no-sirve", "unusable-column";
    /// A decision table too large to be proved complete.
    TableUndecided {
        /// The table.
        table: Text,
    } = "C0179", "tabla-sin-comprobar", "table-not-proved";
    /// A throw that does not say what it throws.
    ThrowsNothing {
        /// Where it stands.
        key: Keyword,
    } = "C0159", "no-emite-nada", "throws-nothing";
    /// Something that only an end can throw, or only an element on the way.
    ThrownElsewhere {
        /// What is thrown.
        what: Keyword,
        /// Where it stands.
        key: Keyword,
    } = "C0160", "emision-fuera-de-lugar", "throw-out-of-place";
    /// A cancel end that stands in no transaction.
    NothingToCancel {} = "C0161", "nada-que-cancelar", "nothing-to-cancel";
    /// A compensation of an activity that nothing undoes.
    NothingToUndo {
        /// The activity.
        id: Text,
    } = "C0162", "nada-que-deshacer", "nothing-to-undo";
    /// A link that leads to nothing in its scope.
    LinkWithoutCatch {
        /// Its name.
        name: Text,
    } = "C0163", "enlace-sin-llegada", "link-without-catch";
    /// A link that leads to several activities.
    SeveralLinks {
        /// Its name.
        name: Text,
    } = "C0164", "enlace-con-varias-llegadas", "link-with-several-catches";
    /// An activity that only undoes another and stands in the flow, or undoes itself.
    OnlyUndoes {
        /// The activity.
        id: Text,
    } = "C0165", "deshace-en-el-flujo", "undoes-in-the-flow";
    /// A value taken from a message that is no plain name.
    TakesNoName {
        /// The datum.
        datum: Text,
    } = "C0166", "mensaje-sin-nombre-de-valor", "message-value-without-name";
    /// `correlaciona` where a case only begins: there is nothing to correlate with yet.
    CorrelatesAtStart {} = "C0167", "correlaciona-al-empezar", "correlates-at-start";
    /// A key that only a message has, beside a trigger that is none.
    OnlyWithMessage {
        /// The key.
        key: Keyword,
    } = "C0168", "solo-con-mensaje", "only-with-message";
    /// `crea_caso` without a message to begin with.
    InstantiatesWithoutMessage {} = "C0169", "crea-caso-sin-mensaje", "instantiates-without-message";
    /// A term of the whole procedure that is counted from one of its activities.
    HeadAnchor {
        /// The key.
        key: Keyword,
    } = "C0192", "plazo-del-todo-desde-una-parte", "whole-term-from-a-part";
    /// A milestone on what does not close.
    MilestoneNowhere {
        /// The milestone.
        id: Text,
    } = "C0193", "hito-en-lo-que-no-se-cierra", "milestone-on-what-does-not-close";
    /// A window that says neither from when nor until when.
    WindowWithoutTime {
        /// The window.
        id: Text,
    } = "C0194", "ventana-sin-tiempo", "window-without-time";
    /// Two ways to begin that the same message sets off.
    SameStartMessage {
        /// The name of the message.
        message: Text,
    } = "C0170", "mismo-mensaje-de-inicio", "same-start-message";
    /// An interaction of an activity that no person works at, or whose work is chosen.
    InteractsWithoutWork {
        /// The interaction.
        id: Text,
        /// Its activity.
        host: Text,
    } = "C0180", "interaccion-sin-trabajo", "interaction-without-work";
    /// An interaction with neither a procedure nor a counterpart.
    InteractsWithNobody {
        /// The interaction.
        id: Text,
    } = "C0183", "interaccion-con-nadie", "interaction-with-nobody";
    /// A way that leads to an interaction.
    LeadsToInteraction {
        /// The interaction.
        id: Text,
    } = "C0184", "lleva-a-una-interaccion", "leads-to-interaction";
    /// An event that undoes its block and stands in none, or has no activities of its own.
    UndoesNoBlock {
        /// The event.
        id: Text,
    } = "C0185", "deshace-sin-bloque", "undoes-no-block";
    /// A block with two ways to be undone.
    UndoneTwice {
        /// The block.
        block: Text,
    } = "C0186", "dos-formas-de-deshacer", "undone-twice";
}

impl ReferenceProblem {
    /// The sentence in that language.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into()).0
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into()).1)
    }

    /// The element it speaks of besides the one it stands in.
    pub(crate) fn refers_to(&self) -> Option<&Text> {
        match self {
            ReferenceProblem::BackToLater { to, .. } | ReferenceProblem::OnToEarlier { to, .. } => Some(to),
            _ => None,
        }
    }

    fn said(&self, Voice { reader, file }: Voice) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self, file),
            Language::English => english::said(self, file),
        }
    }
}

/// Whether a number lies between the first and the last of a procedure, and so is missing among them.
fn is_between([first, last]: &[Text; 2], target: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    match (number(first), number(target), number(last)) {
        (Some(first), Some(target), Some(last)) => first < target && target < last,
        _ => false,
    }
}
