//! What a command costs on a server: eight clients, against the very statements of it in `pgbench` (D1 on PostgreSQL).
//!
//! `CAUCE_SYNC=on cargo bench -p cauce-store --features postgres --bench server` prints the table. Two floors are
//! measured: the same statements, of which one client after another has the lock, and those without lock and order,
//! which nobody who reads by position could follow.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]
#![allow(clippy::float_arithmetic, reason = "times and their ratios are for people")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]
#![allow(unreachable_pub, reason = "what suites share is public to them")]

#[path = "../../../tests/support/bases/mod.rs"]
mod bases;

use std::process::Command;
use std::time::{Duration, Instant};

use bases::server::{Schema, address};
use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce::log::Log as _;
use cauce_store::{Cases, Store};

const CLIENTS: usize = 8;
const LASTS: Duration = Duration::from_secs(5);
const ROUNDS: usize = 3;

fn procedure() -> String {
    let head = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"W1\"\nnombre = \"Muchas\"\n[[rol]]\n\
        id = \"auditor\"\nnombre = \"Auditor\"\n";
    let activity = |number| {
        format!(
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Actividad {number}\"\n\
            responsables = \"auditor\"\n"
        )
    };
    std::iter::once(head.to_owned()).chain((1..=10).map(activity)).collect()
}

fn ana() -> Actor {
    Actor::person("ana", "auditor")
}

fn opened(schema: &Schema) -> Cases<ManualClock> {
    let cases = Cases::new(Store::postgres(schema.address()).expect("it opens"), bases::clock());
    cases.add(&procedure()).expect("it is added");
    cases
}

/// Commands a second, when each client completes one activity after another; beginning a case counts as well.
fn own() -> f64 {
    let schema = Schema::new().expect("a server");
    let cases = opened(&schema);
    let until = Instant::now() + LASTS;
    let count: usize = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let cases = &cases;
                scope.spawn(move || walk(cases, client, until))
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("it ends")).sum()
    });
    let together = "SELECT count(*)::float8 / count(DISTINCT xmin::text) FROM record";
    let together: f64 = schema.client().query_one(together, &[]).expect("a row").get(0);
    println!("{together:.1} records a commit");
    count as f64 / LASTS.as_secs_f64()
}

fn walk(cases: &Cases<ManualClock>, client: usize, until: Instant) -> usize {
    let mut done = 0;
    for round in 0.. {
        let case = format!("c-{client}-{round}");
        cases.start(&case, "W1", &ana()).expect("it begins");
        for number in 1..=10 {
            if Instant::now() >= until {
                return done;
            }
            cases.complete(&case, number, Done::new(), &ana()).expect("it is done");
            done += 1;
        }
    }
    done
}

const LOCK: &str = "SELECT pg_advisory_xact_lock(1130460515, hashtext(current_schema()));\n";
const LAST: &str = "SELECT coalesce(max(position), 0) + 1 AS next FROM record \\gset p_\n";
const DRAWN: &str = "SELECT nextval('drawn') AS next \\gset p_\n";
const REST: &str = "UPDATE stream SET seq = :s_seq + 1, digest = '\\x07', position = :p_next, indexed = :s_seq + 1, \
    moved = :p_next, open = 1 WHERE id = :s_id;\n\
    INSERT INTO record (position, stream, seq, key, frame) VALUES (:p_next, :s_id, :s_seq + 1, NULL, :frame);\n\
    UPDATE item SET item = :s_seq + 2, kind = 1, activity = 1, reference = '2', title = 'Actividad 2', \
    audience = audience, claimed = NULL, round = 1, since = :p_next, due = NULL, topic = NULL \
    WHERE stream = :s_id AND item = :s_seq + 1;\nCOMMIT;\n";

/// Transactions a second of the same statements in `pgbench`.
fn floor(begin: &str) -> f64 {
    let schema = Schema::new().expect("a server");
    let cases = opened(&schema);
    for client in 0..CLIENTS {
        cases.start(&format!("c{client}"), "W1", &ana()).expect("it begins");
    }
    cases.complete("c0", 1, Done::new(), &ana()).expect("it goes on");
    let lines = cases.store().read(&cases.stream_of("c0").expect("a name"), 2).expect("it reads");
    let frame = "07".repeat(lines[0].len() + 16);
    let even = "CREATE SEQUENCE drawn START 1000; UPDATE item SET item = 1; UPDATE stream SET seq = 0; DELETE FROM record";
    schema.client().batch_execute(even).expect("it is done");
    let script = tempfile::NamedTempFile::new().expect("a file");
    let head = "SELECT id, seq, digest, indexed FROM stream WHERE tenant = '' AND kind = 'case' \
        AND name = 'c' || :client_id \\gset s_\n";
    std::fs::write(script.path(), ["BEGIN;\n", begin.replace("{head}", head).as_str(), REST].concat())
        .expect("it is written");
    let run = Command::new(std::env::var("PGBENCH").unwrap_or_else(|_| "pgbench".to_owned()))
        .args([
            "-n",
            "-M",
            "prepared",
            "-c",
            "8",
            "-j",
            "2",
            "-T",
            "5",
            "-D",
            &format!("frame=\\x{frame}"),
            "-f",
        ])
        .arg(script.path())
        .arg(schema.address())
        .output()
        .expect("pgbench is installed");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let found = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let count = found.and_then(|rest| rest.split(' ').next()).and_then(|count| count.parse().ok());
    count.expect("pgbench says how many")
}

fn median(mut counts: Vec<f64>) -> f64 {
    counts.sort_by(f64::total_cmp);
    counts[counts.len() / 2]
}

fn main() {
    address().expect("a server");
    let (mut ours, mut same, mut free) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(own());
        same.push(floor(&[LOCK, "{head}", LAST].concat()));
        free.push(floor(&["{head}", DRAWN].concat()));
    }
    let (ours, same, free) = (median(ours), median(same), median(free));
    println!("D1 PostgreSQL, 8 clients: {ours:.0} commands a second");
    let row = |name, its: f64| {
        let (ratio, target) = (100.0 * ours / its, 80.0);
        let verdict = if ratio >= target { "met" } else { "MISSED" };
        println!("  {ratio:>5.0} % of {name} in pgbench ({its:.0})  target {target:.0} %  {verdict}");
    };
    row("the same statements", same);
    row("those without lock and order", free);
}
