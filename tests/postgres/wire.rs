//! A wire between a store and its server that can be cut at the worst moment.
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

use crate::bases::server::Schema;

const WHOLE: u8 = 0;
const CUT_AFTER: u8 = 1;
const CUT_BEFORE: u8 = 2;

/// A socket of our own that hands everything on to that of the server.
pub(crate) struct Wire {
    folder: tempfile::TempDir,
    server: String,
    cut: Arc<AtomicU8>,
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(".s.PGSQL.5432")
}

impl Wire {
    /// Before a server that is reached by a socket in a folder.
    pub(crate) fn before(server: &str) -> Option<Self> {
        let host = server.split_whitespace().find_map(|word| word.strip_prefix("host=/"));
        let Some(host) = host else {
            eprintln!("skipped: the server is not reached by a socket");
            return None;
        };
        let (folder, host) = (tempfile::tempdir().expect("a folder"), format!("/{host}"));
        let listener = UnixListener::bind(socket(folder.path())).expect("a socket");
        let wire = Wire { folder, server: host.clone(), cut: Arc::default() };
        let cut = Arc::clone(&wire.cut);
        thread::Builder::new()
            .spawn(move || {
                for own in listener.incoming().flatten() {
                    let far = UnixStream::connect(socket(Path::new(&host))).expect("it answers");
                    handed_on(&own, &far, &cut);
                }
            })
            .expect("a thread");
        Some(wire)
    }

    /// The address of the schema by this wire.
    pub(crate) fn of(&self, schema: &Schema) -> String {
        schema.address().replace(&self.server, self.folder.path().to_str().expect("a text"))
    }

    /// Breaks once, at the next commit, whose asking reaches the server or does not.
    pub(crate) fn breaks_at_commit(&self, reaches: bool) {
        self.cut.store(if reaches { CUT_AFTER } else { CUT_BEFORE }, Ordering::SeqCst);
    }
}

fn handed_on(own: &UnixStream, far: &UnixStream, cut: &Arc<AtomicU8>) {
    let both = |stream: &UnixStream| stream.try_clone().expect("a second end");
    let (mut back_from, mut back_to) = (both(far), both(own));
    let (mut from, mut to, cut) = (both(own), both(far), Arc::clone(cut));
    let silent = Arc::new(AtomicBool::new(false));
    let deaf = Arc::clone(&silent);
    let back = move || {
        let mut bytes = [0; 65_536];
        // The server is heard to the end, whoever listens: else it would break off what it is doing.
        while let Ok(count @ 1..) = back_from.read(&mut bytes) {
            if !deaf.load(Ordering::SeqCst) {
                drop(back_to.write_all(&bytes[..count]));
            }
        }
        drop(back_to.shutdown(Shutdown::Both));
    };
    let forth = move || {
        let mut bytes = [0; 65_536];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let said = &bytes[..count];
            let commits = said.windows(7).any(|word| word == b"COMMIT\0");
            let cut = if commits { cut.swap(WHOLE, Ordering::SeqCst) } else { WHOLE };
            silent.fetch_or(cut != WHOLE, Ordering::SeqCst);
            if cut == CUT_BEFORE || to.write_all(said).is_err() {
                break;
            }
            if cut == CUT_AFTER {
                // It is kept by then.
                thread::sleep(Duration::from_millis(500));
                break;
            }
        }
        drop(from.shutdown(Shutdown::Both));
        drop(to.shutdown(Shutdown::Write));
    };
    thread::Builder::new().spawn(back).expect("a thread");
    thread::Builder::new().spawn(forth).expect("a thread");
}
