//! Workers on several machines: each job is one worker's at a time, is offered again when its lease has run out, and
//! what it does to the world is done once, because its key says what was done already.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::thread;
use std::time::Duration;

use cauce::clock::SystemClock;
use cauce::command::Actor;
use cauce::data::Value;
use cauce::event::Event;
use cauce_store::Store;
use cauce_store::cases::{Backoff, Cases, CasesError, JobLease, Opening};
use postgres::{Client, NoTls};

use super::bases::server::Schema;
use super::desk::web;
use super::{NAME, PLACE, worked};

const CORREO: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "CORREO", nombre = "Avisar" }
dato = [{ id = "acuse", tipo = "texto", opcional = true }]
actividad = [
  { id = "enviar", titulo = "Enviar", trabajo = "correo", salida = { acuse = 'folio' }, reintentos = 3 },
  { id = "archivar", titulo = "Archivar" },
]
"#;

/// The world: every time somebody sets about a job, and what was done, by the key of the job.
const WORLD: &str = "CREATE TABLE tried (key TEXT NOT NULL, worker TEXT NOT NULL); \
    CREATE TABLE sent (key TEXT PRIMARY KEY, worker TEXT NOT NULL)";

/// How long a job is one worker's; who dawdles is late.
const LEASE: Duration = Duration::from_millis(600);
const DAWDLES: Duration = Duration::from_millis(900);

/// How many jobs were given to a worker that is never heard of again before it is late.
const LOST: usize = 8;

fn at_work(address: &str) -> Cases<SystemClock> {
    Cases::new(Store::postgres(address).expect("it opens"), SystemClock)
}

/// Does to the world what a job is for, unless that was done under its key.
fn sends(world: &mut Client, job: &JobLease) {
    let (key, worker) = (&*job.key, &*job.worker);
    world.execute("INSERT INTO tried VALUES ($1, $2)", &[&key, &worker]).expect("it is noted");
    let once = "INSERT INTO sent VALUES ($1, $2) ON CONFLICT DO NOTHING";
    world.execute(once, &[&key, &worker]).expect("it is done");
}

/// What became of a job that is answered as done, as a machine says it.
fn answered(cases: &Cases<SystemClock>, job: &JobLease) -> String {
    match cases.complete_job(job, vec![("folio".into(), Value::Text(job.key.clone()))]) {
        Ok(step) => format!("did {} {} {}", job.key, job.worker, step.seq),
        Err(CasesError::LeaseLost { .. } | CasesError::Rejected(_)) => format!("late {}", job.key),
        Err(other) => panic!("{other}"),
    }
}

/// What a worker does: begins a case, takes jobs, and does them, answers too late, or says that they failed.
#[test]
#[ignore = "is started by the other tests of this file"]
#[expect(clippy::disallowed_methods, reason = "where it works, whoever starts it says")]
fn leases_until_it_is_killed() {
    let (Ok(place), Ok(name)) = (std::env::var(PLACE), std::env::var(NAME)) else { return };
    let (cases, mut out) = (at_work(&place), std::io::stdout());
    let mut world = Client::connect(&place, NoTls).expect("it answers");
    let mut say = |line: String| writeln!(out, "{line}").and_then(|()| out.flush()).expect("it can be said");
    for round in 0.. {
        let case = format!("c-{name}-{round}");
        let begun = cases.open(&case, Opening::of("CORREO").key("begin"), &web()).expect("it begins");
        say(format!("kept {case} begin {}", begun.seq));
        let leased = cases.lease("correo", 2, LEASE, &name).expect("it is asked");
        assert!(leased.behind.is_empty(), "{:?}", leased.behind);
        for (place, job) in leased.jobs.iter().enumerate() {
            say(format!("has {} {name} {}", job.key, job.until.millis()));
            match (round + place) % 5 {
                // Some fail at first, and are another attempt.
                1 if job.effect.attempt == 1 => {
                    let backoff = Backoff::Fixed(Duration::from_millis(20));
                    match cases.fail_job(job, "no contesta", backoff) {
                        Ok(_) | Err(CasesError::LeaseLost { .. } | CasesError::Rejected(_)) => continue,
                        Err(other) => panic!("{other}"),
                    }
                }
                3 => thread::sleep(DAWDLES),
                _ => {}
            }
            sends(&mut world, job);
            say(answered(&cases, job));
        }
    }
}

/// The jobs of a worker that has died, or hangs: nobody hears of it until all is over.
fn lost(cases: &Cases<SystemClock>) -> Vec<JobLease> {
    for number in 0..LOST {
        cases.open(&format!("lost-{number}"), Opening::of("CORREO"), &web()).expect("it begins");
    }
    let jobs = cases.lease("correo", LOST, LEASE, "lost").expect("it is asked").jobs;
    assert_eq!(jobs.len(), LOST);
    jobs
}

/// Does what is left, as soon as no lease is on it any more.
fn finish(cases: &Cases<SystemClock>, world: &mut Client) {
    thread::sleep(LEASE);
    loop {
        let jobs = cases.lease("correo", 50, Duration::from_secs(60), "last").expect("it is asked").jobs;
        if jobs.is_empty() {
            return;
        }
        for job in &jobs {
            sends(world, job);
            assert!(answered(cases, job).starts_with("did "), "nobody else is at work");
        }
    }
}

fn workers(kills: usize) {
    let Some(schema) = Schema::new() else { return };
    let (cases, mut world) = (at_work(schema.address()), schema.client());
    world.batch_execute(WORLD).expect("a world");
    cases.add(CORREO).expect("it can be added");
    let lost = lost(&cases);
    let said = worked(schema.address(), ("workers::leases_until_it_is_killed", kills));
    finish(&cases, &mut world);
    let late: Vec<String> = lost.iter().map(|job| answered(&cases, job)).collect();
    assert!(late.iter().all(|said| said.starts_with("late ")), "all were done by others: {late:?}");
    whole(&cases, &said);
    sent_once(&cases, &mut world);
    one_at_a_time(&said);
}

/// The attempts of the job of a case that were answered as done; each follows those that failed.
fn done(cases: &Cases<SystemClock>, case: &str) -> Vec<String> {
    let (mut attempt, mut done) = (1, Vec::new());
    for event in cases.records(case).expect("records").into_iter().flat_map(|record| record.events) {
        match event {
            Event::JobFailed { attempt: failed, .. } => attempt = failed + 1,
            Event::Completed(completed) => done.push(format!("{case}/{}/{attempt}", completed.item)),
            _ => {}
        }
    }
    done
}

/// What was acknowledged is on record, under the name of who did it; rows are those of the records.
fn whole(cases: &Cases<SystemClock>, said: &[String]) {
    let (mut begun, mut answers) = (0, 0);
    for line in said {
        match *line.split(' ').collect::<Vec<_>>() {
            ["kept", case, ..] => {
                assert_eq!(done(cases, case).len(), 1, "{case} was done once");
                begun += 1;
            }
            ["did", key, worker, seq] => {
                let case = key.split('/').next().expect("a case");
                let place: usize = seq.parse().expect("a number");
                let record = &cases.records(case).expect("records")[place - 1];
                assert_eq!(record.actor, Actor::host(worker), "{line}");
                assert!(done(cases, case).iter().any(|done| done == key), "{line}");
                answers += 1;
            }
            _ => {}
        }
    }
    assert!(begun > 20 && answers > 20, "the machines worked: {said:?}");
    assert!(said.iter().any(|line| line.starts_with("late ")), "somebody was late");
    let proved = cases.store().verify().expect("it reads");
    assert!(proved.is_sound(), "{:?}", proved.damage);
    assert!(cases.astray().expect("it looks").is_none(), "rows are those of the records");
}

/// What was set about more than once was done once under its key, and what is on record as done was.
fn sent_once(cases: &Cases<SystemClock>, world: &mut Client) {
    let mut ask = |question: &str| -> Vec<String> {
        world.query(question, &[]).expect("rows").iter().map(|row| row.get(0)).collect()
    };
    let (tried, sent) = (ask("SELECT key FROM tried"), ask("SELECT key FROM sent"));
    assert!(tried.len() > sent.len(), "some were set about again");
    let sent: BTreeSet<String> = sent.into_iter().collect();
    assert_eq!(sent, tried.into_iter().collect(), "each that was set about was done");
    for case in ask("SELECT name FROM stream WHERE kind = 'case'") {
        let done = done(cases, &case);
        assert!(done.len() == 1 && sent.contains(&done[0]), "{case}: {done:?}");
    }
}

/// Nobody was given a job while another had it.
fn one_at_a_time(said: &[String]) {
    let mut until: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for line in said {
        if let ["has", key, _, ended] = *line.split(' ').collect::<Vec<_>>() {
            until.entry(key).or_default().push(ended.parse().expect("a time"));
        }
    }
    let least = i64::try_from(LEASE.as_millis()).expect("it is short");
    for (key, ended) in &mut until {
        ended.sort_unstable();
        assert!(ended.windows(2).all(|two| two[1] - two[0] >= least), "{key}: {ended:?}");
    }
    assert!(until.values().any(|ended| ended.len() > 1), "some were offered again");
}

#[test]
fn workers_on_four_machines_of_which_one_is_killed_every_second() {
    workers(6);
}

#[test]
#[ignore = "two minutes"]
fn workers_on_four_machines_of_which_one_is_killed_every_second_for_two_minutes() {
    workers(120);
}
