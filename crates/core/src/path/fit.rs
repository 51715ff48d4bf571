//! A path made to fit definitions that were not written with it in mind, such as models of other tools.
//!
//! Knows which procedure a path means, which data it writes, and how whoever replays it fills in what it leaves open.
//! Does not read models: whoever loads them asks here.
//! Read [`meant`] first.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bind;
use super::file::{Action, Begin, Given, PathFile, Send};
use crate::data::Text;
use crate::document::Member;
use crate::guard::is_reserved;
use crate::procedure::{Definitions, Procedure};

/// The procedure that a path means among those given, where there is one.
#[must_use]
pub fn meant<'d>(definitions: &'d Definitions, path: &PathFile) -> Option<&'d Arc<Procedure>> {
    bind::find(definitions, path).ok()
}

impl PathFile {
    /// The names of the data that the path hands in, each once, in order; names that no data can have are left out.
    ///
    /// ```
    /// use cauce::path::PathFile;
    /// use cauce::source::Source;
    /// let text = r#"
    /// formato = 1
    /// idioma  = "es"
    /// [camino]
    /// nombre = "Con datos"
    /// pasos  = [{ inicia = "P", datos = { n = 3 } }, { datos = { listo = true } }]
    /// "#;
    /// let (path, _) = PathFile::parse(&Source::new("datos.toml", text));
    /// assert_eq!(path.unwrap().data_written(), ["listo", "n"]);
    /// ```
    #[must_use]
    pub fn data_written(&self) -> Vec<&str> {
        let mut written: Vec<&[Member]> = vec![&self.data];
        written.extend(self.begin.iter().map(|begin| &begin.data[..]));
        for act in &self.acts {
            // What is tried and refused is one action inside another, never deeper.
            let action = match &act.action {
                Action::Reject { attempt, .. } => attempt,
                action => action,
            };
            written.extend(data_of(action));
        }
        written.extend(self.doubles.iter().map(super::double::Double::writes));
        let names: BTreeSet<&str> = written.into_iter().flatten().map(|member| &*member.name).collect();
        names.into_iter().filter(|name| may_be_data(name)).collect()
    }

    /// The same path about the procedure of that code, where it names none itself.
    #[must_use]
    pub fn or_about(mut self, code: &str) -> Self {
        let begun = self.first_case().0.is_some_and(|begin| begin.procedure.is_some());
        if self.procedure.is_none() && !begun {
            self.procedure = Some((code.into(), self.span));
        }
        self
    }

    /// The same path over a procedure that was read from a model: replayed whatever forbids putting it to work, and
    /// whatever data its work is handed, since a model does not say what its work writes.
    #[must_use]
    pub fn over_model(mut self, model: &Procedure) -> Self {
        self.allows.extend(model.unfit().iter().map(|code| Text::from(*code)));
        self.over_model = true;
        self
    }
}

fn data_of(action: &Action) -> Option<&[Member]> {
    match action {
        Action::Work(work) => Some(&work.given.data),
        Action::Resolve(resolve) => Some(&resolve.given.data),
        Action::Declare { given, .. } | Action::SetData(given) | Action::Cancel(given) => {
            let Given { data, .. } = &**given;
            Some(data)
        }
        Action::Send(send) => {
            let Send { data, .. } = &**send;
            Some(data)
        }
        Action::Begin(begin) => {
            let Begin { data, .. } = &**begin;
            Some(data)
        }
        _ => None,
    }
}

/// Whether a data item can have that name.
fn may_be_data(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    letters && begins && name.len() <= 60 && !is_reserved(name)
}
