//! Every command with its texts, options and who obeys it.

use super::Verb;
use crate::arguments::Opt;
use crate::{
    ask, board, cases, check, compare, conform, coverage, drive, explain, export, import, log_verify,
    mutants, new, paths, replay, run, show,
};

/// Every command, in the order of the help.
pub(crate) const VERBS: &[Verb] = &[
    Verb {
        names: ["revisa", "check"],
        also: &["revisar"],
        usage: ["PROCEDIMIENTO…", "PROCEDURE…"],
        summary: [
            "revisa archivos o carpetas y dice todo lo que falta",
            "checks files or folders and says all that is amiss",
        ],
        details: [
            "Prueba que ningún caso puede trabarse y, si puede, cuenta cómo se llega ahí. Termina en 0 si los procedimientos \
             pueden ponerse a andar (los avisos no lo impiden) y en 1 si no.",
            "Proves that no case can get stuck and, if one can, tells how it gets there. Ends with 0 if the procedures may be \
             put to work (remarks do not hinder) and with 1 if not.",
        ],
        options: &[
            Opt::Reading,
            Opt::Pending,
            Opt::Format,
            Opt::Budget,
            Opt::WithGuards,
            Opt::Paths,
            Opt::Over,
        ],
        obey: check::obey,
    },
    Verb {
        names: ["repite", "replay"],
        also: &["repetir"],
        usage: ["PROCEDIMIENTO [CAMINO]", "PROCEDURE [PATH]"],
        summary: ["repite los caminos y dice qué recorren", "replays paths and says what they walk"],
        details: [
            "Sin CAMINO repite los de la carpeta «caminos» que está al lado. De un camino que falla muestra la primera \
             diferencia, con lo esperado y lo encontrado. --formato svg dibuja lo que los caminos recorren, y --html cuántas \
             veces; --formato junit es lo que leen los servidores de integración.",
            "Without PATH it replays those in the folder “paths” beside the procedure. Of a path that fails it shows the \
             first difference, with what was expected and what was found. --format svg draws what the paths walk, and --html \
             how often; --format junit is what build servers read.",
        ],
        options: &[
            Opt::With,
            Opt::Reading,
            Opt::Coverage,
            Opt::Least,
            Opt::Accumulate,
            Opt::Html,
            Opt::Format,
        ],
        obey: replay::obey,
    },
    Verb {
        names: ["cobertura", "coverage"],
        also: &[],
        usage: ["BITÁCORA|ARCHIVO…", "LOG|FILE…"],
        summary: [
            "dice qué han recorrido los casos de las bitácoras",
            "says what the cases of logs have walked",
        ],
        details: [
            "De cada procedimiento: cuánto se recorrió de cada cosa, cuántas veces, y qué falta; también de los que otros \
             llaman. Se suman las bitácoras y los archivos que dejó --acumula. --con da los procedimientos; --html \
             escribe el dibujo con los números.",
            "Of each procedure: how much of each thing was walked, how often, and what is missing; of those that others \
             call too. Logs and the files that --accumulate left are added up. --with gives the procedures; --html \
             writes the drawing with the numbers.",
        ],
        options: &[Opt::With, Opt::Least, Opt::Accumulate, Opt::Html, Opt::Format],
        obey: coverage::obey,
    },
    Verb {
        names: ["mutantes", "mutants"],
        also: &[],
        usage: ["PROCEDIMIENTO [CAMINO]", "PROCEDURE [PATH]"],
        summary: [
            "mete un error a la vez y dice cuáles notan los caminos",
            "puts in one slip at a time and says which ones the paths notice",
        ],
        details: [
            "Cambia las respuestas de una pregunta, un destino, una evidencia, un rol, una condición, un máximo; quita un \
             control, un evento, lo que sigue a un plazo; y repite los caminos. De cada error que ninguno nota dice el \
             renglón y qué camino lo notaría. --limite dice cuántos se prueban; --minimo, cuántos de cada cien hay que notar.",
            "It changes over the answers of a question, changes a target, a piece of evidence, a role, a condition, a \
             maximum; takes out a control, an event, what follows a deadline; and replays the paths. Of each slip that \
             none notices it says the line and which path would. --limit says how many are tried; --minimum how many of \
             a hundred must be noticed.",
        ],
        options: &[Opt::With, Opt::Limit, Opt::Least, Opt::Format],
        obey: mutants::obey,
    },
    Verb {
        names: ["caminos", "paths"],
        also: &["genera", "generate"],
        usage: ["PROCEDIMIENTO", "PROCEDURE"],
        summary: [
            "escribe los caminos que faltan para recorrerlo todo",
            "writes the paths that are missing to walk everything",
        ],
        details: [
            "Escribe el camino directo y uno por cada regreso, evento, omisión y plazo con consecuencia, y los que falten \
             para recorrer lo demás, en la carpeta que dice --salida; sin ella los imprime. Los que ya hay al lado o en \
             esa carpeta cuentan, y lo que alguien escribió no se toca nunca. De lo que no se alcanza dice por qué.",
            "Writes the straight path and one for each return, event, skip and deadline with a consequence, and those that \
             are missing to walk the rest, into the folder that --out names; without it they are printed. Those that lie \
             beside it or in that folder count, and what somebody wrote is never touched. Of what is not reached it says why.",
        ],
        options: &[
            Opt::Out,
            Opt::Compact,
            Opt::Pairs,
            Opt::Rounds,
            Opt::LoopFree,
            Opt::Refusals,
            Opt::Afresh,
            Opt::With,
            Opt::Reading,
            Opt::Code,
        ],
        obey: paths::obey,
    },
    Verb {
        names: ["compara", "compare"],
        also: &["comparar"],
        usage: ["ANTERIOR NUEVO [CAMINO…]", "OLD NEW [PATH…]"],
        summary: [
            "dice en qué difieren dos versiones, y qué caminos lo notan",
            "says how two versions differ, and which paths notice",
        ],
        details: [
            "Los elementos se emparejan por id, por título y por sus vecinos, de modo que renumerar no los hace otros. Los \
             caminos de la versión anterior (los que están al lado, o los que se nombran) se repiten en la nueva. Termina \
             en 0 si se comportan igual y en 1 si no.",
            "Elements are paired by id, by title and by their neighbours, so that numbering anew does not make others of \
             them. The paths of the old version (those beside it, or those that are named) are replayed on the new one. \
             Ends with 0 if both behave alike and with 1 if not.",
        ],
        options: &[Opt::With, Opt::Format],
        obey: compare::obey,
    },
    Verb {
        names: ["conforma", "conform"],
        also: &["conformar"],
        usage: ["PROCEDIMIENTO REGISTRO.csv|REGISTRO.xes", "PROCEDURE LOG.csv|LOG.xes"],
        summary: [
            "compara con el procedimiento un registro llevado en otra parte",
            "compares a log that was kept elsewhere with the procedure",
        ],
        details: [
            "Lee cada caso como el procedimiento lo permite con menos tropiezos, y dice cuáles son: actividades omitidas, de \
             más o fuera de orden, otra respuesta, otro rol, evidencia que falta, plazos. El ajuste va de 0 a 1. Termina en \
             0 si nada se aparta y en 1 si algo se aparta.",
            "Reads each case in the way that the procedure allows with the fewest misfits, and says which they are: activities \
             skipped, too many or out of order, another answer, another role, missing evidence, deadlines. Fitness goes \
             from 0 to 1. Ends with 0 if nothing deviates and with 1 if something does.",
        ],
        options: &[Opt::Columns, Opt::OpenCases, Opt::With, Opt::Reading, Opt::Code, Opt::Format],
        obey: conform::obey,
    },
    Verb {
        names: ["corre", "run"],
        also: &["correr"],
        usage: ["PROCEDIMIENTO", "PROCEDURE"],
        summary: ["lleva un caso en la terminal, y lo guarda", "walks a case in the terminal, and keeps it"],
        details: [
            "Dice en qué va el caso, pregunta lo que falta, y guarda cada paso; vuelto a llamar, sigue donde quedó. En una \
             terminal lo guarda en el almacén, donde también lo ven «caso lista» y los demás; con --bitacora, en un archivo \
             propio. Sin terminal solo dice en qué va el caso, y no deja archivos si no se le da --bitacora.",
            "Says where the case stands, asks for what is missing, and keeps each step; called again it goes on where it \
             stood. In a terminal it keeps it in the store, where “case list” and the others see it too; with --log in a \
             file of its own. Without a terminal it only says where the case stands, and leaves no files unless --log is \
             given.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::Log,
            Opt::Case,
            Opt::As,
            Opt::Person,
            Opt::Commands,
            Opt::Status,
            Opt::At,
            Opt::With,
            Opt::Reading,
            Opt::Code,
        ],
        obey: run::obey,
    },
    Verb {
        names: ["caso abre", "case open"],
        also: &["caso abrir"],
        usage: ["PROCEDIMIENTO [CASO]", "PROCEDURE [CASE]"],
        summary: ["comienza un caso y lo guarda en el almacén", "begins a case and keeps it in the store"],
        details: [
            "El procedimiento, con lo que llama, queda en el almacén: el caso sigue después sin los archivos, y otros \
             comienzan con solo su código. Sin nombre, el caso se llama CÓDIGO-1, CÓDIGO-2… Termina diciendo qué está \
             abierto y qué se escribe.",
            "The procedure, with what it calls, stays in the store: the case goes on without the files, and others begin \
             with its code alone. Without a name the case is called CODE-1, CODE-2… It ends by saying what is open and \
             what to write.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::Key,
            Opt::Datum,
            Opt::Start,
            Opt::As,
            Opt::Person,
            Opt::At,
            Opt::With,
            Opt::Reading,
            Opt::Code,
            Opt::Format,
        ],
        obey: cases::open,
    },
    Verb {
        names: ["caso lista", "case list"],
        also: &["caso listar"],
        usage: ["", ""],
        summary: ["enumera los casos que se buscan", "lists the cases that are looked for"],
        details: [
            "Lo que se busca vale junto: el código, el estado, un dato, quien tomó parte… Al final dice cuántos son y cómo \
             están; si hay más, cómo se sigue. --fecha es el momento en que se mira qué está vencido.",
            "All that is looked for holds at once: the code, the state, a datum, who took part… At the end it says how many \
             there are and how they stand; if there are more, how to go on. --at is the moment at which it is looked what is \
             late.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::Code,
            Opt::State,
            Opt::Activity,
            Opt::Role,
            Opt::Person,
            Opt::Late,
            Opt::Datum,
            Opt::Key,
            Opt::Matching,
            Opt::Limit,
            Opt::All,
            Opt::From,
            Opt::At,
            Opt::Format,
        ],
        obey: cases::list,
    },
    Verb {
        names: ["caso muestra", "case show"],
        also: &["caso mostrar"],
        usage: ["CASO", "CASE"],
        summary: [
            "dice en qué va un caso y qué se escribe para seguir",
            "says where a case stands and what to write",
        ],
        details: [
            "Lo abierto, con quién puede, qué falta y hasta cuándo; y de cada cosa, el mandato que la hace.",
            "What is open, with who may, what is missing and until when; and of each thing the command that does it.",
        ],
        options: &[Opt::Store, Opt::Tenant, Opt::History, Opt::At, Opt::Format],
        obey: cases::show,
    },
    Verb {
        names: ["caso haz", "case do"],
        also: &["caso hacer"],
        usage: ["CASO QUÉ…", "CASE WHAT…"],
        summary: [
            "hace una cosa en un caso, dicha en un renglón",
            "does one thing in a case, said in one line",
        ],
        details: [
            "QUÉ es una actividad abierta, con su respuesta si la pide (4 NO), o una orden de «corre»: toma 4, suelta 4, \
             encarga 4 luis, firma 12 acta=acta.pdf, anota sedes=3, mensaje pago pedido=P-1, senal alerta, declara \
             cambia-cronograma, cancela. Lo trabado sigue con intenta, una-mas, toma=SALIDA o sigue-en=ACTIVIDAD; un \
             trabajo automático, con hecho, fallo o error CÓDIGO; la actividad que un evento atiende termina también con \
             error CÓDIGO. Lo demás va en opciones. Con --lote lee las peticiones de «cauce conduce».",
            "WHAT is an open activity, with its answer where it asks one (4 NO), or an order of “run”: claim 4, release 4, \
             delegate 4 luis, sign 12 act=act.pdf, note sites=3, message payment order=P-1, signal alert, declare \
             plan-changes, cancel. What is stuck goes on with retry, one-more, take=EXIT or move-to=ACTIVITY; automatic \
             work with done, failed or error CODE; an activity around which an event takes it ends with error CODE too. The \
             rest stands in options. With --bulk it reads the requests of “cauce drive”.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::As,
            Opt::Person,
            Opt::Evidence,
            Opt::Signature,
            Opt::Result,
            Opt::Datum,
            Opt::Measure,
            Opt::Note,
            Opt::At,
            Opt::Bulk,
            Opt::Format,
        ],
        obey: cases::act,
    },
    Verb {
        names: ["caso espera", "case wait"],
        also: &["caso esperar"],
        usage: ["[CASO]", "[CASE]"],
        summary: ["deja pasar el tiempo y dice qué venció", "lets time pass and says what fell due"],
        details: [
            "Hasta ahora, o hasta lo que diga --hasta; en un caso o, con --todos, en los que tengan algo por vencer. Dice \
             además qué es lo próximo.",
            "Up to now, or to what --until says; in one case or, with --all, in those in which something falls due. It also \
             says what comes next.",
        ],
        options: &[Opt::Store, Opt::Tenant, Opt::All, Opt::Until, Opt::At, Opt::Format],
        obey: cases::wait,
    },
    Verb {
        names: ["caso exporta", "case export"],
        also: &["caso exportar"],
        usage: ["[CASO…]", "[CASE…]"],
        summary: ["saca casos como documento o como registro", "takes cases out as a document or as a log"],
        details: [
            "Formatos: markdown y html, el documento de un caso con todo lo suyo; lineas, los registros tal cual, para otro \
             almacén; xes, ocel y csv, para minería de procesos, sin personas, notas, datos ni nombres de archivo mientras \
             --revela no los pida. Con --todos, los que digan las opciones de «caso lista».",
            "Formats: markdown and html, the document of a case with all that is its; lines, the records as they are, for \
             another store; xes, ocel and csv, for process mining, without persons, notes, data or file names unless \
             --reveal asks for them. With --all those that the options of “case list” say.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::Out,
            Opt::Over,
            Opt::Format,
            Opt::Reveal,
            Opt::All,
            Opt::Code,
            Opt::State,
            Opt::Role,
            Opt::Person,
            Opt::Datum,
            Opt::Key,
            Opt::Matching,
        ],
        obey: cases::export,
    },
    Verb {
        names: ["caso conserva", "case keep"],
        also: &["caso conservar"],
        usage: ["CASO", "CASE"],
        summary: ["dice cómo se conserva un caso, y lo fija", "says how a case is kept, and settles it"],
        details: [
            "Sin más dice lo fijado: órdenes que lo retienen, hasta cuándo se conserva y por qué regla, de qué se dispuso. \
             --retiene pone una orden, --levanta la quita; --hasta fija hasta cuándo se conserva, con --registro por la regla \
             de ese registro. Cada cosa lleva --persona, --como y --nota, y queda para siempre.",
            "By itself it says what was settled: holds on it, until when it is retained and by which rule, what was disposed \
             of. --hold puts a hold on it, --release takes one off; --until fixes until when it is retained, with --record by \
             the rule of that record. Each takes --person, --as and --note, and stays for good.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::Hold,
            Opt::Release,
            Opt::Until,
            Opt::Record,
            Opt::Note,
            Opt::Person,
            Opt::As,
            Opt::At,
            Opt::Format,
        ],
        obey: cases::keep,
    },
    Verb {
        names: ["caso archiva", "case archive"],
        also: &["caso archivar"],
        usage: ["CASO", "CASE"],
        summary: [
            "guarda un caso terminado, entero, en una carpeta",
            "keeps a case that has ended, whole, in a folder",
        ],
        details: [
            "En la carpeta quedan el documento, los registros tal cual con la constancia del almacén y las pruebas, los \
             procedimientos, los anexos y los registros para minería, con todo lo sellado. Con --dispone el almacén pierde \
             después, para siempre, lo que se diga: si el caso no está retenido y su conservación pasó.",
            "The folder holds the document, the records as they are with the checkpoint of the store and the proofs, the \
             procedures, the attachments and the logs for mining, with all that is sealed. With --dispose the store then \
             loses for good what is said: where the case is under no hold and its retention has passed.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::Out,
            Opt::Attachments,
            Opt::Dispose,
            Opt::Early,
            Opt::Note,
            Opt::Person,
            Opt::As,
            Opt::At,
            Opt::Format,
        ],
        obey: cases::archive,
    },
    Verb {
        names: ["caso migra", "case migrate"],
        also: &["caso migrar"],
        usage: ["[CASO…]", "[CASE…]"],
        summary: [
            "dice qué sería de casos en otra versión, y los pasa",
            "plans what becomes of cases in another version, and moves them",
        ],
        details: [
            "De cada caso, qué sigue igual, qué cambia y qué lo impide. Nada se escribe sin --hazlo, que es de la autoridad. \
             La otra versión es la de --hacia, o la vigente en el almacén. Con --todos, los de --codigo.",
            "Of each case what stays, what changes and what stands in the way. Nothing is written without --do-it, which is \
             for the authority. The other version is that of --to, or the one in force in the store. With --all those of \
             --code.",
        ],
        options: &[
            Opt::Store,
            Opt::Tenant,
            Opt::To,
            Opt::DoIt,
            Opt::As,
            Opt::Person,
            Opt::Note,
            Opt::Moving,
            Opt::Ending,
            Opt::Renaming,
            Opt::Dropping,
            Opt::Recounting,
            Opt::WithoutPast,
            Opt::InCall,
            Opt::All,
            Opt::Code,
            Opt::State,
            Opt::At,
            Opt::With,
            Opt::Reading,
        ],
        obey: cases::migrate,
    },
    Verb {
        names: ["conduce", "drive"],
        also: &["conducir"],
        usage: ["[PROCEDIMIENTO…]", "[PROCEDURE…]"],
        summary: [
            "conversa con otro programa, un JSON por renglón",
            "talks with another program, one JSON a line",
        ],
        details: [
            "Lee una petición JSON en cada renglón de la entrada y escribe en un renglón la respuesta, también cuando \
             algo está mal. Con --bitacora lo que pasa se guarda; la guía del cable dice qué se puede pedir.",
            "Reads one JSON request on each line of the input and writes its answer on one line, also when something \
             is wrong. With --log what happens is kept; the guide to the wire says what may be asked.",
        ],
        options: &[Opt::Log, Opt::Reading],
        obey: drive::obey,
    },
    Verb {
        names: ["muestra", "show"],
        also: &["mostrar"],
        usage: ["PROCEDIMIENTO", "PROCEDURE"],
        summary: ["imprime la tabla oficial o el diagrama", "prints the official table or the diagram"],
        details: [
            "Formatos: tabla, markdown, mermaid, dot, svg. Con --bitacora añade la historia de los casos; la imagen svg \
             muestra en qué va uno (--caso) o, con --prueba, cómo se traba.",
            "Formats: table, markdown, mermaid, dot, svg. With --log it adds the story of the cases; the svg picture shows \
             where one of them stands (--case) or, with --proof, how one gets stuck.",
        ],
        options: &[Opt::Format, Opt::Reading, Opt::Log, Opt::Case, Opt::With, Opt::Code, Opt::Proof],
        obey: show::obey,
    },
    Verb {
        names: ["tablero", "board"],
        also: &["dashboard"],
        usage: ["BITÁCORA…", "LOG…"],
        summary: ["dice en qué van los casos de las bitácoras", "says where the cases of logs stand"],
        details: [
            "De cada procedimiento: casos, fases, procedimientos que llama, dónde están, qué está vencido y de quién, \
             indicadores contra su meta y vueltas dadas. Una carpeta vale por sus archivos .jsonl. --con da los \
             procedimientos; --fecha, el momento que se mira.",
            "Of each procedure: cases, phases, procedures it calls, where they stand, what is late and whose, indicators \
             against their target, and loops taken. A folder stands for its .jsonl files. --with gives the procedures; \
             --at the moment that is looked at.",
        ],
        options: &[Opt::With, Opt::At, Opt::Format],
        obey: board::obey,
    },
    Verb {
        names: ["pregunta", "ask"],
        also: &["preguntar"],
        usage: ["BITÁCORA|ARCHIVO [QUÉ]", "LOG|FILE [WHAT]"],
        summary: [
            "dice por qué un caso está donde está y cómo sale",
            "says why a case is where it is, and its way out",
        ],
        details: [
            "De un caso de una bitácora (--caso; --con da los procedimientos), o de un procedimiento como si acabara de \
             comenzar o se hubiera hecho lo que dice --recorrido. QUÉ es una de: por-que, falta, respuestas, puede, salida, o y-si con las palabras de un camino \
             (y-si \"4:SI 3\"), que se prueban en una copia; sin QUÉ se contesta todo menos y-si. Nada se guarda.",
            "About a case of a log (--case; --with gives the procedures), or about a procedure as if it had just begun, or \
             as if what --walk says had been done. WHAT is one of: why, missing, answers, can, out, or what-if with the words of a path (what-if \"4:YES 3\"), \
             which are tried on a copy; without WHAT all is answered but what-if. Nothing is kept.",
        ],
        options: &[Opt::With, Opt::Case, Opt::Walk, Opt::Reading, Opt::Code, Opt::Format],
        obey: ask::obey,
    },
    Verb {
        names: ["explica", "explain"],
        also: &["explicar"],
        usage: ["[CÓDIGO|NOMBRE]", "[CODE|NAME]"],
        summary: ["explica un código de la revisión", "explains a code of the check"],
        details: ["Sin argumento enumera todos los códigos.", "Without an argument it lists all codes."],
        options: &[],
        obey: explain::obey,
    },
    Verb {
        names: ["nuevo", "new"],
        also: &["nueva"],
        usage: ["ARCHIVO.toml|CARPETA", "FILE.toml|FOLDER"],
        summary: ["escribe un procedimiento pequeño para empezar", "writes a small procedure to begin with"],
        details: [
            "Escribe el procedimiento y su camino directo. Nunca escribe sobre un archivo que ya existe.",
            "Writes the procedure and its straight path. It never writes over a file that exists.",
        ],
        options: &[Opt::Code, Opt::Name],
        obey: new::obey,
    },
    Verb {
        names: ["importa", "import"],
        also: &["importar"],
        usage: ["MODELO.bpmn", "MODEL.bpmn"],
        summary: ["escribe los procedimientos de un modelo BPMN", "writes the procedures of a BPMN model"],
        details: [
            "Escribe un archivo al lado del modelo; si son varios procesos, uno de cada uno en una carpeta (--salida dice \
             cuál). Dice lo que no se entendió, que se conserva tal cual. Si algo está mal no escribe nada, y nunca \
             escribe sobre un archivo que ya existe sin --encima.",
            "It writes one file beside the model; for several processes one of each in a folder (--out says which). It says \
             what was not understood, which is kept as it is. If something is wrong it writes nothing, and it never \
             writes over a file that exists without --overwrite.",
        ],
        options: &[Opt::Out, Opt::Over, Opt::Code, Opt::Format],
        obey: import::obey,
    },
    Verb {
        names: ["exporta", "export"],
        also: &["exportar"],
        usage: ["PROCEDIMIENTO…", "PROCEDURE…"],
        summary: ["escribe un modelo BPMN 2.0 con su dibujo", "writes a BPMN 2.0 model with its drawing"],
        details: [
            "Un modelo con una piscina por procedimiento, que abre cualquier editor de BPMN. El archivo de cada \
             procedimiento va adentro, así que al importarlo vuelve tal cual. Sin --salida lo imprime.",
            "One model with a pool for each procedure, which any BPMN editor opens. The file of each procedure is inside, so \
             that it comes back as it was when it is imported. Without --out it is printed.",
        ],
        options: &[Opt::Out, Opt::Over, Opt::Code, Opt::Reading],
        obey: export::obey,
    },
    Verb {
        names: ["log verifica", "log verify"],
        also: &["bitacora verifica", "log verificar", "bitacora verificar"],
        usage: ["ARCHIVO", "FILE"],
        summary: [
            "comprueba que a una bitácora o a un almacén no se le cambió nada",
            "proves that nothing in a log or a store was changed",
        ],
        details: [
            "Comprueba cada registro, su huella y su lugar. Con --con PROCEDIMIENTO además vuelve a hacer cada caso.",
            "Proves each record, its digest and its place. With --with PROCEDURE it also brings each case back.",
        ],
        options: &[Opt::With, Opt::Format],
        obey: log_verify::obey,
    },
];
