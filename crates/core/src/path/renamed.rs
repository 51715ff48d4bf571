//! A path of one version of a procedure, as it would be written for another version.
//!
//! Knows where a path names elements; which of them are the same its caller says.
//! What the path expects is left out: whoever compares versions looks at both replays.
//! Read [`PathFile::renamed`] first.

use super::file::{Action, PathFile, Way};
use crate::data::Text;
use crate::reference::Reference;
use crate::source::Span;

/// What an element of the old version is called in the new one; nothing where it has no counterpart.
pub(crate) type Names<'n> = &'n dyn Fn(&str) -> Option<Text>;

impl PathFile {
    /// The same over another procedure, with each element by its name there, and expecting nothing.
    ///
    /// What has no counterpart keeps its name.
    pub(crate) fn renamed(&self, code: &str, names: Names<'_>) -> PathFile {
        let mut path = self.clone();
        path.version = None;
        path.expected = None;
        if path.procedure.is_some() {
            path.procedure = Some((code.into(), path.span));
        }
        for answer in &mut path.answers {
            answer.reference = answer.reference.renamed(names);
        }
        path.acts.retain(|act| !matches!(act.action, Action::Check(_)));
        for act in &mut path.acts {
            rename(&mut act.action, names);
        }
        path
    }

    /// The same expecting nothing, so that its steps are those of its counterpart.
    pub(crate) fn expecting_nothing(&self) -> PathFile {
        let mut path = self.clone();
        path.expected = None;
        path.acts.retain(|act| !matches!(act.action, Action::Check(_)));
        path
    }

    /// Where the path stands in its file.
    pub(crate) fn place(&self) -> Span {
        self.span
    }

    /// The words or steps that are acts of the case, in order, with their places and the element that they name.
    pub(crate) fn act_named(&self) -> impl Iterator<Item = (&Text, Span, Option<&Reference>)> {
        let begun = self.acts.len() - self.first_case().1.len();
        let acts = self.acts.iter().filter(|act| !matches!(act.action, Action::Check(_)));
        acts.skip(begun).map(|act| (&act.text, act.span, reference_of(&act.action)))
    }
}

/// The element that an action names.
fn reference_of(action: &Action) -> Option<&Reference> {
    match action {
        Action::Work(work) => Some(&work.reference),
        Action::Fire(reference) | Action::Declare { event: reference, .. } => Some(reference),
        Action::Resolve(resolve) => Some(&resolve.reference),
        Action::Reject { attempt, .. } => match &**attempt {
            Action::Work(work) => Some(&work.reference),
            _ => None,
        },
        _ => None,
    }
}

/// Renames what an action names; what a refused attempt names lies one level deeper, and no further.
fn rename(action: &mut Action, names: Names<'_>) {
    let action = match action {
        Action::Reject { attempt, .. } => &mut **attempt,
        action => action,
    };
    match action {
        Action::Work(work) => work.reference = work.reference.renamed(names),
        Action::Fire(reference)
        | Action::Declare { event: reference, .. }
        | Action::Rest(Some(reference)) => {
            *reference = reference.renamed(names);
        }
        Action::Resolve(resolve) => {
            resolve.reference = resolve.reference.renamed(names);
            if let Way::At(element) = &mut resolve.how {
                *element = names(element).unwrap_or_else(|| element.clone());
            }
        }
        _ => {}
    }
}

impl Reference {
    /// The same with its outermost place renamed, and what it holds as far as it has a counterpart too.
    ///
    /// What is attached or called keeps its name: ids of events and numbers of another procedure are not renumbered.
    fn renamed(&self, names: Names<'_>) -> Reference {
        self.with_names(|position, name| if position == 0 { names(name) } else { None })
    }
}
