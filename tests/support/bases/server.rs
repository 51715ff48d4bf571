//! The PostgreSQL that the tests use: the one that `CAUCE_POSTGRES` names, or one that is started for them alone.
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::io::{BufRead as _, BufReader};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use postgres::{Client, NoTls};

/// A server; one of our own ends when its input is closed, however the tests end.
struct Server {
    address: String,
    _held: Option<ChildStdin>,
}

/// How the server is reached; nothing, said aloud, where there is none.
pub(crate) fn address() -> Option<&'static str> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let server = named().or_else(started);
        if server.is_none() {
            eprintln!("skipped: no CAUCE_POSTGRES, and no PostgreSQL is installed here");
        }
        server
    });
    server.as_ref().map(|server| &*server.address)
}

#[expect(clippy::disallowed_methods, reason = "which server, the environment of the test says")]
fn named() -> Option<Server> {
    std::env::var("CAUCE_POSTGRES").ok().map(|address| Server { address, _held: None })
}

fn started() -> Option<Server> {
    let mut shell = Command::new("sh")
        .args(["-c", include_str!("cluster.sh")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut address = String::new();
    BufReader::new(shell.stdout.take()?).read_line(&mut address).ok()?;
    let address = address.trim_end().to_owned();
    (!address.is_empty()).then(|| Server { address, _held: shell.stdin.take() })
}

/// A schema of its own, gone with the value.
pub(crate) struct Schema {
    name: String,
    address: String,
}

impl Schema {
    pub(crate) fn new() -> Option<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let server = address()?;
        let name = format!("cauce_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut client = Client::connect(server, NoTls).expect("it answers");
        client.batch_execute(&format!("CREATE SCHEMA {name}")).expect("it is made");
        let option = format!("-csearch_path={name}");
        let address = match server.contains("://") {
            false => format!("{server} application_name={name} options='{option}'"),
            true => {
                let more = if server.contains('?') { '&' } else { '?' };
                format!("{server}{more}application_name={name}&options={}", option.replace('=', "%3D"))
            }
        };
        Some(Schema { name, address })
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What the connections of its stores are called, and the schema is.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.address, NoTls).expect("it answers")
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let dropped = format!("SET client_min_messages = error; DROP SCHEMA {} CASCADE", self.name);
        drop(self.client().batch_execute(&dropped));
    }
}
