//! The words of a log kept elsewhere, in Spanish.

use super::ObservedProblem as P;
use super::{LogExcess, named};

/// What is wrong, and what to do about it.
pub(super) fn said(problem: &P) -> (String, String) {
    match problem {
        P::NotText { byte } => (
            format!("El registro no es texto UTF-8: el byte {byte} no lo es."),
            "Guárdelo como UTF-8 («CSV UTF-8» en la hoja de cálculo).".into(),
        ),
        P::NoRows => (
            "El registro no tiene filas.".into(),
            "La primera fila son los encabezados; debajo va una fila por cada cosa que se hizo.".into(),
        ),
        P::NoColumn { wanted, headings } => (
            format!("Ninguna columna dice «{wanted}»; hay: {}.", headings.join(", ")),
            format!("Nombre así la columna, o diga cuál es: --columnas {wanted}=ENCABEZADO."),
        ),
        P::NoSuchHeading { heading, nearest } => (
            format!("No hay una columna «{heading}»."),
            match nearest {
                Some(nearest) => format!("¿Quiso decir «{nearest}»?"),
                None => "Escriba el encabezado tal como está en la primera fila.".into(),
            },
        ),
        P::TwiceTheColumn { first, second } => (
            format!("Las columnas «{first}» y «{second}» dicen lo mismo."),
            "Quite una, o diga con --columnas cuál vale.".into(),
        ),
        P::OtherWidth { found, wanted } => (
            format!("La fila tiene {found} campos y los encabezados son {wanted}."),
            "Ponga entre comillas dobles los campos que llevan el separador adentro.".into(),
        ),
        P::EmptyCell { wanted } => (
            format!("La fila no dice «{wanted}»."),
            "Escriba ese dato, o quite la fila si no registra nada.".into(),
        ),
        P::BadMoment { written } => (
            format!("«{written}» no es una fecha que se pueda leer."),
            "Escríbala como 2022-04-07, 2022-04-07T10:30, 07/04/2022 o 07/04/2022 10:30.".into(),
        ),
        P::TooMuch { what, limit } => {
            (format!("{}: el límite es {limit}.", excess(*what)), "Parta el registro por casos.".into())
        }
        P::NotALog { root } => (
            format!("El archivo no es un registro XES: comienza con <{root}>."),
            "Un registro XES comienza con <log>, con un <trace> por caso y un <event> por cosa hecha.".into(),
        ),
        P::Unclosed => (
            "Las comillas que se abren aquí no se cierran.".into(),
            "Cierre el campo; unas comillas dentro de él se escriben dos veces.".into(),
        ),
        P::CannotBegin { reason } => (
            format!("El caso no puede comenzar: {reason}"),
            "Añada una columna por cada dato que el comienzo necesita.".into(),
        ),
        P::Skipped { reference, title } => (
            format!("No se hizo la {}.", named(reference, title)),
            "Compruebe si se hizo y no se anotó, o si el procedimiento pide algo que no se hace.".into(),
        ),
        P::Extra { reference, title } => (
            format!("Se hizo la {} donde no correspondía.", named(reference, title)),
            "Compruebe si se repitió sin regresar a ella, o si al procedimiento le falta ese camino.".into(),
        ),
        P::OutOfOrder { reference, title, early, beside } => {
            let when = if *early { "antes" } else { "después" };
            let next = if *early { "después de" } else { "antes de" };
            (
                format!(
                    "La {} se hizo {when} de lo que corresponde: va {next} la {beside}.",
                    named(reference, title)
                ),
                "Compruebe las fechas; si el orden no importa, el procedimiento puede decirlo.".into(),
            )
        }
        P::UnknownActivity { written, nearest } => (
            format!("«{written}» no es una actividad del procedimiento."),
            match nearest {
                Some(nearest) => format!("¿Quiso decir «{nearest}»?"),
                None => "Nombre la actividad por su número, su id o su título.".into(),
            },
        ),
        P::OtherAnswer { reference, written, fits } => (
            format!("En la {reference} se anotó «{written}»; lo que sigue corresponde a «{fits}»."),
            "Corrija la respuesta anotada, o compruebe por qué se siguió por otro lado.".into(),
        ),
        P::MissingAnswer { reference, fits } => (
            format!("La {reference} no dice la respuesta; por lo que sigue, fue «{fits}»."),
            "Anote la respuesta de cada punto de control.".into(),
        ),
        P::OtherRole { reference, written, roles } => (
            format!("La {reference} la hizo «{written}»; la hace {}.", roles.join(" o ")),
            "Compruebe quién la hizo, o añada el responsable al procedimiento.".into(),
        ),
        P::MissingEvidence { reference, records } => (
            format!("La {reference} no dice que se entregara: {}.", records.join(", ")),
            "Anote la evidencia que se entregó.".into(),
        ),
        P::Late { reference, due, .. } => (
            format!("La {reference} se hizo después de su plazo, que era {due}."),
            "Compruebe la fecha, o por qué tardó.".into(),
        ),
        P::Early { until } => (
            format!("No se esperó hasta {until}, como pide el procedimiento."),
            "Compruebe la fecha, o por qué no se esperó.".into(),
        ),
        P::Beyond { reference } => (
            format!("En la {reference} el caso quedó detenido y siguió sin decir quién lo autorizó."),
            "Compruebe quién autorizó seguir, por ejemplo más vueltas que el máximo.".into(),
        ),
    }
}

fn excess(what: LogExcess) -> &'static str {
    match what {
        LogExcess::Bytes => "El registro tiene demasiados bytes",
        LogExcess::Rows => "El registro tiene demasiadas filas",
        LogExcess::Columns => "La fila tiene demasiados campos",
        LogExcess::Letters => "Un campo es demasiado largo",
    }
}
