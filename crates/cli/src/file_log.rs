//! A log in one file of lines, several streams allowed: what a desk needs to keep cases without a server.
//!
//! Knows how to prove a file when it is opened, to append whole lines, and to read what another program wrote.
//! Who reads or writes holds the lock of the file, so that two programs never write at the same place.
//! Does not know what a record says: that is `cauce::record`.
//! Read [`FileLog`] first.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cauce::data::Text;
use cauce::log::{Appended, Batch, Damage, Head, Log, LogError, MemoryLog, Verifier, lines};
use cauce::record::{Frame, RecordError, Stream};

/// A log in a file; lines are appended, never rewritten.
#[derive(Debug)]
pub(crate) struct FileLog {
    path: PathBuf,
    /// Whether what is appended reaches the file; otherwise it is forgotten with the log.
    keeps: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What was read and appended, by stream.
    known: MemoryLog,
    /// How long the file was when it was last read or written.
    length: u64,
    /// Whether its last line has a line end.
    ended: bool,
    streams: BTreeMap<Text, Verifier>,
}

/// Why a file cannot be used as a log.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// It could not be read.
    Unreadable(io::Error),
    /// A line is not what was written; `line` counts from 1.
    Damaged { line: u64, damage: Box<Damage> },
}

/// A record that was cut off in the middle, as after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Torn {
    /// Where the sound part of the file ends.
    pub(crate) at: u64,
    /// How many bytes are left of the record.
    pub(crate) bytes: u64,
}

/// The file holds lines of another program that do not follow what was read.
#[derive(Debug)]
struct Changed;

impl std::fmt::Display for Changed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("another program has changed the file")
    }
}

impl std::error::Error for Changed {}

impl FileLog {
    /// Opens a file and proves it; a file that does not exist is an empty log.
    ///
    /// A last record that was cut off is left out and told; the file is only cut by [`FileLog::cut`].
    pub(crate) fn open(path: &Path, keeps: bool) -> Result<(Self, Option<Torn>), OpenError> {
        let bytes = match read_locked(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(OpenError::Unreadable(error)),
        };
        let mut state = State { ended: true, ..State::default() };
        let torn = state.take_all(&bytes)?;
        let log = FileLog { path: path.to_path_buf(), keeps, state: Mutex::new(state) };
        Ok((log, torn))
    }

    /// A log that is forgotten when the program ends.
    pub(crate) fn forgetful() -> Self {
        let state = State { ended: true, ..State::default() };
        FileLog { path: PathBuf::new(), keeps: false, state: Mutex::new(state) }
    }

    /// Cuts a torn record off the file, unless another program has written since.
    pub(crate) fn cut(&self, torn: Torn) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(&self.path)?;
        held(file.lock())?;
        if file.metadata()?.len() != torn.at.saturating_add(torn.bytes) {
            return Err(io::Error::other(Changed));
        }
        file.set_len(torn.at)
    }

    /// The streams it holds.
    pub(crate) fn streams(&self) -> Vec<Stream> {
        self.lock().known.streams()
    }

    /// A thread that panicked while it held the lock had appended whole lines or none.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file, locked; one that nobody has written to yet is made.
    fn locked(&self, state: &State) -> io::Result<File> {
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(state.length == 0).open(&self.path)?;
        held(file.lock())?;
        Ok(file)
    }
}

/// Everything in a file, while nobody writes to it.
fn read_locked(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    held(file.lock_shared())?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where the system knows no locks, the file is used without one.
fn held(lock: io::Result<()>) -> io::Result<()> {
    match lock {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        lock => lock,
    }
}

impl State {
    /// Reads what another program has appended since; anything else it did to the file is refused.
    fn catch_up(&mut self, file: &mut File) -> Result<(), LogError> {
        let length = file.metadata().map_err(store)?.len();
        if length == self.length {
            return Ok(());
        }
        if length < self.length || !self.ended {
            return Err(store(Changed));
        }
        let mut grown = Vec::new();
        file.seek(SeekFrom::Start(self.length)).map_err(store)?;
        file.read_to_end(&mut grown).map_err(store)?;
        match self.take_all(&grown) {
            Ok(None) => Ok(()),
            _ => Err(store(Changed)),
        }
    }

    /// Writes lines in one piece and waits until they are on the disk; a write that fails leaves the file as it was.
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let written = file.write_all(bytes).and_then(|()| file.sync_data());
        if let Err(error) = written {
            let _ = file.set_len(self.length);
            return Err(error);
        }
        self.length += bytes.len() as u64;
        self.ended = true;
        Ok(())
    }

    /// Proves and keeps the lines of the file from where it stands; gives the torn one at the end, if there is one.
    fn take_all(&mut self, bytes: &[u8]) -> Result<Option<Torn>, OpenError> {
        let mut rest = bytes.len();
        for (line_number, line) in (1..).zip(lines(bytes)) {
            rest -= line.len();
            match self.take(line) {
                Ok(()) => {}
                Err(damage) if damage.is_cut() && rest == 0 && !line.ends_with(b"\n") => {
                    return Ok(Some(Torn { at: self.length, bytes: line.len() as u64 }));
                }
                Err(mut damage) => {
                    damage.offset = self.length;
                    return Err(OpenError::Damaged { line: line_number, damage: Box::new(damage) });
                }
            }
        }
        Ok(None)
    }

    fn take(&mut self, line: &[u8]) -> Result<(), Damage> {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let name: Text = Frame::glance(bare).map_or_else(|_| "".into(), |frame| frame.stream.into());
        let verifier = self.streams.entry(name.clone()).or_default();
        verifier.check(bare)?;
        let expected = verifier.verified().records - 1;
        self.keep(&name, expected, bare).map_err(|what| {
            let sound = verifier_of(&self.streams, &name);
            Damage { record: expected + 1, offset: 0, what, sound: Box::new(sound) }
        })?;
        self.length += line.len() as u64;
        self.ended = line.ends_with(b"\n");
        Ok(())
    }

    /// What is proved keeps up with what is appended, so that lines of another program can be proved to follow.
    fn follow(&mut self, batch: &Batch) {
        let verifier = self.streams.entry(batch.stream.as_str().into()).or_default();
        // The log of what is known has just taken the line as the next one of its stream.
        let _ = verifier.check(&batch.record);
    }

    fn keep(&mut self, name: &str, expected: u64, line: &[u8]) -> Result<(), RecordError> {
        let other = || RecordError::OtherStream { found: name.into() };
        let stream: Stream = name.parse().map_err(|_| other())?;
        let batch = Batch { stream, expected, key: key_of(line), record: line.to_vec() };
        match self.known.append(&[batch]) {
            Ok(_) => Ok(()),
            Err(LogError::Unsound { source, .. }) => Err(source),
            Err(_) => Err(other()),
        }
    }
}

fn verifier_of(streams: &BTreeMap<Text, Verifier>, name: &Text) -> cauce::log::Verified {
    let verifier = streams.get(name).cloned().unwrap_or_default();
    verifier.verified().clone()
}

/// The idempotency key that a proved line carries.
fn key_of(line: &[u8]) -> Option<Text> {
    let line: serde_json::Value = serde_json::from_slice(line).ok()?;
    let key = line.get("record")?.get("key")?.get("id")?.as_str()?;
    Some(key.into())
}

fn store(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> LogError {
    LogError::Store { source: error.into() }
}

impl Log for FileLog {
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError> {
        let mut state = self.lock();
        let mut file = match self.keeps {
            true => Some(self.locked(&state).map_err(store)?),
            false => None,
        };
        if let Some(file) = &mut file {
            state.catch_up(file)?;
        }
        let answers = state.known.append(batches)?;
        let mut bytes = Vec::new();
        if !state.ended {
            bytes.push(b'\n');
        }
        let answered = batches.iter().zip(&answers);
        let stored = answered.filter(|(_, answer)| matches!(answer, Appended::Stored { .. }));
        let stored: Vec<&Batch> = stored.map(|(batch, _)| batch).collect();
        for batch in &stored {
            state.follow(batch);
            bytes.extend_from_slice(&batch.record);
            bytes.push(b'\n');
        }
        if let Some(file) = file.as_mut().filter(|_| !stored.is_empty()) {
            state.write(file, &bytes).map_err(|error| {
                // What is known no longer matches the file: nothing more is appended until it is opened again.
                state.length = u64::MAX;
                store(error)
            })?;
        }
        Ok(answers)
    }

    fn read(&self, stream: &Stream, from: u64) -> Result<Vec<Vec<u8>>, LogError> {
        self.lock().known.read(stream, from)
    }

    fn head(&self, stream: &Stream) -> Result<Option<Head>, LogError> {
        self.lock().known.head(stream)
    }

    fn find(&self, stream: &Stream, key: &str) -> Result<Option<u64>, LogError> {
        self.lock().known.find(stream, key)
    }
}

#[cfg(test)]
mod tests {
    use cauce::command::{Actor, Command, Done};
    use cauce::data::{Timestamp, Value};
    use cauce::engine::{Engine, EngineError};
    use cauce::log::Log as _;
    use cauce::record::Stream;
    use cauce::rejection::Rejection;

    use super::{FileLog, Torn};
    use crate::run::time::DeskClock;

    const TEXT: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P\"\nnombre = \"P\"\n\
        [[rol]]\nid = \"r\"\nnombre = \"R\"\n[[dato]]\nid = \"n\"\nnombre = \"N\"\ntipo = \"texto\"\n\
        [[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = [\"r\"]\n\
        [[actividad]]\nnumero = 2\nid = \"b\"\ntitulo = \"B\"\nresponsables = [\"r\"]\n";

    /// A file of its own, gone when the test ends.
    struct Place(std::path::PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let name = format!("cauce-file-log-{}-{name}.jsonl", std::process::id());
            Place(std::env::temp_dir().join(name))
        }

        fn desk(&self) -> Engine<FileLog, DeskClock> {
            let (log, torn) = FileLog::open(&self.0, true).unwrap();
            assert_eq!(torn, None);
            let engine = Engine::new(log, DeskClock::at(Timestamp::from_millis(1_700_000_000_000).unwrap()));
            engine.add(TEXT).unwrap();
            engine
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn two_desks_on_one_file_do_not_write_over_each_other() {
        let place = Place::new("two");
        let ana = Actor::person("ana", "r");
        let first = place.desk();
        first.start("1", "P", &ana).unwrap();
        let second = place.desk();
        second.complete("1", 1, Done::new(), &ana).unwrap();
        let late = first.complete("1", 1, Done::new(), &ana);
        assert!(matches!(late, Err(EngineError::Rejected(_))), "{late:?}");
        first.complete("1", 2, Done::new(), &ana).unwrap();
        let third = place.desk();
        assert_eq!(third.log().head(&Stream::case("1").unwrap()).unwrap().map(|head| head.seq), Some(3));
    }

    /// Writes ten times into one case; a desk that was slower tries again.
    fn insist(desk: &Engine<FileLog, DeskClock>, person: &str) {
        let actor = Actor::person(person, "r");
        for _ in 0..10 {
            let command = || Command::SetData { data: vec![("n".into(), Value::Text(person.into()))] };
            while let Err(error) = desk.ask("1", &actor, command()) {
                let slower = matches!(error, EngineError::Rejected(Rejection::Conflict { .. }));
                assert!(slower, "{error}");
            }
        }
    }

    #[test]
    fn desks_that_write_at_the_same_moment_wait_for_each_other() {
        let place = Place::new("race");
        place.desk().start("1", "P", &Actor::host("x")).unwrap();
        std::thread::scope(|scope| {
            for person in ["ana", "bea", "eva", "lia"] {
                let desk = place.desk();
                scope.spawn(move || insist(&desk, person));
            }
        });
        let head = place.desk().log().head(&Stream::case("1").unwrap()).unwrap();
        assert_eq!(head.map(|head| head.seq), Some(41));
    }

    #[test]
    fn a_record_that_another_desk_is_still_writing_is_not_cut() {
        let place = Place::new("writing");
        place.desk().start("1", "P", &Actor::host("x")).unwrap();
        let bytes = std::fs::read(&place.0).unwrap();
        std::fs::write(&place.0, &bytes[..bytes.len() / 2]).unwrap();
        let (log, torn) = FileLog::open(&place.0, true).unwrap();
        std::fs::write(&place.0, &bytes).unwrap();
        log.cut(torn.unwrap()).unwrap_err();
        assert_eq!(std::fs::read(&place.0).unwrap(), bytes);
    }

    #[test]
    fn a_file_that_shrank_is_not_written_to() {
        let place = Place::new("shrank");
        let ana = Actor::person("ana", "r");
        let desk = place.desk();
        desk.start("1", "P", &ana).unwrap();
        std::fs::write(&place.0, b"").unwrap();
        assert!(matches!(desk.complete("1", 1, Done::new(), &ana), Err(EngineError::Log(_))));
        assert_eq!(std::fs::read(&place.0).unwrap(), b"");
    }

    #[test]
    fn a_last_line_without_its_end_is_whole_and_is_ended_by_the_next() {
        let place = Place::new("end");
        let ana = Actor::person("ana", "r");
        place.desk().start("1", "P", &ana).unwrap();
        let bytes = std::fs::read(&place.0).unwrap();
        std::fs::write(&place.0, &bytes[..bytes.len() - 1]).unwrap();
        place.desk().complete("1", 1, Done::new(), &ana).unwrap();
        assert!(std::fs::read(&place.0).unwrap().starts_with(&bytes));
        place.desk();
    }

    #[test]
    fn every_cut_of_the_last_line_is_found_and_mended() {
        let place = Place::new("cut");
        place.desk().start("1", "P", &Actor::host("x")).unwrap();
        place.desk().complete("1", 1, Done::new(), &Actor::person("ana", "r")).unwrap();
        let bytes = std::fs::read(&place.0).unwrap();
        let first = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for length in first + 1..bytes.len() - 1 {
            std::fs::write(&place.0, &bytes[..length]).unwrap();
            let (log, torn) = FileLog::open(&place.0, true).unwrap();
            let torn = torn.unwrap_or_else(|| panic!("a cut at {length} was not found"));
            assert_eq!(torn, Torn { at: first as u64, bytes: (length - first) as u64 });
            log.cut(torn).unwrap();
            assert_eq!(std::fs::read(&place.0).unwrap(), &bytes[..first]);
        }
    }
}
