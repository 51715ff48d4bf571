//! `cauce caso exporta`: cases on their way out of the store, in the forms of `cauce_store::export`.
//!
//! Knows which cases and where to; a file that could not be written whole is taken away again.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use cauce::record::{Frame, Stream};
use cauce::source::Language;
use cauce_store::export::{
    CaseFile, CsvWriter, Document, LinesWriter, OcelWriter, Persons, Reveal, XesWriter,
};

use super::{Counter, Mode, list, said};
use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::{Failure, unwritable};
use crate::story::plain;

/// How many records are read from the store at once.
const PAGE: usize = 1_000;

/// The forms, by the words that name them.
const FORMS: [&[&str]; 6] = [
    &["markdown", "markdown", "documento", "document", "md"],
    &["html", "html"],
    &["lineas", "lines", "jsonl"],
    &["xes", "xes"],
    &["ocel", "ocel"],
    &["csv", "csv"],
];

/// `cauce caso exporta CASO…`, or `--todos`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let form = given.choice(Opt::Format, &FORMS, language)?;
    if given.words.is_empty() != given.has(Opt::All) {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué casos: uno o varios por su nombre, o --todos.",
            "Say which cases: one or several by name, or --all."
        )));
    }
    if form < 2 && (given.has(Opt::All) || given.words.len() > 1) {
        return Err(Failure::Usage(say!(
            language,
            "Un documento es de un solo caso; de varios hay lineas, xes, ocel y csv.",
            "A document is of one case; of several there are lines, xes, ocel and csv."
        )));
    }
    let counter = Counter::open(desk, given, Mode::Look)?;
    let cases = match given.has(Opt::All) {
        true => list::found(&counter, given)?.0.into_iter().map(|row| row.case.to_string()).collect(),
        false => given.words.iter().map(|word| said(word, language)).collect::<Result<Vec<_>, _>>()?,
    };
    let goods = Goods { counter, cases, form, reveal: reveal(given, language)?, asked: desk.asked };
    match given.value(Opt::Out).map(Path::new) {
        Some(path) => to_file(desk, (path, given.has(Opt::Over)), &goods),
        None => goods.write(desk.out()).map_err(|trouble| trouble.failure(Path::new("-"), language)),
    }
}

/// What is exported, and as what.
struct Goods {
    counter: Counter,
    cases: Vec<String>,
    form: usize,
    reveal: Reveal,
    asked: Option<Language>,
}

/// Why an export is not whole.
enum Trouble {
    Write(io::Error),
    Read(Failure),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Write(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Trouble::Read(failure)
    }
}

impl Trouble {
    fn failure(self, path: &Path, language: Language) -> Failure {
        match self {
            Trouble::Read(failure) => failure,
            Trouble::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => Failure::Closed,
            Trouble::Write(error) => unwritable(path, &error, language),
        }
    }
}

/// What of the sealed fields comes out: a document shows all, a log what is asked for.
fn reveal(given: &Given, language: Language) -> Result<Reveal, Failure> {
    let mut reveal = Reveal::for_logs();
    let Some(text) = given.text(Opt::Reveal, language)? else { return Ok(reveal) };
    for word in text.split(',').map(str::trim) {
        reveal = match word {
            "personas" | "persons" => reveal.persons(Persons::Named),
            "notas" | "notes" => reveal.notes(true),
            "datos" | "data" => reveal.data(true),
            "archivos" | "files" => reveal.files(true),
            other => {
                let other = plain(other);
                return Err(Failure::Usage(say!(
                    language,
                    "--revela no puede ser «{other}»: escriba personas, notas, datos o archivos, con comas.",
                    "--reveal cannot be “{other}”: write persons, notes, data or files, with commas."
                )));
            }
        };
    }
    Ok(reveal)
}

fn to_file(desk: &mut Desk, (path, over): (&Path, bool), goods: &Goods) -> Result<(), Failure> {
    let language = desk.language();
    // Through a link something elsewhere would be written over.
    if path.symlink_metadata().is_ok_and(|there| !over || !there.is_file()) {
        return Err(unwritable(path, &io::ErrorKind::AlreadyExists.into(), language));
    }
    let mut how = OpenOptions::new();
    match over {
        true => how.write(true).create(true).truncate(true),
        false => how.write(true).create_new(true),
    };
    let file = how.open(path).map_err(|error| unwritable(path, &error, language))?;
    let mut out = BufWriter::new(file);
    let written = goods.write(&mut out).and_then(|()| Ok(out.flush()?));
    if let Err(trouble) = written {
        let _ = fs::remove_file(path);
        return Err(trouble.failure(path, language));
    }
    let place = path.display();
    desk.line(&say!(language, "Escrito: {place}", "Written: {place}"))
}

impl Goods {
    fn write(&self, out: &mut dyn Write) -> Result<(), Trouble> {
        match self.form {
            0 => self.each(&mut |case| Ok(Document::new(case).markdown(&mut *out)?)),
            1 => self.each(&mut |case| Ok(Document::new(case).html(&mut *out)?)),
            2 => self.lines(out),
            3 => {
                let mut writer = XesWriter::new(out, self.reveal)?;
                self.each(&mut |case| Ok(writer.case(case)?))?;
                Ok(writer.finish().map(drop)?)
            }
            4 => {
                let mut writer = OcelWriter::new(out, tempfile::tempfile()?, self.reveal)?;
                self.each(&mut |case| Ok(writer.case(case)?))?;
                Ok(writer.finish().map(drop)?)
            }
            _ => {
                let mut writer = CsvWriter::new(out, self.reveal)?;
                self.each(&mut |case| Ok(writer.case(case)?))?;
                Ok(writer.finish().map(drop)?)
            }
        }
    }

    /// Reads the cases one after another, each in the language of its file where none was asked for.
    fn each(&self, take: &mut dyn FnMut(&CaseFile) -> Result<(), Trouble>) -> Result<(), Trouble> {
        let counter = &self.counter;
        for case in &self.cases {
            let failed = |error| Trouble::Read(counter.failed(error));
            let own = counter.cases.look(case, |case| case.procedure().map(|own| own.head().language));
            let language = self.asked.or(own.map_err(failed)?).unwrap_or(counter.language);
            let definitions = counter.cases.definitions_of(case).map_err(failed)?;
            let stream = counter.cases.stream_of(case).map_err(failed)?;
            let file = CaseFile::of(counter.cases.store(), &definitions, &stream, language);
            take(&file.map_err(|error| Failure::Refused(error.message(counter.language)))?)?;
        }
        Ok(())
    }

    /// The records of those cases at their positions in the store.
    fn lines(&self, out: &mut dyn Write) -> Result<(), Trouble> {
        let counter = &self.counter;
        let mut streams: Vec<Stream> = Vec::with_capacity(self.cases.len());
        for case in &self.cases {
            // A case that is not there is no empty export.
            counter.cases.summary(case).map_err(|error| counter.failed(error))?;
            streams.push(counter.cases.stream_of(case).map_err(|error| counter.failed(error))?);
        }
        streams.sort();
        let place = counter.place.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let lost = |error: cauce_store::export::LinesError| Failure::Refused(error.message(counter.language));
        let mut writer = LinesWriter::new(out, &place.unwrap_or_default(), 1).map_err(lost)?;
        let mut from = 1;
        loop {
            let page = counter.cases.store().since(from, PAGE);
            let page = page.map_err(|error| Failure::Files(error.message(counter.language)))?;
            let Some((last, _)) = page.last() else { break };
            from = last + 1;
            for (position, line) in &page {
                let meant = Frame::glance(line).is_ok_and(|frame| {
                    frame.stream.parse().is_ok_and(|stream: Stream| streams.binary_search(&stream).is_ok())
                });
                if meant {
                    writer.line(*position, line).map_err(lost)?;
                }
            }
        }
        writer.finish().map_err(lost)?;
        Ok(())
    }
}
