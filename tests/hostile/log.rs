//! Logs that were damaged, cut, mixed up or written by others.

use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce::engine::Engine;
use cauce::instance::Instance;
use cauce::log::{Log, MemoryLog, lines, verify};
use cauce::procedure::Definitions;
use cauce::record::{Reader, Stream};
use cauce::source::Language;

use super::case::Case;

const FILE: &str =
    "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"L-1\"\nnombre = \"Registro\"\nversion = \"1\"
[[rol]]\nid = \"x\"\nnombre = \"X\"
[[actividad]]\nnumero = 1\nid = \"uno\"\ntitulo = \"Uno\"\nresponsables = \"x\"
[[actividad]]\nnumero = 2\nid = \"dos\"\ntitulo = \"Dos\"\nresponsables = \"x\"
[[actividad]]\nnumero = 3\nid = \"tres\"\ntitulo = \"Tres\"\nresponsables = \"x\"\n";

fn engine(text: &str) -> Engine<MemoryLog, ManualClock> {
    let clock = ManualClock::at("2022-03-01T14:00:00Z".parse().expect("an instant"));
    let engine = Engine::new(MemoryLog::new(), clock);
    engine.add(text).expect("it is fit");
    engine
}

/// The log of a case of three activities, done one after the other.
fn written(case: &str) -> Vec<Vec<u8>> {
    let (engine, ana) = (engine(FILE), Actor::person("ana", "x"));
    engine.start(case, "L-1", &ana).expect("it begins");
    for number in 1..=3u32 {
        engine.complete(case, number, Done::new().note("hecho"), &ana).expect("it is done");
    }
    engine.log().read(&Stream::case(case).expect("a name"), 1).expect("the log works")
}

fn joined(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect()
}

/// What proving says, and what reading it over those procedures says.
fn said(file: &[u8], definitions: &Definitions) -> String {
    let proved = match verify(lines(file)) {
        Ok(proved) => format!("sound: {} records", proved.records),
        Err(damage) => {
            let (spanish, english) = (damage.message(Language::Spanish), damage.message(Language::English));
            let cut = if damage.is_cut() { "; what is before can be used" } else { "" };
            format!("{}{cut}\n   {spanish}\n   {english}", damage.what.code())
        }
    };
    let (mut reader, mut case) = (Reader::new(definitions), Instance::new());
    for line in lines(file) {
        let record = match reader.read(line) {
            Ok(record) => record,
            Err(error) => {
                return format!("{proved}\nreading {}: {}", error.code(), error.message(Language::Spanish));
            }
        };
        if let Err(why) = case.apply(definitions, record.at, &record.events) {
            return format!("{proved}\napplying {}", why.code());
        }
    }
    format!("{proved}\nread: {} records", case.seq())
}

fn over(name: &'static str, procedure: &str, change: impl Fn(Vec<Vec<u8>>) -> Vec<u8> + 'static) -> Case {
    let definitions = engine(procedure).definitions();
    let file = change(written("caso"));
    Case::of(name, move || said(&file, &definitions))
}

fn flipped(line: usize, at: usize) -> impl Fn(Vec<Vec<u8>>) -> Vec<u8> {
    move |mut lines| {
        lines[line][at] ^= 1;
        joined(&lines)
    }
}

/// Every log of the list.
pub(crate) fn cases() -> Vec<Case> {
    let replaced = |from: &'static str, to: &'static str| {
        move |mut lines: Vec<Vec<u8>>| {
            lines[0] = String::from_utf8_lossy(&lines[0]).replacen(from, to, 1).into_bytes();
            joined(&lines)
        }
    };
    vec![
        over("untouched", FILE, |lines| joined(&lines)),
        over("flipped bit in a record", FILE, flipped(1, 60)),
        over("flipped bit at the very beginning", FILE, flipped(0, 0)),
        over("flipped bit in what is sealed", FILE, |mut lines| {
            let at = lines[1].windows(6).position(|part| part == b"hecho\"").expect("the note");
            lines[1][at] ^= 1;
            joined(&lines)
        }),
        over("truncated tail", FILE, |lines| {
            let file = joined(&lines);
            file[..file.len() - 40].to_vec()
        }),
        over("truncated in the middle", FILE, |mut lines| {
            let half = lines[1].len() / 2;
            lines[1].truncate(half);
            joined(&lines)
        }),
        over("a record left out", FILE, |mut lines| {
            lines.remove(1);
            joined(&lines)
        }),
        over("two records swapped", FILE, |mut lines| {
            lines.swap(1, 2);
            joined(&lines)
        }),
        over("a record twice", FILE, |mut lines| {
            lines.insert(1, lines[1].clone());
            joined(&lines)
        }),
        over("the record of another case", FILE, |mut lines| {
            lines[1] = written("otro")[1].clone();
            joined(&lines)
        }),
        over("without its beginning", FILE, |lines| joined(&lines[1..])),
        over("log of another procedure", &FILE.replace("L-1", "L-2").replace("dos", "otra"), |lines| {
            joined(&lines)
        }),
        over("log of another version", &FILE.replace("version = \"1\"", "version = \"2\""), |lines| {
            joined(&lines)
        }),
        over("newer format", FILE, replaced("\"format\":1", "\"format\":9")),
        over("newer event", FILE, replaced("\"v\":1", "\"v\":9")),
        over("no JSON at all", FILE, |_| b"hola\n".to_vec()),
        over("binary", FILE, |_| vec![0xff; 10_000]),
        over("one line of 8 MB", FILE, |_| [b"{\"record\":{".as_slice(), &vec![b'['; 8 << 20]].concat()),
        over("empty", FILE, |_| Vec::new()),
    ]
}
