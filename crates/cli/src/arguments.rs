//! Arguments as data: the options of every command in one table, in both languages.
//!
//! Knows how options are spelled and which command takes which; does not know what they mean.
//! Read [`Given`] first.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use cauce::procedure::Reading;
use cauce::source::Language;

use crate::failure::Failure;
use crate::nearest::nearest;

/// An option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opt {
    Lang,
    Help,
    Version,
    Reading,
    Format,
    Pending,
    Coverage,
    With,
    Log,
    Case,
    As,
    Person,
    Commands,
    Status,
    At,
    Code,
    Name,
    Out,
    Over,
    Budget,
    WithGuards,
    Paths,
    Proof,
    Walk,
    Columns,
    OpenCases,
    Html,
    Accumulate,
    Least,
    Limit,
    Compact,
    Pairs,
    Rounds,
    LoopFree,
    Refusals,
    Afresh,
    Store,
    Tenant,
    Key,
    Start,
    Datum,
    Evidence,
    Signature,
    Result,
    Measure,
    Note,
    Bulk,
    State,
    Activity,
    Role,
    Late,
    Matching,
    From,
    All,
    Until,
    History,
    Reveal,
    To,
    DoIt,
    Moving,
    Ending,
    Renaming,
    Dropping,
    Recounting,
    WithoutPast,
    InCall,
    Attachments,
    Dispose,
    Early,
    Hold,
    Release,
    Record,
}

/// How an option is spelled and what follows it.
pub(crate) struct Spelling {
    pub(crate) opt: Opt,
    pub(crate) spanish: &'static str,
    pub(crate) english: &'static str,
    /// What its value is called in Spanish and English; none for a switch.
    pub(crate) value: Option<[&'static str; 2]>,
    pub(crate) help: [&'static str; 2],
}

macro_rules! spellings {
    ($($opt:ident $spanish:literal $english:literal $value:expr, $es:literal, $en:literal;)+) => {
        /// Every option.
        pub(crate) const SPELLINGS: &[Spelling] = &[$(Spelling {
            opt: Opt::$opt,
            spanish: $spanish,
            english: $english,
            value: $value,
            help: [$es, $en],
        }),+];
    };
}

spellings! {
    Lang "idioma" "lang" Some(["es|en", "es|en"]),
        "idioma de los mensajes; si no, el del archivo",
        "language of the messages; else the file's";
    Help "ayuda" "help" None, "explica el mandato", "explains the command";
    Version "version" "version" None, "dice la versión", "says the version";
    Reading "lectura" "reading" Some(["elegida|literal", "chosen|literal"]),
        "la lectura elegida (la del cuerpo del archivo) o la literal (como está impreso)",
        "the chosen reading (the body of the file) or the literal one (as printed)";
    Format "formato" "format" Some(["FORMATO", "FORMAT"]),
        "cómo se escribe: texto o json; en «muestra», tabla, markdown, mermaid, dot o svg; en «repite», también svg, html o junit",
        "how it is written: text or json; with “show” table, markdown, mermaid, dot or svg; with “replay” svg, html or junit too";
    Pending "pendientes" "pending" None,
        "enumera lo que está «sin definir»",
        "lists what is said to be undefined";
    Coverage "cobertura" "coverage" None,
        "nombra lo que ningún camino recorre",
        "names what no path walks";
    With "con" "with" Some(["ARCHIVO", "FILE"]),
        "otro procedimiento que hace falta; puede repetirse",
        "another procedure that is needed; may be repeated";
    Log "bitacora" "log" Some(["ARCHIVO", "FILE"]),
        "el archivo donde se guarda el caso",
        "the file the case is kept in";
    Case "caso" "case" Some(["ID", "ID"]), "cuál caso; si no, el 1", "which case; else 1";
    As "como" "as" Some(["ROL", "ROLE"]), "el rol con el que se actúa", "the role acted in";
    Person "persona" "person" Some(["ID", "ID"]), "quién actúa", "who acts";
    Commands "ordenes" "commands" Some(["ARCHIVO|-", "FILE|-"]),
        "lee de ahí, renglón por renglón, lo que se habría tecleado",
        "reads from there, line by line, what would have been typed";
    Status "situacion" "status" None,
        "solo dice en qué va el caso; no guarda nada",
        "only says where the case stands; keeps nothing";
    At "fecha" "at" Some(["INSTANTE", "INSTANT"]),
        "cuándo pasa lo que se anota (2022-04-07 o 2022-04-07T10:00:00-05:00); si no, ahora",
        "when it happens (2022-04-07 or 2022-04-07T10:00:00-05:00); else now";
    Code "codigo" "code" Some(["CÓDIGO", "CODE"]),
        "el código del procedimiento; de un modelo, el id o el nombre del proceso",
        "the code of the procedure; of a model the id or the name of the process";
    Name "nombre" "name" Some(["NOMBRE", "NAME"]), "el nombre del procedimiento", "the name of the procedure";
    Out "salida" "out" Some(["ARCHIVO", "FILE"]),
        "dónde se escribe: un archivo, o una carpeta si son varios",
        "where it is written: a file, or a folder for several";
    Over "encima" "overwrite" None,
        "escribe sobre los archivos que ya existen",
        "writes over files that exist";
    Budget "presupuesto" "budget" Some(["N", "N"]),
        "cuántas situaciones mira la prueba, a lo más; si no, 200000",
        "how many situations the proof looks at, at most; else 200000";
    WithGuards "con-guardas" "with-guards" None,
        "en «soundness», lo que dice una condición vale; si no, toda condición puede cumplirse o no",
        "in “soundness”, what a condition says counts; else each condition may be true or not";
    Paths "caminos" "paths" Some(["CARPETA", "FOLDER"]),
        "escribe ahí el camino que lleva a cada falla",
        "writes there the path that leads to each fault";
    Proof "prueba" "proof" None,
        "dibuja el camino más corto a la falla",
        "draws the shortest way to the fault";
    Walk "recorrido" "walk" Some(["PALABRAS", "WORDS"]),
        "lo que se da por hecho antes de preguntar, con las palabras de un camino",
        "what is taken as done before asking, in the words of a path";
    Columns "columnas" "columns" Some(["QUÉ=ENCABEZADO,…", "WHAT=HEADING,…"]),
        "qué columna del registro es cada cosa: caso, actividad, fecha, persona, rol, respuesta, evidencia o un dato",
        "which column of the log is what: case, activity, date, person, role, answer, evidence or a datum";
    OpenCases "abiertos" "open" None,
        "los casos del registro pueden seguir abiertos: lo que falta al final no se hizo todavía",
        "the cases of the log may be open still: what is missing at the end has not been done yet";
    Html "html" "html" Some(["ARCHIVO", "FILE"]),
        "escribe lo recorrido en una página con el dibujo; si son varios procedimientos, una carpeta",
        "writes what was walked to a page with the drawing; a folder for several procedures";
    Accumulate "acumula" "accumulate" Some(["ARCHIVO", "FILE"]),
        "suma lo que otras repeticiones dejaron en ese archivo, y deja ahí la suma",
        "adds what other runs left in that file, and leaves the sum there";
    Least "minimo" "minimum" Some(["N", "N"]),
        "cuánto hay que recorrer de cada cosa, en por ciento; con menos falla",
        "how much of each thing must be walked, in per cent; it fails with less";
    Limit "limite" "limit" Some(["N", "N"]),
        "cuántos a lo más",
        "how many at most";
    Compact "compacto" "compact" None,
        "los menos caminos que lo recorren todo",
        "the fewest paths that walk everything";
    Pairs "pares" "pairs" None,
        "además, cada par de respuestas de dos preguntas",
        "also every pair of answers of two questions";
    Rounds "vueltas" "rounds" Some(["N", "N"]),
        "además, cada regreso tantas veces",
        "also each return so many times";
    LoopFree "sin-vueltas" "loop-free" None,
        "además, todos los caminos en los que nada regresa",
        "also every path on which nothing goes back";
    Refusals "rechazos" "refusals" None,
        "además, lo que se tiene que rechazar",
        "also what has to be refused";
    Afresh "desde-cero" "afresh" None,
        "no cuenta los caminos que alguien escribió",
        "does not count the paths that somebody wrote";
    Store "almacen" "store" Some(["ARCHIVO", "FILE"]),
        "el almacén de los casos; si no, el que diga CAUCE_STORE, y si no, cauce.db",
        "the store of the cases; else the one that CAUCE_STORE says, else cauce.db";
    Tenant "inquilino" "tenant" Some(["NOMBRE", "NAME"]),
        "de quién son los casos, en un almacén de varios; nadie ve los de otro",
        "whose the cases are, in a store of several owners; nobody sees those of another";
    Key "clave" "key" Some(["CLAVE", "KEY"]),
        "con qué número lo conoce la oficina; no hay dos iguales en un procedimiento",
        "the number by which the office knows it; no two are alike in a procedure";
    Start "inicio" "start" Some(["ID", "ID"]),
        "por cuál de sus inicios comienza",
        "at which of its starts it begins";
    Datum "dato" "datum" Some(["NOMBRE=VALOR", "NAME=VALUE"]),
        "un dato del caso; puede repetirse",
        "a datum of the case; may be repeated";
    Evidence "evidencia" "evidence" Some(["REGISTRO=ARCHIVO", "RECORD=FILE"]),
        "lo que se entrega, del que se anota la huella; «REGISTRO==» cita el que el caso ya tiene; puede repetirse",
        "what is handed in, of which the digest is recorded; “RECORD==” cites the one the case has; may be repeated";
    Signature "firma" "signature" Some(["REGISTRO=ROL:PERSONA", "RECORD=ROLE:PERSON"]),
        "quién firma lo que se entrega; sin ROL, quien actúa; puede repetirse",
        "who signs what is handed in; without ROLE whoever acts; may be repeated";
    Result "resultado" "result" Some(["conforme|no-conforme", "conforming|nonconforming"]),
        "el resultado del control; de una lista, SI y NO separados con comas",
        "the result of the control; of a list YES and NO with commas between them";
    Measure "medida" "measure" Some(["INDICADOR=NÚMERO", "INDICATOR=NUMBER"]),
        "el valor de un indicador; puede repetirse",
        "the value of an indicator; may be repeated";
    Note "nota" "note" Some(["TEXTO", "TEXT"]), "la nota, o la razón", "the note, or the reason";
    Bulk "lote" "bulk" Some(["ARCHIVO|-", "FILE|-"]),
        "lee de ahí peticiones, un JSON por renglón, y las hace juntas",
        "reads requests from there, one JSON a line, and does them together";
    State "estado" "state" Some(["ESTADO", "STATE"]),
        "los que están así: abierto, esperando, trabado, terminado, cancelado o fallido; puede repetirse",
        "those that are open, waiting, incident, completed, cancelled or failed; may be repeated";
    Activity "actividad" "activity" Some(["ID", "ID"]),
        "los que tienen abierta esa actividad; lleva --codigo",
        "those in which that activity is open; goes with --code";
    Role "rol" "role" Some(["ROL", "ROLE"]),
        "los que tienen trabajo de ese rol",
        "those with work of that role";
    Late "vencidos" "late" None, "los que pasaron un plazo", "those past a deadline";
    Matching "texto" "text" Some(["TEXTO", "TEXT"]),
        "los que llevan eso en el nombre o en la clave",
        "those with that in their name or key";
    From "desde" "from" Some(["LUGAR", "PLACE"]),
        "sigue donde terminó la página anterior",
        "goes on where the page before ended";
    All "todos" "all" None, "todos los casos", "all cases";
    Until "hasta" "until" Some(["CUÁNDO", "WHEN"]),
        "hasta cuándo pasa el tiempo: una fecha, o cuánto, como «+3 días»",
        "until when time passes: a date, or how long, as “+3 days”";
    History "historia" "history" None, "cuenta además lo que ha pasado", "tells what has happened too";
    Reveal "revela" "reveal" Some(["QUÉ,…", "WHAT,…"]),
        "lo que un registro para minería dice de lo sellado: personas, notas, datos, archivos",
        "what a log for mining says of what is sealed: persons, notes, data, files";
    To "hacia" "to" Some(["ARCHIVO", "FILE"]),
        "la otra versión del procedimiento; si no, la vigente en el almacén",
        "the other version of the procedure; else the one in force in the store";
    DoIt "hazlo" "do-it" None,
        "lo hace; si no, solo dice qué pasaría",
        "does it; else it is only said what would happen";
    Moving "pasa" "moving" Some(["ANTES=AHORA", "BEFORE=NOW"]),
        "lo abierto en una actividad sigue en otra; puede repetirse",
        "what is open at one activity goes on at another; may be repeated";
    Ending "termina" "ending" Some(["ACTIVIDAD", "ACTIVITY"]),
        "lo abierto ahí se acaba; puede repetirse",
        "what is open there ends; may be repeated";
    Renaming "renombra" "renaming" Some(["ANTES=AHORA", "BEFORE=NOW"]),
        "un dato tiene otro id; puede repetirse",
        "a datum has another id; may be repeated";
    Dropping "descarta" "dropping" Some(["DATO", "DATUM"]),
        "el caso suelta ese valor; puede repetirse",
        "the case lets that value go; may be repeated";
    Recounting "recuenta" "recounting" None, "cuenta los plazos de nuevo", "counts deadlines anew";
    WithoutPast "sin-pasado" "without-past" None,
        "puede faltar lo pasado que el caso no guardó",
        "the past that the case has not kept may be missing";
    InCall "llamada" "in-call" Some(["N", "N"]),
        "pasa lo que ese elemento llama, y no el caso",
        "moves what that item calls, and not the case";
    Attachments "anexos" "attachments" Some(["CARPETA", "FOLDER"]),
        "la carpeta de los anexos del almacén",
        "the folder of the attachments of the store";
    Dispose "dispone" "dispose" Some(["QUÉ,…", "WHAT,…"]),
        "dispone luego en el almacén, para siempre, de: todo, o personas, notas, datos, archivos, clave",
        "then disposes in the store, for good, of: all, or persons, notes, data, files, key";
    Early "anticipada" "early" None,
        "también si el tiempo de conservación no ha pasado",
        "also where the time of retention has not passed";
    Hold "retiene" "hold" None,
        "retiene el caso por orden: no se dispone de nada hasta que se levante",
        "puts the case under a hold: nothing is disposed of until it is released";
    Release "levanta" "release" Some(["N", "N"]),
        "levanta la retención de ese número",
        "releases the hold of that number";
    Record "registro" "record" Some(["ID", "ID"]),
        "el registro del procedimiento de cuya conservación se trata",
        "the record of the procedure whose retention it is";
}

/// Arguments, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// What is no option, in order.
    pub(crate) words: Vec<OsString>,
    options: Vec<(Opt, OsString)>,
}

/// The language that `--lang` asks for, looked for ahead so that mistakes in other arguments are said in it.
pub(crate) fn language(arguments: &[OsString]) -> Option<Language> {
    let mut rest = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = rest.next() {
        let name = argument.strip_prefix("--").unwrap_or("");
        let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
        if matches!(name, "lang" | "idioma") {
            return Language::from_code(value.or_else(|| rest.next())?);
        }
    }
    None
}

impl Given {
    /// Takes arguments apart.
    pub(crate) fn parse(arguments: Vec<OsString>, language: Language) -> Result<Self, Failure> {
        let mut given = Given::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| misused(&error, language))? {
            let name = match argument {
                lexopt::Arg::Value(word) => {
                    given.words.push(word);
                    continue;
                }
                lexopt::Arg::Short('h') => "help".to_owned(),
                lexopt::Arg::Short('V') => "version".to_owned(),
                lexopt::Arg::Short(letter) => return Err(unknown(&format!("-{letter}"), language)),
                lexopt::Arg::Long(name) => name.to_owned(),
            };
            let spelling = find(&name).ok_or_else(|| unknown(&format!("--{name}"), language))?;
            let value = match spelling.value {
                Some(_) => parser.value().map_err(|error| misused(&error, language))?,
                None => OsString::new(),
            };
            given.options.push((spelling.opt, value));
        }
        Ok(given)
    }

    /// Refuses options that the command does not take.
    pub(crate) fn only(&self, allowed: &[Opt], language: Language) -> Result<(), Failure> {
        let general = [Opt::Lang, Opt::Help, Opt::Version];
        let stray = self.options.iter().find(|(opt, _)| !allowed.contains(opt) && !general.contains(opt));
        let Some((opt, _)) = stray else { return Ok(()) };
        let name = spelled(*opt, language);
        Err(Failure::Usage(say!(
            language,
            "Este mandato no lleva la opción {name}. «cauce ayuda» dice cuáles lleva cada uno.",
            "This command does not take {name}. “cauce help” says which ones each command takes."
        )))
    }

    /// Whether an option is there.
    pub(crate) fn has(&self, opt: Opt) -> bool {
        self.value(opt).is_some()
    }

    /// The value of an option; of several the last.
    pub(crate) fn value(&self, opt: Opt) -> Option<&OsStr> {
        self.options.iter().rev().find(|(known, _)| *known == opt).map(|(_, value)| value.as_os_str())
    }

    /// All values of an option, in order.
    pub(crate) fn values(&self, opt: Opt) -> impl Iterator<Item = PathBuf> {
        self.options.iter().filter(move |(known, _)| *known == opt).map(|(_, value)| PathBuf::from(value))
    }

    /// The value of an option as text.
    pub(crate) fn text(&self, opt: Opt, language: Language) -> Result<Option<&str>, Failure> {
        let Some(value) = self.value(opt) else {
            return Ok(None);
        };
        let name = spelled(opt, language);
        let refused = || {
            Failure::Usage(say!(
                language,
                "El valor de {name} no es texto UTF-8.",
                "The value of {name} is not UTF-8 text."
            ))
        };
        value.to_str().map(Some).ok_or_else(refused)
    }

    /// Which of some words the value of an option is: its position; 0 when the option is absent.
    pub(crate) fn choice(&self, opt: Opt, choices: &[&[&str]], language: Language) -> Result<usize, Failure> {
        let Some(value) = self.text(opt, language)? else {
            return Ok(0);
        };
        if let Some(found) = choices.iter().position(|names| names.contains(&value)) {
            return Ok(found);
        }
        let at = match language {
            Language::Spanish => 0,
            Language::English => 1,
        };
        let names: Vec<&str> =
            choices.iter().filter_map(|names| names.get(at).or(names.first()).copied()).collect();
        let (name, choices) = (spelled(opt, language), names.join(", "));
        Err(Failure::Usage(say!(
            language,
            "{name} no puede ser «{value}»: escriba uno de {choices}.",
            "{name} cannot be “{value}”: write one of {choices}."
        )))
    }

    /// The reading asked for.
    pub(crate) fn reading(&self, language: Language) -> Result<Reading, Failure> {
        let words: &[&[&str]] = &[&["elegida", "chosen"], &["literal", "literal"]];
        Ok(match self.choice(Opt::Reading, words, language)? {
            0 => Reading::Chosen,
            _ => Reading::Literal,
        })
    }

    /// Whether the wire is asked for instead of text.
    pub(crate) fn wants_json(&self, language: Language) -> Result<bool, Failure> {
        Ok(self.choice(Opt::Format, &[&["texto", "text"], &["json", "json"]], language)? == 1)
    }

    /// Refuses a language that there is not.
    pub(crate) fn check_language(&self, language: Language) -> Result<(), Failure> {
        self.choice(Opt::Lang, &[&["es"], &["en"]], language).map(drop)
    }
}

/// An option as it is written in that language.
pub(crate) fn spelled(opt: Opt, language: Language) -> String {
    let spelling = SPELLINGS.iter().find(|spelling| spelling.opt == opt);
    spelling.map_or_else(String::new, |spelling| format!("--{}", spelling.word(language)))
}

impl Spelling {
    /// The name in that language.
    pub(crate) fn word(&self, language: Language) -> &'static str {
        match language {
            Language::Spanish => self.spanish,
            Language::English => self.english,
        }
    }
}

fn find(name: &str) -> Option<&'static Spelling> {
    SPELLINGS.iter().find(|spelling| spelling.spanish == name || spelling.english == name)
}

fn unknown(name: &str, language: Language) -> Failure {
    let bare = name.trim_start_matches('-');
    let names = SPELLINGS.iter().map(|spelling| spelling.word(language));
    let meant = match nearest(bare, names) {
        Some(near) => say!(language, " ¿Quiso decir --{near}?", " Did you mean --{near}?"),
        None => String::new(),
    };
    Failure::Usage(say!(language, "No hay una opción {name}.{meant}", "There is no option {name}.{meant}"))
}

fn misused(error: &lexopt::Error, language: Language) -> Failure {
    Failure::Usage(match error {
        lexopt::Error::MissingValue { option } => {
            let name = option.as_deref().unwrap_or("");
            say!(language, "A la opción {name} le falta su valor.", "The option {name} needs a value.")
        }
        lexopt::Error::UnexpectedValue { option, .. } => {
            say!(language, "La opción {option} no lleva valor.", "The option {option} takes no value.")
        }
        _ => say!(language, "Un argumento no es texto UTF-8.", "An argument is not UTF-8 text."),
    })
}
