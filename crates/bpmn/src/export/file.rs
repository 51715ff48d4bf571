//! The text of the procedure file, carried along in its process.

use super::head::Roots;
use super::hints::Kept;
use super::node::Piece;
use super::process::Part;
use crate::xml::Writer;

impl Part<'_> {
    /// The file as an element of ours.
    pub(super) fn file(&self, roots: &Roots<'_>) -> String {
        let procedure = self.procedure;
        let text = cauce::document::print(procedure.document(), procedure.head().language);
        let mut out = Writer::part();
        out.open(roots.cauce("file")).attribute("format", "1").attribute("language", self.language.code());
        if !self.suffix.is_empty() {
            out.attribute("suffix", &self.suffix);
        }
        out.text(&text).close();
        out.take()
    }
}

/// The extension elements of a process: what was kept, and the file.
pub(super) fn extensions(roots: &Roots<'_>, own: Option<String>, kept: &[Kept<'_>]) -> Option<Piece> {
    let before = kept.iter().find(|part| part.name == "extensionElements");
    let Some(own) = own else { return before.map(Piece::of) };
    let mut out = Writer::part();
    out.open(roots.name("extensionElements"));
    if let Some(inside) = before.map(|part| inside(part.xml))
        && !inside.trim().is_empty()
    {
        out.raw(inside.trim());
    }
    out.raw(&own);
    out.close();
    Some(Piece::ranked("extensionElements", out.take()))
}

/// What stands between the tags of an element.
fn inside(xml: &str) -> &str {
    let start = xml.find('>').map_or(xml.len(), |end| end + 1);
    let end = xml.rfind("</").unwrap_or(start);
    xml.get(start..end.max(start)).unwrap_or("")
}
