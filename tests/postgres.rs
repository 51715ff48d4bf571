//! What only a server does: it refuses, goes away, breaks off, and is written to by many at once.
#![allow(unreachable_pub, reason = "what suites share is public to them")]
#![allow(clippy::panic, reason = "another answer than the expected one is a failure")]

#[path = "support/bases/mod.rs"]
mod bases;
#[path = "cases/desk.rs"]
#[allow(dead_code, unused_imports, reason = "this suite uses a part of it")]
mod desk;
#[path = "postgres/wire.rs"]
mod wire;

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use bases::server::{Schema, address};
use cauce::clock::ManualClock;
use cauce::command::{Command, Done, Request};
use cauce::data::Value;
use cauce::event::Event;
use cauce_store::cases::{Cases, CasesError, Find};
use cauce_store::verify::Finding;
use cauce_store::{Store, StoreError};
use desk::{ACTA, PLAZO, ana, web};
use postgres::{Client, NoTls};

fn on(schema: &Schema) -> Cases<ManualClock> {
    on_store(Store::postgres(schema.address()).expect("it opens"))
}

fn on_store(store: Store) -> Cases<ManualClock> {
    let cases = Cases::new(store, bases::clock());
    cases.add(ACTA).expect("it can be added");
    cases
}

/// The error of the store in that of a call.
fn store_error<T: std::fmt::Debug>(result: Result<T, CasesError>) -> String {
    match result.expect_err("it fails") {
        CasesError::Store(error) => format!("{error:?}"),
        CasesError::Log(error) => format!("{:?}", StoreError::of(&error).expect("it is the store's")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_follows_by_position_misses_nothing() {
    let Some(schema) = Schema::new() else { return };
    let writers: Vec<_> = (0..4).map(|_| on(&schema)).collect();
    let (each, first) = (15, writers[0].store().since(1, 1_000).expect("it reads").len() as u64);
    let expected = first + 8 * each * 2;
    thread::scope(|scope| {
        let writing = writers.iter().chain(&writers).enumerate().map(|(number, cases)| {
            scope.spawn(move || {
                for round in 0..each {
                    let case = format!("c-{number}-{round}");
                    cases.start(&case, "ACTA", &ana()).expect("it begins");
                    cases.complete(&case, 1, Done::new(), &ana()).expect("it goes on");
                }
            })
        });
        let writing: Vec<_> = writing.collect();
        let follower = Store::postgres_read_only(schema.address()).expect("it opens");
        let mut next = first + 1;
        while next <= expected {
            let is_over = writing.iter().all(thread::ScopedJoinHandle::is_finished);
            let found = follower.since(next, 7).expect("it reads");
            assert!(!(is_over && found.is_empty()), "everything is there in the end");
            for (position, _) in found {
                assert_eq!(position, next, "what comes later has no lower position, and none is left out");
                next += 1;
            }
        }
    });
    let proved = writers[0].store().verify().expect("it reads");
    assert!(proved.is_sound(), "{:?}", proved.damage);
    assert_eq!(proved.records, expected);
}

/// While somebody writes, others wait; what was taken back leaves no gap.
#[test]
fn a_position_is_given_to_what_is_kept_and_to_nothing_else() {
    let Some(schema) = Schema::new() else { return };
    let cases = on(&schema);
    cases.start("a", "ACTA", &ana()).expect("it begins");
    let last = cases.store().since(1, 1_000).expect("it reads").len() as u64;
    let mut other = schema.client();
    let lock = "BEGIN; SELECT pg_advisory_xact_lock(1130460515, hashtext(current_schema())); \
        INSERT INTO record SELECT position + 1, stream, seq + 1, NULL, frame FROM record ORDER BY position DESC LIMIT 1";
    other.batch_execute(lock).expect("it writes");
    thread::scope(|scope| {
        let waits = scope.spawn(|| cases.start("b", "ACTA", &ana()).expect("it begins"));
        thread::sleep(Duration::from_millis(300));
        assert!(!waits.is_finished(), "another one writes");
        let reader = Store::postgres_read_only(schema.address()).expect("it opens");
        assert_eq!(reader.since(last + 1, 10).expect("nobody keeps it from reading"), []);
        other.batch_execute("ROLLBACK").expect("it takes it back");
        waits.join().expect("it ends");
        let found = reader.since(last + 1, 10).expect("it reads");
        assert_eq!(found.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [last + 1]);
    });
}

#[test]
fn many_programs_open_an_empty_database_at_once() {
    let Some(schema) = Schema::new() else { return };
    let begin = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                begin.wait();
                Store::postgres(schema.address()).expect("it opens");
            });
        }
    });
    let rows = schema.client().query("SELECT version FROM store", &[]).expect("rows");
    assert_eq!(rows.len(), 1);
}

#[test]
fn connections_that_were_lost_are_opened_again() {
    let Some(schema) = Schema::new() else { return };
    let cases = on(&schema);
    cases.start("a", "ACTA", &ana()).expect("it begins");
    for _ in 0..3 {
        let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
            WHERE application_name = $1 AND pid <> pg_backend_pid()";
        let count: i64 = schema.client().query_one(ended, &[&schema.name()]).expect("a row").get(0);
        assert!(count > 0, "the store keeps its connections");
        cases.summary("a").expect("it reads");
        cases.claim("a", 1, &ana()).expect("it writes");
        cases.release("a", 1, &ana()).expect("it writes");
    }
    assert_eq!(cases.records("a").expect("records").len(), 7);
}

/// The connection breaks when the commit has been asked for: nobody knows, and whoever asks again learns it.
#[test]
fn a_lost_answer_leaves_a_doubt_that_the_key_resolves() {
    let Some(schema) = Schema::new() else { return };
    for reaches in [true, false] {
        let Some(wire) = wire::Wire::before(address().expect("a server")) else { return };
        let cases = on_store(Store::postgres(&wire.of(&schema)).expect("it opens"));
        // Whatever is written down once is written down before.
        cases.start(&format!("b-{reaches}"), "ACTA", &ana()).expect("it begins");
        cases.complete(&format!("b-{reaches}"), 1, Done::new(), &ana()).expect("it goes on");
        let case = format!("a-{reaches}");
        cases.start(&case, "ACTA", &ana()).expect("it begins");
        let item = cases.open_items(&case).expect("a case")[0].item;
        let at = "2026-01-05T08:00:00Z".parse().expect("a time");
        let request = Request::new(at, ana(), Command::Complete { item, done: Done::new() }).key("k");
        wire.breaks_at_commit(reaches);
        assert_eq!(store_error(cases.request(&case, &request)), "Doubtful");
        let there = on(&schema).records(&case).expect("records").len();
        assert_eq!(there, if reaches { 2 } else { 1 }, "whether it reached the server");
        // The same handle goes on.
        let step = cases.request(&case, &request).expect("it is answered");
        assert!(step.seq == 2 && matches!(step.events[0], Event::Completed(_)), "{step:?}");
        assert_eq!(cases.records(&case).expect("records").len(), 2);
    }
}

/// Makes the first records that are kept fail so, each time the number is drawn from a sequence.
fn fail(schema: &Schema, code: &str, times: u32) {
    let trigger = format!(
        "DROP SEQUENCE IF EXISTS faults CASCADE; CREATE SEQUENCE faults; \
        CREATE OR REPLACE FUNCTION fail() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
        IF nextval('faults') <= {times} THEN RAISE EXCEPTION 'as asked' USING ERRCODE = '{code}'; END IF; \
        RETURN NEW; END $$; \
        CREATE OR REPLACE TRIGGER fails BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION fail();"
    );
    schema.client().batch_execute(&trigger).expect("it is made");
}

#[test]
fn what_the_server_refuses_has_a_name() {
    let Some(schema) = Schema::new() else { return };
    let cases = on(&schema);
    cases.start("a", "ACTA", &ana()).expect("it begins");
    for (code, said) in [("53100", "Full"), ("25006", "ReadOnly"), ("55P03", "Busy"), ("23514", "Database")] {
        fail(&schema, code, 1_000);
        let error = store_error(cases.complete("a", 1, Done::new(), &ana()));
        assert!(error.starts_with(said), "{code}: {error}");
        assert_eq!(cases.records("a").expect("records").len(), 1, "nothing was kept");
    }
    // What was broken off because of others is done again.
    for code in ["40P01", "40001"] {
        fail(&schema, code, 2);
        cases.claim("a", 1, &ana()).expect("the third time it goes");
        cases.release("a", 1, &ana()).expect("it goes");
    }
    assert_eq!(cases.records("a").expect("records").len(), 5);
    assert!(cases.astray().expect("it looks").is_none());
}

#[test]
fn servers_and_tables_that_will_not_do_are_told_apart() {
    let nobody = Store::postgres("host=/nowhere user=cauce");
    assert!(matches!(nobody, Err(StoreError::Unreachable { .. })), "{nobody:?}");
    let said = nobody.map(|_| ()).expect_err("there is no such folder").to_string();
    assert!(said.contains("No such file"), "it says why: {said}");
    let nonsense = Store::postgres("no address");
    assert!(matches!(nonsense, Err(StoreError::Unreachable { .. })), "{nonsense:?}");
    let Some(schema) = Schema::new() else { return };
    let none = Store::postgres_read_only(schema.address());
    assert!(matches!(none, Err(StoreError::NoStore)), "{none:?}");
    let cases = on(&schema);
    cases.start("a", "ACTA", &ana()).expect("it begins");
    let looks = Cases::new(Store::postgres_read_only(schema.address()).expect("it opens"), bases::clock());
    assert_eq!(store_error(looks.complete("a", 1, Done::new(), &ana())), "ReadOnly");
    let address =
        schema.address().replace("-csearch_path", "-cdefault_transaction_read_only=on -csearch_path");
    let standby = Cases::new(Store::postgres(&address).expect("nothing has to be made"), bases::clock());
    assert_eq!(store_error(standby.complete("a", 1, Done::new(), &ana())), "ReadOnly");
    schema.client().batch_execute("UPDATE store SET version = 99").expect("it is done");
    for newer in [Store::postgres(schema.address()), Store::postgres_read_only(schema.address())] {
        assert!(matches!(newer, Err(StoreError::NewerSchema { found: 99, .. })), "{newer:?}");
    }
}

#[test]
fn a_database_that_is_not_utf_8_is_refused() {
    let Some(server) = address() else { return };
    let name = format!("latin_{}", std::process::id());
    let mut client = Client::connect(server, NoTls).expect("it answers");
    let made = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    client.batch_execute(&made).expect("it is made");
    let mut config: cauce_store::tokio_postgres::Config = server.parse().expect("an address");
    config.dbname(&name);
    let refused = Store::postgres_by(config, NoTls);
    assert!(matches!(refused, Err(StoreError::WrongServer { .. })), "{refused:?}");
    client.batch_execute(&format!("DROP DATABASE {name}")).expect("nobody is connected");
}

/// No text of PostgreSQL has a NUL; ours may, wherever somebody writes one.
#[test]
fn a_nul_is_kept_and_found() {
    let Some(schema) = Schema::new() else { return };
    let cases = on(&schema);
    cases.add(PLAZO).expect("it can be added");
    cases.start("a", "PLAZO", &web()).expect("it begins");
    let text = Value::Text("uno\0dos\u{f8f0}".into());
    let command = Command::SetData { data: vec![("entidad".into(), text.clone())] };
    let at = "2026-01-05T08:00:00Z".parse().expect("a time");
    let request = Request::new(at, web(), command).key("k\0");
    let first = cases.request("a", &request).expect("it is kept");
    let again = on(&schema).request("a", &request).expect("it is answered");
    assert_eq!((first.seq, first.events), (again.seq, again.events));
    let found = cases.find(&Find::all().data("entidad", text), None, 5).expect("a list").rows;
    assert_eq!(found.len(), 1);
    assert!(cases.astray().expect("it looks").is_none());
    assert!(cases.store().verify().expect("it reads").is_sound());
}

#[test]
fn damage_is_found_at_its_position() {
    let Some(schema) = Schema::new() else { return };
    let cases = on(&schema);
    cases.start("a", "ACTA", &ana()).expect("it begins");
    cases.complete("a", 1, Done::new(), &ana()).expect("it goes on");
    let flip = "UPDATE record SET frame = set_byte(frame, 40, get_byte(frame, 40) # 1) WHERE position = 2";
    schema.client().batch_execute(flip).expect("it is done");
    let damage = cases.store().verify().expect("it reads").damage;
    assert_eq!(damage.iter().map(|found| found.position).collect::<Vec<_>>(), [Some(2)], "{damage:?}");
}

/// What `verify` says of the tables after something was done to them: the names of what is not as it was made.
fn misshapen(statement: &str) -> Option<Vec<String>> {
    let schema = Schema::new()?;
    drop(Store::postgres(schema.address()).expect("it opens"));
    schema.client().batch_execute(statement).expect("it is done");
    let store = Store::postgres_read_only(schema.address()).expect("it opens");
    let damage = store.verify().expect("it reads").damage;
    let named = damage.into_iter().map(|damage| match damage.what {
        Finding::Schema { name } => name,
        other => panic!("{statement}: {other:?}"),
    });
    Some(named.collect())
}

#[test]
fn tables_that_are_not_as_they_were_made_are_named() {
    let changes = [
        ("DROP TABLE notice", "notice"),
        ("DROP INDEX record_key", "record_key"),
        (
            "DROP INDEX record_key; CREATE INDEX record_key ON record (stream, key) WHERE key IS NOT NULL",
            "record_key",
        ),
        (
            "DROP INDEX item_activity; CREATE INDEX item_activity ON item (activity, item, stream)",
            "item_activity",
        ),
        (
            "DROP INDEX item_activity; CREATE INDEX item_activity ON item (activity DESC, stream, item)",
            "item_activity",
        ),
        ("DROP INDEX stream_due; CREATE INDEX stream_due ON stream (tenant, due, id)", "stream_due"),
        (
            "DROP INDEX item_ready; CREATE INDEX item_ready ON item (topic, since, stream, item) \
            WHERE topic IS NOT NULL AND lease IS NOT NULL",
            "item_ready",
        ),
        ("CREATE INDEX more ON item (title)", "more"),
        ("ALTER TABLE record DROP CONSTRAINT record_stream_seq_key", "record"),
        ("ALTER TABLE person DROP CONSTRAINT person_pkey", "person"),
        ("ALTER TABLE item ALTER COLUMN title DROP NOT NULL", "item"),
        ("ALTER TABLE item ALTER COLUMN round TYPE INTEGER", "item"),
        ("ALTER TABLE item ADD COLUMN more TEXT", "item"),
        ("ALTER TABLE item ALTER COLUMN round SET DEFAULT 1", "item"),
        ("ALTER TABLE stream ALTER COLUMN name TYPE TEXT COLLATE \"default\"", "stream"),
        ("ALTER TABLE term ALTER COLUMN id DROP IDENTITY", "term"),
        ("ALTER TABLE record SET UNLOGGED", "record"),
        ("ALTER TABLE tally ADD CONSTRAINT few CHECK (count < 1000)", "few"),
        ("CREATE RULE quiet AS ON DELETE TO outbox DO INSTEAD NOTHING", "quiet"),
        (
            "CREATE FUNCTION hush() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
            CREATE TRIGGER quiet BEFORE INSERT ON notice FOR EACH ROW EXECUTE FUNCTION hush()",
            "quiet",
        ),
    ];
    for (statement, name) in changes {
        let Some(named) = misshapen(statement) else { return };
        assert_eq!(named, [name], "{statement}");
    }
}

#[test]
fn what_others_keep_beside_the_tables_is_theirs() {
    for statement in [
        "SELECT 1",
        "CREATE TABLE theirs (id BIGINT PRIMARY KEY, name TEXT); CREATE INDEX their_name ON theirs (name)",
        "CREATE VIEW cases AS SELECT name FROM stream WHERE kind = 'case'",
        // A cache that a store may lack.
        "DROP TABLE frozen",
    ] {
        let Some(named) = misshapen(statement) else { return };
        assert!(named.is_empty(), "{statement}: {named:?}");
    }
}
