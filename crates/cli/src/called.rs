//! The procedures that a procedure calls, found where they lie: in the folder of its file.
//!
//! Knows where a file names another procedure; what is wrong in a file beside is said when that one is checked.
//! Read [`beside`] first.

use std::path::Path;
use std::sync::Arc;

use cauce::keywords::Keyword;
use cauce::procedure::{Procedure, Reading};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::files;
use crate::load::load;

/// What lies beside a procedure.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// The procedures that it calls, and those that they call.
    pub(crate) found: Vec<Arc<Procedure>>,
    /// The texts that they were read from, in the same order.
    pub(crate) texts: Vec<String>,
    /// The codes that no file there has.
    pub(crate) missing: Vec<String>,
}

/// Finds what a procedure calls in the folder of its file.
pub(crate) fn beside(procedure: &Procedure, file: &Path, desk: &Desk) -> Result<Beside, Failure> {
    let mut wanted = codes(procedure);
    let mut found = Beside::default();
    if wanted.is_empty() {
        return Ok(found);
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut others = Vec::new();
    for path in files::beside(folder, desk.language())?.into_iter().filter(|path| path != file) {
        let loaded = load(&path, Reading::Chosen, desk)?;
        let fit = loaded.all().filter(|other| other.unfit().is_empty());
        others.extend(fit.map(|other| (Arc::clone(other), loaded.text_of(other).to_owned())));
    }
    let mut at = 0;
    while let Some(code) = wanted.get(at).cloned() {
        at += 1;
        match others.iter().find(|(other, _)| *other.code() == *code) {
            Some((other, text)) => {
                let further: Vec<String> =
                    codes(other).into_iter().filter(|code| !wanted.contains(code)).collect();
                wanted.extend(further);
                found.found.push(Arc::clone(other));
                found.texts.push(text.clone());
            }
            None if *code != *procedure.code() => found.missing.push(code),
            None => {}
        }
    }
    Ok(found)
}

/// The codes of the procedures that one calls, as blocks or as interactions, each once.
fn codes(procedure: &Procedure) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for activity in procedure.document().root.tables(Keyword::Activity) {
        let own = std::iter::once(activity).chain(activity.tables(Keyword::Interaction));
        for code in own.filter_map(|table| table.text(Keyword::Procedure)) {
            if !codes.iter().any(|known| **known == **code) {
                codes.push(code.to_string());
            }
        }
    }
    codes
}
