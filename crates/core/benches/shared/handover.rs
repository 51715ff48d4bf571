//! Hands what was counted to the table: two programs, because counting every allocation would slow what is timed.
//!
//! Both are started by one `cargo bench`, the counting one first; the rows are in a file that names who started it.

use std::path::PathBuf;

use super::row::Row;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("counted-rows.txt")
}

/// Who started this program: the same for both of one run.
fn run() -> String {
    #[cfg(unix)]
    return std::os::unix::process::parent_id().to_string();
    #[cfg(not(unix))]
    return "any".to_owned();
}

/// Leaves the rows for the table.
pub(crate) fn leave(rows: &[Row]) -> std::io::Result<()> {
    let lines: String = rows.iter().map(|row| row.line() + "\n").collect();
    std::fs::write(file(), format!("{}\n{lines}", run()))
}

/// Takes the rows that were counted in this run; none when counting was not part of it.
pub(crate) fn take() -> Vec<Row> {
    let text = std::fs::read_to_string(file()).unwrap_or_default();
    let mut lines = text.lines();
    if lines.next() != Some(&run()) {
        return Vec::new();
    }
    lines.filter_map(Row::parsed).collect()
}
