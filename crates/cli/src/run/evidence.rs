//! Evidence by file: its digest and its type are recorded, never the file itself.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use cauce::command::{Actor, Delivered, Delivery, Done, GivenSignature};
use cauce::data::{Digest, Text};
use cauce::event::EvidenceRef;
use cauce::procedure::Choice;
use cauce::source::Language;
use cauce::view::{EvidenceWanted, RecordWanted, WorkItem};

use super::session::Session;
use super::talk::Stop;
use crate::failure::reason;
use crate::story::{plain, role_name};

/// The longest file that is taken as evidence.
const LONGEST: u64 = 1 << 30;

/// What is done so far, and by whom.
pub(super) type Doing<'d> = (&'d mut Done, &'d Actor);

impl Session<'_> {
    /// Asks for evidence: one record, or those chosen of several.
    pub(super) fn ask_evidence(
        &mut self,
        item: &WorkItem,
        wanted: &EvidenceWanted,
        (done, actor): Doing<'_>,
    ) -> Result<(), Stop> {
        let mut left: Vec<&RecordWanted> = wanted.records.iter().collect();
        if wanted.rule == Choice::All || left.len() == 1 {
            for record in left {
                self.ask_record(record, wanted.optional, (done, actor))?;
            }
            return Ok(());
        }
        let mut optional = wanted.optional;
        while let Some(chosen) = self.ask_which(item, &left, optional)? {
            self.ask_record(left.remove(chosen), false, (done, actor))?;
            if wanted.rule == Choice::OneOf || left.is_empty() {
                break;
            }
            optional = true;
        }
        Ok(())
    }

    /// Which of several records is handed in; `None` when none more is.
    fn ask_which(
        &mut self,
        _: &WorkItem,
        records: &[&RecordWanted],
        optional: bool,
    ) -> Result<Option<usize>, Stop> {
        let mut names: Vec<String> = records.iter().map(|record| record.name.to_string()).collect();
        if optional {
            names.push(pick!(self.language, "ninguno más", "none more").to_owned());
        }
        let usual = if optional { records.len() } else { 0 };
        let question = pick!(self.language, "¿Cuál se entrega?", "Which is handed in?");
        let chosen = self.choose(question, &names, Some(usual))?;
        Ok(Some(chosen).filter(|chosen| *chosen < records.len()))
    }

    /// Asks for the file of a record and for the signatures it needs.
    fn ask_record(
        &mut self,
        record: &RecordWanted,
        optional: bool,
        (done, actor): Doing<'_>,
    ) -> Result<(), Stop> {
        let Some(delivery) = self.ask_file(record, optional)? else {
            return Ok(());
        };
        done.evidence.push(delivery);
        for (rule, roles) in &record.signed_by {
            self.ask_signatures(record, (*rule, roles), (done, actor))?;
        }
        Ok(())
    }

    fn ask_file(&mut self, record: &RecordWanted, optional: bool) -> Result<Option<Delivery>, Stop> {
        let name = &record.name;
        let held = match record.citable {
            true => pick!(
                self.language,
                ", o «=» para el que ya está en el caso",
                ", or “=” for the one the case has"
            ),
            false => "",
        };
        let none = self.if_any(optional);
        let question = say!(self.language, "{name}: archivo{held}{none}:", "{name}: file{held}{none}:");
        loop {
            let said = self.ask_line(&question)?;
            match &*said {
                "" if optional => return Ok(None),
                "" => self.desk.line(pick!(
                    self.language,
                    "Escriba la ruta del archivo; solo se anota su huella.",
                    "Write the path of the file; only its digest is recorded.",
                ))?,
                "=" if !record.citable => self.desk.line(pick!(
                    self.language,
                    "El caso no tiene uno que valga: un regreso deja sin efecto lo entregado. Escriba la ruta de un archivo.",
                    "The case has none that is valid: a return voids what was handed in. Write the path of a file.",
                ))?,
                "=" => return Ok(Some(Delivery::Cited(record.id.clone()))),
                path => {
                    if let Some(delivery) = self.take_file(Path::new(path), record)? {
                        return Ok(Some(delivery));
                    }
                }
            }
        }
    }

    fn take_file(&mut self, path: &Path, record: &RecordWanted) -> Result<Option<Delivery>, Stop> {
        match evidence(path) {
            Ok(document) => {
                let short: String = document.sha256.to_string().chars().take(12).collect();
                self.desk.line(&say!(self.language, "  huella {short}…", "  digest {short}…"))?;
                Ok(Some(Delivery::Document(Delivered { record: record.id.clone(), document })))
            }
            Err(error) => {
                let (path, why) = (plain(&path.display().to_string()), reason(&error, self.language));
                let text = say!(
                    self.language,
                    "No se pudo leer «{path}»: {why}.",
                    "“{path}” could not be read: {why}."
                );
                self.desk.line(&text)?;
                Ok(None)
            }
        }
    }

    /// Asks for the signatures of one group: of each role, or of one of them.
    fn ask_signatures(
        &mut self,
        record: &RecordWanted,
        (rule, roles): (Choice, &[Text]),
        (done, actor): Doing<'_>,
    ) -> Result<(), Stop> {
        let missing: Vec<&Text> = roles.iter().filter(|role| !record.signed.contains(role)).collect();
        let enough = rule != Choice::All && missing.len() < roles.len();
        if enough || missing.is_empty() {
            return Ok(());
        }
        if rule == Choice::All {
            for role in missing {
                self.ask_signature(record, role, (done, actor))?;
            }
            return Ok(());
        }
        let names: Vec<String> =
            missing.iter().map(|role| role_name(&self.procedure, role).to_owned()).collect();
        let name = &record.name;
        let question = say!(self.language, "¿Quién firma {name}?", "Who signs {name}?");
        let chosen = self.choose(&question, &names, Some(0))?;
        self.ask_signature(record, missing[chosen.min(missing.len() - 1)], (done, actor))
    }

    /// Asks who signs in a role: the person who acts signs for themselves, others on paper.
    fn ask_signature(
        &mut self,
        record: &RecordWanted,
        role: &Text,
        (done, actor): Doing<'_>,
    ) -> Result<(), Stop> {
        let (name, of) = (role_name(&self.procedure, role).to_owned(), &record.name);
        let own = actor.role() == Some(role);
        let usual = match own {
            true => pick!(self.language, "Intro: usted", "Enter: you"),
            false => pick!(self.language, "Intro: todavía no", "Enter: not yet"),
        };
        let question = say!(
            self.language,
            "{of}: ¿quién firma como {name}? ({usual})",
            "{of}: who signs as {name}? ({usual})"
        );
        let said = self.ask_line(&question)?;
        let person = Some(said).filter(|said| !said.is_empty()).map(Text::from);
        if own || person.is_some() {
            done.signatures.push(GivenSignature { record: record.id.clone(), role: role.clone(), person });
        }
        Ok(())
    }
}

/// A reference to a file: its name, its type by its ending, its digest.
pub(crate) fn evidence(path: &Path) -> io::Result<EvidenceRef> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let sha256 = digest(file)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(EvidenceRef { name: name.into(), media_type: media_type(path).into(), sha256 })
}

fn digest(file: File) -> io::Result<Digest> {
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > LONGEST {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(Digest::of(&bytes)),
    }
}

/// The media type by the ending of the file name.
fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref().unwrap_or("") {
        "pdf" => "application/pdf",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "csv" => "text/csv",
        "txt" | "md" => "text/plain",
        "html" | "htm" => "text/html",
        "eml" => "message/rfc822",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "tif" | "tiff" => "image/tiff",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "zip" => "application/zip",
        "json" => "application/json",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

/// A file that is signed on another day than it is handed in.
pub(crate) fn signed_file(path: &str, language: Language) -> Result<Digest, String> {
    let path = Path::new(path);
    evidence(path).map(|found| found.sha256).map_err(|error| {
        let (path, why) = (plain(&path.display().to_string()), reason(&error, language));
        say!(language, "No se pudo leer «{path}»: {why}.", "“{path}” could not be read: {why}.")
    })
}
