//! What is said in Spanish: one sentence for the problem, one for the remedy.

use super::{BpmnProblem as P, Excess, LaneLeft};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P) -> (String, String) {
    match problem {
        P::NotText { byte } => (
            format!("El modelo no es texto: el byte {byte} no pertenece a UTF-8."),
            "Guárdelo como UTF-8 en el programa que lo dibujó.".into(),
        ),
        P::Syntax => (
            "Aquí el XML está mal escrito.".into(),
            "Exporte otra vez el modelo desde el programa que lo dibujó, o corrija esta etiqueta.".into(),
        ),
        P::Mismatched { open, close } => (
            format!("Se cierra «{close}» y lo abierto es «{open}»."),
            "Cierre los elementos en el orden inverso al que los abrió.".into(),
        ),
        P::Unclosed { name } => (
            format!("El elemento «{name}» no se cierra."),
            "Escriba su etiqueta de cierre, o exporte otra vez el modelo: puede estar cortado.".into(),
        ),
        P::DocType => (
            "El modelo trae un tipo de documento (DOCTYPE), que puede leer archivos ajenos; no se acepta.".into(),
            "Quite la línea «<!DOCTYPE …>»: BPMN no la necesita.".into(),
        ),
        P::Entity { name } => (
            format!("«&{name};» no es un carácter de XML."),
            "Escriba el carácter mismo, o «&amp;» si quería el signo &.".into(),
        ),
        P::TwiceTheAttribute { name } => (
            format!("El atributo «{name}» está dos veces en esta etiqueta."),
            "Deje uno solo.".into(),
        ),
        P::UnknownPrefix { prefix } => (
            format!("El prefijo «{prefix}» no se declara."),
            format!("Añada «xmlns:{prefix}=\"…\"» al elemento definitions, o quite lo que lo usa."),
        ),
        P::TooMuch { what, limit } => (
            format!("{}: el límite es {limit}.", excess(*what)),
            "Divida el modelo, o suba el límite si confía en él.".into(),
        ),
        P::NotBpmn { root } => (
            format!("Este XML no es BPMN 2.0: comienza con «{root}»."),
            "Exporte el modelo como BPMN 2.0 (.bpmn); debe comenzar con «definitions».".into(),
        ),
        P::NoProcess => (
            "El modelo no tiene ningún proceso con elementos.".into(),
            "Dibuje un proceso dentro de un pool o en el lienzo y guarde otra vez.".into(),
        ),
        P::SameId { id } => (
            format!("El id «{id}» está dos veces en el modelo."),
            "Dé a uno de los dos elementos otro id.".into(),
        ),
        P::Dangling { element, names, target } => (
            format!("«{element}» nombra en {names} a «{target}», que no está o no puede ir ahí."),
            "Corrija esa referencia en el programa que dibujó el modelo.".into(),
        ),
        P::Unnamed { element, names } => (
            format!("A «{element}» le falta {names}."),
            "Añádalo en el programa que dibujó el modelo.".into(),
        ),
        P::NotUnderstood { name, element } => (
            format!("«{name}», en «{element}», se conserva tal cual y no tiene efecto."),
            "No hay que hacer nada si era solo para otro programa o para leer; si debía hacer algo, escríbalo en el archivo del procedimiento.".into(),
        ),
        P::Untranslated { element, expression, datum } => (
            format!("La expresión de «{element}» no se puede traducir: {expression}"),
            format!("Escríbala como guarda en el archivo del procedimiento; hasta entonces el caso se detiene ahí hasta recibir el dato «{datum}»."),
        ),
        P::Renamed { from, to, is_data: true } => (
            format!("La propiedad «{from}» es el dato «{to}» en el procedimiento."),
            format!("Entregue al caso el dato «{to}»: los valores de un caso no tienen propiedades."),
        ),
        P::Renamed { from, to, .. } => (
            format!("El id «{from}» se escribe «{to}» en el procedimiento."),
            format!("No hay que hacer nada: al exportar vuelve a ser «{from}»."),
        ),
        P::CrossesBorder { flow } => (
            format!("El flujo de secuencia «{flow}» cruza el borde de un proceso o subproceso."),
            "Termine el flujo en el borde, o use un flujo de mensaje entre pools.".into(),
        ),
        P::BeginsUnasked { element } => (
            format!("«{element}» no tiene evento de inicio: comienza por todo aquello a lo que no llega ningún flujo."),
            "Añada un evento de inicio si debe comenzar de otro modo.".into(),
        ),
        P::PersonDecides { gateway } => (
            format!("La compuerta «{gateway}» no tiene condiciones: una persona elige la salida."),
            "Añada una condición a cada salida si debe elegirla el programa.".into(),
        ),
        P::VagueEvent { event, missing } => (
            format!("El evento «{event}» no dice {missing}."),
            "Complételo en el programa que dibujó el modelo; entre tanto se usa su propio nombre.".into(),
        ),
        P::UnreadTime { element, written } => (
            format!("El tiempo de «{element}» no se puede leer: {written}"),
            "Use una duración o fecha ISO 8601 («PT5M», «2025-03-01T08:00:00Z») o un ciclo («R3/PT1H»).".into(),
        ),
        P::Unattached { event } => (
            format!("El evento de borde «{event}» no está sobre ninguna actividad."),
            "Póngalo sobre el borde de una actividad o subproceso del mismo proceso.".into(),
        ),
        P::CallsNothing { activity } => (
            format!("La actividad de llamada «{activity}» no dice a qué proceso llama: pasa de largo."),
            "Escriba el id del proceso llamado (calledElement).".into(),
        ),
        P::NotOpened { location } => (
            format!("El modelo importa «{location}»; no se abre."),
            "Si contiene un proceso al que se llama, pase también ese archivo.".into(),
        ),
        P::SaidOtherwise { element, what } => (
            format!("«{element}»: {what} se lee de otro modo."),
            "Revise el archivo del procedimiento en esa parte.".into(),
        ),
        P::BadValue { element, names, value } => (
            format!("«{value}» no es un valor de {names} en «{element}»."),
            "Corrija ese valor en el programa que dibujó el modelo.".into(),
        ),
        P::LaneWithoutEffect { element, lane, why } => (
            match lane.is_empty() {
                true => format!("«{element}» ya no está en un carril con nombre, y sus responsables no cambian."),
                false => format!("«{element}» pasó al carril «{lane}», y sus responsables no cambian."),
            },
            lane_left(*why).into(),
        ),
    }
}

fn lane_left(why: LaneLeft) -> &'static str {
    match why {
        LaneLeft::Unnamed => "Póngale nombre al carril, o escriba en el archivo quién responde.",
        LaneLeft::NoLane => "Vuelva a dibujar el carril, o escriba en el archivo quién responde.",
        LaneLeft::Several => {
            "Responden varios y no se sabe a quién reemplaza: escriba en el archivo quiénes responden."
        }
        LaneLeft::Elsewhere => {
            "Quién responde lo dice la etapa que la contiene, o cada actividad que está en ella: escríbalo allí."
        }
        LaneLeft::Named => "El elemento mismo nombra a quien lo hace: cámbielo también ahí.",
    }
}

fn excess(what: Excess) -> &'static str {
    match what {
        Excess::Bytes => "El modelo tiene demasiados bytes",
        Excess::Depth => "Hay demasiados elementos unos dentro de otros",
        Excess::Elements => "El modelo tiene demasiados elementos",
        Excess::Attributes => "Este elemento tiene demasiados atributos",
        Excess::Namespaces => "El modelo declara demasiados espacios de nombres",
    }
}
