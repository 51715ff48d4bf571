//! Crashes between any two changes of the disk while values are disposed of: all of them are there, or none is.

use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce::data::{Digest, Value};
use cauce::log::Log as _;
use cauce::record::Stream;
use cauce_store::cases::{Chosen, Opening};
use cauce_store::{Cases, Store};

use super::crash::Remains;
use super::disk::{Disk, Fault, Files};
use super::random::Random;

const VISITA: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "VIS", nombre = "Visita" }
registro  = { id = "acta", nombre = "Acta" }
dato      = { id = "sede", tipo = "texto" }
actividad = { numero = 1, id = "visitar", titulo = "Visitar", anota = ["sede"], evidencias = [{ registro = "acta" }] }
"#;

/// What is disposed of.
const WORDS: [&str; 5] = ["zenaida", "la gotera", "garzas-rojas", "garzas.pdf", "RAD-4711"];

fn cases(disk: &Disk) -> Cases<ManualClock> {
    let clock = ManualClock::at("2026-01-05T08:00:00Z".parse().expect("an instant"));
    Cases::new(Store::open(disk.path()).expect("it opens"), clock)
}

fn actor() -> Actor {
    Actor::person("eva", "archivo")
}

/// A store with a case that has ended, beside one that has not.
fn ended() -> Files {
    let disk = Disk::with(&Files::new());
    let cases = cases(&disk);
    cases.add(VISITA).expect("a procedure");
    let [person, note, sede, file, key] = WORDS;
    let person = Actor::person(person, "auditor");
    cases.open("a", Opening::of("VIS").business_key(key), &person).expect("it begins");
    cases.start("b", "VIS", &actor()).expect("it begins");
    let done = Done::new()
        .data("sede", Value::Text(sede.into()))
        .evidence("acta", file, "application/pdf", Digest::of(b"a"))
        .note(note);
    cases.complete("a", 1, done, &person).expect("it ends");
    drop(cases);
    disk.files()
}

fn dispose(cases: &Cases<ManualClock>) -> Result<u64, cauce_store::cases::CasesError> {
    let chosen = Chosen::everything();
    cases.dispose("a", &chosen, "ley", &actor()).map(|disposed| disposed.records)
}

/// The words that a disk still holds, in whatever file.
fn words(files: &Files) -> Vec<&'static str> {
    let stands = |word: &&str| {
        files.values().any(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes()))
    };
    WORDS.into_iter().filter(stands).collect()
}

/// The lines of the case before, and once everything is disposed of.
fn lines(files: &Files) -> [Vec<Vec<u8>>; 2] {
    let disk = Disk::with(files);
    let cases = cases(&disk);
    let read = || cases.store().read(&Stream::case("a").expect("a name"), 1).expect("readable");
    let before = read();
    assert_eq!(dispose(&cases).expect("it goes"), 2);
    assert!(cases.store().verify().expect("readable").is_sound());
    [before, read()]
}

/// Whether everything was disposed of; all of it was, or nothing.
fn is_disposed(disk: &Disk, [before, after]: &[Vec<Vec<u8>>; 2]) -> bool {
    let cases = cases(disk);
    let proved = cases.store().verify().expect("readable");
    assert!(proved.is_sound(), "{:?}", proved.damage);
    assert!(cases.astray().expect("readable").is_none());
    let noted = cases.keeping("a").expect("a case").disposals.len();
    let found = cases.store().read(&Stream::case("a").expect("a name"), 1).expect("readable");
    assert_eq!(&found, if noted == 0 { before } else { after });
    noted > 0
}

#[test]
fn a_crash_while_values_go_leaves_all_of_them_or_none_and_they_can_go_again() {
    let files = ended();
    let (lines, mut random) = (lines(&files), Random::new(7));
    assert_eq!(words(&files).len(), WORDS.len());
    let disk = Disk::with(&files);
    let host = cases(&disk);
    dispose(&host).expect("it goes");
    disk.acknowledge(1);
    drop(host);
    let mut remains = Remains::of(&files, 0);
    let (mut gone, mut kept) = (0, 0);
    for change in disk.unplug() {
        let disposed = survives(&remains.image(&mut random), &lines);
        assert!(disposed || remains.acknowledged == 0, "what was acknowledged is lost");
        *if disposed { &mut gone } else { &mut kept } += 1;
        remains.take(&change);
    }
    assert!(gone > 0 && kept > 0, "{gone} {kept}");
}

/// Whether everything was disposed of on a disk after a crash; in any case it can be disposed of again.
fn survives(image: &Files, lines: &[Vec<Vec<u8>>; 2]) -> bool {
    let disk = Disk::with(image);
    let disposed = is_disposed(&disk, lines);
    let host = cases(&disk);
    assert_eq!(dispose(&host).expect("it goes"), if disposed { 0 } else { 2 });
    drop(host);
    assert!(is_disposed(&disk, lines));
    assert_eq!(words(&disk.files()), [] as [&str; 0]);
    drop(disk.unplug());
    disposed
}

#[test]
fn a_disk_that_fails_while_values_go_loses_all_of_them_or_none() {
    let files = ended();
    let lines = lines(&files);
    for call in (0..).step_by(3) {
        let disk = Disk::with(&files);
        let host = cases(&disk);
        let (before, ..) = disk.counts();
        disk.fail(Some(Fault::From(before + call)));
        let answer = dispose(&host);
        drop(host);
        disk.fail(None);
        let disposed = is_disposed(&disk, &lines);
        match answer {
            Ok(records) => {
                assert!(disposed && records == 2);
                drop(disk.unplug());
                return;
            }
            Err(_) => drop(disk.unplug()),
        }
    }
}
