//! `cauce exporta`: one BPMN model of one or several procedures.
//!
//! Knows which procedures go together; the model and its drawing are the library's.
//! Read [`obey`] first.

use std::path::PathBuf;
use std::sync::Arc;

use cauce::diagnostic::Grade;
use cauce::procedure::Procedure;
use cauce::source::Language;
use cauce_bpmn::{ExportOptions, export};

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::files;
use crate::load::{load, show_faults};
use crate::writing::write_pages;

/// `cauce exporta PROCEDIMIENTO…`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    if given.words.is_empty() {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué procedimiento: un archivo o una carpeta.",
            "Say which procedure: a file or a folder."
        )));
    }
    let (procedures, spoken) = procedures(desk, given)?;
    refuse_twice(&procedures, language)?;
    let mut options = ExportOptions::default();
    options.language = desk.language_for(spoken);
    let all: Vec<&Procedure> = procedures.iter().map(|procedure| &**procedure).collect();
    let text = export(&all, &options);
    let Some(out) = given.value(Opt::Out).map(PathBuf::from) else {
        return desk.print(&text);
    };
    write_pages(&[(out.clone(), &text)], given.has(Opt::Over), language)?;
    let out = out.display();
    desk.line(&say!(language, "Escrito: {out}", "Written: {out}"))
}

/// The procedures that are named, with the language of the first.
fn procedures(desk: &mut Desk, given: &Given) -> Result<(Vec<Arc<Procedure>>, Language), Failure> {
    let language = desk.language();
    let (mut procedures, mut spoken) = (Vec::new(), None);
    for word in &given.words {
        for file in files::procedures(word.as_ref(), language)? {
            let loaded = load(&file, given.reading(language)?, desk)?;
            if loaded.procedure.is_none() {
                files::refuse_path(&loaded, desk.language_for(loaded.language))?;
                return show_faults(desk, &loaded, |grade| grade == Grade::Error);
            }
            spoken.get_or_insert(loaded.language);
            procedures.extend(loaded.all().cloned());
        }
    }
    if let Some(code) = given.text(Opt::Code, language)? {
        procedures.retain(|procedure| procedure.code() == code);
        if procedures.is_empty() {
            return Err(Failure::Usage(say!(
                language,
                "Ninguno de los procedimientos es «{code}».",
                "None of the procedures is “{code}”."
            )));
        }
    }
    Ok((procedures, spoken.unwrap_or(language)))
}

/// One model has one process of each code.
fn refuse_twice(procedures: &[Arc<Procedure>], language: Language) -> Result<(), Failure> {
    let mut codes: Vec<&str> = procedures.iter().map(|procedure| procedure.code()).collect();
    codes.sort_unstable();
    let twice = codes.windows(2).find(|pair| pair[0] == pair[1]);
    twice.map_or(Ok(()), |pair| {
        let code = pair[0];
        Err(Failure::Usage(say!(
            language,
            "Hay dos procedimientos «{code}»; un modelo tiene uno de cada código.",
            "There are two procedures “{code}”; a model has one of each code."
        )))
    })
}
