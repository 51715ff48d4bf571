//! The tasks of a quality office, as their page tells them: each edit is made, each command is run, and both say the same.
//!
//! A section begins with a fresh copy of the procedure of Ibagué. Its blocks are done in their order:
//! `toml antes FILE` and the `toml despues` below it replace lines, in one place of a file or in all files that
//! `*` stands for; `toml nuevo FILE` is a new file; `console` is a command with what it says, where `…` stands for
//! lines left out.
//! With `CAUCE_DRAW=1` what the program says is written into the page again, as many lines as it had.

#![expect(clippy::panic, reason = "what is wrong is told with the page it is wrong on")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Folder, root};

/// The same five tasks, the page of the quality office first.
const PAGES: [&str; 2] = ["docs/es/tareas.md", "docs/en/tasks.md"];

/// A block of a page: what stands after its fence, and its lines.
#[derive(Debug, PartialEq)]
struct Block<'a> {
    kind: &'a str,
    file: &'a str,
    text: &'a str,
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let inner = section.split("```").skip(1).step_by(2);
    inner
        .map(|inner| {
            let (head, text) = inner.split_once('\n').expect("a block has lines");
            let head = head.strip_prefix("toml ").unwrap_or(head);
            let (kind, file) = head.split_once(' ').unwrap_or((head, ""));
            Block { kind, file, text }
        })
        .collect()
}

/// The sections of a page, its opening left out.
fn sections(page: &str) -> Vec<&str> {
    page.split("\n## ").skip(1).collect()
}

fn copy(from: &Path, to: &Folder, below: &str) {
    for entry in fs::read_dir(from).expect("the procedure is there").flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.path() {
            path if path.is_dir() => copy(&path, to, &format!("{name}/")),
            path => to.write(&name, fs::read(path).expect("a file of the procedure")),
        }
    }
}

/// The files that a name with `*` stands for.
fn files(folder: &Folder, name: &str) -> Vec<PathBuf> {
    let Some((below, ending)) = name.split_once('*') else { return vec![folder.path().join(name)] };
    let there = fs::read_dir(folder.path().join(below)).expect("the folder is there").flatten();
    let mut found: Vec<PathBuf> =
        there.map(|file| file.path()).filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    found.sort();
    found
}

/// Puts the lines after in the place of those before.
fn replace(folder: &Folder, before: &Block<'_>, after: &str) {
    let (mut times, files) = (0, files(folder, before.file));
    for file in &files {
        let text = fs::read_to_string(file).expect("it can be read");
        let (old, new) = (before.text.trim_end(), after.trim_end());
        times += text.matches(old).count();
        fs::write(file, text.replace(old, new)).expect("it can be written");
    }
    let fits = if before.file.contains('*') { times > 0 } else { times == 1 };
    assert!(fits, "{}: {times} places for\n{}", before.file, before.text);
}

/// Whether what is said is what stands on the page, where `…` stands for any lines.
fn agree(said: &[&str], shown: &[&str]) -> bool {
    match shown.iter().position(|line| *line == "…") {
        None => said == shown,
        Some(at) => {
            let (first, last) = (&shown[..at], &shown[at + 1..]);
            said.len() >= first.len() + last.len() && said.starts_with(first) && said.ends_with(last)
        }
    }
}

/// As much of what is said as the page shows.
fn abridged(said: &[&str], shown: &[&str]) -> String {
    let mut lines = said.to_vec();
    if let Some(at) = shown.iter().position(|line| *line == "…") {
        let last = shown.len() - at - 1;
        lines = [&said[..at.min(said.len())], &["…"], &said[said.len().saturating_sub(last)..]].concat();
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What the commands of a section ended with, and its text with what they said.
struct Told {
    codes: Vec<(String, i32)>,
    text: String,
}

fn carry_out(section: &str) -> Told {
    let folder = Folder::new();
    copy(&root().join("procedures/ibague-pro-gs-029"), &folder, "");
    let (mut told, mut before) = (Told { codes: Vec::new(), text: section.to_owned() }, None);
    for block in blocks(section) {
        match block.kind {
            "antes" => before = Some(block),
            "despues" => replace(&folder, &before.take().expect("lines before"), block.text),
            "nuevo" => folder.write(block.file, block.text),
            "console" => run(&folder, &block, &mut told),
            other => panic!("a block of an unknown kind: {other}"),
        }
    }
    told
}

fn run(folder: &Folder, block: &Block<'_>, told: &mut Told) {
    let (command, shown) = block.text.split_once('\n').expect("a command and what it says");
    let said = folder.cauce(command.strip_prefix("$ cauce ").expect("a command of the program"));
    let whole = format!("{}{}", said.out, said.err);
    let (said_lines, shown_lines): (Vec<&str>, Vec<&str>) =
        (whole.lines().collect(), shown.lines().collect());
    if std::env::var_os("CAUCE_DRAW").is_some() {
        let again = format!("{command}\n{}", abridged(&said_lines, &shown_lines));
        told.text = told.text.replacen(block.text, &again, 1);
    } else {
        assert!(
            agree(&said_lines, &shown_lines),
            "{command}\n--- the page:\n{shown}\n--- the program:\n{whole}"
        );
    }
    told.codes.push((command.to_owned(), said.code));
}

/// Each task ends well in both commands, and shows one mistake that the check refuses.
fn prove(told: &Told, title: &str) {
    let ended = |verb: &str, code: i32| {
        told.codes.iter().any(|(command, ended)| command.contains(verb) && *ended == code)
    };
    assert!(ended(" check ", 0) && ended(" replay ", 0), "{title}: {:?}", told.codes);
    assert!(ended(" check ", 1), "{title} shows no mistake: {:?}", told.codes);
    assert_eq!(told.codes.last().map(|(_, code)| *code), Some(1), "{title}: the mistake stands last");
}

#[test]
fn the_tasks_are_carried_out_as_their_pages_say() {
    for path in PAGES {
        let page = fs::read_to_string(root().join(path)).expect("the page is there");
        let mut again = page.clone();
        assert_eq!(sections(&page).len(), 5, "{path}: five tasks");
        for section in sections(&page) {
            let told = carry_out(section);
            prove(&told, section.lines().next().unwrap_or_default());
            again = again.replacen(section, &told.text, 1);
        }
        if again != page {
            fs::write(root().join(path), again).expect("a page can be written");
        }
    }
}

#[test]
fn both_pages_make_the_same_edits() {
    let [spanish, english] =
        PAGES.map(|path| fs::read_to_string(root().join(path)).expect("the page is there"));
    let edits = |page: &str| {
        let kept = |block: &Block<'_>| block.kind != "console";
        let texts = blocks(page)
            .into_iter()
            .filter(kept)
            .map(|block| format!("{} {}\n{}", block.kind, block.file, block.text));
        texts.collect::<Vec<_>>()
    };
    assert!(edits(&spanish).len() > 25);
    assert_eq!(edits(&spanish), edits(&english));
}
