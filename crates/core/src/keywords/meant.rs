//! Words that people write where the format has another: what a block calls `titulo` somebody calls `nombre`.
//!
//! Knows for each keyword the words of offices, and of other engines, that mean it. A word may mean several: the block
//! in which it stands decides. None of them is ever accepted; they only make advice better. Read [`meant`] first.

use super::{Keyword, unaccented};
use crate::source::Language;

/// What somebody means who writes a word that no key of a block is, among keys that the block takes; a word of the
/// other language too.
pub(crate) fn meant(word: &str, among: impl Fn(Keyword) -> bool, language: Language) -> Option<Keyword> {
    let plain = unaccented(word);
    let says =
        |row: &&Row, language: Language| row.1[language as usize].split(' ').any(|known| known == plain);
    let in_language =
        |language: Language| ROWS.iter().find(|row| among(row.0) && says(row, language)).map(|row| row.0);
    in_language(language).or_else(|| in_language(language.other()))
}

/// A keyword, and the words for it in Spanish and in English.
type Row = (Keyword, [&'static str; 2]);

use Keyword as K;
static ROWS: &[Row] = &[
    (K::Title, ["nombre asunto tarea paso etiqueta encabezado", "name label task step heading subject"]),
    (K::Name, ["titulo denominacion razon_social etiqueta", "title label"]),
    (
        K::Responsible,
        [
            "rol roles cargo encargado encargada encargados ejecutor ejecuta asignado actor dependencia responsabilidad",
            "role roles assignee owner assigned_to candidate_groups candidate_group performer actor",
        ],
    ),
    (
        K::Evidence,
        [
            "soporte soportes documento documentos registro registros formatos anexos entregable entregables constancia adjunto adjuntos",
            "document documents attachment attachments record records deliverable deliverables proof support",
        ],
    ),
    (
        K::Deadline,
        [
            "duracion tiempo termino vence vencimiento fecha_limite limite dias tiempo_maximo",
            "due due_date due_in duration term timeout time_limit time sla expires",
        ],
    ),
    (
        K::Next,
        [
            "siguiente continua continua_en va_a pasa_a destino despues luego",
            "then goto go_to goes_to target next_step follows flows_to on_to",
        ],
    ),
    (
        K::Description,
        [
            "detalle detalles desarrollo instrucciones instruccion texto explicacion",
            "details documentation instructions text body explanation",
        ],
    ),
    (
        K::Notes,
        [
            "observacion observaciones comentario comentarios aclaracion aclaraciones",
            "comment comments remark remarks observation observations",
        ],
    ),
    (K::Question, ["decision condicion interrogante", "decision condition asks"]),
    (
        K::Control,
        [
            "punto_de_control punto_control puntos_de_control verificacion validacion revision pc",
            "checkpoint control_point control_points check verification validation review",
        ],
    ),
    (K::Number, ["numeral item consecutivo num paso", "num step index ordinal"]),
    (
        K::LegalBasis,
        [
            "norma normas normatividad normativa marco_legal marco_normativo ley leyes fundamento_legal",
            "law laws norm norms regulation regulations legal_framework",
        ],
    ),
    (K::Objective, ["proposito finalidad objetivos objetivo_general", "purpose goal goals aim objectives"]),
    (
        K::GeneralConditions,
        ["condiciones generalidades lineamientos consideraciones", "conditions guidelines considerations"],
    ),
    (
        K::BackTo,
        [
            "vuelve_a vuelve devuelve_a devuelve retorna_a retorna retorno regresa",
            "returns_to return_to back returns loops_to goes_back_to",
        ],
    ),
    (
        K::OnTo,
        [
            "sigue siguiente va_a pasa_a continua destino avanza_a",
            "next then goto go_to goes_to target continues_at",
        ],
    ),
    (K::GoesTo, ["sigue siguiente continua_en pasa_a continua destino", "next then goto go_to on_to target"]),
    (K::Maximum, ["veces tope limite max vueltas maximo_vueltas", "max times limit attempts max_rounds"]),
    (K::AppliesIf, ["si_aplica aplica solo_si condicion", "only_if if condition applies"]),
    (
        K::Notifies,
        ["notifica notifica_a comunica comunica_a informa informa_a avisa_a", "notify informs inform tells"],
    ),
    (K::EscalatesTo, ["escala sube_a eleva_a", "escalate escalate_to"]),
    (
        K::Retention,
        [
            "retencion tiempo_de_retencion tiempo_retencion conservar disposicion_final tiempo",
            "retained keep_for retention_period kept_for period",
        ],
    ),
    (
        K::Custodian,
        [
            "responsable responsables custodio guarda archivo archivado_en",
            "keeper owner responsible archive kept_by",
        ],
    ),
    (K::Code, ["clave sigla codificacion", "key acronym"]),
    (
        K::Organization,
        [
            "institucion empresa secretaria organizacion dependencia alcaldia",
            "organisation institution company entity agency",
        ],
    ),
    (K::Version, ["edicion revision", "edition release"]),
    (
        K::Date,
        [
            "vigencia fecha_de_vigencia fecha_vigencia fecha_de_aprobacion emision fecha_de_emision",
            "effective_date effective_from issued valid_from",
        ],
    ),
    (
        K::Leader,
        ["responsable responsables dueno lider_del_proceso lider_proceso", "responsible owner process_owner"],
    ),
    (K::Term, ["palabra concepto nombre titulo", "word concept name title"]),
    (
        K::Text,
        [
            "descripcion detalle contenido significado definicion enunciado",
            "description content meaning definition statement",
        ],
    ),
    (
        K::Members,
        ["miembros personas participantes conformacion roles", "people participants composition roles"],
    ),
    (K::Functions, ["funcion responsabilidades tareas", "function duties tasks responsibilities"]),
    (K::Type, ["clase tipo_de_dato", "kind data_type"]),
    (K::Values, ["opciones lista posibles", "options list enum"]),
    (K::Unit, ["medida unidad_de_medida", "measure unit_of_measure"]),
    (K::Target, ["objetivo valor_meta esperado umbral", "goal threshold expected objective"]),
    (
        K::Activity,
        [
            "tarea tareas paso pasos etapa etapas fase fases",
            "task tasks step steps stage stages phase phases",
        ],
    ),
    (
        K::Role,
        [
            "cargo cargos perfil perfiles responsable responsables actor actores",
            "position positions profile profiles responsible actor actors",
        ],
    ),
    (
        K::Record,
        [
            "documento documentos evidencia evidencias soporte soportes formulario",
            "document documents evidence form forms",
        ],
    ),
    (
        K::DataItem,
        [
            "variable variables campo campos parametro parametros",
            "variable variables field fields parameter parameters",
        ],
    ),
    (K::Indicator, ["kpi metrica metricas", "kpi metric metrics"]),
    (K::Definition, ["glosario terminos termino", "glossary terms term"]),
    (K::Reference, ["bibliografia documentos_de_referencia", "bibliography related_documents"]),
    (K::Annex, ["formatos adjunto adjuntos apendice", "attachment attachments appendix"]),
    (
        K::ChangeLog,
        [
            "historial historia cambios versiones historial_de_cambios",
            "history changes versions revisions revision_history",
        ],
    ),
    (K::Approval, ["aprobaciones aprueba firmas elaboracion", "approvals signatures approved_by signed_by"]),
    (K::Holidays, ["feriados dias_festivos", "public_holidays non_working_days"]),
    (K::TimeZone, ["huso huso_horario zona", "timezone tz zone"]),
    (K::Authority, ["autoriza autorizador administrador", "administrator admin"]),
    (K::Inside, ["dentro padre pertenece_a bloque etapa", "in parent belongs_to block stage"]),
    (K::ForEach, ["para_cada por cada", "each per loop multi_instance"]),
    (K::Wait, ["esperar espera_a espera_por", "waits wait_for waits_for"]),
    (K::With, ["externo entidad tercero", "external organization third_party"]),
    (K::Frequency, ["periodicidad frecuencia cada", "cadence periodicity every"]),
    (K::Case, ["estado situacion", "state status"]),
    (K::Job, ["tarea_automatica servicio trabajador tema", "worker topic service handler"]),
    (K::Procedure, ["proceso llama subproceso", "process calls subprocess call_activity"]),
    (K::Product, ["entregable resultado", "deliverable result"]),
    (K::SignedBy, ["firma firmas firmantes", "signs signatures signers"]),
    (K::Verifies, ["revisa comprueba que texto pregunta", "checks what text question"]),
    (K::Captures, ["datos dato campos registra", "data data_item fields records"]),
    (K::Measures, ["indicador indicadores mide_indicador", "indicator indicators metrics"]),
];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Every word with what it means, for who checks that each can be meant somewhere.
    pub(crate) fn words() -> impl Iterator<Item = (Keyword, &'static str, Language)> {
        let languages = [Language::Spanish, Language::English];
        let of = move |row: &'static Row| {
            let spoken = languages.into_iter().zip(row.1);
            spoken
                .flat_map(move |(language, words)| words.split(' ').map(move |word| (row.0, word, language)))
        };
        ROWS.iter().flat_map(of)
    }

    #[test]
    fn a_keyword_has_one_row_of_plain_words_that_are_not_its_own() {
        for (place, (keyword, _)) in ROWS.iter().enumerate() {
            assert!(ROWS[..place].iter().all(|(other, _)| other != keyword), "{keyword:?}");
        }
        for (keyword, word, language) in words() {
            let is_plain = word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
            assert!(is_plain && !word.is_empty() && word != keyword.word(language), "{keyword:?} {word}");
        }
    }

    #[test]
    fn the_block_decides_and_the_language_of_the_file_comes_first() {
        let meant =
            |word, among: &[Keyword], language| meant(word, |keyword| among.contains(&keyword), language);
        assert_eq!(meant("Título", &[K::Name], Language::Spanish), Some(K::Name));
        assert_eq!(meant("nombre", &[K::Title], Language::Spanish), Some(K::Title));
        assert_eq!(meant("assignee", &[K::Title, K::Responsible], Language::Spanish), Some(K::Responsible));
        assert_eq!(meant("punto-de-control", &[K::Control], Language::English), Some(K::Control));
        assert_eq!(meant("nombre", &[K::Deadline], Language::Spanish), None);
        assert_eq!(meant("", &[K::Title], Language::Spanish), None);
    }
}
