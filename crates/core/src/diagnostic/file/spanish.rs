//! What is said in Spanish: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::{
    Example, Expected, FileProblem as P, Found, NewerFeature, block_example, block_name, days, keys, listed,
    map_example,
};
use crate::keywords::Keyword;
use crate::source::Language::{self, Spanish};
use crate::source::Voice;

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: Keyword| keyword.word(file);
    let (message, help): (String, String) = match problem {
        P::Empty => (
            "El archivo está vacío.".into(),
            format!(
                "Empiece con: {format} = 1, {language} = \"{code}\" y un bloque [{procedure}].",
                procedure = w(Keyword::Procedure),
                format = w(Keyword::Format),
                code = file.code(),
                language = w(Keyword::Language)
            ),
        ),
        P::UnknownKey { key, block, nearest, takes } => (
            format!("«{key}» no es un dato de {}.", block_name(*block, Voice { reader: Spanish, file })),
            match nearest {
                Some(near) => format!("¿Quiso decir «{}»?", near.word(file)),
                None if takes.is_empty() => "Quítelo, o revise en la guía qué datos lleva este bloque.".into(),
                None => format!("Quítelo. Este bloque lleva además: {}.", keys(takes, file)),
            },
        ),
        P::OtherLanguage { written, word } => (
            match file {
                Language::Spanish => format!("«{written}» está en inglés y este archivo está en español."),
                Language::English => format!("«{written}» está en español y este archivo está en inglés."),
            },
            format!("Escriba «{}».", word.word(file)),
        ),
        P::MisplacedHead { key } => (
            format!("«{}» quedó dentro de un bloque.", key.word(file)),
            "Súbalo a los primeros renglones del archivo, antes de cualquier [bloque].".into(),
        ),
        P::FallenKey { key, block, owner, line } => (
            format!(
                "«{}» quedó dentro de {}.",
                key.word(file),
                block_name(*block, Voice { reader: Spanish, file })
            ),
            format!(
                "Es de {}: suba este renglón por encima del renglón {line}.",
                block_name(*owner, Voice { reader: Spanish, file })
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
            format!("Falta «{}» en {}.", key.word(file), block_name(*block, Voice { reader: Spanish, file })),
            match (key, block) {
                (Keyword::Procedure | Keyword::Path, Keyword::Format) => format!("Agregue un bloque [{}].", key.word(file)),
                _ => format!("Agregue un renglón «{} = …» en este bloque.", key.word(file)),
            },
        ),
        P::WrongType { key, expected, found, written } => (
            format!("«{key}» debe ser {}, y es {}.", wanted(*expected), is(*found)),
            example(*expected, written, file),
        ),
        P::UnknownWord { written, key, allowed, nearest } => (
            format!("«{written}» no es un valor de «{}».", key.word(file)),
            match nearest {
                Some(near) => format!("¿Quiso decir \"{}\"?", near.word(file)),
                None => format!("Puede ser: {}.", listed(allowed, file)),
            },
        ),
        P::TooLarge { bytes, limit } => (
            format!("El archivo mide {bytes} bytes y el límite es {limit}."),
            "Divida el procedimiento en varios, o pida que se amplíe el límite.".into(),
        ),
        P::TooManyValues { limit } => (
            format!("El archivo tiene más de {limit} valores; aquí ya son demasiados."),
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
        P::OnlyZeros { bytes } => (
            format!("El archivo solo tiene ceros ({bytes} bytes): lo que estaba escrito no está."),
            "Así queda una copia sin terminar o un disco dañado. Abra el original y guárdelo otra vez, o recupere una copia de respaldo.".into(),
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
        P::MissingFormat => (
            format!("Falta «{format}».", format = w(Keyword::Format)),
            format!("Escriba en el primer renglón: {format} = 1", format = w(Keyword::Format)),
        ),
        P::MissingLanguage => (
            "Falta el idioma de las claves.".into(),
            "Escriba en el segundo renglón: idioma = \"es\" (o language = \"en\").".into(),
        ),
        P::UnknownFormat { written } => (
            format!("El formato {written} no se conoce; esta versión lee el formato 1."),
            format!(
                "Si el archivo es de una versión más nueva, actualice el programa. Si no, escriba: {format} = 1",
                format = w(Keyword::Format)
            ),
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
            format!(
                "Escriba el valor, o \"{undefined}\" si la fuente no lo dice.",
                undefined = w(Keyword::Undefined)
            ),
        ),
        P::BadHeader => (
            "El encabezado del bloque está mal escrito.".into(),
            format!(
                "Escríbalo solo en su renglón: [{procedure}] o [[{activity}]].",
                procedure = w(Keyword::Procedure),
                activity = w(Keyword::Activity)
            ),
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
            format!("Escriba un número, o \"{undefined}\".", undefined = w(Keyword::Undefined)),
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
        P::LookalikeId { id, letter, characters: (here, there) } => (
            format!(
                "«{id}» se ve igual que otro identificador, pero el signo {letter} es aquí U+{here:04X} y allá \
                 U+{there:04X}."
            ),
            "Vuelva a escribir uno de los dos a mano, sin copiar y pegar.".into(),
        ),
        P::BadId { id } => (
            format!("«{id}» no sirve como identificador."),
            "Use letras, cifras, guiones y puntos, empezando por una letra, y no más de 256: \"comisionar-equipo\"."
                .into(),
        ),
        P::ReservedId { id } => (
            format!("«{id}» nombra aquí un elemento, y en el mismo archivo el final: no se sabe a cuál se va."),
            format!("Escriba otro identificador, por ejemplo \"{id}-18\", o lleve a «{id}» lo que termina."),
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
            format!(
                "Escriba claves e identificadores separados por barras: \"{event}/ID/{goes_to}\".",
                event = w(Keyword::Event),
                goes_to = w(Keyword::GoesTo)
            ),
        ),
        P::FieldNotThere { field } => (
            format!("El hallazgo cambia «{field}», que no está en el procedimiento."),
            "Revise la actividad y el campo.".into(),
        ),
        P::ReadingDiffers { field } => (
            format!("El procedimiento no dice en «{field}» lo que el hallazgo dice que se lee."),
            format!(
                "Escriba en «{read_as}» lo mismo que está en el procedimiento.",
                read_as = w(Keyword::ReadAs)
            ),
        ),
        P::EscapedGuard => {
            ("Un cálculo con barras invertidas va entre comillas simples.".into(), "Escriba: '…'".into())
        }
        P::QuotedDate { iso } => ("La fecha va sin comillas.".into(), format!("Escriba: {iso}")),
        P::EmptyText { key } => (
            format!("«{key}» está vacío."),
            format!(
                "Escriba el valor; si la fuente no lo dice, \"{undefined}\".",
                undefined = w(Keyword::Undefined)
            ),
        ),
        P::StrayLine => (
            "Este renglón no es un encabezado ni una clave con su valor.".into(),
            "Escriba clave = valor, o ponga # delante si es un comentario.".into(),
        ),
        P::OtherTruth { written, right } => {
            (format!("«{written}» no se entiende aquí."), format!("Escriba: {right}"))
        }
        P::PointOfThousands { written, thousands, is: None } => (
            format!("«{written}» no es un número: los miles no se separan."),
            format!("Escriba: {thousands}"),
        ),
        P::PointOfThousands { written, thousands, is: Some(is) } => (
            format!("«{written}» es {is}: el punto separa los decimales."),
            format!("Si son miles, escriba {thousands}; si no, {is}."),
        ),
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
        Expected::Block { .. } => "un bloque",
        Expected::Map { .. } => "un bloque de nombres con sus valores",
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

fn example(expected: Expected, written: &str, file: Language) -> String {
    match expected {
        Expected::Text => "Escríbalo entre comillas: \"…\"".into(),
        Expected::Id => "Por ejemplo: \"auditor\"".into(),
        Expected::Reference => "Por ejemplo: 7, o \"comisionar-equipo\"".into(),
        Expected::Number => "Por ejemplo: 0.6".into(),
        Expected::Count => "Por ejemplo: 3".into(),
        Expected::Truth => "Escriba true (sí) o false (no), sin comillas.".into(),
        Expected::Date => "Por ejemplo: 2022-02-25, sin comillas".into(),
        Expected::Moment => "Por ejemplo: 2022-02-25, o 2022-02-25T10:00:00".into(),
        Expected::Word => "Vea en la guía qué palabras admite.".into(),
        Expected::Guard => format!("Por ejemplo: '{}(4) < 3'", Keyword::Rounds.word(file)),
        Expected::Time => format!("Por ejemplo: \"{}\"", days(written, file)),
        Expected::Value => "Un texto, un número, una fecha, true, false o una lista de ellos.".into(),
        Expected::Block { key, owner, first } => match block_example((key, owner, first), written, file) {
            Example::Header(header) => format!("Escríbalo en un bloque propio: {header}"),
            Example::Outcome(onward, None) => format!("Escriba {onward}"),
            Example::Outcome(onward, Some(back)) => format!("Escriba {onward}, o {back} si es hacia atrás."),
            Example::Inline(inline) => format!("Por ejemplo: {inline}"),
        },
        Expected::Map { key } => format!("Por ejemplo: {}", map_example(key, written, file)),
    }
}
