//! Every base that cases are kept on: each test runs on all of the list.
#![allow(dead_code, reason = "each suite uses a part of it")]
#![allow(clippy::panic, reason = "a base of another kind than a test asks for is a mistake of the test")]

#[cfg(feature = "postgres")]
pub(crate) mod server;

use cauce::clock::ManualClock;
use cauce_store::Store;
use cauce_store::cases::Cases;

/// A base that stores are opened on, as often as is wanted.
pub(crate) struct Place {
    kind: Kind,
    clock: ManualClock,
}

enum Kind {
    /// A file of SQLite.
    File(tempfile::TempDir),
    /// A schema of a server.
    #[cfg(feature = "postgres")]
    Schema(server::Schema),
}

/// Every base that cases are kept on, empty.
pub(crate) fn bases() -> Vec<Place> {
    #[cfg(feature = "postgres")]
    return std::iter::once(Place::file()).chain(Place::schema()).collect();
    #[cfg(not(feature = "postgres"))]
    vec![Place::file()]
}

/// The morning on which every test begins.
pub(crate) fn clock() -> ManualClock {
    ManualClock::at("2026-01-05T08:00:00Z".parse().expect("a time"))
}

impl Place {
    fn of(kind: Kind) -> Self {
        Place { kind, clock: clock() }
    }

    /// A file of SQLite in a folder of its own.
    pub(crate) fn file() -> Self {
        Place::of(Kind::File(tempfile::tempdir().expect("a folder")))
    }

    /// The folder of a file.
    pub(crate) fn folder(&self) -> &std::path::Path {
        match &self.kind {
            Kind::File(folder) => folder.path(),
            #[cfg(feature = "postgres")]
            Kind::Schema(_) => panic!("a schema has no folder"),
        }
    }

    /// A schema of its own, where there is a server.
    #[cfg(feature = "postgres")]
    pub(crate) fn schema() -> Option<Self> {
        server::Schema::new().map(|schema| Place::of(Kind::Schema(schema)))
    }

    /// The store, opened once more.
    pub(crate) fn store(&self) -> Store {
        match &self.kind {
            Kind::File(folder) => Store::open(folder.path().join("cases.db")).expect("it opens"),
            #[cfg(feature = "postgres")]
            Kind::Schema(schema) => Store::postgres(schema.address()).expect("it opens"),
        }
    }

    /// The store, opened once more for looking only.
    pub(crate) fn store_to_look_at(&self) -> Store {
        match &self.kind {
            Kind::File(folder) => Store::open_read_only(folder.path().join("cases.db")).expect("it opens"),
            #[cfg(feature = "postgres")]
            Kind::Schema(schema) => Store::postgres_read_only(schema.address()).expect("it opens"),
        }
    }

    /// The clock of all who use the base.
    pub(crate) fn clock(&self) -> ManualClock {
        self.clock.clone()
    }

    /// The cases as another program has them, which knows nothing yet.
    pub(crate) fn again(&self) -> Cases<ManualClock> {
        Cases::new(self.store(), self.clock())
    }

    /// Does something to the tables behind the back of everybody.
    pub(crate) fn tamper(&self, statements: &str) {
        match &self.kind {
            Kind::File(folder) => {
                let raw = rusqlite::Connection::open(folder.path().join("cases.db")).expect("it opens");
                raw.execute_batch(statements).expect("it is done");
            }
            #[cfg(feature = "postgres")]
            Kind::Schema(schema) => schema.client().batch_execute(statements).expect("it is done"),
        }
    }

    /// From now on `written` has a row for each row that is written into the tables, in order of `n`.
    pub(crate) fn watch(&self, tables: &[&str]) {
        let each = |begin: &str, end: &str| -> String {
            let on = |table: &&str| {
                let acts = ["INSERT", "UPDATE", "DELETE"];
                acts.map(|act| {
                    let what = end.replace("{what}", &format!("{act} {table}"));
                    format!("CREATE TRIGGER {act}_{table} AFTER {act} ON {table} {what};")
                })
            };
            std::iter::once(begin.to_owned()).chain(tables.iter().flat_map(on)).collect()
        };
        self.tamper(&match &self.kind {
            Kind::File(_) => each(
                "CREATE TABLE written (n INTEGER PRIMARY KEY, what TEXT);",
                "BEGIN INSERT INTO written (what) VALUES ('{what}'); END",
            ),
            #[cfg(feature = "postgres")]
            Kind::Schema(_) => each(
                "CREATE TABLE written (n BIGINT GENERATED ALWAYS AS IDENTITY, what TEXT); \
                CREATE FUNCTION write_down() RETURNS TRIGGER LANGUAGE plpgsql AS \
                $$ BEGIN INSERT INTO written (what) VALUES (TG_ARGV[0]); RETURN NULL; END $$;",
                "FOR EACH ROW EXECUTE FUNCTION write_down('{what}')",
            ),
        });
    }

    /// What the tables say to a question, one text a row.
    pub(crate) fn texts(&self, question: &str) -> Vec<String> {
        match &self.kind {
            Kind::File(folder) => {
                let raw = rusqlite::Connection::open(folder.path().join("cases.db")).expect("it opens");
                let mut asked = raw.prepare(question).expect("a question");
                let rows = asked.query_map([], |row| row.get(0)).expect("rows");
                rows.map(|row| row.expect("a text")).collect()
            }
            #[cfg(feature = "postgres")]
            Kind::Schema(schema) => {
                let rows = schema.client().query(question, &[]).expect("rows");
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }
}
