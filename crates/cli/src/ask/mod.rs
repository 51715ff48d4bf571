//! `cauce pregunta`: why a case is where it is, what it lacks, what can still happen, how it gets out, what if.
//!
//! Knows what may be asked and of whom: a case in a log, or a procedure, which stands for a case that has just begun.
//! The answers are the library's; nothing is kept, and the log is only read.
//! Read [`obey`] first.

pub(crate) mod page;

use std::path::Path;
use std::sync::Arc;

use cauce::command::{ProcedureRef, Start};
use cauce::diagnostic::Diagnostic;
use cauce::instance::Instance;
use cauce::path::{PathFile, ReadPath, Trial, go_on};
use cauce::procedure::{Definitions, Procedure};
use cauce::question::{
    Budget, Causes, Decided, Fated, Lack, Possible, Tried, WayOut, Why, decided, fates, lacks, possible,
    way_out, what_if,
};
use cauce::record::{Reader, Stream};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::called::beside;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::file_log::{FileLog, OpenError};
use crate::files;
use crate::load::load_sound;
use crate::run::session::lost_case;
use crate::wire;

/// Steps of each chain of reasons that are told.
const STEPS: usize = 12;

/// What may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Why,
    Missing,
    Can,
    Answers,
    Out,
    WhatIf,
}

/// The questions in Spanish and English, in the order in which they are answered.
pub(crate) const QUESTIONS: &[(Question, [&str; 2])] = &[
    (Question::Why, ["por-que", "why"]),
    (Question::Missing, ["falta", "missing"]),
    (Question::Answers, ["respuestas", "answers"]),
    (Question::Can, ["puede", "can"]),
    (Question::Out, ["salida", "out"]),
    (Question::WhatIf, ["y-si", "what-if"]),
];

/// The answers to what was asked; what was not asked is absent.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) why: Option<Vec<Why>>,
    pub(crate) missing: Option<Vec<Lack>>,
    pub(crate) answers: Option<(Vec<Fated>, Vec<Decided>)>,
    pub(crate) can: Option<Possible>,
    pub(crate) out: Option<WayOut>,
    pub(crate) what_if: Option<(ReadPath, Option<Tried>)>,
}

/// A case that is asked about.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) definitions: Definitions,
    pub(crate) procedure: Arc<Procedure>,
    pub(crate) instance: Instance,
    pub(crate) causes: Causes,
    /// The id of the case; none of a procedure.
    pub(crate) case: Option<String>,
}

/// `cauce pregunta BITÁCORA|PROCEDIMIENTO [PREGUNTA] [PALABRAS…]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let json = given.wants_json(language)?;
    let Some((about, rest)) = given.words.split_first() else {
        return Err(Failure::Usage(say!(
            language,
            "Diga de quién: una bitácora o un procedimiento.",
            "Say about what: a log or a procedure."
        )));
    };
    let words: Vec<String> = rest.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let (asked, walk) = asked(&words, language)?;
    let about = Path::new(about);
    let subject = match files::is_log(about) {
        true => of_log(desk, given, about)?,
        false => of_procedure(desk, given, about)?,
    };
    let language = desk.language_for(subject.procedure.head().language);
    let answers = subject.answer(&asked, &walk, language);
    match json {
        true => wire::print(desk, &wire::Asked::of(&subject, &answers, language))?,
        false => {
            for line in page::lines(&subject, &answers, language) {
                desk.line(&line)?;
            }
        }
    }
    let is_well =
        answers.what_if.iter().all(|(_, tried)| tried.as_ref().is_some_and(|tried| tried.replay.is_ok()));
    if is_well { Ok(()) } else { Err(Failure::Unsound) }
}

/// Which questions the words ask, and the words of a walk to try.
pub(crate) fn asked(words: &[String], language: Language) -> Result<(Vec<Question>, String), Failure> {
    let Some((first, rest)) = words.split_first() else {
        let all = QUESTIONS.iter().map(|(question, _)| *question);
        return Ok((all.filter(|question| *question != Question::WhatIf).collect(), String::new()));
    };
    let found = QUESTIONS.iter().find(|(_, names)| names.contains(&&**first));
    match found {
        Some((Question::WhatIf, _)) if rest.is_empty() => Err(Failure::Usage(say!(
            language,
            "Diga qué se haría, con las palabras de un camino: y-si \"4:SI 3\".",
            "Say what would be done, in the words of a path: what-if \"4:YES 3\"."
        ))),
        Some((question, _)) if *question == Question::WhatIf || rest.is_empty() => {
            Ok((vec![*question], rest.join(" ")))
        }
        _ => {
            let names: Vec<&str> = QUESTIONS.iter().map(|(_, names)| names[language as usize]).collect();
            let names = names.join(", ");
            Err(Failure::Usage(say!(
                language,
                "Se pregunta una de estas cosas: {names}.",
                "One of these may be asked: {names}."
            )))
        }
    }
}

impl Subject {
    /// Takes what the words of a path do as done.
    fn walk(&mut self, words: &str, language: Language) -> Result<(), Failure> {
        let read = PathFile::of_words(words, self.procedure.head().language);
        let refused = |found: &[Diagnostic]| {
            let told: Vec<String> = found.iter().map(|found| found.message(language)).collect();
            Failure::Refused(told.join("\n"))
        };
        let Some(path) = &read.path else { return Err(refused(&read.diagnostics)) };
        let (replay, instance) = go_on(&self.definitions, &self.instance, path);
        if let Some(first) = replay.differences.first() {
            return Err(Failure::Refused(first.render(&read.source, language).trim_end().to_owned()));
        }
        if !replay.is_ok() {
            return Err(refused(&replay.diagnostics));
        }
        for done in &replay.timeline {
            self.causes.take(&self.procedure, (done.at, &done.actor), &done.events);
        }
        self.instance = instance;
        Ok(())
    }

    /// The answers to some questions.
    pub(crate) fn answer(&self, asked: &[Question], walk: &str, language: Language) -> Answers {
        let wants = |question| asked.contains(&question);
        let trial = Trial::of(&self.definitions, &self.instance, self.procedure.head().language);
        let budget = Budget::default();
        Answers {
            why: wants(Question::Why).then(|| self.causes.why_last(&self.instance, STEPS)),
            missing: wants(Question::Missing).then(|| lacks(&self.instance)),
            answers: wants(Question::Answers).then(|| {
                trial.as_ref().map(|trial| (fates(trial, &budget), decided(trial))).unwrap_or_default()
            }),
            can: wants(Question::Can).then(|| possible(&self.instance)),
            out: wants(Question::Out).then(|| trial.as_ref().map(|trial| way_out(trial, &budget))).flatten(),
            what_if: wants(Question::WhatIf).then(|| {
                // Words of the procedure's language are read first: those are the ones that other answers print.
                let own = self.procedure.head().language;
                let read = PathFile::of_words(walk, own);
                let other = || Some(PathFile::of_words(walk, language)).filter(|read| read.path.is_some());
                let read =
                    if read.path.is_some() || own == language { read } else { other().unwrap_or(read) };
                let tried = read.path.as_ref().map(|path| what_if(&self.definitions, &self.instance, path));
                (read, tried)
            }),
        }
    }
}

/// A case of a log: the one named, else the first.
fn of_log(desk: &Desk, given: &Given, path: &Path) -> Result<Subject, Failure> {
    let language = desk.language();
    let (log, _) = FileLog::open(path, false).map_err(|error| match error {
        OpenError::Unreadable(error) => crate::failure::unreadable(path, &error, language),
        damaged => crate::run::unusable(path, &damaged, language),
    })?;
    let Some(definitions) = crate::log_verify::definitions(given, desk)? else {
        return Err(Failure::Usage(say!(
            language,
            "Diga con qué procedimientos: --con ARCHIVO o carpeta.",
            "Say with which procedures: --with FILE or folder."
        )));
    };
    let named = given.text(Opt::Case, language)?;
    let streams = log.streams();
    let mut cases = streams.iter().filter(|stream| stream.kind() == "case");
    let stream = cases.find(|stream| named.is_none_or(|named| stream.id() == named));
    let Some(stream) = stream else {
        return Err(Failure::Refused(say!(
            language,
            "La bitácora no tiene ese caso.",
            "The log has no such case."
        )));
    };
    of_case((&log, definitions), stream, (desk.asked, language))
}

/// A case from its records.
pub(crate) fn of_case(
    (log, definitions): (&impl cauce::log::Log, Definitions),
    stream: &Stream,
    (asked, language): (Option<Language>, Language),
) -> Result<Subject, Failure> {
    let lost = |lost| lost_case(lost, language);
    let mut reader = Reader::new(&definitions).trusting();
    let (mut instance, mut causes) = (Instance::new(), None::<Causes>);
    let lines = log.read(stream, 1).map_err(|error| lost(crate::case::Lost::Log(error)))?;
    for (line, number) in lines.iter().zip(1..) {
        let record = reader.read(line).map_err(|error| lost(crate::case::Lost::Record(number, error)))?;
        let applied = instance.apply(&definitions, record.at, &record.events);
        applied.map_err(|rejection| lost(crate::case::Lost::Rejected(rejection)))?;
        let Some(procedure) = reader.procedure() else { continue };
        let spoken = asked.unwrap_or(procedure.head().language);
        let causes = causes.get_or_insert_with(|| Causes::new(spoken));
        causes.take(procedure, (record.at, &record.actor), &record.events);
    }
    let Some((procedure, causes)) = instance.procedure().cloned().zip(causes) else {
        return Err(Failure::Refused(say!(
            language,
            "La bitácora no tiene ese caso.",
            "The log has no such case."
        )));
    };
    Ok(Subject { definitions, procedure, instance, causes, case: Some(stream.id().to_owned()) })
}

/// A case that has just begun, for questions about a procedure.
fn of_procedure(desk: &mut Desk, given: &Given, path: &Path) -> Result<Subject, Failure> {
    let language = desk.language();
    let file = files::procedure(path, language)?;
    let loaded = load_sound(&file, given.reading(language)?, desk)?;
    let loaded = match given.text(Opt::Code, language)? {
        Some(named) => loaded.about(named).map_err(crate::failure::of_files(language))?,
        None => loaded,
    };
    let language = desk.language_for(loaded.language);
    let mut definitions = crate::log_verify::definitions(given, desk)?.unwrap_or_default();
    for other in loaded.others.iter().cloned() {
        definitions.add_unfit(other);
    }
    let Some(procedure) = loaded.procedure else { return Err(Failure::Unsound) };
    for called in beside(&procedure, &file, desk)?.found {
        definitions.add_unfit(called);
    }
    let digest = definitions.add_unfit(Arc::clone(&procedure));
    let start = Start { procedure: ProcedureRef::Definition(digest), data: Vec::new(), at_start: None };
    let begun = Trial::begin(&definitions, start, procedure.head().language);
    let (instance, happened) = match begun {
        Ok((trial, happened)) => (trial.instance().clone(), happened),
        Err(rejection) => return Err(Failure::Refused(rejection.message(language))),
    };
    let mut causes = Causes::new(language);
    causes.take(&procedure, (happened.at, &happened.actor), &happened.events);
    let mut subject = Subject { definitions, procedure, instance, causes, case: None };
    if let Some(words) = given.text(Opt::Walk, language)? {
        subject.walk(words, language)?;
    }
    Ok(subject)
}
