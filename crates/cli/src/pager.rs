//! A Markdown page as a terminal shows it: headings stand out where output is inked, else the page stays as written.

use cauce::diagnostic::Ink;

use crate::desk::Desk;

/// The page for this desk, with a line end.
pub(crate) fn inked_page(desk: &Desk, page: &str) -> String {
    let line = |line: &str| match (desk.ink, line.trim_start_matches('#')) {
        (Ink::Colour, heading) if heading.len() < line.len() => desk.bold(heading.trim_start()),
        _ => line.to_owned(),
    };
    let mut text = page.lines().map(line).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}
