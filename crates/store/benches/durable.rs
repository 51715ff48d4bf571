//! What durable cases cost: one command on the disk against the very rows of it written raw (D1), and how calls behave
//! as cases grow (D2), how long a case with a past takes to be brought back (D3), and what a command costs in a case with
//! thousands of called procedures (D4).
//!
//! `cargo bench -p cauce-store` prints the table; `-- D2 1000000` asks for so many cases.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::float_arithmetic, reason = "times and their ratios are for people")]
#![allow(clippy::disallowed_methods, reason = "it measures time, and hears on the command line how much")]

#[path = "../../core/benches/shared/nation.rs"]
#[allow(dead_code, unreachable_pub, reason = "other benches use more of it")]
mod nation;

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, Request, Start};
use cauce::log::Log as _;
use cauce::record::Stream;
use cauce_store::Store;
use cauce_store::cases::{Cases, Find, Settings, Work};
use nation::Nation;
use rusqlite::{Connection, TransactionBehavior, params};

/// Commands in one round of one side; the sides take turns, and the median round counts.
const COMMANDS: usize = 20;
const ROUNDS: usize = 101;
const THREADS: usize = 64;

/// Ten activities; those of the range have a deadline.
fn procedure(timed: &RangeInclusive<u32>) -> String {
    let head = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"W1\"\nnombre = \"Diez\"\n\
        zona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"auditor\"\nnombre = \"Auditor\"\n";
    let activity = |number| {
        let due = if timed.contains(&number) { "plazo = \"720 horas\"\n" } else { "" };
        format!(
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Actividad {number}\"\n\
            responsables = \"auditor\"\n{due}"
        )
    };
    std::iter::once(head.to_owned()).chain((1..=10).map(activity)).collect()
}

fn clock() -> ManualClock {
    ManualClock::at("2026-01-05T08:00:00Z".parse().expect("an instant"))
}

fn opened(path: &Path) -> Cases<ManualClock> {
    let cases = Cases::new(Store::open(path).expect("it opens"), clock());
    cases.add(&procedure(&(1..=1))).expect("it is added");
    cases
}

fn ana() -> Actor {
    Actor::person("ana", "auditor")
}

/// One case after another, each activity a command.
struct Walk<'c> {
    cases: &'c Cases<ManualClock>,
    name: String,
    begun: usize,
    done: usize,
}

impl<'c> Walk<'c> {
    fn new(cases: &'c Cases<ManualClock>, name: &str) -> Self {
        Walk { cases, name: name.to_owned(), begun: 0, done: 10 }
    }

    /// Completes so many activities; beginning a case is not counted.
    fn go(&mut self, commands: usize) -> Duration {
        let mut took = Duration::ZERO;
        for _ in 0..commands {
            if self.done == 10 {
                self.begun += 1;
                self.done = 0;
                self.cases.start(&self.case(), "W1", &ana()).expect("it begins");
            }
            self.done += 1;
            let number = u32::try_from(self.done).expect("ten at most");
            let (case, before) = (self.case(), Instant::now());
            self.cases.complete(&case, number, Done::new(), &ana()).expect("it is done");
            took += before.elapsed();
        }
        took
    }

    fn case(&self) -> String {
        format!("{} {}", self.name, self.begun)
    }
}

/// The rows of the same commands, written by nobody who knows what they are.
struct Raw {
    cases: Cases<ManualClock>,
    connection: Connection,
    frame: Vec<u8>,
    begun: usize,
}

const RECORD: &str = "INSERT INTO record (position, stream, seq, key, frame) VALUES (?, ?, ?, NULL, ?)";
const MOVED: &str =
    "UPDATE stream SET seq = ?, digest = ?, position = ?, indexed = ?, moved = ?, open = 1 WHERE id = ?";
const NEXT: &str = "UPDATE item SET item = ?, kind = 1, activity = ?, reference = ?, title = ?, \
    audience = audience, claimed = NULL, round = 1, since = ?, due = NULL, topic = NULL \
    WHERE stream = ? AND item = ?";
const ENDED: &str = "UPDATE stream SET seq = ?, digest = ?, position = ?, indexed = ?, code = code, \
    definition = definition, state = 4, started = started, moved = ?, due = NULL, deadline = NULL, open = 0, \
    advancing = NULL WHERE id = ?";
const GONE: &str = "DELETE FROM item WHERE stream = ? AND item = ?";
const FEWER: &str = "UPDATE tally SET count = count - ?";

/// A case at its first activity: its stream, its item and the activity, as rows say them.
type Begun = (i64, i64, i64);

impl Raw {
    /// In a store of its own, with the same tables.
    fn new(path: &Path) -> Self {
        let cases = opened(path);
        cases.start("raw", "W1", &ana()).expect("it begins");
        cases.complete("raw", 1, Done::new(), &ana()).expect("it goes on");
        let lines = cases.store().read(&Stream::case("raw").expect("a name"), 2).expect("it reads");
        let connection = Connection::open(path).expect("it opens");
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").expect("it is set");
        connection.set_prepared_statement_cache_capacity(16);
        let frame = vec![7; lines[0].len() + 16];
        Raw { cases, connection, frame, begun: 0 }
    }

    /// Writes the rows of so many cases from their first activity to their last, some at once and so many commands in
    /// each commit; beginning them is not counted.
    fn go(&mut self, cases: usize, at_once: usize, together: usize) -> Duration {
        let mut took = Duration::ZERO;
        for _ in (0..cases).step_by(at_once) {
            let begun = self.begin(at_once);
            let last = "SELECT max(position) FROM record";
            let place = self.connection.query_row(last, [], |row| row.get(0)).expect("a position");
            let steps = (1..=10).flat_map(|step| begun.iter().map(move |case| (*case, step)));
            let commands: Vec<(Begun, i64)> = steps.collect();
            let before = Instant::now();
            self.write(&commands, place, together);
            took += before.elapsed();
        }
        took
    }

    fn begin(&mut self, count: usize) -> Vec<Begun> {
        let begins: Vec<_> = (self.begun..self.begun + count)
            .map(|number| asked_at_first(&format!("raw {number}"), Command::Start(Start::of("W1"))))
            .collect();
        assert!(self.cases.bulk(&begins).iter().all(Result::is_ok));
        self.begun += count;
        let newest = "SELECT stream, item, activity FROM item ORDER BY stream DESC LIMIT ?";
        let mut newest = self.connection.prepare_cached(newest).expect("a statement");
        let begun = newest.query_map([count as i64], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        begun.expect("rows").collect::<Result<_, _>>().expect("items")
    }

    fn write(&mut self, commands: &[(Begun, i64)], mut place: i64, together: usize) {
        for commands in commands.chunks(together) {
            let behavior = TransactionBehavior::Immediate;
            let transaction = self.connection.transaction_with_behavior(behavior).expect("a transaction");
            let run = |statement: &str, cells: &[&dyn rusqlite::ToSql]| {
                transaction.prepare_cached(statement).expect("a statement").execute(cells).expect("it runs")
            };
            let mut ended = 0;
            for ((stream, item, activity), step) in commands {
                place += 1;
                let (seq, digest) = (step + 1, &self.frame[..32]);
                run(RECORD, params![place, stream, seq, self.frame]);
                if *step < 10 {
                    run(MOVED, params![seq, digest, place, seq, place, stream]);
                    let (reference, title, item) = (seq.to_string(), format!("Actividad {seq}"), item + step);
                    run(NEXT, params![item, activity + step, reference, title, place, stream, item - 1]);
                } else {
                    run(ENDED, params![seq, digest, place, seq, place, stream]);
                    run(GONE, params![stream, item + step - 1]);
                    ended += 1;
                }
            }
            if ended > 0 {
                run(FEWER, params![ended]);
            }
            transaction.commit().expect("it is kept");
        }
    }
}

/// What is asked of a case when all begins.
fn asked_at_first(case: &str, command: Command) -> (String, Request) {
    let at = "2026-01-05T08:00:00Z".parse().expect("a time");
    (case.to_owned(), Request::new(at, ana(), command))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn micros(took: Duration, commands: usize) -> f64 {
    took.as_secs_f64() * 1e6 / commands as f64
}

fn d1(folder: &Path) {
    let cases = opened(&folder.join("one.db"));
    let (mut walk, mut raw) = (Walk::new(&cases, "uno"), Raw::new(&folder.join("raw.db")));
    walk.go(COMMANDS);
    raw.go(COMMANDS / 10, 1, 1);
    let (mut own, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floor.push(micros(raw.go(COMMANDS / 10, 1, 1), COMMANDS));
        own.push(micros(walk.go(COMMANDS), COMMANDS));
    }
    row("D1 one case, synced", median(own), ("F3", median(floor)), 1.15);
}

/// How many cases each of those at once goes through.
const EACH: usize = 10;

fn called(round: usize, turn: usize, own: usize) -> String {
    format!("{round} {turn} {own}")
}

/// How long 64 cases at once take by whatever goes on with them, per command, against the floor.
fn d1_by(folder: &Path, name: &str, go: impl Fn(&Cases<ManualClock>, usize) -> Duration) {
    let cases = opened(&folder.join(format!("{name}.db")));
    let mut raw = Raw::new(&folder.join(format!("{name} raw.db")));
    let commands = THREADS * EACH * 10;
    let (mut own, mut floor) = (Vec::new(), Vec::new());
    for round in 0..7 {
        floor.push(micros(raw.go(THREADS * EACH, THREADS, 100), commands));
        // Those that go on at once have begun one after another.
        let all = (0..EACH).flat_map(|turn| (0..THREADS).map(move |own| called(round, turn, own)));
        let begins: Vec<_> = all.map(|case| asked_at_first(&case, Command::Start(Start::of("W1")))).collect();
        assert!(cases.bulk(&begins).iter().all(Result::is_ok));
        own.push(micros(go(&cases, round), commands));
    }
    row(name, median(own), ("F4", median(floor)), 1.25);
}

/// Each by a thread of its own, which waits for every command.
fn by_threads(cases: &Cases<ManualClock>, round: usize) -> Duration {
    let gate = &Barrier::new(THREADS + 1);
    std::thread::scope(|scope| {
        for own in 0..THREADS {
            scope.spawn(move || {
                gate.wait();
                for turn in 0..EACH {
                    let case = called(round, turn, own);
                    for activity in 1..=10_u32 {
                        cases.complete(&case, activity, Done::new(), &ana()).expect("it is done");
                    }
                }
                gate.wait();
            });
        }
        gate.wait();
        let before = Instant::now();
        gate.wait();
        before.elapsed()
    })
}

/// All by one worker, who has what all of them ask kept together.
fn in_bulk(cases: &Cases<ManualClock>, round: usize) -> Duration {
    let before = Instant::now();
    for turn in 0..EACH {
        for activity in 1..=10 {
            let requests: Vec<_> = (0..THREADS)
                .map(|own| asked_at_first(&called(round, turn, own), completed(activity)))
                .collect();
            assert!(cases.bulk(&requests).iter().all(Result::is_ok));
        }
    }
    before.elapsed()
}

fn row(name: &str, own: f64, (floor, its): (&str, f64), target: f64) {
    let ratio = own / its;
    let verdict = if ratio <= target { "met" } else { "MISSED" };
    println!("{name:<34} {own:>9.1} µs  {ratio:>6.2} × {floor} ({its:.1} µs)  target {target}  {verdict}");
}

/// How many activities of each case are done before anything is measured.
const DONE: u32 = 4;

/// A second in the life of the cases, in which one of them begins; each has a month for every activity.
const SECOND: i64 = 1_000;
const MONTH: i64 = 30 * 86_400 * SECOND;

/// So many cases, one begun each second, that wait at the fifth activity; all ten activities have a deadline.
struct Crowd {
    cases: Cases<ManualClock>,
    clock: ManualClock,
    count: usize,
}

impl Crowd {
    /// Those in a file, looked at by a program that has just begun; nothing is due.
    fn in_file(path: &Path, count: usize) -> Self {
        let clock = clock();
        clock.advance(count as i64 * SECOND);
        let cases = Cases::new(Store::open(path).expect("it opens"), clock.clone());
        cases.add(&procedure(&(1..=10))).expect("it is added");
        Crowd { cases, clock, count }
    }

    /// Begins them and does their first activities, five hundred commands in each commit; gives how many events that was.
    fn fill(&self) -> usize {
        let (mut events, together) = (0, 500);
        let mut answered = |requests: &[(String, Request)]| {
            for answer in self.cases.bulk(requests) {
                events += answer.expect("it is done").events.len();
            }
        };
        for begun in (0..self.count).step_by(together) {
            let numbers = begun..(begun + together).min(self.count);
            // A case has to be kept before something is done in it together with others.
            answered(
                &numbers
                    .clone()
                    .map(|number| asked(number, Command::Start(Start::of("W1"))))
                    .collect::<Vec<_>>(),
            );
            let done = |number| (1..=DONE).map(move |place| asked(number, completed(place)));
            answered(&numbers.flat_map(done).collect::<Vec<_>>());
        }
        events
    }

    /// Another case each turn, of those that have not fallen due.
    fn other(&self, turn: usize) -> String {
        format!("c{}", self.count - 1 - turn.wrapping_mul(7_919) % (self.count / 2))
    }

    /// Lets time pass until so many of the cases have fallen due.
    fn until_due(&self, cases: usize) {
        let begun = "2026-01-05T08:00:00Z".parse().expect("a time");
        self.clock.set(begun);
        self.clock.advance(MONTH + (cases as i64 - 1) * SECOND);
    }
}

/// What is asked of a case, in the second that is its own.
fn asked(number: usize, command: Command) -> (String, Request) {
    let clock = clock();
    clock.advance(number as i64 * SECOND);
    (format!("c{number}"), Request::new(cauce::clock::Clock::now(&clock), ana(), command))
}

/// In a case that goes straight on, items are numbered as they open.
fn completed(place: u32) -> Command {
    Command::Complete { item: cauce::command::ItemId(place), done: Done::new() }
}

/// Reads a file through, so that the machine has it in memory, however long ago its pages were written.
fn in_memory(path: &Path) {
    let mut file = std::fs::File::open(path).expect("a file");
    std::io::copy(&mut file, &mut std::io::sink()).expect("it reads");
}

/// How long the calls of a day take among so many cases, in microseconds.
fn d2(folder: &Path, count: usize) -> Vec<(&'static str, f64)> {
    let path = folder.join(format!("d2-{count}.db"));
    let before = Instant::now();
    let events = Crowd::in_file(&path, count).fill();
    let took = before.elapsed();
    let bytes = std::fs::metadata(&path).expect("a file").len();
    println!(
        "{count} cases, {events} events ({:.1} each): filled in {:.1} s, {:.1} µs an event; {} MB in the file",
        events as f64 / count as f64,
        took.as_secs_f64(),
        micros(took, events),
        bytes / 1_000_000
    );
    in_memory(&path);
    let before = Instant::now();
    let crowd = Crowd::in_file(&path, count);
    let cases = &crowd.cases;
    assert_eq!(cases.count(&Work::of_role("auditor")).expect("a count"), count as u64);
    let mut found = vec![("reopen and count", micros(before.elapsed(), 1))];
    let mut time = |name, times: usize, act: &dyn Fn(usize)| {
        let each = (0..times).map(|turn| {
            let before = Instant::now();
            act(turn);
            micros(before.elapsed(), 1)
        });
        found.push((name, median(each.collect())));
    };
    let work = Work::of_role("auditor");
    time("start", 300, &|turn| drop(cases.start(&format!("new {turn}"), "W1", &ana()).expect("it begins")));
    time("work list of a role, 50", 300, &|_| drop(cases.work(&work, None, 50).expect("a list")));
    let middle = {
        let page = cases.work(&work, None, 1).expect("a list");
        page.next
    };
    time("its next page", 300, &|_| drop(cases.work(&work, middle, 50).expect("a list")));
    time("count of a role", 300, &|_| assert!(cases.count(&work).expect("a count") > 0));
    time("complete, not at hand", 300, &|turn| {
        drop(cases.complete(&crowd.other(turn), DONE + 1, Done::new(), &ana()).expect("it is done"));
    });
    time("complete, at hand", 300, &|turn| {
        drop(cases.complete(&crowd.other(turn), DONE + 2, Done::new(), &ana()).expect("it is done"));
    });
    time("next due", 300, &|_| assert!(cases.next_due().expect("a time").is_some()));
    time("find by person, 50", 300, &|_| {
        drop(cases.find(&Find::all().person("ana"), None, 50).expect("a list"));
    });
    time("fire, nothing is due", 300, &|_| fire(cases, 100, 0));
    crowd.until_due(0);
    time("fire the one that is due", 300, &|_| {
        crowd.clock.advance(SECOND);
        fire(cases, 100, 1);
    });
    crowd.until_due(count / 2);
    time("fire 1, half of all are due", 300, &|_| fire(cases, 1, 1));
    time("fire 100, half of all are due", 21, &|_| fire(cases, 100, 100));
    found
}

/// Lets time pass in so many cases at most, of which so many are due: each fires its one timer.
fn fire(cases: &Cases<ManualClock>, most: usize, due: usize) {
    let advanced = cases.advance(None, most).expect("it looks");
    assert_eq!((advanced.steps.len(), advanced.behind.len()), (due, 0));
}

/// How long a case of so many records takes to be brought back, from its records and from where it was frozen.
fn d3(folder: &Path, records: usize) {
    let path = folder.join("d3.db");
    let cases = opened(&path);
    cases.start("largo", "W1", &ana()).expect("it begins");
    let at = "2026-01-05T08:00:00Z".parse().expect("a time");
    let item = cases.open_items("largo").expect("a case")[0].item;
    let asked = |place: usize| match place % 2 {
        0 => Request::new(at, ana(), Command::Claim { item }),
        _ => Request::new(at, ana(), Command::Release { item }),
    };
    let requests: Vec<_> = (1..records).map(|place| ("largo", asked(place - 1))).collect();
    assert!(cases.bulk(&requests).iter().all(Result::is_ok));
    drop(cases);
    let brought_back = |name: &str, frozen_after: u64| {
        let times = (0..ROUNDS).map(|_| {
            let mut settings = Settings::default();
            settings.frozen_after = frozen_after;
            let cases = Cases::with(Store::open(&path).expect("it opens"), clock(), settings);
            cases.add(&procedure(&(1..=1))).expect("it is added");
            let before = Instant::now();
            assert_eq!(cases.look("largo", |case| case.seq()).expect("a case"), records as u64);
            micros(before.elapsed(), 1)
        });
        println!("D3 {records} records, {name:<20} {:>10.1} µs", median(times.collect()));
    };
    brought_back("from records", u64::MAX);
    brought_back("from where frozen", 0);
}

/// What a command costs in the middle of the plan MAS-BIENESTAR, in a store in memory.
fn d4(entities: usize, zones: usize) {
    let nation = Nation::of(entities, zones);
    let cases = Cases::new(Store::in_memory().expect("a store"), clock());
    let texts = std::fs::read_dir(nation::folder()).expect("the plan").filter_map(|entry| {
        let path = entry.expect("an entry").path();
        let is_file = path.extension().is_some_and(|extension| extension == "toml");
        is_file.then(|| std::fs::read_to_string(&path).expect("a text"))
    });
    // Procedures that call others come after these.
    let mut texts: Vec<String> = texts.collect();
    texts.sort_by_key(|text| text.matches("procedimiento").count());
    for text in &texts {
        cases.add(text).expect("it is added");
    }
    let (before, after) = nation.requests.split_at(nation.requests.len() / 2);
    let before: Vec<_> = before.iter().map(|request| ("plan", request.clone())).collect();
    assert!(cases.bulk(&before).iter().all(Result::is_ok));
    let times = after.iter().take(200).map(|request| {
        let before = Instant::now();
        drop(cases.request("plan", request).expect("it was legal before"));
        micros(before.elapsed(), 1)
    });
    println!("D4 MAS-BIENESTAR {entities} by {zones}, a command {:>22.1} µs", median(times.collect()));
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let wants = |name: &str| asked.is_empty() || asked.iter().any(|word| name.starts_with(word.as_str()));
    // Where the temporary folder is small, `TMPDIR` names another.
    let folder = tempfile::tempdir().expect("a folder");
    if wants("D1x1") {
        d1(folder.path());
    }
    if wants("D1x64") {
        d1_by(folder.path(), "D1 64 cases, 64 threads", by_threads);
    }
    if wants("D1bulk") {
        d1_by(folder.path(), "D1 64 cases in bulk", in_bulk);
    }
    if wants("D3") {
        d3(folder.path(), 10_000);
    }
    if wants("D4") {
        d4(4, 5);
        d4(32, 20);
    }
    if wants("D2") {
        let most = asked.iter().find_map(|word| word.parse().ok()).unwrap_or(100_000);
        let (few, many) = (d2(folder.path(), 10_000), d2(folder.path(), most));
        for ((name, few), (_, many)) in few.into_iter().zip(many) {
            // How a store grows is not what counts when it is opened, once, but that nobody waits for it.
            let target = if name.starts_with("reopen") { "< 1 s" } else { "1.5" };
            let ratio = many / few;
            println!(
                "D2 {name:<30} {few:>10.1} µs  {many:>10.1} µs among {most}  {ratio:.2} ×  target {target}"
            );
        }
    }
}
