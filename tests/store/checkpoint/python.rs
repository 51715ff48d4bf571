//! The second implementation, in Python, and this one give the same verdict of every log, good or bad.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cauce::data::{Digest, Timestamp};
use cauce::record::dispose;
use cauce_store::checkpoint::{Audited, Checkpoint, Damage, TreeHead, audit};

use crate::log::{Lines, audited, cases, chained_anew, head, messages, parts, verdict, whole};
use crate::notes::Secret;

const VERIFIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/store/verify.py");

/// What the program prints; `None` where there is no Python.
fn python(arguments: &[&Path]) -> Option<String> {
    let output = Command::new("python3").arg(VERIFIER).args(arguments).output().ok()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.is_empty(), "{errors}");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn checkpoint(folder: &Path, head: TreeHead) -> PathBuf {
    let mut checkpoint = Checkpoint::new("archivo.example/casos", head, Timestamp::EPOCH).expect("a name");
    checkpoint.sign(&Secret::new("archivo.example/casos", 1)).expect("signed");
    let path = folder.join(format!("{}.checkpoint", head.size));
    fs::write(&path, checkpoint.to_string()).expect("written");
    path
}

/// A log file of lines, and what this implementation says of it.
struct Case {
    name: String,
    file: Vec<u8>,
    verdict: String,
}

impl Case {
    /// The lines of a file, at positions 1, 2, 3 ….
    fn file(name: &str, file: Vec<u8>, heads: &[TreeHead]) -> Self {
        let outcome = audit((1..).zip(cauce::log::lines(&file)), heads.iter().copied());
        Case { name: name.into(), verdict: verdict(&outcome), file }
    }

    fn lines(name: &str, lines: &Lines, heads: &[TreeHead]) -> Self {
        let file: Vec<u8> = lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
        let case = Self::file(name, file, heads);
        assert_eq!(case.verdict, verdict(&audited(lines, heads)), "{name}");
        case
    }

    /// Lines with their positions beside them, as an export has them.
    fn exported(name: &str, records: &[(u64, Vec<u8>)], heads: &[TreeHead]) -> Self {
        let outcome: Result<Audited, Damage> =
            audit(records.iter().map(|(position, line)| (*position, line)), heads.iter().copied());
        let lines = records.iter().map(|(position, line)| {
            let line = std::str::from_utf8(line).expect("UTF-8").replace('\\', "\\\\").replace('"', "\\\"");
            format!("{{\"position\":{position},\"line\":\"{line}\"}}\n")
        });
        Case { name: name.into(), file: lines.collect::<String>().into(), verdict: verdict(&outcome) }
    }
}

fn compare(folder: &Path, heads: &[TreeHead], cases: &[Case]) {
    let mut arguments: Vec<PathBuf> = Vec::new();
    for head in heads {
        arguments.extend(["--checkpoint".into(), checkpoint(folder, *head)]);
    }
    for (number, case) in cases.iter().enumerate() {
        let path = folder.join(format!("{number}.log"));
        fs::write(&path, &case.file).expect("written");
        arguments.push(path);
    }
    let arguments: Vec<&Path> = arguments.iter().map(PathBuf::as_path).collect();
    let Some(printed) = python(&arguments) else { return };
    assert_eq!(printed.lines().count(), cases.len(), "{printed}");
    for (case, printed) in cases.iter().zip(printed.lines()) {
        assert_eq!(printed, case.verdict, "{}", case.name);
    }
}

fn numbered(lines: &Lines) -> Vec<(u64, Vec<u8>)> {
    (1..).zip(lines.iter().cloned()).collect()
}

/// Good logs and damage that someone might do by hand.
fn damaged(lines: &Lines, heads: &[TreeHead]) -> Vec<Case> {
    let of = |name: &str, change: &dyn Fn(&mut Lines)| {
        let mut lines = lines.clone();
        change(&mut lines);
        Case::lines(name, &lines, heads)
    };
    let edited = |lines: &mut Lines, place: usize| {
        let (record, sealed) = parts(&lines[place]);
        let record = record.replacen("\"events\":[", "\"events\":[true,", 1);
        lines[place] = whole(&record, &sealed, Digest::of(record.as_bytes()));
    };
    let newer = |lines: &mut Lines| {
        let (record, sealed) = parts(&lines[4]);
        let record = record.replacen("\"format\":1", "\"format\":2", 1);
        lines[4] = whole(&record, &sealed, Digest::of(record.as_bytes()));
    };
    vec![
        of("whole", &|_| ()),
        of("swapped", &|lines| lines.swap(3, 8)),
        of("swapped and forged", &|lines| {
            lines.swap(3, 8);
            *lines = chained_anew(lines);
        }),
        of("one taken out", &|lines| {
            lines.remove(5);
        }),
        of("one taken out and forged", &|lines| {
            lines.remove(5);
            *lines = chained_anew(lines);
        }),
        of("one twice", &|lines| lines.insert(5, lines[5].clone())),
        of("edited", &|lines| edited(lines, 2)),
        of("edited and forged", &|lines| {
            edited(lines, 2);
            *lines = chained_anew(lines);
        }),
        of("the last edited", &|lines| edited(lines, lines.len() - 1)),
        of("short", &|lines| lines.truncate(7)),
        of("empty", &|lines| lines.clear()),
        of("an empty line", &|lines| lines.insert(4, Vec::new())),
        of("a newer format", &newer),
        of("disposed of", &|lines| lines[3] = dispose(&lines[3], |_| true).expect("sound")),
        of("torn", &|lines| {
            let last = lines.len() - 1;
            lines[last].truncate(100);
        }),
        of("not UTF-8", &|lines| lines[6][40] = 0xff),
        of("carriage return", &|lines| lines[6].push(b'\r')),
        Case::file("without the last line end", lines.join(&b'\n'), heads),
    ]
}

#[test]
fn another_program_gives_the_same_verdicts() {
    for (name, lines) in [("messages", messages(24, 5)), ("cases", cases())] {
        let heads = [9, lines.len()].map(|size| head(&lines[..size].to_vec()));
        let mut all = damaged(&lines, &heads);
        let records = numbered(&lines);
        all.push(Case::exported("exported", &records, &heads));
        for (name, positions) in [("gap", [1, 3, 4]), ("again", [1, 2, 2]), ("zero", [0, 1, 2])] {
            let records: Vec<_> = positions.into_iter().zip(lines.iter().cloned()).collect();
            all.push(Case::exported(name, &records, &heads));
        }
        compare(&folder(name), &heads, &all);
    }
}

#[test]
fn another_program_finds_flipped_bits_where_this_one_does() {
    let lines = messages(6, 2);
    let heads = [head(&lines)];
    let file = Case::lines("whole", &lines, &heads).file;
    let mut all = Vec::new();
    let mut random = Digest::of(b"bits");
    for _ in 0..300 {
        random = Digest::of(&random.0);
        let number = u64::from_be_bytes(*random.0.first_chunk().expect("eight bytes"));
        let bit = usize::try_from(number % (file.len() as u64 * 8)).expect("small");
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let case = Case::file(&format!("bit {bit}"), flipped, &heads);
        assert!(case.verdict.starts_with("damage"), "{}", case.verdict);
        all.push(case);
    }
    compare(&folder("bits"), &heads, &all);
}

#[test]
fn the_vectors_are_those_of_another_program() {
    let Some(printed) = python(&[Path::new("--vectors")]) else { return };
    let vectors = include_str!("vectors.txt").lines().filter(|line| !line.starts_with('#'));
    assert_eq!(printed.lines().collect::<Vec<_>>(), vectors.collect::<Vec<_>>());
}
