//! Help: what there is, and what each command takes.

use crate::arguments::{Given, Opt, SPELLINGS, Spelling};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::verb::{VERBS, Verb, take_name, unknown};

/// `cauce ayuda [MANDATO]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let mut words = given.words.clone();
    match take_name(&mut words) {
        None => general(desk),
        Some(name) => {
            let verb = Verb::find(&name).ok_or_else(|| unknown(&name, desk.language()))?;
            of(desk, verb)
        }
    }
}

/// What there is.
pub(crate) fn general(desk: &mut Desk) -> Result<(), Failure> {
    let language = desk.language();
    let title = pick!(
        language,
        "procedimientos que se revisan, se corren y se repiten",
        "procedures that are checked, run and replayed"
    );
    desk.line(&format!("{} · {title}", desk.bold("cauce")))?;
    desk.line("")?;
    for verb in VERBS {
        let name = format!("{} {}", verb.name(language), verb.usage[language as usize]);
        desk.line(&format!("  cauce {name:<32} {}", verb.summary[language as usize]))?;
    }
    let other = say!(language, "ayuda [MANDATO]", "help [COMMAND]");
    desk.line(&format!(
        "  cauce {other:<32} {}",
        pick!(language, "explica un mandato", "explains a command")
    ))?;
    desk.line("")?;
    desk.print(pick!(
        language,
        "PROCEDIMIENTO es un archivo .toml, un modelo .bpmn o una carpeta. Cada mandato responde también a su nombre en inglés.\n\
         Opciones de todos: --idioma es|en, --ayuda, --version.\n\
         Termina en 0 si todo está bien, 1 si el procedimiento, el camino o el caso no están bien, 2 si el mandato está\n\
         mal escrito, 3 si un archivo no se pudo leer o escribir.\n\n\
         Para empezar:  cauce nuevo mi-procedimiento   y después   cauce corre mi-procedimiento\n",
        "PROCEDURE is a .toml file, a .bpmn model or a folder. Each command also answers to its Spanish name.\n\
         Options of all: --lang es|en, --help, --version.\n\
         Ends with 0 if all is well, 1 if the procedure, the path or the case is not, 2 if the command is used wrongly,\n\
         3 if a file could not be read or written.\n\n\
         To begin:  cauce new my-procedure   and then   cauce run my-procedure\n",
    ))
}

/// What one command takes.
pub(crate) fn of(desk: &mut Desk, verb: &Verb) -> Result<(), Failure> {
    let language = desk.language();
    let usage = format!("cauce {} {}", verb.name(language), verb.usage[language as usize]);
    desk.line(&desk.bold(&usage))?;
    desk.line("")?;
    desk.line(&sentence(verb.summary[language as usize]))?;
    for line in crate::grid::wrap(verb.details[language as usize], desk.width.min(100)) {
        desk.line(&line)?;
    }
    desk.line("")?;
    let own =
        SPELLINGS.iter().filter(|spelling| verb.options.contains(&spelling.opt) || spelling.opt == Opt::Lang);
    for spelling in own {
        let line = option(spelling, language as usize);
        desk.line(&line)?;
    }
    let other = verb.name(language.other());
    desk.line(&say!(language, "\nEn inglés: cauce {other}", "\nIn Spanish: cauce {other}"))
}

fn option(spelling: &Spelling, language: usize) -> String {
    let name = [spelling.spanish, spelling.english][language];
    let value = spelling.value.map_or_else(String::new, |value| format!(" {}", value[language]));
    format!("  {:<30} {}", format!("--{name}{value}"), spelling.help[language])
}

/// A summary as a sentence of its own.
fn sentence(summary: &str) -> String {
    let mut letters = summary.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}{}.", first.collect::<String>(), letters.as_str())
}
