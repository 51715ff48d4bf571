//! Files that are written: under names that every system has, all or none, over nothing unless that was asked for.
//!
//! Does not know what is in them. Read [`write_pages`] first.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use cauce::source::Language;

use crate::failure::{Failure, unwritable};

/// Where a text is written.
pub(crate) type Page<'t> = (PathBuf, &'t str);

/// Bytes of the part of a name that comes from outside; file systems allow 255 of the whole.
const LONGEST: usize = 100;

/// Names that are devices on some systems, whatever follows the dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin-", "conout-"];
const PORTS: [&str; 2] = ["com", "lpt"];

/// Writes all files, or says which one is in the way.
pub(crate) fn write_pages(pages: &[Page<'_>], over: bool, language: Language) -> Result<(), Failure> {
    for (place, _) in pages {
        let Ok(there) = place.symlink_metadata() else { continue };
        // Through a link something elsewhere would be written over.
        if !over || !there.is_file() {
            return Err(unwritable(place, &io::ErrorKind::AlreadyExists.into(), language));
        }
    }
    for (place, text) in pages {
        write(place, text, over).map_err(|error| unwritable(place, &error, language))?;
    }
    Ok(())
}

fn write(place: &Path, text: &str, over: bool) -> io::Result<()> {
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut how = OpenOptions::new();
    match over {
        true => how.write(true).create(true).truncate(true),
        false => how.write(true).create_new(true),
    };
    how.open(place)?.write_all(text.as_bytes())
}

/// The name of a procedure's file: its code with nothing that leads elsewhere, no device, none twice.
pub(crate) fn file_name(code: &str, taken: &mut Vec<String>) -> String {
    let stem = safe_stem(code);
    let mut name = stem.clone();
    let mut round = 2u32;
    // Some systems do not tell capitals apart.
    while taken.contains(&name.to_lowercase()) {
        name = format!("{stem}-{round}");
        round = round.saturating_add(1);
    }
    taken.push(name.to_lowercase());
    format!("{name}.toml")
}

fn safe_stem(code: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let mut stem = String::new();
    for letter in code.chars().map(kept) {
        if stem.len() + letter.len_utf8() > LONGEST {
            break;
        }
        stem.push(letter);
    }
    let only_marks = stem.chars().all(|c| matches!(c, '-' | '_'));
    match () {
        () if only_marks => "proceso".to_owned(),
        () if is_device(&stem.to_lowercase()) => format!("_{stem}"),
        () => stem,
    }
}

fn is_device(name: &str) -> bool {
    let is_port = |port: &str| {
        let number = name.strip_prefix(port).map(|rest| rest.chars().collect::<Vec<char>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&name) || PORTS.iter().any(|port| is_port(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        for (code, name) in [
            ("Process_1", "Process_1.toml"),
            ("../../etc/passwd", "------etc-passwd.toml"),
            ("..\\x", "---x.toml"),
            ("..%2fx", "---2fx.toml"),
            ("/etc/passwd", "-etc-passwd.toml"),
            ("C:\\x", "C--x.toml"),
            ("\\\\server\\share", "--server-share.toml"),
            ("a\0b", "a-b.toml"),
            ("a.", "a-.toml"),
            ("NUL", "_NUL.toml"),
            ("com1", "_com1.toml"),
            ("LPT²", "_LPT².toml"),
            ("com10", "com10.toml"),
            ("CONIN$", "_CONIN-.toml"),
            ("", "proceso.toml"),
            ("..", "proceso.toml"),
            ("trámite", "trámite.toml"),
        ] {
            assert_eq!(file_name(code, &mut Vec::new()), name, "{code}");
        }
        assert_eq!(file_name(&"é".repeat(300), &mut Vec::new()).len(), LONGEST + 5);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut taken = Vec::new();
        let names: Vec<String> =
            ["A", "a", "A", "a-2"].iter().map(|code| file_name(code, &mut taken)).collect();
        assert_eq!(names, ["A.toml", "a-2.toml", "A-3.toml", "a-2-2.toml"]);
    }
}
