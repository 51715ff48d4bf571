//! Cases on their way out: what a document tells, what a cut export is known by, what logs for mining hold.

use std::io::Cursor;
use std::sync::Arc;

use cauce::check::{Options, check};
use cauce::clock::{Clock, ManualClock};
use cauce::command::{Actor, Command, Delivery, Done, GivenSignature, Message, Request, Resolution};
use cauce::data::{Digest, Timestamp, Value};
use cauce::engine::{Engine, Target};
use cauce::event::{Event, ItemKind};
use cauce::limits::Limits;
use cauce::log::{Log, MemoryLog};
use cauce::path::{PathFile, replay};
use cauce::procedure::Definitions;
use cauce::record::{Stream, dispose};
use cauce::source::{Language, Source};
use cauce_store::export::{
    CaseFile, CsvWriter, Deed, DeedKind, Document, LinesError, LinesReader, LinesWriter, OcelWriter, Persons,
    Reveal, Term, TermEnd, XesWriter, join,
};
use cauce_testing::{sound_procedures, walks};
use proptest::prelude::*;
use serde_json::Value as Json;

#[path = "../support/length.rs"]
mod length;
#[path = "support/recorded.rs"]
mod recorded;

const VISIT: &str = include_str!("export/visita.toml");

/// The moment of a step, on the clocks of the procedure.
fn at(moment: &str) -> Timestamp {
    format!("2026-03-{moment}:00-05:00").parse().expect("a moment")
}

/// A clock that the test holds too.
struct Held(Arc<ManualClock>);

impl Clock for Held {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

type Office = Engine<MemoryLog, Held>;

/// A desk over one case: who does what, when.
struct Desk {
    engine: Office,
    clock: Arc<ManualClock>,
    case: &'static str,
}

impl Desk {
    fn new(case: &'static str) -> Self {
        Self::of(case, &[VISIT])
    }

    fn of(case: &'static str, procedures: &[&str]) -> Self {
        let clock = Arc::new(ManualClock::at(at("01T08:00")));
        let engine = Engine::new(MemoryLog::new(), Held(Arc::clone(&clock))).with_entropy(|| [9; 32]);
        for text in procedures {
            engine.add(text).unwrap_or_else(|error| unreachable!("{error:?}"));
        }
        Desk { engine, clock, case }
    }

    /// The day goes on.
    fn wait(&self, moment: &str) {
        self.clock.set(at(moment));
        self.engine.advance().expect("time passes");
    }

    fn ask(&self, moment: &str, actor: &Actor, command: Command) {
        self.wait(moment);
        let done = self.engine.request(self.case, Request::new(at(moment), actor.clone(), command));
        done.unwrap_or_else(|error| unreachable!("{moment}: {error}"));
    }

    fn start(&self, moment: &str, actor: &Actor, data: Vec<(&str, Value)>) {
        self.start_of("VIS-01", moment, (actor, data));
    }

    fn start_of(&self, code: &str, moment: &str, (actor, data): (&Actor, Vec<(&str, Value)>)) {
        let start = cauce::command::Start::of(code);
        let data = data.into_iter().map(|(id, value)| (id.into(), value)).collect();
        self.ask(moment, actor, Command::Start(cauce::command::Start { data, ..start }));
    }

    fn complete(&self, moment: &str, actor: &Actor, reference: &str, done: Done) {
        self.wait(moment);
        let item = self.engine.find(self.case, Target::from(reference), actor).expect("it is open");
        self.ask(moment, actor, Command::Complete { item, done });
    }

    fn lines(&self) -> Vec<Vec<u8>> {
        self.engine.log().read(&Stream::case(self.case).expect("a name"), 1).expect("it is in memory")
    }

    fn read(&self, language: Language) -> CaseFile {
        read(&self.engine, &self.lines(), language)
    }
}

fn read(engine: &Office, lines: &[Vec<u8>], language: Language) -> CaseFile {
    CaseFile::read(&engine.definitions(), lines, language).expect("it is sound")
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn minutes(version: &[u8], signer: Option<&str>) -> Done {
    let done = Done::new().evidence("acta", "acta firmada.pdf", "application/pdf", Digest::of(version));
    let mut done = done.measure("hallados", 4i64.into());
    done.signatures.push(GivenSignature {
        record: "acta".into(),
        role: "auditor".into(),
        person: signer.map(Into::into),
    });
    done
}

/// A visit with everything: a return, an incident that the authority resolves, late work, members, a verification.
fn visit() -> Desk {
    let desk = Desk::new("visita-7");
    let (ana, eva) = (Actor::person("ana.gómez", "auditor"), Actor::person("eva.ruiz", "jefe"));
    let towns = Value::List([text("San Luis Potosí"), text("Zaragoza")].into());
    desk.start("02T08:00", &eva, vec![("municipios", towns)]);
    desk.complete("02T08:30", &eva, "1", Done::new().data("sede", text("Hospital <b>San José</b> & cía")));
    desk.complete("03T15:00", &ana, "2", minutes(b"uno", None).note("visita sin novedad"));
    desk.complete("04T09:00", &eva, "3", Done::new().yes().note("falta la firma del prestador"));
    desk.complete("12T10:00", &ana, "2", minutes(b"dos", Some("rita.paz")));
    desk.complete("12T11:00", &eva, "3", Done::new().yes().note("aún falta"));
    let stuck = desk.engine.work("visita-7").expect("it is read")[0].item;
    let reason = "la segunda acta basta".into();
    desk.ask("12T12:00", &eva, Command::Resolve { item: stuck, how: Resolution::Take("no".into()), reason });
    desk.complete("13T08:00", &ana, "4[San Luis Potosí]", Done::new());
    desk.complete("13T08:05", &ana, "4[Zaragoza]", Done::new());
    desk.complete("13T09:00", &eva, "5", Done::new().conforming());
    desk
}

fn markdown(case: &CaseFile, reveal: Reveal) -> String {
    let mut page = Vec::new();
    Document::new(case).reveal(reveal).markdown(&mut page).expect("it is written");
    String::from_utf8(page).expect("UTF-8")
}

fn html(case: &CaseFile, reveal: Reveal) -> String {
    let mut page = Vec::new();
    Document::new(case).reveal(reveal).html(&mut page).expect("it is written");
    String::from_utf8(page).expect("UTF-8")
}

/// Compares with the snapshot of that name beside the test; digests of definitions change with every word of a file.
fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../tests/store/export");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter("[0-9a-f]{64}", "[digest]");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn a_document_tells_the_whole_case() {
    let desk = visit();
    for (name, language) in [("documento", Language::Spanish), ("document", Language::English)] {
        snapshot(name, &markdown(&desk.read(language), Reveal::everything()));
    }
    let page = html(&desk.read(Language::Spanish), Reveal::everything());
    let (head, rest) = page.split_once("<style>").expect("it brings its looks");
    let (_, body) = rest.split_once("</style>").expect("they end");
    snapshot("documento.html", &format!("{head}{body}"));
}

#[test]
fn what_is_withheld_is_not_there() {
    let case = visit().read(Language::Spanish);
    let nothing = Reveal::for_logs();
    for page in [markdown(&case, nothing), html(&case, nothing)] {
        for secret in ["gómez", "ruiz", "rita", "novedad", "San José", "acta firmada", "basta"] {
            assert!(!page.contains(secret), "{secret}");
        }
        assert!(page.contains("(reservado)") && page.contains("Auditor"));
    }
}

#[test]
fn what_was_disposed_of_is_named_as_that() {
    let desk = visit();
    let lines: Vec<Vec<u8>> =
        desk.lines().iter().map(|line| dispose(line, |_| true).expect("it is sound")).collect();
    let case = read(&desk.engine, &lines, Language::Spanish);
    let page = markdown(&case, Reveal::everything());
    for secret in ["gómez", "ruiz", "rita", "novedad", "San José", "acta firmada", "basta", "Zaragoza"] {
        assert!(!page.contains(secret), "{secret}");
    }
    assert!(page.contains("«dato dispuesto»") && page.contains("Nota: «dato dispuesto»"), "{page}");
    let page = markdown(&read(&desk.engine, &lines, Language::English), Reveal::everything());
    assert!(page.contains("«disposed»"), "{page}");
}

#[test]
fn evidence_counts_until_it_is_replaced_or_a_return_goes_back_over_it() {
    let case = visit().read(Language::Spanish);
    let told: Vec<_> = case
        .evidence
        .iter()
        .map(|piece| {
            let signed: Vec<&str> = piece.signatures.iter().map(|signed| &*signed.person).collect();
            (&*piece.record, &*piece.reference, piece.round, piece.superseded, signed)
        })
        .collect();
    let [first, second] = &told[..] else { panic!("{told:?}") };
    assert_eq!(*first, ("acta", "2", 1, Some(at("04T09:00")), vec!["ana.gómez"]));
    assert_eq!(*second, ("acta", "2", 2, None, vec!["rita.paz"]));
}

/// What a return goes back over: blocks with what is in them, calls, members; what lies before it stays.
#[test]
fn a_return_supersedes_what_lies_inside_its_range() {
    let desk = Desk::of("nido", &[include_str!("export/hijo.toml"), include_str!("export/anidado.toml")]);
    let (ana, eva) = (Actor::person("ana", "r"), Actor::person("eva", "s"));
    let given = |record: &str, text: &str| {
        Done::new().evidence(record, text, "application/pdf", Digest::of(text.as_bytes()))
    };
    let zones = Value::List([text("N"), text("S")].into());
    desk.start_of("NIDO", "02T08:00", (&ana, vec![("zonas", zones)]));
    desk.complete("02T08:01", &ana, "1", given("acta", "antes"));
    for (round, moment) in [("uno", "02T09"), ("dos", "02T10")] {
        let at = |minute: u32| format!("{moment}:{minute:02}");
        desk.complete(&at(1), &ana, "2.1", given("acta", &format!("bloque {round}")));
        desk.complete(&at(2), &ana, "2.2", Done::new());
        desk.complete(&at(3), &eva, "3/1", given("informe", &format!("hijo {round}")));
        desk.complete(&at(4), &ana, "4[N]", given("acta", &format!("norte {round}")));
        desk.complete(&at(5), &ana, "4[S]", given("acta", &format!("sur {round}")));
        let done = if round == "uno" { Done::new().yes().note("otra vez") } else { Done::new().no() };
        desk.complete(&at(6), &ana, "5", done);
    }
    let case = desk.read(Language::Spanish);
    let told: Vec<(&str, &str, bool)> = case
        .evidence
        .iter()
        .map(|piece| (&*piece.reference, &*piece.document.name, piece.superseded.is_none()))
        .collect();
    assert_eq!(
        told,
        [
            ("1", "antes", true),
            ("2.1", "bloque uno", false),
            ("3/1", "hijo uno", false),
            ("4[N]", "norte uno", false),
            ("4[S]", "sur uno", false),
            ("2.1", "bloque dos", true),
            ("3/1", "hijo dos", true),
            ("4[N]", "norte dos", true),
            ("4[S]", "sur dos", true),
        ]
    );
    let names: Vec<(&str, &str, &str)> = case
        .deeds
        .iter()
        .filter(|deed| deed.kind == DeedKind::Complete)
        .take(4)
        .map(|deed| (&*deed.activity, &*deed.reference, &*deed.procedure))
        .collect();
    assert_eq!(names[3], ("3/1 Informar", "3/1", "HIJO"));
    assert!(case.terms.iter().all(|term| term.reference == "3/1".into() && term.end != TermEnd::Open));
    assert_eq!(case.terms.len(), 2);
}

/// Who takes work, or is given it, is the resource of its assignment.
#[test]
fn work_is_assigned_to_whom_it_is_given() {
    let desk = Desk::new("visita-7");
    let (ana, eva) = (Actor::person("ana", "jefe"), Actor::person("eva", "jefe"));
    desk.start("02T08:00", &eva, vec![("municipios", Value::List([].into()))]);
    let item = desk.engine.work("visita-7").expect("it is read")[0].item;
    desk.ask("02T08:10", &eva, Command::Claim { item });
    desk.ask("02T08:20", &eva, Command::Delegate { item, to: "ana".into() });
    desk.complete("02T08:30", &ana, "1", Done::new().data("sede", text("Centro")));
    let log = xes(&[&desk.read(Language::Spanish)], Reveal::everything());
    let events: Vec<(&str, Option<&str>)> = log
        .split("<event>")
        .skip(1)
        .map(|event| {
            let value = |key: &str| {
                let (_, after) = event.split_once(&format!("key=\"{key}\" value=\""))?;
                after.split('"').next()
            };
            (value("lifecycle:transition").expect("each has one"), value("org:resource"))
        })
        .collect();
    let assigned =
        [("start", None), ("assign", Some("eva")), ("assign", Some("ana")), ("complete", Some("ana"))];
    assert_eq!(events[..4], assigned);
}

/// A case that is cancelled closes what was open in it, in what it calls too.
#[test]
fn what_is_closed_is_no_longer_open() {
    let authority = "nombre = \"Evidencias en bloques, miembros y llamadas\"\nautoridad = [\"r\"]";
    let with_authority = include_str!("export/anidado.toml")
        .replace("nombre = \"Evidencias en bloques, miembros y llamadas\"", authority);
    let desk = Desk::of("nido", &[include_str!("export/hijo.toml"), &with_authority]);
    let ana = Actor::person("ana", "r");
    desk.start_of("NIDO", "02T08:00", (&ana, vec![("zonas", Value::List([text("N")].into()))]));
    desk.complete("02T08:01", &ana, "1", Done::new().evidence("acta", "a", "text/plain", Digest::of(b"a")));
    desk.complete("02T08:02", &ana, "2.1", Done::new().evidence("acta", "a", "text/plain", Digest::of(b"a")));
    desk.complete("02T08:03", &ana, "2.2", Done::new());
    desk.ask("02T08:04", &ana, Command::Cancel { reason: "ya no hace falta".into() });
    let case = desk.read(Language::English);
    let aborted: Vec<&str> =
        case.deeds.iter().filter(|deed| deed.kind == DeedKind::Abort).map(|deed| &*deed.reference).collect();
    assert_eq!(aborted, ["3/1"]);
    assert_eq!(case.terms[0].end, TermEnd::Dropped(at("02T08:04")));
    let page = markdown(&case, Reveal::everything());
    assert!(page.contains("**Cancelled**") && page.contains("Reason: ya no hace falta"), "{page}");
    assert!(page.contains("closed without being done"), "{page}");
}

/// The cases of every path of the procedures that are shipped: told as the path tells them, written in every form.
#[test]
fn every_shipped_path_goes_out() {
    let procedures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures");
    let mut told = 0;
    for folder in files(&procedures) {
        let mut definitions = Definitions::new();
        for file in files(&folder).into_iter().filter(|file| file.is_file()) {
            let text = std::fs::read_to_string(&file).expect("it is read");
            let checked = check(&Source::new("p.toml", text), &Options { proof: None, ..Options::default() });
            checked.procedure.into_iter().for_each(|procedure| {
                definitions.add_unfit(procedure);
            });
        }
        let paths = files(&folder.join("caminos"));
        let paths =
            paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).take(12);
        for file in paths {
            let text = std::fs::read(&file).expect("it is read");
            let read = PathFile::decode("c.toml", &text, &Limits::default());
            let Some(path) = read.path else { continue };
            let replayed = replay(&definitions, &path);
            let Some(procedure) = &replayed.procedure else { continue };
            let happened = replayed.timeline.iter().flat_map(|one| &one.events);
            // A path over several cases is no one case.
            if happened.filter(|event| matches!(event, Event::Started(_))).count() != 1 {
                continue;
            }
            let lines = recorded::lines_of((procedure, &replayed.timeline), "camino");
            let case = CaseFile::read(&definitions, &lines, path.language()).expect("it is read");
            let said: Vec<&str> =
                case.told.iter().map(|told| &*told.what).filter(|what| !what.is_empty()).collect();
            let story: Vec<&str> = replayed.story.iter().map(|said| &**said).collect();
            assert_eq!(said, story, "{}", file.display());
            let all = Reveal::everything();
            assert_ocel(&serde_json::from_str(&ocel(&[&case], all)).expect("it is JSON"));
            assert!(html(&case, all).ends_with("</html>\n") && !xes(&[&case], all).is_empty());
            told += 1;
        }
    }
    assert!(told > 25, "{told} paths");
}

/// What a folder holds, in order.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// What was open and held under one version goes on under the names of the other.
#[test]
fn a_case_that_was_moved_goes_by_its_new_names() {
    let versions = [include_str!("../golden/moved-1.toml"), include_str!("../golden/moved-2.toml")];
    let desk = Desk::of("mudanza", &versions);
    let lines: Vec<Vec<u8>> =
        cauce::log::lines(include_bytes!("../golden/moved.log")).map(<[u8]>::to_vec).collect();
    let case = read(&desk.engine, &lines, Language::Spanish);
    snapshot(
        "mudado",
        &format!("{}\n{}", markdown(&case, Reveal::everything()), csv(&[&case], Reveal::everything())),
    );
}

#[test]
fn deadlines_are_kept_or_missed() {
    let case = visit().read(Language::Spanish);
    let now = case.instance.at().expect("it has begun");
    let told: Vec<_> = case.terms.iter().map(|term: &Term| (term.round, term.kept(now), term.end)).collect();
    let done = |moment: &str| TermEnd::Done(at(moment));
    assert_eq!(told, [(1, Some(true), done("03T15:00")), (2, Some(false), done("12T10:00"))]);
}

#[test]
fn a_case_that_stands_open_says_what_is_missing() {
    let desk = Desk::new("abierto");
    let eva = Actor::person("eva.ruiz", "jefe");
    desk.start("02T08:00", &eva, vec![("municipios", Value::List([].into()))]);
    desk.complete("02T08:30", &eva, "1", Done::new().data("sede", text("Centro")));
    desk.wait("10T08:00");
    let case = desk.read(Language::English);
    let page = markdown(&case, Reveal::everything());
    assert!(page.contains("2 · Hacer la visita"), "{page}");
    assert!(page.contains("**overdue**") && page.contains("**missed**<br>open"), "{page}");
    let done = case.deeds.iter().filter(|deed| deed.kind == DeedKind::Complete).count();
    assert_eq!((done, case.deeds.len()), (1, 3), "1 opened and was done, 2 opened");
}

/// Texts that a reader might take for something else than a text.
const HOSTILE: [&str; 8] = [
    "=HYPERLINK(\"http://x\",\"clic\")",
    "]]><script>alert(1)</script>",
    "\u{202e}fdp.atca\u{202c}",
    "uno\u{0}\u{7}dos\r\n=1+1",
    "\"comillas\", 'simples'; y comas",
    "| barra | `tilde` **negrita** <br> [x](javascript:x)",
    "&amp; & &#0; \u{fffe}",
    "@cmd|' /C calc'!A0",
];

#[test]
fn no_text_acts_in_any_form() {
    for hostile in HOSTILE {
        let desk = Desk::new("hostil");
        let eva = Actor::person(hostile, "jefe");
        let town = Value::List([text(hostile)].into());
        desk.start("02T08:00", &eva, vec![("municipios", town)]);
        desk.complete("02T08:30", &eva, "1", Done::new().data("sede", text(hostile)).note(hostile));
        let ana = Actor::person(hostile, "auditor");
        let mut done = minutes(b"uno", Some(hostile)).note(hostile);
        if let Some(Delivery::Document(given)) = done.evidence.first_mut() {
            given.document.name = hostile.into();
        }
        desk.complete("02T09:00", &ana, "2", done);
        desk.complete("02T10:00", &eva, "3", Done::new().no());
        let item = desk.engine.work("hostil").expect("it is read")[0].item;
        desk.ask("02T11:00", &ana, Command::Complete { item, done: Done::new() });
        let case = desk.read(Language::Spanish);
        let all = Reveal::everything();
        let pages = [
            markdown(&case, all),
            html(&case, all),
            xes(&[&case], all),
            csv(&[&case], all),
            ocel(&[&case], all),
        ];
        for page in &pages {
            let acts = |letter: char| {
                letter.is_control() && letter != '\n' && letter != '\r'
                    || matches!(letter, '\u{202a}'..='\u{202e}')
            };
            assert!(!page.contains(acts), "{hostile:?}\n{page}");
        }
        assert!(
            !pages[1].contains('\u{fffe}') && !pages[2].contains('\u{fffe}'),
            "no XML, however it is written"
        );
        for marked in &pages[..3] {
            assert!(!marked.contains("<script") && !marked.contains("]]>"), "{hostile:?}\n{marked}");
        }
        let rows: Vec<Vec<String>> = rows_of(&pages[3]);
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
        assert_ocel(&serde_json::from_str(&pages[4]).expect("it is JSON"));
    }
}

/// The rows of a table as RFC 4180 reads them.
fn rows_of(table: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = table.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "the table is cut");
    rows
}

fn xes(cases: &[&CaseFile], reveal: Reveal) -> String {
    let mut out = Vec::new();
    let mut writer = XesWriter::new(&mut out, reveal).expect("it is written");
    cases.iter().for_each(|case| writer.case(case).expect("it is written"));
    writer.finish().expect("it is written");
    String::from_utf8(out).expect("UTF-8")
}

fn csv(cases: &[&CaseFile], reveal: Reveal) -> String {
    let mut out = Vec::new();
    let mut writer = CsvWriter::new(&mut out, reveal).expect("it is written");
    cases.iter().for_each(|case| writer.case(case).expect("it is written"));
    writer.finish().expect("it is written");
    String::from_utf8(out).expect("UTF-8")
}

fn ocel(cases: &[&CaseFile], reveal: Reveal) -> String {
    let mut out = Vec::new();
    let mut writer = OcelWriter::new(&mut out, Cursor::new(Vec::new()), reveal).expect("it is written");
    cases.iter().for_each(|case| writer.case(case).expect("it is written"));
    writer.finish().expect("it is written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn logs_say_what_was_done() {
    let case = visit().read(Language::Spanish);
    let reveal = Reveal::for_logs();
    snapshot("visita.xes", &xes(&[&case], reveal));
    snapshot("visita.csv", &csv(&[&case], reveal).replace("\r\n", "\n"));
    snapshot("visita.ocel", &ocel(&[&case], reveal));
}

#[test]
fn logs_name_nobody_unless_asked() {
    let case = visit().read(Language::Spanish);
    let of = |reveal| [xes(&[&case], reveal), csv(&[&case], reveal), ocel(&[&case], reveal)];
    for log in of(Reveal::for_logs()) {
        for secret in ["gómez", "ruiz", "rita", "novedad", "San José", "acta firmada"] {
            assert!(!log.contains(secret), "{secret}\n{log}");
        }
    }
    for log in of(Reveal::everything()) {
        for said in ["ana.gómez", "visita sin novedad", "San José"] {
            assert!(log.contains(said), "{said}\n{log}");
        }
    }
    let [one, other] = [[1; 32], [2; 32]].map(|key| Reveal::for_logs().persons(Persons::Pseudonyms(key)));
    assert!(of(one).iter().all(|log| log.contains("p-") && !log.contains("gómez")));
    assert!(of(one) == of(one) && of(one) != of(other));
    assert!(!of(Reveal::for_logs().members(false)).concat().contains("Zaragoza"));
}

fn list<'j>(value: &'j Json, key: &str) -> &'j Vec<Json> {
    value[key].as_array().unwrap_or_else(|| unreachable!("{key} is no list in {value}"))
}

fn said<'j>(value: &'j Json, key: &str) -> &'j str {
    value[key].as_str().unwrap_or_else(|| unreachable!("{key} is no text in {value}"))
}

/// What the published structure of OCEL 2.0 asks of a log in JSON, and that all that is named is there.
fn assert_ocel(log: &Json) {
    let keys =
        |value: &Json| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let sorted = |mut keys: Vec<String>| {
        keys.sort();
        keys
    };
    assert_eq!(sorted(keys(log)), ["eventTypes", "events", "objectTypes", "objects"]);
    let types = |key: &str| -> Vec<(String, Vec<(String, String)>)> {
        let attributes = |kind: &Json| {
            let attributes = list(kind, "attributes").iter();
            attributes.map(|one| (said(one, "name").to_owned(), said(one, "type").to_owned())).collect()
        };
        list(log, key).iter().map(|kind| (said(kind, "name").to_owned(), attributes(kind))).collect()
    };
    let ids: Vec<&str> = list(log, "objects").iter().map(|object| said(object, "id")).collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "objects of the same id");
    for (key, types) in [("events", types("eventTypes")), ("objects", types("objectTypes"))] {
        let names: std::collections::BTreeSet<&String> = types.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), types.len(), "types of the same name");
        let known = ["string", "time", "integer", "float", "boolean"];
        assert!(types.iter().flat_map(|(_, list)| list).all(|(_, kind)| known.contains(&&**kind)));
        for one in list(log, key) {
            let (_, attributes) =
                types.iter().find(|(name, _)| name == said(one, "type")).expect("a known type");
            for attribute in list(one, "attributes") {
                let name = said(attribute, "name");
                let kind = attributes.iter().find(|(known, _)| known == name).expect("a known attribute");
                let fits = match &*kind.1 {
                    "integer" => attribute["value"].is_i64(),
                    _ => attribute["value"].is_string(),
                };
                assert!(fits, "{attribute}");
                if key == "objects" {
                    let _: Timestamp = said(attribute, "time").parse().expect("a moment");
                }
            }
            if key == "events" {
                let _: Timestamp = said(one, "time").parse().expect("a moment");
            }
            for relation in list(one, "relationships") {
                assert!(unique.contains(said(relation, "objectId")), "{relation}");
                assert!(!said(relation, "qualifier").is_empty());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(length::cases(24)))]

    /// Any walk of any procedure can be told, the same each time; OCEL keeps to its structure, CSV to its width.
    #[test]
    fn every_case_goes_out_whole((model, walk) in sound_procedures().prop_flat_map(|model| {
        walks(model.procedure(), 30).prop_map(move |walk| (model.text(), walk))
    })) {
        let lines = recorded::lines(&walk, "azar");
        let case = || CaseFile::read(walk.definitions(), &lines, Language::Spanish);
        let (one, other) = (case().expect("it is read"), case().expect("it is read"));
        prop_assert_eq!(&one.instance, &walk.instance, "{}", model);
        let reveal = Reveal::everything();
        for write in [xes, csv, ocel] {
            prop_assert_eq!(write(&[&one], reveal), write(&[&other], reveal));
        }
        prop_assert_eq!(html(&one, reveal), html(&other, reveal));
        assert_ocel(&serde_json::from_str(&ocel(&[&one], reveal)).expect("it is JSON"));
        let rows = rows_of(&csv(&[&one], reveal));
        prop_assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        // What was opened was done once, closed once, or stands open.
        let open = cauce::view::open_items(&walk.instance);
        for start in one.deeds.iter().filter(|deed| deed.kind == DeedKind::Start) {
            let ends = |deed: &&Deed| matches!(deed.kind, DeedKind::Complete | DeedKind::Abort) && deed.item == start.item;
            let ends = one.deeds.iter().filter(ends).count();
            let is_open = open.iter().any(|item| item.item == start.item && item.kind != ItemKind::Incident);
            prop_assert_eq!(ends, usize::from(!is_open), "{}: {}", start.reference, model);
        }
    }
}

/// The lines of several cases, one after another, as a store would number them.
fn numbered() -> Vec<(u64, Vec<u8>)> {
    let lines = visit().lines();
    let other = Desk::new("otra");
    other.start("02T08:00", &Actor::person("eva.ruiz", "jefe"), vec![("municipios", Value::List([].into()))]);
    // A position that was never given is no gap: the store says what its positions are.
    lines
        .into_iter()
        .chain(other.lines())
        .zip((5..).filter(|position| *position != 8))
        .map(|(line, at)| (at, line))
        .collect()
}

fn exported(lines: &[(u64, Vec<u8>)], from: u64) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = LinesWriter::new(&mut out, "sede \"norte\"\n", from).expect("it is written");
    for (position, line) in lines.iter().filter(|(position, _)| *position >= from) {
        writer.line(*position, line).expect("it is sound");
    }
    writer.finish().expect("it is written");
    out
}

fn all(file: &[u8]) -> Result<Vec<(u64, Vec<u8>)>, LinesError> {
    LinesReader::new(file)?.map(|read| read.map(|read| (read.position, read.line))).collect()
}

#[test]
fn lines_come_back_as_they_are() {
    let lines = numbered();
    let file = exported(&lines, 1);
    assert_eq!(all(&file).expect("it is whole"), lines);
    assert_eq!(LinesReader::new(&file[..]).expect("it begins").store(), "sede \"norte\"\n");
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    let last = text.lines().last().expect("a last line");
    let before = &file[..file.len() - last.len() - 1];
    assert!(last.contains(&Digest::of(before).to_string()), "the digest of every byte before: {last}");
    assert_eq!(exported(&lines, 1), file);
    let stream = Stream::case("otra").expect("a name");
    let desk = Desk::new("otra");
    let definitions = desk.engine.definitions();
    let read = all(&file).expect("it is whole");
    let case = CaseFile::among(&definitions, read, (&stream, Language::Spanish)).expect("it is there");
    assert_eq!((case.stream.id(), case.records), ("otra", 1));
}

#[test]
fn two_exports_joined_are_the_same_as_one() {
    let lines = numbered();
    let whole = exported(&lines, 1);
    for cut in 1..=lines.len() {
        let next = lines[cut - 1].0 + 1;
        let (first, second) = (exported(&lines[..cut], 1), exported(&lines, next));
        let mut joined = Vec::new();
        join([&first[..], &second[..]], &mut joined).expect("they fit");
        assert_eq!(joined, whole, "at {cut}");
        assert_eq!(all(&[first, second].concat()).expect("one after another"), lines);
    }
    let (first, third) = (exported(&lines[..2], 1), exported(&lines, 9));
    let mut out = Vec::new();
    let gap = join([&first[..], &third[..]], &mut out);
    assert!(matches!(gap, Err(LinesError::Gap { expected: 7, found: 9 })), "{gap:?}");
    assert!(matches!(all(&[first, third].concat()), Err(LinesError::Gap { expected: 7, found: 9 })));
}

#[test]
fn a_cut_or_changed_export_is_known() {
    let whole = exported(&numbered(), 1);
    for end in 0..whole.len() {
        assert!(all(&whole[..end]).is_err(), "cut at {end}");
    }
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert!(all(&changed).is_err(), "changed at {place}: {}", changed[place]);
    }
    let text = String::from_utf8(whole).expect("UTF-8");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for left_out in 0..lines.len() {
        let rest: String =
            lines.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, line)| *line).collect();
        assert!(all(rest.as_bytes()).is_err(), "without line {left_out}");
        let twice = [&lines[..=left_out], &lines[left_out..]].concat().concat();
        assert!(all(twice.as_bytes()).is_err(), "with line {left_out} twice");
    }
}

#[test]
fn what_is_no_export_is_told_by_kind() {
    let lines = numbered();
    let whole = exported(&lines, 1);
    assert!(matches!(all(b""), Err(LinesError::Cut { after: 0 })));
    assert!(matches!(all(b"{}\n"), Err(LinesError::NotAnExport { line: 1 })));
    let endless = vec![b'x'; 1 << 20];
    assert!(matches!(all(&endless), Err(LinesError::NotAnExport { line: 1 })));
    let newer = b"{\"cauce_lines\":2,\"store\":\"x\",\"from\":1}\n";
    assert!(matches!(all(newer), Err(LinesError::NewerFormat { format: 2 })));
    assert!(matches!(all(&[&whole[..], b"x\n"].concat()), Err(LinesError::NotAnExport { .. })));
    let cut = all(&whole[..whole.len() - 1]).expect_err("it is cut");
    assert_eq!(cut.message(Language::Spanish), "la exportación está cortada después del renglón 13");
    let mut other = Vec::new();
    let next = lines.last().expect("a line").0 + 1;
    LinesWriter::new(&mut other, "otra", next).and_then(LinesWriter::finish).expect("it is written");
    assert!(matches!(all(&[whole, other].concat()), Err(LinesError::OtherStore { .. })));
    let mut writer = LinesWriter::new(Vec::new(), "x", 5).expect("it is written");
    assert!(matches!(writer.line(4, &lines[0].1), Err(LinesError::OutOfOrder { position: 4, after: 4 })));
    writer.line(5, &lines[0].1).expect("it is sound");
    assert!(matches!(writer.line(5, &lines[1].1), Err(LinesError::OutOfOrder { position: 5, after: 5 })));
    assert!(matches!(writer.line(6, b"{\"record\":{}}"), Err(LinesError::Unsound { position: 6, .. })));
}

#[test]
fn a_case_that_is_not_sound_is_refused() {
    let desk = visit();
    let definitions = desk.engine.definitions();
    let lines = desk.lines();
    let read = |lines: &[Vec<u8>]| CaseFile::read(&definitions, lines, Language::English);
    assert_eq!(read(&[]).expect_err("nothing").to_string(), "there is no such case");
    let without = [&lines[..1], &lines[2..]].concat();
    let gap = read(&without).expect_err("a gap");
    assert!(gap.to_string().starts_with("record 2: "), "{gap}");
    assert!(gap.message(Language::Spanish).starts_with("registro 2: "));
    let unknown = CaseFile::read(&Definitions::new(), &lines, Language::English);
    assert!(unknown.expect_err("no definition").to_string().starts_with("record 1: "));
}

/// Many cases take no more memory than few: each is written as it goes.
#[test]
fn memory_does_not_grow_with_the_cases() {
    let case = visit().read(Language::Spanish);
    let peak = |times: usize| {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
        let scratch = std::fs::File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(folder.join(format!("objetos-{times}")))
            .expect("a file");
        let used = allocation_counter::measure(|| {
            let reveal = Reveal::everything();
            let mut xes = XesWriter::new(std::io::sink(), reveal).expect("it is written");
            let mut csv = CsvWriter::new(std::io::sink(), reveal).expect("it is written");
            let mut ocel = OcelWriter::new(std::io::sink(), scratch, reveal).expect("it is written");
            for _ in 0..times {
                xes.case(&case)
                    .and_then(|()| csv.case(&case))
                    .and_then(|()| ocel.case(&case))
                    .expect("it is written");
            }
            xes.finish().and_then(|()| csv.finish()).and_then(|()| ocel.finish()).expect("it is written");
        });
        used.bytes_max
    };
    let (few, many) = (peak(2), peak(200));
    assert!(many <= few + 1024, "{few} bytes for 2 cases, {many} for 200");
}

#[test]
fn a_message_that_nobody_awaits_leaves_no_trace_in_an_export() {
    let desk = visit();
    let before = desk.lines();
    let refused = desk.engine.ask("visita-7", &Actor::host("x"), Command::Message(Message::new("nadie")));
    assert!(refused.is_err());
    assert_eq!(desk.lines(), before);
}
