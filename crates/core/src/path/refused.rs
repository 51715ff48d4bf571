//! Paths that expect no case at all: their procedure, in the reading they say, is to be refused.
//!
//! Knows how the reasons that a path names are held against what is wrong with the procedure.
//! Does not load it: whoever did hands over the faults. Read [`refused`] first.

use std::sync::Arc;

use super::difference::{Clash, Difference};
use super::file::PathFile;
use super::replay::{Replay, ReplayResult};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, Grade, codes};
use crate::keywords::Keyword;
use crate::procedure::Procedure;
use crate::source::Language;

/// Holds a path that expects its procedure to be refused against the faults of that procedure in the path's reading.
///
/// `about` is the procedure in another reading, so that the path counts among its paths; `None` when the path expects
/// a case, which is what [`super::replay`] is for.
#[must_use]
pub fn refused(path: &PathFile, about: Option<&Arc<Procedure>>, faults: &[Diagnostic]) -> Option<Replay> {
    let codes = faults.iter().filter(|fault| fault.grade != Grade::Remark).map(|fault| fault.problem.code());
    compared(path, about, &codes.collect::<Vec<_>>())
}

/// The same from the codes of the faults alone.
pub(super) fn compared(path: &PathFile, about: Option<&Arc<Procedure>>, codes: &[&str]) -> Option<Replay> {
    let reasons = path.expected.as_ref().map(|expected| &expected.refused)?;
    if reasons.is_empty() {
        return None;
    }
    let missing = reasons.iter().filter(|(reason, _)| !codes.iter().any(|code| is_named(code, reason)));
    let differences = missing.map(|(reason, span)| Difference {
        span: *span,
        word: reason.clone(),
        clash: Clash::Fact {
            what: Keyword::Reason.word(path.language()).into(),
            expected: reason.clone(),
            found: found(codes, path.language()),
        },
        story: Vec::new(),
    });
    // Work that is written as well could never be done.
    let work = path.acts.first().map(|act| Difference {
        span: act.span,
        word: act.text.clone(),
        clash: Clash::NotOpen { reference: act.text.clone(), open: Vec::new(), ended: None },
        story: Vec::new(),
    });
    let differences: Vec<Difference> = work.into_iter().chain(differences).collect();
    let result = if differences.is_empty() { ReplayResult::Ok } else { ReplayResult::Differs };
    Some(Replay { result, differences, ..Replay::refused(about.cloned(), Vec::new()) })
}

/// Whether a code goes by that name, in either language, or is it.
fn is_named(code: &str, reason: &str) -> bool {
    let name = |language| codes(language).find(|(known, _)| *known == code).map(|(_, name)| name);
    code == reason || [Language::Spanish, Language::English].into_iter().any(|of| name(of) == Some(reason))
}

/// The names of the faults, each once.
fn found(faults: &[&str], language: Language) -> Text {
    let mut names: Vec<&str> = Vec::new();
    for fault in faults {
        let name = codes(language).find(|(known, _)| known == fault).map_or(*fault, |(_, name)| name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match (names.is_empty(), language) {
        (false, _) => names.join(", ").into(),
        (true, Language::Spanish) => "se puede ejecutar".into(),
        (true, Language::English) => "it can be run".into(),
    }
}
