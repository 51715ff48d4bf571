//! What is said in Spanish: one sentence for the problem, one for the remedy.

use super::{Expected, FileProblem as P, Found, NewerFeature, block_name, listed};
use crate::keywords::Keyword;
use crate::source::Language::Spanish;

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P) -> (String, String) {
    let (message, help): (String, String) = match problem {
        P::Empty => (
            "El archivo está vacío.".into(),
            "Empiece con: formato = 1, idioma = \"es\" y un bloque [procedimiento].".into(),
        ),
        P::UnknownKey { key, block, nearest } => (
            format!("«{key}» no es un dato de {}.", block_name(*block, Spanish)),
            nearest.map_or_else(
                || "Quítelo, o revise en la guía qué datos lleva este bloque.".into(),
                |near| format!("¿Quiso decir «{}»?", near.es()),
            ),
        ),
        P::OtherLanguage { written, word } => (
            format!("«{written}» está en inglés y este archivo está en español."),
            format!("Escriba «{}».", word.es()),
        ),
        P::MisplacedHead { key } => (
            format!("«{}» quedó dentro de un bloque.", key.es()),
            "Súbalo a los primeros renglones del archivo, antes de cualquier [bloque].".into(),
        ),
        P::FallenKey { key, block, owner, line } => (
            format!("«{}» quedó dentro de {}.", key.es(), block_name(*block, Spanish)),
            format!(
                "Es de {}: suba este renglón por encima del renglón {line}.",
                block_name(*owner, Spanish)
            ),
        ),
        P::DuplicateKey { key, line, header } => (
            format!("«{key}» ya está en el renglón {line}."),
            if *header {
                format!("Si son varios bloques, escriba [[{key}]] con doble corchete en cada uno.")
            } else {
                "Deje uno solo.".into()
            },
        ),
        P::MissingKey { key, block } => (
            format!("Falta «{}» en {}.", key.es(), block_name(*block, Spanish)),
            match key {
                Keyword::Procedure | Keyword::Path => format!("Agregue un bloque [{}].", key.es()),
                _ => format!("Agregue un renglón «{} = …» en este bloque.", key.es()),
            },
        ),
        P::WrongType { key, expected, found } => (
            format!("«{key}» debe ser {}, y es {}.", wanted(*expected), is(*found)),
            example(*expected).into(),
        ),
        P::UnknownWord { written, key, allowed, nearest } => (
            format!("«{written}» no es un valor de «{}».", key.es()),
            match nearest {
                Some(near) => format!("¿Quiso decir \"{}\"?", near.es()),
                None => format!("Puede ser: {}.", listed(allowed, Spanish)),
            },
        ),
        P::NotYet { construct } => (
            format!("«{}» se entiende, pero esta versión todavía no lo ejecuta.", construct.es()),
            "Está bien escrito. Quítelo por ahora, o espere la versión que lo traiga.".into(),
        ),
        P::TooLarge { bytes, limit } => (
            format!("El archivo mide {bytes} bytes y el límite es {limit}."),
            "Divida el procedimiento en varios, o pida que se amplíe el límite.".into(),
        ),
        P::NotUtf8 { byte } => (
            format!("El archivo no está en UTF-8: el byte {byte} no se puede leer."),
            "Guarde como UTF-8 (en el Bloc de notas: Guardar como → Codificación → UTF-8).".into(),
        ),
        P::Utf16 => (
            "El archivo está en UTF-16.".into(),
            "Guarde como UTF-8 (en el Bloc de notas: Guardar como → Codificación → UTF-8).".into(),
        ),
        P::ByteOrderMark => (
            "El archivo empieza con una marca invisible (BOM).".into(),
            "No estorba. Para quitarla, guarde como «UTF-8 sin BOM».".into(),
        ),
        P::ControlCharacter { character } => (
            format!("Hay un carácter de control (U+{character:04X}), que no se ve."),
            "Bórrelo y vuelva a escribir el renglón.".into(),
        ),
        P::TooDeep { limit } => (
            format!("Hay más de {limit} corchetes o claves, unos dentro de otros."),
            "Ningún procedimiento lo necesita: revise los corchetes.".into(),
        ),
        P::TooManyActivities { limit } => (
            format!("Hay más de {limit} actividades."),
            "Divida el procedimiento en varios, o pida que se amplíe el límite.".into(),
        ),
        P::MissingFormat => ("Falta «formato».".into(), "Escriba en el primer renglón: formato = 1".into()),
        P::MissingLanguage => (
            "Falta el idioma de las claves.".into(),
            "Escriba en el segundo renglón: idioma = \"es\" (o language = \"en\").".into(),
        ),
        P::UnknownFormat { written } => (
            format!("El formato {written} no se conoce; esta versión lee el formato 1."),
            "Si el archivo es de una versión más nueva, actualice el programa. Si no, escriba: formato = 1"
                .into(),
        ),
        P::DateWithSlashes { iso, .. } => (
            "La fecha no se entiende.".into(),
            match iso {
                Some(iso) => format!("Escríbala así: {iso}"),
                None => "Escríbala así: año-mes-día, por ejemplo 2022-02-25".into(),
            },
        ),
        P::LeadingZero { written } => (
            "Un número no puede empezar con cero.".into(),
            format!("Escríbalo entre comillas: \"{written}\""),
        ),
        P::DecimalComma { written } => {
            ("Los decimales van con punto.".into(), format!("Escriba: {}", written.replace(',', ".")))
        }
        P::WordQuotes { mark } => {
            (format!("Estas comillas ({mark}) son de Word."), "Use comillas rectas: \"…\"".into())
        }
        P::AccentedKey { key, plain } => (
            format!("La clave «{key}» lleva tilde."),
            format!("Las claves van sin tildes: escriba «{plain}»."),
        ),
        P::ColonForEquals { key } => {
            (format!("Después de «{key}» va el signo igual, no dos puntos."), format!("Escriba: {key} = …"))
        }
        P::DecimalReference { written } => (
            format!("El número {written} está escrito con decimales: 1.10 se leería como 1.1."),
            format!("Escríbalo entre comillas: \"{written}\""),
        ),
        P::UnquotedText { written } => {
            (format!("«{written}» va entre comillas."), format!("Escriba: \"{written}\""))
        }
        P::UnclosedText => {
            ("Faltan las comillas de cierre.".into(), "Cierre el texto con \" al final.".into())
        }
        P::UnclosedBracket { bracket } => (
            format!("Este «{bracket}» no se cierra."),
            format!("Escriba «{}» donde termina.", if *bracket == '{' { '}' } else { ']' }),
        ),
        P::MissingComma => {
            ("Falta una coma entre dos valores.".into(), "Ponga una coma antes de este valor.".into())
        }
        P::MissingValue { key } => (
            format!("«{key}» no dice nada después del igual."),
            "Escriba el valor, o \"sin definir\" si la fuente no lo dice.".into(),
        ),
        P::BadHeader => (
            "El encabezado del bloque está mal escrito.".into(),
            "Escríbalo solo en su renglón: [procedimiento] o [[actividad]].".into(),
        ),
        P::BadEscape => (
            "La barra invertida (\\) no se entiende aquí.".into(),
            "Escriba el texto entre comillas simples ('…'), o ponga dos barras: \\\\".into(),
        ),
        P::Syntax => (
            "Este renglón no se entiende.".into(),
            "Revise comillas, comas y corchetes; la forma es: clave = valor".into(),
        ),
        P::NumberTooLong { written } => (
            format!("El número {written} tiene demasiadas cifras."),
            "Si es un código, escríbalo entre comillas.".into(),
        ),
        P::NotANumber { written } => (
            format!("«{written}» no es un número que se pueda usar."),
            "Escriba un número, o \"sin definir\".".into(),
        ),
        P::ImpossibleDate { written } => {
            (format!("La fecha {written} no existe."), "Revise año (1 a 9999), mes y día.".into())
        }
        P::ImpossibleTime { written } => (
            format!("La hora {written} no existe."),
            "Revise hora (0 a 23), minutos y segundos (0 a 59).".into(),
        ),
        P::HiddenCharacter { character } => (
            format!("Hay un carácter invisible (U+{character:04X}) que puede cambiar cómo se lee el texto."),
            "Bórrelo y vuelva a escribir la palabra.".into(),
        ),
        P::LookalikeId { id, line } => (
            format!("«{id}» se ve igual que el identificador del renglón {line}, pero tiene otras letras."),
            "Vuelva a escribir uno de los dos a mano, sin copiar y pegar.".into(),
        ),
        P::BadId { id } => (
            format!("«{id}» no sirve como identificador."),
            "Use letras, cifras y guiones, empezando por una letra, y no más de 256: \"comisionar-equipo\"."
                .into(),
        ),
        P::ReservedId { id } => (
            format!("«{id}» es una palabra reservada: nombra el final."),
            format!("Escriba otro identificador, por ejemplo \"{id}-18\"."),
        ),
        P::NewerToml { feature } => (
            match feature {
                NewerFeature::OpenBraces => {
                    "Saltos de renglón o coma final entre llaves: son de TOML 1.1.".into()
                }
                NewerFeature::Escape => "Este escape es de TOML 1.1.".into(),
                NewerFeature::TimeWithoutSeconds => "Una hora sin segundos es de TOML 1.1.".into(),
            },
            "Se lee bien; otros programas podrían no leerlo.".into(),
        ),
        P::UnknownField { field, part } => (
            format!("El campo «{field}» no se puede seguir: «{part}» no existe ahí."),
            "Escriba claves e identificadores separados por barras: \"evento/ID/va_a\".".into(),
        ),
        P::FieldNotThere { field } => (
            format!("El hallazgo cambia «{field}», que no está en el procedimiento."),
            "Revise la actividad y el campo.".into(),
        ),
        P::ReadingDiffers { field } => (
            format!("El procedimiento no dice en «{field}» lo que el hallazgo dice que se lee."),
            "Escriba en «se_lee» lo mismo que está en el procedimiento.".into(),
        ),
        P::EscapedGuard => {
            ("Un cálculo con barras invertidas va entre comillas simples.".into(), "Escriba: '…'".into())
        }
        P::QuotedDate { iso } => ("La fecha va sin comillas.".into(), format!("Escriba: {iso}")),
        P::EmptyText { key } => (
            format!("«{key}» está vacío."),
            "Escriba el valor; si la fuente no lo dice, \"sin definir\".".into(),
        ),
        P::StrayLine => (
            "Este renglón no es un encabezado ni una clave con su valor.".into(),
            "Escriba clave = valor, o ponga # delante si es un comentario.".into(),
        ),
        P::OtherTruth { written, right } => {
            (format!("«{written}» no se entiende aquí."), format!("Escriba: {right}"))
        }
        P::TooManyProblems { listed } => (
            format!("Hay más problemas; se muestran los primeros {listed}."),
            "Arregle estos y vuelva a revisar.".into(),
        ),
    };
    (message, help)
}

fn wanted(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "un texto",
        Expected::Id => "un identificador entre comillas",
        Expected::Reference => "el número o el identificador de una actividad",
        Expected::Number => "un número",
        Expected::Count => "un número entero, cero o más",
        Expected::Truth => "true o false",
        Expected::Date => "una fecha",
        Expected::Moment => "una fecha, con hora o sin ella",
        Expected::Word => "una palabra de su lista, entre comillas",
        Expected::Guard => "un cálculo entre comillas simples",
        Expected::Time => "un tiempo entre comillas",
        Expected::Value => "un dato",
        Expected::Block => "un bloque",
        Expected::Map => "un bloque de nombres con sus valores",
    }
}

fn is(found: Found) -> &'static str {
    match found {
        Found::Text => "un texto",
        Found::Integer => "un número",
        Found::Decimal => "un número con decimales",
        Found::Truth => "true o false",
        Found::Date => "una fecha u hora",
        Found::List => "una lista",
        Found::Block => "un bloque",
    }
}

fn example(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "Escríbalo entre comillas: \"…\"",
        Expected::Id => "Por ejemplo: \"auditor\"",
        Expected::Reference => "Por ejemplo: 7, o \"comisionar-equipo\"",
        Expected::Number => "Por ejemplo: 0.6",
        Expected::Count => "Por ejemplo: 3",
        Expected::Truth => "Escriba true (sí) o false (no), sin comillas.",
        Expected::Date => "Por ejemplo: 2022-02-25, sin comillas",
        Expected::Moment => "Por ejemplo: 2022-02-25, o 2022-02-25T10:00:00",
        Expected::Word => "Vea en la guía qué palabras admite.",
        Expected::Guard => "Por ejemplo: 'vueltas(4) < 3'",
        Expected::Time => "Por ejemplo: \"3 días hábiles\"",
        Expected::Value => "Un texto, un número, una fecha, true, false o una lista de ellos.",
        Expected::Block => "Por ejemplo: { regresa_a = 3 }",
        Expected::Map => "Por ejemplo: { entidad = 'entidad' }",
    }
}
