//! What every end-to-end test needs: the real binary, a folder of its own, and snapshots in `tests/cli`.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What the program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) code: i32,
}

impl Said {
    /// Everything as one text, for a snapshot.
    pub(crate) fn whole(&self) -> String {
        let mut text = self.out.clone();
        if !self.err.is_empty() {
            text = format!("{text}--- error\n{}", self.err);
        }
        format!("{text}--- {}\n", self.code)
    }
}

/// A folder of its own, gone when the test ends.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("cauce-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Folder(path)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder inside");
        std::fs::write(path, bytes).expect("a file in it");
    }

    /// Reads a file of it.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).expect("a file of it")
    }

    /// Runs the program in it.
    pub(crate) fn cauce(&self, arguments: &str) -> Said {
        run(&self.0, arguments.split_whitespace(), "")
    }

    /// Runs the program in it with lines on standard input.
    pub(crate) fn cauce_with(&self, arguments: &str, input: &str) -> Said {
        run(&self.0, arguments.split_whitespace(), input)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the program at the root of the repository.
pub(crate) fn cauce(arguments: &str) -> Said {
    run(&root(), arguments.split_whitespace(), "")
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the program.
pub(crate) fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>, input: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cauce"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CAUCE_LANG")
        .env_remove("CAUCE_STORE")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("LANG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("its input");
    // The program answers while it is asked: who only writes would wait for a pipe that nobody empties.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // The program may end without reading all of it.
            let _ = stdin.write_all(input.as_bytes());
        });
        child.wait_with_output().expect("it ends")
    });
    Said {
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
        code: output.status.code().expect("it was not killed"),
    }
}

/// Compares with the snapshot of that name in `tests/cli`; digests that hang on random salts are named, not compared.
pub(crate) fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../tests/cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter("[0-9a-f]{64}", "[digest]");
    settings.add_filter("(ser|be|es|is) [0-9a-f]{12}", "$1 [short digest]");
    settings.bind(|| insta::assert_snapshot!(name, text));
}
