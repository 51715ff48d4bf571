//! `cauce importa`: the procedure files of a BPMN model.
//!
//! Knows where they are written and what is said of the model; what they say is the library's.
//! Nothing is written when anything is wrong, and nothing is written over unless that was asked for.
//! Read [`obey`] first.

use std::path::{Path, PathBuf};

use cauce::diagnostic::{Diagnostic, Grade, Problem};
use cauce::procedure::Reading;
use cauce::source::{Language, Source, Voice};
use cauce_bpmn::Imported;
use cauce_files::model;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::load::{How, Loaded, load_model, show_faults};
use crate::wire::{self, Said};
use crate::writing::{Page, file_name, write_pages};

/// Places that are named of each kind of remark.
const PLACES: usize = 5;

/// `cauce importa MODELO.bpmn`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [word] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga un modelo: un archivo .bpmn.",
            "Say one model: a .bpmn file."
        )));
    };
    let json = given.wants_json(language)?;
    let path = Path::new(word);
    let how = How { reading: Reading::Chosen, language, asked: desk.asked, data: &[], states: None };
    let mut loaded = load_model(path, &how)?;
    if let Some(named) = given.text(Opt::Code, language)? {
        loaded = loaded.about(named).map_err(of_files(language))?;
        let code = loaded.procedure.as_ref().map(|procedure| procedure.code().to_owned());
        loaded.imported.retain(|imported| Some(&*imported.code) == code.as_deref());
    }
    if loaded.procedure.is_none() {
        return refused(desk, &loaded, json);
    }
    // What the procedures show by themselves is said when they are checked.
    loaded.diagnostics.retain(|found| matches!(found.problem, Problem::Bpmn(_)));
    let places = places(path, given.value(Opt::Out).map(Path::new), &loaded.imported, language)?;
    let texts = loaded.imported.iter().map(|imported| &*imported.text);
    let pages: Vec<Page<'_>> = places.into_iter().zip(texts).collect();
    write_pages(&pages, given.has(Opt::Over), language)?;
    match json {
        true => wire::print(desk, &wire::Imported::of(&pages, &loaded, told(&loaded, desk))),
        false => tell(desk, &pages, &loaded),
    }
}

/// What is wrong with a model of which nothing is written.
fn refused(desk: &mut Desk, loaded: &Loaded, json: bool) -> Result<(), Failure> {
    if json {
        wire::print(desk, &wire::Imported::of(&[], loaded, told(loaded, desk)))?;
        return Err(Failure::Unsound);
    }
    show_faults(desk, loaded, |grade| grade == Grade::Error)
}

/// Where each procedure is written: the file that was named, or one of its own in a folder.
fn places(
    model: &Path,
    out: Option<&Path>,
    imported: &[Imported],
    language: Language,
) -> Result<Vec<PathBuf>, Failure> {
    let is_file = out.is_some_and(|out| out.extension().is_some_and(|extension| extension == "toml"));
    match (imported, out) {
        ([_], Some(out)) if is_file => Ok(vec![out.to_path_buf()]),
        ([_], None) => Ok(vec![model.with_file_name(format!("{}.toml", model::stem(model)))]),
        (several, Some(_)) if is_file => {
            let count = several.len();
            Err(Failure::Usage(say!(
                language,
                "El modelo tiene {count} procesos: nombre una carpeta, o uno de ellos con --codigo.",
                "The model has {count} processes: name a folder, or one of them with --code."
            )))
        }
        _ => {
            let beside = || model.with_file_name(model::stem(model));
            let folder = out.map_or_else(beside, Path::to_path_buf);
            let mut taken = Vec::new();
            Ok(imported.iter().map(|one| folder.join(file_name(&one.code, &mut taken))).collect())
        }
    }
}

fn told(loaded: &Loaded, desk: &Desk) -> Vec<Said> {
    let voice = desk.voice_for(loaded.language);
    loaded.diagnostics.iter().map(|found| Said::of(&loaded.source, found, voice)).collect()
}

fn tell(desk: &mut Desk, pages: &[Page<'_>], loaded: &Loaded) -> Result<(), Failure> {
    let language = desk.language_for(loaded.language);
    for line in grouped(&loaded.source, &loaded.diagnostics, desk.voice_for(loaded.language)) {
        desk.line(&line)?;
    }
    for (place, _) in pages {
        let place = place.display();
        desk.line(&say!(language, "Escrito: {place}", "Written: {place}"))?;
    }
    let first = pages.first().map(|(place, _)| place.display().to_string()).unwrap_or_default();
    desk.line(&say!(
        language,
        "Léalo y después: cauce revisa {first}",
        "Read it and then: cauce check {first}"
    ))
}

/// One line for each kind of what was found: how often, what it is, where first; in the order of the model.
fn grouped(source: &Source, found: &[Diagnostic], voice: Voice) -> Vec<String> {
    let mut kinds: Vec<(&'static str, Vec<&Diagnostic>)> = Vec::new();
    for one in found {
        let code = one.problem.code();
        match kinds.iter_mut().find(|(known, _)| *known == code) {
            Some((_, all)) => all.push(one),
            None => kinds.push((code, vec![one])),
        }
    }
    kinds.iter().map(|(code, all)| line((source, code), all, voice)).collect()
}

fn line((source, code): (&Source, &str), all: &[&Diagnostic], voice: Voice) -> String {
    let place = |found: &&Diagnostic| {
        let (line, column) = source.line_column(found.span.start);
        format!("{line}:{column}")
    };
    let shown: Vec<String> = all.iter().take(PLACES).map(place).collect();
    let (count, shown) = (all.len(), shown.join(", "));
    let more = match count.saturating_sub(PLACES) {
        0 => String::new(),
        more => say!(voice.reader, " y {more} más", " and {more} more"),
    };
    let what = all.first().map(|first| first.message(voice)).unwrap_or_default();
    let such = match count {
        1 => String::new(),
        _ => say!(voice.reader, "Por ejemplo: ", "For example: "),
    };
    format!("{count} × {code}  {such}{what}  ({shown}{more})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_is_one_file_and_several_are_a_folder() {
        let xml = |processes: &str| {
            let text = format!(
                "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"t\">{processes}</definitions>"
            );
            let how = How {
                reading: Reading::Chosen,
                language: Language::English,
                asked: None,
                data: &[],
                states: None,
            };
            model::load("m.bpmn", text.as_bytes(), &how)
        };
        let one = xml("<process id=\"A\"><task id=\"a\"/></process>");
        let two =
            xml("<process id=\"A\"><task id=\"a\"/></process><process id=\"a.\"><task id=\"b\"/></process>");
        let places = |of: &Loaded, out: Option<&str>| {
            places(Path::new("d/m.bpmn"), out.map(Path::new), &of.imported, Language::English)
        };
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(places(&one, None).expect("places"), paths(&["d/m.toml"]));
        assert_eq!(places(&one, Some("x.toml")).expect("places"), paths(&["x.toml"]));
        assert_eq!(places(&one, Some("x")).expect("places"), paths(&["x/A.toml"]));
        assert_eq!(places(&two, None).expect("places"), paths(&["d/m/A.toml", "d/m/a-.toml"]));
        assert!(places(&two, Some("x.toml")).is_err());
    }
}
