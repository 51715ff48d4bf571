//! `cauce revisa`: everything that is amiss in procedures, and what to write instead.

use std::path::PathBuf;
use std::sync::Arc;

use cauce::check::{pending, together};
use cauce::diagnostic::{Diagnostic, Grade, render};
use cauce::procedure::Procedure;
use cauce::proof::Budget;
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::files;
use crate::load::{Loaded, load_proved};
use crate::proof;
use crate::wire::{self, Answer, Pending, Said, WIRE};

/// `cauce revisa PROCEDIMIENTO…`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let (reading, json) = (given.reading(language)?, given.wants_json(language)?);
    let budget = proof::budget(given, language)?;
    let mut loaded = Vec::new();
    for path in named(given, language)? {
        loaded.push(load_proved(&path, reading, &budget, desk)?);
    }
    look_together(&mut loaded);
    match json {
        true => print_json(desk, &loaded, (given, budget.clone()))?,
        false => {
            for definition in &loaded {
                files::refuse_path(definition, desk.language_for(definition.language))?;
                print_text(desk, definition, given.has(Opt::Pending))?;
            }
        }
    }
    if let Some(folder) = given.value(Opt::Paths) {
        proof::write_paths(desk, &loaded, (folder.as_ref(), given.has(Opt::Over), &budget, json))?;
    }
    match loaded.iter().all(Loaded::is_sound) {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

/// Adds what only the files together show.
fn look_together(loaded: &mut [Loaded]) {
    let set: Vec<Vec<_>> = loaded.iter().map(|one| one.all().cloned().collect()).collect();
    let flat: Vec<&Procedure> = set.iter().flatten().map(|procedure| &**procedure).collect();
    let mut found = together(&flat).into_iter();
    for (one, procedures) in loaded.iter_mut().zip(&set) {
        for (procedure, mut found) in procedures.iter().zip(found.by_ref()) {
            found.iter_mut().for_each(|found| replace(one, procedure, found));
            one.diagnostics.extend(found);
        }
        one.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    }
}

/// Puts what was found in the text of a procedure where it stands in its file.
fn replace(loaded: &Loaded, procedure: &Procedure, found: &mut Diagnostic) {
    let (span, id) = loaded.place(procedure, found.span);
    found.span = span;
    for label in &mut found.labels {
        label.span = loaded.place(procedure, label.span).0;
    }
    for beat in &mut found.story {
        beat.span = loaded.place(procedure, beat.span).0;
    }
    if found.elements.is_empty() {
        found.elements.extend(id);
    }
}

fn named(given: &Given, language: Language) -> Result<Vec<PathBuf>, Failure> {
    if given.words.is_empty() {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué procedimiento: un archivo o una carpeta.",
            "Say which procedure: a file or a folder."
        )));
    }
    let mut paths = Vec::new();
    for word in &given.words {
        paths.extend(files::procedures(word.as_ref(), language)?);
    }
    Ok(paths)
}

fn print_text(desk: &mut Desk, loaded: &Loaded, wants_pending: bool) -> Result<(), Failure> {
    let language = desk.language_for(loaded.language);
    let text = render(&loaded.source, &loaded.diagnostics, desk.voice_for(loaded.language), desk.ink);
    desk.print(&text)?;
    if wants_pending {
        print_pending(desk, loaded, language)?;
    }
    let verdict = verdict(loaded, language);
    let colour = if loaded.is_sound() { "1;32" } else { "1;31" };
    let line = format!("{}: {}", loaded.source.name(), desk.inked(&verdict, colour));
    desk.line(&line)
}

fn verdict(loaded: &Loaded, language: Language) -> String {
    let (errors, unfit, remarks) =
        (loaded.count(Grade::Error), loaded.count(Grade::Unfit), loaded.count(Grade::Remark));
    match (errors, unfit, remarks) {
        (0, 0, 0) => say!(language, "todo está bien.", "all is well."),
        (0, 0, 1) => say!(language, "puede publicarse (1 aviso).", "may be published (1 remark)."),
        (0, 0, _) => {
            say!(language, "puede publicarse ({remarks} avisos).", "may be published ({remarks} remarks).")
        }
        (0, _, _) => say!(language, "no puede publicarse.", "may not be published."),
        (1, _, _) => say!(language, "1 error.", "1 error."),
        _ => say!(language, "{errors} errores.", "{errors} errors."),
    }
}

fn print_pending(desk: &mut Desk, loaded: &Loaded, language: Language) -> Result<(), Failure> {
    let pending = pending_of(loaded);
    match pending.len() {
        0 => desk.line(pick!(language, "Nada está «sin definir».", "Nothing is undefined."))?,
        1 => desk.line(pick!(language, "1 asunto «sin definir»:", "1 thing is undefined:"))?,
        count => {
            desk.line(&say!(language, "{count} asuntos «sin definir»:", "{count} things are undefined:"))?;
        }
    }
    for place in &pending {
        desk.line(&format!("{}:{}:{}  {}", place.file, place.line, place.column, place.place))?;
    }
    Ok(())
}

fn pending_of(loaded: &Loaded) -> Vec<Pending> {
    let of = |procedure: &Arc<Procedure>| -> Vec<Pending> {
        let place = |(span, place): (cauce::source::Span, String)| {
            let (span, _) = loaded.place(procedure, span);
            let (line, column) = loaded.source.line_column(span.start);
            Pending { file: loaded.source.name().to_owned(), line, column, place }
        };
        pending(procedure.document()).into_iter().map(place).collect()
    };
    loaded.all().flat_map(of).collect()
}

fn print_json(desk: &mut Desk, loaded: &[Loaded], (given, budget): (&Given, Budget)) -> Result<(), Failure> {
    let said = |one: &Loaded| -> Vec<Said> {
        let voice = desk.voice_for(one.language);
        one.diagnostics.iter().map(|diagnostic| Said::of(&one.source, diagnostic, voice)).collect()
    };
    let diagnostics = loaded.iter().flat_map(said).collect();
    let pending = given.has(Opt::Pending).then(|| loaded.iter().flat_map(pending_of).collect());
    let budget = proof::asked(budget, given.has(Opt::WithGuards));
    let (soundness, procedures) = wire::proved(loaded.iter().flat_map(Loaded::all), &budget);
    wire::print(desk, &Answer { wire: WIRE, diagnostics, soundness, procedures, pending })
}
