//! How long cases are kept: holds, retention, and disposal that leaves nothing behind and the record whole.

use std::path::Path;

use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce::data::{Digest, Timestamp, Value};
use cauce::log::Log as _;
use cauce::record::{Field, Stream, sealed};
use cauce::source::Language;
use cauce_store::Store;
use cauce_store::attachment::Attachments;
use cauce_store::cases::{Cases, CasesError, Chosen, Find, KeepError, Opening, Settings, Until, Work};
use cauce_store::export::{CaseFile, Document};

use crate::desk::{Place, bases};

const VISITA: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "VIS"
nombre  = "Visita"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[registro]]
id      = "acta"
nombre  = "Acta"
conservacion = "5 años"
custodia = "Archivo central"
[[dato]]
id      = "sede"
nombre  = "Sede"
tipo    = "texto"
[[actividad]]
numero  = 1
id      = "visitar"
titulo  = "Visitar"
responsables = "auditor"
anota   = ["sede"]
evidencias = [{ registro = "acta" }]
[[actividad]]
numero  = 2
id      = "revisar"
titulo  = "Revisar"
responsables = "auditor"
"#;

/// Words that stand nowhere else, each in a field of its own kind.
const PERSON: &str = "zenaida-quintero";
const OTHER: &str = "filiberto-malagon";
const NOTE: &str = "la nota de la gotera";
const SEDE: &str = "sede-de-garzas-rojas";
const FILE: &str = "acta-de-garzas.pdf";
const KEY: &str = "RAD-2026-4711-GARZA";
const WORDS: [&str; 6] = [PERSON, OTHER, NOTE, SEDE, FILE, KEY];
const CONTENT: &[u8] = b"the signed minutes of the visit";

fn archivist() -> Actor {
    Actor::person("archivista", "archivo")
}

fn host(place: &Place) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    settings.entropy = Some(Box::new(|| [41; 32]));
    let cases = Cases::with(place.store(), place.clock(), settings);
    cases.add(VISITA).expect("it can be added");
    cases
}

/// A case that has ended and holds every word, worked on by somebody who delegates.
fn ended(cases: &Cases<ManualClock>, case: &str) {
    ended_with(cases, case, WORDS.map(str::to_owned));
}

fn ended_with(cases: &Cases<ManualClock>, case: &str, words: [String; 6]) {
    let [person, other, note, sede, file, key] = words;
    let (first, second) = (Actor::person(&person, "auditor"), Actor::person(&other, "auditor"));
    let opening = Opening::of("VIS").business_key(&format!("{key}-{case}")).key("orden-1");
    cases.open(case, opening, &first).expect("it begins");
    cases.delegate(case, 1, &other, &first).expect("it is delegated");
    let done = Done::new()
        .data("sede", Value::Text(sede.into()))
        .evidence("acta", &file, "application/pdf", Digest::of(CONTENT))
        .note(&note);
    cases.complete(case, 1, done, &second).expect("it is done");
    cases.complete(case, 2, Done::new(), &first).expect("it ends");
}

fn everything() -> Chosen {
    Chosen::everything().early()
}

fn keep_error(error: CasesError) -> KeepError {
    match error {
        CasesError::Keep(error) => error,
        other => panic!("{other:?}"),
    }
}

fn bytes_in(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).expect("readable"));
        }
    }
    bytes
}

/// The words that stand in the files of a folder.
fn words_in(folder: &Path) -> Vec<&'static str> {
    let bytes = bytes_in(folder);
    let stands = |word: &&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    WORDS.into_iter().filter(stands).collect()
}

fn files() -> (tempfile::TempDir, Attachments) {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = Attachments::open(folder.path().join("anexos")).expect("it opens");
    attachments.put(&mut &CONTENT[..]).expect("it is kept");
    (folder, attachments)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn while_there_is_a_hold_nothing_goes_and_each_hold_is_released_by_its_number() {
    for base in bases() {
        let cases = host(&base);
        ended(&cases, "a");
        let first = cases.hold("a", "tutela 9", &archivist()).expect("it is held");
        let second = cases.hold("a", "auditoría", &archivist()).expect("it is held");
        let held = keep_error(cases.dispose("a", &everything(), "ley", &archivist()).unwrap_err());
        assert_eq!(held, KeepError::Held { case: "a".into(), holds: vec![first, second] });
        assert_eq!(
            held.message(Language::Spanish),
            "el caso «a» está retenido por orden 1 y 2: no se dispone de nada hasta que se levante"
        );
        cases.release_hold("a", first, "terminó", &archivist()).expect("it is released");
        let again = keep_error(cases.release_hold("a", first, "terminó", &archivist()).unwrap_err());
        assert_eq!(again, KeepError::NoHold { case: "a".into(), hold: first });
        // Another program sees the same.
        let other = host(&base);
        let keeping = other.keeping("a").expect("a case");
        assert_eq!((keeping.holds.len(), &*keeping.holds[0].by.reason), (1, "auditoría"));
        assert!(other.dispose("a", &everything(), "ley", &archivist()).is_err());
        other.release_hold("a", second, "terminó", &archivist()).expect("it is released");
        cases.dispose("a", &everything(), "ley", &archivist()).expect("nothing forbids it");
    }
}

#[test]
fn what_is_retained_goes_when_that_ends_and_not_before() {
    for base in bases() {
        let cases = host(&base);
        ended(&cases, "a");
        let dispose = || cases.dispose("a", &Chosen::everything(), "plazo", &archivist());
        let not_fixed = keep_error(dispose().unwrap_err());
        assert_eq!(not_fixed, KeepError::NotFixed { case: "a".into(), records: vec!["acta".into()] });
        let unknown =
            cases.retain("a", &Until::date(at("2031-01-05T00:00:00Z")).by_rule_of("nada"), "x", &archivist());
        assert!(matches!(keep_error(unknown.unwrap_err()), KeepError::NoRecord { .. }));
        let until = at("2031-01-05T00:00:00Z");
        cases
            .retain("a", &Until::date(until).by_rule_of("acta"), "tabla de retención", &archivist())
            .expect("it is fixed");
        let retention = cases.keeping("a").expect("a case").retentions.remove(0);
        let rule = (retention.rule.as_deref(), retention.keeper.as_deref());
        assert_eq!(rule, (Some("5 años"), Some("Archivo central")));
        let early = keep_error(dispose().unwrap_err());
        assert_eq!(early, KeepError::Retained { case: "a".into(), until });
        assert!(early.to_string().contains("until 2031-01-05T00:00:00"), "{early}");
        base.clock().set(until);
        assert!(dispose().expect("it may").records > 0);
        assert_eq!(cases.keeping("a").expect("a case").disposals.len(), 1);
        assert_eq!(dispose().expect("it may").records, 0, "there is nothing left");
        assert_eq!(cases.keeping("a").expect("a case").disposals.len(), 1, "and nothing is noted");
    }
}

#[test]
fn what_has_not_ended_what_is_unknown_and_what_has_no_reason_is_refused() {
    for base in bases() {
        let cases = host(&base);
        cases.start("a", "VIS", &Actor::person(PERSON, "auditor")).expect("it begins");
        let open = cases.dispose("a", &everything(), "ley", &archivist()).unwrap_err();
        assert_eq!(keep_error(open), KeepError::NotEnded { case: "a".into() });
        assert_eq!(keep_error(cases.hold("a", "  ", &archivist()).unwrap_err()), KeepError::NoReason);
        for refused in [
            cases.hold("b", "x", &archivist()).map(|_| ()),
            cases.dispose("b", &everything(), "x", &archivist()).map(|_| ()),
            cases.keeping("b").map(|_| ()),
            cases.of("otra").expect("a tenant").hold("a", "x", &archivist()).map(|_| ()),
        ] {
            assert!(matches!(refused, Err(CasesError::UnknownCase { .. })), "{refused:?}");
        }
        assert!(cases.store().head(&"/keeping/b".parse().expect("a stream")).expect("readable").is_none());
        let nothing = cases.dispose("a", &Chosen::fields(&[]), "x", &archivist()).unwrap_err();
        assert_eq!(keep_error(nothing), KeepError::Nothing);
    }
}

#[test]
fn nothing_is_left_of_what_was_disposed_of_in_any_file() {
    for base in [Place::file()] {
        let cases = host(&base);
        // Many other cases, so that pages of the tables have been split and moved.
        for number in 0..60 {
            let case = format!("o-{number}");
            cases.start(&case, "VIS", &Actor::person(&format!("p{number}"), "auditor")).expect("it begins");
            if number == 30 {
                ended(&cases, "a");
            }
        }
        let heads = |store: &Store| {
            let stream = Stream::case("a").expect("a name");
            store.read(&stream, 1).expect("readable").len()
        };
        let count = heads(cases.store());
        let folder = base.folder();
        assert_eq!(words_in(folder).len(), 6);
        // Another program has the case at hand.
        let other = host(&base);
        let data = |cases: &Cases<ManualClock>| cases.look("a", cauce::view::case_data).expect("a case");
        assert_eq!(data(&other), [("sede".into(), Value::Text(SEDE.into()))]);
        let disposed = cases.dispose("a", &everything(), "ley", &archivist()).expect("it goes");
        assert!(!disposed.lingers);
        assert_eq!(words_in(folder), [] as [&str; 0]);
        assert_eq!(data(&other), [("sede".into(), Value::Disposed)]);
        assert_eq!(data(&cases), [("sede".into(), Value::Disposed)]);
        assert_eq!(heads(cases.store()), count);
        assert!(cases.store().verify().expect("readable").is_sound());
        assert!(cases.astray().expect("readable").is_none());
        for find in [
            Find::all().person(PERSON),
            Find::all().data("sede", Value::Text(SEDE.into())),
            Find::all().business_key(&format!("{KEY}-a")),
        ] {
            assert!(cases.find(&find, None, 10).expect("a list").rows.is_empty());
        }
        assert_eq!(cases.count(&Work::of_person(PERSON, &[])).expect("a number"), 0);
        // The record says that it was, the document too.
        let definitions = cases.definitions_of("a").expect("a case");
        let stream = Stream::case("a").expect("a name");
        let told = CaseFile::of(cases.store(), &definitions, &stream, Language::Spanish).expect("it is told");
        let mut page = Vec::new();
        Document::new(&told).markdown(&mut page).expect("it is written");
        let page = String::from_utf8(page).expect("text");
        assert!(page.contains("dato dispuesto"), "{page}");
    }
}

/// Pages of the tables are split while values come, and keep copies of them in their gaps.
#[test]
fn nothing_is_left_of_many_cases_that_came_and_went() {
    for base in [Place::file()] {
        let cases = host(&base);
        let folder = base.folder();
        let name = |number: u64| format!("{}-{number}", number * 31 % 97);
        for number in 0..CAME {
            // A word of each case that stands nowhere else, in each of its fields.
            let tag = format!("~{:04}~", number * 7919 % 9973);
            ended_with(&cases, &name(number), WORDS.map(|word| format!("{tag}{word}")));
        }
        let chosen = everything().leaving_traces();
        for number in 0..CAME {
            let done =
                cases.dispose(&name(number * 7 % CAME), &chosen, "ley", &archivist()).expect("it goes");
            assert!(done.lingers);
        }
        assert!(!cases.sweep(None).expect("it is swept").lingers);
        let bytes = bytes_in(folder);
        let is_tag =
            |part: &&[u8]| part[0] == b'~' && part[5] == b'~' && part[1..5].iter().all(u8::is_ascii_digit);
        assert_eq!(bytes.windows(6).filter(is_tag).count(), 0);
        assert!(cases.store().verify().expect("readable").is_sound());
        assert!(cases.astray().expect("readable").is_none());
    }
}

/// Enough that pages of every table are split; no multiple of 7.
const CAME: u64 = 300;

#[test]
fn nothing_goes_while_a_hold_that_came_at_the_same_moment_is_in_force() {
    for base in bases() {
        let setup = host(&base);
        for round in 0..12 {
            let case = format!("a-{round}");
            ended(&setup, &case);
            let (one, other) = (base.again(), base.again());
            std::thread::scope(|threads| {
                threads.spawn(|| one.hold(&case, "tutela", &archivist()).expect("it is held"));
                let _ = other.dispose(&case, &everything(), "ley", &archivist());
            });
            let keeping = setup.keeping(&case).expect("a case");
            let hold = &keeping.holds[0];
            // What went, went before the hold.
            assert!(keeping.disposals.is_empty() || hold.number == 2, "{keeping:?}");
            assert!(setup.dispose(&case, &everything(), "ley", &archivist()).is_err());
        }
    }
}

#[test]
fn what_was_not_chosen_is_the_same_and_the_key_stays_taken() {
    for base in bases() {
        let cases = host(&base);
        ended(&cases, "a");
        let stream = Stream::case("a").expect("a name");
        let before = cases.store().read(&stream, 1).expect("readable");
        let chosen = Chosen::fields(&[Field::Person, Field::Note]).of_records(3, 4).early();
        let done = cases.dispose("a", &chosen, "ley", &archivist()).expect("it goes");
        assert_eq!(done.records, 2);
        let after = cases.store().read(&stream, 1).expect("readable");
        assert_eq!(before[..2], after[..2]);
        for (before, after) in before[2..].iter().zip(&after[2..]) {
            for (before, after) in sealed(before).expect("sound").iter().zip(sealed(after).expect("sound")) {
                let goes = matches!(after.field, Field::Person | Field::Note | Field::Request);
                assert_eq!(after.value, if goes { Value::Disposed } else { before.value.clone() });
            }
        }
        let noted = &cases.keeping("a").expect("a case").disposals[0];
        assert_eq!(
            (&noted.records[..], &noted.fields[..]),
            (&[(3, 4)][..], &[Field::Person, Field::Note][..])
        );
        // The first record still names her; whoever is named nowhere any more is not found.
        let found =
            |person: &str| cases.find(&Find::all().person(person), None, 9).expect("a list").rows.len();
        assert_eq!((found(PERSON), found(OTHER)), (1, 0));
        cases.dispose("a", &everything(), "ley", &archivist()).expect("it goes");
        let taken = cases.open("b", Opening::of("VIS").business_key(&format!("{KEY}-a")), &archivist());
        assert!(matches!(taken, Err(CasesError::BusinessKeyTaken { .. })), "{taken:?}");
        assert!(cases.astray().expect("readable").is_none());
        cases.reindex().expect("it is made anew");
        assert!(cases.astray().expect("readable").is_none());
    }
}

#[test]
fn a_person_whom_all_have_forgotten_may_come_again_also_to_a_program_that_remembers() {
    for base in bases() {
        let (cases, other) = (host(&base), host(&base));
        ended(&other, "a");
        cases.dispose("a", &everything(), "ley", &archivist()).expect("it goes");
        let person = Actor::person(PERSON, "auditor");
        // The other program still knows the number that the person had.
        other.start("b", "VIS", &person).expect("it begins");
        other.claim("b", 1, &person).expect("it is claimed");
        assert!(cases.astray().expect("readable").is_none());
        for host in [&cases, &other, &host(&base)] {
            let mine = host.work(&Work::of_person(PERSON, &[]), None, 9).expect("a list").rows;
            assert_eq!(mine.len(), 1);
            assert_eq!(host.find(&Find::all().person(PERSON), None, 9).expect("a list").rows.len(), 1);
        }
    }
}

#[test]
fn a_file_goes_with_the_last_case_that_cites_it() {
    for base in bases() {
        let (cases, (_folder, attachments)) = (host(&base), files());
        let tenant = cases.of("otra").expect("a tenant");
        tenant.add(VISITA).expect("it can be added");
        ended(&cases, "a");
        ended(&tenant, "a");
        let dispose = |cases: &Cases<ManualClock>, chosen: &Chosen| {
            cases
                .dispose("a", &chosen.clone().attachments(&attachments), "ley", &archivist())
                .expect("it goes")
                .files
        };
        assert_eq!(dispose(&cases, &Chosen::fields(&[Field::Person]).early()), []);
        assert_eq!(dispose(&cases, &everything()), [], "the other tenant cites it");
        let digest = Digest::of(CONTENT);
        attachments.verify(&digest).expect("it is there");
        assert_eq!(dispose(&tenant, &everything()), [digest]);
        assert!(attachments.verify(&digest).is_err());
        assert_eq!(dispose(&tenant, &everything()), []);
    }
}

#[test]
fn what_a_program_that_ended_in_between_has_left_is_swept() {
    for base in bases() {
        let (cases, (_folder, attachments)) = (host(&base), files());
        ended(&cases, "a");
        // As if it had ended after the commit: no folder was given.
        cases.dispose("a", &everything(), "ley", &archivist()).expect("it goes");
        let digest = Digest::of(CONTENT);
        attachments.verify(&digest).expect("it is still there");
        let again = host(&base);
        assert_eq!(again.sweep(Some(&attachments)).expect("it is swept").files, [digest]);
        assert_eq!(again.sweep(Some(&attachments)).expect("it is swept").files, []);
        // Or the same disposal, asked again.
        attachments.put(&mut &CONTENT[..]).expect("it is kept");
        let done = again
            .dispose("a", &everything().attachments(&attachments), "ley", &archivist())
            .expect("it goes");
        assert_eq!((done.records, done.files), (0, vec![digest]));
    }
}

#[test]
fn while_somebody_reads_the_old_bytes_linger_and_then_are_swept() {
    let base = Place::file();
    let cases = host(&base);
    ended(&cases, "a");
    let folder = base.folder();
    let reader = rusqlite::Connection::open(folder.join("cases.db")).expect("it opens");
    reader.execute_batch("BEGIN; SELECT count(*) FROM record;").expect("it reads");
    let done = cases.dispose("a", &everything(), "ley", &archivist()).expect("it goes");
    assert!(done.lingers && !words_in(folder).is_empty());
    reader.execute_batch("COMMIT").expect("it has read");
    assert!(!cases.sweep(None).expect("it is swept").lingers);
    assert_eq!(words_in(folder), [] as [&str; 0]);
}
