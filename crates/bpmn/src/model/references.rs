//! What references name: the titles of messages, signals, errors and escalations.

use cauce::data::Text;

use super::Model;

/// As much of a text as a message shows.
pub(crate) fn shortened(long: &str) -> Text {
    match long.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &long[..end]).into(),
        None => long.into(),
    }
}

impl<'t> Model<'t> {
    /// The name of what a reference names, else its id, else the reference.
    pub(super) fn title(&self, reference: &'t str) -> &'t str {
        let Some(at) = self.named(reference) else { return reference.trim() };
        let name = self.name_of(at);
        if name.is_empty() { self.tree.get(at, "id").unwrap_or(reference) } else { name }
    }

    /// The code of an error or escalation, else its name, else its id.
    pub(super) fn code(&self, reference: &'t str, attribute: &str) -> &'t str {
        let code = self.named(reference).and_then(|at| self.tree.get(at, attribute));
        code.map(str::trim).filter(|code| !code.is_empty()).unwrap_or_else(|| self.title(reference))
    }
}
