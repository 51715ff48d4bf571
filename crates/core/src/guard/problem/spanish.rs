//! The problems of a guard in Spanish, for people who do not program.

use super::{GuardProblem, NameKind, NotAllowed, Spelt, TextFault, Wanted, kind_name, thousands};
use crate::data::Kind;
use crate::source::Language;

fn kind(kind: Kind) -> &'static str {
    kind_name(kind, Language::Spanish)
}

fn what(name: NameKind) -> &'static str {
    match name {
        NameKind::Datum => "dato",
        NameKind::Indicator => "indicador",
        NameKind::Record => "registro",
        NameKind::Activity => "actividad",
        NameKind::Event => "evento",
        NameKind::Window => "ventana",
    }
}

fn of(name: NameKind) -> &'static str {
    match name {
        NameKind::Datum => "del dato",
        NameKind::Indicator => "del indicador",
        NameKind::Record => "del registro",
        NameKind::Activity => "de la actividad",
        NameKind::Event => "del evento",
        NameKind::Window => "de la ventana",
    }
}

fn none(name: NameKind) -> &'static str {
    if name == NameKind::Activity { "ninguna" } else { "ningún" }
}

fn wanted(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Value => "un valor: un dato, un número o un texto entre comillas",
        Wanted::Operator => "un operador entre los dos valores, como && (y), || (o), == o <",
        Wanted::Open => "un paréntesis que abre, «(»",
        Wanted::Close => "un paréntesis que cierra, «)»",
        Wanted::BraceOpen => "una llave que abre, «{»",
        Wanted::BraceClose => "una llave que cierra, «}»",
        Wanted::Else => "la palabra «else»: una condición con «if» da un valor en los dos casos",
    }
}

fn in_signs(spelt: Spelt) -> &'static str {
    match spelt {
        Spelt::And => "para «y» escriba &&",
        Spelt::Or => "para «o» escriba ||",
        Spelt::Not => "para «no» escriba ! delante del valor",
        Spelt::Equal => "para comparar escriba ==",
        Spelt::Different => "para «distinto de» escriba !=",
        Spelt::More => "para «mayor que» escriba >, y >= si también vale igual",
        Spelt::Less => "para «menor que» escriba <, y <= si también vale igual",
        Spelt::Between => "para «entre 3 y 5» compare dos veces: valor >= 3 && valor <= 5",
    }
}

fn meant(suggestion: Option<&String>, otherwise: &str) -> String {
    suggestion.map_or_else(|| otherwise.to_owned(), |name| format!("¿quiso decir «{name}»?"))
}

pub(super) fn message(problem: &GuardProblem) -> String {
    match problem {
        GuardProblem::Syntax { found: Some(found), .. } => format!("no se esperaba «{found}» aquí"),
        GuardProblem::Syntax { found: None, .. } => "la condición está incompleta".to_owned(),
        GuardProblem::Empty { .. } => "la condición está vacía".to_owned(),
        GuardProblem::TooLong { limit, .. } => format!("la condición tiene más de {limit} bytes"),
        GuardProblem::TooDeep { limit, .. } => {
            format!("la condición tiene más de {limit} niveles, uno dentro de otro")
        }
        GuardProblem::BadText { why, .. } => match why {
            TextFault::Unclosed => "falta la comilla que cierra el texto",
            TextFault::Quotes => "estas comillas no sirven en una condición",
            TextFault::Escape => "este signo después de «\\» no tiene significado",
            TextFault::OpenComment => "falta «*/» al final del comentario",
        }
        .to_owned(),
        GuardProblem::BadNumber { written, .. } => {
            format!("«{written}» no es un número que se pueda usar")
        }
        GuardProblem::DecimalComma { .. } => "los decimales se escriben con punto".to_owned(),
        GuardProblem::NotAllowed { what: NotAllowed::Assignment, .. } => "un solo «=» no compara".to_owned(),
        GuardProblem::NotAllowed { written, .. } => {
            format!("«{written}» no se puede usar en una condición")
        }
        GuardProblem::ForbiddenWord { word, .. } => format!("«{word}» no existe en una condición"),
        GuardProblem::OtherLanguage { word, .. } => {
            format!("«{word}» es una palabra de otro idioma")
        }
        GuardProblem::UnknownName { name, .. } => format!("no hay ningún dato «{name}»"),
        GuardProblem::UnknownFunction { name, .. } => format!("no hay ninguna función «{name}»"),
        GuardProblem::UnknownReference { what: kind, name, .. } => {
            format!("el procedimiento no tiene {} {} «{name}»", none(*kind), what(*kind))
        }
        GuardProblem::HyphenatedId { written, .. } => {
            format!("«{written}» se leería como una resta")
        }
        GuardProblem::NeedsParentheses { word, .. } => format!("«{word}» necesita sus paréntesis"),
        GuardProblem::WrongArgument { written, function, .. } => {
            format!("«{written}» no sirve dentro de «{function}(…)»")
        }
        GuardProblem::WrongCount { function, found, .. } => {
            format!("«{function}» no se usa con {found} valores entre paréntesis")
        }
        GuardProblem::WrongParameter { function, expected, found, .. } => {
            format!("«{function}» necesita aquí {} y recibe {}", kind(*expected), kind(*found))
        }
        GuardProblem::MixedComparison { left, right, .. } => {
            format!("se compara {} con {}", kind(*left), kind(*right))
        }
        GuardProblem::WrongOperand { operator, kind: found, .. } => {
            format!("«{operator}» no se puede usar con {}", kind(*found))
        }
        GuardProblem::ListWithOperator { operator, .. } => {
            format!("«{operator}» no se puede usar con una lista")
        }
        GuardProblem::MixedBranches { left, right, .. } => {
            format!("los dos casos del «if» dan cosas distintas: {} y {}", kind(*left), kind(*right))
        }
        GuardProblem::WrongResult { expected, found, .. } => {
            format!("aquí hace falta {} y la condición da {}", kind(*expected), kind(*found))
        }
        GuardProblem::NeverEqual { value, .. } => {
            format!("«{}» no es ninguno de los valores posibles", shown(std::slice::from_ref(value)))
        }
        GuardProblem::NotMeasured { indicator, window, .. } => {
            format!("el indicador «{indicator}» no se mide en la ventana «{window}»")
        }
        GuardProblem::NoQuestion { activity, .. } => {
            format!("la actividad {activity} no hace ninguna pregunta")
        }
        GuardProblem::OutsideRepetition { word, .. } if word == "activationCount" => {
            format!("«{word}» solo existe en la condición de una compuerta compleja")
        }
        GuardProblem::OutsideRepetition { word, .. } => {
            format!("«{word}» solo existe dentro de una repetición")
        }
    }
}

pub(super) fn help(problem: &GuardProblem) -> String {
    match problem {
        GuardProblem::Syntax { found, wanted: expected, .. } => match found.as_deref().and_then(Spelt::of) {
            Some(spelt) => in_signs(spelt).to_owned(),
            None => format!("aquí va {}", wanted(*expected)),
        },
        GuardProblem::Empty { .. } => "escriba una condición, por ejemplo 'indicador(\"x\") < meta(\"x\")', o quite la clave".to_owned(),
        GuardProblem::TooLong { .. } => "reparta la condición en varios datos o salidas".to_owned(),
        GuardProblem::TooDeep { .. } => "quite paréntesis o reparta la condición en varios datos".to_owned(),
        GuardProblem::BadText { why, .. } => match why {
            TextFault::Escape => "después de «\\» puede ir \", \\, n, r o t",
            TextFault::OpenComment => "cierre el comentario o quítelo",
            TextFault::Unclosed | TextFault::Quotes => "escriba el texto entre comillas rectas dobles: \"texto\"",
        }
        .to_owned(),
        GuardProblem::BadNumber { instead: Some(instead), .. } => {
            format!("los miles no se separan: escriba {instead}")
        }
        GuardProblem::BadNumber { .. } => "escriba solo cifras, con punto decimal y a lo sumo 28 cifras: 0.6".to_owned(),
        GuardProblem::DecimalComma { instead, .. } => match thousands(instead) {
            Some(thousands) => format!("escriba {instead}, o {thousands} si son miles"),
            None => format!("escriba {instead}"),
        },
        GuardProblem::NotAllowed { what, .. } => match what {
            NotAllowed::Assignment => "para comparar escriba ==; una condición no puede cambiar datos, eso lo hace «calcula»",
            NotAllowed::Statement => "una condición es una sola expresión: compara, no repite ni guarda nada",
            NotAllowed::ListLiteral => "las listas son datos; para mirar dentro escriba contiene(lista, valor)",
            NotAllowed::SingleSign => "para «y» escriba &&, para «o» escriba ||",
            NotAllowed::Reversed => "el «=» va después: escriba >= o <=",
            NotAllowed::Unequal => "para «distinto de» escriba !=",
            NotAllowed::Sign => "quite el signo; un id con otros signos va entre comillas",
        }
        .to_owned(),
        GuardProblem::ForbiddenWord { .. } => "una condición solo lee datos del caso; quite la palabra".to_owned(),
        GuardProblem::OtherLanguage { instead, .. } => format!("escriba «{instead}»"),
        GuardProblem::UnknownName { suggestion, .. } => meant(suggestion.as_ref(), "declárelo con [[dato]]; si es un texto, póngalo entre comillas"),
        GuardProblem::UnknownFunction { suggestion, .. } => {
            meant(suggestion.as_ref(), "las funciones son indicador, meta, evidencia, firmado, vueltas, respuesta, terminada, abierta, cuenta, dias_desde, hoy, contiene y largo")
        }
        GuardProblem::UnknownReference { suggestion, what: kind, .. } => {
            meant(suggestion.as_ref(), &format!("revise el id {}", of(*kind)))
        }
        GuardProblem::HyphenatedId { written, .. } => {
            format!("si es un id, póngalo entre comillas: \"{written}\"; si es una resta, deje espacios alrededor de «-»")
        }
        GuardProblem::NeedsParentheses { word, .. } => format!("escriba {word}(…), o {word}() si no lleva nada dentro"),
        GuardProblem::WrongArgument { wanted: NameKind::Activity, .. } => {
            "escriba el número impreso de la actividad (entre comillas si lleva punto: \"1.10\") o su id entre comillas".to_owned()
        }
        GuardProblem::WrongArgument { wanted: NameKind::Datum, .. } => {
            "escriba el id del dato, sin comillas".to_owned()
        }
        GuardProblem::WrongArgument { wanted, .. } => format!("escriba el id {} entre comillas", of(*wanted)),
        GuardProblem::WrongCount { least, most, .. } if least == most => format!("lleva exactamente {least}"),
        GuardProblem::WrongCount { least, most, .. } => format!("lleva entre {least} y {most}"),
        GuardProblem::WrongParameter { expected, .. } => format!("ponga {}", kind(*expected)),
        GuardProblem::MixedComparison { .. } => "los dos lados deben ser del mismo tipo; los números van sin comillas".to_owned(),
        GuardProblem::WrongOperand { operator: "&&" | "||" | "!" | "if", .. } => {
            "aquí va algo que sea SI o NO, por ejemplo una comparación".to_owned()
        }
        GuardProblem::WrongOperand { .. } => "los textos, opciones, SI o NO y duraciones solo se comparan con == y !=; se calcula solo con números".to_owned(),
        GuardProblem::ListWithOperator { .. } => "escriba contiene(lista, valor) o largo(lista)".to_owned(),
        GuardProblem::MixedBranches { .. } => "los dos casos deben dar el mismo tipo de valor".to_owned(),
        GuardProblem::WrongResult { expected: Kind::YesNo, .. } => "termine la condición con una comparación, por ejemplo «… == SI» o «… < 3»".to_owned(),
        GuardProblem::WrongResult { expected, .. } => format!("la expresión debe dar {}", kind(*expected)),
        GuardProblem::NeverEqual { possible, .. } => format!("los valores posibles son: {}", shown(possible)),
        GuardProblem::NotMeasured { .. } => {
            "pídalo en esa ventana en una actividad, o quite la ventana para leer el último valor".to_owned()
        }
        GuardProblem::NoQuestion { .. } => "use «terminada» para saber si ya se hizo, o ponga una pregunta en la actividad".to_owned(),
        GuardProblem::OutsideRepetition { word, .. } if word == "activationCount" => {
            "use un dato del caso, o lleve la condición a «activa_si» de una compuerta compleja".to_owned()
        }
        GuardProblem::OutsideRepetition { .. } => "use un dato del caso, o lleve la condición a una actividad con «por_cada»".to_owned(),
    }
}

fn shown(possible: &[String]) -> String {
    let words: Vec<&str> = possible
        .iter()
        .map(|value| match value.as_str() {
            "yes" => "SI",
            "no" => "NO",
            other => other,
        })
        .collect();
    words.join(", ")
}
