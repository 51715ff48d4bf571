//! Comparing, and cases in a store: each file of `tests/conform`, `tests/compare` and `tests/kept` is files, commands, and what is said to them.
//!
//! `--- NAME` begins a file that the commands find beside them, `$ ARGUMENTS` a command of the program; what stands below
//! it, up to the next command, is all that it says, with the number it ends with last; files stand before commands.
//! Text above the first of these says why it must be so.
//! `CAUCE_BLESS=1 cargo test -p cauce-cli --test cases` writes down what is said now.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use support::{Folder, root};

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// The file as it would be if what is said now were right.
fn told(text: &str) -> String {
    let folder = Folder::new();
    let (mut out, mut name, mut said) = (String::new(), None::<String>, false);
    let mut body = String::new();
    let keep = |name: &Option<String>, body: &mut String| {
        if let Some(name) = name {
            folder.write(name, unescaped(body));
        }
        body.clear();
    };
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("--- ").filter(|_| !said) {
            keep(&name, &mut body);
            name = Some(next.to_owned());
        } else if let Some(command) = line.strip_prefix("$ ") {
            keep(&name, &mut body);
            (name, said) = (None, true);
            let answer = folder.cauce(command);
            let _ = writeln!(out, "{line}\n{}", answer.whole().trim_end());
            continue;
        } else if said {
            continue;
        } else {
            let _ = writeln!(body, "{line}");
        }
        let _ = writeln!(out, "{line}");
    }
    out
}

/// `\xNN` stands for a byte that a text cannot hold, `\t` for a tab.
fn unescaped(body: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        rest = match (after.strip_prefix('x'), after.strip_prefix('t')) {
            (Some(hex), _) => {
                bytes.push(u8::from_str_radix(&hex[..2], 16).expect("two digits"));
                &hex[2..]
            }
            (_, Some(after)) => {
                bytes.push(b'\t');
                after
            }
            _ => {
                bytes.push(b'\\');
                after
            }
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn hold(folder: &str) {
    let mut wrong = String::new();
    for file in files(folder) {
        let text = fs::read_to_string(&file).expect("it can be read");
        let now = told(&text);
        if std::env::var_os("CAUCE_BLESS").is_some() {
            fs::write(&file, &now).expect("it can be written");
        } else if now != text {
            let _ = writeln!(wrong, "{}\n{}", file.display(), first_difference(&text, &now));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn first_difference(expected: &str, found: &str) -> String {
    let lines = expected.lines().zip(found.lines()).enumerate();
    let differs = lines.clone().find(|(_, (expected, found))| expected != found);
    differs.map_or_else(
        || format!("another length:\n{found}"),
        |(number, (expected, found))| format!("{}: expected {expected}\n    found {found}", number + 1),
    )
}

#[test]
fn logs_fit_as_far_as_they_say() {
    hold("tests/conform");
}

#[test]
fn versions_differ_as_they_say() {
    hold("tests/compare");
}

/// Two thousand rows of twenty cases, each with a misfit: read within the budget, each case.
#[test]
fn a_long_log_is_read() {
    let folder = Folder::new();
    let source = root().join("procedures/ibague-pro-gs-029/PRO-GS-029.toml");
    folder.write("p.toml", fs::read(source).expect("a procedure"));
    let mut log = String::from("caso;actividad\n");
    for case in 0..20 {
        for round in 0..100 {
            let activity = if round < 17 { round + 1 } else { 3 };
            let _ = writeln!(log, "{case};{activity}");
        }
    }
    folder.write("log.csv", log);
    let said = folder.cauce("conforma p.toml log.csv --formato json");
    assert_eq!(said.code, 1, "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(json["cases"].as_array().map(Vec::len), Some(20));
}

#[test]
fn cases_in_a_store_are_led_as_they_say() {
    hold("tests/kept");
}
