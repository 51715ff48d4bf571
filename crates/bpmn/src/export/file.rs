//! The text of the procedure file, carried along in its process.

use std::ops::Range;

use cauce::data::Digest;

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
        out.attribute(SEAL, &Digest::ZERO.to_string());
        if !self.suffix.is_empty() {
            out.attribute("suffix", &self.suffix);
        }
        out.text(&text).close();
        out.take()
    }
}

/// The attribute that holds the digest of the process as it was written.
const SEAL: &str = "digest";

/// Puts into the file of each process the digest of all the rest of it, so that a process that nobody touched is known
/// without being written again.
pub(super) fn seal(model: &mut String, roots: &Roots<'_>, processes: &[Range<usize>]) {
    let opening = format!("<{} format=", roots.cauce("file"));
    for written in processes {
        let text = &model[written.clone()];
        let Some((tag, file)) = text.find('<').zip(text.find(&opening)) else { continue };
        let (process, file) = (written.start + tag..written.end, written.start + file);
        if let Some((place, digest)) = sealed(model, &process, file) {
            model.replace_range(place, &digest.to_string());
        }
    }
}

/// Whether a process is, byte for byte, what was written, by where it and the file in it stand.
pub(crate) fn is_sealed(model: &str, process: &Range<usize>, file: usize) -> bool {
    let found = sealed(model, process, file);
    found.is_some_and(|(place, digest)| model.get(place) == Some(&digest.to_string()))
}

/// Where the digest of a process stands, and what it has to be.
fn sealed(model: &str, process: &Range<usize>, file: usize) -> Option<(Range<usize>, Digest)> {
    let opening = format!(" {SEAL}=\"");
    let tag = model.get(file..process.end)?.split('>').next()?;
    let start = file + tag.find(&opening)? + opening.len();
    let end = start + tag.get(start - file..)?.find('"')?;
    let (before, after) = (model.get(process.start..start)?, model.get(end..process.end)?);
    Some((start..end, Digest::of_parts(&[before.as_bytes(), after.as_bytes()])))
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
