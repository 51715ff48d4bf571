//! The operation `load`: a procedure, or the processes of a BPMN model, from a file or from its text.
//!
//! Knows how a request says what is to be loaded; that nothing of a model is added when a part of it may not be.
//! Read [`Drive::load`] first.

use std::path::Path;
use std::sync::Arc;

use cauce::check::{Options, check_bytes};
use cauce::data::Digest;
use cauce::engine::EngineError;
use cauce::limits::Limits;
use cauce::procedure::Reading;
use cauce::source::Language;
use cauce_files::model;

use super::asked::Asked;
use super::told::Told;
use super::{Drive, Wrong};
use crate::failure::Failure;
use crate::load::{Bytes, How, Loaded, load_model, read};
use crate::wire::Said;

impl Drive {
    /// Adds a procedure or a model: a file, or its text.
    pub(super) fn load<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let loaded = self.loaded(asked)?;
        let voice = cauce::source::Voice { reader: self.language, file: loaded.language };
        let said = loaded.diagnostics.iter().map(|found| Said::of(&loaded.source, found, voice)).collect();
        let code = loaded.procedure.as_ref().map(|procedure| procedure.code().to_owned());
        let codes = || loaded.all().map(|procedure| procedure.code().to_owned()).collect();
        let codes = loaded.is_model.then(codes);
        let told = match self.add(&loaded) {
            Ok(digest) => Told { definition: Some(digest.to_string()), ..Told::well() },
            Err(error) => self.told_wrong(&error.into()),
        };
        Ok(Told { procedure: code, procedures: codes, diagnostics: Some(said), ..told })
    }

    fn loaded(&self, asked: &Asked<'_>) -> Result<Loaded, Wrong> {
        let reading = match asked.reading.as_deref() {
            None => self.reading,
            Some("chosen") => Reading::Chosen,
            Some("literal") => Reading::Literal,
            Some(_) => return Err(Wrong::Value("reading")),
        };
        let name = asked.file.as_deref().unwrap_or("procedure");
        let language = self.language;
        let how = How { reading, language, asked: Some(language), data: &asked.declares, states: None };
        let bytes = match (&asked.text, &asked.file) {
            (Some(text), _) if model::is_xml(text.as_bytes()) => {
                return Ok(model::load(name, text.as_bytes(), &how));
            }
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Some(file)) if model::may_be(Path::new(file)) => {
                return load_model(Path::new(file), &how).map_err(|failure| unread(&failure));
            }
            (None, Some(file)) => read_file(file, language)?,
            (None, None) => return Err(Wrong::Missing("file")),
        };
        let options = Options { reading, language: Some(language), ..Options::default() };
        Ok(Loaded::of_procedure(check_bytes(name, &bytes, &options)))
    }

    /// Adds all or nothing; the digest is that of the first.
    fn add(&self, loaded: &Loaded) -> Result<Digest, EngineError> {
        if let Some(unfit) = loaded.all().find(|procedure| !procedure.unfit().is_empty()) {
            return self.engine.add_procedure(Arc::clone(unfit));
        }
        for other in &loaded.others {
            self.engine.add_procedure(Arc::clone(other))?;
        }
        match &loaded.procedure {
            Some(first) => self.engine.add_procedure(Arc::clone(first)),
            None => Err(EngineError::Faults { diagnostics: loaded.diagnostics.clone() }),
        }
    }
}

fn unread(failure: &Failure) -> Wrong {
    Wrong::File(failure.sentence().unwrap_or_default().to_owned())
}

fn read_file(file: &str, language: Language) -> Result<Vec<u8>, Wrong> {
    match read(Path::new(file), language).map_err(|failure| unread(&failure))? {
        Bytes::Whole(bytes) => Ok(bytes),
        // Its first bytes say that it is too long, which the check then tells.
        Bytes::TooLong(_) => Ok(vec![b' '; Limits::default().file_bytes + 1]),
    }
}
